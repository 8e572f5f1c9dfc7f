"The judge of predictions: whether there is one for every question of a lesson. What they say is nobody's business."

import json

from autograder.checks.public import UNWRITTEN
from autograder.checks.student import Student
from autograder.checks.vocabulary import Disagreement
from autograder.predictions import file_of
from autograder.text import one_line

NO_PREDICTION = (
    'leaves questions without a prediction: press a button below each, or write answer="…" into its cell. '
    "Right or wrong does not matter"
)
NO_NOTEBOOK = "cannot be told: there is no notebook here that asks anything. Open the lesson's own, in its folder"
MOST = 60  # characters of a question: seven of them fit into a report's line


def each_is_answered(student: Student, exercise: str) -> None:
    "Raises `Disagreement`, with the questions, unless each of the lesson's has a prediction."
    data = student.beside(file_of(exercise))
    made: dict[str, bool] = json.loads(data) if data else {}
    missing = [question for question in made if not made[question]]
    expected = f"a prediction for each of {len(made)} questions"
    if not made:
        raise Disagreement("a notebook with the lesson's questions", "none", NO_NOTEBOOK)
    if missing:
        listed = " · ".join(one_line(question, MOST) for question in missing)
        got = f"{len(made) - len(missing)}; none for: {listed}"
        raise Disagreement(expected, got, NO_PREDICTION if any(made.values()) else UNWRITTEN)
