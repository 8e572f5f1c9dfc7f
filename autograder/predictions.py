"""Predictions: which questions a lesson asks before it shows, and which of them a notebook answers.

A prediction counts as made when the notebook itself shows it: a cell holds `predict("…", answer="…")` with something
in the quotes, or its outputs hold what a form kept. Notebooks are read as data, and nothing of them runs: one that was
handed in may hold anything. Whether a prediction came true has no part in it.
"""

import ast
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from html import escape
from itertools import pairwise
from typing import Any

from autograder.ipynb import Cell, source_of

MIME = "application/vnd.course.prediction+json"  # {"question": …, "answer": …} among a cell's outputs
MOST = 500  # characters of an answer
_LONGEST = 4_000  # characters of a cell with a question; longer ones are not read
_EXERCISE = "predictions_"  # and the lesson's number: the row that they earn their point by


def exercise_of(number: str) -> str:
    "What the row of the lesson with this number is called: `'predictions_05'`."
    return _EXERCISE + number


def is_predictions(exercise: str) -> bool:
    "Whether a row is about predictions: a question to the notebook, with no answer that is code."
    return exercise.startswith(_EXERCISE)


def file_of(exercise: str) -> str:
    "By what name a judge reads what `state` says of the notebook, as if it lay beside it."
    return f"{exercise}.json"


def state(asked: Sequence[Cell], answered: Mapping[str, str]) -> str:
    "For a judge, as JSON: the questions that a lesson's own cells ask, and whether each is in `answered`."
    return json.dumps({question: question in answered for question in questions(asked)})


def beside(read: Callable[[str], bytes | None], found: Callable[[], bytes]) -> Callable[[str], bytes | None]:
    "For `Student`: reads files as `read` does, and instead of one about predictions what `found` gives."
    return lambda name: found() if is_predictions(name) else read(name)


def stored(question: str, answer: str) -> dict[str, Any]:
    "What stands below a cell once a prediction is made: text for readers, and the same for whoever counts."
    said = f"You predict: {answer}. Now run the next cell."
    html = f"<b>{escape(question)}</b><br>You predict: <b>{escape(answer)}</b>. Now run the next cell."
    return {"text/plain": f"{question}\n{said}", "text/html": html, MIME: {"question": question, "answer": answer}}


def answer_all(cells: Iterable[Cell], answer: str) -> None:
    "Puts this answer below every question of these cells, as a form does: for hand-ins that are made by a program."
    for cell in cells:
        for question in questions([cell]):
            cell["outputs"] = [{"output_type": "display_data", "metadata": {}, "data": stored(question, answer)}]


def questions(cells: Sequence[Cell]) -> list[str]:
    "What these cells ask, in order, each once."
    return list(dict.fromkeys(question for cell in cells for question, _ in _calls(cell)))


def predictions(cells: Sequence[Cell]) -> dict[str, str]:
    "The predictions that these cells show, by question. Cells of a hand-in may hold anything."
    found: dict[str, str] = {}
    for cell in cells:
        shown = [*_kept(cell), *((question, answer_in(call)) for question, call in _calls(cell))]
        found |= {question: answer for question, answer in shown if answer}
    return found


def as_answer(value: Any) -> str:
    "An answer as text: words or a number. '' for what says nothing, and for what is neither."
    if type(value) not in (str, int, float):
        return ""
    try:
        text = str(value)[: 2 * MOST].strip()
    except ValueError:  # a whole number of thousands of digits
        return ""
    return text if 0 < len(text) <= MOST and text.strip(".…_?") else ""


def answer_in(call: ast.Call) -> str:
    "What `answer=` of a call of `predict` says, where that stands there as it is; '' for an expression."
    for keyword in call.keywords:
        if keyword.arg == "answer":
            try:
                return as_answer(ast.literal_eval(keyword.value))
            except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
                return ""
    return ""


def has_choice(cell: Cell, answer: str) -> bool:
    "Whether this is an answer to what a cell asks: one of its choices, where they stand there as they are."
    for _, call in _calls(cell):
        if len(call.args) > 1 and isinstance(call.args[1], ast.List):
            return answer in [choice.value for choice in call.args[1].elts if isinstance(choice, ast.Constant)]
    return bool(answer)


def without_prediction(source: str) -> str:
    "The text of a cell as learners get it: its question, and no `answer=`."
    text = source.encode()
    starts = [0]
    for line in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))

    def end(node: ast.expr) -> int:
        return starts[(node.end_lineno or 1) - 1] + (node.end_col_offset or 0)

    for call in reversed(_calls_in(source)):
        parts = sorted([*call.args, *(keyword.value for keyword in call.keywords)], key=end)
        for before, part in pairwise(parts):
            if any(keyword.arg == "answer" and keyword.value is part for keyword in call.keywords):
                text = text[: end(before)] + text[end(part) :]
    return text.decode()


def _calls(cell: Cell) -> Iterator[tuple[str, ast.Call]]:
    "The calls of `predict` in a cell, with their questions."
    if cell["cell_type"] == "code":
        for call in _calls_in(source_of(cell)):
            yield call.args[0].value, call  # type: ignore[attr-defined]  # `_calls_in` has seen to that


def _calls_in(source: str) -> list[ast.Call]:
    "Those that are statements of the cell itself and ask a question that stands there as it is."
    if "predict(" not in source or len(source) > _LONGEST:
        return []
    try:
        body = ast.parse(source).body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return []
    calls = [node.value for node in body if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)]
    return [
        call
        for call in calls
        if isinstance(call.func, ast.Name) and call.func.id == "predict" and call.args
        if isinstance(call.args[0], ast.Constant) and isinstance(call.args[0].value, str)
    ]


def _kept(cell: Cell) -> Iterator[tuple[str, str]]:
    "Questions and answers among a cell's outputs, as a form kept them."
    outputs = cell.get("outputs")
    for output in outputs if isinstance(outputs, list) else []:
        data = output.get("data") if isinstance(output, dict) else None
        kept = data.get(MIME) if isinstance(data, dict) else None
        if isinstance(kept, dict) and isinstance(kept.get("question"), str):
            yield kept["question"], as_answer(kept.get("answer"))
