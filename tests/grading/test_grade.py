"A class graded: every mark lands in the gradebook, and no submission can spoil another's."

import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from golden import assert_golden
from nbgrader.api import Gradebook
from small_class import LESSON, RIGHT, SmallClass, twice, without

from autograder.errors import CourseError
from autograder.grading.collect import collect
from autograder.grading.grade import UNCHANGED
from autograder.grading.nbgrader import gradebook
from autograder.grading.nbgrader.feedback import make_feedback
from autograder.grading.nbgrader.formgrader import nbgrader_environment
from autograder.grading.records import GRADED, REFUSED, read_record
from autograder.jail.inside.limits import Limits
from autograder.reports.export import marks_csv
from autograder.reports.marks import read_marks
from autograder.reports.overview import write_overviews
from autograder.submissions import Slot

pytestmark = pytest.mark.xdist_group("small_class")

NEEDS_THE_KEY = "import os\ndef double(x): return 2 * x if len(os.environ['COURSE_TRIAL_KEY']) == 64 else 0"
KILLS_THE_GRADER = "import os, signal\nos.kill(os.getppid(), signal.SIGKILL)"
FLAGS_FLIPPED = {"grade": False, "points": 100, "schema_version": 1}


def silent(line):
    pass


def slot(student):
    return Slot(LESSON.name, student)


def page_of(course, student):
    return slot(student).folder(course.classroom.feedback) / f"{LESSON.name}.html"


def by_student(results):
    return {result.slot.student: result for result in results}


@pytest.fixture(scope="module")
def graded(released_course, tmp_path_factory, grade):
    "A class with all kinds of submissions, graded and given feedback once."
    course = SmallClass(shutil.copytree(released_course, tmp_path_factory.mktemp("graded") / "course"))
    good = course.notebook()
    flipped = course.notebook()
    flipped["cells"][2]["metadata"]["nbgrader"] |= FLAGS_FLIPPED
    course.hand_in("ada")
    course.hand_in("blank", course.notebook({}))
    course.hand_in("part", {"double": "def double(x): return 2", "halve": RIGHT["halve"]})
    course.hand_in("dead", {**RIGHT, "halve": "import os; os._exit(3)"})
    course.hand_in("killer", {**RIGHT, "halve": KILLS_THE_GRADER})
    course.hand_in("gap", without(good, 2))
    course.hand_in("flip", flipped)
    course.hand_in("warn", {**RIGHT, "double": "import warnings\ndef double(x): warnings.warn('slow'); return 2 * x"})
    course.hand_in("key", {**RIGHT, "double": NEEDS_THE_KEY})
    course.hand_in("typo", {**RIGHT, "double": "def double(x) return 2 * x"})
    collect([course.inbox], course.classroom)
    put_by_hand = slot("twice").notebook(course.classroom.submitted)
    put_by_hand.parent.mkdir(parents=True)
    shutil.copy(course.hand_in("twice", twice(good, 1)), put_by_hand)
    course.results = by_student(grade(course.classroom, [LESSON], workers=2, say=silent))
    course.pages = make_feedback(course.classroom, [LESSON], 2, say=silent)
    course.marks = by_student(read_marks(course.classroom, [LESSON]))
    return course


MARKS = {
    "ada": (3, 2, ""),
    "blank": (0, 0, "not written yet"),
    "part": (2, 2, "gives 2 for everything"),
    "dead": (3, 0, "raised NameError: halve is not defined: run the cell that defines it"),
    "killer": (3, 0, "raised NameError: halve is not defined: run the cell that defines it"),
    "gap": (3, 2, ""),
    "flip": (3, 2, ""),
    "warn": (3, 2, ""),
    "key": (0, 2, "raised KeyError: 'COURSE_TRIAL_KEY' (in double, line 2 of its cell)"),
    "typo": (0, 2, "raised NameError: double is not defined: run the cell that defines it"),
}


@pytest.mark.parametrize("student", MARKS)
def test_marks_and_reasons(graded, student):
    double, halve, reason = MARKS[student]
    mark = graded.marks[student]
    assert [(e.exercise, e.points, e.max_points) for e in mark.exercises] == [
        ("double", double, 3),
        ("halve", halve, 2),
    ]
    assert (mark.points, mark.max_points) == (double + halve, 5)
    assert {e.reason for e in mark.exercises if e.points < e.max_points} == ({reason} if reason else set())
    with Gradebook(f"sqlite:///{graded.classroom.db}") as book:
        grades = {g.name: g.score for g in book.find_submission_notebook(LESSON.name, LESSON.name, student).grades}
    assert grades == {"check_double": double, "check_halve": halve}


def test_what_happened_is_noted(graded):
    assert graded.marks["dead"].notes == ["the kernel died in cell 4 (halve)"]
    assert graded.marks["typo"].notes[0].startswith("cell 2 (double) raised SyntaxError")
    assert graded.marks["gap"].notes == ["cell check_double is missing. Nothing to do: grading puts it back."]


def test_who_was_not_graded_is_reported_by_name_with_what_to_do(graded):
    others = {name: result.status for name, result in graded.results.items() if result.status != GRADED}
    assert others == {"twice": REFUSED}
    twice = graded.results["twice"].reason
    assert "the same grade id 'double'" in twice and "Ask twice to hand in 01_mini again" in twice
    assert graded.marks["twice"].problem == twice and graded.marks["twice"].points is None


def test_everybody_graded_has_a_page_without_hidden_trials(graded):
    assert set(graded.pages.values()) == {""}
    pages = {s.student: page_of(graded, s.student) for s in graded.pages}
    assert set(pages) == set(MARKS)
    for page in pages.values():
        text = page.read_text(encoding="utf-8")
        assert "HIDDEN" not in text and "double(3)" not in text
    assert "4 of 5 points" in pages["part"].read_text(encoding="utf-8")


def test_a_feedback_page_reads_as_it_always_did(graded):
    page = page_of(graded, "part")
    assert_golden(page.read_text(encoding="utf-8"), Path(__file__).with_name("feedback.txt"))


def test_only_pages_that_would_differ_are_made_again(graded, monkeypatch):
    def made():
        told = []
        assert set(make_feedback(graded.classroom, [LESSON], 1, say=told.append).values()) == {""}
        return [line.split()[1] for line in told]

    assert made() == []
    with Gradebook(f"sqlite:///{graded.classroom.db}") as book:
        comment = book.find_comment("double", LESSON.name, LESSON.name, "part")
        comment.manual_comment = "See **me** <script>run()</script>"
        book.db.commit()
    (graded.classroom.folder / "roster.csv").write_text("id,name\nada,Ada Lovelace\n")
    assert made() == ["ada", "part"]
    part, ada = (page_of(graded, name).read_text() for name in ("part", "ada"))
    assert "See <strong>me</strong>" in part and "default-src 'none'" in part and "Ada Lovelace (ada)" in ada
    (graded.classroom.folder / "roster.csv").unlink()


def test_a_page_begins_with_what_to_fix_and_asks_for_nothing_from_elsewhere(graded):
    pages = {name: page_of(graded, name).read_text() for name in MARKS}
    words = {name: " ".join(BeautifulSoup(page, "html.parser").stripped_strings) for name, page in pages.items()}
    assert "What to fix first double (2 of 3): gives 2 for everything Exercises" in words["part"]
    assert "Nothing to fix." in words["ada"] and "What to fix" not in words["ada"]
    assert "double (0 of 3): not written yet halve (0 of 2): not written yet" in words["blank"]
    assert "double (0 of 3): your cell raised SyntaxError: " in words["typo"]
    for page in pages.values():
        found = BeautifulSoup(page, "html.parser")
        assert not found(["script", "link", "iframe"]) and not [
            tag for tag in found(src=True) if tag["src"][:5] != "data:"
        ]
        links = [tag["href"] for tag in found("a")]
        assert links and all(found.find(id=link[1:]) for link in links)


def test_a_learners_own_page_leads_to_the_others(graded):
    classroom = graded.classroom
    (classroom.folder / "class.toml").write_text(TERMS)
    assert len(write_overviews([*graded.marks.values()], classroom)) == len(MARKS)
    page = BeautifulSoup((classroom.feedback / "part" / "index.html").read_text(), "html.parser")
    text = " ".join(page.stripped_strings)
    assert "01_mini 4 of 5" in text and "4 of 5 points in the lessons" in text
    assert (
        "Due on 27 April 2027, 23:59 (Europe/Berlin): your extension of 20 April 2027, 23:59 (Europe/Berlin)." in text
    )
    assert "Each day begun after that costs 10 % of the points earned, 50 % at most." in text
    assert (classroom.feedback / "part" / page.find("a")["href"]).is_file()
    assert write_overviews([*graded.marks.values()], classroom) == []
    (classroom.folder / "class.toml").unlink()


TERMS = """\
timezone = "Europe/Berlin"
[due]
01 = 2027-04-20T23:59:00
[extensions.part]
01 = 2027-04-27T23:59:00
[penalty]
percent_per_day = 10
most_percent = 50
"""


def test_csv_has_a_row_for_each_exercise_and_each_problem(graded):
    rows = marks_csv([graded.marks["ada"], graded.marks["blank"], graded.marks["twice"]]).splitlines()
    assert rows[:5] == [
        "student,lesson,exercise,points,max_points,reason",
        "ada,01_mini,double,3,3,",
        "ada,01_mini,halve,2,2,",
        "blank,01_mini,double,0,3,not written yet",
        "blank,01_mini,halve,0,2,not written yet",
    ]
    assert rows[5].startswith("twice,01_mini,,,,") and len(rows) == 6


def test_nbgraders_own_commands_see_the_same_class(graded, tmp_path):
    environment = nbgrader_environment(graded.classroom)

    def nbgrader(*arguments):
        command = [sys.executable, "-m", "nbgrader", *arguments]
        return subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)

    done = nbgrader("autograde", LESSON.name, "--student", "warn", "--force")
    assert done.returncode == 0, done.stderr
    done = nbgrader("export", "--to", str(tmp_path / "grades.csv"))
    assert done.returncode == 0, done.stderr
    rows = [line.split(",") for line in (tmp_path / "grades.csv").read_text().splitlines()]
    scores = {row[rows[0].index("student_id")]: float(row[rows[0].index("score")]) for row in rows[1:]}
    assert {name: scores[name] for name in MARKS} == {name: sum(MARKS[name][:2]) for name in MARKS}


def test_only_what_changed_is_graded_again(small_class, grade):
    classroom, done = small_class.classroom, []
    small_class.hand_in("ada")
    small_class.hand_in("bob", small_class.notebook({}))
    collect([small_class.inbox], classroom)
    grade(classroom, [LESSON], say=silent)
    page = slot("ada").notebook(classroom.autograded)
    before = page.stat().st_mtime_ns
    small_class.hand_in("bob")
    collect([small_class.inbox], classroom)
    (bob,) = read_marks(classroom, [LESSON], ["bob"])
    assert bob.problem == "handed in again and not graded since: run `autograder grade`."
    results = by_student(grade(classroom, [LESSON], say=done.append))
    assert (results["ada"].status, results["bob"].status) == (UNCHANGED, GRADED)
    assert done == ["1/1 bob 01_mini: graded"] and page.stat().st_mtime_ns == before
    assert [mark.points for mark in read_marks(classroom, [LESSON])] == [5, 5]
    results = by_student(grade(classroom, [LESSON], ["ada"], force=True, say=silent))
    assert set(results) == {"ada"} and results["ada"].status == GRADED


def test_a_cell_that_waits_for_ever_costs_itself_only(small_class, grade):
    waits = "import time\ndef double(x): return 2 * x\ntime.sleep(600)"
    stubborn = "import signal\nsignal.signal(signal.SIGALRM, signal.SIG_IGN)\nwhile True: pass"
    small_class.hand_in("ada", {**RIGHT, "double": waits})
    small_class.hand_in("bob", {**RIGHT, "double": stubborn})
    collect([small_class.inbox], small_class.classroom)
    grade(small_class.classroom, [LESSON], say=silent, limits=Limits(cell_wall=3.0))
    marks = by_student(read_marks(small_class.classroom, [LESSON]))
    assert (marks["ada"].points, marks["bob"].points) == (5, 2)
    assert marks["bob"].notes == ["cell 2 (double) ran too long and could not be interrupted"]


def test_faults_of_the_gradebook_are_one_line_and_lose_nothing(small_class, monkeypatch, grade):
    classroom = small_class.classroom
    small_class.hand_in("ada")
    collect([small_class.inbox], classroom)
    monkeypatch.setattr(gradebook, "LOCK_SECONDS", 0.2)
    monkeypatch.setattr(gradebook, "LOCK_PATIENCE", 0.5)

    def refused():
        with pytest.raises(CourseError) as caught:
            grade(classroom, [LESSON], say=silent)
        assert "\n" not in str(caught.value) and str(classroom.db) in str(caught.value)
        assert not classroom.autograded.exists() and read_record(slot("ada"), classroom) is None
        return str(caught.value)

    whole = classroom.db.read_bytes()
    other = sqlite3.connect(classroom.db, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert "is locked. Close the program that writes to it" in refused()
    other.rollback()
    other.execute("DELETE FROM assignment")
    other.close()
    assert "does not know 01_mini yet. Run `autograder release 01_mini` first" in refused()
    for damaged in (b"garbage, not a database at all" * 100, whole[: len(whole) // 2], whole[:100]):
        classroom.db.write_bytes(damaged)
        assert "Restore it from a backup" in refused()
        assert classroom.db.read_bytes() == damaged
    classroom.db.unlink()
    assert "there is no gradebook" in refused() and not classroom.db.exists()


def test_nothing_to_grade_says_what_to_do(small_class, grade):
    with pytest.raises(CourseError, match="nothing to grade. `autograder collect`"):
        grade(small_class.classroom, [LESSON])
    small_class.hand_in("ada")
    collect([small_class.inbox], small_class.classroom)
    with pytest.raises(CourseError, match="has nothing from bob. `autograder collect`"):
        grade(small_class.classroom, [LESSON], ["bob"])
