"Lesson 01, variance, covariance, correlation: what each exercise must do."

import torch

from autograder.checks.predicted import each_is_answered
from autograder.checks.vocabulary import accepts, agree, check, holds, public, raises

VARIANCE = ["torch.var", "torch.Tensor.var", "torch.std", "torch.Tensor.std", "torch.var_mean", "torch.std_mean"]
COVARIANCE = ["torch.cov", "torch.Tensor.cov"]
CORRELATION = ["torch.corrcoef", "torch.Tensor.corrcoef"]

SAMPLE = "divides by n - 1 although correction is 0: that estimates a population from a sample"
ABSOLUTE = "averages absolute deviations: squares are asked for"
CANCELS = "E[x²] - E[x]² loses every digit when the mean is large: subtract the mean first, then square"
CHUNKS = "averages the variances of the chunks: that forgets how far the chunks' means lie apart"
INTEGERS = "accepts integers: deviations from a mean are fractions, so integers must raise TypeError"
TOO_FEW = "accepts n - correction ≤ 0: there is nothing to divide by, so this must raise ValueError"
ZERO_IS_AN_AXIS = "treats dim=0 as no dim: `if dim` is false for 0, write `if dim is None`"
ABSOLUTE_SIZE = "goes wrong for small numbers only: no size, such as an epsilon, is built into the definition"
KEEPS = "keeps the numbers that it has seen: count, mean and M say all that is asked for"
ZERO_MEAN = "takes a mean of 0 for nothing seen: ask the count"
ONE_IS_ENOUGH = "refuses a single number: its variance is 0 where correction is 0"
SHARED = "shares its numbers with other objects of the class: keep them on self"
SHAPES = "accepts inputs of two shapes: pairs need partners, so this must raise ValueError"


@check("variance", points=1, without=VARIANCE)
def over_all_elements(student, trial):
    "Over all elements it is the mean squared deviation, a 0-d tensor."
    x = trial.normal(*trial.sizes(7, 5), mean=3)
    root = x.var(correction=0).sqrt()
    agree(
        student(lambda names, x: names.variance(x), x),
        x.var(correction=0),
        mistakes={
            SAMPLE: x.var(correction=1),
            ABSOLUTE: (x - x.mean()).abs().mean(),
            "takes the root: that is the standard deviation": root,
            "forgets to subtract the mean before it squares": x.square().mean(),
            "adds the squares up without dividing by their number": (x - x.mean()).square().sum(),
            "handles rows or columns one by one although no dim was given": x.var(dim=0, correction=0),
        },
    )


@check("variance", points=1, without=VARIANCE)
def along_one_axis(student, trial):
    "Along one axis, with a correction, it equals torch.var."
    x = trial.normal(*trial.sizes(4, 7, 3))
    for dim in (1, -1, 0):
        n = x.shape[dim]
        agree(
            student(lambda names, x, dim: names.variance(x, dim=dim), x, dim),
            x.var(dim=dim, correction=0),
            mistakes={
                ZERO_IS_AN_AXIS if dim == 0 else "ignores dim": x.var(correction=0),
                SAMPLE: x.var(dim=dim, correction=1),
                "subtracts the mean of all elements instead of the mean along dim": (x - x.mean()).square().mean(dim),
                "divides by the number of all elements instead of the number along dim": x.var(dim=dim, correction=0)
                * (n / x.numel()),
                "keeps the axis with size 1": x.var(dim=dim, correction=0, keepdim=True),
            },
        )
        agree(
            student(lambda names, x, dim: names.variance(x, correction=1, dim=dim), x, dim),
            x.var(dim=dim, correction=1),
            mistakes={"ignores correction": x.var(dim=dim, correction=0)},
        )
    agree(
        student(lambda names, x: names.variance(x, 2), x),
        x.var(correction=2),
        mistakes={"ignores correction": x.var(correction=0)},
    )


@check("variance", points=1, without=VARIANCE)
def far_from_zero(student, trial):
    "It keeps its digits in float32 when the mean is large."
    (n,) = trial.sizes(1000)
    x = trial.normal(n, mean=1e4, dtype=torch.float32)
    exact = x.double().var(correction=0).float()
    near = (x.double() - 1e4).float()

    def near_zero(rtol=1e-4):
        agree(student(lambda names, near: names.variance(near), near), near.var(correction=0), rtol=rtol)

    agree(
        student(lambda names, x: names.variance(x), x),
        exact,
        rtol=0.01,
        unless=CANCELS,
        control=lambda: near_zero(rtol=0.01),
    )
    tiny = 1e-6 * trial.normal(n)
    agree(
        student(lambda names, tiny: names.variance(tiny), tiny),
        tiny.var(correction=0),
        rtol=1e-4,
        unless=ABSOLUTE_SIZE,
        control=near_zero,
    )


@check("variance", points=1, without=VARIANCE)
def differentiable_and_careful(student, trial):
    "Gradients flow through it, and it refuses what has no variance."
    x = trial.normal(*trial.sizes(5, 3))
    upstream = trial.normal(x.shape[0])

    def gradient(names, x, upstream):
        "The gradient of variance(x, dim=1) with a random upstream gradient"
        x = x.clone().requires_grad_()
        y = names.variance(x, dim=1)
        if not y.requires_grad:
            return None
        return torch.autograd.grad(y, x, upstream)[0]

    y = x.clone().requires_grad_()
    expected = torch.autograd.grad(y.var(dim=1, correction=0), y, upstream)[0]
    got = student(gradient, x, upstream)
    holds(got is not None, "a gradient", "no gradient", unless="cuts the graph (item(), detach or no_grad on the way)")
    agree(got, expected)
    with raises(TypeError, unless=INTEGERS):
        student(lambda names: names.variance(torch.tensor([1, 2, 3])))
    with raises(ValueError, unless=TOO_FEW):
        student(lambda names: names.variance(torch.tensor([2.0, 3.0]), correction=2))
    with raises(ValueError, unless=TOO_FEW):
        student(lambda names: names.variance(torch.ones(3, 1), correction=1, dim=1))
    with raises(ValueError, unless=TOO_FEW):
        student(lambda names: names.variance(torch.tensor([2.0, 3.0]), correction=3))
    with accepts(ValueError, unless=ONE_IS_ENOUGH):
        agree(student(lambda names: names.variance(torch.ones(1))), torch.zeros(()))
    pair = trial.normal(2)
    agree(student(lambda names, pair: names.variance(pair, correction=1), pair), pair.var(correction=1))


def of_chunks(names, chunks):
    "RunningMoments() after update(chunk) for every chunk: count, mean, variance"
    moments = names.RunningMoments()
    for chunk in chunks:
        moments.update(chunk)
    return [moments.count, moments.mean, moments.variance()]


def bytes_held(names, chunks, merged):
    """what a RunningMoments() holds of these chunks, each chunk by update, or by update and merge: bytes

    Everything that can be reached from it counts, but for code: lists, tensors' memory and whatever else keeps numbers.
    """
    import gc
    import sys
    import types

    moments = names.RunningMoments()
    for chunk in chunks:
        if merged:
            moments.merge(names.RunningMoments().update(chunk.clone()))
        else:
            moments.update(chunk.clone())
    seen, left, total = {}, [moments], 0
    while left:
        value = left.pop()
        code = isinstance(value, type | types.ModuleType | types.FunctionType | types.BuiltinFunctionType)
        if not code and id(value) not in seen:
            seen[id(value)] = value
            total += value.untyped_storage().nbytes() if isinstance(value, torch.Tensor) else sys.getsizeof(value)
            left += gc.get_referents(value)
    return total


def keeps_no_numbers(student, trial, merged):
    "Of many numbers it holds fewer bytes than those would need in float32."
    chunks = list(trial.normal(20, 1000, dtype=torch.float32))
    held = student(bytes_held, chunks, merged)
    holds(held < 2 * 20 * 1000, "a few numbers", f"{held:,} bytes for 20,000 numbers", KEEPS)


@check("RunningMoments", points=2)
def uneven_chunks(student, trial):
    "After uneven chunks it holds the moments of all elements, and none of the elements."
    a, b, c = trial.sizes(7, 3, 11)
    chunks = [trial.normal(a, mean=2), trial.normal(b, 2, mean=-3, sd=2), trial.normal(c)]
    everything = torch.cat([chunk.flatten() for chunk in chunks]).double()
    n, mean, variance = everything.numel(), everything.mean().item(), everything.var(correction=0).item()
    variances = [chunk.double().var(correction=0) for chunk in chunks]
    sizes = torch.tensor([chunk.numel() for chunk in chunks]).double()
    weighted = (torch.stack(variances) * sizes).sum() / n
    chunk_means = torch.stack([chunk.double().mean() for chunk in chunks]).mean().item()
    biased_then_sample = [n, mean, everything.var(correction=1).item()]

    def made_after_another(names, chunk):
        "the count of a RunningMoments() made after another one was updated"
        names.RunningMoments().update(chunk)
        return names.RunningMoments().count

    holds((count := student(made_after_another, chunks[0])) == 0, "0", count, unless=SHARED)
    agree(
        student(of_chunks, chunks),
        [n, mean, variance],
        rtol=1e-5,
        mistakes={
            CHUNKS: [n, mean, torch.stack(variances).mean().item()],
            public(f"{CHUNKS}, even weighted by size"): [n, mean, weighted.item()],
            "averages the means of the chunks as if all chunks had one size": [n, chunk_means, variance],
            "counts chunks, not elements": [len(chunks), mean, variance],
            SAMPLE: biased_then_sample,
        },
    )

    def with_correction(names, chunks):
        "RunningMoments() after these chunks: variance(correction=1)"
        moments = names.RunningMoments()
        for chunk in chunks:
            moments.update(chunk)
        return moments.variance(correction=1)

    expected = everything.var(correction=1).item()
    agree(student(with_correction, chunks), expected, rtol=1e-5, mistakes={"ignores correction": variance})

    def asked_in_between(names, chunks):
        "variance() asked twice after every chunk"
        moments, asked = names.RunningMoments(), []
        for chunk in chunks:
            moments.update(chunk)
            asked.append([moments.variance(), moments.variance()])
        return asked

    seen = [torch.cat([chunk.flatten() for chunk in chunks[: i + 1]]).double() for i in range(len(chunks))]
    agree(student(asked_in_between, chunks), [[x.var(correction=0).item()] * 2 for x in seen], rtol=1e-5)
    keeps_no_numbers(student, trial, merged=False)


@check("RunningMoments", points=1)
def large_offset(student, trial):
    "An offset of a million does not cost it the variance, not even in float32 chunks."
    sizes = trial.sizes(300, 200, 101)
    chunks = [trial.normal(size, mean=1e6, dtype=torch.float32) for size in sizes]
    everything = torch.cat(chunks).double()
    exact = [everything.numel(), everything.mean().item(), everything.var(correction=0).item()]

    def near_zero():
        near = [(chunk.double() - 1e6).float() for chunk in chunks]
        x = torch.cat(near).double()
        agree(student(of_chunks, near), [x.numel(), x.mean().item(), x.var(correction=0).item()], rtol=1e-4)

    agree(
        student(of_chunks, chunks),
        exact,
        rtol=1e-6,
        control=near_zero,
        unless="loses digits far from zero: keep squared deviations from the mean, not squares, and in float64",
    )


@check("RunningMoments", points=2)
def merging(student, trial):
    "Merging two of them gives the moments of both; only self changes, and update and merge return self."
    a, b = trial.sizes(9, 4)
    x, y = trial.normal(a, mean=1), trial.normal(b, mean=-2, sd=3)

    def merged(names, x, y):
        "first.merge(second): what first, second and the returned object hold"
        first, second = names.RunningMoments(), names.RunningMoments()
        updated = first.update(x)
        second.update(y)
        result = first.merge(second)
        state = [[m.count, m.mean, m.variance()] for m in (first, second)]
        return {"first": state[0], "second": state[1], "returns self": [updated is first, result is first]}

    both = torch.cat([x, y]).double()
    one = y.double()
    second = [b, one.mean().item(), one.var(correction=0).item()]
    first = [a + b, both.mean().item(), both.var(correction=0).item()]
    weighted = (x.double().var(correction=0) * a + one.var(correction=0) * b).item() / (a + b)
    right = {"first": first, "second": second, "returns self": [True, True]}
    alone = [a, x.double().mean().item(), x.double().var(correction=0).item()]
    agree(
        student(merged, x, y),
        right,
        rtol=1e-5,
        mistakes={
            CHUNKS: {**right, "first": [*first[:2], weighted]},
            "returns something else than self": {**right, "returns self": [True, False]},
            "update does not return self": {**right, "returns self": [False, True]},
            "update and merge do not return self": {**right, "returns self": [False, False]},
            "merge changes the other one too": {**right, "second": first},
            "merge builds a new object and leaves self as it was": {
                **right,
                "first": alone,
                "returns self": [True, False],
            },
        },
    )
    keeps_no_numbers(student, trial, merged=True)


@check("RunningMoments", points=1)
def empty_ones(student, trial):
    "Empty chunks and empty partners change nothing; having seen nothing raises ValueError."
    x = trial.normal(*trial.sizes(6, 2))

    def with_empty(names, x):
        "update(an empty tensor) and merge(RunningMoments()) around update(x), and a merge into an empty one"
        moments = names.RunningMoments().update(torch.empty(0)).update(x).merge(names.RunningMoments())
        other = names.RunningMoments().merge(moments)
        return [[m.count, m.mean, m.variance()] for m in (moments, other)]

    expected = [x.numel(), x.double().mean().item(), x.double().var(correction=0).item()]
    agree(student(with_empty, x), [expected, expected], rtol=1e-5)
    agree(student(lambda names: names.RunningMoments().update(torch.empty(0)).merge(names.RunningMoments()).count), 0)
    agree(student(lambda names: names.RunningMoments().update(torch.ones(1)).variance()), 0.0)
    nothing = "answers although it has seen nothing: this must raise ValueError"
    with raises(ValueError, unless=nothing):
        student(lambda names: names.RunningMoments().mean)
    with raises(ValueError, unless=nothing):
        student(lambda names: names.RunningMoments().variance())
    for correction in (1, 2):
        with raises(ValueError, unless=TOO_FEW):
            student(lambda names, c: names.RunningMoments().update(torch.ones(1)).variance(correction=c), correction)

    def around_zero(names):
        "count, mean and variance after update(torch.tensor([-1.0, 1.0])), whose mean is 0"
        moments = names.RunningMoments().update(torch.tensor([-1.0, 1.0]))
        return [moments.count, moments.mean, moments.variance()]

    with accepts(ValueError, unless=ZERO_MEAN):
        agree(student(around_zero), [2, 0.0, 1.0])


@check("covariance", points=2, without=COVARIANCE)
def mean_of_products(student, trial):
    "It is the mean product of deviations, with torch's correction."
    (n,) = trial.sizes(9)
    x = trial.normal(n, mean=2)
    y = trial.normal(n, mean=-3) - x
    dx, dy = x - x.mean(), y - y.mean()
    for correction in (0, 1):
        exact = torch.cov(torch.stack([x, y]), correction=correction)[0, 1]
        other = torch.cov(torch.stack([x, y]), correction=1 - correction)[0, 1]
        agree(
            student(lambda names, x, y, c: names.covariance(x, y, correction=c), x, y, correction),
            exact,
            mistakes={
                ("ignores correction" if correction else SAMPLE): other,
                "loses the sign: no absolute values on the way": exact.abs(),
                "forgets the product of the means: subtract the means before multiplying": (x * y).sum()
                / (n - correction),
                "averages absolute products: their signs are the point": (dx * dy).abs().sum() / (n - correction),
                "divides by the standard deviations as well: that is the correlation": exact
                / (x.std(correction=correction) * y.std(correction=correction)),
                "multiplies the variances: the deviations belong together in pairs": x.var(correction=correction)
                * y.var(correction=correction),
            },
        )
    x = trial.normal(*trial.sizes(4, 3))
    agree(student(lambda names, x: names.covariance(x, x), x), x.var(correction=0))


@check("covariance", points=1, without=COVARIANCE)
def far_from_zero_pairs(student, trial):
    "It keeps its digits in float32 when the means are large."
    (n,) = trial.sizes(1000)
    x = trial.normal(n, mean=1e4, dtype=torch.float32)
    y = (x - 1e4) + trial.normal(n, mean=1e4, dtype=torch.float32)
    exact = torch.cov(torch.stack([x, y]).double(), correction=0)[0, 1].float()
    near = [(values.double() - 1e4).float() for values in (x, y)]

    def near_zero():
        expected = torch.cov(torch.stack(near).double(), correction=0)[0, 1].float()
        agree(student(lambda names, x, y: names.covariance(x, y), *near), expected, rtol=0.02)

    got = student(lambda names, x, y: names.covariance(x, y), x, y)
    agree(
        got,
        exact,
        mistakes={"forgets the product of the means: subtract the means before multiplying": (x * y).mean()},
        rtol=0.02,
        control=near_zero,
        unless="E[xy] - E[x]E[y] loses every digit when the means are large: subtract the means first",
    )


@check("covariance", points=1, without=COVARIANCE)
def refuses_what_is_no_pair(student, trial):
    "It refuses two shapes, integers, and too few numbers."
    x = trial.normal(5)
    agree(student(lambda names, x: names.covariance(x, 2 * x), x), 2 * x.var(correction=0))
    with raises(ValueError, unless=SHAPES):
        student(lambda names: names.covariance(torch.ones(3, 4), torch.ones(4)))
    with raises(TypeError, unless=INTEGERS):
        student(lambda names: names.covariance(torch.tensor([1, 2, 3]), torch.tensor([1, 2, 3])))
    with raises(TypeError, unless=INTEGERS):
        student(lambda names: names.covariance(torch.tensor([1.0, 2.0]), torch.tensor([1, 2])))
    with raises(TypeError, unless=INTEGERS):
        student(lambda names: names.covariance(torch.tensor([1, 2]), torch.tensor([1.0, 2.0])))
    for correction in (1, 2):
        with raises(ValueError, unless=TOO_FEW):
            student(lambda names, c: names.covariance(torch.ones(1), torch.ones(1), correction=c), correction)
    pair = trial.normal(2)
    agree(student(lambda names, x: names.covariance(x, 3 * x, correction=1), pair), 3 * pair.var(correction=1))


@check("covariance_matrix", points=2, without=COVARIANCE)
def equals_torch(student, trial):
    "Rows are observations, columns are quantities: (n, d) gives (d, d), equal to torch.cov(x.T)."
    n, d = trial.sizes(8, 3)
    x = trial.normal(n, d, mean=1) @ trial.normal(d, d)
    for correction in (0, 1):
        exact = torch.cov(x.T, correction=correction)
        agree(
            student(lambda names, x, c: names.covariance_matrix(x, correction=c), x, correction),
            exact,
            mistakes={
                "treats columns as observations: transpose the other side": torch.cov(x, correction=correction),
                ("ignores correction" if correction else SAMPLE): torch.cov(x.T, correction=1 - correction),
                "subtracts one mean for all instead of each column's own": (x - x.mean()).T
                @ (x - x.mean())
                / (n - correction),
                "subtracts no mean": x.T @ x / (n - correction),
                "subtracts each row's mean: the mean over observations runs down the columns": (
                    x - x.mean(1, keepdim=True)
                ).T
                @ (x - x.mean(1, keepdim=True))
                / (n - correction),
                "divides by the number of quantities instead of observations": exact * (n - correction) / d,
            },
        )
    one = trial.normal(n, 1)
    agree(
        student(lambda names, one: names.covariance_matrix(one), one),
        one.var(correction=0).reshape(1, 1),
        mistakes={"loses the axes when there is only one quantity: (1, 1) is asked for": one.var(correction=0)},
    )


@check("covariance_matrix", points=1, without=COVARIANCE)
def careful_matrix(student, trial):
    "It keeps its digits far from zero and refuses what has no covariance matrix."
    n, d = trial.sizes(500, 3)
    x = trial.normal(n, d, mean=1e4, dtype=torch.float32)
    near = (x.double() - 1e4).float()

    def near_zero():
        expected = torch.cov(near.T.double(), correction=0).float()
        agree(student(lambda names, near: names.covariance_matrix(near), near), expected, atol=1e-4)

    agree(
        student(lambda names, x: names.covariance_matrix(x), x),
        torch.cov(x.T.double(), correction=0).float(),
        atol=0.02,
        unless="loses its digits when the means are large: subtract the means before multiplying",
        control=near_zero,
    )
    for shape in ([5], [2, 3, 4]):
        with raises(ValueError, unless="accepts a tensor that is not (n, d): this must raise ValueError"):
            student(lambda names, shape: names.covariance_matrix(torch.ones(shape)), shape)
    with raises(TypeError, unless=INTEGERS):
        student(lambda names: names.covariance_matrix(torch.ones(3, 2, dtype=torch.int64)))
    for correction in (1, 2):
        with raises(ValueError, unless=TOO_FEW):
            student(lambda names, c: names.covariance_matrix(torch.ones(1, 2), correction=c), correction)
    agree(student(lambda names: names.covariance_matrix(torch.ones(1, 2))), torch.zeros(2, 2))


@check("correlation", points=2, without=CORRELATION)
def covariance_without_units(student, trial):
    "It is the covariance over both standard deviations, and units do not matter to it."
    (n,) = trial.sizes(8)
    x = trial.normal(n, mean=5)
    y = trial.normal(n) - 0.5 * x
    exact = torch.corrcoef(torch.stack([x, y]))[0, 1]
    covariance = torch.cov(torch.stack([x, y]), correction=0)[0, 1]
    for scale in (1.0, 100.0, -3.0):
        sign = 1 if scale > 0 else -1
        agree(
            student(lambda names, x, y: names.correlation(x, y), x, scale * y + 7),
            sign * exact,
            mistakes={
                "mixes a covariance over n with standard deviations over n - 1": sign * exact * (n - 1) / n,
                "mixes a covariance over n - 1 with standard deviations over n": sign * exact * n / (n - 1),
                "loses the sign": exact.abs(),
                "does not divide by the standard deviations: that is the covariance": scale * covariance,
                "divides by the variances instead of the standard deviations": scale
                * covariance
                / (x.var(correction=0) * y.var(correction=0) * scale**2),
                "squares it": exact.square(),
                "divides by the variance of x only: that is the slope of the regression line": scale
                * covariance
                / x.var(correction=0),
                "forgets the means before multiplying": (x * (scale * y + 7)).mean()
                / (x.std(correction=0) * y.std(correction=0) * abs(scale)),
            },
            rtol=1e-4,  # a covariance from the variance of the sum loses digits where one scale is far larger
            atol=1e-4,
        )
    agree(
        student(lambda names, x, y: names.correlation(1e-5 * x, 1e-5 * y), x, y),
        exact,
        rtol=1e-4,
        atol=1e-4,
        unless=ABSOLUTE_SIZE,
        control=lambda: agree(student(lambda names, x, y: names.correlation(x, y), x, y), exact, rtol=1e-4, atol=1e-4),
    )


@check("correlation", points=1, without=CORRELATION)
def bounds(student, trial):
    "It is within [-1, 1], exactly, even where rounding would carry it outside."
    seeds = trial.integer(0, 10**6)

    def extremes(names, seed):
        "correlation(x, ±3x) for 50 random float32 vectors of 3 numbers: the smallest and the largest"
        generator = torch.Generator().manual_seed(seed)
        x = torch.randn(50, 3, generator=generator)
        values = [float(names.correlation(row, sign * 3 * row)) for row in x for sign in (1, -1)]
        return [min(values), max(values)]

    low, high = student(extremes, seeds)
    agree([low, high], [-1.0, 1.0], atol=1e-5)
    holds(
        low >= -1 and high <= 1,
        "nothing outside [-1, 1]",
        f"{low:.9g} and {high:.9g}",
        unless="leaves [-1, 1] by rounding: clamp the result",
    )


@check("correlation", points=1, without=CORRELATION)
def refuses_constants(student, trial):
    "It refuses a constant input, two shapes, and integers."
    x = trial.normal(6)
    agree(student(lambda names, x: names.correlation(x, x), x), torch.ones((), dtype=x.dtype))
    constant = "answers for a constant input, which does not vary with anything: this must raise ValueError"
    for value in (0.0, 0.1, 1e4):  # 0.1: its mean over 6 is not exactly 0.1, so a test for variance == 0 misses it
        with raises(ValueError, unless=constant):
            student(lambda names, x, c: names.correlation(x, torch.full_like(x, c)), x, value)
        with raises(ValueError, unless=constant):
            student(lambda names, x, c: names.correlation(torch.full_like(x, c), x), x, value)
    with raises(ValueError, unless=SHAPES):
        student(lambda names: names.correlation(torch.arange(6.0).reshape(2, 3), torch.arange(3.0)))
    with raises(TypeError, unless=INTEGERS):
        student(lambda names: names.correlation(torch.tensor([1, 2, 3]), torch.tensor([1, 2, 4])))
    with raises(TypeError, unless=INTEGERS):
        student(lambda names: names.correlation(torch.tensor([1.0, 2.0, 3.0]), torch.tensor([1, 2, 4])))


@check("predictions_01")
def predicted_before(student, trial):
    "Every question of the lesson has a prediction, right or wrong."
    each_is_answered(student, "predictions_01")
