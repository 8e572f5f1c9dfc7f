"""Enters results into the gradebook, with nbgrader's own Autograde: only its Execute step is another.

So manual grades, comments, late penalties, plugins, the formgrader and feedback keep working as nbgrader has them. The
notebook that nbgrader sees is the rebuilt one; nothing else of a hand-in reaches it. All that one submission changes in
the gradebook is one transaction. There is one writer, in a process of its own.
"""

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_output
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Unicode
from traitlets.config import Config

from autograder.checks.report import Report
from autograder.classroom import Classroom, nbgrader_api, nbgrader_config
from autograder.errors import CourseError
from autograder.grading.intake import parse_notebook, read_submitted
from autograder.grading.nbgrader.steps import APPLY, APPLY_SANITIZE
from autograder.grading.rebuild import is_learners, rebuild
from autograder.grading.records import Record, digest, read_record
from autograder.grading.submissions import Slot, put, received
from autograder.ipynb import is_check, read_notebook
from autograder.lessons import Lesson
from autograder.reports.text import printable

LOCKED = "database is locked"


class FillIn(NbGraderPreprocessor):
    """In the place of nbgrader's Execute: outputs come from the submission's record.

    A check cell gets its report and, as its result, the points, which nbgrader reads as partial credit. Other cells get
    what they printed in the jail, as text.
    """

    outputs = Unicode(help="A file with the outputs of each cell by its id.").tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        outputs = json.loads(Path(self.outputs).read_bytes())
        for cell in nb.cells:
            if cell.cell_type == "code":
                cell.outputs = [new_output(**output) for output in outputs.get(cell.get("id"), [])]
        return nb, resources


def apply(slot: Slot, classroom: Classroom) -> dict[str, Any]:
    """Enters the record of one submission; returns nbgrader's `{"success": …, "error": …, "log": …}`.

    Applying a record again changes nothing.
    """
    record = read_record(slot, classroom)
    if record is None:
        return {"success": False, "error": "there is no record of its verdicts", "log": ""}
    with TemporaryDirectory(prefix="course-apply-") as scratch:
        staged = Path(scratch)
        try:
            stage(slot, record, classroom, staged)
        except CourseError as error:
            return {"success": False, "error": str(error), "log": ""}
        config = _config(classroom, staged)
        try:
            with one_transaction(classroom):
                result = nbgrader_api(classroom, config).autograde(slot.lesson, slot.student)
                if not result["success"]:
                    raise _Failed
        except _Failed:
            pass
        except sqlite3.OperationalError as error:
            result = {"success": False, "error": str(error), "log": ""}
    if not result["success"]:
        shutil.rmtree(slot.folder(classroom.autograded), ignore_errors=True)  # half done, if anything
    return result


class _Failed(Exception):
    "Rolls the transaction back."


def stage(slot: Slot, record: Record, classroom: Classroom, folder: Path) -> None:
    "Writes the rebuilt notebook as a submission, and its cells' outputs beside it."
    data = read_submitted(slot, classroom.submitted).data
    if digest(data) != record.submission:
        raise CourseError("it was handed in again while it was graded: grade it again")
    submitted = parse_notebook(data)
    rebuilt = rebuild(read_notebook(Lesson(slot.lesson).notebook(classroom.lessons)), submitted)
    outputs = {}
    for place, cell in enumerate(rebuilt.notebook["cells"]):
        if is_check(cell):
            name = cell["metadata"]["nbgrader"]["grade_id"].removeprefix("check_")
            outputs[cell["id"]] = check_outputs(record.exercises[name].report(name), record.jail)
        elif place in record.outputs:
            outputs[cell["id"]] = [stored(output) for output in record.outputs[place]]
    (folder / "outputs.json").write_text(json.dumps(outputs))
    for cell in rebuilt.notebook["cells"]:
        if cell["cell_type"] == "markdown" and is_learners(cell):  # the formgrader and feedback show it in a browser
            cell["source"] = escape(printable(cell["source"]), quote=False)
    data = json.dumps(rebuilt.notebook, indent=1).encode()
    put(slot, folder / "submitted", data, received(slot, classroom.submitted))


def check_outputs(report: Report, jail: str) -> list[dict[str, Any]]:
    "What a check cell shows."
    shown = [{"output_type": "display_data", "data": report.as_shown()}]
    if jail == "none":
        shown.append(_text("Graded without a jail.\n"))
    points = {"text/plain": f"{report.points:g}"}
    return [*shown, {"output_type": "execute_result", "data": points, "execution_count": None}]


def stored(output: dict[str, Any]) -> dict[str, Any]:
    "An output of a jail as notebooks store it: text that no browser runs and no terminal obeys."
    kind = output["output_type"]
    if kind == "stream":
        return {"output_type": "stream", "name": "stdout", "text": printable(output["text"])}
    if kind == "error":
        lines = [printable(line) for line in output["traceback"]]
        name, value = printable(output["ename"]), printable(output["evalue"])
        return {"output_type": "error", "ename": name, "evalue": value, "traceback": [*lines, f"{name}: {value}"]}
    return _text(printable(output["text"]) + "\n")


def _text(text: str) -> dict[str, Any]:
    return {"output_type": "stream", "name": "stdout", "text": text}


def _config(classroom: Classroom, staged: Path) -> Config:
    config = nbgrader_config(classroom)
    config.CourseDirectory.submitted_directory = str(staged / "submitted")
    config.Autograde.sanitize_preprocessors = APPLY_SANITIZE
    config.Autograde.autograde_preprocessors = APPLY
    config.FillIn.outputs = str(staged / "outputs.json")
    return config


@contextmanager
def one_transaction(classroom: Classroom) -> Iterator[None]:
    """In this block nbgrader's gradebooks are one connection, and their commits happen at its end or not at all.

    nbgrader opens its gradebook for each step and commits as it goes. Raises `sqlite3.OperationalError` when another
    program has the gradebook locked.
    """
    import nbgrader.api
    from sqlalchemy import create_engine, event

    engine = create_engine(f"sqlite:///{classroom.db}", connect_args={"timeout": 1.0, "isolation_level": None})
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    original = nbgrader.api.create_engine
    with closing(sqlite3.connect(classroom.db, timeout=1.0, isolation_level=None)) as probe:
        probe.execute("BEGIN IMMEDIATE")  # says that it is locked in sqlite's words, not in SQLAlchemy's
        probe.rollback()
    try:
        with engine.begin() as connection:
            connection.dispose = lambda: None
            nbgrader.api.create_engine = lambda *_, **__: connection
            yield
    finally:
        nbgrader.api.create_engine = original
        engine.dispose()
