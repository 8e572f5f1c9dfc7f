"""Each exercise has the shortest shortcut that was tried, and what it earns in a jail is what the table says.

Those of three lessons are tried; all with COURSE_LONG_TESTS=1 (`make attacks`).
"""

import re

import pytest

from autograder.checks.run import checks_of
from autograder.ipynb import read_notebook, source_of
from autograder.lessons import REPOSITORY, find_lesson
from autograder.student.workspace import README
from tests.attacks.attacks import all_attacks
from tests.attacks.long import LONG, left_out
from tests.attacks.shortcuts import EARNS, IMPORTED, WHY, lesson_of, shortcut, written_exercises

pytestmark = pytest.mark.xdist_group("shortcuts")
EXERCISES = written_exercises()
SAMPLE = [exercise for exercise in EXERCISES if lesson_of(exercise).number in ("01", "08", "14")]
TRIED = EXERCISES if LONG else SAMPLE


@pytest.mark.parametrize("exercise", TRIED)
def test_it_earns_what_the_table_says(exercise, jail):
    from tests.attacks.shortcuts import earned

    points, reason = earned(exercise, jail)
    assert points == EARNS.get(exercise, 0), reason


@left_out(f"{len(EXERCISES) - len(TRIED)} of {len(EXERCISES)} shortcuts")
def test_all_are_tried():
    assert TRIED == EXERCISES


def test_every_exercise_has_one_and_what_earns_points_says_why():
    assert EARNS.keys() == WHY.keys() <= set(EXERCISES)
    for exercise in EXERCISES:
        title, source = shortcut(exercise)
        compile(source, exercise, "exec")
        assert exercise in source and title
    for exercise, points in EARNS.items():
        assert 0 < points <= sum(check.points for check in checks_of(exercise)) and shortcut(exercise)[0] != IMPORTED


def test_what_is_forbidden_is_what_was_tried():
    "An exercise that bans something has it, or another form of it, as its shortcut."
    for exercise in EXERCISES:
        if any(check.without for check in checks_of(exercise)):
            assert shortcut(exercise)[0] != IMPORTED and EARNS.get(exercise, 0) <= 1, exercise


def test_there_are_220_notebooks():
    assert len(all_attacks()) + len(EXERCISES) >= 220


def test_lessons_and_kit_say_what_counts_as_ready_made():
    lesson = find_lesson("00", REPOSITORY / "solutions")
    text = " ".join(README.read_text(encoding="utf-8").split())
    sentence = re.search(r"Ready-made is what .*? is welcome\.", text)[0]
    cells = read_notebook(lesson.notebook(REPOSITORY / "solutions"))["cells"]
    assert any(sentence in " ".join(source_of(cell).split()) for cell in cells)
