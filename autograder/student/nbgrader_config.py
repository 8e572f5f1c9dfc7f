"How notebooks run when they are validated and graded; what a learner's JupyterLab reads."

import os

c = get_config()  # noqa: F821 (nbgrader executes this file with `get_config` defined)

# Experiments (training, figures) are left out: no check needs
# one, and without them a notebook takes seconds. The timeout is for one cell.
c.Execute.timeout = 120
c.Execute.skip_cells_with_tag = "experiment"
c.Execute.shutdown_kernel = "immediate"  # a polite shutdown costs a second a notebook
c.Execute.extra_arguments = ["--IPKernelApp.log_level=ERROR"]  # no warning about TCP for every kernel

# On a JupyterHub (`course hub`) lessons come and go through nbgrader's exchange, to and from the workspace.
if "COURSE_WORKSPACE" in os.environ:
    c.CourseDirectory.course_id = "initialization"
    c.Exchange.root = os.environ.get("COURSE_EXCHANGE", "/srv/nbgrader/exchange")
    c.Exchange.assignment_dir = os.path.join(os.environ["COURSE_WORKSPACE"], "lessons")
