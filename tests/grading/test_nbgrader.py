"nbgrader's own commands, form grader and exchange on a class: the right one, and nothing runs without a jail."

import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from nbgrader.api import Gradebook
from nbgrader.apps import NbGraderAPI
from nbgrader.server_extensions.formgrader import base
from nbgrader.utils import notebook_hash
from small_class import CELLS, CHECKS, LESSON, RIGHT
from tiny_courses import grade as check_cell
from tiny_courses import solution, write_notebook
from traitlets.config.loader import PyFileConfigLoader

from autograder import cli
from autograder.classroom import CONFIG_FILE, KEY_VARIABLE, Classroom, nbgrader_config
from autograder.errors import CourseError
from autograder.grading import again
from autograder.grading import grade as grading
from autograder.grading.collect import LEFT, collect
from autograder.grading.nbgrader import adapted, formgrader
from autograder.grading.nbgrader.feedback import make_feedback
from autograder.grading.nbgrader.totals import Totals
from autograder.grading.records import read_record
from autograder.release.assignment import release
from autograder.reports.marks import read_marks
from autograder.submissions import SECRET, Slot

pytestmark = pytest.mark.xdist_group("small_class")

WHEN = "2026-01-31 18:00:00.123456 UTC"


def silent(line):
    pass


def slot(student):
    return Slot(LESSON.name, student)


def in_the_exchange(course, student, answers=RIGHT, when=WHEN, secret="5ec7e7"):
    "A hand-in as `nbgrader submit` lays it down."
    folder = course.root / "exchange" / "initialization" / "inbound" / f"{student}+01_mini+{when}+random"
    folder.mkdir(parents=True)
    course.hand_in(student, answers).rename(folder / "01_mini.ipynb")
    (folder / "timestamp.txt").write_text(when)
    (folder / SECRET).write_text(secret)
    return folder.parent


def test_hand_ins_of_the_exchange_get_their_feedback_back_there(small_class, grade, monkeypatch, capfd):
    monkeypatch.delenv(KEY_VARIABLE, raising=False)
    classroom = small_class.classroom
    inbound = in_the_exchange(small_class, "ada")
    small_class.hand_in("bob")
    assert [receipt.problems for receipt in collect([inbound, small_class.inbox], classroom)] == [(), ()]
    assert (slot("ada").folder(classroom.submitted) / "timestamp.txt").read_text() == WHEN
    grade(classroom, [LESSON], say=silent)
    make_feedback(classroom, [LESSON], 1, say=silent)

    config = nbgrader_config(classroom)
    config.Exchange.root = str(inbound.parents[1])
    done = NbGraderAPI(config=config).release_feedback(LESSON.name)
    assert done["success"], done
    assert "bob did not hand in through the exchange" in done["log"]
    (page,) = (inbound.parent / "feedback").iterdir()
    assert page.stem == notebook_hash(secret="5ec7e7", notebook_id=LESSON.name)
    assert page.stat().st_mode & 0o004  # learners have other accounts
    assert page.read_bytes() == (slot("ada").folder(classroom.feedback) / "01_mini.html").read_bytes()


def test_in_the_exchange_nobody_hands_in_for_another(small_class, monkeypatch):
    in_the_exchange(small_class, "bob")
    inbound = in_the_exchange(small_class, "ada")
    owner = SimpleNamespace(pw_name="bob")
    monkeypatch.setattr("autograder.grading.collect.getpwuid", lambda uid: owner)
    became = {receipt.slot or receipt.became: receipt.problems for receipt in collect([inbound], small_class.classroom)}
    assert became == {
        slot("bob"): (),
        LEFT: ("is named as ada's and was submitted by the account bob. Ask whose it is.",),
    }


def settings_of(folder):
    "What nbgrader reads with `JUPYTER_CONFIG_PATH` set to this folder."
    return PyFileConfigLoader("nbgrader_config.py", path=str(folder)).load_config()


def test_a_copied_or_moved_class_has_its_own_gradebook(small_class, tmp_path, monkeypatch):
    monkeypatch.setenv(KEY_VARIABLE, "")
    classroom = small_class.classroom
    formgrader.write_config(classroom)
    copy = shutil.copytree(classroom.folder, tmp_path / "elsewhere" / "copy")
    course = shutil.copytree(small_class.root, tmp_path / "course 2")
    for folder, root in ((classroom.folder, classroom.root), (copy, classroom.root), (course / "classroom", course)):
        found = settings_of(folder).CourseDirectory
        assert found.db_url == f"sqlite:///{folder / 'gradebook.db'}"
        assert (root / found.submitted_directory, found.root) == (folder / "submitted", str(root))


def test_a_dollar_in_a_path_is_a_dollar(small_class, tmp_path, monkeypatch):
    "traitlets reads `$HOME` in a folder's name as a variable, and passes over settings that it does not find."
    package = tmp_path / "of $HOME" / "autograder"
    (package / "student").mkdir(parents=True)
    for name in ("nbgrader_config.py", "student/nbgrader_config.py"):
        shutil.copy(CONFIG_FILE.parent / name, package / name)
    monkeypatch.setattr("autograder.classroom.CONFIG_FILE", package / CONFIG_FILE.name)
    config = nbgrader_config(small_class.classroom)
    assert config.CourseDirectory.root == str(small_class.root) and config.Execute.timeout
    course = Path(shutil.move(small_class.root, tmp_path / "of $HOME"))
    with pytest.raises(CourseError, match="take the .* for a variable.* Rename the folder"):
        formgrader.nbgrader_environment(Classroom(course))


def test_nbgraders_commands_run_in_the_class(small_class, monkeypatch, capsys):
    started = []
    monkeypatch.setattr(cli, "_classroom", lambda options: small_class.classroom)
    monkeypatch.setattr(formgrader.os, "chdir", started.append)
    monkeypatch.setattr(formgrader.os, "execve", lambda *how: started.append(how))
    before = os.umask(0o022)
    os.umask(before)
    cli.main(["nbgrader", "release_feedback", "01_mini", "--student", "ada"])
    folder, (program, command, environment) = started
    assert folder == small_class.classroom.folder
    assert command == [program, "-m", "nbgrader", "release_feedback", "01_mini", "--student", "ada"]
    assert environment["JUPYTER_CONFIG_PATH"].startswith(str(folder))
    assert os.umask(before) == before != 0o077  # what is released is for others to read
    assert cli.main(["nbgrader", "--debug", "autograde", "01_mini"]) == 1 and len(started) == 2
    assert "use `autograder grade`" in capsys.readouterr().err


def test_the_form_graders_button_grades_in_a_jail(small_class, scheduler, monkeypatch, capsys):
    asked, classroom = [], small_class.classroom
    small_class.hand_in("ada")
    collect([small_class.inbox], classroom)
    monkeypatch.setattr(base, "NbGraderAPI", NbGraderAPI)
    settings = settings_of(formgrader.write_config(classroom))
    assert base.NbGraderAPI is not NbGraderAPI

    def run(command, **how):
        asked.append(command)
        status = again.main(*command[-4:], scheduler=scheduler)
        said = capsys.readouterr()
        return subprocess.CompletedProcess(command, status, said.out, said.err)

    monkeypatch.setattr(adapted.subprocess, "run", run)
    button = base.NbGraderAPI(config=settings)
    assert button.autograde(LESSON.name, "ada")["success"]
    assert asked[0][:4] == [sys.executable, "-P", "-m", again.__name__]
    assert read_record(slot("ada"), classroom).jail == "bubblewrap"
    (mark,) = read_marks(classroom, [LESSON])
    assert mark.points == 5

    (classroom.folder / "class.toml").write_text("jail = 3")
    refused = button.autograde(LESSON.name, "ada")
    assert not refused["success"] and refused["error"].startswith("autograder: ") and "jail is 3" in refused["error"]
    assert button.autograde(LESSON.name, "nobody")["error"].count("\n") == 0


def test_a_mark_by_hand_says_that_it_is_of_an_earlier_hand_in(small_class, grade):
    classroom = small_class.classroom

    def notes():
        (mark,) = read_marks(classroom, [LESSON])
        return mark.points, [note for note in mark.notes if "by hand" in note]

    def enter(answers=None, force=False):
        if answers:
            small_class.hand_in("ada", answers)
            collect([small_class.inbox], classroom)
        grade(classroom, [LESSON], force=force, say=silent)

    def give(points):
        with Gradebook(f"sqlite:///{classroom.db}") as book:
            mark = book.find_grade("check_double", LESSON.name, LESSON.name, "ada")
            mark.manual_score, mark.needs_manual_grade = points, False  # as the form grader saves it
            book.db.commit()

    enter({**RIGHT, "double": "def double(x): return 2"})
    give(1)
    assert notes() == (3, [])
    enter(force=True)  # the same hand-in
    assert notes() == (3, [])
    (classroom.folder / "class.toml").write_text("[penalty]\npercent_per_day = 10")
    enter()  # entered again with other terms
    assert notes() == (3, [])
    enter({**RIGHT, "double": "def double(x): return 2 * x"})
    points, (note,) = notes()
    assert points == 3 and note.startswith("check_double: 1 points were given by hand to an earlier hand-in.")
    enter(force=True)  # still not looked at
    assert notes() == (3, [note])
    give(2)
    assert notes() == (4, [])


def test_an_exercise_that_comes_after_hand_ins_were_graded_is_released_and_graded(small_class, grade):
    classroom = small_class.classroom
    small_class.hand_in("ada")
    collect([small_class.inbox], classroom)
    grade(classroom, [LESSON], say=silent)
    third = [solution("third", "return x / 3"), check_cell("third", 1, "third", "1 if third(3) == 1 else 0")]
    judge = '\n\n@check("third", points=1)\ndef of_three_it_is_one(student, trial):\n    "Of 3 it is 1."\n'
    judge += "    agree(student(lambda names, x: names.third(x), 3), 1.0)\n"
    write_notebook(LESSON.notebook(classroom.solutions), [*CELLS, *third])
    (small_class.root / "checks" / "lesson01.py").write_text(CHECKS + judge)
    release([LESSON], classroom)
    grade(classroom, [LESSON], say=silent)
    (mark,) = read_marks(classroom, [LESSON])
    assert (mark.points, mark.max_points) == (5, 6) and mark.exercises[-1].reasons == ("not written yet",)

    with Gradebook(f"sqlite:///{classroom.db}") as book:
        book.find_grade("check_third", LESSON.name, LESSON.name, "ada").manual_score = 1
        book.db.commit()
    write_notebook(LESSON.notebook(classroom.solutions), CELLS)
    with pytest.raises(CourseError, match="'check_third' has points or comments by hand"):
        release([LESSON], classroom)
    with Gradebook(f"sqlite:///{classroom.db}") as book:
        assert book.find_grade("check_third", LESSON.name, LESSON.name, "ada").manual_score == 1
        book.find_grade("check_third", LESSON.name, LESSON.name, "ada").manual_score = None
        book.db.commit()
    release([LESSON], classroom)
    with Gradebook(f"sqlite:///{classroom.db}") as book:
        assert book.find_submission(LESSON.name, "ada").max_score == 5


def give(student, cell, points, book):
    "As the form grader saves a mark."
    mark = book.find_grade(cell, LESSON.name, LESSON.name, student)
    mark.manual_score, mark.needs_manual_grade = points, False


def points_of(classroom):
    return {mark.slot.student: mark.points for mark in read_marks(classroom, [LESSON])}


def test_several_graders_mark_at_once_and_see_no_names(small_class, grade):
    "Each has the gradebook open, as form graders have; a hand-in is graded meanwhile; what each gave stays."
    classroom = small_class.classroom
    for student in ("ada", "bob"):
        small_class.hand_in(student, {**RIGHT, "double": "def double(x): return 2"})
    collect([small_class.inbox], classroom)
    grade(classroom, [LESSON], say=silent)
    with Gradebook(f"sqlite:///{classroom.db}") as one, Gradebook(f"sqlite:///{classroom.db}") as other:
        give("ada", "check_double", 1, one)
        give("bob", "check_double", 2.5, other)
        one.db.commit()
        collect([small_class.hand_in("cem")], classroom)
        grade(classroom, [LESSON], say=silent)
        other.db.commit()
    assert points_of(classroom) == {"ada": 3, "bob": 4.5, "cem": 5}
    shown = Totals(config=nbgrader_config(classroom)).get_notebook_submissions(LESSON.name, LESSON.name)
    by_id = [one["index"] for one in sorted(shown, key=lambda one: one["id"])]  # ids are drawn by chance
    assert by_id == [0, 1, 2], "Submission #1, #2, … follow something else, such as names"


def test_a_group_hands_in_under_each_members_id_and_is_judged_once(small_class, grade, monkeypatch):
    classroom, judged = small_class.classroom, []
    (classroom.folder / "roster.csv").write_text("id,name,group\nada,Ada,7\nbob,Bob,7\n")
    for student in ("ada", "bob"):
        small_class.hand_in(student, {**RIGHT, "halve": "def halve(x): return 0"})
    collect([small_class.inbox], classroom)

    def counted(*how, original=grading.run_on_workers):
        for found in original(*how):
            judged.append(found)
            yield found

    monkeypatch.setattr(grading, "run_on_workers", counted)
    grade(classroom, [LESSON], say=silent)
    assert points_of(classroom) == {"ada": 3, "bob": 3} and len(judged) == 1
    with Gradebook(f"sqlite:///{classroom.db}") as book:
        give("bob", "check_halve", 1, book)  # a mark belongs to a learner, not to the group
        book.db.commit()
    assert points_of(classroom) == {"ada": 3, "bob": 4}
