"""What goes into the gradebook of one submission: the rebuilt notebook and its outputs, laid out in a folder.

It is the notebook that was judged, with what the record says that its cells printed and its checks found, as people may
see it. From there `autograder/grading/nbgrader/enter.py` takes it.
"""

import json
from html import escape
from pathlib import Path

from autograder.checks.report import MIME, Report
from autograder.class_settings import Terms
from autograder.classroom import Classroom
from autograder.errors import CourseError
from autograder.grading.intake import read_secret, read_submitted
from autograder.grading.rebuild import Rebuilt, is_learners
from autograder.grading.records import Record, digest
from autograder.grading.results import Output
from autograder.ipynb import is_check, marks_of, source_of
from autograder.submissions import BESIDE, HAND_IN, OUTPUTS, SECRET, SUBMITTED, TERMS, Slot, received, timestamp_of
from autograder.text import printable, screen


def lay_out(
    slot: Slot, record: Record, rebuilt: Rebuilt, terms: Terms | None, classroom: Classroom, folder: Path
) -> None:
    """Writes the notebook as a submission, and elsewhere its cells' outputs and when it was due.

    Raises `CourseError` for another hand-in than the one that was graded.
    """
    came = received(slot, classroom.submitted)
    if came is None or digest(read_submitted(slot, classroom.submitted).data) != record.submission:
        raise CourseError("it was handed in again while it was graded: grade it again")
    outputs: dict[str, list[Output]] = {}
    cells = []
    for place, cell in enumerate(rebuilt.notebook["cells"]):
        if is_check(cell):
            name = marks_of(cell)["grade_id"].removeprefix("check_")
            outputs[cell["id"]] = check_outputs(record.exercises[name].report(name), record.jail)
        elif place in record.outputs:
            outputs[cell["id"]] = [stored(output) for output in record.outputs[place]]
        if cell["cell_type"] == "markdown" and is_learners(cell):  # the formgrader and feedback show it in a browser
            cell = {**cell, "source": escape(printable(source_of(cell)), quote=False)}
        cells.append(cell)
    submitted, beside = slot.folder(folder / SUBMITTED), slot.folder(folder / BESIDE)
    files = {
        slot.notebook(folder / SUBMITTED): json.dumps({**rebuilt.notebook, "cells": cells}),
        submitted / "timestamp.txt": timestamp_of(came),
        beside / OUTPUTS: json.dumps(outputs),
        beside / HAND_IN: json.dumps([record.submission, record.facts.get("files", {})], sort_keys=True),
    }
    if terms:
        files[beside / TERMS] = terms.to_json()
    secret = read_secret(slot.folder(classroom.submitted))
    if secret:
        files[submitted / SECRET] = secret
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def check_outputs(report: Report, jail: str) -> list[Output]:
    "What a check cell shows."
    shown: list[Output] = [{"output_type": "display_data", "data": {**report.as_shown(), MIME: report.to_json()}}]
    if jail == "none":
        shown.append(_text("Graded without a jail.\n"))
    points = {"text/plain": f"{report.points:g}"}
    return [*shown, {"output_type": "execute_result", "data": points, "execution_count": None}]


def stored(output: Output) -> Output:
    "An output of a jail as notebooks store it: text that no browser runs and no terminal obeys."
    kind = output["output_type"]
    if kind == "stream":
        return {"output_type": "stream", "name": "stdout", "text": printable(screen(output["text"]))}
    if kind == "error":
        lines = [printable(screen(line)) for line in output["traceback"]]
        name, value = printable(output["ename"]), printable(output["evalue"])
        return {"output_type": "error", "ename": name, "evalue": value, "traceback": [*lines, f"{name}: {value}"]}
    return _text(printable(output["text"]) + "\n")


def _text(text: str) -> Output:
    return {"output_type": "stream", "name": "stdout", "text": text}
