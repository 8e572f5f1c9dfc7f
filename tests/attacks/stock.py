"""Plain `nbgrader autograde` and `nbgrader generate_feedback` on attacks: nbgrader with its own steps and defaults.

Attacks do what they do, so it runs inside a container of its own (bubblewrap: own processes, shared memory and queues,
nothing writable but one folder), each attack on a fresh copy of a class with a neighbour who was graded before. Only
the folders are named as ours are. Cells tagged `experiment` are not in this copy of the course: nothing of nbgrader
itself would skip them.

    python -m tests.attacks.stock FOLDER JOBS ID …      (inside the container; `run` below is the outside)
"""

import json
import logging
import os
import shutil
import subprocess
import sys
import time
import warnings
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.apps import NbGraderAPI

from tests.attacks import seen
from tests.attacks.attacks import Attack, all_attacks
from tests.attacks.course import STATS, as_bytes, perfect, without_experiments
from tests.attacks.seen import Seen

LIMIT = 240.0  # seconds for one submission; nbgrader has none
NEIGHBOUR = "ada"
PAGES = (19, 28, 39, 48, 49)  # attacks that need their feedback page to be seen


def config(root: Path):
    "nbgrader as it comes, with our names for its folders."
    from traitlets.config import Config

    c = Config()
    c.CourseDirectory.course_id = "initialization"
    c.CourseDirectory.root = str(root)
    c.CourseDirectory.source_directory = "solutions"
    c.CourseDirectory.release_directory = "lessons"
    c.CourseDirectory.submitted_directory = "classroom/submitted"
    c.CourseDirectory.autograded_directory = "classroom/autograded"
    c.CourseDirectory.feedback_directory = "classroom/feedback"
    c.CourseDirectory.db_url = f"sqlite:///{root / 'classroom' / 'gradebook.db'}"
    return c


def api(root: Path):
    warnings.filterwarnings("ignore")
    log = logging.getLogger("traitlets")
    log.propagate = False
    log.addHandler(logging.NullHandler())
    return NbGraderAPI(config=config(root))


def put(root: Path, student: str, lesson, data: bytes) -> Path:
    path = lesson.notebook(root / "classroom" / "submitted" / student)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def stripped(data: bytes) -> bytes:
    "The notebook without experiments, where it is one."
    try:
        notebook = json.loads(data)
        return json.dumps(without_experiments(notebook)).encode()
    except (ValueError, RecursionError, TypeError, KeyError, AttributeError):
        return data


def in_process(root: Path, lesson, student: str, limit: float = LIMIT, page: bool = False) -> str:
    "Grades one submission and makes its page in a forked process; returns '' or what went wrong."
    said = root / f"{student}.said"
    child = os.fork()
    if child == 0:
        with suppress(BaseException):
            nowhere = os.open(os.devnull, os.O_RDWR)
            for stream in (0, 1, 2):
                os.dup2(nowhere, stream)
            grader = api(root)
            done = grader.autograde(lesson.name, student)
            said.write_text("" if done["success"] else (done["error"] or done["log"] or "failed").strip()[-2000:])
            if done["success"] and page:
                grader.generate_feedback(lesson.name, student)
        os._exit(0)
    until = time.monotonic() + limit
    while time.monotonic() < until:
        if os.waitpid(child, os.WNOHANG)[0]:
            return said.read_text() if said.exists() else "the grading process ended"
        time.sleep(0.05)
    os.kill(child, 9)
    os.waitpid(child, 0)
    return f"still running after {limit:g} s"


def points(root: Path, lesson, student: str) -> float | None:
    with Gradebook(f"sqlite:///{root / 'classroom' / 'gradebook.db'}") as book:
        try:
            return book.find_submission(lesson.name, student).score
        except MissingEntry:
            return None


def template(root: Path) -> Path:
    "The course with one neighbour, released and graded by nbgrader as it comes."
    from autograder.lessons import REPOSITORY

    for name in ("00_core", "01_stats", "02_glorot"):
        path = root / "solutions" / name / f"{name}.ipynb"
        path.parent.mkdir(parents=True)
        source = json.loads((REPOSITORY / "solutions" / name / f"{name}.ipynb").read_text(encoding="utf-8"))
        path.write_text(json.dumps(without_experiments(source)))
    shutil.copytree(REPOSITORY / "course_lib", root / "course_lib", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(REPOSITORY / "settings.ini", root)
    (root / "classroom").mkdir()
    grader = api(root)
    for name in ("01_stats", "02_glorot"):
        done = grader.generate_assignment(name)
        assert done["success"], done
    put(root, NEIGHBOUR, STATS, as_bytes(without_experiments(perfect())))
    trouble = in_process(root, STATS, NEIGHBOUR)
    assert not trouble, trouble
    return root


def attempt(attack: Attack, id: str, folder: Path) -> Seen:
    root, home = folder / id, folder / "homes" / id
    home.mkdir(parents=True, exist_ok=True)
    os.environ["HOME"] = str(home)
    shutil.copytree(folder / "template", root, symlinks=True)
    if attack.link:
        path = put(root, id, attack.lesson, b"")
        path.unlink()
        path.symlink_to(root / attack.link)
    else:
        path = put(root, id, attack.lesson, stripped(attack.data))
    for name, data in attack.beside.items():
        beside = path.parent / name
        beside.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(data)
    neighbour = points(root, STATS, NEIGHBOUR)
    began = time.monotonic()
    trouble = in_process(root, attack.lesson, id, page=attack.number in PAGES)
    seconds = time.monotonic() - began
    left = seen.survivors(attack.number)
    if attack.number == 43 and left:
        time.sleep(14)
    class_ = root / "classroom"
    harms = seen.in_files(
        attack.lesson.notebook(class_ / "autograded" / id),
        class_ / "feedback" / id / attack.lesson.name / f"{attack.lesson.name}.html",
    )
    for place in (home, Path("/tmp"), Path("/dev/shm"), Path("/var/tmp")):
        harms += seen.escaped(place, number=attack.number, keep=attack.number == 27)
    harms += [f"{len(left)} processes left"] * bool(left)
    seen.end(left)
    earned = None
    try:
        harms += seen.edits(class_ / "gradebook.db")
        earned = points(root, attack.lesson, id)
        if points(root, STATS, NEIGHBOUR) != neighbour:
            harms.append("a neighbour's mark changed")
    except Exception as error:
        harms.append(f"the gradebook: {type(error).__name__}")
    shutil.rmtree(root, ignore_errors=True)
    return Seen(earned, tuple(dict.fromkeys(harms)), seconds, trouble)


def main(folder: Path, jobs: int, *ids: str) -> None:
    if not (folder / "template").exists():
        template(folder / "template")
    attacks = all_attacks()
    twins = {f"twin-{id}": Attack(one.number, "twin", one.twin, lesson=one.lesson) for id, one in attacks.items()}
    every = attacks | twins
    todo, running = list(ids), {}
    while todo or running:
        # What an attack leaves behind is known by its number, so of one number one runs at a time.
        numbers = [every[id].number for id in running.values()]
        id = next((id for id in todo if every[id].number not in numbers), None)
        if id is None or len(running) == jobs:
            running.pop(os.wait()[0])
            continue
        todo.remove(id)
        child = os.fork()
        if child == 0:
            try:
                result = attempt(every[id], id, folder)
            except BaseException as error:
                result = Seen(None, (), 0.0, f"{type(error).__name__}: {error}")
            line = json.dumps([id, result.points, list(result.harms), result.seconds, result.status])
            os.write(1, f"{line}\n".encode())
            os._exit(0)
        running[child] = id


def run(folder: Path, ids: list[str], jobs: int = 3) -> Iterator[tuple[str, Seen]]:
    "Grades these attacks in the container, some at a time; yields what was seen."
    folder.mkdir(parents=True, exist_ok=True)
    environment = {
        "COURSE_TRIAL_KEY": os.urandom(32).hex(),  # as a careful instructor would; the kernel inherits it
        "IN_TEST": "1",
        "JUPYTER_PLATFORM_DIRS": "1",
        "PYTHONPATH": os.pathsep.join([str(folder / "template"), os.getcwd()]),
        "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin",
        "OMP_NUM_THREADS": "1",
    }
    command = ["bwrap", "--die-with-parent", "--new-session", "--unshare-pid", "--unshare-ipc"]
    command += ["--ro-bind", "/", "/", "--dev", "/dev"]
    command += ["--proc", "/proc", "--tmpfs", "/tmp", "--bind", str(folder), str(folder), "--clearenv"]
    for name, value in environment.items():
        command += ["--setenv", name, value]
    command += [sys.executable, "-m", "tests.attacks.stock", str(folder), str(jobs), *ids]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        for line in process.stdout:
            try:
                id, *rest = json.loads(line)
            except ValueError:
                print(line, end="")
                continue
            yield id, Seen(rest[0], tuple(rest[1]), rest[2], rest[3])


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), *sys.argv[3:])
