"A clone of the course with an environment of its own, made by hard links, that can be moved from place to place."

import errno
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from autograder.lessons import REPOSITORY

KEPT = ("PATH", "COURSE_DATA", "LANG", "HOME", "OMP_NUM_THREADS")  # of this process's variables
# What fills an environment with thousands of files and grades nobody.
UNUSED = ("include", "tests", "jedi", "sphinx*", "babel", "mypy", "mypyc", "pip", "playwright", "pyarrow")
CACHES = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints")
# A script's first line that finds Python beside it, wherever both have been moved.
LAUNCHER = b"#!/bin/sh\n'''exec' \"$(dirname \"$0\")/python\" \"$0\" \"$@\"\n' '''\n"


class Clone:
    "A folder with `autograder/` and whatever else a test puts there, and an environment, mostly its `.venv/`."

    def __init__(self, folder: Path, libraries: str = "", environment: Path | None = None):
        self.folder, self.libraries, self.environment = folder, libraries, environment or folder / ".venv"

    @property
    def python(self) -> Path:
        return self.environment / "bin" / "python"

    @contextmanager
    def at(self, place: Path) -> Iterator["Clone"]:
        "The clone at `place`, a new folder: moved there and back, or on another disk its files with this environment."
        place.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.rename(self.folder, place)
        except OSError as error:
            if error.errno != errno.EXDEV:
                raise
            shutil.copytree(self.folder, place, ignore=lambda folder, names: {".venv"} | CACHES(folder, names))
            away = Clone(place, self.libraries, self.environment)
            away.announce()
            yield away
            return
        try:
            moved = Clone(place, self.libraries)
            moved.announce()
            yield moved
        finally:
            os.rename(place, self.folder)

    def announce(self) -> None:
        "Tells its environment where the course is now, as `pip install -e` does."
        (packages,) = (self.environment / "lib").glob("python3*/site-packages")
        # In ASCII, as setuptools' own: Python reads these files in the encoding of LC_ALL, and ends where it cannot.
        line = f"import sys; sys.path.append({ascii(str(self.folder))})\n"
        (packages / "course.pth").write_text(line, encoding="ascii")

    def run(self, *command: str, user: int | None = None, **options) -> subprocess.CompletedProcess:
        "Runs a command in the clone, with no more of this process's environment than it needs; None takes one away."
        environment = {name: os.environ[name] for name in KEPT if name in os.environ} | options.pop("env", {})
        if self.libraries:  # Python looks for its shared library where it was built for
            environment["LD_LIBRARY_PATH"] = self.libraries
        environment = {name: value for name, value in environment.items() if value is not None}
        ids = {} if user is None else {"user": user, "group": user, "extra_groups": []}
        options = {"cwd": self.folder, "capture_output": True, "text": True, "timeout": 900} | options
        return subprocess.run([*command], env=environment, errors="replace", **ids, **options)

    def run_python(self, *arguments: str, env: Mapping[str, str | None] = {}, **options) -> str:
        "What a Python command of the clone's printed. It must succeed."
        done = self.run(str(self.python), *arguments, env=dict(env), **options)
        assert done.returncode == 0, f"{' '.join(arguments)[:200]}\n{done.stdout}\n{done.stderr}"
        return done.stdout


def make_clone(folder: Path, *names: str) -> Clone:
    "A clone with these files and folders of the course, whose Python every user may run."
    folder.mkdir(parents=True)
    folder.chmod(0o755)
    for name in names:
        source = REPOSITORY / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=CACHES)
        else:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, folder / name)
    environment = folder / ".venv"
    _link(Path(sys.prefix), environment, UNUSED)
    (packages,) = (environment / "lib").glob("python3*/site-packages")
    for path in [*packages.glob("__editable__*"), *packages.glob("initialization_course*.dist-info/direct_url.json")]:
        path.unlink()  # its own, and no longer linked: where the course is says `announce`
    for path in (environment / "bin").iterdir():
        if path.is_file() and not path.is_symlink() and os.fsencode(sys.prefix) in path.read_bytes():
            head, _, text = path.read_bytes().partition(b"\n")
            path.unlink()  # it is linked
            path.write_bytes((LAUNCHER if head.startswith(b"#!") else head + b"\n") + text)
            path.chmod(0o755)
    return Clone(folder, _bring_python(folder.parent / "python", environment))


def _link(source: Path, target: Path, unused: Iterable[str]) -> None:
    "Files by hard links, folders anew, but for folders of these names."
    leave = shutil.ignore_patterns(*unused)
    shutil.copytree(source, target, symlinks=True, copy_function=os.link, ignore=leave)


def _bring_python(base: Path, environment: Path) -> str:
    """Where Python itself lies in a folder that only its owner enters, such as root's home, it is linked to `base`.

    The folder of its libraries then, otherwise ''.
    """
    original = Path(sys.base_prefix).resolve()
    if all(folder.stat().st_mode & 0o005 == 0o005 for folder in (original, *original.parents)):
        return ""
    _link(original, base, ("site-packages", "test", "include"))
    settings = environment / "pyvenv.cfg"
    text = settings.read_text(encoding="utf-8").replace(str(original), str(base))
    settings.unlink()  # it is linked
    settings.write_text(text, encoding="utf-8")
    for path in (environment / "bin").glob("python*"):
        if path.is_symlink() and os.readlink(path).startswith(str(original)):
            target = os.readlink(path).replace(str(original), str(base), 1)
            path.unlink()
            path.symlink_to(target)
    return str(base / "lib")
