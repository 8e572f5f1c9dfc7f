"The lesson's own cells, as they were released, in a notebook that a learner has edited."

from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor

from autograder.ipynb import grade_id_of


class Mend(NbGraderPreprocessor):
    """Gives every graded cell the metadata that it was released with and puts back check cells that are missing.

    Cells whose grade id is not the lesson's, or occurs a second time, run as ordinary cells. nbgrader's own steps
    stop at each of these: OverwriteCells keeps a flipped `grade`, DeduplicateIds leaves metadata that its validator
    refuses, an unknown grade id breaks SaveAutoGrades.
    """

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        where = resources["nbgrader"]
        with Gradebook(where["db_url"]) as gradebook:
            released = released_cells(gradebook, where["notebook"], where["assignment"])
        mend(nb, released)
        return nb, resources


def released_cells(gradebook: Gradebook, notebook: str, lesson: str) -> dict[str, NotebookNode]:
    "The graded cells of a released lesson by grade id, in order."
    source = gradebook.find_notebook(notebook, lesson)
    points = {cell.name: cell.max_score for cell in source.grade_cells}
    solutions = {cell.name for cell in source.solution_cells}
    cells = {}
    for cell in source.source_cells:
        metadata = {
            "grade": cell.name in points,
            "grade_id": cell.name,
            "locked": cell.locked,
            "schema_version": 3,
            "solution": cell.name in solutions,
            "task": False,
            "cell_type": cell.cell_type,
            "checksum": cell.checksum,
        }
        if cell.name in points:
            metadata["points"] = points[cell.name]
        new = new_code_cell if cell.cell_type == "code" else new_markdown_cell
        cells[cell.name] = new(cell.source, metadata={"nbgrader": metadata})
    return cells


def mend(nb: NotebookNode, released: dict[str, NotebookNode]) -> None:
    "Does to `nb`, in place, what `Mend` promises."
    found: set[str] = set()
    for cell in nb.cells:
        name = grade_id_of(cell)
        cell.metadata.pop("nbgrader", None)
        if name in released and name not in found:
            found.add(name)
            cell.metadata["nbgrader"] = released[name].metadata.nbgrader.copy()
    after = 0  # the place behind the lesson's cell that came last
    for name, cell in released.items():
        if name in found:
            after = 1 + next(i for i, other in enumerate(nb.cells) if grade_id_of(other) == name)
        elif cell.metadata.nbgrader.grade:
            nb.cells.insert(after, cell.copy())
            after += 1
