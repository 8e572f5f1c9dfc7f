"""Lesson 08, layer normalization: what each exercise must do."""

import torch

from autograder.checks.norms import (
    ALL_AXES,
    EPS_IGNORED,
    NO_EPS,
    NO_KEEPDIM,
    ONE_ITEM,
    READY_MADE,
    SQUARES,
    UNBIASED,
    ZERO_EPS,
    affine,
    ask,
    judge_after_error,
    judge_batch_mates,
    judge_device,
    judge_facts,
    judge_layer,
    judge_output,
    judge_refusals,
    known_cuts,
    layer_mistakes,
    mistakes_over,
    normalized,
    outcome,
    precision,
    with_a_small_item,
)
from autograder.checks.predicted import each_is_answered
from autograder.checks.vocabulary import agree, check, holds, raises

# ---------------------------------------------------------------------------------------------------------------------
# normalize_over


def with_gradient(names, x, dims, eps, upstream):
    "normalize_over(x, dims, eps): the output, and the gradient by x for a random upstream gradient"
    x = x.clone().requires_grad_()
    with torch.enable_grad():
        y = names.normalize_over(x, dims, eps)
    y.backward(upstream)
    return [y, x.grad]


def some_shape(trial, *published):
    "Numbers of another mean and size in each row, so that no axis can be taken for another."
    x = trial.normal(*trial.sizes(*published))
    ones = [1] * (x.ndim - 2)
    return x * trial.uniform(*x.shape[:2], *ones, low=0.5, high=2) + trial.normal(x.shape[0], 1, *ones)


LARGE = 1e4  # beside a variance of its square no eps counts, in whatever way it is added


def ask_over(student, probe, x, *more):
    "As `ask`. Without keepdim a mean over the first axis would fit as well, so that is the control."

    def over_the_first():
        student(lambda names, x: names.normalize_over(x, 0), x)

    return ask(student, probe, x, *more, controls={NO_KEEPDIM: over_the_first})


@check("normalize_over", points=2, without=READY_MADE)
def over_these_axes(student, trial):
    "Over dims, an int or a tuple, negative or not, mean and biased variance become 0 and 1."
    x = LARGE * some_shape(trial, 4, 3, 5, 6)
    for dims in (3, -1, 1, (1, 2, 3), (-1, -2), (0, 2, 3)):
        values = {text: f(x.double()).to(x.dtype) for text, f in mistakes_over(dims, 1e-5, 4).items()}
        got = ask_over(student, lambda names, x, dims: names.normalize_over(x, dims), x, dims)
        agree(got, normalized(x.double(), dims).to(x.dtype), mistakes=values, **precision(trial))
    for dims in (-1, (1, 2, 3)):
        one = x[:1]
        got = ask_over(student, lambda names, x, dims: names.normalize_over(x, dims), one, dims)
        holds(got.shape == one.shape, f"shape {tuple(one.shape)}", f"shape {tuple(got.shape)}", unless=ONE_ITEM)
        agree(got, normalized(one.double(), dims).to(x.dtype), unless=ONE_ITEM, **precision(trial))

    def elsewhere(names, x):
        "normalize_over(x, (1, 2)) on another device (torch's meta)"
        names.normalize_over(x.to("meta"), (1, 2))

    judge_device(student, elsewhere, x)


@check("normalize_over", points=1, without=READY_MADE)
def eps_inside(student, trial):
    "eps is added to the variance, inside of the root; it is 1e-5 unless given."
    x = with_a_small_item(some_shape(trial, 3, 4, 5, 6))
    eps = trial.integer(2, 9) / 10

    def agree_on_eps(x, eps, got):
        mistakes = {
            **({ZERO_EPS: lambda x: normalized(x, (1, 2), 1e-5)} if eps == 0 else {}),
            **mistakes_over((1, 2), eps, 4),
            "adds the root of eps to the std: the sum belongs inside of one root": lambda x: normalized(
                x, (1, 2), eps**0.5, outside=True
            ),
        }
        values = {text: f(x.double()).to(x.dtype) for text, f in mistakes.items()}
        agree(got, normalized(x.double(), (1, 2), eps).to(x.dtype), mistakes=values, **precision(trial))

    agree_on_eps(x, eps, ask_over(student, lambda names, x, eps: names.normalize_over(x, (1, 2), eps=eps), x, eps))
    tiny = x * 1e-3  # variances of 1e-6 and less, so that 1e-5 counts for much
    got = ask_over(student, lambda names, x, eps: names.normalize_over(x, (1, 2), eps=eps), tiny, 0.0)
    agree_on_eps(tiny, 0.0, got)
    agree_on_eps(tiny, 1e-5, ask_over(student, lambda names, x: names.normalize_over(x, (1, 2)), tiny))


@check("normalize_over", points=2, without=READY_MADE)
def gradients_through(student, trial):
    "Its gradient flows through the mean and the variance."
    x = LARGE * some_shape(trial, 4, 3, 5, 6)
    upstream = LARGE * trial.normal(*x.shape)  # so that the gradient by x is around 1
    for dims in ((1, 2, 3), 2):
        variants = {**known_cuts(dims, 1e-5), **mistakes_over(dims, 1e-5, 4)}
        mistakes = {text: outcome(f, upstream, x) for text, f in variants.items()}
        got = ask_over(student, with_gradient, x, dims, 1e-5, upstream)
        right = outcome(lambda x, dims=dims: normalized(x, dims), upstream, x)
        agree(got[0], right[0], mistakes={text: value[0] for text, value in mistakes.items()}, **precision(trial))
        agree(got, right, mistakes=mistakes, unless="has a wrong gradient", **precision(trial))


@check("normalize_over", points=1, without=READY_MADE)
def constant_and_far(student, trial):
    "A constant gives 0 and a finite gradient; numbers around 10,000 in float32 come out right."
    x = torch.full(trial.sizes(3, 4, 5), trial.integer(1, 8) / 4, dtype=trial.dtype)
    upstream = trial.normal(*x.shape)
    y, gradient = ask_over(student, with_gradient, x, (1, 2), 1e-5, upstream)
    agree(y, torch.zeros_like(x), unless="does not give 0 where all numbers are equal")
    finite = bool(gradient.isfinite().all())
    root = "has no finite gradient where all numbers are equal: put eps inside the root, whose slope at 0 is infinite"
    holds(finite, "a finite gradient for a constant", "inf or nan", unless=root)
    spike = torch.zeros(2, 400, dtype=trial.dtype)
    spike[:, 3] = 100.0
    limited = "limits what it gives: a number that is 20 stds above the mean comes out as 20"
    got = ask_over(student, lambda names, x: names.normalize_over(x, 1), spike)
    right = normalized(spike.double(), 1).to(spike.dtype)

    def only_the_large_one_is_less():
        small = right.abs() < 1
        agree(got[small], right[small], **precision(trial))
        return bool(got.abs().max() < 0.99 * right.abs().max())

    agree(got, right, unless=limited, control=only_the_large_one_is_less, **precision(trial))
    far = trial.normal(3, 40, mean=10_000, dtype=torch.float32)
    for rows in (far - 10_000, far):
        got = ask_over(student, lambda names, x: names.normalize_over(x, 1), rows)
        values = {text: f(rows.double()).float() for text, f in mistakes_over(1, 1e-5, 2).items()}
        right = normalized(rows.double(), 1).float()
        agree(got, right, mistakes=values, rtol=0.0, atol=5e-3, unless=SQUARES if rows is far else "")


# ---------------------------------------------------------------------------------------------------------------------
# normalize_backward

AUTOGRAD = [
    "torch.autograd.grad",
    "torch.autograd.backward",
    "torch.Tensor.backward",
    *(f"torch.func.{name}" for name in ("grad", "grad_and_value", "vjp", "jacrev", "jacfwd")),
    *(f"torch.autograd.functional.{name}" for name in ("vjp", "jacobian")),
]


Y_WITHOUT_EPS = "computes y with the usual eps: the one that is given belongs in y as well as in σ"
SIGMA_WITHOUT_EPS = "computes σ without eps: it is the root of variance + eps"
SIGMA_WITH_ITS_OWN = "computes σ with an eps of 1e-5: the one that is given belongs in σ as well as in y"
SIGMA_OUTSIDE = "adds eps outside of the root of σ: it belongs inside, √(variance + eps)"


def backward(
    grad, x, dims, eps, y=None, mean=1, product=1, power=0.5, correction=0, beside=0.0, average=torch.Tensor.mean
):
    "The gradient by x, in float64, and with other arguments than the first four a mistake."
    grad, x = grad.double(), x.double()
    y = normalized(x, dims, eps) if y is None else y
    terms = mean * average(grad, dims, keepdim=True) + product * y * average(grad * y, dims, keepdim=True)
    return (grad - terms) / ((x.var(dims, correction=correction, keepdim=True) + eps) ** power + beside)


def backward_mistakes(grad, x, dims, eps):
    "Sentence → what it would give."
    centred = x.double() - x.double().mean(dims, keepdim=True)
    variants = {
        "gives grad / σ, which takes mean and variance for constants: the input acts on every output through both": (
            dict(mean=0, product=0)
        ),
        "leaves out the mean of grad: the input acts on every output through the mean": dict(mean=0),
        "leaves out y · mean(grad · y): the input acts on every output through the variance": dict(product=0),
        "adds the mean of grad, which is to be subtracted": dict(mean=-1),
        "adds y · mean(grad · y), which is to be subtracted": dict(product=-1),
        "adds the mean of grad and y · mean(grad · y): both are to be subtracted": dict(mean=-1, product=-1),
        "takes sums where means belong: divide by the number of values that share a mean": (
            dict(average=torch.Tensor.sum)
        ),
        "does not divide by σ": dict(power=0),
        "divides by the variance: σ is the root of variance + eps": dict(power=1),
        "multiplies with x - mean where y belongs, the normalized output": dict(y=centred),
        "multiplies with x where y belongs, the normalized output": dict(y=x.double()),
        UNBIASED: dict(correction=1),
    }
    n = x.numel() / x.double().mean(dims).numel()
    sigma = (x.double().var(dims, correction=0, keepdim=True) + eps).sqrt()
    y, mean = normalized(x.double(), dims, eps), grad.double().mean(dims, keepdim=True)
    along = (grad.double() * y).mean(dims, keepdim=True)
    wrong = {text: backward(grad, x, dims, eps, **variant) for text, variant in variants.items()}
    wrong |= {
        "divides the mean of grad · y by n - 1: it is over all n": backward(grad, x, dims, eps, product=n / (n - 1)),
        "subtracts mean(grad · y) as it is: it is multiplied by y": (grad - mean - along) / sigma,
        "multiplies mean(grad · y) by grad: it is multiplied by y": (grad - mean - grad * along) / sigma,
        "divides grad alone by σ: both means are divided as well": grad / sigma - mean - y * along,
        "multiplies by σ: it is divided by it": backward(grad, x, dims, eps, power=-0.5),
    }
    wrong[EPS_IGNORED] = backward(grad, x, dims, 1e-5)
    wrong[NO_EPS] = backward(grad, x, dims, 0.0)
    wrong[Y_WITHOUT_EPS] = backward(grad, x, dims, eps, y=normalized(x.double(), dims))
    for usual in (1e-5, 0.0):
        sigma = backward(grad, x, dims, usual, y=normalized(x.double(), dims, eps))
        wrong[SIGMA_WITHOUT_EPS if usual == 0 else SIGMA_WITH_ITS_OWN] = sigma
    wrong[SIGMA_OUTSIDE] = backward(grad, x, dims, 0.0, y=normalized(x.double(), dims, eps), beside=eps)
    wrong[ALL_AXES] = backward(grad, x, tuple(range(x.ndim)), eps)
    return {text: value.to(x.dtype) for text, value in wrong.items()}


def without_autograd(names, grad, x, dims, more):
    "normalize_backward(grad, x, dims), with gradients switched off"
    with torch.no_grad():
        return names.normalize_backward(grad, x, dims, **more)


@check("normalize_backward", points=3, without=AUTOGRAD)
def gradient_by_hand(student, trial):
    "It is the gradient of the normalization over these axes, through the mean and the variance."
    x = LARGE * some_shape(trial, 4, 3, 5, 6)
    grad = LARGE * (trial.normal(*x.shape) + 0.5)  # so that the gradient by x is around 1
    for dims in ((1, 2, 3), 2, -1, (-1, -3)):
        got = ask_backward(student, grad, x, dims)
        right = outcome(lambda x, dims=dims: normalized(x, dims), grad, x)[1]
        agree(got, right, mistakes=backward_mistakes(grad, x, dims, 1e-5), **precision(trial))


def ask_backward(student, grad, x, dims, **more):
    def over_the_first():
        student(without_autograd, grad, x, 0, {})

    return ask(student, without_autograd, grad, x, dims, more, controls={NO_KEEPDIM: over_the_first})


@check("normalize_backward", points=1, without=AUTOGRAD)
def backward_with_eps(student, trial):
    "eps counts as in the forward pass, and a constant gives a finite gradient."
    x = with_a_small_item(some_shape(trial, 3, 4, 5, 6))
    grad, eps = trial.normal(*x.shape) + 0.5, trial.integer(2, 9) / 10
    got = ask_backward(student, grad, x, (1, 2), eps=eps)
    right = outcome(lambda x: normalized(x, (1, 2), eps), grad, x)[1]
    agree(got, right, mistakes=backward_mistakes(grad, x, (1, 2), eps), **precision(trial))
    constant = torch.full_like(x, 2.0)
    got = ask_backward(student, grad, constant, (1, 2))
    finite = "gives no finite gradient where all numbers are equal: eps keeps σ from being 0"
    holds(bool(got.isfinite().all()), "a finite gradient for a constant", "inf or nan", unless=finite)
    right = outcome(lambda x: normalized(x, (1, 2)), grad, constant)[1]
    agree(got, right, mistakes=backward_mistakes(grad, constant, (1, 2), 1e-5), **precision(trial))


# ---------------------------------------------------------------------------------------------------------------------
# LayerNorm and TokenLayerNorm

WRONG_AXES = {
    "takes the statistics over the whole batch: each item has its own": (0, 1, 2, 3),
    "takes the statistics over the batch axis, for each channel: that is batch normalization": (0, 2, 3),
    "takes the statistics over H and W, for each channel by itself: C belongs to the axes as well": (2, 3),
    "takes the statistics over the channels of each pixel: H and W belong to the axes as well": 1,
    "takes the statistics over the last axis only: those of a whole image, C, H and W, are asked for": 3,
}


def image_layer(eps):
    "What LayerNorm computes, and what its known mistakes compute: functions of (x, weight, bias)."
    dims, place = (1, 2, 3), (-1, 1, 1)
    return affine(lambda x: normalized(x, dims, eps), place), layer_mistakes(dims, eps, place, WRONG_AXES)


def layer_input(trial, channel_axis, *published):
    "x, weight, bias and an upstream gradient."
    x = with_a_small_item(some_shape(trial, *published))
    size = x.shape[channel_axis]
    return x, trial.normal(size, mean=1), trial.normal(size), trial.normal(*x.shape)


@check("LayerNorm", points=2, without=READY_MADE)
def image_values(student, trial):
    "Each image is normalized over C, H and W, then each channel gets its weight and bias."
    tensors = layer_input(trial, 1, 4, 6, 3, 5)
    args = [tensors[1].numel(), trial.integer(2, 9) / 10]
    right, mistakes = image_layer(args[1])
    judge_output(student, trial, "LayerNorm", args, tensors[0], right, mistakes)
    judge_layer(student, trial, "LayerNorm", args, tensors, right, mistakes, gradients=False)
    right, mistakes = image_layer(1e-5)
    judge_output(student, trial, "LayerNorm", args[:1], 1e-3 * tensors[0], right, mistakes)


@check("LayerNorm", points=2, without=READY_MADE)
def image_gradients(student, trial):
    "The gradients of input, weight and bias are those of `nn.GroupNorm(1, C)`."
    tensors = layer_input(trial, 1, 3, 6, 4, 5)
    eps = trial.integer(1, 4) / 10
    judge_layer(student, trial, "LayerNorm", [tensors[1].numel(), eps], tensors, *image_layer(eps))


@check("LayerNorm", points=2, without=READY_MADE)
def image_parameters(student, trial):
    "weight and bias are parameters of shape (C,), ones and zeros at first, and there is nothing else."
    x, weight, bias, _ = layer_input(trial, 1, 2, 5, 4, 3)
    judge_facts(student, "LayerNorm", [len(weight)], x, weight, bias)


@check("LayerNorm", points=1, without=READY_MADE)
def image_alone(student, trial):
    "An item alone gets what it gets in the batch, and evaluation is like training."
    x = some_shape(trial, 4, 5, 3, 2)
    judge_batch_mates(student, trial, "LayerNorm", [x.shape[1]], x)


@check("LayerNorm", points=1, without=READY_MADE)
def image_refuses(student, trial):
    "Another number of axes or channels raises ValueError."
    n, c, h, w = trial.sizes(3, 5, 4, 6)
    judge_refusals(student, trial, "LayerNorm", [c], (n, c, h, w))


# ---------------------------------------------------------------------------------------------------------------------
# TokenLayerNorm

ACROSS_TOKENS = "lets the tokens of a text depend on each other: take the statistics of each token, over the last axis"


def token_layer(eps, ndim):
    "What TokenLayerNorm computes for `ndim` axes, and what its known mistakes compute."
    axes = {
        ACROSS_TOKENS: tuple(range(1, ndim)),
        "takes the statistics over all axes, the batch included: each token has its own": tuple(range(ndim)),
        "takes the statistics over axis 1: the last one is asked for": 1,
        "takes the statistics over the batch axis: each item has its own": 0,
    }
    if ndim == 2:
        del axes[ACROSS_TOKENS]
    return affine(lambda x: normalized(x, -1, eps), (-1,)), layer_mistakes(-1, eps, (-1,), axes)


@check("TokenLayerNorm", points=1, without=READY_MADE)
def token_values(student, trial):
    "Each vector along the last axis is normalized, then each of its places gets its weight and bias."
    for shape in ((4, 5, 6), (7, 6), (3, 2, 5, 6)):
        tensors = layer_input(trial, -1, *shape)
        args = [tensors[1].numel(), trial.integer(2, 9) / 10]
        right, mistakes = token_layer(args[1], len(shape))
        judge_output(student, trial, "TokenLayerNorm", args, tensors[0], right, mistakes)
        judge_layer(student, trial, "TokenLayerNorm", args, tensors, right, mistakes, "place", gradients=False)
    right, mistakes = token_layer(1e-5, 4)
    judge_output(student, trial, "TokenLayerNorm", args[:1], 1e-3 * tensors[0], right, mistakes)


@check("TokenLayerNorm", points=2, without=READY_MADE)
def token_gradients(student, trial):
    "The gradients of input, weight and bias are those of `nn.LayerNorm(width)`."
    tensors = layer_input(trial, -1, 3, 5, 6)
    eps = trial.integer(1, 4) / 10
    judge_layer(student, trial, "TokenLayerNorm", [tensors[1].numel(), eps], tensors, *token_layer(eps, 3), "place")


@check("TokenLayerNorm", points=1, without=READY_MADE)
def token_parameters(student, trial):
    "weight and bias are parameters of shape (width,), ones and zeros at first, and there is nothing else."
    x, weight, bias, _ = layer_input(trial, -1, 3, 4, 5)
    judge_facts(student, "TokenLayerNorm", [len(weight)], x, weight, bias, "place")


@check("TokenLayerNorm", points=1, without=READY_MADE)
def token_alone(student, trial):
    "A token depends on no other token and on no mode; another width raises ValueError."

    def layer_of(names, width, x):
        "TokenLayerNorm(width)(x)"
        return names.TokenLayerNorm(width).to(x.dtype)(x)

    x = some_shape(trial, 4, 3, 6)
    width = x.shape[-1]
    judge_batch_mates(student, trial, "TokenLayerNorm", [width], x)
    together = student(layer_of, width, x)
    single = student(layer_of, width, x.flatten(0, 1).unsqueeze(1))  # each token a text of its own
    agree(single.view(x.shape), together, unless=ACROSS_TOKENS, **precision(trial))
    one = "takes vectors of length 1, and gives them as many numbers as it has weights"
    for other, text in ((1, one), (width + 1, "takes vectors of another length")):
        with raises(ValueError, unless=text):
            student(layer_of, width, x[..., :1].repeat(1, 1, other))
    judge_after_error(student, "TokenLayerNorm", [width], x, x[..., :1].repeat(1, 1, width + 1))


# ---------------------------------------------------------------------------------------------------------------------
# rms_normalize

RMS_CENTRED = "subtracts the mean: that is layer normalization, and RMS normalization leaves the mean where it is"
RMS_STD = "divides by the standard deviation: the square is that of the vector itself, with its mean in it"
RMS_OUTSIDE = "adds eps outside of the root: it belongs inside, √(mean square + eps)"
RMS_SUM = "divides by the root of the sum of squares: their mean is asked for"
RMS_SQUARE = "divides by the mean square: the root of it is asked for"
RMS_ALL = "takes one mean square for all vectors: each has its own, over the last axis"
RMS_AXIS = "takes the mean square over axis 1: the last one is asked for"
RMS_BATCH = "takes the mean square over the batch axis: the last one is asked for"
RMS_ITEM = "takes one mean square for all vectors of an item: each vector has its own"
RMS_FLOOR = "replaces a root mean square below eps by eps: it is added to every mean square, inside of the root"
RMS_UNBIASED = "divides the sum of squares by n - 1: the mean is over all n"
RMS_ABSOLUTE = "divides by the mean of the absolute values: the root of the mean square is asked for"
RMS_CONSTANT = "takes the mean square for a constant in the backward pass: gradients must flow through it"


def rms_normalized(x, eps, dims=-1, power=0.5, outside=False, total=False, constant=False):
    "The definition, and with further arguments a mistake."
    square = (x.square().sum if total else x.square().mean)(dims, keepdim=True)
    square = square.detach() if constant else square
    return x / (square**power + eps if outside else (square + eps) ** power)


def rms_mistakes(eps, ndim):
    "Sentence → function of x with `ndim` axes."
    axes = {} if ndim == 2 else {RMS_AXIS: lambda x: rms_normalized(x, eps, dims=1)}
    return {
        RMS_CENTRED: lambda x: normalized(x, -1, eps),
        RMS_STD: lambda x: x / (x.var(-1, correction=0, keepdim=True) + eps).sqrt(),
        RMS_OUTSIDE: lambda x: rms_normalized(x, eps, outside=True),
        RMS_SUM: lambda x: rms_normalized(x, eps, total=True),
        RMS_SQUARE: lambda x: rms_normalized(x, eps, power=1),
        RMS_ALL: lambda x: rms_normalized(x, eps, dims=tuple(range(ndim))),
        **axes,
        RMS_BATCH: lambda x: rms_normalized(x, eps, dims=0),
        RMS_ITEM: lambda x: rms_normalized(x, eps, dims=tuple(range(1, ndim))),
        RMS_FLOOR: lambda x: x / x.square().mean(-1, keepdim=True).sqrt().clamp(min=eps),
        RMS_UNBIASED: lambda x: x / (x.square().sum(-1, keepdim=True) / (x.shape[-1] - 1) + eps).sqrt(),
        RMS_ABSOLUTE: lambda x: x / (x.abs().mean(-1, keepdim=True).square() + eps).sqrt(),
        EPS_IGNORED: lambda x: rms_normalized(x, 1e-5),
        NO_EPS: lambda x: rms_normalized(x, 0.0),
        RMS_CONSTANT: lambda x: rms_normalized(x, eps, constant=True),
    }


def ask_rms(student, probe, x, *more):
    "As `ask`. Without keepdim a mean would fit where all axes are of one length."

    def on_a_cube():
        student(lambda names, x: names.rms_normalize(x), x.new_ones([x.shape[-1]] * x.ndim))

    return ask(student, probe, x, *more, controls={NO_KEEPDIM: on_a_cube})


@check("rms_normalize", points=2, without=READY_MADE)
def over_the_last_axis(student, trial):
    "Each vector is divided by the root of its mean square plus eps, which is 1e-5 unless given."
    for shape in ((4, 5, 6), (7, 6), (3, 2, 5, 6)):
        drawn, eps = with_a_small_item(some_shape(trial, *shape)), trial.integer(2, 9) / 10
        for x, options in ((drawn, {"eps": eps}), (1e-3 * drawn, {})):
            eps = options.get("eps", 1e-5)
            values = {text: f(x.double()).to(x.dtype) for text, f in rms_mistakes(eps, x.ndim).items()}
            got = ask_rms(student, lambda names, x, options: names.rms_normalize(x, **options), x, options)
            agree(got, rms_normalized(x.double(), eps).to(x.dtype), mistakes=values, **precision(trial))


@check("rms_normalize", points=1, without=READY_MADE)
def rms_gradients(student, trial):
    "Gradients flow through the mean square as well."

    def with_rms_gradient(names, x, eps, upstream):
        "rms_normalize(x, eps): the output, and the gradient by x for a random upstream gradient"
        x = x.clone().requires_grad_()
        with torch.enable_grad():
            y = names.rms_normalize(x, eps)
        y.backward(upstream)
        return [y, x.grad]

    x, eps = with_a_small_item(some_shape(trial, 4, 3, 6)), trial.integer(2, 9) / 10
    upstream = trial.normal(*x.shape)
    got = ask_rms(student, with_rms_gradient, x, eps, upstream)
    agree(
        got,
        outcome(lambda x: rms_normalized(x, eps), upstream, x),
        mistakes={text: outcome(f, upstream, x) for text, f in rms_mistakes(eps, x.ndim).items()},
        **precision(trial),
    )


@check("predictions_08")
def predicted_before(student, trial):
    "Every question of the lesson has a prediction, right or wrong."
    each_is_answered(student, "predictions_08")
