"""A cluster of two workers for all processes of tests, in a process of its own: starting one takes seconds and memory.

It is one that outlives whoever asks it, as a cluster on other machines does. `python -m tests.shared_cluster FILE PID`
writes the scheduler's address to FILE and ends when the process PID does.
"""

import fcntl
import os
import select
import subprocess
import sys
import time
from pathlib import Path

from autograder.grading.cluster import configure
from autograder.lessons import REPOSITORY

PATIENCE = 180.0  # seconds; a machine that does other things as well is slow
WORKERS = 2


def address_of_cluster(folder: Path, owner: int) -> str:
    "The address, which lies in `folder`; whoever is the first to ask starts the cluster. It lasts as long as `owner`."
    address = folder / "cluster"
    with open(folder / "cluster.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not address.exists():
            _start(address, owner)
    return address.read_text()


def _start(address: Path, owner: int) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COURSE_TRIAL")}
    environment["PYTHONPATH"] = str(REPOSITORY)
    # Nobody's child: tests that kill what is below them mean what they have started themselves.
    command = ["sh", "-c", '"$@" &', "sh", sys.executable, "-m", "tests.shared_cluster", str(address), str(owner)]
    with open(address.with_suffix(".log"), "wb") as log:
        subprocess.run(command, cwd=REPOSITORY, env=environment, stdout=log, stderr=log, check=True)
    until = time.monotonic() + PATIENCE
    while not address.exists():
        assert time.monotonic() < until, f"no cluster: {address.with_suffix('.log').read_text()}"
        time.sleep(0.1)


def main(address: Path, owner: int) -> None:
    from distributed import LocalCluster

    process = os.pidfd_open(owner)
    configure()
    options = {"n_workers": WORKERS, "threads_per_worker": 1, "processes": True, "host": "127.0.0.1"}
    options |= {"dashboard_address": None, "silence_logs": 50, "preload": ["autograder.orphan"]}
    with LocalCluster(**options) as local:
        draft = address.with_suffix(".new")
        draft.write_text(local.scheduler_address)
        draft.rename(address)
        select.select([process], [], [])


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
