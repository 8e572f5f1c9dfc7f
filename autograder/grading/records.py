"""What is known about each submission: `classroom/records/ada/01_stats.json`.

A record carries the hashes of everything that its marks follow from, and a seal. While the hashes are the same, grading
again would change nothing and is skipped, so a run that was stopped goes on where it was. The seal is a keyed hash of
the record: whoever changes a byte without the class's key is found.
"""

import hashlib
import hmac
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from autograder.classroom import Classroom, trial_key
from autograder.files import write_atomic
from autograder.grading.keys import digest  # noqa: F401 (others take it from here)
from autograder.grading.submissions import Slot
from autograder.lessons import is_student_id

GRADED, REFUSED, FAILED, JUDGED, WAITING = "graded", "refused", "failed", "judged", "waiting"


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
    exercises: dict[str, dict[str, Any]] = field(default_factory=dict)
    outputs: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)
    seal: str = ""


def sealed(record: Record, classroom: Classroom) -> Record:
    "The record with its seal."
    content = json.dumps({**vars(record), "seal": ""}, sort_keys=True)
    key = trial_key(classroom).encode()
    return replace(record, seal=hmac.new(key, b"record" + content.encode(), hashlib.sha256).hexdigest())


def is_sealed(record: Record, classroom: Classroom) -> bool:
    "Whether the record is as this class's grader wrote it."
    return hmac.compare_digest(str(record.seal).encode(), sealed(record, classroom).seal.encode())


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
    record = read_unsealed(slot, classroom)
    return record if record and is_sealed(record, classroom) else None


def read_unsealed(slot: Slot, classroom: Classroom) -> Record | None:
    "The record as it is on the disk, whatever its seal says."
    try:
        fields = json.loads(record_path(slot, classroom).read_bytes())
        return Record(**{**fields, "remarks": tuple(fields["remarks"])})
    except (OSError, ValueError, TypeError, KeyError):
        return None


def write_record(slot: Slot, record: Record, classroom: Classroom) -> Record:
    "Replaces the record in one step, sealed."
    record = sealed(record, classroom)
    write_atomic(record_path(slot, classroom), json.dumps(asdict(record), indent=1) + "\n")
    return record
