"What the warm parent has ready: a fork does again whatever is missing there, once for every check."

import json
import os
import subprocess
import sys

import pytest
import torch

from autograder.jail.bubblewrap import Bubblewrap
from autograder.jail.inside.limits import Limits
from autograder.jail.inside.parent import modules_for
from autograder.lessons import REPOSITORY, all_lessons
from autograder.probe.probe import pack

# Runs every lesson's cells and the published trial of its checks in a process that has imported what a parent has.
PROGRAM = """
import importlib, json, sys
from autograder.jail.inside.parent import PREPARED, modules_for
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
library = []
found = {}
for lesson in all_lessons(REPOSITORY / "solutions"):
    solutions = solution_cells(lesson.notebook(REPOSITORY / "solutions"))
    texts = cells_with(lesson, REPOSITORY / "solutions", "", "")
    for name in modules_for([*texts, *library]):
        importlib.import_module(name)
    library.append((REPOSITORY / "course_lib" / f"{lesson.module}.py").read_text())
    before = set(sys.modules)
    namespace, failed = execute(texts)
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


@pytest.mark.xdist_group("jail")
def test_a_check_imports_nothing_to_answer(jail):
    "Where a module comes, all that are loaded are looked at again: thousands of pages that a fork then copies."

    def loaded(names, x):
        import sys

        return len(sys.modules)

    with jail.open(Limits()) as session:
        session.run([(0, "1 + 1"), (1, "def half(x):\n    return x / 2")], {}, {})
        session.fork(5, 30.0)
        x, without = torch.ones(3), ["torch.var"]
        before = session.ask(pack(loaded), [0], without)["value"]
        assert session.ask(pack(lambda names, x: names.half(x)), [x], without)["value"].tolist() == [0.5] * 3
        assert session.ask(pack(loaded), [0], without)["value"] == before > 1000


@pytest.mark.xdist_group("jail")
def test_what_only_some_lessons_need_comes_with_the_first_of_them():
    "Once, in the parent, for all submissions that come after; without it grading begins sooner."
    seen, look = [], "import sys\nprint('torch._dynamo' in sys.modules)"
    with Bubblewrap(prepared=["torch"]) as jail:
        jail._tested = True
        for texts in (["x.mean()"], ["torch.optim.SGD"], ["x.mean()"]):
            outputs = {}
            with jail.open(Limits(), modules_for(texts)) as session:
                session.run([(0, look)], {}, outputs)
            seen.append(outputs[0][0]["text"].strip())
    assert seen == ["False", "True", "True"]


@pytest.mark.xdist_group("jail")
def test_the_order_of_a_set_is_the_same_in_every_jail(jail):
    "Python draws it anew in each process unless it is told not to; a mark may not depend on which jail it came from."
    program = "print(hash('course'))"
    alone = subprocess.run([sys.executable, "-c", program], env={"PYTHONHASHSEED": "0"}, capture_output=True, text=True)
    outputs = {}
    with jail.open(Limits()) as session:
        session.run([(0, program)], {}, outputs)
    assert outputs[0][0]["text"] == alone.stdout
