"""Feedback pages in the form in which they find their way back to learners, and marks for Gradescope.

- Canvas: *Submissions upload* takes an archive of files named as those of its download, `name_USER_ATTACHMENT_…`.
- Moodle: *Upload multiple feedback files in a zip* takes files `Full name_NUMBER_assignsubmission_file_…`.
- Blackboard takes no archive of files back.
- By mail: an archive for each learner, and a table for a mail merge.
- Gradescope: an autograder that looks up what was judged here. No learner's code runs in it, and it has no check, no
  answer and no name: results are found by the hash of what was handed in.
"""

import csv
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path

from autograder.classroom import Classroom
from autograder.errors import CourseError
from autograder.files import write_atomic
from autograder.grading.collect import uploaded_as
from autograder.grading.records import GRADED, read_record
from autograder.lessons import Lesson
from autograder.reports.export import no_formula
from autograder.reports.marks import LATE, Mark
from autograder.reports.overview import PAGE
from autograder.roster import read_roster
from autograder.submissions import slots_in

WAYS = ("canvas", "moodle", "mail")
_WHEN = (2000, 1, 1, 0, 0, 0)  # of files in archives, so that the same content is the same archive


def give_back(way: str, lessons: Sequence[Lesson], classroom: Classroom) -> tuple[list[Path], list[str]]:
    """Packs the feedback pages of these lessons for Canvas, for Moodle, or for mail, in `return/`.

    Returns what was written, and a line for each page that is left out.
    """
    made = _by_mail(classroom) if way == "mail" else _for_platform(way, lessons, classroom)
    if not made[0]:
        raise CourseError(f"there is no page to pack. {' '.join(made[1][:3]) or '`autograder feedback` makes them.'}")
    return made


def _for_platform(way: str, lessons: Sequence[Lesson], classroom: Classroom) -> tuple[list[Path], list[str]]:
    written, left_out = [], []
    for lesson in lessons:
        packed: dict[str, bytes] = {}
        for slot in (slot for slot in slots_in(classroom.autograded) if slot.lesson == lesson.name):
            page = slot.notebook(classroom.feedback).with_suffix(".html")
            platform, prefix = uploaded_as(slot, classroom)
            if platform != way:
                left_out.append(f"{slot} was not collected from {way.capitalize()}'s download, and has no name there.")
            elif not page.is_file():
                left_out.append(f"{slot} has no page yet: `autograder feedback`.")
            else:
                packed[f"{prefix}{lesson.name}.html"] = page.read_bytes()
        if packed:
            path = classroom.folder / "return" / f"{way}-{lesson.name}.zip"
            write_atomic(path, _archive(packed))
            written.append(path)
    return written, left_out


def _by_mail(classroom: Classroom) -> tuple[list[Path], list[str]]:
    "Everything of a learner in one archive, whichever lessons are named: their index leads to all of it."
    roster = read_roster(classroom)
    written, left_out, rows = [], [], []
    for index in sorted(classroom.feedback.glob(f"*/{PAGE}")):
        student = index.parent.name
        path = classroom.folder / "return" / "mail" / f"{student}.zip"
        pages = {page.relative_to(index.parent).as_posix(): page.read_bytes() for page in index.parent.rglob("*.html")}
        write_atomic(path, _archive(pages))
        written.append(path)
        learner = roster.get(student)
        if learner is None or not learner.email:
            left_out.append(f"{student} has no address in the roster; the archive is {path}.")
        else:
            rows.append([no_formula(learner.email), no_formula(learner.name or student), path.name])
    if written:
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows([["email", "name", "file"], *rows])
        write_atomic(classroom.folder / "return" / "mail.csv", text.getvalue())
        written.insert(0, classroom.folder / "return" / "mail.csv")
    return written, left_out


def for_gradescope(lesson: Lesson, marks: Sequence[Mark], classroom: Classroom) -> Path:
    """Writes the archive that Gradescope takes as an autograder for this lesson: results, and what looks them up.

    Late penalties are not in it: Gradescope has its own due dates.
    """
    results = {}
    for mark in marks:
        record = read_record(mark.slot, classroom)
        if mark.slot.lesson == lesson.name and mark.points is not None and record and record.status == GRADED:
            results[record.submission] = gradescope_result(mark)
    if not results:
        raise CourseError(f"{lesson.name} has no marks yet: `autograder grade {lesson.name}`.")
    program = (files("autograder.reports") / "gradescope.py").read_bytes()
    path = classroom.folder / "return" / f"gradescope-{lesson.name}.zip"
    contents = {
        "results.json": json.dumps(results, indent=1, sort_keys=True).encode(),
        "run_autograder": b"#!/usr/bin/env python3\n" + program,
        "setup.sh": b"#!/bin/sh\n# Nothing to install: hand-ins were judged elsewhere.\n",
    }
    write_atomic(path, _archive(contents))
    return path


def gradescope_result(mark: Mark) -> Mapping[str, object]:
    "What Gradescope reads: https://gradescope-autograders.readthedocs.io/en/latest/specs/"
    exercises = [exercise for exercise in mark.exercises if exercise.exercise != LATE]
    tests = [
        {
            "name": exercise.exercise,
            "score": exercise.points,
            "max_score": exercise.max_points,
            "status": "passed" if exercise.points >= exercise.max_points else "failed",
            "output": "; ".join(exercise.reasons),
        }
        for exercise in exercises
    ]
    return {"score": sum(exercise.points for exercise in exercises), "tests": tests, "visibility": "visible"}


def _archive(contents: Mapping[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in sorted(contents.items()):
            member = zipfile.ZipInfo(name, _WHEN)
            member.external_attr = 0o755 << 16 if data.startswith(b"#!") else 0o644 << 16
            archive.writestr(member, data, zipfile.ZIP_DEFLATED)
    return packed.getvalue()
