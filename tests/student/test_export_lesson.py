"A lesson becomes a module of the learner's library: what was saved, in full or not at all, with a word about it."

import builtins
import re
import shutil
from types import SimpleNamespace

import nbformat
import pytest
from mini_course import write_course
from tiny_courses import SETTINGS, edit, files_below

from autograder.errors import CourseError
from autograder.lessons import REPOSITORY, all_lessons
from autograder.release.export import export_library
from autograder.student.export import export_lesson, undefined


@pytest.fixture
def kernel(monkeypatch):
    "Makes this process look like a notebook's kernel that has run the cells which are appended to the list."
    ran = [""]
    history = SimpleNamespace(input_hist_raw=ran)
    monkeypatch.setattr(builtins, "get_ipython", lambda: SimpleNamespace(history_manager=history), raising=False)
    return ran


def cell(name, body):
    return f'#| export\ndef {name}(x):\n    "Of `x`."\n    {body}'


def test_a_solved_lesson_is_written_and_named(desk, capsys):
    desk.write("double", "return x + x")
    desk.write("triple", "return x + x + x")
    export_lesson("90_first")
    assert (
        capsys.readouterr().out == "Wrote course_lib/first.py from lessons/90_first/90_first.ipynb: double, triple.\n"
    )
    assert "return x + x + x" in desk.module("first")
    assert "../lessons/90_first/90_first.ipynb" in desk.module("first")
    assert "course_lib.first.double" in desk.module("_modidx")


@pytest.mark.parametrize("name", ["90", "first", "90_first", "90_first.ipynb", "lessons/90_first/90_first.ipynb"])
def test_a_lesson_has_several_names(desk, name):
    export_lesson(name)
    assert "def double" in desk.module("first")


def test_what_is_left_to_write_is_said(desk, capsys):
    desk.write("double", "return x + x")
    export_lesson("90_first")
    assert "Not written yet: triple. Export again" in capsys.readouterr().out
    assert "return x + x" in desk.module("first") and "raise NotImplementedError" in desk.module("first")


def test_other_lessons_of_the_library_stay(desk):
    export_lesson("91_second")
    second = desk.module("second")
    export_lesson("90_first")
    assert desk.module("second") == second
    assert "course_lib.second.quadruple" in desk.module("_modidx")


@pytest.mark.parametrize("variable", ["IN_TEST", "NBGRADER_EXECUTION"])
def test_a_program_that_runs_the_notebook_exports_nothing(desk, variable, monkeypatch, capsys):
    monkeypatch.setenv(variable, "1")
    export_lesson("90_first")
    assert capsys.readouterr().out == ""
    assert not (desk.root / "course_lib" / "first.py").exists()


def test_a_person_is_told_why_nothing_is_exported(desk, monkeypatch, capsys):
    monkeypatch.setenv("IN_TEST", "1")
    monkeypatch.setenv("JPY_SESSION_NAME", str(desk.first))
    export_lesson("90_first")
    assert "Not exported: IN_TEST is set" in capsys.readouterr().out
    assert not (desk.root / "course_lib" / "first.py").exists()


def test_a_variable_that_nbgrader_left_behind_does_not_matter(desk, monkeypatch):
    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
    monkeypatch.setenv("JPY_SESSION_NAME", str(desk.first))
    export_lesson("90_first")
    assert "def double" in desk.module("first")


def test_an_unsaved_answer_is_not_exported(desk, kernel):
    desk.write("double", "return x + x")
    kernel += [cell("double", "return x + x"), cell("double", "return 2 * x")]
    with pytest.raises(CourseError, match=r"90_first.ipynb .*\(double\): save \(Ctrl\+S\) and run this cell again"):
        export_lesson("90_first")
    assert not (desk.root / "course_lib" / "first.py").exists()


def test_a_saved_answer_is_exported_whatever_ran_before(desk, kernel):
    desk.write("double", "return x + x")
    kernel += [cell("double", "return 7"), "double(2)", cell("double", "return x + x") + "\n"]
    export_lesson("90_first")
    assert "return x + x" in desk.module("first")


def test_a_new_kernel_may_export_what_it_has_not_run(desk, kernel):
    desk.write("double", "return x + x")
    export_lesson("90_first")
    assert "return x + x" in desk.module("first")


def test_a_new_cell_that_is_not_saved_is_mentioned(desk, kernel, capsys):
    kernel.append("#| export\ndef helper(x):\n    return x")
    export_lesson("90_first")
    assert (
        "Not in lessons/90_first/90_first.ipynb: helper. If you have just added that, save" in capsys.readouterr().out
    )


def test_a_copy_of_the_notebook_is_noticed(desk, monkeypatch):
    copy = desk.first.with_name("90_first-Copy1.ipynb")
    copy.touch()
    monkeypatch.setenv("JPY_SESSION_NAME", str(copy))
    with pytest.raises(CourseError, match=r"called 90_first-Copy1.ipynb.* rename this one to 90_first.ipynb"):
        export_lesson("90_first")
    copy.rename(desk.first)
    desk.first.write_text((desk.second).read_text().replace("second", "first"))
    export_lesson("90_first")  # the kernel still has the old name


def test_a_renamed_notebook_is_named(desk):
    desk.first.rename(desk.first.with_name("mine.ipynb"))
    with pytest.raises(CourseError, match="there is no lessons/90_first/90_first.ipynb; its folder holds mine.ipynb"):
        export_lesson("90_first")


def test_an_unknown_lesson_is_named(desk):
    with pytest.raises(CourseError, match="no lesson is called 'frist'. Did you mean 'first'"):
        export_lesson("frist")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "not a readable notebook"),
        ("{", "not a readable notebook"),
        ("[]", "has no cells of notebook format 4"),
        ('{"cells": [{"cell_type": "code", "source": 1}], "nbformat": 4}', "has no cells of notebook format 4"),
        ('{"cells": [{"cell_type": "code", "source": "", "metadata": 1}], "nbformat": 4}', "has no cells"),
        ('{"cells": [], "nbformat": 3}', "has no cells of notebook format 4"),
        ("[" * 100_000, "not a readable notebook"),
        ("<<<<<<< HEAD\n{}\n", "both sides of a merge conflict"),
    ],
)
def test_a_damaged_notebook_is_one_line(desk, text, said):
    before = files_below(desk.root / "course_lib")
    desk.first.write_text(text)
    with pytest.raises(CourseError, match="90_first.ipynb") as error:
        export_lesson("90_first")
    assert said in str(error.value) and "\n" not in str(error.value)
    assert files_below(desk.root / "course_lib") == before


def test_bytes_that_are_no_text_are_one_line(desk):
    desk.first.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CourseError, match="not a readable notebook"):
        export_lesson("90_first")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("#| export\ndef double(x:\n", r"cell double: not valid Python, line 2"),
        ("def double(x):\n    return x", r"cell double: would not be exported. Put `#\| export` back"),
    ],
)
def test_a_broken_answer_leaves_the_library_as_it_was(desk, text, said):
    export_lesson("90_first")
    before = files_below(desk.root / "course_lib")
    edit(desk.first, "double", text)
    with pytest.raises(CourseError, match=said):
        export_lesson("90_first")
    assert files_below(desk.root / "course_lib") == before


def test_outside_of_a_workspace_it_says_where_to_go(desk, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CourseError, match="no settings.ini in .* Run this in your workspace"):
        export_lesson("90_first")


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ("nonsense", "settings.ini cannot be read"),
        (SETTINGS.replace("lib_path = course_lib", "lib_path = ../other"), "lib_path must be a folder below"),
    ],
)
def test_a_broken_settings_file_is_named(desk, settings, said):
    (desk.root / "settings.ini").write_text(settings)
    with pytest.raises(CourseError, match=said):
        export_lesson("90_first")


def test_a_module_broken_by_hand_is_named(desk):
    export_lesson("91_second")
    (desk.root / "course_lib" / "second.py").write_text("\n# %% ../lessons/91_second/91_second.ipynb #a\ndef f(:\n")
    with pytest.raises(CourseError, match="a module in course_lib is not valid Python any more"):
        export_lesson("90_first")


def test_in_the_course_itself_it_writes_what_the_release_writes(tmp_path, monkeypatch):
    course = write_course(tmp_path / "course")
    export_library(course)
    before = files_below(course / "course_lib")
    shutil.rmtree(course / "course_lib")
    monkeypatch.delenv("IN_TEST", raising=False)
    for name in ("90_first", "91_second"):
        monkeypatch.chdir(course / "solutions" / name)
        export_lesson(name)
    assert files_below(course / "course_lib") == before


def test_in_this_repository_it_writes_what_the_release_writes(tmp_path, monkeypatch):
    shutil.copytree(REPOSITORY / "solutions", tmp_path / "solutions")
    shutil.copy(REPOSITORY / "settings.ini", tmp_path)
    export_library(tmp_path)
    before = files_below(tmp_path / "course_lib")
    monkeypatch.delenv("IN_TEST", raising=False)
    monkeypatch.chdir(tmp_path / "solutions")
    for lesson in all_lessons(tmp_path / "solutions"):
        export_lesson(lesson.name)
    assert files_below(tmp_path / "course_lib") == before


HELPER = "def plus(x, y):\n    return x + y"


def test_a_helper_without_export_is_named_with_its_cell(desk, capsys):
    edit(desk.first, "trial-run", HELPER)
    desk.write("double", "return plus(x, x)")
    export_lesson("90_first")
    said = capsys.readouterr().out
    assert (
        "course_lib/first.py uses plus, which is not in it. The cell that begins with 'def plus(x, y):' does:" in said
    )
    edit(desk.first, "trial-run", f"#| export\n{HELPER}")
    export_lesson("90_first")
    assert "which is not in it" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("import math\ndef f(x): return math.pi * x", []),
        ("def f(x): return math.pi * x", ["math"]),
        ("def f():\n    def g(): return later()\n    return g\ndef later(): return 1", []),
        ("class A:\n    size = 3\n    both = size + 1\n    def f(self): return size", ["size"]),
        ("class A:\n    def f(self): return super().f() or __class__", []),
        ("from math import *\ndef f(x): return sin(x)", []),
        ("def f():\n    global g\n    g = 1\ndef h(): return g", []),
        ("f = lambda x: [y for y in x if z]", ["z"]),
        ("@patch\ndef f(self: int): return len(str(self))", ["patch"]),
    ],
)
def test_undefined_names(source, names):
    assert undefined(source) == names


AS_SAVED = {
    "a mark": lambda text: text.encode("utf-8-sig"),
    "UTF-16": lambda text: text.encode("utf-16"),
    "format 3": lambda text: nbformat.writes(nbformat.reads(text, 4), 3).encode(),
}


@pytest.mark.parametrize("how", AS_SAVED)
def test_a_notebook_as_other_editors_save_it_is_exported(desk, how):
    desk.write("double", "return x * 2")
    export_lesson("90")
    usual = re.sub(r" #\S+$", "", desk.module("first"), flags=re.M)  # ids of cells, which format 3 has not
    (desk.root / "course_lib" / "first.py").unlink()
    desk.first.write_bytes(AS_SAVED[how](desk.first.read_text()))
    export_lesson("90")
    assert "return x * 2" in usual and re.sub(r" #\S+$", "", desk.module("first"), flags=re.M) == usual
