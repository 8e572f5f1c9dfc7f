"What a check found: a table that a learner can read in a notebook and in a terminal."

from dataclasses import asdict, dataclass
from typing import Any

from autograder.checks.public import UNWRITTEN
from autograder.pages import render

NOT_TRIED = "not tried"  # how the words begin that stand where a diagnosis would
MIME = "application/vnd.course.report+json"  # a report as data, beside the table that notebooks show


@dataclass(frozen=True)
class Row:
    """One check: what must hold, and, when it does not, what was tried, expected and got, and what that looks like.

    Of a hidden trial only `public` is ever shown: the diagnosis, if it is the author's words, else nothing.
    `verdict` is what grading calls it (`autograder.grading.verdicts`), '' in a notebook.
    """

    title: str
    points: int
    passed: bool
    tried: str = ""
    expected: str = ""
    got: str = ""
    looks_like: str = ""
    hidden: bool = False
    goal: bool = False  # no mistake where it is not reached
    public: str = ""
    verdict: str = ""

    @property
    def mark(self) -> str:
        "`'✓'`, `'✗'`, or `'○'` for a goal that is not reached."
        return "✓" if self.passed else "○" if self.goal else "✗"

    @property
    def said(self) -> str:
        "The diagnosis as its author may read it, '' where there is none."
        return self.public if self.hidden else self.looks_like

    @property
    def reason(self) -> str:
        "Why its points are lost, in a sentence that tells no hidden value."
        if self.said or self.passed:
            return self.said
        if not self.hidden and self.got.startswith("raised "):
            return self.got
        found = f": expected {self.expected}, got {self.got}" if not self.hidden and self.expected and self.got else ""
        return f"not so: {self.title}{found}"

    @property
    def details(self) -> list[tuple[str, str]]:
        """The lines below a failed row: the diagnosis first, what was tried last.

        A hidden trial shows its diagnosis and no values.
        """
        if self.passed:
            return []
        left_out = self.said.startswith(f"{NOT_TRIED}: ")
        lines = [(NOT_TRIED, self.said.removeprefix(f"{NOT_TRIED}: ")) if left_out else ("looks like", self.said)]
        if self.hidden:
            lines.append(("tried", "other inputs than the published ones"))
        else:
            lines += [("expected", self.expected), ("got", self.got), ("tried", self.tried)]
        return [(label, text) for label, text in lines if text]

    def to_json(self) -> dict[str, Any]:
        "As data that holds nothing of a hidden trial but what may be shown."
        fields = {**asdict(self), "points": self.points if self.passed else 0, "of": self.points}
        if self.hidden:
            fields |= {"tried": "", "expected": "", "got": "", "looks_like": ""}
        return fields

    @classmethod
    def from_json(cls, fields: dict[str, Any]) -> "Row":
        "The row again. Raises `TypeError` or `KeyError` for what is none."
        fields = dict(fields)
        points, most = fields.pop("points"), fields.pop("of")
        return cls(points=most, **{"passed": points >= most, **fields})


@dataclass(frozen=True)
class Report:
    "All rows of one exercise. Shows itself: as a table in Jupyter, as text elsewhere."

    exercise: str
    rows: list[Row]

    @property
    def points(self) -> int:
        return sum(row.points for row in self.rows if row.passed)

    @property
    def max_points(self) -> int:
        return sum(row.points for row in self.rows)

    @property
    def passed(self) -> bool:
        return all(row.passed or row.goal for row in self.rows)

    @property
    def reasons(self) -> list[str]:
        "Why points are lost: each diagnosis once; where there is none, what the first row without its points says."
        lost = [row for row in self.rows if not row.passed]
        return list(dict.fromkeys(row.said for row in lost if row.said)) or [row.reason for row in lost[:1]]

    @property
    def unwritten(self) -> bool:
        "Whether all that can be said is that nothing was written yet."
        return not any(row.passed or row.goal for row in self.rows) and self.reasons == [UNWRITTEN]

    @property
    def headline(self) -> str:
        points = f"{self.exercise}: {self.points} of {self.max_points} points"
        return f"{points}, {UNWRITTEN}" if self.unwritten else points

    def __str__(self) -> str:
        lines = [self.headline]
        if self.unwritten:
            return self.headline
        for row in self.rows:
            lines.append(f"  {row.mark} {row.title} ({row.points})")
            lines.extend(f"      {label + ':':<11} {text}" for label, text in row.details)
        return "\n".join(lines)

    __repr__ = __str__

    def to_json(self) -> dict[str, Any]:
        return {"exercise": self.exercise, "rows": [row.to_json() for row in self.rows]}

    @classmethod
    def from_json(cls, fields: dict[str, Any]) -> "Report":
        "The report again. Raises `TypeError`, `KeyError` or `AttributeError` for what is none."
        return cls(str(fields["exercise"]), [Row.from_json(row) for row in fields["rows"]])

    def as_shown(self) -> dict[str, Any]:
        "The table by media type, as notebooks store it."
        return {"text/plain": str(self), "text/html": self._repr_html_()}

    def _repr_html_(self) -> str:
        return render("check", report=self, long=_LONG)


_LONG = 80  # characters of what was tried, above which a table folds them
