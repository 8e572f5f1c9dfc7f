"Hidden trials stay hidden in what learners see."

from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import is_locked

from autograder.ipynb import without_region


class ClearHiddenChecks(NbGraderPreprocessor):
    """Leaves hidden trials out of the pages: nbgrader shows test cells as it ran them.

    A traceback through a test cell quotes its lines, so only the error itself is kept of it.
    """

    def preprocess_cell(self, cell: NotebookNode, resources: Any, index: int) -> tuple[NotebookNode, Any]:
        if is_locked(cell):
            cell.source = without_region(cell.source, "HIDDEN TESTS").rstrip("\n")
            for output in cell.get("outputs", []):
                if output.output_type == "error":
                    output.traceback = [f"{output.ename}: {output.evalue}".rstrip(": ")]
        return cell, resources
