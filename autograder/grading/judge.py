"""Judges one submission: its code runs in a jail, the checks run here.

This is what a worker does. It reads no file of the class and writes none: a `Job` comes in, a result as plain data
goes out.
"""

import linecache
import platform
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from itertools import takewhile
from math import ceil
from typing import TypeVar

from autograder.checks.report import Report, Row
from autograder.checks.run import NOT_TRIED, run_trials
from autograder.checks.student import Student
from autograder.checks.trial import Trial, hidden_trials, published_trial
from autograder.checks.vocabulary import Check, checks_in
from autograder.errors import CourseError
from autograder.grading.job import Job
from autograder.grading.learner import Learner
from autograder.grading.results import Json, Judged, Output, Result
from autograder.grading.stateless import keeps_nothing
from autograder.grading.verdicts import FAIL, INFRA, MEMORY, PASS, TIMEOUT, ran_out_of_memory, worst
from autograder.jail.base import Jail, JailError, JailRefused
from autograder.jail.session import Ended
from autograder.predictions import file_of, is_predictions
from autograder.text import one_line

Known = TypeVar("Known")  # of a check, from the pass before
TrialsOf = Callable[[Check], list[Trial]]
MAX_TEXT = 500  # characters of one line of a report


def judge(job: Job, jail: Jail) -> Result:
    "What a submission comes to."
    checks = load_checks(job.lesson, job.checks)
    began, cpu = time.monotonic(), time.process_time()
    with Learner(jail, job.cells, job.library, job.limits, job.files, job.predicted) as learner:
        sitting = Sitting(job, checks, learner)
        try:
            learner.session()
            sitting.published()
            learner.keep_outputs()  # what cells print when they run again may come from a hidden trial
            sitting.hidden()
        except (JailError, OSError) as error:
            sitting.give_up(str(error) or type(error).__name__)
    outputs = learner.outputs
    stopped = [verdict_of_cell(printed) for printed in outputs.values()]
    return Result(
        verdict=INFRA if sitting.problem else worst([*learner.ended.values(), *stopped]),
        exercises=sitting.exercises(),
        outputs=outputs,
        ended=learner.ended,
        problem=sitting.problem,
        seconds=round(time.monotonic() - began, 3),
        judge_cpu=round(time.process_time() - cpu, 3),
        host=platform.node(),
    )


class Sitting:
    """The checks of one submission, in two passes: published trials of all of them, then hidden trials.

    Each check asks a fork of its own, but forks share a folder for temporary files: one could leave there what it saw
    in a hidden trial, for a later one to raise. So nothing is shown that came up once hidden trials have begun, but
    words of the checks' authors.

    Published trials, which hide nothing, are tried in one fork for all checks of an exercise first, as a notebook
    does. Only that a check passes is taken from there, and its hidden trials still find a fork of their own, unless
    what the learner wrote provably keeps nothing from call to call (`stateless.py`): then those of an exercise share
    one, too.
    """

    def __init__(self, job: Job, checks: Mapping[str, Sequence[Check]], learner: Learner):
        self._job, self._learner = job, learner
        self._checks = {exercise: checks[exercise] for exercise in job.exercises}
        self._rows: dict[str, list[Row]] = {}
        self._whole: set[str] = set()  # exercises of which both passes are done
        self._lacks: dict[str, str] = {}  # exercise: what its check lacks here
        self._together = True  # until trying several checks in one fork took too long
        self._stateless = not job.files and keeps_nothing(job.written)
        self.problem = ""

    def published(self) -> None:
        "The published trial of each check, but of goals, which are scored once. Raises `JailError`."
        for exercise, checks in self._checks.items():
            with self._lack_noted(exercise):
                known = self._passed_together(checks, _published_trials)
                self._rows[exercise] = _each_row(checks, known, self._published_row)

    def hidden(self) -> None:
        "The hidden trials of each check that has passed. Raises `JailError`."
        for exercise, checks in self._checks.items():
            if exercise not in self._lacks:
                with self._lack_noted(exercise):
                    rows = self._rows[exercise]
                    known = [*zip(rows, self._hidden_together(checks, rows), strict=True)]
                    self._rows[exercise] = _each_row(checks, known, self._hidden_row)
            self._whole.add(exercise)

    def _hidden_together(self, checks: Sequence[Check], rows: Sequence[Row]) -> list[Row | None]:
        "The same for hidden trials of the first checks that have passed; None for all where code could keep something."
        first = [check for check, _ in takewhile(lambda known: known[1].passed, zip(checks, rows, strict=True))]
        known = self._passed_together(first, self._hidden_trials) if self._stateless else []
        return [*known, *[None] * (len(checks) - len(known))]

    def _passed_together(self, checks: Sequence[Check], trials_of: TrialsOf) -> list[Row | None]:
        "The rows of the first of these checks, as many as pass in one fork; None for the others."
        passed: list[Row] = []
        if self._together:
            passed, self._together = passed_together(checks, self._learner, trials_of)
        return [*passed, *[None] * (len(checks) - len(passed))]

    def _published_row(self, check: Check, row: Row | None) -> Row:
        if check.goal:  # until its hidden trial, and never a mark: `give_up` takes exercises that are not whole
            return Row(check.title, check.points, True, goal=True, verdict=PASS)
        return row or self._judge(check, _published_trials(check))

    def _hidden_row(self, check: Check, rows: tuple[Row, Row | None]) -> Row:
        published, known = rows
        if known or not published.passed:
            return known or published
        return self._judge(check, self._hidden_trials(check))

    def _hidden_trials(self, check: Check) -> list[Trial]:
        trials = hidden_trials(check.name, self._job.key)
        return trials[:1] if check.goal else trials

    @contextmanager
    def _lack_noted(self, exercise: str) -> Iterator[None]:
        "A pass over an exercise's checks, which may lack something here."
        try:
            yield
        except JailRefused:
            raise
        except CourseError as error:  # such as data
            self._lacks[exercise] = self.problem = str(error)

    def _judge(self, check: Check, trials: Sequence[Trial]) -> Row:
        return judge_check(check, self._learner, trials)

    def give_up(self, problem: str) -> None:
        "The jail failed: what is not judged in full has no mark."
        self.problem = problem
        for exercise in self._checks.keys() - self._whole:
            self._lacks.setdefault(exercise, problem)

    def exercises(self) -> dict[str, Judged]:
        "What each exercise comes to."
        return {exercise: self._judged(exercise) for exercise in self._checks}

    def _judged(self, exercise: str) -> Judged:
        if exercise in self._lacks:
            return Judged(INFRA, None, reasons=(self._lacks[exercise],))
        rows = tuple(map(readable, self._rows[exercise]))
        report = Report(exercise, list(rows))
        verdict = worst(row.verdict for row in rows)
        return Judged(verdict, report.points, report.max_points, tuple(report.reasons), rows)


def _published_trials(check: Check) -> list[Trial]:
    return [published_trial(check.name)]


def _each_row(checks: Sequence[Check], rows: Sequence[Known], judge_row: Callable[[Check, Known], Row]) -> list[Row]:
    """The rows of a pass; `rows` are what is known of each check from before.

    After a check that was not answered in time, others could take as long and are not tried.
    """
    judged: list[Row] = []
    for check, row in zip(checks, rows, strict=True):
        late = any(earlier.verdict == TIMEOUT for earlier in judged)
        judged.append(not_tried(check) if late else judge_row(check, row))
    return judged


def verdict_of_cell(outputs: list[Output]) -> str:
    "PASS, but for a cell that was stopped at a limit. Its author can forge that, and earns nothing by it."
    for output in outputs:
        if output.get("ename") == "CellTimeout":
            return TIMEOUT
        if "ename" in output and ran_out_of_memory({"kinds": [output["ename"]], "message": output["evalue"]}):
            return MEMORY
    return PASS


@lru_cache(maxsize=32)
def load_checks(lesson: str, source: str) -> dict[str, list[Check]]:
    "The checks of one lesson by exercise, from the very text that the result is keyed by."
    name = f"autograder.checks.lesson{lesson[:2]}"
    file = f"<checks of {lesson}>"
    linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)  # probes are shown as text
    module = {"__name__": name, "__file__": file}
    exec(compile(source, file, "exec"), module)
    return checks_in(module)


def readable(row: Row) -> Row:
    "The row with short lines without controls."
    short = {
        name: one_line(getattr(row, name), MAX_TEXT) for name in ("tried", "expected", "got", "looks_like", "public")
    }
    return replace(row, **short)  # type: ignore[arg-type]  # all of them are text


def not_tried(check: Check) -> Row:
    "The row of a check that is not asked, as an earlier one of its exercise was not answered in time."
    return Row(check.title, check.points, False, looks_like=NOT_TRIED, goal=check.goal, verdict=TIMEOUT)


def judge_check(check: Check, learner: Learner, trials: Sequence[Trial]) -> Row:
    "One check on these trials. A fork that hung without computing is tried once more, in a fresh process."
    limits = learner.limits
    if is_predictions(check.exercise):  # asks the notebook, and nothing of what runs
        row = run_trials(check, Student(_nobody, {file_of(check.exercise): learner.predicted}.get), trials)
        return replace(row, verdict=PASS if row.passed else FAIL)
    for attempt in (1, 2):
        if learner.out_of_time():
            text = f"the time was used up: {limits.cells_wall:g} s for all cells, {limits.wall:g} s for all checks"
            return Row(check.title, check.points, False, looks_like=text, verdict=TIMEOUT)
        fork = Fork(check, learner)
        row = run_trials(check, Student(fork.ask, learner.files.get, learner.memory), trials)
        fork.finish()
        if not (fork.ended and fork.ended.idle and attempt == 1):
            break
        learner.close()
    return fork.judged(row)


def _nobody(packed: str, args: list, without: list[str]) -> Json:
    "Answers no question."
    raise CourseError("a check of predictions asks the learner's code nothing")


def passed_together(checks: Sequence[Check], learner: Learner, trials_of: TrialsOf) -> tuple[list[Row], bool]:
    """These trials of these checks in one fork, up to the first that does not pass.

    Returns the rows of those that passed, and whether it ended in time. What the others come to is not known from this:
    an earlier one may have left something behind. The time that they took here is not counted.
    """
    began, rows = time.monotonic(), []
    alike = list(takewhile(lambda check: check.without == checks[0].without and not check.goal, checks))
    if len(alike) < 2 or learner.out_of_time() or any(check.seconds for check in alike):
        return [], True
    fork = Fork(alike[0], learner, wall=min(learner.limits.check_wall, 2.0 * learner.limits.cpu))
    for check in alike:  # with the same `without`: what a fork refuses it refuses for good
        row = run_trials(check, Student(fork.ask, learner.files.get), trials_of(check))
        if not row.passed or fork.ended:
            break
        rows.append(fork.judged(row))
    fork.finish()
    in_time = not (fork.ended and fork.ended.verdict == TIMEOUT)
    if len(rows) < len(alike):
        learner.allow(time.monotonic() - began)
    return rows if in_time else [], in_time


class Fork:
    "One check's conversation with the learner's code. It goes on answering, with an error, when that code is gone."

    def __init__(self, check: Check, learner: Learner, wall: float | None = None):
        self._check = check
        self.ended: Ended | None = None
        self._no_memory = self._unanswered = False
        self._session = learner.session()
        try:
            seconds = check.seconds or 0.0  # what a check that takes longer says it needs
            cpu = max(learner.limits.cpu, ceil(seconds))
            self._session.fork(cpu, wall or max(learner.limits.check_wall, 2 * seconds))
        except Ended as ended:
            self.ended = ended

    def ask(self, packed: str, args: list, without: list[str]) -> Json:
        "A `Student`'s backend."
        if not self.ended:
            try:
                return self._believable(self._session.ask(packed, args, without))
            except Ended as ended:
                self.ended = ended
        self._unanswered = True
        return {"error": {"kinds": ["Ended"], "message": str(self.ended), "where": ""}}

    def _believable(self, reply: Json) -> Json:
        error = reply.get("error")
        if error:
            self._no_memory = self._no_memory or ran_out_of_memory(error)
            # The learner's own class may be called that, and its message may be a hidden input.
            if "ReadyMade" in error["kinds"] and error["message"] not in self._check.without:
                return {"error": {**error, "kinds": ["Exception"]}}
        return reply

    def finish(self) -> None:
        "Ends the fork, if it is still there."
        if not self.ended:
            try:
                self._session.end()
            except Ended as ended:
                self.ended = ended

    def judged(self, row: Row) -> Row:
        "The row with its verdict."
        if self._unanswered and self.ended:
            title, points = self._check.title, self._check.points
            return Row(title, points, False, looks_like=str(self.ended), goal=row.goal, verdict=self.ended.verdict)
        if row.passed or self._check.goal:  # a goal that is not reached is no mistake
            return replace(row, verdict=PASS)
        return replace(row, verdict=MEMORY if self._no_memory else FAIL)
