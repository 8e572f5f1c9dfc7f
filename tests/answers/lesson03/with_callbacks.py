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
# from: the cleanup's error hides the first
# looks like: leaves the cleanup out
# -             finally:
# -                 self.callback(f"cleanup_{event}")
# +             self.callback(f"cleanup_{event}")


# %% wrong: cleanup only when all went well
# from: the cleanup's error hides the first
# looks like: leaves the cleanup out
#                   self.callback(f"after_{event}")
# +                 self.callback(f"cleanup_{event}")

# -             finally:
# -                 self.callback(f"cleanup_{event}")


# %% wrong: swallows every cancel
# from: the cleanup's error hides the first
# looks like: swallows another exception than its own cancel
# looks like: shows the cleanup's error and hides the one that came first
# -             except CANCELS[event]:
# +             except (CancelFit, CancelEpoch, CancelBatch):


# %% wrong: swallows every exception
# from: the cleanup's error hides the first
# looks like: swallows another exception than its own cancel
# looks like: shows the cleanup's error and hides the one that came first
# -             except CANCELS[event]:
# +             except Exception:


# %% wrong: return in finally
# from: the cleanup's error hides the first
# looks like: swallows another exception than its own cancel
# looks like: shows the cleanup's error and hides the one that came first
#           def wrapper(self, *args, **kwargs):
# +             result = None

# -                 method(self, *args, **kwargs)
# +                 result = method(self, *args, **kwargs)

#                   self.callback(f"cleanup_{event}")
# +                 return result


# %% wrong: before outside of the try
# from: the cleanup's error hides the first
# looks like: lets CancelFit out although it ends at fit
# looks like: shows the cleanup's error and hides the one that came first
# looks like: leaves the cleanup out: it must run however the
# +             self.callback(f"before_{event}")
#               try:
# -                 self.callback(f"before_{event}")


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
# from: the cleanup's error hides the first
# looks like: lets CancelFit out although it ends at fit
# looks like: shows the cleanup's error and hides the one that came first
# -             except CANCELS[event]:
# -                 pass


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
# from: the cleanup's error hides the first
# looks like: swallows an error of the cleanup although nothing failed before it
# -                 self.callback(f"cleanup_{event}")
# +                 try:
# +                     self.callback(f"cleanup_{event}")
# +                 except Exception:
# +                     pass


# %% wrong: after_… in the place of the cleanup
# from: the cleanup's error hides the first
# looks like: leaves the cleanup out
# looks like: in the place of the cleanup
# -                 self.callback(f"after_{event}")

# -                 self.callback(f"cleanup_{event}")
# +                 self.callback(f"after_{event}")


# %% wrong: cleans up before after
# from: the cleanup's error hides the first
# looks like: cleanup is the very last
# looks like: shows the cleanup's error and hides the one that came first
# looks like: leaves the cleanup out: it must run however the
# -                 method(self, *args, **kwargs)
# +                 try:
# +                     method(self, *args, **kwargs)
# +                 finally:
# +                     self.callback(f"cleanup_{event}")

# -             finally:
# -                 self.callback(f"cleanup_{event}")


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
# from: solution
# looks like: leaves the cleanup out: it must run however the fit ends
# -             except BaseException as error:
# +             except Exception as error:


# %% wrong: keyword arguments are lost
# from: solution
# looks like: does not hand keyword arguments on to the body
# -                     method(self, *args, **kwargs)
# +                     method(self, *args)
