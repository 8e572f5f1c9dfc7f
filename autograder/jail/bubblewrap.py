"""Jails by bubblewrap, Debian's `bubblewrap`, and the plain process that stands in where somebody insists on none.

A *warm* parent inside an outer jail has imported torch and forks for each submission; the fork gives itself
namespaces, a /tmp and limits of its own (`isolate.py`) before any learner's code runs. `cold` starts an outer jail anew
for each submission instead. What runs is the same.
"""

import contextlib
import json
import os
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

import autograder
from autograder.errors import CourseError
from autograder.jail import cgroup
from autograder.jail.inside.limits import Limits
from autograder.jail.watchdog import Watchdog
from autograder.lessons import REPOSITORY

if TYPE_CHECKING:
    from autograder.jail.session import Session

LAYERS = (
    # namespaces, of the outer jail and again of each submission
    "user", "mount", "pid", "net", "ipc", "uts",
    # what is within reach: not the course, nothing to write to, no variables, no descriptors, not root
    "course", "readonly", "environment", "fds", "uid",
    # what a submission's process gives up and may use
    "files", "capabilities", "syscalls", "namespaces", "nproc", "fsize", "data", "memory",
)  # fmt: skip
NOBODY = 65534
START_SECONDS = 120.0  # importing torch from a cold disk on a busy machine
_SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")
_HUGE_PAGES = "/sys/kernel/mm/transparent_hugepage"  # where the C library looks whether there are any
_ETC = ("ld.so.cache", "ld.so.conf", "ld.so.conf.d", "alternatives", "localtime", "fonts")
PARENT = "/jail/autograder/jail/inside/parent.py"  # the warm parent, as a jail finds it
_KEPT_VARIABLES = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "OPENBLAS_NUM_THREADS", "TZ")


class JailRefused(CourseError):
    "There is no jail to be had here that holds. Nothing is graded."


class JailError(Exception):
    "The jail itself failed: nobody's answer is wrong, and grading again may help."


def inside_environment(data: Path | None) -> dict[str, str]:
    "All that learners' code finds in its environment."
    kept = {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ}
    return kept | {
        "PATH": "/usr/bin:/bin",
        "HOME": "/tmp",
        "USER": "learner",
        "LOGNAME": "learner",
        "LANG": "C.UTF-8",
        "TMPDIR": "/tmp",
        "IPYTHONDIR": "/tmp/ipython",
        "MPLCONFIGDIR": "/tmp/matplotlib",
        "OMP_NUM_THREADS": "1",
        "MKL_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "CUDA_VISIBLE_DEVICES": "",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONHASHSEED": "0",
        # All of torch's and Python's small objects in huge pages: a fork then copies half as many entries.
        "PYTHONMALLOC": "malloc",
        "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1",
        "PIP_NO_INDEX": "1",  # `!pip install` fails at once instead of looking for a network
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "COURSE_DATA": "/data" if data else "offline",
        "IN_TEST": "1",
    }


def data_folder() -> Path | None:
    "Where this machine has the course's data, if it does."
    named = os.environ.get("COURSE_DATA", "")
    places = [Path(named)] if named and named != "offline" else []
    if named != "offline":
        places.append(Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "initialization-course")
    return next((place.resolve() for place in places if place.is_dir()), None)


def write_jail_code(folder: Path) -> None:
    "Both packages that run inside, whole, and a stub of what lessons import."
    package = Path(autograder.__file__).parent
    for path in ("probe", "jail/inside"):
        shutil.copytree(package / path, folder / "autograder" / path, ignore=shutil.ignore_patterns("__pycache__"))
    for path in ("", "jail"):
        (folder / "autograder" / path / "__init__.py").touch()
    shutil.move(folder / "autograder/jail/inside/stubs/notebook.py", folder / "autograder")
    fonts = Path(os.environ.get("MPLCONFIGDIR") or Path.home() / ".cache" / "matplotlib")
    (folder / "matplotlib").mkdir()
    for path in fonts.glob("fontlist-*.json"):  # finding the fonts takes seconds, and a jail starts without the list
        shutil.copy(path, folder / "matplotlib")
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)


def sweep() -> None:
    "Removes the folders and cgroups of jails whose process was killed before it could."
    cgroup.sweep()
    for folder in Path(tempfile.gettempdir()).glob(f"{cgroup.NAME}*"):
        if cgroup.maker_is_gone(folder) and folder.stat().st_uid == os.geteuid():
            shutil.rmtree(folder, ignore_errors=True)


def bwrap_command(
    program: str,
    code: Path,
    data: Path | None,
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
    for path in _SYSTEM:
        if os.path.islink(path):
            line += ["--symlink", os.readlink(path), path]
        elif os.path.isdir(path):
            line += [bind, path, path]
    for name in _ETC:
        if os.path.exists(f"/etc/{name}"):
            line += [bind, f"/etc/{name}", f"/etc/{name}"]
    for folder in python_folders():
        for parent in reversed(folder.parents[:-1]):  # bubblewrap makes them for their owner only
            line += ["--perms", "0755", "--dir", str(parent)]
        line += [bind, str(folder), str(folder)]
    for hidden in installed_course():
        line += ["--tmpfs", str(hidden)]
    line += ["--ro-bind-try", _HUGE_PAGES, _HUGE_PAGES, bind, str(code), "/jail"]
    if data:
        line += [bind, str(data), "/data"]
    if "course" not in layers:
        secret = REPOSITORY / "settings.ini"
        for parent in reversed(secret.parents[:-1]):
            line += ["--perms", "0755", "--dir", str(parent)]
        line += [bind, str(secret), str(secret)]
    line += ["--dev", "/dev", "--perms", "1777", "--size", str(256 * 2**20), "--tmpfs", "/tmp"]
    line += ["--dir", "/proc"] if root else ["--proc", "/proc"]
    if "readonly" in layers:
        line += ["--remount-ro", "/"]
    if "environment" in layers:
        line.append("--clearenv")
    for name, value in inside_environment(data).items():
        line += ["--setenv", name, value]
    return [*line, "--chdir", "/tmp", "--"]


def python_folders() -> list[Path]:
    "Where this Python and its packages are, outside of /usr. Never a folder that the course lies in."
    folders = [Path(sys.base_prefix).resolve(), Path(sys.prefix).resolve()]
    needed = []
    for folder in dict.fromkeys(folders):
        if folder.is_relative_to("/usr"):
            continue
        if REPOSITORY.is_relative_to(folder):
            raise JailRefused(f"the course lies in {folder}, which Python is installed in. Move one of them.")
        if not any(folder.is_relative_to(other) for other in needed):
            needed.append(folder)
    return needed


def installed_course() -> list[Path]:
    "Copies of this package and of the library among Python's packages, which jails must not show."
    packages = [Path(path) for path in sys.path if path.endswith("site-packages")]
    return [path / name for path in packages for name in ("autograder", "course_lib") if (path / name).is_dir()]


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
        self._ready = self._tested = False
        sweep()
        self._folder = Path(tempfile.mkdtemp(prefix=f"{cgroup.NAME}{os.getpid()}-"))
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
        root = os.geteuid() == 0
        options = {
            "proc": root,
            "uid": NOBODY if root and "uid" in self.layers else None,
            "layers": self.layers,
            "plain": False,
            **self.prepared,
        }
        line = bwrap_command(program, self._folder / "code", data_folder(), self.layers, root)
        return [*line, *_python(), PARENT, str(control), json.dumps(options)]

    def environment(self) -> dict[str, str]:
        "Of bubblewrap; what it starts sees nothing of it."
        return {"PATH": "/usr/bin:/bin", "COURSE_JAIL_CANARY": "1"}

    def start(self) -> None:
        "Has a warm parent that is ready. Raises `JailError`, or `CourseError` with what to do."
        if not (self._process and self._process.poll() is None):
            self.begin()
        if not self._ready:
            self._expect("ready", START_SECONDS)
            self._ready = True
        if not self._tested:
            self._tested = True
            self.test()
            self.start()  # a cold jail ended with the test

    def test(self) -> None:
        "Raises `CourseError` unless everything that must be out of reach is."
        from autograder.jail.selftest import require_safe

        try:
            require_safe(self, python_folders(), [self._secret], self.exempt)
        except JailError as error:
            self.close()
            raise JailRefused(
                f"the jail cannot be made on this machine: {error}. See docs/guides/security.md."
            ) from None
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
        watchdog = Watchdog(pid, limits)
        if "memory" in self.layers:
            watchdog.start()
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
            words = self.last_words()
            self._end()
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
        super().__init__(cold, without=[layer for layer in LAYERS if layer not in ("nproc", "fsize", "data", "memory")])

    def command(self, control: int) -> list[str]:
        server = Path(f"{self._folder}/code{PARENT.removeprefix('/jail')}")
        work = self._folder / "work"
        work.mkdir(exist_ok=True)
        options = {"proc": False, "uid": None, "layers": self.layers, "plain": True, "folder": str(work)}
        return [*_python(), str(server), str(control), json.dumps(options)]

    def test(self) -> None:
        "There is nothing to test."

    def environment(self) -> dict[str, str]:
        data = data_folder()
        return inside_environment(data) | {"COURSE_DATA": str(data or "offline"), "PATH": os.environ.get("PATH", "")}


def _python() -> list[str]:
    return [sys.executable, "-s", "-P", "-B", "-X", "utf8"]
