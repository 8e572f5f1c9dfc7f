"What crosses between the learner's process and the judge's, and what does not."

import io
import struct
import time
import tracemalloc

import numpy
import pytest
import torch

from autograder.checks.student import identical
from autograder.probe.wire import MAX_BYTES, MAX_DEPTH, Foreign, WireError, decode, encode, receive, send


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        0,
        -3,
        2.5,
        float("nan"),
        float("-inf"),
        "ünï",
        [],
        (1, [2.0, "three"], {"four": (5,)}),
        torch.tensor([[0.1, -2.5, 3.0], [4.0, 1e300, -1e-300]], dtype=torch.float64),
        torch.tensor(1.5),
        torch.empty(0, 4),
        torch.arange(6).view(2, 3).T,
        torch.tensor([True, False]),
        torch.ones(3, dtype=torch.bfloat16),
    ],
    ids=str,
)
def test_plain_data_arrives_as_it_left(value):
    assert identical(decode(encode(value)), value)


def test_a_parameter_arrives_as_a_tensor():
    arrived = decode(encode(torch.nn.Parameter(torch.ones(2))))
    assert type(arrived) is torch.Tensor and not arrived.requires_grad


class Sneaky(torch.Tensor):
    pass


class AlwaysEqual:
    def __eq__(self, other):
        return True


@pytest.mark.parametrize("value", [AlwaysEqual(), torch.ones(2).as_subclass(Sneaky), {1: 2}, {1}, torch.Size([2]), len])
def test_anything_else_arrives_as_foreign(value):
    assert isinstance(decode(encode(value)), Foreign)


def test_subclasses_of_plain_types_are_foreign():
    assert decode(encode(numpy.float64(1.0))) == Foreign("numpy.float64")


def test_too_much_is_refused_on_both_sides():
    with pytest.raises(WireError, match="larger"):
        encode("x" * (MAX_BYTES + 1))
    with pytest.raises(WireError, match="larger"):
        receive(io.BytesIO(struct.pack(">II", MAX_BYTES, 1)))


def test_too_deep_is_refused():
    value = []
    for _ in range(100_000):
        value = [value]
    with pytest.raises(WireError):
        encode(value)


def message(structure, numbers=b""):
    return struct.pack(">II", len(structure), len(numbers)) + structure + numbers


SIZE = 55 * 2**20
TABLE = b"{%s}" % b",".join(b'"%d":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}' % n for n in range(100_000))


@pytest.mark.parametrize(
    "crowd",
    [
        message(b'{"list": [%s{"list":[]}]}' % (b'{"list":[]},' * (SIZE // 12))),
        message(b'{"dict": [%s["b",1]]}' % (b'["a",1],' * (SIZE // 8))),
        message(b"[%s0]" % (b"0," * (SIZE // 2))),
        message(b"[" * SIZE),
        message(b"null", struct.pack("<Q", len(TABLE)) + TABLE),
    ],
    ids=["lists", "keys", "numbers", "depth", "tensors"],
)
def test_a_crowd_is_refused_before_it_is_built(crowd):
    tracemalloc.start()
    began = time.monotonic()
    with pytest.raises(WireError):
        decode(crowd)
    assert time.monotonic() - began < 2
    assert tracemalloc.get_traced_memory()[1] < 1.5 * len(crowd)
    tracemalloc.stop()


def test_depth_has_a_bound_on_what_is_handed_on():
    def nested(levels):
        return [] if levels == 0 else ({"a": nested(levels - 1)},)

    assert identical(decode(encode(nested(MAX_DEPTH // 2))), nested(MAX_DEPTH // 2))
    with pytest.raises(WireError, match="deep"):
        decode(encode(nested(MAX_DEPTH // 2 + 1)))


def test_many_numbers_are_no_crowd_where_they_are_tensors():
    assert decode(encode([torch.zeros(3_000_000), *map(torch.tensor, range(1000))]))[0].numel() == 3_000_000


@pytest.mark.parametrize(
    "message",
    [
        b"",
        b"\x00",
        encode([1, torch.ones(3)])[:-1],
        struct.pack(">II", 2, 0) + b"{}",
        struct.pack(">II", 4, 0) + b"nope",
        struct.pack(">II", 15, 0) + b'{"tensor": "7"}',
        struct.pack(">II", 4, 9) + b"null" + b"notatensor"[:9],
    ],
)
def test_what_encode_cannot_have_written_is_refused(message):
    with pytest.raises(WireError):
        decode(message)


def test_a_stream_ends_or_is_cut_short():
    stream = io.BytesIO()
    send(stream, {"a": torch.ones(2)})
    whole = stream.getvalue()
    with pytest.raises(EOFError):
        receive(io.BytesIO(b""))
    for length in range(1, len(whole)):
        with pytest.raises(WireError):
            receive(io.BytesIO(whole[:length]))
