"""Images and labels that a model is judged on, read from the files, never through a learner's library.

A notebook judges on the validation split, which lesson 00's `make_splits` cuts from the training images; grading judges
on the test split. Found where lesson 00's `fashion_mnist` finds or leaves them: `$COURSE_DATA`, then the cache folder.
Nothing is downloaded here. With `COURSE_DATA=offline` they are the drawn garments that lesson 00 keeps in the cache
folder.
"""

import gzip
import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from torch import Tensor

from autograder.data import RAW, cache_folder, data_folders
from autograder.errors import CourseError

N_TEST = 10_000
_Files = dict[str, tuple[str, int]]  # file: MD5 sum and the length of the header before the numbers
_FILES: _Files = {
    "t10k-images-idx3-ubyte.gz": ("bef4ecab320f06d8554ea6380940ec79", 16),
    "t10k-labels-idx1-ubyte.gz": ("bb300cfdad3c16e7a12a480ee83cd310", 8),
}
_TRAIN_FILES: _Files = {
    "train-images-idx3-ubyte.gz": ("8d4fb7e6c68d591d4c3dfef9ec88bf0d", 16),
    "train-labels-idx1-ubyte.gz": ("25c81989df183df01b3e8a0aad5dffbe", 8),
}
_DRAWN = "drawn-garments-792ad64a.safetensors"
_DRAWN_NAME = "drawn garments (not Fashion-MNIST)"
_DRAWN_TEST_MD5 = "43a17eb0bdfe3bf4836c84a0f878bc39"  # of the test images, then their labels


@dataclass(frozen=True)
class JudgedImages:
    "What a model is judged on: images uint8 N,28,28 from 0 to 255, labels int64 N, and the name of the data."

    name: str
    images: Tensor
    labels: Tensor


def test_images() -> JudgedImages:
    "The test split. Raises `CourseError` where its files cannot be had, with their place."
    return _read(tuple(data_folders()), cache_folder())


test_images.__test__ = False  # type: ignore[attr-defined]


def validation_images() -> JudgedImages:
    "The validation split, `fashion_mnist().valid`. Raises `CourseError` as `test_images` does."
    return _read_validation(tuple(data_folders()), cache_folder())


def files_found() -> list[str]:
    "The names of the files that `test_images` would read, [] where there are none."
    folders = data_folders()
    if not folders:
        return [_DRAWN] if (cache_folder() / _DRAWN).is_file() else []
    return list(_FILES) if any(_is_whole(folder, _FILES) for folder in folders) else []


def _is_whole(folder: Path, files: _Files) -> bool:
    return all((folder / RAW / file).is_file() for file in files)


@cache
def _read(folders: tuple[Path, ...], cached: Path) -> JudgedImages:
    if folders:
        return _from_files("test", _FILES, folders)
    images, labels = _drawn(cached / _DRAWN, slice(-N_TEST, None))
    found = hashlib.md5(images.numpy().tobytes() + labels.numpy().tobytes(), usedforsecurity=False).hexdigest()
    if found != _DRAWN_TEST_MD5:
        raise CourseError(f"{cached / _DRAWN} is damaged: delete it and run `fashion_mnist()` again")
    return JudgedImages(_DRAWN_NAME, images, labels.long())


@cache
def _read_validation(folders: tuple[Path, ...], cached: Path) -> JudgedImages:
    if folders:
        train = _from_files("training", _TRAIN_FILES, folders)
        name, images, labels = train.name, train.images, train.labels
    else:
        name, (images, labels) = _DRAWN_NAME, _drawn(cached / _DRAWN, slice(None, -N_TEST))
    chosen = torch.randperm(len(labels), generator=torch.Generator().manual_seed(0))[: len(labels) // 6]
    return JudgedImages(name, images[chosen], labels[chosen].long())


def _from_files(split: str, files: _Files, folders: tuple[Path, ...]) -> JudgedImages:
    for folder in folders:
        if _is_whole(folder, files):
            pixels, labels = (_numbers(folder / RAW / file, *known) for file, known in files.items())
            return JudgedImages("Fashion-MNIST", pixels.view(-1, 28, 28), labels.long())
    places = " or ".join(str(folder / RAW) for folder in folders)
    raise CourseError(f"there are no {split} images in {places}: run `fashion_mnist()` once, which fetches them")


def _numbers(file: Path, md5: str, header: int) -> Tensor:
    packed = file.read_bytes()
    if hashlib.md5(packed, usedforsecurity=False).hexdigest() != md5:
        raise CourseError(f"{file} is damaged: put a sound one there")
    return torch.frombuffer(bytearray(gzip.decompress(packed)), dtype=torch.uint8, offset=header)


def _drawn(file: Path, part: slice) -> tuple[Tensor, Tensor]:
    "Images and labels of this part of the 70,000 drawn ones."
    try:
        with safe_open(file, "pt") as drawn:
            return drawn.get_slice("images")[part], drawn.get_slice("labels")[part]
    except (OSError, SafetensorError):
        raise CourseError(
            f"there are no drawn garments in {file}: run `fashion_mnist()` once, which draws them"
        ) from None
