"The row of predictions: all or nothing, and it names what is missing; nothing is judged right or wrong."

import json

import pytest

from autograder.checks.predicted import NO_NOTEBOOK, NO_PREDICTION
from autograder.checks.public import UNWRITTEN
from autograder.checks.run import run_checks
from autograder.checks.student import Student
from autograder.ipynb import read_notebook
from autograder.lessons import REPOSITORY, all_lessons
from autograder.predictions import exercise_of, file_of, is_predictions, predictions, state

LESSONS = all_lessons(REPOSITORY / "solutions")


def row(found):
    "The row of lesson 05 where the notebook's state is this."
    files = {} if found is None else {"predictions_05.json": json.dumps(found).encode()}
    (row,) = run_checks("predictions_05", Student(None, files.get)).rows
    return row


def test_it_is_all_or_nothing_and_says_which_are_missing():
    assert row({"Which?": True, "How many?": True}).passed
    some = row({"Which?": True, "How many?": False, "How large? " * 20: False})
    assert not some.passed and some.looks_like == NO_PREDICTION
    assert some.got.startswith("1; none for: How many? · How large? How large?") and len(some.got) < 200
    assert row({"Which?": False}).looks_like == UNWRITTEN
    assert row({}).looks_like == row(None).looks_like == NO_NOTEBOOK


@pytest.mark.parametrize("lesson", LESSONS, ids=str)
def test_our_own_notebook_has_them_all_and_the_released_one_none(lesson):
    exercise = exercise_of(lesson.number)
    asked = read_notebook(lesson.notebook(REPOSITORY / "lessons"))["cells"]
    for folder, passes in (("solutions", True), ("lessons", False)):
        cells = read_notebook(lesson.notebook(REPOSITORY / folder))["cells"]
        found = {file_of(exercise): state(asked, predictions(cells)).encode()}
        report = run_checks(exercise, Student(None, found.get))
        assert (report.points, report.max_points) == (int(passes), 1) and is_predictions(exercise)
