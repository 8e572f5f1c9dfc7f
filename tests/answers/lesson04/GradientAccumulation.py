# %% right: sums of its own
class GradientAccumulation(Callback):
    order = -10

    def __init__(self, n):
        if n < 1:
            raise ValueError("n must be at least 1")
        self.n = n

    def before_epoch(self, learner):
        self.sums, self.batches, self.items = {}, 0, 0

    def after_backward(self, learner):
        size = len(learner.batch[1])
        for p in learner.model.parameters():
            if p.grad is not None:
                self.sums[p] = self.sums.get(p, 0) + size * p.grad
        self.batches += 1
        self.items += size
        if self.batches < self.n:
            learner.zero_grad()
            raise CancelBatch
        self.finish()

    def after_epoch(self, learner):
        if learner.training and self.batches:
            self.finish()
            learner.step()
            learner.zero_grad()

    def finish(self):
        for p, total in self.sums.items():
            p.grad = total / self.items
        self.sums, self.batches, self.items = {}, 0, 0

# %% right: a running mean in .grad
class GradientAccumulation(Callback):
    order = 50

    def __init__(self, n):
        if n < 1:
            raise ValueError(n)
        self.n = n

    def before_epoch(self, learner):
        self.k = self.seen = 0
        if learner.training:
            learner.zero_grad()

    def scale(self, learner, factor):
        for p in learner.model.parameters():
            if p.grad is not None:
                p.grad *= factor

    def after_loss(self, learner):  # .grad holds the mean over what was seen, all the time
        if learner.training:
            self.scale(learner, self.seen / len(learner.batch[1]))

    def after_backward(self, learner):
        size = len(learner.batch[1])
        self.k, self.seen = self.k + 1, self.seen + size
        self.scale(learner, size / self.seen)
        if self.k % self.n:
            raise CancelBatch
        self.seen = 0

    def after_epoch(self, learner):
        if learner.training and self.seen:
            learner.step()
            learner.zero_grad()

# %% right: the loss scaled, and put back
class GradientAccumulation(Callback):
    order = 10**9

    def __init__(self, n):
        if not n >= 1:
            raise ValueError("no")
        self.n, self.items, self.count = n, 0, 0

    def before_epoch(self, learner):
        if learner.training:
            learner.opt.zero_grad()
            self.items = self.count = 0

    def after_loss(self, learner):
        if learner.training:
            self.mean, learner.loss = learner.loss, learner.loss * len(learner.batch[1])

    def after_backward(self, learner):
        learner.loss = self.mean
        self.items += len(learner.batch[1])
        self.count += 1
        if self.count < self.n:
            raise CancelBatch()
        self.divide(learner)

    def divide(self, learner):
        for p in learner.model.parameters():
            if p.grad is not None:
                p.grad.div_(self.items)
        self.items = self.count = 0

    def after_epoch(self, learner):
        if learner.training and self.count > 0:
            self.divide(learner)
            learner.opt.step()
            learner.opt.zero_grad()


# %% wrong: left-over batches dropped
# from: sums of its own
# looks like: drops the batches that are left over
# -     def after_epoch(self, learner):
# -         if learner.training and self.batches:
# -             self.finish()
# -             learner.step()
# -             learner.zero_grad()
# -


# %% wrong: left-over batches carried into the next epoch
# from: sums of its own
# looks like: carries batches that are left over
# -     def before_epoch(self, learner):
# +     def before_fit(self, learner):

# -     def after_epoch(self, learner):
# -         if learner.training and self.batches:
# -             self.finish()
# -             learner.step()
# -             learner.zero_grad()
# -


# %% wrong: all batches weigh alike
# from: sums of its own
# looks like: weighs all batches alike
# -                 self.sums[p] = self.sums.get(p, 0) + size * p.grad
# +                 self.sums[p] = self.sums.get(p, 0) + p.grad
#           self.batches += 1
# -         self.items += size
# +         self.items += 1


# %% wrong: divided by n, also what is left over
# from: sums of its own
# looks like: weighs all batches alike, and divides what is left over by n
# -                 self.sums[p] = self.sums.get(p, 0) + size * p.grad
# +                 self.sums[p] = self.sums.get(p, 0) + p.grad / self.n

# -             p.grad = total / self.items
# +             p.grad = total


# %% wrong: gradients added up
# from: sums of its own
# looks like: adds the gradients of the mean losses up
# -                 self.sums[p] = self.sums.get(p, 0) + size * p.grad
# +                 self.sums[p] = self.sums.get(p, 0) + p.grad

# -             p.grad = total / self.items
# +             p.grad = total


# %% wrong: weighted and never divided
# from: sums of its own
# looks like: adds up loss times size and never divides
# -             p.grad = total / self.items
# +             p.grad = total


# %% wrong: the last batch only
# from: sums of its own
# looks like: keeps the gradient of the last batch only
# -                 self.sums[p] = self.sums.get(p, 0) + size * p.grad
# +                 self.sums[p] = self.items * p.grad + size * p.grad


# %% wrong: a step after every batch
# from: sums of its own
# looks like: steps after every batch
# looks like: the weights moved before the third batch
# -         if self.batches < self.n:
# -             learner.zero_grad()
# -             raise CancelBatch


# %% wrong: scales the loss for everybody
# from: sums of its own
# looks like: changes learner.loss for others
# +     def after_loss(self, learner):
# +         if learner.training:
# +             learner.loss = learner.loss * len(learner.batch[1])
# +
#       def after_backward(self, learner):

# -                 self.sums[p] = self.sums.get(p, 0) + size * p.grad
# +                 self.sums[p] = self.sums.get(p, 0) + p.grad


# %% wrong: cancels before others have seen the loss
# from: sums of its own
# looks like: hides batches from other callbacks
# -     def after_backward(self, learner):
# +     def after_loss(self, learner):
# +         if not learner.training:
# +             return
# +         learner.backward()

#           self.finish()
# +         learner.step()
# +         learner.zero_grad()
# +         raise CancelBatch


# %% wrong: counts validation batches
# from: sums of its own
# looks like: is not the same with a validation phase in between
#       def before_epoch(self, learner):
# -         self.sums, self.batches, self.items = {}, 0, 0
# +         if learner.training and not hasattr(self, 'sums'):
# +             self.sums, self.batches, self.items = {}, 0, 0
# +
# +     def after_loss(self, learner):
# +         self.batches += not learner.training


# %% wrong: nothing is dropped in a cancelled epoch
# from: sums of its own
# looks like: carries what a cancelled epoch had gathered
# -     def before_epoch(self, learner):
# +     def before_fit(self, learner):


# %% wrong: steps at the end of a cancelled epoch too
# from: sums of its own
# looks like: takes a step with what a cancelled epoch had gathered
# -     def after_epoch(self, learner):
# +     def cleanup_epoch(self, learner):


# %% wrong: accepts n of 0
# from: sums of its own
# looks like: accepts n < 1
# -         if n < 1:
# -             raise ValueError("n must be at least 1")


# %% wrong: carries left-over batches, each weighing the same
# from: solution
# looks like: carries batches that are left over into the next epoch
# -     def before_epoch(self, learner: Learner) -> None:

# +     def cleanup_epoch(self, learner: Learner) -> None:
# +         learner.zero_grad()
# +
#       def after_backward(self, learner: Learner) -> None:
# -         size = len(learner.batch[1])
# +         size = 1

# -     def after_epoch(self, learner: Learner) -> None:
# -         if self._batches:
# -             self._hand_over()
# -             learner.step()
# -             learner.zero_grad()


# %% wrong: drops left-over batches, each weighing the same
# from: solution
# looks like: drops the batches that are left over at the end of an epoch, and weighs all batches alike
# -         size = len(learner.batch[1])
# +         size = 1

# -     def after_epoch(self, learner: Learner) -> None:
# -         if self._batches:
# -             self._hand_over()
# -             learner.step()
# -             learner.zero_grad()


# %% wrong: one batch late
# from: solution
# looks like: takes one batch more than n for a step
# -         if self._batches < self.n:
# +         if self._batches <= self.n:
