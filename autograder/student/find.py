"The learner's own notebook of a lesson, and its cells."

from pathlib import Path, PurePath

from autograder.errors import CourseError
from autograder.ipynb import Cell, checks_in, copies_in, read_notebook
from autograder.lessons import Lesson, find_lesson
from autograder.library import Project
from autograder.predictions import predictions, state
from autograder.student.merge import put_right
from autograder.student.workspace import released


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


def lesson_cells(lesson: Lesson, notebook: Path) -> tuple[list[Cell], list[str]]:
    """The cells of a learner's notebook as every tool takes them, and what of the lesson's own was edited or deleted.

    Not every editor guards cells, or keeps their marks: what is the lesson's is as it was given out. Copies that change
    nothing are left out.
    """
    cells, given = read_notebook(notebook)["cells"], given_cells(lesson)
    copies = copies_in(cells, checks_in(given or cells))
    cells = [cell for place, cell in enumerate(cells) if place not in copies]
    return put_right(cells, given) if given else (cells, [])


def given_cells(lesson: Lesson) -> list[Cell]:
    "The lesson's cells as they were given out; none where this is no lesson of the course."
    source = lesson.notebook(released() / "lessons")
    return read_notebook(source)["cells"] if source.is_file() else []


def predicted_in(lesson: Lesson, cells: list[Cell]) -> str:
    "Which of the lesson's questions have a prediction in these cells of a learner's notebook, as a judge reads it."
    return state(given_cells(lesson) or cells, predictions(cells))
