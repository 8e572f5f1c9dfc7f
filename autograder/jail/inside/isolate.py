"""What a process does to itself before it runs learners' code: namespaces, mounts, limits, system calls.

Runs inside the jail, needs nothing but Python and libc, and fails loudly: a layer that cannot be had is an error.
"""

import ctypes
import errno
import os
import resource
import struct
import sys
from collections.abc import Collection

from autograder.jail.inside.limits import Limits

_LIBC = ctypes.CDLL(None, use_errno=True)
_CLONE = {
    "user": 0x10000000,
    "mount": 0x00020000,
    "pid": 0x20000000,
    "net": 0x40000000,
    "ipc": 0x08000000,
    "uts": 0x04000000,
}
_MS_RDONLY, _MS_NOSUID, _MS_NODEV, _MS_NOEXEC = 1, 2, 4, 8
_MS_BIND, _MS_REC, _MS_PRIVATE = 1 << 12, 1 << 14, 1 << 18
_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_CAPBSET_DROP, _PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP = 1, 4, 24, 38, 22
_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL = 47, 4
_LAST_CAPABILITY = 63
_HUGE, _MADV_COLLAPSE = 2**21, 25
_IN_VAIN = 8  # times that no huge page was found before the rest is left as it is


def _call(name: str, *arguments: object) -> int:
    result = getattr(_LIBC, name)(*arguments)
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")
    return result


def prctl(option: int, *arguments: int) -> None:
    "Linux's prctl. Raises `OSError`."
    values = [ctypes.c_ulong(value) for value in (*arguments, 0, 0, 0, 0)[:4]]
    _call("prctl", option, *values)


def die_with_parent() -> None:
    "This process is killed when its parent ends, however that ends."
    prctl(_PR_SET_PDEATHSIG, 9)


def mount(source: str, target: str, kind: str, flags: int, data: str = "") -> None:
    "Linux's mount. Raises `OSError`."
    _call("mount", source.encode(), target.encode(), kind.encode(), ctypes.c_ulong(flags), data.encode())


def mount_proc() -> None:
    "The process table of this process's own pid namespace."
    mount("proc", "/proc", "proc", _MS_NOSUID | _MS_NODEV | _MS_NOEXEC)


def become(uid: int, gid: int) -> None:
    "Gives up root for good: no groups, no capabilities, no way back."
    os.setgroups([])
    os.setresgid(gid, gid, gid)
    os.setresuid(uid, uid, uid)
    prctl(_PR_SET_DUMPABLE, 1)  # otherwise its own entries in /proc would stay root's
    prctl(_PR_SET_NO_NEW_PRIVS, 1)


def unshare(layers: Collection[str]) -> None:
    "Namespaces of its own for this process, and for pids its children; it stays the user that it was."
    flags = 0
    for layer in ("user", "mount", "pid", "net", "ipc", "uts"):
        if layer in layers:
            flags |= _CLONE[layer]
    uid, gid = os.getuid(), os.getgid()
    _call("unshare", flags)
    if "user" in layers:
        for name, text in (("setgroups", "deny"), ("uid_map", f"{uid} {uid} 1"), ("gid_map", f"{gid} {gid} 1")):
            with open(f"/proc/self/{name}", "w") as file:
                file.write(text)


def private_files(limits: Limits) -> None:
    """A /tmp and a /dev/shm that nobody had before and nobody will see, of limited size and number of files.

    /dev/zero reads as empty: what maps it has memory that no process's account shows.
    """
    mount("none", "/", "none", _MS_REC | _MS_PRIVATE)
    mount("/dev/null", "/dev/zero", "none", _MS_BIND)
    options = f"size={limits.tmp_size},nr_inodes={limits.inodes},mode=0700"
    mount("tmpfs", "/tmp", "tmpfs", _MS_NOSUID | _MS_NODEV, options)
    mount(
        "tmpfs", "/dev/shm", "tmpfs", _MS_NOSUID | _MS_NODEV | _MS_NOEXEC, f"size={limits.tmp_size // 8},nr_inodes=64"
    )


def no_more_namespaces() -> None:
    "Nothing below this user namespace may make another one."
    for kind in ("user", "pid", "net", "mnt", "ipc", "uts", "cgroup"):
        with open(f"/proc/sys/user/max_{kind}_namespaces", "w") as file:
            file.write("0")


def drop_capabilities() -> None:
    "Also those that this process has only inside its own user namespace."
    prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL)
    for capability in range(_LAST_CAPABILITY + 1):
        try:
            prctl(_PR_CAPBSET_DROP, capability)
        except OSError:
            break  # the kernel knows no more of them
    header = struct.pack("Ii", 0x20080522, 0)
    _call("capset", header, bytes(24))
    prctl(_PR_SET_NO_NEW_PRIVS, 1)


def limit(limits: Limits, layers: Collection[str], data_before: int = 0) -> None:
    "Resource limits of this process and of each that it starts."
    caps = {"core": 0, "nofile": limits.open_files, "memlock": 0, "msgqueue": 0}
    if "fsize" in layers:
        caps["fsize"] = limits.file_size
    if "nproc" in layers:
        caps["nproc"] = limits.processes
    if "data" in layers:
        caps["data"] = data_before + limits.memory
    for name, value in caps.items():
        number = getattr(resource, f"RLIMIT_{name.upper()}")
        hard = resource.getrlimit(number)[1]
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(number, (value, value))


def limit_cpu(seconds: int) -> None:
    "This process is killed after so much processor time, whatever signals it ignores."
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))


# System calls that no lesson needs and that exploits of the kernel begin with, or that hold memory which no process's
# account shows (the last two lines). By number, for the two machines that courses run on; a test compares them with
# the system's headers. Everything else stays allowed: torch, BLAS and IPython use several hundred.
_REFUSED = {
    "x86_64": {
        "ptrace": 101, "process_vm_readv": 310, "process_vm_writev": 311, "kcmp": 312, "pidfd_getfd": 438,
        "mount": 165, "umount2": 166, "pivot_root": 155, "chroot": 161, "open_tree": 428, "move_mount": 429,
        "fsopen": 430, "fsconfig": 431, "fsmount": 432, "fspick": 433, "mount_setattr": 442, "unshare": 272,
        "setns": 308, "bpf": 321, "perf_event_open": 298, "userfaultfd": 323, "io_uring_setup": 425,
        "io_uring_enter": 426, "io_uring_register": 427, "keyctl": 250, "add_key": 248, "request_key": 249,
        "kexec_load": 246, "kexec_file_load": 320, "init_module": 175, "finit_module": 313, "delete_module": 176,
        "reboot": 169, "swapon": 167, "swapoff": 168, "syslog": 103, "quotactl": 179, "acct": 163,
        "open_by_handle_at": 304, "name_to_handle_at": 303, "personality": 135, "iopl": 172, "ioperm": 173,
        "clock_settime": 227, "settimeofday": 164, "adjtimex": 159, "lookup_dcookie": 212, "vhangup": 153,
        "fanotify_init": 300, "modify_ldt": 154,
        "memfd_create": 319, "memfd_secret": 447, "shmget": 29, "msgget": 68, "semget": 64, "vmsplice": 278,
        "io_setup": 206,
    },
    "aarch64": {
        "ptrace": 117, "process_vm_readv": 270, "process_vm_writev": 271, "kcmp": 272, "pidfd_getfd": 438,
        "mount": 40, "umount2": 39, "pivot_root": 41, "chroot": 51, "open_tree": 428, "move_mount": 429,
        "fsopen": 430, "fsconfig": 431, "fsmount": 432, "fspick": 433, "mount_setattr": 442, "unshare": 97,
        "setns": 268, "bpf": 280, "perf_event_open": 241, "userfaultfd": 282, "io_uring_setup": 425,
        "io_uring_enter": 426, "io_uring_register": 427, "keyctl": 219, "add_key": 217, "request_key": 218,
        "kexec_load": 104, "kexec_file_load": 294, "init_module": 105, "finit_module": 273, "delete_module": 106,
        "reboot": 142, "swapon": 224, "swapoff": 225, "syslog": 116, "quotactl": 60, "acct": 89,
        "open_by_handle_at": 265, "name_to_handle_at": 264, "personality": 92, "clock_settime": 112,
        "settimeofday": 170, "adjtimex": 171, "lookup_dcookie": 18, "vhangup": 58, "fanotify_init": 262,
        "memfd_create": 279, "memfd_secret": 447, "shmget": 194, "msgget": 186, "semget": 190, "vmsplice": 75,
        "io_setup": 0,
    },
}  # fmt: skip
_MACHINES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}  # AUDIT_ARCH_…: 32-bit calls are killed
# These are refused by what they are asked for.
_ASKED = {
    "x86_64": {"socket": 41, "setsockopt": 54, "mmap": 9},
    "aarch64": {"socket": 198, "setsockopt": 208, "mmap": 222},
}
_AF_UNIX, _EPERM, _EAFNOSUPPORT = 1, 1, 97
_SOL_SOCKET, _SO_SNDBUF = 1, 7
_SHARED_ANONYMOUS = 0x21  # MAP_SHARED | MAP_ANONYMOUS: such pages stay where nothing shows them once they are unmapped


def refuse_system_calls() -> None:
    """A seccomp filter: the calls above fail with EPERM.

    So do sockets other than those between processes here, larger buffers for these, and memory that is shared without a
    file (files are in /tmp or /dev/shm, whose size is limited).
    """
    machine = os.uname().machine
    if machine not in _REFUSED:
        raise OSError(f"no list of system calls for {machine}")
    load, jump_equal, jump_greater, give_back = 0x20, 0x15, 0x35, 0x06
    kill, error, allow = 0x80000000, 0x00050000, 0x7FFF0000
    program = [
        (load, 0, 0, 4),  # the machine that the call is for
        (jump_equal, 1, 0, _MACHINES[machine]),
        (give_back, 0, 0, kill),
        (load, 0, 0, 0),  # the call's number
    ]
    if machine == "x86_64":  # the x32 calls are the same ones under other numbers
        program += [(jump_greater, 0, 1, 0x40000000), (give_back, 0, 0, error | _EPERM)]
    for number in _REFUSED[machine].values():
        program += [(jump_equal, 0, 1, number), (give_back, 0, 0, error | _EPERM)]
    asked, argument, both = _ASKED[machine], (16, 24, 32, 40), 0x54  # the low halves of arguments; a bitwise and
    program += [
        (jump_equal, 0, 4, asked["socket"]),
        (load, 0, 0, argument[0]),  # the family
        (jump_equal, 1, 0, _AF_UNIX),
        (give_back, 0, 0, error | _EAFNOSUPPORT),
        (give_back, 0, 0, allow),
        (jump_equal, 0, 6, asked["setsockopt"]),
        (load, 0, 0, argument[1]),  # the level
        (jump_equal, 0, 3, _SOL_SOCKET),
        (load, 0, 0, argument[2]),  # the option
        (jump_equal, 0, 1, _SO_SNDBUF),
        (give_back, 0, 0, error | _EPERM),
        (give_back, 0, 0, allow),
        (jump_equal, 0, 4, asked["mmap"]),
        (load, 0, 0, argument[3]),  # the flags
        (both, 0, 0, _SHARED_ANONYMOUS),
        (jump_equal, 0, 1, _SHARED_ANONYMOUS),
        (give_back, 0, 0, error | _EPERM),
        (give_back, 0, 0, allow),
    ]
    code = b"".join(struct.pack("HBBI", *instruction) for instruction in program)
    buffer = ctypes.create_string_buffer(code, len(code))
    header = struct.pack("HxxxxxxP", len(program), ctypes.addressof(buffer))
    prctl(_PR_SET_NO_NEW_PRIVS, 1)
    holder = ctypes.create_string_buffer(header, len(header))
    prctl(_PR_SET_SECCOMP, 2, ctypes.addressof(holder))


def close_inherited(keep: Collection[int]) -> None:
    "Closes every descriptor but these; 0, 1 and 2 lead nowhere."
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        if standard not in keep:
            os.dup2(nowhere, standard)
    last = 2
    for descriptor in sorted({*keep, os.sysconf("SC_OPEN_MAX")}):
        os.closerange(last + 1, descriptor)
        last = max(last, descriptor)


def into_huge_pages() -> None:
    """Moves this process's own memory into huge pages, as far as it fills them and the machine has any to give.

    A fork copies an entry for each page, and takes each down again when it ends. Linux 6.1 and on; elsewhere, and where
    memory is in pieces, all stays as it is. One that is not found says little about the next: others compute meanwhile.
    """
    with open("/proc/self/maps") as file:
        areas = [line.split() for line in file]
    in_vain = 0
    for span, rights, _, _, _, *name in areas:
        start, end = (int(place, 16) for place in span.split("-"))
        if rights == "rw-p" and name in ([], ["[heap]"]):
            for place in range(-(-start // _HUGE) * _HUGE, end - _HUGE + 1, _HUGE):
                failed = _LIBC.madvise(ctypes.c_void_p(place), ctypes.c_size_t(_HUGE), _MADV_COLLAPSE)
                in_vain += bool(failed) and ctypes.get_errno() == errno.ENOMEM
                if in_vain == _IN_VAIN:  # to look for more would cost more than it saves
                    return


def data_bytes() -> int:
    "How much of its limit on data this process uses already."
    with open("/proc/self/statm") as file:
        return int(file.read().split()[5]) * resource.getpagesize()


if sys.platform != "linux":
    raise ImportError("the jail needs Linux; grade with --jail docker or --jail none elsewhere")
