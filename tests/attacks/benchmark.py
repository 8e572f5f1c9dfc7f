"""How fast grading is, and how soon what goes wrong is over: makes docs/guides/benchmark.md.

    python -m tests.attacks.benchmark [--rounds 3] [--copies 4] [--no-nbgrader]
    python -m tests.attacks.benchmark --costs [--each 8]   # processor time alone, also on a busy machine

The commands take turns on the same hand-ins, as many for each, and the same cores: `nbgrader autograde` as it comes,
and our own grading with one and with two workers, each from the start of Python to the last mark. nbgrader gets a copy
of the course without the cells tagged `experiment`, which we skip and which would cost it minutes. No two hand-ins are
the same code, which would be judged once.

How well a second worker pays is measured with a core for each: one worker on one core beside two on two. What else
there is to do, such as entering marks, then has as much of a core in both.
"""

import argparse
import json
import os
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from configparser import ConfigParser
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from autograder.classroom import CLOSED, Classroom
from autograder.grading.job import Job
from autograder.grading.keys import exercises_in
from autograder.grading.rebuild import rebuild
from autograder.ipynb import read_notebook
from autograder.jail.inside.limits import Limits
from autograder.jail.kinds import make_jail
from autograder.jail.watchdog import tree
from autograder.lessons import REPOSITORY, Lesson
from autograder.reports.marks import read_marks
from autograder.scratch import private_run
from tests.attacks import seen, stock, tiny
from tests.attacks.course import (
    CORE,
    GLOROT,
    STATS,
    as_bytes,
    hand_in,
    other_answers,
    perfect,
    references,
    without_experiments,
)
from tests.attacks.engine import submit, write_course

COSTS = "Processor time"
PAGE = REPOSITORY / "docs" / "guides" / "benchmark.md"
LESSONS = (CORE, STATS, GLOROT)
EACH = 8  # hand-ins to each lesson

INTRODUCTION = """\
# Benchmark

`python -m tests.attacks.benchmark` writes this page. The commands take turns on the same honest
hand-ins to lessons 00, 01 and 02, each from the start of Python to the last mark. nbgrader's copy of the
course lacks the cells tagged `experiment`, which we skip. The hand-ins predict nothing: nbgrader clears outputs
first, and with them what forms have left.
"""
GRADE = """\
import sys
from pathlib import Path
from autograder.classroom import CLOSED, Classroom
from autograder.grading.grade import grade
from autograder.lessons import Lesson
if __name__ == "__main__":
    lessons = [Lesson(name) for name in ("00_core", "01_stats", "02_glorot")]
    class_ = Classroom(Path(sys.argv[1]), Path(sys.argv[2]))
    grade(class_, lessons, workers=int(sys.argv[3]), force=True, say=lambda line: None)
"""
STOCK = """\
import sys
from pathlib import Path
from tests.attacks.stock import api
grader = api(Path(sys.argv[1]))
for lesson in ("00_core", "01_stats", "02_glorot"):
    done = grader.autograde(lesson, "*", force=True)
    assert done["success"], done["log"]
"""


def hand_ins(each: int = EACH, copy: int = 0):
    "Honest ones, right and wrong: (lesson, student, notebook). Each copy has code of its own."
    for lesson in LESSONS:
        answers = other_answers(lesson)
        chosen = answers[:: max(1, len(answers) // (each - 1))][: each - 1]
        own = {exercise: f"{source}\n# copy {copy}" for exercise, source in references(lesson).items()}
        yield lesson, f"{lesson.module}0-{copy}", hand_in(lesson, own)
        for number, answer in enumerate(chosen, 1):
            sources = {**own, answer.exercise: f"#| export\n{answer.source}\n# copy {copy}"}
            yield lesson, f"{lesson.module}{number}-{copy}", hand_in(lesson, sources)


def environment(key: str) -> dict[str, str]:
    paths = os.pathsep.join([str(REPOSITORY)])
    return {**os.environ, "PYTHONPATH": paths, "COURSE_TRIAL_KEY": key, "IN_TEST": "1", "OMP_NUM_THREADS": "1"}


@dataclass(frozen=True)
class Took:
    "Seconds on the clock, and of the processors that the command and all below it used."

    clock: float
    processor: float


def timed(command: list[str], cores: int = 0, **options) -> Took:
    """What a command takes, on so many of the cores (0: on all).

    Jails are not waited for by whoever started them, so what `getrusage` says of children lacks them: the whole tree of
    processes is asked ten times a second, and the most that it had used is kept.
    """
    chosen = sorted(os.sched_getaffinity(0))[: cores or None]
    with tempfile.TemporaryFile("w+") as said:
        began, used = time.monotonic(), 0.0
        process = subprocess.Popen(
            command, stdout=said, stderr=said, preexec_fn=lambda: os.sched_setaffinity(0, chosen), **options
        )
        while process.poll() is None:
            with suppress(OSError, ValueError):  # a process that ended meanwhile
                used = max(used, processor_seconds(process.pid))
            time.sleep(0.1)
        took = time.monotonic() - began
        if process.returncode:
            said.seek(0)
            raise SystemExit(f"{command[:3]} failed:\n{said.read()[-6000:]}")
    return Took(took, used)


def stock_course(root: Path, ours: Classroom, each: int = EACH) -> Path:
    "nbgrader's copy: the same course and hand-ins, without experiments."
    for lesson in LESSONS:
        path = lesson.notebook(root / "solutions")
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(without_experiments(json.loads(lesson.notebook(ours.solutions).read_text()))))
    shutil.copytree(REPOSITORY / "course_lib", root / "course_lib", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(REPOSITORY / "settings.ini", root)
    (root / "classroom").mkdir()
    grader = stock.api(root)
    for lesson in LESSONS:
        assert grader.generate_assignment(lesson.name)["success"]
    for lesson, student, notebook in hand_ins(each):
        stock.put(root, student, lesson, as_bytes(without_experiments(notebook)))
    return root


def our_marks(classroom: Classroom) -> dict[tuple[str, str], float]:
    found = {}
    for mark in read_marks(classroom, list(LESSONS)):
        for exercise in mark.exercises:
            found[mark.slot.student, exercise.exercise] = exercise.points
    return found


def their_marks(root: Path, each: int = EACH) -> dict[tuple[str, str], float]:
    from nbgrader.api import Gradebook

    found = {}
    with Gradebook(f"sqlite:///{root / 'classroom' / 'gradebook.db'}") as book:
        for lesson, student, _ in hand_ins(each):
            for grade in book.find_submission_notebook(lesson.name, lesson.name, student).grades:
                found[student, grade.name.removeprefix("check_")] = grade.score
    return found


def speed(rounds: int, copies: int, nbgrader: bool, folder: Path) -> list[str]:
    "Lines of the table of speed."
    ours = write_course(folder / "ours")
    many = Classroom(ours.root, folder / "many")
    many.folder.mkdir()
    shutil.copy(ours.db, many.db)
    for name in ("trial_key", CLOSED):
        shutil.copy(ours.folder / name, many.folder / name)
    count = 0
    for lesson, student, notebook in hand_ins():
        count += 1
        submit(ours, student, lesson, as_bytes(notebook))
    for copy in range(copies):
        for lesson, student, notebook in hand_ins(copy=copy):
            submit(many, student, lesson, as_bytes(notebook))
    key = (ours.folder / "trial_key").read_text().strip()
    stock_root = stock_course(folder / "theirs", ours) if nbgrader else None
    script = folder / "grade.py"
    script.write_text(GRADE)
    lanes = {  # name: class, hand-ins, workers, cores
        "`autograder grade --workers 1`": (ours, count, 1, 0),
        "`autograder grade --workers 2`": (ours, count, 2, 0),
        "`--workers 1`, on one core": (many, count * copies, 1, 1),
        "`--workers 1`": (many, count * copies, 1, 0),
        "`--workers 2`": (many, count * copies, 2, 0),
    }
    runs: dict[str, list[float]] = {name: [] for name in (["`nbgrader autograde`"] if nbgrader else []) + list(lanes)}
    for _ in range(rounds):
        if nbgrader:
            command = [sys.executable, "-c", STOCK, str(stock_root)]
            runs["`nbgrader autograde`"].append(timed(command, env=environment(key), cwd=REPOSITORY).clock)
        for name, (class_, _, workers, cores) in lanes.items():
            command = [sys.executable, str(script), str(class_.root), str(class_.folder), str(workers)]
            runs[name].append(timed(command, cores, env=environment(key)).clock)
        print({name: [round(s, 1) for s in seconds] for name, seconds in runs.items()}, flush=True)
    median = {name: statistics.median(seconds) for name, seconds in runs.items()}
    handed_in = {"`nbgrader autograde`": count} | {name: lane[1] for name, lane in lanes.items()}
    spoken = f"median of {rounds} (from … to)" if rounds > 1 else "one run"
    lines = [f"| | {spoken} | a submission | submissions a minute |", "|---|---|---|---|"]
    for name, seconds in runs.items():
        of, time_ = handed_in[name], median[name]
        spread = f" ({min(seconds):.1f} … {max(seconds):.1f})" if rounds > 1 else ""
        each = f"{time_ / of:.2f} s | {60 * of / time_:.0f}"
        lines.append(f"| {name}, {of} hand-ins | {time_:.1f} s{spread} | {each} |")
    few, alone, one, two = (median[name] for name in list(lanes)[1:])
    lines += [""]
    if nbgrader:
        same = our_marks(ours) == their_marks(stock_root)
        theirs = median["`nbgrader autograde`"]
        lines += [
            f"- On the same {count} hand-ins, throughput with two workers is {theirs / few:.1f} times nbgrader's, "
            "start and all.",
            f"- Marks are {'identical' if same else 'NOT IDENTICAL'} in both lanes, exercise by exercise.",
        ]
        if not same:
            a, b = our_marks(ours), their_marks(stock_root)
            print({key: (a.get(key), b.get(key)) for key in a.keys() | b.keys() if a.get(key) != b.get(key)})
    lines += [
        f"- With a core for each worker, two do {alone / two:.2f} times the work of one: an efficiency of "
        f"{alone / two / 2:.2f}, start included.",
        f"- Where one worker has both cores, marks are entered beside it, and two are {one / two:.2f} times as fast.",
    ]
    return lines


def median_of(measure, times: int = 5) -> float:
    return statistics.median(measure() for _ in range(times))


def figures() -> list[str]:
    "Lines of the table of faults."
    from autograder.grading.judge import judge
    from autograder.jail.inside.limits import MB
    from autograder.jail.session import Ended

    limits = replace(Limits(), cell_wall=2.0, check_wall=2.0, cpu=2, memory=400 * MB)
    lines = ["| | median of 5 |", "|---|---|"]

    def run(jail, cells, keep=False):
        session = jail.open(limits)
        began = time.monotonic()
        try:
            session.run(list(enumerate(cells)), {}, {})
        except Ended:
            pass
        took = time.monotonic() - began
        began = time.monotonic()
        session.close()
        return took, began

    def start(cold):
        jail = make_jail("bubblewrap", cold)
        jail.start()
        if cold:
            jail._end()

        def measure():
            began = time.monotonic()
            session = jail.open(limits)
            took = time.monotonic() - began
            session.close()
            return took

        seconds = median_of(measure, 3 if cold else 9)
        jail.close()
        return seconds

    lines.append(f"| a fresh process in its own jail, warm | {1000 * start(False):.0f} ms |")
    lines.append(f"| the same, cold (`--cold`) | {start(True):.1f} s |")
    jail = make_jail("bubblewrap")
    jail.start()
    from tests.attacks.attacks.comparison import DAEMON
    from tests.attacks.attacks.exhausting import STUBBORN

    def stubborn():
        return run(jail, [STUBBORN])[0] - limits.cell_wall

    def memory():
        return run(jail, ["held = [bytearray(b'x' * 2**24) for _ in range(400)]"])[0]

    def daemons():
        cell = DAEMON + "def wait():\n    time.sleep(300)\nfor _ in range(50):\n    daemon(38, wait)\ntime.sleep(0.5)"
        _, began = run(jail, [cell])
        while seen.survivors(38):
            time.sleep(0.002)
        return time.monotonic() - began

    lines.append(f"| a loop that ignores SIGINT and SIGTERM is dead after its limit by | {median_of(stubborn):.2f} s |")
    lines.append(f"| memory bomb, from its start to its verdict | {median_of(memory):.2f} s |")
    lines.append(f"| fifty daemons gone after teardown | {1000 * median_of(daemons):.0f} ms |")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    flood = "line = 'x' * 2**20\nfor _ in range(10 * 2**10):\n    print(line)"
    kept = len(json.dumps(judge(tiny.job(replace(limits, cell_wall=20.0), flood), jail).outputs))
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    lines.append(f"| 10 GB of output: kept / growth of the grader | {kept / 1024:.0f} KB / {grown:.0f} MB |")
    jail.close()
    return lines


def processor_seconds(pid: int) -> float:
    "Of this process, all below it, and those of them that have ended and were waited for."
    ticks = 0
    for process in tree(pid):
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        ticks += sum(map(int, fields[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


def job_of(lesson: Lesson, notebook: dict) -> Job:
    "What a worker is sent for a hand-in to the first lessons."
    before = ("core", "stats", "glorot", "learner")[: int(lesson.number)]
    released = read_notebook(lesson.notebook(REPOSITORY / "lessons"))
    rebuilt = rebuild(released, notebook)
    return Job(
        student="ada",
        lesson=lesson.name,
        cells=tuple(rebuilt.code),
        exercises=tuple(exercises_in(released)),
        library={name: (REPOSITORY / "course_lib" / f"{name}.py").read_text() for name in before},
        limits=Limits(),
        jail="bubblewrap",
        cold=False,
        key="0" * 64,
        files={},
        checks=(REPOSITORY / "autograder" / "checks" / f"lesson{lesson.number}.py").read_text(),
        written=tuple(rebuilt.written),
        predicted=rebuilt.predicted,
    )


def compared(each: int, folder: Path) -> list[str]:
    "Lines that compare the processor time of both lanes on the same hand-ins, `each` to each lesson."
    ours = write_course(folder / "ours")
    for lesson, student, notebook in hand_ins(each):
        submit(ours, student, lesson, as_bytes(notebook))
    theirs, key = stock_course(folder / "theirs", ours, each), (ours.folder / "trial_key").read_text().strip()
    script = folder / "grade.py"
    script.write_text(GRADE)
    stock_run = timed([sys.executable, "-c", STOCK, str(theirs)], env=environment(key), cwd=REPOSITORY).processor
    run = timed([sys.executable, str(script), str(ours.root), str(ours.folder), "1"], env=environment(key)).processor
    marks, others, count = our_marks(ours), their_marks(theirs, each), each * len(LESSONS)
    if marks != others:
        raise SystemExit(f"marks differ: {dict(marks.items() ^ others.items())}")
    return [
        f"| the same {count} hand-ins, from the start of Python to the last mark | in all | a hand-in |",
        "|---|---|---|",
        f"| `nbgrader autograde` | {stock_run:.0f} s | {stock_run / count:.1f} s |",
        f"| `autograder grade --workers 1` | {run:.0f} s | {run / count:.1f} s |",
        "",
        f"One run of each: {stock_run / run:.1f} times less, and marks are identical. {measured()}",
    ]


def costs(times: int = 5) -> list[str]:
    "Lines of the table of processor time, which depends less on what else the machine does than time on the clock."
    from autograder.grading.judge import judge

    lines = ["| a hand-in with every answer right | judge | jail, all its processes |", "|---|---|---|"]
    with private_run(), make_jail("bubblewrap") as jail:
        jail.start()
        for lesson in LESSONS:
            job, spent = job_of(lesson, perfect(lesson)), []
            for number in range(times + 1):
                before = time.process_time(), processor_seconds(jail._process.pid)
                result = judge(job, jail)
                assert all(found.verdict == "PASS" for found in result.exercises.values()), result
                after = time.process_time(), processor_seconds(jail._process.pid)
                if number:  # the first one finds nothing prepared
                    spent.append([b - a for a, b in zip(before, after, strict=True)])
            shown = [
                f"{statistics.median(column):.2f} s ({min(column):.2f} … {max(column):.2f})"
                for column in zip(*spent, strict=True)
            ]
            lines.append(f"| lesson {lesson.number} | {shown[0]} | {shown[1]} |")
    return [f"Median of {times} (from … to). {measured()}", "", *lines]


def measured() -> str:
    "When and where, as a sentence: date, version, machine, and how busy it was."
    settings = ConfigParser()
    settings.read(REPOSITORY / "settings.ini", encoding="utf-8")
    when = f"{datetime.now(UTC):%d %B %Y}, version {settings['DEFAULT']['version']}".removeprefix("0")
    machine = f"{os.cpu_count()} cores ({platform.machine()}), Python {platform.python_version()}"
    return f"Measured on {when}, on {machine}, load {os.getloadavg()[1]:.1f}."


def with_section(page: str, title: str, lines: list[str]) -> str:
    "The page with these lines under this heading, in the place of those that stand there, or at its end."
    before, _, rest = page.partition(f"## {title}\n")
    after = rest[rest.index("\n## ") + 1 :] if "\n## " in rest else ""
    text = "\n".join([f"## {title}", "", *lines, ""])
    return before.rstrip("\n") + "\n\n" + text + ("\n" + after if after else "")


def main() -> int:
    parser = argparse.ArgumentParser(description="Makes docs/guides/benchmark.md.")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--copies", type=int, default=4)
    parser.add_argument("--no-nbgrader", action="store_true")
    parser.add_argument("--to", type=Path, default=PAGE)
    parser.add_argument("--costs", action="store_true", help="only the section on processor time")
    parser.add_argument("--each", type=int, default=EACH, help="hand-ins to each lesson in that section")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        spent = [*compared(options.each, Path(folder)), "", *costs()]
    if options.costs:
        text = with_section(options.to.read_text(encoding="utf-8"), COSTS, spent)
        options.to.write_text(text, encoding="utf-8")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        table = speed(options.rounds, options.copies, not options.no_nbgrader, Path(folder))
    faults = figures()
    sections = {"Speed": [measured(), "", *table], "How soon it is over": [measured(), "", *faults], COSTS: spent}
    text = INTRODUCTION
    for title, lines in sections.items():
        text = with_section(text, title, lines)
    print(text)
    options.to.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
