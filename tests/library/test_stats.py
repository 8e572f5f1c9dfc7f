"The comparison of results that the lessons' sentences rest on."

import pytest
import torch

from course_lib.stats import T_95, difference


def test_a_worked_difference():
    found = difference([3.0, 5.0, 7.0], [2.0, 3.0, 4.0])  # 1, 2 and 3 apart: mean 2, std 1
    assert found.mean == 2 and found.pairs == 3
    assert found.half_width == pytest.approx(4.303 / 3**0.5)
    assert found.verdict == "tie" and repr(found) == "+2.0000 ± 2.4843 (95 %, 3 pairs): tie"


def test_what_all_seeds_share_cancels():
    assert difference([0.1, 0.5, 0.9], [0.0, 0.41, 0.8]).verdict == "beyond the spread"
    assert difference([0.0, 0.41, 0.8], [0.1, 0.5, 0.9]).mean == pytest.approx(-0.29 / 3)


@pytest.mark.parametrize("n", [2, 3, 5, 10, 20])
def test_the_interval_holds_the_truth_in_95_of_100(n):
    torch.manual_seed(0)
    truth, draws = 0.3, 4_000
    held = 0
    for a, b in zip(torch.randn(draws, n) + truth, torch.randn(draws, n), strict=True):
        found = difference(a.tolist(), b.tolist())
        held += abs(found.mean - truth) <= found.half_width
    assert 0.94 < held / draws < 0.975


def test_the_factors_fall_to_the_normal_ones():
    assert list(T_95) == sorted(T_95, reverse=True) and T_95[1] == 4.303 and T_95[-1] > 1.96


@pytest.mark.parametrize(("a", "b"), [([1.0], [2.0]), ([1.0, 2.0], [1.0, 2.0, 3.0]), ([], [])])
def test_too_few_results_are_refused(a, b):
    with pytest.raises(ValueError, match="two results or more"):
        difference(a, b)
