"The glossary: each term is defined where it says, and spelt in the lessons as it is spelt there."

import re
from functools import cache

import pytest

from autograder.docs.links import anchor_of
from autograder.ipynb import read_notebook, source_of
from autograder.lessons import REPOSITORY, all_lessons

PAGE = REPOSITORY / "docs" / "guides" / "glossary.md"
ENTRY = re.compile(
    r"^- \*\*(?P<term>[^*]+)\*\*: (?P<text>.+?)(?: Elsewhere: (?P<others>[^.]+)\.)? "
    r"\[(?P<number>\d\d), (?P<title>.+?)\]\(\.\./\.\./solutions/(?P<folder>[^/]+)/(?P=folder)\.ipynb#(?P<anchor>\S+)\)$"
)
ENTRIES = [
    ENTRY.match(" ".join(item.split())) for item in re.split(r"\n(?=- )", PAGE.read_text(encoding="utf-8").strip())[1:]
]
# Code, formulas, addresses, and the titles of papers, which are spelt as their authors spelt them.
_NO_PROSE = [r"```.*?```", r"\$\$.*?\$\$", r"\$[^$\n]+\$", r"`[^`]*`", r"\]\([^)]*\)", r'"[^"\n]*"']


@cache
def sections(folder):
    "The lesson's Markdown by the heading above it."
    (lesson,) = [lesson for lesson in all_lessons(REPOSITORY / "solutions") if lesson.name == folder]
    found, title = {}, ""
    for cell in read_notebook(lesson.notebook(REPOSITORY / "solutions"))["cells"]:
        if cell["cell_type"] == "markdown":
            for line in source_of(cell).splitlines():
                if re.match("#+ ", line):
                    title = re.sub("^#+ ", "", line)
                found[title] = found.get(title, "") + line + "\n"
    return found


def prose(folder):
    text = "\n".join(sections(folder).values())
    for pattern in _NO_PROSE:
        text = re.sub(pattern, " ", text, flags=re.S)
    return text


def spellings(term):
    "Other ways to join its words: `fan-in` as `fan in` and `fanin`."
    words = re.split("[ -]", term)
    if len(words) > 1:
        yield from {joint.join(words) for joint in (" ", "-", "")} - {term}


def test_entries_are_read_and_in_order():
    assert None not in ENTRIES, "an entry is `- **term**: what it is. [NN, heading](../../solutions/…)`"
    terms = [entry["term"].lower() for entry in ENTRIES]
    assert terms == sorted(set(terms)) and len(terms) > 50


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry["term"])
def test_the_section_is_there_and_speaks_of_it(entry):
    assert entry["folder"].startswith(entry["number"])
    title = entry["title"]
    assert title in sections(entry["folder"]), f"lesson {entry['number']} has no section {title!r}"
    assert entry["anchor"] == anchor_of(title)
    text = " ".join(sections(entry["folder"])[title].replace("*", "").split())
    assert re.search(rf"\b{re.escape(entry['term'])}", text, re.I), f"{title!r} does not say {entry['term']!r}"


@pytest.mark.parametrize("lesson", all_lessons(REPOSITORY / "solutions"), ids=str)
def test_terms_are_spelt_as_in_the_glossary(lesson):
    "A name that others use may stand in the section that defines the term, and nowhere else."
    text, found = prose(lesson.name), []
    for entry in ENTRIES:
        wrong = [*spellings(entry["term"]), *(entry["others"] or "").split(", ")]
        found += [
            f"{word!r}: write {entry['term']!r}"
            for word in filter(None, wrong)
            if re.search(rf"\b{re.escape(word)}s?\b", text, re.I)
        ]
    assert not found, "; ".join(found)
