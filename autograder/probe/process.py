"""The learner's code in a second process: the same checks, no shared memory.

This is a boundary for data, not for safety. It keeps the judge's values out of the learner's process; it does not
keep the learner's code off this machine.
"""

import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from autograder.errors import CourseError


class Process:
    """A second Python process that executes cells and answers probes. A context manager; one request at a time.

    It works in `folder`, in this process's own unless given.

    Raises `CourseError` when it dies, hangs past `timeout` seconds or sends anything but messages.
    """

    def __init__(self, timeout: float = 60.0, folder: Path | None = None):
        self.timeout, self._folder = timeout, folder
        self._child: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Process":
        self._start()  # it imports torch, which takes seconds: meanwhile whoever asks can do the same
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        "Ends the process; the next request starts another."
        if self._child:
            self._child.kill()
            self._child.communicate()
        self._child = None

    def load(self, cells: Sequence[str]) -> str | None:
        "Executes the cells in a fresh namespace; returns the first error they raised, if any."
        return self._request({"cells": list(cells)})["failed"]

    def ask(self, packed: str, args: list, without: list[str]) -> dict:
        "Answers one probe: see `autograder.probe.probe.answer`."
        return self._request({"probe": packed, "args": args, "without": without})

    def _start(self) -> subprocess.Popen[bytes]:
        environment = {**os.environ, "OMP_NUM_THREADS": "1"}
        command = [sys.executable, "-P", "-m", "autograder.probe.child"]
        self._child = subprocess.Popen(
            command, cwd=self._folder, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        return self._child

    def _request(self, request: dict) -> dict:
        from autograder.probe.wire import WireError, receive, send  # imports torch

        child = self._child or self._start()
        assert child.stdin and child.stdout  # both are pipes
        alarm = threading.Timer(self.timeout, child.kill)  # a killed child ends the read below
        alarm.start()
        try:
            send(child.stdin, request)
            return receive(child.stdout)
        except (EOFError, BrokenPipeError, WireError) as error:
            late = not alarm.is_alive()
            self.stop()
            reason = f"gave no answer within {self.timeout:g} s" if late else f"stopped answering ({error})"
            raise CourseError(f"the process with the learner's code {reason}.") from None
        finally:
            alarm.cancel()
