"""What nbgrader does with a submission, step by step, as `nbgrader_config.py` sets it.

The names are strings, which nbgrader imports when it needs them.
"""

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
