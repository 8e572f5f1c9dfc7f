"The demo class, run once: each mark, each reason, the gradebook, the pages, the CSV."

import csv
import json
import shutil

import pytest
from chromium import chromium, needs_chromium
from lab import PATIENCE, running_lab
from nbgrader.api import Gradebook

from autograder import demo
from autograder.checks.run import checks_of, run_checks
from autograder.checks.student import in_this_process
from autograder.checks.trial import KEY_VARIABLE
from autograder.classroom import Classroom, trial_key
from autograder.errors import CourseError
from autograder.grading.grade import grade
from autograder.grading.nbgrader.formgrader import formgrader_command, nbgrader_environment
from autograder.ipynb import is_exported, is_solution, name_of, only_imports, read_notebook, source_of
from autograder.lessons import REPOSITORY, all_lessons
from autograder.predictions import exercise_of, predictions
from autograder.probe.child import execute
from autograder.reports.marks import read_marks
from autograder.reports.transcript import crash_in
from autograder.submissions import Slot

pytestmark = pytest.mark.xdist_group("demo")

LEARNERS = {learner.id: learner for learner in demo.demo_class()}
LESSONS = {lesson.module: lesson for lesson in all_lessons(REPOSITORY / "solutions")}
HAND_INS = [(id, module) for id, learner in LEARNERS.items() for module in learner.hand_ins if module in LESSONS]
NOT_GRADED = {
    "hana": "could not be read: it is cut short or damaged at line",
    "i.silva": "the same grade id 'covariance'",
}
GRADED = [(id, module) for id, module in HAND_INS if id not in NOT_GRADED]

NO_DATA = """
import os
from types import SimpleNamespace
def fashion_mnist():
    if os.environ["COURSE_DATA"] != "offline":
        raise RuntimeError("no file in " + os.environ["COURSE_DATA"])
    return SimpleNamespace(name="drawn garments")
"""


@pytest.fixture(scope="session")
def shown(tmp_path_factory):
    "A copy of the course in which the demo has run, and what it printed."
    root = tmp_path_factory.mktemp("demo") / "course"
    for folder in ("solutions", "course_lib", "tests/answers"):
        shutil.copytree(REPOSITORY / folder, root / folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(REPOSITORY / "settings.ini", root)
    lines = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("builtins.print", lambda *values, **_: lines.append(" ".join(map(str, values))))
        patch.setenv("COURSE_DATA", demo.os.environ.get("COURSE_DATA", ""))
        assert demo.demo(root, width=110) == 0, "\n".join(lines)
    return Classroom(root, root / "classroom" / "demo"), "\n".join(lines)


@pytest.fixture(scope="session")
def classroom(shown):
    return shown[0]


@pytest.fixture(scope="session")
def marks(classroom):
    return {(mark.slot.student, mark.slot.lesson[3:]): mark for mark in read_marks(classroom, list(LESSONS.values()))}


def expected_points(id, module, classroom):
    "The checks' own verdict on what was handed in, in this process."
    notebook = json.loads(demo.handed_in(LEARNERS[id].hand_ins[module], LESSONS[module], classroom))
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    cells = [
        source_of(cell) for cell in code if is_exported(cell) or is_solution(cell) or only_imports(source_of(cell))
    ]
    namespace, failed = execute(cells)
    assert failed is None
    exercises = [name_of(cell) for cell in code if is_solution(cell)]
    points = {name: run_checks(name, in_this_process(namespace), hidden=True).points for name in exercises}
    return {**points, exercise_of(LESSONS[module].number): int(bool(predictions(code)))}


def test_everybody_is_in_the_marks(marks):
    assert sorted(marks) == sorted(HAND_INS)


@pytest.mark.parametrize(("id", "module"), GRADED)
def test_marks_are_the_checks_verdict_and_lie_in_the_gradebook(id, module, classroom, marks, monkeypatch):
    monkeypatch.setenv(KEY_VARIABLE, trial_key(classroom))
    expected, mark = expected_points(id, module, classroom), marks[id, module]
    assert {e.exercise: e.points for e in mark.exercises} == expected
    assert {e.exercise: e.max_points for e in mark.exercises} == {
        name: sum(check.points for check in checks_of(name)) for name in expected
    }
    with Gradebook(f"sqlite:///{classroom.db}") as book:
        lesson = LESSONS[module].name
        kept = {
            g.name.removeprefix("check_"): g.auto_score
            for g in book.find_submission_notebook(lesson, lesson, id).grades
        }
    assert kept == expected and mark.points == sum(expected.values())


@pytest.mark.parametrize(("id", "module"), GRADED)
def test_every_lost_point_has_its_reason(id, module, classroom, marks):
    hand_in = LEARNERS[id].hand_ins[module]
    lost = {e.exercise: e.reason for e in marks[id, module].exercises if e.points < e.max_points}
    assert all(lost.values())
    for exercise, title in hand_in.wrong.items():
        assert demo.answer_called(title, exercise, LESSONS[module], classroom).looks_like[0] in lost[exercise]
    for exercise in lost if hand_in.blank == "all" else hand_in.blank:
        assert lost[exercise] == "not written yet"


@pytest.mark.parametrize(("id", "module"), [(id, m) for id, m in GRADED if id in ("ada", "jules", "kim-s")])
def test_who_has_everything_right_gets_everything(id, module, marks, classroom):
    mark = marks[id, module]
    assert mark.points == mark.max_points > 0
    graded = Slot(LESSONS[module].name, id).notebook(classroom.autograded)
    assert crash_in(read_notebook(graded)) == ""


def test_blank_earns_nothing(marks):
    assert [marks["b.okafor", module].points for module in LEARNERS["b.okafor"].hand_ins if module in LESSONS] == [0, 0]


def test_crashes_are_told_apart(marks, classroom):
    goran = marks["goran", "stats"]  # the cell that ended his kernel costs nothing but itself
    graded = read_notebook(Slot("01_stats", "goran").notebook(classroom.autograded))
    assert goran.points == goran.max_points and crash_in(graded).startswith("the kernel died in cell ")
    assert marks["fatima.n", "stats"].notes[0].endswith("raised ZeroDivisionError: division by zero")
    (lost,) = [e for e in marks["fatima.n", "stats"].exercises if e.reason]
    assert lost.exercise == "correlation" and "without_mean" in lost.reason
    assert "cell check_variance is missing" in marks["jules", "stats"].notes[0]


@pytest.mark.parametrize("id", NOT_GRADED)
def test_what_could_not_be_graded_is_kept_aside_and_named(id, marks, classroom):
    mark = marks[id, "stats"]
    assert mark.points is None and NOT_GRADED[id] in mark.problem and f"Ask {id} to hand in" in mark.problem
    aside = classroom.folder / "refused" / id / "01_stats"
    assert (aside / "reason.txt").read_text() == mark.problem
    assert (aside / "01_stats.ipynb").read_bytes() == (
        classroom.folder / "inbox" / f"{id}__01_stats.ipynb"
    ).read_bytes()


def test_pages_show_the_score_and_no_hidden_trial(classroom, marks):
    for id, module in GRADED:
        page = Slot(LESSONS[module].name, id).folder(classroom.feedback) / f"{LESSONS[module].name}.html"
        text = page.read_text(encoding="utf-8")
        assert f"{marks[id, module].points:g} of {marks[id, module].max_points:g} points" in text
        assert "HIDDEN TESTS" not in text and "hidden=True" not in text
    assert not list(classroom.feedback.glob("hana/*"))


def test_csv_adds_up(classroom, marks):
    with open(classroom.folder / "marks.csv", newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    for (id, module), mark in marks.items():
        mine = [row for row in rows if (row["student"], row["lesson"]) == (id, LESSONS[module].name)]
        assert sum(float(row["points"] or 0) for row in mine) == (mark.points or 0)
        assert mark.points is not None or mine[0]["reason"] == mark.problem


def test_the_printed_report(shown):
    classroom, text = shown
    table = text[text.index("\nstudent ") : text.index("\nFeedback pages")]
    assert max(map(len, table.splitlines())) <= 110 and "Traceback" not in text
    for part in (
        "Data: ",
        "Released: 00_core, 01_stats",
        "Grading, ",
        "divides by n - 1",
        "not written yet",
        "Done in",
    ):
        assert part in text
    for place in ("feedback", "report.html", "marks.csv", "gradebook.db", "refused"):
        assert str(classroom.folder / place) in text


def test_the_class_page_says_how_long_grading_took(classroom, marks):
    seconds = [mark.seconds for slot, mark in marks.items() if slot in GRADED]
    assert all(second > 0 for second in seconds)
    assert f"{sum(seconds):.0f} s of work in all" in (classroom.folder / "report.html").read_text(encoding="utf-8")


def test_grading_again_changes_nothing(classroom, marks):
    lines = []
    grade(classroom, [LESSONS["stats"]], say=lines.append)
    assert lines == []
    again = {m.slot.student: m for m in read_marks(classroom, [LESSONS["stats"]])}
    assert again == {id: mark for (id, module), mark in marks.items() if module == "stats"}


def test_without_data_garments_are_drawn_and_it_says_why(tmp_path, monkeypatch):
    (tmp_path / "course_lib").mkdir()
    (tmp_path / "course_lib" / "core.py").write_text(NO_DATA)
    monkeypatch.setenv("COURSE_DATA", "/nowhere")
    said = demo.find_data(Classroom(tmp_path))
    assert said == "drawn garments, because there is no Fashion-MNIST (RuntimeError: no file in /nowhere)"
    assert demo.os.environ["COURSE_DATA"] == "offline"


def test_only_its_own_folder_is_emptied(tmp_path):
    folder = tmp_path / "classroom" / "demo"
    folder.mkdir(parents=True)
    (folder / "gradebook.db").write_text("mine")
    with pytest.raises(CourseError, match="was not made by the demo. Move it away"):
        demo.fresh_demo(tmp_path)
    assert (folder / "gradebook.db").read_text() == "mine"


@needs_chromium
def test_formgrader_shows_the_marks_in_a_browser(shown, tmp_path):
    classroom, _ = shown
    environment = nbgrader_environment(classroom)
    command = formgrader_command(classroom)[1:]
    with running_lab(command, classroom.root, tmp_path, environment) as address, chromium() as browser:
        page = browser.new_page()
        page.set_default_timeout(PATIENCE)
        page.goto(f"{address}/formgrader/manage_submissions/01_stats")
        row = page.locator("tr", has_text="ada")
        row.first.wait_for()
        stats = LESSONS["stats"]
        (ada,) = read_marks(classroom, [stats], ["ada"])
        assert f"{ada.points:g}" in row.first.inner_text()
        page.goto(f"{address}/formgrader/gradebook/01_stats/01_stats")
        page.locator("tr", has_text="Submission #").first.wait_for()  # whoever marks sees no name
        assert not [text for text in page.locator("tbody tr").all_inner_texts() if "ada" in text]

        page.goto((classroom.folder / "report.html").as_uri())
        table = page.locator("table.sortable").first
        names = table.locator("tbody th").all_inner_texts()
        table.locator("thead button", has_text="total").click()
        totals = [float(text) for text in table.locator("tbody tr td:nth-last-child(2)").all_inner_texts()]
        assert totals == sorted(totals) and len(set(totals)) > 1
        table.locator("thead button", has_text="learner").click()
        assert table.locator("tbody th").all_inner_texts() == sorted(names)
