"`course_lib`'s reference: every solution notebook exported by nbdev."

from pathlib import Path

from autograder.errors import CourseError
from autograder.lessons import REPOSITORY, all_lessons
from autograder.library import export_notebooks, find_project


def export_library(root: Path = REPOSITORY) -> dict[Path, list[str]]:
    """Exports the solutions of the course at `root` into its library, and removes modules that no lesson exports.

    Returns the names in each module. On an error nothing has changed.
    """
    project = find_project(Path(root))
    lessons = all_lessons(project.notebooks)
    if not lessons:
        raise CourseError(f"no lessons in {project.notebooks}. They are called NN_topic/NN_topic.ipynb.")
    return export_notebooks([lesson.notebook(project.notebooks) for lesson in lessons], project, prune=True)
