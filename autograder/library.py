"Notebooks into a library, through nbdev: the same few lines for `course_lib`'s reference and for a learner's own."

import ast
import os
import re
from collections.abc import Iterator, Sequence
from configparser import Error as ConfigError
from contextlib import chdir, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from autograder.errors import CourseError
from autograder.files import write_all
from autograder.ipynb import (
    as_bytes,
    checks_in,
    copies_in,
    directives_of,
    is_exported,
    is_solution,
    name_of,
    read_notebook,
    source_of,
    without_markers,
)


@dataclass(frozen=True)
class Project:
    "A folder with a settings.ini, and what it says: where the notebooks are and where the library goes."

    root: Path
    notebooks: Path
    library: Path

    def show(self, path: Path) -> str:
        "A path as it is seen from `root`."
        return path.relative_to(self.root).as_posix()


def find_project(start: Path | None = None) -> Project:
    "The project of the nearest settings.ini, from `start` (the working folder) upward."
    start = Path(start or Path.cwd()).resolve()
    root = next((folder for folder in (start, *start.parents) if (folder / "settings.ini").is_file()), None)
    if root is None:
        raise CourseError(f"no settings.ini in {start} or above it. Run this in your workspace, or below it.")
    try:
        with nbdev_in(root) as config:
            project = Project(root, Path(config.nbs_path).resolve(), Path(config.lib_path).resolve())
    except (ConfigError, UnicodeDecodeError, AttributeError, KeyError) as error:
        reason = str(error).splitlines()[0]
        raise CourseError(f"{root / 'settings.ini'} cannot be read ({reason}). Restore it.") from None
    for key, folder in (("nbs_path", project.notebooks), ("lib_path", project.library)):
        if root not in folder.parents:
            raise CourseError(f"{root / 'settings.ini'}: {key} must be a folder below {root}.")
    return project


def export_notebooks(notebooks: Sequence[Path], project: Project, prune: bool = False) -> dict[Path, list[str]]:
    """Writes the modules that these notebooks export, and the library's index: all of them or, on an error, none.

    Returns the names exported to each module. `prune` removes modules that none of these notebooks exports. Solution
    markers are left out. The bytes depend on the notebooks and settings.ini only.
    """
    with TemporaryDirectory() as scratch:
        # A copy laid out like the project: nbdev writes relative paths into the modules it makes.
        root = Path(scratch).resolve() / "project"
        library = root / project.library.relative_to(project.root)
        library.mkdir(parents=True)
        for module in () if prune else _modules(project.library):
            (library / module.name).write_bytes(module.read_bytes())
        written = {}
        for notebook in notebooks:
            copy = root / notebook.resolve().relative_to(project.root)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(_checked(notebook))
            module = library / f"{_export(copy, library, notebook)}.py"
            written[project.library / module.name] = exported_names(module.read_text(encoding="utf-8"))
        (library / "__init__.py").touch()
        _index(library, root / project.notebooks.relative_to(project.root), project)
        made = [*(path.name for path in written), "_modidx.py"]
        if not (project.library / "__init__.py").exists():
            made.append("__init__.py")
        write_all({project.library / name: (library / name).read_bytes() for name in made})
    for module in _modules(project.library) if prune else ():
        if module not in written:
            module.unlink()
    return written


def strip_markers(cell: Any) -> None:
    "nbdev processor: drops the lines that mark a solution for nbgrader."
    if cell.cell_type == "code":
        cell.source = without_markers(cell.source)


def given_modules(root: Path) -> list[Path]:
    "The modules of the library of the course at `root` that are given: written by hand, exported by no lesson."
    return sorted(path for path in (Path(root) / "course_lib").glob("_[a-z]*.py") if path.name != "_modidx.py")


def exported_names(module: str) -> list[str]:
    "What a module's source lists in `__all__`."
    for node in ast.parse(module).body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "__all__":
            return ast.literal_eval(node.value)
    return []


def _modules(library: Path) -> list[Path]:
    return sorted(path for path in library.glob("*.py") if not path.name.startswith("_"))


def _checked(notebook: Path) -> bytes:
    """The notebook as nbdev reads it, once it is sure that it makes sense of it: UTF-8 of format 4.

    Copies that change nothing are left out, as everywhere: a stub below the answer would be exported over it.
    """
    content = read_notebook(notebook)
    copies = copies_in(content["cells"], checks_in(content["cells"]))
    cells = [cell for place, cell in enumerate(content["cells"]) if place not in copies]
    for cell in cells:
        source = source_of(cell)
        if is_exported(cell):
            try:
                ast.parse(source)
            except (SyntaxError, ValueError) as error:
                where = f"line {error.lineno}: {error.msg}" if isinstance(error, SyntaxError) else str(error)
                raise CourseError(
                    f"{notebook}, cell {name_of(cell)}: not valid Python, {where}. "
                    "Put it right, or move magics (`%…`) to a cell without `#| export`."
                ) from None
        elif cell["cell_type"] == "code" and is_solution(cell):
            raise CourseError(
                f"{notebook}, cell {name_of(cell)}: would not be exported. Put `#| export` back as its first line."
            )
    return as_bytes({**content, "cells": cells})


def _export(copy: Path, library: Path, notebook: Path) -> str:
    "Exports one notebook; returns the name of its module."
    from nbdev.export import nb_export

    module = _default_module(copy, notebook)
    nb_export(str(copy), lib_path=library, procs=[strip_markers])
    if not (library / f"{module}.py").exists():
        raise CourseError(f"{notebook}: no cell begins with `#| export`, so there is nothing to export.")
    return module


def _default_module(copy: Path, notebook: Path) -> str:
    for cell in read_notebook(copy)["cells"]:
        if cell["cell_type"] == "code" and "default_exp" in directives_of(source_of(cell)):
            name = re.search(r"default_exp[ \t]+(\S+)", source_of(cell))
            if name and name[1].isidentifier() and not name[1].startswith("_"):
                return name[1]
    raise CourseError(
        f"{notebook}: its first code cell must say which module it exports to. "
        f"Put `#| default_exp {notebook.stem[3:]}` there."
    )


def _index(library: Path, notebooks: Path, project: Project) -> None:
    "Writes `_modidx.py`, by which nbdev links names in prose to their pages."
    from nbdev.doclinks import _build_modidx

    with nbdev_in(project.root):
        try:
            _build_modidx(dest=library, nbs_path=notebooks)
        except SyntaxError as error:
            broken = project.show(project.library)
            raise CourseError(
                f"a module in {broken} is not valid Python any more ({error}). Export its lesson again."
            ) from None


@contextmanager
def nbdev_in(root: Path) -> Iterator[Any]:
    """nbdev's configuration for the project at `root`.

    nbdev looks for settings.ini from the working folder, remembers what it found, and writes no index while `IN_TEST`
    is set; in this block all of that is as it should be.
    """
    from nbdev.config import get_config  # takes half a second to import

    testing = os.environ.pop("IN_TEST", None)
    get_config.cache_clear()
    try:
        with chdir(root):
            yield get_config()
    finally:
        get_config.cache_clear()
        if testing is not None:
            os.environ["IN_TEST"] = testing
