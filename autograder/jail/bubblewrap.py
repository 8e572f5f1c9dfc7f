"""Jails by bubblewrap, Debian's `bubblewrap`, and the plain process that stands in where somebody insists on none.

A *warm* parent inside an outer jail has imported torch and forks for each submission; the fork gives itself
namespaces, a /tmp and limits of its own (`isolate.py`) before any learner's code runs. `cold` starts an outer jail anew
for each submission instead. What runs is the same.
"""

import contextlib
import json
import os
import shlex
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.jail import cgroup
from autograder.jail.inside.limits import Limits
from autograder.jail.staging import (
    CODE,
    DATA,
    ETC,
    HUGE_PAGES,
    PACKAGES,
    PARENT,
    SYSTEM,
    JailRefused,
    Python,
    data_folder,
    inside_environment,
    this_python,
    training_data,
    unreadable,
    write_jail_code,
)
from autograder.jail.watchdog import COUNTED, Watchdog
from autograder.lessons import REPOSITORY
from autograder.scratch import run_folder

if TYPE_CHECKING:
    from autograder.jail.session import Session

LAYERS = (
    # namespaces, of the outer jail and again of each submission
    "user", "mount", "pid", "net", "ipc", "uts",
    # what is within reach: not the course, nothing to write to, no variables, no descriptors, not root
    "course", "readonly", "environment", "fds", "uid",
    # what a submission's process gives up and may use
    "files", "capabilities", "syscalls", "namespaces", "nproc", "fsize", "data", "memory", "cpu",
)  # fmt: skip
NOBODY = 65534
REFUSING = (  # settings, the value that lets no ordinary user make a jail, and the one that does
    ("kernel.unprivileged_userns_clone", "0", "1"),
    ("kernel.apparmor_restrict_unprivileged_userns", "1", "0"),
    ("user.max_user_namespaces", "0", "10000"),
)
START_SECONDS = 120.0  # importing torch from a cold disk on a busy machine


class JailError(Exception):
    "The jail itself failed: nobody's answer is wrong, and grading again may help."


def bwrap_command(
    program: str,
    code: Path,
    data: Path | None,
    python: Python,
    layers: Collection[str],
    root: bool,
) -> list[str]:
    """bubblewrap's command line up to the command it runs.

    `root`: this process is root, so bubblewrap mounts as root and the program inside becomes nobody; otherwise a user
    namespace does.
    """
    line = [program, "--die-with-parent", "--new-session"]
    for layer in ("pid", "net", "ipc", "uts"):
        if layer in layers:
            line.append(f"--unshare-{layer}")
    if "uts" in layers:
        line += ["--hostname", "jail"]
    line.append("--unshare-cgroup-try")
    if root:
        for capability in ("SYS_ADMIN", "SETUID", "SETGID"):  # to mount /proc and to become nobody, then all are gone
            line += ["--cap-add", f"CAP_{capability}"]
    else:
        line.append("--unshare-user")
    bind = "--ro-bind" if "readonly" in layers else "--bind"
    for path in SYSTEM:
        if os.path.islink(path):
            line += ["--symlink", os.readlink(path), path]
        elif os.path.isdir(path):
            line += [bind, path, path]
    for name in ETC:
        if os.path.exists(f"/etc/{name}"):
            line += [bind, f"/etc/{name}", f"/etc/{name}"]
    line += ["--ro-bind-try", HUGE_PAGES, HUGE_PAGES]
    line += ["--dev", "/dev", "--perms", "1777", "--size", str(256 * 2**20), "--tmpfs", "/tmp"]
    line += ["--dir", "/proc"] if root else ["--proc", "/proc"]
    ours = [*python.binds, (code, CODE), *([(data, DATA)] if data else [])]
    if "course" not in layers:
        ours.append((REPOSITORY, f"{PACKAGES}/course"))
    for folder, place in ours:
        for parent in reversed(Path(place).parents[:-1]):  # bubblewrap makes them for their owner only
            line += ["--perms", "0755", "--dir", str(parent)]
        line += [bind, str(folder), place]
    if "course" in layers:
        for hidden in python.hidden:
            line += ["--tmpfs", hidden, *(["--remount-ro", hidden] if "readonly" in layers else [])]
    if "readonly" in layers:
        line += ["--remount-ro", "/"]
    if "environment" in layers:
        line.append("--clearenv")
    variables = inside_environment(data) | ({"LD_LIBRARY_PATH": python.libraries} if python.libraries else {})
    for name, value in variables.items():
        line += ["--setenv", name, value]
    return [*line, "--chdir", "/tmp", "--"]


class Bubblewrap:
    """One jail, for one submission at a time. A context manager.

    `without` takes layers away, for tests of the self-test.
    """

    kind = "bubblewrap"
    exempt: tuple[str, ...] = ()  # layers that the self-test does not ask for

    def __init__(
        self,
        cold: bool = False,
        without: Collection[str] = (),
        prepared: Collection[str] | None = None,
    ):
        self.cold = cold
        self.prepared = {} if prepared is None else {"prepared": list(prepared)}  # what the warm parent imports
        self.layers = [layer for layer in LAYERS if layer not in without]
        self._process: subprocess.Popen | None = None
        self._control: socket.socket | None = None
        self._ready = self._tested = self._worked = False
        cgroup.sweep()
        self._folder = Path(tempfile.mkdtemp(prefix="jail-", dir=run_folder()))
        self._folder.chmod(0o755)
        write_jail_code(self._folder / "code")
        self._secret = self._folder / "secret"
        self._secret.write_text("what jails must not read\n")
        self._log = open(self._folder / "log", "w+b")

    def __enter__(self) -> "Bubblewrap":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        "Ends the jail and whatever is in it."
        self._end()
        if self._log.closed:
            return
        self._log.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def command(self, control: int) -> list[str]:
        "The command line of the warm parent in its outer jail."
        program = shutil.which("bwrap")
        if not program:
            raise JailRefused(
                "bwrap is not installed, and learners' code runs in nothing less. Install it (apt install bubblewrap), "
                "or grade with --jail docker."
            )
        root, python = os.geteuid() == 0, this_python()
        if root and (closed := unreadable(python)):
            raise JailRefused(
                f"{closed} can be read by root only, and learners' code runs as nobody. "
                f"Open it: chmod -R go+rX {shlex.quote(str(closed))}"
            )
        options = {
            "proc": root,
            "uid": NOBODY if root and "uid" in self.layers else None,
            "layers": self.layers,
            "plain": False,
            "path": [*python.path, *([] if "course" in self.layers else [f"{PACKAGES}/course"])],
            **self.prepared,
        }
        data = training_data(self._folder)
        line = bwrap_command(program, self._folder / "code", data, python, self.layers, root)
        return [*line, *start_python(python.program), PARENT, str(control), json.dumps(options)]

    def environment(self) -> dict[str, str]:
        "Of bubblewrap; what it starts sees nothing of it."
        return {"PATH": "/usr/bin:/bin", "COURSE_JAIL_CANARY": "1"}

    def start(self) -> None:
        "Has a warm parent that is ready. Raises `JailError`, or `CourseError` with what to do."
        if not (self._process and self._process.poll() is None):
            self.begin()
        if not self._ready:
            self._expect("ready", START_SECONDS)
            self._ready = self._worked = True
        if not self._tested:
            self._tested = True
            self.test()
            self.start()  # a cold jail ended with the test

    def test(self) -> None:
        "Raises `CourseError` unless everything that must be out of reach is."
        from autograder.jail.selftest import require_safe

        try:
            require_safe(self, this_python().folders, [self._secret], self.exempt)
        except JailError as error:
            self.close()
            raise JailRefused(cannot_be_made(str(error))) from None
        except BaseException:
            self.close()
            raise

    def begin(self) -> None:
        "Starts a warm parent and does not wait for it."
        self._end()
        ours, theirs = socket.socketpair()
        extra = [] if "fds" in self.layers else [os.open(self._secret, os.O_RDONLY)]
        try:
            self._log.truncate(0)
            self._process = subprocess.Popen(
                self.command(theirs.fileno()),
                stdin=subprocess.DEVNULL,
                stdout=self._log,
                stderr=self._log,
                pass_fds=[theirs.fileno(), *extra],
                env=self.environment(),
                start_new_session=True,
            )
        finally:
            theirs.close()
            for descriptor in extra:
                os.close(descriptor)
        self._control, self._ready = ours, False

    def open(self, limits: Limits) -> "Session":
        "A fresh process for one submission."
        from autograder.jail.channel import Channel  # these import torch, as the warm parent does meanwhile
        from autograder.jail.session import Session

        self.start()
        ours, theirs = socket.socketpair()
        try:
            ours.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
            socket.send_fds(self._control, [json.dumps({"limits": limits.to_json()}).encode()], [theirs.fileno()])
            theirs.close()
            ours.settimeout(30.0)
            first, ancillary, _, _ = ours.recvmsg(1, socket.CMSG_SPACE(struct.calcsize("3i")))
            if first != b"!" or not ancillary:
                raise JailError(f"the jail did not start a submission: {self.last_words()}")
        except OSError as error:
            ours.close()
            self._end()
            raise JailError(f"the jail did not answer ({error}): {self.last_words()}") from None
        except JailError:
            ours.close()
            self._end()
            raise
        pid = struct.unpack("3i", ancillary[0][2])[0]
        watchdog = Watchdog(pid, limits, [name for name in COUNTED if name in self.layers]).start()
        descriptor = ours.detach()
        return Session(Channel(descriptor, descriptor), limits, watchdog, self._after)

    def _after(self) -> None:
        "After a submission: waits until nothing of it is left; a cold jail ends."
        if self.cold:
            self._end()
            return
        try:
            self._expect("gone", 5.0)
        except JailError:
            self._end()

    def _expect(self, word: str, seconds: float) -> None:
        self._control.settimeout(seconds)
        line = b""
        try:
            while not line.endswith(b"\n"):
                part = self._control.recv(1)
                if not part:
                    break
                line += part
        except OSError:
            pass
        if word not in line.decode(errors="replace"):
            with contextlib.suppress(OSError, subprocess.TimeoutExpired):
                self._process.wait(0.5)  # it may still be about to say why
            words, status = self.last_words(), self._process.poll()
            self._end()
            if not self._worked and status not in (None, 128 + signal.SIGKILL) and status > 0:
                raise JailRefused(cannot_be_made(words))  # by its own will, and so it would again
            raise JailError(f"the jail did not start: {words or 'it said nothing'}")

    def last_words(self) -> str:
        "The last line that the warm parent or bubblewrap wrote."
        self._log.seek(0)
        lines = self._log.read()[-4000:].decode(errors="replace").split("\n")
        return next((line.strip() for line in reversed(lines) if line.strip()), "")

    def _end(self) -> None:
        if self._control:
            self._control.close()
            self._control = None
        if self._process:
            with contextlib.suppress(OSError):
                self._process.kill()
            self._process.wait()
            self._process = None


class Plain(Bubblewrap):
    "No jail at all: a second process with this user's rights. Only for code that is trusted; marked on every mark."

    kind = "none"

    def __init__(self, cold: bool = False):
        super().__init__(cold, without=[layer for layer in LAYERS if layer not in ("nproc", "fsize", "data", *COUNTED)])

    def command(self, control: int) -> list[str]:
        server = Path(f"{self._folder}/code{PARENT.removeprefix('/jail')}")
        work = self._folder / "work"
        work.mkdir(exist_ok=True)
        options = {"proc": False, "uid": None, "layers": self.layers, "plain": True, "folder": str(work)}
        return [sys.executable, "-s", "-P", "-B", "-X", "utf8", str(server), str(control), json.dumps(options)]

    def test(self) -> None:
        "There is nothing to test."

    def environment(self) -> dict[str, str]:
        data = data_folder()
        return inside_environment(data) | {"COURSE_DATA": str(data or "offline"), "PATH": os.environ.get("PATH", "")}


def require_jail() -> None:
    "Raises `JailRefused`, with what to do, where bubblewrap cannot start this Python. Takes a tenth of a second."
    if sys.platform != "linux":
        raise JailRefused("grading needs Linux: learners' code runs in a jail that only Linux has.")
    with Bubblewrap(prepared=()) as jail:
        line = jail.command(-1)
        line = [*line[: line.index("--") + 1], *start_python(this_python().program), "-c", "pass"]
        done = subprocess.run(line, env=jail.environment(), stdin=subprocess.DEVNULL, capture_output=True)
    if done.returncode:
        words = done.stderr.decode(errors="replace").strip().splitlines() or [f"bwrap ended with {done.returncode}"]
        raise JailRefused(cannot_be_made(words[-1]))


def cannot_be_made(words: str) -> str:
    "That there is no jail here, with its last words, and what to do about it."
    return f"the jail cannot be made on this machine: {words or 'it said nothing'}. {remedy()}"


def remedy(settings: Path = Path("/proc/sys")) -> str:
    "The setting of this machine that keeps people from making jails, and the command that changes it."
    for name, refuses, allows in REFUSING:
        with contextlib.suppress(OSError):
            if (settings / name.replace(".", "/")).read_text().strip() == refuses:
                return f"{name} is {refuses} here; allow it: sudo sysctl -w {name}={allows}"
    return (
        "If this is a container, start it with --privileged, or grade on a machine that allows user namespaces; "
        "docs/guides/security.md says what a jail needs."
    )


def start_python(program: str) -> list[str]:
    "A Python that adds no folder to its path by itself: the warm parent is told which to add."
    return [program, "-I", "-S", "-B", "-X", "utf8"]
