"""The program that runs in the learner's process: it executes cells and answers probes until its input ends.

Messages, over the standard streams it was started with (the learner's own prints go nowhere):
`{"cells": [source, …]}` starts a fresh namespace and answers `{"failed": None}` or which cell raised what;
`{"probe": code, "args": […], "without": […]}` answers as `autograder.probe.probe.answer` does.
"""

import linecache
import os
from functools import lru_cache

from autograder.probe.probe import MODULE, answer
from autograder.probe.wire import WireError, encode, receive


def execute(cells: list[str]) -> tuple[dict, str | None]:
    "A namespace after these cells, and the first error that one of them raised. Later cells still run, as in Jupyter."
    namespace: dict = {"__name__": "__main__"}
    failed = None
    for number, source in enumerate(cells):
        linecache.cache[MODULE] = (len(source), None, source.splitlines(keepends=True), MODULE)
        try:
            exec(_compiled(source), namespace)
        except BaseException as error:
            failed = failed or f"cell {number}: {type(error).__name__}: {error}"[:500]
    return namespace, failed


@lru_cache(maxsize=512)
def _compiled(source: str):
    "The same cells come again and again: with every answer to the same lesson."
    return compile(source, MODULE, "exec")


def main() -> None:
    requests, replies = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 0)
    os.dup2(nowhere, 1)
    namespace: dict = {}
    while True:
        try:
            request = receive(requests)
        except EOFError:
            return
        if "cells" in request:
            namespace, failed = execute(request["cells"])
            reply = {"failed": failed}
        else:
            reply = answer(request["probe"], request["args"], namespace, request["without"])
        try:
            message = encode(reply)
        except WireError as error:
            message = encode({"error": {"kinds": ["WireError"], "message": str(error), "where": ""}})
        replies.write(message)
        replies.flush()


if __name__ == "__main__":
    main()
