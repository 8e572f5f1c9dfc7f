"""The course runs wherever it is cloned, whoever runs it, in whatever environment.

A row is a place, a user and what else is unusual there. It grades a small class: release, hand-ins, a jail with its
self-test, marks. `make test` has a sample of rows, in which much is unusual at once; `make test-all` has them all.
"""

import itertools
import json
import os
import shlex
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

import pytest
from clone import CACHES, make_clone

from autograder.classroom import LONGEST, Classroom, keep_private
from autograder.errors import CourseError
from autograder.jail.bubblewrap import NOBODY
from autograder.jail.staging import RAW, TRAINING_FILES
from autograder.lessons import REPOSITORY
from tests.attacks.long import LONG, left_out

pytestmark = pytest.mark.xdist_group("places")
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
UNSHARE = ["unshare", "--mount"] if os.geteuid() == 0 else ["unshare", "--mount", "--map-root-user"]
mounting = pytest.mark.skipif(
    subprocess.run([*UNSHARE, "mount", "-t", "tmpfs", "none", "/mnt"], capture_output=True).returncode != 0,
    reason="no file system can be mounted here, in a namespace of its own either",
)
TRY, GRADE = Path(__file__).with_name("try_jail.py"), "tests/places/grade_class.py"
PLACES = {
    "/tmp": "/tmp/{0}/course",
    "/var/tmp": "/var/tmp/{0}/course",
    "/dev/shm": "/dev/shm/{0}/course",
    "/run": "/run/{0}/course",
    "/opt": "/opt/{0}/course",
    "/home": "/home/{0}/course",
    "/root": "/root/{0}/course",
    "/usr": "/usr/local/{0}/course",
    "below a link": "/tmp/{0}/link/course",
    "umlauts and spaces": "/tmp/{0}/Mein Kurs für Ärzte/100 % $HOME 'quoted'",
    "a long path": "/tmp/{0}/" + os.sep.join(["long" * 50] * 4),
    "all of it": '/tmp/{0}/link/Übung 1 für "Ärzte" $HOME/' + os.sep.join(["long" * 50] * 3),
}
# What is unusual besides: variables ("{0}" is a folder of the user's own, "{1}" one that cannot be written), and the
# command that comes before Python's.
UNUSUAL = {
    "HOME unset": ({"HOME": None}, ""),
    "HOME read-only": ({"HOME": "{1}"}, ""),
    "TMPDIR": ({"TMPDIR": "{0}"}, ""),
    "LANG=C": ({"LANG": "C", "LC_ALL": "C"}, ""),
    "stdout not UTF-8": ({"PYTHONIOENCODING": "ascii"}, ""),
    "umask 077": ({}, "umask 077"),
    "few open files": ({}, "ulimit -n 256"),
}
EVERYTHING = tuple(name for name in UNUSUAL if name != "HOME read-only")
USERS = {"root": 0, "nobody": NOBODY}
SAMPLE = [("all of it", "nobody", EVERYTHING)]
# Nobody but root enters /root.
EVERY = [
    *((place, user, ()) for place, user in itertools.product(PLACES, USERS) if (place, user) != ("/root", "nobody")),
    *(("/opt", user, (name,)) for user, name in itertools.product(USERS, UNUSUAL)),
    ("/dev/shm", "nobody", ("HOME read-only",)),
    *SAMPLE,
]


@pytest.fixture(scope="module")
def clone():
    "On the disk that the environment is on, so that it can be made of links and moved by renaming."
    folder = Path(tempfile.mkdtemp(prefix="places-", dir="/var/tmp"))
    folder.chmod(0o755)
    files = ("autograder", "settings.ini", "tests/small_class.py", "tests/tiny_courses.py", GRADE)
    try:
        made = make_clone(folder / "clone", *files)
        (made.folder / "classroom").mkdir(mode=0o700)  # the class of whoever cloned it, which nobody else enters
        yield made
    finally:
        subprocess.run(["rm", "-rf", folder], check=True)


@pytest.fixture
def place(request):
    "A folder of its own where the parameter says, and gone afterwards."
    name = f"course-place-{os.getpid()}"
    path = Path(PLACES[request.param].format(name))
    top = Path(PLACES[request.param].partition("{0}")[0]) / name
    if not os.access(top.parent, os.W_OK):
        pytest.skip(f"{top.parent} cannot be written")
    top.mkdir()
    top.chmod(0o755)
    if top / "link" in path.parents:
        (top / "real").mkdir()
        (top / "link").symlink_to("real")
    try:
        yield path
    finally:
        shutil.rmtree(top)


@pytest.fixture
def own():
    "A folder for a user's own files, and one that this user cannot write to."
    folder = Path(tempfile.mkdtemp(prefix="own-", dir="/var/tmp"))
    (folder / "sealed").mkdir()
    (folder / "sealed").chmod(0o555)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def grade_class(clone, own, user, unusual=(), before=""):
    "Grades a small class in a folder of this user's: what came out, or what was said instead."
    if os.geteuid() == 0:
        os.chown(own, user, user)
    variables = {"HOME": str(own)}
    for name in unusual:
        variables |= UNUSUAL[name][0]
    variables = {name: value and value.format(own, own / "sealed") for name, value in variables.items()}
    steps = [before, *(UNUSUAL[name][1] for name in unusual), 'exec "$@"']
    line = [str(clone.python), GRADE, str(own / "a class")]
    user = user if os.geteuid() == 0 and user else None
    return clone.run("sh", "-ec", "\n".join(filter(None, steps)), "sh", *line, env=variables, user=user)


@pytest.mark.parametrize(
    ("place", "user", "unusual"),
    [
        pytest.param(place, user, unusual, id="-".join((place, user, *unusual)), marks=[as_root] * (user == "nobody"))
        for place, user, unusual in (EVERY if LONG else SAMPLE)
    ],
    indirect=["place"],
)
def test_a_small_class_is_graded(place, user, unusual, clone, own):
    with clone.at(place) as moved:
        done = grade_class(moved, own, USERS[user], unusual)
    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads(done.stdout.splitlines()[-1]) == [{"ada": 5, "bob": 4}, []]


@left_out(f"{len(EVERY) - len(SAMPLE)} of {len(EVERY)} rows of places, users and environments")
def test_every_place_user_and_environment_is_tried():
    assert {place for place, _, _ in EVERY} == set(PLACES)


AWKWARD = ["/tmp", "/dev/shm", "umlauts and spaces"]


@left_out(f"the demo itself, from {len(AWKWARD)} places")
@pytest.mark.parametrize("place", AWKWARD, indirect=True)
def test_the_demo_runs(place, clone, own):
    "`make demo`, from release to feedback pages, by a user who owns the clone and has a TMPDIR elsewhere."
    with clone.at(place) as moved:
        for name in ("solutions", "course_lib", "tests/answers"):
            shutil.copytree(REPOSITORY / name, moved.folder / name, ignore=CACHES, dirs_exist_ok=True)
        shutil.copy(REPOSITORY / "Makefile", moved.folder)
        installed = ["-o", ".venv/ready-grade", f"BIN={moved.python.parent}"]  # where it lies for this clone
        done = moved.run("make", "demo", *installed, env={"TMPDIR": str(own)})
        marks = (moved.folder / "classroom" / "demo" / "marks.csv").read_text() if done.returncode == 0 else ""
        (moved.folder / "Makefile").unlink()
        for name in ("solutions", "course_lib", "tests/answers", "lessons", "classroom/demo"):
            shutil.rmtree(moved.folder / name, ignore_errors=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Done in" in done.stdout and "divides by n - 1" in marks


def with_data(clone):
    "Puts data, of a kind, into a clone."
    (clone.folder / "data" / RAW).mkdir(parents=True, exist_ok=True)
    for name in TRAINING_FILES:
        (clone.folder / "data" / RAW / name).touch()


def look(clone, **options):
    "What learners' code finds in a jail that this clone starts."
    said = clone.run_python("-c", TRY.read_text(), str(clone.folder), **options).strip()
    assert said.startswith("["), said
    return json.loads(said)


# `make test` tries one on another disk, as mostly, with its environment outside of it, and one below what jails bind.
@pytest.mark.parametrize("place", PLACES if LONG else ["/dev/shm", "/usr"], indirect=True)
def test_a_jail_shows_nothing_of_its_surroundings(place, clone):
    with clone.at(place) as moved:
        with_data(moved)
        three, where, files, reachable, listed = look(moved, env={"COURSE_DATA": "data"})
    assert (three, where, files, reachable) == (3.0, "/data", [Path(RAW).parts[0]], [])
    assert listed == {"/tmp": ["course"], "/dev/shm": []}  # and no other folder that people keep things in


def in_namespace(folder, options, *command):
    "Runs this with a file system of its own mounted on `folder`."
    mount = f'mount -t tmpfs -o {options} none {shlex.quote(str(folder))}; exec "$@"'
    return [*UNSHARE, "sh", "-ec", mount, "sh", *command]


@mounting
def test_where_no_program_starts_temporary_files_may_lie_and_no_environment(clone, own, tmp_path):
    "On a file system mounted noexec, as many have /tmp. `make test` starts a jail there, `make test-all` grades."
    line = [GRADE, str(own / "a class")] if LONG else ["-c", TRY.read_text(), str(clone.folder)]
    clone.announce()
    with_data(clone)
    command = in_namespace(own, "noexec", str(clone.python), *line)
    done = clone.run(*command, env={"TMPDIR": str(own), "HOME": str(own), "COURSE_DATA": "data"})
    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads(done.stdout.strip().splitlines()[-1])
    assert found == [{"ada": 5, "bob": 4}, []] if LONG else found[0] == 3.0
    said = bootstrap_on(tmp_path, "noexec")
    assert said == [f"bootstrap: {tmp_path}/course/.venv is on a file system mounted noexec, where no program starts; "
                    "move the clone to another one"]  # fmt: skip


@mounting
def test_a_full_disk_is_one_line(tmp_path):
    "While the environment is made; while grading: tests/attacks/test_engine_faults.py."
    (said,) = [words for words in bootstrap_on(tmp_path, "size=64k") if words.startswith("bootstrap")]
    assert "make room" in said


def test_a_path_that_no_gradebook_can_have_is_one_line(tmp_path):
    folder = tmp_path.joinpath(*["long" * 50] * 2)
    folder /= "x" * (LONGEST - len(os.fsencode(folder / "gradebook.db")) - 1)
    longest = Classroom(tmp_path, folder)
    assert len(os.fsencode(longest.db)) == LONGEST
    keep_private(longest)
    with closing(sqlite3.connect(longest.db)) as book:
        book.execute("CREATE TABLE it_can_be_written (a)")
    longer = Classroom(tmp_path, folder.with_name(folder.name + "x"))
    with pytest.raises(CourseError, match="SQLite opens none .*: move the course, or name a folder"):
        keep_private(longer)
    with pytest.raises(sqlite3.OperationalError):
        longer.folder.mkdir()
        sqlite3.connect(longer.db)


def bootstrap_on(folder, options):
    "What bootstrap.sh says on stderr in a clone on such a file system."
    course = folder / "course"
    course.mkdir()
    files = [str(REPOSITORY / name) for name in ("bootstrap.sh", "settings.ini", "constraints.txt", "setup.py")]
    bootstrap = f"cp {shlex.join(files)} {course} && cd {course} && sh bootstrap.sh learner"
    environment = {**os.environ, "PATH": "/usr/bin:/bin", "PYTHON": sys.executable}
    line = in_namespace(course, options, "sh", "-c", bootstrap)
    done = subprocess.run(line, env=environment, capture_output=True, text=True)
    assert done.returncode == 1, done.stdout
    return done.stderr.splitlines()
