"""The class on one page: who needs help now, marks, where points are lost, which mistakes are common and when.

A page for each lesson and one for each learner go with it.
"""

import statistics
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from autograder.checks.public import UNWRITTEN
from autograder.class_settings import ClassSettings, read_settings
from autograder.classroom import Classroom
from autograder.errors import CourseError
from autograder.files import write_all
from autograder.grading.records import Earlier
from autograder.pages import render
from autograder.predictions import is_predictions
from autograder.reports.marks import EXCUSED, NOTHING, Mark
from autograder.roster import Learner, read_roster

ENOUGH = 8  # learners before a correlation is shown
RECENT = 3  # lessons in which a missing hand-in is a matter of now
MOST_NEEDS = 20  # learners who need help that are seen without a click
MOST_RECURRING = 10
LEARNERS = "report/learners"  # in the class's folder
MOST_MISTAKES = 40  # on the page; the CSV has all of them


@dataclass(frozen=True)
class Mistake:
    "A diagnosis and everybody whom it was given to."

    lesson: str
    exercise: str
    text: str
    students: list[str]  # whose last hand-in shows it
    corrected: list[str] = field(default_factory=list)  # whose earlier hand-in showed it, and whose last one does not
    weeks: dict[date, int] = field(default_factory=dict)  # learners whose hand-ins of a week show it, by its Monday


@dataclass(frozen=True)
class Spread:
    "How an exercise went: shares of the class with no points, some, all; `mean` is the mean share of its points."

    lesson: str
    exercise: str
    none: int
    some: int
    full: int
    mean: float
    discrimination: float | None = None  # see the function of this name

    @property
    def count(self) -> int:
        return self.none + self.some + self.full


@dataclass(frozen=True)
class Stuck:
    "A learner's answers that earned nothing although something was written, in one lesson."

    student: str
    lesson: str
    exercises: list[str]


def mistakes(marks: Sequence[Mark]) -> list[Mistake]:
    """Every diagnosis, the commonest first; what a later hand-in no longer shows comes last.

    What was not written at all is no mistake, and a limit says nothing of one.
    """
    now: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    ever: dict[tuple[str, str, str], set[tuple[str, date | None]]] = defaultdict(set)
    for mark in marks:
        student, lesson = mark.slot.student, mark.slot.lesson
        last = {x.exercise: x.reasons for x in mark.exercises if x.max_points and not x.stopped}
        for number, (came, found) in enumerate([(mark.came, last), *map(_earlier, mark.earlier)]):
            for key in ((lesson, exercise, text) for exercise, texts in found.items() for text in texts):
                if key[2] != UNWRITTEN:
                    ever[key].add((student, came and _monday(came)))
                    if not number:
                        now[key].add(student)
    listed = []
    for key, hand_ins in ever.items():
        weeks = Counter(week for _, week in hand_ins if week)
        corrected = {student for student, _ in hand_ins} - now[key]
        listed.append(Mistake(*key, sorted(now[key]), sorted(corrected), dict(sorted(weeks.items()))))
    return sorted(listed, key=lambda m: (-len(m.students), -len(m.corrected), m.lesson, m.exercise, m.text))


def _earlier(found: Earlier) -> tuple[datetime | None, Mapping[str, Sequence[str]]]:
    return (datetime.fromisoformat(found.came) if found.came else None), found.mistakes


def _monday(time: datetime) -> date:
    return time.date() - timedelta(days=time.weekday())


def weeks_of(found: Sequence[Mistake]) -> list[date]:
    "The Mondays from the first to the last week in which any of these mistakes was handed in."
    seen = [week for mistake in found for week in mistake.weeks]
    if not seen:
        return []
    return [min(seen) + timedelta(weeks=n) for n in range((max(seen) - min(seen)).days // 7 + 1)]


def recurring(found: Sequence[Mistake]) -> list[tuple[str, dict[str, int]]]:
    "Diagnoses that several lessons have, with the learners of each lesson; those of most lessons first."
    lessons: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for mistake in found:
        if mistake.students:
            lessons[mistake.text][mistake.lesson] |= set(mistake.students)
    listed = [(text, {x: len(who) for x, who in sorted(of.items())}) for text, of in lessons.items() if len(of) > 1]
    return sorted(listed, key=lambda item: (-len(item[1]), -sum(item[1].values()), item[0]))


def spreads(marks: Sequence[Mark]) -> list[Spread]:
    "One for each exercise, in the order of the lessons."
    shares: dict[tuple[str, str], list[float]] = defaultdict(list)
    for mark in marks:
        for exercise in mark.exercises:
            if exercise.max_points:
                shares[mark.slot.lesson, exercise.exercise].append(exercise.points / exercise.max_points)
    return [
        Spread(
            *key,
            none=sum(share <= 0 for share in found),
            some=sum(0 < share < 1 for share in found),
            full=sum(share >= 1 for share in found),
            mean=statistics.fmean(found),
            discrimination=discrimination(*key, marks),
        )
        for key, found in sorted(shares.items(), key=lambda item: item[0][0])
    ]


def discrimination(lesson: str, exercise: str, marks: Sequence[Mark]) -> float | None:
    """The item-rest correlation: whether those who do well in the rest of the lesson do well in this exercise.

    Near 0 or below it, look at the exercise: it may be unclear, or measure something else. None for fewer than
    `ENOUGH` learners, and where all have the same points.
    """
    own, rest = [], []
    for mark in (mark for mark in marks if mark.slot.lesson == lesson):
        here = [x for x in mark.exercises if x.max_points]
        points = {x.exercise: x.points for x in here}
        if exercise in points:
            own.append(points[exercise])
            rest.append(sum(points.values()) - points[exercise])
    if len(own) < ENOUGH or len(set(own)) < 2 or len(set(rest)) < 2:
        return None
    return statistics.correlation(own, rest)


def histogram(lesson: str, marks: Sequence[Mark]) -> list[int]:
    "How many learners have 0 to 9 per cent of a lesson's points, 10 to 19, …, 90 to 100."
    counts = [0] * 10
    for mark in marks:
        if mark.slot.lesson == lesson and mark.points is not None and mark.max_points:
            counts[min(9, max(0, int(10 * mark.points / mark.max_points)))] += 1
    return counts


def stuck(marks: Sequence[Mark]) -> list[Stuck]:
    "Learners with written answers that earned nothing in the last lesson that each handed in; most such answers first."
    last: dict[str, Mark] = {}
    for mark in sorted(marks, key=lambda mark: mark.slot.lesson):
        if mark.points is not None:
            last[mark.slot.student] = mark
    found = []
    for student, mark in last.items():
        lost = [
            x.exercise
            for x in mark.exercises
            if x.max_points and x.points <= 0 and x.reasons != (UNWRITTEN,) and not is_predictions(x.exercise)
        ]
        if lost:
            found.append(Stuck(student, mark.slot.lesson, lost))
    return sorted(found, key=lambda s: (-len(s.exercises), s.student))


@dataclass(frozen=True)
class Need:
    "A learner to speak to, and why, a line each."

    student: str
    why: tuple[str, ...]


def needs_help(marks: Sequence[Mark]) -> list[Need]:
    """Who needs help now: nothing handed in to one of the last `RECENT` lessons, no mark for the last hand-in, answers
    in it that earned nothing, or less than half of its points. Whoever lacks most comes first.
    """
    recent = sorted({mark.slot.lesson for mark in marks})[-RECENT:]
    last: dict[str, Mark] = {}
    missing: dict[str, list[str]] = defaultdict(list)
    for mark in sorted(marks, key=lambda mark: mark.slot.lesson):
        if mark.problem == NOTHING and mark.slot.lesson in recent:
            missing[mark.slot.student].append(mark.slot.lesson)
        elif mark.problem not in (NOTHING, EXCUSED):
            last[mark.slot.student] = mark
    in_vain = {found.student: found for found in stuck(marks)}
    found: list[tuple[tuple[int, float, str], Need]] = []
    for student in sorted(missing.keys() | last.keys()):
        own, share = last.get(student), 1.0
        why: list[str] = []
        if missing[student]:
            why.append(f"handed in nothing to {', '.join(missing[student])}")
        if own and own.points is None:
            why.append(f"has no mark for {own.slot.lesson}")
        elif own and own.points is not None and own.max_points:
            share = own.points / own.max_points
            if share < 0.5:
                why.append(f"has {own.points:g} of {own.max_points:g} points in {own.slot.lesson}")
            if student in in_vain:
                why.append(f"wrote without a point in {own.slot.lesson}: {', '.join(in_vain[student].exercises)}")
        if why:
            found.append(((-len(missing[student]), share, student), Need(student, tuple(why))))
    return [need for _, need in sorted(found)]


@dataclass(frozen=True)
class Known:
    "What pages say beside the marks: names, due dates, where feedback is, the day that stands on them."

    classroom: Classroom
    roster: Mapping[str, Learner]
    settings: ClassSettings
    feedback: Mapping[tuple[str, str], str]  # by learner and lesson, as seen from the class's folder
    today: date

    @classmethod
    def of(cls, classroom: Classroom, today: date | None = None) -> "Known":
        "As the class's files have it."
        found = classroom.feedback.glob("*/*/*.html")
        pages = {
            (page.parts[-3], page.parts[-2]): "/".join((classroom.feedback.name, *page.parts[-3:]))
            for page in found
            if page.stem == page.parts[-2]
        }
        return cls(classroom, read_roster(classroom), read_settings(classroom), pages, today or date.today())


def report_page(marks: Sequence[Mark], known: Known) -> str:
    """The class on one page: self-contained, everything that comes from learners escaped.

    Learners have their names where the roster knows them.
    """
    lessons = sorted({mark.slot.lesson for mark in marks})
    students = sorted({mark.slot.student for mark in marks})
    needs = needs_help(marks)
    every = mistakes(marks)
    seconds = sorted(mark.seconds for mark in marks if mark.seconds)
    totals: dict[str, float] = defaultdict(float)
    of_lesson: dict[str, float] = defaultdict(float)
    for mark in marks:
        totals[mark.slot.student] += mark.points or 0
        of_lesson[mark.slot.lesson] = max(of_lesson[mark.slot.lesson], mark.max_points or 0)
    most = dict.fromkeys(students, sum(of_lesson.values()))
    for mark in marks:
        if mark.problem == EXCUSED:
            most[mark.slot.student] -= of_lesson[mark.slot.lesson]
    return render(
        "class",
        **_common(marks, known),
        lessons=lessons,
        students=students,
        marks={(mark.slot.student, mark.slot.lesson): mark for mark in marks},
        totals=totals,
        most=most,
        hand_ins=sum(mark.problem not in (NOTHING, EXCUSED) for mark in marks),
        needs=needs[:MOST_NEEDS],
        further=needs[MOST_NEEDS:],
        histograms={lesson: histogram(lesson, marks) for lesson in lessons},
        missing={x: [m.slot.student for m in marks if m.slot.lesson == x and m.problem == NOTHING] for x in lessons},
        excused={x: [m.slot.student for m in marks if m.slot.lesson == x and m.problem == EXCUSED] for x in lessons},
        late={x: [m.slot.student for m in marks if m.slot.lesson == x and m.late] for x in lessons},
        problems=[mark for mark in marks if mark.problem not in ("", NOTHING, EXCUSED)],
        stopped=[
            (mark.slot, names)
            for mark in marks
            if (names := [exercise.exercise for exercise in mark.exercises if exercise.stopped])
        ],
        by_hand=[(mark, text) for mark in marks for text in mark.to_look_at],
        mistakes=every[:MOST_MISTAKES],
        left_out=len(every) - len(every[:MOST_MISTAKES]),
        weeks=weeks_of(every[:MOST_MISTAKES]),
        recurring=recurring(every)[:MOST_RECURRING],
        spreads=spreads(marks),
        seconds=seconds,
        median=statistics.median(seconds) if seconds else 0,
    )


def lesson_page(lesson: str, marks: Sequence[Mark], known: Known) -> str:
    "One lesson on a page: everybody's points for each exercise, and every mistake. It lies in `report/`."
    here = [mark for mark in marks if mark.slot.lesson == lesson]
    points = {mark.slot.student: {x.exercise: x.points for x in mark.exercises} for mark in here}
    found = mistakes(here)
    return render(
        "lesson",
        **_common(here, known),
        lesson=lesson,
        marks=here,
        exercises=list(dict.fromkeys(name for found in points.values() for name in found)),
        points_of=points,
        terms=known.settings.said("", lesson),
        histogram=histogram(lesson, here),
        spreads=spreads(here),
        mistakes=found,
        weeks=weeks_of(found),
    )


def _common(marks: Sequence[Mark], known: Known) -> dict[str, Any]:
    "What all kinds of pages say."
    roster = known.roster
    students = {mark.slot.student for mark in marks}
    return {
        "today": known.today.isoformat(),
        "words": {NOTHING: "missing", EXCUSED: EXCUSED},
        "names": {s: str(roster.get(s, s)) for s in students},
        "sections": {s: roster[s].section for s in students if s in roster and roster[s].section},
        "pages": known.feedback,
    }


def learner_page(student: str, own: Sequence[Mark], needs: Sequence[str], known: Known) -> str:
    """One learner on a page, for whoever teaches: every lesson, and what was found in it. It lies in `LEARNERS`.

    `own` are this learner's marks, `needs` what `needs_help` says of them.
    """
    settings = known.settings
    return render(
        "learner",
        **_common(own, known),
        student=student,
        marks=own,
        points=sum(mark.points or 0 for mark in own),
        most=sum(mark.max_points or 0 for mark in own),
        needs=needs,
        mistakes=mistakes(own),
        terms={mark.slot.lesson: settings.said(student, mark.slot.lesson)[:1] for mark in own},
        came={mark.slot.lesson: settings.local(mark.came) if mark.came else "" for mark in own},
        lost={mark.slot.lesson: [x for x in mark.exercises if x.points < x.max_points or x.points < 0] for mark in own},
    )


def write_report(marks: Sequence[Mark], classroom: Classroom) -> Path:
    """Writes `report.html` in the class's folder, beside the feedback that it links to.

    A page for each lesson and each learner go with it; those of learners who left the class are deleted.
    """
    known, path = Known.of(classroom), classroom.folder / "report.html"
    pages = {path: report_page(marks, known).encode()}
    for lesson in sorted({mark.slot.lesson for mark in marks}):
        pages[classroom.folder / "report" / f"{lesson}.html"] = lesson_page(lesson, marks, known).encode()
    learners = _learners(marks, known)
    for page in (classroom.folder / LEARNERS).glob("*.html"):
        if page not in learners:
            page.unlink()
    write_all(pages | learners)
    return path


def write_learners(students: Sequence[str], marks: Sequence[Mark], classroom: Classroom) -> list[Path]:
    """Writes the pages of these learners alone and returns them. `marks` are those of the whole class.

    Raises `CourseError` for somebody who has no marks and is in no roster.
    """
    absent = sorted(set(students) - {mark.slot.student for mark in marks})
    if absent:
        raise CourseError(f"there is nothing to report of {', '.join(absent)}: no hand-in, and no line in the roster.")
    pages = _learners(marks, Known.of(classroom), students)
    write_all(pages)
    return list(pages)


def _learners(marks: Sequence[Mark], known: Known, students: Sequence[str] = ()) -> dict[Path, bytes]:
    "The pages of all learners, or of these."
    own: dict[str, list[Mark]] = defaultdict(list)
    for mark in marks:
        own[mark.slot.student].append(mark)
    needs = {need.student: need.why for need in needs_help(marks)}
    folder = known.classroom.folder / LEARNERS
    return {
        folder / f"{student}.html": learner_page(student, found, needs.get(student, ()), known).encode()
        for student, found in own.items()
        if not students or student in students
    }
