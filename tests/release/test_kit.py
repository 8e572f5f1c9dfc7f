"The student kit: all that a class needs, and no answer."

import os
import subprocess
import sys

import pytest

from autograder.cli import main
from autograder.errors import CourseError
from autograder.lessons import REPOSITORY, all_lessons
from autograder.release import kit
from autograder.release.leaks import find_leaks, secret_lines


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("kit") / "course"
    names = kit.make_kit(folder)
    assert names == [lesson.name for lesson in all_lessons(REPOSITORY / "solutions")]
    return folder


def test_what_is_in_it(made):
    listing = sorted(path.relative_to(made).as_posix() for path in made.rglob("*") if path.is_file())
    lessons = [lesson for lesson in all_lessons(REPOSITORY / "solutions")]
    expected = [f"lessons/{lesson.name}/{lesson.name}.ipynb" for lesson in lessons]
    expected += [f"autograder/checks/lesson{lesson.number}.py" for lesson in lessons]
    golden = (REPOSITORY / "tests" / "release" / "kit.txt").read_text().split()
    assert listing == sorted([*expected, *golden])
    given = {"_fashion.py", "_garments.py", "_notes.py", "_views.py"}
    assert {path.name for path in (made / "course_lib").iterdir()} == {"__init__.py", *given}
    assert "def find_spec" in (made / "course_lib" / "__init__.py").read_text()  # says what to do where a module lacks


def test_no_answer_is_in_it(made):
    assert find_leaks(made) == []


def run(made, *command):
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    environment |= {"PYTHONPATH": str(made), "COURSE_DATA": "offline"}
    program = "from autograder.student.cli import main; import sys; sys.exit(main())"
    return subprocess.run(
        [sys.executable, "-c", program, *command], cwd=made, env=environment, capture_output=True, text=True
    )


def test_its_commands_run_on_its_own_code(made):
    assert "hint 1 of" in run(made, "hint", "variance").stdout
    checked = run(made, "check", "01")
    assert checked.returncode == 1 and "not written yet" in checked.stdout and "Total: 0 of" in checked.stdout
    assert run(made, "progress").stdout.count("not begun") == len(all_lessons(made / "lessons"))


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
def test_leaks_are_found(made, name, change, found):
    path = made / name
    before = path.read_text() if path.exists() else None
    line = max((line for line in secret_lines(REPOSITORY / "solutions") if '"' not in line), key=len)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(change(before or "", line))
    try:
        leaks = find_leaks(made)
        assert any(found in leak for leak in leaks), leaks
        assert all(leak.startswith(name.split("/")[0]) for leak in leaks)
    finally:
        if before is None:
            path.unlink()
            path.parent.rmdir()
        else:
            path.write_text(before)
    assert find_leaks(made) == []


def test_a_leak_or_a_missing_lesson_makes_no_kit(tmp_path, monkeypatch, capsys):
    with monkeypatch.context() as patched:
        patched.setattr(kit, "find_leaks", lambda *_: ["README.md: has a line of the solution of 01_stats: x"])
        assert main(["kit", str(tmp_path / "a")]) == 1
    assert "the kit was not made, because it would give answers away: README.md" in capsys.readouterr().err
    root = tmp_path / "root"
    (root / "solutions").mkdir(parents=True)
    (root / "lessons").mkdir()
    for name in ("01_stats", "02_glorot"):
        os.symlink(REPOSITORY / "solutions" / name, root / "solutions" / name)
    os.symlink(REPOSITORY / "lessons" / "01_stats", root / "lessons" / "01_stats")
    with pytest.raises(CourseError, match="lacks 02_glorot. Run `autograder release` first"):
        kit.make_kit(tmp_path / "b", root)
    assert not (tmp_path / "a").exists() and not (tmp_path / "b").exists()


def test_a_folder_with_something_in_it_is_left_alone(tmp_path, capsys):
    (tmp_path / "mine.txt").write_text("mine")
    assert main(["kit", str(tmp_path)]) == 1
    assert "is there already" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
