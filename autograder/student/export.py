"`export_lesson`: a finished lesson becomes a module of the learner's own library."

import builtins
import os
from collections.abc import Sequence
from dis import get_instructions
from pathlib import Path
from types import CodeType

from autograder.errors import CourseError
from autograder.ipynb import (
    Cell,
    directives_of,
    is_exported,
    is_unwritten,
    name_of,
    names_bound,
    read_notebook,
    source_of,
)
from autograder.library import Project, export_notebooks, find_project
from autograder.student.find import find_notebook
from autograder.student.hosted import bring
from autograder.student.unattended import has_session, run_by_a_program


def export_lesson(name: str) -> None:
    """Writes your lesson's `#| export` cells into your `course_lib` and says what it wrote.

    `name` is `"01_stats"`, `"stats"` or `"1"`. The notebook's file is read, so save first: when it is not what this
    kernel ran, `CourseError` says so and nothing is written. The library is the one of the nearest settings.ini. When a
    program runs the notebook (a test, nbgrader), nothing is exported.
    """
    if run_by_a_program():
        if has_session():
            print("Not exported: IN_TEST is set, so this counts as a test. Unset it and start JupyterLab again.")
        return
    bring()
    project = find_project()
    _, notebook = find_notebook(name, project)
    cells = read_notebook(notebook)["cells"]
    _refuse_another_notebook(notebook)
    missing = _refuse_unsaved(notebook, cells, _ran_here())
    for module, names in export_notebooks([notebook], project).items():
        print(f"Wrote {project.show(module)} from {project.show(notebook)}: {', '.join(names) or 'nothing public'}.")
        _say_what_is_undefined(module, cells, project)
    _say_what_is_left(cells, missing, project, notebook)


def _ran_here() -> list[str]:
    "The cells that this kernel has run, oldest first; none outside of a notebook."
    try:
        shell = get_ipython()  # type: ignore[name-defined]
    except NameError:
        return []
    return list(shell.history_manager.input_hist_raw)


def _refuse_another_notebook(notebook: Path) -> None:
    "Jupyter tells a kernel the notebook that it was started for, and does not tell it when that is renamed."
    session = Path(os.environ.get("JPY_SESSION_NAME", ""))
    if session.suffix == ".ipynb" and session.name != notebook.name and session.exists():
        raise CourseError(
            f"this notebook is called {session.name}, and {notebook.name} is what is exported: "
            f"put your work there, or rename this one to {notebook.name}."
        )


def _refuse_unsaved(notebook: Path, cells: Sequence[Cell], ran: Sequence[str]) -> list[str]:
    """Raises `CourseError` when this kernel ran another version of an export cell than the file holds.

    Returns names that this kernel defined in export cells and that the file does not know: new and not saved, or
    removed since.
    """
    saved = {source_of(cell).strip() for cell in cells if is_exported(cell)}
    defined = {name for source in saved for name in names_bound(source)}
    latest = {}
    for source in map(str.strip, ran):
        if not {"export", "exporti", "exports"}.isdisjoint(directives_of(source)):
            latest.update(dict.fromkeys(names_bound(source), source))
    unsaved = [name for name, source in latest.items() if source not in saved]
    differing = [name for name in unsaved if name in defined]
    if differing:
        raise CourseError(
            f"{notebook.name} on disk is not what you ran here ({', '.join(differing)}): save (Ctrl+S) and run this "
            "cell again. If you had saved, first run the cells that you changed."
        )
    return unsaved


def _say_what_is_undefined(module: Path, cells: Sequence[Cell], project: Project) -> None:
    "Names that the library's module uses and nothing in it defines, with the cell of the notebook that does."
    for name in undefined(module.read_text(encoding="utf-8")):
        cell = next((c for c in cells if c["cell_type"] == "code" and name in names_bound(source_of(c))), None)
        where = "No cell of this notebook defines it."
        if cell is not None:
            first = next(line for line in source_of(cell).splitlines() if line.strip())
            where = f"The cell that begins with {first!r} does: write `#| export` above it, save, export again."
        print(f"{project.show(module)} uses {name}, which is not in it. {where}")


def undefined(module: str) -> list[str]:
    "The names that a module's code looks up and that neither it nor Python defines, in order."
    known = {*dir(builtins), "__file__", "__name__", "__doc__", "__package__", "__spec__", "__annotations__"}
    code = compile(module, "<module>", "exec")
    used: dict[str, None] = {}
    todo = [code]
    known |= _stored(code)
    if any(step.opname == "IMPORT_STAR" or step.argval == "INTRINSIC_IMPORT_STAR" for step in get_instructions(code)):
        return []
    while todo:
        part = todo.pop(0)
        own = _stored(part)  # a class body's names
        loads = (s.argval for s in get_instructions(part) if s.opname in ("LOAD_GLOBAL", "LOAD_NAME"))
        used.update((name, None) for name in loads if name not in own)
        todo += [constant for constant in part.co_consts if isinstance(constant, CodeType)]
        known |= {s.argval for s in get_instructions(part) if s.opname == "STORE_GLOBAL"}
    return [name for name in used if name not in known]


def _stored(code: CodeType) -> set[str]:
    return {step.argval for step in get_instructions(code) if step.opname == "STORE_NAME"} | {
        "__qualname__",
        "__module__",
    }


def _say_what_is_left(cells: Sequence[Cell], missing: Sequence[str], project: Project, notebook: Path) -> None:
    unwritten = [name_of(cell) for cell in cells if is_unwritten(cell)]
    if unwritten:
        print(f"Not written yet: {', '.join(unwritten)}. Export again when that is done.")
    if missing:
        print(
            f"Not in {project.show(notebook)}: {', '.join(missing)}. If you have just added that, save (Ctrl+S) and "
            "run this cell again."
        )
