"nbgrader's Execute step, with a kernel that may die."

from typing import Any

from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from nbformat.v4 import new_output
from nbgrader.preprocessors import Execute
from nbgrader.utils import is_grade, is_solution

KERNEL_DIED = "KernelDied"
CELL_HUNG = "CellHung"


class ExecuteToTheEnd(Execute):
    """Runs a submission's cells. Where the kernel dies or cannot be interrupted, the cells from there on stay unrun.

    nbgrader gives up on the whole notebook then, and with it on every answer that had already been checked. Graded
    cells are run whatever tags they carry.
    """

    def preprocess(self, nb: NotebookNode, resources: Any = None, km: Any = None) -> tuple[NotebookNode, Any]:
        self._stopped = False
        return super().preprocess(nb, resources, km)

    def preprocess_cell(self, cell: NotebookNode, resources: Any, index: int) -> tuple[NotebookNode, Any]:
        if self._stopped:
            return cell, resources
        if is_grade(cell) or is_solution(cell):
            cell.metadata.pop("tags", None)
        try:
            return super().preprocess_cell(cell, resources, index)
        except DeadKernelError:
            self._stop(cell, KERNEL_DIED, "the process that ran this notebook ended in this cell")
        except CellTimeoutError:
            self._stop(cell, CELL_HUNG, f"this cell ran longer than {self.timeout} s and could not be interrupted")
        return cell, resources

    def _stop(self, cell: NotebookNode, name: str, message: str) -> None:
        self._stopped = True
        self.log.warning("%s: %s", name, message)
        cell.outputs.append(new_output("error", ename=name, evalue=message, traceback=[f"{name}: {message}"]))
