"Solutions become lessons/: through nbgrader, without solutions, in full or not at all."

import json
import re
import shutil
import stat

import pytest
from tiny_courses import edit, files_below

from autograder.classroom import KEY_VARIABLE, Classroom, check_gradebook, trial_key
from autograder.errors import CourseError
from autograder.grading.nbgrader.adapted import nbgrader_api
from autograder.ipynb import (
    is_exported,
    is_marked_by_hand,
    is_solution,
    is_unwritten,
    marks_of,
    name_of,
    read_notebook,
    source_of,
)
from autograder.lessons import REPOSITORY, all_lessons
from autograder.release.assignment import generate, release

LESSONS = all_lessons(REPOSITORY / "solutions")
REGION = re.compile(r"^([ \t]*)### BEGIN SOLUTION\n(.*?)^[ \t]*### END SOLUTION$\n?", re.M | re.S)


@pytest.fixture(scope="module")
def gradebook(tmp_path_factory):
    "An empty gradebook: nbgrader takes seconds to make one."
    classroom = Classroom(tmp_path_factory.mktemp("class"))
    nbgrader_api(classroom).gradebook.close()
    return classroom.db


@pytest.fixture
def classroom(course, gradebook):
    made = Classroom(course)
    made.folder.mkdir()
    shutil.copy(gradebook, made.db)
    return made


def lessons_of(classroom):
    return all_lessons(classroom.solutions)


def test_learners_get_stubs(classroom):
    changed = release(lessons_of(classroom), classroom)
    assert {path.name for path in changed} == {"90_first.ipynb", "91_second.ipynb"}
    cells = read_notebook(classroom.lessons / "90_first" / "90_first.ipynb")["cells"]
    found = {name_of(cell): cell for cell in cells}
    stub = '#| export\ndef double(x):\n    "Of `x`."\n    # Your code here\n    raise NotImplementedError'
    assert source_of(found["double"]) == stub
    assert source_of(found["check_double"]) == 'check("double")'
    assert source_of(found["trial-run"]) and found["trial-run"]["metadata"]["tags"] == ["experiment"]


def test_files_are_ordinary_and_nothing_else_is_there(classroom):
    (classroom.solutions / "90_first" / "drawing.svg").write_text("<svg/>")
    release(lessons_of(classroom), classroom)
    assert set(files_below(classroom.lessons)) == {
        "90_first/90_first.ipynb",
        "90_first/drawing.svg",
        "91_second/91_second.ipynb",
    }
    for path in classroom.lessons.rglob("*.ipynb"):
        assert stat.S_IMODE(path.stat().st_mode) & 0o600 == 0o600
    assert {path.name for path in classroom.folder.iterdir()} == {"gradebook.db", "trial_key"}


def test_the_gradebook_knows_the_lessons(classroom):
    release(lessons_of(classroom), classroom)
    with nbgrader_api(classroom).gradebook as book:
        assert [a.name for a in book.assignments] == ["90_first", "91_second"]
        assert book.find_assignment("90_first").max_score == 3


def test_releasing_again_changes_nothing(classroom):
    release(lessons_of(classroom), classroom)
    before = files_below(classroom.lessons)
    assert release(lessons_of(classroom), classroom) == []
    assert files_below(classroom.lessons) == before


def test_strays_go_and_lessons_not_asked_for_stay(classroom):
    release(lessons_of(classroom), classroom)
    (classroom.lessons / "90_first" / ".ipynb_checkpoints").mkdir()
    (classroom.lessons / "90_first" / ".ipynb_checkpoints" / "old.ipynb").write_text("{}")
    (classroom.lessons / "89_gone").mkdir()
    (classroom.lessons / "89_gone" / "89_gone.ipynb").write_text("{}")
    (classroom.lessons / "91_second" / "mine.txt").write_text("not asked for")
    release(lessons_of(classroom)[:1], classroom)
    assert set(files_below(classroom.lessons)) == {
        "90_first/90_first.ipynb",
        "91_second/91_second.ipynb",
        "91_second/mine.txt",
    }
    assert {path.name for path in classroom.lessons.iterdir()} == {"90_first", "91_second"}


@pytest.mark.parametrize(
    ("cell", "text", "said"),
    [
        ("quadruple", "#| export\ndef quadruple(x):\n    ### BEGIN SOLUTION\n    return 1", "no end solution"),
        ("example-quadruple", "### BEGIN SOLUTION\n1\n### END SOLUTION", "Solution region detected in a non-solution"),
        ("check_quadruple", 'check("quadruple", hidden=True)', "'hidden=True' would reach learners"),
    ],
)
def test_one_broken_lesson_leaves_everything_as_it_was(classroom, cell, text, said):
    release(lessons_of(classroom), classroom)
    lessons, book = files_below(classroom.lessons), classroom.db.read_bytes()
    edit(classroom.solutions / "90_first" / "90_first.ipynb", "text-double", "### Exercise 1: double, again")
    edit(classroom.solutions / "91_second" / "91_second.ipynb", cell, text)
    with pytest.raises(CourseError, match=said) as error:
        release(lessons_of(classroom), classroom)
    assert "91_second.ipynb" in str(error.value) and "\n" not in str(error.value)
    assert files_below(classroom.lessons) == lessons
    assert classroom.db.read_bytes() == book


def test_an_unreadable_gradebook_is_named_and_kept(classroom):
    classroom.db.write_text("not a database")
    with pytest.raises(CourseError, match=r"gradebook.db is not a readable gradebook .* Restore it from a backup"):
        release(lessons_of(classroom), classroom)
    assert classroom.db.read_text() == "not a database"
    assert not classroom.lessons.exists()


def test_a_new_class_has_no_gradebook_yet(tmp_path):
    check_gradebook(Classroom(tmp_path))


def test_the_key_is_made_once_and_is_private(tmp_path):
    classroom = Classroom(tmp_path)
    key = trial_key(classroom)
    assert trial_key(classroom) == key and len(key) == 64
    assert stat.S_IMODE((classroom.folder / "trial_key").stat().st_mode) == 0o600
    (classroom.folder / "trial_key").write_text("")
    with pytest.raises(CourseError, match="trial_key is empty"):
        trial_key(classroom)


def test_the_key_has_the_name_that_trials_look_for():
    from autograder.checks.trial import KEY_VARIABLE as expected

    assert KEY_VARIABLE == expected


# The real course


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    "lessons/ as the solutions make it now."
    return generate(LESSONS, Classroom(REPOSITORY, tmp_path_factory.mktemp("class")))


def test_lessons_are_what_the_solutions_make(made):
    committed = {path: path.read_bytes() for path in (REPOSITORY / "lessons").rglob("*") if path.is_file()}
    committed = {path: data for path, data in committed.items() if ".ipynb_checkpoints" not in path.parts}
    assert sorted(made) == sorted(committed)
    changed = [path.name for path in made if made[path] != committed[path]]
    assert not changed, f"run `autograder release`: {changed}"


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)
def test_released_lesson_holds_no_answers(lesson, made):
    source = read_notebook(lesson.notebook(REPOSITORY / "solutions"))["cells"]
    released = json.loads(made[lesson.notebook(REPOSITORY / "lessons")])["cells"]
    assert [name_of(cell) for cell in released] == [name_of(cell) for cell in source]
    text = "\n".join(map(source_of, released))
    for before, after in zip(source, released, strict=True):
        assert not after.get("outputs") and after.get("execution_count") is None
        assert is_exported(after) == is_exported(before)
        assert marks_of(after).get("points") == marks_of(before).get("points")
        if is_solution(before):
            stub = REGION.sub(r"\1# Your code here\n\1raise NotImplementedError\n", source_of(before))
            assert source_of(after) == stub.rstrip("\n")
        if is_marked_by_hand(before):
            assert is_unwritten(after) and marks_of(after)["points"] > 0
            assert before["cell_type"] == "code" or source_of(after) == "*Your answer here.*"
        for _, region in REGION.findall(source_of(before)):
            assert region.count("\n") == 1 or region.strip() not in text, f"{name_of(before)} is printed elsewhere"
    assert not re.search("BEGIN|END SOLUTION|HIDDEN TESTS|hidden=True", text)
