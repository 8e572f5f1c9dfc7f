"Text that came from learners, made fit for a terminal and a table."

import re
import textwrap
import unicodedata
from collections.abc import Sequence

_ESCAPE = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[@-_]")  # ECMA-48
_CONTROL = {"Cc", "Cf", "Cs", "Zl", "Zp"}  # escapes, bidirectional overrides, line separators


def one_line(text: object, most: int = 300) -> str:
    "One line without control characters, cut after `most` characters."
    line = "".join(" " if unicodedata.category(c) in _CONTROL else c for c in str(text)[: 4 * most])
    line = " ".join(line.split())
    return line if len(line) <= most else line[: most - 1] + "…"


def screen(text: str) -> str:
    "What a terminal shows of a text in the end: colours left out, of each line what came after its last return."
    lines = _ESCAPE.sub("", text).split("\n")
    return "\n".join(line.rstrip("\r").rpartition("\r")[2] for line in lines)


def printable(text: object) -> str:
    "Text of several lines without control characters: nothing that a terminal obeys or that reorders what is read."
    kept = (c if c in "\n\t" or unicodedata.category(c) not in _CONTROL else "\ufffd" for c in str(text))
    return "".join(kept)


def table(rows: Sequence[Sequence[str]], width: int | None = None) -> str:
    "Columns of plain text. With `width` the last one is wrapped into what is left of it; its cells may hold lines."
    sizes = [max(map(len, column)) for column in list(zip(*rows, strict=True))[:-1]]
    left = sum(sizes) + 2 * len(sizes)
    lines = []
    for row in rows:
        first = "".join(f"{cell:<{size}}  " for cell, size in zip(row, sizes, strict=False))
        wrapped = []
        for line in row[-1].splitlines():
            wrapped += textwrap.wrap(line, max(30, width - left), subsequent_indent="  ") if width else [line]
        lines.append((first + (wrapped[0] if wrapped else "")).rstrip())
        lines += [(" " * left + line).rstrip() for line in wrapped[1:]]
    return "\n".join(lines)
