"All attacks, by number."

from tests.attacks.attack import Attack
from tests.attacks.attacks import changing, comparison, exhausting, instructor, reading

SECTIONS = {
    "Fooling the comparison": comparison,
    "Reading the answer": reading,
    "Changing what is graded": changing,
    "Exhausting": exhausting,
    "Reaching the instructor": instructor,
}


def all_attacks() -> dict[str, Attack]:
    "Every attack by the id that it is handed in under: `a22-3` is the third with number 22."
    found: dict[str, Attack] = {}
    for section in SECTIONS.values():
        for attack in section.ATTACKS:
            count = sum(id.startswith(f"a{attack.number:02}-") for id in found) + 1
            found[f"a{attack.number:02}-{count}"] = attack
    return found
