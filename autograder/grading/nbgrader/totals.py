"""Totals of the form grader less what lateness costs, as everywhere else.

nbgrader keeps a penalty beside the points and takes it off on feedback pages only; its form grader adds points up.
"""

from collections import defaultdict
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook
from nbgrader.apps import NbGraderAPI

from autograder.class_settings import Penalty, read_settings
from autograder.classroom import Classroom
from autograder.errors import CourseError
from autograder.grading.nbgrader.lateness import penalties
from autograder.submissions import Slot

Facts = dict[str, Any]  # what nbgrader tells its pages of a submission, a learner or a lesson


class Totals(NbGraderAPI):
    "What nbgrader's pages ask, with late penalties taken off `score`; a hand-in's time says how many points they cost."

    def get_submissions(self, assignment_id: str) -> list[Facts]:
        "Of one lesson."
        return self._less(super().get_submissions(assignment_id), say=True)

    def get_submission(self, assignment_id: str, student_id: str, *known: Any, **others: Any) -> Facts | None:
        "One learner's."
        found = super().get_submission(assignment_id, student_id, *known, **others)
        return self._less([found], say=True)[0] if found else found

    def get_notebook_submissions(self, assignment_id: str, notebook_id: str) -> list[Facts]:
        "Of one lesson, by the notebook."
        found = super().get_notebook_submissions(assignment_id, notebook_id)
        return self._less([{"name": assignment_id, **facts} for facts in found])

    def get_student_notebook_submissions(self, student_id: str, assignment_id: str) -> list[Facts]:
        "One learner's, by the notebook."
        return self._less(super().get_student_notebook_submissions(student_id, assignment_id))

    def get_students(self) -> list[Facts]:
        "Everybody, with the sum over lessons."
        return self._less_in_all(super().get_students())

    def get_student(self, student_id: str, submitted: set[str] | None = None) -> Facts | None:
        "One of them."
        found = super().get_student(student_id, submitted)
        return self._less_in_all([found])[0] if found else found

    def get_assignment(self, assignment_id: str, released: set[str] | None = None) -> Facts:
        "A lesson, with the mean over its submissions."
        return self._mean(assignment_id, super().get_assignment(assignment_id, released))

    def get_notebooks(self, assignment_id: str) -> list[Facts]:
        "Its notebooks, as well."
        found = super().get_notebooks(assignment_id)
        return [self._mean(assignment_id, {"num_submissions": facts["num_submissions"], **facts}) for facts in found]

    def _costs(self) -> dict[Slot, float]:
        with Gradebook(self.coursedir.db_url) as gradebook:
            return {
                Slot(notebook.assignment.name, notebook.assignment.student_id): cost
                for notebook, cost in penalties(gradebook, self._penalty())
                if cost
            }

    def _penalty(self) -> Penalty | None:
        folder = Path(self.coursedir.root, self.coursedir.submitted_directory).parent
        try:
            settings = read_settings(Classroom(Path(self.coursedir.root), folder))
        except CourseError:  # `autograder grade` says what is wrong with it
            return None
        return settings.penalty if settings.written else None

    def _less(self, found: list[Facts], say: bool = False) -> list[Facts]:
        costs = self._costs()
        for facts in found:
            cost = costs.get(Slot(facts["name"], facts["student"]), 0.0) if facts.get("score") else 0.0
            facts["score"] -= cost
            if cost and say:
                facts["display_timestamp"] = f"{facts['display_timestamp']} (late: {cost:g} points off)"
        return found

    def _less_in_all(self, found: list[Facts]) -> list[Facts]:
        of_student: dict[str, float] = defaultdict(float)
        for slot, cost in self._costs().items():
            of_student[slot.student] += cost
        for facts in found:
            facts["score"] -= of_student[facts["id"]]
        return found

    def _mean(self, lesson: str, facts: Facts) -> Facts:
        if facts and facts.get("num_submissions"):
            cost = sum(cost for slot, cost in self._costs().items() if slot.lesson == lesson)
            facts["average_score"] -= cost / facts["num_submissions"]
        return facts
