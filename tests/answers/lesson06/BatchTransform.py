# %% right: two ifs
class BatchTransform(Callback):
    order = -50

    def __init__(self, fn, on_train=True, on_valid=True):
        self.fn, self.on_train, self.on_valid = fn, on_train, on_valid

    def before_batch(self, learner):
        if learner.training and self.on_train:
            learner.batch = self.fn(learner.batch)
        if not learner.training and self.on_valid:
            learner.batch = self.fn(learner.batch)

# %% right: a table of phases, another order
class BatchTransform(Callback):
    order = -1

    def __init__(self, fn, on_train=True, on_valid=True):
        self.fn, self.wanted = fn, {True: on_train, False: on_valid}

    def before_batch(self, learner):
        if not self.wanted[learner.training]:
            return
        x, y = self.fn((learner.batch[0], learner.batch[1]))
        learner.batch = x, y

# %% wrong: drops the result
# looks like: does not change the batch
class BatchTransform(Callback):
    order = -50

    def __init__(self, fn, on_train=True, on_valid=True):
        self.fn, self.on_train, self.on_valid = fn, on_train, on_valid

    def before_batch(self, learner):
        if self.on_train if learner.training else self.on_valid:
            self.fn(learner.batch)

# %% wrong: sets a local name
# looks like: does not change the batch
class BatchTransform(Callback):
    order = -50

    def __init__(self, fn, on_train=True, on_valid=True):
        self.fn, self.on_train, self.on_valid = fn, on_train, on_valid

    def before_batch(self, learner):
        batch = learner.batch
        if self.on_train if learner.training else self.on_valid:
            batch = self.fn(batch)

# %% wrong: in every phase
# looks like: transforms the validation batches although on_valid is False
class BatchTransform(Callback):
    order = -50

    def __init__(self, fn, on_train=True, on_valid=True):
        self.fn, self.on_train, self.on_valid = fn, on_train, on_valid

    def before_batch(self, learner):
        learner.batch = self.fn(learner.batch)

# %% wrong: in training only
# looks like: leaves validation batches as they are
class BatchTransform(Callback):
    order = -50

    def __init__(self, fn, on_train=True, on_valid=True):
        self.fn, self.on_train, self.on_valid = fn, on_train, on_valid

    def before_batch(self, learner):
        if learner.training and self.on_train:
            learner.batch = self.fn(learner.batch)

# %% wrong: phases mixed up
# looks like: mixes up training and validation
class BatchTransform(Callback):
    order = -50

    def __init__(self, fn, on_train=True, on_valid=True):
        self.fn, self.on_train, self.on_valid = fn, on_train, on_valid

    def before_batch(self, learner):
        if self.on_valid if learner.training else self.on_train:
            learner.batch = self.fn(learner.batch)

# %% wrong: two arguments
# looks like: gives fn the inputs and the targets as two arguments
class BatchTransform(Callback):
    order = -50

    def __init__(self, fn, on_train=True, on_valid=True):
        self.fn, self.on_train, self.on_valid = fn, on_train, on_valid

    def before_batch(self, learner):
        if self.on_train if learner.training else self.on_valid:
            learner.batch = self.fn(*learner.batch)

# %% wrong: inputs only
# looks like: drops the targets that fn returned
class BatchTransform(Callback):
    order = -50

    def __init__(self, fn, on_train=True, on_valid=True):
        self.fn, self.on_train, self.on_valid = fn, on_train, on_valid

    def before_batch(self, learner):
        if self.on_train if learner.training else self.on_valid:
            x, y = learner.batch
            learner.batch = self.fn((x, y))[0], y

# %% wrong: calls fn where it is not wanted
# looks like: calls fn in a phase that is not wanted
class BatchTransform(Callback):
    order = -50

    def __init__(self, fn, on_train=True, on_valid=True):
        self.fn, self.on_train, self.on_valid = fn, on_train, on_valid

    def before_batch(self, learner):
        result = self.fn(learner.batch)
        if self.on_train if learner.training else self.on_valid:
            learner.batch = result

# %% wrong: order 0
# looks like: works after callbacks of order 0
class BatchTransform(Callback):
    def __init__(self, fn, on_train=True, on_valid=True):
        self.fn, self.on_train, self.on_valid = fn, on_train, on_valid

    def before_batch(self, learner):
        if self.on_train if learner.training else self.on_valid:
            learner.batch = self.fn(learner.batch)

# %% wrong: before the device
# looks like: works before DeviceCallback has moved the batch
class BatchTransform(Callback):
    order = -200

    def __init__(self, fn, on_train=True, on_valid=True):
        self.fn, self.on_train, self.on_valid = fn, on_train, on_valid

    def before_batch(self, learner):
        if self.on_train if learner.training else self.on_valid:
            learner.batch = self.fn(learner.batch)


# %% wrong: asks the model for its mode
# looks like: asks the model for its mode
class BatchTransform(Callback):
    order = -50

    def __init__(self, fn, on_train=True, on_valid=True):
        self.fn, self.on_train, self.on_valid = fn, on_train, on_valid

    def before_batch(self, learner):
        if self.on_train if learner.model.training else self.on_valid:
            learner.batch = self.fn(learner.batch)


# %% wrong: calls fn twice and takes a part of each
# looks like: calls fn more than once for a batch
class BatchTransform(Callback):
    order = -50

    def __init__(self, fn, on_train=True, on_valid=True):
        self.fn, self.on_train, self.on_valid = fn, on_train, on_valid

    def before_batch(self, learner):
        if self.on_train if learner.training else self.on_valid:
            learner.batch = (self.fn(learner.batch)[0], self.fn(learner.batch)[1])


# %% wrong: transforms first and asks later
# looks like: calls fn in a phase that is not wanted
class BatchTransform(Callback):
    order = -50

    def __init__(self, fn, on_train=True, on_valid=True):
        self.fn, self.on_train, self.on_valid = fn, on_train, on_valid

    def before_batch(self, learner):
        batch = self.fn(learner.batch)
        if self.on_train if learner.training else self.on_valid:
            learner.batch = batch


# %% wrong: the function belongs to the class
# looks like: shares fn
class BatchTransform(Callback):
    order = -50

    def __init__(self, fn, on_train=True, on_valid=True):
        BatchTransform.fn = staticmethod(fn)
        self.on_train, self.on_valid = on_train, on_valid

    def before_batch(self, learner):
        if self.on_train if learner.training else self.on_valid:
            learner.batch = self.fn(learner.batch)
