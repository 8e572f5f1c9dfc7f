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

# %% wrong: the scheduler of a fit that failed
# looks like: keeps the scheduler of a fit that failed
class EpochScheduler(Callback):
    def __init__(self, make):
        self.make, self.scheduler = make, None

    def before_fit(self, learner):
        if self.scheduler is None:
            self.scheduler = self.make(learner.opt)

    def after_epoch(self, learner):
        if learner.training:
            self.scheduler.step()

    def after_fit(self, learner):
        self.scheduler = None

# %% wrong: one scheduler for the class
# looks like: shares its scheduler with others of its class
class EpochScheduler(Callback):
    def __init__(self, make):
        self.make = make

    def before_fit(self, learner):
        type(self).scheduler = self.make(learner.opt)

    def after_epoch(self, learner):
        if learner.training:
            self.scheduler.step()

# %% wrong: for an optimizer of its own
# looks like: makes a scheduler for another optimizer
class EpochScheduler(Callback):
    def __init__(self, make):
        self.make = make

    def before_fit(self, learner):
        self.scheduler = self.make(learner.opt_func(learner.model.parameters(), lr=learner.lr))

    def after_epoch(self, learner):
        if learner.training:
            self.scheduler.step()

# %% wrong: no scheduler
# looks like: never makes a scheduler
class EpochScheduler(Callback):
    def __init__(self, make):
        self.make = make

# %% wrong: in a fit without training, too
# looks like: steps in a fit without training
class EpochScheduler(Callback):
    def __init__(self, make):
        self.make = make

    def before_fit(self, learner):
        self.scheduler, self.trained = self.make(learner.opt), False

    def before_epoch(self, learner):
        self.trained = self.trained or learner.training

    def after_epoch(self, learner):
        if learner.training or not self.trained:
            self.scheduler.step()

# %% wrong: counts whole epochs
# looks like: does not step after an epoch whose last batch was cancelled
# looks like: does not step after an epoch in which a batch was cancelled
class EpochScheduler(Callback):
    def __init__(self, make):
        self.make = make

    def before_fit(self, learner):
        self.scheduler = self.make(learner.opt)

    def before_epoch(self, learner):
        self.batches = 0

    def after_batch(self, learner):
        self.batches += 1

    def after_epoch(self, learner):
        if learner.training and self.batches == len(learner.dl):
            self.scheduler.step()

# %% wrong: two schedulers
# looks like: makes more than one scheduler in a fit
class EpochScheduler(Callback):
    def __init__(self, make):
        self.make = make

    def before_fit(self, learner):
        self.scheduler = self.make(learner.opt)

    def before_epoch(self, learner):
        if learner.epoch:
            self.make(learner.opt)

    def after_epoch(self, learner):
        if learner.training:
            self.scheduler.step()

# %% wrong: at the last batch by its number
# looks like: does not step after an epoch whose last batch was cancelled
class EpochScheduler(Callback):
    def __init__(self, make):
        self.make = make

    def before_fit(self, learner):
        self.scheduler = self.make(learner.opt)

    def after_batch(self, learner):
        if learner.training and learner.iteration == len(learner.dl) - 1:
            self.scheduler.step()
