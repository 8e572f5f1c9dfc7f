"""What a worker runs. It keeps one jail warm, whose self-test has passed, from submission to submission."""

import atexit
from typing import Any

from autograder.jail.bubblewrap import JailRefused

_JAILS: dict[tuple[str, bool], Any] = {}


def run(job: Any) -> dict[str, Any]:
    "Judges one submission; returns the `autograder.grading.results.Result` as data."
    jail = jail_for(job.jail, job.cold)
    from autograder.grading.judge import judge  # imports torch while the jail's warm parent does

    try:
        return judge(job, jail).to_json()
    except JailRefused:  # the jail refuses to work; it will be asked again, and not be found half closed
        _JAILS.pop((job.jail, job.cold)).close()
        raise


def jail_for(kind: str, cold: bool) -> Any:
    "This worker's jail of that kind."
    if (kind, cold) not in _JAILS:
        from autograder.jail.kinds import make_jail

        jail = make_jail(kind, cold)
        atexit.register(jail.close)
        jail.begin()
        _JAILS[kind, cold] = jail
    return _JAILS[kind, cold]
