"""How long a lesson takes, and the paragraph that says so: from what there is to read, to write and to run.

The words are those of the lesson without its hints, read at half of the 238 words a minute of silent reading (Brysbaert
2019, "How many words do we read per minute?", Journal of Memory and Language 109): the text has formulas, and many read
it in a second language. Lines of code are those that the lesson shows and nobody writes. The minutes of exercises stand
under their headings. Seconds are processor time of `autograder outputs`, which keeps them beside this module: a machine
that is busy with other things does not change them.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import CourseError
from autograder.files import write_atomic
from autograder.ipynb import Cell, is_check, is_solution, name_of, read_notebook, source_of
from autograder.lessons import REPOSITORY, Lesson, all_lessons, find_lesson
from autograder.release.outputs import clean_text

WORDS, LINES = 120, 20  # read in a minute
GUESS, TASK = 1, 10  # minutes for a prediction, and for a task that names no time of its own
STRETCH = 90  # minutes, after which a lesson should name a place to stop
SECONDS = Path(__file__).with_name("seconds.json")
CLOSING = ("Summary", "Export", "Hand in", "Going further")
_TASK = re.compile(r"### (?:On paper|Your own experiment|Try it)\b")
_MINUTES = re.compile(r"^Difficulty [1-5]/5 · about (\d+) minutes?\b", re.M)
_HINTS = re.compile(r"<details>.*?</details>", re.S)
_STUCK = "**If an exercise holds you up:**"
_PARAGRAPH = re.compile(rf"\*\*Time:\*\* [^\n]*(?:\n\n{re.escape(_STUCK)} [^\n]*)?")
_STOP = re.compile(r"before \*(.+?)\*, after about (\d+) minutes")
_STOPS = re.compile(r" (?:A good place to stop is|Good places to stop are) .*? minutes\.")


@dataclass(frozen=True)
class Times:
    "Minutes of one lesson, as its cells add up to them, and the seconds that all of its cells run."

    lesson: Lesson
    reading: float
    exercises: float
    tasks: float  # predictions, derivations on paper, experiments of one's own
    seconds: float | None  # None: not measured
    sections: Mapping[str, float]  # the minutes before each section, by its heading
    longest: str  # the exercise that takes the most minutes; "" where there is none

    @property
    def total(self) -> float:
        "Minutes in all."
        return self.reading + self.exercises + self.tasks

    def stops(self) -> list[tuple[str, float]]:
        "The sections before which to stop, so that about equal parts of at most some 90 minutes are left."
        parts = max(2, -int(-self.total // STRETCH))
        inner = [(title, at) for title, at in self.sections.items() if at and title not in CLOSING]
        nearest = [min(inner, key=lambda s: abs(s[1] - self.total * k / parts)) for k in range(1, parts) if inner]
        return list(dict.fromkeys(nearest))

    def paragraph(self) -> str:
        "What the lesson says of its time, and in a second paragraph what to do when an exercise takes longer."
        speed = f"at {WORDS} words or {LINES} lines of code a minute"
        text = f"**Time:** about {_round(self.total, 10)} minutes; {_round(self.reading)} of them to read ({speed})"
        if self.exercises:
            text += f", {_round(self.exercises)} for the exercises"
        if self.tasks:
            text += f", {_round(self.tasks)} for predictions and tasks of your own"
        text += "."
        if self.seconds is not None:
            text += f" All cells together run in about {_round(self.seconds, 10)} seconds on one core."
        stops = [f"before *{title}*, after about {_round(at)} minutes" for title, at in self.stops()]
        if len(stops) == 1:
            text += f" A good place to stop is {stops[0]}."
        elif stops:
            text += f" Good places to stop are {'; '.join(stops[:-1])}; and {stops[-1]}."
        if self.longest:
            text += f"\n\n{_STUCK} `course hint {self.longest}` in a terminal (*File → New →"
            text += f" Terminal*) gives one hint at a time, and `course catch-up {self.lesson.number}` puts the"
            text += " instructor's module in the place of yours, so that you can go on without it."
        return text

    def unlike(self, text: str) -> str | None:
        "Why this paragraph is not true of the lesson, with room for a few edits; None where it is."
        both = [_STOPS.sub("", each) for each in (text, self.paragraph())]
        if re.sub(r"\d+", "#", both[0]) != re.sub(r"\d+", "#", both[1]) or bool(_STOPS.search(text)) != bool(
            self.stops()
        ):
            return "is not worded as times are"
        for stated, now in zip(*(map(int, re.findall(r"\d+", each)) for each in both), strict=True):
            if not _near(stated, now):
                return f"says {stated} where its cells add up to {now}"
        for title, minutes in _STOP.findall(text):
            if title not in self.sections:
                return f"has no section {title!r} to stop before"
            if not _near(int(minutes), self.sections[title]):
                return f"says {minutes} minutes before {title!r}, which begins after {self.sections[title]:.0f}"
        return None


def _round(number: float, to: int = 5) -> int:
    return max(to, to * round(number / to))


def _near(stated: int, now: float) -> bool:
    return abs(stated - now) <= max(10, 0.15 * now)


def times(lesson: Lesson, cells: Sequence[Cell], seconds: float | None = None) -> Times:
    "The times of a lesson with these cells, as learners get it or as its source is."
    reading = exercises = tasks = announced = 0.0
    sections: dict[str, float] = {}
    efforts: dict[str, float] = {}
    answering = hints = False
    for cell in cells:
        source = source_of(cell)
        if cell["cell_type"] == "markdown":
            for heading, text in _sections(_HINTS.sub("", source) if hints else source):
                if heading.startswith("## "):
                    sections[heading[3:].strip()] = reading + exercises + tasks
                effort = _MINUTES.search(text)
                if effort:
                    announced = float(effort[1])
                    exercises += announced
                elif _TASK.match(heading):
                    tasks += TASK
                reading += len(_PARAGRAPH.sub("", heading + text).split()) / WORDS
            hints = False
        elif is_solution(cell):
            efforts[name_of(cell)], answering = announced, True
        elif is_check(cell):
            answering, hints = False, True
        elif cell["cell_type"] == "code":
            tasks += GUESS * len(re.findall(r"^predict\(", source, re.M))
            if not answering and "jupyter" not in cell["metadata"]:
                reading += sum(bool(line.strip()) and not line.startswith("#|") for line in source.splitlines()) / LINES
    longest = max(efforts, key=lambda name: efforts[name], default="")
    return Times(lesson, reading, exercises, tasks, seconds, sections, longest)


def _sections(text: str) -> Iterator[tuple[str, str]]:
    "Each heading of level 2 and 3 with the text below it; first the text above them all."
    above, *rest = re.split(r"^(?=###? )", text, flags=re.M)
    yield "", above
    for section in rest:
        heading, _, below = section.partition("\n")
        yield heading, below


def keep_seconds(measured: Mapping[str, float], file: Path = SECONDS) -> None:
    "Adds processor seconds of lessons, by their names, to those that are kept."
    seconds = _seconds(file) | {name: round(second, 1) for name, second in measured.items()}
    write_atomic(file, json.dumps(dict(sorted(seconds.items())), indent=1) + "\n")


def seconds_of(lesson: Lesson) -> float | None:
    "The processor seconds that all cells of a lesson took when they were last executed; None where nothing is kept."
    return _seconds(SECONDS).get(lesson.name)


def _seconds(file: Path) -> dict[str, float]:
    return json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}


def times_of(lesson: Lesson, root: Path = REPOSITORY) -> Times:
    "The times of a lesson of the course at `root`, with what was measured of it."
    cells = read_notebook(lesson.notebook(Path(root) / "solutions"))["cells"]
    return times(lesson, cells, seconds_of(lesson))


def paragraph_of(cells: Sequence[Cell]) -> tuple[int, str] | None:
    "The place of the cell that says how long the lesson takes, and that paragraph; None where there is none."
    for place, cell in enumerate(cells):
        found = _PARAGRAPH.search(source_of(cell)) if cell["cell_type"] == "markdown" else None
        if found:
            return place, found[0]
    return None


def write_times(names: Sequence[str] = (), root: Path = REPOSITORY) -> list[Times]:
    """Puts into these lessons (all by default) what they say of their time, and returns their times.

    Raises `CourseError` for a lesson that has no paragraph that begins with `**Time:**`.
    """
    solutions = Path(root).resolve() / "solutions"
    found = []
    for lesson in [find_lesson(name, solutions) for name in names] or all_lessons(solutions):
        file = lesson.notebook(solutions)
        notebook = read_notebook(file)
        old = paragraph_of(notebook["cells"])
        if old is None:
            raise CourseError(f"{file} says nothing of its time: begin a paragraph of its first text with **Time:**")
        found.append(times_of(lesson, root))
        cell = notebook["cells"][old[0]]
        cell["source"] = source_of(cell).replace(old[1], found[-1].paragraph()).splitlines(keepends=True)
        text = clean_text(notebook, Path(root))
        if text != file.read_text(encoding="utf-8"):
            write_atomic(file, text)
    return found


def table(rows: Sequence[Times]) -> str:
    "Minutes and seconds of lessons, one a line."
    lines = ["lesson               reading  exercises  tasks  total   all cells"]
    for row in rows:
        ran = "not measured" if row.seconds is None else f"{row.seconds:.0f} s"
        numbers = f"{row.reading:7.0f}  {row.exercises:9.0f}  {row.tasks:5.0f}  {row.total:5.0f}  {ran:>10}"
        lines.append(f"{row.lesson.name:20} {numbers}")
    return "\n".join(lines)
