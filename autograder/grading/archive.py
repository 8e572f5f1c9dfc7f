"""Hand-ins that come as a zip archive, as learning platforms deliver them: its notebooks and weights, nothing else.

Nothing is unpacked to the disk. An archive says of itself how large it is; that is believed only as far as reading it
confirms.
"""

import io
import stat
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath

from autograder.errors import CourseError
from autograder.grading.intake import MAX_BYTES
from autograder.lessons import MAX_WEIGHTS

MAX_ENTRIES = 20_000
MAX_TOTAL = 500 * 2**20  # bytes of all files together
MAX_RATIO = 200  # times that an entry may grow; a notebook's text shrinks to a fifth or so
MAX_NAME = 300  # characters
MAX_SIZES = {".ipynb": MAX_BYTES, ".safetensors": MAX_WEIGHTS}


@dataclass(frozen=True)
class Member:
    "A file from an archive: its path in it, and its bytes."

    path: PurePosixPath
    data: bytes


def open_archive(data: bytes, name: str) -> list[Member]:
    """The notebooks and weights in a zip archive. Raises `CourseError` for one that is damaged, or built to do harm.

    Links, other kinds of files, archives within it and hidden folders are passed over; a path that leads out of the
    archive, an entry that lies about its size or a bomb refuses the whole.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if len(entries) > MAX_ENTRIES:
                raise CourseError(f"{name} has more than {MAX_ENTRIES} files. Hand in the notebooks only.")
            return _members(archive, entries, name)
    except CourseError:
        raise
    except Exception as error:  # zipfile raises whatever a forged header leads it to
        raise CourseError(f"{name} is not a readable zip archive ({type(error).__name__}). Pack it again.") from None


def _members(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], name: str) -> list[Member]:
    found: dict[PurePosixPath, Member] = {}
    total = 0
    for entry in entries:
        path = _safe_path(entry.filename, name)
        if entry.is_dir() or not _wanted(path) or not _regular(entry):
            continue
        if entry.flag_bits & 1:
            raise CourseError(f"{name} is encrypted. Pack it again without a password.")
        if path in found:
            raise CourseError(f"{name} has {path.name} twice in one place. Pack it again.")
        content = _read(archive, entry, path, name)
        total += len(content)
        if total > MAX_TOTAL:
            raise CourseError(f"{name} holds more than {MAX_TOTAL // 2**20} MB. Hand in fewer at a time.")
        found[path] = Member(path, content)
    return list(found.values())


def _safe_path(text: str, name: str) -> PurePosixPath:
    path = PurePosixPath(text.replace("\\", "/"))
    forged = path.is_absolute() or ".." in path.parts or ":" in text or any(ord(c) < 32 for c in text)
    if forged or len(text) > MAX_NAME:
        raise CourseError(f"{name} has a file whose path leads out of it or cannot be read. It was not opened.")
    return path


def _wanted(path: PurePosixPath) -> bool:
    hidden = any(part.startswith(".") or part == "__MACOSX" for part in path.parts)
    return path.suffix in MAX_SIZES and not hidden


def _regular(entry: zipfile.ZipInfo) -> bool:
    mode = entry.external_attr >> 16
    return not mode or stat.S_IFMT(mode) in (0, stat.S_IFREG)


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, path: PurePosixPath, name: str) -> bytes:
    most = MAX_SIZES[path.suffix]
    with archive.open(entry) as file:
        content = file.read(most + 1)
    if len(content) > most:
        remedy = "Clear its outputs first" if path.suffix == ".ipynb" else "Save a smaller model"
        raise CourseError(f"{path.name} in {name} is larger than {most // 10**6} MB. {remedy}.")
    if len(content) > MAX_RATIO * max(entry.compress_size, 1000):
        raise CourseError(f"{path.name} in {name} is packed as no notebook or weights are. It was not opened.")
    return content
