"One submission being judged: its process in a jail, brought back whenever its code has ended it."

import time
from collections.abc import Hashable, Mapping, Sequence

from autograder.grading.results import Output
from autograder.ipynb import only_defines
from autograder.jail.base import Jail, JailError
from autograder.jail.inside.limits import Limits
from autograder.jail.inside.parent import modules_for
from autograder.jail.session import Ended, Session
from autograder.jail.verdicts import TIMEOUT

KERNEL_DIED, CELL_HUNG = "KernelDied", "CellHung"
TOO_LITTLE = 1.0  # seconds: with less left for cells they are not run again


class Learner:
    """The code of one submission, ready to be asked. A context manager.

    A cell that ends the process is left out when the cells run again, so that it costs itself and nothing else. After a
    cell that hung, only those run that define something: others may call what has not ended there.
    Cells and checks have their time apart, so that cells that hang leave every check the time to be asked.
    `outputs` are what cells printed, by number, and `ended` the verdicts of those that ended the process.
    """

    def __init__(
        self,
        jail: Jail,
        cells: Sequence[tuple[int, str]],
        library: Mapping[str, str],
        limits: Limits,
        files: Mapping[str, bytes] | None = None,
        predicted: str = "{}",
    ):
        self._jail, self._library, self.limits, self.files = jail, library, limits, files or {}
        self.predicted = predicted.encode()
        self._cells = list(cells)
        self._session: Session | None = None
        self._optional = {number for number, source in cells if not only_defines(source)}
        self._hung = False
        self._for_cells = limits.cells_wall  # seconds left
        self._deadline = time.monotonic() + limits.wall  # of the checks; moves on while cells run
        self.outputs: dict[int, list[Output]] = {}
        self._ran: dict[int, list[Output]] = self.outputs  # where outputs of cells go as they run
        self.ended: dict[int, str] = {}
        self.memory: dict[Hashable, object] = {}  # of judges, over all checks: see `Student`

    def __enter__(self) -> "Learner":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        "Ends the process; the next call of `session` starts a fresh one."
        if self._session:
            self._session.close()
        self._session = None

    def keep_outputs(self) -> None:
        "From now on `outputs` stay as they are, also when the cells run again."
        self._ran = {}

    def allow(self, seconds: float) -> None:
        "Checks have so much more time."
        self._deadline += seconds

    def out_of_time(self) -> bool:
        "Whether no check can be asked any more: their time is used up, or that of the cells which would run again."
        lost = self._session is None or not self._session.alive
        return time.monotonic() > self._deadline or (lost and self._for_cells < TOO_LITTLE)

    def session(self) -> Session:
        "A live process in which the cells have run. Raises `JailError`."
        if self._session and not self._session.alive:
            self.close()
        while self._session is None:
            began = time.monotonic()
            session = self._open()
            opened = time.monotonic()
            try:
                ran: dict[int, list[Output]] = {}
                left = max(self._for_cells, TOO_LITTLE)
                session.run(self._cells, self._library, ran, self.files, self._optional, left, self._hung)
            except Ended as ended:
                session.close()
                self._leave_out(ran, ended)
            except BaseException:
                session.close()
                raise
            else:
                self._session = session
            ended_at = time.monotonic()
            self._for_cells -= ended_at - opened
            self._deadline += ended_at - began
            for number, outputs in ran.items():
                self._ran.setdefault(number, outputs)
        return self._session

    def _open(self) -> Session:
        modules = modules_for([*(source for _, source in self._cells), *self._library.values()])
        try:
            return self._jail.open(self.limits, modules)
        except JailError:  # once more, from the beginning
            return self._jail.open(self.limits, modules)

    def _leave_out(self, ran: dict[int, list[Output]], ended: Ended) -> None:
        "The cell that ended the process; after a few of them, all that follow as well."
        if not self._cells:
            raise JailError("the process ended although there was nothing to run")
        # A process that ends after its last cell was ended by something that a cell left behind.
        number = next((number for number, _ in self._cells if number not in ran), self._cells[-1][0])
        self.ended[number] = ended.verdict
        hung = ended.verdict == TIMEOUT
        if hung and not self._hung:  # cells in front of it did end
            self._hung, self._optional = True, {n for n in self._optional if n > number}
        text = "could not be interrupted and was ended" if hung else str(ended)
        name = CELL_HUNG if hung else KERNEL_DIED
        self._ran[number] = [{"output_type": "error", "ename": name, "evalue": text, "traceback": []}]
        if len(self.ended) > self.limits.restarts or self._for_cells < TOO_LITTLE:
            self._cells = self._cells[: [n for n, _ in self._cells].index(number)] if number not in ran else []
        else:
            self._cells = [cell for cell in self._cells if cell[0] != number]
