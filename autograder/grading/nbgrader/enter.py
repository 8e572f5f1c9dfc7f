"""Enters a submission that was graded into the gradebook, with nbgrader's own Autograde: only its Execute is another.

So manual grades, comments, late penalties, plugins, the formgrader and feedback keep working as nbgrader has them. The
notebook that nbgrader sees is the rebuilt one (`autograder/grading/entry.py`); nothing else of a hand-in reaches it.
All that one submission changes in the gradebook is one transaction. There is one writer, in a process of its own.
"""

import shutil
import sqlite3
from dataclasses import asdict
from pathlib import Path

from nbgrader.api import Gradebook
from traitlets.config import Config

from autograder.class_settings import Terms
from autograder.classroom import Classroom, nbgrader_config
from autograder.grading.nbgrader.adapted import nbgrader_api, one_transaction
from autograder.grading.nbgrader.answers import Answer
from autograder.grading.nbgrader.lateness import enter_dates
from autograder.grading.nbgrader.steps import APPLY, APPLY_SANITIZE
from autograder.submissions import OUTPUTS, SUBMITTED, TERMS, Slot


def apply(slot: Slot, classroom: Classroom, entry: Path) -> Answer:
    "Enters what lies in the folder `entry`; returns what nbgrader said. Entering it again changes nothing."
    config, terms = _config(classroom, entry), _terms(entry)
    if terms:
        config.AssignLatePenalties.plugin_class = "autograder.grading.nbgrader.lateness.DaysLate"
        config.DaysLate.update(asdict(terms.penalty))
    try:
        with one_transaction(classroom):
            if terms:
                with Gradebook(f"sqlite:///{classroom.db}") as gradebook:
                    enter_dates(terms, slot, gradebook)
            answer = Answer.of_nbgrader(nbgrader_api(classroom, config).autograde(slot.lesson, slot.student))
            if not answer.success:
                raise _Failed
    except _Failed:
        pass
    except sqlite3.OperationalError as error:
        answer = Answer(False, str(error))
    if not answer.success:
        shutil.rmtree(slot.folder(classroom.autograded), ignore_errors=True)  # half done, if anything
    return answer


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
