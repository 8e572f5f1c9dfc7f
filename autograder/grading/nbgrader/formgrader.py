"nbgrader's own commands and its formgrader, pointed at one class."

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from autograder.classroom import CONFIG_FILE, Classroom
from autograder.errors import CourseError
from autograder.files import write_atomic
from autograder.lessons import REPOSITORY

_CONFIG = """\
# nbgrader on the class in this folder, wherever the folder lies: `autograder nbgrader --classroom FOLDER ...` reads it.
# Written by `autograder`; the settings themselves are in autograder/nbgrader_config.py.
import os
from pathlib import Path

from autograder.classroom import Classroom, nbgrader_config, trial_key

folder = Path(__file__).resolve().parent
root = next((place for place in folder.parents if (place / "solutions").is_dir()), Path({root!r}))
classroom = Classroom(root, folder)
os.environ["COURSE_TRIAL_KEY"] = trial_key(classroom)
c = get_config()
c.merge(nbgrader_config(classroom))
"""


def write_config(classroom: Classroom) -> Path:
    """The folder to name in `JUPYTER_CONFIG_PATH` for nbgrader to work on this class.

    The course's own class has its settings in `autograder/`; any other gets a file of its own, which means the class
    that it lies in: a copy of a class has its own gradebook.
    """
    if classroom == Classroom():
        return CONFIG_FILE.parent
    write_atomic(classroom.folder / CONFIG_FILE.name, _CONFIG.format(root=str(classroom.root)))
    return classroom.folder


def nbgrader_environment(classroom: Classroom) -> dict[str, str]:
    """The environment in which nbgrader's commands, and servers with its extensions, find this class.

    Raises `CourseError` for a class in a folder whose name they read otherwise.
    """
    settings = write_config(classroom)
    if os.path.expandvars(settings) != str(settings):
        raise CourseError(
            f"nbgrader's own commands and its formgrader take the $ in {settings} for a variable, and would not find "
            "the class. Rename the folder; all other commands of `autograder` work in it as it is."
        )
    first = {
        "JUPYTER_CONFIG_PATH": settings,
        "PYTHONPATH": REPOSITORY,
        "PATH": Path(sys.executable).parent,  # nbgrader calls jupyter and alembic by name
    }
    environment = {**os.environ, "IN_TEST": "1"}  # whoever looks at a submission exports nothing
    for name, value in first.items():
        environment[name] = os.pathsep.join(filter(None, (str(value), os.environ.get(name))))
    return environment


def formgrader_command(classroom: Classroom) -> list[str]:
    """JupyterLab on the course, opened at the formgrader.

    Started by a JupyterHub as one of its services it lets in whom the hub's roles name.
    """
    server = "jupyterhub.singleuser" if "JUPYTERHUB_SERVICE_NAME" in os.environ else "jupyterlab"
    return [
        *(sys.executable, "-m", server),
        f"--ServerApp.root_dir={classroom.root}",
        "--LabApp.default_url=/formgrader",
    ]


def start_formgrader(classroom: Classroom, arguments: Sequence[str] = ()) -> None:
    "Becomes JupyterLab with the formgrader on this class's gradebook, with these further arguments."
    environment = nbgrader_environment(classroom)
    os.chdir(classroom.root)
    os.execve(sys.executable, [*formgrader_command(classroom), *arguments], environment)


def nbgrader_command(arguments: Sequence[str]) -> list[str]:
    """One of nbgrader's own commands, such as `["release_feedback", "01_stats"]`.

    Raises `CourseError` for the one that would run learners' code without a jail.
    """
    asked = next((word for word in arguments if not word.startswith("-")), "")
    if asked == "autograde" and not {"-h", "--help", "--help-all"} & set(arguments):
        raise CourseError(
            "nbgrader autograde runs learners' code with your rights and without a jail: use `autograder grade`, which "
            "enters its marks into the same gradebook."
        )
    return [sys.executable, "-m", "nbgrader", *arguments]


def start_nbgrader(classroom: Classroom, arguments: Sequence[str]) -> None:
    """Becomes one of nbgrader's commands on this class.

    It runs in the class's folder: nbgrader also reads settings from where it is started, and another class's must not
    count. Relative paths are taken from there.
    """
    command, environment = nbgrader_command(arguments), nbgrader_environment(classroom)
    os.chdir(classroom.folder)
    os.execve(sys.executable, command, environment)
