"Small changes to code, and what the command says of a lesson that no check of it lets through."

import pytest

from tests.mutants.__main__ import accepted, main
from tests.mutants.mutate import mutants

SOURCE = '''
def f(x, n=1):  # given
    """Doc."""
    ### BEGIN SOLUTION
    with lock:
        if x < n and not x:
            raise ValueError("too few")
    return g(x, n, keep=True)
    ### END SOLUTION
'''


def test_one_change_at_a_time_and_only_to_the_solution():
    found = {str(mutant) for mutant in mutants(SOURCE)}
    for change in (
        "with lock:  →  if x < n and (not x):",
        "if x < n and (not x):  →  if not (x < n and (not x)):",
        "if x < n and (not x):  →  if x < n or not x:",
        "if x < n and (not x):  →  if x <= n and (not x):",
        "raise ValueError('too few')  →  pass",
        "return g(x, n, keep=True)  →  return g(n, x, keep=True)",
        "return g(x, n, keep=True)  →  return g(x, n)",
        "return g(x, n, keep=True)  →  return g(x, n, keep=False)",
        "return g(x, n, keep=True)  →  return None",
    ):
        assert change in found
    assert not any(change.startswith("def f") for change in found)
    for mutant in mutants(SOURCE):
        compile(mutant.source, "mutant", "exec")


def test_equal_arguments_in_another_order_are_no_change():
    assert "f(x, x)  →  f(x, x)" not in {str(mutant) for mutant in mutants("f(x, x)")}


def test_no_small_change_to_a_solution_is_accepted(capsys):
    assert main("00", ["flatten_images"]) == 0
    assert "are refused, 100.0 %" in capsys.readouterr().out


@pytest.mark.parametrize("number", [f"{n:02}" for n in range(15)])
def test_every_accepted_change_has_a_reason(number):
    assert all(len(reason) >= 8 for reason in accepted(number).values())
