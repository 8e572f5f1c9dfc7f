"""The process that nbgrader's steps run in, one submission after the other.

nbgrader sets the environment and the working folder of its process, so it gets one of its own. Requests and answers
are lines of JSON: `{"step": "autograde", "student": "ada", "lesson": "01_stats"}` is answered by what nbgrader
returned, `{"success": true, "log": "…"}`.
"""

import json
import os
import sys
from pathlib import Path

from autograder.grading.imports import skip_slow_imports


def main(root: str, folder: str) -> None:
    "Answers requests about the class in `folder` of the course at `root` until its input ends."
    requests, replies = os.fdopen(os.dup(0), "r"), os.fdopen(os.dup(1), "w")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1):
        os.dup2(nowhere, stream)
    skip_slow_imports()
    from autograder.classroom import Classroom, nbgrader_api, nbgrader_config
    from autograder.grading import steps
    from autograder.grading.feedback import page
    from autograder.grading.submissions import Slot

    classroom = Classroom(Path(root), Path(folder))
    config = nbgrader_config(classroom)  # TODO: in nbgrader_config.py
    config.Autograde.sanitize_preprocessors = steps.SANITIZE
    config.Autograde.autograde_preprocessors = steps.AUTOGRADE
    config.GenerateFeedback.preprocessors = steps.FEEDBACK
    config.Execute.timeout = 4
    api = nbgrader_api(classroom, config)
    for line in requests:
        request = json.loads(line)
        slot = Slot(request["lesson"], request["student"])
        result = api.autograde(slot.lesson, slot.student) if request["step"] == "autograde" else page(api, slot)
        replies.write(json.dumps(result) + "\n")
        replies.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
