"""Hand-ins whose code is the same to the letter are judged once: stubs that nobody touched, copies of each other.

What cells and checks find follows from the code, what was handed in beside it, the library that it finds, and the
class's key. Prose, outputs and the learner's name have no part in it.
"""

import json
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from typing import TypeVar

from autograder.grading.job import Job
from autograder.grading.keys import digest
from autograder.grading.results import Result
from autograder.grading.verdicts import FAIL, PASS

Outcome = Result | BaseException  # what was found, or why nothing was
Name = TypeVar("Name", bound=Hashable)
JudgeAll = Callable[[Iterable[tuple[Name, tuple[Job]]]], Iterator[tuple[Name, Outcome]]]


def content_of(job: Job) -> str:
    "A hash of all that the result follows from."
    fields = {**vars(job), "limits": job.limits.to_json(), "library": sorted(job.library.items())}
    fields["files"] = sorted((name, digest(data)) for name, data in job.files.items())
    del fields["student"]
    return digest(json.dumps(fields, sort_keys=True).encode())


def judged_once(jobs: Mapping[Name, Job], judge_all: JudgeAll[Name]) -> Iterator[tuple[Name, Outcome]]:
    """Yields (name, outcome) for each of these jobs as they come; of those that are the same one is judged.

    What depends on more than the code, such as the time that was left or a failure of the grader, is nobody else's:
    then the others are judged as well.
    """
    groups: dict[str, list[Name]] = {}
    for name, job in jobs.items():
        groups.setdefault(content_of(job), []).append(name)
    waiting = {names[0]: names[1:] for names in groups.values()}
    while waiting:
        others: dict[Name, list[Name]] = {}
        for name, outcome in judge_all((name, (jobs[name],)) for name in waiting):
            yield name, outcome
            if follows_from_code(outcome):
                yield from ((other, outcome) for other in waiting[name])
            else:
                others |= {other: [] for other in waiting[name]}
        waiting = others


def follows_from_code(outcome: Outcome) -> bool:
    "Whether judging the same code again would come to the same."
    if isinstance(outcome, BaseException):
        return False
    verdicts = {outcome.verdict, *(found.verdict for found in outcome.exercises.values())}
    return not outcome.problem and verdicts <= {PASS, FAIL}
