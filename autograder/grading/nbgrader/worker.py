"""The process that nbgrader's steps run in, one submission after the other.

nbgrader sets the environment and the working folder of its process, so it gets one of its own. Requests and answers
are lines of JSON: `{"step": "apply", "student": "ada", "lesson": "01_stats", "entry": "/tmp/…"}` is answered by what
nbgrader returned, `{"success": true, "error": "", "log": "…"}`.
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
        "apply": lambda slot, entry: apply(slot, classroom, Path(entry)),
        "feedback": lambda slot, _: Reply.of_nbgrader(api.generate_feedback(slot.lesson, slot.student)),
    }
    for line in requests:
        request = json.loads(line)
        answer = steps[request["step"]](Slot(request["lesson"], request["student"]), request["entry"])
        replies.write(json.dumps(vars(answer)) + "\n")
        replies.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
