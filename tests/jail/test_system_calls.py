"""The numbers of refused system calls are those of the system: by its headers, and by libseccomp.

One of the two is enough to tell, for each of the two machines. Where neither is there the test says so.
"""

import ctypes
import re
from pathlib import Path

import pytest

from autograder.jail.inside import isolate

# A machine's list of numbers, where Linux's headers (Debian's linux-libc-dev) keep it: its own, or the general one.
HEADERS = {
    "x86_64": ("x86_64-linux-gnu/asm/unistd_64.h", "asm/unistd_64.h"),
    "aarch64": ("asm-generic/unistd.h", "aarch64-linux-gnu/asm/unistd_64.h"),
}
NUMBERS = {machine: isolate._REFUSED[machine] | isolate._ASKED[machine] for machine in isolate._MACHINES}
_ELF = {"x86_64": "EM_X86_64", "aarch64": "EM_AARCH64"}


def defined(text):
    "The numbers that a header defines, by name; `__NR_mmap` may be another name's."
    found = dict(re.findall(r"^#define\s+(__NR\w+)\s+(\w+)", text, re.M))
    return {
        name.removeprefix("__NR_"): int(found.get(value, value))
        for name, value in found.items()
        if name.startswith("__NR_") and found.get(value, value).isdecimal()
    }


def by_headers(machine, folder=Path("/usr/include")):
    path = next((folder / name for name in HEADERS[machine] if (folder / name).is_file()), None)
    if path is None:
        pytest.skip(f"no list of system calls for {machine} below {folder}: apt install linux-libc-dev")
    known = defined(path.read_text())
    return {name: known.get(name) for name in NUMBERS[machine]}


def by_library(machine):
    try:
        library = ctypes.CDLL("libseccomp.so.2")
    except OSError:
        pytest.skip("no libseccomp.so.2: apt install libseccomp2")
    resolve = library.seccomp_syscall_resolve_name_arch
    token = ctypes.c_uint32(isolate._MACHINES[machine])
    library.seccomp_arch_resolve_name.restype = ctypes.c_uint32
    assert library.seccomp_arch_resolve_name(machine.encode()) == token.value
    return {name: resolve(token, name.encode()) for name in NUMBERS[machine]}


@pytest.mark.parametrize("source", [by_headers, by_library])
@pytest.mark.parametrize("machine", NUMBERS)
def test_numbers_are_the_system_s(machine, source):
    assert source(machine) == NUMBERS[machine]


@pytest.mark.parametrize("machine", NUMBERS)
def test_a_wrong_number_would_be_found(machine, monkeypatch):
    monkeypatch.setitem(NUMBERS[machine], "ptrace", 102)
    assert by_headers(machine) != NUMBERS[machine]


def test_both_machines_refuse_the_same():
    one, other = (set(NUMBERS[machine]) for machine in ("x86_64", "aarch64"))
    assert one - other == {"iopl", "ioperm", "modify_ldt"} and other <= one  # of Intel's processors only


def test_machines_are_told_apart_by_the_system_s_numbers():
    elf, audit = Path("/usr/include/linux/elf-em.h"), Path("/usr/include/linux/audit.h")
    if not (elf.is_file() and audit.is_file()):
        pytest.skip("no headers of Linux: apt install linux-libc-dev")
    for machine, token in isolate._MACHINES.items():
        number = int(re.search(rf"#define {_ELF[machine]}\s+(\d+)", elf.read_text())[1])
        assert token == number | 0x80000000 | 0x40000000  # 64 bits, little endian
        assert re.search(rf"AUDIT_ARCH_{machine.upper()}\s+\({_ELF[machine]}\|", audit.read_text())
