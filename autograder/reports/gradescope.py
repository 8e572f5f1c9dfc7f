"""What Gradescope runs for each submission: looks up what was judged elsewhere. Nothing that was handed in is executed.

It stands alone, on any Python 3.8 and later: Gradescope's container has no package of ours.
"""

import hashlib
import json
import os
from pathlib import Path

ROOT = Path(os.environ.get("GRADESCOPE_ROOT", "/autograder"))
NONE_YET = {
    "score": 0,
    "output": "This hand-in has no mark yet. It is graded elsewhere; the mark appears when your teacher uploads it.",
    "visibility": "visible",
}


def digest(data):
    "As autograder.grading.keys has it."
    return hashlib.sha256(len(data).to_bytes(8, "big") + data).hexdigest()


def main():
    known = json.loads((ROOT / "source" / "results.json").read_text(encoding="utf-8"))
    handed_in = [path for path in sorted((ROOT / "submission").rglob("*.ipynb")) if path.is_file()]
    found = [known[name] for name in (digest(path.read_bytes()) for path in handed_in) if name in known]
    (ROOT / "results").mkdir(exist_ok=True)
    (ROOT / "results" / "results.json").write_text(json.dumps(found[0] if found else NONE_YET), encoding="utf-8")


if __name__ == "__main__":
    main()
