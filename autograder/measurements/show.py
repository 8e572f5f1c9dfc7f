"`show_results`: rows of the reference table, for lessons, the site and the terminal."

from html import escape
from statistics import mean, median, stdev

from autograder.measurements.file import Run, read_costs, read_runs, recipe_of
from autograder.measurements.rows import ROWS, TRIALS, Row, find_rows, trials_of


class Table:
    "A table that shows itself: as HTML in Jupyter, as text elsewhere."

    def __init__(self, header: list[str], body: list[list[str]]):
        self.header, self.body = header, body

    def __repr__(self) -> str:
        lines = [self.header, *self.body]
        widths = [max(len(line[i]) for line in lines) for i in range(len(self.header))]
        return "\n".join(
            "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines
        )

    def _repr_html_(self) -> str:
        left = 'style="text-align:left"'
        head = "".join(f"<th {left}>{escape(cell)}</th>" for cell in self.header)
        rows = ("".join(f"<td {left}>{escape(cell)}</td>" for cell in line) for line in self.body)
        return (
            f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(f'<tr>{row}</tr>' for row in rows)}</tbody></table>"
        )

    def markdown(self) -> str:
        "The table in Markdown, for the documentation."
        lines = [self.header, ["---"] * len(self.header), *self.body]
        return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def show_results(*names: str) -> Table:
    """The rows of these names, or all: setting, what a public notebook's cell recorded, what `make results` measured.

    Ours is the median over the seeds, then mean ± standard deviation, on Fashion-MNIST's test images.
    """
    rows, runs = find_rows(names), read_runs()
    devices = sorted({run.device for run in runs if run.row in {row.name for row in rows}})
    images = "test images" if all(row.split == "test" for row in rows) else "test images, validation images for a trial"
    header = [
        "experiment",
        "optimizer",
        "epochs, batch, rate",
        "recorded, one run",
        *(f"{device}, {images}" for device in devices),
    ]
    body = [_line(row, runs, devices) for row in rows]
    return Table(header, body)


def show_trials() -> Table:
    "The rates tried on the validation split; the row takes the best."
    runs = read_runs()
    devices = sorted({run.device for run in runs if run.row in {trial.name for trial in TRIALS}})
    header = ["experiment", "rate", *(f"{device}, validation images" for device in devices)]
    body = []
    for row in ROWS:
        for trial in trials_of(row):
            found = [_accuracies(trial, runs, device) for device in devices]
            body.append([row.name, f"{trial.lr:g}", *map(summary, found)])
    return Table(header, body)


def show_costs() -> Table:
    "What `make benchmark` measured: times of the course's code and of torch's, medians of rounds with least and most."
    body = []
    for cost in read_costs():
        ours, theirs = (
            f"{mid:.3g} ({low:.3g} to {high:.3g}) {cost.unit}" for mid, low, high in (cost.ours, cost.theirs)
        )
        device = f"{cost.device}, {cost.threads} thread{'s' * (cost.threads > 1)}, torch {cost.torch}"
        body.append([cost.work, device, ours, theirs, f"{cost.ratio:.2f}"])
    return Table(["work", "device", "ours", "torch's", "ratio"], body)


def _accuracies(row: Row, runs: list[Run], device: str) -> list[float]:
    recipe = recipe_of(row)
    return [run.accuracy for run in runs if (run.row, run.recipe, run.device) == (row.name, recipe, device)]


def _line(row: Row, runs: list[Run], devices: list[str]) -> list[str]:
    known = [f"{row.recorded:.3f} in {row.source}" if row.recorded else "", f"goal {row.goal:.3f}" if row.goal else ""]
    return [
        row.name,
        row.optimizer_name,
        row.setting,
        ", ".join(filter(None, known)),
        *(summary(_accuracies(row, runs, device)) for device in devices),
    ]


def summary(accuracies: list[float]) -> str:
    "`'.873 (.872 ± .003, 3 seeds)'`: the median, then mean and standard deviation."
    if len(accuracies) < 2:
        return f"{accuracies[0]:.3f} (one seed)" if accuracies else "not measured"
    spread = f"{mean(accuracies):.3f} ± {stdev(accuracies):.3f}"
    return f"{median(accuracies):.3f} ({spread}, {len(accuracies)} seeds)"
