"Hand-ins as grading uses them: each is read, examined and rebuilt once in a run, whoever asks for it."

from dataclasses import dataclass
from functools import cached_property

from autograder.classroom import Classroom
from autograder.grading.intake import Findings, examine, read_submitted
from autograder.grading.keys import digest
from autograder.grading.rebuild import Rebuilt, rebuild
from autograder.ipynb import Notebook, read_notebook
from autograder.lessons import Lesson
from autograder.submissions import Slot

MOST = 2_000  # that are kept at a time; one is about a tenth of a megabyte


@dataclass(frozen=True)
class HandedIn:
    "A hand-in. `findings` say whether it can be graded; `rebuilt` is None where it cannot."

    digest: str
    findings: Findings
    rebuilt: Rebuilt | None


class HandIns:
    "Those of a class."

    def __init__(self, classroom: Classroom):
        self._classroom = classroom
        self._lessons: dict[str, _Lesson] = {}
        self._kept: dict[Slot, HandedIn] = {}

    def read(self, slot: Slot) -> HandedIn:
        "The hand-in that lies in this place now. Raises `CourseError` where none can be read."
        data = read_submitted(slot, self._classroom.submitted).data
        known = self._kept.get(slot)
        if known is None or known.digest != digest(data):
            known = self._kept[slot] = self._examined(slot, data)
            for oldest in list(self._kept)[:-MOST]:
                del self._kept[oldest]
        return known

    def _examined(self, slot: Slot, data: bytes) -> HandedIn:
        lesson = self._lessons.setdefault(slot.lesson, _Lesson(Lesson(slot.lesson), self._classroom))
        findings = examine(slot, data, lesson.source)
        rebuilt = None if findings.notebook is None else rebuild(lesson.released, findings.notebook)
        return HandedIn(digest(data), findings, rebuilt)


@dataclass(frozen=True)
class _Lesson:
    "Our own notebooks of a lesson, each read when it is first needed."

    lesson: Lesson
    classroom: Classroom

    @cached_property
    def source(self) -> Notebook:
        return read_notebook(self.lesson.notebook(self.classroom.solutions))

    @cached_property
    def released(self) -> Notebook:
        return read_notebook(self.lesson.notebook(self.classroom.lessons))
