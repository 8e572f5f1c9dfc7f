"A course of two tiny lessons, for tests that must not depend on what the real lessons say."

from tiny_courses import code, grade, md, solution, write_lessons

from autograder.checks.run import exercises
from autograder.checks.vocabulary import Check, agree
from autograder.lessons import Lesson
from autograder.release.times import times


def exercise(number, name, body, points):
    words = "Write a function of one number `x` that gives what the title says, for every real number."
    return [
        md(
            f"### Exercise {number}: {name}\n\nDifficulty 1/5 · about 2 minutes · {points} points\n\n{words}",
            f"text-{name}",
        ),
        solution(name, body, "Of `x`."),
        code(f"assert {name}(2) is not None", f"example-{name}"),
        grade(name, points),
        md("<details><summary>I have no idea</summary>\n\nTry it with 2.\n\n</details>", f"hints-{name}"),
    ]


PROMISE = "**You will be able to**\n\n- double\n- triple\n- say which is more"


def lesson(name, exports, *cells):
    paragraph = times(Lesson(name), cells).paragraph()
    return [
        md(f"# Lesson {name}\n\n> What {name} is about.\n\n{PROMISE}\n\n{paragraph}", "title"),
        code(f"#| default_exp {name[3:]}", "default"),
        code(exports, "imports"),
        code("from autograder.notebook import check", "checker"),
        *cells,
        md("## Summary\n\nDone.", "summary"),
        md("## Export", "export"),
        code("from autograder.notebook import export_lesson", "exporter"),
        code(f'export_lesson("{name}")', "export-call"),
        md("## Hand in\n\nSave, then `course submit`.", "hand-in"),
        md("## Going further\n\nMore.", "further"),
    ]


def first_lesson():
    return lesson(
        "90_first",
        "#| export\nimport math",
        *exercise(1, "double", "return x * 2", 2),
        *exercise(2, "triple", "return x * 3", 1),
        md("*Figure: a line that rises.*", "figure-text"),
        code("[triple(x) for x in range(3)]", "trial-run", "experiment"),
    )


def second_lesson():
    return lesson("91_second", "#| export\nfrom course_lib.first import double", *exercise(1, "quadruple", PRODUCT, 1))


PRODUCT = "return double(double(x))"


def write_course(root):
    "settings.ini and two lessons in `solutions/`."
    return write_lessons(root, {Lesson("90_first"): first_lesson(), Lesson("91_second"): second_lesson()})


def register_checks():
    "What lessons 90 and 91 are checked by. In this process only: kernels do not know them."

    def double(student, trial):
        "It is twice its input."
        agree(student(lambda names, x: names.double(x), 4), 8, mistakes={"squares": 16})

    def triple(student, trial):
        "It is three times its input."
        agree(student(lambda names, x: names.triple(x), 4), 12)

    def quadruple(student, trial):
        "It is four times its input."
        agree(student(lambda names, x: names.quadruple(x), 4), 16)

    for number, judge, points in ((90, double, 2), (90, triple, 1), (91, quadruple, 1)):
        judge.__module__ = f"autograder.checks.lesson{number}"
        exercises()[judge.__name__] = [Check(judge.__name__, points, judge, [])]


def forget_checks():
    for name in ("double", "triple", "quadruple"):
        exercises().pop(name, None)
