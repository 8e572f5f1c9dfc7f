"""No check needs an experiment: every solution passes where its experiments are left out.

On published trials; hidden ones are tried on every solution in tests/checks, and here by `make test-all`, which runs
all lessons; `make test` runs every fourth. The cells run in this process: what a kernel adds takes seconds a lesson and
is proven by one lesson, which nbgrader's own Validate runs with the course's configuration.
"""

import configparser
import re

import pytest
from nbgrader.validator import Validator

from autograder.checks.run import checks_of
from autograder.classroom import KEY_VARIABLE, Classroom, nbgrader_config
from autograder.ipynb import is_check, is_solution, name_of, read_notebook, source_of
from autograder.lessons import REPOSITORY, all_lessons
from autograder.probe.child import execute
from tests.attacks.long import LONG, left_out

SOLUTIONS = REPOSITORY / "solutions"
HIDDEN_HALF = re.compile("### BEGIN HIDDEN TESTS.*?### END HIDDEN TESTS", re.DOTALL)


ALL = all_lessons(SOLUTIONS)
LESSONS = ALL if LONG else ALL[3::4]  # 03, 07, 11


def left_in(lesson):
    "The code cells that Validate runs."
    cells = [cell for cell in read_notebook(lesson.notebook(SOLUTIONS))["cells"] if cell["cell_type"] == "code"]
    return [cell for cell in cells if "experiment" not in cell["metadata"].get("tags", [])]


@pytest.fixture
def as_a_kernel(monkeypatch):
    "The environment and the place of a lesson's kernel."
    monkeypatch.setenv("COURSE_DATA", "offline")
    monkeypatch.setenv(KEY_VARIABLE, "the same hidden trials in every run")
    monkeypatch.setenv("MPLBACKEND", "Agg")
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)  # a failing check raises, as in Validate
    return monkeypatch


@left_out("most lessons without their experiments")
def test_all_lessons_are_run():
    assert LESSONS == ALL


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)
def test_solution_passes_without_experiments(lesson, as_a_kernel, capsys):
    as_a_kernel.chdir(lesson.notebook(SOLUTIONS).parent)
    cells = left_in(lesson)
    sources = [source_of(cell) for cell in cells]
    namespace, failed = execute(sources if LONG else [HIDDEN_HALF.sub("", source) for source in sources])
    assert failed is None, f"{failed}: {capsys.readouterr().out[-2000:]}"
    shown = capsys.readouterr().out
    for exercise in (name_of(cell) for cell in cells if is_solution(cell)):
        points = sum(check.points for check in checks_of(exercise) if not check.goal)
        said = [line for line in shown.splitlines() if line.startswith(f"{exercise}: ")]
        assert said and int(said[0].split()[1]) >= points, f"the checks of {exercise} did not run: {said}"
    tested = [source_of(cell) for cell in cells if is_check(cell)]
    assert tested and all("hidden=True" in source for source in tested)


def test_nbgraders_validate_leaves_experiments_out(as_a_kernel):
    as_a_kernel.setenv("PYTHONPATH", str(REPOSITORY))
    lesson = next(lesson for lesson in ALL if lesson.number == "01")
    notebook = read_notebook(lesson.notebook(SOLUTIONS))
    assert len(left_in(lesson)) < len([cell for cell in notebook["cells"] if cell["cell_type"] == "code"])
    validator = Validator(config=nbgrader_config(Classroom()))
    validator.validate_all = True  # a cell that needs an experiment fails here, checked or not
    assert validator.validate(str(lesson.notebook(SOLUTIONS))) == {}


def test_a_library_that_the_course_does_not_install_is_asked_for_in_one_line(capsys):
    "The cells of lesson 06 that show it are run through by Run All, and show nothing."
    lesson = next(lesson for lesson in all_lessons(SOLUTIONS) if lesson.number == "06")
    cells = [source_of(cell) for cell in read_notebook(lesson.notebook(SOLUTIONS))["cells"]]
    users = [source for source in cells if re.search(r"\bdatasets?\b", source) and source.startswith(("try:", "if "))]
    assert len(users) == 3

    def import_module(name):
        raise ModuleNotFoundError(f"No module named {name!r}", name=name)

    namespace = {"import_module": import_module}
    for source in users:
        exec(source, namespace)
    (said,) = capsys.readouterr().out.splitlines()
    assert "pip install datasets" in said
    needed = configparser.ConfigParser()
    needed.read(REPOSITORY / "settings.ini", encoding="utf-8")
    assert "datasets" not in needed["DEFAULT"]["requirements"]
