"""Jails by bubblewrap, Debian's `bubblewrap`: what learners' code is graded in unless another kind is asked for."""

import contextlib
import json
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Collection
from pathlib import Path

from autograder.jail.base import NOBODY, JailError, JailRefused
from autograder.jail.staging import (
    CODE,
    DATA,
    ETC,
    HUGE_PAGES,
    PACKAGES,
    PARENT,
    SYSTEM,
    Python,
    inside_environment,
    start_python,
    this_python,
    training_data,
    unreadable,
)
from autograder.jail.warm import WarmJail
from autograder.lessons import REPOSITORY

REFUSING = (  # settings, the value that lets no ordinary user make a jail, and the one that does
    ("kernel.unprivileged_userns_clone", "0", "1"),
    ("kernel.apparmor_restrict_unprivileged_userns", "1", "0"),
    ("user.max_user_namespaces", "0", "10000"),
)


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


class Bubblewrap(WarmJail):
    "A warm parent in an outer jail; `prepared` is what it imports, by default what lessons do."

    kind = "bubblewrap"

    def __init__(self, cold: bool = False, without: Collection[str] = (), prepared: Collection[str] | None = None):
        super().__init__(cold, without)
        self.prepared = {} if prepared is None else {"prepared": list(prepared)}

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
        data = training_data(self.folder.path)
        line = bwrap_command(program, self.folder.code, data, python, self.layers, root)
        return [*line, *start_python(python.program), PARENT, str(control), json.dumps(options)]

    def environment(self) -> dict[str, str]:
        "Of bubblewrap; what it starts sees nothing of it."
        return {"PATH": "/usr/bin:/bin", "COURSE_JAIL_CANARY": "1"}

    def test(self) -> None:
        "Raises `JailRefused` unless everything that must be out of reach is."
        from autograder.jail.selftest import require_safe  # imports torch, as the warm parent does meanwhile

        try:
            require_safe(self, this_python().folders, [self.folder.secret], self.exempt)
        except JailError as error:
            self.close()
            raise JailRefused(cannot_be_made(str(error))) from None
        except BaseException:
            self.close()
            raise

    def refusal(self, words: str) -> str:
        "With what to do about it."
        return cannot_be_made(words)


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
