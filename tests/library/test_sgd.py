"The library of lesson 12: the closure that every `step` begins with, and what a step costs."

from functools import partial
from time import perf_counter

import pytest
import torch

from course_lib import sgd
from course_lib.batchnorm import get_model
from course_lib.sgd import SGD, ForeachMomentum, Momentum, run_closure


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


def weights_after_steps(make, foreach, steps=20):
    "Weights and buffers after some steps of two groups, in which one parameter gets no gradient in every third step."
    torch.manual_seed(0)
    parameters = [torch.randn(size, requires_grad=True) for size in ((4, 3), (3,), (2, 2, 2), (1,))]
    opt = make([{"params": parameters[:2]}, {"params": parameters[2:], "lr": 0.02, "weight_decay": 0.1}])
    opt.foreach = foreach
    for step in range(steps):
        for p in parameters:
            p.grad = torch.randn_like(p)
        if step % 3 == 0:
            parameters[step % 4].grad = None
        kept = [p.grad.clone() if p.grad is not None else None for p in parameters]
        opt.step()
        assert all(g is None or torch.equal(p.grad, g) for p, g in zip(parameters, kept, strict=True))
    return [*parameters, *(state["momentum_buffer"] for state in opt.state.values())]


def test_lists_give_what_the_loop_gives():
    make = partial(ForeachMomentum, lr=0.1, momentum=0.9, weight_decay=0.01)
    loop, lists = (weights_after_steps(make, foreach) for foreach in (False, True))
    assert len(loop) == len(lists) == 8 and all(map(torch.equal, loop, lists))
    plain = weights_after_steps(partial(Momentum, lr=0.1, momentum=0.9, weight_decay=0.01), None)
    assert all(map(torch.equal, plain, lists))


def test_lists_are_chosen_on_a_gpu_alone(monkeypatch):
    called = []
    monkeypatch.setattr(torch, "_foreach_mul_", lambda *args, it=torch._foreach_mul_: called.append(1) or it(*args))
    for gpu in (False, True):
        assert sgd.on_gpu(SGD([torch.zeros(1)], lr=1.0)) is False
        with monkeypatch.context() as patch:
            patch.setattr(sgd, "on_gpu", lambda opt, gpu=gpu: gpu)
            p = torch.zeros(1, requires_grad=True)
            p.grad = torch.ones(1)
            opt = ForeachMomentum([p], lr=1.0)
            assert opt.step(lambda p=p: p.grad.sum()) == 1.0 and p.item() == -1.0
        assert bool(called) == gpu
