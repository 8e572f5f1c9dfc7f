"""Wrong and right answers as data: what the checks themselves are tested with.

`tests/answers/lesson01/variance.py` holds answers to the exercise `variance`, each in a cell of its own:

    # %% right: written with sums
    def variance(x, correction=0, dim=None): …

    # %% wrong: divides by n - 1
    # looks like: divides by n - 1
    # looks like: ignores dim
    def variance(x, correction=0, dim=None): …

A wrong answer lists parts of all sentences that are true of it and that a check may say.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from autograder.errors import CourseError
from autograder.ipynb import is_exported, is_solution, name_of, only_imports, read_notebook, source_of
from autograder.lessons import Lesson

_HEAD = re.compile(r"# %% (right|wrong): (.+)")
_DIAGNOSIS = re.compile(r"^# looks like: (.+)", re.M)


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


def read_answers(path: Path) -> list[Answer]:
    "All answers in one file. Raises `CourseError` for a cell without a readable head or a wrong one without diagnosis."
    answers = []
    for cell in re.split(r"^(?=# %% )", path.read_text(encoding="utf-8"), flags=re.M):
        if not cell.startswith("# %%"):
            continue
        head, _, source = cell.partition("\n")
        named = _HEAD.fullmatch(head.strip())
        looks_like = tuple(line.strip() for line in _DIAGNOSIS.findall(source))
        if not named or (named[1] == "wrong") != bool(looks_like):
            raise CourseError(f"{path}: {head!r} must be `right: …`, or `wrong: …` with a `# looks like:` line.")
        answers.append(Answer(path.stem, named[2].strip(), source.strip(), looks_like))
    return answers


def solution_cells(notebook: Path) -> dict[str, str]:
    "The sources of a notebook's solution cells by exercise."
    return {name_of(cell): source_of(cell) for cell in read_notebook(notebook)["cells"] if is_solution(cell)}


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
            own = re.sub(r"^from autograder.*\n?", "", source_of(cell), flags=re.M)
            parts.append((name_of(cell) if is_solution(cell) else None, own))
    return tuple(parts)
