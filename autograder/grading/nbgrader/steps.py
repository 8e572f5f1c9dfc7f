"""What nbgrader does with a submission, step by step.

The names are strings, which nbgrader imports when it needs them.
"""

from traitlets.config import Config

RELEASE = [
    "nbgrader.preprocessors.LockCells",
    "nbgrader.preprocessors.ClearSolutions",
    "nbgrader.preprocessors.ClearOutput",
    "nbgrader.preprocessors.CheckCellMetadata",
    "nbgrader.preprocessors.ComputeChecksums",
    "autograder.grading.nbgrader.preprocessors.savecells.SaveChangedCells",
    "nbgrader.preprocessors.ClearHiddenTests",
    "nbgrader.preprocessors.ClearMarkScheme",
    "nbgrader.preprocessors.ComputeChecksums",
    "nbgrader.preprocessors.CheckCellMetadata",
]
SANITIZE = [
    "nbgrader.preprocessors.ClearOutput",
    "autograder.grading.nbgrader.preprocessors.mend.Mend",
    "nbgrader.preprocessors.OverwriteKernelspec",
    "nbgrader.preprocessors.OverwriteCells",
    "nbgrader.preprocessors.CheckCellMetadata",
]
_GRADE = [
    "autograder.grading.nbgrader.preprocessors.failclosed.FailClosed",
    "nbgrader.preprocessors.SaveAutoGrades",
    "nbgrader.preprocessors.AssignLatePenalties",
    "nbgrader.preprocessors.CheckCellMetadata",
]
AUTOGRADE = [
    "autograder.grading.nbgrader.preprocessors.execute.ExecuteToTheEnd",
    "nbconvert.preprocessors.ClearMetadataPreprocessor",
    "nbgrader.preprocessors.LimitOutput",
    "autograder.grading.nbgrader.preprocessors.stderr.StderrToStdout",
    *_GRADE,
]
# `autograder grade` ran the cells elsewhere and rebuilt the notebook, so nothing is mended and nothing executed.
APPLY_SANITIZE = [
    "nbgrader.preprocessors.ClearOutput",
    "nbgrader.preprocessors.OverwriteKernelspec",
    "nbgrader.preprocessors.OverwriteCells",
    "nbgrader.preprocessors.CheckCellMetadata",
]
APPLY = [
    "autograder.grading.nbgrader.preprocessors.fillin.FillIn",
    "nbconvert.preprocessors.ClearMetadataPreprocessor",
    "nbgrader.preprocessors.LimitOutput",
    *_GRADE,
]
FEEDBACK = [
    "nbgrader.preprocessors.GetGrades",
    "autograder.grading.nbgrader.preprocessors.hidden.ClearHiddenChecks",
]


def use_own_steps(config: Config) -> None:
    "Sets the steps of a release, of `nbgrader autograde`, of formgrader's own button, and of the pages that both show."
    config.GenerateAssignment.preprocessors = RELEASE
    config.Autograde.sanitize_preprocessors = SANITIZE
    config.Autograde.autograde_preprocessors = AUTOGRADE
    config.GenerateFeedback.preprocessors = FEEDBACK
    config.GenerateFeedback.exporter_class = "autograder.grading.nbgrader.page.FeedbackPage"
    config.ExchangeFactory.release_feedback = "autograder.grading.nbgrader.exchange.ReleaseFeedback"
    config.HTMLExporter.filters = {
        "markdown2html": "autograder.grading.nbgrader.preprocessors.links.markdown_without_scripts"
    }
