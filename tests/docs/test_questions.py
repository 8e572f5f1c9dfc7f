"Questions at the end of lessons: each lesson has some, one answer to each is right, and a page shows them."

from collections import Counter

import pytest

from autograder.docs.questions import as_markdown, read_questions
from autograder.errors import CourseError
from autograder.lessons import REPOSITORY, all_lessons

LESSONS = all_lessons(REPOSITORY / "solutions")
FOLDER = REPOSITORY / "docs" / "questions"


@pytest.mark.parametrize("lesson", LESSONS, ids=str)
def test_each_lesson_asks(lesson):
    questions = read_questions(FOLDER / f"{lesson.name}.md")
    assert len(questions) >= 3
    places = {[choice.right for choice in question.choices].index(True) for question in questions}
    assert len(places) > 1, "the right answer is always at the same place"


def test_files_are_those_of_lessons():
    assert {path.stem for path in FOLDER.glob("*.md")} == {lesson.name for lesson in LESSONS}


@pytest.mark.parametrize(
    "answers",
    [
        "- [x] One.\n  Why.\n",
        "- [ ] One.\n  Why.\n- [ ] Two.\n  Why.\n",
        "- [x] One.\n  Why.\n- [x] Two.\n  Why.\n",
        "- [x] One.\n  Why.\n- [ ] Two, without a reason.\n",
    ],
)
def test_a_question_that_cannot_be_answered_is_named(tmp_path, answers):
    path = tmp_path / "01_stats.md"
    path.write_text(f"### How many?\n\n{answers}")
    with pytest.raises(CourseError, match="01_stats.md: 'How many.' has not one right answer"):
        read_questions(path)


def test_what_is_shown(tmp_path):
    path = tmp_path / "01_stats.md"
    path.write_text("### How many?\n\n- [ ] One.\n  Too few\n  by one.\n- [x] Two.\n  Count.\n")
    shown = as_markdown(read_questions(path))
    assert Counter(line.split('"')[1] for line in shown.split("\n") if line.startswith("<details")) == Counter(
        {"choice wrong": 1, "choice right": 1}
    )
    assert "**No.** Too few by one." in shown and "**Right.** Count." in shown
    assert read_questions(tmp_path / "02_glorot.md") == []
