# %% right: after the batch
# from: never steps
#           self.scheduler = self.make(learner.opt)
# +
# +     def after_batch(self, learner):
# +         if learner.training:
# +             self.scheduler.step()


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
# from: solution
# looks like: steps in validation
# -         if learner.training:
# -             self.scheduler.step()
# +         self.scheduler.step()


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
# from: solution
# looks like: steps before the optimizer does
# -     def after_batch(self, learner: Learner) -> None:
# +     def before_batch(self, learner):


# %% wrong: before the optimizer and in validation
# from: never steps
# looks like: steps in validation
#           self.scheduler = self.make(learner.opt)
# +
# +     def before_batch(self, learner):
# +         self.scheduler.step()


# %% wrong: once an epoch
# from: solution
# looks like: steps once in each epoch
# -     def after_batch(self, learner: Learner) -> None:
# +     def after_epoch(self, learner):


# %% wrong: in cancelled batches, too
# from: solution
# looks like: steps in a batch that was cancelled
# -     def after_batch(self, learner: Learner) -> None:
# +     def cleanup_batch(self, learner):


# %% wrong: a scheduler for each epoch
# from: solution
# looks like: makes more than one scheduler in a fit
# -     def before_fit(self, learner: Learner) -> None:
# -         self.scheduler = self.make(learner.opt)
# +     def before_epoch(self, learner):
# +         if learner.training:
# +             self.scheduler = self.make(learner.opt)


# %% wrong: never steps
# looks like: never steps
class BatchScheduler(Callback):
    def __init__(self, make):
        self.make = make

    def before_fit(self, learner):
        self.scheduler = self.make(learner.opt)


# %% wrong: twice a batch
# from: solution
# looks like: steps twice in a batch
# +     def after_step(self, learner):
# +         self.scheduler.step()
# +
#       def after_batch(self, learner: Learner) -> None:


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
class BatchScheduler(Callback):
    def __init__(self, make):
        self.make = make

# %% wrong: in a fit without training, too
# looks like: steps in a fit without training
class BatchScheduler(Callback):
    def __init__(self, make):
        self.make = make

    def before_fit(self, learner):
        self.scheduler, self.trained = self.make(learner.opt), False

    def before_epoch(self, learner):
        self.trained = self.trained or learner.training

    def after_batch(self, learner):
        if learner.training or not self.trained:
            self.scheduler.step()


# %% wrong: stops for the epoch where a batch was cancelled
# from: solution
# looks like: does not step in the batches after one that was cancelled
# +     def before_epoch(self, learner):
# +         self.done = 0
# +
#       def after_batch(self, learner: Learner) -> None:
# -         if learner.training:
# +         if learner.training and self.done == learner.iteration:
# +             self.done += 1


# %% wrong: the model's mode
# from: solution
# looks like: goes wrong where the model stays in evaluation mode
# -         if learner.training:
# +         if learner.model.training:
