"The outputs of a submission that was run elsewhere."

import json
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_output
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Unicode


class FillIn(NbGraderPreprocessor):
    """In the place of nbgrader's Execute: outputs come from the submission's record.

    A check cell gets its report and, as its result, the points, which nbgrader reads as partial credit. Other cells get
    what they printed in the jail, as text.
    """

    outputs = Unicode(help="A file with the outputs of each cell by its id.").tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        outputs = json.loads(Path(self.outputs).read_bytes())
        for cell in nb.cells:
            if cell.cell_type == "code":
                cell.outputs = [new_output(**output) for output in outputs.get(cell.get("id"), [])]
        return nb, resources
