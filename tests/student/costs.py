"""What a learner waits for, in processor time, which depends little on what else the machine does.

    python -m tests.student.costs [--times 5]   # writes the section of docs/guides/benchmark.md, in about four minutes

For some lessons with every answer right: `check` in a kernel that has just run the lesson's cells, its first call and
those after it; `course check`; and `course progress` after an answer was changed and its lesson exported.
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from autograder.checks.answers import solution_cells
from autograder.ipynb import without_markers
from autograder.lessons import REPOSITORY, Lesson, find_lesson
from autograder.student.workspace import make_workspace
from tests.attacks.benchmark import PAGE, measured, with_section
from tests.tiny_courses import edit

TITLE = "What a learner waits for"
LESSONS = ("00", "01", "06", "09", "13")

# Runs in a process of its own, in the lesson's folder: prints the seconds of each check, by exercise, as JSON.
_CHECKS = """
import io, json, sys, time
from contextlib import redirect_stdout
from pathlib import Path
from autograder.ipynb import name_of, is_solution, read_notebook, runs_before_checks, source_of
from autograder.probe.child import execute
from autograder.notebook import check
cells = read_notebook(Path(sys.argv[1]))["cells"]
names, failed = execute([source_of(cell) for cell in cells if runs_before_checks(cell)])
assert failed is None, failed
names["check"], taken = check, {}
for exercise in [name_of(cell) for cell in cells if is_solution(cell)]:
    for _ in range(int(sys.argv[2]) + 1):
        before = time.process_time()
        with redirect_stdout(io.StringIO()):
            eval(f"check({exercise!r})", names)
        taken.setdefault(exercise, []).append(time.process_time() - before)
print(json.dumps(taken))
"""


class Desk:
    "A workspace in which some lessons are answered with our own answers, and their library is written."

    def __init__(self, folder: Path):
        self.root = folder / "desk"
        make_workspace(self.root, REPOSITORY)
        self.lessons = [find_lesson(number, REPOSITORY / "solutions") for number in LESSONS]
        for module in (REPOSITORY / "course_lib").glob("[a-z]*.py"):
            (self.root / "course_lib" / module.name).write_bytes(module.read_bytes())
        for lesson in self.lessons:
            for name, source in solution_cells(lesson.notebook(REPOSITORY / "solutions")).items():
                edit(self.notebook(lesson), name, without_markers(source))
        paths = os.pathsep.join((str(self.root), str(REPOSITORY)))
        self._environment = {**os.environ, "PYTHONPATH": paths, "OMP_NUM_THREADS": "1", "COURSE_DATA": "offline"}

    def notebook(self, lesson: Lesson) -> Path:
        "The lesson's, in this workspace."
        return lesson.notebook(self.root / "lessons")

    def run(self, lesson: Lesson, *command: str) -> tuple[str, float]:
        "What Python prints with these arguments, in the lesson's folder, and its seconds with those of its children."
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        folder = self.notebook(lesson).parent
        done = subprocess.run(
            [sys.executable, *command], cwd=folder, env=self._environment, capture_output=True, text=True
        )
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        assert done.returncode == 0, done.stderr + done.stdout
        return done.stdout, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    def course(self, lesson: Lesson, *words: str) -> float:
        "The seconds of a `course` command."
        return self.run(lesson, "-m", "autograder.student.cli", *words)[1]


def rows(times: int, folder: Path) -> list[str]:
    "The table's lines."
    desk = Desk(folder)
    desk.course(desk.lessons[0], "progress")  # all is known from here on but what is changed below
    lines = ["| lesson | first `check` | later `check` | `course check` | `course progress` |", "|---|---|---|---|---|"]
    for lesson in desk.lessons:
        taken = json.loads(desk.run(lesson, "-c", _CHECKS, str(desk.notebook(lesson)), str(times))[0].splitlines()[-1])
        first = next(iter(taken.values()))[0]
        later = [statistics.median(each[1:]) for each in taken.values()]
        checked = [desk.course(lesson, "check", lesson.number) for _ in range(times)]
        after_export = []
        name, source = next(iter(solution_cells(lesson.notebook(REPOSITORY / "solutions")).items()))
        for number in range(times):
            edit(desk.notebook(lesson), name, f"{without_markers(source)}\n# {number}")
            desk.course(lesson, "export", lesson.number)
            after_export.append(desk.course(lesson, "progress"))
        middle = " | ".join(f"{statistics.median(each):.2f} s (most {max(each):.2f})" for each in (later, checked))
        progressed = f"{statistics.median(after_export):.2f} s (most {max(after_export):.2f})"
        lines.append(f"| {lesson.number} | {first:.2f} s | {middle} | {progressed} |")
    return lines


def main() -> int:
    parser = argparse.ArgumentParser(description="Writes what a learner waits for into docs/guides/benchmark.md.")
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--to", type=Path, default=PAGE, help="the page (docs/guides/benchmark.md)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        table = rows(options.times, Path(folder))
    print("\n".join(table))
    said = [
        f"`python -m tests.student.costs` writes this section. Processor time with every answer right, medians of "
        f"{options.times}. {measured()}",
        "The first `check` is that of a kernel which has run the lesson's cells; a later one is the median over its "
        "exercises. `course check` and `course progress` start Python twice, for your code and for its judge. Both "
        "start at the same time, so on two cores less passes on the clock. Progress is asked after an answer was "
        "changed and its lesson exported; after `course check` it knows the lesson's points.",
    ]
    text = with_section(options.to.read_text(encoding="utf-8"), TITLE, ["\n\n".join(said), "", *table])
    options.to.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
