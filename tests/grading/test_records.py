"Records hold results as data, and those of a class that was graded before are read still."

import hashlib
import hmac
import json

import pytest

from autograder.checks.report import Row
from autograder.classroom import Classroom, trial_key
from autograder.grading.records import GRADED, BrokenRecord, Record, open_record, read_record, record_path, write_record
from autograder.grading.results import Judged
from autograder.submissions import Slot

ADA = Slot("01_stats", "ada")
# As it was written while tables were kept as text.
OLD = {
    "status": GRADED,
    "submission": "aa",
    "key": "bb",
    "reason": "",
    "remarks": ["cell check_variance is missing"],
    "jail": "bubblewrap",
    "verdict": "PASS",
    "seconds": 1.5,
    "exercises": {
        "variance": {
            "verdict": "FAIL",
            "points": 1,
            "max_points": 3,
            "reasons": ["divides by n - 1"],
            "checks": [
                {"title": "Of all", "verdict": "PASS", "points": 1, "of": 1},
                {"title": "Of one axis", "verdict": "FAIL", "points": 0, "of": 2},
            ],
            "text": "variance: 1 of 3 points",
            "html": "<table></table>",
            "key": "cc",
        }
    },
    "outputs": {"3": [{"output_type": "stream", "name": "stdout", "text": "hello"}]},
    "facts": {"host": "here"},
    "seal": "",
}


@pytest.fixture
def classroom(tmp_path):
    return Classroom(tmp_path)


def write_old(classroom, **changed):
    content = json.dumps({**OLD, **changed, "seal": ""}, sort_keys=True)
    seal = hmac.new(trial_key(classroom).encode(), b"record" + content.encode(), hashlib.sha256).hexdigest()
    path = record_path(ADA, classroom)
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps({**OLD, **changed, "seal": seal}))
    return path


def test_an_old_record_is_read(classroom):
    write_old(classroom)
    record = open_record(ADA, classroom)
    variance = record.exercises["variance"]
    assert (variance.points, variance.max_points, variance.reasons) == (1, 3, ("divides by n - 1",))
    assert [(row.title, row.verdict, row.passed) for row in variance.rows] == [
        ("Of all", "PASS", True),
        ("Of one axis", "FAIL", False),
    ]
    assert record.outputs[3][0]["text"] == "hello" and record.remarks == ("cell check_variance is missing",)
    write_record(ADA, record, classroom)
    assert open_record(ADA, classroom) == record


def test_a_changed_old_record_is_found(classroom):
    path = write_old(classroom)
    path.write_text(path.read_text().replace('"points": 1', '"points": 3', 1))
    assert read_record(ADA, classroom) is None
    with pytest.raises(BrokenRecord, match="was changed after it was written"):
        open_record(ADA, classroom)


@pytest.mark.parametrize("changed", [{"exercises": []}, {"exercises": {"variance": {}}}, {"outputs": {"x": []}}])
def test_a_record_of_another_form_is_none(classroom, changed):
    write_old(classroom, **changed)
    assert read_record(ADA, classroom) is None


def test_nothing_of_a_hidden_trial_is_kept_but_what_may_be_shown(classroom):
    row = Row("It holds", 2, False, "f(0.123)", "0.456", "0.789", "is 0.123 off", hidden=True, public="is off")
    report_reasons = (row.reason,)
    write_record(ADA, Record(GRADED, "", "", exercises={"f": Judged("FAIL", 0, 2, report_reasons, (row,))}), classroom)
    text = record_path(ADA, classroom).read_text()
    assert "is off" in text and not any(number in text for number in ("0.123", "0.456", "0.789"))
