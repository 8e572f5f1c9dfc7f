"Published trials share a fork: it saves work, and no mark, verdict or reason depends on it."

import pytest

from autograder.grading import judge as judging
from autograder.grading.judge import judge
from autograder.jail.inside.limits import Limits
from tests.attacks import tiny

ANSWERS = {
    "right": "return x * 2",
    "wrong for tensors": "return x * 2 if isinstance(x, int) else x * 3",
    "wrong": "return x * 3",
    "a stub": "raise NotImplementedError",
    # What one check leaves in a process reaches the next one there, but not in a fork of its own.
    "right until it has seen a number": "seen.append(x); return x * (3 if len(seen) > 1 else 2)",
    "right once it has seen a number": "seen.append(x); return x * (2 if isinstance(seen[0], int) else 3)",
    "the process ends": "import os; os._exit(0)",
    "the process ends at tensors": "import os; return x * 2 if isinstance(x, int) else os._exit(0)",
    "never answers tensors": "\n    while not isinstance(x, int): pass\n    return x * 2",
}
LIMITS = Limits(cpu=1, check_wall=15.0)  # processor time decides, also on a busy machine


STATELESS = {
    "right": "return x * 2",
    "wrong for tensors": "return x * 2 if isinstance(x, int) else x * 3",
    "wrong for tensors of other sizes": "return x * 2 if isinstance(x, int) or len(x) == 3 else x * 3",
    "never answers tensors of other sizes": (
        "\n    while not isinstance(x, int) and len(x) != 3: pass\n    return x * 2"
    ),
}


def judged(answer, jail, limits=LIMITS, first="seen = []"):
    "What comes of it: verdict, points and rows of each exercise."
    job = tiny.job(limits, first, double=f"#| export\ndef double(x):\n    {answer}")
    result = judge(job, jail)
    assert result.problem == ""
    return {name: (found.verdict, found.points, found.rows) for name, found in result.exercises.items()}


@pytest.mark.parametrize("title", [title for title in ANSWERS if "once" not in title])
def test_a_shared_fork_changes_nothing_that_is_found(jail, monkeypatch, title):
    shared = judged(ANSWERS[title], jail)
    monkeypatch.setattr(judging, "passed_together", lambda checks, learner, trials_of: ([], True))
    alone = judged(ANSWERS[title], jail)
    assert shared == alone


@pytest.mark.parametrize("title", STATELESS)
def test_one_fork_for_hidden_trials_changes_nothing_that_is_found(jail, monkeypatch, title):
    asked, judged_together = [], judging.passed_together

    def counted(checks, learner, trials_of):
        asked.extend(trial.hidden for check in checks for trial in trials_of(check))
        return judged_together(checks, learner, trials_of)

    monkeypatch.setattr(judging, "passed_together", counted)
    shared = judged(STATELESS[title], jail, first="")
    assert any(asked)
    asked.clear()
    monkeypatch.setattr(judging, "keeps_nothing", lambda texts: False)
    alone = judged(STATELESS[title], jail, first="")
    assert shared == alone and not any(asked)


def test_what_passes_only_beside_another_check_fails_its_hidden_trials(jail):
    found = judged(ANSWERS["right once it has seen a number"], jail)
    assert found["double"][:2] == ("FAIL", 1)


def test_right_answers_ask_fewer_forks(jail, monkeypatch):
    asked, fork = [], judging.Fork

    def counted(check, *rest, **options):
        asked.append(check.name)
        return fork(check, *rest, **options)

    monkeypatch.setattr(judging, "Fork", counted)
    judged(ANSWERS["right"], jail)
    # of two checks of `double`: once together, then each its hidden trials; of the two others each alone, twice
    assert sorted(name for name in asked if "double" in name) == ["double/of_numbers"] * 2 + ["double/of_tensors"]
    assert len(asked) == 3 + 2 * 2
    asked.clear()
    judged(ANSWERS["right"], jail, first="")  # which can keep nothing: its hidden trials are asked together as well
    assert sorted(name for name in asked if "double" in name) == ["double/of_numbers"] * 2
