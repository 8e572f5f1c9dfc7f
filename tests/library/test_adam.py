"The optimizers of lesson 13 beside torch's own: what a step costs, and what the state is called."

import time

import pytest
import torch
from torch import nn

from course_lib.adam import Adam, AdamW, RMSProp

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
