# %% right: a list comprehension, and indices made positive by range
class Hooks(list):
    def __init__(self, modules, fn):
        super().__init__([Hook(module, fn) for module in modules])

    def remove(self):
        [hook.remove() for hook in self]

    def __enter__(self):
        return self

    def __exit__(self, exc_type, exc, tb):
        self.remove()
        return False

    def __delitem__(self, index):
        places = range(len(self))[index]
        for i in [places] if isinstance(places, int) else places:
            list.__getitem__(self, i).remove()
        list.__delitem__(self, index)


# %% right: removes what is no longer in the list
class Hooks(list):
    def __init__(self, modules, fn):
        super().__init__()
        for module in modules:
            self.append(Hook(module, fn))

    def remove(self):
        for hook in self:
            hook.remove()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.remove()

    def __delitem__(self, index):
        before = list(self)
        super().__delitem__(index)
        for hook in before:
            if not any(hook is kept for kept in self):
                hook.remove()

    def __del__(self):
        self.remove()


# %% wrong: del only takes it out of the list
# looks like: takes the Hook out of the list and leaves it on its module
class Hooks(list):
    def __init__(self, modules, fn):
        super().__init__(Hook(module, fn) for module in modules)

    def remove(self):
        for hook in self:
            hook.remove()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.remove()


# %% wrong: del takes the Hook out first and removes its neighbour
# looks like: removes another Hook than the one that is deleted
class Hooks(list):
    def __init__(self, modules, fn):
        super().__init__(Hook(module, fn) for module in modules)

    def remove(self):
        for hook in self:
            hook.remove()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.remove()

    def __delitem__(self, index):
        super().__delitem__(index)
        self[index].remove()


# %% wrong: no slices
# looks like: del with a slice fails
class Hooks(list):
    def __init__(self, modules, fn):
        super().__init__(Hook(module, fn) for module in modules)

    def remove(self):
        for hook in self:
            hook.remove()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.remove()

    def __delitem__(self, index):
        self[index].remove()
        super().__delitem__(index)


# %% wrong: removes only when the block ends well
# looks like: is still attached when the with block ends in an error
class Hooks(list):
    def __init__(self, modules, fn):
        super().__init__(Hook(module, fn) for module in modules)

    def remove(self):
        for hook in self:
            hook.remove()

    def __enter__(self):
        return self

    def __exit__(self, exc_type, exc, tb):
        if exc is None:
            self.remove()

    def __delitem__(self, index):
        for hook in self[index] if isinstance(index, slice) else [self[index]]:
            hook.remove()
        super().__delitem__(index)


# %% wrong: swallows errors
# looks like: swallows the error that ends a with block
class Hooks(list):
    def __init__(self, modules, fn):
        super().__init__(Hook(module, fn) for module in modules)

    def remove(self):
        for hook in self:
            hook.remove()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.remove()
        return True

    def __delitem__(self, index):
        for hook in self[index] if isinstance(index, slice) else [self[index]]:
            hook.remove()
        super().__delitem__(index)


# %% wrong: remove leaves them attached
# looks like: is still attached after the with block
class Hooks(list):
    def __init__(self, modules, fn):
        super().__init__(Hook(module, fn) for module in modules)

    def remove(self):
        if self:
            self[0].remove()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.remove()

    def __delitem__(self, index):
        for hook in self[index] if isinstance(index, slice) else [self[index]]:
            hook.remove()
        super().__delitem__(index)


# %% wrong: empties the list
# looks like: forgets its Hook objects when it removes them
class Hooks(list):
    def __init__(self, modules, fn):
        super().__init__(Hook(module, fn) for module in modules)

    def remove(self):
        for hook in self:
            hook.remove()
        self.clear()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.remove()

    def __delitem__(self, index):
        for hook in self[index] if isinstance(index, slice) else [self[index]]:
            hook.remove()
        super().__delitem__(index)


# %% wrong: not a list
# looks like: make it a subclass of list
# looks like: del with a slice fails
class Hooks:
    def __init__(self, modules, fn):
        self.items = [Hook(module, fn) for module in modules]

    def remove(self):
        for hook in self.items:
            hook.remove()

    def __len__(self):
        return len(self.items)

    def __getitem__(self, index):
        return self.items[index]

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.remove()

    def __delitem__(self, index):
        self.items[index].remove()
        del self.items[index]


# %% wrong: plain handles of PyTorch
# looks like: holds something else than Hook objects
class Hooks(list):
    def __init__(self, modules, fn):
        super().__init__(module.register_forward_hook(partial(fn, None)) for module in modules)

    def remove(self):
        for hook in self:
            hook.remove()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.remove()

    def __delitem__(self, index):
        for hook in self[index] if isinstance(index, slice) else [self[index]]:
            hook.remove()
        super().__delitem__(index)


# %% wrong: a dictionary drops a module that is given twice
# looks like: a module that is given twice
class Hooks(list):
    def __init__(self, modules, fn):
        super().__init__({module: Hook(module, fn) for module in modules}.values())

    def remove(self):
        for hook in self:
            hook.remove()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.remove()

    def __delitem__(self, index):
        for hook in self[index] if isinstance(index, slice) else [self[index]]:
            hook.remove()
        super().__delitem__(index)


# %% wrong: slices with a start and a stop only
# looks like: del with an open slice or a step
class Hooks(list):
    def __init__(self, modules, fn):
        super().__init__([Hook(module, fn) for module in modules])

    def remove(self):
        for hook in self:
            hook.remove()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.remove()

    def __delitem__(self, index):
        if isinstance(index, slice):
            for i in range(index.start, index.stop):
                self[i].remove()
        else:
            self[index].remove()
        super().__delitem__(index)


# %% wrong: Ctrl+C leaves them attached
# looks like: Ctrl+C
class Hooks(list):
    def __init__(self, modules, fn):
        super().__init__([Hook(module, fn) for module in modules])

    def remove(self):
        for hook in self:
            hook.remove()

    def __enter__(self):
        return self

    def __exit__(self, kind, error, traceback):
        if kind is None or issubclass(kind, Exception):
            self.remove()

    def __delitem__(self, index):
        for hook in self[index] if isinstance(index, slice) else [self[index]]:
            hook.remove()
        super().__delitem__(index)


# %% wrong: a list of the class keeps every Hook
# looks like: keeps its hooks on the modules when the list itself is gone
class Hooks(list):
    everything = []

    def __init__(self, modules, fn):
        super().__init__([Hook(module, fn) for module in modules])
        self.everything.extend(self)

    def remove(self):
        for hook in self:
            hook.remove()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.remove()

    def __delitem__(self, index):
        for hook in self[index] if isinstance(index, slice) else [self[index]]:
            hook.remove()
        super().__delitem__(index)


# %% wrong: remove removes what it deleted, too, and stops at the first
# looks like: remove() does not remove them all
class Hooks(list):
    def __init__(self, modules, fn):
        super().__init__([Hook(module, fn) for module in modules])

    def remove(self):
        for hook in self:
            return hook.remove()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        for hook in self:
            hook.remove()

    def __delitem__(self, index):
        for hook in self[index] if isinstance(index, slice) else [self[index]]:
            hook.remove()
        super().__delitem__(index)


# %% wrong: with gives nothing
# looks like: __enter__ must return self
class Hooks(list):
    """A list with a `Hook` on each of `modules`. A context manager; `del hooks[i]` removes what it deletes.

    Removed hooks stay in the list, with what `fn` stored on them.
    """

    def __init__(
        self,
        modules: Iterable[nn.Module],
        fn: Callable[[Hook, nn.Module, tuple, Any], Any],  # As for `Hook`
    ):
        super().__init__(Hook(module, fn) for module in modules)

    def remove(self) -> None:
        "Takes all of them off their modules. Calling this again does nothing."
        for hook in self:
            hook.remove()

    def __enter__(self) -> "Hooks":
        pass

    def __exit__(self, *error: Any) -> None:
        self.remove()

    def __delitem__(self, index: int | slice) -> None:
        for hook in self[index] if isinstance(index, slice) else [self[index]]:
            hook.remove()
        super().__delitem__(index)


# %% wrong: in reverse
# looks like: its items are in the reverse order of the modules
class Hooks(list):
    """A list with a `Hook` on each of `modules`. A context manager; `del hooks[i]` removes what it deletes.

    Removed hooks stay in the list, with what `fn` stored on them.
    """

    def __init__(
        self,
        modules: Iterable[nn.Module],
        fn: Callable[[Hook, nn.Module, tuple, Any], Any],  # As for `Hook`
    ):
        super().__init__(Hook(module, fn) for module in reversed(list(modules)))

    def remove(self) -> None:
        "Takes all of them off their modules. Calling this again does nothing."
        for hook in self:
            hook.remove()

    def __enter__(self) -> "Hooks":
        return self

    def __exit__(self, *error: Any) -> None:
        self.remove()

    def __delitem__(self, index: int | slice) -> None:
        for hook in self[index] if isinstance(index, slice) else [self[index]]:
            hook.remove()
        super().__delitem__(index)
