"""What every optimizer is asked beside its formula, in lessons 12 and 13: probes, judges, and the sentences for them.

What is right comes from the same probe with torch's own optimizer. A learner's class and torch's have one name here.
"""

from collections.abc import Callable
from functools import partial
from types import SimpleNamespace
from typing import Any

import torch
from torch import Tensor

from autograder.checks.student import Raised, Student
from autograder.checks.trial import Trial
from autograder.checks.vocabulary import Disagreement, agree, diagnosis, holds, passes, public, raises

TORCH = SimpleNamespace(
    SGD=torch.optim.SGD,
    Momentum=partial(torch.optim.SGD, momentum=0.9),
    Nesterov=partial(torch.optim.SGD, momentum=0.9, nesterov=True),
    RMSProp=torch.optim.RMSprop,
    Adam=torch.optim.Adam,
    AdamW=torch.optim.AdamW,
)

NO_OPTIMIZER = "is no torch.optim.Optimizer: schedulers, groups and state_dict come with that class"
NOT_MADE = "does not make the base class: call super().__init__(params, …), which fills param_groups and state"
NOT_FREE = "is recorded by autograd: keep the decorator `@torch.no_grad()` above step"
TRACE = "leaves parameters that are no leaves any more, or need no gradient"
GRAD_OFF = "leaves autograd switched off"
EXHAUSTED = "has used up its generator, which can be gone through once: hand `params` on, then use self.param_groups"
NOT_GROUPS = (
    "goes through what it was given, which may be dicts: go through self.param_groups, where all are parameters"
)
NO_CLOSURE = "calls the closure where there is none: step() without one must work"
NO_AUTOGRAD = "calls the closure with autograd switched off: run_closure switches it on"
NOT_CALLED = "does not call the closure"
CALLED_AT_TIMES = "does not call the closure in each step"
CALLED_TWICE = "calls the closure more than once"
CALLED_LATE = "calls the closure after it has changed the parameters: it comes first, and its gradients count"
NO_RETURN = "does not return what the closure returned"
ZERO_LOST = "returns None where the closure returned 0: that is a value, too"
SOMETHING = "returns something without a closure"
REPLACED = "puts something else in the place of a gradient: the tensors that are there belong to whoever computed them"
EDITS = (
    "edits gradients in place (a buffer that is the gradient itself counts, so clone it): they belong to whoever "
    "computed them, who may go on adding to them"
)
OLD_MEMORY = "gives the parameter new memory: change it in place, so that whoever shares it sees the change"
OTHER_PARAMETERS = "puts new objects in the place of the parameters: change those that are there"
RANDOM = "uses up random numbers"
EMPTY = "accepts an empty list of parameters: super().__init__ refuses it, if it is called"
ABSENT_ERROR = "stumbles over a parameter without gradient: its grad is None, and it is skipped"


Hints = dict[str, tuple[str, Callable[[], Any] | None]]  # part of an error's message: the sentence, and its control


def asked(student: Student, probe: Callable, kind: str, *args: Any, hints: Hints | None = None) -> Any:
    """A probe's value. Errors that have one likely cause are put into words.

    A hint's control asks for the same where the mistake would not matter: only where that passes is the sentence said.
    """
    try:
        return student(probe, kind, *args)
    except Raised as raised:
        if diagnosis(raised):
            raise
        known: Hints = {
            "a leaf Variable that requires grad": (NOT_FREE, None),
            "'NoneType' object is not callable": (NO_CLOSURE, None),
            "param_groups": (NOT_MADE, lambda: is_optimizer(student, kind)),
            "is not an Optimizer": (NO_OPTIMIZER, lambda: not is_optimizer(student, kind)),
            "has no attribute": (NO_OPTIMIZER, lambda: not is_optimizer(student, kind)),
        }
        for text, (sentence, control) in (known | (hints or {})).items():
            if text in raised.message and passes(control):
                raise Disagreement("steps", f"raised {raised}", sentence) from None
        raise


def is_optimizer(student: Student, kind: str) -> bool:
    return student(lambda names, kind: issubclass(getattr(names, kind), torch.optim.Optimizer), kind)


# ---------------------------------------------------------------------------------------------------------------------
# What it is and what it takes


def made_of(names, kind, weights, grads, options, form):
    "the optimizer, made of a list, a generator or dicts of parameters: what it is, and the parameters after two steps"
    params = [torch.nn.Parameter(w.clone()) for w in weights]
    given = {"list": params, "generator": (p for p in params), "dicts": [{"params": [p]} for p in params]}[form]
    opt = getattr(names, kind)(given, **options)
    for _ in range(2):
        for p, grad in zip(params, grads, strict=True):
            p.grad = grad.clone()
        opt.step()
    return {
        "optimizer": isinstance(opt, torch.optim.Optimizer),
        "weights": [p.detach().clone() for p in params],
    }


def takes_parameters(student: Student, trial: Trial, kind: str, options: dict[str, Any], **tolerance: Any) -> None:
    "It is an Optimizer, made of a list, a generator or dicts."
    weights, grads = ([trial.normal(*size) for size in ((3, 2), (4,))] for _ in range(2))
    right = made_of(TORCH, kind, weights, grads, options, "list")["weights"]

    def of(form: str) -> None:
        hints: Hints = {"empty parameter list": (EXHAUSTED, lambda: of("list"))} if form == "generator" else {}
        hints |= {"'dict' object": (NOT_GROUPS, lambda: of("list"))} if form == "dicts" else {}
        got = asked(student, made_of, kind, weights, grads, options, form, hints=hints)
        holds(got["optimizer"] is True, "a torch.optim.Optimizer", "another class", NO_OPTIMIZER)
        used_up = {EXHAUSTED: weights} if form == "generator" and passes(lambda: of("list")) else {}
        agree(got["weights"], right, used_up, **tolerance)

    for form in ("list", "generator", "dicts"):
        of(form)


def refuses(student: Student, kind: str, bad: list[dict[str, Any]], good: list[dict[str, Any]]) -> None:
    "Each of `bad` and an empty list raise ValueError; none of `good` does. All are options of the call."

    def make(names, kind, options, parameters):
        "making the optimizer, and one step"
        params = [torch.nn.Parameter(torch.ones(3)) for _ in range(parameters)]
        opt = getattr(names, kind)(params, **options)
        for p in params:
            p.grad = torch.ones(3)
        opt.step()
        return True

    def those(options: list[dict[str, Any]], accepted: bool) -> str:
        found = []
        for some in options:
            try:
                student(make, kind, some, 1)
            except Raised as raised:
                if diagnosis(raised) or (accepted and "ValueError" not in raised.kinds):
                    raise
                with raises(ValueError, unless=""):
                    raise
                found += [] if accepted else [shown(some)]
            else:
                found += [shown(some)] if accepted else []
        return ", ".join(found)

    taken = those(bad, accepted=True)
    if taken:
        raise Disagreement("ValueError", "no error", public(f"accepts {taken}: it must raise ValueError"))
    with raises(ValueError, unless=EMPTY):
        student(make, kind, good[0], 0)
    refused = those(good, accepted=False)
    if refused:
        raise Disagreement("an optimizer", "ValueError", public(f"refuses {refused}: this is allowed"))


def shown(options: dict[str, Any]) -> str:
    "As it is written in a call: `lr=-0.1`. Where there are others, the rate is left out."
    parts = [f"{name}={value}" for name, value in options.items() if name != "lr" or len(options) == 1]
    return ", ".join(parts) or "its defaults"


# ---------------------------------------------------------------------------------------------------------------------
# What a step leaves alone


def watched(names, kind, weights, grads, options):
    "steps whose gradients are written into the same tensors: what else changes"
    params = [torch.nn.Parameter(w.clone()) for w in weights]
    memory = [p.detach() for p in params]
    opt = getattr(names, kind)(params, **options)
    for p in params:
        p.grad = torch.zeros_like(p)
    held, same, unedited, random = [p.grad for p in params], True, True, torch.get_rng_state()
    for now in grads:
        parts = [part.reshape(p.shape) for part, p in zip(now.split([w.numel() for w in weights]), params, strict=True)]
        for grad, part in zip(held, parts, strict=True):
            grad.copy_(part)
        opt.step()
        same = same and all(p.grad is grad for p, grad in zip(params, held, strict=True))
        unedited = unedited and all(torch.equal(grad, part) for grad, part in zip(held, parts, strict=True))
    on = torch.is_grad_enabled()
    torch.set_grad_enabled(True)
    return {
        "same": same,
        "unedited": unedited,
        "parameters": all(p is q for p, q in zip(params, opt.param_groups[0]["params"], strict=True)),
        "memory": all(p.data_ptr() == m.data_ptr() for p, m in zip(params, memory, strict=True)),
        "leaves": all(p.is_leaf and p.requires_grad and p.grad_fn is None for p in params),
        "autograd": on,
        "random": torch.equal(random, torch.get_rng_state()),
        "weights": [p.detach().clone() for p in params],
    }


def nothing_else(
    student: Student,
    trial: Trial,
    kind: str,
    options: dict[str, Any],
    alias: Callable[[list[Tensor], Tensor], dict[str, Any]] = lambda weights, grads: {},
    **tolerance: Any,
) -> None:
    """Gradients, memory, autograd and random numbers, with weight decay and without.

    alias: weights and gradients (a row a step) → known mistakes that come of one tensor for all gradients; no decay.
    """
    for decay in (0.0, 0.6):
        weights = [trial.normal(*trial.sizes(3, 4)), trial.normal(*trial.sizes(5))]
        grads = trial.normal(4, sum(w.numel() for w in weights))
        arguments = [kind, weights, grads, options | {"weight_decay": decay}]
        got = asked(student, watched, *arguments)
        holds(got["same"] is True, "the tensors that were there as gradients", "others, or None", REPLACED)
        holds(got["unedited"] is True, "gradients as they were", "other gradients", EDITS)
        holds(got["parameters"] is True, "the parameters that were given", "others", OTHER_PARAMETERS)
        holds(got["memory"] is True, "the parameter's own memory changed", "new memory", OLD_MEMORY)
        holds(got["leaves"] is True, "leaves of the graph, as they were", "something else", TRACE)
        holds(got["autograd"] is True, "autograd switched on afterwards, as before", "off", GRAD_OFF)
        holds(got["random"] is True, "random numbers as they were", "others", RANDOM)
        agree(
            got["weights"], watched(TORCH, *arguments)["weights"], {} if decay else alias(weights, grads), **tolerance
        )


# ---------------------------------------------------------------------------------------------------------------------
# The closure


def with_closure(names, kind, weight, pull, options):
    "step(closure) three times, then step(): what the closure saw, what came back, and the parameter"
    p = torch.nn.Parameter(weight.clone())
    opt = getattr(names, kind)([p], **options)
    enabled, seen, losses, returned, after = [], [], [], [], []

    def closure():
        enabled.append(torch.is_grad_enabled())
        seen.append(p.detach().clone())
        opt.zero_grad()
        with torch.enable_grad():
            losses.append((pull * (p - 1) ** 2).sum())
            losses[-1].backward()
        return losses[-1]

    p.grad = pull.clone()  # of before: no step may be made with it
    for _ in range(3):
        returned.append(opt.step(closure))
        after.append(p.detach().clone())
    calls, nothing = len(enabled), opt.step()
    after.append(p.detach().clone())
    zero = opt.step(lambda: 0.0)
    return {
        "calls": calls,
        "enabled": all(enabled),
        "seen": seen[:3],
        "returned": [value is loss for value, loss in zip(returned, losses, strict=False)],
        "nothing": nothing is None,
        "zero": "None" if zero is None else "0" if isinstance(zero, float) and zero == 0 else "something else",
        "after": after,
    }


def first_the_closure(student: Student, trial: Trial, kind: str, options: dict[str, Any], **tolerance: Any) -> None:
    "It is called first, once in each step, with autograd switched on, and its value is returned."
    weight = trial.normal(*trial.sizes(3, 4))
    pull = trial.uniform(*weight.shape, low=0.5, high=3)
    arguments = [kind, weight, pull, options]
    got, right = asked(student, with_closure, *arguments), with_closure(TORCH, *arguments)
    calls = got["calls"]
    holds(calls > 0, "3 calls of the closure in 3 steps", "none", NOT_CALLED)
    holds(calls >= 3, "3 calls of the closure in 3 steps", f"{calls}", CALLED_AT_TIMES)
    holds(calls == 3, "3 calls of the closure in 3 steps", f"{calls}", CALLED_TWICE)
    holds(got["enabled"] is True, "autograd switched on in the closure", "switched off", NO_AUTOGRAD)
    agree(got["seen"][0], weight, unless=CALLED_LATE, **tolerance)
    holds(got["returned"] == [True] * 3, "the closure's value", "something else", NO_RETURN)
    holds(got["nothing"] is True, "None from a step without closure", "something else", SOMETHING)
    holds(got["zero"] != "None", "0.0 from a step whose closure returned it", "None", ZERO_LOST)
    holds(got["zero"] == "0", "0.0 from a step whose closure returned it", "something else", NO_RETURN)
    agree(got["after"], right["after"], **tolerance)
    agree(got["seen"], right["seen"], **tolerance)
