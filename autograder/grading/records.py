"""What is known about each submission: `classroom/records/ada/01_stats.json`.

A record carries the hashes of everything that its marks follow from, and a seal. While the hashes are the same, grading
again would change nothing and is skipped, so a run that was stopped goes on where it was. The seal is a keyed hash of
the record: whoever changes a byte without the class's key is found.
"""

import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from autograder.classroom import Classroom, trial_key
from autograder.errors import CourseError
from autograder.files import write_atomic
from autograder.grading.keys import digest  # noqa: F401 (others take it from here)
from autograder.grading.results import Json, Judged, Output, by_place, by_text
from autograder.grading.verdicts import INFRA, MEMORY, TIMEOUT
from autograder.lessons import is_student_id
from autograder.submissions import Slot
from autograder.text import one_line

MOST_EARLIER = 50  # hand-ins of which it is kept what was found
_SAY_NOTHING = (TIMEOUT, MEMORY, INFRA)  # of what was written
GRADED, REFUSED, FAILED, JUDGED, WAITING = "graded", "refused", "failed", "judged", "waiting"


@dataclass(frozen=True)
class Earlier:
    "What was found wrong with an earlier hand-in, by exercise; `came` is when it came in, as ISO writes it, or ''."

    came: str
    mistakes: dict[str, list[str]]

    def to_json(self) -> Json:
        return dict(vars(self))


@dataclass(frozen=True)
class Record:
    """`submission` is the notebook's hash, `key` that of the notebook and everything it is graded with.

    `status` is JUDGED while the verdicts are not in the gradebook yet, then GRADED; WAITING while an earlier lesson
    that it builds on is neither accepted nor closed. `reason` says why it was not graded and what to do; `remarks` what
    else the instructor should know. `exercises` are verdicts and points, `outputs` what cells printed by their place in
    the rebuilt notebook, `facts` how it was run.
    """

    status: str
    submission: str
    key: str
    reason: str = ""
    remarks: tuple[str, ...] = ()
    jail: str = ""
    verdict: str = ""
    seconds: float = 0.0
    exercises: dict[str, Judged] = field(default_factory=dict)
    outputs: dict[int, list[Output]] = field(default_factory=dict)
    hand_in: int = 1  # the how manieth of this learner's to this lesson that was judged; while it waits, of the last
    facts: Json = field(default_factory=dict)
    terms: str = ""  # the key of the due date, extension and penalty that it was entered with
    earlier: tuple[Earlier, ...] = ()  # of this learner's hand-ins to this lesson that were judged, the first one first

    def to_json(self) -> Json:
        exercises = {name: judged.to_json() for name, judged in self.exercises.items()}
        kept = {"remarks": list(self.remarks), "earlier": [found.to_json() for found in self.earlier]}
        return {**vars(self), "exercises": exercises, "outputs": by_text(self.outputs), **kept}

    @classmethod
    def from_json(cls, fields: Json) -> "Record":
        "The record again. Raises `TypeError`, `KeyError` or `ValueError` for what is none."
        exercises = {name: Judged.from_json(judged) for name, judged in fields["exercises"].items()}
        kept = {"exercises": exercises, "outputs": by_place(fields["outputs"]), "remarks": tuple(fields["remarks"])}
        earlier = tuple(Earlier(**found) for found in fields.get("earlier", ()))
        return cls(**{**fields, **kept, "earlier": earlier})

    @property
    def mistakes(self) -> dict[str, list[str]]:
        "What was found wrong, by exercise. That a limit was reached, or that the grader failed, says nothing of one."
        told = {name: judged for name, judged in self.exercises.items() if judged.verdict not in _SAY_NOTHING}
        return {name: list(map(one_line, judged.reasons)) for name, judged in told.items() if judged.reasons}


def earlier_than(submission: str, number: int, before: Record | None) -> tuple[Earlier, ...]:
    """The judged hand-ins before the one with this hash, which is the `number`th, by the record that it replaces.

    A hand-in that is judged again is not one more; one that could not be judged left nothing to be kept.
    """
    if before is None:
        return ()
    if not before.exercises or (before.submission == submission and before.hand_in == number):
        return before.earlier
    return (*before.earlier, Earlier(before.facts.get("came", ""), before.mistakes))[-MOST_EARLIER:]


def number_of(before: Record | None, submission: str, files: Mapping[str, str]) -> int:
    "The how manieth judged hand-in this is, by the record of the last one; `files` are hashes of what came with it."
    if before is None:
        return 1
    judged = before.status in (GRADED, JUDGED, FAILED)
    same = judged and before.submission == submission and before.facts.get("files", {}) == files
    return before.hand_in + (not same)


def seal_of(fields: Json, classroom: Classroom) -> str:
    "The seal of a record that consists of these fields."
    content = json.dumps({**fields, "seal": ""}, sort_keys=True)
    return hmac.new(trial_key(classroom).encode(), b"record" + content.encode(), hashlib.sha256).hexdigest()


def record_path(slot: Slot, classroom: Classroom) -> Path:
    "Where the record of this submission is."
    return classroom.folder / "records" / slot.student / f"{slot.lesson}.json"


def records_in(classroom: Classroom) -> Iterator[Slot]:
    "Every place that has a record, in order."
    paths = (classroom.folder / "records").glob("*/*.json")
    yield from sorted(Slot(path.stem, path.parent.name) for path in paths if is_student_id(path.parent.name))


def read_record(slot: Slot, classroom: Classroom) -> Record | None:
    """The record of this submission. None if there is none, or none that is whole and sealed.

    That only means grading once more.
    """
    try:
        return open_record(slot, classroom)
    except BrokenRecord:
        return None


class BrokenRecord(CourseError):
    "A record that cannot be read, or whose seal does not fit."


def open_record(slot: Slot, classroom: Classroom) -> Record:
    "As `read_record`, but raises `BrokenRecord` with what is wrong."
    path = record_path(slot, classroom)
    damaged = BrokenRecord(f"{path} cannot be read: it was changed or damaged")
    try:
        fields = json.loads(path.read_bytes())
        seal = str(fields["seal"])
    except (OSError, ValueError, TypeError, KeyError):
        raise damaged from None
    if not hmac.compare_digest(seal.encode(), seal_of(fields, classroom).encode()):
        raise BrokenRecord(f"{path} was changed after it was written: its seal does not fit")
    try:
        return Record.from_json({name: value for name, value in fields.items() if name != "seal"})
    except (ValueError, TypeError, KeyError, AttributeError):
        raise damaged from None


def write_record(slot: Slot, record: Record, classroom: Classroom) -> None:
    "Replaces the record in one step, sealed."
    fields = record.to_json()
    fields["seal"] = seal_of(fields, classroom)
    write_atomic(record_path(slot, classroom), json.dumps(fields, indent=1) + "\n")
