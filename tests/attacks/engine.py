"A class of attackers and their honest neighbours, graded by `autograder grade` in one go."

import hashlib
import json
import shutil
import socket
import threading
import time
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from autograder.classroom import Classroom, close_lessons
from autograder.grading.grade import Graded, grade
from autograder.grading.nbgrader.feedback import make_feedback
from autograder.lessons import REPOSITORY, Lesson
from autograder.release.assignment import release
from autograder.reports.marks import Mark, read_marks
from autograder.submissions import Slot, put_hand_in
from tests.attacks import seen
from tests.attacks.attack import LISTENER, Attack
from tests.attacks.course import as_bytes
from tests.attacks.seen import Seen

CANARY_REFERENCE, CANARY_HIDDEN = "canary-in-a-reference", "canary-in-a-hidden-check"
KEY = "5eed" * 16  # the same hidden trials in every run
RECEIVED = datetime(2026, 1, 31, 18, 0, tzinfo=UTC)


def write_course(
    root: Path, lessons: Collection[str] = ("00_core", "01_stats", "02_glorot", "03_learner")
) -> Classroom:
    """The first lessons in a folder of their own, released, with canaries in references and hidden checks.

    00 and 01 are closed.
    """
    for name in lessons:
        text = (REPOSITORY / "solutions" / name / f"{name}.ipynb").read_text(encoding="utf-8")
        notebook = json.loads(text)
        for cell in notebook["cells"]:
            source = "".join(cell["source"])
            source = source.replace("### BEGIN SOLUTION\n", f"### BEGIN SOLUTION\n    # {CANARY_REFERENCE}\n")
            source = source.replace("### BEGIN HIDDEN TESTS\n", f"### BEGIN HIDDEN TESTS\n# {CANARY_HIDDEN}\n")
            cell["source"] = source.splitlines(keepends=True)
        path = root / "solutions" / name / f"{name}.ipynb"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(notebook, indent=1, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")
    shutil.copytree(REPOSITORY / "course_lib", root / "course_lib", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(REPOSITORY / "settings.ini", root)
    classroom = Classroom(root)
    classroom.folder.mkdir()
    (classroom.folder / "trial_key").write_text(KEY)
    release([Lesson(name) for name in lessons], classroom)
    close_lessons([name for name in lessons if name < "02"], classroom)
    return classroom


def submit(classroom: Classroom, student: str, lesson: Lesson, data: bytes) -> Slot:
    "Puts a hand-in where `autograder collect` puts it, whatever it is."
    slot = Slot(lesson.name, student)
    put_hand_in(slot, classroom.submitted, data, RECEIVED)
    return slot


def submit_attack(classroom: Classroom, id: str, attack: Attack) -> Slot:
    slot = submit(classroom, id, attack.lesson, attack.data)
    path = slot.notebook(classroom.submitted)
    if attack.link:
        path.unlink()
        path.symlink_to(classroom.root / attack.link)
    for name, data in attack.beside.items():
        beside = path.parent / name
        beside.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(data)
    return slot


def twin_ids(attacks: Mapping[str, Attack]) -> dict[str, str]:
    "The id under which each attack's twin is handed in; equal twins are handed in once."
    ids: dict[str, str] = {}
    for id, attack in attacks.items():
        ids[id] = "twin-" + hashlib.sha256(as_bytes(attack.twin)).hexdigest()[:8]
    return ids


def digest_of(*folders: Path) -> dict[str, str]:
    "A hash of every file, by path."
    return {
        str(path): hashlib.sha256(path.read_bytes()).hexdigest()
        for folder in folders
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.is_symlink() and "__pycache__" not in path.parts
    }


class Listener:
    "Listens on loopback while a class is graded and counts who connects."

    def __enter__(self) -> "Listener":
        self.connections: list[Any] = []
        self._socket = socket.create_server(("127.0.0.1", LISTENER), reuse_port=True)  # others may be listening, too
        threading.Thread(target=self._listen, daemon=True).start()
        return self

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                line, address = self._socket.accept()
                self.connections.append(address)
                line.close()

    def __exit__(self, *_: object) -> None:
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()


@dataclass
class Outcome:
    "One run over a class of attackers."

    classroom: Classroom
    graded: dict[str, Graded] = field(default_factory=dict)  # by student
    marks: dict[str, Mark] = field(default_factory=dict)
    twins: dict[str, str] = field(default_factory=dict)
    connections: int = 0
    survivors: list[int] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)  # files of the course that are not as they were
    escaped: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def record(self, student: str, lesson: Lesson) -> dict[str, Any]:
        path = self.classroom.folder / "records" / student / f"{lesson.name}.json"
        return json.loads(path.read_text()) if path.is_file() else {}

    def seen(self, student: str, attack: Attack) -> Seen:
        "What can be seen of one attack."
        slot, class_ = Slot(attack.lesson.name, student), self.classroom
        page = slot.folder(class_.feedback) / f"{slot.lesson}.html"
        record = class_.folder / "records" / student / f"{slot.lesson}.json"
        log = class_.folder / "logs" / f"{student}__{slot.lesson}.log"
        harms = seen.in_files(slot.notebook(class_.autograded), page, record, log)
        mark = self.marks.get(student)
        status = self.graded[student].reason or self.graded[student].status
        return Seen(mark.points if mark else None, tuple(harms), 0.0, status)


def run(classroom: Classroom, attacks: Mapping[str, Attack], neighbours: Mapping[str, Any], home: Path, **options: Any):
    """Hands in these attacks, their twins and `neighbours` (id: notebook, lesson 01), grades all, makes feedback.

    `options` go to `grade`.
    """
    from tests.attacks.course import STATS

    outcome = Outcome(classroom, twins=twin_ids(attacks))
    for student, notebook in neighbours.items():
        submit(classroom, student, STATS, as_bytes(notebook))
    for id, attack in attacks.items():
        submit_attack(classroom, id, attack)
        submit(classroom, outcome.twins[id], attack.lesson, as_bytes(attack.twin))
    lessons = sorted({attack.lesson for attack in attacks.values()} | {STATS}, key=lambda lesson: lesson.name)
    kept = (classroom.solutions, classroom.lessons, classroom.root / "course_lib", classroom.submitted)
    before = digest_of(*kept)
    began = time.monotonic()
    with Listener() as listener:
        results = grade(classroom, lessons, say=outcome.said.append, **options)
        outcome.seconds = time.monotonic() - began
        outcome.survivors = seen.survivors()
        make_feedback(classroom, lessons, 2, say=outcome.said.append)
        outcome.connections = len(listener.connections)
    after = digest_of(*kept)
    outcome.changed = sorted(path for path in before.keys() | after.keys() if before.get(path) != after.get(path))
    outcome.escaped = seen.escaped(home, Path("/tmp"), Path("/dev/shm"), Path("/var/tmp"), classroom.root, Path.cwd())
    seen.end(outcome.survivors)
    outcome.graded = {result.slot.student: result for result in results}
    outcome.marks = {mark.slot.student: mark for mark in read_marks(classroom, lessons)}
    return outcome
