"Run in a clone's own Python: a small class in the folder named, from release to marks, as JSON on the last line."

import json
import sys
from pathlib import Path

from autograder.errors import CourseError
from autograder.grading.collect import collect
from autograder.grading.grade import grade
from autograder.reports.marks import read_marks
from autograder.terminal import prepare

if __name__ == "__main__":
    prepare()
    sys.path.append(str(Path(__file__).parents[1]))
    from small_class import LESSON, RIGHT, SmallClass

    try:
        course = SmallClass(Path(sys.argv[1])).write()
        course.hand_in("ada")
        course.hand_in("bob", {**RIGHT, "double": "def double(x): return 2  # ärger"})
        collect([course.inbox], course.classroom)
        failed = [result.reason for result in grade(course.classroom, [LESSON], workers=1) if result.reason]
    except CourseError as error:
        sys.exit(f"one line: {error}")
    marks = {mark.slot.student: mark.points for mark in read_marks(course.classroom, [LESSON])}
    print(json.dumps([marks, failed]))
