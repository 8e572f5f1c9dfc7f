"What learners send is read as data, and every kind of damage has its own sentence."

import json
import os
from datetime import UTC, datetime

import nbformat
import pytest

from autograder.errors import CourseError
from autograder.grading import intake
from autograder.grading.intake import examine, read_incoming, read_submitted
from autograder.ipynb import source_of
from autograder.readable import parse_notebook
from autograder.student.submit import check_student_id
from autograder.submissions import Slot, is_student_id, put_hand_in, received, slots_in

SLOT = Slot("01_mini", "ada")
WRITTEN = datetime(2026, 1, 31, tzinfo=UTC)


def cell(source="1", **marks):
    return {"cell_type": "code", "source": source, "metadata": {"nbgrader": marks} if marks else {}, "outputs": []}


def notebook(*cells):
    return {"cells": list(cells), "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


def answer(name):
    return cell(f"def {name}(): pass", grade_id=name, solution=True, grade=False)


def check(name):
    return cell(name, grade_id=f"check_{name}", solution=False, grade=True, points=1)


SOURCE = notebook(answer("double"), check("double"), answer("halve"), check("halve"))


def data(*cells):
    return json.dumps(notebook(*cells)).encode()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "the file is empty"),
        (b" \n", "the file is empty"),
        (b"\x89PNG\r\n\x1a\n\xff\xfe", "it is not text"),
        (json.dumps(SOURCE, indent=1).encode()[:400], "it is cut short or damaged at line"),
        (b"[" * 100_000, "it is nested too deeply"),
        (b"9" * 5_000, "it is cut short or damaged"),
        (b"[]", "it has no cells"),
        (b'{"cells": {}}', "it has no cells"),
        (b'{"cells": [], "nbformat": 3, "nbformat_minor": 0}', "it is not of notebook format 3 or 4"),
        (b'{"worksheets": [], "nbformat": 2}', "it has no cells"),
        (b'{"worksheets": {}, "nbformat": 3}', "it has no cells"),
        (b'{"worksheets": [3], "nbformat": 3}', "it has no cells"),
        (b'{"worksheets": [{"cells": {}}], "nbformat": 3}', "it has no cells"),
        (b'{"worksheets": [{"cells": [3]}], "nbformat": 3, "metadata": {}}', "its cell 1 is damaged"),
        (b'{"worksheets": [{"cells": [{"cell_type": "code", "input": 3}]}], "nbformat": 3, "metadata": {}}', "damaged"),
        (
            b'{"worksheets": [{"cells": [{"cell_type": "heading", "level": []}]}], "nbformat": 3, "metadata": {}}',
            "damaged",
        ),
        (b'{"worksheets": [{"cells": []}], "nbformat": 3}', "it has no metadata"),
        (b'{"cells": [], "nbformat": 4}', "it is not of notebook format 3 or 4"),
        (b'{"cells": [], "nbformat": 4, "nbformat_minor": 5}', "it has no metadata"),
        (json.dumps(notebook(answer("double"), {"cell_type": "code"})).encode(), "its cell 2 is damaged"),
        (json.dumps(notebook({**cell(), "cell_type": "spell"})).encode(), "its cell 1 is damaged"),
        (json.dumps(notebook({**cell(), "source": [1]})).encode(), "its cell 1 is damaged"),
        (json.dumps(notebook({**cell(), "outputs": None})).encode(), "its cell 1 is damaged"),
    ],
)
def test_damaged_files(content, why):
    with pytest.raises(CourseError, match=why):
        parse_notebook(content)
    refusal = examine(SLOT, content, SOURCE).refusal
    assert refusal.startswith("could not be read: ") and refusal.endswith("Ask ada to hand in 01_mini again.")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_what_editors_add_to_a_file_is_no_damage(encoding):
    assert parse_notebook(json.dumps(SOURCE).encode(encoding)) == SOURCE
    assert not examine(SLOT, json.dumps(SOURCE).encode(encoding), SOURCE).refusal


def test_format_3_is_upgraded_as_nbformat_does_it():
    "But for outputs, which nobody grades, and ids, which nbformat draws by chance."
    v3 = nbformat.v3
    cells = [
        v3.new_heading_cell("Two\nlines", level=2),
        v3.new_text_cell("markdown", source="Some *text*."),
        v3.new_text_cell("raw", source="raw"),
        v3.new_code_cell(
            "def double(): pass",
            prompt_number=3,
            outputs=[v3.new_output("pyout", output_text="2", prompt_number=3)],
            metadata={"nbgrader": {"grade_id": "double", "solution": True, "grade": False}},
        ),
    ]
    sheets = [v3.new_worksheet(cells=cells[:2]), v3.new_worksheet(cells=cells[2:])]
    written = nbformat.writes(v3.new_notebook(metadata={"name": "01_mini"}, worksheets=sheets), 3)
    ours, theirs = parse_notebook(written.encode()), nbformat.reads(written, 4)

    def seen(notebook):
        marks = ("cell_type", "source", "metadata")
        return [{**{name: cell[name] for name in marks}, "source": source_of(cell)} for cell in notebook["cells"]]

    for cell in theirs["cells"]:
        cell["metadata"].pop("collapsed", None)
    assert seen(ours) == seen(theirs) and ours["nbformat"] == 4
    findings = examine(SLOT, written.encode(), SOURCE)
    assert not findings.refusal and "cell double" not in " ".join(findings.remarks)


def test_a_good_notebook_has_nothing_to_remark():
    findings = examine(SLOT, data(*SOURCE["cells"], cell("my own")), SOURCE)
    assert not findings.refusal and not findings.remarks


def test_a_grade_id_twice_is_refused_with_both_places():
    other = {**answer("double"), "source": "def double(x): return 1"}
    refusal = examine(SLOT, data(answer("double"), cell(), other, check("double")), SOURCE).refusal
    assert "cells 1 and 3 have the same grade id 'double'" in refusal and "Ask ada" in refusal


def test_copies_that_change_nothing_are_no_reason_to_refuse():
    blank = {**answer("double"), "source": "def double(x):\n    raise NotImplementedError()"}
    for copies in ([answer("double")], [check("double")], [blank], [{**blank, "source": " "}]):
        findings = examine(SLOT, data(*SOURCE["cells"], *copies), SOURCE)
        assert not findings.refusal and not findings.remarks, copies


def test_a_notebook_without_metadata_is_known_by_what_it_defines():
    stripped = [{**cell("def double(x): return 2 * x"), "metadata": {}}]
    findings = examine(SLOT, data(*stripped), SOURCE)
    assert not findings.refusal and "cell halve is missing" in " ".join(findings.remarks)


def test_another_lessons_notebook_is_refused():
    assert "it is another notebook" in examine(SLOT, data(answer("treble"), check("treble")), SOURCE).refusal


def test_an_import_of_an_answer_is_no_answer():
    refusal = examine(SLOT, data(cell("from course_lib.mini import double, halve"), answer("treble")), SOURCE).refusal
    assert "it is another notebook" in refusal


def test_a_missing_check_is_remarked_and_nothing_is_to_be_done():
    findings = examine(SLOT, data(answer("double"), answer("halve"), check("halve")), SOURCE)
    assert not findings.refusal
    assert findings.remarks == ["cell check_double is missing. Nothing to do: grading puts it back."]


def test_a_missing_answer_is_remarked_with_what_it_costs():
    findings = examine(SLOT, data(check("double"), answer("halve"), check("halve")), SOURCE)
    assert not findings.refusal
    assert findings.remarks[0].startswith("cell double is missing and earns no points unless another cell defines it.")


@pytest.mark.parametrize("marks", ["text", {"grade_id": 7, "grade": True}, {"schema_version": 1, "grade_id": "x"}])
def test_odd_metadata_is_no_crash(marks):
    odd = {**cell(), "metadata": {"nbgrader": marks}}
    assert not examine(SLOT, data(*SOURCE["cells"], odd), SOURCE).refusal


def test_only_regular_files_are_read(tmp_path):
    real = tmp_path / "real.ipynb"
    real.write_bytes(b"{}")
    link, pipe = tmp_path / "link.ipynb", tmp_path / "pipe.ipynb"
    link.symlink_to(real)
    os.mkfifo(pipe)
    assert read_incoming(real).data == b"{}"
    for path, why in ((link, "symbolic link"), (pipe, "not a regular file"), (tmp_path, "not a regular file")):
        with pytest.raises(CourseError, match=why):
            read_incoming(path)


def test_large_files_are_not_read(tmp_path, monkeypatch):
    monkeypatch.setattr(intake, "MAX_BYTES", 2**20)
    (tmp_path / "large.ipynb").write_bytes(b" " * (2**20 + 1))
    with pytest.raises(CourseError, match="larger than 1 MB. Clear the outputs"):
        read_incoming(tmp_path / "large.ipynb")


def test_a_link_in_the_way_to_a_submission_is_refused(tmp_path):
    real, base = tmp_path / "real" / "01_mini", tmp_path / "submitted"
    real.mkdir(parents=True)
    (real / "01_mini.ipynb").write_bytes(data())
    base.mkdir()
    (base / "ada").symlink_to(tmp_path / "real")
    with pytest.raises(CourseError, match="symbolic link"):
        read_submitted(SLOT, base)


IDS = ["ada", "b.okafor", "chen-li", "e2104", "a", "A" * 64, "dmitri_k"]
NO_IDS = ["", ".", "..", "-rf", "a/b", "a__b", "a_", ".a", "*", "a b", "a\n", "é", "A" * 65, "$HOME"]


@pytest.mark.parametrize("text", IDS + NO_IDS)
def test_ids_are_those_that_can_be_handed_in(text):
    assert is_student_id(text) == (text in IDS)
    try:
        check_student_id(text)
    except CourseError:
        assert text not in IDS
    else:
        assert text in IDS


def test_a_place_remembers_its_time(tmp_path):
    incoming = tmp_path / "ada__01_mini.ipynb"
    incoming.write_bytes(b"{}")
    os.utime(incoming, (1_700_000_000.25, 1_700_000_000.25))
    written = read_incoming(incoming).written
    put_hand_in(SLOT, tmp_path / "submitted", b"{}", written)
    assert received(SLOT, tmp_path / "submitted") == written
    assert slots_in(tmp_path / "submitted") == [SLOT]
    assert received(Slot("01_mini", "bob"), tmp_path / "submitted") is None


@pytest.mark.parametrize("text", ["2026-01-31 18:00:00 UTC", "2026-01-31 18:00:00.5 +0000"])
def test_nbgraders_own_timestamps_are_read(text, tmp_path):
    put_hand_in(SLOT, tmp_path, b"{}", WRITTEN)
    (SLOT.folder(tmp_path) / "timestamp.txt").write_text(text)
    assert received(SLOT, tmp_path).isoformat().startswith("2026-01-31T18:00:00")


def test_a_damaged_timestamp_names_the_file(tmp_path):
    put_hand_in(SLOT, tmp_path, b"{}", WRITTEN)
    (SLOT.folder(tmp_path) / "timestamp.txt").write_text("yesterday")
    with pytest.raises(CourseError, match=r"timestamp.txt holds no time \('yesterday'\)"):
        received(SLOT, tmp_path)
