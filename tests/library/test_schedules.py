"What lesson 14 provides: a one-cycle scheduler, residual blocks, a training, and weights in a file."

from types import SimpleNamespace

import pytest
import torch
from torch import nn

from autograder.measurements.train import small_resnet
from course_lib.schedules import (
    OneCycle,
    Recorder,
    ResidualBlock,
    fit_one_cycle,
    one_cycle_lr,
    one_cycle_momentum,
    save_weights,
    saved_weights,
)


def one_weight():
    return [torch.zeros(1, requires_grad=True)]


@pytest.mark.parametrize("make", [lambda p: torch.optim.SGD(p, 1.0, 0.9), lambda p: torch.optim.AdamW(p, 1.0)])
def test_one_cycle_is_torch_s(make):
    ours, theirs = make(one_weight()), make(one_weight())
    scheduler = OneCycle(ours, total=12, peak=0.3)
    reference = torch.optim.lr_scheduler.OneCycleLR(theirs, 0.3, total_steps=12, pct_start=0.25)
    for _ in range(12):
        for name in ("lr", "betas" if "betas" in ours.param_groups[0] else "momentum"):
            assert torch.allclose(*(torch.tensor(o.param_groups[0][name]) for o in (ours, theirs)), atol=1e-12)
        for stepped in (ours, theirs, scheduler, reference):
            stepped.step()
    scheduler.step()  # after the end nothing moves
    assert ours.param_groups[0]["lr"] == one_cycle_lr(11, 12, 0.3)


def test_one_cycle_can_leave_the_momentum_alone():
    optimizer = torch.optim.SGD([{"params": one_weight(), "momentum": 0.5}, {"params": one_weight()}], lr=1.0)
    OneCycle(optimizer, 10, 0.1, momenta=None)
    assert [group["momentum"] for group in optimizer.param_groups] == [0.5, 0]
    OneCycle(optimizer, 10, 0.1)
    assert {group["momentum"] for group in optimizer.param_groups} == {one_cycle_momentum(0, 10)}
    assert {group["lr"] for group in optimizer.param_groups} == {one_cycle_lr(0, 10, 0.1)}


@pytest.mark.parametrize(("ni", "nf", "stride", "size"), [(3, 3, 1, 7), (3, 5, 1, 7), (3, 5, 2, 4), (3, 3, 2, 4)])
def test_a_block_keeps_or_halves_the_image(ni, nf, stride, size):
    block = ResidualBlock(ni, nf, stride)
    assert block(torch.randn(2, ni, 7, 7)).shape == (2, nf, size, size)
    assert ResidualBlock(ni, nf, stride, norm=None)(torch.randn(2, ni, 7, 7)).shape == (2, nf, size, size)


def test_a_block_without_convolutions_is_its_shortcut():
    block, x = ResidualBlock(4, 4), torch.randn(2, 4, 5, 5)
    nn.init.zeros_(block.convs[1][1].weight)
    assert torch.equal(block(x), x.relu())


def test_resnet_has_logits_for_any_width_and_norm():
    for model in (small_resnet(), small_resnet(4, nn.InstanceNorm2d, n_out=10), small_resnet(4, None)):
        assert model(torch.randn(2, 1, 28, 28)).shape == (2, 10)


def test_recipe_trains_on_train_and_measures_on_valid():
    images, labels = torch.rand(60, 1, 28, 28), torch.arange(60) % 10
    part = SimpleNamespace(images=images, labels=labels)
    recorder = Recorder(lr=lambda learner: learner.opt.param_groups[0]["lr"])
    model = nn.Sequential(nn.Flatten(), nn.Linear(784, 10))
    learner = fit_one_cycle(model, SimpleNamespace(train=part, valid=part), 2, 0.01, 8, callbacks=[recorder])
    assert recorder.records["lr"] == pytest.approx([one_cycle_lr(step, 16, 0.01) for step in range(16)])
    assert [values["phase"] for values in learner.history] == ["train", "valid"] * 2


def test_weights_come_back_from_the_file(tmp_path):
    file, model = tmp_path / "capstone.safetensors", small_resnet(4)
    with pytest.raises(FileNotFoundError):
        saved_weights(file)
    save_weights(model, file)
    weights = saved_weights(file)
    assert weights.keys() == model.state_dict().keys()
    assert all(torch.equal(weights[name], tensor) for name, tensor in model.state_dict().items())
    assert [path.name for path in tmp_path.iterdir()] == [file.name]
    before = file.read_bytes()
    save_weights(small_resnet(4), file)
    assert (tmp_path / "capstone.previous").read_bytes() == before != file.read_bytes()
    file.write_bytes(b"something else")
    with pytest.raises(ValueError, match="holds no weights"):
        saved_weights(file)
