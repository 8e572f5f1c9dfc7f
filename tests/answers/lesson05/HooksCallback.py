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
# looks like: leaves its hooks on the model when a fit is cancelled
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

    def after_fit(self, learner):
        self.hooks.remove()


# %% wrong: catches a cancelled fit only
# looks like: leaves its hooks on the model when an error or Ctrl+C ends the fit
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
        import sys

        if sys.exc_info()[0] is None:
            self.hooks.remove()


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
# looks like: calls fn more than once for each batch in a second fit
# looks like: does not hold the Hooks of the last fit
# looks like: leaves its hooks on the model when a fit is cancelled
class HooksCallback(Callback):
    def __init__(self, fn, where=None, modules=None, on_train=True, on_valid=False):
        if (where is None) == (modules is None):
            raise ValueError("where or modules")
        self.fn, self.where, self.on_train, self.on_valid = fn, where, on_train, on_valid
        self.modules = None if modules is None else list(modules)
        self.hooks = Hooks([], fn)

    def before_fit(self, learner):
        modules = filter(self.where, learner.model.modules()) if self.where else self.modules
        self.hooks.extend(Hooks(modules, partial(self._call, learner)))

    def _call(self, learner, *args):
        if self.on_train if learner.training else self.on_valid:
            self.fn(*args)

    def after_fit(self, learner):
        del self.hooks[:]


# %% wrong: the model's children only
# looks like: picks from the model's children only
class HooksCallback(Callback):
    def __init__(self, fn, where=None, modules=None, on_train=True, on_valid=False):
        if (where is None) == (modules is None):
            raise ValueError("where or modules")
        self.fn, self.where, self.on_train, self.on_valid = fn, where, on_train, on_valid
        self.modules = None if modules is None else list(modules)
        self.hooks = Hooks([], fn)

    def before_fit(self, learner):
        modules = filter(self.where, learner.model) if self.where else self.modules
        self.hooks = Hooks(modules, partial(self._call, learner))

    def _call(self, learner, *args):
        if self.on_train if learner.training else self.on_valid:
            self.fn(*args)

    def cleanup_fit(self, learner):
        self.hooks.remove()


# %% wrong: nothing to hook is fine
# looks like: accepts neither where nor modules
class HooksCallback(Callback):
    def __init__(self, fn, where=None, modules=None, on_train=True, on_valid=False):
        if where and modules:
            raise ValueError("where or modules")
        self.fn, self.where, self.on_train, self.on_valid = fn, where, on_train, on_valid
        self.modules = list(modules or [])
        self.hooks = Hooks([], fn)

    def before_fit(self, learner):
        modules = filter(self.where, learner.model.modules()) if self.where else self.modules
        self.hooks = Hooks(modules, partial(self._call, learner))

    def _call(self, learner, *args):
        if self.on_train if learner.training else self.on_valid:
            self.fn(*args)

    def cleanup_fit(self, learner):
        self.hooks.remove()


# %% wrong: modules silently win over where
# looks like: accepts both where and modules
class HooksCallback(Callback):
    def __init__(self, fn, where=None, modules=None, on_train=True, on_valid=False):
        if where is None and modules is None:
            raise ValueError("where or modules")
        self.fn, self.where, self.on_train, self.on_valid = fn, where, on_train, on_valid
        self.modules = None if modules is None else list(modules)
        self.hooks = Hooks([], fn)

    def before_fit(self, learner):
        modules = self.modules if self.modules is not None else filter(self.where, learner.model.modules())
        self.hooks = Hooks(modules, partial(self._call, learner))

    def _call(self, learner, *args):
        if self.on_train if learner.training else self.on_valid:
            self.fn(*args)

    def cleanup_fit(self, learner):
        self.hooks.remove()


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
# looks like: mixes up training and validation
# looks like: does not call fn in training
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
        if self.on_valid if learner.training else self.on_train:
            self.fn(*args)

    def cleanup_fit(self, learner):
        self.hooks.remove()


# %% wrong: cleanup before anything was attached
# looks like: before its own was called
class HooksCallback(Callback):
    def __init__(self, fn, where=None, modules=None, on_train=True, on_valid=False):
        if (where is None) == (modules is None):
            raise ValueError("where or modules")
        self.fn, self.where, self.on_train, self.on_valid = fn, where, on_train, on_valid
        self.modules = None if modules is None else list(modules)

    def before_fit(self, learner):
        modules = filter(self.where, learner.model.modules()) if self.where else self.modules
        self.hooks = Hooks(modules, partial(self._call, learner))

    def _call(self, learner, *args):
        if self.on_train if learner.training else self.on_valid:
            self.fn(*args)

    def cleanup_fit(self, learner):
        self.hooks.remove()


# %% wrong: a generator is read once
# looks like: hooks nothing in a second fit when modules was a generator
class HooksCallback(Callback):
    def __init__(self, fn, where=None, modules=None, on_train=True, on_valid=False):
        if (where is None) == (modules is None):
            raise ValueError("where or modules")
        self.fn, self.where, self.modules = fn, where, modules
        self.on_train, self.on_valid = on_train, on_valid
        self.hooks = Hooks([], fn)

    def before_fit(self, learner):
        modules = filter(self.where, learner.model.modules()) if self.where else self.modules
        self.hooks = Hooks(modules, partial(self._call, learner))

    def _call(self, learner, *args):
        if self.on_train if learner.training else self.on_valid:
            self.fn(*args)

    def cleanup_fit(self, learner):
        self.hooks.remove()


# %% wrong: picks once and for all
# looks like: hooks the model of an earlier fit
class HooksCallback(Callback):
    def __init__(self, fn, where=None, modules=None, on_train=True, on_valid=False):
        if (where is None) == (modules is None):
            raise ValueError("where or modules")
        self.fn, self.where, self.on_train, self.on_valid = fn, where, on_train, on_valid
        self.modules = None if modules is None else list(modules)
        self.hooks = Hooks([], fn)

    def before_fit(self, learner):
        if self.modules is None:
            self.modules = [module for module in learner.model.modules() if self.where(module)]
        self.hooks = Hooks(self.modules, partial(self._call, learner))

    def _call(self, learner, *args):
        if self.on_train if learner.training else self.on_valid:
            self.fn(*args)

    def cleanup_fit(self, learner):
        self.hooks.remove()


# %% wrong: attaches in the first fit only
# looks like: hooks nothing in a second fit
class HooksCallback(Callback):
    def __init__(self, fn, where=None, modules=None, on_train=True, on_valid=False):
        if (where is None) == (modules is None):
            raise ValueError("where or modules")
        self.fn, self.where, self.on_train, self.on_valid = fn, where, on_train, on_valid
        self.modules = None if modules is None else list(modules)
        self.hooks = Hooks([], fn)

    def before_fit(self, learner):
        if not self.hooks:
            modules = filter(self.where, learner.model.modules()) if self.where else self.modules
            self.hooks = Hooks(modules, partial(self._call, learner))

    def _call(self, learner, *args):
        if self.on_train if learner.training else self.on_valid:
            self.fn(*args)

    def cleanup_fit(self, learner):
        self.hooks.remove()


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
# looks like: calls fn with other arguments than (hook, module, inputs, output)
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
            self.fn(learner, *args)

    def cleanup_fit(self, learner):
        self.hooks.remove()


# %% wrong: an empty list of modules counts as none
# looks like: takes an empty list of modules for none
class HooksCallback(Callback):
    def __init__(self, fn, where=None, modules=None, on_train=True, on_valid=False):
        if bool(where) == bool(modules):
            raise ValueError("give either where or modules")
        self.fn, self.where, self.on_train, self.on_valid = fn, where, on_train, on_valid
        self.modules = list(modules or [])
        self.hooks = Hooks([], fn)

    def before_fit(self, learner):
        modules = filter(self.where, learner.model.modules()) if self.where else self.modules
        self.hooks = Hooks(modules, partial(self._call, learner))

    def _call(self, learner, hook, module, inputs, output):
        if self.on_train if learner.training else self.on_valid:
            self.fn(hook, module, inputs, output)

    def cleanup_fit(self, learner):
        self.hooks.remove()


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
# looks like: something true
class HooksCallback(Callback):
    def __init__(self, fn, where=None, modules=None, on_train=True, on_valid=False):
        if (where is None) == (modules is None):
            raise ValueError("give either where or modules")
        self.fn, self.where, self.on_train, self.on_valid = fn, where, on_train, on_valid
        self.modules = None if modules is None else list(modules)
        self.hooks = Hooks([], fn)

    def before_fit(self, learner):
        modules = self.modules
        if self.where is not None:
            modules = [module for module in learner.model.modules() if self.where(module) is True]
        self.hooks = Hooks(modules, partial(self._call, learner))

    def _call(self, learner, hook, module, inputs, output):
        if self.on_train if learner.training else self.on_valid:
            self.fn(hook, module, inputs, output)

    def cleanup_fit(self, learner):
        self.hooks.remove()


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
# looks like: its attribute hooks
class HooksCallback(Callback):
    def __init__(self, fn, where=None, modules=None, on_train=True, on_valid=False):
        if (where is None) == (modules is None):
            raise ValueError("give either where or modules")
        self.fn, self.where, self.on_train, self.on_valid = fn, where, on_train, on_valid
        self.modules = None if modules is None else list(modules)
        self.hooks = Hooks([], fn)

    def before_fit(self, learner):
        modules = filter(self.where, learner.model.modules()) if self.where else self.modules
        self.hooks = Hooks(modules, partial(self._call, learner))

    def _call(self, learner, hook, module, inputs, output):
        if self.on_train if learner.training else self.on_valid:
            self.fn(hook, module, inputs, output)

    def cleanup_fit(self, learner):
        del self.hooks[:]


# %% wrong: attaches after each epoch begins
# looks like: attaches its hooks in another event than before_fit
class HooksCallback(Callback):
    def __init__(self, fn, where=None, modules=None, on_train=True, on_valid=False):
        if (where is None) == (modules is None):
            raise ValueError("give either where or modules")
        self.fn, self.where, self.on_train, self.on_valid = fn, where, on_train, on_valid
        self.modules = None if modules is None else list(modules)
        self.hooks = Hooks([], fn)

    def before_epoch(self, learner):
        self.hooks.remove()
        modules = filter(self.where, learner.model.modules()) if self.where else self.modules
        self.hooks = Hooks(modules, partial(self._call, learner))

    def _call(self, learner, hook, module, inputs, output):
        if self.on_train if learner.training else self.on_valid:
            self.fn(hook, module, inputs, output)

    def cleanup_fit(self, learner):
        self.hooks.remove()


# %% wrong: removes the hooks after the first phase
# looks like: never calls fn in validation
class HooksCallback(Callback):
    """Calls `fn(hook, module, inputs, output)` after each forward pass of modules of the learner's model, during fits.

    `hooks` are the `Hooks` of this fit or of the last. Raises `ValueError` for both or neither of `where`, `modules`.
    """

    def __init__(
        self,
        fn: Callable[[Hook, nn.Module, tuple, Any], Any],  # As for `Hook`
        where: Callable[[nn.Module], Any] | None = None,  # Which of `model.modules()` to hook
        modules: Iterable[nn.Module] | None = None,  # Or these
        on_train: bool = True,  # Whether to call `fn` in training batches
        on_valid: bool = False,  # Whether to call it in validation batches
    ):
        if (where is None) == (modules is None):
            raise ValueError("give either where, to pick modules, or modules: one of them and not both")
        self.fn, self.where, self.on_train, self.on_valid = fn, where, on_train, on_valid
        self.modules = None if modules is None else list(modules)
        self.hooks = Hooks([], fn)

    def before_fit(self, learner) -> None:
        modules = filter(self.where, learner.model.modules()) if self.where else self.modules
        self.hooks = Hooks(modules, partial(self._call, learner))

    def _call(self, learner, hook: Hook, module: nn.Module, inputs: tuple, output: Any) -> None:
        if self.on_train if learner.training else self.on_valid:
            self.fn(hook, module, inputs, output)

    def cleanup_epoch(self, learner) -> None:
        self.hooks.remove()

    def cleanup_fit(self, learner) -> None:
        self.hooks.remove()
