"What judging a submission comes to, as data: made by a worker, kept in the record, read by pages and reports."

from dataclasses import dataclass, field
from typing import Any, TypeVar

from autograder.checks.report import Report, Row

Json = dict[str, Any]  # as it goes to a file or another process
Value = TypeVar("Value")
Output = Json  # of a cell, in the form that `autograder.jail.session.readable` lets through


@dataclass(frozen=True)
class Judged:
    """One exercise. `points` is None where the grader failed (`INFRA`), for which there is no mark.

    `reasons` say why points are lost, `key` what the result follows from. A record from before reports were kept as
    data has rows without details; its reasons are whole.
    """

    verdict: str
    points: int | None
    max_points: int | None = None
    reasons: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    key: str = ""

    def report(self, exercise: str) -> Report:
        "The table that its author reads."
        return Report(exercise, list(self.rows))

    def to_json(self) -> Json:
        return {
            "verdict": self.verdict,
            "points": self.points,
            "max_points": self.max_points,
            "reasons": list(self.reasons),
            "checks": [row.to_json() for row in self.rows],
            "key": self.key,
        }

    @classmethod
    def from_json(cls, fields: Json) -> "Judged":
        "The result again. Raises `TypeError` or `KeyError` for what is none."
        rows = tuple(map(Row.from_json, fields.get("checks", [])))
        numbers = fields["points"], fields.get("max_points")
        return cls(fields["verdict"], *numbers, tuple(fields["reasons"]), rows, fields.get("key", ""))


@dataclass(frozen=True)
class Result:
    """A submission. `outputs` are what cells printed, by their place in the rebuilt notebook.

    `ended` are the verdicts of cells that ended the process, `problem` is what kept the grader from its work, `seconds`
    and `judge_cpu` are what it took.
    """

    verdict: str
    exercises: dict[str, Judged] = field(default_factory=dict)
    outputs: dict[int, list[Output]] = field(default_factory=dict)
    ended: dict[int, str] = field(default_factory=dict)
    problem: str = ""
    seconds: float = 0.0
    judge_cpu: float = 0.0
    host: str = ""


def by_text(found: dict[int, Value]) -> dict[str, Value]:
    "JSON's keys are text."
    return {str(place): value for place, value in found.items()}


def by_place(found: dict[str, Value]) -> dict[int, Value]:
    "The places again."
    return {int(place): value for place, value in found.items()}
