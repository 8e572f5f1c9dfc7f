"""Wrong and right answers as data: what the checks themselves are tested with.

`tests/answers/lesson01/variance.py` holds answers to the exercise `variance`, each in a cell of its own. One that
differs little from another is an edit (edits.py) of it, which stands whole in the same file, or of our solution:

    # %% right: written with sums
    def variance(x, correction=0, dim=None): …

    # %% wrong: divides by n - 1
    # from: written with sums
    # looks like: divides by n - 1
    # looks like: ignores dim
    # -     return squares / n
    # +     return squares / (n - 1)

A wrong answer lists parts of all sentences that are true of it and that a check may say.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from autograder.checks.edits import EditError, edited
from autograder.errors import CourseError
from autograder.ipynb import (
    is_exported,
    is_solution,
    name_of,
    only_imports,
    read_notebook,
    source_of,
    without_markers,
)
from autograder.lessons import Lesson

_HEAD = re.compile(r"# %% (right|wrong): (.+)")
_SAID = re.compile(r"# (from|looks like): (.+)")
_SOLUTION = "solution"  # what `# from:` calls ours


@dataclass(frozen=True)
class Answer:
    "One answer to one exercise. A wrong one lists parts of the sentences that may be said of it; one of them must be."

    exercise: str
    title: str
    source: str
    looks_like: tuple[str, ...] = ()

    @property
    def right(self) -> bool:
        return not self.looks_like


@dataclass(frozen=True)
class _Cell:
    "An answer as it stands in its file: the line of its head, and of the first of its code or edit, counted from 1."

    head: int
    title: str
    base: str | None
    looks_like: tuple[str, ...]
    first: int
    lines: list[str]


def read_answers(path: Path, solution: str) -> list[Answer]:
    """All answers in one file; `solution` is the source of our solution's cell.

    Raises `CourseError` for a cell without a readable head, a wrong one without diagnosis, an edit that does not apply.
    """
    cells = list(_cells(path))
    whole = {cell.title: "\n".join(cell.lines).strip() for cell in cells if cell.base is None}
    whole[_SOLUTION] = _code_of(solution)
    answers = []
    for cell in cells:
        source = whole[cell.title] if cell.base is None else _edited(path, cell, whole)
        answers.append(Answer(path.stem, cell.title, source, cell.looks_like))
    return answers


def _cells(path: Path) -> Iterator[_Cell]:
    lines = path.read_text(encoding="utf-8").split("\n")
    heads = [i for i, line in enumerate(lines) if line.startswith("# %%")]
    for head, end in zip(heads, [*heads[1:], len(lines)], strict=True):
        named, said, at = _HEAD.fullmatch(lines[head].strip()), [], head + 1
        while at < end and (found := _SAID.fullmatch(lines[at].strip())):
            said.append(found)
            at += 1
        bases = [found[2] for found in said if found[1] == "from"]
        looks_like = tuple(found[2] for found in said if found[1] != "from")
        if not named or (named[1] == "wrong") != bool(looks_like):
            raise CourseError(
                f"{path}:{head + 1}: {lines[head]!r} must be `right: …`, or `wrong: …` with a `# looks like:` line."
            )
        if len(bases) > 1:
            raise CourseError(f"{path}:{head + 1}: {named[2]!r} is an edit of one answer: one `# from:` line.")
        base = bases[0] if bases else None
        yield _Cell(head + 1, named[2].strip(), base, looks_like, at + 1, lines[at:end])


def _edited(path: Path, cell: _Cell, whole: dict[str, str]) -> str:
    "The source of an answer that is written as an edit."
    told = f"the edit {cell.title!r} of {cell.base!r}"
    if cell.base not in whole:
        raise CourseError(f"{path}:{cell.head}: {told}: no answer that is written whole in this file has that title.")
    try:
        source = edited(whole[cell.base], cell.lines)
    except EditError as problem:
        raise CourseError(f"{path}:{cell.first + problem.line}: {told}: {problem}.") from None
    if source == whole[cell.base]:
        raise CourseError(f"{path}:{cell.head}: {told}: it changes nothing.")
    return source.strip()


def _code_of(solution: str) -> str:
    "A solution's cell without nbdev's and nbgrader's lines, which answers do not have."
    return re.sub(r"^#\|.*\n", "", without_markers(solution), flags=re.M).strip()


def solution_cells(notebook: Path) -> dict[str, str]:
    "The sources of a notebook's solution cells by exercise."
    return {name_of(cell): source_of(cell) for cell in read_notebook(notebook)["cells"] if is_solution(cell)}


_OF_THE_CHECKER = re.compile(
    r"^from autograder[^\n(]*(?:\([^)]*\))?.*\n?", re.M
)  # an import, of one line or of several


def cells_with(lesson: Lesson, solutions: Path, exercise: str, source: str) -> list[str]:
    """The lesson's import and export cells in order, with `source` in the place of the exercise's solution.

    Imports of the checker are left out: a learner's process never needs them, and a jail will not have them.
    """
    notebook = lesson.notebook(solutions)
    status = notebook.stat()
    parts = _parts(notebook, (status.st_mtime_ns, status.st_size))
    return [source if name == exercise else own for name, own in parts]


@lru_cache(maxsize=64)
def _parts(notebook: Path, stamp: tuple[int, int]) -> tuple[tuple[str | None, str], ...]:
    """A lesson's import and export cells: (exercise or None, source).

    Kept, because thousands of answers share fifteen notebooks. `stamp` is the file's time and size: a notebook that
    was written to is read again.
    """
    parts = []
    for cell in read_notebook(notebook)["cells"]:
        if cell["cell_type"] == "code" and (is_exported(cell) or only_imports(source_of(cell))):
            own = _OF_THE_CHECKER.sub("", source_of(cell))
            parts.append((name_of(cell) if is_solution(cell) else None, own))
    return tuple(parts)
