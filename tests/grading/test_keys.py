"What makes a result stale: its own checks and what they use, and nothing else."

import pytest

from autograder.errors import CourseError
from autograder.grading.cluster import refuse_unprotected
from autograder.grading.keys import check_sources

MODULE = """
"What lesson 90 asks."
from autograder.checks.vocabulary import agree, check

LIMIT = 3
SENTENCE = "squares instead"


def helper(x):
    return x + LIMIT


@check("double", points=2)
def double(student, trial):
    "Twice."
    agree(student(lambda names, x: names.double(x), helper(1)), 8, mistakes={SENTENCE: 16})


@check("triple", points=1, without=["torch.var"])
def triple(student, trial):
    "Three times."
    agree(student(lambda names, x: names.triple(x), 4), 12, mistakes={f"takes {4} for all of it": 4})
"""


def stale(edited):
    before, after = check_sources(MODULE), check_sources(edited)
    return {name for name in before if before[name] != after[name]}


@pytest.mark.parametrize(
    ("old", "new", "exercises"),
    [
        ("names.double(x)", "names.double(x, 1)", {"double"}),
        ("LIMIT = 3", "LIMIT = 4", {"double"}),
        ("return x + LIMIT", "return x - LIMIT", {"double"}),
        ("points=1", "points=3", {"triple"}),
        ("Three times", "Thrice", {"triple"}),
        ("import agree, check", "import agree, check, holds", {"double", "triple"}),
        ("\n\n\ndef helper", "\n\n# a comment\n\n\ndef helper", set()),
    ],
)
def test_an_edit_concerns_the_exercises_that_use_it(old, new, exercises):
    assert old in MODULE and stale(MODULE.replace(old, new)) == exercises


@pytest.mark.parametrize(
    "address", ["tcp://127.0.0.1:8786", "tcp://[::1]:8786", "tcp://localhost:1", "tls://host:8786"]
)
def test_protected_schedulers_are_used(address):
    refuse_unprotected(address)


@pytest.mark.parametrize(
    "address", ["tcp://10.0.0.1:8786", "tcp://host:8786", "host:8786", "ws://127.0.0.1:1", "ucx://h:1"]
)
def test_others_are_refused(address):
    with pytest.raises(CourseError, match="is not protected"):
        refuse_unprotected(address)
