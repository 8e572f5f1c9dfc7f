"""Lesson 09, batch normalization: what each exercise must do.

Everything is compared with the definition, written out in float64 by `Definition`, in sequences of training and
evaluation steps and with a random upstream gradient. (A sum, or a sum of squares, has next to no gradient behind a
normalization, so it would accept almost anything.)
"""

import torch

from autograder.checks.norms import (
    EPS_IGNORED,
    NO_EPS,
    NOT_CENTRED,
    ONE_ITEM,
    VARIANCE,
    judge_device,
    layer_elsewhere,
)
from autograder.checks.predicted import each_is_answered
from autograder.checks.show import show
from autograder.checks.student import Raised
from autograder.checks.vocabulary import Disagreement, accepts, agree, check, diagnosis, holds, passes, raises

READY_MADE_LERP = ["torch.lerp", "torch.Tensor.lerp", "torch.Tensor.lerp_"]
READY_MADE_NORM = [
    *(f"torch.nn.{name}" for name in ("BatchNorm1d", "BatchNorm2d", "BatchNorm3d", "SyncBatchNorm", "InstanceNorm2d")),
    *(f"torch.nn.functional.{name}" for name in ("batch_norm", "instance_norm")),
    *(f"torch.{name}" for name in ("batch_norm", "instance_norm", "native_batch_norm")),
]

# ---------------------------------------------------------------------------------------------------------------------
# lerp_

TRACED = "works under autograd's eyes: put it inside `with torch.no_grad():`"


def moved(names, running, new, weight):
    "lerp_(running, new, weight)"
    turned = running.T if running.dim() == 2 else running  # a tensor that reshape(-1) would have to copy
    memory = torch.stack([turned, turned], -1)
    tensor = memory[..., 1].T if running.dim() == 2 else memory[..., 1]
    with torch.enable_grad():
        returned = names.lerp_(tensor, new, weight)
    written, neighbour = (part.detach().clone() for part in (memory[..., 1], memory[..., 0]))
    return {
        "running": tensor.detach().clone(),
        "memory": written.T if running.dim() == 2 else written,
        "neighbour": neighbour.T if running.dim() == 2 else neighbour,
        "same": returned is tensor,
    }


def move_mistakes(running, new, weight):
    "Sentence → where it would take running."
    return {
        "leaves running as it was: change the tensor that was given": running,
        "gives the weight to the old value: it is that of the new one": running + (1 - weight) * (new - running),
        "adds the new value without taking off as much of the old: the weights must add up to 1": (
            running + weight * new
        ),
        "replaces the old value: it is a moving average": new,
        "moves away from the new value: it is new - running": running - weight * (new - running),
        "gives the part of the way alone: running is where it starts": weight * (new - running),
        "scales running before it takes the difference: new - running is that of the old value": (
            (1 - weight) * running + weight * (new - (1 - weight) * running)
        ),
        "goes half of the way, whatever weight says": (running + new) / 2,
        "goes a tenth of the way, whatever weight says": running + 0.1 * (new - running),
    }


def judge_move(student, running, new, weight):
    got = student(moved, running, new, weight)
    expected = running + weight * (new - running)
    mistakes = move_mistakes(running, new, weight)
    if weight == 0:
        mistakes = {"changes running with weight 0": got["running"]}
    if weight == 1:
        mistakes = {"does not arrive at new with weight 1": got["running"]}
    agree(got["running"], expected, mistakes=mistakes)
    elsewhere = "gives the tensor other memory: write into the memory that it has"
    agree(got["memory"], expected, mistakes={elsewhere: running})
    agree(got["neighbour"], running)
    holds(got["same"] is True, "running itself", "another object", "does not return the tensor that it was given")


@check("lerp_", points=2, without=READY_MADE_LERP)
def moves(student, trial):
    "It moves running, in place, by this part of the way to new, and returns it."
    size = trial.sizes(5, 3)
    weight = trial.integer(2, 4) / 10
    judge_move(student, trial.normal(*size, mean=3), trial.normal(*size, sd=2), weight)
    number = "fails for a single number, a tensor without axes: any shape is allowed"
    with accepts(TypeError, unless=number), accepts(IndexError, unless=number):
        judge_move(student, trial.normal(), trial.normal(mean=5), weight)
    for end in (0.0, 1.0):
        judge_move(student, trial.normal(*size, mean=3), trial.normal(*size), end)


@check("lerp_", points=1, without=READY_MADE_LERP)
def no_trace(student, trial):
    "It takes values that require gradients, leaves no trace in autograd and does not switch it off."

    def traces(names, running, source):
        "lerp_(running, exp(source), 0.3), where source requires gradients; then running as a Parameter"
        source = source.clone().requires_grad_()
        with torch.enable_grad():
            new = source.exp()  # whose backward pass needs the result
            plain = running.clone()
            names.lerp_(plain, new, 0.3)
            recording = torch.is_grad_enabled()
        with torch.enable_grad():
            parameter = torch.nn.Parameter(running.clone())
            names.lerp_(parameter, new, 0.3)
        with torch.enable_grad():
            gradient = torch.autograd.grad(new, source, torch.ones_like(new))[0] if new.requires_grad else None
        with torch.no_grad():
            names.lerp_(running.clone(), running.clone(), 0.3)
            off = not torch.is_grad_enabled()
        return {
            "traced": plain.requires_grad or parameter.grad_fn is not None,
            "recording": recording,
            "off": off,
            "learns": parameter.requires_grad and new.requires_grad,
            "values": [plain.detach(), parameter.detach()],
            "gradient": gradient,
        }

    n = trial.sizes(6)[0]
    running, source = trial.normal(n), trial.normal(n)
    try:
        got = student(traces, running, source)
    except Raised as raised:
        if "leaf Variable that requires grad" in raised.message or "a leaf" in raised.message:
            raise Disagreement("a changed Parameter", f"raised {raised}", TRACED) from None
        raise
    holds(got["traced"] is False, "running without a graph", "running that requires gradients", TRACED)
    holds(got["recording"] is True, "autograd as it was", "off", "switches autograd off and leaves it off")
    on = "switches autograd on where it was off: `with torch.no_grad():` puts back what was there"
    holds(got["off"] is True, "autograd still off inside of no_grad", "on", on)
    holds(got["learns"] is True, "requires_grad as it was", "off", "switches requires_grad off")
    agree(got["gradient"], source.exp(), unless="changes the gradient of whoever computed new")
    new = source.exp()
    expected = running + 0.3 * (new - running)
    values = move_mistakes(running, new, 0.3)
    agree(got["values"], [expected, expected], mistakes={text: [value, value] for text, value in values.items()})


# ---------------------------------------------------------------------------------------------------------------------
# BatchNorm

UNBIASED = "divides by n - 1 in the forward pass: this batch gets variance 1 from its biased variance, correction=0"
RUNNING_IN_TRAINING = "normalizes training batches by the running statistics: these are for evaluation"
EPS_OUTSIDE = "adds eps to the standard deviation: it belongs under the root, var + eps"
PER_ITEM = "takes statistics of each image and channel: they run over the batch as well, axes 0, 2 and 3"
ALL_CHANNELS = "takes statistics over the channels: each channel has its own, over axes 0, 2 and 3"
LAYER_NORM = "is layer norm: it takes statistics over each image, and they should run over the batch, axes 0, 2 and 3"
BATCH_ONLY = "takes statistics for each pixel: they run over H and W as well, axes 0, 2 and 3"
DETACHED = "lets no gradient through the statistics: compute mean and variance outside of no_grad, without detach"
DETACHED_MEAN = "lets no gradient through the mean"
DETACHED_VAR = "lets no gradient through the variance"
BIASED_RUNNING = "puts the biased variance into running_var: the moving average is of var · n / (n - 1)"
SWAPPED = "weighs with 1 - momentum: here momentum is the weight of the new value"
BATCH_IN_EVAL = "normalizes by the batch in evaluation: there it is by the running statistics"
UPDATES_IN_EVAL = "changes the running statistics in evaluation"
COUNTS_IMAGES = "takes the number of images for n: it is that of the values of a channel, N·H·W"
COUNTS_PIXELS = "takes the number of pixels for n: it is that of the values of a channel, N·H·W"
FIRST_IN_FULL = "starts its averages with the first batch: they start with 0 and 1, and every batch counts by momentum"
NO_MOMENTUM = "takes a momentum of 0 for none: 0 is a value, and leaves the running statistics as they are"
IGNORES_MOMENTUM = "moves by a tenth, whatever momentum says"
CUMULATIVE = "averages all batches alike: each counts by momentum"
INVERSE = "multiplies the biased variance by (n - 1) / n: running_var takes it times n / (n - 1)"
SHARED_SETTINGS = "takes eps or momentum of another layer of its class: keep them on the object, as self.eps"
SHARED_STATE = "shares parameters or buffers with other layers of its class: make new ones in every __init__"
GRAPH = "lets the running statistics keep a graph: update them without autograd"
TRACE = "changes its input in place, its mode, the random numbers, or whether autograd is on"
FORMULA = [EPS_OUTSIDE, EPS_IGNORED, NO_EPS, VARIANCE, NOT_CENTRED]
STATISTICS = [UNBIASED, RUNNING_IN_TRAINING, PER_ITEM, ALL_CHANNELS, LAYER_NORM, BATCH_ONLY]  # of which numbers
CONSTANTS = [DETACHED, DETACHED_MEAN, DETACHED_VAR]
AVERAGES = [BIASED_RUNNING, SWAPPED, COUNTS_IMAGES, COUNTS_PIXELS, FIRST_IN_FULL]
AVERAGES += [IGNORES_MOMENTUM, CUMULATIVE, INVERSE]


class Definition:
    """Batch norm in float64, step by step, as it should be or with one of the known mistakes.

    `steps` is a list of (training, x, upstream); `results` gets a dict for each of them.
    """

    def __init__(self, weight, bias, eps, momentum, steps, mistake=""):
        self.weight, self.bias = (v.double().clone().requires_grad_() for v in (weight, bias))
        self.eps, self.momentum, self.mistake = eps, momentum, mistake
        self.mean, self.var, self.count = torch.zeros(len(weight)).double(), torch.ones(len(weight)).double(), 0
        self.results = [self._step(*step) for step in steps]

    def _step(self, training, x, upstream):
        x = x.double().clone().requires_grad_()
        with torch.enable_grad():
            y = self._forward(x, training)
            grads = torch.autograd.grad(y, [x, self.weight, self.bias], upstream.double())
        running = {"mean": self.mean, "var": self.var, "count": torch.tensor(self.count)}
        return {"y": y.detach(), **dict(zip(("x", "weight", "bias"), grads, strict=True)), **running}

    def _forward(self, x, training):
        wrong = self.mistake
        axes = {PER_ITEM: (2, 3), ALL_CHANNELS: (0, 1, 2, 3), LAYER_NORM: (1, 2, 3), BATCH_ONLY: (0,)}
        dims = axes.get(wrong, (0, 2, 3))
        mean = x.mean(dims, keepdim=True)
        var = x.var(dims, keepdim=True, correction=1 if wrong == UNBIASED else 0)
        own = wrong in axes
        if training or wrong == UPDATES_IN_EVAL:
            self._update(x)
        if wrong == RUNNING_IN_TRAINING or not training and wrong != BATCH_IN_EVAL and not own:
            mean, var = (v[:, None, None] for v in (self.mean, self.var))
        if wrong in (DETACHED, DETACHED_MEAN):
            mean = mean.detach()
        if wrong in (DETACHED, DETACHED_VAR):
            var = var.detach()
        mean = torch.zeros_like(mean) if wrong == NOT_CENTRED else mean
        eps = {EPS_IGNORED: 1e-5, NO_EPS: 0.0}.get(wrong, self.eps)
        std = var.sqrt() + eps if wrong == EPS_OUTSIDE else (var + eps) ** (1 if wrong == VARIANCE else 0.5)
        return (x - mean) / std * self.weight[:, None, None] + self.bias[:, None, None]

    def _update(self, x):
        x = x.detach()
        mean, var = x.mean((0, 2, 3)), x.var((0, 2, 3), correction=0 if self.mistake == BIASED_RUNNING else 1)
        if self.mistake in (COUNTS_IMAGES, COUNTS_PIXELS):
            n = len(x) if self.mistake == COUNTS_IMAGES else x.shape[2] * x.shape[3]
            var = x.var((0, 2, 3), correction=0) * n / max(n - 1, 1)
        if self.mistake == INVERSE:
            n = len(x) * x.shape[2] * x.shape[3]
            var = x.var((0, 2, 3), correction=0) * (n - 1) / n
        part = 1 - self.momentum if self.mistake == SWAPPED else self.momentum
        if self.mistake in (NO_MOMENTUM, IGNORES_MOMENTUM):
            part = 0.1
        if self.mistake == CUMULATIVE:
            part = 1 / (self.count + 1)
        if self.mistake == FIRST_IN_FULL and self.count == 0:
            part = 1
        self.mean = self.mean + part * (mean - self.mean)
        self.var = self.var + part * (var - self.var)
        self.count += 1


def run_steps(names, settings, weight, bias, modes, xs, upstreams):
    "BatchNorm(num_features, eps, momentum), step by step: True in modes is a step in training"
    layer = names.BatchNorm(len(weight), **settings)
    layer.to(weight.dtype)
    parameters = {name: list(p.shape) for name, p in layer.named_parameters()}
    buffers = {name: list(b.shape) for name, b in layer.named_buffers()}
    wanted = {"weight": [len(weight)], "bias": [len(weight)]}
    tracked = {"running_mean": [len(weight)], "running_var": [len(weight)], "num_batches_tracked": []}
    plain = sorted(n for n, v in vars(layer).items() if type(v) is torch.Tensor)
    report = {"parameters": parameters, "buffers": buffers, "plain": plain, "steps": []}
    if parameters != wanted or buffers != tracked:
        return report
    report["start"] = [v.detach().clone() for v in (*layer.parameters(), *layer.buffers())]
    report["order"] = [*parameters, *buffers]
    with torch.no_grad():
        layer.weight.copy_(weight)
        layer.bias.copy_(bias)
    state = torch.get_rng_state()
    clean, graph = True, False
    for training, x, upstream in zip(modes, xs, upstreams, strict=True):
        layer.train(training)
        x = x.clone().requires_grad_()
        with torch.enable_grad():
            inside = x * 1  # what a layer before would give
            y = layer(inside)
            clean = clean and torch.equal(inside, x) and layer.training is training and torch.is_grad_enabled()
            wrt = [x, layer.weight, layer.bias]
            grads = torch.autograd.grad(y, wrt, upstream, allow_unused=True) if y.requires_grad else [None] * 3
        running = [layer.running_mean, layer.running_var, layer.num_batches_tracked]
        graph = graph or any(v.requires_grad for v in running)
        values = [y, *grads, *running]
        report["steps"].append([v if v is None else v.detach().clone() for v in values])
    report["clean"] = clean and torch.equal(state, torch.get_rng_state())
    report["graph"] = graph
    report["kept"] = all(name in dict(layer.named_buffers()) for name in tracked)
    return report


KEYS = ("y", "x", "weight", "bias", "mean", "var", "count")


class Steps:
    "A sequence of batches, what the definition makes of them, and what the learner's layer does."

    def __init__(self, trial, modes, eps=None, sizes=(7, 5, 4, 3), momentum=None):
        n, self.channels, height, width = trial.sizes(*sizes)
        self.modes = modes
        self.settings = {"eps": 0.3 if eps is None else eps, "momentum": trial.integer(2, 4) / 10}
        if momentum is not None:
            self.settings["momentum"] = momentum
        self.weight = trial.uniform(self.channels, low=0.5, high=2)
        self.bias = trial.normal(self.channels)
        center = trial.normal(self.channels, 1, 1, sd=2)
        spread = trial.uniform(self.channels, 1, 1, low=0.5, high=2)
        shapes = [(n + i, self.channels, height, width) for i in range(len(modes))]
        self.xs = [center + spread * trial.normal(*shape) + 0.3 * i for i, shape in enumerate(shapes)]
        self.upstreams = [trial.normal(*shape) for shape in shapes]
        self.wide = self.weight.dtype == torch.float64

    def expect(self, mistake=""):
        steps = zip(self.modes, self.xs, self.upstreams, strict=True)
        return Definition(self.weight, self.bias, **self.settings, steps=list(steps), mistake=mistake).results

    def run(self, student):
        got = student(run_steps, self.settings, self.weight, self.bias, self.modes, self.xs, self.upstreams)
        judge_names(got, self.channels)
        return got

    def judge(self, got, keys, mistakes, others=None):
        """The values called `keys` of every step, against the definition and then against each known mistake.

        `others` makes results of further mistakes out of the right ones.
        """
        tolerance = {} if self.wide else {"rtol": 2e-4, "atol": 2e-5}
        right = self.expect()

        def pick(results):
            return [
                {key: step[key].to(self.weight.dtype) if key != "count" else step[key] for key in keys}
                for step in results
            ]

        steps = [dict(zip(KEYS, step, strict=True)) for step in got["steps"]]
        picked = [{key: step[key] for key in keys} for step in steps]
        known = {text: lambda text=text: pick(self.expect(text)) for text in mistakes}
        known |= {text: lambda value=value: pick(value) for text, value in (others(right) if others else {}).items()}
        agree(picked, pick(right), mistakes=known, **tolerance)


def judge_names(got, channels):
    "The parameters and buffers: names, kinds, shapes."
    parameters, buffers = set(got["parameters"]), set(got["buffers"])
    tracked = {"running_mean", "running_var", "num_batches_tracked"}
    wanted = "parameters weight, bias and buffers running_mean, running_var, num_batches_tracked"
    shown = f"parameters {', '.join(got['parameters']) or 'none'}, buffers {', '.join(got['buffers']) or 'none'}"
    trained = "makes a running statistic a Parameter, which an optimizer would train: use register_buffer"
    holds(not tracked & parameters, wanted, shown, trained)
    plain = "keeps a running statistic as a plain tensor, which neither moves nor is saved: use register_buffer"
    holds(not tracked & set(got["plain"]), wanted, shown, plain)
    names = "has other names for its parameters and buffers than torch's BatchNorm2d"
    holds(parameters == {"weight", "bias"} and buffers == tracked, wanted, shown, names)
    shapes = {**got["parameters"], **got["buffers"]}
    right = {**dict.fromkeys(("weight", "bias", "running_mean", "running_var"), [channels]), "num_batches_tracked": []}
    wrong = [name for name in right if shapes[name] != right[name]]
    holds(
        not wrong,
        ", ".join(f"{name} of shape {tuple(right[name])}" for name in wrong),
        ", ".join(f"shape {tuple(shapes[name])}" for name in wrong),
        "has a parameter or buffer of another shape: one number for each channel, and one count",
    )


@check("BatchNorm", points=1, without=READY_MADE_NORM)
def names_and_start(student, trial):
    "It has torch's parameters and buffers, by name, kind, shape and first value."

    def two(names, x):
        "a BatchNorm that is trained, and whether another one of its class changes with it"
        second = names.BatchNorm(x.shape[1])
        before = [value.clone() for value in second.state_dict().values()]
        first = names.BatchNorm(x.shape[1], eps=0.5, momentum=0.5)
        first(x.float())  # no conversion, which would give it buffers of its own
        with torch.no_grad():
            for parameter in first.parameters():
                parameter.add_(5.0)
        own = all(torch.equal(a, b) for a, b in zip(before, second.state_dict().values(), strict=True))
        found = second(x.float()), second.running_mean.clone()
        lonely = names.BatchNorm(x.shape[1])
        wanted = lonely(x.float()), lonely.running_mean
        return {"state": own, "settings": all(map(torch.equal, found, wanted))}

    steps = Steps(trial, [True])
    got = steps.run(student)
    own = student(two, steps.xs[0])
    holds(own["state"] is True, "parameters and buffers of its own", "another layer's", SHARED_STATE)
    holds(own["settings"] is True, "eps and momentum of its own", "another layer's", SHARED_SETTINGS)
    judge_device(student, layer_elsewhere, "BatchNorm", [steps.channels], steps.xs[0])
    start = dict(zip(got["order"], got["start"], strict=True))
    one, zero = (torch.full((steps.channels,), value, dtype=trial.dtype) for value in (1.0, 0.0))
    agree(start["num_batches_tracked"], torch.tensor(0), unless="does not count from 0")
    for name, value in {"weight": one, "bias": zero, "running_mean": zero, "running_var": one}.items():
        text = "starts with other numbers than 1 in weight and running_var, 0 in bias and running_mean"
        agree({name: start[name]}, {name: value}, unless=text)


@check("BatchNorm", points=2, without=READY_MADE_NORM)
def forward_in_training(student, trial):
    "In training each channel is normalized by the batch's mean and biased variance, then scaled and shifted."
    steps = Steps(trial, [True])
    got = steps.run(student)

    steps.judge(got, ["y"], [*STATISTICS, *FORMULA], without_affine(steps))
    holds(got["clean"] is True, "its input, mode and random numbers as they were", "changed", TRACE)


def without_affine(steps):
    "Makes results in which weight or bias is missing out of the right ones."

    def others(expected):
        weight, bias = (v.double()[:, None, None] for v in (steps.weight, steps.bias))
        plain = [(step["y"] - bias) / weight for step in expected]
        modes = list(zip(expected, plain, steps.modes, strict=True))
        in_evaluation = [step if training else {**step, "y": y} for step, y, training in modes]
        return {
            **({} if all(steps.modes) else {"leaves out weight and bias in evaluation": in_evaluation}),
            "normalizes, but leaves out weight and bias": [{**s, "y": y} for s, y in zip(expected, plain, strict=True)],
            "leaves out bias": [{**s, "y": y * weight} for s, y in zip(expected, plain, strict=True)],
            "leaves out weight": [{**s, "y": y + bias} for s, y in zip(expected, plain, strict=True)],
            "adds bias before it multiplies by weight": [
                {**s, "y": (y + bias) * weight} for s, y in zip(expected, plain, strict=True)
            ],
        }

    return others


@check("BatchNorm", points=3, without=READY_MADE_NORM)
def gradients_in_training(student, trial):
    "In training the gradients of input, weight and bias are those of the definition, through the statistics."
    steps = Steps(trial, [True])
    got = steps.run(student)
    missing = [key for key, value in zip(KEYS, got["steps"][0], strict=True) if value is None]
    cut = "leaves its input, weight or bias without a gradient"
    holds(not missing, "gradients of input, weight and bias", f"none of {', '.join(missing)}", cut)
    steps.judge(got, ["x", "weight", "bias"], [*CONSTANTS, *STATISTICS, *FORMULA])


def without_updates(steps):
    "Makes results with other running statistics out of the right ones."
    eps, momentum = steps.settings["eps"], steps.settings["momentum"]

    def others(expected):
        zero, one = torch.zeros_like(expected[0]["mean"]), torch.ones_like(expected[0]["var"])
        still = [{**step, "mean": zero, "var": one} for step in expected]
        last, added, found = [], [], 0.0
        images, counts = 0, []
        mean, var = zero, one
        for step, training, x in zip(expected, steps.modes, steps.xs, strict=True):
            if training:
                mean, var = x.double().mean((0, 2, 3)), x.double().var((0, 2, 3))
                found += momentum * (eps - found)
                images += len(x)
            counts.append({"count": torch.tensor(images)})
            last.append({**step, "mean": mean, "var": var})
            added.append({**step, "var": step["var"] + found})
        return {
            "does not count the batches in num_batches_tracked": [{**s, "count": torch.tensor(0)} for s in expected],
            "counts batches in evaluation as well": [
                {**step, "count": torch.tensor(i)} for i, step in enumerate(expected, start=1)
            ],
            "counts images in num_batches_tracked": [a | b for a, b in zip(expected, counts, strict=True)],
            "leaves running_mean as it was": [{**step, "mean": zero} for step in expected],
            "leaves running_var as it was": [{**step, "var": one} for step in expected],
            "leaves the running mean and variance as they were": still,
            "does nothing with the running statistics": [{**s, "count": torch.tensor(0)} for s in still],
            "keeps the statistics of the last batch: they are moving averages": last,
            "averages the variance together with eps": added,
        }

    return others


@check("BatchNorm", points=3, without=READY_MADE_NORM)
def running_statistics(student, trial):
    "In training it averages the means and unbiased variances of the batches, without a graph, and counts them."
    steps = Steps(trial, [True] * 3, eps=0.5, sizes=(2, 5, 1, 3))
    got = steps.run(student)
    holds(got["graph"] is False, "running statistics without a graph", "with one", GRAPH)
    steps.judge(got, ["mean", "var", "count"], AVERAGES, without_updates(steps))
    still = Steps(trial, [True, True], sizes=(3, 5, 2, 4), momentum=0.0)
    still.judge(still.run(student), ["mean", "var", "count"], [NO_MOMENTUM])
    holds(got["kept"] is True, "buffers that remain buffers", "something else", "")


@check("BatchNorm", points=2, without=READY_MADE_NORM)
def evaluation(student, trial):
    "In evaluation it uses the running statistics and leaves them alone, between steps of training too."
    steps = Steps(trial, [True, True, False, True, False])
    got = steps.run(student)
    holds(got["graph"] is False, "running statistics without a graph", "with one", GRAPH)
    steps.judge(got, ["mean", "var", "count"], [UPDATES_IN_EVAL, *AVERAGES], without_updates(steps))
    steps.judge(got, ["y"], [BATCH_IN_EVAL, *STATISTICS, *FORMULA], without_affine(steps))
    steps.judge(got, ["x", "weight", "bias"], CONSTANTS)
    holds(got["clean"] is True, "its input, mode and random numbers as they were", "changed", TRACE)


@check("BatchNorm", points=1, without=[name for name in READY_MADE_NORM if name != "torch.nn.BatchNorm2d"])
def exchanges_state(student, trial):
    "Its state_dict goes into torch's BatchNorm2d, and torch's into it."

    def exchanged(names, values):
        "load_state_dict, from torch's BatchNorm2d and into it"
        ours, theirs = names.BatchNorm(len(values[0])), torch.nn.BatchNorm2d(len(values[0]))
        ours.to(values[0].dtype)
        theirs.to(values[0].dtype)
        keys = ("weight", "bias", "running_mean", "running_var", "num_batches_tracked")
        state = dict(zip(keys, values, strict=True))
        try:
            ours.load_state_dict(state)
            got = [ours.state_dict()[key].clone() for key in keys]
            theirs.load_state_dict(ours.state_dict())
        except (RuntimeError, KeyError) as error:
            return {"problem": " ".join(str(error).split())[:300], "values": []}
        return {"problem": "", "values": [got, [theirs.state_dict()[key] for key in keys]]}

    n = trial.sizes(5)[0]
    values = [trial.normal(n), trial.normal(n), trial.normal(n), trial.uniform(n, low=1, high=2), torch.tensor(7)]
    got = student(exchanged, values)
    other = "has other entries in its state_dict than torch's, or entries of other shapes"
    holds(not got["problem"], "five entries", got["problem"], other)
    agree(got["values"], [values, values])


@check("BatchNorm", points=1, without=READY_MADE_NORM)
def refuses(student, trial):
    "One value per channel raises ValueError in training only; another number of axes always does; one image is fine."

    def one_value(names, x, training):
        "BatchNorm(num_features)(x) with one value per channel: the output, and the running statistics"
        layer = names.BatchNorm(x.shape[1]).to(x.dtype)
        layer.train(training)
        error = ""
        before = [value.clone() for value in layer.buffers()]
        try:
            y = layer(x).detach()
        except ValueError as raised:
            y, error = None, str(raised) or "no message"
        same = all(torch.equal(a, b) for a, b in zip(before, layer.buffers(), strict=True))
        return [error, y, same]

    def other_axes(names, x, training):
        "BatchNorm(num_features)(x)"
        layer = names.BatchNorm(x.shape[1]).to(x.dtype)
        layer.train(training)
        return layer(x).detach()

    n, channels, width = trial.sizes(4, 5, 3)
    x = trial.normal(1, channels, 1, 1, mean=2)
    error, _, same = student(one_value, x, True)
    single = "normalizes a single value per channel in training: there is no variance, so raise ValueError"
    holds(bool(error), "raises ValueError", "no error", single)
    changed = "has changed the running statistics before it refuses: look at the shape first"
    holds(same is True, "running statistics as they were", "others", changed)
    error, y, _ = student(one_value, x, False)
    holds(not error, "an answer", error, "refuses a single value per channel in evaluation: no batch is needed there")
    agree(y, x / (1 + 1e-5) ** 0.5, mistakes={BATCH_IN_EVAL: torch.zeros_like(x)}, rtol=1e-5, atol=1e-5)
    image = trial.normal(1, channels, 2, width, mean=2)
    error, y, _ = student(one_value, image, True)
    holds(not error, "an answer", error, "refuses a batch of one image, which has H·W values for each channel")

    def right_for_two():
        _, y, _ = student(one_value, torch.cat([image, image]), True)  # which have the mean and variance of one
        agree(y[:1], right, rtol=1e-4, atol=1e-4)

    mean, var = image.double().mean((0, 2, 3), True), image.double().var((0, 2, 3), correction=0, keepdim=True)
    right = ((image - mean) / (var + 1e-5).sqrt()).to(image.dtype)
    agree(y, right, unless=ONE_ITEM, control=right_for_two, rtol=1e-4, atol=1e-4)
    for shape in ((n, channels), (n, channels, width), (n, channels, width, 2, 2)):
        for training in (True, False):
            with raises(ValueError, unless="accepts another number of axes: N,C,H,W are four"):
                student(other_axes, trial.normal(*shape), training)


# ---------------------------------------------------------------------------------------------------------------------
# fold_batchnorm

READY_MADE_FOLD = [
    f"torch.nn.utils.{place}fuse_conv_bn_{kind}" for place in ("", "fusion.") for kind in ("eval", "weights")
]
KEPT = ("in_channels", "out_channels", "kernel_size", "stride", "padding", "dilation", "groups")


def fold(names, settings, tensors, state):
    "fold_batchnorm(layer, norm): the new convolution's weight and bias, its settings, and what became of the old ones"
    layer = torch.nn.Conv2d(**settings, bias="bias" in tensors).to(tensors["weight"].dtype)
    norm = torch.nn.BatchNorm2d(layer.out_channels, eps=0.3).to(tensors["weight"].dtype)
    layer.load_state_dict(tensors)
    norm.load_state_dict({**state, "num_batches_tracked": torch.tensor(7)})
    norm.eval()
    folded = names.fold_batchnorm(layer, norm)
    if not isinstance(folded, torch.nn.Conv2d):
        return {"class": type(folded).__name__}
    kept = ("in_channels", "out_channels", "kernel_size", "stride", "padding", "dilation", "groups")
    old = [*layer.state_dict().items(), *norm.state_dict().items()]
    memory = {tensor.untyped_storage().data_ptr() for _, tensor in old}
    given = {name: tensor.detach().clone() for name, tensor in layer.state_dict().items()}
    given |= {f"norm.{name}": tensor.detach().clone() for name, tensor in norm.state_dict().items()}
    return {
        "class": type(folded).__name__,
        "settings": {name: getattr(folded, name, None) for name in kept},
        "has bias": getattr(folded, "bias", None) is not None,
        "weight": folded.weight.detach().clone(),
        "bias": None if folded.bias is None else folded.bias.detach().clone(),
        "shares": any(p.untyped_storage().data_ptr() in memory for p in folded.parameters()),
        "given": given,
        "modes": [layer.training, norm.training],
    }


def draw_pair(trial, bias=True, **settings):
    "Settings of a convolution, its tensors, and the state of a norm behind it, each with values that show."
    settings = {"in_channels": 3, "out_channels": 4, "kernel_size": 3, **settings}
    inside = settings["in_channels"] // settings.get("groups", 1)
    out, size = settings["out_channels"], settings["kernel_size"]
    sizes = (size, size) if isinstance(size, int) else size
    tensors = {"weight": trial.normal(out, inside, *sizes)}
    if bias:
        tensors["bias"] = trial.normal(out) + 1
    state = {
        "weight": trial.uniform(out, low=0.5, high=2.0),
        "bias": trial.normal(out) + 2,
        "running_mean": trial.normal(out) - 1,
        "running_var": trial.uniform(out, low=0.5, high=3.0),
    }
    return settings, tensors, state


def folded_pair(tensors, state, eps=0.3, power=0.5, scaled=True, **others):
    "Weight and bias of the folded convolution in float64 and, with other arguments, of a mistake."
    values = {name: value.double() for name, value in state.items()} | others
    weight = tensors["weight"].double()
    bias = tensors["bias"].double() if "bias" in tensors else torch.zeros(len(weight), dtype=torch.float64)
    factor = values["weight"] / (values["running_var"] + eps) ** power
    inside = (bias - values["running_mean"]) * factor if scaled else bias - values["running_mean"] * factor
    pair = [weight * factor[:, None, None, None], inside + values["bias"]]
    return [value.to(tensors["weight"].dtype) for value in pair]


def fold_mistakes(tensors, state):
    "Sentence → the weight and the bias that it gives."
    none = torch.zeros(len(state["bias"]), dtype=torch.float64)
    right = folded_pair(tensors, state)
    wrong = {
        "leaves out eps: it is added to the running variance": folded_pair(tensors, state, eps=0.0),
        "takes an eps of 1e-5: the norm has its own, norm.eps": folded_pair(tensors, state, eps=1e-5),
        "divides by the variance: the root of it is asked for": folded_pair(tensors, state, power=1),
        "adds eps outside of the root: it is added to the running variance": folded_pair(
            tensors, {**state, "running_var": (state["running_var"].double().sqrt() + 0.3).square()}, eps=0.0
        ),
        "leaves the norm's weight out of the bias": [right[0], folded_pair(tensors, state, weight=none + 1)[1]],
        "leaves out the norm's weight": folded_pair(tensors, state, weight=none + 1),
        "leaves out the norm's bias": folded_pair(tensors, state, bias=none),
        "leaves out the running mean": folded_pair(tensors, state, running_mean=none),
        "adds the running mean: it is subtracted": folded_pair(
            tensors, state, running_mean=-state["running_mean"].double()
        ),
        "leaves the weight as it was: it is multiplied by weight / √(running_var + eps), too": (
            [tensors["weight"], right[1]]
        ),
    }
    if "bias" in tensors:
        without = {"weight": tensors["weight"]}
        wrong["adds the convolution's bias unscaled: it is multiplied by weight / √(running_var + eps) as well"] = (
            folded_pair(tensors, state, scaled=False)
        )
        wrong["forgets the convolution's own bias"] = folded_pair(without, state)
        wrong["keeps the convolution's bias: what the norm subtracts and adds belongs in it"] = [
            right[0],
            tensors["bias"],
        ]
    return wrong


LAST_AXIS = "multiplies the kernel along its last axis: the factor of a channel belongs to axis 0, view it as -1,1,1,1"


def ask_fold(student, settings, tensors, state):
    def with_a_kernel_as_wide(of):
        size = tensors["weight"].shape[of]
        wide = {**tensors, "weight": tensors["weight"].new_ones(*tensors["weight"].shape[:2], size, size)}
        student(fold, {**settings, "kernel_size": size, "padding": 0}, wide, state)

    try:
        got = student(fold, settings, tensors, state)
    except Raised as raised:
        if "must match the size" in raised.message and passes(lambda: with_a_kernel_as_wide(0)):
            raise Disagreement("an answer", f"raised {raised}", LAST_AXIS) from None
        raise
    holds(got["class"] == "Conv2d", "an nn.Conv2d", got["class"], "returns another kind of module")
    holds(got["has bias"], "a bias", "None", "returns a convolution without a bias: the norm's shift needs a place")
    return got


@check("fold_batchnorm", points=2, without=READY_MADE_FOLD)
def weight_and_bias(student, trial):
    "Its weight and bias are those of the convolution with the norm in evaluation, with a bias before and without."
    for bias in (True, False):
        settings, tensors, state = draw_pair(trial, bias)
        got = ask_fold(student, settings, tensors, state)
        agree(
            [got["weight"], got["bias"]],
            folded_pair(tensors, state),
            mistakes=fold_mistakes(tensors, state),
        )


@check("fold_batchnorm", points=1, without=READY_MADE_FOLD)
def settings_are_kept(student, trial):
    "Kernel size, stride, padding, dilation and groups are those of the convolution."
    for other in (
        {"stride": 2, "padding": 1},
        {"kernel_size": (1, 5), "padding": (0, 2), "dilation": (1, 2)},
        {"in_channels": 4, "out_channels": 8, "groups": 2},
    ):
        settings, tensors, state = draw_pair(trial, **other)
        got = ask_fold(student, settings, tensors, state)
        model = torch.nn.Conv2d(**settings)
        wanted = {name: getattr(model, name) for name in KEPT}
        lost = [name for name in KEPT if got["settings"][name] != wanted[name]]
        text = "does not keep the convolution's settings"
        holds(not lost, ", ".join(f"{name}={wanted[name]}" for name in lost) or "the same settings", "others", text)
        right = folded_pair(tensors, state)
        agree([got["weight"], got["bias"]], right, mistakes=fold_mistakes(tensors, state))


@check("fold_batchnorm", points=1, without=READY_MADE_FOLD)
def leaves_both_alone(student, trial):
    "The convolution and the norm stay as they were, and the new one shares no memory with them."
    settings, tensors, state = draw_pair(trial)
    got = ask_fold(student, settings, tensors, state)
    given = {**tensors, **{f"norm.{name}": value for name, value in state.items()}}
    given["norm.num_batches_tracked"] = torch.tensor(7)
    changed = [name for name, value in given.items() if not torch.equal(got["given"][name], value)]
    text = "changes the convolution or the norm that it was given: make a new convolution, and fill that"
    holds(not changed, "both as they were", f"another {', '.join(changed)}", text)
    holds(
        got["modes"] == [True, False], "modes as they were", str(got["modes"]), "changes the mode of what it was given"
    )
    text = "shares memory with what it was given: training one would change the other; copy the numbers"
    holds(not got["shares"], "memory of its own", "shared memory", text)


# ---------------------------------------------------------------------------------------------------------------------
# conv

ON_A_CLASS = (
    "leaves the bias on before a batch norm: ask the module that norm makes, as norm itself is a class or a function, "
    "and isinstance(BatchNorm, BatchNorm) is False"
)


def layers_of(names, kwargs, kinds):
    "conv(ni, nf, ks, stride, act, norm, bias): the kinds and the settings of its modules"

    class Norm(torch.nn.Module):
        def __init__(self, *args, **more):
            super().__init__()
            self.args = [list(args), more]

    class Act(torch.nn.Module):
        def __init__(self, *args, **more):
            super().__init__()
            self.args = [list(args), more]

    given = dict(kwargs)
    for key, value in kinds.items():
        given[key] = {"none": None, "norm": Norm, "act": Act}[value]
    block = names.conv(given.pop("ni"), given.pop("nf"), **given)
    modules = [module for module in block.modules() if not list(module.children())]
    found = [type(module).__name__ for module in modules]
    first = next((module for module in modules if isinstance(module, torch.nn.Conv2d)), None)
    keys = ("in_channels", "out_channels", "kernel_size", "stride", "padding")
    settings = {key: getattr(first, key) for key in keys} if first else {}
    return {
        "type": type(block).__name__,
        "found": found,
        "called": {type(m).__name__: m.args for m in modules if type(m).__name__ in ("Norm", "Act")},
        "settings": {key: list(v) if type(v) is tuple else v for key, v in settings.items()},
        "bias": first is not None and first.bias is not None,
    }


def judge_kinds(got, expected):
    holds(got["type"] == "Sequential", "an nn.Sequential", got["type"], "does not return an nn.Sequential")
    agree(
        got["found"],
        expected,
        mistakes={
            "puts the activation before the norm": [*expected[:1], *expected[:0:-1]],
            "puts the norm before the convolution": [*expected[1:2], *expected[:1], *expected[2:]],
            "leaves out the norm": [name for name in expected if name != "Norm"],
            "leaves out the activation": [name for name in expected if name not in ("Act", "ReLU")],
            "puts in a ReLU where act is None": [*expected, "ReLU"],
        },
    )


@check("conv", points=2)
def modules_in_order(student, trial):
    "It is an nn.Sequential of convolution, norm and activation; what is None is left out."
    n_in, n_out = trial.sizes(3, 7)
    sizes = {"ni": n_in, "nf": n_out}
    judge_kinds(student(layers_of, sizes, {}), ["Conv2d", "ReLU"])
    for kinds, expected in (
        ({"norm": "norm", "act": "act"}, ["Conv2d", "Norm", "Act"]),
        ({"norm": "norm", "act": "none"}, ["Conv2d", "Norm"]),
        ({"norm": "none", "act": "act"}, ["Conv2d", "Act"]),
        ({"norm": "none", "act": "none"}, ["Conv2d"]),
    ):
        got = student(layers_of, sizes, kinds)
        judge_kinds(got, expected)
        if "Norm" in expected:
            called, shown = got["called"]["Norm"], show(got["called"]["Norm"])
            comes_in = "calls norm with the channels that come in: it follows the convolution"
            holds(called != [[n_in], {}], f"norm({n_out})", f"norm({n_in})", unless=comes_in)
            more = "calls norm with more than nf, or with nf by a name: it is called with nf and nothing else"
            holds(called == [[n_out], {}], f"norm({n_out})", f"arguments {shown}", unless=more)
        if "Act" in expected:
            called = got["called"]["Act"]
            something = "calls act with something: it takes nothing"
            holds(called == [[], {}], "act()", f"arguments {show(called)}", unless=something)


@check("conv", points=1)
def sizes_of_the_convolution(student, trial):
    "The convolution has these channels, kernel, stride, and padding ks // 2."
    n_in, n_out = trial.sizes(3, 7)
    for more in ({}, {"ks": 5, "stride": 1}, {"ks": 1}, {"ks": 7, "stride": 3}, {"ks": 4}):
        got = student(layers_of, {"ni": n_in, "nf": n_out, **more}, {})["settings"]
        ks, stride = more.get("ks", 3), more.get("stride", 2)
        expected = {
            "in_channels": n_in,
            "out_channels": n_out,
            "kernel_size": [ks, ks],
            "stride": [stride, stride],
            "padding": [ks // 2, ks // 2],
        }
        swapped = {**expected, "in_channels": n_out, "out_channels": n_in}
        mistakes = {
            "swaps the channels: ni come in, nf go out": swapped,
            "has no padding: it is ks // 2": {**expected, "padding": [0, 0]},
            **({} if ks == 4 else {"has padding 1 for every kernel: it is ks // 2": {**expected, "padding": [1, 1]}}),
            "has padding (ks - 1) // 2: it is ks // 2": {**expected, "padding": [(ks - 1) // 2] * 2},
            "has padding ks - 1: it is ks // 2": {**expected, "padding": [ks - 1, ks - 1]},
            "ignores stride": {**expected, "stride": [1, 1] if stride != 1 else [2, 2]},
        }
        agree(got, expected, mistakes=mistakes)


def biases(names, width):
    "conv(…, norm=…): whether the convolution has a bias"
    from functools import partial

    nn = torch.nn

    class Mine(names.BatchNorm):
        pass

    class Theirs(nn.BatchNorm2d):
        pass

    def group(nf):
        return nn.GroupNorm(1, nf)

    cases = {
        "no norm": {},
        "BatchNorm": {"norm": names.BatchNorm},
        "nn.BatchNorm2d": {"norm": nn.BatchNorm2d},
        "a subclass of BatchNorm": {"norm": Mine},
        "a subclass of nn.BatchNorm2d": {"norm": Theirs},
        "a partial of BatchNorm": {"norm": partial(names.BatchNorm, eps=1e-3)},
        "a partial of nn.BatchNorm2d": {"norm": partial(nn.BatchNorm2d, eps=1e-3)},
        "nn.InstanceNorm2d": {"norm": nn.InstanceNorm2d},
        "a partial of nn.GroupNorm": {"norm": partial(nn.GroupNorm, 1)},
        "a function that makes a GroupNorm": {"norm": group},
        "bias=True and BatchNorm": {"norm": names.BatchNorm, "bias": True},
        "bias=False and no norm": {"bias": False},
    }
    has = {}
    for name, kwargs in cases.items():
        has[name] = names.conv(2, width, **kwargs)[0].bias is not None
    return has


@check("conv", points=2)
def bias_of_the_convolution(student, trial):
    "The bias is off exactly before a batch norm, unless bias says otherwise."
    try:
        got = student(biases, *trial.sizes(6))
    except Raised as raised:
        if "issubclass() arg 1 must be a class" in raised.message:
            function = "stumbles over a norm that is no class: it may be a partial or a function"
            raise Disagreement("an answer", f"raised {raised}", function) from None
        raise
    off = {name for name in got if "BatchNorm" in name and name != "bias=True and BatchNorm"}
    off.add("bias=False and no norm")
    wrong = [name for name in got if got[name] != (name not in off)]
    if not wrong:
        return
    ours = {name for name in off if "BatchNorm" in name}
    seen = set(wrong)
    if ours <= seen:
        text = ON_A_CLASS
    elif seen == {name for name in ours if "partial" in name}:
        text = "does not see a batch norm inside a partial: ask the module that norm makes"
    elif seen == {name for name in ours if "nn." in name}:
        text = "takes torch's BatchNorm2d for no batch norm"
    elif seen == {name for name in ours if "nn." not in name}:
        text = "takes our own BatchNorm for no batch norm"
    elif seen and seen <= {name for name in ours if "subclass" in name or "partial" in name}:
        text = "knows batch norms by their exact class or name: a subclass and a partial are batch norms, too"
    elif seen & {"bias=True and BatchNorm", "bias=False and no norm"}:
        text = "overrules bias: where it is given, it counts"
    elif seen == {"no norm"} or "no norm" in seen:
        text = "leaves the convolution without a bias where no batch norm follows"
    elif seen <= {"nn.InstanceNorm2d", "a partial of nn.GroupNorm", "a function that makes a GroupNorm"}:
        text = "switches the bias off before other norms, too: only a batch norm takes it away for each channel"
    else:
        text = ""
    shown = ", ".join(f"{name}: {'on' if got[name] else 'off'}" for name in wrong)
    raise Disagreement(", ".join(f"{name}: {'off' if got[name] else 'on'}" for name in wrong), shown, text)


# ---------------------------------------------------------------------------------------------------------------------
# get_model

ONE_ACTIVATION = "uses one activation module in all blocks: call act for each"


def leaves_of(names, kwargs, own):
    "get_model(act, widths, norm, n_out): its modules, in order"
    nn = torch.nn
    given = dict(kwargs)
    if "widths" in given:
        given["widths"] = tuple(given["widths"])
    if own:
        given |= {"norm": nn.BatchNorm2d, "act": nn.Tanh}
    model = names.get_model(**given)
    leaves = []
    for module in model.modules():
        if isinstance(module, nn.Conv2d):
            sizes = f"{module.in_channels}→{module.out_channels}, {module.kernel_size[0]}×{module.kernel_size[1]}"
            bias = "bias" if module.bias is not None else "no bias"
            leaves.append(f"conv {sizes}, stride {module.stride[0]}, padding {module.padding[0]}, {bias}")
        elif not list(module.children()):
            leaves.append(type(module).__name__)
    return [type(model).__name__, leaves]


def expected_leaves(widths, n_out, norm=None, act="ReLU"):
    leaves = []
    for n_in, n in zip(widths, widths[1:], strict=False):
        bias = "no bias" if norm else "bias"
        leaves += [f"conv {n_in}→{n}, 3×3, stride 2, padding 1, {bias}", *([norm] if norm else []), act]
    return [*leaves, f"conv {widths[-1]}→{n_out}, 3×3, stride 2, padding 1, bias", "Flatten"]


def judge_leaves(student, widths, n_out, given, own):
    try:
        kind, got = student(leaves_of, given, own)
    except Raised as raised:
        if "widths" not in given or diagnosis(raised):
            raise
        student(leaves_of, {}, own)  # if this fails as well, it is not because of the widths
        number = "does not work with another number of widths than five"
        raise Disagreement("a model", f"raised {raised}", number) from None
    norm, act = ("BatchNorm2d", "Tanh") if own else (None, "ReLU")
    expected = expected_leaves(widths, n_out, norm, act)
    last, blocks = expected[-2:], expected[:-2]
    bare = last[0].replace(", bias", ", no bias")
    mistakes = {
        "puts an activation after the last convolution": [*blocks, last[0], act, "Flatten"],
        "puts a norm after the last convolution": [*blocks, last[0], norm, "Flatten"],
        "treats the last convolution like the others: it has a bias, no norm and no activation": [
            *blocks,
            bare if norm else last[0],
            *([norm] if norm else []),
            act,
            "Flatten",
        ],
        "leaves the last convolution without a bias": [*blocks, bare, "Flatten"],
        "forgets Flatten: the outputs are to be N,n_out": [*blocks, last[0]],
        "has no convolution to n_out": [*blocks, "Flatten"],
        "ignores norm": expected_leaves(widths, n_out, None, act),
        "ignores act": expected_leaves(widths, n_out, norm, "ReLU"),
        "ignores act and norm": expected_leaves(widths, n_out),
        "ignores widths": expected_leaves((1, 8, 16, 32, 64), n_out, norm, act),
        "ignores n_out": expected_leaves(widths, 10, norm, act),
        "takes 1 for the channels that come in: they are widths[0]": expected_leaves(
            (1, *widths[1:]), n_out, norm, act
        ),
    }
    mistakes = {text: value for text, value in mistakes.items() if value != expected}
    shared = [leaf for i, leaf in enumerate(expected) if leaf != act or i == expected.index(act)]
    mistakes[ONE_ACTIVATION] = shared
    difference = next((i for i, (a, b) in enumerate(zip(got, expected, strict=False)) if a != b), len(got))
    if got != expected:
        looks_like = next((text for text, value in mistakes.items() if got == value), "")
        here = [leaves[difference] if difference < len(leaves) else "no more" for leaves in (expected, got)]
        raise Disagreement(f"module {difference}: {here[0]}", here[1], looks_like)
    holds(kind == "Sequential", "an nn.Sequential", kind, "does not return an nn.Sequential")


@check("get_model", points=2)
def default_model(student, trial):
    "By default it is 1-8-16-32-64-10: four blocks of convolution and ReLU, a plain convolution, Flatten."
    judge_leaves(student, (1, 8, 16, 32, 64), 10, {}, False)


@check("get_model", points=1)
def passes_on(student, trial):
    "It passes act, widths, norm and n_out on, and the last convolution stays plain."
    widths = trial.sizes(3, 6, 5, 9)
    n_out = trial.integer(11, 15)
    judge_leaves(student, widths, n_out, {"widths": list(widths), "n_out": n_out}, True)
    judge_leaves(student, widths, n_out, {"widths": list(widths), "n_out": n_out}, False)


@check("get_model", points=1)
def runs(student, trial):
    "Images of 28×28 give N,n_out, the modules one after the other, and no activation module is shared."

    def outputs(names, x):
        "get_model()(x), and the same layer by layer"
        with torch.no_grad():
            model = names.get_model()
            model.to(x.dtype)
            h = x
            found = [module for _, module in model.named_modules(remove_duplicate=False)]
            for module in found:
                if isinstance(module, torch.nn.Conv2d):
                    h = torch.nn.functional.conv2d(h, module.weight, module.bias, module.stride, module.padding)
                elif not list(module.children()):
                    h = module(h)
            return [model(x), h, len(found) == len(set(found))]

    n = trial.sizes(3)[0]
    got, by_hand, own = student(outputs, trial.normal(n, 1, 28, 28))
    holds(own is True, "another module in each place", "one module in several places", ONE_ACTIVATION)
    holds(list(got.shape) == [n, 10], f"{n}×10", "×".join(map(str, got.shape)), "gives outputs of another shape")
    agree(got, by_hand, rtol=1e-4, atol=1e-5)


@check("predictions_09")
def predicted_before(student, trial):
    "Every question of the lesson has a prediction, right or wrong."
    each_is_answered(student, "predictions_09")
