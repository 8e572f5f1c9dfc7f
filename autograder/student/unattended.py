"Whether somebody is there: what lessons ask of a person is skipped when a program runs them."

import os


def has_session() -> bool:
    "Whether a person opened this notebook: Jupyter tells the kernels of its sessions the notebook's path."
    return bool(os.environ.get("JPY_SESSION_NAME"))


def run_by_a_program() -> bool:
    """Whether a test, `autograder outputs`, nbgrader or an instructor's look at a submission runs this notebook.

    nbgrader validates inside JupyterLab's own process and may leave its variable behind for kernels started later;
    those belong to a session.
    """
    return bool(os.environ.get("IN_TEST") or os.environ.get("NBGRADER_EXECUTION") and not has_session())
