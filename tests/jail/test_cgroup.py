"The kernel's own limit on memory, where this user may set one."

import os
import subprocess

import pytest

from autograder.jail import cgroup, watchdog
from autograder.jail.inside.limits import MB, Limits
from autograder.jail.kinds import make_jail
from autograder.jail.session import Ended
from autograder.jail.verdicts import MEMORY

LIMITS = Limits(memory=100 * MB, tmp_size=20 * MB)
# Shared memory, which the limit on a process's own data does not count.
BOMB = "import mmap\nheld = [mmap.mmap(-1, 2**20) for _ in range(400)]\nfor m in held:\n    m.write(b'x' * 2**20)"


pytestmark = pytest.mark.xdist_group("jail")


@pytest.fixture(scope="module", autouse=True)
def may_make_one():
    sleeper = subprocess.Popen(["sleep", "30"])
    try:
        made = cgroup.make_cgroup(sleeper.pid, Limits())
    finally:
        sleeper.kill()
        sleeper.wait()
    if made is None:
        pytest.skip("this user may make no memory cgroup here; the watchdog is tested")
    made.remove()


@pytest.fixture
def unwatched(monkeypatch):
    "The watchdog never looks, so what ends a process is the kernel."
    monkeypatch.setattr(watchdog, "PERIOD", 1000.0)


@pytest.fixture(scope="module")
def jail():
    with make_jail("bubblewrap") as jail:
        jail.start()  # with its self-test, before anybody stops looking
        yield jail


def leftovers():
    return [folder for parent, _, _ in cgroup.parents() for folder in parent.glob(f"{cgroup.NAME}{os.getpid()}-*")]


def test_the_kernel_ends_what_the_watchdog_did_not_see(jail, unwatched):
    with jail.open(LIMITS) as session:
        assert len(leftovers()) == 1
        with pytest.raises(Ended) as ended:
            session.run([(0, BOMB)], {}, {})
    assert ended.value.verdict == MEMORY and "100 MB" in str(ended.value)
    assert leftovers() == []


def test_less_than_the_limit_is_nobody_s_business(jail, unwatched):
    outputs = {}
    with jail.open(LIMITS) as session:
        session.run([(0, BOMB.replace("400", "60")), (1, "len(held)")], {}, outputs)
    assert outputs[1][0]["text"] == "60" and leftovers() == []


def test_what_a_killed_grader_left_is_removed():
    gone = subprocess.Popen(["true"])
    gone.wait()
    left = cgroup.parents()[0][0] / f"{cgroup.NAME}{gone.pid}-2"
    left.mkdir()
    cgroup.sweep()
    assert not left.exists()
