"The results files: every run of the reference table, and what the course's own code costs; one JSON object each."

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path

from autograder.errors import CourseError
from autograder.files import write_atomic
from autograder.measurements.rows import Row

RESULTS = Path(__file__).with_name("results.json")
COSTS = Path(__file__).with_name("costs.json")


@dataclass(frozen=True)
class Run:
    "One training run: row, seed and device; accuracy from 0 to 1; seconds of one CPU thread or of a GPU, maybe shared."

    row: str
    recipe: str  # digest of the row as it was then
    device: str  # as a reader would name it: "CPU" or "NVIDIA H100 80GB HBM3"
    seed: int
    accuracy: float
    seconds: float
    torch: str


@dataclass(frozen=True)
class Cost:
    "One work done by the course's code and by torch's, in turns: median, least and most time, and the median ratio."

    device: str
    threads: int
    torch: str
    work: str
    unit: str
    ours: tuple[float, float, float]
    theirs: tuple[float, float, float]
    ratio: float


def recipe_of(row: Row) -> str:
    "A digest of all that decides a row's runs, so that runs of an earlier recipe are not taken for this one's."
    recipe = {
        name: value
        for name, value in asdict(row).items()
        if name not in ("name", "lesson", "recorded", "source", "goal", "rates")
        and not (name == "glorot" and not value)  # came later: earlier runs are of the recipe without it
    }
    return sha256(json.dumps(recipe, sort_keys=True).encode()).hexdigest()[:12]


def read_runs(path: Path = RESULTS) -> list[Run]:
    "All runs in the file; none if there is no file. Raises `CourseError` for a damaged one."
    return _read(Run, path)


def add_run(run: Run, path: Path = RESULTS) -> None:
    "Writes the file with this run in it, in the place of an older one of the same row, device and seed."
    kept = [old for old in read_runs(path) if (old.row, old.device, old.seed) != (run.row, run.device, run.seed)]
    _write(sorted([*kept, run], key=lambda r: (r.row, r.device, r.seed)), path)


def read_costs(path: Path = COSTS) -> list[Cost]:
    "All costs in the file; none if there is no file. Raises `CourseError` for a damaged one."
    return _read(Cost, path)


def write_costs(costs: Sequence[Cost], path: Path = COSTS) -> None:
    "Writes the file with these costs in it, in the place of all older ones of the same device."
    kept = [old for old in read_costs(path) if old.device not in {cost.device for cost in costs}]
    _write(sorted([*kept, *costs], key=lambda cost: cost.device), path)


def _read(kind: type, path: Path) -> list:
    try:
        return [kind(**fields) for fields in json.loads(Path(path).read_text(encoding="utf-8"))]
    except FileNotFoundError:
        return []
    except (ValueError, TypeError) as error:
        raise CourseError(f"{path} is damaged ({error}). Restore it: `git checkout {Path(path).name}`.") from None


def _write(entries: Sequence[Run] | Sequence[Cost], path: Path) -> None:
    lines = ",\n".join(json.dumps(asdict(entry)) for entry in entries)
    write_atomic(Path(path), f"[\n{lines}\n]\n")
