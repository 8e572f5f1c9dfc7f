"`bootstrap.sh`, with a stand-in for the installer: each thing that goes wrong is one line, and the next run goes on."

import os
import re
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.lessons import REPOSITORY

# Makes environments as uv does; to `pip install` it does what the file `todo` says.
UV = """#!/bin/sh
echo "$@" >>{folder}/asked
case "$1" in
    venv) for last; do :; done; exec {python} -m venv --without-pip "$last" ;;
    pip) . {folder}/todo ;;
esac
"""
OK = "echo installed"
FAILURES = {
    "echo 'OSError: [Errno 28] No space left on device'; exit 1": "the disk of .* is full; make room",
    "echo 'dns error: failed to lookup address'; exit 2": "the package index cannot be reached",
    "echo 'no version of torch fits'; exit 1": "could not be installed: no version of torch fits",
}


@pytest.fixture
def clone(tmp_path):
    "A clone in a folder with a space in its name, and a stand-in for uv."
    folder = tmp_path / "my course"
    folder.mkdir()
    for name in ("bootstrap.sh", "settings.ini", "constraints.txt", "setup.py"):
        shutil.copy(REPOSITORY / name, folder)
    (tmp_path / "bin").mkdir()
    program = tmp_path / "bin" / "uv"
    program.write_text(UV.format(folder=tmp_path, python=sys.executable))
    program.chmod(0o755)
    (tmp_path / "todo").write_text(OK)
    return folder


def bootstrap(clone, *arguments, **variables):
    path = f"{clone.parent / 'bin'}:{Path(sys.base_prefix) / 'bin'}:{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "PYTHON": sys.executable, **variables}
    command = ["sh", "bootstrap.sh", *arguments]
    return subprocess.run(command, cwd=clone, env=environment, capture_output=True, text=True, umask=0o077)


def test_a_role_gets_what_it_needs_and_says_what_it_does(clone):
    done = bootstrap(clone, "learner")
    assert done.returncode == 0 and "installed\n" in done.stdout and "for" not in done.stderr, done.stderr
    assert (clone / ".venv" / "ready-learner").exists() and not (clone / ".venv" / "ready").exists()
    assert (clone.parent / "asked").read_text().splitlines()[-1].endswith("-c constraints.txt -e .")
    assert (clone / ".venv" / "pyvenv.cfg").stat().st_mode & stat.S_IROTH  # whatever the umask was
    assert bootstrap(clone).returncode == 0
    assert (clone.parent / "asked").read_text().splitlines()[-1].endswith("-e .[dev]")
    assert {path.name for path in clone.glob(".venv/ready*")} == {
        "ready",
        "ready-learner",
        "ready-grade",
        "ready-docs",
        "ready-dev",
    }


@pytest.mark.parametrize("todo", FAILURES)
def test_what_stops_an_install_is_one_line_and_the_next_run_goes_on(todo, clone):
    (clone.parent / "todo").write_text(todo)
    done = bootstrap(clone, "grade")
    (line,) = done.stderr.splitlines()
    assert done.returncode == 1 and re.search(FAILURES[todo], line) and "run make again" in line
    assert not list(clone.glob(".venv/ready*"))
    (clone.parent / "todo").write_text(OK)
    assert bootstrap(clone, "grade").returncode == 0 and (clone / ".venv" / "ready-grade").exists()


def test_a_package_that_is_half_there_is_installed_once_more(clone):
    (clone.parent / "todo").write_text("kill -9 $$")
    assert bootstrap(clone).returncode == 1
    (packages,) = (clone / ".venv" / "lib").glob("python3*/site-packages")
    for name, files in (("half", ["half/__init__.py,,", "half/rest.py,,"]), ("whole", ["whole/__init__.py,,"])):
        (packages / name).mkdir()
        (packages / name / "__init__.py").touch()
        about = packages / f"{name}-1.0.dist-info"
        about.mkdir()
        (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        (about / "RECORD").write_text("\n".join([*files, f"{about.name}/METADATA,,", f"{about.name}/RECORD,,"]) + "\n")
    (clone.parent / "todo").write_text(OK)
    done = bootstrap(clone)
    assert done.returncode == 0 and "half was not wholly installed" in done.stdout
    assert not list(packages.glob("half-*")) and list(packages.glob("whole-*"))


def test_a_venv_that_was_moved_runs_where_it_is_now(clone):
    assert bootstrap(clone).returncode == 0
    script = clone / ".venv" / "bin" / "where"
    script.write_text(f"#!{clone}/.venv/bin/python\nimport sys\nprint(sys.prefix)\n")
    script.chmod(0o755)
    moved = clone.rename(clone.parent / "another place")
    shutil.copy(REPOSITORY / "Makefile", moved)
    asked = subprocess.run(["make", "-n", "lab"], cwd=moved, capture_output=True, text=True)
    assert "bootstrap.sh learner" in asked.stdout, asked.stderr
    done = bootstrap(moved)
    assert done.returncode == 0 and "was moved here" in done.stdout, done.stderr
    said = subprocess.run([moved / ".venv" / "bin" / "where"], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == str(moved / ".venv")
    asked = subprocess.run(["make", "-n", "lab"], cwd=moved, capture_output=True, text=True)
    assert "bootstrap.sh" not in asked.stdout


def fake_python(folder, version, modules="true"):
    program = folder / "bin" / "python-fake"
    program.write_text(
        f'#!/bin/sh\ncase "$2" in *ensurepip*) exit 1 ;; *venv*%*) echo python{version[:4]}-venv ;; *version_info*) '
        f'exec {sys.executable} -c "import sys; sys.version_info = ({version.replace(".", ", ")})\n$2" ;; esac\n'
    )
    program.chmod(0o755)
    return str(program)


def test_a_python_that_is_too_old_or_of_no_use_is_one_line(clone):
    done = bootstrap(clone, PYTHON=fake_python(clone.parent, "3.11.2"))
    assert done.returncode == 1 and "is no Python from 3.11.5 to 3.13" in done.stderr and not done.stdout
    (clone / ".venv" / "bin").mkdir(parents=True)
    (clone / ".venv" / "bin" / "python").symlink_to("/nowhere/python3.11")
    done = bootstrap(clone)
    assert done.returncode == 0 and "is gone or of another version; making it anew" in done.stdout


@pytest.mark.parametrize(
    ("user", "line"),
    [
        (1000, "install what it lacks first: sudo apt-get install python3.11-venv"),
        (0, "python3.11-venv could not be installed; install it, or uv"),  # root installs it, here without a network
    ],
)
def test_a_python_without_venv_is_one_line(clone, user, line):
    (clone.parent / "bin" / "uv").unlink()
    for name, script in {"id": f"echo {user}", "apt-get": "exit 100"}.items():
        program = clone.parent / "bin" / name
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)
    done = bootstrap(clone, PYTHON=fake_python(clone.parent, "3.11.7"))
    (said,) = done.stderr.splitlines()
    assert done.returncode == 1 and line in said and not (clone / ".venv").exists()
