"Why points were lost, read from the outputs that nbgrader stored in the notebook it graded."

import re
from dataclasses import dataclass
from typing import Any

from autograder.grading.execute import CELL_HUNG, KERNEL_DIED
from autograder.grading.failclosed import NOT_CHECKED
from autograder.notebooks import marks_of, source_of
from autograder.reports.text import plain

_HEADLINE = re.compile(r"\w+: \d+ of \d+ points")
_ROW = re.compile(r"  ([✓✗]) (.*) \((\d+)\)")
_DETAIL = re.compile(r"      (tried|expected|got|looks like):\s+(.*)")
_TIMED_OUT = "CellTimeoutError"


@dataclass(frozen=True)
class Transcript:
    "`reasons` by grade id of the test cell, in the notebook's order; `stopped` says why later cells did not run."

    reasons: dict[str, str]
    crashes: list[str]


def read_transcript(notebook: dict[str, Any]) -> Transcript:
    "Why each test cell gave less than its points (empty where nothing is to be said), and what other cells raised."
    reasons, crashes = {}, []
    for number, cell in enumerate(notebook["cells"], 1):
        marks = marks_of(cell)
        error = _error(cell)
        if marks.get("grade") and not marks.get("solution"):
            reasons[marks["grade_id"]] = _reason(cell, error)
        elif error:
            crashes.append(f"cell {number}{_named(marks)} {error}")
    return Transcript(reasons, crashes)
