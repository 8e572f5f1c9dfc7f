"Times are added up from words, lines, exercises and tasks, and a lesson that says another is found."

import json

import pytest
from tiny_courses import code, grade, md, solution, write_notebook

from autograder.errors import CourseError
from autograder.lessons import REPOSITORY, Lesson, all_lessons
from autograder.release import times as module
from autograder.release.lint import Notebook, length
from autograder.release.times import keep_seconds, paragraph_of, times, times_of, write_times

LESSON = Lesson("90_first")
HALF_AN_HOUR = "word " * 3600  # at 120 a minute
TASK = "### Your own experiment\n\nChange it."


def lesson(*more, paragraph="**Time:** about 10 minutes."):
    return [
        md(f"# Title\n\n{paragraph}", "title"),
        md(f"## How far? Distance\n\n{HALF_AN_HOUR}", "far"),
        code('predict("Further?", ["yes", "no"])', "guess"),
        code("x = 1\n\n" * 20, "lines"),
        md("## How near? Closeness", "near"),
        md("### Exercise 1: double\n\nDifficulty 1/5 · about 20 minutes · 2 points\n\nWrite it.", "text"),
        solution("double", "return 2 * x"),
        code("assert double(1) == 2\n" * 20, "example"),
        grade("double", 2),
        md(f"<details><summary>Stuck</summary>{HALF_AN_HOUR}</details>", "hints"),
        *more,
        md("## Summary", "summary"),
    ]


def test_minutes_are_those_of_words_lines_exercises_and_tasks():
    plain = times(LESSON, lesson())
    assert plain.reading == pytest.approx(30 + 1, abs=0.5)  # no hints, no examples, no answers
    assert (plain.exercises, plain.tasks, plain.longest) == (20, 1, "double")
    assert plain.sections["How near? Closeness"] == pytest.approx(32, abs=0.5)
    assert times(LESSON, lesson(md(TASK, "task"))).tasks == 11
    timed = TASK.replace("\n\n", "\n\nDifficulty 2/5 · about 15 minutes\n\n")
    assert (times(LESSON, lesson(md(timed, "task"))).tasks, times(LESSON, lesson(md(timed, "t"))).exercises) == (1, 35)
    assert times(LESSON, lesson(md(HALF_AN_HOUR, "more"))).reading == pytest.approx(61, abs=0.5)


def test_the_paragraph_has_every_number_and_where_to_stop():
    said = times(LESSON, lesson(), 41.0).paragraph()
    assert said.startswith(
        "**Time:** about 50 minutes; 30 of them to read (at 120 words or 20 lines of code a minute), 20 "
    )
    assert "about 40 seconds on one core. A good place to stop is before *How near? Closeness*, after about 30" in said
    assert (
        "minutes.\n\n**If an exercise holds you up:** `course hint double`" in said and "`course catch-up 90`" in said
    )
    assert "seconds" not in times(LESSON, lesson()).paragraph()
    long = times(LESSON, lesson(*(md(f"## Part {n}\n\n{HALF_AN_HOUR}", f"part-{n}") for n in range(5))))
    assert [title for title, _ in long.stops()] == ["Part 1", "Part 3"]  # of 203 minutes, after 82 and 142


# What the paragraph says instead, and what is said of it.
CHANGES = {
    "too short": ("about 50 minutes", "about 30 minutes", "says 30 where its cells add up to 50"),
    "seconds": ("40 seconds", "4 seconds", "says 4 where its cells add up to 40"),
    "section": ("How near? Closeness", "How close?", "has no section 'How close?' to stop before"),
    "stop": ("after about 30", "after about 50", "says 50 minutes before 'How near? Closeness', which begins after 32"),
    "no stop": (" A good place to stop is before *How near? Closeness*, after about 30 minutes.", "", "not worded"),
    "no help": ("`course hint double`", "a hint", "not worded"),
}


@pytest.mark.parametrize(("old", "new", "said"), CHANGES.values(), ids=CHANGES)
def test_another_time_is_found(old, new, said):
    now = times(LESSON, lesson(), 41.0)
    assert now.unlike(now.paragraph()) is None
    assert old in now.paragraph() and said in now.unlike(now.paragraph().replace(old, new))


def test_a_few_words_more_are_none():
    now = times(LESSON, lesson(), 41.0)
    assert times(LESSON, lesson(md("word " * 600, "more")), 44.0).unlike(now.paragraph()) is None


def test_a_lesson_that_says_nothing_of_its_time_is_found(course):
    cells = [md("# Title", "title"), *lesson()[1:]]
    assert [cell for cell, _ in length(Notebook(LESSON, cells))] == ["title"]
    write_notebook(course / "solutions" / "90_first" / "90_first.ipynb", cells)
    with pytest.raises(CourseError, match=r"begin a paragraph .* with \*\*Time"):
        write_times(["90"], course)


def test_times_are_written_and_then_true(course, monkeypatch, tmp_path):
    file = write_notebook(course / "solutions" / "90_first" / "90_first.ipynb", lesson())
    monkeypatch.setattr(module, "SECONDS", tmp_path / "seconds.json")
    keep_seconds({"91_second": 7.04, "90_first": 1.0}, module.SECONDS)
    keep_seconds({"90_first": 38.2}, module.SECONDS)
    assert json.loads(module.SECONDS.read_text()) == {"90_first": 38.2, "91_second": 7.0}
    (written,) = write_times(["90"], course)
    once = file.read_bytes()
    assert paragraph_of(json.loads(once)["cells"]) == (0, written.paragraph()) and "40 seconds" in written.paragraph()
    assert list(length(Notebook(LESSON, json.loads(once)["cells"]))) == []
    write_times(["90"], course)
    assert file.read_bytes() == once


@pytest.mark.parametrize("lesson", all_lessons(REPOSITORY / "solutions"), ids=str)
def test_every_lesson_can_be_left_and_names_help(lesson):
    now = times_of(lesson)
    assert now.longest and now.stops() and all(title in now.sections for title, _ in now.stops())
