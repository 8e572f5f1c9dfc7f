"`autograder.results.show` inside a jail: grading shows no results."

from typing import Any


def __getattr__(name: str) -> Any:
    def nothing(*args: Any, **kwargs: Any) -> None:
        "Does nothing."

    if name.startswith("_"):
        raise AttributeError(name)
    return nothing
