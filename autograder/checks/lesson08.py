"""Lesson 08, layer normalization: what each exercise must do.

Expected outputs and gradients are computed here by autograd in float64 from the definition, and so is what each known
mistake would give. Gradients are always taken for a random upstream gradient: that of a sum, or of a sum of squares, is
nearly zero behind a normalization whatever the answer does.
"""

import torch

from autograder.checks.student import Raised
from autograder.checks.vocabulary import Disagreement, agree, check, holds, public, raises

READY_MADE = [
    *(f"torch.nn.{kind}" for kind in ("LayerNorm", "GroupNorm", "InstanceNorm2d", "BatchNorm2d", "RMSNorm")),
    *(
        f"{place}.{kind}_norm"
        for place in ("torch", "torch.nn.functional")
        for kind in ("layer", "group", "instance", "batch", "rms")
    ),
    *(f"torch.native_{kind}_norm" for kind in ("layer", "group", "batch")),
]

UNBIASED = "uses the unbiased variance, divided by n - 1: normalization takes the biased one (correction=0)"
EPS_OUTSIDE = "adds eps outside of the root, to the std: it belongs inside, √(variance + eps)"
EPS_IGNORED = "ignores eps: the one that is given counts, and 1e-5 where none is"
NO_EPS = "adds no eps"
EPS_FLOOR = "replaces a variance below eps by eps: it is added to every variance"
VARIANCE = "divides by the variance: the root of it is asked for"
NOT_CENTRED = "does not subtract the mean"
NOT_SCALED = "subtracts the mean and does not divide"
OTHER_AXES = "takes the statistics over the axes that are not in dims"
ALL_AXES = "takes one mean and one variance over all axes, whatever dims says"
DETACHED = (
    "takes mean and variance for constants in the backward pass (detach, no_grad, item or .data): gradients must flow "
    "through both"
)
DETACHED_MEAN = "takes the mean for a constant in the backward pass: gradients must flow through it"
DETACHED_VARIANCE = "takes the variance for a constant in the backward pass: gradients must flow through it"
SQUARES = "computes the variance as E[x²] - E[x]²: subtract the mean before you square"
CUT = "cuts the graph: no gradient reaches the input"
IN_PLACE = "changes its input in place: whoever passed it in still needs it, and autograd forbids it"
COMPANY = "lets an item depend on its company: statistics are taken over the batch axis"
MODE = "gives something else in evaluation mode: layer normalization knows no modes"
LAST_AXIS = "lines weight or bias up with the last axis: each channel has its own, so view them as num_channels, 1, 1"
NO_AFFINE = "does not multiply by weight and add bias"
NO_WEIGHT = "does not multiply by weight"
NO_BIAS = "does not add bias"
AFFINE_FIRST = "applies weight and bias before it normalizes: they come last"


def normalized(x, dims, eps=1e-5, correction=0, centre=True, outside=False, power=0.5, detach=""):
    "The definition, and with other arguments than the first three a mistake."
    mean, variance = x.mean(dims, keepdim=True), x.var(dims, correction=correction, keepdim=True)
    mean = mean.detach() if "mean" in detach else mean
    variance = variance.detach() if "variance" in detach else variance
    divisor = variance**power + eps if outside else (variance + eps) ** power
    return (x - mean if centre else x) / divisor


def known_mistakes(dims, eps):
    "Sentence → function of x, for what can go wrong in the normalization itself."
    return {
        UNBIASED: lambda x: normalized(x, dims, eps, correction=1),
        EPS_OUTSIDE: lambda x: normalized(x, dims, eps, outside=True),
        public(f"{UNBIASED}. And it {EPS_OUTSIDE}"): lambda x: normalized(x, dims, eps, correction=1, outside=True),
        VARIANCE: lambda x: normalized(x, dims, eps, power=1),
        NOT_CENTRED: lambda x: normalized(x, dims, eps, centre=False),
        NOT_SCALED: lambda x: x - x.mean(dims, keepdim=True),
        EPS_IGNORED: lambda x: normalized(x, dims, 1e-5),
        NO_EPS: lambda x: normalized(x, dims, 0.0),
        EPS_FLOOR: lambda x: (
            (x - x.mean(dims, keepdim=True)) / x.var(dims, correction=0, keepdim=True).clamp(min=eps).sqrt()
        ),
    }


def mistakes_over(dims, eps, ndim):
    "The same, with wrong axes, for an input of `ndim` axes."
    axes = {axis % ndim for axis in ([dims] if isinstance(dims, int) else dims)}
    return {
        **known_mistakes(dims, eps),
        ALL_AXES: lambda x: normalized(x, tuple(range(ndim)), eps),
        OTHER_AXES: lambda x: normalized(x, tuple(set(range(ndim)) - axes), eps),
    }


def known_cuts(dims, eps):
    "The same for what can go wrong in the backward pass alone."
    return {
        DETACHED: lambda x: normalized(x, dims, eps, detach="mean, variance"),
        DETACHED_MEAN: lambda x: normalized(x, dims, eps, detach="mean"),
        DETACHED_VARIANCE: lambda x: normalized(x, dims, eps, detach="variance"),
    }


def outcome(f, upstream, *tensors):
    "Output of `f(*tensors)` and its gradients by all of them, computed in float64, in the dtype of the first."
    leaves = [tensor.double().requires_grad_() for tensor in tensors]
    y = f(*leaves)
    gradients = torch.autograd.grad(y, leaves, upstream.double(), allow_unused=True, materialize_grads=True)
    return [value.detach().to(tensors[0].dtype) for value in (y, *gradients)]


def precision(trial):
    "In float32 sums of hundreds of terms are compared, in whatever order they were added."
    return {} if trial.dtype == torch.float64 else dict(rtol=1e-4, atol=1e-4)


ERRORS = {
    "leaf Variable": IN_PLACE,
    "view of a leaf": IN_PLACE,
    "modified by an inplace operation": IN_PLACE,
    "does not require grad": CUT,
    "Dimension out of range": "asks for an axis that the input does not have",
    "must match the size": "combines shapes that do not fit: keepdim=True keeps the axes of a mean",
}


def ask(student, *call, errors=ERRORS):
    "As `student`, with the errors that autograd and broadcasting make out of known mistakes put into words."
    try:
        return student(*call)
    except Raised as raised:
        looks_like = next((text for part, text in errors.items() if part in raised.message), "")
        if looks_like:
            raise Disagreement("an answer", f"raised {raised}", looks_like) from None
        raise


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


@check("normalize_over", points=2, without=READY_MADE)
def over_these_axes(student, trial):
    "Over dims, an int or a tuple, negative or not, mean and biased variance become 0 and 1."
    x = some_shape(trial, 4, 3, 5, 6)
    for dims in (3, -1, 1, (1, 2, 3), (-1, -2), (0, 2, 3)):
        values = {text: f(x.double()).to(x.dtype) for text, f in mistakes_over(dims, 1e-5, 4).items()}
        got = ask(student, lambda names, x, dims: names.normalize_over(x, dims), x, dims)
        agree(got, normalized(x.double(), dims).to(x.dtype), mistakes=values, **precision(trial))


@check("normalize_over", points=1, without=READY_MADE)
def eps_inside(student, trial):
    "eps is added to the variance, inside of the root; it is 1e-5 unless given."
    x = some_shape(trial, 3, 4, 5, 6)
    eps = trial.integer(2, 9) / 10

    def agree_on_eps(x, eps, got):
        mistakes = {
            **mistakes_over((1, 2), eps, 4),
            "adds the root of eps to the std: the sum belongs inside of one root": lambda x: normalized(
                x, (1, 2), eps**0.5, outside=True
            ),
            "adds eps squared": lambda x: normalized(x, (1, 2), eps**2),
        }
        values = {text: f(x.double()).to(x.dtype) for text, f in mistakes.items()}
        agree(got, normalized(x.double(), (1, 2), eps).to(x.dtype), mistakes=values, **precision(trial))

    agree_on_eps(x, eps, ask(student, lambda names, x, eps: names.normalize_over(x, (1, 2), eps=eps), x, eps))
    tiny = x * 1e-3  # variances around 1e-6, so that 1e-5 counts for much
    agree_on_eps(tiny, 1e-5, ask(student, lambda names, x: names.normalize_over(x, (1, 2)), tiny))


@check("normalize_over", points=2, without=READY_MADE)
def gradients_through(student, trial):
    "Its gradient flows through the mean and the variance."
    x = some_shape(trial, 4, 3, 5, 6)
    upstream = trial.normal(*x.shape)
    for dims in ((1, 2, 3), 2):
        variants = {**known_cuts(dims, 1e-5), **mistakes_over(dims, 1e-5, 4)}
        mistakes = {text: outcome(f, upstream, x) for text, f in variants.items()}
        got = ask(student, with_gradient, x, dims, 1e-5, upstream)
        right = outcome(lambda x, dims=dims: normalized(x, dims), upstream, x)
        agree(got, right, mistakes=mistakes, unless="has a wrong gradient", **precision(trial))


@check("normalize_over", points=1, without=READY_MADE)
def constant_and_far(student, trial):
    "A constant gives 0 and a finite gradient; numbers around 10,000 in float32 come out right."
    x = torch.full(trial.sizes(3, 4, 5), trial.integer(1, 8) / 4, dtype=trial.dtype)
    upstream = trial.normal(*x.shape)
    y, gradient = ask(student, with_gradient, x, (1, 2), 1e-5, upstream)
    agree(y, torch.zeros_like(x), unless="does not give 0 where all numbers are equal")
    finite = bool(gradient.isfinite().all())
    root = "has no finite gradient where all numbers are equal: put eps inside the root, whose slope at 0 is infinite"
    holds(finite, "a finite gradient for a constant", "inf or nan", unless=root)
    far = trial.normal(3, 40, mean=10_000, dtype=torch.float32)
    for rows in (far - 10_000, far):
        got = ask(student, lambda names, x: names.normalize_over(x, 1), rows)
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


def backward(grad, x, dims, eps, y=None, mean=1, product=1, power=0.5, correction=0, average=torch.Tensor.mean):
    "The gradient by x, in float64, and with other arguments than the first four a mistake."
    grad, x = grad.double(), x.double()
    y = normalized(x, dims, eps) if y is None else y
    terms = mean * average(grad, dims, keepdim=True) + product * y * average(grad * y, dims, keepdim=True)
    return (grad - terms) / (x.var(dims, correction=correction, keepdim=True) + eps) ** power


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
    wrong = {text: backward(grad, x, dims, eps, **variant) for text, variant in variants.items()}
    wrong[EPS_IGNORED] = backward(grad, x, dims, 1e-5)
    wrong[NO_EPS] = backward(grad, x, dims, 0.0)
    wrong[ALL_AXES] = backward(grad, x, tuple(range(x.ndim)), eps)
    return {text: value.to(x.dtype) for text, value in wrong.items()}


def without_autograd(names, grad, x, dims, more):
    "normalize_backward(grad, x, dims), with gradients switched off"
    with torch.no_grad():
        return names.normalize_backward(grad, x, dims, **more)


@check("normalize_backward", points=3, without=AUTOGRAD)
def gradient_by_hand(student, trial):
    "It is the gradient of the normalization over these axes, through the mean and the variance."
    x = some_shape(trial, 4, 3, 5, 6)
    grad = trial.normal(*x.shape) + 0.5
    for dims in ((1, 2, 3), 2, -1, (-1, -3)):
        got = ask(student, without_autograd, grad, x, dims, {})
        right = outcome(lambda x, dims=dims: normalized(x, dims), grad, x)[1]
        mistakes = backward_mistakes(grad, x, dims, 1e-5)
        agree(got, right, mistakes=mistakes, unless="has a wrong gradient", **precision(trial))


@check("normalize_backward", points=1, without=AUTOGRAD)
def backward_with_eps(student, trial):
    "eps counts as in the forward pass, and a constant gives a finite gradient."
    x = some_shape(trial, 3, 4, 5, 6)
    grad, eps = trial.normal(*x.shape) + 0.5, trial.integer(2, 9) / 10
    got = ask(student, without_autograd, grad, x, (1, 2), {"eps": eps})
    right = outcome(lambda x: normalized(x, (1, 2), eps), grad, x)[1]
    agree(got, right, mistakes=backward_mistakes(grad, x, (1, 2), eps), unless=EPS_IGNORED, **precision(trial))
    constant = torch.full_like(x, 2.0)
    got = ask(student, without_autograd, grad, constant, (1, 2), {})
    right = outcome(lambda x: normalized(x, (1, 2)), grad, constant)[1]
    agree(got, right, mistakes=backward_mistakes(grad, constant, (1, 2), 1e-5), unless=NO_EPS, **precision(trial))


# ---------------------------------------------------------------------------------------------------------------------
# LayerNorm and TokenLayerNorm


def run_layer(names, kind, args, x, weight, bias, upstream):
    "the layer's output and all gradients, for a random weight, bias and upstream gradient"
    with torch.enable_grad():
        layer = getattr(names, kind)(*args).to(x.dtype)
        with torch.no_grad():
            layer(x)
        shapes = {name: list(parameter.shape) for name, parameter in layer.named_parameters()}
        if shapes != {"weight": list(weight.shape), "bias": list(bias.shape)}:
            return shapes
        with torch.no_grad():
            layer.weight.copy_(weight)
            layer.bias.copy_(bias)
        x = x.clone().requires_grad_()
        y = layer(x)
        y.backward(upstream)
    return [y, x.grad, layer.weight.grad, layer.bias.grad]


def judge_shapes(shapes, channels, what="channel", known=None):
    """`shapes` are the parameters' shapes by name; `what` has a weight and a bias of its own.

    `known` are further mistakes: sentence → shape.
    """
    right = {"weight": [channels], "bias": [channels]}
    if shapes == right:
        return
    shown = ", ".join(f"{name} {tuple(shape)}" for name, shape in shapes.items()) or "none"
    known = {
        **{text: shape in shapes.values() for text, shape in (known or {}).items()},
        "has no parameters: a weight or bias that is no nn.Parameter is not learned, moved or saved": not shapes,
        "does not name its parameters weight and bias, so that state dicts of torch's layer do not fit": (
            shapes.keys() != right.keys()
        ),
        public(f"has one weight or bias for all: each {what} has its own"): any(
            s in ([], [1]) for s in shapes.values()
        ),
        "has a weight or bias for each pixel, which ties it to one size of image: a channel has one, for all pixels": (
            any(len(s) > 1 and max(s[1:]) > 1 for s in shapes.values())
        ),
        "keeps axes of length 1 in its parameters: their shape is (num_channels,); add axes where they are used": (
            any(len(s) > 1 for s in shapes.values())
        ),
    }
    text = next((text for text, applies in known.items() if applies), "has parameters of another shape")
    holds(False, f"weight ({channels},), bias ({channels},)", shown, unless=text)


def affine(f, place):
    "`f(x)`, times the weight, plus the bias; `place` gives both the shape in which they meet x."
    return lambda x, weight, bias: f(x) * weight.view(place) + bias.view(place)


def layer_mistakes(dims, eps, place, axes, around=lambda f: f):
    """Sentence → function of (x, weight, bias) for a layer over `dims`; `axes` are wrong ones, by sentence.

    `around` makes a function of the layer's input out of one of what has these axes.
    """
    normalize = around(lambda x: normalized(x, dims, eps))

    plain = {
        **known_mistakes(dims, eps),
        **{text: lambda x, wrong=wrong: normalized(x, wrong, eps) for text, wrong in axes.items()},
        **known_cuts(dims, eps),
    }
    return {
        **{text: affine(around(f), place) for text, f in plain.items()},
        NO_AFFINE: lambda x, weight, bias: normalize(x),
        NO_WEIGHT: lambda x, weight, bias: normalize(x) + bias.view(place),
        NO_BIAS: lambda x, weight, bias: normalize(x) * weight.view(place),
        AFFINE_FIRST: lambda x, weight, bias: normalize(x * weight.view(place) + bias.view(place)),
    }


def judge_output(student, trial, kind, args, x, right, mistakes):
    "What a new layer gives."

    def new_layer(names, kind, args, x):
        "a new layer's output"
        return getattr(names, kind)(*args).to(x.dtype)(x)

    size = x.shape[-1] if kind == "TokenLayerNorm" else x.shape[1]
    start = torch.ones(size), torch.zeros(size)
    got = ask(student, new_layer, kind, args, x, errors=LAYER_ERRORS)
    values = {text: f(x.double(), *start).to(x.dtype) for text, f in mistakes.items()}
    agree(got, right(x.double(), *start).to(x.dtype), mistakes=values, **precision(trial))


def judge_layer(student, trial, kind, args, tensors, right, mistakes, what="channel", known=None, gradients=True):
    "Output and, with `gradients`, what autograd gives for x, weight and bias: those of `right(x, weight, bias)`."
    x, weight, bias, upstream = tensors
    got = ask(student, run_layer, kind, args, x, weight, bias, upstream, errors=LAYER_ERRORS)
    if isinstance(got, dict):
        judge_shapes(got, len(weight), what, known)
    values = {text: outcome(f, upstream, x, weight, bias) for text, f in mistakes.items()}
    expected = outcome(right, upstream, x, weight, bias)
    outputs = {text: value[0] for text, value in values.items()}
    agree(got[0], expected[0], mistakes=outputs, **precision(trial))
    if gradients:
        for value, name in zip(got[1:], ("input", "weight", "bias"), strict=True):
            holds(
                value is not None, f"a gradient of the {name}", "None", unless=public(f"no gradient reaches its {name}")
            )
        agree(got, expected, mistakes=values, unless="has a wrong gradient", **precision(trial))


def layer_facts(names, kind, args, x, weight, bias):
    "a new layer's parameters and buffers, before and after a forward pass, and whether torch's state dict fits"
    layer = getattr(names, kind)(*args)
    before = {name: parameter.detach().clone() for name, parameter in layer.named_parameters()}
    layer.to(x.dtype)(x)
    shapes = {name: list(parameter.shape) for name, parameter in layer.named_parameters()}
    buffers = [name for name, _ in layer.named_buffers()]
    learned = all(parameter.requires_grad for parameter in layer.parameters())
    loads = False
    if shapes == {"weight": list(weight.shape), "bias": list(bias.shape)} and not buffers:
        layer.load_state_dict({"weight": weight, "bias": bias})
        loads = torch.equal(layer.weight, weight) and torch.equal(layer.bias, bias)
    return {"before": before, "shapes": shapes, "buffers": buffers, "learned": learned, "loads": loads}


def judge_facts(student, kind, args, x, weight, bias, what="channel", known=None):
    "Weight and bias: their names, shapes and first values, and nothing else beside them."
    got = ask(student, layer_facts, kind, args, x, weight, bias, errors=LAYER_ERRORS)
    judge_shapes(got["shapes"], len(weight), what, known)
    start = {"weight": torch.ones(len(weight)), "bias": torch.zeros(len(weight))}
    swapped = {"weight": start["bias"], "bias": start["weight"]}
    mistakes = {"starts with a weight of 0 and a bias of 1: it is the other way round": swapped}
    agree(got["before"], start, mistakes=mistakes, unless="does not start with a weight of 1 and a bias of 0")
    holds(got["learned"] is True, "parameters that are learned", "requires_grad False", "does not let them be learned")
    extra = "keeps buffers: this layer has nothing to remember from one batch to the next"
    holds(got["buffers"] == [], "no buffers", ", ".join(map(str, got["buffers"])), unless=extra)
    holds(got["loads"] is True, "weight and bias from a state dict", "other values", "does not take torch's state dict")


def alone_and_in_company(names, kind, args, x):
    "items in a batch, each alone, and in evaluation mode"
    layer = getattr(names, kind)(*args).to(x.dtype)
    together = layer(x)
    alone = torch.cat([layer(x[i : i + 1]) for i in range(len(x))])
    return [together, alone, layer.eval()(x)]


def judge_company(student, trial, kind, args, x, company=COMPANY):
    "An item alone, in a batch, and in evaluation."
    together, alone, evaluated = ask(student, alone_and_in_company, kind, args, x, errors=LAYER_ERRORS)
    agree(alone, together, unless=company, **precision(trial))
    agree(evaluated, together, unless=MODE, **precision(trial))
    holds(bool(together.std() > 0.5), "a normalized output", "numbers that hardly differ", "does not normalize")


def judge_refusals(student, trial, kind, args, shape):
    "Another number of axes or channels than in `shape`."

    def layer_of(names, kind, args, x):
        "a layer on an input of another shape"
        return getattr(names, kind)(*args).to(x.dtype)(x)

    n, c, h, w = shape
    fits = ask(student, layer_of, kind, args, trial.normal(n, c, h, w), errors=LAYER_ERRORS)
    holds(list(fits.shape) == [n, c, h, w], f"shape {(n, c, h, w)}", fits, "gives another shape than its input's")
    for other in ((n, c), (n, c, h), (c, h, w), (n, c, h, w, 2)):
        with raises(ValueError, unless=public(f"takes an input with {len(other)} axes: N, C, H, W are four")):
            student(layer_of, kind, args, trial.normal(*other))
    for channels in (1, 2 * c):
        other = f"takes an input with {channels} channels where {c} are asked for"
        with raises(ValueError, unless=public(other, "takes an input with another number of channels")):
            student(layer_of, kind, args, trial.normal(n, channels, h, w))


LAYER_ERRORS = {**ERRORS, "must match the size": LAST_AXIS}
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
    x = some_shape(trial, *published)
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
    judge_company(student, trial, "LayerNorm", [x.shape[1]], x)


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
    "A token gets the same in any company and mode; another width raises ValueError."

    def layer_of(names, width, x):
        "TokenLayerNorm(width) on another width"
        return names.TokenLayerNorm(width).to(x.dtype)(x)

    x = some_shape(trial, 4, 3, 6)
    judge_company(student, trial, "TokenLayerNorm", [x.shape[-1]], x)
    tokens = x.flatten(0, 1).unsqueeze(1)  # each a text of its own
    together, _, _ = student(alone_and_in_company, "TokenLayerNorm", [x.shape[-1]], x)
    single, _, _ = student(alone_and_in_company, "TokenLayerNorm", [x.shape[-1]], tokens)
    agree(single.view(x.shape), together, unless=ACROSS_TOKENS, **precision(trial))
    for width in (1, x.shape[-1] + 1):
        other = f"takes vectors of length {width} where {x.shape[-1]} is asked for"
        with raises(ValueError, unless=public(other, "takes vectors of another length")):
            student(layer_of, x.shape[-1], x[..., :1].repeat(1, 1, width))
