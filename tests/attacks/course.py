"Hand-ins built by code from the course's own notebooks."

import copy
import json
import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from autograder.checks.answers import Answer, read_answers
from autograder.ipynb import is_answer, is_check, is_solution, marks_of, name_of, read_notebook, source_of
from autograder.lessons import REPOSITORY, Lesson, find_lesson
from autograder.predictions import answer_all

Notebook = dict[str, Any]

SOLUTIONS, RELEASED = REPOSITORY / "solutions", REPOSITORY / "lessons"
CORE, STATS, GLOROT, LEARNER = (find_lesson(name, SOLUTIONS) for name in ("00", "01", "02", "03"))
CHECKER = "from autograder.notebook import check"
_MARKERS = re.compile(r"^.*### (BEGIN|END) SOLUTION.*\n?", re.M)


@cache
def _read(path: Path) -> Notebook:
    return read_notebook(path)


def released(lesson: Lesson) -> Notebook:
    "The notebook as learners get it; the caller may change it."
    return copy.deepcopy(_read(lesson.notebook(RELEASED)))


@cache
def references(lesson: Lesson) -> Mapping[str, str]:
    "Our own answers by exercise."
    cells = _read(lesson.notebook(SOLUTIONS))["cells"]
    return {name_of(cell): _MARKERS.sub("", source_of(cell)) for cell in cells if is_solution(cell)}


@cache
def other_answers(lesson: Lesson) -> list[Answer]:
    "The answers in tests/answers, right and wrong ones, each with what makes it a cell that is exported."
    folder = REPOSITORY / "tests" / "answers" / f"lesson{lesson.number}"
    return [
        answer
        for exercise, solution in references(lesson).items()
        for answer in read_answers(folder / f"{exercise}.py", solution)
    ]


def code(text: str, name: str, **metadata: Any) -> Notebook:
    "An ordinary code cell."
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": name,
        "metadata": metadata,
        "outputs": [],
        "source": text.splitlines(keepends=True),
    }


def markdown(text: str, name: str) -> Notebook:
    return {"cell_type": "markdown", "id": name, "metadata": {}, "source": text.splitlines(keepends=True)}


def place(notebook: Notebook, name: str) -> int:
    "Where the cell with this grade id is."
    return next(i for i, cell in enumerate(notebook["cells"]) if name_of(cell) == name)


def cell_named(notebook: Notebook, name: str) -> Notebook:
    return notebook["cells"][place(notebook, name)]


def after_imports(notebook: Notebook) -> int:
    "The place of a learner's first own cell: behind the cell that brings the checker."
    return 1 + next(i for i, cell in enumerate(notebook["cells"]) if CHECKER in source_of(cell))


def hand_in(
    lesson: Lesson = STATS,
    answers: Mapping[str, str] | None = None,
    first: str = "",
    last: str = "",
    edit: Callable[[Notebook], Any] | None = None,
    predicted: bool = False,
) -> Notebook:
    """The released notebook with these answers (exercise: source; stubs elsewhere), and with predictions if wanted.

    `first` is a cell of the learner's own behind the imports, `last` one at the end; `edit` may change anything.
    """
    notebook = released(lesson)
    for cell in notebook["cells"]:
        if is_answer(cell) and name_of(cell) in (answers or {}):
            cell["source"] = answers[name_of(cell)].splitlines(keepends=True)
    if predicted:
        answer_all(notebook["cells"], "a guess")
    if last:
        notebook["cells"].append(code(last, "own-last"))
    if first:
        notebook["cells"].insert(after_imports(notebook), code(first, "own-first"))
    if edit:
        edit(notebook)
    return notebook


def blank(lesson: Lesson = STATS) -> Notebook:
    return released(lesson)


def perfect(lesson: Lesson = STATS) -> Notebook:
    return hand_in(lesson, references(lesson), predicted=True)


def as_bytes(notebook: Notebook | bytes) -> bytes:
    return notebook if isinstance(notebook, bytes) else json.dumps(notebook, indent=1).encode()


def points_of(lesson: Lesson) -> float:
    "The most a hand-in can earn."
    return sum(marks_of(cell)["points"] for cell in released(lesson)["cells"] if is_check(cell))


def without_experiments(notebook: Notebook) -> Notebook:
    "Without the cells that train or draw, which no check needs and which cost minutes where nothing skips them."
    kept = [
        cell
        for cell in notebook["cells"]
        if "experiment" not in cell.get("metadata", {}).get("tags", []) or marks_of(cell)
    ]
    return {**notebook, "cells": kept}
