"`lessons/`: what learners get, made from `solutions/` by nbgrader's `generate_assignment`."

import re
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import nbformat

from autograder.classroom import Classroom, check_gradebook, nbgrader_config
from autograder.errors import CourseError
from autograder.files import write_all
from autograder.grading.nbgrader.adapted import nbgrader_api
from autograder.ipynb import ANY_MARKER, is_check, is_exported, marks_of, name_of, read_notebook, source_of
from autograder.lessons import WEIGHTS, Lesson, all_lessons
from autograder.predictions import is_predictions, without_prediction

if TYPE_CHECKING:
    from nbgrader.apps import NbGraderAPI

GO_ON = "raises-exception"
_NEVER_RELEASED = re.compile(rf"{ANY_MARKER}|hidden\s*=\s*True")


def release(lessons: Sequence[Lesson], classroom: Classroom) -> list[Path]:
    """Makes these lessons in `lessons/` and enters them into the class's gradebook. Returns the files that changed.

    Solutions become stubs; hidden trials and outputs are left out. When one lesson fails, `lessons/` and the gradebook
    stay as they were. Lessons that have no source any more are removed.
    """
    check_gradebook(classroom)
    made = generate(lessons, classroom)  # first without the gradebook, to see that every lesson can be made
    api = nbgrader_api(classroom)
    with TemporaryDirectory() as scratch:
        for lesson in lessons:
            _generate(lesson, classroom, Path(scratch), api)
    changed = write_all(made)
    return changed + _remove_strays(lessons, classroom, set(made))


def generate(lessons: Sequence[Lesson], classroom: Classroom) -> dict[Path, bytes]:
    "The files of these lessons as learners get them, by their places in `lessons/`. Writes nothing there."
    config = nbgrader_config(classroom)
    config.GenerateAssignment.no_database = True
    config.SaveChangedCells.enabled = False
    api = nbgrader_api(classroom, config)
    made: dict[Path, bytes] = {}
    with TemporaryDirectory() as scratch:
        for lesson in lessons:
            made |= _generate(lesson, classroom, Path(scratch), api)
    return made


def _generate(lesson: Lesson, classroom: Classroom, folder: Path, api: "NbGraderAPI") -> dict[Path, bytes]:
    "One lesson's files by where they go, made in `folder`."
    source = lesson.notebook(classroom.solutions)
    read_notebook(source)
    api.coursedir.release_directory = str(folder)
    result = api.generate_assignment(lesson.name)
    if not result["success"]:
        raise CourseError(f"cannot release {source}: {_reason(result)}. `autograder lint` finds the cell.")
    # The weights that our own runs of the last lesson left beside its notebook are nobody's start.
    made = filter(Path.is_file, (folder / lesson.name).rglob("*"))
    files = sorted(path for path in made if path.stem != Path(WEIGHTS).stem)
    _refuse_leaks(lesson.notebook(folder), source)
    _without_predictions(lesson.notebook(folder))
    _go_on_after_examples(lesson.notebook(folder))
    return {classroom.lessons / path.relative_to(folder): path.read_bytes() for path in files}


def _without_predictions(released: Path) -> None:
    "Leaves out what our own notebooks predict."
    notebook = read_notebook(released)
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell["source"] = without_prediction(source_of(cell))
    nbformat.write(nbformat.from_dict(notebook), released)


def _go_on_after_examples(released: Path) -> None:
    """Tags the cells of examples so that *Run All* goes on after one that fails, and reaches the check below it.

    It is Jupyter's own tag. An example is code that asserts at its top, and no answer, no check and not exported. The
    row of predictions has the tag, too: no later cell needs what it asks for.
    """
    notebook = read_notebook(released)
    for cell in notebook["cells"]:
        given = cell["cell_type"] == "code" and not marks_of(cell) and not is_exported(cell)
        example = given and re.search("^assert ", source_of(cell), re.M)
        if example or is_check(cell) and is_predictions(name_of(cell).removeprefix("check_")):
            tags = cell["metadata"].setdefault("tags", [])
            tags += [GO_ON] if GO_ON not in tags else []
    nbformat.write(nbformat.from_dict(notebook), released)


def _reason(result: dict) -> str:
    "The line of nbgrader's log that says what happened."
    raised = re.findall(r"^ *(?:\w+\.)*\w*(?:Error|Exception): (.+)$", result.get("log", "") + result["error"], re.M)
    telling = [line for line in raised if not line.startswith("Please see")]
    return (telling or raised or result["error"].split("\n"))[0].strip().rstrip(".")


def _refuse_leaks(released: Path, source: Path) -> None:
    for cell in read_notebook(released)["cells"]:
        leak = _NEVER_RELEASED.search(source_of(cell))
        if leak or cell.get("outputs"):
            what = f"{leak[0]!r}" if leak else "outputs"
            raise CourseError(
                f"cannot release {source}, cell {name_of(cell)}: {what} would reach learners. "
                "Put it inside a solution or hidden-tests region."
            )


def _remove_strays(lessons: Sequence[Lesson], classroom: Classroom, made: set[Path]) -> list[Path]:
    "Removes what these lessons no longer have, and lessons that have no source."
    kept = {lesson.name for lesson in all_lessons(classroom.solutions)} - {lesson.name for lesson in lessons}
    removed = []
    for folder in sorted(classroom.lessons.glob("[0-9][0-9]_*")):
        if folder.name in kept:
            continue
        for path in sorted(folder.rglob("*"), reverse=True):
            if path.is_dir() and not any(path.iterdir()):
                path.rmdir()
            elif not path.is_dir() and path not in made:
                path.unlink()
                removed.append(path)
        if not any(folder.iterdir()):
            folder.rmdir()
    return removed
