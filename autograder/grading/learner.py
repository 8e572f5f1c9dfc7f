"One submission being judged: its process in a jail, brought back whenever its code has ended it."

import time
from collections.abc import Mapping, Sequence
from typing import Any

from autograder.grading.results import Output
from autograder.jail.bubblewrap import JailError
from autograder.jail.inside.limits import Limits
from autograder.jail.session import TIMEOUT, Ended, Session

KERNEL_DIED, CELL_HUNG = "KernelDied", "CellHung"


class Learner:
    """The code of one submission, ready to be asked. A context manager.

    A cell that ends the process is left out when the cells run again, so that it costs itself and nothing else.
    `outputs` are what cells printed, by number, and `ended` the verdicts of those that ended the process.
    """

    def __init__(
        self,
        jail: Any,
        cells: Sequence[tuple[int, str]],
        library: Mapping[str, str],
        limits: Limits,
        files: Mapping[str, bytes] | None = None,
    ):
        self._jail, self._library, self.limits, self.files = jail, library, limits, files or {}
        self._cells = list(cells)
        self._session: Session | None = None
        self._deadline = time.monotonic() + limits.wall
        self.outputs: dict[int, list[Output]] = {}
        self._ran: dict[int, list[Output]] = self.outputs  # where outputs of cells go as they run
        self.ended: dict[int, str] = {}

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

    def out_of_time(self) -> bool:
        "Whether the submission has used up what it may take altogether."
        return time.monotonic() > self._deadline

    def session(self) -> Session:
        "A live process in which the cells have run. Raises `JailError`."
        if self._session and not self._session.alive:
            self.close()
        while self._session is None:
            session = self._open()
            try:
                ran: dict[int, list[Output]] = {}
                session.run(self._cells, self._library, ran, self.files)
            except Ended as ended:
                session.close()
                self._leave_out(ran, ended)
            except BaseException:
                session.close()
                raise
            else:
                self._session = session
            for number, outputs in ran.items():
                self._ran.setdefault(number, outputs)
        return self._session

    def _open(self) -> Session:
        try:
            return self._jail.open(self.limits)
        except JailError:  # once more, from the beginning
            return self._jail.open(self.limits)

    def _leave_out(self, ran: dict[int, list[Output]], ended: Ended) -> None:
        "The cell that ended the process; after a few of them, all that follow as well."
        if not self._cells:
            raise JailError("the process ended although there was nothing to run")
        # A process that ends after its last cell was ended by something that a cell left behind.
        number = next((number for number, _ in self._cells if number not in ran), self._cells[-1][0])
        self.ended[number] = ended.verdict
        hung = ended.verdict == TIMEOUT
        text = "could not be interrupted and was ended" if hung else str(ended)
        name = CELL_HUNG if hung else KERNEL_DIED
        self._ran[number] = [{"output_type": "error", "ename": name, "evalue": text, "traceback": []}]
        if len(self.ended) > self.limits.restarts or self.out_of_time():
            self._cells = self._cells[: [n for n, _ in self._cells].index(number)] if number not in ran else []
        else:
            self._cells = [cell for cell in self._cells if cell[0] != number]
