"""Lesson 02, why scale matters: what each exercise must do.

The initializers are random, and a right answer may use the random numbers in any way it likes, so they are judged by
statistics. With N numbers drawn, the sample mean of a right answer has standard deviation s / √N and its sample std
has s·√((k - 1) / 4N), where k is the kurtosis (3 if normal, 1.8 if uniform). A right answer is refused only beyond
`Z` of these (see weights.py), which happens with probability 2e-10 each; an exercise takes fewer than 40 such
decisions, so fewer than one right answer in a hundred million is refused. The other tolerances are argued where they
are used.
"""

import math

import torch

from autograder.checks.predicted import each_is_answered
from autograder.checks.vocabulary import agree, check, holds, public, raises
from autograder.checks.weights import FANS, FIELD_FORGOTTEN, SCALED, Z, ask, filled, judge_manners

KURTOSIS = {"normal": 3.0, "uniform": 1.8}

FROM_ONE = "counts layers from 1: the first product is layer 0"
WIDE = "works in float64, which overflows and vanishes later: multiply in the dtype that was given"
KINDS_SWAPPED = "swaps the kinds: inf and nan are an overflow, 0 is vanishing"
LAST = "reports the last product: the first failure is asked for"
FROM_0 = "draws from 0 to the bound: the numbers must be positive and negative alike"


# ---------------------------------------------------------------------------------------------------------------------
# chain_stds


def signals(x, weights):
    "x and the signal after each product."
    chain = [x]
    for weight in weights:
        chain.append(chain[-1] @ weight)
    return chain


def wide(tensors):
    return [tensor.double() for tensor in tensors]


def stds(tensors, correction=0):
    return [tensor.std(correction=correction).item() for tensor in tensors]


def chain_stds(names, x, weights):
    "chain_stds(x, weights)"
    return names.chain_stds(x, weights)


def measuring_mistakes(x, weights):
    "What goes wrong between the signals and the list, whatever the shapes."
    start, *chain = signals(x, weights)
    expected = stds(chain)
    return {
        "divides by n - 1: these are all elements there are, so correction is 0": stds(chain, correction=1),
        "gives variances: the std is their root": [std**2 for std in expected],
        "gives root mean squares: the mean is to be subtracted": [h.square().mean().sqrt().item() for h in chain],
        "starts with the std of x: the first one asked for is that after the first product": stds([start, *chain]),
        "is one layer early: the std is taken before the product instead of after it": stds([start, *chain[:-1]]),
        "gives only the last std": expected[-1:],
        "gives the std of the weights: the signal's is asked for": stds(weights),
        "averages the stds of the columns: one std over all elements is asked for": [
            h.std(0, correction=0).mean().item() for h in chain
        ],
        "averages the stds of the rows: one std over all elements is asked for": [
            h.std(1, correction=0).mean().item() for h in chain
        ],
    }


@check("chain_stds", points=2)
def std_after_each_product(student, trial):
    "It lists the biased std of all elements after each product."
    rows, width = trial.sizes(5, 4)
    x = trial.normal(rows, width, mean=1)
    weights = [trial.normal(width, width) for _ in range(4)]
    got = student(chain_stds, x, weights)
    x, weights = x.double(), wide(weights)
    agree(
        got,
        stds(signals(x, weights)[1:]),
        rtol=1e-4,
        mistakes={
            **measuring_mistakes(x, weights),
            "multiplies x with every weight: each product must go on from the one before": stds(
                [x @ weight for weight in weights]
            ),
            "multiplies with the transposed weights: it is x @ w": stds(signals(x, [w.T for w in weights])[1:]),
        },
    )


@check("chain_stds", points=1)
def any_widths(student, trial):
    "The width may change from product to product, and no weights give an empty list."
    sizes = trial.sizes(6, 3, 5, 2, 4)
    x = trial.normal(*sizes[:2], mean=1, sd=100)
    weights = [trial.normal(*shape, sd=0.1) for shape in zip(sizes[1:], sizes[2:], strict=False)]
    expected = stds(signals(x.double(), wide(weights))[1:])
    mistakes = measuring_mistakes(x.double(), wide(weights))
    agree(student(chain_stds, x, weights), expected, rtol=1e-4, mistakes=mistakes)
    agree(student(chain_stds, x, weights[:1]), expected[:1], rtol=1e-4)
    agree(student(chain_stds, x, []), [])


# ---------------------------------------------------------------------------------------------------------------------
# first_failure


def first_failure(names, x, weights):
    "first_failure(x, weights)"
    return names.first_failure(x, weights)


def first(chain, failed, kind):
    "What an answer returns that calls a signal failed when `failed(signal)` is true."
    return next(((layer, kind) for layer, h in enumerate(chain) if failed(h)), (None, None))


def rule(chain):
    "The right answer, for a chain of signals."
    overflow = first(chain, lambda h: not h.isfinite().all(), "overflow")
    vanish = first(chain, lambda h: (h == 0).all(), "vanish")
    return min((found for found in (overflow, vanish) if found[1]), default=(None, None))


def extremes(dtype):
    "A large and a small factor: applied once the signal stays within range, applied twice it leaves it, by far."
    return (1e25, 1e-30) if dtype == torch.float32 else (1e200, 1e-200)


@check("first_failure", points=2)
def overflow(student, trial):
    "It names the first product with any inf or nan among its elements."
    rows, width = trial.sizes(5, 4)
    for dtype in (torch.float64, torch.float32):
        large, _ = extremes(dtype)
        weights = [trial.uniform(width, width, low=0.2, high=0.3, dtype=dtype) for _ in range(9)]
        x = trial.uniform(rows, width, low=0.5, high=1.0, dtype=dtype)
        layer = trial.integer(2, 4)
        # One element of one row overflows, to inf. Later that row holds inf of both signs, and then nan.
        x[0] *= large
        weights[layer][:, 0] *= large
        weights[layer + 1][:, ::2] *= -1
        chain, wider = signals(x, weights)[1:], signals(x.double(), wide(weights))[1:]
        agree(
            student(first_failure, x, weights),
            (layer, "overflow"),
            mistakes={
                FROM_ONE: (layer + 1, "overflow"),
                WIDE: rule(wider),
                "waits for nan: inf is a failure, too": first(chain, lambda h: h.isnan().any(), "overflow"),
                "waits until no element is finite: a single inf or nan is a failure": first(
                    chain, lambda h: not h.isfinite().any(), "overflow"
                ),
                "calls a large signal overflowed: only inf and nan are failures, and the std, whose squares overflow "
                "early, does not tell": (0, "overflow"),
                LAST: (len(weights) - 1, "overflow"),
                "gives the kind before the layer": ("overflow", layer),
                KINDS_SWAPPED: (layer, "vanish"),
            },
        )
    large, _ = extremes(trial.dtype)
    x, weight = (trial.uniform(*size, low=0.2, high=1.0) for size in ((rows, width), (width, width)))
    below, no_number, undefined = weight.clone(), x.clone(), weight.clone()
    below[:, 0] *= -large
    no_number[:, 0], undefined[0, 0] = 0.0, torch.inf  # 0 · inf is nan, and no element is inf
    for signal, factor, missed in (
        (large * x, below, "misses -inf: inf has two signs"),
        (no_number, undefined, "misses nan, which equals nothing, not even nan: ask isnan or isfinite"),
    ):
        agree(student(first_failure, signal, [factor]), (0, "overflow"), mistakes={missed: (None, None)})


@check("first_failure", points=1)
def vanishing(student, trial):
    "It names the first product whose elements are all exactly 0."
    rows, width = trial.sizes(5, 4)
    for dtype in (torch.float64, torch.float32):
        _, small = extremes(dtype)
        weights = [trial.normal(width, width, dtype=dtype) for _ in range(7)]
        layer = trial.integer(2, 4)
        weights[layer - 2][:, 1:] = 0.0  # most columns are 0: that is not all
        weights[layer - 1] *= small
        weights[layer] *= small
        weights[layer + 1] *= torch.inf  # 0 · inf is nan, after the signal has vanished
        x = trial.normal(rows, width, dtype=dtype)
        chain, wider = signals(x, weights)[1:], signals(x.double(), wide(weights))[1:]
        agree(
            student(first_failure, x, weights),
            (layer, "vanish"),
            mistakes={
                FROM_ONE: (layer + 1, "vanish"),
                WIDE: rule(wider),
                "calls a signal vanished when some elements are 0: all must be": (layer - 2, "vanish"),
                "calls small numbers 0: 1e-30 is not, whatever the std or a tolerance say": (layer - 1, "vanish"),
                "looks for overflow in all layers before it looks for 0: the earliest failure counts": first(
                    chain, lambda h: not h.isfinite().all(), "overflow"
                ),
                "misses that the signal has vanished": (None, None),
                LAST: (len(weights) - 1, "overflow"),
                "gives the kind before the layer": ("vanish", layer),
                KINDS_SWAPPED: (layer, "overflow"),
            },
        )


@check("first_failure", points=1)
def no_failure(student, trial):
    "Huge, tiny and partly zero signals are no failure: the answer is then (None, None)."
    rows, width = trial.sizes(5, 4)
    large, small = extremes(trial.dtype)
    x = trial.normal(rows, width)
    for factors in ([], [large, 1.0], [small, 1.0, 1.0]):
        weights = [factor * trial.normal(width, width) for factor in factors]
        for weight in weights:
            weight[:, 0] = 0.0
        agree(
            student(first_failure, x, weights),
            (None, None),
            mistakes={
                "returns None: a pair is asked for, (None, None)": None,
                "gives a layer although none has failed": (len(weights) - 1, None),
                "calls a large signal overflowed: it is finite, so it is not": (0, "overflow"),
                "calls a signal vanished although some of its elements are not 0": (0, "vanish"),
            },
        )
    cancelling = torch.zeros(width, width, dtype=x.dtype)
    cancelling[:, 0], cancelling[:, 1] = 1.0, -1.0
    agree(
        student(first_failure, x, [cancelling]),
        (None, None),
        mistakes={"adds up elements that cancel: all of them must be 0, not their sum": (0, "vanish")},
    )
    ends = [*weights, torch.zeros(width, width, dtype=x.dtype)]
    agree(
        student(first_failure, x, ends),
        (3, "vanish"),
        mistakes={"looks at x and not at the last product: a product is judged after it was made": (None, None)},
    )


# ---------------------------------------------------------------------------------------------------------------------
# fan_in_and_fan_out


def fans(names, weight):
    "fan_in_and_fan_out(weight)"
    return names.fan_in_and_fan_out(weight)


def agree_on_fans(got, n_out, n_in, kernel=()):
    field = math.prod(kernel)
    mistakes = {
        "swaps the fans: torch's weights are (out, in, …)": (n_out * field, n_in * field),
        FIELD_FORGOTTEN: (n_in, n_out),
        "forgets the receptive field in fan_out": (n_in * field, n_out),
        "forgets the receptive field in fan_in": (n_in, n_out * field),
        "counts all elements of the weight as fan_in: those of one output's sum are meant": (
            n_out * n_in * field,
            n_out * field,
        ),
        "adds the sides of the kernel up: multiply them": (n_in * sum(kernel), n_out * sum(kernel)),
        "gives fractions: fans are counted, so they are int": (float(n_in * field), float(n_out * field)),
        "gives a list: a tuple is asked for": [n_in * field, n_out * field],
    }
    for side in {*kernel[:1], *kernel[-1:]} - {field}:
        mistakes.setdefault(
            public(
                f"takes one side of the kernel, {side}, for all its elements", "takes one side of the kernel for all"
            ),
            (n_in * side, n_out * side),
        )
    if kernel:
        mistakes["takes the last two axes, which are the kernel's"] = (n_out, n_in, *kernel)[:-3:-1]
    agree(got, (n_in * field, n_out * field), mistakes=mistakes)


@check("fan_in_and_fan_out", points=1, without=FANS)
def linear_weights(student, trial):
    "A linear layer's weight (out, in) has fan_in = in and fan_out = out."
    n_out, n_in = trial.sizes(7, 4)
    agree_on_fans(student(fans, trial.normal(n_out, n_in)), n_out, n_in)
    agree_on_fans(student(fans, trial.normal(n_in, n_out)), n_in, n_out)


@check("fan_in_and_fan_out", points=2, without=FANS)
def convolutions(student, trial):
    "A convolution's fans are multiplied by the number of elements of its kernel."
    n_out, n_in, a, b, c = trial.sizes(9, 5, 3, 4, 2)
    for kernel in ((a, b), (a,), (a, b, c), (1, 1)):
        agree_on_fans(student(fans, trial.normal(n_out, n_in, *kernel)), n_out, n_in, kernel)

    def of_a_parameter(names, weight):
        "fan_in_and_fan_out(a Parameter)"
        return names.fan_in_and_fan_out(torch.nn.Parameter(weight))

    agree_on_fans(student(of_a_parameter, trial.normal(n_out, n_in, a, b)), n_out, n_in, (a, b))


@check("fan_in_and_fan_out", points=1, without=FANS)
def grouped_and_refused(student, trial):
    "Grouped convolutions need nothing special, and fewer than two axes raise ValueError."
    n_out, n_in, side, other = trial.sizes(8, 2, 3, 5)
    agree_on_fans(student(fans, trial.normal(n_out, n_in, side, side)), n_out, n_in, (side, side))
    agree_on_fans(student(fans, trial.normal(n_out, 1, side, other)), n_out, 1, (side, other))
    flat = "answers for a weight with fewer than two axes, such as a bias: this must raise ValueError"
    with raises(ValueError, unless=flat):
        student(fans, trial.normal(n := trial.integer(3, 9)))
    with raises(ValueError, unless=flat):
        student(fans, trial.normal())
    agree_on_fans(student(fans, trial.normal(n, 1)), n, 1)


# ---------------------------------------------------------------------------------------------------------------------
# glorot_normal_ and glorot_uniform_


def judge_numbers(student, trial, initializer, kind, shape, gain=None):
    "Fills a weight of this shape and judges what it holds."
    n_out, n_in, *kernel = shape
    sevens = torch.full(shape, 7.0, dtype=trial.dtype)
    got = ask(student, filled, initializer, sevens, gain, trial.integer(0, 2**31 - 1))
    holds(
        got.shape == sevens.shape and got.dtype == sevens.dtype,
        f"{tuple(shape)} {trial.dtype}",
        f"{tuple(got.shape)} {got.dtype}",
        unless="changes the weight's shape or dtype",
    )
    holds(bool(got.isfinite().all()), "finite numbers", "inf or nan", unless="leaves inf or nan in the weight")
    holds(
        not torch.equal(got, sevens),
        "new numbers in weight",
        "what was there before",
        unless="leaves weight as it was: fill the tensor that was given, a new one does not reach the layer",
    )
    got, size, kurtosis = got.double(), got.numel(), KURTOSIS[kind]
    field, g = math.prod(kernel), 1.0 if gain is None else gain
    fan_in, fan_out = n_in * field, n_out * field
    right = math.sqrt(2 / (fan_in + fan_out))
    std = got.std(correction=0).item()
    looks_like = {
        "uses the variance as the std: take the root of 2 / (fan_in + fan_out)": g * right**2,
        "scales by fan_in alone, 1/√fan_in: that is right for the forward pass only": g / math.sqrt(fan_in),
        "scales by fan_out alone, 1/√fan_out: that is right for the backward pass only": g / math.sqrt(fan_out),
        FIELD_FORGOTTEN: g * math.sqrt(2 / (n_in + n_out)),
        "ignores gain": right,
        "multiplies the variance by gain: the std is what is multiplied": math.sqrt(g) * right,
        "multiplies the std by gain twice": g**2 * right,
        "divides by gain": right / g,
        "forgets the 2: 1 / (fan_in + fan_out) is half the variance": g * right / math.sqrt(2),
        "leaves the numbers as they were drawn, with std 1": 1.0,
    }
    if kind == "uniform":
        looks_like = {
            "uses the std as the bound: a uniform distribution is √3 wider than its std": g * right / math.sqrt(3),
            "uses 1/√fan_in as the bound: that is the old heuristic": g / math.sqrt(3 * fan_in),
            FROM_0: g * right / 2,
            "uses the bound of the variance, 6 / (fan_in + fan_out): take the root": g * right**2 * math.sqrt(3),
            "multiplies by √3 twice": g * right * math.sqrt(3),
            **looks_like,
        }
    holds(
        std > 1e-6 * abs(got.mean().item()),
        "numbers that differ",
        f"{got.flatten()[0]:.4f} everywhere",
        unless="gives every number the same value, so that all units would stay copies of each other",
    )
    expected = g * right
    tolerance = Z * math.sqrt((kurtosis - 1) / (4 * size))

    def near(value):
        return abs(std - value) <= tolerance * value

    wanted, measured = f"std {expected:.4f} ± {tolerance * expected:.4f}", f"std {std:.4f}, mean {got.mean():.4f}"
    centred = abs(got.mean().item()) <= Z * std / math.sqrt(size)
    fitting = [sentence for sentence, value in looks_like.items() if near(value) and (sentence == FROM_0) != centred]
    fitting = fitting or ["has another std than gain·√(2 / (fan_in + fan_out))"]
    unless = fitting[0] if len(fitting) == 1 else ""  # two mistakes may give the same std: then neither is named
    holds(near(expected), wanted, measured, unless=unless)
    holds(
        centred,
        "mean 0",
        measured,
        unless="does not have mean 0: the numbers must be positive and negative alike",
    )
    # The kurtosis of N > 2e4 normal numbers has standard deviation √(24 / N) < 0.035, that of uniform ones less: 0.3 is
    # far beyond chance for either, and far from the other's.
    fourth = ((got - got.mean()) / std).pow(4).mean().item()
    other = {"normal": "uniform", "uniform": "normal"}[kind]
    holds(
        abs(fourth - kurtosis) <= 0.3,
        f"a {kind} distribution (kurtosis {kurtosis:g})",
        f"kurtosis {fourth:.2f}",
        unless=public(f"is {other}: this one is asked to be {kind}")
        if abs(fourth - KURTOSIS[other]) <= 0.3
        else public(f"is no {kind} distribution, although mean and std are right"),
    )
    if kind == "uniform":
        # Rounding aside no number is beyond the bound, and that none of N > 2e4 numbers comes within 0.2 % of it has
        # probability (1 - 0.002)^N < 1e-17.
        bound, largest = expected * math.sqrt(3), got.abs().max().item()
        holds(
            0.998 * bound <= largest <= bound * (1 + 1e-5),
            f"numbers up to the bound {bound:.5f}",
            f"the largest is {largest:.5f}",
            unless="has another bound than gain·√6/√(fan_in + fan_out)",
        )


def a_gain(trial):
    "tanh's 5/3; on a hidden trial another one, never near 1, √2, √3 or 2, with which other mistakes give the same std."
    return 2.25 + trial.integer(0, 12) / 25 if trial.hidden else 5 / 3


@check("glorot_normal_", points=2, without=SCALED)
def normal_numbers(student, trial):
    "The numbers are normal with mean 0 and std √(2 / (fan_in + fan_out))."
    judge_numbers(student, trial, "glorot_normal_", "normal", trial.sizes(280, 120))
    judge_numbers(student, trial, "glorot_normal_", "normal", trial.sizes(120, 280))


@check("glorot_normal_", points=1, without=SCALED)
def normal_convolutions(student, trial):
    "It counts a convolution's receptive field, and multiplies the std by gain."
    shape = trial.sizes(80, 24, 5, 3)
    judge_numbers(student, trial, "glorot_normal_", "normal", shape, gain=a_gain(trial))


@check("glorot_normal_", points=1, without=SCALED)
def normal_manners(student, trial):
    "It fills the weight in place, returns it, and leaves no trace in autograd."
    judge_manners(student, trial, "glorot_normal_")


@check("glorot_uniform_", points=2, without=SCALED)
def uniform_numbers(student, trial):
    "The numbers are uniform between ∓√6/√(fan_in + fan_out)."
    judge_numbers(student, trial, "glorot_uniform_", "uniform", trial.sizes(280, 120))
    judge_numbers(student, trial, "glorot_uniform_", "uniform", trial.sizes(120, 280))


@check("glorot_uniform_", points=1, without=SCALED)
def uniform_convolutions(student, trial):
    "It counts a convolution's receptive field, and multiplies the bound by gain."
    shape = trial.sizes(80, 24, 5, 3)
    judge_numbers(student, trial, "glorot_uniform_", "uniform", shape, gain=a_gain(trial))


@check("glorot_uniform_", points=1, without=SCALED)
def uniform_manners(student, trial):
    "It fills the weight in place, returns it, and leaves no trace in autograd."
    judge_manners(student, trial, "glorot_uniform_")


@check("predictions_02")
def predicted_before(student, trial):
    "Every question of the lesson has a prediction, right or wrong."
    each_is_answered(student, "predictions_02")
