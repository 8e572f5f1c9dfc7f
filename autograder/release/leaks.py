"Looks for answers where none may be: in a kit, in a folder, on the site."

import json
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from autograder.errors import CourseError
from autograder.ipynb import ANY_MARKER, Notebook, by_region, has_region, is_answer, read_notebook, source_of
from autograder.lessons import REPOSITORY, all_lessons

# Short lines (`return x`) give nothing away, and signatures are meant to be seen.
_LEAST = 16
_SEEN = re.compile(r"^ *def |^ *\) -> |^ *\w+: [^#]*,( +#.*)?$")
_MARKER = re.compile(rf"#+ *{ANY_MARKER}")
_TEXT = {".ipynb", ".py", ".md", ".txt", ".ini", ".toml", ".yml", ".json", ".sh", ".html", ".js", ".css", ".svg"}
_NOTEBOOK_KEYS = {"kernelspec", "language_info"}
_CELL_KEYS = {"nbgrader", "deletable", "editable", "tags", "jupyter"}
FOLDED = {"source_hidden": True}  # what a cell's `jupyter` metadata may say: JupyterLab shows a bar in its place


def secret_lines(solutions: Path) -> dict[str, str]:
    "Every line of a solution that is nowhere else in the notebooks of `solutions`, and the lesson it is from."
    secret: dict[str, str] = {}
    shown = []
    for lesson in all_lessons(solutions):
        for cell in read_notebook(lesson.notebook(solutions))["cells"]:
            source = source_of(cell)
            whole = is_answer(cell) and not has_region(source, "SOLUTION")
            for part, line in by_region(source, "SOLUTION"):
                inside = whole or part == "inside"
                if inside and len(line.strip()) >= _LEAST and not _SEEN.search(line):
                    secret[line.strip()] = lesson.name
                elif not inside:
                    shown.append(line)
    text = "\n".join(shown)
    return {line: lesson for line, lesson in secret.items() if line not in text}


def find_leaks(folder: Path, solutions: Path = REPOSITORY / "solutions") -> list[str]:
    "One line for everything in `folder` that gives an answer away, or could: the file, what is in it, what to do."
    folder = Path(folder)
    lines = secret_lines(solutions)
    if not lines:
        raise CourseError(f"{solutions} has no solutions, so there is nothing to look for in {folder}.")
    found: list[str] = []
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        found.extend(f"{name}: {what}" for what in _in_file(path, lines))
    return found


def _in_file(path: Path, lines: dict[str, str]) -> Iterator[str]:
    if path.is_symlink():
        yield "a symbolic link can lead anywhere. Copy the file."
    elif path.name in (".git", "__pycache__", ".ipynb_checkpoints", "classroom", "solutions"):
        yield "holds what is not meant for learners. Leave it out."
    elif path.is_file() and path.suffix not in _TEXT and path.name not in ("Makefile", "LICENSE"):
        yield "cannot be looked through. Leave it out."
    elif path.is_file():
        text = path.read_text(encoding="utf-8", errors="replace")
        for line in _program_lines(text, lines) if path.suffix == ".py" else _text_lines(text, lines):
            yield f"has a line of the solution of {lines[line]}: {line}"
        if path.suffix == ".ipynb":
            yield from _in_notebook(read_notebook(path))


def _text_lines(text: str, lines: dict[str, str]) -> Iterator[str]:
    "In a notebook's file quotes and line ends are escaped."
    for line in lines:
        if line in text or json.dumps(line, ensure_ascii=False)[1:-1] in text:
            yield line


def _program_lines(text: str, lines: dict[str, str]) -> Iterator[str]:
    "A check writes definitions out to compare with, so one line alone is no leak in a program; two in a row are."
    found = [line.strip() for line in text.splitlines() if line.strip()]
    for line, after in pairwise(found):
        if line in lines and lines.get(after) == lines[line]:
            yield line


def _in_notebook(notebook: Notebook) -> Iterator[str]:
    extra = set(notebook["metadata"]) - _NOTEBOOK_KEYS
    if extra:
        yield f"has metadata {', '.join(sorted(extra))}. Release the lesson again."
    for cell in notebook["cells"]:
        name = cell.get("id", "without id")
        if _MARKER.search(source_of(cell)):
            yield f"cell {name} has a marker of a solution or of hidden trials. Release the lesson again."
        if cell.get("outputs") or cell.get("execution_count"):
            yield f"cell {name} has outputs. Release the lesson again."
        foreign = set(cell["metadata"]) - _CELL_KEYS or cell["metadata"].get("jupyter", FOLDED) != FOLDED
        if foreign or cell.get("attachments"):
            yield f"cell {name} has metadata that is not the lesson's. Release the lesson again."
