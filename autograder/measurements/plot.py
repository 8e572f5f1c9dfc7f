"The reference table as a picture: every measured run of every row."

from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from autograder.measurements.file import Run, recipe_of
from autograder.measurements.rows import Row

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_MARKS = "osD^v"  # of devices: told apart without colour
LEAST = 78.0  # per cent where the axis begins, so that differences between rows are seen


def plot_runs(rows: Sequence[Row], runs: Sequence[Run], file: Path) -> Path:
    "Draws the runs into a file (SVG or PNG) and returns it."
    file.parent.mkdir(parents=True, exist_ok=True)
    figure_of(rows, runs).savefig(file)
    return file


def figure_of(rows: Sequence[Row], runs: Sequence[Run]) -> "Figure":
    "The accuracy of each run of these rows as they stand, a line of the picture for each row, with medians."
    from matplotlib.figure import Figure

    recipes = {row.name: recipe_of(row) for row in rows}
    shown = [run for run in runs if recipes.get(run.row) == run.recipe]
    devices = sorted({run.device for run in shown})
    figure = Figure(figsize=(8, 1.2 + 0.28 * len(rows)), layout="constrained")
    axes = figure.subplots()
    for number, device in enumerate(devices):
        mine = [run for run in shown if run.device == device]
        heights = {row.name: -place - 0.2 * number for place, row in enumerate(rows)}
        mark = _MARKS[number % len(_MARKS)]
        points = [(max(100 * run.accuracy, LEAST), heights[run.row], run) for run in mine]
        axes.plot(*_apart(points, inside=True), mark, alpha=0.5, label=device)
        axes.plot(*_apart(points, inside=False), "<", color=axes.lines[-1].get_color(), alpha=0.5)
        for row in rows:
            values = [100 * run.accuracy for run in mine if run.row == row.name]
            if values:
                axes.plot([max(median(values), LEAST)], [heights[row.name]], "k|", markersize=12)
    axes.set_yticks([-place for place in range(len(rows))], [row.name for row in rows], fontsize=8)
    axes.set_xlim(left=LEAST - 0.3)
    axes.set(
        xlabel=f"accuracy, % (a mark a seed; a bar is their median; ◂ is below {LEAST:g} %)",
        title="Measured runs of the reference table",
    )
    axes.grid(axis="x", alpha=0.3)
    if devices:
        axes.legend(fontsize=8, loc="lower left")
    return figure


def _apart(points: list[tuple[float, float, Run]], inside: bool) -> tuple[list[float], list[float]]:
    "Of the points those inside the axis, or those left of it."
    kept = [(x, y) for x, y, run in points if (100 * run.accuracy >= LEAST) == inside]
    return [x for x, _ in kept], [y for _, y in kept]
