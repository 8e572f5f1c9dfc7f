"The class on one page: marks, where points are lost, which mistakes are common, who is stuck."

import statistics
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from jinja2 import Environment, StrictUndefined

from autograder.checks.public import UNWRITTEN
from autograder.classroom import Classroom
from autograder.files import write_atomic
from autograder.reports.marks import Mark

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
    "Every diagnosis, the commonest first. What was not written at all is no mistake."
    found: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for mark in marks:
        for exercise in mark.exercises:
            for text in dict.fromkeys(exercise.reasons):
                if exercise.max_points and text != UNWRITTEN:
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
        )
        for key, found in sorted(shares.items(), key=lambda item: item[0][0])
    ]


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


def report_page(marks: Sequence[Mark], classroom: Classroom) -> str:
    "The page's text: self-contained, without scripts, everything that comes from learners escaped."
    lessons = sorted({mark.slot.lesson for mark in marks})
    students = sorted({mark.slot.student for mark in marks})
    by_slot = {(mark.slot.student, mark.slot.lesson): mark for mark in marks}
    pages = {
        (mark.slot.student, mark.slot.lesson): page.relative_to(classroom.folder).as_posix()
        for mark in marks
        if (page := mark.slot.notebook(classroom.feedback).with_suffix(".html")).is_file()
    }
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    template = environment.from_string((files("autograder.reports") / "class_report.html").read_text(encoding="utf-8"))
    every = mistakes(marks)
    seconds = sorted(mark.seconds for mark in marks if mark.seconds)
    return template.render(
        lessons=lessons,
        students=students,
        marks=by_slot,
        pages=pages,
        totals={s: sum(m.points or 0 for m in marks if m.slot.student == s) for s in students},
        problems=[mark for mark in marks if mark.problem],
        mistakes=every[:MOST_MISTAKES],
        left_out=len(every) - len(every[:MOST_MISTAKES]),
        spreads=spreads(marks),
        stuck=stuck(marks),
        seconds=seconds,
        median=statistics.median(seconds) if seconds else 0,
    )


def write_report(marks: Sequence[Mark], classroom: Classroom) -> Path:
    "Writes `report.html` in the class's folder, beside the feedback pages that it links to."
    path = classroom.folder / "report.html"
    write_atomic(path, report_page(marks, classroom))
    return path
