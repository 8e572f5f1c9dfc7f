"""Plain data between two processes: JSON for structure, safetensors for numbers, caps on both.

Nothing is ever unpickled. A value of a type that is not plain data arrives as a `Foreign`, which equals nothing.
"""

import json
import struct
from dataclasses import dataclass
from typing import IO, Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load, save
from torch import Tensor

MAX_BYTES = 64 * 2**20  # of one message; the largest honest answer of the course is below 1 MB
MAX_PARTS = 500_000  # lists, objects and commas in the JSON of one message; what tensors hold is no part of it
MAX_DEPTH = 100  # of lists, tuples and dictionaries within each other
MAX_TABLE = 2**20  # bytes that name the tensors of one message; each takes about 70
_HEADER = struct.Struct(">II")
_PLAIN = (type(None), bool, int, float, str)


class WireError(Exception):
    "The other side sent something that is not a message: cut short, over the cap, or not plain data."


@dataclass(frozen=True)
class Foreign:
    "Stands for a value that is not plain data, such as a NumPy scalar or an object of the learner's."

    type_name: str


def _flatten(value: Any, tensors: dict[str, Tensor]) -> Any:
    kind = type(value)  # exact: numpy.float64 is a float and a tensor subclass is a Tensor, and both are foreign
    if kind in _PLAIN:
        return value
    if kind in (Tensor, torch.nn.Parameter) and value.layout == torch.strided:
        name = str(len(tensors))
        tensors[name] = value.detach().cpu().contiguous().clone()
        return {"tensor": name}
    if kind in (list, tuple):
        return {kind.__name__: [_flatten(item, tensors) for item in value]}
    if kind is dict and all(type(key) is str for key in value):
        return {"dict": [[key, _flatten(item, tensors)] for key, item in value.items()]}
    return {"foreign": f"{kind.__module__}.{kind.__qualname__}"[:200]}


def _restore(node: Any, tensors: dict[str, Tensor], depth: int = 0) -> Any:
    if depth > MAX_DEPTH:
        raise WireError(f"it is nested more than {MAX_DEPTH} deep")
    if not isinstance(node, dict):
        return node
    ((kind, content),) = node.items()
    if kind == "tensor":
        return tensors[content]
    if kind in ("list", "tuple"):
        items = [_restore(item, tensors, depth + 1) for item in content]
        return items if kind == "list" else tuple(items)
    if kind == "dict":
        return {key: _restore(item, tensors, depth + 1) for key, item in content}
    return Foreign(str(content)[:200])  # written by the other side, so it is cut on this one


def _refuse_crowds(structure: bytes, numbers: bytes) -> None:
    """Raises `WireError` for more structure than an answer has, before any of it is built.

    A byte of it can become a hundred in memory. What stands in strings counts as well, which costs nobody anything.
    """
    if sum(map(structure.count, (b"[", b"{", b","))) > MAX_PARTS:
        raise WireError(f"it is made of more than {MAX_PARTS} parts")
    if int.from_bytes(numbers[:8], "little") > MAX_TABLE:
        raise WireError("it holds too many tensors")


def encode(value: Any) -> bytes:
    "One message. Raises `WireError` above the cap or when `value` is nested too deeply."
    tensors: dict[str, Tensor] = {}
    try:
        structure = json.dumps(_flatten(value, tensors)).encode()
        numbers = save(tensors) if tensors else b""
    except (RecursionError, SafetensorError, ValueError) as error:
        raise WireError(f"the value cannot be sent: {error}") from None
    if len(structure) + len(numbers) > MAX_BYTES:
        raise WireError(f"the value is larger than {MAX_BYTES // 2**20} MB")
    _refuse_crowds(structure, numbers)
    return _HEADER.pack(len(structure), len(numbers)) + structure + numbers


def decode(message: bytes) -> Any:
    "The value of one message. Raises `WireError` for anything that `encode` cannot have written."
    try:
        sizes = _HEADER.unpack_from(message)
        structure, numbers = message[_HEADER.size : _HEADER.size + sizes[0]], message[_HEADER.size + sizes[0] :]
        if len(numbers) != sizes[1]:
            raise WireError("the message is cut short")
        _refuse_crowds(structure, numbers)
        return _restore(json.loads(structure), load(numbers) if numbers else {})
    except (struct.error, SafetensorError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise WireError(f"not a message: {error}") from None


def send(stream: IO[bytes], value: Any) -> None:
    "Writes one message."
    stream.write(encode(value))
    stream.flush()


def receive(stream: IO[bytes]) -> Any:
    "Reads one message. Raises `EOFError` when the stream has ended, `WireError` when it holds something else."
    header = stream.read(_HEADER.size)
    if not header:
        raise EOFError("the other process has ended")
    try:
        size = sum(_HEADER.unpack(header))
    except struct.error:
        raise WireError("the message is cut short") from None
    if size > MAX_BYTES:
        raise WireError(f"the message is larger than {MAX_BYTES // 2**20} MB")
    return decode(header + stream.read(size))
