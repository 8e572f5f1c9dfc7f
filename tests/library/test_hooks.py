"The library of lesson 05: what ActivationStats records and draws, for any number of layers, leaky and plain."

import math
from types import SimpleNamespace

import matplotlib
import pytest
import torch
import torch.nn.functional as F
from torch import nn

matplotlib.use("Agg")

import matplotlib.pyplot as plt  # noqa: E402

from course_lib.core import use_course_style  # noqa: E402
from course_lib.hooks import ActivationStats, Hook, Hooks, HooksCallback, share_of_dead  # noqa: E402
from course_lib.learner import Callback, CancelFit, TrainLearner  # noqa: E402


class ShiftedLeaky(nn.Module):
    leak = 0.1

    def forward(self, x):
        return F.leaky_relu(x, 0.1) - 0.4


ACTIVATIONS = (nn.ReLU, nn.LeakyReLU, ShiftedLeaky)


def is_activation(module):
    return isinstance(module, ACTIVATIONS)


def make_model(depth, activation=nn.ReLU):
    torch.manual_seed(depth)
    layers = []
    for n_in in [3] + [4] * (depth - 1):
        layers += [nn.Linear(n_in, 4), activation()]
    return nn.Sequential(*layers, nn.Linear(4, 2))


def fit(model, *callbacks, batches=3, n_epochs=1, valid=1, lr=0.01):
    data = [(torch.randn(6, 3), torch.randn(6, 2)) for _ in range(batches)]
    dls = SimpleNamespace(train=data, valid=data[:valid])
    TrainLearner(model, dls, F.mse_loss, lr=lr, callbacks=callbacks).fit(n_epochs)


def panels(figure):
    return [ax for ax in figure.axes if ax.axison and ax.get_label() != "<colorbar>"]


@pytest.fixture(autouse=True)
def style(recwarn):
    "The course's style, figures closed afterwards, and no warnings of matplotlib's on the way."
    with matplotlib.rc_context():
        use_course_style()
        yield
        plt.close("all")
    assert [str(warning.message) for warning in recwarn if issubclass(warning.category, UserWarning)] == []


@pytest.mark.parametrize("depth", (1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 16, 20))
def test_pictures_for_any_number_of_layers(depth):
    stats = ActivationStats(where=is_activation, bins=8, top=2.0)
    fit(make_model(depth), stats, batches=4)
    assert list(stats.records) == [f"{2 * i + 1} ReLU" for i in range(depth)]
    means = stats.plot_stats()
    lines = means.axes[0].get_lines()
    assert [len(line.get_ydata()) for line in lines] == [4] * depth
    lightness = [
        0.3 * r + 0.59 * g + 0.11 * b for r, g, b, _ in (matplotlib.colors.to_rgba(x.get_color()) for x in lines)
    ]
    assert lightness == sorted(lightness), "deeper is lighter, also without colour"
    images = panels(stats.color_dim())
    assert len(images) == depth
    for ax, hist in zip(images, stats.values("hist").values(), strict=True):
        drawn = ax.get_images()[0]
        assert torch.equal(torch.as_tensor(drawn.get_array()), hist.log1p().T)
        assert drawn.get_extent() == [0, 4, 0, 2.0] and drawn.origin == "lower"
        assert drawn.get_clim() == images[0].get_images()[0].get_clim(), "one scale for all layers"
    charts = panels(stats.dead_chart())
    assert len(charts) == depth
    for ax, dead in zip(charts, stats.values("dead").values(), strict=True):
        assert torch.equal(torch.as_tensor(ax.get_lines()[0].get_ydata()), dead) and ax.get_ylim() == (0, 1)


def test_what_stays_of_a_batch_is_no_tensor():
    "Small tensors that stay, between large ones that go, took seven gigabytes in the trainings of lesson 08."
    stats = ActivationStats(where=is_activation)
    fit(make_model(2), stats)
    kept = [value for batches in stats.records.values() for batch in batches for value in batch.values()]
    assert len(kept) == 2 * 3 * 4 and not any(isinstance(value, torch.Tensor) for value in kept)
    assert all(hist.dtype == torch.float32 and hist.shape == (3, 40) for hist in stats.values("hist").values())


@pytest.mark.parametrize("depth", (1, 8, 20))
def test_no_title_covers_another(depth):
    stats = ActivationStats(where=is_activation)
    fit(make_model(depth, ShiftedLeaky), stats)
    for figure in (stats.color_dim(), stats.dead_chart()):
        figure.canvas.draw()
        boxes = [ax.title.get_window_extent() for ax in panels(figure)]
        assert not any(a.overlaps(b) for i, a in enumerate(boxes) for b in boxes[:i])
    stats.plot_stats().canvas.draw()


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_dead_units_are_counted_for_plain_and_leaky(activation):
    model = make_model(2, activation)
    with torch.no_grad():
        model[0].weight *= 0.01
        model[0].bias.copy_(torch.tensor([0.4, 0.41, 0.39, 0.42]))  # small outputs, and every unit alive
        model[2].bias.copy_(torch.tensor([-50.0, -50.0, -50.0, 50.0]))
    stats = ActivationStats(where=is_activation)
    fit(model, stats, lr=0.0)
    alive, dead = stats.values("dead").values()
    assert alive.tolist() == [0.0] * 3 and dead.tolist() == [0.75] * 3
    assert [ax.get_title().split()[-1] for ax in panels(stats.dead_chart())] == ["0%", "75%"]


def test_the_lowest_bin_is_not_the_share_of_dead_units():
    model = make_model(2, ShiftedLeaky)
    with torch.no_grad():
        model[0].weight.zero_()
        model[0].bias.fill_(0.4)  # outputs exactly 0, and alive
        model[2].bias.fill_(-50.0)
    stats = ActivationStats(where=is_activation)
    fit(model, stats, lr=0.0)
    for (label, dead), lowest in zip(stats.values("dead").items(), (1.0, 0.0), strict=True):
        hist = stats.values("hist")[label]
        assert (hist[:, 0] / hist.sum(1)).tolist() == [lowest] * 3
        assert dead.tolist() == [1.0 - lowest] * 3


def test_channels_are_units():
    z = -torch.ones(5, 4, 2, 2)
    z[0, 1, 1, 1] = 1.0
    for activation in ACTIVATIONS:
        module = activation()
        assert share_of_dead(module, (z,), module(z)) == 0.75


@pytest.mark.parametrize("make", [nn.Tanh, nn.SiLU, nn.GELU, nn.ELU, nn.Identity, nn.Dropout])
def test_only_rectifiers_have_dead_units(make):
    module = make().eval()
    z = -1 - torch.rand(5, 4)
    assert math.isnan(share_of_dead(module, (z,), module(z)))


def test_in_place_relu_is_counted_all_the_same():
    model = make_model(1)
    model[1] = nn.ReLU(inplace=True)
    model[0].bias.data.copy_(torch.tensor([-50.0, 50.0, 50.0, 50.0]))
    stats = ActivationStats(where=is_activation)
    fit(model, stats, lr=0.0)
    assert stats.values("dead")["1 ReLU"].tolist() == [0.25] * 3


def test_blocks_are_judged_by_their_output_or_not_at_all():
    x = torch.randn(6, 3)
    relu, leaky = nn.Sequential(nn.Linear(3, 4), nn.ReLU()), nn.Sequential(nn.Linear(3, 4), ShiftedLeaky())
    for block in (relu, leaky):
        block[0].bias.data.copy_(torch.tensor([-50.0, 50.0, 50.0, 50.0]))
    assert share_of_dead(relu, (x,), relu(x)) == 0.25
    assert math.isnan(share_of_dead(leaky, (x,), leaky(x)))
    assert math.isnan(share_of_dead(nn.Flatten(), (x,), x.sum(1)))
    stats = ActivationStats(modules=[leaky])
    fit(nn.Sequential(leaky, nn.Linear(4, 2)), stats)
    (panel,) = panels(stats.dead_chart())
    assert panel.get_title() == "0 Sequential: ?" and "hook a\nrectifier" in panel.texts[0].get_text()


def test_each_fit_starts_anew_and_leaves_no_hook():
    class Stop(Callback):
        order = 1

        def after_predict(self, learner):
            raise CancelFit

    model, stats = make_model(2), ActivationStats(where=is_activation)
    fit(model, stats, batches=5)
    fit(model, stats, Stop())
    assert [len(records) for records in stats.records.values()] == [1, 1]
    fit(model, stats, batches=2, n_epochs=2)
    assert [len(records) for records in stats.records.values()] == [4, 4]
    assert not any(module._forward_hooks for module in model.modules())


def test_records_hold_plain_numbers_and_no_graph():
    stats = ActivationStats(where=is_activation, bins=6)
    fit(make_model(1), stats)
    for record in stats.records["1 ReLU"]:
        assert [type(record[key]) for key in ("mean", "std", "dead")] == [float] * 3
        assert len(record["hist"]) == 6 and sum(record["hist"]) == 24


def test_phases_bins_and_layers_in_the_order_they_ran():
    class Backwards(nn.Module):
        def __init__(self):
            super().__init__()
            self.second, self.first, self.never = nn.ReLU(), nn.ReLU(), nn.ReLU()
            self.linear = nn.Linear(3, 2)

        def forward(self, x):
            return self.second(self.linear(self.first(x)))

    stats = ActivationStats(where=is_activation, on_train=False, on_valid=True)
    fit(Backwards(), stats, batches=4, valid=2)
    assert {label: len(records) for label, records in stats.records.items()} == {"first ReLU": 2, "second ReLU": 2}


def test_a_layer_that_runs_twice_has_two_entries_a_batch_and_foreign_modules_have_names():
    relu = nn.ReLU()

    class Twice(nn.Module):
        def __init__(self):
            super().__init__()
            self.a, self.b, self.relu = nn.Linear(3, 3), nn.Linear(3, 2), relu
            self.outside = [nn.ReLU()]

        def forward(self, x):
            return self.outside[0](self.b(self.relu(self.a(self.relu(x)))))

    model = Twice()
    stats = ActivationStats(modules=[relu, model.outside[0]])
    fit(model, stats)
    assert [len(records) for records in stats.records.values()] == [6, 3]
    assert "not in the model" in list(stats.records)[1]
    assert len(panels(stats.color_dim())) == len(panels(stats.dead_chart())) == 2
    stats.plot_stats()


def test_silent_exploded_and_single_batches_are_drawn():
    model = make_model(3)
    model[0].weight.data.fill_(torch.nan)
    model[2].weight.data.fill_(0.0)
    stats = ActivationStats(where=is_activation)
    fit(model, stats, batches=1, lr=0.0)
    silent = make_model(2)
    for linear in (silent[0], silent[2]):
        linear.bias.data.fill_(-50.0)
    other = ActivationStats(where=is_activation)
    fit(silent, other, lr=0.0)
    for some in (stats, other):
        for figure in (some.plot_stats(), some.color_dim(), some.dead_chart()):
            figure.canvas.draw()


def test_nothing_recorded_says_what_to_do():
    stats = ActivationStats(where=lambda module: False)
    for draw in (stats.plot_stats, stats.color_dim, stats.dead_chart):
        with pytest.raises(ValueError, match="fit with this callback"):
            draw()
    fit(make_model(1), stats)
    with pytest.raises(ValueError, match="where"):
        stats.plot_stats()


def test_modules_without_a_tensor_are_named():
    class Pair(nn.Module):
        def forward(self, x):
            return x, x

    class Model(nn.Module):
        def __init__(self):
            super().__init__()
            self.pair, self.linear = Pair(), nn.Linear(3, 2)

        def forward(self, x):
            return self.linear(self.pair(x)[0])

    model = Model()
    with pytest.raises(TypeError, match="pair Pair gives a tuple"):
        fit(model, ActivationStats(where=lambda module: isinstance(module, Pair)))
    assert not model.pair._forward_hooks


def test_hooks_of_a_failed_list_are_gone():
    layer = nn.Linear(2, 2)
    with pytest.raises(AttributeError):
        Hooks([layer, "no module"], print)
    assert not layer._forward_hooks
    with pytest.raises(AttributeError):
        Hook("no module", print)


def test_two_callbacks_do_not_disturb_each_other():
    model = make_model(2)
    calls = []
    watching = HooksCallback(lambda *args: calls.append(1), where=is_activation)
    stats = ActivationStats(where=is_activation)
    fit(model, watching, stats)
    assert len(calls) == 6 and [len(records) for records in stats.records.values()] == [3, 3]
