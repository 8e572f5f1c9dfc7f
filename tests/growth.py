"""What a class costs as it grows: makes a section and a figure of docs/guides/benchmark.md.

    python -m tests.growth FOLDER [--sizes 100 1000 10000] [--judged 100]

Each command runs by itself on classes of these sizes, each with hand-ins to lesson 01. Up to `--judged` of them are
judged, each with code of its own; a larger class consists of copies of four hand-ins that were judged, whose recorded
verdicts are entered. What is in FOLDER already is not measured again, so it can be stopped and gone on with.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from matplotlib.figure import Figure

from autograder.classroom import CLOSED, Classroom
from autograder.files import write_atomic
from autograder.grading.collect import collect
from autograder.grading.grade import grade
from autograder.grading.records import JUDGED, read_record, write_record
from autograder.lessons import REPOSITORY, Lesson
from autograder.release.assignment import release
from autograder.submissions import Slot
from tests.attacks.benchmark import PAGE, measured, processor_seconds, with_section
from tests.attacks.course import as_bytes, hand_in, other_answers, references

TITLE = "As a class grows"
LESSON = Lesson("01_stats")
FIRST = 4  # hand-ins that the others are copies of
FIGURE = REPOSITORY / "docs" / "assets" / "growth.svg"
MARKS = dict(zip(("intake", "judging", "entering", "report", "feedback", "export"), "os^Dv*", strict=True))


@dataclass(frozen=True)
class Took:
    "Seconds of the processors and on the clock; the most memory that the command's own process had, in MB."

    processor: float
    clock: float
    memory: float
    said: str  # when, where, and how busy it was


def sources(number: int, own: bool) -> dict[str, str]:
    "The answers of a hand-in: all right, or one of them wrong; with a line that no other has, if it is to be judged."
    found, wrong = references(LESSON), [answer for answer in other_answers(LESSON) if not answer.right][::20]
    if number % FIRST:
        found[wrong[number % FIRST].exercise] = f"#| export\n{wrong[number % FIRST].source}"
    return {name: f"{text}\n# hand-in {number}" for name, text in found.items()} if own else found


def write_inbox(folder: Path, size: int, own: bool, first: Classroom | None = None) -> Path:
    "The files that are handed in: made anew, or copies of those of the first class."
    folder.mkdir(parents=True)
    if first:
        kept = {n: Slot(LESSON.name, f"s{n:05}").notebook(first.submitted).read_bytes() for n in range(FIRST)}
    else:
        kept = {n: as_bytes(hand_in(LESSON, sources(n, own))) for n in range(size)}
    for number in range(size):
        (folder / f"s{number:05}__{LESSON.name}.ipynb").write_bytes(kept[number if own else number % FIRST])
    return folder


def fresh(folder: Path, first: Classroom) -> Classroom:
    "An empty class with the secret and the gradebook of this one."
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name in ("trial_key", CLOSED):
        with suppress(FileNotFoundError):
            shutil.copy(first.folder / name, folder / name)
    shutil.copy(first.folder / "released.db", folder / "gradebook.db")
    return Classroom(REPOSITORY, folder)


def first_class(folder: Path) -> Classroom:
    "The class whose hand-ins the others are copies of, graded."
    classroom = Classroom(REPOSITORY, folder)
    if not (folder / "made").exists():
        shutil.rmtree(folder, ignore_errors=True)
        release([LESSON], classroom)
        shutil.copy(classroom.db, folder / "released.db")
        collect([write_inbox(folder / "inbox", FIRST, own=False)], classroom)
        (folder / "made").touch()
    grade(
        classroom, [LESSON], say=lambda line: None
    )  # again after a change of the checks: else others were judged anew
    return classroom


def judged_before(classroom: Classroom, first: Classroom, size: int) -> None:
    "Gives each hand-in the recorded verdicts of the one that it is a copy of, and nothing in the gradebook."
    shutil.copy(first.folder / "released.db", classroom.db)
    shutil.rmtree(classroom.autograded, ignore_errors=True)
    for number in range(size):
        record = read_record(Slot(LESSON.name, f"s{number % FIRST:05}"), first)
        assert record
        write_record(Slot(LESSON.name, f"s{number:05}"), replace(record, status=JUDGED), classroom)


def took(*command: str) -> Took:
    "Runs one of our commands. What it says last stands in the error if it fails."
    began, used, memory = time.monotonic(), 0.0, 0.0
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    said = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-m", "autograder.cli", *command], env=environment, **said) as process:
        while process.poll() is None:
            with suppress(OSError, ValueError, StopIteration):  # a process that ended meanwhile
                used = max(used, processor_seconds(process.pid))
                lines = Path(f"/proc/{process.pid}/status").read_text().splitlines()
                memory = max(memory, int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) / 1024)
            time.sleep(0.05)
        if process.returncode:
            raise SystemExit(f"{' '.join(command)}: {process.stderr.read().decode()[-3000:]}")
    return Took(round(used, 2), round(time.monotonic() - began, 2), round(memory), measured())


Step = tuple[Callable[[], object], list[str]]  # what to do before, and the command


def steps_of(size: int, folder: Path, first: Classroom, judged: int) -> dict[str, Step]:
    "What is measured of a class of this size, in order."
    classroom, own = Classroom(REPOSITORY, folder / str(size)), Classroom(REPOSITORY, folder / f"{size}-judged")
    there = ["--classroom", str(classroom.folder)]
    steps: dict[str, Step] = {
        "intake": (
            lambda: write_inbox(fresh(classroom.folder, first).folder / "inbox", size, own=False, first=first),
            ["collect", str(classroom.folder / "inbox"), *there],
        ),
        "entering": (lambda: judged_before(classroom, first, size), ["grade", *there]),
        "report": (lambda: None, ["report", *there]),
        "feedback": (lambda: shutil.rmtree(classroom.feedback, ignore_errors=True), ["feedback", *there]),
        "export": (lambda: None, ["export", *there]),
    }
    if size <= judged:
        steps["judging"] = (
            lambda: collect([write_inbox(fresh(own.folder, first).folder / "inbox", size, own=True)], own),
            ["grade", "--classroom", str(own.folder)],
        )
    return steps


def measure(folder: Path, sizes: Sequence[int], judged: int, say: Callable[[str], None] = print) -> None:
    "Measures what is not in `folder/measured.json` yet, and writes it there step by step."
    first = first_class(folder / "first")
    for size in sizes:
        for name, (prepare, command) in steps_of(size, folder, first, judged).items():
            found = read_measured(folder)
            if name not in found.get(size, {}):
                prepare()
                one = took(*command)
                found.setdefault(size, {})[name] = one
                text = {str(number): {step: asdict(kept) for step, kept in of.items()} for number, of in found.items()}
                write_atomic(folder / "measured.json", json.dumps(text, indent=1))
                say(f"{size} hand-ins, {name}: {one.processor:.1f} CPU s, {one.clock:.1f} s, {one.memory:.0f} MB")


def read_measured(folder: Path) -> dict[int, dict[str, Took]]:
    "What was measured: by the number of hand-ins and the step."
    try:
        text = json.loads((folder / "measured.json").read_text())
    except FileNotFoundError:
        return {}
    return {int(size): {name: Took(**one) for name, one in steps.items()} for size, steps in text.items()}


def section(found: Mapping[int, Mapping[str, Took]]) -> list[str]:
    "Its lines: the figure, the table, what is simulated, and when it was measured."
    sizes = sorted(found)
    names = [name for name in MARKS if any(name in steps for steps in found.values())]
    most = max((steps["entering"].memory for steps in found.values() if "entering" in steps), default=0)
    lines = [
        f"![Processor time of each step against the number of hand-ins, {sizes[0]} to {sizes[-1]}, both axes "
        "logarithmic. A dashed line shows what grows in proportion.](../assets/growth.svg){.drawn}",
        "",
        "| processor time, in all and a hand-in | " + " | ".join(f"{size:,} hand-ins" for size in sizes) + " |",
        "|---|" + "---|" * len(sizes),
    ]
    for name in names:
        cells = [_cell(found[size].get(name), size) for size in sizes]
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    memory = [f"{found[size]['entering'].memory:.0f} MB" if "entering" in found[size] else "" for size in sizes]
    lines.append("| memory of the coordinator | " + " | ".join(memory) + " |")
    dates = sorted({one.said for steps in found.values() for one in steps.values()})
    return [
        *lines,
        "",
        "Hand-ins to lesson 01. *Judging* is judging and entering of hand-ins that each have code of their own. In the "
        "other rows they are copies of four that were judged, whose recorded verdicts are entered: that is simulated. "
        f"The coordinator, which enters marks, had {most:.0f} MB at most.",
        "",
        f"`python -m tests.growth FOLDER` measures it and goes on where it was stopped. {dates[-1]}",
    ]


def _cell(one: Took | None, size: int) -> str:
    return f"{one.processor:.1f} s, {1000 * one.processor / size:.0f} ms" if one else "not measured"


def figure_of(found: Mapping[int, Mapping[str, Took]]) -> Figure:
    "Processor time of each step against the number of hand-ins."
    figure = Figure(figsize=(7, 4.2), layout="constrained")
    axes = figure.subplots()
    for name, mark in MARKS.items():
        points = [(size, steps[name].processor) for size, steps in sorted(found.items()) if name in steps]
        if points:
            axes.plot(*zip(*points, strict=True), marker=mark, label=name)
    ends = [min(found), max(found)]
    axes.plot(ends, [0.1 * size for size in ends], "k--", linewidth=0.8, label="0.1 s a hand-in")
    axes.set(xscale="log", yscale="log", xlabel="hand-ins", ylabel="processor time, s", title=TITLE)
    axes.grid(alpha=0.3)
    axes.legend(fontsize=8)
    return figure


def main() -> int:
    parser = argparse.ArgumentParser(description="What a class costs as it grows.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sizes", type=int, nargs="+", default=[100, 1000, 10_000])
    parser.add_argument("--judged", type=int, default=100, help="the largest class whose hand-ins are judged")
    options = parser.parse_args()
    folder = options.folder.resolve()
    measure(folder, options.sizes, options.judged)
    found = read_measured(folder)
    figure_of(found).savefig(FIGURE, metadata={"Date": None})
    PAGE.write_text(with_section(PAGE.read_text(encoding="utf-8"), TITLE, section(found)), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
