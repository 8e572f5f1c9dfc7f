"Lesson 05, looking inside: hooks and activation statistics: what each exercise must do."

import torch

from autograder.checks.predicted import each_is_answered
from autograder.checks.student import Raised
from autograder.checks.vocabulary import Disagreement, agree, check, diagnosis, holds, public, raises

NEVER_CALLED = "does not call fn when the module runs"
NO_HOOK = f"{NEVER_CALLED}: register a forward hook on it"
FN_WEAK = "holds fn weakly: the caller may have no other name for it, so keep fn itself"
OTHER_OUTPUT = "gives fn another object than the module's output, such as a detached one: pass on what PyTorch gives"
FIRST_INPUT = "drops inputs after the first: fn gets the whole tuple that the module was called with"
ARGUMENTS = "calls fn with other arguments than (hook, module, inputs, output): the Hook itself comes first"
REPLACES = "passes on what fn returns: a forward hook that returns something replaces the module's output with it"
STAYS = "is still attached after remove()"
STAYS_AFTER_WITH = "is still attached after the with block: __exit__ must remove it"
STAYS_AFTER_ERROR = "is still attached when the with block ends in an error: __exit__ is called then, too"
STAYS_AFTER_INTERRUPT = "is still attached when Ctrl+C ends the with block: __exit__ is called then, too"
SWALLOWS = "swallows the error that ends a with block: __exit__ must not return True"
NOT_ITSELF = "`with Hook(…) as hook` gives something else than the Hook: __enter__ must return self"
REMOVE_ONCE = "a second remove() is an error: it must do nothing"
OTHERS = "takes off hooks that it did not attach: remove its own and no other"
OTHERS_AT_ONCE = "takes off hooks that it did not attach as soon as it is made: a module may have several"
KEPT_ALIVE = (
    "stays when its last name is gone, because what is registered on the module holds a strong reference to it: "
    "let that hold a weakref.ref to self"
)
IN_A_CIRCLE = "refers to itself, so that it stays until Python's garbage collector comes: keep no bound method on self"
HELD = "stays when its last name is gone, as something else than the module holds it, such as a list of the class"
LEFT_ENTRY = "is gone, but what it registered is still on the module: take that off when the Hook is dropped (__del__)"

GIVEN_TWICE = "has one Hook for a module that is given twice: one for each item is asked for"
NO_LIST = "is not a list: make it a subclass of list, so that it can be indexed and looped over"
EMPTIES = "forgets its Hook objects when it removes them: what fn stored on them is still wanted after the with block"
STAYS_ON_MODULE = "takes the Hook out of the list and leaves it on its module: del must remove it as well"
WRONG_ONE = "removes another Hook than the one that is deleted"
LIST_STAYS_AFTER_WITH = "is still attached after the with block: __exit__ must remove all of them"
LIST_DROPPED = "keeps its hooks on the modules when the list itself is gone"

CHILDREN = "picks from the model's children only: model.modules() goes all the way down"
WHERE_IGNORED = "does not ask where(module) which modules it wants"
BOTH = "accepts both where and modules: which of the two is meant is not clear, so this must raise ValueError"
NEITHER = "accepts neither where nor modules: then there is nothing to hook, so this must raise ValueError"
EVERY_PHASE = "calls fn in training and in validation alike: on_train and on_valid say when it is wanted"
SWAPPED = "mixes up training and validation"
AFTER_FIT = "leaves its hooks on the model when a fit is cancelled: that skips after_fit, never cleanup_fit"
NEVER_REMOVED = "leaves its hooks on the model after the fit"
ON_ERROR = "leaves its hooks on the model when an error or Ctrl+C ends the fit"
NOT_ATTACHED_YET = (
    "fails in cleanup_fit when before_fit of another callback has ended the fit before its own was called"
)
DOUBLED = "calls fn more than once for each batch in a second fit: hooks of the first are still there"
SHARED = "shares its hooks with other callbacks of its class: keep them on self"
ASKS_MODULE = "asks the module for its mode, which need not be that of the learner: learner.training tells the phase"
TRUE_ITSELF = "takes a module only where where(module) is True itself: something true is enough"
EMPTY_IS_NONE = "takes an empty list of modules for none: modules is given unless it is None"
ONLY_ONCE = "hooks nothing in a second fit: every fit must attach its hooks anew"
OLD_MODEL = "hooks the model of an earlier fit: pick from learner.model in every before_fit"
EXHAUSTED = "hooks nothing in a second fit when modules was a generator: keep list(modules)"
OTHER_EVENT = "attaches its hooks in another event than before_fit"

UNBIASED = "divides by n - 1 in the standard deviation: the biased one (correction=0) is asked for"
BY_LENGTH = "divides by len(output), which is the batch size: numel() counts the elements"
GRAPH = "holds the graph: whatever keeps these statistics keeps every activation of the batch alive, so detach first"
DROPS_LARGE = "drops activations above top: they belong in the last bin, so clamp before you count"
NO_ABS = "counts positive activations only: take the absolute values first"
OWN_RANGE = "spreads the bins over the range of the data: it must be [0, top], so that batches can be compared"
SHARES = "gives shares: counts are asked for"

ELEMENTS = "is the share of elements, not of units: a healthy ReLU layer has zeros in half of its elements"
FIRST_BIN = (
    "is the share of the first histogram bin: that says how many activations are small, "
    "which reads a healthy layer as dead and a dead one as healthy"
)
SAMPLES = "looks at each sample over all units (axis 0): units are on axis 1"
ANY = "calls a unit dead that is 0 somewhere: it must be 0 on the whole batch"
CANCEL = "adds up activations that cancel: all of them must be 0, not their sum"
ONE_ITEM = "goes wrong for a batch of one: axis 0 is the batch, whatever its length"
POSITIONS = "counts each position of a channel as a unit of its own: the unit is the channel"
ALIVE = "is the share of units that are alive"
NUMBER = "is the number of dead units: their share is asked for"
NEARLY = "counts units that are merely small: dead is exactly 0"
NEGATIVE = "takes negative activations for dead ones: without leaky, dead is exactly 0"
STRICT = "takes a pre-activation of 0 for alive: ≤ 0 is asked for"
LEAKY_IGNORED = "ignores leaky: a leaky unit is never exactly 0, so its pre-activation tells"
AVERAGE = "takes a unit for dead that is above 0 in one place only: one positive element is enough to be alive"


@check("Hook", points=1)
def calls_fn(student, trial):
    "At every forward pass it calls fn(hook, module, inputs, output), with inputs as a tuple."
    n, n_in, n_out = trial.sizes(5, 3, 2)
    x, weight = trial.normal(n, n_in), trial.normal(n_out, n_in)

    def calls(names, x, weight):
        "Hook(layer, fn), then layer(x) twice: what fn is called with"
        layer = torch.nn.Linear(x.shape[1], len(weight), bias=False, dtype=x.dtype)
        layer.weight.data = weight.clone()
        calls = []
        hook = names.Hook(layer, lambda *args: calls.append(args))
        early, entries = len(calls), len(layer._forward_hooks)
        layer(x)
        y = layer(x)
        last = calls[-1] if calls and len(calls[-1]) == 4 else (None,) * 4
        held = []

        def fn(*args):
            held.append(args)

        other = torch.nn.ReLU()
        again = names.Hook(other, fn)
        other(x)
        again.remove()
        return {
            "calls": [early, len(calls)],
            "entries": entries,
            "held": len(held),
            "arguments": [len(args) for args in calls],
            "hook": last[0] is hook,
            "module": last[1] is layer,
            "inputs": last[2],
            "output": last[3],
            "the output": last[3] is y,
        }

    got = student(calls, x, weight)
    silent = FN_WEAK if got["held"] else NEVER_CALLED if got["entries"] else NO_HOOK
    holds(got["calls"][1] > 0, "2 calls", "no call", silent)
    holds(got["calls"] == [0, 2], "no call when it is made, 2 after two passes", got["calls"], "")
    holds(got["arguments"] == [4, 4], "4 arguments", got["arguments"], ARGUMENTS)
    holds(got["hook"] and got["module"], "hook and module first", "others", ARGUMENTS)
    holds(
        type(got["inputs"]) is tuple, "a tuple of inputs", got["inputs"], "inputs are a tuple, also where there is one"
    )
    agree(got["inputs"], (x,))
    agree(
        got["output"],
        x @ weight.T,
        mistakes={"gives fn the module's input as output: a forward hook, not a forward pre-hook": x},
    )
    holds(got["the output"], "the object that the module gives", "another of the same values", OTHER_OUTPUT)

    def of_two(names, a, b):
        "Hook on a module of two inputs and two outputs: what fn is called with"

        class Both(torch.nn.Module):
            def forward(self, a, b):
                return a + b, a - b

        module, calls = Both(), []
        hook = names.Hook(module, lambda hook, module, inputs, output: calls.append((inputs, output)))
        module(a, b)
        hook.remove()
        return calls

    y = trial.normal(n, n_in)
    agree(student(of_two, x, y), [((x, y), (x + y, x - y))], mistakes={FIRST_INPUT: [((x,), (x + y, x - y))]})


@check("Hook", points=1)
def output_stays(student, trial):
    "What fn returns changes nothing: the module's output and its gradient are as without the hook."
    n, n_in, n_out = trial.sizes(5, 3, 2)
    x, weight, upstream = trial.normal(n, n_in), trial.normal(n_out, n_in), trial.normal(n, n_out)

    def with_meddler(names, x, weight, upstream):
        "layer(x) and its gradient while fn returns zeros"
        layer = torch.nn.Linear(x.shape[1], len(weight), bias=False, dtype=x.dtype)
        layer.weight.data = weight.clone()
        calls = []

        def fn(*args):
            calls.append(1)
            return torch.zeros_like(upstream)

        hook = names.Hook(layer, fn)
        output = layer(x)
        if not output.requires_grad:
            return [len(calls), output, None]
        (gradient,) = torch.autograd.grad(output, layer.weight, upstream)
        hook.remove()
        return [len(calls), output, gradient]

    called, output, gradient = student(with_meddler, x, weight, upstream)
    holds(called == 1, "1 call of fn", called, NEVER_CALLED)
    agree(output, x @ weight.T, mistakes={REPLACES: torch.zeros_like(upstream)})
    agree(gradient, upstream.T @ x)


def judge_errors(got):
    "What is attached after a with block that ended in an error or by Ctrl+C, and whether that goes on to the caller."
    for error, stays in (("LookupError", STAYS_AFTER_ERROR), ("KeyboardInterrupt", STAYS_AFTER_INTERRUPT)):
        holds(got["passes"][error], f"the {error} outside of the block", "no error", SWALLOWS)
        holds(got["after"][error] == 0, f"no call after the {error}", got["after"][error], stays)


@check("Hook", points=1)
def removed(student, trial):
    "A with block and remove() take it off, also after an error and when called twice, and nothing else with it."
    x = trial.normal(*trial.sizes(4, 3))

    def lives(names, x):
        "Hooks: after a with block, after one that ends in an error, two at once, after remove() twice"
        layer = torch.nn.Linear(x.shape[1], 2, dtype=x.dtype)
        calls, others = [], []
        layer.register_forward_hook(lambda *args: others.append(1))
        got = {}
        first = names.Hook(layer, lambda *args: calls.append(1))
        with first as entered:
            layer(x)
        got["in the block"] = len(calls)
        layer(x)
        got["after the block"] = len(calls) - got["in the block"]
        got["with gives the Hook"] = entered is first

        got["passes"], got["after"] = {}, {}
        for error in (LookupError, KeyboardInterrupt):
            late = []
            second = names.Hook(layer, lambda *args, late=late: late.append(1))
            try:
                with second:
                    raise error("from inside the block")
                got["passes"][error.__name__] = False
            except error:
                got["passes"][error.__name__] = True
            layer(x)
            got["after"][error.__name__] = len(late)
            if late:
                second.remove()

        twice, other = [], torch.nn.ReLU()
        steady = names.Hook(other, lambda *args: twice.append(1))
        other(x)
        other(x)
        steady.remove()
        got["called twice"] = len(twice)

        both = []
        one = names.Hook(layer, lambda *args: both.append(1))
        two = names.Hook(layer, lambda *args: both.append(2))
        layer(x)
        one.remove()
        layer(x)
        two.remove()
        got["two Hooks"] = list(both)

        gone = []
        third = names.Hook(layer, lambda *args: gone.append(1))
        third.remove()
        try:
            third.remove()
            got["remove() twice"] = "fine"
        except Exception as error:
            got["remove() twice"] = type(error).__name__
        layer(x)
        got["after remove()"] = len(gone)
        got["others"] = len(others)
        return got

    got = student(lives, x)
    holds(got["in the block"] == 1, "1 call in the block", got["in the block"], NEVER_CALLED)
    holds(got["after the block"] == 0, "no call after the block", got["after the block"], STAYS_AFTER_WITH)
    holds(got["with gives the Hook"], "the Hook", "something else", NOT_ITSELF)
    judge_errors(got)
    mistakes = {OTHERS_AT_ONCE: [2, 2], STAYS: [1, 2, 1, 2]}
    if got["called twice"] == 2:  # else it is called once, whatever is removed
        mistakes[OTHERS] = [1, 2]
    agree(got["two Hooks"], [1, 2, 2], mistakes=mistakes)
    holds(got["remove() twice"] == "fine", "nothing", f"raised {got['remove() twice']}", REMOVE_ONCE)
    holds(got["after remove()"] == 0, "no call after remove() twice", got["after remove()"], "")
    holds(got["others"] >= 7, "7 calls of another hook on the same module", got["others"], OTHERS)
    holds(got["others"] == 7, "7 calls of another hook on the same module", got["others"], "")


@check("Hook", points=1)
def dropped(student, trial):
    "It is gone from the module as soon as the last name of the Hook is."
    x = trial.normal(*trial.sizes(4, 3))

    def forgotten(names, x):
        "Hook(layer, fn), layer(x), del hook, layer(x)"
        import gc
        import weakref

        layer = torch.nn.Linear(x.shape[1], 2, dtype=x.dtype)
        calls = []
        collecting = gc.isenabled()
        gc.disable()
        try:
            hook = names.Hook(layer, lambda *args: calls.append(1))
            layer(x)
            watch = weakref.ref(hook)
            del hook
            layer(x)
            got = {"calls": len(calls), "alive": watch() is not None, "entries": len(layer._forward_hooks)}
            layer._forward_hooks.clear()
            got["without the module"] = watch() is not None
            if got["without the module"]:  # it takes a second: only where there is something to find out
                gc.collect()
            got["collected"] = watch() is None
            return got
        finally:
            if collecting:
                gc.enable()

    got = student(forgotten, x)
    holds(got["calls"] > 0, "1 call", "no call", NEVER_CALLED)
    by = HELD if not got["collected"] else IN_A_CIRCLE if got["without the module"] else KEPT_ALIVE
    holds(not got["alive"], "no Hook after del hook", "a Hook", by)
    holds(got["entries"] == 0, "nothing left on the module", f"{got['entries']} hook", LEFT_ENTRY)
    holds(got["calls"] == 1, "1 call", got["calls"], LEFT_ENTRY)


@check("Hooks", points=1)
def a_list(student, trial):
    "It is a list of Hook objects, one for each module in the order given."
    n, width = trial.sizes(4, 3)
    x = trial.normal(n, width)

    def of_three(names, x):
        "Hooks((module for module in model), fn), then model(x)"
        width = x.shape[1]
        model = torch.nn.Sequential(torch.nn.Linear(width, 5), torch.nn.ReLU(), torch.nn.Linear(5, 2)).to(x.dtype)
        order = []
        hooks = names.Hooks((module for module in model), lambda hook, module, i, o: order.append((hook, module)))
        model(x)
        twice = names.Hooks([model[0], model[1], model[0]], lambda *args: None)
        return {
            "given twice": len(twice),
            "none": len(names.Hooks([], print)),
            "list": isinstance(hooks, list),
            "items": len(hooks),
            "Hook objects": [isinstance(hook, names.Hook) for hook in hooks],
            "modules": [next((i for i in range(3) if module is model[i]), -1) for _, module in order],
            "hooks": [next((i for i in range(len(hooks)) if hook is hooks[i]), -1) for hook, _ in order],
        }

    got = student(of_three, x)
    holds(got["list"], "a list", "something else", NO_LIST)
    holds(got["items"] == 3, "3 items for 3 modules", got["items"], "")
    agree(got["Hook objects"], [True, True, True], unless="holds something else than Hook objects")
    agree(got["modules"], [0, 1, 2])
    agree(got["hooks"], [0, 1, 2], mistakes={"its items are in the reverse order of the modules": [2, 1, 0]})
    agree(got["given twice"], 3, mistakes={GIVEN_TWICE: 2})
    agree(got["none"], 0)


@check("Hooks", points=1)
def all_removed(student, trial):
    "A with block, an error in it, remove() and dropping the list take all of them off."
    n, width = trial.sizes(4, 3)
    x = trial.normal(n, width)

    def lives(names, x):
        "Hooks on three modules: after a with block, an error in one, remove() twice, and del hooks"
        width = x.shape[1]
        model = torch.nn.Sequential(torch.nn.Linear(width, 5), torch.nn.ReLU(), torch.nn.Linear(5, 2)).to(x.dtype)
        calls = []

        def fn(hook, module, inputs, output):
            hook.note = len(calls)
            calls.append(1)

        got = {}
        first = names.Hooks(model, fn)
        with first as entered:
            model(x)
        got["in the block"] = len(calls)
        model(x)
        got["after the block"] = len(calls) - got["in the block"]
        got["with gives the list"] = entered is first
        got["notes"] = [getattr(hook, "note", -1) for hook in first]
        for hook in first:
            hook.remove()

        got["passes"], got["after"] = {}, {}
        for error in (LookupError, KeyboardInterrupt):
            calls.clear()
            second = names.Hooks(model, fn)
            try:
                with second:
                    raise error("from inside the block")
                got["passes"][error.__name__] = False
            except error:
                got["passes"][error.__name__] = True
            model(x)
            got["after"][error.__name__] = len(calls)
            for hook in second:
                hook.remove()

        calls.clear()
        third = names.Hooks(model, fn)
        third.remove()
        third.remove()
        model(x)
        got["after remove()"] = len(calls)

        calls.clear()
        fourth = names.Hooks(model, fn)
        del fourth
        model(x)
        got["after del hooks"] = len(calls)
        return got

    got = student(lives, x)
    holds(got["in the block"] == 3, "3 calls in the block", got["in the block"], NEVER_CALLED)
    holds(got["after the block"] == 0, "no call after the block", got["after the block"], LIST_STAYS_AFTER_WITH)
    holds(got["with gives the list"], "the list", "something else", "__enter__ must return self")
    agree(got["notes"], [0, 1, 2], mistakes={EMPTIES: []})
    judge_errors(got)
    holds(
        got["after remove()"] == 0, "no call after remove()", got["after remove()"], "remove() does not remove them all"
    )
    holds(got["after del hooks"] == 0, "no call after del hooks", got["after del hooks"], LIST_DROPPED)


@check("Hooks", points=1)
def items_deleted(student, trial):
    "del hooks[i], also with a negative index or a slice, removes these Hooks and leaves the others."
    n, width = trial.sizes(4, 3)
    x = trial.normal(n, width)

    def deletions(names, x):
        "Hooks on six modules, which others hold as well; del hooks[1], del hooks[-1], then del hooks[1:3]"
        width = x.shape[1]
        model = torch.nn.Sequential(*[torch.nn.Linear(width, width) for _ in range(6)]).to(x.dtype)
        calls = []
        hooks = names.Hooks(model, lambda hook, module, i, o: calls.append([m is module for m in model].index(True)))
        held = list(hooks)
        got = {"all": len(held)}
        del hooks[1]
        model(x)
        got["del hooks[1]"] = [len(hooks), *calls]
        calls.clear()
        del hooks[-1]
        model(x)
        got["del hooks[-1]"] = [len(hooks), *calls]
        calls.clear()
        try:
            del hooks[1:3]
        except Exception as error:
            got["error"] = type(error).__name__
        model(x)
        got["del hooks[1:3]"] = [len(hooks), *calls]
        hooks.remove()
        again = names.Hooks(model, lambda hook, module, i, o: calls.append(list(model).index(module)))
        calls.clear()
        try:
            del again[::2]
            del again[1:]
        except Exception as error:
            got["open"] = type(error).__name__
        model(x)
        got["del hooks[::2], hooks[1:]"] = [len(again), *calls]
        return got

    got = student(deletions, x)
    holds(got["all"] == 6, "6 Hooks", got["all"], "")
    agree(
        got["del hooks[1]"],
        [5, 0, 2, 3, 4, 5],
        mistakes={STAYS_ON_MODULE: [5, 0, 1, 2, 3, 4, 5], WRONG_ONE: [5, 0, 1, 3, 4, 5]},
    )
    agree(
        got["del hooks[-1]"],
        [4, 0, 2, 3, 4],
        mistakes={STAYS_ON_MODULE: [4, 0, 2, 3, 4, 5], WRONG_ONE: [4, 0, 2, 3, 5]},
    )
    holds("error" not in got, "no error", f"raised {got.get('error')}", "del with a slice fails: hooks[1:3] is a list")
    agree(got["del hooks[1:3]"], [2, 0, 4], mistakes={STAYS_ON_MODULE: [2, 0, 2, 3, 4]})
    partly = "stumbles over del with an open slice or a step, such as hooks[1:] or hooks[::2]: let self[slice] read it"
    holds("open" not in got, "no error", f"raised {got.get('open')}", partly)
    agree(got["del hooks[::2], hooks[1:]"], [1, 1], mistakes={STAYS_ON_MODULE: [1, 0, 1, 2, 3, 4, 5]})


@check("HooksCallback", points=1)
def picks(student, trial):
    "It hooks what where picks from model.modules(), or the modules given; both or neither raises ValueError."
    n, width = trial.sizes(4, 3)
    x = trial.normal(n, width, dtype=torch.float32)

    def hooked(names, x):
        "One training batch with where=(is it a Linear) and with modules=[a nested ReLU, the model]"
        import types

        def idle(parameters, lr):  # an optimizer that does nothing: torch's own take seconds to import
            return types.SimpleNamespace(step=lambda: None, zero_grad=lambda: None)

        inner = torch.nn.Sequential(torch.nn.Linear(4, 4), torch.nn.ReLU())
        model = torch.nn.Sequential(torch.nn.Linear(x.shape[1], 4), inner, torch.nn.Linear(4, 2))
        everything = list(model.modules())
        data = types.SimpleNamespace(train=[(x, torch.zeros(len(x), 2))], valid=[])
        learner = names.TrainLearner(model, data, torch.nn.functional.mse_loss, opt_func=idle)
        calls = []
        by_where = names.HooksCallback(
            lambda *args: calls.append(args), where=lambda module: isinstance(module, torch.nn.Linear)
        )
        learner.fit(1, callbacks=[by_where])
        arguments = [len(args) for args in calls]
        if arguments != [4] * len(calls):
            return {"arguments": arguments}
        kinds = all(
            isinstance(hook, names.Hook)
            and isinstance(module, torch.nn.Module)
            and type(inputs) is tuple
            and type(output) is torch.Tensor
            for hook, module, inputs, output in calls
        )
        picked = [[module is m for m in everything].index(True) for _, module, _, _ in calls]
        calls.clear()
        given = names.HooksCallback(lambda *args: calls.append(args), modules=[inner[1], model])
        learner.fit(1, callbacks=[given])
        chosen = [[module is m for m in everything].index(True) for _, module, _, _ in calls]
        hooks = [len(by_where.hooks), len(given.hooks)]
        calls.clear()
        truth = names.HooksCallback(
            lambda *args: calls.append(args), where=lambda module: "yes" * isinstance(module, torch.nn.Linear)
        )
        learner.fit(1, callbacks=[truth])
        return {
            "arguments": arguments,
            "kinds": kinds,
            "where": picked,
            "modules": chosen,
            "hooks": hooks,
            "Hooks": isinstance(by_where.hooks, names.Hooks),
            "something true": len(calls),
        }

    got = student(hooked, x)
    holds(got["arguments"] != [], "calls of fn", "no call", "does not call fn in training")
    holds("kinds" in got, "4 arguments", got["arguments"], ARGUMENTS)
    holds(got["kinds"], "a Hook, a module, a tuple and a tensor", "something else", ARGUMENTS)
    agree(got["where"], [1, 3, 5], mistakes={CHILDREN: [1, 5], WHERE_IGNORED: [1, 3, 4, 2, 5, 0]})
    agree(got["modules"], [4, 0])
    no_hooks = "its attribute hooks does not hold the Hooks of the last fit"
    agree(got["hooks"], [3, 2], mistakes={SHARED: [2, 2]}, unless=no_hooks)
    holds(got["Hooks"], "a Hooks", "something else", no_hooks)
    agree(got["something true"], 3, mistakes={TRUE_ITSELF: 0})
    with raises(ValueError, unless=NEITHER):
        student(lambda names: names.HooksCallback(print) and None)
    with raises(ValueError, unless=BOTH):
        student(lambda names: names.HooksCallback(print, where=callable, modules=[torch.nn.ReLU()]) and None)

    def empty(names, where):
        "HooksCallback(fn, modules=[]), and with where as well"
        try:
            names.HooksCallback(print, modules=[], **({"where": callable} if where else {}))
        except ValueError:
            return "ValueError"
        return "no error"

    agree(student(empty, False), "no error", mistakes={EMPTY_IS_NONE: "ValueError"})
    agree(student(empty, True), "ValueError", mistakes={EMPTY_IS_NONE: "no error"})


@check("HooksCallback", points=1)
def phases(student, trial):
    "fn is called in training, in validation, or in both, as on_train and on_valid say."
    n, width = trial.sizes(4, 3)
    x = trial.normal(n, width, dtype=torch.float32)

    def counts(names, x, frozen):
        "Calls of fn in a fit of 3 training and 2 validation batches; frozen: the model stays in evaluation mode"
        import types

        class Freeze(names.Callback):
            def before_batch(self, learner):
                learner.model.eval()

        def idle(parameters, lr):  # an optimizer that does nothing: torch's own take seconds to import
            return types.SimpleNamespace(step=lambda: None, zero_grad=lambda: None)

        model = torch.nn.Linear(x.shape[1], 2)
        batch = (x, torch.zeros(len(x), 2))
        data = types.SimpleNamespace(train=[batch] * 3, valid=[batch] * 2)
        got = {}
        wanted = {
            "neither said": {},
            "on_train=False, on_valid=True": {"on_train": False, "on_valid": True},
            "on_valid=True": {"on_valid": True},
            "on_train=False": {"on_train": False},
        }
        for label, when in wanted.items():
            calls = []
            callback = names.HooksCallback(lambda *args, calls=calls: calls.append(1), modules=[model], **when)
            others = [Freeze()] if frozen else []
            learner = names.TrainLearner(model, data, torch.nn.functional.mse_loss, opt_func=idle)
            learner.fit(1, callbacks=[callback, *others])
            got[label] = len(calls)
        return got

    right = {"neither said": 3, "on_train=False, on_valid=True": 2, "on_valid=True": 5, "on_train=False": 0}
    got = student(counts, x, False)
    agree(
        got,
        right,
        mistakes={
            EVERY_PHASE: dict.fromkeys(right, 5),
            SWAPPED: {
                "neither said": 2,
                "on_train=False, on_valid=True": 3,
                "on_valid=True": 5,
                "on_train=False": 0,
            },
            "calls fn in training, whatever on_train and on_valid say": dict.fromkeys(right, 3),
            "never calls fn in validation": {**right, "on_train=False, on_valid=True": 0, "on_valid=True": 3},
            "asks about validation only: on_train=False is ignored": {
                **right,
                "on_train=False, on_valid=True": 5,
                "on_train=False": 3,
            },
        },
    )
    by_mode = {"neither said": 0, "on_train=False, on_valid=True": 5, "on_valid=True": 5, "on_train=False": 0}
    agree(student(counts, x, True), right, mistakes={ASKS_MODULE: by_mode})


@check("HooksCallback", points=2)
def always_gone(student, trial):
    "Its hooks are gone after every fit: one that ended, one that was cancelled, one that failed."
    n, width = trial.sizes(4, 3)
    x = trial.normal(n, width, dtype=torch.float32)

    def leftovers(names, x):
        "What is still hooked after fits that end in different ways"
        import types

        def idle(parameters, lr):  # an optimizer that does nothing: torch's own take seconds to import
            return types.SimpleNamespace(step=lambda: None, zero_grad=lambda: None)

        batch = (x, torch.zeros(len(x), 2))
        data = types.SimpleNamespace(train=[batch] * 3, valid=[batch])
        got = {"calls": 0}

        class Ends(names.Callback):
            def __init__(self, event, error, order):
                self.order = order
                setattr(self, event, self._end)
                self._error = error

            def _end(self, learner):
                raise self._error

        class Attached(names.Callback):
            order = 10

            def before_fit(self, learner):
                got["attached"] = sum(len(m._forward_hooks) for m in learner.model.modules())

        ways = {
            "a fit": None,
            "CancelFit": ("after_predict", names.CancelFit(), 1),
            "CancelFit after an epoch": ("after_epoch", names.CancelFit(), 1),
            "CancelFit after its before_fit": ("before_fit", names.CancelFit(), 1),
            "an error": ("after_backward", LookupError("on purpose"), 1),
            "an error at its end": ("after_fit", LookupError("on purpose"), -1),
            "an error in fn": "fn",
            "Ctrl+C": ("after_backward", KeyboardInterrupt(), 1),
            "Ctrl+C in fn": "Ctrl+C",
            "CancelFit before its before_fit": ("before_fit", names.CancelFit(), -1),
        }
        for label, way in ways.items():
            model = torch.nn.Sequential(torch.nn.Linear(x.shape[1], 3), torch.nn.ReLU(), torch.nn.Linear(3, 2))

            def fn(*args, way=way):
                got["calls"] += 1
                if way in ("fn", "Ctrl+C"):
                    raise LookupError("on purpose") if way == "fn" else KeyboardInterrupt

            callback = names.HooksCallback(fn, where=lambda module: not isinstance(module, torch.nn.ReLU))
            others = [Ends(*way)] if isinstance(way, tuple) else []
            learner = names.TrainLearner(model, data, torch.nn.functional.mse_loss, opt_func=idle)
            failed = None
            try:
                learner.fit(1, callbacks=[callback, *others, *([Attached()] if way is None else [])])
            except (LookupError, KeyboardInterrupt):
                pass
            except Exception as error:
                failed = f"{type(error).__name__}: {error}"
            got[label] = failed or sum(len(m._forward_hooks) for m in model.modules())
        return got

    got = student(leftovers, x)
    holds(got.pop("calls") > 0, "calls of fn", "no call", "does not call fn in training")
    holds(got.pop("attached", 0) > 0, "hooks after before_fit", "none", OTHER_EVENT)
    early = got.pop("CancelFit before its before_fit")
    holds(got["a fit"] == 0, "no hooks after a fit", got["a fit"], NEVER_REMOVED)
    quiet = [got[way] for way in ("CancelFit", "CancelFit after an epoch", "CancelFit after its before_fit")]
    agree(quiet, [0, 0, 0], unless=AFTER_FIT if all(type(left) is int for left in quiet) else "")
    left = {way: value for way, value in got.items() if "error" in way or "Ctrl+C" in way}
    agree(left, dict.fromkeys(left, 0), unless=ON_ERROR if all(type(n) is int for n in left.values()) else "")
    holds(early == 0, "nothing", early, NOT_ATTACHED_YET if type(early) is str else "")


@check("HooksCallback", points=1)
def second_fit(student, trial):
    "A second fit attaches once more and never doubles, also after a cancelled one and on another model."
    n, width = trial.sizes(4, 3)
    x = trial.normal(n, width, dtype=torch.float32)

    def several(names, x):
        "Calls of fn in a fit, a cancelled fit, a third, and one of another model with the same callback"
        import types

        def idle(parameters, lr):  # an optimizer that does nothing: torch's own take seconds to import
            return types.SimpleNamespace(step=lambda: None, zero_grad=lambda: None)

        batch = (x, torch.zeros(len(x), 2))
        data = types.SimpleNamespace(train=[batch] * 3, valid=[])
        models = [torch.nn.Sequential(torch.nn.Linear(x.shape[1], 2), torch.nn.ReLU()) for _ in range(2)]
        learners = [names.TrainLearner(m, data, torch.nn.functional.mse_loss, opt_func=idle) for m in models]
        calls = []

        class Cancel(names.Callback):
            order = 1

            def after_predict(self, learner):
                raise names.CancelFit

        callback = names.HooksCallback(
            lambda *args: calls.append(args[-3]), where=lambda module: not isinstance(module, torch.nn.Sequential)
        )
        got = {}
        fits = {"first": (0, []), "cancelled": (0, [Cancel()]), "third": (0, []), "other model": (1, [])}

        class Attached(names.Callback):
            order = 10

            def before_fit(self, learner):
                got["on the old model"] = sum(len(m._forward_hooks) for m in models[0].modules())

        for label, (which, others) in fits.items():
            calls.clear()
            learners[which].fit(1, callbacks=[callback, *others, Attached()])
            got[label] = len(calls)
        got["its own"] = all(any(module is m for m in models[1]) for module in calls)
        calls.clear()
        given = names.HooksCallback(lambda *args: calls.append(1), modules=(module for module in models[0]))
        learners[0].fit(1, callbacks=[given])
        calls.clear()
        learners[0].fit(1, callbacks=[given])
        got["a generator, twice"] = len(calls)
        pair = [names.HooksCallback(lambda *args: None, modules=[module]) for module in models[0]]
        learners[0].fit(1, callbacks=pair)
        got["left by two"] = sum(len(m._forward_hooks) for m in models[0].modules())
        return got

    got = student(several, x)
    silent = "" if got["first"] else "does not call fn in training"
    holds(got["first"] == 6, "6 calls for 2 modules and 3 batches", got["first"], silent)
    later = [got["cancelled"], got["third"]]
    holds(later[0] <= 2 and later[1] <= 6, "2 and 6 calls", later, DOUBLED)
    holds(later == [2, 6], "2 and 6 calls", later, ONLY_ONCE if later == [0, 0] else "")
    new = got["other model"] == 6 and got["its own"]
    holds(new, "6 calls of the new model's modules", got["other model"], OLD_MODEL if got["on the old model"] else "")
    agree(got["a generator, twice"], 6, mistakes={EXHAUSTED: 0})
    holds(got["left by two"] == 0, "no hooks after a fit with two callbacks", got["left by two"], SHARED)


def binned(trial, bins, top, counts, above):
    "Activations with known counts: nowhere near a bin's edge, of either sign, with `above` of them larger than top."
    width = top / bins
    places = torch.cat([torch.full((count,), i, dtype=torch.float64) for i, count in enumerate(counts)])
    sizes = (places + trial.uniform(len(places), low=0.1, high=0.9, dtype=torch.float64)) * width
    sizes = torch.cat([sizes, trial.uniform(above, low=1.1 * top, high=40 * top, dtype=torch.float64)])
    values = sizes * (trial.uniform(len(sizes), dtype=torch.float64) - 0.4).sign()
    order = trial.uniform(len(sizes), dtype=torch.float64).argsort()
    return values[order].float()


@check("layer_stats", points=1)
def mean_and_std(student, trial):
    "mean and std are floats over all elements; std divides by n."
    x = trial.normal(*trial.sizes(5, 3, 2, 4), mean=2.0, sd=12.0, dtype=torch.float32)  # many beyond ±top

    def moments(names, x):
        "layer_stats(x): mean and std"
        stats = names.layer_stats(x)
        return {key: stats[key] for key in ("mean", "std")}

    exact = x.double()
    right = {"mean": exact.mean().item(), "std": exact.std(correction=0).item()}
    got = student(moments, x)
    for key, value in got.items():
        if type(value) is torch.Tensor:
            item = "as a tensor: item() makes it a float"
            holds(False, "a float", "a Tensor", public(f"gives {key} {item}", f"gives a number {item}"))
    agree(
        got,
        right,
        rtol=1e-4,
        atol=1e-5,
        mistakes={
            UNBIASED: {**right, "std": exact.std(correction=1).item()},
            "takes the root mean square for the std: subtract the mean first": {
                **right,
                "std": exact.square().mean().sqrt().item(),
            },
            "gives the variance as std": {**right, "std": exact.var(correction=0).item()},
            "takes absolute values for mean and std, too: they are for the histogram only": {
                "mean": exact.abs().mean().item(),
                "std": exact.abs().std(correction=0).item(),
            },
            "takes absolute values for mean and std, too, and clamps them: both are for the histogram only": {
                "mean": exact.abs().clamp(max=10).mean().item(),
                "std": exact.abs().clamp(max=10).std(correction=0).item(),
            },
            **{
                public(f"clamps at {ends} before it takes mean and std"): {
                    "mean": exact.clamp(low, 10).mean().item(),
                    "std": exact.clamp(low, 10).std(correction=0).item(),
                }
                for ends, low in (("top", None), ("±top", -10))
            },
            **{
                public(f"averages the std of each {what}: it is asked for over all elements at once"): {
                    **right,
                    "std": exact.movedim(axis, 0).flatten(1).std(1, correction=correction).mean().item(),
                }
                for what, axis in (("sample", 0), ("unit", 1))
                for correction in (0, 1)
            },
            "averages the std of each unit over the batch: it is asked for over all elements at once": {
                **right,
                "std": exact.std(0, correction=0).mean().item(),
            },
            BY_LENGTH: {
                "mean": exact.sum().item() / len(x),
                "std": ((exact - exact.sum() / len(x)).square().sum() / len(x)).sqrt().item(),
            },
            public(f"{BY_LENGTH}, in the std"): {**right, "std": (right["std"] * (x.numel() / len(x)) ** 0.5)},
        },
    )


@check("layer_stats", points=2)
def counts_of_sizes(student, trial):
    "hist counts |activation| in equal bins on [0, top], larger ones in the last bin, for any bins and top."
    for bins, top in ((8, 4.0), (40, 10.0)):
        counts = [trial.integer(0, 9) for _ in range(bins)]
        above = trial.integer(20, 30)
        x = binned(trial, bins, top, counts, above)
        x = x[: len(x) // 2 * 2].reshape(2, -1)
        sizes = x.double().abs()
        width = top / bins
        where = (sizes / width).long()

        def count(values, bins=bins):
            return torch.bincount(values.flatten().clamp(max=bins - 1), minlength=bins).float()

        expected = count(where)
        positive = x.double() > 0
        own = torch.histc(x.abs(), bins, 0, float(x.abs().max()))
        mistakes = {
            DROPS_LARGE: count(where[sizes <= top]),
            NO_ABS: count(where[positive]),
            public(f"{NO_ABS}; {DROPS_LARGE}"): count(where[positive & (sizes <= top)]),
            "puts negative activations into the first bin: take the absolute values first": count(where * positive),
            OWN_RANGE: own,
            public(f"{OWN_RANGE}, and of the absolute values"): torch.histc(x, bins),
            "spreads the bins over [-top, top]": torch.histc(x.clamp(-top, top), bins, -top, top),
            SHARES: expected / expected.sum(),
            "gives a density: counts are asked for": expected / expected.sum() / width,
            "takes logarithms: that is for drawing, counts are asked for": expected.log1p(),
        }
        if bins == 40:
            got = student(lambda names, x: names.layer_stats(x)["hist"], x)
            agree(got, expected, mistakes=mistakes)
        else:
            got = student(lambda names, x, n, top: names.layer_stats(x, bins=n, top=top)["hist"], x, bins, top)
            if type(got) is torch.Tensor and got.shape == (40,):
                holds(False, f"{bins} bins", "40", "ignores bins")
            ignored = torch.histc(x.abs().clamp(max=10), bins, 0, 10)
            agree(got, expected, mistakes={**mistakes, "ignores top": ignored})
        agree(student(lambda names, x, n, top: names.layer_stats(x, n, top)["hist"], x.double(), bins, top), expected)

    def histogram(names, x):
        "layer_stats(x, bins=4, top=2)['hist'], where nothing lies above the first bin, and on the edges"
        return names.layer_stats(x, bins=4, top=2.0)["hist"]

    n, c = trial.sizes(4, 3)
    small = 0.1 + 0.3 * trial.uniform(n, c, dtype=torch.float32)
    first = torch.tensor([float(n * c), 0, 0, 0])
    agree(student(histogram, small), first, mistakes={OWN_RANGE: torch.histc(small, 4, 0, float(small.max()))})
    agree(student(histogram, 0 * small), first)
    edges = torch.tensor([[0.0, 2.0, -2.0], [2.0, 9.0, 0.0]])
    drops_top = "leaves out what is exactly top: that is counted in the last bin"
    agree(student(histogram, edges), torch.tensor([2.0, 0, 0, 4]), mistakes={drops_top: torch.tensor([2.0, 0, 0, 1])})


@check("layer_stats", points=1)
def holds_no_graph(student, trial):
    "Nothing that it returns holds the graph or the output, and the output stays as it was."
    x = trial.normal(*trial.sizes(6, 5), sd=4.0, dtype=torch.float32)

    def kept(names, x):
        "layer_stats of an output with a graph: does anything keep the graph or the output alive?"
        import weakref

        output = (x.clone().requires_grad_() * 2).relu()
        before = output.detach().clone()
        stats = names.layer_stats(output)
        tensors = [value for value in stats.values() if isinstance(value, torch.Tensor)]
        got = {
            "keys": sorted(stats),
            "graph": any(value.requires_grad or value.grad_fn is not None for value in tensors),
            "unchanged": bool((output == before).all()),
            "requires_grad": output.requires_grad,
            "total": float(stats["hist"].sum()),
        }
        watch = weakref.ref(output)
        del output
        got["alive"] = watch() is not None
        return got

    got = student(kept, x)
    holds(got["keys"] == ["hist", "mean", "std"], "the keys mean, std and hist", got["keys"], "its keys are not these")
    holds(not got["graph"], "tensors without a graph", "one with a graph", GRAPH)
    holds(not got["alive"], "an output that can be forgotten", "one that is kept alive", "keeps the output itself")
    holds(
        got["unchanged"], "the output as it was", "other values", "changes the output in place: the next layer needs it"
    )
    holds(got["requires_grad"], "the output still in its graph", "detached", "detaches the output itself: use detach()")
    agree(got["total"], float(x.numel()), mistakes={DROPS_LARGE: float(((2 * x).relu() <= 10).sum())})


def _with_dead(trial, size, dead):
    "ReLU outputs of this size whose first `dead` channels, in a drawn order, are 0 throughout, others tiny in part."
    z = trial.normal(*size)
    z[:1].view(1, size[1], -1)[..., :1].abs_().add_(0.01)  # everybody is alive, at one position of one sample
    order = trial.uniform(size[1]).argsort()
    z[:, order[:dead]] = -z[:, order[:dead]].abs() - 0.01
    z[:, order[dead]] *= 1e-30  # alive, however little
    if dead + 1 < size[1]:
        z[:, order[dead + 1]] *= 0.01  # and here all of them small enough for the first bin of a histogram
    if len(size) > 2:
        z.view(*size[:2], -1)[:, order[dead], -1] = -0.01  # a position of a unit that is alive elsewhere
    return z


@check("dead_fraction", points=2)
def dead_relu_units(student, trial):
    "For ReLU it is the share of units, axis 1, that are exactly 0 on the whole batch: a float."

    def share(names, a):
        "dead_fraction(a)"
        return names.dead_fraction(a)

    n, c, h, w = trial.sizes(3, 7, 4, 2)
    for size in ((n, c, h, w), (n, c)):
        dead = 2  # with this no two mistakes give the same share
        a = _with_dead(trial, size, dead).relu()
        units = a.transpose(0, 1).flatten(1)
        first = (a < 0.25).double()
        mistakes = {
            ELEMENTS: (a == 0).double().mean().item(),
            NEARLY: (dead + 1) / c,
            FIRST_BIN: first.mean().item(),
            public(f"{FIRST_BIN}, of each unit"): (units < 0.25).all(1).double().mean().item(),
            SAMPLES: (a.flatten(1) == 0).all(1).double().mean().item(),
            ANY: (units == 0).any(1).double().mean().item(),
            ALIVE: 1 - dead / c,
            NUMBER: float(dead),
            POSITIONS: (a == 0).all(0).double().mean().item(),
        }
        agree(student(share, a), dead / c, mistakes=mistakes, rtol=1e-5)
    for size in ((1, c, h, w), (n, c, h), (n, c, 2, h, w)):
        dead = trial.integer(2, c - 2)
        # true, as the usual shapes came out right
        unless = (
            ONE_ITEM
            if size[0] == 1
            else public(f"does not work for {len(size)} axes: any number may follow the first two")
        )
        try:
            got = student(share, _with_dead(trial, size, dead).relu())
        except Raised as raised:
            raise Disagreement("a float", f"raised {raised}", diagnosis(raised) or unless) from None
        agree(got, dead / c, rtol=1e-5, unless=unless)


@check("dead_fraction", points=1)
def dead_leaky_units(student, trial):
    "With leaky=True it is the share of units whose pre-activation is ≤ 0 on the whole batch."
    n, c, h = trial.sizes(3, 8, 4)
    dead = 3  # with this no two mistakes give the same share
    z = _with_dead(trial, (n, c, h), dead)
    units = z.transpose(0, 1).flatten(1)
    sunk = (units <= 0).all(1)
    z = z.sign() * (z.abs() + 0.5)
    z[:, ~sunk] = z[:, ~sunk].abs()
    z[0, ~sunk, 0] = -0.01  # somewhere below 0, and above it on average
    z[:, int(sunk.nonzero()[0])] = 0.0
    sinking = int((~sunk).nonzero()[0])
    z[:, sinking] = -5.0
    z[0, sinking, 0] = 1.0
    units = z.transpose(0, 1).flatten(1)
    got = student(lambda names, z: names.dead_fraction(z, leaky=True), z)
    agree(
        got,
        dead / c,
        rtol=1e-5,
        mistakes={
            STRICT: (dead - 1) / c,
            LEAKY_IGNORED: (units == 0).all(1).double().mean().item(),
            ELEMENTS: (z <= 0).double().mean().item(),
            FIRST_BIN: (z.abs() < 0.25).double().mean().item(),
            AVERAGE: (units.mean(1) <= 0).double().mean().item(),
            SAMPLES: (z.flatten(1) <= 0).all(1).double().mean().item(),
            ANY: (units <= 0).any(1).double().mean().item(),
            ALIVE: 1 - dead / c,
        },
    )


@check("dead_fraction", points=1)
def extremes(student, trial):
    "It is 1 for a layer of zeros, 0 for one that is alive, holds no graph, and refuses tensors without a channel axis."
    n, c = trial.sizes(4, 3)
    z = trial.normal(n, c, 2).abs() + 0.1

    def both(names, z):
        "dead_fraction of zeros, of positive numbers with a graph, and of a leaky layer all below 0"
        z = z.clone().requires_grad_()
        return [names.dead_fraction(0 * z), names.dead_fraction(z), names.dead_fraction(-z, leaky=True)]

    got = student(both, z)
    holds(
        not any(type(value) is torch.Tensor for value in got),
        "floats",
        "a Tensor",
        "gives a tensor: item() makes it a float",
    )
    agree(
        got,
        [1.0, 0.0, 1.0],
        mistakes={ALIVE: [0.0, 1.0, 0.0], NUMBER: [float(c), 0.0, float(c)], LEAKY_IGNORED: [1.0, 0.0, 0.0]},
    )
    agree(student(lambda names, z: names.dead_fraction(-z), z), 0.0, mistakes={NEGATIVE: 1.0})
    cancelling = (8 * torch.cat([z, -z])).round()
    agree(student(lambda names, z: names.dead_fraction(z), cancelling), 0.0, mistakes={CANCEL: 1.0})
    for few in (torch.zeros(5), torch.zeros(())):
        with raises(
            ValueError, unless="accepts a tensor without a channel axis: fewer than two axes must raise ValueError"
        ):
            student(lambda names, few: names.dead_fraction(few), few)


@check("predictions_05")
def predicted_before(student, trial):
    "Every question of the lesson has a prediction, right or wrong."
    each_is_answered(student, "predictions_05")
