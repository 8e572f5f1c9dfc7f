"`course check`: all checks of a lesson, on the notebook's file, in a process of their own."

import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

from autograder.errors import CourseError
from autograder.ipynb import is_exported, name_of, only_imports, read_notebook, source_of
from autograder.lessons import Lesson
from autograder.library import Project, find_project
from autograder.probe.process import Process
from autograder.student.find import find_notebook

if TYPE_CHECKING:
    from autograder.checks.report import Report


def check_lesson(name: str) -> bool:
    """Runs every check of a lesson on your notebook as it was last saved and prints what they found.

    Returns whether everything passed.
    """
    project = find_project()
    lesson, _ = find_notebook(name, project)
    reports = []
    for report in reports_of(lesson, project):
        reports.append(report)
        print(report, end="\n\n")
    points, out_of = sum(report.points for report in reports), sum(report.max_points for report in reports)
    print(f"Total: {points} of {out_of} points.")
    return all(report.passed for report in reports)


def reports_of(lesson: Lesson, project: Project) -> Iterator["Report"]:
    """What the checks of each exercise find in your notebook as it was last saved. Raises `CourseError` without any.

    The cells that run are those which import and those which begin with `#| export`: what your library is made of.
    """
    notebook = lesson.notebook(project.notebooks)
    cells = [cell for cell in read_notebook(notebook)["cells"] if cell["cell_type"] == "code"]
    cells = [cell for cell in cells if is_exported(cell) or only_imports(source_of(cell))]
    with _first_on_the_path(project.root), Process(folder=notebook.parent) as process:
        from autograder.checks.run import run_checks  # these import torch, as the process does meanwhile
        from autograder.checks.student import Student, files_in

        if not exercises_of(lesson):
            raise CourseError(f"{lesson.name} has no exercises, so there is nothing to check.")
        if any("torch.optim" in source_of(cell) for cell in cells):
            # At their first step these import torch's compiler, for seconds: here, while the process does that too.
            Thread(target=import_module, args=["torch._dynamo"], daemon=True).start()
        student = Student(_Reloading(process, cells, notebook).ask, files_in(notebook.parent))
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

    def __init__(self, process: Process, cells: list[dict], notebook: Path):
        self._process, self._cells, self._notebook = process, cells, notebook
        self._loaded = self._said = False

    def ask(self, packed: str, args: list, without: list[str]) -> dict[str, Any]:
        "Answers one probe: see `autograder.probe.probe.answer`."
        if not self._loaded:
            self._load()
        try:
            return self._process.ask(packed, args, without)
        except CourseError as error:
            self._loaded = False
            return {"error": {"kinds": ["Stopped"], "message": str(error), "where": ""}}

    def _load(self) -> None:
        failed = self._process.load([source_of(cell) for cell in self._cells])
        self._loaded = True
        if failed and not self._said:
            number, _, what = failed.removeprefix("cell ").partition(": ")
            print(f"{self._notebook.name}, cell {name_of(self._cells[int(number)])}: {what}\n")
        self._said = True


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
