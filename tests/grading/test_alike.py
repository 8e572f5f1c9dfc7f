"Of hand-ins with the same code one is judged, and whatever could come out otherwise is judged again."

from dataclasses import replace

import pytest

from autograder.grading.alike import content_of, judged_once
from autograder.grading.results import Judged, Result
from autograder.jail.inside.limits import Limits
from tests.attacks import tiny

SAME = tiny.job(Limits())
CHANGES = {
    "code": {"cells": (*SAME.cells[:-1], (len(SAME.cells) - 1, "def halve(x): return x"))},
    "the place of a cell": {"cells": tuple((number + 1, text) for number, text in SAME.cells)},
    "a file beside it": {"files": {"weights.safetensors": b"1"}},
    "the library": {"library": {"core": "x = 1"}},
    "what is judged": {"exercises": SAME.exercises[:1]},
    "the checks": {"checks": SAME.checks + "\n"},
    "the key": {"key": "1" * 64},
    "the limits": {"limits": Limits(cpu=7)},
    "the jail": {"jail": "none"},
    "the lesson": {"lesson": "51_other"},
}


def result(verdict="PASS", problem="", **verdicts):
    exercises = {name: Judged(found, 1, 2) for name, found in verdicts.items()}
    return Result(verdict, exercises, problem=problem)


def judged(jobs, outcomes):
    "What each comes to, and the names that were judged; `outcomes` gives that of each name, or of all."
    asked = []

    def judge_all(items):
        for name, (job,) in items:
            assert job == jobs[name]
            asked.append(name)
            yield name, outcomes[name] if name in outcomes else outcomes[""]

    return dict(judged_once(jobs, judge_all)), asked


def test_the_same_code_is_judged_once_whoever_handed_it_in():
    jobs = {name: replace(SAME, student=name) for name in ("ada", "bob", "cyd")}
    right = result(double="PASS", halve="FAIL")
    found, asked = judged(jobs, {"": right})
    assert asked == ["ada"] and found == dict.fromkeys(jobs, right)


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_decides_makes_two_of_them(change):
    other = replace(SAME, **CHANGES[change])
    assert content_of(other) != content_of(SAME)
    found, asked = judged({"ada": SAME, "bob": other}, {"": result()})
    assert asked == ["ada", "bob"] == list(found)


@pytest.mark.parametrize(
    "first",
    [
        InterruptedError(),
        result(problem="no jail", double="INFRA"),
        result("TIMEOUT", double="PASS"),
        result(double="TIMEOUT", halve="PASS"),
        result(double="MEMORY"),
        result(double="CRASH"),
        result(double="TAMPERED"),
    ],
    ids=lambda outcome: str(outcome)[:40],
)
def test_what_may_not_come_out_the_same_is_nobody_elses(first):
    jobs = {name: replace(SAME, student=name) for name in ("ada", "bob", "cyd")}
    found, asked = judged(jobs, {"ada": first, "": result(double="PASS")})
    assert asked == ["ada", "bob", "cyd"] and found["ada"] is first and found["bob"] == result(double="PASS")
