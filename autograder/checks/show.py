"Values as a learner reads them: short, with shape and dtype where they matter."

import inspect
from collections.abc import Callable
from typing import Any

from torch import Tensor

from autograder.probe.wire import Foreign


def type_name(value: Any) -> str:
    "`'Tensor'`, `'float'`, `'numpy.float64'`, …"
    return value.type_name if isinstance(value, Foreign) else "None" if value is None else type(value).__name__


def size_name(tensor: Tensor) -> str:
    "`'7×5'`, or `'0-d'` for a single number."
    return "×".join(map(str, tensor.shape)) or "0-d"


def dtype_name(tensor: Tensor) -> str:
    "`'float64'`."
    return str(tensor.dtype).removeprefix("torch.")


def show(value: Any) -> str:
    "One line for any plain value."
    if isinstance(value, Foreign):
        return f"a {value.type_name}"
    if isinstance(value, bool) or value is None:
        return repr(value)
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, Tensor):
        numbers = _shorten(value.tolist()) if value.numel() <= 9 else "…"
        return f"{numbers} ({size_name(value)} {dtype_name(value)})"
    if isinstance(value, list | tuple):
        inside = ", ".join(show(item) for item in value[:6]) + (", …" if len(value) > 6 else "")
        return f"[{inside}]" if isinstance(value, list) else f"({inside})"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {show(item)}" for key, item in list(value.items())[:6]) + "}"
    text = repr(value)
    return text if len(text) <= 80 else text[:79] + "…"


def _shorten(numbers: Any) -> str:
    if isinstance(numbers, list):
        return "[" + ", ".join(map(_shorten, numbers)) + "]"
    return f"{numbers:.4g}" if isinstance(numbers, float) else str(numbers)


def show_inputs(probe: Callable, args: tuple) -> str:
    "What a probe was called with: `'x: 7×5 float64, n: 3'`."
    names = list(inspect.signature(probe).parameters)[1:]
    return ", ".join(f"{name}: {_show_input(value)}" for name, value in zip(names, args, strict=True))


def _show_input(value: Any) -> str:
    if isinstance(value, list) and value and all(isinstance(item, Tensor) for item in value):
        return f"{len(value)} tensors, the first {size_name(value[0])} {dtype_name(value[0])}"
    if isinstance(value, Tensor) and value.numel() > 9:
        return f"{size_name(value)} {dtype_name(value)}"
    return show(value)
