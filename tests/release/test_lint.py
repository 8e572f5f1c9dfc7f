"Every rule of the lint is seen to fail, and the real notebooks to pass."

import json

import pytest
from tiny_courses import edit, md

from autograder.ipynb import changed_later, read_notebook
from autograder.lessons import REPOSITORY, Lesson, all_lessons
from autograder.release.lint import RULES, Notebook, lint, lint_notebook, marked_by_hand

DOUBLE = '#| export\ndef double(x):\n    "Of `x`."\n'
PICTURE = {"output_type": "display_data", "metadata": {}, "data": {"image/png": "iVBORw0KGgo="}}


@pytest.fixture
def notebook(course):
    return course / "solutions" / "90_first" / "90_first.ipynb"


def change(notebook, name, **fields):
    "Sets fields of a cell; `marks` are merged into its nbgrader metadata."
    data = json.loads(notebook.read_text())
    cell = next(cell for cell in data["cells"] if cell["id"] == name)
    cell["metadata"].get("nbgrader", {}).update(fields.pop("marks", {}))
    cell.update(fields)
    save(notebook, data["cells"], data)


def save(notebook, cells, data=None):
    data = (data or json.loads(notebook.read_text())) | {"cells": cells}
    notebook.write_text(json.dumps(data, indent=1, sort_keys=True, ensure_ascii=False) + "\n")


def without(notebook, name):
    save(notebook, [cell for cell in json.loads(notebook.read_text())["cells"] if cell["id"] != name])


def output(kind, **fields):
    return [{"output_type": kind, **fields}]


def test_a_good_course_has_no_findings(course):
    assert lint(course) == []


HEAD = "# First\n\n> About it.\n\n{}\n\n**Time:** about 10 minutes."
# What is written into which cell of the good lesson, and what must be said about it.
TEXTS = {
    "marker shares a line": ("double", DOUBLE + "    return x * 2  ### BEGIN SOLUTION\n    ### END SOLUTION", "own"),
    "marker with no pair": ("double", DOUBLE + "    ### BEGIN SOLUTION\n    return x * 2", "not in pairs"),
    "nested markers": (
        "double",
        DOUBLE + "    ### BEGIN SOLUTION\n    ### BEGIN SOLUTION\n    return 2\n    ### END SOLUTION\n"
        "    ### END SOLUTION",
        "not in pairs",
    ),
    "markers around a definition": (
        "double",
        "#| export\n### BEGIN SOLUTION\ndef double(x):\n    return x * 2\n### END SOLUTION",
        "outside a function is released as a `raise`",
    ),
    "markers in a class body": (
        "double",
        "#| export\nclass double:\n    ### BEGIN SOLUTION\n    a = 1\n    ### END SOLUTION",
        "outside a function is released as a `raise`",
    ),
    "half a statement": (
        "double",
        DOUBLE + "    y = (x +\n    ### BEGIN SOLUTION\n        x)\n    ### END SOLUTION\n    return y",
        "not valid Python with the stub",
    ),
    "nothing to write": ("double", DOUBLE + "    ### BEGIN SOLUTION\n    ### END SOLUTION", "an empty solution region"),
    "no markers": ("double", DOUBLE + "    return x * 2", "without markers loses `#| export`"),
    "markers elsewhere": ("trial-run", "### BEGIN SOLUTION\n1\n### END SOLUTION", "is no solution cell"),
    "no export": (
        "double",
        "def double(x):\n    ### BEGIN SOLUTION\n    return x * 2\n    ### END SOLUTION",
        "missing `#| export`",
    ),
    "another name": (
        "double",
        "#| export\ndef twice(x):\n    ### BEGIN SOLUTION\n    return x * 2\n    ### END SOLUTION",
        "defines twice: the grade id must be",
    ),
    "not Python": ("trial-run", "1 +", "is not valid Python"),
    "exported magic": ("imports", "#| export\n%matplotlib inline\nimport math", "exports a magic"),
    "check cell with more": ("check-double", 'print(1)\ncheck("double")', "must hold exactly"),
    "hidden tests elsewhere": ("trial-run", "### BEGIN HIDDEN TESTS\n1\n### END HIDDEN TESTS", "are released"),
    "imports and more": ("imports", "#| export\nimport math\ne = math.e", "imports and does something else"),
    "two definitions": ("imports", "#| export\ndef f(): pass\ndef g(): pass", "exports more than f"),
    "a definition and more": ("imports", "#| export\ndef f(): pass\ny = 1", "exports more than f"),
    "no title": ("title", "Some text.", "must begin with the lesson's title"),
    "two titles": ("summary", "# Another\n\n## Summary", "a second title"),
    "formula beside code": ("summary", "## Summary\n\nDivide by $n-$`correction`.", "a formula that touches code"),
    "another module": ("default", "#| default_exp other", "the first code cell must be `#| default_exp first`"),
    "module and more": ("default", "#| default_exp first\nx = 1", "`#| default_exp first` and nothing else"),
    "no heading": ("text-double", "Difficulty 1/5 · about 2 minutes · 2 points", "has no heading above it"),
    "wrong number": (
        "text-triple",
        "### Exercise 3: triple\n\nDifficulty 1/5 · about 2 minutes · 1 point\n\n" + "word " * 20,
        "is called exercise 3 and is number 2",
    ),
    "no effort": ("text-double", "### Exercise 1: double\n\n" + "word " * 20, "lacks the line `Difficulty"),
    "other points": (
        "text-double",
        "### Exercise 1: double\n\nDifficulty 1/5 · about 2 minutes · 5 points\n\n" + "word " * 20,
        "announces 5 points and is worth 2",
    ),
    "no text": (
        "text-double",
        "### Exercise 1: double\n\nDifficulty 1/5 · about 2 minutes · 2 points",
        "does not say what to write",
    ),
    "long, with no way on": (
        "text-double",
        "### Exercise 1: double\n\nDifficulty 1/5 · about 20 minutes · 2 points\n\n" + "word " * 20,
        "takes long: name `course hint double`",
    ),
    "no examples": ("example-double", "double(2)", "has no examples"),
    "no hints": ("hints-double", "Think.", "has no hints"),
    "goals in a sentence": ("title", HEAD.format("**You will be able to** double and triple."), "promises 0 things"),
    "one goal": ("title", HEAD.format("**You will be able to**\n\n- double"), "promises 1 things"),
    "a goal that is a sentence": (
        "title",
        HEAD.format("**You will be able to**\n\n- double\n- triple\n- The sum is known."),
        "promises '- The sum is known.': let it be a verb",
    ),
    "a long goal": (
        "title",
        HEAD.format("**You will be able to**\n\n- double\n- triple\n- add " + "and add " * 20),
        "140 letters at most",
    ),
    "no hand-in": ("hand-in", "## Handing over", "must end with Summary, Export, Hand in, Going further"),
    "export of another lesson": ("export-call", 'export_lesson("91_second")', 'cell `export_lesson("90_first")`'),
}


@pytest.mark.parametrize(("cell", "text", "said"), TEXTS.values(), ids=TEXTS)
def test_a_text_is_found(course, notebook, cell, text, said):
    edit(notebook, cell, text)
    found = lint(course)
    assert any(said in line for line in found), found
    assert all(line.startswith("solutions/90_first/90_first.ipynb, cell ") and "\n" not in line for line in found)


FIELDS = {
    "cell id twice": ("summary", {"id": "title"}, "cell title: two cells have this id"),
    "grade id twice": ("triple", {"marks": {"grade_id": "double"}}, "2 cells have this grade id"),
    "check of nothing": ("check-double", {"marks": {"grade_id": "check_dubble"}}, "belongs to no exercise"),
    "points": ("check-double", {"marks": {"points": 3}}, "is worth 3 points and its checks 2"),
    "solution locked": ("double", {"marks": {"locked": True}}, "not a solution cell's"),
    "check unlocked": ("check-double", {"marks": {"locked": False}}, "not a grade cell's"),
    "unknown tag": ("trial-run", {"metadata": {"tags": ["experment"]}}, "has the tag 'experment'"),
    "exported experiment": ("imports", {"metadata": {"tags": ["experiment"]}}, "and tagged `experiment`"),
    "folded example": (
        "example-double",
        {"metadata": {"jupyter": {"source_hidden": True}}},
        "is folded and is no given library",
    ),
    "folded output": (
        "imports",
        {"metadata": {"jupyter": {"outputs_hidden": True}}},
        "is folded and is no given library",
    ),
    "figure": ("example-double", {"outputs": [PICTURE]}, "shows a figure without a text"),
    "error": (
        "trial-run",
        {"outputs": output("error", ename="E", evalue="", traceback=[])},
        "stores an error",
    ),
    "warning": ("trial-run", {"outputs": output("stream", name="stderr", text="!")}, "stores a warning"),
    "not clean": ("trial-run", {"execution_count": 7}, "is not as `nbdev_clean` leaves it"),
    "large": ("summary", {"source": ["## Summary" + "x" * 800_000]}, "kB: make figures smaller"),
}


@pytest.mark.parametrize(("cell", "fields", "said"), FIELDS.values(), ids=FIELDS)
def test_a_field_is_found(course, notebook, cell, fields, said):
    change(notebook, cell, **fields)
    found = lint(course)
    assert any(said in line for line in found), found


@pytest.mark.parametrize("kind", ["image/png", "image/svg+xml"])
def test_a_figure_with_its_text_is_fine(course, notebook, kind):
    change(notebook, "trial-run", outputs=[{**PICTURE, "data": {kind: "PHN2Zz4="}}])
    assert lint(course) == []


def test_the_text_of_a_figure_may_follow_it_folded(course, notebook):
    folded = "<details><summary>What came out</summary>\n\n*Figure: a line that rises.*\n\n</details>\n"
    change(notebook, "figure-text", source=["Three numbers:"])
    change(notebook, "trial-run", outputs=[PICTURE])
    assert any("shows a figure without a text" in line for line in lint(course))
    cells = json.loads(notebook.read_text())["cells"]
    after = cells[[cell["id"] for cell in cells].index("trial-run") + 1]
    change(notebook, after["id"], source=[folded, *after["source"]])
    assert lint(course) == []


def test_a_cell_without_an_id_is_found(course, notebook):
    data = json.loads(notebook.read_text())
    del data["cells"][0]["id"]
    save(notebook, data["cells"], data)
    assert any("1 cells have no id" in line for line in lint(course))


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("check-double", "cell double: has no check cell"),
        ("default", "the first code cell must be"),
        ("export-call", 'must have a cell `export_lesson("90_first")`'),
    ],
)
def test_a_missing_cell_is_found(course, notebook, cell, said):
    without(notebook, cell)
    assert any(said in line for line in lint(course))


def test_an_exercise_without_checks_is_found(course):
    from autograder.checks.run import exercises

    del exercises()["triple"]
    assert any("lesson90.py has no check of triple" in line for line in lint(course))


def test_an_exercise_of_two_lessons_is_found(course):
    other = course / "solutions" / "91_second" / "91_second.ipynb"
    text = other.read_text().replace("quadruple", "double").replace("double(double(x))", "x * 2")
    other.write_text(text.replace("import double", "import triple"))
    assert any("91_second.ipynb, cell double: 90_first has an exercise" in line for line in lint(course))


def test_a_damaged_notebook_is_one_finding(course, notebook):
    notebook.write_text("{")
    assert [line for line in lint(course) if "90_first.ipynb is not a readable notebook" in line]


def by_hand(points, rubric, said=6, **marks):
    "A block that a person marks."
    text = f"### Exercise 1: an experiment\nDifficulty 3/5 · about 40 minutes · {said} points\n\n{rubric}"
    usual = {"grade": True, "solution": True, "locked": False, "task": False, "schema_version": 3}
    cell = md("My findings.", "findings")
    cell["metadata"]["nbgrader"] = {**usual, "grade_id": "findings", "points": points, **marks}
    return Notebook(Lesson("91_first"), [md(text, "text"), cell])


RUBRIC = "| What | Points |\n|---|---|\n| a question | 2 |\n| numbers | 4 |"


def test_what_a_person_marks_says_what_for():
    assert list(marked_by_hand(by_hand(6, RUBRIC))) == []
    for notebook, said in (
        (by_hand(6, ""), "needs a rubric"),
        (by_hand(5, RUBRIC, said=5), "needs a rubric"),
        (by_hand(6, RUBRIC, said=5), "is worth 6 points"),
        (by_hand(6, RUBRIC, locked=True), "nbgrader metadata"),
    ):
        assert any(said in finding for _, finding in marked_by_hand(notebook)), said


def test_every_rule_says_what_it_is_for():
    assert all(rule.__doc__ for rule in RULES)


@pytest.mark.parametrize("lesson", all_lessons(REPOSITORY / "solutions"), ids=lambda lesson: lesson.name)
def test_the_real_notebooks_are_clean(lesson):
    assert lint_notebook(lesson.notebook(REPOSITORY / "solutions")) == []


def test_nothing_that_a_lesson_gives_changes_an_answer_later():
    "Else grading would take it for a learner's cell, and run the answer once more."
    for lesson in all_lessons(REPOSITORY / "lessons"):
        assert not changed_later(read_notebook(lesson.notebook(REPOSITORY / "lessons"))["cells"]), lesson.name
        assert not changed_later(read_notebook(lesson.notebook(REPOSITORY / "solutions"))["cells"]), lesson.name
