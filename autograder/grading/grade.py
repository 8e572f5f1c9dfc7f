"""Grades what was handed in: read as data, rebuilt, judged in jails on a cluster, recorded, entered into the gradebook.

Whatever is finished is on the disk before the next thing is told. A run that is stopped, in whatever way, is gone on
with by the next one; nothing is judged twice and nothing entered twice.
"""

import os
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from importlib.metadata import version
from typing import TYPE_CHECKING

from autograder.class_settings import Terms, read_settings
from autograder.classroom import Classroom, keep_private
from autograder.errors import CourseError
from autograder.grading.alike import judged_once
from autograder.grading.cluster import cluster, run_on_workers
from autograder.grading.earlier import Libraries
from autograder.grading.entering import Entering
from autograder.grading.handed_in import HandIns
from autograder.grading.intake import read_beside
from autograder.grading.keys import Basis, basis_of, digest
from autograder.grading.nbgrader.gradebook import require_released, wait_writable
from autograder.grading.records import (
    FAILED,
    GRADED,
    JUDGED,
    REFUSED,
    WAITING,
    Record,
    earlier_than,
    number_of,
    read_record,
    write_record,
)
from autograder.grading.results import Judged, Result, by_text
from autograder.grading.task import run
from autograder.grading.work import Graded, Work
from autograder.jail.bubblewrap import require_jail
from autograder.jail.inside.limits import Limits
from autograder.lessons import Lesson
from autograder.scratch import private_run
from autograder.submissions import Slot, received, slots_in

if TYPE_CHECKING:
    from distributed import Client

UNCHANGED = "unchanged"
INFRA = "INFRA"
ALIKE = 4  # hand-ins that fail for one reason, and none that does not, before the rest is left alone
SAY_EVERY = 5.0  # seconds between two lines about progress


def cores() -> int:
    "How many cores this process may use."
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def find_submissions(classroom: Classroom, lessons: Collection[Lesson], students: Collection[str] = ()) -> list[Slot]:
    "The submissions to these lessons, by these students if any are named. Raises `CourseError` when there is none."
    names = {lesson.name for lesson in lessons}
    slots = [slot for slot in slots_in(classroom.submitted) if slot.lesson in names]
    absent = sorted(set(students) - {slot.student for slot in slots})
    if absent:
        raise CourseError(
            f"{classroom.submitted} has nothing from {', '.join(absent)}. `autograder collect` takes it in."
        )
    if not slots:
        raise CourseError(f"{classroom.submitted} has nothing to grade. `autograder collect` takes hand-ins in.")
    return [slot for slot in slots if not students or slot.student in students]


def grade(
    classroom: Classroom,
    lessons: Sequence[Lesson],
    students: Collection[str] = (),
    workers: int | None = None,
    force: bool = False,
    say: Callable[[str], None] = print,
    jail: str | None = None,
    cold: bool = False,
    scheduler: str | None = None,
    limits: Limits | None = None,
) -> list[Graded]:
    """Grades every submission that changed since it was graded last, or all of them with `force`.

    `jail` is what learners' code runs in, `cold` starts a fresh one for each submission, `scheduler` is the address of
    a Dask cluster to use instead of processes on this machine. Workers, jail and limits are those of `class.toml`
    unless given, else one worker for each core, bubblewrap and `Limits()`. Marks go into the gradebook. A submission
    that cannot be graded is reported and keeps no other from its marks.
    """
    settings = read_settings(classroom)
    jail, workers, limits = (
        jail or settings.jail or "bubblewrap",
        workers or settings.workers,
        limits or settings.limits,
    )
    slots = find_submissions(classroom, lessons, students)
    keep_private(classroom)
    wait_writable(classroom, say)
    taught = [lesson for lesson in lessons if any(slot.lesson == lesson.name for slot in slots)]
    taught.sort(key=lambda lesson: lesson.name)
    require_released(taught, classroom)
    bases = {lesson.name: basis_of(lesson, classroom, limits, jail) for lesson in taught}
    hand_ins = HandIns(classroom)
    libraries = Libraries(classroom, hand_ins)

    def prepare(lesson: Lesson) -> list[Work | Graded]:
        mine = [slot for slot in slots if slot.lesson == lesson.name]
        terms = {slot: settings.terms(slot.student, lesson.name) for slot in mine}
        basis = bases[lesson.name]
        return [_prepare(slot, hand_ins, classroom, basis, libraries, terms[slot], force) for slot in mine]

    prepared = {lesson: prepare(lesson) for lesson in taught}
    counts = {lesson: sum(isinstance(found, Work) for found in prepared[lesson]) for lesson in taught}
    judging = sum(isinstance(found, Work) and found.judge for lesson in taught for found in prepared[lesson])
    progress, results = Progress(sum(counts.values()), say), []
    workers = min(workers or cores(), max(1, judging))
    with private_run(), Engine(classroom, workers, cold, scheduler, say) as engine:
        for lesson in taught:  # in order: what is accepted of one is what the next ones build on
            if progress.done:
                prepared[lesson] = prepare(lesson)
                progress.total += sum(isinstance(found, Work) for found in prepared[lesson]) - counts[lesson]
            todo = [found for found in prepared[lesson] if isinstance(found, Work)]
            settled = [found for found in prepared[lesson] if not isinstance(found, Work)]
            for result in settled:
                if result.status != UNCHANGED:
                    say(f"{result.slot}: {result.status}")
            results += settled
            for result in engine.work(todo):
                results.append(result)
                progress.tell(result)
                progress.stop_if_all_fail_alike()
    return sorted(results, key=lambda result: result.slot)


def _prepare(
    slot: Slot,
    hand_ins: HandIns,
    classroom: Classroom,
    basis: Basis,
    libraries: Libraries,
    terms: Terms | None,
    force: bool,
) -> Work | Graded:
    "What is to be done for this submission, or what became of it if nothing is."
    try:
        handed_in = hand_ins.read(slot)
    except CourseError as error:
        return Graded(slot, REFUSED, str(error))
    findings, rebuilt = handed_in.findings, handed_in.rebuilt
    before = read_record(slot, classroom)
    judged = before.hand_in if before else 0
    if rebuilt is None:
        record = Record(REFUSED, handed_in.digest, "", findings.refusal, hand_in=judged)
        write_record(slot, replace(record, earlier=earlier_than(handed_in.digest, judged, before)), classroom)
        return Graded(slot, REFUSED, findings.refusal)
    files, left_out = read_beside(slot, classroom.submitted)
    number = number_of(before, handed_in.digest, {name: digest(data) for name, data in files.items()})
    basis, library = basis.for_hand_in(slot, number), libraries.before(slot)
    wanting = library.wanting([text for _, text in rebuilt.code], basis.asked)
    if wanting:
        if before and before.status == GRADED and before.submission == handed_in.digest:
            return Graded(slot, UNCHANGED, remarks=before.remarks)
        reason = f"{'; '.join(wanting[:3])}. Then `autograder grade {slot.lesson} --student {slot.student}`."
        record = Record(WAITING, handed_in.digest, "", reason, hand_in=judged)
        write_record(slot, replace(record, earlier=earlier_than(handed_in.digest, judged, before)), classroom)
        return Graded(slot, WAITING, reason)
    remarks, keys = (*findings.remarks, *left_out), basis.exercise_keys(rebuilt, files, library.modules)
    done = {} if force or not before else _still_valid(before, keys)
    key = basis.key_of(rebuilt, files, library.modules)
    new = Record(
        JUDGED,
        handed_in.digest,
        key,
        remarks=remarks,
        jail=basis.jail,
        hand_in=number,
        terms=terms.key if terms else "",
        earlier=earlier_than(handed_in.digest, number, before),
    )
    if before and len(done) == len(keys) and (before.key, before.submission) == (new.key, new.submission):
        entered = before.status == GRADED and before.terms == new.terms
        if entered and slot.notebook(classroom.autograded).is_file():
            return Graded(slot, UNCHANGED, remarks=remarks)
        if before.status in (GRADED, JUDGED):
            record = replace(before, status=JUDGED, remarks=remarks, terms=new.terms)
            return Work(slot, record, rebuilt, basis, library, terms, judge=False)
    left = tuple(name for name in keys if name not in done)
    return Work(slot, replace(new, exercises=done), rebuilt, basis, library, terms, left, files)


def _still_valid(before: Record, keys: Mapping[str, str]) -> dict[str, Judged]:
    "The exercises of an earlier record that would come out the same."
    return {
        name: result
        for name, result in before.exercises.items()
        if name in keys and result.key == keys[name] and result.verdict != INFRA
    }


class Engine:
    "Judges and enters. A context manager; the cluster and the writer start when there is something for them to do."

    def __init__(
        self,
        classroom: Classroom,
        workers: int,
        cold: bool,
        scheduler: str | None,
        say: Callable[[str], None],
    ):
        self._classroom, self._workers, self._cold, self._scheduler = classroom, workers, cold, scheduler
        self._client: Client | None = None
        self._open = ExitStack()
        self._entering = Entering(classroom, say)

    def __enter__(self) -> "Engine":
        self._open.callback(self._entering.stop)
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def work(self, todo: Sequence[Work]) -> Iterator[Graded]:
        "Yields what became of each, as they come."
        for work in todo:
            if not work.judge:
                self._entering.put(work, work.record)
                yield from self._entering.finished()
        judging = {work.slot: work for work in todo if work.judge}
        if judging:
            yield from self._judge(judging)
        yield from self._entering.finished(all_of_them=True)

    def _judge(self, judging: Mapping[Slot, Work]) -> Iterator[Graded]:
        if self._client is None:
            if not self._scheduler and any(work.basis.jail == "bubblewrap" for work in judging.values()):
                require_jail()
            self._entering.prepare()
            self._client = self._open.enter_context(cluster(self._workers, self._scheduler))
        jobs = {slot: work.job(self._cold) for slot, work in judging.items()}
        for slot, outcome in judged_once(jobs, partial(run_on_workers, self._client, run)):
            if isinstance(outcome, CourseError):
                raise outcome
            record = _record(judging[slot], outcome, self._classroom)
            if record.status == FAILED:
                yield Graded(slot, FAILED, record.reason, record.remarks, record.verdict, problem_of(outcome))
            else:
                self._entering.put(judging[slot], record)
            yield from self._entering.finished()


def problem_of(outcome: Result | BaseException) -> str:
    "Why a worker could not judge, or ''."
    if isinstance(outcome, BaseException):
        return f"the process that judged it ended ({type(outcome).__name__})"
    return outcome.problem


def _record(work: Work, outcome: Result | BaseException, classroom: Classroom) -> Record:
    "Writes down what a worker found."
    if isinstance(outcome, BaseException):
        found = Result(INFRA, problem=problem_of(outcome))
    else:
        found = outcome
    record, keys = work.record, work.basis.exercise_keys(work.rebuilt, work.files, work.library.modules)
    judged = {name: replace(result, key=keys[name]) for name, result in found.exercises.items()}
    exercises = {name: judged.get(name) or record.exercises.get(name) for name in keys}
    facts = {
        "limits": work.basis.limits.to_json(),
        "version": version("initialization-course"),
        "checks": digest(work.basis.checks.encode()),
        "common": work.basis.common,
        "seed_id": work.basis.seed_id,
        "files": {name: digest(data) for name, data in work.files.items()},
        "host": found.host,
        "judge_cpu": found.judge_cpu,
        "ended_cells": by_text(found.ended),
        "came": _came(work.slot, classroom),
        "when": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
    }
    record = replace(
        record,
        verdict=found.verdict,
        seconds=found.seconds,
        exercises={name: result for name, result in exercises.items() if result},
        outputs=found.outputs,
        facts=facts,
    )
    if found.problem:
        again = f"`autograder grade {work.slot.lesson} --student {work.slot.student}`"
        reason = f"the grader failed, not the answer: {found.problem}. It has no mark yet: {again}."
        record = replace(record, status=FAILED, reason=reason)
    write_record(work.slot, record, classroom)
    return record


def _came(slot: Slot, classroom: Classroom) -> str:
    "When this hand-in came in, as ISO writes it; '' where that cannot be told."
    try:
        time = received(slot, classroom.submitted)
    except CourseError:  # is told when it is entered
        return ""
    return time.isoformat() if time else ""


class Progress:
    "Tells what became of each submission and, every few seconds, how far the class is."

    def __init__(self, total: int, say: Callable[[str], None]):
        self.total, self.say = total, say
        self.done, self.verdicts = 0, Counter[str]()
        self.failed: list[str] = []  # reasons
        self.began = self.told = time.monotonic()

    def tell(self, result: Graded) -> None:
        "One more is finished."
        self.done += 1
        if result.status == FAILED:
            self.failed.append(result.problem)
        self.verdicts[result.status if result.status != GRADED else result.verdict or GRADED] += 1
        self.say(f"{self.done}/{self.total} {result.slot}: {result.status}")
        now = time.monotonic()
        if now - self.told >= SAY_EVERY and self.done < self.total:
            self.told = now
            rate = self.done / (now - self.began)
            counts = ", ".join(f"{count} {verdict}" for verdict, count in sorted(self.verdicts.items()))
            left = (self.total - self.done) / rate
            self.say(f"{rate:.1f} a second, about {left:.0f} s to go; {counts}.")

    def stop_if_all_fail_alike(self) -> None:
        "Raises `CourseError` when the first few have failed for one reason: it is then no matter of a hand-in."
        if len(self.failed) == self.done == ALIKE < self.total and len(set(self.failed)) == 1:
            raise CourseError(
                f"the first {ALIKE} hand-ins could not be graded for one reason, so the rest was left alone: "
                f"{self.failed[0]}. Put that right, then grade again."
            )
