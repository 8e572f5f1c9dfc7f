"Feedback finds its way back under the names that a platform gave; Gradescope looks up marks and runs nothing."

import json
import os
import subprocess
import sys
import zipfile

import pytest
from small_class import LESSON, RIGHT

from autograder.errors import CourseError
from autograder.grading.collect import collect
from autograder.grading.nbgrader.feedback import make_feedback
from autograder.reports.give_back import for_gradescope, give_back
from autograder.reports.marks import read_marks
from autograder.reports.overview import write_overviews

pytestmark = pytest.mark.xdist_group("small_class")

NAMES = {
    "ada": "lovelaceada_LATE_12345_67890_ada__01_mini-1.ipynb",
    "bob": "Bob Noyce_34567_assignsubmission_file_/bob__01_mini.ipynb",
    "cem": "cem__01_mini.ipynb",
}


@pytest.fixture
def returned(small_class, grade):
    "A class that came from three places, graded, with its pages."
    for wrong, (student, name) in enumerate(NAMES.items(), 7):
        (small_class.inbox / name).parent.mkdir(exist_ok=True)
        small_class.hand_in(student, {**RIGHT, "halve": f"def halve(x): return {wrong}"}, name=name)
    classroom = small_class.classroom
    assert not [problem for receipt in collect([small_class.inbox], classroom) for problem in receipt.problems]
    grade(classroom, [LESSON], say=lambda line: None)
    make_feedback(classroom, [LESSON], 1, say=lambda line: None)
    write_overviews(read_marks(classroom, [LESSON]), classroom)
    return small_class


def names_in(path):
    with zipfile.ZipFile(path) as archive:
        return archive.namelist()


def test_pages_go_back_the_way_that_hand_ins_came(returned):
    classroom = returned.classroom
    (canvas,), left_out = give_back("canvas", [LESSON], classroom)
    assert names_in(canvas) == ["lovelaceada_LATE_12345_67890_01_mini.html"]
    assert [line.split()[0] for line in left_out] == ["bob", "cem"]
    (moodle,), _ = give_back("moodle", [LESSON], classroom)
    assert names_in(moodle) == ["Bob Noyce_34567_assignsubmission_file_01_mini.html"]
    before = moodle.read_bytes()
    give_back("moodle", [LESSON], classroom)
    assert moodle.read_bytes() == before

    (classroom.folder / "roster.csv").write_text("id,name,email\nada,Ada,ada@example.org\nbob,Bob,=1@example.org\n")
    (table, *archives), left_out = give_back("mail", [LESSON], classroom)
    assert table.read_text().splitlines()[1:] == ["ada@example.org,Ada,ada.zip", "'=1@example.org,Bob,bob.zip"]
    assert [path.name for path in archives] == ["ada.zip", "bob.zip", "cem.zip"] and "cem has no address" in left_out[0]
    assert names_in(archives[0]) == ["01_mini/01_mini.html", "index.html"]

    for page in classroom.feedback.rglob("*.html"):
        page.unlink()
    with pytest.raises(CourseError, match="there is no page to pack"):
        give_back("mail", [LESSON], classroom)

    marks = read_marks(classroom, [LESSON])
    root = returned.root / "container"
    with zipfile.ZipFile(for_gradescope(LESSON, marks, classroom)) as archive:
        archive.extractall(root / "source")
        text = archive.read("results.json").decode()
    assert not [word for word in (*NAMES, "Noyce") if word in text]  # who it is, is Gradescope's to know

    def result(content):
        (root / "submission").mkdir(exist_ok=True)
        (root / "submission" / "homework.ipynb").write_bytes(content)
        environment = {**os.environ, "GRADESCOPE_ROOT": str(root)}
        subprocess.run([sys.executable, "-I", str(root / "source" / "run_autograder")], env=environment, check=True)
        return json.loads((root / "results" / "results.json").read_text())

    found = result((returned.inbox / NAMES["cem"]).read_bytes())
    assert (found["score"], [test["score"] for test in found["tests"]]) == (3, [3, 0])
    assert found["tests"][1]["output"] and found["tests"][1]["status"] == "failed"
    assert result(b"{}")["score"] == 0 and "no mark yet" in result(b"{}")["output"]
