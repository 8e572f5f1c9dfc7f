"The optimizers of lesson 13 beside torch's own: what a step costs, and what the state is called."

import time

import pytest
import torch
from torch import nn

from course_lib.adam import Adam, AdamW, RMSProp
from course_lib.batchnorm import get_model

PAIRS = [(RMSProp, torch.optim.RMSprop), (Adam, torch.optim.Adam), (AdamW, torch.optim.AdamW)]


def seconds(opt, steps=10):
    start = time.perf_counter()
    for _ in range(steps):
        opt.step()
    return time.perf_counter() - start


@pytest.mark.parametrize(("ours", "theirs"), PAIRS)
def test_a_step_costs_no_more_than_half_again(ours, theirs):
    model = get_model(norm=nn.BatchNorm2d)
    model(torch.randn(8, 1, 28, 28)).square().mean().backward()
    own, other = ours(model.parameters(), lr=1e-6), theirs(model.parameters(), lr=1e-6)
    times = [(seconds(own), seconds(other)) for _ in range(20)]  # in turn; the shortest are those without a neighbour
    assert min(a for a, _ in times) <= 1.5 * min(b for _, b in times)


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
