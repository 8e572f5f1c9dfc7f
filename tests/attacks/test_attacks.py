"""None of the attacks earns more than its honest twin; none harms a neighbour, the gradebook or the host.

A sample of them is graded, with some of every section; all with COURSE_LONG_TESTS=1 (`make attacks`).
"""

import csv
import json
import re
import socket
import sqlite3
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.classroom import trial_key
from autograder.jail.inside.limits import MB, Limits
from autograder.reports.export import marks_csv
from autograder.reports.marks import marks_table
from tests.attacks import engine, seen
from tests.attacks.attacks import SECTIONS, all_attacks
from tests.attacks.course import STATS, blank, hand_in, perfect, points_of, references
from tests.attacks.long import LONG, left_out

pytestmark = pytest.mark.xdist_group("attacks")

ALL = all_attacks()
# Those that once got through or come close to it, and the first of what else there is, but for endless loops and
# floods, which test_faults.py has, and for other ways to what is ready-made, which tests/jail/test_jail.py has.
SAMPLE = """
a01-1 a04-1 a05-1 a08-1 a09-1 a12-1 a14-1 a17-1 a20-1 a21-2 a22-1 a23-1 a27-1 a27-2 a28-1 a28-2 a30-1 a31-1 a32-1
a33-3 a34-1 a38-1 a40-3 a41-1 a44-1 a45-1 a48-1 a49-1 a50-1 a51-1
""".split()
ATTACKS = ALL if LONG else {id: ALL[id] for id in SAMPLE}
HALF = {name: references(STATS)[name] for name in ("variance", "covariance")}
NEIGHBOURS = {"ada": perfect(), "blank": blank(), "half": hand_in(STATS, HALF), "zoe": perfect()}
# Small, so that what runs into one is soon over; large enough for honest work on a busy machine.
LIMITS = replace(Limits(), cpu=4, check_wall=6.0, cell_wall=6.0, wall=60.0, memory=600 * MB, restarts=1)
EARNED = {"ada": 22, "blank": 0, "half": 8, "zoe": 22}


@pytest.fixture(scope="module")
def outcome(tmp_path_factory):
    "One class of attackers, their twins and honest neighbours, graded in one go."
    folder = tmp_path_factory.mktemp("attacks")
    home = folder / "home"
    home.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", str(home))
        outcome = engine.run(engine.write_course(folder / "course"), ATTACKS, NEIGHBOURS, home, limits=LIMITS)
    return outcome


def test_every_number_is_there():
    apart = {46, 47}  # archives and ids: test_malformed.py
    assert {attack.number for attack in ALL.values()} | apart == set(range(1, 53)) and len(ALL) >= 60


def test_every_section_is_in_the_sample():
    sample = {ALL[id].number for id in SAMPLE}
    for section in SECTIONS.values():
        assert len(sample & {attack.number for attack in section.ATTACKS}) >= 3


@left_out(f"{len(ALL) - len(ATTACKS)} of {len(ALL)} attacks")
def test_all_attacks_are_graded():
    assert ATTACKS == ALL


@pytest.mark.parametrize("id", ATTACKS)
def test_earns_no_more_than_its_twin(id, outcome):
    twin, mark = outcome.marks[outcome.twins[id]], outcome.marks.get(id)
    assert twin.points is not None, twin
    if ATTACKS[id].open and mark and mark.points > twin.points:
        pytest.xfail(ATTACKS[id].open)
    assert mark is None or mark.points is None or mark.points <= twin.points, (ATTACKS[id].title, mark)


@pytest.mark.parametrize("id", ATTACKS)
def test_harms_nobody(id, outcome):
    harms = outcome.seen(id, ATTACKS[id]).harms
    if ATTACKS[id].open and harms:
        pytest.xfail(ATTACKS[id].open)
    assert harms == (), ATTACKS[id].title


@pytest.mark.parametrize("id", ATTACKS)
def test_is_graded_or_says_why_not(id, outcome):
    "No attack is a fault of ours: each gets its marks, or a refusal that tells the instructor what to do."
    graded = outcome.graded[id]
    verdicts = {found.get("verdict") for found in outcome.record(id, ATTACKS[id].lesson).get("exercises", {}).values()}
    assert graded.status in ("graded", "refused") and "INFRA" not in verdicts, (ATTACKS[id].title, graded, verdicts)
    assert graded.status == "graded" or (graded.reason and "\n" not in graded.reason)


@pytest.mark.parametrize("student", EARNED)
def test_neighbours_marks_are_theirs(student, outcome):
    assert outcome.marks[student].points == EARNED[student] and outcome.marks[student].max_points == points_of(STATS)


def test_nothing_escaped(outcome):
    assert outcome.escaped == [] and outcome.changed == []


def test_nothing_survived(outcome):
    assert outcome.survivors == []


def test_nobody_connected(outcome):
    assert outcome.connections == 0
    with engine.Listener() as listener:  # the trap works
        socket.create_connection(("127.0.0.1", engine.LISTENER)).close()
        for _ in range(100):
            if listener.connections:
                break
            time.sleep(0.01)
        assert listener.connections


def test_the_gradebook_holds_nothing_but_our_marks(outcome):
    assert seen.edits(outcome.classroom.db) == []
    with closing(sqlite3.connect(outcome.classroom.db)) as book:
        assert book.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        students = {id for (id,) in book.execute("SELECT id FROM student")}
        assert students <= {*NEIGHBOURS, *ATTACKS, *outcome.twins.values()}
        assert (
            book.execute(
                "SELECT max(auto_score - max_score) FROM grade JOIN grade_cells ON cell_id = grade_cells.id"
            ).fetchone()[0]
            <= 0
        )


def everything_readable(outcome):
    "What instructors and learners get to see, by path: pages, logs, records, and what was printed."
    class_ = outcome.classroom.folder
    for folder in ("feedback", "logs", "records"):
        for path in sorted((class_ / folder).rglob("*")):
            if path.is_file():
                yield path, path.read_text(errors="replace")
    yield Path("said"), "\n".join(outcome.said)
    yield Path("marks.csv"), marks_csv(list(outcome.marks.values()))
    yield Path("table"), marks_table(list(outcome.marks.values()))


def test_canaries_are_in_nothing_that_anybody_sees(outcome):
    canaries = [engine.CANARY_HIDDEN, engine.CANARY_REFERENCE, trial_key(outcome.classroom)]
    for path, text in everything_readable(outcome):
        found = [canary for canary in canaries if canary in text]
        assert not found, (path, found)


def test_canaries_are_where_they_could_be_found(outcome):
    "The hunt above means something: the source has them."
    source = STATS.notebook(outcome.classroom.solutions).read_text()
    assert engine.CANARY_HIDDEN in source and engine.CANARY_REFERENCE in source


def test_what_terminals_and_spreadsheets_show_is_harmless(outcome):
    for path, text in everything_readable(outcome):
        if path.name in ("said", "table", "marks.csv"):
            bad = re.findall("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]", text)
            assert not bad, (path, bad[:5])
    for line in marks_csv(list(outcome.marks.values())).splitlines():
        for cell in next(csv.reader([line])):
            assert not cell.startswith(("=", "+", "@", "\t", "\r")) and not re.match(r"-[^\d]", cell), line


def test_every_mark_has_its_record(outcome):
    for id, mark in outcome.marks.items():
        if mark.points is not None:
            record = outcome.record(id, ATTACKS[id].lesson if id in ATTACKS else STATS) or json.loads("{}")
            if record:
                assert sum(found["points"] for found in record["exercises"].values()) == mark.points
