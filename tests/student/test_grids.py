"Grids that can be stopped and resumed, as lesson 11 uses them."

import json
import math
import os
import sys
import tempfile
from pathlib import Path
from types import SimpleNamespace

import pytest

from autograder.errors import CourseError
from autograder.student import grids
from autograder.student.grids import CachedRuns, mend_runs, read_runs, runs_file, write_runs
from course_lib.experiments import run_grid

CONFIGS = [{"lr": 0.1, "norm": "batch"}, {"lr": 0.4, "norm": "none"}]


class Train:
    "A training that pretends, notes its calls, and is stopped in the call with number `stop`."

    def __init__(self, stop=None, error=KeyboardInterrupt):
        self.calls, self.stop, self.error = [], stop, error

    def __call__(self, seed, **config):
        self.calls.append((config, seed))
        if len(self.calls) - 1 == self.stop:
            raise self.error
        return config["lr"] + seed / 100


@pytest.fixture
def path(tmp_path):
    return tmp_path / "grids" / "runs.jsonl"


@pytest.fixture(autouse=True)
def unattended(monkeypatch):
    monkeypatch.setattr(grids, "_unattended", lambda: True)


@pytest.fixture
def attended(monkeypatch):
    monkeypatch.setattr(grids, "_unattended", lambda: False)


def resumable_grid(configs, train, path, seeds=(0, 1, 2), about=None):
    "As lesson 11 puts them together."
    return run_grid(configs, CachedRuns(train, path, about, len(configs) * len(seeds)), seeds)


# ---------------------------------------------------------------------------------------------------------------------
# Stop and resume


def test_gives_what_run_grid_gives(path):
    rows = resumable_grid(CONFIGS, Train(), path, seeds=(0, 5))
    assert rows == run_grid(CONFIGS, Train(), seeds=(0, 5))
    assert rows == resumable_grid(CONFIGS, Train(), path, seeds=(0, 5))


@pytest.mark.parametrize("error", [KeyboardInterrupt, RuntimeError, SystemExit])
@pytest.mark.parametrize("stop", range(6))
def test_goes_on_where_it_was_stopped(path, stop, error):
    first, second, third = Train(stop, error), Train(), Train()
    with pytest.raises(error) as caught:
        resumable_grid(CONFIGS, first, path)
    assert len(read_runs(path)) == stop
    assert sum(len(row["runs"]) for row in caught.value.rows) == stop
    rows = resumable_grid(CONFIGS, second, path)
    assert first.calls[:-1] + second.calls == [(config, seed) for config in CONFIGS for seed in (0, 1, 2)]
    assert rows == run_grid(CONFIGS, Train())
    resumable_grid(CONFIGS, third, path)
    assert third.calls == []


def test_a_larger_grid_runs_only_what_is_new(path):
    resumable_grid(CONFIGS[:1], Train(), path, seeds=(0, 1))
    train = Train()
    resumable_grid(CONFIGS, train, path, seeds=(0, 1, 2))
    assert train.calls == [(CONFIGS[0], 2), *((CONFIGS[1], seed) for seed in (0, 1, 2))]


def test_the_order_of_a_configs_items_does_not_count(path):
    resumable_grid(CONFIGS, Train(), path)
    train = Train()
    resumable_grid([dict(reversed(config.items())) for config in CONFIGS], train, path)
    assert train.calls == []


def test_other_circumstances_are_other_runs(path):
    resumable_grid(CONFIGS, Train(), path, about={"images": 100})
    train = Train()
    resumable_grid(CONFIGS, train, path, about={"images": 200})
    assert len(train.calls) == 6 and len(read_runs(path)) == 12


def test_two_grids_share_a_file(path):
    one, other = CachedRuns(Train(), path), CachedRuns(Train(), path)
    run_grid(CONFIGS[:1], one)
    run_grid(CONFIGS[1:], other)
    assert len(read_runs(path)) == 6


def test_a_nan_is_remembered(path):
    train = CachedRuns(lambda seed, lr: math.nan, path)
    assert math.isnan(train(seed=1, lr=0.1))
    assert json.loads(path.read_text())["accuracy"] is None
    assert math.isnan(CachedRuns(Train(), path)(seed=1, lr=0.1))


@pytest.mark.parametrize("value", [print, {1, 2}, math.nan, object()])
def test_a_config_needs_names_and_numbers(path, value):
    train = Train()
    with pytest.raises(TypeError, match="give names and numbers"):
        resumable_grid([{"lr": value}], train, path)
    assert not train.calls and not path.exists()


# ---------------------------------------------------------------------------------------------------------------------
# Files


@pytest.mark.parametrize("cut", [1, 2, 20, 70])
def test_a_file_that_is_cut_short_loses_nothing(path, cut):
    resumable_grid(CONFIGS, Train(), path)
    whole = path.read_bytes()
    path.write_bytes(damaged := whole[: len(whole) - cut])
    train = Train()
    if cut == 1:  # only the last end of line
        resumable_grid(CONFIGS, train, path)
        assert train.calls == []
        return
    with pytest.raises(
        CourseError, match=r"runs.jsonl, line 6 is cut short or damaged.* 5 of them.*mend_runs\(path\)"
    ) as e:
        resumable_grid(CONFIGS, train, path)
    assert "\n" not in str(e.value)
    assert train.calls == [] and path.read_bytes() == damaged
    assert mend_runs(path).read_bytes() == damaged
    assert path.read_bytes() == b"".join(whole.splitlines(keepends=True)[:5])
    rows = resumable_grid(CONFIGS, train, path)
    assert train.calls == [(CONFIGS[1], 2)] and rows == run_grid(CONFIGS, Train())


@pytest.mark.parametrize(
    "line",
    [b"", b"{}", b"[1, 2]", b"7", b"\xff\xfe\xfa", b'{"about": {}, "config": {}, "seed": 1}', b"null"]
    + [b'{"about": {}, "config": 3, "seed": 1, "accuracy": 0.5}']
    + [b'{"about": {}, "config": {}, "seed": 1, "accuracy": "good"}'],
)
def test_a_damaged_line_anywhere(path, line):
    resumable_grid(CONFIGS, Train(), path)
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([*lines[:2], line + b"\n", *lines[2:]]))
    with pytest.raises(CourseError, match="line 3 "):
        read_runs(path)
    mend_runs(path)
    assert path.read_bytes() == b"".join(lines)


def test_mending_twice_keeps_both_copies(path):
    path.parent.mkdir()
    for text in ("first", "second"):
        path.write_text(text)
        mend_runs(path)
    assert {file.read_text() for file in path.parent.glob("*.damaged*")} == {"first", "second"}


def test_a_file_damaged_while_a_grid_runs_is_not_overwritten(path):
    def train(seed, lr):
        path.write_text("not a run")
        return 0.5

    path.parent.mkdir()
    cached = CachedRuns(train, path)
    with pytest.raises(CourseError):
        cached(seed=0, lr=0.1)
    assert path.read_text() == "not a run"
    assert cached(seed=0, lr=0.1) == 0.5  # still in memory


@pytest.mark.parametrize("where", ["fsync", "replace"])
def test_a_write_that_fails_leaves_the_old_file(path, monkeypatch, where):
    resumable_grid(CONFIGS[:1], Train(), path)
    before = path.read_bytes()

    def fail(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, where, fail)
    with pytest.raises(CourseError, match="No space left on device"):
        write_runs(path, [])
    assert path.read_bytes() == before and list(path.parent.iterdir()) == [path]


def test_where_files_are(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    assert runs_file("cache", "x") != runs_file("cache", "x")  # unattended: each time a new folder
    monkeypatch.setattr(grids, "_unattended", lambda: False)
    assert runs_file("cache", "x") == Path("cache/x.jsonl")


@pytest.mark.parametrize("name", ["IN_TEST", "CI"])
def test_who_is_unattended(monkeypatch, name):
    monkeypatch.undo()
    for variable in ("IN_TEST", "CI", "NBGRADER_EXECUTION"):
        monkeypatch.delenv(variable, raising=False)
    assert not grids._unattended()
    monkeypatch.setenv(name, "1")
    assert grids._unattended()


# ---------------------------------------------------------------------------------------------------------------------
# Progress


def test_progress_in_a_terminal(path, attended, capsys):
    with pytest.raises(KeyboardInterrupt):
        resumable_grid(CONFIGS, Train(stop=2), path)
    resumable_grid(CONFIGS, Train(), path)
    resumable_grid(CONFIGS, Train(), path)
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 2 + 4 + 1
    assert lines[0].startswith("1 of 6 runs, 0 from the file, at most 1 min left; {'lr': 0.1, 'norm': 'batch'}, seed 0")
    assert lines[2].startswith("3 of 6 runs, 2 from the file")
    assert lines[-1] == "6 of 6 runs, 6 from the file; done"


def test_progress_in_a_notebook_is_one_page(path, attended, monkeypatch):
    pages = []

    def display(page, raw, display_id):
        assert raw and display_id and not pages
        pages.append(page)
        return SimpleNamespace(update=lambda page, raw: pages.append(page))

    shell = SimpleNamespace(kernel=None)
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: shell))
    monkeypatch.setitem(sys.modules, "IPython.display", SimpleNamespace(display=display))
    resumable_grid(CONFIGS, Train(), path)
    assert len(pages) == 6
    assert pages[-1]["text/plain"].startswith(
        "6 of 6 runs, 0 from the file; {'lr': 0.4, 'norm': 'none'}, seed 2: 0.420"
    )
    assert "<pre>6 of 6 runs, 0 from the file\n{&#x27;lr&#x27;: 0.4" in pages[-1]["text/html"]


def test_progress_unattended_is_silent(path, capsys):
    resumable_grid(CONFIGS, Train(), path)
    assert capsys.readouterr().out == ""
