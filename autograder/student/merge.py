"""A lesson and what its learner made of it, cell by cell: merged into a newer version, or put right.

Cells are known again by their grade id or id, an answer also by the name that it defines.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

from autograder.ipynb import (
    Cell,
    grade_id_of,
    is_answer,
    is_blank,
    is_graded,
    marks_of,
    names_written,
    source_of,
)
from autograder.predictions import is_predictions
from autograder.student.record import digest_of, id_of, key_of

_GUARDS = ("nbgrader", "deletable", "editable")  # metadata of the lesson's own cells


@dataclass
class Merged:
    "The cells, what their learner should know, and the names of cells whose edits have no place in them."

    cells: list[Cell] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)


def merge(mine: Sequence[Cell], new: Sequence[Cell], base: Mapping[str, str]) -> Merged:
    """The newer version `new` of a lesson with the work of a learner in `mine`, an earlier one.

    `base` has the digests of the earlier one's cells as they were given out; where it lacks one, an answer that is no
    stub counts as written. Answers and edits of cells that nobody else changed are kept; the learner's own cells follow
    the cell that they followed; answers without an exercise become such cells.
    """
    partners = find_partners(mine, new)
    merged = Merged()
    own = _own_cells(mine, new, set(partners.values()), base, merged)
    merged.cells += own.get(-1, [])
    for number, cell in enumerate(new):
        partner = partners.get(number)
        merged.cells.append(cell if partner is None else _merged(mine[partner], cell, base, merged))
        merged.cells += own.get(partner, []) if partner is not None else []
    return merged


def find_partners(mine: Sequence[Cell], new: Sequence[Cell]) -> dict[int, int]:
    "For the places of cells in `new` the place of the same cell in `mine`; none twice."
    found: dict[int, int] = {}

    def pair(same) -> None:
        for number, cell in enumerate(new):
            if number not in found:
                free = (n for n, own in enumerate(mine) if n not in taken and same(own, cell))
                place = next(free, None)
                if place is not None:
                    found[number] = place
                    taken.add(place)

    taken: set[int] = set()
    pair(lambda own, cell: grade_id_of(cell) is not None and grade_id_of(own) == grade_id_of(cell))
    pair(lambda own, cell: id_of(cell) != "" and id_of(own) == id_of(cell) and not grade_id_of(own))
    pair(lambda own, cell: own["cell_type"] == cell["cell_type"] and digest_of(own) == digest_of(cell))
    pair(lambda own, cell: is_answer(cell) and not marks_of(own) and grade_id_of(cell) in _defined(own))
    return found


def _defined(cell: Cell) -> list[str]:
    return names_written(source_of(cell)) if cell["cell_type"] == "code" else []


def _own_cells(
    mine: Sequence[Cell], new: Sequence[Cell], taken: set[int], base: Mapping[str, str], merged: Merged
) -> dict[int, list[Cell]]:
    "The cells of `mine` that the newer version lacks and that are the learner's, by the place of what they follow."
    used = {id_of(cell) for cell in new}
    own: dict[int, list[Cell]] = {}
    place = -1
    for number, cell in enumerate(mine):
        if number in taken:
            place = number
            continue
        key = key_of(cell)
        untouched = base.get(key) == digest_of(cell) if key in base else is_graded(cell) and not is_answer(cell)
        if untouched or not source_of(cell).strip() or is_answer(cell) and is_blank(source_of(cell)):
            continue
        if key in base or is_graded(cell):
            why = "stands in it twice" if key in map(key_of, new) else "is not in the lesson any more"
            merged.said.append(f"{key} {why}; yours stays as a cell of your own")
        kept = {
            name: what for name, what in cell["metadata"].items() if name not in ("nbgrader", "deletable", "editable")
        }
        name = id_of(cell) or "own"
        while name in used:
            name = f"{name[:56]}-own"
        used.add(name)
        own.setdefault(place, []).append(cast(Cell, {**cell, "id": name, "metadata": kept}))
    return own


def _merged(mine: Cell, new: Cell, base: Mapping[str, str], merged: Merged) -> Cell:
    "One cell of the newer version, with the learner's text where that is theirs."
    key = key_of(new)
    own, now, then = digest_of(mine), digest_of(new), base.get(key)
    if own == now:
        return _with_outputs(new, mine)
    if is_answer(new):
        if own == then or then is None and is_blank(source_of(mine)):
            return new
        if then is not None and then != now:
            merged.said.append(f"the exercise {key} has changed; your answer stays, read its text again")
        kind = {"cell_type": mine["cell_type"], "source": mine["source"]}
        return _with_outputs(cast(Cell, {**new, **kind}), mine)
    if own == then:
        return new
    if then == now and not is_graded(new):
        return _with_outputs(cast(Cell, {**new, "source": mine["source"]}), mine)
    merged.lost.append(key)
    return new


def _with_outputs(cell: Cell, mine: Cell) -> Cell:
    "The cell with what it has put out for the learner; text puts out nothing."
    plain = {name: what for name, what in cell.items() if name not in ("outputs", "execution_count")}
    if cell["cell_type"] == "code" and mine["cell_type"] == "code":
        plain |= {"outputs": mine.get("outputs", []), "execution_count": mine.get("execution_count")}
    elif cell["cell_type"] == "code":
        plain |= {"outputs": [], "execution_count": None}
    return cast(Cell, plain)


def _asked(check: Cell) -> str:
    "The exercise that a check cell asks about."
    return key_of(check).removeprefix("check_")


def put_right(mine: Sequence[Cell], released: Sequence[Cell]) -> tuple[list[Cell], list[str]]:
    """The learner's cells with the lesson's own checks and marks, for editors that guard no cells; and what was done.

    A check that was edited or deleted is the lesson's again, and cells that lost their marks get them back. An answer
    that is missing stays missing.
    """
    partners = find_partners(mine, released)
    cells, said = list(mine), []
    inserted: dict[int, list[Cell]] = {}
    place = -1
    answers = {key_of(released[number]) for number in partners if is_answer(released[number])}
    for number, cell in enumerate(released):
        partner = partners.get(number)
        place = place if partner is None else partner
        if not is_graded(cell):
            continue
        if partner is not None:
            own = mine[partner]
            if is_answer(cell):
                if marks_of(own) != marks_of(cell):
                    cells[partner] = cast(Cell, {**own, "metadata": {**own["metadata"], **cell["metadata"]}})
            elif (
                marks_of(own) != marks_of(cell)
                or digest_of(own) != digest_of(cell)
                or own["cell_type"] != cell["cell_type"]
            ):
                cells[partner] = _with_outputs(cell, own)
                if digest_of(own) != digest_of(cell):
                    said.append(f"{key_of(cell)} was edited")
        elif not is_answer(cell) and (_asked(cell) in answers or answers and is_predictions(_asked(cell))):
            inserted.setdefault(place, []).append(cell)
            said.append(f"{key_of(cell)} was deleted")
    result = inserted.get(-1, [])
    for number, cell in enumerate(cells):
        result = [*result, cell, *inserted.get(number, [])]
    return result, said
