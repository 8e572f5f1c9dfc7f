"""Enters a submission that was graded into the gradebook, with nbgrader's own Autograde: only its Execute is another.

So manual grades, comments, late penalties, plugins, the formgrader and feedback keep working as nbgrader has them. The
notebook that nbgrader sees is the rebuilt one (`autograder/grading/entry.py`); nothing else of a hand-in reaches it.
All that one submission changes in the gradebook is one transaction. There is one writer, in a process of its own.
"""

import shutil
import sqlite3
from dataclasses import asdict
from pathlib import Path

from nbgrader.api import Gradebook, MissingEntry
from traitlets.config import Config

from autograder.class_settings import Terms
from autograder.classroom import Classroom, nbgrader_config
from autograder.grading.nbgrader.adapted import nbgrader_api, one_transaction
from autograder.grading.nbgrader.lateness import enter_dates
from autograder.grading.nbgrader.reply import Reply
from autograder.grading.nbgrader.steps import APPLY, APPLY_SANITIZE
from autograder.submissions import HAND_IN, OUTPUTS, SUBMITTED, TERMS, Slot


def apply(slot: Slot, classroom: Classroom, entry: Path) -> Reply:
    "Enters what lies in the folder `entry`; returns what nbgrader said. Entering it again changes nothing."
    config, terms = _config(classroom, entry), _terms(entry)
    if terms:
        config.AssignLatePenalties.plugin_class = "autograder.grading.nbgrader.lateness.DaysLate"
        config.DaysLate.update(asdict(terms.penalty))
    again = _which(slot, classroom.autograded) == _which(slot, entry / SUBMITTED)
    try:
        with one_transaction(classroom):
            settled: set[str] = set()
            if terms or again:
                with Gradebook(f"sqlite:///{classroom.db}") as gradebook:
                    if terms:
                        enter_dates(terms, slot, gradebook)
                    settled = _settled(slot, gradebook) if again else settled
            answer = Reply.of_nbgrader(nbgrader_api(classroom, config).autograde(slot.lesson, slot.student))
            if not answer.success:
                raise _Failed
            if settled:
                with Gradebook(f"sqlite:///{classroom.db}") as gradebook:
                    _settle(settled, slot, gradebook)
    except _Failed:
        pass
    except sqlite3.OperationalError as error:
        answer = Reply(False, str(error))
    if not answer.success:
        shutil.rmtree(slot.folder(classroom.autograded), ignore_errors=True)  # half done, if anything
    return answer


def _which(slot: Slot, base: Path) -> str | None:
    "Which hand-in the notebook in this place is of (`lay_out`); None where that is not known."
    try:
        return (slot.folder(base) / HAND_IN).read_text(encoding="utf-8")
    except OSError:
        return None


def _settled(slot: Slot, gradebook: Gradebook) -> set[str]:
    "The cells with a mark by hand that was given to what is handed in now."
    try:
        grades = gradebook.find_submission_notebook(slot.lesson, slot.lesson, slot.student).grades
    except MissingEntry:
        return set()
    return {grade.name for grade in grades if grade.manual_score is not None and not grade.needs_manual_grade}


def _settle(names: set[str], slot: Slot, gradebook: Gradebook) -> None:
    """Says of these cells that they need no mark by hand.

    Whenever nbgrader enters a submission it asks for every mark by hand to be given again. That is right for another
    hand-in, and nothing but noise where only a date or a check has changed.
    """
    for grade in gradebook.find_submission_notebook(slot.lesson, slot.lesson, slot.student).grades:
        if grade.name in names:
            grade.needs_manual_grade = False
    gradebook.db.commit()


def _terms(entry: Path) -> Terms | None:
    file = entry / TERMS
    return Terms.from_json(file.read_text()) if file.exists() else None


class _Failed(Exception):
    "Rolls the transaction back."


def _config(classroom: Classroom, entry: Path) -> Config:
    config = nbgrader_config(classroom)
    config.CourseDirectory.submitted_directory = str(entry / SUBMITTED)
    config.Autograde.sanitize_preprocessors = APPLY_SANITIZE
    config.Autograde.autograde_preprocessors = APPLY
    config.Exporter.optimistic_validation = True  # a notebook is checked after the last of these steps, not after each
    config.FillIn.outputs = str(entry / OUTPUTS)
    return config
