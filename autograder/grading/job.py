"What goes to a worker. Importing it costs nothing, so that a worker can start its jail before it imports torch."

from collections.abc import Mapping
from dataclasses import dataclass

from autograder.jail.inside.limits import Limits


@dataclass(frozen=True)
class Job:
    "All that a worker needs to know about one submission. `exercises` are those to judge, in order."

    student: str
    lesson: str
    cells: tuple[tuple[int, str], ...]  # place in the rebuilt notebook, text
    exercises: tuple[str, ...]
    library: Mapping[str, str]  # module of earlier lessons: text
    limits: Limits
    jail: str
    cold: bool
    key: str  # the class's secret
    files: Mapping[str, bytes]  # what was handed in beside the notebook, by name
    checks: str  # the text of the lesson's module of checks
    written: tuple[str, ...]  # what of cells and library the learner wrote
    predicted: str = "{}"  # which questions have a prediction: see `autograder.predictions.state`
