"""Jails with a warm parent: a process that has imported torch and forks for each submission.

The fork gives itself namespaces, a /tmp and limits of its own (`inside/isolate.py`) before any learner's code runs. A
`cold` jail starts its parent anew for each submission instead. What runs is the same.
"""

import contextlib
import json
import os
import signal
import socket
import struct
import subprocess
from abc import abstractmethod
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from autograder.jail import cgroup
from autograder.jail.base import LAYERS, START_SECONDS, Jail, JailError, JailRefused
from autograder.jail.inside.limits import Limits
from autograder.jail.staging import JailFolder
from autograder.jail.watchdog import COUNTED, Watchdog

if TYPE_CHECKING:
    from autograder.jail.session import Session


class WarmJail(Jail):
    "Of a kind that says by what command its parent starts. `without` takes layers away, for tests of the self-test."

    def __init__(self, cold: bool = False, without: Collection[str] = ()):
        self.cold = cold
        self.layers = [layer for layer in LAYERS if layer not in without]
        self._process: subprocess.Popen | None = None
        self._control: socket.socket | None = None
        self._ready = self._tested = self._worked = False
        cgroup.sweep()
        self.folder = JailFolder()

    @abstractmethod
    def command(self, control: int) -> list[str]:
        "The command line of the warm parent, which finds its socket under this number."

    @abstractmethod
    def environment(self) -> dict[str, str]:
        "The variables that the command is started with."

    @abstractmethod
    def test(self) -> None:
        "Raises `JailRefused` unless everything that must be out of reach is."

    def refusal(self, words: str) -> str:
        "What to tell when the parent ends by its own will, with these last words."
        return f"the jail cannot be made on this machine: {words or 'it said nothing'}."

    def close(self) -> None:
        "Ends the jail and whatever is in it."
        self._end()
        self.folder.remove()

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

    def begin(self) -> None:
        "Starts a warm parent and does not wait for it."
        self._end()
        ours, theirs = socket.socketpair()
        extra = [] if "fds" in self.layers else [os.open(self.folder.secret, os.O_RDONLY)]
        try:
            self.folder.log.truncate(0)
            self._process = subprocess.Popen(
                self.command(theirs.fileno()),
                stdin=subprocess.DEVNULL,
                stdout=self.folder.log,
                stderr=self.folder.log,
                pass_fds=[theirs.fileno(), *extra],
                env=self.environment(),
                start_new_session=True,
            )
        finally:
            theirs.close()
            for descriptor in extra:
                os.close(descriptor)
        self._control, self._ready = ours, False

    def open(self, limits: Limits, modules: Sequence[str] = ()) -> "Session":
        "A fresh process for one submission, which finds these modules imported as well."
        from autograder.jail.channel import Channel  # these import torch, as the warm parent does meanwhile
        from autograder.jail.session import Session

        self.start()
        assert self._control
        ours, theirs = socket.socketpair()
        try:
            ours.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
            start = {"limits": limits.to_json(), "modules": list(modules)}
            socket.send_fds(self._control, [json.dumps(start).encode()], [theirs.fileno()])
            theirs.close()
            ours.settimeout(30.0)
            first, ancillary, _, _ = ours.recvmsg(1, socket.CMSG_SPACE(struct.calcsize("3i")))
            if first != b"!" or not ancillary:
                raise JailError(f"the jail did not start a submission: {self.folder.last_words()}")
        except OSError as error:
            ours.close()
            self._end()
            raise JailError(f"the jail did not answer ({error}): {self.folder.last_words()}") from None
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
        assert self._control and self._process  # what is waited for has begun
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
            words, status = self.folder.last_words(), self._process.poll()
            self._end()
            if not self._worked and status not in (None, 128 + signal.SIGKILL) and status > 0:
                raise JailRefused(self.refusal(words))  # by its own will, and so it would again
            raise JailError(f"the jail did not start: {words or 'it said nothing'}")

    def _end(self) -> None:
        if self._control:
            self._control.close()
            self._control = None
        if self._process:
            with contextlib.suppress(OSError):
                self._process.kill()
            self._process.wait()
            self._process = None
