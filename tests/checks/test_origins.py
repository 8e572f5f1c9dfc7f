# ruff: noqa: E501 (a shortcut is read best on one line)
"Ready-made answers are refused by where their code lies, whatever they are called; helpers for a helper's purpose pass."

import importlib.util
import sys

import pytest
import torch

from autograder.checks.answers import solution_cells
from autograder.checks.run import checks_of, exercises, run_check
from autograder.checks.student import in_this_process
from autograder.lessons import REPOSITORY, find_lesson
from autograder.probe import origins
from autograder.probe.probe import answer, pack

SPREAD = ["torch.var", "torch.Tensor.var", "torch.std"]
OPTIMIZERS = ["torch.optim.SGD"]
AVERAGES = ["torch.optim.swa_utils.get_ema_avg_fn"]
SECOND_COPY = """
import importlib.util
spec = importlib.util.spec_from_file_location("torch.optim.second", sys.modules["torch.optim.sgd"].__file__)
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
SGD = module.SGD
"""
# Title, what is forbidden, cells run before the check, expression in the check.
SHORTCUTS = [
    ("NumPy's method", SPREAD, "", "torch.tensor(x.numpy().var())"),
    ("NumPy's function, held before", SPREAD, "own = numpy.var", "torch.tensor(own(x.numpy()))"),
    ("NumPy's nanstd", SPREAD, "", "torch.tensor(numpy.nanstd(x.numpy()))"),
    ("Python's statistics", SPREAD, "import statistics", "torch.tensor(statistics.pvariance(x.tolist()))"),
    ("torch's reference", SPREAD, "import torch._refs\nown = torch._refs.var", "own(x, correction=0)"),
    ("caught, and called again", SPREAD, "", "twice(lambda: torch.tensor(numpy.var(x.numpy())))"),
    ("torch's optimizer, held before", OPTIMIZERS, "own = torch.optim.SGD", "own([w], 0.1).step() or w"),
    ("a subclass", OPTIMIZERS, "class Own(torch.optim.SGD): pass", "Own([w], 0.1).step() or w"),
    ("a subclass of another optimizer", OPTIMIZERS, "class Own(torch.optim.Adam): pass", "Own([w], 0.1).step() or w"),
    ("a second copy of its module", OPTIMIZERS, SECOND_COPY, "SGD([w], 0.1).step() or w"),
    ("its functional form", OPTIMIZERS, "from torch.optim import sgd as m", "m._single_tensor_sgd([w], [w], [None], None, "
     "None, weight_decay=0, momentum=0, lr=.1, dampening=0, nesterov=False, maximize=False, has_sparse_grad=False) or w"),
    ("initializers", ["torch.nn.init.xavier_normal_"], "own = torch.nn.init.kaiming_uniform_", "own(torch.zeros(3, 3))"),
    ("fans", ["torch.nn.init.xavier_normal_"], "own = torch.nn.init._calculate_fan_in_and_fan_out", "list(own(x))"),
    ("a norm under another name", ["torch.nn.LayerNorm"], "from torch.nn import GroupNorm as G", "G(1, 4)(x)"),
    ("a norm in an encoder layer", ["torch.nn.LayerNorm"], "own = torch.nn.TransformerEncoderLayer(4, 1, 4)", "own(x)"),
    ("pandas' average", AVERAGES, "import pandas", "torch.tensor(pandas.Series(x[:, 0]).ewm(alpha=0.1).mean().tolist())"),
    ("torch's average", AVERAGES, "from torch.optim.swa_utils import get_ema_avg_fn as own", "own(0.9)(x, x, 1)"),
    ("annealing", ["torch.optim.lr_scheduler.CosineAnnealingLR"], "from torch.optim.lr_scheduler import CosineAnnealingLR "
     "as C\nopt = torch.optim.SGD([torch.zeros(1)], 1.)", "C(opt, 3).get_last_lr()"),
]  # fmt: skip
HELPERS = [
    ("math and NumPy", SPREAD, "import math", "torch.tensor(math.sqrt(float(numpy.prod(x.shape)) + numpy.mean(x.numpy())))"),
    ("means", SPREAD, "", "(x - x.mean()).square().mean()"),
    ("the base of optimizers", OPTIMIZERS, "class Own(torch.optim.Optimizer):\n    def __init__(self, p): "
     "super().__init__(p, {})\n    def step(self): pass", "Own([w]).step() or w"),
    ("a schedule by a rule", ["torch.optim.lr_scheduler.CosineAnnealingLR"], "from torch.optim.lr_scheduler import LambdaLR\n"
     "opt = torch.optim.SGD([torch.zeros(1)], 1.)", "LambdaLR(opt, lambda s: s + 1.).get_last_lr()"),
    ("plain fillings", ["torch.nn.init.xavier_normal_"], "", "torch.nn.init.normal_(torch.zeros(3, 3), 0.0, 0.5)"),
    ("a mean", AVERAGES, "import pandas", "torch.tensor(pandas.Series(x[:, 0]).mean())"),
    ("a layer that is made", ["torch.nn.init.xavier_normal_"], "", "torch.nn.Linear(3, 3)(torch.ones(1, 3))"),
]  # fmt: skip


def tried(without, cell, expression):
    source = (
        "import numpy, runpy, sys, torch\nimport torch.optim.sgd\n"
        + cell
        + "\ndef twice(f):\n    try:\n        return f()\n"
    )
    source += "    except BaseException:\n        return f()\ndef attempt(x):\n    w = torch.ones(2)\n    w.grad = torch.ones(2)\n"
    source += f"    return {expression}\n"
    namespace = {"__name__": "__main__"}
    exec(source, namespace)
    return answer(pack(lambda names, x: names.attempt(x)), [torch.rand(4, 4)], namespace, without)


@pytest.mark.parametrize(("title", "without", "cell", "expression"), SHORTCUTS, ids=[s[0] for s in SHORTCUTS])
def test_a_shortcut_is_refused(title, without, cell, expression):
    found = tried(without, cell, expression)
    assert "ReadyMade" in found.get("error", {}).get("kinds", ()), found
    assert found["error"]["message"] in without


@pytest.mark.parametrize(("title", "without", "cell", "expression"), HELPERS, ids=[s[0] for s in HELPERS])
def test_a_helper_is_welcome(title, without, cell, expression):
    assert "value" in tried(without, cell, expression)


def test_the_real_check_of_variance_says_so():
    lesson = find_lesson("01", REPOSITORY / "solutions")
    honest = solution_cells(lesson.notebook(REPOSITORY / "solutions"))["variance"]
    by_numpy = "def variance(x, correction=0, dim=None):\n    return torch.tensor(numpy.var(x.numpy(), axis=dim, ddof=correction))"
    for source, passes in ((honest, True), (by_numpy, False)):
        namespace = {"__name__": "__main__"}
        exec("import numpy, torch\nfrom torch import Tensor\n" + source, namespace)
        row = run_check(checks_of("variance")[0], in_this_process(namespace))
        assert row.passed == passes and ("calls torch.var" in row.looks_like) != passes, row


@pytest.fixture
def looked_at(monkeypatch):
    "The modules that were searched for refused functions, in order."
    found, look = [], origins._Loaded._in_module
    monkeypatch.setattr(origins._Loaded, "_in_module", lambda self, module: found.append(module) or look(self, module))
    return found


def test_a_module_is_looked_at_once_whatever_is_asked(looked_at):
    every = sorted({name for checks in exercises().values() for check in checks for name in check.without})
    origins.look_at_loaded()
    del looked_at[:]
    for dotted in every:
        origins.Watch([dotted], lambda name: None)
    assert not looked_at


def test_a_module_that_came_later_or_under_a_known_name_is_looked_at(looked_at, monkeypatch):
    origins.look_at_loaded()
    del looked_at[:]
    spec = importlib.util.find_spec("statistics")
    for name, text, look in (
        ("late_statistics", "pvariance", lambda: None),
        ("late_statistics", "stdev", origins.look_at_loaded),
    ):
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        module.__name__ = name
        for value in vars(module).values():
            if callable(value) and getattr(value, "__module__", "") == "statistics":
                value.__module__ = name
        function = getattr(module, text)
        function.__code__ = function.__code__.replace(co_code=function.__code__.co_code + function.__code__.co_code)
        monkeypatch.setitem(sys.modules, name, module)
        look()
        assert function.__code__.co_code in origins.Watch(SPREAD, lambda name: None)._rules.codes
