"The pages that go back to learners, made by nbgrader from what it graded."

from collections.abc import Callable, Sequence

from autograder.classroom import Classroom
from autograder.grading.nbgrader.gradebook import require_gradebook
from autograder.grading.nbgrader.pool import run_step
from autograder.lessons import Lesson
from autograder.scratch import private_run
from autograder.submissions import Slot, slots_in


def make_feedback(
    classroom: Classroom, lessons: Sequence[Lesson], workers: int, say: Callable[[str], None] = print
) -> dict[Slot, str]:
    "Makes the page of every graded submission to these lessons; returns for each the reason it failed, or ''."
    require_gradebook(classroom)
    names = {lesson.name for lesson in lessons}
    slots = [slot for slot in slots_in(classroom.autograded) if slot.lesson in names]
    failed = {}
    with private_run():
        for number, outcome in enumerate(run_step("feedback", slots, classroom, workers), 1):
            failed[outcome.slot] = outcome.error.strip().splitlines()[-1] if outcome.error else ""
            say(f"{number}/{len(slots)} {outcome.slot}: {'no page' if outcome.error else 'page made'}")
    return failed
