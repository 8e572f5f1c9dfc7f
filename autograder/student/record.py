"""What a workspace was given: a digest of every file and, of notebooks, of every cell.

By it `course update` knows what is the lesson's and what is the learner's.
"""

import json
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from autograder.ipynb import Cell, grade_id_of, source_of

RECORD = ".course/released.json"


def key_of(cell: Cell) -> str:
    "By what a cell is known again in another version of its lesson: its grade id, else its id, '' without either."
    return grade_id_of(cell) or id_of(cell)


def id_of(cell: Cell) -> str:
    "A cell's id. Google Colab keeps it among the metadata."
    return str(cell.get("id") or cell.get("metadata", {}).get("id") or "")


def digest_of(cell: Cell) -> str:
    "The same for the same text; editors may take white space off the ends of lines."
    lines = (line.rstrip() for line in source_of(cell).strip().splitlines())
    return sha256("\n".join(lines).encode()).hexdigest()[:16]


def record_of(files: Mapping[str, bytes]) -> dict[str, Any]:
    "Digests of these released files: of a notebook one for each cell, by its key."
    record: dict[str, Any] = {}
    for name, data in files.items():
        if name.endswith(".ipynb"):
            record[name] = {key_of(cell): digest_of(cell) for cell in json.loads(data)["cells"]}
        else:
            record[name] = sha256(data).hexdigest()[:16]
    return record


def read_record(folder: Path) -> dict[str, Any]:
    "The workspace's record; empty where there is none that can be read, as in a workspace of an older kit."
    try:
        record = json.loads((folder / RECORD).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return record if isinstance(record, dict) else {}


def as_bytes(record: Mapping[str, Any]) -> bytes:
    "The record's file."
    return (json.dumps(record, indent=1, sort_keys=True) + "\n").encode()
