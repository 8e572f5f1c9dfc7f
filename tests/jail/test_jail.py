"The jail holds, says what became of what ran in it, and refuses to work with any of its layers missing."

import os
import time
from pathlib import Path

import pytest
import torch

from autograder.errors import CourseError
from autograder.jail.base import LAYERS
from autograder.jail.bubblewrap import Bubblewrap
from autograder.jail.inside.limits import MB, Limits
from autograder.jail.plain import Plain
from autograder.jail.session import Ended
from autograder.jail.verdicts import CRASH, MEMORY, TAMPERED, TIMEOUT
from autograder.jail.watchdog import tree
from autograder.probe.probe import pack
from tests.attacks.long import LONG, left_out

pytestmark = pytest.mark.xdist_group("jail")
LIMITS = Limits(cpu=1, check_wall=6.0, cell_wall=3.0, memory=300 * MB, processes=40)


@pytest.fixture(scope="module")
def plain():
    with Plain() as jail:
        yield jail


@pytest.fixture(scope="module", params=["bubblewrap", "plain"])
def jail(request):
    return request.getfixturevalue(request.param)


def run(session, *cells, library=None):
    outputs = {}
    session.run(list(enumerate(cells)), library or {}, outputs)
    return [" ".join(str(o.get("text", o.get("ename"))).strip() for o in outputs[number]) for number in outputs]


def ask(session, probe, *args, without=()):
    session.fork(LIMITS.cpu, LIMITS.check_wall)
    reply = session.ask(pack(probe), list(args), list(without))
    session.end()
    return reply


def test_cells_run_as_in_a_notebook(jail):
    with jail.open(LIMITS) as session:
        said = run(
            session,
            "import torch\nx = torch.ones(2)\nx",
            "print('hello')\nimport sys\nprint('careful', file=sys.stderr)",
            "1 / 0",
            "from course_lib.core import seven\nseven",
            "import course_lib.stats",
            "from autograder.notebook import check\ncheck('x')",
            "%timeit -n1 -r1 1 + 1",
            "def broken(",
            library={"core": "seven = 7"},
        )
    assert said[:5] == ["tensor([1., 1.])", "hello careful", "ZeroDivisionError", "7", "ModuleNotFoundError"]
    assert said[5] == "" and "loop" in said[6] and said[7] == "SyntaxError"


def test_modules_that_no_lesson_exports_are_in_the_library(jail):
    with jail.open(LIMITS) as session:
        said = run(
            session,
            "from course_lib._fashion import CLASSES, find_fashion_mnist\nlen(CLASSES)",
            "from course_lib._garments import find_garments",
            "from course_lib.core import seven\nseven",
            library={"core": "from ._fashion import CLASSES\nseven = len(CLASSES) - 3"},
        )
    assert (said[0], said[-1]) == ("10", "7")


def test_each_check_starts_from_the_same_state(jail):
    with jail.open(LIMITS) as session:
        run(session, "seen = []\ndef f(x):\n    seen.append(x)\n    return len(seen)")
        replies = [ask(session, lambda names, x: names.f(x), 1)["value"] for _ in range(3)]
        session.fork(LIMITS.cpu, LIMITS.check_wall)
        together = [session.ask(pack(lambda names, x: names.f(x)), [1], [])["value"] for _ in range(3)]
    assert (replies, together) == ([1, 1, 1], [1, 2, 3])


ENDS = {
    "import os\ndef f(): os._exit(0)": CRASH,
    "import ctypes\ndef f(): ctypes.string_at(0)": CRASH,
    "def f():\n    while True: pass": TIMEOUT,
    "import signal\nfor n in (2, 14, 15): signal.signal(n, signal.SIG_IGN)\ndef f():\n    while True: pass": TIMEOUT,
    "import os, time\ndef f():\n    for _ in range(3): os.fork()\n    x = b'x' * 2**27; time.sleep(9)": MEMORY,
    "import os\ndef f(): [os.write(n, b'x' * 99) for n in range(9) if os.path.exists(f'/proc/self/fd/{n}')]": TAMPERED,
}


@pytest.mark.parametrize("source", ENDS)
def test_how_a_check_ends_is_told_and_costs_that_check_only(source, jail):
    with jail.open(LIMITS) as session:
        run(session, source, "def good(): return 3")
        began = time.monotonic()
        with pytest.raises(Ended) as caught:
            session.fork(LIMITS.cpu, LIMITS.check_wall)
            session.ask(pack(lambda names: names.f()), [], [])
        assert caught.value.verdict == ENDS[source]
        assert time.monotonic() - began < LIMITS.check_wall + 20
        if session.alive:
            assert ask(session, lambda names: names.good())["value"] == 3


def test_memory_that_cells_take_is_an_error_of_theirs(jail):
    with jail.open(LIMITS) as session:
        assert run(session, "big = bytearray(400 * 2**20)", "1 + 1") == ["MemoryError", "2"]


def test_a_flood_of_output_is_cut(jail):
    with jail.open(LIMITS) as session:
        (said,) = run(session, "for _ in range(20_000): print('x' * 1000)")
    assert "characters more" in said and len(said) <= LIMITS.output + 100


def test_files_that_came_with_the_notebook_lie_beside_it(jail):
    outputs = {}
    with jail.open(LIMITS) as session:
        source = "print(open('capstone.safetensors', 'rb').read())"
        session.run([(0, source)], {}, outputs, {"capstone.safetensors": b"numbers"})
    assert outputs[0][0]["text"] == "b'numbers'\n"


def test_nothing_survives(bubblewrap):
    daemons = """
import os, time
for _ in range(15):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            time.sleep(600)
        os._exit(0)
"""
    with bubblewrap.open(LIMITS) as session:
        run(session, daemons)
        pids = tree(session.watchdog.pid)
    assert len(pids) > 12
    assert not [pid for pid in pids if Path(f"/proc/{pid}/exe").exists()]
    assert len(tree(bubblewrap._process.pid)) <= 3  # bubblewrap, its own first process, the warm parent


def test_nothing_of_one_submission_is_there_for_the_next(bubblewrap):
    with bubblewrap.open(LIMITS) as session:
        run(
            session,
            "open('/tmp/note', 'w').write('x')\nimport torch\ntorch.allclose = None\nimport builtins\nbuiltins.q = 1",
        )
    with bubblewrap.open(LIMITS) as session:
        said = run(session, "import os\nos.path.exists('/tmp/note')", "import torch\ntorch.allclose is None", "q")
    assert said == ["False", "False", "NameError"]


def test_no_network_no_programs_from_outside(bubblewrap):
    with bubblewrap.open(LIMITS) as session:
        said = run(
            session,
            "import socket\nsocket.create_connection(('127.0.0.1', 80))",
            "import os\nos.getuid() != 0, sorted(set(os.listdir('/')) - {'lib32', 'libx32'})[:3]",
            "!pip install left-pad 2>&1 | tail -1",
        )
    assert said[0] == "OSError" and said[1].startswith("(True")


@pytest.mark.parametrize(
    "source",
    [
        "x.var()",
        "torch.var(x)",
        "torch.ops.aten.var.correction(x, None)",
        "off(lambda: x.var())",
        "torch.jit.script(scripted)(x)",
        "threaded(lambda: x.var())",
        "kept(x)",
    ],
)
def test_what_an_exercise_asks_to_write_is_out_of_reach(source, bubblewrap):
    helpers = """
import threading, torch
kept = torch.Tensor.var
def scripted(x: torch.Tensor) -> torch.Tensor: return torch.var(x)
def off(f):
    with torch._C.DisableTorchFunction(): return f()
def threaded(f):
    found = []
    t = threading.Thread(target=lambda: found.append(f())); t.start(); t.join()
    return found[0]
"""
    with bubblewrap.open(LIMITS) as session:
        run(session, helpers, f"def f(x): return {source}", "def mine(x): return (x - x.mean()).square().mean()")
        without = ["torch.var", "torch.Tensor.var"]
        assert "error" in ask(session, lambda names, x: names.f(x), torch.ones(4, 3), without=without)
        assert "value" in ask(session, lambda names, x: names.mine(x), torch.ones(4, 3), without=without)
        if "jit" not in source:
            assert "value" in ask(session, lambda names, x: names.f(x), torch.ones(4, 3))


# Each of these starts a jail of its own, which takes seconds. `make test-all` leaves out one layer at a time; here some
# are left out together that have nothing to do with one another, and each of them must be named.
TOGETHER = """
user
mount
uts uid nproc
course files fsize
pid readonly capabilities data
net environment syscalls memory
ipc fds namespaces cpu
"""
WITHOUT = [[layer] for layer in LAYERS] if LONG else [line.split() for line in TOGETHER.strip().splitlines()]


@pytest.mark.parametrize("layers", WITHOUT, ids=" ".join)
def test_without_one_of_its_layers_it_refuses(layers):
    with pytest.raises(CourseError, match="the jail (does not hold|cannot be made)") as refused:
        with Bubblewrap(without=layers, prepared=()) as jail:
            jail.start()
    if len(layers) > 1 or "does not hold" in str(refused.value):
        assert [layer for layer in layers if f"{layer}: " in str(refused.value)] == layers


@left_out("layers of the jail, one at a time")
def test_layers_are_left_out_one_at_a_time():
    assert WITHOUT == [[layer] for layer in LAYERS]


def test_every_layer_is_left_out():
    assert sorted(layer for layers in WITHOUT for layer in layers) == sorted(LAYERS)


def test_it_works_for_who_is_not_root(tmp_path):
    if os.geteuid() == 0:
        pytest.skip("this test is for a user that is not root")
    with Bubblewrap(prepared=()) as jail:
        jail.start()


def test_without_bwrap_it_says_what_to_do(monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(CourseError, match="apt install bubblewrap"), Bubblewrap() as jail:
        jail.start()
