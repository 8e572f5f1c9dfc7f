"`course check`: all checks of a lesson, on the notebook's file, in a process of their own."

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from autograder.checks.report import Report
from autograder.checks.run import checks_of, exercises, run_checks
from autograder.checks.student import Student
from autograder.errors import CourseError
from autograder.jail.process import Process
from autograder.lessons import Lesson
from autograder.library import find_project
from autograder.notebooks import is_exported, name_of, only_imports, read_notebook, source_of
from autograder.student.find import find_notebook


def check_lesson(name: str) -> bool:
    """Runs every check of a lesson on your notebook as it was last saved and prints what they found.

    The cells that run are those which import and those which begin with `#| export`: what your library is made of.
    Returns whether everything passed.
    """
    project = find_project()
    lesson, notebook = find_notebook(name, project)
    asked = exercises_of(lesson)
    if not asked:
        raise CourseError(f"{lesson.name} has no exercises, so there is nothing to check.")
    cells = [cell for cell in read_notebook(notebook)["cells"] if cell["cell_type"] == "code"]
    cells = [cell for cell in cells if is_exported(cell) or only_imports(source_of(cell))]
    reports = []
    with _first_on_the_path(project.root), Process() as process:
        _load(process, cells, notebook)
        for exercise in asked:
            try:
                reports.append(run_checks(exercise, Student(process.ask)))
                print(reports[-1], end="\n\n")
            except CourseError as error:  # the process died; the other exercises still deserve their answer
                print(f"{exercise}: no points, {error}\n")
                _load(process, cells, notebook)
    return _total(asked, reports)


def exercises_of(lesson: Lesson) -> list[str]:
    "The exercises that a lesson's checks know, in order."
    module = f"autograder.checks.lesson{lesson.number}"
    return [exercise for exercise, checks in exercises().items() if checks[0].judge.__module__ == module]


def _load(process: Process, cells: list[dict], notebook: Path) -> None:
    failed = process.load([source_of(cell) for cell in cells])
    if failed:
        number, what = re.fullmatch(r"cell (\d+): (.*)", failed, re.S).groups()
        print(f"{notebook.name}, cell {name_of(cells[int(number)])}: {what}\n")


def _total(asked: list[str], reports: list[Report]) -> bool:
    points = sum(report.points for report in reports)
    out_of = sum(check.points for exercise in asked for check in checks_of(exercise))
    print(f"Total: {points} of {out_of} points.")
    return len(reports) == len(asked) and all(report.passed for report in reports)


@contextmanager
def _first_on_the_path(folder: Path) -> Iterator[None]:
    "Lets processes started in the block import the library in `folder` before any other of that name."
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (str(folder), before)))
    try:
        yield
    finally:
        if before is None:
            del os.environ["PYTHONPATH"]
        else:
            os.environ["PYTHONPATH"] = before
