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
# from: arithmetic, from 0
# -                 state["buf"] = group["momentum"] * state.get("buf", 0) + grad
# -                 p -= group["lr"] * state["buf"]
# +                 if not state:
# +                     state["buffer"] = torch.zeros_like(p)
# +                 state["buffer"].mul_(group["momentum"]).add_(grad)
# +                 p.add_(state["buffer"], alpha=-group["lr"])


# %% right: EMA form inside, which is the same at lr / (1 - momentum)
# from: arithmetic, from 0
# -                 state["buf"] = group["momentum"] * state.get("buf", 0) + grad
# -                 p -= group["lr"] * state["buf"]
# +                 m = group["momentum"]
# +                 if state:  # undo the 1 - momentum of the step before, which may have been another one
# +                     state["avg"] *= m * (1 - m) / (1 - state["m"])
# +                 state["avg"] = state.get("avg", 0) + (1 - m) * grad
# +                 state["m"] = m
# +                 p -= group["lr"] / (1 - m) * state["avg"]


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
# from: arithmetic, from 0
# looks like: has the sign of the weight decay wrong
# -                 grad = p.grad + group["weight_decay"] * p
# +                 grad = p.grad - group["weight_decay"] * p


# %% wrong: no decay
# from: arithmetic, from 0
# looks like: forgets the weight decay
# -                 grad = p.grad + group["weight_decay"] * p
# +                 grad = p.grad


# %% wrong: decay by itself
# from: arithmetic, from 0
# looks like: shrinks the weights by weight_decay itself
# -                 grad = p.grad + group["weight_decay"] * p
# +                 grad = p.grad

#                   p -= group["lr"] * state["buf"]
# +                 p *= 1 - group["weight_decay"]


# %% wrong: decay after the step
# from: arithmetic, from 0
# looks like: shrinks the weights after the step
# -                 grad = p.grad + group["weight_decay"] * p
# +                 grad = p.grad

#                   p -= group["lr"] * state["buf"]
# +                 p *= 1 - group["lr"] * group["weight_decay"]


# %% wrong: gradient edited in place
# from: arithmetic, from 0
# looks like: edits gradients in place
# -                 grad = p.grad + group["weight_decay"] * p
# +                 p.grad.add_(p, alpha=group["weight_decay"])
# +                 grad = p.grad


# %% wrong: gradients forgotten after the step
# from: arithmetic, from 0
# looks like: puts something else in the place of a gradient
#                   p -= group["lr"] * state["buf"]
# +                 p.grad = None


# %% wrong: uphill
# from: arithmetic, from 0
# looks like: goes uphill
# -                 p -= group["lr"] * state["buf"]
# +                 p += group["lr"] * state["buf"]


# %% wrong: without the rate
# from: arithmetic, from 0
# looks like: forgets the learning rate
# -                 p -= group["lr"] * state["buf"]
# +                 p -= state["buf"]


# %% wrong: a new tensor under the name
# from: arithmetic, from 0
# looks like: changes nothing
# -                 p -= group["lr"] * state["buf"]
# +                 p = p - group["lr"] * state["buf"]


# %% wrong: new memory
# from: arithmetic, from 0
# looks like: gives the parameter new memory
# -                 p -= group["lr"] * state["buf"]
# +                 p.data = p - group["lr"] * state["buf"]


# %% wrong: values it was made with
# from: arithmetic, from 0
# looks like: goes by the values that it was made with
# -                 grad = p.grad + group["weight_decay"] * p
# +                 grad = p.grad + self.defaults["weight_decay"] * p
#                   state = self.state[p]
# -                 state["buf"] = group["momentum"] * state.get("buf", 0) + grad
# -                 p -= group["lr"] * state["buf"]
# +                 state["buf"] = self.defaults["momentum"] * state.get("buf", 0) + grad
# +                 p -= self.defaults["lr"] * state["buf"]


# %% wrong: the first group only
# from: arithmetic, from 0
# looks like: changes the first group only
# -         for group in self.param_groups:
# +         for group in self.param_groups[:1]:


# %% wrong: stops at a missing gradient
# from: arithmetic, from 0
# looks like: stops at the first parameter without gradient
# -                     continue
# +                     return loss


# %% wrong: missing gradients count as 0
# from: arithmetic, from 0
# looks like: treats a missing gradient as 0
# -                 if p.grad is None:
# -                     continue
# -                 grad = p.grad + group["weight_decay"] * p
# +                 grad = torch.zeros_like(p) if p.grad is None else p.grad
# +                 grad = grad + group["weight_decay"] * p


# %% wrong: missing gradients not thought of
# from: arithmetic, from 0
# looks like: stumbles over a parameter without gradient
# -                 if p.grad is None:
# -                     continue


# %% wrong: small gradients skipped
# from: arithmetic, from 0
# looks like: ignores small gradients
#                       continue
# +                 if p.grad.abs().max() < 1e-4:
# +                     continue


# %% wrong: a generator used up before super
# from: arithmetic, from 0
# looks like: has used up its generator
#               raise ValueError("out of range")
# +         self.parameters = list(params)


# %% wrong: a generator kept
# from: arithmetic, from 0
# looks like: has used up its generator
#           super().__init__(params, dict(lr=lr, momentum=momentum, weight_decay=weight_decay))
# +         self.parameters = params

# -         for group in self.param_groups:
# -             for p in group["params"]:
# +         group = self.param_groups[0]
# +         for _ in [0]:
# +             for p in self.parameters:


# %% wrong: its own list of parameters
# from: arithmetic, from 0
# looks like: goes through what it was given, which may be dicts
# +         params = list(params)
#           super().__init__(params, dict(lr=lr, momentum=momentum, weight_decay=weight_decay))
# +         self.parameters = params

# -         for group in self.param_groups:
# -             for p in group["params"]:
# +         group = self.param_groups[0]
# +         for _ in [0]:
# +             for p in self.parameters:


# %% wrong: groups as they were at first
# from: arithmetic, from 0
# looks like: add_param_group
#           super().__init__(params, dict(lr=lr, momentum=momentum, weight_decay=weight_decay))
# +         self.plan = [(group, list(group["params"])) for group in self.param_groups]

# -         for group in self.param_groups:
# -             for p in group["params"]:
# +         for group, members in self.plan:
# +             for p in members:


# %% wrong: seen by autograd
# from: arithmetic, from 0
# looks like: is recorded by autograd
# -     @torch.no_grad()


# %% wrong: closure with autograd off
# from: arithmetic, from 0
# looks like: calls the closure with autograd switched off
# -         loss = run_closure(closure)
# +         loss = closure() if closure else None


# %% wrong: closure ignored
# from: arithmetic, from 0
# looks like: does not call the closure
# -         loss = run_closure(closure)
# +         loss = None


# %% wrong: closure called last
# from: arithmetic, from 0
# looks like: calls the closure after it has changed the parameters
# -         loss = run_closure(closure)

# -         return loss
# +         return run_closure(closure)


# %% wrong: closure called twice
# from: arithmetic, from 0
# looks like: calls the closure more than once
#       def step(self, closure=None):
# +         run_closure(closure)


# %% wrong: returns nothing
# from: arithmetic, from 0
# looks like: does not return what the closure returned
# -         return loss


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
# from: arithmetic, from 0
# looks like: accepts lr=-0.1
# -         if lr < 0 or weight_decay < 0 or not 0 <= momentum < 1:
# +         if weight_decay < 0 or not 0 <= momentum < 1:


# %% wrong: negative decay accepted
# from: arithmetic, from 0
# looks like: accepts weight_decay=-0.01
# -         if lr < 0 or weight_decay < 0 or not 0 <= momentum < 1:
# +         if lr < 0 or not 0 <= momentum < 1:


# %% wrong: the EMA's form
# from: arithmetic, from 0
# looks like: multiplies the gradient by 1 - momentum
# -                 state["buf"] = group["momentum"] * state.get("buf", 0) + grad
# +                 state["buf"] = group["momentum"] * state.get("buf", 0) + (1 - group["momentum"]) * grad


# %% wrong: the EMA's form after the first
# from: arithmetic, from 0
# looks like: begins with the gradient and multiplies later ones by 1 - momentum
# -                 state["buf"] = group["momentum"] * state.get("buf", 0) + grad
# +                 if "buf" not in state:
# +                     state["buf"] = grad.clone()
# +                 else:
# +                     state["buf"].lerp_(grad, 1 - group["momentum"])


# %% wrong: first gradient twice
# from: arithmetic, from 0
# looks like: adds the first gradient twice
# -                 state["buf"] = group["momentum"] * state.get("buf", 0) + grad
# +                 if "buf" not in state:
# +                     state["buf"] = grad.clone()
# +                 state["buf"].mul_(group["momentum"]).add_(grad)


# %% wrong: no momentum
# from: arithmetic, from 0
# looks like: has no momentum
# -                 state = self.state[p]
# -                 state["buf"] = group["momentum"] * state.get("buf", 0) + grad
# -                 p -= group["lr"] * state["buf"]
# +                 p -= group["lr"] * grad


# %% wrong: Nesterov
# from: arithmetic, from 0
# looks like: looks ahead
# -                 p -= group["lr"] * state["buf"]
# +                 p -= group["lr"] * (grad + group["momentum"] * state["buf"])


# %% wrong: rate inside the buffer
# from: arithmetic, from 0
# looks like: multiplies by lr on the way into the buffer
# -                 state["buf"] = group["momentum"] * state.get("buf", 0) + grad
# -                 p -= group["lr"] * state["buf"]
# +                 state["buf"] = group["momentum"] * state.get("buf", 0) + group["lr"] * grad
# +                 p -= state["buf"]


# %% wrong: state on the parameter
# from: arithmetic, from 0
# looks like: begins with the buffers of an earlier optimizer
# looks like: loses its buffers on the way through state_dict
# -                 state = self.state[p]
# -                 state["buf"] = group["momentum"] * state.get("buf", 0) + grad
# -                 p -= group["lr"] * state["buf"]
# +                 p.buf = group["momentum"] * getattr(p, "buf", 0) + grad
# +                 p -= group["lr"] * p.buf


# %% wrong: state in the class
# from: arithmetic, from 0
# looks like: begins with the buffers of an earlier optimizer
# looks like: loses its buffers on the way through state_dict
#   class Momentum(torch.optim.Optimizer):
# +     buffers = {}
# +

# -                 state = self.state[p]
# -                 state["buf"] = group["momentum"] * state.get("buf", 0) + grad
# -                 p -= group["lr"] * state["buf"]
# +                 self.buffers[p] = group["momentum"] * self.buffers.get(p, 0) + grad
# +                 p -= group["lr"] * self.buffers[p]


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
# from: state keyed by shape
# looks like: keeps its buffers by place in the group
# looks like: loses its buffers on the way through state_dict
# -                 key = p.shape
# +                 key = [q is p for q in group["params"]].index(True)


# %% wrong: one buffer
# from: state keyed by shape
# looks like: has one buffer for all parameters
# -                 key = p.shape
# +                 key = 0


# %% wrong: state in a dict of its own
# from: state keyed by shape
# looks like: loses its buffers on the way through state_dict
# -                 key = p.shape
# +                 key = p


# %% wrong: the gradient itself as first buffer
# from: arithmetic, from 0
# looks like: keeps the gradient itself as its buffer
# -                 grad = p.grad + group["weight_decay"] * p
# +                 grad = p.grad.add(p, alpha=group["weight_decay"]) if group["weight_decay"] else p.grad
#                   state = self.state[p]
# -                 state["buf"] = group["momentum"] * state.get("buf", 0) + grad
# +                 state["buf"] = group["momentum"] * state["buf"] + grad if state else grad


# %% wrong: the gradient itself as first buffer, changed in place
# from: arithmetic, from 0
# looks like: edits gradients in place
# -                 grad = p.grad + group["weight_decay"] * p
# +                 grad = p.grad.add(p, alpha=group["weight_decay"]) if group["weight_decay"] else p.grad
#                   state = self.state[p]
# -                 state["buf"] = group["momentum"] * state.get("buf", 0) + grad
# +                 if state:
# +                     state["buf"].mul_(group["momentum"]).add_(grad)
# +                 else:
# +                     state["buf"] = grad


# %% wrong: buffers fade without gradient
# from: arithmetic, from 0
# looks like: lets the buffer fade while there is no gradient
#                   if p.grad is None:
# +                     if self.state[p]:
# +                         self.state[p]["buf"] *= group["momentum"]


# %% wrong: another default
# from: arithmetic, from 0
# looks like: has another momentum than 0.9
# -     def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
# +     def __init__(self, params, lr, momentum=0.85, weight_decay=0.0):


# %% wrong: momentum 1 accepted
# from: arithmetic, from 0
# looks like: accepts momentum=1.0
# -         if lr < 0 or weight_decay < 0 or not 0 <= momentum < 1:
# +         if lr < 0 or weight_decay < 0 or not 0 <= momentum <= 1:


# %% wrong: negative momentum accepted
# from: arithmetic, from 0
# looks like: accepts momentum=-0.1
# -         if lr < 0 or weight_decay < 0 or not 0 <= momentum < 1:
# +         if lr < 0 or weight_decay < 0 or momentum >= 1:


# %% wrong: decoupled decay
# from: arithmetic, from 0
# looks like: keeps the weight decay out of the momentum
# -                 grad = p.grad + group["weight_decay"] * p
# +                 grad = p.grad

#                   state["buf"] = group["momentum"] * state.get("buf", 0) + grad
# +                 p *= 1 - group["lr"] * group["weight_decay"]


# %% wrong: decay outside the buffer
# from: arithmetic, from 0
# looks like: keeps the weight decay out of the momentum
# -                 grad = p.grad + group["weight_decay"] * p
#                   state = self.state[p]
# -                 state["buf"] = group["momentum"] * state.get("buf", 0) + grad
# -                 p -= group["lr"] * state["buf"]
# +                 state["buf"] = group["momentum"] * state.get("buf", 0) + p.grad
# +                 p -= group["lr"] * (state["buf"] + group["weight_decay"] * p)


# %% wrong: the rate kept on the object
# from: a loss of 0 is none
# looks like: keeps the rate that it was made with
#               raise ValueError("outside")
# +         self.lr = lr

# -                 p -= group["lr"] * state["buffer"]
# -         return loss or None
# +                 p -= self.lr * state["buffer"]
# +         return loss


# %% wrong: no step where the gradient is all 0
# from: a loss of 0 is none
# looks like: leaves out gradients that are all 0
# -                 if p.grad is None:
# +                 if p.grad is None or not p.grad.any():

# -         return loss or None
# +         return loss


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
