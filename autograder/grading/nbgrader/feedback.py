"The pages that go back to learners, made by nbgrader from what it graded."

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import autograder.pages
from autograder.class_settings import read_settings
from autograder.classroom import Classroom
from autograder.files import write_atomic
from autograder.grading.nbgrader.gradebook import once_unlocked, require_gradebook
from autograder.grading.nbgrader.pool import run_step
from autograder.lessons import Lesson
from autograder.roster import read_roster
from autograder.scratch import private_run
from autograder.submissions import Slot, slots_in

_MADE_FROM = "\n<!-- made from {} -->\n"  # the last line of a page: while it stays the same, so does the page
_MAKERS = (Path(__file__).parent, Path(__file__).parent / "preprocessors", Path(autograder.pages.__file__).parent)


def make_feedback(
    classroom: Classroom,
    lessons: Sequence[Lesson],
    workers: int,
    say: Callable[[str], None] = print,
    students: Sequence[str] = (),
) -> dict[Slot, str]:
    """Makes the page of every graded submission to these lessons (by these students, if any are named).

    Pages that would be the same are left alone. Returns for each submission the reason it has no page, or ''.
    """
    names = {lesson.name for lesson in lessons}
    slots = [slot for slot in slots_in(classroom.autograded) if slot.lesson in names]
    slots = [slot for slot in slots if not students or slot.student in students]
    made_from = once_unlocked(lambda: _made_from(slots, classroom), classroom, say)
    todo = [slot for slot in slots if not _page(slot, classroom).endswith(made_from[slot].encode())]
    failed = dict.fromkeys(slots, "")
    with private_run():
        for number, outcome in enumerate(run_step("feedback", todo, classroom, workers), 1):
            slot, page = outcome.slot, outcome.slot.notebook(classroom.feedback).with_suffix(".html")
            failed[slot] = outcome.error.strip().splitlines()[-1] if outcome.error else ""
            if not outcome.error:
                write_atomic(page, page.read_bytes() + made_from[slot].encode())
                page.chmod(0o644)  # as nbgrader makes it: its exchange gives a copy to an account of the learner's
            say(f"{number}/{len(todo)} {slot}: {'no page' if outcome.error else 'page made'}")
    return failed


def _page(slot: Slot, classroom: Classroom) -> bytes:
    try:
        return slot.notebook(classroom.feedback).with_suffix(".html").read_bytes()
    except OSError:
        return b""


def _made_from(slots: Iterable[Slot], classroom: Classroom) -> dict[Slot, str]:
    "For each submission the last line of its page: the hash of all that the page shows, and of what makes it."
    settings, roster = read_settings(classroom), read_roster(classroom)
    require_gradebook(classroom)
    rows = _rows(classroom)
    makers = b"".join(path.read_bytes() for folder in _MAKERS for path in sorted(folder.iterdir()) if path.is_file())
    found = {}
    for slot in slots:
        facts = (rows[slot], str(roster.get(slot.student, "")), settings.said(slot.student, slot.lesson))
        content = hashlib.blake2b(makers, digest_size=16)
        content.update(repr(facts).encode())
        for path in (slot.notebook(classroom.autograded), slot.folder(classroom.autograded) / "timestamp.txt"):
            content.update(path.read_bytes() if path.is_file() else b"")
        found[slot] = _MADE_FROM.format(content.hexdigest())
    return found


def _rows(classroom: Classroom) -> Mapping[Slot, list[tuple]]:
    "What the gradebook has of each submission: scores, points by hand, comments, late penalties."
    from nbgrader.api import Assignment, Comment, Grade, Gradebook, SubmittedAssignment, SubmittedNotebook

    whose = (Assignment.name, SubmittedAssignment.student_id)
    kinds = (
        (Grade, (Grade.cell_id, Grade.auto_score, Grade.manual_score, Grade.extra_credit, Grade.needs_manual_grade)),
        (Comment, (Comment.cell_id, Comment.auto_comment, Comment.manual_comment)),
        (SubmittedNotebook, (SubmittedNotebook.late_submission_penalty,)),
    )
    found: dict[Slot, list[tuple]] = defaultdict(list)
    with Gradebook(f"sqlite:///{classroom.db}") as gradebook:
        for table, columns in kinds:
            query = gradebook.db.query(*whose, *columns).select_from(table)
            if table is not SubmittedNotebook:
                query = query.join(SubmittedNotebook, table.notebook_id == SubmittedNotebook.id)
            query = query.join(SubmittedAssignment, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
            query = query.join(Assignment, SubmittedAssignment.assignment_id == Assignment.id)
            for lesson, student, *values in query:
                found[Slot(lesson, student)].append((table.__name__, *values))
    for values in found.values():
        values.sort(key=repr)
    return found
