"`course submit`: the file that a learner hands in."

import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from autograder.errors import CourseError
from autograder.files import write_all
from autograder.ipynb import (
    Cell,
    as_bytes,
    grade_id_of,
    is_graded,
    is_solution,
    is_unwritten,
    name_of,
    names_written,
    read_notebook,
    source_of,
)
from autograder.lessons import MAX_WEIGHTS, WEIGHTS, Lesson, is_student_id
from autograder.library import find_project
from autograder.predictions import is_predictions
from autograder.readable import parse_notebook, require_size
from autograder.student.check import exercises_of, without_magics
from autograder.student.due import read_dates
from autograder.student.find import find_notebook, lesson_cells, predicted_in
from autograder.student.hosted import bring, offer
from autograder.student.progress import points_now

# What Windows takes for a device, whatever follows after a dot.
_DEVICES = {"CON", "PRN", "AUX", "NUL", *(f"{name}{number}" for name in ("COM", "LPT") for number in range(10))}


def submit(name: str, student_id: str, folder: Path | None = None) -> Path:
    """Copies the lesson's notebook to `folder` as `ada__01_stats.ipynb`, once it is sure that it can be graded.

    Weights that the notebook saved beside it go along. The folder is `hand-in/` beside your lessons unless given; a
    file handed in before is replaced. Raises `CourseError` for a notebook that cannot be graded: unreadable, another,
    or with two texts for one answer.
    """
    check_student_id(student_id)
    bring()
    project = find_project()
    lesson, notebook = find_notebook(name, project)
    _require_readable(notebook)
    cells, put_back = lesson_cells(lesson, notebook)
    _refuse_ungradable(notebook, cells, lesson)
    handed_in = Path(folder or project.root / "hand-in") / f"{student_id}__{lesson.name}.ipynb"
    as_saved = read_notebook(notebook)
    files = {handed_in: notebook.read_bytes()}
    if cells != as_saved["cells"]:
        files[handed_in] = as_bytes({**as_saved, "cells": cells})
    weights = notebook.with_name(WEIGHTS)
    if weights.is_file():
        if weights.stat().st_size > MAX_WEIGHTS:
            raise CourseError(f"{weights} is larger than {MAX_WEIGHTS / 1e6:.1f} MB. Save a smaller model.")
        files[handed_in.with_suffix(weights.suffix)] = weights.read_bytes()
    write_all(files)
    if not weights.is_file():
        handed_in.with_suffix(weights.suffix).unlink(missing_ok=True)  # of an earlier hand-in
    for what in put_back:
        print(f"{what}: the lesson's own is in what you hand in.")
    for said in _say_what_costs_points(cells, exercises_of(lesson)):
        print(said)
    unwritten = [name_of(cell) for cell in cells if is_unwritten(cell)]
    if unwritten:
        print(f"Not written yet, so no points for: {', '.join(unwritten)}.")
    missing = [question for question, made in json.loads(predicted_in(lesson, cells)).items() if not made]
    if missing and any(map(is_predictions, exercises_of(lesson))):
        print(f"No prediction yet: {'; '.join(missing)}")
    saved = datetime.fromtimestamp(notebook.stat().st_mtime)
    print(f"Wrote {handed_in}: your {project.show(notebook)} as you saved it on {saved:%d %B at %H:%M}.")
    due = read_dates(project).said(lesson.name, datetime.now(UTC))
    if due:
        print(f"It {due if due.startswith('was') else f'is {due}'}. {read_dates(project).note()}")
    points = points_now(lesson, cells, project).values()
    print(f"By the published checks: {sum(own for own, _ in points)} of {sum(most for _, most in points)} points.")
    if weights.is_file():
        print(f"Wrote {handed_in.with_suffix(weights.suffix)}: the weights beside it. Hand in both files.")
    offer(handed_in)
    return handed_in


def _say_what_costs_points(cells: list[Cell], exercises: list[str]) -> Iterator[str]:
    "Answers that are missing, those that are no Python, and those that became text."
    there = {grade_id_of(cell) for cell in cells} | _defined_in(cells)
    missing = [exercise for exercise in exercises if exercise not in there and not is_predictions(exercise)]
    if missing:
        yield (
            f"There is no cell {_listed(missing)}, and no other cell defines it: it earns no points. Undo its deletion "
            "(Edit, Undo Cell Operation), or write it into a cell of your own."
        )
    for cell in cells:
        if not is_solution(cell) or name_of(cell) not in exercises:
            continue
        if cell["cell_type"] != "code":
            yield f"{name_of(cell)} is a text cell and does not run: select it, press Esc and Y, save, hand in again."
        else:
            try:
                compile(without_magics(source_of(cell)), name_of(cell), "exec")
            except (SyntaxError, ValueError) as error:
                line = getattr(error, "lineno", None)
                where = f", line {line}" if line else ""
                yield f"{name_of(cell)} is not Python{where} ({getattr(error, 'msg', error)}): it earns no points yet."


def check_student_id(student_id: str) -> None:
    "Raises `CourseError` unless the id can be part of a file's name, on every system."
    if not is_student_id(student_id):
        raise CourseError(
            f"{student_id!r} cannot be a student id. Use up to 64 letters, digits, dots, hyphens and single "
            "underscores, a letter or digit first and last: `--as ada`."
        )
    if student_id.partition(".")[0].upper() in _DEVICES:
        raise CourseError(f"no file can be called {student_id!r} on Windows. Ask your instructor for another id.")


def _require_readable(notebook: Path) -> None:
    "Raises `CourseError` for a file that would be refused when it is collected."
    read_notebook(notebook)  # says more of what can be wrong with a file that is still the learner's
    data = notebook.read_bytes()
    try:
        require_size(data)
    except CourseError as error:
        raise CourseError(f"{notebook} {error}") from None
    try:
        parse_notebook(data)
    except CourseError as error:
        raise CourseError(f"{notebook} could not be graded: {error}. Correct that, save, hand in again.") from None


def _refuse_ungradable(notebook: Path, cells: list[Cell], lesson: Lesson) -> None:
    "Raises `CourseError` for what is refused when it is collected: two texts for one answer, or another notebook."
    found = Counter(name for cell in cells if is_graded(cell) and (name := grade_id_of(cell)))
    twice = [grade_id for grade_id, times in found.items() if times > 1]
    if twice:
        raise CourseError(
            f"{notebook}: there is more than one cell {_listed(twice)}. Delete the copies: a pasted cell takes its "
            "grade id along."
        )
    exercises = exercises_of(lesson)
    there = {name.removeprefix("check_") for name in found} | _defined_in(cells)
    if exercises and there.isdisjoint(exercises):
        raise CourseError(f"{notebook} has none of the answers of {lesson.name}: it is another notebook.")


def _defined_in(cells: list[Cell]) -> set[str]:
    return {name for cell in cells if cell["cell_type"] == "code" for name in names_written(source_of(cell))}


def _listed(names: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
