"What an attack did, as far as it can be seen from outside: the same eyes for every lane."

import os
import re
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

from tests.attacks.attack import COMM, ESCAPED, TOLD

KEPT = 2 * 2**20  # bytes of one executed notebook or page; a lesson with all its output is far below
_HIDDEN_INPUT = re.compile(r"SEEN \[-?\d")


@dataclass(frozen=True)
class Seen:
    "Points (None: no mark), what was harmed, seconds, and what became of it in words."

    points: float | None
    harms: tuple[str, ...]
    seconds: float
    status: str = ""


def told(texts: list[str]) -> list[str]:
    "What payloads said that they got."
    found = [match for text in texts for match in re.findall(rf"{TOLD}([^\\\n\"<&]{{1,80}})", text)]
    return [f"got {what.strip()}" for what in dict.fromkeys(found)]


def gives_inputs_away(texts: list[str]) -> bool:
    return any(_HIDDEN_INPUT.search(text) for text in texts)


def escaped(*folders: Path, number: int | None = None, keep: bool = False) -> list[str]:
    "Files that a payload left where it must not, by any attack unless one is named; they are removed unless kept."
    found = []
    for folder in folders:
        paths = list(folder.glob(f"{ESCAPED}-{number or ''}*"))
        if number in (None, 27):
            paths += folder.glob("left-for-a-friend")
        for path in paths:
            found.append(f"wrote {path}")
            if not keep:
                path.unlink(missing_ok=True)
    return [name.replace(str(Path.home()), "~") for name in found]


def survivors(number: int | None = None) -> list[int]:
    "Processes that a payload left behind (its name ends in `38`), by any attack unless one is named."
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            name = (folder / "comm").read_text().strip()
        except OSError:
            continue
        if re.fullmatch(rf"{COMM}\d+" if number is None else f"{COMM}{number}", name):
            found.append(int(folder.name))
    return found


def end(processes: list[int]) -> None:
    for process in processes:
        try:
            os.kill(process, 9)
        except ProcessLookupError:
            pass


def edits(book: Path) -> list[str]:
    "What nobody but a teacher may have written into a gradebook, and no teacher has."
    with closing(sqlite3.connect(f"{book.as_uri()}?mode=ro", uri=True)) as db:
        marks = db.execute("SELECT count(*) FROM grade WHERE manual_score IS NOT NULL").fetchone()[0]
        triggers = db.execute("SELECT count(*) FROM sqlite_master WHERE type = 'trigger'").fetchone()[0]
    return [f"{marks} marks edited"] * bool(marks) + [f"{triggers} triggers in the gradebook"] * bool(triggers)


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.runs: list[str] = []
        self._inside = ""

    def handle_starttag(self, tag, attrs):
        self._inside = tag
        for name, value in attrs:
            if "attack48" in (value or "") and (name.startswith("on") or "javascript:" in value):
                self.runs.append(f"<{tag} {name}>")

    def handle_data(self, data):
        if self._inside == "script" and "attack48" in data:
            self.runs.append("<script>")

    def handle_endtag(self, tag):
        self._inside = ""


def scripts_in(page: str) -> list[str]:
    "Scripts of attack 48 that a browser would run."
    parser = _Page()
    parser.feed(page)
    return [f"feedback runs {what}" for what in dict.fromkeys(parser.runs)]


def in_files(executed: Path, page: Path, *others: Path) -> list[str]:
    "Harm that shows in the executed notebook, the feedback page and other files of one submission."
    texts = {path: path.read_text(errors="replace") for path in (executed, page, *others) if path.is_file()}
    harms = told(list(texts.values()))
    if gives_inputs_away(list(texts.values())):
        harms.append("hidden inputs in what comes back")
    if page in texts:
        harms += scripts_in(texts[page])
        if "BEGIN HIDDEN" in texts[page] or "hidden=True" in texts[page]:
            harms.append("hidden checks in feedback")
    harms += [f"{len(text) / 2**20:.0f} MB kept" for text in texts.values() if len(text) > KEPT][:1]
    return harms
