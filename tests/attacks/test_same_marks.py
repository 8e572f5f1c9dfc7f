"""The same hand-ins get the same marks to the byte: in another order, with one worker and with two.

And again in the same class, in `make test-all`.
"""

import json

import pytest

from autograder.classroom import Classroom
from autograder.grading import grade as grading
from autograder.reports.export import marks_csv
from autograder.reports.marks import read_marks
from tests.attacks.course import CORE, STATS, as_bytes, blank, hand_in, other_answers, perfect, references
from tests.attacks.engine import submit, write_course
from tests.attacks.long import LONG
from tests.attacks.variants import all_variants

pytestmark = pytest.mark.xdist_group("same_marks")

IDS = ["kim", "ada", "zoe", "bob", "eve", "lea", "max"]


def hand_ins():
    "Right, wrong, unusual and blank ones: (lesson, notebook)."
    wrong = [answer for answer in other_answers(STATS) if not answer.right][::15][:3]
    found = [(STATS, hand_in(STATS, {**references(STATS), a.exercise: f"#| export\n{a.source}"})) for a in wrong]
    found += [(STATS, perfect(STATS)), (CORE, blank(CORE)), (CORE, perfect(CORE))]
    return found + [(v.lesson, v.notebook) for v in all_variants() if v.lesson != STATS][:1]


def marks_of(classroom, names):
    "Marks and reasons, under the names that the hand-ins had first."
    csv = marks_csv(read_marks(classroom, [CORE, STATS]))
    rows = sorted(f"{names[row.split(',')[0]]},{row.partition(',')[2]}" for row in csv.splitlines()[1:])
    found = {}
    for path in sorted((classroom.folder / "records").glob("*/*.json")):
        record = json.loads(path.read_text())
        exercises = {
            name: {key: value for key, value in exercise.items() if "key" not in key and "seconds" not in key}
            for name, exercise in record["exercises"].items()
        }
        found[names[path.parent.name], path.stem] = json.dumps([record["status"], exercises], sort_keys=True)
    return "\n".join(rows).encode(), dict(sorted(found.items()))


def test_same_marks(tmp_path, grade):
    first = write_course(tmp_path / "course", ["00_core", "01_stats"])
    shuffled = Classroom(first.root, tmp_path / "shuffled")
    same = dict(zip(IDS, IDS, strict=True))
    other = dict(zip(reversed(IDS), IDS, strict=True))
    for (id, turned), (lesson, notebook) in zip(zip(IDS, reversed(IDS), strict=True), hand_ins(), strict=True):
        submit(first, id, lesson, as_bytes(notebook))
        submit(shuffled, turned, lesson, as_bytes(notebook))
    (shuffled.folder / "gradebook.db").write_bytes(first.db.read_bytes())
    (shuffled.folder / "trial_key").write_bytes((first.folder / "trial_key").read_bytes())

    grading.grade(first, [CORE, STATS], workers=1, say=lambda line: None)
    once = marks_of(first, same)
    assert len(once[1]) == len(IDS)
    grade(shuffled, [CORE, STATS], say=lambda line: None)  # two workers
    assert marks_of(shuffled, other) == once
    if LONG:
        grade(first, [CORE, STATS], force=True, say=lambda line: None)
        assert marks_of(first, same) == once
