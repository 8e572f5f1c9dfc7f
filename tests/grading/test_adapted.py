"Where nbgrader and others are bent to our needs, and that it is done for the versions that are installed."

import ast
import os
import sqlite3
import subprocess
import sys
from collections import Counter
from contextlib import closing
from pathlib import Path

import nbgrader.api
import pytest

from autograder.classroom import Classroom
from autograder.grading.nbgrader import adapted
from autograder.grading.nbgrader.transaction import one_transaction
from autograder.grading.source import PACKAGE

ADAPTED = "grading/nbgrader/adapted.py"
FOREIGN = ("nbgrader", "execnb", "nbconvert", "nbclient", "nbformat", "IPython", "jsonschema", "sqlalchemy")


def test_it_was_written_against_what_is_installed():
    assert adapted.unlike() == []


def test_another_version_is_told_in_one_line():
    (line,) = adapted.unlike({"nbgrader": "0.8", "jsonschema": adapted.WRITTEN_AGAINST["jsonschema"]})
    assert line.startswith(f"autograder/{ADAPTED} was written against nbgrader 0.8, and 0.9.6 is installed: ")


def foreign_names(tree):
    "What a module's names stand for, of those that it imports from the programs of others."
    found = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in FOREIGN:
            found |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name.split(".")[0] in FOREIGN:
                    found[alias.asname or alias.name.split(".")[0]] = alias.name
    return found


def bent(source):
    "The attributes of others' modules and classes that a module sets: `nbgrader.api.create_engine = …`."
    tree = ast.parse(source)
    names = foreign_names(tree)
    found = []
    for node in ast.walk(tree):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target] if _sets(node) else []
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "setattr":
            targets = [ast.Attribute(node.args[0], "…")]
        for target in targets:
            root = target
            while isinstance(root, ast.Attribute | ast.Subscript):
                root = root.value
            if isinstance(target, ast.Attribute) and isinstance(root, ast.Name) and root.id in names:
                found.append(ast.unparse(target))
    return found


def _sets(node):
    return isinstance(node, ast.AugAssign | ast.AnnAssign)


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("import nbgrader.api\nnbgrader.api.create_engine = print", ["nbgrader.api.create_engine"]),
        ("from execnb.shell import CaptureShell\nCaptureShell.__bases__[0].__init__ = 1", 1),
        ("from IPython.core.history import HistoryManager as H\nH.enabled.default_value = False", 1),
        ("from nbgrader import api\nsetattr(api, 'x', 1)", 1),
        ("import nbgrader.api\nbook = nbgrader.api.Gradebook('x')\nbook.mine = 1", []),
    ],
)
def test_bending_is_found(source, found):
    assert bent(source) == found or len(bent(source)) == found


def test_nobody_else_bends_them():
    found = {
        path.relative_to(PACKAGE).as_posix(): names
        for path in sorted(PACKAGE.rglob("*.py"))
        if (names := bent(path.read_text(encoding="utf-8")))
    }
    assert found.keys() == {ADAPTED}
    assert Counter(found[ADAPTED]) == {  # each is set, and put back
        "Gradebook.__init__": 2,
        "nbgrader.nbgraderformat.common.jsonschema": 2,
        "nbgrader.api.get_alembic_version": 1,  # for good: it says what the command would
    }


@pytest.fixture
def classroom(tmp_path, monkeypatch):
    "A class with an empty gradebook."
    monkeypatch.setenv("PATH", str(Path(sys.executable).parent), prepend=os.pathsep)  # nbgrader calls `alembic`
    classroom = Classroom(tmp_path)
    classroom.folder.mkdir()
    nbgrader.api.Gradebook(f"sqlite:///{classroom.db}").close()
    return classroom


def test_what_happened_before_an_error_is_taken_back(classroom):
    original = nbgrader.api.Gradebook.__init__
    with pytest.raises(ZeroDivisionError), one_transaction(classroom):
        with nbgrader.api.Gradebook(f"sqlite:///{classroom.db}") as book:
            book.add_student("ada")  # nbgrader commits here
        raise ZeroDivisionError
    assert nbgrader.api.Gradebook.__init__ is original
    with nbgrader.api.Gradebook(f"sqlite:///{classroom.db}") as book:
        assert book.students == []


def test_what_went_well_stays(classroom):
    with one_transaction(classroom):
        for student in ("ada", "bob"):  # two gradebooks, one transaction
            with nbgrader.api.Gradebook(f"sqlite:///{classroom.db}") as book:
                book.add_student(student)
    with nbgrader.api.Gradebook(f"sqlite:///{classroom.db}") as book:
        assert [student.id for student in book.students] == ["ada", "bob"]


def test_a_locked_gradebook_is_told_in_the_words_of_sqlite(classroom):
    with closing(sqlite3.connect(classroom.db, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(sqlite3.OperationalError, match="database is locked"), one_transaction(classroom):
            pass


def test_the_newest_schema_is_what_the_command_says(monkeypatch):
    monkeypatch.setenv("PATH", str(Path(sys.executable).parent), prepend=os.pathsep)
    from nbgrader import dbutil

    with dbutil._temp_alembic_ini("sqlite:///gradebook.db") as settings:
        said = subprocess.run(["alembic", "-c", settings, "heads"], capture_output=True, text=True, check=True).stdout
    assert adapted.newest_schema() == said.split()[0]
