"How much of the long tests runs: a sample, unless COURSE_LONG_TESTS=1 asks for everything (`make test-all`)."

import os

import pytest

LONG = os.environ.get("COURSE_LONG_TESTS") == "1"


def left_out(what: str) -> pytest.MarkDecorator:
    "Marks the test that stands for what a sample leaves out: skipped with these words, passed where all of it runs."
    return pytest.mark.skipif(not LONG, reason=f"left out: {what}. `make test-all` runs everything")
