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
from typing import Any

from autograder.errors import CourseError
from autograder.ipynb import is_blank, names_bound, names_changed, runs_before_checks, source_of

OWN = "own-"  # how the ids of learners' own cells begin


@dataclass(frozen=True)
class Rebuilt:
    "`notebook` without outputs, the ids of the cells that run, in order, and of the answers that run again after them."

    notebook: dict[str, Any]
    runs: tuple[str, ...]
    again: tuple[str, ...] = ()

    @property
    def code(self) -> list[tuple[int, str]]:
        "The cells that run: each one's place in the notebook and its text."
        cells = {cell["id"]: (place, cell["source"]) for place, cell in enumerate(self.notebook["cells"])}
        return [cells[name] for name in (*self.runs, *self.again)]


def rebuild(released: dict[str, Any], submitted: dict[str, Any]) -> Rebuilt:
    """The learner's work in the released lesson. Both are notebooks as data; neither is changed.

    Raises `CourseError` for a released lesson that is none. A submitted notebook may be anything that
    `autograder.grading.intake.parse_notebook` lets through.
    """
    ours = [_clean(cell, number) for number, cell in enumerate(released["cells"])]
    answers, own = _sort(ours, submitted)
    elsewhere = {name for helpers in own.values() for cell in helpers for name in names_bound(cell["source"])}
    cells, runs, number = [], [], 0
    for place in (None, *ours):
        if place is not None:
            cell = dict(place)
            name = _grade_id(cell)
            if name in answers:
                cell["source"] = answers[name]
            cells.append(cell)
            replaced = (
                name not in answers and _is_answer(cell) and not elsewhere.isdisjoint(names_bound(cell["source"]))
            )
            if runs_before_checks(cell) and not replaced:
                runs.append(cell["id"])
        for helper in own[place["id"] if place else None]:
            number += 1
            helper["id"] = f"{OWN}{number}"
            cells.append(helper)
            if helper["cell_type"] == "code":
                runs.append(helper["id"])
    if not ours:
        raise CourseError("the released lesson has no cells. Run `autograder release` again.")
    kept = {key: released[key] for key in ("metadata", "nbformat", "nbformat_minor")}
    return Rebuilt({**kept, "cells": cells}, tuple(runs), tuple(_rebound(cells)))


def _rebound(cells: list[dict[str, Any]]) -> list[str]:
    "The ids of the answers whose names a later cell of the learner's own binds again or deletes."
    found: dict[str, None] = {}
    for place, cell in enumerate(cells):
        if not cell["id"].startswith(OWN) or cell["cell_type"] != "code":
            continue
        changed = names_changed(cell["source"])
        for answer in filter(_is_answer, cells[:place]):
            if not is_blank(answer["source"]) and not changed.isdisjoint(names_bound(answer["source"])):
                found[answer["id"]] = None
    return [cell["id"] for cell in cells if cell["id"] in found]


def _sort(ours: list[dict], submitted: dict[str, Any]) -> tuple[dict[str, str], dict[str | None, list[dict]]]:
    "The learner's answers by grade id, and their own cells by the id of the cell of ours that they follow."
    by_id = {cell["id"]: cell for cell in ours}
    by_name = {_grade_id(cell): cell for cell in ours if _grade_id(cell)}
    by_text = {(cell["cell_type"], cell["source"].strip()): cell for cell in ours if not _grade_id(cell)}
    answers: dict[str, str] = {}
    own: dict[str | None, list[dict]] = defaultdict(list)
    last = None  # the cell of ours that came last
    for cell in submitted["cells"]:
        text, name = source_of(cell), _grade_id(cell)
        known = by_name.get(name)
        if known is None:
            known = by_text.get((cell["cell_type"], text.strip())) or _by_id(cell, by_id)
        elif _is_answer(known) and (name not in answers or _says_no_more(answers[name], text)):
            answers[name] = text
            last = known["id"]
            continue
        elif _is_answer(known):
            if _says_no_more(text, answers[name]):
                continue
            known = None  # a second cell of that name is an ordinary one
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


def _edited(known: dict[str, Any], text: str) -> bool:
    "Whether the learner's version of a cell of ours is to be kept beside it: a text that runs, in a place that runs."
    return runs_before_checks(known) and known["source"].strip() != text.strip() and not _grade_id(known)


def _by_id(cell: dict[str, Any], by_id: dict[str, dict]) -> dict[str, Any] | None:
    known = by_id.get(cell["id"]) if type(cell.get("id")) is str else None
    if known is None or known["cell_type"] != cell["cell_type"] or _grade_id(known):
        return None
    return known


def _own(kind: str, text: str) -> dict[str, Any]:
    cell = {"cell_type": kind, "metadata": {}, "source": text}
    return cell | ({"execution_count": None, "outputs": []} if kind == "code" else {})


def _clean(cell: dict[str, Any], number: int) -> dict[str, Any]:
    "A cell of ours, its text in one piece and without outputs."
    clean = {
        "cell_type": cell["cell_type"],
        "id": _not_own(str(cell.get("id") or f"cell-{number}")),
        "metadata": cell["metadata"],
        "source": source_of(cell),
    }
    return clean | ({"execution_count": None, "outputs": []} if cell["cell_type"] == "code" else {})


def _not_own(name: str) -> str:
    return f"lesson-{name}" if name.startswith(OWN) else name


def _marks(cell: dict[str, Any]) -> dict[str, Any]:
    marks = cell["metadata"].get("nbgrader")
    return marks if isinstance(marks, dict) else {}


def _grade_id(cell: dict[str, Any]) -> str | None:
    name = _marks(cell).get("grade_id")
    return name if isinstance(name, str) and name else None


def _is_answer(cell: dict[str, Any]) -> bool:
    return bool(_marks(cell).get("solution"))


def is_learners(cell: dict[str, Any]) -> bool:
    "Whether the text of this cell of a rebuilt notebook is the learner's."
    return _is_answer(cell) or cell["id"].startswith(OWN)
