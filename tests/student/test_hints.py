"`course hint`: one level at a time."

import pytest
from tiny_courses import edit

from autograder.errors import CourseError
from autograder.student.cli import main
from autograder.student.hints import hint

TWO = """\
<details><summary>I get zero</summary>

Look at the sign.
</details>
<details><summary>I get too much</summary>

Once is enough.
</details>

### Exercise 2: triple

<details><summary>another exercise's</summary>
No.
</details>"""


def test_each_call_shows_one_more(desk):
    edit(desk.first, "hints-double", TWO)
    first, second, third = hint("double"), hint("double"), hint("double")
    assert "hint 1 of 2: I get zero" in first and "Look at the sign." in first and "Once is" not in first
    assert "I get too much" in first  # what the next one is about
    assert "hint 2 of 2: I get too much" in second and "last one" in second
    assert third == second
    assert hint("double", first=True) == first
    assert "hint 2 of 2" in hint("double")


def test_exercises_do_not_share_their_count(desk):
    edit(desk.first, "hints-double", TWO)
    hint("double")
    assert "hint 1 of 1: I have no idea" in hint("quadruple")
    assert "hint 2 of 2" in hint("double")


def test_a_damaged_count_begins_again(desk):
    hint("triple")
    (desk.root / ".course" / "hints.json").write_text('{"triple": "many"')
    assert "hint 1 of 1" in hint("triple")


def test_an_exercise_without_hints(desk):
    edit(desk.first, "hints-double", "Nothing here.")
    assert "no hints to double" in hint("double")


def test_an_unknown_exercise_is_named_with_the_nearest(desk, capsys):
    assert main(["hint", "duoble"]) == 1
    assert capsys.readouterr().err == "course: no exercise is called 'duoble'. Did you mean 'double'?\n"
    with pytest.raises(CourseError, match="Exercises: double, triple, quadruple"):
        hint("zzz")
