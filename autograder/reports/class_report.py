"The class on one page: marks, where points are lost, which mistakes are common, who is stuck."

import statistics
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from autograder.checks.public import UNWRITTEN
from autograder.class_settings import read_settings
from autograder.classroom import Classroom
from autograder.files import write_all
from autograder.pages import render
from autograder.reports.marks import LATE, NOTHING, Mark
from autograder.roster import read_roster

ENOUGH = 8  # learners before a correlation is shown
MOST_MISTAKES = 40  # on the page; the CSV has all of them


@dataclass(frozen=True)
class Mistake:
    "A diagnosis and everybody whom it was given to."

    lesson: str
    exercise: str
    text: str
    students: list[str]


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
    "Every diagnosis, the commonest first. What was not written at all is no mistake, and a limit says nothing of one."
    found: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for mark in marks:
        for exercise in mark.exercises:
            for text in dict.fromkeys(exercise.reasons):
                if exercise.max_points and text != UNWRITTEN and not exercise.stopped:
                    found[mark.slot.lesson, exercise.exercise, text].append(mark.slot.student)
    listed = [Mistake(*key, sorted(students)) for key, students in found.items()]
    return sorted(listed, key=lambda m: (-len(m.students), m.lesson, m.exercise, m.text))


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
    for mark in marks:
        here = [x for x in mark.exercises if x.max_points and mark.slot.lesson == lesson]
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
        lost = [x.exercise for x in mark.exercises if x.max_points and x.points <= 0 and x.reasons != (UNWRITTEN,)]
        if lost:
            found.append(Stuck(student, mark.slot.lesson, lost))
    return sorted(found, key=lambda s: (-len(s.exercises), s.student))


def is_late(mark: Mark) -> bool:
    "Whether points were taken off because it came late."
    return any(exercise.exercise == LATE for exercise in mark.exercises)


def report_page(marks: Sequence[Mark], classroom: Classroom, today: date | None = None) -> str:
    """The class on one page: self-contained, everything that comes from learners escaped.

    Learners have their names where the roster knows them; `today` is the day that stands on the page.
    """
    lessons = sorted({mark.slot.lesson for mark in marks})
    students = sorted({mark.slot.student for mark in marks})
    every = mistakes(marks)
    seconds = sorted(mark.seconds for mark in marks if mark.seconds)
    totals: dict[str, float] = defaultdict(float)
    most: dict[str, float] = defaultdict(float)
    for mark in marks:
        totals[mark.slot.student] += mark.points or 0
        most[mark.slot.lesson] = max(most[mark.slot.lesson], mark.max_points or 0)
    return render(
        "class",
        **_common(marks, classroom, today),
        lessons=lessons,
        students=students,
        marks={(mark.slot.student, mark.slot.lesson): mark for mark in marks},
        totals=totals,
        most=sum(most.values()),
        histograms={lesson: histogram(lesson, marks) for lesson in lessons},
        missing={x: [m.slot.student for m in marks if m.slot.lesson == x and m.problem == NOTHING] for x in lessons},
        late={x: [m.slot.student for m in marks if m.slot.lesson == x and is_late(m)] for x in lessons},
        problems=[mark for mark in marks if mark.problem and mark.problem != NOTHING],
        stopped=[
            (mark.slot, names)
            for mark in marks
            if (names := [exercise.exercise for exercise in mark.exercises if exercise.stopped])
        ],
        by_hand=[(mark, text) for mark in marks for text in mark.to_look_at],
        mistakes=every[:MOST_MISTAKES],
        left_out=len(every) - len(every[:MOST_MISTAKES]),
        spreads=spreads(marks),
        stuck=stuck(marks),
        seconds=seconds,
        median=statistics.median(seconds) if seconds else 0,
    )


def lesson_page(lesson: str, marks: Sequence[Mark], classroom: Classroom, today: date | None = None) -> str:
    "One lesson on a page: everybody's points for each exercise, and every mistake. It lies in `report/`."
    here = [mark for mark in marks if mark.slot.lesson == lesson]
    points = {mark.slot.student: {x.exercise: x.points for x in mark.exercises} for mark in here}
    return render(
        "lesson",
        **_common(here, classroom, today),
        lesson=lesson,
        marks=here,
        exercises=list(dict.fromkeys(name for found in points.values() for name in found)),
        points_of=points,
        terms=read_settings(classroom).said("", lesson),
        histogram=histogram(lesson, here),
        spreads=spreads(here),
        mistakes=mistakes(here),
    )


def _common(marks: Sequence[Mark], classroom: Classroom, today: date | None) -> dict[str, Any]:
    "What both kinds of page say."
    roster = read_roster(classroom)
    students = {mark.slot.student for mark in marks}
    return {
        "today": (today or date.today()).isoformat(),
        "nothing": NOTHING,
        "names": {s: str(roster.get(s, s)) for s in students},
        "sections": {s: roster[s].section for s in students if s in roster and roster[s].section},
        "pages": {
            (mark.slot.student, mark.slot.lesson): page.relative_to(classroom.folder).as_posix()
            for mark in marks
            if (page := mark.slot.notebook(classroom.feedback).with_suffix(".html")).is_file()
        },
    }


def write_report(marks: Sequence[Mark], classroom: Classroom) -> Path:
    "Writes `report.html` in the class's folder, beside the feedback that it links to, and a page for each lesson."
    path = classroom.folder / "report.html"
    pages = {path: report_page(marks, classroom).encode()}
    for lesson in sorted({mark.slot.lesson for mark in marks}):
        pages[classroom.folder / "report" / f"{lesson}.html"] = lesson_page(lesson, marks, classroom).encode()
    write_all(pages)
    return path
