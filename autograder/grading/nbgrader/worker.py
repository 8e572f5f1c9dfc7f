"""The process that nbgrader's steps run in, one submission after the other.

nbgrader sets the environment and the working folder of its process, so it gets one of its own. Requests and answers
are lines of JSON: `{"step": "apply", "slots": [["01_stats", "ada"]], "entry": "/tmp/…"}` is answered by what nbgrader
returned for each, `[{"success": true, "error": "", "log": "…"}]`.
"""

import json
import os
import sys
from pathlib import Path

import autograder.orphan  # noqa: F401 (first of all)
from autograder.grading.nbgrader.adapted import nbgrader_api, skip_slow_imports


def main(root: str, folder: str) -> None:
    "Answers requests about the class in `folder` of the course at `root` until its input ends."
    requests, replies = os.fdopen(os.dup(0), "r"), os.fdopen(os.dup(1), "w")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1):
        os.dup2(nowhere, stream)
    skip_slow_imports()
    from autograder.classroom import Classroom
    from autograder.grading.nbgrader.enter import apply
    from autograder.grading.nbgrader.reply import Reply
    from autograder.submissions import Slot

    classroom = Classroom(Path(root), Path(folder))
    api = nbgrader_api(classroom)
    steps = {
        "apply": lambda slots, entry: apply(slots, classroom, Path(entry)),
        "feedback": lambda slots, _: [
            Reply.of_nbgrader(api.generate_feedback(slot.lesson, slot.student)) for slot in slots
        ],
    }
    for line in requests:
        request = json.loads(line)
        answers = steps[request["step"]]([Slot(*names) for names in request["slots"]], request["entry"])
        replies.write(json.dumps([vars(answer) for answer in answers]) + "\n")
        replies.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
