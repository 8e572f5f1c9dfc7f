"Attempts at exercises, kept in the learner's folder (`.course/attempts.jsonl`). Nothing of it leaves the machine."

import json
from dataclasses import dataclass
from datetime import UTC, datetime

from autograder.checks.report import Report
from autograder.errors import CourseError
from autograder.library import Project, find_project

FILE = "attempts.jsonl"


@dataclass(frozen=True)
class Attempt:
    "One call of `check`: when, which exercise, the points it found."

    time: datetime
    exercise: str
    points: int


def note_attempt(report: Report) -> None:
    "Adds a line; where there is no learner's folder, or it cannot be written to, it does nothing."
    try:
        file = find_project().root / ".course" / FILE
        file.parent.mkdir(exist_ok=True)
        line: dict[str, str | int] = {"time": datetime.now(UTC).isoformat(timespec="seconds")}
        line |= {"exercise": report.exercise, "points": report.points}
        with file.open("a", encoding="utf-8") as kept:
            kept.write(json.dumps(line) + "\n")
    except (CourseError, OSError):
        return


def attempts(project: Project) -> list[Attempt]:
    "All that were kept, in their order. A line that cannot be read is left out."
    found = []
    try:
        lines = (project.root / ".course" / FILE).read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []
    for line in lines:
        try:
            fields = json.loads(line)
            found.append(
                Attempt(datetime.fromisoformat(fields["time"]), str(fields["exercise"]), int(fields["points"]))
            )
        except (ValueError, KeyError, TypeError):
            continue
    return found


def points_over_time(found: list[Attempt]) -> list[tuple[datetime, int]]:
    "The sum over exercises of the most points so far, after each attempt that raised it."
    best: dict[str, int] = {}
    steps = []
    for attempt in found:
        if attempt.points > best.get(attempt.exercise, 0):
            best[attempt.exercise] = attempt.points
            steps.append((attempt.time, sum(best.values())))
    return steps
