"""One private folder for everything temporary of a run: jails, Dask's files, what nbgrader's steps put aside.

Only its owner can look into it, no other user could have made it first, and it goes with the process that made it. What
a killed process has left is removed by the next one: a run holds a lock on its folder for as long as it lives.
"""

import atexit
import fcntl
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from autograder.errors import CourseError

PREFIX = "course-run-"
_made: dict[int, tuple[Path, int]] = {}  # by process: the folder, and the descriptor that holds its lock


def run_folder() -> Path:
    """The folder of this run, made when it is first asked for: by this process or by the one that started it.

    Raises `CourseError` where none can be made.
    """
    try:
        outer = Path(tempfile.gettempdir())
        if outer.name.startswith(PREFIX) and _is_ours(outer):
            return outer
        if os.getpid() not in _made:
            sweep(outer)
            _made[os.getpid()] = _make(outer)
            atexit.register(_remove)
    except OSError as error:
        raise CourseError(
            f"no folder for temporary files can be made ({error}). Make room, or name another: export TMPDIR=FOLDER"
        ) from None
    return _made[os.getpid()][0]


@contextmanager
def private_run() -> Iterator[Path]:
    """Within it, temporary files of this process, and of those that it starts, go to the run's folder.

    Python processes started within it import nothing from their working folder.
    """
    folder = run_folder()
    before, temporary = {name: os.environ.get(name) for name in ("TMPDIR", "PYTHONSAFEPATH")}, tempfile.tempdir
    os.environ.update(TMPDIR=str(folder), PYTHONSAFEPATH="1")
    tempfile.tempdir = str(folder)
    try:
        yield folder
    finally:
        tempfile.tempdir = temporary
        for name, value in before.items():
            os.environ.pop(name, None)
            os.environ.update({} if value is None else {name: value})


def sweep(outer: Path) -> None:
    "Removes run folders of this user whose maker has ended. Links, and what others put there, are left alone."
    with suppress(OSError):
        for entry in list(os.scandir(outer)):
            if entry.name.startswith(PREFIX):
                with suppress(OSError):
                    _remove_if_left(Path(entry.path))


def _remove_if_left(folder: Path) -> None:
    if not _is_ours(folder):
        return
    descriptor = _open(folder)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)  # BlockingIOError while its maker lives
        shutil.rmtree(folder, ignore_errors=True)
    finally:
        os.close(descriptor)


def _make(outer: Path) -> tuple[Path, int]:
    while True:
        folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=outer))
        descriptor = _open(folder)
        with suppress(OSError):  # a sweep of another process has come between, or there are no locks here
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if folder.exists():
            return folder, descriptor
        os.close(descriptor)


def _open(folder: Path) -> int:
    return os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)


def _is_ours(folder: Path) -> bool:
    "Whether this is a folder, no link, that this user owns and nobody else may enter."
    info = folder.lstat()
    return stat.S_ISDIR(info.st_mode) and info.st_uid == os.geteuid() and not info.st_mode & 0o077


def _remove() -> None:
    folder, descriptor = _made.pop(os.getpid(), (None, -1))
    if folder:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(descriptor)
