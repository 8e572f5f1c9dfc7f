"Runs an exercise's checks against a student, wherever that student's code lives."

import importlib
import pkgutil
from collections.abc import Sequence
from difflib import get_close_matches
from functools import cache

import autograder.checks
from autograder.checks.public import public_form
from autograder.checks.report import Report, Row
from autograder.checks.student import EditedInput, Raised, Student
from autograder.checks.trial import Trial, trials
from autograder.checks.vocabulary import EDITED_INPUT, Check, Disagreement, checks_in, diagnosis
from autograder.errors import CourseError

NOT_TRIED = "not tried: an earlier check of this exercise was not answered in time"


def lesson_modules() -> list[str]:
    "The modules of checks, `lesson00` and on, in order."
    return sorted(m.name for m in pkgutil.iter_modules(autograder.checks.__path__) if m.name.startswith("lesson"))


@cache
def exercises() -> dict[str, list[Check]]:
    "Every exercise of the course with its checks. Raises `ValueError` for one that two modules check."
    found: dict[str, list[Check]] = {}
    for name in lesson_modules():
        for exercise, checks in checks_in(vars(importlib.import_module(f"autograder.checks.{name}"))).items():
            if exercise in found:
                raise ValueError(
                    f"exercise {exercise!r} is checked in {found[exercise][0].judge.__module__} and {name}"
                )
            found[exercise] = checks
    return found


def checks_of(exercise: str) -> list[Check]:
    "The checks of one exercise. Raises `CourseError` for an unknown name, with the nearest known one."
    known = exercises()
    if exercise not in known:
        close = get_close_matches(str(exercise), known, n=1, cutoff=0.5)
        hint = f"Did you mean {close[0]!r}?" if close else f"Exercises: {', '.join(known)}."
        raise CourseError(f"no exercise is called {exercise!r}. {hint}")
    return known[exercise]


def run_checks(exercise: str, student: Student, hidden: bool = False, goals: bool = True) -> Report:
    """Judges one exercise on its published trial and, with `hidden`, on the hidden ones too.

    Without `goals` those are left out: what they read is read once.
    """
    rows: list[Row] = []
    student.stopped, student.failing = False, {}
    for check in checks_of(exercise):
        if check.goal and not goals:
            continue
        if student.stopped:  # each of the others could take as long again
            rows.append(Row(check.title, check.points, False, looks_like=NOT_TRIED, hidden=hidden, public=NOT_TRIED))
        else:
            rows.append(run_check(check, student, hidden))
    return Report(exercise, rows)


def run_check(check: Check, student: Student, hidden: bool = False) -> Row:
    "One check on its published trial and, with `hidden`, on the hidden ones too."
    drawn = trials(check.name, hidden)
    if check.goal and hidden:
        drawn = drawn[1:2]
    return run_trials(check, student, drawn)


def run_trials(check: Check, student: Student, trials: Sequence[Trial]) -> Row:
    "One check on these trials, up to the first that fails."
    for trial in trials:
        row = try_check(check, student, trial)
        if not row.passed:
            break
    return row


def try_check(check: Check, student: Student, trial: Trial) -> Row:
    "One check on one trial."
    student.forget()
    student.without, student.seconds = check.without, check.seconds
    try:
        check.judge(student, trial)
        return Row(check.title, check.points, passed=True, goal=check.goal)
    except Disagreement as found:
        expected, got, looks_like = found.expected, found.got, found.looks_like
    except EditedInput:
        expected, got, looks_like = "its input left as it was", "an input with other values", EDITED_INPUT
    except Raised as raised:
        expected, got, looks_like = "an answer", f"raised {raised}", diagnosis(raised, check.without)
    except CourseError:  # the judge lacks something, such as the test images: that is nobody's mistake
        raise
    except Exception as error:  # an answer that the judge cannot even read is not a right one
        expected, got, looks_like = "an answer that can be judged", f"{type(error).__name__}: {error}", ""
    if not (trial.hidden or student.failing):
        student.failing = student.inputs
    shown = public_form(looks_like, check.judge) if trial.hidden else ""
    return Row(
        check.title, check.points, False, student.tried, expected, got, looks_like, trial.hidden, check.goal, shown
    )
