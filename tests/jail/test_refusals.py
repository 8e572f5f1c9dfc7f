"Where no jail can be had, that is said once, with what to do, before anything is graded."

import os

import pytest
from small_class import LESSON, released_course, small_class  # noqa: F401

from autograder import cli
from autograder.errors import CourseError
from autograder.grading import grade as grading
from autograder.grading.grade import ALIKE, Graded, Progress, grade
from autograder.grading.records import FAILED, GRADED
from autograder.jail.base import JailError, JailRefused
from autograder.jail.bubblewrap import REFUSING, Bubblewrap, remedy
from autograder.submissions import Slot

NO_NAMESPACES = "bwrap: setting up uid map: Permission denied"


@pytest.fixture
def broken(tmp_path, monkeypatch):
    "A bubblewrap that says why it cannot."
    program = tmp_path / "bin" / "bwrap"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\necho '{NO_NAMESPACES}' >&2\nexit 1\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")


def test_a_class_is_told_once_and_nothing_is_graded(small_class, broken, monkeypatch):  # noqa: F811
    for student in ("ada", "bob", "eve"):
        small_class.hand_in(student)
    from autograder.grading.collect import collect

    collect([small_class.inbox], small_class.classroom)
    monkeypatch.setattr(grading, "cluster", lambda *_: pytest.fail("a cluster was started"))
    lines = []
    with pytest.raises(JailRefused) as refused:
        grade(small_class.classroom, [LESSON], say=lines.append)
    assert NO_NAMESPACES in str(refused.value) and "\n" not in str(refused.value) and lines == []
    assert not list(small_class.classroom.folder.glob("records/*/*"))


def test_the_demo_says_how_to_see_it_all_the_same(broken, capsys):
    assert cli.main(["demo"]) == 1
    out, err = capsys.readouterr()
    assert out == "" and len(err.splitlines()) == 1
    assert NO_NAMESPACES in err and err.endswith("make demo JAIL=none\n")


def test_a_warm_parent_that_ends_by_itself_is_refused_and_one_that_is_killed_is_tried_again(broken, monkeypatch):
    with pytest.raises(JailRefused, match="setting up uid map"), Bubblewrap(prepared=()) as jail:
        jail.start()
    with pytest.raises(JailError, match="did not start"), Bubblewrap(prepared=()) as jail:
        monkeypatch.setattr(jail, "command", lambda control: ["sh", "-c", "kill -9 $$"])
        jail.start()


@pytest.mark.parametrize(("name", "refuses", "allows"), REFUSING)
def test_the_setting_that_forbids_it_is_named(name, refuses, allows, tmp_path):
    for other, _, good in REFUSING:
        path = tmp_path / other.replace(".", "/")
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"{refuses if other == name else good}\n")
    assert remedy(tmp_path).endswith(f"sudo sysctl -w {name}={allows}")


def test_without_such_a_setting_it_says_where_to_grade(tmp_path):
    assert "container" in remedy(tmp_path)


def failed(number, problem):
    return Graded(Slot("01_mini", f"s{number}"), FAILED, f"reason of {number}", problem=problem)


def test_when_all_fail_for_one_reason_it_stops():
    progress = Progress(9, lambda line: None)
    with pytest.raises(CourseError, match=f"first {ALIKE} hand-ins .* for one reason.*no torch"):
        for number in range(9):
            progress.tell(failed(number, "no torch"))
            progress.stop_if_all_fail_alike()
    assert progress.done == ALIKE


@pytest.mark.parametrize("other", [Graded(Slot("01_mini", "ada"), GRADED), failed(0, "another")])
def test_when_one_does_not_it_goes_on(other):
    progress = Progress(9, lambda line: None)
    for number in range(9):
        progress.tell(other if number == 1 else failed(number, "no torch"))
        progress.stop_if_all_fail_alike()
    assert progress.done == 9
