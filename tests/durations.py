"""How long the tests take, file by file, from the reports of runs: `python -m tests.durations REPORT.xml …`.

`make durations` runs the tests and writes tests/DURATIONS.md, so that whoever makes them faster sees where to begin.
Seconds are those of the clock, so they are worth comparing between runs on an otherwise idle machine only.
"""

import os
import platform
import re
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from xml.etree import ElementTree

TABLE = Path(__file__).with_name("DURATIONS.md")
SLOWEST = 20


def read_durations(reports: Iterable[Path]) -> dict[str, float]:
    "Seconds by test, set-up and tear-down included, from JUnit reports."
    found: dict[str, float] = {}
    for report in reports:
        for case in ElementTree.parse(report).iter("testcase"):
            path = case.get("classname", "").replace(".", "/")
            found[f"{path}.py::{case.get('name', '')}"] = float(case.get("time", 0))
    return found


def seconds_by_file(table: Path = TABLE) -> dict[str, float]:
    "What the page says, by file."
    rows = re.findall(r"^\| (tests/[^|:]+\.py) \| ([\d.]+) \|$", table.read_text(encoding="utf-8"), re.M)
    return {file: float(seconds) for file, seconds in rows}


def as_table(durations: dict[str, float], seconds: float, machine: str) -> str:
    "The page: all files, then the slowest tests."
    files: Counter[str] = Counter()
    for test, taken in durations.items():
        files[test.partition("::")[0]] += taken
    lines = [
        "# How long the tests take",
        "",
        f"{len(durations)} tests, {seconds / 60:.1f} minutes on {machine}. Made by `make durations`.",
        "",
        "| file | seconds |",
        "|---|---:|",
        *(f"| {file} | {taken:.1f} |" for file, taken in files.most_common()),
        "",
        f"The {SLOWEST} slowest:",
        "",
        "| test | seconds |",
        "|---|---:|",
    ]
    slowest = sorted(durations.items(), key=lambda item: -item[1])[:SLOWEST]
    lines += [f"| {test.replace('|', '&#124;')} | {taken:.1f} |" for test, taken in slowest]
    return "\n".join(lines) + "\n"


def main(*reports: str) -> None:
    paths = [Path(report) for report in reports]
    suites = [suite for path in paths for suite in ElementTree.parse(path).iter("testsuite")]
    machine = f"{os.cpu_count()} cores, Python {platform.python_version()}"
    table = as_table(read_durations(paths), sum(float(suite.get("time", 0)) for suite in suites), machine)
    TABLE.write_text(table, encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
