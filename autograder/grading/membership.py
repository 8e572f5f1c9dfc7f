"Renaming and removing a learner: everything of theirs in the class, or nothing."

import sqlite3
from contextlib import closing
from pathlib import Path

from autograder.class_settings import FILE as CLASS
from autograder.class_settings import renamed_in_settings
from autograder.classroom import Classroom
from autograder.errors import CourseError
from autograder.files import write_atomic
from autograder.grading.nbgrader.gradebook import require_writable
from autograder.lessons import is_student_id
from autograder.roster import ID_RULE, read_roster, write_roster

FOLDERS = ("submitted", "autograded", "feedback", "refused", "records")


def rename_learner(old: str, new: str, classroom: Classroom) -> list[str]:
    """Gives a learner another id: in the roster, in every folder of the class and in the gradebook.

    Returns where something was renamed. Raises `CourseError` for an id that nobody has or that is taken.
    """
    if not is_student_id(new):
        raise CourseError(f"{new!r} cannot be an id. {ID_RULE}.")
    roster, places = read_roster(classroom), _places(old, classroom)
    if not places and old not in roster and not _in_gradebook(old, classroom):
        raise CourseError(f"nobody is called {old!r} in {classroom.folder}.")
    if _places(new, classroom) or new in roster or _in_gradebook(new, classroom):
        raise CourseError(f"{new!r} is somebody already. Remove or rename them first.")
    settings = renamed_in_settings(old, new, classroom)
    _in_one_transaction(
        classroom,
        ("UPDATE student SET id = ? WHERE id = ?", (new, old)),
        ("UPDATE submitted_assignment SET student_id = ? WHERE student_id = ?", (new, old)),
    )
    for place in places:
        place.rename(place.with_name(new))
    for log in _logs(old, classroom):
        log.rename(log.with_name(new + log.name[len(old) :]))
    _delete_made_pages(old, classroom)
    if settings is not None:
        write_atomic(classroom.folder / CLASS, settings)
    if old in roster:
        renamed = {new if student == old else student: learner for student, learner in roster.items()}
        renamed[new] = type(renamed[new])(**{**vars(renamed[new]), "id": new})
        write_roster(renamed, classroom)
    found = [place.parent.name for place in places]
    found += ["gradebook"] if _in_gradebook(new, classroom) else []
    return [*found, *(["roster"] if old in roster else []), *([CLASS] if settings is not None else [])]


def remove_learner(student: str, classroom: Classroom) -> Path:
    """Takes a learner out of the class. Their files go to `classroom/removed/ID`, their marks out of the gradebook.

    Returns that folder. Nothing is deleted but the gradebook's rows, which grading their files again would make anew.
    """
    roster, places = read_roster(classroom), _places(student, classroom)
    if not places and student not in roster and not _in_gradebook(student, classroom):
        raise CourseError(f"nobody is called {student!r} in {classroom.folder}.")
    removed = classroom.folder / "removed" / student
    if removed.exists():
        raise CourseError(f"{removed} is there already, of an earlier removal. Move it away first.")
    if _in_gradebook(student, classroom):
        from nbgrader.api import Gradebook

        require_writable(classroom)
        with Gradebook(f"sqlite:///{classroom.db}") as gradebook:
            gradebook.remove_student(student)
    removed.mkdir(parents=True)
    for place in places:
        place.rename(removed / place.parent.name)
    for log in _logs(student, classroom):
        log.rename(removed / log.name)
    _delete_made_pages(student, classroom)
    write = {other: learner for other, learner in roster.items() if other != student}
    if student in roster:
        write_roster(write, classroom)
    return removed


def _logs(student: str, classroom: Classroom) -> list[Path]:
    return sorted((classroom.folder / "logs").glob(f"{student}__*.log"))


def _delete_made_pages(student: str, classroom: Classroom) -> None:
    "What `report` and `feedback --for mail` make again, and would leave behind under the old name."
    for name in (f"report/learners/{student}.html", f"return/mail/{student}.zip"):
        (classroom.folder / name).unlink(missing_ok=True)


def _places(student: str, classroom: Classroom) -> list[Path]:
    return [place for name in FOLDERS if (place := classroom.folder / name / student).is_dir()]


def _in_gradebook(student: str, classroom: Classroom) -> bool:
    if not classroom.db.exists():
        return False
    with closing(sqlite3.connect(f"{classroom.db.as_uri()}?mode=ro", uri=True)) as book:
        return book.execute("SELECT 1 FROM student WHERE id = ?", (student,)).fetchone() is not None


def _in_one_transaction(classroom: Classroom, *statements: tuple[str, tuple[str, ...]]) -> None:
    if not classroom.db.exists():
        return
    require_writable(classroom)
    with closing(sqlite3.connect(classroom.db, timeout=10.0)) as book, book:
        for statement, values in statements:
            book.execute(statement, values)
