"Reading what learners send, as data: nothing here trusts a file."

import os
import stat
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from autograder.errors import CourseError
from autograder.ipynb import Notebook, checks_in, copies_in, grade_id_of, is_graded, names_written, source_of
from autograder.lessons import MAX_WEIGHTS, WEIGHTS
from autograder.readable import MAX_BYTES, parse_notebook, require_size
from autograder.submissions import SECRET, Slot

MAX_ARCHIVE = 500 * 2**20  # of a zip archive with a class's notebooks
MAX_SECRET = 1_000  # nbgrader's have 128 characters


@dataclass(frozen=True)
class Incoming:
    "A file that was read: its bytes and when it was last written."

    path: Path
    data: bytes
    written: datetime


@dataclass
class Findings:
    """What is wrong with a submission: a refusal keeps it from being graded, a remark does not.

    `notebook` is what was read, None where that was refused.
    """

    refusal: str = ""
    remarks: list[str] = field(default_factory=list)
    notebook: Notebook | None = field(default=None, repr=False, compare=False)


def read_incoming(path: Path, most: int | None = None) -> Incoming:
    "Reads a regular file up to the size cap. Raises `CourseError` for links, folders, devices and large files."
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        if Path(path).is_symlink():
            raise CourseError("is a symbolic link. Copy the file itself here.") from None
        raise CourseError(f"cannot be opened ({error.strerror}). Make it readable.") from None
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        os.close(descriptor)
        raise CourseError("is not a regular file. Hand in the notebook itself.")
    most = most or MAX_BYTES
    with open(descriptor, "rb") as file:
        data = file.read(most + 1)
    require_size(data, most)
    return Incoming(Path(path), data, _date(status.st_mtime))


def _date(seconds: float) -> datetime:
    "A file's time; one that no calendar holds, as some file systems can, is the last that there is."
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return datetime.max.replace(tzinfo=UTC)


def read_submitted(slot: Slot, base: Path) -> Incoming:
    "Reads the notebook in this place, and only a file that really lies there."
    path = slot.notebook(base)
    if any(place.is_symlink() for place in (path, path.parent, path.parent.parent)):
        raise CourseError(f"{path} is a symbolic link. Put the file itself there.")
    try:
        return read_incoming(path)
    except CourseError as error:
        raise CourseError(f"{path} {error}") from None


def read_beside(slot: Slot, base: Path) -> tuple[dict[str, bytes], list[str]]:
    "The files that count beside the notebook in this place, by name, and remarks on those that are left out."
    path = slot.folder(base) / WEIGHTS
    if not path.is_symlink() and not path.exists():
        return {}, []
    try:
        return {WEIGHTS: read_incoming(path, MAX_WEIGHTS).data}, []
    except CourseError as error:
        return {}, [f"{WEIGHTS} is left out: it {error}"]


def read_secret(folder: Path) -> str:
    "What `nbgrader submit` put beside a notebook, by which feedback finds its way back; '' if nothing."
    try:
        text = read_incoming(folder / SECRET, MAX_SECRET).data.decode("ascii").strip()
    except (CourseError, OSError, UnicodeDecodeError):
        return ""
    return text if text.isalnum() else ""


def graded_cells(notebook: Notebook) -> list[tuple[int, str]]:
    "The cells that carry a grade id: their number, counted from 1, and the id."
    cells = enumerate(notebook["cells"], 1)
    return [(number, name) for number, cell in cells if is_graded(cell) and (name := grade_id_of(cell))]


def examine(slot: Slot, data: bytes, source: Notebook) -> Findings:
    "Whether these bytes can be graded as the lesson whose source notebook is `source`, and what to do if not."
    again = f"Ask {slot.student} to hand in {slot.lesson} again"
    try:
        notebook = parse_notebook(data)
        copies = copies_in(notebook["cells"], checks_in(source["cells"]))
        cells = [(number, name) for number, name in graded_cells(notebook) if number - 1 not in copies]
    except CourseError as error:
        return Findings(f"could not be read: {error}. {again}.")
    expected = dict.fromkeys(name for _, name in graded_cells(source))
    found = Counter(name for _, name in cells if name in expected)
    twice = [name for name, times in found.items() if times > 1]
    if twice:
        places = " and ".join(str(number) for number, name in cells if name == twice[0])
        return Findings(
            f"cells {places} have the same grade id {twice[0]!r}, so the answer is not clear. "
            f"{again} with one of them: copy its text into one cell and delete the other."
        )
    defined = {
        name for cell in notebook["cells"] if cell["cell_type"] == "code" for name in names_written(source_of(cell))
    }
    if expected and not found and defined.isdisjoint(expected):
        return Findings(f"has none of the graded cells of {slot.lesson}: it is another notebook. {again}.")
    missing = [name for name in expected if name not in found]
    checks = [name for name in missing if name in checks_in(source["cells"])]
    answers = [name for name in missing if name not in checks]
    findings = Findings(notebook=notebook)
    if checks:
        findings.remarks.append(f"cell {', '.join(checks)} is missing. Nothing to do: grading puts it back.")
    types = {name: cell["cell_type"] for cell in source["cells"] if (name := grade_id_of(cell))}
    text = [name for number, name in cells if types.get(name) == "code" != notebook["cells"][number - 1]["cell_type"]]
    if text:
        findings.remarks.append(
            f"{', '.join(text)} is a text cell, so it does not run. {again}, with a code cell: select it, press Esc, Y."
        )
    answers = [name for name in answers if name not in defined]  # another cell defines it, and that one counts
    if answers:
        findings.remarks.append(
            f"cell {', '.join(answers)} is missing and earns no points unless another cell defines it. {again}, "
            "written into a fresh copy of the lesson."
        )
    return findings
