"""What a first answer costs more than others, paid once in the warm parent instead of in every check's fork.

A few questions are asked of a function of our own, as a check asks them. Python specializes what has run, torch looks
up its operators, and modules, caches and memory are there; a fork finds all that and copies fewer pages.

Nothing is computed that would start a thread (a forked copy would wait for it for ever), nothing learned, nothing kept.
"""

from collections.abc import Callable
from typing import Any

import torch

from autograder.probe.probe import answer, pack
from autograder.probe.wire import decode, encode

TIMES = 20  # Python takes the shortest way from the eighth time on
_WITHOUT = ["torch.var"]


def rehearse() -> None:
    "Asks and answers, with tensors of both dtypes, an error and numbers."

    def spread(x: torch.Tensor) -> torch.Tensor:
        if not x.is_floating_point():
            raise TypeError("only floating-point numbers have one")
        return (x - x.mean()).square().mean()

    names = {"spread": spread}
    questions: tuple[tuple[Callable, list[Any]], ...] = (
        (lambda names, x: names.spread(x), [torch.ones(3, 4)]),
        (lambda names, x, number: [names.spread(x), number], [torch.ones(4, dtype=torch.float64), 0.5]),
        (lambda names: names.spread(torch.tensor([1, 2])), []),
    )
    for _ in range(TIMES):
        for probe, args in questions:
            request = decode(encode({"probe": pack(probe), "args": args, "without": _WITHOUT, "nonce": "0"}))
            encode({**answer(request["probe"], request["args"], names, request["without"]), "nonce": "0"})
