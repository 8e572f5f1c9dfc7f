"How two values differ: never the same text twice, and a sentence only where it is true."

import math

import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from autograder.checks.difference import SHORT, Tolerance, parts, shape_of, show_both, simple
from autograder.checks.vocabulary import Disagreement, agree

FLOATS = st.floats(-1e6, 1e6, allow_subnormal=False)
NUMBERS = st.one_of(FLOATS, st.integers(-(10**6), 10**6), st.booleans(), st.text(max_size=120), st.none())
SHAPES = st.lists(st.integers(1, 5), max_size=3).map(tuple)
SEEDS = st.integers(0, 2**31 - 1)


def normal(shape, seed, dtype=torch.float64):
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64).to(dtype)


tensors = st.builds(normal, SHAPES, SEEDS, st.sampled_from([torch.float32, torch.float64]))
values = st.recursive(
    st.one_of(NUMBERS, tensors),
    lambda inside: st.one_of(
        st.lists(inside, max_size=9),
        st.tuples(inside, inside),
        st.dictionaries(st.sampled_from(["a", "b", "c"]), inside),
    ),
    max_leaves=12,
)


@settings(deadline=None, max_examples=300)
@given(values, values)
def test_two_values_that_disagree_are_never_the_same_text(expected, got):
    try:
        agree(got, expected)
    except Disagreement as found:
        assert found.expected != found.got


@settings(deadline=None, max_examples=200)
@given(values)
def test_every_value_agrees_with_itself(value):
    agree(value, value)


@settings(deadline=None)
@given(tensors, st.sampled_from([1e-3, 1e-5, 1e-6]), SEEDS)
def test_a_small_difference_in_one_entry_is_seen_and_located(expected, size, seed):
    assume(expected.numel() > 1)
    got = expected.clone()
    index = int(torch.randint(expected.numel(), (), generator=torch.Generator().manual_seed(seed)))
    got.view(-1)[index] += size * max(1.0, abs(float(expected.view(-1)[index])))
    tolerance = Tolerance(rtol=1e-9, atol=1e-12)
    assume(not torch.equal(got, expected))
    texts = show_both(expected, got, tolerance)
    assert texts[0] != texts[1]
    place = ", ".join(str(int(i)) for i in torch.unravel_index(torch.tensor(index), expected.shape))
    assert shape_of(got, expected, tolerance).startswith(f"only [{place}] differs")


@settings(deadline=None)
@given(SEEDS, SHAPES, st.floats(0.05, 20), st.sampled_from([torch.float32, torch.float64]))
def test_a_common_factor_is_measured(seed, shape, factor, dtype):
    assume(abs(factor - 1) > 1e-3)
    expected = normal(shape, seed, dtype)
    assume(expected.numel() > 1 and expected.abs().max() > 0.1)
    said = shape_of(factor * expected, expected)
    assert said.startswith("each entry is ") and "times what is expected" in said, said
    assert math.isclose(float(said.split()[3]), factor, rel_tol=1e-3)
    assert said.startswith(f"each entry is {float(said.split()[3]):g} ") or "e" in said


@settings(deadline=None)
@given(SEEDS, st.lists(st.integers(2, 5), min_size=1, max_size=3).map(tuple), st.sampled_from(["float32", "float64"]))
def test_numbers_without_a_relation_get_no_relation(seed, shape, dtype):
    "Independent normal numbers: whatever is said of them must be about the place."
    a, b = normal(shape, seed, getattr(torch, dtype)), normal(shape, seed + 1, getattr(torch, dtype))
    assert shape_of(a, b) == ""


EXPECTED = normal((4, 4), 0)


@pytest.mark.parametrize(
    ("got", "expected", "said"),
    [
        (EXPECTED * 50 / 49, EXPECTED, "each entry is 1.0204 times what is expected: 50/49"),
        (EXPECTED * 2**0.5, EXPECTED, "each entry is 1.4142 times what is expected: √2"),
        (EXPECTED / 3**0.5, EXPECTED, "each entry is 0.57735 times what is expected: 1/√3"),
        (2 * EXPECTED, EXPECTED, "each entry is 2 times what is expected"),
        (-EXPECTED, EXPECTED, "each entry has the opposite sign of what is expected"),
        (EXPECTED.abs(), EXPECTED, "each entry is the absolute value of what is expected"),
        (EXPECTED.square(), EXPECTED, "each entry is the square of what is expected"),
        (EXPECTED + 0.25, EXPECTED, "each entry is 0.25 more than what is expected"),
        (EXPECTED - 0.25, EXPECTED, "each entry is 0.25 less than what is expected"),
        (EXPECTED.round(), EXPECTED, "each entry is the nearest whole number of what is expected"),
        (EXPECTED.T, EXPECTED, "is transposed: axes 0 and 1 are swapped"),
        (EXPECTED.flip(1), EXPECTED, "is reversed along axis 1"),
        (EXPECTED.roll(1, 0), EXPECTED, "is shifted by one along axis 0: what is expected comes one place later"),
        (EXPECTED.roll(-1, 1), EXPECTED, "is shifted by one along axis 1: what is expected comes one place earlier"),
        (EXPECTED.flatten()[torch.tensor([3, *range(3), *range(4, 16)])], EXPECTED.flatten(), "another order"),
        (EXPECTED * torch.arange(1, 5), EXPECTED, "each index of axis 1 is multiplied by a factor of its own"),
        (EXPECTED + torch.arange(1, 5)[:, None], EXPECTED, "something is added at each index of axis 0"),
        (
            torch.cat([2 * EXPECTED[:1], EXPECTED[1:]]),
            EXPECTED,
            "only index 0 of axis 0 differs: each entry there is 2",
        ),
        (torch.tensor([True, False]), torch.tensor([False, True]), "each entry is the opposite of what is expected"),
        (0.75, 1.5, "it is 0.5 times what is expected: 1/2"),
        (3, 2, "it is 1.5 times what is expected: 3/2"),
        (31, 30, "it is 1.0333 times what is expected: 31/30"),
        ((2.0, 1.0), (1.0, 2.0), "the two items are swapped"),
        ([3, 1, "a"], ["a", 1, 3], "the right items in reverse order"),
        ([1.0, 2.0, 3.0, 4.0], [0.5, 1.0, 2.0, 3.0], "is shifted by one: what is expected comes one place earlier"),
        ({"a": 1.0, "b": 5}, {"a": 2.0, "b": 5}, "only a differs: it is 0.5 times what is expected: 1/2"),
        ({"a": 1.0, "b": 3.7}, {"a": 3.7, "b": 1.0}, "a and b are swapped"),
        ([2 * EXPECTED, 2 * EXPECTED[0]], [EXPECTED, EXPECTED[0]], "each number is 2 times what is expected"),
        (["a", "c"], ["a", "b", "c"], "after a, b is to come"),
        ([[0, "train"], [1, "train"]], [[0, "train"], [0, "valid"]], "after [0, 'train'], [0, 'valid'] is to come"),
        ([2.0, 3.0], [1.0, 2.0, 3.0], "the first item is missing"),
        ([1, 2, 3], [1, 2], "the last item is one too many"),
        (1.23456, 1.0, ""),
        ("a", "b", ""),
        (None, 1.0, ""),
    ],
)
def test_the_shape_of_a_difference(got, expected, said):
    assert said in shape_of(got, expected) and (said or shape_of(got, expected) == "")


@pytest.mark.parametrize("n", [2, 3, 7, 24, 25, 50, 99])
def test_factors_that_a_correction_gives_are_recognized(n):
    for factor, text in ((n / (n - 1), f"{n}/{n - 1}"), ((n - 1) / n, f"{n - 1}/{n}")):
        assert simple(factor, 1e-6) == text.removesuffix("/1")


@given(st.floats(0.01, 100))
def test_a_simple_factor_is_the_factor(factor):
    text = simple(factor, 1e-5)
    if text:
        value = eval(text.replace("√", "sqrt"), {"sqrt": math.sqrt}) if "(" in text or "√" not in text else None
        if value is None:
            above, _, below = text.partition("/")
            number = lambda part: math.sqrt(int(part[1:])) if part.startswith("√") else int(part or 1)  # noqa: E731
            value = number(above) / number(below)
        assert math.isclose(value, factor, rel_tol=1e-4)


def test_long_values_show_the_first_places_and_how_many_differ():
    expected = torch.zeros(6, 7)
    got = expected.clone()
    got[1], got[4, 5] = 1.0, -3.0
    wanted, found = show_both(expected, got)
    assert wanted == "[1, 0] = 0, [1, 1] = 0, [1, 2] = 0, …"
    assert found == "[1, 0] = 1, [1, 1] = 1, [1, 2] = 1, …; 8 of 42 numbers differ, the most at [4, 5]: by 3"


def test_parts_reach_into_lists_and_dicts():
    found = [part.path for part in parts({"a": [1.0, "x"], "b": (torch.ones(2),)}, {"a": [2.0, "x"], "b": (1,)})]
    assert found == ["a[0]", "a[1]", "b[0]"]
    wanted, got = show_both({"a": ["y" * SHORT, 1.0]}, {"a": ["y" * SHORT, 1.0000001]}, Tolerance(rtol=1e-9))
    assert (wanted, got) == ("a[1] = 1", "a[1] = 1.0000001")


def test_tuples_of_tensors_with_other_lengths_are_told_apart():
    x, y = torch.ones(3, 2), torch.zeros(3, 2)
    expected, got = show_both([((x, y), x)], [((x,), x)])
    assert expected != got


def test_no_factor_is_said_that_its_digits_do_not_show():
    "A number off by 0.0009, known to a thousandth, is not `1 times what is expected`."
    tolerance = Tolerance(rtol=1e-4)
    assert shape_of(torch.tensor(1.0009), torch.tensor(1.0), tolerance) == ""
    assert "1.5 times" in shape_of(torch.tensor(1.5), torch.tensor(1.0), tolerance)
