"`course catch-up`: the instructor's code, said to be theirs, and never over one's own."

import subprocess
import sys

import pytest

from autograder.errors import CourseError
from autograder.student.catch_up import catch_up, is_reference
from autograder.student.cli import main

REFERENCE = '"What first is about."\n\ndef double(x):\n    return x * 2\n'


@pytest.fixture
def reference(desk):
    folder = desk.root / "reference"
    folder.mkdir()
    (folder / "first.py").write_text(REFERENCE)
    return folder


def test_the_module_works_and_says_whose_it_is(desk, reference):
    path = catch_up("90")
    assert path == desk.root / "course_lib" / "first.py" and is_reference(path)
    program = "from course_lib.first import double; print(double(4))"
    said = subprocess.run([sys.executable, "-c", program], cwd=desk.root, capture_output=True, text=True, check=True)
    assert said.stdout == "course_lib.first is the instructor's reference for lesson 90, not your own code.\n8\n"


def test_twice_changes_nothing_and_an_export_replaces_it(desk, reference, capsys):
    before = catch_up("90").read_text()
    assert catch_up("90").read_text() == before
    desk.write("double", "return x + x")
    assert main(["export", "90"]) == 0
    assert "return x + x" in desk.module("first") and "instructor" not in desk.module("first")


def test_your_own_code_stays(desk, reference):
    desk.write("double", "return x + x")
    main(["export", "90"])
    own = desk.module("first")
    with pytest.raises(CourseError, match="first.py is your own code.*rename"):
        catch_up("90")
    assert desk.module("first") == own


def test_without_a_reference_it_says_whom_to_ask(desk, capsys):
    assert main(["catch-up", "91"]) == 1
    assert "second.py. Ask your instructor for the reference of lesson 91" in capsys.readouterr().err
    assert not (desk.root / "course_lib" / "second.py").exists()


def test_a_damaged_reference_is_refused(desk, reference):
    (reference / "first.py").write_text("def double(x:\n")
    with pytest.raises(CourseError, match="first.py is damaged"):
        catch_up("90")
    assert not (desk.root / "course_lib" / "first.py").exists()


def test_another_folder(desk, reference, tmp_path):
    reference.rename(tmp_path / "given")
    assert main(["catch-up", "90", "--from", str(tmp_path / "given")]) == 0
