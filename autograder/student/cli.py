"The `course` command."

import argparse
import sys
from collections.abc import Sequence
from contextlib import redirect_stdout
from pathlib import Path

from autograder.errors import CourseError
from autograder.terminal import prepare


def main(arguments: Sequence[str] | None = None) -> int:
    "Runs one command. Exit code 0 when it did what was asked, 1 when it did not, 2 when it was asked wrongly."
    prepare()
    parser = _parser()
    asked, rest = parser.parse_known_args(arguments)
    if rest and asked.run not in (_lab, _hub):
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    asked.for_jupyter = rest
    try:
        return asked.run(asked)
    except KeyboardInterrupt:
        print("course: interrupted; nothing is half done.", file=sys.stderr)
        return 130
    except CourseError as error:
        print(f"course: {error}", file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    text = "For learners: `course new FOLDER` makes your workspace; run everything else in it."
    parser = argparse.ArgumentParser(prog="course", description=text)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    new = _command(commands, "new", _new, "make your folder: the lessons, and a library of your own")
    new.add_argument("folder", type=Path, metavar="FOLDER", help="a folder that is new or empty")
    _command(commands, "lab", _lab, "open your lessons in JupyterLab; takes its options too")
    hub = _command(commands, "hub", _hub, "your server on a JupyterHub: what its administrators let it start")
    hub.add_argument("--in", dest="workspace", type=Path, default=Path("~/course"), metavar="FOLDER", help="(~/course)")
    check = _command(commands, "check", _check, "check every exercise of a lesson, as it was last saved")
    hint = _command(commands, "hint", _hint, "one more hint to an exercise")
    export = _command(commands, "export", _export, "write a lesson's module into your course_lib")
    shown = _command(commands, "progress", _progress, "lessons, exercises, points and what comes next")
    newer = _command(commands, "update", _update, "take what is newer in the installed kit; all of your work stays")
    newer.add_argument("--dry-run", action="store_true", help="say what would change, and change nothing")
    text = "print points as GitHub Classroom's reporter reads them, and nothing else"
    shown.add_argument("--for-github", action="store_true", help=text)
    catch_up = _command(commands, "catch-up", _catch_up, "use your instructor's code for a lesson that you missed")
    submit = _command(commands, "submit", _submit, "write the file to hand in")
    for command in (check, export, catch_up, submit):
        command.add_argument("lesson", metavar="LESSON", help="01, stats or 01_stats")
    hint.add_argument("exercise", metavar="NAME", help="the exercise, as in check(NAME)")
    hint.add_argument("--first", action="store_true", help="begin with the first one again")
    text = "the folder that your instructor gave you (your workspace's reference/)"
    catch_up.add_argument("--from", dest="reference", metavar="FOLDER", help=text)
    submit.add_argument("--as", dest="student_id", metavar="ID", required=True, help="who you are in class, as in ada")
    submit.add_argument("--to", dest="folder", metavar="FOLDER", help="where the file goes (your workspace's hand-in/)")
    return parser


def _command(commands, name, run, help_text) -> argparse.ArgumentParser:
    command = commands.add_parser(name, help=help_text, description=f"{help_text[0].upper()}{help_text[1:]}.")
    command.set_defaults(run=run)
    return command


# What a command needs is imported when it runs: torch and nbdev take seconds, and `course --help` should not.


def _new(asked: argparse.Namespace) -> int:
    from autograder.student.workspace import new_workspace

    lessons = new_workspace(asked.folder)
    print(f"Made {asked.folder.absolute()} with {len(lessons)} lesson{'s' * (len(lessons) != 1)}. In it: course lab")
    return 0


def _update(asked: argparse.Namespace) -> int:
    from autograder.student.update import update

    found = update(asked.dry_run)
    print("\n".join(found.said) or "Nothing is newer than what you have.")
    if found.said and asked.dry_run:
        print("Nothing was changed: leave --dry-run out to do this. Save and close your notebooks first.")
    return 0


def _lab(asked: argparse.Namespace) -> int:
    from autograder.library import find_project
    from autograder.student.workspace import start_lab

    return start_lab(find_project().root, asked.for_jupyter)


def _hub(asked: argparse.Namespace) -> int:
    from autograder.student.workspace import start_on_hub

    return start_on_hub(asked.workspace, arguments=asked.for_jupyter)


def _check(asked: argparse.Namespace) -> int:
    from autograder.student.check import check_lesson

    return 0 if check_lesson(asked.lesson) else 1


def _hint(asked: argparse.Namespace) -> int:
    from autograder.student.hints import hint

    print(hint(asked.exercise, asked.first))
    return 0


def _progress(asked: argparse.Namespace) -> int:
    from autograder.student.progress import as_text, for_github, progress, write_page

    if asked.for_github:
        with redirect_stdout(sys.stderr):
            lessons = progress()
        print(for_github(lessons))
        return 0
    lessons = progress()
    print(as_text(lessons))
    print(f"The same as a page: {write_page(lessons)}")
    return 0


def _catch_up(asked: argparse.Namespace) -> int:
    from autograder.student.catch_up import catch_up

    print(f"Wrote {catch_up(asked.lesson, asked.reference)}: the instructor's reference, which says so when imported.")
    return 0


def _export(asked: argparse.Namespace) -> int:
    from autograder.student.export import export_lesson

    export_lesson(asked.lesson)
    return 0


def _submit(asked: argparse.Namespace) -> int:
    from autograder.student.submit import submit

    submit(asked.lesson, asked.student_id, asked.folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
