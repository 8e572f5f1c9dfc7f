"""Right answers over many hidden trials: no seed may refuse one.

    python -m tests.checks.soak 07 300

tries the solutions and right answers of lesson 07 on 300 trials each, in this process. A class draws three with its own
key, so a check that refuses one trial in a thousand costs somebody points sooner or later. Run it after a change to a
check. What asks for trained weights is left out.
"""

import sys

import torch

from autograder.checks.answers import cells_with, solution_cells
from autograder.checks.run import checks_of, try_check
from autograder.checks.student import in_this_process
from autograder.checks.trial import Trial
from autograder.lessons import find_lesson
from autograder.probe.child import execute
from tests.checks.judged import SOLUTIONS, answers_to, solution_to


def soak(name: str, trials: int) -> int:
    "Prints every refusal, and returns how many there were."
    lesson, refusals = find_lesson(name, SOLUTIONS), 0
    for exercise in solution_cells(lesson.notebook(SOLUTIONS)):
        right = [answer for answer in answers_to(exercise) if answer.right]
        for number, answer in enumerate([solution_to(exercise), *right]):
            namespace, failed = execute(cells_with(lesson, SOLUTIONS, exercise, answer.source))
            assert failed is None, failed
            student = in_this_process(namespace)
            for check in (check for check in checks_of(exercise) if not check.goal):
                for seed in range(number * trials, (number + 1) * trials):
                    row = try_check(check, student, Trial(seed, hidden=True))
                    if not row.passed:
                        refusals += 1
                        print(f"{exercise}, {answer.title}, {check.judge.__name__}, seed {seed}: got {row.got}")
    return refusals


if __name__ == "__main__":
    torch.set_num_threads(1)
    refused = soak(sys.argv[1], int(sys.argv[2]))
    print(f"{refused} refusals")
    sys.exit(bool(refused))
