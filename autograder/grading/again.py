"""Grades one hand-in once more, for the form grader's button.

`python -m autograder.grading.again ROOT CLASS LESSON ID`, in a process of its own. The jail, the limits and the workers
are those of `class.toml`. What cannot be graded is one line on stderr.
"""

import os
import sys
from pathlib import Path

from autograder.classroom import Classroom
from autograder.errors import CourseError
from autograder.grading.grade import grade
from autograder.grading.records import GRADED
from autograder.lessons import Lesson
from autograder.terminal import prepare


def main(root: str, folder: str, lesson: str, student: str, scheduler: str | None = None) -> int:
    "0 when the hand-in has its mark, else 1."
    try:
        (found,) = grade(
            Classroom(Path(root), Path(folder)), [Lesson(lesson)], [student], force=True, scheduler=scheduler
        )
    except CourseError as error:
        return _problem(str(error))
    return 0 if found.status == GRADED else _problem(f"{found.slot} was not graded: {found.reason}")


def _problem(text: str) -> int:
    print(f"autograder: {text}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    prepare()
    os.umask(0o077)  # what belongs to a class is nobody else's to read
    sys.exit(main(*sys.argv[1:]))
