"A section of the benchmark's page is measured anew without the others."

from tests.attacks.benchmark import with_section

PAGE = "# Benchmark\n\nWhat it is.\n\n## Speed\n\n| 1 |\n\n## Costs\n\n| 2 |\n"


def test_a_section_takes_its_own_place():
    assert with_section(PAGE, "Speed", ["| 9 |"]) == PAGE.replace("| 1 |", "| 9 |")
    assert with_section(PAGE, "Costs", ["| 9 |"]) == PAGE.replace("| 2 |", "| 9 |")


def test_a_new_section_stands_last():
    assert with_section(PAGE, "Memory", ["| 9 |"]) == f"{PAGE}\n## Memory\n\n| 9 |\n"
