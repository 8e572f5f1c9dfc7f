"What checks found in a notebook, kept in `.course/progress.json` so that nothing is checked twice."

import json
import re
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.files import write_atomic
from autograder.ipynb import Cell, runs_before_checks, source_of
from autograder.lessons import Lesson
from autograder.library import Project
from autograder.student.find import predicted_in

if TYPE_CHECKING:
    from autograder.checks.report import Report


def kept_points(lesson: Lesson, cells: list[Cell], project: Project) -> dict[str, tuple[int, int]] | None:
    "Points earned and to be earned by exercise, where they are known of these very cells."
    try:
        found = _readable(_file(project))[lesson.name]
        if found["key"] == _key(lesson, cells, project):
            return {name: (int(earned), int(most)) for name, (earned, most) in found["points"].items()}
    except (ValueError, KeyError, TypeError, AttributeError):
        pass  # not checked yet, or damaged
    return None


def keep_points(
    lesson: Lesson, cells: list[Cell], project: Project, reports: Iterable["Report"]
) -> dict[str, tuple[int, int]]:
    "Keeps, and returns, the points of all exercises of a lesson, whose reports are made meanwhile."
    key = _key(lesson, cells, project)  # before that takes its time
    points = {report.exercise: (report.points, report.max_points) for report in reports}
    known = _readable(_file(project)) | {lesson.name: {"key": key, "points": points}}
    write_atomic(_file(project), json.dumps(known, indent=1) + "\n")
    return points


def _file(project: Project) -> Path:
    return project.root / ".course" / "progress.json"


def _key(lesson: Lesson, cells: list[Cell], project: Project) -> str:
    "Points follow from cells, predictions and what the cells import of the learner's library, directly or not."
    sources = [source_of(cell) for cell in cells if runs_before_checks(cell)]
    imported = _imported("\n".join(sources), project.library)
    return sha256(json.dumps([sources, imported, predicted_in(lesson, cells)]).encode()).hexdigest()


def _imported(source: str, library: Path) -> dict[str, str]:
    "The library's modules that `source` imports, and those that they import, by name."
    found: dict[str, str] = {}
    todo = [source]
    while todo:
        for name in re.findall(rf"(?:{library.name}|from )\.(\w+)", todo.pop()):
            file = library / f"{name}.py"
            if name not in found and file.is_file():
                found[name] = file.read_text(encoding="utf-8", errors="replace")
                todo.append(found[name])
    return dict(sorted(found.items()))


def _readable(file: Path) -> dict:
    try:
        known = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) else {}
