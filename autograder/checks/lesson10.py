"""Lesson 10, instance and group normalization: what each exercise must do.

The words for layers, and what can go wrong in any normalization, are in `autograder/checks/norms.py`.
"""

import torch

from autograder.checks.norms import (
    LAYER_ERRORS,
    READY_MADE,
    affine,
    ask,
    judge_batch_mates,
    judge_facts,
    judge_layer,
    judge_output,
    judge_refusals,
    layer_mistakes,
    normalized,
    precision,
    with_a_small_item,
)
from autograder.checks.predicted import each_is_answered
from autograder.checks.student import Raised
from autograder.checks.vocabulary import Disagreement, agree, check, diagnosis, holds, public, raises

# ---------------------------------------------------------------------------------------------------------------------
# norm_axes

RIGHT_AXES = {"batch": (0, 2, 3), "layer": (1, 2, 3), "instance": (2, 3), "group": (2, 3, 4)}
KEPT = "names the axes that are kept: those are asked for that mean and variance are taken over"


def axes_of(names, kind):
    "norm_axes(kind)"
    return names.norm_axes(kind)


def agree_on_axes(student, kind, **mistakes):
    got = student(axes_of, kind)
    right = RIGHT_AXES[kind]
    holds(type(got) is tuple, "a tuple", got, unless="does not give a tuple")
    if all(type(axis) is int for axis in got):
        ndim = 5 if kind == "group" else 4
        same = "gives the right axes in another order, or counted from the end: ascending and from 0, please"
        mistakes = {**mistakes, same: got if sorted(axis % ndim for axis in got) == list(right) else None}
    agree(got, right, mistakes={text: value for text, value in mistakes.items() if value is not None})


@check("norm_axes", points=2)
def axes_of_three(student, trial):
    "For batch, layer and instance norm the axes of N, C, H, W that the mean is taken over."
    agree_on_axes(student, "batch", **{KEPT: (1,), "is layer norm: batch norm takes the batch axis, not C": (1, 2, 3)})
    agree_on_axes(student, "layer", **{KEPT: (0,), "is batch norm: layer norm takes C, not the batch axis": (0, 2, 3)})
    agree_on_axes(student, "instance", **{KEPT: (0, 1), "is layer norm: an instance norm leaves C alone": (1, 2, 3)})


@check("norm_axes", points=1)
def axes_of_groups(student, trial):
    "For group norm those of N, G, C/G, H, W; any other kind raises ValueError."
    agree_on_axes(
        student,
        "group",
        **{
            KEPT: (0, 1),
            "is for four axes: after the split there are five, and H and W are axes 3 and 4": (1, 2, 3),
            "leaves C/G out: a group has one mean for all of its channels": (3, 4),
            "takes the groups together: each has its own mean": (1, 2, 3, 4),
            "takes the batch axis: an item's groups are its own": (0, 2, 3, 4),
        },
    )
    for kind in ("rms", "Batch", "", None):
        with raises(ValueError, unless="gives axes for something else than the four kinds"):
            student(axes_of, kind)


# ---------------------------------------------------------------------------------------------------------------------
# InstanceNorm

INSTANCE_AXES = {
    "takes the statistics over the batch axis as well: that is batch normalization": (0, 2, 3),
    "takes the statistics over the channels as well: that is layer normalization": (1, 2, 3),
    "takes the statistics over the whole batch": (0, 1, 2, 3),
    "takes the statistics over the channels of each pixel: H and W are asked for": 1,
    "takes the statistics over the last axis only: H and W are asked for": 3,
    "takes the statistics over H only: H and W are asked for": 2,
}
ONE_ROW = "refuses a single row or column of pixels: only where H and W are both 1 is there nothing to compare"
ONE_VALUE = "takes a channel with a single value, which would always become 0: a ValueError is asked for"


def instance_layer(eps):
    "What InstanceNorm computes, and what its known mistakes compute: functions of (x, weight, bias)."
    right = affine(lambda x: normalized(x, (2, 3), eps), (-1, 1, 1))
    return right, layer_mistakes((2, 3), eps, (-1, 1, 1), INSTANCE_AXES)


def layer_input(trial, shape):
    "x with another mean and size for each item and channel, weight, bias and an upstream gradient."
    x = trial.normal(*shape) * trial.uniform(*shape[:2], 1, 1, low=0.5, high=2) + trial.normal(*shape[:2], 1, 1)
    x = with_a_small_item(x)
    return x, trial.normal(shape[1], mean=1), trial.normal(shape[1]), trial.normal(*shape)


@check("InstanceNorm", points=2, without=READY_MADE)
def instance_values(student, trial):
    "Each channel of each image is normalized over H and W, then gets its weight and bias."
    tensors = layer_input(trial, trial.sizes(4, 6, 3, 5))
    args = [tensors[1].numel(), trial.integer(2, 9) / 10]
    right, mistakes = instance_layer(args[1])
    judge_output(student, trial, "InstanceNorm", args, tensors[0], right, mistakes)
    judge_layer(student, trial, "InstanceNorm", args, tensors, right, mistakes, gradients=False)
    right, mistakes = instance_layer(1e-5)
    judge_output(student, trial, "InstanceNorm", args[:1], 1e-3 * tensors[0], right, mistakes)


@check("InstanceNorm", points=2, without=READY_MADE)
def instance_gradients(student, trial):
    "The gradients of input, weight and bias are those of `nn.InstanceNorm2d(C, affine=True)`."
    tensors = layer_input(trial, trial.sizes(3, 6, 4, 5))
    eps = trial.integer(1, 4) / 10
    judge_layer(student, trial, "InstanceNorm", [tensors[1].numel(), eps], tensors, *instance_layer(eps))


@check("InstanceNorm", points=1, without=READY_MADE)
def instance_parameters(student, trial):
    "weight and bias are parameters of shape (C,), ones and zeros at first; items and modes make no difference."
    x, weight, bias, _ = layer_input(trial, trial.sizes(2, 5, 4, 3))
    judge_facts(student, "InstanceNorm", [len(weight)], x, weight, bias)
    judge_batch_mates(student, trial, "InstanceNorm", [len(weight)], x)


@check("InstanceNorm", points=2, without=READY_MADE)
def instance_refuses(student, trial):
    "Another number of axes or channels, and a single value per channel, raise ValueError in either mode."

    def on_one_pixel(names, x, training):
        "InstanceNorm on images of 1×1 pixels"
        return names.InstanceNorm(x.shape[1]).to(x.dtype).train(training)(x)

    n, c, h, w = trial.sizes(3, 5, 4, 6)
    judge_refusals(student, trial, "InstanceNorm", [c], (n, c, h, w))
    for training in (True, False):
        with raises(ValueError, unless=ONE_VALUE if training else public(f"{ONE_VALUE}, in evaluation as in training")):
            student(on_one_pixel, trial.normal(n, c, 1, 1), training)
    for shape in ((n, c, 1, w), (n, c, h, 1), (1, c, 1, 2)):
        try:
            got = ask(student, on_one_pixel, trial.normal(*shape), True, errors=LAYER_ERRORS)
        except Raised as raised:
            row = ONE_ROW if raised.kinds[0] == "ValueError" else diagnosis(raised)
            raise Disagreement(f"shape {shape}", f"raised {raised}", row) from None
        holds(list(got.shape) == list(shape), f"shape {shape}", got, unless="gives another shape than its input's")


# ---------------------------------------------------------------------------------------------------------------------
# GroupNorm

PER_GROUP = {
    "has a weight and a bias for each group: they belong to the channels, as without groups": "groups",
    "has a weight and a bias for each channel within a group: every channel has its own": "members",
}


def grouped(groups):
    "Makes a function of N,C,H,W out of one of N,G,C/G,H,W."

    def around(f):
        def split(x):
            n, c, h, w = x.shape
            return f(x.reshape(n, groups, c // groups, h, w)).reshape(x.shape)

        return split

    return around


def interleaved(groups):
    "The wrong split: N,C/G,G,H,W, so that a group has every G-th channel."

    def around(f):
        def split(x):
            n, c, h, w = x.shape
            return f(x.reshape(n, c // groups, groups, h, w).transpose(1, 2)).transpose(1, 2).reshape(x.shape)

        return split

    return around


def group_layer(groups, channels, eps):
    "What GroupNorm computes, and what its known mistakes compute: functions of (x, weight, bias)."
    place, dims, members = (-1, 1, 1), (2, 3, 4), channels // groups
    right = affine(grouped(groups)(lambda x: normalized(x, dims, eps)), place)
    if groups == 1:  # where several mistakes in the axes come to the same
        axes = {"is instance normalization where there is one group: one is layer normalization": (3, 4)}
        return right, layer_mistakes(dims, eps, place, axes, around=grouped(groups))
    if members == 1:
        axes = {"is layer normalization where each channel is a group: that is instance normalization": (1, 3, 4)}
        return right, layer_mistakes(dims, eps, place, axes, around=grouped(groups))
    axes = {
        "takes the statistics over the batch axis as well: each item's groups are its own": (0, 2, 3, 4),
        "takes the statistics over all groups together: that is layer normalization": (1, 2, 3, 4),
        "takes the statistics of each channel by itself: that is instance normalization": (3, 4),
        "takes the statistics over the groups, and leaves the channels of a group apart": (1, 3, 4),
        "takes the statistics over the channels of a group, pixel by pixel: H and W belong to the axes as well": 2,
    }
    mistakes = layer_mistakes(dims, eps, place, axes, around=grouped(groups))
    splits = {
        "interleaves the channels: a group is of neighbours, so split C into num_groups, C/num_groups": (
            interleaved(groups)(lambda x: normalized(x, dims, eps))
        ),
        "takes num_groups for the number of channels in a group": (
            grouped(members)(lambda x: normalized(x, dims, eps))
        ),
        "normalizes each channel over the batch: that is batch normalization": lambda x: normalized(x, (0, 2, 3), eps),
    }
    return right, {**mistakes, **{text: affine(f, place) for text, f in splits.items()}}


def group_sizes(trial):
    "The number of groups and N, C, H, W: no two alike, nor the number of channels in a group."
    if not trial.hidden:
        return 3, (4, 6, 5, 7)
    while True:
        groups, members, n, h, w = (trial.integer(2, 8) for _ in range(5))
        if len({groups, members, n, h, w, groups * members}) == 6 and groups * members < 30:
            return groups, (n, groups * members, h, w)


def judge_groups(student, trial, eps, gradients):
    groups, shape = group_sizes(trial)
    tensors, channels = layer_input(trial, shape), shape[1]
    right, mistakes = group_layer(groups, channels, eps)
    args = [groups, channels, eps]
    if not gradients:
        judge_output(student, trial, "GroupNorm", args, tensors[0], right, mistakes)
    known = {text: [groups if of == "groups" else channels // groups] for text, of in PER_GROUP.items()}
    judge_layer(student, trial, "GroupNorm", args, tensors, right, mistakes, known=known, gradients=gradients)


@check("GroupNorm", points=2, without=READY_MADE)
def group_values(student, trial):
    "Neighbouring channels share a mean and a variance, those of their group; each has its own weight and bias."
    judge_groups(student, trial, trial.integer(2, 9) / 10, gradients=False)
    groups, shape = group_sizes(trial)
    right, mistakes = group_layer(groups, shape[1], 1e-5)
    tiny = 1e-3 * layer_input(trial, shape)[0]
    judge_output(student, trial, "GroupNorm", [groups, shape[1]], tiny, right, mistakes)


@check("GroupNorm", points=2, without=READY_MADE)
def group_gradients(student, trial):
    "The gradients of input, weight and bias are those of `nn.GroupNorm`."
    judge_groups(student, trial, trial.integer(1, 4) / 10, gradients=True)


@check("GroupNorm", points=1, without=READY_MADE)
def group_extremes(student, trial):
    "One group is layer norm, as many groups as channels are instance norm, and a memory layout changes nothing."

    def channels_last(names, args, x):
        "GroupNorm on images whose channels lie next to each other in memory"
        return names.GroupNorm(*args).to(x.dtype)(x.to(memory_format=torch.channels_last)).contiguous()

    x = layer_input(trial, trial.sizes(3, 5, 4, 6))[0]
    channels = x.shape[1]
    for groups in (1, channels):
        right, mistakes = group_layer(groups, channels, 0.1)
        judge_output(student, trial, "GroupNorm", [groups, channels, 0.1], x, right, mistakes)
    groups, shape = group_sizes(trial)
    x = layer_input(trial, shape)[0]
    expected = grouped(groups)(lambda x: normalized(x, (2, 3, 4)))(x.double()).to(x.dtype)
    got = ask(student, channels_last, [groups, shape[1]], x, errors={**LAYER_ERRORS, "view size is not": LAYOUT})
    agree(got, expected, **precision(trial))


LAYOUT = "uses view on a tensor that cannot be viewed so, such as one with channels last in memory: reshape can"


@check("GroupNorm", points=1, without=READY_MADE)
def group_parameters(student, trial):
    "weight and bias are parameters of shape (C,), ones and zeros at first; items and modes make no difference."
    groups, shape = group_sizes(trial)
    x, weight, bias, _ = layer_input(trial, shape)
    args, members = [groups, shape[1]], shape[1] // groups
    known = {text: [groups if of == "groups" else members] for text, of in PER_GROUP.items()}
    judge_facts(student, "GroupNorm", args, x, weight, bias, known=known)
    judge_batch_mates(student, trial, "GroupNorm", args, x)


@check("GroupNorm", points=2, without=READY_MADE)
def group_refuses(student, trial):
    "Channels that cannot be divided raise ValueError when it is made, other axes or channels when it is called."

    def made(names, groups, channels):
        "GroupNorm(groups, channels), which is not called"
        names.GroupNorm(groups, channels)
        return "made"

    groups, shape = group_sizes(trial)
    for wrong in ((groups, shape[1] + 1), (shape[1] + 1, shape[1]), (2 * shape[1], shape[1])):
        with raises(ValueError, unless="makes uneven groups: what cannot be divided raises ValueError when it is made"):
            student(made, *wrong)
    judge_refusals(student, trial, "GroupNorm", [groups, shape[1]], shape)

    def on_one_pixel(names, groups, x):
        "GroupNorm on images of 1×1 pixels, with several channels in a group"
        return names.GroupNorm(groups, x.shape[1]).to(x.dtype)(x)

    try:
        pixel = student(on_one_pixel, groups, trial.normal(2, shape[1], 1, 1))
    except Raised as raised:
        refuses = "refuses a single pixel: a group has other channels to compare it with"
        looks_like = refuses if raised.kinds[0] == "ValueError" else diagnosis(raised)
        raise Disagreement("an answer", f"raised {raised}", looks_like) from None
    holds(list(pixel.shape) == [2, shape[1], 1, 1], f"shape {(2, shape[1], 1, 1)}", pixel, unless="")


@check("predictions_10")
def predicted_before(student, trial):
    "Every question of the lesson has a prediction, right or wrong."
    each_is_answered(student, "predictions_10")
