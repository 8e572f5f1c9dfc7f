"""Judges one submission: its code runs in a jail, the checks run here.

This is what a worker does. It reads no file of the class and writes none: a `Job` comes in, a result as plain data
goes out.
"""

import linecache
import os
import platform
import time
from dataclasses import replace
from functools import lru_cache
from math import ceil
from typing import Any

from autograder.checks.report import Report, Row
from autograder.checks.run import run_check
from autograder.checks.student import Student
from autograder.checks.trial import KEY_VARIABLE
from autograder.checks.vocabulary import CHECKS, Check
from autograder.errors import CourseError
from autograder.grading.discreet import discreet
from autograder.grading.job import Job
from autograder.grading.learner import Learner
from autograder.grading.verdicts import FAIL, INFRA, MEMORY, PASS, TIMEOUT, ran_out_of_memory, worst
from autograder.jail.bubblewrap import JailError, JailRefused
from autograder.jail.session import Ended
from autograder.reports.text import plain

MAX_TEXT = 500  # characters of one line of a report


def judge(job: Job, jail: Any) -> dict[str, Any]:
    "What a submission comes to: verdicts and points by exercise, outputs by cell, times."
    os.environ[KEY_VARIABLE] = job.key
    checks = load_checks(job.lesson, job.checks)
    began, cpu = time.monotonic(), time.process_time()
    result: dict[str, Any] = {"exercises": {}, "outputs": {}, "problem": ""}
    try:
        with Learner(jail, job.cells, job.library, job.limits, job.files) as learner:
            if not job.exercises:
                learner.session()  # for what it prints
            for exercise in job.exercises:
                try:
                    found = judge_exercise(exercise, checks[exercise], job.checks, learner)
                except JailRefused:
                    raise
                except CourseError as error:  # a check lacks something here, such as data
                    result["problem"] = str(error)
                    found = {"verdict": INFRA, "points": None, "reasons": [str(error)]}
                result["exercises"][exercise] = found
    except (JailError, OSError) as error:
        result["problem"] = str(error) or type(error).__name__
        for exercise in job.exercises:
            result["exercises"].setdefault(exercise, {"verdict": INFRA, "points": None, "reasons": [str(error)]})
    result["outputs"] = {str(number): outputs for number, outputs in learner.outputs.items()}
    result["ended"] = {str(number): verdict for number, verdict in learner.ended.items()}
    stopped = [verdict_of_cell(outputs) for outputs in learner.outputs.values()]
    result["verdict"] = INFRA if result["problem"] else worst([*learner.ended.values(), *stopped])
    result["seconds"] = round(time.monotonic() - began, 3)
    result["judge_cpu"] = round(time.process_time() - cpu, 3)
    result["host"] = platform.node()
    return result


def verdict_of_cell(outputs: list[dict[str, Any]]) -> str:
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
    before = dict(CHECKS)
    CHECKS.clear()
    try:
        exec(compile(source, file, "exec"), {"__name__": name, "__file__": file})
        return {exercise: checks for exercise, checks in CHECKS.items() if checks[0].judge.__module__ == name}
    finally:
        CHECKS.clear()
        CHECKS.update(before)


def judge_exercise(exercise: str, checks: list[Check], source: str, learner: Learner) -> dict[str, Any]:
    "One exercise: each of its checks in a fork of its own. `source` is the text of the module of checks."
    judged = [judge_check(check, learner) for check in checks]
    judged = [(shown(row, check, source), verdict) for check, (row, verdict) in zip(checks, judged, strict=True)]
    report = Report(exercise, [row for row, _ in judged])
    return {
        "verdict": worst(verdict for _, verdict in judged),
        "points": report.points,
        "max_points": report.max_points,
        "reasons": list(dict.fromkeys(reason(row) for row in report.rows if not row.passed)),
        "checks": [
            {"title": row.title, "verdict": verdict, "points": row.points if row.passed else 0, "of": row.points}
            for row, verdict in judged
        ],
        "text": str(report),
        "html": report._repr_html_(),
    }


def shown(row: Row, check: Check, source: str) -> Row:
    "The row as its author may see it: short lines without controls, and of a hidden trial only the diagnosis."
    if row.passed:
        return row
    looks_like = discreet(row.looks_like, check, source) if row.hidden else row.looks_like
    texts = {"tried": row.tried, "expected": row.expected, "got": row.got, "looks_like": looks_like}
    return replace(row, **{name: plain(text, MAX_TEXT) for name, text in texts.items()})


def judge_check(check: Check, learner: Learner) -> tuple[Row, str]:
    "One check and its verdict. A fork that hung without computing is tried once more, in a fresh process."
    limits = learner.limits
    for attempt in (1, 2):
        if learner.out_of_time():
            text = f"the submission took more than {limits.wall:g} s"
            return Row(check.title, check.points, False, looks_like=text), TIMEOUT
        fork = Fork(check, learner)
        row = run_check(check, Student(fork.ask), hidden=True)
        fork.finish()
        if not (fork.ended and fork.ended.idle and attempt == 1):
            break
        learner.close()
    return fork.judged(row)


class Fork:
    "One check's conversation with the learner's code. It goes on answering, with an error, when that code is gone."

    def __init__(self, check: Check, learner: Learner):
        self._check = check
        self.ended: Ended | None = None
        self._no_memory = self._unanswered = False
        self._session = learner.session()
        try:
            seconds = check.seconds or 0.0  # what a check that takes longer says it needs
            cpu, wall = max(learner.limits.cpu, ceil(seconds)), max(learner.limits.check_wall, 2 * seconds)
            self._session.fork(cpu, wall)
        except Ended as ended:
            self.ended = ended

    def ask(self, packed: str, args: list, without: list[str]) -> dict[str, Any]:
        "A `Student`'s backend."
        if not self.ended:
            try:
                return self._believable(self._session.ask(packed, args, without))
            except Ended as ended:
                self.ended = ended
        self._unanswered = True
        return {"error": {"kinds": ["Ended"], "message": str(self.ended), "where": ""}}

    def _believable(self, reply: dict[str, Any]) -> dict[str, Any]:
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

    def judged(self, row: Row) -> tuple[Row, str]:
        "The row and its verdict."
        if self._unanswered:
            lost = replace(row, passed=False, hidden=False, tried="", expected="", got="", looks_like=str(self.ended))
            return lost, self.ended.verdict
        if row.passed or self._check.goal:  # a goal that is not reached is no mistake
            return row, PASS
        return row, MEMORY if self._no_memory else FAIL


def reason(row: Row) -> str:
    "Why a row's points are lost, in a sentence that tells no hidden value."
    if row.looks_like:
        return row.looks_like
    if row.hidden:
        return f"not so: {row.title}"
    if row.got.startswith("raised "):
        return row.got
    found = f": expected {row.expected}, got {row.got}" if row.expected and row.got else ""
    return f"not so: {row.title}{found}"
