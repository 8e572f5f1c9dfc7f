"The ladder: a rung for each lesson from 02 on, measured as it stands, and shown so in every lesson."

import re
from dataclasses import asdict

import pytest
import torch
from torch import nn

from autograder.errors import CourseError
from autograder.ipynb import read_notebook, source_of
from autograder.lessons import REPOSITORY, all_lessons
from autograder.measurements.file import read_runs, recipe_of
from autograder.measurements.ladder import LADDER, ladder, ladder_model
from autograder.measurements.rows import SEEDS
from course_lib.batchnorm import get_model
from course_lib.core import set_seed
from course_lib.layernorm import LayerNorm

LESSONS = [lesson for lesson in all_lessons(REPOSITORY / "solutions") if lesson.number >= "02"]
BUDGET = ("epochs", "extra_epochs", "model", "split")


def accuracies(row):
    runs = [run for run in read_runs() if (run.row, run.recipe, run.device) == (row.name, recipe_of(row), "CPU")]
    return {run.seed: run.accuracy for run in runs}


def test_each_lesson_has_a_rung():
    assert [(row.name[-2:], row.lesson) for row in LADDER[1:]] == [(les.number, les.module) for les in LESSONS]


@pytest.mark.parametrize("row", LADDER, ids=lambda row: row.name)
def test_a_rung_is_measured_as_it_stands(row):
    assert accuracies(row).keys() >= set(SEEDS), f"run `autograder results --ladder`: {row.name} lacks seeds"


def test_model_and_budget_are_the_same_and_chosen_on_validation():
    assert len({tuple(asdict(row)[name] for name in BUDGET) for row in LADDER}) == 1
    assert LADDER[0].split == "valid"


@pytest.mark.parametrize("norm", [None, LayerNorm])
def test_the_model_is_that_of_lesson_09(norm):
    "With the same random numbers, so that a learner's run is the stored one's twin."
    outputs = []
    for make in (ladder_model, get_model):
        set_seed(0)
        outputs.append(make(nn.ReLU, norm=norm)(torch.ones(2, 1, 28, 28)))
    assert torch.equal(*outputs)


def shown(lesson):
    "The cells of the ladder as a lesson shows them, line by line; the header first."
    cells = read_notebook(lesson.notebook(REPOSITORY / "solutions"))["cells"]
    (cell,) = [cell for cell in cells if re.search(rf'^ladder\("{lesson.module}", ', source_of(cell), re.M)]
    (text,) = ["".join(out["data"]["text/plain"]) for out in cell["outputs"] if "data" in out]
    return [re.split(r"\s{2,}", line) for line in text.splitlines()]


@pytest.mark.parametrize("lesson", LESSONS, ids=str)
def test_a_lesson_shows_what_is_measured(lesson):
    table = ladder(lesson.module)
    header, *body = shown(lesson)
    assert header == table.header
    *own, accuracy = body.pop()
    assert [*body, own] == [line[:-1] for line in table.body], f"run `autograder outputs {lesson.number}`"
    assert float(accuracy) == pytest.approx(accuracies(LADDER[int(lesson.number) - 1])[0], abs=0.004), (
        "the run in the lesson has another recipe than its rung"
    )


def test_own_runs_stand_in_the_last_column():
    assert [line[-1] for line in ladder("glorot", 0.25).body] == ["", "0.250"]
    assert ladder("glorot", [0.3, 0.25, 0.2]).body[-1][-1] == "0.250 (0.200 to 0.300)"
    assert ladder("glorot").body[-1][-1] == ""
    assert len(ladder().body) == len(LADDER)


def test_an_unknown_rung():
    with pytest.raises(CourseError, match="no rung 'stats'. Rungs: glorot, learner"):
        ladder("stats")
