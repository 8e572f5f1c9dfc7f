"Records, regrading and the audit: nothing is judged twice, nothing lost, and a changed byte is found."

import json
import shutil
import sqlite3
from datetime import UTC, datetime

import pytest
from nbgrader.api import Gradebook
from small_class import CHECKS, LESSON, RIGHT, SmallClass

from autograder.grading import grade as grading
from autograder.grading.audit import audit
from autograder.grading.collect import collect
from autograder.grading.grade import UNCHANGED
from autograder.grading.records import FAILED, GRADED, JUDGED, read_record, record_path, write_record
from autograder.reports.export import marks_csv
from autograder.reports.marks import read_marks
from autograder.submissions import Slot

pytestmark = pytest.mark.xdist_group("small_class")
ADA = Slot(LESSON.name, "ada")


def silent(line):
    pass


@pytest.fixture(scope="module")
def graded(released_course, tmp_path_factory, grade):
    "A class with one hand-in, graded once."
    course = SmallClass(shutil.copytree(released_course, tmp_path_factory.mktemp("graded") / "course"))
    course.hand_in("ada")
    collect([course.inbox], course.classroom)
    grade(course.classroom, [LESSON], say=silent)
    return course.root


@pytest.fixture
def course(graded, tmp_path):
    "A copy of it for a test that changes it."
    return SmallClass(shutil.copytree(graded, tmp_path / "course"))


def book(course):
    return Gradebook(f"sqlite:///{course.classroom.db}")


def test_a_record_says_what_a_mark_follows_from(course):
    record = json.loads(record_path(ADA, course.classroom).read_text())
    assert (record["status"], record["jail"], record["verdict"]) == (GRADED, "bubblewrap", "PASS")
    double = record["exercises"]["double"]
    assert (double["verdict"], double["points"], double["max_points"], double["reasons"]) == ("PASS", 3, 3, [])
    assert record["facts"]["seed_id"] and json.loads(record["facts"]["limits"])["cpu"]
    key = (course.classroom.folder / "trial_key").read_text().strip()
    assert key not in json.dumps(record)


def judged(monkeypatch):
    "Which exercises workers are asked to judge from now on."
    asked, run_on_workers = [], grading.run_on_workers

    def spy(client, function, items):
        def told():
            for name, arguments in items:
                asked.append((name.student, arguments[0].exercises))
                yield name, arguments

        return run_on_workers(client, function, told())

    monkeypatch.setattr(grading, "run_on_workers", spy)
    return asked


def test_an_edited_check_reruns_its_exercise_only(course, grade, monkeypatch):
    asked = judged(monkeypatch)
    checks = course.root / "checks" / "lesson01.py"
    checks.write_text(CHECKS.replace("agree(student(double, 3), 6", "agree(student(double, 3), 7"))
    (ada,) = grade(course.classroom, [LESSON], say=silent)
    assert asked == [("ada", ("double",))] and ada.status == GRADED
    (mark,) = read_marks(course.classroom, [LESSON])
    assert {e.exercise: e.points for e in mark.exercises} == {"double": 2, "halve": 2}


def test_what_was_judged_is_only_entered_after_a_stop(course, grade, monkeypatch):
    asked = judged(monkeypatch)
    record = read_record(ADA, course.classroom)
    write_record(ADA, type(record)(**{**vars(record), "status": JUDGED}), course.classroom)
    assert [r.status for r in grade(course.classroom, [LESSON], say=silent)] == [GRADED]
    assert [r.status for r in grade(course.classroom, [LESSON], say=silent)] == [UNCHANGED]
    assert asked == []


@pytest.mark.parametrize("damage", [b"", b"{", b'{"status": "graded"}'])
def test_a_torn_record_is_judged_again(damage, course, grade):
    record_path(ADA, course.classroom).write_bytes(damage)
    assert [r.status for r in grade(course.classroom, [LESSON], say=silent)] == [GRADED]


def test_marks_by_hand_comments_and_penalties_outlive_a_regrade(course, grade):
    with book(course) as gradebook:
        gradebook.find_grade("check_halve", LESSON.name, LESSON.name, "ada").manual_score = 0.5
        gradebook.find_comment("halve", LESSON.name, LESSON.name, "ada").manual_comment = "well said"
        gradebook.find_assignment(LESSON.name).duedate = datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None)
        gradebook.db.commit()
    grade(course.classroom, [LESSON], force=True, say=silent)
    with book(course) as gradebook:
        grades = gradebook.find_grade("check_halve", LESSON.name, LESSON.name, "ada")
        assert (grades.auto_score, grades.manual_score, grades.score) == (2, 0.5, 0.5)
        comment = gradebook.find_comment("halve", LESSON.name, LESSON.name, "ada")
        assert comment.manual_comment == "well said"
        assert gradebook.find_submission(LESSON.name, "ada").total_seconds_late > 0


def test_a_whole_record_is_traced_and_a_flipped_byte_found(course):
    (found,) = audit(course.classroom, [LESSON])
    assert found.problems == [] and found.notes == []
    assert any("double: PASS, 3 of 3 points" in line for line in found.trail)
    path = record_path(ADA, course.classroom)
    whole = path.read_bytes()
    for place in range(0, len(whole), max(1, len(whole) // 60)):
        flipped = bytearray(whole)
        flipped[place] ^= 1
        path.write_bytes(flipped)
        try:
            same = json.loads(flipped) == json.loads(whole)
        except ValueError:
            same = False
        (found,) = audit(course.classroom, [LESSON])
        assert found.problems or same
    path.write_bytes(whole)
    with sqlite3.connect(course.classroom.db) as db:
        db.execute("UPDATE grade SET auto_score = 99")
    assert any("the gradebook has 99 points" in problem for problem in audit(course.classroom, [LESSON])[0].problems)


def test_a_changed_hand_in_is_found(course):
    path = ADA.notebook(course.classroom.submitted)
    path.write_text(path.read_text().replace("return 2", "return 3").replace("2 * x", "3 * x"))
    (found,) = audit(course.classroom, [LESSON])
    assert any("is not the one that was graded" in problem for problem in found.problems)


def test_a_failure_of_the_grader_is_no_mark_and_is_told(small_class, grade, monkeypatch):
    small_class.hand_in("ada")
    collect([small_class.inbox], small_class.classroom)
    monkeypatch.setattr(grading, "run_on_workers", lambda *_: iter([(ADA, OSError("no more workers"))]))
    (ada,) = grade(small_class.classroom, [LESSON], say=silent)
    assert ada.status == FAILED and ada.verdict == "INFRA" and "the grader failed, not the answer" in ada.reason
    (mark,) = read_marks(small_class.classroom, [LESSON])
    assert mark.points is None and mark.problem == ada.reason
    monkeypatch.undo()
    assert [r.status for r in grade(small_class.classroom, [LESSON], say=silent)] == [GRADED]


def test_without_a_jail_every_mark_says_so(small_class, grade):
    small_class.hand_in("ada", {**RIGHT, "halve": "def halve(x): return 0"})
    collect([small_class.inbox], small_class.classroom)
    grade(small_class.classroom, [LESSON], say=silent, jail="none")
    (mark,) = read_marks(small_class.classroom, [LESSON])
    assert mark.points == 3 and mark.notes == ["graded without a jail"]
    assert "ada,01_mini,,,,graded without a jail" in marks_csv([mark])
    assert "Graded without a jail" in ADA.notebook(small_class.classroom.autograded).read_text()
    assert json.loads(record_path(ADA, small_class.classroom).read_text())["jail"] == "none"
