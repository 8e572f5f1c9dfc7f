"The judge's side of a conversation with the learner's code."

import linecache
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from inspect import signature
from pathlib import Path
from typing import Any

import torch

from autograder.checks.show import show_inputs
from autograder.errors import CourseError
from autograder.probe.probe import answer, pack
from autograder.probe.wire import MAX_BYTES, decode, encode


class Raised(Exception):
    "The learner's code raised. `kinds` are the names of the error's class and of all its bases."

    def __init__(self, kinds: list[str], message: str, where: str):
        super().__init__(f"{kinds[0]}: {message}".rstrip(": ") + (f" (in {where})" if where else ""))
        self.kinds, self.message = kinds, message


class EditedInput(Exception):
    "The learner's code changed a value that it was given."


_ASIDE = ContextVar("_ASIDE", default=False)


@contextmanager
def aside() -> Iterator[None]:
    """Questions in this block are a judge's own, to find out why an answer is wrong.

    What a row shows as tried stays the question before the block, whose answer it is about.
    """
    before = _ASIDE.set(True)
    try:
        yield
    finally:
        _ASIDE.reset(before)


class Student:
    """Calls the learner's code: `student(lambda names, x: names.variance(x), x)`.

    `ask` is the backend: it carries the packed probe and its arguments to where the learner's code lives.
    Every call also makes sure that the arguments came back as they went; a probe that is about working in place
    gives the learner's function a copy. `beside` reads a file that lies beside the notebook, or was handed in with it:
    its bytes by its name, None where there is none. The judge reads it; the learner's code has no part in that.
    `memory` is for what a judge has found out and later checks of the same answer need not find out again.
    """

    def __init__(
        self,
        ask: Callable[[str, list, list[str]], dict[str, Any]],
        beside: Callable[[str], bytes | None] = lambda name: None,
        memory: dict[Any, Any] | None = None,
    ):
        self._ask, self.beside = ask, beside
        self.memory: dict[Any, Any] = {} if memory is None else memory
        self.without: list[str] = []  # dotted names that the exercise asks to write; set for each check
        self.seconds: float | None = None  # that the present check may take, where it says so
        self._asked: tuple[Callable, tuple] | None = None  # the last question
        self.failing: dict[str, Any] = {}  # inputs of the first published trial that failed
        self.stopped = False  # whether a question was not answered in time

    def __call__(self, probe: Callable, *args: Any) -> Any:
        "What the probe returned, as plain data. Raises `Raised` where the learner's code did."
        if not _ASIDE.get():
            self._asked = (probe, args)
        reply = self._ask(pack(probe), list(args), self.without)
        if "error" in reply:
            self.stopped = self.stopped or reply["error"]["kinds"][0] == "Stopped"
            raise Raised(**reply["error"])
        if not identical(reply["args"], list(args)):
            raise EditedInput
        return reply["value"]

    def forget(self) -> None:
        "A new check begins: nothing has been asked in it."
        self._asked = None

    @property
    def tried(self) -> str:
        "The last question as a learner would write it, and its inputs; those that were asked `aside` do not count."
        return "; ".join(filter(None, (probe_text(self._asked[0]), show_inputs(*self._asked)))) if self._asked else ""

    @property
    def inputs(self) -> dict[str, Any]:
        "The inputs of the last question by name."
        if not self._asked:
            return {}
        probe, args = self._asked
        return dict(zip(list(signature(probe).parameters)[1:], args, strict=True))


def in_this_process(namespace: dict[str, Any]) -> Student:
    "The notebook's own backend. The data still goes through the wire format, so both backends see the same."

    def ask(packed: str, args: list, without: list[str]) -> dict[str, Any]:
        return decode(encode(answer(packed, decode(encode(args)), namespace, without)))

    return Student(ask, files_in(Path.cwd()))


def files_in(folder: Path) -> Callable[[str], bytes | None]:
    "Reads files of a folder, for `Student`."

    def read(name: str) -> bytes | None:
        try:
            with open(folder / name, "rb") as file:
                return file.read(MAX_BYTES + 1)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise CourseError(f"{folder / name} cannot be read ({error.strerror}). Make it readable.") from None

    return read


def identical(a: Any, b: Any) -> bool:
    "Whether two plain values are the same to the last bit, nan included."
    if type(a) is not type(b):
        return False
    if isinstance(a, torch.Tensor):
        return a.shape == b.shape and a.dtype == b.dtype and bool(((a == b) | (a.isnan() & b.isnan())).all())
    if isinstance(a, list | tuple):
        return len(a) == len(b) and all(map(identical, a, b))
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(identical(a[key], b[key]) for key in a)
    return a == b or (a != a and b != b)


def probe_text(probe: Callable) -> str:
    "A probe as a learner would write it: the call in a lambda, or the first line of a function's docstring."
    if probe.__doc__:
        return probe.__doc__.strip().splitlines()[0].rstrip(".")
    spans = [
        (line, end_line, column, end_column)
        for line, end_line, column, end_column in probe.__code__.co_positions()
        if line is not None and end_line is not None and column is not None and end_column is not None
        if (column, end_column) != (0, 0)
    ]
    spans = [span for span in spans if span[0] != span[1] or span[2] != span[3]]
    if not spans:
        return ""
    first, last = min((s[0], s[2]) for s in spans), max((s[1], s[3]) for s in spans)
    lines = [linecache.getline(probe.__code__.co_filename, n) for n in range(first[0], last[0] + 1)]
    data = [line.encode() for line in lines]  # positions count bytes
    data[-1] = data[-1][: last[1]]
    data[0] = data[0][first[1] :]
    return " ".join(b"".join(data).decode().split()).replace("names.", "")
