"The mean-field map that lessons 02, 06 and 07 read their networks with."

import math

import pytest
import torch

from course_lib.glorot import glorot_normal_, mean_field


@pytest.mark.parametrize("q", [0.1, 1.0, 4.0])
@pytest.mark.parametrize("c", [0.0, 0.3, 0.9, 1.0])
def test_relu_follows_the_formula_of_cho_and_saul(q, c):
    found = mean_field(torch.relu, q, c, weight_var=2.0)
    angle = math.acos(c)
    assert found.q == pytest.approx(q, rel=1e-4) and found.chi == pytest.approx(1.0)
    assert found.c == pytest.approx((math.sin(angle) + (math.pi - angle) * c) / math.pi, abs=1e-3)


def test_a_linear_layer_changes_nothing_but_the_scale():
    found = mean_field(lambda h: h, 0.7, 0.4, weight_var=1.5, bias_var=0.2)
    assert found.q == pytest.approx(1.5 * 0.7 + 0.2) and found.chi == pytest.approx(1.5)
    assert found.c == pytest.approx((1.5 * 0.7 * 0.4 + 0.2) / found.q)


def test_the_backward_factor_is_the_slope_of_the_correlation_map_at_one():
    q = 1.0
    for _ in range(200):
        q = mean_field(torch.tanh, q, weight_var=25 / 9).q
    slope = (1 - mean_field(torch.tanh, q, 1 - 1e-4, 25 / 9).c) / 1e-4
    assert slope == pytest.approx(mean_field(torch.tanh, q, weight_var=25 / 9).chi, rel=1e-3)


def test_a_wide_layer_does_what_the_map_says():
    torch.manual_seed(0)
    x = torch.randn(2, 3_000)
    h = torch.stack([x[0], 0.5 * x[0] + math.sqrt(0.75) * x[1]])
    after = torch.tanh(h) @ glorot_normal_(torch.empty(3_000, 3_000), 1.5).T
    found = mean_field(torch.tanh, 1.0, 0.5, weight_var=2.25)
    assert after.square().mean().item() == pytest.approx(found.q, rel=0.1)
    assert torch.cosine_similarity(after[0], after[1], dim=0).item() == pytest.approx(found.c, abs=0.06)
