"The library of lesson 12: the closure that every `step` begins with, and what a step costs."

from time import perf_counter

import pytest
import torch

from course_lib.batchnorm import get_model
from course_lib.sgd import run_closure


def test_no_closure_no_result():
    assert run_closure(None) is None


def test_closure_runs_with_autograd_inside_a_step():
    w = torch.ones(3, requires_grad=True)
    with torch.no_grad():
        loss = run_closure(lambda: (2 * w).sum())
        assert not torch.is_grad_enabled()
    loss.backward()
    assert w.grad.tolist() == [2.0, 2.0, 2.0]


def test_errors_of_a_closure_pass_and_leave_autograd_as_it_was():
    def fails():
        raise KeyError("batch")

    with torch.no_grad(), pytest.raises(KeyError):
        run_closure(fails)
    assert torch.is_grad_enabled()


def fastest(make, rounds=30, steps=20):
    "Seconds of `steps` steps on the four-conv model, in the quickest of some rounds."
    parameters = list(get_model().parameters())
    for p in parameters:
        p.grad = torch.ones_like(p)
    opt, best = make(parameters), float("inf")
    for _ in range(rounds):
        start = perf_counter()
        for _ in range(steps):
            opt.step()
        best = min(best, perf_counter() - start)
    return best
