"""The page that goes back to a learner: whose it is, the points, what to fix first, then each exercise.

nbgrader makes it (`generate_feedback`, and the form grader's button), with this exporter in the place of nbconvert's.
The lesson's own text is not on it: the learner has the lesson.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from nbconvert.exporters.exporter import Exporter
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.utils import parse_utc
from traitlets import Unicode

from autograder.checks.public import UNWRITTEN
from autograder.checks.report import MIME, Report
from autograder.class_settings import read_settings
from autograder.classroom import Classroom
from autograder.grading.nbgrader.gradebook import points_by_hand
from autograder.grading.nbgrader.preprocessors.links import markdown_without_scripts
from autograder.ipynb import is_answer, is_check, is_marked_by_hand, marks_of
from autograder.pages import render
from autograder.roster import read_roster
from autograder.submissions import OWN
from autograder.text import printable, screen

FIRST = 3  # things to fix that stand on top
_HEADING = re.compile(r"^#{2,4} +(.+?)\s*$", re.M)
_TITLE = re.compile(r"^# +(.+?)\s*$", re.M)
_IMAGES = {"image/png", "image/jpeg"}


@dataclass
class Part:
    "An exercise as the page shows it."

    name: str
    heading: str
    points: float
    most: float
    answers: list[NotebookNode] = field(default_factory=list)
    check: NotebookNode | None = None
    reasons: list[str] = field(default_factory=list)

    @property
    def lost(self) -> bool:
        return self.points < self.most

    @property
    def unwritten(self) -> bool:
        return self.reasons == [UNWRITTEN]


class FeedbackPage(Exporter):
    "A notebook that nbgrader has graded, as one file that asks for nothing from elsewhere and runs nothing."

    classroom = Unicode(help="The class's folder, for names and due dates.").tag(config=True)
    file_extension = ".html"

    def from_notebook_node(  # type: ignore[override]  # nbconvert's own exporters answer with text as well
        self, nb: NotebookNode, resources: Any = None, **kw: Any
    ) -> tuple[str, Any]:
        nb, resources = super().from_notebook_node(nb, resources, **kw)
        marks = resources["nbgrader"]
        course = self.parent.coursedir  # type: ignore[union-attr]  # nbgrader's step is the parent
        classroom = Classroom(Path(course.root), Path(self.classroom or Path(course.root, "classroom")))
        settings, student, lesson = read_settings(classroom), marks["student"], marks["assignment"]
        learner = read_roster(classroom).get(student)
        parts, rest = list(exercises_of(nb, _by_hand(course.db_url, student, lesson))), list(others_of(nb))
        lost = [part for part in parts if part.lost]
        came = _received(Path(course.root, course.autograded_directory, student, lesson))
        text = render(
            "feedback",
            _FILTERS,
            **_colours(),
            lesson=lesson,
            title=title_of(nb, lesson),
            who=str(learner or student),
            points=marks["score"],
            most=marks["max_score"],
            penalty=marks["late_penalty"],
            came=settings.local(came) if came else "",
            terms=settings.said(student, lesson),
            parts=parts,
            lost=lost,
            first=sorted(lost, key=lambda part: part.unwritten)[:FIRST],
            rest=rest,
        )
        return text, resources


def title_of(nb: NotebookNode, otherwise: str) -> str:
    "The notebook's first heading."
    found = (_TITLE.search(cell.source) for cell in nb.cells if cell.cell_type == "markdown")
    return next((match[1] for match in found if match), otherwise)


def exercises_of(nb: NotebookNode, by_hand: Mapping[str, str]) -> Iterator[Part]:
    """The graded cells of a notebook with nbgrader's scores in it, an exercise each, in order.

    `by_hand` says of cells that are a person's business what to say of their points.
    """
    heading, answers = "", []
    for cell in nb.cells:
        marks = marks_of(cell)
        if cell.cell_type == "markdown" and not marks and (found := _HEADING.findall(cell.source)):
            heading = found[-1]  # a section often begins in the cell in which its exercise does
        if is_answer(cell):
            answers.append(cell)
        if is_check(cell) or is_marked_by_hand(cell):
            name = marks["grade_id"].removeprefix("check_")
            check = cell if is_check(cell) else None
            said = by_hand.get(marks["grade_id"])
            reasons = [said] if said else [*_errors(answers), *_reasons(cell)]
            yield Part(name, heading or name, marks["score"], marks["points"], answers, check, reasons)
            heading, answers = heading if check is None else "", []


def _by_hand(db_url: str, student: str, lesson: str) -> dict[str, str]:
    with Gradebook(db_url) as gradebook:
        grades = gradebook.find_submission_notebook(lesson, lesson, student).grades
        return {grade.name: said for grade in grades if (said := points_by_hand(grade))}


def _errors(answers: Sequence[NotebookNode]) -> list[str]:
    "What kept an answer from being defined at all; its check can only say that it is not there."
    errors = [output for cell in answers for output in cell.get("outputs", []) if output.output_type == "error"]
    return [f"your cell raised {error.ename}: {error.evalue}" for error in errors if error.ename == "SyntaxError"]


def _reasons(cell: NotebookNode) -> list[str]:
    for output in cell.get("outputs", []):
        try:
            return Report.from_json(output["data"][MIME]).reasons
        except (KeyError, TypeError, AttributeError):
            continue
    errors = [output for output in cell.get("outputs", []) if output.output_type == "error"]
    return [f"{error.ename}: {error.evalue}".rstrip(": ") for error in errors[-1:]]


def others_of(nb: NotebookNode) -> Iterator[NotebookNode]:
    "Cells that are no exercise and that the learner wrote, or that printed or raised something."
    for cell in nb.cells:
        if cell.cell_type == "code" and not is_answer(cell) and not is_check(cell):
            if cell.outputs or str(cell.get("id", "")).startswith(OWN):
                yield cell


def shown(cell: Any) -> list[tuple[str, str]]:
    """A cell's outputs as the page shows them: `("html", …)` of our own checks, `("image", address)`, `("text", …)`.

    Whatever a learner's code has put out is text or an image.
    """
    found = []
    for output in cell.get("outputs", []):
        data = output.get("data", {})
        image = next(iter(_IMAGES & data.keys()), None)
        if output.output_type == "stream":
            found.append(("text", printable(screen(output.text))))
        elif output.output_type == "error":
            text = "\n".join(output.traceback) or f"{output.ename}: {output.evalue}"
            found.append(("text", printable(screen(text))))
        elif image and not is_check(cell):
            found.append(("image", f"data:{image};base64,{''.join(str(data[image]).split())}"))
        elif is_check(cell) and "text/html" in data and output.output_type == "display_data":
            found.append(("html", data["text/html"]))
        elif output.output_type == "display_data" or not is_check(cell):  # a check's result is its points
            found.append(("text", printable(data.get("text/plain", ""))))
    return [(kind, text) for kind, text in found if text.strip()]


def _received(folder: Path) -> datetime | None:
    try:
        time: datetime = parse_utc((folder / "timestamp.txt").read_text(encoding="utf-8").strip())
    except (OSError, ValueError):
        return None
    return time.replace(tzinfo=UTC)


def _points(number: float) -> str:
    return f"{round(number, 2):g}"


def _code(text: str) -> str:
    from pygments import highlight
    from pygments.formatters import HtmlFormatter
    from pygments.lexers import PythonLexer

    return highlight(text, PythonLexer(), HtmlFormatter())


def _written(cell: NotebookNode) -> str:
    return markdown_without_scripts({"cell": cell}, cell.source)


def _comment(text: str) -> str:
    return markdown_without_scripts({}, escape(text, quote=False))


@cache
def _colours() -> dict[str, str]:
    from pygments.formatters import HtmlFormatter

    kinds = {"light": "default", "dark": "github-dark"}
    return {kind: HtmlFormatter(style=style).get_style_defs(".highlight") for kind, style in kinds.items()}


_FILTERS: Mapping[str, Callable[..., Any]] = {
    "points": _points,
    "code": _code,
    "written": _written,
    "comment": _comment,
    "shown": shown,
}
