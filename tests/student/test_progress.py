"`course progress`: what was earned, what comes next, and no check run twice for the same notebook."

import base64
import json

import pytest
from tiny_courses import code

from autograder.checks.report import Report, Row
from autograder.errors import CourseError
from autograder.lessons import REPOSITORY
from autograder.library import find_project
from autograder.student.check import reports_of
from autograder.student.cli import main
from autograder.student.history import attempts, note_attempt, points_over_time
from autograder.student.progress import as_html, as_text, next_step, progress


@pytest.fixture(autouse=True)
def importable(monkeypatch):
    "The second process must find autograder as this one does."
    monkeypatch.setenv("PYTHONPATH", str(REPOSITORY))


def test_nothing_begun(desk, capsys):
    first, second = progress()
    assert (first.earned, first.most, first.state) == (0, 3, "not begun") and second.most == 1
    assert next_step([first, second]).startswith("Next: double in lessons/90_first/90_first.ipynb")
    assert "Checking" not in capsys.readouterr().out


def test_predictions_are_counted(desk):
    notebook = json.loads(desk.first.read_text())
    asked = [code("predict('Which?', ['this', 'that'])", "which"), code("predict('How many?')", "many")]
    desk.first.write_text(json.dumps({**notebook, "cells": notebook["cells"] + asked}))
    assert progress()[0].said == "not begun"
    asked[1] = code("predict('How many?', answer=3)", "many")
    desk.first.write_text(json.dumps({**notebook, "cells": notebook["cells"] + asked}))
    first, second = progress()
    assert first.said == "begun; 1 of 2 predictions" and second.said == "not begun"
    assert "1 of 2 predictions" in as_text([first, second]) and "1 of 2 predictions" in as_html([first, second])


def test_the_way_through_a_lesson(desk, capsys):
    desk.write("double", "return x * 2")
    first, _ = progress()
    assert first.points == {"double": (2, 2), "triple": (0, 1)} and first.state == "begun"
    assert next_step(progress()).startswith("Next: triple in")
    desk.write("triple", "return x * 3")
    assert next_step(progress()) == "Next: `course export 90`, so that later lessons can use what you wrote."
    main(["export", "90"])
    assert next_step(progress()) == "Next: `course submit 90 --as YOUR_ID`."
    main(["submit", "90", "--as", "ada"])
    first, second = progress()
    assert first.state == "complete, exported, handed in"
    assert next_step([first, second]).startswith("Next: quadruple in")


def test_checks_run_again_only_after_a_change(desk, capsys):
    desk.write("double", "return x * 2")
    progress()
    assert "Checking 90_first" in capsys.readouterr().out
    progress()
    assert "Checking" not in capsys.readouterr().out
    desk.write("double", "return x * 5")
    assert progress()[0].points["double"] == (0, 2)
    kept = desk.root / ".course" / "progress.json"
    kept.write_text(kept.read_text()[:20])  # cut short
    assert progress()[0].points["double"] == (0, 2)
    assert json.loads(kept.read_text())


def test_what_course_check_found_is_known_to_progress_and_submit(desk, capsys):
    desk.write("double", "return x * 2")
    main(["check", "90"])
    main(["export", "90"])
    assert progress()[0].points == {"double": (2, 2), "triple": (0, 1)}
    main(["submit", "90", "--as", "ada"])
    said = capsys.readouterr().out
    assert "Checking" not in said and "By the published checks: 2 of 3 points." in said


def test_a_damaged_notebook_is_named_and_the_others_go_on(desk):
    desk.first.write_text("{")
    first, second = progress()
    assert "90_first.ipynb is not a readable notebook" in first.problem and second.state == "not begun"
    assert first.problem in as_text([first, second]) and first.problem in next_step([first, second])


def test_a_reference_is_no_work_of_yours(desk):
    (desk.root / "reference").mkdir()
    (desk.root / "reference" / "first.py").write_text("def double(x):\n    return x * 2\n")
    main(["catch-up", "90"])
    lessons = progress()
    assert lessons[0].state == "reference in use" and lessons[0].earned == 0
    assert next_step(lessons).startswith("Next: quadruple")


def test_the_page_and_the_terminal_say_the_same(desk, capsys):
    desk.write("double", "return x * 2")
    assert main(["progress"]) == 0
    said = capsys.readouterr().out
    page = (desk.root / "progress.html").read_text()
    assert "90_first   ██████░░░░    2 of 3   begun" in said and str(desk.root / "progress.html") in said
    assert page == as_html(progress())
    assert "<h1>2 of 4 points</h1>" in page and "<td>triple</td><td>0 of 1</td>" in page
    assert "://" not in page and "<script" not in page


def test_what_is_older_than_the_answers_is_said(desk, capsys):
    for name in ("double", "triple"):
        desk.write(name, f"return x * {2 if name == 'double' else 3}")
    main(["export", "90"])
    main(["submit", "90", "--as", "ada"])
    assert progress()[0].state == "complete, exported, handed in"
    desk.write("triple", "return x + 2 * x")
    lessons = progress()
    assert lessons[0].state == ("complete, exported before your last changes, handed in before your last changes")
    assert next_step(lessons).startswith("Next: `course export 90`")
    main(["export", "90"])
    assert next_step(progress()).startswith("Next: `course submit 90")


def test_an_export_has_only_those_lessons_checked_again_that_import_it(desk, capsys):
    desk.write("double", "return x * 2")
    desk.write("quadruple", "return x * 4", desk.second)
    progress()
    capsys.readouterr()
    (desk.root / "course_lib" / "other.py").write_text("unused = 1\n")
    progress()
    assert "Checking" not in capsys.readouterr().out


def test_a_renamed_notebook_does_not_vanish(desk):
    desk.first.rename(desk.first.with_name("my answers.ipynb"))
    lessons = progress()
    assert len(lessons) == 2 and "rename it" in lessons[0].problem
    assert "my answers.ipynb" in next_step(lessons)


def test_a_lesson_that_cannot_be_judged_hides_no_other(desk, monkeypatch):
    desk.write("double", "return x * 2")
    desk.write("quadruple", "return x * 4", desk.second)

    def fails(lesson, project):
        if lesson.number == "90":
            raise CourseError("90_first cannot be judged.")
        return reports_of(lesson, project)

    monkeypatch.setattr("autograder.student.progress.reports_of", fails)
    first, second = progress()
    assert first.problem == "90_first cannot be judged." and second.points["quadruple"][0] == 1


def test_attempts_stay_in_the_folder_and_are_drawn(desk):
    for points in (0, 2, 1):
        note_attempt(Report("double", [Row("It is so", 2, points == 2), Row("It is", 1, points == 1)]))
    note_attempt(Report("triple", [Row("It is", 1, True)]))
    with (desk.root / ".course" / "attempts.jsonl").open("a") as kept:
        kept.write("cut sho")
    found = attempts(find_project())
    assert [(attempt.exercise, attempt.points) for attempt in found] == [
        ("double", 0),
        ("double", 2),
        ("double", 1),
        ("triple", 1),
    ]
    assert [points for _, points in points_over_time(found)] == [2, 3]
    lessons = progress()
    assert "▅█  4 checks from" in as_text(lessons)
    page = as_html(lessons)
    assert "4 checks from" in page and "3 points so far" in page and "<path d='M0.0 60.0 L0.0 20.0" in page


def test_github_classroom_reads_the_points_from_one_line(desk, capsys):
    desk.write("double", "return x * 2")
    assert main(["progress", "--for-github"]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    found = json.loads(base64.b64decode(line))
    assert found["max_score"] == 4 and (found["version"], found["status"]) == (1, "fail")
    points = {test["name"]: (test["status"], test["score"]) for test in found["tests"]}
    assert points["90_first: double"] == ("pass", 2) and points["90_first: triple"] == ("fail", 0)
