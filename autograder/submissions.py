"Whose notebook of which lesson: where each is kept in a class, and when it came in."

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from autograder.errors import CourseError
from autograder.files import write_all
from autograder.lessons import is_student_id

# In a folder whose content is to be entered into the gradebook: hand-ins, and in a folder of its own what each of them
# printed, when it was due, and which hand-in it is.
SUBMITTED, BESIDE, OUTPUTS, TERMS = "submitted", "beside", "outputs.json", "terms.json"
OWN = "own-"  # how the ids of learners' own cells begin in a rebuilt notebook
HAND_IN = "hand_in.txt"  # beside a notebook in `autograded`: which hand-in its marks are of
SECRET = "submission_secret.txt"  # beside a hand-in that came through nbgrader's exchange: by it feedback finds back
_TIMESTAMP = "%Y-%m-%d %H:%M:%S.%f UTC"


@dataclass(frozen=True, order=True)
class Slot:
    "One learner's place for one lesson. nbgrader's layout: `ada/01_stats/01_stats.ipynb` below a folder."

    lesson: str
    student: str

    def folder(self, base: Path) -> Path:
        return base / self.student / self.lesson

    def notebook(self, base: Path) -> Path:
        return self.folder(base) / f"{self.lesson}.ipynb"

    def __str__(self) -> str:
        return f"{self.student} {self.lesson}"


def slots_in(base: Path) -> list[Slot]:
    "Every place below `base` that holds a notebook, in order. Names that are no student ids are left out."
    found = [Slot(path.parent.name, path.parent.parent.name) for path in base.glob("*/*/*.ipynb")]
    return sorted({slot for slot in found if is_student_id(slot.student) and slot.notebook(base).is_file()})


def put_hand_in(
    slot: Slot,
    base: Path,
    notebook: bytes,
    received: datetime,
    beside: Mapping[str, bytes] | None = None,
    **others: str,
) -> None:
    """Writes a notebook into its place with the time it came in, as nbgrader reads it.

    `beside` are files that came with it, by name; `others` are further text files.
    """
    folder = slot.folder(base)
    files = {slot.notebook(base): notebook}
    files |= {folder / name: data for name, data in (beside or {}).items()}
    files |= {folder / f"{name}.txt": text.encode() for name, text in others.items()}
    files[folder / "timestamp.txt"] = timestamp_of(received).encode()
    write_all(files)


def timestamp_of(received: datetime) -> str:
    "What nbgrader reads as the time at which a hand-in came in."
    return received.astimezone(UTC).strftime(_TIMESTAMP)


def received(slot: Slot, base: Path) -> datetime | None:
    "When the notebook in this place came in; None if there is none. Without a timestamp, when it was last written."
    path = slot.folder(base) / "timestamp.txt"
    if not slot.notebook(base).is_file():
        return None
    try:
        text = path.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return datetime.fromtimestamp(slot.notebook(base).stat().st_mtime, UTC)
    for form in (_TIMESTAMP, "%Y-%m-%d %H:%M:%S UTC", "%Y-%m-%d %H:%M:%S.%f %z", "%Y-%m-%d %H:%M:%S %z"):
        try:
            time = datetime.strptime(text, form)
        except ValueError:
            continue
        return time if time.tzinfo else time.replace(tzinfo=UTC)
    raise CourseError(f"{path} holds no time ({text[:40]!r}). Write it like 2026-01-31 18:00:00 UTC.")
