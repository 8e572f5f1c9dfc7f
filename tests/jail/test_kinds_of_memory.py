"""Memory of every kind and the time of every process count, also where nobody may make a cgroup.

Each way of holding memory beside what a process calls its own is tried as learners' code would; honest uses of the same
system calls go on working.
"""

import pytest

from autograder.jail import watchdog
from autograder.jail.inside.limits import MB, Limits
from autograder.jail.session import Ended
from autograder.jail.verdicts import MEMORY, TIMEOUT
from autograder.probe.probe import pack
from tests.attacks.memory import HELD, HONEST, KINDS

pytestmark = pytest.mark.xdist_group("jail")
# Memory and processor time are what is tested here; the walls are far away, so that a busy machine changes nothing.
LIMITS = Limits(cpu=1, check_wall=300.0, cell_wall=300.0, cells_wall=900.0, wall=900.0, memory=256 * MB)
PATIENCE = 60  # seconds in which what holds too much must have been ended


@pytest.fixture
def jail(bubblewrap, monkeypatch):
    monkeypatch.setattr(watchdog, "make_cgroup", lambda *_: None)  # as for most users who are not root
    return bubblewrap


@pytest.mark.parametrize("kind", KINDS)
def test_none_is_held_beyond_the_limit(kind, jail):
    outputs = {}
    with jail.open(LIMITS) as session:
        try:
            session.run([(0, KINDS[kind].format(megabytes=600, seconds=PATIENCE))], {}, outputs)
        except Ended as ended:
            assert ended.verdict == MEMORY
            return
    said = [output for output in outputs[0] if output["output_type"] == "error" or HELD in output.get("text", "")]
    assert [output.get("ename") for output in said] in (["PermissionError"], ["MemoryError"], ["OSError"]), outputs


@pytest.mark.parametrize("use", HONEST)
def test_honest_uses_of_the_same_go_on(use, jail):
    outputs = {}
    with jail.open(LIMITS) as session:
        session.run([(0, HONEST[use])], {}, outputs)
    assert [output.get("text") for output in outputs[0]] == ["fine\n"], outputs


def compute(session, source, cpu):
    session.run([(0, source)], {}, {})
    session.fork(cpu, LIMITS.check_wall)
    return session.ask(pack(lambda names: names.f()), [], [])


SHARED_OUT = """
import os, time
def f():
    children = []
    for _ in range(4):
        children.append(os.fork())
        if not children[-1]:
            if {ignored}:
                import signal
                signal.signal(signal.SIGTERM, signal.SIG_IGN)
            until = time.process_time() + {each}
            while time.process_time() < until:
                pass
            os._exit(0)
    for child in children:  # without burying it, its time is in nobody's account
        os.waitid(os.P_PID, child, os.WEXITED | (0 if {buried} else os.WNOWAIT))
    return 1
"""


@pytest.mark.parametrize("buried", [True, False])
def test_a_check_s_time_is_that_of_all_its_processes(buried, jail):
    with jail.open(LIMITS) as session:
        with pytest.raises(Ended) as ended:
            compute(session, SHARED_OUT.format(each=0.8, ignored=True, buried=buried), cpu=1)
        assert ended.value.verdict == TIMEOUT and "1 s of computing" in str(ended.value)
        assert session.alive


def test_processes_that_stay_within_it_may_be_used(jail):
    with jail.open(LIMITS) as session:
        assert compute(session, SHARED_OUT.format(each=0.1, ignored=False, buried=True), cpu=1)["value"] == 1


def test_what_cells_have_computed_is_not_the_check_s(jail):
    burn = "import time\nwhile time.process_time() < 1.5: pass\n"
    with jail.open(LIMITS) as session:
        assert compute(session, f"{burn}def f(): return 1", cpu=1)["value"] == 1
