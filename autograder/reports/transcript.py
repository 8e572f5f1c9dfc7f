"Why points were lost, read from the outputs that nbgrader stored in the notebook it graded."

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from autograder.ipynb import marks_of, name_of
from autograder.reports.text import plain

_HEADLINE = re.compile(r"^\w+: \d+ of \d+ points$", re.M)
_ROW = re.compile(r"  ([✓✗○]) (.*) \(\d+\)")
_DETAIL = re.compile(r"      (expected|got|looks like): +(.*)")
_UNWRITTEN = ("NotImplementedError", "AssertionError")  # a stub, or an example that fails: the check says more
_SPOKEN = {
    "KernelDied": "the kernel died in {}",
    "CellHung": "{} ran too long and could not be interrupted",
    "CellTimeoutError": "{} ran too long",
    "CellTimeout": "{} ran too long",
    "NotChecked": "{} gave no result",
}


@dataclass(frozen=True)
class Transcript:
    "`reasons` by the test cell's grade id, in the notebook's order; `crash` is what another cell raised, if one did."

    reasons: dict[str, str]
    crash: str = ""


def read_transcript(notebook: dict[str, Any]) -> Transcript:
    "What a graded notebook says about each test cell that did not give all its points, and the first real crash."
    reasons, crash, fallen = {}, "", False
    for number, cell in enumerate(notebook["cells"], 1):
        error, marks = _last_error(cell), marks_of(cell)
        if marks.get("grade") and not marks.get("solution"):
            reasons[marks["grade_id"]] = _spoken(error, "the check") if error else "; ".join(_failed_rows(cell))
        elif (
            error and not crash and error["ename"] not in _UNWRITTEN and not (error["ename"] == "NameError" and fallen)
        ):
            crash = _spoken(error, f"cell {number} ({name_of(cell)})" if marks else f"cell {number}")
        fallen = fallen or bool(error)
    return Transcript(reasons, crash)


def _last_error(cell: dict[str, Any]) -> dict[str, Any] | None:
    return next((o for o in reversed(cell.get("outputs", [])) if o.get("output_type") == "error"), None)


def _spoken(error: dict[str, Any], where: str) -> str:
    "A sentence about an error."
    if error["ename"] in _SPOKEN:
        return _SPOKEN[error["ename"]].format(where)
    return plain(f"{where} raised {error['ename']}: {error['evalue']}").rstrip(": ")


def _failed_rows(cell: dict[str, Any]) -> list[str]:
    "What the failed rows of the check's last table look like; where none was recognised, what the first expected."
    tables = [text[m.start() :] for text in _texts(cell) for m in _HEADLINE.finditer(text)]
    rows: list[dict[str, str]] = []
    for line in tables[-1].splitlines() if tables else []:
        row, detail = _ROW.fullmatch(line), _DETAIL.fullmatch(line)
        if row:
            rows.append({"mark": row[1], "title": row[2]})
        elif detail and rows:
            rows[-1][detail[1]] = detail[2]
    failed = [row for row in rows if row["mark"] != "✓"]
    diagnoses = dict.fromkeys(plain(row["looks like"]) for row in failed if "looks like" in row)
    return list(diagnoses) or [plain(_undiagnosed(row)) for row in failed[:1]]


def _undiagnosed(row: dict[str, str]) -> str:
    if row.get("got", "").startswith("raised "):
        return row["got"]
    found = f": expected {row['expected']}, got {row['got']}" if {"expected", "got"} <= row.keys() else ""
    return f"not so: {row['title']}{found}"


def _texts(cell: dict[str, Any]) -> Iterator[str]:
    for output in cell.get("outputs", []):
        text = output.get("text") or output.get("data", {}).get("text/plain", "")
        yield text if isinstance(text, str) else "".join(text)
