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
# from: solution
# looks like: takes the Hook out of the list and leaves it on its module
# -
# -     def __delitem__(self, index: int | slice) -> None:
# -         for hook in self[index] if isinstance(index, slice) else [self[index]]:
# -             hook.remove()
# -         super().__delitem__(index)


# %% wrong: del takes the Hook out first and removes its neighbour
# from: solution
# looks like: removes another Hook than the one that is deleted
# -         for hook in self[index] if isinstance(index, slice) else [self[index]]:
# -             hook.remove()
#           super().__delitem__(index)
# +         self[index].remove()


# %% wrong: no slices
# from: solution
# looks like: del with a slice fails
# -         for hook in self[index] if isinstance(index, slice) else [self[index]]:
# -             hook.remove()
# +         self[index].remove()


# %% wrong: removes only when the block ends well
# from: solution
# looks like: is still attached when the with block ends in an error
# -     def __exit__(self, *error: Any) -> None:
# -         self.remove()
# +     def __exit__(self, exc_type, exc, tb):
# +         if exc is None:
# +             self.remove()


# %% wrong: swallows errors
# from: solution
# looks like: swallows the error that ends a with block
#           self.remove()
# +         return True


# %% wrong: remove leaves them attached
# from: solution
# looks like: is still attached after the with block
# -         for hook in self:
# -             hook.remove()
# +         if self:
# +             self[0].remove()


# %% wrong: empties the list
# from: solution
# looks like: forgets its Hook objects when it removes them
#           for hook in self:
#               hook.remove()
# +         self.clear()


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
# from: solution
# looks like: holds something else than Hook objects
# -         super().__init__(Hook(module, fn) for module in modules)
# +         super().__init__(module.register_forward_hook(partial(fn, None)) for module in modules)


# %% wrong: a dictionary drops a module that is given twice
# from: solution
# looks like: a module that is given twice
# -         super().__init__(Hook(module, fn) for module in modules)
# +         super().__init__({module: Hook(module, fn) for module in modules}.values())


# %% wrong: slices with a start and a stop only
# from: solution
# looks like: del with an open slice or a step
# -         super().__init__(Hook(module, fn) for module in modules)
# +         super().__init__([Hook(module, fn) for module in modules])

# -         for hook in self[index] if isinstance(index, slice) else [self[index]]:
# -             hook.remove()
# +         if isinstance(index, slice):
# +             for i in range(index.start, index.stop):
# +                 self[i].remove()
# +         else:
# +             self[index].remove()


# %% wrong: Ctrl+C leaves them attached
# from: solution
# looks like: Ctrl+C
# -         super().__init__(Hook(module, fn) for module in modules)
# +         super().__init__([Hook(module, fn) for module in modules])

# -     def __exit__(self, *error: Any) -> None:
# -         self.remove()
# +     def __exit__(self, kind, error, traceback):
# +         if kind is None or issubclass(kind, Exception):
# +             self.remove()


# %% wrong: a list of the class keeps every Hook
# from: solution
# looks like: keeps its hooks on the modules when the list itself is gone
# +     everything = []
# +
#       def __init__(

# -         super().__init__(Hook(module, fn) for module in modules)
# +         super().__init__([Hook(module, fn) for module in modules])
# +         self.everything.extend(self)


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
# from: solution
# looks like: __enter__ must return self
# -         return self
# +         pass


# %% wrong: in reverse
# from: solution
# looks like: its items are in the reverse order of the modules
# -         super().__init__(Hook(module, fn) for module in modules)
# +         super().__init__(Hook(module, fn) for module in reversed(list(modules)))
