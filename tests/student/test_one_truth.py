"""One notebook, one answer: course check, progress, submit, Validate and grading agree on each odd notebook.

Each is a solved lesson 01 but for one oddity that learners' notebooks have: all that public reports on such graders
tell of what a notebook's cells may be. `make test` asks about some of them, and Validate, which starts a kernel, about
two; `make test-all` asks about all. What cannot be graded is refused by `course submit` and `collect` alike.
"""

import re

import nbformat
import pytest
from jsonschema import ValidationError
from nbgrader.validator import Validator

from autograder.classroom import Classroom, nbgrader_config
from autograder.errors import CourseError
from autograder.grading.collect import LEFT, collect
from autograder.grading.collect import REFUSED as REFUSED_ASIDE
from autograder.ipynb import is_check, name_of, source_of
from autograder.lessons import REPOSITORY
from autograder.library import find_project
from autograder.predictions import questions
from autograder.readable import MAX_BYTES
from autograder.reports.marks import read_marks
from autograder.student.check import reports_of
from autograder.student.progress import progress
from autograder.student.submit import submit as submit_lesson
from autograder.student.workspace import make_workspace
from tests.attacks.course import GLOROT, STATS, as_bytes, cell_named, code, perfect, place
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
    "An experiment of the learner's at the end: the answer was right when it was checked."
    notebook["cells"].append(code(WRONG, "own"))


def tried_first(notebook):
    "A first try above the answer, which is defined anew below it."
    put_before(notebook, "variance", WRONG)


def old_outputs(notebook):
    for cell in notebook["cells"]:
        if is_check(cell):
            old = {"ename": "AssertionError", "evalue": "long repaired", "output_type": "error", "traceback": []}
            cell["outputs"], cell["execution_count"] = [old], 99


def name_taken(notebook):
    "The last cell gives the name of an answer to its value."
    notebook["cells"].append(code("correlation = correlation(torch.arange(9.0), torch.arange(9.0) ** 2)", "own"))


def deleted_later(notebook):
    notebook["cells"].append(code("del correlation, covariance", "own"))


def without_gradients(notebook):
    notebook["cells"].append(code("torch.set_grad_enabled(False)\ntorch.set_default_dtype(torch.float64)", "own"))


def reset(notebook):
    "The last cell throws every name away."
    notebook["cells"].append(code("%reset -f", "own"))


def helper_taken(notebook):
    "A helper has the name of a variable of the lesson's, which a later cell of the lesson sets."
    put_before(notebook, "variance", HELPER.replace("_centred", "centred"))
    cell_named(notebook, "variance")["source"] = USES_IT.format("").replace("_centred", "centred")


def helper_tried(notebook):
    "A helper is overwritten by a try of the learner's own."
    own_helper(notebook)
    notebook["cells"].append(code("_centred = _centred(torch.arange(3.0), None)", "own-last"))


def retyped(notebook):
    "The answer's cell was deleted, and the answer typed into a new one."
    cell_named(notebook, "variance").update(metadata={}, id="retyped")


def merged_cells(notebook):
    "JupyterLab's *Merge Selected Cells*: what two answers define stands in the cell of the first one."
    second = notebook["cells"].pop(place(notebook, "covariance_matrix"))
    first = cell_named(notebook, "covariance")
    first["source"] = source_of(first) + "\n\n" + source_of(second).replace("#| export\n", "")


def without_marks(notebook):
    "As an editor leaves it that keeps ids of cells and drops what it does not know."
    for cell in notebook["cells"]:
        cell["metadata"] = {}


def without_marks_and_ids(notebook):
    for number, cell in enumerate(notebook["cells"]):
        cell.update(metadata={"id": f"x{number}"}, id=f"new-{number}")


def check_copied(notebook):
    put_copy(notebook, "check_variance")


def answer_copied(notebook):
    put_copy(notebook, "variance")


def stub_copied(notebook):
    put_copy(notebook, "variance", "#| export\ndef variance(x):\n    raise NotImplementedError")


def empty_copy(notebook):
    put_copy(notebook, "variance", "")


def put_copy(notebook, name, source=None):
    "The cell once more at the end, as copying and pasting leaves it: with its marks."
    cell = cell_named(notebook, name)
    notebook["cells"].append({**cell, "id": "copy", "source": source_of(cell) if source is None else source})


def endless(notebook):
    "An answer that never returns."
    cell_named(notebook, "covariance_matrix")["source"] = (
        "#| export\ndef covariance_matrix(x, correction=0):\n    while True:\n        pass"
    )


def counters_and_colours(notebook):
    put_before(notebook, "variance", r"print('\r 10 %\r 20 %', end='')" + "\n" + r"print('\x1b[31mred\x1b[0m')")


def no_prediction(notebook):
    "One question has none; that of another one is written into its cell, behind a copy of it."
    first, second = [cell for cell in notebook["cells"] if questions([cell])][:2]
    second["source"] = [source_of(second).rstrip().removesuffix(")").rstrip().removesuffix(",") + ', answer="2")']
    first["outputs"] = second["outputs"] = []
    notebook["cells"].insert(place(notebook, name_of(second)), {**second, "id": "copy"})


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
    "name taken": (name_taken, []),
    "deleted later": (deleted_later, []),
    "without gradients": (without_gradients, []),
    "reset": (reset, []),
    "helper taken": (helper_taken, []),
    "helper tried": (helper_tried, []),
    "retyped": (retyped, []),
    "merged cells": (merged_cells, []),
    "without marks": (without_marks, []),
    "without marks and ids": (without_marks_and_ids, []),
    "check copied": (check_copied, []),
    "answer copied": (answer_copied, []),
    "stub copied": (stub_copied, []),
    "empty copy": (empty_copy, []),
    "endless": (endless, ["covariance_matrix"]),
    "counters and colours": (counters_and_colours, []),
    "byte order mark": (None, []),
    "UTF-16": (None, []),
    "format 3": (None, ["predictions_01"]),  # which has no place for what a form leaves
    "a prediction is missing": (no_prediction, ["predictions_01"]),
}
# What Validate refuses besides: it runs the notebook once from above, and there the answer does not work any more.
VALIDATE = {"helper taken": ["correlation"]}
# nbgrader's Validate runs nothing where a grade id stands twice, and says that metadata may be corrupted.
NOT_VALIDATED = ("check copied", "answer copied", "stub copied", "empty copy")
# How an odd notebook is written where that is what is odd.
WRITTEN = {
    "byte order mark": lambda notebook: as_bytes(notebook).decode().encode("utf-8-sig"),
    "UTF-16": lambda notebook: as_bytes(notebook).decode().encode("utf-16"),
    "format 3": lambda notebook: nbformat.writes(nbformat.reads(as_bytes(notebook).decode(), 4), 3).encode(),
}
ASKED = (
    list(ODD)
    if LONG
    else [
        "own helper",
        "no Python",
        "a text cell",
        "redefined later",
        "reset",
        "stub copied",
        "format 3",
        "a prediction is missing",
    ]
)
VALIDATED = list(ODD) if LONG else ["a text cell", "a prediction is missing"]


def notebook_with(oddity):
    notebook = perfect(STATS)
    if oddity in WRITTEN:
        return WRITTEN[oddity](notebook)
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
        validator = Validator(config=nbgrader_config(Classroom()))
        if oddity in NOT_VALIDATED:
            with pytest.raises(ValidationError, match="metadata may be corrupted"):
                validator.validate(str(workspace))
            return
        said = validator.validate(str(workspace))
        if oddity == "a text cell":  # Validate runs nothing then and names the cell
            (cell,) = said.pop("type_changed")
            assert not said and "def variance(" in cell["source"]
            return
        failed = said.get("failed", [])
        expected = {exercise for exercise in costs if costs[exercise]} | {*VALIDATE.get(oddity, [])}
        assert {re.search(r'check\("(\w+)"', cell["source"])[1] for cell in failed} == expected


def two_texts(notebook):
    put_copy(notebook, "variance", WRONG)


def other_lesson(notebook):
    notebook.update(perfect(GLOROT))


def odd_text(text):
    def edit(notebook):
        put_before(notebook, "variance", f"a = '{text}'")

    return edit


def long_outputs(notebook):
    cell_named(notebook, "variance")["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "x" * MAX_BYTES}]


REFUSED = {
    "two texts for one answer": two_texts,
    "another lesson": other_lesson,
    "a character without a meaning": odd_text("\0"),
    "half a character": odd_text("\ud800"),
    "long outputs": long_outputs,
    "cut short": lambda data: data[: len(data) // 2],
    "empty": lambda data: b"",
    "no notebook": lambda data: b"[]",
}


@pytest.mark.parametrize("oddity", REFUSED)
def test_what_cannot_be_graded_is_refused_before_and_after(oddity, workspace, tmp_path, capsys):
    edit = REFUSED[oddity]
    if oddity in ("cut short", "empty", "no notebook"):
        data = edit(as_bytes(perfect(STATS)))
    else:
        notebook = perfect(STATS)
        edit(notebook)
        data = as_bytes(notebook)
    workspace.write_bytes(data)
    with pytest.raises(CourseError) as refused:
        submit_lesson("01", "ada", tmp_path)
    assert workspace.name in str(refused.value) and not list(tmp_path.iterdir())
    handed_in = tmp_path / f"ada__{STATS.name}.ipynb"
    handed_in.write_bytes(data)
    (receipt,) = collect([handed_in], Classroom(REPOSITORY, tmp_path / "class"))
    assert receipt.became in (REFUSED_ASIDE, LEFT) and len(receipt.problems) == 1


@left_out("most odd notebooks")
def test_all_tools_are_asked_about_all():
    assert list(ODD) == ASKED == VALIDATED
