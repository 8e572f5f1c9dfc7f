"Commands that README, CONTRIBUTING and the guides name are commands, with these arguments."

import re
import shlex

import pytest

from autograder import cli
from autograder.lessons import REPOSITORY
from autograder.student import cli as student

PAGES = [REPOSITORY / "README.md", REPOSITORY / "CONTRIBUTING.md", REPOSITORY / "autograder" / "student" / "README.md"]
PAGES += sorted((REPOSITORY / "docs" / "guides").glob("*.md"))
CODE = re.compile(r"^```.*?^```|`[^`\n]+`", re.M | re.S)  # blocks and spans
COMMAND = re.compile(r"(?:^ *|[`/])(autograder|course) +([a-z][^`\n]*)", re.M)
PARSERS = {"autograder": cli._parser, "course": student._parser}


def commands_in(text):
    "(program, its arguments) of each command in the code of a page, up to what the shell does with it."
    for code in CODE.findall(text):
        for program, line in COMMAND.findall(code):
            yield program, shlex.split(re.split(r" #| [|;&>]", line)[0])


LESSON = re.compile(r"\d\d?(_\w+)?|LESSON|NN")


def fault_of(program, arguments, capsys):
    "What is wrong with it. A command without arguments is only named."
    try:
        options = PARSERS[program]().parse_args(arguments)
    except SystemExit as ended:
        said = capsys.readouterr().err.strip().splitlines()[-1:]
        named = len(arguments) == 1 and "are required" in " ".join(said)
        return "" if named or not ended.code else said[0]
    lessons = getattr(options, "lessons", None) or []
    return "".join(f"{word!r} is no lesson" for word in lessons if not LESSON.fullmatch(word))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_are_as_they_are_written(page, capsys):
    found = {(program, *arguments) for program, arguments in commands_in(page.read_text(encoding="utf-8"))}
    faults = {" ".join(command): fault_of(command[0], command[1:], capsys) for command in found}
    assert not {command: fault for command, fault in faults.items() if fault}


def test_a_wrong_one_is_found(capsys):
    "As `audit ID LESSON` was, whose learner is an option."
    wrong = "`autograder audit ID LESSON`, `course sumbit 01`\n```\n.venv/bin/autograder grade --worker-count 2\n```\n"
    found = list(commands_in(wrong))
    assert len(found) == 3 and all(fault_of(*command, capsys) for command in found)
    assert not fault_of("autograder", ["audit", "LESSON", "--student", "ID"], capsys)
