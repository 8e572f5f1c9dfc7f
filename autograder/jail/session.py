"""One submission in a jail, seen from outside: run its cells, ask its checks, end it.

Everything that comes back is data from an untrusted process. What does not follow the protocol is `TAMPERED`.
"""

import secrets
import signal
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

import torch

from autograder.jail.channel import Channel, Gone, Late
from autograder.jail.inside.limits import MB, Limits
from autograder.jail.verdicts import CRASH, MEMORY, TAMPERED, TIMEOUT
from autograder.jail.watchdog import Watchdog
from autograder.probe.wire import MAX_BYTES, WireError

MAX_OUTPUT_MESSAGE = 4 * MB  # bytes that one cell may send
MAX_LINES = 20  # of a traceback, and names of an error's bases
MAX_LINE = 500
GRACE = 0.4  # seconds that a process has for ending itself at its limit before it is ended from outside
_OUTPUTS = {
    "stream": ("name", "text"),
    "display_data": ("text",),
    "execute_result": ("text",),
    "error": ("ename", "evalue"),
}


class Ended(Exception):
    "The submission's process, or a check's fork, is gone. `verdict` says how, the message what to tell its author."

    def __init__(self, verdict: str, message: str, idle: bool = False):
        super().__init__(message)
        self.verdict = verdict
        self.idle = idle  # it hung without computing anything, as a fork may that inherited a lock


class Session:
    "A context manager. `watchdog` is None where the jail watches by other means (a container engine)."

    def __init__(self, channel: Channel, limits: Limits, watchdog: Watchdog | None, kill: Callable[[], None]):
        self.channel, self.limits, self.watchdog = channel, limits, watchdog
        self._kill = kill
        self._left = limits.output  # characters of output that are still kept
        self._cpu = 0.0  # seconds, the present fork's limit
        self._deadline = 0.0  # of the present fork
        self._fork = ""  # the nonce that it was asked for with, empty while there is none
        self.alive = True

    def __enter__(self) -> "Session":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        "Ends every process of the submission."
        self.alive = False
        if self.watchdog:
            self.watchdog.stop()
        self._kill()
        if self.watchdog:
            self.watchdog.clear()
        self.channel.close()

    def run(
        self,
        cells: Sequence[tuple[int, str]],
        library: Mapping[str, str],
        outputs: dict[int, list],
        files: Mapping[str, bytes] | None = None,
        optional: Collection[int] = (),
        wall: float | None = None,
        late: bool = False,
    ) -> None:
        """Runs numbered cells and puts what they printed into `outputs`, cell by cell.

        They find `files` in their working folder. All together they may take `wall` seconds (by default what the limits
        say). Once one took too long (`late`: one did before), those numbered in `optional` are left out.

        Raises `Ended` when the process is gone; the cell that did it is the first without outputs.
        """
        ends = self._in(self.limits.cells_wall if wall is None else wall)
        beside = {name: as_tensor(data) for name, data in (files or {}).items()}
        request: dict[str, Any] = {"run": [list(cell) for cell in cells], "library": dict(library), "files": beside}
        request |= {"optional": list(optional), "wall": ends - time.monotonic(), "late": late}
        nonce = self._send(request, self._patience(ends))
        for number, _ in cells:
            reply = self._receive(self._patience(ends), nonce, most=MAX_OUTPUT_MESSAGE)
            if reply.keys() != {"cell", "outputs", "nonce"} or reply["cell"] != number:
                raise self._tampered()
            outputs[number], self._left = readable(reply["outputs"], self._left)
        if self._receive(self._patience(ends), nonce).get("done") is not True:
            raise self._tampered()

    def fork(self, cpu: float, wall: float) -> None:
        """Starts a check: until `end`, probes are answered by a copy of the process as it is now.

        That and all processes it starts may compute for `cpu` seconds together. Raises `Ended`.
        """
        if self.watchdog:
            self.watchdog.begin_check(cpu)
        self._cpu, self._deadline = cpu, self._in(wall + GRACE)
        self._fork = self._send({"fork": wall, "cpu": cpu}, self._deadline)
        reply = self._receive(self._deadline, self._fork)
        if "forked" not in reply:
            raise self._how_it_ended(reply)

    def ask(self, packed: str, args: list, without: list[str]) -> dict[str, Any]:
        "A probe's answer, checked to have the form of one. Raises `Ended`."
        nonce = self._send({"probe": packed, "args": args, "without": without}, self._deadline)
        reply = self._receive(self._deadline, nonce, self._fork)
        if "ended" in reply:
            raise self._how_it_ended(reply)
        if reply["nonce"] == nonce and reply.keys() == {"error", "nonce"} and is_error(reply["error"]):
            return {"error": shortened(reply["error"])}
        if reply["nonce"] == nonce and reply.keys() == {"value", "args", "nonce"} and type(reply["args"]) is list:
            return {"value": reply["value"], "args": reply["args"]}
        raise self._tampered()

    def end(self) -> None:
        "Ends the check's fork, if it is still there."
        if self._fork:
            self._send({"end": True}, self._deadline)
            reply = self._receive(self._deadline, self._fork)
            self._fork = ""
            if self.watchdog:
                self.watchdog.end_check()
            if "ended" not in reply:
                raise self._tampered()

    def _patience(self, ends: float) -> float:
        "Until when the next cell's outputs are waited for, where all cells have until `ends`."
        return self._in(self.limits.one_cell(ends - time.monotonic()) + GRACE)

    def _in(self, seconds: float) -> float:
        return time.monotonic() + seconds

    def _send(self, request: dict[str, Any], deadline: float) -> str:
        nonce = secrets.token_hex(8)
        try:
            self.channel.send({**request, "nonce": nonce}, deadline)
        except Gone:
            raise self._gone() from None
        except Late:
            raise self._late() from None
        return nonce

    def _receive(self, deadline: float, *nonces: str, most: int = MAX_BYTES) -> dict[str, Any]:
        try:
            reply = self.channel.receive(deadline, most)
        except Gone:
            raise self._gone() from None
        except Late:
            raise self._late() from None
        except WireError:
            raise self._tampered() from None
        if type(reply) is not dict or reply.get("nonce") not in nonces:
            raise self._tampered()
        return reply

    def _how_it_ended(self, reply: dict[str, Any]) -> Ended:
        "A fork's end, as the process that forked it tells it. The session goes on."
        self._fork = ""
        if self.watchdog:
            self.watchdog.end_check()
        status, cpu, wall = reply.get("ended"), reply.get("cpu"), reply.get("wall")
        if type(status) is not int or type(cpu) is not float or type(wall) is not float:
            return self._tampered()
        if self._no_memory():
            return Ended(MEMORY, self._memory_text())
        # Nothing here that the process could choose, such as its status: it may have seen hidden inputs.
        if reply.get("late"):
            return Ended(TIMEOUT, "no answer in time", idle=cpu < wall / 4)
        late = f"no answer within {self._cpu:g} s of computing"
        if self.watchdog and self.watchdog.out_of_time:
            return Ended(TIMEOUT, late)
        # The kernel's two accounts of processor time, the limit's and this one, are some ticks apart on a busy machine.
        if status in (-signal.SIGKILL, -signal.SIGXCPU) and cpu >= 0.75 * self._cpu:
            return Ended(TIMEOUT, late)
        return Ended(CRASH, "the process ended in this check")

    def _gone(self) -> Ended:
        "The submission's process ended, and with it the session."
        self.alive = False
        if self._no_memory():
            return Ended(MEMORY, self._memory_text())
        return Ended(CRASH, "the process ended")

    def _late(self) -> Ended:
        self.alive = False
        return Ended(TIMEOUT, "no answer in time, and the process had to be ended")

    def _tampered(self) -> Ended:
        self.alive = False
        return Ended(TAMPERED, "the process sent something that is no answer")

    def _no_memory(self) -> bool:
        return bool(self.watchdog and self.watchdog.killed_for_memory())

    def _memory_text(self) -> str:
        return f"more than {self.limits.memory // MB} MB of memory were used"


def as_tensor(data: bytes) -> torch.Tensor:
    "Bytes as what a message can carry."
    return torch.frombuffer(bytearray(data), dtype=torch.uint8)


def is_error(error: Any) -> bool:
    "Whether this is what `autograder.probe.probe.answer` tells of an exception."
    if type(error) is not dict or error.keys() != {"kinds", "message", "where"}:
        return False
    kinds = error["kinds"]
    texts = [error["message"], error["where"], *kinds[:MAX_LINES]] if type(kinds) is list and kinds else [None]
    return all(type(text) is str for text in texts)


def shortened(error: dict[str, Any]) -> dict[str, Any]:
    "The error with texts of a length that can be shown, without controls."
    kinds = [one_line(kind)[:100] for kind in error["kinds"][:MAX_LINES]]
    return {"kinds": kinds, "message": one_line(error["message"]), "where": one_line(error["where"])[:200]}


def one_line(text: str) -> str:
    "Printable characters only, and not too many."
    return "".join(c if c.isprintable() else " " for c in text[:MAX_LINE])


def readable(outputs: Any, most: int) -> tuple[list[dict[str, Any]], int]:
    """Those outputs of a cell that have the form they should, as the text that they are, up to `most` characters.

    Also returns how many characters are left.
    """
    kept = []
    for output in outputs[:100] if type(outputs) is list else []:
        if type(output) is not dict or output.get("output_type") not in _OUTPUTS:
            continue
        texts: dict[str, Any] = {name: output.get(name) for name in _OUTPUTS[output["output_type"]]}
        if any(type(text) is not str for text in texts.values()) or most <= 0:
            continue
        entry = {"output_type": output["output_type"], **{name: text[:most] for name, text in texts.items()}}
        if entry["output_type"] == "error":
            traced = output.get("traceback")
            lines = [line for line in traced if type(line) is str] if type(traced) is list else []
            entry["traceback"] = [one_line(line) for line in lines[:MAX_LINES]]
            entry |= {"ename": one_line(entry["ename"])[:100], "evalue": one_line(entry["evalue"])}
        most -= sum(len(text) for name in ("text", "evalue", "ename") for text in [entry.get(name, "")])
        kept.append(entry)
    return kept, most
