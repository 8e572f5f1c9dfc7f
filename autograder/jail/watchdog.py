"""Watches a submission's processes from outside and ends them: memory, and the whole tree when asked.

It goes by the operating system's own numbers, twenty times a second and more, and needs no help from inside.
"""

import os
import signal
import threading
from contextlib import suppress

from autograder.jail.cgroup import make_cgroup
from autograder.jail.inside.limits import Limits

PERIOD = 0.04  # seconds


class Watchdog:
    "Guards the process with this pid and everything below it until it is stopped. A context manager."

    def __init__(self, pid: int, limits: Limits):
        self.pid, self.limits = pid, limits
        self.out_of_memory = False
        self._cgroup, self._kills = None, 0
        self.most = 0  # bytes, the largest seen
        self._handle = os.pidfd_open(pid)
        # What it shares with the warm parent when it starts is not its own.
        self._base, self._base_proportional = _anonymous(pid), _proportional(pid)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, name=f"watchdog-{pid}", daemon=True)

    def start(self) -> "Watchdog":
        self._cgroup = make_cgroup(self.pid, self.limits)
        self._thread.start()
        return self

    def forget(self) -> None:
        "From now on only what happens from now on counts."
        self.out_of_memory = False
        self._kills = self._cgroup.kills() if self._cgroup else 0

    def killed_for_memory(self) -> bool:
        "Whether it, or the kernel, has ended a process that used too much."
        return self.out_of_memory or bool(self._cgroup and self._cgroup.kills() > self._kills)

    def clear(self) -> None:
        "After the last of the processes: leaves nothing behind."
        if self._cgroup:
            self._cgroup.remove()

    def stop(self) -> None:
        "Ends the processes for good, then the watching."
        self.kill()
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()
        with suppress(OSError):
            os.close(self._handle)

    def kill(self) -> None:
        "Kills the first process; as it is the first of its pid namespace, the kernel kills the rest with it."
        with suppress(OSError):
            signal.pidfd_send_signal(self._handle, signal.SIGKILL)

    def _watch(self) -> None:
        while not self._stop.wait(PERIOD):
            pids = tree(self.pid)
            used = sum(max(0, _anonymous(pid) - self._base) for pid in pids)
            if len(pids) > 2 or used > self.limits.memory // 2:
                used = sum(_proportional(pid) for pid in pids) - self._base_proportional
            self.most = max(self.most, used)
            if used > self.limits.memory:
                self.out_of_memory = True
                self._kill_largest(pids)

    def _kill_largest(self, pids: list[int]) -> None:
        "A check's fork, so that the state it came from survives; the whole submission if there is no fork."
        if len(pids) == 1:
            self.kill()
        for pid in pids[1:]:
            with suppress(OSError):
                os.kill(pid, signal.SIGKILL)


def tree(pid: int) -> list[int]:
    "This process and all below it, parents first."
    found, left = [], [pid]
    while left:
        pid = left.pop(0)
        found.append(pid)
        with suppress(OSError):
            for task in os.listdir(f"/proc/{pid}/task"):
                with suppress(OSError), open(f"/proc/{pid}/task/{task}/children") as file:
                    left += map(int, file.read().split())
    return found


def _anonymous(pid: int) -> int:
    "Resident bytes that are no file's: its own, shared memory, and those it still shares with whom it was forked from."
    try:
        with open(f"/proc/{pid}/status") as file:
            return 1024 * sum(int(line.split()[1]) for line in file if line.startswith(("RssAnon", "RssShmem")))
    except (OSError, ValueError):
        return 0


def _proportional(pid: int) -> int:
    "Resident bytes, those shared with others in proportion."
    try:
        with open(f"/proc/{pid}/smaps_rollup") as file:
            lines = dict(line.split(":", 1) for line in file.read().splitlines()[1:])
        return 1024 * (int(lines["Pss_Anon"].split()[0]) + int(lines["Pss_Shmem"].split()[0]))
    except (OSError, KeyError, ValueError):
        return _anonymous(pid)
