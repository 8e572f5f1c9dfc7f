"Answers written as edits of others: what is read, and what is said of an edit that does not apply."

import pytest

from autograder.checks.answers import read_answers
from autograder.errors import CourseError

SOLUTION = """\
#| export
def double(x):
    "Twice `x`."
    ### BEGIN SOLUTION
    return x + x
    ### END SOLUTION
"""

WHOLE = """\
# %% right: a sum
def double(x):
    result = 0
    result += x
    result += x
    return result
"""


def file_with(folder, edit, base="a sum"):
    path = folder / "double.py"
    path.write_text(f"{WHOLE}\n\n# %% wrong: edited\n# from: {base}\n# looks like: not twice\n{edit}\n")
    return path


def read(folder, edit, base="a sum"):
    return read_answers(file_with(folder, edit, base), SOLUTION)[1]


@pytest.mark.parametrize(
    "edit, source",
    [
        ("# -     result = 0\n# +     result = 1", WHOLE.replace("result = 0", "result = 1")),
        ("#       result = 0\n# +     x = x + 1", WHOLE.replace("= 0\n", "= 0\n    x = x + 1\n")),
        ("#       result += x\n# -     result += x", WHOLE.replace("    result += x\n", "", 1)),
        ("#       return result\n# +\n# +\n# + x = 1", WHOLE + "\n\nx = 1"),
        (
            "# -     result = 0\n# +     result = 1\n\n# -     return result\n# +     return -result",
            WHOLE.replace("= 0", "= 1").replace("return result", "return -result"),
        ),
    ],
    ids=["another line", "a line more", "a line less", "lines at the end", "two hunks"],
)
def test_edit_of_an_answer(tmp_path, edit, source):
    answer = read(tmp_path, edit)
    assert answer.source == source.split("\n", 1)[1].strip()
    assert (answer.title, answer.looks_like) == ("edited", ("not twice",))


def test_edit_of_our_solution_has_no_lines_of_nbdev_and_nbgrader(tmp_path):
    answer = read(tmp_path, "# -     return x + x\n# +     return x", base="solution")
    assert answer.source == 'def double(x):\n    "Twice `x`."\n    return x'


def test_file_with_edits_is_python(tmp_path):
    compile(file_with(tmp_path, "# -     result = 0\n# +     result = 1").read_text(), "double.py", "exec")


@pytest.mark.parametrize(
    "edit, base, line, reason",
    [
        ("# -     result = 2\n# +     result = 1", "a sum", 12, "found nowhere"),
        ("# -     result += x\n# +     result -= x", "a sum", 12, "found 2 times"),
        ("# -     result=0", "a sum", 12, "found nowhere"),
        ("# +     x = 1", "a sum", 12, "does not say where"),
        ("#       result = 0", "a sum", 12, "changes nothing"),
        ("# -     result = 0\n\n# -     result += 2", "a sum", 14, "found nowhere"),
        ("# -     return result\n\n# -     result = 0", "a sum", 14, "lies before"),
        (
            "# -     result = 0\n#       result += x\n\n# -     result += x\n# -     result += x",
            "a sum",
            15,
            "lies before",
        ),
        ("# -     result = 0\n    return 1", "a sum", 13, "begins with"),
        ("# a remark\n# -     result = 0", "a sum", 12, "begins with"),
        ("", "a sum", 9, "changes nothing"),
        ("# -     result = 0", "a product", 9, "no answer that is written whole"),
        ("# -     result = 0", "edited", 9, "no answer that is written whole"),
        ("# -     return x + 1", "solution", 12, "found nowhere"),
    ],
)
def test_edit_that_does_not_apply_is_named(tmp_path, edit, base, line, reason):
    with pytest.raises(CourseError) as error:
        read(tmp_path, edit, base)
    told = str(error.value)
    assert told.startswith(f"{tmp_path / 'double.py'}:{line}: ") and reason in told
    assert "'edited'" in told and f"'{base}'" in told


def test_answer_is_an_edit_of_one_other(tmp_path):
    with pytest.raises(CourseError, match="one `# from:` line"):
        read(tmp_path, "# from: solution\n# -     result = 0")


def test_whole_answer_may_begin_with_a_comment(tmp_path):
    path = tmp_path / "double.py"
    path.write_text("# %% right: remarked\n# - a remark\ndef double(x):\n    return 2 * x\n")
    assert read_answers(path, SOLUTION)[0].source == "# - a remark\ndef double(x):\n    return 2 * x"
