"Marks with their reasons: what the gradebook holds, and why points are missing."

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from nbgrader.api import (
    Assignment,
    BaseCell,
    Grade,
    Gradebook,
    GradeCell,
    SubmittedAssignment,
    SubmittedNotebook,
    TaskCell,
)
from sqlalchemy import literal_column
from sqlalchemy.orm import contains_eager

from autograder.class_settings import ClassSettings, read_settings
from autograder.classroom import Classroom
from autograder.errors import CourseError
from autograder.grading.collect import refused_folder
from autograder.grading.intake import read_submitted
from autograder.grading.nbgrader.gradebook import is_of_an_earlier_hand_in, points_by_hand, require_gradebook
from autograder.grading.records import FAILED, REFUSED, WAITING, Earlier, Record, digest, read_record
from autograder.grading.verdicts import MEMORY, TIMEOUT
from autograder.ipynb import read_notebook
from autograder.lessons import Lesson
from autograder.reports.transcript import crash_in, has_crashed, reasons_in
from autograder.roster import read_roster
from autograder.submissions import Slot, slots_in
from autograder.text import one_line, table

LIMITS = (TIMEOUT, MEMORY)
NOTHING = "handed in nothing"
EXCUSED = "excused"
LATE = "late penalty"


@dataclass(frozen=True)
class ExerciseMark:
    "Points for one exercise and, where some are missing, why."

    exercise: str
    points: float
    max_points: float
    reasons: tuple[str, ...] = ()
    stopped: bool = False  # at a limit of time or memory

    @property
    def reason(self) -> str:
        "All of them in one line."
        return "; ".join(self.reasons)


@dataclass(frozen=True)
class Mark:
    """One learner's marks in one lesson. Without a mark `points` is None and `problem` says why and what to do.

    `to_look_at` are marks by hand that were given to an earlier hand-in; they are among the notes, too. `seconds` is
    how long grading it took, 0 where that is not known. `came` is when it was handed in, `late` how long after its due
    date; `earlier` are this learner's hand-ins to the lesson before it.
    """

    slot: Slot
    points: float | None = None
    max_points: float | None = None
    exercises: list[ExerciseMark] = field(default_factory=list)
    problem: str = ""
    notes: list[str] = field(default_factory=list)
    to_look_at: tuple[str, ...] = ()
    seconds: float = 0.0
    came: datetime | None = None
    late: timedelta = timedelta(0)
    earlier: tuple[Earlier, ...] = ()


def read_marks(classroom: Classroom, lessons: Sequence[Lesson], students: Collection[str] = ()) -> list[Mark]:
    "The marks of everybody who handed anything in, by lesson and learner. Reads and changes nothing."
    require_gradebook(classroom)
    names = {lesson.name for lesson in lessons}
    settings = read_settings(classroom)
    slots = {*slots_in(classroom.submitted), *slots_in(refused_folder(classroom))}
    wanted = sorted(s for s in slots if s.lesson in names and (not students or s.student in students))
    with Gradebook(f"sqlite:///{classroom.db}") as gradebook:
        graded = _entered(gradebook, names, students)
        marks = [_mark(slot, classroom, graded.get(slot)) for slot in wanted]
    marks = [_with_excuse(mark) if settings.is_excused(mark.slot.student, mark.slot.lesson) else mark for mark in marks]
    return sorted([*marks, *_absent(slots, names, classroom, settings, students)], key=lambda mark: mark.slot)


def _with_excuse(mark: Mark) -> Mark:
    return replace(mark, notes=[*mark.notes, "excused; it was handed in all the same, and counts"])


def _absent(
    slots: Collection[Slot],
    lessons: Collection[str],
    classroom: Classroom,
    settings: ClassSettings,
    students: Collection[str],
) -> list[Mark]:
    "Who of the roster handed in nothing to a lesson that others have handed in, excused or not."
    begun = {slot.lesson for slot in slots} & set(lessons)
    missing = [Slot(lesson, student) for lesson in begun for student in read_roster(classroom)]
    return [
        Mark(slot, problem=EXCUSED if settings.is_excused(slot.student, slot.lesson) else NOTHING)
        for slot in missing
        if slot not in slots and (not students or slot.student in students)
    ]


@dataclass(frozen=True)
class _Grade:
    "The points of a graded cell in the gradebook."

    name: str
    score: float
    max_score: float
    manual_score: float | None
    needs_manual_grade: bool


@dataclass(frozen=True)
class _Entered:
    "What the gradebook has of a hand-in. `late` is how long after its due date it came, `penalty` what that costs."

    came: datetime | None
    late: timedelta
    max_score: float
    penalty: float
    grades: list[_Grade] = field(default_factory=list)

    @property
    def score(self) -> float:
        "Of all cells, before the penalty."
        return sum(grade.score for grade in self.grades)


def _entered(gradebook: Gradebook, lessons: Collection[str], students: Collection[str]) -> dict[Slot, _Entered]:
    """What the gradebook has of these lessons and students (none: all).

    nbgrader computes sums and maxima of points in the database, for each row anew. Here they are asked for once, and
    added up from what was read: for a large class that is most of the time.
    """
    ask = gradebook.db.query
    of_cells = dict([*ask(GradeCell.id, GradeCell.max_score), *ask(TaskCell.id, TaskCell.max_score)])
    of_lessons = dict([*ask(Assignment.name, Assignment.max_score)])
    wanted = [Assignment.name.in_(lessons), *([SubmittedAssignment.student_id.in_(students)] if students else [])]
    penalties: dict[Slot, float] = defaultdict(float)
    whose = (Assignment.name, SubmittedAssignment.student_id)
    rows = ask(*whose, SubmittedNotebook.late_submission_penalty).select_from(SubmittedNotebook)
    rows = rows.join(SubmittedAssignment, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
    for lesson, student, penalty in rows.join(Assignment, SubmittedAssignment.assignment_id == Assignment.id):
        penalties[Slot(lesson, student)] += penalty or 0.0
    found = {}
    query = ask(SubmittedAssignment).join(Assignment).options(contains_eager(SubmittedAssignment.assignment))
    for entry in query.filter(*wanted):
        slot = Slot(entry.name, entry.student_id)
        came, late = entry.timestamp and entry.timestamp.replace(tzinfo=UTC), entry.total_seconds_late
        found[slot] = _Entered(came, timedelta(seconds=late), of_lessons[slot.lesson] or 0.0, penalties[slot])
    columns = (Grade.cell_id, BaseCell.name, Grade.score, Grade.manual_score, Grade.needs_manual_grade)
    rows = ask(*whose, *columns).select_from(Grade)
    rows = rows.join(SubmittedNotebook, Grade.notebook_id == SubmittedNotebook.id)
    rows = rows.join(SubmittedAssignment, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
    rows = rows.join(Assignment, SubmittedAssignment.assignment_id == Assignment.id)
    rows = rows.join(BaseCell, Grade.cell_id == BaseCell.id).filter(*wanted)
    for lesson, student, cell, name, score, manual, needed in rows.order_by(literal_column("grade.rowid")):
        grade = _Grade(name, score or 0.0, of_cells.get(cell) or 0.0, manual, bool(needed))
        found[Slot(lesson, student)].grades.append(grade)
    return found


def _mark(slot: Slot, classroom: Classroom, entered: _Entered | None) -> Mark:
    refused = slot.folder(refused_folder(classroom)) / "reason.txt"
    refusal = one_line(refused.read_text(encoding="utf-8")) if refused.is_file() else ""
    if not slot.notebook(classroom.submitted).is_file():
        return Mark(slot, problem=refusal)
    notes = [f"a later hand-in {refusal}"] if refusal else []
    record = read_record(slot, classroom)
    try:
        data = read_submitted(slot, classroom.submitted).data
    except CourseError as error:
        return Mark(slot, problem=one_line(error), notes=notes)
    if record and record.submission != digest(data):
        return Mark(slot, problem="handed in again and not graded since: run `autograder grade`.", notes=notes)
    if record and record.status in (REFUSED, FAILED, WAITING):
        return Mark(slot, problem=one_line(record.reason), notes=notes)
    file = slot.notebook(classroom.autograded)
    try:
        # A notebook with all its outputs takes longer to read than all else of a mark: only where it has more to say.
        graded = read_notebook(file) if entered and (record is None or has_crashed(record.outputs)) else None
    except CourseError:
        entered = None
    if not entered or not file.is_file():
        return Mark(slot, problem="not graded yet: run `autograder grade`.", notes=notes)
    notes += record.remarks if record else ()
    if record and record.jail == "none":
        notes.append("graded without a jail")
    reasons = _reasons(record) if record else reasons_in(graded) if graded else {}
    stopped = {name for name, judged in record.exercises.items() if judged.verdict in LIMITS} if record else set()
    mark = _from_gradebook(slot, entered, reasons, stopped, crash_in(graded) if graded else "", notes)
    return replace(mark, seconds=record.seconds, earlier=record.earlier) if record else mark


def _reasons(record: Record) -> dict[str, tuple[str, ...]]:
    return {f"check_{name}": tuple(map(one_line, judged.reasons)) for name, judged in record.exercises.items()}


def _from_gradebook(
    slot: Slot,
    entered: _Entered,
    reasons: Mapping[str, tuple[str, ...]],
    stopped: Collection[str],
    crash: str,
    notes: list[str],
) -> Mark:
    "`reasons` by grade id, in the order of the notebook; `stopped` are exercises that came to a limit."
    grades = {grade.name: grade for grade in entered.grades}
    order = [name for name in reasons if name in grades]
    exercises = []
    for name in order + [name for name in grades if name not in order]:
        grade = grades[name]
        why: tuple[str, ...] = ()
        if grade.score < grade.max_score:
            said = points_by_hand(grade)
            why = (said,) if said else reasons.get(name) or ("no reason recorded",)
        exercise = name.removeprefix("check_")
        exercises.append(ExerciseMark(exercise, grade.score, grade.max_score, why, exercise in stopped))
    again = [_to_look_at(grade) for grade in grades.values() if is_of_an_earlier_hand_in(grade)]
    if entered.penalty:
        exercises.append(ExerciseMark(LATE, -entered.penalty, 0.0, (how_late(entered.late),)))
    elif entered.late:
        notes = [*notes, f"{how_late(entered.late)}, at no cost"]
    points = max(0.0, entered.score - entered.penalty)
    if crash and points < entered.max_score:
        notes = [crash, *notes]
    return Mark(
        slot,
        points,
        entered.max_score,
        exercises,
        notes=[*again, *notes],
        to_look_at=tuple(again),
        came=entered.came,
        late=entered.late,
    )


def how_late(late: timedelta) -> str:
    "In words: `handed in 1 day 3 h late`."
    if not late:
        return "handed in late"  # a penalty that somebody set by other means
    minutes = -(-late // timedelta(minutes=1))
    days, hours = divmod(minutes // 60, 24)
    parts = [f"{days} day{'s' * (days > 1)}"] * bool(days) + [f"{hours} h"] * bool(hours)
    return f"handed in {' '.join(parts) or f'{minutes} min'} late"


def _to_look_at(grade: _Grade) -> str:
    return (
        f"{grade.name}: {grade.manual_score:g} points were given by hand to an earlier hand-in. See whether they still "
        "hold, and enter them again in the form grader."
    )


def marks_table(marks: Sequence[Mark], width: int = 100) -> str:
    "Plain text: learner, lesson, points, and for what is missing the exercise and the reason."
    rows = [[m.slot.student, m.slot.lesson, _points(m.points, m.max_points), "\n".join(_lines(m))] for m in marks]
    return table([["student", "lesson", "points", "what was lost, and why"], *rows], width)


def _lines(mark: Mark) -> list[str]:
    "One line for each reason: exercises that lost their points for the same one share it."
    by_reason: dict[str, list[str]] = {}
    for exercise in mark.exercises:
        if exercise.points < exercise.max_points or exercise.points < 0:
            points = _points(exercise.points, exercise.max_points) if exercise.max_points else f"{exercise.points:g}"
            where = f"{exercise.exercise} {points}"
            by_reason.setdefault(exercise.reason, []).append(where)
    lines = [f"{', '.join(where)}: {reason}" for reason, where in by_reason.items()]
    return [*filter(None, [mark.problem]), *lines, *mark.notes]


def _points(points: float | None, most: float | None) -> str:
    return "–" if points is None else f"{points:g}/{most:g}"
