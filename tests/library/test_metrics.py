"The library of lesson 04: devices, three views of progress, and `lr_find`. What learners write is checked elsewhere."

import os
import sys
from collections import namedtuple
from functools import partial
from types import SimpleNamespace

import matplotlib
import nbformat
import pytest
import torch
from torch import nn

from tests.library.calls import CallNames

matplotlib.use("Agg")

import matplotlib.pyplot as plt  # noqa: E402

from autograder.lessons import REPOSITORY  # noqa: E402
from course_lib import adam, metrics, sgd  # noqa: E402
from course_lib.core import DataLoaders  # noqa: E402
from course_lib.learner import Callback, CancelEpoch, MomentumLearner, TrainLearner  # noqa: E402
from course_lib.metrics import (  # noqa: E402
    Accuracy,
    DeviceCallback,
    GradientAccumulation,
    LRFinder,
    MetricsCallback,
    ProgressCallback,
    random_states,
    set_random_states,
    to_device,
)

UNATTENDED = ("IN_TEST", "NBGRADER_EXECUTION", "CI")


def batches(*sizes, seed=0):
    generator = torch.Generator().manual_seed(seed)
    xs = [torch.randn(n, 3, generator=generator) for n in sizes]
    return [(x, (x[:, 0] > 0).long()) for x in xs]


def make_learner(*callbacks, train=(8, 8, 4), valid=(6, 2), **kwargs):
    torch.manual_seed(0)
    dls = SimpleNamespace(train=batches(*train), valid=batches(*valid, seed=1))
    return TrainLearner(nn.Linear(3, 2), dls, nn.functional.cross_entropy, callbacks=callbacks, **kwargs)


@pytest.fixture
def shows(monkeypatch):
    "A notebook that somebody looks at: the list of the pages it was shown, and a clock that only the test moves."
    pages, clock = [], SimpleNamespace(now=100.0)

    def display(page, display_id):
        assert display_id
        pages.append(page)
        return SimpleNamespace(update=pages.append)

    monkeypatch.setattr(metrics, "view", lambda: "page")
    monkeypatch.setitem(sys.modules, "IPython.display", SimpleNamespace(display=display))
    monkeypatch.setattr(metrics, "time", SimpleNamespace(monotonic=lambda: clock.now))
    return SimpleNamespace(pages=pages, clock=clock)


class Tick(Callback):
    "Every batch takes a while."

    def __init__(self, clock, seconds):
        self.clock, self.seconds = clock, seconds

    def before_batch(self, learner):
        self.clock.now += self.seconds


# ---------------------------------------------------------------------------------------------------------------------
# Devices


def test_every_tensor_in_a_nested_batch_moves():
    Pair = namedtuple("Pair", "x y")
    x = torch.ones(2)
    moved = to_device({"a": [x, (x, "text")], "b": Pair(x, None), "c": 3}, "meta")
    assert moved["a"][0].device.type == moved["a"][1][0].device.type == moved["b"].x.device.type == "meta"
    assert type(moved["a"]) is list and type(moved["a"][1]) is tuple and type(moved["b"]) is Pair
    assert (moved["a"][1][1], moved["b"].y, moved["c"]) == ("text", None, 3)
    assert x.device.type == "cpu"


class BeforeTheEnd(Callback):
    "Leaves each phase after its last batch, before anybody computes what was measured."

    order = 1000

    def after_batch(self, learner):
        if learner.iteration + 1 == len(learner.dl):
            raise CancelEpoch


@pytest.mark.parametrize("view", ["page", "lines", ""])
@pytest.mark.parametrize(
    "learner",
    [
        TrainLearner,
        MomentumLearner,
        partial(TrainLearner, opt_func=sgd.Nesterov),
        partial(TrainLearner, opt_func=adam.Adam),
    ],
)
def test_no_batch_waits_for_the_device(learner, view, monkeypatch):
    "On the device `meta` there are no numbers: `item`, `tolist`, `bool` and a copy to the CPU raise errors there."
    monkeypatch.setattr(metrics, "view", lambda: view)
    monkeypatch.setattr(metrics.ProgressCallback, "_draw", lambda *_: None)  # reads what it shows, ten times a second
    x, y = torch.randn(40, 3), torch.zeros(40, dtype=torch.int64)
    dls = DataLoaders((x, y), (x, y), batch_size=8, device="meta")
    callbacks = [DeviceCallback("meta"), MetricsCallback(accuracy=Accuracy()), ProgressCallback(), BeforeTheEnd()]
    made = learner(nn.Linear(3, 2), dls, nn.functional.cross_entropy, 0.1, callbacks)
    made.fit(2)
    assert (made.epoch, made.iteration, made.history) == (1, 2, [])
    with pytest.raises((RuntimeError, NotImplementedError)):
        made.loss.item()


def test_an_epoch_s_indices_are_drawn_and_moved_once():
    dls = DataLoaders(*[(torch.zeros(40, 1), torch.zeros(40))] * 2, batch_size=8, device="meta")
    with CallNames() as calls:
        assert len(list(dls.train)) == 5
    assert (calls.names.count("aten::randperm"), calls.names.count("aten::_to_copy")) == (1, 1)


def test_model_and_batches_meet_on_the_device():
    learner = make_learner(DeviceCallback("meta"))
    learner.fit(1)
    assert {learner.preds.device.type, learner.model.weight.device.type} == {"meta"}


def test_device_is_chosen_when_none_is_given():
    assert DeviceCallback().device == metrics.default_device()
    assert DeviceCallback.order < LRFinder.order < GradientAccumulation.order < ProgressCallback.order


# ---------------------------------------------------------------------------------------------------------------------
# Views


def test_terminal_gets_a_line_for_each_epoch(monkeypatch, capsys):
    monkeypatch.setattr(metrics, "view", lambda: "lines")
    printed = []

    class Look(Callback):
        order = 10**6

        def before_epoch(self, learner):
            printed.append(len(capsys.readouterr().out.splitlines()))

    make_learner(MetricsCallback(accuracy=Accuracy()), ProgressCallback(), Look()).fit(3)
    assert printed == [0, 0, 2, 0, 1, 0]  # names and first row when the second epoch begins
    (line,) = capsys.readouterr().out.splitlines()
    assert line.split()[0] == "2" and len(line.split()) == 6  # two phases of two values, and seconds


def test_unattended_notebook_gets_one_table_that_depends_on_the_code_alone(monkeypatch, capsys):
    monkeypatch.setattr(metrics, "view", lambda: "table")
    outputs = []
    for _ in range(2):
        make_learner(MetricsCallback(), ProgressCallback()).fit(2)
        outputs.append(capsys.readouterr().out)
    assert outputs[0] == outputs[1]
    assert outputs[0].splitlines()[0] == "epoch  train loss  valid loss"
    assert len(outputs[0].splitlines()) == 3


def test_page_shows_table_bar_and_plot(shows):
    learner = make_learner(MetricsCallback(), ProgressCallback(), Tick(shows.clock, 1.0))
    learner.fit(2)
    during, last = shows.pages[-2]._repr_html_(), shows.pages[-1]._repr_html_()
    assert "<progress" in during and "epoch 2 of 2, validation, batch 2 of 2" in during
    assert "<progress" not in last and last.count("<tr>") == 3 and last.count("<circle") == 2
    assert repr(shows.pages[-1]).splitlines()[0].split() == ["epoch", "train", "loss", "valid", "loss", "seconds"]
    assert repr(shows.pages[-1]).splitlines()[1].split()[-1] == "5.0"
    assert "<svg" not in make_last_page(shows, ProgressCallback(plot=False))


def make_last_page(shows, progress):
    make_learner(MetricsCallback(), progress).fit(1)
    return shows.pages[-1]._repr_html_()


def test_page_is_updated_ten_times_a_second_at_most(shows):
    learner = make_learner(MetricsCallback(), ProgressCallback(), Tick(shows.clock, 0.001), train=[2] * 1000)
    learner.fit(1)
    assert 8 <= len(shows.pages) <= 13


def test_slow_drawing_is_done_more_seldom(shows, monkeypatch):
    def slow(*args):
        shows.clock.now += 0.1
        return ""

    monkeypatch.setattr(metrics, "loss_svg", slow)
    make_learner(MetricsCallback(), ProgressCallback(), Tick(shows.clock, 0.01), train=[2] * 1000).fit(1)
    assert len(shows.pages) <= 4  # 10 s of training


def test_page_of_a_fit_that_fails(shows):
    class Fail(Callback):
        def after_backward(self, learner):
            if learner.epoch == 1:
                raise RuntimeError("of another callback")

    with pytest.raises(RuntimeError, match="of another callback"):
        make_learner(MetricsCallback(), ProgressCallback(), Fail()).fit(3)
    last = shows.pages[-1]._repr_html_()
    assert "<progress" not in last and last.count("<tr>") == 2


@pytest.mark.parametrize("kind", ["page", "table", "lines"])
def test_without_metrics_there_is_nothing_to_tell(kind, shows, monkeypatch, capsys):
    monkeypatch.setattr(metrics, "view", lambda: kind)
    learner = make_learner(ProgressCallback())
    learner.history = [{"epoch": 0, "phase": "train", "loss": 1.5}]  # of an earlier fit
    learner.fit(2)
    assert capsys.readouterr().out == ""
    assert not shows.pages or "<table" not in shows.pages[-1]._repr_html_()


def test_loader_without_a_length(shows):
    learner = make_learner(MetricsCallback(), ProgressCallback(), Tick(shows.clock, 1.0))

    class Stream:
        def __iter__(self):
            return iter(batches(4, 4))

    learner.dls.train = Stream()
    learner.fit(1)
    assert any("training, batch 2<" in page._repr_html_() for page in shows.pages)


def run_in_kernel(*sources):
    "The outputs of each of these cells, run by one kernel as where somebody looks on."
    from nbclient import NotebookClient

    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources])
    environment = {name: value for name, value in os.environ.items() if name not in UNATTENDED}
    environment |= {"PYTHONPATH": str(REPOSITORY), "OMP_NUM_THREADS": "1"}
    client = NotebookClient(notebook, kernel_name="python3", shutdown_kernel="immediate", timeout=120)
    client.execute(env=environment)
    return [cell.outputs for cell in notebook.cells]


CELL = """
from tests.library.test_metrics import *
make_learner(MetricsCallback(accuracy=Accuracy()), ProgressCallback(interval=0.0), train=[4] * 50).fit(3)
"""


def test_notebook_keeps_one_small_output():
    alone = "import os\nos.environ['IN_TEST'] = '1'"
    (watched,), _, (stored,) = run_in_kernel(CELL, alone, CELL)
    assert watched.output_type == "display_data"
    assert watched.data["text/html"].count("<tr>") == 4 and len(watched.data["text/html"]) < 8_000
    assert stored.output_type == "stream" and len(stored.text.splitlines()) == 4


# ---------------------------------------------------------------------------------------------------------------------
# The finder


def test_lr_find_leaves_the_learner_as_it_was():
    learner = make_learner(MetricsCallback(), ProgressCallback(), lr=0.3)
    learner.fit(1)
    before, weight = vars(learner).copy(), learner.model.weight.detach().clone()
    random = torch.get_rng_state()
    finder = learner.lr_find(start=1e-3, gamma=2.0, n_epochs=30)
    assert plt.gcf().axes[0].get_xscale() == "log"
    plt.close("all")
    assert {name: id(value) for name, value in vars(learner).items()} == {k: id(v) for k, v in before.items()}
    assert len(learner.history) == 2 and torch.equal(learner.model.weight, weight)
    assert torch.equal(torch.get_rng_state(), random)
    assert finder.suggestion == finder.lrs[-1] / 10
    assert finder.losses[-1] > 3 * min(finder.losses)


def test_lr_find_restores_after_an_error():
    class Fail(Callback):
        def after_step(self, learner):
            raise RuntimeError("of another callback")

    learner = make_learner(Fail())
    callbacks, weight = learner.callbacks, learner.model.weight.detach().clone()
    with pytest.raises(RuntimeError, match="of another callback"):
        learner.lr_find()
    assert learner.callbacks is callbacks and learner.opt is None
    assert torch.equal(learner.model.weight, weight)


def test_no_suggestion_where_nothing_blew_up():
    finder = LRFinder(start=1e-6)
    with pytest.raises(ValueError, match="0 batches"):
        finder.suggestion  # noqa: B018
    make_learner(finder).fit(1)
    with pytest.raises(ValueError, match="3 batches"):
        finder.suggestion  # noqa: B018
    assert finder.plot().get_legend() is None
    plt.close("all")


def test_plot_of_a_loss_that_is_not_finite():
    finder = LRFinder()
    finder.lrs, finder.losses = [0.1, 0.2, 0.4], [2.0, 1.0, float("nan")]
    assert finder.suggestion == pytest.approx(0.04)
    assert finder.plot().get_legend() is not None
    plt.close("all")


def test_finder_restores_nothing_that_it_has_not_seen():
    class Fail(Callback):
        order = -(10**6)

        def before_fit(self, learner):
            raise RuntimeError("before anything else")

    finder, learner = LRFinder(), make_learner()
    learner.fit(1, callbacks=[finder])
    learner.fit(1)
    weight = learner.model.weight.detach().clone()
    with pytest.raises(RuntimeError, match="before anything else"):
        learner.fit(1, callbacks=[finder, Fail()])
    assert torch.equal(learner.model.weight, weight)


def test_random_states_go_back():
    states = random_states()
    first = torch.rand(3)
    set_random_states(states)
    assert torch.equal(torch.rand(3), first)
