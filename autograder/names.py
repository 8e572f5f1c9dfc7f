"""Whose notebook of which lesson a file is, by its name, as learners and learning platforms write it.

A hand-in is called `ada__01_stats.ipynb`. On its way it gets a browser's `(1)`, JupyterLab's `-Copy1`, a platform's
words before it. Each form that is read here is one that somebody documents:

- Canvas: `lovelaceada_12345_67890_` or `lovelaceada_LATE_12345_67890_` before the name, `-1` after it for a second one.
- Moodle: a folder `Ada Lovelace_12345_assignsubmission_file_` around the file (or the same text before its name).
- Blackboard: `Homework_ada_attempt_2026-01-31-18-00-00_` before it, which also says when it came in.
- nbgrader's exchange: a folder `ada+01_stats+2026-01-31 18:00:00.123456 UTC+RANDOM` around it, in UTC.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePath

NOTEBOOK, WEIGHTS_FILE = ".ipynb", ".safetensors"
_PLATFORMS = (
    re.compile(r"[^_]+(?:_LATE)?_(?P<canvas>\d+)_\d{3,}_(?P<rest>.+)"),
    re.compile(r"(?P<moodle>[^_]+)_\d+_assignsubmission_file_(?P<rest>.*)"),
    re.compile(r".+_(?P<blackboard>[^_]+)_attempt_(?P<time>\d{4}(?:-\d\d){5})_(?P<rest>.+)"),
)
# `ada+01_stats+2026-01-31 18:00:00.123456 UTC+RANDOM`: a folder that `nbgrader submit` made in the exchange.
_UTC = r"(?P<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[.\d]*) UTC"
EXCHANGE = re.compile(rf"(?P<student>[^+]+)\+(?P<lesson>[^+]+)\+{_UTC}(?:\+.*)?")
_COPIES = re.compile(r"(?: ?\(\d+\)|-Copy\d+|-\d+| - Copy)+$")
_PREFIXES = re.compile(r"^(?:Copy of |Copy_of_)+", re.IGNORECASE)
_DISGUISES = re.compile(r"\.ipynb\.(?:txt|json)$", re.IGNORECASE)


@dataclass(frozen=True)
class Named:
    "What a file's name says: a learner's id and a lesson as they stand there, and when it came in, if that is said."

    student: str
    lesson: str
    written: datetime | None = None


@dataclass(frozen=True)
class Uploader:
    """Whose account a file came from, as a platform says: the learner can choose the rest of a name, and not this.

    `key` is Canvas's number of a learner, a full name in Moodle, a login in Blackboard; `prefix` what the platform puts
    before the learner's own name for a file. A file that begins with it finds its way back to the learner there.
    """

    platform: str
    key: str
    prefix: str = ""

    def __str__(self) -> str:
        return f"{self.platform.capitalize()}'s {self.key}"


def uploader_of(path: PurePath) -> Uploader | None:
    "By the file's name, or by that of an archive or of Moodle's folder that it lies in; the outermost counts."
    names = [part for part in path.parts[:-1] if part.lower().endswith(".zip") or "_assignsubmission_file_" in part]
    for name in (*names, path.name):
        for platform in _PLATFORMS:
            if found := platform.fullmatch(name):
                who = found.groupdict()
                prefix = name[: found.start("rest")]
                return next(Uploader(p, who[p], prefix) for p in ("canvas", "moodle", "blackboard") if who.get(p))
    return None


_ODD = (".rar", ".7z", ".gz", ".tar", ".pdf", ".py", ".html", ".docx")


def is_odd(path: PurePath) -> bool:
    "Whether somebody may have meant this file as a hand-in, although it is of a kind that is none."
    return path.suffix.lower() in _ODD


def kind_of(path: PurePath) -> str:
    "`.ipynb`, `.safetensors`, `.zip` or '': what a file is by its name, in whatever case, a browser's `.txt` left out."
    if _DISGUISES.search(path.name):
        return NOTEBOOK
    suffix = path.suffix.lower()
    return suffix if suffix in (NOTEBOOK, WEIGHTS_FILE, ".zip") else ""


def stem_of(path: PurePath) -> str:
    "The name without its ending and without what copying has added to it."
    stem = _DISGUISES.sub("", path.name)
    stem = stem if stem != path.name else path.stem
    return _PREFIXES.sub("", _COPIES.sub("", stem))


def _time(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, "%Y-%m-%d-%H-%M-%S").astimezone()
    except (ValueError, OverflowError):  # no such day, or none that has a time zone
        return None


def _utc(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=UTC)
    except ValueError:
        return None


def read_upload(path: PurePath) -> Named | None:
    """The lesson that a platform's name for a file names where the learner's own part has no id: `01_stats.ipynb`.

    `student` is ''. None for a file that came from no platform, and for one that has an id.
    """
    stem = stem_of(path)
    for platform in _PLATFORMS:
        found = platform.fullmatch(stem)
        if found and found["rest"] and "__" not in found["rest"]:
            time = _time(found["time"]) if "time" in platform.groupindex else None
            return Named("", _PREFIXES.sub("", found["rest"]), time)
    if "__" not in stem and uploader_of(path):
        return Named("", stem)
    return None


def read_name(path: PurePath) -> Named | None:
    "The learner and lesson that a hand-in's path names, by its name or by its folders `ada/01_stats/`; None if none."
    stem, written = stem_of(path), None
    for platform in _PLATFORMS:
        found = platform.fullmatch(stem)
        if found and "__" in found["rest"]:
            stem = _PREFIXES.sub("", found["rest"])
            if "time" in platform.groupindex:
                written = _time(found["time"])
            break
    student, parted, lesson = stem.rpartition("__")
    if parted:
        return Named(student, lesson, written)
    handed_in = EXCHANGE.fullmatch(path.parent.name)
    if handed_in and handed_in["lesson"] == stem:
        return Named(handed_in["student"], stem, _utc(handed_in["time"]))
    folders = path.parent.parts
    if len(folders) >= 2 and folders[-1] == stem:  # nbgrader's tree
        return Named(folders[-2], stem, written)
    return None
