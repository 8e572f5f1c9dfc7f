"What the outputs of a graded notebook say: which cell crashed and, where there is no record, why points were lost."

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from autograder.checks.report import MIME, Report
from autograder.ipynb import Cell, Notebook, marks_of, name_of
from autograder.text import one_line

_UNWRITTEN = ("NotImplementedError", "AssertionError")  # a stub, or an example that fails: the check says more
_SPOKEN = {
    "KernelDied": "the kernel died in {}",
    "CellHung": "{} ran too long and could not be interrupted",
    "CellTimeoutError": "{} ran too long",
    "CellTimeout": "{} ran too long",
    "NotChecked": "{} gave no result",
}


def has_crashed(outputs: Mapping[int, Sequence[Mapping[str, Any]]]) -> bool:
    "Whether `crash_in` can find anything in a notebook whose cells, those of checks apart, put out these."
    found = (output for those in outputs.values() for output in those)
    return any(output.get("output_type") == "error" and output.get("ename") not in _UNWRITTEN for output in found)


def crash_in(notebook: Notebook) -> str:
    "What the first cell raised that is no check, no stub and no example; '' if none did."
    fallen = False
    for number, cell in enumerate(notebook["cells"], 1):
        error = _last_error(cell)
        if error and not _is_test(cell) and error["ename"] not in _UNWRITTEN:
            if not (error["ename"] == "NameError" and fallen):
                return _spoken(error, f"cell {number} ({name_of(cell)})" if marks_of(cell) else f"cell {number}")
        fallen = fallen or bool(error)
    return ""


def reasons_in(notebook: Notebook) -> dict[str, tuple[str, ...]]:
    "For each test cell that `nbgrader autograde` ran, by grade id: why its points were lost."
    found = {}
    for cell in notebook["cells"]:
        if _is_test(cell):
            error, reports = _last_error(cell), list(_reports(cell))
            reasons = [_spoken(error, "the check")] if error else reports[-1].reasons if reports else []
            found[marks_of(cell)["grade_id"]] = tuple(map(one_line, reasons))
    return found


def _is_test(cell: Cell) -> bool:
    return bool(marks_of(cell).get("grade")) and not marks_of(cell).get("solution")


def _last_error(cell: Cell) -> dict[str, Any] | None:
    return next((o for o in reversed(cell.get("outputs", [])) if o.get("output_type") == "error"), None)


def _spoken(error: dict[str, Any], where: str) -> str:
    "A sentence about an error."
    if error["ename"] in _SPOKEN:
        return _SPOKEN[error["ename"]].format(where)
    return one_line(f"{where} raised {error['ename']}: {error['evalue']}").rstrip(": ")


def _reports(cell: Cell) -> Iterator[Report]:
    "The tables that `check` showed in this cell. Learners' code ran beside it, so they may hold anything."
    for output in cell.get("outputs", []):
        try:
            yield Report.from_json(output["data"][MIME])
        except (KeyError, TypeError, AttributeError):
            continue
