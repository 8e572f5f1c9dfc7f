"What tiny courses are made of, for tests that must not depend on what the real lessons say: cells, notebooks, folders."

import json

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


def solution(name, body, docstring=""):
    "The cell of our answer, a function of `x`."
    doc = f'    "{docstring}"\n' if docstring else ""
    text = f"#| export\ndef {name}(x):\n{doc}    ### BEGIN SOLUTION\n    {body}\n    ### END SOLUTION"
    marks = {"grade": False, "grade_id": name, "locked": False, "schema_version": 3, "solution": True, "task": False}
    return {**code(text, name), "metadata": {"nbgrader": marks}}


def grade(name, points, shown=None, hidden=None):
    "The cell of an exercise's check; `shown` and `hidden` are what it runs."
    shown, hidden = shown or f'check("{name}")', hidden or f'check("{name}", hidden=True)'
    text = f"{shown}\n### BEGIN HIDDEN TESTS\n{hidden}\n### END HIDDEN TESTS"
    marks = {"grade": True, "grade_id": f"check_{name}", "locked": True, "points": points}
    marks |= {"schema_version": 3, "solution": False, "task": False}
    return {**code(text, f"check-{name}"), "metadata": {"deletable": False, "editable": False, "nbgrader": marks}}


def write_notebook(path, cells):
    "A notebook file as nbdev_clean leaves it."
    path.parent.mkdir(parents=True, exist_ok=True)
    notebook = {"cells": cells, "metadata": KERNEL, "nbformat": 4, "nbformat_minor": 5}
    path.write_text(json.dumps(notebook, indent=1, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")
    return path


def write_lessons(root, lessons):
    "settings.ini, and in `solutions/` a notebook of these cells for each lesson."
    root.mkdir(parents=True, exist_ok=True)
    (root / "settings.ini").write_text(SETTINGS)
    for lesson, cells in lessons.items():
        write_notebook(lesson.notebook(root / "solutions"), cells)
    return root


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
