"The gradebook before it is used: there, whole, not locked, and knowing the lessons."

import sqlite3
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from typing import Protocol, TypeVar

from autograder.classroom import Classroom, Locked, check_gradebook, is_lock
from autograder.errors import CourseError
from autograder.lessons import Lesson

LOCK_PATIENCE = 60.0  # seconds that a locked gradebook is waited for
LOCK_SECONDS = 2.0  # of them, at a time
LOCK_PAUSE = 0.2  # seconds between two tries
T = TypeVar("T")


def require_gradebook(classroom: Classroom) -> None:
    "Raises `CourseError` unless the class has a gradebook that can be read in full; `Locked` where not now."
    if not classroom.db.exists():
        raise CourseError(f"there is no gradebook {classroom.db} yet. `autograder release` makes it.")
    try:
        with closing(_connect(classroom, "ro")) as book:
            found = book.execute("PRAGMA quick_check").fetchone()[0]
    except sqlite3.Error as error:
        if is_lock(error):
            raise Locked(classroom) from None
        found = str(error)
    if found != "ok":
        reason = found.splitlines()[-1]
        raise CourseError(f"{classroom.db} is damaged ({reason}). Restore it from a backup, or move it away.")
    check_gradebook(classroom)


def require_writable(classroom: Classroom) -> None:
    "Raises `CourseError` unless the gradebook can be written to now. Writes nothing."
    require_gradebook(classroom)
    try:
        with closing(_connect(classroom, "rw")) as book:
            book.execute("BEGIN IMMEDIATE")
            book.execute("CREATE TABLE autograder_probe (x)")  # a read-only file shows itself only at a write
            book.rollback()
    except sqlite3.Error as error:
        if is_lock(error):
            raise Locked(classroom) from None
        raise CourseError(
            f"{classroom.db} cannot be written to ({error}). Make the file and its folder writable."
        ) from None


def once_unlocked(attempt: Callable[[], T], classroom: Classroom, say: Callable[[str], None]) -> T:
    """What `attempt` returns. While that says that the gradebook is locked it is tried again, and `say` is told why.

    After `LOCK_PATIENCE` seconds `Locked` is raised.
    """
    began, told = time.monotonic(), False
    while True:
        try:
            return attempt()
        except Exception as error:
            if not isinstance(error, Locked) and not is_lock(error):
                raise
            if time.monotonic() - began > LOCK_PATIENCE:
                raise (error if isinstance(error, Locked) else Locked(classroom)) from None
        if not told:
            say(f"{classroom.db} is locked by another program; waiting up to {LOCK_PATIENCE:g} s for it.")
        told = True
        time.sleep(LOCK_PAUSE)


def wait_writable(classroom: Classroom, say: Callable[[str], None]) -> None:
    "As `require_writable`, but waits a while for another program to unlock the gradebook, and says so."
    once_unlocked(lambda: require_writable(classroom), classroom, say)


def require_released(lessons: Sequence[Lesson], classroom: Classroom) -> None:
    "Raises `CourseError` unless the gradebook knows these lessons."
    with closing(_connect(classroom, "ro")) as book:
        known = {name for (name,) in book.execute("SELECT name FROM assignment")}
    missing = [lesson.name for lesson in lessons if lesson.name not in known]
    if missing:
        names = " ".join(missing)
        raise CourseError(
            f"{classroom.db} does not know {', '.join(missing)} yet. Run `autograder release {names}` first."
        )


class Points(Protocol):
    "The points of a graded cell: nbgrader's `Grade`, or what was read of one."

    @property
    def name(self) -> str: ...
    @property
    def manual_score(self) -> float | None: ...
    @property
    def needs_manual_grade(self) -> bool: ...


def is_of_an_earlier_hand_in(grade: Points) -> bool:
    "nbgrader keeps a mark by hand when another hand-in comes, and asks for it to be given again."
    return grade.manual_score is not None and bool(grade.needs_manual_grade)


def points_by_hand(grade: Points) -> str:
    "What is to be said of points that a person gives or has given; '' where a check gave them."
    if is_of_an_earlier_hand_in(grade):
        return "marked by hand for an earlier hand-in; to be looked at again"
    if grade.manual_score is not None:
        return "marked by hand"
    if grade.name.startswith("check_"):
        return ""
    return "waits to be marked by hand" if grade.needs_manual_grade else "not written yet"


def _connect(classroom: Classroom, mode: str) -> sqlite3.Connection:
    return sqlite3.connect(f"{classroom.db.as_uri()}?mode={mode}", uri=True, timeout=LOCK_SECONDS, isolation_level=None)
