"A check that fails, for a lesson's page: readers see what a mistake is told before they make one."

from pathlib import Path
from typing import Any

from autograder.checks.answers import cells_with, read_answers, solution_cells
from autograder.checks.report import Report
from autograder.checks.run import run_checks
from autograder.checks.student import in_this_process
from autograder.lessons import REPOSITORY, Lesson
from autograder.probe.child import execute

ANSWERS = REPOSITORY / "tests" / "answers"
_INTRODUCTION = (
    '<details class="failing"><summary>What does this check say to a wrong answer?</summary>\n\n'
    "To this one, for example: *{title}*.\n\n{table}\n\n</details>"
)


def failing_check(lesson: Lesson, solutions: Path, cells: list[dict[str, Any]]) -> tuple[int, str] | None:
    """The place of the lesson's first check that names a known mistake, and Markdown that shows what it says of it.

    No answer's code is shown. None where no check of the lesson names one.
    """
    for exercise in solution_cells(lesson.notebook(solutions)):
        place = next((i for i, found in enumerate(cells) if f'check("{exercise}")' in found["source"]), None)
        example = _example(lesson, solutions, exercise) if place is not None else None
        if place is not None and example is not None:
            title, report = example
            return place, _INTRODUCTION.format(title=title, table=report._repr_html_())
    return None


def _example(lesson: Lesson, solutions: Path, exercise: str) -> tuple[str, Report] | None:
    "The first known wrong answer of which something is said on the published trial, and the report on it."
    path = ANSWERS / f"lesson{lesson.number}" / f"{exercise}.py"
    solution = solution_cells(lesson.notebook(solutions))[exercise]
    for answer in read_answers(path, solution) if path.exists() else []:
        if not answer.right:
            namespace, failed = execute(cells_with(lesson, solutions, exercise, answer.source))
            report = run_checks(exercise, in_this_process(namespace)) if failed is None else None
            if report is not None and any(row.looks_like for row in report.rows if not row.passed):
                return answer.title, report
    return None
