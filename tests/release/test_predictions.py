"Learners are asked before they are shown, three times a lesson or more, and what came out is folded."

import re
from itertools import pairwise

import pytest

from autograder.ipynb import read_notebook, source_of
from autograder.lessons import REPOSITORY, all_lessons

LESSONS = all_lessons(REPOSITORY / "solutions")
FOLDED = re.compile(r"<details><summary>What [^<]+</summary>\n.+?</details>", re.S)


def cells_of(lesson):
    return read_notebook(lesson.notebook(REPOSITORY / "solutions"))["cells"]


def asks(cell):
    return cell["cell_type"] == "code" and source_of(cell).startswith("predict(")


@pytest.mark.parametrize("lesson", LESSONS, ids=str)
def test_a_lesson_asks_and_folds_what_came_out(lesson):
    cells = cells_of(lesson)
    places = [place for place, cell in enumerate(cells) if asks(cell)]
    assert len(places) >= 3, f"{lesson.name} asks {len(places)} times: ask three times or more"
    for place, end in pairwise([*places, len(cells)]):
        assert cells[place + 1]["cell_type"] == "code", f"a cell to run follows {source_of(cells[place])}"
        text = "\n".join(source_of(cell) for cell in cells[place:end] if cell["cell_type"] == "markdown")
        assert FOLDED.search(text), f"{lesson.name}: what came out is not folded after {source_of(cells[place])}"
