"`course update`: the newer lessons are there, and everything that a learner did is there, too."

import json
import os
from pathlib import Path

import pytest
from tiny_courses import code, edit, files_below, grade, md, solution, write_notebook

from autograder.errors import CourseError
from autograder.ipynb import name_of, read_notebook, source_of
from autograder.student import update as updates
from autograder.student.cli import main
from autograder.student.merge import put_right
from autograder.student.record import RECORD, key_of
from autograder.student.update import update
from autograder.student.workspace import make_workspace, new_workspace

NAME = "lessons/90_first/90_first.ipynb"


def stub(name, text="Of `x`."):
    return {**solution(name, ""), "source": [f'#| export\ndef {name}(x):\n    "{text}"\n    raise NotImplementedError']}


def check(name):
    return {**grade(name, 1), "source": [f'check("{name}")']}


def first():
    return [
        md("# First", "title"),
        code("#| default_exp first", "default"),
        md("Write it.", "task"),
        stub("double"),
        check("double"),
        code("print(1)", "given"),
        stub("triple"),
        check("triple"),
    ]


class Course:
    "A course with one lesson, and the workspace of somebody who has begun."

    def __init__(self, folder):
        self.root, self.mine = folder / "course", folder / "mine"
        self.publish(first())
        (self.root / "course_lib").mkdir()
        (self.root / "course_lib" / "_given.py").write_text("old = 1\n")
        new_workspace(self.mine, self.root)

    def publish(self, cells, name="90_first"):
        write_notebook(self.root / "lessons" / name / f"{name}.ipynb", cells)

    def answer(self, name, text):
        edit(self.mine / NAME, name, text)

    def change(self, edit_cells):
        notebook = json.loads((self.mine / NAME).read_text())
        notebook["cells"] = edit_cells(notebook["cells"])
        (self.mine / NAME).write_text(json.dumps(notebook))

    def cells(self):
        return {name_of(cell): source_of(cell) for cell in read_notebook(self.mine / NAME)["cells"]}

    def update(self, **how):
        return update(root=self.root, **how)


@pytest.fixture
def course(tmp_path, monkeypatch):
    made = Course(tmp_path)
    monkeypatch.chdir(made.mine)
    return made


def replaced(**texts):
    "The first lesson with other texts, by cell."
    return [{**cell, "source": [texts[cell["id"].replace("-", "_")]]} if cell["id"].replace("-", "_") in texts else cell
            for cell in first()]  # fmt: skip


def test_nothing_new_changes_nothing(course):
    course.answer("double", "#| export\ndef double(x):\n    return 2 * x")
    before = files_below(course.mine)
    assert course.update().said == [] and files_below(course.mine) == before


def test_what_nobody_changed_is_renewed_and_what_is_new_is_added(course):
    course.publish(replaced(task="Write it well."))
    course.publish([md("# Second", "title")], "91_second")
    (course.root / "course_lib" / "_given.py").write_text("new = 1\n")
    said = course.update().said
    assert course.cells()["task"] == "Write it well."
    assert (course.mine / "course_lib" / "_given.py").read_text() == "new = 1\n"
    assert (course.mine / "lessons" / "91_second" / "91_second.ipynb").exists()
    assert len(said) == 3 and f"{NAME}: renewed, your answers and cells are in it" in said
    assert course.update().said == []


def test_answers_own_cells_edits_and_outputs_stay(course):
    answer = "#| export\ndef double(x):\n    return x + x"
    course.answer("double", answer)
    course.answer("given", "print(1)  # mine")
    output = {"name": "stdout", "output_type": "stream", "text": ["1\n"]}

    def work(cells):
        cells[3] |= {"outputs": [output], "execution_count": 7}
        return [*cells[:5], code("my_helper = 1", "mine"), *cells[5:], code("2 + 2", "mine-too")]

    course.change(work)
    course.publish([*replaced(task="Write it well.", check_double='check("double")  # new'), md("The end.", "end")])
    course.update()
    assert list(course.cells()) == [
        *(
            "title",
            "default",
            "task",
            "double",
            "check_double",
            "mine",
            "given",
            "triple",
            "check_triple",
            "mine-too",
            "end",
        )
    ]
    cells = course.cells()
    assert (
        cells["double"] == answer and cells["given"] == "print(1)  # mine" and "NotImplementedError" in cells["triple"]
    )
    assert cells["task"] == "Write it well." and cells["check_double"].endswith("# new")
    kept = next(cell for cell in read_notebook(course.mine / NAME)["cells"] if name_of(cell) == "double")
    assert kept["outputs"] == [output] and kept["execution_count"] == 7


def test_an_exercise_that_changed_or_went_leaves_the_answer(course):
    for name in ("double", "triple"):
        course.answer(name, f"#| export\ndef {name}(x):\n    return mine")
    cells = [cell for cell in first() if "triple" not in cell["id"]]
    cells[3] = stub("double", "Twice `x`, of any type.")
    course.publish(cells)
    said = "\n".join(course.update().said)
    assert "the exercise double has changed; your answer stays" in said
    assert "triple is not in the lesson any more; yours stays as a cell of your own" in said
    assert course.cells()["double"].endswith("return mine") and course.cells()["triple"].endswith("return mine")
    own = next(cell for cell in read_notebook(course.mine / NAME)["cells"] if "def triple" in source_of(cell))
    assert own["metadata"] == {} and "check_triple" not in course.cells()


def test_what_cannot_be_merged_is_kept_beside_it(course):
    course.answer("task", "My notes.")
    before = (course.mine / NAME).read_bytes()
    course.publish(replaced(task="Write it well."))
    for beside in ("90_first.before-update.ipynb",):
        said = "\n".join(course.update().said)
        assert (
            f"what you changed in task has no place in it: your notebook as it was is lessons/90_first/{beside}" in said
        )
        assert (course.mine / "lessons" / "90_first" / beside).read_bytes() == before
    assert course.cells()["task"] == "Write it well."
    course.answer("task", "My notes again.")
    course.publish(replaced(task="Write it best."))
    course.update()
    assert (course.mine / "lessons" / "90_first" / "90_first.before-update-2.ipynb").exists()


def test_a_file_of_the_learners_stays_and_the_newer_one_lies_beside_it(course):
    (course.mine / "course_lib" / "_given.py").write_text("mine = 1\n")
    (course.root / "course_lib" / "_given.py").write_text("new = 1\n")
    assert "yours stays" in course.update().said[0]
    assert (course.mine / "course_lib" / "_given.py").read_text() == "mine = 1\n"
    assert (course.mine / "course_lib" / "_given.py.new").read_text() == "new = 1\n"
    assert course.update().said == []


@pytest.mark.parametrize("record", [None, "{", "[]", '{"lessons/90_first/90_first.ipynb": 3}'])
def test_a_workspace_without_its_record_loses_nothing(course, record):
    path = course.mine / RECORD
    path.unlink() if record is None else path.write_text(record)
    answer = "#| export\ndef double(x):\n    return x + x"
    course.answer("double", answer)
    before = (course.mine / NAME).read_bytes()
    course.publish(replaced(task="Write it well."))
    course.update()
    assert course.cells()["double"] == answer and course.cells()["task"] == "Write it well."
    assert (course.mine / "lessons" / "90_first" / "90_first.before-update.ipynb").read_bytes() == before


def test_a_dry_run_says_the_same_and_writes_nothing(course, monkeypatch, capsys):
    course.publish(replaced(task="Write it well."))
    before = files_below(course.mine)
    monkeypatch.setattr(updates, "released", lambda: course.root)
    assert main(["update", "--dry-run"]) == 0
    assert f"{NAME}: renewed" in capsys.readouterr().out and files_below(course.mine) == before
    assert main(["update"]) == 0 and course.cells()["task"] == "Write it well."


def test_an_update_that_is_cut_short_is_finished_by_the_next_one(course, monkeypatch):
    "After each of the files that it writes."
    answer = "#| export\ndef double(x):\n    return x + x"
    course.answer("double", answer)
    course.answer("task", "My notes.")
    before, real = files_below(course.mine), os.replace
    course.publish(replaced(task="Write it well.", given="print(2)"))
    course.publish([md("# Second", "title")], "91_second")
    kept = (course.mine / NAME).read_bytes()
    files = len(course.update(dry_run=True).files)
    assert files == 4  # the notebook as it was, the merged one, the new one, the record
    for last in range(files):
        for path in filter(Path.is_file, course.mine.rglob("*")):
            path.unlink()
        for name, data in before.items():
            (course.mine / name).write_bytes(data)
        done = []

        def replace(old, new, done=done, last=last):
            if len(done) == last:
                raise OSError(28, "No space left on device")
            done.append(new)
            return real(old, new)

        with monkeypatch.context() as patched:
            patched.setattr("autograder.files.os.replace", replace)
            with pytest.raises(CourseError, match="No space left"):
                course.update()
        assert not [name for name in files_below(course.mine) if name.endswith(".part")]
        course.update()
        assert course.update().said == []
        assert course.cells()["double"] == answer and course.cells()["given"] == "print(2)"
        assert (course.mine / NAME.replace(".ipynb", ".before-update.ipynb")).read_bytes() == kept
        assert (course.mine / "lessons" / "91_second" / "91_second.ipynb").exists()


def test_a_notebook_that_cannot_be_read_is_left_alone(course):
    (course.mine / NAME).write_text("{")
    course.publish(replaced(task="Write it well."))
    assert "left as it is. " in course.update().said[0] and (course.mine / NAME).read_text() == "{"


def test_new_does_not_touch_a_folder_with_something_in_it(tmp_path, capsys, monkeypatch):
    (tmp_path / "note.txt").write_text("mine")
    assert main(["new", str(tmp_path)]) == 1
    error = capsys.readouterr().err
    assert "is there already" in error and error.count("\n") == 1
    assert list(files_below(tmp_path)) == ["note.txt"]


# What an editor that guards nothing leaves of a lesson


def released():
    return first()


def in_colab(cell):
    "Google Colab writes notebooks of an older format, with ids among the metadata; here it has dropped the marks, too."
    return {name: what for name, what in cell.items() if name != "id"} | {"metadata": {"id": cell["id"]}}


def without(*names):
    return [cell for cell in first() if name_of(cell) not in names]


def another_id(name, cells):
    "This cell has lost its marks, and its id with them: only what it defines tells what it is."
    return [{**cell, "metadata": {}, "id": "pasted"} if name_of(cell) == name else cell for cell in cells]


@pytest.mark.parametrize(
    ("mine", "said"),
    [
        (without("check_double"), ["check_double was deleted"]),
        (replaced(check_double="pass"), ["check_double was edited"]),
        ([*first()[:4], *first()[5:], first()[4]], []),
        ([{**cell, "metadata": {}} for cell in first()], []),
        (another_id("double", without("check_double")), ["check_double was deleted"]),
        ([in_colab(cell) for cell in first()], []),
    ],
    ids=["deleted", "edited", "moved", "marks lost", "marks lost and deleted", "as Colab has it"],
)
def test_checks_and_marks_are_put_right(mine, said):
    cells, done = put_right(mine, released())
    assert done == said
    assert sorted(map(key_of, cells)) == sorted(map(key_of, released()))
    by_name = {key_of(cell): cell for cell in cells}
    for cell in released():
        if "nbgrader" in cell["metadata"]:
            assert by_name[name_of(cell)]["metadata"]["nbgrader"] == cell["metadata"]["nbgrader"]
            assert source_of(by_name[name_of(cell)]) == source_of(cell)
    assert put_right(cells, released()) == (cells, [])


def test_an_answer_without_its_marks_is_known_by_what_it_defines():
    mine = [{**cell, "metadata": {}, "id": f"c{n}"} for n, cell in enumerate(first())]
    mine[3]["source"] = ["#| export\ndef double(x):\n    return x + x"]
    cells, done = put_right(mine, released())
    assert done == [] and source_of(next(c for c in cells if name_of(c) == "double")).endswith("x + x")
    cells, done = put_right([cell for cell in mine if cell is not mine[3]], released())
    assert "double" not in map(name_of, cells)  # an answer that is missing stays missing


def test_a_released_lesson_is_right_as_it_is(tmp_path):
    make_workspace(tmp_path)
    for notebook in tmp_path.glob("lessons/*/*.ipynb"):
        cells = read_notebook(notebook)["cells"]
        assert put_right(cells, cells) == (cells, [])
