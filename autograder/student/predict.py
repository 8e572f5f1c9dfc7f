"What a learner does beside writing code: `predict` before a cell is run, and `explore` a figure with sliders."

import sys
from collections.abc import Callable, Sequence
from html import escape
from typing import Any

from autograder.student.unattended import run_by_a_program

_THEN = "Now run the next cell."


def predict(question: str, options: Sequence[str] = (), answer: str | float | None = None) -> None:
    """Asks for a prediction: one of `options`, or a number or a few words where there are none.

    A notebook that can show widgets shows a form, which Tab and the space bar operate. Elsewhere, write
    your prediction into the cell, `predict("…", answer="…")`. A program that runs the notebook is asked nothing.
    Nothing judges the answer, and it is stored nowhere but in the form.
    """
    if run_by_a_program():
        return
    if answer is not None:
        print(f"You predict: {answer}. {_THEN}")
        return
    text = "\n".join([question, *(f"  - {option}" for option in options), 'Write it into the cell: answer="…"'])
    ipython = sys.modules.get("IPython")
    if ipython and hasattr(ipython.get_ipython(), "kernel"):
        ipython.display.display({**_form(question, options)._repr_mimebundle_(), "text/plain": text}, raw=True)
    else:
        print(text)


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


def _form(question: str, options: Sequence[str]) -> Any:
    """The question and what takes the answer, an ipywidgets box: a button for each option, or a field.

    Buttons, since Tab and the space bar reach each of them; JupyterLab keeps the arrow keys, which radio buttons need.
    """
    import ipywidgets as widgets

    said = widgets.HTML()
    wide = widgets.Layout(width="auto", min_width="18em")
    if options:
        fields = [widgets.Button(description=option, layout=wide, style={"text_align": "left"}) for option in options]
    else:
        fields = [
            widgets.Text(description="I predict", placeholder="a number, or a few words", continuous_update=False)
        ]

    def keep(field: Any, answer: str) -> None:
        for each in fields:
            each.disabled = True
        if options:
            field.icon = "check"
        said.value = f"You predict: <b>{escape(answer)}</b>. {_THEN}"

    for field in fields:
        if options:
            field.on_click(lambda button: keep(button, button.description))
        else:
            field.observe(lambda change: keep(change.owner, change.new) if change.new else None, "value")
    box = widgets.Layout(align_items="flex-start")
    return widgets.VBox([widgets.HTML(f"<b>{escape(question)}</b>"), *fields, said], layout=box)
