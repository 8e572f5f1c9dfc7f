"The student kit: one file to install, all that a class needs, and no answer. Installed and used as a learner does."

import json
import os
import re
import zipfile

import learner
import pytest
from tiny_courses import edit

from autograder.checks.answers import solution_cells
from autograder.cli import main
from autograder.errors import CourseError
from autograder.ipynb import without_markers
from autograder.lessons import REPOSITORY, all_lessons
from autograder.library import given_modules
from autograder.predictions import answer_all
from autograder.release import kit as kits
from autograder.release.leaks import find_leaks, secret_lines

LESSONS = all_lessons(REPOSITORY / "solutions")


@pytest.fixture(scope="module")
def unpacked(kit, tmp_path_factory):
    folder = tmp_path_factory.mktemp("unpacked")
    with zipfile.ZipFile(kit) as wheel:
        wheel.extractall(folder)
    return folder


def test_what_is_in_it(kit):
    with zipfile.ZipFile(kit) as wheel:
        listing = sorted(re.sub(r"^[^/]+\.dist-info", "dist-info", name) for name in wheel.namelist())
    expected = [f"autograder/student/kit/lessons/{lesson.path}" for lesson in LESSONS]
    expected += [f"autograder/checks/lesson{lesson.number}.py" for lesson in LESSONS]
    golden = (REPOSITORY / "tests" / "release" / "kit.txt").read_text().split()
    assert listing == sorted([*expected, *golden])
    assert sorted(path.name for path in kit.parent.iterdir()) == [
        "README.md",
        "classroom.yml",
        "constraints.txt",
        kit.name,
    ]


def test_the_same_course_gives_the_same_bytes_and_another_one_another_name(kit, tmp_path):
    before = os.umask(0o077)
    try:
        again = kits.make_kit(tmp_path / "again")
    finally:
        os.umask(before)
    assert again.name == kit.name and again.read_bytes() == kit.read_bytes()
    fewer = kits.kit_files(REPOSITORY, LESSONS[:2])
    version = re.search(r"version = (\S+)", fewer["settings.ini"].decode())[1]
    assert version not in kit.name and sum(name.endswith(".ipynb") for name in fewer) == 2


def test_it_needs_no_more_than_a_learner_does(unpacked):
    (metadata,) = unpacked.glob("*.dist-info/METADATA")
    needed = {
        re.split(r"[<>=]", line.split()[1])[0]
        for line in metadata.read_text().splitlines()
        if line.startswith("Requires-Dist")
    }
    assert {"torch", "nbdev", "jupyterlab"} <= needed
    assert not needed & {"sphinx", "myst-nb", "distributed", "playwright", "pytest", "cryptography", "copydetect"}
    assert "Provides-Extra" not in metadata.read_text()


# What a notebook calls, where Windows' Python runs it.
KERNEL = """
import matplotlib
matplotlib.use("agg")
from autograder.notebook import *
from autograder import notebook
import torch
from torch import Tensor
{answer}
check("flatten_images")
right, flatten_images = flatten_images, lambda x: x
try:
    check("flatten_images")
except Exception as error:
    assert type(error).__name__ == "CheckFailed", error
assert check.inputs("flatten_images")
hint("flatten_images")
progress()
export_lesson("00_core")
submit("00", "bea")
predict("How many?", ["one", "two"])
try:
    compare("flatten_images")
except CourseError as error:
    assert "reference" in str(error), error
print("all of it ran")
"""


def test_a_learners_way_without_make_or_shell_and_without_what_windows_lacks(kit, tmp_path):
    "In a path with spaces and umlauts, on a console that knows ASCII only."
    python = learner.environment_with(kit, tmp_path / "environment")
    desk = tmp_path / "Mein Kurs für Ärzte"
    made = learner.run(python, tmp_path, "-m", "autograder.student.cli", "new", str(desk))
    assert made.returncode == 0 and made.stdout.endswith("with 15 lessons. In it: course lab\n"), made.stderr
    assert (tmp_path / "environment" / "bin" / "course").exists()
    given = {path.name for path in given_modules(REPOSITORY)}
    assert {path.name for path in (desk / "course_lib").iterdir()} == {"__init__.py", *given}
    notebook = desk / "lessons" / "00_core" / "00_core.ipynb"
    answer = without_markers(solution_cells(REPOSITORY / "solutions" / "00_core" / "00_core.ipynb")["flatten_images"])
    edit(notebook, "flatten_images", answer)
    predicted = json.loads(notebook.read_text(encoding="utf-8"))
    answer_all(predicted["cells"], "a guess")
    notebook.write_text(json.dumps(predicted), encoding="utf-8")
    commands = [["new", str(desk)], ["cd", str(notebook.parent)], ["check", "00"], ["export", "00"]]
    commands += [["progress"], ["kernel", KERNEL.format(answer=answer)], ["hint", "variance"]]
    commands += [["submit", "00", "--as", "ada"], ["update"], ["catch-up", "01"]]
    done = learner.run(
        python, tmp_path, learner.__file__, *map(json.dumps, commands),
        PYTHONIOENCODING="ascii", PYTHONWARNDEFAULTENCODING="1",
    )  # fmt: skip
    said = dict(re.findall(r"^\$ course (\w+).*\n([\s\S]*?)(?=^\$ |\Z)", done.stdout, re.M))
    known = ["new", "check", "export", "progress", "kernel", "hint", "submit", "update", "catch"]
    assert list(said) == known, done.stdout + done.stderr
    assert said["new"] == "exit 1\n" and "is there already" in done.stderr
    assert "Total: 3 of 3 points.\nexit 0" in said["check"]
    assert "Wrote course_lib/core.py" in said["export"] and said["export"].endswith("exit 0\n")
    assert "Next: `course submit 00" in said["progress"] and "Checking" not in said["progress"]
    assert said["kernel"].endswith("all of it ran\n") and "Wrote course_lib/core.py" in said["kernel"]
    assert "def flatten_images" in (desk / "course_lib" / "core.py").read_text()
    assert "hint 1 of" in said["hint"]
    assert "3 of 3 points" in said["submit"] and (desk / "hand-in" / "ada__00_core.ipynb").exists()
    assert said["update"] == "Nothing is newer than what you have.\nexit 0\n"
    assert said["catch"] == "exit 1\n" and "Ask your instructor" in done.stderr
    assert "Traceback" not in done.stderr
    # The library of the workspace is found wherever a notebook is opened, as in VS Code.
    finds = "import course_lib, course_lib.core as c; print(c.__file__)"
    assert learner.run(python, notebook.parent, "-c", finds).stdout.strip() == str(desk / "course_lib" / "core.py")
    lost = learner.run(python, tmp_path, "-c", finds).stderr
    assert "open a notebook of your workspace" in lost
    missing = learner.run(python, notebook.parent, "-c", "import course_lib.stats").stderr
    assert "course catch-up stats" in missing


@pytest.mark.parametrize(
    ("name", "change", "found"),
    [
        ("README.md", lambda text, line: text + line, "has a line of the solution of"),
        ("lessons/01_stats/01_stats.ipynb", lambda text, line: text.replace("Your code here", line, 1), "has a line"),
        ("lessons/01_stats/01_stats.ipynb", lambda text, _: text.replace("# Your", "### BEGIN SOLUTION", 1), "marker"),
        ("lessons/01_stats/01_stats.ipynb", lambda text, _: text.replace('"tags"', '"author"', 1), "metadata"),
        (
            "lessons/04_metrics/04_metrics.ipynb",
            lambda text, _: text.replace('"source_hidden"', '"answer"', 1),
            "metadata",
        ),
        (
            "lessons/01_stats/01_stats.ipynb",
            lambda text, _: text.replace('"execution_count": null', '"execution_count": 3', 1),
            "outputs",
        ),
        ("course_lib/__pycache__/stats.pyc", lambda text, _: "x", "not meant for learners"),
        ("classroom/gradebook.db", lambda text, _: "x", "cannot be looked through"),
        (".git/config", lambda text, _: "x", "not meant for learners"),
    ],
)
def test_leaks_are_found(name, change, found, tmp_path):
    path = tmp_path / name
    source = REPOSITORY / ("autograder/student/README.md" if name == "README.md" else name)
    before = source.read_text(errors="replace") if source.is_file() else ""  # a clone in use has a gradebook
    line = max((line for line in secret_lines(REPOSITORY / "solutions") if '"' not in line), key=len)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(change(before, line))
    leaks = find_leaks(tmp_path)
    assert any(found in leak for leak in leaks), leaks
    assert all(leak.startswith(name.split("/")[0]) for leak in leaks)


def test_a_leak_or_a_missing_lesson_makes_no_kit(tmp_path, monkeypatch, capsys):
    with monkeypatch.context() as patched:
        patched.setattr(kits, "find_leaks", lambda *_: ["README.md: has a line of the solution of 01_stats: x"])
        assert main(["kit", str(tmp_path / "a")]) == 1
    assert "the kit was not made, because it would give answers away: README.md" in capsys.readouterr().err
    root = tmp_path / "root"
    (root / "solutions").mkdir(parents=True)
    (root / "lessons").mkdir()
    for name in ("01_stats", "02_glorot"):
        os.symlink(REPOSITORY / "solutions" / name, root / "solutions" / name)
    os.symlink(REPOSITORY / "lessons" / "01_stats", root / "lessons" / "01_stats")
    with pytest.raises(CourseError, match="lacks 02_glorot. Run `autograder release` first"):
        kits.make_kit(tmp_path / "b", root)
    assert not (tmp_path / "a").exists() and not (tmp_path / "b").exists()


def test_a_folder_with_something_in_it_is_left_alone(tmp_path, capsys):
    (tmp_path / "mine.txt").write_text("mine")
    assert main(["kit", str(tmp_path)]) == 1
    assert "is there already" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_what_setuptools_cannot_build_is_said(tmp_path, monkeypatch):
    monkeypatch.setattr(kits, "kit_files", lambda *_: {"setup.py": b"raise SystemExit('no')", "LICENSE": b""})
    with pytest.raises(CourseError, match="setuptools could not build the kit"):
        kits.make_kit(tmp_path / "kit")
    assert not (tmp_path / "kit").exists()
