"""The one nbgrader configuration: what nbgrader, its formgrader and Validate, and the `autograder` command all read.

nbgrader's own commands find it through `autograder nbgrader COMMAND`. The `autograder` command reads
it through `autograder.classroom`.
"""

import contextlib
import os
from pathlib import Path

from autograder.grading.nbgrader.adapted import grade_when_the_button_is_pressed
from autograder.grading.nbgrader.steps import use_own_steps

ROOT = Path(__file__).resolve().parents[1]
CLASSROOM = ROOT / "classroom"

c = get_config()  # noqa: F821 (nbgrader executes this file with `get_config` defined)

# Where things are: notebooks in the repository, everything that belongs to one class in classroom/.
c.CourseDirectory.course_id = "initialization"
c.CourseDirectory.root = str(ROOT)
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "lessons"
c.CourseDirectory.submitted_directory = "classroom/submitted"
c.CourseDirectory.autograded_directory = "classroom/autograded"
c.CourseDirectory.feedback_directory = "classroom/feedback"
c.CourseDirectory.solution_directory = "classroom/solution"
c.CourseDirectory.db_url = f"sqlite:///{CLASSROOM / 'gradebook.db'}"
c.FeedbackPage.classroom = str(CLASSROOM)
c.Exchange.root = os.environ.get("COURSE_EXCHANGE", "/srv/nbgrader/exchange")
c.CourseDirectory.ignore = [".ipynb_checkpoints", "*.pyc", "__pycache__", ".*"]

# What a learner finds in the place of a solution.
c.ClearSolutions.code_stub = {"python": "# Your code here\nraise NotImplementedError"}
c.ClearSolutions.text_stub = "*Your answer here.*"

# How notebooks run: as when a learner presses Validate.
load_subconfig(str(ROOT / "autograder" / "student" / "nbgrader_config.py"))  # noqa: F821

# What is kept of a runaway output, so that a feedback page stays readable.
c.LimitOutput.max_lines = 200
c.LimitOutput.max_traceback = 40

# Hidden trials are drawn with the class's secret key; kernels inherit it from this process.
with contextlib.suppress(FileNotFoundError, PermissionError):  # no class yet, or the one of whoever owns the clone
    os.environ["COURSE_TRIAL_KEY"] = (CLASSROOM / "trial_key").read_text(encoding="utf-8").strip()

# Steps of our own among nbgrader's: a submission is mended before it runs, a check without a readable result earns
# nothing, a warning on stderr costs nothing, and feedback does not show hidden trials.
use_own_steps(c)

# The form grader's button grades in a jail.
grade_when_the_button_is_pressed()
