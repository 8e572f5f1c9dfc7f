"The kernel's own limit on memory, where this user may set one."

import os
import subprocess
from contextlib import suppress

import pytest

from autograder.jail import cgroup, watchdog
from autograder.jail.inside.limits import MB, Limits
from autograder.jail.session import Ended

LIMITS = Limits(memory=100 * MB, tmp_size=20 * MB)
# In several processes, as the limit on a process's own data counts each by itself.
BOMB = """\
import os, time
children = []
for _ in range({count}):
    children.append(os.fork())
    if not children[-1]:
        held = bytearray(b"x" * (15 * 2**20))
        time.sleep({seconds})
        os._exit(0)
ends = [os.waitpid(child, 0)[1] for child in children]
"""


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


def leftovers():
    return [folder for parent, _, _ in cgroup.parents() for folder in parent.glob(f"{cgroup.NAME}{os.getpid()}-*")]


def test_the_kernel_ends_what_the_watchdog_did_not_see(jail, unwatched):
    with jail.open(LIMITS) as session:
        assert len(leftovers()) == 1
        with suppress(Ended):  # whichever of the processes the kernel chooses
            session.run([(0, BOMB.format(count=12, seconds=2))], {}, {})
        assert session.watchdog.killed_for_memory() and not session.watchdog.out_of_memory
    assert leftovers() == []


def test_less_than_the_limit_is_nobody_s_business(jail, unwatched):
    outputs = {}
    with jail.open(LIMITS) as session:
        session.run([(0, BOMB.format(count=2, seconds=0.2)), (1, "ends")], {}, outputs)
    assert outputs[1][0]["text"] == "[0, 0]" and leftovers() == []


def test_what_a_killed_grader_left_is_removed():
    gone = subprocess.Popen(["true"])
    gone.wait()
    left = cgroup.parents()[0][0] / f"{cgroup.NAME}{gone.pid}-2"
    left.mkdir()
    cgroup.sweep()
    assert not left.exists()


@pytest.fixture
def second_version(tmp_path, monkeypatch):
    "A user's part of version 2, as systemd delegates it: `app.slice`, in which the grader is a scope of its own."
    slice_ = tmp_path / "user.slice/app.slice"
    (slice_ / "run-7.scope").mkdir(parents=True)
    (slice_ / "cgroup.subtree_control").write_text("pids\n")
    own = tmp_path / "cgroup"
    own.write_text("4:memory:/elsewhere\n0::/user.slice/app.slice/run-7.scope\n")
    table = tmp_path / "mountinfo"
    table.write_text(f"1 2 0:25 / {tmp_path} rw,nosuid shared:9 - cgroup2 cgroup2 rw\n")
    monkeypatch.setattr(cgroup, "OWN", own)
    monkeypatch.setattr(cgroup, "MOUNTS", table)
    monkeypatch.setattr(cgroup, "ROOT", tmp_path / "no version 1")
    return slice_


def test_a_delegated_part_of_version_2_is_used(second_version):
    made = cgroup.make_cgroup(7, LIMITS)
    assert made.folder.parent == second_version
    assert (second_version / "cgroup.subtree_control").read_text() == "+memory"
    assert (made.folder / "memory.max").read_text() == str(120 * MB)
    assert (made.folder / "cgroup.procs").read_text() == "7"
    (made.folder / "memory.events").write_text("max 3\noom_kill 2\n")
    assert made.kills() == 2
