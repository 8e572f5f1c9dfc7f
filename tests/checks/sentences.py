"""Which sentences the checks could say of an answer.

Sentences are those that an author wrote into a lesson's checks. What `agree` itself measures ("each entry is 2 times
what is expected", "shape 3×1 where 3×4 is asked for") is true wherever it is said and is not counted here.
"""

import importlib
import pkgutil
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from autograder import checks
from autograder.checks import vocabulary
from autograder.checks.difference import Tolerance, equal
from autograder.checks.vocabulary import Disagreement

WORDS = ("accepts", "agree", "holds", "raises")
_ALL = [importlib.import_module(f"autograder.checks.{found.name}") for found in pkgutil.iter_modules(checks.__path__)]
MODULES = [  # of checks: those of a lesson, and those that lessons share
    module for module in _ALL if module is not vocabulary and any(hasattr(module, word) for word in WORDS)
]
FILES = {Path(module.__file__) for module in MODULES}
ENOUGH = 4  # looks at the same mistakes, after which nothing new comes up


@dataclass
class Offers:
    """The sentences that checks hand to `agree`, `holds`, `raises` and `accepts`.

    `reachable` are those of a known mistake whose value is neither the right one nor that of a mistake before it: an
    answer with this value would be told so. To find that out takes the values of all mistakes, where else only those of
    a wrong answer are computed, so each list of mistakes is looked at a few times and not with every answer.
    """

    sentences: set[str] = field(default_factory=set)
    reachable: set[str] = field(default_factory=set)
    looks: Counter[tuple[str, ...]] = field(default_factory=Counter)
    enough: float = ENOUGH

    def note_mistakes(self, got, expected, mistakes, rtol, atol) -> None:
        self.sentences |= mistakes.keys()
        if mistakes.keys() <= self.reachable or self.looks[tuple(mistakes)] >= self.enough:
            return
        if not equal(got, expected, Tolerance(rtol, atol)):
            return
        self.looks[tuple(mistakes)] += 1
        tolerance, before = Tolerance(rtol, atol), [expected]
        for sentence, value in mistakes.items():
            value = value() if callable(value) else value
            if not any(equal(value, other, tolerance) for other in before):
                self.reachable.add(sentence)
            before.append(value)


def _agree(offers: Offers) -> Callable:
    def recording(got, expected, mistakes=None, rtol=None, atol=None, unless="", control=None):
        offers.note_mistakes(got, expected, mistakes or {}, rtol, atol)
        offers.sentences |= {unless} - {""}
        vocabulary.agree(got, expected, mistakes, rtol, atol, unless, control)

    return recording


def _noting(word: Callable, offers: Offers) -> Callable:
    def recording(*args, **options):
        unless = options.get("unless", args[-1] if args else "")
        offers.sentences |= {unless} - {""} if isinstance(unless, str) else set()
        return word(*args, **options)

    return recording


@contextmanager
def recorded(offers: Offers) -> Iterator[None]:
    "Adds what checks offer in this block, whether it is said or not."
    replaced = []
    words = {name: _noting(getattr(vocabulary, name), offers) for name in ("accepts", "holds", "raises")}
    words["agree"] = _agree(offers)
    for module in MODULES:
        for name, recording in words.items():
            if getattr(module, name, None) is getattr(vocabulary, name):
                replaced.append((module, name))
                setattr(module, name, recording)
    try:
        yield
    finally:
        for module, name in replaced:
            setattr(module, name, getattr(vocabulary, name))


def is_an_authors(found: Disagreement, offers: Offers) -> bool:
    "Whether this says a sentence of those on offer, or one that a lesson's checks raise themselves."
    raised_in = Path(traceback.extract_tb(found.__traceback__)[-1].filename)
    return bool(found.looks_like) and (found.looks_like in offers.sentences or raised_in in FILES)
