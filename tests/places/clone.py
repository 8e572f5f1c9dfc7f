"A clone of the course with an environment of its own, made by hard links, that can be moved from place to place."

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from autograder.lessons import REPOSITORY

NOBODY = 65534
KEPT = ("PATH", "COURSE_DATA", "LANG", "HOME", "OMP_NUM_THREADS")  # of this process's variables


class Clone:
    "A folder with `autograder/` and whatever else a test puts there, and `.venv/`."

    def __init__(self, folder: Path):
        self.folder = folder

    @property
    def python(self) -> Path:
        return self.folder / ".venv" / "bin" / "python"

    @contextmanager
    def at(self, place: Path) -> Iterator["Clone"]:
        "The clone moved to `place`, a new folder, and back again."
        place.parent.mkdir(parents=True, exist_ok=True)
        os.rename(self.folder, place)
        try:
            moved = Clone(place)
            moved.announce()
            yield moved
        finally:
            os.rename(place, self.folder)

    def announce(self) -> None:
        "Tells its environment where the course is now, as `pip install -e` does."
        (packages,) = (self.folder / ".venv" / "lib").glob("python3*/site-packages")
        (packages / "course.pth").write_text(f"{self.folder}\n", encoding="utf-8")

    def run(self, *command: str, user: int | None = None, **options) -> subprocess.CompletedProcess:
        "Runs a command in the clone, with no more of this process's environment than it needs."
        environment = {name: os.environ[name] for name in KEPT if name in os.environ} | options.pop("env", {})
        environment = {name: value for name, value in environment.items() if value is not None}
        ids = {} if user is None else {"user": user, "group": user, "extra_groups": []}
        options = {"cwd": self.folder, "capture_output": True, "text": True, "timeout": 240} | options
        return subprocess.run([*command], env=environment, **ids, **options)

    def run_python(self, *arguments: str, env: Mapping[str, str | None] = {}, **options) -> str:
        "What a Python command of the clone's printed. It must succeed."
        done = self.run(str(self.python), *arguments, env=dict(env), **options)
        assert done.returncode == 0, f"{' '.join(arguments)[:200]}\n{done.stdout}\n{done.stderr}"
        return done.stdout


def make_clone(folder: Path, *names: str) -> Clone:
    "A clone with these files and folders of the course."
    folder.mkdir(parents=True)
    folder.chmod(0o755)
    leave = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints")
    for name in names:
        source = REPOSITORY / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=leave)
        else:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, folder / name)
    subprocess.run(["cp", "-al", sys.prefix, folder / ".venv"], check=True)
    (packages,) = (folder / ".venv" / "lib").glob("python3*/site-packages")
    for path in [*packages.glob("__editable__*"), *packages.glob("initialization_course*.dist-info/direct_url.json")]:
        path.unlink()  # its own, and no longer linked: where the course is says `announce`
    for path in (folder / ".venv" / "bin").iterdir():
        if path.is_file() and not path.is_symlink() and os.fsencode(sys.prefix) in path.read_bytes():
            text = path.read_bytes().replace(os.fsencode(sys.prefix), os.fsencode(folder / ".venv"))
            path.unlink()
            path.write_bytes(text)
            path.chmod(0o755)
    return Clone(folder)
