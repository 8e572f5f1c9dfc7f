"What a learner's kernel adds to cells: values of examples, how far a loop is, and which answer's last run failed."

import ast
import gc
import weakref
from types import SimpleNamespace

import pytest

from autograder.student import live


def run(source, names=None):
    "Runs a cell as the kernel compiles it."
    tree = live.Loops().visit(live.Examples().visit(ast.parse(source)))
    names = {} if names is None else names
    exec(compile(tree, "<cell>", "exec"), names)
    return names


@pytest.mark.parametrize(
    ("example", "shown"),
    [
        ("assert double(2) == 4", ["double(2) is 5"]),
        ("assert double(2) == double(1) + 2", ["double(2) is 5", "double(1) + 2 is 5.5"]),
        ("assert abs(double(2) - 4) < 0.1", ["double(2) is 5"]),
        ("assert math.isclose(double(2), 4)", ["double(2) is 5"]),
        ("assert double(2) == 6 or double(4) == 8", ["double(2) is 5", "double(4) is 9"]),
        ("assert not double(2)", ["double(2) is 5"]),
        ("assert (double(1), double(2)) == (2, 4)", ["(double(1), double(2)) is (3.5, 5)"]),
        ("assert [double(i) for i in (1, 2)] == [2, 4]", ["[double(i) for i in (1, 2)] is [3.5, 5]"]),
        ("assert isinstance(double(2), str)", ["isinstance(double(2), str) is False"]),
        ("assert double(2) == 4, 'in words'", []),
    ],
)
def test_an_example_that_fails_shows_its_values(example, shown):
    names = {"double": {1: 3.5, 2: 5, 4: 9}.__getitem__, "math": __import__("math")}
    if "double(1) + 2" in example:
        names["double"] = lambda x: {1: 3.5, 2: 5}[x]
    with pytest.raises(AssertionError) as error:
        run(example, names)
    lines = str(error.value).splitlines()
    expected = [f"this should hold: {example.removeprefix('assert ')}", *(f"  {line}" for line in shown)]
    assert lines == (expected if shown else ["in words"])


def test_of_two_parts_the_one_that_fails_is_shown():
    with pytest.raises(AssertionError) as error:
        run("assert double(2) == 5 and double(4) == 8", {"double": {2: 5, 4: 9}.get})
    assert str(error.value).splitlines() == ["this should hold: double(4) == 8", "  double(4) is 9"]


def test_an_example_evaluates_each_part_once_and_keeps_nothing():
    names = run("class Box: pass\nmade = []\ndef box():\n    made.append(Box())\n    return made[-1]\n")
    run("assert box() is not None", names)
    assert len(names["made"]) == 1
    gone = weakref.ref(names["made"].pop())
    gc.collect()
    assert gone() is None


def test_an_example_with_a_long_or_broken_repr_still_fails_as_one():
    class Broken:
        def __repr__(self):
            raise RuntimeError

    with pytest.raises(AssertionError, match="a Broken whose repr raises RuntimeError"):
        run("assert f() == 1", {"f": Broken})
    with pytest.raises(AssertionError, match=r"f\(\) is 'aaa+ …$"):
        run("assert f() == 1", {"f": lambda: "a" * 5000})


def test_the_line_of_an_error_stays():
    with pytest.raises(AssertionError) as error:
        run("x = [\n    1,\n]\nassert len(x) == 2")
    assert error.traceback[-1].lineno == 3  # counted from 0


@pytest.fixture
def clock(monkeypatch):
    "Time that passes when told, and what is said meanwhile."
    now, said = [0.0], []
    monkeypatch.setattr(live.time, "monotonic", lambda: now[0])
    monkeypatch.setattr(live._Line, "__init__", lambda self: None)
    monkeypatch.setattr(live._Line, "show", lambda self, text: said.append(text))
    return SimpleNamespace(
        said=said, take=lambda seconds: now.__setitem__(0, now[0] + seconds), names={"take": None, "seen": []}
    )


@pytest.mark.parametrize(
    "loop",
    [
        "for i in (1, 2, 3):\n    take(4)",
        "[take(4) for i in (1, 2, 3)]",
        "{i: take(4) for i in {1: 0, 2: 0, 3: 0}}",
        "for i, j in enumerate([1, 2, 3]):\n    for k in range(2):\n        take(2)",
        "for i, j in zip([1, 2, 3], 'abc', strict=True):\n    take(4)",
        "def sweep():\n    for i in range(3):\n        take(4)\nsweep()",
    ],
)
def test_a_long_loop_says_how_far_it_is(clock, loop):
    run(loop, {"take": clock.take})
    assert clock.said == ["1 of 3 done, about 8 s left", "2 of 3 done, about 4 s left", "3 done in 12 s"]


def test_a_short_loop_and_one_without_an_end_say_little(clock):
    run("for i in range(100):\n    take(0.01)", {"take": clock.take})
    assert clock.said == []
    run("for i in iter(range(2).__iter__().__next__, 1):\n    take(1)", {"take": clock.take})
    run("for i in (x for x in (1, 2)):\n    take(150)", {"take": clock.take})
    assert clock.said == ["1 done after 2 min", "2 done in 5 min"]


def test_loops_give_what_they_gave(clock):
    names = run(
        "seen = []\nfor i in [1, 2, 3]:\n    if i == 3:\n        break\n    seen.append(i)\nelse:\n    seen = 0"
    )
    assert names["seen"] == [1, 2] and not live._watching
    names = run("def numbers():\n    for i in range(3):\n        yield i\nfirst = numbers()\nnext(first)\n", names)
    assert not live._watching  # a generator that waits holds nobody up
    with pytest.raises(ZeroDivisionError):
        run("for i in [0]:\n    1 / i")
    assert not live._watching


def test_cells_that_are_exported_stay_as_they_are():
    live._before_run(SimpleNamespace(raw_cell="#| export\ndef f():\n    for i in x: pass"), {})
    tree = ast.parse("for i in x: pass")
    assert ast.unparse(live.Loops().visit(tree)) == "for i in x:\n    pass"
    live._before_run(SimpleNamespace(raw_cell="for i in x: pass"), {})
    assert "watched" in ast.unparse(live.Loops().visit(tree))


def told(source, names, error=None, early=False):
    live._before_run(SimpleNamespace(raw_cell=source), names)
    if error is None or not early:
        names.update(run(source, {}) if error is None or error == "after" else {})
    failed = ValueError("no") if error else None
    live._after_run(SimpleNamespace(error_before_exec=failed if early else None, error_in_exec=failed), names)


def test_a_failed_run_is_told_until_the_next_one():
    names = {}
    told("def mean(x): return 1", names)
    assert live.failed_run("mean") == ""
    told("def mean(x) return 2", names, "before", early=True)
    assert live.failed_run("mean") == (
        "The last run of the cell that defines mean failed (ValueError: no). What is checked is an earlier answer."
    )
    told("def mean(x): return 3", names)
    assert live.failed_run("mean") == ""
    told("def mean(x): return 4\n", names, "after")  # fails below the definition, which counts
    assert live.failed_run("mean") == ""
