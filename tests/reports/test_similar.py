"Similar hand-ins: a copy with other names and comments is found among learners who wrote for themselves."

import re

import pytest
from bs4 import BeautifulSoup
from small_class import LESSON, RIGHT

from autograder.checks.answers import read_answers, solution_cells
from autograder.grading.collect import collect
from autograder.lessons import REPOSITORY
from autograder.reports.similar import Pair, as_page, nearest, similar
from autograder.roster import Learner

ANSWERS = REPOSITORY / "tests" / "answers" / "lesson01"
SOLUTIONS = solution_cells(REPOSITORY / "solutions" / "01_stats" / "01_stats.ipynb")
LEARNERS = 14


def of_a_class():
    "Learners who each took other known answers to the exercises of lesson 01."
    answers = [read_answers(path, SOLUTIONS[path.stem]) for path in sorted(ANSWERS.glob("*.py"))]
    return {
        f"learner{i:02}": "\n\n".join(
            known[i * len(known) // LEARNERS].source for known in answers if len(known) >= LEARNERS
        )
        for i in range(LEARNERS)
    }


def disguised(code):
    "The same code with other variables, and a comment here and there."
    code = re.sub(r"\b(x|mean|count|dim|n)\b", lambda found: f"my_{found[0]}", code)
    return "\n".join(
        f"{line}  # my own words" if i % 3 == 0 and line.strip() else line for i, line in enumerate(code.split("\n"))
    )


def test_a_disguised_copy_is_found_and_nobody_else():
    texts = of_a_class()
    given = ["\n".join(SOLUTIONS.values())]
    alone = {found[0] for found in nearest(texts, given)}
    texts["copy"] = disguised(texts["learner05"])
    found = nearest(texts, given)
    assert {students for students, *_ in found} - alone == {("copy", "learner05")}
    (_, score, (mine, theirs), (left, right)) = max(found, key=lambda pair: pair[1])
    assert len(left) > 10 and len(right) > 10 and max(left) < len(mine.splitlines())


def test_what_many_have_and_what_the_lesson_gives_does_not_count():
    common = "\n\n".join(SOLUTIONS.values())
    assert nearest({f"learner{i}": common for i in range(8)}, []) == []
    assert nearest({"ada": common, "bob": common, "eve": "def variance(x): return 1"}, [common]) == []


@pytest.mark.parametrize("texts", [{}, {"ada": ""}, {"ada": "", "bob": "x = 1"}])
def test_little_to_compare(texts):
    assert nearest(texts, []) == []


def test_the_page_shows_text_and_runs_nothing():
    lines = (frozenset({0}), frozenset())
    page = as_page([Pair("01_mini", ("ada", "bob"), 9.0, ("<script>x</script>\ny = 1", "z"), lines)])
    assert "<mark>&lt;script&gt;" in page and "<script" not in page and "http:" not in page and "https:" not in page
    assert "ada and bob" in page and "No pair" not in page
    assert "No pair is beyond what is usual" in as_page([])


def test_names_and_groups_are_those_of_the_roster():
    pair = Pair("01_mini", ("ada", "bob"), 9.0, ("x = 1\n\ny = 2", "x = 1"), (frozenset({0, 2}), frozenset({0})))
    roster = {"ada": Learner("ada", "Ada Lovelace", group="7"), "bob": Learner("bob", "Bob", group="7")}
    said = " ".join(BeautifulSoup(as_page([pair], roster), "html.parser").stripped_strings)
    assert "01_mini: Ada Lovelace (ada) and Bob (bob)" in said
    assert "2 of 2 of ada's, 1 of 1 of bob's. Both are in group 7." in said
    for group in ("", "8"):
        assert "group" not in as_page([pair], {**roster, "bob": Learner("bob", group=group)}).partition("<body>")[2]
    assert "group" not in as_page([pair], dict.fromkeys(roster, Learner("x"))).partition("<body>")[2]


def test_of_a_class_on_disk(small_class):
    for student in ("ada", "bob"):
        small_class.hand_in(student, RIGHT)
    small_class.hand_in("eve", b"{")
    collect([small_class.inbox], small_class.classroom)
    assert similar(small_class.classroom, [LESSON]) == []
