"What one submission may use. Every number is a cap on learners' code, none a tuning of ours."

import json
from dataclasses import asdict, dataclass, replace

MB = 2**20


@dataclass(frozen=True)
class Limits:
    """Caps on one submission. Seconds, bytes and counts.

    `cpu` is what holds in practice: it does not depend on how busy the machine is, so marks do not either. The wall
    limits are for code that waits.
    """

    cpu: int = 5  # seconds of processor time for one check with all its trials; an honest one takes 0.05
    check_wall: float = 30.0  # seconds for one check, waiting included
    cell_wall: float = 60.0  # seconds for one cell; it is interrupted then, and killed if that does not help
    cells_wall: float = 120.0  # seconds for all cells, however often they run; each may take half of what is left
    wall: float = 300.0  # seconds for all checks, not counting cells; checks that are left then time out
    memory: int = 2048 * MB  # resident memory beyond what the warm parent holds, all its processes together
    processes: int = 64  # processes and threads
    file_size: int = 64 * MB  # of one file
    tmp_size: int = 128 * MB  # of all files; they lie in memory
    inodes: int = 10_000  # files and folders
    open_files: int = 256
    output: int = 256 * 1024  # characters of output that are kept of all cells together
    restarts: int = 3  # times that the cells are run again after one of them ended the process

    def one_cell(self, left: float) -> float:
        """Seconds that the next cell may take when `left` are left for all cells.

        Half of them, so that cells that hang one after the other never take the time of those behind them.
        """
        return min(self.cell_wall, max(0.1, left / 2))

    def to_json(self) -> str:
        return json.dumps(asdict(self), sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> "Limits":
        return replace(cls(), **json.loads(text))
