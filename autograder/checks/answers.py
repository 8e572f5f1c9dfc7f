"""Wrong and right answers as data: what the checks themselves are tested with.

`tests/answers/lesson01/variance.py` holds answers to the exercise `variance`, each in a cell of its own:

    # %% right: written with sums
    def variance(x, correction=0, dim=None): …

    # %% wrong: divides by n - 1
    # looks like: divides by n - 1
    def variance(x, correction=0, dim=None): …
"""

import ast
import re
from dataclasses import dataclass
from pathlib import Path

import nbformat

from autograder.errors import CourseError
from autograder.lessons import Lesson

_HEAD = re.compile(r"# %% (right|wrong): (.+)")
_DIAGNOSIS = re.compile(r"# looks like: (.+)")


@dataclass(frozen=True)
class Answer:
    "One answer to one exercise. A wrong one says what its diagnosis must contain."

    exercise: str
    title: str
    source: str
    looks_like: str | None = None

    @property
    def right(self) -> bool:
        return self.looks_like is None


def read_answers(path: Path) -> list[Answer]:
    "All answers in one file. Raises `CourseError` for a cell without a readable head or a wrong one without diagnosis."
    answers = []
    for cell in re.split(r"^(?=# %% )", path.read_text(encoding="utf-8"), flags=re.M):
        if not cell.startswith("# %%"):
            continue
        head, _, source = cell.partition("\n")
        named = _HEAD.fullmatch(head.strip())
        diagnosis = _DIAGNOSIS.match(source)
        if not named or (named[1] == "wrong") != bool(diagnosis):
            raise CourseError(f"{path}: {head!r} must be `right: …`, or `wrong: …` with a `# looks like:` line.")
        looks_like = diagnosis[1].strip() if diagnosis else None
        answers.append(Answer(path.stem, named[2].strip(), source.strip(), looks_like))
    return answers


def solution_cells(notebook: Path) -> dict[str, str]:
    "The sources of a notebook's solution cells by grade id."
    cells = nbformat.read(notebook, as_version=4).cells
    return {c.metadata.nbgrader.grade_id: c.source for c in cells if c.metadata.get("nbgrader", {}).get("solution")}


def cells_with(lesson: Lesson, solutions: Path, exercise: str, source: str) -> list[str]:
    "The lesson's import and export cells in order, without the checker's, with `source` in the place of the exercise's solution cell."
    cells = []
    for cell in nbformat.read(lesson.notebook(solutions), as_version=4).cells:
        if cell.cell_type == "code" and (cell.source.startswith("#| export") or _only_imports(cell.source)):
            answered = cell.metadata.get("nbgrader", {}).get("grade_id") == exercise
            cells.append(source if answered else _without_checker(cell.source))
    return cells


def _without_checker(source: str) -> str:
    "A learner's process never needs `check` and `export_lesson`, and a jail will not have them."
    return re.sub(r"^from autograder.*\n?", "", source, flags=re.M)


def _only_imports(source: str) -> bool:
    try:
        body = ast.parse(source).body
    except SyntaxError:  # a magic
        return False
    return bool(body) and all(isinstance(node, ast.Import | ast.ImportFrom) for node in body)
