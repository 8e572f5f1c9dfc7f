"The roster: from what platforms export, to what they import; renaming and removing a learner."

import csv
import io
import sqlite3
from contextlib import closing

import pytest
from small_class import LESSON

from autograder import cli
from autograder.class_settings import FILE, read_settings
from autograder.errors import CourseError
from autograder.grading.collect import collect
from autograder.grading.grade import grade
from autograder.grading.membership import remove_learner, rename_learner
from autograder.reports.marks import ExerciseMark, Mark, read_marks
from autograder.reports.platforms import platform_csv
from autograder.roster import Imported, Learner, import_roster, read_roster, roster_path, write_roster
from autograder.submissions import Slot

pytestmark = pytest.mark.xdist_group("small_class")

# The header lines are those that the platforms document for their exports.
CANVAS = """\
Student,ID,SIS User ID,SIS Login ID,Section,01_mini (77),Other (78)
Points Possible,,,,,5,10
"Lovelace, Ada",101,S1,ada@uni.example,Group A,,7
"Noether, Emmy",102,S2,emmy,Group B,,8
"""
MOODLE = """\
First name,Surname,ID number,Email address,Groups
Ada,Lovelace,5001,ada@uni.example,A
Emmy,Nöther,5002,emmy@uni.example,B
"""
BLACKBOARD = '"Last Name"\t"First Name"\t"Username"\t"01_mini [Total Pts: 5 Score] |88"\nLovelace\tAda\tada\t\n'
NBGRADER = "id,first_name,last_name,email,lms_user_id\nada,Ada,Lovelace,ada@uni.example,\n"


@pytest.fixture
def write(tmp_path):
    def write(text, encoding="utf-8"):
        path = tmp_path / "export.csv"
        path.write_bytes(text.encode(encoding))
        return path

    return write


@pytest.mark.parametrize(
    ("text", "encoding", "form", "learners"),
    [
        (CANVAS, "utf-8-sig", "Canvas", [("ada", "Ada Lovelace"), ("emmy", "Emmy Noether")]),
        (MOODLE.replace("ID number", "Username").replace("5001", "ada").replace("5002", "emmy"), "utf-8", "Moodle",
         [("ada", "Ada Lovelace"), ("emmy", "Emmy Nöther")]),
        (MOODLE, "utf-16", "Moodle", [("5001", "Ada Lovelace"), ("5002", "Emmy Nöther")]),
        (BLACKBOARD, "utf-16", "Blackboard", [("ada", "Ada Lovelace")]),
        (NBGRADER, "utf-8", "nbgrader", [("ada", "Ada Lovelace")]),
        ("id;name;group\nada;Ada Lovelace;1\n", "utf-8", "this course", [("ada", "Ada Lovelace")]),
    ],
)  # fmt: skip
def test_exports_of_platforms_are_read(small_class, write, text, encoding, form, learners):
    found = import_roster(write(text, encoding), small_class.classroom)
    assert found == Imported(form, found.new)
    assert [(learner.id, learner.name) for learner in found.new] == learners
    assert list(read_roster(small_class.classroom)) == [learner for learner, _ in learners]
    assert import_roster(write(text, encoding), small_class.classroom) == Imported(form)  # again changes nothing


def test_rows_to_look_at_keep_no_other_from_the_roster(small_class, write):
    text = """\
Student,ID,SIS User ID,SIS Login ID,Root Account,Section,01_mini (77)
,,,,,,Manual Posting
    Points Possible,,,,,,5
"Lovelace, Ada",101,S1,ada,uni.example,A,
"O'Neil, Conan",102,S2,o'neil@uni.example,uni.example,A,
"Müller, Jörg",103,S3,j.muller@uni.example,uni.example,A,
"Müller, Jan",104,S4,J.Müller@other.example,uni.example,A,
"Li, Chen",105,S5,陳,uni.example,A,
"Student, Test",106,,4f3d2c,uni.example,A,
"""
    found = import_roster(write(text), small_class.classroom)
    assert [learner.id for learner in found.new] == list(read_roster(small_class.classroom))
    assert [learner.id for learner in found.new] == ["ada", "oneil", "j.muller"]
    assert found.to_look_at == (
        'line 5: "o\'neil" cannot be an id and is oneil here. Tell them.',
        "line 7 is left out: j.muller is line 6 already. If this is somebody else, give them another id: `roster add`.",
        "line 8 is left out: '陳' cannot be an id. Use `roster add`.",
    )
    assert import_roster(write(text), small_class.classroom).new == ()


def test_exports_of_two_platforms_make_one_class(small_class, write):
    for text in (CANVAS, MOODLE, MOODLE.replace("ada@", "ADA@"), BLACKBOARD, NBGRADER):
        import_roster(write(text), small_class.classroom)
    roster = read_roster(small_class.classroom)
    assert list(roster) == ["ada", "emmy", "5002"]  # Canvas has no address of emmy's, so nobody can know
    assert (roster["ada"].canvas, roster["ada"].moodle, roster["ada"].blackboard) == ("101", "5001", "ada")


def test_an_import_keeps_what_the_roster_knows_besides(small_class, write):
    write_roster({"ada": Learner("ada", "A. L.", group="7"), "zoe": Learner("zoe")}, small_class.classroom)
    found = import_roster(write(CANVAS), small_class.classroom)
    assert [x.id for x in found.new] == ["emmy"] and [x.id for x in found.changed] == ["ada"]
    roster = read_roster(small_class.classroom)
    assert list(roster) == ["ada", "zoe", "emmy"]
    address = "ada@uni.example"
    assert roster["ada"] == Learner("ada", "Ada Lovelace", address, section="Group A", group="7", canvas="101")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("name,email\nada,x\n", "has no column `id`"),
        ("id\nada\nADA\n", "line 3: 'ADA' is there twice"),
        ("id\n../ada\n", "line 2: '../ada' cannot be an id"),
        (b"\xff\x00\xd8", "is not text in UTF-8 or UTF-16"),
    ],
)
def test_a_damaged_roster_is_one_line_that_names_the_place(small_class, text, why):
    path = roster_path(small_class.classroom)
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(CourseError, match=why) as error:
        read_roster(small_class.classroom)
    assert str(path) in str(error.value) and "\n" not in str(error.value)


def test_an_unknown_export_changes_nothing(small_class, write):
    with pytest.raises(CourseError, match="its columns are Nachname, Vorname"):
        import_roster(write("Nachname;Vorname\nx;y\n"), small_class.classroom)
    assert not roster_path(small_class.classroom).exists()


ROSTER = {
    "ada": Learner("ada", "Ada Lovelace", "ada@uni.example", canvas="101", moodle="5001", blackboard="ada"),
    "emmy": Learner("emmy", "=HYPERLINK(1)", "emmy@uni.example", canvas="102", moodle="5002", blackboard="emmy"),
}
MARKS = [
    Mark(Slot(LESSON.name, "ada"), 4.5, 5.0, [ExerciseMark("double", 2.5, 3.0)]),
    Mark(Slot(LESSON.name, "emmy"), problem="handed in nothing"),
    Mark(Slot(LESSON.name, "stranger"), 1.0, 5.0),
]


def rows_of(text):
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.parametrize(
    ("platform", "key", "ada", "emmy"),
    [
        ("canvas", "ID", "101", "102"),
        ("moodle", "ID number", "5001", "5002"),
        ("blackboard", "Username", "ada", "emmy"),
    ],
)
def test_marks_for_a_platform(platform, key, ada, emmy):
    text, left_out = platform_csv(platform, MARKS, ROSTER)
    marks = {row[key]: row["01_mini"] for row in rows_of(text)}
    assert marks[ada] == "4.5" and marks[emmy] == ""  # nothing handed in is no zero
    assert left_out == ["stranger is not in the roster: `autograder roster add stranger`."]
    assert not [cell for row in rows_of(text) for cell in row.values() if cell.startswith("=")]


def test_canvas_own_export_is_filled_in(write):
    text, left_out = platform_csv("canvas", MARKS[:2], ROSTER, write(CANVAS))
    rows = rows_of(text)
    assert list(rows[0]) == CANVAS.partition("\n")[0].split(",")
    assert [row["01_mini (77)"] for row in rows] == ["5", "4.5", ""]
    assert [row["Other (78)"] for row in rows] == ["10", "7", "8"] and left_out == []


def test_blackboards_own_export_is_filled_in(write):
    text, _ = platform_csv("blackboard", MARKS[:2], ROSTER, write(BLACKBOARD, "utf-16"))
    assert list(rows_of(text)[0].values())[-1] == "4.5"


def test_nobodys_mark_is_left_out_of_an_export_without_a_word(write):
    text, left_out = platform_csv(
        "canvas", MARKS[:2], {"ada": Learner("ada")}, write(CANVAS.replace("ada@uni", "ADA@u"))
    )
    assert left_out == ["export.csv has no line for ada, whose marks are not in it."]
    for platform, export, learner in (
        ("canvas", CANVAS, Learner("ada", email="Ada@uni.example")),
        ("canvas", CANVAS.replace("ada@uni.example", "ADA"), Learner("ada")),
        ("moodle", f"{MOODLE[:-1]}".replace("Groups", "01_mini"), Learner("ada", email="Ada@Uni.example")),
        ("moodle", MOODLE.replace("Groups", "01_mini"), Learner("ada", moodle="5001")),
        ("blackboard", BLACKBOARD, Learner("ada")),
    ):
        text, left_out = platform_csv(platform, MARKS[:1], {"ada": learner}, write(export))
        assert left_out == [] and ",4.5" in text, (platform, learner)


def test_a_column_that_is_not_there_is_named(write):
    _, left_out = platform_csv("canvas", MARKS[:2], ROSTER, write(CANVAS.replace("01_mini", "Essay")))
    assert left_out == ["export.csv has no column for 01_mini."]
    with pytest.raises(CourseError, match="it is no export of Moodle"):
        platform_csv("moodle", MARKS, ROSTER, write(CANVAS))


SETTINGS = """
[due]
01 = 2026-03-01T12:00:00Z
[extensions.ada]  # ill
01 = 2026-03-04T12:00:00Z
[excused]
bob = ["01"]
"""


@pytest.mark.parametrize(
    ("name", "such_as"),
    [("Jörg Müller", "Jorg.Muller."), ("o'neil", "oneil."), ("a@b.de", "a."), ("陳", "")],
)
def test_what_can_be_no_id_is_told_with_one_that_can(small_class, name, such_as, capsys):
    folder = ["--classroom", str(small_class.classroom.folder)]
    assert cli.main(["roster", "add", name, *folder]) == 1
    said = capsys.readouterr().err.strip()
    assert said.endswith(f"hyphens and single underscores{': ' if such_as else '.'}{such_as}")
    assert cli.main(["roster", "add", "0042", "--name", name, *folder]) == 0
    cli.main(["roster", "rename", "0042", "0007", *folder])
    cli.main(["roster", *folder])
    out = capsys.readouterr().out
    assert "0042 is 0007 now, in roster.\n" in out and f"0007, {name}\n" in out


def test_a_learner_is_renamed_everywhere_and_removed_whole(small_class):
    classroom = small_class.classroom
    (classroom.folder / FILE).write_text(SETTINGS)
    for name in ("logs/ada__01_mini.log", "report/learners/ada.html", "return/mail/ada.zip"):
        (classroom.folder / name).parent.mkdir(parents=True)
        (classroom.folder / name).touch()
    write_roster({"ada": Learner("ada", "Ada"), "bob": Learner("bob")}, classroom)
    collect([small_class.hand_in("ada"), small_class.hand_in("bob")], classroom)
    grade(classroom, [LESSON], workers=1, jail="none", say=lambda line: None)
    before = {mark.slot.student: mark.points for mark in read_marks(classroom, [LESSON])}
    with pytest.raises(CourseError, match="'bob' is somebody already"):
        rename_learner("ada", "bob", classroom)
    with pytest.raises(CourseError, match="nobody is called 'eve'"):
        rename_learner("eve", "eva", classroom)
    rename_learner("ada", "lovelace", classroom)
    rename_learner("bob", "b.ob", classroom)
    settings = read_settings(classroom)
    assert settings.extensions.keys() == {"lovelace"} and settings.excused.keys() == {"b.ob"}
    assert "# ill" in (classroom.folder / FILE).read_text()
    rename_learner("b.ob", "bob", classroom)
    assert {mark.slot.student: mark.points for mark in read_marks(classroom, [LESSON])} == {
        "lovelace": before["ada"],
        "bob": before["bob"],
    }
    assert list(read_roster(classroom)) == ["lovelace", "bob"]
    assert not [path for path in classroom.folder.rglob("ada*") if "inbox" not in path.parts]
    removed = remove_learner("lovelace", classroom)
    assert (removed / "lovelace__01_mini.log").exists()
    with pytest.raises(CourseError, match="extensions.lovelace is nobody in the roster"):
        read_settings(classroom)
    (classroom.folder / FILE).unlink()
    assert (removed / "submitted" / LESSON.name / f"{LESSON.name}.ipynb").is_file()
    assert [mark.slot.student for mark in read_marks(classroom, [LESSON])] == ["bob"]
    with closing(sqlite3.connect(classroom.db)) as book:
        assert book.execute("SELECT id FROM student").fetchall() == [("bob",)]
