"`compare`: the reference is shown once an answer has all its points, where the instructor gave it out."

import pytest

from autograder.errors import CourseError
from autograder.lessons import REPOSITORY
from autograder.student.compare import compare


@pytest.fixture(autouse=True)
def importable(monkeypatch):
    "The second process must find autograder as this one does."
    monkeypatch.setenv("PYTHONPATH", str(REPOSITORY))


def give_out(desk):
    (desk.root / "reference").mkdir()
    (desk.root / "reference" / "first.py").write_text(
        "def double(x):\n    return 2 * x\n\n\ndef triple(x):\n    pass\n"
    )


def test_nothing_is_shown_before_it_was_given_out(desk):
    desk.write("double", "return x * 2")
    with pytest.raises(CourseError, match="no reference to double.*first.py"):
        compare("double")


def test_nothing_is_shown_before_the_answer_passes(desk):
    give_out(desk)
    desk.write("double", "return x * 5")
    with pytest.raises(CourseError, match="double has 0 of 2 points"):
        compare("double")


def test_both_are_shown_with_their_difference(desk):
    give_out(desk)
    desk.write("double", "return x * 2")
    shown = compare("double")
    assert shown.index("x * 2") < shown.index("The reference") < shown.index("-    return x * 2")
    assert "+    return 2 * x" in shown and "triple" not in shown and "#|" not in shown


def test_an_unknown_exercise(desk):
    with pytest.raises(CourseError, match="no exercise of your lessons is called 'dubble'"):
        compare("dubble")
