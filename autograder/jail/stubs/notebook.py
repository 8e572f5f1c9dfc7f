"`autograder.notebook` inside a jail: checks are asked from outside."

from typing import Any


def check(exercise: str, hidden: bool = False) -> None:
    "Does nothing."


def __getattr__(name: str) -> Any:
    def nothing(*args: Any, **kwargs: Any) -> None:
        "Does nothing."

    if name.startswith("_"):
        raise AttributeError(name)
    return nothing
