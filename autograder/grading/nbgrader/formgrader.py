"nbgrader's own commands and its formgrader, pointed at one class."

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from autograder.classroom import CONFIG_FILE, Classroom
from autograder.files import write_atomic
from autograder.lessons import REPOSITORY

_CONFIG = """\
# nbgrader on the class in this folder: JUPYTER_CONFIG_PATH={folder} nbgrader …
# Written by `autograder`; the settings themselves are in {settings}.
import os
from pathlib import Path

from autograder.classroom import Classroom, nbgrader_config, trial_key

classroom = Classroom(Path({root!r}), Path({folder!r}))
os.environ["COURSE_TRIAL_KEY"] = trial_key(classroom)
c = get_config()
c.merge(nbgrader_config(classroom))
"""


def write_config(classroom: Classroom) -> Path:
    """The folder to name in `JUPYTER_CONFIG_PATH` for nbgrader to work on this class.

    The course's own class has its settings in `autograder/`; any other gets a file of its own that refers to them.
    """
    if classroom == Classroom():
        return CONFIG_FILE.parent
    text = _CONFIG.format(folder=str(classroom.folder), root=str(classroom.root), settings=CONFIG_FILE)
    write_atomic(classroom.folder / CONFIG_FILE.name, text)
    return classroom.folder


def nbgrader_environment(classroom: Classroom) -> dict[str, str]:
    "The environment in which nbgrader's commands, and servers with its extensions, find this class."
    first = {
        "JUPYTER_CONFIG_PATH": write_config(classroom),
        "PYTHONPATH": REPOSITORY,
        "PATH": Path(sys.executable).parent,  # nbgrader calls jupyter and alembic by name
    }
    environment = {**os.environ, "IN_TEST": "1"}  # whoever looks at a submission exports nothing
    for name, value in first.items():
        environment[name] = os.pathsep.join(filter(None, (str(value), os.environ.get(name))))
    return environment


def formgrader_command(classroom: Classroom) -> list[str]:
    "JupyterLab on the course, opened at the formgrader."
    return [
        *(sys.executable, "-m", "jupyterlab"),
        f"--ServerApp.root_dir={classroom.root}",
        "--LabApp.default_url=/formgrader",
    ]


def start_formgrader(classroom: Classroom, arguments: Sequence[str] = ()) -> None:
    "Becomes JupyterLab with the formgrader on this class's gradebook, with these further arguments."
    environment = nbgrader_environment(classroom)
    os.chdir(classroom.root)
    os.execve(sys.executable, [*formgrader_command(classroom), *arguments], environment)
