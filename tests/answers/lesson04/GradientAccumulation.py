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
# looks like: drops the batches that are left over
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

    def finish(self):
        for p, total in self.sums.items():
            p.grad = total / self.items
        self.sums, self.batches, self.items = {}, 0, 0

# %% wrong: left-over batches carried into the next epoch
# looks like: carries batches that are left over
class GradientAccumulation(Callback):
    order = -10

    def __init__(self, n):
        if n < 1:
            raise ValueError("n must be at least 1")
        self.n = n

    def before_fit(self, learner):
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

    def finish(self):
        for p, total in self.sums.items():
            p.grad = total / self.items
        self.sums, self.batches, self.items = {}, 0, 0

# %% wrong: all batches weigh alike
# looks like: weighs all batches alike
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
                self.sums[p] = self.sums.get(p, 0) + p.grad
        self.batches += 1
        self.items += 1
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

# %% wrong: divided by n, also what is left over
# looks like: weighs all batches alike, and divides what is left over by n
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
                self.sums[p] = self.sums.get(p, 0) + p.grad / self.n
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
            p.grad = total
        self.sums, self.batches, self.items = {}, 0, 0

# %% wrong: gradients added up
# looks like: adds the gradients of the mean losses up
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
                self.sums[p] = self.sums.get(p, 0) + p.grad
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
            p.grad = total
        self.sums, self.batches, self.items = {}, 0, 0

# %% wrong: weighted and never divided
# looks like: adds up loss times size and never divides
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
            p.grad = total
        self.sums, self.batches, self.items = {}, 0, 0

# %% wrong: the last batch only
# looks like: keeps the gradient of the last batch only
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
                self.sums[p] = self.items * p.grad + size * p.grad
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

# %% wrong: a step after every batch
# looks like: steps after every batch
# looks like: the weights moved before the third batch
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

# %% wrong: scales the loss for everybody
# looks like: changes learner.loss for others
class GradientAccumulation(Callback):
    order = -10

    def __init__(self, n):
        if n < 1:
            raise ValueError("n must be at least 1")
        self.n = n

    def before_epoch(self, learner):
        self.sums, self.batches, self.items = {}, 0, 0

    def after_loss(self, learner):
        if learner.training:
            learner.loss = learner.loss * len(learner.batch[1])

    def after_backward(self, learner):
        size = len(learner.batch[1])
        for p in learner.model.parameters():
            if p.grad is not None:
                self.sums[p] = self.sums.get(p, 0) + p.grad
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

# %% wrong: cancels before others have seen the loss
# looks like: hides batches from other callbacks
class GradientAccumulation(Callback):
    order = -10

    def __init__(self, n):
        if n < 1:
            raise ValueError("n must be at least 1")
        self.n = n

    def before_epoch(self, learner):
        self.sums, self.batches, self.items = {}, 0, 0

    def after_loss(self, learner):
        if not learner.training:
            return
        learner.backward()
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
        learner.step()
        learner.zero_grad()
        raise CancelBatch

    def after_epoch(self, learner):
        if learner.training and self.batches:
            self.finish()
            learner.step()
            learner.zero_grad()

    def finish(self):
        for p, total in self.sums.items():
            p.grad = total / self.items
        self.sums, self.batches, self.items = {}, 0, 0

# %% wrong: counts validation batches
# looks like: is not the same with a validation phase in between
class GradientAccumulation(Callback):
    order = -10

    def __init__(self, n):
        if n < 1:
            raise ValueError("n must be at least 1")
        self.n = n

    def before_epoch(self, learner):
        if learner.training and not hasattr(self, 'sums'):
            self.sums, self.batches, self.items = {}, 0, 0

    def after_loss(self, learner):
        self.batches += not learner.training

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

# %% wrong: nothing is dropped in a cancelled epoch
# looks like: carries what a cancelled epoch had gathered
class GradientAccumulation(Callback):
    order = -10

    def __init__(self, n):
        if n < 1:
            raise ValueError("n must be at least 1")
        self.n = n

    def before_fit(self, learner):
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

# %% wrong: steps at the end of a cancelled epoch too
# looks like: takes a step with what a cancelled epoch had gathered
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

    def cleanup_epoch(self, learner):
        if learner.training and self.batches:
            self.finish()
            learner.step()
            learner.zero_grad()

    def finish(self):
        for p, total in self.sums.items():
            p.grad = total / self.items
        self.sums, self.batches, self.items = {}, 0, 0

# %% wrong: accepts n of 0
# looks like: accepts n < 1
class GradientAccumulation(Callback):
    order = -10

    def __init__(self, n):
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


# %% wrong: carries left-over batches, each weighing the same
# looks like: carries batches that are left over into the next epoch
class GradientAccumulation(Callback):
    "Takes a step every `n` batches, and at the end of the epoch for those left over, as if they had been one batch."

    order = -10  # before callbacks that look at gradients: they see those which a step is taken with

    def __init__(
        self,
        n: int,  # Batches a step, at least 1
    ):
        if n < 1:
            raise ValueError(f"a step every {n} batches is no step at all: n must be at least 1")
        self.n = n

        self._begin()

    def cleanup_epoch(self, learner: Learner) -> None:
        learner.zero_grad()

    def after_backward(self, learner: Learner) -> None:
        size = 1
        for parameter in learner.model.parameters():
            if parameter.grad is not None:
                self._sums[parameter] = self._sums.get(parameter, 0) + size * parameter.grad
        self._batches, self._items = self._batches + 1, self._items + size
        if self._batches < self.n:
            learner.zero_grad()
            raise CancelBatch
        self._hand_over()


    def _begin(self) -> None:
        self._sums: dict[Tensor, Tensor] = {}
        self._batches = self._items = 0

    def _hand_over(self) -> None:
        "Gives every parameter the gradient of the mean loss over all items gathered."
        for parameter, total in self._sums.items():
            parameter.grad = total / self._items
        self._begin()


# %% wrong: drops left-over batches, each weighing the same
# looks like: drops the batches that are left over at the end of an epoch, and weighs all batches alike
class GradientAccumulation(Callback):
    "Takes a step every `n` batches, and at the end of the epoch for those left over, as if they had been one batch."

    order = -10  # before callbacks that look at gradients: they see those which a step is taken with

    def __init__(
        self,
        n: int,  # Batches a step, at least 1
    ):
        if n < 1:
            raise ValueError(f"a step every {n} batches is no step at all: n must be at least 1")
        self.n = n

    def before_epoch(self, learner: Learner) -> None:
        self._begin()

    def after_backward(self, learner: Learner) -> None:
        size = 1
        for parameter in learner.model.parameters():
            if parameter.grad is not None:
                self._sums[parameter] = self._sums.get(parameter, 0) + size * parameter.grad
        self._batches, self._items = self._batches + 1, self._items + size
        if self._batches < self.n:
            learner.zero_grad()
            raise CancelBatch
        self._hand_over()


    def _begin(self) -> None:
        self._sums: dict[Tensor, Tensor] = {}
        self._batches = self._items = 0

    def _hand_over(self) -> None:
        "Gives every parameter the gradient of the mean loss over all items gathered."
        for parameter, total in self._sums.items():
            parameter.grad = total / self._items
        self._begin()


# %% wrong: one batch late
# looks like: takes one batch more than n for a step
class GradientAccumulation(Callback):
    "Takes a step every `n` batches, and at the end of the epoch for those left over, as if they had been one batch."

    order = -10  # before callbacks that look at gradients: they see those which a step is taken with

    def __init__(
        self,
        n: int,  # Batches a step, at least 1
    ):
        if n < 1:
            raise ValueError(f"a step every {n} batches is no step at all: n must be at least 1")
        self.n = n

    def before_epoch(self, learner: Learner) -> None:
        self._begin()

    def after_backward(self, learner: Learner) -> None:
        size = len(learner.batch[1])
        for parameter in learner.model.parameters():
            if parameter.grad is not None:
                self._sums[parameter] = self._sums.get(parameter, 0) + size * parameter.grad
        self._batches, self._items = self._batches + 1, self._items + size
        if self._batches <= self.n:
            learner.zero_grad()
            raise CancelBatch
        self._hand_over()

    def after_epoch(self, learner: Learner) -> None:
        if self._batches:
            self._hand_over()
            learner.step()
            learner.zero_grad()

    def _begin(self) -> None:
        self._sums: dict[Tensor, Tensor] = {}
        self._batches = self._items = 0

    def _hand_over(self) -> None:
        "Gives every parameter the gradient of the mean loss over all items gathered."
        for parameter, total in self._sums.items():
            parameter.grad = total / self._items
        self._begin()
