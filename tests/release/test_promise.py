"""No answers: of the kit, of the folder that learners make from it, and of what a jail holds on a class's first day.

The site's test (tests/docs) asks the same.
"""

import shutil

import pytest

from autograder.classroom import Classroom
from autograder.grading.earlier import Libraries
from autograder.jail.staging import write_jail_code
from autograder.lessons import REPOSITORY, all_lessons
from autograder.student.workspace import make_workspace
from autograder.submissions import Slot
from tests.promise import given_away, texts_in

SOLUTIONS = REPOSITORY / "solutions"


def wheel(folder, kit):
    shutil.copytree(kit.parent, folder / "kit")


def workspace(folder, kit):
    make_workspace(folder / "mine")


def jail(folder, kit):
    write_jail_code(folder / "jail")
    libraries = Libraries(Classroom(folder=folder / "class"))
    for lesson in all_lessons(SOLUTIONS):
        for name, text in libraries.before(Slot(lesson.name, "ada")).modules.items():
            place = folder / "jail" / "course_lib" / lesson.name / f"{name}.py"
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text, encoding="utf-8")
    shutil.rmtree(folder / "class", ignore_errors=True)


@pytest.mark.parametrize("make", [wheel, workspace, jail])
def test_no_answer_is_there(make, tmp_path, kit):
    make(tmp_path, kit)
    texts = dict(texts_in(tmp_path))
    assert len(texts) > 20 and given_away(texts, SOLUTIONS) == []


@pytest.mark.parametrize("make", [wheel, workspace, jail])
def test_each_answer_would_be_found(make, tmp_path, kit):
    "The reference library of every lesson, put among what is there, is found line by line: also in an archive."
    make(tmp_path, kit)
    clean = dict(texts_in(tmp_path))
    with_reference = tmp_path / "with"
    shutil.copytree(REPOSITORY / "course_lib", with_reference / "course_lib")
    shutil.make_archive(str(with_reference / "all"), "zip", with_reference, "course_lib")
    found = given_away(clean | dict(texts_in(with_reference)), SOLUTIONS)
    for where in ("course_lib/", "all.zip/"):
        lessons = {line.split(" has a line of ")[1].split(":")[0] for line in found if line.startswith(where)}
        assert lessons == {lesson.name for lesson in all_lessons(SOLUTIONS)}
