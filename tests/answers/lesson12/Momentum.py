# %% right: arithmetic, from 0
class Momentum(torch.optim.Optimizer):
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        if lr < 0 or weight_decay < 0 or not 0 <= momentum < 1:
            raise ValueError("out of range")
        super().__init__(params, dict(lr=lr, momentum=momentum, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                grad = p.grad + group["weight_decay"] * p
                state = self.state[p]
                state["buf"] = group["momentum"] * state.get("buf", 0) + grad
                p -= group["lr"] * state["buf"]
        return loss

# %% right: zeros as first buffer, in place
class Momentum(torch.optim.Optimizer):
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        if lr < 0 or weight_decay < 0 or not 0 <= momentum < 1:
            raise ValueError("out of range")
        super().__init__(params, dict(lr=lr, momentum=momentum, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                grad = p.grad + group["weight_decay"] * p
                state = self.state[p]
                if not state:
                    state["buffer"] = torch.zeros_like(p)
                state["buffer"].mul_(group["momentum"]).add_(grad)
                p.add_(state["buffer"], alpha=-group["lr"])
        return loss

# %% right: EMA form inside, which is the same at lr / (1 - momentum)
class Momentum(torch.optim.Optimizer):
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        if lr < 0 or weight_decay < 0 or not 0 <= momentum < 1:
            raise ValueError("out of range")
        super().__init__(params, dict(lr=lr, momentum=momentum, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                grad = p.grad + group["weight_decay"] * p
                state = self.state[p]
                m = group["momentum"]
                if state:  # undo the 1 - momentum of the step before, which may have been another one
                    state["avg"] *= m * (1 - m) / (1 - state["m"])
                state["avg"] = state.get("avg", 0) + (1 - m) * grad
                state["m"] = m
                p -= group["lr"] / (1 - m) * state["avg"]
        return loss

# %% right: all parameters of a group at once
class Momentum(torch.optim.Optimizer):
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        if lr < 0 or weight_decay < 0 or not 0 <= momentum < 1:
            raise ValueError("out of range")
        super().__init__(params, dict(lr=lr, momentum=momentum, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            params = [p for p in group["params"] if p.grad is not None]
            for p in params:
                self.state[p].setdefault("buf", torch.zeros_like(p))
            if params:
                buffers = [self.state[p]["buf"] for p in params]
                torch._foreach_mul_(buffers, group["momentum"])
                torch._foreach_add_(buffers, [p.grad for p in params])
                torch._foreach_add_(buffers, params, alpha=group["weight_decay"])
                torch._foreach_add_(params, buffers, alpha=-group["lr"])
        return loss

# %% wrong: sign of the decay
# looks like: has the sign of the weight decay wrong
class Momentum(torch.optim.Optimizer):
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        if lr < 0 or weight_decay < 0 or not 0 <= momentum < 1:
            raise ValueError("out of range")
        super().__init__(params, dict(lr=lr, momentum=momentum, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                grad = p.grad - group["weight_decay"] * p
                state = self.state[p]
                state["buf"] = group["momentum"] * state.get("buf", 0) + grad
                p -= group["lr"] * state["buf"]
        return loss

# %% wrong: no decay
# looks like: forgets the weight decay
class Momentum(torch.optim.Optimizer):
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        if lr < 0 or weight_decay < 0 or not 0 <= momentum < 1:
            raise ValueError("out of range")
        super().__init__(params, dict(lr=lr, momentum=momentum, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                grad = p.grad
                state = self.state[p]
                state["buf"] = group["momentum"] * state.get("buf", 0) + grad
                p -= group["lr"] * state["buf"]
        return loss

# %% wrong: decay by itself
# looks like: shrinks the weights by weight_decay itself
class Momentum(torch.optim.Optimizer):
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        if lr < 0 or weight_decay < 0 or not 0 <= momentum < 1:
            raise ValueError("out of range")
        super().__init__(params, dict(lr=lr, momentum=momentum, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                grad = p.grad
                state = self.state[p]
                state["buf"] = group["momentum"] * state.get("buf", 0) + grad
                p -= group["lr"] * state["buf"]
                p *= 1 - group["weight_decay"]
        return loss

# %% wrong: decay after the step
# looks like: shrinks the weights after the step
class Momentum(torch.optim.Optimizer):
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        if lr < 0 or weight_decay < 0 or not 0 <= momentum < 1:
            raise ValueError("out of range")
        super().__init__(params, dict(lr=lr, momentum=momentum, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                grad = p.grad
                state = self.state[p]
                state["buf"] = group["momentum"] * state.get("buf", 0) + grad
                p -= group["lr"] * state["buf"]
                p *= 1 - group["lr"] * group["weight_decay"]
        return loss

# %% wrong: gradient edited in place
# looks like: edits gradients in place
class Momentum(torch.optim.Optimizer):
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        if lr < 0 or weight_decay < 0 or not 0 <= momentum < 1:
            raise ValueError("out of range")
        super().__init__(params, dict(lr=lr, momentum=momentum, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                p.grad.add_(p, alpha=group["weight_decay"])
                grad = p.grad
                state = self.state[p]
                state["buf"] = group["momentum"] * state.get("buf", 0) + grad
                p -= group["lr"] * state["buf"]
        return loss

# %% wrong: gradients forgotten after the step
# looks like: puts something else in the place of a gradient
class Momentum(torch.optim.Optimizer):
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        if lr < 0 or weight_decay < 0 or not 0 <= momentum < 1:
            raise ValueError("out of range")
        super().__init__(params, dict(lr=lr, momentum=momentum, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                grad = p.grad + group["weight_decay"] * p
                state = self.state[p]
                state["buf"] = group["momentum"] * state.get("buf", 0) + grad
                p -= group["lr"] * state["buf"]
                p.grad = None
        return loss

# %% wrong: uphill
# looks like: goes uphill
class Momentum(torch.optim.Optimizer):
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        if lr < 0 or weight_decay < 0 or not 0 <= momentum < 1:
            raise ValueError("out of range")
        super().__init__(params, dict(lr=lr, momentum=momentum, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                grad = p.grad + group["weight_decay"] * p
                state = self.state[p]
                state["buf"] = group["momentum"] * state.get("buf", 0) + grad
                p += group["lr"] * state["buf"]
        return loss

# %% wrong: without the rate
# looks like: forgets the learning rate
class Momentum(torch.optim.Optimizer):
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        if lr < 0 or weight_decay < 0 or not 0 <= momentum < 1:
            raise ValueError("out of range")
        super().__init__(params, dict(lr=lr, momentum=momentum, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                grad = p.grad + group["weight_decay"] * p
                state = self.state[p]
                state["buf"] = group["momentum"] * state.get("buf", 0) + grad
                p -= state["buf"]
        return loss

# %% wrong: a new tensor under the name
# looks like: changes nothing
class Momentum(torch.optim.Optimizer):
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        if lr < 0 or weight_decay < 0 or not 0 <= momentum < 1:
            raise ValueError("out of range")
        super().__init__(params, dict(lr=lr, momentum=momentum, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                grad = p.grad + group["weight_decay"] * p
                state = self.state[p]
                state["buf"] = group["momentum"] * state.get("buf", 0) + grad
                p = p - group["lr"] * state["buf"]
        return loss

# %% wrong: new memory
# looks like: gives the parameter new memory
class Momentum(torch.optim.Optimizer):
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        if lr < 0 or weight_decay < 0 or not 0 <= momentum < 1:
            raise ValueError("out of range")
        super().__init__(params, dict(lr=lr, momentum=momentum, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                grad = p.grad + group["weight_decay"] * p
                state = self.state[p]
                state["buf"] = group["momentum"] * state.get("buf", 0) + grad
                p.data = p - group["lr"] * state["buf"]
        return loss

# %% wrong: values it was made with
# looks like: goes by the values that it was made with
class Momentum(torch.optim.Optimizer):
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        if lr < 0 or weight_decay < 0 or not 0 <= momentum < 1:
            raise ValueError("out of range")
        super().__init__(params, dict(lr=lr, momentum=momentum, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                grad = p.grad + self.defaults["weight_decay"] * p
                state = self.state[p]
                state["buf"] = self.defaults["momentum"] * state.get("buf", 0) + grad
                p -= self.defaults["lr"] * state["buf"]
        return loss

# %% wrong: the first group only
# looks like: changes the first group only
class Momentum(torch.optim.Optimizer):
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        if lr < 0 or weight_decay < 0 or not 0 <= momentum < 1:
            raise ValueError("out of range")
        super().__init__(params, dict(lr=lr, momentum=momentum, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups[:1]:
            for p in group["params"]:
                if p.grad is None:
                    continue
                grad = p.grad + group["weight_decay"] * p
                state = self.state[p]
                state["buf"] = group["momentum"] * state.get("buf", 0) + grad
                p -= group["lr"] * state["buf"]
        return loss

# %% wrong: stops at a missing gradient
# looks like: stops at the first parameter without gradient
class Momentum(torch.optim.Optimizer):
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        if lr < 0 or weight_decay < 0 or not 0 <= momentum < 1:
            raise ValueError("out of range")
        super().__init__(params, dict(lr=lr, momentum=momentum, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    return loss
                grad = p.grad + group["weight_decay"] * p
                state = self.state[p]
                state["buf"] = group["momentum"] * state.get("buf", 0) + grad
                p -= group["lr"] * state["buf"]
        return loss

# %% wrong: missing gradients count as 0
# looks like: treats a missing gradient as 0
class Momentum(torch.optim.Optimizer):
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        if lr < 0 or weight_decay < 0 or not 0 <= momentum < 1:
            raise ValueError("out of range")
        super().__init__(params, dict(lr=lr, momentum=momentum, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                grad = torch.zeros_like(p) if p.grad is None else p.grad
                grad = grad + group["weight_decay"] * p
                state = self.state[p]
                state["buf"] = group["momentum"] * state.get("buf", 0) + grad
                p -= group["lr"] * state["buf"]
        return loss

# %% wrong: missing gradients not thought of
# looks like: stumbles over a parameter without gradient
class Momentum(torch.optim.Optimizer):
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        if lr < 0 or weight_decay < 0 or not 0 <= momentum < 1:
            raise ValueError("out of range")
        super().__init__(params, dict(lr=lr, momentum=momentum, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                grad = p.grad + group["weight_decay"] * p
                state = self.state[p]
                state["buf"] = group["momentum"] * state.get("buf", 0) + grad
                p -= group["lr"] * state["buf"]
        return loss

# %% wrong: small gradients skipped
# looks like: ignores small gradients
class Momentum(torch.optim.Optimizer):
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        if lr < 0 or weight_decay < 0 or not 0 <= momentum < 1:
            raise ValueError("out of range")
        super().__init__(params, dict(lr=lr, momentum=momentum, weight_decay=weight_decay))

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
                state = self.state[p]
                state["buf"] = group["momentum"] * state.get("buf", 0) + grad
                p -= group["lr"] * state["buf"]
        return loss

# %% wrong: a generator used up before super
# looks like: has used up its generator
class Momentum(torch.optim.Optimizer):
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        if lr < 0 or weight_decay < 0 or not 0 <= momentum < 1:
            raise ValueError("out of range")
        self.parameters = list(params)
        super().__init__(params, dict(lr=lr, momentum=momentum, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                grad = p.grad + group["weight_decay"] * p
                state = self.state[p]
                state["buf"] = group["momentum"] * state.get("buf", 0) + grad
                p -= group["lr"] * state["buf"]
        return loss

# %% wrong: a generator kept
# looks like: has used up its generator
class Momentum(torch.optim.Optimizer):
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        if lr < 0 or weight_decay < 0 or not 0 <= momentum < 1:
            raise ValueError("out of range")
        super().__init__(params, dict(lr=lr, momentum=momentum, weight_decay=weight_decay))
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
                state = self.state[p]
                state["buf"] = group["momentum"] * state.get("buf", 0) + grad
                p -= group["lr"] * state["buf"]
        return loss

# %% wrong: its own list of parameters
# looks like: goes through what it was given, which may be dicts
class Momentum(torch.optim.Optimizer):
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        if lr < 0 or weight_decay < 0 or not 0 <= momentum < 1:
            raise ValueError("out of range")
        params = list(params)
        super().__init__(params, dict(lr=lr, momentum=momentum, weight_decay=weight_decay))
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
                state = self.state[p]
                state["buf"] = group["momentum"] * state.get("buf", 0) + grad
                p -= group["lr"] * state["buf"]
        return loss

# %% wrong: groups as they were at first
# looks like: add_param_group
class Momentum(torch.optim.Optimizer):
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        if lr < 0 or weight_decay < 0 or not 0 <= momentum < 1:
            raise ValueError("out of range")
        super().__init__(params, dict(lr=lr, momentum=momentum, weight_decay=weight_decay))
        self.plan = [(group, list(group["params"])) for group in self.param_groups]

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group, members in self.plan:
            for p in members:
                if p.grad is None:
                    continue
                grad = p.grad + group["weight_decay"] * p
                state = self.state[p]
                state["buf"] = group["momentum"] * state.get("buf", 0) + grad
                p -= group["lr"] * state["buf"]
        return loss

# %% wrong: seen by autograd
# looks like: is recorded by autograd
class Momentum(torch.optim.Optimizer):
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        if lr < 0 or weight_decay < 0 or not 0 <= momentum < 1:
            raise ValueError("out of range")
        super().__init__(params, dict(lr=lr, momentum=momentum, weight_decay=weight_decay))

    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                grad = p.grad + group["weight_decay"] * p
                state = self.state[p]
                state["buf"] = group["momentum"] * state.get("buf", 0) + grad
                p -= group["lr"] * state["buf"]
        return loss

# %% wrong: closure with autograd off
# looks like: calls the closure with autograd switched off
class Momentum(torch.optim.Optimizer):
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        if lr < 0 or weight_decay < 0 or not 0 <= momentum < 1:
            raise ValueError("out of range")
        super().__init__(params, dict(lr=lr, momentum=momentum, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self, closure=None):
        loss = closure() if closure else None
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                grad = p.grad + group["weight_decay"] * p
                state = self.state[p]
                state["buf"] = group["momentum"] * state.get("buf", 0) + grad
                p -= group["lr"] * state["buf"]
        return loss

# %% wrong: closure ignored
# looks like: does not call the closure
class Momentum(torch.optim.Optimizer):
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        if lr < 0 or weight_decay < 0 or not 0 <= momentum < 1:
            raise ValueError("out of range")
        super().__init__(params, dict(lr=lr, momentum=momentum, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self, closure=None):
        loss = None
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                grad = p.grad + group["weight_decay"] * p
                state = self.state[p]
                state["buf"] = group["momentum"] * state.get("buf", 0) + grad
                p -= group["lr"] * state["buf"]
        return loss

# %% wrong: closure called last
# looks like: calls the closure after it has changed the parameters
class Momentum(torch.optim.Optimizer):
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        if lr < 0 or weight_decay < 0 or not 0 <= momentum < 1:
            raise ValueError("out of range")
        super().__init__(params, dict(lr=lr, momentum=momentum, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self, closure=None):
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                grad = p.grad + group["weight_decay"] * p
                state = self.state[p]
                state["buf"] = group["momentum"] * state.get("buf", 0) + grad
                p -= group["lr"] * state["buf"]
        return run_closure(closure)

# %% wrong: closure called twice
# looks like: calls the closure more than once
class Momentum(torch.optim.Optimizer):
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        if lr < 0 or weight_decay < 0 or not 0 <= momentum < 1:
            raise ValueError("out of range")
        super().__init__(params, dict(lr=lr, momentum=momentum, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self, closure=None):
        run_closure(closure)
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                grad = p.grad + group["weight_decay"] * p
                state = self.state[p]
                state["buf"] = group["momentum"] * state.get("buf", 0) + grad
                p -= group["lr"] * state["buf"]
        return loss

# %% wrong: returns nothing
# looks like: does not return what the closure returned
class Momentum(torch.optim.Optimizer):
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        if lr < 0 or weight_decay < 0 or not 0 <= momentum < 1:
            raise ValueError("out of range")
        super().__init__(params, dict(lr=lr, momentum=momentum, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                grad = p.grad + group["weight_decay"] * p
                state = self.state[p]
                state["buf"] = group["momentum"] * state.get("buf", 0) + grad
                p -= group["lr"] * state["buf"]

# %% wrong: built on torch's own
# looks like: which is what this exercise asks you to write
class Momentum(torch.optim.SGD):
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        super().__init__(params, lr, momentum=momentum, weight_decay=weight_decay)

# %% wrong: torch's own inside
# looks like: calls torch.optim.SGD or its like, which is what this exercise asks you to write
class Momentum(torch.optim.Optimizer):
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        params = list(params)
        super().__init__(params, dict(lr=lr))
        self.inner = torch.optim.SGD(params, lr, momentum=momentum, weight_decay=weight_decay)

    def step(self, closure=None):
        return self.inner.step(closure)

# %% wrong: no Optimizer
# looks like: is no torch.optim.Optimizer
# looks like: has no momentum
# looks like: does not call the closure
# looks like: accepts lr=-0.1
class Momentum:
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        self.params, self.lr, self.weight_decay = list(params), lr, weight_decay
        self.buffers = [None] * len(self.params)

    @torch.no_grad()
    def step(self, closure=None):
        for p in self.params:
            if p.grad is not None:
                p -= self.lr * (p.grad + self.weight_decay * p)

# %% wrong: negative rates accepted
# looks like: accepts lr=-0.1
class Momentum(torch.optim.Optimizer):
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        if weight_decay < 0 or not 0 <= momentum < 1:
            raise ValueError("out of range")
        super().__init__(params, dict(lr=lr, momentum=momentum, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                grad = p.grad + group["weight_decay"] * p
                state = self.state[p]
                state["buf"] = group["momentum"] * state.get("buf", 0) + grad
                p -= group["lr"] * state["buf"]
        return loss

# %% wrong: negative decay accepted
# looks like: accepts weight_decay=-0.01
class Momentum(torch.optim.Optimizer):
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        if lr < 0 or not 0 <= momentum < 1:
            raise ValueError("out of range")
        super().__init__(params, dict(lr=lr, momentum=momentum, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                grad = p.grad + group["weight_decay"] * p
                state = self.state[p]
                state["buf"] = group["momentum"] * state.get("buf", 0) + grad
                p -= group["lr"] * state["buf"]
        return loss

# %% wrong: the EMA's form
# looks like: multiplies the gradient by 1 - momentum
class Momentum(torch.optim.Optimizer):
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        if lr < 0 or weight_decay < 0 or not 0 <= momentum < 1:
            raise ValueError("out of range")
        super().__init__(params, dict(lr=lr, momentum=momentum, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                grad = p.grad + group["weight_decay"] * p
                state = self.state[p]
                state["buf"] = group["momentum"] * state.get("buf", 0) + (1 - group["momentum"]) * grad
                p -= group["lr"] * state["buf"]
        return loss

# %% wrong: the EMA's form after the first
# looks like: begins with the gradient and multiplies later ones by 1 - momentum
class Momentum(torch.optim.Optimizer):
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        if lr < 0 or weight_decay < 0 or not 0 <= momentum < 1:
            raise ValueError("out of range")
        super().__init__(params, dict(lr=lr, momentum=momentum, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                grad = p.grad + group["weight_decay"] * p
                state = self.state[p]
                if "buf" not in state:
                    state["buf"] = grad.clone()
                else:
                    state["buf"].lerp_(grad, 1 - group["momentum"])
                p -= group["lr"] * state["buf"]
        return loss

# %% wrong: first gradient twice
# looks like: adds the first gradient twice
class Momentum(torch.optim.Optimizer):
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        if lr < 0 or weight_decay < 0 or not 0 <= momentum < 1:
            raise ValueError("out of range")
        super().__init__(params, dict(lr=lr, momentum=momentum, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                grad = p.grad + group["weight_decay"] * p
                state = self.state[p]
                if "buf" not in state:
                    state["buf"] = grad.clone()
                state["buf"].mul_(group["momentum"]).add_(grad)
                p -= group["lr"] * state["buf"]
        return loss

# %% wrong: no momentum
# looks like: has no momentum
class Momentum(torch.optim.Optimizer):
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        if lr < 0 or weight_decay < 0 or not 0 <= momentum < 1:
            raise ValueError("out of range")
        super().__init__(params, dict(lr=lr, momentum=momentum, weight_decay=weight_decay))

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

# %% wrong: Nesterov
# looks like: looks ahead
class Momentum(torch.optim.Optimizer):
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        if lr < 0 or weight_decay < 0 or not 0 <= momentum < 1:
            raise ValueError("out of range")
        super().__init__(params, dict(lr=lr, momentum=momentum, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                grad = p.grad + group["weight_decay"] * p
                state = self.state[p]
                state["buf"] = group["momentum"] * state.get("buf", 0) + grad
                p -= group["lr"] * (grad + group["momentum"] * state["buf"])
        return loss

# %% wrong: rate inside the buffer
# looks like: multiplies by lr on the way into the buffer
class Momentum(torch.optim.Optimizer):
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        if lr < 0 or weight_decay < 0 or not 0 <= momentum < 1:
            raise ValueError("out of range")
        super().__init__(params, dict(lr=lr, momentum=momentum, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                grad = p.grad + group["weight_decay"] * p
                state = self.state[p]
                state["buf"] = group["momentum"] * state.get("buf", 0) + group["lr"] * grad
                p -= state["buf"]
        return loss

# %% wrong: state on the parameter
# looks like: begins with the buffers of an earlier optimizer
# looks like: loses its buffers on the way through state_dict
class Momentum(torch.optim.Optimizer):
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        if lr < 0 or weight_decay < 0 or not 0 <= momentum < 1:
            raise ValueError("out of range")
        super().__init__(params, dict(lr=lr, momentum=momentum, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                grad = p.grad + group["weight_decay"] * p
                p.buf = group["momentum"] * getattr(p, "buf", 0) + grad
                p -= group["lr"] * p.buf
        return loss

# %% wrong: state in the class
# looks like: begins with the buffers of an earlier optimizer
# looks like: loses its buffers on the way through state_dict
class Momentum(torch.optim.Optimizer):
    buffers = {}

    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        if lr < 0 or weight_decay < 0 or not 0 <= momentum < 1:
            raise ValueError("out of range")
        super().__init__(params, dict(lr=lr, momentum=momentum, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                grad = p.grad + group["weight_decay"] * p
                self.buffers[p] = group["momentum"] * self.buffers.get(p, 0) + grad
                p -= group["lr"] * self.buffers[p]
        return loss

# %% wrong: state keyed by shape
# looks like: keeps its buffers by shape
# looks like: loses its buffers on the way through state_dict
class Momentum(torch.optim.Optimizer):
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        if lr < 0 or weight_decay < 0 or not 0 <= momentum < 1:
            raise ValueError("out of range")
        super().__init__(params, dict(lr=lr, momentum=momentum, weight_decay=weight_decay))
        self.buffers = {}

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                grad = p.grad + group["weight_decay"] * p
                key = p.shape
                self.buffers[key] = group["momentum"] * self.buffers.get(key, 0) + grad
                p -= group["lr"] * self.buffers[key]
        return loss

# %% wrong: state keyed by place in the group
# looks like: keeps its buffers by place in the group
# looks like: loses its buffers on the way through state_dict
class Momentum(torch.optim.Optimizer):
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        if lr < 0 or weight_decay < 0 or not 0 <= momentum < 1:
            raise ValueError("out of range")
        super().__init__(params, dict(lr=lr, momentum=momentum, weight_decay=weight_decay))
        self.buffers = {}

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                grad = p.grad + group["weight_decay"] * p
                key = [q is p for q in group["params"]].index(True)
                self.buffers[key] = group["momentum"] * self.buffers.get(key, 0) + grad
                p -= group["lr"] * self.buffers[key]
        return loss

# %% wrong: one buffer
# looks like: has one buffer for all parameters
class Momentum(torch.optim.Optimizer):
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        if lr < 0 or weight_decay < 0 or not 0 <= momentum < 1:
            raise ValueError("out of range")
        super().__init__(params, dict(lr=lr, momentum=momentum, weight_decay=weight_decay))
        self.buffers = {}

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                grad = p.grad + group["weight_decay"] * p
                key = 0
                self.buffers[key] = group["momentum"] * self.buffers.get(key, 0) + grad
                p -= group["lr"] * self.buffers[key]
        return loss

# %% wrong: state in a dict of its own
# looks like: loses its buffers on the way through state_dict
class Momentum(torch.optim.Optimizer):
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        if lr < 0 or weight_decay < 0 or not 0 <= momentum < 1:
            raise ValueError("out of range")
        super().__init__(params, dict(lr=lr, momentum=momentum, weight_decay=weight_decay))
        self.buffers = {}

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                grad = p.grad + group["weight_decay"] * p
                key = p
                self.buffers[key] = group["momentum"] * self.buffers.get(key, 0) + grad
                p -= group["lr"] * self.buffers[key]
        return loss

# %% wrong: the gradient itself as first buffer
# looks like: keeps the gradient itself as its buffer
class Momentum(torch.optim.Optimizer):
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        if lr < 0 or weight_decay < 0 or not 0 <= momentum < 1:
            raise ValueError("out of range")
        super().__init__(params, dict(lr=lr, momentum=momentum, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                grad = p.grad.add(p, alpha=group["weight_decay"]) if group["weight_decay"] else p.grad
                state = self.state[p]
                state["buf"] = group["momentum"] * state["buf"] + grad if state else grad
                p -= group["lr"] * state["buf"]
        return loss

# %% wrong: the gradient itself as first buffer, changed in place
# looks like: edits gradients in place
class Momentum(torch.optim.Optimizer):
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        if lr < 0 or weight_decay < 0 or not 0 <= momentum < 1:
            raise ValueError("out of range")
        super().__init__(params, dict(lr=lr, momentum=momentum, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                grad = p.grad.add(p, alpha=group["weight_decay"]) if group["weight_decay"] else p.grad
                state = self.state[p]
                if state:
                    state["buf"].mul_(group["momentum"]).add_(grad)
                else:
                    state["buf"] = grad
                p -= group["lr"] * state["buf"]
        return loss

# %% wrong: buffers fade without gradient
# looks like: lets the buffer fade while there is no gradient
class Momentum(torch.optim.Optimizer):
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        if lr < 0 or weight_decay < 0 or not 0 <= momentum < 1:
            raise ValueError("out of range")
        super().__init__(params, dict(lr=lr, momentum=momentum, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    if self.state[p]:
                        self.state[p]["buf"] *= group["momentum"]
                    continue
                grad = p.grad + group["weight_decay"] * p
                state = self.state[p]
                state["buf"] = group["momentum"] * state.get("buf", 0) + grad
                p -= group["lr"] * state["buf"]
        return loss

# %% wrong: another default
# looks like: has another momentum than 0.9
class Momentum(torch.optim.Optimizer):
    def __init__(self, params, lr, momentum=0.85, weight_decay=0.0):
        if lr < 0 or weight_decay < 0 or not 0 <= momentum < 1:
            raise ValueError("out of range")
        super().__init__(params, dict(lr=lr, momentum=momentum, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                grad = p.grad + group["weight_decay"] * p
                state = self.state[p]
                state["buf"] = group["momentum"] * state.get("buf", 0) + grad
                p -= group["lr"] * state["buf"]
        return loss

# %% wrong: momentum 1 accepted
# looks like: accepts momentum=1.0
class Momentum(torch.optim.Optimizer):
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        if lr < 0 or weight_decay < 0 or not 0 <= momentum <= 1:
            raise ValueError("out of range")
        super().__init__(params, dict(lr=lr, momentum=momentum, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                grad = p.grad + group["weight_decay"] * p
                state = self.state[p]
                state["buf"] = group["momentum"] * state.get("buf", 0) + grad
                p -= group["lr"] * state["buf"]
        return loss

# %% wrong: negative momentum accepted
# looks like: accepts momentum=-0.1
class Momentum(torch.optim.Optimizer):
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        if lr < 0 or weight_decay < 0 or momentum >= 1:
            raise ValueError("out of range")
        super().__init__(params, dict(lr=lr, momentum=momentum, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                grad = p.grad + group["weight_decay"] * p
                state = self.state[p]
                state["buf"] = group["momentum"] * state.get("buf", 0) + grad
                p -= group["lr"] * state["buf"]
        return loss

# %% wrong: decoupled decay
# looks like: keeps the weight decay out of the momentum
class Momentum(torch.optim.Optimizer):
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        if lr < 0 or weight_decay < 0 or not 0 <= momentum < 1:
            raise ValueError("out of range")
        super().__init__(params, dict(lr=lr, momentum=momentum, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                grad = p.grad
                state = self.state[p]
                state["buf"] = group["momentum"] * state.get("buf", 0) + grad
                p *= 1 - group["lr"] * group["weight_decay"]
                p -= group["lr"] * state["buf"]
        return loss

# %% wrong: decay outside the buffer
# looks like: keeps the weight decay out of the momentum
class Momentum(torch.optim.Optimizer):
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        if lr < 0 or weight_decay < 0 or not 0 <= momentum < 1:
            raise ValueError("out of range")
        super().__init__(params, dict(lr=lr, momentum=momentum, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                state = self.state[p]
                state["buf"] = group["momentum"] * state.get("buf", 0) + p.grad
                p -= group["lr"] * (state["buf"] + group["weight_decay"] * p)
        return loss

# %% wrong: the rate kept on the object
# looks like: keeps the rate that it was made with
class Momentum(torch.optim.Optimizer):
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        if lr < 0 or weight_decay < 0 or not 0 <= momentum < 1:
            raise ValueError("outside")
        self.lr = lr
        super().__init__(params, {"lr": lr, "momentum": momentum, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                grad = p.grad + group["weight_decay"] * p
                state = self.state[p]
                state["buffer"] = group["momentum"] * state["buffer"] + grad if "buffer" in state else grad.clone()
                p -= self.lr * state["buffer"]
        return loss

# %% wrong: no step where the gradient is all 0
# looks like: leaves out gradients that are all 0
class Momentum(torch.optim.Optimizer):
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        if lr < 0 or weight_decay < 0 or not 0 <= momentum < 1:
            raise ValueError("outside")
        super().__init__(params, {"lr": lr, "momentum": momentum, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None or not p.grad.any():
                    continue
                grad = p.grad + group["weight_decay"] * p
                state = self.state[p]
                state["buffer"] = group["momentum"] * state["buffer"] + grad if "buffer" in state else grad.clone()
                p -= group["lr"] * state["buffer"]
        return loss

# %% wrong: a loss of 0 is none
# looks like: returns None where the closure returned 0
class Momentum(torch.optim.Optimizer):
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        if lr < 0 or weight_decay < 0 or not 0 <= momentum < 1:
            raise ValueError("outside")
        super().__init__(params, {"lr": lr, "momentum": momentum, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                grad = p.grad + group["weight_decay"] * p
                state = self.state[p]
                state["buffer"] = group["momentum"] * state["buffer"] + grad if "buffer" in state else grad.clone()
                p -= group["lr"] * state["buffer"]
        return loss or None

# %% wrong: all buffers with the group's first parameter
# looks like: does not keep each parameter's buffer in its own self.state
class Momentum(torch.optim.Optimizer):
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        if lr < 0 or weight_decay < 0 or momentum < 0 or momentum >= 1:
            raise ValueError
        super().__init__(params, dict(lr=lr, momentum=momentum, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for g in self.param_groups:
            for i, p in enumerate(g["params"]):
                if p.grad is None:
                    continue
                s = self.state[g["params"][0]]
                grad = p.grad + g["weight_decay"] * p
                s[i] = g["momentum"] * s.get(i, 0) + grad
                p.sub_(s[i] * g["lr"])
        return loss
