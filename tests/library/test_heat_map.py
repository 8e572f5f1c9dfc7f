"The library of lesson 11: the heat map of a grid."

import math

import matplotlib
import pytest

matplotlib.use("Agg")

import matplotlib.pyplot as plt  # noqa: E402

from course_lib.experiments import plot_grid  # noqa: E402


def grid_rows(**changes):
    rows = [{"lr": lr, "bs": bs, "mean": lr + bs / 1000, "sd": 0.01} for bs in (16, 64) for lr in (0.1, 0.2, 0.4)]
    rows = [{**row, "best": row is rows[-1]} for row in rows]
    rows[0].update(changes)
    return rows


def test_heat_map_has_every_number_in_its_place():
    ax = plot_grid(grid_rows(), "lr", "bs", title="title")
    assert [label.get_text() for label in ax.get_xticklabels()] == ["0.1", "0.2", "0.4"]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["16", "64"]
    assert ax.get_xlabel() == "lr" and ax.get_ylabel() == "bs" and ax.get_title() == "title"
    texts = {text.get_position(): text for text in ax.texts}
    assert texts[2, 0].get_text() == "0.416\n± 0.010" and texts[0, 1].get_text() == "0.164\n± 0.010"
    assert [place for place, text in texts.items() if text.get_bbox_patch()] == [(2, 1)]
    assert ax.images[0].get_array()[1, 2] == pytest.approx(0.464)
    plt.close("all")


def test_heat_map_of_part_of_a_grid_and_of_nans():
    rows = grid_rows(mean=math.nan)
    ax = plot_grid(rows[:-2], "lr", "bs", plt.subplots()[1])
    assert len(ax.texts) == 4 and "nan" in ax.texts[0].get_text()
    plt.close("all")


def test_heat_map_refuses_two_rows_in_one_place():
    with pytest.raises(ValueError, match="two rows have lr 0.1 and bs 16"):
        plot_grid([*grid_rows(), grid_rows()[0]], "lr", "bs")
    plt.close("all")
