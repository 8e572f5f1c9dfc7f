"""Everything that learners' code must not manage, tried from inside a jail by the self-test.

Each attempt returns what it got hold of, or raises: both an error and nothing mean that the jail holds.
"""

import ctypes
import glob
import os
import resource
import socket
import stat
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

Facts = dict[str, Any]
ATTEMPTS: dict[str, Callable[[Facts], object]] = {}  # by the layer that stands against it and what it tries


def attempt(layer: str) -> Callable[[Callable[[Facts], object]], Callable[[Facts], object]]:
    "Registers an attempt; its docstring completes “code in the jail could …”."

    def register(function: Callable[[Facts], object]) -> Callable[[Facts], object]:
        ATTEMPTS[f"{layer}: {(function.__doc__ or '').rstrip('.')}"] = function
        return function

    return register


def succeeded(facts: Facts) -> list[str]:
    "The attempts that got hold of something."
    found = []
    for name, function in ATTEMPTS.items():
        try:
            if function(facts):
                found.append(name)
        except BaseException:
            continue
    return found


@attempt("course")
def read_course(facts: Facts) -> object:
    "read the course, the class or the home of whoever grades."
    for path in facts["secrets"]:
        if os.path.isfile(path) and open(path, "rb").read(1):
            return path
        if os.path.isdir(path) and os.listdir(path):
            return path
    return None


@attempt("uid")
def be_root(facts: Facts) -> object:
    "be root."
    return 0 in (os.getuid(), os.geteuid(), os.getgid()) or not _raises(lambda: os.setuid(0))


@attempt("readonly")
def write_outside(facts: Facts) -> object:
    "write outside of its own /tmp."
    for path in ("/", "/usr", "/jail", "/etc", "/data", *facts["python"]):
        if os.path.isdir(path) and not os.statvfs(path).f_flag & os.ST_RDONLY:
            return path
    return None


@attempt("files")
def see_others_files(facts: Facts) -> object:
    "find files of others in /tmp, or fill it without a limit."
    space = os.statvfs("/tmp")
    size, inodes = space.f_blocks * space.f_frsize, space.f_files
    others = set(os.listdir("/tmp")) - {"course"} or set(os.listdir("/dev/shm"))
    return others or size > facts["tmp_size"] or not 0 < inodes <= facts["inodes"]


@attempt("fsize")
def write_large_file(facts: Facts) -> object:
    "write a file larger than the limit."
    with open("/tmp/large", "wb") as file:
        file.truncate(facts["file_size"] + 1)
    return True


def namespace_attempt(layer: str, name: str) -> None:
    def share(facts: Facts) -> object:
        return os.readlink(f"/proc/self/ns/{name}") == facts["namespaces"][name]

    share.__doc__ = f"share the {name} namespace of the host."
    attempt(layer)(share)


for _layer, _name in (
    ("user", "user"),
    ("mount", "mnt"),
    ("pid", "pid"),
    ("net", "net"),
    ("ipc", "ipc"),
    ("uts", "uts"),
):
    namespace_attempt(_layer, _name)


@attempt("net")
def connect(facts: Facts) -> object:
    "connect to a program on this machine."
    with socket.create_connection(("127.0.0.1", facts["port"]), timeout=1):
        return True


@attempt("net")
def reach_outside(facts: Facts) -> object:
    "use a network interface."
    with open("/proc/self/net/dev") as file:
        names = {line.split(":")[0].strip() for line in file.readlines()[2:]}
    return names - {"lo"}


@attempt("pid")
def see_processes(facts: Facts) -> object:
    "see processes that are not its own."
    return [name for name in os.listdir("/proc") if name.isdigit() and int(name) > os.getpid() + 64]


@attempt("fds")
def inherit_descriptors(facts: Facts) -> object:
    "read from a descriptor that it inherited."
    for number in os.listdir("/proc/self/fd"):
        try:
            kind = os.fstat(int(number)).st_mode
        except OSError:
            continue  # the listing's own
        if stat.S_ISREG(kind) or stat.S_ISDIR(kind) or stat.S_ISFIFO(kind):
            return number
    return None


@attempt("environment")
def read_environment(facts: Facts) -> object:
    "read variables of whoever grades."
    return [name for name in facts["variables"] if name in os.environ]


@attempt("capabilities")
def have_capabilities(facts: Facts) -> object:
    "have privileges, or gain some from a setuid program."
    status = _status()
    return any(int(status[f"Cap{kind}"], 16) for kind in ("Prm", "Eff", "Inh", "Amb", "Bnd")) or not int(
        status["NoNewPrivs"]
    )


@attempt("syscalls")
def trace(facts: Facts) -> object:
    "trace processes, mount, or make the system calls that exploits begin with."
    if int(_status()["Seccomp"]) != 2:
        return True
    libc = ctypes.CDLL(None, use_errno=True)
    return libc.ptrace(16, os.getppid(), 0, 0) == 0 or libc.mount(b"x", b"/tmp", b"tmpfs", 0, b"") == 0


@attempt("namespaces")
def make_namespaces(facts: Facts) -> object:
    "make user namespaces of its own."
    return Path("/proc/sys/user/max_user_namespaces").read_text().strip() != "0"


@attempt("nproc")
def fork_without_limit(facts: Facts) -> object:
    "start processes and threads without a limit."
    threading.stack_size(2**16)  # so that it is not memory which stops it
    done = threading.Event()
    threads = []
    try:
        for _ in range(facts["processes"] + 8):
            threads.append(threading.Thread(target=done.wait, daemon=True))
            threads[-1].start()
    finally:
        done.set()
        for thread in threads[:-1]:
            thread.join()
    return True


@attempt("data")
def take_memory(facts: Facts) -> object:
    "take memory without a limit."
    if resource.getrlimit(resource.RLIMIT_DATA)[0] == resource.RLIM_INFINITY:
        return True
    return bytearray(facts["memory"] + 2**20)


@attempt("course")
def find_the_package(facts: Facts) -> object:
    "find the checks or the reference library among Python's packages."
    import sys

    places = [place for place in sys.path if place and not place.startswith(("/jail", "/tmp"))]
    return [
        path
        for place in places
        for name in ("autograder/checks", "course_lib")
        for path in glob.glob(f"{place}/{name}/*.py")
    ]


def exhaust_memory(most: int) -> None:
    "Touches memory that the limit on data does not count, until something ends this process."
    import mmap
    import time

    area = mmap.mmap(-1, most)
    for start in range(0, most, 4096):
        area[start] = 1
    time.sleep(2.0)  # the watchdog looks every few hundredths of a second


def _raises(function: Callable[[], object]) -> bool:
    try:
        function()
    except OSError:
        return True
    return False


def _status() -> dict[str, str]:
    with open("/proc/self/status") as file:
        return {key: value.strip() for key, _, value in (line.partition(":") for line in file)}
