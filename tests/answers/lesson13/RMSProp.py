# %% right: as the formula is written
class RMSProp(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-2, alpha=0.99, eps=1e-8, weight_decay=0.0):
        if lr < 0 or eps < 0 or weight_decay < 0 or not 0 <= alpha < 1:
            raise ValueError("out of bounds")
        super().__init__(params, {"lr": lr, "alpha": alpha, "eps": eps, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                g, state = p.grad, self.state[p]
                if group["weight_decay"]:
                    g = g + group["weight_decay"] * p
                if not state:
                    state["avg"] = torch.zeros_like(p)
                state["avg"] = group["alpha"] * state["avg"] + (1 - group["alpha"]) * g**2
                p -= group["lr"] * g / (state["avg"].sqrt() + group["eps"])
        return loss

# %% right: in place
class RMSProp(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-2, alpha=0.99, eps=1e-8, weight_decay=0.0):
        if lr < 0 or eps < 0 or weight_decay < 0 or not 0 <= alpha < 1:
            raise ValueError("out of bounds")
        super().__init__(params, {"lr": lr, "alpha": alpha, "eps": eps, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                g, state = p.grad, self.state[p]
                if group["weight_decay"]:
                    g = g + group["weight_decay"] * p
                if not state:
                    state["avg"] = torch.zeros_like(p)
                state["avg"].mul_(group["alpha"]).addcmul_(g, g, value=1 - group["alpha"])
                p.addcdiv_(g, state["avg"].sqrt().add_(group["eps"]), value=-group["lr"])
        return loss

# %% right: on p.data, with its own closure handling
class RMSProp(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-2, alpha=0.99, eps=1e-8, weight_decay=0.0):
        for name, value in {"lr": lr, "alpha": alpha, "eps": eps, "weight_decay": weight_decay}.items():
            if value < 0:
                raise ValueError(f"{name} is negative: {value}")
        if alpha >= 1:
            raise ValueError(f"alpha is not below 1: {alpha}")
        super().__init__(params, dict(lr=lr, alpha=alpha, eps=eps, weight_decay=weight_decay))

    def step(self, closure=None):
        loss = None
        if closure is not None:
            with torch.enable_grad():
                loss = closure()
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is not None:
                    self.step_one(p, **{name: value for name, value in group.items() if name != "params"})
        return loss

    def step_one(self, p, lr, alpha, eps, weight_decay, **others):
        g = p.grad.data + weight_decay * p.data
        old = self.state[p].get("square", torch.zeros_like(p.data))
        self.state[p]["square"] = alpha * old + (1 - alpha) * g * g
        p.data.sub_(lr * g / (self.state[p]["square"] ** 0.5 + eps))

# %% right: a generator of pairs, no_grad inside
def _with_gradients(groups):
    for group in groups:
        yield from ((group, p) for p in group["params"] if p.grad is not None)

class RMSProp(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-2, alpha=0.99, eps=1e-8, weight_decay=0.0):
        if min(lr, eps, weight_decay, alpha) < 0:
            raise ValueError("negative")
        if not alpha < 1:
            raise ValueError("alpha")
        super().__init__(params, dict(lr=lr, alpha=alpha, eps=eps, weight_decay=weight_decay))

    def step(self, closure=None):
        loss = run_closure(closure)
        for group, p in _with_gradients(self.param_groups):
            with torch.no_grad():
                g = torch.add(p.grad, p, alpha=group["weight_decay"])
                square = self.state[p].setdefault("square", torch.zeros_like(p))
                square.lerp_(g.square(), 1 - group["alpha"])
                p.copy_(p - g.div(square.sqrt() + group["eps"]) * group["lr"])
        return loss

# %% wrong: eps inside the root
# looks like: eps inside the root
class RMSProp(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-2, alpha=0.99, eps=1e-8, weight_decay=0.0):
        if lr < 0 or eps < 0 or weight_decay < 0 or not 0 <= alpha < 1:
            raise ValueError("out of bounds")
        super().__init__(params, {"lr": lr, "alpha": alpha, "eps": eps, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                g, state = p.grad, self.state[p]
                if group["weight_decay"]:
                    g = g + group["weight_decay"] * p
                if not state:
                    state["avg"] = torch.zeros_like(p)
                state["avg"] = group["alpha"] * state["avg"] + (1 - group["alpha"]) * g**2
                p -= group["lr"] * g / (state["avg"] + group["eps"]).sqrt()
        return loss

# %% wrong: no eps
# looks like: does not add eps
class RMSProp(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-2, alpha=0.99, eps=1e-8, weight_decay=0.0):
        if lr < 0 or eps < 0 or weight_decay < 0 or not 0 <= alpha < 1:
            raise ValueError("out of bounds")
        super().__init__(params, {"lr": lr, "alpha": alpha, "eps": eps, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                g, state = p.grad, self.state[p]
                if group["weight_decay"]:
                    g = g + group["weight_decay"] * p
                if not state:
                    state["avg"] = torch.zeros_like(p)
                state["avg"] = group["alpha"] * state["avg"] + (1 - group["alpha"]) * g**2
                p -= group["lr"] * g / state["avg"].sqrt()
        return loss

# %% wrong: eps after the division
# looks like: eps after the division
# looks like: does not add eps to the root
class RMSProp(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-2, alpha=0.99, eps=1e-8, weight_decay=0.0):
        if lr < 0 or eps < 0 or weight_decay < 0 or not 0 <= alpha < 1:
            raise ValueError("out of bounds")
        super().__init__(params, {"lr": lr, "alpha": alpha, "eps": eps, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                g, state = p.grad, self.state[p]
                if group["weight_decay"]:
                    g = g + group["weight_decay"] * p
                if not state:
                    state["avg"] = torch.zeros_like(p)
                state["avg"] = group["alpha"] * state["avg"] + (1 - group["alpha"]) * g**2
                p -= group["lr"] * (g / state["avg"].sqrt() + group["eps"])
        return loss

# %% wrong: starts with the first square
# looks like: with the first g²
class RMSProp(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-2, alpha=0.99, eps=1e-8, weight_decay=0.0):
        if lr < 0 or eps < 0 or weight_decay < 0 or not 0 <= alpha < 1:
            raise ValueError("out of bounds")
        super().__init__(params, {"lr": lr, "alpha": alpha, "eps": eps, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                g, state = p.grad, self.state[p]
                if group["weight_decay"]:
                    g = g + group["weight_decay"] * p
                if not state:
                    state["avg"] = g**2
                state["avg"] = group["alpha"] * state["avg"] + (1 - group["alpha"]) * g**2
                p -= group["lr"] * g / (state["avg"].sqrt() + group["eps"])
        return loss

# %% wrong: a sum instead of an average
# looks like: without the factor 1 - alpha
class RMSProp(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-2, alpha=0.99, eps=1e-8, weight_decay=0.0):
        if lr < 0 or eps < 0 or weight_decay < 0 or not 0 <= alpha < 1:
            raise ValueError("out of bounds")
        super().__init__(params, {"lr": lr, "alpha": alpha, "eps": eps, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                g, state = p.grad, self.state[p]
                if group["weight_decay"]:
                    g = g + group["weight_decay"] * p
                if not state:
                    state["avg"] = torch.zeros_like(p)
                state["avg"] = group["alpha"] * state["avg"] + g**2
                p -= group["lr"] * g / (state["avg"].sqrt() + group["eps"])
        return loss

# %% wrong: turned weights
# looks like: turns the weights of old and new round
class RMSProp(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-2, alpha=0.99, eps=1e-8, weight_decay=0.0):
        if lr < 0 or eps < 0 or weight_decay < 0 or not 0 <= alpha < 1:
            raise ValueError("out of bounds")
        super().__init__(params, {"lr": lr, "alpha": alpha, "eps": eps, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                g, state = p.grad, self.state[p]
                if group["weight_decay"]:
                    g = g + group["weight_decay"] * p
                if not state:
                    state["avg"] = torch.zeros_like(p)
                state["avg"] = (1 - group["alpha"]) * state["avg"] + group["alpha"] * g**2
                p -= group["lr"] * g / (state["avg"].sqrt() + group["eps"])
        return loss

# %% wrong: no root
# looks like: take its root
class RMSProp(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-2, alpha=0.99, eps=1e-8, weight_decay=0.0):
        if lr < 0 or eps < 0 or weight_decay < 0 or not 0 <= alpha < 1:
            raise ValueError("out of bounds")
        super().__init__(params, {"lr": lr, "alpha": alpha, "eps": eps, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                g, state = p.grad, self.state[p]
                if group["weight_decay"]:
                    g = g + group["weight_decay"] * p
                if not state:
                    state["avg"] = torch.zeros_like(p)
                state["avg"] = group["alpha"] * state["avg"] + (1 - group["alpha"]) * g**2
                p -= group["lr"] * g / (state["avg"] + group["eps"])
        return loss

# %% wrong: upwards
# looks like: goes up the gradient
class RMSProp(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-2, alpha=0.99, eps=1e-8, weight_decay=0.0):
        if lr < 0 or eps < 0 or weight_decay < 0 or not 0 <= alpha < 1:
            raise ValueError("out of bounds")
        super().__init__(params, {"lr": lr, "alpha": alpha, "eps": eps, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                g, state = p.grad, self.state[p]
                if group["weight_decay"]:
                    g = g + group["weight_decay"] * p
                if not state:
                    state["avg"] = torch.zeros_like(p)
                state["avg"] = group["alpha"] * state["avg"] + (1 - group["alpha"]) * g**2
                p += group["lr"] * g / (state["avg"].sqrt() + group["eps"])
        return loss

# %% wrong: state on the parameter
# looks like: carries averages over from an optimizer that is gone
class RMSProp(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-2, alpha=0.99, eps=1e-8, weight_decay=0.0):
        if lr < 0 or eps < 0 or weight_decay < 0 or not 0 <= alpha < 1:
            raise ValueError("out of bounds")
        super().__init__(params, {"lr": lr, "alpha": alpha, "eps": eps, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                g = p.grad
                if group["weight_decay"]:
                    g = g + group["weight_decay"] * p
                if not hasattr(p, "avg"):
                    p.avg = torch.zeros_like(p)
                p.avg = group["alpha"] * p.avg + (1 - group["alpha"]) * g**2
                p -= group["lr"] * g / (p.avg.sqrt() + group["eps"])
        return loss

# %% wrong: averages in a dict of its own
# looks like: forgets its averages
class RMSProp(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-2, alpha=0.99, eps=1e-8, weight_decay=0.0):
        if lr < 0 or eps < 0 or weight_decay < 0 or not 0 <= alpha < 1:
            raise ValueError("out of bounds")
        self.averages = {}
        super().__init__(params, {"lr": lr, "alpha": alpha, "eps": eps, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                g, state = p.grad, self.averages.setdefault(p, {})
                if group["weight_decay"]:
                    g = g + group["weight_decay"] * p
                if not state:
                    state["avg"] = torch.zeros_like(p)
                state["avg"] = group["alpha"] * state["avg"] + (1 - group["alpha"]) * g**2
                p -= group["lr"] * g / (state["avg"].sqrt() + group["eps"])
        return loss

# %% wrong: a dict of the class
# looks like: carries averages over from an optimizer that is gone
class RMSProp(torch.optim.Optimizer):
    averages = {}

    def __init__(self, params, lr=1e-2, alpha=0.99, eps=1e-8, weight_decay=0.0):
        if lr < 0 or eps < 0 or weight_decay < 0 or not 0 <= alpha < 1:
            raise ValueError("out of bounds")
        super().__init__(params, {"lr": lr, "alpha": alpha, "eps": eps, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                g, state = p.grad, self.averages.setdefault(p, {})
                if group["weight_decay"]:
                    g = g + group["weight_decay"] * p
                if not state:
                    state["avg"] = torch.zeros_like(p)
                state["avg"] = group["alpha"] * state["avg"] + (1 - group["alpha"]) * g**2
                p -= group["lr"] * g / (state["avg"].sqrt() + group["eps"])
        return loss

# %% wrong: keyed by shape
# looks like: one average for all parameters of a shape
class RMSProp(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-2, alpha=0.99, eps=1e-8, weight_decay=0.0):
        if lr < 0 or eps < 0 or weight_decay < 0 or not 0 <= alpha < 1:
            raise ValueError("out of bounds")
        super().__init__(params, {"lr": lr, "alpha": alpha, "eps": eps, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                g, state = p.grad, self.state[p.shape]
                if group["weight_decay"]:
                    g = g + group["weight_decay"] * p
                if not state:
                    state["avg"] = torch.zeros_like(p)
                state["avg"] = group["alpha"] * state["avg"] + (1 - group["alpha"]) * g**2
                p -= group["lr"] * g / (state["avg"].sqrt() + group["eps"])
        return loss

# %% wrong: decay into the gradient itself
# looks like: edits gradients in place
class RMSProp(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-2, alpha=0.99, eps=1e-8, weight_decay=0.0):
        if lr < 0 or eps < 0 or weight_decay < 0 or not 0 <= alpha < 1:
            raise ValueError("out of bounds")
        super().__init__(params, {"lr": lr, "alpha": alpha, "eps": eps, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                g, state = p.grad, self.state[p]
                if group["weight_decay"]:
                    g += group["weight_decay"] * p
                if not state:
                    state["avg"] = torch.zeros_like(p)
                state["avg"] = group["alpha"] * state["avg"] + (1 - group["alpha"]) * g**2
                p -= group["lr"] * g / (state["avg"].sqrt() + group["eps"])
        return loss

# %% wrong: no decay
# looks like: ignores weight_decay
class RMSProp(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-2, alpha=0.99, eps=1e-8, weight_decay=0.0):
        if lr < 0 or eps < 0 or weight_decay < 0 or not 0 <= alpha < 1:
            raise ValueError("out of bounds")
        super().__init__(params, {"lr": lr, "alpha": alpha, "eps": eps, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                g, state = p.grad, self.state[p]
                if not state:
                    state["avg"] = torch.zeros_like(p)
                state["avg"] = group["alpha"] * state["avg"] + (1 - group["alpha"]) * g**2
                p -= group["lr"] * g / (state["avg"].sqrt() + group["eps"])
        return loss

# %% wrong: decay of the other sign
# looks like: decays with the other sign
class RMSProp(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-2, alpha=0.99, eps=1e-8, weight_decay=0.0):
        if lr < 0 or eps < 0 or weight_decay < 0 or not 0 <= alpha < 1:
            raise ValueError("out of bounds")
        super().__init__(params, {"lr": lr, "alpha": alpha, "eps": eps, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                g, state = p.grad, self.state[p]
                if group["weight_decay"]:
                    g = g - group["weight_decay"] * p
                if not state:
                    state["avg"] = torch.zeros_like(p)
                state["avg"] = group["alpha"] * state["avg"] + (1 - group["alpha"]) * g**2
                p -= group["lr"] * g / (state["avg"].sqrt() + group["eps"])
        return loss

# %% wrong: decoupled decay
# looks like: decays the parameter beside the step
class RMSProp(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-2, alpha=0.99, eps=1e-8, weight_decay=0.0):
        if lr < 0 or eps < 0 or weight_decay < 0 or not 0 <= alpha < 1:
            raise ValueError("out of bounds")
        super().__init__(params, {"lr": lr, "alpha": alpha, "eps": eps, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                g, state = p.grad, self.state[p]
                p *= 1 - group["lr"] * group["weight_decay"]
                if not state:
                    state["avg"] = torch.zeros_like(p)
                state["avg"] = group["alpha"] * state["avg"] + (1 - group["alpha"]) * g**2
                p -= group["lr"] * g / (state["avg"].sqrt() + group["eps"])
        return loss

# %% wrong: squares without decay
# looks like: averages the squares without the decay
class RMSProp(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-2, alpha=0.99, eps=1e-8, weight_decay=0.0):
        if lr < 0 or eps < 0 or weight_decay < 0 or not 0 <= alpha < 1:
            raise ValueError("out of bounds")
        super().__init__(params, {"lr": lr, "alpha": alpha, "eps": eps, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                g, state = p.grad, self.state[p]
                if group["weight_decay"]:
                    g = g + group["weight_decay"] * p
                if not state:
                    state["avg"] = torch.zeros_like(p)
                state["avg"] = group["alpha"] * state["avg"] + (1 - group["alpha"]) * p.grad**2
                p -= group["lr"] * g / (state["avg"].sqrt() + group["eps"])
        return loss

# %% wrong: options from the constructor
# looks like: keeps the options it was made with
class RMSProp(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-2, alpha=0.99, eps=1e-8, weight_decay=0.0):
        if lr < 0 or eps < 0 or weight_decay < 0 or not 0 <= alpha < 1:
            raise ValueError("out of bounds")
        self.lr, self.alpha, self.eps, self.weight_decay = lr, alpha, eps, weight_decay
        super().__init__(params, {"lr": lr, "alpha": alpha, "eps": eps, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                g, state = p.grad, self.state[p]
                if self.weight_decay:
                    g = g + self.weight_decay * p
                if not state:
                    state["avg"] = torch.zeros_like(p)
                state["avg"] = self.alpha * state["avg"] + (1 - self.alpha) * g**2
                p -= self.lr * g / (state["avg"].sqrt() + self.eps)
        return loss

# %% wrong: the first group for all
# looks like: first group's options for all
class RMSProp(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-2, alpha=0.99, eps=1e-8, weight_decay=0.0):
        if lr < 0 or eps < 0 or weight_decay < 0 or not 0 <= alpha < 1:
            raise ValueError("out of bounds")
        super().__init__(params, {"lr": lr, "alpha": alpha, "eps": eps, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                g, state = p.grad, self.state[p]
                if self.param_groups[0]["weight_decay"]:
                    g = g + self.param_groups[0]["weight_decay"] * p
                if not state:
                    state["avg"] = torch.zeros_like(p)
                state["avg"] = self.param_groups[0]["alpha"] * state["avg"] + (1 - self.param_groups[0]["alpha"]) * g**2
                p -= self.param_groups[0]["lr"] * g / (state["avg"].sqrt() + self.param_groups[0]["eps"])
        return loss

# %% wrong: stumbles over None
# looks like: stumbles over a parameter without gradient
class RMSProp(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-2, alpha=0.99, eps=1e-8, weight_decay=0.0):
        if lr < 0 or eps < 0 or weight_decay < 0 or not 0 <= alpha < 1:
            raise ValueError("out of bounds")
        super().__init__(params, {"lr": lr, "alpha": alpha, "eps": eps, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                g, state = p.grad, self.state[p]
                if group["weight_decay"]:
                    g = g + group["weight_decay"] * p
                if not state:
                    state["avg"] = torch.zeros_like(p)
                state["avg"] = group["alpha"] * state["avg"] + (1 - group["alpha"]) * g**2
                p -= group["lr"] * g / (state["avg"].sqrt() + group["eps"])
        return loss

# %% wrong: zeros for None
# looks like: moves parameters whose grad is None
class RMSProp(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-2, alpha=0.99, eps=1e-8, weight_decay=0.0):
        if lr < 0 or eps < 0 or weight_decay < 0 or not 0 <= alpha < 1:
            raise ValueError("out of bounds")
        super().__init__(params, {"lr": lr, "alpha": alpha, "eps": eps, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                g, state = torch.zeros_like(p) if p.grad is None else p.grad, self.state[p]
                if group["weight_decay"]:
                    g = g + group["weight_decay"] * p
                if not state:
                    state["avg"] = torch.zeros_like(p)
                state["avg"] = group["alpha"] * state["avg"] + (1 - group["alpha"]) * g**2
                p -= group["lr"] * g / (state["avg"].sqrt() + group["eps"])
        return loss

# %% wrong: exhausted generator
# looks like: has used up its generator
class RMSProp(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-2, alpha=0.99, eps=1e-8, weight_decay=0.0):
        if lr < 0 or eps < 0 or weight_decay < 0 or not 0 <= alpha < 1:
            raise ValueError("out of bounds")
        if not list(params):
            raise ValueError("no parameters")
        super().__init__(params, {"lr": lr, "alpha": alpha, "eps": eps, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                g, state = p.grad, self.state[p]
                if group["weight_decay"]:
                    g = g + group["weight_decay"] * p
                if not state:
                    state["avg"] = torch.zeros_like(p)
                state["avg"] = group["alpha"] * state["avg"] + (1 - group["alpha"]) * g**2
                p -= group["lr"] * g / (state["avg"].sqrt() + group["eps"])
        return loss

# %% wrong: recorded by autograd
# looks like: is recorded by autograd
class RMSProp(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-2, alpha=0.99, eps=1e-8, weight_decay=0.0):
        if lr < 0 or eps < 0 or weight_decay < 0 or not 0 <= alpha < 1:
            raise ValueError("out of bounds")
        super().__init__(params, {"lr": lr, "alpha": alpha, "eps": eps, "weight_decay": weight_decay})

    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                g, state = p.grad, self.state[p]
                if group["weight_decay"]:
                    g = g + group["weight_decay"] * p
                if not state:
                    state["avg"] = torch.zeros_like(p)
                state["avg"] = group["alpha"] * state["avg"] + (1 - group["alpha"]) * g**2
                p -= group["lr"] * g / (state["avg"].sqrt() + group["eps"])
        return loss

# %% wrong: a closure without gradients
# looks like: calls the closure with autograd switched off
class RMSProp(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-2, alpha=0.99, eps=1e-8, weight_decay=0.0):
        if lr < 0 or eps < 0 or weight_decay < 0 or not 0 <= alpha < 1:
            raise ValueError("out of bounds")
        super().__init__(params, {"lr": lr, "alpha": alpha, "eps": eps, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self, closure=None):
        loss = None if closure is None else closure()
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                g, state = p.grad, self.state[p]
                if group["weight_decay"]:
                    g = g + group["weight_decay"] * p
                if not state:
                    state["avg"] = torch.zeros_like(p)
                state["avg"] = group["alpha"] * state["avg"] + (1 - group["alpha"]) * g**2
                p -= group["lr"] * g / (state["avg"].sqrt() + group["eps"])
        return loss

# %% wrong: no closure
# looks like: does not call the closure
class RMSProp(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-2, alpha=0.99, eps=1e-8, weight_decay=0.0):
        if lr < 0 or eps < 0 or weight_decay < 0 or not 0 <= alpha < 1:
            raise ValueError("out of bounds")
        super().__init__(params, {"lr": lr, "alpha": alpha, "eps": eps, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self, closure=None):
        loss = None
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                g, state = p.grad, self.state[p]
                if group["weight_decay"]:
                    g = g + group["weight_decay"] * p
                if not state:
                    state["avg"] = torch.zeros_like(p)
                state["avg"] = group["alpha"] * state["avg"] + (1 - group["alpha"]) * g**2
                p -= group["lr"] * g / (state["avg"].sqrt() + group["eps"])
        return loss

# %% wrong: calls the closure after the step
# looks like: calls the closure after it has changed the parameters
class RMSProp(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-2, alpha=0.99, eps=1e-8, weight_decay=0.0):
        if lr < 0 or eps < 0 or weight_decay < 0 or not 0 <= alpha < 1:
            raise ValueError("out of bounds")
        super().__init__(params, {"lr": lr, "alpha": alpha, "eps": eps, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self, closure=None):
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                g, state = p.grad, self.state[p]
                if group["weight_decay"]:
                    g = g + group["weight_decay"] * p
                if not state:
                    state["avg"] = torch.zeros_like(p)
                state["avg"] = group["alpha"] * state["avg"] + (1 - group["alpha"]) * g**2
                p -= group["lr"] * g / (state["avg"].sqrt() + group["eps"])
        return run_closure(closure)

# %% wrong: a closure that is not there
# looks like: calls the closure where there is none
class RMSProp(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-2, alpha=0.99, eps=1e-8, weight_decay=0.0):
        if lr < 0 or eps < 0 or weight_decay < 0 or not 0 <= alpha < 1:
            raise ValueError("out of bounds")
        super().__init__(params, {"lr": lr, "alpha": alpha, "eps": eps, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self, closure=None):
        with torch.enable_grad():
            loss = closure()
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                g, state = p.grad, self.state[p]
                if group["weight_decay"]:
                    g = g + group["weight_decay"] * p
                if not state:
                    state["avg"] = torch.zeros_like(p)
                state["avg"] = group["alpha"] * state["avg"] + (1 - group["alpha"]) * g**2
                p -= group["lr"] * g / (state["avg"].sqrt() + group["eps"])
        return loss

# %% wrong: loses the loss
# looks like: does not return what the closure returned
class RMSProp(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-2, alpha=0.99, eps=1e-8, weight_decay=0.0):
        if lr < 0 or eps < 0 or weight_decay < 0 or not 0 <= alpha < 1:
            raise ValueError("out of bounds")
        super().__init__(params, {"lr": lr, "alpha": alpha, "eps": eps, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                g, state = p.grad, self.state[p]
                if group["weight_decay"]:
                    g = g + group["weight_decay"] * p
                if not state:
                    state["avg"] = torch.zeros_like(p)
                state["avg"] = group["alpha"] * state["avg"] + (1 - group["alpha"]) * g**2
                p -= group["lr"] * g / (state["avg"].sqrt() + group["eps"])

# %% wrong: replaces parameters
# looks like: does not change the parameters themselves
class RMSProp(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-2, alpha=0.99, eps=1e-8, weight_decay=0.0):
        if lr < 0 or eps < 0 or weight_decay < 0 or not 0 <= alpha < 1:
            raise ValueError("out of bounds")
        super().__init__(params, {"lr": lr, "alpha": alpha, "eps": eps, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                g, state = p.grad, self.state[p]
                if group["weight_decay"]:
                    g = g + group["weight_decay"] * p
                if not state:
                    state["avg"] = torch.zeros_like(p)
                state["avg"] = group["alpha"] * state["avg"] + (1 - group["alpha"]) * g**2
                p = p - group["lr"] * g / (state["avg"].sqrt() + group["eps"])
        return loss

# %% wrong: checks nothing
# looks like: it must raise ValueError
class RMSProp(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-2, alpha=0.99, eps=1e-8, weight_decay=0.0):
        super().__init__(params, {"lr": lr, "alpha": alpha, "eps": eps, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                g, state = p.grad, self.state[p]
                if group["weight_decay"]:
                    g = g + group["weight_decay"] * p
                if not state:
                    state["avg"] = torch.zeros_like(p)
                state["avg"] = group["alpha"] * state["avg"] + (1 - group["alpha"]) * g**2
                p -= group["lr"] * g / (state["avg"].sqrt() + group["eps"])
        return loss

# %% wrong: alpha up to 1
# looks like: accepts alpha=1.0
class RMSProp(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-2, alpha=0.99, eps=1e-8, weight_decay=0.0):
        if lr < 0 or eps < 0 or weight_decay < 0 or not 0 <= alpha <= 1:
            raise ValueError("out of bounds")
        super().__init__(params, {"lr": lr, "alpha": alpha, "eps": eps, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                g, state = p.grad, self.state[p]
                if group["weight_decay"]:
                    g = g + group["weight_decay"] * p
                if not state:
                    state["avg"] = torch.zeros_like(p)
                state["avg"] = group["alpha"] * state["avg"] + (1 - group["alpha"]) * g**2
                p -= group["lr"] * g / (state["avg"].sqrt() + group["eps"])
        return loss

# %% wrong: refuses 0
# looks like: this is allowed
class RMSProp(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-2, alpha=0.99, eps=1e-8, weight_decay=0.0):
        if lr <= 0 or eps <= 0 or weight_decay < 0 or not 0 <= alpha < 1:
            raise ValueError("out of bounds")
        super().__init__(params, {"lr": lr, "alpha": alpha, "eps": eps, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                g, state = p.grad, self.state[p]
                if group["weight_decay"]:
                    g = g + group["weight_decay"] * p
                if not state:
                    state["avg"] = torch.zeros_like(p)
                state["avg"] = group["alpha"] * state["avg"] + (1 - group["alpha"]) * g**2
                p -= group["lr"] * g / (state["avg"].sqrt() + group["eps"])
        return loss

# %% wrong: another default
# looks like: another default than alpha=0.99
class RMSProp(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-2, alpha=0.9, eps=1e-8, weight_decay=0.0):
        if lr < 0 or eps < 0 or weight_decay < 0 or not 0 <= alpha < 1:
            raise ValueError("out of bounds")
        super().__init__(params, {"lr": lr, "alpha": alpha, "eps": eps, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                g, state = p.grad, self.state[p]
                if group["weight_decay"]:
                    g = g + group["weight_decay"] * p
                if not state:
                    state["avg"] = torch.zeros_like(p)
                state["avg"] = group["alpha"] * state["avg"] + (1 - group["alpha"]) * g**2
                p -= group["lr"] * g / (state["avg"].sqrt() + group["eps"])
        return loss

# %% wrong: torch's under another name
# looks like: which is what this exercise asks you to write
class RMSProp(torch.optim.RMSprop):
    def __init__(self, params, lr=1e-2, alpha=0.99, eps=1e-8, weight_decay=0.0):
        super().__init__(params, lr, alpha, eps, weight_decay)

# %% wrong: torch's inside
# looks like: which is what this exercise asks you to write
class RMSProp(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-2, alpha=0.99, eps=1e-8, weight_decay=0.0):
        super().__init__(params, dict(lr=lr, alpha=alpha, eps=eps, weight_decay=weight_decay))
        self.inner = torch.optim.RMSprop(self.param_groups, lr, alpha, eps, weight_decay)

    def step(self, closure=None):
        return self.inner.step(closure)

# %% wrong: no Optimizer
# looks like: is no torch.optim.Optimizer
# looks like: accepts lr=-0.1
class RMSProp:
    def __init__(self, params, lr=1e-2, alpha=0.99, eps=1e-8, weight_decay=0.0):
        self.params, self.lr, self.alpha, self.eps, self.wd = list(params), lr, alpha, eps, weight_decay
        self.averages = [torch.zeros_like(p) for p in self.params]
        self.param_groups = [{"params": self.params}]

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for p, average in zip(self.params, self.averages):
            if p.grad is not None:
                g = p.grad + self.wd * p
                average.mul_(self.alpha).add_((1 - self.alpha) * g**2)
                p -= self.lr * g / (average.sqrt() + self.eps)
        return loss

# %% wrong: no step where the gradient is all 0
# looks like: leaves out gradients that are all 0
class RMSProp(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-2, alpha=0.99, eps=1e-8, weight_decay=0.0):
        if lr < 0 or eps < 0 or weight_decay < 0 or not 0 <= alpha < 1:
            raise ValueError("outside")
        super().__init__(params, {"lr": lr, "alpha": alpha, "eps": eps, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None or not p.grad.any():
                    continue
                grad = p.grad + group["weight_decay"] * p
                state = self.state[p]
                if not state:
                    state["v"] = torch.zeros_like(p)
                state["v"] = group["alpha"] * state["v"] + (1 - group["alpha"]) * grad**2
                p -= group["lr"] * grad / (state["v"].sqrt() + group["eps"])
        return loss

# %% wrong: the closure in the first step only
# looks like: does not call the closure in each step
class RMSProp(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-2, alpha=0.99, eps=1e-8, weight_decay=0.0):
        if lr < 0 or eps < 0 or weight_decay < 0 or not 0 <= alpha < 1:
            raise ValueError("out of bounds")
        super().__init__(params, dict(lr=lr, alpha=alpha, eps=eps, weight_decay=weight_decay))
        self.asked = False

    @torch.no_grad()
    def step(self, closure=None):
        loss = None if self.asked else run_closure(closure)
        self.asked = self.asked or closure is not None
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                g = p.grad + group["weight_decay"] * p
                old = self.state[p].get("avg", torch.zeros_like(p))
                self.state[p]["avg"] = group["alpha"] * old + (1 - group["alpha"]) * g**2
                p -= group["lr"] * g / (self.state[p]["avg"].sqrt() + group["eps"])
        return loss

# %% wrong: autograd switched off by hand
# looks like: leaves autograd switched off
class RMSProp(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-2, alpha=0.99, eps=1e-8, weight_decay=0.0):
        if lr < 0 or eps < 0 or weight_decay < 0 or not 0 <= alpha < 1:
            raise ValueError("out of bounds")
        super().__init__(params, dict(lr=lr, alpha=alpha, eps=eps, weight_decay=weight_decay))

    def step(self, closure=None):
        loss = run_closure(closure)
        torch.set_grad_enabled(False)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                g = p.grad + group["weight_decay"] * p
                old = self.state[p].get("avg", torch.zeros_like(p))
                self.state[p]["avg"] = group["alpha"] * old + (1 - group["alpha"]) * g**2
                p -= group["lr"] * g / (self.state[p]["avg"].sqrt() + group["eps"])
        return loss

# %% wrong: parameters that need no gradient any more
# looks like: leaves parameters that are no leaves any more, or need no gradient
class RMSProp(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-2, alpha=0.99, eps=1e-8, weight_decay=0.0):
        if lr < 0 or eps < 0 or weight_decay < 0 or not 0 <= alpha < 1:
            raise ValueError("out of bounds")
        super().__init__(params, dict(lr=lr, alpha=alpha, eps=eps, weight_decay=weight_decay))

    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                p.requires_grad_(False)
                g = p.grad + group["weight_decay"] * p
                old = self.state[p].get("avg", torch.zeros_like(p))
                self.state[p]["avg"] = group["alpha"] * old + (1 - group["alpha"]) * g**2
                p -= group["lr"] * g / (self.state[p]["avg"].sqrt() + group["eps"])
        return loss

# %% wrong: new parameters in the group
# looks like: puts new objects in the place of the parameters
# looks like: does not change the parameters themselves
class RMSProp(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-2, alpha=0.99, eps=1e-8, weight_decay=0.0):
        if lr < 0 or eps < 0 or weight_decay < 0 or not 0 <= alpha < 1:
            raise ValueError("out of bounds")
        super().__init__(params, dict(lr=lr, alpha=alpha, eps=eps, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for i, p in enumerate(group["params"]):
                if p.grad is None:
                    continue
                p = torch.nn.Parameter(p.clone())
                p.grad = group["params"][i].grad
                g = p.grad + group["weight_decay"] * p
                old = self.state[p].get("avg", torch.zeros_like(p))
                self.state[p]["avg"] = group["alpha"] * old + (1 - group["alpha"]) * g**2
                p -= group["lr"] * g / (self.state[p]["avg"].sqrt() + group["eps"])
                group["params"][i] = p
        return loss

# %% wrong: 0 where there is no closure
# looks like: returns something without a closure
class RMSProp(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-2, alpha=0.99, eps=1e-8, weight_decay=0.0):
        if lr < 0 or eps < 0 or weight_decay < 0 or not 0 <= alpha < 1:
            raise ValueError("out of bounds")
        super().__init__(params, dict(lr=lr, alpha=alpha, eps=eps, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self, closure=None):
        loss = 0.0 if closure is None else run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                g = p.grad + group["weight_decay"] * p
                old = self.state[p].get("avg", torch.zeros_like(p))
                self.state[p]["avg"] = group["alpha"] * old + (1 - group["alpha"]) * g**2
                p -= group["lr"] * g / (self.state[p]["avg"].sqrt() + group["eps"])
        return loss

# %% wrong: a seed in each step
# looks like: uses up random numbers
class RMSProp(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-2, alpha=0.99, eps=1e-8, weight_decay=0.0):
        if lr < 0 or eps < 0 or weight_decay < 0 or not 0 <= alpha < 1:
            raise ValueError("out of bounds")
        super().__init__(params, dict(lr=lr, alpha=alpha, eps=eps, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        torch.manual_seed(0)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                g = p.grad + group["weight_decay"] * p
                old = self.state[p].get("avg", torch.zeros_like(p))
                self.state[p]["avg"] = group["alpha"] * old + (1 - group["alpha"]) * g**2
                p -= group["lr"] * g / (self.state[p]["avg"].sqrt() + group["eps"])
        return loss

# %% wrong: a rate of 0 refused
# looks like: refuses lr=0.0
class RMSProp(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-2, alpha=0.99, eps=1e-8, weight_decay=0.0):
        if lr <= 0 or eps < 0 or weight_decay < 0 or not 0 <= alpha < 1:
            raise ValueError("out of bounds")
        super().__init__(params, dict(lr=lr, alpha=alpha, eps=eps, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                g = p.grad + group["weight_decay"] * p
                old = self.state[p].get("avg", torch.zeros_like(p))
                self.state[p]["avg"] = group["alpha"] * old + (1 - group["alpha"]) * g**2
                p -= group["lr"] * g / (self.state[p]["avg"].sqrt() + group["eps"])
        return loss

# %% wrong: the base class not made
# looks like: does not make the base class
class RMSProp(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-2, alpha=0.99, eps=1e-8, weight_decay=0.0):
        if lr < 0 or eps < 0 or weight_decay < 0 or not 0 <= alpha < 1:
            raise ValueError("out of bounds")
        self.params, self.options = list(params), dict(lr=lr, weight_decay=weight_decay)

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                g = p.grad + group["weight_decay"] * p
                old = self.state[p].get("avg", torch.zeros_like(p))
                self.state[p]["avg"] = group["alpha"] * old + (1 - group["alpha"]) * g**2
                p -= group["lr"] * g / (self.state[p]["avg"].sqrt() + group["eps"])
        return loss

# %% wrong: all gradients set to None afterwards
# looks like: puts something else in the place of a gradient
class RMSProp(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-2, alpha=0.99, eps=1e-8, weight_decay=0.0):
        if lr < 0 or eps < 0 or weight_decay < 0 or not 0 <= alpha < 1:
            raise ValueError("out of bounds")
        super().__init__(params, dict(lr=lr, alpha=alpha, eps=eps, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                g = p.grad + group["weight_decay"] * p
                old = self.state[p].get("avg", torch.zeros_like(p))
                self.state[p]["avg"] = group["alpha"] * old + (1 - group["alpha"]) * g**2
                p -= group["lr"] * g / (self.state[p]["avg"].sqrt() + group["eps"])
                p.grad = None
        return loss

# %% wrong: new memory, through data
# looks like: gives the parameter new memory
class RMSProp(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-2, alpha=0.99, eps=1e-8, weight_decay=0.0):
        if lr < 0 or eps < 0 or weight_decay < 0 or not 0 <= alpha < 1:
            raise ValueError("out of bounds")
        super().__init__(params, dict(lr=lr, alpha=alpha, eps=eps, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                g = p.grad + group["weight_decay"] * p
                old = self.state[p].get("avg", torch.zeros_like(p))
                self.state[p]["avg"] = group["alpha"] * old + (1 - group["alpha"]) * g**2
                p.data = p - group["lr"] * g / (self.state[p]["avg"].sqrt() + group["eps"])
        return loss

# %% wrong: calls the closure twice
# looks like: calls the closure more than once
class RMSProp(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-2, alpha=0.99, eps=1e-8, weight_decay=0.0):
        if lr < 0 or eps < 0 or weight_decay < 0 or not 0 <= alpha < 1:
            raise ValueError("out of bounds")
        super().__init__(params, dict(lr=lr, alpha=alpha, eps=eps, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self, closure=None):
        if closure is not None:
            with torch.enable_grad():
                closure()
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                g = p.grad + group["weight_decay"] * p
                old = self.state[p].get("avg", torch.zeros_like(p))
                self.state[p]["avg"] = group["alpha"] * old + (1 - group["alpha"]) * g**2
                p -= group["lr"] * g / (self.state[p]["avg"].sqrt() + group["eps"])
        return loss

# %% wrong: a loss of 0 is none
# looks like: returns None where the closure returned 0
class RMSProp(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-2, alpha=0.99, eps=1e-8, weight_decay=0.0):
        if lr < 0 or eps < 0 or weight_decay < 0 or not 0 <= alpha < 1:
            raise ValueError("out of bounds")
        super().__init__(params, dict(lr=lr, alpha=alpha, eps=eps, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                g = p.grad + group["weight_decay"] * p
                old = self.state[p].get("avg", torch.zeros_like(p))
                self.state[p]["avg"] = group["alpha"] * old + (1 - group["alpha"]) * g**2
                p -= group["lr"] * g / (self.state[p]["avg"].sqrt() + group["eps"])
        return loss or None

# %% wrong: an empty list accepted
# looks like: accepts an empty list
class RMSProp(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-2, alpha=0.99, eps=1e-8, weight_decay=0.0):
        if lr < 0 or eps < 0 or weight_decay < 0 or not 0 <= alpha < 1:
            raise ValueError("out of bounds")
        params = list(params) or [torch.nn.Parameter(torch.zeros(1))]
        super().__init__(params, dict(lr=lr, alpha=alpha, eps=eps, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                g = p.grad + group["weight_decay"] * p
                old = self.state[p].get("avg", torch.zeros_like(p))
                self.state[p]["avg"] = group["alpha"] * old + (1 - group["alpha"]) * g**2
                p -= group["lr"] * g / (self.state[p]["avg"].sqrt() + group["eps"])
        return loss

# %% wrong: averages sizes
# looks like: averages |g|
class RMSProp(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-2, alpha=0.99, eps=1e-8, weight_decay=0.0):
        if lr < 0 or eps < 0 or weight_decay < 0 or not 0 <= alpha < 1:
            raise ValueError("out of bounds")
        super().__init__(params, {"lr": lr, "alpha": alpha, "eps": eps, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                g, state = p.grad, self.state[p]
                if group["weight_decay"]:
                    g = g + group["weight_decay"] * p
                if not state:
                    state["avg"] = torch.zeros_like(p)
                state["avg"] = group["alpha"] * state["avg"] + (1 - group["alpha"]) * g.abs()
                p -= group["lr"] * g / (state["avg"] + group["eps"])
        return loss

# %% wrong: divides first, then averages
# looks like: divides by the average of the steps before
class RMSProp(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-2, alpha=0.99, eps=1e-8, weight_decay=0.0):
        if lr < 0 or eps < 0 or weight_decay < 0 or not 0 <= alpha < 1:
            raise ValueError("out of bounds")
        super().__init__(params, {"lr": lr, "alpha": alpha, "eps": eps, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                g, state = p.grad, self.state[p]
                if group["weight_decay"]:
                    g = g + group["weight_decay"] * p
                if not state:
                    state["avg"] = torch.zeros_like(p)
                p -= group["lr"] * g / (state["avg"].sqrt() + group["eps"])
                state["avg"] = group["alpha"] * state["avg"] + (1 - group["alpha"]) * g**2
        return loss

# %% wrong: Adagrad
# looks like: that is Adagrad
class RMSProp(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-2, alpha=0.99, eps=1e-8, weight_decay=0.0):
        if lr < 0 or eps < 0 or weight_decay < 0 or not 0 <= alpha < 1:
            raise ValueError("out of bounds")
        super().__init__(params, {"lr": lr, "alpha": alpha, "eps": eps, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                g, state = p.grad, self.state[p]
                if group["weight_decay"]:
                    g = g + group["weight_decay"] * p
                if not state:
                    state["avg"] = torch.zeros_like(p)
                state["avg"] = state["avg"] + g**2
                p -= group["lr"] * g / (state["avg"].sqrt() + group["eps"])
        return loss

# %% wrong: half of the decay
# looks like: adds half of weight_decay
class RMSProp(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-2, alpha=0.99, eps=1e-8, weight_decay=0.0):
        if lr < 0 or eps < 0 or weight_decay < 0 or not 0 <= alpha < 1:
            raise ValueError("out of bounds")
        super().__init__(params, {"lr": lr, "alpha": alpha, "eps": eps, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                g, state = p.grad, self.state[p]
                if group["weight_decay"]:
                    g = g + 0.5 * group["weight_decay"] * p
                if not state:
                    state["avg"] = torch.zeros_like(p)
                state["avg"] = group["alpha"] * state["avg"] + (1 - group["alpha"]) * g**2
                p -= group["lr"] * g / (state["avg"].sqrt() + group["eps"])
        return loss

# %% wrong: defaults of Keras
# looks like: another default than lr=0.01, alpha=0.99
class RMSProp(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-3, alpha=0.9, eps=1e-8, weight_decay=0.0):
        if lr < 0 or eps < 0 or weight_decay < 0 or not 0 <= alpha < 1:
            raise ValueError("out of bounds")
        super().__init__(params, {"lr": lr, "alpha": alpha, "eps": eps, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                g, state = p.grad, self.state[p]
                if group["weight_decay"]:
                    g = g + group["weight_decay"] * p
                if not state:
                    state["avg"] = torch.zeros_like(p)
                state["avg"] = group["alpha"] * state["avg"] + (1 - group["alpha"]) * g**2
                p -= group["lr"] * g / (state["avg"].sqrt() + group["eps"])
        return loss

# %% wrong: root in place
# looks like: keeps the root in place
class RMSProp(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-2, alpha=0.99, eps=1e-8, weight_decay=0.0):
        if lr < 0 or eps < 0 or weight_decay < 0 or not 0 <= alpha < 1:
            raise ValueError("out of bounds")
        super().__init__(params, {"lr": lr, "alpha": alpha, "eps": eps, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                g, state = p.grad, self.state[p]
                if group["weight_decay"]:
                    g = g + group["weight_decay"] * p
                if not state:
                    state["avg"] = torch.zeros_like(p)
                state["avg"] = group["alpha"] * state["avg"] + (1 - group["alpha"]) * g**2
                p -= group["lr"] * g / (state["avg"].sqrt_() + group["eps"])
        return loss

# %% wrong: the first group only
# looks like: changes the first group only
class RMSProp(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-2, alpha=0.99, eps=1e-8, weight_decay=0.0):
        if lr < 0 or eps < 0 or weight_decay < 0 or not 0 <= alpha < 1:
            raise ValueError("out of bounds")
        super().__init__(params, {"lr": lr, "alpha": alpha, "eps": eps, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups[:1]:
            for p in group["params"]:
                if p.grad is None:
                    continue
                g, state = p.grad, self.state[p]
                if group["weight_decay"]:
                    g = g + group["weight_decay"] * p
                if not state:
                    state["avg"] = torch.zeros_like(p)
                state["avg"] = group["alpha"] * state["avg"] + (1 - group["alpha"]) * g**2
                p -= group["lr"] * g / (state["avg"].sqrt() + group["eps"])
        return loss

# %% wrong: starts with the first share
# looks like: starts the average of the squares with the first one's share
class RMSProp(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-2, alpha=0.99, eps=1e-8, weight_decay=0.0):
        if lr < 0 or eps < 0 or weight_decay < 0 or not 0 <= alpha < 1:
            raise ValueError("out of bounds")
        super().__init__(params, {"lr": lr, "alpha": alpha, "eps": eps, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                g, state = p.grad, self.state[p]
                if group["weight_decay"]:
                    g = g + group["weight_decay"] * p
                if not state:
                    state["avg"] = (1 - group["alpha"]) * g**2
                state["avg"] = group["alpha"] * state["avg"] + (1 - group["alpha"]) * g**2
                p -= group["lr"] * g / (state["avg"].sqrt() + group["eps"])
        return loss
