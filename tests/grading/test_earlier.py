"What hand-ins find of earlier lessons: no answer of a lesson that is open, and no zero where one is wanting."

import ast
import json
import shutil

import pytest

from autograder.classroom import Classroom, close_lessons, closed_lessons
from autograder.cli import main
from autograder.grading.earlier import Libraries, Library, module_text
from autograder.grading.records import GRADED, WAITING, Record, digest, read_record, write_record
from autograder.grading.results import Judged
from autograder.lessons import REPOSITORY, all_lessons
from autograder.release.leaks import find_leaks, secret_lines
from autograder.reports.marks import read_marks
from autograder.submissions import Slot
from tests.attacks.course import CORE, GLOROT, LEARNER, STATS, as_bytes, blank, hand_in, perfect, references
from tests.attacks.engine import submit, write_course

LESSONS = all_lessons(REPOSITORY / "solutions")


def written(library, folder):
    for name, text in library.modules.items():
        (folder / f"{name}.py").write_text(text)
    return folder


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)
def test_no_answer_of_an_open_lesson_is_in_a_jail(lesson, tmp_path):
    "As a kit is looked through, so is what a jail of each lesson holds, for somebody who has handed in nothing."
    library = Libraries(Classroom(folder=tmp_path / "class")).before(Slot(lesson.name, "ada"))
    folder = tmp_path / "course_lib"
    folder.mkdir()
    assert len(library.modules) == LESSONS.index(lesson)
    assert find_leaks(written(library, folder)) == []


def test_the_reference_of_a_closed_lesson_is(tmp_path):
    classroom = Classroom(folder=tmp_path / "class")
    close_lessons([STATS.name], classroom)
    library = Libraries(classroom).before(Slot(GLOROT.name, "ada"))
    assert library.modules["stats"] == (REPOSITORY / "course_lib" / "stats.py").read_text()
    assert ("stats", "variance") not in library.missing and ("core", "flatten_images") in library.missing
    leaks = find_leaks(written(library, tmp_path), REPOSITORY / "solutions")
    found = {line.split("solution of ")[1].split(":")[0] for line in leaks if "solution of" in line}
    assert found == {STATS.name}
    assert set(secret_lines(REPOSITORY / "solutions").values()) > found


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)
def test_what_is_put_together_is_what_nbdev_exports(lesson):
    names = {}
    texts = {"ours": module_text(perfect(lesson)["cells"])}
    texts["nbdev"] = (REPOSITORY / "course_lib" / f"{lesson.module}.py").read_text()
    for lane, text in texts.items():
        body = [n for n in ast.parse(text).body if isinstance(n, ast.FunctionDef | ast.ClassDef)]
        names[lane] = {n.name: ast.dump(n) for n in body}
    assert names["ours"] == names["nbdev"]


class Records:
    "A class in which records say what passed, without grading."

    def __init__(self, folder):
        self.classroom = Classroom(folder=folder)

    def accept(self, lesson, notebook, student="ada", failed=()):
        slot = submit(self.classroom, student, lesson, as_bytes(notebook))
        exercises = {name: Judged("FAIL" if name in failed else "PASS", None) for name in references(lesson)}
        data = slot.notebook(self.classroom.submitted).read_bytes()
        write_record(slot, Record(GRADED, digest(data), "", exercises=exercises), self.classroom)

    def library(self, lesson, student="ada"):
        return Libraries(self.classroom).before(Slot(lesson.name, student))


OWN = "#| export\ndef variance(x, correction=0, dim=None):\n    return my_own(x, correction, dim)"
MINE = "def my_own(x, correction, dim):\n    return 'mine'"


@pytest.fixture
def records(tmp_path):
    return Records(tmp_path / "class")


def test_own_accepted_work_comes_first(records):
    answers = {**references(STATS), "variance": OWN}
    records.accept(STATS, hand_in(STATS, answers, first=f"#| export\n{MINE}"))
    close_lessons([STATS.name], records.classroom)
    library = records.library(GLOROT)
    assert "return 'mine'" in library.modules["stats"]
    assert not any(module == "stats" for module, _ in library.missing)
    assert "mine" not in records.library(GLOROT, "ben").modules["stats"]


def test_an_answer_that_failed_is_a_stub_in_it(records):
    records.accept(STATS, hand_in(STATS, references(STATS)), failed=["correlation"])
    library = records.library(GLOROT)
    assert [place for place in library.missing if place[0] == "stats"] == [("stats", "correlation")]
    space = {}
    exec(library.modules["stats"], space)
    with pytest.raises(NotImplementedError):
        space["correlation"](1, 2)
    assert space["variance"].__doc__


def test_an_answer_that_leans_on_what_is_not_exported_is_not_built_on(records):
    answers = {**references(STATS), "variance": OWN}
    records.accept(STATS, hand_in(STATS, answers, first=MINE))
    assert ("stats", "variance") in records.library(GLOROT).missing


def test_a_later_hand_in_that_is_not_graded_counts_for_nothing(records):
    records.accept(STATS, hand_in(STATS, references(STATS)))
    assert ("stats", "variance") not in records.library(GLOROT).missing
    submit(records.classroom, "ada", STATS, as_bytes(blank(STATS)))
    assert ("stats", "variance") in records.library(GLOROT).missing


@pytest.mark.parametrize(
    ("cell", "waits"),
    [
        ("from course_lib.stats import variance\nvariance(1)", True),
        ("from course_lib.stats import variance as v", False),
        ("from course_lib.stats import variance as v\nv", True),
        ("import course_lib.stats as s\ns.variance", True),
        ("import course_lib.stats\ncourse_lib.stats.correlation", True),
        ("from course_lib import stats\nstats.correlation(1, 2)", True),
        ("from course_lib.glorot import uses\nuses(3)", True),
        ("from course_lib.glorot import does_not\ndoes_not(3)", False),
        ("%matplotlib inline\nfrom course_lib.stats import variance\nvariance", False),
        ("variance = 3\nvariance", False),
    ],
)
def test_what_a_hand_in_waits_for(cell, waits):
    glorot = "from course_lib.stats import variance\n\ndef uses(x): return inner(x)\ndef inner(x): return variance(x)\n"
    glorot += "def does_not(x): return x\n"
    missing = {("stats", name): f"wants {name}" for name in ("variance", "correlation")}
    library = Library({"stats": "", "glorot": glorot}, missing)
    assert bool(library.wanting([cell])) == waits
    assert library.wanting(["from course_lib.stats import variance"], ["variance"]) == ["wants variance"]


@pytest.fixture(scope="module")
def graded(tmp_path_factory, grade):
    "One who passed 01, one who failed it, one who did not hand it in; all hand in 02. Nothing is closed."
    classroom = write_course(tmp_path_factory.mktemp("open") / "course", ["00_core", "01_stats", "02_glorot"])
    (classroom.folder / "closed.txt").unlink()
    wrong = "#| export\ndef variance(x, correction=0, dim=None):\n    return x.sum()"
    own = references(STATS)["variance"].replace("#| export", "#| export\n# ada's own way")
    look = "import inspect, course_lib.stats\nprint(inspect.getsource(course_lib.stats))"
    submit(classroom, "ada", STATS, as_bytes(hand_in(STATS, {**references(STATS), "variance": own})))
    submit(classroom, "ben", STATS, as_bytes(hand_in(STATS, {**references(STATS), "variance": wrong})))
    for student in ("ada", "ben", "cleo"):
        done = hand_in(GLOROT, references(GLOROT), first=look, predicted=True)
        submit(classroom, student, GLOROT, as_bytes(done))
    results = grade(classroom, [GLOROT, STATS], say=lambda line: None)
    return classroom, {(result.slot.student, result.slot.lesson[:2]): result for result in results}


def test_one_run_takes_lessons_in_their_order(graded):
    classroom, results = graded
    assert {place: result.status for place, result in results.items()} == {
        ("ada", "01"): GRADED,
        ("ben", "01"): GRADED,
        ("ada", "02"): GRADED,
        ("ben", "02"): WAITING,
        ("cleo", "02"): WAITING,
    }
    record = read_record(Slot(GLOROT.name, "ada"), classroom)
    assert {found.verdict for found in record.exercises.values()} == {"PASS"}
    assert "# ada's own way" in json.dumps(record.outputs)


def test_who_waits_has_no_mark_and_is_told_why(graded):
    classroom, results = graded
    marks = {mark.slot.student: mark for mark in read_marks(classroom, [GLOROT])}
    for student in ("ben", "cleo"):
        assert marks[student].points is None
        for words in ("variance of 01_stats", "is not closed", "autograder close 01"):
            assert words in marks[student].problem, marks[student]
        assert "\n" not in results[student, "02"].reason


def test_closing_the_lesson_gives_them_their_marks_and_leaves_the_others(graded, grade):
    classroom, _ = graded
    copied = Classroom(classroom.root, classroom.folder.parent / "after")
    shutil.copytree(classroom.folder, copied.folder)
    close_lessons([STATS.name], copied)
    results = grade(copied, [STATS, GLOROT], say=lambda line: None)
    assert {(r.slot.student, r.slot.lesson[:2]): r.status for r in results if r.status == GRADED} == {
        ("ben", "02"): GRADED,
        ("cleo", "02"): GRADED,
    }
    marks = {mark.slot.student: mark for mark in read_marks(copied, [GLOROT])}
    assert {mark.points for mark in marks.values()} == {marks["ada"].max_points}


def test_the_command_closes_and_gives_out_the_reference(tmp_path, capsys):
    folder = tmp_path / "class"
    assert main(["close", "--classroom", str(folder)]) == 0
    assert capsys.readouterr().out == "Closed: none.\n"
    assert main(["close", "1", "--classroom", str(folder)]) == 0
    assert "Closed: 01_stats." in capsys.readouterr().out
    assert closed_lessons(Classroom(folder=folder)) == {STATS.name}
    assert [path.name for path in (folder / "reference").iterdir()] == ["stats.py"]
    assert main(["close", "nonsense", "--classroom", str(folder)]) == 1
    assert closed_lessons(Classroom(folder=folder)) == {STATS.name}


def test_lessons_after_it_are_never_there(records):
    for lesson in (CORE, STATS, GLOROT, LEARNER):
        records.accept(lesson, perfect(lesson))
    assert set(records.library(STATS).modules) == {"core"}
