"The class page: right numbers, and nothing of a learner's that a browser would run."

import base64
import hashlib
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from chromium import chromium, needs_chromium
from golden import assert_golden

from autograder.classroom import Classroom
from autograder.errors import CourseError
from autograder.grading.records import Earlier
from autograder.reports.class_report import (
    LEARNERS,
    Known,
    Mistake,
    Need,
    Spread,
    Stuck,
    discrimination,
    histogram,
    lesson_page,
    mistakes,
    needs_help,
    recurring,
    report_page,
    spreads,
    stuck,
    weeks_of,
    write_learners,
    write_report,
)
from autograder.reports.marks import EXCUSED, LATE, NOTHING, ExerciseMark, Mark
from autograder.submissions import Slot

TODAY = date(2027, 4, 20)
SAMPLE, ABSOLUTE = "divides by n - 1", "averages absolute deviations"


def mark(student, lesson, *exercises, problem="", seconds=0.0):
    if problem:
        return Mark(Slot(lesson, student), problem=problem)
    points, most = sum(e.points for e in exercises), sum(e.max_points for e in exercises)
    return Mark(Slot(lesson, student), points, most, list(exercises), seconds=seconds)


MARKS = [
    mark("ada", "01_stats", ExerciseMark("variance", 4, 4), ExerciseMark("covariance", 2, 2), seconds=1.0),
    mark(
        "bob",
        "01_stats",
        ExerciseMark("variance", 1, 4, (SAMPLE, ABSOLUTE)),
        ExerciseMark("covariance", 2, 2),
        seconds=3.0,
    ),
    mark(
        "cem",
        "01_stats",
        ExerciseMark("variance", 0, 4, (SAMPLE,)),
        ExerciseMark("covariance", 0, 2, ("not written yet",)),
    ),
    mark("cem", "00_core", ExerciseMark("flatten_images", 0, 1, ("one row in all",)), seconds=8.0),
    mark("dan", "01_stats", problem="could not be read: it is cut short."),
]


@pytest.fixture
def classroom(tmp_path):
    return Classroom(tmp_path)


def test_mistakes_are_counted_and_blanks_are_none():
    assert mistakes(MARKS) == [
        Mistake("01_stats", "variance", SAMPLE, ["bob", "cem"]),
        Mistake("00_core", "flatten_images", "one row in all", ["cem"]),
        Mistake("01_stats", "variance", ABSOLUTE, ["bob"]),
    ]


def test_one_diagnosis_is_one_mistake_whatever_signs_are_in_it():
    text = "adds up the means; batches count by their size, too"
    found = mistakes([mark("eve", "01_stats", ExerciseMark("variance", 0, 4, (text, SAMPLE)))])
    assert [m.text for m in found] == [text, SAMPLE]


def test_a_limit_is_no_mistake_and_has_its_own_list(classroom):
    late = mark("eve", "01_stats", ExerciseMark("variance", 0, 4, ("was not answered within 10 s",), stopped=True))
    assert mistakes([late]) == []
    words = " ".join(BeautifulSoup(report_page([late], Known.of(classroom)), "html.parser").stripped_strings)
    assert "Stopped at a limit of time or memory eve, 01_stats : variance" in words


def test_spreads():
    assert spreads(MARKS) == [
        Spread("00_core", "flatten_images", 1, 0, 0, 0.0),
        Spread("01_stats", "variance", 1, 1, 1, pytest.approx((1 + 0.25 + 0) / 3)),
        Spread("01_stats", "covariance", 1, 0, 2, pytest.approx(2 / 3)),
    ]


def test_stuck_is_who_wrote_something_in_vain_in_the_last_lesson():
    assert stuck(MARKS) == [Stuck("cem", "01_stats", ["variance"])]


def handed_in(student, day, reasons, earlier=()):
    "A hand-in of a day in April 2027, with what was found wrong in it, and in earlier ones by day."
    points = 0 if reasons else 4
    found = mark(student, "01_stats", ExerciseMark("variance", points, 4, tuple(reasons)))
    kept = [Earlier(f"2027-04-{day:02}T12:00:00+00:00", {"variance": texts}) for day, texts in earlier]
    return replace(found, came=datetime(2027, 4, day, 12, tzinfo=UTC), earlier=tuple(kept))


def test_mistakes_over_time():
    found = mistakes(
        [
            handed_in("ada", 20, [], [(6, [SAMPLE]), (7, [SAMPLE, "not written yet"])]),
            handed_in("bob", 8, [SAMPLE]),
            handed_in("cem", 21, [SAMPLE, ABSOLUTE], [(9, [SAMPLE])]),
        ]
    )
    weeks = [date(2027, 4, day) for day in (5, 12, 19)]
    assert found == [
        Mistake("01_stats", "variance", SAMPLE, ["bob", "cem"], ["ada"], {weeks[0]: 3, weeks[2]: 1}),
        Mistake("01_stats", "variance", ABSOLUTE, ["cem"], [], {weeks[2]: 1}),
    ]
    assert weeks_of(found) == weeks and weeks_of([]) == []


def test_mistakes_that_come_back_in_other_lessons():
    again = mark("ada", "02_glorot", ExerciseMark("fan", 0, 4, (SAMPLE,)))
    assert recurring(mistakes([*MARKS, again])) == [(SAMPLE, {"01_stats": 2, "02_glorot": 1})]


def test_who_needs_help_now():
    full, none = ExerciseMark("variance", 4, 4), ExerciseMark("variance", 0, 4, (SAMPLE,))
    blank = ExerciseMark("variance", 1, 4, ("not written yet",))
    lessons = [f"{number:02}_lesson" for number in range(1, 6)]
    marks = [
        *(mark("good", lesson, full) for lesson in lessons),
        *(mark("gone", lesson, problem=NOTHING) for lesson in lessons),
        *(mark("ill", lesson, problem=EXCUSED) for lesson in lessons),
        mark("better", lessons[3], none),
        mark("better", lessons[4], full),
        mark("stuck", lessons[4], none),
        mark("half", lessons[4], blank),
        mark("torn", lessons[4], problem="could not be read"),
        mark("early", lessons[0], problem=NOTHING),  # so long ago that it is no matter of now
        mark("early", lessons[4], full),
    ]
    assert needs_help(marks) == [
        Need("gone", (f"handed in nothing to {', '.join(lessons[2:])}",)),
        Need("stuck", ("has 0 of 4 points in 05_lesson", "wrote without a point in 05_lesson: variance")),
        Need("half", ("has 1 of 4 points in 05_lesson",)),
        Need("torn", ("has no mark for 05_lesson",)),
    ]


def test_excused_lessons_are_left_out_of_a_learners_per_cent(classroom):
    marks = [
        mark("ada", "01_stats", ExerciseMark("variance", 3, 4)),
        mark("ada", "02_glorot", problem=EXCUSED),
        mark("bob", "02_glorot", ExerciseMark("fan", 6, 6)),
    ]
    words = " ".join(BeautifulSoup(report_page(marks, Known.of(classroom)), "html.parser").stripped_strings)
    assert "ada 3/4 excused 3 75 bob 6/6 6 60" in words


def test_a_learner_has_a_page_and_can_be_asked_for_alone(classroom):
    (page,) = write_learners(["bob"], MARKS, classroom)
    words = " ".join(BeautifulSoup(page.read_text(), "html.parser").stripped_strings)
    assert "bob The class" in words and "3 of 6 points" in words and f"variance 1 of 4: {SAMPLE}; {ABSOLUTE}" in words
    assert not (classroom.folder / "report.html").exists()
    with pytest.raises(CourseError, match="nothing to report of zoe"):
        write_learners(["bob", "zoe"], MARKS, classroom)
    write_report([*MARKS, mark("zoe", "01_stats", ExerciseMark("variance", 4, 4))], classroom)
    zoe = classroom.folder / LEARNERS / "zoe.html"
    assert zoe.exists() and f'href="{LEARNERS}/zoe.html"' in (classroom.folder / "report.html").read_text()
    write_report(MARKS, classroom)
    assert page.exists() and not zoe.exists()


def test_the_page_reads_as_it_always_did(classroom):
    assert_golden(report_page(MARKS, Known.of(classroom, TODAY)), Path(__file__).with_name("class_report.txt"))


def test_the_page_says_all_of_it(classroom):
    feedback = classroom.feedback / "bob" / "01_stats" / "01_stats.html"
    feedback.parent.mkdir(parents=True)
    feedback.touch()
    page = write_report(MARKS, classroom).read_text()
    words = " ".join(re.sub(r"<style>.*?</style>|<[^>]+>", " ", page, flags=re.S).split())
    assert "4 learners, 2 lessons, 5 hand-ins" in words
    assert "3.0 s a hand-in (median; 1.0 to 8.0 s), 12 s of work" in words
    assert "dan, 01_stats : could not be read: it is cut short." in words
    assert f"2 01_stats variance {SAMPLE} bob , cem" in words or f"2 01_stats variance {SAMPLE} bob, cem" in words
    assert 'href="feedback/bob/01_stats/01_stats.html"' in page and page.count("<h1>") == 1
    assert "1 without points, 1 with some, 1 with all" in page
    assert not re.findall(r"https?://|<script [^>]|src=", page)


def test_what_learners_wrote_is_text(classroom):
    evil = "<script>alert(1)</script>"
    marks = [
        mark("eve", "01_stats", ExerciseMark("variance", 0, 4, (evil,))),
        mark("mal", "01_stats", problem=f'"><img src=x onerror=alert(1)>{evil}'),
    ]
    page = report_page(marks, Known.of(classroom))
    assert page.count("<script") == 1 and "<img" not in page and "&lt;script&gt;" in page
    page = lesson_page("01_stats", marks, Known.of(classroom))
    assert page.count("<script") == 1 and "<img" not in page and "&lt;script&gt;" in page


def test_a_lesson_has_a_page_of_its_own(classroom):
    write_report(MARKS, classroom)
    page = (classroom.folder / "report" / "01_stats.html").read_text()
    words = " ".join(BeautifulSoup(page, "html.parser").stripped_strings)
    assert "learner variance covariance points to know ada 4 2 6/6" in words and "flatten_images" not in words
    assert 'href="../report.html"' in page and 'href="report/01_stats.html"' in report_page(MARKS, Known.of(classroom))
    assert not (classroom.folder / "report" / "02_glorot.html").exists()


def test_the_only_script_is_the_one_that_the_page_allows(classroom):
    page = report_page(MARKS, Known.of(classroom))
    (script,) = re.findall(r"<script>(.*?)</script>", page, re.S)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src 'sha256-{digest}'" in page


def test_an_empty_class(classroom):
    page = report_page([], Known.of(classroom))
    assert "0 learners" in page and "None was diagnosed." in page and "Nobody." in page


def of_a_class(learners, lessons=14, exercises=5):
    return [
        mark(
            f"s{i:03}",
            f"{j:02}_lesson",
            *(ExerciseMark(f"exercise_{k}", k % 3, 2, (f"mistake {i % 7}",)) for k in range(exercises)),
        )
        for i in range(learners)
        for j in range(lessons)
    ]


def test_a_hundred_learners_and_fourteen_lessons(classroom):
    page = report_page(of_a_class(100), Known.of(classroom))
    assert page.count('<th scope="row">') == 100 + 14 and page.count('<div class="bar"') == 14 * 5


@needs_chromium
def test_on_paper_no_table_is_cut_off_and_nothing_is_folded(classroom):
    marks = of_a_class(30, 15, 9)
    pages = [report_page(marks, Known.of(classroom)), lesson_page("03_lesson", marks, Known.of(classroom))]
    with chromium() as browser:
        page = browser.new_page(viewport={"width": 794, "height": 1123})  # A4 at 96 dots an inch
        for text in pages:
            page.set_content(text)
            page.emulate_media(media="print")
            assert page.evaluate("Math.max(...[...document.querySelectorAll('table')].map(t => t.scrollWidth))") <= 794
        page.set_content(pages[0])
        assert page.locator("li", has_text="s029").first.is_visible()  # the last of those who need help
        page.emulate_media(media="screen")
        assert not page.locator("li", has_text="s029").first.is_visible()


def test_who_is_missing_or_late_has_a_name_and_a_section(classroom):
    classroom.folder.mkdir(parents=True)
    (classroom.folder / "roster.csv").write_text("id,name,section\nada,Ada Lovelace,A\nbob,Bob,B\n")
    late = mark("bob", "01_stats", ExerciseMark("variance", 4, 4), ExerciseMark(LATE, -1, 0, ("handed in late",)))
    late = replace(late, late=timedelta(hours=1))
    page = report_page([mark("ada", "01_stats", problem=NOTHING), late], Known.of(classroom, TODAY))
    assert "Ada Lovelace (ada)" in page and ">missing</abbr>" in page and "<td>B</td>" in page
    words = " ".join(BeautifulSoup(page, "html.parser").stripped_strings)
    assert "handed in nothing excused late 01_stats ada bob" in words
    assert "1 lesson, 1 hand-in." in words
    assert "Hand-ins without a mark" not in page


def test_the_histogram_has_everybody_once():
    marks = [
        mark(f"s{i}", "01_stats", ExerciseMark("variance", points, 10)) for i, points in enumerate((0, 0.9, 9, 10))
    ]
    assert histogram("01_stats", marks) == [2, 0, 0, 0, 0, 0, 0, 0, 0, 2]


def test_discrimination_tells_an_exercise_that_the_best_fail():
    marks = [
        mark(f"s{i}", "01_stats", ExerciseMark("easy", i, 9), ExerciseMark("odd", 9 - i, 9), ExerciseMark("last", i, 9))
        for i in range(10)
    ]
    assert discrimination("01_stats", "odd", marks) == pytest.approx(-1)
    assert discrimination("01_stats", "odd", marks[:5]) is None
    assert discrimination("01_stats", "easy", [marks[0]] * 9) is None
