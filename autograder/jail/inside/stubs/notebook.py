"`autograder.notebook` inside a jail: checks are asked from outside, nothing is exported and no results are shown."

from typing import Any


def check(exercise: str, hidden: bool = False) -> None:
    "Does nothing."


check.inputs = lambda exercise: {}  # type: ignore[attr-defined]


def export_lesson(name: str) -> None:
    "Says so."
    print("Not exported: this notebook is being graded.")


def __getattr__(name: str) -> Any:
    def nothing(*args: Any, **kwargs: Any) -> None:
        "Does nothing."

    if name.startswith("_"):
        raise AttributeError(name)
    return nothing
