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
# looks like: changes a gradient
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
# looks like: stumbles over parameters whose grad is None
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
# looks like: generator twice
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
# looks like: put @torch.no_grad() above step
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
# looks like: calls the closure without gradients
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
# looks like: calls the closure when parameters have changed already
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
# looks like: a ValueError is asked for
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
# looks like: takes alpha=1.0
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
# looks like: refuses 0
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
# looks like: another default: alpha is 0.9 where
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
