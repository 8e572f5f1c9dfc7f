"The outputs of a submission that was run elsewhere."

import json
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_output
from nbgrader.preprocessors import NbGraderPreprocessor


class FillIn(NbGraderPreprocessor):
    """In the place of nbgrader's Execute: outputs come from the submission's record, by the cells' ids.

    A check cell gets its report and, as its result, the points, which nbgrader reads as partial credit. Other cells get
    what they printed in the jail, as text.
    """

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        outputs = json.loads(resources["nbgrader"]["outputs"].read_bytes())
        for cell in nb.cells:
            if cell.cell_type == "code":
                cell.outputs = [new_output(**output) for output in outputs.get(cell.get("id"), [])]
        return nb, resources
