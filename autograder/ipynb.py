"Notebook files as data: reading them whole, and what their cells are."

import ast
import json
import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NotRequired, TypedDict

from autograder.errors import CourseError

_DIRECTIVE = re.compile(r"\s*#\s*\|\s*(\S+)")
_EXPORTS = {"export", "exporti", "exports"}
FIGURE = re.compile(r"^\*Figure: (.+?)\*[ ]*(?:\n|\Z)", re.MULTILINE | re.DOTALL)
# nbgrader_config.py, code_stub and text_stub
_STUB = re.compile(r"^[ \t]*raise NotImplementedError(\(\))?[ \t]*$|^\*Your answer here\.\*$", re.M)

# nbgrader's markers: `### BEGIN SOLUTION` and `### END SOLUTION` stand on lines of their own.
ANY_MARKER = r"(BEGIN|END) (SOLUTION|HIDDEN TESTS|MARK SCHEME)"
SOLUTION_MARKER = re.compile(r"[ \t]*#+[ \t]*(BEGIN|END) SOLUTION[ \t]*(\n|$)")


class Cell(TypedDict):
    "A cell as files hold it. nbformat gives cells ids since version 4.5; outputs are code's."

    cell_type: str
    source: str | list[str]
    metadata: dict[str, Any]
    id: NotRequired[str]
    outputs: NotRequired[list[dict[str, Any]]]
    execution_count: NotRequired[int | None]
    attachments: NotRequired[dict[str, Any]]


class Notebook(TypedDict):
    "A notebook of format 4, as files hold it."

    cells: list[Cell]
    metadata: dict[str, Any]
    nbformat: int
    nbformat_minor: int


def read_notebook(path: Path) -> Notebook:
    "The notebook as JSON data, of format 4. Raises `CourseError` for a missing, damaged or foreign file."
    path = Path(path)
    try:
        text = text_of(path.read_bytes())
    except FileNotFoundError:
        raise CourseError(f"there is no {path}. Check the name and the folder.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise _damaged(path, error) from None
    if re.search(r"^<{7} ", text, re.M):
        raise CourseError(f"{path} holds both sides of a merge conflict. Keep one of them: `nbdev_fix {path}` helps.")
    try:
        notebook = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _damaged(path, error) from None
    cells = notebook.get("cells") if isinstance(notebook, dict) else None
    if not isinstance(cells, list) or notebook.get("nbformat") != 4 or not all(map(_is_cell, cells)):
        raise _damaged(path, "it has no cells of notebook format 4")
    return notebook


def text_of(data: bytes) -> str:
    "The text of a notebook's file, as editors save it as well: UTF-8, with a mark or without, or UTF-16."
    return data.decode("utf-16" if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) else "utf-8-sig")


def as_bytes(notebook: Notebook) -> bytes:
    "The notebook's file, as nbformat writes it."
    return (json.dumps(notebook, indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode()


def _damaged(path: Path, why: Any) -> CourseError:
    return CourseError(
        f"{path} is not a readable notebook ({why}). Bring back an earlier version: "
        "File, then Revert Notebook to Checkpoint, in JupyterLab."
    )


def _is_cell(cell: Any) -> bool:
    if not isinstance(cell, dict) or cell.get("cell_type") not in ("code", "markdown", "raw"):
        return False
    source, metadata = cell.get("source"), cell.get("metadata", {})
    lines = source if isinstance(source, list) else [source]
    marks = metadata.get("nbgrader", {}) if isinstance(metadata, dict) else None
    return isinstance(marks, dict) and all(isinstance(line, str) for line in lines)


def source_of(cell: Cell) -> str:
    "A cell's text."
    return "".join(cell["source"])


def name_of(cell: Cell) -> str:
    "What to call a cell in a message: its grade id, or its id."
    return grade_id_of(cell) or str(cell.get("id") or "without an id")


def marks_of(cell: Cell) -> dict[str, Any]:
    "A cell's nbgrader metadata; nothing where a hand-in has anything else in its place."
    marks = cell.get("metadata", {}).get("nbgrader")
    return marks if isinstance(marks, dict) else {}


def grade_id_of(cell: Cell) -> str | None:
    "The id by which nbgrader knows a cell, if it has one that can be read."
    name = marks_of(cell).get("grade_id")
    return name if isinstance(name, str) and name else None


def is_graded(cell: Cell) -> bool:
    "Whether nbgrader keeps this cell: as an answer, as a check, or as text that nobody may change."
    return grade_id_of(cell) is not None and any(marks_of(cell).get(kind) for kind in ("grade", "solution", "locked"))


def is_answer(cell: Cell) -> bool:
    "Whether the cell is where a learner writes, judged by checks or by a person."
    return bool(marks_of(cell).get("solution"))


def is_solution(cell: Cell) -> bool:
    "Whether the cell is where an answer is written that checks judge."
    return is_answer(cell) and not marks_of(cell).get("grade")


def is_marked_by_hand(cell: Cell) -> bool:
    "Whether the cell is where an answer is written that a person marks in the form grader, code or text."
    return is_answer(cell) and bool(marks_of(cell).get("grade"))


def without_markers(source: str) -> str:
    "The text of an answer without the lines that mark it for nbgrader."
    lines = source.splitlines(keepends=True)
    return "".join(line for line in lines if not SOLUTION_MARKER.fullmatch(line)).rstrip("\n")


def has_region(source: str, kind: str) -> bool:
    "Whether the text marks where a region of this kind begins: `'SOLUTION'`, `'HIDDEN TESTS'`."
    return f"BEGIN {kind}" in source


def by_region(source: str, kind: str) -> Iterator[tuple[str, str]]:
    "Each line with what it is: a marker, `'BEGIN'` or `'END'`, or `'inside'` or `'outside'` of a region of this kind."
    inside = False
    for line in source.split("\n"):
        marker = next((marker for marker in ("BEGIN", "END") if f"{marker} {kind}" in line), None)
        inside = marker == "BEGIN" if marker else inside
        yield marker or ("inside" if inside else "outside"), line


def without_region(source: str, kind: str, stub: str | None = None) -> str:
    "`source` without what lies between its BEGIN and END markers of this kind; `stub` takes its place."
    lines = []
    for part, line in by_region(source, kind):
        if part == "BEGIN" and stub:
            lines.append(line[: len(line) - len(line.lstrip())] + stub)
        elif part == "outside":
            lines.append(line)
    return "\n".join(lines)


def directives_of(source: str) -> list[str]:
    "The `#| …` directives that a cell begins with."
    found = []
    for line in source.splitlines():
        directive = _DIRECTIVE.match(line)
        if directive:
            found.append(directive[1])
        elif line.strip():
            break
    return found


def is_exported(cell: Cell) -> bool:
    "Whether nbdev writes this cell into the library."
    return cell["cell_type"] == "code" and not _EXPORTS.isdisjoint(directives_of(source_of(cell)))


def is_unwritten(cell: Cell) -> bool:
    "Whether a solution cell still holds the stub it was released with, in one of its places at least."
    return is_answer(cell) and bool(_STUB.search(source_of(cell)))


def is_blank(source: str) -> bool:
    "Whether an answer's text is empty or still the stub it was released with."
    return not source.strip() or bool(_STUB.search(source))


def is_figure(cell: Cell) -> bool:
    "Whether the cell has drawn something."
    pictures = {"image/png", "image/svg+xml"}
    return any(not pictures.isdisjoint(output.get("data", {})) for output in cell.get("outputs", []))


def figure_texts(cells: Sequence[Cell]) -> Iterator[tuple[int, str | None]]:
    """The places of the cells that have drawn something, and what the line `*Figure: …*` says of each.

    The line stands in the last Markdown before the figure, or in the first one after it, where it may be folded. None
    is for a figure without a line; no line describes two figures.
    """
    unused = {n: FIGURE.findall(source_of(cell)) for n, cell in enumerate(cells) if cell["cell_type"] == "markdown"}
    for place in filter(lambda n: is_figure(cells[n]), range(len(cells))):
        before = unused.get(max((n for n in unused if n < place), default=-1), [])
        after = unused.get(min((n for n in unused if n > place), default=-1), [])
        yield place, before.pop() if before else after.pop(0) if after else None


EXPERIMENT = "experiment"  # the tag of cells that train or draw and that no check needs


def is_check(cell: Cell) -> bool:
    "Whether the cell is a check that carries points."
    marks = marks_of(cell)
    return bool(marks.get("grade")) and not marks.get("solution")


def runs_before_checks(cell: Cell) -> bool:
    "Whether grading, and `course check`, run this cell before they ask: code that is neither check nor experiment."
    tags = cell["metadata"].get("tags") or ()
    return cell["cell_type"] == "code" and not is_check(cell) and EXPERIMENT not in tags


def names_bound(source: str) -> list[str]:
    "The names that a cell's top level defines, assigns or imports; none when it is not Python."
    try:
        body = ast.parse(source).body
    except SyntaxError:
        return []
    names: list[str] = []
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.append(node.name)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            names.extend((alias.asname or alias.name).split(".")[0] for alias in node.names)
        elif isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names.extend(n.id for target in targets for n in ast.walk(target) if isinstance(n, ast.Name))
    return names


def names_changed(source: str) -> set[str]:
    "The names that a cell's top level binds or deletes."
    try:
        body = ast.parse(source).body
    except SyntaxError:
        return set()
    deleted = {n.id for node in body if isinstance(node, ast.Delete) for n in ast.walk(node) if isinstance(n, ast.Name)}
    return deleted | set(names_bound(source))


def changed_later(cells: list[Cell]) -> list[Cell]:
    """The answers whose names a later cell binds again or deletes.

    A check judges an answer as it stood where its check stands, so these run once more at the end. Nothing that a
    lesson gives does that to an answer (a test holds it), so the later cell is one of the learner's own.
    """
    found: list[Cell] = []
    for place, cell in enumerate(cells):
        if not runs_before_checks(cell) or marks_of(cell):
            continue
        changed = names_changed(source_of(cell))
        for answer in filter(is_answer, cells[:place]):
            text = source_of(answer)
            if not is_blank(text) and not changed.isdisjoint(names_bound(text)):
                found.append(answer)
    return [cell for cell in cells if cell in found]


def only_defines(source: str) -> bool:
    """Whether a cell is there for the names that it binds: nbdev exports it, or nothing in it is called as it runs.

    That is imports, functions, classes, and assignments without a call.
    """
    if _EXPORTS.intersection(directives_of(source)):
        return True
    try:
        body = ast.parse(source).body
    except SyntaxError:  # a magic, or not Python
        return False
    return bool(body) and all(map(_defines, body))


def _defines(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.Assign | ast.AnnAssign | ast.Expr):
        called = (ast.Call, ast.Await, ast.GeneratorExp, ast.ListComp, ast.SetComp, ast.DictComp)
        return not any(isinstance(node, called) for node in ast.walk(statement))
    return isinstance(
        statement, ast.Import | ast.ImportFrom | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Pass
    )


def syntax_of(source: str) -> ast.Module | None:
    "A cell's syntax tree; None where it is not Python. Lines of magics are left out."
    try:
        return ast.parse(re.sub(r"^[%!].*$", "", source, flags=re.M))
    except (SyntaxError, ValueError):
        return None


def only_imports(source: str) -> bool:
    "Whether a cell imports and does nothing else."
    try:
        body = ast.parse(source).body
    except SyntaxError:  # a magic, or not Python
        return False
    return bool(body) and all(isinstance(node, ast.Import | ast.ImportFrom) for node in body)
