"""Lesson 07, layer-wise sequential unit variance: what each exercise must do.

Any order of the corrections is accepted: what counts is where the layer ends, so activations are computed again here,
in float64, from the weights that an answer leaves. `log` holds the weights that the model ran with in each pass, which
is how a wrong correction is recognized also where it ends in an error.
"""

import torch
import torch.nn.functional as F

from autograder.checks.predicted import each_is_answered
from autograder.checks.vocabulary import Disagreement, accepts, agree, check, holds, passes, public, raises

MULTIPLIES = "multiplies the weight by the std: an activation that is too large needs smaller weights, so divide"
BIAS_SIGN = "moves the bias the wrong way: a mean above 0 is lowered by subtracting it from the bias"
BEFORE = "measures before the activation: the statistics of what the activation gives are asked for"
VARIANCE = "divides the weight by the variance: the std is its root"
ONCE = "corrects once and stops: an activation that bends needs more passes, so measure again until it is right"
ENDLESS = "never ends: count the passes and stop at max_iter, and look for a std of 0 and for nan"
OLD_SCALE = (
    "does not get there from weights that are far too large or small: divide the weight first, and subtract what the "
    "mean is once that is done"
)
NO_MEAN = "sets the std and forgets the mean"
EARLY = "stops before the mean is within tol of 0"
NO_BIAS_BACK = "puts the weight back when it fails and forgets the bias"
INTERRUPTED = (
    "leaves the layer changed when Ctrl+C or an error of the model ends it: put weight and bias back in every case, "
    "`except BaseException`"
)
GIVES_UP = "gives up although the std is within 10 · tol after max_iter passes"
FAR = "takes a std for good enough that is further off than 10 · tol after max_iter passes"
OTHER_LAYERS = "changes the weight or bias of another layer"
NOT_PASSES = "counts something else than the passes"
LAST_COUNTS = f"{NOT_PASSES}: the last one, which only measures, is one too"
TOO_MANY = "makes more passes than max_iter"
# What else than the biased std of all activations an answer may bring to 1.
OTHER_MEASURES = {
    "divides by n - 1 in the std: the biased one is asked for, correction=0": lambda z, y: y.std(),
    "takes the root mean square for the std: subtract the mean first": lambda z, y: y.square().mean().sqrt(),
    "takes the mean of |activation| for the std": lambda z, y: y.abs().mean(),
    "measures each unit by itself: one std over all activations is asked for": lambda z, y: y.std(0).mean(),
    "measures each unit by itself: one std over all activations is asked for.": (
        lambda z, y: y.std(0, correction=0).mean()
    ),
    "measures each item by itself: one std over all activations is asked for": lambda z, y: y.std(1).mean(),
    "measures each item by itself: one std over all activations is asked for.": (
        lambda z, y: y.std(1, correction=0).mean()
    ),
    "measures the first item of the batch alone": lambda z, y: y[0].std(correction=0),
    BEFORE: lambda z, y: z.std(correction=0),
}
FOR_THE_MEAN = "goes on for the mean where only the std can be set"
STUMBLES = "stumbles over a layer without bias: set the std alone there"
SUBTRACTS_ANYWAY = (
    "moves the bias although it cannot bring the mean to 0: lowering it only leaves fewer and fewer units alive"
)
NOT_RESTORED = "leaves the layer changed when it fails: put weight and bias back before the error leaves"
NO_NAME = "its error does not say which layer it is about"
GOES_ON = "goes on although nothing can be measured: an error is asked for at once"
SILENT = "says nothing where the activations cannot be set: a RuntimeError is asked for"
OTHER_CALL = (
    "measures another call of a shared activation: the one that counts is its first call after the layer's first"
)
OWN_OUTPUT = "does not set the output of a layer that is its own activation"
OTHER_MODE = "measures in another mode than the model is in"
ALL_AT_ONCE = (
    "measures all layers in one pass and corrects them together: each correction changes what the later layers get, "
    "so those must be measured after it"
)
LATER_FIRST = (
    "sets a later layer before an earlier one has changed: that changes what the later one gets, so go in the order in "
    "which they run"
)
NOT_KEPT = "does not keep to the pairs it is given"
NO_PAIRS = "takes an empty list of pairs for none: these are no pairs, and nothing is to be done"
HALF = "leaves layers changed when Ctrl+C ends it: put all of them back in every case, `except BaseException`"
BY_ACTIVATION = (
    "goes by another order than that of the layers where they share one activation: look up where each layer runs"
)
OTHER_ORDER = "goes by another order than the one in which the layers run, such as that in which they were made"


def activations():
    "What the probes' activation modules compute, by name."
    return {
        "leaky-sub": lambda z: F.leaky_relu(z, 0.1) - 0.4,
        **{"relu": F.relu, "elu": F.elu, "selu": F.selu, "silu": F.silu, "gelu": F.gelu, "tanh": torch.tanh},
    }


# ---------------------------------------------------------------------------------------------------------------------
# lsuv_layer


def scale_second(names, x, weights, biases, kind, options):
    "lsuv_layer(model, model.layers[1], model.acts[1], x) in a model of linear layers, each with its activation"

    class Act(torch.nn.Module):
        def forward(self, z):
            if kind == "leaky-sub":
                return torch.nn.functional.leaky_relu(z, 0.1) - 0.4
            return torch.tanh(z) if kind == "tanh" else getattr(torch.nn.functional, kind)(z)

    class Net(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.layers = torch.nn.ModuleList()
            for w, b in zip(weights, biases, strict=True):
                layer = torch.nn.Linear(w.shape[1], len(w), bias=b is not None, dtype=w.dtype)
                layer.weight.data = w.clone()
                if b is not None:
                    layer.bias.data = b.clone()
                self.layers.append(layer)
            self.acts = torch.nn.ModuleList(Act() for _ in weights)

        def forward(self, x):
            log.append(state())
            if len(log) > 300:
                raise OverflowError("no end")
            for layer, act in zip(self.layers, self.acts, strict=True):
                x = act(layer(x))
            return x

    def state():
        layer = model.layers[1]
        bias = torch.zeros(()) if layer.bias is None else layer.bias
        return [layer.weight.detach().clone(), bias.detach().clone()]

    log = []
    model = Net()
    objects = [id(parameter) for parameter in model.parameters()]
    passes, error = None, []
    try:
        passes = names.lsuv_layer(model, model.layers[1], model.acts[1], x, **options)
    except NotImplementedError:
        raise
    except (RuntimeError, OverflowError, AttributeError, TypeError) as raised:
        error = [type(raised).__name__, str(raised)]
    changed = {"weight": False, "bias": False}
    for i in range(len(weights)):
        if i != 1:
            layer = model.layers[i]
            changed["weight"] |= not torch.equal(layer.weight, weights[i])
            changed["bias"] |= layer.bias is not None and not torch.equal(layer.bias, biases[i])
    return {
        "passes": passes,
        "error": error,
        "calls": len(log),
        "log": log[:60],
        "end": state(),
        "others": changed,
        "replaced": objects != [id(parameter) for parameter in model.parameters()],
    }


class Net:
    "The judge's side of `scale_second`: the inputs, and the second layer's activations for any weights of it."

    def __init__(self, trial, kind, scale=1.0, bias=True, sizes=(60, 6, 9, 8, 5)):
        n, *widths = trial.sizes(*sizes)
        self.kind, shapes = kind, list(zip(widths[1:], widths, strict=False))
        self.x = trial.normal(n, widths[0])
        self.weights = [trial.normal(*shape, sd=0.8 * shape[1] ** -0.5) for shape in shapes]
        self.weights[1] *= scale
        self.biases = [trial.normal(shape[0], sd=0.2) if bias else None for shape in shapes]

    def given(self):
        act = activations()[self.kind]
        bias = 0 if self.biases[0] is None else self.biases[0].double()
        return act(self.x.double() @ self.weights[0].double().T + bias)

    def z(self, state):
        return self.given() @ state[0].double().T + state[1].double()

    def y(self, state):
        return activations()[self.kind](self.z(state))

    def moments(self, state):
        y = self.y(state)
        return y.mean().item(), y.std(correction=0).item()

    def start(self):
        return [self.weights[1], torch.zeros(()) if self.biases[1] is None else self.biases[1]]

    def run(self, student, **options):
        return student(scale_second, self.x, self.weights, self.biases, self.kind, options)


def recognize(net, got):
    "Raises for the known mistakes that the steps of a failed answer show."
    log = [*got["log"], got["end"]]
    holds(got["error"][:1] != ["OverflowError"], "at most max_iter passes", f"{got['calls']} passes", ENDLESS)
    (z, y), start = (net.z(log[0]), net.y(log[0])), log[0]
    std = y.std(correction=0).item()
    first = next((state for state in log if not torch.equal(state[0], start[0])), None)
    if first is not None:
        ratio = (first[0].double() / start[0].double()).median().item()
        known = {text: 1 / measure(z, y).item() for text, measure in OTHER_MEASURES.items()}
        known |= {MULTIPLIES: std, VARIANCE: std**-2}
        right = abs(ratio * std - 1) <= 1e-4
        for sentence, value in known.items():
            as_much = right or abs(ratio / value - 1) > 1e-4
            holds(as_much, f"weights times {1 / std:.6g}", f"times {ratio:.6g}", sentence.rstrip("."))
        if not right:
            return
    for earlier, later in zip(log, log[1:], strict=False):
        shift = (later[1].double() - earlier[1].double()).mean().item()
        mean, _ = net.moments(earlier)
        if abs(shift) > 1e-9 and abs(mean) > 0.05:
            holds(shift * mean < 0, "a bias that is lowered", f"moved by {shift:+.3g} at mean {mean:.3g}", BIAS_SIGN)
            break
    if not got["error"] and first is not None:
        holds(got["calls"] != 2, "passes until it is right", f"{got['calls']} passes", ONCE)


def settled(net, got, mean=True, unless="", tol=1e-3):
    """The answer came to an end with std 1 and, where asked, mean 0.

    `unless` must be known to be the cause: it is given where the steps show no other.
    """
    got_mean, got_std = net.moments(got["end"])
    right = abs(got_std - 1) <= 1.5 * tol and (not mean or abs(got_mean) <= 1.5 * tol) and not got["error"]
    if right:
        return
    if not unless:
        recognize(net, got)
    if not got["error"]:
        z, y = net.z(got["end"]), net.y(got["end"])
        if abs(got_std - 1) <= 1.5 * tol:
            moved = any(not torch.equal(state[1], net.start()[1]) for state in [*got["log"], got["end"]])
            unless = unless or (EARLY if moved else NO_MEAN)
        for sentence, measure in OTHER_MEASURES.items():
            if abs(measure(z, y).item() - 1) <= 1.02 * tol:
                unless = unless or sentence.rstrip(".")
    found = "raised " + ": ".join(got["error"]) if got["error"] else f"mean {got_mean:.4f}, std {got_std:.4f}"
    holds(False, "mean 0 and std 1 after the activation" if mean else "std 1 after the activation", found, unless)


@check("lsuv_layer", points=2)
def unit_after_activation(student, trial):
    "After the activation, and so measured, the layer gives mean 0 and std 1, for activations of any shape."
    for kind in ("leaky-sub", "selu"):
        net = Net(trial, kind)
        settled(net, net.run(student, max_iter=100))
    few = Net(trial, "elu", sizes=(5, 6, 4, 3, 2))  # so few numbers that n - 1 is another number
    settled(few, few.run(student, max_iter=100))


@check("lsuv_layer", points=1)
def from_far_away(student, trial):
    "It gets there from weights that are 100 times too large or too small, with biases of 0."
    for scale in (1.0, 100.0, 0.01):
        net = Net(trial, "elu", scale)
        net.biases[1] = torch.zeros_like(net.biases[1])  # mean / std foresees the next mean only where they are 0
        got = net.run(student, max_iter=100)
        holds(got["calls"] > 0, "a model that is run", "no pass", "does not run the model")
        holds(got["error"][:1] != ["OverflowError"], "at most max_iter passes", f"{got['calls']} passes", ENDLESS)
        settled(net, got, unless="" if scale == 1 else OLD_SCALE)


@check("lsuv_layer", points=1)
def one_factor_one_shift(student, trial):
    "The weight is multiplied by one number, one number is added to the bias, and no other layer changes."
    net = Net(trial, "elu")
    got = net.run(student, max_iter=100)
    (weight, bias), (old_weight, old_bias) = ([t.double() for t in state] for state in (got["end"], net.start()))
    factors, shifts = weight / old_weight, bias - old_bias
    for kind, changed in got["others"].items():
        holds(not changed, f"the {kind} of other layers as it was", "another", OTHER_LAYERS)
    replaced = "replaces a Parameter by another: change the one that is there, in place"
    holds(not got["replaced"], "the Parameters of the model", "others", replaced)
    holds(not got["error"], "an answer", "raised " + ": ".join(got["error"]), "")
    holds(bool((factors != 1).any()), "another weight", "the weight as it was", "leaves the weight as it is")
    spread = (factors / factors.mean() - 1).abs().max().item()
    holds(
        spread < 1e-3,
        "one factor for the whole weight",
        f"factors from {factors.min():.3g} to {factors.max():.3g}",
        "measures each unit by itself: one std over all activations is asked for",
    )
    holds(
        (shifts - shifts.mean()).abs().max().item() < 1e-3 * (1 + shifts.abs().max().item()),
        "one number for the whole bias",
        f"shifts from {shifts.min():.3g} to {shifts.max():.3g}",
        "does more to the bias than to subtract a number: its units must keep their distances",
    )
    settled(net, got)


@check("lsuv_layer", points=1)
def variance_alone(student, trial):
    "Without a bias, and after ReLU, GELU and SiLU, only the std is set, and the bias stays as it was."
    for kind in ("leaky-sub", "relu"):
        net = Net(trial, kind, bias=False)
        got = net.run(student)
        if got["error"][:1] in (["AttributeError"], ["TypeError"]):
            without = passes(lambda kind=kind, got=got: Net(trial, kind).run(student)["error"][:1] != got["error"][:1])
            holds(False, "an answer", "raised " + ": ".join(got["error"]), STUMBLES if without else "")
        settled(net, got, mean=False)
        done = [abs(net.moments(state)[1] - 1) <= 5e-4 for state in got["log"]]
        late = len(done) - 1 - done.index(True) if True in done else 0
        holds(late == 0, "no pass after the one that finds std 1", f"{late} more", FOR_THE_MEAN)
    for kind in ("relu", "gelu", "silu"):
        net = Net(trial, kind)
        got = net.run(student)
        moved = any(not torch.equal(bias, net.biases[1]) for _, bias in [*got["log"], got["end"]])
        holds(not moved, "the bias as it was", f"another bias, with {kind}", SUBTRACTS_ANYWAY)
        settled(net, got, mean=False)


@check("lsuv_layer", points=1)
def counts_passes(student, trial):
    "It returns how often the model ran: 1 where nothing was to do, at most max_iter, where 10 · tol is enough."
    net = Net(trial, "elu")
    got = net.run(student, max_iter=100)
    settled(net, got)
    holds(type(got["passes"]) is int, "an int", got["passes"], "does not return the number of passes as an int")
    last = LAST_COUNTS if got["passes"] == got["calls"] - 1 else NOT_PASSES
    holds(got["passes"] == got["calls"], f"{got['calls']} passes, as often as the model ran", got["passes"], last)
    weight, bias = got["end"]
    # Tolerances are judged with room: the same layer again, with twice the tolerance.
    net.weights[1], net.biases[1] = weight, bias
    again = net.run(student, tol=2e-3)
    holds(again["calls"] <= 1, "1 pass", again["calls"], "goes on although mean and std are right: measure first")
    agree(again["passes"], 1, mistakes={"counts the corrections: the pass that measures counts": 0})
    agree(again["end"], net.start(), unless="changes a layer that is right already")
    net = Net(trial, "tanh")  # whose std comes close to 1 and never gets there
    got = net.run(student, tol=0.02, max_iter=20)
    holds(got["error"][:1] != ["OverflowError"], "20 passes", f"{got['calls']} passes", ENDLESS)
    holds(got["calls"] <= 20, "20 passes", f"{got['calls']} passes", TOO_MANY)
    _, std = net.moments(got["end"])
    holds(
        not got["error"] and abs(std - 1) <= 0.2,
        "the layer after 20 passes, with a std within 10 · tol",
        f"raised {got['error'][-1]}" if got["error"] else f"std {std:.3f}",
        GIVES_UP if got["error"] else "",
    )
    agree([got["passes"], got["calls"]], [20, 20], unless="does not use and return max_iter passes where it needs them")
    off = one_off(std)
    for share in (9.7, 10.3):  # of tol, for an answer that goes the same way again
        got = net.run(student, tol=off / share, max_iter=20)
        measured = one_off(net.moments(got["log"][-1])[1]) / (off / share)
        holds(
            bool(got["error"]) or measured < 10.1, "an error", f"none with a std that is {measured:.1f} · tol off", FAR
        )
        near = not got["error"] or measured > 9.9
        holds(near, "an answer", f"raised {got['error'][-1:]} with a std that is {measured:.1f} · tol off", GIVES_UP)


def uneven_level(net):
    "A bias, equal for all units, whose activations are all equal and have a std that does not come out as 0."
    size = len(net.x), len(net.weights[1])
    levels = (torch.full(size, level / 7, dtype=net.x.dtype) for level in range(1, 300))
    return next(level[0] for level in levels if activations()[net.kind](level).std(correction=0) > 0)


@check("lsuv_layer", points=1)
def says_what_cannot_be(student, trial):
    "Activations that are all equal or not finite, and a std out of reach, raise RuntimeError with the layer's name."
    cases = {}
    net = cases["activations that are all 0"] = Net(trial, "relu")
    net.biases[1] = net.biases[1] - 1000
    net = cases["activations that are all equal"] = Net(trial, "leaky-sub")
    net.weights[1], net.biases[1] = 0 * net.weights[1], uneven_level(net)
    net = cases["an inf among the inputs"] = Net(trial, "elu")
    net.x[trial.integer(0, 5), 0] = torch.inf
    net = cases["a nan among the inputs"] = Net(trial, "leaky-sub")
    net.x[trial.integer(0, 5), 0] = torch.nan
    net = cases["a nan in the weight"] = Net(trial, "leaky-sub")
    net.weights[1][0, 0] = torch.nan
    cases["tanh, whose std stays below 1"] = Net(trial, "tanh")
    for case, net in cases.items():
        got = net.run(student)
        holds(got["error"][:1] != ["OverflowError"], "20 passes at most", f"{case}: no end", ENDLESS)
        refused(got, "RuntimeError", SILENT, f" for {case}")
        message = got["error"][1]
        holds("layers.1" in message, "'layers.1' in the message", message, NO_NAME)
        holds(got["calls"] <= 20, "20 passes at most", f"{got['calls']} passes", TOO_MANY)
        holds(net.kind == "tanh" or got["calls"] <= 1, "1 pass at most", f"{case}: {got['calls']} passes", GOES_ON)
        weight, bias = (
            torch.equal(a.nan_to_num(nan=7.0), b.nan_to_num(nan=7.0))
            for a, b in zip(got["end"], net.start(), strict=True)
        )
        left = NO_BIAS_BACK if weight else NOT_RESTORED
        holds(weight and bias, f"the layer as it was, after {case}", "another weight or bias", left)


@check("lsuv_layer", points=1)
def right_call_right_mode(student, trial):
    "It measures in the mode the model is in, a shared activation at its first call after the layer's, or the layer."

    def measure(names, x, weights, training, which):
        "lsuv_layer in a model with one ELU for all layers and a batch norm before them: std after each layer"

        class Net(torch.nn.Module):
            def __init__(self):
                super().__init__()
                self.norm = torch.nn.BatchNorm1d(x.shape[1], dtype=x.dtype)
                self.layers = torch.nn.ModuleList()
                for w in weights:
                    layer = torch.nn.Linear(w.shape[1], len(w), bias=False, dtype=w.dtype)
                    layer.weight.data = w.clone()
                    self.layers.append(layer)
                self.act = torch.nn.ELU()

            def forward(self, x):
                self.calls = getattr(self, "calls", 0) + 1
                if self.calls > 300:
                    raise OverflowError("no end")
                x = self.norm(x)
                for layer in self.layers:
                    x = self.act(layer(x))
                return x

        model = Net().train(training)
        names.lsuv_layer(model, model.layers[which], model.act, x, max_iter=100)
        return [model.layers[i].weight for i in range(len(weights))]

    n, *widths = trial.sizes(60, 6, 9, 8, 5)
    shapes = list(zip(widths[1:], widths, strict=False))
    x = trial.normal(n, widths[0], mean=2, sd=3)
    weights = [trial.normal(*shape, sd=0.8 * shape[1] ** -0.5) for shape in shapes]
    which = trial.integer(0, 1)

    def stds(weights, training):
        h = x.double()
        if training:
            h = (h - h.mean(0)) / (h.var(0, correction=0) + 1e-5).sqrt()
        else:
            h = h / (1 + 1e-5) ** 0.5
        found = []
        for weight in weights:
            h = F.elu(h @ weight.double().T)
            found.append(h.std(correction=0).item())
        return found

    for training in (False, True):
        got = student(measure, x, weights, training, which)
        here, other = stds(got, training), stds(got, not training)
        wrong = {OTHER_MODE: other[which], OTHER_CALL: min((s for s in here[:which] + here[which + 1 :]), key=one_off)}
        if one_off(here[which]) > 2e-3:
            for sentence, std in wrong.items():
                holds(one_off(std) > 2e-3, "std 1 after its own activation", f"std {here[which]:.3f}", sentence)
            holds(False, "std 1 after its own activation", f"std {here[which]:.3f}", "")

    def alone(names, x, weight, bias):
        "lsuv_layer(model, layer, layer, x): weight and bias of a layer that is its own activation"
        layer = torch.nn.Linear(weight.shape[1], len(weight), dtype=x.dtype)
        layer.weight.data, layer.bias.data = weight.clone(), bias.clone()
        names.lsuv_layer(torch.nn.Sequential(layer, torch.nn.ELU()), layer, layer, x, max_iter=100)
        return [layer.weight, layer.bias]

    weight, bias = student(alone, x, weights[0], trial.normal(widths[1], sd=0.2))
    z = x.double() @ weight.double().T + bias.double()
    mean, std = z.mean().item(), z.std(correction=0).item()
    alike = max(abs(mean), one_off(std)) < 2e-3
    own = OWN_OUTPUT if alike or passes(lambda: sets_another(student, trial)) else ""
    holds(alike, "mean 0 and std 1", f"mean {mean:.4f}, std {std:.4f}", own)

    def on_images(names, x, weight, bias):
        "lsuv_layer of a convolution: its weight and bias"
        layer = torch.nn.Conv2d(weight.shape[1], len(weight), 3, padding=1, dtype=x.dtype)
        layer.weight.data, layer.bias.data = weight.clone(), bias.clone()
        model = torch.nn.Sequential(layer, torch.nn.ELU())
        names.lsuv_layer(model, layer, model[1], x, max_iter=100)
        return [layer.weight, layer.bias]

    images, kernel = trial.normal(4, 2, 5, 6, mean=1), trial.normal(3, 2, 3, 3, sd=0.3)
    conv = "goes wrong for a convolution: all numbers that the activation gives count, whatever their axis"
    with accepts(RuntimeError, unless=conv):  # that it cannot set them
        weight, bias = student(on_images, images, kernel, trial.normal(3, sd=0.2))
    y = F.elu(F.conv2d(images.double(), weight.double(), bias.double(), padding=1))
    mean, std = y.mean().item(), y.std(correction=0).item()
    holds(max(abs(mean), one_off(std)) < 2e-3, "mean 0 and std 1", f"mean {mean:.4f}, std {std:.4f}", conv)


def one_off(std):
    return abs(std - 1)


def sets_another(student, trial):
    "Whether the answer sets a layer that an activation follows, mean and std."
    net = Net(trial, "elu")
    got = net.run(student, max_iter=100)
    mean, std = net.moments(got["end"])
    return not got["error"] and max(abs(mean), one_off(std)) < 2e-3


@check("lsuv_layer", points=1)
def leaves_no_trace(student, trial):
    "Modes, buffers, gradients, random numbers and hooks are as before, after success and after an error."

    def traces(names, x, weight, fails, training):
        "lsuv_layer in a model with batch norm and dropout: what else has changed"

        class Bounded(torch.nn.Sequential):
            def forward(self, x):
                self.__dict__["calls"] = self.__dict__.get("calls", 0) + 1
                if self.__dict__["calls"] > 300:
                    raise OverflowError("no end")
                y = super(type(self), self).forward(x)
                if self.__dict__["calls"] == 2 and fails in ("LookupError", "KeyboardInterrupt"):
                    raise LookupError if fails == "LookupError" else KeyboardInterrupt
                return y

        model = Bounded(
            torch.nn.BatchNorm1d(x.shape[1], dtype=x.dtype),
            torch.nn.Linear(x.shape[1], len(weight), dtype=x.dtype),
            torch.nn.ELU(),
            torch.nn.Dropout(0.5),
            torch.nn.Linear(len(weight), 3, dtype=x.dtype),
        )
        model[1].weight.data = weight.clone()
        bias = model[1].bias.detach().clone()
        for parameter in model.parameters():
            parameter.grad = torch.full_like(parameter, 0.5)
        model[4].weight.grad = None
        model.train(training)
        model[3].train()
        modes = [module.training for module in model.modules()]
        buffers = [buffer.clone() for buffer in model.buffers()]
        torch.manual_seed(3)
        state = torch.get_rng_state()
        torch.set_grad_enabled(True)
        failed = False
        try:
            names.lsuv_layer(model, model[1], model[2], x * float("nan") if fails == "nan" else x, max_iter=100)
        except NotImplementedError:
            raise
        except (RuntimeError, LookupError, KeyboardInterrupt):
            failed = True
        weight_now = model[1].weight
        parameters = [p for p in model.parameters() if p is not model[4].weight]
        found = {
            "layer": not failed or torch.equal(weight_now, weight) and torch.equal(model[1].bias, bias),
            "mode": modes == [module.training for module in model.modules()],
            "buffers": all(torch.equal(a, b) for a, b in zip(buffers, model.buffers(), strict=True)),
            "random numbers": torch.equal(state, torch.get_rng_state()),
            "hooks": not any([*m._forward_hooks, *m._forward_pre_hooks, *m._backward_hooks] for m in model.modules()),
            "gradients": model[4].weight.grad is None
            and all(p.grad is not None and bool((p.grad == 0.5).all()) for p in parameters),
            "autograd": torch.is_grad_enabled() and weight_now.requires_grad and weight_now.is_leaf,
        }
        torch.set_grad_enabled(True)
        return [failed, found]

    says = {
        "mode": "leaves modules in another mode: measure in the mode they are in",
        "buffers": "leaves buffers changed: in training a batch norm updates its running statistics in every pass",
        "random numbers": "uses up random numbers: dropout draws some in every pass, so put their state back",
        "hooks": "leaves its hooks on the model",
        "gradients": "changes gradients",
        "autograd": "leaves a trace in autograd: work under torch.no_grad, and change the Parameter in place",
    }
    n, width, out = trial.sizes(60, 6, 9)
    x, weight = trial.normal(n, width, mean=1), trial.normal(out, width, sd=0.8 * width**-0.5)
    for training in (True, False):
        for fails in ("", "nan", "LookupError", "KeyboardInterrupt"):
            failed, found = student(traces, x, weight, fails, training)
            holds(failed or fails != "nan", "an error", "none", SILENT)
            holds(failed == bool(fails), "an error" if fails else "no error", "an error" if failed else "none", "")
            says["layer"] = NOT_RESTORED if fails == "nan" else INTERRUPTED
            for what, kept in found.items():
                when = f" after {'Ctrl+C' if fails == 'KeyboardInterrupt' else 'an error'}" if fails else ""
                holds(kept, f"{what} as before{when}", f"something else{when}", says[what])


@check("lsuv_layer", points=1)
def refuses(student, trial):
    "A module of another model, and a frozen weight or bias, raise ValueError, and nothing changes."

    def mistaken(names, x, weight, case):
        "lsuv_layer with a module that is not in the model, or with a frozen parameter"

        class Bounded(torch.nn.Sequential):
            def forward(self, x):
                self.__dict__["calls"] = self.__dict__.get("calls", 0) + 1
                if self.__dict__["calls"] > 300:
                    raise OverflowError("no end")
                return super(type(self), self).forward(x)

        model = Bounded(torch.nn.Linear(x.shape[1], len(weight), dtype=x.dtype), torch.nn.ELU())
        model[0].weight.data = weight.clone()
        layer, activation = model[0], model[1]
        if case == "a layer of another model":
            layer = torch.nn.Linear(x.shape[1], len(weight), dtype=x.dtype)
        elif case == "an activation of another model":
            activation = torch.nn.ELU()
        elif case == "a frozen weight":
            layer.weight.requires_grad_(False)
        elif case == "a frozen bias":
            layer.bias.requires_grad_(False)
        passes = names.lsuv_layer(model, layer, activation, x, max_iter=100)
        return [passes, model[0].weight]

    n, width, out = trial.sizes(60, 6, 9)
    x, weight = trial.normal(n, width), trial.normal(out, width, sd=0.8 * width**-0.5)
    passes, scaled = student(mistaken, x, weight, "nothing wrong")
    holds(passes > 1 and not torch.equal(scaled, weight), "a scaled weight", "the weight as it was", "does nothing")
    for case in ("a layer of another model", "an activation of another model", "a frozen weight", "a frozen bias"):
        with raises(ValueError, unless=public(f"accepts {case}: nothing sensible can come of it")):
            student(mistaken, x, weight, case)


# ---------------------------------------------------------------------------------------------------------------------
# lsuv_init


def init_net(names, x, weights, biases, pairs, probe):
    "lsuv_init(model, x) in a model whose layers run in another order than they were made"

    four = ("one", "two", "three", "four")

    class Bend(torch.nn.Module):
        def forward(self, z):
            return torch.nn.functional.leaky_relu(z, 0.3) - 0.3

    class Net(torch.nn.Module):
        def __init__(self):
            super().__init__()
            sizes = {name: (w.shape[1], len(w)) for name, w in zip(four, weights, strict=True)}
            for name in reversed(four):  # made backwards
                layer = torch.nn.Linear(*sizes[name], dtype=x.dtype)
                layer.weight.data = weights[four.index(name)].clone()
                layer.bias.data = biases[four.index(name)].clone()
                setattr(self, name, layer)
            self.bend = Bend()
            self.elu = torch.nn.ELU()
            self.norm = torch.nn.BatchNorm1d(x.shape[1], dtype=x.dtype)
            self.drop = torch.nn.Dropout(0.5)

        def forward(self, x):
            self.__dict__["calls"] = self.__dict__.get("calls", 0) + 1
            if self.__dict__["calls"] > 500:
                raise OverflowError("no end")
            if probe == "interrupt" and not torch.equal(self.three.weight, weights[2]):
                raise KeyboardInterrupt
            x = self.elu(self.drop(self.one(self.norm(x))) if probe == "dropout" else self.one(self.norm(x)))
            x = self.three(self.two(x))  # nothing after two before three
            return self.drop(self.four(self.bend(x)))

    model = Net()
    before = {name: parameter.detach().clone() for name, parameter in model.named_parameters()}
    buffers = [buffer.clone() for buffer in model.buffers()]
    if probe == "dead":
        model.three.weight.data.zero_()
        model.three.bias.data.fill_(0.0)
        before.update(
            {"three.weight": torch.zeros_like(model.three.weight), "three.bias": torch.zeros_like(model.three.bias)}
        )
    elif probe == "frozen":
        model.three.weight.requires_grad_(False)
    torch.manual_seed(5)
    state = torch.get_rng_state()
    error, passes = [], {}
    chosen, each = None, {}
    if probe == "" and pairs is None:
        import copy

        twin = copy.deepcopy(model)
        for name, act in (("one", twin.elu), ("three", twin.bend)):
            each[name] = names.lsuv_layer(twin, getattr(twin, name), act, x)
        torch.set_rng_state(state)
    if pairs is not None:
        chosen = [(getattr(model, layer), getattr(model, act)) for layer, act in pairs if layer != "other"]
        if ("other", "elu") in [tuple(pair) for pair in pairs]:
            chosen.append((torch.nn.Linear(2, 2), model.elu))
    try:
        passes = names.lsuv_init(model, x) if chosen is None else names.lsuv_init(model, x, chosen)
    except NotImplementedError:
        raise
    except (Exception, KeyboardInterrupt) as raised:
        error = [type(raised).__name__, str(raised)]
    after = dict(model.named_parameters())
    return {
        "passes": passes,
        "each": each,
        "order": list(passes) if type(passes) is dict else [],
        "error": error,
        "weights": {name: after[f"{name}.weight"] for name in four},
        "biases": {name: after[f"{name}.bias"] for name in four},
        "changed": sorted({key.split(".")[0] for key in before if not torch.equal(after[key], before[key])}),
        "clean": torch.equal(state, torch.get_rng_state())
        and all(torch.equal(a, b) for a, b in zip(buffers, model.buffers(), strict=True))
        and not any(m._forward_hooks for m in model.modules())
        and all(m.training for m in model.modules()),
    }


class Four:
    "The judge's side of `init_net`."

    def __init__(self, trial):
        n, *widths = trial.sizes(70, 6, 9, 8, 7, 5)
        shapes = list(zip(widths[1:], widths, strict=False))
        self.x = trial.normal(n, widths[0], mean=1, sd=2)
        self.weights = [trial.normal(*shape, sd=0.5 * shape[1] ** -0.5) for shape in shapes]
        self.biases = [trial.normal(shape[0], sd=0.1) for shape in shapes]

    def run(self, student, pairs=None, probe=""):
        return student(init_net, self.x, self.weights, self.biases, pairs, probe)

    def stds(self, weights, biases):
        "Std after the two activations, in training mode."
        h = self.x.double()
        h = (h - h.mean(0)) / (h.var(0, correction=0) + 1e-5).sqrt()
        w, b = ({k: v.double() for k, v in d.items()} for d in (weights, biases))
        h = first = F.elu(h @ w["one"].T + b["one"])
        h = h @ w["two"].T + b["two"]
        second = F.leaky_relu(h @ w["three"].T + b["three"], 0.3) - 0.3
        return [first.std(correction=0).item(), second.std(correction=0).item()]


def changed_only(got, layers, unless):
    "Exactly these layers have changed; `unless` is what it means when others have."
    shown = [", ".join(names) or "no layer" for names in (layers, got["changed"])]
    more = not set(got["changed"]) <= set(layers)
    holds(got["changed"] == layers, f"a change of {shown[0]}", f"of {shown[1]}", unless if more else "")


def refused(got, kind, unless, case=""):
    "The answer raised an error of this kind; `unless` is the diagnosis where it raised none."
    if got["error"][:1] == [kind]:
        return
    if got["error"]:
        unless = public(f"raises {got['error'][0]} where {kind} is asked for", "raises another error than is asked for")
    found = "raised " + ": ".join(got["error"]) if got["error"] else "no error"
    raise Disagreement(f"{kind}{case}", found, unless)


def one_after_the_other(four, got):
    "Both activations have std 1, in a pass with the weights as they are at the end."
    stds = four.stds(got["weights"], got["biases"])
    if max(map(one_off, stds)) <= 0.011:
        return
    shown = ", ".join(f"{std:.3f}" for std in stds)
    start = dict(zip(("one", "two", "three", "four"), four.weights, strict=True))
    first_stds = four.stds(start, dict(zip(start, four.biases, strict=True)))
    factors = [(got["weights"][name] / start[name]).double().median().item() for name in ("one", "three")]
    alone = four.stds({**got["weights"], "one": start["one"]}, {**got["biases"], "one": four.biases[0]})[1]
    if all(abs(factor * std - 1) < 1e-3 for factor, std in zip(factors, first_stds, strict=True)):
        looks_like = ALL_AT_ONCE
    else:  # the later one was right as long as the earlier one was as at first
        looks_like = LATER_FIRST if one_off(alone) <= 0.011 else ""
    holds(False, "std 1, 1", f"std {shown}", looks_like)


def runs_twice(names, x, weight):
    "lsuv_init of a model in which one layer runs twice: its weight"
    layer = torch.nn.Linear(weight.shape[1], len(weight), bias=False, dtype=x.dtype)
    layer.weight.data = weight.clone()
    names.lsuv_init(torch.nn.Sequential(layer, torch.nn.ELU(), layer, torch.nn.ELU()), x)
    return layer.weight


def without_pairs(names, x, weight, pairs):
    "lsuv_init of a lone layer, or with pairs=[] of a layer and its activation: whether it changes, what is returned"
    layer = torch.nn.Linear(weight.shape[1], len(weight), dtype=x.dtype)
    layer.weight.data = weight.clone()
    if pairs is None:
        passes = names.lsuv_init(torch.nn.Sequential(layer), x)
    else:
        passes = names.lsuv_init(torch.nn.Sequential(layer, torch.nn.ELU()), x, pairs)
    return [not torch.equal(layer.weight, weight), passes]


@check("lsuv_init", points=2)
def finds_the_pairs(student, trial):
    "It finds each layer with an activation between it and the next layer, and leaves the others alone."
    four = Four(trial)
    got = four.run(student)
    holds(not got["error"], "an answer", got["error"], ENDLESS if got["error"][:1] == ["OverflowError"] else "")
    holds(type(got["passes"]) is dict, "a dict", str(type(got["passes"])), "must return a dict of names and passes")
    agree(
        sorted(got["order"]),
        ["one", "three"],
        mistakes={
            "pairs a layer with an activation that comes after the next layer": ["one", "three", "two"],
            "takes in layers that no activation follows: they are left alone": ["four", "one", "three", "two"],
        },
    )
    changed_only(got, ["one", "three"], "changes layers that no activation follows")
    n, width = trial.sizes(50, 6)
    x, weight = trial.normal(n, width), trial.normal(width, width, sd=0.8 * width**-0.5)
    weight = student(runs_twice, x, weight)
    once = F.elu(x.double() @ weight.double().T)
    std, second = (h.std(correction=0).item() for h in (once, F.elu(once @ weight.double().T)))
    later = "lets the second run of a layer count" if one_off(second) < 2e-3 else ""
    holds(one_off(std) < 2e-3, "std 1 at its first run", f"std {std:.4f}", later)
    agree(got["passes"], got["each"], unless="gives other numbers than lsuv_layer's passes")
    for pairs in (None, []):
        changed, given = student(without_pairs, x, trial.normal(width, width), pairs)
        unless = ""
        if pairs == [] and changed:
            kept = passes(lambda: four.run(student, [["three", "bend"]])["changed"] == ["three"])
            unless = NO_PAIRS if kept else NOT_KEPT
        holds(not changed, "a layer as it was, without pairs", "a changed one", unless)
        agree(given, {})


@check("lsuv_init", points=2)
def all_at_one(student, trial):
    "In one forward pass afterwards every one of these activations has std 1, and the names come in forward order."
    four = Four(trial)
    got = four.run(student)
    holds(not got["error"], "an answer", got["error"], ENDLESS if got["error"][:1] == ["OverflowError"] else "")
    agree(got["order"], ["one", "three"], mistakes={OTHER_ORDER: ["three", "one"]})
    one_after_the_other(four, got)


def last_pair_first(names, x, weights):
    "lsuv_init of two layers that share an activation, with the second one's pair given first: names and weights"
    first, second = (torch.nn.Linear(w.shape[1], len(w), bias=False, dtype=x.dtype) for w in weights)
    first.weight.data, second.weight.data = (w.clone() for w in weights)
    act = torch.nn.ELU()
    passes = names.lsuv_init(torch.nn.Sequential(first, act, second, act), x, [(second, act), (first, act)])
    return [list(passes), first.weight, second.weight]


@check("lsuv_init", points=1)
def given_pairs(student, trial):
    "Given pairs are the only ones it uses, in forward order; one that is not in the model raises ValueError."
    four = Four(trial)
    got = four.run(student, [["three", "bend"]])
    holds(not got["error"], "an answer", got["error"], "")
    changed_only(got, ["three"], NOT_KEPT)
    agree(got["order"], ["three"])
    got = four.run(student, [["three", "bend"], ["one", "elu"]])
    holds(not got["error"], "an answer", got["error"], "")
    taken = "takes given pairs as they come: the order of the forward pass is asked for"
    if got["order"] == ["three", "one"]:  # in the order given, or always backwards?
        agree(four.run(student, [["one", "elu"], ["three", "bend"]])["order"], ["one", "three"])
    agree(got["order"], ["one", "three"], mistakes={taken: ["three", "one"]})
    one_after_the_other(four, got)
    n, width = trial.sizes(50, 6)
    x, weights = trial.normal(n, width), [trial.normal(width, width, sd=0.8 * width**-0.5) for _ in range(2)]
    order, *weights = student(last_pair_first, x, weights)
    agree(order, ["0", "2"], mistakes={BY_ACTIVATION: ["2", "0"]})
    h = x.double()
    for weight in weights:
        h = F.elu(h @ weight.double().T)
        std = h.std(correction=0).item()
        holds(one_off(std) < 2e-3, "std 1 after both calls of a shared activation", f"std {std:.4f}", "")
    got = four.run(student, [["one", "elu"], ["other", "elu"]])
    refused(got, "ValueError", "accepts a pair that is not in the model: it must raise ValueError")
    changed_only(got, [], "has changed other layers before it refuses a pair: look at all of them first")


@check("lsuv_init", points=1)
def nothing_half_done(student, trial):
    "When one layer cannot be set, the error names it and all layers are as they were."
    four = Four(trial)
    got = four.run(student, probe="dead")
    refused(got, "RuntimeError", SILENT)
    other = any(name in got["error"][1] for name in ("one", "two", "four"))
    holds("three" in got["error"][1], "'three' in the message", got["error"][1], "" if other else NO_NAME)
    changed_only(got, [], "leaves the earlier layers changed when a later one fails")
    holds(got["clean"], "hooks, buffers, random numbers as before", "something else", "leaves a trace")
    got = four.run(student, probe="frozen")
    refused(got, "ValueError", "accepts a frozen weight")
    changed_only(got, [], "has changed other layers before it refuses a frozen one: look at all of them first")
    got = four.run(student, probe="interrupt")
    holds(
        got["error"][:1] == ["KeyboardInterrupt"], "Ctrl+C that goes on to the caller", got["error"] or "no error", ""
    )
    changed_only(got, [], HALF)
    holds(got["clean"], "hooks, buffers, random numbers as before, after Ctrl+C", "something else", "leaves a trace")


@check("lsuv_init", points=1)
def clean_afterwards(student, trial):
    "Modes, buffers, random numbers and hooks are as before, and dropout does not keep it from an end."
    for probe in ("", "dropout"):
        four = Four(trial)
        got = four.run(student, probe=probe)
        holds(not got["error"], "an answer", got["error"], "")
        changed_only(got, ["one", "three"], "changes other layers than those with an activation")
        holds(got["clean"], "modes, hooks, buffers, random numbers as before", "something else", "leaves a trace")


# ---------------------------------------------------------------------------------------------------------------------
# LSUVCallback

BY_ID = (
    "knows models by id: that of a model which is gone is given to a new one, so keep the models, or weak references"
)
BY_NUMBER = (
    "does not initialize a model whose first batch is cancelled by an earlier callback: the first that comes counts"
)
BY_MODE = "asks the model for its mode, which need not be that of the learner: learner.training tells the phase"
AFTER_FIT = (
    "notes that it is done only when a fit comes to its end: a cancelled fit does not, so the next one repeats it"
)


def fits(names, x, weight, plan):
    """TrainLearner(…, callbacks=[LSUVCallback(), …]).fit(1) several times: when the weights were scaled

    plan: a list of fits, each a dict with `model` (0 or 1), `train`, and `cancel`: an event of the first batch that
    ends the fit, or "first batch", which an earlier callback cancels, so that the second is the first to get there.
    Each row of `seen` ends with the std for the batch as it is, before the last change to it, and before all of them.
    """
    import sys

    doubled, seen = [], []

    class Transform(names.Callback):
        order = -50

        def before_batch(self, learner):
            if learner.cancel == "first batch" and learner.iteration == 0:
                raise sys.modules[names.Callback.__module__].CancelBatch
            learner.batch = (learner.batch[0] * 10 + 3, learner.batch[1])

    class Late(names.Callback):
        def before_batch(self, learner):
            doubled.append(1)
            learner.batch = (learner.batch[0] * 2, learner.batch[1])

    class Watch(names.Callback):
        order = float("inf")  # after any other

        def before_batch(self, learner):
            model = learner.model
            batches = (learner.batch[0], learner.batch[0] / 2, (learner.batch[0] / 2 - 3) / 10)
            with torch.no_grad():
                stds = [float(model[1](model[0](batch)).std(correction=0)) for batch in batches]
            changed = not torch.equal(model[0].weight, model.last)
            seen.append([number[model], learner.training, changed, *stds])
            model[0].weight.data *= 1.5  # so that a second initialization would show
            model.last = model[0].weight.detach().clone()
            self.leave(learner, "before_batch")

        def after_loss(self, learner):
            self.leave(learner, "after_loss")

        def leave(self, learner, event):
            if learner.cancel == event:
                raise names.CancelFit

    class Loaders:
        train = [(x[:40], torch.zeros(40, 2)), (x[40:], torch.zeros(len(x) - 40, 2))]
        valid = [(x, torch.zeros(len(x), 2))]

    def model():
        made = torch.nn.Sequential(
            torch.nn.Linear(x.shape[1], len(weight)), torch.nn.ELU(), torch.nn.Linear(len(weight), 2)
        )
        made[0].weight.data = weight.clone()
        made[0].bias.data.zero_()
        made.last = weight.clone()
        return made

    models = [model(), model()]
    number = {made: i for i, made in enumerate(models)}
    callback = names.LSUVCallback()
    loss_func = torch.nn.functional.mse_loss
    state = torch.get_rng_state()
    learner = names.TrainLearner(
        models[0], Loaders(), loss_func, lr=0.0, callbacks=[callback, Late(), Transform(), Watch()]
    )
    for part in plan:
        learner.model, learner.cancel = models[part["model"]], part["cancel"]
        learner.fit(part["epochs"], train=part["train"])
    return {"seen": seen, "random": torch.equal(state, torch.get_rng_state())}


def plan_of(model=0, train=True, cancel="", epochs=1):
    return {"model": model, "train": train, "cancel": cancel, "epochs": epochs}


def batches_for(trial):
    n, width, out = 90, *trial.sizes(6, 9)
    x = trial.normal(n, width, dtype=torch.float32)
    return x, trial.normal(out, width, sd=0.5 * width**-0.5, dtype=torch.float32)


def changes_in(got):
    "The batches before which the weights were scaled."
    return [i for i, row in enumerate(got["seen"]) if row[2]]


@check("LSUVCallback", points=2)
def on_the_first_batch(student, trial):
    "On the first training batch, after everything that changes it, the model's activations get std 1."
    got = student(fits, *batches_for(trial), [plan_of()])
    first, second = got["seen"][:2]
    late = "comes too late" if any(row[2] for row in got["seen"]) else "does not initialize the model"
    holds(first[2], "weights that are scaled before the first batch is used", "weights as they were", late)
    holds(
        one_off(first[3]) < 0.011,
        "std 1 for the first batch as the model gets it",
        f"std {first[3]:.3f}",
        "measures the batch before other callbacks have changed it: before_batch, with an order above theirs"
        if min(map(one_off, first[4:])) < 0.011
        else "",
    )
    holds(not second[2], "weights as they were in the second batch", "other weights", "does it in every batch")
    holds(got["random"], "random numbers as before", "others", "uses up random numbers")


@check("LSUVCallback", points=2)
def once_for_each_model(student, trial):
    "It does so once for each model, also across fits, epochs and a second model."
    plan = [plan_of(epochs=2), plan_of(), plan_of(1), plan_of(0), plan_of(1)]
    got = student(fits, *batches_for(trial), plan)
    times = [sum(row[2] for row in got["seen"] if row[0] == model) for model in (0, 1)]
    trained = [row for row in got["seen"] if row[1]]
    starts = [i for i, row in enumerate(trained) if row[2]]
    holds(
        times[1] > 0,
        "a second model that is initialized, too",
        "a second model as it was",
        "is done after its first model: another model needs its own initialization" if times[0] else "",
    )
    more = set(starts) - {0, 6}
    if more <= {4, 8, 10}:
        repeats = "repeats it in a later fit"
    else:
        repeats = "repeats it in a later epoch" if more <= {2, 4, 8, 10} else "repeats it in a later batch"
    found = f"before training batches {starts}"
    holds(starts == [0, 6], "once for each model", found, repeats if {0, 6} <= set(starts) else "")

    def come_and_go(names, x, weight):
        "LSUVCallback with models that are gone afterwards, then with a new one in the place of one: whether all change"
        import gc

        class Loaders:
            train = [(x, torch.zeros(len(x), 2))]
            valid = []

        def changes(model):
            model[0].weight.data = weight.clone()
            loss_func = torch.nn.functional.mse_loss
            names.TrainLearner(model, Loaders(), loss_func, lr=0.0, callbacks=[callback]).fit(1)
            return not torch.equal(model[0].weight, weight)

        def filled(model):
            model.append(torch.nn.Linear(x.shape[1], len(weight)))
            model.append(torch.nn.ELU())
            model.append(torch.nn.Linear(len(weight), 2))
            return model

        callback = names.LSUVCallback()
        models = [filled(torch.nn.Sequential()) for _ in range(12)]
        places, changed = {id(model) for model in models}, all([changes(model) for model in models])
        models.clear()
        gc.collect()  # a learner and its callbacks hold each other
        others = []
        while len(others) < 2000 and not (others and id(others[-1]) in places):  # until one gets such a place in memory
            others.append(torch.nn.Sequential())
        return [changed, changes(filled(others[-1]))]

    x, weight = batches_for(trial)
    agree(student(come_and_go, x, weight), [True, True], unless=BY_ID)


@check("LSUVCallback", points=1)
def cancelled_fits(student, trial):
    "A fit that is cancelled after it ran counts; it is not repeated in the next one."
    for cancel in ("before_batch", "after_loss"):
        got = student(fits, *batches_for(trial), [plan_of(cancel=cancel), plan_of()])
        starts = changes_in(got)
        if starts == [0, 1]:  # because the first fit did not come to its end?
            whole = passes(lambda: changes_in(student(fits, *batches_for(trial), [plan_of(), plan_of()])) == [0])
            holds(False, "weights that are scaled once", "twice", AFTER_FIT if whole else "repeats it in a later fit")
        agree(starts, [0])
    got = student(fits, *batches_for(trial), [plan_of(cancel="first batch")])
    agree(changes_in(got), [0], mistakes={BY_NUMBER: []})


@check("LSUVCallback", points=1)
def not_in_validation(student, trial):
    "Validation changes nothing; the first training batch after it does, whatever the model's mode."

    def frozen(names, x, weight):
        "LSUVCallback in a fit of a model that stays in evaluation mode: whether its weight changes"

        class Loaders:
            train = [(x, torch.zeros(len(x), 2))]
            valid = []

        class Freeze(names.Callback):
            order = -10

            def before_batch(self, learner):
                learner.model.eval()

        model = torch.nn.Sequential(torch.nn.Linear(x.shape[1], len(weight)), torch.nn.ELU())
        model.append(torch.nn.Linear(len(weight), 2))
        model[0].weight.data = weight.clone()
        callbacks = [names.LSUVCallback(), Freeze()]
        names.TrainLearner(model, Loaders(), torch.nn.functional.mse_loss, lr=0.0, callbacks=callbacks).fit(1)
        return not torch.equal(model[0].weight, weight)

    got = student(fits, *batches_for(trial), [plan_of(train=False), plan_of()])
    rows = [[row[1], row[2]] for row in got["seen"]]
    late = [True, False] in rows[1:2]
    agree(
        rows,
        [[False, False], [True, True], [True, False], [False, False]],
        mistakes={
            "initializes the model with a validation batch": [
                [False, True],
                [True, False],
                [True, False],
                [False, False],
            ]
        },
        unless="does not initialize the model on the first training batch after a validation" if late else "",
    )
    agree(student(frozen, *batches_for(trial)), True, mistakes={BY_MODE: False})


@check("predictions_07")
def predicted_before(student, trial):
    "Every question of the lesson has a prediction, right or wrong."
    each_is_answered(student, "predictions_07")
