"Temporary files of a run: in one private folder, which goes with it, whatever others have put beside it."

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from autograder import scratch
from autograder.errors import CourseError
from autograder.jail.bubblewrap import Bubblewrap
from autograder.scratch import PREFIX, private_run, run_folder, sweep

HOLD = "from autograder.scratch import run_folder; print(run_folder(), flush=True); input()"


@pytest.fixture
def outer(tmp_path, monkeypatch):
    "A folder for temporary files in which this process has no run folder yet."
    monkeypatch.setattr(scratch, "_made", {})
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    yield tmp_path
    scratch._remove()


def test_everything_of_a_run_lies_in_one_folder_of_its_owner(outer):
    with private_run() as folder:
        assert folder.parent == outer and folder.stat().st_mode & 0o777 == 0o700
        with Bubblewrap(prepared=()) as jail, tempfile.NamedTemporaryFile() as file:
            assert jail.folder.path.parent == Path(file.name).parent == folder
        said = subprocess.run([sys.executable, "-c", HOLD], input="\n", capture_output=True, text=True, check=True)
        assert said.stdout.strip() == str(folder)  # and what it starts makes none of its own
        with private_run() as again:
            assert again == folder
    assert tempfile.gettempdir() == str(outer) and "PYTHONSAFEPATH" not in os.environ


def test_the_folder_goes_with_its_process_and_what_a_killed_one_left_with_the_next(outer):
    with subprocess.Popen(
        [sys.executable, "-c", HOLD], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        left = Path(process.stdout.readline().strip())
        (left / "a hand-in").touch()
        sweep(outer)
        assert (left / "a hand-in").exists()  # its process lives
        process.kill()
        process.wait()
    assert left.exists()
    ours = run_folder()
    assert not left.exists() and ours.exists()
    scratch._remove()
    assert not list(outer.iterdir())


def test_what_others_have_put_there_is_left_alone(outer, tmp_path_factory):
    victim = tmp_path_factory.mktemp("victim")
    (victim / "file").write_text("kept")
    (outer / f"{PREFIX}link").symlink_to(victim)
    (outer / f"{PREFIX}dangling").symlink_to("/nowhere/at/all")
    (outer / f"{PREFIX}file").write_text("kept")
    (outer / f"{PREFIX}open").mkdir(mode=0o755)
    (outer / f"{PREFIX}open").chmod(0o755)
    (outer / "dask-scratch-space").mkdir()
    (outer / "dask-scratch-space" / "global.lock").symlink_to(victim / "file")
    before = sorted(path.name for path in outer.iterdir())
    folder = run_folder()
    assert sorted(path.name for path in outer.iterdir()) == sorted([*before, folder.name])
    assert (victim / "file").read_text() == "kept"


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root to give a folder away")
def test_a_folder_of_somebody_elses_is_neither_used_nor_removed(outer, monkeypatch):
    theirs = outer / f"{PREFIX}theirs"
    theirs.mkdir(mode=0o700)
    os.chown(theirs, 65534, 65534)
    sweep(outer)
    assert theirs.is_dir()
    monkeypatch.setattr(tempfile, "tempdir", str(theirs))
    assert run_folder() != theirs


def test_daskss_workers_keep_their_files_in_it(outer):
    pytest.importorskip("distributed")
    from autograder.grading.cluster import cluster

    victim = outer / "victim"
    victim.write_text("kept")
    (outer / "dask-scratch-space").mkdir()
    for name in ("global.lock", "purge.lock"):
        (outer / "dask-scratch-space" / name).symlink_to(victim)
    with private_run() as folder, cluster(1) as client:
        places = client.run(lambda dask_worker: dask_worker.local_directory)
    assert all(Path(place).is_relative_to(folder) for place in places.values())
    assert victim.read_text() == "kept" and len(list((outer / "dask-scratch-space").iterdir())) == 2


def test_nowhere_to_put_anything_is_one_line(outer, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(outer / "absent"))
    with pytest.raises(CourseError, match="export TMPDIR=FOLDER"):
        run_folder()
