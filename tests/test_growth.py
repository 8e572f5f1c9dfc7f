"The section on how a class grows, from figures as they are measured."

from tests.growth import Took, figure_of, section

FOUND = {
    100: {name: Took(10.0, 12.0, 120, "Measured.") for name in ("intake", "entering", "judging")},
    1000: {name: Took(90.0, 99.0, 140, "Measured.") for name in ("intake", "entering")},
}


def test_each_size_has_its_figures_and_a_hand_in_its_share():
    lines = section(FOUND)
    assert "| intake | 10.0 s, 100 ms | 90.0 s, 90 ms |" in lines
    assert "| judging | 10.0 s, 100 ms | not measured |" in lines
    assert "| memory of the coordinator | 120 MB | 140 MB |" in lines and "had 140 MB at most" in "\n".join(lines)


def test_every_measured_step_is_drawn():
    (axes,) = figure_of(FOUND).axes
    drawn = {line.get_label(): list(line.get_xdata()) for line in axes.lines}
    assert drawn["entering"] == [100, 1000] and drawn["judging"] == [100] and "report" not in drawn
