"Runs nbgrader's steps in processes of their own, several at a time."

import json
import os
import queue
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass

from autograder.classroom import Classroom
from autograder.grading.nbgrader.reply import Reply
from autograder.submissions import Slot

TRIES = 2  # a worker that died is replaced; a submission that it died on is tried once more
LIMIT = 1200.0  # seconds for a request; each cell that it runs has a limit of its own


@dataclass(frozen=True)
class Outcome:
    "What became of one request. `error` is empty on success; `log` is nbgrader's."

    slot: Slot
    error: str = ""
    log: str = ""


def run_step(step: str, slots: Iterable[Slot], classroom: Classroom, workers: int) -> Iterator[Outcome]:
    "Does one of nbgrader's steps, such as `feedback`, to each submission; yields outcomes as they come."
    slots = list(slots)
    idle: queue.SimpleQueue[Worker] = queue.SimpleQueue()
    crew = [Worker(classroom) for _ in range(min(workers, len(slots)))]
    for worker in crew:
        idle.put(worker)

    def do(slot: Slot) -> Outcome:
        worker = idle.get()
        try:
            return _with_retry(worker, step, slot)
        finally:
            idle.put(worker)

    pool = ThreadPoolExecutor(max(1, len(crew)))
    try:
        for future in as_completed([pool.submit(do, slot) for slot in slots]):
            yield future.result()
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
        for worker in crew:
            worker.stop()


def _with_retry(worker: "Worker", step: str, slot: Slot) -> Outcome:
    for _ in range(TRIES):
        answers = worker.request(step, [slot])
        if answers is not None:
            (answer,) = answers
            return Outcome(slot, "" if answer.success else answer.error or "failed", answer.log)
        if worker.stopped:
            break
    reason = f"the grading process ended or took longer than {LIMIT:g} s, {TRIES} times"
    return Outcome(slot, reason, worker.last_words())


class Worker:
    "A process running `worker.py`, started when it is first needed and again when it has died."

    def __init__(self, classroom: Classroom):
        self.classroom = classroom
        self.stopped = False
        self._process: subprocess.Popen | None = None
        self._errors = tempfile.TemporaryFile()

    def request(self, step: str, slots: Sequence[Slot], entry: str = "") -> list[Reply] | None:
        """The worker's answer for each of these, or None when it died or ran out of time.

        `entry` is the folder that `apply` takes what it enters from (`autograder/grading/entry.py`).
        """
        if self.stopped:
            return None
        process = self._process or self._start()
        assert process.stdin and process.stdout  # both are pipes
        alarm = threading.Timer(LIMIT, process.kill)
        alarm.start()
        try:
            request = {"step": step, "slots": [(slot.lesson, slot.student) for slot in slots], "entry": entry}
            process.stdin.write(json.dumps(request) + "\n")
            process.stdin.flush()
            return [Reply(**answer) for answer in json.loads(process.stdout.readline())]
        except (OSError, ValueError):  # a broken pipe, a line cut short
            self._end()
            self._process = None
            return None
        finally:
            alarm.cancel()

    def prepare(self) -> None:
        "Starts the process without waiting for it: nbgrader takes a while to import."
        if not self._process and not self.stopped:
            self._start()

    def stop(self) -> None:
        "Ends the process for good."
        self.stopped = True
        self._end()

    def _start(self) -> subprocess.Popen:
        environment = {
            **os.environ,
            "OMP_NUM_THREADS": "1",  # kernels inherit it: as many of them run at once as there are cores
            "IN_TEST": "1",  # nothing is exported from a notebook that is being graded
        }
        class_ = (self.classroom.root, self.classroom.folder)
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "autograder.grading.nbgrader.worker", *map(str, class_)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            text=True,
            env=environment,
        )
        return self._process

    def _end(self) -> None:
        if self._process:
            self._process.kill()
            self._process.wait()

    def last_words(self) -> str:
        "The last line that the worker wrote to stderr."
        self._errors.seek(0)
        lines = self._errors.read().decode(errors="replace").split("\n")
        return next((line.strip() for line in reversed(lines) if line.strip()), "")
