"""Drawn garments: a stand-in for Fashion-MNIST where that cannot be had. Given; lesson 00 makes a data set of them.

Each row of a table gives, for one class, the range in pixels of every length. A garment is a few bands, each with a
left and a right edge in every row of pixels. All arithmetic is in whole numbers: every machine draws the same images.
"""

import contextlib
import hashlib
import math
import random
import re
from pathlib import Path
from tempfile import TemporaryDirectory

import safetensors.torch
import torch
from safetensors import SafetensorError
from torch import Tensor

from ._fashion import CLASSES, Part, cache_folder

_CLOTHES = """
class        top   bottom  shoulder  waist  hem   sleeve  cuff   width  neck  collar  crotch  front  centre
T-shirt/top  0-3   23-28   5-9       5-8    5-9   6-14    9-14   3-6    2-5   1-5     28-28   0-3    13-15
Trouser      0-1   25-28   3-6       3-7    4-8   0-0     0-0    0-1    0-0   1-1     5-22    0-2    13-15
Pullover     0-3   23-28   6-9       5-8    5-9   15-27   9-14   2-5    1-4   1-4     28-28   0-2    13-15
Dress        0-2   25-28   3-8       3-7    3-9   0-20    3-12   0-4    1-4   1-5     26-28   0-3    13-15
Coat         0-3   23-28   6-9       5-8    5-10  17-28   9-14   2-5    1-3   1-10    28-28   0-6    13-15
Shirt        0-3   23-28   5-9       5-8    5-9   6-27    9-14   2-5    1-4   1-7     28-28   0-4    13-15
"""
_SHOES = """
class        ground  heel   shaft  ankle  instep  tip    toe   arch  strap
Sandal       18-27   6-20   3-10   5-14   10-20   24-28  3-8   0-8   1-5
Sneaker      19-26   6-17   4-13   7-16   10-19   24-28  4-9   0-4   0-0
Ankle boot   21-28   11-27  6-16   11-27  12-20   24-28  4-10  0-5   0-0
"""
_BAGS = """
class        top   bottom  upper  lower  handle  reach  strap  centre
Bag          2-14  21-28   6-14   7-14   0-14    4-10   1-3    13-15
"""
_PIXEL = 16  # Lengths are counted in sixteenths of a pixel, so that whole numbers are fine enough
_MIDDLES = torch.arange(28, dtype=torch.int32) * _PIXEL + _PIXEL // 2  # Of the rows of pixels, and of the columns


def _ramp(at: Tensor, start: Tensor, end: Tensor, low: Tensor, high: Tensor) -> Tensor:
    "`low` up to `start`, `high` from `end` on, and a straight line from one to the other."
    way = (end - start).clamp(min=1)
    return low + (high - low) * (at - start).clamp(min=0).minimum(way) // way


def _band(at: Tensor, low: Tensor, high: Tensor) -> Tensor:
    "How much of the pixel around `at` lies between two edges, in sixteenths."
    at, low, high = at.short(), low.short(), high.short()
    return (at - low + _PIXEL // 2).minimum(high - at + _PIXEL // 2).clamp_(0, _PIXEL)


def _draw_clothes(
    top, bottom, shoulder, waist, hem, sleeve, cuff, width, neck, collar, crotch, front, centre
) -> Tensor:  # N,28,28 from 0 to 16
    "Clothes seen from the front: a body, open at the neck and perhaps between the legs, and two sleeves."
    y, aside = _MIDDLES, (_MIDDLES - centre[..., None]).abs()
    middle = (top + bottom) // 2
    side = torch.where(y < middle, _ramp(y, top, middle, shoulder, waist), _ramp(y, middle, bottom, waist, hem))
    side = side.masked_fill((y < top) | (y > bottom), -_PIXEL)[..., None]
    opening = _ramp(y, top, top + collar, neck, 0 * neck) - _PIXEL
    body = _band(aside, opening.maximum((y - crotch) // 4)[..., None], side)
    body = torch.where((aside < _PIXEL) & (front > 2 * _PIXEL)[..., None], body * 2 // 3, body)
    outside = _ramp(y, top, sleeve, shoulder, cuff.maximum(shoulder))
    outside = outside.masked_fill((y < top) | (y > sleeve), -_PIXEL)[..., None]
    sleeves = _band(aside, outside - width[..., None], outside)
    seam = ((aside - side).abs() < _PIXEL) & (sleeves > 0)
    return torch.where(seam, sleeves * 2 // 3, body.maximum(sleeves))


def _draw_shoes(ground, heel, shaft, ankle, instep, tip, toe, arch, strap) -> Tensor:  # N,28,28 from 0 to 16
    "Shoes seen from the side, toes to the left: a sole and an upper, which may be of straps."
    x, up = _MIDDLES, ground[..., None] - _MIDDLES[:, None]
    zero, vamp = 0 * ground, (ankle + 2 * toe) // 3
    instep = instep.maximum(shaft + _PIXEL)
    upper = torch.where(x < shaft, _ramp(x, zero, shaft, heel, ankle), _ramp(x, shaft, instep, ankle, vamp))
    upper = torch.where(x < instep, upper, _ramp(x, instep, tip, vamp, toe))
    sole = _ramp(x, zero + 6 * _PIXEL, zero + 8 * _PIXEL, zero, arch)
    sole = sole - _ramp(x, zero + 8 * _PIXEL, zero + 20 * _PIXEL, zero, arch)
    upper = upper.maximum(sole + 2 * _PIXEL).masked_fill(x > tip, -_PIXEL)
    sole, upper, strap = sole[:, None], upper[:, None], strap[..., None]
    gaps = (strap > 0) & ((x + up // 2) // strap.clamp(min=1) % 2 == 0) & (up > sole + 2 * _PIXEL)
    return _band(up, sole, upper).masked_fill(gaps, 0).flip(2)


def _draw_bags(top, bottom, upper, lower, handle, reach, strap, centre) -> Tensor:  # N,28,28 from 0 to 16
    "Bags with a handle, which may be hidden behind the bag."
    y, aside = _MIDDLES, (_MIDDLES - centre[..., None]).abs()
    side = _ramp(y, top, bottom, upper, lower).masked_fill((y < top) | (y > bottom), -_PIXEL)[..., None]
    arc = _ramp(y, handle, handle + 3 * _PIXEL, reach // 2, reach).masked_fill((y < handle) | (y > top), -_PIXEL)
    inside = torch.where(y < handle + strap, -_PIXEL, arc - strap)
    return _band(aside, 0 * side - _PIXEL, side).maximum(_band(aside, inside[..., None], arc[..., None]))


def _read_table(table: str) -> dict[str, dict[str, list[int]]]:
    "For each class the range of each length, in sixteenths of a pixel."
    (_, *parts), *rows = (re.split("  +", line) for line in table.strip().splitlines())
    ends = ((name, ([_PIXEL * int(end) for end in cell.split("-")] for cell in cells)) for name, *cells in rows)
    return {name: dict(zip(parts, ranges, strict=True)) for name, ranges in ends}


_GARMENTS = {  # For each class what draws it, and the ranges of the lengths that this is called with
    name: (draw, ranges)
    for draw, table in ((_draw_clothes, _CLOTHES), (_draw_shoes, _SHOES), (_draw_bags, _BAGS))
    for name, ranges in _read_table(table).items()
}


def _draw_garments(
    name: str,  # One of `CLASSES`
    n: int,
    seed: int,
) -> Tensor:  # uint8 n,28,28
    "Draws `n` garments of one class: each has lengths from the ranges of its class, a cloth and a light of its own."
    generator = random.Random(seed)

    def dice(*size: int) -> Tensor:
        thrown = generator.randbytes(n * math.prod(size))  # Python's are the same in all its versions
        return torch.frombuffer(bytearray(thrown), dtype=torch.uint8).view(n, *size).int()

    draw, ranges = _GARMENTS[name]
    shape = draw(**{part: low + dice(1) * (high - low) // 255 for part, (low, high) in ranges.items()})
    stripes = dice(28, 1).minimum(dice(1, 1)) + dice(1, 28).minimum(dice(1, 1))
    cloth = 255 - stripes // 6 - dice(28, 28) * dice(1, 1) // 1020
    light = 255 - dice(1, 1) * dice(1, 1) // 464
    return (shape * (cloth * light // 255).short() // _PIXEL).to(torch.uint8)


def _draw_all() -> dict[str, Tensor]:
    "`images` and `labels` of 70,000 garments, mixed; as many of each class in the first 60,000 and in the last 10,000."
    images, labels = [], []
    for part in range(7):
        drawn = [_draw_garments(name, 1000, seed=10 * part + label) for label, name in enumerate(CLASSES)]
        keys = torch.frombuffer(bytearray(random.Random(70 + part).randbytes(8 * 10_000)), dtype=torch.int64)
        order = keys.argsort()  # a shuffle that does not depend on torch's random numbers
        images.append(torch.cat(drawn)[order])
        labels.append((order // 1000).to(torch.uint8))
    return {"images": torch.cat(images), "labels": torch.cat(labels)}


_DRAWN_MD5 = "792ad64aa33d47b15f374b773f19404e"  # Of all images, then all labels


def _is_sound(drawn: dict[str, Tensor]) -> bool:
    found = hashlib.md5(usedforsecurity=False)
    for part in ("images", "labels"):
        found.update(drawn[part].numpy() if part in drawn else b"")
    return found.hexdigest() == _DRAWN_MD5


def find_garments() -> tuple[Part, Part]:  # Training and test
    "60,000 and 10,000 drawn garments, from the cache folder or drawn anew, which takes seconds, and kept there."
    file = cache_folder() / f"drawn-garments-{_DRAWN_MD5[:8]}.safetensors"
    drawn = {}
    with contextlib.suppress(OSError, SafetensorError):
        drawn = safetensors.torch.load_file(file)
    if not _is_sound(drawn):
        drawn = _draw_all()
        with contextlib.suppress(OSError, SafetensorError):
            file.parent.mkdir(parents=True, exist_ok=True)
            with TemporaryDirectory(dir=file.parent) as unfinished:
                safetensors.torch.save_file(drawn, Path(unfinished) / "drawn")
                (Path(unfinished) / "drawn").replace(file)
    images, labels = drawn["images"], drawn["labels"]
    cut = len(labels) * 6 // 7
    return (images[:cut], labels[:cut]), (images[cut:], labels[cut:])
