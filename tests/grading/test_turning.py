"""After so many judged hand-ins another secret draws a learner's hidden trials; what was judged before stays."""

import json
from dataclasses import replace

import pytest
from small_class import LESSON, RIGHT

from autograder.grading.audit import audit
from autograder.grading.collect import collect
from autograder.grading.grade import GRADED, UNCHANGED
from autograder.grading.keys import HAND_INS_A_KEY, basis_of
from autograder.grading.records import FAILED, REFUSED, WAITING, Record, number_of, read_record, record_path
from autograder.jail.inside.limits import Limits
from autograder.reports.marks import read_marks
from autograder.submissions import Slot

pytestmark = pytest.mark.xdist_group("small_class")
ADA, BOB = Slot(LESSON.name, "ada"), Slot(LESSON.name, "bob")


def test_what_counts_as_another_hand_in():
    first = Record(GRADED, "a", "", facts={"files": {"w": "1"}})
    assert number_of(None, "a", {}) == 1
    assert [number_of(first, text, {"w": w}) for text, w in (("a", "1"), ("b", "1"), ("a", "2"))] == [1, 2, 2]
    assert number_of(replace(first, status=FAILED), "a", {"w": "1"}) == 1  # the same once more
    for status in (WAITING, REFUSED):  # of which nothing was told, so the next is the first or one more
        assert [number_of(Record(status, "a", "", hand_in=n), "a", {}) for n in (0, 3)] == [1, 4]


def test_secrets_turn_for_one_learner_at_a_time(small_class):
    basis = basis_of(LESSON, small_class.classroom, Limits(), "bubblewrap")
    keys = [[basis.for_hand_in(slot, n).key for n in range(1, 3 * HAND_INS_A_KEY + 1)] for slot in (ADA, BOB)]
    assert [len(set(of_one)) for of_one in keys] == [3, 3] and len({*keys[0], *keys[1]}) == 5
    assert set(keys[0][:HAND_INS_A_KEY]) == {basis.key}  # as before secrets turned
    assert keys[0][HAND_INS_A_KEY - 1] != keys[0][HAND_INS_A_KEY]
    turned = basis.for_hand_in(ADA, HAND_INS_A_KEY + 1)
    fresh = replace(basis, key=turned.key)
    assert (turned.common, turned.sources, turned.asked) == (fresh.common, fresh.sources, fresh.asked)
    assert turned.common != basis.common and turned.seed_id != basis.seed_id


def test_a_class_goes_on_when_a_secret_turns(small_class, grade):
    classroom, seeds, said = small_class.classroom, [], []

    def hand_in(student, remark):
        small_class.hand_in(student, {**RIGHT, "double": f"def double(x): return x + x  # {remark}"})
        collect([small_class.inbox], classroom)
        return {result.slot.student: result.status for result in grade(classroom, [LESSON], say=said.append)}

    hand_in("bob", "once")
    for number in range(HAND_INS_A_KEY + 1):
        assert hand_in("ada", number) == {"ada": GRADED, "bob": UNCHANGED}
        record = read_record(ADA, classroom)
        seeds.append(record.facts["seed_id"])
        assert record.hand_in == number + 1
    assert len(set(seeds)) == 2 and seeds[-1] != seeds[-2]
    assert [result.status for result in grade(classroom, [LESSON], say=said.append)] == [UNCHANGED] * 2
    assert {mark.slot.student: mark.points for mark in read_marks(classroom, [LESSON])} == {"ada": 5, "bob": 5}
    assert all(not found.problems and not found.notes for found in audit(classroom, [LESSON]))


def test_a_record_of_before_is_the_first(small_class, grade):
    small_class.hand_in("ada")
    collect([small_class.inbox], small_class.classroom)
    grade(small_class.classroom, [LESSON], say=lambda line: None)
    record = json.loads(record_path(ADA, small_class.classroom).read_text())
    del record["hand_in"], record["seal"]
    assert Record.from_json(record).hand_in == 1
