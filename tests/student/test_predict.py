"A guess before a cell is run: a form where there are widgets, text elsewhere, nothing where nobody is asked."

import pytest

from autograder.student.predict import _form, predict

QUESTION = ("Which one survives?", ["the small one", "the <large> one"])


@pytest.fixture(autouse=True)
def attended(monkeypatch):
    for name in ("IN_TEST", "NBGRADER_EXECUTION"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize("variable", ["IN_TEST", "NBGRADER_EXECUTION"])
def test_a_program_is_asked_nothing(variable, monkeypatch, capsys):
    monkeypatch.setenv(variable, "1")
    assert predict(*QUESTION) is None and predict("How many?", answer=3) is None
    assert capsys.readouterr().out == ""


def test_without_widgets_the_cell_holds_the_answer(capsys):
    predict(*QUESTION)
    assert capsys.readouterr().out.splitlines() == [
        "Which one survives?",
        "  - the small one",
        "  - the <large> one",
        'Write it into the cell: answer="…"',
    ]
    predict(*QUESTION, answer="the small one")
    assert capsys.readouterr().out == "You predict: the small one. Now run the next cell.\n"


def test_a_form_has_a_button_for_each_option_and_keeps_the_first_that_is_pressed():
    question, small, large, said = _form(*QUESTION).children
    assert QUESTION[0] in question.value and [small.description, large.description] == QUESTION[1]
    assert said.value == ""
    large.click()
    assert "the &lt;large&gt; one" in said.value and (small.icon, large.icon) == ("", "check")
    assert small.disabled and large.disabled


def test_a_form_without_options_takes_a_number():
    _, field, said = _form("How large is it?", ()).children
    field.value = "12"
    assert "<b>12</b>" in said.value and field.disabled
