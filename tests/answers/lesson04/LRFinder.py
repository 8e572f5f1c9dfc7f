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

# %% wrong: compares with the first loss
# looks like: does not follow the lowest loss so far
# looks like: compares with the first loss
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
        if not math.isfinite(loss) or loss > self.max_ratio * self.losses[0]:
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

# %% wrong: compares with the previous loss
# looks like: does not follow the lowest loss so far
# looks like: compares with the loss before
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
        if not math.isfinite(loss) or loss > self.max_ratio * self.losses[-2:][0]:
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

# %% wrong: restores nothing
# looks like: leaves the weights altered
# looks like: leaves gradients altered
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


# %% wrong: restores in after_fit
# looks like: leaves the weights altered
# looks like: leaves gradients altered
# looks like: does not undo everything when an error or Ctrl+C ends the fit
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

    def after_fit(self, learner):
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

# %% wrong: keeps references instead of copies
# looks like: leaves the weights altered
class LRFinder(Callback):
    order = -50

    def __init__(self, start=1e-5, gamma=1.3, max_ratio=3.0):
        self.start, self.gamma, self.max_ratio = start, gamma, max_ratio

    def before_fit(self, learner):
        self.lrs, self.losses = [], []
        m = learner.model
        self.values = {k: v.detach() for k, v in [*m.named_parameters(), *m.named_buffers()]}
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

# %% wrong: a state_dict for all tensors
# looks like: leaves buffers altered
class LRFinder(Callback):
    order = -50

    def __init__(self, start=1e-5, gamma=1.3, max_ratio=3.0):
        self.start, self.gamma, self.max_ratio = start, gamma, max_ratio

    def before_fit(self, learner):
        self.lrs, self.losses = [], []
        m = learner.model
        self.values = copy.deepcopy(m.state_dict())
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
        m.load_state_dict(self.values)
        for p, grad in self.grads.items():
            p.grad = grad
        for module, mode in self.modes.items():
            module.training = mode
        learner.opt.load_state_dict(self.opt)
        set_random_states(self.random)

# %% wrong: parameters without buffers
# looks like: leaves buffers altered
class LRFinder(Callback):
    order = -50

    def __init__(self, start=1e-5, gamma=1.3, max_ratio=3.0):
        self.start, self.gamma, self.max_ratio = start, gamma, max_ratio

    def before_fit(self, learner):
        self.lrs, self.losses = [], []
        m = learner.model
        self.values = {k: v.detach().clone() for k, v in m.named_parameters()}
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
            for k, v in m.named_parameters():
                v.copy_(self.values[k])
        for p, grad in self.grads.items():
            p.grad = grad
        for module, mode in self.modes.items():
            module.training = mode
        learner.opt.load_state_dict(self.opt)
        set_random_states(self.random)

# %% wrong: a copy in the model's place
# looks like: puts a copy in the model's place
class LRFinder(Callback):
    order = -50

    def __init__(self, start=1e-5, gamma=1.3, max_ratio=3.0):
        self.start, self.gamma, self.max_ratio = start, gamma, max_ratio

    def before_fit(self, learner):
        self.lrs, self.losses = [], []
        m = learner.model
        self.copy = copy.deepcopy(m)
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
        learner.model = self.copy
        for p, grad in self.grads.items():
            p.grad = grad
        for module, mode in self.modes.items():
            module.training = mode
        learner.opt.load_state_dict(self.opt)
        set_random_states(self.random)

# %% wrong: clears the gradients
# looks like: leaves gradients altered
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
            p.grad = None
        for module, mode in self.modes.items():
            module.training = mode
        learner.opt.load_state_dict(self.opt)
        set_random_states(self.random)

# %% wrong: gradients from a deepcopy, which has none
# looks like: leaves gradients altered
class LRFinder(Callback):
    order = -50

    def __init__(self, start=1e-5, gamma=1.3, max_ratio=3.0):
        self.start, self.gamma, self.max_ratio = start, gamma, max_ratio

    def before_fit(self, learner):
        self.lrs, self.losses = [], []
        m = learner.model
        self.values = {k: v.detach().clone() for k, v in [*m.named_parameters(), *m.named_buffers()]}
        saved = copy.deepcopy(m)
        self.grads = {p: None if p.grad is None else p.grad.clone() for p in saved.parameters()}
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
        for p, grad in zip(m.parameters(), self.grads.values()):
            p.grad = grad
        for module, mode in self.modes.items():
            module.training = mode
        learner.opt.load_state_dict(self.opt)
        set_random_states(self.random)

# %% wrong: forgets the optimizer
# looks like: leaves the optimizer altered
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
        set_random_states(self.random)

# %% wrong: a fresh optimizer
# looks like: leaves the optimizer altered
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
        learner.opt = learner.opt_func(m.parameters(), lr=learner.lr)
        set_random_states(self.random)

# %% wrong: one mode for the whole model
# looks like: leaves modules in another mode
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
            pass
        m.train(self.modes[m])
        learner.opt.load_state_dict(self.opt)
        set_random_states(self.random)

# %% wrong: forgets the random numbers
# looks like: leaves torch's random numbers elsewhere
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

# %% wrong: restores where it stops
# looks like: when the data ends first
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
            self.restore(learner)
            raise CancelFit

    def restore(self, learner):
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

# %% wrong: leaves the stopping batch out
# looks like: leaves the batch that it stopped at out
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
        if not math.isfinite(loss) or loss > self.max_ratio * min([*self.losses, loss]):
            raise CancelFit
        self.lrs.append(self.start * self.gamma ** len(self.lrs))
        self.losses.append(loss)

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

# %% wrong: nan is not seen
# looks like: goes on after a loss that is not finite
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
        if loss > self.max_ratio * min(self.losses):
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

# %% wrong: stops at exactly the ratio
# looks like: stops at exactly max_ratio times the lowest
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
        if not math.isfinite(loss) or len(self.losses) > 1 and loss >= self.max_ratio * min(self.losses):
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

# %% wrong: a fixed ratio
# looks like: ignores max_ratio
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
        if not math.isfinite(loss) or loss > 3 * min(self.losses):
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

# %% wrong: validation takes part
# looks like: counts validation batches
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
        for group in learner.opt.param_groups:
            group["lr"] = self.start * self.gamma ** len(self.lrs)

    def after_loss(self, learner):
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

# %% wrong: counts by learner.iteration
# looks like: begins again in each epoch
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
                group["lr"] = self.start * self.gamma ** learner.iteration

    def after_loss(self, learner):
        if not learner.training:
            return
        loss = learner.loss.item()
        self.lrs.append(self.start * self.gamma ** learner.iteration)
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

# %% wrong: the first rate is start times gamma
# looks like: begins with start·gamma
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
                group["lr"] = self.start * self.gamma ** (len(self.lrs) + 1)

    def after_loss(self, learner):
        if not learner.training:
            return
        loss = learner.loss.item()
        self.lrs.append(self.start * self.gamma ** (len(self.lrs) + 1))
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

# %% wrong: one parameter group
# looks like: the first parameter group only
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
            learner.opt.param_groups[0]["lr"] = self.start * self.gamma ** len(self.lrs)

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

# %% wrong: tensors in the list
# looks like: a Tensor where a float is asked for
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
        self.losses.append(learner.loss.detach())
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

# %% wrong: the lists go on in a second fit
# looks like: goes on where the fit before ended
class LRFinder(Callback):
    order = -50

    def __init__(self, start=1e-5, gamma=1.3, max_ratio=3.0):
        self.start, self.gamma, self.max_ratio = start, gamma, max_ratio
        self.lrs, self.losses = [], []

    def before_fit(self, learner):
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

# %% wrong: swallows every error
# looks like: swallows an error that is not its own
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

    def after_step(self, learner):
        learner.callbacks = [self]


# %% wrong: cancels every batch, so that nothing is learned
# looks like: does not train the model while it looks for a rate
class LRFinder(Callback):
    """Trains at a rate that grows by a factor from batch to batch until the loss blows up; then undoes everything.

    The learning-rate range test of L. N. Smith, "Cyclical learning rates for training neural networks" (2015),
    section 3.3, which raises the rate by equal terms.
    """

    order = -50  # remembers everything before others change it, and restores it even where one of them fails

    def __init__(
        self,
        start: float = 1e-5,  # The first batch's learning rate
        gamma: float = 1.3,  # Each batch's rate over the rate before
        max_ratio: float = 3.0,  # Stops where a loss is above this times the lowest
    ):
        self.start, self.gamma, self.max_ratio = start, gamma, max_ratio
        self.lrs: list[float] = []  # for each batch
        self.losses: list[float] = []  # at these rates, each before its step

    @property
    def blew_up(self) -> bool:
        "Whether the last loss is far above the lowest, or not a number."
        return bool(self.losses) and not self.losses[-1] <= self.max_ratio * min(self.losses)

    @property
    def suggestion(self) -> float:
        "A tenth of the rate at which the loss blew up. Raises `ValueError` where it never did."
        if not self.blew_up:
            raise ValueError(f"the loss did not blow up in {len(self.losses)} batches: allow more, or start higher")
        return self.lrs[-1] / 10

    def plot(
        self,
        ax: plt.Axes | None = None,  # Where to draw; a new figure by default
    ) -> plt.Axes:  # The axes that were drawn on
        "Draws the losses against the rates, and the suggestion where there is one."
        ax = ax or plt.subplots(figsize=(5, 2.8))[1]
        ax.semilogx(self.lrs, self.losses, color="black", linestyle="-")
        ax.set(title="Learning-rate finder", xlabel="learning rate", ylabel="training loss of the batch")
        if self.blew_up:
            if 0 < min(self.losses) < math.inf:
                ax.set_ylim(0, 1.3 * self.max_ratio * min(self.losses))
            ax.axvline(self.suggestion, color="grey", linestyle="--", label=f"suggestion: {self.suggestion:.2g}")
            ax.legend()
        return ax

    def before_fit(self, learner: Learner) -> None:
        self.lrs, self.losses = [], []
        model = learner.model
        self._saved = {
            "values": {name: tensor.detach().clone() for name, tensor in self._tensors(model)},
            "gradients": [(p, None if p.grad is None else p.grad.clone()) for p in model.parameters()],
            "modes": [(module, module.training) for module in model.modules()],
            "optimizer": copy.deepcopy(learner.opt.state_dict()),
            "random": random_states(),
        }

    def before_batch(self, learner: Learner) -> None:
        if learner.training:
            for group in learner.opt.param_groups:
                group["lr"] = self.start * self.gamma ** len(self.lrs)

    def after_loss(self, learner: Learner) -> None:
        if not learner.training:
            return
        self.lrs.append(learner.opt.param_groups[0]["lr"])
        self.losses.append(learner.loss.item())
        if not math.isfinite(self.losses[-1]) or self.losses[-1] > self.max_ratio * min(self.losses):
            raise CancelFit
        raise CancelBatch

    def cleanup_fit(self, learner: Learner) -> None:
        saved = vars(self).pop("_saved", None)
        if saved is None:  # another callback failed before this one had remembered anything
            return
        with torch.no_grad():
            for name, tensor in self._tensors(learner.model):
                tensor.copy_(saved["values"][name])
        for parameter, gradient in saved["gradients"]:
            parameter.grad = gradient
        for module, training in saved["modes"]:
            module.training = training
        learner.opt.load_state_dict(saved["optimizer"])
        set_random_states(saved["random"])

    def _tensors(self, model: torch.nn.Module) -> list[tuple[str, Tensor]]:
        return [*model.named_parameters(), *model.named_buffers()]


# %% wrong: restores where it stops and when the fit has ended
# looks like: does not undo everything when an error or Ctrl+C ends the fit: cleanup_fit runs in every case
class LRFinder(Callback):
    """Trains at a rate that grows by a factor from batch to batch until the loss blows up; then undoes everything.

    The learning-rate range test of L. N. Smith, "Cyclical learning rates for training neural networks" (2015),
    section 3.3, which raises the rate by equal terms.
    """

    order = -50  # remembers everything before others change it, and restores it even where one of them fails

    def __init__(
        self,
        start: float = 1e-5,  # The first batch's learning rate
        gamma: float = 1.3,  # Each batch's rate over the rate before
        max_ratio: float = 3.0,  # Stops where a loss is above this times the lowest
    ):
        self.start, self.gamma, self.max_ratio = start, gamma, max_ratio
        self.lrs: list[float] = []  # for each batch
        self.losses: list[float] = []  # at these rates, each before its step

    @property
    def blew_up(self) -> bool:
        "Whether the last loss is far above the lowest, or not a number."
        return bool(self.losses) and not self.losses[-1] <= self.max_ratio * min(self.losses)

    @property
    def suggestion(self) -> float:
        "A tenth of the rate at which the loss blew up. Raises `ValueError` where it never did."
        if not self.blew_up:
            raise ValueError(f"the loss did not blow up in {len(self.losses)} batches: allow more, or start higher")
        return self.lrs[-1] / 10

    def plot(
        self,
        ax: plt.Axes | None = None,  # Where to draw; a new figure by default
    ) -> plt.Axes:  # The axes that were drawn on
        "Draws the losses against the rates, and the suggestion where there is one."
        ax = ax or plt.subplots(figsize=(5, 2.8))[1]
        ax.semilogx(self.lrs, self.losses, color="black", linestyle="-")
        ax.set(title="Learning-rate finder", xlabel="learning rate", ylabel="training loss of the batch")
        if self.blew_up:
            if 0 < min(self.losses) < math.inf:
                ax.set_ylim(0, 1.3 * self.max_ratio * min(self.losses))
            ax.axvline(self.suggestion, color="grey", linestyle="--", label=f"suggestion: {self.suggestion:.2g}")
            ax.legend()
        return ax

    def before_fit(self, learner: Learner) -> None:
        self.lrs, self.losses = [], []
        model = learner.model
        self._saved = {
            "values": {name: tensor.detach().clone() for name, tensor in self._tensors(model)},
            "gradients": [(p, None if p.grad is None else p.grad.clone()) for p in model.parameters()],
            "modes": [(module, module.training) for module in model.modules()],
            "optimizer": copy.deepcopy(learner.opt.state_dict()),
            "random": random_states(),
        }

    def before_batch(self, learner: Learner) -> None:
        if learner.training:
            for group in learner.opt.param_groups:
                group["lr"] = self.start * self.gamma ** len(self.lrs)

    def after_loss(self, learner: Learner) -> None:
        if not learner.training:
            return
        self.lrs.append(learner.opt.param_groups[0]["lr"])
        self.losses.append(learner.loss.item())
        if not math.isfinite(self.losses[-1]) or self.losses[-1] > self.max_ratio * min(self.losses):
            self.after_fit(learner)
            raise CancelFit

    def after_fit(self, learner: Learner) -> None:
        saved = vars(self).pop("_saved", None)
        if saved is None:  # another callback failed before this one had remembered anything
            return
        with torch.no_grad():
            for name, tensor in self._tensors(learner.model):
                tensor.copy_(saved["values"][name])
        for parameter, gradient in saved["gradients"]:
            parameter.grad = gradient
        for module, training in saved["modes"]:
            module.training = training
        learner.opt.load_state_dict(saved["optimizer"])
        set_random_states(saved["random"])

    def _tensors(self, model: torch.nn.Module) -> list[tuple[str, Tensor]]:
        return [*model.named_parameters(), *model.named_buffers()]


# %% wrong: multiplies the rate after each step
# looks like: multiplies the rate that the optimizer had: the first batch is trained at start
class LRFinder(Callback):
    """Trains at a rate that grows by a factor from batch to batch until the loss blows up; then undoes everything.

    The learning-rate range test of L. N. Smith, "Cyclical learning rates for training neural networks" (2015),
    section 3.3, which raises the rate by equal terms.
    """

    order = -50  # remembers everything before others change it, and restores it even where one of them fails

    def __init__(
        self,
        start: float = 1e-5,  # The first batch's learning rate
        gamma: float = 1.3,  # Each batch's rate over the rate before
        max_ratio: float = 3.0,  # Stops where a loss is above this times the lowest
    ):
        self.start, self.gamma, self.max_ratio = start, gamma, max_ratio
        self.lrs: list[float] = []  # for each batch
        self.losses: list[float] = []  # at these rates, each before its step

    @property
    def blew_up(self) -> bool:
        "Whether the last loss is far above the lowest, or not a number."
        return bool(self.losses) and not self.losses[-1] <= self.max_ratio * min(self.losses)

    @property
    def suggestion(self) -> float:
        "A tenth of the rate at which the loss blew up. Raises `ValueError` where it never did."
        if not self.blew_up:
            raise ValueError(f"the loss did not blow up in {len(self.losses)} batches: allow more, or start higher")
        return self.lrs[-1] / 10

    def plot(
        self,
        ax: plt.Axes | None = None,  # Where to draw; a new figure by default
    ) -> plt.Axes:  # The axes that were drawn on
        "Draws the losses against the rates, and the suggestion where there is one."
        ax = ax or plt.subplots(figsize=(5, 2.8))[1]
        ax.semilogx(self.lrs, self.losses, color="black", linestyle="-")
        ax.set(title="Learning-rate finder", xlabel="learning rate", ylabel="training loss of the batch")
        if self.blew_up:
            if 0 < min(self.losses) < math.inf:
                ax.set_ylim(0, 1.3 * self.max_ratio * min(self.losses))
            ax.axvline(self.suggestion, color="grey", linestyle="--", label=f"suggestion: {self.suggestion:.2g}")
            ax.legend()
        return ax

    def before_fit(self, learner: Learner) -> None:
        self.lrs, self.losses = [], []
        model = learner.model
        self._saved = {
            "values": {name: tensor.detach().clone() for name, tensor in self._tensors(model)},
            "gradients": [(p, None if p.grad is None else p.grad.clone()) for p in model.parameters()],
            "modes": [(module, module.training) for module in model.modules()],
            "optimizer": copy.deepcopy(learner.opt.state_dict()),
            "random": random_states(),
        }

    def before_batch(self, learner: Learner) -> None:
        if learner.training:
            for group in learner.opt.param_groups:
                group["lr"] *= self.gamma

    def after_loss(self, learner: Learner) -> None:
        if not learner.training:
            return
        self.lrs.append(learner.opt.param_groups[0]["lr"])
        self.losses.append(learner.loss.item())
        if not math.isfinite(self.losses[-1]) or self.losses[-1] > self.max_ratio * min(self.losses):
            raise CancelFit

    def cleanup_fit(self, learner: Learner) -> None:
        saved = vars(self).pop("_saved", None)
        if saved is None:  # another callback failed before this one had remembered anything
            return
        with torch.no_grad():
            for name, tensor in self._tensors(learner.model):
                tensor.copy_(saved["values"][name])
        for parameter, gradient in saved["gradients"]:
            parameter.grad = gradient
        for module, training in saved["modes"]:
            module.training = training
        learner.opt.load_state_dict(saved["optimizer"])
        set_random_states(saved["random"])

    def _tensors(self, model: torch.nn.Module) -> list[tuple[str, Tensor]]:
        return [*model.named_parameters(), *model.named_buffers()]


# %% right: rates kept in a variable
class LRFinder(Callback):
    """Trains at a rate that grows by a factor from batch to batch until the loss blows up; then undoes everything.

    The learning-rate range test of L. N. Smith, "Cyclical learning rates for training neural networks" (2015),
    section 3.3, which raises the rate by equal terms.
    """

    order = -50  # remembers everything before others change it, and restores it even where one of them fails

    def __init__(
        self,
        start: float = 1e-5,  # The first batch's learning rate
        gamma: float = 1.3,  # Each batch's rate over the rate before
        max_ratio: float = 3.0,  # Stops where a loss is above this times the lowest
    ):
        self.start, self.gamma, self.max_ratio = start, gamma, max_ratio
        self.lrs: list[float] = []  # for each batch
        self.losses: list[float] = []  # at these rates, each before its step

    @property
    def blew_up(self) -> bool:
        "Whether the last loss is far above the lowest, or not a number."
        return bool(self.losses) and not self.losses[-1] <= self.max_ratio * min(self.losses)

    @property
    def suggestion(self) -> float:
        "A tenth of the rate at which the loss blew up. Raises `ValueError` where it never did."
        if not self.blew_up:
            raise ValueError(f"the loss did not blow up in {len(self.losses)} batches: allow more, or start higher")
        return self.lrs[-1] / 10

    def plot(
        self,
        ax: plt.Axes | None = None,  # Where to draw; a new figure by default
    ) -> plt.Axes:  # The axes that were drawn on
        "Draws the losses against the rates, and the suggestion where there is one."
        ax = ax or plt.subplots(figsize=(5, 2.8))[1]
        ax.semilogx(self.lrs, self.losses, color="black", linestyle="-")
        ax.set(title="Learning-rate finder", xlabel="learning rate", ylabel="training loss of the batch")
        if self.blew_up:
            if 0 < min(self.losses) < math.inf:
                ax.set_ylim(0, 1.3 * self.max_ratio * min(self.losses))
            ax.axvline(self.suggestion, color="grey", linestyle="--", label=f"suggestion: {self.suggestion:.2g}")
            ax.legend()
        return ax

    def before_fit(self, learner: Learner) -> None:
        self.lrs, self.losses, self._rate = [], [], self.start
        model = learner.model
        self._saved = {
            "values": {name: tensor.detach().clone() for name, tensor in self._tensors(model)},
            "gradients": [(p, None if p.grad is None else p.grad.clone()) for p in model.parameters()],
            "modes": [(module, module.training) for module in model.modules()],
            "optimizer": copy.deepcopy(learner.opt.state_dict()),
            "random": random_states(),
        }

    def before_batch(self, learner: Learner) -> None:
        if learner.training:
            for group in learner.opt.param_groups:
                group["lr"] = self._rate
            self._rate *= self.gamma

    def after_loss(self, learner: Learner) -> None:
        if not learner.training:
            return
        self.lrs.append(learner.opt.param_groups[0]["lr"])
        self.losses.append(learner.loss.item())
        if not math.isfinite(self.losses[-1]) or self.losses[-1] > self.max_ratio * min(self.losses):
            raise CancelFit

    def cleanup_fit(self, learner: Learner) -> None:
        saved = vars(self).pop("_saved", None)
        if saved is None:  # another callback failed before this one had remembered anything
            return
        with torch.no_grad():
            for name, tensor in self._tensors(learner.model):
                tensor.copy_(saved["values"][name])
        for parameter, gradient in saved["gradients"]:
            parameter.grad = gradient
        for module, training in saved["modes"]:
            module.training = training
        learner.opt.load_state_dict(saved["optimizer"])
        set_random_states(saved["random"])

    def _tensors(self, model: torch.nn.Module) -> list[tuple[str, Tensor]]:
        return [*model.named_parameters(), *model.named_buffers()]
