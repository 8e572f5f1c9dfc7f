"""What is known about each graded submission: `classroom/records/ada/01_stats.json`.

A record carries the hash of everything that its marks follow from. While that is the same, grading again would change
nothing and is skipped, so a run that was stopped goes on where it was.
"""

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from autograder.classroom import CONFIG_FILE, Classroom, trial_key
from autograder.files import write_atomic
from autograder.grading.submissions import Slot
from autograder.lessons import Lesson
from autograder.notebooks import marks_of, read_notebook, source_of

GRADED, REFUSED, FAILED = "graded", "refused", "failed"


@dataclass(frozen=True)
class Record:
    """`submission` is the notebook's hash, `key` that of the notebook and everything it is graded with.

    `reason` says why it was not graded and what to do; `remarks` what else the instructor should know.
    """

    status: str
    submission: str
    key: str
    reason: str = ""
    remarks: tuple[str, ...] = ()


def digest(*parts: bytes) -> str:
    "One hash of several byte strings; where one ends and the next begins counts."
    total = hashlib.sha256()
    for part in parts:
        total.update(len(part).to_bytes(8))
        total.update(part)
    return total.hexdigest()


def grading_key(lesson: Lesson, classroom: Classroom) -> bytes:
    "A hash of all that a lesson is graded with: its source cells, its checks, the grader, the library, the secret key."
    cells = read_notebook(lesson.notebook(classroom.solutions))["cells"]
    source = json.dumps([[source_of(cell), marks_of(cell)] for cell in cells])
    code = [CONFIG_FILE, CONFIG_FILE.with_name("notebook.py")]
    for folder in ("checks", "grading", "jail"):
        code += sorted((CONFIG_FILE.parent / folder).glob("*.py"))
    other_lessons = [path for path in code if path.stem.startswith("lesson") and path.stem != f"lesson{lesson.number}"]
    code += sorted((classroom.root / "course_lib").glob("*.py"))
    files = [path.read_bytes() for path in code if path not in other_lessons]
    return digest(source.encode(), trial_key(classroom).encode(), *files).encode()


def _path(slot: Slot, classroom: Classroom) -> Path:
    return classroom.folder / "records" / slot.student / f"{slot.lesson}.json"


def read_record(slot: Slot, classroom: Classroom) -> Record | None:
    "The record of this submission. None if there is none or it is not readable, which only means grading once more."
    try:
        fields = json.loads(_path(slot, classroom).read_bytes())
        return Record(**{**fields, "remarks": tuple(fields["remarks"])})
    except (OSError, ValueError, TypeError, KeyError):
        return None


def write_record(slot: Slot, record: Record, classroom: Classroom) -> None:
    "Replaces the record in one step."
    write_atomic(_path(slot, classroom), json.dumps(asdict(record), indent=1) + "\n")
