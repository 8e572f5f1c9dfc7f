"""Jails by a container engine: docker or podman, with whatever runtime it is set up with (gVisor's runsc included).

A container is started for each submission, because engines do not let what runs in a container make namespaces of its
own; so there is no warm parent here, and each submission pays for importing torch. Limits on memory and processes are
the engine's. The self-test is the same as bubblewrap's.
"""

import contextlib
import json
import os
import secrets
import shutil
import subprocess
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.jail.base import NOBODY, START_SECONDS, Jail, JailError, JailRefused
from autograder.jail.inside.limits import Limits
from autograder.jail.staging import (
    CODE,
    DATA,
    PARENT,
    JailFolder,
    Python,
    inside_environment,
    start_python,
    this_python,
    training_data,
)

if TYPE_CHECKING:
    from autograder.jail.session import Session

IMAGE_VARIABLE, RUNTIME_VARIABLE = "COURSE_JAIL_IMAGE", "COURSE_JAIL_RUNTIME"
# What the engine does not do the process does for itself.
LEFT_TO_THE_PROCESS = ("capabilities", "syscalls", "fsize", "nproc", "data", "fds")
IMAGE = "debian:stable-slim"  # any image whose C library is this machine's or newer; Python is bound into it


def container_command(
    engine: str,
    name: str,
    code: Path,
    data: Path | None,
    python: Python,
    limits: Limits,
    without: Collection[str] = (),
) -> list[str]:
    "The engine's command line up to the program's own arguments."
    line = [engine, "run", "--rm", "--interactive", "--name", name, "--pull", "never"]
    runtime = os.environ.get(RUNTIME_VARIABLE)
    if runtime:
        line += ["--runtime", runtime]
    layers = {
        "net": ["--network", "none"],
        "ipc": ["--ipc", "private"],
        "uts": ["--hostname", "jail"],
        "readonly": ["--read-only"],
        "uid": ["--user", f"{NOBODY}:{NOBODY}"],
        "capabilities": ["--cap-drop", "ALL", "--security-opt", "no-new-privileges"],
        "nproc": ["--pids-limit", str(limits.processes)],
        "memory": ["--memory", str(limits.memory + 2**30), "--memory-swap", str(limits.memory + 2**30)],
        "files": ["--tmpfs", f"/tmp:rw,nosuid,nodev,size={limits.tmp_size},nr_inodes={limits.inodes},mode=1777"],
    }
    for layer, options in layers.items():
        if layer not in without:
            line += options
    for folder, place in (*python.binds, (code, CODE), *([(data, DATA)] if data else [])):
        line += ["--mount", f"type=bind,source={folder},target={place},readonly"]
    for hidden in python.hidden:
        line += ["--tmpfs", f"{hidden}:ro,size=1m"]
    variables = inside_environment(data) | ({"LD_LIBRARY_PATH": python.libraries} if python.libraries else {})
    for variable, value in variables.items():
        line += ["--env", f"{variable}={value}"]
    return [*line, "--workdir", "/tmp", os.environ.get(IMAGE_VARIABLE, IMAGE)]


class Container(Jail):
    "One container for each submission, by `docker` or `podman`."

    exempt = ("user", "namespaces", "memory", "cpu")  # the engine's affair: user namespaces, how it counts

    def __init__(self, engine: str, without: Collection[str] = ()):
        self.kind, self._without = engine, tuple(without)
        self.folder = JailFolder()
        self._tested = False

    def begin(self) -> None:
        "Nothing is kept warm; only makes sure that there is an engine."
        if not shutil.which(self.kind):
            raise JailRefused(f"{self.kind} is not installed. Install it, or grade with --jail bubblewrap.")

    def close(self) -> None:
        "Each submission has ended its container; only a folder is left."
        self.folder.remove()

    def start(self) -> None:
        "The self-test, once. Raises `JailRefused` unless everything that must be out of reach is."
        self.begin()
        if not self._tested:
            self._tested = True
            from autograder.jail.selftest import require_safe  # imports torch

            try:
                require_safe(self, this_python().folders, [self.folder.secret], self.exempt)
            except JailError as error:
                self.close()
                raise JailRefused(f"{self.kind} runs no container here: {error}.") from None
            except BaseException:
                self.close()
                raise

    def open(self, limits: Limits, modules: Sequence[str] = ()) -> "Session":
        "A container for one submission, with all modules. It is over its standard streams that it is asked."
        from autograder.jail.channel import Channel, Gone, Late
        from autograder.jail.session import Session

        self.start()
        name = f"course-jail-{secrets.token_hex(8)}"
        layers = [layer for layer in LEFT_TO_THE_PROCESS if layer not in self._without]
        python = this_python()
        options = {
            "proc": False,
            "uid": None,
            "layers": layers,
            "plain": True,
            "limits": limits.to_json(),
            "path": python.path,
        }
        command = container_command(
            self.kind, name, self.folder.code, training_data(self.folder.path), python, limits, self._without
        )
        command += [*start_python(python.program), PARENT, "-", json.dumps(options)]
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.folder.log)
        assert process.stdout and process.stdin  # both are pipes
        channel = Channel(os.dup(process.stdout.fileno()), os.dup(process.stdin.fileno()))
        process.stdout.close()
        process.stdin.close()

        def end() -> None:
            with contextlib.suppress(OSError, subprocess.TimeoutExpired):
                subprocess.run([self.kind, "kill", name], capture_output=True, timeout=20)
            process.kill()
            process.wait()

        try:
            channel.expect_byte(START_SECONDS)
        except (Gone, Late):
            end()
            channel.close()
            raise JailError(f"the container did not start: {self.folder.last_words() or 'it said nothing'}") from None
        return Session(channel, limits, None, end)
