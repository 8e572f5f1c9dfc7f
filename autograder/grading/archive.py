"""Hand-ins that come as a zip archive, as learning platforms deliver them: its notebooks and weights, nothing else.

Nothing is unpacked to the disk. An archive says of itself how large it is; that is believed only as far as reading it
confirms. One odd entry costs itself: it is named, and the others are taken.
"""

import io
import stat
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import PurePosixPath

from autograder.errors import CourseError
from autograder.lessons import MAX_WEIGHTS
from autograder.names import NOTEBOOK, WEIGHTS_FILE, is_odd, kind_of
from autograder.readable import MAX_BYTES

MAX_ENTRIES = 20_000
MAX_TOTAL = 500 * 2**20  # bytes of all files together, those in inner archives included
MAX_RATIO = 200  # times that an entry may grow; a notebook's text shrinks to a fifth or so
MAX_NAME = 300  # characters
MAX_DEPTH = 3  # of archives within each other
MAX_SIZES = {NOTEBOOK: MAX_BYTES, WEIGHTS_FILE: MAX_WEIGHTS, ".zip": MAX_TOTAL}


@dataclass(frozen=True)
class Member:
    "A file from an archive: its path in it, its bytes, and when it was last changed, as the archive says."

    path: PurePosixPath
    data: bytes
    written: datetime | None = None


@dataclass
class Contents:
    "What an archive holds for us, and a line for each entry that was passed over."

    members: list[Member] = field(default_factory=list)
    passed_over: list[str] = field(default_factory=list)
    total: int = 0  # bytes read so far
    entries: int = 0


def open_archive(data: bytes, name: str) -> Contents:
    """The notebooks and weights in a zip archive, and in archives within it.

    An entry whose path leads out of the archive, that is encrypted, too large or packed as no notebook is, is passed
    over with a line. Raises `CourseError` where the whole cannot be read, or is built to do harm by its sheer size.
    """
    contents = Contents()
    _open(data, PurePosixPath(), name, contents, depth=1)
    return contents


def _open(data: bytes, folder: PurePosixPath, name: str, contents: Contents, depth: int) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            contents.entries += len(entries)
            if contents.entries > MAX_ENTRIES:
                raise CourseError(f"{name} has more than {MAX_ENTRIES} files. Hand in the notebooks only.")
            for member in _members(archive, entries, folder, contents):
                if kind_of(member.path) != ".zip":
                    contents.members.append(member)
                elif depth < MAX_DEPTH:
                    _open_inner(member, contents, depth)
                else:
                    contents.passed_over.append(f"{member.path} lies too deep in other archives.")
                if contents.total > MAX_TOTAL:
                    raise CourseError(f"{name} holds more than {MAX_TOTAL // 2**20} MB. Hand in fewer at a time.")
    except CourseError:
        raise
    except Exception as error:  # zipfile raises whatever a forged header leads it to
        raise CourseError(f"{name} is not a readable zip archive ({type(error).__name__}). Pack it again.") from None


def _open_inner(member: Member, contents: Contents, depth: int) -> None:
    try:
        _open(member.data, member.path, member.path.name, contents, depth + 1)
    except CourseError as error:
        if contents.total > MAX_TOTAL or contents.entries > MAX_ENTRIES:
            raise
        contents.passed_over.append(str(error))


def _members(
    archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], folder: PurePosixPath, contents: Contents
) -> Iterator[Member]:
    seen: set[PurePosixPath] = set()
    for entry in entries:
        try:
            path = _safe_path(entry.filename)
            if entry.is_dir() or not _wanted(path) or not _regular(entry):
                if not entry.is_dir() and is_odd(path) and not _hidden(path):
                    raise CourseError("is no notebook. Ask for the .ipynb file.")
                continue
            if entry.flag_bits & 1:
                raise CourseError("is encrypted. Pack it again without a password.")
            if path in seen:
                raise CourseError("is there twice in one place; the first is taken.")
            content = _read(archive, entry, kind_of(path))
        except CourseError as error:
            shown = entry.filename if len(entry.filename) <= 80 else f"{entry.filename[:79]}…"
            contents.passed_over.append(f"{shown} {error}")
            continue
        seen.add(path)
        contents.total += len(content)
        yield Member(folder / path, content, _written(entry))


def _safe_path(text: str) -> PurePosixPath:
    path = PurePosixPath(text.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or any(ord(c) < 32 for c in text) or (len(text) > 1 and text[1] == ":"):
        raise CourseError("has a path that leads out of the archive or cannot be read.")
    if len(text) > MAX_NAME:
        raise CourseError(f"has a name of more than {MAX_NAME} characters.")
    return path


def _hidden(path: PurePosixPath) -> bool:
    return any(part.startswith(".") or part == "__MACOSX" for part in path.parts)


def _wanted(path: PurePosixPath) -> bool:
    return kind_of(path) in MAX_SIZES and not _hidden(path)


def _regular(entry: zipfile.ZipInfo) -> bool:
    mode = entry.external_attr >> 16
    return not mode or stat.S_IFMT(mode) in (0, stat.S_IFREG)


def _written(entry: zipfile.ZipInfo) -> datetime | None:
    "A zip archive keeps local times without a zone: they are read as this machine's. Out of range: not known."
    try:
        return datetime(*entry.date_time).astimezone(UTC) if entry.date_time[0] > 1980 else None
    except (ValueError, OverflowError):
        return None


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, kind: str) -> bytes:
    most = MAX_SIZES[kind]
    try:
        with archive.open(entry) as file:
            content = file.read(most + 1)
    except Exception as error:
        raise CourseError(f"is damaged ({type(error).__name__}). Ask for it again.") from None
    if len(content) > most:
        remedy = "Save a smaller model" if kind == WEIGHTS_FILE else "Clear its outputs first"
        raise CourseError(f"is larger than {most // 10**6} MB. {remedy}.")
    if len(content) > MAX_RATIO * max(entry.compress_size, 1000):
        raise CourseError("is packed as no notebook or weights are.")
    return content
