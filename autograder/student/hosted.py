"""Notebook services, where a session ends and no notebook file lies beside the kernel: Google Colab and Kaggle.

`begin` finds a folder that stays and makes the workspace in it. Before anything is exported, shown or handed in,
`bring` writes the notebook into that workspace as the service has it: Colab tells a kernel its notebook; on Kaggle it
is put together from what the kernel has run.
"""

import json
import os
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, cast

from autograder.errors import CourseError
from autograder.files import write_atomic
from autograder.ipynb import (
    Cell,
    Notebook,
    as_bytes,
    directives_of,
    is_answer,
    name_of,
    names_bound,
    read_notebook,
    source_of,
)
from autograder.lessons import Lesson, find_lesson
from autograder.student.merge import put_right
from autograder.student.workspace import make_workspace, released

FOLDER = "initialization-course"
FIRST = "# Sets this session up: run it first."  # how the cell begins that calls `begin`; it is nobody's work
COLAB, KAGGLE = "Google Colab", "Kaggle"
_DRIVE = Path("/content/drive")
_HERE = Path("/kaggle/working")


def service() -> str:
    "Which service this kernel runs on; '' on a computer of one's own."
    if _colab() is not None:
        return COLAB
    return KAGGLE if "KAGGLE_KERNEL_RUN_TYPE" in os.environ else ""


def begin(lesson: str) -> None:
    """Makes your workspace where it stays, or finds it again, and works in this lesson's folder from now on.

    On Colab that is your Google Drive, which asks for permission; without it, and on Kaggle unless you save a version,
    the folder is gone when the session ends.
    """
    folder, stays = _lasting_folder()
    make_workspace(folder)
    found = find_lesson(lesson, folder / "lessons")
    os.chdir(found.notebook(folder / "lessons").parent)
    _begun.clear()
    _begun.append((folder, found))
    print(f"Your folder is {folder}. {stays}")


_begun: list[tuple[Path, Lesson]] = []  # the workspace and the lesson of this kernel


def bring() -> None:
    "Writes this kernel's notebook into the workspace, where there is no file of it; elsewhere does nothing."
    if not _begun or not service():
        return
    folder, lesson = _begun[0]
    place = lesson.notebook(folder / "lessons")
    given = read_notebook(lesson.notebook(released() / "lessons"))
    colab = _colab()
    if colab is not None:
        cells = _of_colab(colab, lesson)
    else:
        cells = put_together(read_notebook(place)["cells"], _ran_here())
    cells, _ = put_right([cell for cell in cells if not source_of(cell).startswith(FIRST)], given["cells"])
    write_atomic(place, as_bytes(cast(Notebook, {**given, "cells": [_whole(cell, n) for n, cell in enumerate(cells)]})))


def put_together(cells: Sequence[Cell], ran: Sequence[str]) -> list[Cell]:
    """The lesson's cells with the answers as the kernel ran them last, and helpers of the learner's that it exports.

    `ran` is what the kernel has run, oldest first. Answers in words are not among it.
    """
    last = {name: source for source in ran for name in names_bound(source)}
    known = {name for cell in cells if cell["cell_type"] == "code" for name in names_bound(source_of(cell))}
    helpers = dict.fromkeys(last[name] for name in last if name not in known and "export" in directives_of(last[name]))
    found: list[Cell] = []
    for cell in cells:
        if is_answer(cell) and cell["cell_type"] == "code":
            for source in helpers:
                found.append({"cell_type": "code", "metadata": {}, "source": source, "id": f"own-{len(found)}"})
            helpers = {}
            cell = cast(Cell, {**cell, "source": last.get(name_of(cell), source_of(cell))})
        found.append(cell)
    return found


def offer(path: Path) -> None:
    "Lets the browser download a file, where the service can do that."
    colab = _colab()
    if colab is not None:
        colab.files.download(str(path))


def _colab() -> Any:
    "Colab's own module; None elsewhere."
    try:
        return import_module("google.colab")
    except ImportError:
        return None


def _lasting_folder() -> tuple[Path, str]:
    "Where the workspace goes, and what to know of that."
    if _colab() is not None:
        try:
            import_module("google.colab.drive").mount(str(_DRIVE))
        except Exception as error:  # refused, or out of time: Colab has errors of its own for it
            return Path.cwd() / FOLDER, f"It is gone when the session ends, because Drive was not mounted ({error})."
        return _DRIVE / "MyDrive" / FOLDER, "It is in your Drive and stays there."
    if service() == KAGGLE:
        return _HERE / FOLDER, "It stays when you save a version, or turn on persistence of files in the settings."
    return Path.cwd() / FOLDER, "It is an ordinary folder of this computer."


def _of_colab(colab: Any, lesson: Lesson) -> list[Cell]:
    answer = import_module("google.colab._message").blocking_request("get_ipynb", timeout_sec=30)
    cells = (answer or {}).get("ipynb", {}).get("cells", [])
    first = [source_of(cell) for cell in cells if "default_exp" in directives_of(source_of(cell))]
    if not any(source.split()[-1] == lesson.module for source in first):
        raise CourseError(
            f"this notebook is not {lesson.name}, which its first cell began. Run the first cell of this lesson again."
        )
    return cells


def _ran_here() -> list[str]:
    try:
        return list(get_ipython().history_manager.input_hist_raw)  # type: ignore[name-defined]
    except NameError:
        return []


def _whole(cell: Cell, number: int) -> Cell:
    "With an id, which Colab keeps elsewhere, and without what is Colab's own."
    metadata = {name: what for name, what in cell["metadata"].items() if name not in ("id", "colab", "outputId")}
    name = str(cell.get("id") or cell["metadata"].get("id") or f"cell-{number}")
    return cast(Cell, {**json.loads(json.dumps(cell)), "id": name[:64], "metadata": metadata})
