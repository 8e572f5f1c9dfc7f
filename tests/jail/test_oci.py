"The container jail, with a stand-in for the engine: none is needed to see what it is asked for."

import os
import sys
from pathlib import Path

import pytest

from autograder.errors import CourseError
from autograder.jail.inside.limits import MB, Limits
from autograder.jail.oci import Container, container_command
from autograder.jail.staging import this_python
from autograder.lessons import REPOSITORY
from autograder.probe.probe import pack

pytestmark = pytest.mark.xdist_group("jail")
LIMITS = Limits(memory=300 * MB, processes=40)
# Runs what it is asked to run, with what would be bound in its own places and the variables that would be set.
ENGINE = """#!{python}
import os, re, sys
line = sys.argv[1:]
with open({log!r}, "a") as file:
    file.write(" ".join(line) + "\\n")
if line[0] != "run":
    sys.exit()
mounts = [dict(part.split("=") for part in line[i + 1].split(",")[:3]) for i, w in enumerate(line) if w == "--mount"]
def outside(text):
    for mount in mounts:
        text = re.sub(r"(?<![\\w./-])" + mount["target"] + "(?=/)", mount["source"], text)
    return text
env = dict(outside(line[i + 1]).split("=", 1) for i, word in enumerate(line) if word == "--env")
program = [outside(word) for word in line[line.index("an-image") + 1 :]]
os.chdir({folder!r})
os.execve(program[0], program, env)
"""


@pytest.fixture
def engine(tmp_path, monkeypatch):
    "A `docker` on the path, and the log of what it was asked."
    log, program = tmp_path / "log", tmp_path / "docker"
    program.write_text(ENGINE.format(python=sys.executable, log=str(log), folder=str(tmp_path)))
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setenv("COURSE_JAIL_IMAGE", "an-image")
    return log


def test_what_the_engine_is_asked_for(monkeypatch):
    monkeypatch.setenv("COURSE_JAIL_RUNTIME", "runsc")
    line = " ".join(container_command("docker", "x", Path("/code"), Path("/tmp/my data"), this_python(), LIMITS))
    for option in (
        "--rm --interactive",
        "--runtime runsc",
        "--network none",
        "--read-only",
        "--user 65534:65534",
        "--cap-drop ALL --security-opt no-new-privileges",
        "--pids-limit 40",
        "--tmpfs /tmp:rw,nosuid,nodev,size=134217728,nr_inodes=10000",
        "--mount type=bind,source=/code,target=/jail,readonly",
        "--mount type=bind,source=/tmp/my data,target=/data,readonly",
        "--env COURSE_DATA=/data",
    ):
        assert option in line
    sources = [word.removeprefix("type=bind,source=").split(",")[0] for word in line.split("--mount ")[1:]]
    assert len(sources) > 2 and not any(REPOSITORY.is_relative_to(source) for source in sources)
    assert "TRIAL_KEY" not in line and "--privileged" not in line


def test_a_submission_in_a_container(engine):
    with Container("docker") as jail:
        jail._tested = True  # the stand-in keeps nothing in
        with jail.open(LIMITS) as session:
            outputs = {}
            session.run([(0, "print(6 * 7)"), (1, "def f(x): return x + 1")], {}, outputs)
            session.fork(5, 20.0)
            assert session.ask(pack(lambda names, x: names.f(x)), [1], [])["value"] == 2
            session.end()
    assert outputs[0][0]["text"] == "42\n"
    asked = engine.read_text().splitlines()
    assert asked[0].startswith("run --rm") and asked[1].startswith("kill course-jail-")


def test_an_engine_that_keeps_nothing_in_is_refused(engine):
    with pytest.raises(CourseError, match="the jail does not hold"), Container("docker") as jail:
        jail.start()


def test_without_an_engine_it_says_what_to_do(monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(CourseError, match="podman is not installed"), Container("podman") as jail:
        jail.start()
