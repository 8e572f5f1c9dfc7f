"A class: where its notebooks, submissions and marks are, and nbgrader set up for it."

import os
import secrets
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from autograder.errors import CourseError
from autograder.files import write_atomic
from autograder.lessons import REPOSITORY

CONFIG_FILE = Path(__file__).with_name("nbgrader_config.py")
CLOSED = "closed.txt"  # in a class's folder: the lessons that are over, a name on each line
LONGEST = 504  # bytes of a gradebook's path: SQLite opens none that is longer
KEY_VARIABLE = "COURSE_TRIAL_KEY"  # autograder.checks.trial has it too; importing that imports torch


@dataclass(frozen=True)
class Classroom:
    "The course at `root` (where `solutions/` and `lessons/` are), taught to the class kept in `folder`."

    root: Path = REPOSITORY
    folder: Path = None  # type: ignore[assignment]  # `root / "classroom"` unless given

    def __post_init__(self) -> None:
        root = Path(self.root).resolve()
        # Links are followed here and never again, so that a class has one name whoever changes a link meanwhile.
        folder = Path(root / "classroom" if self.folder is None else self.folder).resolve()
        object.__setattr__(self, "root", root)
        object.__setattr__(self, "folder", folder)

    @property
    def solutions(self) -> Path:
        "The source notebooks."
        return self.root / "solutions"

    @property
    def lessons(self) -> Path:
        "The released notebooks."
        return self.root / "lessons"

    @property
    def submitted(self) -> Path:
        "What learners handed in: `submitted/ada/01_stats/01_stats.ipynb`."
        return self.folder / "submitted"

    @property
    def autograded(self) -> Path:
        "What nbgrader executed, laid out as `submitted`."
        return self.folder / "autograded"

    @property
    def feedback(self) -> Path:
        "The pages that go back to learners, laid out as `submitted`."
        return self.folder / "feedback"

    @property
    def db(self) -> Path:
        "nbgrader's gradebook, an SQLite file."
        return self.folder / "gradebook.db"


def closed_lessons(classroom: Classroom) -> set[str]:
    "The names of the lessons that the class has declared over: their reference may be seen from then on."
    try:
        lines = (classroom.folder / CLOSED).read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return set()
    except (OSError, UnicodeDecodeError) as error:
        raise CourseError(f"{classroom.folder / CLOSED} cannot be read ({error}). Restore it, or delete it.") from None
    return {line.strip() for line in lines if line.strip()}


def close_lessons(lessons: Iterable[str], classroom: Classroom) -> None:
    "Declares these lessons over, for good."
    known = closed_lessons(classroom) | set(lessons)
    write_atomic(classroom.folder / CLOSED, "".join(f"{name}\n" for name in sorted(known)))


def keep_private(classroom: Classroom) -> None:
    """Makes the class's folder, and closes it to everybody but its owner: other accounts have no business in a class.

    A class in `classroom/demo` closes `classroom/` with it. A folder of somebody else's is left as it is.
    """
    length = len(os.fsencode(classroom.db))
    if length > LONGEST:
        raise CourseError(
            f"the path of the gradebook has {length} bytes, and SQLite opens none with more than {LONGEST}: move the "
            f"course, or name a folder for the class with --classroom. It would be {classroom.db}"
        )
    home = classroom.root / "classroom"
    folders = [home] if classroom.folder.is_relative_to(home) else []
    try:
        for folder in dict.fromkeys([*folders, classroom.folder]):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            info = folder.stat()
            if info.st_mode & 0o077 and info.st_uid == os.geteuid():
                folder.chmod(0o700)
    except OSError as error:
        raise CourseError(f"cannot write {folder}: {error.strerror}. Make the folder writable.") from None


def trial_key(classroom: Classroom) -> str:
    "The secret that hidden trials are drawn with: made once for a class, readable by its owner only."
    path = classroom.folder / "trial_key"
    keep_private(classroom)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        key = path.read_text(encoding="utf-8").strip()
        if key:
            return key
        raise CourseError(f"{path} is empty. Restore it from a backup, or delete it to draw another key.") from None
    except OSError as error:
        raise CourseError(f"cannot write {path}: {error.strerror}. Make the folder writable.") from None
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        key = secrets.token_hex(32)
        file.write(key + "\n")
    return key


class Locked(CourseError):
    "Another program has the gradebook locked."

    def __init__(self, classroom: Classroom, state: str = "is locked", then: str = "try again."):
        super().__init__(f"{classroom.db} {state}. Close the program that writes to it, then {then}")


def check_gradebook(classroom: Classroom) -> None:
    "Raises `CourseError` when there is a gradebook that cannot be read, `Locked` where it cannot be read now."
    if not classroom.db.exists():
        return
    try:
        with closing(sqlite3.connect(f"{classroom.db.as_uri()}?mode=rw", uri=True)) as book:
            book.execute("SELECT count(*) FROM assignment")
    except sqlite3.Error as error:
        if is_lock(error):
            raise Locked(classroom) from None
        raise CourseError(
            f"{classroom.db} is not a readable gradebook ({error}). Restore it from a backup, or move it away."
        ) from None


def is_lock(error: BaseException) -> bool:
    "Whether an error of SQLite, or what SQLAlchemy makes of one, says that another program has the gradebook locked."
    error = getattr(error, "orig", error)
    return isinstance(error, sqlite3.OperationalError) and "locked" in str(error)


def nbgrader_config(classroom: Classroom) -> Config:
    "nbgrader_config.py, pointed at this class. Leaves the process's working folder and environment as they are."
    key = os.environ.get(KEY_VARIABLE)
    # By its whole name: in a folder to search, traitlets takes `$HOME` for a variable.
    config = PyFileConfigLoader(str(CONFIG_FILE)).load_config()
    if key is None:
        os.environ.pop(KEY_VARIABLE, None)
    else:
        os.environ[KEY_VARIABLE] = key
    folder = classroom.folder
    if folder.is_relative_to(classroom.root):
        folder = folder.relative_to(classroom.root)
    course = config.CourseDirectory
    course.root = str(classroom.root)
    course.submitted_directory = str(folder / classroom.submitted.name)
    course.autograded_directory = str(folder / classroom.autograded.name)
    course.feedback_directory = str(folder / classroom.feedback.name)
    course.solution_directory = str(folder / "solution")
    course.db_url = f"sqlite:///{classroom.db}"
    config.FeedbackPage.classroom = str(classroom.folder)
    return config
