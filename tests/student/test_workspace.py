"A learner's folder: made from the lessons, never overwritten, and its library comes before the reference."

import json
import os
import sys

import pytest
from jupyter_client.manager import start_new_kernel
from jupyterlab_server.config import get_page_config
from jupyterlab_server.settings_utils import _get_overrides
from nbgrader.validator import Validator
from tiny_courses import edit, files_below, md, write_notebook

from autograder.checks.answers import solution_cells
from autograder.classroom import Classroom, nbgrader_config
from autograder.errors import CourseError
from autograder.ipynb import only_imports, read_notebook, source_of
from autograder.lessons import REPOSITORY
from autograder.library import find_project
from autograder.predictions import answer_all
from autograder.student import workspace
from autograder.student.workspace import first_page, lab_environment, make_workspace, start_lab

LESSON = "01_stats"
ANSWERS = solution_cells(REPOSITORY / "solutions" / LESSON / f"{LESSON}.ipynb")


@pytest.fixture
def course(tmp_path):
    "A course with one lesson released."
    notebook = tmp_path / "course" / "lessons" / "90_first" / "90_first.ipynb"
    write_notebook(notebook, [md("# First", "title")])
    notebook.with_name("drawing.svg").write_text("<svg/>")
    return tmp_path / "course"


def test_a_workspace_is_a_project_of_its_own(course, tmp_path):
    folder = tmp_path / "mine"
    assert make_workspace(folder, course) == ["90_first"]
    assert set(files_below(folder)) == {
        ".course/released.json",
        "README.md",
        "course_lib/__init__.py",
        "lessons/90_first/90_first.ipynb",
        "lessons/90_first/drawing.svg",
        "settings.ini",
    }
    project = find_project(folder / "lessons")
    assert (project.root, project.notebooks, project.library) == (folder, folder / "lessons", folder / "course_lib")


def test_a_learners_work_stays_and_new_lessons_come(course, tmp_path):
    folder = tmp_path / "mine"
    make_workspace(folder, course)
    edit(folder / "lessons" / "90_first" / "90_first.ipynb", "title", "# Mine")
    (folder / "course_lib" / "first.py").write_text("mine = True")
    (folder / "README.md").write_text("Mine.")
    before = files_below(folder)
    edit(course / "lessons" / "90_first" / "90_first.ipynb", "title", "# First, corrected")
    write_notebook(course / "lessons" / "91_second" / "91_second.ipynb", [md("# Second", "title")])
    assert make_workspace(folder, course) == ["91_second"]
    after = files_below(folder)
    assert set(after) - set(before) == {"lessons/91_second/91_second.ipynb"}
    del after[".course/released.json"], before[".course/released.json"]  # which has the new lesson, too
    assert {name: after[name] for name in before} == before


def test_a_folder_of_something_else_is_refused(course, tmp_path):
    folder = tmp_path / "other"
    folder.mkdir()
    (folder / "settings.ini").write_text("[DEFAULT]\nnbs_path = solutions\n")
    with pytest.raises(CourseError, match="is not a workspace: its settings.ini is another project's"):
        make_workspace(folder, course)
    (folder / "settings.ini").write_text("nonsense")
    with pytest.raises(CourseError, match="settings.ini cannot be read .* Delete it"):
        make_workspace(folder, course)
    assert list(files_below(folder)) == ["settings.ini"]


def test_a_file_in_the_way_is_named(course, tmp_path):
    (tmp_path / "mine").write_text("")
    with pytest.raises(CourseError, match="mine is a file"):
        make_workspace(tmp_path / "mine", course)


def test_a_course_without_lessons_says_what_to_do(tmp_path):
    with pytest.raises(CourseError, match="no lessons in .* Make them with `autograder release`"):
        make_workspace(tmp_path / "mine", tmp_path)
    assert not (tmp_path / "mine").exists()


def test_a_damaged_lesson_is_not_given_out(course, tmp_path):
    (course / "lessons" / "90_first" / "90_first.ipynb").write_text("{")
    with pytest.raises(CourseError, match="not a readable notebook"):
        make_workspace(tmp_path / "mine", course)
    assert not (tmp_path / "mine").exists()


def test_lab_starts_in_the_workspace_with_its_library_first(tmp_path, monkeypatch):
    started = {}

    def execve(program, command, environment):
        started.update(program=program, command=command, environment=environment)

    monkeypatch.setattr(workspace.os, "chdir", lambda folder: started.update(folder=folder))
    monkeypatch.setattr(workspace.os, "execve", execve)
    monkeypatch.setenv("PYTHONPATH", "elsewhere")
    start_lab(tmp_path, ["--no-browser"])
    assert started["folder"] == tmp_path and started["program"] == sys.executable
    assert started["command"][1:4] == ["-m", "jupyterlab", f"--ServerApp.root_dir={tmp_path}"]
    assert started["command"][-1] == "--no-browser"
    environment = started["environment"]
    assert environment["PYTHONPATH"] == f"{tmp_path}{os.pathsep}elsewhere"
    assert (REPOSITORY / "autograder" / "student").samefile(environment["JUPYTER_CONFIG_PATH"].split(os.pathsep)[0])
    assert environment["PATH"].split(os.pathsep)[0] == os.path.dirname(sys.executable)


# The real lessons, in real kernels


@pytest.fixture(scope="module")
def mine(tmp_path_factory):
    folder = tmp_path_factory.mktemp("workspace")
    make_workspace(folder)
    return folder


@pytest.fixture
def environment(mine, monkeypatch):
    "This process's environment becomes that of a lab in the workspace."
    monkeypatch.setenv("PYTHONPATH", str(REPOSITORY))
    monkeypatch.setenv("COURSE_DATA", "offline")
    for name in ("IN_TEST", "NBGRADER_EXECUTION", "JPY_SESSION_NAME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in lab_environment(mine).items():
        monkeypatch.setenv(name, value)


def solve(notebook):
    for exercise, source in ANSWERS.items():
        edit(notebook, exercise, source)


def run_in_a_kernel(folder, *cells):
    "What these cells print in a new kernel that starts in `folder`."
    manager, client = start_new_kernel(cwd=str(folder), kernel_name="python3", startup_timeout=120)
    said = []

    def listen(message):
        said.append(message["content"].get("text") or "\n".join(message["content"].get("traceback", [])))

    try:
        for cell in cells:
            client.execute_interactive(cell, output_hook=listen, timeout=120)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    return "".join(filter(None, said))


EXPORT = (
    "from autograder.student.export import export_lesson",
    f'export_lesson("{LESSON}")',
)


def test_a_solved_lesson_is_what_the_next_one_imports(mine, environment):
    notebook = mine / "lessons" / LESSON / f"{LESSON}.ipynb"
    edited = ANSWERS["variance"].replace("\n    ### BEGIN SOLUTION", "\n    # by the learner\n    ### BEGIN SOLUTION")
    solve(notebook)
    edit(notebook, "variance", edited)
    unsaved = edited.replace("# by the learner", "# not saved yet")
    cells = map(source_of, read_notebook(notebook)["cells"])
    imports = next(source for source in cells if source.startswith("#| export\n") and only_imports(source))
    said = run_in_a_kernel(notebook.parent, imports, unsaved, *EXPORT)
    assert "save (Ctrl+S) and run this cell again" in said
    assert not (mine / "course_lib" / "stats.py").exists()

    said = run_in_a_kernel(notebook.parent, imports, edited, *EXPORT)
    assert f"Wrote course_lib/stats.py from lessons/{LESSON}/{LESSON}.ipynb: " in said and "variance, " in said
    assert "Not written yet" not in said
    module = (mine / "course_lib" / "stats.py").read_text()
    assert "# by the learner" in module and "SOLUTION" not in module

    said = run_in_a_kernel(
        mine / "lessons" / LESSON,
        "import course_lib.stats\nfrom course_lib.stats import variance",
        "import torch\nprint(course_lib.stats.__file__, variance(torch.tensor([1.0, 3.0])).item())",
    )
    assert said == f"{mine / 'course_lib' / 'stats.py'} 1.0\n"


def test_validate_fails_on_the_stub_and_passes_when_solved(mine, environment, tmp_path):
    "As the Validate button does; 01 needs what 00 exports, which is given and not an exercise."
    core = mine / "lessons" / "00_core"
    run_in_a_kernel(core, EXPORT[0], 'export_lesson("00_core")')
    validator = Validator(config=nbgrader_config(Classroom()))
    released = json.loads((REPOSITORY / "lessons" / LESSON / f"{LESSON}.ipynb").read_text())
    notebook = mine / "lessons" / LESSON / f"{LESSON}.ipynb"
    notebook.write_text(json.dumps(released))
    failed = [cell["source"] for cell in validator.validate(str(notebook))["failed"]]
    assert failed == [f'check("{exercise}")' for exercise in [*ANSWERS, "predictions_01"]]
    solve(notebook)
    answered = json.loads(notebook.read_text())
    answer_all(answered["cells"], "a guess")
    notebook.write_text(json.dumps(answered))
    assert validator.validate(str(notebook)) == {}


def test_jupyterlab_opens_with_the_lesson_that_comes_next(course, tmp_path):
    write_notebook(course / "lessons" / "91_second" / "91_second.ipynb", [md("# Second", "title")])
    folder = tmp_path / "mine"
    make_workspace(folder, course)
    assert first_page(folder) == "lessons/90_first/90_first.ipynb"
    for module, page in (("first", "91_second"), ("second", "91_second")):
        (folder / "course_lib" / f"{module}.py").touch()
        assert first_page(folder) == f"lessons/{page}/{page}.ipynb"


def test_a_learners_jupyterlab_numbers_lines_and_has_no_tools_of_instructors(tmp_path, monkeypatch):
    for name, value in lab_environment(tmp_path).items():
        monkeypatch.setenv(name, value)
    off = get_page_config([])["disabledExtensions"]
    assert "@jupyter/nbgrader:validate-assignment" not in off
    for tool in ("formgrader", "create-assignment", "assignment-list", "course-list"):
        assert f"@jupyter/nbgrader:{tool}" in off
    settings, _ = _get_overrides(str(tmp_path))
    assert settings["@jupyterlab/notebook-extension:tracker"]["codeCellConfig"]["lineNumbers"]
