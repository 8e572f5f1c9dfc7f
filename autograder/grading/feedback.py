"The pages that go back to learners, made by nbgrader from what it graded."

import re
from collections.abc import Callable, Sequence
from typing import Any

from nbformat import NotebookNode
from nbgrader.apps import NbGraderAPI
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import is_locked

from autograder.classroom import Classroom
from autograder.grading.gradebook import require_gradebook
from autograder.grading.pool import run_step
from autograder.grading.records import read_record
from autograder.grading.submissions import Slot, slots_in
from autograder.lessons import Lesson

_HIDDEN = re.compile(r"^.*BEGIN HIDDEN TESTS.*\n(?:.*\n)*?.*END HIDDEN TESTS.*\n?", re.M)


class ClearHiddenChecks(NbGraderPreprocessor):
    "Leaves hidden trials out of the pages: nbgrader shows test cells as it ran them."

    def preprocess_cell(self, cell: NotebookNode, resources: Any, index: int) -> tuple[NotebookNode, Any]:
        if is_locked(cell):
            cell.source = _HIDDEN.sub("", cell.source + "\n").rstrip("\n")
        return cell, resources


def page(api: NbGraderAPI, slot: Slot) -> dict[str, Any]:
    "Makes one page. For workers: nbgrader changes the working folder."
    return api.generate_feedback(slot.lesson, slot.student)


def make_feedback(
    classroom: Classroom, lessons: Sequence[Lesson], workers: int, say: Callable[[str], None] = print
) -> dict[Slot, str]:
    "Makes the page of every graded submission to these lessons; returns for each the reason it failed, or ''."
    require_gradebook(classroom)
    names = {lesson.name for lesson in lessons}
    slots = [slot for slot in slots_in(classroom.autograded) if slot.lesson in names]
    failed = {}
    for number, outcome in enumerate(run_step("feedback", slots, classroom, workers), 1):
        failed[outcome.slot] = outcome.error.strip().splitlines()[-1] if outcome.error else ""
        say(f"{number}/{len(slots)} {outcome.slot}: {'no page' if outcome.error else 'page made'}")
    return failed
