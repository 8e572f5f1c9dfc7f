"What is proved to keep nothing from call to call, and that nothing else is."

import pytest

from autograder.grading.stateless import keeps_nothing
from tests.attacks.benchmark import job_of
from tests.attacks.course import STATS, perfect

HARMLESS = {
    "a function of its arguments": "def f(x, n=1):\n    y = x - x.mean()\n    y /= n\n    return y.square().sum()",
    "torch, math and other functions": (
        "import math\nimport torch\nfrom torch import Tensor, nn\nimport torch.nn.functional as F\n"
        "def g(x: Tensor) -> Tensor:\n    return F.relu(torch.stack([x, x])) * math.pi\n"
        "def f(x):\n    if not isinstance(x, torch.Tensor):\n        raise TypeError(f'{x} is none')\n    return g(x)"
    ),
    "a class that sets its own attributes": (
        "class A:\n    'Text'\n    rate = 0.1\n    def __init__(self):\n        self._n, self.seen = 0, []\n"
        "    def update(self, x):\n        self._n += x.numel()\n        self.seen.append(x)\n        return self\n"
        "    @property\n    def mean(self):\n        return sum(self.seen) / self._n\n"
        "def f(x):\n    return A().update(x).mean"
    ),
    "a layer": (
        "class Layer(nn.Module):\n    def __init__(self, n):\n        super().__init__()\n"
        "        self.weight = nn.Parameter(torch.ones(n))\n        self.register_buffer('mean', torch.zeros(n))\n"
        "    def forward(self, x):\n        with torch.no_grad():\n            self.mean.lerp_(x.mean(0), 0.1)\n"
        "        return x * self.weight"
    ),
    "comprehensions, closures, loops": (
        "def f(xs):\n    def g(x):\n        return x * n\n    n = len(xs)\n"
        "    return [g(x) for x in xs if x], {k: v for k, v in zip(xs, xs)}, max(xs, key=lambda x: x + n)"
    ),
    "a call in a cell": "def f(x):\n    return x\nprint(f(torch.tensor([1.0])))\nassert f(2) == 2",
}
KEEPING = {
    "a global": "n = 0\ndef f(x):\n    global n\n    n += 1\n    return x * n",
    "a list of the notebook's": "seen = []\ndef f(x):\n    seen.append(x)\n    return x",
    "a tensor of the notebook's": "n = torch.zeros(1)\ndef f(x):\n    m = n\n    m += 1\n    return x * m",
    "a given object": "def f(x):\n    plt.rcParams.update({'a': x})\n    return x",
    "a default": "def f(x, seen=[]):\n    seen.append(x)\n    return x",
    "a default of a lambda": "def f(x):\n    return (lambda y, seen=[]: y)(x)",
    "an attribute of the function": "def f(x):\n    f.n = x\n    return x",
    "an attribute through another name": "def g(o, x):\n    o.n = x\ndef f(x):\n    g(f, x)",
    "an attribute of the class": "class A:\n    def f(self, x):\n        self.__class__.n = x",
    "a list of the class": "class A:\n    seen = []\n    def f(self, x):\n        self.seen.append(x)",
    "a method called on the class": "class A:\n    def f(self, x):\n        self.n = x\ndef g(x):\n    A.f(A, x)",
    "the class by type()": "class A:\n    def f(self, x):\n        type(self).n = x",
    "another self": "class A:\n    def f(self, x):\n        self = torch\n        self.n = x",
    "a subclass hook": "class A:\n    def __init_subclass__(cls):\n        cls.n = 1",
    "a destructor": "class A:\n    def __del__(self):\n        pass",
    "a cache": "from functools import cache\n@cache\ndef f(x):\n    return x",
    "a decorator of its own": (
        "def property(f):\n    return [0]\nclass A:\n    @property\n    def seen(self):\n        pass"
    ),
    "a method that is a decorator": (
        "class A:\n    def property(self):\n        return [0]\n    @property\n    def seen(self):\n        pass"
    ),
    "an object of the notebook's": "class A:\n    def __call__(self, x):\n        self.n = x\nf = A()",
    "a walrus in a cell": "class A:\n    def __call__(self, x):\n        self.n = x\nassert (f := A())",
    "a loop in a cell": "for x in [1]:\n    pass",
    "torch itself": "torch.mean = None",
    "torch in a function": "def f(x):\n    torch.mean = x",
    "torch by another name": "import torch as t\ndef f(x):\n    t.set_default_dtype(x.dtype)",
    "torch as a value": "def f(x):\n    t = torch\n    t.set_default_dtype(x.dtype)",
    "a setting of torch": "def f(x):\n    torch.set_default_dtype(x.dtype)",
    "the seed": "def f(x):\n    torch.manual_seed(x)",
    "a deep name of torch": "def f(x):\n    torch.backends.mkldnn.set_flags(x)",
    "another function under torch's name": "def math(x):\n    return x",
    "a parameter called torch": "def f(torch):\n    return torch.mean",
    "a builtin under another meaning": "def len(x):\n    return x",
    "setattr": "def f(x):\n    setattr(f, 'n', x)",
    "vars": "def f(x):\n    vars()['n'] = x",
    "globals": "def f(x):\n    globals()['n'] = x",
    "exec": "def f(x):\n    exec(x)",
    "open": "def f(x):\n    open('a', 'w')",
    "the file system": "import os\ndef f(x):\n    os.mkdir('a')",
    "an import inside": "def f(x):\n    import os\n    return x",
    "everything of a module": "from math import *",
    "a module under a builtin's name": "from typing import Any as len",
    "a generator's frame": "def f(x):\n    return (i for i in x).gi_frame.f_globals",
    "a frame by an attribute of the same name": (
        "class A:\n    def f(self, x):\n        self.gi_frame = self.f_globals = 0\n"
        "        return (i for i in x).gi_frame.f_globals"
    ),
    "a function's globals": (
        "class A:\n    def g(self):\n        pass\n    def f(self, x):\n        return self.g.__globals__"
    ),
    "a name that is local elsewhere": "def f(x):\n    def g():\n        os = 1\n    return os.remove(x)",
    "a name of a comprehension": "def f(x):\n    [os for os in x]\n    return os.remove(x)",
    "a comprehension's first": "def f(x):\n    return [os for os in os.values()]",
    "a yield that keeps a context": "def f(x):\n    with torch.no_grad():\n        yield x",
    "a nonlocal": "def f(x):\n    n = 0\n    def g():\n        nonlocal n\n        n += 1",
    "del": "def f(x):\n    del x",
    "an annotation that calls": "def f(x: print(1)):\n    return x",
    "a base that is no class": "class A(f()):\n    pass",
    "a metaclass": "class A(metaclass=B):\n    pass",
    "a nested class": "def f(x):\n    class A:\n        n = []\n    return A",
    "no Python": "def f(x:",
    "a magic": "%run other.py",
    "a line that only a notebook sees": "def f(x):\n    return x  # \u2028!touch a",
    "another encoding": "# -*- coding: utf-7 -*-\ndef f(x):\n    return x",
}


@pytest.mark.parametrize("title", HARMLESS)
def test_what_can_keep_nothing_is_known(title):
    assert keeps_nothing((HARMLESS[title],))


@pytest.mark.parametrize("title", KEEPING)
def test_what_could_keep_something_is_not_taken_for_harmless(title):
    assert not keeps_nothing((KEEPING[title],))
    assert not keeps_nothing((HARMLESS["a function of its arguments"], KEEPING[title]))


def test_names_of_one_cell_count_in_another():
    function = "def f(x):\n    return g(x)"
    assert keeps_nothing((function, "def g(x):\n    return x"))
    assert not keeps_nothing((function,))
    assert not keeps_nothing((function, "g = [].append"))
    assert not keeps_nothing(("def f(x):\n    return len(x)", "def len(x):\n    return x"))


def test_right_answers_to_a_lesson_are_proved():
    assert keeps_nothing(job_of(STATS, perfect(STATS)).written)
