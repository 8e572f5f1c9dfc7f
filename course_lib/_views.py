"""A fit's history as text, as HTML, and its loss as a small plot. Given; lesson 04 shows them while a fit runs."""

import math
import os
import sys
from html import escape
from typing import Any


def view() -> str:
    "`'page'` in a notebook that somebody looks at, `'table'` in one that runs unattended, `'lines'` in a terminal."
    ipython = sys.modules.get("IPython")
    if not hasattr(ipython and ipython.get_ipython(), "kernel"):
        return "lines"
    unattended = any(os.environ.get(name) for name in ("IN_TEST", "NBGRADER_EXECUTION", "CI"))
    return "table" if unattended else "page"


def history_rows(
    history: list[dict[str, Any]],  # `learner.history`
) -> list[dict[str, str]]:  # A row for each epoch: column → text
    "The history as a table, each epoch's phases in one row."
    rows: dict[int, dict[str, str]] = {}
    for values in history:
        row = rows.setdefault(values["epoch"], {"epoch": str(values["epoch"])})
        for name, value in values.items():
            if name not in ("epoch", "phase"):
                row[f"{values['phase']} {name}"] = f"{value:.4f}" if isinstance(value, float) else str(value)
    return list(rows.values())


def text_table(
    rows: list[dict[str, str]],  # From `history_rows`
) -> list[str]:  # A line of column names and a line for each row
    "Rows as lines of text, in columns."
    names = list(dict.fromkeys(name for row in rows for name in row))
    head = dict(zip(names, names, strict=True))
    return ["  ".join(row.get(name, "").rjust(len(name)) for name in names) for row in [head, *rows]]


def html_table(
    rows: list[dict[str, str]],  # From `history_rows`
) -> str:  # A <table> element, or nothing where there are no rows
    "Rows as HTML."
    names = list(dict.fromkeys(name for row in rows for name in row))
    head = "".join(f"<th>{escape(name)}</th>" for name in names)
    body = "".join("<tr>" + "".join(f"<td>{row.get(name, '')}</td>" for name in names) + "</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>" if rows else ""


def loss_svg(
    losses: list[float],  # Of the training batches so far
    valid: list[tuple[int, float]],  # After how many training batches a validation loss was measured, and the loss
    width: int = 440,
    height: int = 150,  # Both in pixels
) -> str:  # An <svg> element, in the colour of the text around it
    "A small plot of the loss: a line for training, over means of neighbours where there are many; dots for validation."
    step = math.ceil(len(losses) / 200) or 1
    groups = [losses[i : i + step] for i in range(0, len(losses), step)]
    points = [(step * i + len(group) / 2, sum(group) / len(group)) for i, group in enumerate(groups)]
    points, dots = ([(x, y) for x, y in pairs if math.isfinite(y)] for pairs in (points, valid))
    if not points + dots:
        return ""
    low, high = min(y for _, y in points + dots), max(y for _, y in points + dots)
    right = max(len(losses), 1)

    def place(x: float, y: float) -> tuple[float, float]:
        return 50 + (width - 60) * x / right, 10 + (height - 40) * (high - y) / ((high - low) or 1)

    line = " ".join("{:.1f},{:.1f}".format(*place(x, y)) for x, y in points)
    circles = "".join('<circle cx="{:.1f}" cy="{:.1f}" r="3.5"/>'.format(*place(x, y)) for x, y in dots)
    words = [(46, 14, "end", f"{high:.3g}"), (46, height - 27, "end", f"{low:.3g}")]
    words += [(50, height - 12, "start", "0"), (width - 10, height - 12, "end", f"{right} batches")]
    words += [(width / 2, height - 12, "middle", "loss: line training, dots validation")]
    texts = "".join(f'<text x="{x}" y="{y}" text-anchor="{anchor}">{word}</text>' for x, y, anchor, word in words)
    return (
        f'<svg width="{width}" height="{height}" role="img" aria-label="loss from {high:.3g} to {low:.3g}" '
        'style="font-size:11px;fill:currentColor;stroke:none">'
        f'<polyline points="{line}" style="fill:none;stroke:currentColor"/>{circles}{texts}</svg>'
    )


class Page:
    "What a notebook shows: `html` where it can, `text` where it cannot."

    def __init__(self, html: str, text: str):
        self.html, self.text = html, text

    def _repr_html_(self) -> str:
        return self.html

    def __repr__(self) -> str:
        return self.text
