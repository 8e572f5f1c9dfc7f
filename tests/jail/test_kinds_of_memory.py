"""Memory of every kind and the time of every process count, also where nobody may make a cgroup.

Each way of holding memory beside what a process calls its own is tried as learners' code would; honest uses of the same
system calls go on working.
"""

import pytest

from autograder.jail import watchdog
from autograder.jail.bubblewrap import Bubblewrap
from autograder.jail.inside.limits import MB, Limits
from autograder.jail.session import Ended
from autograder.jail.verdicts import MEMORY, TIMEOUT
from autograder.probe.probe import pack
from tests.attacks.memory import HELD, HONEST, KINDS

pytestmark = pytest.mark.xdist_group("jail")
LIMITS = Limits(cpu=2, check_wall=20.0, cell_wall=20.0, memory=256 * MB)


@pytest.fixture(scope="module")
def jail():
    with pytest.MonkeyPatch.context() as patch, Bubblewrap(prepared=()) as jail:
        patch.setattr(watchdog, "make_cgroup", lambda *_: None)  # as for most users who are not root
        jail.start()
        yield jail


@pytest.mark.parametrize("kind", KINDS)
def test_none_is_held_beyond_the_limit(kind, jail):
    outputs = {}
    with jail.open(LIMITS) as session:
        try:
            session.run([(0, KINDS[kind].format(megabytes=600))], {}, outputs)
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
    if {buried}:
        for child in children:
            os.waitpid(child, 0)
    else:
        time.sleep({each} * 8)
    return 1
"""


@pytest.mark.parametrize("buried", [True, False])
def test_a_check_s_time_is_that_of_all_its_processes(buried, jail):
    with jail.open(LIMITS) as session:
        with pytest.raises(Ended) as ended:
            compute(session, SHARED_OUT.format(each=1.5, ignored=True, buried=buried), cpu=2)
        assert ended.value.verdict == TIMEOUT and "2 s of computing" in str(ended.value)
        assert session.alive


def test_processes_that_stay_within_it_may_be_used(jail):
    with jail.open(LIMITS) as session:
        assert compute(session, SHARED_OUT.format(each=0.2, ignored=False, buried=True), cpu=2)["value"] == 1


def test_what_cells_have_computed_is_not_the_check_s(jail):
    burn = "import time\nwhile time.process_time() < 3: pass\n"
    with jail.open(LIMITS) as session:
        assert compute(session, f"{burn}def f(): return 1", cpu=2)["value"] == 1
