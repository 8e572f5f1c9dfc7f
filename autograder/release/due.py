"""Due dates as learners get them: `due.toml`, which `course progress` and `course submit` read.

It holds what everybody may know, and no extension: those are a learner's own.
"""

from pathlib import Path
from zoneinfo import ZoneInfo

from autograder.class_settings import FILE as CLASS
from autograder.class_settings import ClassSettings, read_settings
from autograder.classroom import Classroom
from autograder.errors import CourseError
from autograder.files import write_atomic
from autograder.student.due import FILE


def due_toml(settings: ClassSettings) -> str:
    "The file's text: times with their distance from UTC, so that nobody needs to know time zones to read it."
    zone = ZoneInfo(settings.timezone)
    lines = ["# When lessons are due. Put this file into your workspace, beside settings.ini.", ""]
    lines += [f'zone = "{settings.timezone}"']
    if settings.penalty.said:
        lines += [f'late = "{settings.penalty.said}"']
    lines += ["", "[due]"]
    lines += [f"{lesson} = {time.astimezone(zone).isoformat()}" for lesson, time in sorted(settings.due.items())]
    return "\n".join(lines) + "\n"


def write_due(classroom: Classroom, to: Path | None = None) -> Path:
    "Writes the class's due dates for learners. Raises `CourseError` where the class has none."
    settings = read_settings(classroom)
    if not settings.due:
        raise CourseError(f"{classroom.folder / CLASS} has no section [due], so there is nothing to give out.")
    path = to or classroom.folder / FILE
    write_atomic(path, due_toml(settings))
    return path
