"`course hint`: a lesson's hints to one exercise, one at a time."

import json
import re
from difflib import get_close_matches
from pathlib import Path

from autograder.errors import CourseError
from autograder.files import write_atomic
from autograder.ipynb import is_check, is_solution, name_of, read_notebook, source_of
from autograder.lessons import all_lessons
from autograder.library import Project, find_project
from autograder.predictions import is_predictions

_HINT = re.compile(r"<details>\s*<summary>(.*?)</summary>(.*?)</details>", re.S)


def hint(exercise: str, first: bool = False) -> str:
    """The next hint to this exercise: what you may be seeing, and a nudge. `first` begins again.

    How far you are is kept in `.course/hints.json` in your workspace. Raises `CourseError` for an unknown exercise.
    """
    project = find_project()
    hints = _hints_of(exercise, project)
    if not hints:
        return f"There are no hints to {exercise}. `check({exercise!r})` says what it looks like."
    shown = {} if first else _read_shown(project)
    number = min(shown.get(exercise, 0) + 1, len(hints))
    write_atomic(_file(project), json.dumps({**_read_shown(project), exercise: number}, indent=1) + "\n")
    symptom, text = hints[number - 1]
    if number < len(hints):
        after = f"The same command shows the next one: {hints[number][0]}."
    else:
        after = "That was the last one. With --first they begin again."
    return f"{exercise}, hint {number} of {len(hints)}: {symptom}\n\n{text}\n\n{after}"


def _hints_of(exercise: str, project: Project) -> list[tuple[str, str]]:
    "(symptom, text) of each hint, from the Markdown between the exercise's solution and the next heading."
    known = []
    for lesson in all_lessons(project.notebooks):
        inside, found = False, []
        for cell in read_notebook(lesson.notebook(project.notebooks))["cells"]:
            name = name_of(cell).removeprefix("check_")
            if is_solution(cell) or is_check(cell) and is_predictions(name):
                known.append(name)
                inside = name == exercise
            if inside and cell["cell_type"] == "markdown":
                text, *rest = re.split(r"^#+ ", source_of(cell), maxsplit=1, flags=re.M)
                found += [(symptom.strip(), body.strip()) for symptom, body in _HINT.findall(text)]
                inside = not rest
        if exercise in known:
            return found
    close = get_close_matches(exercise, known, n=1, cutoff=0.5)
    instead = f"Did you mean {close[0]!r}?" if close else f"Exercises: {', '.join(known)}."
    raise CourseError(f"no exercise is called {exercise!r}. {instead}")


def _file(project: Project) -> Path:
    return project.root / ".course" / "hints.json"


def _read_shown(project: Project) -> dict[str, int]:
    try:
        shown = json.loads(_file(project).read_text(encoding="utf-8"))
        return {name: number for name, number in shown.items() if type(number) is int}
    except (OSError, ValueError, AttributeError):  # none yet, or damaged: hints begin again
        return {}
