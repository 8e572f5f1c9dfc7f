"""Grids that can be stopped and resumed: every run in a file, asked before a run and written after it.

Lesson 11 uses it around its `run_grid`. Nothing here imports the learner's library.
"""

import itertools
import json
import math
import os
import sys
import tempfile
import time
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any

from autograder.errors import CourseError
from autograder.files import write_atomic
from autograder.student.unattended import run_by_a_program


def _read_run(line: bytes) -> dict[str, Any] | None:
    "The run in one line of a file, or None if the line is cut short or damaged."
    try:
        run = json.loads(line)
        whole = run.keys() == {"about", "config", "seed", "accuracy"} and isinstance(run["config"], dict)
        accuracy = math.nan if run["accuracy"] is None else float(run["accuracy"])
        return {**run, "accuracy": accuracy} if whole else None
    except (ValueError, TypeError, AttributeError, KeyError):
        return None


def read_runs(path: str | Path) -> list[dict[str, Any]]:
    """The runs in a file, each with `about`, `config`, `seed` and `accuracy`; none if there is no file.

    Raises `CourseError` for a line that is cut short or damaged; the file stays as it is.
    """
    path = Path(path)
    runs = [_read_run(line) for line in (path.read_bytes().splitlines() if path.exists() else [])]
    if None in runs:
        raise CourseError(
            f"{path}, line {runs.index(None) + 1} is cut short or damaged. Nothing was changed, and the file's other "
            f"runs, {len(runs) - runs.count(None)} of them, can be read: mend_runs(path) keeps those and puts a copy "
            "of the damaged file aside"
        )
    return [run for run in runs if run is not None]


def write_runs(path: str | Path, runs: list[dict[str, Any]]) -> None:
    "Replaces a file in one step: whatever interrupts it, the file is the old one or the new one, never a part."
    plain = [{**run, "accuracy": run["accuracy"] if math.isfinite(run["accuracy"]) else None} for run in runs]
    write_atomic(Path(path), "".join(json.dumps(run) + "\n" for run in plain))


def mend_runs(path: str | Path) -> Path:
    "Keeps the runs of a damaged file that can be read. Returns a copy of the file as it was."
    path = Path(path)
    damaged = path.read_bytes()
    names = (path.with_name(f"{path.name}.damaged{n}") for n in itertools.count(1))
    aside = next(name for name in names if not name.exists())
    aside.write_bytes(damaged)
    write_runs(path, [run for line in damaged.splitlines() if (run := _read_run(line)) is not None])
    return aside


class CachedRuns:
    """`train` with a memory in a file: a run that is in there is not run again.

    `train(seed=…, **config)` gives an accuracy. A run is found by `about`, config and seed; `about` is what else
    decides about the results and is the same for all runs, and `total` the number of runs to come, for the progress
    that is shown. Raises `CourseError` for a damaged file, before anything is run, and `TypeError` for a config that
    JSON cannot hold. One process at a time should use a file.
    """

    def __init__(
        self,
        train: Callable[..., float],
        path: str | Path,
        about: dict[str, Any] | None = None,
        total: int | None = None,
    ):
        self.train, self.path, self.about, self.total = train, Path(path), about or {}, total
        self.done = {self._key(run["about"], run["config"], run["seed"]): run for run in read_runs(self.path)}
        self._calls, self._new, self._seconds = 0, 0, 0.0
        self._handle: Any = None

    def __call__(self, /, seed: int, **config: Any) -> float:
        "What `train(seed=seed, **config)` gives, from the file if it is there."
        key, begun = self._key(self.about, config, seed), time.monotonic()
        self._calls += 1
        if key not in self.done:
            accuracy = float(self.train(seed=seed, **config))
            self.done[key] = {"about": self.about, "config": config, "seed": seed, "accuracy": accuracy}
            write_runs(self.path, [*read_runs(self.path), self.done[key]])
            self._new, self._seconds = self._new + 1, self._seconds + time.monotonic() - begun
            self._show(f"{config}, seed {seed}: {accuracy:.3f}")
        elif self._calls == self.total:
            self._show("done")
        return self.done[key]["accuracy"]

    def _key(self, about: dict[str, Any], config: dict[str, Any], seed: int) -> str:
        try:
            return json.dumps([about, config, seed], sort_keys=True, allow_nan=False)
        except (TypeError, ValueError) as error:
            raise TypeError(
                f"{config} cannot be written to a file ({error}): give names and numbers, and let `train` look up "
                "what they stand for"
            ) from None

    def _show(self, text: str) -> None:
        "One line: updated in a notebook, printed in a terminal, nothing where a notebook runs unattended."
        if _unattended():
            return
        of = f" of {self.total}" if self.total else ""
        counts = f"{self._calls}{of} runs, {self._calls - self._new} from the file"
        left = (self.total or self._calls) - self._calls
        if left and self._new:
            counts += f", at most {math.ceil(left * self._seconds / self._new / 60)} min left"
        ipython = sys.modules.get("IPython")
        if not hasattr(ipython and ipython.get_ipython(), "kernel"):
            print(f"{counts}; {text}", flush=True)
            return
        from IPython.display import display

        page = {"text/html": f"<pre>{escape(counts)}\n{escape(text)}</pre>", "text/plain": f"{counts}; {text}"}
        if self._handle is None:
            self._handle = display(page, raw=True, display_id=True)
        else:
            self._handle.update(page, raw=True)


def runs_file(folder: str | Path, name: str) -> Path:
    """`folder/name.jsonl`, a place for a file of runs where later sessions find it. It need not exist yet.

    For a notebook that runs unattended it is in a new temporary folder: what is shown depends on the code alone.
    """
    return (Path(tempfile.mkdtemp()) if _unattended() else Path(folder)) / f"{name}.jsonl"


def _unattended() -> bool:
    return run_by_a_program() or bool(os.environ.get("CI"))
