"`make results`: measures what the reference table lacks, several runs at once, each kept as soon as it is there."

import multiprocessing
import os
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

from autograder.grading.grade import cores
from autograder.measurements.file import RESULTS, Run, add_run, read_runs, recipe_of
from autograder.measurements.progress import progress
from autograder.measurements.rows import SEEDS, Row


def measure(
    rows: Sequence[Row],
    seeds: Sequence[int] = SEEDS,
    force: bool = False,
    path: Path = RESULTS,
    say: Callable[[str], None] = print,
) -> list[Run]:
    """Trains every row with every seed that the file does not hold for this device, and adds each run to it at once.

    So it can be stopped at any time and goes on where it was. On a CPU each run has one thread and there are as many
    at a time as cores, so that its numbers do not depend on what runs beside it. `force` measures again.
    """
    import torch

    from course_lib.core import default_device

    device = default_device()
    name = torch.cuda.get_device_name() if device.type == "cuda" else device.type.upper()
    there = {(run.row, run.recipe, run.seed) for run in read_runs(path) if run.device == name}
    wanted = [(row, seed) for row in rows for seed in seeds]
    todo = [(row, seed) for row, seed in wanted if force or (row.name, recipe_of(row), seed) not in there]
    say(f"{len(wanted)} runs on {name}: {len(wanted) - len(todo)} are measured, {len(todo)} to do.")
    todo.sort(key=lambda item: -_weight(item[0]))  # the longest first, so that no core is left with one at the end
    total, done = sum(_weight(row) for row, _ in todo), 0
    began, measured = time.monotonic(), []
    workers = cores() if device.type == "cpu" else 1
    pool = ProcessPoolExecutor(workers, multiprocessing.get_context("spawn"), initializer=_one_thread)
    try:
        futures = {pool.submit(_run, row, seed, str(device)): (row, seed) for row, seed in todo}
        for future in as_completed(futures):
            row, seed = futures[future]
            accuracy, seconds = future.result()
            run = Run(row.name, recipe_of(row), name, seed, accuracy, round(seconds, 1), torch.__version__)
            add_run(run, path)
            measured.append(run)
            done += _weight(row)
            how_far = progress(done, total, time.monotonic() - began)
            say(f"{len(measured)}/{len(todo)} {row.name}, seed {seed}: {accuracy:.4f} in {seconds:.0f} s {how_far}")
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
    return measured


def _weight(row: Row) -> int:
    "How long a run of it takes beside others."
    return (row.epochs + row.extra_epochs) * (15 if row.model == "resnet" else 1)


def _one_thread() -> None:
    import torch

    torch.set_num_threads(1)
    os.environ["OMP_NUM_THREADS"] = "1"


def _run(row: Row, seed: int, device: str) -> tuple[float, float]:
    from autograder.measurements.train import accuracy_of

    clock = time.process_time if device == "cpu" else time.monotonic
    began = clock()
    return accuracy_of(row, seed, device), clock() - began
