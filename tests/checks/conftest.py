"What tests of checks share."

import pytest

from autograder.checks.trial import KEY_VARIABLE


@pytest.fixture(autouse=True)
def one_key(monkeypatch):
    "The same hidden trials in every run: a class of another test leaves its own, random key in the environment."
    monkeypatch.setenv(KEY_VARIABLE, "a key for tests of checks")
