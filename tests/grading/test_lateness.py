"Missing, excused, late: the same in table, CSV, class page, learner's page, index and what platforms import."

import csv
import io
import os
import shutil
import sqlite3
import time
from contextlib import closing
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from nbgrader.api import Gradebook
from small_class import LESSON, RIGHT, SmallClass

from autograder import cli
from autograder.class_settings import FILE
from autograder.classroom import Locked, nbgrader_config
from autograder.grading.collect import collect
from autograder.grading.nbgrader import gradebook, penalties
from autograder.grading.nbgrader.totals import Totals
from autograder.grading.records import read_record
from autograder.reports.class_report import LEARNERS, write_report
from autograder.reports.export import marks_csv
from autograder.reports.marks import marks_table, read_marks
from autograder.reports.overview import overview
from autograder.reports.platforms import platform_csv
from autograder.roster import read_roster
from autograder.submissions import Slot

pytestmark = pytest.mark.xdist_group("small_class")
DUE = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
CLASS = """
[due]
01 = 2026-03-01T12:00:00Z
[extensions.cem]
01 = 2026-03-04T12:00:00Z
[excused]
dan = ["01"]
fay = ["01"]
[penalty]
percent_per_day = 10
"""
ROSTER = "id,name,canvas\nada,Ada,1\nbob,Bob,2\ncem,Cem,3\ndan,Dan,4\neve,Eve,5\nfay,Fay,6\n"


def hand_in(course, student, days, answers=RIGHT):
    path = course.hand_in(student, answers)
    os.utime(path, (DUE.timestamp() + 86400 * days,) * 2)


@pytest.fixture(scope="module")
def graded_six(released_course, tmp_path_factory, grade):
    "ada in time, bob two days late, cem late within an extension, dan excused, eve missing, fay excused and there."
    small_class = SmallClass(shutil.copytree(released_course, tmp_path_factory.mktemp("six") / "course"))
    classroom = small_class.classroom
    classroom.folder.mkdir(exist_ok=True)
    (classroom.folder / FILE).write_text(CLASS)
    (classroom.folder / "roster.csv").write_text(ROSTER)
    for student, days in (("ada", -1), ("bob", 1.5), ("cem", 1.5), ("fay", -1)):
        hand_in(small_class, student, days)
    collect([small_class.inbox], classroom)
    grade(classroom, [LESSON], say=lambda _: None)
    return small_class.root


@pytest.fixture
def class_of_six(graded_six, tmp_path):
    "A copy of it for a test that changes it."
    return SmallClass(shutil.copytree(graded_six, tmp_path / "course"))


def change_points(classroom, points):
    with Gradebook(f"sqlite:///{classroom.db}") as book:
        (notebook,) = book.find_submission(LESSON.name, "bob").notebooks
        next(grade for grade in notebook.grades if grade.max_score == 3).manual_score = points
        book.db.commit()


def words(html):
    return " ".join(BeautifulSoup(html, "html.parser").stripped_strings)


def test_every_place_says_the_same(class_of_six):
    classroom = class_of_six.classroom
    marks = read_marks(classroom, [LESSON])
    found = {mark.slot.student: mark.points for mark in marks}
    assert found == {"ada": 5, "bob": 4, "cem": 5, "dan": None, "eve": None, "fay": 5}

    table = " ".join(marks_table(marks, 200).split())
    for line in (
        "bob 01_mini 4/5 late penalty -1: handed in 1 day 12 h late",
        "cem 01_mini 5/5",
        "dan 01_mini – excused",
        "eve 01_mini – handed in nothing",
        "fay 01_mini 5/5 excused; it was handed in all the same, and counts",
    ):
        assert line in table

    rows = {(row[0], row[2], row[5]): row[3] for row in csv.reader(io.StringIO(marks_csv(marks)))}
    assert rows["bob", "late penalty", "handed in 1 day 12 h late"] == "-1"
    assert rows["dan", "", "excused"] == rows["eve", "", "handed in nothing"] == ""

    said = words(write_report(marks, classroom).read_text())
    assert "6 learners, 1 lesson, 4 hand-ins" in said
    assert "Bob (bob) 4/5 4 80" in said and "Dan (dan) excused 0" in said and "Eve (eve) missing 0 0" in said
    assert "handed in nothing excused late 01_mini eve dan bob" in said
    assert "Eve (eve) : handed in nothing to 01_mini" in said and "Dan (dan) :" not in said
    page = words((classroom.folder / LEARNERS / "bob.html").read_text())
    assert "4 of 5 points" in page and "handed in 1 day 12 h late" in page

    assert "You are excused from this lesson." in words(overview("dan", marks, classroom))
    assert "nothing handed in" in words(overview("eve", marks, classroom))
    assert "4 of 5" in words(overview("bob", marks, classroom))
    sent, _ = platform_csv("canvas", marks, read_roster(classroom))
    assert [row[-1] for row in csv.reader(io.StringIO(sent))] == ["01_mini", "5", "5", "4", "5", "EX", "", "5"]
    sent, _ = platform_csv("moodle", marks, read_roster(classroom))
    assert [row[-1] for row in csv.reader(io.StringIO(sent))] == ["01_mini", "5", "4", "5", "", "", "5"]


@pytest.mark.parametrize("command", ["export", "report", "feedback"])
def test_points_by_hand_that_come_later_pay_for_lateness_too(class_of_six, command):
    classroom = class_of_six.classroom

    def points():
        (mark,) = read_marks(classroom, [LESSON], ["bob"])
        return mark.points

    change_points(classroom, 0)
    assert points() == pytest.approx(2 - 0.2 * 5)
    cli.main([command, "--classroom", str(classroom.folder)])
    assert points() == pytest.approx(2 - 0.2 * 2)


def test_points_by_hand_that_come_while_penalties_are_computed_count(class_of_six, monkeypatch):
    "Somebody marks in the form grader between the reading of points and the writing of what lateness costs."
    classroom = class_of_six.classroom
    change_points(classroom, 0)

    def meanwhile(classroom, original=penalties.require_writable):
        original(classroom)
        change_points(classroom, 1)

    monkeypatch.setattr(penalties, "require_writable", meanwhile)
    penalties.bring_penalties_up_to_date(classroom, print)
    (mark,) = read_marks(classroom, [LESSON], ["bob"])
    assert mark.points == pytest.approx(3 - 0.2 * 3)


@pytest.mark.parametrize("command", ["export", "report", "feedback"])
def test_a_gradebook_that_another_program_has_locked_is_waited_for(class_of_six, command, monkeypatch, capsys):
    classroom = class_of_six.classroom
    change_points(classroom, 0)
    monkeypatch.setattr(gradebook, "LOCK_SECONDS", 0.1)
    cli.main([command, "--classroom", str(classroom.folder)])
    change_points(classroom, 1)
    with closing(sqlite3.connect(classroom.db, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")  # as a copy or a vacuum takes it: nobody can read
        clock = SimpleNamespace(monotonic=time.monotonic, sleep=lambda _: other.rollback())
        monkeypatch.setattr(gradebook, "time", clock)
        capsys.readouterr()
        assert cli.main([command, "--classroom", str(classroom.folder)]) == 0
    assert "is locked by another program; waiting up to 60 s for it." in capsys.readouterr().out
    monkeypatch.setattr(gradebook, "LOCK_PATIENCE", 0.0)
    with closing(sqlite3.connect(classroom.db, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert cli.main([command, "--classroom", str(classroom.folder)]) == 1
        said = capsys.readouterr().err
    assert "gradebook.db is locked. Close the program that writes to it" in said and "backup" not in said


def test_a_lock_between_reading_and_writing_is_one_line(class_of_six, monkeypatch):
    classroom = class_of_six.classroom
    change_points(classroom, 0)
    monkeypatch.setattr(gradebook, "LOCK_PATIENCE", 0.0)
    with closing(sqlite3.connect(classroom.db, isolation_level=None)) as other:
        monkeypatch.setattr(penalties, "require_writable", lambda _: other.execute("BEGIN IMMEDIATE"))
        with pytest.raises(Locked, match=r"gradebook.db is locked. Close the program"):
            penalties.bring_penalties_up_to_date(classroom, print)


def test_the_form_graders_totals_are_less_the_penalty(class_of_six):
    classroom = class_of_six.classroom
    change_points(classroom, 0.5)  # 2.5 points, 20 % off
    shown = Totals(config=nbgrader_config(classroom))
    everybody = {"ada": 5, "bob": 2, "cem": 5, "fay": 5}
    assert {one["student"]: one["score"] for one in shown.get_submissions(LESSON.name)} == everybody
    bob = shown.get_submission(LESSON.name, "bob")
    assert bob["score"] == 2 and bob["display_timestamp"].endswith("(late: 0.5 points off)")
    assert "late" not in shown.get_submission(LESSON.name, "ada")["display_timestamp"]
    assert [one["score"] for one in shown.get_student_submissions("bob")] == [2]
    assert {one["id"]: one["score"] for one in shown.get_students()} == everybody
    assert shown.get_student("bob")["score"] == 2
    assert sorted(one["score"] for one in shown.get_notebook_submissions(LESSON.name, LESSON.name)) == [2, 5, 5, 5]
    assert [one["score"] for one in shown.get_student_notebook_submissions("bob", LESSON.name)] == [2]
    assert shown.get_assignment(LESSON.name)["average_score"] == pytest.approx(17 / 4)
    assert [one["average_score"] for one in shown.get_notebooks(LESSON.name)] == pytest.approx([17 / 4])
    (classroom.folder / FILE).write_text("jail = 3")  # what cannot be read counts as it was entered
    assert shown.get_submission(LESSON.name, "bob")["score"] == pytest.approx(2.5 - 1)


def test_what_an_earlier_hand_in_showed_is_kept(class_of_six, grade):
    classroom, ada = class_of_six.classroom, Slot(LESSON.name, "ada")
    wrong = {"double": "def double(x): return 2", "halve": "def halve(x): return x / 2"}
    for days, answers in ((1, wrong), (2, {**wrong, "halve": "def halve(x): return x"}), (8, RIGHT)):
        hand_in(class_of_six, "ada", days, answers)
        collect([class_of_six.inbox], classroom)
        grade(classroom, [LESSON], say=lambda _: None)
        grade(classroom, [LESSON], force=True, say=lambda _: None)  # judged again, and no hand-in more
    found = [(earlier.came[:10], sorted(earlier.mistakes)) for earlier in read_record(ada, classroom).earlier]
    assert found == [
        ("2026-02-28", []),
        ("2026-03-02", ["double"]),
        ("2026-03-03", ["double", "halve"]),
    ]
    said = words(write_report(read_marks(classroom, [LESSON]), classroom).read_text())
    assert "0 1 01_mini double gives 2 for everything" in said
    page = words((classroom.folder / LEARNERS / "ada.html").read_text())
    assert "Mistakes that a later hand-in corrected 01_mini, double: gives 2 for everything" in page
