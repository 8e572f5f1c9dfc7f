"""What every normalization must do, in lessons 08, 09 and 10: the words that their checks share.

Expected outputs and gradients are computed by autograd in float64 from the definition, and so is what each known
mistake would give. Gradients are always taken for a random upstream gradient: that of a sum, or of a sum of squares, is
nearly zero behind a normalization whatever the answer does.
"""

from functools import partial

import torch

from autograder.checks.student import Raised
from autograder.checks.vocabulary import Disagreement, agree, holds, passes, public, raises

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
EPS_SQUARED = "adds eps squared"
EPS_FLOOR = "replaces a variance below eps by eps: it is added to every variance"
EPS_FLOOR_STD = "replaces a std below eps by eps: it is added to every variance, inside of the root"
VARIANCE = "divides by the variance: the root of it is asked for"
NOT_CENTRED = "does not subtract the mean"
NOT_SCALED = "subtracts the mean and does not divide"
SCALED_FIRST = "divides before it subtracts: the mean of what was not divided is another one"
OTHER_AXES = "takes the statistics over the axes that are not in dims"
LAST_ONLY = "takes the statistics over the last axis, whatever dims says"
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
IN_PLACE_LAYER = "changes its input or a parameter in place, which autograd forbids: make a new tensor"
NEEDED = "changes a tensor in place that the backward pass needs as it was: make a new one"
NO_KEEPDIM = "combines shapes that do not fit: keepdim=True keeps the axes of a mean"
ON_THE_CPU = "makes a tensor on the CPU, which fails for an input on another device: make it with device=x.device"
ONE_ITEM = "goes wrong for a batch of one: N may be 1"
SHARED = "shares weight or bias with other layers of its class: make new ones in every __init__"
SHARED_EPS = "takes the eps of another layer of its class: keep it on the object, as self.eps"
ZERO_EPS = "takes an eps of 0 for none: 0 is a value"
OTHERS = "lets an item depend on the other items of its batch: it gets what it gets alone"
AGAIN = "gives something else when it is asked the same again: this layer remembers nothing"
AFTER_ERROR = "is another layer after an input that it has refused: look at the shape before anything is changed"
MODE = "gives something else in evaluation mode: this layer does the same in both"
BUFFERS = "keeps buffers: this layer has nothing to remember from one batch to the next"
FOUR_AXES = "takes an input without four axes: N, C, H, W are asked for"
ONE_CHANNEL = "takes an input with one channel where several are asked for, and gives it as many"
OTHER_CHANNELS = "takes an input with another number of channels"
NO_GRADIENT = "leaves its input, weight or bias without a gradient"
NOT_LEARNED = "does not let its weight and bias be learned: requires_grad is on unless switched off"
LAST_AXIS = "lines weight or bias up with the last axis: each channel has its own, so view them as num_channels, 1, 1"
ONLY_ZEROS = "gives 0 everywhere: a new layer has weights of 1"
NO_AFFINE = "does not multiply by weight and add bias"
NO_WEIGHT = "does not multiply by weight"
NO_BIAS = "does not add bias"
AFFINE_FIRST = "applies weight and bias before it normalizes: they come last"
WEIGHT_FIRST = "multiplies by weight before it normalizes: weight and bias come last"
BIAS_FIRST = "adds bias before it multiplies by weight"
ONE_MORE = "multiplies by 1 + weight"


def normalized(x, dims, eps=1e-5, correction=0, centre=True, outside=False, power=0.5, detach=""):
    "The definition, and with other arguments than the first three a mistake."
    mean, variance = x.mean(dims, keepdim=True), x.var(dims, correction=correction, keepdim=True)
    mean = mean.detach() if "mean" in detach else mean
    variance = variance.detach() if "variance" in detach else variance
    divisor = variance**power + eps if outside else (variance + eps) ** power
    return (x - mean if centre else x) / divisor


def floored(x, dims, least):
    "A mistake: divided by the root of the variance, or of `least` if that is more."
    return (x - x.mean(dims, keepdim=True)) / x.var(dims, correction=0, keepdim=True).clamp(min=least).sqrt()


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
        EPS_SQUARED: lambda x: normalized(x, dims, eps**2),
        EPS_FLOOR: lambda x: floored(x, dims, eps),
        EPS_FLOOR_STD: lambda x: floored(x, dims, eps**2),
        SCALED_FIRST: lambda x: normalized(x, dims, eps, centre=False) - x.mean(dims, keepdim=True),
    }


def with_a_small_item(x):
    "The first item 30 times as small, so that its variance is below an eps of .1 and others are above."
    return torch.cat([0.03 * x[:1], x[1:]])


def mistakes_over(dims, eps, ndim):
    "The same, with wrong axes, for an input of `ndim` axes."
    axes = {axis % ndim for axis in ([dims] if isinstance(dims, int) else dims)}
    return {
        **known_mistakes(dims, eps),
        ALL_AXES: lambda x: normalized(x, tuple(range(ndim)), eps),
        LAST_ONLY: lambda x: normalized(x, -1, eps),
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


# What an error that torch raises in known mistakes says of the answer.
ERRORS = {
    "leaf Variable": IN_PLACE,
    "view of a leaf": IN_PLACE,
    "modified by an inplace operation": NEEDED,
    "does not require grad": CUT,
    "Dimension out of range": "asks for an axis that the input does not have",
    "must match the size": NO_KEEPDIM,
}
LAYER_ERRORS = {**ERRORS, "leaf Variable": IN_PLACE_LAYER, "view of a leaf": IN_PLACE_LAYER, "must match the size": ""}


def ask(student, *call, errors=ERRORS, controls=None):
    """As `student`, with the errors that autograd and broadcasting make out of known mistakes put into words.

    `errors` are parts of messages and what they say of the answer. `controls` are checks by sentence, which find
    nothing wrong where it is true.
    """
    try:
        return student(*call)
    except Raised as raised:
        looks_like = next((text for part, text in errors.items() if part in raised.message), "")
        if looks_like and passes((controls or {}).get(looks_like)):
            raise Disagreement("an answer", f"raised {raised}", looks_like) from None
        raise


# ---------------------------------------------------------------------------------------------------------------------
# Layers with a weight and a bias


def judge_device(student, probe, *args):
    """`probe` runs on torch's meta device, which has shapes and no numbers: what is made on the CPU does not fit there.

    Other errors are no evidence, as the meta device refuses what a GPU would do.
    """
    refused, student.without = student.without, []  # torch's own code for that device names what is refused
    try:
        student(probe, *args)
    except Raised as raised:
        if "expected device" in raised.message or "same device" in raised.message:
            raise Disagreement("an answer on the device of the input", f"raised {raised}", ON_THE_CPU) from None
    finally:
        student.without = refused


def layer_elsewhere(names, kind, args, x):
    "a layer and its input on another device (torch's meta), in training and in evaluation"
    layer = getattr(names, kind)(*args).to(device="meta", dtype=x.dtype)
    for training in (True, False):
        layer.train(training)(x.to("meta"))


def two_layers(names, kind, args, x):
    "two layers, of which the first gets other parameters and another eps: what becomes of the other one"
    second = getattr(names, kind)(*args).to(x.dtype)
    before = [parameter.detach().clone() for parameter in second.parameters()]
    y = second(x)
    steady = torch.equal(y, second(x))
    first = getattr(names, kind)(*args, eps=0.5)
    again = second(x)
    with torch.no_grad():
        for parameter in first.parameters():
            parameter.add_(5.0)
    own = all(torch.equal(a, b) for a, b in zip(before, second.parameters(), strict=True))
    return {"parameters": own, "eps": torch.equal(y, again) or not steady}


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
        learned = [tensor for tensor in (x, layer.weight, layer.bias) if tensor.requires_grad]
        found = iter(torch.autograd.grad(y, learned, upstream, allow_unused=True))
    return [y.detach(), *(next(found) if tensor.requires_grad else None for tensor in (x, layer.weight, layer.bias))]


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


def misfits(kind, size):
    """Sentence and shape of an input with `size` channels (or vectors of that length) on which it is no error.

    A weight that meets the last axis needs that to be as long as itself, and a mean without keepdim the lengths of the
    axes that it has.
    """
    if kind == "TokenLayerNorm":
        return [(NO_KEEPDIM, (size, size, size))]
    n = size + 1
    return [(LAST_AXIS, (n, size, n + 1, size)), (NO_KEEPDIM, (n, size, n + 1, n)), (NO_KEEPDIM, (n, size, n, size))]


def ask_layer(student, probe, kind, args, x, *more):
    "As `ask`, for a layer of `kind` and its input."

    def on_this_shape(names, kind, args, x):
        "a layer on an input in which some axes are of one length"
        getattr(names, kind)(*args).to(x.dtype)(x)

    try:
        return ask(student, probe, kind, args, x, *more, errors=LAYER_ERRORS)
    except Raised as raised:
        if "must match the size" in raised.message:
            size = x.shape[-1] if kind == "TokenLayerNorm" else x.shape[1]
            for text, shape in misfits(kind, size):
                if passes(partial(student, on_this_shape, kind, args, x.new_ones(shape))):
                    raise Disagreement("an answer", f"raised {raised}", text) from None
        raise


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
        WEIGHT_FIRST: lambda x, weight, bias: normalize(x * weight.view(place)) + bias.view(place),
        BIAS_FIRST: lambda x, weight, bias: (normalize(x) + bias.view(place)) * weight.view(place),
        ONE_MORE: lambda x, weight, bias: normalize(x) * (1 + weight.view(place)) + bias.view(place),
    }


def judge_output(student, trial, kind, args, x, right, mistakes):
    "What a new layer gives."

    def new_layer(names, kind, args, x):
        "a new layer's output"
        return getattr(names, kind)(*args).to(x.dtype)(x)

    size = x.shape[-1] if kind == "TokenLayerNorm" else x.shape[1]
    start = torch.ones(size), torch.zeros(size)
    got = ask_layer(student, new_layer, kind, args, x)
    values = {text: f(x.double(), *start).to(x.dtype) for text, f in mistakes.items()}
    values[ONLY_ZEROS] = torch.zeros_like(x)
    agree(got, right(x.double(), *start).to(x.dtype), mistakes=values, **precision(trial))


def judge_layer(student, trial, kind, args, tensors, right, mistakes, what="channel", known=None, gradients=True):
    "Output and, with `gradients`, what autograd gives for x, weight and bias: those of `right(x, weight, bias)`."
    x, weight, bias, upstream = tensors
    got = ask_layer(student, run_layer, kind, args, x, weight, bias, upstream)
    if isinstance(got, dict):
        judge_shapes(got, len(weight), what, known)
    values = {text: outcome(f, upstream, x, weight, bias) for text, f in mistakes.items()}
    expected = outcome(right, upstream, x, weight, bias)
    outputs = {text: value[0] for text, value in values.items()}
    agree(got[0], expected[0], mistakes=outputs, **precision(trial))
    if gradients:
        missing = [name for name, value in zip(("input", "weight", "bias"), got[1:], strict=True) if value is None]
        holds(not missing, "gradients of input, weight and bias", f"none of {', '.join(missing)}", unless=NO_GRADIENT)
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
    "Weight and bias: their names, shapes and first values, nothing else beside them, and all of it the layer's own."
    got = ask_layer(student, layer_facts, kind, args, x, weight, bias)
    judge_shapes(got["shapes"], len(weight), what, known)
    own = ask_layer(student, two_layers, kind, args, x)
    holds(own["parameters"] is True, "weight and bias of its own", "another layer's", unless=SHARED)
    holds(own["eps"] is True, "an eps of its own", "another layer's", unless=SHARED_EPS)
    judge_device(student, layer_elsewhere, kind, args, x)
    start = {"weight": torch.ones(len(weight)), "bias": torch.zeros(len(weight))}
    swapped = {"weight": start["bias"], "bias": start["weight"]}
    mistakes = {"starts with a weight of 0 and a bias of 1: it is the other way round": swapped}
    agree(got["before"], start, mistakes=mistakes, unless="does not start with a weight of 1 and a bias of 0")
    holds(got["learned"] is True, "parameters that are learned", "requires_grad False", NOT_LEARNED)
    holds(got["buffers"] == [], "no buffers", ", ".join(map(str, got["buffers"])), unless=BUFFERS)
    holds(got["loads"] is True, "weight and bias from a state dict", "other values", unless="")


def among_others(names, kind, args, x):
    "items in a batch, the same after another one, among others, each alone, in evaluation, and again in training"
    layer = getattr(names, kind)(*args).to(x.dtype)
    with torch.no_grad():
        for parameter in layer.parameters():
            parameter += torch.linspace(0.5, 1.5, parameter.numel(), dtype=x.dtype).view(parameter.shape)
    together, _, again = layer(x), layer(-x), layer(x)
    others = layer(torch.cat([x, 2 * x + 1]))[: len(x)]
    alone = torch.cat([layer(x[i : i + 1]) for i in range(len(x))])
    return [together, again, others, alone, layer.eval()(x), layer.train()(x)]


def judge_batch_mates(student, trial, kind, args, x):
    "An item alone, in a batch, and in evaluation; and that nothing of one batch is left for the next."
    together, again, others, alone, evaluated, later = ask_layer(student, among_others, kind, args, x)
    agree(again, together, unless=AGAIN, **precision(trial))
    agree(others, together, unless=OTHERS, **precision(trial))
    agree(alone, together, unless=ONE_ITEM, **precision(trial))
    agree(evaluated, together, unless=MODE, **precision(trial))
    agree(later, together, unless=AGAIN, **precision(trial))
    holds(bool(together.std() > 0.5), "a normalized output", "numbers that hardly differ", unless="")


def after_an_error(names, kind, args, x, other):
    "a layer's output, and the output again after an input of another shape"
    layer = getattr(names, kind)(*args).to(x.dtype)
    before, again = layer(x), layer(x)
    try:
        layer(other)
    except ValueError:
        pass
    try:
        return [before, again, layer(x)]
    except ValueError:
        return [before, again, None]


def judge_after_error(student, kind, args, x, other):
    "An input that was refused changes nothing."
    before, again, after = student(after_an_error, kind, args, x, other)
    holds(after is not None, "the output as before", "ValueError", unless=AFTER_ERROR)
    agree(again, before, unless=AGAIN)
    agree(after, before, unless=AFTER_ERROR)


def judge_refusals(student, trial, kind, args, shape):
    "Another number of axes or channels than in `shape`."

    def layer_of(names, kind, args, x):
        "a layer on an input of another shape"
        return getattr(names, kind)(*args).to(x.dtype)(x)

    n, c, h, w = shape
    x = trial.normal(n, c, h, w)
    fits = ask_layer(student, layer_of, kind, args, x)
    holds(list(fits.shape) == [n, c, h, w], f"shape {(n, c, h, w)}", fits, unless="")
    for other in ((n, c), (n, c, h), (c, h, w), (n, c, h, w, 2)):
        with raises(ValueError, unless=FOUR_AXES):
            student(layer_of, kind, args, trial.normal(*other))
    for channels, text in ((1, ONE_CHANNEL), (2 * c, OTHER_CHANNELS)):
        with raises(ValueError, unless=text):
            student(layer_of, kind, args, trial.normal(n, channels, h, w))
    judge_after_error(student, kind, args, x, trial.normal(n, 2 * c, h, w))
