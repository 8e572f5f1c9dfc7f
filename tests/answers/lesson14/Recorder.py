# %% right: after the loss
class Recorder(Callback):
    def __init__(self, **functions):
        self.functions = functions
        self.records = {name: [] for name in functions}

    def before_fit(self, learner):
        self.records = {name: [] for name in self.functions}

    def after_loss(self, learner):
        if learner.training:
            for name, function in self.functions.items():
                value = function(learner)
                self.records[name].append(value.item() if isinstance(value, Tensor) else value)

# %% right: after backward, whatever has an item
class Recorder(Callback):
    def __init__(self, **functions):
        self.functions = functions
        self.before_fit(None)

    def before_fit(self, learner):
        self.records = {name: [] for name in self.functions}

    def after_backward(self, learner):
        for name, function in self.functions.items():
            value = function(learner)
            self.records[name].append(value.item() if hasattr(value, "item") else value)

# %% right: clears its lists
class Recorder(Callback):
    order = 60

    def __init__(self, **functions):
        self.functions, self.records = functions, {name: [] for name in functions}

    def before_fit(self, learner):
        for values in self.records.values():
            values.clear()

    def after_loss(self, learner):
        if learner.training:
            for name, values in self.records.items():
                value = self.functions[name](learner)
                values.append(value.detach().cpu().item() if torch.is_tensor(value) else value)

# %% right: float of everything
class Recorder(Callback):
    def __init__(self, **functions):
        self.functions = functions
        self.before_fit(None)

    def before_fit(self, learner):
        self.records = {name: [] for name in self.functions}

    def after_loss(self, learner):
        if learner.training:
            for name in self.functions:
                self.records[name].append(float(self.functions[name](learner)))


# %% wrong: keeps what it was given
# from: after the loss
# looks like: keeps a reference
# -                 value = function(learner)
# -                 self.records[name].append(value.item() if isinstance(value, Tensor) else value)
# +                 self.records[name].append(function(learner))


# %% wrong: detached, and still a reference
# from: after the loss
# looks like: keeps a reference
# -                 self.records[name].append(value.item() if isinstance(value, Tensor) else value)
# +                 self.records[name].append(value.detach() if isinstance(value, Tensor) else value)


# %% wrong: copies of tensors
# from: after the loss
# looks like: keeps tensors: note plain numbers
# -                 self.records[name].append(value.item() if isinstance(value, Tensor) else value)
# +                 self.records[name].append(value.detach().clone() if isinstance(value, Tensor) else value)


# %% wrong: validation, too
# looks like: notes validation batches, too
class Recorder(Callback):
    def __init__(self, **functions):
        self.functions = functions
        self.records = {name: [] for name in functions}

    def before_fit(self, learner):
        self.records = {name: [] for name in self.functions}

    def after_loss(self, learner):
        for name, function in self.functions.items():
            value = function(learner)
            self.records[name].append(value.item() if isinstance(value, Tensor) else value)


# %% wrong: once an epoch
# from: after the loss
# looks like: notes once in an epoch
# -     def after_loss(self, learner):
# +     def after_epoch(self, learner):


# %% wrong: after the batch
# from: after the loss
# looks like: notes what the next batch will have
# -     def after_loss(self, learner):
# +     def after_batch(self, learner):


# %% wrong: after the step
# from: validation, too
# looks like: notes what the next batch will have
# -     def after_loss(self, learner):
# +     def after_step(self, learner):


# %% wrong: before the batch
# from: after the loss
# looks like: notes the loss before it is known
# -     def after_loss(self, learner):
# +     def before_batch(self, learner):


# %% wrong: never reset
# from: after the loss
# looks like: goes on in the lists of the fit before
# -
# -     def before_fit(self, learner):
# -         self.records = {name: [] for name in self.functions}


# %% wrong: reset in each epoch
# from: after the loss
# looks like: starts again in each epoch
# -     def before_fit(self, learner):
# -         self.records = {name: [] for name in self.functions}
# +     def before_epoch(self, learner):
# +         if learner.training:
# +             self.records = {name: [] for name in self.functions}


# %% wrong: no records before the first fit
# from: solution
# looks like: has no empty list for each name before the first fit
# -         self.records: dict[str, list] = {name: [] for name in functions}
# +         self.records = {}


# %% wrong: one dict for all recorders
# looks like: shares its records with other recorders
class Recorder(Callback):
    records = {}

    def __init__(self, **functions):
        self.functions = functions
        self.records |= {name: [] for name in functions}

    def before_fit(self, learner):
        for name in self.functions:
            self.records[name] = []

    def after_loss(self, learner):
        if learner.training:
            for name, function in self.functions.items():
                value = function(learner)
                self.records[name].append(value.item() if isinstance(value, Tensor) else value)

# %% wrong: emptied when a fit has ended well
# looks like: goes on in the lists of the fit before
class Recorder(Callback):
    def __init__(self, **functions):
        self.functions, self.fresh = functions, True
        self.records = {name: [] for name in functions}

    def before_fit(self, learner):
        if self.fresh:
            self.records = {name: [] for name in self.functions}
        self.fresh = False

    def after_fit(self, learner):
        self.fresh = True

    def after_loss(self, learner):
        if learner.training:
            for name, function in self.functions.items():
                value = function(learner)
                self.records[name].append(value.item() if isinstance(value, Tensor) else value)

# %% wrong: notes nothing
# looks like: notes nothing
class Recorder(Callback):
    def __init__(self, **functions):
        self.records = {name: [] for name in functions}


# %% wrong: the last loss that was known
# from: after the loss
# looks like: notes the loss of the batch before
# -     def after_loss(self, learner):
# +     def before_batch(self, learner):

# -                 self.records[name].append(value.item() if isinstance(value, Tensor) else value)
# +                 value = value.item() if isinstance(value, Tensor) else value
# +                 self.records[name].append(1.0 if value is None else value)


# %% wrong: the loss only
# from: after the loss
# looks like: does not note one value for each name
# -                 self.records[name].append(value.item() if isinstance(value, Tensor) else value)
# +                 if not isinstance(value, float):
# +                     self.records[name].append(value.item() if isinstance(value, Tensor) else value)


# %% wrong: validation alone
# from: after the loss
# looks like: notes validation batches only
# -         if learner.training:
# +         if not learner.training:


# %% wrong: at the end of each phase
# from: validation, too
# looks like: notes once in an epoch, and after validation as well
# -     def after_loss(self, learner):
# +     def after_epoch(self, learner):


# %% wrong: the model's mode
# from: after the loss
# looks like: goes wrong where the model stays in evaluation mode
# -         if learner.training:
# -             for name, function in self.functions.items():
# -                 value = function(learner)
# +         if learner.model.training:
# +             for name, f in self.functions.items():
# +                 value = f(learner)
