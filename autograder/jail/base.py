"""What every jail is and how it can fail, whatever it is made of (`bubblewrap.py`, `oci.py`, `plain.py`).

Importing this costs nothing: a worker has its jail start before it imports torch.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING, Self

from autograder.errors import CourseError
from autograder.jail.inside.limits import Limits

if TYPE_CHECKING:
    from autograder.jail.session import Session

LAYERS = (
    # namespaces, of the outer jail and again of each submission
    "user", "mount", "pid", "net", "ipc", "uts",
    # what is within reach: not the course, nothing to write to, no variables, no descriptors, not root
    "course", "readonly", "environment", "fds", "uid",
    # what a submission's process gives up and may use
    "files", "capabilities", "syscalls", "namespaces", "nproc", "fsize", "data", "memory", "cpu",
)  # fmt: skip
NOBODY = 65534
START_SECONDS = 120.0  # importing torch from a cold disk on a busy machine


class JailError(Exception):
    "The jail itself failed: nobody's answer is wrong, and grading again may help."


class JailRefused(CourseError):
    "There is no jail to be had here that holds. Nothing is graded."


class Jail(ABC):
    "Where learners' code runs, one submission at a time. A context manager."

    kind: str  # as `autograder grade --jail` calls it, and as each mark is marked
    exempt: tuple[str, ...] = ()  # layers that the self-test does not ask this kind of jail for

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @abstractmethod
    def begin(self) -> None:
        "Starts what takes time, without waiting for it. Raises `JailRefused` where it cannot be."

    @abstractmethod
    def open(self, limits: Limits, modules: Sequence[str] = ()) -> "Session":
        """A fresh process for one submission, which finds these modules imported as well.

        Raises `JailError`, or `JailRefused` with what to do.
        """

    @abstractmethod
    def close(self) -> None:
        "Ends the jail and whatever is in it. Once more does no harm."
