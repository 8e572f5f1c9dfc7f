"Warnings cost no marks."

from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import is_grade


class StderrToStdout(NbGraderPreprocessor):
    """Turns what a graded cell wrote to stderr into ordinary output, before marks are taken from it.

    nbgrader gives no points to a test cell with anything on stderr, and a warning from torch goes there.
    """

    def preprocess_cell(self, cell: NotebookNode, resources: Any, index: int) -> tuple[NotebookNode, Any]:
        if is_grade(cell):
            for output in cell.get("outputs", []):
                if output.output_type == "stream":
                    output.name = "stdout"
        return cell, resources
