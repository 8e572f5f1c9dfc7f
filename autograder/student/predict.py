"`predict`: a guess before a cell is run. It is for the learner alone, so nothing judges it and nothing stores it."

import sys
from collections.abc import Sequence
from html import escape
from typing import Any

from autograder.student.unattended import run_by_a_program

_THEN = "Now run the next cell."


def predict(question: str, options: Sequence[str] = (), answer: str | float | None = None) -> None:
    """Asks for a prediction: one of `options`, or a number or a few words where there are none.

    A notebook that can show widgets shows a form, which Tab, the arrow keys and the space bar operate. Elsewhere, write
    your prediction into the cell, `predict("…", answer="…")`. A program that runs the notebook is asked nothing.
    """
    if run_by_a_program():
        return
    if answer is not None:
        print(f"You predict: {answer}. {_THEN}")
        return
    text = "\n".join([question, *(f"  - {option}" for option in options), 'Write it into the cell: answer="…"'])
    ipython = sys.modules.get("IPython")
    if hasattr(ipython and ipython.get_ipython(), "kernel"):
        ipython.display.display({**_form(question, options)._repr_mimebundle_(), "text/plain": text}, raw=True)
    else:
        print(text)


def _form(question: str, options: Sequence[str]) -> Any:
    "The question, a field for the answer, and a button that keeps it: an ipywidgets box."
    import ipywidgets as widgets

    wide = widgets.Layout(width="auto", max_width="45em")
    if options:
        field = widgets.RadioButtons(options=options, value=None, layout=wide)
    else:
        field = widgets.Text(placeholder="a number, or a few words", layout=wide, continuous_update=False)
    field.description, field.style.description_width = "I predict", "initial"
    button = widgets.Button(description="Keep it")
    said = widgets.HTML()

    def keep(_: Any) -> None:
        if field.value in (None, ""):
            said.value = "Choose first. A wrong guess teaches more than none."
            return
        field.disabled = button.disabled = True
        said.value = f"You predict: <b>{escape(str(field.value))}</b>. {_THEN}"

    button.on_click(keep)
    return widgets.VBox([widgets.HTML(f"<b>{escape(question)}</b>"), field, button, said])
