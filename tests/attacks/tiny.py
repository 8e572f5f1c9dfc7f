"A course of one tiny lesson with checks of its own, for faults that have nothing to do with what is taught."

import json
from pathlib import Path

from autograder.classroom import Classroom
from autograder.grading.job import Job
from autograder.jail.inside.limits import Limits
from autograder.lessons import Lesson
from autograder.release.assignment import release
from tests.attacks.engine import submit
from tests.tiny_courses import code, grade, solution, write_lessons

LESSON = Lesson("50_tiny")
NAMES = ("double", "triple", "halve")
RIGHT = {
    name: f"#| export\ndef {name}(x):\n    return x {rest}"
    for name, rest in zip(NAMES, ("* 2", "* 3", "/ 2"), strict=True)
}
POINTS = 2  # for each
CHECKS = """\
"Lesson 50, tiny: what each exercise must do."

from autograder.checks.vocabulary import agree, check


@check("double", points=1)
def of_numbers(student, trial):
    "It is twice its input."
    agree(student(lambda names, x: names.double(x), n := trial.integer(3, 900)), 2 * n)


@check("double", points=1)
def of_tensors(student, trial):
    "It is twice its input, for tensors."
    x = trial.normal(*trial.sizes(3))
    agree(student(lambda names, x: names.double(x), x), 2 * x)


@check("triple", points=2)
def three_times(student, trial):
    "It is three times its input."
    agree(student(lambda names, x: names.triple(x), n := trial.integer(3, 900)), 3 * n)


@check("halve", points=2)
def half(student, trial):
    "It is half its input."
    x = trial.normal(*trial.sizes(3))
    agree(student(lambda names, x: names.halve(x), x), x / 2)
"""


def write_tiny_course(root: Path) -> Classroom:
    "The course, released."
    cells = [code("#| default_exp tiny", "default"), code("from autograder.notebook import check", "checker")]
    for name in NAMES:
        cells += [solution(name, RIGHT[name].splitlines()[-1].strip()), grade(name, POINTS)]
    write_lessons(root, {LESSON: cells})
    (root / "course_lib").mkdir()
    (root / "course_lib" / "__init__.py").touch()
    (root / "checks").mkdir()
    (root / "checks" / "lesson50.py").write_text(CHECKS)
    classroom = Classroom(root)
    release([LESSON], classroom)
    return classroom


def hand_in(classroom: Classroom, student: str, answers: dict[str, str] | None = None, first: str = "") -> None:
    """Right answers but for these; `first` is a cell of the learner's own.

    Each learner's code is their own, by a comment: grading judges equal hand-ins once.
    """
    notebook = json.loads(LESSON.notebook(classroom.lessons).read_text())
    for cell in notebook["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id")
        if name in NAMES:
            cell["source"] = {**RIGHT, **(answers or {})}[name]
    notebook["cells"].insert(2, code(f"# {student}\n{first}", "own-first"))
    submit(classroom, student, LESSON, json.dumps(notebook).encode())


def job(limits: Limits, first: str = "", **answers: str) -> Job:
    "What a worker gets for such a hand-in."
    sources = [first, *({**RIGHT, **answers}[name] for name in NAMES)]
    cells = tuple(enumerate(sources))
    return Job(
        student="ada",
        lesson=LESSON.name,
        cells=cells,
        exercises=NAMES,
        library={},
        limits=limits,
        jail="bubblewrap",
        cold=False,
        key="0" * 64,
        files={},
        checks=CHECKS,
        written=tuple(sources),
    )
