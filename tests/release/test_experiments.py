"No check needs an experiment: the solutions pass nbgrader's Validate, which leaves experiments out, hidden trials in."

import pytest
from nbgrader.validator import Validator

from autograder.classroom import KEY_VARIABLE, Classroom, nbgrader_config
from autograder.lessons import REPOSITORY, all_lessons

SOLUTIONS = REPOSITORY / "solutions"


@pytest.mark.parametrize("lesson", all_lessons(SOLUTIONS), ids=lambda lesson: lesson.name)
def test_solution_passes_without_experiments(lesson, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(REPOSITORY))
    monkeypatch.setenv("COURSE_DATA", "offline")
    monkeypatch.setenv(KEY_VARIABLE, "the same hidden trials in every run")
    validator = Validator(config=nbgrader_config(Classroom()))
    validator.validate_all = True  # a cell that needs an experiment fails here, checked or not
    assert validator.validate(str(lesson.notebook(SOLUTIONS))) == {}
