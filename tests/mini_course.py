"A course of two tiny lessons, for tests that must not depend on what the real lessons say."

import json

from autograder.checks.run import exercises
from autograder.checks.vocabulary import Check, agree
from autograder.lessons import Lesson
from autograder.release.times import times

SETTINGS = """\
[DEFAULT]
repo = mini
lib_name = mini
version = 0.1.0
min_python = 3.11
license = apache2
author = nobody
user = nobody
branch = main
nbs_path = solutions
lib_path = course_lib
recursive = True
allowed_cell_metadata_keys = nbgrader deletable editable tags jupyter
clear_all = False
"""

KERNEL = {"kernelspec": {"display_name": "python3", "language": "python", "name": "python3"}}


def md(text, name):
    return {"cell_type": "markdown", "id": name, "metadata": {}, "source": text.splitlines(keepends=True)}


def code(text, name, *tags):
    cell = {"cell_type": "code", "execution_count": None, "id": name, "metadata": {}, "outputs": []}
    if tags:
        cell["metadata"] = {"tags": list(tags)}
    return {**cell, "source": text.splitlines(keepends=True)}


def solution(name, text):
    marks = {"grade": False, "grade_id": name, "locked": False, "schema_version": 3, "solution": True, "task": False}
    return {**code(text, name), "metadata": {"nbgrader": marks}}


def grade(name, points):
    text = f'check("{name}")\n### BEGIN HIDDEN TESTS\ncheck("{name}", hidden=True)\n### END HIDDEN TESTS'
    marks = {"grade": True, "grade_id": f"check_{name}", "locked": True, "points": points}
    marks |= {"schema_version": 3, "solution": False, "task": False}
    return {**code(text, f"check-{name}"), "metadata": {"deletable": False, "editable": False, "nbgrader": marks}}


def exercise(number, name, body, points):
    words = "Write a function of one number `x` that gives what the title says, for every real number."
    stub = f'#| export\ndef {name}(x):\n    "Of `x`."\n    ### BEGIN SOLUTION\n    {body}\n    ### END SOLUTION'
    return [
        md(
            f"### Exercise {number}: {name}\n\nDifficulty 1/5 · about 2 minutes · {points} points\n\n{words}",
            f"text-{name}",
        ),
        solution(name, stub),
        code(f"assert {name}(2) is not None", f"example-{name}"),
        grade(name, points),
        md("<details><summary>I have no idea</summary>\n\nTry it with 2.\n\n</details>", f"hints-{name}"),
    ]


def lesson(name, exports, *cells):
    paragraph = times(Lesson(name), cells).paragraph()
    return [
        md(f"# Lesson {name}\n\n> What {name} is about.\n\n{paragraph}", "title"),
        code(f"#| default_exp {name[3:]}", "default"),
        code(exports, "imports"),
        code("from autograder.notebook import check", "checker"),
        *cells,
        md("## Summary\n\nDone.", "summary"),
        md("## Export", "export"),
        code("from autograder.notebook import export_lesson", "exporter"),
        code(f'export_lesson("{name}")', "export-call"),
        md("## Hand in\n\nSave, then `course submit`.", "hand-in"),
        md("## Going further\n\nMore.", "further"),
    ]


def first_lesson():
    return lesson(
        "90_first",
        "#| export\nimport math",
        *exercise(1, "double", "return x * 2", 2),
        *exercise(2, "triple", "return x * 3", 1),
        md("*Figure: a line that rises.*", "figure-text"),
        code("[triple(x) for x in range(3)]", "trial-run", "experiment"),
    )


def second_lesson():
    return lesson("91_second", "#| export\nfrom course_lib.first import double", *exercise(1, "quadruple", PRODUCT, 1))


PRODUCT = "return double(double(x))"


def write_notebook(path, cells):
    "A notebook file as nbdev_clean leaves it."
    path.parent.mkdir(parents=True, exist_ok=True)
    notebook = {"cells": cells, "metadata": KERNEL, "nbformat": 4, "nbformat_minor": 5}
    path.write_text(json.dumps(notebook, indent=1, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")
    return path


def write_course(root):
    "settings.ini and two lessons in `solutions/`."
    root.mkdir(parents=True, exist_ok=True)
    (root / "settings.ini").write_text(SETTINGS)
    write_notebook(root / "solutions" / "90_first" / "90_first.ipynb", first_lesson())
    write_notebook(root / "solutions" / "91_second" / "91_second.ipynb", second_lesson())
    return root


def register_checks():
    "What lessons 90 and 91 are checked by. In this process only: kernels do not know them."

    def double(student, trial):
        "It is twice its input."
        agree(student(lambda names, x: names.double(x), 4), 8, mistakes={"squares": 16})

    def triple(student, trial):
        "It is three times its input."
        agree(student(lambda names, x: names.triple(x), 4), 12)

    def quadruple(student, trial):
        "It is four times its input."
        agree(student(lambda names, x: names.quadruple(x), 4), 16)

    for number, judge, points in ((90, double, 2), (90, triple, 1), (91, quadruple, 1)):
        judge.__module__ = f"autograder.checks.lesson{number}"
        exercises()[judge.__name__] = [Check(judge.__name__, points, judge, [])]


def forget_checks():
    for name in ("double", "triple", "quadruple"):
        exercises().pop(name, None)


def edit(path, grade_id, text):
    "Writes another text into the cell with this grade id or id."
    notebook = json.loads(path.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        if grade_id in (cell["id"], cell["metadata"].get("nbgrader", {}).get("grade_id")):
            cell["source"] = text.splitlines(keepends=True)
    path.write_text(json.dumps(notebook, indent=1, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")


def files_below(folder):
    "Every file's bytes by its path."
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
