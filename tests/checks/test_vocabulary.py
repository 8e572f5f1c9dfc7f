"The words that checks are written in, and the table that they make."

import ast
import json
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from autograder.checks import vocabulary
from autograder.checks.report import Report, Row
from autograder.checks.run import checks_of, exercises, try_check
from autograder.checks.student import aside, in_this_process, probe_text
from autograder.checks.trial import KEY_VARIABLE, trials
from autograder.checks.vocabulary import Check, Disagreement, agree, either, holds
from autograder.errors import CheckFailed, CourseError
from autograder.notebook import check

nan = float("nan")


@pytest.mark.parametrize("value", [1, 1.0, "a", None, True, [1.0, (2, "b")], {"a": torch.ones(2)}, torch.ones(2, 3)])
def test_agrees_with_itself(value):
    agree(value, value)


@pytest.mark.parametrize(
    ("got", "expected", "looks_like"),
    [
        (1, 1.0, "an int where a float is asked for"),
        (True, 1, "a bool where an int is asked for"),
        (torch.tensor(1.0), 1.0, "a Tensor where a float is asked for"),
        (None, 1.0, "None where a float is asked for"),
        (torch.ones(1), torch.tensor(1.0), "shape 1 where 0-d is asked for"),
        (torch.ones(3, 1), torch.ones(3, 4), "shape 3×1 where 3×4 is asked for"),
        (torch.ones(2), torch.ones(2).double(), "dtype float32 where float64 is asked for"),
        (nan, 1.0, "nan: not a number"),
        (nan, nan, "nan: not a number"),
        (torch.tensor([nan, 1.0]), torch.tensor([nan, 1.0]), "nan: not a number"),
        ([1, 2], [1, 2, 3], "2 items where there should be 3: the last item is missing"),
        ({"a": 1}, {"b": 1}, "keys a instead of b"),
    ],
)
def test_type_shape_and_dtype_come_before_values(got, expected, looks_like):
    with pytest.raises(Disagreement) as caught:
        agree(got, expected)
    assert caught.value.looks_like == looks_like


@pytest.mark.parametrize("got", [3.0, (1.0, 4.0), 5.0])
def test_one_sentence_serves_for_a_mistake_that_gives_one_of_several_values(got):
    expected = (1.0, 2.0) if isinstance(got, tuple) else 2.0
    mistakes = {"something else": either(6.0, nan), "one of these": either(3.0, (1.0, 4.0), lambda: 5.0)}
    with pytest.raises(Disagreement) as caught:
        agree(got, expected, mistakes)
    assert caught.value.looks_like == "one of these"


def test_the_first_mistake_that_fits_is_the_diagnosis():
    mistakes = {"one too many": 3.0, "also three": 3.0, "twice": 4.0}
    with pytest.raises(Disagreement) as caught:
        agree(3.0, 2.0, mistakes, unless="something else")
    assert caught.value.looks_like == "one too many"
    with pytest.raises(Disagreement) as caught:
        agree(7.0, 2.0, mistakes, unless="something else")
    assert caught.value.looks_like == "something else"


def test_a_large_tensor_shows_where_it_differs():
    expected = torch.zeros(5, 7)
    got = expected.clone()
    got[3, 2], got[0, 0] = 9.0, 1.0
    with pytest.raises(Disagreement) as caught:
        agree(got, expected)
    assert caught.value.expected == "[0, 0] = 0, [3, 2] = 0"
    assert caught.value.got == "[0, 0] = 1, [3, 2] = 9; 2 of 35 numbers differ, the most at [3, 2]: by 9"


def test_one_tolerance_given_leaves_the_other_at_zero():
    agree(1.0009, 1.0, rtol=1e-3)
    with pytest.raises(Disagreement):
        agree(1e-9, 0.0, rtol=1e-3)


def test_a_row_shows_the_question_that_it_is_about_and_not_that_of_a_control():
    x = torch.ones(3)

    def judge(student, trial):
        "It adds one to what it is given."
        got = student(lambda names, x: names.f(x), x)
        agree(got, x + 1, unless="forgets the one", control=lambda: agree(student(lambda names, x: names.g(x), x), x))

    student = in_this_process({"f": lambda x: x, "g": lambda x: x})
    row = try_check(Check("f", 1, judge, []), student, trials("f", hidden=False)[0])
    assert row.looks_like == "forgets the one" and row.tried.startswith("f(x)")
    student.forget()
    with aside():
        student(lambda names, x: names.g(x), x)
    assert student.tried == ""


def questions(tree: ast.Module) -> set[str]:
    "The functions of a module of checks that ask a student."
    found, functions = {"student", "asked"}, [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)]
    while more := {f.name for f in functions if any(called(c) in found for c in ast.walk(f))} - found:
        found |= more
    return found


def called(node: ast.AST) -> str:
    if not isinstance(node, ast.Call):
        return ""
    return getattr(node.func, "id", getattr(node.func, "attr", ""))


@pytest.mark.parametrize("file", sorted(Path(vocabulary.__file__).parent.glob("*.py")), ids=lambda file: file.stem)
def test_what_a_diagnosis_hangs_on_is_asked_aside(file):
    "A question in a condition is a control: it goes through `passes`, or the row would show it as what was tried."
    tree = ast.parse(file.read_text())
    asks = questions(tree)
    conditions = [node.test for node in ast.walk(tree) if isinstance(node, ast.If | ast.IfExp)]
    conditions += [n.value for n in ast.walk(tree) if isinstance(n, ast.Assign) and isinstance(n.value, ast.BoolOp)]
    conditions += [n.value for n in ast.walk(tree) if isinstance(n, ast.Assign) and isinstance(n.value, ast.Compare)]
    for condition in conditions:
        aside = {id(c) for p in ast.walk(condition) if called(p) == "passes" for c in ast.walk(p)}
        direct = [ast.unparse(c) for c in ast.walk(condition) if called(c) in asks and id(c) not in aside]
        assert not direct, f"{file.name}:{condition.lineno}: {direct[0]}"


def test_holds():
    holds(True, "", 1, unless="")
    with pytest.raises(Disagreement, match="too large"):
        holds(False, "below 1", 2.0, unless="too large")


def test_published_trials_are_the_same_for_everybody_and_hidden_ones_keyed(monkeypatch):
    draws = {}
    for key in ("one", "two"):
        monkeypatch.setenv(KEY_VARIABLE, key)
        draws[key] = [trial.normal(4).tolist() for trial in trials("a", hidden=True)]
        assert draws[key] == [trial.normal(4).tolist() for trial in trials("a", hidden=True)]
    assert draws["one"][0] == draws["two"][0]
    assert all(a != b for a, b in zip(draws["one"][1:], draws["two"][1:], strict=True))
    assert {trial.dtype for trial in trials("a", hidden=True)[1:]} == {torch.float32, torch.float64}


def test_hidden_sizes_differ_from_each_other(monkeypatch):
    for key in range(50):
        monkeypatch.setenv(KEY_VARIABLE, str(key))
        for trial in trials("a", hidden=True):
            sizes = trial.sizes(5, 6, 7)
            assert len(set(sizes)) == 3
            assert trial.hidden or sizes == (5, 6, 7)


def test_a_probe_reads_as_the_learner_would_write_it():
    assert probe_text(lambda names, x: names.variance(x, dim=1)) == "variance(x, dim=1)"
    assert probe_text(lambda names, x: [names.variance(x), names.covariance(x, x)]) == "[variance(x), covariance(x, x)]"


def test_an_unknown_exercise_gets_the_nearest_name():
    with pytest.raises(CourseError, match="Did you mean 'variance'"):
        checks_of("varience")
    with pytest.raises(CourseError, match="Exercises: "):
        checks_of("zzz")


def test_every_check_says_what_must_hold_and_its_mistakes_are_sentences():
    for checks in exercises().values():
        titles = [check.title for check in checks]
        assert len(set(titles)) == len(titles)
        assert all(20 <= len(title) <= 160 for title in titles), titles


FAILED = Row("It works", 2, False, "f(x); x: 3", "1 < 2", "<b>3</b>", "a mistake")


def test_the_report_as_text():
    assert str(Report("f", [Row("It is", 1, True), FAILED])).splitlines() == [
        "f: 1 of 3 points",
        "  ✓ It is (1)",
        "  ✗ It works (2)",
        "      looks like: a mistake",
        "      expected:   1 < 2",
        "      got:        <b>3</b>",
        "      tried:      f(x); x: 3",
    ]


def test_what_is_not_written_yet_takes_one_line():
    rows = [replace(FAILED, looks_like="not written yet"), replace(FAILED, title="It is", looks_like="not written yet")]
    assert str(Report("f", rows)) == "f: 0 of 4 points, not written yet"
    assert "It works" not in Report("f", rows)._repr_html_()
    assert not Report("f", [*rows, Row("It is", 1, True)]).unwritten


def test_what_was_tried_is_folded_where_it_is_long():
    short, long = (Report("f", [replace(FAILED, tried=tried)])._repr_html_() for tried in ("f(x)", "f(x) " * 40))
    assert "<summary>tried</summary>" in long and "<summary>" not in short
    assert long.index("looks like") < long.index("expected") < long.index("tried")


def test_the_report_as_html_escapes_what_the_learner_made():
    html = Report("f", [FAILED])._repr_html_()
    assert "&lt;b&gt;3&lt;/b&gt;" in html and "<b>3</b>" not in html


def test_a_hidden_trial_shows_its_diagnosis_and_no_values():
    row = Row("It works", 2, False, "f(x)", "1", "3", "a mistake with 3", hidden=True, public="a mistake")
    for text in (str(Report("f", [row])), Report("f", [row])._repr_html_(), str(row.to_json())):
        assert "a mistake" in text and "with 3" not in text and "f(x)" not in text
    assert Report("f", [row]).reasons == ["a mistake"]
    assert Report("f", [replace(row, public="")]).reasons == ["not so: It works"]


def test_a_report_survives_being_data():
    rows = [Row("It is", 1, True, verdict="PASS"), FAILED, Row("far", 2, False, looks_like="no", goal=True)]
    report = Report("f", rows)
    assert Report.from_json(json.loads(json.dumps(report.to_json()))) == report


def flatten_images(x):
    "A wrong answer in this module's own namespace, which is what `check` looks at."
    return x


def test_check_shows_the_table_and_raises(capsys):
    with pytest.raises(CheckFailed, match="0 of"):
        check("flatten_images")
    assert "✗" in capsys.readouterr().out


def test_while_nbgrader_grades_check_returns_points(monkeypatch):
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    assert check("flatten_images") == 0
    assert check("flatten_images", hidden=True) == 0


def test_a_goal_that_is_not_reached_costs_points_and_is_no_mistake():
    report = Report("capstone", [Row("builds", 4, True), Row("gets there", 2, False, looks_like="no", goal=True)])
    assert report.passed and (report.points, report.max_points) == (4, 6)
    assert "○ gets there (2)" in str(report) and "looks like: no" in str(report)
    assert not Report("capstone", [Row("builds", 4, False), Row("gets there", 2, True, goal=True)]).passed
