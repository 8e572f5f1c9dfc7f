"The library of lesson 00: data that are found, verified and split, drawn garments, loaders, seeds and drawing."

import gzip
import hashlib
import importlib.util
import random
import socket
import struct
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace

import matplotlib
import numpy as np
import pytest
import torch

matplotlib.use("Agg")

from autograder.data import cache_folder  # noqa: E402
from course_lib import _fashion, _garments, core  # noqa: E402

N_TRAIN, N_TEST = 60, 12
DOWNLOAD, CACHE_FOLDER = _fashion._download, _fashion.cache_folder  # the real ones: every test gets stand-ins


def idx(values):
    "An array of bytes in MNIST's own format, gzipped."
    header = struct.pack(f">BBBB{values.ndim}I", 0, 0, 8, values.ndim, *values.shape)
    return gzip.compress(header + values.astype(np.uint8).tobytes(), mtime=0)


@pytest.fixture
def files(monkeypatch):
    "A tiny Fashion-MNIST: four files by name, whose MD5 sums the library expects. Image i is filled with i."
    contents = {}
    for part, n, first in (("train", N_TRAIN, 0), ("t10k", N_TEST, 100)):
        images = np.full((n, 28, 28), 1) * np.arange(first, first + n)[:, None, None]
        contents[f"{part}-images-idx3-ubyte.gz"] = idx(images)
        contents[f"{part}-labels-idx1-ubyte.gz"] = idx(np.arange(n) % 10)
    contents = {name: contents[name] for name in _fashion.FASHION_MNIST_FILES}
    sums = {name: hashlib.md5(content).hexdigest() for name, content in contents.items()}
    monkeypatch.setattr(_fashion, "FASHION_MNIST_FILES", sums)
    return contents


@pytest.fixture(autouse=True)
def downloads(monkeypatch, tmp_path):
    "No test touches the network or the user's cache. Lists the folders that a download was tried for."
    tried = []

    def refuse(raw):
        tried.append(raw)
        raise OSError("Tried a mirror, got:\nno network in tests")

    monkeypatch.setattr(_fashion, "_download", refuse)
    for module in (_fashion, _garments):
        monkeypatch.setattr(module, "cache_folder", lambda: tmp_path / "cache")
    monkeypatch.delenv("COURSE_DATA", raising=False)
    return tried


def put(folder, contents):
    "Writes the files where torchvision would."
    raw = folder / "FashionMNIST" / "raw"
    raw.mkdir(parents=True, exist_ok=True)
    for name, content in contents.items():
        (raw / name).write_bytes(content)
    return raw


def error_of_loading():
    "The one line that somebody sees when the data cannot be had."
    with pytest.raises(core.DataError) as raised:
        core.fashion_mnist()
    assert raised.value._render_traceback_() == [f"DataError: {raised.value}"]
    assert "\n" not in str(raised.value) and "COURSE_DATA=offline" in str(raised.value)
    return str(raised.value)


# Where the data come from


def test_sums_are_torchvisions():
    source = Path(importlib.util.find_spec("torchvision").origin).parent / "datasets" / "mnist.py"
    listed = source.read_text(encoding="utf-8").split("class FashionMNIST")[1].split("\nclass ")[0]
    for name, md5 in core.FASHION_MNIST_FILES.items():
        assert f'("{name}", "{md5}")' in listed
    assert all(f'"{name}"' in listed for name in core.CLASSES)


def test_given_folder_is_read_and_only_read(files, tmp_path, monkeypatch, downloads):
    raw = put(tmp_path / "given", files)
    for path in (*raw.iterdir(), raw, raw.parent, raw.parent.parent):
        path.chmod(0o555 if path.is_dir() else 0o444)
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "given").rglob("*")}
    monkeypatch.setenv("COURSE_DATA", str(tmp_path / "given"))
    data = core.fashion_mnist()
    assert data.name == "Fashion-MNIST" and data.classes == core.CLASSES
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "given").rglob("*")} == before
    assert not (tmp_path / "cache").exists() and not downloads


def test_given_folder_may_be_relative_or_begin_with_a_tilde(files, tmp_path, monkeypatch):
    put(tmp_path / "given", files)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COURSE_DATA", "given")
    assert core.fashion_mnist().name == "Fashion-MNIST"
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("COURSE_DATA", "~/given")
    assert core.fashion_mnist().name == "Fashion-MNIST"


@pytest.mark.parametrize("given", [None, "", "elsewhere", "a file"])
def test_cache_is_next(files, tmp_path, monkeypatch, given):
    put(tmp_path / "cache", files)
    (tmp_path / "a file").write_text("not a folder")
    if given is not None:
        monkeypatch.setenv("COURSE_DATA", given and str(tmp_path / given))
    assert len(core.fashion_mnist().test.labels) == N_TEST


@pytest.mark.parametrize("given", [False, True])
def test_download_is_last_and_goes_to_the_cache(files, tmp_path, monkeypatch, given):
    if given:
        (tmp_path / "given").mkdir()
        monkeypatch.setenv("COURSE_DATA", str(tmp_path / "given"))
    tried = []
    monkeypatch.setattr(_fashion, "_download", lambda raw: tried.append(raw) or put(tmp_path / "cache", files))
    for _ in range(2):
        assert core.fashion_mnist().name == "Fashion-MNIST"
    assert tried == [tmp_path / "cache" / "FashionMNIST" / "raw"]
    assert not given or not list((tmp_path / "given").iterdir())


@pytest.mark.parametrize("missing", range(4))
def test_missing_file_is_named(files, tmp_path, monkeypatch, missing, downloads):
    name = list(files)[missing]
    raw = put(tmp_path / "given", {other: content for other, content in files.items() if other != name})
    monkeypatch.setenv("COURSE_DATA", str(tmp_path / "given"))
    message = error_of_loading()
    assert f"{raw / name} is missing" in message and "(no network in tests)" in message
    assert str(tmp_path / "cache") in message and len(downloads) == 1


def test_nothing_anywhere(tmp_path):
    message = error_of_loading()
    assert f"{tmp_path / 'cache' / 'FashionMNIST' / 'raw' / 'train-images-idx3-ubyte.gz'} is missing" in message


@pytest.mark.parametrize("damage", ["truncated", "empty", "a flipped bit", "another file"])
@pytest.mark.parametrize("which", [0, 3])
def test_damaged_file_is_named_and_not_passed_over(files, tmp_path, monkeypatch, damage, which, downloads):
    name = list(files)[which]
    content = files[name]
    raw = put(tmp_path / "given", files)
    put(tmp_path / "cache", files)  # sound files elsewhere do not hide the damage
    flipped = content[:-9] + bytes([content[-9] ^ 1]) + content[-8:]
    damages = {"truncated": content[: len(content) // 2], "empty": b"", "a flipped bit": flipped, "another file": b"!"}
    (raw / name).write_bytes(damages[damage])
    monkeypatch.setenv("COURSE_DATA", str(tmp_path / "given"))
    assert f"{raw / name} is damaged" in error_of_loading()
    assert not downloads


def test_unreadable_file_is_named(files, tmp_path, monkeypatch):
    raw = put(tmp_path / "given", files)
    (raw / "t10k-labels-idx1-ubyte.gz").unlink()
    (raw / "t10k-labels-idx1-ubyte.gz").mkdir()  # file permissions do not stop root
    monkeypatch.setenv("COURSE_DATA", str(tmp_path / "given"))
    assert str(raw / "t10k-labels-idx1-ubyte.gz") in error_of_loading()


def test_damaged_cache_is_downloaded_again(files, tmp_path, monkeypatch, downloads):
    raw = put(tmp_path / "cache", files)
    (raw / "train-labels-idx1-ubyte.gz").write_bytes(b"half")
    message = error_of_loading()
    assert f"{raw / 'train-labels-idx1-ubyte.gz'} is damaged" in message and len(downloads) == 1
    monkeypatch.setattr(_fashion, "_download", lambda raw: put(tmp_path / "cache", files))
    assert len(core.fashion_mnist().train.labels) == 50


def torchvision_that(action, monkeypatch):
    "Stands in for torchvision while `_download` runs."
    module = ModuleType("torchvision")
    module.datasets = SimpleNamespace(FashionMNIST=action)
    monkeypatch.setitem(sys.modules, "torchvision", module)


def test_download_moves_whole_files(files, tmp_path, monkeypatch):
    def fetch(root, download):
        assert download and socket.getdefaulttimeout() == 20
        put(Path(root), files)
        (Path(root) / "FashionMNIST" / "raw" / "train-images-idx3-ubyte").write_bytes(b"unpacked")

    torchvision_that(fetch, monkeypatch)
    DOWNLOAD(tmp_path / "raw")
    assert {path.name: path.read_bytes() for path in (tmp_path / "raw").iterdir()} == files
    assert socket.getdefaulttimeout() is None


def test_download_that_breaks_off_leaves_nothing(files, tmp_path, monkeypatch):
    def fetch(root, download):
        put(Path(root), {name: content[:10] for name, content in files.items()})
        raise RuntimeError("Error downloading train-images-idx3-ubyte.gz:\nTried a mirror, got:\nconnection lost\n")

    torchvision_that(fetch, monkeypatch)
    monkeypatch.setattr(_fashion, "_download", DOWNLOAD)
    assert "failed (connection lost)" in error_of_loading()
    assert not list((tmp_path / "cache" / "FashionMNIST" / "raw").iterdir())
    assert socket.getdefaulttimeout() is None


def test_download_into_a_folder_that_cannot_be_made(tmp_path, monkeypatch):
    torchvision_that(lambda root, download: None, monkeypatch)
    monkeypatch.setattr(_fashion, "_download", DOWNLOAD)
    (tmp_path / "cache").write_text("a file where the folder should be")
    assert str(tmp_path / "cache") in error_of_loading()


def test_cache_folder_by_platform(monkeypatch):
    for platform, variable, value, expected in (
        ("linux", "XDG_CACHE_HOME", "/elsewhere", Path("/elsewhere")),
        ("linux", "XDG_CACHE_HOME", "", Path.home() / ".cache"),
        ("darwin", "XDG_CACHE_HOME", "/elsewhere", Path.home() / "Library" / "Caches"),
        ("win32", "LOCALAPPDATA", "/elsewhere", Path("/elsewhere")),
        ("win32", "LOCALAPPDATA", "", Path.home() / "AppData" / "Local"),
    ):
        monkeypatch.setattr(sys, "platform", platform)
        monkeypatch.setenv(variable, value)
        assert CACHE_FOLDER() == expected / "initialization-course" == cache_folder()


# What is in the data


def test_shapes_types_and_range(files, tmp_path, monkeypatch):
    put(tmp_path / "cache", files)
    data = core.fashion_mnist()
    for split, n in ((data.train, 50), (data.valid, 10), (data.test, N_TEST)):
        assert split.images.shape == (n, 1, 28, 28) and split.images.dtype == torch.float32
        assert split.labels.shape == (n,) and split.labels.dtype == torch.int64
    x, y = data.test
    assert torch.equal(x[:, 0, 0, 0], torch.arange(100, 112) / 255) and y.tolist() == [i % 10 for i in range(N_TEST)]


def test_splits_are_disjoint_cover_everything_and_keep_their_labels(files, tmp_path):
    put(tmp_path / "cache", files)
    data = core.fashion_mnist()
    numbers = [(split.images[:, 0, 0, 0] * 255).round().int().tolist() for split in (data.train, data.valid)]
    assert sorted(numbers[0] + numbers[1]) == list(range(N_TRAIN))
    assert numbers[1] != sorted(numbers[1])  # drawn, not cut off
    for split, found in zip((data.train, data.valid), numbers, strict=True):
        assert split.labels.tolist() == [i % 10 for i in found]


def test_split_is_the_same_everywhere_whatever_the_seed():
    images, labels = torch.zeros(60_000, 1, 1, dtype=torch.uint8), torch.arange(60_000)
    torch.manual_seed(5)
    state = torch.get_rng_state()
    data = core.make_splits("numbers", (images, labels), (images[:1], labels[:1]))
    assert torch.equal(torch.get_rng_state(), state)
    assert len(data.valid.labels) == 10_000
    assert data.valid.labels[:6].tolist() == [36044, 10678, 57327, 55074, 21567, 15479]
    assert hashlib.md5(data.valid.labels.numpy()).hexdigest() == "954bf26e8d7d808b8df4f39a2bef036e"


def test_splits_own_their_memory(files, tmp_path):
    put(tmp_path / "cache", files)
    data = core.fashion_mnist()
    data.train.images.zero_()
    assert core.fashion_mnist().train.images.sum() > 0


# Drawn garments


@pytest.fixture(scope="module")
def garments():
    return _garments._draw_all()


def test_garments_are_the_same_bytes_everywhere(garments):
    torch.manual_seed(3)
    assert _garments._is_sound(garments)


def test_garments_are_balanced_and_as_bright_as_the_real_ones(garments):
    images, labels = garments["images"], garments["labels"]
    assert images.shape == (70_000, 28, 28) and images.dtype == labels.dtype == torch.uint8
    assert labels[:60_000].bincount().tolist() == [6000] * 10 and labels[60_000:].bincount().tolist() == [1000] * 10
    mean, std = images.float().mean().item() / 255, images.float().std().item() / 255
    assert abs(mean - 0.275) < 0.001 and abs(std - 0.342) < 0.001  # Fashion-MNIST: 0.286 and 0.353


def test_garments_differ_within_a_class_and_between_classes(garments):
    images, labels = garments["images"].float() / 255, garments["labels"].long()
    assert len(garments["images"][:2000].flatten(1).unique(dim=0)) == 2000
    means = torch.stack([images[:20_000][labels[:20_000] == k].mean(0).flatten() for k in range(10)])
    nearest = torch.cdist(images[60_000:].flatten(1), means).argmin(1)
    assert 0.6 < (nearest == labels[60_000:]).float().mean() < 0.8  # Fashion-MNIST: 0.68


@pytest.fixture
def few(monkeypatch):
    "Fourteen images stand in for the 70,000. Counts how often they were drawn."
    few = {"images": torch.arange(14, dtype=torch.uint8).view(14, 1, 1).repeat(1, 28, 28)}
    few["labels"] = torch.arange(14, dtype=torch.uint8) % 10
    sums = hashlib.md5(few["images"].numpy().tobytes() + few["labels"].numpy().tobytes())
    drawn = []
    monkeypatch.setattr(_garments, "_DRAWN_MD5", sums.hexdigest())
    monkeypatch.setattr(_garments, "_draw_all", lambda: drawn.append(1) or dict(few))
    monkeypatch.setenv("COURSE_DATA", "offline")
    return drawn


def test_offline_draws_once_and_says_so(few, tmp_path, downloads):
    for _ in range(2):
        data = core.fashion_mnist()
        assert data.name == "drawn garments (not Fashion-MNIST)"
        assert [len(split.labels) for split in (data.train, data.valid, data.test)] == [10, 2, 2]
    assert len(few) == 1 and not downloads
    assert [path.suffix for path in (tmp_path / "cache").iterdir()] == [".safetensors"]


@pytest.mark.parametrize("damage", ["truncated", "empty", "a flipped bit", "other tensors", "a folder"])
def test_damaged_drawings_are_drawn_again(few, tmp_path, damage):
    core.drawn_garments()
    (file,) = (tmp_path / "cache").iterdir()
    content = file.read_bytes()
    if damage == "other tensors":
        _garments.safetensors.torch.save_file({"labels": torch.zeros(3)}, file)
    elif damage == "a folder":
        file.unlink()
        file.mkdir()
    else:
        flipped = content[:-1] + bytes([content[-1] ^ 1])
        file.write_bytes({"truncated": content[:-50], "empty": b"", "a flipped bit": flipped}[damage])
    data = core.drawn_garments()
    assert data.test.labels.tolist() == [2, 3] and len(few) == 2
    core.drawn_garments()
    assert len(few) == (3 if damage == "a folder" else 2)
    assert list((tmp_path / "cache").iterdir()) == [file]


def test_drawing_needs_no_cache(few, tmp_path):
    (tmp_path / "cache").write_text("a file where the folder should be")
    assert core.drawn_garments().test.labels.tolist() == [2, 3]


# Loaders


@pytest.fixture
def pairs():
    x = torch.arange(50.0).view(50, 1)
    return (x, x[:, 0].long()), (x[:21] + 100, x[:21, 0].long() + 100)


def test_every_image_once_in_every_pass(pairs):
    dls = core.DataLoaders(*pairs, batch_size=16)
    for _ in range(2):
        batches = list(dls.train)
        assert [len(x) for x, _ in batches] == [16, 16, 16, 2] and len(dls.train) == 4
        assert all(torch.equal(x[:, 0].long(), y) for x, y in batches)
        assert sorted(torch.cat([y for _, y in batches]).tolist()) == list(range(50))


def test_validation_is_in_order_and_twice_as_large(pairs):
    dls = core.DataLoaders(*pairs, batch_size=8)
    for _ in range(2):
        batches = list(dls.valid)
        assert [len(y) for _, y in batches] == [16, 5] and len(dls.valid) == 2
        assert torch.equal(torch.cat([y for _, y in batches]), pairs[1][1])


def test_order_changes_with_each_pass_and_comes_back_with_the_seed(pairs):
    def order(loader):
        return torch.cat([y for _, y in loader]).tolist()

    dls = core.DataLoaders(*pairs, batch_size=16)
    core.set_seed(1)
    first, second = order(dls.train), order(dls.train)
    core.set_seed(1)
    assert first != second and [order(dls.train), order(dls.train)] == [first, second]
    state = torch.get_rng_state()
    order(dls.valid)
    assert torch.equal(torch.get_rng_state(), state)


def test_two_passes_at_once_do_not_disturb_each_other(pairs):
    loader = core.DataLoaders(*pairs, batch_size=16).train
    passes = zip(*zip(loader, loader, strict=True), strict=True)
    for batches in passes:
        assert sorted(torch.cat([y for _, y in batches]).tolist()) == list(range(50))


def test_batches_are_copies(pairs):
    dls = core.DataLoaders(*pairs, batch_size=64)
    for loader in (dls.train, dls.valid):
        before = loader.inputs.clone()
        for x, y in loader:
            x.zero_(), y.zero_()
        assert torch.equal(loader.inputs, before)


def test_device(pairs):
    dls = core.DataLoaders(*pairs, batch_size=16)
    assert dls.train.inputs is pairs[0][0]  # not copied when it is there already
    dls = core.DataLoaders(*pairs, batch_size=16, device="meta")
    assert {t.device.type for loader in (dls.train, dls.valid) for t in (loader.inputs, loader.targets)} == {"meta"}
    x, y = next(iter(dls.train))
    assert x.shape == (16, 1) and x.device.type == "meta"


def test_bad_loaders_are_refused(pairs):
    (x, y), valid = pairs
    with pytest.raises(ValueError, match="50 and 49"):
        core.DataLoaders((x, y[1:]), valid)
    for batch_size in (0, -3):
        with pytest.raises(ValueError, match="batch_size"):
            core.DataLoaders((x, y), valid, batch_size=batch_size)


# Seeds, devices, drawing


def test_seed_repeats_all_three_sources():
    def draw():
        return random.random(), np.random.rand(), torch.rand(2).tolist()

    core.set_seed(4)
    first, second = draw(), draw()
    core.set_seed(4)
    assert first != second and (draw(), draw()) == (first, second)


def test_default_device(monkeypatch):
    for cuda, mps, expected in ((True, True, "cuda"), (False, True, "mps"), (False, False, "cpu")):
        monkeypatch.setattr(torch.cuda, "is_available", lambda answer=cuda: answer)
        monkeypatch.setattr(torch.backends.mps, "is_available", lambda answer=mps: answer)
        assert core.default_device() == torch.device(expected)


@pytest.fixture
def style():
    with matplotlib.rc_context():
        core.use_course_style()
        yield
    core.plt.close("all")


def test_show_images(style):
    images = torch.linspace(0, 2, 12 * 9).view(12, 1, 3, 3).requires_grad_()
    figure = core.show_images(images, ["a", "b"], ncols=5, title="twelve")
    pictures = [ax for ax in figure.axes if ax.images]
    assert len(pictures) == 12 and len(figure.axes) == 15 and figure.get_suptitle() == "twelve"
    assert [ax.get_title() for ax in pictures[:3]] == ["a", "b", ""]
    assert {ax.images[0].get_clim() for ax in pictures} == {(0.0, 2.0)}  # one scale for all
    assert figure.get_size_inches()[0] <= 7
    assert len(core.show_images([torch.rand(4, 4)], vmin=-1).axes) == 1


def test_show_image(style):
    for shape in ((4, 5), (1, 4, 5)):
        ax = core.show_image(torch.rand(shape), title="one", vmin=0, vmax=1)
        assert ax.images[0].get_array().shape == (4, 5) and ax.get_title() == "one"
        assert ax.images[0].get_clim() == (0, 1)


def test_plot_function(style):
    ax = core.plot_function(torch.relu, -1, 2, label="ReLU", title="two")
    assert core.plot_function(torch.sigmoid, -1, 2, label="sigmoid", ax=ax) is ax
    x, y = ax.lines[0].get_data()
    assert (x[0], x[-1], y[0], y[-1]) == (-1, 2, 0, 2) and ax.get_title() == "two"
    assert [text.get_text() for text in ax.get_legend().texts] == ["ReLU", "sigmoid"]


def test_lines_differ_in_more_than_colour(style):
    styles = list(matplotlib.rcParams["axes.prop_cycle"])
    assert len({str(style["linestyle"]) for style in styles}) == len({style["color"] for style in styles}) == 7


def test_the_library_does_not_need_the_grader():
    assert "autograder" not in Path(core.__file__).read_text(encoding="utf-8")
