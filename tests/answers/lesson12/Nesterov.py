# %% right: arithmetic, from 0
class Nesterov(Momentum):
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


# %% right: with the old buffer, whose factor is then momentum twice
# from: arithmetic, from 0
# -                 state["buf"] = group["momentum"] * state.get("buf", 0) + grad
# -                 p -= group["lr"] * (grad + group["momentum"] * state["buf"])
# +                 m, old = group["momentum"], state.get("buf", torch.zeros_like(p))
# +                 p -= group["lr"] * ((1 + m) * grad + m * m * old)
# +                 state["buf"] = m * old + grad


# %% right: in two halves
# from: arithmetic, from 0
# -                 p -= group["lr"] * (grad + group["momentum"] * state["buf"])
# +                 p -= group["lr"] * grad
# +                 p -= group["lr"] * group["momentum"] * state["buf"]


# %% right: all parameters of a group at once
class Nesterov(Momentum):
    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            params = [p for p in group["params"] if p.grad is not None]
            for p in params:
                self.state[p].setdefault("buf", torch.zeros_like(p))
            if params:
                buffers = [self.state[p]["buf"] for p in params]
                grads = torch._foreach_add([p.grad for p in params], params, alpha=group["weight_decay"])
                torch._foreach_mul_(buffers, group["momentum"])
                torch._foreach_add_(buffers, grads)
                torch._foreach_add_(grads, buffers, alpha=group["momentum"])
                torch._foreach_add_(params, grads, alpha=-group["lr"])
        return loss


# %% right: no Momentum below it
class Nesterov(torch.optim.Optimizer):
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        super().__init__(params, {"lr": lr, "momentum": momentum, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is not None:
                    grad = p.grad.add(p, alpha=group["weight_decay"])
                    buffer = self.state[p].setdefault("buffer", torch.zeros_like(p))
                    buffer.mul_(group["momentum"]).add_(grad)
                    p.sub_(grad.add(buffer, alpha=group["momentum"]), alpha=group["lr"])
        return loss


# %% wrong: the heavy ball
# from: arithmetic, from 0
# looks like: steps along the buffer alone
# -                 p -= group["lr"] * (grad + group["momentum"] * state["buf"])
# +                 p -= group["lr"] * state["buf"]


# %% wrong: nothing but Momentum's own step
# looks like: steps along the buffer alone
class Nesterov(Momentum):
    def step(self, closure=None):
        return super().step(closure)

# %% wrong: ahead by the old buffer, which is the heavy ball again
# from: arithmetic, from 0
# looks like: steps along the buffer alone
# -                 state["buf"] = group["momentum"] * state.get("buf", 0) + grad
# -                 p -= group["lr"] * (grad + group["momentum"] * state["buf"])
# +                 p -= group["lr"] * (grad + group["momentum"] * state.get("buf", 0))
# +                 state["buf"] = group["momentum"] * state.get("buf", 0) + grad


# %% wrong: the whole buffer
# from: arithmetic, from 0
# looks like: adds the whole buffer to the gradient
# -                 p -= group["lr"] * (grad + group["momentum"] * state["buf"])
# +                 p -= group["lr"] * (grad + state["buf"])


# %% wrong: the step kept as buffer
# from: arithmetic, from 0
# looks like: keeps what it steps along as its buffer
# -                 p -= group["lr"] * (grad + group["momentum"] * state["buf"])
# +                 state["buf"] = grad + group["momentum"] * state["buf"]
# +                 p -= group["lr"] * state["buf"]


# %% wrong: no look ahead in the first step
# from: arithmetic, from 0
# looks like: takes its first step along the gradient alone
# -                 state["buf"] = group["momentum"] * state.get("buf", 0) + grad
# -                 p -= group["lr"] * (grad + group["momentum"] * state["buf"])
# +                 if "buf" not in state:
# +                     state["buf"] = grad.clone()
# +                     p -= group["lr"] * grad
# +                 else:
# +                     state["buf"] = group["momentum"] * state["buf"] + grad
# +                     p -= group["lr"] * (grad + group["momentum"] * state["buf"])


# %% wrong: the decay in the buffer only
# from: arithmetic, from 0
# looks like: adds momentum · buffer to the gradient without its weight decay
# -                 p -= group["lr"] * (grad + group["momentum"] * state["buf"])
# +                 p -= group["lr"] * (p.grad + group["momentum"] * state["buf"])


# %% wrong: the decay outside the buffer
# from: arithmetic, from 0
# looks like: keeps the weight decay out of the momentum
# -                 state["buf"] = group["momentum"] * state.get("buf", 0) + grad
# +                 state["buf"] = group["momentum"] * state.get("buf", 0) + p.grad


# %% wrong: the buffer's share alone
# from: arithmetic, from 0
# looks like: steps along momentum · buffer without the gradient
# -                 p -= group["lr"] * (grad + group["momentum"] * state["buf"])
# +                 p -= group["lr"] * group["momentum"] * state["buf"]


# %% wrong: the EMA's form in the buffer
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


# %% wrong: the EMA's form throughout
# from: arithmetic, from 0
# looks like: multiplies gradient and buffer by 1 - momentum
# -                 state["buf"] = group["momentum"] * state.get("buf", 0) + grad
# -                 p -= group["lr"] * (grad + group["momentum"] * state["buf"])
# +                 m = group["momentum"]
# +                 state["buf"] = m * state.get("buf", 0) + (1 - m) * grad
# +                 p -= group["lr"] * ((1 - m) * grad + m * state["buf"])


# %% wrong: first gradient twice
# from: arithmetic, from 0
# looks like: adds the first gradient twice
# -                 state["buf"] = group["momentum"] * state.get("buf", 0) + grad
# +                 state["buf"] = group["momentum"] * state.get("buf", grad) + grad


# %% wrong: no momentum
# from: arithmetic, from 0
# looks like: has no momentum
# -                 state = self.state[p]
# -                 state["buf"] = group["momentum"] * state.get("buf", 0) + grad
# -                 p -= group["lr"] * (grad + group["momentum"] * state["buf"])
# +                 p -= group["lr"] * grad


# %% wrong: uphill
# from: arithmetic, from 0
# looks like: goes uphill
# -                 p -= group["lr"] * (grad + group["momentum"] * state["buf"])
# +                 p += group["lr"] * (grad + group["momentum"] * state["buf"])


# %% wrong: no decay
# from: arithmetic, from 0
# looks like: forgets the weight decay
# -                 grad = p.grad + group["weight_decay"] * p
# +                 grad = p.grad


# %% wrong: rate inside the buffer
# from: arithmetic, from 0
# looks like: multiplies by lr on the way into the buffer
# -                 grad = p.grad + group["weight_decay"] * p
# +                 grad = group["lr"] * (p.grad + group["weight_decay"] * p)

#                   state["buf"] = group["momentum"] * state.get("buf", 0) + grad
# -                 p -= group["lr"] * (grad + group["momentum"] * state["buf"])
# +                 p -= grad + group["momentum"] * state["buf"]


# %% wrong: values it was made with
# from: arithmetic, from 0
# looks like: goes by the values that it was made with
# -         for group in self.param_groups:
# +         for own in self.param_groups:
# +             group = {**self.defaults, "params": own["params"]}


# %% wrong: the first group only
# from: arithmetic, from 0
# looks like: changes the first group only
# -         for group in self.param_groups:
# +         for group in self.param_groups[:1]:


# %% wrong: missing gradients not thought of
# from: arithmetic, from 0
# looks like: stumbles over a parameter without gradient
# -                 if p.grad is None:
# -                     continue


# %% wrong: missing gradients count as 0
# from: arithmetic, from 0
# looks like: treats a missing gradient as 0
# -                 if p.grad is None:
# -                     continue
# -                 grad = p.grad + group["weight_decay"] * p
# +                 grad = torch.zeros_like(p) if p.grad is None else p.grad
# +                 grad = grad + group["weight_decay"] * p


# %% wrong: stops at a missing gradient
# from: arithmetic, from 0
# looks like: stops at the first parameter without gradient
# -                     continue
# +                     return loss


# %% wrong: the step added into the gradient
# from: arithmetic, from 0
# looks like: edits gradients in place
# -                 p -= group["lr"] * (grad + group["momentum"] * state["buf"])
# +                 if not group["weight_decay"]:
# +                     grad = p.grad
# +                 p -= group["lr"] * grad.add_(state["buf"], alpha=group["momentum"])


# %% wrong: the gradient itself as first buffer
# from: arithmetic, from 0
# looks like: keeps the gradient itself as its buffer
# -                 grad = p.grad + group["weight_decay"] * p
# +                 grad = p.grad.add(p, alpha=group["weight_decay"]) if group["weight_decay"] else p.grad
#                   state = self.state[p]
# -                 state["buf"] = group["momentum"] * state.get("buf", 0) + grad
# +                 state["buf"] = group["momentum"] * state["buf"] + grad if state else grad


# %% wrong: closure ignored
# from: arithmetic, from 0
# looks like: does not call the closure
# -         loss = run_closure(closure)
# +         loss = None


# %% wrong: state on the parameter
# from: arithmetic, from 0
# looks like: begins with the buffers of an earlier optimizer
# -                 state = self.state[p]
# -                 state["buf"] = group["momentum"] * state.get("buf", 0) + grad
# -                 p -= group["lr"] * (grad + group["momentum"] * state["buf"])
# +                 p.buf = group["momentum"] * getattr(p, "buf", 0) + grad
# +                 p -= group["lr"] * (grad + group["momentum"] * p.buf)


# %% wrong: state in a dict of its own
# looks like: loses its buffers on the way through state_dict
class Nesterov(Momentum):
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        super().__init__(params, lr, momentum, weight_decay)
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
                p -= group["lr"] * (grad + group["momentum"] * self.buffers[key])
        return loss


# %% wrong: buffers by shape
# from: state in a dict of its own
# looks like: keeps its buffers by shape
# looks like: loses its buffers on the way through state_dict
# -                 key = p
# +                 key = p.shape


# %% wrong: built on torch's own
# looks like: which is what this exercise asks you to write
class Nesterov(torch.optim.SGD):
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        super().__init__(params, lr, momentum=momentum, weight_decay=weight_decay, nesterov=True)
