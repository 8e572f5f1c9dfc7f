"A check in a notebook that somebody watches: loops end, lines are named, prints and inputs can be had."

import os
import signal
import threading
import time

import pytest

from autograder import notebook
from autograder.checks import attended
from autograder.checks.run import NOT_TRIED, run_checks
from autograder.errors import CheckFailed, Interrupted
from autograder.probe.kept import Kept

LOOP = """
def variance(x, correction=0, dim=None):
    while True:
        pass
"""
STUBBORN = """
def variance(x, correction=0, dim=None):
    while True:
        try:
            while True:
                pass
        except BaseException:
            if not stop:
                raise
            stop.pop()
"""
WRONG = """
def variance(x, correction=0, dim=None):
    print("I see", tuple(x.shape))
    return x.var()
"""


def defined(source, **more):
    "The names after these lines, as a notebook's cell defines them."
    namespace = {"__name__": "__main__", **more}
    exec(compile(source, "<ipython-input-1>", "exec"), namespace)
    return namespace


@pytest.mark.parametrize(("source", "more"), [(LOOP, {}), (STUBBORN, {"stop": [1]})])
def test_a_loop_is_stopped_and_its_line_named_and_the_exercise_ends(source, more):
    student = attended.attended(defined(source, **more), Kept(attended.MOST_PRINTED), seconds=0.3)
    report = run_checks("variance", student)
    assert "no answer within 0.3 s (in variance, line " in report.rows[0].got
    assert [row.looks_like for row in report.rows[1:]] == [NOT_TRIED] * (len(report.rows) - 1)
    assert report.points == 0
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


@pytest.mark.parametrize(("source", "more"), [(LOOP, {}), (STUBBORN, {"stop": [1]})])
def test_so_it_is_where_there_is_no_alarm_as_on_windows(source, more, monkeypatch):
    for name in ("setitimer", "SIGALRM", "ITIMER_REAL"):
        monkeypatch.delattr(signal, name)
    student = attended.attended(defined(source, **more), Kept(attended.MOST_PRINTED), seconds=0.3)
    report = run_checks("variance", student)
    assert "no answer within 0.3 s (in variance, line " in report.rows[0].got and report.points == 0
    assert attended._WATCHED == []
    student = attended.attended(defined("def variance(x, correction=0, dim=None): return 1"), Kept(10), seconds=5)
    assert "no answer" not in run_checks("variance", student).rows[0].got
    time.sleep(0.01)  # where an alarm that was still on its way would come


@pytest.fixture
def check(monkeypatch):
    "Calls `check` from a notebook in which these lines ran."

    def check(source, exercise="variance", **more):
        namespace = defined(source, **more)
        namespace["check"] = notebook.check
        return eval(f"check({exercise!r})", namespace)

    return check


def test_prints_of_a_failing_answer_are_shown_below_the_table_up_to_a_limit(check, capsys):
    with pytest.raises(CheckFailed):
        check(WRONG)
    said = capsys.readouterr().out
    assert said.index("variance: ") < said.index("What your code printed meanwhile:\nI see (")
    with pytest.raises(CheckFailed):
        check(WRONG.replace("tuple(x.shape)", "'y' * 100_000"))
    assert len(capsys.readouterr().out) < 3 * attended.MOST_PRINTED + 3_000


def test_the_failing_input_can_be_had(check):
    with pytest.raises(CheckFailed):
        check(WRONG)
    x = notebook.check.inputs("variance")["x"]
    namespace = defined(WRONG)
    assert abs(namespace["variance"](x) - x.var(correction=0)) > 1e-6  # what failed fails by hand
    check("def variance(x, correction=0, dim=None):\n" + RIGHT)
    assert notebook.check.inputs("variance") == {}


RIGHT = """
    if not x.is_floating_point():
        raise TypeError("floating")
    n = x.numel() if dim is None else x.shape[dim]
    if n <= correction:
        raise ValueError("too few")
    centred = x - (x.mean() if dim is None else x.mean(dim, keepdim=True))
    return centred.square().sum() / (n - correction) if dim is None else centred.square().sum(dim) / (n - correction)
"""


def test_an_interrupt_is_one_line_of_the_learners_and_none_of_the_judge(check):
    begun = threading.Event()

    def press_ctrl_c():
        begun.wait()
        os.kill(os.getpid(), signal.SIGINT)

    threading.Thread(target=press_ctrl_c, daemon=True).start()
    with pytest.raises(Interrupted) as stopped:
        check(LOOP.replace("    while", "    begun.set()\n    while"), begun=begun)
    (line,) = stopped.value._render_traceback_()
    assert line.startswith("Interrupted: variance was being checked; it was in variance, line ")


def test_breakpoints_speak_and_stop_the_clock(monkeypatch, capsys):
    import IPython.core.debugger

    spoke = []

    class Pdb:
        def __init__(self, stdout, skip):
            self.stdout, self.use_rawinput = stdout, False

        def set_trace(self, frame):
            assert self.use_rawinput
            spoke.append((frame.f_code.co_name, self.stdout, signal.getitimer(signal.ITIMER_REAL)[0]))

    monkeypatch.setattr(IPython.core.debugger, "Pdb", Pdb)
    printed = Kept(attended.MOST_PRINTED)
    source = WRONG.replace("return", "breakpoint()\n    return")
    run_checks("variance", attended.attended(defined(source), printed))
    name, stdout, left = spoke[0]
    assert name == "variance" and stdout is not printed and left == 0.0
