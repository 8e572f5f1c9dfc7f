"Of a hidden trial only the author's words are shown, and all of them."

import builtins

import pytest
import torch
from torch import tensor

from autograder.checks.public import public
from autograder.checks.run import try_check
from autograder.checks.student import Raised, Student
from autograder.checks.trial import Trial
from autograder.checks.vocabulary import Check, agree, raises
from tests.checks.judged import LESSON_OF, WRONG_ON, answers_to, judged

SENTENCE = "squares instead"
CASES = [{"a sentence in a list of cases": 4.0}]


def shown(judge, without=(), ask=None):
    "What is shown of this judge's finding on a hidden trial."
    judge.__doc__, judge.__module__ = "It holds.", "autograder.checks.lesson90"
    row = try_check(Check("it", 1, judge, list(without)), Student(ask), Trial(1, hidden=True))
    assert not row.passed and row.hidden
    return row.public


def finds(got, expected, mistakes=None, unless=""):
    return shown(lambda student, trial: agree(got, expected, mistakes, unless=unless))


def test_sentences_that_stand_in_the_checks_are_shown():
    assert shown(lambda student, trial: agree(16, 8, {SENTENCE: 16})) == SENTENCE
    assert shown(lambda student, trial: agree(16, 8, unless="is something else")) == "is something else"
    assert shown(lambda student, trial: agree(4.0, 8.0, CASES[0])) == "a sentence in a list of cases"


def test_sentences_made_while_a_check_runs_are_not_shown_but_for_their_public_form():
    seen = "0.123"
    assert shown(lambda student, trial: agree(16, 8, {f"the input was {seen}": 16})) == ""
    assert shown(lambda student, trial: agree(16, 8, {public(f"takes {seen} for it", "takes one for it"): 16})) == (
        "takes one for it"
    )
    assert shown(lambda student, trial: agree(16, 8, unless=public(f"{SENTENCE}, and late"))) == f"{SENTENCE}, and late"


@pytest.mark.parametrize(
    ("got", "expected", "text"),
    [
        ([], tensor(1.0), "a list where a Tensor is asked for"),
        (type("SEEN_012", (), {})(), tensor(1.0), "another type than is asked for"),
        (torch.zeros(31, 41), torch.zeros(5, 2), "another shape than is asked for"),
        (torch.zeros(2), torch.zeros(2, dtype=torch.float64), "dtype float32 where float64 is asked for"),
        ({"seen 0.12": 1}, {"mean": 1}, "other keys than are asked for"),
        ([1] * 71, [1], "another number of items than is asked for"),
        ([{"seen 0.12": 1}], [{"mean": 1}], "other keys than are asked for"),
        (tensor([torch.nan]), tensor([1.0]), "nan: not a number"),
    ],
)
def test_what_a_learner_chose_is_not_shown(got, expected, text):
    assert finds(got, expected) == text


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("SEEN_012", "raises another error than is asked for"),
        ("TypeError", "raises TypeError where ValueError is asked for"),
    ],
)
def test_errors(kind, text):
    def judge(student, trial):
        with raises(ValueError, unless="accepts it"):
            raise Raised([kind, "Exception"], "0.123", "")

    assert shown(judge) == text


@pytest.mark.parametrize(("called", "text"), [("torch.var", "calls torch.var or its like, which is"), ("0.31415", "")])
def test_ready_made_answers_are_named_if_they_are_one_of_those_asked_for(called, text):
    def judge(student, trial):
        raise Raised(["ReadyMade", "Exception"], called, "")

    found = shown(judge, without=["torch.var"])
    assert found.startswith(text) and bool(found) == bool(text)


def test_messages_of_other_errors_are_not_shown():
    def judge(student, trial):
        raise Raised(["ValueError", "Exception"], "0.123", "")

    assert shown(judge) == "" and "0.123" not in dir(builtins)


def exercises():
    for exercise in ("he_normal_", "InstanceNorm", "dataset_stats", "one_cycle_lr"):
        yield pytest.param(exercise, marks=pytest.mark.xdist_group(f"answers to lesson {LESSON_OF[exercise].number}"))


@pytest.mark.parametrize("exercise", exercises())
def test_hidden_trials_tell_each_known_mistake(exercise):
    "Also where a lesson judges with another's functions: what these say is an author's as well."
    wrong = [answer for answer in answers_to(exercise) if not answer.right]
    known = [[row for row in judged(answer, WRONG_ON).rows if row.hidden and row.looks_like] for answer in wrong]
    assert sum(map(bool, known)) >= len(wrong) - 1  # one that keeps something between calls fails on any second trial
    for answer, rows in zip(wrong, known, strict=True):
        assert all(row.public for row in rows), (answer.title, [row.looks_like for row in rows])
