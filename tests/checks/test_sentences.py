"""What the checks say is true, and everything that they could say can be said.

For every known wrong answer `tests/answers` lists the sentences that are true of it (`# looks like:`, a part of each).
"""

import math

import pytest

from tests.checks.judged import ALL_TRIALS, LESSON_OF, answers_to, judged, offers_of, solution_to


def exercises():
    for exercise, lesson in LESSON_OF.items():
        marks = [pytest.mark.xdist_group(f"answers to lesson {lesson.number}")]
        yield pytest.param(exercise, id=f"lesson{lesson.number}-{exercise}", marks=marks)


def wrong_answers(exercise):
    return [answer for answer in answers_to(exercise) if not answer.right]


@pytest.mark.parametrize("exercise", exercises())
def test_what_is_said_is_true(exercise):
    untrue = [
        f"{answer.title}: {sentence}"
        for answer in [solution_to(exercise), *wrong_answers(exercise)]
        for sentence in sorted(judged(answer).sentences_of_mistakes)
        if not any(part in sentence for part in answer.looks_like)
    ]
    assert not untrue, "\n".join(["said, and not listed as true:", *untrue])


@pytest.mark.parametrize("exercise", exercises())
def test_what_could_be_said_can_be_said(exercise):
    """A known mistake has another value than the right answer and than the mistakes before it.

    Any other sentence is said of a known wrong answer, to this exercise or to another one that shares its checks.
    """
    family = [other for other, lesson in LESSON_OF.items() if lesson == LESSON_OF[exercise]]
    can_be = set()
    for other in family:
        for answer in [solution_to(other), *wrong_answers(other)]:
            can_be |= judged(answer).sentences
        can_be |= offers_of(other).reachable
    never = offers_of(exercise).sentences - can_be
    if never:  # a few are said on trials that are tried only where it matters
        offers_of(exercise).enough = math.inf
        listed = [
            answer
            for other in family
            for answer in [solution_to(other), *wrong_answers(other)]
            if answer.right or any(part in sentence for part in answer.looks_like for sentence in never)
        ]
        can_be |= {sentence for answer in listed for sentence in judged.__wrapped__(answer, ALL_TRIALS).sentences}
        never -= can_be | offers_of(exercise).reachable
    assert not never, "\n".join(["no answer is told:", *sorted(never)])
