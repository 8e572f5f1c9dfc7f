# %% right: a set of weak references
class LSUVCallback(Callback):
    order = 50

    def __init__(self):
        self.done = WeakSet()

    def before_batch(self, learner):
        if learner.training and learner.model not in self.done:
            lsuv_init(learner.model, learner.batch[0])
            self.done.add(learner.model)

# %% right: a list of models
class LSUVCallback(Callback):
    order = 50

    def __init__(self):
        self.done = []

    def before_batch(self, learner):
        if learner.training and not any(model is learner.model for model in self.done):
            lsuv_init(learner.model, learner.batch[0])
            self.done.append(learner.model)

# %% right: an early return
class LSUVCallback(Callback):
    order = 50

    def __init__(self):
        self.done = WeakSet()

    def before_batch(self, learner):
        if not learner.training or learner.model in self.done:
            return
        lsuv_init(learner.model, learner.batch[0])
        self.done.add(learner.model)


# %% right: just before the model sees the batch, by a high order
# from: a set of weak references
# -     order = 50
# +     order = 999


# %% right: after everything, on the way to the model
class LSUVCallback(Callback):
    order = float("inf")

    def __init__(self):
        self.done = []

    def before_batch(self, learner):
        if learner.training and all(m is not learner.model for m in self.done):
            self.done.append(learner.model)
            lsuv_init(learner.model, learner.batch[0])


# %% wrong: the default order
# from: a set of weak references
# looks like: measures the batch before other callbacks have changed it
# -     order = 50
# +     order = 0


# %% wrong: before the transforms
# from: a set of weak references
# looks like: measures the batch before other callbacks have changed it
# -     order = 50
# +     order = -60


# %% wrong: in every fit
# from: a set of weak references
# looks like: repeats it in a later fit
#               self.done.add(learner.model)
# +
# +     def before_fit(self, learner):
# +         self.done = WeakSet()


# %% wrong: in every epoch
# from: a set of weak references
# looks like: repeats it
#               self.done.add(learner.model)
# +
# +     def before_epoch(self, learner):
# +         self.done = WeakSet()


# %% wrong: in every batch
# from: a set of weak references
# looks like: repeats it in a later batch
# looks like: does it in every batch
# -         if learner.training and learner.model not in self.done:
# +         if learner.training:


# %% wrong: once for all models
# looks like: is done after its first model
class LSUVCallback(Callback):
    order = 50

    def __init__(self):
        self.done = False

    def before_batch(self, learner):
        if learner.training and not self.done:
            lsuv_init(learner.model, learner.batch[0])
            self.done = True

# %% wrong: remembers the latest model only
# looks like: repeats it in a later fit
class LSUVCallback(Callback):
    order = 50

    def __init__(self):
        self.done = None

    def before_batch(self, learner):
        if learner.training and learner.model is not self.done:
            lsuv_init(learner.model, learner.batch[0])
            self.done = learner.model

# %% wrong: done when the fit comes to its end
# looks like: does not initialize the model on the first training batch
# looks like: a cancelled fit does not
class LSUVCallback(Callback):
    order = 50

    def __init__(self):
        self.done = WeakSet()
        self.here = None

    def before_batch(self, learner):
        if learner.training and learner.model not in self.done and learner.iteration == 0 and learner.epoch == 0:
            lsuv_init(learner.model, learner.batch[0])

    def after_fit(self, learner):
        self.done.add(learner.model)


# %% wrong: in validation, too
# from: a set of weak references
# looks like: initializes the model with a validation batch
# -         if learner.training and learner.model not in self.done:
# +         if learner.model not in self.done:


# %% wrong: after the first batch
# from: a set of weak references
# looks like: does not initialize the model on the first training batch
# looks like: comes too late
# -     def before_batch(self, learner):
# +     def after_batch(self, learner):


# %% wrong: uses up random numbers
# from: a set of weak references
# looks like: uses up random numbers
#           if learner.training and learner.model not in self.done:
# +             torch.rand(1)


# %% wrong: knows models by their id
# looks like: knows models by id
class LSUVCallback(Callback):
    "Runs `lsuv_init` on the first training batch that reaches a model, once for each model."

    order = 50  # after everything that changes the batch

    def __init__(self):
        self._done = set()  # models; it keeps none of them alive

    def before_batch(self, learner: Learner) -> None:
        "Initializes `learner.model` with the inputs of `learner.batch`."
        if learner.training and id(learner.model) not in self._done:
            self.passes = lsuv_init(learner.model, learner.batch[0])
            self._done.add(id(learner.model))


# %% wrong: never in training
# from: solution
# looks like: does not initialize the model
# -         if learner.training and learner.model not in self._done:
# +         if not learner.training and learner.batch is None and learner.model not in self._done:


# %% wrong: asks the model for its mode
# from: solution
# looks like: asks the model for its mode
# -         if learner.training and learner.model not in self._done:
# +         if learner.model.training and learner.model not in self._done:


# %% wrong: the first batch by its number
# from: a set of weak references
# looks like: does not initialize a model whose first batch is cancelled
# -     order = 50
# +     order = 60

# -         if learner.training and learner.model not in self.done:
# +         if learner.training and learner.iteration == 0 and learner.model not in self.done:
