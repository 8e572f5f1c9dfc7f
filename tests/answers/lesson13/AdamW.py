# %% right: a class of its own
class AdamW(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=1e-2):
        if lr < 0 or eps < 0 or weight_decay < 0 or not all(0 <= beta < 1 for beta in betas):
            raise ValueError("out of bounds")
        super().__init__(params, {"lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                g, state = p.grad, self.state[p]
                (b1, b2), lr = group["betas"], group["lr"]
                p *= 1 - lr * group["weight_decay"]
                if not state:
                    state.update(k=0, m=torch.zeros_like(p), v=torch.zeros_like(p))
                state["k"] += 1
                k = state["k"]
                state["m"] = b1 * state["m"] + (1 - b1) * g
                state["v"] = b2 * state["v"] + (1 - b2) * g**2
                m, v = state["m"] / (1 - b1**k), state["v"] / (1 - b2**k)
                p -= lr * m / (v.sqrt() + group["eps"])
        return loss

# %% right: without decay in Adam's step
class AdamW(Adam):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=1e-2):
        super().__init__(params, lr, betas, eps, weight_decay)

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        decays = [group["weight_decay"] for group in self.param_groups]
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is not None:
                    p -= group["lr"] * group["weight_decay"] * p
            group["weight_decay"] = 0.0
        try:
            super().step()
        finally:
            for group, decay in zip(self.param_groups, decays):
                group["weight_decay"] = decay
        return loss


# %% right: defaults only, as its own step subtracts decay of the old value
# from: a class of its own
# -                 p *= 1 - lr * group["weight_decay"]
# +                 old = p.clone()

# -                 p -= lr * m / (v.sqrt() + group["eps"])
# +                 p -= lr * (m / (v.sqrt() + group["eps"]) + group["weight_decay"] * old)


# %% right: decay of a list of tensors, before super().step()
class AdamW(Adam):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=1e-2):
        super().__init__(params, lr, betas, eps, weight_decay)

    def decay(self, p, group):
        return p.grad

    def step(self, closure=None):
        loss = run_closure(closure)
        with torch.no_grad():
            for group in self.param_groups:
                having = [p for p in group["params"] if p.grad is not None]
                if having:
                    torch._foreach_mul_(having, 1 - group["lr"] * group["weight_decay"])
        super().step()
        return loss


# %% wrong: L2
# from: a class of its own
# looks like: that is Adam's L2
# -                 p *= 1 - lr * group["weight_decay"]
# +                 if group["weight_decay"]:
# +                     g = g + group["weight_decay"] * p


# %% wrong: another default and nothing else
# looks like: that is Adam's L2
class AdamW(Adam):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=1e-2):
        super().__init__(params, lr, betas, eps, weight_decay)


# %% wrong: both decays
# from: a class of its own
# looks like: decays twice
#                   (b1, b2), lr = group["betas"], group["lr"]
# +                 g = g + group["weight_decay"] * p


# %% wrong: without the rate
# from: solution
# looks like: decays by weight_decay without lr
# -         p.mul_(1 - group["lr"] * group["weight_decay"])
# +         p.mul_(1 - group["weight_decay"])


# %% wrong: grows
# from: solution
# looks like: decays with the other sign
# -         p.mul_(1 - group["lr"] * group["weight_decay"])
# +         p.mul_(1 + group["lr"] * group["weight_decay"])


# %% wrong: after the step
# from: a class of its own
# looks like: decays after the step
# -                 p *= 1 - lr * group["weight_decay"]

#                   p -= lr * m / (v.sqrt() + group["eps"])
# +                 p *= 1 - lr * group["weight_decay"]


# %% wrong: no decay
# from: solution
# looks like: ignores weight_decay
# -         p.mul_(1 - group["lr"] * group["weight_decay"])


# %% wrong: Adam's default
# from: a class of its own
# looks like: another default than weight_decay=0.01
# -     def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=1e-2):
# +     def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):


# %% wrong: decays what has no gradient
# from: a class of its own
# looks like: decays parameters whose grad is None
#               for p in group["params"]:
# +                 p *= 1 - group["lr"] * group["weight_decay"]

# -                 p *= 1 - lr * group["weight_decay"]


# %% wrong: decays before the closure
# looks like: calls the closure after it has changed the parameters
class AdamW(Adam):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=1e-2):
        super().__init__(params, lr, betas, eps, weight_decay)

    @torch.no_grad()
    def step(self, closure=None):
        decays = [group["weight_decay"] for group in self.param_groups]
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is not None:
                    p -= group["lr"] * group["weight_decay"] * p
            group["weight_decay"] = 0.0
        loss = super().step(closure)
        for group, decay in zip(self.param_groups, decays):
            group["weight_decay"] = decay
        return loss


# %% wrong: a counter for each call
# from: a class of its own
# looks like: counts calls of step
#               raise ValueError("out of bounds")
# +         self.k = 0

#           loss = run_closure(closure)
# +         self.k += 1

# -                     state.update(k=0, m=torch.zeros_like(p), v=torch.zeros_like(p))
# -                 state["k"] += 1
# -                 k = state["k"]
# +                     state.update(m=torch.zeros_like(p), v=torch.zeros_like(p))
# +                 k = self.k


# %% wrong: state on the parameter
# from: a class of its own
# looks like: carries averages over from an optimizer that is gone
# -                 g, state = p.grad, self.state[p]
# +                 g, state = p.grad, vars(p).setdefault("adam", {})


# %% wrong: eps inside the root
# from: a class of its own
# looks like: eps inside the root
# -                 p -= lr * m / (v.sqrt() + group["eps"])
# +                 p -= lr * m / (v + group["eps"]).sqrt()


# %% wrong: torch's under another name
# looks like: calls torch.optim.AdamW
class AdamW(torch.optim.AdamW):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=1e-2):
        super().__init__(params, lr, betas, eps, weight_decay)


# %% wrong: no decay for vectors
# from: a class of its own
# looks like: decays matrices only
# -                 p *= 1 - lr * group["weight_decay"]
# +                 p *= 1 - lr * group["weight_decay"] * (p.ndim > 1)


# %% wrong: decay divided by the root, too
# from: a class of its own
# looks like: divides the decay by the root as well
# -                 p *= 1 - lr * group["weight_decay"]
# +                 pass

# -                 p -= lr * m / (v.sqrt() + group["eps"])
# +                 p -= lr * (m + group["weight_decay"] * p) / (v.sqrt() + group["eps"])
