"The CSV is safe to open, and there in full or not at all."

import csv
import io

import pytest

from autograder.errors import CourseError
from autograder.reports.export import export_marks, marks_csv
from autograder.reports.marks import ExerciseMark, Mark, marks_table
from autograder.submissions import Slot

MARKS = [
    Mark(Slot("01_stats", "ada"), 3.5, 4.0, [ExerciseMark("variance", 3.5, 4.0, ('=HYPERLINK("x"), "quoted"',))]),
    Mark(Slot("01_stats", "bob"), problem="could not be read: it is cut short."),
    Mark(
        Slot("01_stats", "late"),
        2.0,
        4.0,
        [ExerciseMark("variance", 4.0, 4.0), ExerciseMark("late penalty", -2.0, 0.0)],
    ),
]


def test_rows():
    rows = list(csv.reader(io.StringIO(marks_csv(MARKS))))
    assert rows[1:] == [
        ["ada", "01_stats", "variance", "3.5", "4", '\'=HYPERLINK("x"), "quoted"'],
        ["bob", "01_stats", "", "", "", "could not be read: it is cut short."],
        ["late", "01_stats", "variance", "4", "4", ""],
        ["late", "01_stats", "late penalty", "-2", "0", ""],
    ]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_is_a_formula(start):
    (mark,) = [Mark(Slot("01_stats", "ada"), problem=f"{start}=1+1")]
    (row,) = list(csv.reader(io.StringIO(marks_csv([mark]), newline="")))[1:]
    assert row[-1] == f"'{start.strip()}=1+1"


def test_a_folder_that_cannot_be_written_to_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(CourseError, match="cannot write .*marks.csv"):
        export_marks(MARKS, tmp_path / "file" / "marks.csv")


def test_table_shares_a_line_between_exercises_with_one_reason():
    lost = [ExerciseMark(name, 0.0, 2.0, ("not written yet",)) for name in ("variance", "covariance")]
    text = marks_table([Mark(Slot("01_stats", "ada"), 0.0, 4.0, lost, notes=["cell 3 raised KeyError: x"]), MARKS[1]])
    assert text.splitlines() == [
        "student  lesson    points  what was lost, and why",
        "ada      01_stats  0/4     variance 0/2, covariance 0/2: not written yet",
        "                           cell 3 raised KeyError: x",
        "bob      01_stats  –       could not be read: it is cut short.",
    ]
