"A guess before a cell is run: a form where there are widgets, text elsewhere, nothing for a program; and the count."

import json

import pytest
from tiny_courses import code, md, write_notebook

import autograder.student.predict as module
from autograder.predictions import (
    MIME,
    MOST,
    predictions,
    questions,
    state,
    stored,
    without_prediction,
)
from autograder.student.predict import _form, made, predict, state_here

ASKED, OPTIONS = QUESTION = ("Which one survives?", ["the small one", "the <large> one"])


@pytest.fixture(autouse=True)
def attended(monkeypatch, tmp_path):
    for name in ("IN_TEST", "NBGRADER_EXECUTION", "JPY_SESSION_NAME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(module, "_made", {})
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("variable", ["IN_TEST", "NBGRADER_EXECUTION"])
def test_a_program_is_asked_nothing(variable, monkeypatch, capsys):
    monkeypatch.setenv(variable, "1")
    assert predict(*QUESTION) is None and predict("How many?", answer=3) is None
    assert capsys.readouterr().out == "" and made() == {}


def test_without_widgets_the_cell_holds_the_answer(capsys):
    predict(*QUESTION)
    assert capsys.readouterr().out.splitlines() == [
        "Which one survives?",
        "  - the small one",
        "  - the <large> one",
        'Write it into the cell: answer="…"',
    ]
    predict(*QUESTION, answer="the small one")
    assert capsys.readouterr().out == f"{ASKED}\nYou predict: the small one. Now run the next cell.\n"
    predict(*QUESTION)
    assert "You predict: the small one." in capsys.readouterr().out, "running the cell again keeps it"


def test_a_form_has_a_button_for_each_option_and_keeps_the_first_that_is_pressed():
    kept = []
    question, small, large = _form(*QUESTION, kept.append).children
    assert ASKED in question.value and [small.description, large.description] == OPTIONS
    large.click()
    small.click()
    assert kept == ["the <large> one"] and small.disabled and large.disabled


def test_a_form_without_options_takes_a_number_and_no_empty_words():
    kept = []
    _, field = _form("How large is it?", (), kept.append).children
    field.value = "  "
    assert not field.disabled
    field.value = "12"
    assert kept == ["12"] and field.disabled


def output(answer, question=ASKED):
    return {"output_type": "display_data", "metadata": {}, "data": {MIME: {"question": question, "answer": answer}}}


def asking(text, *outputs):
    return {**code(f"predict({ASKED!r}, {OPTIONS!r}{text})", "ask"), "outputs": list(outputs)}


MADE = {
    "a choice": asking(', answer="the small one"'),
    "a number": asking(", answer=-0.5"),
    "on lines of its own": code(f"predict(\n    {ASKED!r},\n    answer='2 %',\n)", "ask"),
    "beside other statements": code(f"sides = 2\npredict({ASKED!r}, answer='one')", "ask"),
    "kept by a form": asking("", output("the small one")),
    "kept by a form, and the cell was changed": code("# tried it", "ask") | {"outputs": [output("one")]},
    "both": asking(', answer="the small one"', output("the <large> one")),
}
NOT_MADE = {
    "nothing": asking(""),
    "None": asking(", answer=None"),
    "empty": asking(', answer=""'),
    "white space": asking(', answer="  \\n\\t"'),
    "the example's dots": asking(', answer="…"'),
    "an expression": asking(', answer="the " + "small one"'),
    "a name": asking(", answer=OPTIONS[0]"),
    "a formatted string": asking(", answer=f'{1}'"),
    "a list": asking(', answer=["the small one"]'),
    "a truth value": asking(", answer=True"),
    "bytes": asking(", answer=b'one'"),
    "huge": asking(f", answer={'x' * (MOST + 1)!r}"),
    "a huge number": asking(f", answer={'9' * 3_500}"),
    "a huge cell": asking(f", answer='one')\n#{'x' * 4_000}\n(0"),
    "deeply nested": asking(f", answer={'(' * 900}'one'{')' * 900}"),
    "no Python": asking(', answer="one"') | {"source": f"predict({ASKED!r}, answer='one'"},
    "a comment": code(f"# predict({ASKED!r}, answer='one')", "ask"),
    "never run": code(f"if False:\n    predict({ASKED!r}, answer='one')", "ask"),
    "text": md(f"predict({ASKED!r}, answer='one')", "ask"),
    "another question": code("predict('Which?', answer='one')", "ask"),
    "a question that is computed": code(f"predict({ASKED!r} + '', answer='one')", "ask"),
    "no question": code("predict(answer='one')", "ask"),
    "another function": code(f"ask.predict({ASKED!r}, answer='one')", "ask"),
    "a form that was not used": asking("", {"output_type": "display_data", "data": {"text/plain": "[ ] one"}}),
    "an output of another question": asking("", output("one", "Which?")),
    "an empty output": asking("", output("")),
    "an output with a number for a question": asking("", output("one", 3)),
    "an output with a list for an answer": asking("", output(["one"])),
    "a huge output": asking("", output("x" * 10**6)),
    "an output that is text": asking("", {"data": {MIME: json.dumps({"question": ASKED, "answer": "one"})}}),
    "an output without data": asking("", {"data": [MIME]}, {"data": None}, None, 3, "data", {}),
    "outputs that are none": asking("") | {"outputs": {"data": 3}},
    "an empty cell": code("", "ask"),
}


@pytest.mark.parametrize("cell", MADE.values(), ids=MADE)
def test_a_prediction_counts_where_the_notebook_shows_it(cell):
    assert predictions([cell])[ASKED]


@pytest.mark.parametrize("cell", NOT_MADE.values(), ids=NOT_MADE)
def test_nothing_else_counts(cell):
    assert ASKED not in predictions([cell])


def test_each_of_the_lessons_questions_counts_once():
    lesson = [asking(""), code("predict('How many?')", "many"), code("predict('How many?')", "again")]
    assert questions(lesson) == [ASKED, "How many?"]
    twice = [MADE["a choice"], MADE["a choice"], code("predict('Of my own?', answer='yes')", "own")]
    assert json.loads(state(lesson, predictions(twice))) == {ASKED: True, "How many?": False}
    assert json.loads(state(lesson, predictions([]))) == {ASKED: False, "How many?": False}


@pytest.mark.parametrize(
    "text",
    [
        'predict("How?", answer="so")',
        'predict("Wie groß?", ["größer", "kleiner"], answer="größer")',
        'predict(\n    "How?",\n    ["so", "else"],\n    answer="so",\n)\nprint("answer=3")',
        'predict("How?", answer="so", options=["so"])',
    ],
)
def test_learners_get_the_question_without_our_answer(text):
    left = without_prediction(text)
    assert questions([code(left, "x")]) == questions([code(text, "x")]) and not predictions([code(left, "x")])
    assert "answer=" not in left.replace('print("answer=3")', "") and without_prediction(left) == left


def test_what_was_saved_and_what_this_kernel_knows_count_together(tmp_path, monkeypatch, capsys):
    folder = tmp_path / "95_asking"
    cells = [asking("", {**output(""), "data": stored(ASKED, "the small one")}), code("predict('How many?')", "many")]
    write_notebook(folder / "95_asking.ipynb", cells)
    monkeypatch.chdir(folder)
    assert json.loads(state_here("95")) == {ASKED: True, "How many?": False}
    predict("How many?", answer=12)
    assert json.loads(state_here("95")) == {ASKED: True, "How many?": True}
    capsys.readouterr()
    predict(*QUESTION)
    assert "You predict: the small one." in capsys.readouterr().out, "a notebook that is opened again shows it again"
