"""Tries from inside a jail what learners' code must not manage. A jail that lets one thing through grades nothing.

It goes the way that learners' code goes: the same fork, the same namespaces, as a notebook's cell.
"""

import contextlib
import json
import os
import socket
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from autograder.classroom import KEY_VARIABLE
from autograder.jail.base import Jail, JailRefused
from autograder.jail.inside.limits import MB, Limits
from autograder.jail.session import Ended
from autograder.jail.verdicts import TIMEOUT
from autograder.lessons import REPOSITORY
from autograder.probe.probe import pack

CANARY = "COURSE_JAIL_CANARY"  # a variable of bubblewrap's own environment, which stays outside
NAMESPACES = ("user", "mnt", "pid", "net", "ipc", "uts")
EXHAUSTING = {  # functions of `attempts.py`
    "in several processes": "exhaust_in_processes",
    "in sockets": "exhaust_in_sockets",
    "in tables of pages": "exhaust_in_page_tables",
}
LIMITS = Limits(memory=96 * MB, cell_wall=20.0, processes=24, tmp_size=32 * MB, file_size=8 * MB, inodes=500)


def require_safe(jail: Jail, python: Iterable[str], secrets: Iterable[Path], exempt: Collection[str] = ()) -> None:
    "Raises `JailRefused` that names everything which got through, but for layers that this kind of jail does not have."
    found = [name for name in failures(jail, python, secrets, exempt) if name.partition(":")[0] not in exempt]
    if found:
        raise JailRefused(
            f"the jail does not hold, so nothing was graded. Code in it could {'; '.join(found)}. "
            "docs/guides/security.md says what a jail needs from this machine."
        )


def failures(jail: Jail, python: Iterable[str], secrets: Iterable[Path], exempt: Collection[str] = ()) -> list[str]:
    "What got through, in words."
    with _listener() as port:
        facts = {
            "secrets": [*map(str, secrets), str(REPOSITORY / "settings.ini"), str(Path.home() / ".ssh")],
            "namespaces": {name: os.readlink(f"/proc/self/ns/{name}") for name in NAMESPACES},
            "variables": [CANARY, KEY_VARIABLE],
            "python": list(python),
            "port": port,
            **{name: getattr(LIMITS, name) for name in ("tmp_size", "inodes", "file_size", "processes", "memory")},
        }
        found = _ask(jail, facts)
    return [*found, *_not_watched(jail, exempt)]


def _ask(jail: Jail, facts: dict[str, Any]) -> list[str]:
    source = (
        f"import json\nfrom autograder.jail.inside.attempts import succeeded\nprint(json.dumps(succeeded({facts!r})))"
    )
    outputs: dict[int, list] = {}
    with jail.open(LIMITS) as session:
        try:
            session.run([(0, source)], {}, outputs)
        except Ended as ended:
            return [f"self-test: not be asked ({ended})"]
    texts = [output.get("text", "") for output in outputs[0] if output["output_type"] == "stream"]
    try:
        found = json.loads(texts[0])
        return [str(name) for name in found]
    except (ValueError, IndexError, TypeError):
        return [f"self-test: not be asked ({outputs[0]})"]


def _not_watched(jail: Jail, exempt: Collection[str]) -> list[str]:
    "What may be had without limit by several processes, or where no process's account shows it."
    found = []
    with jail.open(LIMITS) as session:
        session.run([(0, "from autograder.jail.inside.attempts import *")], {}, {})
        for how, function in EXHAUSTING.items() if "memory" not in exempt else ():
            if session.watchdog:
                session.watchdog.begin_check(LIMITS.cpu)
            with contextlib.suppress(Ended):
                session.run([(0, f"{function}({LIMITS.memory})")], {}, {})
            if not session.watchdog or not session.watchdog.killed_for_memory():
                found.append(f"memory: use more than it may, {how}")
    if "cpu" not in exempt and not _time_is_counted(jail):
        found.append("cpu: compute for longer than it may, in several processes")
    return found


def _time_is_counted(jail: Jail) -> bool:
    "The kernel's own limit is a second for each process; here three are to have a tenth of one together."
    with jail.open(replace(LIMITS, memory=Limits.memory)) as session:
        session.run([(0, "from autograder.jail.inside.attempts import *")], {}, {})
        try:
            session.fork(0.1, LIMITS.check_wall)
            session.ask(pack(lambda names, seconds: names.compute_in_processes(seconds)), [0.4], [])
        except Ended as ended:
            return ended.verdict == TIMEOUT
    return False


@contextlib.contextmanager
def _listener() -> Iterator[int]:
    "A program on this machine that jails must not reach."
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server.getsockname()[1]
