"""Lesson 11, batch size, learning rate, and combinations: what each exercise must do.

`train` is a table that the judge has drawn: the probe looks an accuracy up by config and seed. Accuracies are drawn
until the known mistakes give other numbers and another choice than the right answer.
"""

import math
import random
import statistics

import torch

from autograder.checks.predicted import each_is_answered
from autograder.checks.vocabulary import Disagreement, accepts, agree, check, holds, public, raises

BY_N = "divides by n in the sd: with few runs that makes the spread too small, so divide by n - 1"
BY_MAX = "picks the best by its luckiest run: compare the means over all seeds"
BY_MEDIAN = "picks the best by another number than the mean"
LOWEST = "picks the lowest mean"
STANDARD_ERROR = "gives the standard error (sd / √n) where the sd of the runs is asked for"
NO_SEED = "never sets the seed: call set_seed(seed) before every run"
SEED_LATE = "sets the seed after train was called: the model is built by then, so set it before"
SAME_SEED = "uses the same seed for every run: those are not several runs, but one run several times"
ONCE_A_CONFIG = "sets the seed once for each config and not for each run: a run must not depend on those before it"
ONLY_TORCH = "sets the seed of torch only: set_seed sets Python's and NumPy's random numbers as well"
NAN_BEST = "calls a config with a nan run the best: a comparison with nan is never true, so leave such means out"
NAN_SKIPPED = "leaves nan runs out of the mean: that rewards a config for failing"
NAN_ZERO = "counts a nan run as accuracy 0: the mean is nan then"
NAN_BLOCKS = "lets a nan keep a good config from being the best"
TIES = "marks several configs as the best: the first one of them is"
LAST_TIE = "takes the last of equal means: the first one is asked for"
TWO_SEEDS = "an sd of two runs is no 0.0: only one run has none"
ONE_SEED = "an sd of one run is 0.0 here: there is nothing to divide by, but nan is no answer either"
INTERRUPT = "lets an interrupt, as from the stop button, pass without note and rows: catch BaseException, not Exception"
EXIT = "lets a SystemExit pass without note and rows: catch BaseException, which every error is, whatever its kind"
KEPT = "goes on in the rows of an earlier call: begin each with a new list, not with a default value or a global one"
ORDER = "does not call train once for each config and seed, in order, with the seed as an argument"
RESERVED = "accepts a config with a reserved item: seed, runs, mean, sd and best are names of the result"
ZERO_MEAN = "takes a mean of 0 for none: of means that are all 0, the first is the best"
NEGATIVE = "compares with 0 to begin with: the highest mean is the best, also where all are below 0"
LOST = "loses the runs that were done when one raises: put all rows into the error's attribute `rows`"
HIDDEN_ERROR = "hides the error of a run and goes on: it must leave run_grid, with the config named"
OTHER_ERROR = "raises another error than the run did: add a note to that one and raise it again"
ON_TEST = (
    "picks on the test split: it is asked once, for the config that validation has chosen. The highest of several test "
    "accuracies is high by luck, too"
)
OWN_CHOICE = "chooses again: the row whose `best` is True is the one that was chosen, whatever the others hold"
ZERO_VALID = "takes a mean of 0 for none: what counts is whether `best` is True"
FALSY = "leaves out items that are 0, False or None: they are values as good as others"
VALID_CHOICE = "tests another config than the best one"


# ---------------------------------------------------------------------------------------------------------------------
# run_grid


def grid_of(names, configs, seeds, table, style):
    "run_grid(configs, train, seeds) with a train that looks its accuracy up: what it returns"
    keys = [repr(sorted(config.items())) for config in configs]

    def train(seed, **config):
        if seed not in seeds:
            return -1.0
        return table[keys.index(repr(sorted(config.items())))][list(seeds).index(seed)]

    if style == "default seeds":
        return names.run_grid(configs, train)
    return (
        names.run_grid(configs, train, seeds=tuple(seeds))
        if style == "tuple"
        else names.run_grid(configs, train, seeds)
    )


def configs_for(trial, n):
    "Configs with several kinds of values, no two alike."
    return [
        {"lr": round(0.01 + i + trial.integer(1, 9) / 10, 3), "norm": "nb"[i % 2], "bs": 2 ** (i + 3)} for i in range(n)
    ]


def seeds_for(trial, n):
    return [11 * (i + 1) + trial.integer(0, 9) for i in range(n)]


def draw(trial, n, runs):
    "Accuracies such that the highest mean, median and run, and the lowest mean, belong to four configs."
    while True:
        table = [[float(a) for a in row] for row in trial.uniform(n, runs, low=0.2, high=0.9, dtype=torch.float64)]
        picked = [max(range(n), key=lambda i: by(table[i])) for by in (statistics.mean, statistics.median, max)]
        if len(set(picked)) == 3 and min(range(n), key=lambda i: sum(table[i])) not in picked and picked[0] != n - 1:
            return table


def expected_rows(configs, table, pick=statistics.mean, sd=statistics.stdev):
    best = max(range(len(table)), key=lambda i: pick(table[i]))
    return [
        {**config, "runs": runs, "mean": statistics.fmean(runs), "sd": sd(runs), "best": i == best}
        for i, (config, runs) in enumerate(zip(configs, table, strict=True))
    ]


@check("run_grid", points=2)
def rows_of_numbers(student, trial):
    "A dict for each config, in order: its items, runs, mean, sd by n - 1, and whether its mean is the highest."
    n, runs = trial.sizes(6, 4)
    configs, seeds = configs_for(trial, n), seeds_for(trial, runs)
    table = draw(trial, n, runs)
    got = student(grid_of, configs, seeds, table, "tuple")
    mistakes = {
        BY_N: expected_rows(configs, table, sd=statistics.pstdev),
        BY_MAX: expected_rows(configs, table, pick=max),
        public(f"{BY_MAX}. And it {BY_N}"): expected_rows(configs, table, pick=max, sd=statistics.pstdev),
        BY_MEDIAN: expected_rows(configs, table, pick=statistics.median),
        LOWEST: expected_rows(configs, table, pick=lambda row: -statistics.mean(row)),
        STANDARD_ERROR: expected_rows(configs, table, sd=lambda row: statistics.stdev(row) / len(row) ** 0.5),
        "gives the variance where the sd is asked for": expected_rows(configs, table, sd=statistics.variance),
        "sorts the rows: they stay in the order of the configs": sorted(
            expected_rows(configs, table), key=lambda row: -row["mean"]
        ),
    }
    agree(got, expected_rows(configs, table), mistakes, rtol=1e-6, atol=1e-6)  # float32 will do


def draws_of(names, configs, seeds, start):
    "run_grid where train builds a Linear(2, 1): its weights, and Python's and NumPy's next random numbers, by run"
    import random

    import numpy

    log = []

    def train(seed, **config):
        weight = torch.nn.Linear(2, 1).weight.detach().flatten().tolist()
        log.append([seed, weight, random.random(), numpy.random.rand()])
        return 0.5

    states = random.getstate(), numpy.random.get_state()
    try:
        torch.manual_seed(start)
        random.seed(start)
        numpy.random.seed(start)
        names.run_grid(configs, train, seeds)
    finally:
        random.setstate(states[0])
        numpy.random.set_state(states[1])
    return log


def numbers_after(seed, skip=0):
    "What a run draws after this seed was set, and after `skip` runs before it: weights, Python's and NumPy's number."
    import random

    import numpy

    generator, python = numpy.random.RandomState(seed), random.Random(seed)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        for _ in range(skip + 1):
            row = [torch.nn.Linear(2, 1).weight.detach().flatten().tolist(), python.random(), float(generator.rand())]
    return row


@check("run_grid", points=2)
def seed_before_each_run(student, trial):
    "Before each run its own seed is set, so that a model built in train depends on nothing else."
    configs, seeds, start = configs_for(trial, 2), seeds_for(trial, 3), trial.integer(1000, 9999)
    log = student(draws_of, configs, seeds, start)
    given, got = [row[0] for row in log], [row[1:] for row in log]
    agree(
        given,
        seeds * 2,
        mistakes={
            SAME_SEED: [seeds[0]] * 6,
            "goes through all configs with one seed before it takes the next": [s for s in seeds for _ in configs],
        },
        unless=ORDER,
    )
    alone, order = [numbers_after(seed) for seed in seeds], range(3)
    known = {
        NO_SEED: [numbers_after(start, i) for i in range(6)],
        SEED_LATE: [numbers_after(start), *alone[:2], alone[2], *alone[:2]],
        SAME_SEED: [alone[0]] * 6,
        ONCE_A_CONFIG: [numbers_after(seeds[0], i) for i in order] * 2,
        "sets a seed once, before the first run, and never again": [numbers_after(seeds[0], i) for i in range(6)],
    }
    weights = [[row[0] for row in rows] for rows in (got, alone * 2)]
    if same(*weights) and not same(got, alone * 2):
        raise Disagreement("random numbers that depend on the seed", "others from Python or NumPy", ONLY_TORCH)
    for sentence, rows in known.items():
        if same([row[0] for row in got], [row[0] for row in rows]):
            raise Disagreement("random numbers that depend on the seed alone", "others", sentence)
    constant = all(same(row[0], got[0][0]) for row in got)
    agree(got, alone * 2, unless=SAME_SEED if constant else "does not set the run's seed right before train is called")


def same(a, b):
    "Nested lists of numbers, equal up to rounding."
    if isinstance(a, list):
        return isinstance(b, list) and len(a) == len(b) and all(map(same, a, b))
    return isinstance(b, float) and abs(a - b) < 1e-6


@check("run_grid", points=2)
def nan_and_ties(student, trial):
    "A nan run makes the mean nan and is never the best; of equal means the first is the best."
    n, runs = 5, 3
    configs, seeds, table = configs_for(trial, n), seeds_for(trial, runs), draw(trial, n, runs)
    order = sorted(range(n), key=lambda i: statistics.mean(table[i]))
    high, second = order[-1], order[-2]
    for where in (0, high, n - 1):
        broken = [list(row) for row in table]
        if where != high:
            broken[where] = [0.95, 0.95, 0.95]  # it would win without its nan
        broken[where][trial.integer(0, runs - 1)] = math.nan
        if where == 0:
            broken[0] = [math.nan, 0.95, 0.95]
        got = student(grid_of, configs, seeds, broken, "list")
        agree(len(got), n)
        means, bests = [row["mean"] for row in got], [row["best"] for row in got]
        kept = [a for a in broken[where] if a == a]
        if type(means[where]) is float and not math.isnan(means[where]):
            causes = {NAN_ZERO: sum(kept) / runs, NAN_SKIPPED: statistics.mean(kept)}
            said = [sentence for sentence, mean in causes.items() if abs(means[where] - mean) < 1e-9]
            holds(False, "mean nan", means[where], said[0] if said else "")
        winner = second if where == high else max((i for i in order if i != where), key=order.index)
        agree(
            bests,
            [i == winner for i in range(n)],
            mistakes={NAN_BEST: [i == where for i in range(n)], NAN_BLOCKS: [False] * n},
            unless=NAN_BLOCKS,
            control=lambda: agree(
                student(grid_of, configs, seeds, table, "list"), expected_rows(configs, table), rtol=1e-6, atol=1e-6
            ),
        )
    nothing = student(grid_of, configs, seeds, [[math.nan, 0.5, 0.6]] * n, "list")
    agree([row["best"] for row in nothing], [False] * n, unless="calls a config the best although all means are nan")
    tied = [list(row) for row in table]
    tied[1] = tied[3] = [0.95, 0.96, 0.97]
    agree(
        [row["best"] for row in student(grid_of, configs, seeds, tied, "list")],
        [False, True, False, False, False],
        mistakes={TIES: [False, True, False, True, False], LAST_TIE: [False, False, False, True, False]},
    )
    first = [i == 0 for i in range(n)]
    nothing_learned = student(grid_of, configs, seeds, [[0.0] * runs] * n, "list")
    agree([row["best"] for row in nothing_learned], first, {ZERO_MEAN: [False] * n, TIES: [True] * n})
    losses = [[-a - 1 for a in row] for row in table]  # any number will do, and of losses the negative is compared
    least = order[0]
    agree(
        [row["best"] for row in student(grid_of, configs, seeds, losses, "list")],
        [i == least for i in range(n)],
        {NEGATIVE: [False] * n},
    )


@check("run_grid", points=1)
def few_and_none(student, trial):
    "One seed gives sd 0.0, no seeds and reserved names raise ValueError before a run, no configs give an empty list."
    configs, table = configs_for(trial, 2), [[0.25, 0.5, 0.25], [0.5, 0.75, 0.25]]
    got = student(grid_of, configs, seeds_for(trial, 1), [row[:1] for row in table], "list")
    agree(len(got), 2)
    sds = [row["sd"] for row in got]
    holds(not any(isinstance(sd, float) and math.isnan(sd) for sd in sds), "sd 0.0", sds, ONE_SEED)
    agree(sds, [0.0, 0.0], unless=ONE_SEED)
    pairs = [row[:2] for row in table]
    two = [[row["runs"], row["sd"]] for row in student(grid_of, configs, seeds_for(trial, 2), pairs, "list")]
    right = [[runs, statistics.stdev(runs)] for runs in pairs]
    agree(two, right, {TWO_SEEDS: [[runs, 0.0] for runs in pairs]}, rtol=1e-6, atol=1e-6)

    def runs_of(style):
        return [row["runs"] for row in student(grid_of, configs, [0, 1, 2], table, style)]

    agree(
        runs_of("default seeds"),
        table,
        unless="uses other seeds than 0, 1, 2 where none are given",
        control=lambda: agree(runs_of("list"), table),
    )
    agree(student(grid_of, [], [1, 2], [], "list"), [])
    with raises(ValueError, unless="accepts empty seeds: there is no mean of no runs"):
        student(grid_of, configs, [], table, "list")

    def runs_before_refusal(names, configs):
        "How many runs run_grid makes before it raises ValueError; None if it raises nothing"
        calls = []
        try:
            names.run_grid(configs, lambda **config: calls.append(1) or 0.5)
        except ValueError:
            return len(calls)
        except TypeError:  # two arguments of one name
            return None

    for name in ("seed", "runs", "mean", "sd", "best"):
        runs = student(runs_before_refusal, [configs[0], {**configs[1], name: 1}])
        holds(runs is not None, f"ValueError for {name!r}", "no error", RESERVED)
        agree(runs, 0, unless="refuses a reserved name only after some runs: look at all configs first")


def stopped_grid(names, configs, seeds, table, at, kind):
    "run_grid where one run raises an error: what leaves it"

    class Odd(ValueError):
        pass

    error = {"Odd": Odd("no memory left"), "KeyboardInterrupt": KeyboardInterrupt(), "SystemExit": SystemExit(1)}[kind]
    calls = []

    def train(seed, **config):
        calls.append([configs.index(config) if config in configs else -1, seed])
        if len(calls) == at + 1:
            raise error
        return table[(len(calls) - 1) // len(seeds)][(len(calls) - 1) % len(seeds)]

    try:
        names.run_grid(configs, train, seeds)
    except NotImplementedError:
        raise
    except BaseException as caught:
        notes = [str(note) for note in getattr(caught, "__notes__", [])]
        kinds = [type(caught).__name__, caught is error]
        return {
            "kinds": kinds,
            "text": [str(caught), *notes],
            "rows": getattr(caught, "rows", None),
            "calls": calls,
        }
    return {"calls": calls}


@check("run_grid", points=2)
def a_run_that_raises(student, trial):
    "The error of a run leaves run_grid at once, with a note that names config and seed, and with all rows so far."
    n, runs = trial.sizes(4, 3)
    configs, seeds, table = configs_for(trial, n), seeds_for(trial, runs), draw(trial, n + 4, runs)[:n]
    at = runs + 1 + trial.integer(0, runs - 2)  # in the second config, after its first run
    config, seed = configs[1], seeds[at % runs]
    for kind in ("Odd", "KeyboardInterrupt", "SystemExit"):
        got = student(stopped_grid, configs, seeds, table, at, kind)
        if "kinds" not in got:
            raise Disagreement(f"the {kind} of the run", f"no error, and {len(got['calls'])} runs", HIDDEN_ERROR)
        if got["kinds"] != [kind, True]:
            raise Disagreement(f"the same {kind}", f"raised {got['kinds'][0]}", OTHER_ERROR)
        order = [[i, seed] for i in range(n) for seed in seeds]
        further = got["calls"] if len(got["calls"]) > at + 1 else order
        agree(got["calls"], order[: at + 1], {"goes on with other runs after one has raised": further}, unless=ORDER)
        text = "\n".join(got["text"][1:])
        if kind == "KeyboardInterrupt":
            holds(bool(text), "a note on the KeyboardInterrupt as well", "no note", INTERRUPT)
        if kind == "SystemExit":
            holds(bool(text), "a note on the SystemExit as well", "no note", EXIT)
        missing = "a note that names the config and the seed (error.add_note)"
        holds(
            repr(config) in text,
            f"{config} in a note",
            text or "no note",
            public(f"does not say in which run: {missing}"),
        )
        left = text.replace(repr(config), "")
        holds(
            str(seed) in left, f"the seed, {seed}, in a note", text, public(f"does not say with which seed: {missing}")
        )
        done = [table[0], table[1][: at % runs], *[[] for _ in range(n - 2)]]
        rows = got["rows"]
        holds(rows is not None, "the error's attribute `rows`", "no such attribute", LOST)
        whole = isinstance(rows, list) and all(isinstance(row, dict) and "runs" in row for row in rows)
        holds(whole, "`rows`, a list of dicts with `runs`", rows, LOST)
        agree(
            [row["runs"] for row in rows],
            done,
            mistakes={
                "loses the runs of the config in which the error came": [table[0], *[[]] * (n - 1)],
                "loses the configs that were not begun: they have a row, too, with no runs": done[:2],
                "loses the config in which the error came": done[:1],
            },
            unless=LOST,
        )
        items = [{key: row.get(key) for key in config} for row, config in zip(rows, configs, strict=True)]
        left_out = "leaves the items of the configs out of the rows that the error carries"
        holds(items == configs, "the configs' items", items, left_out)


@check("run_grid", points=1)
def a_second_call(student, trial):
    "Another call has rows of its own, also after one that raised; rows that were returned before stay as they are."

    def calls(names, grids, table):
        "run_grid three times, the second time with a train that raises: what the first and the third returned"
        looked_up = iter(table)
        first = names.run_grid(grids[0], lambda seed, **config: next(looked_up), (1, 2))
        before = [dict(row) for row in first]

        def broken(seed, **config):
            raise RuntimeError("no memory left")

        try:
            names.run_grid(grids[1], broken, (3,))
        except RuntimeError:
            pass
        third = names.run_grid(grids[1], lambda seed, **config: next(looked_up), (4, 5))
        return [before, third, first == before]

    configs, accuracies = configs_for(trial, 5), trial.uniform(10, low=0.2, high=0.9, dtype=torch.float64).tolist()
    table = [accuracies[i : i + 2] for i in range(0, 10, 2)]
    first, third, same = student(calls, [configs[:2], configs[2:]], accuracies)
    alone = [expected_rows(configs[:2], table[:2]), expected_rows(configs[2:], table[2:])]
    agree(first, alone[0], rtol=1e-6, atol=1e-6)
    old = [row for row in third if any(row.get("lr") == config["lr"] for config in configs[:2])]
    holds(not old, f"{len(alone[1])} rows", f"{len(third)} rows, {len(old)} of them of other configs", KEPT)
    agree(third, alone[1], rtol=1e-6, atol=1e-6)
    holds(same, "the first call's rows as they were", "other rows", KEPT)


# ---------------------------------------------------------------------------------------------------------------------
# scale_lr


NEVER_LOWER = "never lowers the rate: for smaller batches it is smaller, by the same rule"
SIZE_1 = "refuses a batch size of 1, which is fine"


@check("scale_lr", points=2)
def linear_and_sqrt(student, trial):
    'The rate grows as the batch size, or with rule="sqrt" as its root; "linear" is the default; a float.'
    lr = float(trial.uniform(1, low=0.01, high=0.5, dtype=torch.float64))
    small, large = trial.sizes(24, 250)
    for before, after in ((small, large), (large, small)):
        ratio = after / before
        linear, root = lr * ratio, lr * math.sqrt(ratio)
        common = {
            "has the ratio upside down: larger batches get larger rates": 1,
            "squares the ratio": lr * ratio**2,
            "does not change the rate": lr,
            "adds the sizes' difference instead of multiplying by their ratio": lr + after - before,
        }
        for call, value, other, upside in (
            (lambda names, lr, a, b: names.scale_lr(lr, a, b), linear, root, lr / ratio),
            (lambda names, lr, a, b: names.scale_lr(lr, a, b, rule="linear"), linear, root, lr / ratio),
            (lambda names, lr, a, b: names.scale_lr(lr, a, b, "sqrt"), root, linear, lr / math.sqrt(ratio)),
        ):
            kind = "the root of the ratio" if other == root else "the ratio itself"
            mistakes = {**common, "has the ratio upside down: larger batches get larger rates": upside}
            mistakes[public(f"multiplies by {kind}, which is the other rule")] = other
            mistakes["divides whole numbers (//), which loses the remainder"] = lr * (after // before)
            mistakes["takes the root of the rate as well: only the ratio is under the root"] = math.sqrt(linear)
            if after < before:
                mistakes = {NEVER_LOWER: lr} | mistakes
            agree(student(call, lr, before, after), value, mistakes)
    agree(student(lambda names: names.scale_lr(1, 8, 16)), 2.0)


@check("scale_lr", points=1)
def refuses(student, trial):
    "Other rules and batch sizes below 1 raise ValueError; a size of 1 does not."
    lr, size = 0.1, trial.sizes(24)[0]
    for before, after in ((1, size), (size, 1)):
        with accepts(ValueError, unless=SIZE_1):
            agree(student(lambda names, lr, a, b: names.scale_lr(lr, a, b), lr, before, after), lr * after / before)
    for rule in ("quadratic", "Linear", "", None):
        with raises(ValueError, unless="accepts another rule: only linear and sqrt are known"):
            student(lambda names, lr, size, rule: names.scale_lr(lr, size, size + 8, rule), lr, size, rule)
    for before, after in ((size, 0), (-size, -size), (size, -1), (0, size)):
        for rule in ("linear", "sqrt"):
            with raises(ValueError, unless="accepts a batch size below 1"):
                student(lambda names, lr, a, b, rule: names.scale_lr(lr, a, b, rule), lr, before, after, rule)


# ---------------------------------------------------------------------------------------------------------------------
# report_best


def report_of(names, rows, configs, seeds, table):
    "report_best(rows, test, seeds), with a test that looks its accuracy up: what it returns, and the calls of test"
    calls = []

    def test(seed, **config):
        calls.append([configs.index(config) if config in configs else -1, seed])
        return table[calls[-1][0]][list(seeds).index(seed)]

    return [names.report_best(rows, test, seeds), calls]


def report_case(trial, runs=3):
    "Rows in which validation has chosen another config than the test split would."
    n = 5
    configs = configs_for(trial, n)
    valid, table = draw(trial, n, runs), draw(trial, n, runs)
    rows = expected_rows(configs, valid)
    chosen = next(i for i, row in enumerate(rows) if row["best"])
    if max(range(n), key=lambda i: sum(table[i])) == chosen or chosen == 0:
        return report_case(trial, runs)
    return rows, configs, table, chosen


@check("report_best", points=3)
def only_the_chosen(student, trial):
    "It tests the config that validation has chosen, once with each seed, and returns the test's runs, mean and sd."
    rows, configs, table, chosen = report_case(trial)
    seeds = seeds_for(trial, 3)
    result, calls = student(report_of, rows, configs, seeds, table)
    asked = {call[0] for call in calls}
    holds(len(asked) == 1, "one config in the test", f"{len(asked)} configs in the test", ON_TEST)
    holds(
        -1 not in asked,
        f"{configs[chosen]} in the test",
        "a config with other items",
        "does not pass on the config's items, and those alone",
    )
    holds(asked == {chosen}, f"{configs[chosen]} in the test", configs[asked.pop()], VALID_CHOICE)
    asked = [call[1] for call in calls]
    holds(asked != seeds[:1] * 3, f"seeds {seeds}", f"seeds {asked}", SAME_SEED)
    holds(
        asked == seeds, f"seeds {seeds}", f"seeds {asked}", "does not ask the test split once for each seed, in order"
    )
    mean, sd, runs = statistics.fmean(table[chosen]), statistics.stdev(table[chosen]), table[chosen]
    right = {**configs[chosen], "runs": runs, "mean": mean, "sd": sd, "valid": rows[chosen]["mean"]}
    mistakes = {
        BY_N: {**right, "sd": statistics.pstdev(runs)},
        "reports the validation accuracies": {
            **{key: value for key, value in rows[chosen].items() if key != "best"},
            "valid": rows[chosen]["mean"],
        },
        "reports the validation mean as the result": {**right, "mean": rows[chosen]["mean"]},
        "reports the test's mean as `valid`": {**right, "valid": mean},
        "leaves `best` in the result: that is about the grid": {**right, "best": True},
    }
    agree(result, right, mistakes, rtol=1e-6, atol=1e-6)


@check("report_best", points=1)
def whatever_the_row_holds(student, trial):
    "The best row is the one that says so, whatever its mean, and its items are passed on, 0, False and None as well."
    items = {"decay": 0.0, "augment": False, "norm": None, "lr": trial.integer(1, 9) / 10}
    configs = [{**items, "lr": items["lr"] + i} for i in range(3)]
    runs = trial.uniform(2, low=0.2, high=0.9, dtype=torch.float64).tolist()
    seeds = seeds_for(trial, 2)

    def tested(names, rows, seeds, runs):
        "report_best(rows, test, seeds): the configs that are tested, and what it returns"
        asked, left = [], iter(runs * len(rows))

        def test(seed, **config):
            asked.append(config)
            return next(left)

        result = names.report_best(rows, test, seeds)
        return [asked, result]

    def report(valid):
        "The middle one of three rows, whose means are `valid`, is the best: what is tested, and what is reported"
        given = [
            {"best": i == 1, **config, "runs": [mean, mean], "mean": mean, "sd": 0.0}
            for i, (config, mean) in enumerate(zip(configs, valid, strict=True))
        ]
        asked, result = student(tested, given, seeds, runs)
        rates, largest = {config.get("lr") for config in asked}, max(range(3), key=valid.__getitem__)
        holds(len(rates) == 1, "one config in the test", f"{len(rates)} configs in the test", ON_TEST)
        if largest != 1:
            holds(rates != {configs[largest]["lr"]}, f"{configs[1]} in the test", asked[0], OWN_CHOICE)
        whole = {name: value for name, value in configs[1].items() if value}
        agree(asked, [configs[1]] * 2, {FALSY: [whole] * 2})
        known = {"runs": runs, "mean": statistics.fmean(runs), "sd": statistics.stdev(runs), "valid": valid[1]}
        names = {*configs[1], *known}
        agree(sorted(result), sorted(names))
        right = {**configs[1], **known}
        agree({name: result[name] for name in right}, right, rtol=1e-6, atol=1e-6)

    report([0.25, 0.5, 0.75])
    report([0.75, 0.5, 0.25])
    with accepts(ValueError, unless=ZERO_VALID):
        report([-0.25, 0.0, -0.5])


@check("report_best", points=1)
def seeds_and_refusals(student, trial):
    "Each seed is set before test; other seeds than the grid's by default; no best row, or no seeds: ValueError."
    rows, configs, table, chosen = report_case(trial)

    def drawn(names, rows, seeds, start):
        "The seeds that report_best calls test with, and the next random number in each call"
        import random

        log, state = [], random.getstate()
        torch.manual_seed(start)
        random.seed(start)
        arguments = [seeds] if seeds else []

        def test(seed, **config):
            log.append([seed, torch.rand(()).item(), random.random()])
            return 0.5

        try:
            names.report_best(rows, test, *arguments)
        finally:
            random.setstate(state)
        return log

    def number(seed):
        return torch.rand((), generator=torch.Generator().manual_seed(seed)).item()

    def of_python(seed):
        return random.Random(seed).random()

    for seeds in (seeds_for(trial, 2), []):
        got = student(drawn, rows, seeds, 1)
        asked = seeds or [3, 4, 5]
        agree(
            [row[0] for row in got],
            asked,
            mistakes={
                "uses the grid's seeds again: the best row may owe its place to them, so take 3, 4, 5": [0, 1, 2]
            },
            unless="calls test with other seeds than it was given, or than 3, 4, 5 where none were given",
        )
        agree(
            [row[1] for row in got],
            [number(seed) for seed in asked],
            unless="does not set the seed before test is called",
        )
        agree([row[2] for row in got], [of_python(seed) for seed in asked], unless=ONLY_TORCH)
    none = [{**row, "best": False} for row in rows]
    for nothing in (none, []):
        with raises(ValueError, unless="reports something although no row is the best"):
            student(report_of, nothing, configs, [1, 2, 3], table)
    with raises(ValueError, unless="accepts empty seeds: there is no mean of no runs"):
        student(report_of, rows, configs, [], table)


@check("predictions_11")
def predicted_before(student, trial):
    "Every question of the lesson has a prediction, right or wrong."
    each_is_answered(student, "predictions_11")
