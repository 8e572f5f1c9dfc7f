"Buttons below a check's table: the next hint, and how far one is. `hint()` and `progress()` are the same in words."

import sys

from autograder.checks.report import Report
from autograder.errors import CourseError
from autograder.predictions import is_predictions
from autograder.student.unattended import run_by_a_program


def offer_help(report: Report) -> None:
    "Shows the buttons where there is somebody to press them: in a notebook that shows widgets. Tab reaches them."
    ipython = sys.modules.get("IPython")
    if run_by_a_program() or not hasattr(ipython and ipython.get_ipython(), "kernel"):
        return
    import ipywidgets as widgets
    from IPython.display import display

    from autograder.student.compare import compare
    from autograder.student.hints import hint
    from autograder.student.progress import as_text, progress

    said = widgets.Output()

    def show(text_of) -> None:
        said.clear_output()
        with said:
            try:
                print(text_of())
            except CourseError as error:
                print(error)

    def button(words: str, text_of) -> widgets.Button:
        made = widgets.Button(description=words, layout=widgets.Layout(width="auto"))  # as wide as its words
        made.on_click(lambda _: show(text_of))
        return made

    buttons = [button("How far am I?", lambda: as_text(progress()))]
    if not report.passed:
        buttons.insert(0, button("A hint, please", lambda: hint(report.exercise)))
    elif not is_predictions(report.exercise):
        buttons.insert(0, button("The reference, please", lambda: compare(report.exercise)))
    box = widgets.VBox([widgets.HBox(buttons), said])
    display({**box._repr_mimebundle_(), "text/plain": ""}, raw=True)
