"`make benchmark`: what the course's own code costs beside plain PyTorch, timed in turns in one run."

import time
from collections.abc import Callable, Sequence
from statistics import median

import torch
import torch.nn.functional as F
from torch import nn

from autograder.measurements.file import Cost
from autograder.measurements.show import work_of
from course_lib import adam, sgd
from course_lib.batchnorm import get_model
from course_lib.core import DataLoaders, default_device, fashion_mnist, set_seed
from course_lib.learner import TrainLearner
from course_lib.metrics import Accuracy, MetricsCallback, ProgressCallback

BATCH_SIZE = 1024
STEPS = 200  # of an optimizer in one round
OPTIMIZERS = {
    "SGD": (sgd.SGD, torch.optim.SGD, {"lr": 0.1}),
    "Momentum": (sgd.Momentum, torch.optim.SGD, {"lr": 0.1, "momentum": 0.9}),
    "ForeachMomentum": (sgd.ForeachMomentum, torch.optim.SGD, {"lr": 0.1, "momentum": 0.9}),
    "RMSProp": (adam.RMSProp, torch.optim.RMSprop, {"lr": 1e-3}),
    "Adam": (adam.Adam, torch.optim.Adam, {"lr": 1e-3}),
    "AdamW": (adam.AdamW, torch.optim.AdamW, {"lr": 1e-3}),
    "ForeachRMSProp": (adam.ForeachRMSProp, torch.optim.RMSprop, {"lr": 1e-3}),
    "ForeachAdam": (adam.ForeachAdam, torch.optim.Adam, {"lr": 1e-3}),
    "ForeachAdamW": (adam.ForeachAdamW, torch.optim.AdamW, {"lr": 1e-3}),
}


def benchmark(rounds: int = 7) -> list[Cost]:
    "An epoch through `Learner` beside a bare loop, and a step of each optimizer beside torch's, on the default device."
    device = default_device()
    name = torch.cuda.get_device_name() if device.type == "cuda" else device.type.upper()
    data = fashion_mnist()
    loaders = DataLoaders(data.train, data.valid, BATCH_SIZE, device)
    epochs = [lambda: learner_epoch(loaders), lambda: bare_epoch(loaders)]
    works = {"an epoch of the four-conv model through Learner": (epochs, "s", 1.0)}
    for optimizer, (our, torch_own, options) in OPTIMIZERS.items():
        steps = [_steps(make, options, device) for make in (our, torch_own)]
        works[work_of(optimizer)] = (steps, "µs", 1e6 / STEPS)
    costs = []
    for work, (both, unit, factor) in works.items():
        ours, theirs = ([factor * t for t in times] for times in in_turns(both, rounds, _wait(device)))
        ratio = median(a / b for a, b in zip(ours, theirs, strict=True))
        versions = name, torch.get_num_threads(), torch.__version__
        costs.append(Cost(*versions, work, unit, _spread(ours), _spread(theirs), ratio))
    return costs


def _spread(times: Sequence[float]) -> tuple[float, float, float]:
    return median(times), min(times), max(times)


def learner_epoch(loaders: DataLoaders) -> float:
    "One epoch of training and validation through the course's learner. Returns the validation accuracy."
    set_seed(0)
    model = get_model().to(loaders.train.inputs.device)
    callbacks = [MetricsCallback(accuracy=Accuracy()), ProgressCallback(plot=False)]
    learner = TrainLearner(model, loaders, F.cross_entropy, 0.1, callbacks)
    learner.fit(1)
    return learner.history[-1]["accuracy"]


def bare_epoch(loaders: DataLoaders) -> float:
    "The same work as a plain loop over the same tensors. Returns the validation accuracy."
    set_seed(0)
    model = get_model().to(loaders.train.inputs.device)
    optimizer = torch.optim.SGD(model.parameters(), 0.1)
    model.train()
    for x, y in loaders.train:
        loss = F.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
    model.eval()
    right = 0
    with torch.no_grad():
        for x, y in loaders.valid:
            preds = model(x)
            F.cross_entropy(preds, y)
            right += (preds.argmax(1) == y).sum()
    return (right / len(loaders.valid.inputs)).item()


def _steps(make: Callable, options: dict, device: torch.device) -> Callable[[], None]:
    set_seed(0)
    model: nn.Module = get_model(norm=nn.BatchNorm2d).to(device)
    for parameter in model.parameters():
        parameter.grad = torch.randn_like(parameter)
    optimizer = make(model.parameters(), **options)

    def run() -> None:
        for _ in range(STEPS):
            optimizer.step()

    return run


def in_turns(works: Sequence[Callable], rounds: int, wait: Callable[[], None]) -> list[list[float]]:
    "Seconds that each work took in each round, after one round to warm up. Turns are taken, so drift hits all alike."
    times: list[list[float]] = [[] for _ in works]
    for number in range(rounds + 1):
        for work, seconds in zip(works, times, strict=True):
            wait()
            began = time.perf_counter()
            work()
            wait()
            if number:
                seconds.append(time.perf_counter() - began)
    return times


def _wait(device: torch.device) -> Callable[[], None]:
    return torch.cuda.synchronize if device.type == "cuda" else lambda: None
