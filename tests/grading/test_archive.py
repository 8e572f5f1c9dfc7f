"Archives are read in memory, and those that are built to do harm are refused as a whole."

import io
import json
import random
import stat
import zipfile

import pytest

from autograder.errors import CourseError
from autograder.grading import archive
from autograder.grading.archive import open_archive
from autograder.grading.collect import COLLECTED, LEFT, OLDER, collect
from autograder.roster import Learner, write_roster
from autograder.submissions import received, slots_in


def zipped(*entries):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in entries:
            file.writestr(name, content)
    return data.getvalue()


def link(name, target):
    entry = zipfile.ZipInfo(name)
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    return entry, target


def test_notebooks_are_found_and_nothing_else():
    data = zipped(
        ("class/ada__01_mini.ipynb", "{}"),
        ("class/notes.txt", "x"),
        ("__MACOSX/class/._ada__01_mini.ipynb", "x"),
        ("inner.zip", zipped(("bob__01_mini.ipynb", "{}"))),
        link("class/eve__01_mini.ipynb", "/etc/passwd"),
    )
    found = open_archive(data, "a.zip")
    assert [(str(m.path), m.data) for m in found.members] == [
        ("class/ada__01_mini.ipynb", b"{}"),
        ("inner.zip/bob__01_mini.ipynb", b"{}"),
    ]
    assert found.passed_over == []


@pytest.mark.parametrize(
    ("name", "why"),
    [
        *((name, "leads out of the archive") for name in ("../x.ipynb", "/x.ipynb", "a/../../x.ipynb", "C:x.ipynb")),
        *((name, "leads out of the archive") for name in ("..\\x.ipynb", "a\x01.ipynb")),
        ("x" * 310 + ".ipynb", "has a name of more than 300 characters"),
        ("work.rar", "is no notebook"),
        ("deep/answer.pdf", "is no notebook"),
    ],
)
def test_an_odd_entry_costs_itself(name, why):
    found = open_archive(zipped((name, "{}"), ("ada__01_mini.ipynb", "{}")), "a.zip")
    assert [str(member.path) for member in found.members] == ["ada__01_mini.ipynb"]
    (line,) = found.passed_over
    assert why in line and line.startswith(name[:50])


def test_bombs(monkeypatch):
    small = ("ada__01_mini.ipynb", "{}")
    for entry, why in [
        (("a.ipynb", b"\0" * 10_000_000), "packed as no notebook or weights are"),
        (("a.ipynb", b"\0" * 30_000_000), "larger than 20 MB. Clear"),
        (("a.safetensors", b"\0" * 17_000_000), "larger than 16 MB. Save a smaller model"),
    ]:
        found = open_archive(zipped(entry, small), "a.zip")
        assert [str(member.path) for member in found.members] == [small[0]] and why in found.passed_over[0]
    inner = zipped(small)
    for _ in range(4):
        inner = zipped(("inner.zip", inner))
    assert "too deep" in open_archive(inner, "a.zip").passed_over[0]
    monkeypatch.setattr(archive, "MAX_TOTAL", 3)
    for data in (zipped(small, ("b.ipynb", "{}")), zipped(("i.zip", zipped(small)))):
        with pytest.raises(CourseError, match="holds more than 0 MB"):
            open_archive(data, "a.zip")
    monkeypatch.setattr(archive, "MAX_TOTAL", 10_000)
    monkeypatch.setattr(archive, "MAX_ENTRIES", 3)
    four = [(f"{n}.txt", "") for n in range(4)]
    for data in (zipped(*four), zipped(("i.zip", zipped(*four[:3])))):
        with pytest.raises(CourseError, match="more than 3 files"):
            open_archive(data, "a.zip")


def test_the_later_entry_wins_and_its_time_is_its_own(small_class):
    def at(name, year):
        return zipfile.ZipInfo(name, (year, 1, 31, 18, 0, 0))

    first, second = small_class.notebook(), small_class.notebook({"double": "def double(x): return x + x"})
    later, earlier = at("b/ada__01_mini.ipynb", 2026), at("a/ada__01_mini.ipynb", 2025)
    small_class.hand_in("x", zipped((later, json.dumps(second)), (earlier, json.dumps(first))), name="all.zip")
    receipts = collect([small_class.inbox / "all.zip"], small_class.classroom)
    assert [receipt.became for receipt in receipts] == [COLLECTED, OLDER]
    (place,) = slots_in(small_class.classroom.submitted)
    assert json.loads(place.notebook(small_class.classroom.submitted).read_text()) == second
    assert received(place, small_class.classroom.submitted).astimezone().year == 2026


def test_damage_is_one_error():
    rng, whole = random.Random(0), zipped(("ada__01_mini.ipynb", "{}" * 500), ("bob__01_mini.ipynb", "[]" * 500))
    for _ in range(300):
        data = bytearray(whole)
        for _ in range(rng.randint(1, 8)):
            data[rng.randrange(len(data))] = rng.randrange(256)
        try:
            open_archive(bytes(data[: rng.randint(1, len(data))]) if rng.random() < 0.3 else bytes(data), "a.zip")
        except CourseError as error:
            assert "\n" not in str(error)


def test_an_archive_is_collected_like_a_folder(small_class):
    good = small_class.hand_in("ada").read_bytes()
    small_class.hand_in("x", zipped(("c/ada__01_mini.ipynb", good), ("c/bob__01_mini.ipynb", good)), name="all.zip")
    (small_class.inbox / "ada__01_mini.ipynb").unlink()
    small_class.hand_in("x", zipped(("../ada__01_mini.ipynb", good)), name="bad.zip")
    receipts = collect([small_class.inbox], small_class.classroom)
    assert sorted(receipt.became for receipt in receipts) == [COLLECTED, COLLECTED, LEFT]
    assert [slot.student for slot in slots_in(small_class.classroom.submitted)] == ["ada", "bob"]


def test_weights_come_with_their_notebook(small_class):
    good = small_class.hand_in("ada").read_bytes()
    (small_class.inbox / "ada__01_mini.ipynb").unlink()
    entries = [
        ("ada__01_mini.ipynb", good),
        ("ada__01_mini.safetensors", b"of ada"),
        ("bob/01_mini/01_mini.ipynb", good),
        ("bob/01_mini/capstone.safetensors", b"of bob"),
        ("cem__01_mini.ipynb", good),
        ("stray.safetensors", b"of nobody"),
    ]
    small_class.hand_in("x", zipped(*entries), name="all.zip")
    receipts = collect([small_class.inbox], small_class.classroom)
    assert [receipt.became for receipt in receipts] == [COLLECTED] * 3 + [LEFT]
    assert "weights without their notebook" in receipts[3].problems[0]
    submitted = small_class.classroom.submitted
    weights = {path.parts[-3]: path.read_bytes() for path in submitted.glob("*/*/capstone.safetensors")}
    assert weights == {"ada": b"of ada", "bob": b"of bob"}


class TestWhose:
    "A learner chooses what is in their archive and how it is called; whose account it came from they do not."

    @pytest.fixture
    def inbox(self, small_class):
        self.good = json.dumps(small_class.notebook()).encode()
        self.bad = json.dumps(small_class.notebook({"double": "def double(x): return 0"})).encode()
        self.class_ = small_class
        return small_class

    def collect(self, *entries, name="submissions.zip"):
        self.class_.hand_in("x", zipped(*entries), name=name)
        return collect([self.class_.inbox / name], self.class_.classroom)

    def of(self, student):
        (place,) = [slot for slot in slots_in(self.class_.classroom.submitted) if slot.student == student]
        return place.notebook(self.class_.classroom.submitted).read_bytes()

    ADA, BOB = "adalovelace_12_3456_", "bobross_13_3457_"

    def test_an_archive_that_holds_another_s_too(self, inbox):
        inner = zipped(("ada__01_mini.ipynb", self.good), ("bob__01_mini.ipynb", self.bad))
        receipts = self.collect((self.BOB + "bob__01_mini.ipynb", self.good), (self.ADA + "work.zip", inner))
        assert sorted(receipt.became for receipt in receipts) == [COLLECTED, LEFT, LEFT]
        assert self.of("bob") == self.good and "Ask whose it is" in receipts[-1].problems[0]

    @pytest.mark.parametrize("as_archive", [False, True])
    @pytest.mark.parametrize("first", ["bob", "ada"])
    def test_another_s_account_replaces_nothing(self, inbox, as_archive, first):
        forged = zipped(("bob__01_mini.ipynb", self.bad)) if as_archive else self.bad
        entries = [
            (self.BOB + "bob__01_mini.ipynb", self.good),
            (self.ADA + ("work.zip" if as_archive else "bob__01_mini.ipynb"), forged),
        ]
        receipts = self.collect(*(entries if first == "bob" else entries[::-1]))
        assert [receipt.became for receipt in receipts] == [COLLECTED, LEFT]
        assert self.of("bob") == (self.good if first == "bob" else self.bad)  # and the other is asked about

    def test_a_roster_tells_whose_it_is(self, inbox):
        write_roster({"ada": Learner("ada", canvas="12"), "bob": Learner("bob", canvas="13")}, inbox.classroom)
        receipts = self.collect(
            (self.ADA + "bob__01_mini.ipynb", self.bad), (self.BOB + "bob__01_mini.ipynb", self.good)
        )
        assert [receipt.became for receipt in receipts] == [LEFT, COLLECTED] and self.of("bob") == self.good
        assert "uploaded by ada" in receipts[0].problems[0]

    def test_the_same_account_may_hand_in_again(self, inbox):
        self.collect((self.BOB + "bob__01_mini.ipynb", self.bad))
        again = [("bobross_LATE_13_3499_bob__01_mini-1.ipynb", self.good)]
        assert [receipt.became for receipt in self.collect(*again, name="later.zip")] == [COLLECTED]
        assert self.of("bob") == self.good

    def test_archives_of_a_teacher_hold_many(self, inbox):
        both = [(f"{student}__01_mini.ipynb", self.good) for student in ("ada", "bob")]
        assert [receipt.became for receipt in self.collect(*both, name="week 1.zip")] == [COLLECTED] * 2
