"Hand-ins find their places; a bad one is reported by name and stops no other."

import json
import os
import time
import zipfile
from datetime import UTC, datetime

import pytest
from small_class import LESSON, twice, without

from autograder.grading.collect import COLLECTED, LEFT, OLDER, REFUSED, SAME, collect, refused_folder
from autograder.lessons import WEIGHTS
from autograder.reports.marks import NOTHING, read_marks
from autograder.roster import Learner, write_roster
from autograder.submissions import Slot, received, slots_in

pytestmark = pytest.mark.xdist_group("small_class")


def became(receipts):
    return {receipt.path.name: receipt.became for receipt in receipts}


def problem_of(receipts, name):
    (receipt,) = [receipt for receipt in receipts if receipt.path.name == name]
    assert len(receipt.problems) == 1 and "\n" not in receipt.problems[0]
    return receipt.problems[0]


def slot(student):
    return Slot(LESSON.name, student)


def test_one_bad_file_stops_no_other(small_class):
    good, classroom = small_class.notebook(), small_class.classroom
    small_class.hand_in("ada")
    small_class.hand_in("cut", json.dumps(good).encode()[:500])
    small_class.hand_in("dup", twice(good, 1))
    small_class.hand_in("gap", without(good, 2))
    small_class.hand_in("x", b"{}", name="homework.ipynb")
    small_class.hand_in("x", b"{}", name="ada__07_poetry.ipynb")
    small_class.hand_in("x", b"{}", name="a b__01_mini.ipynb")
    (small_class.inbox / "link__01_mini.ipynb").symlink_to(small_class.inbox / "ada__01_mini.ipynb")
    (small_class.inbox / "notes.txt").write_text("left alone")
    small_class.hand_in("zoe")

    receipts = collect([small_class.inbox], classroom)

    assert became(receipts) == {
        "a b__01_mini.ipynb": LEFT,
        "ada__01_mini.ipynb": COLLECTED,
        "ada__07_poetry.ipynb": LEFT,
        "cut__01_mini.ipynb": REFUSED,
        "dup__01_mini.ipynb": REFUSED,
        "gap__01_mini.ipynb": COLLECTED,
        "homework.ipynb": LEFT,
        "link__01_mini.ipynb": LEFT,
        "zoe__01_mini.ipynb": COLLECTED,
    }
    assert slots_in(classroom.submitted) == [slot("ada"), slot("gap"), slot("zoe")]
    assert "could not be read: it is cut short or damaged" in problem_of(receipts, "cut__01_mini.ipynb")
    assert "the same grade id 'double'" in problem_of(receipts, "dup__01_mini.ipynb")
    assert "check_double is missing" in problem_of(receipts, "gap__01_mini.ipynb")
    assert "Rename it to STUDENT__LESSON.ipynb" in problem_of(receipts, "homework.ipynb")
    assert "Rename it to STUDENT__LESSON.ipynb" in problem_of(receipts, "a b__01_mini.ipynb")
    assert "no lesson is called '07_poetry'" in problem_of(receipts, "ada__07_poetry.ipynb")
    assert "symbolic link" in problem_of(receipts, "link__01_mini.ipynb")
    aside = slot("cut").folder(refused_folder(classroom))
    assert (aside / "reason.txt").read_text().startswith("could not be read")
    assert (aside / "01_mini.ipynb").read_bytes() == (small_class.inbox / "cut__01_mini.ipynb").read_bytes()


def test_every_file_lies_whole_in_its_place(small_class):
    path = small_class.hand_in("ada")
    collect([path], small_class.classroom)
    folder = slot("ada").folder(small_class.classroom.submitted)
    assert sorted(file.name for file in folder.iterdir()) == ["01_mini.ipynb", "timestamp.txt"]
    assert (folder / "01_mini.ipynb").read_bytes() == path.read_bytes()


def test_nbgraders_tree_is_taken(small_class):
    tree = small_class.inbox / "ada" / "01_mini"
    tree.mkdir(parents=True)
    small_class.hand_in("ada").rename(tree / "01_mini.ipynb")
    (tree / "torch.py").write_text("raise SystemExit")
    assert became(collect([small_class.inbox], small_class.classroom)) == {"01_mini.ipynb": COLLECTED}
    folder = slot("ada").folder(small_class.classroom.submitted)
    assert not (folder / "torch.py").exists()


@pytest.mark.parametrize("order", [("old", "new"), ("new", "old")])
def test_the_later_hand_in_stays_whatever_comes_first(small_class, order):
    files = {}
    for age, (name, written) in enumerate([("old", 1_700_000_000), ("new", 1_750_000_000)]):
        folder = small_class.inbox / name
        folder.mkdir()
        path = small_class.hand_in("ada", {"double": f"def double(x): return {age}"}, name=f"{name}/ada__01_mini.ipynb")
        os.utime(path, (written, written))
        files[name] = path
    outcomes = [collect([files[name]], small_class.classroom)[0].became for name in order]
    assert outcomes == ([COLLECTED, COLLECTED] if order[0] == "old" else [COLLECTED, OLDER])
    assert slot("ada").notebook(small_class.classroom.submitted).read_bytes() == files["new"].read_bytes()
    assert collect([files["new"]], small_class.classroom)[0].became == SAME


def test_a_later_damaged_file_loses_nothing_and_a_later_good_one_clears_it(small_class):
    classroom, path = small_class.classroom, small_class.hand_in("ada")
    os.utime(path, (1_700_000_000, 1_700_000_000))
    collect([path], classroom)
    good = path.read_bytes()
    path.write_bytes(good[:300])
    os.utime(path, (1_700_000_100, 1_700_000_100))
    assert collect([path], classroom)[0].became == REFUSED
    assert slot("ada").notebook(classroom.submitted).read_bytes() == good
    assert slot("ada").notebook(refused_folder(classroom)).read_bytes() == good[:300]
    path.write_bytes(good)
    os.utime(path, (1_700_000_200, 1_700_000_200))
    assert collect([path], classroom)[0].became == SAME
    assert slots_in(refused_folder(classroom)) == []


def test_the_same_bytes_keep_their_earliest_time(small_class):
    classroom, path = small_class.classroom, small_class.hand_in("ada")
    for written, kept in [
        (1_700_000_100, 1_700_000_100),
        (1_700_000_200, 1_700_000_100),
        (1_700_000_000, 1_700_000_000),
    ]:
        os.utime(path, (written, written))
        assert collect([path], classroom)[0].became in (COLLECTED, SAME)
        assert received(slot("ada"), classroom.submitted).timestamp() == kept


DAY = 86_400


@pytest.mark.parametrize("shift", [-9_000 * DAY, 2 * DAY, 30_000 * DAY, 10**12], ids=["2002", "soon", "2108", "never"])
def test_a_time_that_cannot_be_is_that_of_collection(small_class, shift):
    classroom, path = small_class.classroom, small_class.hand_in("ada")
    os.utime(path, (time.time(), time.time() + shift))
    began = time.time()
    (receipt,) = collect([path], classroom)
    assert receipt.became == COLLECTED and "the time of its collection counts" in receipt.problems[0]
    first = received(slot("ada"), classroom.submitted).timestamp()
    assert began - 1 <= first <= time.time()
    assert collect([path], classroom)[0].became == SAME
    assert received(slot("ada"), classroom.submitted).timestamp() == first
    later = small_class.hand_in("ada", {"double": "def double(x): return x + x"})  # written now: nothing blocks it
    assert [receipt.became for receipt in collect([later], classroom)] == [COLLECTED]
    assert "x + x" in slot("ada").notebook(classroom.submitted).read_text()


def test_a_clock_an_hour_ahead_is_believed(small_class):
    path = small_class.hand_in("ada")
    ahead = int(time.time()) + 3600
    os.utime(path, (ahead, ahead))
    (receipt,) = collect([path], small_class.classroom)
    assert receipt.problems == () and received(slot("ada"), small_class.classroom.submitted).timestamp() == ahead


def test_a_place_that_was_dated_in_the_future_takes_later_work(small_class):
    classroom = small_class.classroom
    collect([small_class.hand_in("ada")], classroom)
    (slot("ada").folder(classroom.submitted) / "timestamp.txt").write_text("2090-01-31 18:00:00 UTC")
    later = small_class.hand_in("ada", {"double": "def double(x): return x + x"})
    assert collect([later], classroom)[0].became == COLLECTED
    assert received(slot("ada"), classroom.submitted) <= datetime.now(UTC)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("mulleremmy_102_9004_01_mini.ipynb", "without an id"),
        ("mulleremmy_LATE_102_9004_01_mini-1.ipynb", "without an id"),
        ("mulleremmy_102_9004_noether__01_mini.ipynb", "by 'noether', who is nobody in the roster"),
        ("Emmy Noether_12_assignsubmission_file_/01_mini.ipynb", "without an id"),
        ("Emmy Noether_12_assignsubmission_file_/emmi__01_mini (1).ipynb", "by 'emmi', who is nobody"),
        ("Homework_en17_attempt_2026-01-31-18-00-00_01_mini.ipynb", "without an id"),
        ("Homework_en17_attempt_2026-01-31-18-00-00_EN17__01_mini.ipynb", "by 'EN17', who is nobody"),
    ],
)
def test_whose_account_it_is_counts_where_the_name_says_nothing(small_class, name, said):
    roster = {"emmy": Learner("emmy", "Emmy Noether", canvas="102", blackboard="en17"), "ada": Learner("ada")}
    write_roster(roster, small_class.classroom)
    archive = small_class.inbox / "download.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr(name, json.dumps(small_class.notebook()))
        packed.writestr(name.replace("9004", "9005").replace(".ipynb", ".safetensors"), b"weights")
        packed.writestr("stranger_999_9004_01_mini.ipynb", json.dumps(small_class.notebook()))
    taken, left = collect([archive], small_class.classroom)
    assert (taken.became, taken.slot) == (COLLECTED, Slot(LESSON.name, "emmy"))
    assert said in taken.problems[0] and "taken as Emmy Noether (emmy)'s" in taken.problems[0]
    assert (taken.slot.folder(small_class.classroom.submitted) / WEIGHTS).read_bytes() == b"weights"
    assert left.became == LEFT and "is not named as a hand-in" in left.problems[0]


CALLED = {
    "oneil": Learner("oneil", "Conan O'Neil", "o'neil@uni.example"),
    "0017": Learner("0017", "Jörg Müller", "j@uni.example"),
    "jan1": Learner("jan1", "Jan Li"),
    "jan2": Learner("jan2", "Jan Li"),
}


@pytest.mark.parametrize(
    ("written", "learner"),
    [
        ("o'neil", "oneil"),
        ("O'Neil@uni.example", "oneil"),
        ("Jörg Müller", "0017"),
        ("Mu\u0308ller, Jo\u0308rg", "0017"),  # as macOS spells it
        ("Jan Li", None),  # two of them
        ("jörg", None),
    ],
)
def test_who_writes_a_name_or_an_address_for_an_id_is_known_by_the_roster(small_class, written, learner):
    name = f"{written}__01_mini.ipynb"
    small_class.hand_in("x", name=name)
    (receipt,) = collect([small_class.inbox], small_class.classroom)
    assert (
        receipt.became == LEFT and f"{written!r} cannot be an id. Rename it to STUDENT__LESSON" in receipt.problems[0]
    )
    write_roster(CALLED, small_class.classroom)
    (receipt,) = collect([small_class.inbox], small_class.classroom)
    assert receipt.slot == (learner and slot(learner))
    said = (
        f"taken as {CALLED[learner]}'s, who is called so in the roster"
        if learner
        else "nobody in the roster is called so"
    )
    assert said in receipt.problems[0]


def test_two_of_one_name_are_asked_about(small_class):
    write_roster({x: Learner(x, "Jan Li") for x in ("jan1", "jan2")}, small_class.classroom)
    folder = small_class.inbox / "Jan Li_12_assignsubmission_file_"
    folder.mkdir()
    small_class.hand_in("x", name="Jan Li_12_assignsubmission_file_/01_mini.ipynb")
    (receipt,) = collect([folder], small_class.classroom)
    assert receipt.became == LEFT


@pytest.mark.parametrize("when", ["2026-13-45-18-00-00", "0001-01-01-00-00-00", "9999-12-31-23-59-59"])
def test_a_name_with_a_time_that_cannot_be_is_taken_all_the_same(small_class, when):
    path = small_class.inbox / f"Week 1_ada_attempt_{when}_ada__01_mini.ipynb"
    small_class.hand_in("ada").rename(path)
    (receipt,) = collect([path], small_class.classroom)
    assert receipt.became == COLLECTED
    assert received(slot("ada"), small_class.classroom.submitted) <= datetime.now(UTC)


@pytest.mark.parametrize(
    "name",
    [
        "ada__01_mini (1).ipynb",
        "ada__01_mini(2).ipynb",
        "ada__01_mini-Copy1.ipynb",
        "ada__01_mini-1.ipynb",
        "ada__01_mini - Copy.ipynb",
        "Copy of ada__01_mini.ipynb",
        "Copy_of_ada__01_mini.ipynb",
        "ada__01_mini.ipynb.txt",
        "ada__01_mini.ipynb.json",
        "ada__01_mini.IPYNB",
        "lovelaceada_12345_67890_ada__01_mini.ipynb",
        "lovelaceada_LATE_12345_67890_ada__01_mini-2.ipynb",
        "Ada Lovelace_123_assignsubmission_file_ada__01_mini.ipynb",
        "Ada Lovelace_123_assignsubmission_file_/ada__01_mini.ipynb",
        "Week 1_ada_attempt_2026-01-31-18-00-00_ada__01_mini.ipynb",
    ],
)
def test_what_others_add_to_a_name_is_read_as_that(small_class, name):
    path = small_class.inbox / name
    path.parent.mkdir(exist_ok=True)
    small_class.hand_in("ada").rename(path)
    weights = path.with_suffix(".safetensors") if path.suffix == ".ipynb" else None
    if weights:
        weights.write_bytes(b"numbers")
    receipts = collect([small_class.inbox], small_class.classroom)
    assert [(receipt.became, receipt.slot) for receipt in receipts] == [(COLLECTED, slot("ada"))]
    if "attempt" in name:
        assert received(slot("ada"), small_class.classroom.submitted).astimezone().strftime("%d %H:%M") == "31 18:00"
    if weights:
        assert (slot("ada").folder(small_class.classroom.submitted) / "capstone.safetensors").read_bytes() == b"numbers"


def test_files_that_are_no_notebooks_are_named(small_class):
    for name in ("ada.rar", "ada__01_mini.pdf", "work.py"):
        (small_class.inbox / name).write_text("x")
    receipts = collect([small_class.inbox], small_class.classroom)
    assert became(receipts) == dict.fromkeys(("ada.rar", "ada__01_mini.pdf", "work.py"), LEFT)
    assert all("is no notebook" in receipt.problems[0] for receipt in receipts)


def test_clones_of_a_repository_are_no_learner_called_lessons(small_class):
    tree = small_class.inbox / "repo-ada" / "lessons" / "01_mini"
    tree.mkdir(parents=True)
    small_class.hand_in("ada").rename(tree / "01_mini.ipynb")
    (receipt,) = collect([small_class.inbox], small_class.classroom)
    assert receipt.became == LEFT and "no learner's id" in receipt.problems[0]


class TestRoster:
    @pytest.fixture
    def roster(self, small_class):
        write_roster({name: Learner(name, f"{name.title()} X") for name in ("ada", "bob")}, small_class.classroom)
        return small_class.classroom

    def test_unknown_ids_are_asked_about_and_never_made(self, small_class, roster):
        for student in ("ada", "BOB", "bobb", "eve"):
            small_class.hand_in(student)
        receipts = collect([small_class.inbox], roster)
        assert [s.student for s in slots_in(roster.submitted)] == ["ada", "bob"]  # BOB in the roster's spelling
        assert "Is it Bob X (bob)?" in problem_of(receipts, "bobb__01_mini.ipynb")
        assert "autograder roster add eve" in problem_of(receipts, "eve__01_mini.ipynb")

    def test_who_handed_in_nothing_is_named(self, small_class, roster):
        collect([small_class.hand_in("ada")], roster)
        marks = {mark.slot.student: mark.problem for mark in read_marks(roster, [LESSON])}
        assert marks["bob"] == NOTHING and marks["ada"] != NOTHING


@pytest.mark.parametrize(("name", "why"), [("nobody.ipynb", "is not there"), ("empty", "has no notebooks in it")])
def test_a_path_that_leads_nowhere(small_class, name, why):
    (small_class.inbox / "empty").mkdir()
    (receipt,) = collect([small_class.inbox / name], small_class.classroom)
    assert receipt.became == LEFT and why in receipt.problems[0]


def test_weights_are_taken_with_their_notebook(small_class):
    path = small_class.hand_in("ada")
    weights = path.with_suffix(".safetensors")
    weights.write_bytes(b"numbers")
    place = small_class.classroom.submitted / "ada" / "01_mini" / "capstone.safetensors"
    (receipt,) = collect([path], small_class.classroom)
    assert receipt.became == "collected" and place.read_bytes() == b"numbers"
    assert collect([path], small_class.classroom)[0].became == "already there"
    weights.write_bytes(b"others")
    assert collect([path], small_class.classroom)[0].became == "collected" and place.read_bytes() == b"others"
    weights.unlink()
    (receipt,) = collect([path], small_class.classroom)
    assert receipt.became == "collected" and not place.exists()
    assert receipt.problems == ("came without weights: those of the hand-in before it no longer count.",)


def test_weights_without_their_notebook_are_named(small_class):
    small_class.hand_in("ada")
    for name in ("ada__01_mini.safetensors", "bob__01_mini.safetensors", "notes/model.safetensors"):
        (small_class.inbox / name).parent.mkdir(exist_ok=True)
        (small_class.inbox / name).write_bytes(b"numbers")
    (small_class.inbox / "tried.safetensors").write_bytes(b"beside a notebook, and named as nobody's")
    receipts = collect([small_class.inbox], small_class.classroom)
    assert became(receipts) == {
        "ada__01_mini.ipynb": COLLECTED,
        "bob__01_mini.safetensors": LEFT,
        "model.safetensors": LEFT,
    }
    assert "weights without their notebook" in problem_of(receipts, "bob__01_mini.safetensors")


def test_weights_that_are_no_plain_file_leave_the_hand_in_where_it_is(small_class):
    path = small_class.hand_in("ada")
    path.with_suffix(".safetensors").symlink_to("/etc/passwd")
    (receipt,) = collect([path], small_class.classroom)
    assert (
        receipt.became == "left where it is"
        and "came with ada__01_mini.safetensors, which is a sym" in receipt.problems[0]
    )
    assert not small_class.classroom.submitted.exists() or not list(small_class.classroom.submitted.rglob("*.ipynb"))


def test_two_spellings_of_an_id_are_asked_about_where_no_roster_decides(small_class):
    classroom = small_class.classroom
    small_class.hand_in("Ada")
    small_class.hand_in("ada")
    small_class.hand_in("a" * 65)

    receipts = collect([small_class.inbox], classroom)

    assert became(receipts)["Ada__01_mini.ipynb"] == COLLECTED
    assert became(receipts)["ada__01_mini.ipynb"] == LEFT
    assert "hand-ins by 'Ada'" in problem_of(receipts, "ada__01_mini.ipynb")
    assert became(receipts)["a" * 65 + "__01_mini.ipynb"] == LEFT
    assert slots_in(classroom.submitted) == [slot("Ada")]

    write_roster({"ada": Learner("ada")}, classroom)
    assert became(collect([small_class.inbox / "ada__01_mini.ipynb"], classroom)) == {"ada__01_mini.ipynb": COLLECTED}
