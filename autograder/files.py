"Files that are either there in full or not at all."

import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from autograder.errors import CourseError


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
            os.replace(part, path)
    except OSError as error:
        raise CourseError(f"cannot write {path}: {error.strerror}. Make room or permission for it first.") from None
    finally:
        for part in parts.values():
            with suppress(OSError):
                part.unlink()
    return list(changed)
