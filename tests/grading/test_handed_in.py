"A hand-in is read, parsed and rebuilt once in a run."

import pytest
from small_class import LESSON

from autograder.grading import handed_in, intake
from autograder.grading.collect import collect
from autograder.grading.earlier import Libraries
from autograder.grading.handed_in import HandIns
from autograder.grading.source import import_closure
from autograder.submissions import Slot

ADA = Slot(LESSON.name, "ada")


@pytest.fixture
def counted(small_class, monkeypatch):
    "A class with one hand-in, and how often a notebook was parsed and rebuilt since it was collected."
    small_class.hand_in("ada")
    collect([small_class.inbox], small_class.classroom)
    calls = []

    def count(module, name):
        function = getattr(module, name)

        def spy(*arguments):
            calls.append(name)
            return function(*arguments)

        monkeypatch.setattr(module, name, spy)

    count(intake, "parse_notebook")
    count(handed_in, "rebuild")
    return small_class, calls


def test_whoever_asks_gets_the_same(counted):
    course, calls = counted
    hand_ins = HandIns(course.classroom)
    first = hand_ins.read(ADA)
    assert hand_ins.read(ADA) is first and first.rebuilt
    Libraries(course.classroom, hand_ins).before(Slot("02_next", "ada"))
    assert calls == ["parse_notebook", "rebuild"]


def test_another_hand_in_is_read_anew(counted):
    course, calls = counted
    hand_ins = HandIns(course.classroom)
    first = hand_ins.read(ADA)
    path = ADA.notebook(course.classroom.submitted)
    path.write_bytes(path.read_bytes() + b"\n")
    assert hand_ins.read(ADA).digest != first.digest
    assert calls == ["parse_notebook", "rebuild"] * 2


def test_only_so_many_are_kept(counted, monkeypatch):
    course, calls = counted
    monkeypatch.setattr(handed_in, "MOST", 1)
    course.hand_in("bob")
    collect([course.inbox], course.classroom)
    calls.clear()
    hand_ins = HandIns(course.classroom)
    for student in ("ada", "bob", "bob", "ada"):
        hand_ins.read(Slot(LESSON.name, student))
    assert calls.count("rebuild") == 3


def test_a_class_is_graded_with_one_parse_of_each(counted, grade):
    course, calls = counted
    grade(course.classroom, [LESSON], say=lambda line: None)
    assert calls == ["parse_notebook", "rebuild"]


def test_who_enters_marks_reads_no_hand_in():
    modules = import_closure(["autograder.grading.nbgrader.worker"])
    assert "autograder.grading.nbgrader.enter" in modules
    assert modules.keys().isdisjoint({"autograder.grading.intake", "autograder.grading.rebuild"})
