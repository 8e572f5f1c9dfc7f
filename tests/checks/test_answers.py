"""Every exercise's wrong answers are refused with their diagnosis, its right ones accepted, its stub refused.

Wrong ones are judged in this process, as in a notebook, where each must be told its mistake on the published trial. In
a second process, as in grading, right ones run, on the published trial and on a hidden one of the other dtype, and of
the wrong ones a sample: nothing but the way between the processes is new there. COURSE_LONG_TESTS=1 runs all of them
in both, on all hidden trials (`make test-all`).
"""

import ast

import pytest

from autograder.checks.answers import cells_with, solution_cells
from autograder.checks.report import Report
from autograder.checks.run import checks_of, exercises, run_check, run_trials
from autograder.checks.student import Student, in_this_process
from autograder.checks.trial import HIDDEN_TRIALS, trials
from autograder.lessons import REPOSITORY, all_lessons
from autograder.predictions import exercise_of
from autograder.probe.child import execute
from tests.attacks.long import LONG, left_out
from tests.checks.judged import LESSON_OF, SOLUTIONS, answers_file, answers_to, judged, solution_to

SAMPLE = 1  # wrong answers to each exercise that also run in a second process
TRIALS = 1 + HIDDEN_TRIALS if LONG else 2  # of right answers: the published one (float64), a hidden one (float32)


def cases(right=True, most=None):
    "The right answers to every exercise if `right`, and `most` of its wrong ones."
    for exercise in LESSON_OF:
        wrong = [answer for answer in answers_to(exercise) if not answer.right]
        for answer in answers_to(exercise):
            if right if answer.right else answer in wrong[:most]:
                yield one(exercise, answer)


def one(exercise, answer):
    "Answers to one lesson run in one process of pytest's, which keeps what they were found to be."
    number, kind = LESSON_OF[exercise].number, "right" if answer.right else "wrong"
    marks = pytest.mark.xdist_group(f"answers to lesson {number}")
    return pytest.param(answer, id=f"lesson{number}-{exercise}-{kind}-{answer.title}", marks=marks)


def student_with(exercise, source, second_process, whole=True):
    "The lesson with this answer, in a second process if there is one. `whole`: no cell of it may fail with the answer."
    cells = cells_with(LESSON_OF[exercise], SOLUTIONS, exercise, source)
    if second_process:
        assert second_process.load(cells) is None or not whole
        return Student(second_process.ask)
    namespace, failed = execute(cells)
    assert failed is None or not whole
    return in_this_process(namespace)


def on_published_trials(exercise, student):
    return Report(exercise, [run_check(check, student) for check in checks_of(exercise)])


def on_trials(exercise, student):
    "What each check finds, up to its first trial that fails. Goals are scored on one hidden trial."

    def drawn(check):
        return trials(check.name, hidden=True)[1:2] if check.goal else trials(check.name, hidden=True)[:TRIALS]

    return Report(exercise, [run_trials(check, student, drawn(check)) for check in checks_of(exercise)])


def tells(row, answer):
    "Whether this row says one of the sentences that are true of the answer."
    return not row.passed and any(part in row.looks_like for part in answer.looks_like)


def diagnoses(found):
    return [row.looks_like for row in found if not row.passed]


@pytest.mark.parametrize("answer", cases(right=LONG))
def test_answer(answer):
    found = judged(answer)
    if answer.right:
        # A goal's trained weights are no part of an answer.
        assert all(row.passed or row.goal for row in found.rows), Report(answer.exercise, found.rows)
        return
    for row in found.rows:
        assert row.passed or row.expected != row.got, row
        told = not row.hidden or row.said or not tells(row, answer)
        assert told, f"of a hidden trial nothing may be shown of {row.looks_like!r}: see checks/public.py"
    told = any(tells(row, answer) for row in found.published)
    assert told, f"nothing says {answer.looks_like!r}: {diagnoses(found.published)}"


@pytest.mark.parametrize("answer", cases(most=None if LONG else SAMPLE))
def test_answer_in_a_second_process(answer, second_process):
    student = student_with(answer.exercise, answer.source, second_process)
    if answer.right:
        report = on_trials(answer.exercise, student)
        assert report.passed, report
    else:
        found = [row for row in on_published_trials(answer.exercise, student).rows if not row.passed]
        assert any(tells(row, answer) for row in found), f"nothing says {answer.looks_like!r}: {diagnoses(found)}"


@left_out("most wrong answers in a second process")
def test_all_answers_run_in_a_second_process():
    assert SAMPLE < min(len(answers_to(exercise)) for exercise in LESSON_OF)


def exercises_of_the_course():
    for exercise, lesson in LESSON_OF.items():
        yield pytest.param(exercise, marks=pytest.mark.xdist_group(f"answers to lesson {lesson.number}"))


@pytest.mark.parametrize("exercise", exercises_of_the_course())
def test_solution_is_accepted(exercise, second_process):
    solution = solution_to(exercise)
    found = judged(solution).rows
    assert all(row.passed or row.goal for row in found), Report(exercise, found)
    report = on_trials(exercise, student_with(exercise, solution.source, second_process))
    assert report.passed, report


@pytest.mark.parametrize("where", ["this process", "second process"])
@pytest.mark.parametrize("exercise", exercises_of_the_course())
def test_stub_earns_nothing(exercise, where, second_process):
    stub = solution_cells(LESSON_OF[exercise].notebook(REPOSITORY / "lessons"))[exercise]
    # `with_callbacks` decorates the methods of a class further down, so its stub makes that cell fail as well.
    student = student_with(exercise, stub, second_process if where == "second process" else None, whole=False)
    report = on_published_trials(exercise, student)
    assert report.points == 0 and not report.passed, report
    assert diagnoses(report.rows) == ["not written yet"] * len(report.rows), report


@pytest.mark.parametrize("exercise", LESSON_OF)
def test_enough_answers(exercise):
    answers = answers_to(exercise)
    wrong = [answer for answer in answers if not answer.right]
    assert len(wrong) >= 5 and len(answers) - len(wrong) >= 2, f"{answers_file(exercise)} needs 5 wrong and 2 right"
    assert len({answer.title for answer in answers}) == len(answers)


def test_every_check_belongs_to_an_exercise():
    rows = {exercise_of(lesson.number) for lesson in all_lessons(SOLUTIONS)}  # these ask the notebook for no code
    assert set(exercises()) == set(LESSON_OF) | rows


@pytest.mark.parametrize("lesson", all_lessons(SOLUTIONS), ids=str)
def test_a_lesson_without_the_checker_is_still_python(lesson):
    for cell in cells_with(lesson, SOLUTIONS, "", ""):
        names = [getattr(node, "module", None) for node in ast.walk(ast.parse(cell))]
        assert not any((name or "").startswith("autograder") for name in names)
