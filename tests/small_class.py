"A course of one lesson whose checks need no torch, and its class: what grading is tested with, quickly."

import json
import shutil

import pytest
from tiny_courses import code, grade, solution, write_lessons

from autograder.classroom import Classroom
from autograder.lessons import Lesson
from autograder.release.assignment import release

LESSON = Lesson("01_mini")
RIGHT = {"double": "def double(x): return 2 * x", "halve": "def halve(x): return x / 2"}


CHECKS = """\
from autograder.checks.vocabulary import agree, check


def double(names, x):
    "double(x)"
    return names.double(x)


@check("double", points=2)
def of_one(student, trial):
    "Of 1 it is 2."
    agree(student(double, 1), 2)


@check("double", points=1)
def of_three(student, trial):
    "Of 3 it is 6."
    agree(student(double, 3), 6, mistakes={"gives 2 for everything": 2})


@check("halve", points=2)
def of_an_odd_number(student, trial):
    "Of 3 it is 1.5."
    agree(student(lambda names, x: names.halve(x), 3), 1.5)
"""


# Grading never runs these cells; nbgrader's own way computes the points, and their hidden part counts.
CELLS = [
    code("#| default_exp mini", "default"),
    solution("double", "return 2 * x"),
    grade("double", 3, "double", "2 * (double(1) == 2) + (double(3) == 6)"),
    solution("halve", "return x / 2"),
    grade("halve", 2, "halve", "2 if halve(3) == 1.5 else 0"),
]


class SmallClass:
    "The course in a folder, its class, and an inbox for hand-ins."

    def __init__(self, root):
        self.root, self.inbox = root, root / "inbox"
        self.classroom = Classroom(root)

    def write(self):
        "Makes and releases the course."
        self.inbox.mkdir(parents=True)
        write_lessons(self.root, {LESSON: CELLS})
        (self.root / "checks").mkdir()
        (self.root / "checks" / "lesson01.py").write_text(CHECKS)
        release([LESSON], self.classroom)
        return self

    def notebook(self, answers=RIGHT):
        "The released notebook with these answers, as data."
        notebook = json.loads(LESSON.notebook(self.classroom.lessons).read_text())
        for cell in notebook["cells"]:
            name = cell["metadata"].get("nbgrader", {}).get("grade_id")
            cell["source"] = answers.get(name, cell["source"])
        return notebook

    def hand_in(self, student, content=RIGHT, name=None):
        "Writes a hand-in: bytes, a notebook, or answers."
        content = self.notebook(content) if isinstance(content, dict) and "cells" not in content else content
        path = self.inbox / (name or f"{student}__01_mini.ipynb")
        path.write_bytes(content if isinstance(content, bytes) else json.dumps(content, indent=1).encode())
        return path


def twice(notebook, place):
    "The notebook with another version of the cell at this place pasted below it."
    cells = notebook["cells"]
    pasted = {**cells[place], "id": "pasted", "source": "".join(cells[place]["source"]) + "\n# another version"}
    return {**notebook, "cells": [*cells[: place + 1], pasted, *cells[place + 1 :]]}


def without(notebook, place):
    "The notebook without the cell at this place."
    return {**notebook, "cells": [cell for number, cell in enumerate(notebook["cells"]) if number != place]}


_RELEASED = []


@pytest.fixture(scope="session")
def released_course(tmp_path_factory):
    "Releasing takes seconds: done once, copied for each test, even where several conftest.py import this fixture."
    if not _RELEASED:
        _RELEASED.append(SmallClass(tmp_path_factory.mktemp("course") / "course").write().root)
    return _RELEASED[0]


@pytest.fixture
def small_class(released_course, tmp_path):
    "A released course of its own for a test that changes it."
    return SmallClass(shutil.copytree(released_course, tmp_path / "course"))
