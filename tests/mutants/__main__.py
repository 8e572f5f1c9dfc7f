"""Which small changes to a lesson's solutions no check refuses.

    python -m tests.mutants 01                     all exercises of lesson 01
    python -m tests.mutants 01 variance            one of them

Every mutant is judged on the published trial and on the hidden ones; one that raises or runs out of time is refused.
`tests/mutants/lesson01.txt` lists those that are accepted because they are equal to the solution, with the reason:

    variance: n = len(x) + 0  →  n = len(x) - 0    # nothing is added

Prints the survivors that are not in it, and what is in it and no longer survives. Exits with 1 if there is either.
"""

import os
import signal
import sys
import time
import warnings

import torch

from autograder.checks.answers import cells_with, solution_cells
from autograder.checks.run import checks_of, try_check
from autograder.checks.student import in_this_process
from autograder.checks.trial import trials
from autograder.lessons import REPOSITORY, Lesson, find_lesson
from autograder.probe.child import execute
from tests.mutants.mutate import mutants

SOLUTIONS = REPOSITORY / "solutions"
SECONDS = 30


def refused(lesson: Lesson, exercise: str, source: str) -> bool:
    "Whether any check refuses this source. Published trials first: most mutants fail there."
    namespace, failed = execute(cells_with(lesson, SOLUTIONS, exercise, source))
    if failed is not None:
        return True
    student = in_this_process(namespace)
    rows = [check for check in checks_of(exercise) if not check.goal]
    drawn = [(check, trials(check.name, hidden=True)) for check in rows]
    return any(not try_check(check, student, given[number]).passed for number in range(4) for check, given in drawn)


def survives(lesson: Lesson, exercise: str, source: str) -> bool:
    "The same in a process of its own, which a mutant may crash, and within `SECONDS`."
    pid = os.fork()
    if pid == 0:
        signal.alarm(SECONDS)
        devnull = os.open(os.devnull, os.O_WRONLY)
        os.dup2(devnull, 1)
        os.dup2(devnull, 2)
        code = 1
        try:
            code = int(not refused(lesson, exercise, source)) * 2
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 2


def accepted(number: str) -> dict[str, str]:
    "Mutants that are equal to the solution, and why."
    file = REPOSITORY / "tests" / "mutants" / f"lesson{number}.txt"
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    pairs = [line.rsplit("    # ", 1) for line in lines if line.strip()]
    assert all(len(pair) == 2 and pair[1] for pair in pairs), f"{file}: every line ends in `    # ` and a reason"
    return {mutant.strip(): reason for mutant, reason in pairs}


def main(number: str, only: list[str]) -> int:
    lesson, equal = find_lesson(number, SOLUTIONS), accepted(number)
    cells = solution_cells(lesson.notebook(SOLUTIONS))
    new, seen, judged, start = [], set(), 0, time.monotonic()
    for exercise in only or cells:
        assert not refused(lesson, exercise, cells[exercise]), f"{exercise}: the checks refuse the solution itself"
        found = list(dict.fromkeys((str(mutant), mutant.source) for mutant in mutants(cells[exercise])))
        alive = []
        for name, source in found:
            if survives(lesson, exercise, source):
                name = f"{exercise}: {name}"
                (seen.add if name in equal else alive.append)(name)
        judged += len(found)
        new += alive
        print(f"{exercise}: {len(found)} mutants, {len(alive)} survive", *alive, sep="\n    ", flush=True)
    gone = [name for name in equal if name.split(":")[0] in (only or cells) and name not in seen]
    rest = judged - len(seen)
    print(f"{judged} mutants in {time.monotonic() - start:.0f} s, {len(seen)} known to be equal; of the other {rest}")
    print(f"{rest - len(new)} are refused, {100 * (rest - len(new)) / max(rest, 1):.1f} %")
    print(*(f"no longer survives: {name}" for name in gone), sep="\n", end="")
    return int(bool(new or gone))


if __name__ == "__main__":
    torch.set_num_threads(1)
    warnings.simplefilter("ignore")
    os.nice(10)
    sys.exit(main(sys.argv[1], sys.argv[2:]))
