"""Makes docs/guides/attacks.md: every attack by `autograder grade` and by plain `nbgrader autograde`, both run here.

    python -m tests.attacks.table [--keep FOLDER] [--only stock|engine]

nbgrader's lane takes some seconds for each attack and up to minutes for those that exhaust something. What was run
already is kept in FOLDER (build/attacks) and run again only where the attack has changed.
"""

import argparse
import hashlib
import json
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from autograder.jail.inside.limits import MB, Limits
from autograder.lessons import REPOSITORY
from tests.attacks import engine, stock
from tests.attacks.attack import Attack
from tests.attacks.attacks import SECTIONS, all_attacks
from tests.attacks.course import perfect
from tests.attacks.engine import Listener
from tests.attacks.seen import Seen

PAGE = REPOSITORY / "docs" / "guides" / "attacks.md"
# Smaller than the defaults, so that what runs into one is soon over.
LIMITS = replace(Limits(), cpu=4, check_wall=6.0, cell_wall=6.0, wall=60.0, memory=600 * MB, restarts=1)
ALWAYS = "hidden checks in feedback"  # true of every page that nbgrader makes as it comes

INTRODUCTION = """\
# Attacks on the grader

{count} notebooks that try to earn what they do not deserve, or to harm somebody, each beside an honest twin: the same
notebook without the attack. `python -m tests.attacks.table` hands all of them in twice and writes this page: once to
`autograder grade`, in one class together with their twins and honest neighbours, and once to nbgrader {nbgrader}'s own
`nbgrader autograde` and `nbgrader generate_feedback` with their defaults, each in a fresh copy of the class inside a
container.

A number is the points earned; **bold** where it is more than the twin's. *Harm* is what was seen from outside: files,
processes, connections and marks of others, and what the notebook said that it got. "no mark" means that nothing was
recorded, so that somebody has to look. nbgrader's feedback pages show the hidden checks to everybody; that is said here
once and not in each line.

| lane | attacks that earned more than their twin | that harmed | that left no mark |
|---|---|---|---|
{summary}

Archives and ids (attacks 46 and 47) reach `autograder collect` and not nbgrader's `autograde`:
tests/attacks/test_malformed.py has them, with {malformed} generated notebooks, archives and names.
"""


def key(attack: Attack) -> str:
    parts = [attack.data, attack.link.encode(), *attack.beside.values(), attack.lesson.name.encode()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()[:16]


def stock_lane(attacks: dict[str, Attack], keep: Path) -> dict[str, Seen]:
    "What nbgrader as it comes makes of attacks and twins."
    kept = keep / "stock.jsonl"
    known: dict[str, Seen] = {}
    if kept.exists():
        for line in kept.read_text().splitlines():
            name, *rest = json.loads(line)
            known[name] = Seen(rest[0], tuple(rest[1]), rest[2], rest[3])
    representatives: dict[str, str] = {}  # of equal twins, one is run
    for id, twin in engine.twin_ids(attacks).items():
        representatives.setdefault(twin, id)
    todo = [id for id, attack in attacks.items() if key(attack) not in known]
    todo += [f"twin-{id}" for twin, id in representatives.items() if twin not in known]
    names = {id: key(attack) for id, attack in attacks.items()}
    names |= {f"twin-{id}": twin for twin, id in representatives.items()}
    keep.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=keep) as folder, open(kept, "a") as file, Listener():
        # Attack 43 edits every gradebook that it finds: each has a container of its own.
        alone = [id for id in todo if id in attacks and attacks[id].number == 43]
        for number, ids in enumerate([[id for id in todo if id not in alone], *([id] for id in alone)]):
            for id, seen in stock.run(Path(folder).resolve() / f"stock{number}", ids) if ids else ():
                known[names[id]] = seen
                file.write(json.dumps([names[id], seen.points, list(seen.harms), seen.seconds, seen.status]) + "\n")
                file.flush()
                print(f"{time.strftime('%H:%M:%S')} nbgrader {id}: {seen.points} {', '.join(seen.harms)}", flush=True)
    return {id: known[name] for id, name in ((id, key(a)) for id, a in attacks.items())} | {
        twin: known[twin] for twin in representatives
    }


def engine_lane(attacks: dict[str, Attack], keep: Path, jail: str) -> dict[str, Seen]:
    "What the engine makes of them."
    with tempfile.TemporaryDirectory(dir=keep) as folder:
        classroom = engine.write_course(Path(folder) / "course")
        outcome = engine.run(classroom, attacks, {"ada": perfect()}, Path.home(), jail=jail, limits=LIMITS)
        print(f"engine: {outcome.seconds:.0f} s, escaped {outcome.escaped}, connections {outcome.connections}")
        lane = {id: outcome.seen(id, attack) for id, attack in attacks.items()}
        lane |= {twin: outcome.seen(twin, attacks[id]) for id, twin in outcome.twins.items()}
        return lane


def cell(seen: Seen, twin: Seen) -> str:
    "`**21**; wrote escaped-35`."
    harms = [harm for harm in seen.harms if harm != ALWAYS]
    if seen.points is None:
        points = "no mark"
    else:
        points = f"**{seen.points:g}**" if seen.points > (twin.points or 0) else f"{seen.points:g}"
    return "; ".join([points, *harms]).replace("|", "/").replace("<", "&lt;")


def page(attacks: dict[str, Attack], ours: dict[str, Seen], theirs: dict[str, Seen]) -> str:
    from importlib.metadata import version

    twins = engine.twin_ids(attacks)

    def summary(lane: dict[str, Seen]) -> str:
        more = sum((lane[id].points or 0) > (lane[twins[id]].points or 0) for id in attacks)
        harmed = sum(any(harm != ALWAYS for harm in lane[id].harms) for id in attacks)
        none = sum(lane[id].points is None for id in attacks)
        return f"{more} | {harmed} | {none}"

    lines = [f"| `autograder grade` | {summary(ours)} |", f"| `nbgrader autograde` | {summary(theirs)} |"]
    text = INTRODUCTION.format(
        count=len(attacks), nbgrader=version("nbgrader"), summary="\n".join(lines), malformed="2,400"
    )
    for title, section in SECTIONS.items():
        text += (
            f"\n## {title}\n\n| | attack | twin | `autograder grade` | `nbgrader autograde` |\n|---|---|---|---|---|\n"
        )
        for id, attack in attacks.items():
            if attack in section.ATTACKS:
                ours_, theirs_ = ours[id], theirs[id]
                twin = ours[twins[id]]
                worse = (ours_.points or 0) > (twin.points or 0) or ours_.harms
                known = f" ({attack.open})" if attack.open and worse else ""
                text += (
                    f"| {attack.number} | {attack.title} | {twin.points or 0:g} | {cell(ours_, twin)}{known} "
                    f"| {cell(theirs_, theirs[twins[id]])} |\n"
                )
    return text


def main() -> int:
    parser = argparse.ArgumentParser(description="Makes docs/guides/attacks.md.")
    parser.add_argument("--keep", type=Path, default=REPOSITORY / "build" / "attacks", metavar="FOLDER")
    parser.add_argument("--only", choices=["stock", "engine"])
    parser.add_argument("--jail", default="bubblewrap")
    options = parser.parse_args()
    options.keep.mkdir(parents=True, exist_ok=True)
    attacks = all_attacks()
    ours = engine_lane(attacks, options.keep, options.jail) if options.only != "stock" else {}
    theirs = stock_lane(attacks, options.keep) if options.only != "engine" else {}
    if ours and theirs:
        PAGE.write_text(page(attacks, ours, theirs), encoding="utf-8")
        print(f"Wrote {PAGE}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
