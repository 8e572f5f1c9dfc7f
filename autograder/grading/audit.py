"""Traces marks back: from the gradebook to the record, from the record to the hand-in and the checks.

Says for each mark what it follows from, and names whatever does not fit together any more.
"""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from nbgrader.api import Gradebook, MissingEntry

from autograder.classroom import Classroom
from autograder.errors import CourseError
from autograder.grading.earlier import Libraries
from autograder.grading.handed_in import HandIns
from autograder.grading.intake import read_beside, read_submitted
from autograder.grading.keys import basis_of, digest
from autograder.grading.nbgrader.gradebook import require_gradebook
from autograder.grading.records import GRADED, BrokenRecord, Record, open_record, records_in
from autograder.jail.inside.limits import Limits
from autograder.lessons import Lesson
from autograder.submissions import Slot


@dataclass(frozen=True)
class Audit:
    "What one mark follows from, a line each, and what does not fit. Notes explain a difference that is nobody's fault."

    slot: Slot
    trail: list[str]
    problems: list[str]
    notes: list[str]


def audit(classroom: Classroom, lessons: Sequence[Lesson], students: Collection[str] = ()) -> list[Audit]:
    "Audits every record of these lessons. Reads only."
    require_gradebook(classroom)
    names = {lesson.name for lesson in lessons}
    slots = [s for s in records_in(classroom) if s.lesson in names and (not students or s.student in students)]
    if not slots:
        raise CourseError("there is no record to audit. `autograder grade` makes them.")
    hand_ins = HandIns(classroom)
    with Gradebook(f"sqlite:///{classroom.db}") as book:
        return [_audit(slot, classroom, book, hand_ins) for slot in slots]


def _audit(slot: Slot, classroom: Classroom, book: Gradebook, hand_ins: HandIns) -> Audit:
    try:
        record = open_record(slot, classroom)
    except BrokenRecord as broken:  # nothing that it says can be believed, not even its form
        return Audit(slot, [], [str(broken)], [])
    problems, notes = [], []
    if record.status == GRADED:
        problems += _hand_in(slot, record, classroom)
        problems += _marks(slot, record, book)
        notes += _basis(slot, record, classroom, hand_ins)
    return Audit(slot, trail(record), problems, notes)


def trail(record: Record) -> list[str]:
    "What the record says, a line each."
    facts = record.facts
    lines = [
        f"status {record.status}, verdict of the run {record.verdict or '–'}, {record.reason}".rstrip(", "),
        f"hand-in {record.submission}, number {record.hand_in} of those judged",
        f"key {record.key}",
        f"jail {record.jail or '–'} on {facts.get('host') or '–'}, {record.seconds:g} s, at {facts.get('when', '–')}",
        f"secret seed {facts.get('seed_id', '–')}, grader {facts.get('version', '–')}",
        f"checks {facts.get('checks', '–')}",
        f"limits {facts.get('limits', '–')}",
    ]
    for name, exercise in record.exercises.items():
        checks = ", ".join(f"{row.title}: {row.verdict}" for row in exercise.rows)
        points = f"{exercise.points} of {exercise.max_points}"
        lines.append(f"{name}: {exercise.verdict}, {points} points, key {exercise.key[:16]} ({checks})")
    return lines


def _hand_in(slot: Slot, record: Record, classroom: Classroom) -> list[str]:
    try:
        data = read_submitted(slot, classroom.submitted).data
    except CourseError as error:
        return [f"its hand-in cannot be read: {error}"]
    if digest(data) != record.submission:
        return ["its hand-in is not the one that was graded: it was handed in again, or changed"]
    return []


def _marks(slot: Slot, record: Record, book: Gradebook) -> list[str]:
    "Whether the gradebook's automatic scores are those of the record. Scores given by hand are the instructor's."
    try:
        grades = {
            grade.name: grade for grade in book.find_submission_notebook(slot.lesson, slot.lesson, slot.student).grades
        }
    except MissingEntry:
        return ["the gradebook has no such submission"]
    problems = []
    for name, exercise in record.exercises.items():
        grade = grades.get(f"check_{name}") or grades.get(name)
        if grade is None:
            problems.append(f"the gradebook has no grade for {name}")
        elif grade.auto_score != exercise.points:
            problems.append(f"{name}: the gradebook has {grade.auto_score:g} points, the record {exercise.points:g}")
    return problems


def _basis(slot: Slot, record: Record, classroom: Classroom, hand_ins: HandIns) -> list[str]:
    "Whether grading now would start from the same."
    try:
        limits = Limits.from_json(record.facts["limits"])
        basis = basis_of(Lesson(slot.lesson), classroom, limits, record.jail).for_hand_in(slot, record.hand_in)
        rebuilt = hand_ins.read(slot).rebuilt
        if rebuilt is None:
            raise CourseError("it is refused now")
    except (CourseError, KeyError, TypeError, json.JSONDecodeError):
        return ["what it was graded with cannot be read any more"]
    beside, library = read_beside(slot, classroom.submitted)[0], Libraries(classroom, hand_ins).before(slot)
    keys = basis.exercise_keys(rebuilt, beside, library.modules)
    stale = [name for name, exercise in record.exercises.items() if exercise.key != keys.get(name)]
    if stale:
        return [f"graded with other checks, library, grader or secret key than now: {', '.join(stale)}"]
    return []
