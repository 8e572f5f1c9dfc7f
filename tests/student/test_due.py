"Due dates of the class where learners look: progress, its page, submit."

from datetime import UTC, datetime, timedelta

import pytest

from autograder.class_settings import ClassSettings, Penalty
from autograder.errors import CourseError
from autograder.lessons import REPOSITORY
from autograder.library import find_project
from autograder.release.due import due_toml
from autograder.student.cli import main
from autograder.student.due import FILE, VARIABLE, Dates, read_dates
from autograder.student.progress import as_html, as_text, progress

NOW = datetime(2027, 4, 20, 12, tzinfo=UTC)


def class_of(**due):
    times = {f"{name}": NOW + timedelta(days=days) for name, days in due.items()}
    return ClassSettings(due=times, penalty=Penalty(10), timezone="Europe/Berlin", written=True)


@pytest.fixture(autouse=True)
def importable(monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(REPOSITORY))


def give_out(desk, text):
    (desk.root / FILE).write_text(text)


def test_what_the_class_has_is_what_learners_read(desk):
    settings = class_of(**{"90_first": 1, "91_second": -1})
    give_out(desk, due_toml(settings))
    dates = read_dates(find_project())
    assert dates.due == settings.due
    assert dates.said("90_first", NOW) == "due on 21 April 2027, 14:00, in 24 hours"  # in Berlin
    assert dates.note() == (
        "Times are those of Europe/Berlin. Each day begun after that costs 10 % of the points earned. "
        "An extension that you were given is not shown here."
    )


@pytest.mark.parametrize(
    ("left", "handed_in", "said"),
    [
        (timedelta(days=3, hours=5), False, "due on 20 April 2027, 12:00, in 3 days"),
        (timedelta(hours=47), False, "due on 20 April 2027, 12:00, in 47 hours"),
        (timedelta(minutes=1), False, "due on 20 April 2027, 12:00, in 1 minute"),
        (timedelta(0), False, "due on 20 April 2027, 12:00, in less than a minute"),
        (timedelta(hours=-2), False, "was due on 20 April 2027, 12:00, 2 hours ago"),
        (timedelta(hours=-2), True, "due on 20 April 2027, 12:00"),
    ],
)
def test_how_long_is_left(left, handed_in, said):
    assert Dates({"01_stats": NOW}).said("01_stats", NOW - left, handed_in) == said
    assert Dates({}).said("01_stats", NOW) == Dates().note() == ""


def test_progress_and_submit_say_it(desk, capsys):
    assert all(not lesson.due for lesson in progress())
    give_out(
        desk,
        "zone = 'UTC'\nlate = 'It costs.'\n[due]\n90_first = 2099-01-02T12:00:00Z\n91_second = 2020-01-02T12:00:00Z",
    )
    text, page = as_text(progress()), as_html(progress())
    for said in ("not begun; due on 2 January 2099, 12:00, in ", "not begun; was due on 2 January 2020, 12:00, "):
        assert said in text and said in page
    assert "Times are those of UTC. It costs." in text and "It costs." in page
    desk.write("double", "return x * 2")
    assert main(["submit", "90", "--as", "ada"]) == main(["submit", "91", "--as", "ada"]) == 0
    said = capsys.readouterr().out
    assert "It is due on 2 January 2099, 12:00, in " in said and "It was due on 2 January 2020, 12:00, " in said
    assert "handed in; due on 2 January 2099, 12:00\n" in as_text(progress())


def test_a_hub_has_one_file_for_everybody(desk, tmp_path, monkeypatch):
    give_out(desk, "[due]\n90_first = 2020-01-02T12:00:00Z")
    shared = tmp_path / "shared.toml"
    shared.write_text("[due]\n90_first = 2099-01-02T12:00:00Z")
    monkeypatch.setenv(VARIABLE, str(shared))
    assert read_dates(find_project()).due["90_first"].year == 2099


@pytest.mark.parametrize("text", ["[due", "due = 3", "[due]\n01 = 2027-04-20", "[due]\n01 = 2027-04-20T12:00:00"])
def test_a_damaged_file_is_named(desk, text, capsys):
    give_out(desk, text)
    with pytest.raises(CourseError, match=f"{FILE} cannot be read"):
        read_dates(find_project())
    assert main(["progress"]) == 1 and len(capsys.readouterr().err.splitlines()) == 1
