"""Which sentence may be shown of a hidden trial: one that the author of the check wrote, whatever the answer did.

A judge's sentence can carry what a learner's code chose: a class's name, a shape, a dict's keys. Code that has seen a
hidden input could spell it out in one of those. So a sentence that stands in the checks as it is may be shown; one that
is put together while a check runs may not, unless whoever puts it together says which form of it may:

    public(f"makes {found} a Parameter", "makes a buffer a Parameter")      another text is shown
    public(f"{BLENDED}, not when an epoch begins")                          only the author's own words are in it
"""

from collections.abc import Callable
from functools import lru_cache, partial
from types import CodeType, FunctionType
from typing import Any


class Public(str):
    "A sentence, and as `shown` the form of it that may be shown of a hidden trial."

    shown: str


def public(sentence: str, shown: str | None = None) -> Public:
    "`sentence`, of which `shown` may be shown of a hidden trial: all of it unless given. Nothing of a learner in that!"
    kept = Public(sentence)
    kept.shown = str(sentence) if shown is None else shown
    return kept


UNWRITTEN = public("not written yet")


def public_form(sentence: str, judge: Callable) -> str:
    "What may be shown of a sentence that `judge` raised on a hidden trial; '' if nothing may."
    if isinstance(sentence, Public):
        return sentence.shown
    return sentence if sentence in _author_wrote(judge) else ""


@lru_cache(maxsize=1024)
def _author_wrote(judge: Callable) -> frozenset[str]:
    "Every string in the code and in the globals of this function's module, and of the modules of checks it takes from."
    found: set[str] = set()
    seen: set[int] = set()
    left: list[Any] = [judge]
    while left:
        value = left.pop()
        if isinstance(value, str):
            found.add(value)
        elif id(value) not in seen:
            seen.add(id(value))
            left += _inside(value)
    return frozenset(found)


def _inside(value: Any) -> list[Any]:
    if isinstance(value, CodeType):
        return list(value.co_consts)
    if isinstance(value, tuple | list | set | frozenset):
        return list(value)
    if isinstance(value, dict):
        return [*value, *value.values()]
    if isinstance(value, partial):
        return [value.func, *value.args, value.keywords]
    if isinstance(value, FunctionType) and _of_checks(value):
        return [value.__code__, value.__defaults__, value.__kwdefaults__, value.__globals__, value.__dict__]
    if isinstance(value, type) and _of_checks(value):
        return list(vars(value).values())
    if _of_checks(type(value)) and hasattr(value, "__dict__"):  # a case of the author's, say
        return list(vars(value).values())
    return []


def _of_checks(value: Any) -> bool:
    return str(getattr(value, "__module__", "")).startswith("autograder.checks.")
