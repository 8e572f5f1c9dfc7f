"What a check found: a table that a learner can read in a notebook and in a terminal."

from dataclasses import dataclass
from html import escape


@dataclass(frozen=True)
class Row:
    "One check: what must hold, and, when it does not, what was tried, expected and got, and what that looks like."

    title: str
    points: int
    passed: bool
    tried: str = ""
    expected: str = ""
    got: str = ""
    looks_like: str = ""
    hidden: bool = False
    goal: bool = False  # no mistake where it is not reached

    @property
    def mark(self) -> str:
        "`'✓'`, `'✗'`, or `'○'` for a goal that is not reached."
        return "✓" if self.passed else "○" if self.goal else "✗"

    @property
    def details(self) -> list[tuple[str, str]]:
        "The lines below a failed row. A hidden trial shows its diagnosis and no values."
        if self.passed:
            return []
        if self.hidden:
            lines = [("tried", "other inputs than the published ones"), ("looks like", self.looks_like)]
        else:
            lines = [("tried", self.tried), ("expected", self.expected), ("got", self.got)]
            lines.append(("looks like", self.looks_like))
        return [(label, text) for label, text in lines if text]


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
    def headline(self) -> str:
        return f"{self.exercise}: {self.points} of {self.max_points} points"

    def __str__(self) -> str:
        lines = [self.headline]
        for row in self.rows:
            lines.append(f"  {row.mark} {row.title} ({row.points})")
            lines.extend(f"      {label + ':':<11} {text}" for label, text in row.details)
        return "\n".join(lines)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        top = 'style="text-align:left;vertical-align:top"'
        head = "".join(f"<th {top}>{title}</th>" for title in ("", "what must hold", "points", "what was found"))
        body = []
        for row in self.rows:
            found = "<br>".join(f"<b>{label}:</b> {escape(text)}" for label, text in row.details)
            cells = "".join(f"<td {top}>{cell}</td>" for cell in (row.mark, escape(row.title), row.points, found))
            body.append(f"<tr>{cells}</tr>")
        caption = f'<caption style="caption-side:top;text-align:left"><b>{escape(self.headline)}</b></caption>'
        return f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{''.join(body)}</tbody></table>"
