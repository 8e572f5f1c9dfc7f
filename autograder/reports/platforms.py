"""Marks in the form that a learning platform imports: one row a learner, one column a lesson.

- Canvas takes its own gradebook export back: Student, ID, SIS User ID, SIS Login ID, Section, then a column for each
  assignment, `Name (id)`, and a line `Points Possible`. A column without an id becomes a new assignment.
- Moodle finds learners by email address or id number; its import asks which column is which.
- Blackboard finds them by Username; a column is `Name` or `Name |id`.
"""

import csv
import io
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from autograder.errors import CourseError
from autograder.reports.export import no_formula
from autograder.reports.marks import EXCUSED, Mark
from autograder.roster import Learner, read_csv

_EXCUSED = "EX"  # what Canvas imports for somebody who is excused; the others have no word for it, and get nothing
_COLUMN_ID = re.compile(r"\s*(?:\(\d+\)|\|\S+|\[[^\]]*\].*)\s*$")  # what platforms write after a column's name


def platform_csv(
    platform: str, marks: Sequence[Mark], roster: Mapping[str, Learner], template: Path | None = None
) -> tuple[str, list[str]]:
    """The table as CSV, and a line for everybody who is left out.

    With `template`, an export of the platform, its rows and columns stay as they are and the marks are filled in.
    """
    if not roster:
        raise CourseError(
            "there is no roster, so nobody's id on the platform is known: `autograder roster import FILE`."
        )
    points: dict[tuple[str, str], float | str] = {
        (mark.slot.student, mark.slot.lesson): mark.points for mark in marks if mark.points is not None
    }
    if platform == "canvas":
        points |= {(mark.slot.student, mark.slot.lesson): _EXCUSED for mark in marks if mark.problem == EXCUSED}
    most = {mark.slot.lesson: mark.max_points for mark in marks if mark.max_points}
    unknown = sorted({student for student, _ in points} - set(roster))
    left_out = [f"{student} is not in the roster: `autograder roster add {student}`." for student in unknown]
    make = _fill if template else _make
    header, rows, more = make(platform, points, most, roster, template)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([[no_formula(cell) for cell in row] for row in rows])
    return text.getvalue(), left_out + more


def _make(platform, points, most, roster, _template):
    lessons = sorted(most)
    marks_of = {student: [_shown(points.get((student, lesson))) for lesson in lessons] for student in roster}
    if platform == "canvas":
        header = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", *lessons]
        rows = [["Points Possible", "", "", "", "", *(f"{most[lesson]:g}" for lesson in lessons)]]
        rows += [
            [x.name or x.id, x.canvas, "", "" if x.canvas else x.id, x.section, *marks_of[x.id]]
            for x in roster.values()
        ]
    elif platform == "moodle":
        header = ["ID number", "Email address", "Full name", *lessons]
        rows = [[x.moodle, x.email, x.name, *marks_of[x.id]] for x in roster.values()]
    else:
        header = ["Last Name", "First Name", "Username", *lessons]
        rows = [[*_names(x), x.blackboard or x.id, *marks_of[x.id]] for x in roster.values()]
    without = [x for x in roster.values() if platform == "moodle" and not (x.moodle or x.email)]
    return header, rows, [f"{x.id} has neither id number nor email: Moodle cannot find them." for x in without]


def _fill(platform, points, most, roster, template):
    rows = read_csv(template)
    key = _KEYS[platform][0][0]
    if not rows or key not in rows[0]:
        raise CourseError(f"{template} has no column {key!r}: it is no export of {platform.capitalize()}.")
    students = [_whose(row, platform, roster) for row in rows]
    header = list(rows[0])
    columns = {column: lesson for column in header for lesson in most if _column_names(column, lesson)}
    missing = [f"{template.name} has no column for {lesson}." for lesson in most if lesson not in columns.values()]
    without = sorted({student for student, _ in points} & roster.keys() - set(students))
    missing += [f"{template.name} has no line for {student}, whose marks are not in it." for student in without]
    for row, student in zip(rows, students, strict=True):
        for column, lesson in columns.items():
            if student and (student, lesson) in points:
                row[column] = _shown(points[student, lesson])
    return header, [[row.get(column, "") for column in header] for row in rows], missing


# The columns by which a platform's own export names somebody, and what the roster has of it; the first must be there.
_KEYS: dict[str, tuple[tuple[str, Callable[[Learner], str]], ...]] = {
    "canvas": (("ID", lambda x: x.canvas), ("SIS Login ID", lambda x: x.email), ("SIS Login ID", lambda x: x.id)),
    "moodle": (("Email address", lambda x: x.email), ("ID number", lambda x: x.moodle), ("Username", lambda x: x.id)),
    "blackboard": (("Username", lambda x: x.blackboard), ("Username", lambda x: x.id)),
}


def _whose(row: Mapping[str, str], platform: str, roster: Mapping[str, Learner]) -> str:
    "The id of the learner whom a line of a platform's export is about; '' for nobody in the roster."
    for column, of in _KEYS[platform]:
        value = row.get(column, "").strip().casefold()
        for learner in roster.values() if value else ():
            if of(learner).casefold() == value:
                return learner.id
    return ""


def _column_names(column: str, lesson: str) -> bool:
    "Whether a platform's column is this lesson's: by its name `01_stats`, or one that begins with it or its number."
    name = _COLUMN_ID.sub("", column).strip().casefold()
    return name == lesson.casefold() or name.startswith((f"{lesson} ", f"{lesson[:2]} "))


def _names(learner: Learner) -> tuple[str, str]:
    given, _, surname = learner.name.rpartition(" ")
    return surname, given


def _shown(points: float | str | None) -> str:
    return "" if points is None else points if isinstance(points, str) else f"{points:g}"
