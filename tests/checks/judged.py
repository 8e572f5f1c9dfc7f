"""Every known answer is judged once in this process, for all tests: of verdicts, of sentences, of what is shown.

Judging is what takes time, so whatever a test wants to know of an answer it reads from `judged`.
"""

from dataclasses import dataclass, replace
from functools import cache, wraps

from autograder.checks.answers import Answer, cells_with, read_answers, solution_cells
from autograder.checks.report import Row
from autograder.checks.run import checks_of, try_check
from autograder.checks.student import in_this_process
from autograder.checks.trial import Trial, trials
from autograder.checks.vocabulary import Check, Disagreement
from autograder.lessons import REPOSITORY, all_lessons
from autograder.probe.child import execute
from tests.attacks.long import LONG
from tests.checks.sentences import Offers, is_an_authors, recorded

ANSWERS, SOLUTIONS = REPOSITORY / "tests" / "answers", REPOSITORY / "solutions"
LESSON_OF = {
    exercise: lesson for lesson in all_lessons(SOLUTIONS) for exercise in solution_cells(lesson.notebook(SOLUTIONS))
}


@dataclass(frozen=True)
class Finding:
    "What one check finds on one trial, and its sentence if that is one which an author wrote into the checks."

    row: Row
    sentence: str = ""


@dataclass(frozen=True)
class Judged:
    "What each check of the exercise finds, on the published trial first."

    checks: tuple[tuple[Finding, ...], ...]

    @property
    def published(self) -> list[Row]:
        "What a notebook shows."
        return [findings[0].row for findings in self.checks]

    @property
    def rows(self) -> list[Row]:
        return [finding.row for findings in self.checks for finding in findings]

    @property
    def sentences(self) -> set[str]:
        "The author's sentences that are said of it."
        return {finding.sentence for findings in self.checks for finding in findings} - {""}

    @property
    def sentences_of_mistakes(self) -> set[str]:
        "Those without what goals say: one that is not reached, here for want of weights, is no mistake."
        found = [finding for findings in self.checks for finding in findings if not finding.row.goal]
        return {finding.sentence for finding in found} - {""}


def answers_file(exercise: str):
    return ANSWERS / f"lesson{LESSON_OF[exercise].number}" / f"{exercise}.py"


@cache
def answers_to(exercise: str) -> list[Answer]:
    "The known answers, wrong and right, without ours."
    path = answers_file(exercise)
    return read_answers(path, solution_to(exercise).source) if path.exists() else []


@cache
def solution_to(exercise: str) -> Answer:
    "Our answer."
    return Answer(exercise, "solution", solution_cells(LESSON_OF[exercise].notebook(SOLUTIONS))[exercise])


@cache
def offers_of(exercise: str) -> Offers:
    "What its checks could say, as far as its answers have been judged."
    return Offers()


# Trials on which each check is tried here; hidden ones have float32 and float64 by turns. `make test-all` tries more.
ALL_TRIALS = 4
RIGHT_ON, WRONG_ON = (ALL_TRIALS, ALL_TRIALS - 1) if LONG else (1, 2)
# What has been said of a known answer on the published trial and was tried on a hidden one: a check and its sentence.
# Another answer that is told the same says nothing new there, and neither does one that passes the published trial.
_TRIED_HIDDEN: set[tuple[str, str]] = set()


@cache
def judged(answer: Answer, most: int = 0) -> Judged:
    """What the checks find on the published trial and on the first hidden ones, `most` in all if that is given.

    Right answers but ours are tried in a second process instead, unless all is tried (test_answers.py).
    """
    namespace, failed = execute(cells_with(LESSON_OF[answer.exercise], SOLUTIONS, answer.exercise, answer.source))
    assert failed is None, failed
    student, offers = in_this_process(namespace), offers_of(answer.exercise)
    on_all = bool(most) or LONG
    most = most or (RIGHT_ON if answer.right else WRONG_ON)
    found: list[tuple[Finding, ...]] = []
    with recorded(offers):
        for check in checks_of(answer.exercise):
            published, *hidden = trials(check.name, hidden=True)[:most]
            first = _find(check, student, published, offers)
            said = (check.name, first.sentence)
            others = hidden if on_all or not (first.row.passed or said in _TRIED_HIDDEN) else []
            if others:
                _TRIED_HIDDEN.add(said)
            found.append((first, *(_find(check, student, trial, offers) for trial in others)))
    return Judged(tuple(found))


def _find(check: Check, student, trial: Trial, offers: Offers) -> Finding:
    watched, raised = _watched(check)
    raised.clear()
    row = try_check(watched, student, trial)
    if raised and is_an_authors(raised[-1], offers):
        return Finding(row, row.looks_like)
    return Finding(row)


_WATCHED: dict[str, tuple[Check, list[Disagreement]]] = {}


def _watched(check: Check) -> tuple[Check, list[Disagreement]]:
    "The check, and a list of what its judge has raised: a row does not tell where its sentence comes from."
    if check.name not in _WATCHED:
        raised: list[Disagreement] = []

        @wraps(check.judge)
        def judge(student, trial):
            try:
                check.judge(student, trial)
            except Disagreement as found:
                raised.append(found)
                raise

        _WATCHED[check.name] = replace(check, judge=judge), raised
    return _WATCHED[check.name]
