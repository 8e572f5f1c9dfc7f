"""When lessons are due: `due.toml` in the workspace, which the teacher gives out (`autograder due` makes it).

On a JupyterHub one file can serve everybody: the variable `COURSE_DUE` names it.
"""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from autograder.errors import CourseError
from autograder.library import Project

FILE = "due.toml"
VARIABLE = "COURSE_DUE"


@dataclass(frozen=True)
class Dates:
    "Due dates by lesson, in the class's own time zone; `late` is what lateness costs, in a sentence or ''."

    due: Mapping[str, datetime] = field(default_factory=dict)
    zone: str = ""
    late: str = ""

    def said(self, lesson: str, now: datetime, handed_in: bool = False) -> str:
        "`due on 20 April 2027, 23:59, in 3 days`; '' without a date. How long is left only matters before handing in."
        time = self.due.get(lesson)
        if time is None:
            return ""
        when = f"due on {time.day} {time:%B %Y, %H:%M}"
        if handed_in:
            return when
        return f"{when}, in {_length(time - now)}" if now <= time else f"was {when}, {_length(now - time)} ago"

    def note(self) -> str:
        "What holds for all of them; '' without dates."
        if not self.due:
            return ""
        zone = f"Times are those of {self.zone}. " if self.zone else ""
        return f"{zone}{f'{self.late} ' if self.late else ''}An extension that you were given is not shown here."


def read_dates(project: Project) -> Dates:
    "The dates that the workspace knows; none without a file. Raises `CourseError` for a file that cannot be read."
    path = Path(os.environ.get(VARIABLE) or project.root / FILE)
    try:
        known = tomllib.loads(path.read_text(encoding="utf-8"))
        due = known.get("due", {})
        if not all(isinstance(time, datetime) and time.tzinfo for time in due.values()):
            raise ValueError("a date lacks its time or its zone")
    except FileNotFoundError:
        return Dates()
    except (OSError, ValueError, AttributeError) as error:  # tomllib's and UnicodeDecodeError are ValueErrors
        raise CourseError(f"{path} cannot be read ({error}). Ask your teacher for it again, or delete it.") from None
    return Dates(due, str(known.get("zone", "")), str(known.get("late", "")))


def _length(time: timedelta) -> str:
    minutes = time // timedelta(minutes=1)
    for size, name in ((1440, "day"), (60, "hour"), (1, "minute")):
        if minutes >= size * (2 if name == "day" else 1):  # below two days, hours say more
            count = minutes // size
            return f"{count} {name}{'s' * (count != 1)}"
    return "less than a minute"
