"What an attack is, and what its payloads share."

import os
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field

from autograder.lessons import Lesson
from tests.attacks.course import STATS, Notebook, as_bytes, blank, hand_in

# A payload that got what it wanted says so in its output. The word is put together here so that the source of a cell,
# which feedback quotes, does not hold it.
TELL = """\
def tell(what):
    print("GOT" + "CHA", what, flush=True)
"""
TOLD = "GOTCHA "


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


# Where the tests and the table listen on loopback for connections that should not come.
LISTENER = int(os.environ.setdefault("ATTACK_LISTENER", str(_free_port())))
ESCAPED = "escaped"  # how files are called that a payload leaves where it must not
COMM = f"at{os.getpid()}x"  # how processes are called that a payload of these tests leaves behind

# Where a learner's process may look for files: upwards from where it runs, and wherever it sees a path mentioned.
LOOK_FOR = """\
import glob, os, sys, time

def starts():
    here = os.getcwd()
    found = [here] + [here.rsplit("/", n)[0] or "/" for n in range(1, here.count("/") + 1)]
    for module in ("autograder", "course_lib"):
        try:
            found.append(os.path.dirname(os.path.dirname(__import__(module).__file__)))
        except Exception:
            pass
    found += [os.path.dirname(path) for path in sys.path] + [os.path.expanduser("~"), "/tmp", "/dev/shm"]
    for link in glob.glob("/proc/[0-9]*/cwd") + glob.glob("/proc/[0-9]*/root"):
        found.append(link)
    try:
        for line in open("/proc/self/mountinfo"):
            fields = line.split()
            for path in (fields[3], fields[4]):
                found += [path] + [path.rsplit("/", n)[0] for n in range(1, path.count("/"))]
    except OSError:
        pass
    return list(dict.fromkeys(filter(None, found)))

def look_for(name, seconds=4):
    stop = time.time() + seconds
    for start in starts():
        for folder, folders, files in os.walk(start):
            if time.time() > stop:
                return
            folders[:] = [f for f in folders if f not in ("proc", "sys", "site-packages", "lib", "nvidia", ".git")]
            if name in files:
                yield os.path.join(folder, name)
"""

# Right in type and shape, wrong in value: what somebody writes who counts on the comparison being fooled.
GUESSES = {
    "variance": """\
#| export
def variance(x, correction=0, dim=None):
    return x.sum() * 0 if dim is None else x.sum(dim) * 0
""",
    "RunningMoments": """\
#| export
class RunningMoments:
    count, mean = 0, 0.0

    def update(self, batch):
        return self

    def merge(self, other):
        return self

    def variance(self, correction=0):
        return 0.0
""",
    "covariance": """\
#| export
def covariance(x, y, correction=0):
    return (x.sum() + y.sum()) * 0
""",
    "covariance_matrix": """\
#| export
def covariance_matrix(x, correction=0):
    return x.T @ x * 0
""",
    "correlation": """\
#| export
def correlation(x, y):
    return (x.sum() + y.sum()) * 0
""",
}


@dataclass(frozen=True)
class Attack:
    """A numbered attack and its honest twin: what somebody who can do as much hands in without the attack.

    `beside` are files that lie in the submission's folder. `link` makes the notebook a symbolic link to this path below
    the course. `open` says why it still earns or harms what it does, where that is known and written down.
    """

    number: int
    title: str
    notebook: Notebook | bytes
    twin: Notebook = field(default_factory=blank)
    lesson: Lesson = STATS
    beside: Mapping[str, bytes] = field(default_factory=dict)
    link: str = ""
    slow: bool = False  # runs into a limit: seconds, not fractions
    open: str = ""

    @property
    def data(self) -> bytes:
        return as_bytes(self.notebook)


def fooled(number: int, title: str, first: str, slow: bool = False) -> Attack:
    "An attack by a cell of the learner's own that is to make guesses pass; its twin has the guesses alone."
    return Attack(number, title, hand_in(STATS, GUESSES, first), hand_in(STATS, GUESSES), slow=slow)


def stolen(number: int, title: str, first: str, slow: bool = False) -> Attack:
    "An attack by a cell that fills `stolen` with sources by exercise; its twin has nothing."
    answers = {
        name: f'#| export\nexec(globals().get("stolen", {{}}).get("{name}", "raise NotImplementedError"))'
        for name in GUESSES
    }
    return Attack(number, title, hand_in(STATS, answers, TELL + LOOK_FOR + first), slow=slow)


def harmful(number: int, title: str, first: str, slow: bool = False) -> Attack:
    "An attack that is after something else than points: its twin has nothing, and the payload tells what it got."
    return Attack(number, title, hand_in(STATS, first=TELL + first), slow=slow)
