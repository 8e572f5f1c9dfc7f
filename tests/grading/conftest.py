"A course of one small lesson that needs no torch, and a class that is taught it."

import json
from pathlib import Path

import pytest

from autograder.classroom import Classroom
from autograder.lessons import Lesson
from autograder.release.assignment import release

DOUBLE = "#| export\ndef double(x):\n    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION"
HALVE = "#| export\ndef halve(x):\n    ### BEGIN SOLUTION\n    return x / 2\n    ### END SOLUTION"
HIDDEN = "### BEGIN HIDDEN TESTS\n{}\n### END HIDDEN TESTS"


def cell(source, **marks):
    if marks:
        marks = {
            "nbgrader": {"grade": False, "locked": False, "solution": False, "task": False, "schema_version": 3} | marks
        }
    return {
        "cell_type": "code", "execution_count": None, "metadata": marks, "outputs": [], "source": source,
        "id": str(abs(hash(source)))[:8],
    }  # fmt: skip


def solution(name, source):
    return cell(source, grade_id=name, solution=True)


def check(name, source, points):
    hidden = HIDDEN.format(source)
    return cell(f"{name}\n{hidden}", grade_id=f"check_{name}", grade=True, locked=True, points=points)


def notebook(*cells):
    kernel = {"display_name": "python3", "language": "python", "name": "python3"}
    return {"cells": list(cells), "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}


def mini_lesson():
    return notebook(
        cell("#| default_exp mini"),
        solution("double", DOUBLE),
        check("double", "2 * (double(1) == 2) + (double(3) == 6)", 3),
        solution("halve", HALVE),
        check("halve", "2 if halve(3) == 1.5 else 0", 2),
    )


def answered(lesson, **answers):
    "A released notebook with answers in its solution cells."
    lesson = json.loads(json.dumps(lesson))
    for found in lesson["cells"]:
        name = found["metadata"].get("nbgrader", {}).get("grade_id")
        if name in answers:
            found["source"] = answers[name]
    return lesson


RIGHT = {"double": "def double(x): return 2 * x", "halve": "def halve(x): return x / 2"}


class MiniCourse:
    "A course in a folder, with its class."

    def __init__(self, root: Path):
        self.classroom = Classroom(root)
        self.lesson = Lesson("01_mini")
        self.inbox = root / "inbox"
        self.inbox.mkdir(parents=True)
        (root / "settings.ini").write_text("[DEFAULT]\nlib_name = mini\nlib_path = course_lib\nnbs_path = solutions\n")
        source = self.lesson.notebook(self.classroom.solutions)
        source.parent.mkdir(parents=True)
        source.write_text(json.dumps(mini_lesson()))
        release([self.lesson], self.classroom)

    @property
    def released(self):
        return json.loads(self.lesson.notebook(self.classroom.lessons).read_text())

    def hand_in(self, student, content, name=None):
        "Writes a hand-in into the inbox."
        path = self.inbox / (name or f"{student}__01_mini.ipynb")
        path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        return path


@pytest.fixture(scope="session")
def mini_template(tmp_path_factory):
    "Releasing takes seconds, so it is done once and copied."
    return MiniCourse(tmp_path_factory.mktemp("mini") / "course")
