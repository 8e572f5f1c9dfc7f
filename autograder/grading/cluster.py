"""Who does the judging: a cluster on this machine unless an address says otherwise.

A worker imports the checks and starts a jail; learners' code never runs in the worker itself.
"""

import ipaddress
import logging
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

from autograder.errors import CourseError
from autograder.scratch import run_folder
from autograder.text import one_line

if TYPE_CHECKING:
    from dask.typing import Key
    from distributed import Client, Future, LocalCluster
    from distributed.security import Security

Name = TypeVar("Name")
Found = TypeVar("Found")

DEATHS = 2  # a submission that its worker died on this often is not tried again
AHEAD = 3  # submissions that wait at the cluster for each worker


@contextmanager
def cluster(workers: int, scheduler: str | None = None) -> Iterator["Client"]:
    """A client of a cluster: `workers` processes here, or the scheduler at an address.

    Raises `CourseError` for an address that is not protected or does not answer.
    """
    from distributed import Client

    configure()
    if scheduler:
        refuse_unprotected(scheduler)
        try:
            with Client(scheduler, timeout="30s", set_as_default=False, security=_security(scheduler)) as client:
                yield client
        except OSError as error:
            raise CourseError(f"the scheduler {scheduler} does not answer ({error}). Check the address.") from None
        return
    local = _start(workers)
    try:
        with local, Client(local, set_as_default=False) as client:
            yield client
    finally:
        local.close()


def _start(workers: int) -> "LocalCluster":
    "A cluster on this machine. A worker that does not come up is tried once more."
    from distributed import LocalCluster
    from distributed.security import Security

    attempt = 0
    while True:
        attempt += 1
        try:
            return LocalCluster(
                n_workers=workers,
                threads_per_worker=1,
                processes=True,
                dashboard_address=None,
                host="127.0.0.1",
                silence_logs=logging.CRITICAL,
                security=Security.temporary(),  # others on this machine reach its port as well, but not past TLS
                protocol="tls",
                preload=["autograder.orphan"],
                local_directory=str(run_folder()),
            )
        except (RuntimeError, OSError, TimeoutError) as error:
            if attempt == 2:
                raise CourseError(
                    f"the workers did not start ({one_line(error)}). Try again, or --workers 1."
                ) from None


def configure() -> None:
    "Settings of Dask for this process and for the workers that it starts."
    import dask

    warnings.filterwarnings("ignore", message="Port 8787 is already in use", category=UserWarning)
    dask.config.set(
        {
            "temporary-directory": str(run_folder()),
            "distributed.scheduler.allowed-failures": DEATHS - 1,
            "distributed.worker.memory.terminate": False,  # what grows is in jails, which have limits of their own
            "distributed.worker.memory.pause": False,
            "distributed.worker.memory.spill": False,
            "distributed.worker.memory.target": False,
            "distributed.admin.large-graph-warning-threshold": "100MB",  # a capstone's weights go with its task
            "distributed.comm.timeouts.connect": "60s",
            "distributed.scheduler.worker-ttl": None,  # a busy machine is not a dead worker
            "distributed.scheduler.http.routes": [],
            "distributed.worker.http.routes": [],
        }
    )
    for name in ("distributed", "distributed.nanny", "distributed.worker", "distributed.scheduler", "tornado"):
        logging.getLogger(name).setLevel(logging.CRITICAL)


def refuse_unprotected(address: str) -> None:
    "A scheduler unpickles what reaches it, so anybody who reaches it runs code there: TLS, or nobody from outside."
    parts = urlsplit(address if "://" in address else f"tcp://{address}")
    if parts.scheme == "tls":
        return
    if parts.scheme != "tcp" or not _is_loopback(parts.hostname or ""):
        raise CourseError(
            f"the scheduler {address} is not protected: whoever reaches it could run programs on it. "
            "Use a tls:// address (docs/guides/cluster.md); plain tcp:// is for 127.0.0.1 only."
        )


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _security(scheduler: str) -> "Security | None":
    from distributed.security import Security

    return Security(require_encryption=True) if scheduler.startswith("tls") else None


def run_on_workers(
    client: "Client", function: Callable[..., Found], items: Iterable[tuple[Name, tuple]]
) -> Iterator[tuple[Name, Found | BaseException]]:
    """Calls `function` on a worker for each (name, arguments); yields (name, result or the exception) as they come.

    Only a few submissions wait at the cluster at any time, so that a class of thousands needs no more memory here.
    """
    from distributed import as_completed

    items = iter(items)
    names: dict[Key, tuple[Name, Future]] = {}
    running = as_completed(loop=client.loop)

    def feed() -> bool:
        for name, arguments in items:
            future = client.submit(function, *arguments, pure=False, retries=0)
            names[future.key] = (name, future)
            running.add(future)
            return True
        return False

    for _ in range(AHEAD * max(1, sum(client.nthreads().values()))):
        if not feed():
            break
    while names:
        future = next(running)
        name, _ = names.pop(future.key)
        failure = future.exception() if future.status in ("error", "lost") else None
        cancelled = future.status == "cancelled"
        result = InterruptedError("the task was cancelled") if cancelled else failure or future.result()
        future.release()
        feed()
        yield name, result
