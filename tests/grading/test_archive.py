"Archives are read in memory, and those that are built to do harm are refused as a whole."

import io
import random
import stat
import zipfile

import pytest

from autograder.errors import CourseError
from autograder.grading import archive
from autograder.grading.archive import open_archive
from autograder.grading.collect import COLLECTED, LEFT, collect
from autograder.grading.submissions import slots_in


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
    assert [(str(m.path), m.data) for m in open_archive(data, "a.zip")] == [("class/ada__01_mini.ipynb", b"{}")]


@pytest.mark.parametrize(
    "name", ["../x.ipynb", "/x.ipynb", "a/../../x.ipynb", "C:x.ipynb", "..\\x.ipynb", "a\x01.ipynb"]
)
def test_paths_that_lead_out_refuse_the_whole(name):
    with pytest.raises(CourseError, match="leads out of it"):
        open_archive(zipped(("ada__01_mini.ipynb", "{}"), (name, "{}")), "a.zip")


def test_bombs(monkeypatch):
    with pytest.raises(CourseError, match="packed as no notebook or weights are"):
        open_archive(zipped(("a.ipynb", b"\0" * 10_000_000)), "a.zip")
    with pytest.raises(CourseError, match="larger than 20 MB. Clear"):
        open_archive(zipped(("a.ipynb", b"\0" * 30_000_000)), "a.zip")
    with pytest.raises(CourseError, match="a.safetensors in a.zip is larger than 16 MB. Save a smaller model"):
        open_archive(zipped(("a.safetensors", b"\0" * 17_000_000)), "a.zip")
    monkeypatch.setattr(archive, "MAX_ENTRIES", 3)
    with pytest.raises(CourseError, match="more than 3 files"):
        open_archive(zipped(*((f"{n}.txt", "") for n in range(4))), "a.zip")


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
    assert [receipt.became for receipt in receipts] == [COLLECTED] * 3
    submitted = small_class.classroom.submitted
    weights = {path.parts[-3]: path.read_bytes() for path in submitted.glob("*/*/capstone.safetensors")}
    assert weights == {"ada": b"of ada", "bob": b"of bob"}
