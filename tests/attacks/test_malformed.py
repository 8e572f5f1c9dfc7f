"Whatever comes in, intake refuses it in words or takes it into its own place: no crash, no write elsewhere."

import json
from pathlib import Path

import pytest

from autograder.classroom import Classroom
from autograder.errors import CourseError
from autograder.grading.collect import LEFT, collect, slot_of
from autograder.grading.intake import examine
from autograder.ipynb import read_notebook
from autograder.lessons import REPOSITORY, is_student_id
from autograder.readable import parse_notebook
from autograder.submissions import Slot, slots_in
from tests.attacks.course import SOLUTIONS, STATS, as_bytes, perfect, without_experiments
from tests.attacks.long import LONG, left_out
from tests.attacks.malformed import archives, names, notebooks

pytestmark = pytest.mark.xdist_group("malformed")

EVERY = 1200, 600, 600
NOTEBOOKS, NAMES, ARCHIVES = EVERY if LONG else (400, 150, 150)


@pytest.fixture(scope="module")
def source():
    return read_notebook(STATS.notebook(SOLUTIONS))


@pytest.fixture
def classroom(tmp_path):
    "A class whose course is this one, in a folder of its own."
    root = tmp_path / "outside" / "course"
    for name in ("solutions", "lessons"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).symlink_to(REPOSITORY / name)
    return Classroom(root)


def files_of(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


def test_there_are_enough():
    assert sum(EVERY) >= 2000


@left_out(f"{sum(EVERY) - NOTEBOOKS - NAMES - ARCHIVES} of {sum(EVERY)} malformed hand-ins")
def test_all_are_tried():
    assert (NOTEBOOKS, NAMES, ARCHIVES) == EVERY


def test_notebooks(source):
    from autograder.grading.rebuild import rebuild

    slot, refused, taken = Slot(STATS.name, "ada"), 0, 0
    for number, data in enumerate(notebooks(NOTEBOOKS)):
        try:
            findings = examine(slot, data, source)
        except CourseError:
            refused += 1
            continue
        except BaseException as error:
            raise AssertionError(f"notebook {number} crashes examine") from error
        if findings.refusal:
            assert "\n" not in findings.refusal and len(findings.refusal) < 600, number
            refused += 1
            continue
        taken += 1
        try:
            rebuilt = rebuild(source, parse_notebook(data))
        except CourseError:
            continue
        except BaseException as error:
            raise AssertionError(f"notebook {number} crashes rebuild") from error
        assert rebuilt is not None
    assert min(refused, taken) > NOTEBOOKS / 12, (refused, taken)


def test_names(classroom, tmp_path):
    data, inbox, taken = as_bytes(without_experiments(perfect(STATS))), tmp_path / "inbox", set()
    inbox.mkdir()
    for number, name in enumerate(names(NAMES)):
        try:
            slot, *_ = slot_of(Path(f"/inbox/{name}__01_stats.ipynb"), classroom, {})
            assert is_student_id(slot.student) and "/" not in slot.student, (number, name)
            taken.add(slot.student)
        except CourseError:
            pass
        try:
            path = inbox / f"{name}__01_stats.ipynb"
            if path.parent == inbox:
                path.write_bytes(data)
        except (OSError, ValueError):  # no file can be called so
            pass
    before = files_of(tmp_path / "outside" / "course") - {"classroom"}
    receipts = collect([inbox], classroom)
    assert receipts and {r.became for r in receipts} & {LEFT}
    assert {slot.student for slot in slots_in(classroom.submitted)} <= taken
    new = files_of(tmp_path / "outside" / "course") - before
    assert all(name.split("/")[0] == "classroom" for name in new)
    for student in taken:
        assert is_student_id(student)


def test_archives(classroom, tmp_path):
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    before = files_of(tmp_path / "outside") | {"course/classroom"}
    outcomes = []
    for number, (name, data) in enumerate(archives(ARCHIVES)):
        path = inbox / name
        path.write_bytes(data)
        try:
            outcomes += [receipt.became for receipt in collect([path], classroom)]
        except BaseException as error:
            raise AssertionError(f"archive {number} ({name}) crashes collect") from error
        path.unlink()
    new = files_of(tmp_path / "outside") - before
    places = {tuple(name.split("/")[:4]) for name in new if len(name.split("/")) > 4}
    assert places <= {
        ("course", "classroom", where, student) for where in ("submitted", "refused") for student in ("ada", "bob")
    }, places
    assert not list(tmp_path.rglob("escaped*")) and not list(Path("/tmp").glob("escaped-46*"))
    for folder in (classroom.submitted, classroom.folder / "refused"):
        for path in folder.rglob("*"):
            assert not path.is_symlink() and path.suffix in ("", ".ipynb", ".txt"), path
    assert "collected" in outcomes and len(set(outcomes)) >= 2, set(outcomes)


def test_ids_of_attack_47_reach_no_path(classroom):
    for id in (
        "..",
        ".",
        "*",
        "a*",
        "[ab]",
        "../../x",
        "/etc",
        "a/b",
        "ada\n",
        "ada\x00",
        "~root",
        "-rf",
        "",
        "a__b",
        "a" * 65,
    ):
        assert not is_student_id(id), id
        if "/" not in id:  # a folder, and the file in it has an id of its own
            with pytest.raises(CourseError):
                slot_of(Path("inbox") / f"{id}__01_stats.ipynb", classroom, {})


def is_json(data):
    try:
        return bool(json.loads(data))
    except ValueError:  # RecursionError would be a generator's fault
        return False


def test_generators_repeat_themselves():
    assert list(notebooks(40)) == list(notebooks(40)) and list(archives(10)) == list(archives(10))
    assert any(map(is_json, notebooks(40))) and not all(map(is_json, notebooks(40)))
