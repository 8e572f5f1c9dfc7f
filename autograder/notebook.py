"What lessons import: `check` and `export_lesson`, `predict`, and the figures that all experiments share."

import os
import sys

from autograder.checks.report import MIME, Report
from autograder.checks.run import run_checks
from autograder.checks.student import in_this_process
from autograder.errors import CheckFailed
from autograder.measurements.show import show_results
from autograder.student.export import export_lesson
from autograder.student.figures import Recorder, compare_runs, dashboard
from autograder.student.predict import explore, predict

__all__ = ["Recorder", "check", "compare_runs", "dashboard", "explore", "export_lesson", "predict", "show_results"]


def check(exercise: str, hidden: bool = False) -> int | None:
    """Checks your answer to `exercise` and shows what was found.

    Raises `CheckFailed` unless everything holds, so that nbgrader's Validate sees it. While nbgrader grades, it returns
    the points earned instead, which nbgrader reads as partial credit. `hidden` adds the hidden trials.
    """
    caller = sys._getframe(1).f_globals
    grading = os.environ.get("NBGRADER_EXECUTION") == "autograde"
    report = run_checks(exercise, in_this_process(caller), hidden)
    if not hidden or any(row.hidden and not row.passed for row in report.rows):  # no row twice
        _show(report, grading)
    if grading:
        return report.points
    if not report.passed:
        raise CheckFailed(f"{report.headline}. The table above says what was tried.")
    return None


def _show(report: Report, grading: bool) -> None:
    "Shows the table; while nbgrader grades, the report as data with it, which the class page reads."
    try:
        shell = get_ipython()  # type: ignore[name-defined]
    except NameError:
        shell = None
    if shell is None:
        print(report)
    else:
        from IPython.display import display

        display(report.as_shown() | ({MIME: report.to_json()} if grading else {}), raw=True)
