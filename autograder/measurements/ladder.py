"""The ladder: one model and one budget, one part added by each lesson from 02 on, and the accuracy after each.

The four-conv model trains for one epoch on the 50,000 training images; accuracies are those on the validation images,
since what comes next is chosen by them. The stored runs are rows of the results file like any other.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from statistics import median
from typing import Any

from torch import nn

from autograder.errors import CourseError
from autograder.measurements.file import read_runs, recipe_of
from autograder.measurements.rows import Row
from autograder.measurements.show import Table

_START = Row(
    "ladder 01", "stats", 1, 256, 0.02, None,
    he=False, normalized=False, general_relu=False, optimizer="sgd", split="valid",
)  # fmt: skip
# From lesson 02 on: its module, its part, and what that changes in the rung before.
_PARTS: list[tuple[str, str, dict[str, Any]]] = [
    ("glorot", "Glorot's weights", {"glorot": True}),
    ("learner", "gradients that fade by 0.85: momentum", {"optimizer": "fading"}),
    ("metrics", "the rate of the finder, 0.1", {"lr": 0.1}),
    ("hooks", "ActivationStats, which only looks", {}),
    (
        "activations", "normalized inputs, He's weights, General ReLU",
        {"glorot": False, "he": True, "normalized": True, "general_relu": True},
    ),
    ("lsuv", "LSUV", {"lsuv": True}),
    ("layernorm", "layer norm in place of LSUV", {"lsuv": False, "norm": "layer"}),
    ("batchnorm", "batch norm in place of layer norm", {"norm": "batch"}),
    ("groupnorm", "group norm in place of batch norm", {"norm": "group"}),
    (
        "experiments", "batch norm again, batches of 64, the rate by the root rule",
        {"norm": "batch", "batch_size": 64, "lr": 0.05},
    ),
    ("sgd", "momentum 0.9 in a buffer of its own", {"optimizer": "momentum"}),
    ("adam", "AdamW", {"optimizer": "adamw", "lr": 3e-3}),
    ("schedules", "one cycle", {"schedule": "one-cycle", "lr": 2e-2}),
]  # fmt: skip


def _climb() -> Iterator[tuple[str, Row]]:
    row = _START
    yield "torch's own weights, SGD", row
    for number, (module, part, changes) in enumerate(_PARTS, start=2):
        row = replace(row, name=f"ladder {number:02}", lesson=module, **changes)
        yield part, row


_RUNGS = list(_climb())
LADDER = [row for _, row in _RUNGS]


def ladder_model(activation: Any = nn.ReLU, norm: Any = None) -> nn.Sequential:
    """The model of every rung: five convolutions, 1-8-16-32-64-10 channels, from images N,1,28,28 to logits N,10.

    `activation` is called with nothing, `norm` with a number of channels; what they return follows each convolution but
    the last, the norm first. It is the four-conv model that you build as `get_model` in lesson 09.
    """
    layers: list[nn.Module] = []
    for ni, nf in ((1, 8), (8, 16), (16, 32), (32, 64)):
        layers.append(nn.Conv2d(ni, nf, 3, stride=2, padding=1))
        layers += [norm(nf)] if norm else []
        layers.append(activation())
    return nn.Sequential(*layers, nn.Conv2d(64, 10, 3, stride=2, padding=1), nn.Flatten())


def ladder(lesson: str = "schedules", own: float | Sequence[float] | None = None) -> Table:
    """The rungs up to `lesson`, such as `"activations"`, or all: the part that was added, the setting, the accuracy.

    That is the median over three seeds on a CPU, with the lowest and the highest run. `own` is your accuracy, from 0 to
    1, or one for each of your seeds; it stands in the last column. Raises `CourseError` for an unknown lesson.
    """
    modules = [row.lesson for row in LADDER]
    if lesson not in modules[1:]:
        raise CourseError(f"the ladder has no rung {lesson!r}. Rungs: {', '.join(modules[1:])}.")
    last = modules.index(lesson)
    header = ["lesson", "part", "optimizer, batch, rate", "validation accuracy", "your run"]
    body = [[row.name[-2:], part, _setting(row), _measured(row), ""] for part, row in _RUNGS[: last + 1]]
    body[0][0] = "start"
    body[-1][-1] = _own(own)
    return Table(header, body)


def _setting(row: Row) -> str:
    return f"{row.optimizer_name}, {row.batch_size}, {row.lr:g}"


def _measured(row: Row) -> str:
    return _spread([run.accuracy for run in read_runs() if (run.row, run.recipe) == (row.name, recipe_of(row))])


def _own(own: float | Sequence[float] | None) -> str:
    if own is None:
        return ""
    return _spread([own]) if isinstance(own, int | float) else _spread(list(own))


def _spread(accuracies: Sequence[float]) -> str:
    "`'0.854 (0.850 to 0.860)'`: the median, the lowest and the highest; one run alone as it is."
    if not accuracies:
        return "not measured"
    middle, low, high = median(accuracies), min(accuracies), max(accuracies)
    return f"{middle:.3f} ({low:.3f} to {high:.3f})" if len(accuracies) > 1 else f"{middle:.3f}"
