"The kernel's own limit on memory, where this user may set one."

import os
import subprocess
from contextlib import suppress
from pathlib import Path

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


@pytest.fixture(scope="module")
def may_make_one():
    sleeper = subprocess.Popen(["sleep", "30"])
    try:
        made = cgroup.make_cgroup(sleeper.pid, Limits())
    finally:
        sleeper.kill()
        sleeper.wait()
    if made is None:
        if os.environ.get("COURSE_NEEDS_CGROUP"):
            pytest.fail("a memory cgroup is to be had here, and none could be made")
        pytest.skip("this user may make no memory cgroup here; the watchdog is tested")
    made.remove()


@pytest.fixture
def unwatched(monkeypatch, may_make_one):
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


def test_what_a_killed_grader_left_is_removed(may_make_one):
    gone = subprocess.Popen(["true"])
    gone.wait()
    left = cgroup.parents()[0][0] / f"{cgroup.NAME}{gone.pid}-2"
    left.mkdir()
    cgroup.sweep()
    assert not left.exists()


MEMORY, SECOND = "cgroup rw,memory", "cgroup2 rw"


@pytest.fixture
def machine(tmp_path, monkeypatch):
    """Says which cgroups this process is in and what is mounted where, as a machine's two files do.

    `are` are the folders that lie in a cgroup's file system, by version; a kernel puts files into each new one of them.
    """

    def say(own, mounts, **are):
        (tmp_path / "own").write_text("".join(f"{line}\n" for line in own))
        table = [
            f"1 2 0:25 {root} {place} rw,nosuid shared:9 - {kind.replace(' ', ' none ')}"
            for root, place, kind in mounts
        ]
        (tmp_path / "mounts").write_text("".join(f"{line}\n" for line in table))
        monkeypatch.setattr(cgroup, "OWN", tmp_path / "own")
        monkeypatch.setattr(cgroup, "MOUNTS", tmp_path / "mounts")
        if are:
            kinds = {folder: cgroup.TYPES[kind] for kind, folders in are.items() for folder in folders}
            in_one = lambda path: next((kinds[top] for top in kinds if path.is_relative_to(top)), 0)  # noqa: E731
            monkeypatch.setattr(cgroup, "file_system", lambda path: in_one(path) if path.exists() else 0)
            mkdir = Path.mkdir

            def made(folder, *arguments, **options):
                mkdir(folder, *arguments, **options)
                for name in ("memory.max", "memory.limit_in_bytes", "cgroup.procs") if in_one(folder) else ():
                    (folder / name).touch()

            monkeypatch.setattr(Path, "mkdir", made)

    return say


@pytest.fixture
def second_version(tmp_path, machine):
    "A user's part of version 2, as systemd delegates it: `app.slice`, in which the grader is a scope of its own."
    slice_ = tmp_path / "user.slice/app.slice"
    (slice_ / "run-7.scope").mkdir(parents=True)
    (slice_ / "cgroup.subtree_control").write_text("pids\n")
    own = ["4:memory:/elsewhere", "0::/user.slice/app.slice/run-7.scope"]
    machine(own, [("/", tmp_path, SECOND)], cgroup2=[tmp_path])
    return slice_


def test_a_delegated_part_of_version_2_is_used(second_version):
    made = cgroup.make_cgroup(7, LIMITS)
    assert made.folder.parent == second_version
    assert (second_version / "cgroup.subtree_control").read_text() == "+memory"
    assert (made.folder / "memory.max").read_text() == str(120 * MB)
    assert (made.folder / "cgroup.procs").read_text() == "7"
    (made.folder / "memory.events").write_text("max 3\noom_kill 2\n")
    assert made.kills() == 2


def test_a_part_of_version_1_below_the_mount_of_a_container_is_used(tmp_path, machine):
    (tmp_path / "memory/grader").mkdir(parents=True)
    machine(
        ["4:cpu,memory:/docker/7/grader"], [("/docker/7", tmp_path / "memory", MEMORY)], cgroup=[tmp_path / "memory"]
    )
    made = cgroup.make_cgroup(7, LIMITS)
    assert made.folder.parent == tmp_path / "memory/grader"
    assert (made.folder / "memory.limit_in_bytes").read_text() == str(120 * MB)


def files_below(folder):
    return sorted(path for path in folder.rglob("*") if path.name not in ("own", "mounts"))


@pytest.mark.parametrize("own", ["4:memory:/grader", "0::/grader", "0::/"])
@pytest.mark.parametrize("kind", [MEMORY, SECOND])
def test_a_folder_of_files_is_no_tree_of_cgroups(tmp_path, machine, own, kind):
    "Whatever the table of mounts says of it: a limit that is written into an ordinary file limits nothing."
    (tmp_path / "tree/grader").mkdir(parents=True)
    before = files_below(tmp_path)
    machine([own], [("/", tmp_path / "tree", kind)])
    assert cgroup.parents() == [] and cgroup.make_cgroup(7, LIMITS) is None
    assert files_below(tmp_path) == before


def test_nothing_is_made_above_where_version_2_is_mounted(tmp_path, machine):
    "A process in the topmost cgroup, as in a container: what lies above is another file system's folder."
    (tmp_path / "unified").mkdir()
    before = files_below(tmp_path)
    machine(["0::/"], [("/", tmp_path / "unified", SECOND)], cgroup2=[tmp_path])
    assert cgroup.parents() == [] and cgroup.make_cgroup(7, LIMITS) is None
    assert files_below(tmp_path) == before


def test_without_the_controller_there_is_no_limit(second_version, monkeypatch):
    "The kernel then puts no such file into a new cgroup."
    (second_version / "cgroup.subtree_control").unlink()
    monkeypatch.setattr(Path, "mkdir", lambda folder, *_, **__: os.mkdir(folder))
    assert cgroup.make_cgroup(7, LIMITS) is None
    assert files_below(second_version) == [second_version / "run-7.scope"]
