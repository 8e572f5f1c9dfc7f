"Why points were lost, read from the outputs that nbgrader stored in the notebook it graded."

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from autograder.notebooks import marks_of, name_of
from autograder.reports.text import plain

_HEADLINE = re.compile(r"^\w+: \d+ of \d+ points$", re.M)
_ROW = re.compile(r"  ([✓✗]) (.*) \(\d+\)")
_DETAIL = re.compile(r"      (expected|got|looks like): +(.*)")
_UNWRITTEN = ("NotImplementedError", "AssertionError")  # a stub, or an example that fails: the check says more
_SPOKEN = {
    "KernelDied": "the kernel died",
    "CellHung": "ran too long and could not be interrupted",
    "CellTimeoutError": "ran too long",
    "NotChecked": "did not run to its end",
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
        name, message = _error(cell)
        marks = marks_of(cell)
        if marks.get("grade") and not marks.get("solution"):
            reasons[marks["grade_id"]] = f"the check {message}" if message else "; ".join(_failed_rows(cell))
        elif message and not crash and name not in _UNWRITTEN and not (name == "NameError" and fallen):
            crash = f"cell {number}{f' ({name_of(cell)})' if marks else ''} {message}"
        fallen = fallen or bool(message)
    return Transcript(reasons, crash)


def _error(cell: dict[str, Any]) -> tuple[str, str]:
    "The name of the last error among a cell's outputs, and a sentence about it without its subject."
    for output in reversed(cell.get("outputs", [])):
        if output.get("output_type") == "error":
            name = str(output.get("ename"))
            return name, _SPOKEN.get(name) or plain(f"raised {name}: {output.get('evalue')}").rstrip(": ")
    return "", ""


def _failed_rows(cell: dict[str, Any]) -> list[str]:
    "What each failed row of the check's last table looks like, or what was expected and got."
    tables = [text[m.start() :] for text in _texts(cell) for m in _HEADLINE.finditer(text)]
    rows: list[dict[str, str]] = []
    for line in tables[-1].splitlines() if tables else []:
        row, detail = _ROW.fullmatch(line), _DETAIL.fullmatch(line)
        if row:
            rows.append({"failed": row[1] == "✗", "title": row[2]})
        elif detail and rows:
            rows[-1][detail[1]] = detail[2]
    return list(dict.fromkeys(plain(_about(row)) for row in rows if row["failed"]))


def _about(row: dict[str, str]) -> str:
    if row.get("looks like"):
        return row["looks like"]
    if row.get("got", "").startswith("raised "):
        return row["got"]
    return (
        f"{row['title']}: expected {row['expected']}, got {row['got']}" if "got" in row else f"not so: {row['title']}"
    )


def _texts(cell: dict[str, Any]) -> Iterator[str]:
    for output in cell.get("outputs", []):
        text = output.get("text") or output.get("data", {}).get("text/plain", "")
        yield text if isinstance(text, str) else "".join(text)
