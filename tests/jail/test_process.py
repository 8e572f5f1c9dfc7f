"The second process: what it answers, and what becomes of one that does not."

import pytest
import torch

from autograder.checks.student import EditedInput, Raised, Student, in_this_process
from autograder.errors import CourseError
from autograder.probe.child import execute
from autograder.probe.process import Process


@pytest.fixture(params=["this process", "second process"])
def student_of(request, second_process):
    "Makes a student from one cell of source, by either backend."

    def make(source):
        if request.param == "this process":
            return in_this_process(execute([source])[0])
        second_process.load([source])
        return Student(second_process.ask)

    return make


def test_answers_come_back(student_of):
    student = student_of("def double(x): return [x, 2 * x]")
    first, second = student(lambda names, x: names.double(x), torch.arange(3.0))
    assert first.tolist() == [0, 1, 2] and second.tolist() == [0, 2, 4]


def test_a_result_is_no_alias_of_its_input(student_of):
    x = torch.zeros(2)
    result = student_of("def same(x): return x")(lambda names, x: names.same(x), x)
    result.add_(1)
    assert x.tolist() == [0, 0]


def test_an_edited_input_is_noticed_and_the_judges_copy_unharmed(student_of):
    x = torch.zeros(2)
    with pytest.raises(EditedInput):
        student_of("def edit(x): return x.add_(1)")(lambda names, x: names.edit(x), x)
    assert x.tolist() == [0, 0]


@pytest.mark.parametrize(
    ("source", "kind", "text"),
    [
        ("def f():\n    return 1 / 0", "ZeroDivisionError", "in f, line 2 of its cell"),
        ("def f():\n    import sys\n    sys.exit(0)", "SystemExit", "0"),
        ("", "NameError", "run the cell that defines it"),
        ("f = 3", "TypeError", "not callable"),
    ],
)
def test_errors_come_back_with_their_line(student_of, source, kind, text):
    with pytest.raises(Raised, match=text) as caught:
        student_of(source)(lambda names: names.f())
    assert caught.value.kinds[0] == kind


def test_prints_and_random_draws_leave_no_trace(student_of, capsys):
    torch.manual_seed(0)
    before = torch.get_rng_state()
    student_of("import torch\ndef f():\n    print('hello')\n    return torch.rand(3)")(lambda names: names.f())
    assert torch.equal(before, torch.get_rng_state())
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("call", ["x.var()", "torch.var(x)", "variance(x)", "torch.nn.init.xavier_normal_(x)"])
def test_what_the_exercise_asks_to_write_is_out_of_reach(student_of, call):
    student = student_of(f"import torch\nfrom torch import var as variance\ndef f(x): return {call}")
    student.without = ["torch.var", "torch.Tensor.var", "torch.nn.init.xavier_normal_"]
    with pytest.raises(Raised) as caught:
        student(lambda names, x: names.f(x), torch.ones(3, 2))
    assert caught.value.kinds[0] == "ReadyMade"
    student.without = []
    student(lambda names, x: names.f(x.clone()), torch.ones(3, 2))


def test_a_probe_carries_nothing_but_its_code(student_of):
    secret = 42
    with pytest.raises(TypeError, match="argument"):
        student_of("")(lambda names: secret)


def test_fresh_cells_mean_a_fresh_namespace(second_process):
    second_process.load(["a = 1"])
    assert second_process.load(["b = a"]).startswith("cell 0: NameError")


def test_a_process_that_dies_or_hangs_is_reported_and_replaced():
    with Process(timeout=120) as process:
        process.load(["import os\ndef f(): os._exit(1)"])
        student = Student(process.ask)
        with pytest.raises(CourseError, match="stopped answering"):
            student(lambda names: names.f())
        process.load(["def f(): return 1\ndef g():\n    while True: pass"])
        assert student(lambda names: names.f()) == 1
        process.timeout = 0.5
        with pytest.raises(CourseError, match="no answer within 0.5 s"):
            student(lambda names: names.g())
        assert process._child is None  # as after a death: the next request starts another
