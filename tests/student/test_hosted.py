"""Google Colab and Kaggle, by what they do to a kernel: a package `google.colab`, variables, no notebook file.

Nobody has tried the real services; what is simulated here follows their documentation.
"""

import json
import os
import sys
from types import ModuleType, SimpleNamespace

import pytest

from autograder.errors import CourseError
from autograder.ipynb import name_of, read_notebook, source_of
from autograder.lessons import REPOSITORY, all_lessons
from autograder.release import kit as kits
from autograder.release.published import Published, first_cell, hosted_notebook, published
from autograder.student import hosted, workspace
from autograder.student.export import export_lesson
from autograder.student.progress import progress
from autograder.student.submit import submit

PLACE = Published("ada/course", "main", "/kit")
CELL = first_cell(
    "90_first", PLACE.raw("kit-1.whl"), ["torch>=2", "nbdev==2.4.14", "fastcore<2"], ["nbdev", "fastcore"]
)
ANSWER = "#| export\ndef double(x):\n    return help_out(x)"
HELPER = "#| export\ndef help_out(x):\n    return x * 2"


@pytest.fixture
def course(desk, tmp_path, monkeypatch):
    "The desk's lessons as the kit's; the session begins in an empty folder."
    (desk.root / "course_lib" / "_given.py").write_text("")
    (tmp_path / "content").mkdir()
    monkeypatch.chdir(tmp_path / "content")
    monkeypatch.setenv("PYTHONPATH", str(REPOSITORY))
    for module in (workspace, hosted, sys.modules["autograder.student.find"]):
        monkeypatch.setattr(module, "released", lambda: desk.root)
    monkeypatch.setattr(hosted, "_begun", [])
    return desk


class Colab:
    "What Colab puts into a kernel: ids among the metadata, no marks of nbgrader's, and no file."

    def __init__(self, course, monkeypatch, drive):
        self.downloads, self.notebook = [], hosted_notebook(course.first.read_bytes(), CELL)

        def mount(place):
            if drive is None:
                raise ValueError("mount failed")
            assert place == "/content/drive"

        parts = {
            "google.colab": {"files": SimpleNamespace(download=self.downloads.append)},
            "google.colab.drive": {"mount": mount},
            "google.colab._message": {"blocking_request": self.answer},
        }
        for name, what in parts.items():
            module = ModuleType(name)
            vars(module).update(what)
            monkeypatch.setitem(sys.modules, name, module)
        monkeypatch.setattr(hosted, "_DRIVE", drive)
        self.cells = []
        for cell in json.loads(self.notebook)["cells"]:
            metadata = {
                "id": cell["id"],
                "colab": {"base_uri": "x"},
                **{k: v for k, v in cell["metadata"].items() if k == "tags"},
            }
            self.cells.append({**{k: v for k, v in cell.items() if k != "id"}, "metadata": metadata})

    def answer(self, request, timeout_sec):
        assert request == "get_ipynb"
        return {"ipynb": {"cells": self.cells, "nbformat": 4, "nbformat_minor": 0, "metadata": {"colab": {}}}}

    def write(self, name, text):
        (cell,) = [cell for cell in self.cells if cell["metadata"]["id"] == name]
        cell["source"] = text.splitlines(keepends=True)


@pytest.fixture
def colab(course, monkeypatch, tmp_path):
    made = Colab(course, monkeypatch, tmp_path / "drive")
    monkeypatch.setattr(hosted, "_DRIVE", tmp_path / "drive")
    monkeypatch.setitem(sys.modules["google.colab.drive"].__dict__, "mount", lambda place: None)
    return made


def begin(source=CELL):
    "Runs the first cell, but for the lines that install."
    exec("\n".join(line for line in source.splitlines() if not line.startswith("%")), {})


def folder_of(capsys):
    return capsys.readouterr().out


def test_on_colab_the_folder_is_in_drive_and_everything_works_there(colab, tmp_path, capsys):
    begin()
    folder = tmp_path / "drive" / "MyDrive" / "initialization-course"
    assert f"Your folder is {folder}. It is in your Drive and stays there." in capsys.readouterr().out
    assert os.getcwd() == str(folder / "lessons" / "90_first")
    colab.write("double", ANSWER)
    colab.cells.insert(3, {"cell_type": "code", "metadata": {"id": "x1"}, "source": [HELPER], "outputs": []})
    export_lesson("90_first")
    assert "return help_out(x)" in (folder / "course_lib" / "first.py").read_text()
    assert [x.points["double"] for x in progress() if x.lesson == "90_first"] == [(2, 2)]
    handed_in = submit("90", "ada")
    assert handed_in == folder / "hand-in" / "ada__90_first.ipynb" and colab.downloads == [str(handed_in)]
    cells = read_notebook(handed_in)["cells"]
    marks = {name_of(cell): cell["metadata"].get("nbgrader") for cell in cells}
    assert marks["double"]["solution"] and marks["check_double"]["grade"]
    assert not any(source_of(cell).startswith(hosted.FIRST) for cell in cells)
    assert all(set(cell["metadata"]) <= {"nbgrader", "deletable", "editable", "tags"} for cell in cells)
    # The next session finds what was there.
    os.chdir(tmp_path)
    begin()
    assert "return help_out(x)" in (folder / "lessons" / "90_first" / "90_first.ipynb").read_text()


def test_without_drive_it_says_that_work_is_gone(colab, monkeypatch, tmp_path, capsys):
    def refused(place):
        raise ValueError("mount failed")

    monkeypatch.setitem(sys.modules["google.colab.drive"].__dict__, "mount", refused)
    begin()
    assert "gone when the session ends, because Drive was not mounted (mount failed)" in capsys.readouterr().out
    assert (tmp_path / "content" / "initialization-course" / "lessons").is_dir()


def test_another_notebook_does_not_overwrite_the_lessons(colab, tmp_path):
    begin()
    before = (tmp_path / "drive/MyDrive/initialization-course/lessons/90_first/90_first.ipynb").read_bytes()
    colab.cells = [{"cell_type": "code", "metadata": {"id": "a"}, "source": ["#| default_exp second"], "outputs": []}]
    with pytest.raises(CourseError, match="this notebook is not 90_first"):
        hosted.bring()
    assert (tmp_path / "drive/MyDrive/initialization-course/lessons/90_first/90_first.ipynb").read_bytes() == before


def test_on_kaggle_answers_come_from_what_the_kernel_ran(course, monkeypatch, tmp_path, capsys):
    monkeypatch.setenv("KAGGLE_KERNEL_RUN_TYPE", "Interactive")
    monkeypatch.setattr(hosted, "_HERE", tmp_path / "kaggle")
    begin()
    folder = tmp_path / "kaggle" / "initialization-course"
    assert "It stays when you save a version" in capsys.readouterr().out
    old = ANSWER.replace("help_out(x)", "0")
    ran = [CELL, "#| default_exp first", old, HELPER, ANSWER, 'check("double")', "1 + 1"]
    monkeypatch.setattr(hosted, "_ran_here", lambda: ran)
    export_lesson("90_first")
    module = (folder / "course_lib" / "first.py").read_text()
    assert "return help_out(x)" in module and "def help_out" in module
    assert [x.points for x in progress() if x.lesson == "90_first"] == [{"double": (2, 2), "triple": (0, 1)}]
    handed_in = read_notebook(submit("90", "ada"))["cells"]
    assert [source_of(cell) for cell in handed_in].count(HELPER) == 1


def test_elsewhere_nothing_is_brought(course, monkeypatch, tmp_path, capsys):
    begin()
    assert "an ordinary folder of this computer" in capsys.readouterr().out
    before = (tmp_path / "content" / "initialization-course" / "lessons/90_first/90_first.ipynb").read_bytes()
    hosted.bring()
    assert (tmp_path / "content" / "initialization-course" / "lessons/90_first/90_first.ipynb").read_bytes() == before


# What an instructor publishes


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("", None),
        ("published =", None),
        ("published = https://github.com/ada/course/tree/main/kit", PLACE),
        ("published = https://github.com/ada/course/tree/main/", Published("ada/course", "main", "")),
    ],
)
def test_the_place_is_read(tmp_path, line, found):
    (tmp_path / "settings.ini").write_text(f"[DEFAULT]\n{line}\n")
    assert published(tmp_path) == found


@pytest.mark.parametrize(
    "place", ["github.com/ada/course", "https://gitlab.com/a/b/tree/main/kit", "https://github.com/a"]
)
def test_another_place_is_refused_in_one_line(tmp_path, place):
    (tmp_path / "settings.ini").write_text(f"[DEFAULT]\npublished = {place}\n")
    with pytest.raises(CourseError, match="It must be the page of a folder on GitHub"):
        published(tmp_path)


def test_published_lessons_begin_with_the_cell_that_installs_the_kit(monkeypatch):
    monkeypatch.setattr(kits, "published", lambda root: PLACE)
    lessons = all_lessons(REPOSITORY / "solutions")[:2]
    made = kits._for_services("initialization_course-1.whl", REPOSITORY, lessons)
    assert list(made) == ["00_core.ipynb", "01_stats.ipynb"]
    first, *rest = json.loads(made["01_stats.ipynb"])["cells"]
    source = source_of(first)
    assert '"https://raw.githubusercontent.com/ada/course/main/kit/initialization_course-1.whl"' in source
    assert '"nbdev==2.4.14"' in source and "jupyterlab" not in source and "torch" not in source
    assert source.endswith('begin("01_stats")') and first["metadata"]["tags"] == ["experiment"]
    assert rest == json.loads((REPOSITORY / "lessons/01_stats/01_stats.ipynb").read_bytes())["cells"]
    assert kits._for_services.__doc__ and PLACE.colab("01_stats") == (
        "https://colab.research.google.com/github/ada/course/blob/main/kit/01_stats.ipynb"
    )


def test_a_page_of_the_site_offers_them_only_where_they_are_published(tmp_path):
    from autograder.docs.pages import lesson_links

    (tmp_path / "settings.ini").write_text("[DEFAULT]\n")
    assert "Colab" not in lesson_links("01_stats", tmp_path)
    (tmp_path / "settings.ini").write_text("[DEFAULT]\npublished = https://github.com/ada/course/tree/main/kit\n")
    links = lesson_links("01_stats", tmp_path)
    assert PLACE.colab("01_stats") in links and PLACE.kaggle("01_stats") in links
