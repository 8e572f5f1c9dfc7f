"`course check`, `course export`, `course submit`: what they say and how they end."

import json
import os
import shutil
import subprocess
import sys

import pytest
from tiny_courses import code, edit

from autograder.errors import CourseError
from autograder.ipynb import name_of, read_notebook, source_of
from autograder.lessons import REPOSITORY
from autograder.readable import MAX_BYTES, MAX_CELLS
from autograder.student.check import check_lesson
from autograder.student.cli import main
from autograder.student.submit import check_student_id, submit


@pytest.fixture
def importable(monkeypatch):
    "The second process must find autograder as this one does."
    monkeypatch.setenv("PYTHONPATH", str(REPOSITORY))


def change(notebook, edit_cells):
    data = json.loads(notebook.read_text())
    data["cells"] = edit_cells(data["cells"])
    notebook.write_text(json.dumps(data))


def test_check_tells_every_exercise_and_the_total(desk, importable, capsys):
    desk.write("double", "return x * x")
    assert main(["check", "90"]) == 1
    said = capsys.readouterr().out
    assert "double: 0 of 2 points" in said and "looks like: squares" in said
    assert "triple: 0 of 1 points, not written yet" in said
    assert said.endswith("Total: 0 of 3 points.\n")
    desk.write("double", "return x * 2")
    desk.write("triple", "return x * 3")
    assert main(["check", "90"]) == 0
    assert capsys.readouterr().out.endswith("Total: 3 of 3 points.\n")


def test_check_uses_the_learners_library(desk, importable, capsys):
    desk.write("double", "return x * 10")
    main(["export", "90"])
    desk.write("quadruple", "return double(x) * 4 // 10", desk.second)
    assert check_lesson("91")


def test_check_goes_on_after_a_cell_that_fails_and_a_process_that_dies(desk, importable, capsys):
    edit(desk.first, "imports", "#| export\nimport not_there")
    desk.write("double", "import os; os._exit(1)")
    desk.write("triple", "return x * 3")
    assert not check_lesson("90")
    said = capsys.readouterr().out
    assert "90_first.ipynb, cell imports: ModuleNotFoundError" in said
    assert "raised Stopped: the process with the learner's code stopped answering" in said
    assert said.endswith("Total: 1 of 3 points.\n")


def test_submit_writes_one_file(desk, capsys):
    desk.write("double", "return x * 2")
    assert main(["submit", "90", "--as", "ada"]) == 0
    handed_in = desk.root / "hand-in" / "ada__90_first.ipynb"
    assert handed_in.read_bytes() == desk.first.read_bytes()
    said = capsys.readouterr().out
    assert "Not written yet, so no points for: triple." in said
    assert f"Wrote {handed_in}: your lessons/90_first/90_first.ipynb as you saved it on " in said
    assert [path.name for path in handed_in.parent.iterdir()] == [handed_in.name]


def test_submit_again_replaces_the_file(desk):
    submit("90", "ada", desk.root / "box")
    desk.write("double", "return x * 2")
    assert submit("90", "ada", desk.root / "box").read_bytes() == desk.first.read_bytes()


def deleted(name):
    return lambda cells: [c for c in cells if c["metadata"].get("nbgrader", {}).get("grade_id") != name]


def doubled(name):
    return lambda cells: [c for cell in cells for c in [cell] * (1 + (cell["id"] == name))]


def other_text(name):
    "The cell once more, with another text."
    return lambda cells: [*cells, *({**c, "id": "n", "source": "def f(): 1"} for c in cells if c["id"] == name)]


@pytest.mark.parametrize(
    ("edit_cells", "said"),
    [
        (other_text("double"), "there is more than one cell `double`. Delete the copies"),
        (lambda cells: [code("print(1)", "mine")], "has none of the answers of 90_first: it is another notebook."),
    ],
)
def test_submit_refuses_what_cannot_be_graded(desk, edit_cells, said, capsys):
    desk.write("double", "return x * 2")
    change(desk.first, edit_cells)
    assert main(["submit", "90", "--as", "ada"]) == 1
    error = capsys.readouterr().err
    assert error.startswith("course: ") and said in error and error.count("\n") == 1
    assert not (desk.root / "hand-in").exists()


@pytest.mark.parametrize(
    ("edit_cells", "said"),
    [
        (deleted("double"), "There is no cell `double`, and no other cell defines it: it earns no points."),
        (deleted("check_triple"), ""),
        (doubled("double"), ""),
        (doubled("check-triple"), ""),
        (lambda cells: [*deleted("double")(cells), code("def double(x): return 2 * x", "mine")], ""),
    ],
)
def test_submit_takes_what_collect_takes_and_says_what_it_costs(desk, edit_cells, said, capsys, importable):
    change(desk.first, edit_cells)
    assert main(["submit", "90", "--as", "ada"]) == 0
    told = capsys.readouterr().out
    assert said in told and ("There is no cell" in told) == bool(said)
    assert (desk.root / "hand-in" / "ada__90_first.ipynb").exists()


def test_own_cells_are_welcome(desk):
    change(desk.first, lambda cells: [*cells, code("1 + 1", "mine")])
    assert submit("90", "ada").exists()


@pytest.mark.parametrize(
    ("edit_notebook", "said"),
    [
        (lambda cells: cells[0].update(source="a = '\0'"), "its cell 1 is damaged"),
        (lambda cells: cells[0].update(source="a = '\ud800'"), "its cell 1 is damaged"),
        (lambda cells: cells.extend([{**cells[0], "id": f"n{i}"} for i in range(MAX_CELLS)]), "more than 2000 cells"),
        (lambda cells: cells[0].update(outputs=[{"text": "x" * MAX_BYTES}]), "is larger than 20 MB"),
    ],
)
def test_submit_refuses_what_collect_refuses(desk, edit_notebook, said, capsys):
    notebook = json.loads(desk.first.read_text())
    edit_notebook(notebook["cells"])
    desk.first.write_text(json.dumps(notebook))
    assert main(["submit", "90", "--as", "ada"]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert said in line and not list(desk.root.glob("hand-in/*"))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_submit_takes_what_an_editor_has_saved(desk, encoding, importable):
    desk.first.write_bytes(desk.first.read_bytes().decode().encode(encoding))
    assert main(["submit", "90", "--as", "ada"]) == 0


def test_submit_refuses_what_is_not_a_notebook(desk, capsys):
    desk.first.write_text("not JSON")
    assert main(["submit", "90", "--as", "ada"]) == 1
    assert "90_first.ipynb is not a readable notebook" in capsys.readouterr().err


def test_submit_refuses_another_file_name(desk, capsys):
    desk.first.rename(desk.first.with_name("90_first (1).ipynb"))
    assert main(["submit", "90", "--as", "ada"]) == 1
    assert "its folder holds 90_first (1).ipynb. Your work must be called 90_first.ipynb" in capsys.readouterr().err


def test_a_folder_that_cannot_be_written_is_named(desk):
    (desk.root / "file").write_text("")
    with pytest.raises(CourseError, match="cannot write .*file/ada__90_first.ipynb"):
        submit("90", "ada", desk.root / "file")


@pytest.mark.parametrize("student_id", ["ada", "Ada.L-1815", "a", "a" * 64, "s_1"])
def test_good_student_ids(student_id):
    check_student_id(student_id)


@pytest.mark.parametrize(
    "student_id", ["", ".ada", "-ada", "a/b", "../x", "a b", "a__b", "ada_", "ada.", "á", "a" * 65, "ada\n"]
)
def test_bad_student_ids(student_id):
    with pytest.raises(CourseError, match="cannot be a student id"):
        check_student_id(student_id)


def test_a_stub_is_unwritten_and_an_answer_is_not(desk):
    from autograder.ipynb import is_unwritten

    desk.write("double", 'raise ValueError("raise NotImplementedError")')
    assert [name_of(c) for c in read_notebook(desk.first)["cells"] if is_unwritten(c)] == ["triple"]


def test_the_command_runs_alone(desk):
    def course(*arguments):
        command = [sys.executable, "-m", "autograder.student.cli", *arguments]
        environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
        return subprocess.run(command, capture_output=True, text=True, env=environment)

    assert {"check", "export", "submit"} <= set(course("--help").stdout.split())
    assert course().returncode == 2
    failed = course("export", "77")
    assert failed.returncode == 1 and not failed.stdout
    assert failed.stderr.startswith("course: no lesson is called '77'.") and failed.stderr.count("\n") == 1


def test_weights_beside_the_notebook_go_along(desk, capsys):
    from autograder.lessons import WEIGHTS

    weights = desk.first.with_name(WEIGHTS)
    weights.write_bytes(b"numbers")
    handed_in = submit("90", "ada")
    beside = handed_in.with_suffix(".safetensors")
    assert beside.read_bytes() == b"numbers" and "Hand in both files" in capsys.readouterr().out
    weights.unlink()
    submit("90", "ada")
    assert handed_in.exists() and not beside.exists()
    with open(weights, "wb") as file:
        file.truncate(17_000_000)
    before = handed_in.read_bytes()
    with pytest.raises(CourseError, match=r"capstone.safetensors is larger than 16.1 MB"):
        submit("90", "ada")
    assert handed_in.read_bytes() == before and not beside.exists()


def test_checks_run_in_the_notebooks_folder(desk, importable, capsys):
    desk.first.with_name("note.txt").write_text("4")
    desk.write("double", 'return x * 2 if open("note.txt").read() == "4" else None')
    desk.write("triple", "return x * 3")
    assert check_lesson("90")


def test_submit_says_what_costs_points_and_how_many_there_are(desk, importable, capsys):
    edit(desk.first, "double", "#| export\ndef double(x)\n    return 2 * x")
    desk.write("triple", "return x * 3")
    submit("90", "ada")
    said = capsys.readouterr().out
    assert "double is not Python, line 2 (expected ':'): it earns no points yet." in said
    assert "By the published checks: 1 of 3 points." in said


def test_submit_says_that_an_answer_became_text(desk, importable, capsys):
    notebook = json.loads(desk.first.read_text())
    cell = next(cell for cell in notebook["cells"] if cell["metadata"].get("nbgrader", {}).get("grade_id") == "double")
    cell["cell_type"] = "markdown"
    desk.first.write_text(json.dumps(notebook))
    submit("90", "ada")
    assert "double is a text cell and does not run: select it, press Esc and Y" in capsys.readouterr().out


def test_what_an_editor_that_guards_nothing_did_is_named_and_put_right(desk, importable, capsys, monkeypatch, tmp_path):
    "As VS Code does: a check deleted, one edited, an answer without its marks."
    shutil.copytree(desk.root / "lessons", tmp_path / "kit" / "lessons")  # as they were given out
    monkeypatch.setattr("autograder.student.find.released", lambda: tmp_path / "kit")
    desk.write("double", "return x * 2")
    desk.write("triple", "return x * 3")
    change(desk.first, deleted("check_triple"))
    harm = {"check-double": {"source": ["pass"]}, "double": {"metadata": {}}}
    change(desk.first, lambda cells: [{**cell, **harm.get(cell["id"], {})} for cell in cells])
    before = desk.first.read_bytes()
    monkeypatch.setattr("autograder.student.submit.points_now", lambda *_: {})  # `course check` has just found them
    for command, what_counts in (
        (["check", "90"], "which `course submit` puts back"),
        (["submit", "90", "--as", "ada"], "the lesson's own is in what you hand in"),
    ):
        assert main(command) == 0
        said = capsys.readouterr().out
        assert said.count(what_counts) == 2 and ("Total: 3 of 3 points" in said or command[0] == "submit")
        assert "check_triple was deleted: " in said and "check_double was edited: " in said
    handed_in = read_notebook(desk.root / "hand-in" / "ada__90_first.ipynb")["cells"]
    marked = {name_of(cell): source_of(cell) for cell in handed_in if "nbgrader" in cell["metadata"]}
    assert set(marked) == {"double", "check_double", "triple", "check_triple"}
    assert marked["check_double"] == 'check("double")' and "return x * 2" in marked["double"]
    assert desk.first.read_bytes() == before  # the learner's own file is nobody else's to change
