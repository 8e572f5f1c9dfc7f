"""What every experiment shows: training curves, the scale of activations and how far a step moves the weights.

A `Recorder` goes into a fit as a callback; `dashboard` draws one fit, `compare_runs` several. The scale of activations
is that of the learner's own `ActivationStats`, where one took part. Nothing here imports the learner's library.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib.pyplot as plt
import torch
from matplotlib.ticker import LogLocator, MaxNLocator
from torch import Tensor

MOST_UNREAD = 1000  # numbers that a recorder leaves on a GPU; many small tensors there cost memory


class Recorder:
    """Keeps each training batch's loss and update-to-weight ratios, and at the end what `ActivationStats` recorded.

    `losses` is a list of floats. `updates` and `scales` map a layer's name to a list with a value a batch: the norm of
    the step over the norm of the weight, for parameters of two axes and more, and the standard deviation of the output.
    Each fit starts anew. What lies on a GPU is read there once in a while, and at the end: reading a number waits for
    the device.
    """

    order = 90  # after whoever changes the loss, the gradients or the step

    def __init__(self) -> None:
        self.losses: list[float] = []
        self.updates: dict[str, list[float]] = {}
        self.scales: dict[str, list[float]] = {}
        self._before: list[tuple[str, Tensor, Tensor]] = []
        self._unread: list[tuple[list[float], Tensor]] = []  # numbers on the device, and where they go

    def before_fit(self, learner: Any) -> None:
        self.losses, self.updates, self.scales, self._unread = [], {}, {}, []

    def after_loss(self, learner: Any) -> None:
        if learner.training:
            self._note(self.losses, learner.loss)

    def after_backward(self, learner: Any) -> None:
        named = [(name, p) for name, p in learner.model.named_parameters() if p.ndim > 1 and p.grad is not None]
        self._before = [(name.removesuffix(".weight"), p, p.detach().clone()) for name, p in named]

    def after_step(self, learner: Any) -> None:
        for name, now, before in self._before:
            self._note(self.updates.setdefault(name, []), (now.detach() - before).norm() / before.norm())

    def cleanup_fit(self, learner: Any) -> None:
        self._read()
        self._before = []
        for callback in learner.callbacks:
            if getattr(callback, "records", None) and hasattr(callback, "values"):  # the learner's `ActivationStats`
                self.scales = {label: line.tolist() for label, line in callback.values("std").items()}

    def _note(self, line: list[float], number: Tensor) -> None:
        if not _waits(number):
            line.append(number.item())
            return
        self._unread.append((line, number.detach().clone()))
        if len(self._unread) == MOST_UNREAD:
            self._read()

    def _read(self) -> None:
        "All that is left on the device, with one wait."
        unread, self._unread = self._unread, []
        if unread:
            values = torch.stack([number.reshape(()) for _, number in unread]).tolist()
            for (line, _), value in zip(unread, values, strict=True):
                line.append(value)


def _waits(number: Tensor) -> bool:
    "Whether reading it waits for a device that may be behind."
    return number.device.type != "cpu"


Run = Recorder | Sequence[float]  # a fit: its recorder, or only its losses


def smooth(values: Sequence[float], width: int) -> Tensor:
    "The mean of each value and its neighbours, `width` together, fewer at the ends."
    x = torch.tensor(values, dtype=torch.float64)
    half = width // 2
    return torch.stack([x[max(0, i - half) : i + half + 1].mean() for i in range(len(x))])


def compare_runs(
    runs: Mapping[str, Run | Sequence[Run]], title: str = "", ylabel: str = "training loss", log: bool = False
) -> plt.Figure:
    """Draws fits on one set of axes: what differs by name, and for each a fit or a list of fits, one a seed.

    A line is the mean over the seeds, smoothed over 1/30 of the batches; the band around it reaches from the lowest
    seed to the highest. Where every fit has a recorder with two layers or more, further plots show the scale of
    activations and the update-to-weight ratio from layer to layer at the end (mean of the last 20 batches).
    """
    fits = {name: _seeds(value) for name, value in runs.items()}
    if not fits or any(not _losses(run) for seeds in fits.values() for run in seeds):
        raise ValueError("nothing to draw: each run needs a Recorder that was in its fit, or a list of losses")
    everything = [run for seeds in fits.values() for run in seeds]
    panels = [
        (key, text)
        for key, text in (("scales", "std of activations"), ("updates", "update / weight"))
        if all(len(getattr(run, key, {})) > 1 for run in everything)
    ]
    # At most 7.8 inches: JupyterLab with its file browser open shows 800 of a laptop's 1,300 pixels, and cuts the rest.
    figure, axes = plt.subplots(1, 1 + len(panels), figsize=(4.6 + 1.6 * len(panels), 2.9), squeeze=False)
    _draw_losses(axes[0, 0], fits, ylabel, log)
    for ax, (key, text) in zip(axes[0, 1:], panels, strict=True):
        for name, seeds in fits.items():
            ends = torch.tensor([[_end(line) for line in getattr(run, key).values()] for run in seeds])
            _band(ax, range(1, ends.shape[1] + 1), ends, name, marker=".")
        ax.set(title=f"{text}, at the end", xlabel="layer")
        ax.xaxis.set_major_locator(MaxNLocator(8, integer=True, min_n_ticks=1))  # many layers: not a label for each
        _scale(ax)
    if len(fits) > 1:
        entry = 0.08 * max(map(len, fits)) + 0.7  # inches that the longest name takes, with its line
        columns = max(1, min(len(fits), int(figure.get_figwidth() / entry)))
        figure.legend(*axes[0, 0].get_legend_handles_labels(), loc="outside lower center", ncols=columns)
    if panels:
        figure.suptitle(title or None)
    else:
        axes[0, 0].set_title(title or axes[0, 0].get_title())
    return figure


def dashboard(run: Any, title: str = "") -> plt.Figure:
    """Draws one fit: the loss, the scale of activations and the update-to-weight ratio, batch by batch.

    `run` is a `Recorder` or the learner that has one among its callbacks. Deeper layers are drawn lighter. The dotted
    line is at an update of 1/1000 of the weight, a rule of thumb for a rate that is neither timid nor wild.
    """
    recorder = _recorder(run)
    if not recorder.losses:
        raise ValueError("nothing was recorded: put the Recorder into a fit that trains")
    panels = [("scales", "std of activations"), ("updates", "update / weight")]
    panels = [(key, text) for key, text in panels if getattr(recorder, key)]
    figure, axes = plt.subplots(1, 1 + len(panels), figsize=(2.6 + 2.5 * len(panels), 3.2), squeeze=False)
    _draw_losses(axes[0, 0], {"loss": [recorder]}, "training loss", log=False)
    for ax, (key, text) in zip(axes[0, 1:], panels, strict=True):
        lines = getattr(recorder, key)
        for i, (label, line) in enumerate(lines.items()):
            colour = plt.get_cmap("viridis")(0.85 * i / max(len(lines) - 1, 1))
            width = max(1, len(line) // 30)
            ax.plot(smooth(line, width), color=colour, linestyle=("-", "--", ":", "-.")[i % 4], label=label)
        if key == "updates":
            ax.axhline(1e-3, color="0.5", linestyle=":", linewidth=1)
        ax.set(title=text, xlabel="batch")
        ax.legend(fontsize="x-small", ncols=2, loc="upper center", bbox_to_anchor=(0.5, -0.28))
        _scale(ax)
    figure.suptitle(title or None)
    return figure


def _recorder(run: Any) -> Recorder:
    candidates = [run, *getattr(run, "callbacks", [])]
    found = next((item for item in candidates if isinstance(item, Recorder)), None)
    if found is None:
        raise ValueError("no Recorder here: give it to the learner, Learner(…, callbacks=[Recorder()])")
    return found


def _seeds(value: Any) -> list[Any]:
    "One fit or a list of them, as a list."
    one = isinstance(value, Recorder) or hasattr(value, "callbacks") or all(isinstance(v, int | float) for v in value)
    seeds = [value] if one else list(value)
    return [_recorder(run) if hasattr(run, "callbacks") else run for run in seeds]


def _losses(run: Run) -> Sequence[float]:
    return run.losses if isinstance(run, Recorder) else run


def _end(line: Sequence[float]) -> float:
    return sum(line[-20:]) / len(line[-20:])


def _draw_losses(ax: plt.Axes, fits: Mapping[str, list[Run]], ylabel: str, log: bool) -> None:
    highest = 0.0
    for name, seeds in fits.items():
        n = min(len(_losses(run)) for run in seeds)
        lines = torch.stack([smooth(_losses(run)[:n], max(1, n // 30)) for run in seeds])
        first = lines[:, : max(1, n // 30)]
        highest = max(highest, *first[first.isfinite()].tolist(), 0.0)
        _band(ax, range(n), lines, name)
    ax.set(title="training loss, smoothed" if ylabel == "training loss" else None, xlabel="batch", ylabel=ylabel)
    if log:
        ax.set_yscale("log")
        _plain_ticks(ax)
    elif highest:
        ax.set_ylim(0, 1.1 * highest)  # a run that blows up leaves the picture at its top


def _scale(ax: plt.Axes) -> None:
    "From 0 where the lines are alike, by powers of ten where they are not."
    values = torch.tensor([y for line in ax.lines for y in line.get_ydata()])
    values = values[values.isfinite() & (values > 0)]
    if len(values) and values.max() > 5 * values.min():
        ax.set_yscale("log")
        floor = values.max().item() / 1e4  # what is next to nothing leaves the picture at its bottom
        ax.set_ylim(bottom=max(floor, ax.get_ylim()[0]))
        _plain_ticks(ax)
    else:
        ax.set_ylim(bottom=0)


def _plain_ticks(ax: plt.Axes) -> None:
    "On a logarithmic axis 0.5, 1, 2 and so on, and where it spans much 0.1, 1, 10, in place of powers of ten."
    low, high = ax.get_ylim()
    ax.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5) if high < 1000 * low else (1,)))
    ax.yaxis.set_major_formatter("{x:g}")
    ax.yaxis.set_minor_formatter("")


def _band(ax: plt.Axes, x: Sequence[int], lines: Tensor, label: str, **style: Any) -> None:
    "The mean of the rows as a line, and from the lowest to the highest as a band."
    drawn = ax.plot(x, lines.mean(0), label=label, **style)[0]
    if len(lines) > 1:
        ax.fill_between(x, lines.amin(0), lines.amax(0), color=drawn.get_color(), alpha=0.2, linewidth=0)
