"""A memory cgroup for each submission, where this user may make one: the kernel's limit behind the watchdog's.

The watchdog looks 25 times a second; the kernel always. Its limit also counts files in memory, so it lies that much
higher. Versions 1 and 2; where neither can be had the watchdog stands alone.

With version 2 an ordinary user may make cgroups in what systemd delegates to them. A terminal of a desktop lies there;
a login by ssh does not, and there `systemd-run --user --scope autograder grade` does it.
"""

import os
import time
from contextlib import suppress
from pathlib import Path

from autograder.jail.inside.limits import Limits

ROOT = Path("/sys/fs/cgroup")  # of version 1
OWN, MOUNTS = Path("/proc/self/cgroup"), Path("/proc/self/mountinfo")
NAME = "course-jail-"  # and the number of the process that made it; a jail's folder is called so, too


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
        if controllers == "memory":
            found.append((ROOT / "memory" / path.lstrip("/"), "memory.limit_in_bytes", "memory.oom_control"))
        if not controllers:  # version 2, where a cgroup with processes of its own cannot have one with limits in it
            found += [((root / path.lstrip("/")).parent, "memory.max", "memory.events") for root in _second_version()]
    return found


def _second_version() -> list[Path]:
    "Where version 2 is mounted."
    lines = [line.split() for line in MOUNTS.read_text().splitlines()]
    return [Path(fields[4]) for fields in lines if fields[fields.index("-") + 1] == "cgroup2"]


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
                        (parent / "cgroup.subtree_control").write_text("+memory")
                (folder / limit).write_text(str(limits.memory + limits.tmp_size))
                (folder / "cgroup.procs").write_text(str(pid))
                return Cgroup(folder, events)
            except OSError:
                folder.rmdir()
    return None


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
