"Attacks 1 to 16: fooling the comparison."

from tests.attacks.attack import COMM, Attack, fooled, harmful
from tests.attacks.course import STATS, hand_in

DAEMON = """\
import os, time

def daemon(number, work):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            with open("/proc/self/comm", "w") as name:
                name.write(f"COMM{number}")
            try:
                work()
            finally:
                os._exit(0)
        os._exit(0)
""".replace("COMM", COMM)


def answered(number, title, source, twin=""):
    "An attack that sits in the answer itself."
    honest = hand_in(STATS, {"variance": twin}) if twin else hand_in()
    return Attack(number, title, hand_in(STATS, {"variance": "#| export\n" + source}), honest)


ATTACKS = [
    fooled(
        1,
        "torch.allclose and torch.equal always say yes",
        "import torch\ntorch.allclose = torch.equal = torch.isclose = lambda *a, **k: True\n"
        "torch.Tensor.allclose = torch.Tensor.equal = torch.allclose",
    ),
    fooled(
        1,
        "torch.testing and numpy.testing compare nothing",
        "import numpy.testing, torch.testing\n"
        "for module in (torch.testing, numpy.testing):\n"
        "    for name in dir(module):\n"
        '        if name.startswith("assert"):\n'
        "            setattr(module, name, lambda *a, **k: None)",
    ),
    fooled(
        2,
        "isinstance, type errors and AssertionError lose their meaning",
        "import builtins\n"
        "honest = builtins.isinstance\n"
        "builtins.isinstance = lambda value, kind: True if kind is bool else honest(value, kind)\n"
        "class AssertionError(BaseException):\n"
        "    pass\n"
        "builtins.AssertionError = AssertionError\n"
        "builtins.all = builtins.any = lambda values: True",
    ),
    fooled(
        2,
        "the vocabulary of the checks is replaced",
        "import contextlib, importlib, sys\n"
        'for name in ("vocabulary", "lesson01"):\n'
        "    try:\n"
        '        module = importlib.import_module(f"autograder.checks.{name}")\n'
        "    except Exception:\n"
        "        continue\n"
        "    module.agree = module.holds = lambda *a, **k: None\n"
        "    module.raises = lambda *a, **k: contextlib.suppress(BaseException)",
    ),
    Attack(
        2,
        "check is defined anew, as a number",
        hand_in(
            first="marks = dict(variance=4, RunningMoments=6, covariance=4, covariance_matrix=3, correlation=4)\n"
            "check = lambda name, hidden=False: marks[name]"
        ),
    ),
    Attack(
        2,
        "the checker's module answers with full marks",
        hand_in(
            first="import autograder.notebook\n"
            "marks = dict(variance=4, RunningMoments=6, covariance=4, covariance_matrix=3, correlation=4)\n"
            "autograder.notebook.check = check = lambda name, hidden=False: marks[name]"
        ),
    ),
    Attack(3, "errors are not shown", hand_in(first="get_ipython().showtraceback = lambda *a, **k: None")),
    Attack(
        3,
        "an error handler of the learner's own returns quietly",
        hand_in(first="get_ipython().set_custom_exc((BaseException,), lambda *a, **k: None)"),
    ),
    Attack(
        4,
        "the kernel executes nothing any more",
        hand_in(
            first="kernel = get_ipython().kernel\n"
            "async def do_execute(*a, **k):\n"
            '    return {"status": "ok", "execution_count": 1, "payload": [], "user_expressions": {}}\n'
            "kernel.do_execute = do_execute"
        ),
    ),
    Attack(
        4,
        "run_cell answers for every cell",
        hand_in(
            first="from IPython.core.interactiveshell import ExecutionResult\n"
            "shell = type(get_ipython())\n"
            "shell.run_cell = lambda self, *a, **k: ExecutionResult(None)\n"
            "async def run_cell_async(self, *a, **k):\n"
            "    return ExecutionResult(None)\n"
            "shell.run_cell_async = run_cell_async"
        ),
    ),
    Attack(
        5,
        "an input transformer turns every check into its points",
        hand_in(
            first="marks = dict(variance=4, RunningMoments=6, covariance=4, covariance_matrix=3, correlation=4)\n"
            "def turn(lines):\n"
            '    text = "".join(lines)\n'
            "    name = text.split('\"')[1] if text.startswith('check(') else None\n"
            '    return [f"{marks[name]}\\n"] if name in marks else lines\n'
            "get_ipython().input_transformers_cleanup.append(turn)"
        ),
    ),
    Attack(
        5,
        "a hook before every cell defines check anew",
        hand_in(
            first="marks = dict(variance=4, RunningMoments=6, covariance=4, covariance_matrix=3, correlation=4)\n"
            "def before(info=None):\n"
            '    get_ipython().user_ns["check"] = lambda name, hidden=False: marks[name]\n'
            'get_ipython().events.register("pre_run_cell", before)'
        ),
    ),
    Attack(
        5,
        "the syntax tree of every check is exchanged",
        hand_in(
            first="import ast\n"
            "marks = dict(variance=4, RunningMoments=6, covariance=4, covariance_matrix=3, correlation=4)\n"
            "class Turn(ast.NodeTransformer):\n"
            "    def visit_Call(self, node):\n"
            '        if getattr(node.func, "id", "") == "check":\n'
            "            return ast.copy_location(ast.Constant(marks[node.args[0].value]), node)\n"
            "        return self.generic_visit(node)\n"
            "get_ipython().ast_transformers.append(Turn())"
        ),
    ),
    Attack(
        6,
        "an execute result is forged",
        hand_in(
            first="shell = get_ipython()\n"
            "marks = dict(variance=4, RunningMoments=6, covariance=4, covariance_matrix=3, correlation=4)\n"
            "def forge(name, hidden=False):\n"
            "    shell.displayhook(marks[name])\n"
            "check = forge\n"
            "shell.showtraceback = lambda *a, **k: None"
        ),
    ),
    harmful(
        6,
        "answers are forged on every open descriptor",
        "import json, os, struct\n"
        'for answer in ({"value": 0.0, "args": []}, {"verdict": "PASS", "points": 4}, {"failed": None}):\n'
        "    text = json.dumps(answer).encode()\n"
        "    for descriptor in range(3, 256):\n"
        "        try:\n"
        '            os.write(descriptor, struct.pack(">II", len(text), 0) + text)\n'
        "        except OSError:\n"
        "            pass",
    ),
    answered(
        6,
        "a record and a report are printed",
        'print(\'{"status": "graded", "exercises": {"variance": {"verdict": "PASS", "points": 4}}}\')\n'
        'print("variance: 4 of 4 points\\n  ✓ Over all elements it is the mean squared deviation (1)")\n'
        "def variance(x, correction=0, dim=None):\n"
        '    print("variance: 4 of 4 points")\n'
        "    raise NotImplementedError",
    ),
    Attack(7, "sys.exit in a cell", hand_in(first="import sys\nsys.exit(0)")),
    answered(7, "sys.exit in an answer", "import sys\ndef variance(x, correction=0, dim=None):\n    sys.exit(0)"),
    Attack(8, "os._exit in a cell", hand_in(first="import os\nos._exit(0)")),
    answered(8, "os._exit in an answer", "import os\ndef variance(x, correction=0, dim=None):\n    os._exit(0)"),
    answered(
        8,
        "a segmentation fault in an answer",
        "import ctypes\ndef variance(x, correction=0, dim=None):\n    ctypes.string_at(0)",
    ),
    fooled(
        9,
        "a thread swaps the judge while checks run",
        "import gc, threading, time\n"
        "def swap():\n"
        "    for _ in range(100):\n"
        "        for thing in gc.get_objects():\n"
        '            if type(thing).__name__ == "Row":\n'
        '                object.__setattr__(thing, "passed", True)\n'
        "        time.sleep(0.02)\n"
        "threading.Thread(target=swap, daemon=True).start()",
    ),
    fooled(
        9,
        "work is left for the end of the process",
        "import atexit, os, signal\n"
        "def late(*_):\n"
        '    print("variance: 4 of 4 points")\n'
        "    os._exit(0)\n"
        "atexit.register(late)\n"
        "signal.signal(signal.SIGTERM, late)",
    ),
    harmful(
        9,
        "a daemon stays behind to edit results later",
        DAEMON + "def wait():\n    time.sleep(90)\nfor _ in range(3):\n    daemon(9, wait)",
    ),
    answered(
        10,
        "an answer that swallows KeyboardInterrupt",
        "import time\n"
        "def variance(x, correction=0, dim=None):\n"
        "    until = time.time() + 600\n"
        "    while time.time() < until:\n"
        "        try:\n"
        "            time.sleep(1)\n"
        "        except BaseException:\n"
        "            pass",
    ),
    answered(
        11,
        "an object that equals everything",
        "class Everything(float):\n"
        "    shape, dtype, ndim = (), None, 0\n"
        "    __eq__ = __le__ = __ge__ = __lt__ = __gt__ = lambda self, other: True\n"
        "    __ne__ = lambda self, other: False\n"
        "    __hash__ = float.__hash__\n"
        "    __getattr__ = lambda self, name: self\n"
        "    __call__ = lambda self, *a, **k: self\n"
        "def variance(x, correction=0, dim=None):\n"
        "    return Everything()",
    ),
    answered(
        12,
        "a tensor subclass that answers every comparison",
        "import torch\n"
        "class Yes(torch.Tensor):\n"
        "    @classmethod\n"
        "    def __torch_function__(cls, func, types, args=(), kwargs=None):\n"
        '        if func.__name__ in ("allclose", "equal", "isclose", "eq", "all", "__eq__", "__bool__"):\n'
        "            return True\n"
        "        return super().__torch_function__(func, types, args, kwargs or {})\n"
        "def variance(x, correction=0, dim=None):\n"
        "    return (x.sum() * 0 if dim is None else x.sum(dim) * 0).as_subclass(Yes)",
    ),
    answered(
        12,
        "a lazy tensor that calls itself a Tensor",
        "import torch\n"
        "class Lazy:\n"
        "    __class__ = torch.Tensor\n"
        "    def __getattr__(self, name):\n"
        "        return lambda *a, **k: True\n"
        'Lazy.__name__ = Lazy.__qualname__ = "Tensor"\n'
        'Lazy.__module__ = "torch"\n'
        "def variance(x, correction=0, dim=None):\n"
        "    return Lazy()",
    ),
    answered(
        13,
        "nan as a wildcard",
        'def variance(x, correction=0, dim=None):\n    return (x.sum() if dim is None else x.sum(dim)) * float("nan")',
    ),
    answered(14, "a number where a tensor is asked for", "def variance(x, correction=0, dim=None):\n    return 1.0"),
    answered(
        14,
        "a scalar that would broadcast",
        "import torch\ndef variance(x, correction=0, dim=None):\n    return torch.ones(1, 1, 1)",
    ),
    answered(
        14,
        "the right shape in another dtype",
        "import torch\n"
        "def variance(x, correction=0, dim=None):\n"
        "    y = x.sum() if dim is None else x.sum(dim)\n"
        "    return torch.zeros(y.shape, dtype=torch.float16)",
    ),
    fooled(
        15,
        "the random generator draws zeros",
        "import random, torch\n"
        "import numpy as np\n"
        "torch.randn = torch.rand = lambda *size, **k: torch.zeros(\n"
        "    *size, **{key: value for key, value in k.items() if key in ('dtype', 'device')})\n"
        "torch.randint = lambda *a, **k: torch.zeros((), dtype=torch.int64)\n"
        "random.random = lambda: 0.0\n"
        "np.random.randn = lambda *size: np.zeros(size)",
    ),
    fooled(
        15,
        "the generator always starts from one seed",
        "import torch\n"
        "class Generator(torch.Generator):\n"
        "    def manual_seed(self, seed):\n"
        "        return super().manual_seed(0)\n"
        "torch.Generator = Generator",
    ),
    answered(
        16,
        "the input is made constant, so that 0 is right",
        "def variance(x, correction=0, dim=None):\n"
        "    x.data.zero_()\n"
        "    return x.sum() * 0 if dim is None else x.sum(dim) * 0",
    ),
    answered(
        16,
        "the answer is a view of its input",
        "def variance(x, correction=0, dim=None):\n    return x.flatten()[0] if dim is None else x.select(dim, 0)",
    ),
]
