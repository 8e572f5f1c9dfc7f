"Grades what was handed in: examined first, then nbgrader, one submission at a time and several at once."

import os
import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from shutil import rmtree

from autograder.classroom import Classroom
from autograder.errors import CourseError
from autograder.files import write_atomic
from autograder.grading.gradebook import require_released, require_writable
from autograder.grading.intake import examine, read_submitted
from autograder.grading.pool import Outcome, run_step
from autograder.grading.records import FAILED, GRADED, REFUSED, Record, digest, grading_key, read_record, write_record
from autograder.grading.submissions import Slot, slots_in
from autograder.lessons import Lesson, all_lessons
from autograder.notebooks import read_notebook

UNCHANGED = "unchanged"


@dataclass(frozen=True)
class Graded:
    "What became of one submission; `reason` says why it was not graded and what to do."

    slot: Slot
    status: str
    reason: str = ""
    remarks: tuple[str, ...] = ()


def cores() -> int:
    "How many cores this process may use."
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def find_submissions(classroom: Classroom, lessons: Collection[Lesson], students: Collection[str] = ()) -> list[Slot]:
    "The submissions to these lessons, by these students if any are named. Raises `CourseError` when there is none."
    names = {lesson.name for lesson in lessons}
    slots = [slot for slot in slots_in(classroom.submitted) if slot.lesson in names]
    absent = sorted(set(students) - {slot.student for slot in slots})
    if absent:
        raise CourseError(
            f"{classroom.submitted} has nothing from {', '.join(absent)}. `autograder collect` takes it in."
        )
    if not slots:
        raise CourseError(f"{classroom.submitted} has nothing to grade. `autograder collect` takes hand-ins in.")
    return [slot for slot in slots if not students or slot.student in students]


def grade(
    classroom: Classroom,
    lessons: Sequence[Lesson],
    students: Collection[str] = (),
    workers: int | None = None,
    force: bool = False,
    say: Callable[[str], None] = print,
) -> list[Graded]:
    """Grades every submission that changed since it was graded last, or all of them with `force`.

    Marks go into the gradebook. A submission that cannot be graded is reported and keeps no other from its marks.
    """
    slots = find_submissions(classroom, lessons, students)
    require_writable(classroom)
    require_released([lesson for lesson in lessons if any(slot.lesson == lesson.name for slot in slots)], classroom)
    keys = {lesson.name: grading_key(lesson, classroom) for lesson in all_lessons(classroom.solutions)}
    results, todo = [], {}
    for slot in slots:
        found = _prepare(slot, classroom, keys[slot.lesson], force)
        if isinstance(found, Record):
            todo[slot] = found
        else:
            results.append(found)
    for result in results:
        if result.status != UNCHANGED:
            say(f"{result.slot}: {result.status}")
    for number, outcome in enumerate(run_step("autograde", todo, classroom, workers or cores()), 1):
        result = _settle(outcome, todo[outcome.slot], classroom)
        results.append(result)
        say(f"{number}/{len(todo)} {result.slot}: {result.status}")
    return sorted(results, key=lambda result: result.slot)


def _prepare(slot: Slot, classroom: Classroom, key: bytes, force: bool) -> Record | Graded:
    "The record that this submission will have once it is graded, or what became of it if it will not be."
    source = read_notebook(Lesson(slot.lesson).notebook(classroom.solutions))
    try:
        data = read_submitted(slot, classroom.submitted).data
    except CourseError as error:
        return Graded(slot, REFUSED, str(error))
    before = read_record(slot, classroom)
    submission = digest(data)
    wanted = digest(data, key)
    findings = examine(slot, data, source)
    remarks = tuple(findings.remarks)
    if findings.refusal:
        write_record(slot, Record(REFUSED, submission, wanted, findings.refusal), classroom)
        return Graded(slot, REFUSED, findings.refusal)
    graded = slot.notebook(classroom.autograded).is_file()
    if not force and graded and before and before.status == GRADED and before.key == wanted:
        return Graded(slot, UNCHANGED, remarks=remarks)
    return Record(GRADED, submission, wanted, remarks=remarks)


def _settle(outcome: Outcome, record: Record, classroom: Classroom) -> Graded:
    "Records what nbgrader made of a submission."
    slot = outcome.slot
    if outcome.error:
        log = classroom.folder / "logs" / f"{slot.student}__{slot.lesson}.log"
        write_atomic(log, f"{outcome.log}\n{outcome.error}\n")
        rmtree(slot.folder(classroom.autograded), ignore_errors=True)  # half done, if anything
        record = Record(FAILED, record.submission, record.key, f"{_reason(outcome, classroom)} Details: {log}.")
    write_record(slot, record, classroom)
    return Graded(slot, record.status, record.reason, record.remarks)


def _reason(outcome: Outcome, classroom: Classroom) -> str:
    "What went wrong and what to do, from nbgrader's log and traceback."
    text = f"{outcome.log}\n{outcome.error}"
    again = f"`autograder grade {outcome.slot.lesson} --student {outcome.slot.student}`"
    if "database is locked" in text:
        return f"{classroom.db} was locked. Close the program that writes to it, then {again}."
    if "NoSuchKernel" in text:
        return f"the Jupyter kernel python3 is not installed. `pip install ipykernel`, then {again}."
    raised = re.findall(r"^(?:\w+\.)*(\w*(?:Error|Exception|Exit|Interrupt)\w*(?:: .+)?)$", text, re.M)
    why = raised[0] if raised else outcome.error.strip().splitlines()[-1]
    return f"nbgrader stopped ({why.strip()[:200].rstrip('.')}). Look at the notebook, then {again}."
