"The reference of finished lessons, which an instructor gives out for `course catch-up`."

from collections.abc import Sequence
from pathlib import Path

from autograder.errors import CourseError
from autograder.files import write_all
from autograder.lessons import REPOSITORY, Lesson


def make_reference(lessons: Sequence[Lesson], folder: Path, root: Path = REPOSITORY) -> list[Path]:
    "Copies the modules of these lessons, which are their solutions, into `folder`; returns the files that changed."
    modules = [Path(root) / "course_lib" / f"{lesson.module}.py" for lesson in lessons]
    for module in modules:
        if not module.exists():
            raise CourseError(f"there is no {module}. `autograder library` makes it.")
    return write_all({Path(folder) / module.name: module.read_bytes() for module in modules})
