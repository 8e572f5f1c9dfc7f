"""Enters records into the gradebook while others are judged: whatever waits then goes in one transaction.

One submission is never held up for others to come. Where the judges are faster than the writer, more of them wait, and
a transaction, with its wait for the disk, serves more of them.
"""

import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from autograder.classroom import Classroom, Locked
from autograder.errors import CourseError
from autograder.files import write_atomic
from autograder.grading.entry import lay_out
from autograder.grading.nbgrader.gradebook import once_unlocked
from autograder.grading.nbgrader.pool import Worker
from autograder.grading.nbgrader.reply import Reply
from autograder.grading.records import FAILED, GRADED, Record, write_record
from autograder.grading.verdicts import INFRA
from autograder.grading.work import Graded, Work
from autograder.submissions import Slot

MOST = 32  # submissions in a transaction, and as many more that may wait

Judged = tuple[Work, Record]


class Entering:
    "The writer and what waits for it. What is put in comes back from `finished` when it is on the disk."

    def __init__(self, classroom: Classroom, say: Callable[[str], None]):
        self._classroom, self._say = classroom, say
        self._writer = Worker(classroom)
        self._waiting: deque[Judged] = deque()
        self._finished: deque[Graded] = deque()
        self._busy = self._stopped = False
        self._error: BaseException | None = None
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def prepare(self) -> None:
        "Starts the writer without waiting for it."
        self._writer.prepare()

    def put(self, work: Work, record: Record) -> None:
        "Has this entered. Waits while too many wait already. Raises what the entering of others has raised."
        with self._changed:
            self._changed.wait_for(lambda: len(self._waiting) < MOST or self._error)
            self._raise()
            self._waiting.append((work, record))
            self._changed.notify_all()
            if not self._thread.is_alive():
                self._thread.start()

    def finished(self, all_of_them: bool = False) -> Iterator[Graded]:
        "What became of those that are finished by now, or of all that were put in."
        while True:
            with self._changed:
                if all_of_them:
                    self._changed.wait_for(lambda: self._finished or not (self._waiting or self._busy) or self._error)
                self._raise()
                if not self._finished:
                    return
                result = self._finished.popleft()
            yield result

    def stop(self) -> None:
        "Ends the writer. What has not been entered by now is entered by the next run."
        with self._changed:
            self._stopped = True
            self._changed.notify_all()
        self._writer.stop()
        if self._thread.is_alive():
            self._thread.join()

    def _raise(self) -> None:
        if self._error:
            raise self._error

    def _run(self) -> None:
        while True:
            with self._changed:
                self._busy = False
                self._changed.notify_all()
                self._changed.wait_for(lambda: self._waiting or self._stopped)
                if self._stopped:
                    return
                batch = [self._waiting.popleft() for _ in range(min(MOST, len(self._waiting)))]
                self._busy = True
                self._changed.notify_all()
            try:
                for result in self._enter(batch):
                    with self._changed:
                        self._finished.append(result)
                        self._changed.notify_all()
            except BaseException as error:
                with self._changed:
                    self._error = error
                    self._changed.notify_all()
                return

    def _enter(self, batch: Sequence[Judged]) -> Iterator[Graded]:
        "While another program has the gradebook locked, waits, and says so."
        ready = []
        with TemporaryDirectory(prefix="course-apply-") as entry:
            for work, record in batch:
                try:
                    lay_out(work.slot, record, work.rebuilt, work.terms, self._classroom, Path(entry))
                    ready.append((work, record))
                except CourseError as error:
                    yield self._not_entered(work.slot, record, str(error))
            slots = [work.slot for work, _ in ready]
            replies = once_unlocked(lambda: self._request(slots, entry), self._classroom, self._say) if ready else []
        for (work, record), reply in zip(ready, replies, strict=True):
            if self._stopped and not reply:
                return  # it was not let to its end; the next run enters it
            if reply and reply.success:
                write_record(work.slot, replace(record, status=GRADED, reason=""), self._classroom)
                yield Graded(work.slot, GRADED, "", record.remarks, record.verdict)
            else:
                text = reply.text if reply else self._writer.last_words() or "the writer ended"
                yield self._not_entered(work.slot, record, text)

    def _request(self, slots: Sequence[Slot], entry: str) -> list[Reply | None]:
        "What the writer answers for each of these. Those on which it has ended twice are tried one by one."
        answers = self._writer.request("apply", slots, entry) or self._writer.request("apply", slots, entry)
        if not answers:
            return [None] if len(slots) == 1 else [reply for slot in slots for reply in self._request([slot], entry)]
        if any("is locked" in answer.text for answer in answers if not answer.success):
            then = "run this again: what was judged is kept and only entered."
            raise Locked(self._classroom, "is still locked", then)
        return list(answers)

    def _not_entered(self, slot: Slot, record: Record, text: str) -> Graded:
        log = self._classroom.folder / "logs" / f"{slot.student}__{slot.lesson}.log"
        write_atomic(log, text + "\n")
        why = next((line.strip() for line in reversed(text.splitlines()) if line.strip()), "nbgrader failed")
        again = f"`autograder grade {slot.lesson} --student {slot.student}`"
        reason = f"its marks could not be entered: {why[:300]}. They are kept; {again} tries again. Details: {log}."
        return Graded(slot, FAILED, reason, record.remarks, INFRA, f"its marks could not be entered: {why[:300]}")
