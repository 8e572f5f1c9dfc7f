"What all tests share."

import pytest

from autograder.lessons import REPOSITORY
from autograder.probe.process import Process


@pytest.fixture(scope="session")
def solutions():
    return REPOSITORY / "solutions"


@pytest.fixture(scope="session")
def second_process():
    "A second process for learners' code, started once and given fresh cells by each test."
    with Process() as process:
        yield process
