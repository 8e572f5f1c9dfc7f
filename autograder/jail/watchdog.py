"""Watches a submission's processes from outside and ends them: memory, a check's time, and the whole tree when asked.

It goes by the operating system's own numbers, twenty times a second and more, and needs no help from inside. What
counts is what all its processes hold and compute together, so that nothing is gained by having many.
"""

import os
import signal
import threading
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path

from autograder.jail.cgroup import Cgroup, make_cgroup
from autograder.jail.inside.limits import Limits

PERIOD = 0.04  # seconds
COUNTED = ("memory", "cpu")  # what it can look after
_FEW = 16  # open descriptors that need no look
_TICKS = os.sysconf("SC_CLK_TCK")


class Watchdog:
    "Guards the process with this pid and everything below it until it is stopped. A context manager."

    def __init__(self, pid: int, limits: Limits, counts: Collection[str] = COUNTED):
        self.pid, self.limits, self._counts = pid, limits, counts
        self.out_of_memory = self.out_of_time = False
        self._cgroup: Cgroup | None = None
        self._kills = 0
        self.most = 0  # bytes, the largest seen
        self._handle = os.pidfd_open(pid)
        # What it shares with the warm parent when it starts is not its own; nor is it that of its forks.
        self._base = _resident(pid)
        self._sharers = max(1.0, self._base / max(1, _proportional(pid)))  # how many have that now
        self._check: _Clock | None = None
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, name=f"watchdog-{pid}", daemon=True)

    def start(self) -> "Watchdog":
        if "memory" in self._counts:
            self._cgroup = make_cgroup(self.pid, self.limits)
        self._thread.start()
        return self

    def begin_check(self, cpu: float) -> None:
        "From now on only what happens from now on counts; new processes may compute for `cpu` seconds together."
        self.out_of_memory = self.out_of_time = False
        self._kills = self._cgroup.kills() if self._cgroup else 0
        self._check = _Clock(cpu, tree(self.pid)) if "cpu" in self._counts else None

    def end_check(self) -> None:
        "The check's processes are gone."
        self._check = None

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
            if "memory" in self._counts:
                self._look_at_memory(pids)
            check = self._check
            if check and check.is_over(pids):
                self.out_of_time = True
                _kill(pids[1:])

    def _look_at_memory(self, pids: list[int]) -> None:
        used = sum(max(0, _resident(pid) - self._base) for pid in pids)
        if len(pids) > 2 or used > self.limits.memory // 2:
            sharers = len(pids) + self._sharers - 1
            used = sum(_proportional(pid) for pid in pids) - int(self._base * len(pids) / sharers)
        used += _in_sockets(pids)
        self.most = max(self.most, used)
        if used > self.limits.memory:
            self.out_of_memory = True
            self._kill_largest(pids)

    def _kill_largest(self, pids: list[int]) -> None:
        "A check's fork, so that the state it came from survives; the whole submission if there is no fork."
        if len(pids) == 1:
            self.kill()
        _kill(pids[1:])


def _kill(pids: Collection[int]) -> None:
    for pid in pids:
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


class _Clock:
    """The processor time of a check: of all processes that come after it was made, but for the first one.

    Some end between two looks. What their parents waited for is in these parents' accounts; what nobody waited for is
    known as far as it was seen. Both are less than the whole, so the larger counts.
    """

    def __init__(self, seconds: float, before: Collection[int]):
        self._seconds, self._before = seconds, set(before)
        self._seen: dict[int, float] = {}  # seconds of each process's own

    def is_over(self, pids: Collection[int]) -> bool:
        "Whether these processes, as they are now, and those seen before have computed for longer."
        with_children = 0.0
        for pid in pids:
            if pid not in self._before:
                own, children = _seconds(pid)
                self._seen[pid] = max(own, self._seen.get(pid, 0.0))
                with_children += own + children
        return max(with_children, sum(self._seen.values())) > self._seconds


def _seconds(pid: int) -> tuple[float, float]:
    "Processor time of a process, and of those of its children that it has waited for."
    try:
        with open(f"/proc/{pid}/stat") as file:
            fields = file.read().rpartition(")")[2].split()
        return sum(map(int, fields[11:13])) / _TICKS, sum(map(int, fields[13:15])) / _TICKS
    except (OSError, ValueError):
        return 0.0, 0.0


_KINDS = ("RssAnon", "RssShmem", "VmSwap", "VmPTE", "HugetlbPages")  # page tables, too: these alone can be gigabytes


def _lines(pid: int, name: str, wanted: Collection[str]) -> int:
    "Bytes, the sum of these lines of one of a process's files."
    with open(f"/proc/{pid}/{name}") as file:
        found = (line.split(":", 1) for line in file)
        return 1024 * sum(int(value.split()[0]) for key, value in found if key in wanted)


def _resident(pid: int) -> int:
    "Bytes that are no file's: its own, shared memory, and those it still shares with whom it was forked from."
    try:
        return _lines(pid, "status", _KINDS)
    except (OSError, ValueError):
        return 0


def _proportional(pid: int) -> int:
    "The same, those shared with others in proportion."
    try:
        shares = _lines(pid, "smaps_rollup", ("Pss_Anon", "Pss_Shmem", "SwapPss"))
        return shares + _lines(pid, "status", ("VmPTE", "HugetlbPages"))
    except (OSError, ValueError):
        return _resident(pid)


def _in_sockets(pids: Collection[int]) -> int:
    "The most that may wait in these processes' sockets, in bytes. How much it is, the kernel tells nobody."
    sockets = set()
    for pid in pids:
        with suppress(OSError):
            descriptors = os.listdir(f"/proc/{pid}/fd")
            if len(descriptors) > _FEW:
                for number in descriptors:
                    with suppress(OSError):
                        sockets.add(os.readlink(f"/proc/{pid}/fd/{number}"))
    return _socket_bytes() * sum(name.startswith("socket:") for name in sockets)


def _socket_bytes() -> int:
    "What a socket takes before who sends has to wait: what is allowed, and one message more."
    return 2**16 + int(Path("/proc/sys/net/core/wmem_default").read_text())
