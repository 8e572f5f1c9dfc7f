"Trains one row of the reference table with the course's own library."

from collections.abc import Callable
from functools import partial
from itertools import pairwise

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.optim.lr_scheduler import CosineAnnealingLR, OneCycleLR

from autograder.errors import CourseError
from autograder.measurements.rows import GENERAL_RELU, Row
from course_lib import adam, sgd
from course_lib.activations import BatchTransform, GeneralRelu, dataset_stats, init_weights
from course_lib.batchnorm import BatchNorm, conv, get_model
from course_lib.core import DataError, DataLoaders, fashion_mnist, set_seed
from course_lib.glorot import glorot_normal_
from course_lib.groupnorm import GroupNorm
from course_lib.layernorm import LayerNorm
from course_lib.learner import Callback, MomentumLearner, TrainLearner
from course_lib.lsuv import LSUVCallback
from course_lib.metrics import Accuracy, MetricsCallback
from course_lib.schedules import BatchScheduler, EpochScheduler, OneCycle, ResidualBlock

NORMS = {
    "": None,
    "layer": LayerNorm,
    "batch": BatchNorm,
    "torch's batch": nn.BatchNorm2d,
    "group": partial(GroupNorm, 4),
}
OPTIMIZERS = {
    "sgd": sgd.SGD,
    "momentum": sgd.Momentum,
    "rmsprop": adam.RMSProp,
    "adam": adam.Adam,
    "adamw": adam.AdamW,
    "torch's adamw": torch.optim.AdamW,
}


def accuracy_of(row: Row, seed: int, device: torch.device | str = "cpu") -> float:
    "Accuracy on the images of the row's split after the last epoch, from 0 to 1. Raises `CourseError` without data."
    try:
        data = fashion_mnist()
    except DataError as error:
        raise CourseError(str(error)) from None
    if not data.name.startswith("Fashion-MNIST"):
        raise CourseError(f"the reference table needs Fashion-MNIST, and there is only: {data.name}. Set COURSE_DATA.")
    set_seed(seed)
    if row.split == "valid":
        train, held_out = data.train, data.valid
    else:
        train, held_out = (torch.cat(parts) for parts in zip(data.train, data.valid, strict=True)), data.test
    loaders = DataLoaders(train, held_out, row.batch_size, device)
    parts = model_of(row).to(device), loaders, F.cross_entropy, row.lr, _callbacks(row, loaders)
    # Until lesson 12 the public notebook trains with gradients that fade by 0.85 (lesson 03).
    fading = row.optimizer == "fading"
    learner = MomentumLearner(*parts, momentum=0.85) if fading else TrainLearner(*parts, OPTIMIZERS[row.optimizer])
    learner.fit(row.epochs, callbacks=_schedule(row, row.epochs * len(loaders.train)))
    if row.extra_epochs:
        learner.fit(row.extra_epochs, lr=row.extra_lr)
    return learner.history[-1]["accuracy"]


def model_of(row: Row) -> nn.Module:
    "The row's model with its weights drawn from torch's random numbers."
    if row.model == "resnet":
        return small_resnet().to(memory_format=torch.channels_last)  # the same sums, by a third faster on a CPU
    leak = GENERAL_RELU["leak"] if row.general_relu else 0.0
    model = get_model(partial(GeneralRelu, **GENERAL_RELU) if row.general_relu else nn.ReLU, norm=NORMS[row.norm])
    if row.glorot:
        return model.apply(_glorot)
    return model.apply(partial(init_weights, leak=leak)) if row.he else model


def small_resnet(
    width: int = 16, norm: Callable[[int], nn.Module] | None = nn.BatchNorm2d, n_out: int = 10
) -> nn.Sequential:
    """A convolution to `width` channels, three residual blocks that double them and halve the image, a linear layer.

    From N,1,H,W to N,`n_out`. It stands here and not in lesson 14, where a model of one's own is the exercise.
    """
    widths = [width, 2 * width, 4 * width, 8 * width]
    blocks = [ResidualBlock(ni, nf, stride=2, norm=norm) for ni, nf in pairwise(widths)]
    head = [nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(widths[-1], n_out)]
    return nn.Sequential(conv(1, width, stride=1, norm=norm), *blocks, *head)


def _glorot(module: nn.Module) -> None:
    if isinstance(module, nn.Conv2d | nn.Linear):
        glorot_normal_(module.weight)
        nn.init.zeros_(module.bias)


def _callbacks(row: Row, loaders: DataLoaders) -> list[Callback]:
    callbacks: list[Callback] = [MetricsCallback(accuracy=Accuracy())]
    if row.normalized:
        mean, std = dataset_stats(loaders.train)
        callbacks.append(BatchTransform(partial(_normalize, mean=mean, std=std)))
    return [*callbacks, LSUVCallback()] if row.lsuv else callbacks


def _normalize(batch: tuple[Tensor, Tensor], mean: float, std: float) -> tuple[Tensor, Tensor]:
    return (batch[0] - mean) / std, batch[1]


def _schedule(row: Row, steps: int) -> list[Callback]:
    if row.schedule == "one-cycle":
        return [BatchScheduler(lambda optimizer: OneCycle(optimizer, steps, row.lr))]
    if row.schedule == "torch's one-cycle":
        return [BatchScheduler(lambda optimizer: OneCycleLR(optimizer, row.lr, steps))]
    if row.schedule == "cosine by epochs":
        return [EpochScheduler(lambda optimizer: CosineAnnealingLR(optimizer, row.epochs))]
    if row.schedule == "cosine":
        return [BatchScheduler(lambda optimizer: CosineAnnealingLR(optimizer, steps))]
    return []
