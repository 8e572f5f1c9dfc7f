"What `make results` says while it runs and draws at the end."

import pytest

from autograder.measurements.file import Run, read_runs, recipe_of
from autograder.measurements.plot import LEAST, figure_of, plot_runs
from autograder.measurements.progress import WIDTH, duration, progress
from autograder.measurements.rows import ROWS


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "0 s"), (85, "85 s"), (119, "119 s"), (720, "12 min"), (9000, "2.5 h")]
)
def test_durations(seconds, text):
    assert duration(seconds) == text


@pytest.mark.parametrize(("done", "total", "left"), [(1, 4, "5 min"), (2, 4, "100 s"), (3, 4, "33 s")])
def test_the_rest_takes_as_long_as_what_is_done(done, total, left):
    text = progress(done, total, 100)
    assert text.endswith(f"about {left} to go") and text.count("#") == WIDTH * done // total
    assert len(text.partition("]")[0]) == WIDTH + 1


def test_before_the_first_and_after_the_last_no_time_is_told():
    assert (
        progress(0, 4, 10) == f"[{'-' * WIDTH}] 0 %"
        and progress(4, 4, 10) == progress(0, 0, 0) == f"[{'#' * WIDTH}] 100 %"
    )


def test_every_run_of_the_rows_as_they_stand_is_drawn():
    runs = read_runs()
    rows = [row for row in ROWS if any(run.row == row.name for run in runs)][:3]
    old = Run(rows[0].name, "another recipe", "an old device", 0, 0.5, 1.0, "2.0")
    named = {(row.name, recipe_of(row)) for row in rows}
    drawn = [run for run in runs if (run.row, run.recipe) in named]
    (axes,) = figure_of(rows, [*runs, old]).axes
    clouds = [line for line in axes.lines if line.get_marker() != "|"]
    shown = sorted(x for line in clouds for x in line.get_xdata())
    assert shown == sorted(max(100 * run.accuracy, LEAST) for run in drawn) and shown[0] == LEAST < shown[-1]
    below = [line for line in clouds if line.get_marker() == "<"]
    assert sum(len(line.get_xdata()) for line in below) == sum(100 * run.accuracy < LEAST for run in drawn)
    assert {line.get_label() for line in clouds if line not in below} == {run.device for run in drawn}
    assert len(axes.lines) - len(clouds) == len({(run.row, run.device) for run in drawn})
    assert [label.get_text() for label in axes.get_yticklabels()] == [row.name for row in rows]


def test_nothing_measured_draws_an_empty_picture(tmp_path):
    assert plot_runs(ROWS[:2], [], tmp_path / "folder" / "runs.svg").stat().st_size > 0
