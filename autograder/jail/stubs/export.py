"`autograder.student.export` inside a jail: grading exports nothing."


def export_lesson(name: str) -> None:
    "Says so."
    print("Not exported: this notebook is being graded.")
