"""Our solutions against torch in float64, or against a rule, for what a contract leaves open.

Hypothesis draws sizes, dtypes, strides, scales and the order of calls; the same ones in every run.
"""

import itertools
from types import SimpleNamespace

import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from course_lib.adam import Adam, AdamW, RMSProp
from course_lib.batchnorm import BatchNorm
from course_lib.groupnorm import GroupNorm, InstanceNorm
from course_lib.layernorm import LayerNorm, TokenLayerNorm, normalize_backward, normalize_over, rms_normalize
from course_lib.learner import CANCELS, EVENTS, Callback, TrainLearner
from course_lib.schedules import cosine_lr, one_cycle_lr, one_cycle_momentum
from course_lib.sgd import SGD, Momentum
from course_lib.stats import RunningMoments, correlation, covariance, covariance_matrix, variance

drawn = settings(max_examples=25, deadline=None, derandomize=True, database=None)
SEEDS = st.integers(0, 2**31 - 1)
CLOSE = {torch.float32: dict(rtol=2e-4, atol=2e-5), torch.float64: dict(rtol=1e-9, atol=1e-9)}


def normal(shape, seed, dtype=torch.float64):
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64).to(dtype)


@st.composite
def laid_out(draw, shape):
    "Numbers of this shape: contiguous, transposed, every other one of more, or one row for all."
    x = normal(shape, draw(SEEDS), draw(st.sampled_from(sorted(CLOSE, key=str))))
    x = x * draw(st.sampled_from([1e-3, 1.0, 1e3])) + draw(st.sampled_from([0.0, 3.0]))
    way = draw(st.sampled_from(["as it is", "transposed", "every other", "expanded"]))
    if way == "transposed":
        return x.transpose(0, -1).contiguous().transpose(0, -1)
    if way == "every other":
        return x.repeat_interleave(2, -1)[..., ::2]
    return x[:1].expand(x.shape) if way == "expanded" and x.shape[-1] > 1 else x


def shapes(least, most, largest=5):
    return st.lists(st.integers(2, largest), min_size=least, max_size=most).map(tuple)


def close(ours, theirs, dtype):
    "`theirs` is in float64; the room grows with the size of the numbers."
    tolerance = CLOSE[dtype]
    scale = max(1.0, theirs.abs().max().item())
    torch.testing.assert_close(ours, theirs.to(dtype), rtol=tolerance["rtol"], atol=tolerance["atol"] * scale)


# ---------------------------------------------------------------------------------------------------------------------
# Moments


@drawn
@given(st.data())
def test_variance(data):
    x = data.draw(shapes(1, 4).flatmap(laid_out))
    dim, correction = data.draw(st.sampled_from([None, *range(-x.ndim, x.ndim)])), data.draw(st.integers(-2, 1))
    before = x.clone()
    close(variance(x, correction, dim), x.double().var(dim, correction=correction), x.dtype)
    assert torch.equal(x, before)


@drawn
@given(st.data())
def test_covariances(data):
    x = data.draw(shapes(2, 2).flatmap(laid_out))
    y = normal(x.shape, data.draw(SEEDS), x.dtype)
    correction = data.draw(st.integers(-2, 1))
    pairs = torch.stack([x.double().flatten(), y.double().flatten()])
    close(covariance(x, y, correction), pairs.cov(correction=correction)[0, 1], x.dtype)
    both = y.double() + normal(x.shape, 0)
    pairs = torch.stack([both.flatten(), y.double().flatten()])
    close(correlation(both, y.double()), torch.corrcoef(pairs)[0, 1], torch.float64)
    close(covariance_matrix(x, correction), x.double().T.cov(correction=correction), x.dtype)


@drawn
@given(st.lists(st.lists(st.integers(0, 5), max_size=4), min_size=1, max_size=4), SEEDS, st.sampled_from([0.0, 1e6]))
def test_running_moments_in_any_order(parts, seed, level):
    "Batches of any size, none included, for several of them, which are merged from the last to the first."
    every = [[level + normal(n, seed + i) for n in sizes] for i, sizes in enumerate(parts)]
    merged = RunningMoments()
    for batches in reversed(every):
        one = RunningMoments()
        for batch in batches:
            assert one.update(batch) is one
        kept = one.count
        assert merged.merge(one) is merged and one.count == kept
    seen = torch.cat([torch.zeros(0, dtype=torch.float64), *itertools.chain(*every)])
    assert merged.count == len(seen)
    if len(seen) > 1:
        assert merged.mean == pytest.approx(seen.mean().item(), rel=1e-12, abs=1e-12)
        assert merged.variance(1) == pytest.approx(seen.var().item(), rel=1e-8, abs=1e-8)


# ---------------------------------------------------------------------------------------------------------------------
# Norms


@drawn
@given(st.data())
def test_normalize_over_and_its_backward_pass(data):
    x = data.draw(shapes(1, 4).flatmap(laid_out))
    dims = tuple(data.draw(st.lists(st.sampled_from(range(x.ndim)), min_size=1, unique=True)))
    eps = data.draw(st.sampled_from([1e-5, 0.3]))
    wide = x.double().requires_grad_()
    right = (wide - wide.mean(dims, keepdim=True)) / (wide.var(dims, correction=0, keepdim=True) + eps).sqrt()
    close(normalize_over(x, dims, eps), right.detach(), x.dtype)
    grad = normal(x.shape, 1)
    right.backward(grad)
    close(normalize_backward(grad, x.double(), dims, eps), wide.grad, torch.float64)


@drawn
@given(st.data())
def test_norms_of_one_item_are_torch_s(data):
    groups, width = data.draw(st.integers(1, 3)), data.draw(st.integers(1, 3))
    channels, eps = groups * width, data.draw(st.sampled_from([1e-5, 0.1]))
    size = (data.draw(st.integers(1, 3)), channels, *data.draw(shapes(2, 2)))
    x = normal(size, data.draw(SEEDS)).to(memory_format=data.draw(st.sampled_from(FORMATS)))
    pairs = [
        (LayerNorm(channels, eps), nn.GroupNorm(1, channels, eps)),
        (GroupNorm(groups, channels, eps), nn.GroupNorm(groups, channels, eps)),
        (InstanceNorm(channels, eps), nn.InstanceNorm2d(channels, eps, affine=True)),
        (TokenLayerNorm(size[-1], eps), nn.LayerNorm(size[-1], eps)),
    ]
    for ours, theirs in pairs:
        with torch.no_grad():
            for p in theirs.parameters():
                p.copy_(normal(p.shape, 3))
        ours.load_state_dict(theirs.state_dict())
        torch.testing.assert_close(ours.double()(x), theirs.double()(x))
    torch.testing.assert_close(rms_normalize(x, eps), F.rms_norm(x, x.shape[-1:], eps=eps))


FORMATS = [torch.contiguous_format, torch.channels_last]


@drawn
@given(st.lists(st.tuples(st.booleans(), st.integers(1, 4), SEEDS), max_size=6), st.sampled_from([0.0, 0.1, 1.0]))
def test_batch_norm_in_any_order_of_training_and_evaluation(calls, momentum):
    ours, theirs = BatchNorm(3, momentum=momentum).double(), nn.BatchNorm2d(3, momentum=momentum).double()
    for training, n, seed in calls:
        x = 2 + 3 * normal((n, 3, 2, 2), seed)
        torch.testing.assert_close(ours.train(training)(x), theirs.train(training)(x))
        torch.testing.assert_close(ours.state_dict(), theirs.state_dict())


# ---------------------------------------------------------------------------------------------------------------------
# Optimizers

OPTIMIZERS = {
    "SGD": (SGD, torch.optim.SGD, {}),
    "Momentum": (Momentum, torch.optim.SGD, {"momentum": 0.8}),
    "RMSProp": (RMSProp, torch.optim.RMSprop, {"alpha": 0.9}),
    "Adam": (Adam, torch.optim.Adam, {"betas": (0.8, 0.95)}),
    "AdamW": (AdamW, torch.optim.AdamW, {"betas": (0.8, 0.95)}),
}
CALLS = st.lists(st.sampled_from(["step", "step", "step with a gap", "rate", "group", "reload"]), max_size=12)


@pytest.mark.parametrize("name", OPTIMIZERS)
@settings(drawn, max_examples=12)
@given(CALLS, st.lists(shapes(0, 3, 3), min_size=2, max_size=3), SEEDS, st.sampled_from([0.0, 0.3]))
def test_optimizers_in_any_order_of_calls(name, calls, sizes, seed, decay):
    ours, theirs, options = OPTIMIZERS[name]
    ends = [follow(make, calls, sizes, seed, {**options, "lr": 0.05, "weight_decay": decay}) for make in (ours, theirs)]
    for mine, right in zip(*ends, strict=True):
        torch.testing.assert_close(mine, right, rtol=1e-9, atol=1e-9)


def follow(make, calls, sizes, seed, options):
    "The parameters after these calls of an optimizer."
    params = [normal(size, seed + i).requires_grad_() for i, size in enumerate(sizes)]
    opt = make(params, **options)
    for number, call in enumerate(calls):
        if call == "rate":
            opt.param_groups[0]["lr"] *= 0.5
        elif call == "group":
            params.append(normal((2, 2), seed + number).requires_grad_())
            opt.add_param_group({"params": [params[-1]], "lr": 0.02})
        elif call == "reload":
            groups = [{"params": group["params"]} for group in opt.param_groups]
            state, opt = opt.state_dict(), make(groups, **{**options, "lr": 0.7})
            opt.load_state_dict(state)
        else:
            for i, p in enumerate(params):
                p.grad = normal(p.shape, seed + 100 * number + i)
            if call == "step with a gap":
                params[number % len(params)].grad = None
            opt.step()
    return [p.detach() for p in params]


# ---------------------------------------------------------------------------------------------------------------------
# Schedules


@drawn
@given(st.integers(1, 30), st.floats(1e-3, 10), st.floats(0, 1))
def test_cosine_is_torch_s_annealing(total, start, end):
    opt = torch.optim.SGD([torch.zeros(1)], start)
    theirs = torch.optim.lr_scheduler.CosineAnnealingLR(opt, total, end)
    for step in range(total + 1):
        assert cosine_lr(step, total, start, end) == pytest.approx(theirs.get_last_lr()[0], rel=1e-9, abs=1e-9)
        opt.step()
        theirs.step()
    assert cosine_lr(total + 7, total, start, end) == pytest.approx(end)


@drawn
@given(st.integers(4, 40), st.floats(0.01, 5), st.sampled_from([0.1, 0.25, 0.3, 0.5]), st.floats(2, 50))
def test_one_cycle_is_torch_s(total, peak, share, div):
    if share * total <= 1:  # torch divides by 0 there
        return
    opt = torch.optim.SGD([torch.zeros(1)], 1.0, 0.9)
    theirs = torch.optim.lr_scheduler.OneCycleLR(opt, peak, total, pct_start=share, div_factor=div)
    for step in range(total):
        assert one_cycle_lr(step, total, peak, share, div) == pytest.approx(theirs.get_last_lr()[0], rel=1e-9)
        momentum = opt.param_groups[0]["momentum"]
        assert one_cycle_momentum(step, total, pct_start=share) == pytest.approx(momentum, rel=1e-9)
        opt.step()
        if step < total - 1:
            theirs.step()


# ---------------------------------------------------------------------------------------------------------------------
# Events of a learner


def full_fit(epochs, train, valid):
    "Every event of a fit that nobody cancels, each with the places that it lies in: of the fit, an epoch, a batch."
    found = []

    def inside(kind, place, body):
        found.append((f"before_{kind}", place))
        body()
        found.extend([(f"after_{kind}", place), (f"cleanup_{kind}", place)])

    def batch(place, training):
        verbs = ["predict", "get_loss", "backward", "step"] if training else ["predict", "get_loss"]
        afters = dict(predict="after_predict", get_loss="after_loss", backward="after_backward", step="after_step")
        found.extend((afters[verb], place) for verb in verbs)

    def phase(place, n, training):
        for i in range(n):
            inside("batch", (*place, i), lambda i=i: batch((*place, i), training))

    def fit():
        for epoch in range(epochs):
            for training, n in ((True, train), (False, valid)):
                place = (epoch, training)
                inside("epoch", (place,), lambda place=place, n=n, t=training: phase((place,), n, t))

    inside("fit", (), fit)
    return found


DEPTH = {"fit": 0, "epoch": 1, "batch": 2}


def after_cancel(full, number, kind):
    "What is left when event `number` cancels the fit, epoch or batch around it: nothing in there but the cleanups."
    _, place = full[number]
    scope = place[: DEPTH[kind]]
    open_places = {place[:depth] for depth in range(len(place) + 1)}
    return full[: number + 1] + [
        (event, where)
        for event, where in full[number + 1 :]
        if where[: len(scope)] != scope or (event.startswith("cleanup_") and where in open_places)
    ]


@drawn
@given(st.data())
def test_a_cancel_leaves_out_what_it_says_and_no_cleanup(data):
    epochs, train, valid = (data.draw(st.integers(low, 3)) for low in (0, 1, 0))
    full = full_fit(epochs, train, valid)
    number = data.draw(st.integers(0, len(full) - 1))
    event, place = full[number]
    kinds = [kind for kind in CANCELS if DEPTH[kind] <= len(place) and event != f"cleanup_{kind}"]
    expected, cancel = full, None
    if kinds:
        cancel = data.draw(st.sampled_from(kinds))
        expected = after_cancel(full, number, cancel)
    heard = []

    def hear(event):
        def handler(self, learner):
            heard.append(event)
            if cancel and len(heard) == number + 1:
                raise CANCELS[cancel]

        return handler

    watched = {event: hear(event) for event in EVENTS if event.startswith(("before_", "after_", "cleanup_"))}
    batches = [(torch.ones(2, 1), torch.zeros(2, 1))]
    loaders = SimpleNamespace(train=batches * train, valid=batches * valid)
    learner = TrainLearner(nn.Linear(1, 1), loaders, F.mse_loss, callbacks=[type("Watch", (Callback,), watched)()])
    learner.fit(epochs)
    assert heard == [event for event, _ in expected]
