"`compare`: the instructor's answer beside one's own, once that passes and where the class has given it out."

import ast
from difflib import unified_diff
from pathlib import Path

from autograder.errors import CourseError
from autograder.ipynb import Cell, is_solution, name_of, read_notebook, source_of
from autograder.lessons import Lesson, all_lessons
from autograder.library import Project, find_project
from autograder.student.find import find_notebook
from autograder.student.hosted import bring
from autograder.student.progress import points_now

REFERENCE = "reference"  # the folder in the workspace; `course catch-up` reads it, too


def compare(exercise: str) -> str:
    """Your answer and the reference to it, and the lines in which they differ.

    The reference is read from `reference/`, the folder that your instructor gives out. Raises `CourseError` where
    there is none, and while your own answer does not have all its points.
    """
    bring()
    project = find_project()
    lesson, cells = _lesson_of(exercise, project)
    theirs = reference_of(exercise, lesson, project)
    if theirs is None:
        raise CourseError(
            f"there is no reference to {exercise}: your instructor gives out a folder {REFERENCE}/ with "
            f"{lesson.module}.py once the lesson is over. Put it into {project.root}."
        )
    earned, most = points_now(lesson, cells, project).get(exercise, (0, 1))
    if earned < most:
        raise CourseError(f"{exercise} has {earned} of {most} points. The reference is shown once it has all of them.")
    own = next(
        _without_directives(source_of(cell)) for cell in cells if is_solution(cell) and name_of(cell) == exercise
    )
    differing = "\n".join(unified_diff(own.splitlines(), theirs.splitlines(), "yours", "reference", n=1, lineterm=""))
    return f"Yours\n\n{own}\n\nThe reference\n\n{theirs}\n\nThe difference\n\n{differing or 'none'}"


def reference_of(exercise: str, lesson: Lesson, project: Project) -> str | None:
    "The source of the reference's definition, None where it was not given out."
    try:
        source = (project.root / REFERENCE / f"{lesson.module}.py").read_text(encoding="utf-8")
        nodes = [node for node in ast.parse(source).body if getattr(node, "name", None) == exercise]
    except (OSError, SyntaxError, ValueError):
        return None
    return ast.get_source_segment(source, nodes[-1]) if nodes else None


def _lesson_of(exercise: str, project: Project) -> tuple[Lesson, list[Cell]]:
    for lesson in all_lessons(project.notebooks):
        notebook: Path = find_notebook(lesson.name, project)[1]
        cells = read_notebook(notebook)["cells"]
        if any(is_solution(cell) and name_of(cell) == exercise for cell in cells):
            return lesson, cells
    raise CourseError(f"no exercise of your lessons is called {exercise!r}.")


def _without_directives(source: str) -> str:
    return "\n".join(line for line in source.splitlines() if not line.startswith("#|")).strip()
