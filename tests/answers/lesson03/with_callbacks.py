# %% right: finally and a flag
def with_callbacks(event):
    def decorate(method):
        def wrapper(self, *args, **kwargs):
            failed = True
            try:
                self.callback(f"before_{event}")
                method(self, *args, **kwargs)
                self.callback(f"after_{event}")
                failed = False
            except CANCELS[event]:
                failed = False
            finally:
                try:
                    self.callback(f"cleanup_{event}")
                except Exception:
                    if not failed:
                        raise

        return wrapper

    return decorate


# %% right: a class that keeps the first error
class with_callbacks:
    def __init__(self, event):
        self.event, self.cancel = event, {"fit": CancelFit, "epoch": CancelEpoch, "batch": CancelBatch}[event]

    def __call__(self, method):
        event, cancel = self.event, self.cancel

        def wrapper(part, *args, **kwargs):
            first = None
            try:
                part.callback("before_" + event)
                method(part, *args, **kwargs)
                part.callback("after_" + event)
            except cancel:
                pass
            except BaseException as error:
                first = error
            try:
                part.callback("cleanup_" + event)
            except BaseException as error:
                first = first or error
            if first is not None:
                raise first

        return wrapper


# %% right: a context manager
def with_callbacks(event):
    from contextlib import ExitStack, suppress

    def decorate(method):
        @wraps(method)
        def wrapper(self, *args, **kwargs):
            def clean_up(kind, error, trace):
                try:
                    self.callback(f"cleanup_{event}")
                except Exception:
                    if kind is None:
                        raise
                return False

            with ExitStack() as stack:
                stack.push(clean_up)
                with suppress(CANCELS[event]):
                    self.callback(f"before_{event}")
                    method(self, *args, **kwargs)
                    self.callback(f"after_{event}")

        return wrapper

    return decorate


# %% wrong: after on cancel
# looks like: although what was left is to be skipped
# looks like: shows the cleanup's error and hides the one that came first
def with_callbacks(event):
    def decorate(method):
        def wrapper(self, *args, **kwargs):
            try:
                try:
                    self.callback(f"before_{event}")
                    method(self, *args, **kwargs)
                except CANCELS[event]:
                    pass
                self.callback(f"after_{event}")
            finally:
                self.callback(f"cleanup_{event}")

        return wrapper

    return decorate


# %% wrong: no finally
# looks like: leaves the cleanup out
def with_callbacks(event):
    def decorate(method):
        def wrapper(self, *args, **kwargs):
            try:
                self.callback(f"before_{event}")
                method(self, *args, **kwargs)
                self.callback(f"after_{event}")
            except CANCELS[event]:
                pass
            self.callback(f"cleanup_{event}")

        return wrapper

    return decorate


# %% wrong: cleanup only when all went well
# looks like: leaves the cleanup out
def with_callbacks(event):
    def decorate(method):
        def wrapper(self, *args, **kwargs):
            try:
                self.callback(f"before_{event}")
                method(self, *args, **kwargs)
                self.callback(f"after_{event}")
                self.callback(f"cleanup_{event}")
            except CANCELS[event]:
                pass

        return wrapper

    return decorate


# %% wrong: swallows every cancel
# looks like: swallows another exception than its own cancel
# looks like: shows the cleanup's error and hides the one that came first
def with_callbacks(event):
    def decorate(method):
        def wrapper(self, *args, **kwargs):
            try:
                self.callback(f"before_{event}")
                method(self, *args, **kwargs)
                self.callback(f"after_{event}")
            except (CancelFit, CancelEpoch, CancelBatch):
                pass
            finally:
                self.callback(f"cleanup_{event}")

        return wrapper

    return decorate


# %% wrong: swallows every exception
# looks like: swallows another exception than its own cancel
# looks like: shows the cleanup's error and hides the one that came first
def with_callbacks(event):
    def decorate(method):
        def wrapper(self, *args, **kwargs):
            try:
                self.callback(f"before_{event}")
                method(self, *args, **kwargs)
                self.callback(f"after_{event}")
            except Exception:
                pass
            finally:
                self.callback(f"cleanup_{event}")

        return wrapper

    return decorate


# %% wrong: return in finally
# looks like: swallows another exception than its own cancel
# looks like: shows the cleanup's error and hides the one that came first
def with_callbacks(event):
    def decorate(method):
        def wrapper(self, *args, **kwargs):
            result = None
            try:
                self.callback(f"before_{event}")
                result = method(self, *args, **kwargs)
                self.callback(f"after_{event}")
            except CANCELS[event]:
                pass
            finally:
                self.callback(f"cleanup_{event}")
                return result

        return wrapper

    return decorate


# %% wrong: before outside of the try
# looks like: lets CancelFit out although it ends at fit
# looks like: shows the cleanup's error and hides the one that came first
# looks like: leaves the cleanup out: it must run however the
def with_callbacks(event):
    def decorate(method):
        def wrapper(self, *args, **kwargs):
            self.callback(f"before_{event}")
            try:
                method(self, *args, **kwargs)
                self.callback(f"after_{event}")
            except CANCELS[event]:
                pass
            finally:
                self.callback(f"cleanup_{event}")

        return wrapper

    return decorate


# %% wrong: after outside of the try
# looks like: lets CancelFit out although it ends at fit
# looks like: shows the cleanup's error and hides the one that came first
# looks like: leaves the cleanup out: it must run however the
def with_callbacks(event):
    def decorate(method):
        def wrapper(self, *args, **kwargs):
            try:
                self.callback(f"before_{event}")
                method(self, *args, **kwargs)
            except CANCELS[event]:
                self.callback(f"cleanup_{event}")
                return
            except BaseException:
                self.callback(f"cleanup_{event}")
                raise
            self.callback(f"after_{event}")
            self.callback(f"cleanup_{event}")

        return wrapper

    return decorate


# %% wrong: swallows nothing
# looks like: lets CancelFit out although it ends at fit
# looks like: shows the cleanup's error and hides the one that came first
def with_callbacks(event):
    def decorate(method):
        def wrapper(self, *args, **kwargs):
            try:
                self.callback(f"before_{event}")
                method(self, *args, **kwargs)
                self.callback(f"after_{event}")
            finally:
                self.callback(f"cleanup_{event}")

        return wrapper

    return decorate


# %% wrong: the cleanup's error hides the first
# looks like: shows the cleanup's error and hides the one that came first
def with_callbacks(event):
    def decorate(method):
        def wrapper(self, *args, **kwargs):
            try:
                self.callback(f"before_{event}")
                method(self, *args, **kwargs)
                self.callback(f"after_{event}")
            except CANCELS[event]:
                pass
            finally:
                self.callback(f"cleanup_{event}")

        return wrapper

    return decorate


# %% wrong: hides every error of the cleanup
# looks like: swallows an error of the cleanup although nothing failed before it
def with_callbacks(event):
    def decorate(method):
        def wrapper(self, *args, **kwargs):
            try:
                self.callback(f"before_{event}")
                method(self, *args, **kwargs)
                self.callback(f"after_{event}")
            except CANCELS[event]:
                pass
            finally:
                try:
                    self.callback(f"cleanup_{event}")
                except Exception:
                    pass

        return wrapper

    return decorate


# %% wrong: after_… in the place of the cleanup
# looks like: leaves the cleanup out
# looks like: in the place of the cleanup
def with_callbacks(event):
    def decorate(method):
        def wrapper(self, *args, **kwargs):
            try:
                self.callback(f"before_{event}")
                method(self, *args, **kwargs)
            except CANCELS[event]:
                pass
            finally:
                self.callback(f"after_{event}")

        return wrapper

    return decorate


# %% wrong: cleans up before after
# looks like: cleanup is the very last
# looks like: shows the cleanup's error and hides the one that came first
# looks like: leaves the cleanup out: it must run however the
def with_callbacks(event):
    def decorate(method):
        def wrapper(self, *args, **kwargs):
            try:
                self.callback(f"before_{event}")
                try:
                    method(self, *args, **kwargs)
                finally:
                    self.callback(f"cleanup_{event}")
                self.callback(f"after_{event}")
            except CANCELS[event]:
                pass

        return wrapper

    return decorate


# %% wrong: forgets the arguments
# looks like: does not hand its arguments on to the body
def with_callbacks(event):
    def decorate(method):
        def wrapper(self, *args, **kwargs):
            try:
                try:
                    self.callback(f"before_{event}")
                    method(self)
                    self.callback(f"after_{event}")
                except CANCELS[event]:
                    pass
            except BaseException:
                try:
                    self.callback(f"cleanup_{event}")
                except Exception:
                    pass
                raise
            self.callback(f"cleanup_{event}")

        return wrapper

    return decorate


# %% wrong: Exception instead of BaseException
# looks like: leaves the cleanup out: it must run however the fit ends
def with_callbacks(
    event: str,  # "fit", "epoch" or "batch"
) -> Callable[[Callable], Callable]:  # A decorator of methods whose object has a method `callback(event)`
    """Puts `before_…`, `after_…` and `cleanup_…` around a method.

    The event's own cancel exception skips what is left, but never the cleanup, and ends here. Any other exception
    passes through, also where the cleanup fails as well.
    """

    def decorate(method: Callable) -> Callable:
        @wraps(method)
        def wrapper(self, *args: Any, **kwargs: Any) -> None:
            try:
                try:
                    self.callback(f"before_{event}")
                    method(self, *args, **kwargs)
                    self.callback(f"after_{event}")
                except CANCELS[event]:
                    pass
            except Exception as error:
                try:
                    self.callback(f"cleanup_{event}")
                except Exception as second:
                    error.add_note(f"cleanup_{event} failed as well: {second!r}")
                raise
            self.callback(f"cleanup_{event}")

        return wrapper

    return decorate


# %% wrong: keyword arguments are lost
# looks like: does not hand keyword arguments on to the body
def with_callbacks(
    event: str,  # "fit", "epoch" or "batch"
) -> Callable[[Callable], Callable]:  # A decorator of methods whose object has a method `callback(event)`
    """Puts `before_…`, `after_…` and `cleanup_…` around a method.

    The event's own cancel exception skips what is left, but never the cleanup, and ends here. Any other exception
    passes through, also where the cleanup fails as well.
    """

    def decorate(method: Callable) -> Callable:
        @wraps(method)
        def wrapper(self, *args: Any, **kwargs: Any) -> None:
            try:
                try:
                    self.callback(f"before_{event}")
                    method(self, *args)
                    self.callback(f"after_{event}")
                except CANCELS[event]:
                    pass
            except BaseException as error:
                try:
                    self.callback(f"cleanup_{event}")
                except Exception as second:
                    error.add_note(f"cleanup_{event} failed as well: {second!r}")
                raise
            self.callback(f"cleanup_{event}")

        return wrapper

    return decorate
