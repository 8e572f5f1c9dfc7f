"""Lesson 03, a learner with callbacks: what each exercise must do.

Orders of calls are compared with literal traces, trained parameters with a few lines of plain torch.
"""

import torch

from autograder.checks.predicted import each_is_answered
from autograder.checks.vocabulary import agree, check, holds, public

NO_SORTING = "calls them as they were given: `order` says who goes first"
SWALLOWS = "swallows another exception than its own cancel: only {own} ends at {event}"
UNMOVED = "leaves the weights as they were: no step is taken, or no gradient reaches them"
NO_CLEANUP = "leaves the cleanup out: it must run however the {event} ends"


# ---------------------------------------------------------------------------------------------------------------------
# run_callbacks


def run_in_order(names, orders, silent):
    """run_callbacks(callbacks, 'before_batch', learner) for callbacks of these orders: which are called, in turn

    Each is of a class of its own; every third class inherits its handler.
    """
    called = []

    def handler(i):
        return lambda self, learner: called.append(i) or i + 1

    callbacks = []
    for i, order in enumerate(orders):
        methods = {} if i in silent else {"before_batch": handler(i)}
        own = type(f"Numbered{len(orders) - i}", (names.Callback,), methods)  # names that fall as i rises
        inherits = type("Inheriting", (own,), {}) if i % 3 == 1 else own
        callbacks.append(inherits())
        callbacks[-1].order = order
    try:
        names.run_callbacks(callbacks, "before_batch", None)
    except AttributeError:
        return "AttributeError"
    return called


def shuffled_orders(trial):
    "Seven orders with ties, neither rising nor falling."
    return [[2, 0, 5, 0, -1, 2, 0], [3, -2, 3, 1, -2, 1, 7], [1, 4, 0, 4, 1, 0, -3]][trial.integer(0, 2)]


@check("run_callbacks", points=1)
def lower_orders_first(student, trial):
    "Callbacks with a lower order are called first, and equal ones in the order they were given."
    orders = shuffled_orders(trial)
    silent = [trial.integer(0, 6)]
    present = [i for i in range(len(orders)) if i not in silent]
    for chosen in ([], silent):
        who = present if chosen else list(range(len(orders)))
        agree(
            student(run_in_order, orders, chosen),
            sorted(who, key=lambda i: orders[i]),
            mistakes={
                NO_SORTING: who,
                "misses handlers that a class inherits: ask the callback itself, with getattr": [
                    i for i in sorted(who, key=lambda i: orders[i]) if i % 3 != 1
                ],
                "calls higher orders first": sorted(who, key=lambda i: -orders[i]),
                "calls everything backwards": sorted(who, key=lambda i: orders[i])[::-1],
                "turns equal ones round: they go in the order they were given": sorted(
                    who[::-1], key=lambda i: orders[i]
                ),
                "calls a handler that is not there: not every callback has one for every event": "AttributeError",
                "calls only the first one": sorted(who, key=lambda i: orders[i])[:1],
            },
        )


@check("run_callbacks", points=1)
def only_this_event(student, trial):
    "Only handlers of this event are called, each once, with the learner."

    def calls(names, event):
        "run_callbacks(callbacks, event, learner): who was called for what"
        called = []
        learner = object()

        def handler(name):
            return lambda self, given: called.append([self.name, name, given is learner])

        first = type("First", (names.Callback,), {event: handler(event) for event in names.EVENTS})()
        second = type("Second", (names.Callback,), {"after_epoch": handler("after_epoch")})()
        first.name, second.name = "first", "second"
        names.run_callbacks([first, second, names.Callback()], event, learner)
        return called

    agree(
        student(calls, "after_epoch"),
        [["first", "after_epoch", True], ["second", "after_epoch", True]],
        mistakes={
            "gives the handlers something else than the learner": [
                ["first", "after_epoch", False],
                ["second", "after_epoch", False],
            ]
        },
    )
    for event in ("before_fit", "predict", "cleanup_batch"):
        agree(student(calls, event), [["first", event, True]])


@check("run_callbacks", points=1)
def list_is_left_alone(student, trial):
    "The caller's list stays as it was, and it may be a tuple."

    def order_afterwards(names, orders, as_tuple):
        "run_callbacks(callbacks, 'after_fit', learner): the orders in the caller's list afterwards, and how many calls"
        calls = []
        kind = type("Counting", (names.Callback,), {"after_fit": lambda self, learner: calls.append(self)})
        callbacks = [kind() for _ in orders]
        for callback, order in zip(callbacks, orders, strict=True):
            callback.order = order
        names.run_callbacks(tuple(callbacks) if as_tuple else callbacks, "after_fit", None)
        return [[callback.order for callback in callbacks], len(calls)]

    orders = shuffled_orders(trial)
    agree(
        student(order_afterwards, orders, False),
        [orders, len(orders)],
        mistakes={
            "sorts the caller's own list: use sorted, which makes a new one": [sorted(orders), len(orders)],
            "empties the caller's own list": [[], len(orders)],
            "calls only one callback of a class": [orders, 1],
        },
    )
    agree(student(order_afterwards, orders, True), [orders, len(orders)])


@check("run_callbacks", points=1)
def errors_come_through(student, trial):
    "An exception of a handler reaches the caller, and handlers after it are not called."

    def raised(names, kind):
        "run_callbacks where the second of three handlers raises: what comes out, and who was called"
        called = []

        def fail(self, learner):
            called.append(self.order)
            if self.order == 1:
                raise {"AttributeError": AttributeError, "ValueError": ValueError}[kind]

        callbacks = [type("Failing", (names.Callback,), {"order": i, "after_loss": fail})() for i in (0, 1, 2)]
        try:
            names.run_callbacks(callbacks, "after_loss", None)
        except (AttributeError, ValueError) as error:
            return [type(error).__name__, called]
        return ["no error", called]

    for kind in ("ValueError", "AttributeError"):
        agree(
            student(raised, kind),
            [kind, [0, 1]],
            mistakes={
                "swallows an error from inside a handler: ask whether there is a handler before you call it": [
                    "no error",
                    [0, 1, 2],
                ],
                "swallows an error from inside a handler and stops there": ["no error", [0, 1]],
                "calls the handlers that come after the one that failed": [kind, [0, 1, 2]],
            },
        )


# ---------------------------------------------------------------------------------------------------------------------
# with_callbacks


def trace(names, event, raising):
    "@with_callbacks(event) around a body, with these exceptions raised on the way: what runs, and what comes out"
    log = []
    kinds = {
        **{"CancelFit": names.CancelFit, "CancelEpoch": names.CancelEpoch, "CancelBatch": names.CancelBatch},
        **{"ValueError": ValueError, "OSError": OSError, "KeyboardInterrupt": KeyboardInterrupt},
    }

    def passing(stage):
        log.append(stage)
        if stage in raising:
            raise kinds[raising[stage]](stage)

    class Part:
        def callback(self, name):
            passing(name)

        @names.with_callbacks(event)
        def body(self):
            passing("body")

    part = Part()
    seen = "nothing"
    try:
        part.body()
    except NotImplementedError:
        raise
    except BaseException as error:
        seen = type(error).__name__
    return [log, seen]


OWN = {"fit": "CancelFit", "epoch": "CancelEpoch", "batch": "CancelBatch"}


def stages(event):
    return [f"before_{event}", "body", f"after_{event}", f"cleanup_{event}"]


def when_one_raises(event, kind, stage, seen):
    "[log, seen] of a right answer when `kind` is raised in `stage` (not the cleanup), with what usually goes wrong."
    all_of_them = stages(event)
    before, body, after, cleanup = all_of_them
    log = all_of_them[: all_of_them.index(stage) + 1]
    mistakes = {
        public(NO_CLEANUP.format(event=event)): [log, seen],
        "runs the body although before_… was cancelled": [[*log, body, after, cleanup], seen],
    }
    if seen == kind:
        mistakes[public(f"leaves the cleanup out and swallows {kind}")] = [log, "nothing"]
    else:
        mistakes[public(f"lets {kind} out although it ends at {event}")] = [[*log, cleanup], kind]
        mistakes[public(f"lets {kind} out although it ends at {event}, and leaves the cleanup out")] = [log, kind]
    if stage != after:
        early = f"runs after_{event} although what was left is to be skipped: after_… belongs to a full {event}"
        mistakes[public(early)] = [
            [*log, after, cleanup],
            seen,
        ]
        mistakes[public(f"runs after_{event} in the place of the cleanup")] = [[*log, after], seen]
    return [[*log, cleanup], seen], mistakes


@check("with_callbacks", points=1)
def before_body_after_cleanup(student, trial):
    "It runs before, the body, after and cleanup, and hands arguments on to the body."
    for event in OWN:
        before, body, after, cleanup = stages(event)
        agree(
            student(trace, event, {}),
            [[before, body, after, cleanup], "nothing"],
            mistakes={
                public(NO_CLEANUP.format(event=event)): [[before, body, after], "nothing"],
                "cleans up before it calls after_…: cleanup is the very last": [
                    [before, body, cleanup, after],
                    "nothing",
                ],
                "cleans up twice": [[before, body, after, cleanup, cleanup], "nothing"],
                "does not call the body": [[before, after, cleanup], "nothing"],
            },
        )

    def arguments(names, event):
        "part.body(3, scale=0.5) of a decorated method: self, and what arrives"
        seen = []

        class Part:
            def callback(self, name):
                pass

            @names.with_callbacks(event)
            def body(self, n=None, scale=1.0):
                seen.append([self is part, n, scale])

        part = Part()
        part.body(3, scale=0.5)
        part.body(4)
        return seen

    for event in OWN:
        agree(
            student(arguments, event),
            [[True, 3, 0.5], [True, 4, 1.0]],
            mistakes={
                "does not hand its arguments on to the body": [[True, None, 1.0]] * 2,
                "does not hand keyword arguments on to the body": [[True, 3, 1.0], [True, 4, 1.0]],
            },
        )


@check("with_callbacks", points=2)
def own_cancel(student, trial):
    "Its own cancel, in before, body or after, skips what is left, but not the cleanup, and ends there."
    for event, own in OWN.items():
        for stage in stages(event)[:3]:
            expected, mistakes = when_one_raises(event, own, stage, "nothing")
            agree(student(trace, event, {stage: own}), expected, mistakes=mistakes)


@check("with_callbacks", points=2)
def others_pass(student, trial):
    "Every other exception passes through, another part's cancel and the Stop button too, and the cleanup still runs."
    for event, own in OWN.items():
        others = [*(kind for kind in OWN.values() if kind != own), "ValueError", "KeyboardInterrupt"]
        for kind in others:
            for stage in stages(event)[:3]:
                expected, mistakes = when_one_raises(event, kind, stage, kind)
                too_wide = {SWALLOWS.format(own=own, event=event): [expected[0], "nothing"]}
                agree(student(trace, event, {stage: kind}), expected, mistakes={**too_wide, **mistakes})


@check("with_callbacks", points=1)
def first_error_is_seen(student, trial):
    "When the cleanup fails as well, the error that came first is the one seen; when only the cleanup fails, that is."
    for event in OWN:
        before, body, after, cleanup = stages(event)
        agree(
            student(trace, event, {body: "ValueError", cleanup: "OSError"}),
            [[before, body, cleanup], "ValueError"],
            mistakes={
                "shows the cleanup's error and hides the one that came first": [[before, body, cleanup], "OSError"],
                "swallows both errors": [[before, body, cleanup], "nothing"],
                public(NO_CLEANUP.format(event=event)): [[before, body], "ValueError"],
            },
        )
        agree(
            student(trace, event, {cleanup: "OSError"}),
            [[before, body, after, cleanup], "OSError"],
            mistakes={
                "swallows an error of the cleanup although nothing failed before it": [
                    [before, body, after, cleanup],
                    "nothing",
                ],
                public(NO_CLEANUP.format(event=event)): [[before, body, after], "nothing"],
            },
        )


# ---------------------------------------------------------------------------------------------------------------------
# Learner


def fit_trace(names, sizes, options, raising):
    """Learner(…).fit(…) with a callback that notes every event

    `raising` maps an event to [kind, training, iteration]: the callback raises there.
    """
    log = []

    def noting(event):
        def note(self, learner):
            log.append(event)
            kind, training, iteration = raising.get(event, [None, None, None])
            if kind and [learner.training, learner.iteration] == [training, iteration]:
                raise getattr(names, kind)

        return note

    class Loaders:
        train = [(torch.ones(2, 3), torch.ones(2))] * sizes[0]
        valid = [(torch.ones(2, 3), torch.ones(2))] * sizes[1]

    Noting = type("Noting", (names.Callback,), {event: noting(event) for event in names.EVENTS})
    with torch.enable_grad():  # and as it was afterwards, whatever the answer does
        try:
            names.Learner(torch.nn.Linear(3, 1), Loaders(), None, callbacks=[Noting()]).fit(**options)
        except (names.CancelFit, names.CancelEpoch, names.CancelBatch) as error:
            log.append(f"{type(error).__name__} comes out of fit")
    return log


FORWARD = ["predict", "after_predict", "get_loss", "after_loss"]
UPDATE = ["backward", "after_backward", "step", "after_step", "zero_grad"]


def wrapped(part, *inside):
    "The events of one part around those inside it."
    inner = [event for events in inside for event in events]
    return [f"before_{part}", *inner, f"after_{part}", f"cleanup_{part}"]


VALID_BATCH = wrapped("batch", FORWARD)
TRAIN_BATCH = wrapped("batch", FORWARD, UPDATE)


@check("Learner", points=2)
def all_events_in_order(student, trial):
    "A fit sends all its events in order: an epoch event for each phase, verbs followed by theirs, updates in training."
    a, b = trial.sizes(3, 2)

    def phases(epochs, train=TRAIN_BATCH, valid=VALID_BATCH):
        both = [*wrapped("epoch", train * a), *wrapped("epoch", valid * b)]
        return wrapped("fit", both * epochs)

    def without(batch, *dropped):
        return [event for event in batch if event not in dropped]

    zero_first = wrapped("batch", ["zero_grad"], FORWARD, UPDATE[:-1])
    zero_before_backward = wrapped("batch", FORWARD, ["zero_grad"], UPDATE[:-1])
    late = wrapped("batch", FORWARD, ["backward", "after_backward", "step", "zero_grad", "after_step"])
    silent = [event for event in FORWARD + UPDATE if event.startswith("after_")]
    agree(
        student(fit_trace, [a, b], {"n_epochs": 2}, {}),
        phases(2),
        mistakes={
            "trains in validation: backward, step and zero_grad belong to training only": phases(2, valid=TRAIN_BATCH),
            "takes a step in validation": phases(2, valid=wrapped("batch", FORWARD, UPDATE[2:4])),
            "forgets zero_grad": phases(2, without(TRAIN_BATCH, "zero_grad")),
            "calls zero_grad first: it comes last, after after_step": phases(2, zero_first),
            "calls zero_grad before backward: it comes last, after after_step": phases(2, zero_before_backward),
            "sends after_step when zero_grad is done: the gradients are gone by then": phases(2, late),
            "forgets the events that follow the verbs": phases(
                2, without(TRAIN_BATCH, *silent), without(VALID_BATCH, *silent)
            ),
            "sends one pair of epoch events for both phases: each phase has its own": wrapped(
                "fit", wrapped("epoch", TRAIN_BATCH * a, VALID_BATCH * b) * 2
            ),
            "validates only once, at the end of the fit": wrapped(
                "fit", wrapped("epoch", TRAIN_BATCH * a) * 2, wrapped("epoch", VALID_BATCH * b)
            ),
            "validates before it trains": wrapped(
                "fit", [*wrapped("epoch", VALID_BATCH * b), *wrapped("epoch", TRAIN_BATCH * a)] * 2
            ),
            "runs one epoch where two are asked for": phases(1),
            "runs one epoch too many": phases(3),
            "runs only the first batch of each phase": wrapped(
                "fit", [*wrapped("epoch", TRAIN_BATCH), *wrapped("epoch", VALID_BATCH)] * 2
            ),
        },
    )
    only_train = wrapped("fit", wrapped("epoch", TRAIN_BATCH * a))
    only_valid = wrapped("fit", wrapped("epoch", VALID_BATCH * b))
    for option, expected in (({"valid": False}, only_train), ({"train": False}, only_valid)):
        ignores = {public(f"ignores {next(iter(option))}=False"): phases(1)}
        agree(student(fit_trace, [a, b], option, {}), expected, mistakes=ignores)


@check("Learner", points=1)
def attributes_in_time(student, trial):
    "Callbacks find epoch, training, dl, iteration, batch and n_epochs as they are at that moment."
    a, b = trial.sizes(3, 2)

    def attributes(names, a, b):
        "fit(2): epoch, n_epochs, training, dl, model.training at before_epoch; iteration, batch at before_batch"
        log = []

        class Loaders:
            train = [(torch.full((2, 3), float(i)), torch.ones(2)) for i in range(a)]
            valid = [(torch.full((2, 3), 100.0 + i), torch.ones(2)) for i in range(b)]

        class Looking(names.Callback):
            def before_epoch(self, learner):
                which = "train" if learner.dl is dls.train else "valid" if learner.dl is dls.valid else "another"
                log.append([learner.epoch, learner.n_epochs, learner.training, which, learner.model.training])

            def before_batch(self, learner):
                log.append([learner.iteration, learner.batch[0][0, 0].item()])

        dls = Loaders()
        with torch.enable_grad():
            names.Learner(torch.nn.Linear(3, 1), dls, None, callbacks=[Looking()]).fit(2)
        return log

    def log(first_epoch=0, first_batch=0, on=False, running=True, modes=(True, False), valid_from=0):
        lines = []
        for epoch in (0, 1):
            lines.append([epoch + first_epoch, 2, True, "train", modes[0]])
            first = epoch * (a + b) if running is None else first_batch
            lines += [[first + i, float(i)] for i in range(a)]
            lines.append([epoch + first_epoch, 2, on, "valid", modes[1]])
            first = first + a if running is None else first_batch
            lines += [[first + i, 100.0 + i] for i in range(b)]
        return lines

    agree(
        student(attributes, a, b),
        log(),
        mistakes={
            "counts epochs from 1: the first is 0": log(first_epoch=1),
            "counts batches from 1: the first is 0": log(first_batch=1),
            "does not start counting iterations anew in each phase": log(running=None),
            "leaves training at True in validation": log(on=True),
            "leaves the model in training mode in validation: model.eval() is missing": log(modes=(True, True)),
            "leaves the model in evaluation mode, even in training": log(modes=(False, False)),
        },
    )


@check("Learner", points=1)
def careful_validation(student, trial):
    "Validation runs in evaluation mode and without gradients, training with both on, and autograd is on afterwards."

    def modes(names, fail):
        "fit(2): [training, model.training, autograd on?] at each predict, then whether autograd is on afterwards"
        log = []

        class Loaders:
            train = valid = [(torch.ones(2, 3), torch.ones(2))]

        class Looking(names.Callback):
            def predict(self, learner):
                modes = {module.training for module in learner.model.modules()}
                log.append([learner.training, modes.pop() if len(modes) == 1 else "mixed", torch.is_grad_enabled()])
                if fail and not learner.training:
                    raise ValueError

        learner = names.Learner(torch.nn.Sequential(torch.nn.Linear(3, 1)), Loaders(), None, callbacks=[Looking()])
        learner.model.eval()
        with torch.enable_grad():
            try:
                learner.fit(2)
            except ValueError:
                pass
            log.append(["afterwards", torch.is_grad_enabled()])
        return log

    train, valid, after = [True, True, True], [False, False, False], ["afterwards", True]
    for fail in (False, True):
        epochs = 1 if fail else 2
        agree(
            student(modes, fail),
            [*[train, valid] * epochs, after],
            mistakes={
                "validates with autograd on: torch.no_grad() is missing": [
                    *[train, [False, False, True]] * epochs,
                    after,
                ],
                "validates in training mode: model.eval() is missing": [*[train, [False, True, False]] * epochs, after],
                "validates in training mode and with autograd on": [*[train, [False, True, True]] * epochs, after],
                "leaves autograd off when it is done: switch it off in a with block": [
                    train,
                    valid,
                    *[[True, True, False], valid] * (epochs - 1),
                    ["afterwards", False],
                ],
                "sets `training` on the model alone: train() and eval() reach the modules inside it": [
                    *[[True, "mixed", True], valid] * epochs,
                    after,
                ],
                "never puts the model back into training mode": [
                    *[[True, False, True], valid] * epochs,
                    after,
                ],
            },
        )


@check("Learner", points=1)
def cancels(student, trial):
    "A cancel ends its own part and nothing else: one batch, one phase, or the fit."
    a, b = trial.sizes(3, 2)
    k = trial.integer(1, a - 1)
    validation = wrapped("epoch", VALID_BATCH * b)
    cut = ["before_batch", *FORWARD, "cleanup_batch"]
    skipping = wrapped("epoch", TRAIN_BATCH * k, cut, TRAIN_BATCH * (a - k - 1))
    stopping = ["before_epoch", *TRAIN_BATCH * k, *cut, "cleanup_epoch"]
    ending = ["before_fit", *stopping, "cleanup_fit"]
    expected = {
        "CancelBatch": wrapped("fit", skipping, validation),
        "CancelEpoch": wrapped("fit", stopping, validation),
        "CancelFit": ending,
    }
    for kind, right in expected.items():
        mistakes = {
            public(f"ends the phase on {kind}"): expected["CancelEpoch"],
            public(f"ends the whole fit on {kind}"): expected["CancelFit"],
            public(f"goes on with the next batch on {kind}"): expected["CancelBatch"],
        }
        if kind == "CancelFit":
            mistakes["calls after_fit although the fit was cancelled"] = wrapped("fit", stopping)
        else:
            mistakes[public(f"skips validation too on {kind}")] = wrapped("fit", stopping)
        agree(
            student(fit_trace, [a, b], {}, {"after_loss": [kind, True, k]}),
            right,
            mistakes={sentence: log for sentence, log in mistakes.items() if log != right},
        )


def one_fit_and_the_next(names, end, own, given):
    "fit(lr=…, callbacks=[…]) ending like this, then a plain fit(): rates and callbacks during, after and next time"
    called = []

    class Loaders:
        train = valid = [(torch.ones(2, 3), torch.ones(2))]

    class Named(names.Callback):
        def __init__(self, name):
            self.name = name

        def before_fit(self, learner):
            called.append([self.name, learner.lr, learner.opt.param_groups[0]["lr"]])

        def before_batch(self, learner):
            kinds = {"CancelFit": names.CancelFit, "ValueError": ValueError, "KeyboardInterrupt": KeyboardInterrupt}
            if self.name == "given" and end in kinds:
                raise kinds[end]

    mine, extra = [Named("own")], [Named("given")]
    learner = names.Learner(torch.nn.Linear(3, 1), Loaders(), None, lr=own, callbacks=mine)
    during = after = None
    for options in ({"callbacks": extra, "lr": given}, {}):
        try:
            with torch.enable_grad():
                learner.fit(**options)
        except (ValueError, KeyboardInterrupt):
            pass
        if options:
            during, called[:] = called.copy(), []
            after = [learner.lr, [callback.name for callback in learner.callbacks], len(mine), len(extra)]
    return {"during": during, "after": after, "next": called}


@check("Learner", points=1)
def given_to_fit(student, trial):
    "The lr and the callbacks given to fit count while it runs, callbacks after the learner's own."
    own = round(0.1 + trial.integer(1, 9) / 100, 2)
    for given in (0.5, 0.0):
        zero = "takes lr=0 for no lr: `or` goes by truth and 0 is false, so ask `is None`"
        got = student(one_fit_and_the_next, "without trouble", own, given)["during"]
        agree(
            got,
            [["own", given, given], ["given", given, given]],
            mistakes={
                zero if given == 0 else "ignores lr": [["own", own, own], ["given", own, own]],
                "ignores callbacks": [["own", given, given]],
                "forgets the learner's own callbacks": [["given", given, given]],
                "calls the fit's callbacks before the learner's own": [["given", given, given], ["own", given, given]],
                "does not set learner.lr while the fit runs": [["own", own, given], ["given", own, given]],
                "sets learner.lr, and the optimizer is made with another": [["own", given, own], ["given", given, own]],
            },
        )


@check("Learner", points=1)
def back_afterwards(student, trial):
    "After the fit the lr, the callbacks and the caller's lists are what they were, however it ended."
    own = round(0.1 + trial.integer(1, 9) / 100, 2)
    given = 0.5
    how = {
        "without trouble": "when the fit is over",
        "CancelFit": "when the fit is cancelled",
        "ValueError": "when a callback fails",
        "KeyboardInterrupt": "when Ctrl+C ends it",
        "an lr that torch refuses": "when the optimizer cannot be made",
    }
    for end, when in how.items():
        rate = -1.0 if end == "an lr that torch refuses" else given
        got = student(one_fit_and_the_next, end, own, rate)
        agree(
            got["after"],
            [own, ["own"], 1, 1],
            mistakes={
                public(f"keeps the lr of one fit {when}: put the old one back in a finally block"): [
                    rate,
                    ["own"],
                    1,
                    1,
                ],
                public(f"keeps the callbacks of one fit {when}: put the old ones back in a finally block"): [
                    *(own, ["own", "given"]),
                    *(1, 1),
                ],
                public(f"keeps lr and callbacks of one fit {when}: put the old ones back in a finally block"): [
                    *(rate, ["own", "given"]),
                    *(1, 1),
                ],
                "changes the list of callbacks that Learner was given": [own, ["own"], 2, 1],
                "adds the fit's callbacks to the list that Learner was given, for good": [own, ["own", "given"], 2, 1],
            },
        )
        agree(
            got["next"],
            [["own", own, own]],
            mistakes={
                "uses the lr of one fit in the next": [["own", own, rate]],
                "calls the callbacks of one fit in the next": [["own", own, own], ["given", own, own]],
            },
        )


@check("Learner", points=1)
def new_optimizer(student, trial):
    "Every fit makes one new optimizer of all parameters, before before_fit."

    def optimizers(names, n):
        "Two fits with an opt_func that counts: what it was given, and which optimizer each fit used"
        made, used = [], []

        def counting(parameters, lr):
            made.append(torch.optim.SGD(list(parameters), lr=lr))
            return made[-1]

        class Loaders:
            train = valid = [(torch.ones(2, n), torch.ones(2))]

        class Looking(names.Callback):
            def before_fit(self, learner):
                used.append([len(made), bool(made) and learner.opt is made[-1]])

        model = torch.nn.Sequential(torch.nn.Linear(n, 2), torch.nn.Linear(2, 1))
        learner = names.Learner(model, Loaders(), None, lr=0.5, callbacks=[Looking()], opt_func=counting)
        with torch.enable_grad():
            learner.fit(2)
            learner.fit(1, lr=0.25)
        return {
            "used": used,
            "made": [[len(opt.param_groups[0]["params"]), opt.param_groups[0]["lr"]] for opt in made],
        }

    right = {"used": [[1, True], [2, True]], "made": [[4, 0.5], [4, 0.25]]}
    agree(
        student(optimizers, trial.integer(2, 5)),
        right,
        mistakes={
            "keeps the optimizer of the first fit, with its state and its rate": {
                "used": [[1, True], [1, True]],
                "made": [[4, 0.5]],
            },
            "makes the optimizer after before_fit: callbacks need it there": {
                **right,
                "used": [[0, False], [1, False]],
            },
            "makes a new optimizer in every epoch": {
                "used": [[1, True], [3, True]],
                "made": [[4, 0.5]] * 2 + [[4, 0.25]],
            },
            "ignores opt_func": {"used": [[0, False], [0, False]], "made": []},
        },
    )


# ---------------------------------------------------------------------------------------------------------------------
# TrainLearner


def batches_of(trial, *sizes, width=3):
    "Pairs of inputs and targets of these sizes."
    return [(trial.normal(size, width), trial.normal(size, 2)) for size in sizes]


def flat(batches):
    "Inputs, targets, inputs, targets, …: what a probe is given, because the table shows such a list in short."
    return [part for batch in batches for part in batch]


def trained(names, weight, train, valid, lr, n_epochs, adam):
    "TrainLearner(nn.Linear, dls, loss_func, lr).fit(n_epochs): the weights, and whether gradients were left over"
    left = []

    class Loaders:
        pass

    class Looking(names.Callback):
        def after_batch(self, learner):
            left.append(any(p.grad is not None and bool(p.grad.any()) for p in learner.model.parameters()))

    dls = Loaders()
    dls.train, dls.valid = (list(zip(data[::2], data[1::2], strict=True)) for data in (train, valid))
    model = torch.nn.Linear(weight.shape[1], weight.shape[0], bias=False)
    model.weight = torch.nn.Parameter(weight.clone())
    opt_func = torch.optim.Adam if adam else torch.optim.SGD

    def loss_func(preds, targets):
        return (preds.exp() - targets * preds).mean()

    names.TrainLearner(model, dls, loss_func, lr=lr, callbacks=[Looking()], opt_func=opt_func).fit(n_epochs)
    return [model.weight, any(left)]


def poisson(preds, targets):
    "A loss that is not symmetric in its arguments: it notices when they are swapped."
    return (preds.exp() - targets * preds).mean()


def plain_loop(weight, train, lr, n_epochs, adam=False, zero=True, loss_func=poisson, steps=1):
    "The weights after a bare loop."
    weight = weight.clone().requires_grad_()
    opt = (torch.optim.Adam if adam else torch.optim.SGD)([weight], lr=lr)
    for x, y in train * n_epochs:
        loss_func(x @ weight.T, y).backward()
        for _ in range(steps):
            opt.step()
        if zero:
            opt.zero_grad()
    return weight.detach()


@check("TrainLearner", points=2)
def equals_the_loop(student, trial):
    "It trains a model exactly as a plain loop does, with the loss function and the optimizer it was given."
    train, valid = batches_of(trial, *trial.sizes(5, 7, 4)), batches_of(trial, *trial.sizes(6, 3))
    weight, lr = trial.normal(2, 3, sd=0.3), 0.1
    for adam in (False, True):
        expected = plain_loop(weight, train, lr, 2, adam)
        accumulated = plain_loop(weight, train, lr, 2, adam, zero=False)
        mistakes = {
            "forgets zero_grad: gradients of all batches add up": [accumulated, True],
            "leaves gradients behind": [expected, True],
            "gives the loss function targets and predictions the wrong way round: predictions come first": [
                plain_loop(weight, train, lr, 2, adam, loss_func=lambda preds, targets: poisson(targets, preds)),
                False,
            ],
            UNMOVED: [weight, False],
            "calls backward or step twice in each batch": [plain_loop(weight, train, lr, 2, adam, steps=2), False],
            "changes the parameters by hand: learner.opt does that, and it need not be SGD": [
                plain_loop(weight, train, lr, 2),
                False,
            ],
            "goes uphill": [plain_loop(weight, train, lr, 2, adam, loss_func=lambda p, t: -poisson(p, t)), False],
            "uses another loss than learner.loss_func": [
                plain_loop(weight, train, lr, 2, adam, loss_func=torch.nn.functional.mse_loss),
                False,
            ],
        }
        agree(
            student(trained, weight, flat(train), flat(valid), lr, 2, adam),
            [expected, False],
            mistakes=mistakes,
        )


@check("TrainLearner", points=1)
def preds_and_loss(student, trial):
    "preds and loss are the tensors that the model and the loss function gave, in validation too."

    def noted(names, weight, batch, training):
        "[preds, loss] at after_loss, and whether the loss can be differentiated"
        seen = []

        class Loaders:
            train = valid = [batch]

        class Looking(names.Callback):
            def after_loss(self, learner):
                loss = learner.loss
                seen.append([learner.preds, loss, isinstance(loss, torch.Tensor) and loss.requires_grad])
                raise names.CancelBatch

        model = torch.nn.Linear(weight.shape[1], weight.shape[0], bias=False)
        model.weight = torch.nn.Parameter(weight.clone())

        def loss_func(preds, targets):
            return (preds.exp() - targets * preds).mean()

        learner = names.TrainLearner(model, Loaders(), loss_func, callbacks=[Looking()])
        learner.fit(train=training, valid=not training)
        return seen[0]

    weight, (batch,) = trial.normal(2, 3, sd=0.3), batches_of(trial, *trial.sizes(5))
    preds = batch[0] @ weight.T
    right = [preds, poisson(preds, batch[1]), True]
    for training in (False, True):
        right[2] = training
        agree(
            student(noted, weight, batch, training),
            right,
            mistakes={
                "cuts the graph: backward needs the loss as the loss function gave it": [*right[:2], not training],
                "keeps the loss as a number: backward and callbacks need the tensor": [
                    preds,
                    right[1].item(),
                    False,
                ],
                "gives the loss function targets and predictions the wrong way round: predictions come first": [
                    preds,
                    poisson(batch[1], preds),
                    training,
                ],
                "divides the loss by the size of the batch: loss_func decides how items are weighed": [
                    preds,
                    right[1] / len(preds),
                    training,
                ],
                "does not set preds": [None, right[1], training],
                "does not set loss": [preds, None, False],
            },
        )


@check("TrainLearner", points=1)
def callbacks_may_change_it(student, trial):
    "Each verb works with what the callbacks left: another batch, other predictions, another loss, other gradients."

    def meddled(names, weight, batch, lr):
        "One training step with callbacks that change batch, preds, loss and gradients: the weights afterwards"

        class Loaders:
            train = [batch]

        class Meddling(names.Callback):
            def before_batch(self, learner):
                x, y = learner.batch
                learner.batch = (2 * x, y + 1)

            def after_predict(self, learner):
                learner.preds = learner.preds - 0.5

            def after_loss(self, learner):
                learner.loss = 3 * learner.loss

            def after_backward(self, learner):
                learner.model.weight.grad[0] *= 0.25

        model = torch.nn.Linear(weight.shape[1], weight.shape[0], bias=False)
        model.weight = torch.nn.Parameter(weight.clone())

        def loss_func(preds, targets):
            return (preds.exp() - targets * preds).mean()

        names.TrainLearner(model, Loaders(), loss_func, lr=lr, callbacks=[Meddling()]).fit(valid=False)
        return model.weight

    weight, (batch,), lr = trial.normal(2, 3, sd=0.3), batches_of(trial, *trial.sizes(5)), 0.1

    def stepped(inputs=2.0, targets=1.0, shift=-0.5, scale=3.0, fade=0.25):
        w = weight.clone().requires_grad_()
        loss = scale * poisson((inputs * batch[0]) @ w.T + shift, batch[1] + targets)
        (grad,) = torch.autograd.grad(loss, w)
        grad[0] *= fade
        return weight - lr * grad

    agree(
        student(meddled, weight, batch, lr),
        stepped(),
        mistakes={
            "keeps to the batch from before before_batch: read learner.batch in the verb": stepped(1.0, 0.0),
            "takes other predictions for the loss than learner.preds: callbacks may have changed them": stepped(
                shift=0.0
            ),
            "goes back from another loss than learner.loss: callbacks may have changed it": stepped(scale=1.0),
            "computes predictions and loss anew for backward: callbacks may have changed them": stepped(
                shift=0.0, scale=1.0
            ),
            "computes the gradients anew for the step: callbacks may have changed them": stepped(fade=1.0),
            UNMOVED: weight,
        },
    )


# ---------------------------------------------------------------------------------------------------------------------
# MomentumLearner


CANCELLED = 1  # the second of the fits is cancelled in its first batch, between backward and step


def fits_with_momentum(names, weights, train, lr, momentum, fits, cancelled):
    "MomentumLearner, one fit after another, one of them cancelled after a backward: the weights after each"

    def plain(params, lr):  # an optimizer without momentum of its own
        return torch.optim.SGD(params, lr=lr, momentum=0.0)

    class Loaders:
        pass

    class Stopping(names.Callback):
        def after_backward(self, learner):
            raise names.CancelFit

    dls = Loaders()
    dls.train = dls.valid = list(zip(train[::2], train[1::2], strict=True))
    layers = [torch.nn.Linear(w.shape[1], w.shape[0], bias=False) for w in weights]
    for layer, w in zip(layers, weights, strict=True):
        layer.weight = torch.nn.Parameter(w.clone())
        layer.weight.grad = torch.ones_like(w)  # left by whatever came before the first fit

    def loss_func(preds, targets):
        return (preds.exp() - targets * preds).mean()

    model = torch.nn.Sequential(layers[0], torch.nn.Tanh(), layers[1])
    given = {} if momentum is None else {"momentum": momentum}
    learner = names.MomentumLearner(model, dls, loss_func, lr=lr, opt_func=plain, **given)
    after = []
    for i, n_epochs in enumerate(fits):
        learner.fit(n_epochs, callbacks=[Stopping()] if i == cancelled else [])
        after.append([layer.weight.detach().clone() for layer in layers])
    return after


def loss_of(weights, x, y):
    "The loss of the two-layer net in `fits_with_momentum`."
    return poisson(torch.tanh(x @ weights[0].T) @ weights[1].T, y)


def by_torch(weights, train, lr, momentum, fits):
    "What torch's own SGD makes of the weights in these fits, each with a new optimizer."
    weights, after = [w.clone().requires_grad_() for w in weights], []
    for i, n_epochs in enumerate(fits):
        opt = torch.optim.SGD(weights, lr=lr, momentum=momentum)
        for x, y in train * (0 if i == CANCELLED else n_epochs):
            opt.zero_grad()
            loss_of(weights, x, y).backward()
            opt.step()
        after.append([w.detach().clone() for w in weights])
    return after


def by_mistake(weights, train, lr, fits, keep, add=1.0, cleared=("fit",), shrink=1.0):
    """The same where a gradient is `add` times a new one plus `keep` times the old, `cleared` at other times.

    `keep` is one number, or one for each weight.
    """
    keeps = keep if isinstance(keep, tuple) else (keep,) * len(weights)
    weights, after = [w.clone() for w in weights], []
    stored = [torch.ones_like(w) for w in weights]

    def clear(when):
        if when in cleared:
            for g in stored:
                g.zero_()

    for i, n_epochs in enumerate(fits):
        clear("fit")
        for _ in range(n_epochs):
            clear("epoch")
            for x, y in train:
                leaves = [w.clone().requires_grad_() for w in weights]
                for g, new in zip(stored, torch.autograd.grad(loss_of(leaves, x, y), leaves), strict=True):
                    g += add * new
                if i == CANCELLED:
                    break
                for w, g, kept in zip(weights, stored, keeps, strict=True):
                    w -= lr * g
                    g *= kept
                    w *= shrink
            if i == CANCELLED:
                break
        clear("end" if i != CANCELLED else "cancelled end")
        after.append([w.clone() for w in weights])
    return after


@check("MomentumLearner", points=2)
def equals_torch_momentum(student, trial):
    "Over several fits it equals torch.optim.SGD(momentum=…), parameter for parameter."
    hidden = trial.integer(4, 6)
    weights = [trial.normal(hidden, 3, sd=0.5), trial.normal(2, hidden, sd=0.5)]
    train = batches_of(trial, *trial.sizes(5, 7, 4))
    fits, lr = [2, 1, 2], 0.05
    for momentum in (round(trial.integer(5, 7) / 10, 1), None):
        m = 0.85 if momentum is None else momentum
        agree(
            student(fits_with_momentum, weights, flat(train), lr, momentum, fits, CANCELLED),
            by_torch(weights, train, lr, m, fits),
            mistakes={
                "has no momentum: the gradients are forgotten after each step": by_mistake(
                    weights, train, lr, fits, 0.0
                ),
                "has no momentum, and carries gradients from before into a fit": by_mistake(
                    weights, train, lr, fits, 0.0, cleared=()
                ),
                "scales the parameters instead of their gradients": by_mistake(weights, train, lr, fits, 0.0, shrink=m),
                "forgets nothing: gradients add up as without zero_grad": by_mistake(weights, train, lr, fits, 1.0),
                "lets only the first parameter's gradient fade": by_mistake(weights, train, lr, fits, (m, 1.0)),
                "keeps 1 - momentum of the gradients instead of momentum": by_mistake(weights, train, lr, fits, 1 - m),
                "scales new gradients by 1 - momentum: that is the averaging form": by_mistake(
                    weights, train, lr, fits, m, 1 - m
                ),
                "carries gradients from before into a fit: they are cleared when a fit begins": by_mistake(
                    weights, train, lr, fits, m, cleared=()
                ),
                "clears gradients when a fit ends well: they are cleared when one begins": by_mistake(
                    weights, train, lr, fits, m, cleared=("end",)
                ),
                "clears gradients when a fit ends: they are cleared when one begins": by_mistake(
                    weights, train, lr, fits, m, cleared=("end", "cancelled end")
                ),
                "clears gradients in every epoch: only a new fit begins without": by_mistake(
                    weights, train, lr, fits, m, cleared=("epoch",)
                ),
            },
            unless="" if momentum else "has another default than momentum=0.85",  # right where it is given
        )


@check("MomentumLearner", points=1)
def gradients_fade(student, trial):
    "It is the gradients themselves that fade: after each batch they are momentum times what the step used."

    def gradients(names, weight, train, lr, momentum):
        "MomentumLearner(…).fit(1): the gradient at each after_backward and each after_batch"
        seen = []

        class Loaders:
            valid = []

        class Looking(names.Callback):
            def after_backward(self, learner):
                seen.append(learner.model.weight.grad.clone())

            def after_batch(self, learner):
                grad = learner.model.weight.grad
                seen.append(None if grad is None else grad.clone())

        dls = Loaders()
        dls.train = zip(train[::2], train[1::2], strict=True)
        model = torch.nn.Linear(weight.shape[1], weight.shape[0], bias=False)
        model.weight = torch.nn.Parameter(weight.clone())

        def loss_func(preds, targets):
            return (preds.exp() - targets * preds).mean()

        callbacks = [Looking()]
        names.MomentumLearner(model, dls, loss_func, lr=lr, callbacks=callbacks, momentum=momentum).fit(valid=False)
        return seen

    weight, train = trial.normal(2, 3, sd=0.3), batches_of(trial, *trial.sizes(5, 7, 4))
    lr, momentum = 0.05, round(trial.integer(5, 7) / 10, 1)
    w, stored, right = weight.clone(), torch.zeros_like(weight), []
    for x, y in train:
        leaf = w.clone().requires_grad_()
        stored = stored + torch.autograd.grad(poisson(x @ leaf.T, y), leaf)[0]
        w = w - lr * stored
        right.append(stored)
        stored = momentum * stored
        right.append(stored)
    got = student(gradients, weight, flat(train), lr, momentum)
    holds(
        all(isinstance(g, torch.Tensor) for g in got) and any(g.any() for g in got[1::2]),
        "gradients that fade",
        "no gradients after a batch",
        unless="forgets the gradients: momentum that an optimizer or another buffer adds is not what is asked for",
    )
    agree(
        got,
        right,
        mistakes={
            "leaves the gradients as they are": [g for g in right[::2] for _ in range(2)],
            "keeps 1 - momentum of the gradients instead of momentum": [
                right[0],
                (1 - momentum) * right[0],
                *got[2:],
            ],
        },
    )


@check("MomentumLearner", points=1)
def no_gradient_no_trouble(student, trial):
    "Parameters without a gradient are left alone, frozen ones and ones that no loss reaches."

    def with_idle_ones(names, weights, batch, lr, idle_first):
        "MomentumLearner(…, momentum=0.5).fit(2) with a frozen and an unused parameter: all weights afterwards"

        class Net(torch.nn.Module):
            def __init__(self):
                super().__init__()
                frozen, unused, weight = (torch.nn.Parameter(w.clone()) for w in weights)
                if not idle_first:
                    self.weight = weight
                self.frozen, self.unused, self.weight = frozen, unused, weight
                self.frozen.requires_grad_(False)

            def forward(self, x):
                return (x + self.frozen) @ self.weight.T

        class Loaders:
            train = [batch]

        model = Net()

        def loss_func(preds, targets):
            return (preds.exp() - targets * preds).mean()

        learner = names.MomentumLearner(model, Loaders(), loss_func, lr=lr, momentum=0.5)
        try:
            learner.fit(2, valid=False)
        except (TypeError, AttributeError):
            return "failed"
        return [model.frozen, model.unused, model.weight]

    weights = [trial.normal(3), trial.normal(4), trial.normal(2, 3, sd=0.3)]
    (batch,), lr = batches_of(trial, *trial.sizes(5)), 0.05

    def idle_last():
        return agree(student(with_idle_ones, weights, batch, lr, False), right)

    weight = weights[2].clone().requires_grad_()
    opt = torch.optim.SGD([weight], lr=lr, momentum=0.5)
    for _ in range(2):
        opt.zero_grad()
        poisson((batch[0] + weights[0]) @ weight.T, batch[1]).backward()
        opt.step()
    right = [*weights[:2], weight.detach()]
    agree(
        student(with_idle_ones, weights, batch, lr, True),
        right,
        mistakes={"stumbles over parameters whose grad is None: skip them": "failed"},
        unless="ends at the first parameter whose grad is None: go on with the others",
        control=idle_last,
    )


@check("predictions_03")
def predicted_before(student, trial):
    "Every question of the lesson has a prediction, right or wrong."
    each_is_answered(student, "predictions_03")
