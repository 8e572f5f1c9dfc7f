"What is graded is the released lesson with the learner's text in it, whatever the hand-in says about itself."

import copy
import json
import re

import pytest
from mini_course import first_lesson
from tiny_courses import code, md

from autograder.errors import CourseError
from autograder.grading.rebuild import rebuild
from autograder.ipynb import is_check
from autograder.readable import parse_notebook


def notebook(cells):
    return {"cells": cells, "metadata": {"kernelspec": {"name": "python3"}}, "nbformat": 4, "nbformat_minor": 5}


@pytest.fixture
def released():
    return notebook(first_lesson())


@pytest.fixture
def handed_in(released):
    handed_in = copy.deepcopy(released)
    for cell in handed_in["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("solution"):
            cell["source"] = "def answer(): pass"
    return handed_in


def place(nb, name):
    return next(i for i, cell in enumerate(nb["cells"]) if cell["id"] == name)


def texts(rebuilt):
    return [source for _, source in rebuilt.code]


def test_answers_are_taken_by_grade_id_and_all_else_is_ours(released, handed_in):
    rebuilt = rebuild(released, handed_in)
    assert [cell["id"] for cell in rebuilt.notebook["cells"]] == [cell["id"] for cell in released["cells"]]
    assert texts(rebuilt).count("def answer(): pass") == 2
    assert rebuilt.notebook["metadata"] == released["metadata"]


def test_checks_and_experiments_do_not_run(released, handed_in):
    rebuilt = rebuild(released, handed_in)
    assert not any("check(" in text or "range(3)" in text for text in texts(rebuilt))
    assert sum(is_check(cell) for cell in rebuilt.notebook["cells"]) == 2


def test_helpers_follow_the_cell_that_they_followed(released, handed_in):
    cells = handed_in["cells"]
    cells.insert(place(handed_in, "double") + 1, code("second = 2", "b"))
    cells.insert(place(handed_in, "double") + 1, code("first = 1", "a"))
    cells.insert(0, code("start = 0", "c"))
    cells.append(code("end = 9", "d"))
    ran = texts(rebuild(released, handed_in))
    assert ran[0] == "start = 0" and ran[-1] == "end = 9"
    answer = ran.index("def answer(): pass")
    assert ran[answer + 1 : answer + 3] == ["first = 1", "second = 2"]


def test_an_edited_cell_of_ours_runs_beside_ours(released, handed_in):
    handed_in["cells"][place(handed_in, "imports")]["source"] = "import math\nTAU = 2 * math.pi"
    ran = texts(rebuild(released, handed_in))
    assert ran.index("import math\nTAU = 2 * math.pi") == ran.index("#| export\nimport math") + 1


def test_an_edited_experiment_does_not_run(released, handed_in):
    handed_in["cells"][place(handed_in, "trial-run")] |= {"source": "train(for_hours)", "metadata": {}}
    assert "train(for_hours)" not in texts(rebuild(released, handed_in))


def test_without_cell_ids_our_cells_are_known_by_their_text(released, handed_in):
    for number, cell in enumerate(handed_in["cells"]):
        cell["id"] = f"other-{number}"
    expected = [
        re.sub(r"#. export\ndef .*", "def answer(): pass", x, flags=re.S) for x in texts(rebuild(released, released))
    ]
    assert texts(rebuild(released, handed_in)) == expected


@pytest.mark.parametrize(
    "edit",
    [
        lambda cell: cell["metadata"].update(tags=["skip-execution", "experiment"]),
        lambda cell: cell["metadata"]["nbgrader"].update(points=100, grade=False, locked=False),
        lambda cell: cell["metadata"]["nbgrader"].update(solution=True),
        lambda cell: cell.update(source="100"),
        lambda cell: cell.update(outputs=[{"output_type": "execute_result", "data": {"text/plain": "2"}}]),
        lambda cell: cell["metadata"].update(nbgrader={"grade_id": "double", "solution": True, "grade": False}),
    ],
)
def test_what_a_check_cell_claims_is_ignored(edit, released, handed_in):
    edit(handed_in["cells"][place(handed_in, "check-double")])
    rebuilt = rebuild(released, handed_in)
    cell = next(c for c in rebuilt.notebook["cells"] if c["id"] == "check-double")
    original = released["cells"][place(released, "check-double")]
    assert cell["metadata"] == original["metadata"] and cell["source"] == "".join(original["source"])
    assert cell["outputs"] == [] and cell["id"] not in rebuilt.runs


def test_a_second_cell_of_one_name_is_an_ordinary_one(released, handed_in):
    again = copy.deepcopy(handed_in["cells"][place(handed_in, "double")])
    handed_in["cells"].append(again | {"source": "def other(): return 2"})
    ran = texts(rebuild(released, handed_in))
    assert ran.count("def answer(): pass") == 2 and ran[-1] == "def other(): return 2"


def test_a_missing_answer_leaves_what_was_released(released, handed_in):
    del handed_in["cells"][place(handed_in, "double")]
    assert "".join(released["cells"][place(released, "double")]["source"]) in texts(rebuild(released, handed_in))


def test_no_own_cell_takes_the_id_of_ours(released, handed_in):
    handed_in["cells"] += [md("# mine", "title"), code("1", "own-1"), code("2", "own-1")]
    ids = [cell["id"] for cell in rebuild(released, handed_in).notebook["cells"]]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (notebook([code("1", "a")] * 2001), "more than 2000 cells"),
        (notebook([code("x" * (2**21 + 1), "a")]), "more than 2 MB of text"),
        (notebook([{**code("1", "a"), "metadata": {"x": json.loads("[" * 80 + "]" * 80)}}]), "nested too deeply"),
        (notebook([code("\0", "a")]), "its cell 1 is damaged"),
    ],
)
def test_caps(content, why):
    with pytest.raises(CourseError, match=why):
        parse_notebook(json.dumps(content).encode())


def test_half_a_character_is_no_text():
    data = json.dumps(notebook([code("HERE", "a")])).replace("HERE", "\\ud800")
    with pytest.raises(CourseError, match="its cell 1 is damaged"):
        parse_notebook(data.encode())


OWN_VERSION = "def double(x): return x + x"


@pytest.mark.parametrize("last", ["double = double(3)", "del double", "def double(x): return 0", "double: int = 3"])
def test_an_answer_that_a_later_cell_rebinds_runs_again_at_the_end(last, released, handed_in):
    handed_in["cells"][place(handed_in, "double")]["source"] = OWN_VERSION
    handed_in["cells"].append(code(last, "scratch"))
    ran = texts(rebuild(released, handed_in))
    assert ran.index(last) < len(ran) - 1 and ran[-1] == OWN_VERSION
    handed_in["cells"].pop()
    assert texts(rebuild(released, handed_in)).count(OWN_VERSION) == 1  # and else only once


def test_a_stub_does_not_run_over_a_definition_in_another_cell(released, handed_in):
    answer = handed_in["cells"].pop(place(handed_in, "double"))
    stub = "".join(released["cells"][place(released, "double")]["source"])
    assert stub in texts(rebuild(released, handed_in))  # nobody defines it: "not written yet"
    handed_in["cells"].insert(3, code(OWN_VERSION, "retyped"))
    ran = texts(rebuild(released, handed_in))
    assert stub not in ran and OWN_VERSION in ran and answer


def test_a_blank_copy_of_an_answer_changes_nothing(released, handed_in):
    written = copy.deepcopy(handed_in["cells"][place(handed_in, "double")]) | {"source": OWN_VERSION}
    stub = written | {"source": "#| export\ndef double(x):\n    raise NotImplementedError()"}
    for copies in ([written, stub], [stub, written], [written, written | {"id": "again"}]):
        cells = [cell for cell in handed_in["cells"] if cell["id"] != "double"]
        ran = texts(rebuild(released, {**handed_in, "cells": [*cells, *copies]}))
        assert ran.count(OWN_VERSION) == 1 and "".join(stub["source"]) not in ran


def test_what_stands_between_an_answer_and_its_check_counts(released, handed_in):
    "The check saw it, so it is what the learner handed in; what stands behind the check is not."
    handed_in["cells"][place(handed_in, "double")]["source"] = OWN_VERSION
    handed_in["cells"].insert(place(handed_in, "check-double"), code("def double(x): return 2.0 * x", "better"))
    handed_in["cells"].append(code("double = 3", "scratch"))
    assert texts(rebuild(released, handed_in))[-1] == "def double(x): return 2.0 * x"


def test_an_attribute_of_an_answer_is_no_new_answer(released, handed_in):
    handed_in["cells"][place(handed_in, "double")]["source"] = OWN_VERSION
    handed_in["cells"].append(code("double.noted = 'by hand'", "noted"))
    assert texts(rebuild(released, handed_in)).count(OWN_VERSION) == 1


EXPORTER = "from autograder.notebook import export_lesson"
ANSWERS = ["def answer(): pass"] * 2
HELPER = "def half(x): return x / 2"


@pytest.mark.parametrize("last", ["half = half(3)", "del half", "%matplotlib inline\nhalf = 3"])
def test_a_helper_whose_name_something_else_takes_is_defined_again(last, released, handed_in):
    handed_in["cells"].insert(place(handed_in, "double"), code("def half(x): return 0", "first try"))
    handed_in["cells"].insert(place(handed_in, "double"), code(HELPER, "helper"))
    handed_in["cells"].append(code(last, "scratch"))
    assert texts(rebuild(released, handed_in))[-2:] == [last, HELPER]
    handed_in["cells"].append(code("def half(x): return x * 0.5", "again"))  # this is what counts now
    assert texts(rebuild(released, handed_in))[-1] == "def half(x): return x * 0.5"


def test_after_a_reset_all_that_defines_something_runs_again(released, handed_in):
    handed_in["cells"].insert(place(handed_in, "double"), code(HELPER, "helper"))
    handed_in["cells"] += [code("%reset -f", "reset"), code("print('end')", "end")]
    ran = texts(rebuild(released, handed_in))
    again = ran[ran.index("print('end')") + 1 :]
    assert [HELPER, "def answer(): pass", "def answer(): pass"] == [
        x for x in again if "import" not in x and "#|" not in x
    ]
    assert "#| export\nimport math" in again and not any("print" in x for x in again)


def test_of_two_cells_that_were_merged_no_stub_runs(released, handed_in):
    "JupyterLab's *Merge Selected Cells* keeps the marks of the first one."
    second = handed_in["cells"].pop(place(handed_in, "triple"))
    handed_in["cells"][place(handed_in, "double")]["source"] = f"{OWN_VERSION}\ndef triple(x): return 3 * x"
    ran = texts(rebuild(released, handed_in))
    assert second and ran.count(f"{OWN_VERSION}\ndef triple(x): return 3 * x") == 1
    assert not any("def triple" in text and OWN_VERSION not in text for text in ran)
