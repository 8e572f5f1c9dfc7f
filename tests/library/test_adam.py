"The optimizers of lesson 13 beside torch's own: what a step costs, and what the state is called."

import time
from functools import partial

import pytest
import torch
from torch import nn
from torch._subclasses.fake_tensor import FakeTensorMode

from course_lib import adam
from course_lib.adam import Adam, AdamW, ForeachAdam, ForeachAdamW, ForeachRMSProp, RMSProp
from course_lib.sgd import ForeachMomentum
from tests.library.calls import CallNames

PAIRS = [(RMSProp, torch.optim.RMSprop), (Adam, torch.optim.Adam), (AdamW, torch.optim.AdamW)]


def seconds(opt, steps=10):
    start = time.perf_counter()
    for _ in range(steps):
        opt.step()
    return time.perf_counter() - start


@pytest.mark.parametrize(("ours", "theirs"), PAIRS)
def test_names_in_the_state_are_those_of_torch(ours, theirs):
    p = nn.Parameter(torch.ones(3))
    p.grad = torch.ones(3)
    states = []
    for optimizer in (ours, theirs):
        opt = optimizer([p])
        opt.step()
        states.append(set(opt.state_dict()["state"][0]))
    assert states[0] <= states[1]


def weights_after_steps(make, foreach, steps=20):
    "Weights and averages after some steps of two groups, in which one parameter gets no gradient in every third step."
    torch.manual_seed(0)
    parameters = [torch.randn(size, requires_grad=True) for size in ((4, 3), (3,), (2, 2, 2), (1,))]
    options = {"lr": 0.02, "betas": (0.5, 0.9), "alpha": 0.5}
    opt = make([{"params": parameters[:2]}, {"params": parameters[2:], **options}])
    opt.foreach = foreach
    for step in range(steps):
        for p in parameters:
            p.grad = 10.0 ** (step % 7 - 6) * torch.randn_like(p)
        if step % 3 == 0:
            parameters[step % 4].grad = None
        opt.step()
    return [*parameters, *(torch.as_tensor(value) for state in opt.state.values() for value in state.values())]


@pytest.mark.parametrize(("ours", "foreach"), [(RMSProp, ForeachRMSProp), (Adam, ForeachAdam), (AdamW, ForeachAdamW)])
@pytest.mark.parametrize("decay", [0.0, 0.1])
def test_lists_give_what_the_loop_gives(ours, foreach, decay):
    loop = weights_after_steps(partial(ours, lr=0.01, weight_decay=decay), None)
    for together in (None, False, True):
        lists = weights_after_steps(partial(foreach, lr=0.01, weight_decay=decay), together)
        assert len(loop) == len(lists) == (8 if ours is RMSProp else 16) and all(map(torch.equal, loop, lists))


def step_of(make, device, tensors):
    "The operators of an optimizer's second step, for so many parameters on a device, and where these lie then."
    parameters = [nn.Parameter(torch.ones(3, device=device)) for _ in range(tensors)]
    for p in parameters:
        p.grad = torch.ones_like(p)
    opt = make(parameters, lr=0.1, weight_decay=0.1)
    opt.step()
    with CallNames() as calls:
        opt.step()
    return [name for name in calls.names if name.startswith("aten::")], {p.device.type for p in parameters}


@pytest.mark.parametrize("make", [ForeachMomentum, ForeachRMSProp, ForeachAdam, ForeachAdamW])
def test_parameters_on_a_gpu_are_stepped_together_by_themselves(make):
    "On torch's pretended CUDA, where shapes and devices are real, numbers are none, and reading one raises an error."
    with FakeTensorMode():
        (few, device), (many, _) = (step_of(make, "cuda", tensors) for tensors in (2, 50))
    assert device == {"cuda"} and few == many and all(name.startswith("aten::_foreach_") for name in few)
    (loop, _), (longer, _) = (step_of(make, "cpu", tensors) for tensors in (2, 50))
    assert len(longer) == 25 * len(loop) > 25 * len(few) and not any("_foreach_" in name for name in longer)


@pytest.mark.parametrize("make", [ForeachRMSProp, ForeachAdam, ForeachAdamW])
def test_lists_are_chosen_on_a_gpu_alone(make, monkeypatch):
    together, real = [], torch._foreach_mul_
    monkeypatch.setattr(torch, "_foreach_mul_", lambda *args: together.append(args) or real(*args))
    for gpu in (False, True):
        monkeypatch.setattr(adam, "on_gpu", lambda opt, gpu=gpu: gpu)
        p = torch.zeros(1, requires_grad=True)
        p.grad = torch.ones(1)
        make([p]).step()
        assert bool(together) == gpu and p.item() < 0
