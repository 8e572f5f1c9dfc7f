"""A learner's computer: an environment with the kit installed in it and nothing else of the course.

`python learner.py COMMAND…` runs `course` commands in one process, each a JSON list, as on Windows: what does not exist
there cannot be imported or called by the course, and text files without an encoding are an error. `["kernel", CODE]`
runs code as a notebook's cell.
"""

import builtins
import json
import os
import signal
import subprocess
import sys
import venv
import warnings
from pathlib import Path
from types import ModuleType

NOT_ON_WINDOWS = {"fcntl", "resource", "pwd", "grp", "termios", "pty", "tty", "syslog", "posix"}
LACKING = {
    "os": {"fork", "forkpty", "getuid", "geteuid", "getgid", "getegid", "killpg", "setsid", "uname", "mkfifo", "chown"}
    | {"nice", "sched_getaffinity", "getloadavg", "posix_spawn", "statvfs", "geteuid", "setpriority"},
    "signal": {"SIGALRM", "SIGKILL", "SIGHUP", "SIGUSR1", "setitimer", "alarm", "ITIMER_REAL", "pthread_sigmask"},
}
OURS = ("autograder", "course_lib", "__main__")


def environment_with(wheel: Path, folder: Path) -> Path:
    "Installs the kit into a new environment that finds this one's packages, and returns its Python."
    venv.create(folder, symlinks=True)
    python = folder / "bin" / "python"
    (packages,) = folder.glob("lib/python*/site-packages")
    ours = next(path for path in map(Path, sys.path) if (path / "torch").is_dir())
    (packages / "shared.pth").write_text(f"{ours}\n")  # of which no .pth file is read: our own course is not there
    command = [sys.executable, "-m", "pip", "-q", "--python", str(python), "install", "--no-deps", "--no-index"]
    subprocess.run([*command, str(wheel)], check=True)
    return python


def run(python: Path, folder: Path, *command: str, **variables: str) -> subprocess.CompletedProcess[str]:
    "A command of the environment, in a folder; nothing of the course is on the path."
    environment = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "IN_TEST")}
    environment |= {"COURSE_DATA": "offline", **variables}
    return subprocess.run([str(python), *command], cwd=folder, env=environment, capture_output=True, text=True)


class Windows(ModuleType):
    "`os` or `signal` as the course sees it there."

    def __init__(self, module):
        super().__init__(module.__name__)
        self._module = module

    def __getattr__(self, name):
        if name in LACKING[self.__name__]:
            raise AttributeError(f"there is no {self.__name__}.{name} on Windows")
        return getattr(self._module, name)


def without_posix() -> None:
    "From here on the course's own code finds in this process what it finds on Windows."
    real, seen = builtins.__import__, {"os": Windows(os), "signal": Windows(signal)}

    def imported(name, globals=None, locals=None, fromlist=(), level=0):  # noqa: A002 (its names)
        who = (globals or {}).get("__name__", "")
        if not who.startswith(OURS):
            return real(name, globals, locals, fromlist, level)
        if name.partition(".")[0] in NOT_ON_WINDOWS:
            raise ImportError(f"there is no {name} on Windows, and {who} imports it")
        return seen.get(name) or real(name, globals, locals, fromlist, level)

    builtins.__import__ = imported


if __name__ == "__main__":
    without_posix()
    from autograder.student.cli import main

    warnings.filterwarnings("error", category=EncodingWarning, module="autograder")
    for text in sys.argv[1:]:
        words = json.loads(text)
        if words[0] == "cd":
            os.chdir(words[1])
            continue
        print(f"$ course {words[0]}", flush=True)
        if words[0] == "kernel":  # the lines of a notebook's cell, as a kernel of this computer runs them
            exec(compile(words[1], "<cell>", "exec"), {"__name__": "__main__"})
            continue
        print(f"exit {main(words)}", flush=True)
