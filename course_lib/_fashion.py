"""Fashion-MNIST's files: found, verified, and fetched where they are nowhere. Given; lesson 00 makes a data set of them.

The files have the numbers in MNIST's own format, gzipped. Every download can go wrong, and a model can be trained on a
damaged file, only badly: so each file is compared with its MD5 sum before anything is read from it.
"""

import gzip
import hashlib
import http.client
import os
import socket
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import torch
from torch import Tensor

Part = tuple[Tensor, Tensor]  # images uint8 N,28,28 from 0 to 255, labels uint8 N

CLASSES = ("T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot")
FASHION_MNIST_FILES = {  # And the MD5 sum of each, as torchvision lists them
    "train-images-idx3-ubyte.gz": "8d4fb7e6c68d591d4c3dfef9ec88bf0d",
    "train-labels-idx1-ubyte.gz": "25c81989df183df01b3e8a0aad5dffbe",
    "t10k-images-idx3-ubyte.gz": "bef4ecab320f06d8554ea6380940ec79",
    "t10k-labels-idx1-ubyte.gz": "bb300cfdad3c16e7a12a480ee83cd310",
}
_OTHERWISE = "`export COURSE_DATA=offline` (in a notebook `%env COURSE_DATA=offline`) to work with drawn garments"


class DataError(Exception):
    "Data that cannot be had. The message is one line: which file, where, what is wrong and what to do about it."

    def _render_traceback_(self) -> list[str]:  # IPython asks an error for this before it prints a traceback
        return [f"{type(self).__name__}: {self}"]


def read_idx(
    file: Path,  # Gzipped numbers in MNIST's own format
    md5: str,  # The MD5 sum that the file must have
) -> Tensor:  # uint8, in the shape that the file's header states
    "Reads one data file. Raises `DataError` when it is damaged, `OSError` when it is not there or cannot be read."
    packed = file.read_bytes()
    found = hashlib.md5(packed, usedforsecurity=False).hexdigest()
    if found != md5:
        raise DataError(f"{file} is damaged: its MD5 sum is {found}, not {md5}")
    data = bytearray(gzip.decompress(packed))
    shape = [int.from_bytes(data[4 * axis : 4 * axis + 4]) for axis in range(1, data[3] + 1)]
    return torch.frombuffer(data, dtype=torch.uint8, offset=4 + 4 * len(shape)).view(shape)


def cache_folder() -> Path:
    "The course's folder in the place where this operating system keeps caches. It may not exist yet."
    if sys.platform == "win32":
        caches = os.environ.get("LOCALAPPDATA") or "~/AppData/Local"
    elif sys.platform == "darwin":
        caches = "~/Library/Caches"
    else:
        caches = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return Path(caches).expanduser() / "initialization-course"


def find_fashion_mnist() -> tuple[Part, Part]:  # Training and test
    """The files of `$COURSE_DATA`, of the cache folder or of the web, in that order. The first is only read.

    A folder holds them in `FashionMNIST/raw/`, as torchvision lays them out. Raises `DataError` for a damaged file in
    `$COURSE_DATA`, and where the files cannot be had at all.
    """
    given = os.environ.get("COURSE_DATA")
    folders = [Path(given).expanduser().absolute(), cache_folder()] if given else [cache_folder()]
    raws = [folder / "FashionMNIST" / "raw" for folder in folders]
    own, problem = raws[-1], ""
    for raw in raws:
        try:
            return _read(raw)
        except (FileNotFoundError, NotADirectoryError) as error:
            problem = problem or f"{error.filename} is missing"
        except (DataError, OSError) as error:
            if raw != own:  # what is not ours is not replaced
                raise DataError(f"{error}. Put a sound file there, or {_OTHERWISE}.") from None
            problem = problem or str(error)
    try:
        _download(own)
    except (OSError, RuntimeError, http.client.HTTPException) as error:
        reason = (str(error).strip() or type(error).__name__).splitlines()[-1]
        raise DataError(
            f"{problem}, and the download to {own} failed ({reason}). Copy the files there, or {_OTHERWISE}."
        ) from None
    return _read(own)


def _read(raw: Path) -> tuple[Part, Part]:
    withheld = (raw / "test-images-withheld").exists()  # by a grader, which keeps them to itself
    files = list(FASHION_MNIST_FILES.items())[: 2 if withheld else 4]
    parts = [read_idx(raw / file, md5) for file, md5 in files]
    none = [torch.empty(0, 28, 28, dtype=torch.uint8), torch.empty(0, dtype=torch.uint8)]
    images, labels, *test = parts
    return (images, labels), tuple(test or none)


def _download(folder: Path) -> None:
    "Puts the four files into `folder`, each one whole or not at all. Raises `OSError` or `RuntimeError`."
    from torchvision import datasets  # takes seconds to import, and is needed once

    folder.mkdir(parents=True, exist_ok=True)
    patience = socket.getdefaulttimeout()
    socket.setdefaulttimeout(20)  # seconds without a byte
    try:
        with TemporaryDirectory(dir=folder) as unfinished:
            datasets.FashionMNIST(unfinished, download=True)
            for file in FASHION_MNIST_FILES:
                (Path(unfinished) / "FashionMNIST" / "raw" / file).replace(folder / file)
    finally:
        socket.setdefaulttimeout(patience)
