"""Lesson 14, schedules and the capstone: what each exercise must do.

Schedules are compared with torch's own, or with their definition, at every step. Callbacks are watched in fits of a
tiny model, with schedulers that write a log. The capstone's weights are read here; with images they go in chunks to
where the learner's code lives, logits come back, and the labels stay here. A notebook judges on validation images;
grading reads the test images, once.
"""

import math
from functools import partial

import torch
from safetensors import SafetensorError
from safetensors.torch import load
from torch import Tensor

from autograder.checks.images import JudgedImages, test_images, validation_images
from autograder.checks.predicted import each_is_answered
from autograder.checks.student import Student
from autograder.checks.trial import Trial
from autograder.checks.vocabulary import Disagreement, accepts, agree, check, holds, public, raises
from autograder.lessons import MAX_WEIGHTS, WEIGHTS

F64 = torch.float64
EXACT = dict(rtol=1e-9, atol=1e-14)
WAVE = dict(rtol=1e-5, atol=1e-9)  # torch.cos of a float32 number is a cosine, too


def half_wave(share, start, end):
    "From `start` at share 0 to `end` at share 1 along half a cosine wave."
    return end + (start - end) * (1 + math.cos(math.pi * share)) / 2


# ---------------------------------------------------------------------------------------------------------------------
# cosine_lr

DEGREES = "takes the angle in degrees: math.cos wants radians, half a turn is π"
COSINE = "torch.optim.lr_scheduler.CosineAnnealingLR"


def cosine_rates(names, steps, total, start, end):
    "[cosine_lr(step, total, start, end) for step in steps]"
    return [names.cosine_lr(step, total, start, end) for step in steps]


def cosine_mistakes(steps, total, start, end):
    "What known wrong answers give at these steps."
    ways = {
        DEGREES: lambda t: end + (start - end) * (1 + math.cos(180 * t)) / 2,
        "begins at the end: at step 0 the rate is `start`": lambda t: half_wave(t, end, start),
        "is a straight line: follow a cosine": lambda t: start + (end - start) * t,
        "is a quarter of a wave: it must be level at both ends": lambda t: (
            end + (start - end) * math.cos(math.pi * t / 2)
        ),
        "is a whole wave: the cosine must have turned by half of one, π, at step `total`": lambda t: half_wave(
            2 * t, start, end
        ),
        "forgets `end`: it must fall to `end`, not to 0": lambda t: half_wave(t, start, 0),
        "adds `end` and still falls by `start`: the way down is start - end": lambda t: end + half_wave(t, start, 0),
        "does not halve: 1 + cos goes from 2 to 0": lambda t: end + (start - end) * (1 + math.cos(math.pi * t)),
    }
    found = {sentence: [way(step / total) for step in steps] for sentence, way in ways.items()}
    late = "is off by one: `end` belongs to step `total`, so the share is step / total"
    for other in (total - 1, total + 1):
        found[public(f"{late}, not step / (total {'-' if other < total else '+'} 1)")] = [
            half_wave(min(step / other, 1), start, end) for step in steps
        ]
    found["is off by one: the share at step 0 is 0"] = [
        half_wave(min((step + 1) / total, 1), start, end) for step in steps
    ]
    return found


@check("cosine_lr", points=2, without=[COSINE])
def half_a_wave(student, trial):
    "From `start` at step 0 to `end` at step `total`, half a cosine wave."
    (total,) = trial.sizes(7)
    start, end = trial.uniform(2, low=0.1, high=1.0, dtype=F64).tolist()
    steps = list(range(total + 1))
    for low in (end / 10, end + 1):  # a rate may also rise
        got = student(cosine_rates, steps, total, start, low)
        agree(
            got,
            [half_wave(step / total, start, low) for step in steps],
            mistakes=cosine_mistakes(steps, total, start, low),
            **WAVE,
        )
    rise = [half_wave(step / total, 0.0, end) for step in steps]
    agree(student(cosine_rates, steps, total, 0.0, end), rise, cosine_mistakes(steps, total, 0.0, end), **WAVE)

    def fall(names, steps, total, start):
        "[cosine_lr(step, total, start) for step in steps]"
        return [names.cosine_lr(step, total, start) for step in steps]

    right = [half_wave(0.3, start, 0.0), half_wave(0.7, start, 0.0)]
    agree(
        student(fall, [3, 7], 10, start),
        right,
        mistakes=cosine_mistakes([3, 7], 10, start, 0.0),
        unless="without `end` it must fall to 0",
        control=lambda: agree(student(cosine_rates, [3, 7], 10, start, 0.0), right, **WAVE),
        **WAVE,
    )


@check("cosine_lr", points=1, without=[COSINE])
def stays_at_the_end(student, trial):
    "After step `total` it stays at `end`."
    (total,) = trial.sizes(5)
    start, end = trial.uniform(2, low=0.1, high=1.0, dtype=F64).tolist()
    steps = [total, total + 1, total + 2, 2 * total, 3 * total + 1]
    agree(
        student(cosine_rates, steps, total, start, end),
        [end] * len(steps),
        mistakes={
            "goes up again after `total`: the share of the way is at most 1": [
                half_wave(step / total, start, end) for step in steps
            ],
            "falls to 0 after `total`: it stays at `end`": [end, *[0.0] * (len(steps) - 1)],
            "is back at `start` after `total`: it stays at `end`": [end, *[start] * (len(steps) - 1)],
        },
        **WAVE,
    )


@check("cosine_lr", points=1)
def refuses_steps(student, trial):
    "A step below 0 and a total below 1 raise ValueError; step 0 and a total of 1 do not."

    def rate(names, step, total):
        "cosine_lr(step, total, 1.0)"
        return names.cosine_lr(step, total, 1.0)

    for step in (-1, -trial.integer(2, 5)):
        with raises(ValueError, unless="accepts a step below 0: nothing comes before the start, so this is a mistake"):
            student(rate, step, 10)
    for total in (0, -trial.integer(1, 3)):
        with raises(ValueError, unless="accepts a total below 1: there would be no way to go"):
            student(rate, 0, total)
    with accepts(ValueError, unless="refuses a total of 1: the rate is `start` at step 0 and `end` at step 1"):
        ends = [student(rate, step, 1) for step in (0, 1)]
    agree(ends, [1.0, 0.0], **WAVE)


# ---------------------------------------------------------------------------------------------------------------------
# one_cycle_lr and one_cycle_momentum

ONE_CYCLE = "torch.optim.lr_scheduler.OneCycleLR"
PEAK_LATE = "has its peak at another step: with steps counted from 0, the peak is at pct_start · total - 1"


def torch_one_cycle(total, peak=1.0, pct_start=0.25, div=25.0, final_div=1e4, high=0.95, low=0.85):
    "Rates and momenta of torch's scheduler at steps 0 … total - 1."
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0, momentum=0.9)
    scheduler = torch.optim.lr_scheduler.OneCycleLR(
        optimizer,
        max_lr=peak,
        total_steps=total,
        pct_start=pct_start,
        anneal_strategy="cos",
        base_momentum=low,
        max_momentum=high,
        div_factor=div,
        final_div_factor=final_div,
    )
    rates, momenta = [], []
    for _ in range(total):
        rates.append(float(optimizer.param_groups[0]["lr"]))
        momenta.append(float(optimizer.param_groups[0]["momentum"]))
        optimizer.step()
        scheduler.step()
    return rates, momenta


def two_waves(total, first, middle, last, top, end):
    "Half a wave from `first` to `middle` at step `top`, half a wave to `last` at step `end`; then level."
    ways = ((step / top, (step - top) / (end - top)) for step in range(total))
    return [
        half_wave(up, first, middle) if up < 1 else half_wave(min(max(down, 0), 1), middle, last) for up, down in ways
    ]


def one_cycle_mistakes(total, peak, pct, div, final_div):
    first, top, end = peak / div, pct * total - 1, total - 1
    last = first / final_div

    def line(a, b, share):
        return a + (b - a) * share

    straight = [
        line(first, peak, s / top) if s < top else line(peak, last, (s - top) / (end - top)) for s in range(total)
    ]
    degrees = [
        peak + (first - peak) * (1 + math.cos(180 * s / top)) / 2
        if s < top
        else last + (peak - last) * (1 + math.cos(180 * (s - top) / (end - top))) / 2
        for s in range(total)
    ]
    return {
        public(f"{PEAK_LATE}, not at pct_start · total"): two_waves(total, first, peak, last, top + 1, end),
        public(f"{PEAK_LATE}, not at pct_start · total. And its end is a step late"): two_waves(
            total, first, peak, last, top + 1, total
        ),
        public(f"{PEAK_LATE}, not at pct_start · (total - 1)"): two_waves(total, first, peak, last, pct * end, end),
        public(f"{PEAK_LATE}, not at a whole number"): two_waves(
            total, first, peak, last, max(int(pct * total) - 1, 1), end
        ),
        public(f"{PEAK_LATE}, not at a whole number near it"): two_waves(
            total, first, peak, last, int(pct * total), end
        ),
        "is a step late at the end: the lowest rate belongs to the last step, total - 1": two_waves(
            total, first, peak, last, top, total
        ),
        "ends at peak / final_div: final_div divides the first rate, which is peak / div": two_waves(
            total, first, peak, peak / final_div, top, end
        ),
        "ends at 0: the last rate is peak / (div · final_div)": two_waves(total, first, peak, 0.0, top, end),
        "ends where it began: the last rate is final_div times lower": two_waves(total, first, peak, first, top, end),
        "starts at 0: the first rate is peak / div": two_waves(total, 0.0, peak, last, top, end),
        "starts at the last rate: the first one is peak / div": two_waves(total, last, peak, last, top, end),
        "only falls: it must rise to the peak first": [half_wave(s / end, peak, last) for s in range(total)],
        "falls and then rises: the peak is in the middle, not at the ends": two_waves(
            total, peak, first, peak, top, end
        ),
        "is made of straight lines: both ways follow a cosine": straight,
        DEGREES: degrees,
    }


def rates_and_peak(names, total, peak):
    "[one_cycle_lr(step, total, peak) for step in range(total)]"
    return [names.one_cycle_lr(step, total, peak) for step in range(total)]


@check("one_cycle_lr", points=2, without=[ONE_CYCLE])
def up_and_down(student, trial):
    "Cosine up to the peak, cosine down: the rates of torch's OneCycleLR at every step."
    peak = trial.uniform(1, low=0.1, high=1.0, dtype=F64).item()
    for total in trial.sizes(20, 9, 13):
        agree(
            student(rates_and_peak, total, peak),
            torch_one_cycle(total, peak)[0],
            mistakes=one_cycle_mistakes(total, peak, 0.25, 25.0, 1e4),
            **WAVE,
        )


@check("one_cycle_lr", points=1, without=[ONE_CYCLE])
def one_cycle_options(student, trial):
    "`pct_start`, `div` and `final_div` are followed."

    def rates(names, total, peak, pct_start, div, final_div):
        "[one_cycle_lr(step, total, peak, pct_start, div, final_div) for step in range(total)]"
        return [names.one_cycle_lr(step, total, peak, pct_start, div, final_div) for step in range(total)]

    (total,) = trial.sizes(17)
    peak, div, final_div = (trial.uniform(1, low=2.0, high=9.0, dtype=F64).item() for _ in range(3))
    for pct in (0.3, 0.61, 1.5 / total):
        options = {
            "pct_start": {"pct_start": 0.25, "div": div, "final_div": final_div},
            "div": {"pct_start": pct, "div": 25.0, "final_div": final_div},
            "final_div": {"pct_start": pct, "div": div, "final_div": 1e4},
        }
        ignored = {
            public(f"ignores `{name}` and takes the default"): torch_one_cycle(total, peak, **others)[0]
            for name, others in options.items()
        }
        with accepts(ValueError, unless=HALF_A_STEP if pct < 0.3 else ""):
            agree(
                student(rates, total, peak, pct, div, final_div),
                torch_one_cycle(total, peak, pct, div, final_div)[0],
                mistakes={**ignored, **one_cycle_mistakes(total, peak, pct, div, final_div)},
                **WAVE,
            )


HALF_A_STEP = "refuses a way to the peak that is shorter than a step: pct_start · total is only known to be above 1"
REFUSES_LAST = "refuses the last step: the steps are 0 … total - 1"


def outside(step):
    side = "below 0" if step < 0 else "from `total` on"
    return public(f"accepts a step {side}: the steps are 0 … total - 1, so this must raise ValueError")


@check("one_cycle_lr", points=1)
def one_cycle_steps(student, trial):
    "A step below 0, or from `total` on, raises ValueError; the last one, total - 1, does not."
    (total,) = trial.sizes(9)
    peak = 0.5
    with accepts(ValueError, unless=REFUSES_LAST):
        student(lambda names, step, total, peak: names.one_cycle_lr(step, total, peak), total - 1, total, peak)
    for step in (-1, -trial.integer(2, 5), total, total + trial.integer(1, 4)):
        with raises(ValueError, unless=outside(step)):
            student(lambda names, step, total, peak: names.one_cycle_lr(step, total, peak), step, total, peak)


def momentum_mistakes(total, high, low, pct):
    top, end = pct * total - 1, total - 1
    rises = two_waves(total, low, high, low, top, end)
    return {
        "is not mirrored: it rises with the rate, and must fall while the rate rises": rises,
        public(f"{PEAK_LATE.replace('peak', 'lowest point')}, not at pct_start · total"): two_waves(
            total, high, low, high, top + 1, end
        ),
        public(f"{PEAK_LATE.replace('peak', 'lowest point')}, not at pct_start · (total - 1)"): two_waves(
            total, high, low, high, pct * end, end
        ),
        "is a step late at the end: `high` belongs to the last step, total - 1": two_waves(
            total, high, low, high, top, total
        ),
        "only falls: from the lowest point it must rise to `high` again": [
            half_wave(s / end, high, low) for s in range(total)
        ],
        "does not come back: from the lowest point it must rise to `high` again": two_waves(
            total, high, low, low, top, end
        ),
        "is constant: it must fall to `low` and come back": [high] * total,
        "is made of straight lines: both ways follow a cosine": [
            high + (low - high) * (s / top if s < top else (end - s) / (end - top)) for s in range(total)
        ],
        DEGREES: [
            low + (high - low) * (1 + math.cos(180 * s / top)) / 2
            if s < top
            else high + (low - high) * (1 + math.cos(180 * (s - top) / (end - top))) / 2
            for s in range(total)
        ],
    }


@check("one_cycle_momentum", points=2, without=[ONE_CYCLE])
def mirrored(student, trial):
    "It falls from `high` to `low` while the rate rises, and comes back: torch's momentum at every step."

    def momenta(names, total):
        "[one_cycle_momentum(step, total) for step in range(total)]"
        return [names.one_cycle_momentum(step, total) for step in range(total)]

    for total in trial.sizes(20, 9, 13):
        agree(
            student(momenta, total),
            torch_one_cycle(total)[1],
            mistakes=momentum_mistakes(total, 0.95, 0.85, 0.25),
            **WAVE,
        )


@check("one_cycle_momentum", points=1, without=[ONE_CYCLE])
def momentum_options(student, trial):
    "`high`, `low` and `pct_start` are followed, and steps outside raise ValueError."

    def momenta(names, total, high, low, pct_start):
        "[one_cycle_momentum(step, total, high, low, pct_start) for step in range(total)]"
        return [names.one_cycle_momentum(step, total, high, low, pct_start) for step in range(total)]

    (total,) = trial.sizes(15)
    low, high = sorted(trial.uniform(2, low=0.3, high=0.9, dtype=F64).tolist())
    for pct in (0.4, 1.5 / total):
        ignored = {
            "ignores `pct_start` and takes the default": torch_one_cycle(total, high=high, low=low)[1],
            "ignores `high` and takes the default": torch_one_cycle(total, pct_start=pct, low=low)[1],
            "ignores `low` and takes the default": torch_one_cycle(total, pct_start=pct, high=high, low=0.85)[1],
        }
        with accepts(ValueError, unless=HALF_A_STEP if pct < 0.4 else ""):
            agree(
                student(momenta, total, high, low, pct),
                torch_one_cycle(total, pct_start=pct, high=high, low=low)[1],
                mistakes={**ignored, **momentum_mistakes(total, high, low, pct)},
                **WAVE,
            )
    for step in (-1, total, total + trial.integer(1, 4)):
        with raises(ValueError, unless=outside(step)):
            student(lambda names, step, total: names.one_cycle_momentum(step, total), step, total)
    with accepts(ValueError, unless=REFUSES_LAST):
        student(lambda names, step, total: names.one_cycle_momentum(step, total), total - 1, total)


# ---------------------------------------------------------------------------------------------------------------------
# BatchScheduler and EpochScheduler

IN_VALIDATION = "steps in validation: only training counts, and the validation phases would use up the schedule"
ONE_FOR_ALL = "makes one scheduler and keeps it: each fit has a new optimizer, so it needs a new scheduler"
STALE = "keeps the scheduler of a fit that failed: the next fit makes one of its own"
OTHER_OPTIMIZER = "makes a scheduler for another optimizer than that of the fit, learner.opt"
NEVER_MADE = "never makes a scheduler: call `make` in before_fit"
MANY = "makes more than one scheduler in a fit"
NEVER = "never steps"
TWICE = "steps twice in a batch"
WITHOUT_TRAINING = "steps in a fit without training"
WAITS = "waits for the validation: without one it never steps"
EARLY = {
    "BatchScheduler": "steps before the optimizer does: the first batch must be trained at the first rate",
    "EpochScheduler": "steps before the epoch is trained: the first epoch must have the first rate",
}
OTHER_UNIT = {
    "BatchScheduler": "steps once in each epoch: after each batch is asked for",
    "EpochScheduler": "steps after each batch: after each epoch is asked for",
}
CANCELLED = {
    "BatchScheduler": "steps in a batch that was cancelled",
    "EpochScheduler": "steps after an epoch that was cancelled",
}
LOST = {
    "BatchScheduler": "does not step in the batches after one that was cancelled",
    "EpochScheduler": "does not step after an epoch in which a batch was cancelled",
}
BY_MODE = "goes wrong where the model stays in evaluation mode: learner.training tells the phase"
LAST_CANCELLED = "does not step after an epoch whose last batch was cancelled: the epoch has ended all the same"
SHARES = "shares its scheduler with others of its class: keep it on `self`"


def log_of_fits(names, kind, sizes, plan):
    """What happens in fits with BatchScheduler(make) or EpochScheduler(make): makes, optimizer steps, scheduler steps

    `sizes` are the batches of training and validation. Each fit of `plan` has `epochs`, `valid`, `train`, and `stop`:
    what is raised in the second training batch of the first epoch, a cancel, "error" or "Ctrl+C". In "eval mode" the
    model stays in that, and of each epoch the "last batch" is cancelled.
    """
    log = []

    class Error(Exception):
        pass

    class Optimizer(torch.optim.SGD):
        def step(self, closure=None):
            log.append("optimizer")
            return super().step(closure)

    class Scheduler:
        def __init__(self, optimizer):
            log.append("make" if optimizer is learner.opt else "make for another optimizer")

        def step(self):
            log.append("scheduler")

    class Watch(names.Callback):
        order = -1000

        def before_epoch(self, learner):
            log.append("train" if learner.training else "valid")

        def before_batch(self, learner):
            if learner.stop == "eval mode":
                learner.model.eval()

        def after_loss(self, learner):
            if learner.stop == "last batch" and learner.training and learner.iteration == sizes[0] - 1:
                raise names.CancelBatch
            stops = learner.stop not in ("", "eval mode", "last batch")
            if stops and learner.training and learner.epoch == 0 and learner.iteration == 1:
                raise {"error": Error, "Ctrl+C": KeyboardInterrupt}.get(learner.stop) or getattr(names, learner.stop)

    train, valid = ([(torch.ones(2, 1), torch.ones(2, 1))] * n for n in sizes)
    dls = type("Loaders", (), {"train": train, "valid": valid})()
    callback = getattr(names, kind)(Scheduler)
    learner = names.TrainLearner(
        torch.nn.Linear(1, 1), dls, torch.nn.functional.mse_loss, 0.0, [callback, Watch()], Optimizer
    )
    fits = []
    for part in plan:
        learner.stop = part["stop"]
        log.clear()
        try:
            learner.fit(part["epochs"], train=part["train"], valid=part["valid"])
        except (Error, KeyboardInterrupt):
            log.append("stopped")
        fits.append(list(log))
    return fits


def fit_of(epochs=1, train=True, valid=True, stop=""):
    return {"epochs": epochs, "train": train, "valid": valid, "stop": stop}


def right_log(kind, sizes, fit):
    "What a right callback leaves in the log of this fit."
    n, log = sizes[0], ["make"]
    by_batch, by_epoch = ([["scheduler"], []], [[], ["scheduler"]])[kind == "EpochScheduler"]
    for epoch in range(fit["epochs"]):
        stop = fit["stop"] if epoch == 0 else ""
        if fit["train"]:
            done = {"": n, "eval mode": n, "CancelBatch": n - 1}.get(stop, 1)  # batches that are trained
            done = n - 1 if fit["stop"] == "last batch" else done
            log += ["train", *["optimizer", *by_batch] * done, *(by_epoch if done >= n - 1 else [])]
        if stop in ("error", "Ctrl+C"):
            return [*log, "stopped"]
        if fit["valid"]:
            log += ["valid"]
    return log


def phases(log, kind):
    'The parts of a log that begin with `kind`, "train" or "valid", without this word.'
    found, inside = [], False
    for word in log:
        if word in ("train", "valid"):
            inside = word == kind
            found += [[]] if inside else []
        elif inside:
            found[-1].append(word)
    return found


def misstep(kind, log, n):
    "What the log of a fit of `n` training batches an epoch shows, '' where no sentence fits. Each is a fact of it."
    training, validation = phases(log, "train"), phases(log, "valid")
    steps = [phase.count("scheduler") for phase in training]
    if "make for another optimizer" in log:
        return OTHER_OPTIMIZER
    if log.count("make") != 1:
        return MANY if "make" in log else NEVER_MADE
    if "scheduler" not in log:
        return NEVER
    if any("scheduler" in phase for phase in validation):
        return IN_VALIDATION if any(steps) else WAITS
    first, once, each = ({phase[0] for phase in training if phase}, {1}, {n})
    if first == {"scheduler"} and set(steps) == (each if kind == "BatchScheduler" else once):
        return EARLY[kind]
    if set(steps) == (once if kind == "BatchScheduler" else each):
        return OTHER_UNIT[kind]
    return TWICE if kind == "BatchScheduler" and set(steps) == {2 * n} else ""


def judge_fit(kind, got, sizes, fit, sentence):
    "The log of one fit is right. `sentence` is a function of the log: what it shows."
    expected = right_log(kind, sizes, fit)
    if got != expected and sentence(got):
        holds(False, " ".join(expected), " ".join(got), sentence(got))
    agree(got, expected)


def one_fit(student, trial, kind):
    sizes = list(trial.sizes(3, 2))
    for fit in (fit_of(2), fit_of(2, valid=False), fit_of(1)):
        (got,) = student(log_of_fits, kind, sizes, [fit])
        judge_fit(kind, got, sizes, fit, lambda log: misstep(kind, log, sizes[0]))
    for stop, sentence in (("eval mode", BY_MODE), ("last batch", LAST_CANCELLED if kind == "EpochScheduler" else "")):
        fit = fit_of(2, stop=stop)
        (got,) = student(log_of_fits, kind, sizes, [fit])
        judge_fit(kind, got, sizes, fit, lambda log, said=sentence: said)  # fits without it were right above


def many_fits(student, trial, kind):
    "Fits in a row: whole ones, one without training, some with a cancelled batch or epoch, some that are stopped."
    sizes = list(trial.sizes(3, 2))
    plan = [fit_of(2), fit_of(1), fit_of(2, train=False)]
    plan += [fit_of(2, stop=stop) for stop in ("CancelBatch", "CancelEpoch")]
    for stop in ("error", "Ctrl+C"):
        plan += [fit_of(2, stop=stop), fit_of(1)]
    fits = student(log_of_fits, kind, sizes, plan)

    for i, (fit, got) in enumerate(zip(plan, fits, strict=True)):
        stopped = any(before["stop"] for before in plan[:i])
        shown = partial(misstep_among, kind, fit, "make" in fits[0], stopped, sizes)
        judge_fit(kind, got, sizes, fit, shown)


def misstep_among(kind, fit, made_at_first, stopped, sizes, log):
    "As `misstep`, for one of several fits. `stopped`: whether one before it was stopped, or a part of it cancelled."
    if "make" not in log and made_at_first and fit["train"]:
        return STALE if stopped else ONE_FOR_ALL
    if not fit["train"]:
        return WITHOUT_TRAINING if "scheduler" in log else ""
    more = log.count("scheduler") - right_log(kind, sizes, fit).count("scheduler")
    if fit["stop"] == "CancelBatch" and more < 0:
        return LOST[kind]
    cut = "CancelBatch" if kind == "BatchScheduler" else "CancelEpoch"
    if fit["stop"] == cut and more == 1:
        return CANCELLED[kind]
    return "" if fit["stop"] else misstep(kind, log, sizes[0])


def rates_of_fits(names, kind, sizes, epochs, factors, others):
    "The rates of the training batches of two fits, with torch's LambdaLR; steps of another one's schedulers"
    rates, counts = [], []

    class Watch(names.Callback):
        def after_loss(self, learner):
            if learner.training:
                rates.append(learner.opt.param_groups[0]["lr"])

    class Counter:
        def __init__(self, optimizer):
            self.number = len(counts)
            counts.append(0)

        def step(self):
            counts[self.number] += 1

    def make(optimizer):
        return torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: factors[min(step, len(factors) - 1)])

    train, valid = ([(torch.ones(2, 1), torch.ones(2, 1))] * n for n in sizes)
    dls = type("Loaders", (), {"train": train, "valid": valid})()
    callbacks = [getattr(names, kind)(make), *(getattr(names, kind)(Counter) for _ in range(others)), Watch()]
    learner = names.TrainLearner(torch.nn.Linear(1, 1), dls, torch.nn.functional.mse_loss, 1.0, callbacks)
    learner.fit(epochs)
    learner.fit(1)
    return [rates, counts]


def rates_in_fits(student, trial, kind):
    "Rates with a scheduler of torch's, alone and beside another callback of this class."
    n, m = trial.sizes(3, 2)
    epochs, factors = 3, trial.uniform(6 * (n + m), dtype=F64).tolist()

    def of(places):
        "The rates of three epochs and one, from the places of their steps in `factors`."
        return [factors[place] for place in places]

    if kind == "BatchScheduler":
        right = [*range(epochs * n), *range(n)]
        in_validation = [k + m * (k // n) for k in right]
        early = [k + 1 for k in right]
    else:
        right = [epoch for epoch in (*range(epochs), 0) for _ in range(n)]
        in_validation, early = [2 * epoch for epoch in right], [epoch + 1 for epoch in right]
    mistakes = {
        IN_VALIDATION: of(in_validation),
        ONE_FOR_ALL: [*of(right[: epochs * n]), *[1.0] * n],
        EARLY[kind]: of(early),
    }
    alone, _ = student(rates_of_fits, kind, [n, m], epochs, factors, 0)
    agree(alone, of(right), mistakes, **EXACT)
    beside, counts = student(rates_of_fits, kind, [n, m], epochs, factors, 1)
    # They are right alone: what differs now comes of the second one.
    agree([beside, counts], [of(right), [epochs, 1] if kind == "EpochScheduler" else [epochs * n, n]], unless=SHARES)


@check("BatchScheduler", points=2)
def after_each_batch(student, trial):
    "It steps after the optimizer in each training batch, and never in validation."
    one_fit(student, trial, "BatchScheduler")


@check("BatchScheduler", points=1)
def one_for_each_fit(student, trial):
    "Each fit makes one scheduler, for its own optimizer; a batch that is cancelled takes no step."
    many_fits(student, trial, "BatchScheduler")


@check("BatchScheduler", points=1)
def rates_of_batches(student, trial):
    "With a scheduler of torch's, each batch is trained at the rate of its own step."
    rates_in_fits(student, trial, "BatchScheduler")


@check("EpochScheduler", points=2)
def after_each_epoch(student, trial):
    "It steps when a training epoch has ended, with or without validation after it, and never in validation."
    one_fit(student, trial, "EpochScheduler")


@check("EpochScheduler", points=1)
def one_for_each_fit_of_epochs(student, trial):
    "Each fit makes one scheduler, for its own optimizer; fits without training and cancelled epochs take no step."
    many_fits(student, trial, "EpochScheduler")


@check("EpochScheduler", points=1)
def rates_of_epochs(student, trial):
    "With a scheduler of torch's, each epoch is trained at the rate of its own step."
    rates_in_fits(student, trial, "EpochScheduler")


# ---------------------------------------------------------------------------------------------------------------------
# Recorder

BY_REFERENCE = "keeps a reference: what was noted changes with the model afterwards. Note the number, tensor.item()"
TENSORS = "keeps tensors: note plain numbers, which .item() makes of them"
AFTER_SCHEDULER = "notes what the next batch will have: read before the optimizer and the scheduler have stepped"
TOO_EARLY = "notes the loss before it is known: wait for after_loss"
BATCH_BEFORE = "notes the loss of the batch before: it is not known yet, so wait for after_loss"
NO_LISTS = "has no empty list for each name before the first fit"
GOES_ON = "goes on in the lists of the fit before: begin each fit with empty ones"
RECORDS_SHARED = "shares its records with other recorders: make a dict in every __init__, on `self`"


def records_of_fits(names, sizes, fits, where, order, frozen):
    """Recorder(…).records before and after fits of some epochs each, with a scheduler that steps at the event `where`

    A fit of 0 epochs is one of 2 that fails in its second batch; a frozen model stays in evaluation mode. Recorded are
    the batch's number, its rate, its loss and a weight of the model; a second recorder notes the number alone.
    """

    class Loaders:
        train = [(torch.ones(2, 1, dtype=torch.float64), torch.full((2, 1), float(k))) for k in range(sizes[0])]
        valid = [(torch.ones(2, 1, dtype=torch.float64), torch.full((2, 1), 50.0))] * sizes[1]

    class Steps(names.Callback):
        def before_batch(self, learner):
            if frozen:
                learner.model.eval()

        def after_predict(self, learner):
            if learner.fails and learner.iteration == 1:
                raise ZeroDivisionError

    def step(self, learner):
        if learner.training:
            learner.opt.param_groups[0]["lr"] *= 0.5

    scheduler = type("Scheduler", (Steps,), {where: step, "order": order})()
    model = torch.nn.Linear(1, 1, bias=False, dtype=torch.float64)
    model.weight.data.fill_(2.0)

    def loss_func(preds, targets):
        return torch.nn.functional.mse_loss(preds, targets.to(preds.dtype))

    def number(learner):
        return 100 * learner.epoch + 50 * (not learner.training) + learner.iteration

    recorder = names.Recorder(
        number=number,
        lr=lambda learner: learner.opt.param_groups[0]["lr"],
        loss=lambda learner: learner.loss,
        weight=lambda learner: learner.model.weight[0, 0],
    )
    other = names.Recorder(other=number)
    seen = [{name: list(values) for name, values in recorder.records.items()}]
    learner = names.TrainLearner(model, Loaders(), loss_func, 0.125, [scheduler, recorder, other])
    for n in fits:
        learner.fails = n == 0
        try:
            learner.fit(n or 2)
        except ZeroDivisionError:
            pass
        seen.append({name: list(values) for name, values in recorder.records.items()})
    return [*seen, {name: list(values) for name, values in other.records.items()}]


def expected_records(n, epochs):
    "What a right Recorder notes in the first fit."
    weight, rate, records = 2.0, 0.125, {"number": [], "lr": [], "loss": [], "weight": []}
    for epoch in range(epochs):
        for k in range(n):
            for values, value in zip(records.values(), (100 * epoch + k, rate, (weight - k) ** 2, weight), strict=True):
                values.append(value)
            weight -= rate * 2 * (weight - k)
            rate /= 2
    return records


def numbers_of(n, m, epochs, training=True, validation=False):
    "The numbers of the batches that are noted."
    return [
        100 * epoch + 50 * part + k
        for epoch in range(epochs)
        for part, size, noted in ((0, n, training), (1, m, validation))
        if noted
        for k in range(size)
    ]


@check("Recorder", points=2)
def one_value_a_batch(student, trial):
    "`records[name]` holds one value for each training batch, in order, and none for validation."
    for n, m in (trial.sizes(5, 3), (1, 1)):
        start, got, other = student(records_of_fits, [n, m], [2], "after_step", -5, False)
        expected = expected_records(n, 2)
        own = "other" not in got and "number" not in other
        holds(own, "the names of its own", ", ".join(map(str, got)), RECORDS_SHARED)
        holds(start == {name: [] for name in expected}, "an empty list for each name", start, NO_LISTS)
        agree(list(got), list(expected))
        mistakes = {
            "notes validation batches, too": numbers_of(n, m, 2, validation=True),
            "notes validation batches only": numbers_of(n, m, 2, training=False, validation=True),
            "starts again in each epoch: `records` are those of the whole fit": expected["number"][n:],
            "notes nothing": [],
        }
        if n > 1:
            mistakes |= {
                "notes once in an epoch: every training batch is asked for": [n - 1, 100 + n - 1],
                "notes once in an epoch, and after validation as well": [n - 1, 50 + m - 1, 100 + n - 1, 150 + m - 1],
            }
        said_of(got["number"], expected["number"], mistakes)
        for name in ("lr", "loss", "weight"):
            holds(
                len(got[name]) == 2 * n, f"{2 * n} values", f"{len(got[name])}", "does not note one value for each name"
            )
    _, got, _ = student(records_of_fits, [n, m], [2], "after_step", -5, True)
    agree(len(got["number"]), 2 * n, unless=BY_MODE)  # with a model in training mode it was right above


def said_of(got, expected, mistakes):
    "As `agree`, but a known mistake is named also where lists are of another length, and 3.0 is 3."
    got = [int(value) if type(value) is float and value.is_integer() else value for value in got]
    for sentence, value in mistakes.items():
        holds(got != value or value == expected, f"{expected}", f"{got}", sentence)
    agree(got, expected)


@check("Recorder", points=2)
def plain_values(student, trial):
    "Values are plain: a tensor of one number is noted as that number, as it was at that moment."
    n, m = trial.sizes(5, 3)
    _, got, _ = student(records_of_fits, [n, m], [1], "after_step", -5, False)
    expected = expected_records(n, 1)
    for name in ("weight", "loss"):
        values = got[name]
        if values and all(isinstance(value, Tensor) for value in values):
            same = all(torch.equal(value, values[0]) for value in values)
            kept = f"{n} tensors, " + ("all with the last value" if same else "each with its own value")
            holds(False, f"{n} plain numbers", kept, BY_REFERENCE if same else TENSORS)
        holds(None not in values, f"{n} plain numbers", values, TOO_EARLY)
        late = {AFTER_SCHEDULER: expected["weight"][1:]} if name == "weight" else {}
        agree(values[:-1], expected[name][:-1], late, **EXACT)


@check("Recorder", points=1)
def before_the_scheduler(student, trial):
    "It reads before the scheduler steps: the rate that the batch is trained with, whenever that scheduler steps."
    n, m = trial.sizes(5, 3)
    expected = expected_records(n, 2)
    later, earlier = [rate / 2 for rate in expected["lr"]], [*expected["loss"][:1], *expected["loss"][:-1]]
    for where in ("after_batch", "after_step"):
        for order in (-5, 5):
            _, got, _ = student(records_of_fits, [n, m], [2], where, order, False)
            agree(got["lr"], expected["lr"], {AFTER_SCHEDULER: later}, **EXACT)
            if None in got["loss"]:
                raise Disagreement("a loss for each batch", "None", TOO_EARLY)
            early = all(abs(g - e) < 1e-9 for g, e in zip(got["loss"][1:n], earlier[1:n], strict=False))
            holds(not early, "the loss of the batch", got["loss"], BATCH_BEFORE)
            agree(got["loss"], expected["loss"], **EXACT)


@check("Recorder", points=1)
def a_new_start(student, trial):
    "Each fit starts with empty lists, also after one that failed."
    n, m = trial.sizes(5, 3)
    _, first, second, failed, last, _ = student(records_of_fits, [n, m], [2, 1, 0, 1], "after_step", -5, False)
    one, two = numbers_of(n, m, 1), numbers_of(n, m, 2)
    said_of(first["number"], two, {})
    said_of(second["number"], one, {GOES_ON: two + one})
    said_of(failed["number"], one[:1], {})
    said_of(last["number"], one, {GOES_ON: one[:1] + one})


# ---------------------------------------------------------------------------------------------------------------------
# capstone_model

MEAN, STD = 0.286, 0.353  # of the pixels on a scale from 0 to 1: the text states them
MAX_NUMBERS = 4_000_000  # in a state dict: 16 MB in float32
CHUNK = 1_000  # images in one question to the learner's model
NO_FILE = "there is no capstone.safetensors beside the notebook yet: train, and save_weights(model)"
NOT_WEIGHTS = "capstone.safetensors holds no weights: write it with save_weights"
BY_NUMBERS = "knows the images by their numbers: others that look the same are named far worse"
ELSEWHERE = "names the images although its weights are shuffled: what it knows is not in the weights"
GRAY_LEVELS = 6.0  # of 255
FROZEN = "the model has no parameter that can be trained: those that it has are frozen, requires_grad is off"
NO_FIT = "the saved weights are those of another model: train and save again after you changed capstone_model"


@check("capstone_model", points=2)
def builds_a_model(student, trial):
    "`capstone_model()` gives a new model each time; N,1,28,28 images become N,10 finite logits."

    def build(names, images):
        "capstone_model() twice, in eval mode, and the logits of the first"
        first, second = names.capstone_model(), names.capstone_model()
        if not isinstance(first, torch.nn.Module):
            return {"kind": type(first).__name__}
        shared = {t.data_ptr() for t in first.state_dict().values() if t.numel()}
        shared &= {t.data_ptr() for t in second.state_dict().values() if t.numel()}
        first.eval()
        with torch.no_grad():
            logits = first(images)
        numbers = sum(t.numel() for t in first.state_dict().values())
        trained = sum(p.numel() for p in first.parameters() if p.requires_grad)
        same, frozen = first is second or bool(shared), any(not p.requires_grad for p in first.parameters())
        return {"kind": "", "same": same, "logits": logits, "numbers": [numbers, trained], "frozen": frozen}

    n = trial.integer(3, 6)
    got = student(build, trial.normal(n, 1, 28, 28, dtype=torch.float32))
    holds(not got["kind"], "an nn.Module", f"a {got['kind']}", "does not return a model: build it and return it")
    holds(
        not got["same"],
        "a new model at each call",
        "the same weights twice",
        "gives the same model twice: each call must build one with weights of its own",
    )
    logits, (numbers, trained) = got["logits"], got["numbers"]
    holds(isinstance(logits, Tensor), "a tensor of logits", logits, "the model does not give a tensor")
    holds(
        logits.shape == (n, 10),
        f"{n}×10 logits for {n} images",
        logits,
        "the model gives another shape than N,10: a row for each image, a logit for each class",
    )
    holds(logits.dtype == torch.float32, "float32", logits, "the model does not compute in float32")
    holds(bool(logits.isfinite().all()), "finite logits", logits, "the model gives nan or inf")
    without = FROZEN if got["frozen"] else "the model has no parameters: register its layers as attributes"
    holds(trained > 0, "parameters to train", "none", without)
    holds(
        numbers <= MAX_NUMBERS,
        f"at most {MAX_NUMBERS:,} numbers in the state dict",
        f"{numbers:,}",
        "the model is too large: at most 4 million numbers, parameters and buffers together",
    )


@check("capstone_model", points=1)
def state_is_all(student, trial):
    "In eval mode the state dict decides everything: another model that loads it gives the same logits, image by image."

    def twins(names, images, noise):
        "Logits of a model after some batches, again, of another one with its state dict, and of each image alone"
        torch.manual_seed(1)
        model = names.capstone_model()
        model.train()
        for _ in range(3):
            model(images)
        with torch.no_grad():
            for p in model.parameters():
                if p.numel() <= len(noise):
                    p += 0.05 * noise[: p.numel()].view(p.shape)
        torch.manual_seed(2)
        other = names.capstone_model()
        other.load_state_dict(model.state_dict())
        model.eval()
        other.eval()
        with torch.no_grad():
            alone = torch.cat([model(image[None]) for image in images])
            return [model(images), model(images), other(images), alone]

    images = trial.normal(5, 1, 28, 28, dtype=torch.float32)
    once, again, other, alone = student(twins, images, trial.normal(5000, dtype=torch.float32))
    close = dict(rtol=1e-3, atol=1e-4)
    agree(again, once, unless="gives other logits each time in eval mode: dropout must be off there", **close)
    agree(
        other,
        once,
        unless="keeps something outside of its state dict: what is learned must be a parameter, a buffer or a module",
        **close,
    )
    agree(alone, once, unless="in eval mode the logits of an image depend on the other images of its batch", **close)


def weights_of(student: Student) -> tuple[dict[str, Tensor] | None, dict[str, list]]:
    "The saved weights, None where there are none, and the shapes and dtypes that the model's state dict has."

    def look(names):
        "The state dict of capstone_model()"
        state = names.capstone_model().state_dict()
        return {name: [list(t.shape), str(t.dtype)] for name, t in state.items()}

    return read_weights(student), student(look)


def read_weights(student: Student) -> dict[str, Tensor] | None:
    "The state dict in the file, which is read here: no learner's code has a part in it. None where there is no file."
    data = student.beside(WEIGHTS)
    if data is None:
        return None
    large = f"{WEIGHTS} is larger than 16 MB: a capstone has at most 4 million numbers"
    holds(len(data) <= MAX_WEIGHTS, "at most 16 MB", f"{len(data) / 1e6:.1f} MB", large)
    try:
        return dict(sorted(load(data).items()))  # their order is another in each process: a table would be, too
    except SafetensorError as error:
        raise Disagreement("numbers in the format safetensors", f"{error}", NOT_WEIGHTS) from None


def require_fit(weights, shapes) -> None:
    "Raises `Disagreement` unless these are tensors of the names, shapes and dtypes of the model's state dict."
    missing, strange = sorted(shapes.keys() - weights.keys()), sorted(weights.keys() - shapes.keys())
    holds(
        not missing, f"{len(shapes)} tensors, {missing[0] if missing else ''} among them", "none of this name", NO_FIT
    )
    holds(not strange, f"{len(shapes)} tensors", f"one called {strange[0] if strange else ''}", NO_FIT)
    for name, (shape, dtype) in shapes.items():
        got = [list(weights[name].shape), str(weights[name].dtype)]
        holds(got == [shape, dtype], f"{name}: {shape}, {dtype}", f"{got[0]}, {got[1]}", NO_FIT)
        finite = bool(weights[name].isfinite().all())
        holds(
            finite, f"finite numbers in {name}", "nan or inf", "the saved weights hold nan or inf: the training failed"
        )


@check("capstone_model", points=1)
def weights_fit(student, trial):
    "The weights in capstone.safetensors, once there are some, are those of this model."
    weights, shapes = weights_of(student)
    if weights is not None:
        require_fit(weights, shapes)


def judged_on(trial: Trial) -> JudgedImages:
    "The validation images in a notebook, the test images in grading."
    return test_images() if trial.hidden else validation_images()


def accuracy_of(student: Student, trial: Trial) -> float:
    "The share of the images that the saved weights get right. Raises `Disagreement` where there are none."
    known = ("accuracy", trial.hidden)
    if known not in student.memory:  # so that the goals together run the model once
        weights, shapes = weights_of(student)
        holds(weights is not None, "weights in capstone.safetensors", "no file", NO_FILE)
        require_fit(weights, shapes)
        student.memory[known] = _evaluate(student, weights, judged_on(trial))
    return student.memory[known]


def _evaluate(student: Student, weights: dict[str, Tensor], judged: JudgedImages) -> float:
    right = 0.0
    for pixels, labels in zip(judged.images.split(CHUNK), judged.labels.split(CHUNK), strict=True):
        right += share_right(student, weights, pixels.unsqueeze(1).float(), labels) * len(labels)
    return round(right) / len(judged.labels)


def share_right(student: Student, weights: dict[str, Tensor], pixels: Tensor, labels: Tensor) -> float:
    "The share of images N,1,28,28, from 0 to 255, that the learner's model gets right with these weights."

    def logits(names, weights, images):
        "The saved weights in capstone_model(), in eval mode, on the images"
        model = names.capstone_model()
        model.load_state_dict(weights)
        model.eval()
        with torch.no_grad():
            return model(images)

    got = student(logits, weights, (pixels / 255 - MEAN) / STD)
    good = isinstance(got, Tensor) and got.shape == (len(labels), 10)
    holds(good, f"{len(labels)}×10 logits", got, "the model gives another shape than N,10")
    return (got.argmax(1) == labels).float().mean().item()


def recognises(student: Student, trial: Trial) -> None:
    """Raises `Disagreement` for a model that knows the images by their numbers, or knows without its weights.

    Of 1,000 images it must get right nearly as many when each pixel is some gray levels off, and most when they
    are moved by a pixel; with shuffled weights it can only guess. Measured on a linear model, an MLP, a conv net and
    one fitted to the test images themselves, gray levels cost at most 0.003 and a move 0.19; shuffled, 0.13 was left.
    """
    weights, judged = read_weights(student), judged_on(trial)
    chosen = trial.uniform(len(judged.labels)).argsort()[:CHUNK]
    pixels, labels = judged.images[chosen].unsqueeze(1).float(), judged.labels[chosen]
    share = share_right(student, weights, pixels, labels)
    gray = trial.uniform(*pixels.shape, low=-GRAY_LEVELS, high=GRAY_LEVELS).float()
    grayed = share_right(student, weights, (pixels + gray).clamp(0, 255), labels)
    holds(share - grayed <= 0.03, f"about {share:.1%} of images with other gray levels", f"{grayed:.1%}", BY_NUMBERS)
    down, right = ((0, 1), (1, 0), (2, 1), (1, 2))[trial.integer(0, 3)]
    moved = torch.nn.functional.pad(pixels, (1, 1, 1, 1))[..., down : down + 28, right : right + 28]
    moved = share_right(student, weights, moved, labels)
    holds(share - moved <= 0.3, f"about {share:.1%} of images moved by a pixel", f"{moved:.1%}", BY_NUMBERS)
    shuffled = {name: t.flatten()[trial.uniform(t.numel()).argsort()].view(t.shape) for name, t in weights.items()}
    left = share_right(student, shuffled, pixels, labels)
    holds(left <= 0.6, "guesses when its weights are shuffled", f"{left:.1%} right", ELSEWHERE)


def reaches(student: Student, trial: Trial, goal: float) -> None:
    "Raises `Disagreement` below the goal, and for an accuracy that does not come from the weights."
    accuracy = accuracy_of(student, trial)
    if accuracy < goal:
        split = "test" if trial.hidden else "validation"
        found = public(f"{accuracy:.2%} of the {split} images is not there yet")
        raise Disagreement(f"at least {goal:.1%} of the {split} images", f"{accuracy:.2%}", found)
    known = ("recognises", trial.hidden)
    if known not in student.memory:
        recognises(student, trial)
        student.memory[known] = True


@check("capstone_model", points=2, goal=True, seconds=60)
def goal_900(student, trial):
    "Goal: the saved weights get at least 90 % right, of the validation images here and of the test images in grading."
    reaches(student, trial, 0.90)


@check("capstone_model", points=2, goal=True, seconds=60)
def goal_920(student, trial):
    "Goal: they get at least 92 % right."
    reaches(student, trial, 0.92)


@check("capstone_model", points=1, goal=True, seconds=60)
def goal_935(student, trial):
    "Goal: they get at least 93.5 % right."
    reaches(student, trial, 0.935)


@check("capstone_model", points=1, goal=True, seconds=60)
def goal_940(student, trial):
    "Goal: they get at least 94 % right."
    reaches(student, trial, 0.94)


@check("predictions_14")
def predicted_before(student, trial):
    "Every question of the lesson has a prediction, right or wrong."
    each_is_answered(student, "predictions_14")
