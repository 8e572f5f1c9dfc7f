"Files that are either there in full or not at all."

import os
import secrets
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from autograder.errors import CourseError

PAUSES = (0.05, 0.1, 0.2, 0.4, 0.8)  # seconds between tries


def write_atomic(path: Path, data: bytes | str) -> None:
    "Writes a file so that at every moment it is the old one or the new one. Raises `CourseError` when it cannot."
    write_all({Path(path): data.encode() if isinstance(data, str) else data})


def write_all(files: Mapping[Path, bytes]) -> list[Path]:
    """Writes several files; nothing is replaced before all of them are safely on the disk, beside their places.

    A file that already holds these bytes is left alone, its time included. Returns the files that changed.
    """
    changed = {path: data for path, data in files.items() if not (path.is_file() and path.read_bytes() == data)}
    # By chance and not by process: on two machines, or in two containers, processes have the same numbers.
    parts = {path: path.with_name(f".{path.name}.{secrets.token_hex(4)}.part") for path in changed}
    try:
        for path, part in parts.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            with open(part, "wb") as file:
                file.write(changed[path])
                file.flush()
                os.fsync(file.fileno())
        for path, part in parts.items():
            _take_place(part, path)
    except PermissionError as error:
        raise CourseError(
            f"cannot write {path}: {error.strerror}. Give permission for it first, or close what else has it open."
        ) from None
    except OSError as error:
        raise CourseError(f"cannot write {path}: {error.strerror}. Make room or permission for it first.") from None
    finally:
        for part in parts.values():
            with suppress(OSError):
                part.unlink()
    return list(changed)


def _take_place(part: Path, path: Path) -> None:
    """Moves the finished file to its place.

    Windows refuses that while another program has the old one open, which virus scanners and synchronized folders have
    for a moment.
    """
    for pause in PAUSES:
        try:
            os.replace(part, path)
            return
        except PermissionError:
            time.sleep(pause)
    os.replace(part, path)
