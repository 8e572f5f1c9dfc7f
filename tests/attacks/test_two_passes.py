"What one check's fork has seen in a hidden trial, no later check can show: published trials of all of them come first."

import json
from dataclasses import asdict

import pytest

from autograder.checks.trial import hidden_trials, published_trial
from autograder.grading.judge import judge
from autograder.jail.inside.limits import Limits
from tests.attacks import tiny

LEAVES = """\
def leave(x):
    with open("/tmp/seen", "a") as file:
        file.write(repr(x.tolist() if hasattr(x, "tolist") else x) + " ")
    return x
"""
LEAVING = "#| export\ndef double(x):\n    return leave(x) * 2"
# Ways to show what is in the file: an error's message or name, a type's name, a dictionary's keys.
SHOWING = [
    "raise ValueError(seen)",
    "raise type(seen, (Exception,), {})(seen)",
    "return type(seen, (), {})()",
    "return {seen: 1}",
]


def inputs(trial):
    "What the check of tensors draws, as the attack spells it."
    return [repr(number)[:8] for number in trial.normal(*trial.sizes(3)).tolist()]


@pytest.mark.parametrize("show", SHOWING)
def test_what_a_fork_left_is_not_shown(jail, show):
    body = f'    seen = open("/tmp/seen").read()[-400:]\n    {show}'
    result = judge(tiny.job(Limits(), LEAVES, double=LEAVING, triple=f"#| export\ndef triple(x):\n{body}"), jail)
    text, name = json.dumps(asdict(result)), "double/of_tensors"
    assert result.problem == "" and result.exercises["double"].points == tiny.POINTS, result
    assert result.exercises["triple"].points == 0 and "triple" in text
    found = [number for trial in hidden_trials(name, "0" * 64) for number in inputs(trial) if number in text]
    assert found == [], text
    if "return" not in show or "{" in show:  # it could have: what was left in the published trial is there
        assert inputs(published_trial(name))[0] in text, text
