"Reasons are read from a record or, where nbgrader graded by itself, from the reports that the notebook holds as data."

import pytest

from autograder.checks.report import MIME, Report, Row
from autograder.grading.entry import stored
from autograder.reports.transcript import crash_in, reasons_in
from autograder.text import one_line, screen, table

PASSED = Row("It is right everywhere", 1, True)
KNOWN = Row("It is right at 0", 2, False, "it(0)", "1.0", "2.0", "adds one: that is not asked for")
UNKNOWN = Row("It is right at 1", 1, False, "it(1)", "3.0", "4.0")
RAISED = Row("It is right at 2", 1, False, "it(2)", "an answer", "raised TypeError: no (in it, line 2 of its cell)")
HIDDEN = Row("It is right at 3", 1, False, "it(9)", "9.0", "8.0", "", hidden=True)


def shown(*rows):
    return {"output_type": "display_data", "data": {MIME: Report("it", list(rows)).to_json(), "text/one_line": "it"}}


def error(name="ZeroDivisionError", value="division by zero"):
    return {"output_type": "error", "ename": name, "evalue": value, "traceback": []}


def cell(*outputs, **marks):
    return {
        "cell_type": "code",
        "source": "",
        "metadata": {"nbgrader": marks} if marks else {},
        "outputs": list(outputs),
    }


def check(*outputs):
    return cell(*outputs, grade=True, grade_id="check_it")


@pytest.mark.parametrize(
    ("outputs", "said"),
    [
        ([shown(PASSED)], ()),
        ([shown(PASSED, KNOWN)], ("adds one: that is not asked for",)),
        ([shown(KNOWN, UNKNOWN, KNOWN)], ("adds one: that is not asked for",)),
        ([shown(PASSED, UNKNOWN, RAISED)], ("not so: It is right at 1: expected 3.0, got 4.0",)),
        ([shown(RAISED)], ("raised TypeError: no (in it, line 2 of its cell)",)),
        ([shown(PASSED), shown(HIDDEN)], ("not so: It is right at 3",)),
        ([shown(KNOWN), shown(RAISED)], ("raised TypeError: no (in it, line 2 of its cell)",)),  # the last table counts
        ([error()], ("the check raised ZeroDivisionError: division by zero",)),
        ([error("KernelDied", "…")], ("the kernel died in the check",)),
        ([error("CellTimeoutError", "")], ("the check ran too long",)),
        ([error("NotChecked", "…")], ("the check gave no result",)),
        ([], ()),
        ([{"output_type": "stream", "name": "stdout", "text": ["it: lots of points\n"]}], ()),
        ([{"output_type": "display_data", "data": {MIME: forged}} for forged in ([], {"rows": 3}, {"rows": [{}]})], ()),
        ([{"output_type": "display_data", "data": None}], ()),
    ],
)
def test_reasons(outputs, said):
    assert reasons_in({"cells": [check(*outputs)]})["check_it"] == said


@pytest.mark.parametrize(
    ("cells", "crash"),
    [
        ([cell(), cell(error())], "cell 2 raised ZeroDivisionError: division by zero"),
        ([cell(error("NotImplementedError", "")), cell(error("AssertionError", ""))], ""),
        ([cell(error("AssertionError", "")), cell(error("NameError", "x"))], ""),  # x was not made by the cell above
        ([cell(error("NameError", "name 'x' is not defined"))], "cell 1 raised NameError: name 'x' is not defined"),
        ([cell(error("SyntaxError", "s"), grade_id="it", solution=True)], "cell 1 (it) raised SyntaxError: s"),
        ([cell(error("KernelDied", "…")), cell(error())], "the kernel died in cell 1"),
        ([cell(error("E\x1b[31m", "a\nb\u202e"))], "cell 1 raised E [31m: a b"),
    ],
)
def test_crashes(cells, crash):
    assert crash_in({"cells": cells}) == crash


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\r 10 %\r 50 %\r100 %\ndone\r\n", "100 %\ndone\n"),
        ("\x1b[1;32mgreen\x1b[0m \x1b]0;title\x07word\x1b[2K", "green word"),
        ("a\tb\n\nc", "a\tb\n\nc"),
    ],
)
def test_counters_and_colours_leave_what_a_terminal_would_show(text, shown):
    assert screen(text) == shown
    assert stored({"output_type": "stream", "text": text})["text"] == shown


def test_text_is_one_line_without_controls():
    assert one_line("a\x1b[2J\n\tb\u202ec\u2028d") == "a [2J b c d"
    assert one_line("x" * 500, most=10) == "x" * 9 + "…"


def test_table_wraps_its_last_column():
    text = table([["who", "why"], ["ada", "one two three four five six seven"], ["bob", "a\nb"]], width=20)
    assert text.splitlines() == [
        "who  why",
        "ada  one two three four five six",
        "       seven",
        "bob  a",
        "     b",
    ]
