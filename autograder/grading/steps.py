"""What nbgrader does with a submission, step by step.

The names are strings, which nbgrader imports when it needs them.
"""

from traitlets.config import Config

SANITIZE = [
    "nbgrader.preprocessors.ClearOutput",
    "autograder.grading.mend.Mend",
    "nbgrader.preprocessors.OverwriteKernelspec",
    "nbgrader.preprocessors.OverwriteCells",
    "nbgrader.preprocessors.CheckCellMetadata",
]
AUTOGRADE = [
    "autograder.grading.execute.ExecuteToTheEnd",
    "nbconvert.preprocessors.ClearMetadataPreprocessor",
    "nbgrader.preprocessors.LimitOutput",
    "autograder.grading.stderr.StderrToStdout",
    "autograder.grading.failclosed.FailClosed",
    "nbgrader.preprocessors.SaveAutoGrades",
    "nbgrader.preprocessors.AssignLatePenalties",
    "nbgrader.preprocessors.CheckCellMetadata",
]
FEEDBACK = [
    "nbgrader.preprocessors.GetGrades",
    "autograder.grading.hidden.ClearHiddenChecks",
    "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor",
]


def use_own_steps(config: Config) -> None:
    "Sets the steps, for `nbgrader autograde`, formgrader's own button and `autograder grade` alike."
    config.Autograde.sanitize_preprocessors = SANITIZE
    config.Autograde.autograde_preprocessors = AUTOGRADE
    config.GenerateFeedback.preprocessors = FEEDBACK
