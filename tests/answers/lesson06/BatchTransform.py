# %% right: two ifs
# from: solution
# -         if self.on_train if learner.training else self.on_valid:
# +         if learner.training and self.on_train:
#               learner.batch = self.fn(learner.batch)
# +         if not learner.training and self.on_valid:
# +             learner.batch = self.fn(learner.batch)


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
# from: solution
# looks like: does not change the batch
# -             learner.batch = self.fn(learner.batch)
# +             self.fn(learner.batch)


# %% wrong: sets a local name
# from: solution
# looks like: does not change the batch
# +         batch = learner.batch
#           if self.on_train if learner.training else self.on_valid:
# -             learner.batch = self.fn(learner.batch)
# +             batch = self.fn(batch)


# %% wrong: in every phase
# from: solution
# looks like: transforms the validation batches although on_valid is False
# -         if self.on_train if learner.training else self.on_valid:
# -             learner.batch = self.fn(learner.batch)
# +         learner.batch = self.fn(learner.batch)


# %% wrong: in training only
# from: solution
# looks like: leaves validation batches as they are
# -         if self.on_train if learner.training else self.on_valid:
# +         if learner.training and self.on_train:


# %% wrong: phases mixed up
# from: solution
# looks like: mixes up training and validation
# -         if self.on_train if learner.training else self.on_valid:
# +         if self.on_valid if learner.training else self.on_train:


# %% wrong: two arguments
# from: solution
# looks like: gives fn the inputs and the targets as two arguments
# -             learner.batch = self.fn(learner.batch)
# +             learner.batch = self.fn(*learner.batch)


# %% wrong: inputs only
# from: solution
# looks like: drops the targets that fn returned
# -             learner.batch = self.fn(learner.batch)
# +             x, y = learner.batch
# +             learner.batch = self.fn((x, y))[0], y


# %% wrong: calls fn where it is not wanted
# from: solution
# looks like: calls fn in a phase that is not wanted
# +         result = self.fn(learner.batch)
#           if self.on_train if learner.training else self.on_valid:
# -             learner.batch = self.fn(learner.batch)
# +             learner.batch = result


# %% wrong: order 0
# from: solution
# looks like: works after callbacks of order 0
# -
# -     order = -50  # after DeviceCallback (-100), before everything that looks at the batch


# %% wrong: before the device
# from: solution
# looks like: works before DeviceCallback has moved the batch
# -     order = -50  # after DeviceCallback (-100), before everything that looks at the batch
# +     order = -200


# %% wrong: asks the model for its mode
# from: solution
# looks like: asks the model for its mode
# -         if self.on_train if learner.training else self.on_valid:
# +         if self.on_train if learner.model.training else self.on_valid:


# %% wrong: calls fn twice and takes a part of each
# from: solution
# looks like: calls fn more than once for a batch
# -             learner.batch = self.fn(learner.batch)
# +             learner.batch = (self.fn(learner.batch)[0], self.fn(learner.batch)[1])


# %% wrong: transforms first and asks later
# from: solution
# looks like: calls fn in a phase that is not wanted
# +         batch = self.fn(learner.batch)
#           if self.on_train if learner.training else self.on_valid:
# -             learner.batch = self.fn(learner.batch)
# +             learner.batch = batch


# %% wrong: the function belongs to the class
# from: solution
# looks like: shares fn
# -         self.fn, self.on_train, self.on_valid = fn, on_train, on_valid
# +         BatchTransform.fn = staticmethod(fn)
# +         self.on_train, self.on_valid = on_train, on_valid
