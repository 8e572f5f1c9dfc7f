"""The words that checks are written in.

    @check("variance", points=2)
    def over_everything(student, trial):
        "Over all elements it is the mean squared deviation from the mean."
        x = trial.normal(7, 5)
        agree(student(lambda names, x: names.variance(x), x), x.var(correction=0),
              mistakes={"divides by n - 1: that estimates …": x.var(correction=1)})

`student` runs its first argument, the probe, where the learner's code lives; everything else here is the judge.
A check function is one row of the learner's table and earns its points as a whole. It runs once for every trial.
"""

import builtins
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from torch import Tensor

from autograder.checks.difference import Part, Tolerance, parts, shape_of, show_both
from autograder.checks.public import UNWRITTEN, Public, public
from autograder.checks.show import dtype_name, show, size_name, type_name
from autograder.checks.student import EditedInput, Raised, Student, aside
from autograder.checks.trial import Trial

EDITED_INPUT = public("changes its input in place: whoever passed it in still needs it")
# Names that may be shown of a hidden trial: a learner's own class or exception could be called like what it has seen.
_KNOWN_TYPES = {"Tensor", "int", "float", "bool", "str", "list", "tuple", "dict", "None"}
_KNOWN_ERRORS = {
    name for name, value in vars(builtins).items() if isinstance(value, type) and issubclass(value, Exception)
}


class Disagreement(Exception):
    """What a judge raises: what it expected, what it got, and what that looks like.

    Of a hidden trial only `looks_like` is shown, if it stands in the checks as it is or is marked as `public`.
    """

    def __init__(self, expected: str, got: str, looks_like: str = ""):
        super().__init__(looks_like or f"expected {expected}, got {got}")
        self.expected, self.got, self.looks_like = expected, got, looks_like


@dataclass(frozen=True)
class Check:
    """One row of an exercise: `judge(student, trial)` returns when the answer is right and raises when it is not.

    A `goal` earns its points when it is reached and is no mistake when it is not. It is scored once: in a notebook on
    its published trial, in grading on one hidden trial and on nothing else. `seconds` is how long the learner's
    code may compute for it in grading, where that is more than the usual limit.
    """

    exercise: str
    points: int
    judge: Callable[[Student, Trial], None]
    without: list[str]
    goal: bool = False
    seconds: float | None = None

    @property
    def name(self) -> str:
        "What its trials are drawn for."
        return f"{self.exercise}/{self.judge.__name__}"

    @property
    def title(self) -> str:
        "The first line of the judge's docstring: what must hold."
        return (self.judge.__doc__ or "").strip().splitlines()[0].rstrip(".")


_CHECKS = "__checks__"  # where a module keeps those that it defines


def checks_in(module: dict[str, Any]) -> dict[str, list[Check]]:
    "The checks that a module of checks defines, by exercise, in the order they are written. `module` is its namespace."
    found: dict[str, list[Check]] = {}
    for row in module.get(_CHECKS, []):
        found.setdefault(row.exercise, []).append(row)
    return found


def check(
    exercise: str, points: int = 1, without: Sequence[str] = (), goal: bool = False, seconds: float | None = None
) -> Callable:
    """Makes a judge a check of `exercise`, worth `points`, in the module that it is written in.

    `without` are the dotted names of what the exercise asks to write (`"torch.Tensor.var"`): calling one is a mistake.
    A `goal` that is not reached costs its points, and an answer without mistakes still passes; it is scored once.
    `seconds`: see `Check`.
    """

    def register(judge: Callable[[Student, Trial], None]) -> Callable[[Student, Trial], None]:
        if not judge.__doc__:
            raise TypeError(f"check {judge.__name__} of {exercise} needs a docstring: it is its row in the table")
        row = Check(exercise, points, judge, list(without), goal, seconds)
        judge.__globals__.setdefault(_CHECKS, []).append(row)
        return judge

    return register


@dataclass(frozen=True)
class Either:
    "What a mistake gives where there is more than one way to make it. See `agree`."

    values: tuple[Any, ...]


def either(*values: Any) -> Either:
    "For `mistakes`: one sentence for all ways that lead to one of these values."
    return Either(values)


def agree(
    got: Any,
    expected: Any,
    mistakes: dict[str, Any] | None = None,
    rtol: float | None = None,
    atol: float | None = None,
    unless: str = "",
    control: Callable[[], Any] | None = None,
) -> None:
    """Raises `Disagreement` unless `got` is `expected`: exact type, shape and dtype first, then values; nan never.

    `mistakes` maps a sentence about a known mistake to the value that it gives, to a function that computes it when it
    is wanted, or to `either` of several; the first that fits is the diagnosis.
    `unless` is the diagnosis where none fits although type, shape and dtype are right: only for what nothing but this
    mistake can bring about. `control` makes sure of that: it asks for the same where the mistake does not matter (near
    0, without the closure, on the first call), and where it raises or returns False, `unless` is not said.
    Without a diagnosis the difference itself is described: "each entry is 1.0204 times what is expected: 50/49".
    Tolerances are `torch.testing.assert_close`'s for the dtype unless given; they apply to plain floats as well.
    """
    tolerance = Tolerance(rtol, atol)
    reason = _difference(got, expected, tolerance)
    if reason is None:
        return
    texts = show_both(expected, got, tolerance)
    for sentence, value in (mistakes or {}).items():
        for one in value.values if isinstance(value, Either) else (value,):
            if _difference(got, one() if callable(one) else one, tolerance) is None:
                raise Disagreement(*texts, sentence)
    if unless and not passes(control):
        unless = ""
    shape = shape_of(got, expected, tolerance)
    if reason and shape and isinstance(expected, list | tuple):
        reason = public(f"{reason}: {shape}", getattr(reason, "shown", ""))
    # Of a hidden trial no shape is shown: it holds values.
    raise Disagreement(*texts, reason or unless or public(shape, ""))


def passes(control: Callable[[], Any] | None) -> bool:
    "Whether a control finds nothing wrong; True where there is none. What it asks is no row's `tried`."
    try:
        with aside():
            return control is None or control() is not False
    except (Disagreement, Raised, EditedInput):
        return False


def _difference(got: Any, expected: Any, tolerance: Tolerance) -> str | None:
    "None where both agree; otherwise what the first difference is, '' where it is one of values only."
    for part in parts(expected, got):
        if bool(part.differing(tolerance).any()):
            return _kind(part)
    return None


def _kind(part: Part) -> str:
    "What is wrong with a part apart from its values: its type, shape, dtype, length or keys, or that it is nan."
    got, expected = part.got, part.expected
    if type(got) is not type(expected):
        return _another_type(type_name(got), type_name(expected))
    if isinstance(expected, Tensor) and got.shape != expected.shape:
        text = f"shape {size_name(got)} where {size_name(expected)} is asked for"
        return public(text, "another shape than is asked for")
    if isinstance(expected, Tensor) and got.dtype != expected.dtype:
        # torch's own names: there is nothing to choose
        return public(f"dtype {dtype_name(got)} where {dtype_name(expected)} is asked for")
    if isinstance(expected, list | tuple):
        text = f"{len(got)} items where there should be {len(expected)}"
        return public(text, "another number of items than is asked for")
    if isinstance(expected, dict):
        text = f"keys {', '.join(got)} instead of {', '.join(expected)}"
        return public(text, "other keys than are asked for")
    if isinstance(expected, Tensor) and got.is_floating_point() and got.isnan().any():
        return public("nan: not a number")
    return ""


def _another_type(got: str, expected: str) -> Public:
    known = {got, expected} <= _KNOWN_TYPES
    text = f"{_a(got)} where {_a(expected)} is asked for"
    return public(text, None if known else "another type than is asked for")


def _a(noun: str) -> str:
    return noun if noun == "None" else f"an {noun}" if noun[0] in "aeiou" else f"a {noun}"


def diagnosis(raised: Raised, without: Sequence[str] = ()) -> str:
    "What an error says about the answer, whichever check it came up in. `without`: see `check`."
    if raised.kinds[0] == "NotImplementedError" and not raised.message:  # torch raises it too, with a message
        return UNWRITTEN
    if "ReadyMade" in raised.kinds:
        text = f"calls {raised.message} or its like, which is what this exercise asks you to write"
        return public(text) if raised.message in without else text
    return ""


@contextmanager
def raises(error: type[Exception], unless: str) -> Iterator[None]:
    """The learner's code must raise `error` (or a subclass) in this block; `unless` is the diagnosis when it does not.

    An exercise that is still a stub raises `NotImplementedError`, which never counts.
    """
    try:
        yield
    except Raised as raised:
        if diagnosis(raised):
            raise
        if error.__name__ not in raised.kinds:
            known = {raised.kinds[0], error.__name__} <= _KNOWN_ERRORS
            other = f"raises {raised.kinds[0]} where {error.__name__} is asked for"
            other = public(other, None if known else "raises another error than is asked for")
            raise Disagreement(f"raises {error.__name__}", f"raised {raised}", other) from None
    else:
        raise Disagreement(f"raises {error.__name__}", "no error", unless)


@contextmanager
def accepts(error: type[Exception], unless: str) -> Iterator[None]:
    "The learner's code must not raise `error` in this block; `unless` is the diagnosis when it does."
    try:
        yield
    except Raised as raised:
        if diagnosis(raised) or error.__name__ not in raised.kinds:
            raise
        raise Disagreement("an answer", f"raised {raised}", unless) from None


def holds(condition: bool, expected: str, got: Any, unless: str) -> None:
    "For what is not one value: a bound, a count, a median. `unless` is the diagnosis when `condition` is false."
    if not condition:
        raise Disagreement(expected, got if isinstance(got, str) else show(got), unless)
