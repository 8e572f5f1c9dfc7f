"A learner's own copy of the lessons, with an own library, and JupyterLab in it."

import os
import subprocess
import sys
from collections.abc import Sequence
from configparser import ConfigParser
from configparser import Error as ConfigError
from pathlib import Path

from autograder.errors import CourseError
from autograder.files import write_all
from autograder.ipynb import read_notebook
from autograder.lessons import REPOSITORY, Lesson, all_lessons
from autograder.library import given_modules
from autograder.student.record import RECORD, as_bytes, read_record, record_of

KIT = Path(__file__).with_name("kit")  # the lessons inside of an installed kit; nothing in the repository

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
        __tracebackhide__ = True  # a notebook shows the line that imports, and the message
        module = name.removeprefix(f"{__name__}.")
        if module != name and not module.startswith("_"):
            raise ModuleNotFoundError(
                f"No module named {name!r} yet: export its lesson (`course export {module}`), or use your "
                f"instructor's code for it (`course catch-up {module}`).",
                name=name,
            )


sys.meta_path.append(_Missing)
"""

README = Path(__file__).with_name("README.md")  # what a learner reads first, in the workspace and beside the kit

# The kit's own `course_lib`: wherever a notebook is opened, in VS Code or a plain JupyterLab as well, it gives way to
# the library of the workspace around the working folder.
NEAREST_LIBRARY = """\
"Your own `course_lib`, wherever you opened the notebook: that of the workspace around the working folder."

from pathlib import Path


def _nearest():
    here = Path.cwd().resolve()
    for folder in (here, *here.parents):
        library = folder / "course_lib" / "__init__.py"
        if library.is_file() and (folder / "settings.ini").is_file():
            return library
    raise ModuleNotFoundError(
        f"No module named 'course_lib' in {here} or above it: open a notebook of your workspace (`course new FOLDER` "
        "makes one).",
        name="course_lib",
    )


__file__ = str(_nearest())
__path__ = [str(Path(__file__).parent)]
exec(compile(Path(__file__).read_text(encoding="utf-8"), __file__, "exec"))
"""


def released() -> Path:
    "Where the lessons are that learners get: inside an installed kit, else in the repository that this module is of."
    return KIT if KIT.is_dir() else REPOSITORY


def new_workspace(folder: Path, root: Path | None = None) -> list[str]:
    "Makes a learner's folder, which must be new or empty. Returns the names of its lessons."
    folder = Path(folder).resolve()
    if folder.is_dir() and any(folder.iterdir()):
        raise CourseError(
            f"{folder} is there already. Name a new folder; in a workspace, `course update` renews lessons."
        )
    return make_workspace(folder, root)


def make_workspace(folder: Path, root: Path | None = None) -> list[str]:
    """Makes the learner's folder, or adds what it lacks: lessons that are new in the course at `root`.

    A notebook that is there is the learner's and stays as it is. Returns the names of the lessons added.
    """
    folder, root = Path(folder).resolve(), Path(root or released()).resolve()
    _refuse_foreign(folder)
    files = workspace_files(root)
    lacking = {name: data for name, data in files.items() if not (folder / name).exists()}
    added = [lesson.name for lesson in all_lessons(root / "lessons") if f"lessons/{lesson.path}" in lacking]
    if lacking:
        record = read_record(folder) | record_of(lacking)
        write_all({folder / name: data for name, data in {**lacking, RECORD: as_bytes(record)}.items()})
    return added


def workspace_files(root: Path) -> dict[str, bytes]:
    "What a workspace begins with, by path in it: settings, an empty library and the lessons released in `root`."
    lessons = all_lessons(root / "lessons")
    if not lessons:
        raise CourseError(f"no lessons in {root / 'lessons'}. Make them with `autograder release`.")
    return {
        "settings.ini": SETTINGS.encode(),
        "README.md": README.read_bytes(),
        "course_lib/__init__.py": LIBRARY.encode(),
        **{f"course_lib/{path.name}": path.read_bytes() for path in given_modules(root)},
        **lesson_files(root, lessons),
    }


def lesson_files(root: Path, lessons: Sequence[Lesson]) -> dict[str, bytes]:
    "The released files of these lessons by path in `root`: notebooks, and what lies beside them."
    files = {}
    for lesson in lessons:
        read_notebook(lesson.notebook(root / "lessons"))
        for path in sorted((root / "lessons" / lesson.name).rglob("*")):
            if path.is_file() and ".ipynb_checkpoints" not in path.parts:
                files[path.relative_to(root).as_posix()] = path.read_bytes()
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
    lines, as messages do, asks for no news and leaves instructors' extensions out. Terminals find the `course` command.
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


def start_lab(folder: Path, arguments: Sequence[str] = ()) -> int:
    "Becomes JupyterLab in the workspace, with these further arguments (`--no-browser`)."
    folder = Path(folder).resolve()
    return _become("jupyterlab", folder, arguments, lab_environment(folder))


def start_on_hub(folder: Path, root: Path | None = None, arguments: Sequence[str] = ()) -> int:
    """Becomes a learner's server of a JupyterHub, with these further arguments: what `Spawner.cmd` starts.

    It runs as the learner, so the workspace and all in it are theirs. Lessons that it lacks come from `root`, the kit
    that this is installed from unless given; what is there stays. nbgrader's list of assignments is shown, and fetches
    into the workspace.
    """
    folder = Path(folder).expanduser().resolve()
    make_workspace(folder, root)
    environment = lab_environment(folder)
    settings = [str(Path(__file__).resolve().parent / "hub"), environment["JUPYTER_CONFIG_PATH"]]
    environment |= {"JUPYTER_CONFIG_PATH": os.pathsep.join(settings), "COURSE_WORKSPACE": str(folder)}
    return _become("jupyterhub.singleuser", folder, arguments, environment)


def _become(module: str, folder: Path, arguments: Sequence[str], environment: dict[str, str]) -> int:
    "Runs a Jupyter server in the folder, in this process's place; its exit code where the system cannot do that."
    os.chdir(folder)
    command = [sys.executable, "-m", module, *_options(folder), *arguments]
    if sys.platform != "win32":
        os.execve(sys.executable, command, environment)
    # Windows starts another process and gives the shell back at once. Ctrl+C reaches the server, too, which asks first.
    server = subprocess.Popen(command, env=environment)
    while True:
        try:
            return server.wait()
        except KeyboardInterrupt:
            continue


def _options(folder: Path) -> list[str]:
    # Not a login shell, which would forget where `course` is; Windows has none.
    shell = f"--ServerApp.terminado_settings=shell_command={[os.environ.get('SHELL', '/bin/sh')]}"
    return [
        f"--ServerApp.root_dir={folder}",
        *([] if sys.platform == "win32" else [shell]),
        "--ServerApp.jpserver_extensions=nbgrader.server_extensions.formgrader=False",  # instructors start their own
        f"--LabApp.default_url=/lab/tree/{first_page(folder)}",
    ]
