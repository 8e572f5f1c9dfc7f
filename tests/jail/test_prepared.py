"What the warm parent has imported: a fork imports again whatever is missing there, once for every check."

import json
import os
import subprocess
import sys

from autograder.lessons import REPOSITORY, all_lessons

# Runs every lesson's cells and the published trial of its checks in a process that has imported what a parent has.
PROGRAM = """
import importlib, json, sys
from autograder.jail.inside.parent import PREPARED
for name in PREPARED:
    importlib.import_module(name)
from autograder.checks.answers import cells_with, solution_cells
from autograder.checks.run import checks_of, exercises, run_check
from autograder.checks.student import in_this_process
from autograder.checks.images import test_images
from autograder.jail.inside import cells, submission
from autograder.lessons import REPOSITORY, all_lessons
from autograder.probe.child import execute

exercises()
found = {}
for lesson in all_lessons(REPOSITORY / "solutions"):
    solutions = solution_cells(lesson.notebook(REPOSITORY / "solutions"))
    before = set(sys.modules)
    namespace, failed = execute(cells_with(lesson, REPOSITORY / "solutions", "", ""))
    assert failed is None, failed
    for exercise in solutions:
        for check in checks_of(exercise):
            run_check(check, in_this_process(namespace))
    new = {name for name in set(sys.modules) - before if not name.startswith(("autograder", "course_lib"))}
    found[lesson.name] = sorted(new)
print(json.dumps(found))  # the last line
"""
FEW = 5  # modules of Python's own that a lesson may bring along: microseconds each


def test_no_check_imports_what_takes_time():
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), "COURSE_DATA": "offline", "MPLBACKEND": "Agg"}
    done = subprocess.run([sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    found = json.loads(done.stdout.splitlines()[-1])
    assert set(found) == {lesson.name for lesson in all_lessons(REPOSITORY / "solutions")}
    for lesson, new in found.items():
        assert len(new) <= FEW and not any(name.startswith("torch") for name in new), (lesson, new[:20])
