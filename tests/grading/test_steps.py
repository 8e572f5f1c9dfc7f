"The steps that replace or follow nbgrader's own: what each does to a notebook, and to the marks taken from it."

import re
import time

import nbformat
import pytest
from nbconvert.exporters import HTMLExporter
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from nbgrader.utils import determine_grade
from traitlets.config import Config

from autograder.grading.nbgrader.page import exercises_of
from autograder.grading.nbgrader.preprocessors.execute import ExecuteToTheEnd
from autograder.grading.nbgrader.preprocessors.failclosed import FailClosed
from autograder.grading.nbgrader.preprocessors.hidden import ClearHiddenChecks
from autograder.grading.nbgrader.preprocessors.mend import mend
from autograder.grading.nbgrader.preprocessors.stderr import StderrToStdout
from autograder.grading.nbgrader.steps import use_own_steps
from autograder.ipynb import grade_id_of
from autograder.lessons import REPOSITORY, all_lessons

TEST = {"grade": True, "solution": False, "locked": True, "grade_id": "check_it", "points": 4, "schema_version": 3}
ANSWER = {"grade": False, "solution": True, "locked": False, "grade_id": "it", "schema_version": 3}


def check_cell(*outputs, source="check('it')"):
    return new_code_cell(source, outputs=list(outputs), metadata={"nbgrader": dict(TEST)})


def result(text):
    return new_output("execute_result", data={"text/plain": text})


def error():
    return new_output("error", ename="NameError", evalue="it", traceback=[])


def display():
    return new_output("display_data", data={"text/plain": "it: 4 of 4 points"})


def stderr():
    return new_output("stream", name="stderr", text="UserWarning: slow\n")


@pytest.mark.parametrize(
    ("outputs", "points"),
    [
        ([result("4")], 4),
        ([result("2.5")], 2.5),
        ([display(), result("0")], 0),
        ([display(), stderr(), result("4")], 4),
        ([], 0),  # full marks in nbgrader, as the next five
        ([display()], 0),
        ([result("nan")], 0),
        ([result("-1")], 0),
        ([result("fine")], 0),
        ([result("4"), error()], 0),
        ([result("5")], 0),  # an exception in nbgrader
        ([result("4"), result("4")], 0),
        ([error()], 0),
        ([stderr()], 0),
    ],
)
def test_marks_of_a_test_cell(outputs, points):
    cell = check_cell(*outputs)
    for step in (StderrToStdout(), FailClosed()):
        cell, _ = step.preprocess_cell(cell, {}, 0)
    assert determine_grade(cell) == (points, 4)


def test_a_warning_stays_to_be_read():
    cell, _ = StderrToStdout().preprocess_cell(check_cell(stderr()), {}, 0)
    assert (cell.outputs[0].name, cell.outputs[0].text) == ("stdout", "UserWarning: slow\n")


def test_other_cells_keep_their_outputs():
    cell = new_code_cell("1", outputs=[stderr()])
    for step in (StderrToStdout(), FailClosed()):
        cell, _ = step.preprocess_cell(cell, {}, 0)
    assert cell.outputs == [stderr()]


def test_hidden_trials_are_cut_out_of_pages():
    text = "check('it')\n### BEGIN HIDDEN TESTS\ncheck('it', hidden=True)\n### END HIDDEN TESTS"
    assert ClearHiddenChecks().preprocess_cell(check_cell(source=text), {}, 0)[0].source == "check('it')"
    trace = ["Cell 1", "----> 3 check('it', hidden=True)", "NameError: it"]
    failed = check_cell(new_output("error", ename="NameError", evalue="it", traceback=trace), source=text)
    assert ClearHiddenChecks().preprocess_cell(failed, {}, 0)[0].outputs[0].traceback == ["NameError: it"]
    own = new_code_cell("### BEGIN HIDDEN TESTS\nprint('mine')")
    assert ClearHiddenChecks().preprocess_cell(own, {}, 0)[0].source.endswith("print('mine')")


LINKS = """
[a](javascript:run()) [b]( <JavaScript:run()> ) [c](&#106;avascript:run()) [d](java&Tab;script:run())
[e](vbscript:run()) [f](data:text/html,run) ![g](javascript:run()) [h][run] <javascript:run()> [i](//run)

[j](https://example.org) [k](mailto:ada@example.org) [l](#part)

[run]: javascript:run()
"""


def test_links_in_markdown_run_nothing():
    config = Config()
    use_own_steps(config)
    page, _ = HTMLExporter(config=config).from_notebook_node(new_notebook(cells=[new_markdown_cell(LINKS)]))
    cell = page[page.index("jp-MarkdownCell") :]
    assert re.findall(r'href="([^"]*)"', cell) == ["https://example.org", "mailto:ada@example.org", "#part"]
    assert not re.search(r'src="[^"]*run', cell)


IMAGES = """
![one](https://example.org/1.png) ![two](//example.org/2.png "title") ![three][ref] ![four](4.png) [![five](http://e.org/5)](#x)
![six](data:text/html;base64,AAAA) ![gone](attachment:gone.png)

![kept](data:image/png;base64,AAAA) ![pasted](attachment:a.png)

[ref]: https://example.org/3.png
"""


def test_images_in_markdown_come_from_the_notebook_only():
    "The page that a grader opens asks nobody else for anything."
    config = Config()
    use_own_steps(config)
    cell = new_markdown_cell(IMAGES, attachments={"a.png": {"image/png": "BBBB"}})
    page, _ = HTMLExporter(config=config).from_notebook_node(new_notebook(cells=[cell]))
    text = page[page.index('class="jp-Cell jp-MarkdownCell') :]
    assert re.findall(r'src="([^"]*)"', text) == ["data:image/png;base64,AAAA", "data:image/png;base64,BBBB"]
    assert all(word in text for word in ("one", "two", "three", "four", "five", "six", "gone"))


RUBRIC = """
| What is looked for | Points |
|---|---:|
| One part differs & nothing else | 2 |
"""


def test_columns_of_a_table_stand_apart():
    "The form grader's page gives cells no padding; what a cell says comes out as it was."
    config = Config()
    use_own_steps(config)
    page, _ = HTMLExporter(config=config).from_notebook_node(new_notebook(cells=[new_markdown_cell(RUBRIC)]))
    cells = re.findall(r'<t([hd]) style="text-align: (\w+); padding: 0.2em 1.2em 0.2em 0">(.*?)</t\1>', page)
    assert cells == [
        ("h", "left", "What is looked for"),
        ("h", "right", "Points"),
        ("d", "left", "One part differs &amp; nothing else"),
        ("d", "right", "2"),
    ]


def released():
    answer = new_code_cell("def it(): ...", metadata={"nbgrader": dict(ANSWER)})
    later = new_code_cell("check('later')", metadata={"nbgrader": {**TEST, "grade_id": "check_later"}})
    return {"it": answer, "check_it": check_cell(), "check_later": later}


def ids(notebook):
    return [grade_id_of(cell) or cell.source for cell in notebook.cells]


def submitted(*names):
    marks = {name: {**cell.metadata.nbgrader} for name, cell in released().items()}
    cells = [new_code_cell(f"own {n}", metadata={"nbgrader": marks[n]} if n in marks else {}) for n in names]
    return new_notebook(cells=cells)


@pytest.mark.parametrize(
    ("names", "mended"),
    [
        (["it", "check_it", "check_later"], ["it", "check_it", "check_later"]),
        (["x", "it", "y", "check_later"], ["own x", "it", "check_it", "own y", "check_later"]),
        (["it", "check_it"], ["it", "check_it", "check_later"]),
        (["it"], ["it", "check_it", "check_later"]),
        (["x"], ["check_it", "check_later", "own x"]),
        (["it", "it", "check_it", "check_later"], ["it", "own it", "check_it", "check_later"]),
    ],
)
def test_missing_checks_are_put_back_and_copies_are_ordinary_cells(names, mended):
    notebook = submitted(*names)
    mend(notebook, released())
    assert ids(notebook) == mended


def test_metadata_becomes_what_was_released():
    notebook = submitted("it", "check_it", "check_later")
    notebook.cells[1].metadata.nbgrader.update(grade=False, points=400, schema_version=1)
    notebook.cells.append(new_code_cell("x", metadata={"nbgrader": {"grade_id": "other", "solution": True}}))
    notebook.cells.append(new_code_cell("x", metadata={"nbgrader": "text"}))
    mend(notebook, released())
    assert notebook.cells[1].metadata.nbgrader == TEST
    assert all("nbgrader" not in cell.metadata for cell in notebook.cells[3:])


def run(tmp_path, *sources, timeout=2, tags=()):
    cells = [new_code_cell(source) for source in sources]
    cells[-1].metadata = {"nbgrader": dict(TEST), "tags": list(tags)}
    kernel = {"kernelspec": {"name": "python3", "display_name": "python3", "language": "python"}}
    step = ExecuteToTheEnd(timeout=timeout, iopub_timeout=1, shutdown_kernel="immediate")
    step.skip_cells_with_tag = "experiment"
    notebook, _ = step.preprocess(new_notebook(cells=cells, metadata=kernel), {"metadata": {"path": str(tmp_path)}})
    return [[output.get("ename") or output.get("data", {}).get("text/plain") for output in c.outputs] for c in cells]


def test_a_kernel_that_dies_costs_the_cells_after_it(tmp_path):
    assert run(tmp_path, "1", "import os; os._exit(3)", "3", "4") == [["1"], ["KernelDied"], [], []]


def test_an_endless_cell_is_interrupted_and_the_rest_runs(tmp_path):
    outputs = run(tmp_path, "while True: pass", "2")
    assert "CellTimeoutError" in outputs[0] and outputs[1] == ["2"]


def test_a_cell_that_cannot_be_interrupted_ends_the_run(tmp_path):
    began = time.monotonic()
    stubborn = "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True: pass"
    assert run(tmp_path, stubborn, "2") == [["CellHung"], []]
    assert time.monotonic() - began < 60


def test_a_test_cell_runs_whatever_its_tags(tmp_path):
    assert run(tmp_path, "1", "2", tags=["experiment", "skip-execution"]) == [["1"], ["2"]]


@pytest.mark.parametrize("lesson", all_lessons(REPOSITORY / "lessons"), ids=str)
def test_an_exercise_is_called_by_its_own_heading_on_the_page(lesson):
    "And not by that of its section, which often stands in the same cell."
    notebook = nbformat.read(lesson.notebook(REPOSITORY / "lessons"), 4)
    for cell in notebook.cells:
        if "nbgrader" in cell.metadata:
            cell.metadata.nbgrader |= {"score": 0.0, "points": cell.metadata.nbgrader.get("points", 0)}
    parts = list(exercises_of(notebook, {}))
    headings = [part.heading for part in parts]
    assert headings.pop() == "Your predictions"
    assert headings and all(heading.startswith("Exercise ") for heading in headings), headings
