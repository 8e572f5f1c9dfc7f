"A learner's own copy of the lessons, with an own library, and JupyterLab in it."

import os
import sys
from collections.abc import Sequence
from configparser import ConfigParser
from configparser import Error as ConfigError
from pathlib import Path

from autograder.errors import CourseError
from autograder.files import write_all
from autograder.ipynb import read_notebook
from autograder.lessons import REPOSITORY, all_lessons
from autograder.library import given_modules

SETTINGS = """\
[DEFAULT]
# nbdev reads this file: exported lessons become modules of your own course_lib.
repo = my-course
lib_name = my-course
version = 0.0.1
min_python = 3.11
license = apache2
author = me
user = me
branch = main
nbs_path = lessons
lib_path = course_lib
doc_path = _docs
recursive = True
allowed_cell_metadata_keys = nbgrader deletable editable tags jupyter
clear_all = False
jupyter_hooks = False
put_version_in_init = False
update_pyproject = False
"""

LIBRARY = """\
"Your own library: a lesson that you export becomes a module here."

import sys


class _Missing:
    "Comes last in Python's search, and says what to do where a lesson's module is missing."

    @staticmethod
    def find_spec(name, path=None, target=None):
        module = name.removeprefix(f"{__name__}.")
        if module != name and not module.startswith("_"):
            raise ModuleNotFoundError(
                f"No module named {name!r} yet: export its lesson (`course export {module}`), or use your "
                f"instructor's code for it (`course catch-up {module}`).",
                name=name,
            )


sys.meta_path.append(_Missing)
"""

README = """\
# My course

`lessons/` holds the notebooks, `course_lib/` the library that you write in them. Nothing here is ever overwritten.
In a terminal, in this folder:

    course check 01                checks every exercise of lesson 01
    course hint variance           a hint; each call shows one more
    course export 01               writes its module into course_lib
    course progress                lessons, exercises, points, what comes next
    course submit 01 --as NAME     writes the file to hand in, into hand-in
"""


def make_workspace(folder: Path, root: Path = REPOSITORY) -> list[str]:
    """Makes the learner's folder, or adds what it lacks: lessons that are new in the course at `root`.

    A notebook that is there is the learner's and stays as it is. Returns the names of the lessons added.
    """
    folder = Path(folder).resolve()
    _refuse_foreign(folder)
    files = {folder / name: data for name, data in workspace_files(Path(root).resolve()).items()}
    lessons = all_lessons(Path(root) / "lessons")
    added = [lesson.name for lesson in lessons if not lesson.notebook(folder / "lessons").exists()]
    write_all({path: data for path, data in files.items() if not path.exists()})
    return added


def workspace_files(root: Path) -> dict[str, bytes]:
    "What a workspace begins with, by path in it: settings, an empty library and the lessons released in `root`."
    lessons = root / "lessons"
    files = {
        "settings.ini": SETTINGS.encode(),
        "README.md": README.encode(),
        "course_lib/__init__.py": LIBRARY.encode(),
        **{f"course_lib/{path.name}": path.read_bytes() for path in given_modules(root)},
    }
    empty = len(files)
    for lesson in all_lessons(lessons):
        read_notebook(lesson.notebook(lessons))
        for path in sorted((lessons / lesson.name).rglob("*")):
            if path.is_file() and ".ipynb_checkpoints" not in path.parts:
                files[path.relative_to(root).as_posix()] = path.read_bytes()
    if len(files) == empty:
        raise CourseError(f"no lessons in {lessons}. Make them with `autograder release`.")
    return files


def _refuse_foreign(folder: Path) -> None:
    "A folder of something else, the course's own sources above all, is no place for a workspace."
    if folder.is_file():
        raise CourseError(f"{folder} is a file. Choose another name for your workspace, or move the file away.")
    settings = ConfigParser(interpolation=None)
    try:
        settings.read(folder / "settings.ini", encoding="utf-8")
    except (ConfigError, UnicodeDecodeError) as error:
        reason = str(error).splitlines()[0]
        raise CourseError(f"{folder / 'settings.ini'} cannot be read ({reason}). Delete it to get a new one.") from None
    if settings["DEFAULT"].get("nbs_path", "lessons") != "lessons":
        raise CourseError(f"{folder} is not a workspace: its settings.ini is another project's. Choose another folder.")


def lab_environment(folder: Path) -> dict[str, str]:
    """The environment of JupyterLab in a workspace.

    The workspace comes before any installed `course_lib`, so lessons import what the learner wrote. nbgrader finds our
    configuration, so Validate leaves experiments out and waits long enough; JupyterLab finds `labconfig`, which numbers
    lines, as messages do, and leaves instructors' extensions out. Terminals find the `course` command.
    """
    first = {
        "PYTHONPATH": Path(folder).resolve(),
        "JUPYTER_CONFIG_PATH": Path(__file__).resolve().parent,
        "PATH": Path(sys.executable).parent,
    }
    environment = dict(os.environ)
    for name, value in first.items():
        environment[name] = os.pathsep.join(filter(None, (str(value), os.environ.get(name))))
    return environment


def first_page(folder: Path) -> str:
    "What JupyterLab opens with, from the workspace: the first lesson that is not exported yet, else the last one."
    lessons = all_lessons(folder / "lessons")
    if not lessons:
        return ""
    library = folder / "course_lib"
    lesson = next((x for x in lessons if not (library / f"{x.module}.py").exists()), lessons[-1])
    return lesson.notebook(Path("lessons")).as_posix()


def start_lab(folder: Path, arguments: Sequence[str] = ()) -> None:
    "Becomes JupyterLab in the workspace, with these further arguments (`--no-browser`)."
    folder = Path(folder).resolve()
    os.chdir(folder)
    command = [sys.executable, "-m", "jupyterlab", *_options(folder), *arguments]
    os.execve(sys.executable, command, lab_environment(folder))


def start_on_hub(folder: Path, kit: Path, arguments: Sequence[str] = ()) -> None:
    """Becomes a learner's server of a JupyterHub, with these further arguments: what `Spawner.cmd` starts.

    It runs as the learner, so the workspace and all in it are theirs. Lessons that it lacks come from `kit`, what is
    there stays. nbgrader's list of assignments is shown, and fetches into the workspace.
    """
    folder = Path(folder).expanduser().resolve()
    make_workspace(folder, kit)
    environment = lab_environment(folder)
    settings = [str(Path(__file__).resolve().parent / "hub"), environment["JUPYTER_CONFIG_PATH"]]
    environment |= {"JUPYTER_CONFIG_PATH": os.pathsep.join(settings), "COURSE_WORKSPACE": str(folder)}
    os.chdir(folder)
    command = [sys.executable, "-m", "jupyterhub.singleuser", *_options(folder), *arguments]
    os.execve(sys.executable, command, environment)


def _options(folder: Path) -> list[str]:
    return [
        f"--ServerApp.root_dir={folder}",
        # Not a login shell: that would forget where `course` is.
        f"--ServerApp.terminado_settings=shell_command={[os.environ.get('SHELL', '/bin/sh')]}",
        "--ServerApp.jpserver_extensions=nbgrader.server_extensions.formgrader=False",  # instructors start their own
        f"--LabApp.default_url=/lab/tree/{first_page(folder)}",
    ]
