"""Lesson 04, metrics, progress and the learning-rate finder: what each exercise must do.

Callbacks are judged by what a fit does with them. The model is a linear layer and everything is in float64, so the
judge can repeat the fit with plain torch operations, once as it should be and once with each known mistake.
Other callbacks and metrics that take part are made in the probe: a mistake in one exercise costs points in that one.
"""

import math

import torch
from torch.nn.functional import cross_entropy, mse_loss

from autograder.checks.predicted import each_is_answered
from autograder.checks.student import Raised
from autograder.checks.vocabulary import accepts, agree, check, holds, public, raises

F64 = torch.float64

EMPTY = "answers although nothing was added: there is nothing to divide by, so this must raise ValueError"
ZERO_IS_A_VALUE = "takes a result of 0 for nothing added: ask how much was added"
SHARED = "shares its numbers with other objects of the class: keep them on self"
UNWEIGHTED = "takes the plain mean of the batches: the last batch is smaller and must weigh less"
BLENDED = "blends training and validation: reset when a phase begins"


def split(batches):
    "The inputs of all batches, and their targets: what a probe is given, because it is shown in one line."
    return [x for x, _ in batches], [y for _, y in batches]


def as_floats(values):
    return [float(value) for value in values]


# ---------------------------------------------------------------------------------------------------------------------
# Mean


def mean_of(names, values, weights):
    "Mean() after update(value, weight) for these: compute()"
    mean = names.Mean()
    for value, weight in zip(values, weights, strict=True):
        mean.update(value, weight)
    return mean.compute()


@check("Mean", points=1)
def weighted_mean(student, trial):
    "It is the mean of the values, each counted as often as its weight says."

    def two_of_them(names):
        "a second Mean() after update(2.0), while the first one was reset and given 16.0"
        first, second = names.Mean(), names.Mean()
        first.reset()
        first.update(16.0)
        second.update(2.0)
        return second.compute()

    agree(student(two_of_them), 2.0, mistakes={SHARED: 9.0})
    n = trial.sizes(5)[0]
    values = as_floats(trial.normal(n, mean=2))
    weights = [trial.integer(2, 9) for _ in values[1:]] + [1]
    total, mass = sum(v * w for v, w in zip(values, weights, strict=True)), sum(weights)
    agree(
        student(mean_of, values, weights),
        total / mass,
        mistakes={
            "ignores the weights": sum(values) / n,
            "adds up without dividing by the sum of the weights": total,
            "divides by the number of updates instead of the sum of the weights": total / n,
            "weighs the divisor only: multiply each value by its weight too": sum(values) / mass,
            "keeps the last value only": values[-1],
        },
    )
    agree(
        student(lambda names, a, b: [m := names.Mean(), m.update(a), m.update(b, 3), m.compute()][-1], *values[:2]),
        (values[0] + 3 * values[1]) / 4,
        mistakes={"a weight that is not given should be 1": values[1]},
    )
    few, weights = values[:3], [2.5, 0.75, 1.25]
    agree(
        student(mean_of, few, weights),
        sum(v * w for v, w in zip(few, weights, strict=True)) / sum(weights),
        mistakes={
            "takes the whole part of a weight: any positive number is one": (2 * few[0] + few[2]) / 3,
        },
    )


@check("Mean", points=1)
def mean_starts_anew(student, trial):
    "It goes on after compute, starts anew after reset, and raises ValueError when there is nothing to average."
    a, b, c = as_floats(trial.normal(3))

    def stages(names, a, b, c):
        "compute() after update(a, 3), the same again, after update(b, 1), and after reset() and update(c, 2)"
        mean = names.Mean()
        mean.update(a, 3)
        found = [mean.compute(), mean.compute()]
        mean.update(b, 1)
        found.append(mean.compute())
        mean.reset()
        mean.update(c, 2)
        return [*found, mean.compute()]

    before = (3 * a + b) / 4
    agree(
        student(stages, a, b, c),
        [a, a, before, c],
        mistakes={
            "compute forgets what was added before": [a, a, b, c],
            "reset does not forget the old values": [a, a, before, (3 * a + b + 2 * c) / 6],
            "reset forgets the values and not the weights": [a, a, before, 2 * c / 6],
        },
    )
    with accepts(ValueError, unless=ZERO_IS_A_VALUE):
        agree(student(lambda names: [m := names.Mean(), m.update(0.0), m.compute()][-1]), 0.0)
    with raises(ValueError, unless=EMPTY):
        student(lambda names: names.Mean().compute())
    with raises(ValueError, unless=public(f"after reset it {EMPTY}")):
        student(lambda names: [m := names.Mean(), m.update(1.0, 2), m.reset(), m.compute()])


@check("Mean", points=1)
def mean_of_tensors(student, trial):
    "It takes tensors of one number, keeps their digits in a Python float, and lets go of their graphs."
    n = trial.sizes(2000)[0]
    values = trial.uniform(n, low=0.5, high=1.0, dtype=torch.float32)

    def long_mean(names, values):
        "update(16,777,216) and then update(value) for 0-d float32 tensors: compute()"
        mean = names.Mean()
        mean.update(torch.tensor(16777216.0))
        for value in values:
            mean.update(value)
        return mean.compute()

    def short_mean():
        few = [1.0, 2.0, 4.5]
        got = student(lambda names, few: [m := names.Mean(), [m.update(v) for v in few], m.compute()][-1], few)
        agree(got, 2.5)

    agree(
        student(long_mean, values),
        (2.0**24 + values.double().sum().item()) / (n + 1),
        rtol=1e-9,
        unless="loses digits: add up Python floats, not float32 tensors",
        control=short_mean,
    )

    def graphs_alive(names):
        "How many graphs are alive after Mean().update(loss) for 3 losses"
        import weakref

        class Kept:
            def __init__(self, tensor):
                self.tensor = tensor

        alive = []

        def keep(tensor):
            kept = Kept(tensor)
            alive.append(weakref.ref(kept))
            return kept

        mean, w = names.Mean(), torch.ones(3, requires_grad=True)
        with torch.autograd.graph.saved_tensors_hooks(keep, lambda kept: kept.tensor):
            for _ in range(3):
                mean.update((w * w).sum())
        mean.compute()
        return len({id(ref()) for ref in alive if ref() is not None})

    agree(
        student(graphs_alive),
        0,
        unless="keeps the tensors with their graphs: every batch's activations stay in memory. Add numbers (`.item()`)",
    )


# ---------------------------------------------------------------------------------------------------------------------
# Accuracy


def accuracy_of(names, batches):
    "Accuracy() after update(preds, targets) for these batches: compute()"
    accuracy = names.Accuracy()
    for preds, targets in batches:
        accuracy.update(preds, targets)
    return accuracy.compute()


def classes(trial, n, c):
    return torch.tensor([trial.integer(0, c - 1) for _ in range(n)])


def uneven_accuracy(batches):
    "The share of right answers, then what it becomes by known mistakes."
    rights = [(preds == targets).double() for preds, targets in batches]
    right, seen = sum(r.sum().item() for r in rights), sum(len(r) for r in rights)
    return right / seen, {
        "averages the accuracies of the batches: a small last batch counts as much as a full one": sum(
            r.mean().item() for r in rights
        )
        / len(rights),
        "gives per cent: a share between 0 and 1 is asked for": 100 * right / seen,
        "gives the share of wrong answers": 1 - right / seen,
        "counts right answers without dividing by the number of predictions": float(right),
        "sees the last batch only": rights[-1].mean().item(),
        "divides by the number of batches": right / len(batches),
    }


@check("Accuracy", points=2)
def accuracy_of_logits(student, trial):
    "For logits N×C it is the share of rows whose largest logit is the target's, over all batches."

    def two_of_them(names, x):
        "a second Accuracy() after update(x, x), while the first one was reset and given (x + 1, x)"
        first, second = names.Accuracy(), names.Accuracy()
        first.reset()
        first.update(x + 1, x)
        second.update(x, x)
        return second.compute()

    agree(student(two_of_them, torch.arange(4)), 1.0, mistakes={SHARED: 0.5})
    c, *sizes = trial.sizes(4, 9, 7, 3)
    batches = []
    for n, lift in zip(sizes, (3.0, 2.0, 0.0), strict=True):
        targets = classes(trial, n, c)
        logits = trial.normal(n, c) - 1
        logits[torch.arange(n), targets] += lift
        batches.append((logits, targets))
    last_logits, last_targets = batches[-1]
    last_logits[0, last_targets[0]] = -9  # the last batch is never all right, so it is not like the others
    exact, mistakes = uneven_accuracy([(logits.argmax(1), targets) for logits, targets in batches])
    smallest, _ = uneven_accuracy([(logits.argmin(1), targets) for logits, targets in batches])
    square = torch.full((c, c), -1.0, dtype=trial.dtype)
    square[:, 0] = 1.0  # every row's largest logit is the first; down the columns only one is
    square[1, 1:] = 0.5
    firsts = torch.zeros(c, dtype=torch.int64)
    over_the_batch = (square.argmax(0) == firsts).double().mean().item()
    agree(
        student(accuracy_of, [(square, firsts)]),
        1.0,
        mistakes={
            "takes the largest logit over the batch (dim 0): classes are on axis 1": over_the_batch,
            "takes the smallest logit": 0.0,
            "gives per cent: a share between 0 and 1 is asked for": 100.0,
        },
    )
    got = student(accuracy_of, batches)
    agree(got, exact, mistakes={**mistakes, "takes the smallest logit": smallest})
    one = [(logits[:1], targets[:1]) for logits, targets in batches]
    with accepts(ValueError, unless="loses the axis of the batch when there is one item: squeeze takes it away"):
        agree(student(accuracy_of, one), uneven_accuracy([(x.argmax(1), t) for x, t in one])[0])


@check("Accuracy", points=1)
def accuracy_of_classes(student, trial):
    "It takes predicted classes as well, starts anew after reset, and refuses what it cannot compare."
    sizes = trial.sizes(8, 3)
    batches = []
    for n in sizes:
        targets = classes(trial, n, 5)
        preds = targets.clone()
        preds[: n // 3] = (preds[: n // 3] + 1) % 5
        batches.append((preds, targets))
    exact, mistakes = uneven_accuracy(batches)
    agree(student(accuracy_of, batches), exact, mistakes=mistakes)

    def after_reset(names, batches):
        "Accuracy() after a first batch, reset() and a second: compute()"
        accuracy = names.Accuracy()
        accuracy.update(*batches[0])
        accuracy.compute()
        accuracy.reset()
        accuracy.update(*batches[1])
        return accuracy.compute()

    second, _ = uneven_accuracy(batches[1:])
    agree(student(after_reset, batches), second, mistakes={"reset does not forget what was counted": exact})
    wrong = [((targets + 1) % 5, targets) for _, targets in batches]
    with accepts(ValueError, unless=ZERO_IS_A_VALUE):
        agree(student(accuracy_of, wrong), 0.0)
    with raises(ValueError, unless=EMPTY):
        student(lambda names: names.Accuracy().compute())
    shapes = "compares predictions with targets of another shape: broadcasting pairs them wrongly, raise ValueError"
    with raises(ValueError, unless=shapes):
        student(lambda names: names.Accuracy().update(torch.tensor([1, 2, 1, 0]), torch.tensor([[1], [2], [1], [0]])))
    with raises(ValueError, unless=shapes):
        student(lambda names: names.Accuracy().update(torch.eye(4), torch.tensor([2])))


# ---------------------------------------------------------------------------------------------------------------------
# MetricsCallback


def history(names, x, y, valid_x, valid_y, weight, lr, cancel):
    "learner.history after fit(2) with MetricsCallback(right=…, seen=…)"
    train, valid = (list(zip(*pair, strict=True)) for pair in ((x, y), (valid_x, valid_y)))

    class Right:
        def reset(self):
            self.right = self.seen = 0

        def update(self, preds, targets):
            self.graph = preds.requires_grad
            self.right += int((preds.argmax(1) == targets).sum())
            self.seen += len(targets)

        def compute(self):
            return self.right / self.seen

    class Seen(Right):
        def compute(self):
            return self.seen

    class Other(names.Callback):
        def after_backward(self, learner):
            if cancel == "batch":
                raise names.CancelBatch
            if cancel == "epoch" and learner.epoch == 0 and learner.iteration == 1:
                raise names.CancelEpoch

        def before_batch(self, learner):
            learner.model.train(learner.training and cancel != "frozen")

    right, seen = Right(), Seen()
    right.reset()
    seen.reset()
    model = torch.nn.Linear(weight.shape[1], weight.shape[0], bias=False, dtype=torch.float64)
    model.weight.data.copy_(weight)
    dls = type("Loaders", (), {"train": train, "valid": valid})()
    metrics = names.MetricsCallback(right=right, seen=seen)
    learner = names.TrainLearner(model, dls, torch.nn.functional.cross_entropy, lr, [Other(), metrics])
    if cancel == "fit":
        learner.fit(1)
    learner.fit(2)
    if cancel == "graph":
        learner.fit(1, valid=False)
        return right.graph
    return learner.history


def phases(trial):
    "Batches of uneven sizes for training and for validation, and a weight for the model."
    d, c, *sizes = trial.sizes(3, 4, 7, 5, 2, 6, 1)

    def batch(n, shift):
        return trial.normal(n, d, mean=shift, dtype=F64), classes(trial, n, c)

    train, valid = [batch(n, 0.0) for n in sizes[:3]], [batch(n, 0.7) for n in sizes[3:]]
    return train, valid, trial.normal(c, d, dtype=F64)


def expected_history(train, valid, weight, lr=0.0, n_epochs=2, reset="phase", weighted=True, first=0, keep=None):
    "What learner.history holds after such a fit, or by a known mistake. `keep` says which batches of a phase count."
    rows, losses, rights = [], [], []
    weight = weight.clone()
    for epoch in range(n_epochs):
        if reset == "epoch":
            losses, rights = [], []
        for phase, batches in (("train", train), ("valid", valid)):
            if reset == "phase":
                losses, rights = [], []
            for x, y in keep(batches) if keep else batches:
                w = weight.clone().requires_grad_()
                preds = x @ w.T
                loss = cross_entropy(preds, y)
                losses.append((loss.item(), len(y)))
                rights.append((preds.argmax(1) == y).sum().item())
                if phase == "train":
                    weight -= lr * torch.autograd.grad(loss, w)[0]
            seen = sum(n for _, n in losses)
            mean = sum(v * (n if weighted else 1) for v, n in losses) / (seen if weighted else len(losses))
            rows.append(
                {"epoch": epoch + first, "phase": phase, "loss": mean, "right": sum(rights) / seen, "seen": seen}
            )
    return rows


def history_mistakes(train, valid, weight, lr=0.0):
    "What goes wrong whatever the fit is."

    def wrong(**how):
        return expected_history(train, valid, weight, lr, **how)

    return {
        UNWEIGHTED: wrong(weighted=False),
        public(f"{BLENDED}, not when an epoch begins"): wrong(reset="epoch"),
        public(f"{BLENDED}; nothing is ever reset"): wrong(reset="never"),
    }


@check("MetricsCallback", points=2)
def history_of_phases(student, trial):
    "Every phase leaves one dict in learner.history: epoch, phase, loss and each metric over the whole phase."
    train, valid, weight = phases(trial)
    right = expected_history(train, valid, weight)
    got = student(history, *split(train), *split(valid), weight, 0.0, "")
    holds(
        not (isinstance(got, list) and len(got) == 2),
        "4 dicts: training and validation of 2 epochs",
        got,
        unless="one dict for each epoch: one for each phase is asked for",
    )
    agree(
        got,
        right,
        mistakes={
            **history_mistakes(train, valid, weight),
            "reports the last batch of the phase, not the whole phase": expected_history(
                train, valid, weight, keep=lambda batches: batches[-1:]
            ),
            "leaves the last batch of each phase out": expected_history(
                train, valid, weight, keep=lambda batches: batches[:-1]
            ),
            "counts epochs from 1: learner.epoch begins at 0": expected_history(train, valid, weight, first=1),
            "calls every phase train": [{**row, "phase": "train"} for row in right],
            "swaps the names of the phases": [
                {**row, "phase": "valid" if row["phase"] == "train" else "train"} for row in right
            ],
            "adds the losses up without dividing": [{**row, "loss": row["loss"] * row["seen"]} for row in right],
        },
    )
    by_mode = "asks the model for its mode, which need not be that of the learner: learner.training tells the phase"
    agree(
        student(history, *split(train), *split(valid), weight, 0.0, "frozen"),
        right,
        mistakes={by_mode: [{**row, "phase": "valid"} for row in right]},
    )


@check("MetricsCallback", points=1)
def history_of_training(student, trial):
    "While the model learns, the loss is that of the predictions which were made; metrics get them without a graph."
    train, valid, weight = phases(trial)
    agree(
        student(history, *split(train), *split(valid), weight, 0.3, ""),
        expected_history(train, valid, weight, lr=0.3),
        mistakes=history_mistakes(train, valid, weight, lr=0.3),
    )
    agree(
        student(history, *split(train), *split(valid), weight, 0.3, "graph"),
        False,
        unless="hands predictions with their graph to the metrics: one that keeps them fills the memory. Detach them",
    )


@check("MetricsCallback", points=1)
def history_of_cancelled(student, trial):
    "A batch that another callback cancels after its loss counts; a cancelled phase leaves no dict and no trace."
    train, valid, weight = phases(trial)
    right = expected_history(train, valid, weight)
    missed = "misses batches that are cancelled after their loss, as in gradient accumulation: update in after_loss"
    try:
        got = student(history, *split(train), *split(valid), weight, 0.0, "batch")
    except Raised as raised:
        empty = {"ValueError", "ZeroDivisionError"} & set(raised.kinds)
        holds(not empty, "a history", f"raised {raised}", unless=missed)
        raise

    def without_cancelling():
        agree(student(history, *split(train), *split(valid), weight, 0.0, ""), right)

    agree(got, right, mistakes=history_mistakes(train, valid, weight), unless=missed, control=without_cancelling)
    cut_short = expected_history(train[:2], valid, weight)[0]
    agree(
        student(history, *split(train), *split(valid), weight, 0.0, "epoch"),
        right[1:],
        mistakes={"writes a dict for a phase that was cancelled": [cut_short, *right[1:]]},
        unless="carries what a cancelled phase had counted into the next: reset when a phase begins, not when it ends",
        control=without_cancelling,
    )


@check("MetricsCallback", points=1)
def history_of_one_fit(student, trial):
    "A new fit begins a new history."
    train, valid, weight = phases(trial)
    right = expected_history(train, valid, weight)
    kept = "keeps the dicts of earlier fits: begin with an empty list in before_fit"
    agree(
        student(history, *split(train), *split(valid), weight, 0.0, "fit"),
        right,
        mistakes={kept: right[:2] + right, **history_mistakes(train, valid, weight)},
    )


# ---------------------------------------------------------------------------------------------------------------------
# LRFinder


def finder_trace(names, x, y, weight, start, gamma, groups):
    "lrs and losses of LRFinder(start, gamma) after fit(20, valid=False)"
    train = list(zip(x, y, strict=True))
    model = torch.nn.Linear(weight.shape[0], 1, dtype=torch.float64)
    model.weight.data.copy_(weight)
    model.bias.data.zero_()
    dls = type("Loaders", (), {"train": train, "valid": train})()

    def opt_func(parameters, lr):
        return torch.optim.SGD([{"params": [p]} for p in parameters] if groups else parameters, lr=lr)

    finder = names.LRFinder(start=start, gamma=gamma)
    learner = names.TrainLearner(model, dls, torch.nn.functional.mse_loss, 0.05, [finder], opt_func)
    learner.fit(20, valid=False)
    return [finder.lrs, finder.losses]


def found(train, weight, start, gamma, lowest="so far", first=0, epochs=20, restart=False, one_group=False):
    "The same with plain torch operations, or by a known mistake."
    w, b = weight.clone(), torch.zeros(1, dtype=F64)
    lrs, losses, k = [], [], first
    for _ in range(epochs):
        k = first if restart else k
        for x, y in train:
            w.requires_grad_()
            b.requires_grad_()
            loss = mse_loss(x @ w[:, None] + b, y)
            lrs.append(start * gamma**k)
            losses.append(loss.item())
            before = {"so far": min(losses), "first": losses[0], "previous": losses[-2:][0]}[lowest]
            if not math.isfinite(losses[-1]) or losses[-1] > 3 * before:
                return [lrs, losses]
            dw, db = torch.autograd.grad(loss, (w, b))
            w, b = w.detach() - lrs[-1] * dw, b.detach() - (0.05 if one_group else lrs[-1]) * db
            k += 1
    return [lrs, losses]


@check("LRFinder", points=1)
def rates_and_losses(student, trial):
    "Batch k is trained at start·gamma^k, in every parameter group; lrs and losses tell of each, before its step."
    d, *sizes = trial.sizes(3, 8, 6, 5)
    true, weight = trial.normal(d, 1, mean=2, dtype=F64), trial.normal(d, dtype=F64) * 0.1
    train = []
    for n in sizes:
        x = trial.normal(n, d, dtype=F64)
        train.append((x, x @ true + 1 + 0.5 * trial.normal(n, 1, dtype=F64)))
    start, gamma = 0.002 * trial.integer(4, 6), 1.4
    for groups in (False, True):
        right = found(train, weight, start, gamma)
        got = student(finder_trace, *split(train), weight, start, gamma, groups)
        agree(
            got,
            right,
            rtol=1e-5,
            mistakes={
                "leaves the batch that it stopped at out of lrs and losses": [part[:-1] for part in right],
                "records the loss it stopped at and not its rate": [right[0][:-1], right[1]],
                "compares with the first loss: remember the lowest so far": found(
                    train, weight, start, gamma, lowest="first"
                ),
                "begins with start·gamma: the first batch, k = 0, is trained at start": found(
                    train, weight, start, gamma, first=1
                ),
                "begins again in each epoch: k counts on": found(train, weight, start, gamma, restart=True),
                "changes the rate of the first parameter group only": found(
                    train, weight, start, gamma, one_group=True
                ),
                "multiplies the rate that the optimizer had: the first batch is trained at start": found(
                    train, weight, 0.05, gamma, first=1
                ),
                "tells the next batch's rate: record before it is raised": [
                    [start * gamma ** (k + 1) for k in range(len(right[0]))],
                    right[1],
                ],
            },
        )


def stopping(names, losses, options):
    "How many batches LRFinder tries when they have these losses, how many rates it records, and its losses"
    model = torch.nn.Linear(1, 1)
    tried = []

    def loss_func(preds, targets):
        tried.append(1)
        return preds.sum() * 0 + targets[0]

    batches = [(torch.ones(2, 1), torch.tensor([loss, loss])) for loss in losses]
    dls = type("Loaders", (), {"train": batches, "valid": batches})()
    finder = names.LRFinder(**options)
    names.TrainLearner(model, dls, loss_func, 0.1, [finder]).fit(1, valid=False)
    return [len(tried), len(finder.lrs), list(finder.losses)]


@check("LRFinder", points=2)
def when_it_stops(student, trial):
    "It stops where a loss is above max_ratio times the lowest so far, or not finite, and records that batch too."
    scale = 2.0 ** trial.integer(-3, 3)  # a power of two, so that exactly 3 times stays exact
    lowest = "does not follow the lowest loss so far: it misses a rise that starts below the first loss"
    previous = "compares with the loss before: several small rises make a large one, so remember the lowest"
    strict = "stops at exactly max_ratio times the lowest: only above it"
    fixed = "ignores max_ratio"
    not_finite = "goes on after a loss that is not finite: nan is not greater than anything, so ask for it"
    cases = [
        ([1.0, 2.0, 3.5, 1.0, 1.0], {}, 3, {previous: 5}),
        ([4.0, 1.0, 2.9, 0.5, 1.6, 1.0, 1.0], {}, 5, {lowest: 7}),
        ([2.0, 1.0, 3.0, 3.5, 1.0], {}, 4, {strict: 3}),
        ([2.0, 1.0, 1.4, 1.6, 1.0], {"max_ratio": 1.5}, 4, {fixed: 5}),
        ([1.0, 4.0, 4.5, 5.5, 1.0], {"max_ratio": 5.0}, 4, {fixed: 2}),
        ([2.0, 1.0, math.nan, 1.0, 1.0], {}, 3, {not_finite: 5}),
        ([math.nan, 1.0, 1.0], {}, 1, {not_finite: 3}),
        ([2.0, -math.inf, 2.0], {}, 2, {not_finite: 3}),
        ([2.0, math.inf, 2.0], {}, 2, {not_finite: 3}),
        ([2.0, 1.0, 1.0], {}, 3, {}),
    ]
    # Below, only their numbers are compared: the sentences are true where the losses themselves are recorded.
    falling = [loss * scale for loss in (2.0, 1.5, 1.0)]
    agree(student(stopping, falling, {}), [3, 3, falling])
    for losses, options, batches, mistakes in cases:
        *counts, recorded = student(stopping, [loss * scale for loss in losses], options)
        agree(
            [*counts, len(recorded)],
            [batches] * 3,
            mistakes={
                "leaves the batch that it stopped at out of lrs and losses": [batches, batches - 1, batches - 1],
                **{sentence: [count] * 3 for sentence, count in mistakes.items()},
            },
        )


@check("LRFinder", points=1)
def training_only(student, trial):
    "Validation is not its business, and a second fit starts anew."
    a, b = trial.sizes(3, 2)

    def two_fits(names, a, b):
        "lrs and losses of LRFinder(0.01, 2) after fit(2) with validation, and after a second fit(1)"
        model = torch.nn.Linear(1, 1)

        def loss_func(preds, targets):
            return preds.sum() * 0 + targets[0]

        def batches(n, loss):
            return [(torch.ones(2, 1), torch.tensor([loss, loss])) for _ in range(n)]

        dls = type("Loaders", (), {"train": batches(a, 1.0), "valid": [*batches(b, 0.125), *batches(b, 64.0)]})()
        finder = names.LRFinder(start=0.01, gamma=2.0)
        learner = names.TrainLearner(model, dls, loss_func, 0.1, [finder])
        learner.fit(2)
        first = [list(finder.lrs), list(finder.losses)]
        learner.fit(1, valid=False)
        return [first, [finder.lrs, finder.losses]]

    def rates(n, first=0):
        return [0.01 * 2.0 ** (k + first) for k in range(n)]

    first, second = [rates(2 * a), [1.0] * 2 * a], [rates(a), [1.0] * a]
    validated = "counts validation batches: learner.training says which phase it is"
    got = student(two_fits, a, b)
    if isinstance(got, list) and isinstance(got[0], list):
        holds(got[0][-1] == first[-1], f"the losses of {2 * a} training batches", got[0][-1], unless=validated)
    agree(
        got,
        [first, second],
        rtol=1e-9,
        mistakes={
            validated: [[rates(a) + rates(a, first=a + 2 * b), first[1]], second],
            "goes on where the fit before ended: a new fit begins with empty lists, at start": [
                first,
                [rates(3 * a), [1.0] * 3 * a],
            ],
        },
    )


def traces_left(names, weight, x, y, ending, seed):
    """What an LRFinder has changed when the fit is over

    `ending` is how it ends: "stop" when the loss has risen, "end" of the data, "error" or "interrupt" in a batch.
    """

    class Counting(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.register_buffer("calls", torch.zeros((), dtype=torch.float64), persistent=False)

        def forward(self, x):
            self.calls += 1
            return x

    class Witness(names.Callback):
        order = -(10**6)

        def before_fit(self, learner):
            self.opt = learner.opt
            if ending == "at once":
                raise RuntimeError("of another callback")

    class Disturb(names.Callback):
        seen = None

        def after_step(self, learner):
            self.seen = [t.detach().clone() for t in [*learner.model.parameters(), *learner.model.buffers()]]
            if learner.epoch == 2 and ending == "error":
                raise RuntimeError("of another callback")
            if learner.epoch == 2 and ending == "interrupt":
                raise KeyboardInterrupt

    torch.manual_seed(seed)
    nn, d = torch.nn, weight.shape[0]
    model = nn.Sequential(nn.Linear(d, d), nn.BatchNorm1d(d), nn.Dropout(0.2), Counting(), nn.Linear(d, 1)).double()
    model[0].weight.data.copy_(weight)
    model[4].weight.data.copy_(weight[:1])
    model.train()
    model[2].eval()
    model[0].weight.grad = weight.clone()
    parameters = dict(model.named_parameters())
    tensors = {**parameters, **dict(model.named_buffers())}
    values = {name: tensor.detach().clone() for name, tensor in tensors.items()}
    modes = {name: module.training for name, module in model.named_modules()}
    random = torch.get_rng_state()

    def opt_func(parameters, lr):
        return torch.optim.SGD(parameters, lr=lr, momentum=0.5)

    dls = type("Loaders", (), {"train": [(x, y)], "valid": [(x, y)]})()
    witness, disturb = Witness(), Disturb()
    finder = names.LRFinder(start=0.01, gamma=3.0, max_ratio=3.0 if ending == "stop" else 1e9)
    learner = names.TrainLearner(model, dls, torch.nn.functional.mse_loss, 0.1, [witness, disturb, finder], opt_func)
    raised = ""
    try:
        learner.fit(3 if ending == "end" else 60, valid=ending == "end")
    except (RuntimeError, KeyboardInterrupt) as error:
        if ending not in ("error", "interrupt", "at once") or isinstance(error, NotImplementedError):
            raise
        raised = type(error).__name__
        if ending == "at once":
            return raised

    def changed(now):
        return [n for n, old in values.items() if n in now and not torch.equal(now[n].detach(), old)]

    now_parameters, now_buffers = dict(model.named_parameters()), dict(model.named_buffers())
    gradients = {name: p.grad for name, p in now_parameters.items()}
    first = gradients.pop("0.weight")
    group = learner.opt.param_groups[0]
    return {
        "raised": raised,
        "trained": disturb.seen is not None and not torch.equal(disturb.seen[0], values["0.weight"]),
        "replaced": learner.model is not model or any(now_parameters[n] is not p for n, p in parameters.items()),
        "weights": changed(now_parameters),
        "buffers": changed(now_buffers),
        "gradients": first is None or not torch.equal(first, weight) or any(g is not None for g in gradients.values()),
        "optimizer": learner.opt is not witness.opt or group["lr"] != 0.1 or len(learner.opt.state) > 0,
        "modes": [name or "model" for name, module in model.named_modules() if module.training != modes[name]],
        "random": not torch.equal(torch.get_rng_state(), random),
    }


LEFT = {  # part → what is left of it
    "replaced": "puts a copy in the model's place: whoever holds the model or its parameters still has the altered one",
    "weights": "leaves the weights altered: they must be what they were when the fit began",
    "buffers": "leaves buffers altered (the running statistics of a batch norm, for one): a state_dict or the "
    "parameters alone do not hold them all",
    "gradients": "leaves gradients altered: what was None must be None again, and what was there must be back",
    "optimizer": "leaves the optimizer altered: its rates or its state are not what they were",
    "modes": "leaves modules in another mode: each has its own `training`",
    "random": "leaves torch's random numbers elsewhere: what is drawn next would differ",
}


ONLY_ENDED_WELL = "does not undo everything when an error or Ctrl+C ends the fit: cleanup_fit runs in every case"


def harmless(student, trial, ending, parts):
    d, n = trial.sizes(3, 9)
    x = trial.normal(n, d, dtype=F64)
    y = x.sum(1, keepdim=True) + 0.1 * trial.normal(n, 1, dtype=F64)
    left = student(traces_left, trial.normal(d, d, dtype=F64), x, y, ending, trial.integer(0, 10**6))
    agree(left["trained"], True, unless="does not train the model while it looks for a rate")
    for part in parts:
        says = {"stop": LEFT[part], "end": public(f"when the data ends first, {LEFT[part]}")}.get(
            ending, ONLY_ENDED_WELL
        )
        holds(not left[part], "everything as it was", f"{part}: {left[part]}", unless=says)
    return left["raised"]


@check("LRFinder", points=1)
def weights_restored(student, trial):
    "Afterwards all weights and buffers are what they were, in the same model."
    harmless(student, trial, "stop", ("replaced", "weights", "buffers"))


@check("LRFinder", points=1)
def all_else_restored(student, trial):
    "So are gradients, optimizer, the mode of every module, and torch's random numbers."
    harmless(student, trial, "stop", ("gradients", "optimizer", "modes", "random"))


@check("LRFinder", points=1)
def restored_on_any_exit(student, trial):
    "So is everything when the data ends first, after an error, and after an interrupt; errors pass through."
    for ending, error in (("end", ""), ("error", "RuntimeError"), ("interrupt", "KeyboardInterrupt")):
        raised = harmless(student, trial, ending, LEFT)
        agree(raised, error, unless="swallows an error that is not its own")
    weight, x = trial.normal(3, 3, dtype=F64), trial.normal(5, 3, dtype=F64)
    raised = student(traces_left, weight, x, x[:, :1], "at once", trial.integer(0, 10**6))
    agree(raised, "RuntimeError")


# ---------------------------------------------------------------------------------------------------------------------
# GradientAccumulation


def accumulated(names, x, y, valid_x, valid_y, weight, n, cancel):
    "Weight and bias after fit(2) with GradientAccumulation(n) and momentum"
    train, valid = (list(zip(*pair, strict=True)) for pair in ((x, y), (valid_x, valid_y)))

    class Cancel(names.Callback):
        def before_batch(self, learner):
            if learner.epoch == 0 and learner.training and learner.iteration == cancel:
                raise names.CancelEpoch

    model = torch.nn.Linear(weight.shape[1], weight.shape[0], dtype=torch.float64)
    model.weight.data.copy_(weight)
    model.bias.data.zero_()
    model.unused = torch.nn.Parameter(torch.ones(2, dtype=torch.float64))
    dls = type("Loaders", (), {"train": train, "valid": valid})()

    def opt_func(parameters, lr):
        return torch.optim.SGD(parameters, lr=lr, momentum=0.5)

    callbacks = [names.GradientAccumulation(n), Cancel()]
    learner = names.TrainLearner(model, dls, torch.nn.functional.cross_entropy, 0.4, callbacks, opt_func)
    learner.fit(2, valid=len(valid) > 0)
    return [model.weight.detach(), model.bias.detach()]


def steps_of(epochs, weight, n, combine=None, rest="step"):
    """Weight and bias after the same fit with plain torch operations. `epochs` holds the batches of each.

    `combine(gradients, sizes, n)` makes one gradient of several; `rest` says what becomes of left-over batches.
    """
    combine = combine or weigh_by_size
    w, b = weight.clone(), torch.zeros(len(weight), dtype=F64)
    parameters, buffers = [w, b], [torch.zeros_like(w), torch.zeros_like(b)]
    gathered, sizes, count = [], [], 0

    def step():
        for i, p in enumerate(parameters):
            gradient = combine([g[i] for g in gathered], sizes, n)
            buffers[i] = 0.5 * buffers[i] + gradient
            p -= 0.4 * buffers[i]
        gathered.clear()
        sizes.clear()

    for batches in epochs:
        for x, y in batches:
            leaves = [p.clone().requires_grad_() for p in parameters]
            gathered.append(torch.autograd.grad(cross_entropy(x @ leaves[0].T + leaves[1], y), leaves))
            sizes.append(len(y))
            count += 1
            if count % n == 0:
                step()
        if gathered and rest == "step":
            step()
        if rest != "carry":
            gathered, sizes, count = [], [], 0
    return parameters


def weigh_by_size(gradients, sizes, n):
    return sum(g * size for g, size in zip(gradients, sizes, strict=True)) / sum(sizes)


def plain_mean(gradients, sizes, n):
    return sum(gradients) / len(gradients)


def share_of_n(gradients, sizes, n):
    return sum(gradients) / n


def plain_sum(gradients, sizes, n):
    return sum(gradients)


def sum_over_items(gradients, sizes, n):
    return sum(g * size for g, size in zip(gradients, sizes, strict=True))


def last_one(gradients, sizes, n):
    return gradients[-1]


def labelled(trial, sizes, d, c):
    return [(trial.normal(size, d, dtype=F64), classes(trial, size, c)) for size in sizes]


DROPPED = "drops the batches that are left over at the end of an epoch"
CARRIED = "carries batches that are left over into the next epoch: take a step with them when the epoch ends"


def wrong_steps(epochs, weight, n):
    "What goes wrong, whatever the sizes of the batches."

    def steps(combine=None, rest="step", n=n):
        return lambda: steps_of(epochs, weight, n, combine, rest)

    return {
        "weighs all batches alike: a batch counts by its size": steps(plain_mean),
        "weighs all batches alike, and divides what is left over by n": steps(share_of_n),
        DROPPED: steps(rest="drop"),
        public(f"{DROPPED}, and weighs all batches alike"): steps(plain_mean, rest="drop"),
        CARRIED: steps(rest="carry"),
        public(f"{CARRIED}; and weighs all batches alike"): steps(plain_mean, rest="carry"),
        "adds the gradients of the mean losses up: a step is larger than that of one big batch": steps(plain_sum),
        "adds up loss times size and never divides": steps(sum_over_items),
        "keeps the gradient of the last batch only": steps(last_one),
        "steps after every batch": steps(n=1),
        "takes one batch more than n for a step": steps(n=n + 1),
    }


def agree_with_steps(got, epochs, weight, n, mistakes=None, unless="", control=None):
    "`agree` with the right steps; the wrong ones are computed only where they are needed."
    right, wrong = steps_of(epochs, weight, n), {**(mistakes or {}), **wrong_steps(epochs, weight, n)}
    agree(got, right, mistakes=wrong, unless=unless, control=control)


@check("GradientAccumulation", points=1)
def like_a_big_batch(student, trial):
    "With n batches of one size, a step is made every n batches and equals that of one big batch."
    d, c, size = trial.sizes(3, 4, 5)
    train = labelled(trial, [size] * 6, d, c)
    weight = trial.normal(c, d, dtype=F64)
    for n in (3, 1, 2):
        agree_with_steps(student(accumulated, *split(train), [], [], weight, n, -1), [train] * 2, weight, n)


@check("GradientAccumulation", points=2)
def uneven_batches(student, trial):
    "Batches count by their size, and those left over at the end of the epoch get a step of their own."
    d, c, *sizes = trial.sizes(3, 4, 7, 2, 5, 6, 1)
    train = labelled(trial, sizes, d, c)
    weight = trial.normal(c, d, dtype=F64)
    for n in (3, 2, 100):
        agree_with_steps(student(accumulated, *split(train), [], [], weight, n, -1), [train] * 2, weight, n)


@check("GradientAccumulation", points=1)
def others_see_everything(student, trial):
    "Other callbacks see every batch, with the mean loss of that batch."
    d, c, *sizes = trial.sizes(3, 4, 6, 2, 5)
    train = labelled(trial, sizes, d, c)
    weight = trial.normal(c, d, dtype=F64)

    def seen(names, x, y, weight):
        "learner.loss as two other callbacks see it in after_loss, one before and one after, and when the batch is over"
        train = list(zip(x, y, strict=True))

        class Early(names.Callback):
            order = -(10**6)

            def __init__(self):
                self.after, self.cleanup = [], []

            def after_loss(self, learner):
                self.after.append(learner.loss.item())

            def cleanup_batch(self, learner):
                self.cleanup.append(learner.loss.item())

        class Late(Early):
            order = 10**6

        model = torch.nn.Linear(weight.shape[1], weight.shape[0], bias=False, dtype=torch.float64)
        model.weight.data.copy_(weight)
        dls = type("Loaders", (), {"train": train, "valid": train})()
        early, late = Early(), Late()
        callbacks = [early, names.GradientAccumulation(3), late]
        names.TrainLearner(model, dls, torch.nn.functional.cross_entropy, 0.5, callbacks).fit(1, valid=False)
        return [early.after, late.after, late.cleanup]

    losses = [cross_entropy(x @ weight.T, y).item() for x, y in train]
    early, late, over = student(seen, *split(train), weight)
    hidden = "hides batches from other callbacks: after_loss must reach them for every batch"
    holds(len(early) == len(late) == len(losses), f"{len(losses)} losses each", f"{len(early)}, {len(late)}", hidden)
    scaled = "changes learner.loss for others: metrics must see the mean loss of the batch, not a scaled one"
    holds(early == late == over, "the same loss each time", [early, late, over], unless=scaled)
    agree(early, losses, rtol=1e-9, unless="the weights moved before the third batch: there was a step too early")


@check("GradientAccumulation", points=1)
def starts_clean(student, trial):
    "Validation counts nothing, a cancelled epoch leaves nothing behind, and n below 1 raises ValueError."
    d, c, *sizes = trial.sizes(3, 4, 5, 7, 2)
    train = labelled(trial, sizes, d, c)
    weight = trial.normal(c, d, dtype=F64)
    valid = labelled(trial, [4], d, c)

    def undisturbed():
        agree(student(accumulated, *split(train), [], [], weight, 2, -1), steps_of([train] * 2, weight, 2))

    agree_with_steps(
        student(accumulated, *split(train), *split(valid), weight, 2, -1),
        [train] * 2,
        weight,
        n=2,
        unless="is not the same with a validation phase in between: only training batches count",
        control=undisturbed,
    )
    cut_short = steps_of([train[:1], train], weight, 2)
    agree_with_steps(
        student(accumulated, *split(train), [], [], weight, 2, 1),
        [train],
        weight,
        n=2,
        mistakes={"takes a step with what a cancelled epoch had gathered": cut_short},
        unless="carries what a cancelled epoch had gathered into the next: begin every epoch with nothing",
        control=undisturbed,
    )
    for n in (0, -2):
        with raises(ValueError, unless="accepts n < 1: there would never be a step, so this must raise ValueError"):
            student(lambda names, n: names.GradientAccumulation(n), n)


@check("predictions_04")
def predicted_before(student, trial):
    "Every question of the lesson has a prediction, right or wrong."
    each_is_answered(student, "predictions_04")
