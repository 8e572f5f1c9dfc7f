"""Where programs of others are bent to our needs: every such place, and the versions that it was written against.

What they offer for the purpose is no bending and stands where it is needed: settings, and classes to derive from, such
as nbgrader's steps (`preprocessors/`), nbconvert's Markdown (`preprocessors/links.py`) and IPython's shell
(`autograder/jail/inside/cells.py`). Here something is replaced that was not made to be.
"""

import logging
import os
import subprocess
import sys
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # `autograder --help` asks for one function of this module, and needs none of these
    from nbgrader.api import Gradebook
    from nbgrader.apps import NbGraderAPI
    from traitlets.config import Config

    from autograder.classroom import Classroom

# Of each the part of the version that must not change unseen: nbgrader's internals are replaced, SQLAlchemy's session
# is given a connection and never commits, jsonschema imports what is kept from it.
WRITTEN_AGAINST = {"nbgrader": "0.9.6", "SQLAlchemy": "2.0", "jsonschema": "4"}


def unlike(written: Mapping[str, str] = WRITTEN_AGAINST) -> list[str]:
    "A line for each package whose installed version is not the one that this module was written against."
    found = {name: version(name) for name in written}
    return [
        f"autograder/grading/nbgrader/adapted.py was written against {name} {written[name]}, and {found[name]} is "
        f"installed: see whether what it replaces is still so there, then change WRITTEN_AGAINST."
        for name in written
        if not f"{found[name]}.".startswith(f"{written[name]}.")
    ]


def skip_slow_imports() -> None:
    """Lets `rfc3987_syntax` count as not installed in this process.

    jsonschema, which every notebook tool imports, imports it where it can, to recognise international web addresses.
    Building its grammar takes two seconds, and no notebook has such an address.
    """
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]


def nbgrader_api(classroom: "Classroom", config: "Config | None" = None) -> "NbGraderAPI":
    """nbgrader's Python API on this class, from any working folder. Makes the class's folder and key if need be.

    `config` is `nbgrader_config(classroom)` unless given. The key goes into this process's environment, where kernels
    take it from: one class at a time in a process. nbgrader's log is in the results of its calls (`result["log"]`)
    and not on the screen.
    """
    import nbgrader.api
    from nbgrader.apps import NbGraderAPI  # takes a second to import
    from sqlalchemy.exc import SAWarning

    from autograder.classroom import KEY_VARIABLE, nbgrader_config, trial_key

    warnings.filterwarnings("ignore", category=SAWarning, module="nbgrader")  # nbgrader's own queries, harmless
    log = logging.getLogger("traitlets")
    log.propagate = False
    if not log.handlers:
        log.addHandler(logging.NullHandler())
    os.environ[KEY_VARIABLE] = trial_key(classroom)
    nbgrader.api.get_alembic_version = newest_schema
    return NbGraderAPI(config=nbgrader_config(classroom) if config is None else config)


@cache
def newest_schema() -> str:
    """The version that a new gradebook's tables have.

    nbgrader starts the command `alembic` for it, which takes a second and fails where its environment is not activated,
    lies in a folder with `%` in its name, or in one that the encoding of `LC_ALL` cannot write.
    """
    import nbgrader.alembic
    from alembic.script import ScriptDirectory

    (folder,) = nbgrader.alembic.__path__
    return ScriptDirectory(folder).get_current_head() or ""


@contextmanager
def every_gradebook_is(book: "Gradebook") -> Iterator[None]:
    "In this block whoever opens a gradebook, of whatever address, has this one."
    from nbgrader.api import Gradebook

    original = Gradebook.__init__

    def the_same(self: "Gradebook", *_: object, **__: object) -> None:
        self.__class__, self.__dict__ = type(book), vars(book)

    Gradebook.__init__ = the_same  # type: ignore[method-assign]
    try:
        yield
    finally:
        Gradebook.__init__ = original  # type: ignore[method-assign]


@contextmanager
def the_schema_itself_is_not_checked() -> Iterator[None]:
    "In this block nbgrader checks the metadata of cells by its schema, and not, each time, whether that is one."
    import nbgrader.nbgraderformat.common

    jsonschema = nbgrader.nbgraderformat.common.jsonschema
    nbgrader.nbgraderformat.common.jsonschema = _Jsonschema
    try:
        yield
    finally:
        nbgrader.nbgraderformat.common.jsonschema = jsonschema


class _Jsonschema:
    "In the place of the module: `validate` checks the data and not the schema."

    @staticmethod
    def validate(data: Any, schema: dict[str, Any]) -> None:
        "Raises jsonschema's `ValidationError`, as its own function does."
        from jsonschema.exceptions import best_match
        from jsonschema.validators import validator_for

        error = best_match(validator_for(schema)(schema).iter_errors(data))
        if error is not None:
            raise error


def grade_when_the_button_is_pressed() -> None:
    """Lets the form grader's *autograde* grade in a jail, as `autograder grade` does. In its server only.

    nbgrader's own runs a learner's code with the rights of whoever presses the button. Totals are those of `Totals`.
    """
    formgrader = sys.modules.get("nbgrader.server_extensions.formgrader.base")
    if formgrader is None:
        return
    from autograder.grading.nbgrader.totals import Totals

    class JailedAPI(Totals):
        def autograde(
            self, assignment_id: str, student_id: str, force: bool = True, create: bool = True
        ) -> dict[str, Any]:
            course = self.coursedir
            return graded_again(
                Path(course.root, course.submitted_directory).parent, course.root, assignment_id, student_id
            )

    formgrader.NbGraderAPI = JailedAPI  # type: ignore[attr-defined]


def graded_again(folder: Path, root: str, lesson: str, student: str) -> dict[str, Any]:
    "What the form grader shows of it: nbgrader's `{'success': …, 'error': …, 'log': …}`. In a process of its own."
    command = [sys.executable, "-P", "-m", "autograder.grading.again", root, str(folder), lesson, student]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace")
    lines = done.stderr.strip().splitlines()
    return {
        "success": done.returncode == 0,
        "error": "" if done.returncode == 0 else lines[-1] if lines else "the grader ended without a word",
        "log": done.stdout + done.stderr,
    }
