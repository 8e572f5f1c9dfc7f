"""Lesson 13, RMSProp and Adam: what each exercise must do.

Expected values come from torch's own optimizers. Known mistakes are computed by `simulate`, in float64, and only once
an answer has turned out to be wrong.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import torch
from torch import Tensor

from autograder.checks.difference import Tolerance, equal
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
from autograder.checks.remembered import remembered
from autograder.checks.vocabulary import Disagreement, agree, check, passes, public

WITHOUT = {
    "RMSProp": ["torch.optim.RMSprop", "torch.optim.rmsprop.rmsprop"],
    "Adam": ["torch.optim.Adam", "torch.optim.adam.adam", "torch._fused_adam_"],
    "AdamW": ["torch.optim.AdamW", "torch.optim.Adam", "torch.optim.adamw.adamw", "torch._fused_adamw_"],
}
FROM_ZERO = "gives nan or divides by 0: 1 - β^k is 0 for k = 0, so the first step of a parameter is k = 1"
SKIPS_ZERO = "leaves out gradients that are all 0: only where it is None is there no step"
STILL = "does not change the parameters themselves: work in place, with p.add_ or p -= …"

# ---------------------------------------------------------------------------------------------------------------------
# What an answer is tried on


@dataclass
class Case:
    "Parameters, the gradients of each in every step, and how their optimizer is made."

    kind: str  # the class
    values: list[Tensor]
    grads: list[Tensor]  # for each parameter, one gradient a step along axis 0
    present: list[list[bool]]  # for each parameter and step, whether it has a gradient
    options: dict[str, Any]  # as they are written in the call
    groups: list[dict[str, Any]] = field(default_factory=list)  # options of each parameter's group; none: one group
    gamma: float = 1.0  # what a scheduler multiplies the rate by after each step

    def arguments(self) -> list[Any]:
        "What `walk` takes."
        return [self.kind, self.values, self.grads, self.present, self.options, self.groups, self.gamma]


def a_case(kind: str, trial, steps: int = 10, **options: Any) -> Case:
    """Four parameters: a matrix, two vectors of one shape, one number; their gradients have sizes 1, 1e-6, 30 and 1e-3.

    All get one in every step. One gradient is all zeros. Options that are not given are drawn.
    """
    rows, columns, n = trial.sizes(4, 3, 7)
    shapes = [(rows, columns), (n,), (n,), ()]
    values = [trial.normal(*shape) for shape in shapes]
    grads = [
        trial.normal(steps, *shape, mean=0.5, sd=1) * size
        for shape, size in zip(shapes, (1, 1e-6, 30, 1e-3), strict=True)
    ]
    grads[0][5] = 0
    present = [[True] * steps for _ in shapes]
    drawn = {"lr": trial.integer(3, 7) / 100, "eps": 1e-8}
    if kind == "RMSProp":
        drawn["alpha"] = trial.integer(80, 95) / 100
    else:
        drawn["betas"] = (trial.integer(60, 80) / 100, trial.integer(90, 97) / 100)
    return Case(kind, values, grads, present, drawn | options)


DEFAULTS = {
    "RMSProp": {"lr": 1e-2, "alpha": 0.99, "eps": 1e-8, "weight_decay": 0.0},
    "Adam": {"lr": 1e-3, "betas": (0.9, 0.999), "eps": 1e-8, "weight_decay": 0.0},
    "AdamW": {"lr": 1e-3, "betas": (0.9, 0.999), "eps": 1e-8, "weight_decay": 1e-2},
}
_RULES = {
    "start": "zero",
    "average": "running",
    "eps": "outside",
    "count": "own",
    "none": "skipped",
    "state": "own",
    "root": True,
    "sign": -1,
    "debias mean": True,
    "debias square": True,
    "decay": "L2",
}
RIGHT = {
    "RMSProp": _RULES | {"debias mean": False, "debias square": False},
    "Adam": _RULES,
    "AdamW": _RULES | {"decay": "decoupled"},
}


def simulate(case: Case, memory: dict | None = None, like: Sequence[Tensor] = (), **mistake: Any) -> list[Tensor]:
    """The parameters after each step, computed in float64, with `mistake` made. `memory` is what an earlier run left.

    An empty list as soon as a step leads elsewhere than that of `like`: most mistakes are told apart by their first.
    """
    how = RIGHT[case.kind] | {name.replace("_", " "): value for name, value in mistake.items()}
    params, dtype = [value.double().clone() for value in case.values], case.values[0].dtype
    memory = {} if memory is None else memory
    paths = [[] for _ in params]
    for step in range(len(case.grads[0])):
        memory["calls"] = memory.get("calls", 0) + 1
        for i, p in enumerate(params):
            there = case.present[i][step]
            stopped = how["none"] == "stop" and not all(case.present[j][step] for j in range(i))
            stopped = stopped or bool(how.get("one group") == "only" and case.groups and i)
            if (there and not stopped) or how["none"] in ("zero", "decayed"):
                own = case.groups[i] if case.groups and how.get("one group") in (None, "only") else {}
                own = case.groups[0] if case.groups and how.get("one group") == "first" else own
                if how.get("one rate") == "made":
                    own = {name: value for name, value in own.items() if name != "lr"}
                options = DEFAULTS[case.kind] | case.options | own
                options["lr"] = options["lr"] * (1 if how.get("one rate") else case.gamma**step)
                key = {"own": i, "shape": str(p.shape)}[how["state"]]
                g = case.grads[i][step].double() if there else torch.zeros_like(p)
                if how["none"] == "decayed" and not there:
                    p.mul_(1 - options["lr"] * options["weight_decay"])
                else:
                    _step(p, g, memory.setdefault(key, {}), memory, options, how)
            paths[i].append(p.clone())
            if like and not torch.allclose(p.to(dtype), like[i][step], **tolerance(dtype)):
                return []
    return [torch.stack(path).to(dtype) for path in paths]


@remembered
def _simulated(arguments: list[Any], mistake: dict[str, Any]) -> list[Tensor]:
    return simulate(Case(*arguments), **mistake)


def simulated(case: Case, **mistake: Any) -> list[Tensor]:
    "The parameters after each step with `mistake` made, by an optimizer without a past."
    return _simulated(case.arguments(), mistake)


def _step(p: Tensor, g: Tensor, own: dict, memory: dict, options: dict, how: dict) -> None:
    "One parameter's step."
    b1, b2 = options.get("betas") or (0.0, options["alpha"])
    lr, eps, decay = options["lr"], options["eps"], options["weight_decay"]
    if how.get("betas") == "swapped":
        b1, b2 = b2, b1
    corrected = b1, b2
    if how.get("betas") == "first":
        b2 = b1
    if how["average"] in ("turned", "turned mean"):
        b1 = 1 - b1 if "betas" in options else b1
    if how["average"] in ("turned", "turned square"):
        b2 = 1 - b2
    plain, before = g, p.clone()
    share = {"L2": 1, "L2 in the numerator": 1, "L2 in the square": 1, "both": 1, "L2 of the other sign": -1}
    share |= {"times lr": lr, "half": 0.5, "twice": 2, "sign": 0}
    g = g + share.get(how["decay"], 0) * decay * p + (decay * p.sign() if how["decay"] == "sign" else 0)
    factor = {"decoupled": 1 - lr * decay, "both": 1 - lr * decay, "without lr": 1 - decay, "grows": 1 + lr * decay}
    factor["matrices"] = 1 - lr * decay * (p.dim() > 1)
    p.mul_(factor.get(how["decay"], 1))
    for_square = plain if how["decay"] == "L2 in the numerator" else g
    g = plain if how["decay"] == "L2 in the square" else g
    own["k"] = own.get("k", 0) + 1
    memory["all steps"] = memory.get("all steps", 0) + 1
    counts = {"own": own["k"], "call": memory["calls"], "shared": memory["all steps"], "late": own["k"] + 1, "one": 1}
    k = torch.tensor(float(own["k"])) if how["count"] == "float32" else counts[how["count"]]
    start = how["start"] if own["k"] == 1 else ""
    m = own.get("m", g if start in ("both", "gradient") else torch.zeros_like(p))
    first = {"both": 1, "square": 1, "share": 1 - b2}.get(start, 0)
    v = own.get("v", first * for_square**2)
    own["m"] = b1 * m + (1 if how["average"] in ("sum of gradients", "sums") else 1 - b1) * g
    square = {"mean": own["m"] ** 2, "size": for_square.abs()}.get(how.get("square of"), for_square**2)
    square = square.mean() if how.get("square of") == "all" else square
    new = {"sum": 1, "sums": 1, "all squares": 1, "share of the other": 1 - b1}.get(how["average"], 1 - b2)
    b2 = 1 if how["average"] == "all squares" else b2
    own["v"] = b2 * v + new * square
    c1 = 1 - corrected[0] ** k if how["debias mean"] else 1.0
    c2 = 1 - corrected[1] ** k if how["debias square"] else 1.0
    mean, square = (own["m"] if how.get("mean") != "gradient" else g) / c1, (v if how.get("late") else own["v"]) / c2
    if how.get("debias square root"):  # √v divided by c2 instead of its root
        square = own["v"] / c2**2
    root = square.sqrt() if how["root"] else square
    if how.get("keeps") == "eps":
        own["v"] = own["v"] + eps
    elif how.get("keeps") == "root":
        own["v"] = own["v"].sqrt()
    elif how.get("keeps") == "corrected":
        own["m"], own["v"] = mean, square
    if how["eps"] == "after":
        update = mean / root + eps
    elif how["eps"] == "before the correction":
        update = mean * c2**0.5 / (own["v"].sqrt() + eps)
    else:
        mean = mean + decay * before if how["decay"] == "divided" else mean
        update = mean / {"outside": root + eps, "inside": (square + eps).sqrt(), "none": root}[how["eps"]]
    p.add_(how["sign"] * lr * update)
    if how["decay"] == "after the step":
        p.mul_(1 - lr * decay)


STEP_MISTAKES = {
    "adds eps inside the root: it belongs outside, √v + eps": {"eps": "inside"},
    "does not add eps to the root": {"eps": "none"},
    "adds eps after the division: it belongs to the root, below the line": {"eps": "after"},
    "goes up the gradient: the step is subtracted": {"sign": 1},
    "divides by the average of the squares itself: take its root": {"root": False},
    "starts the average of the squares with the first g²: it starts at 0": {"start": "square"},
    "starts the average of the squares with the first one's share and adds that again: it starts at 0": {
        "start": "share"
    },
    "adds up g² without the factor 1 - {v}: that is a sum, and steps shrink with it": {"average": "sum"},
    "turns the weights of old and new round: the old average keeps its share {v}": {"average": "turned"},
    "keeps one average for all parameters of a shape: key it by the parameter, self.state[p]": {"state": "shape"},
    "divides by the average of the steps before: this step's g² goes into it first": {"late": True},
    "averages the squares over a parameter's entries, too: each entry has its own average": {"square_of": "all"},
}
RMSPROP_MISTAKES = STEP_MISTAKES | {
    "corrects the average as Adam does: RMSProp does not": {"debias_square": True},
    "averages |g|: the squares are averaged, and the root is taken of that": {"square_of": "size", "root": False},
    "adds up all squares and lets none fade: that is Adagrad": {"average": "all squares"},
    "adds eps to the average that it keeps: add it to the root": {"keeps": "eps", "eps": "inside"},
    "keeps the root in place of the average of the squares: take the root of a copy, without sqrt_": {"keeps": "root"},
}
ADAM_MISTAKES = STEP_MISTAKES | {
    "swaps the betas: the first is for the gradients, the second for their squares": {"betas": "swapped"},
    "takes beta1 for both averages: the one of the squares has beta2": {"betas": "first"},
    "gives a new square the weight 1 - β1: in the average of the squares it has 1 - β2": {
        "average": "share of the other"
    },
    "turns the weights of old and new round in the average of the gradients: the old one keeps its share β1": {
        "average": "turned mean"
    },
    "turns the weights of old and new round in the average of the squares: the old one keeps its share β2": {
        "average": "turned square"
    },
    "keeps the corrected averages, and corrects them again in the next step: correct copies": {"keeps": "corrected"},
    "counts steps in float32, so 1 - β^k loses digits: make the count a number, with .item(), before the power": {
        "count": "float32"
    },
    "does not correct the average of the squares: divide it by 1 - β2^k before the root": {"debias_square": False},
    "does not correct the average of the gradients: divide it by 1 - β1^k": {"debias_mean": False},
    "corrects neither average: both start at 0 and are too small at first": {
        "debias_mean": False,
        "debias_square": False,
    },
    "corrects the root by 1 - β2^k: divide the average before the root, or the root by √(1 - β2^k)": {
        "debias_square_root": True
    },
    "adds eps before the square's average is corrected: correct it first, then take the root and add eps": {
        "eps": "before the correction"
    },
    "counts the steps of all parameters together: each parameter counts its own": {"count": "shared"},
    "begins to count at 2: a parameter's first step is k = 1": {"count": "late"},
    "corrects every step as the first one: 1 - β^k, with k the number of the parameter's steps": {"count": "one"},
    "starts the averages with the first gradient: they start at 0": {"start": "both"},
    "starts the average of the gradients with the first gradient: it starts at 0": {"start": "gradient"},
    "adds up gradients without the factor 1 - β1": {"average": "sum of gradients"},
    "adds up both without the factors 1 - β1 and 1 - β2": {"average": "sums"},
    "divides this step's gradient and not the average of the gradients": {"mean": "gradient", "debias_mean": False},
    "averages the squares of the averaged gradients: those of the gradients themselves are asked for": {
        "square_of": "mean"
    },
}
DECAY_MISTAKES = {
    "RMSProp": {
        "ignores weight_decay": {"decay": "none"},
        "decays with the other sign: weight_decay · p is added to the gradient": {"decay": "L2 of the other sign"},
        "decays the parameter beside the step: here weight_decay · p is added to the gradient": {"decay": "decoupled"},
        "averages the squares without the decay: weight_decay · p is part of the gradient, everywhere": {
            "decay": "L2 in the numerator"
        },
        "has the decay in the squares only: weight_decay · p is part of the gradient, everywhere": {
            "decay": "L2 in the square"
        },
        "multiplies weight_decay by lr within the gradient": {"decay": "times lr"},
        "adds half of weight_decay · p": {"decay": "half"},
        "adds twice weight_decay · p": {"decay": "twice"},
        "adds weight_decay times the sign of p: it is weight_decay · p": {"decay": "sign"},
    },
}
DECAY_MISTAKES["Adam"] = DECAY_MISTAKES["RMSProp"]
DECAY_MISTAKES["AdamW"] = {
    "ignores weight_decay": {"decay": "none"},
    "adds weight_decay · p to the gradient: that is Adam's L2, and AdamW's decay does not go through the averages": {
        "decay": "L2"
    },
    "decays twice, beside the step and in the gradient": {"decay": "both"},
    "decays by weight_decay without lr: the factor is 1 - lr · weight_decay": {"decay": "without lr"},
    "decays with the other sign: the factor is 1 - lr · weight_decay": {"decay": "grows"},
    "decays after the step: first p times 1 - lr · weight_decay, then Adam's step": {"decay": "after the step"},
    "adds weight_decay · p to the gradient of the averaged mean only": {"decay": "L2 in the numerator"},
    "divides the decay by the root as well: the decay takes no part in Adam's step": {"decay": "divided"},
    "decays matrices only: every parameter with a gradient decays": {"decay": "matrices"},
}
MISTAKES = {"RMSProp": RMSPROP_MISTAKES, "Adam": ADAM_MISTAKES, "AdamW": ADAM_MISTAKES}
OLD_SHARE = {"RMSProp": "alpha", "Adam": "beta", "AdamW": "beta"}


# ---------------------------------------------------------------------------------------------------------------------
# Probes and how they are judged


def walk(names, kind, values, grads, present, options, groups, gamma):
    "opt.step() for each set of gradients, then scheduler.step(): the parameters after every step"
    params = [torch.nn.Parameter(value.clone()) for value in values]
    given = [{"params": [p], **group} for p, group in zip(params, groups, strict=True)] if groups else params
    opt = getattr(names, kind)(given, **options)
    scheduler = torch.optim.lr_scheduler.ExponentialLR(opt, gamma) if gamma != 1 else None
    paths = [[] for _ in params]
    for step in range(len(grads[0])):
        for p, g, there in zip(params, grads, present, strict=True):
            p.grad = g[step].clone() if there[step] else None
        opt.step()
        if scheduler is not None:
            scheduler.step()
        for path, p in zip(paths, params, strict=True):
            path.append(p.detach().clone())
    return [torch.stack(path) for path in paths]


def walked(student, case: Case) -> list[Tensor]:
    "The parameters after every step. Errors that have one likely cause are put into words."

    def without_gaps():
        if all(map(all, case.present)):
            return False
        return walked(student, replace(case, present=[[True] * len(steps) for steps in case.present]))

    hints = {"NoneType": (ABSENT_ERROR, without_gaps)}
    if case.kind != "RMSProp":
        hints["division by zero"] = (FROM_ZERO, None)
    return asked(student, walk, *case.arguments(), hints=hints)


Mistake = dict[str, Any] | Callable[[], list[Tensor]]  # for `simulate`, or the values themselves when they are wanted


def compare(got, case: Case, mistakes: dict[str, Mistake]) -> None:
    "Raises unless the parameters after every step are those of torch's optimizer."
    expected = walk(TORCH, *case.arguments())
    values = {STILL: [value.expand_as(path) for value, path in zip(case.values, expected, strict=True)]}
    close = tolerance(expected[0].dtype)
    right = equal(got, expected, Tolerance(**close))  # tests ask then what each mistake would have given
    wrong = _alike(got, expected) and not right
    computed = partial(simulate, case, like=got) if wrong else partial(simulated, case)
    values |= {
        public(text.format(v=OLD_SHARE[case.kind])): value if callable(value) else partial(computed, **value)
        for text, value in mistakes.items()
    }
    values[SKIPS_ZERO] = partial(without_zeros, case)
    try:
        agree(got, expected, mistakes=values, **close)
    except Disagreement as found:
        at_once = found.looks_like.startswith("nan") and all(bool(path[0].isnan().all()) for path in got)
        if at_once and case.kind != "RMSProp":
            raise Disagreement(found.expected, found.got, FROM_ZERO) from None
        raise


def _alike(got: Any, expected: list[Tensor]) -> bool:
    "Whether both are tensors of the same shapes and dtypes."
    if not isinstance(got, list) or len(got) != len(expected) or not all(isinstance(path, Tensor) for path in got):
        return False
    return all(g.shape == e.shape and g.dtype == e.dtype for g, e in zip(got, expected, strict=True))


def tolerance(dtype: torch.dtype) -> dict[str, float]:
    return {"rtol": 1e-7, "atol": 1e-9} if dtype == torch.float64 else {"rtol": 2e-5, "atol": 2e-5}


def without_zeros(case: Case) -> list[Tensor]:
    "What comes of taking a gradient that is all 0 for none."
    present = [
        [there and bool(g.any()) for there, g in zip(steps, grads, strict=True)]
        for steps, grads in zip(case.present, case.grads, strict=True)
    ]
    return simulated(replace(case, present=present))


def judge_walk(student, case: Case, mistakes: dict[str, Mistake]) -> None:
    compare(walked(student, case), case, mistakes)


def plain_run(student, case: Case) -> Callable[[], None]:
    "A control: the same steps in one go, by one optimizer alone."
    return lambda: judge_walk(student, case, {})


def steps(student, trial, kind):
    judge_walk(student, a_case(kind, trial, 20), MISTAKES[kind])
    # With an eps that is as large as the gradients, every way to add it gives something else.
    judge_walk(student, a_case(kind, trial, eps=1e-6), MISTAKES[kind])


def by_default(student, trial, kind):
    case = a_case(kind, trial, 20)

    def without(*names: str) -> Case:
        return replace(case, options={name: value for name, value in DEFAULTS[kind].items() if name not in names})

    got = walked(student, without(*DEFAULTS[kind]))
    try:
        compare(got, without(*DEFAULTS[kind]), MISTAKES[kind] | DECAY_MISTAKES[kind])
    except Disagreement as found:
        # Right with all options given: then those are others that make a difference where they are left out.
        if passes(plain_run(student, without())):
            other = [name for name in DEFAULTS[kind] if not passes(plain_run(student, without(name)))]
            asked_for = ", ".join(f"{name}={DEFAULTS[kind][name]}" for name in other)
            if other:
                raise Disagreement(found.expected, found.got, public(f"has another default than {asked_for}")) from None
        raise


def decays(student, trial, kind):
    case = a_case(kind, trial, 20, weight_decay=trial.integer(3, 9) / 10)
    if kind != "AdamW":
        case.grads[1] = case.grads[1] * 1e6  # decay would otherwise be all of this gradient
    judge_walk(student, case, DECAY_MISTAKES[kind] | MISTAKES[kind])


def with_gaps(student, trial, kind):
    extra = {"weight_decay": 0.4} if kind == "AdamW" else {}
    case = a_case(kind, trial, **extra)
    first, steps = trial.integer(3, 5), range(10)
    case.present[1] = [step >= first for step in steps]
    case.present[2] = [step % 3 != 1 for step in steps]
    case.present[3] = [False for step in steps]
    moves = "moves parameters whose grad is None: leave them out, and their averages as they are"
    mistakes = {moves: {"none": "zero"}, "decays parameters whose grad is None: leave them out": {"none": "decayed"}}
    mistakes["stops at the first parameter without gradient: go on to the next with `continue`"] = {"none": "stop"}
    if kind != "RMSProp":
        mistakes["counts calls of step: each parameter counts its own steps, those in which it has a gradient"] = {
            "count": "call"
        }
    judge_walk(student, case, mistakes | DECAY_MISTAKES[kind] | MISTAKES[kind])


def in_groups(student, trial, kind):
    case = a_case(kind, trial, weight_decay=0.1)
    share = [{"alpha": 0.9}, {"alpha": 0.7}, {}, {}]
    if kind != "RMSProp":
        share = [{"betas": (0.8, 0.95)}, {}, {"betas": (0.5, 0.9)}, {}]
    case.groups = [{**own, **more} for own, more in zip(share, ({}, {"lr": 0.02}, {"eps": 1e-2}, {}), strict=True)]
    case.groups[3] = {"weight_decay": 0.5, "lr": 0.03}
    case.gamma = 0.9
    once = "keeps the learning rate it was made with: schedulers change group['lr'], so read it there in every step"
    mistakes = {
        once: {"one_rate": True},
        public(f"{once}, and each group has its own"): {"one_rate": "made"},
        "takes the options it was made with for all groups: read them from the group": {"one_group": "made"},
        "keeps the options it was made with: read them from the group in every step": {
            "one_group": "made",
            "one_rate": True,
        },
        "takes the first group's options for all groups": {"one_group": "first"},
        "changes the first group only: go through all of self.param_groups": {"one_group": "only"},
    }
    judge_walk(student, case, mistakes | MISTAKES[kind] | DECAY_MISTAKES[kind])


def some_options(kind: str, trial) -> dict[str, Any]:
    share = {"alpha": 0.9} if kind == "RMSProp" else {"betas": (0.8, 0.9)}
    return {"lr": trial.integer(3, 7) / 100, **share}


def an_optimizer(student, trial, kind):
    close = tolerance(trial.dtype)
    nothing_else(student, trial, kind, some_options(kind, trial), **close)
    takes_parameters(student, trial, kind, some_options(kind, trial), **close)


def closures(student, trial, kind):
    first_the_closure(student, trial, kind, some_options(kind, trial) | {"weight_decay": 0.2}, **tolerance(trial.dtype))


def carried_over(names, kind, values, grads, present, options, half):
    "half of the steps; then a new optimizer with new parameters loads its state_dict and makes the others"
    import copy

    def run(params, opt, steps):
        for step in steps:
            for p, g, there in zip(params, grads, present, strict=True):
                p.grad = g[step].clone() if there[step] else None
            opt.step()
            for path, p in zip(paths, params, strict=True):
                path.append(p.detach().clone())

    paths = [[] for _ in values]
    params = [torch.nn.Parameter(value.clone()) for value in values]
    opt = getattr(names, kind)(params, **options)
    run(params, opt, range(half))
    saved = copy.deepcopy(opt.state_dict())
    params = [torch.nn.Parameter(p.detach().clone()) for p in params]
    opt = getattr(names, kind)(params)
    opt.load_state_dict(saved)
    run(params, opt, range(half, len(grads[0])))
    return [torch.stack(path) for path in paths]


def resumed(case: Case, half: int, lose: Sequence[str], options: dict[str, Any], **mistake: Any) -> list[Tensor]:
    "The parameters after each step of an optimizer that forgets something of each parameter's state after `half`."
    memory: dict = {}
    rest = [there[half:] for there in case.present]
    first = Case(case.kind, case.values, [g[:half] for g in case.grads], case.present, case.options)
    start = simulate(first, memory)
    second = Case(case.kind, [path[-1] for path in start], [g[half:] for g in case.grads], rest, options)
    end = simulate(second, kept(memory, lose), **mistake)
    return [torch.cat(pair) for pair in zip(start, end, strict=True)]


def kept(memory: dict, lose: Sequence[str]) -> dict:
    "What is left of each parameter's state without these numbers; counts over all parameters begin anew."
    states = {key: own for key, own in memory.items() if isinstance(own, dict)}
    return {key: {name: item for name, item in own.items() if name not in lose} for key, own in states.items()}


def saved_and_loaded(student, trial, kind):
    case, half = a_case(kind, trial, weight_decay=0.2), 4
    case.present[2] = [step % 3 != 1 for step in range(10)]
    got = asked(student, carried_over, kind, case.values, case.grads, case.present, case.options, half)
    resume, averages, all_of_it = partial(resumed, case, half), ("m", "v"), ("m", "v", "k")
    count = "forgets its count of steps: keep it in self.state[p] too, where state_dict carries it"
    mistakes = {
        "forgets its averages: what state_dict shall carry must be in self.state[p]": partial(
            resume, all_of_it, case.options
        ),
        "keeps the options it was made with: load_state_dict puts the saved ones into the groups": partial(
            resume, (), {}
        ),
        "forgets averages and options: state_dict carries what is in self.state[p] and in the groups": partial(
            resume, all_of_it, {}
        ),
    }
    if kind != "RMSProp":
        mistakes |= {
            count: partial(resume, ("k",), case.options),
            public(f"{count}, and each parameter its own"): partial(resume, ("k",), case.options, count="call"),
            "forgets its averages and not its count: both belong into self.state[p]": partial(
                resume, averages, case.options
            ),
        }
    compare(got, case, mistakes)


def two_in_a_row(names, kind, values, grads, present, options):
    "two optimizers, one after the other, for the same parameters: where the second one takes them"
    params = [torch.nn.Parameter(value.clone()) for value in values]
    for _ in range(2):
        opt = getattr(names, kind)(params, **options)
        paths = [[] for _ in values]
        for p, value in zip(params, values, strict=True):
            p.data.copy_(value)
        for step in range(len(grads[0])):
            for p, g, there in zip(params, grads, present, strict=True):
                p.grad = g[step].clone() if there[step] else None
            opt.step()
            for path, p in zip(paths, params, strict=True):
                path.append(p.detach().clone())
    return [torch.stack(path) for path in paths]


def begins_anew(student, trial, kind):
    case = a_case(kind, trial)
    got = asked(student, two_in_a_row, kind, case.values, case.grads, case.present, case.options)
    stale = "carries averages over from an optimizer that is gone: keep them in self.state, not on parameter or class"
    count = "carries its count of steps over from an optimizer that is gone: keep it in self.state[p]"

    def again(lose):
        memory: dict = {}
        simulate(case, memory)
        return simulate(case, kept(memory, lose))

    mistakes = {stale: partial(again, ())}
    if kind != "RMSProp":
        mistakes |= {
            public(f"{stale}; its count begins anew"): partial(again, ("k",)),
            count: partial(again, ("m", "v")),
        }
    compare(got, case, mistakes | MISTAKES[kind])


def bounds(student, kind):
    bad = [{"lr": -0.1}, {"eps": -1e-8}, {"weight_decay": -0.1}]
    limits = {"lr": 0.0, "eps": 0.0, "weight_decay": 0.0}
    if kind == "RMSProp":
        bad += [{"alpha": -0.1}, {"alpha": 1.0}, {"alpha": 1.5}]
        limits |= {"alpha": 0.0}
    else:
        bad += [{"betas": betas} for betas in ((-0.1, 0.9), (1.0, 0.9), (0.9, -0.1), (0.9, 1.0), (0.9, 1.5))]
        limits |= {"betas": (0.0, 0.0)}
    refuses(student, kind, bad, [{}, *({name: value} for name, value in limits.items())])


# ---------------------------------------------------------------------------------------------------------------------
# RMSProp


@check("RMSProp", points=2, without=WITHOUT["RMSProp"])
def rmsprop_steps(student, trial):
    "Over 20 steps it equals torch.optim.RMSprop, gradients of 1e-6 included."
    steps(student, trial, "RMSProp")


@check("RMSProp", points=1, without=WITHOUT["RMSProp"])
def rmsprop_defaults(student, trial):
    "The defaults are lr=1e-2, alpha=0.99, eps=1e-8, weight_decay=0."
    by_default(student, trial, "RMSProp")


@check("RMSProp", points=1, without=WITHOUT["RMSProp"])
def rmsprop_decay(student, trial):
    "weight_decay · p is added to the gradient, everywhere."
    decays(student, trial, "RMSProp")


@check("RMSProp", points=1, without=WITHOUT["RMSProp"])
def rmsprop_gaps(student, trial):
    "A parameter without gradient stays as it is, and so does its average."
    with_gaps(student, trial, "RMSProp")


@check("RMSProp", points=1, without=WITHOUT["RMSProp"])
def rmsprop_groups(student, trial):
    "It reads its options from the group of the parameter in every step, so schedulers work."
    in_groups(student, trial, "RMSProp")


@check("RMSProp", points=1, without=WITHOUT["RMSProp"])
def rmsprop_is_optimizer(student, trial):
    "It is a torch.optim.Optimizer of your own, takes generators, works in place, and leaves gradients alone."
    an_optimizer(student, trial, "RMSProp")


@check("RMSProp", points=1, without=WITHOUT["RMSProp"])
def rmsprop_closure(student, trial):
    "step(closure) calls it once, first, with gradients enabled, and returns its loss."
    closures(student, trial, "RMSProp")


@check("RMSProp", points=1, without=WITHOUT["RMSProp"])
def rmsprop_state(student, trial):
    "state_dict carries all it remembers, and a second optimizer remembers nothing."
    begins_anew(student, trial, "RMSProp")
    saved_and_loaded(student, trial, "RMSProp")


@check("RMSProp", points=1, without=WITHOUT["RMSProp"])
def rmsprop_refuses(student, trial):
    "lr, eps or weight_decay below 0, alpha outside [0, 1) and an empty list raise ValueError."
    bounds(student, "RMSProp")


# ---------------------------------------------------------------------------------------------------------------------
# Adam


@check("Adam", points=3, without=WITHOUT["Adam"])
def adam_steps(student, trial):
    "Over 20 steps it equals torch.optim.Adam, gradients of 1e-6 included."
    steps(student, trial, "Adam")


@check("Adam", points=1, without=WITHOUT["Adam"])
def adam_defaults(student, trial):
    "The defaults are lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0."
    by_default(student, trial, "Adam")


@check("Adam", points=1, without=WITHOUT["Adam"])
def adam_decay(student, trial):
    "weight_decay · p is added to the gradient, everywhere."
    decays(student, trial, "Adam")


@check("Adam", points=2, without=WITHOUT["Adam"])
def adam_gaps(student, trial):
    "A parameter without gradient stays as it is, with its averages and its count of steps."
    with_gaps(student, trial, "Adam")


@check("Adam", points=1, without=WITHOUT["Adam"])
def adam_groups(student, trial):
    "It reads its options from the group of the parameter in every step, so schedulers work."
    in_groups(student, trial, "Adam")


@check("Adam", points=1, without=WITHOUT["Adam"])
def adam_is_optimizer(student, trial):
    "It is a torch.optim.Optimizer of your own, takes generators and closures, and leaves gradients alone."
    an_optimizer(student, trial, "Adam")
    closures(student, trial, "Adam")


@check("Adam", points=1, without=WITHOUT["Adam"])
def adam_state(student, trial):
    "state_dict carries all it remembers, and a second optimizer remembers nothing."
    begins_anew(student, trial, "Adam")
    saved_and_loaded(student, trial, "Adam")


@check("Adam", points=1, without=WITHOUT["Adam"])
def adam_refuses(student, trial):
    "lr, eps or weight_decay below 0, betas outside [0, 1) and an empty list raise ValueError."
    bounds(student, "Adam")


# ---------------------------------------------------------------------------------------------------------------------
# AdamW


@check("AdamW", points=2, without=WITHOUT["AdamW"])
def adamw_decay(student, trial):
    "Over 20 steps it equals torch.optim.AdamW: the decay does not go through the averages."
    decays(student, trial, "AdamW")


@check("AdamW", points=1, without=WITHOUT["AdamW"])
def adamw_defaults(student, trial):
    "The defaults are Adam's, but weight_decay=1e-2."
    by_default(student, trial, "AdamW")


@check("AdamW", points=1, without=WITHOUT["AdamW"])
def adamw_gaps(student, trial):
    "A parameter without gradient is not decayed either, and options are those of its group."
    with_gaps(student, trial, "AdamW")
    in_groups(student, trial, "AdamW")


@check("AdamW", points=1, without=WITHOUT["AdamW"])
def adamw_is_optimizer(student, trial):
    "It is an optimizer as the others are: generators, gradients, closures, state_dict, and the same errors."
    an_optimizer(student, trial, "AdamW")
    closures(student, trial, "AdamW")
    begins_anew(student, trial, "AdamW")
    saved_and_loaded(student, trial, "AdamW")
    bounds(student, "AdamW")


@check("predictions_13")
def predicted_before(student, trial):
    "Every question of the lesson has a prediction, right or wrong."
    each_is_answered(student, "predictions_13")
