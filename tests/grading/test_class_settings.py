"A class's own file: what it may hold, what is refused, and that a change is entered without judging anything again."

import json
import os
from datetime import UTC, datetime

import pytest
from nbgrader.api import Gradebook
from small_class import LESSON, RIGHT

from autograder.class_settings import FILE, Penalty, Terms, read_settings, renamed_in_settings
from autograder.errors import CourseError
from autograder.grading import grade as grading
from autograder.grading.collect import collect
from autograder.grading.records import GRADED, record_path
from autograder.jail.inside.limits import Limits
from autograder.reports.marks import read_marks
from autograder.submissions import Slot

ADA = Slot(LESSON.name, "ada")
HANDED_IN = datetime(2026, 3, 3, 12, 0, tzinfo=UTC)
WHOLE = """
timezone = "Europe/Berlin"
lessons = ["01"]
jail = "none"
workers = 3
[due]
01 = 2026-03-01T23:59:00
[extensions.ada]
01_mini = 2026-03-04T00:00:00Z
[penalty]
percent_per_day = 10
most_percent = 50
[limits]
cpu = 7
"""


def write(classroom, text):
    classroom.folder.mkdir(exist_ok=True)
    (classroom.folder / FILE).write_text(text)


def test_all_of_it(small_class):
    write(small_class.classroom, WHOLE)
    settings = read_settings(small_class.classroom)
    assert (settings.lessons, settings.jail, settings.workers) == ((LESSON,), "none", 3)
    assert settings.limits == Limits(cpu=7)
    due, longer = datetime(2026, 3, 1, 22, 59, tzinfo=UTC), datetime(2026, 3, 4, tzinfo=UTC)
    assert settings.terms("ada", "01_mini") == Terms(due, longer, Penalty(10, 50))
    assert settings.terms("bob", "01_mini") == Terms(due, None, Penalty(10, 50))
    assert Terms.from_json(settings.terms("ada", "01_mini").to_json()) == settings.terms("ada", "01_mini")


@pytest.mark.parametrize(
    ("written", "utc", "said"),
    [
        ("2027-03-27T23:59:00", "27 22:59", "27 March 2027, 23:59"),
        ("2027-03-28T23:59:00", "28 21:59", "28 March 2027, 23:59"),  # the clocks were put forward in the morning
        ("2027-03-28T02:30:00", "28 01:30", "28 March 2027, 03:30"),  # no clock shows this
        ("2027-10-31T02:30:00", "31 01:30", "31 October 2027, 02:30"),  # clocks show it twice: the second time
        ("2027-10-30T23:59:00", "30 21:59", "30 October 2027, 23:59"),
        ("2027-10-31T23:59:00", "31 22:59", "31 October 2027, 23:59"),
        ("2027-10-31T00:59:00Z", "31 00:59", "31 October 2027, 02:59"),
        ("2027-10-31T00:59:00+05:30", "30 19:29", "30 October 2027, 21:29"),
    ],
)
def test_due_dates_go_by_the_clock_of_their_day(small_class, written, utc, said):
    write(small_class.classroom, f"timezone = 'Europe/Berlin'\n[due]\n01 = {written}\n")
    settings = read_settings(small_class.classroom)
    assert f"{settings.due['01_mini']:%d %H:%M}" == utc
    assert settings.said("ada", "01_mini")[0] == f"Due on {said} (Europe/Berlin)."


def test_a_class_without_the_file_has_no_terms(small_class):
    assert read_settings(small_class.classroom).terms("ada", "01_mini") is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("due = 3 =", "cannot be read"),
        ("dew = 3", "dew is not a setting; did you mean 'due'"),
        ("due = 3", r"due must be a section: a line \[due\]"),
        ("[due]\n01 = 2026-03-01", "due.01 is .*; it must be a date and a time"),
        ("[due]\n09 = 2026-03-01T23:59:00", "due: .*01_mini"),
        ("[extensions.'a b']\n01 = 2026-03-01T23:59:00", "extensions.a b is no student id"),
        ("[extensions.b.okafor]\n01 = 2026-03-01T23:59:00", 'an id with a dot stands in quotes: "b.okafor"'),
        ("[excused]\nb.okafor = ['01']", 'an id with a dot stands in quotes: "b.okafor"'),
        ("[excused]\nada = '01'", "excused.ada must be a list"),
        ("timezone = 'Berlin'", "timezone 'Berlin' is not known here"),
        ("jail = 'bubble'", "jail is 'bubble'; it may be bubblewrap"),
        ("workers = 0", "workers is 0; it must be a number of 1 or more"),
        ("lessons = '01'", "lessons must be a list"),
        ("[penalty]\nper_day = 3", "penalty.per_day is not a setting; did you mean 'percent_per_day'"),
        ("[penalty]\npercent_per_day = -3", "must be a number of 0 or more"),
        ("[limits]\ncpu = 2.5", "limits.cpu is 2.5; it must be a whole number"),
    ],
)
def test_what_makes_no_sense_is_named(small_class, text, said):
    write(small_class.classroom, text)
    with pytest.raises(CourseError, match=f"{FILE}.*{said}"):
        read_settings(small_class.classroom)


def test_a_learner_who_is_not_in_the_roster_is_named(small_class):
    write(small_class.classroom, "[excused]\nadda = ['01']")
    assert read_settings(small_class.classroom).excused == {"adda": {"01_mini"}}
    (small_class.classroom.folder / "roster.csv").write_text("id\nada\n")
    with pytest.raises(CourseError, match="excused.adda is nobody in the roster; did you mean 'ada'"):
        read_settings(small_class.classroom)


def test_an_id_that_cannot_be_changed_safely_stays(small_class):
    write(small_class.classroom, "excused = {ada = ['01']}")
    with pytest.raises(CourseError, match="names ada where this command cannot change it"):
        renamed_in_settings("ada", "eve", small_class.classroom)
    assert renamed_in_settings("bob", "eve", small_class.classroom) is None


@pytest.mark.parametrize(
    ("late", "lost"), [(-1, 0), (0, 0), (600, 0), (601, 1), (86400, 1), (86401, 2), (9 * 86400, 5)]
)
def test_a_penalty_counts_days_begun_up_to_its_most(late, lost):
    assert Penalty(10, 50, grace_minutes=10).of(10.0, late) == lost


def test_a_change_is_entered_and_nothing_is_judged_again(small_class, grade, monkeypatch):
    hand_in = small_class.hand_in("ada", {**RIGHT, "halve": "def halve(x): return 0"})
    os.utime(hand_in, (HANDED_IN.timestamp(),) * 2)
    classroom = small_class.classroom
    collect([small_class.inbox], classroom)
    write(classroom, "[due]\n01 = 2026-03-01T12:00:00Z\n[penalty]\npercent_per_day = 10\n")

    def points():
        (result,) = grade(classroom, [LESSON], say=lambda _: None)
        (mark,) = read_marks(classroom, [LESSON])
        return result.status, mark.points

    assert points() == (GRADED, pytest.approx(3 * 0.8))
    judged = json.loads(record_path(ADA, classroom).read_text())["facts"]["when"]
    monkeypatch.setattr(grading, "run_on_workers", lambda *_: pytest.fail("judged again"))
    assert points() == ("unchanged", pytest.approx(3 * 0.8))
    write(classroom, "[due]\n01 = 2026-03-01T12:00:00Z\n[penalty]\npercent_per_day = 50\n")
    assert points() == (GRADED, 0)
    extended = "[extensions.ada]\n01 = 2026-03-04T12:00:00Z\n"
    write(classroom, f"[due]\n01 = 2026-03-01T12:00:00Z\n{extended}[penalty]\npercent_per_day = 50\n")
    assert points() == (GRADED, 3)
    with Gradebook(f"sqlite:///{classroom.db}") as gradebook:
        assert gradebook.find_assignment(LESSON.name).duedate == datetime(2026, 3, 1, 12)
        assert gradebook.find_submission(LESSON.name, "ada").duedate == datetime(2026, 3, 4, 12)
    assert json.loads(record_path(ADA, classroom).read_text())["facts"]["when"] == judged
