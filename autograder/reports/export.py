"Marks as a CSV file: one row for each learner, lesson and exercise."

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from autograder.files import write_atomic
from autograder.reports.marks import Mark
from autograder.text import one_line

COLUMNS = ["student", "lesson", "exercise", "points", "max_points", "reason"]
_FORMULA = ("=", "+", "-", "@")


def marks_csv(marks: Sequence[Mark]) -> str:
    "The table as CSV. A lesson without marks is one row with empty points; its reason says what to do."
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for mark in marks:
        for exercise in mark.exercises:
            numbers = (f"{exercise.points:g}", f"{exercise.max_points:g}")
            writer.writerow([*map(no_formula, [*_who(mark), exercise.exercise]), *numbers, no_formula(exercise.reason)])
        for note in [mark.problem, *mark.notes]:
            if note:
                writer.writerow([*map(no_formula, _who(mark)), "", "", "", no_formula(note)])
    return text.getvalue()


def export_marks(marks: Sequence[Mark], path: Path) -> None:
    "Writes the CSV in one step."
    write_atomic(path, marks_csv(marks))


def no_formula(text: str) -> str:
    "One line of text that a spreadsheet does not take for a formula."
    line = one_line(text, most=1000)
    return f"'{line}" if line.startswith(_FORMULA) else line


def _who(mark: Mark) -> tuple[str, str]:
    return mark.slot.student, mark.slot.lesson
