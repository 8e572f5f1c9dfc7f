"""Which sentences the checks could say of an answer, and which ones they say.

Sentences are those that an author wrote into a lesson's checks. What `agree` itself measures ("each entry is 2 times
what is expected", "shape 3×1 where 3×4 is asked for") is true wherever it is said and is not counted here.
"""

import importlib
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from autograder.checks import vocabulary
from autograder.checks.difference import Tolerance, equal
from autograder.checks.run import lesson_modules
from autograder.checks.student import EditedInput, Raised, Student
from autograder.checks.trial import Trial, trials
from autograder.checks.vocabulary import Check, Disagreement

MODULES = [importlib.import_module(f"autograder.checks.{name}") for name in lesson_modules()]
FILES = {Path(module.__file__) for module in MODULES}


@dataclass
class Offers:
    """The sentences that checks hand to `agree`, `holds`, `raises` and `accepts`.

    `reachable` are those of a known mistake whose value is neither the right one nor that of a mistake before it: an
    answer with this value would be told so.
    """

    sentences: set[str] = field(default_factory=set)
    reachable: set[str] = field(default_factory=set)

    def note_mistakes(self, got, expected, mistakes, rtol, atol) -> None:
        self.sentences |= mistakes.keys()
        if mistakes.keys() <= self.reachable or not equal(got, expected, Tolerance(rtol, atol)):
            return
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
def recorded() -> Iterator[Offers]:
    "What checks offer in this block, whether it is said or not."
    offers, replaced = Offers(), []
    words = {name: _noting(getattr(vocabulary, name), offers) for name in ("accepts", "holds", "raises")}
    words["agree"] = _agree(offers)
    for module in MODULES:
        for name, recording in words.items():
            if getattr(module, name, None) is getattr(vocabulary, name):
                replaced.append((module, name))
                setattr(module, name, recording)
    try:
        yield offers
    finally:
        for module, name in replaced:
            setattr(module, name, getattr(vocabulary, name))


def said(check: Check, student: Student, trial: Trial, offers: Offers) -> str:
    "The author's sentence that this check says of the answer, '' where it accepts it or refuses it without one."
    student.tried, student.without = "", check.without
    try:
        check.judge(student, trial)
    except Disagreement as found:
        raised_in = Path(traceback.extract_tb(found.__traceback__)[-1].filename)
        if found.looks_like in offers.sentences or raised_in in FILES:
            return found.looks_like
    except (Raised, EditedInput, Exception):
        pass
    return ""


def all_said(check: Check, student: Student, offers: Offers) -> set[str]:
    "What it says on the published trial and on a hidden one of each dtype."
    some = trials(f"{check.exercise}/{check.judge.__name__}", hidden=True)[:3]
    return {said(check, student, trial, offers) for trial in some} - {""}
