"What lessons import is there wherever a lesson runs: in a jail, `autograder` is its probe and a stub of `notebook`."

import ast
import re

import pytest

from autograder.ipynb import read_notebook, source_of
from autograder.lessons import REPOSITORY, all_lessons


@pytest.mark.parametrize("lesson", all_lessons(REPOSITORY / "solutions"), ids=str)
def test_of_the_grader_a_lesson_imports_its_notebook_module(lesson):
    found = set()
    for cell in read_notebook(lesson.notebook(REPOSITORY / "solutions"))["cells"]:
        if cell["cell_type"] != "code" or "experiment" in cell["metadata"].get("tags", []):
            continue
        for node in ast.walk(ast.parse(re.sub(r"^[%!].*$", "", source_of(cell), flags=re.M))):
            if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module)
            elif isinstance(node, ast.Import):
                found.update(alias.name for alias in node.names)
    assert {name for name in found if name.partition(".")[0] == "autograder"} <= {"autograder.notebook"}
