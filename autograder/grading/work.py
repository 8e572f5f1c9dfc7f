"A submission on its way through grading: what is to be done with it, and what became of it."

from collections.abc import Mapping
from dataclasses import dataclass, field

from autograder.class_settings import Terms
from autograder.grading.earlier import Library
from autograder.grading.job import Job
from autograder.grading.keys import Basis
from autograder.grading.rebuild import Rebuilt
from autograder.grading.records import Record
from autograder.submissions import Slot


@dataclass(frozen=True)
class Graded:
    "What became of one submission; `reason` says why it was not graded and what to do."

    slot: Slot
    status: str
    reason: str = ""
    remarks: tuple[str, ...] = ()
    verdict: str = ""  # of the run as a whole: PASS, or how it ended
    problem: str = ""  # of the grader, where it failed: the same text whenever it is the same problem


@dataclass(frozen=True)
class Work:
    "A submission to be judged or, when nothing is left to judge, only to be entered into the gradebook."

    slot: Slot
    record: Record  # as far as it is known
    rebuilt: Rebuilt
    basis: Basis
    library: Library  # what it finds of earlier lessons
    terms: Terms | None = None
    exercises: tuple[str, ...] = ()  # those to judge
    files: Mapping[str, bytes] = field(default_factory=dict)  # handed in beside the notebook
    judge: bool = True

    def job(self, cold: bool) -> Job:
        "What a worker is sent."
        return Job(
            student=self.slot.student,
            lesson=self.slot.lesson,
            cells=tuple(self.rebuilt.code),
            exercises=self.exercises,
            library=self.library.modules,
            limits=self.basis.limits,
            jail=self.basis.jail,
            cold=cold,
            key=self.basis.key,
            files=self.files,
            checks=self.basis.checks,
            written=(*self.rebuilt.written, *self.library.written),
            predicted=self.rebuilt.predicted,
        )
