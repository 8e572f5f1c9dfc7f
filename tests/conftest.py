"What all tests share."

import os
from collections import Counter
from functools import partial
from types import SimpleNamespace

os.environ.setdefault("OMP_NUM_THREADS", "1")  # each core has a process of tests; threads of torch would wait for one

import pytest
import torch

from autograder.grading.nbgrader.adapted import skip_slow_imports
from autograder.lessons import REPOSITORY
from autograder.probe.process import Process
from autograder.terminal import prepare
from tests.durations import seconds_by_file
from tests.shared_cluster import address_of_cluster

prepare()
skip_slow_imports()

# Each `torch.manual_seed` writes down the whole stack, for devices that are not there: pytest's is deep, and that was
# most of the time of lessons with many short runs. Nobody reads it.
for _device in (torch.cuda, torch.xpu, torch.mtia):
    _device.traceback = SimpleNamespace(format_stack=list)


def pytest_configure(config):
    config.option.loadscopereorder = False  # pytest-xdist would put first what has most tests, however short they are


def pytest_xdist_auto_num_workers(config):
    "One for each core; on two, one more, as they often wait: for a limit, for a page, for what they have started."
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return cores + (cores <= 2)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config, items):
    """With `-n`, a group of tests runs in one process: those with its mark, else those of a file, which share fixtures.

    Groups that take longest come first, by the last durations, so that at the end no process waits long for another.
    """
    if not config.getoption("loadgroup", False):
        return
    tests = Counter(item.path for item in items)
    known, groups = seconds_by_file(), Counter()
    for item in items:
        file = item.path.relative_to(config.rootpath).as_posix()
        if not item.get_closest_marker("xdist_group"):
            item.add_marker(pytest.mark.xdist_group(file))
        groups[group_of(item)] += known.get(file, 0.0) / tests[item.path]
    items.sort(key=lambda item: -groups[group_of(item)])


def group_of(item):
    return item.get_closest_marker("xdist_group").args[0]


@pytest.fixture(scope="session")
def bubblewrap():
    "A jail that has started and passed its self-test, which takes seconds: for all tests of a process."
    from autograder.jail.kinds import make_jail

    with make_jail("bubblewrap") as jail:
        jail.start()
        yield jail


@pytest.fixture
def jail(bubblewrap):
    return bubblewrap


@pytest.fixture(autouse=True)
def mode_of_new_files():
    "A test that leaves another umask behind would fail others, far from here."
    before = os.umask(0o022)
    os.umask(before)
    yield
    after = os.umask(before)
    assert after == before, f"umask {after:03o} was left behind"


@pytest.fixture(scope="session")
def solutions():
    return REPOSITORY / "solutions"


@pytest.fixture(scope="session")
def kit(tmp_path_factory):
    "The wheel that learners install."
    from autograder.release.kit import make_kit

    return make_kit(tmp_path_factory.mktemp("kit") / "kit")


@pytest.fixture(scope="session")
def second_process():
    "A second process for learners' code, started once and given fresh cells by each test."
    with Process() as process:
        yield process


@pytest.fixture(scope="session")
def scheduler(tmp_path_factory, request):
    "A cluster of two workers for all tests, whichever process of pytest's they run in."
    folder, owner = tmp_path_factory.getbasetemp(), os.getpid()
    if hasattr(request.config, "workerinput"):  # one of several, whose folder lies in that of all
        folder, owner = folder.parent, os.getppid()
    return address_of_cluster(folder, owner)


@pytest.fixture(scope="session")
def grade(scheduler):
    "`grade`, on that cluster. For tests of what is graded; those of workers that die start workers of their own."
    from autograder.grading import grade as grading

    return partial(grading.grade, scheduler=scheduler)
