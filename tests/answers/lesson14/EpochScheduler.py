# %% right: after the training phase
class EpochScheduler(Callback):
    def __init__(self, make):
        self.make = make

    def before_fit(self, learner):
        self.scheduler = self.make(learner.opt)

    def after_epoch(self, learner):
        if learner.training:
            self.scheduler.step()

# %% right: by the loader of the phase
class EpochScheduler(Callback):
    order = 7

    def __init__(self, make):
        self._make = make

    def before_fit(self, learner):
        self._now = self._make(learner.opt)

    def after_epoch(self, learner):
        if learner.dl is learner.dls.train:
            self._now.step()

# %% wrong: in validation, too
# looks like: steps in validation
class EpochScheduler(Callback):
    def __init__(self, make):
        self.make = make

    def before_fit(self, learner):
        self.scheduler = self.make(learner.opt)

    def after_epoch(self, learner):
        self.scheduler.step()

# %% wrong: after validation
# looks like: waits for the validation
class EpochScheduler(Callback):
    def __init__(self, make):
        self.make = make

    def before_fit(self, learner):
        self.scheduler = self.make(learner.opt)

    def after_epoch(self, learner):
        if not learner.training:
            self.scheduler.step()

# %% wrong: after each batch
# looks like: steps after each batch
class EpochScheduler(Callback):
    def __init__(self, make):
        self.make = make

    def before_fit(self, learner):
        self.scheduler = self.make(learner.opt)

    def after_batch(self, learner):
        if learner.training:
            self.scheduler.step()

# %% wrong: before the epoch
# looks like: steps before the epoch is trained
class EpochScheduler(Callback):
    def __init__(self, make):
        self.make = make

    def before_fit(self, learner):
        self.scheduler = self.make(learner.opt)

    def before_epoch(self, learner):
        if learner.training:
            self.scheduler.step()

# %% wrong: one scheduler for all fits
# looks like: makes one scheduler and keeps it
class EpochScheduler(Callback):
    def __init__(self, make):
        self.make, self.scheduler = make, None

    def before_fit(self, learner):
        if self.scheduler is None:
            self.scheduler = self.make(learner.opt)

    def after_epoch(self, learner):
        if learner.training:
            self.scheduler.step()

# %% wrong: in cancelled epochs, too
# looks like: steps after an epoch that was cancelled
class EpochScheduler(Callback):
    def __init__(self, make):
        self.make = make

    def before_fit(self, learner):
        self.scheduler = self.make(learner.opt)

    def cleanup_epoch(self, learner):
        if learner.training:
            self.scheduler.step()

# %% wrong: never steps
# looks like: never steps
class EpochScheduler(Callback):
    def __init__(self, make):
        self.make = make

    def before_fit(self, learner):
        self.scheduler = self.make(learner.opt)
