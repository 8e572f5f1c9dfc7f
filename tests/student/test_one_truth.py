"""One notebook, one answer: course check, progress, submit, Validate and grading agree on each odd notebook.

Each is a solved lesson 01 but for one oddity that learners' notebooks have. `make test` asks about five of them, and
Validate, which starts a kernel, about two; `make test-all` asks about all.
"""

import re

import pytest
from nbgrader.validator import Validator

from autograder.classroom import Classroom, nbgrader_config
from autograder.ipynb import is_check, source_of
from autograder.lessons import REPOSITORY
from autograder.library import find_project
from autograder.reports.marks import read_marks
from autograder.student.check import reports_of
from autograder.student.progress import progress
from autograder.student.submit import submit as submit_lesson
from autograder.student.workspace import make_workspace
from tests.attacks.course import STATS, as_bytes, cell_named, code, perfect, place
from tests.attacks.engine import submit, write_course
from tests.attacks.long import LONG, left_out

pytestmark = pytest.mark.xdist_group("variants")
HELPER = "def _centred(x, dim):\n    return x - (x.mean() if dim is None else x.mean(dim, keepdim=True))"
USES_IT = """\
#| export
def variance(x: Tensor, correction: int = 0, dim: int | None = None) -> Tensor:
    if not x.is_floating_point():
        raise TypeError("floating-point numbers, please")
    n = (x.numel() if dim is None else x.shape[dim]) - correction
    if n <= 0:
        raise ValueError("nothing to divide by")
    squares = _centred(x, dim) ** 2
    return {0}(squares.sum() if dim is None else squares.sum(dim)) / n
"""
WRONG = "def variance(x, correction=0, dim=None):\n    return x.sum() * 0"


def put_before(notebook, name, text):
    notebook["cells"].insert(place(notebook, name), code(text, "own"))


def put_behind(notebook, name, text):
    notebook["cells"].insert(place(notebook, name) + 1, code(text, "own"))


def own_helper(notebook):
    put_before(notebook, "variance", HELPER)
    cell_named(notebook, "variance")["source"] = USES_IT.format("")


def own_import(notebook):
    put_before(notebook, "variance", f"import math as mathematics\n{HELPER}")
    cell_named(notebook, "variance")["source"] = USES_IT.format("mathematics.sqrt(1) * ")


def helper_behind(notebook):
    "Defined below the answer and above its check: there when the check calls it."
    put_behind(notebook, "variance", HELPER)
    cell_named(notebook, "variance")["source"] = USES_IT.format("")


def without_export(notebook):
    cell = cell_named(notebook, "variance")
    cell["source"] = source_of(cell).replace("#| export\n", "")


def with_magics(notebook):
    put_before(notebook, "variance", "%matplotlib inline\n!true\nnumbers = [1, 2]")
    cell = cell_named(notebook, "variance")
    cell["source"] = source_of(cell) + "\n%precision 3"


def no_python(notebook):
    cell = cell_named(notebook, "variance")
    cell["source"] = source_of(cell) + "\nreturn ("


def a_text_cell(notebook):
    cell = cell_named(notebook, "variance")
    cell["cell_type"] = "markdown"
    del cell["outputs"], cell["execution_count"]


def unwritten(notebook):
    cell_named(notebook, "variance")["source"] = (
        "#| export\ndef variance(x, correction=0, dim=None):\n    # Your code here\n    raise NotImplementedError"
    )


def split(notebook):
    "A class whose method is added in a cell of the learner's own."
    put_behind(notebook, "RunningMoments", "RunningMoments.noted = lambda self: 'by hand'")


def own_cell_fails(notebook):
    put_before(notebook, "variance", "print('so far')\n1 / 0")


def redefined_later(notebook):
    "An experiment of the learner's behind the check: the answer was right when it was checked."
    put_behind(notebook, "check_variance", WRONG)


def tried_first(notebook):
    "A first try above the answer, which is defined anew below it."
    put_before(notebook, "variance", WRONG)


def old_outputs(notebook):
    for cell in notebook["cells"]:
        if is_check(cell):
            old = {"ename": "AssertionError", "evalue": "long repaired", "output_type": "error", "traceback": []}
            cell["outputs"], cell["execution_count"] = [old], 99


# What each costs: the exercises that earn nothing, all others everything.
ODD = {
    "own helper": (own_helper, []),
    "own import": (own_import, []),
    "helper behind the answer": (helper_behind, []),
    "no export": (without_export, []),
    "magics": (with_magics, []),
    "no Python": (no_python, ["variance", "correlation"]),
    "a text cell": (a_text_cell, ["variance", "correlation"]),
    "unwritten": (unwritten, ["variance", "correlation"]),
    "split": (split, []),
    "an own cell fails": (own_cell_fails, []),
    "redefined later": (redefined_later, []),
    "tried first": (tried_first, []),
    "old outputs": (old_outputs, []),
}
ASKED = list(ODD) if LONG else ["own helper", "no export", "no Python", "a text cell", "redefined later"]
VALIDATED = list(ODD) if LONG else ["own helper", "a text cell"]


def notebook_with(oddity):
    notebook = perfect(STATS)
    ODD[oddity][0](notebook)
    return as_bytes(notebook)


def id_of(oddity):
    return oddity.replace(" ", "-")


@pytest.fixture(scope="module")
def graded(tmp_path_factory, grade):
    "Points by exercise and oddity, from one run of grading."
    classroom = write_course(tmp_path_factory.mktemp("truth") / "course", ("00_core", "01_stats"))
    for oddity in ASKED:
        submit(classroom, id_of(oddity), STATS, notebook_with(oddity))
    grade(classroom, [STATS], say=lambda line: None)
    return {
        mark.slot.student: {e.exercise: (e.points, e.max_points) for e in mark.exercises}
        for mark in read_marks(classroom, [STATS])
    }


@pytest.fixture(scope="module")
def kit(tmp_path_factory):
    folder = tmp_path_factory.mktemp("truth") / "kit"
    make_workspace(folder)
    (folder / "course_lib" / "core.py").write_bytes((REPOSITORY / "course_lib" / "core.py").read_bytes())
    return folder


@pytest.fixture
def workspace(kit, monkeypatch):
    notebook = STATS.notebook(kit / "lessons")
    monkeypatch.chdir(notebook.parent)
    monkeypatch.setenv("PYTHONPATH", str(REPOSITORY))
    for name in ("IN_TEST", "NBGRADER_EXECUTION"):
        monkeypatch.delenv(name, raising=False)
    return notebook


@pytest.mark.parametrize("oddity", ASKED)
def test_all_tools_say_the_same(oddity, workspace, graded, capsys):
    workspace.write_bytes(notebook_with(oddity))
    project = find_project()
    costs = {
        exercise: most if exercise in ODD[oddity][1] else 0 for exercise, (_, most) in graded["own-helper"].items()
    }
    checked = {report.exercise: (report.points, report.max_points) for report in reports_of(STATS, project)}
    assert graded[id_of(oddity)] == checked
    (lesson,) = [lesson for lesson in progress() if lesson.lesson == STATS.name]
    capsys.readouterr()
    submit_lesson("01", "ada")
    stated = re.search(r"By the published checks: (\d+) of (\d+) points", capsys.readouterr().out)
    earned, most = (sum(column) for column in zip(*checked.values(), strict=True))
    assert (int(stated[1]), int(stated[2])) == (lesson.earned, lesson.most) == (earned, most)
    assert {exercise: most - points for exercise, (points, most) in checked.items()} == costs
    if oddity in VALIDATED:
        said = Validator(config=nbgrader_config(Classroom())).validate(str(workspace))
        if oddity == "a text cell":  # Validate runs nothing then and names the cell
            (cell,) = said.pop("type_changed")
            assert not said and "def variance(" in cell["source"]
            return
        failed = said.get("failed", [])
        assert {re.search(r'check\("(\w+)"', cell["source"])[1] for cell in failed} == {e for e in costs if costs[e]}


@left_out("most odd notebooks, and Validate of all but two")
def test_all_tools_are_asked_about_all():
    assert list(ODD) == ASKED == VALIDATED
