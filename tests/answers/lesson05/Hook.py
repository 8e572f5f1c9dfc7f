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
# looks like: a forward hook that returns something replaces the module's output
class Hook:
    def __init__(self, module, fn):
        me = weakref.ref(self)
        self.handle = module.register_forward_hook(lambda module, inputs, output: fn(me(), module, inputs, output))

    def remove(self):
        self.handle.remove()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.remove()

    def __del__(self):
        self.remove()


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
# looks like: what is registered on the module holds a strong reference to it
class Hook:
    def __init__(self, module, fn):
        self.fn = fn
        self.handle = module.register_forward_hook(partial(self._call))

    def _call(self, module, inputs, output):
        self.fn(self, module, inputs, output)

    def remove(self):
        self.handle.remove()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.remove()

    def __del__(self):
        self.remove()


# %% wrong: nobody removes what a dead Hook registered
# looks like: what it registered is still on the module
class Hook:
    def __init__(self, module, fn):
        me = weakref.ref(self)

        def call(module, inputs, output):
            if me() is not None:
                fn(me(), module, inputs, output)

        self.handle = module.register_forward_hook(call)

    def remove(self):
        self.handle.remove()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.remove()


# %% wrong: no removal at the end of the block
# looks like: is still attached after the with block
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
        pass

    def __del__(self):
        self.remove()


# %% wrong: removes only when the block ends well
# looks like: is still attached when the with block ends in an error
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

    def __exit__(self, exc_type, exc, tb):
        if exc_type is None:
            self.remove()

    def __del__(self):
        self.remove()


# %% wrong: swallows errors
# looks like: swallows the error that ends a with block
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
        return True

    def __del__(self):
        self.remove()


# %% wrong: with gives nothing
# looks like: __enter__ must return self
class Hook:
    def __init__(self, module, fn):
        me = weakref.ref(self)

        def call(*args):
            fn(me(), *args)

        self.handle = module.register_forward_hook(call)

    def remove(self):
        self.handle.remove()

    def __enter__(self):
        pass

    def __exit__(self, *error):
        self.remove()

    def __del__(self):
        self.remove()


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
# looks like: takes off hooks that it did not attach
class Hook:
    def __init__(self, module, fn):
        me = weakref.ref(self)

        def call(*args):
            fn(me(), *args)

        self.module = module
        module.register_forward_hook(call)

    def remove(self):
        self.module._forward_hooks.clear()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.remove()

    def __del__(self):
        self.remove()


# %% wrong: a hook before the forward pass
# looks like: a forward hook, not a forward pre-hook
class Hook:
    def __init__(self, module, fn):
        me = weakref.ref(self)

        def call(module, inputs):
            fn(me(), module, inputs, inputs[0])

        self.handle = module.register_forward_pre_hook(call)

    def remove(self):
        self.handle.remove()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.remove()

    def __del__(self):
        self.remove()


# %% wrong: hands over the first input only
# looks like: inputs are a tuple
class Hook:
    def __init__(self, module, fn):
        me = weakref.ref(self)

        def call(module, inputs, output):
            fn(me(), module, inputs[0], output)

        self.handle = module.register_forward_hook(call)

    def remove(self):
        self.handle.remove()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.remove()

    def __del__(self):
        self.remove()


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
# looks like: Ctrl+C
class Hook:
    def __init__(self, module, fn):
        me = weakref.ref(self)

        def forward_hook(module, inputs, output):
            hook = me()
            if hook is not None:
                fn(hook, module, inputs, output)

        self.handle = module.register_forward_hook(forward_hook)

    def remove(self):
        self.handle.remove()

    def __enter__(self):
        return self

    def __exit__(self, kind, error, traceback):
        if kind is None or issubclass(kind, Exception):
            self.remove()

    def __del__(self):
        self.remove()


# %% wrong: hands over a detached output
# looks like: another object than the module's output
class Hook:
    def __init__(self, module, fn):
        me = weakref.ref(self)

        def forward_hook(module, inputs, output):
            hook = me()
            if hook is not None:
                fn(hook, module, inputs, output.detach())

        self.handle = module.register_forward_hook(forward_hook)

    def remove(self):
        self.handle.remove()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.remove()

    def __del__(self):
        self.remove()


# %% wrong: the first input, in a tuple again
# looks like: drops inputs after the first
class Hook:
    def __init__(self, module, fn):
        me = weakref.ref(self)

        def forward_hook(module, inputs, output):
            hook = me()
            if hook is not None:
                fn(hook, module, (inputs[0],), output)

        self.handle = module.register_forward_hook(forward_hook)

    def remove(self):
        self.handle.remove()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.remove()

    def __del__(self):
        self.remove()


# %% wrong: holds fn weakly as well
# looks like: holds fn weakly
# looks like: does not call fn when the module runs
class Hook:
    def __init__(self, module, fn):
        me, call = weakref.ref(self), weakref.ref(fn)

        def forward_hook(module, inputs, output):
            if me() is not None and call() is not None:
                call()(me(), module, inputs, output)

        self.handle = module.register_forward_hook(forward_hook)

    def remove(self):
        self.handle.remove()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.remove()

    def __del__(self):
        self.remove()


# %% wrong: a list of the class keeps every Hook
# looks like: something else than the module holds it
class Hook:
    attached = []

    def __init__(self, module, fn):
        me = weakref.ref(self)

        def forward_hook(module, inputs, output):
            fn(me(), module, inputs, output)

        self.handle = module.register_forward_hook(forward_hook)
        self.attached.append(self)

    def remove(self):
        self.handle.remove()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.remove()

    def __del__(self):
        self.remove()


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
# looks like: takes off hooks that it did not attach
class Hook:
    def __init__(self, module, fn):
        me = weakref.ref(self)

        def forward_hook(module, inputs, output):
            hook = me()
            if hook is not None:
                fn(hook, module, inputs, output)

        if getattr(module, "my_handle", None) is not None:
            module.my_handle.remove()
        module.my_handle = self.handle = module.register_forward_hook(forward_hook)

    def remove(self):
        self.handle.remove()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.remove()

    def __del__(self):
        self.remove()


# %% wrong: remove only marks it
# looks like: is still attached after remove()
class Hook:
    """Calls `fn(hook, module, inputs, output)` after each forward pass of `module`; the output stays as it is.

    A context manager. It is gone from the module after `remove()`, at the end of a `with` block, and when the last
    reference to it is.
    """

    def __init__(
        self,
        module: nn.Module,
        fn: Callable[["Hook", nn.Module, tuple, Any], Any],  # What it returns is ignored
    ):
        me = weakref.ref(self)  # a strong reference would keep this Hook alive as long as the module

        def forward_hook(module: nn.Module, inputs: tuple, output: Any) -> None:
            hook = me()
            if hook is not None:
                fn(hook, module, inputs, output)

        self._handle = module.register_forward_hook(forward_hook)

    def remove(self) -> None:
        "Takes it off the module. Calling this again does nothing."
        self.removed = True

    def __enter__(self) -> "Hook":
        return self

    def __exit__(self, *error: Any) -> None:
        self._handle.remove()

    def __del__(self) -> None:
        if hasattr(self, "_handle"):  # not when `module` was none
            self._handle.remove()
