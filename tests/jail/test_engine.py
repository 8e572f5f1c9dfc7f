"""The container jail with a real engine: its self-test, and a tiny class graded in it.

Runs where docker or podman answers and has the image (`docker pull debian:stable-slim`), as in the workflow of this
repository; skipped elsewhere. With COURSE_NEEDS_ENGINE=1 a missing engine is a failure instead.
"""

import os
import shutil
import subprocess

import pytest

from autograder.grading.grade import grade
from autograder.jail.oci import IMAGE, IMAGE_VARIABLE, Container
from autograder.reports.marks import read_marks
from tests.attacks import tiny

pytestmark = pytest.mark.xdist_group("jail")


def answers(engine):
    "Whether this engine runs and has the image."
    if not shutil.which(engine):
        return False
    command = [engine, "image", "inspect", os.environ.get(IMAGE_VARIABLE, IMAGE)]
    try:
        return subprocess.run(command, capture_output=True, timeout=20).returncode == 0
    except subprocess.TimeoutExpired:
        return False


ENGINES = [engine for engine in ("docker", "podman") if answers(engine)]


@pytest.fixture(params=ENGINES or ["docker"])
def engine(request):
    if not ENGINES and os.environ.get("COURSE_NEEDS_ENGINE") != "1":
        pytest.skip(f"neither docker nor podman answers here with the image {IMAGE}")
    return request.param


def test_it_holds(engine):
    with Container(engine) as jail:
        jail.start()  # raises for everything that the self-test could do


def test_a_class_is_graded_in_containers(engine, tmp_path):
    classroom = tiny.write_tiny_course(tmp_path / "course")
    tiny.hand_in(classroom, "ada")
    tiny.hand_in(classroom, "bob", {"triple": "#| export\ndef triple(x):\n    return 0"})
    tiny.hand_in(classroom, "eve", {"halve": "#| export\ndef halve(x):\n    import os; os._exit(1)"})
    results = grade(classroom, [tiny.LESSON], workers=1, jail=engine, say=lambda line: None)
    assert {result.slot.student: result.status for result in results} == dict.fromkeys(("ada", "bob", "eve"), "graded")
    marks = {mark.slot.student: mark.points for mark in read_marks(classroom, [tiny.LESSON])}
    assert marks == {"ada": 6, "bob": 4, "eve": 4}
