# %% right: after the training phase
# from: never steps
#           self.scheduler = self.make(learner.opt)
# +
# +     def after_epoch(self, learner):
# +         if learner.training:
# +             self.scheduler.step()


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
# from: solution
# looks like: steps in validation
# -         if learner.training:
# -             self.scheduler.step()
# +         self.scheduler.step()


# %% wrong: after validation
# from: solution
# looks like: waits for the validation
# -         if learner.training:
# +         if not learner.training:


# %% wrong: after each batch
# from: solution
# looks like: steps after each batch
# -     def after_epoch(self, learner: Learner) -> None:
# +     def after_batch(self, learner):


# %% wrong: before the epoch
# from: solution
# looks like: steps before the epoch is trained
# -     def after_epoch(self, learner: Learner) -> None:
# +     def before_epoch(self, learner):


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
# from: solution
# looks like: steps after an epoch that was cancelled
# -     def after_epoch(self, learner: Learner) -> None:
# +     def cleanup_epoch(self, learner):


# %% wrong: never steps
# looks like: never steps
class EpochScheduler(Callback):
    def __init__(self, make):
        self.make = make

    def before_fit(self, learner):
        self.scheduler = self.make(learner.opt)


# %% wrong: the scheduler of a fit that failed
# from: one scheduler for all fits
# looks like: keeps the scheduler of a fit that failed
#               self.scheduler.step()
# +
# +     def after_fit(self, learner):
# +         self.scheduler = None


# %% wrong: one scheduler for the class
# from: solution
# looks like: shares its scheduler with others of its class
# -         self.scheduler = self.make(learner.opt)
# +         type(self).scheduler = self.make(learner.opt)


# %% wrong: for an optimizer of its own
# from: solution
# looks like: makes a scheduler for another optimizer
# -         self.scheduler = self.make(learner.opt)
# +         self.scheduler = self.make(learner.opt_func(learner.model.parameters(), lr=learner.lr))


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
# from: solution
# looks like: makes more than one scheduler in a fit
# +     def before_epoch(self, learner):
# +         if learner.epoch:
# +             self.make(learner.opt)
# +
#       def after_epoch(self, learner: Learner) -> None:


# %% wrong: at the last batch by its number
# from: solution
# looks like: does not step after an epoch whose last batch was cancelled
# -     def after_epoch(self, learner: Learner) -> None:
# -         if learner.training:
# +     def after_batch(self, learner):
# +         if learner.training and learner.iteration == len(learner.dl) - 1:
