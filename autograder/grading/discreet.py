"""What a learner may be told about a hidden trial: which mistake it looks like, in words that the checks' author wrote.

A judge's sentence can carry what the learner's code chose: a class's name, a shape, a dict's keys. Code that has seen a
hidden input could spell it out in one of those. So nothing is shown of a hidden trial but sentences that stand in the
checks, and a few fixed ones.
"""

import ast
import builtins
import re
from functools import lru_cache

from autograder.checks.vocabulary import EDITED_INPUT, UNWRITTEN, Check

_TYPES = {"Tensor", "int", "float", "bool", "str", "list", "tuple", "dict", "None"}
_DTYPES = re.compile(
    r"dtype (float|bfloat|int|uint|complex)\d+ where \w+ is asked for|dtype bool where \w+ is asked for"
)
_ERRORS = {name for name, value in vars(builtins).items() if isinstance(value, type) and issubclass(value, Exception)}
_FIXED = {EDITED_INPUT, UNWRITTEN, "nan: not a number"}
_REPLACED = {
    r"shape .+ where .+ is asked for": "another shape than is asked for",
    r"dtype .+ where .+ is asked for": "another dtype than is asked for",
    r".+ items where there should be \d+": "another number of items than is asked for",
    r"keys .* instead of .*": "other keys than are asked for",
    r"raises .+ where .+ is asked for": "raises another error than is asked for",
    r".+ where (a|an) .+ is asked for": "another type than is asked for",
    r".+ where None is asked for": "another type than is asked for",
}


def discreet(sentence: str, check: Check, source: str) -> str:
    "`sentence` as it may be shown, '' if nothing of it may. `source` is the text of the module of checks."
    if not sentence or sentence in _FIXED or sentence in _sentences(source)[0]:
        return sentence
    called = re.fullmatch(r"calls (.+), which is what this exercise asks you to write", sentence)
    if called and called[1] in check.without:
        return sentence
    for pattern, shown in _sentences(source)[1]:
        if re.fullmatch(pattern, sentence, re.S):
            return shown
    if _DTYPES.fullmatch(sentence):
        return sentence
    names = re.fullmatch(r"(?:an? )?(\w+) where (?:an? )?(\w+) is asked for", sentence)
    if names and set(names.groups()) <= _TYPES:
        return sentence
    raised = re.fullmatch(r"raises (\w+) where (\w+) is asked for", sentence)
    if raised and set(raised.groups()) <= _ERRORS:
        return sentence
    return next((shown for pattern, shown in _REPLACED.items() if re.fullmatch(pattern, sentence, re.S)), "")


@lru_cache(maxsize=32)
def _sentences(source: str) -> tuple[frozenset[str], tuple[tuple[str, str], ...]]:
    "The strings that stand in a module, and those with gaps: a pattern, and the text with `…` in each gap."
    tree = ast.parse(source)
    plain = frozenset(n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str))
    patterns = []
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            parts = [part.value if isinstance(part, ast.Constant) else None for part in node.values]
            if sum(len(part) for part in parts if part) < 12:  # next to nothing of it is the author's
                continue
            pattern = "".join(".*" if part is None else re.escape(part) for part in parts)
            patterns.append((pattern, "".join("…" if part is None else part for part in parts)))
    return plain, tuple(patterns)
