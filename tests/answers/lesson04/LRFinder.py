# %% right: a dict of tensors
class LRFinder(Callback):
    order = -50

    def __init__(self, start=1e-5, gamma=1.3, max_ratio=3.0):
        self.start, self.gamma, self.max_ratio = start, gamma, max_ratio

    def before_fit(self, learner):
        self.lrs, self.losses = [], []
        m = learner.model
        self.values = {k: v.detach().clone() for k, v in [*m.named_parameters(), *m.named_buffers()]}
        self.grads = {p: None if p.grad is None else p.grad.clone() for p in m.parameters()}
        self.modes = {module: module.training for module in m.modules()}
        self.opt = copy.deepcopy(learner.opt.state_dict())
        self.random = random_states()

    def before_batch(self, learner):
        if learner.training:
            for group in learner.opt.param_groups:
                group["lr"] = self.start * self.gamma ** len(self.lrs)

    def after_loss(self, learner):
        if not learner.training:
            return
        loss = learner.loss.item()
        self.lrs.append(self.start * self.gamma ** len(self.lrs))
        self.losses.append(loss)
        if not math.isfinite(loss) or loss > self.max_ratio * min(self.losses):
            raise CancelFit

    def cleanup_fit(self, learner):
        m = learner.model
        with torch.no_grad():
            for k, v in [*m.named_parameters(), *m.named_buffers()]:
                v.copy_(self.values[k])
        for p, grad in self.grads.items():
            p.grad = grad
        for module, mode in self.modes.items():
            module.training = mode
        learner.opt.load_state_dict(self.opt)
        set_random_states(self.random)

# %% right: undone by a function of its own
class LRFinder(Callback):
    order = -50

    def __init__(self, start=1e-5, gamma=1.3, max_ratio=3.0):
        self.start, self.gamma, self.max_ratio = start, gamma, max_ratio

    def before_fit(self, learner):
        self.lrs, self.losses, self.lowest, self.lr = [], [], math.inf, self.start
        tensors = [*learner.model.parameters(), *learner.model.buffers()]
        values = [t.detach().clone() for t in tensors]
        grads = [(p, p.grad) for p in learner.model.parameters()]
        for p in learner.model.parameters():
            p.grad = None if p.grad is None else p.grad.clone()
        flags = [(m, m.training) for m in learner.model.modules()]
        opt, random = copy.deepcopy(learner.opt.state_dict()), torch.get_rng_state()

        def undo():
            for t, value in zip(tensors, values):
                t.data.copy_(value)
            for p, grad in grads:
                p.grad = grad
            for m, flag in flags:
                m.training = flag
            learner.opt.load_state_dict(opt)
            torch.set_rng_state(random)

        self.undo = undo

    def before_batch(self, learner):
        if learner.training:
            for group in learner.opt.param_groups:
                group["lr"] = self.lr

    def after_loss(self, learner):
        if learner.training:
            loss = float(learner.loss.detach())
            self.lrs.append(self.lr)
            self.losses.append(loss)
            self.lr *= self.gamma
            self.lowest = min(self.lowest, loss)
            if math.isnan(loss) or math.isinf(loss) or loss > self.lowest * self.max_ratio:
                raise CancelFit

    def cleanup_fit(self, learner):
        self.undo()

# %% right: a copy of the model to restore from
class LRFinder(Callback):
    order = -1000

    def __init__(self, start=1e-5, gamma=1.3, max_ratio=3.0):
        self.start, self.gamma, self.max_ratio = start, gamma, max_ratio

    def before_fit(self, learner):
        self.lrs, self.losses = [], []
        self.model = copy.deepcopy(learner.model)
        self.grads = [None if p.grad is None else p.grad.clone() for p in learner.model.parameters()]
        self.opt = copy.deepcopy(learner.opt.state_dict())
        self.random = random_states()

    def before_batch(self, learner):
        if learner.training:
            self.lr = self.start * math.exp(math.log(self.gamma) * len(self.lrs))
            for group in learner.opt.param_groups:
                group["lr"] = self.lr

    def after_loss(self, learner):
        if learner.training:
            self.lrs.append(self.lr)
            self.losses.append(learner.loss.item())
            if not (-math.inf < self.losses[-1] <= self.max_ratio * min(self.losses)) or self.losses[-1] == math.inf:
                raise CancelFit

    def cleanup_fit(self, learner):
        new, old = learner.model, self.model
        for module, saved in zip(new.modules(), old.modules()):
            module.training = saved.training
        for p, saved, grad in zip(new.parameters(), old.parameters(), self.grads):
            p.data.copy_(saved.data)
            p.grad = grad
        for b, saved in zip(new.buffers(), old.buffers()):
            b.data.copy_(saved)
        learner.opt.load_state_dict(self.opt)
        set_random_states(self.random)


# %% right: rates kept in a variable
# from: solution
# -         self.lrs, self.losses = [], []
# +         self.lrs, self.losses, self._rate = [], [], self.start

# -                 group["lr"] = self.start * self.gamma ** len(self.lrs)
# +                 group["lr"] = self._rate
# +             self._rate *= self.gamma


# %% wrong: compares with the first loss
# from: a dict of tensors
# looks like: does not follow the lowest loss so far
# looks like: compares with the first loss
# -         if not math.isfinite(loss) or loss > self.max_ratio * min(self.losses):
# +         if not math.isfinite(loss) or loss > self.max_ratio * self.losses[0]:


# %% wrong: compares with the previous loss
# from: a dict of tensors
# looks like: does not follow the lowest loss so far
# looks like: compares with the loss before
# -         if not math.isfinite(loss) or loss > self.max_ratio * min(self.losses):
# +         if not math.isfinite(loss) or loss > self.max_ratio * self.losses[-2:][0]:


# %% wrong: restores nothing
# from: a dict of tensors
# looks like: leaves the weights altered
# looks like: leaves gradients altered
# -
# -     def cleanup_fit(self, learner):
# -         m = learner.model
# -         with torch.no_grad():
# -             for k, v in [*m.named_parameters(), *m.named_buffers()]:
# -                 v.copy_(self.values[k])
# -         for p, grad in self.grads.items():
# -             p.grad = grad
# -         for module, mode in self.modes.items():
# -             module.training = mode
# -         learner.opt.load_state_dict(self.opt)
# -         set_random_states(self.random)


# %% wrong: restores in after_fit
# from: a dict of tensors
# looks like: leaves the weights altered
# looks like: leaves gradients altered
# looks like: does not undo everything when an error or Ctrl+C ends the fit
# -     def cleanup_fit(self, learner):
# +     def after_fit(self, learner):


# %% wrong: keeps references instead of copies
# from: a dict of tensors
# looks like: leaves the weights altered
# -         self.values = {k: v.detach().clone() for k, v in [*m.named_parameters(), *m.named_buffers()]}
# +         self.values = {k: v.detach() for k, v in [*m.named_parameters(), *m.named_buffers()]}


# %% wrong: a state_dict for all tensors
# from: a dict of tensors
# looks like: leaves buffers altered
# -         self.values = {k: v.detach().clone() for k, v in [*m.named_parameters(), *m.named_buffers()]}
# +         self.values = copy.deepcopy(m.state_dict())

# -         with torch.no_grad():
# -             for k, v in [*m.named_parameters(), *m.named_buffers()]:
# -                 v.copy_(self.values[k])
# +         m.load_state_dict(self.values)


# %% wrong: parameters without buffers
# from: a dict of tensors
# looks like: leaves buffers altered
# -         self.values = {k: v.detach().clone() for k, v in [*m.named_parameters(), *m.named_buffers()]}
# +         self.values = {k: v.detach().clone() for k, v in m.named_parameters()}

# -             for k, v in [*m.named_parameters(), *m.named_buffers()]:
# +             for k, v in m.named_parameters():


# %% wrong: a copy in the model's place
# from: a dict of tensors
# looks like: puts a copy in the model's place
# -         self.values = {k: v.detach().clone() for k, v in [*m.named_parameters(), *m.named_buffers()]}
# +         self.copy = copy.deepcopy(m)

# -         with torch.no_grad():
# -             for k, v in [*m.named_parameters(), *m.named_buffers()]:
# -                 v.copy_(self.values[k])
# +         learner.model = self.copy


# %% wrong: clears the gradients
# from: a dict of tensors
# looks like: leaves gradients altered
# -             p.grad = grad
# +             p.grad = None


# %% wrong: gradients from a deepcopy, which has none
# from: a dict of tensors
# looks like: leaves gradients altered
# -         self.grads = {p: None if p.grad is None else p.grad.clone() for p in m.parameters()}
# +         saved = copy.deepcopy(m)
# +         self.grads = {p: None if p.grad is None else p.grad.clone() for p in saved.parameters()}

# -         for p, grad in self.grads.items():
# +         for p, grad in zip(m.parameters(), self.grads.values()):


# %% wrong: forgets the optimizer
# from: a dict of tensors
# looks like: leaves the optimizer altered
# -         learner.opt.load_state_dict(self.opt)


# %% wrong: a fresh optimizer
# from: a dict of tensors
# looks like: leaves the optimizer altered
# -         learner.opt.load_state_dict(self.opt)
# +         learner.opt = learner.opt_func(m.parameters(), lr=learner.lr)


# %% wrong: one mode for the whole model
# from: a dict of tensors
# looks like: leaves modules in another mode
# -             module.training = mode
# +             pass
# +         m.train(self.modes[m])


# %% wrong: forgets the random numbers
# from: a dict of tensors
# looks like: leaves torch's random numbers elsewhere
# -         set_random_states(self.random)


# %% wrong: restores where it stops
# from: a dict of tensors
# looks like: when the data ends first
#           if not math.isfinite(loss) or loss > self.max_ratio * min(self.losses):
# +             self.restore(learner)

# -     def cleanup_fit(self, learner):
# +     def restore(self, learner):


# %% wrong: leaves the stopping batch out
# from: a dict of tensors
# looks like: leaves the batch that it stopped at out
#           loss = learner.loss.item()
# +         if not math.isfinite(loss) or loss > self.max_ratio * min([*self.losses, loss]):
# +             raise CancelFit

# -         if not math.isfinite(loss) or loss > self.max_ratio * min(self.losses):
# -             raise CancelFit


# %% wrong: nan is not seen
# from: a dict of tensors
# looks like: goes on after a loss that is not finite
# -         if not math.isfinite(loss) or loss > self.max_ratio * min(self.losses):
# +         if loss > self.max_ratio * min(self.losses):


# %% wrong: stops at exactly the ratio
# from: a dict of tensors
# looks like: stops at exactly max_ratio times the lowest
# -         if not math.isfinite(loss) or loss > self.max_ratio * min(self.losses):
# +         if not math.isfinite(loss) or len(self.losses) > 1 and loss >= self.max_ratio * min(self.losses):


# %% wrong: a fixed ratio
# from: a dict of tensors
# looks like: ignores max_ratio
# -         if not math.isfinite(loss) or loss > self.max_ratio * min(self.losses):
# +         if not math.isfinite(loss) or loss > 3 * min(self.losses):


# %% wrong: validation takes part
# from: a dict of tensors
# looks like: counts validation batches
# -         if learner.training:
# -             for group in learner.opt.param_groups:
# -                 group["lr"] = self.start * self.gamma ** len(self.lrs)
# +         for group in learner.opt.param_groups:
# +             group["lr"] = self.start * self.gamma ** len(self.lrs)

# -         if not learner.training:
# -             return


# %% wrong: counts by learner.iteration
# from: a dict of tensors
# looks like: begins again in each epoch
# -                 group["lr"] = self.start * self.gamma ** len(self.lrs)
# +                 group["lr"] = self.start * self.gamma ** learner.iteration

# -         self.lrs.append(self.start * self.gamma ** len(self.lrs))
# +         self.lrs.append(self.start * self.gamma ** learner.iteration)


# %% wrong: the first rate is start times gamma
# from: a dict of tensors
# looks like: begins with start·gamma
# -                 group["lr"] = self.start * self.gamma ** len(self.lrs)
# +                 group["lr"] = self.start * self.gamma ** (len(self.lrs) + 1)

# -         self.lrs.append(self.start * self.gamma ** len(self.lrs))
# +         self.lrs.append(self.start * self.gamma ** (len(self.lrs) + 1))


# %% wrong: one parameter group
# from: a dict of tensors
# looks like: the first parameter group only
# -             for group in learner.opt.param_groups:
# -                 group["lr"] = self.start * self.gamma ** len(self.lrs)
# +             learner.opt.param_groups[0]["lr"] = self.start * self.gamma ** len(self.lrs)


# %% wrong: tensors in the list
# from: a dict of tensors
# looks like: a Tensor where a float is asked for
# -         self.losses.append(loss)
# +         self.losses.append(learner.loss.detach())


# %% wrong: the lists go on in a second fit
# from: a dict of tensors
# looks like: goes on where the fit before ended
#           self.start, self.gamma, self.max_ratio = start, gamma, max_ratio
# +         self.lrs, self.losses = [], []

# -         self.lrs, self.losses = [], []


# %% wrong: swallows every error
# from: a dict of tensors
# looks like: swallows an error that is not its own
#           set_random_states(self.random)
# +
# +     def after_step(self, learner):
# +         learner.callbacks = [self]


# %% wrong: cancels every batch, so that nothing is learned
# from: solution
# looks like: does not train the model while it looks for a rate
#               raise CancelFit
# +         raise CancelBatch


# %% wrong: restores where it stops and when the fit has ended
# from: solution
# looks like: does not undo everything when an error or Ctrl+C ends the fit: cleanup_fit runs in every case
#           if not math.isfinite(self.losses[-1]) or self.losses[-1] > limit:
# +             self.after_fit(learner)

# -     def cleanup_fit(self, learner: Learner) -> None:
# +     def after_fit(self, learner: Learner) -> None:


# %% wrong: multiplies the rate after each step
# from: solution
# looks like: multiplies the rate that the optimizer had: the first batch is trained at start
# -                 group["lr"] = self.start * self.gamma ** len(self.lrs)
# +                 group["lr"] *= self.gamma
