"""Two commands on one class at once, a class that is a link, a clock that jumps: each has a defined outcome.

docs/guides/class.md says which. Nothing is lost, nothing counts twice, and the next `autograder grade` is whole.
"""

import ast
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from nbgrader.api import Gradebook
from small_class import LESSON, RIGHT

from autograder.classroom import Classroom
from autograder.grading import collect as collecting
from autograder.grading.collect import COLLECTED, SAME, collect
from autograder.grading.grade import GRADED, UNCHANGED
from autograder.lessons import REPOSITORY
from autograder.reports.marks import read_marks
from autograder.submissions import Slot, received
from tests.attacks.long import left_out

pytestmark = pytest.mark.xdist_group("small_class")
WRONG = {**RIGHT, "double": "def double(x): return 0"}
TWO = """
import sys
from pathlib import Path
from autograder.classroom import Classroom
from autograder.grading.grade import grade
from autograder.lessons import Lesson
if __name__ == "__main__":
    grade(Classroom(Path(sys.argv[1])), [Lesson(sys.argv[2])], scheduler=sys.argv[3])
"""


def marks(classroom):
    return {mark.slot.student: mark.points for mark in read_marks(classroom, [LESSON])}


def test_a_hand_in_that_comes_while_it_is_graded_is_graded_next(small_class, grade):
    "The verdicts of the old one are not entered for the new one."
    classroom, came = small_class.classroom, []
    for student in ("ada", "bob", "eve"):
        small_class.hand_in(student, WRONG)
    collect([small_class.inbox], classroom)

    def say(line):
        if not came:  # one of them has its mark; the others are judged or about to be
            came.extend(small_class.hand_in(student) for student in ("ada", "bob", "eve"))
            assert {receipt.became for receipt in collect([small_class.inbox], classroom)} == {COLLECTED}

    first = grade(classroom, [LESSON], say=say)
    assert came and sum(result.status == GRADED for result in first) >= 1
    told = [result.reason for result in first if result.status != GRADED]
    assert all("handed in again while it was graded" in reason for reason in told), told
    assert set(marks(classroom).values()) <= {2, None}  # none has the mark of what was not graded
    assert [result.status for result in grade(classroom, [LESSON], say=say)] == [GRADED] * 3
    assert marks(classroom) == dict.fromkeys(("ada", "bob", "eve"), 5)
    assert [result.status for result in grade(classroom, [LESSON], say=say)] == [UNCHANGED] * 3


# What differs on a second machine whose file system locks as it should: processes have the same numbers there.
OWN_NUMBERS = ["unshare", "--pid", "--fork", "--mount-proc", "--uts", "--ipc"]
TWO_MACHINES = [
    left_out("two machines on one class"),
    pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a process its own numbers here"),
]


@pytest.mark.parametrize(
    "host", [pytest.param([], id="one machine"), pytest.param(OWN_NUMBERS, id="two machines", marks=TWO_MACHINES)]
)
def test_two_at_once_grade_everybody_and_nobody_twice(small_class, grade, scheduler, tmp_path, host):
    classroom = small_class.classroom
    for number in range(5):
        small_class.hand_in(f"s{number}", RIGHT if number % 2 else WRONG)
    collect([small_class.inbox], classroom)
    script = tmp_path / "two.py"
    script.write_text(TWO)
    command = [*host, sys.executable, str(script), str(classroom.root), LESSON.name, scheduler]
    both = [subprocess.Popen(command, cwd=REPOSITORY, env=None, stdout=subprocess.DEVNULL) for _ in range(2)]
    assert [process.wait(200) for process in both] == [0, 0]
    assert [result.status for result in grade(classroom, [LESSON], say=lambda line: None)] == [UNCHANGED] * 5
    assert marks(classroom) == {f"s{number}": 5 if number % 2 else 2 for number in range(5)}
    with Gradebook(f"sqlite:///{classroom.db}") as book:
        assert len(book.assignment_submissions(LESSON.name)) == 5


def test_a_class_that_is_a_link_is_the_class_that_it_leads_to(small_class, tmp_path, grade):
    classroom, elsewhere = small_class.classroom, tmp_path / "elsewhere"
    classroom.folder.rename(elsewhere)
    (small_class.root / "classroom").symlink_to(elsewhere)
    linked = Classroom(small_class.root)
    assert linked.folder == elsewhere == Classroom(small_class.root, small_class.root / "classroom").folder
    small_class.hand_in("ada")
    collect([small_class.inbox], linked)
    assert [result.status for result in grade(linked, [LESSON], say=lambda line: None)] == [GRADED]
    assert marks(linked) == {"ada": 5} and elsewhere.stat().st_mode & 0o077 == 0
    (small_class.root / "classroom").unlink()  # and is from then on, whatever becomes of the link
    assert [result.status for result in grade(linked, [LESSON], say=lambda line: None)] == [UNCHANGED]


class Clock(datetime):
    "A clock that is off."

    off = timedelta()

    @classmethod
    def now(cls, zone=None):
        return datetime.now(zone) + cls.off


@pytest.mark.parametrize("years", [-60, -3, 3])
def test_a_clock_that_jumps_loses_no_hand_in(small_class, monkeypatch, years):
    "What is collected while it is off stays, and later work replaces it once it is right again."
    classroom = small_class.classroom
    monkeypatch.setattr(collecting, "datetime", Clock)
    monkeypatch.setattr(Clock, "off", timedelta(days=365 * years))
    small_class.hand_in("ada", WRONG)
    assert [receipt.became for receipt in collect([small_class.inbox], classroom)] == [COLLECTED]
    monkeypatch.setattr(Clock, "off", timedelta())
    small_class.hand_in("ada")
    became = [receipt.became for receipt in collect([small_class.inbox], classroom)]
    assert became == [COLLECTED] and abs(
        received(Slot(LESSON.name, "ada"), classroom.submitted) - datetime.now(UTC)
    ) < (timedelta(hours=1))
    assert [receipt.became for receipt in collect([small_class.inbox], classroom)] == [SAME]


def test_no_limit_goes_by_a_clock_that_may_jump():
    "In grading and jails seconds are counted by `time.monotonic` and the processor's own clock."
    found = []
    for folder in ("grading", "jail", "probe"):
        for path in sorted((REPOSITORY / "autograder" / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Attribute) and ast.unparse(node) in ("time.time", "time.time_ns"):
                    found.append(f"{path.name}:{node.lineno}")
    assert found == []
