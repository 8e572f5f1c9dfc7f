"`course check`: all checks of a lesson, on the notebook's file, in a process of their own."

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

from autograder.errors import CourseError
from autograder.ipynb import (
    Cell,
    changed_later,
    is_exported,
    name_of,
    only_imports,
    runs_before_checks,
    source_of,
)
from autograder.lessons import Lesson
from autograder.library import Project, find_project
from autograder.predictions import beside
from autograder.probe.process import Process
from autograder.student.find import find_notebook, lesson_cells, predicted_in
from autograder.student.points import keep_points

if TYPE_CHECKING:
    from autograder.checks.report import Report

LOAD_SECONDS = 60.0  # for all cells of a lesson together


def check_lesson(name: str) -> bool:
    """Runs every check of a lesson on your notebook as it was last saved and prints what they found.

    Returns whether everything passed.
    """
    project = find_project()
    lesson, notebook = find_notebook(name, project)
    cells, put_back = lesson_cells(lesson, notebook)
    for what in put_back:
        print(f"{what}: what counts is the lesson's own, which `course submit` puts back into what you hand in.")
    passed = []

    def shown() -> Iterator["Report"]:
        for report in reports_of(lesson, project):
            print(report, end="\n\n")
            passed.append(report.passed)
            yield report

    points, out_of = (
        sum(column) for column in zip(*keep_points(lesson, cells, project, shown()).values(), strict=True)
    )
    print(f"Total: {points} of {out_of} points.")
    return all(passed)


def reports_of(lesson: Lesson, project: Project) -> Iterator["Report"]:
    """What the checks of each exercise find in your notebook as it was last saved. Raises `CourseError` without any.

    The cells that run are those that grading runs: all code but checks and experiments, your own cells included.
    """
    notebook = lesson.notebook(project.notebooks)
    written, _ = lesson_cells(lesson, notebook)
    cells = [cell for cell in [*written, *changed_later(written)] if runs_before_checks(cell)]
    with _like_grading(project.root), Process(folder=notebook.parent) as process:
        from autograder.checks.attended import SECONDS  # these import torch, as the process does meanwhile
        from autograder.checks.run import run_checks
        from autograder.checks.student import Student, files_in

        if not exercises_of(lesson):
            raise CourseError(f"{lesson.name} has no exercises, so there is nothing to check.")
        if any("torch.optim" in source_of(cell) for cell in cells):
            # At their first step these import torch's compiler, for seconds: here, while the process does that too.
            Thread(target=import_module, args=["torch._dynamo"], daemon=True).start()
        backend = _Reloading(process, cells, notebook)

        def ask(packed: str, args: list, without: list[str]) -> dict[str, Any]:
            backend.seconds = max(SECONDS, student.seconds or 0.0)
            return backend.ask(packed, args, without)

        student = Student(ask, beside(files_in(notebook.parent), lambda: predicted_in(lesson, written).encode()))
        for exercise in exercises_of(lesson):
            yield run_checks(exercise, student)


def points_of(exercise: str) -> int:
    "How many points an exercise is worth."
    from autograder.checks.run import exercises

    return sum(check.points for check in exercises()[exercise])


def exercises_of(lesson: Lesson) -> list[str]:
    "The exercises that a lesson's checks know, in order."
    from autograder.checks.run import exercises

    module = f"autograder.checks.lesson{lesson.number}"
    return [exercise for exercise, checks in exercises().items() if checks[0].judge.__module__ == module]


class _Reloading:
    "A backend that runs the cells again after the learner's code has ended the process or was stopped in a loop."

    def __init__(self, process: Process, cells: list[Cell], notebook: Path):
        self._process, self._cells, self._notebook = process, cells, notebook
        self._loaded = self._said = False
        self.seconds = 0.0  # for the next answer

    def ask(self, packed: str, args: list, without: list[str]) -> dict[str, Any]:
        "Answers one probe: see `autograder.probe.probe.answer`."
        if not self._loaded:
            self._load()
        try:
            self._process.timeout = self.seconds
            return self._process.ask(packed, args, without)
        except CourseError as error:
            self._loaded = False
            return {"error": {"kinds": ["Stopped"], "message": str(error), "where": ""}}

    def _load(self) -> None:
        self._process.timeout = LOAD_SECONDS
        try:
            failed = self._process.load([without_magics(source_of(cell)) for cell in self._cells])
        except CourseError:  # a cell that hangs or ends the process costs no other exercise: only definitions, then
            self._cells = [cell for cell in self._cells if is_exported(cell) or only_imports(source_of(cell))]
            failed = self._process.load([without_magics(source_of(cell)) for cell in self._cells])
        self._loaded = True
        if failed and not self._said:
            number, _, what = failed.removeprefix("cell ").partition(": ")
            cell = self._cells[int(number)]
            if is_exported(cell) or only_imports(source_of(cell)):  # an example fails while its exercise is unwritten
                print(f"{self._notebook.name}, cell {name_of(cell)}: {what}\n")
        self._said = True


def without_magics(source: str) -> str:
    "The cell without IPython's `%…` and `!…` lines, which a plain Python process does not know."
    return re.sub(r"^\s*[%!].*$", "", source, flags=re.MULTILINE)


@contextmanager
def _like_grading(folder: Path) -> Iterator[None]:
    "Lets processes started in the block import the library in `folder` first, export nothing and open no window."
    first = os.pathsep.join(filter(None, (str(folder), os.environ.get("PYTHONPATH"))))
    changes = {"PYTHONPATH": first, "IN_TEST": "1", "MPLBACKEND": "agg"}
    before = {name: os.environ.get(name) for name in changes}
    os.environ.update(changes)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
