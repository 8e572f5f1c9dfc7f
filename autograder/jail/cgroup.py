"""A memory cgroup for each submission, where this user may make one: the kernel's limit behind the watchdog's.

The watchdog looks 25 times a second; the kernel always. Its limit also counts files in memory, so it lies that much
higher. Versions 1 and 2; where neither can be had the watchdog stands alone.

With version 2 an ordinary user may make cgroups in what systemd delegates to them. A terminal of a desktop lies there;
a login by ssh does not, and there `systemd-run --user --scope autograder grade` does it.
"""

import ctypes
import os
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from autograder.jail.inside.limits import Limits

OWN, MOUNTS = Path("/proc/self/cgroup"), Path("/proc/self/mountinfo")
NAME = "course-jail-"  # and the number of the process that made it; a jail's folder is called so, too
TYPES = {"cgroup": 0x27E0EB, "cgroup2": 0x63677270}  # what statfs says of versions 1 and 2
_LIBC = ctypes.CDLL(None, use_errno=True)


class Cgroup:
    "The cgroup of one submission's processes."

    def __init__(self, folder: Path, events: str):
        self.folder, self._events = folder, folder / events

    def kills(self) -> int:
        "How many of its processes the kernel has killed for want of memory."
        try:
            facts = dict(line.split() for line in self._events.read_text().splitlines())
            return int(facts["oom_kill"])
        except (OSError, KeyError, ValueError):
            return 0

    def remove(self) -> None:
        "Removes it once its processes are gone."
        for _ in range(50):
            with suppress(OSError):
                self.folder.rmdir()
                return
            time.sleep(0.02)


def parents() -> list[tuple[Path, str, str]]:
    "Where cgroups with a limit on memory may be made, and what the files of limit and events are called there."
    found = []
    for line in OWN.read_text().splitlines():
        _, controllers, path = line.split(":", 2)
        if "memory" in controllers.split(","):
            own = [*_own_folders("cgroup", path)]
            found += [(folder, "memory.limit_in_bytes", "memory.oom_control") for _, folder in own]
        if not controllers:  # version 2, where a cgroup with processes of its own cannot have one with limits in it
            own = [(top, folder) for top, folder in _own_folders("cgroup2", path) if folder != top]
            found += [(folder.parent, "memory.max", "memory.events") for _, folder in own]
    return found


def _own_folders(kind: str, path: str) -> Iterator[tuple[Path, Path]]:
    """Where this version is mounted, of version 1 with the memory controller, and this process's cgroup there.

    A path and a table of mounts are no more than text: what is no cgroup's file system takes files like any other, and
    a limit written there would limit nothing.
    """
    for line in MOUNTS.read_text().splitlines():
        fields = line.split()
        root, place, (kind_there, _, options) = fields[3], Path(fields[4]), fields[fields.index("-") + 1 :][:3]
        if kind_there == kind and (kind == "cgroup2" or "memory" in options.split(",")):
            folder = place / os.path.relpath(path, root)
            if os.path.commonpath([root, path]) == root and file_system(folder) == TYPES[kind]:
                yield place, folder


def file_system(path: Path) -> int:
    "The number by which the kernel knows the file system that this lies in; 0 where nothing is."
    facts = ctypes.create_string_buffer(512)  # a `struct statfs`, which begins with it
    return 0 if _LIBC.statfs(os.fsencode(path), facts) else ctypes.c_long.from_buffer(facts).value


def make_cgroup(pid: int, limits: Limits) -> Cgroup | None:
    "Puts a process that runs nothing of a learner's yet into a cgroup of its own; None where that is not allowed."
    with suppress(OSError):
        for parent, limit, events in parents():
            folder = parent / f"{NAME}{os.getpid()}-{pid}"
            try:
                folder.mkdir()
            except OSError:
                continue
            try:
                if limit == "memory.max":
                    with suppress(OSError):  # it may be so already
                        _set(parent / "cgroup.subtree_control", "+memory")
                _set(folder / limit, str(limits.memory + limits.tmp_size))
                _set(folder / "cgroup.procs", str(pid))
                return Cgroup(folder, events)
            except OSError:
                folder.rmdir()
    return None


def _set(file: Path, value: str) -> None:
    "Writes to a file that the kernel has put there. Raises `OSError` where it has not, as without that controller."
    with open(os.open(file, os.O_WRONLY), "w") as setting:
        setting.write(value)


def maker_is_gone(folder: Path) -> bool:
    "Whether the process whose number the folder's name begins with, after `NAME`, has ended."
    pid = folder.name.removeprefix(NAME).partition("-")[0]
    return pid.isdecimal() and not Path(f"/proc/{pid}").exists()


def sweep() -> None:
    "Removes what a grader that was killed has left."
    with suppress(OSError):
        for parent, _, _ in parents():
            for folder in parent.glob(f"{NAME}*"):
                if maker_is_gone(folder):
                    with suppress(OSError):
                        folder.rmdir()
