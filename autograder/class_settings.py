"""What a class decides, in one file: `class.toml` in its folder. Without the file everything is as nbgrader has it.

timezone = "Europe/Berlin"       # of times without one
lessons = ["01", "02"]           # what is taught (default: all)
jail = "bubblewrap"
workers = 4

[due]
01 = 2027-04-20T23:59:00

[extensions.ada]
01 = 2027-04-27T23:59:00

[excused]                        # whose total does without these lessons
bob = ["02"]

[penalty]                        # of the points earned
percent_per_day = 10             # for each day begun
most_percent = 50
grace_minutes = 15

[limits]                         # of one hand-in: see autograder/jail/inside/limits.py
cpu = 10
"""

import hashlib
import json
import math
import re
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from autograder.classroom import Classroom
from autograder.errors import CourseError
from autograder.jail.inside.limits import Limits
from autograder.jail.kinds import KINDS
from autograder.lessons import Lesson, find_lesson, is_student_id
from autograder.roster import read_roster

FILE = "class.toml"
_OF_LEARNERS = ("extensions", "excused")  # sections with an entry for each of some learners


@dataclass(frozen=True)
class Penalty:
    "What lateness costs, in percent of the points earned."

    percent_per_day: float = 0.0  # for each day begun
    most_percent: float = 100.0
    grace_minutes: float = 0.0  # that cost nothing; the first day begins at the due date all the same

    @property
    def said(self) -> str:
        "In a sentence; '' where lateness costs nothing."
        if not self.percent_per_day:
            return ""
        most = f", {self.most_percent:g} % at most" if self.most_percent < 100 else ""
        grace = f" The first {self.grace_minutes:g} minutes cost nothing." if self.grace_minutes else ""
        return f"Each day begun after that costs {self.percent_per_day:g} % of the points earned{most}.{grace}"

    def of(self, points: float, seconds_late: float) -> float:
        "The points that are taken off."
        if seconds_late <= 60 * self.grace_minutes:
            return 0.0
        percent = min(self.most_percent, self.percent_per_day * math.ceil(seconds_late / 86400))
        return points * percent / 100


@dataclass(frozen=True)
class Terms:
    "What holds for one learner's hand-in to one lesson: when it is due (UTC), without and with an extension."

    due: datetime | None = None
    extended: datetime | None = None
    penalty: Penalty = Penalty()

    def to_json(self) -> str:
        "As text, the same for the same terms."
        times = {name: time and time.isoformat() for name, time in (("due", self.due), ("extended", self.extended))}
        return json.dumps({**times, "penalty": asdict(self.penalty)}, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> "Terms":
        "The terms again."
        known = json.loads(text)
        due, extended = (known[name] and datetime.fromisoformat(known[name]) for name in ("due", "extended"))
        return cls(due, extended, Penalty(**known["penalty"]))

    @property
    def key(self) -> str:
        "A short text that changes when the terms do."
        return hashlib.blake2b(self.to_json().encode(), digest_size=8).hexdigest()


@dataclass(frozen=True)
class ClassSettings:
    "All of `class.toml`; lessons by their full names, times in UTC."

    lessons: tuple[Lesson, ...] = ()
    jail: str | None = None
    workers: int | None = None
    limits: Limits = Limits()
    due: Mapping[str, datetime] = field(default_factory=dict)
    extensions: Mapping[str, Mapping[str, datetime]] = field(default_factory=dict)  # by learner, then lesson
    excused: Mapping[str, frozenset[str]] = field(default_factory=dict)  # lessons by learner
    penalty: Penalty = Penalty()
    timezone: str = "UTC"  # that people read times in
    written: bool = False  # whether there is a file

    def said(self, student: str, lesson: str) -> list[str]:
        "What a learner should know of when this lesson is due and what lateness costs, a sentence each."
        if self.is_excused(student, lesson):
            return ["You are excused from this lesson."]
        due, extended = self.due.get(lesson), self.extensions.get(student, {}).get(lesson)
        if due is None:
            return []
        sentences = [f"Due on {self.local(due)}."]
        if extended and extended > due:
            sentences = [f"Due on {self.local(extended)}: your extension of {self.local(due)}."]
        return [*sentences, *([self.penalty.said] if self.penalty.said else [])]

    def is_excused(self, student: str, lesson: str) -> bool:
        "Whether this learner need not hand in this lesson."
        return lesson in self.excused.get(student, ())

    def local(self, time: datetime) -> str:
        "A time as people of this class read it: `20 April 2027, 23:59 (Europe/Berlin)`."
        here = time.astimezone(ZoneInfo(self.timezone))
        return f"{here.day} {here:%B %Y, %H:%M} ({self.timezone})"

    def terms(self, student: str, lesson: str) -> Terms | None:
        "What holds for this hand-in; None where the class has no settings, and the gradebook's own due date holds."
        if not self.written:
            return None
        return Terms(self.due.get(lesson), self.extensions.get(student, {}).get(lesson), self.penalty)


def read_settings(classroom: Classroom) -> ClassSettings:
    "The class's settings. Raises `CourseError` that names the file, the entry and what may stand there."
    path = classroom.folder / FILE
    try:
        known = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return ClassSettings()
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CourseError(f"{path} cannot be read ({error}). Correct it, or move it away.") from None
    return _Reader(path, classroom).settings(known)


def renamed_in_settings(old: str, new: str, classroom: Classroom) -> str | None:
    """The text of `class.toml` with a learner's id changed; None where the file does not name them.

    Raises `CourseError` where they are named in a way that cannot be changed safely.
    """
    path = classroom.folder / FILE
    if not path.exists():
        return None
    text = path.read_text(encoding="utf-8")
    known = tomllib.loads(text)
    wanted = {
        name: {new if student == old else student: value for student, value in entries.items()}
        if name in _OF_LEARNERS
        else entries
        for name, entries in known.items()
    }
    if wanted == known:
        return None
    spelled = rf"""(?:"{re.escape(old)}"|'{re.escape(old)}'|{re.escape(old)})"""
    sections = "|".join(_OF_LEARNERS)
    text = re.sub(rf"(?m)^(\s*\[\s*(?:{sections})\s*\.\s*){spelled}(\s*\])", rf'\g<1>"{new}"\g<2>', text)
    text = re.sub(rf"(?m)^(\s*){spelled}(\s*=)", rf'\g<1>"{new}"\g<2>', text)
    try:
        if tomllib.loads(text) == wanted:
            return text
    except tomllib.TOMLDecodeError:
        pass
    raise CourseError(f"{path} names {old} where this command cannot change it. Write {new} there, then rename again.")


class _Reader:
    "Turns the file's entries into settings, and says which of them makes no sense."

    def __init__(self, path: Path, classroom: Classroom):
        self._path, self._classroom, self._solutions = path, classroom, classroom.solutions
        self._zone: Any = UTC

    def settings(self, known: dict[str, Any]) -> ClassSettings:
        names = ("timezone", "lessons", "jail", "workers", "limits", "due", "extensions", "excused", "penalty")
        self._only(known, names, "")
        self._zone = self._timezone(known.get("timezone"))
        extensions, excused = self._of_learners(known, "extensions"), self._of_learners(known, "excused")
        jail, workers = known.get("jail"), known.get("workers")
        if jail is not None and jail not in KINDS:
            self._refuse("jail", f"is {jail!r}; it may be {', '.join(KINDS)}")
        if workers is not None and (type(workers) is not int or workers < 1):
            self._refuse("workers", f"is {workers!r}; it must be a number of 1 or more")
        return ClassSettings(
            tuple(self._lesson(name, "lessons") for name in self._list(known.get("lessons", []), "lessons")),
            jail,
            workers,
            Limits(**self._numbers(known, "limits", {item.name: type(item.default) for item in fields(Limits)})),
            self._times(self._table(known, "due"), "due"),
            {student: self._times(times, f"extensions.{student}") for student, times in extensions.items()},
            {student: frozenset(self._lessons(found, f"excused.{student}")) for student, found in excused.items()},
            Penalty(**self._numbers(known, "penalty", {item.name: float for item in fields(Penalty)})),
            timezone=known.get("timezone", "UTC"),
            written=True,
        )

    def _refuse(self, entry: str, why: str) -> None:
        raise CourseError(f"{self._path}: {entry} {why}.")

    def _only(self, found: Mapping[str, Any], allowed: Any, where: str) -> None:
        for name in found:
            if name not in allowed:
                close = get_close_matches(name, allowed, n=1)
                instead = f"did you mean {close[0]!r}?" if close else f"known are {', '.join(allowed)}"
                self._refuse(f"{where}{name}", f"is not a setting; {instead}".rstrip("?"))

    def _table(self, known: dict[str, Any], name: str) -> dict[str, Any]:
        found = known.get(name, {})
        if not isinstance(found, dict):
            self._refuse(name, f"must be a section: a line [{name}] and entries below it")
        return found

    def _of_learners(self, known: dict[str, Any], name: str) -> dict[str, Any]:
        "A section with an entry for each of some learners: whoever is written wrongly there would get nothing of it."
        found, roster = self._table(known, name), read_roster(self._classroom)
        for student in found:
            if not is_student_id(student):
                self._refuse(f"{name}.{student}", "is no student id")
            below = found[student] if isinstance(found[student], dict) else {}
            if name == "excused" and below or any(isinstance(value, dict | list) for value in below.values()):
                whole = f"{student}.{next(iter(below))}"
                self._refuse(f"{name}.{student}", f'has entries below it; an id with a dot stands in quotes: "{whole}"')
            if roster and student not in roster:
                close = get_close_matches(student, roster, n=1)
                hint = f"did you mean {close[0]!r}" if close else "add them there, or take this out"
                self._refuse(f"{name}.{student}", f"is nobody in the roster; {hint}")
        return found

    def _list(self, found: Any, where: str) -> list[Any]:
        if not isinstance(found, list):
            self._refuse(where, 'must be a list: ["01", "02"]')
        return found

    def _lessons(self, found: Any, where: str) -> list[str]:
        return [self._lesson(name, where).name for name in self._list(found, where)]

    def _numbers(self, known: dict[str, Any], name: str, kinds: Mapping[str, type]) -> dict[str, Any]:
        found = self._table(known, name)
        self._only(found, list(kinds), f"{name}.")
        for entry, value in found.items():
            if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
                self._refuse(f"{name}.{entry}", f"is {value!r}; it must be a number of 0 or more")
            if kinds[entry] is int and not isinstance(value, int):
                self._refuse(f"{name}.{entry}", f"is {value!r}; it must be a whole number")
        return found

    def _timezone(self, name: Any) -> Any:
        if name is None:
            return UTC
        try:
            return ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, TypeError, OSError):
            self._refuse("timezone", f"{name!r} is not known here; it is a name such as 'Europe/Berlin' or 'UTC'")

    def _lesson(self, name: Any, where: str) -> Lesson:
        try:
            return find_lesson(str(name), self._solutions)
        except CourseError as error:
            raise CourseError(f"{self._path}: {where}: {error}") from None

    def _times(self, found: Any, where: str) -> dict[str, datetime]:
        if not isinstance(found, dict):
            self._refuse(where, "must be a section with a line for each lesson")
        times = {}
        for name, time in found.items():
            if not isinstance(time, datetime):
                self._refuse(f"{where}.{name}", f"is {time!r}; it must be a date and a time: 2027-04-20T23:59:00")
            times[self._lesson(name, where).name] = _in_utc(time, self._zone)
        return times


def _in_utc(time: datetime, zone: Any) -> datetime:
    """A time without a zone is read in `zone`: on a night on which clocks are turned, as the later of two readings.

    Clocks show the one time twice then, and the other never.
    """
    if time.tzinfo:
        return time.astimezone(UTC)
    return max(time.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
