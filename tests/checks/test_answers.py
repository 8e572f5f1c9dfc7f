"""Every exercise's wrong answers are refused with their diagnosis, its right ones accepted, its stub refused.

All of them run twice: in this process on the published trial, as in a notebook, and in a second one on the hidden
trials as well, as in grading. So a known wrong answer never passes in the notebook only to lose its points later.
"""

import pytest

from autograder.checks.answers import cells_with, read_answers, solution_cells
from autograder.checks.report import Report
from autograder.checks.run import checks_of, exercises, run_check
from autograder.checks.student import Student, in_this_process
from autograder.lessons import REPOSITORY, all_lessons
from autograder.probe.child import execute

ANSWERS = REPOSITORY / "tests" / "answers"
LESSON_OF = {
    exercise: lesson
    for lesson in all_lessons(REPOSITORY / "solutions")
    for exercise in solution_cells(lesson.notebook(REPOSITORY / "solutions"))
}


def answers_file(exercise):
    return ANSWERS / f"lesson{LESSON_OF[exercise].number}" / f"{exercise}.py"


def cases():
    for exercise in LESSON_OF:
        for answer in read_answers(answers_file(exercise)) if answers_file(exercise).exists() else []:
            kind = "right" if answer.right else "wrong"
            yield pytest.param(answer, id=f"lesson{LESSON_OF[exercise].number}-{exercise}-{kind}-{answer.title}")


def student_with(exercise, source, where, second_process, whole=True):
    "The lesson with this answer, as a notebook or as grading runs it. `whole`: no cell of the lesson may fail with it."
    cells = cells_with(LESSON_OF[exercise], REPOSITORY / "solutions", exercise, source)
    if where == "second process":
        assert second_process.load(cells) is None or not whole
        return Student(second_process.ask)
    namespace, failed = execute(cells)
    assert failed is None or not whole
    return in_this_process(namespace)


def rows(exercise, student, hidden):
    "What each check finds, up to its first trial that fails; the published one comes first."
    for check in checks_of(exercise):
        yield run_check(check, student, hidden)


def judge(exercise, source, where, second_process, **options):
    "The report on one answer."
    student = student_with(exercise, source, where, second_process, **options)
    return Report(exercise, list(rows(exercise, student, hidden=where == "second process")))


def diagnoses(found):
    return [row.looks_like for row in found if not row.passed]


@pytest.mark.parametrize("where", ["this process", "second process"])
@pytest.mark.parametrize("answer", cases())
def test_answer(answer, where, second_process):
    if answer.right:
        report = judge(answer.exercise, answer.source, where, second_process)
        assert report.passed, report
        return
    student, found = student_with(answer.exercise, answer.source, where, second_process), []
    # A check that fails on the published trial says the same with hidden ones, so those are tried last: few need them.
    for hidden in (False, True) if where == "second process" else (False,):
        for row in rows(answer.exercise, student, hidden):
            found.append(row)
            assert row.passed or row.expected != row.got, row
            if not row.passed and any(part in row.looks_like for part in answer.looks_like):
                assert row.said, f"of a hidden trial nothing may be shown of {row.looks_like!r}: see checks/public.py"
                return
    pytest.fail(f"nothing says {answer.looks_like!r}: {diagnoses(found)}")


@pytest.mark.parametrize("where", ["this process", "second process"])
@pytest.mark.parametrize("exercise", LESSON_OF)
def test_solution_is_accepted(exercise, where, second_process, solutions):
    report = judge(exercise, solution_cells(LESSON_OF[exercise].notebook(solutions))[exercise], where, second_process)
    assert report.passed, report


@pytest.mark.parametrize("where", ["this process", "second process"])
@pytest.mark.parametrize("exercise", LESSON_OF)
def test_stub_earns_nothing(exercise, where, second_process):
    stub = solution_cells(LESSON_OF[exercise].notebook(REPOSITORY / "lessons"))[exercise]
    # `with_callbacks` decorates the methods of a class further down, so its stub makes that cell fail as well.
    report = judge(exercise, stub, where, second_process, whole=False)
    assert report.points == 0 and not report.passed, report
    assert diagnoses(report.rows) == ["not written yet"] * len(report.rows), report


@pytest.mark.parametrize("exercise", LESSON_OF)
def test_enough_answers(exercise):
    answers = read_answers(answers_file(exercise))
    wrong = [answer for answer in answers if not answer.right]
    assert len(wrong) >= 5 and len(answers) - len(wrong) >= 2, f"{answers_file(exercise)} needs 5 wrong and 2 right"
    assert len({answer.title for answer in answers}) == len(answers)


def test_every_check_belongs_to_an_exercise():
    assert set(exercises()) == set(LESSON_OF)
