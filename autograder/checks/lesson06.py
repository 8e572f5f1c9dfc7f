"""Lesson 06, inputs, He initialization and General ReLU: what each exercise must do.

Random weights are judged as in lesson 02: a right answer is refused with probability 2e-10 for each decision.
"""

import math

import torch
from torch import Tensor

from autograder.checks.predicted import each_is_answered
from autograder.checks.student import Raised
from autograder.checks.vocabulary import Disagreement, agree, check, diagnosis, either, holds, public, raises
from autograder.checks.weights import FIELD_FORGOTTEN, SCALED, Z, ask, filled, judge_manners

READY_MADE_GAINS = ["torch.nn.init.calculate_gain"]
READY_MADE = [f"torch.nn.init.{name}" for name in ("kaiming_normal_", "xavier_normal_", "xavier_uniform_")]
# kaiming_uniform_ is not among them: torch's layers call it when they are made.

# ---------------------------------------------------------------------------------------------------------------------
# gain_of


RELU_ALWAYS = "gives ReLU's √2 whatever the activation is"


def expectation(f):
    "E[f(z)] for standard normal z, by the midpoint rule in float64: right to 6 digits, also where f has a kink."
    z = (torch.arange(20_000, dtype=torch.float64) + 0.5) / 20_000 * 20 - 10
    density = (-z.square() / 2).exp()
    return ((f(z) * density).sum() / density.sum()).item()


def agree_on_gain(got, f, **more):
    mean, absolute, square = expectation(f), expectation(lambda z: f(z).abs()), expectation(lambda z: f(z).square())
    z = torch.linspace(0.0, 1.0, 10_001, dtype=torch.float64)
    uniform, both = f(z).square().mean().item(), f(2 * z - 1).square().mean().item()
    mistakes = {
        "divides by the standard deviation of f(z): what the next layer sums up is E[f(z)²], the mean included": (
            1 / math.sqrt(max(square - mean**2, 1e-12))
        ),
        "gives √E[f(z)²]: the gain pays that back, so it is 1 divided by it": math.sqrt(square),
        "gives 1 / E[f(z)²]: the std of the weights is multiplied, so take the root": 1 / square,
        "gives E[f(z)²] itself": square,
        "divides by the mean of |f(z)|: it is about the mean square": 1 / absolute,
        "divides by the mean of f(z): it is about the mean square": 1 / mean if abs(mean) > 1e-6 else math.nan,
        **more,
    }
    if math.isclose(uniform, both, rel_tol=0.1):
        mistakes["draws z uniformly: z is standard normal"] = 1 / math.sqrt(both)
    else:
        mistakes["draws z uniformly, from 0 to 1: z is standard normal"] = 1 / math.sqrt(uniform)
        mistakes["draws z uniformly, from -1 to 1: z is standard normal"] = 1 / math.sqrt(both)
    mistakes = {sentence: value for sentence, value in mistakes.items() if not math.isnan(value)}
    agree(got, 1 / math.sqrt(square), rtol=0.01, mistakes=mistakes, unless="is more than 1 % off")


def of_function(names, name):
    "gain_of(torch.…)"
    with torch.enable_grad():
        return names.gain_of(getattr(torch, name))


@check("gain_of", points=1, without=READY_MADE_GAINS)
def relu_and_leaky(student, trial):
    "For ReLU it is √2, for leaky ReLU √(2 / (1 + leak²)), each within 1 %."

    def of_leaky(names, leak):
        "gain_of(leaky ReLU)"
        with torch.enable_grad():  # and whatever gain_of does to that is undone at the end
            return names.gain_of(torch.nn.LeakyReLU(leak))

    agree_on_gain(student(of_function, "relu"), torch.relu)
    leak = trial.integer(3, 7) / 10
    agree_on_gain(
        student(of_leaky, leak),
        lambda z: torch.where(z > 0, z, leak * z),
        **{RELU_ALWAYS: math.sqrt(2)},
    )


@check("gain_of", points=2, without=READY_MADE_GAINS)
def any_activation(student, trial):
    "It is 1/√E[f(z)²] for whatever function it is given, within 1 %."

    def of_line(names, slope, shift):
        "gain_of(lambda z: slope * z + shift)"
        with torch.enable_grad():
            return names.gain_of(lambda z: slope * z + shift)

    agree_on_gain(
        student(of_function, "tanh"),
        torch.tanh,
        **{"takes tanh's gain from torch's table, 5/3: compute 1/√E[tanh(z)²]": 5 / 3},
    )
    agree_on_gain(student(of_function, "sin"), torch.sin)
    slope, shift = trial.integer(5, 9) / 10, trial.integer(-15, -10) / 10
    agree_on_gain(student(of_line, slope, shift), lambda z: slope * z + shift)
    agree_on_gain(student(of_function, "square"), torch.square)
    for size in (1e-6, 1e3):
        eps = {
            public(f"adds something to the mean square, such as {e:g}"): (size**2 + e) ** -0.5
            for e in (1e-5, 1e-8, 1e-12)
        }
        agree_on_gain(student(of_line, size, 0.0), lambda z, size=size: size * z, **eps)


@check("gain_of", points=1, without=READY_MADE_GAINS)
def no_trace(student, trial):
    "It gives a float, takes modules with parameters and ones that work in place, and draws no global random numbers."

    def of_inplace(names):
        "gain_of(nn.ReLU(inplace=True))"
        with torch.enable_grad():
            return names.gain_of(torch.nn.ReLU(inplace=True))

    def of_module(names, seed):
        "gain_of(nn.PReLU()): the value, and whether torch's random numbers go on as if nothing had been"
        torch.manual_seed(seed)
        before = torch.get_rng_state()
        with torch.enable_grad():
            gain = names.gain_of(torch.nn.PReLU(init=0.5))
            recording = torch.is_grad_enabled()
        return [gain, torch.equal(before, torch.get_rng_state()), recording]

    def switched_off(names):
        "gain_of(torch.relu) inside of torch.no_grad(): whether autograd records afterwards"
        with torch.no_grad():
            names.gain_of(torch.relu)
            return torch.is_grad_enabled()

    def failing(names):
        "gain_of(an activation that raises), by an error and by Ctrl+C: whether autograd records afterwards"
        recording = []
        for error in (LookupError, KeyboardInterrupt):

            def broken(z, error=error):
                raise error

            with torch.enable_grad():
                try:
                    names.gain_of(broken)
                except error:
                    recording.append(torch.is_grad_enabled())
        return recording

    agree_on_gain(student(of_function, "relu"), torch.relu)  # else it is not because of working in place
    agree(
        student(of_inplace),
        math.sqrt(2),
        rtol=0.01,
        unless="goes wrong for an activation that works in place: after it, z is no longer what it was",
    )
    try:
        gain, untouched, recording = student(of_module, trial.integer(1, 2**31))
    except Raised as raised:
        if "Double" in raised.message or "float64" in raised.message:
            wide = "gives the activation float64 numbers: a module with float32 parameters does not take them"
            raise Disagreement("an answer", f"raised {raised}", wide) from None
        raise
    if isinstance(gain, Tensor):
        raise Disagreement("a float", "a tensor", "a tensor where a float is asked for")
    agree_on_gain(gain, lambda z: torch.where(z > 0, z, 0.5 * z), **{RELU_ALWAYS: math.sqrt(2)})
    moved = "moves torch's global random numbers on: draw from a torch.Generator of your own, or do not draw at all"
    holds(untouched is True, "the global random state as it was", "another one", unless=moved)
    holds(recording is True, "autograd as it was", "switched off", unless="switches autograd off and leaves it off")
    on = "switches autograd on where it was off: `with torch.no_grad():` puts back what was there"
    agree(student(switched_off), False, mistakes={on: True})
    stays = "leaves autograd off when the activation raises: `with torch.no_grad():` ends in every case"
    agree(student(failing), [True, True], unless=stays)


# ---------------------------------------------------------------------------------------------------------------------
# he_normal_


def he_lookalikes(n_out, n_in, kernel, leak):
    "The std that each known mistake gives."
    field = math.prod(kernel)
    fan_in, fan_out, slope = n_in * field, n_out * field, 1 + leak**2
    right = math.sqrt(2 / (slope * fan_in))
    return right, {
        "misses the 2: 1/√fan_in is right for a layer that nothing follows, ReLU takes half of it": (
            math.sqrt(1 / (slope * fan_in))
        ),
        "counts fan_out: the forward pass sums fan_in products": math.sqrt(2 / (slope * fan_out)),
        "is Glorot's √(2 / (fan_in + fan_out)): He takes fan_in alone": math.sqrt(2 / (slope * (fan_in + fan_out))),
        "uses the variance as the std: take the root": right**2,
        FIELD_FORGOTTEN: math.sqrt(2 / (slope * n_in)),
        "ignores leak": math.sqrt(2 / fan_in),
        "divides by 1 + leak: the leak is to be squared": math.sqrt(2 / ((1 + leak) * fan_in)),
        "divides by (1 + leak)²: it is 1 + leak²": math.sqrt(2 / fan_in) / (1 + leak),
        "multiplies by 1 + leak²: the more a leak lets through, the smaller the weights": math.sqrt(2 * slope / fan_in),
        "divides the std by 1 + leak²: it is the variance that is divided": math.sqrt(2 / fan_in) / slope,
        "leaves the numbers as they were drawn, with std 1": 1.0,
        "counts all elements of the weight as fan_in: those of one output's sum are meant": (
            math.sqrt(2 / (slope * n_out * fan_in))
        ),
        "takes a leak above 1 for 1": math.sqrt(2 / ((1 + min(leak, 1) ** 2) * fan_in)),
    }


def judge_he(got, shape, leak):
    "Judges what a weight of this shape holds: new normal numbers with mean 0 and He's std."
    n_out, n_in, *kernel = shape
    if got.dim() != len(shape):
        raise Disagreement(str(tuple(shape)), str(tuple(got.shape)), "changes the weight's shape")
    holds(bool(got.isfinite().all()), "finite numbers", "inf or nan", unless="leaves inf or nan in the weight")
    got = got.double()
    first, size = got.flatten()[0].item(), got.numel()
    old = "leaves weight as it was: fill the tensor that was given, a new one does not reach the layer"
    holds(not bool((got == 7).all()), "new numbers in weight", "what was there before", unless=old)
    std, mean = got.std(correction=0).item(), got.mean().item()
    same = "gives every number the same value, so that all units would stay copies of each other"
    holds(std > 1e-6 * abs(mean), "numbers that differ", f"{first:.4f} everywhere", unless=same)
    right, looks_like = he_lookalikes(n_out, n_in, kernel, leak)
    tolerance = Z * math.sqrt(2 / (4 * size))
    fitting = [text for text, value in looks_like.items() if abs(std - value) <= tolerance * value]
    fitting = fitting or ["has another std than √(2 / ((1 + leak²)·fan_in))"]
    wanted, measured = f"std {right:.4f} ± {tolerance * right:.4f}", f"std {std:.4f}, mean {mean:.4f}"
    off = fitting[0] if len(fitting) == 1 else ""  # two mistakes may give the same std: then neither is named
    holds(abs(std - right) <= tolerance * right, wanted, measured, unless=off)
    holds(abs(mean) <= Z * std / math.sqrt(size), "mean 0", measured, unless="does not have mean 0")
    fourth = ((got - mean) / std).pow(4).mean().item()  # as in lesson 02: 0.3 is far beyond chance
    flat = "is uniform: this one is asked to be normal" if abs(fourth - 1.8) <= 0.3 else "is no normal distribution"
    holds(abs(fourth - 3) <= 0.3, "a normal distribution (kurtosis 3)", f"kurtosis {fourth:.2f}", unless=flat)


def fill_and_judge(student, trial, shape, leak):
    sevens = torch.full(shape, 7.0, dtype=trial.dtype)
    got = ask(student, filled, "he_normal_", sevens, leak, trial.integer(0, 2**31 - 1))
    holds(got.dtype == sevens.dtype, str(sevens.dtype), str(got.dtype), unless="changes the weight's dtype")
    judge_he(got, shape, leak or 0.0)


def a_leak(trial):
    "0.6; on a hidden trial another one which is never near 0, where nothing could be told from ReLU, nor near 1."
    return (trial.integer(4, 7) if trial.hidden else 6) / 10


@check("he_normal_", points=2, without=SCALED)
def he_numbers(student, trial):
    "The numbers are normal with mean 0 and std √(2 / fan_in), and fan_in counts the kernel."
    fill_and_judge(student, trial, trial.sizes(280, 120), None)
    fill_and_judge(student, trial, trial.sizes(24, 80, 5, 3), None)


@check("he_normal_", points=1, without=SCALED)
def he_leak(student, trial):
    "A leak divides the variance by 1 + leak²."
    fill_and_judge(student, trial, trial.sizes(120, 280), a_leak(trial))
    fill_and_judge(student, trial, trial.sizes(120, 280), 2.0)

    def many(names, like, rows, seed):
        "he_normal_ of a weight with millions of numbers, without a leak: their std"
        torch.manual_seed(seed)
        weight = torch.empty(rows, 2000, dtype=like.dtype)
        with torch.no_grad():
            names.he_normal_(weight)
        return weight.std().item()

    got = ask(student, many, trial.normal(1, dtype=torch.float32), 1500, trial.integer(0, 2**31 - 1))
    right, tolerance = math.sqrt(2 / 2000), Z * math.sqrt(2 / (4 * 1500 * 2000))
    given = [leak for leak in (0.1, 0.2, 0.3, 1.0) if abs(got * math.sqrt(1 + leak**2) / right - 1) <= tolerance]
    holds(
        abs(got / right - 1) <= tolerance,
        f"std {right:.5f} ± {tolerance * right:.5f} without a leak",
        f"std {got:.5f}",
        public(f"takes a leak of {given[0]} where none is given", "takes a leak where none is given") if given else "",
    )


@check("he_normal_", points=1, without=SCALED)
def he_manners(student, trial):
    "It fills the weight in place, returns it, and leaves no trace in autograd."
    judge_manners(student, trial, "he_normal_")


# ---------------------------------------------------------------------------------------------------------------------
# init_weights


def initialized(names, kind, size, leak, how, seed, like):
    "model.apply(init_weights): the weight and the bias of a layer that held 7s and inf"
    import functools

    torch.manual_seed(seed)
    layer = getattr(torch.nn, kind)(*size).to(like.dtype)
    with torch.no_grad():
        layer.weight.fill_(7.0)
        layer.bias.fill_(float("inf"))
    model = torch.nn.Sequential(torch.nn.Sequential(layer), torch.nn.ReLU())
    with torch.enable_grad():
        model.apply(names.init_weights if how == "plain" else functools.partial(names.init_weights, leak=leak))
    return [layer.weight.detach(), layer.bias.detach(), layer.weight.requires_grad and layer.bias.requires_grad]


def judge_layer(student, trial, kind, size, kernel, leak=None):
    """The weight and the bias of one kind of layer; `size` is (in, out) and, for convolutions, a kernel."""
    how, seed = ("plain" if leak is None else "partial"), trial.integer(0, 2**31 - 1)
    weight, bias, learns = ask(student, initialized, kind, size, leak, how, seed, trial.normal(1))
    holds(
        not bool((weight == 7).all()),
        f"new weights for {kind}",
        "what was there before",
        unless=public(f"leaves {kind} as it was: linear layers and convolutions over 1 to 3 axes are meant"),
    )
    judge_he(weight, (size[1], size[0], *kernel), leak or 0.0)
    multiplied = "multiplies the bias by 0, which leaves inf and nan: write zeros"
    holds(not bool(bias.isnan().all()), "0", "nan, where inf was", unless=multiplied)
    agree(
        bias,
        torch.zeros_like(bias),
        mistakes={"leaves the bias as it was: it must be 0": torch.full_like(bias, math.inf)},
    )
    holds(learns is True, "requires_grad as it was", "False", unless="switches requires_grad off")


@check("init_weights", points=2, without=READY_MADE)
def layers(student, trial):
    "Linear layers and convolutions over 1, 2 and 3 axes get He's weights and a bias of 0."
    for kind, sizes, kernel in (
        ("Linear", (120, 190), ()),
        ("Conv2d", (40, 70, 3), (3, 3)),
        ("Conv1d", (60, 85, 5), (5,)),
        ("Conv3d", (20, 45, 3), (3, 3, 3)),
    ):
        n_in, n_out = trial.sizes(*sizes[:2])
        judge_layer(student, trial, kind, (n_in, n_out, *sizes[2:]), kernel)


@check("init_weights", points=1, without=READY_MADE)
def passes_leak_on(student, trial):
    "leak reaches the weights."
    judge_layer(student, trial, "Linear", trial.sizes(300, 100), (), leak=a_leak(trial))
    judge_layer(student, trial, "Conv2d", (*trial.sizes(40, 70), 3), (3, 3), leak=a_leak(trial))


@check("init_weights", points=1, without=READY_MADE)
def others_untouched(student, trial):
    "Every other module is left alone, a missing bias is no trouble, and a container's layers are apply's business."

    def left_alone(names, seed):
        "which of these modules init_weights(module) changes"
        torch.manual_seed(seed)
        nn = torch.nn
        modules = {
            "BatchNorm2d": nn.BatchNorm2d(3),
            "LayerNorm": nn.LayerNorm(4),
            "GroupNorm": nn.GroupNorm(2, 4),
            "ConvTranspose2d": nn.ConvTranspose2d(3, 4, 2),
            "Embedding": nn.Embedding(5, 3),
            "PReLU": nn.PReLU(),
            "ReLU": nn.ReLU(),
            "Sequential": nn.Sequential(nn.Linear(3, 2)),
        }
        changed = []
        for name, module in modules.items():
            with torch.no_grad():
                for parameter in module.parameters():
                    parameter.fill_(0.5)
            names.init_weights(module)
            if any(not bool((parameter == 0.5).all()) for parameter in module.parameters()):
                changed.append(name)
        return changed

    def without_bias(names, seed):
        "init_weights(nn.Linear(…, bias=False)) and the same with a frozen weight: what the weights hold"
        torch.manual_seed(seed)
        layer, plain, frozen = torch.nn.Linear(200, 150, bias=False), torch.nn.Linear(3, 2), torch.nn.Linear(3, 2)
        frozen.requires_grad_(False)
        with torch.no_grad():
            for tensor in (layer.weight, plain.bias, frozen.bias):
                tensor.fill_(7.0)
        for module in (layer, plain, frozen):
            names.init_weights(module)
        return [layer.weight.detach(), plain.bias.detach(), frozen.bias, frozen.weight.requires_grad]

    try:
        weight, plain, bias, learns = ask(student, without_bias, trial.integer(0, 2**31 - 1))
    except Raised as raised:
        if "NoneType" in raised.message or "None" in raised.message:
            missing = "stumbles over a layer without a bias: there bias is None"
            raise Disagreement("an answer", f"raised {raised}", missing) from None
        raise
    left = "leaves Linear as it was: linear layers and convolutions over 1 to 3 axes are meant"
    holds(not bool((weight == 7).all()), "new weights for Linear", "what was there before", unless=left)
    judge_he(weight, tuple(weight.shape), 0.0)
    agree(plain, torch.zeros_like(plain))  # else it is not because of being frozen
    frozen = "does not fill a frozen layer: its numbers are new ones, and only requires_grad stays"
    agree(bias, torch.zeros_like(bias), mistakes={frozen: torch.full_like(bias, 7.0)})
    holds(learns is False, "a frozen layer that stays frozen", "requires_grad", unless="switches requires_grad on")
    changed = student(left_alone, trial.integer(0, 2**31 - 1))
    container = ": apply calls it for every layer inside, so look at the module that is given only"
    more = container if changed == ["Sequential"] else ": others than linear layers and convolutions stay as they were"
    if changed:
        text = public(f"changes {', '.join(changed)}{more}", f"changes another layer{more}")
        holds(False, "other modules as they were", changed, unless=text)


# ---------------------------------------------------------------------------------------------------------------------
# dataset_stats


def stats_of(names, batches):
    "dataset_stats(loader)"
    return names.dataset_stats(batches)


def mean_and_std(x):
    x = x.double()
    return x.mean().item(), x.std(correction=0).item()


def stats_mistakes(batches):
    "What goes wrong, by what it gives."
    xs = [x.double().flatten() for x, _ in batches]
    everything, labels = torch.cat(xs), [y.double().flatten() for _, y in batches]
    mean, std = mean_and_std(everything)
    means = torch.stack([x.mean() for x in xs])
    stds = torch.stack([x.std(correction=0) for x in xs])
    unbiased_stds = torch.stack([x.std() for x in xs])
    sizes = torch.tensor([len(x) for x in xs], dtype=torch.float64)
    share = sizes / sizes.sum()
    apart = "that forgets how far the batches' means lie apart"
    alike = "a batch counts by its size, and the last one is often smaller"
    square_means = torch.stack([x.square().mean() for x in xs])
    return {
        "divides by n - 1 in the std: the biased one is asked for": (mean, everything.std().item()),
        "gives the variance: the std is its root": (mean, std**2),
        "gives the std before the mean": (std, mean),
        public(f"takes the mean of batch means and the mean of batch stds: {apart}"): either(
            *((means.mean().item(), std_of.mean().item()) for std_of in (stds, unbiased_stds))
        ),
        public(f"takes the mean of the batch stds: {apart}"): either(
            *((mean, std_of.mean().item()) for std_of in (stds, unbiased_stds))
        ),
        public(f"takes the weighted mean of the batch stds: {apart}"): (mean, (share * stds).sum().item()),
        public(f"takes the weighted mean of the batch variances: {apart}"): (
            mean,
            (share * stds**2).sum().sqrt().item(),
        ),
        public(f"takes the plain mean of the batch means: {alike}"): (means.mean().item(), std),
        public(f"counts every batch alike: {alike}"): (
            means.mean().item(),
            (square_means.mean() - means.mean() ** 2).sqrt().item(),
        ),
        "looks at the first batch only": mean_and_std(xs[0]),
        "looks at the last batch only": mean_and_std(xs[-1]),
        "counts the targets in as well": mean_and_std(torch.cat(xs + labels)),
        "describes the targets: it is about the inputs": mean_and_std(torch.cat(labels)),
        "is the root of the mean square: subtract the mean": (mean, everything.square().mean().sqrt().item()),
        "divides by the number of images: the number of elements is numel()": by_images(batches),
    }


def by_images(batches):
    "Mean and std from sums that are divided by the number of images."
    n = sum(len(x) for x, _ in batches)
    total, squares = (sum(x.double().pow(k).sum().item() for x, _ in batches) / n for k in (1, 2))
    return total, math.sqrt(abs(squares - total**2))


def all_elements(batches):
    "Mean and std of all inputs."
    return mean_and_std(torch.cat([x.double().flatten() for x, _ in batches]))


def agree_on_stats(got, batches, rtol=1e-5, unless="", **more):
    agree(got, all_elements(batches), rtol=rtol, mistakes={**stats_mistakes(batches), **more}, unless=unless)


def uneven_batches(trial, *published, mean=0.0, dtype=None):
    "Batches of these sizes, of small images with one channel, whose means lie apart."
    rows, columns = trial.sizes(3, 4)
    return [
        (
            trial.normal(n, 1, rows, columns, mean=mean + 2 * k, sd=1 + k, dtype=dtype),
            trial.normal(n, mean=-3, dtype=dtype),
        )
        for k, n in enumerate(trial.sizes(*published))
    ]


@check("dataset_stats", points=2)
def every_element_counts_once(student, trial):
    "They are the mean and the biased std of all elements, whatever the sizes of the batches."
    batches = uneven_batches(trial, 6, 4, 1)
    agree_on_stats(student(stats_of, batches), batches)
    again = {"goes on from an earlier call: each loader is described by itself": all_elements(batches + batches[:1])}
    agree_on_stats(student(stats_of, batches[:1]), batches[:1], **again)
    other_sizes = [*batches[:2], *((x[..., 1:], y) for x, y in batches[:1])]
    agree_on_stats(student(stats_of, other_sizes), other_sizes, unless="goes wrong where images differ in size")


@check("dataset_stats", points=1)
def precise_and_streaming(student, trial):
    "It goes through the loader once, keeps no batch, and is right at a mean of 10,000 and for whole numbers."

    def from_one_buffer(names, batches):
        "dataset_stats(a loader that can be gone through once, and writes every batch into the same memory)"

        def loader():
            buffer = torch.empty(max(x.numel() for x, _ in batches), dtype=batches[0][0].dtype)
            for x, y in batches:
                view = buffer[: x.numel()].view(x.shape)
                view.copy_(x)
                yield view, y

        return names.dataset_stats(loader())

    whole = [
        (batch[0].mul(20).round().clamp(0, 255).to(torch.uint8), batch[1]) for batch in uneven_batches(trial, 5, 3)
    ]
    batches = uneven_batches(trial, 5, 7, 2)
    agree_on_stats(student(stats_of, batches), batches)  # the sentences below are true of an answer that gets here
    integers = "does not take whole numbers: x may have any real dtype, so convert it first"
    try:
        agree_on_stats(student(stats_of, whole), whole)
    except Raised as raised:
        raise Disagreement("an answer", f"raised {raised}", diagnosis(raised) or integers) from None
    got = student(from_one_buffer, batches)
    agree_on_stats(
        got,
        batches,
        unless="keeps batches until the end, or goes through the loader twice: what it has kept may have changed by "
        "then, and a data set may be larger than the memory",
    )
    near = [(x.float(), y) for x, y in batches]
    agree_on_stats(student(stats_of, near), near, rtol=1e-4)
    far = [(x + 1e4, y) for x, y in near]
    rounding = "loses digits where the mean is far from 0, as E[x²] - E[x]² in float32 does (lesson 01)"
    agree_on_stats(student(stats_of, far), far, rtol=1e-4, unless=rounding)
    half = [((1e3 * x + 5e3).half(), y) for x, y in uneven_batches(trial, 6, 3)]
    overflow = "sums up in the dtype of the batch, and float16 ends at 65504: convert first"
    agree_on_stats(student(stats_of, half), half, rtol=1e-4, unless=overflow)
    still = [(torch.full((3, 1, 2, 2), 1e4 / 3), torch.zeros(3))] * 2
    agree(student(stats_of, still), (still[0][0][0, 0, 0, 0].item(), 0.0), rtol=1e-6, atol=1e-2)


@check("dataset_stats", points=1)
def floats_or_an_error(student, trial):
    "It gives two Python floats, and raises ValueError for a loader without batches."
    batches = uneven_batches(trial, 3, 5)
    agree_on_stats(student(stats_of, batches), batches)
    with raises(ValueError, unless="answers for a loader that gives no batch: there is nothing to describe"):
        student(stats_of, [])


# ---------------------------------------------------------------------------------------------------------------------
# BatchTransform


def batches_seen(names, train, valid, kwargs, epochs, extra):
    "Learner(callbacks=[BatchTransform(fn, …)]).fit: the batch that predict finds, and how often fn was called"
    seen, calls = [], []

    class Freeze(names.Callback):
        order = -80

        def before_batch(self, learner):
            learner.model.eval()

    class Loaders:
        pass

    class Looking(names.Callback):
        def predict(self, learner):
            seen.append([learner.training, *learner.batch])

    def fn(batch):
        calls.append(len(batch))
        x, y = batch
        return 10 * x + 1, y - 5

    dls = Loaders()
    dls.train, dls.valid = train, valid
    model = torch.nn.Linear(2, 1)
    callbacks = [Looking(), names.BatchTransform(fn, **kwargs)]
    if extra == "frozen":
        callbacks.append(Freeze())
    if extra == "two":
        names.BatchTransform(lambda batch: (batch[0] - 9, batch[1] + 9))  # made, and used nowhere
    names.Learner(model, dls, None, callbacks=callbacks, opt_func=lambda parameters, lr: None).fit(epochs)
    return [seen, calls]


def pairs(trial, *sizes):
    return [(trial.normal(n, 2), trial.normal(n)) for n in sizes]


def seen_by(train, valid, fn, on_train, on_valid, epochs):
    "What predict should find."
    phases = ((True, train, on_train), (False, valid, on_valid))
    return [[phase, *(fn(b) if on else b)] for _ in range(epochs) for phase, loader, on in phases for b in loader]


@check("BatchTransform", points=2)
def in_the_wanted_phases(student, trial):
    "The model gets fn(batch) in the phases that are wanted, and the batch as it was in the others."
    train, valid = pairs(trial, *trial.sizes(4, 3)), pairs(trial, *trial.sizes(5))

    def fn(batch):
        return 10 * batch[0] + 1, batch[1] - 5

    for kwargs in ({}, {"on_valid": False}, {"on_train": False}):
        on_train, on_valid = kwargs.get("on_train", True), kwargs.get("on_valid", True)
        try:
            seen, calls = student(batches_seen, train, valid, kwargs, 2, "")
        except Raised as raised:
            if "positional argument" in raised.message and "before_batch" not in raised.message:
                two = "gives fn the inputs and the targets as two arguments: it takes the batch, one pair"
                raise Disagreement("an answer", f"raised {raised}", two) from None
            raise
        variants = {
            "does not change the batch: what fn returns must become learner.batch": (lambda b: b, True, True),
            "transforms the validation batches although on_valid is False": (fn, on_train, True),
            "transforms the training batches although on_train is False": (fn, True, on_valid),
            "leaves validation batches as they are: on_valid is True": (fn, on_train, False),
            "leaves training batches as they are: on_train is True": (fn, False, on_valid),
            "mixes up training and validation": (fn, on_valid, on_train),
            "drops the targets that fn returned": (lambda b: (fn(b)[0], b[1]), on_train, on_valid),
            "drops the inputs that fn returned": (lambda b: (b[0], fn(b)[1]), on_train, on_valid),
            "transforms a batch twice": (lambda b: fn(fn(b)), on_train, on_valid),
        }
        expected = seen_by(train, valid, fn, on_train, on_valid, 2)
        mistakes = {text: seen_by(train, valid, *variant, 2) for text, variant in variants.items()}
        agree(seen, expected, mistakes=mistakes)
        wanted = 2 * (len(train) * on_train + len(valid) * on_valid)
        more = (
            "calls fn more than once for a batch" if on_train and on_valid else "calls fn in a phase that is not wanted"
        )
        holds(len(calls) == wanted, f"{wanted} calls of fn", len(calls), unless=more if len(calls) > wanted else "")
    by_mode = "asks the model for its mode, which need not be that of the learner: learner.training tells the phase"
    seen, _ = student(batches_seen, train, valid, {"on_valid": False}, 1, "frozen")
    untouched = seen_by(train, valid, fn, False, False, 1)
    agree(seen, seen_by(train, valid, fn, True, False, 1), mistakes={by_mode: untouched})
    seen, _ = student(batches_seen, train, valid, {}, 1, "two")
    other = seen_by(train, valid, lambda b: (b[0] - 9, b[1] + 9), True, True, 1)
    shares = "shares fn with other callbacks of its class: keep it on self"
    agree(seen, seen_by(train, valid, fn, True, True, 1), mistakes={shares: other})


BEFORE_DEVICE = "works before DeviceCallback has moved the batch: its order must be above -100"


@check("BatchTransform", points=1)
def in_the_right_order(student, trial):
    "It works after DeviceCallback (order -100) and before callbacks of order 0, wherever it stands in the list."

    def in_between(names, train, first):
        "what fn gets from a callback of order -100, and what one of order 0 finds in before_batch"
        seen, used = [], []

        class Loaders:
            valid = []

        class Device(names.Callback):
            order = -100

            def before_batch(self, learner):
                x, y = learner.batch
                learner.batch = (x + 100, y)

        class Looking(names.Callback):
            def before_batch(self, learner):
                seen.append(learner.batch[0])

            def predict(self, learner):
                used.append(learner.batch[0])

        def fn(batch):
            return 2 * batch[0], batch[1]

        dls = Loaders()
        dls.train = train
        callbacks = [names.BatchTransform(fn), Looking(), Device()]
        if not first:
            callbacks.reverse()
        model = torch.nn.Linear(2, 1)
        names.Learner(model, dls, None, callbacks=callbacks, opt_func=lambda parameters, lr: None).fit(1)
        return [seen, used]

    train = pairs(trial, *trial.sizes(3, 4))
    for first in (True, False):
        seen, used = student(in_between, train, first)
        agree(used, [2 * (x + 100) for x, _ in train], mistakes={BEFORE_DEVICE: [2 * x + 100 for x, _ in train]})
        agree(
            seen,
            [2 * (x + 100) for x, _ in train],
            mistakes={
                "works after callbacks of order 0, which see the batch as it was: its order must be below 0, "
                "and the event before_batch": [x + 100 for x, _ in train],
            },
        )


# ---------------------------------------------------------------------------------------------------------------------
# normalize_transform


def transformed(names, pixels, labels, mean, std, key, kind):
    "normalize_transform(mean, std)(a batch of images): the batch that it returns"
    if kind == "PIL images":
        from PIL import Image

        images = [Image.fromarray(image.numpy()) for image in pixels]
    else:
        images = [image.numpy().copy() for image in pixels]
    given = {} if key is None else {"key": key}
    batch = {key or "image": images, "label": labels}
    return names.normalize_transform(mean, std, **given)(batch)


KEPT_BATCH = "gives the first batch again: every batch is transformed anew"
ONE_IMAGE = "goes wrong for a batch of one image: N may be 1"


def some_pixels(trial, *published):
    "uint8 N,H,W with 0 and 255 among them."
    n, *size = trial.sizes(*published)
    pixels = (256 * trial.uniform(n, *size)).to(torch.uint8)
    pixels[0, 0, 0], pixels[-1, -1, -1] = 0, 255
    return pixels


def agree_on_images(got, pixels, labels, mean, std, key):
    if isinstance(got, dict) and key in got and not isinstance(got[key], Tensor):
        raise Disagreement("one tensor", f"{type(got[key]).__name__}", "gives a list: one tensor N,1,H,W is asked for")
    x = pixels.double().unsqueeze(1)

    def batch(images, label=labels):
        return {key: images.float(), "label": label}

    right = (x / 255 - mean) / std
    wrong = {
        "does not scale the pixels from 0…255 to 0…1": (x - mean) / std,
        "scales the pixels after they were normalized: they must be scaled first": ((x - mean) / std) / 255,
        "scales by 256: white is 255": (x / 256 - mean) / std,
        "does not normalize: subtract the mean, then divide by the std": x / 255,
        "divides before it subtracts the mean": x / 255 / std - mean,
        "does not divide by the std": x / 255 - mean,
        "multiplies by the std": (x / 255 - mean) * std,
        "adds the mean": (x / 255 + mean) / std,
        "divides by the variance": (x / 255 - mean) / std**2,
        "uses the batch's own mean and std: with the given ones an image does not depend on others": (
            (x / 255 - (x / 255).mean()) / (x / 255).std(correction=0)
        ),
        "uses the batch's own mean and std, by n - 1: with the given ones an image does not depend on others": (
            (x / 255 - (x / 255).mean()) / (x / 255).std()
        ),
    }
    mistakes = {text: batch(value) for text, value in wrong.items()}
    mistakes["lacks the channel axis: N,1,H,W is asked for"] = batch(right[:, 0])
    mistakes["puts the channel axis last: N,1,H,W is asked for"] = batch(right.movedim(1, -1))
    mistakes["gives float64: float32 is asked for, as the model's weights are"] = {key: right, "label": labels}
    mistakes["drops the other columns: the rest of the batch stays as it was"] = {key: right.float()}
    mistakes["makes a tensor of the labels: the rest of the batch stays as it was"] = batch(right, torch.tensor(labels))
    agree(got, batch(right), rtol=1e-4, atol=1e-4, mistakes=mistakes)


@check("normalize_transform", points=2)
def of_arrays(student, trial):
    "A list of uint8 arrays becomes one normalized float32 tensor N,1,H,W."
    pixels = some_pixels(trial, 5, 4, 3)
    labels = [trial.integer(0, 9) for _ in pixels]
    mean, std = 0.2 + trial.integer(0, 9) / 50, 0.3 + trial.integer(0, 9) / 50
    got = student(transformed, pixels, labels, mean, std, None, "arrays")
    agree_on_images(got, pixels, labels, mean, std, "image")
    one = student(transformed, pixels[:1], labels[:1], mean, std, None, "arrays")
    right = (pixels[:1].float().unsqueeze(1) / 255 - mean) / std
    holds(one["image"].shape == right.shape, str(tuple(right.shape)), str(tuple(one["image"].shape)), unless=ONE_IMAGE)
    agree(one["image"], right, rtol=1e-4, atol=1e-4, unless=ONE_IMAGE)
    centred = student(transformed, pixels, labels, 0.0, std, None, "arrays")
    none = "takes a mean of 0 for none: every number counts"
    agree(centred["image"], pixels.float().unsqueeze(1) / 255 / std, rtol=1e-4, atol=1e-4, unless=none)


@check("normalize_transform", points=1)
def of_pictures(student, trial):
    "PIL images work as well, and key names the column."
    pixels = some_pixels(trial, 3, 5, 6)
    labels = [trial.integer(0, 9) for _ in pixels]
    ignores = "ignores key: the images are in that column"
    try:
        got = student(transformed, pixels, labels, 0.4, 0.6, "picture", "PIL images")
    except Raised as raised:
        if raised.kinds[0] == "KeyError" and "image" in raised.message:
            raise Disagreement("the column 'picture'", f"raised {raised}", ignores) from None
        raise
    if isinstance(got, dict) and "image" in got:
        raise Disagreement("key 'picture'", "key 'image'", ignores)
    agree_on_images(got, pixels, labels, 0.4, 0.6, "picture")


@check("normalize_transform", points=1)
def a_new_batch(student, trial):
    "It returns a new dict, leaves the one it got as it was, and can be used again."

    def twice(names, pixels, labels):
        "transform(batch), transform(another batch), transform(batch): the results, and what became of the batch"
        transform = names.normalize_transform(0.25, 0.5)
        image = [image.numpy().copy() for image in pixels]
        batch = {"image": image, "label": labels, "name": ["one"] * len(labels)}
        first = transform(batch)
        others = {"image": [255 - image for image in image[:2]], "label": labels[:2], "name": ["two"] * 2}
        third, second = transform(others), transform(batch)
        names.normalize_transform(0.75, 0.125)  # another one, which is not used
        fourth = transform(batch)
        return {
            "a new dict": first is not batch,
            "a new dict each time": second is not first,
            "the same keys": list(batch) == ["image", "label", "name"] and list(first) == list(batch),
            "the same list of images": batch["image"] is image and len(image) == len(pixels),
            "the same pixels": bool((torch.stack([torch.from_numpy(i) for i in image]) == pixels).all()),
            "the same columns": first.get("label") == labels and first.get("name") == ["one"] * len(labels),
            "values": [item["image"] for item in (first, third, second, fourth)],
        }

    pixels = some_pixels(trial, 4, 3, 5)
    got = student(twice, pixels, [trial.integer(0, 9) for _ in pixels])
    right, other = ((images.float().unsqueeze(1) / 255 - 0.25) / 0.5 for images in (pixels, 255 - pixels[:2]))
    edits = "changes the batch it was given: with_transform keeps what it passes, so return a new dict"
    for fact, unless in {
        "a new dict": edits,
        "a new dict each time": "gives the same dict again: return a new one each time",
        "the same list of images": edits,
        "the same pixels": edits,
        "the same keys": "changes the keys of the batch",
        "the same columns": "",
    }.items():
        holds(got[fact] is True, fact, "not so", unless=unless)
    close = {"rtol": 1e-4, "atol": 1e-4}
    first, third, second, fourth = got["values"]
    agree(first, right, **close)
    holds(third.shape != first.shape or not torch.equal(third, first), "a new batch", "the first one", KEPT_BATCH)
    agree(third, other, **close)
    agree(second, right, **close)
    shares = "shares mean and std with other transforms: each keeps its own"
    agree(fourth, right, **close, mistakes={shares: (right * 0.5 + 0.25 - 0.75) / 0.125})


# ---------------------------------------------------------------------------------------------------------------------
# GeneralRelu


def output_and_gradient(names, kwargs, x, upstream):
    "GeneralRelu(…)(x): the output, and the gradient by x for a random upstream gradient"
    x = x.clone().requires_grad_()
    with torch.enable_grad():
        y = names.GeneralRelu(**kwargs)(x)
    y.backward(upstream)
    return [y, x.grad]


def only_output(names, kwargs, x):
    "GeneralRelu(…)(x)"
    return names.GeneralRelu(**kwargs)(x)


IN_PLACE_LEAF = "changes its input in place: whoever passed it in still needs it, and autograd forbids it"
IN_PLACE_SAVED = "changes in place what autograd has kept for the backward pass: `x -= sub` must be `x = x - sub`"


def rule(x, leak, sub, maxv, order="leak sub maxv"):
    "General ReLU by torch.where, its steps in any order; None skips one."
    for step in order.split():
        if step == "leak":
            x = torch.where(x > 0, x, (leak or 0.0) * x)
        elif step == "sub" and sub is not None:
            x = x - sub
        elif step == "maxv" and maxv is not None:
            x = torch.where(x < maxv, x, torch.full_like(x, maxv))
    return x


def with_gradient(x, upstream, *args):
    x = x.clone().requires_grad_()
    y = rule(x, *args)
    (grad,) = torch.autograd.grad(y, x, upstream)
    return [y.detach(), grad]


def no_limit(maxv):
    "What it is to ignore this maxv."
    if maxv == 0:
        return "takes maxv = 0 for no limit: 0 is a limit, None is none"
    return "takes a negative maxv for no limit" if (maxv or 0) < 0 else "ignores maxv"


def agree_on_relu(student, trial, **kwargs):
    "Compares values, then values and gradients, for one choice of arguments."
    x = trial.normal(*trial.sizes(4, 3, 5), sd=2)
    upstream = trial.normal(*x.shape)
    leak, sub, maxv = (kwargs.get(name) for name in ("leak", "sub", "maxv"))
    variants = {
        "subtracts before the ReLU: sub comes after the leak": (leak, sub, maxv, "sub leak maxv"),
        "clamps before it subtracts: maxv is the largest output of all, so it comes last": (
            *(leak, sub, maxv),
            "leak maxv sub",
        ),
        "ignores sub": (leak, None, maxv),
        no_limit(maxv): (leak, sub, None),
        "takes a negative leak for none" if (leak or 0) < 0 else "ignores leak": (None, sub, maxv),
        "has torch's usual slope of 0.01 where leak is None or 0": (0.01, sub, maxv),
        "has a slope of 0.1 where leak is None or 0": (0.1, sub, maxv),
        "has a slope of 0.2 where leak is None or 0": (0.2, sub, maxv),
        "adds sub": (leak, None if sub is None else -sub, maxv),
        "lets everything through where leak is None or 0": (1.0, sub, maxv),
        "multiplies negative inputs by minus the leak": (None if leak is None else -leak, sub, maxv),
    }
    values = {text: rule(x, *variant) for text, variant in variants.items()}
    if sub is not None:
        one_side = torch.where(x > 0, x - sub, (leak or 0.0) * x)
        values["subtracts sub on the positive side only"] = rule(one_side, 1.0, None, maxv)
    if leak is not None:
        larger = rule(torch.maximum(x, leak * x), 1.0, sub, maxv)
        values["is the larger of x and leak · x: they change places where leak is above 1"] = larger
    if maxv is not None:
        right = rule(x, leak, sub, None)
        values["clamps from below: maxv is the largest output, not the smallest"] = right.clamp(min=maxv)
        values["clamps on both sides, at -maxv and maxv: only the large outputs are limited"] = right.clamp(
            min(maxv, -maxv), max(maxv, -maxv)
        )
    agree(student(only_output, kwargs, x), rule(x, leak, sub, maxv), mistakes=values)
    try:
        got = student(output_and_gradient, kwargs, x, upstream)
    except Raised as raised:
        if "leaf Variable" in raised.message or "view of a leaf" in raised.message:
            raise Disagreement("an output", f"raised {raised}", IN_PLACE_LEAF) from None
        if "modified by an inplace operation" in raised.message:
            raise Disagreement("a gradient", f"raised {raised}", IN_PLACE_SAVED) from None
        if "does not require grad" in raised.message:
            cut = "cuts the graph: no gradient reaches the input"
            raise Disagreement("a gradient", f"raised {raised}", cut) from None
        raise
    agree(got, with_gradient(x, upstream, leak, sub, maxv), unless="has a wrong gradient")


@check("GeneralRelu", points=1)
def leaky(student, trial):
    "It is leaky ReLU with slope leak, and plain ReLU for a leak of None or 0."
    agree_on_relu(student, trial, leak=trial.integer(1, 4) / 10)
    agree_on_relu(student, trial)
    agree_on_relu(student, trial, leak=0.0)
    agree_on_relu(student, trial, leak=-0.3)
    agree_on_relu(student, trial, leak=1.5)


@check("GeneralRelu", points=1)
def subtracted(student, trial):
    "sub is subtracted from every output of the leaky ReLU."
    agree_on_relu(student, trial, leak=0.1, sub=trial.integer(3, 6) / 10)
    agree_on_relu(student, trial, sub=trial.integer(3, 6) / 10)
    agree_on_relu(student, trial, leak=0.2, sub=-0.5)


@check("GeneralRelu", points=2)
def limited(student, trial):
    "maxv is the largest output, whatever was subtracted; a maxv of 0 is a limit."
    agree_on_relu(student, trial, leak=0.1, sub=0.4, maxv=trial.integer(5, 9) / 10)
    agree_on_relu(student, trial, leak=0.1, maxv=1.0)
    agree_on_relu(student, trial, leak=0.2, sub=0.3, maxv=0.0)
    agree_on_relu(student, trial, leak=0.2, sub=0, maxv=0)
    agree_on_relu(student, trial, leak=0.2, sub=0.3, maxv=-0.4)


@check("GeneralRelu", points=1)
def input_untouched(student, trial):
    "It leaves its input as it was and has no parameters."

    def on_one_input(names, x):
        "GeneralRelu(0.1, 0.4, 2.0) and GeneralRelu(0.1) on the same x, and how many parameters there are"
        limited, leaky = names.GeneralRelu(0.1, 0.4, 2.0), names.GeneralRelu(0.1)
        outputs = [limited(x), leaky(x), limited(x)]
        return [*outputs, len(list(limited.parameters()))]

    def kept(names, x):
        "whether x is what it was after GeneralRelu(…)(x), for every choice of arguments"
        for leak in (None, 0.1):
            for sub in (None, 0.4):
                for maxv in (None, 0.3):
                    y = x.clone()
                    names.GeneralRelu(leak, sub, maxv)(y)
                    if not torch.equal(x, y):
                        return False
        return True

    x = trial.normal(*trial.sizes(5, 4), sd=2)
    both, first = rule(x, 0.1, 0.4, 2.0), rule(x, 0.1, None, None)
    same = student(kept, x)
    holds(same is True, "its input left as it was", "other values", unless="changes its input in place")
    again = [both, first, both, 0]
    agree(student(on_one_input, x), again, mistakes={"is not a module without parameters": [both, first, both, 1]})


@check("predictions_06")
def predicted_before(student, trial):
    "Every question of the lesson has a prediction, right or wrong."
    each_is_answered(student, "predictions_06")
