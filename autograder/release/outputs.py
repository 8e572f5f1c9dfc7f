"Executed outputs in `solutions/`, so that figures show in the documentation. They depend on the code alone."

import base64
import copy
import json
import os
import re
import resource
import struct
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import nbformat

from autograder.errors import CourseError
from autograder.files import write_atomic
from autograder.ipynb import read_notebook
from autograder.lessons import REPOSITORY, all_lessons, find_lesson
from autograder.library import nbdev_in

CELL_TIMEOUT = 600  # seconds
_SWITCH = re.compile(r"^([A-Z]+) = False(?=  # True )", re.M)
_PNG = b"\x89PNG\r\n\x1a\n"


def make_outputs(
    names: Sequence[str] = (), root: Path = REPOSITORY, report: Callable[[str], None] = print
) -> dict[str, float]:
    """Executes the solutions of these lessons (all of them by default) and stores what they show.

    Each notebook runs in a kernel of its own, in its folder, with `IN_TEST=1` and the course at `root`. A notebook that
    fails stays as it was, and the error names its cell. A line `TRAIN = False  # True …` switches something long off;
    here it is on. Returns the seconds of processor time that each took; `report` is told one by one.
    """
    solutions = Path(root).resolve() / "solutions"
    seconds = {}
    for lesson in [find_lesson(name, solutions) for name in names] or all_lessons(solutions):
        notebook = lesson.notebook(solutions)
        before = _processor_seconds()
        executed = _execute(notebook, Path(root).resolve())
        seconds[lesson.name] = _processor_seconds() - before
        write_atomic(notebook, clean_text(executed, Path(root)))
        report(f"{lesson.name}: {seconds[lesson.name]:.1f} s")
    return seconds


def _processor_seconds() -> float:
    "Of the kernels that have ended."
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def clean_text(notebook: Mapping[str, Any], root: Path) -> str:
    "A notebook's file as `nbdev_clean` writes it with the settings.ini in `root`, pictures without their metadata."
    from execnb.nbio import nb2str
    from nbdev.clean import clean_nb

    cleaned = copy.deepcopy(notebook)
    with nbdev_in(Path(root)) as config:
        keys = (config.get(key).split() for key in ("allowed_metadata_keys", "allowed_cell_metadata_keys"))
        clean_nb(cleaned, config.clear_all, *keys, config.clean_ids)
    for cell in cleaned["cells"]:
        for output in cell.get("outputs", []):
            picture = output.get("data", {}).get("image/png")
            if picture:
                output["data"]["image/png"] = base64.b64encode(bare_png(base64.b64decode("".join(picture)))).decode()
    return nb2str(cleaned)


def bare_png(png: bytes) -> bytes:
    "A PNG without its text chunks, where matplotlib writes its version."
    if not png.startswith(_PNG):
        return png
    kept, place = [_PNG], len(_PNG)
    while place < len(png):
        size = struct.unpack_from(">I", png, place)[0] + 12  # length, name and checksum around the data
        if png[place + 4 : place + 8] not in (b"tEXt", b"iTXt", b"zTXt", b"tIME"):
            kept.append(png[place : place + size])
        place += size
    return b"".join(kept)


def short_svg(svg: str) -> str:
    """The same drawing on fewer lines: no line ends between tags, and a path's commands follow each other.

    A notebook stores each line with its quotes and indentation, which are a third of a matplotlib figure.
    """
    svg = re.sub(r'(?<= d=")[^"]*', lambda path: " ".join(path[0].split()), svg)
    return re.sub(r">\s*\n\s*<", "><", svg)


def _execute(notebook: Path, root: Path) -> dict[str, Any]:
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    read_notebook(notebook)
    executed = nbformat.read(notebook, as_version=4)
    sources = [cell.source for cell in executed.cells]
    for cell in executed.cells:
        cell.source = _SWITCH.sub(r"\1 = True", cell.source)
    running: dict[str, Any] = {}
    paths = filter(None, (str(root), os.environ.get("PYTHONPATH")))
    environment = {**os.environ, "IN_TEST": "1", "PYTHONHASHSEED": "0", "PYTHONPATH": os.pathsep.join(paths)}
    client = NotebookClient(
        executed,
        timeout=CELL_TIMEOUT,
        kernel_name="python3",
        shutdown_kernel="immediate",
        coalesce_streams=True,  # several prints are one output, however they happened to arrive
        extra_arguments=["--IPKernelApp.log_level=ERROR"],
        resources={"metadata": {"path": str(notebook.parent)}},
        on_cell_start=lambda cell, cell_index: running.update(id=cell.get("id", f"number {cell_index}")),
    )
    try:
        client.execute(env=environment)
    except CellExecutionError as error:
        raise _failed(notebook, running, f"{error.ename}: {error.evalue}") from None
    except CellTimeoutError:
        raise _failed(notebook, running, f"took more than {CELL_TIMEOUT} s") from None
    except DeadKernelError:
        raise _failed(notebook, running, "its kernel died") from None
    for cell, source in zip(executed.cells, sources, strict=True):
        cell.source = source
        for output in cell.get("outputs", []):
            drawing = output.get("data", {}).get("image/svg+xml")
            if drawing:
                output["data"]["image/svg+xml"] = short_svg(drawing)
    return json.loads(nbformat.writes(executed))


def _failed(notebook: Path, running: dict[str, str], why: str) -> CourseError:
    why = " ".join(why.split())[:300].rstrip(".")
    return CourseError(f"{notebook}, cell {running.get('id')}: {why}. The file was not changed; put the cell right.")
