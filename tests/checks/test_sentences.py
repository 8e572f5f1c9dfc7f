"""What the checks say is true, and everything that they could say can be said.

For every known wrong answer `tests/answers` lists the sentences that are true of it (`# looks like:`, a part of each).
"""

from functools import cache

import pytest

from autograder.checks.answers import cells_with, read_answers, solution_cells
from autograder.checks.run import checks_of
from autograder.checks.student import in_this_process
from autograder.lessons import REPOSITORY
from autograder.probe.child import execute
from tests.checks.sentences import Offers, all_said, recorded
from tests.checks.test_answers import LESSON_OF, answers_file

NOT_YET = {
    "04",
    "05",
    "06",
    "07",
    "08",
    "09",
    "10",
    "12",
    "13",
    "14",
}  # lessons whose answers do not list them all


def exercises():
    for exercise, lesson in LESSON_OF.items():
        marks = [pytest.mark.xdist_group(f"sentences of {lesson.number}")]
        yield pytest.param(exercise, id=f"lesson{lesson.number}-{exercise}", marks=marks)


@cache
def judged(exercise: str) -> tuple[dict[str, set[str]], Offers]:
    "What is said of each wrong answer, and what could be."
    lesson, solutions = LESSON_OF[exercise], REPOSITORY / "solutions"
    found = {}
    right = solution_cells(lesson.notebook(solutions))[exercise]
    wrong = [answer for answer in read_answers(answers_file(exercise)) if not answer.right]
    with recorded() as offers:
        for title, source in [("", right), *((answer.title, answer.source) for answer in wrong)]:
            namespace, failed = execute(cells_with(lesson, solutions, exercise, source))
            assert failed is None, failed
            student = in_this_process(namespace)
            found[title] = set().union(*(all_said(check, student, offers) for check in checks_of(exercise)))
    return found, offers


def wait(exercise):
    if LESSON_OF[exercise].number in NOT_YET:
        pytest.skip("its answers do not list all true sentences yet")


@pytest.mark.parametrize("exercise", exercises())
def test_what_is_said_is_true(exercise):
    wait(exercise)
    true = {answer.title: answer.looks_like for answer in read_answers(answers_file(exercise))}
    untrue = [
        f"{title}: {sentence}"
        for title, sentences in judged(exercise)[0].items()
        for sentence in sorted(sentences)
        if not any(part in sentence for part in true.get(title, ()))
    ]
    assert not untrue, "\n".join(["said, and not listed as true:", *untrue])


@pytest.mark.parametrize("exercise", exercises())
def test_what_could_be_said_can_be_said(exercise):
    """A known mistake has another value than the right answer and than the mistakes before it.

    Any other sentence is said of a known wrong answer, to this exercise or to another one that shares its checks.
    """
    wait(exercise)
    family = [other for other, lesson in LESSON_OF.items() if lesson == LESSON_OF[exercise]]
    never = judged(exercise)[1].sentences.difference(
        *(offers.reachable.union(*found.values()) for found, offers in map(judged, family))
    )
    assert not never, "\n".join(["no answer is told:", *sorted(never)])
