"The given module that writes a history as text, as HTML and as a small plot, and finds out who is looking."

import sys
import xml.etree.ElementTree as ElementTree
from types import SimpleNamespace

import pytest

from course_lib._views import Page, history_rows, html_table, loss_svg, text_table, view

UNATTENDED = ("IN_TEST", "NBGRADER_EXECUTION", "CI")
HISTORY = [
    {"epoch": 0, "phase": "train", "loss": 1.23456, "seen": 20},
    {"epoch": 0, "phase": "valid", "loss": float("nan"), "seen": 8},
    {"epoch": 1, "phase": "train", "loss": 0.5, "seen": 20},  # its validation was cancelled
]


def test_phases_of_an_epoch_share_a_row():
    first, second = history_rows(HISTORY)
    assert first == {"epoch": "0", "train loss": "1.2346", "train seen": "20", "valid loss": "nan", "valid seen": "8"}
    assert second == {"epoch": "1", "train loss": "0.5000", "train seen": "20"}


def test_tables_line_up():
    lines = text_table(history_rows(HISTORY))
    assert lines[0] == "epoch  train loss  train seen  valid loss  valid seen"
    assert len({len(line) for line in lines}) == 1
    cells = ElementTree.fromstring(html_table(history_rows(HISTORY)))
    assert [len(row) for row in cells.iter("tr")] == [5, 5, 5]
    assert html_table([]) == ""


def test_names_are_escaped():
    assert "<b>" not in html_table([{"train <b>": "1"}])


def test_plot_stays_small_and_leaves_out_what_is_not_finite():
    svg = loss_svg([2.0, float("nan"), float("inf")] + [1.0] * 10_000, [(5_000, 1.5), (10_000, float("nan"))])
    drawn = ElementTree.fromstring(svg)
    assert len(svg) < 6_000 and "nan" not in svg and "inf" not in svg
    assert len(list(drawn.iter("circle"))) == 1
    assert drawn.get("aria-label")


@pytest.mark.parametrize("losses", [[], [float("nan")], [1.0], [2.0, 2.0]])
def test_plot_of_next_to_nothing(losses):
    svg = loss_svg(losses, [])
    assert svg == "" or ElementTree.fromstring(svg) is not None


def test_view_depends_on_who_looks(monkeypatch):
    for name in UNATTENDED:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: None))
    assert view() == "lines"
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: SimpleNamespace(kernel=1)))
    assert view() == "page"
    for name in UNATTENDED:
        with monkeypatch.context() as unattended:
            unattended.setenv(name, "1")
            assert view() == "table"


def test_page_is_html_where_it_can_be_and_text_elsewhere():
    page = Page("<b>1</b>", "1")
    assert (page._repr_html_(), repr(page)) == ("<b>1</b>", "1")
