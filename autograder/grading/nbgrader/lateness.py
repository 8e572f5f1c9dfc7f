"Due dates, extensions and penalties of a class (`class.toml`), entered as nbgrader has them."

from datetime import UTC, datetime, timedelta

from nbgrader.api import Assignment, Gradebook, SubmittedAssignment, SubmittedNotebook
from nbgrader.plugins import LateSubmissionPlugin
from traitlets import Float

from autograder.class_settings import Penalty, Terms
from autograder.submissions import Slot


class DaysLate(LateSubmissionPlugin):
    "nbgrader's plugin for late submissions: `Penalty`, by the days begun."

    percent_per_day = Float(0.0).tag(config=True)
    most_percent = Float(100.0).tag(config=True)
    grace_minutes = Float(0.0).tag(config=True)

    def late_submission_penalty(self, student_id: str, score: float, total_seconds_late: float) -> float | None:
        "The points taken off the score, None where nothing is."
        penalty = Penalty(self.percent_per_day, self.most_percent, self.grace_minutes)
        return penalty.of(score, total_seconds_late) or None


def enter_dates(terms: Terms, slot: Slot, gradebook: Gradebook) -> None:
    "The lesson's due date, and the learner's extension of it. nbgrader keeps times in UTC, without a zone."
    due = terms.due and _without_zone(terms.due)
    assignment = gradebook.find_assignment(slot.lesson)
    if assignment.duedate != due:
        gradebook.update_or_create_assignment(slot.lesson, duedate=due)
    gradebook.update_or_create_student(slot.student)
    submission = gradebook.update_or_create_submission(slot.lesson, slot.student)
    extension = timedelta(0)
    if terms.due and terms.extended:
        extension = max(extension, terms.extended - terms.due)
    submission.extension = extension or None
    gradebook.db.commit()


def penalties(gradebook: Gradebook, penalty: Penalty | None) -> list[tuple[SubmittedNotebook, float]]:
    "What lateness costs each late hand-in by the points that it has now; without `penalty`, as it was entered."
    query = gradebook.db.query(SubmittedNotebook).join(SubmittedAssignment).join(Assignment)
    query = query.filter(SubmittedAssignment.timestamp > Assignment.duedate)
    return [(notebook, _of(notebook, penalty)) for notebook in query]


def _of(notebook: SubmittedNotebook, penalty: Penalty | None) -> float:
    if penalty is None:
        return notebook.late_submission_penalty or 0.0
    return min(max(penalty.of(notebook.score, notebook.assignment.total_seconds_late), 0.0), notebook.score)


def _without_zone(time: datetime) -> datetime:
    return time.astimezone(UTC).replace(tzinfo=None)
