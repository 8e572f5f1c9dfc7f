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
                p.mul_(1 - group["lr"] * group["weight_decay"])
                p.add_(p.grad, alpha=-group["lr"])
        return loss

# %% right: through data, without the decorator
class SGD(torch.optim.Optimizer):
    def __init__(self, params, lr, weight_decay=0.0):
        if lr < 0 or weight_decay < 0:
            raise ValueError("negative")
        super().__init__(params, dict(lr=lr, weight_decay=weight_decay))

    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                p.data.add_(p.grad.data.add(p.data, alpha=group["weight_decay"]), alpha=-group["lr"])
        return loss

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
# looks like: has the sign of the weight decay wrong
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
                grad = p.grad - group["weight_decay"] * p
                p -= group["lr"] * grad
        return loss

# %% wrong: no decay
# looks like: forgets the weight decay
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
                grad = p.grad
                p -= group["lr"] * grad
        return loss

# %% wrong: decay by itself
# looks like: shrinks the weights by weight_decay itself
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
                grad = p.grad
                p -= group["lr"] * grad
                p *= 1 - group["weight_decay"]
        return loss

# %% wrong: decay after the step
# looks like: shrinks the weights after the step
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
                grad = p.grad
                p -= group["lr"] * grad
                p *= 1 - group["lr"] * group["weight_decay"]
        return loss

# %% wrong: gradient edited in place
# looks like: edits gradients in place
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
                p.grad.add_(p, alpha=group["weight_decay"])
                grad = p.grad
                p -= group["lr"] * grad
        return loss

# %% wrong: gradients forgotten after the step
# looks like: puts something else in the place of a gradient
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
                grad = p.grad + group["weight_decay"] * p
                p -= group["lr"] * grad
                p.grad = None
        return loss

# %% wrong: uphill
# looks like: goes uphill
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
                grad = p.grad + group["weight_decay"] * p
                p += group["lr"] * grad
        return loss

# %% wrong: without the rate
# looks like: forgets the learning rate
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
                grad = p.grad + group["weight_decay"] * p
                p -= grad
        return loss

# %% wrong: a new tensor under the name
# looks like: changes nothing
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
                grad = p.grad + group["weight_decay"] * p
                p = p - group["lr"] * grad
        return loss

# %% wrong: new memory
# looks like: gives the parameter new memory
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
                grad = p.grad + group["weight_decay"] * p
                p.data = p - group["lr"] * grad
        return loss

# %% wrong: values it was made with
# looks like: goes by the values that it was made with
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
                grad = p.grad + self.defaults["weight_decay"] * p
                p -= self.defaults["lr"] * grad
        return loss

# %% wrong: the first group only
# looks like: changes the first group only
class SGD(torch.optim.Optimizer):
    def __init__(self, params, lr, weight_decay=0.0):
        if lr < 0 or weight_decay < 0:
            raise ValueError("negative")
        super().__init__(params, dict(lr=lr, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups[:1]:
            for p in group["params"]:
                if p.grad is None:
                    continue
                grad = p.grad + group["weight_decay"] * p
                p -= group["lr"] * grad
        return loss

# %% wrong: stops at a missing gradient
# looks like: stops at the first parameter without gradient
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
                    return loss
                grad = p.grad + group["weight_decay"] * p
                p -= group["lr"] * grad
        return loss

# %% wrong: missing gradients count as 0
# looks like: treats a missing gradient as 0
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
                grad = torch.zeros_like(p) if p.grad is None else p.grad
                grad = grad + group["weight_decay"] * p
                p -= group["lr"] * grad
        return loss

# %% wrong: missing gradients not thought of
# looks like: stumbles over a parameter without gradient
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
                grad = p.grad + group["weight_decay"] * p
                p -= group["lr"] * grad
        return loss

# %% wrong: small gradients skipped
# looks like: ignores small gradients
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
                if p.grad.abs().max() < 1e-4:
                    continue
                grad = p.grad + group["weight_decay"] * p
                p -= group["lr"] * grad
        return loss

# %% wrong: a generator used up before super
# looks like: has used up its generator
class SGD(torch.optim.Optimizer):
    def __init__(self, params, lr, weight_decay=0.0):
        if lr < 0 or weight_decay < 0:
            raise ValueError("negative")
        self.parameters = list(params)
        super().__init__(params, dict(lr=lr, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                grad = p.grad + group["weight_decay"] * p
                p -= group["lr"] * grad
        return loss

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
# looks like: goes through what it was given, which may be dicts
class SGD(torch.optim.Optimizer):
    def __init__(self, params, lr, weight_decay=0.0):
        if lr < 0 or weight_decay < 0:
            raise ValueError("negative")
        params = list(params)
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

# %% wrong: groups as they were at first
# looks like: add_param_group
class SGD(torch.optim.Optimizer):
    def __init__(self, params, lr, weight_decay=0.0):
        if lr < 0 or weight_decay < 0:
            raise ValueError("negative")
        super().__init__(params, dict(lr=lr, weight_decay=weight_decay))
        self.plan = [(group, list(group["params"])) for group in self.param_groups]

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group, members in self.plan:
            for p in members:
                if p.grad is None:
                    continue
                grad = p.grad + group["weight_decay"] * p
                p -= group["lr"] * grad
        return loss

# %% wrong: seen by autograd
# looks like: is recorded by autograd
class SGD(torch.optim.Optimizer):
    def __init__(self, params, lr, weight_decay=0.0):
        if lr < 0 or weight_decay < 0:
            raise ValueError("negative")
        super().__init__(params, dict(lr=lr, weight_decay=weight_decay))

    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                grad = p.grad + group["weight_decay"] * p
                p -= group["lr"] * grad
        return loss

# %% wrong: closure with autograd off
# looks like: calls the closure with autograd switched off
class SGD(torch.optim.Optimizer):
    def __init__(self, params, lr, weight_decay=0.0):
        if lr < 0 or weight_decay < 0:
            raise ValueError("negative")
        super().__init__(params, dict(lr=lr, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self, closure=None):
        loss = closure() if closure else None
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                grad = p.grad + group["weight_decay"] * p
                p -= group["lr"] * grad
        return loss

# %% wrong: closure ignored
# looks like: does not call the closure
class SGD(torch.optim.Optimizer):
    def __init__(self, params, lr, weight_decay=0.0):
        if lr < 0 or weight_decay < 0:
            raise ValueError("negative")
        super().__init__(params, dict(lr=lr, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self, closure=None):
        loss = None
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                grad = p.grad + group["weight_decay"] * p
                p -= group["lr"] * grad
        return loss

# %% wrong: closure called last
# looks like: calls the closure after it has changed the parameters
class SGD(torch.optim.Optimizer):
    def __init__(self, params, lr, weight_decay=0.0):
        if lr < 0 or weight_decay < 0:
            raise ValueError("negative")
        super().__init__(params, dict(lr=lr, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self, closure=None):
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                grad = p.grad + group["weight_decay"] * p
                p -= group["lr"] * grad
        return run_closure(closure)

# %% wrong: closure called twice
# looks like: calls the closure more than once
class SGD(torch.optim.Optimizer):
    def __init__(self, params, lr, weight_decay=0.0):
        if lr < 0 or weight_decay < 0:
            raise ValueError("negative")
        super().__init__(params, dict(lr=lr, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self, closure=None):
        run_closure(closure)
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                grad = p.grad + group["weight_decay"] * p
                p -= group["lr"] * grad
        return loss

# %% wrong: returns nothing
# looks like: does not return what the closure returned
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
                grad = p.grad + group["weight_decay"] * p
                p -= group["lr"] * grad

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
# looks like: accepts lr=-0.1
class SGD(torch.optim.Optimizer):
    def __init__(self, params, lr, weight_decay=0.0):
        if weight_decay < 0:
            raise ValueError("negative")
        super().__init__(params, dict(lr=lr, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                grad = p.grad + group["weight_decay"] * p
                p -= group["lr"] * grad
        return loss

# %% wrong: negative decay accepted
# looks like: accepts weight_decay=-0.01
class SGD(torch.optim.Optimizer):
    def __init__(self, params, lr, weight_decay=0.0):
        if lr < 0:
            raise ValueError("negative")
        super().__init__(params, dict(lr=lr, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                grad = p.grad + group["weight_decay"] * p
                p -= group["lr"] * grad
        return loss

# %% wrong: empty list accepted
# looks like: accepts an empty list
class SGD(torch.optim.Optimizer):
    def __init__(self, params, lr, weight_decay=0.0):
        if lr < 0 or weight_decay < 0:
            raise ValueError("negative")
        params = list(params) or [torch.zeros(1)]
        super().__init__(params, dict(lr=lr, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                grad = p.grad + group["weight_decay"] * p
                p -= group["lr"] * grad
        return loss

# %% wrong: the rate kept on the object
# looks like: keeps the rate that it was made with
class SGD(torch.optim.Optimizer):
    def __init__(self, params, lr, weight_decay=0.0):
        if lr < 0 or weight_decay < 0:
            raise ValueError("below 0")
        self.lr = lr
        super().__init__(params, {"lr": lr, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                p -= self.lr * (p.grad + group["weight_decay"] * p)
        return loss

# %% wrong: no step where the gradient is all 0
# looks like: leaves out gradients that are all 0
class SGD(torch.optim.Optimizer):
    def __init__(self, params, lr, weight_decay=0.0):
        if lr < 0 or weight_decay < 0:
            raise ValueError("below 0")
        super().__init__(params, {"lr": lr, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None or not p.grad.any():
                    continue
                p -= group["lr"] * (p.grad + group["weight_decay"] * p)
        return loss

# %% wrong: a loss of 0 is none
# looks like: returns None where the closure returned 0
class SGD(torch.optim.Optimizer):
    def __init__(self, params, lr, weight_decay=0.0):
        if lr < 0 or weight_decay < 0:
            raise ValueError("below 0")
        super().__init__(params, {"lr": lr, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                p -= group["lr"] * (p.grad + group["weight_decay"] * p)
        return loss or None

# %% wrong: the closure in the first step only
# looks like: does not call the closure in each step
class SGD(torch.optim.Optimizer):
    def __init__(self, params, lr, weight_decay=0.0):
        if lr < 0 or weight_decay < 0:
            raise ValueError("out of range")
        super().__init__(params, dict(lr=lr, weight_decay=weight_decay))
        self.asked = False

    @torch.no_grad()
    def step(self, closure=None):
        loss = None if self.asked else run_closure(closure)
        self.asked = self.asked or closure is not None
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                p -= group["lr"] * (p.grad + group["weight_decay"] * p)
        return loss

# %% wrong: autograd switched off by hand
# looks like: leaves autograd switched off
class SGD(torch.optim.Optimizer):
    def __init__(self, params, lr, weight_decay=0.0):
        if lr < 0 or weight_decay < 0:
            raise ValueError("out of range")
        super().__init__(params, dict(lr=lr, weight_decay=weight_decay))

    def step(self, closure=None):
        loss = run_closure(closure)
        torch.set_grad_enabled(False)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                p -= group["lr"] * (p.grad + group["weight_decay"] * p)
        return loss

# %% wrong: parameters that need no gradient any more
# looks like: leaves parameters that are no leaves any more, or need no gradient
class SGD(torch.optim.Optimizer):
    def __init__(self, params, lr, weight_decay=0.0):
        if lr < 0 or weight_decay < 0:
            raise ValueError("out of range")
        super().__init__(params, dict(lr=lr, weight_decay=weight_decay))

    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                p.requires_grad_(False)
                p -= group["lr"] * (p.grad + group["weight_decay"] * p)
        return loss

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
# looks like: returns something without a closure
class SGD(torch.optim.Optimizer):
    def __init__(self, params, lr, weight_decay=0.0):
        if lr < 0 or weight_decay < 0:
            raise ValueError("out of range")
        super().__init__(params, dict(lr=lr, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self, closure=None):
        loss = 0.0 if closure is None else run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                p -= group["lr"] * (p.grad + group["weight_decay"] * p)
        return loss

# %% wrong: a seed in each step
# looks like: uses up random numbers
class SGD(torch.optim.Optimizer):
    def __init__(self, params, lr, weight_decay=0.0):
        if lr < 0 or weight_decay < 0:
            raise ValueError("out of range")
        super().__init__(params, dict(lr=lr, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        torch.manual_seed(0)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                p -= group["lr"] * (p.grad + group["weight_decay"] * p)
        return loss

# %% wrong: a rate of 0 refused
# looks like: refuses lr=0.0
class SGD(torch.optim.Optimizer):
    def __init__(self, params, lr, weight_decay=0.0):
        if lr <= 0 or weight_decay < 0:
            raise ValueError("out of range")
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

# %% wrong: the base class not made
# looks like: does not make the base class
class SGD(torch.optim.Optimizer):
    def __init__(self, params, lr, weight_decay=0.0):
        if lr < 0 or weight_decay < 0:
            raise ValueError("out of range")
        self.params, self.options = list(params), dict(lr=lr, weight_decay=weight_decay)

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                p -= group["lr"] * (p.grad + group["weight_decay"] * p)
        return loss

# %% wrong: an empty list accepted
# looks like: accepts an empty list
class SGD(torch.optim.Optimizer):
    def __init__(self, params, lr, weight_decay=0.0):
        if lr < 0 or weight_decay < 0:
            raise ValueError("out of range")
        params = list(params) or [torch.nn.Parameter(torch.zeros(1))]
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
