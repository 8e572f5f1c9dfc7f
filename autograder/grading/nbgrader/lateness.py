"Due dates, extensions and penalties of a class (`class.toml`), entered as nbgrader has them."

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from nbgrader.api import Assignment, Gradebook, SubmittedAssignment
from nbgrader.plugins import LateSubmissionPlugin
from sqlalchemy.orm import contains_eager
from traitlets import Float

from autograder.class_settings import Penalty, Terms, read_settings
from autograder.classroom import Classroom
from autograder.grading.nbgrader.gradebook import once_unlocked, require_gradebook, require_writable
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


def bring_penalties_up_to_date(classroom: Classroom, say: Callable[[str], None]) -> None:
    """Takes off for lateness what follows from the points that a hand-in has now.

    nbgrader computes a penalty when a hand-in is entered, and points by hand come after that. For classes whose
    penalty stands in `class.toml`; nothing is written where nothing changes.
    """
    settings = read_settings(classroom)
    if not settings.written:
        return
    require_gradebook(classroom)

    def correct() -> None:
        with Gradebook(f"sqlite:///{classroom.db}") as gradebook:
            changed = False
            for submission in _late(gradebook):
                for notebook in submission.notebooks:
                    penalty = settings.penalty.of(notebook.score, submission.total_seconds_late)
                    penalty = min(max(penalty, 0.0), notebook.score)
                    if abs((notebook.late_submission_penalty or 0.0) - penalty) > 1e-9:
                        require_writable(classroom)
                        notebook.late_submission_penalty = penalty or None
                        changed = True
            if changed:
                gradebook.db.commit()

    once_unlocked(correct, classroom, say)


def _late(gradebook: Gradebook) -> list[SubmittedAssignment]:
    query = gradebook.db.query(SubmittedAssignment).join(Assignment)
    query = query.filter(SubmittedAssignment.timestamp > Assignment.duedate)
    return query.options(contains_eager(SubmittedAssignment.assignment)).all()


def _without_zone(time: datetime) -> datetime:
    return time.astimezone(UTC).replace(tzinfo=None)
