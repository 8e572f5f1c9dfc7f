"""The notebook that is graded: ours, with the learner's answers and their own cells in it.

Answers are taken by grade id. Everything else that came from us (checks, examples, prose, tags, metadata, kernel,
outputs) is taken from the released lesson, whatever the hand-in says. A cell that is neither is the learner's own: a
helper, kept in its order behind the cell of ours that it followed.

A check judges an answer as it stood where its check stands. So an answer whose name a later cell of the learner's own
binds again or deletes is run once more at the end; and where an answer's cell is missing and another cell defines it,
the stub that was released does not run.
"""

from collections import defaultdict
from dataclasses import dataclass
from itertools import count

from autograder.errors import CourseError
from autograder.ipynb import (
    Cell,
    Notebook,
    changed_later,
    grade_id_of,
    is_answer,
    is_blank,
    names_bound,
    runs_before_checks,
    source_of,
)
from autograder.predictions import predictions, state
from autograder.submissions import OWN


@dataclass(frozen=True)
class Rebuilt:
    """`notebook` without outputs, and the ids of its cells in the order in which they run.

    An answer that a later cell of the learner's own binds again is there twice: in its place and at the end.
    `predicted` says which of the lesson's questions have a prediction: see `autograder.predictions.state`.
    """

    notebook: Notebook
    runs: tuple[str, ...]
    predicted: str = "{}"

    @property
    def code(self) -> list[tuple[int, str]]:
        "The cells that run: each one's place in the notebook and its text."
        cells = {cell["id"]: (place, source_of(cell)) for place, cell in enumerate(self.notebook["cells"])}
        return [cells[name] for name in self.runs]

    @property
    def written(self) -> list[str]:
        "The texts among them that the learner wrote."
        return [source_of(cell) for cell in self.notebook["cells"] if cell["id"] in self.runs and is_learners(cell)]


def rebuild(released: Notebook, submitted: Notebook) -> Rebuilt:
    """The learner's work in the released lesson. Both are notebooks as data; neither is changed.

    Raises `CourseError` for a released lesson that is none. A submitted notebook may be anything that
    `autograder.grading.intake.parse_notebook` lets through.
    """
    ours = [_clean(cell, number) for number, cell in enumerate(released["cells"])]
    if not ours:
        raise CourseError("the released lesson has no cells. Run `autograder release` again.")
    answers, own = _sort(ours, submitted)
    texts = [source_of(cell) for helpers in own.values() for cell in helpers] + list(answers.values())
    elsewhere = {name for text in texts for name in names_bound(text)}
    cells: list[Cell] = []
    runs: list[str] = []
    numbers = count(1)

    def add_own(after: str | None) -> None:
        for helper in own[after]:
            cells.append({**helper, "id": f"{OWN}{next(numbers)}"})
            if helper["cell_type"] == "code":
                runs.append(cells[-1]["id"])

    add_own(None)
    for cell in ours:
        name = grade_id_of(cell)
        written = name is not None and name in answers
        cells.append({**cell, "source": answers[name]} if name is not None and written else cell)
        replaced = not written and is_answer(cell) and not elsewhere.isdisjoint(names_bound(source_of(cell)))
        if runs_before_checks(cell) and not replaced:
            runs.append(cell["id"])
        add_own(cell["id"])
    notebook: Notebook = {
        "metadata": released["metadata"],
        "nbformat": released["nbformat"],
        "nbformat_minor": released["nbformat_minor"],
        "cells": cells,
    }
    predicted = state(released["cells"], predictions(submitted["cells"]))
    return Rebuilt(notebook, (*runs, *(cell["id"] for cell in changed_later(cells))), predicted)


def _sort(ours: list[Cell], submitted: Notebook) -> tuple[dict[str, str], dict[str | None, list[Cell]]]:
    "The learner's answers by grade id, and their own cells by the id of the cell of ours that they follow."
    by_id = {cell["id"]: cell for cell in ours}
    by_name = {name: cell for cell in ours if (name := grade_id_of(cell))}
    by_text = {(cell["cell_type"], source_of(cell).strip()): cell for cell in ours if not grade_id_of(cell)}
    answers: dict[str, str] = {}
    own: dict[str | None, list[Cell]] = defaultdict(list)
    last = None  # the cell of ours that came last
    for cell in submitted["cells"]:
        text, name = source_of(cell), grade_id_of(cell)
        known = by_name.get(name) if name else None
        if known is None:
            known = by_text.get((cell["cell_type"], text.strip())) or _by_id(cell, by_id)
        elif name and is_answer(known) and cell["cell_type"] == known["cell_type"]:
            if name not in answers or _says_no_more(answers[name], text):
                answers[name] = text
                last = known["id"]
                continue
            if _says_no_more(text, answers[name]):
                continue
            known = None  # a second cell of that name is an ordinary one
        elif is_answer(known):
            last, known = known["id"], None  # code that became text does not run, here as in the notebook
        if known is not None:
            last = known["id"]
            if not _edited(known, text):
                continue
        if text.strip() and cell["cell_type"] != "raw":
            own[last].append(_own(cell["cell_type"], text))
    return answers, own


def _says_no_more(text: str, than: str) -> bool:
    "Whether one text of an answer adds nothing to another: the same, or blank."
    return text.strip() == than.strip() or is_blank(text)


def _edited(known: Cell, text: str) -> bool:
    "Whether the learner's version of a cell of ours is to be kept beside it: a text that runs, in a place that runs."
    return runs_before_checks(known) and source_of(known).strip() != text.strip() and not grade_id_of(known)


def _by_id(cell: Cell, by_id: dict[str, Cell]) -> Cell | None:
    known = by_id.get(cell["id"]) if type(cell.get("id")) is str else None
    if known is None or known["cell_type"] != cell["cell_type"] or grade_id_of(known):
        return None
    return known


def _own(kind: str, text: str) -> Cell:
    cell: Cell = {"cell_type": kind, "metadata": {}, "source": text}
    return _without_outputs(cell)


def _clean(cell: Cell, number: int) -> Cell:
    "A cell of ours, its text in one piece and without outputs."
    clean: Cell = {
        "cell_type": cell["cell_type"],
        "id": _not_own(str(cell.get("id") or f"cell-{number}")),
        "metadata": cell["metadata"],
        "source": source_of(cell),
    }
    return _without_outputs(clean)


def _without_outputs(cell: Cell) -> Cell:
    return {**cell, "execution_count": None, "outputs": []} if cell["cell_type"] == "code" else cell


def _not_own(name: str) -> str:
    return f"lesson-{name}" if name.startswith(OWN) else name


def is_learners(cell: Cell) -> bool:
    "Whether the text of this cell of a rebuilt notebook is the learner's."
    return is_answer(cell) or cell["id"].startswith(OWN)
