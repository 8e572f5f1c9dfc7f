"On a GPU: what the library trains there is what it trains on the CPU."

import copy
from functools import partial

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from autograder.measurements.train import small_resnet
from course_lib import adam, sgd
from course_lib.activations import GeneralRelu, he_normal_, init_weights
from course_lib.batchnorm import BatchNorm, get_model
from course_lib.core import DataLoaders, default_device, set_seed
from course_lib.glorot import glorot_uniform_
from course_lib.groupnorm import GroupNorm, InstanceNorm
from course_lib.hooks import ActivationStats
from course_lib.layernorm import LayerNorm
from course_lib.learner import MomentumLearner, TrainLearner
from course_lib.lsuv import LSUVCallback
from course_lib.metrics import Accuracy, DeviceCallback, MetricsCallback, ProgressCallback
from course_lib.schedules import BatchScheduler, OneCycle, save_weights, saved_weights
from course_lib.stats import RunningMoments, covariance_matrix

DEVICE = default_device()
pytestmark = pytest.mark.skipif(DEVICE.type != "cuda", reason="this machine has no NVIDIA or AMD GPU")
STEPS = 5

OPTIMIZERS = {
    "SGD": partial(sgd.SGD, weight_decay=0.01),
    "Momentum": sgd.Momentum,
    "RMSProp": adam.RMSProp,
    "Adam": adam.Adam,
    "AdamW": adam.AdamW,
    "ForeachMomentum": sgd.ForeachMomentum,
    "ForeachRMSProp": adam.ForeachRMSProp,
    "ForeachAdam": adam.ForeachAdam,
    "ForeachAdamW": adam.ForeachAdamW,
}
NORMS = {"none": None, "layer": LayerNorm, "batch": BatchNorm, "instance": InstanceNorm, "group": partial(GroupNorm, 4)}


def split(n):
    set_seed(n)
    return torch.randn(n, 1, 28, 28, dtype=torch.float64), torch.randint(10, (n,))


def trained(model, device, learner=TrainLearner, callbacks=(), **options):
    "A copy of the model after five batches of a fit on this device, on the CPU, and its learner."
    model = copy.deepcopy(model)
    dls = DataLoaders(split(13 * STEPS), split(11), 13)
    set_seed(3)  # the order of the images
    made = learner(model, dls, F.cross_entropy, 0.01, [DeviceCallback(device), *callbacks], **options)
    made.fit()
    return model.cpu(), made


def four_conv(norm=None, act=nn.ReLU):
    set_seed(7)
    return get_model(act, widths=(1, 8, 16, 8, 4), norm=norm).apply(init_weights).double()


def assert_same(model, other):
    for (name, value), expected in zip(model.state_dict().items(), other.state_dict().values(), strict=True):
        assert value.shape == expected.shape and value.dtype == expected.dtype
        assert torch.allclose(value, expected, rtol=1e-7, atol=1e-9), name


@pytest.mark.parametrize("norm", NORMS)
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_five_steps_are_the_cpu_s(optimizer, norm):
    model = four_conv(NORMS[norm])
    on_gpu, on_cpu = (trained(model, device, opt_func=OPTIMIZERS[optimizer])[0] for device in (DEVICE, "cpu"))
    assert_same(on_gpu, on_cpu)
    assert not torch.equal(on_gpu[0][0].weight, model[0][0].weight)


def test_lsuv_general_relu_and_fading_gradients():
    model = four_conv(act=partial(GeneralRelu, leak=0.1, sub=0.4))
    (on_gpu, _), (on_cpu, _) = (trained(model, device, MomentumLearner, [LSUVCallback()]) for device in (DEVICE, "cpu"))
    assert_same(on_gpu, on_cpu)


def test_what_is_seen_on_the_way_is_the_cpu_s():
    histories, means = [], []
    for device in (DEVICE, "cpu"):
        stats = ActivationStats(lambda module: isinstance(module, nn.ReLU))
        callbacks = [MetricsCallback(accuracy=Accuracy()), ProgressCallback(plot=False), stats]
        schedule = BatchScheduler(lambda optimizer: OneCycle(optimizer, STEPS, 0.02))
        _, learner = trained(four_conv(BatchNorm), device, callbacks=[*callbacks, schedule], opt_func=adam.AdamW)
        histories.append(learner.history)
        means.append(torch.cat(list(stats.values("mean").values())))
    assert len(means[0]) >= STEPS and torch.allclose(*means, atol=1e-6)
    for ours, theirs in zip(*histories, strict=True):
        assert ours["loss"] == pytest.approx(theirs["loss"]) and ours["accuracy"] == theirs["accuracy"]


def test_the_rate_finder_leaves_a_model_on_the_gpu_as_it_was():
    learner = trained(four_conv(BatchNorm), DEVICE)[1]
    learner.model.to(DEVICE)
    before = copy.deepcopy(learner.model.state_dict())
    finder = learner.lr_find(start=1e-2)
    assert finder.suggestion > 0
    assert all(torch.equal(value, before[name]) for name, value in learner.model.state_dict().items())


@pytest.mark.parametrize("fill", [glorot_uniform_, he_normal_])
def test_weights_are_drawn_on_the_gpu(fill):
    set_seed(5)
    weight = fill(torch.empty(301, 203, device=DEVICE))
    set_seed(5)
    assert weight.device.type == DEVICE.type and torch.equal(weight, fill(torch.empty(301, 203, device=DEVICE)))


def test_statistics():
    x = split(37)[0].flatten(1)
    assert torch.allclose(covariance_matrix(x.to(DEVICE)).cpu(), covariance_matrix(x))
    moments = RunningMoments()
    for part in x.to(DEVICE).split(11):
        moments.update(part)
    assert moments.mean == pytest.approx(x.mean().item())
    assert moments.variance() == pytest.approx(x.var(correction=0).item())


def test_weights_saved_on_the_gpu_load_on_the_cpu(tmp_path):
    model = small_resnet(width=8).to(DEVICE, memory_format=torch.channels_last)
    save_weights(model, tmp_path / "weights.safetensors")
    other = small_resnet(width=8)
    other.load_state_dict(saved_weights(tmp_path / "weights.safetensors"))
    x = split(3)[0].float()
    assert torch.allclose(model.eval()(x.to(DEVICE)).cpu(), other.eval()(x), atol=1e-2)  # TF32 has ten bits
