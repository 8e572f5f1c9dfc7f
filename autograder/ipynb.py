"Notebook files as data: reading them whole, and what their cells are."

import ast
import json
import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Container, Iterable, Iterator, Sequence
from functools import lru_cache
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
    "The notebook as JSON data, of format 4 or made so. Raises `CourseError` for a missing, damaged or foreign file."
    path = Path(path)
    try:
        text = text_of(path.read_bytes())
    except FileNotFoundError:
        raise CourseError(f"there is no {path}. Check the name and the folder.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise _damaged(path, error) from None
    try:
        notebook = in_format_4(json.loads(text))
    except (ValueError, RecursionError) as error:
        if re.search(r"^<{7} ", text, re.M):
            said = f"holds both sides of a merge conflict. Keep one of them: `nbdev_fix {path}` helps."
            raise CourseError(f"{path} {said}") from None
        raise _damaged(path, error) from None
    cells = notebook.get("cells") if isinstance(notebook, dict) else None
    if not isinstance(cells, list) or notebook.get("nbformat") != 4 or not all(map(_is_cell, cells)):
        raise _damaged(path, "it has no cells of notebook format 4")
    return notebook


def text_of(data: bytes) -> str:
    "The text of a notebook's file, as editors save it as well: UTF-8, with a mark or without, or UTF-16."
    return data.decode("utf-16" if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) else "utf-8-sig")


def in_format_4(notebook: Any) -> Any:
    """A notebook of format 3, which some tools still write, as nbformat upgrades it, but without outputs and ids.

    Anything else comes back as it is, malformed things included: whoever reads it looks at it all the same.
    """
    sheets = notebook.get("worksheets") if isinstance(notebook, dict) and notebook.get("nbformat") == 3 else None
    if not isinstance(sheets, list) or not all(isinstance(sheet, dict) for sheet in sheets):
        return notebook
    lists = [sheet.get("cells") for sheet in sheets]
    if not all(isinstance(cells, list) for cells in lists):
        return notebook
    cells = [_cell_of_format_3(cell) for cells in lists for cell in cells]
    return {"cells": cells, "metadata": notebook.get("metadata"), "nbformat": 4, "nbformat_minor": 4}


def _cell_of_format_3(cell: Any) -> Any:
    "Code had its text in `input`, and a heading was a kind of cell."
    if not isinstance(cell, dict):
        return cell
    kind, metadata = cell.get("cell_type"), cell.get("metadata", {})
    if kind == "code":
        source = cell.get("input", "")
        return {"cell_type": kind, "source": source, "metadata": metadata, "outputs": [], "execution_count": None}
    source, level = cell.get("source"), cell.get("level", 1)
    if kind == "heading" and isinstance(source, str | list) and level in range(1, 7):
        words = " ".join("".join(map(str, source)).splitlines())
        return {"cell_type": "markdown", "source": f"{'#' * level} {words}", "metadata": metadata}
    return {"cell_type": "markdown" if kind == "html" else kind, "source": source, "metadata": metadata}


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


def checks_in(cells: Sequence[Cell]) -> set[str]:
    "The grade ids of a lesson's checks."
    return {name for cell in cells if is_check(cell) and (name := grade_id_of(cell))}


def copies_in(cells: Sequence[Cell], checks: Container[str]) -> set[int]:
    """The places of copies that change nothing; `checks` are the grade ids of the lesson's checks.

    That is a second cell of a check, an answer's text once more, and a blank answer beside a written one. Two texts for
    one answer are no copies: nobody can know which of them is meant.
    """
    graded = {place: name for place, cell in enumerate(cells) if (name := grade_id_of(cell)) and is_graded(cell)}
    kept: dict[str, list[int]] = {}
    for place, name in graded.items():
        before, text = kept.setdefault(name, []), source_of(cells[place]).strip()
        texts = [source_of(cells[number]).strip() for number in before]
        if before and (name in checks or is_blank(text) or text in texts):
            continue
        if before and all(map(is_blank, texts)):
            before.clear()
        before.append(place)
    return graded.keys() - {place for places in kept.values() for place in places}


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
    return _names_of(_statements(source))


def names_defined(source: str) -> list[str]:
    "Those that it defines as functions or classes, or imports."
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)
    return _names_of(node for node in _statements(source) if isinstance(node, kinds))


def names_written(source: str) -> list[str]:
    "Those that it defines or assigns itself: what it imports, somebody else has written."
    return _names_of(node for node in _statements(source) if not isinstance(node, ast.Import | ast.ImportFrom))


def _statements(source: str) -> list[ast.stmt]:
    "The statements of a cell; they are others' as well. What is short is read once."
    return _read(source) if len(source) < 20_000 else _read.__wrapped__(source)


@lru_cache(maxsize=512)  # most cells of a class's hand-ins are the lesson's own
def _read(source: str) -> list[ast.stmt]:
    tree = syntax_of(source)
    return tree.body if tree else []


def _names_of(statements: Iterable[ast.stmt]) -> list[str]:
    names: list[str] = []
    for node in statements:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.append(node.name)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            names.extend((alias.asname or alias.name).split(".")[0] for alias in node.names)
        elif isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found = (n for target in targets for n in ast.walk(target) if isinstance(n, ast.Name))
            names.extend(n.id for n in found if isinstance(n.ctx, ast.Store))  # in `a.b = 1` nothing happens to `a`
    return names


def names_changed(source: str) -> set[str]:
    "The names that a cell's top level binds or deletes."
    body = _statements(source)
    deleted = {n.id for node in body if isinstance(node, ast.Delete) for n in ast.walk(node) if isinstance(n, ast.Name)}
    return deleted | set(names_bound(source))


def changed_later(cells: list[Cell]) -> list[Cell]:
    """The cells that run once more at the end, so that every answer is as it stood where its check stands.

    That is the one that gives an answer its name there, where a cell behind the check binds the name again or deletes
    it; the one that last defines a helper, where a later cell gives its name to something else; and after `%reset` all
    that define something. Nothing that a lesson gives does this (a test holds it): it is a cell of the learner's, or
    a helper of theirs with the name of one of the lesson's variables.
    """
    runs = [place for place, cell in enumerate(cells) if runs_before_checks(cell)]
    runs = [place for place in runs if not (is_answer(cells[place]) and is_blank(source_of(cells[place])))]
    text = {place: source_of(cells[place]) for place in runs}
    bound = {place: set(names_bound(text[place])) for place in runs}
    plain = [place for place in runs if not marks_of(cells[place])]
    changed = {place: names_changed(text[place]) for place in plain}
    checks = {grade_id_of(cell): place for place, cell in enumerate(cells) if is_check(cell)}
    again: set[int] = set()
    for place in filter(lambda place: is_answer(cells[place]), runs):
        check = max(place, checks.get(f"check_{grade_id_of(cells[place])}", place))
        for name in bound[place]:
            if any(name in changed[later] for later in plain if later > check):
                again.add(max(before for before in runs if before <= check and name in bound[before]))
    defined = {place: set(names_defined(text[place])) for place in runs}
    last = {name: place for place in runs for name in defined[place]}
    for name, place in last.items():
        if any(name in changed[later] for later in plain if later > place):
            again.add(place)
    reset = max((place for place in plain if _RESET.search(text[place])), default=-1)
    again |= {place for place in runs if place < reset and (is_answer(cells[place]) or only_defines(text[place]))}
    return [cells[place] for place in sorted(again)]


_RESET = re.compile(r"^\s*%reset(?:_selective)?\b", re.M)


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
