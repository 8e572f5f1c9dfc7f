"""Hand-ins whose own code is more alike than is usual in the class: where to look, and no verdict.

Code is compared by winnowing (Schleimer, Wilkerson and Aiken, "Winnowing: local algorithms for document
fingerprinting", 2003), with the package copydetect, in which names and comments do not count. What the lesson gives,
the reference, and what many learners have in common are taken out first: short right answers look alike by themselves.
"""

import io
import warnings
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import log
from pathlib import Path
from statistics import median
from types import MappingProxyType

from autograder.classroom import Classroom
from autograder.errors import CourseError
from autograder.files import write_atomic
from autograder.grading.handed_in import HandIns
from autograder.ipynb import Cell, Notebook, read_notebook, source_of
from autograder.lessons import Lesson
from autograder.pages import render
from autograder.roster import Learner, read_roster
from autograder.submissions import slots_in

PAGE = "similar.html"
GRAM = 25  # characters of code, names shortened to one letter, that count as one piece
WINDOW = 10  # of so many pieces in a row at least one is kept
COMMON = 1 / 4  # of the learners: a piece that more of them have is common
BEYOND = 6.0  # median absolute deviations above the median of all pairs
HALF = 0.5  # of what is rare in the shorter of two hand-ins, at least, that both have


@dataclass(frozen=True)
class Pair:
    "Two learners' hand-ins to a lesson. `score` weighs shared pieces by how rare they are; `shared` are their lines."

    lesson: str
    students: tuple[str, str]
    score: float
    texts: tuple[str, str]
    shared: tuple[frozenset[int], frozenset[int]]  # lines of each text that have a shared piece, counted from 0


def similar(classroom: Classroom, lessons: Sequence[Lesson]) -> list[Pair]:
    "The pairs beyond what is usual in their lesson, the most alike first. Hand-ins that cannot be read are left out."
    hand_ins, found = HandIns(classroom), []
    for lesson in lessons:
        texts = {}
        for slot in slots_in(classroom.submitted):
            if slot.lesson != lesson.name:
                continue
            try:
                notebook = hand_ins.read(slot).findings.notebook
            except CourseError:
                continue
            if notebook is not None:
                texts[slot.student] = own_code(notebook["cells"], read_notebook(lesson.notebook(classroom.lessons)))
        given = [
            "\n".join(source_of(cell) for cell in read_notebook(lesson.notebook(folder))["cells"])
            for folder in (classroom.lessons, classroom.solutions)
        ]
        found += [Pair(lesson.name, *pair) for pair in nearest(texts, given)]
    return sorted(found, key=lambda pair: -pair.score)


def own_code(cells: Sequence[Cell], released: Notebook) -> str:
    "What a learner wrote: answers, and code cells that the lesson does not have."
    ours = {source_of(cell).strip() for cell in released["cells"]}
    written = [source_of(cell) for cell in cells if cell["cell_type"] == "code"]
    return "\n\n".join(source for source in written if source.strip() not in ours)


def nearest(texts: Mapping[str, str], given: Sequence[str]) -> list[tuple]:
    "(students, score, texts, shared lines) of each pair of `texts` that is beyond what is usual among them."
    prints = {student: fingerprint(text) for student, text in texts.items()}
    out = set().union(*(set(fingerprint(text)) for text in given)) if given else set()
    holders = Counter(piece for pieces in prints.values() for piece in pieces)
    most = max(2.0, COMMON * len(texts))
    rare = {piece: log(len(texts) / times) for piece, times in holders.items() if times <= most and piece not in out}
    pairs = []
    for students in combinations(sorted(texts), 2):
        both = prints[students[0]].keys() & prints[students[1]].keys() & rare.keys()
        pairs.append((students, sum(rare[piece] for piece in both), both))
    usual = median([score for _, score, _ in pairs] or [0.0])
    spread = median([abs(score - usual) for _, score, _ in pairs] or [0.0])
    found = []
    for students, score, both in pairs:
        weights = [sum(rare.get(piece, 0.0) for piece in prints[student]) for student in students]
        if score > usual + BEYOND * max(spread, 1.0) and score >= HALF * min(weights):
            lines = tuple(frozenset().union(*(prints[student][piece] for piece in both)) for student in students)
            found.append((students, score, tuple(texts[student] for student in students), lines))
    return found


def fingerprint(text: str) -> dict[int, frozenset[int]]:
    "The pieces of a text by their hash, each with the lines it stands on."
    from copydetect import CodeFingerprint

    if not text.strip():
        return {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about texts that are shorter than a piece
        made = CodeFingerprint("code.py", GRAM, WINDOW, fp=io.StringIO(text))
    return {int(piece): _lines(text, made, places) for piece, places in made.hash_idx.items()}


def _lines(text: str, made, places: Sequence[int]) -> frozenset[int]:
    from copydetect.utils import get_copied_slices

    starts, ends = get_copied_slices(places, made.k)
    lines: set[int] = set()
    for start, end in zip(_unfiltered(made, starts), _unfiltered(made, ends), strict=True):
        lines |= set(range(text.count("\n", 0, start), text.count("\n", 0, max(start, end - 1)) + 1))
    return frozenset(lines)


def _unfiltered(made, places) -> list[int]:
    "Places in the text as it was written: names and comments were cut from the code that is compared."
    from numpy import clip, searchsorted

    if not len(made.offsets):
        return [int(place) for place in places]
    before = clip(searchsorted(made.offsets[:, 0], places), 0, len(made.offsets) - 1)
    return [int(place + made.offsets[i, 1]) for place, i in zip(places, before, strict=True)]


def write_similar(classroom: Classroom, lessons: Sequence[Lesson]) -> tuple[Path, list[Pair]]:
    "Writes `similar.html` in the class's folder and returns it with the pairs that are on it."
    pairs = similar(classroom, lessons)
    page = classroom.folder / PAGE
    write_atomic(page, as_page(pairs, read_roster(classroom)))
    return page, pairs


def as_page(pairs: Sequence[Pair], roster: Mapping[str, Learner] = MappingProxyType({})) -> str:
    "Side by side, with the shared lines marked; names and groups by the roster."
    names = {student: str(roster.get(student, student)) for pair in pairs for student in pair.students}
    return render("similar", pairs=pairs, marked=_marked, names=names, group=lambda pair: _group(pair, roster))


def _group(pair: Pair, roster: Mapping[str, Learner]) -> str:
    "The group that both belong to; '' if there is none."
    groups = {roster[student].group if student in roster else "" for student in pair.students}
    return groups.pop() if len(groups) == 1 else ""


def _marked(text: str, lines: frozenset[int]) -> list[tuple[bool, str]]:
    return [(number in lines, line) for number, line in enumerate(text.splitlines())]
