"""How two values differ: where, by how much, and in what way.

    both = show_both(expected, got)           ("[3, 2] = 0.5", "[3, 2] = 0.25; 1 of 35 numbers differs, by 0.25")
    shape_of(got, expected)                   "only [3, 2] differs: it is 0.5 times what is expected: 1/2"

A sentence about the shape of a difference states what was measured and nothing about its cause.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import torch
from torch import Tensor

from autograder.checks.show import show, type_name
from autograder.checks.student import identical

# (rtol, atol) by dtype: torch.testing.assert_close's, which takes a second to import.
TOLERANCES = {
    torch.float64: (1e-7, 1e-7),
    torch.float32: (1.3e-6, 1e-5),
    torch.float16: (1e-3, 1e-5),
    torch.bfloat16: (1.6e-2, 1e-5),
}
SHORT = 100  # characters of a value that is shown whole
SHOWN = 3  # differing numbers that are shown of a long one


@dataclass(frozen=True)
class Tolerance:
    "rtol and atol; where neither is given, those of the dtype."

    rtol: float | None = None
    atol: float | None = None

    def of(self, dtype: torch.dtype) -> tuple[float, float]:
        if self.rtol is None and self.atol is None:
            return TOLERANCES.get(dtype, (0.0, 0.0))
        return self.rtol or 0.0, self.atol or 0.0

    def relative(self, dtype: torch.dtype) -> float:
        "How far from a relation numbers may be that are said to be in it."
        return min(10 * max(self.of(dtype)[0], TOLERANCES.get(dtype, (0.0, 0.0))[0], 1e-9), 1e-2)

    def close(self, got: Tensor, expected: Tensor) -> Tensor:
        "Entry by entry, for tensors of one shape. nan is close to nothing."
        if not (got.is_floating_point() or got.is_complex()):
            return got == expected
        rtol, atol = self.of(expected.dtype)
        return torch.isclose(got, expected, rtol=rtol, atol=atol)


@dataclass(frozen=True)
class Part:
    "A part of both values. Numbers of one type, and tensors of one shape and dtype, are tensors here."

    path: str  # how it is reached: `first[1]`
    expected: Any
    got: Any

    @property
    def numbers(self) -> bool:
        return isinstance(self.expected, Tensor) and isinstance(self.got, Tensor) and _alike(self.expected, self.got)

    def differing(self, tolerance: Tolerance) -> Tensor:
        "Which entries differ; one entry where these are no numbers."
        if self.numbers:
            return ~tolerance.close(self.got, self.expected)
        if isinstance(self.expected, Tensor) or type(self.got) is not type(self.expected):
            return torch.tensor(True)
        return torch.tensor(not identical(self.got, self.expected))


def _alike(a: Tensor, b: Tensor) -> bool:
    return a.shape == b.shape and a.dtype == b.dtype


def parts(expected: Any, got: Any, path: str = "") -> Iterator[Part]:
    "Both values in parts, down to where they can be compared as numbers or are of another kind."
    if type(got) is not type(expected):
        yield Part(path, expected, got)
    elif _number(expected) and _number(got):
        yield Part(path, *map(_as_tensor, (expected, got)))
    elif isinstance(expected, list | tuple) and len(expected) == len(got):
        kinds = {type(value) for value in [*expected, *got]}
        if len(expected) > 1 and len(kinds) == 1 and all(map(_number, [*expected, *got])):
            yield Part(path, *map(_as_tensor, (expected, got)))
        else:
            for i, pair in enumerate(zip(expected, got, strict=True)):
                yield from parts(*pair, f"{path}[{i}]")
    elif isinstance(expected, dict) and expected.keys() == got.keys():
        for key in expected:
            yield from parts(expected[key], got[key], f"{path}.{key}".removeprefix("."))
    else:
        yield Part(path, expected, got)


def _number(value: Any) -> bool:
    return type(value) is float or (type(value) is int and abs(value) < 2**62)


def _as_tensor(value: Any) -> Tensor:
    "Floats as float64, ints as int64."
    first = value[0] if isinstance(value, list | tuple) else value
    return torch.tensor(value, dtype=torch.float64 if isinstance(first, float) else torch.int64)


# ---------------------------------------------------------------------------------------------------------------------
# Where and how much


def show_both(expected: Any, got: Any, tolerance: Tolerance = Tolerance()) -> tuple[str, str]:
    "Both values as text, never the same twice: whole if that is short, otherwise the first places that differ."
    texts = show(expected), show(got)
    if texts[0] != texts[1] and max(map(len, texts)) <= SHORT and not any("…" in text for text in texts):
        return texts
    found = [(part, part.differing(tolerance)) for part in parts(expected, got)]
    found = [(part, wrong) for part, wrong in found if wrong.any()]
    if not found:  # nothing but nan, or a judge's own difference
        return _typed(expected, got)
    if len(found) == 1 and not found[0][0].path and not found[0][0].numbers:
        return texts if texts[0] != texts[1] else _typed(expected, got)
    places = [place for part, wrong in found[:SHOWN] for place in _places(part, wrong)][:SHOWN]
    count = sum(int(wrong.sum()) for _, wrong in found)
    more = ", …" if count > len(places) else ""
    lines = [", ".join(f"{place} = {pair[i]}" if place else pair[i] for place, pair in places) + more for i in (0, 1)]
    return lines[0], lines[1] + _how_many(found, count)


def _places(part: Part, wrong: Tensor) -> list[tuple[str, tuple[str, str]]]:
    if not part.numbers:
        pair = show(part.expected), show(part.got)
        return [(part.path, pair if pair[0] != pair[1] else _typed(part.expected, part.got))]
    return [
        (part.path + _index(index), digits_enough(part.expected[index].item(), part.got[index].item()))
        for index in map(tuple, wrong.nonzero()[:SHOWN].tolist())
    ]


def _index(index: tuple[int, ...]) -> str:
    return f"[{', '.join(map(str, index))}]" if index else ""


def _how_many(found: list[tuple[Part, Tensor]], count: int) -> str:
    "`; 12 of 60 numbers differ, the most at [3, 2]: by 0.25`, for tensors."
    tensors = [(part, wrong) for part, wrong in found if part.numbers and part.expected.numel() > 1]
    if len(tensors) != len(found):
        return ""
    total = sum(part.expected.numel() for part, _ in found)
    most, where = -1.0, ""
    for part, _ in found:
        distance = (part.got.double() - part.expected.double()).abs().nan_to_num(nan=math.inf)
        if distance.max() > most:
            most, worst = float(distance.max()), int(distance.argmax())
            where = part.path + _index(tuple(int(i) for i in torch.unravel_index(torch.tensor(worst), distance.shape)))
    by = "" if math.isinf(most) else f", by {most:.3g}" if count == 1 else f", the most at {where}: by {most:.3g}"
    return f"; {count} of {total} numbers differ{'s' if count == 1 else ''}{by}"


def digits_enough(expected: Any, got: Any) -> tuple[str, str]:
    "Two numbers with as many digits as it takes to tell them apart, and six at least."
    if not isinstance(expected, float):
        return _typed(expected, got) if repr(expected) == repr(got) else (repr(expected), repr(got))
    for digits in range(6, 18):
        pair = f"{expected:.{digits}g}", f"{got:.{digits}g}"
        if pair[0] != pair[1]:
            return pair
    return _typed(expected, got)


def _typed(expected: Any, got: Any) -> tuple[str, str]:
    "The values with what else tells them apart: their types, their lengths, the place where two texts part."
    if type_name(expected) != type_name(got):
        return f"{show(expected)} ({type_name(expected)})", f"{show(got)} ({type_name(got)})"
    if isinstance(expected, list | tuple | dict) and len(expected) != len(got):
        return f"{show(expected)} ({len(expected)} items)", f"{show(got)} ({len(got)} items)"
    texts = repr(expected), repr(got)
    if texts[0] != texts[1] and not isinstance(expected, Tensor):
        first = next((i for i, (e, g) in enumerate(zip(*texts, strict=False)) if e != g), min(map(len, texts)))
        start = max(0, first - 20)
        parts = [f"{'…' * bool(start)}{text[start : first + 40]}" for text in texts]
        return parts[0], parts[1]
    return show(expected), f"{show(got)}, which is not equal to it"


# ---------------------------------------------------------------------------------------------------------------------
# In what way


def shape_of(got: Any, expected: Any, tolerance: Tolerance = Tolerance()) -> str:
    "What the difference has the shape of, '' where it has none that is known here."
    order = _items(got, expected, tolerance) or _log(got, expected, tolerance)
    if order:
        return order
    every = list(parts(expected, got))
    wrong = [part for part in every if part.differing(tolerance).any()]
    if not wrong or not all(part.numbers for part in wrong):
        return ""
    if len(wrong) > 1:
        relation = _relation([(part.expected, part.got) for part in wrong], tolerance)
        return f"each number {relation}" if relation and len(wrong) == len(every) else ""
    (part,) = wrong
    inside = _of_tensors(part, tolerance)
    where = f"only {part.path} differs" if part.path else ""
    if where and len(every) > 1:
        return f"{where}: {inside}" if inside else where
    return inside


def equal(got: Any, expected: Any, tolerance: Tolerance) -> bool:
    return not any(bool(part.differing(tolerance).any()) for part in parts(expected, got))


def _items(got: Any, expected: Any, tolerance: Tolerance) -> str:
    "The items of a list or of a dict that are right, in another order or with some more or less."
    if type(got) is not type(expected):
        return ""
    if isinstance(expected, dict):
        wrong = [key for key in expected if key in got and not equal(got[key], expected[key], tolerance)]
        swapped = len(wrong) == 2 and all(
            equal(got[a], expected[b], tolerance) for a, b in (wrong, wrong[::-1]) if a in got and b in expected
        )
        return f"{wrong[0]} and {wrong[1]} are swapped" if swapped else ""
    if not isinstance(expected, list | tuple) or not expected:
        return ""
    less, more = len(got) == len(expected) - 1, len(got) == len(expected) + 1
    if less or more:
        longer, shorter, word = (expected, got, "is missing") if less else (got, expected, "is one too many")
        for skipped, which in ((0, "the first item"), (len(longer) - 1, "the last item")):
            kept = [*longer[:skipped], *longer[skipped + 1 :]]
            rest = tuple(kept) if isinstance(longer, tuple) else kept
            if shorter and equal(rest, shorter, tolerance):
                return f"{which} {word}"
        return ""
    if len(got) != len(expected) or equal(got, expected, tolerance):
        return ""
    if len(got) == 2 and equal(got[::-1], expected, tolerance):
        return "the two items are swapped"
    if len(got) > 2 and equal(got[::-1], expected, tolerance):
        return "the right items in reverse order"
    return ""


def _log(got: Any, expected: Any, tolerance: Tolerance) -> str:
    "Where two logs of what happened part: lists of words, or of lists with words in them."
    both = [got, expected]
    if not all(isinstance(log, list) and all(isinstance(item, str | list) for item in log) for log in both):
        return ""
    if not all(any(isinstance(item, str) or any(map(_is_word, item)) for item in log) for log in both):
        return ""
    same = next(
        (i for i, (g, e) in enumerate(zip(*both, strict=False)) if not equal(g, e, tolerance)), min(map(len, both))
    )
    after = f"after {_word(expected[same - 1])}" if same else "at the very start"
    what = f"{_word(expected[same])} is to come" if same < len(expected) else "nothing more is to come"
    return f"{after}, {what}"


def _is_word(value: Any) -> bool:
    return isinstance(value, str)


def _word(item: Any) -> str:
    return item if isinstance(item, str) else show(item)


def _of_tensors(part: Part, tolerance: Tolerance) -> str:
    "What holds for the numbers of one part."
    expected, got = part.expected, part.got
    if expected.dtype == torch.bool:
        opposite = expected.numel() > 1 and bool((got != expected).all())
        return "each entry is the opposite of what is expected" if opposite else ""
    alone = expected.numel() > 1 and int(part.differing(tolerance).sum()) == 1
    whole = "" if alone else _relation([(expected, got)], tolerance)
    if whole:
        return f"each entry {whole}" if expected.numel() > 1 else f"it {whole}"
    if expected.numel() == 1:
        return ""
    return (
        _located(expected, got, tolerance)
        or _rearranged(expected, got, tolerance)
        or _along_an_axis(expected, got, tolerance)
    )


def _relation(pairs: list[tuple[Tensor, Tensor]], tolerance: Tolerance) -> str:
    "`'is 1.0204 times what is expected: 50/49'`, where one relation holds for all entries; '' where none does."
    dtype = pairs[0][0].dtype
    expected = torch.cat([e.flatten() for e, _ in pairs]).double()
    got = torch.cat([g.flatten() for _, g in pairs]).double()
    if not (got.isfinite().all() and expected.isfinite().all()):
        return ""
    near = tolerance.relative(dtype)
    one, several = expected.numel() == 1, len(expected.unique()) > 1
    if not expected.any() or not got.any() or (one and near > 1e-3):
        return ""

    def fits(candidate: Tensor) -> bool:
        return _explains(candidate, got, expected, near)

    if fits(-expected):
        return "has the opposite sign of what is expected"
    factor = float((got @ expected) / (expected @ expected))
    known = simple(factor, near)
    if (several or known) and factor > 0 and fits(factor * expected):
        exactly = f": {known}" if "/" in known or "√" in known else ""
        size = _measured(factor, near)
        return "" if size == "1" else f"is {size} times what is expected{exactly}"  # so near that no number shows it
    added = float((got - expected).mean())
    if (several or (one and dtype == torch.int64 and abs(added) == 1)) and fits(expected + added):
        return f"is {_measured(abs(added), near)} {'more' if added > 0 else 'less'} than what is expected"
    if several:
        for relation, candidate in _FUNCTIONS.items():
            if fits(candidate(expected)):
                return f"is {relation} of what is expected"
    return ""


def _explains(candidate: Tensor, got: Tensor, expected: Tensor, near: float) -> bool:
    "Whether `candidate` is `got` but for a part of `near` of its largest number and a fiftieth of the difference."
    if not candidate.isfinite().all():
        return False
    rest, difference = (got - candidate).abs().max(), (got - expected).abs().max()
    return bool(rest <= near * candidate.abs().max() and rest <= 0.02 * difference)


_FUNCTIONS = {
    "the absolute value": torch.abs,
    "the square": torch.square,
    "the square root": torch.sqrt,
    "the reciprocal": torch.reciprocal,
    "the nearest whole number": torch.round,
    "the whole part": torch.trunc,
}


def _measured(value: float, near: float) -> str:
    "No more digits than were measured, five at most."
    return f"{value:.{max(2, min(5, int(-math.log10(near))))}g}"


def simple(factor: float, near: float) -> str:
    "A factor as a fraction (50/49) or a root (√2, 1/√3) where it is a simple one, '' where it is not."
    if near > 1e-3:
        return ""
    size, sign = abs(factor), "-" if factor < 0 else ""

    def is_near(value: float) -> bool:
        return abs(size - value) <= near * size

    fraction = Fraction(size).limit_denominator(12)
    if 0 < fraction.numerator <= 12 and is_near(float(fraction)):
        return sign + str(fraction)
    if size != 1:  # n / (n - 1) or (n - 1) / n, while n can be told from its neighbours
        n = round(max(size, 1.0) / abs(size - 1))
        for fraction in (Fraction(n, n - 1) if n > 1 else Fraction(0), Fraction(n - 1, n) if n > 1 else Fraction(0)):
            if fraction and n * n * near < 0.1 and is_near(float(fraction)):
                return sign + str(fraction)
    square = Fraction(size * size).limit_denominator(12)
    if 0 < square.numerator <= 12 and is_near(math.sqrt(square)):
        if square.numerator == 1:
            return f"{sign}1/√{square.denominator}"
        return f"{sign}√{square.numerator}" if square.denominator == 1 else f"{sign}√({square})"
    return ""


def _located(expected: Tensor, got: Tensor, tolerance: Tolerance) -> str:
    "Which one entry, or which one index of an axis, holds all that differs."
    places = (~tolerance.close(got, expected)).nonzero()
    if len(places) == 1:
        index = tuple(places[0].tolist())
        relation = _relation([(expected[index], got[index])], tolerance)
        return f"only {_index(index)} differs" + (f": it {relation}" if relation else "")
    for axis in range(expected.dim()):
        indices = places[:, axis].unique()
        if len(indices) == 1 and expected.shape[axis] > 1:
            i = int(indices)
            relation = _relation([(expected.select(axis, i), got.select(axis, i))], tolerance)
            place = f"only index {i} of axis {axis} differs"
            return place + (f": each entry there {relation}" if relation else "")
    return ""


def _rearranged(expected: Tensor, got: Tensor, tolerance: Tolerance) -> str:
    "The right numbers, elsewhere."
    axes = range(expected.dim())

    def fits(candidate: Tensor, part: Tensor = got) -> bool:
        return candidate.shape == part.shape and bool(tolerance.close(part, candidate).all())

    for a in axes:
        for b in range(a + 1, expected.dim()):
            if fits(expected.transpose(a, b)):
                return f"is transposed: axes {a} and {b} are swapped"
    for axis in axes:
        n = expected.shape[axis]
        if n < 2:
            continue
        if fits(expected.flip(axis)):
            return f"is reversed along axis {axis}" if expected.dim() > 1 else "is reversed"
        here = f" along axis {axis}" if expected.dim() > 1 else ""
        for start, end, word in ((0, 1, "later"), (1, 0, "earlier")):
            kept = got.narrow(axis, end, n - 1), expected.narrow(axis, start, n - 1)
            moved = n > 2 and not bool(tolerance.close(kept[0], expected.narrow(axis, end, n - 1)).all())
            if moved and fits(kept[1], kept[0]):
                return f"is shifted by one{here}: what is expected comes one place {word}"
    if not got.isnan().any() and fits(expected.flatten().sort().values, got.flatten().sort().values):
        return "holds the right numbers in another order"
    return ""


def _along_an_axis(expected: Tensor, got: Tensor, tolerance: Tolerance) -> str:
    "A factor, or something added, that differs from index to index of one axis and is the same along the others."
    if expected.dim() < 2 or not expected.is_floating_point() or not got.isfinite().all():
        return ""
    e, g = expected.double(), got.double()
    near = tolerance.relative(expected.dtype)

    for axis in range(expected.dim()):
        others = [other for other in range(expected.dim()) if other != axis]
        if len(e.unique(dim=axis)) == 1 or math.prod(expected.shape[other] for other in others) < 2:
            continue
        factor = (g * e).sum(others, keepdim=True) / e.square().sum(others, keepdim=True)
        if _explains(factor * e, g, e, near):
            return f"each index of axis {axis} is multiplied by a factor of its own"
        if _explains(e + (g - e).mean(others, keepdim=True), g, e, near):
            return f"something is added at each index of axis {axis}, the same along the others"
    return ""
