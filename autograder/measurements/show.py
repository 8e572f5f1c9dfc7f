"`show_results`: rows of the reference table, for lessons, the site and the terminal."

from itertools import product
from statistics import mean, median, stdev

from autograder.measurements.file import Run, read_costs, read_runs, recipe_of
from autograder.measurements.rows import ROWS, TRIALS, Row, find_rows, trials_of
from autograder.pages import render
from autograder.text import table


class Table:
    "A table that shows itself: as HTML in Jupyter, as text elsewhere."

    def __init__(self, header: list[str], body: list[list[str]]):
        self.header, self.body = header, body

    def __repr__(self) -> str:
        return table([self.header, *self.body])

    def _repr_html_(self) -> str:
        return render("table", header=self.header, body=self.body)

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


_MODELS = {"four-conv": "convolutions alone", "resnet": "residual blocks"}


def show_goals(*goals: float) -> Table:
    """For each accuracy from 0 to 1, the quickest measured row that reaches it on a CPU: what it is made of, not how.

    A row reaches what the median of its seeds reaches. Goals that none reaches are said to be open.
    """
    runs = [run for run in read_runs() if run.device == "CPU"]
    times = {row.name: _minutes(row, runs) for row in ROWS if accuracies(row, runs, "CPU")}
    body = []
    for goal in goals:
        there = [row for row in ROWS if row.name in times and median(accuracies(row, runs, "CPU")) >= goal]
        if not there:
            body.append([f"{goal:.1%}", "by no run that was measured", "", ""])
            continue
        row = min(there, key=lambda row: times[row.name])
        made = f"{_MODELS[row.model]}, {row.epochs + row.extra_epochs} epochs"
        found = summary(accuracies(row, runs, "CPU"))
        body.append([f"{goal:.1%}", made, found, f"{times[row.name]:.1f} minutes"])
    return Table(["goal", "reached here by", "test images, CPU", "a training took"], body)


def _minutes(row: Row, runs: list[Run]) -> float:
    recipe = recipe_of(row)
    return median(run.seconds for run in runs if (run.row, run.recipe) == (row.name, recipe)) / 60


def show_trials() -> Table:
    "The rates tried on the validation split; the row takes the best."
    runs = read_runs()
    devices = sorted({run.device for run in runs if run.row in {trial.name for trial in TRIALS}})
    header = ["experiment", "rate", *(f"{device}, validation images" for device in devices)]
    body = []
    for row in ROWS:
        for trial in trials_of(row):
            found = [accuracies(trial, runs, device) for device in devices]
            body.append([row.name, f"{trial.lr:g}", *map(summary, found)])
    return Table(header, body)


def show_costs(*optimizers: str) -> Table:
    """What `make benchmark` measured: times of the course's code and of torch's, medians of rounds with least and most.

    With names of optimizers only their steps; what was not measured on a device of the others says so.
    """
    costs, body = read_costs(), []
    works = [work_of(name) for name in optimizers] or list(dict.fromkeys(cost.work for cost in costs))
    devices = dict.fromkeys((cost.device, cost.threads, cost.torch) for cost in costs)
    known = {(cost.device, cost.work): cost for cost in costs}
    for device, work in product(devices, works):
        cost = known.get((device[0], work))
        if cost is None and optimizers:
            body.append([work, device[0], "not measured", "", ""])
        if cost is None:
            continue
        ours, theirs = (
            f"{_three_digits(mid)} ({_three_digits(low)} to {_three_digits(high)}) {cost.unit}"
            for mid, low, high in (cost.ours, cost.theirs)
        )
        device = f"{cost.device}, {cost.threads} thread{'s' * (cost.threads > 1)}, torch {cost.torch}"
        body.append([cost.work, device, ours, theirs, f"{cost.ratio:.2f}"])
    return Table(["work", "device", "ours", "torch's", "ratio"], body)


def _three_digits(number: float) -> str:
    "Without a power of ten: `1,160` and not `1.16e+03`."
    short = f"{number:.3g}"
    return f"{float(short):,.0f}" if "e+" in short else short


def work_of(optimizer: str) -> str:
    "What a step of this optimizer is called where it is measured."
    return f"a step of {optimizer} on its parameters"


def accuracies(row: Row, runs: list[Run], device: str) -> list[float]:
    recipe = recipe_of(row)
    return [run.accuracy for run in runs if (run.row, run.recipe, run.device) == (row.name, recipe, device)]


def _line(row: Row, runs: list[Run], devices: list[str]) -> list[str]:
    known = [f"{row.recorded:.3f} in {row.source}" if row.recorded else "", f"goal {row.goal:.3f}" if row.goal else ""]
    return [
        row.name,
        row.optimizer_name,
        row.setting,
        ", ".join(filter(None, known)),
        *(summary(accuracies(row, runs, device)) for device in devices),
    ]


def summary(accuracies: list[float]) -> str:
    "`'.873 (.872 ± .003, 3 seeds)'`: the median, then mean and standard deviation."
    if len(accuracies) < 2:
        return f"{accuracies[0]:.3f} (one seed)" if accuracies else "not measured"
    spread = f"{mean(accuracies):.3f} ± {stdev(accuracies):.3f}"
    return f"{median(accuracies):.3f} ({spread}, {len(accuracies)} seeds)"
