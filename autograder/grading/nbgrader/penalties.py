"What lateness costs, as it follows from the points that hand-ins have now, brought into the gradebook."

from collections.abc import Callable

from nbgrader.api import Gradebook, SubmittedNotebook

from autograder.class_settings import Penalty, read_settings
from autograder.classroom import Classroom
from autograder.grading.nbgrader.gradebook import once_unlocked, require_gradebook, require_writable
from autograder.grading.nbgrader.lateness import penalties
from autograder.grading.nbgrader.transaction import one_transaction


def bring_penalties_up_to_date(classroom: Classroom, say: Callable[[str], None]) -> None:
    """Takes off for lateness what follows from the points that a hand-in has now.

    nbgrader computes a penalty when a hand-in is entered, and points by hand come after that. For classes whose
    penalty stands in `class.toml`; nothing is written where nothing changes. What is written follows from points that
    are read under the same lock, so that a mark which somebody enters meanwhile is not missed.
    """
    settings = read_settings(classroom)
    if not settings.written:
        return

    def correct() -> None:
        require_gradebook(classroom)
        with Gradebook(f"sqlite:///{classroom.db}") as gradebook:
            if not _outdated(gradebook, settings.penalty):
                return
        require_writable(classroom)
        with one_transaction(classroom), Gradebook(f"sqlite:///{classroom.db}") as gradebook:
            for notebook, penalty in _outdated(gradebook, settings.penalty):
                notebook.late_submission_penalty = penalty or None
            gradebook.db.commit()

    once_unlocked(correct, classroom, say)


def _outdated(gradebook: Gradebook, penalty: Penalty | None) -> list[tuple[SubmittedNotebook, float]]:
    "Late hand-ins with another penalty in the gradebook than the one that now follows."
    found = penalties(gradebook, penalty)
    return [(book, due) for book, due in found if abs((book.late_submission_penalty or 0.0) - due) > 1e-9]
