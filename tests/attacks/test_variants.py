"""Honest hand-ins that look different lose nothing and are never taken for tampering.

`make test` grades those in which every habit comes once, `make test-all` all of them, in which each comes four times.
"""

import json

import pytest

from autograder.grading.records import GRADED
from autograder.reports.marks import read_marks
from tests.attacks.course import CORE, GLOROT, STATS, as_bytes, blank, perfect, points_of
from tests.attacks.engine import submit, write_course
from tests.attacks.long import LONG, left_out
from tests.attacks.variants import HABITS, all_variants

pytestmark = pytest.mark.xdist_group("variants")

ALL = all_variants()
VARIANTS = ALL if LONG else ALL[: -(-len(ALL) // 4)]


@pytest.fixture(scope="module")
def marks(tmp_path_factory, grade):
    "All variants, references and blanks, graded in one go: marks and records by learner and lesson."
    classroom = write_course(tmp_path_factory.mktemp("variants") / "course")
    for variant in VARIANTS:
        submit(classroom, variant.id, variant.lesson, as_bytes(variant.notebook))
    lessons = [CORE, STATS, GLOROT]
    for lesson in lessons:
        submit(classroom, "reference", lesson, as_bytes(perfect(lesson)))
        submit(classroom, "blank", lesson, as_bytes(blank(lesson)))
    results = grade(classroom, lessons, say=lambda line: None)
    assert {result.status for result in results} == {GRADED}, [r for r in results if r.status != GRADED]
    found = {}
    for mark in read_marks(classroom, lessons):
        path = classroom.folder / "records" / mark.slot.student / f"{mark.slot.lesson}.json"
        found[mark.slot.student, mark.slot.lesson] = mark, json.loads(path.read_text())
    return found


def test_there_are_enough():
    variants = [(variant.title.partition(":")[0], habit) for variant in ALL for habit in variant.habits]
    assert len(variants) >= 200 and len(HABITS) >= 50
    assert {habit for variant in VARIANTS for habit in variant.habits} == set(HABITS)
    assert len({as_bytes(variant.notebook) for variant in ALL}) == len(ALL)


@left_out(f"{len(ALL) - len(VARIANTS)} of {len(ALL)} unusual hand-ins")
def test_all_are_graded():
    assert VARIANTS == ALL


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda variant: variant.id)
def test_no_point_is_lost(variant, marks):
    mark, record = marks[variant.id, variant.lesson.name]
    lost = {e.exercise: e.reason for e in mark.exercises if e.points < e.max_points}
    assert not lost and mark.points == points_of(variant.lesson), (variant.title, lost, mark.notes)
    verdicts = {name: found["verdict"] for name, found in record.get("exercises", {}).items()}
    assert set(verdicts.values()) == {"PASS"}, (variant.title, verdicts)


@pytest.mark.parametrize("lesson", [CORE, STATS, GLOROT], ids=lambda lesson: lesson.name)
def test_references_earn_all_and_blanks_nothing(lesson, marks):
    assert marks["reference", lesson.name][0].points == points_of(lesson)
    assert marks["blank", lesson.name][0].points == 0
