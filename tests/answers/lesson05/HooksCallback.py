# %% right: filter over model.modules()
class HooksCallback(Callback):
    def __init__(self, fn, where=None, modules=None, on_train=True, on_valid=False):
        if (where is None) == (modules is None):
            raise ValueError("where or modules")
        self.fn, self.where, self.on_train, self.on_valid = fn, where, on_train, on_valid
        self.modules = None if modules is None else list(modules)
        self.hooks = Hooks([], fn)

    def before_fit(self, learner):
        modules = filter(self.where, learner.model.modules()) if self.where else self.modules
        self.hooks = Hooks(modules, partial(self._call, learner))

    def _call(self, learner, *args):
        if self.on_train if learner.training else self.on_valid:
            self.fn(*args)

    def cleanup_fit(self, learner):
        self.hooks.remove()


# %% right: an inner function, and what was given made into one way of picking
class HooksCallback(Callback):
    def __init__(self, fn, where=None, modules=None, on_train=True, on_valid=False):
        if sum(given is not None for given in (where, modules)) != 1:
            raise ValueError("where or modules")
        if where is None:
            given = list(modules)
            self.pick = lambda model: given
        else:
            self.pick = lambda model: [module for module in model.modules() if where(module)]
        self.fn, self.wanted, self.hooks = fn, {True: on_train, False: on_valid}, Hooks([], fn)

    def before_fit(self, learner):
        def call(*args):
            if self.wanted[bool(learner.training)]:
                self.fn(*args)

        self.hooks = Hooks(self.pick(learner.model), call)

    def cleanup_fit(self, learner):
        self.hooks.remove()


# %% right: keeps the learner for the fit
class HooksCallback(Callback):
    def __init__(self, fn, where=None, modules=None, on_train=True, on_valid=False):
        if where is None and modules is None or where is not None and modules is not None:
            raise ValueError("exactly one of where and modules")
        self.fn, self.where, self.on_train, self.on_valid = fn, where, on_train, on_valid
        self.modules = modules if modules is None else tuple(modules)
        self.hooks = None

    def before_fit(self, learner):
        self.learner = learner
        modules = self.modules
        if modules is None:
            modules = [module for module in learner.model.modules() if self.where(module)]
        self.hooks = Hooks(modules, self.maybe)

    def maybe(self, hook, module, inputs, output):
        training = self.learner.training
        if (training and self.on_train) or (not training and self.on_valid):
            self.fn(hook, module, inputs, output)

    def cleanup_fit(self, learner):
        self.learner = None
        if self.hooks is not None:
            self.hooks.remove()


# %% wrong: removes in after_fit
# from: filter over model.modules()
# looks like: leaves its hooks on the model when a fit is cancelled
# -     def cleanup_fit(self, learner):
# +     def after_fit(self, learner):


# %% wrong: catches a cancelled fit only
# from: filter over model.modules()
# looks like: leaves its hooks on the model when an error or Ctrl+C ends the fit
# -         self.hooks.remove()
# +         import sys
# +
# +         if sys.exc_info()[0] is None:
# +             self.hooks.remove()


# %% wrong: never removes, and keeps all it ever attached
# looks like: leaves its hooks on the model after the fit
# looks like: hooks of the first are still there
class HooksCallback(Callback):
    def __init__(self, fn, where=None, modules=None, on_train=True, on_valid=False):
        if (where is None) == (modules is None):
            raise ValueError("where or modules")
        self.fn, self.where, self.on_train, self.on_valid = fn, where, on_train, on_valid
        self.modules = None if modules is None else list(modules)
        self.kept = []

    def before_fit(self, learner):
        modules = filter(self.where, learner.model.modules()) if self.where else self.modules
        self.hooks = Hooks(modules, partial(self._call, learner))
        self.kept.append(self.hooks)

    def _call(self, learner, *args):
        if self.on_train if learner.training else self.on_valid:
            self.fn(*args)


# %% wrong: doubled, as one list grows with every fit
# from: filter over model.modules()
# looks like: calls fn more than once for each batch in a second fit
# looks like: does not hold the Hooks of the last fit
# looks like: leaves its hooks on the model when a fit is cancelled
# -         self.hooks = Hooks(modules, partial(self._call, learner))
# +         self.hooks.extend(Hooks(modules, partial(self._call, learner)))

# -     def cleanup_fit(self, learner):
# -         self.hooks.remove()
# +     def after_fit(self, learner):
# +         del self.hooks[:]


# %% wrong: the model's children only
# from: filter over model.modules()
# looks like: picks from the model's children only
# -         modules = filter(self.where, learner.model.modules()) if self.where else self.modules
# +         modules = filter(self.where, learner.model) if self.where else self.modules


# %% wrong: nothing to hook is fine
# from: filter over model.modules()
# looks like: accepts neither where nor modules
# -         if (where is None) == (modules is None):
# +         if where and modules:

# -         self.modules = None if modules is None else list(modules)
# +         self.modules = list(modules or [])


# %% wrong: modules silently win over where
# from: filter over model.modules()
# looks like: accepts both where and modules
# -         if (where is None) == (modules is None):
# +         if where is None and modules is None:

# -         modules = filter(self.where, learner.model.modules()) if self.where else self.modules
# +         modules = self.modules if self.modules is not None else filter(self.where, learner.model.modules())


# %% wrong: in every phase
# looks like: calls fn in training and in validation alike
class HooksCallback(Callback):
    def __init__(self, fn, where=None, modules=None, on_train=True, on_valid=False):
        if (where is None) == (modules is None):
            raise ValueError("where or modules")
        self.fn, self.where = fn, where
        self.modules = None if modules is None else list(modules)
        self.hooks = Hooks([], fn)

    def before_fit(self, learner):
        modules = filter(self.where, learner.model.modules()) if self.where else self.modules
        self.hooks = Hooks(modules, self.fn)

    def cleanup_fit(self, learner):
        self.hooks.remove()


# %% wrong: on_train in validation
# from: filter over model.modules()
# looks like: mixes up training and validation
# looks like: does not call fn in training
# -         if self.on_train if learner.training else self.on_valid:
# +         if self.on_valid if learner.training else self.on_train:


# %% wrong: cleanup before anything was attached
# from: filter over model.modules()
# looks like: before its own was called
# -         self.hooks = Hooks([], fn)


# %% wrong: a generator is read once
# from: filter over model.modules()
# looks like: hooks nothing in a second fit when modules was a generator
# -         self.fn, self.where, self.on_train, self.on_valid = fn, where, on_train, on_valid
# -         self.modules = None if modules is None else list(modules)
# +         self.fn, self.where, self.modules = fn, where, modules
# +         self.on_train, self.on_valid = on_train, on_valid


# %% wrong: picks once and for all
# from: filter over model.modules()
# looks like: hooks the model of an earlier fit
# -         modules = filter(self.where, learner.model.modules()) if self.where else self.modules
# -         self.hooks = Hooks(modules, partial(self._call, learner))
# +         if self.modules is None:
# +             self.modules = [module for module in learner.model.modules() if self.where(module)]
# +         self.hooks = Hooks(self.modules, partial(self._call, learner))


# %% wrong: attaches in the first fit only
# from: filter over model.modules()
# looks like: hooks nothing in a second fit
# -         modules = filter(self.where, learner.model.modules()) if self.where else self.modules
# -         self.hooks = Hooks(modules, partial(self._call, learner))
# +         if not self.hooks:
# +             modules = filter(self.where, learner.model.modules()) if self.where else self.modules
# +             self.hooks = Hooks(modules, partial(self._call, learner))


# %% wrong: for the length of an epoch
# looks like: attaches its hooks in another event than before_fit
class HooksCallback(Callback):
    def __init__(self, fn, where=None, modules=None, on_train=True, on_valid=False):
        if (where is None) == (modules is None):
            raise ValueError("where or modules")
        self.fn, self.where, self.on_train, self.on_valid = fn, where, on_train, on_valid
        self.modules = None if modules is None else list(modules)
        self.hooks = Hooks([], fn)

    def before_epoch(self, learner):
        if self.on_train if learner.training else self.on_valid:
            modules = filter(self.where, learner.model.modules()) if self.where else self.modules
            self.hooks = Hooks(modules, self.fn)

    def cleanup_epoch(self, learner):
        self.hooks.remove()


# %% wrong: fn is given the learner as well
# from: filter over model.modules()
# looks like: calls fn with other arguments than (hook, module, inputs, output)
# -             self.fn(*args)
# +             self.fn(learner, *args)


# %% wrong: an empty list of modules counts as none
# from: solution
# looks like: takes an empty list of modules for none
# -         if (where is None) == (modules is None):
# -             raise ValueError("give either where, to pick modules, or modules: one, not both")
# +         if bool(where) == bool(modules):
# +             raise ValueError("give either where or modules")
#           self.fn, self.where, self.on_train, self.on_valid = fn, where, on_train, on_valid
# -         self.modules = None if modules is None else list(modules)
# +         self.modules = list(modules or [])


# %% wrong: asks the module for its mode
# looks like: asks the module for its mode
class HooksCallback(Callback):
    def __init__(self, fn, where=None, modules=None, on_train=True, on_valid=False):
        if (where is None) == (modules is None):
            raise ValueError("give either where or modules")
        self.fn, self.where, self.on_train, self.on_valid = fn, where, on_train, on_valid
        self.modules = None if modules is None else list(modules)
        self.hooks = Hooks([], fn)

    def before_fit(self, learner):
        modules = filter(self.where, learner.model.modules()) if self.where else self.modules
        self.hooks = Hooks(modules, self._call)

    def _call(self, hook, module, inputs, output):
        if self.on_train if module.training else self.on_valid:
            self.fn(hook, module, inputs, output)

    def cleanup_fit(self, learner):
        self.hooks.remove()


# %% wrong: where must give True itself
# from: solution
# looks like: something true
# -             raise ValueError("give either where, to pick modules, or modules: one, not both")
# +             raise ValueError("give either where or modules")

# -         modules = filter(self.where, learner.model.modules()) if self.where else self.modules
# +         modules = self.modules
# +         if self.where is not None:
# +             modules = [module for module in learner.model.modules() if self.where(module) is True]


# %% wrong: the hooks belong to the class
# looks like: shares its hooks with other callbacks of its class
class HooksCallback(Callback):
    hooks = Hooks([], None)

    def __init__(self, fn, where=None, modules=None, on_train=True, on_valid=False):
        if (where is None) == (modules is None):
            raise ValueError("give either where or modules")
        self.fn, self.where, self.on_train, self.on_valid = fn, where, on_train, on_valid
        self.modules = None if modules is None else list(modules)

    def before_fit(self, learner):
        modules = filter(self.where, learner.model.modules()) if self.where else self.modules
        HooksCallback.hooks = Hooks(modules, partial(self._call, learner))

    def _call(self, learner, hook, module, inputs, output):
        if self.on_train if learner.training else self.on_valid:
            self.fn(hook, module, inputs, output)

    def cleanup_fit(self, learner):
        self.hooks.remove()


# %% wrong: the hooks disappear from the callback after the fit
# from: solution
# looks like: its attribute hooks
# -             raise ValueError("give either where, to pick modules, or modules: one, not both")
# +             raise ValueError("give either where or modules")

# -         self.hooks.remove()
# +         del self.hooks[:]


# %% wrong: attaches after each epoch begins
# from: solution
# looks like: attaches its hooks in another event than before_fit
# -             raise ValueError("give either where, to pick modules, or modules: one, not both")
# +             raise ValueError("give either where or modules")

# -     def before_fit(self, learner) -> None:
# +     def before_epoch(self, learner):
# +         self.hooks.remove()


# %% wrong: removes the hooks after the first phase
# from: solution
# looks like: never calls fn in validation
# +     def cleanup_epoch(self, learner) -> None:
# +         self.hooks.remove()
# +
#       def cleanup_fit(self, learner) -> None:
