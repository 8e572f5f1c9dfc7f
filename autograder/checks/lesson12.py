"""Lesson 12, accelerated SGD: what each exercise must do.

Gradients are given, so what is compared is the optimizer alone. What is right comes from `torch.optim.SGD`, run by the
same probe; what a known mistake gives comes from `by_hand`.
"""

import copy
from functools import partial

import torch

from autograder.checks.optimizers import (
    ABSENT_ERROR,
    TORCH,
    asked,
    first_the_closure,
    nothing_else,
    refuses,
    takes_parameters,
)
from autograder.checks.predicted import each_is_answered
from autograder.checks.vocabulary import agree, check, holds, public

READY_MADE = ["torch.optim.SGD", "torch.optim.sgd.SGD", "torch.optim.sgd.sgd", "torch.optim.sgd._single_tensor_sgd"]

EMA = ["torch.optim.swa_utils.get_ema_avg_fn", "torch.optim.swa_utils.get_ema_multi_avg_fn"]

FROM_FIRST = "starts from the first item: the average starts from 0"
SWAPPED = "gives beta to the item and 1 - beta to the average: beta is what is kept of the average"
NO_SHARE = "adds the whole item: it counts 1 - beta"
KEPT = "goes on from what an earlier call left: a default such as `averages=[]` is made once, for all calls"
ONE_TENSOR = "puts one and the same tensor into the list each time: all its entries are then the last average"

UPHILL = "goes uphill: the gradient is subtracted"
NO_RATE = "forgets the learning rate"
NOTHING = "changes nothing: `p = p - …` only binds a name to a new tensor, and the parameter must change in place"
DECAY_SIGN = "has the sign of the weight decay wrong: its term is added to the gradient, which is then subtracted"
NO_DECAY = "forgets the weight decay"
DECAY_WITHOUT_RATE = (
    "shrinks the weights by weight_decay itself: it is multiplied by the learning rate, like the gradient"
)
DECAY_LATE = "shrinks the weights after the step: the decay is that of the weights before it"
DECOUPLED = "keeps the weight decay out of the momentum: its term is added to the gradient before the buffer sees it"
EMA_FORM = "multiplies the gradient by 1 - momentum: that is the EMA's form, and torch's adds the gradient whole"
EMA_LATER = "begins with the gradient and multiplies later ones by 1 - momentum: torch's form adds them whole"
DOUBLE_FIRST = "adds the first gradient twice: the first buffer is the gradient itself"
NO_MOMENTUM = "has no momentum: nothing is kept from one step to the next"
NESTEROV = "looks ahead: gradient plus momentum · buffer is Nesterov's form, and the buffer alone is asked for"
HEAVY_BALL = (
    "steps along the buffer alone, which is the heavy ball: step along gradient plus momentum · buffer, with the "
    "buffer as it is after this gradient"
)
WHOLE_BUFFER = "adds the whole buffer to the gradient: momentum times the buffer is asked for"
STEP_KEPT = "keeps what it steps along as its buffer: the buffer gets the gradient only"
FIRST_SHORT = (
    "takes its first step along the gradient alone: the first buffer is the gradient, so that step is 1 + momentum "
    "times as long"
)
BARE_GRADIENT = "adds momentum · buffer to the gradient without its weight decay: both have it"
NO_GRADIENT = "steps along momentum · buffer without the gradient: it is added, although the buffer has it already"
EMA_BOTH = (
    "multiplies gradient and buffer by 1 - momentum: the steps are then those that are asked for at 1 - momentum times "
    "the rate"
)
RATE_INSIDE = (
    "multiplies by lr on the way into the buffer: a changed rate must count at once, for all that the buffer holds"
)
DEFAULTS = "goes by the values that it was made with: those of `group` count, which groups and schedulers set"
RATE_KEPT = "keeps the rate that it was made with: read group['lr'] in each step, which groups and schedulers set"
SKIPS_ZERO = "leaves out gradients that are all 0: only where it is None is there no step, and of a 0 decay still acts"
FIRST_GROUP = "changes the first group only: go through all of self.param_groups"
BY_SHAPE = "keeps its buffers by shape: two parameters of one shape then share one"
BY_PLACE = "keeps its buffers by place in the group: the groups then share them"
ONE_BUFFER = "has one buffer for all parameters: each needs its own"
ABSENT_ZERO = "treats a missing gradient as 0: a parameter without one is left alone, with its buffer and its decay"
ABSENT_STOP = "stops at the first parameter without gradient: skip it with `continue` and go on to the next"
ABSENT_FADES = "lets the buffer fade while there is no gradient: it is left as it is"
ALIAS = "keeps the gradient itself as its buffer: what is written into the gradient later gets there too, so clone it"
TINY = "ignores small gradients: 0.000001 counts like any other"
LARGE = "goes wrong for large gradients only: nothing limits what a gradient may be"
ON_PARAMETER = (
    "begins with the buffers of an earlier optimizer: keep them in self.state, not on the parameter or in the class"
)
OWN_STATE = "does not keep each parameter's buffer in its own self.state[p]"
NOT_IN_STATE = "loses its buffers on the way through state_dict: keep them in self.state[p], which is what is saved"


# ---------------------------------------------------------------------------------------------------------------------
# ema and debias


def averages_by_hand(xs, beta, start=None, keep=None, add=None):
    "The averages, from `start`, with other weights where given."
    keep, add = beta if keep is None else keep, 1 - beta if add is None else add
    average, averages = 0 * xs[0] if start is None else start, []
    for x in xs:
        average = keep * average + add * x
        averages.append(average)
    return averages


def ema_mistakes(xs, beta):
    return {
        FROM_FIRST: averages_by_hand(xs, beta, start=xs[0]),
        SWAPPED: averages_by_hand(xs, beta, keep=1 - beta, add=beta),
        NO_SHARE: averages_by_hand(xs, beta, add=1.0),
    }


@check("ema", points=2, without=EMA)
def of_numbers(student, trial):
    "Of numbers: beta times the average so far, which starts from 0, plus 1 - beta times the item."
    xs = [trial.integer(1, 9) for _ in range(3)]
    first, second = student(lambda names, xs: [list(names.ema(xs, 0.5)), list(names.ema(xs, 0.5))], xs)
    holds(first == second, "the same averages from a second call", f"{first}, then {second}", KEPT)
    for n in trial.sizes(7, 11):
        xs, beta = trial.normal(n, mean=2.0, dtype=torch.float64).tolist(), trial.integer(60, 95) / 100
        right = averages_by_hand(xs, beta)
        mistakes = ema_mistakes(xs, beta) | {"puts the 0 it starts from into the list": [0.0, *right]}
        agree(student(lambda names, xs, beta: names.ema(xs, beta), xs, beta), right, mistakes)
    xs = [trial.integer(1, 9) for _ in range(4)]
    agree(student(lambda names, xs, beta: names.ema(xs, beta), xs, 0.0), [float(x) for x in xs])


@check("ema", points=1, without=EMA)
def of_tensors(student, trial):
    "Of tensors: each average is a new tensor, and the items stay as they are."

    def of_list(names, xs, beta):
        "ema(xs, beta) of a list of tensors"
        averages = names.ema(xs, beta)
        places = {x.data_ptr() for x in xs}
        return averages, any(average.data_ptr() in places for average in averages if isinstance(average, torch.Tensor))

    size, beta = trial.sizes(3, 5), trial.integer(60, 95) / 100
    xs = [trial.normal(*size, mean=1.0) for _ in range(6)]
    right = averages_by_hand(xs, beta)
    got, same = student(of_list, xs, beta)
    agree(got, right, ema_mistakes(xs, beta) | {ONE_TENSOR: [right[-1]] * len(xs)})
    got, same = student(of_list, xs, 0.0)
    agree(got, xs)
    holds(not same, "new tensors", "an item itself", "hands out its inputs: whoever changes an average changes an item")


def corrected(averages, beta, exponent=None, divide=True):
    "The averages over 1 - beta^k, or with another exponent."
    n = len(averages)
    shares = [1 - beta ** (exponent(k, n) if exponent else k) for k in range(1, n + 1)]
    return [a / s if divide else a * s for a, s in zip(averages, shares, strict=True)]


def debias_mistakes(averages, beta):
    linear = [a / (1 - beta * k) for k, a in enumerate(averages, 1)]
    return {
        "divides all by 1 - beta: that is right for the first only, since later ones have seen more items": corrected(
            averages, beta, lambda k, n: 1
        ),
        "divides all by the last one's 1 - beta^n: each average has its own number": corrected(
            averages, beta, lambda k, n: n
        ),
        "is one ahead: the first average has seen one item, so k counts from 1": corrected(
            averages, beta, lambda k, n: k + 1
        ),
        "multiplies by 1 - beta^k: the averages are too small, so divide": corrected(averages, beta, divide=False),
        "takes beta · k for beta^k": linear,
        "returns the averages as they are": averages,
    }


FROM_0 = "counts k from 0: the first average would be divided by 1 - beta^0, which is 0"


@check("debias", points=1)
def of_number_averages(student, trial):
    "The k-th average, counted from 1, is divided by 1 - beta^k."

    def of_list(names, averages, beta):
        "debias(averages, beta) of a list of numbers"
        try:
            return names.debias(averages, beta)
        except ZeroDivisionError:
            return "division by 0"

    for n in trial.sizes(6, 9):
        averages, beta = trial.normal(n, dtype=torch.float64).tolist(), trial.integer(60, 95) / 100
        got = student(of_list, averages, beta)
        holds(got != "division by 0", "numbers", "ZeroDivisionError", FROM_0)
        again = student(of_list, averages, beta)
        holds(
            again == got or type(got) is not list, "the same numbers from a second call", f"{got}, then {again}", KEPT
        )
        agree(got, corrected(averages, beta), debias_mistakes(averages, beta))
    agree(student(of_list, averages, 0.0), averages)
    agree(student(of_list, [], 0.9), [])


@check("debias", points=1)
def of_tensor_averages(student, trial):
    "Averages that are tensors, too; they stay as they are."

    def of_list(names, averages, beta):
        "debias(averages, beta) of a list of tensors"
        try:
            return names.debias(averages, beta)
        except ZeroDivisionError:
            return "division by 0"

    size, beta = trial.sizes(2, 5), trial.integer(60, 95) / 100
    averages = [trial.normal(*size) for _ in range(5)]
    got = student(of_list, averages, beta)
    holds(got != "division by 0", "tensors", "ZeroDivisionError", FROM_0)
    from_0 = corrected(averages, beta, lambda k, n: k - 1)
    agree(got, corrected(averages, beta), {FROM_0: from_0} | debias_mistakes(averages, beta))


# ---------------------------------------------------------------------------------------------------------------------
# What all three optimizers are asked


def train(names, kind, weights, grads, options, plan):
    """The optimizer, made with `options`, in steps with given gradients: the parameters after 5 steps and at the end

    grads: a row for each step, with the gradients of all parameters one after another. plan may have `groups`: for
    each the parameters' numbers and its own options; `absent`: [step, parameter] without gradient; `changes`:
    [step, group, key, value], where key `params` adds a group; `scheduler`: a factor for all rates after each step.
    """
    params = [torch.nn.Parameter(w.clone()) for w in weights]
    groups = [{**group, "params": [params[i] for i in group["params"]]} for group in plan.get("groups", [])] or params
    opt = getattr(names, kind)(groups, **options)
    rates = torch.optim.lr_scheduler.ExponentialLR(opt, plan["scheduler"]) if "scheduler" in plan else None
    early = None
    for step, now in enumerate(grads):
        for at, group, key, value in plan.get("changes", []):
            if at == step and key == "params":
                opt.add_param_group({"params": [params[i] for i in value]})
            elif at == step:
                opt.param_groups[group][key] = value
        for i, (p, grad) in enumerate(zip(params, now.split([w.numel() for w in weights]), strict=True)):
            p.grad = None if [step, i] in plan.get("absent", []) else grad.reshape(p.shape).clone()
        opt.step()
        if rates:
            rates.step()
        if step == 4:
            early = [p.detach().clone() for p in params]
    return [early, [p.detach().clone() for p in params]]


def by_hand(
    task,
    sign=1.0,
    rate=True,
    decay="l2",
    form="torch",
    move="",
    key="own",
    absent="skip",
    values="own",
    only_first=False,
):
    """What `train` gives for an optimizer with one of the known mistakes.

    form: how the buffer is made. move: what is stepped along; unless given, what the exercise asks for.
    """
    move = move or ("ahead" if task.kind == "Nesterov" else "buffer")
    weights, buffers, early = [w.clone() for w in task.weights], {}, None
    made = {"momentum": 0.0, "weight_decay": 0.0, **task.options}
    groups = [{**made, **group} for group in task.plan.get("groups", [{"params": range(len(weights))}])]
    for step in range(len(task.grads)):
        for at, number, name, value in task.plan.get("changes", []):
            if at == step and name == "params":
                groups.append({**made, "params": value})
            elif at == step:
                groups[number][name] = value
        stop, now = False, task.at(step)
        for group in groups[:1] if only_first else groups:
            by = made if values == "made" else group
            lr, momentum, wd = by["lr"] if rate else 1.0, by["momentum"], by["weight_decay"]
            lr = made["lr"] if values == "rate made" else lr
            for place, i in enumerate(group["params"]):
                w, grad = weights[i], now[i]
                name = {"own": i, "shape": tuple(w.shape), "place": (place, tuple(w.shape))}[key]
                if [step, i] in task.plan.get("absent", []):
                    stop = stop or absent == "stop"
                    if absent == "fade" and name in buffers:
                        buffers[name] = momentum * buffers[name]
                    if absent != "zero":
                        continue
                    grad = torch.zeros_like(w)
                if stop:
                    continue
                bare, grad = grad, grad + {"l2": wd, "minus": -wd}.get(decay, 0.0) * w
                if form == "rate inside":
                    grad = lr * grad
                seen = buffers.get(name)
                share = 1 - momentum if form == "ema" or form == "ema later" and seen is not None else 1.0
                start = grad if form == "double first" else torch.zeros_like(w)
                buffer = momentum * (start if seen is None else seen) + share * grad
                ahead = grad + momentum * buffer
                if form != "none":
                    buffers[name] = ahead if move == "ahead, kept" else buffer
                along = {
                    "buffer": buffer,
                    "gradient": grad,
                    "whole buffer": grad + buffer,
                    "buffer's share": momentum * buffer,
                    "bare gradient": bare + momentum * buffer,
                    "ahead later": grad if seen is None else ahead,
                    "ema": (1 - momentum) * grad + momentum * buffer,
                }.get(move, ahead)
                before = w.clone()
                w -= sign * (1.0 if form == "rate inside" else lr) * along
                w -= {"beside": lr * wd, "bare": wd}.get(decay, 0.0) * before
                w -= {"late": lr * wd, "bare late": wd}.get(decay, 0.0) * w
        for group in groups:
            group["lr"] *= task.plan.get("scheduler", 1.0)
        if step == 4:
            early = [w.clone() for w in weights]
    return [early, weights]


class Task:
    "Weights, gradients and the rest of what `train` takes."

    def __init__(self, trial, kind, sizes, steps=20, **options):
        self.kind, self.options, self.plan = kind, {"lr": trial.integer(3, 9) / 100, **options}, {}
        if kind != "SGD":
            self.options.setdefault("momentum", trial.integer(70, 85) / 100)
        self.weights = [trial.normal(*size) for size in sizes]
        self.grads = trial.normal(steps, sum(w.numel() for w in self.weights))

    def at(self, step):
        "The gradients of this step, one for each parameter."
        parts = self.grads[step].split([w.numel() for w in self.weights])
        return [part.reshape(w.shape) for part, w in zip(parts, self.weights, strict=True)]

    def arguments(self):
        return [self.kind, self.weights, self.grads, self.options, self.plan]

    def run(self, student):
        "The parameters after 5 steps and at the end."

        def without_gaps():
            if not self.plan.get("absent"):
                return False
            return asked(student, train, *self.arguments()[:-1], {**self.plan, "absent": []})

        def one_parameter():
            first = [self.kind, self.weights[:1], self.grads[:, : self.weights[0].numel()], self.options, {}]
            return asked(student, train, *first)

        hints = {"NoneType": (ABSENT_ERROR, without_gaps), "must match the size of tensor": (ONE_BUFFER, one_parameter)}
        return asked(student, train, *self.arguments(), hints=hints)

    def compare(self, got, mistakes=lambda: {}, unless="", control=None):
        "The parameters are torch's."
        right = train(TORCH, *self.arguments())
        agree(got, right, mistakes() | self.mistakes(), unless=unless, control=control)

    def wrong(self, **mistake):
        "Computed only where an answer is not right."
        return partial(by_hand, self, **mistake)

    def mistakes(self):
        "Sentence → what it gives, for the mistakes that all three share, that those with momentum share, and its own."
        known = {
            NOTHING: [self.weights, self.weights],
            UPHILL: self.wrong(sign=-1.0),
            NO_RATE: self.wrong(rate=False),
            DECAY_SIGN: self.wrong(decay="minus"),
            NO_DECAY: self.wrong(decay="none"),
            DECAY_WITHOUT_RATE: self.wrong(decay="bare"),
            public(f"{DECAY_WITHOUT_RATE}. And it {DECAY_LATE}"): self.wrong(decay="bare late"),
        }
        if self.kind == "SGD":
            return known | {DECAY_LATE: self.wrong(decay="late")}
        known |= {
            DECOUPLED: self.wrong(decay="beside"),
            public(f"{DECOUPLED}. And it {DECAY_LATE}"): self.wrong(decay="late"),
            EMA_FORM: self.wrong(form="ema"),
            EMA_LATER: self.wrong(form="ema later"),
            DOUBLE_FIRST: self.wrong(form="double first"),
            NO_MOMENTUM: self.wrong(form="none", move="gradient"),
        }
        if self.kind == "Momentum":
            return known | {
                NESTEROV: self.wrong(move="ahead"),
                public(f"{EMA_FORM}. And it {NO_DECAY}"): self.wrong(form="ema", decay="none"),
                public(f"{NO_MOMENTUM}. And it {NO_DECAY}"): self.wrong(form="none", decay="none"),
            }
        return known | {
            HEAVY_BALL: self.wrong(move="buffer"),
            WHOLE_BUFFER: self.wrong(move="whole buffer"),
            STEP_KEPT: self.wrong(move="ahead, kept"),
            FIRST_SHORT: self.wrong(move="ahead later"),
            BARE_GRADIENT: self.wrong(move="bare gradient"),
            NO_GRADIENT: self.wrong(move="buffer's share"),
            EMA_BOTH: self.wrong(form="ema", move="ema"),
        }


def steps_like_torch(student, trial, kind):
    "Over 5 and 20 steps, with and without decay, and with gradients of 1e-6."
    for decay in (0.0, trial.integer(5, 9) / 10):
        task = Task(trial, kind, [trial.sizes(3, 4), trial.sizes(5), ()], weight_decay=decay)
        task.compare(task.run(student))
    for size in (1e-6, 1e5):
        task = Task(trial, kind, [trial.sizes(3, 4), trial.sizes(5)], steps=6)
        task.weights, task.grads = [0 * w for w in task.weights], size * task.grads
        got = task.run(student)
        right = train(TORCH, *task.arguments())
        got, right = ([[w / size for w in after] for after in both] for both in (got, right))
        ignored = {TINY: [[0 * w for w in after] for after in right]} if size < 1 else {}
        agree(got, right, ignored, unless=LARGE if size > 1 else "")  # of the usual size they were right above
    task = Task(trial, kind, [trial.sizes(3, 4), trial.sizes(5)], steps=8, weight_decay=0.6)
    zeros = [0, 3, 6]
    task.grads[zeros] = 0.0

    def without_zeros():
        other = copy.copy(task)
        other.plan = {"absent": [[step, i] for step in zeros for i in range(2)]}
        return {SKIPS_ZERO: other.wrong()}

    task.compare(task.run(student), without_zeros)


def each_group(student, trial, kind):
    "Groups with options of their own, one that comes later, values that change on the way, and a scheduler."
    size = trial.sizes(3, 4)
    task = Task(trial, kind, [*[size] * 4, (2, 3, 2), size], steps=9, weight_decay=0.3)
    own = {"lr": 0.11, "weight_decay": 0.0} | ({"momentum": 0.5} if kind != "SGD" else {})
    task.plan["groups"] = [{"params": [0, 1, 4]}, {"params": [2, 3], **own}]
    task.plan["changes"] = [[6, 1, "weight_decay", 0.8], [7, 0, "lr", 0.17]]
    if kind != "SGD":
        task.plan["changes"].append([6, 0, "momentum", 0.35])

    def mistakes():
        found = {DEFAULTS: task.wrong(values="made"), RATE_KEPT: task.wrong(values="rate made")}
        found |= {FIRST_GROUP: task.wrong(only_first=True)}
        if kind != "SGD":
            found[RATE_INSIDE] = task.wrong(form="rate inside")
            found |= {BY_SHAPE: task.wrong(key="shape"), BY_PLACE: task.wrong(key="place")}
        return found

    def with_the_first_groups():
        first = Task(trial, kind, [trial.sizes(3, 4)] * 2, steps=6, weight_decay=0.3)
        first.compare(first.run(student))

    task.compare(task.run(student), mistakes)
    task.plan["changes"].append([5, 0, "params", [5]])
    late = "does not go on with a group that comes by add_param_group: go through self.param_groups in each step"
    task.compare(task.run(student), mistakes, unless=late, control=with_the_first_groups)
    task.plan = {"groups": [{"params": [0, 1, 4]}, {"params": [2, 3, 5], "lr": 0.11}], "scheduler": 0.7}
    task.compare(task.run(student), mistakes)


def without_gradient(student, trial, kind):
    "Gradients of None, always and at times; then lists, generators and dicts of parameters."
    sizes = [trial.sizes(3, 4), trial.sizes(5), trial.sizes(2, 6), trial.sizes(7)]
    task = Task(trial, kind, sizes, steps=8, weight_decay=0.4)
    task.plan["absent"] = [[0, 0], [3, 0], [4, 0], [2, 2], [5, 2], *([step, 1] for step in range(8))]

    def mistakes():
        found = {ABSENT_ZERO: task.wrong(absent="zero")}
        found[ABSENT_STOP] = task.wrong(absent="stop")
        return found | ({ABSENT_FADES: task.wrong(absent="fade")} if kind != "SGD" else {})

    task.compare(task.run(student), mistakes)
    takes_parameters(student, trial, kind, task.options)


def alias_by_hand(weights, grads, options, ahead=False):
    """Momentum whose first buffer is the gradient tensor itself, which then holds the second gradient; no decay.

    ahead: it steps along gradient plus momentum · buffer.
    """

    def along(grad, buffer):
        return grad + momentum * buffer if ahead else buffer

    lr, momentum, after, sizes = options["lr"], options["momentum"], [], [w.numel() for w in weights]
    for w, of_steps in zip(weights, grads.split(sizes, 1), strict=True):
        first, second, *later = (grad.reshape(w.shape) for grad in of_steps)
        after.append(w - lr * along(first, first))
        buffer = second
        for now in (second, *later):
            buffer = momentum * buffer + now
            after[-1] = after[-1] - lr * along(now, buffer)
    return after


# ---------------------------------------------------------------------------------------------------------------------
# SGD


@check("SGD", points=2, without=READY_MADE)
def sgd_like_torch(student, trial):
    "Over 5 and 20 steps it equals torch.optim.SGD, with weight decay and without, for gradients of any size."
    steps_like_torch(student, trial, "SGD")


@check("SGD", points=1, without=READY_MADE)
def sgd_groups(student, trial):
    "Each group goes by its own lr and weight_decay as they are at that step; later groups and schedulers work."
    each_group(student, trial, "SGD")


@check("SGD", points=1, without=READY_MADE)
def sgd_missing(student, trial):
    "A parameter without gradient is left alone, and the others are not; a generator of parameters is fine."
    without_gradient(student, trial, "SGD")


@check("SGD", points=1, without=READY_MADE)
def sgd_leaves(student, trial):
    "Gradients stay as they are, parameters change in their own memory, and autograd sees nothing."
    nothing_else(student, trial, "SGD", {"lr": trial.integer(3, 9) / 100})


@check("SGD", points=1, without=READY_MADE)
def sgd_closure(student, trial):
    "A closure is called first, once, with autograd on, and step returns what it returned; else None."
    first_the_closure(student, trial, "SGD", {"lr": 0.01, "weight_decay": 0.2})


@check("SGD", points=1, without=READY_MADE)
def sgd_refuses(student, trial):
    "A negative lr or weight_decay and an empty list raise ValueError; 0 is fine."
    bad = [{"lr": -0.1}, {"lr": 0.1, "weight_decay": -0.01}]
    refuses(student, "SGD", bad, [{"lr": 0.0}, {"lr": 0.1, "weight_decay": 0.0}])


# ---------------------------------------------------------------------------------------------------------------------
# Momentum


@check("Momentum", points=2, without=READY_MADE)
def momentum_like_torch(student, trial):
    "Over 5 and 20 steps it equals torch.optim.SGD(momentum=…), with weight decay and without; 0.9 unless given."
    steps_like_torch(student, trial, "Momentum")
    task = Task(trial, "Momentum", [trial.sizes(4)], steps=5)
    del task.options["momentum"]
    task.compare(task.run(student), unless="has another momentum than 0.9 where none is given")


@check("Momentum", points=1, without=READY_MADE)
def momentum_groups(student, trial):
    "Each group goes by its own values as they are at that step, and each parameter has a buffer of its own."
    each_group(student, trial, "Momentum")


@check("Momentum", points=1, without=READY_MADE)
def momentum_missing(student, trial):
    "A parameter without gradient is left alone, its buffer too; a generator of parameters is fine."
    without_gradient(student, trial, "Momentum")


@check("Momentum", points=1, without=READY_MADE)
def momentum_leaves(student, trial):
    "Gradients stay as they are, parameters change in their own memory, and autograd sees nothing."
    options = {"lr": trial.integer(3, 9) / 100, "momentum": trial.integer(70, 85) / 100}
    nothing_else(student, trial, "Momentum", options, lambda *given: {ALIAS: alias_by_hand(*given, options)})


def one_after_another(names, kind, weights, grads, options, reload):
    """Momentum or Nesterov steps, then a second one goes on: the parameters afterwards

    reload: the second has new parameters and the first one's state_dict; else it has the same parameters, and nothing.
    """
    import copy

    params = [torch.nn.Parameter(w.clone()) for w in weights]
    make = getattr(names, kind)
    opt = make(params, **options)
    for step, now in enumerate(grads):
        if step == len(grads) // 2 and reload:
            saved = copy.deepcopy(opt.state_dict())
            params = [torch.nn.Parameter(p.detach().clone()) for p in params]
            opt = make(params, lr=0.77, momentum=0.1)
            opt.load_state_dict(saved)
        elif step == len(grads) // 2:
            opt = make(params, **options)
        for p, grad in zip(params, now.split([w.numel() for w in weights]), strict=True):
            p.grad = grad.reshape(p.shape).clone()
        opt.step()
    return [p.detach().clone() for p in params]


def starts_anew(student, trial, kind):
    "A second optimizer of the same parameters has no buffers of the first."
    task = Task(trial, kind, [trial.sizes(3, 4), trial.sizes(5)], steps=6)
    arguments = [kind, task.weights, task.grads, task.options]
    kept = task.wrong()()[1]
    got = student(one_after_another, *arguments, False)
    agree(got, one_after_another(TORCH, *arguments, False), {ON_PARAMETER: kept})


def is_saved(student, trial, kind):
    "An optimizer of new parameters goes on from a state_dict, and each parameter's buffer is in its own self.state[p]."
    task = Task(trial, kind, [trial.sizes(3, 4), trial.sizes(5)], steps=6, weight_decay=0.2)
    arguments = [kind, task.weights, task.grads, task.options]
    got = student(one_after_another, *arguments, True)
    lost = one_after_another(TORCH, *arguments, False)
    agree(got, one_after_another(TORCH, *arguments, True), {NOT_IN_STATE: lost})

    def remembered(names, kind, weights):
        "made with lr=0.1, after a step: whether self.state[p] holds something, for each parameter"
        params = [torch.nn.Parameter(w.clone()) for w in weights]
        opt = getattr(names, kind)(params, lr=0.1)
        for p in params:
            p.grad = torch.ones_like(p)
        opt.step()
        return [p in opt.state and len(opt.state[p]) > 0 for p in params]

    agree(student(remembered, kind, task.weights), [True, True], unless=OWN_STATE)


@check("Momentum", points=1, without=READY_MADE)
def momentum_starts_anew(student, trial):
    "A second optimizer of the same parameters begins without buffers."
    starts_anew(student, trial, "Momentum")


@check("Momentum", points=1, without=READY_MADE)
def momentum_state(student, trial):
    "Its state_dict, loaded into an optimizer of new parameters, goes on as if nothing had happened."
    is_saved(student, trial, "Momentum")


@check("Momentum", points=1, without=READY_MADE)
def momentum_closure(student, trial):
    "A closure is called first, once, with autograd on, and step returns what it returned; else None."
    first_the_closure(student, trial, "Momentum", {"lr": 0.01, "momentum": 0.7, "weight_decay": 0.2})


@check("Momentum", points=1, without=READY_MADE)
def momentum_refuses(student, trial):
    "A negative lr or weight_decay, a momentum outside [0, 1) and an empty list raise ValueError; 0 is fine."
    bad = [{"lr": -0.1}, {"lr": 0.1, "weight_decay": -0.01}]
    bad += [{"lr": 0.1, "momentum": momentum} for momentum in (1.0, 1.5, -0.1)]
    refuses(student, "Momentum", bad, [{"lr": 0.0}, {"lr": 0.1, "momentum": 0.0}, {"lr": 0.1, "momentum": 0.99}])


# ---------------------------------------------------------------------------------------------------------------------
# Nesterov: its formula first, and of the contract what a step can break


@check("Nesterov", points=1, without=READY_MADE)
def nesterov_like_torch(student, trial):
    "Over 5 and 20 steps, the first included, it equals torch.optim.SGD(nesterov=True), with weight decay and without."
    steps_like_torch(student, trial, "Nesterov")


@check("Nesterov", points=1, without=READY_MADE)
def nesterov_groups(student, trial):
    "Each group goes by its own values as they are at that step; a parameter without gradient is left alone."
    each_group(student, trial, "Nesterov")
    without_gradient(student, trial, "Nesterov")


@check("Nesterov", points=1, without=READY_MADE)
def nesterov_keeps_the_contract(student, trial):
    "Gradients stay, a closure comes first, and buffers are in self.state[p]: its own, and saved with it."
    options = {"lr": trial.integer(3, 9) / 100, "momentum": trial.integer(70, 85) / 100}
    nothing_else(
        student, trial, "Nesterov", options, lambda *given: {ALIAS: alias_by_hand(*given, options, ahead=True)}
    )
    first_the_closure(student, trial, "Nesterov", options | {"weight_decay": 0.2})
    starts_anew(student, trial, "Nesterov")
    is_saved(student, trial, "Nesterov")


@check("predictions_12")
def predicted_before(student, trial):
    "Every question of the lesson has a prediction, right or wrong."
    each_is_answered(student, "predictions_12")
