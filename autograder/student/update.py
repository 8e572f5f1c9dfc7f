"`course update`: newer lessons come into the workspace, and all of a learner's work stays."

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any, cast

from autograder.errors import CourseError
from autograder.files import write_all
from autograder.ipynb import Cell, Notebook, read_notebook
from autograder.ipynb import as_bytes as notebook_bytes
from autograder.library import find_project
from autograder.student.merge import merge
from autograder.student.record import RECORD, as_bytes, digest_of, key_of, read_record, record_of
from autograder.student.workspace import released, workspace_files


@dataclass
class Update:
    "What an update writes, by path in the workspace, and what it says."

    files: dict[str, bytes] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)  # notebooks that could not be read, and stay as they are


def update(dry_run: bool = False, root: Path | None = None) -> Update:
    """Renews the workspace around the working folder from the kit that is installed (or the course at `root`).

    New files are added, those that the learner never changed are replaced, notebooks are merged cell by cell. What has
    no place in the newer version is kept in a file beside it. All is written, or, on an error, nothing; `dry_run`
    writes nothing and returns the same.
    """
    folder = find_project().root
    new = workspace_files(Path(root or released()).resolve())
    record = read_record(folder)
    found = Update()
    for name, data in new.items():
        _renew(name, data, folder, record.get(name), found)
    # Last: what is interrupted before it is done once more, with the same outcome.
    found.files[RECORD] = as_bytes(record | record_of({name: new[name] for name in new if name not in found.unread}))
    if not dry_run:
        write_all({folder / name: data for name, data in found.files.items()})
    return found


def _renew(name: str, new: bytes, folder: Path, base: Any, found: Update) -> None:
    path = folder / name
    if not path.exists():
        found.files[name] = new
        found.said.append(f"{name}: new")
        return
    mine = path.read_bytes()
    if mine == new:
        return
    if name.endswith(".ipynb"):
        _merge(name, mine, new, folder, base if isinstance(base, dict) else {}, found)
    elif isinstance(base, str) and base == sha256(mine).hexdigest()[:16]:
        found.files[name] = new
        found.said.append(f"{name}: renewed")
    elif base != sha256(new).hexdigest()[:16]:
        beside = _free(folder, f"{name}.new")
        found.files[beside] = new
        found.said.append(f"{name}: yours stays, since it was changed here; the newer one is {beside}")


def _merge(name: str, mine: bytes, new: bytes, folder: Path, base: dict[str, str], found: Update) -> None:
    theirs = json.loads(new)
    try:
        own = read_notebook(folder / name)
    except CourseError as error:
        found.said.append(f"{name}: left as it is. {error}")
        found.unread.add(name)
        return
    merged = merge(own["cells"], theirs["cells"], base)
    if _outline(merged.cells) == _outline(own["cells"]) and not merged.lost:
        return
    kept = {key: own["metadata"][key] for key in ("kernelspec", "language_info") if key in own["metadata"]}
    notebook = {**theirs, "metadata": theirs["metadata"] | kept, "cells": merged.cells}
    found.files[name] = notebook_bytes(cast(Notebook, notebook))
    found.said.append(f"{name}: renewed, your answers and cells are in it")
    found.said += [f"  {line}" for line in merged.said]
    if merged.lost:
        beside = _free(folder, f"{name.removesuffix('.ipynb')}.before-update.ipynb")
        found.files = {beside: mine, **found.files}  # what is kept is written first
        what = ", ".join(merged.lost)
        found.said.append(f"  what you changed in {what} has no place in it: your notebook as it was is {beside}")


def _outline(cells: list[Cell]) -> list[tuple[str, str, str]]:
    return [(cell["cell_type"], key_of(cell), digest_of(cell)) for cell in cells]


def _free(folder: Path, name: str) -> str:
    "This name in the workspace, with a number where it is taken."
    stem, dot, ending = name.rpartition(".")
    return next(each for each in _numbered(stem, dot + ending) if not (folder / each).exists())


def _numbered(stem: str, ending: str) -> Iterator[str]:
    number = 1
    while True:
        yield f"{stem}{ending}" if number == 1 else f"{stem}-{number}{ending}"
        number += 1
