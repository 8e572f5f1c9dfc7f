"nbgrader's work with what is known left out: it still refuses what it refused, and is itself again afterwards."

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from jsonschema import ValidationError
from nbformat.v4 import new_code_cell
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from autograder.grading.nbgrader.adapted import the_schema_itself_is_not_checked
from autograder.grading.nbgrader.transaction import engine_of

WHOLE = {
    "schema_version": 3,
    "grade": True,
    "solution": False,
    "locked": True,
    "task": False,
    "grade_id": "check_double",
    "points": 2,
}
BROKEN = [{"points": "two"}, {"grade_id": 5}, {"grade": "yes"}, {"solution": None}]


def validate(**changes):
    from nbgrader.nbgraderformat import MetadataValidator

    MetadataValidator().validate_cell(new_code_cell(metadata={"nbgrader": {**WHOLE, **changes}}))


@pytest.mark.parametrize("changes", BROKEN)
def test_metadata_of_another_form_is_refused_as_without_it(changes):
    with pytest.raises(ValidationError) as plain:
        validate(**changes)
    with the_schema_itself_is_not_checked():
        validate()
        with pytest.raises(ValidationError) as quick:
            validate(**changes)
    assert quick.value.message == plain.value.message


def test_nothing_of_it_is_left_afterwards():
    import nbgrader.nbgraderformat.common as common

    before = common.jsonschema
    with pytest.raises(ZeroDivisionError), the_schema_itself_is_not_checked():
        raise ZeroDivisionError
    assert common.jsonschema is before


def test_a_gradebook_has_one_engine_that_holds_no_lock_between_transactions(tmp_path):
    db = Path(tmp_path / "book.db")
    engine = engine_of(db)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE mark (points)"))
        with closing(sqlite3.connect(db, timeout=0, isolation_level=None)) as other:
            with pytest.raises(sqlite3.OperationalError, match="locked"):
                other.execute("BEGIN IMMEDIATE")
    assert engine_of(db) is engine
    with closing(sqlite3.connect(db, timeout=0, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(OperationalError, match="locked"), engine.begin():
            pass
    db.rename(tmp_path / "away.db")  # another file under the name is that file: nothing is kept open
    with closing(sqlite3.connect(db)) as other, other:
        other.execute("CREATE TABLE mark (points)")
        other.execute("INSERT INTO mark VALUES (7)")
    with engine.begin() as connection:
        assert connection.execute(text("SELECT points FROM mark")).scalar() == 7
