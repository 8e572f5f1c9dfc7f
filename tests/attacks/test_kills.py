"The coordinator is killed at random points, again and again: nothing is lost, nothing counts twice."

import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing

import pytest

from autograder.classroom import Classroom
from autograder.lessons import REPOSITORY
from autograder.reports.marks import read_marks
from tests.attacks import tiny
from tests.attacks.long import LONG, left_out

pytestmark = pytest.mark.xdist_group("kills")

ALL_KILLS = 200
KILLS = ALL_KILLS if LONG else 3
STUDENTS = 24 if LONG else 9
WRONG = {"triple": "def triple(x):\n    return x"}

# Imports once, then forks a coordinator for each line of its input: a kill costs no start of Python.
ZYGOTE = """\
import os, signal, sys
from pathlib import Path
import nbgrader.apps, nbgrader.api, distributed
from autograder.classroom import Classroom
from autograder.grading.grade import grade
from autograder.lessons import Lesson

signal.signal(signal.SIGCHLD, signal.SIG_IGN)
print("ready", flush=True)
for line in sys.stdin:
    root, log, scheduler = line.split()
    child = os.fork()
    if child == 0:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.setsid()
        said = open(log, "a", buffering=1)
        try:
            say = lambda text: said.write(text + "\\n")
            grade(Classroom(Path(root)), [Lesson("50_tiny")], scheduler=scheduler, say=say)
            said.write("FINISHED\\n")
        except BaseException as error:
            said.write(f"RAISED {type(error).__name__}: {error}\\n")
        os._exit(0)
    print(child, flush=True)
"""


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    classroom = tiny.write_tiny_course(tmp_path_factory.mktemp("kills") / "template")
    for number in range(STUDENTS):
        tiny.hand_in(classroom, f"s{number:02}", WRONG if number % 3 == 0 else {})
    return classroom.root


@pytest.fixture(scope="module")
def zygote():
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": str(REPOSITORY)}
    command = [sys.executable, "-c", ZYGOTE]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, env=environment, **pipes) as process:
        assert process.stdout.readline() == "ready\n"

        def start(root, log, scheduler):
            process.stdin.write(f"{root} {log} {scheduler}\n")
            process.stdin.flush()
            return int(process.stdout.readline())

        yield start
        process.stdin.close()


def records(root):
    found = {}
    for path in (root / "classroom" / "records").glob("*/*.json"):
        found[path.parent.name] = json.loads(path.read_text())  # never torn
    return found


def in_gradebook(root):
    with closing(sqlite3.connect(root / "classroom" / "gradebook.db")) as book:
        assert book.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        rows = book.execute("SELECT student_id, count(*) FROM submitted_assignment GROUP BY student_id").fetchall()
        assert all(count == 1 for _, count in rows), rows
        return {student for student, _ in rows}


def check_all_marks(root):
    marks = {mark.slot.student: mark for mark in read_marks(Classroom(root), [tiny.LESSON])}
    assert len(marks) == STUDENTS
    for student, mark in marks.items():
        expected = 4 if int(student[1:]) % 3 == 0 else 6
        assert mark.points == expected and not mark.problem, mark
    assert in_gradebook(root) == set(marks)


def ended(pid):
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rsplit(")", 1)[1].split()[0] == "Z"
    except OSError:
        return True


@left_out(f"{ALL_KILLS - KILLS} of {ALL_KILLS} kills of the coordinator")
def test_all_kills_are_made():
    assert KILLS == ALL_KILLS


def test_killed_at_many_points(template, scheduler, zygote, tmp_path):
    chance, kills, classes, whole, done_before = random.Random(5), 0, 0, 6.0, {}
    root = None
    while kills < KILLS:
        if root is None:
            classes += 1
            root = tmp_path / f"class{classes}"
            shutil.copytree(template, root)
            log, done_before = tmp_path / f"log{classes}", {}
        told = len(log.read_text()) if log.exists() else 0
        pid, began = zygote(root, log, scheduler), time.monotonic()
        until = began + chance.uniform(0.0, whole)
        while time.monotonic() < until and not ended(pid):
            time.sleep(0.005)
        if not ended(pid):
            os.kill(pid, signal.SIGKILL)
            kills += 1
            while not ended(pid):
                time.sleep(0.005)
        text = log.read_text()[told:] if log.exists() else ""
        assert "RAISED" not in text, text
        now = records(root)
        for student, before in done_before.items():  # done is done: neither lost nor done again
            assert now[student] == before
            assert f" {student} " not in text, (student, text)
        in_gradebook(root)
        done_before = {student: record for student, record in now.items() if record["status"] == "graded"}
        if "FINISHED" in text:
            check_all_marks(root)
            whole = min(whole, time.monotonic() - began + 0.5) if not told else whole
            shutil.rmtree(root)
            root = None
    if root is not None:
        pid = zygote(root, log, scheduler)
        until = time.monotonic() + 120
        while not ended(pid):
            assert time.monotonic() < until
            time.sleep(0.05)
        assert log.read_text().rstrip().endswith("FINISHED")
        check_all_marks(root)


def descendants(pid):
    found, left = [], [pid]
    while left:
        for task in (p for p in [f"/proc/{left.pop()}/task"] if os.path.isdir(p)):
            for thread in os.listdir(task):
                try:
                    children = [int(n) for n in open(f"{task}/{thread}/children").read().split()]
                except OSError:
                    continue
                found += children
                left += children
    return found


ALL_DELAYS = (2.5, 6.0, 11.0)  # seconds: while it starts workers, their jails, and while these are busy
DELAYS = ALL_DELAYS if LONG else ALL_DELAYS[2:]


@left_out(f"{len(ALL_DELAYS) - len(DELAYS)} of {len(ALL_DELAYS)} moments at which a whole command is killed")
def test_commands_are_killed_at_all_moments():
    assert DELAYS == ALL_DELAYS


@pytest.mark.parametrize("delay", DELAYS)
def test_nothing_of_a_killed_command_stays(template, tmp_path, delay):
    "Its workers, warm parents and jails end with it."
    root = tmp_path / "course"
    shutil.copytree(template, root)
    for number in range(STUDENTS):
        tiny.hand_in(Classroom(root), f"s{number:02}", first="import time\ntime.sleep(2)")
    script = (
        "from pathlib import Path\nfrom autograder.classroom import Classroom\n"
        "from autograder.grading.grade import grade\n"
        "from autograder.lessons import Lesson\n"
        f"if __name__ == '__main__': grade(Classroom(Path({str(root)!r})), [Lesson('50_tiny')], workers=2)"
    )
    path = tmp_path / "run.py"
    path.write_text(script)
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen([sys.executable, str(path)], env=environment, start_new_session=True, **quiet) as process:
        time.sleep(delay)
        below = descendants(process.pid)
        assert process.poll() is None, "it ended before it was killed"
        process.kill()
    until = time.monotonic() + 30  # on a busy machine; they end within a second of an idle one
    while time.monotonic() < until and not all(map(ended, below)):
        time.sleep(0.05)
    alive = {pid: open(f"/proc/{pid}/cmdline").read().replace("\0", " ")[:200] for pid in below if not ended(pid)}
    for pid in alive:
        os.kill(pid, signal.SIGKILL)
    assert alive == {}
