# %% right: looks handlers up first, then sorts pairs by order alone
def run_callbacks(callbacks, event, learner):
    handlers = [(callback.order, getattr(callback, event)) for callback in callbacks if hasattr(callback, event)]
    handlers.sort(key=lambda pair: pair[0])
    for _, handler in handlers:
        handler(learner)


# %% right: sorts places by order and place
def run_callbacks(callbacks, event, learner):
    callbacks = tuple(callbacks)
    for _, i in sorted((callback.order, i) for i, callback in enumerate(callbacks)):
        handler = getattr(callbacks[i], event, None)
        if callable(handler):
            handler(learner)


# %% right: one order after another
def run_callbacks(callbacks, event, learner):
    callbacks = list(callbacks)
    for order in sorted({callback.order for callback in callbacks}):
        for callback in callbacks:
            if callback.order == order and hasattr(callback, event):
                getattr(callback, event)(learner)


# %% right: a stable sort by hand
def run_callbacks(
    callbacks: Iterable[Callback],  # Left as they are
    event: str,  # One of `EVENTS`
    learner: Any,  # A `Learner`, which each handler is given
) -> None:
    "Calls the handler of `event` of every callback that has one: by `order`, equal ones as they were given."
    queue = []
    for callback in callbacks:
        place = len(queue)
        while place and queue[place - 1].order > callback.order:
            place -= 1
        queue.insert(place, callback)
    for callback in queue:
        if hasattr(callback, event):
            getattr(callback, event)(learner)


# %% wrong: unsorted
# from: solution
# looks like: calls them as they were given
# -     for callback in sorted(callbacks, key=attrgetter("order")):
# +     for callback in callbacks:


# %% wrong: higher orders first
# from: solution
# looks like: calls higher orders first
# -     for callback in sorted(callbacks, key=attrgetter("order")):
# +     for callback in sorted(callbacks, key=lambda c: c.order, reverse=True):


# %% wrong: not stable
# from: solution
# looks like: turns equal ones round
# -     for callback in sorted(callbacks, key=attrgetter("order")):
# +     for callback in sorted(reversed(list(callbacks)), key=lambda c: c.order):


# %% wrong: sorts in place
# from: solution
# looks like: sorts the caller's own list
# -     for callback in sorted(callbacks, key=attrgetter("order")):
# +     callbacks.sort(key=lambda c: c.order)
# +     for callback in callbacks:


# %% wrong: catches AttributeError around the call
# looks like: swallows an error from inside a handler
def run_callbacks(callbacks, event, learner):
    for callback in sorted(callbacks, key=lambda c: c.order):
        try:
            getattr(callback, event)(learner)
        except AttributeError:
            pass


# %% wrong: hands over the callback instead of the learner
# looks like: gives the handlers something else than the learner
def run_callbacks(callbacks, event, learner):
    for callback in sorted(callbacks, key=lambda c: c.order):
        handler = getattr(callback, event, None)
        if handler is not None:
            handler(callback)


# %% wrong: takes every callback to have every handler
# looks like: calls a handler that is not there
def run_callbacks(callbacks, event, learner):
    for callback in sorted(callbacks, key=lambda c: c.order):
        getattr(callback, event)(learner)


# %% wrong: stops after the first one
# from: hands over the callback instead of the learner
# looks like: calls only the first one
# looks like: calls only one callback of a class
# -             handler(callback)
# +             return handler(learner)


# %% wrong: handlers of the class itself only
# looks like: misses handlers that a class inherits
def run_callbacks(callbacks, event, learner):
    for callback in sorted(callbacks, key=lambda callback: callback.order):
        if event in vars(type(callback)):
            getattr(callback, event)(learner)


# %% wrong: sorts by the class's order
# from: solution
# looks like: calls them as they were given: `order` says who goes first
# -     for callback in sorted(callbacks, key=attrgetter("order")):
# +     for callback in sorted(callbacks, key=lambda callback: type(callback).order):


# %% wrong: every callback of a class once
# from: solution
# looks like: calls only one callback of a class
# +     seen = []
#       for callback in sorted(callbacks, key=attrgetter("order")):
# +         if any(type(callback) is type(other) for other in seen):
# +             continue
# +         seen.append(callback)


# %% wrong: until a handler returns something
# from: solution
# looks like: calls only the first one
# -             handler(learner)
# +             if handler(learner) is not None:
# +                 return
