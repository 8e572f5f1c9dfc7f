"How notebooks run when they are validated and graded; what a learner's JupyterLab reads."

c = get_config()  # noqa: F821 (nbgrader executes this file with `get_config` defined)

# Experiments (training, figures) are left out: no check needs
# one, and without them a notebook takes seconds. The timeout is for one cell.
c.Execute.timeout = 120
c.Execute.skip_cells_with_tag = "experiment"
c.Execute.shutdown_kernel = "immediate"  # a polite shutdown costs a second a notebook
c.Execute.extra_arguments = ["--IPKernelApp.log_level=ERROR"]  # no warning about TCP for every kernel
