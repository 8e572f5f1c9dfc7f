"A check that gave no result earns nothing."

import math
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_output
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import is_grade, is_solution

NOT_CHECKED = "NotChecked"
_MESSAGE = "this check gave no result, so it earns no points"


class FailClosed(NbGraderPreprocessor):
    """Makes an error of every test cell that ends in neither an error nor a number of points it can earn.

    nbgrader gives full marks to a test cell without output, and to one that answers nan, a negative number or a word.
    It reads the first result it meets, so an error is put before the results and takes their place.
    """

    def preprocess_cell(self, cell: NotebookNode, resources: Any, index: int) -> tuple[NotebookNode, Any]:
        if is_grade(cell) and not is_solution(cell) and cell.cell_type == "code":
            results = [output for output in cell.outputs if output.output_type == "execute_result"]
            failed = any(output.output_type == "error" for output in cell.outputs)
            most = float(cell.metadata.nbgrader.points)
            if failed or len(results) != 1 or not is_points(results[0].data.get("text/plain", ""), most):
                cell.outputs = [output for output in cell.outputs if output not in results]
                if not failed:
                    trace = [f"{NOT_CHECKED}: {_MESSAGE}"]
                    cell.outputs.insert(0, new_output("error", ename=NOT_CHECKED, evalue=_MESSAGE, traceback=trace))
        return cell, resources


def is_points(text: str, most: float) -> bool:
    "Whether `text` is a number of points that a cell worth `most` can earn."
    try:
        points = float(text)
    except (TypeError, ValueError):
        return False
    return math.isfinite(points) and 0 <= points <= most
