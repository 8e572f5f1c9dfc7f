"`course progress`: lessons, exercises and points, and what comes next; in the terminal and as a page."

import json
from dataclasses import dataclass, field
from hashlib import sha256
from html import escape
from pathlib import Path

from autograder.errors import CourseError
from autograder.files import write_atomic
from autograder.ipynb import is_solution, is_unwritten, read_notebook, runs_before_checks, source_of
from autograder.lessons import Lesson, all_lessons
from autograder.library import Project, find_project
from autograder.student.catch_up import is_reference
from autograder.student.check import exercises_of, points_of, reports_of

PAGE = "progress.html"


@dataclass(frozen=True)
class Progress:
    "One lesson: points earned and to be earned by exercise, and what became of it. `problem` is why it cannot be read."

    lesson: str
    points: dict[str, tuple[int, int]] = field(default_factory=dict)
    begun: bool = False
    library: str = ""  # "yours", "reference" or "" while the lesson has no module in course_lib
    handed_in: bool = False
    problem: str = ""

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
        return ", ".join(parts + ["handed in"] * self.handed_in)


def progress() -> list[Progress]:
    """Where you stand in every lesson of your workspace, by running the checks of those that changed since last time.

    What the checks found is kept in `.course/progress.json`, for each notebook as it was.
    """
    project = find_project()
    return [_of_lesson(lesson, project) for lesson in all_lessons(project.notebooks)]


def _of_lesson(lesson: Lesson, project: Project) -> Progress:
    blank = {exercise: (0, points_of(exercise)) for exercise in exercises_of(lesson)}
    module = project.library / f"{lesson.module}.py"
    library = ("reference" if is_reference(module) else "yours") if module.exists() else ""
    handed_in = any(project.root.glob(f"hand-in/*__{lesson.name}.ipynb"))
    try:
        cells = read_notebook(lesson.notebook(project.notebooks))["cells"]
    except CourseError as error:
        return Progress(lesson.name, blank, True, library, handed_in, str(error))
    begun = any(is_solution(cell) and not is_unwritten(cell) for cell in cells)
    points = _points(lesson, cells, project) if begun else blank
    return Progress(lesson.name, points, begun, library, handed_in)


def _points(lesson: Lesson, cells: list[dict], project: Project) -> dict[str, tuple[int, int]]:
    sources = [source_of(cell) for cell in cells if runs_before_checks(cell)]
    earlier = sorted(path.read_bytes() for path in project.library.glob("*.py") if path.stem != lesson.module)
    key = sha256(json.dumps(sources).encode() + b"".join(earlier)).hexdigest()
    file = project.root / ".course" / "progress.json"
    known = _readable(file)
    try:
        found = known[lesson.name]
        if found["key"] == key:
            return {name: (int(earned), int(most)) for name, (earned, most) in found["points"].items()}
    except (ValueError, KeyError, TypeError, AttributeError):
        pass  # not checked yet, or damaged
    print(f"Checking {lesson.name} …", flush=True)
    points = {report.exercise: (report.points, report.max_points) for report in reports_of(lesson, project)}
    write_atomic(file, json.dumps({**known, lesson.name: {"key": key, "points": points}}, indent=1) + "\n")
    return points


def _readable(file: Path) -> dict:
    try:
        known = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) else {}


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
        if not lesson.library:
            return f"Next: `course export {number}`, so that later lessons can use what you wrote."
        if not lesson.handed_in:
            return f"Next: `course submit {number} --as YOUR_ID`."
    return "All done."


def as_text(lessons: list[Progress]) -> str:
    "The terminal's view."
    width = max(len(lesson.lesson) for lesson in lessons)
    lines = [f"{x.lesson:<{width}}  {_bar(x)}  {x.earned:>3} of {x.most:<3} {x.state}" for x in lessons]
    earned, most = sum(x.earned for x in lessons), sum(x.most for x in lessons)
    return "\n".join([*lines, f"{'total':<{width}}  {'':10}  {earned:>3} of {most}", "", next_step(lessons)])


def _bar(lesson: Progress, width: int = 10) -> str:
    full = width * lesson.earned // max(lesson.most, 1)
    return "█" * full + "░" * (width - full)


def write_page(lessons: list[Progress]) -> Path:
    "Writes `progress.html` in the workspace: the same, and every exercise. It asks for nothing from elsewhere."
    page = find_project().root / PAGE
    write_atomic(page, as_html(lessons))
    return page


def as_html(lessons: list[Progress]) -> str:
    "The page's text."
    parts = []
    for lesson in lessons:
        rows = "".join(
            f"<tr><td>{escape(name)}</td><td>{earned} of {most}</td></tr>"
            for name, (earned, most) in lesson.points.items()
        )
        parts.append(
            f"<section><h2>{escape(lesson.lesson)}</h2><p>"
            f"<progress value='{lesson.earned}' max='{max(lesson.most, 1)}' "
            f"aria-label='points of {escape(lesson.lesson)}'></progress> {lesson.earned} of {lesson.most} points, "
            f"{escape(lesson.state)}</p><details><summary>exercises</summary><table><tr><th>exercise</th><th>points</th>"
            f"</tr>{rows}</table></details></section>"
        )
    earned, most = sum(x.earned for x in lessons), sum(x.most for x in lessons)
    return _PAGE.format(earned=earned, most=most, next=escape(next_step(lessons)), lessons="".join(parts))


_PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Progress</title>
<style>
:root {{ color-scheme: light dark; }}
body {{ font: 1rem/1.5 system-ui, sans-serif; max-width: 44rem; margin: 2rem auto; padding: 0 1rem; }}
h2 {{ font-size: 1.1rem; margin-bottom: 0; }}
p {{ margin: .2rem 0; }}
td, th {{ text-align: left; padding: .1rem 1rem .1rem 0; }}
</style>
</head>
<body>
<h1>{earned} of {most} points</h1>
<p><strong>{next}</strong></p>
{lessons}
</body>
</html>
"""
