from functools import partial

import pytest
from distributed import LocalCluster
from small_class import released_course, small_class  # noqa: F401

from autograder.grading import grade as grading
from autograder.grading.cluster import configure


@pytest.fixture(scope="session")
def scheduler():
    "A cluster of two workers for all tests of a process: starting one takes seconds, as does a worker's jail."
    configure()
    with LocalCluster(2, threads_per_worker=1, processes=True, dashboard_address=None) as local:
        yield local.scheduler_address


@pytest.fixture(scope="session")
def grade(scheduler):
    "`grade`, on that cluster."
    return partial(grading.grade, scheduler=scheduler)
