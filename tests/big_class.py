"""What the pages of a whole class cost: `python -m tests.big_class FOLDER` makes one of 150 learners and 15 lessons.

Three learners' hand-ins are judged for each lesson: everything right, one known wrong answer for each exercise, the
first half blank. The others are copies of them under other ids, in the class's folders and in its gradebook. Then each
command runs on its own, and what it takes is processor time, its children included. In a folder that is there already
it goes on where it stopped.
"""

import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from uuid import uuid4

from autograder.checks.answers import read_answers, solution_cells
from autograder.classroom import Classroom, close_lessons
from autograder.demo import HandIn, handed_in
from autograder.files import write_atomic
from autograder.grading.collect import collect
from autograder.grading.grade import grade
from autograder.grading.nbgrader.feedback import make_feedback
from autograder.grading.records import read_record, write_record
from autograder.lessons import REPOSITORY, Lesson, all_lessons
from autograder.release.assignment import release
from autograder.submissions import Slot

FIRST = ("right", "wrong", "half")
COMMANDS = (["report"], ["report", "--student", "s007"], ["export"], ["similar", "01"], ["grade"])


def main(folder: Path, learners: int = 150, lessons: int = 15) -> None:
    "Makes the class as far as it is not there, and prints what each command takes."
    classroom = Classroom(REPOSITORY, folder)
    taught = all_lessons(classroom.solutions)[:lessons]
    if not (folder / "made").exists():
        judge(taught, classroom)
        multiply([f"s{number:03}" for number in range(len(FIRST), learners)], taught, classroom)
        (folder / "made").touch()
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    print(f"{learners} learners, {len(taught)} lessons, {size / 1e6:.0f} MB. Load {os.getloadavg()[0]:.1f}.")
    for command in COMMANDS:
        began, before = time.monotonic(), _cpu()
        run = [sys.executable, "-m", "autograder.cli", *command, "--classroom", str(folder)]
        done = subprocess.run(run, capture_output=True, text=True)
        last = (done.stdout.strip() or done.stderr.strip()).splitlines()[-1]
        print(f"{' '.join(command):24} {_cpu() - before:6.1f} CPU s {time.monotonic() - began:6.1f} s  {last[:90]}")


def judge(lessons: Sequence[Lesson], classroom: Classroom) -> None:
    "Releases the lessons and grades the hand-ins of the first learners."
    if not classroom.db.exists():
        release(lessons, classroom)
    close_lessons([lesson.name for lesson in lessons], classroom)
    for lesson in lessons:
        for name, hand_in in zip(FIRST, hand_ins(lesson, classroom), strict=True):
            path = classroom.folder / "inbox" / f"{name}__{lesson.name}.ipynb"
            if not path.exists():
                write_atomic(path, handed_in(hand_in, lesson, classroom))
    collect([classroom.folder / "inbox"], classroom)
    grade(classroom, lessons)
    make_feedback(classroom, lessons, 1)


def hand_ins(lesson: Lesson, classroom: Classroom) -> tuple[HandIn, HandIn, HandIn]:
    "Everything right, everything wrong, the first half of the exercises blank."
    solutions = solution_cells(lesson.notebook(classroom.solutions))
    wrong = {}
    for exercise, solution in solutions.items():
        path = classroom.root / "tests" / "answers" / f"lesson{lesson.number}" / f"{exercise}.py"
        answers = read_answers(path, solution) if path.exists() else []
        titles = [answer.title for answer in answers if not answer.right]
        if titles:
            wrong[exercise] = titles[0]
    return HandIn(), HandIn(wrong=wrong), HandIn(blank=tuple(solutions)[: (len(solutions) + 1) // 2])


def multiply(students: Sequence[str], lessons: Sequence[Lesson], classroom: Classroom) -> None:
    "Copies of the first learners under these ids, and a roster of all."
    roster = [f"{student},Learner {student},{student}@example.edu,{'AB'[len(student) % 2]}" for student in students]
    write_atomic(classroom.folder / "roster.csv", "\n".join(["id,name,email,section", *roster]) + "\n")
    with closing(sqlite3.connect(classroom.db)) as book, book:
        for number, student in enumerate(students):
            first = FIRST[number % len(FIRST)]
            _copy_rows(book, first, student)
            for name in ("submitted", "autograded", "feedback"):
                shutil.copytree(classroom.folder / name / first, classroom.folder / name / student)
            for lesson in lessons:
                record = read_record(Slot(lesson.name, first), classroom)
                if record:
                    write_record(Slot(lesson.name, student), record, classroom)


def _copy_rows(book: sqlite3.Connection, first: str, student: str) -> None:
    "All that the gradebook has of one learner, for another."
    book.execute("INSERT INTO student (id) VALUES (?)", (student,))
    for (old,) in book.execute("SELECT id FROM submitted_assignment WHERE student_id = ?", (first,)).fetchall():
        new = _copy_row(book, "submitted_assignment", old, student_id=student)
        notebooks = book.execute("SELECT id FROM submitted_notebook WHERE assignment_id = ?", (old,)).fetchall()
        for (notebook,) in notebooks:
            copy = _copy_row(book, "submitted_notebook", notebook, assignment_id=new)
            for table in ("grade", "comment"):
                for (row,) in book.execute(f"SELECT id FROM {table} WHERE notebook_id = ?", (notebook,)).fetchall():
                    _copy_row(book, table, row, notebook_id=copy)


def _copy_row(book: sqlite3.Connection, table: str, row: str, **changed: str) -> str:
    cursor = book.execute(f"SELECT * FROM {table} WHERE id = ?", (row,))
    values = dict(zip([column[0] for column in cursor.description], cursor.fetchone(), strict=True))
    values |= {**changed, "id": uuid4().hex}
    places = ", ".join("?" * len(values))
    book.execute(f"INSERT INTO {table} ({', '.join(values)}) VALUES ({places})", tuple(values.values()))
    return values["id"]


def _cpu() -> float:
    found = resource.getrusage(resource.RUSAGE_CHILDREN)
    return found.ru_utime + found.ru_stime


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), *map(int, sys.argv[2:]))
