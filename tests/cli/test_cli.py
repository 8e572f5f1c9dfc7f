"The `autograder` command: what it prints, and how it ends."

import json
import os
import subprocess
import sys

import pytest
from small_class import twice

from autograder import cli
from autograder.lessons import REPOSITORY

pytestmark = pytest.mark.xdist_group("small_class")


@pytest.fixture
def run(small_class, monkeypatch, capsys):
    "Runs a command on the small class; returns status, output and errors."
    monkeypatch.setattr(cli, "_classroom", lambda options: small_class.classroom)

    def run(*arguments):
        status = cli.main(arguments)
        return status, *capsys.readouterr()

    return run


def problem(errors):
    "The one line on stderr."
    (line,) = errors.splitlines()
    assert line.startswith("autograder: ")
    return line


def test_a_class_from_release_to_marks(small_class, run):
    status, out, err = run("release", "mini")
    assert (status, err) == (0, "") and out == "Released 01_mini: 0 files changed.\n"
    good = small_class.notebook()
    small_class.hand_in("ada")
    small_class.hand_in("cut", json.dumps(good).encode()[:500])
    small_class.hand_in("dup", twice(good, 1))

    status, out, err = run("collect", str(small_class.inbox))
    assert status == 1 and out.splitlines() == [
        "ada__01_mini.ipynb: collected as ada 01_mini",
        "cut__01_mini.ipynb: set aside as cut 01_mini",
        "dup__01_mini.ipynb: set aside as dup 01_mini",
        "1 collected, 2 set aside.",
    ]
    assert [line.split("inbox/")[1].split(":")[0] for line in err.splitlines()] == [
        "cut__01_mini.ipynb",
        "dup__01_mini.ipynb",
    ]

    status, out, err = run("grade", "01", "--workers", "1")
    assert (status, err) == (0, "")
    assert out.startswith("1/1 ada 01_mini: graded\n") and "ada      01_mini  5/5" in out
    assert "cut      01_mini  –       could not be read" in out
    status, out, err = run("grade")
    assert status == 0 and out.startswith("1 unchanged since they were graded.\n")

    status, out, err = run("feedback")
    assert (status, err) == (0, "") and out.endswith(f"1 page in {small_class.classroom.feedback}.\n")
    status, out, err = run("export", "--to", str(small_class.root / "marks.csv"))
    assert (status, err) == (0, "") and "ada,01_mini,double,3,3," in (small_class.root / "marks.csv").read_text()


@pytest.mark.parametrize("command", ["release", "grade", "feedback", "export", "formgrader"])
def test_an_unreadable_gradebook_is_one_line(command, small_class, run):
    small_class.hand_in("ada")
    run("collect", str(small_class.inbox))
    small_class.classroom.db.write_bytes(b"\x00garbage" * 1000)
    status, out, err = run(command)
    assert status == 1 and out == ""
    assert str(small_class.classroom.db) in problem(err) and "Restore it from a backup" in err
    assert small_class.classroom.db.read_bytes() == b"\x00garbage" * 1000


@pytest.mark.parametrize("command", ["release", "grade", "feedback", "export"])
def test_an_unknown_lesson_is_one_line(command, small_class, run):
    status, out, err = run(command, "01_mimi")
    assert status == 1 and "no lesson is called '01_mimi'. Did you mean '01_mini'?" in problem(err)


def test_a_file_that_is_not_there_is_one_line(small_class, run):
    status, out, err = run("collect", "nowhere.ipynb")
    assert status == 1 and problem(err) == "autograder: nowhere.ipynb: is not there. Check the name and the folder."


def test_an_interrupt_ends_with_130(monkeypatch, capsys):
    monkeypatch.setattr("autograder.release.lint.lint", lambda root: (_ for _ in ()).throw(KeyboardInterrupt))
    assert cli.main(["lint"]) == 130
    assert "what was finished is kept" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["grade", "--workers", "0"], ["grade", "--fast"], ["collect"], [], ["mark"]])
def test_a_wrong_command_line_is_status_2(arguments, capsys):
    with pytest.raises(SystemExit) as ended:
        cli.main(arguments)
    assert ended.value.code == 2 and "usage: autograder" in capsys.readouterr().err


def test_help_takes_no_time_and_names_every_command():
    "Every command makes this parser first: what takes seconds to import is not imported for it."
    code = (
        "import sys; from autograder.cli import main\n"
        "try: main(['--help'])\n"
        "finally: assert not {'torch', 'nbgrader', 'sqlalchemy', 'jinja2', 'distributed'} & sys.modules.keys()"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=REPOSITORY, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    for command in (
        "release",
        "collect",
        "grade",
        "feedback",
        "export",
        "formgrader",
        "lab",
        "demo",
        "lint",
        "outputs",
    ):
        assert f"\n    {command} " in done.stdout or f"\n    {command}\n" in done.stdout


def test_pages_and_tables_are_made_without_torch():
    "Importing it takes seconds and 700 MB."
    modules = ("reports.class_report", "reports.platforms", "reports.similar", "grading.nbgrader.penalties")
    code = f"import sys, {', '.join(f'autograder.{name}' for name in modules)}; assert 'torch' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], cwd=REPOSITORY, check=True)


ASCII = {"PYTHONIOENCODING": "ascii", "LANG": "C", "LC_ALL": "C"}


@pytest.mark.parametrize("module", ["autograder.cli", "autograder.student.cli"])
def test_a_terminal_that_lacks_a_character_gets_another(module):
    code = f"from {module} import main\nimport sys\nfrom argparse import Namespace\nfrom {module} import _parser\n"
    code += f"import {module} as cli\nparser = _parser()\n"
    code += "parser.parse_known_args = lambda arguments: (Namespace(run=run), [])\ncli._parser = lambda: parser\n"
    code += "def run(_):\n    print('5 × Größe – ✓')\n    print('ß', file=sys.stderr)\n    return 0\nsys.exit(main())"
    environment = {**os.environ, **ASCII}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "5 ? Gr??e ? ?\n"), done.stderr


def test_a_class_is_closed_to_other_accounts(small_class, run):
    folder = small_class.classroom.folder
    folder.chmod(0o755)  # as earlier versions made it
    small_class.hand_in("ada")
    assert run("collect", str(small_class.inbox))[0] == 0
    assert run("export")[0] == 0
    assert folder.stat().st_mode & 0o777 == 0o700
    new = [folder / "submitted" / "ada" / "01_mini" / "01_mini.ipynb", folder / "marks.csv"]
    assert not [path for path in new if path.stat().st_mode & 0o077]
    before = os.umask(0o022)
    os.umask(before)
    assert before != 0o077  # only while the command ran


def test_a_relative_data_folder_means_the_one_it_meant_here(monkeypatch, tmp_path):
    from autograder.terminal import prepare

    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COURSE_DATA", "my data")
    prepare()
    assert os.environ["COURSE_DATA"] == str(tmp_path / "my data")
