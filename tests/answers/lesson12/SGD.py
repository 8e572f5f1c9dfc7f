# %% right: one line of arithmetic
class SGD(torch.optim.Optimizer):
    def __init__(self, params, lr, weight_decay=0.0):
        if lr < 0 or weight_decay < 0:
            raise ValueError("negative")
        super().__init__(params, dict(lr=lr, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                p -= group["lr"] * (p.grad + group["weight_decay"] * p)
        return loss


# %% right: decoupled, which is the same for SGD
# from: one line of arithmetic
# -                 p -= group["lr"] * (p.grad + group["weight_decay"] * p)
# +                 p.mul_(1 - group["lr"] * group["weight_decay"])
# +                 p.add_(p.grad, alpha=-group["lr"])


# %% right: through data, without the decorator
# from: one line of arithmetic
# -     @torch.no_grad()

# -                 p -= group["lr"] * (p.grad + group["weight_decay"] * p)
# +                 p.data.add_(p.grad.data.add(p.data, alpha=group["weight_decay"]), alpha=-group["lr"])


# %% right: all parameters of a group at once
class SGD(torch.optim.Optimizer):
    def __init__(self, params, lr, weight_decay=0.0):
        if lr < 0 or weight_decay < 0:
            raise ValueError("negative")
        super().__init__(params, dict(lr=lr, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            params = [p for p in group["params"] if p.grad is not None]
            if params:
                grads = torch._foreach_add([p.grad for p in params], params, alpha=group["weight_decay"])
                torch._foreach_add_(params, grads, alpha=-group["lr"])
        return loss


# %% wrong: sign of the decay
# from: one line of arithmetic
# looks like: has the sign of the weight decay wrong
# -                 p -= group["lr"] * (p.grad + group["weight_decay"] * p)
# +                 grad = p.grad - group["weight_decay"] * p
# +                 p -= group["lr"] * grad


# %% wrong: no decay
# from: one line of arithmetic
# looks like: forgets the weight decay
# -                 p -= group["lr"] * (p.grad + group["weight_decay"] * p)
# +                 grad = p.grad
# +                 p -= group["lr"] * grad


# %% wrong: decay by itself
# from: one line of arithmetic
# looks like: shrinks the weights by weight_decay itself
# -                 p -= group["lr"] * (p.grad + group["weight_decay"] * p)
# +                 grad = p.grad
# +                 p -= group["lr"] * grad
# +                 p *= 1 - group["weight_decay"]


# %% wrong: decay after the step
# from: one line of arithmetic
# looks like: shrinks the weights after the step
# -                 p -= group["lr"] * (p.grad + group["weight_decay"] * p)
# +                 grad = p.grad
# +                 p -= group["lr"] * grad
# +                 p *= 1 - group["lr"] * group["weight_decay"]


# %% wrong: gradient edited in place
# from: one line of arithmetic
# looks like: edits gradients in place
# -                 p -= group["lr"] * (p.grad + group["weight_decay"] * p)
# +                 p.grad.add_(p, alpha=group["weight_decay"])
# +                 grad = p.grad
# +                 p -= group["lr"] * grad


# %% wrong: gradients forgotten after the step
# from: one line of arithmetic
# looks like: puts something else in the place of a gradient
# -                 p -= group["lr"] * (p.grad + group["weight_decay"] * p)
# +                 grad = p.grad + group["weight_decay"] * p
# +                 p -= group["lr"] * grad
# +                 p.grad = None


# %% wrong: uphill
# from: one line of arithmetic
# looks like: goes uphill
# -                 p -= group["lr"] * (p.grad + group["weight_decay"] * p)
# +                 grad = p.grad + group["weight_decay"] * p
# +                 p += group["lr"] * grad


# %% wrong: without the rate
# from: one line of arithmetic
# looks like: forgets the learning rate
# -                 p -= group["lr"] * (p.grad + group["weight_decay"] * p)
# +                 grad = p.grad + group["weight_decay"] * p
# +                 p -= grad


# %% wrong: a new tensor under the name
# from: one line of arithmetic
# looks like: changes nothing
# -                 p -= group["lr"] * (p.grad + group["weight_decay"] * p)
# +                 grad = p.grad + group["weight_decay"] * p
# +                 p = p - group["lr"] * grad


# %% wrong: new memory
# from: one line of arithmetic
# looks like: gives the parameter new memory
# -                 p -= group["lr"] * (p.grad + group["weight_decay"] * p)
# +                 grad = p.grad + group["weight_decay"] * p
# +                 p.data = p - group["lr"] * grad


# %% wrong: values it was made with
# from: one line of arithmetic
# looks like: goes by the values that it was made with
# -                 p -= group["lr"] * (p.grad + group["weight_decay"] * p)
# +                 grad = p.grad + self.defaults["weight_decay"] * p
# +                 p -= self.defaults["lr"] * grad


# %% wrong: the first group only
# from: one line of arithmetic
# looks like: changes the first group only
# -         for group in self.param_groups:
# +         for group in self.param_groups[:1]:

# -                 p -= group["lr"] * (p.grad + group["weight_decay"] * p)
# +                 grad = p.grad + group["weight_decay"] * p
# +                 p -= group["lr"] * grad


# %% wrong: stops at a missing gradient
# from: one line of arithmetic
# looks like: stops at the first parameter without gradient
# -                     continue
# -                 p -= group["lr"] * (p.grad + group["weight_decay"] * p)
# +                     return loss
# +                 grad = p.grad + group["weight_decay"] * p
# +                 p -= group["lr"] * grad


# %% wrong: missing gradients count as 0
# from: one line of arithmetic
# looks like: treats a missing gradient as 0
# -                 if p.grad is None:
# -                     continue
# -                 p -= group["lr"] * (p.grad + group["weight_decay"] * p)
# +                 grad = torch.zeros_like(p) if p.grad is None else p.grad
# +                 grad = grad + group["weight_decay"] * p
# +                 p -= group["lr"] * grad


# %% wrong: missing gradients not thought of
# from: one line of arithmetic
# looks like: stumbles over a parameter without gradient
# -                 if p.grad is None:
# -                     continue
# -                 p -= group["lr"] * (p.grad + group["weight_decay"] * p)
# +                 grad = p.grad + group["weight_decay"] * p
# +                 p -= group["lr"] * grad


# %% wrong: small gradients skipped
# from: one line of arithmetic
# looks like: ignores small gradients
# -                 p -= group["lr"] * (p.grad + group["weight_decay"] * p)
# +                 if p.grad.abs().max() < 1e-4:
# +                     continue
# +                 grad = p.grad + group["weight_decay"] * p
# +                 p -= group["lr"] * grad


# %% wrong: a generator used up before super
# from: one line of arithmetic
# looks like: has used up its generator
#               raise ValueError("negative")
# +         self.parameters = list(params)

# -                 p -= group["lr"] * (p.grad + group["weight_decay"] * p)
# +                 grad = p.grad + group["weight_decay"] * p
# +                 p -= group["lr"] * grad


# %% wrong: a generator kept
# looks like: has used up its generator
class SGD(torch.optim.Optimizer):
    def __init__(self, params, lr, weight_decay=0.0):
        if lr < 0 or weight_decay < 0:
            raise ValueError("negative")
        super().__init__(params, dict(lr=lr, weight_decay=weight_decay))
        self.parameters = params

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        group = self.param_groups[0]
        for _ in [0]:
            for p in self.parameters:
                if p.grad is None:
                    continue
                grad = p.grad + group["weight_decay"] * p
                p -= group["lr"] * grad
        return loss


# %% wrong: its own list of parameters
# from: a generator kept
# looks like: goes through what it was given, which may be dicts
#               raise ValueError("negative")
# +         params = list(params)


# %% wrong: groups as they were at first
# from: a generator kept
# looks like: add_param_group
# -         self.parameters = params
# +         self.plan = [(group, list(group["params"])) for group in self.param_groups]

# -         group = self.param_groups[0]
# -         for _ in [0]:
# -             for p in self.parameters:
# +         for group, members in self.plan:
# +             for p in members:


# %% wrong: seen by autograd
# from: one line of arithmetic
# looks like: is recorded by autograd
# -     @torch.no_grad()

# -                 p -= group["lr"] * (p.grad + group["weight_decay"] * p)
# +                 grad = p.grad + group["weight_decay"] * p
# +                 p -= group["lr"] * grad


# %% wrong: closure with autograd off
# from: one line of arithmetic
# looks like: calls the closure with autograd switched off
# -         loss = run_closure(closure)
# +         loss = closure() if closure else None

# -                 p -= group["lr"] * (p.grad + group["weight_decay"] * p)
# +                 grad = p.grad + group["weight_decay"] * p
# +                 p -= group["lr"] * grad


# %% wrong: closure ignored
# from: one line of arithmetic
# looks like: does not call the closure
# -         loss = run_closure(closure)
# +         loss = None

# -                 p -= group["lr"] * (p.grad + group["weight_decay"] * p)
# +                 grad = p.grad + group["weight_decay"] * p
# +                 p -= group["lr"] * grad


# %% wrong: closure called last
# from: one line of arithmetic
# looks like: calls the closure after it has changed the parameters
# -         loss = run_closure(closure)

# -                 p -= group["lr"] * (p.grad + group["weight_decay"] * p)
# -         return loss
# +                 grad = p.grad + group["weight_decay"] * p
# +                 p -= group["lr"] * grad
# +         return run_closure(closure)


# %% wrong: closure called twice
# from: one line of arithmetic
# looks like: calls the closure more than once
#       def step(self, closure=None):
# +         run_closure(closure)

# -                 p -= group["lr"] * (p.grad + group["weight_decay"] * p)
# +                 grad = p.grad + group["weight_decay"] * p
# +                 p -= group["lr"] * grad


# %% wrong: returns nothing
# from: one line of arithmetic
# looks like: does not return what the closure returned
# -                 p -= group["lr"] * (p.grad + group["weight_decay"] * p)
# -         return loss
# +                 grad = p.grad + group["weight_decay"] * p
# +                 p -= group["lr"] * grad


# %% wrong: built on torch's own
# looks like: which is what this exercise asks you to write
class SGD(torch.optim.SGD):
    def __init__(self, params, lr, weight_decay=0.0):
        super().__init__(params, lr, weight_decay=weight_decay)

# %% wrong: torch's own inside
# looks like: calls torch.optim.SGD or its like, which is what this exercise asks you to write
class SGD(torch.optim.Optimizer):
    def __init__(self, params, lr, weight_decay=0.0):
        params = list(params)
        super().__init__(params, dict(lr=lr))
        self.inner = torch.optim.SGD(params, lr, weight_decay=weight_decay)

    def step(self, closure=None):
        return self.inner.step(closure)

# %% wrong: no Optimizer
# looks like: is no torch.optim.Optimizer
# looks like: does not call the closure
# looks like: accepts lr=-0.1
class SGD:
    def __init__(self, params, lr, weight_decay=0.0):
        self.params, self.lr, self.weight_decay = list(params), lr, weight_decay
        self.buffers = [None] * len(self.params)

    @torch.no_grad()
    def step(self, closure=None):
        for p in self.params:
            if p.grad is not None:
                p -= self.lr * (p.grad + self.weight_decay * p)


# %% wrong: negative rates accepted
# from: one line of arithmetic
# looks like: accepts lr=-0.1
# -         if lr < 0 or weight_decay < 0:
# +         if weight_decay < 0:

# -                 p -= group["lr"] * (p.grad + group["weight_decay"] * p)
# +                 grad = p.grad + group["weight_decay"] * p
# +                 p -= group["lr"] * grad


# %% wrong: negative decay accepted
# from: one line of arithmetic
# looks like: accepts weight_decay=-0.01
# -         if lr < 0 or weight_decay < 0:
# +         if lr < 0:

# -                 p -= group["lr"] * (p.grad + group["weight_decay"] * p)
# +                 grad = p.grad + group["weight_decay"] * p
# +                 p -= group["lr"] * grad


# %% wrong: empty list accepted
# from: one line of arithmetic
# looks like: accepts an empty list
#               raise ValueError("negative")
# +         params = list(params) or [torch.zeros(1)]

# -                 p -= group["lr"] * (p.grad + group["weight_decay"] * p)
# +                 grad = p.grad + group["weight_decay"] * p
# +                 p -= group["lr"] * grad


# %% wrong: the rate kept on the object
# from: one line of arithmetic
# looks like: keeps the rate that it was made with
# -             raise ValueError("negative")
# -         super().__init__(params, dict(lr=lr, weight_decay=weight_decay))
# +             raise ValueError("below 0")
# +         self.lr = lr
# +         super().__init__(params, {"lr": lr, "weight_decay": weight_decay})

# -                 p -= group["lr"] * (p.grad + group["weight_decay"] * p)
# +                 p -= self.lr * (p.grad + group["weight_decay"] * p)


# %% wrong: no step where the gradient is all 0
# from: one line of arithmetic
# looks like: leaves out gradients that are all 0
# -             raise ValueError("negative")
# -         super().__init__(params, dict(lr=lr, weight_decay=weight_decay))
# +             raise ValueError("below 0")
# +         super().__init__(params, {"lr": lr, "weight_decay": weight_decay})

# -                 if p.grad is None:
# +                 if p.grad is None or not p.grad.any():


# %% wrong: a loss of 0 is none
# from: one line of arithmetic
# looks like: returns None where the closure returned 0
# -             raise ValueError("negative")
# -         super().__init__(params, dict(lr=lr, weight_decay=weight_decay))
# +             raise ValueError("below 0")
# +         super().__init__(params, {"lr": lr, "weight_decay": weight_decay})

# -         return loss
# +         return loss or None


# %% wrong: the closure in the first step only
# from: one line of arithmetic
# looks like: does not call the closure in each step
# -             raise ValueError("negative")
# +             raise ValueError("out of range")
#           super().__init__(params, dict(lr=lr, weight_decay=weight_decay))
# +         self.asked = False

# -         loss = run_closure(closure)
# +         loss = None if self.asked else run_closure(closure)
# +         self.asked = self.asked or closure is not None


# %% wrong: autograd switched off by hand
# from: one line of arithmetic
# looks like: leaves autograd switched off
# -             raise ValueError("negative")
# +             raise ValueError("out of range")

# -     @torch.no_grad()

#           loss = run_closure(closure)
# +         torch.set_grad_enabled(False)


# %% wrong: parameters that need no gradient any more
# from: one line of arithmetic
# looks like: leaves parameters that are no leaves any more, or need no gradient
# -             raise ValueError("negative")
# +             raise ValueError("out of range")

# -     @torch.no_grad()

#                       continue
# +                 p.requires_grad_(False)


# %% wrong: new parameters in the group
# looks like: puts new objects in the place of the parameters
# looks like: changes nothing
class SGD(torch.optim.Optimizer):
    def __init__(self, params, lr, weight_decay=0.0):
        if lr < 0 or weight_decay < 0:
            raise ValueError("out of range")
        super().__init__(params, dict(lr=lr, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for i, p in enumerate(group["params"]):
                if p.grad is None:
                    continue
                p = torch.nn.Parameter(p.clone())
                p.grad = group["params"][i].grad
                p -= group["lr"] * (p.grad + group["weight_decay"] * p)
                group["params"][i] = p
        return loss


# %% wrong: 0 where there is no closure
# from: one line of arithmetic
# looks like: returns something without a closure
# -             raise ValueError("negative")
# +             raise ValueError("out of range")

# -         loss = run_closure(closure)
# +         loss = 0.0 if closure is None else run_closure(closure)


# %% wrong: a seed in each step
# from: one line of arithmetic
# looks like: uses up random numbers
# -             raise ValueError("negative")
# +             raise ValueError("out of range")

#           loss = run_closure(closure)
# +         torch.manual_seed(0)


# %% wrong: a rate of 0 refused
# from: one line of arithmetic
# looks like: refuses lr=0.0
# -         if lr < 0 or weight_decay < 0:
# -             raise ValueError("negative")
# +         if lr <= 0 or weight_decay < 0:
# +             raise ValueError("out of range")


# %% wrong: the base class not made
# from: one line of arithmetic
# looks like: does not make the base class
# -             raise ValueError("negative")
# -         super().__init__(params, dict(lr=lr, weight_decay=weight_decay))
# +             raise ValueError("out of range")
# +         self.params, self.options = list(params), dict(lr=lr, weight_decay=weight_decay)


# %% wrong: an empty list accepted
# from: one line of arithmetic
# looks like: accepts an empty list
# -             raise ValueError("negative")
# +             raise ValueError("out of range")
# +         params = list(params) or [torch.nn.Parameter(torch.zeros(1))]


# %% wrong: clips large gradients
# looks like: goes wrong for large gradients only
class SGD(torch.optim.Optimizer):
    def __init__(self, params, lr, weight_decay=0.0):
        if lr < 0 or weight_decay < 0:
            raise ValueError
        super().__init__(params, {"lr": lr, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is not None:
                    p -= group["lr"] * (p.grad.clamp(-10, 10) + group["weight_decay"] * p)
        return loss
