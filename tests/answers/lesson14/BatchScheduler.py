# %% right: after the batch
class BatchScheduler(Callback):
    def __init__(self, make):
        self.make = make

    def before_fit(self, learner):
        self.scheduler = self.make(learner.opt)

    def after_batch(self, learner):
        if learner.training:
            self.scheduler.step()

# %% right: after the optimizer's step, which happens in training only
class BatchScheduler(Callback):
    order = 20

    def __init__(self, make):
        self.make = make

    def before_fit(self, learner):
        self.scheduler = self.make(learner.opt)

    def after_step(self, learner):
        self.scheduler.step()

# %% right: by the loader of the batch
class BatchScheduler(Callback):
    order = -20

    def __init__(self, make):
        self._make, self._schedulers = make, []

    def before_fit(self, learner):
        self._schedulers.append(self._make(learner.opt))

    def after_batch(self, learner):
        if learner.dl is learner.dls.train:
            self._schedulers[-1].step()

# %% wrong: in validation, too
# looks like: steps in validation
class BatchScheduler(Callback):
    def __init__(self, make):
        self.make = make

    def before_fit(self, learner):
        self.scheduler = self.make(learner.opt)

    def after_batch(self, learner):
        self.scheduler.step()

# %% wrong: one scheduler for all fits
# looks like: makes one scheduler and keeps it
class BatchScheduler(Callback):
    def __init__(self, make):
        self.make, self.scheduler = make, None

    def before_fit(self, learner):
        if self.scheduler is None:
            self.scheduler = self.make(learner.opt)

    def after_batch(self, learner):
        if learner.training:
            self.scheduler.step()

# %% wrong: before the optimizer
# looks like: steps before the optimizer does
class BatchScheduler(Callback):
    def __init__(self, make):
        self.make = make

    def before_fit(self, learner):
        self.scheduler = self.make(learner.opt)

    def before_batch(self, learner):
        if learner.training:
            self.scheduler.step()

# %% wrong: before the optimizer and in validation
# looks like: And it steps before the optimizer does
class BatchScheduler(Callback):
    def __init__(self, make):
        self.make = make

    def before_fit(self, learner):
        self.scheduler = self.make(learner.opt)

    def before_batch(self, learner):
        self.scheduler.step()

# %% wrong: once an epoch
# looks like: steps once in each epoch
class BatchScheduler(Callback):
    def __init__(self, make):
        self.make = make

    def before_fit(self, learner):
        self.scheduler = self.make(learner.opt)

    def after_epoch(self, learner):
        if learner.training:
            self.scheduler.step()

# %% wrong: in cancelled batches, too
# looks like: steps in a batch that was cancelled
class BatchScheduler(Callback):
    def __init__(self, make):
        self.make = make

    def before_fit(self, learner):
        self.scheduler = self.make(learner.opt)

    def cleanup_batch(self, learner):
        if learner.training:
            self.scheduler.step()

# %% wrong: a scheduler for each epoch
# looks like: makes more than one scheduler in a fit
class BatchScheduler(Callback):
    def __init__(self, make):
        self.make = make

    def before_epoch(self, learner):
        if learner.training:
            self.scheduler = self.make(learner.opt)

    def after_batch(self, learner):
        if learner.training:
            self.scheduler.step()

# %% wrong: never steps
# looks like: never steps
class BatchScheduler(Callback):
    def __init__(self, make):
        self.make = make

    def before_fit(self, learner):
        self.scheduler = self.make(learner.opt)

# %% wrong: twice a batch
# looks like: steps twice in a batch
class BatchScheduler(Callback):
    def __init__(self, make):
        self.make = make

    def before_fit(self, learner):
        self.scheduler = self.make(learner.opt)

    def after_step(self, learner):
        self.scheduler.step()

    def after_batch(self, learner):
        if learner.training:
            self.scheduler.step()
