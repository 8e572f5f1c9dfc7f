"The learner's own notebook of a lesson."

from pathlib import Path, PurePath

from autograder.errors import CourseError
from autograder.lessons import Lesson, find_lesson
from autograder.library import Project


def find_notebook(name: str, project: Project) -> tuple[Lesson, Path]:
    """The lesson meant by `'1'`, `'01'`, `'stats'`, `'01_stats'` or a path to it, and its notebook.

    Raises `CourseError` for an unknown lesson, and where the notebook has another name than its folder.
    """
    wanted = PurePath(name).name.removesuffix(".ipynb")
    for folder in sorted(project.notebooks.glob("[0-9][0-9]_*")):
        lesson = Lesson(folder.name)
        if wanted in (lesson.number, lesson.number.removeprefix("0"), lesson.module, lesson.name):
            break
    else:
        lesson = find_lesson(name, project.notebooks)
    notebook = lesson.notebook(project.notebooks)
    if not notebook.exists():
        others = ", ".join(sorted(path.name for path in notebook.parent.glob("*.ipynb"))) or "no notebook"
        raise CourseError(
            f"there is no {project.show(notebook)}; its folder holds {others}. "
            f"Your work must be called {notebook.name}: rename it."
        )
    return lesson, notebook
