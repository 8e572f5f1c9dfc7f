"What a learner does beside writing code: `predict` before a cell is run, and `explore` a figure with sliders."

import os
import sys
from collections.abc import Callable, Sequence
from html import escape
from pathlib import Path
from typing import Any

from autograder.errors import CourseError
from autograder.ipynb import Cell, read_notebook
from autograder.lessons import all_lessons
from autograder.predictions import as_answer, predictions, state, stored
from autograder.student.find import given_cells
from autograder.student.unattended import run_by_a_program
from autograder.student.workspace import released

_made: dict[str, str] = {}  # question: answer, of this kernel


def predict(question: str, options: Sequence[str] = (), answer: str | float | None = None) -> None:
    """Asks for a prediction: one of `options`, or a number or a few words where there are none.

    A notebook that can show widgets shows a form, which Tab and the space bar operate. Elsewhere, write
    your prediction into the cell, `predict("…", answer="…")`. What you predict stands below the cell and is saved with
    the notebook; running the cell again keeps it. A program that runs the notebook is asked nothing.
    That every question has a prediction is worth a point; nothing judges what it says.
    """
    if run_by_a_program():
        return
    said = as_answer(answer) if answer is not None else made().get(question, "")
    if said:
        _made[question] = said
    text = "\n".join([question, *(f"  - {option}" for option in options), 'Write it into the cell: answer="…"'])
    ipython = sys.modules.get("IPython")
    if not ipython or not hasattr(ipython.get_ipython(), "kernel"):
        print(stored(question, said)["text/plain"] if said else text)
    elif said:
        ipython.display.display(stored(question, said), raw=True)
    else:

        def keep(chosen: str) -> None:
            _made[question] = chosen
            shown.update(stored(question, chosen), raw=True)

        form = {**_form(question, options, keep)._repr_mimebundle_(), "text/plain": text}
        shown = ipython.display.display(form, raw=True, display_id=True)


def made() -> dict[str, str]:
    "The predictions made so far, by question: those of this kernel, and what the notebook says as it was last saved."
    return {**predictions(_saved_cells()), **_made}


def state_here(number: str) -> str:
    "For a judge in this kernel: which questions of the lesson with this number have a prediction."
    asked = next((x for x in all_lessons(released() / "lessons") if x.number == number), None)
    return state(given_cells(asked) if asked else _saved_cells(), made())


def _saved_cells() -> list[Cell]:
    "Those of the notebook that runs here: Jupyter tells its kernel the path, and a lesson is called like its folder."
    session, folder = Path(os.environ.get("JPY_SESSION_NAME", "")), Path.cwd()
    try:
        return read_notebook(session if session.is_file() else folder / f"{folder.name}.ipynb")["cells"]
    except CourseError:
        return []


def explore(draw: Callable[..., Any], **controls: Any) -> None:
    """Draws with `draw` again whenever one of its arguments is changed: a slider or a list for each of `controls`.

    A control is `(low, high, step)`, a list of choices, or an ipywidgets control. Without widgets, and when a program
    runs the notebook, nothing is shown: the cell before should draw one figure, with the same function.
    """
    ipython = sys.modules.get("IPython")
    if run_by_a_program() or not ipython or not hasattr(ipython.get_ipython(), "kernel"):
        return
    import ipywidgets as widgets

    sliders = widgets.interactive(draw, {"manual": False}, **controls)
    for control in sliders.children[:-1]:
        control.style.description_width = "6em"
        if hasattr(control, "continuous_update"):
            control.continuous_update = False
    ipython.display.display(sliders)


def _form(question: str, options: Sequence[str], keep: Callable[[str], None]) -> Any:
    """The question and what takes the answer, an ipywidgets box: a button for each option, or a field.

    Buttons, since Tab and the space bar reach each of them; JupyterLab keeps the arrow keys, which radio buttons need.
    `keep` is called with the first answer.
    """
    import ipywidgets as widgets

    wide = widgets.Layout(width="auto", min_width="18em")
    if options:
        fields = [widgets.Button(description=option, layout=wide, style={"text_align": "left"}) for option in options]
    else:
        fields = [
            widgets.Text(description="I predict", placeholder="a number, or a few words", continuous_update=False)
        ]

    def take(text: str) -> None:
        answer = as_answer(text)
        if not answer or fields[0].disabled:
            return
        for field in fields:
            field.disabled = True
        keep(answer)

    for field in fields:
        if options:
            field.on_click(lambda button: take(button.description))
        else:
            field.observe(lambda change: take(change.new), "value")
    box = widgets.Layout(align_items="flex-start")
    return widgets.VBox([widgets.HTML(f"<b>{escape(question)}</b>"), *fields], layout=box)
