"`autograder`: the instructor's commands."

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from autograder.errors import CourseError
from autograder.grading.imports import skip_slow_imports


def main(arguments: Sequence[str] | None = None) -> int:
    "Runs one command. Exit status 1 when something needs the instructor's attention, 130 when interrupted."
    skip_slow_imports()
    options = _parser().parse_args(arguments)
    try:
        return options.run(options) or 0
    except CourseError as error:
        return _problem(str(error))
    except KeyboardInterrupt:
        print("autograder: interrupted; what was finished is kept.", file=sys.stderr)
        return 130


def _problem(message: str) -> int:
    from autograder.reports.text import plain

    print(f"autograder: {plain(message, most=600)}", file=sys.stderr)
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="autograder",
        description="Releases lessons, collects and grades what comes back, returns feedback and marks.",
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    def command(name: str, run, text: str, lessons: bool = False, classroom: bool = True) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=text, description=text)
        added.set_defaults(run=run)
        if lessons:
            added.add_argument("lessons", nargs="*", metavar="LESSON", help="1, 01, stats or 01_stats (default: all)")
        if classroom:
            added.add_argument("--classroom", type=Path, metavar="FOLDER", help="the class (default: classroom/)")
        return added

    command(
        "release", _release, "Make lessons/ from solutions/ and enter the lessons into the gradebook.", lessons=True
    )
    added = command("collect", _collect, "Take hand-ins into the class.")
    added.add_argument(
        "paths", nargs="+", type=Path, metavar="FILE_OR_FOLDER", help="ID__LESSON.ipynb, folders, or trees"
    )
    added = command("grade", _grade, "Grade what was handed in since the last time, and show the marks.", lessons=True)
    added.add_argument("--student", action="append", default=[], metavar="ID", help="only this learner (repeatable)")
    added.add_argument("--workers", type=_count, metavar="N", help="submissions at a time (default: one for each core)")
    added.add_argument("--force", action="store_true", help="grade unchanged submissions again")
    added = command("feedback", _feedback, "Make a page for each graded submission.", lessons=True)
    added.add_argument("--workers", type=_count, metavar="N", help="pages at a time (default: one for each core)")
    added = command("export", _export, "Write the marks with their reasons as CSV.", lessons=True)
    added.add_argument("--to", type=Path, metavar="FILE", help="(default: marks.csv in the class)")
    command("formgrader", _formgrader, "Open nbgrader's formgrader on the class's gradebook, in JupyterLab.")
    added = command("lab", _lab, "Open JupyterLab in a learner's own copy of the lessons.", classroom=False)
    added.add_argument("folder", nargs="?", type=Path, metavar="FOLDER", help="(default: workspace/)")
    command("lint", _lint, "Check the source notebooks.", classroom=False)
    command("outputs", _outputs, "Run the source notebooks and keep their outputs.", lessons=True, classroom=False)
    command("library", _library, "Export course_lib/ from the source notebooks.", classroom=False)
    command("docs", _docs, "Build the documentation site.", classroom=False)
    command("demo", _demo, "Make a small class in classroom/demo, grade it, and show what comes out.", classroom=False)
    return parser


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of 1 or more")
    return int(text)


def _classroom(options: argparse.Namespace):
    from autograder.classroom import Classroom

    return Classroom(folder=options.classroom)


def _lessons(options: argparse.Namespace, classroom) -> list:
    from autograder.lessons import all_lessons, find_lesson

    named = [find_lesson(name, classroom.solutions) for name in options.lessons]
    return list(dict.fromkeys(named)) or all_lessons(classroom.solutions)


def _release(options: argparse.Namespace) -> None:
    from autograder.release.assignment import release

    classroom = _classroom(options)
    lessons = _lessons(options, classroom)
    changed = release(lessons, classroom)
    print(f"{len(lessons)} lessons released, {len(changed)} files changed in {classroom.lessons}.")


def _collect(options: argparse.Namespace) -> int:
    from collections import Counter

    from autograder.grading.collect import collect

    receipts = collect(options.paths, _classroom(options))
    for receipt in receipts:
        for problem in receipt.problems:
            _problem(f"{receipt.path} {problem}")
    counts = Counter(receipt.became for receipt in receipts)
    print(", ".join(f"{count} {became}" for became, count in counts.items()) + ".")
    return int(any(receipt.problems for receipt in receipts))


def _grade(options: argparse.Namespace) -> int:
    from autograder.grading.grade import UNCHANGED, grade
    from autograder.grading.records import GRADED

    classroom = _classroom(options)
    lessons = _lessons(options, classroom)
    results = grade(classroom, lessons, options.student, options.workers, options.force)
    unchanged = sum(result.status == UNCHANGED for result in results)
    if unchanged:
        print(f"{unchanged} unchanged since they were graded.")
    print()
    _show_marks(classroom, lessons, options.student)
    troubled = [result for result in results if result.status not in (GRADED, UNCHANGED)]
    for result in troubled:
        _problem(f"{result.slot} was not graded: {result.reason}")
    return int(bool(troubled))


def _show_marks(classroom, lessons: list, students: Sequence[str] = ()) -> None:
    from shutil import get_terminal_size

    from autograder.reports.marks import marks_table, read_marks

    print(marks_table(read_marks(classroom, lessons, students), get_terminal_size((100, 24)).columns))


def _feedback(options: argparse.Namespace) -> int:
    from autograder.grading.feedback import make_feedback
    from autograder.grading.grade import cores

    classroom = _classroom(options)
    pages = make_feedback(classroom, _lessons(options, classroom), options.workers or cores())
    print(f"{sum(not reason for reason in pages.values())} pages in {classroom.feedback}.")
    for slot, reason in pages.items():
        if reason:
            _problem(f"{slot} has no page: {reason}")
    return int(any(pages.values()))


def _export(options: argparse.Namespace) -> None:
    from autograder.reports.export import export_marks
    from autograder.reports.marks import read_marks

    classroom = _classroom(options)
    path = options.to or classroom.folder / "marks.csv"
    marks = read_marks(classroom, _lessons(options, classroom))
    export_marks(marks, path)
    print(f"Marks of {len(marks)} hand-ins in {path}.")


def _formgrader(options: argparse.Namespace) -> None:
    from autograder.grading.gradebook import require_gradebook
    from autograder.grading.server import start_formgrader

    classroom = _classroom(options)
    require_gradebook(classroom)
    start_formgrader(classroom)


def _lab(options: argparse.Namespace) -> None:
    from autograder.lessons import REPOSITORY
    from autograder.student.workspace import make_workspace, start_lab

    folder = options.folder or REPOSITORY / "workspace"
    for name in make_workspace(folder):
        print(f"Added {name}.")
    start_lab(folder)


def _docs(options: argparse.Namespace) -> None:
    from autograder.docs.build import build_docs

    print(f"Built {build_docs()}.")


def _lint(options: argparse.Namespace) -> int:
    from autograder.lessons import REPOSITORY
    from autograder.release.lint import lint

    problems = lint(REPOSITORY)
    for problem in problems:
        _problem(problem)
    return int(bool(problems))


def _outputs(options: argparse.Namespace) -> None:
    from autograder.lessons import REPOSITORY, all_lessons, find_lesson
    from autograder.release.outputs import make_outputs

    solutions = REPOSITORY / "solutions"
    named = [find_lesson(name, solutions) for name in options.lessons] or all_lessons(solutions)
    make_outputs([lesson.name for lesson in named], REPOSITORY)


def _library(options: argparse.Namespace) -> None:
    from autograder.release.export import export_library

    for module, names in export_library().items():
        print(f"{module}: {', '.join(names)}")


def _demo(options: argparse.Namespace) -> int:
    from autograder.demo import demo

    return demo()


if __name__ == "__main__":
    sys.exit(main())
