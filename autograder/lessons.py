"Where the course is on disk, and what its lessons and learners are called."

import re
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from autograder.errors import CourseError

# Two underscores part id and lesson in the name of a hand-in.
_STUDENT_ID = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9])?")
WEIGHTS = "capstone.safetensors"  # what the last lesson saves beside its notebook, and hands in with it
MAX_WEIGHTS = 16_100_000  # bytes; four million numbers in float32
REPOSITORY = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Lesson:
    "One lesson: `01_stats` is its folder, its notebook and its nbgrader assignment; `stats` the module it exports."

    name: str

    @property
    def number(self) -> str:
        "Two digits: `'01'`."
        return self.name[:2]

    @property
    def module(self) -> str:
        "The module of `course_lib` that this lesson writes: `'stats'`."
        return self.name[3:]

    @property
    def path(self) -> str:
        "Where its notebook is in such a folder: `'01_stats/01_stats.ipynb'`."
        return f"{self.name}/{self.name}.ipynb"

    def notebook(self, folder: Path) -> Path:
        "The lesson's notebook below `folder` (`solutions/`, `lessons/`, `classroom/submitted/ada/`)."
        return Path(folder) / self.path


def all_lessons(folder: Path) -> list[Lesson]:
    "The lessons found in `folder` (`solutions/` or a kit's `lessons/`), in order."
    names = sorted(path.parent.name for path in Path(folder).glob("[0-9][0-9]_*/[0-9][0-9]_*.ipynb"))
    return [Lesson(name) for name in dict.fromkeys(names)]


def find_lesson(name: str, folder: Path) -> Lesson:
    "The lesson meant by `'1'`, `'01'`, `'stats'` or `'01_stats'`. Raises `CourseError` naming the lessons there are."
    lessons = all_lessons(folder)
    wanted = name.strip().removesuffix(".ipynb")
    if re.fullmatch(r"\d", wanted):
        wanted = f"0{wanted}"
    for lesson in lessons:
        if wanted in (lesson.number, lesson.module, lesson.name):
            return lesson
    known = [lesson.name for lesson in lessons]
    close = get_close_matches(wanted, known + [lesson.module for lesson in lessons], n=1)
    hint = f"Did you mean {close[0]!r}? " if close else ""
    raise CourseError(f"no lesson is called {name!r}. {hint}Lessons in {folder}: {', '.join(known) or 'none'}.")


def is_student_id(text: str) -> bool:
    "Whether learners can hand in under this id: nothing in it is read by a path, a glob or a shell."
    return bool(_STUDENT_ID.fullmatch(text)) and "__" not in text
