"What a notebook file must be to be graded: `course submit` asks it of what is handed in, `collect` of what came."

import json
import re
from typing import Any, cast

from autograder.errors import CourseError
from autograder.ipynb import Notebook, in_format_4, text_of

MAX_BYTES = 20 * 2**20  # a lesson with all its figures is below 1 MB
MAX_CELLS = 2_000  # the longest lesson has about 120
MAX_SOURCE = 2 * 2**20  # characters of text in all cells; the longest lesson has 60,000
MAX_DEPTH = 60  # of lists and objects within each other; an honest notebook has about 10
MAX_NODES = 500_000  # lists and objects
_SURROGATES = re.compile("[\ud800-\udfff]")


def require_size(data: bytes, most: int = MAX_BYTES) -> None:
    "Raises `CourseError` for a file that is larger than `most` bytes."
    if len(data) > most:
        raise CourseError(f"is larger than {most // 2**20} MB. Clear the outputs in JupyterLab, save, hand in again.")


def parse_notebook(data: bytes) -> Notebook:
    "The notebook as JSON data of format 4, or made so from format 3. Raises `CourseError` saying why it is none."
    if not data.strip():
        raise CourseError("the file is empty")
    try:
        notebook = in_format_4(json.loads(text_of(data)))
    except UnicodeDecodeError:
        raise CourseError("it is not text") from None
    except RecursionError:
        raise CourseError("it is nested too deeply") from None
    except ValueError as error:
        where = f" at line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise CourseError(f"it is cut short or damaged{where}") from None
    if not isinstance(notebook, dict) or not isinstance(notebook.get("cells"), list):
        raise CourseError("it has no cells")
    if len(notebook["cells"]) > MAX_CELLS:
        raise CourseError(f"it has more than {MAX_CELLS} cells")
    if _is_tangled(notebook):
        raise CourseError("it is nested too deeply")
    if notebook.get("nbformat") != 4 or type(notebook.get("nbformat_minor")) is not int:
        raise CourseError("it is not of notebook format 3 or 4: open it in JupyterLab and save it")
    if not isinstance(notebook.get("metadata"), dict):
        raise CourseError("it has no metadata")
    for number, cell in enumerate(notebook["cells"], 1):
        if not _is_cell(cell):
            raise CourseError(f"its cell {number} is damaged")
    if sum(len(line) for cell in notebook["cells"] for line in cell["source"]) > MAX_SOURCE:
        raise CourseError(f"its cells hold more than {MAX_SOURCE // 2**20} MB of text")
    return cast(Notebook, notebook)


def _is_tangled(value: Any) -> bool:
    "Whether more lists and objects lie within each other than any notebook has."
    level, nodes = [value], 0
    for _ in range(MAX_DEPTH):
        nodes += len(level)
        inner = (item.values() if isinstance(item, dict) else item for item in level)
        level = [item for items in inner for item in items if isinstance(item, dict | list)]
        if not level or nodes > MAX_NODES:
            break
    return bool(level)


def _is_cell(cell: Any) -> bool:
    if not isinstance(cell, dict) or cell.get("cell_type") not in ("code", "markdown", "raw"):
        return False
    source, outputs = cell.get("source"), cell.get("outputs", [])
    lines = source if isinstance(source, list) else [source]
    if any("\0" in line or not line.isprintable() and _has_lone_surrogate(line) for line in lines if type(line) is str):
        return False
    return isinstance(cell.get("metadata"), dict) and isinstance(outputs, list) and all(type(s) is str for s in lines)


def _has_lone_surrogate(line: str) -> bool:
    "JSON can spell half of a character, which no file can hold."
    return bool(_SURROGATES.search(line))
