# %% right: a function that holds a weak reference
class Hook:
    def __init__(self, module, fn):
        me = weakref.ref(self)

        def call(*args):
            fn(me(), *args)

        self.handle = module.register_forward_hook(call)

    def remove(self):
        self.handle.remove()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.remove()

    def __del__(self):
        self.remove()


# %% right: weakref.finalize instead of __del__
class Hook:
    def __init__(self, module, fn):
        me = weakref.ref(self)

        def call(module, inputs, output):
            fn(me(), module, inputs, output)

        self.remove = weakref.finalize(self, module.register_forward_hook(call).remove)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.remove()


# %% right: what is registered is an object of its own
class _Caller:
    def __init__(self, hook, fn):
        self.hook, self.fn = weakref.ref(hook), fn

    def __call__(self, module, inputs, output):
        hook = self.hook()
        if hook is not None and not hook.removed:
            self.fn(hook, module, inputs, output)


class Hook:
    def __init__(self, module, fn):
        self.removed = False
        self.handle = module.register_forward_hook(_Caller(self, fn))

    def remove(self):
        self.removed = True
        self.handle.remove()

    def __enter__(self):
        return self

    def __exit__(self, exc_type, exc, tb):
        self.remove()
        return False

    def __del__(self):
        self.remove()


# %% right: a weak method, and the handle as the context manager
class Hook:
    def __init__(self, module, fn):
        self.fn = fn
        call = weakref.WeakMethod(self._call)

        def forward_hook(*args):
            method = call()
            if method:
                method(*args)

        self.handle = module.register_forward_hook(forward_hook)

    def _call(self, module, inputs, output):
        self.fn(self, module, inputs, output)

    def remove(self):
        if self.handle is not None:
            self.handle.remove()
            self.handle = None

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.remove()

    __del__ = remove


# %% wrong: returns what fn returns
# from: registers fn itself
# looks like: a forward hook that returns something replaces the module's output
# -         self.handle = module.register_forward_hook(fn)
# +         me = weakref.ref(self)
# +         self.handle = module.register_forward_hook(lambda module, inputs, output: fn(me(), module, inputs, output))


# %% wrong: registers fn itself
# looks like: calls fn with other arguments than (hook, module, inputs, output)
# looks like: passes on what fn returns
class Hook:
    def __init__(self, module, fn):
        self.handle = module.register_forward_hook(fn)

    def remove(self):
        self.handle.remove()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.remove()

    def __del__(self):
        self.remove()


# %% wrong: the registered partial holds the Hook
# from: registers fn itself
# looks like: what is registered on the module holds a strong reference to it
# -         self.handle = module.register_forward_hook(fn)
# +         self.fn = fn
# +         self.handle = module.register_forward_hook(partial(self._call))
# +
# +     def _call(self, module, inputs, output):
# +         self.fn(self, module, inputs, output)


# %% wrong: nobody removes what a dead Hook registered
# from: a function that holds a weak reference
# looks like: what it registered is still on the module
# -         def call(*args):
# -             fn(me(), *args)
# +         def call(module, inputs, output):
# +             if me() is not None:
# +                 fn(me(), module, inputs, output)

# -
# -     def __del__(self):
# -         self.remove()


# %% wrong: no removal at the end of the block
# from: a function that holds a weak reference
# looks like: is still attached after the with block
#       def __exit__(self, *error):
# -         self.remove()
# +         pass


# %% wrong: removes only when the block ends well
# from: a function that holds a weak reference
# looks like: is still attached when the with block ends in an error
# -     def __exit__(self, *error):
# -         self.remove()
# +     def __exit__(self, exc_type, exc, tb):
# +         if exc_type is None:
# +             self.remove()


# %% wrong: swallows errors
# from: a function that holds a weak reference
# looks like: swallows the error that ends a with block
#       def __exit__(self, *error):
#           self.remove()
# +         return True


# %% wrong: with gives nothing
# from: a function that holds a weak reference
# looks like: __enter__ must return self
# -         return self
# +         pass


# %% wrong: remove works once
# looks like: a second remove() is an error
class Hook:
    def __init__(self, module, fn):
        me = weakref.ref(self)

        def call(*args):
            fn(me(), *args)

        self.module = module
        self.key = module.register_forward_hook(call).id

    def remove(self):
        if self.key not in self.module._forward_hooks:
            raise KeyError("removed before")
        del self.module._forward_hooks[self.key]

    def __enter__(self):
        return self

    def __exit__(self, *error):
        if self.key in self.module._forward_hooks:
            self.remove()

    def __del__(self):
        if self.key in self.module._forward_hooks:
            self.remove()


# %% wrong: clears the module's hooks
# from: a function that holds a weak reference
# looks like: takes off hooks that it did not attach
# -         self.handle = module.register_forward_hook(call)
# +         self.module = module
# +         module.register_forward_hook(call)

# -         self.handle.remove()
# +         self.module._forward_hooks.clear()


# %% wrong: a hook before the forward pass
# from: a function that holds a weak reference
# looks like: a forward hook, not a forward pre-hook
# -         def call(*args):
# -             fn(me(), *args)
# +         def call(module, inputs):
# +             fn(me(), module, inputs, inputs[0])
#
# -         self.handle = module.register_forward_hook(call)
# +         self.handle = module.register_forward_pre_hook(call)


# %% wrong: hands over the first input only
# from: a function that holds a weak reference
# looks like: inputs are a tuple
# -         def call(*args):
# -             fn(me(), *args)
# +         def call(module, inputs, output):
# +             fn(me(), module, inputs[0], output)


# %% wrong: the handles in a list of the class
# looks like: takes off hooks that it did not attach
class Hook:
    handles = []

    def __init__(self, module, fn):
        me = weakref.ref(self)

        def forward_hook(module, inputs, output):
            if me() is not None:
                fn(me(), module, inputs, output)

        self.handles.append(module.register_forward_hook(forward_hook))

    def remove(self):
        for handle in self.handles:
            handle.remove()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.remove()

    def __del__(self):
        self.remove()


# %% wrong: Ctrl+C leaves it attached
# from: refers to itself through a bound method
# looks like: Ctrl+C
# -         self.close = self.remove

# -     def __exit__(self, *error):
# -         self.close()
# +     def __exit__(self, kind, error, traceback):
# +         if kind is None or issubclass(kind, Exception):
# +             self.remove()

#       def __del__(self):
# -         self.handle.remove()
# +         self.remove()


# %% wrong: hands over a detached output
# from: a function that holds a weak reference
# looks like: another object than the module's output
# -         def call(*args):
# -             fn(me(), *args)
# +         def forward_hook(module, inputs, output):
# +             hook = me()
# +             if hook is not None:
# +                 fn(hook, module, inputs, output.detach())
#
# -         self.handle = module.register_forward_hook(call)
# +         self.handle = module.register_forward_hook(forward_hook)


# %% wrong: the first input, in a tuple again
# from: a function that holds a weak reference
# looks like: drops inputs after the first
# -         def call(*args):
# -             fn(me(), *args)
# +         def forward_hook(module, inputs, output):
# +             hook = me()
# +             if hook is not None:
# +                 fn(hook, module, (inputs[0],), output)
#
# -         self.handle = module.register_forward_hook(call)
# +         self.handle = module.register_forward_hook(forward_hook)


# %% wrong: holds fn weakly as well
# from: registers fn itself
# looks like: holds fn weakly
# looks like: does not call fn when the module runs
# -         self.handle = module.register_forward_hook(fn)
# +         me, call = weakref.ref(self), weakref.ref(fn)
# +
# +         def forward_hook(module, inputs, output):
# +             if me() is not None and call() is not None:
# +                 call()(me(), module, inputs, output)
# +
# +         self.handle = module.register_forward_hook(forward_hook)


# %% wrong: a list of the class keeps every Hook
# from: registers fn itself
# looks like: something else than the module holds it
# +     attached = []
# +
#       def __init__(self, module, fn):
# -         self.handle = module.register_forward_hook(fn)
# +         me = weakref.ref(self)
# +
# +         def forward_hook(module, inputs, output):
# +             fn(me(), module, inputs, output)
# +
# +         self.handle = module.register_forward_hook(forward_hook)
# +         self.attached.append(self)


# %% wrong: refers to itself through a bound method
# looks like: refers to itself
class Hook:
    def __init__(self, module, fn):
        me = weakref.ref(self)

        def forward_hook(module, inputs, output):
            hook = me()
            if hook is not None:
                fn(hook, module, inputs, output)

        self.handle = module.register_forward_hook(forward_hook)
        self.close = self.remove

    def remove(self):
        self.handle.remove()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.close()

    def __del__(self):
        self.handle.remove()


# %% wrong: one Hook for a module at a time
# from: solution
# looks like: takes off hooks that it did not attach
# -         self._handle = module.register_forward_hook(forward_hook)
# +         if getattr(module, "my_handle", None) is not None:
# +             module.my_handle.remove()
# +         module.my_handle = self.handle = module.register_forward_hook(forward_hook)

# -         self._handle.remove()
# +         self.handle.remove()

# -         if hasattr(self, "_handle"):  # not when `module` was none
# -             self.remove()
# +         self.remove()


# %% wrong: remove only marks it
# from: solution
# looks like: is still attached after remove()
# -         self._handle.remove()
# +         self.removed = True

# -         self.remove()
# +         self._handle.remove()

# -             self.remove()
# +             self._handle.remove()
