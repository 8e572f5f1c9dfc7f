"""The notebook's own backend: the same questions, for somebody who is watching.

A question that is not answered in time is stopped and told with the learner's own line; what their code prints is kept
to be shown below the table; `breakpoint()` speaks. The data still goes through the wire format, so all backends see the
same.
"""

import contextlib
import ctypes
import signal
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from autograder.checks.student import Student, files_in
from autograder.probe.kept import Kept
from autograder.probe.probe import answer
from autograder.probe.wire import decode, encode

SECONDS = 10.0  # for one question of a check; an honest answer takes a thousandth of that
MOST_PRINTED = 2_000  # characters that are kept of what an answer prints


class Stopped(BaseException):
    "A question took too long. Not an `Exception`, so that a loop's `except Exception` does not swallow it."


def attended(namespace: dict[str, Any], printed: Kept, seconds: float = SECONDS) -> Student:
    "A student whose code lives in `namespace`, this process's."

    def ask(packed: str, args: list, without: list[str]) -> dict[str, Any]:
        limit = max(seconds, student.seconds or 0.0)
        with _stopped_after(limit), _breakpoints_speak():
            return decode(encode(answer(packed, decode(encode(args)), namespace, without, printed)))

    student = Student(ask, files_in(Path.cwd()))
    return student


@contextlib.contextmanager
def _stopped_after(seconds: float) -> Iterator[None]:
    "Raises `Stopped` in this block when it takes longer."
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
        with _stopped_from_outside(seconds):
            yield
        return

    def ring(*_: object) -> None:
        raise Stopped(f"no answer within {seconds:g} s")

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds, 0.5)  # and again, for code that swallows everything
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@contextlib.contextmanager
def _stopped_from_outside(seconds: float) -> Iterator[None]:
    """The same where there is no alarm, on Windows and in threads: another thread raises it, between steps of Python.

    A single call that computes for long is not interrupted.
    """
    late = type("Stopped", (Stopped,), {"__str__": lambda self: f"no answer within {seconds:g} s"})
    thread, over, lock = ctypes.c_ulong(threading.get_ident()), threading.Event(), threading.Lock()
    raise_in = ctypes.pythonapi.PyThreadState_SetAsyncExc

    def watch() -> None:
        wait = seconds
        while not over.wait(wait):
            with lock:
                if not over.is_set():
                    raise_in(thread, ctypes.py_object(late))
            wait = 0.5  # and again, for code that swallows everything

    threading.Thread(target=watch, daemon=True).start()
    _WATCHED.append(over)
    try:
        yield
    finally:
        over.set()
        _WATCHED.remove(over)
        with contextlib.suppress(Stopped):
            with lock:  # whoever was about to raise it has done so,
                pass
            for _ in range(100):  # and it arrives at the latest here: where a loop begins anew
                pass


_WATCHED: list[threading.Event] = []  # of each watch that goes on: whether it is over


@contextlib.contextmanager
def _breakpoints_speak() -> Iterator[None]:
    "`breakpoint()` talks to whoever is there, although prints are kept, and takes as long as they like."
    before, screen = sys.breakpointhook, sys.stdout

    def hook(*_: object, **__: object) -> None:
        from IPython.core.debugger import Pdb

        if hasattr(signal, "setitimer"):
            signal.setitimer(signal.ITIMER_REAL, 0)
        for over in _WATCHED:
            over.set()
        debugger = Pdb(stdout=screen, skip=["autograder.*"])
        debugger.use_rawinput = True  # asks in the notebook; given where to write, it would read from nowhere and quit
        debugger.set_trace(sys._getframe(1))

    sys.breakpointhook = hook
    try:
        yield
    finally:
        sys.breakpointhook = before
