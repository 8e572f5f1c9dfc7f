"Takes hand-ins into the class: each into its place, damaged ones aside, one bad file never stops the others."

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree

from autograder.classroom import Classroom, keep_private
from autograder.errors import CourseError
from autograder.grading.archive import open_archive
from autograder.grading.intake import MAX_ARCHIVE, Incoming, examine, read_incoming
from autograder.grading.submissions import Slot, put, received
from autograder.ipynb import read_notebook
from autograder.lessons import MAX_WEIGHTS, WEIGHTS, Lesson, find_lesson, is_student_id

COLLECTED, SAME, OLDER, REFUSED, LEFT = "collected", "already there", "older", "set aside", "left where it is"


@dataclass(frozen=True)
class Receipt:
    "What became of one file. `problems` are one line each and say what to do."

    path: Path
    became: str
    slot: Slot | None = None
    problems: tuple[str, ...] = ()


def refused_folder(classroom: Classroom) -> Path:
    "Where hand-ins that cannot be graded are kept, each with its `reason.txt`, laid out as `submitted`."
    return classroom.folder / "refused"


def collect(paths: Iterable[Path], classroom: Classroom) -> list[Receipt]:
    """Takes notebooks named `ada__01_stats.ipynb`, trees `ada/01_stats/01_stats.ipynb`, folders and zips of both.

    A file's time of change is its time of hand-in; what came in later wins, in whatever order files are collected.
    """
    keep_private(classroom)
    receipts = []
    for path in paths:
        for found in _notebooks(Path(path)):
            try:
                receipts += _take_archive(found, classroom) if found.suffix == ".zip" else [_take(found, classroom)]
            except CourseError as error:
                receipts.append(Receipt(found, LEFT, None, (f"{error}",)))
    return receipts


def _take_archive(path: Path, classroom: Classroom) -> list[Receipt]:
    "Takes the notebooks in a zip archive and their weights. They all came in when the archive was last written."
    archive = read_incoming(path, MAX_ARCHIVE)
    files = {path / member.path: member.data for member in open_archive(archive.data, path.name)}
    receipts = []
    for place in (place for place in files if place.suffix == ".ipynb"):
        weights = next((files[name] for name in _weights_names(place) if name in files), None)
        try:
            receipts.append(_put(place, Incoming(place, files[place], archive.written), classroom, weights))
        except CourseError as error:
            receipts.append(Receipt(place, LEFT, None, (f"{error}",)))
    if not receipts:
        raise CourseError("has no notebooks in it. Pack the notebooks that are handed in.")
    return receipts


def _notebooks(path: Path) -> Iterator[Path]:
    "The path itself if it is a file, else every notebook below it."
    if path.is_symlink() or not path.is_dir():
        yield path
        return
    found = False
    for folder, folders, files in os.walk(path):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            if name.endswith((".ipynb", ".zip")) and not name.startswith("."):
                found = True
                yield Path(folder) / name
    if not found:
        yield path


def _take(path: Path, classroom: Classroom) -> Receipt:
    if not path.is_symlink():
        if not path.exists():
            raise CourseError("is not there. Check the name and the folder.")
        if path.is_dir():
            raise CourseError("has no notebooks in it. Name the folder that the hand-ins are in.")
    slot_of(path, classroom)  # what is not named as a hand-in is not read
    return _put(path, read_incoming(path), classroom, _weights_beside(path))


def _weights_names(path: Path) -> list[Path]:
    "Where a notebook's weights may be: `ada__14_schedules.safetensors`, in a tree also `capstone.safetensors`."
    in_tree = path.parent.name == path.stem
    return [path.with_suffix(".safetensors"), *([path.with_name(WEIGHTS)] if in_tree else [])]


def _weights_beside(path: Path) -> bytes | None:
    "The weights handed in with a notebook, if there are any."
    for weights in _weights_names(path):
        if weights.exists():
            try:
                return read_incoming(weights, MAX_WEIGHTS).data
            except CourseError as error:
                raise CourseError(f"came with {weights.name}, which {error}") from None
    return None


def _put(path: Path, incoming: Incoming, classroom: Classroom, weights: bytes | None = None) -> Receipt:
    "Puts a notebook that was read into its place, and the weights that came with it beside it."
    slot = slot_of(path, classroom)
    findings = examine(slot, incoming.data, read_notebook(Lesson(slot.lesson).notebook(classroom.solutions)))
    kept = received(slot, classroom.submitted)
    if kept and incoming.written < kept:
        return Receipt(path, OLDER, slot)
    aside = refused_folder(classroom)
    if findings.refusal:
        put(slot, aside, incoming.data, incoming.written, reason=findings.refusal)
        return Receipt(path, REFUSED, slot, (findings.refusal,))
    place = slot.folder(classroom.submitted) / WEIGHTS
    same = kept == incoming.written and slot.notebook(classroom.submitted).read_bytes() == incoming.data
    same = same and weights == (place.read_bytes() if place.is_file() else None)
    if not same:
        put(slot, classroom.submitted, incoming.data, incoming.written, {WEIGHTS: weights} if weights else {})
        if weights is None:
            place.unlink(missing_ok=True)  # of an earlier hand-in
    before = received(slot, aside)
    if before and before <= incoming.written:
        rmtree(slot.folder(aside))
    return Receipt(path, SAME if same else COLLECTED, slot, tuple(findings.remarks))


def slot_of(path: Path, classroom: Classroom) -> Slot:
    "Whose notebook of which lesson a file is, by its name or by the folders it lies in."
    student, parted, lesson = path.stem.rpartition("__")
    if not parted:
        lesson, student = path.stem, path.absolute().parent.parent.name
    in_tree = path.absolute().parent.name == path.stem
    if path.suffix != ".ipynb" or not (parted or in_tree) or not is_student_id(student):
        raise CourseError("is not named as a hand-in. Rename it to STUDENT__LESSON.ipynb, like ada__01_stats.ipynb.")
    return Slot(find_lesson(lesson, classroom.solutions).name, student)
