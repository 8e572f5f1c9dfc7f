"Names, files and lines as other systems have them: Windows' devices and open files, macOS's and Windows' one case."

import os
from pathlib import Path, PureWindowsPath

import pytest
from tiny_courses import edit

from autograder import files
from autograder.errors import CourseError
from autograder.files import write_all
from autograder.lessons import REPOSITORY, all_lessons
from autograder.release.kit import kit_files
from autograder.student.cli import main
from autograder.student.submit import check_student_id
from autograder.student.update import update
from autograder.student.workspace import workspace_files

DEVICES = {"CON", "PRN", "AUX", "NUL", *(f"{name}{number}" for name in ("COM", "LPT") for number in range(10))}


def unfit(names):
    "Of these paths, those that Windows or macOS would refuse or mistake for another."
    found = [name for name in names if {part.partition(".")[0].upper() for part in name.split("/")} & DEVICES]
    found += [name for name in names if set(name) & set('<>:"|?*\\') or len(name) > 160]
    found += [name for name in names if any(part != part.rstrip(". ") for part in name.split("/"))]
    found += [name for name in names if PureWindowsPath(name).as_posix() != name]
    seen = {}
    return found + [name for name in names if seen.setdefault(name.casefold(), name) != name]


def test_every_file_of_a_kit_and_a_workspace_can_be_there_on_every_system():
    kit = kit_files(REPOSITORY, all_lessons(REPOSITORY / "lessons"))
    assert unfit([*kit]) == unfit([*workspace_files(REPOSITORY)]) == []
    odd = ["a/NUL", "con.ipynb", "a/b. /c", "a:b", "a\\b", "A", "a"]
    assert set(unfit(odd)) == {*odd} - {"A"}


@pytest.mark.parametrize("student", ["con", "nul.b", "Aux", "com1", "lpt9.x"])
def test_no_id_is_a_device_of_windows(student):
    with pytest.raises(CourseError, match="on Windows. Ask your instructor"):
        check_student_id(student)
    for near in (f"a{student}", f"{student}x" if "." not in student else f"x.{student}"):
        check_student_id(near)


class Held:
    "A file that another program has open for some time: nothing may take its place meanwhile."

    def __init__(self, monkeypatch, tries):
        self.left, self.waited, self._replace = tries, [], os.replace
        monkeypatch.setattr(files.os, "replace", self.replace)
        monkeypatch.setattr(files.time, "sleep", self.waited.append)

    def replace(self, part, path):
        if self.left:
            self.left -= 1
            raise PermissionError(13, "The process cannot access the file because it is being used by another process")
        self._replace(part, path)


def test_a_file_that_is_open_elsewhere_for_a_moment_is_waited_for(tmp_path, monkeypatch):
    held = Held(monkeypatch, 3)
    assert write_all({tmp_path / "a": b"new"}) == [tmp_path / "a"]
    assert (tmp_path / "a").read_bytes() == b"new" and len(held.waited) == 3


def test_one_that_stays_open_is_named_and_as_it_was(tmp_path, monkeypatch):
    (tmp_path / "a").write_bytes(b"old")
    held = Held(monkeypatch, 1000)
    with pytest.raises(CourseError, match=r"cannot write .*a: The process .* or close what else has it open\.$"):
        write_all({tmp_path / "a": b"new"})
    assert (tmp_path / "a").read_bytes() == b"old" and sum(held.waited) < 3
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def with_windows_line_ends(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))


def test_a_notebook_with_windows_line_ends_is_checked_exported_and_handed_in(desk, monkeypatch, capsys):
    "In its file, as git makes them, and in a cell, as an editor may."
    monkeypatch.setenv("PYTHONPATH", str(REPOSITORY))
    edit(desk.first, "double", '#| export\r\ndef double(x):\r\n    "Of `x`."\r\n    return x * 2')
    with_windows_line_ends(desk.first)
    main(["check", "90"])
    assert main(["export", "90"]) == main(["submit", "90", "--as", "ada"]) == 0
    said = capsys.readouterr()
    assert "double: 2 of 2 points" in said.out and "By the published checks: 2 of 3 points." in said.out
    assert said.err == "" and "\r" not in desk.module("first") and "return x * 2" in desk.module("first")


def test_line_ends_alone_are_no_change_for_an_update(tmp_path, monkeypatch):
    from tests.student.test_update import Course

    course = Course(tmp_path)
    monkeypatch.chdir(course.mine)
    with_windows_line_ends(course.mine / "lessons" / "90_first" / "90_first.ipynb")
    assert update(root=course.root).said == []
