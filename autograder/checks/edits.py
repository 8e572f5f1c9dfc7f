"""Text written as an edit of another text: hunks of lines that go, come or stay, in comments of a Python file.

    #       total = x.sum()
    # -     return total / len(x)
    # +     return total / (len(x) - 1)

The first four characters say what becomes of the rest of the line: `# - ` goes, `# + ` comes, `#   ` stays and says
where. An empty line begins the next hunk. What goes or stays in a hunk must stand together exactly once in the text.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

_GOES, _COMES, _STAYS = "# - ", "# + ", "#   "


class EditError(Exception):
    "What is wrong with an edit, and with which of its lines (counted from 0)."

    def __init__(self, line: int, reason: str):
        super().__init__(reason)
        self.line = line


@dataclass
class _Hunk:
    "Lines of the text, and what stands in their place afterwards."

    line: int
    old: list[str] = field(default_factory=list)
    new: list[str] = field(default_factory=list)


def edited(text: str, edit: Sequence[str]) -> str:
    "`text` after the edit that these lines describe. Raises `EditError` where it does not apply exactly as written."
    lines, result, done = text.split("\n"), [], 0
    for hunk in _hunks(edit):
        start, length = _place(lines, hunk), len(hunk.old)
        if start < done:
            raise EditError(hunk.line, "lies before or in the hunk above; hunks stand in the order of the text")
        result += lines[done:start] + hunk.new
        done = start + length
    return "\n".join(result + lines[done:])


def _hunks(edit: Sequence[str]) -> Iterator[_Hunk]:
    hunk = None
    for number, line in enumerate([*edit, ""]):
        if line.strip():
            hunk = hunk or _Hunk(number)
            kind, rest = f"{line.rstrip():4}"[:4], line.rstrip()[4:]
            if kind not in (_GOES, _COMES, _STAYS):
                raise EditError(number, f"a line of an edit begins with `{_GOES}`, `{_COMES}` or `{_STAYS}`")
            if kind != _COMES:
                hunk.old.append(rest)
            if kind != _GOES:
                hunk.new.append(rest)
        elif hunk:
            yield hunk
            hunk = None


def _place(lines: list[str], hunk: _Hunk) -> int:
    "Where the hunk's old lines begin."
    if hunk.old == hunk.new:
        raise EditError(hunk.line, "changes nothing")
    if not hunk.old:
        raise EditError(hunk.line, f"does not say where: begin it with a line that stays (`{_STAYS}`)")
    length = len(hunk.old)
    found = [i for i in range(len(lines) - length + 1) if lines[i : i + length] == hunk.old]
    if len(found) != 1:
        times = f"{len(found)} times" if found else "nowhere"
        raise EditError(hunk.line, f"its lines that go or stay are found {times} in the text, not once")
    return found[0]
