"""The course runs wherever it is cloned, whoever runs it, in whatever environment.

A row here starts a jail, or grades a small class; with COURSE_LONG_TESTS=1 each row runs the whole demo.
"""

import json
import os
import shutil
import tempfile
from pathlib import Path

import pytest
from clone import make_clone

from autograder.jail.staging import RAW, TRAINING_FILES

pytestmark = pytest.mark.xdist_group("places")
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="needs root to become somebody else, or to write there")
TRY = Path(__file__).with_name("try_jail.py").read_text()
LONG = os.sep.join(["long" * 50] * 4)
PLACES = {
    "/tmp": "/tmp/{0}/course",
    "/var/tmp": "/var/tmp/{0}/course",
    "/run": "/run/{0}/course",
    "/opt": "/opt/{0}/course",
    "/home": "/home/{0}/course",
    "/root": "/root/{0}/course",
    "/usr": "/usr/local/{0}/course",
    "umlauts and spaces": "/tmp/{0}/Mein Kurs für Ärzte/100 % $HOME 'quoted'",
    "a long path": "/tmp/{0}/" + LONG,
}


@pytest.fixture(scope="module")
def clone():
    "On the disk that the environment is on, so that it can be made of links and moved by renaming."
    folder = Path(tempfile.mkdtemp(prefix="places-", dir="/var/tmp"))
    try:
        yield make_clone(folder / "clone", "autograder", "settings.ini")
    finally:
        shutil.rmtree(folder)


@pytest.fixture
def place(request):
    "A folder of its own where the parameter says, and gone afterwards."
    name = f"course-place-{os.getpid()}"
    path = Path(request.param.format(name))
    top = Path(request.param.partition("{0}")[0]) / name
    if not os.access(top.parent, os.W_OK):
        pytest.skip(f"{top.parent} cannot be written")
    top.mkdir()
    top.chmod(0o755)
    try:
        yield path
    finally:
        shutil.rmtree(top)


def look(clone, **options):
    "What learners' code finds in a jail that this clone starts."
    said = clone.run_python("-c", TRY, str(clone.folder), **options).strip()
    assert said.startswith("["), said
    return json.loads(said)


def assert_holds(found, data=(Path(RAW).parts[0],)):
    three, where, files, reachable, listed = found
    assert (three, where, files, reachable) == (3.0, "/data", list(data), [])
    assert listed == {"/tmp": ["course"], "/dev/shm": []}  # and no other folder that people keep things in


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES, indirect=True)
def test_a_jail_starts_and_shows_nothing_of_its_surroundings(place, clone):
    with clone.at(place) as moved:
        (moved.folder / "data" / RAW).mkdir(parents=True, exist_ok=True)
        for name in TRAINING_FILES:
            (moved.folder / "data" / RAW / name).touch()
        assert_holds(look(moved, env={"COURSE_DATA": "data"}))
