"A section that compares trainings is known by its code and by what it printed, and so is one that shows their curves."

import pytest
from tiny_courses import code, md

from autograder.release.curves import without_curves

TABLE = "lr 0.1: 0.712\nlr 0.2: 0.731\n"
LOOP = "for lr in (0.1, 0.2):\n    learner.fit(1, lr=lr)"
TRAIN = "def train(lr):\n    learner.fit(1, lr=lr)\n    return learner.losses"
THROUGH = "def repeated(lr):\n    return [train(lr) for _ in range(3)]"


def experiment(source, name, printed="", tags=("experiment",)):
    cell = code(source, name, *tags)
    if printed:
        cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": printed.splitlines(keepends=True)}]
    return cell


def found(*cells):
    return list(without_curves([md("## Does it train?", "heading"), *cells]))


COMPARES = {
    "fits in a loop": [experiment(LOOP, "here", TABLE)],
    "printed later": [experiment(LOOP, "here"), experiment("print(results)", "table", TABLE)],
    "a function that trains": [code(TRAIN, "def"), experiment("runs = [train(lr) for lr in rates]", "here", TABLE)],
    "through two functions": [
        code(TRAIN, "def"),
        code(THROUGH, "more"),
        experiment("{lr: repeated(lr) for lr in rates}", "here", TABLE),
    ],
    "steps by hand": [
        code("def train(lr):\n    for x in xs:\n        optimizer.step()", "def"),
        experiment("for lr in rates:\n    train(lr)", "here", TABLE),
    ],
    "a learner of the lesson's own": [
        code("class Mine:\n    def go(self):\n        self.learner.fit(1)", "def"),
        experiment("for lr in rates:\n    Mine(lr)", "here", TABLE),
    ],
    "a grid": [experiment("rows = run_grid(configs, train)", "here", TABLE)],
    "the course's own test": [experiment("print(difference(a, b))", "here", TABLE)],
    "a magic": [experiment("%time\n" + LOOP, "here", TABLE)],
    "a figure over batch sizes": [
        experiment(LOOP, "here", TABLE),
        experiment('ax.set(xlabel="batch size", ylabel="loss")', "figure"),
    ],
    "curves of another section": [
        experiment("compare_runs(others)", "figure"),
        md("## And now?", "next"),
        experiment(LOOP, "here", TABLE),
    ],
}


@pytest.mark.parametrize("cells", COMPARES.values(), ids=COMPARES)
def test_a_comparison_without_curves_is_found(cells):
    assert found(*cells) == ["here"]


SHOWS = {
    "one fit": [experiment("learner.fit(3)", "here", TABLE)],
    "one number": [experiment(LOOP, "here", "best: 0.731\n")],
    "words": [experiment(LOOP, "here", "it learns\nit does not\n")],
    "a loop without training": [code(TRAIN, "def"), experiment("for x in xs:\n    print(x.std())", "here", TABLE)],
    "a definition alone": [experiment(TRAIN + "\n\n\n" + THROUGH, "here", TABLE)],
    "curves": [experiment(LOOP, "here", TABLE), experiment("compare_runs(runs);", "figure")],
    "curves first": [experiment("dashboard(learner);", "figure"), experiment(LOOP, "here", TABLE)],
    "a figure over batches": [experiment(LOOP, "here", TABLE), experiment('ax.set(xlabel="training batch")', "figure")],
    "a reason": [experiment("# no curves: they are drawn below\n" + LOOP, "here", TABLE)],
    "the ladder": [experiment(LOOP + '\nladder("first", 0.7)', "here", TABLE)],
    "no experiment": [experiment(LOOP, "here", TABLE, tags=())],
}


@pytest.mark.parametrize("cells", SHOWS.values(), ids=SHOWS)
def test_what_compares_nothing_or_shows_its_curves_is_fine(cells):
    assert found(*cells) == []


def test_a_reason_must_be_given():
    assert found(experiment("# no curves: \n" + LOOP, "here", TABLE)) == ["here"]
