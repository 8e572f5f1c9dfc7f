"""What a check, an exercise and a submission can come to.

`INFRA` is ours: the grader failed, not the answer. It is never a mark; the submission is graded again.
"""

from collections.abc import Iterable

from autograder.jail.verdicts import CRASH, MEMORY, TAMPERED, TIMEOUT

PASS, FAIL, INFRA = "PASS", "FAIL", "INFRA"
VERDICTS = (PASS, FAIL, TIMEOUT, MEMORY, CRASH, TAMPERED, INFRA)  # from the best news to the worst

_MEMORY_SIGNS = ("can't allocate memory", "Cannot allocate memory", "not enough memory", "std::bad_alloc")


def worst(verdicts: Iterable[str]) -> str:
    "One verdict for several: that of the check that says most about what went wrong."
    return max(verdicts, key=VERDICTS.index, default=PASS)


def ran_out_of_memory(error: dict) -> bool:
    "Whether an exception that learners' code raised says that there was no more memory."
    return "MemoryError" in error["kinds"] or any(sign in error["message"] for sign in _MEMORY_SIGNS)
