"What is entered at a time, as one transaction of the gradebook: it happens in full or not at all."

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from nbgrader.api import Comment, Grade, Gradebook
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import Connection
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from autograder.classroom import Classroom
from autograder.grading.nbgrader.adapted import every_gradebook_is, the_schema_itself_is_not_checked


@contextmanager
def one_transaction(classroom: Classroom) -> Iterator[Gradebook]:
    """In this block all of nbgrader's gradebooks are one, and their commits happen at its end or not at all.

    nbgrader opens its gradebook for each step and commits as it goes. The gradebook must have its tables. Raises
    `sqlite3.OperationalError` when another program has it locked.
    """
    with _begun(classroom.db) as connection:
        book = _Book(connection)
        with every_gradebook_is(book), the_schema_itself_is_not_checked():
            yield book
            book.db.flush()


@contextmanager
def _begun(db: Path) -> Iterator[Connection]:
    "A connection in a transaction that has the lock."
    with engine_of(db).connect() as connection:
        try:
            transaction = connection.begin()
        except OperationalError as error:
            raise error.orig or error from None  # in sqlite's words
        with transaction:
            yield connection


@cache
def engine_of(db: Path) -> Engine:
    """The engine of this gradebook, whose transactions take its lock when they begin.

    SQLAlchemy keeps with an engine how queries are written, so there is one for all transactions; it holds no
    connection between them.
    """
    options = {"timeout": 1.0, "isolation_level": None}
    engine = create_engine(f"sqlite:///{db}", connect_args=options, poolclass=NullPool)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


class _Session(Session):
    "What is committed in it is written, and counts when the transaction ends well."

    def commit(self) -> None:
        self.flush()


class _Book(Gradebook):
    """nbgrader's gradebook for as long as a transaction lasts.

    Nobody else writes meanwhile, so what was found once is not looked for again: nbgrader asks for each cell of a
    lesson, and for each grade, by itself.
    """

    def __init__(self, connection: Connection):
        self.engine, self.db, self.course_id, self.authenticator = connection, _Session(connection), None, None
        self._found: dict[tuple[Any, ...], Any] = {}

    def close(self) -> None:
        "It is open until the transaction ends."

    def _once(self, find: Callable[..., Any], *named: str) -> Any:
        key = (find.__name__, *named)
        if key not in self._found:
            self._found[key] = find(*named)  # raises where there is nothing
        return self._found[key]

    def find_student(self, student_id: str) -> Any:
        return self._once(super().find_student, student_id)

    def find_assignment(self, name: str) -> Any:
        return self._once(super().find_assignment, name)

    def find_notebook(self, name: str, assignment: str) -> Any:
        return self._once(super().find_notebook, name, assignment)

    def find_source_cell(self, name: str, notebook: str, assignment: str) -> Any:
        return self._once(super().find_source_cell, name, notebook, assignment)

    def find_graded_cell(self, name: str, notebook: str, assignment: str) -> Any:
        return self._once(super().find_graded_cell, name, notebook, assignment)

    def find_submission(self, assignment: str, student: str) -> Any:
        return self._once(super().find_submission, assignment, student)

    def find_submission_notebook(self, notebook: str, assignment: str, student: str) -> Any:
        return self._once(super().find_submission_notebook, notebook, assignment, student)

    def find_grade(self, grade_cell: str, notebook: str, assignment: str, student: str) -> Grade:
        grades = self.find_submission_notebook(notebook, assignment, student).grades
        known = {grade.name: grade for grade in grades}
        return known.get(grade_cell) or super().find_grade(grade_cell, notebook, assignment, student)

    def find_comment(self, solution_cell: str, notebook: str, assignment: str, student: str) -> Comment:
        comments = self.find_submission_notebook(notebook, assignment, student).comments
        known = {comment.name: comment for comment in comments}
        return known.get(solution_cell) or super().find_comment(solution_cell, notebook, assignment, student)
