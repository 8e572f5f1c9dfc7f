"The student kit: what a class receives. Lessons, an empty library, the visible checks; no answer anywhere."

from configparser import ConfigParser
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory
from textwrap import fill

from autograder.errors import CourseError
from autograder.files import write_all
from autograder.lessons import REPOSITORY, all_lessons
from autograder.release.leaks import find_leaks
from autograder.student.workspace import SETTINGS, workspace_files

# What of `autograder/` a learner's computer needs: checks and the `course` command, none of release, grading, reports.
_PACKAGE = [
    *("__init__.py", "errors.py", "files.py", "lessons.py", "library.py", "notebook.py", "ipynb.py", "terminal.py"),
    *("data.py", "text.py", "pages/__init__.py", "pages/sort.js"),
    *(f"pages/{name}.html" for name in ("page", "check", "progress", "table")),
    *(f"measurements/{name}" for name in ("__init__.py", "file.py", "ladder.py", "rows.py", "show.py", "results.json")),
]
_WHOLE_FOLDERS = ["checks", "probe", "student"]
_LEFT_OUT = ["checks/answers.py", "checks/edits.py"]  # read the known answers that checks are tested with
_AS_THEY_ARE = ["bootstrap.sh", "constraints.txt", "environment.yml", "setup.py", "LICENSE"]

MAKEFILE = """\
lab: .venv/ready-learner       ## the lessons in JupyterLab
\t.venv/bin/course lab

progress: .venv/ready-learner  ## how far you are
\t.venv/bin/course progress

# A .venv that was moved is put right before it is used.
MOVED := $(shell [ ! -f .venv/place ] || [ "$$(cat .venv/place)" = "$$(pwd -P)/.venv" ] || echo moved)

.venv/ready-learner: settings.ini constraints.txt setup.py bootstrap.sh $(MOVED)
\tsh bootstrap.sh learner

.PHONY: lab progress moved
"""

# Lesson 00 has the same sentence; a test compares them.
READY_MADE = (
    "Ready-made is what does an exercise's whole work, whether it comes from torch, NumPy or elsewhere and whatever it "
    "is called: a check refuses it and says so; a function that helps with a step of the way, such as a sum, a mean or "
    "a square root, is welcome."
)
README = """\
# {title}

The lessons are in `lessons/`; what you write in them becomes your own library in `course_lib/`.

    make lab

sets everything up, the first time in some minutes, and opens the lessons in JupyterLab. Begin with `{first}`.
With conda: `conda env create -f environment.yml`, `conda activate {name}`, `course lab`.

Other commands, in a terminal in this folder (*File → New → Terminal* in JupyterLab; elsewhere `.venv/bin/course`):

    course check 01              all checks of lesson 01, on the notebook as you last saved it
    course hint variance         a hint; each call shows one more
    course export 01             writes your solutions of lesson 01 into course_lib
    course progress              lessons, exercises, points, what comes next; also as progress.html
    course submit 01 --as NAME   makes the file to hand in, in hand-in/
    course catch-up 01           uses your instructor's code for a lesson that you missed

In a notebook: check("variance"), hint("variance"), progress(), submit("01", "NAME"), and compare("variance") for the
reference beside your answer, once it passes and your instructor has given the folder reference/ out.

{ready_made}

Everything works without a network once Fashion-MNIST is there (31 MB, downloaded at its first use). Without it the
lessons say what is missing; with COURSE_DATA=offline in the environment they draw ten garments of their own. Nothing is
stored outside of this folder but those images, in your user cache.

If something goes wrong

    A check seems to hang       it stops by itself after 10 s and names your line
    "No module named course_lib.stats"   export that lesson first: course export 01, or course catch-up 01
    A helper is undefined       write #| export above its cell, save, export again
    A notebook was renamed      give it its old name back: it must be called like its folder
    Validate, check and grading disagree   they should not: save, restart the kernel, run all; then tell your instructor
"""


def make_kit(folder: Path, root: Path = REPOSITORY) -> list[str]:
    """Writes the kit into `folder`, which must be new or empty; returns the names of its lessons.

    The kit is made aside and looked through for answers first: a leak raises `CourseError` and nothing is written.
    """
    folder, root = Path(folder).resolve(), Path(root).resolve()
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CourseError(f"{folder} is there already. Name a new folder, or delete it first.")
    missing = [x.name for x in all_lessons(root / "solutions") if not x.notebook(root / "lessons").exists()]
    if missing:
        raise CourseError(f"{root / 'lessons'} lacks {', '.join(missing)}. Run `autograder release` first.")
    files = kit_files(root)
    with TemporaryDirectory() as scratch:
        write_all({Path(scratch) / name: data for name, data in files.items()})
        leaks = find_leaks(Path(scratch), root / "solutions")
    if leaks:
        raise CourseError(f"the kit was not made, because it would give answers away: {'; '.join(leaks[:3])}")
    try:
        write_all({folder / name: data for name, data in files.items()})
    except CourseError:
        rmtree(folder, ignore_errors=True)
        raise
    return [lesson.name for lesson in all_lessons(folder / "lessons")]


def kit_files(root: Path) -> dict[str, bytes]:
    "The kit's files by their paths in it."
    lessons = all_lessons(root / "lessons")
    settings = _settings(root)
    files = {
        **workspace_files(root),
        **{name: (root / name).read_bytes() for name in _AS_THEY_ARE},
        "Makefile": MAKEFILE.encode(),
        ".github/workflows/classroom.yml": (root / "autograder" / "release" / "classroom.yml").read_bytes(),
        "settings.ini": settings.encode(),
    }
    package = [root / "autograder" / name for name in _PACKAGE]
    for name in _WHOLE_FOLDERS:
        package += sorted((root / "autograder" / name).glob("*.py"))
    for pattern in ("labconfig/*.json", "hub/labconfig/*.json"):
        package += sorted((root / "autograder" / "student").glob(pattern))
    for name in _LEFT_OUT:
        package.remove(root / "autograder" / name)
    files |= {path.relative_to(root).as_posix(): path.read_bytes() for path in package if path.exists()}
    course = _course(root)
    text = README.format(
        title=course["title"], name=course["lib_name"], first=lessons[0].name, ready_made=fill(READY_MADE, 120)
    )
    return files | {"README.md": text.encode()}


def _course(root: Path):
    settings = ConfigParser()
    settings.read(root / "settings.ini", encoding="utf-8")
    return settings["DEFAULT"]


def _settings(root: Path) -> str:
    "The learner's settings.ini: a workspace's, with the course's own dependencies and only the `course` command."
    course = _course(root)
    kept = {
        name: course[name] for name in ("version", "min_python", "license", "author", "description", "requirements")
    }
    lines = [line for line in SETTINGS.splitlines() if line.partition(" =")[0] not in kept]
    lines += [f"{name} = {value}" for name, value in kept.items()]
    lines += ["console_scripts = course=autograder.student.cli:main"]
    return "\n".join(lines) + "\n"
