"Workers and warm parents die, disks fill up, gradebooks are locked: it is retried or said, and resumes."

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest

from autograder.classroom import Classroom
from autograder.errors import CourseError
from autograder.grading import grade as grading
from autograder.grading.nbgrader import gradebook
from autograder.jail.bubblewrap import PARENT
from autograder.lessons import REPOSITORY
from autograder.reports.marks import read_marks
from tests.attacks import tiny
from tests.attacks.test_kills import descendants

pytestmark = pytest.mark.xdist_group("engine_faults")

SLEEPS = "import time\ntime.sleep(1.5)"


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    return tiny.write_tiny_course(tmp_path_factory.mktemp("faults") / "template").root


@pytest.fixture
def classroom(template, tmp_path):
    return Classroom(shutil.copytree(template, tmp_path / "course"))


def points(classroom):
    return {mark.slot.student: mark.points for mark in read_marks(classroom, [tiny.LESSON])}


def named(pid):
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


def warm_parents():
    "The outermost processes of jails below this one."
    names = {pid: named(pid) for pid in descendants(os.getpid())}
    return [pid for pid, name in names.items() if "bwrap" in name.split(" ")[0] and PARENT in name]


def workers():
    "The processes that started them: workers at work."
    status = [Path(f"/proc/{pid}/status").read_text() for pid in warm_parents()]
    return [int(text.split("PPid:")[1].split()[0]) for text in status]


def killer(victims, others, stop, killed):
    "Kills a process that each of `victims` finds and that is none of `others`, a moment after it has appeared."
    while not stop.is_set() and len(killed) < len(victims):
        with suppress(OSError, IndexError, StopIteration):
            pid = next(pid for pid in victims[len(killed)]() if pid not in killed and pid not in others)
            time.sleep(2.0)
            os.kill(pid, signal.SIGKILL)
            killed.append(pid)
        time.sleep(0.05)


def graded_while_killing(classroom, *victims):
    stop, killed, others = threading.Event(), [], {pid for find in victims for pid in find()}
    thread = threading.Thread(target=killer, args=(victims, others, stop, killed))
    thread.start()
    try:
        results = grading.grade(classroom, [tiny.LESSON], workers=1, say=lambda line: None)
    finally:
        stop.set()
        thread.join()
    return {result.slot.student: result for result in results}, killed


def test_a_killed_warm_parent_and_a_killed_worker_cost_nobody_a_point(classroom, grade):
    for student in ("ada", "bob", "eve"):
        tiny.hand_in(classroom, student, first=SLEEPS)
    results, killed = graded_while_killing(classroom, warm_parents, workers)
    assert len(killed) == 2
    again = grade(classroom, [tiny.LESSON], say=lambda line: None)  # whatever was INFRA is graded now
    assert {result.status for result in again} <= {"graded", "unchanged"}
    assert points(classroom) == dict.fromkeys(("ada", "bob", "eve"), 6)
    assert all(result.status in ("graded", "failed") for result in results.values())


def test_a_torn_or_forged_record_is_no_mark(classroom, grade):
    for student in ("ada", "bob"):
        tiny.hand_in(classroom, student, {"triple": "def triple(x):\n    return 0"})
    grade(classroom, [tiny.LESSON], say=lambda line: None)
    assert points(classroom) == {"ada": 4, "bob": 4}
    torn, forged = (classroom.folder / "records" / s / "50_tiny.json" for s in ("ada", "bob"))
    torn.write_bytes(torn.read_bytes()[:200])
    forged.write_text(forged.read_text().replace('"points": 0', '"points": 2'))
    said = []
    results = grade(classroom, [tiny.LESSON], say=said.append)
    assert {r.slot.student: r.status for r in results} == {"ada": "graded", "bob": "graded"}
    assert points(classroom) == {"ada": 4, "bob": 4}


def test_a_lock_is_waited_for(classroom, grade):
    tiny.hand_in(classroom, "ada")
    other = sqlite3.connect(classroom.db, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    timer = threading.Timer(4.0, lambda: (other.rollback(), other.close()))
    timer.start()
    try:
        (result,) = grade(classroom, [tiny.LESSON], say=lambda line: None)
    finally:
        timer.join()
    assert result.status == "graded" and points(classroom) == {"ada": 6}


def test_a_lock_that_stays_is_said_and_nothing_is_lost(classroom, monkeypatch, grade):
    tiny.hand_in(classroom, "ada")
    monkeypatch.setattr(gradebook, "LOCK_SECONDS", 0.5)
    monkeypatch.setattr(gradebook, "LOCK_PATIENCE", 2.0)
    other = sqlite3.connect(classroom.db, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(CourseError) as caught:
        grade(classroom, [tiny.LESSON], say=lambda line: None)
    assert "locked" in str(caught.value) and str(classroom.db) in str(caught.value) and "\n" not in str(caught.value)
    other.rollback()
    (result,) = grade(classroom, [tiny.LESSON], say=lambda line: None)
    assert result.status == "graded"


def command(classroom, *wrapper, script="GRADE"):
    "What `autograder grade`, which is GRADE in `script`, says on stderr in a mount namespace, and its statuses."
    # The course that the command works on is the one that its package lies in, so a program stands in for it.
    program = (
        "import sys\nfrom pathlib import Path\nfrom autograder.classroom import Classroom\n"
        "from autograder.errors import CourseError\nfrom autograder.grading.grade import grade\n"
        "from autograder.lessons import Lesson\n"
        "if __name__ == '__main__':\n"
        "    try:\n"
        f"        class_ = Classroom(Path({str(classroom.root)!r}))\n"
        "        results = grade(class_, [Lesson('50_tiny')], workers=1, say=lambda line: None)\n"
        "    except CourseError as error:\n"
        "        sys.exit(f'CourseError: {error}')\n"
        "    reasons = [result.reason for result in results if result.status not in ('graded', 'unchanged')]\n"
        "    sys.exit('not graded: ' + ' | '.join(reasons) if reasons else 0)\n"
    )
    path = classroom.root / "run.py"
    path.write_text(program)
    script = script.replace("GRADE", f"{sys.executable} {path} 2>&1 >/dev/null; echo ended with $?")
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    done = subprocess.run(
        ["bwrap", "--dev-bind", "/", "/", *wrapper, "sh", "-c", script], env=environment, capture_output=True, text=True
    )
    return done.stdout + done.stderr


def test_a_full_disk_is_said_and_grading_resumes(classroom, grade):
    for student in ("ada", "bob"):
        tiny.hand_in(classroom, student)
    away = classroom.root / "away"
    shutil.move(classroom.folder, away)
    classroom.folder.mkdir()
    fill = f"cp -a {away}/. {classroom.folder}; head -c 20m /dev/zero > {classroom.folder}/filler 2>/dev/null"
    save = f"rm {classroom.folder}/filler; cp -a {classroom.folder}/. {away}"
    size = sum(path.stat().st_size for path in away.rglob("*")) + 2**21
    script = f"{fill}; GRADE; {save}"
    said = command(classroom, *("--size", str(size), "--tmpfs", str(classroom.folder)), script=script)
    assert "ended with 1" in said, said
    line = [line for line in said.splitlines() if line.startswith(("CourseError", "not graded"))]
    assert len(line) == 1 and "Traceback" not in said, said
    shutil.rmtree(classroom.folder)
    shutil.move(away, classroom.folder)
    assert {r.status for r in grade(classroom, [tiny.LESSON], say=lambda line: None)} <= {"graded", "unchanged"}
    assert points(classroom) == {"ada": 6, "bob": 6}


def test_a_gradebook_that_cannot_be_written_to_is_said(classroom, grade):
    tiny.hand_in(classroom, "ada")
    before = classroom.db.read_bytes()
    said = command(classroom, "--ro-bind", str(classroom.db), str(classroom.db))
    assert "ended with 1" in said and "CourseError" in said and str(classroom.db) in said, said
    assert "Traceback" not in said, said
    assert classroom.db.read_bytes() == before
    (result,) = grade(classroom, [tiny.LESSON], say=lambda line: None)
    assert result.status == "graded"
