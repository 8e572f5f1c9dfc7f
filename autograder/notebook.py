"What lessons import: `check`, `hint`, `progress`, `export_lesson`, `submit`, `predict`, and shared figures."

import os
import sys
from typing import Any

from autograder.checks.attended import MOST_PRINTED, attended
from autograder.checks.report import MIME, Report
from autograder.checks.run import run_checks
from autograder.errors import CheckFailed, CourseError, Interrupted
from autograder.measurements.ladder import ladder, ladder_model
from autograder.measurements.show import show_costs, show_goals, show_results
from autograder.predictions import beside
from autograder.probe.kept import Kept
from autograder.probe.probe import where_of
from autograder.student import live
from autograder.student.buttons import offer_help
from autograder.student.export import export_lesson
from autograder.student.figures import Recorder, compare_runs, dashboard
from autograder.student.grids import CachedRuns, mend_runs, read_runs, runs_file
from autograder.student.hints import hint as next_hint
from autograder.student.history import note_attempt
from autograder.student.predict import explore, predict, state_here
from autograder.student.unattended import has_session

__all__ = [
    "CachedRuns",
    "CourseError",
    "Recorder",
    "check",
    "compare",
    "compare_runs",
    "dashboard",
    "explore",
    "export_lesson",
    "hint",
    "inputs",
    "ladder",
    "ladder_model",
    "mend_runs",
    "predict",
    "progress",
    "read_runs",
    "runs_file",
    "show_costs",
    "show_goals",
    "show_results",
    "submit",
]


def check(exercise: str, hidden: bool = False) -> int | None:
    """Checks your answer to `exercise` and shows what was found.

    Raises `CheckFailed` unless everything holds, so that nbgrader's Validate sees it. While nbgrader grades, it returns
    the points earned instead, which nbgrader reads as partial credit. `hidden` adds the hidden trials, those of goals
    in grading alone. A question that your code does not answer within 10 s is stopped. `check.inputs(exercise)` are
    the inputs of what failed.
    """
    caller = sys._getframe(1).f_globals
    grading = os.environ.get("NBGRADER_EXECUTION") == "autograde"
    printed = Kept(MOST_PRINTED)
    student = attended(caller, printed)
    student.beside = beside(student.beside, lambda: state_here(exercise[-2:]).encode())
    try:
        report = run_checks(exercise, student, hidden, goals=grading or not hidden)
    except KeyboardInterrupt as error:
        raise Interrupted(f"{exercise} was being checked{_own_line(error)}.") from None
    _FAILING[exercise] = student.failing
    if not hidden and live.failed_run(exercise):
        print(live.failed_run(exercise))
    if not hidden or any(row.hidden and not row.passed for row in report.rows):  # no row twice
        _show(report, grading)
    if printed.text and not report.passed and not hidden:
        print(f"What your code printed meanwhile:\n{printed.text}")
    if not hidden and not grading:
        if has_session():
            note_attempt(report)
        offer_help(report)
    if grading:
        return report.points
    if not report.passed:
        raise CheckFailed(report.headline + ("." if report.unwritten else ". The table above says what was tried."))
    return None


_FAILING: dict[str, dict[str, Any]] = {}  # by exercise, of the last call of `check`


def inputs(exercise: str) -> dict[str, Any]:
    """What your answer to `exercise` was called with where its last check failed, by name, so that you can try it.

    `check.inputs("variance")["x"]` is a tensor like any other. Empty where nothing failed, or no input was needed.
    """
    return dict(_FAILING.get(exercise, {}))


def hint(exercise: str) -> None:
    "Prints the next hint to this exercise."
    print(next_hint(exercise))


def compare(exercise: str) -> None:
    "Prints the reference beside your answer, once that has all its points and your instructor has given it out."
    from autograder.student.compare import compare as with_reference

    print(with_reference(exercise))


def progress() -> None:
    "Prints where you stand in every lesson, and what comes next."
    from autograder.student.progress import as_text
    from autograder.student.progress import progress as of_all_lessons

    print(as_text(of_all_lessons()))


def submit(lesson: str, student_id: str) -> None:
    "Makes the file to hand in, in `hand-in/`: `submit('01', 'ada')`. Save the notebook first."
    from autograder.student.submit import submit as hand_in

    hand_in(lesson, student_id)


live.begin()
check.inputs = inputs  # type: ignore[attr-defined]  # next to what it is about, with no import of its own


def _own_line(error: BaseException) -> str:
    where = where_of(error)
    return f"; it was in {where}" if where else ""


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
