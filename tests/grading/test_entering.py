"Several submissions in one transaction: each gets its own, one that fails costs no other, and none waits for others."

import threading
from types import SimpleNamespace

import pytest
from nbgrader.api import Gradebook
from small_class import LESSON, RIGHT

from autograder.checks.report import Row
from autograder.classroom import Classroom, Locked
from autograder.grading import entering
from autograder.grading.collect import collect
from autograder.grading.entering import MOST, Entering
from autograder.grading.entry import lay_out
from autograder.grading.handed_in import HandIns
from autograder.grading.nbgrader import enter
from autograder.grading.nbgrader.reply import Reply
from autograder.grading.records import FAILED, GRADED, JUDGED, Record, read_record
from autograder.grading.results import Judged
from autograder.submissions import BESIDE, HAND_IN, OUTPUTS, Slot

pytestmark = pytest.mark.xdist_group("small_class")
POINTS = {"ada": 3, "bob": 1, "eve": 2}


@pytest.fixture
def entry(small_class, tmp_path):
    "What three learners are to have entered, each with other points."
    small_class.classroom.folder.mkdir(exist_ok=True)
    hand_ins = HandIns(small_class.classroom)
    for student, points in POINTS.items():
        small_class.hand_in(student, {**RIGHT, "double": f"def double(x): return {points}"})
    collect([small_class.inbox], small_class.classroom)
    for student, points in POINTS.items():
        slot = Slot(LESSON.name, student)
        read = hand_ins.read(slot)
        rows = {"double": (Row("a", points, True), Row("b", 3 - points, False)), "halve": (Row("c", 2, True),)}
        exercises = {name: Judged("", None, rows=found) for name, found in rows.items()}
        record = Record(JUDGED, read.digest, "", exercises=exercises)
        lay_out(slot, record, read.rebuilt, None, small_class.classroom, tmp_path / "entry")
    return tmp_path / "entry"


SLOTS = [Slot(LESSON.name, student) for student in POINTS]


def marks(classroom):
    with Gradebook(f"sqlite:///{classroom.db}") as book:
        return {
            found.student.id: {grade.name: grade.auto_score for grade in found.notebooks[0].grades}
            for found in book.assignment_submissions(LESSON.name)
        }


def which(classroom):
    return sorted(path.parent.parent.name for path in classroom.autograded.glob(f"*/*/{HAND_IN}"))


def test_each_gets_its_own_marks(small_class, entry):
    classroom = small_class.classroom
    assert [reply.success for reply in enter.apply(SLOTS, classroom, entry)] == [True] * 3
    expected = {student: {"check_double": points, "check_halve": 2} for student, points in POINTS.items()}
    assert marks(classroom) == expected and which(classroom) == sorted(POINTS)
    texts = {student: Slot(LESSON.name, student).notebook(classroom.autograded).read_text() for student in POINTS}
    assert all(f"return {points}" in texts[student] for student, points in POINTS.items())
    enter.apply(SLOTS[::-1], classroom, entry)  # again, in another order
    assert marks(classroom) == expected


def test_one_that_cannot_be_entered_costs_no_other(small_class, entry):
    classroom = small_class.classroom
    (SLOTS[1].folder(entry / BESIDE) / OUTPUTS).write_text("{")
    replies = enter.apply(SLOTS, classroom, entry)
    assert [reply.success for reply in replies] == [True, False, True] and "JSONDecodeError" in replies[1].text
    assert marks(classroom).keys() == {"ada", "eve"} and which(classroom) == ["ada", "eve"]
    assert not SLOTS[1].folder(classroom.autograded).exists()


def test_who_is_ended_within_a_transaction_has_entered_nothing(small_class, entry, monkeypatch):
    classroom, first = small_class.classroom, enter._enter

    def ends_at_the_third(slot, *others):
        if slot == SLOTS[2]:
            raise KeyboardInterrupt
        return first(slot, *others)

    monkeypatch.setattr(enter, "_enter", ends_at_the_third)
    with pytest.raises(KeyboardInterrupt):
        enter.apply(SLOTS, classroom, entry)
    assert marks(classroom) == {} and which(classroom) == []  # which hand-in a mark is of is said after the mark


class Writer:
    "Stands for the process: what it was asked, and answers that a test gives it."

    def __init__(self, classroom):
        self.asked, self.let, self.began = [], threading.Semaphore(0), threading.Semaphore(0)
        self.answer = lambda slots: [Reply(True)] * len(slots)
        self.stopped = False

    def request(self, step, slots, entry):
        self.asked.append([slot.student for slot in slots])
        self.began.release()
        self.let.acquire()
        return None if self.stopped else self.answer(slots)

    def stop(self):
        self.stopped = True
        self.let.release(100)

    def last_words(self):
        return "its last words"


@pytest.fixture
def gate(tmp_path, monkeypatch):
    "An `Entering` whose writer answers when the test lets it."
    monkeypatch.setattr(entering, "Worker", Writer)
    monkeypatch.setattr(entering, "lay_out", lambda *_: None)
    gate = Entering(Classroom(tmp_path), lambda line: None)
    yield gate
    gate.stop()


def put(gate, *students):
    for student in students:
        gate.put(SimpleNamespace(slot=Slot("01_mini", student), rebuilt=None, terms=None), Record(JUDGED, "", ""))


def test_what_waits_is_entered_together_and_nobody_waits_for_more(gate):
    put(gate, "ada")
    gate._writer.began.acquire()  # by itself, at once
    put(gate, "bob", "eve", "kim")
    assert list(gate.finished()) == []
    gate._writer.let.release(2)
    assert [(found.slot.student, found.status) for found in gate.finished(all_of_them=True)] == [
        (student, GRADED) for student in ("ada", "bob", "eve", "kim")
    ]
    assert gate._writer.asked == [["ada"], ["bob", "eve", "kim"]]
    assert read_record(Slot("01_mini", "kim"), gate._classroom).status == GRADED


def test_only_so_many_wait(gate):
    put(gate, "ada")
    gate._writer.began.acquire()
    put(gate, *(f"s{number}" for number in range(MOST)))
    later = threading.Thread(target=put, args=(gate, "last"), daemon=True)
    later.start()
    later.join(0.05)
    assert later.is_alive()  # it is held up until some have been taken
    gate._writer.let.release(3)
    later.join(5)
    assert len(list(gate.finished(all_of_them=True))) == MOST + 2
    assert max(map(len, gate._writer.asked)) <= MOST


def test_one_that_ends_the_writer_costs_no_other(gate):
    gate._writer.answer = lambda slots: None if "bob" in [at.student for at in slots] else [Reply(True)] * len(slots)
    gate._writer.let.release(100)
    put(gate, "ada", "bob", "eve")
    found = {result.slot.student: result for result in gate.finished(all_of_them=True)}
    assert {student: result.status for student, result in found.items()} == {
        "ada": GRADED,
        "bob": FAILED,
        "eve": GRADED,
    }
    assert "its last words" in found["bob"].reason


def test_a_locked_gradebook_is_told_to_whoever_waits(gate, monkeypatch):
    monkeypatch.setattr(entering, "once_unlocked", lambda attempt, *_: attempt())  # without patience
    gate._writer.answer = lambda slots: [Reply(False, "database is locked")]
    gate._writer.let.release(100)
    put(gate, "ada")
    with pytest.raises(Locked, match="only entered"):
        list(gate.finished(all_of_them=True))
    with pytest.raises(Locked):
        put(gate, "bob")


def test_who_stops_writes_nothing_more(gate):
    put(gate, "ada", "bob")
    gate._writer.began.acquire()
    gate.stop()
    assert list(gate.finished()) == []
    assert not (gate._classroom.folder / "logs").exists() and not (gate._classroom.folder / "records").exists()
