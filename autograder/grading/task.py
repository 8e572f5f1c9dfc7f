"""What a worker runs. It keeps one jail warm, whose self-test has passed, from submission to submission."""

import atexit

from autograder.grading.job import Job
from autograder.grading.results import Result
from autograder.jail.base import Jail, JailRefused

_JAILS: dict[tuple[str, bool], Jail] = {}


def run(job: Job) -> Result:
    "Judges one submission."
    jail = jail_for(job.jail, job.cold)
    from autograder.grading.judge import judge  # imports torch while the jail's warm parent does

    try:
        return judge(job, jail)
    except JailRefused:  # the jail refuses to work; it will be asked again, and not be found half closed
        _JAILS.pop((job.jail, job.cold)).close()
        raise


def jail_for(kind: str, cold: bool) -> Jail:
    "This worker's jail of that kind."
    if (kind, cold) not in _JAILS:
        from autograder.jail.kinds import make_jail

        jail = make_jail(kind, cold)
        atexit.register(jail.close)
        jail.begin()
        _JAILS[kind, cold] = jail
    return _JAILS[kind, cold]
