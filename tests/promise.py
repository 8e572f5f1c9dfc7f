"""The promise that is made to a class: no answer of an open lesson is in a kit, on the site or in a jail.

One way of looking for all three: every line of every solution that stands nowhere else, the markers, and the words that
only a hidden region has.
"""

import re
import zipfile
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path

from autograder.release.leaks import secret_lines

WORDS = ("BEGIN SOLUTION", "END SOLUTION", "BEGIN HIDDEN TESTS", "hidden=True)")
# The program's own text has such words, and checks write out what they compare with: there two lines in a row count.
PROGRAMS = re.compile(r"autograder/.*\.(py|html|js)$")


def texts_in(folder: Path) -> Iterator[tuple[str, str]]:
    "Every file's name and text, those in archives included."
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.suffix in (".zip", ".whl"):
            with zipfile.ZipFile(path) as archive:
                for inner in archive.namelist():
                    yield f"{name}/{inner}", archive.read(inner).decode(errors="replace")
        elif path.is_file():
            yield name, path.read_bytes().decode(errors="replace")


def given_away(texts: Mapping[str, str], solutions: Path) -> list[str]:
    "One line for each answer, or part of one, that these texts hold."
    lines, found = secret_lines(solutions), []
    assert lines
    for name, text in texts.items():
        plain = text.replace('\\"', '"')  # as notebooks write it
        if PROGRAMS.search(name):
            own = [line.strip() for line in plain.splitlines() if line.strip()]
            found += [f"{name} has a line of {lines[a]}: {a}" for a, b in pairwise(own) if a in lines and b in lines]
        else:
            found += [f"{name} has a line of {lesson}: {line}" for line, lesson in lines.items() if line in plain]
            found += [f"{name} has the words {word!r}" for word in WORDS if word in plain]
    return found
