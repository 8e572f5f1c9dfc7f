"""Everything that learners' code must not manage, tried from inside a jail by the self-test.

Each attempt returns what it got hold of, or raises: both an error and nothing mean that the jail holds.
"""

import contextlib
import ctypes
import glob
import mmap
import os
import resource
import socket
import stat
import threading
import time
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


_WAYS: dict[str, Callable[[], object]] = {}  # to get memory that no process's account shows


def way(function: Callable[[], object]) -> Callable[[], object]:
    "Registers one; its docstring completes “hold memory out of sight by …”. It raises where it is refused."
    _WAYS[(function.__doc__ or "").rstrip(".")] = function
    return function


@attempt("syscalls")
def hold_memory_out_of_sight(facts: Facts) -> object:
    "hold memory that no limit counts: in files without a name, System V's segments, shared pages, pipes or buffers."
    return [name for name, function in _WAYS.items() if not _raises(function)]


@way
def memory_file() -> object:
    "a file without a name."
    return os.memfd_create("x")


def _system_v(name: str, *arguments: int) -> bool:
    if getattr(ctypes.CDLL(None, use_errno=True), name)(0, *arguments, 0o1600) < 0:
        raise OSError(name)
    return True


@way
def segment() -> None:
    "a segment of System V."
    _system_v("shmget", 2**20)


@way
def queue() -> None:
    "a queue of System V."
    _system_v("msgget")


@way
def semaphores() -> None:
    "semaphores of System V."
    _system_v("semget", 100)


@way
def shared_pages() -> object:
    "pages that are shared without a file."
    return mmap.mmap(-1, 2**20)


@way
def large_buffers() -> None:
    "sockets with large buffers."
    with socket.socketpair()[0] as end:
        end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 2**22)


@way
def pages_in_pipes() -> None:
    "pages that are given to a pipe."
    area, (_, into) = mmap.mmap(-1, 2**12, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS), os.pipe()
    place = (ctypes.c_size_t * 2)(ctypes.addressof(ctypes.c_char.from_buffer(area)), 2**12)
    if ctypes.CDLL(None, use_errno=True).vmsplice(into, place, 1, 0) < 0:
        raise OSError("vmsplice")


@attempt("memory")  # a container's engine counts it
def map_zeros(facts: Facts) -> object:
    "hold memory that no limit counts: in the device of zeros."
    return mmap.mmap(os.open("/dev/zero", os.O_RDWR), 2**20)


# What follows is called by name: it is ended from outside, and who called it looks how. Processes of its own do it, so
# that one session serves for all.


def _in_processes(count: int, hold: Callable[[], object]) -> None:
    "The watchdog looks every few hundredths of a second, and has two seconds."
    for _ in range(count):
        if os.fork() == 0:
            try:
                held = hold()  # noqa: F841
                time.sleep(2.0)
            finally:
                os._exit(0)
    with contextlib.suppress(ChildProcessError):
        while True:
            os.wait()


def exhaust_in_processes(most: int) -> None:
    "Memory in four processes, each with half of what it may have."

    def hold() -> object:
        own = bytearray(most // 2)
        own[::4096] = b"x" * len(own[::4096])
        return own

    _in_processes(4, hold)


def exhaust_in_sockets(most: int) -> None:
    "Memory in sockets that nobody reads: counted by how many there are, of a quarter of a megabyte."
    _in_processes(1 + most // (40 * 2**20), lambda: [socket.socketpair() for _ in range(100)])


def exhaust_in_page_tables(most: int) -> None:
    "Memory in tables of pages that are read and never written: 4 kB for each 2 MB."

    def hold() -> object:
        libc = ctypes.CDLL(None, use_errno=True)
        libc.mmap.restype = ctypes.c_void_p
        size = 2 * most * 2**9
        place = libc.mmap(None, ctypes.c_size_t(size), mmap.PROT_READ, 0x4022, -1, 0)
        libc.madvise(ctypes.c_void_p(place), ctypes.c_size_t(size), 15)  # no huge pages
        for offset in range(0, size, 2**21):
            ctypes.string_at(place + offset, 1)
        return place

    _in_processes(1, hold)


def compute_in_processes(seconds: float) -> None:
    "Computes in two processes, in each for so long."

    def hold() -> object:
        until = time.process_time() + seconds
        while time.process_time() < until:
            pass
        os._exit(0)

    _in_processes(2, hold)


def _raises(function: Callable[[], object]) -> bool:
    try:
        function()
    except OSError:
        return True
    return False


def _status() -> dict[str, str]:
    with open("/proc/self/status") as file:
        return {key: value.strip() for key, _, value in (line.partition(":") for line in file)}
