"What all experiments draw: what a fit's recorder keeps, and what the figures show of it."

from types import SimpleNamespace

import matplotlib
import pytest
import torch
from torch import nn

matplotlib.use("Agg")

from autograder.student import figures  # noqa: E402
from autograder.student.figures import Recorder, compare_runs, dashboard, smooth  # noqa: E402
from course_lib.core import DataLoaders, use_course_style  # noqa: E402
from course_lib.hooks import ActivationStats  # noqa: E402
from course_lib.learner import CancelBatch, TrainLearner  # noqa: E402


def learner(*callbacks, seed=0, lr=0.1):
    torch.manual_seed(seed)
    x, y = torch.randn(64, 6), torch.randint(3, (64,))
    model = nn.Sequential(nn.Linear(6, 8), nn.ReLU(), nn.Linear(8, 8), nn.ReLU(), nn.Linear(8, 3))
    return TrainLearner(model, DataLoaders((x, y), (x, y), 8), nn.functional.cross_entropy, lr, callbacks)


def recorded(seed=0, lr=0.1):
    recorder = Recorder()
    stats = ActivationStats(lambda module: isinstance(module, nn.ReLU))
    learner(stats, recorder, seed=seed, lr=lr).fit(2)
    return recorder


def test_a_recorder_keeps_training_batches_and_every_layer():
    recorder = recorded()
    assert len(recorder.losses) == 16 and list(recorder.updates) == ["0", "2", "4"]
    assert [len(line) for line in recorder.updates.values()] == [16] * 3
    assert list(recorder.scales) == ["1 ReLU", "3 ReLU"] and all(len(line) == 16 for line in recorder.scales.values())


@pytest.mark.parametrize("most_unread", [1, 7, 1000])
def test_what_is_read_later_is_what_was_there(monkeypatch, most_unread):
    at_once = recorded()
    monkeypatch.setattr(figures, "_waits", lambda number: True)
    monkeypatch.setattr(figures, "MOST_UNREAD", most_unread)
    later = recorded()
    assert (later.losses, later.updates, later.scales) == (at_once.losses, at_once.updates, at_once.scales)


def test_a_recorder_reads_nothing_on_another_device_before_it_must():
    "On the device `meta` there are no numbers: whoever reads one raises an error there."
    recorder = Recorder()
    for _ in range(figures.MOST_UNREAD - 1):
        recorder.after_loss(SimpleNamespace(training=True, loss=torch.zeros((), device="meta")))
    with pytest.raises((RuntimeError, NotImplementedError)):
        recorder.after_loss(SimpleNamespace(training=True, loss=torch.zeros((), device="meta")))


def test_the_ratio_is_that_of_the_step_and_the_weight_before_it():
    recorder = Recorder()
    model = learner(recorder)
    before = model.model[0].weight.detach().clone()
    model.dls.train.inputs, model.dls.train.targets = model.dls.train.inputs[:8], model.dls.train.targets[:8]
    model.fit(1, valid=False)
    moved = (model.model[0].weight.detach() - before).norm() / before.norm()
    assert recorder.updates["0"] == [pytest.approx(moved.item())] and moved > 0


def test_each_fit_starts_anew_and_a_skipped_step_has_no_ratio():
    class SkipSteps:
        order = 0

        def step(self, learner):
            raise CancelBatch

        def after_backward(self, learner):
            if learner.iteration % 2:
                raise CancelBatch

    recorder = Recorder()
    model = learner(recorder, SkipSteps())
    model.fit(2)
    model.fit(1)
    assert len(recorder.losses) == 8 and len(recorder.updates["0"]) == 4


def test_smoothing_keeps_a_line_straight_and_its_length():
    line = [float(i) for i in range(40)]
    assert smooth(line, 1).tolist() == line
    assert smooth(line, 7)[3:-3].tolist() == pytest.approx(line[3:-3]) and len(smooth(line, 7)) == 40


def test_runs_are_compared_with_a_band_over_seeds():
    figure = compare_runs({"slow": [recorded(s, 0.01) for s in range(3)], "fast": [recorded(s) for s in range(3)]})
    loss, scales, updates = figure.axes
    assert [len(ax.lines) for ax in figure.axes] == [2, 2, 2] and len(loss.collections) == 2  # lines and bands
    assert len(scales.lines[0].get_xdata()) == 2 and len(updates.lines[0].get_xdata()) == 3
    assert {text.get_text() for text in figure.legends[0].texts} == {"slow", "fast"}


@pytest.mark.parametrize(
    "names", [["a", "b", "c"], [f"through the statistics, 0.{k}" for k in range(4)], ["one"]], ids=len
)
@pytest.mark.parametrize("run", [recorded(), [2.0, 1.0]], ids=("three panels", "one panel"))
def test_a_comparison_and_its_legend_fit_into_jupyterlab(names, run):
    with matplotlib.rc_context():
        use_course_style()
        figure = compare_runs({name: run for name in [*names, "other"]})
        figure.canvas.draw()
    assert figure.get_figwidth() <= 8.0, "wider figures are cut at the right where the file browser is open"
    box = figure.legends[0].get_window_extent()
    assert 0 <= box.x0 and box.x1 <= figure.bbox.x1, "the legend is cut"


def test_many_layers_share_a_few_labels():
    deep = Recorder()
    deep.losses, deep.scales = [1.0, 0.5], {f"layer {i}": [1.0, 1.0] for i in range(20)}
    figure = compare_runs({"deep": deep})
    figure.canvas.draw()
    labels = [label for label in figure.axes[1].get_xticklabels() if label.get_text()]
    boxes = [label.get_window_extent() for label in labels]
    assert len(boxes) > 2 and all(a.x1 < b.x0 for a, b in zip(boxes, boxes[1:], strict=False))


@pytest.mark.parametrize("runs", [{"a": [3.0, 2.0, 1.0]}, {"a": [[3.0, 2.0], [4.0, 1.0]]}, {"a": learner(Recorder())}])
def test_runs_may_be_losses_or_learners(runs):
    if isinstance(runs["a"], TrainLearner):
        runs["a"].fit(1)
    assert len(compare_runs(runs).axes[0].lines) == 1


def test_a_run_that_blows_up_leaves_the_others_visible():
    figure = compare_runs({"fine": [2.3, 2.0, 1.5, 1.0], "wild": [2.3, 50.0, float("inf"), float("nan")]})
    assert figure.axes[0].get_ylim()[1] == pytest.approx(1.1 * 2.3)


def test_a_dashboard_has_a_panel_for_all_that_was_recorded():
    recorder = Recorder()
    model = learner(recorder)
    model.fit(1)
    assert [ax.get_title() for ax in dashboard(model).axes] == ["training loss, smoothed", "update / weight"]
    assert len(dashboard(recorded()).axes) == 3


@pytest.mark.parametrize(
    ("draw", "said"),
    [
        (lambda: dashboard(learner()), "no Recorder here"),
        (lambda: dashboard(Recorder()), "nothing was recorded"),
        (lambda: compare_runs({}), "nothing to draw"),
        (lambda: compare_runs({"a": Recorder()}), "nothing to draw"),
    ],
)
def test_what_cannot_be_drawn_is_said(draw, said):
    with pytest.raises(ValueError, match=said):
        draw()


def test_a_layer_that_is_next_to_nothing_does_not_flatten_the_others():
    "One seed's dead layer, at 1e-13, would make a picture of thirteen decades."
    recorders = []
    for least in (1e-13, 0.0):
        recorders.append(recorder := Recorder())
        recorder.losses, recorder.scales = [1.0, 0.5], {"1 ReLU": [0.5], "2 ReLU": [0.02], "3 ReLU": [least]}
    ax = compare_runs({"runs": recorders}).axes[1]
    low, high = ax.get_ylim()
    assert 1e-5 <= low < 0.02 and 0.5 <= high < 10
    assert 2 <= len([tick for tick in ax.get_yticks() if low <= tick <= high]) <= 12


@pytest.mark.parametrize(
    ("losses", "labels"), [([2.3, 0.45] * 20, {"0.5", "1", "2"}), ([2000.0, 0.9] * 20, {"1", "10", "100", "1000"})]
)
def test_a_logarithmic_loss_axis_has_plain_numbers(losses, labels):
    figure = compare_runs({"one": losses}, log=True)
    figure.canvas.draw()
    ax = figure.axes[0]
    low, high = ax.get_ylim()
    shown = {text.get_text() for text in ax.get_yticklabels() if low <= text.get_position()[1] <= high}
    assert ax.get_yscale() == "log" and shown - {""} == labels
