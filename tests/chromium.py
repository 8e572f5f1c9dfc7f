"Headless Chromium for tests: Debian's, driven by Playwright; no request leaves this machine unnoticed."

import socket
from contextlib import closing

import pytest

from autograder.docs.browser import chromium, find_chromium

__all__ = ["chromium", "free_port", "needs_chromium"]
needs_chromium = pytest.mark.skipif(
    find_chromium() is None,
    reason="Chromium is not installed: sudo apt-get install chromium, then run the tests again",
)


def free_port():
    "A port that nobody listens on."
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
