"""Numbers in prose are those that the lesson computes: each stands in its code or its outputs, tables among them.

Where a run changes a number, the sentence that quotes it fails here until it is written anew.
"""

import re

import pytest

from autograder.ipynb import read_notebook, source_of
from autograder.lessons import REPOSITORY, all_lessons

LESSONS = all_lessons(REPOSITORY / "solutions")
# What text works out by itself with the formula beside it, reads off an axis, or asks for.
BY_HAND = {
    "01": {"0.189", "1.0000001"},
    "02": {"1.73", "2.30"},
    "04": {"0.03"},
    "05": {"2.872"},
    "06": {"0.408"},
    "08": {"0.005"},
    "12": {"0.875"},
    "14": {"0.0012", "0.0024", "0.05"},
}
_NUMBER = re.compile(r"\d+(?:,\d{3})+(?:\.\d+)?|\d*\.?\d+(?:[eE][-+]?\d+)?")
_DECIMAL = re.compile(r"(?<![\d.])\d*\.\d{2,}(?![\d.]*\d)")
_NO_PROSE = [r"```.*?```", r"\$\$.*?\$\$", r"\$[^$\n]+\$", r"`[^`]*`", r"\]\([^)]*\)"]
_KINDS = ("text/plain", "text/html", "text/markdown")


def numbers_in(text):
    return {float(number.replace(",", "")) for number in _NUMBER.findall(text)}


def computed(notebook):
    "Every number in code and in what it printed."
    found = set()
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            texts = [source_of(cell)]
            for output in cell["outputs"]:
                texts.append("".join(output.get("text", "")))
                texts += ["".join(output.get("data", {}).get(kind, "")) for kind in _KINDS]
            found |= numbers_in(re.sub(r"<[^>]+>", " ", "\n".join(texts)))
    return found


def quoted(notebook):
    "Every number with two decimals or more in the prose, as it is written."
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            text = source_of(cell)
            for pattern in _NO_PROSE:
                text = re.sub(pattern, " ", text, flags=re.S)
            yield from _DECIMAL.findall(text)


def is_rounded(written, numbers):
    "Whether it is one of the numbers, or a hundred times one (per cent), rounded as it is written."
    half = 0.5000001 * 10.0 ** -len(written.split(".")[1])
    return any(abs(factor * number - float(written)) <= half for number in numbers for factor in (1, 100))


@pytest.mark.parametrize("lesson", LESSONS, ids=str)
def test_prose_quotes_what_was_computed(lesson):
    notebook = read_notebook(lesson.notebook(REPOSITORY / "solutions"))
    numbers = computed(notebook)
    unfounded = [written for written in quoted(notebook) if not is_rounded(written, numbers)]
    assert set(unfounded) <= BY_HAND.get(lesson.number, set())


def test_a_number_from_nowhere_is_found():
    assert is_rounded("87.31", {0.87312}) and is_rounded("2.50", {2.5})
    assert not is_rounded("87.31", {0.8739, 87.4, 1.0})
