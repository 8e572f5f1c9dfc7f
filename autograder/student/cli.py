"The `course` command."

import argparse
import sys
from collections.abc import Sequence

from autograder.errors import CourseError


def main(arguments: Sequence[str] | None = None) -> int:
    "Runs one command. Exit code 0 when it did what was asked, 1 when it did not, 2 when it was asked wrongly."
    asked = _parser().parse_args(arguments)
    try:
        return asked.run(asked)
    except CourseError as error:
        print(f"course: {error}", file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="course", description="For learners: run it in your workspace.")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    check = _command(commands, "check", _check, "check every exercise of a lesson, as it was last saved")
    export = _command(commands, "export", _export, "write a lesson's module into your course_lib")
    submit = _command(commands, "submit", _submit, "write the file to hand in")
    for command in (check, export, submit):
        command.add_argument("lesson", metavar="LESSON", help="01, stats or 01_stats")
    submit.add_argument("--as", dest="student_id", metavar="ID", required=True, help="who you are in class, as in ada")
    submit.add_argument("--to", dest="folder", metavar="FOLDER", help="where the file goes (your workspace's hand-in/)")
    return parser


def _command(commands, name, run, help_text) -> argparse.ArgumentParser:
    command = commands.add_parser(name, help=help_text, description=f"{help_text[0].upper()}{help_text[1:]}.")
    command.set_defaults(run=run)
    return command


# What a command needs is imported when it runs: torch and nbdev take seconds, and `course --help` should not.


def _check(asked: argparse.Namespace) -> int:
    from autograder.student.check import check_lesson

    return 0 if check_lesson(asked.lesson) else 1


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
