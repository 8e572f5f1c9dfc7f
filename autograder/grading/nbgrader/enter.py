"""Enters submissions that were graded into the gradebook, with nbgrader's own Autograde: only its Execute is another.

So manual grades, comments, late penalties, plugins, the formgrader and feedback keep working as nbgrader has them. The
notebook that nbgrader sees is the rebuilt one (`autograder/grading/entry.py`); nothing else of a hand-in reaches it.
All that the submissions of a request change in the gradebook is one transaction. There is one writer, in a process of
its own.
"""

import json
import os
import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.writers import FilesWriter
from nbformat.v4.rwbase import split_lines, strip_transient
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.converters import Autograde
from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import capture_log, temp_attrs

from autograder.class_settings import Penalty, Terms
from autograder.classroom import Classroom, nbgrader_config
from autograder.grading.nbgrader.lateness import enter_dates
from autograder.grading.nbgrader.reply import Reply
from autograder.grading.nbgrader.steps import APPLY, APPLY_SANITIZE
from autograder.grading.nbgrader.transaction import one_transaction
from autograder.submissions import BESIDE, HAND_IN, OUTPUTS, SUBMITTED, TERMS, Slot


def apply(slots: Sequence[Slot], classroom: Classroom, entry: Path) -> list[Reply]:
    """Enters what lies in the folder `entry` for each of these; returns what nbgrader said, in their order.

    Entering it again changes nothing. Where one of several cannot be entered, each is entered by itself.
    """
    again = {slot for slot in slots if _entered(slot, classroom) == _which(slot, entry)}
    replies = _apply(slots, again, classroom, entry)
    if len(slots) > 1 and not all(reply.success for reply in replies):
        replies = [reply for slot in slots for reply in _apply([slot], again, classroom, entry)]
    return replies


def _apply(slots: Sequence[Slot], again: set[Slot], classroom: Classroom, entry: Path) -> list[Reply]:
    "Enters all of these, or none."
    replies: list[Reply] = []
    try:
        with one_transaction(classroom) as gradebook:
            for slot in slots:
                replies.append(_enter(slot, slot in again, classroom, entry, gradebook))
                if not replies[-1].success:
                    raise _Failed
    except _Failed:
        replies = [replies[-1]] * len(slots)
    except sqlite3.OperationalError as error:
        replies = [Reply(False, str(error))] * len(slots)
    for slot, reply in zip(slots, replies, strict=True):
        if reply.success:  # only now: who is ended before this enters it as what it may be, another hand-in
            (slot.folder(classroom.autograded) / HAND_IN).write_text(_which(slot, entry), encoding="utf-8")
        else:
            shutil.rmtree(slot.folder(classroom.autograded), ignore_errors=True)  # half done, if anything
    return replies


def _enter(slot: Slot, again: bool, classroom: Classroom, entry: Path, gradebook: Gradebook) -> Reply:
    terms = _terms(slot, entry)
    if terms:
        enter_dates(terms, slot, gradebook)
    settled = _settled(slot, gradebook) if again else set()
    app = _autograde(classroom, terms.penalty if terms else None)
    app.beside = entry / BESIDE
    app.coursedir.submitted_directory = str(entry / SUBMITTED)
    with temp_attrs(app.coursedir, assignment_id=slot.lesson, student_id=slot.student):
        answer = Reply.of_nbgrader(capture_log(app))
    if answer.success and settled:
        _settle(settled, slot, gradebook)
    return answer


class EnterRebuilt(Autograde):
    """nbgrader's Autograde for notebooks that ran elsewhere: its two passes are one, with no file between them.

    It is made once for all submissions, and so are its steps.
    """

    beside: Path  # the folder with what each submission's cells printed

    def __init__(self, **options: Any):
        super().__init__(**options)
        self.writer = FilesWriter(parent=self, config=self.config)
        self.exporter = self.exporter_class(parent=self, config=self.config)
        self.steps: list[Any] = []  # all that is done to a notebook, in order
        for self._sanitizing in (False, True):  # it stays with the second, which reads what was handed in
            self._init_preprocessors()
            self.steps = [*self.exporter._preprocessors, *self.steps]

    def start(self) -> None:
        "As nbgrader's own, with an exporter and a writer that are kept."
        self.init_notebooks()
        before = os.getcwd()
        os.chdir(self.coursedir.root)
        try:
            self.convert_notebooks()
        finally:
            os.chdir(before)

    def convert_single_notebook(self, notebook_filename: str) -> None:
        "Does the steps to one notebook, in memory, and writes it as nbformat would."
        resources = self.init_single_notebook_resources(notebook_filename)
        slot = Slot(resources["nbgrader"]["assignment"], resources["nbgrader"]["student"])
        resources["nbgrader"]["outputs"] = slot.folder(self.beside) / OUTPUTS
        resources["output_extension"] = ".ipynb"
        notebook = nbformat.from_dict(json.loads(Path(notebook_filename).read_bytes()))
        for step in self.steps:
            notebook, resources = step(notebook, resources)
        nbformat.validate(notebook, relax_add_props=True)
        notebook = strip_transient(split_lines(notebook))
        text = json.dumps(notebook, indent=1, sort_keys=True, ensure_ascii=False)
        self.write_single_notebook(text + "\n", resources)


@lru_cache
def _autograde(classroom: Classroom, penalty: Penalty | None) -> EnterRebuilt:
    config = nbgrader_config(classroom)
    config.Autograde.sanitize_preprocessors = APPLY_SANITIZE
    config.Autograde.autograde_preprocessors = APPLY
    if penalty:
        config.AssignLatePenalties.plugin_class = "autograder.grading.nbgrader.lateness.DaysLate"
        config.DaysLate.update(asdict(penalty))
    app = EnterRebuilt(coursedir=CourseDirectory(config=config), config=config)
    app.force = True
    return app


def _which(slot: Slot, entry: Path) -> str:
    "Which hand-in is to be entered (`lay_out`)."
    return (slot.folder(entry / BESIDE) / HAND_IN).read_text(encoding="utf-8")


def _entered(slot: Slot, classroom: Classroom) -> str | None:
    "Which hand-in the marks in the gradebook are of; None where that is not known."
    with suppress(OSError):
        return (slot.folder(classroom.autograded) / HAND_IN).read_text(encoding="utf-8")
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


def _terms(slot: Slot, entry: Path) -> Terms | None:
    file = slot.folder(entry / BESIDE) / TERMS
    return Terms.from_json(file.read_text()) if file.exists() else None


class _Failed(Exception):
    "Rolls the transaction back."
