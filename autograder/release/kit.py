"""The student kit: what a class receives. One file, a wheel: lessons, the visible checks, the `course` command.

No answer is in it. The same course gives the same bytes.
"""

import os
import subprocess
import sys
from collections.abc import Sequence
from configparser import ConfigParser, SectionProxy
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from autograder.errors import CourseError
from autograder.files import write_all
from autograder.lessons import REPOSITORY, Lesson, all_lessons
from autograder.library import given_modules
from autograder.release.leaks import find_leaks
from autograder.release.published import first_cell, hosted_notebook, published
from autograder.student.workspace import KIT, NEAREST_LIBRARY, README, lesson_files

# What of `autograder/` a learner's computer needs: checks and the `course` command, none of release, grading, reports.
_PACKAGE = [
    *("__init__.py", "errors.py", "files.py", "lessons.py", "library.py", "notebook.py", "ipynb.py", "terminal.py"),
    *("predictions.py", "readable.py", "data.py", "text.py", "pages/__init__.py", "pages/sort.js"),
    *(f"pages/{name}.html" for name in ("page", "check", "progress", "table")),
    *(f"measurements/{name}" for name in ("__init__.py", "file.py", "ladder.py", "rows.py", "show.py", "results.json")),
]
_WHOLE_FOLDERS = ["checks", "probe", "student"]
_LEFT_OUT = ["checks/answers.py", "checks/edits.py"]  # read the known answers that checks are tested with
_SETTINGS = ("lib_name", "version", "min_python", "license", "author", "description", "requirements")
_TIME = 1_577_836_800  # of every file in the wheel: the first second of 2020 (ZIP knows no time before 1980)


def make_kit(folder: Path, root: Path = REPOSITORY, lessons: Sequence[Lesson] = ()) -> Path:
    """Writes the kit with these lessons (all by default) into `folder`, which must be new or empty; returns the wheel.

    Beside it lie what its learners read first and, for instructors, the exact versions that the course is tested with
    and a workflow for repositories of a class. Everything is looked through for answers first: a leak raises
    `CourseError` and nothing is written.
    """
    folder, root = Path(folder).resolve(), Path(root).resolve()
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CourseError(f"{folder} is there already. Name a new folder, or delete it first.")
    lessons = lessons or all_lessons(root / "solutions")
    missing = [lesson.name for lesson in lessons if not lesson.notebook(root / "lessons").exists()]
    if missing:
        raise CourseError(f"{root / 'lessons'} lacks {', '.join(missing)}. Run `autograder release` first.")
    with TemporaryDirectory() as scratch:
        stage = Path(scratch) / "stage"
        write_all({stage / name: data for name, data in kit_files(root, lessons).items()})
        leaks = find_leaks(stage, root / "solutions")
        if leaks:
            raise CourseError(f"the kit was not made, because it would give answers away: {'; '.join(leaks[:3])}")
        wheel = _build(stage, Path(scratch) / "built")
        beside = {"README.md": README.read_bytes(), "constraints.txt": (root / "constraints.txt").read_bytes()}
        beside["classroom.yml"] = Path(__file__).with_name("classroom.yml").read_bytes()
        beside |= _for_services(wheel.name, root, lessons)
        write_all({folder / name: data for name, data in {wheel.name: wheel.read_bytes(), **beside}.items()})
    return folder / wheel.name


def kit_files(root: Path, lessons: Sequence[Lesson]) -> dict[str, bytes]:
    "What the wheel is built from, by path: the learner's part of `autograder`, the lessons, and how to pack them."
    package = [root / "autograder" / name for name in _PACKAGE]
    for name in _WHOLE_FOLDERS:
        package += sorted((root / "autograder" / name).glob("*.py"))
    for pattern in ("labconfig/*.json", "hub/labconfig/*.json", README.name):
        package += sorted((root / "autograder" / "student").glob(pattern))
    for name in _LEFT_OUT:
        package.remove(root / "autograder" / name)
    files = {path.relative_to(root).as_posix(): path.read_bytes() for path in package if path.exists()}
    inside = KIT.relative_to(REPOSITORY).as_posix()
    files |= {f"{inside}/course_lib/{path.name}": path.read_bytes() for path in given_modules(root)}
    files |= {f"{inside}/{name}": data for name, data in lesson_files(root, lessons).items()}
    files["course_lib/__init__.py"] = NEAREST_LIBRARY.encode()
    files |= {name: (root / name).read_bytes() for name in ("setup.py", "LICENSE")}
    course = _course(root)
    return files | {"settings.ini": _settings(course, files).encode()}


def _for_services(wheel: str, root: Path, lessons: Sequence[Lesson]) -> dict[str, bytes]:
    "The lessons as Google Colab and Kaggle open them, where the course is published."
    place, course = published(root), _course(root)
    if place is None:
        return {}
    needs = course["requirements"].split(), course["lacking"].split()
    made = {}
    for lesson in lessons:
        cell = first_cell(lesson.name, place.raw(wheel), *needs)
        made[f"{lesson.name}.ipynb"] = hosted_notebook(lesson.notebook(root / "lessons").read_bytes(), cell)
    return made


def _course(root: Path) -> SectionProxy:
    settings = ConfigParser()
    settings.read(root / "settings.ini", encoding="utf-8")
    return settings["DEFAULT"]


def _settings(course: SectionProxy, files: dict[str, bytes]) -> str:
    """What setup.py reads of the kit: the course's metadata, a learner's dependencies and only the `course` command.

    pip does nothing for a file of the version that it has, so the version says what is in the kit: its last part is a
    digest, of digits alone since a file's name is changed by some platforms where it has anything else.
    """
    digest = sha256()
    for name in sorted(files):
        digest.update(f"{name}\0{len(files[name])}\0".encode() + files[name])
    kept = {name: course[name] for name in _SETTINGS}
    kept["version"] += f".post{int(digest.hexdigest(), 16) % 10**8}"
    kept["console_scripts"] = "course=autograder.student.cli:main"
    return "\n".join(["[DEFAULT]", *(f"{name} = {value}" for name, value in kept.items())]) + "\n"


def _build(stage: Path, out: Path) -> Path:
    "The wheel that setuptools makes of `stage`. File modes and times are the same on every machine."
    for path in stage.rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)
    program = "import sys; from setuptools.build_meta import build_wheel; build_wheel(sys.argv[1])"
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(_TIME)}
    environment.pop("PYTHONPATH", None)
    command = [sys.executable, "-c", program, str(out)]
    done = subprocess.run(command, cwd=stage, env=environment, capture_output=True, text=True, umask=0o022)
    wheels = sorted(out.glob("*.whl"))
    if done.returncode or not wheels:
        raise CourseError(
            f"setuptools could not build the kit: {(done.stderr.strip() or 'no reason given').splitlines()[-1]}"
        )
    return wheels[0]
