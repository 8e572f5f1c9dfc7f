"""The process that one submission lives in. It runs the cells, then answers each check in a fork of its own.

Messages over one socket, each answered: `{"run": …}` by `{"cell": i, "outputs": […]}` for each cell and then by
`{"done": true}`; `{"fork": seconds}` starts a check's fork, which says `{"forked": true}` and answers probes until
`{"end": true}`. When the fork is gone, `{"ended": status}`. Every answer repeats the request's `nonce`, so nothing said
unasked is believed.

What it says is the learner's word and judged as such: nothing here is a secret, and nothing here is trusted.
"""

import os
import select
import shutil
import signal
import sys
import time
from math import ceil
from pathlib import Path
from typing import Any, BinaryIO

from torch import set_num_threads

from autograder.jail.inside import GIVEN, cells, isolate
from autograder.jail.inside.limits import Limits
from autograder.probe.origins import look_at_loaded
from autograder.probe.probe import answer, refuse_operators
from autograder.probe.wire import WireError, encode, receive


class Inside:
    "One submission's process: its shell, its socket, its limits."

    def __init__(self, requests: BinaryIO, replies: BinaryIO, shell: Any, limits: Limits):
        self.requests, self.replies = requests, replies
        self.shell, self.limits = shell, limits
        self.kept = 0  # characters of output so far
        self.pid = os.getpid()

    def serve(self) -> None:
        "Answers until the other side has gone."
        while True:
            try:
                request = receive(self.requests)
            except (EOFError, WireError):
                return
            if "run" in request:
                self.run(request)
            elif "fork" in request:
                self.fork(request)

    def reply(self, request: dict[str, Any], content: dict[str, Any]) -> None:
        "Sends one message. A fork that learners' code made, and that came back here by an error, ends instead."
        if os.getpid() != self.pid:
            os._exit(1)
        message = {**content, "nonce": request["nonce"]}
        try:
            data = encode(message)
        except WireError as error:
            data = encode({"error": {"kinds": ["WireError"], "message": str(error), "where": ""}, **_nonce(request)})
        self.replies.write(data)
        self.replies.flush()

    def run(self, request: dict[str, Any]) -> None:
        """Runs cells, in order; one that fails does not stop the next, as in Jupyter.

        Once one was `late`, those in `optional` are left out: they would call what has not ended there.
        """
        put_library(request["library"])
        put_files(request["files"])
        ends, late = time.monotonic() + request["wall"], request["late"]
        for number, source in request["run"]:
            if late and number in request["optional"]:
                outputs = [cells.skipped()]
            else:
                left = max(1_000, self.limits.output - self.kept - 200)  # and a note on what was cut
                began = time.monotonic()
                wall = self.limits.one_cell(ends - began)
                outputs = cells.run_cell(self.shell, source, wall, left)
                late = late or time.monotonic() - began >= wall
            self.kept += sum(len(str(output)) for output in outputs)
            self.reply(request, {"cell": number, "outputs": outputs})
        look_at_loaded()
        self.reply(request, {"done": True})

    def fork(self, request: dict[str, Any]) -> None:
        "One check: a copy of this process answers its probes and goes."
        if os.getpid() == 1:
            end_all_others()  # whatever cells or an earlier check left running
        began = time.monotonic()
        child = os.fork()
        if child == 0:
            self.answer(request)
            os._exit(0)
        watched = os.pidfd_open(child)
        ended = select.select([watched], [], [], request["fork"])[0]
        os.close(watched)
        if not ended:
            os.kill(child, signal.SIGKILL)
        _, status, usage = os.wait4(child, 0)
        if os.getpid() == 1:
            end_all_others()
        self.reply(
            request,
            {
                "ended": os.waitstatus_to_exitcode(status),
                "late": not ended,
                "cpu": usage.ru_utime + usage.ru_stime,
                "wall": time.monotonic() - began,
            },
        )

    def answer(self, request: dict[str, Any]) -> None:
        "The fork's side: probes in, answers out."
        self.pid = os.getpid()
        isolate.limit_cpu(ceil(request["cpu"]))
        # A cell may have asked for more; their threads are not in this copy, which would wait for them for ever.
        set_num_threads(1)
        self.reply(request, {"forked": True})
        while True:
            request = receive(self.requests)
            if "end" in request:
                return
            refuse_operators(request["without"])
            reply = answer(request["probe"], request["args"], self.shell.user_ns, request["without"])
            self.reply(request, reply)


def _nonce(request: dict[str, Any]) -> dict[str, Any]:
    return {"nonce": request["nonce"]}


def put_library(modules: dict[str, str]) -> None:
    "Writes `course_lib` where this process imports it from: what is given, the reference of earlier lessons, no more."
    place = Path.cwd() / "course"
    folder = place / "course_lib"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "__init__.py").touch()
    for given in (Path(__file__).parents[3] / GIVEN).glob("*.py"):
        shutil.copy(given, folder)
    for name, source in modules.items():
        (folder / f"{name}.py").write_text(source, encoding="utf-8")
    if str(place) not in sys.path:
        sys.path.insert(0, str(place))


def put_files(files: dict[str, Any]) -> None:
    "Writes what was handed in beside the notebook into the working folder, not to be written to."
    for name, content in files.items():
        path = Path(Path(name).name)
        path.unlink(missing_ok=True)
        path.write_bytes(content.numpy().tobytes())
        path.chmod(0o444)


def end_all_others() -> None:
    "As the first process of a pid namespace: kills and buries all the others."
    try:
        os.kill(-1, signal.SIGKILL)
    except ProcessLookupError:
        return
    while True:
        try:
            os.waitpid(-1, 0)
        except ChildProcessError:
            return
