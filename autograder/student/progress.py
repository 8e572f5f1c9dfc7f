"`course progress`: lessons, exercises and points, and what comes next; in the terminal and as a page."

import ast
import base64
import json
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from autograder.errors import CourseError
from autograder.files import write_atomic
from autograder.ipynb import Cell, is_exported, is_solution, is_unwritten, read_notebook, source_of
from autograder.lessons import Lesson
from autograder.library import Project, find_project
from autograder.pages import render
from autograder.predictions import predictions, questions
from autograder.student.catch_up import is_reference
from autograder.student.check import exercises_of, points_of, reports_of
from autograder.student.due import read_dates
from autograder.student.find import find_notebook, given_cells, lesson_cells
from autograder.student.history import Attempt, attempts, points_over_time
from autograder.student.hosted import bring
from autograder.student.points import keep_points, kept_points
from autograder.text import table

PAGE = "progress.html"


@dataclass(frozen=True)
class Progress:
    "One lesson: points earned and to be earned by exercise, and what became of it. `problem` is why it cannot be read."

    lesson: str
    points: dict[str, tuple[int, int]] = field(default_factory=dict)
    begun: bool = False
    library: str = ""  # "yours", "reference" or "" while the lesson has no module in course_lib
    handed_in: bool = False
    changed: tuple[str, ...] = ()  # "exported", "handed in": what is older than the answers in the notebook
    problem: str = ""
    due: str = ""  # when, in words
    predicted: tuple[int, int] = (0, 0)  # questions that have a prediction, and all of them

    @property
    def earned(self) -> int:
        return sum(earned for earned, _ in self.points.values())

    @property
    def most(self) -> int:
        return sum(most for _, most in self.points.values())

    @property
    def state(self) -> str:
        "In words."
        if self.problem:
            return self.problem
        if not self.begun:
            return "reference in use" if self.library == "reference" else "not begun"
        parts = ["complete" if self.earned == self.most else "begun"]
        parts += {"yours": ["exported"], "reference": ["reference in use"], "": []}[self.library]
        parts += ["handed in"] * self.handed_in
        return ", ".join(f"{part} before your last changes" if part in self.changed else part for part in parts)

    @property
    def said(self) -> str:
        "The state, how much was predicted, and when it is due."
        made, asked = self.predicted
        parts = [self.state, f"{made} of {asked} predictions" if asked and (made or self.begun) else "", self.due]
        return "; ".join(filter(None, parts))


def progress() -> list[Progress]:
    """Where you stand in every lesson of your workspace, by running the checks of those that changed since last time.

    What the checks found is kept for each notebook as it was (`points.py`).
    """
    bring()
    project = find_project()
    folders = [folder for folder in sorted(project.notebooks.glob("[0-9][0-9]_*")) if folder.is_dir()]
    dates, now = read_dates(project), datetime.now(UTC)
    found = [_of_lesson(Lesson(folder.name), project) for folder in folders if exercises_of(Lesson(folder.name))]
    return [replace(x, due=dates.said(x.lesson, now, x.handed_in and "handed in" not in x.changed)) for x in found]


def _of_lesson(lesson: Lesson, project: Project) -> Progress:
    blank = {exercise: (0, points_of(exercise)) for exercise in exercises_of(lesson)}
    module = project.library / f"{lesson.module}.py"
    library = ("reference" if is_reference(module) else "yours") if module.exists() else ""
    files = sorted(project.root.glob(f"hand-in/*__{lesson.name}.ipynb"), key=lambda path: path.stat().st_mtime)
    try:
        cells, _ = lesson_cells(lesson, find_notebook(lesson.name, project)[1])
        begun = any(is_solution(cell) and not is_unwritten(cell) for cell in cells) or bool(predictions(cells))
        points = points_now(lesson, cells, project) if begun else blank
    except CourseError as error:
        return Progress(lesson.name, blank, True, library, bool(files), problem=str(error))
    changed = []
    if library == "yours" and begun and not _is_exported_as_it_is(cells, module):
        changed.append("exported")
    if files and _answers(cells) != _answers(_cells_of(files[-1])):
        changed.append("handed in")
    asked, made = questions(given_cells(lesson) or cells), predictions(cells)
    predicted = sum(question in made for question in asked), len(asked)
    return Progress(lesson.name, points, begun, library, bool(files), tuple(changed), predicted=predicted)


def _answers(cells: list[Cell]) -> list[str]:
    return [source_of(cell) for cell in cells if is_solution(cell)] + sorted(predictions(cells))


def _cells_of(notebook: Path) -> list[Cell]:
    try:
        return read_notebook(notebook)["cells"]
    except CourseError:
        return []


def _is_exported_as_it_is(cells: list[Cell], module: Path) -> bool:
    "Whether the library's module has every definition of the exported answers as the notebook has it now."
    try:
        there = _definitions(module.read_text(encoding="utf-8"))
        here = [_definitions(source_of(cell)) for cell in cells if is_solution(cell) and is_exported(cell)]
    except (OSError, SyntaxError, ValueError):
        return False
    return all(there.get(name) == text for found in here for name, text in found.items())


def _definitions(source: str) -> dict[str, str]:
    kinds = (ast.FunctionDef, ast.ClassDef)
    return {node.name: ast.dump(node) for node in ast.parse(source).body if isinstance(node, kinds)}


def points_now(lesson: Lesson, cells: list[Cell], project: Project) -> dict[str, tuple[int, int]]:
    "Points earned and to be earned by exercise: as kept from last time, else by running the lesson's checks."
    found = kept_points(lesson, cells, project)
    if found is None:
        print(f"Checking {lesson.name} …", flush=True)
        found = keep_points(lesson, cells, project, reports_of(lesson, project))
    return found


def next_step(lessons: list[Progress]) -> str:
    "One sentence: what to do now."
    for lesson in lessons:
        number = lesson.lesson[:2]
        if lesson.problem:
            return f"Next: {lesson.problem}"
        if not lesson.begun and lesson.library == "reference":
            continue
        for exercise, (earned, most) in lesson.points.items():
            if earned < most:
                return f"Next: {exercise} in lessons/{lesson.lesson}/{lesson.lesson}.ipynb (`course hint {exercise}`)."
        if not lesson.library or "exported" in lesson.changed:
            return f"Next: `course export {number}`, so that later lessons can use what you wrote."
        if not lesson.handed_in or "handed in" in lesson.changed:
            return f"Next: `course submit {number} --as YOUR_ID`."
    return "All done."


def as_text(lessons: list[Progress]) -> str:
    "The view of terminals and notebooks."
    rows = [[x.lesson, _bar(x), f"{x.earned:>3} of {x.most:<3} {x.said}"] for x in lessons]
    earned, most = sum(x.earned for x in lessons), sum(x.most for x in lessons)
    project = find_project()
    below = [_plot(attempts(project)), read_dates(project).note(), next_step(lessons)]
    return "\n\n".join([table([*rows, ["total", "", f"{earned:>3} of {most}"]]), *filter(None, below)])


def _bar(lesson: Progress, width: int = 10) -> str:
    full = width * lesson.earned // max(lesson.most, 1)
    return "█" * full + "░" * (width - full)


def for_github(lessons: list[Progress]) -> str:
    """The points of all exercises as one line that the reporter of GitHub Classroom reads.

    Its form is that of https://github.com/classroom-resources/autograding-grading-reporter: JSON in base64.
    """
    tests = [
        {
            "name": f"{lesson.lesson}: {exercise}",
            "status": "pass" if earned == most else "fail",
            "score": earned,
            "message": lesson.problem,
            "test_code": f'check("{exercise}")',
            "filename": "",
            "line_no": 0,
            "execution_time": "",
        }
        for lesson in lessons
        for exercise, (earned, most) in lesson.points.items()
    ]
    passed = all(test["status"] == "pass" for test in tests)
    found = {"version": 1, "status": "pass" if passed else "fail", "max_score": sum(x.most for x in lessons)}
    return base64.b64encode(json.dumps({**found, "tests": tests}).encode()).decode()


def write_page(lessons: list[Progress]) -> Path:
    "Writes `progress.html` in the workspace: the same, and every exercise. It asks for nothing from elsewhere."
    page = find_project().root / PAGE
    write_atomic(page, as_html(lessons))
    return page


def as_html(lessons: list[Progress]) -> str:
    "The page's text."
    return render(
        "progress",
        lessons=lessons,
        earned=sum(x.earned for x in lessons),
        most=sum(x.most for x in lessons),
        next=next_step(lessons),
        note=read_dates(find_project()).note(),
        history=_history(attempts(find_project())),
    )


def _history(found: list[Attempt]) -> dict[str, str] | None:
    "Of a small plot of the points earned so far, by the checks run in notebooks: the line's path, and it in words."
    steps = points_over_time(found)
    if len(steps) < 2:
        return None
    (first, _), (last, most) = steps[0], steps[-1]
    length = (last - first).total_seconds() or 1.0
    spots = [(300 * (time - first).total_seconds() / length, 60 - 60 * points / most) for time, points in steps]
    path = "M" + " L".join(
        f"{x:.1f} {y0:.1f} L{x:.1f} {y:.1f}" for (x, y), y0 in zip(spots, _levels(spots), strict=True)
    )
    return {"path": path, "words": f"{len(found)} checks from {first:%d %B} to {last:%d %B}: {most} points so far"}


_BARS = "▁▂▃▄▅▆▇█"


def _plot(found: list[Attempt], width: int = 40) -> str:
    "A bar for each step of the points earned so far, the last `width` of them, and in words what they are."
    drawn = _history(found)
    if drawn is None:
        return ""
    points = [points for _, points in points_over_time(found)]
    bars = "".join(_BARS[(len(_BARS) - 1) * each // points[-1]] for each in points[-width:])
    return f"{bars}  {drawn['words']}"


def _levels(spots: list[tuple[float, float]]) -> list[float]:
    "The height before each step."
    return [60.0, *(y for _, y in spots[:-1])]
