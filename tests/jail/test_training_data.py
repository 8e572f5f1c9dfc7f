"What a jail is given of the course's data: the images to train on, and nothing of the test images."

import gzip
import hashlib
import struct

import torch

from autograder.jail import staging
from course_lib import _fashion
from course_lib.core import fashion_mnist


def write_idx(path, numbers):
    header = struct.pack(f">HBB{numbers.ndim}I", 0, 8, numbers.ndim, *numbers.shape)
    path.write_bytes(gzip.compress(header + numbers.numpy().tobytes(), 1))


def test_only_training_files_and_a_word_about_the_others(tmp_path, monkeypatch):
    raw = tmp_path / "data" / staging.RAW
    raw.mkdir(parents=True)
    for name in _fashion.FASHION_MNIST_FILES:
        write_idx(raw / name, torch.ones((12, 28, 28) if "images" in name else (12,), dtype=torch.uint8))
    monkeypatch.setenv("COURSE_DATA", str(tmp_path / "data"))
    given = staging.training_data(tmp_path / "jail")
    listing = sorted(path.name for path in given.rglob("*") if path.is_file())
    assert listing == sorted([*staging.TRAINING_FILES, staging.WITHHELD])
    sums = {path.name: hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest() for path in raw.iterdir()}
    monkeypatch.setattr(_fashion, "FASHION_MNIST_FILES", {name: sums[name] for name in _fashion.FASHION_MNIST_FILES})
    monkeypatch.setenv("COURSE_DATA", str(given))
    data = fashion_mnist()
    assert data.test.images.shape == (0, 1, 28, 28) and data.test.labels.shape == (0,)
    assert len(data.train.labels) + len(data.valid.labels) == 12


def test_without_training_images_there_is_nothing_to_give(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_DATA", str(tmp_path))
    assert staging.training_data(tmp_path / "jail") is None
    monkeypatch.setenv("COURSE_DATA", "offline")
    assert staging.training_data(tmp_path / "jail") is None
