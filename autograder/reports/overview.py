"A learner's own page about the class: every lesson, its points, when it is due, and the way to its feedback page."

from collections.abc import Sequence
from pathlib import Path

from autograder.class_settings import read_settings
from autograder.classroom import Classroom
from autograder.files import write_all
from autograder.pages import render
from autograder.reports.marks import EXCUSED, NOTHING, Mark
from autograder.roster import read_roster

PAGE = "index.html"


def write_overviews(marks: Sequence[Mark], classroom: Classroom) -> list[Path]:
    """Writes `feedback/ID/index.html` of everybody who has a feedback page. Returns the pages that changed.

    `marks` are those of all lessons that the page is to name.
    """
    pages = {
        classroom.feedback / student / PAGE: overview(student, marks, classroom).encode()
        for student in dict.fromkeys(mark.slot.student for mark in marks)
        if (classroom.feedback / student).is_dir()
    }
    return write_all(pages)


def overview(student: str, marks: Sequence[Mark], classroom: Classroom) -> str:
    "The page's text: one file that asks for nothing from elsewhere and runs nothing."
    own = {mark.slot.lesson: mark for mark in marks if mark.slot.student == student}
    settings = read_settings(classroom)
    lessons = sorted({mark.slot.lesson for mark in marks} | settings.due.keys())
    pages = {lesson: f"{lesson}/{lesson}.html" for lesson in lessons}
    return render(
        "overview",
        who=str(read_roster(classroom).get(student, student)),
        lessons=lessons,
        marks=own,
        pages={x: page for x, page in pages.items() if (classroom.feedback / student / page).is_file()},
        states={lesson: _state(own.get(lesson)) for lesson in lessons},
        terms={lesson: settings.said(student, lesson)[:1] for lesson in lessons},
        penalty=settings.penalty.said if settings.due else "",
        points=sum(mark.points or 0 for mark in own.values()),
        most=sum(mark.max_points or 0 for mark in own.values()),
    )


def _state(mark: Mark | None) -> str:
    "What became of a lesson, as its learner should know it: what the grader has to do is not their concern."
    if mark and mark.problem == EXCUSED:
        return ""  # the sentence on when it is due says it
    if mark is None or mark.problem == NOTHING:
        return "nothing handed in"
    return "no mark yet: ask your teacher" if mark.points is None else ""
