"`export_lesson`: a finished lesson becomes a module of the learner's own library."

import os
from collections.abc import Sequence
from pathlib import Path

from autograder.errors import CourseError
from autograder.ipynb import (
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
    project = find_project()
    _, notebook = find_notebook(name, project)
    cells = read_notebook(notebook)["cells"]
    _refuse_another_notebook(notebook)
    missing = _refuse_unsaved(notebook, cells, _ran_here())
    for module, names in export_notebooks([notebook], project).items():
        print(f"Wrote {project.show(module)} from {project.show(notebook)}: {', '.join(names) or 'nothing public'}.")
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


def _refuse_unsaved(notebook: Path, cells: Sequence[dict], ran: Sequence[str]) -> list[str]:
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


def _say_what_is_left(cells: Sequence[dict], missing: Sequence[str], project: Project, notebook: Path) -> None:
    unwritten = [name_of(cell) for cell in cells if is_unwritten(cell)]
    if unwritten:
        print(f"Not written yet: {', '.join(unwritten)}. Export again when that is done.")
    if missing:
        print(
            f"Not in {project.show(notebook)}: {', '.join(missing)}. If you have just added that, save (Ctrl+S) and "
            "run this cell again."
        )
