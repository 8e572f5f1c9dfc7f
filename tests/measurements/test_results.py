"The reference table: complete, made by the recipes that stand there now, and never chosen by the test images."

import json
import re
from dataclasses import replace
from statistics import mean, median

import pytest

from autograder.errors import CourseError
from autograder.measurements.file import Run, add_run, read_costs, read_runs, recipe_of, write_costs
from autograder.measurements.ladder import LADDER
from autograder.measurements.rows import ROWS, SEEDS, find_rows, trials_of
from autograder.measurements.show import show_costs, show_goals, show_results, show_trials, summary

RUN = Run("SGD", "0123456789ab", "CPU", 0, 0.85, 20.0, "2.14.1")


def accuracies(row, device):
    runs = [run for run in read_runs() if (run.row, run.recipe, run.device) == (row.name, recipe_of(row), device)]
    return {run.seed: run.accuracy for run in runs}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_every_row_is_measured_as_it_stands(row):
    assert accuracies(row, "CPU").keys() >= set(SEEDS), f"run `make results`: {row.name} lacks seeds"


@pytest.mark.parametrize("row", [row for row in ROWS if row.rates], ids=lambda row: row.name)
def test_the_rate_is_the_best_on_validation(row):
    "On the device where all of them were tried."
    tried = {
        device: {trial.lr: accuracies(trial, device) for trial in trials_of(row)}
        for device in {run.device for run in read_runs()}
    }
    (found,) = [rates for rates in tried.values() if all(seeds.keys() >= set(SEEDS) for seeds in rates.values())]
    assert row.lr == max(found, key=lambda lr: mean(found[lr].values()))


def reached(row):
    return median(accuracies(row, "CPU").values())


@pytest.mark.parametrize("row", [row for row in ROWS if row.goal or row.name.endswith(", tuned")], ids=lambda r: r.name)
def test_goals_and_recorded_values_are_reached(row):
    assert reached(row) >= (row.goal or row.recorded)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_who_falls_short_of_the_recorded_value_has_a_tuned_version(row):
    versions = [
        other
        for other in ROWS
        if other.name.startswith(row.name.removesuffix(", torch's own").removesuffix(", stepped by epochs"))
    ]
    assert row.recorded is None or any(reached(other) >= row.recorded for other in versions)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_recorded_value_says_where_it_stands(row):
    assert bool(row.recorded) == bool(re.fullmatch(r"1[123]_[a-z_]+\[\d+\]", row.source))


def test_a_cell_has_one_value():
    "One cell of a public notebook printed one final accuracy, so no two rows quote it with different ones."
    values = {}
    for row in ROWS:
        values.setdefault(row.source, set()).add(row.recorded)
    assert all(len(found) == 1 for source, found in values.items() if source)


def test_the_file_holds_nothing_else():
    known = {row.name: recipe_of(row) for row in [*ROWS, *LADDER, *(trial for row in ROWS for trial in trials_of(row))]}
    assert not [run for run in read_runs() if known.get(run.row) != run.recipe]


def test_a_recipe_is_all_that_decides_a_run():
    row = ROWS[0]
    assert recipe_of(replace(row, name="other", recorded=0.5)) == recipe_of(row)
    assert recipe_of(replace(row, lr=0.3)) != recipe_of(row) != recipe_of(replace(row, split="valid"))


def test_a_run_takes_the_place_of_an_older_one(tmp_path):
    path = tmp_path / "results.json"
    for run in (RUN, replace(RUN, seed=1), replace(RUN, accuracy=0.86)):
        add_run(run, path)
    assert [(run.seed, run.accuracy) for run in read_runs(path)] == [(0, 0.86), (1, 0.85)]


@pytest.mark.parametrize("text", ["[", "[{}]", '{"row": 1}', '[{"row": "SGD", "strange": 1}]'])
def test_a_damaged_file_is_named_and_kept(tmp_path, text):
    path = tmp_path / "results.json"
    path.write_text(text)
    with pytest.raises(CourseError, match=r"results.json is damaged .* Restore it"):
        add_run(RUN, path)
    assert path.read_text() == text


def test_an_unknown_row():
    with pytest.raises(CourseError, match="no row 'Adan'. Did you mean 'Adam'"):
        find_rows(["Adan"])


def test_tables():
    assert summary([]) == "not measured" and summary([0.5]) == "0.500 (one seed)"
    assert summary([0.81, 0.83, 0.84]) == "0.830 (0.827 ± 0.015, 3 seeds)"
    table = show_results("SGD", "small ResNet")
    assert [line[0] for line in table.body] == ["SGD", "small ResNet"]
    assert (
        "<td" in table._repr_html_()
        and "0.928 in 13_resnet[22], goal 0.920" in repr(table)
        and table.markdown().count("\n") == 3
    )
    assert len(show_trials().body) == sum(len(row.rates) for row in ROWS)


def test_runs_are_plain_lines():
    "So that a diff shows which were measured anew."
    path = read_runs.__defaults__[0]
    assert len(json.loads(path.read_text())) == len(path.read_text().splitlines()) - 2


def test_what_the_course_costs_beside_torch():
    "As `make benchmark` measured it: an epoch is within a twentieth of a bare loop's, a step within half of torch's."
    ratios = {cost.work: cost.ratio for cost in read_costs() if cost.device == "CPU"}
    epochs = [ratio for work, ratio in ratios.items() if "Learner" in work]
    steps = [ratio for work, ratio in ratios.items() if "a step of" in work]
    assert len(epochs) == 1 and epochs[0] <= 1.05
    assert len(steps) == 5 and max(steps) <= 1.5


def test_costs_of_a_device_replace_its_old_ones(tmp_path):
    old, *others = read_costs()
    write_costs([old, *others], tmp_path / "costs.json")
    write_costs([replace(old, ratio=9.0)], tmp_path / "costs.json")
    there = read_costs(tmp_path / "costs.json")
    assert [cost.ratio for cost in there if cost.device == old.device] == [9.0]
    assert len({cost.device for cost in there}) == len({cost.device for cost in read_costs()})


def test_goals_say_what_reached_them_and_what_nothing_did():
    table = show_goals(0.90, 0.999)
    (goal, made, found, took), *rest = table.body
    assert goal == "90.0%" and "3 epochs" in made and "3 seeds" in found and took.endswith(" minutes")
    assert rest == [["99.9%", "by no run that was measured", "", ""]]


def test_a_step_that_was_not_measured_says_so():
    table = show_costs("Adam", "nobody's")
    assert {line[0] for line in table.body} == {f"a step of {name} on its parameters" for name in ("Adam", "nobody's")}
    assert all((line[2] == "not measured") == ("nobody's" in line[0]) for line in table.body)
    assert "not measured" not in repr(show_costs())
