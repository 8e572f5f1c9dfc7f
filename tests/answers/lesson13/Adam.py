# %% right: as the formula is written
class Adam(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
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
                if group["weight_decay"]:
                    g = g + group["weight_decay"] * p
                if not state:
                    state.update(k=0, m=torch.zeros_like(p), v=torch.zeros_like(p))
                state["k"] += 1
                k = state["k"]
                state["m"] = b1 * state["m"] + (1 - b1) * g
                state["v"] = b2 * state["v"] + (1 - b2) * g**2
                m, v = state["m"] / (1 - b1**k), state["v"] / (1 - b2**k)
                p -= lr * m / (v.sqrt() + group["eps"])
        return loss

    def decay(self, p, group):
        return p.grad

# %% right: a count for each parameter as a tensor
class Adam(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
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
                if group["weight_decay"]:
                    g = g + group["weight_decay"] * p
                if not state:
                    state.update(k=torch.zeros((), dtype=torch.float64), m=torch.zeros_like(p), v=torch.zeros_like(p))
                state["k"] += 1
                k = state["k"].item()
                state["m"] = b1 * state["m"] + (1 - b1) * g
                state["v"] = b2 * state["v"] + (1 - b2) * g**2
                m, v = state["m"] / (1 - b1**k), state["v"] / (1 - b2**k)
                p -= lr * m / (v.sqrt() + group["eps"])
        return loss

# %% right: corrections put into the rate
class Adam(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
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
                if group["weight_decay"]:
                    g = g + group["weight_decay"] * p
                if not state:
                    state.update(k=0, m=torch.zeros_like(p), v=torch.zeros_like(p))
                state["k"] += 1
                k = state["k"]
                state["m"] = b1 * state["m"] + (1 - b1) * g
                state["v"] = b2 * state["v"] + (1 - b2) * g**2
                rate, root = lr / (1 - b1**k), state["v"].sqrt() / (1 - b2**k) ** 0.5
                p.addcdiv_(state["m"], root + group["eps"], value=-rate)
        return loss

# %% right: lists of tensors
class Adam(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
        if lr < 0 or eps < 0 or weight_decay < 0 or not all(0 <= beta < 1 for beta in betas):
            raise ValueError("out of bounds")
        super().__init__(params, {"lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            params = [p for p in group["params"] if p.grad is not None]
            if not params:
                continue
            b1, b2 = group["betas"]
            grads = [p.grad for p in params]
            if group["weight_decay"]:
                grads = torch._foreach_add(grads, torch._foreach_mul(params, group["weight_decay"]))
            for p in params:
                if "k" not in self.state[p]:
                    self.state[p].update(k=0, m=torch.zeros_like(p), v=torch.zeros_like(p))
                self.state[p]["k"] += 1
            ms, vs = [self.state[p]["m"] for p in params], [self.state[p]["v"] for p in params]
            torch._foreach_lerp_(ms, grads, 1 - b1)
            torch._foreach_mul_(vs, b2)
            torch._foreach_addcmul_(vs, grads, grads, value=1 - b2)
            roots = torch._foreach_sqrt(vs)
            torch._foreach_div_(roots, [(1 - b2 ** self.state[p]["k"]) ** 0.5 for p in params])
            torch._foreach_add_(roots, group["eps"])
            torch._foreach_addcdiv_(params, ms, roots, [-group["lr"] / (1 - b1 ** self.state[p]["k"]) for p in params])
        return loss

    def decay(self, p, group):
        return p.grad

# %% right: a base class with a hook
class _Own(torch.optim.Optimizer):
    def __init__(self, params, **options):
        for name, value in options.items():
            low, high = (0, 1) if name == "betas" else (0, float("inf"))
            values = value if name == "betas" else [value]
            if any(not low <= v < high for v in values):
                raise ValueError(f"{name}={value}")
        super().__init__(params, options)

    def step(self, closure=None):
        loss = None if closure is None else torch.enable_grad()(closure)()
        with torch.no_grad():
            for group in self.param_groups:
                for p in filter(lambda p: p.grad is not None, group["params"]):
                    self.update(p, p.grad.detach(), self.state[p], **group)
        return loss

class Adam(_Own):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
        super().__init__(params, lr=lr, betas=betas, eps=eps, weight_decay=weight_decay)

    def update(self, p, g, state, lr, betas, eps, weight_decay, **_):
        g = g + weight_decay * p
        for n, (beta, x) in enumerate(zip(betas, (g, g * g))):
            state[n] = beta * state.get(n, 0.0) + (1 - beta) * x
        state["k"] = state.get("k", 0) + 1
        m, v = (state[n] / (1 - betas[n] ** state["k"]) for n in (0, 1))
        p.sub_(lr * m / (v**0.5 + eps))

    def decay(self, p, group):
        return p.grad

# %% right: state in a list
class Adam(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
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
                if group["weight_decay"]:
                    g = g + group["weight_decay"] * p
                if not state:
                    state = self.state[p] = [0, torch.zeros_like(p), torch.zeros_like(p)]
                state[0] += 1
                k = state[0]
                state[1] = b1 * state[1] + (1 - b1) * g
                state[2] = b2 * state[2] + (1 - b2) * g**2
                m, v = state[1] / (1 - b1**k), state[2] / (1 - b2**k)
                p -= lr * m / (v.sqrt() + group["eps"])
        return loss


    def decay(self, p, group):
        return p.grad

# %% right: state made in add_param_group
class Adam(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
        if lr < 0 or eps < 0 or weight_decay < 0 or not all(0 <= beta < 1 for beta in betas):
            raise ValueError("out of bounds")
        super().__init__(params, {"lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay})

    def add_param_group(self, group):
        super().add_param_group(group)
        for p in self.param_groups[-1]["params"]:
            self.state[p].update(k=0, m=torch.zeros_like(p), v=torch.zeros_like(p))

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                g, state = p.grad, self.state[p]
                (b1, b2), lr = group["betas"], group["lr"]
                if group["weight_decay"]:
                    g = g + group["weight_decay"] * p
                state["k"] += 1
                k = state["k"]
                state["m"] = b1 * state["m"] + (1 - b1) * g
                state["v"] = b2 * state["v"] + (1 - b2) * g**2
                m, v = state["m"] / (1 - b1**k), state["v"] / (1 - b2**k)
                p -= lr * m / (v.sqrt() + group["eps"])
        return loss


    def decay(self, p, group):
        return p.grad

# %% wrong: a counter for all parameters
# looks like: counts the steps of all parameters together
class Adam(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
        if lr < 0 or eps < 0 or weight_decay < 0 or not all(0 <= beta < 1 for beta in betas):
            raise ValueError("out of bounds")
        self.k = 0
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
                if group["weight_decay"]:
                    g = g + group["weight_decay"] * p
                if not state:
                    state.update(m=torch.zeros_like(p), v=torch.zeros_like(p))
                self.k += 1
                k = self.k
                state["m"] = b1 * state["m"] + (1 - b1) * g
                state["v"] = b2 * state["v"] + (1 - b2) * g**2
                m, v = state["m"] / (1 - b1**k), state["v"] / (1 - b2**k)
                p -= lr * m / (v.sqrt() + group["eps"])
        return loss

# %% wrong: a counter for each call
# looks like: counts calls of step
class Adam(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
        if lr < 0 or eps < 0 or weight_decay < 0 or not all(0 <= beta < 1 for beta in betas):
            raise ValueError("out of bounds")
        self.k = 0
        super().__init__(params, {"lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        self.k += 1
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                g, state = p.grad, self.state[p]
                (b1, b2), lr = group["betas"], group["lr"]
                if group["weight_decay"]:
                    g = g + group["weight_decay"] * p
                if not state:
                    state.update(m=torch.zeros_like(p), v=torch.zeros_like(p))
                k = self.k
                state["m"] = b1 * state["m"] + (1 - b1) * g
                state["v"] = b2 * state["v"] + (1 - b2) * g**2
                m, v = state["m"] / (1 - b1**k), state["v"] / (1 - b2**k)
                p -= lr * m / (v.sqrt() + group["eps"])
        return loss

# %% wrong: a counter of the class
# looks like: counts the steps of all parameters together
class Adam(torch.optim.Optimizer):
    k = 0

    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
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
                if group["weight_decay"]:
                    g = g + group["weight_decay"] * p
                if not state:
                    state.update(m=torch.zeros_like(p), v=torch.zeros_like(p))
                self.k += 1
                k = self.k
                state["m"] = b1 * state["m"] + (1 - b1) * g
                state["v"] = b2 * state["v"] + (1 - b2) * g**2
                m, v = state["m"] / (1 - b1**k), state["v"] / (1 - b2**k)
                p -= lr * m / (v.sqrt() + group["eps"])
        return loss

# %% wrong: a counter in the group
# looks like: counts calls of step
class Adam(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
        if lr < 0 or eps < 0 or weight_decay < 0 or not all(0 <= beta < 1 for beta in betas):
            raise ValueError("out of bounds")
        super().__init__(params, {"lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay, "k": 0})

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            group["k"] += 1
            for p in group["params"]:
                if p.grad is None:
                    continue
                g, state = p.grad, self.state[p]
                (b1, b2), lr = group["betas"], group["lr"]
                if group["weight_decay"]:
                    g = g + group["weight_decay"] * p
                if not state:
                    state.update(m=torch.zeros_like(p), v=torch.zeros_like(p))
                k = group["k"]
                state["m"] = b1 * state["m"] + (1 - b1) * g
                state["v"] = b2 * state["v"] + (1 - b2) * g**2
                m, v = state["m"] / (1 - b1**k), state["v"] / (1 - b2**k)
                p -= lr * m / (v.sqrt() + group["eps"])
        return loss

# %% wrong: a counter that state_dict loses
# looks like: forgets its count of steps
class Adam(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
        if lr < 0 or eps < 0 or weight_decay < 0 or not all(0 <= beta < 1 for beta in betas):
            raise ValueError("out of bounds")
        self.steps = {}
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
                if group["weight_decay"]:
                    g = g + group["weight_decay"] * p
                if not state:
                    state.update(m=torch.zeros_like(p), v=torch.zeros_like(p))
                self.steps[p] = self.steps.get(p, 0) + 1
                k = self.steps[p]
                state["m"] = b1 * state["m"] + (1 - b1) * g
                state["v"] = b2 * state["v"] + (1 - b2) * g**2
                m, v = state["m"] / (1 - b1**k), state["v"] / (1 - b2**k)
                p -= lr * m / (v.sqrt() + group["eps"])
        return loss

# %% wrong: counts from 0
# looks like: the first step of a parameter is k = 1
class Adam(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
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
                if group["weight_decay"]:
                    g = g + group["weight_decay"] * p
                if not state:
                    state.update(k=0, m=torch.zeros_like(p), v=torch.zeros_like(p))
                k = state["k"]
                state["k"] += 1
                state["m"] = b1 * state["m"] + (1 - b1) * g
                state["v"] = b2 * state["v"] + (1 - b2) * g**2
                m, v = state["m"] / (1 - b1**k), state["v"] / (1 - b2**k)
                p -= lr * m / (v.sqrt() + group["eps"])
        return loss

# %% wrong: counts from 0, by a quotient of numbers
# looks like: the first step of a parameter is k = 1
class Adam(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
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
                if group["weight_decay"]:
                    g = g + group["weight_decay"] * p
                if not state:
                    state.update(k=0, m=torch.zeros_like(p), v=torch.zeros_like(p))
                k = state["k"]
                state["k"] += 1
                state["m"] = b1 * state["m"] + (1 - b1) * g
                state["v"] = b2 * state["v"] + (1 - b2) * g**2
                m, v = state["m"] / (1 - b1**k), state["v"] / (1 - b2**k)
                p -= lr / (1 - b1**k) * state["m"] / (v.sqrt() + group["eps"])
        return loss

# %% wrong: counts from 2
# looks like: begins to count at 2
class Adam(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
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
                if group["weight_decay"]:
                    g = g + group["weight_decay"] * p
                if not state:
                    state.update(k=0, m=torch.zeros_like(p), v=torch.zeros_like(p))
                state["k"] += 1
                k = state["k"] + 1
                state["m"] = b1 * state["m"] + (1 - b1) * g
                state["v"] = b2 * state["v"] + (1 - b2) * g**2
                m, v = state["m"] / (1 - b1**k), state["v"] / (1 - b2**k)
                p -= lr * m / (v.sqrt() + group["eps"])
        return loss

# %% wrong: always the first step's correction
# looks like: corrects every step as the first one
class Adam(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
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
                if group["weight_decay"]:
                    g = g + group["weight_decay"] * p
                if not state:
                    state.update(k=0, m=torch.zeros_like(p), v=torch.zeros_like(p))
                state["k"] += 1
                k = 1
                state["m"] = b1 * state["m"] + (1 - b1) * g
                state["v"] = b2 * state["v"] + (1 - b2) * g**2
                m, v = state["m"] / (1 - b1**k), state["v"] / (1 - b2**k)
                p -= lr * m / (v.sqrt() + group["eps"])
        return loss

# %% wrong: no correction of the square
# looks like: does not correct the average of the squares
class Adam(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
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
                if group["weight_decay"]:
                    g = g + group["weight_decay"] * p
                if not state:
                    state.update(k=0, m=torch.zeros_like(p), v=torch.zeros_like(p))
                state["k"] += 1
                k = state["k"]
                state["m"] = b1 * state["m"] + (1 - b1) * g
                state["v"] = b2 * state["v"] + (1 - b2) * g**2
                m, v = state["m"] / (1 - b1**k), state["v"]
                p -= lr * m / (v.sqrt() + group["eps"])
        return loss

# %% wrong: no correction of the mean
# looks like: does not correct the average of the gradients
class Adam(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
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
                if group["weight_decay"]:
                    g = g + group["weight_decay"] * p
                if not state:
                    state.update(k=0, m=torch.zeros_like(p), v=torch.zeros_like(p))
                state["k"] += 1
                k = state["k"]
                state["m"] = b1 * state["m"] + (1 - b1) * g
                state["v"] = b2 * state["v"] + (1 - b2) * g**2
                m, v = state["m"], state["v"] / (1 - b2**k)
                p -= lr * m / (v.sqrt() + group["eps"])
        return loss

# %% wrong: no correction
# looks like: corrects neither average
class Adam(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
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
                if group["weight_decay"]:
                    g = g + group["weight_decay"] * p
                if not state:
                    state.update(k=0, m=torch.zeros_like(p), v=torch.zeros_like(p))
                state["k"] += 1
                k = state["k"]
                state["m"] = b1 * state["m"] + (1 - b1) * g
                state["v"] = b2 * state["v"] + (1 - b2) * g**2
                m, v = state["m"], state["v"]
                p -= lr * m / (v.sqrt() + group["eps"])
        return loss

# %% wrong: correction without its root
# looks like: corrects the root by 1 - β2^k
class Adam(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
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
                if group["weight_decay"]:
                    g = g + group["weight_decay"] * p
                if not state:
                    state.update(k=0, m=torch.zeros_like(p), v=torch.zeros_like(p))
                state["k"] += 1
                k = state["k"]
                state["m"] = b1 * state["m"] + (1 - b1) * g
                state["v"] = b2 * state["v"] + (1 - b2) * g**2
                m, root = state["m"] / (1 - b1**k), state["v"].sqrt() / (1 - b2**k)
                p -= lr * m / (root + group["eps"])
        return loss

# %% wrong: eps inside the root
# looks like: eps inside the root
class Adam(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
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
                if group["weight_decay"]:
                    g = g + group["weight_decay"] * p
                if not state:
                    state.update(k=0, m=torch.zeros_like(p), v=torch.zeros_like(p))
                state["k"] += 1
                k = state["k"]
                state["m"] = b1 * state["m"] + (1 - b1) * g
                state["v"] = b2 * state["v"] + (1 - b2) * g**2
                m, v = state["m"] / (1 - b1**k), state["v"] / (1 - b2**k)
                p -= lr * m / (v + group["eps"]).sqrt()
        return loss

# %% wrong: eps before the correction
# looks like: adds eps before the square
class Adam(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
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
                if group["weight_decay"]:
                    g = g + group["weight_decay"] * p
                if not state:
                    state.update(k=0, m=torch.zeros_like(p), v=torch.zeros_like(p))
                state["k"] += 1
                k = state["k"]
                state["m"] = b1 * state["m"] + (1 - b1) * g
                state["v"] = b2 * state["v"] + (1 - b2) * g**2
                m, v = state["m"] / (1 - b1**k) * (1 - b2**k) ** 0.5, state["v"]
                p -= lr * m / (v.sqrt() + group["eps"])
        return loss

# %% wrong: eps after the division
# looks like: eps after the division
# looks like: does not add eps to the root
class Adam(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
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
                if group["weight_decay"]:
                    g = g + group["weight_decay"] * p
                if not state:
                    state.update(k=0, m=torch.zeros_like(p), v=torch.zeros_like(p))
                state["k"] += 1
                k = state["k"]
                state["m"] = b1 * state["m"] + (1 - b1) * g
                state["v"] = b2 * state["v"] + (1 - b2) * g**2
                m, v = state["m"] / (1 - b1**k), state["v"] / (1 - b2**k)
                p -= lr * (m / v.sqrt() + group["eps"])
        return loss

# %% wrong: no eps
# looks like: does not add eps
class Adam(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
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
                if group["weight_decay"]:
                    g = g + group["weight_decay"] * p
                if not state:
                    state.update(k=0, m=torch.zeros_like(p), v=torch.zeros_like(p))
                state["k"] += 1
                k = state["k"]
                state["m"] = b1 * state["m"] + (1 - b1) * g
                state["v"] = b2 * state["v"] + (1 - b2) * g**2
                m, v = state["m"] / (1 - b1**k), state["v"] / (1 - b2**k)
                p -= lr * m / v.sqrt()
        return loss

# %% wrong: swapped betas
# looks like: swaps the betas
class Adam(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
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
                (b2, b1), lr = group["betas"], group["lr"]
                if group["weight_decay"]:
                    g = g + group["weight_decay"] * p
                if not state:
                    state.update(k=0, m=torch.zeros_like(p), v=torch.zeros_like(p))
                state["k"] += 1
                k = state["k"]
                state["m"] = b1 * state["m"] + (1 - b1) * g
                state["v"] = b2 * state["v"] + (1 - b2) * g**2
                m, v = state["m"] / (1 - b1**k), state["v"] / (1 - b2**k)
                p -= lr * m / (v.sqrt() + group["eps"])
        return loss

# %% wrong: turned weights
# looks like: turns the weights of old and new round
class Adam(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
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
                if group["weight_decay"]:
                    g = g + group["weight_decay"] * p
                if not state:
                    state.update(k=0, m=torch.zeros_like(p), v=torch.zeros_like(p))
                state["k"] += 1
                k = state["k"]
                state["m"] = (1 - b1) * state["m"] + b1 * g
                state["v"] = (1 - b2) * state["v"] + b2 * g**2
                m, v = state["m"] / (1 - b1**k), state["v"] / (1 - b2**k)
                p -= lr * m / (v.sqrt() + group["eps"])
        return loss

# %% wrong: torch's form of momentum
# looks like: adds up gradients without the factor 1 - β1
class Adam(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
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
                if group["weight_decay"]:
                    g = g + group["weight_decay"] * p
                if not state:
                    state.update(k=0, m=torch.zeros_like(p), v=torch.zeros_like(p))
                state["k"] += 1
                k = state["k"]
                state["m"] = b1 * state["m"] + g
                state["v"] = b2 * state["v"] + (1 - b2) * g**2
                m, v = state["m"] / (1 - b1**k), state["v"] / (1 - b2**k)
                p -= lr * m / (v.sqrt() + group["eps"])
        return loss

# %% wrong: squares added up
# looks like: without the factor 1 - beta
class Adam(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
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
                if group["weight_decay"]:
                    g = g + group["weight_decay"] * p
                if not state:
                    state.update(k=0, m=torch.zeros_like(p), v=torch.zeros_like(p))
                state["k"] += 1
                k = state["k"]
                state["m"] = b1 * state["m"] + (1 - b1) * g
                state["v"] = b2 * state["v"] + g**2
                m, v = state["m"] / (1 - b1**k), state["v"] / (1 - b2**k)
                p -= lr * m / (v.sqrt() + group["eps"])
        return loss

# %% wrong: no root
# looks like: take its root
class Adam(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
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
                if group["weight_decay"]:
                    g = g + group["weight_decay"] * p
                if not state:
                    state.update(k=0, m=torch.zeros_like(p), v=torch.zeros_like(p))
                state["k"] += 1
                k = state["k"]
                state["m"] = b1 * state["m"] + (1 - b1) * g
                state["v"] = b2 * state["v"] + (1 - b2) * g**2
                m, v = state["m"] / (1 - b1**k), state["v"] / (1 - b2**k)
                p -= lr * m / (v + group["eps"])
        return loss

# %% wrong: starts with the first gradient
# looks like: starts the averages with the first gradient
class Adam(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
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
                if group["weight_decay"]:
                    g = g + group["weight_decay"] * p
                if not state:
                    state.update(k=0, m=g.clone(), v=g**2)
                state["k"] += 1
                k = state["k"]
                state["m"] = b1 * state["m"] + (1 - b1) * g
                state["v"] = b2 * state["v"] + (1 - b2) * g**2
                m, v = state["m"] / (1 - b1**k), state["v"] / (1 - b2**k)
                p -= lr * m / (v.sqrt() + group["eps"])
        return loss

# %% wrong: squares of the average
# looks like: squares of the averaged gradients
class Adam(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
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
                if group["weight_decay"]:
                    g = g + group["weight_decay"] * p
                if not state:
                    state.update(k=0, m=torch.zeros_like(p), v=torch.zeros_like(p))
                state["k"] += 1
                k = state["k"]
                state["m"] = b1 * state["m"] + (1 - b1) * g
                state["v"] = b2 * state["v"] + (1 - b2) * state["m"] ** 2
                m, v = state["m"] / (1 - b1**k), state["v"] / (1 - b2**k)
                p -= lr * m / (v.sqrt() + group["eps"])
        return loss

# %% wrong: RMSProp with a correction
# looks like: divides this step's gradient
class Adam(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
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
                if group["weight_decay"]:
                    g = g + group["weight_decay"] * p
                if not state:
                    state.update(k=0, m=torch.zeros_like(p), v=torch.zeros_like(p))
                state["k"] += 1
                k = state["k"]
                state["m"] = b1 * state["m"] + (1 - b1) * g
                state["v"] = b2 * state["v"] + (1 - b2) * g**2
                m, v = state["m"] / (1 - b1**k), state["v"] / (1 - b2**k)
                p -= lr * g / (v.sqrt() + group["eps"])
        return loss

# %% wrong: decoupled decay
# looks like: decays the parameter beside the step
class Adam(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
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

# %% wrong: decay into the gradient itself
# looks like: edits gradients in place
class Adam(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
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
                if group["weight_decay"]:
                    g += group["weight_decay"] * p
                if not state:
                    state.update(k=0, m=torch.zeros_like(p), v=torch.zeros_like(p))
                state["k"] += 1
                k = state["k"]
                state["m"] = b1 * state["m"] + (1 - b1) * g
                state["v"] = b2 * state["v"] + (1 - b2) * g**2
                m, v = state["m"] / (1 - b1**k), state["v"] / (1 - b2**k)
                p -= lr * m / (v.sqrt() + group["eps"])
        return loss

# %% wrong: squares without decay
# looks like: averages the squares without the decay
class Adam(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
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
                if group["weight_decay"]:
                    g = g + group["weight_decay"] * p
                if not state:
                    state.update(k=0, m=torch.zeros_like(p), v=torch.zeros_like(p))
                state["k"] += 1
                k = state["k"]
                state["m"] = b1 * state["m"] + (1 - b1) * g
                state["v"] = b2 * state["v"] + (1 - b2) * p.grad**2
                m, v = state["m"] / (1 - b1**k), state["v"] / (1 - b2**k)
                p -= lr * m / (v.sqrt() + group["eps"])
        return loss

# %% wrong: state on the parameter
# looks like: carries averages over from an optimizer that is gone
class Adam(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
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
                g, state = p.grad, vars(p).setdefault("adam", {})
                (b1, b2), lr = group["betas"], group["lr"]
                if group["weight_decay"]:
                    g = g + group["weight_decay"] * p
                if not state:
                    state.update(k=0, m=torch.zeros_like(p), v=torch.zeros_like(p))
                state["k"] += 1
                k = state["k"]
                state["m"] = b1 * state["m"] + (1 - b1) * g
                state["v"] = b2 * state["v"] + (1 - b2) * g**2
                m, v = state["m"] / (1 - b1**k), state["v"] / (1 - b2**k)
                p -= lr * m / (v.sqrt() + group["eps"])
        return loss

# %% wrong: a dict of its own
# looks like: forgets its averages
class Adam(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
        if lr < 0 or eps < 0 or weight_decay < 0 or not all(0 <= beta < 1 for beta in betas):
            raise ValueError("out of bounds")
        self.averages = {}
        super().__init__(params, {"lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                g, state = p.grad, self.averages.setdefault(p, {})
                (b1, b2), lr = group["betas"], group["lr"]
                if group["weight_decay"]:
                    g = g + group["weight_decay"] * p
                if not state:
                    state.update(k=0, m=torch.zeros_like(p), v=torch.zeros_like(p))
                state["k"] += 1
                k = state["k"]
                state["m"] = b1 * state["m"] + (1 - b1) * g
                state["v"] = b2 * state["v"] + (1 - b2) * g**2
                m, v = state["m"] / (1 - b1**k), state["v"] / (1 - b2**k)
                p -= lr * m / (v.sqrt() + group["eps"])
        return loss

# %% wrong: keyed by shape
# looks like: for all parameters of a shape
class Adam(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
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
                g, state = p.grad, self.state[p.shape]
                (b1, b2), lr = group["betas"], group["lr"]
                if group["weight_decay"]:
                    g = g + group["weight_decay"] * p
                if not state:
                    state.update(k=0, m=torch.zeros_like(p), v=torch.zeros_like(p))
                state["k"] += 1
                k = state["k"]
                state["m"] = b1 * state["m"] + (1 - b1) * g
                state["v"] = b2 * state["v"] + (1 - b2) * g**2
                m, v = state["m"] / (1 - b1**k), state["v"] / (1 - b2**k)
                p -= lr * m / (v.sqrt() + group["eps"])
        return loss

# %% wrong: the average in the gradient's place
# looks like: edits gradients in place
class Adam(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
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
                if group["weight_decay"]:
                    g = g + group["weight_decay"] * p
                if not state:
                    state.update(k=0, m=g, v=torch.zeros_like(p))
                state["k"] += 1
                k = state["k"]
                state["m"].mul_(b1).add_((1 - b1) * g)
                state["v"] = b2 * state["v"] + (1 - b2) * g**2
                m, v = state["m"] / (1 - b1**k), state["v"] / (1 - b2**k)
                p -= lr * m / (v.sqrt() + group["eps"])
        return loss

# %% wrong: stumbles over None
# looks like: stumbles over a parameter without gradient
class Adam(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
        if lr < 0 or eps < 0 or weight_decay < 0 or not all(0 <= beta < 1 for beta in betas):
            raise ValueError("out of bounds")
        super().__init__(params, {"lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                g, state = p.grad, self.state[p]
                (b1, b2), lr = group["betas"], group["lr"]
                if group["weight_decay"]:
                    g = g + group["weight_decay"] * p
                if not state:
                    state.update(k=0, m=torch.zeros_like(p), v=torch.zeros_like(p))
                state["k"] += 1
                k = state["k"]
                state["m"] = b1 * state["m"] + (1 - b1) * g
                state["v"] = b2 * state["v"] + (1 - b2) * g**2
                m, v = state["m"] / (1 - b1**k), state["v"] / (1 - b2**k)
                p -= lr * m / (v.sqrt() + group["eps"])
        return loss

# %% wrong: zeros for None
# looks like: moves parameters whose grad is None
class Adam(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
        if lr < 0 or eps < 0 or weight_decay < 0 or not all(0 <= beta < 1 for beta in betas):
            raise ValueError("out of bounds")
        super().__init__(params, {"lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                g, state = torch.zeros_like(p) if p.grad is None else p.grad, self.state[p]
                (b1, b2), lr = group["betas"], group["lr"]
                if group["weight_decay"]:
                    g = g + group["weight_decay"] * p
                if not state:
                    state.update(k=0, m=torch.zeros_like(p), v=torch.zeros_like(p))
                state["k"] += 1
                k = state["k"]
                state["m"] = b1 * state["m"] + (1 - b1) * g
                state["v"] = b2 * state["v"] + (1 - b2) * g**2
                m, v = state["m"] / (1 - b1**k), state["v"] / (1 - b2**k)
                p -= lr * m / (v.sqrt() + group["eps"])
        return loss

# %% wrong: options from the constructor
# looks like: keeps the options it was made with
class Adam(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
        if lr < 0 or eps < 0 or weight_decay < 0 or not all(0 <= beta < 1 for beta in betas):
            raise ValueError("out of bounds")
        self.options = dict(lr=lr, betas=betas, eps=eps, weight_decay=weight_decay)
        super().__init__(params, {"lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                g, state = p.grad, self.state[p]
                (b1, b2), lr = self.options["betas"], self.options["lr"]
                if self.options["weight_decay"]:
                    g = g + self.options["weight_decay"] * p
                if not state:
                    state.update(k=0, m=torch.zeros_like(p), v=torch.zeros_like(p))
                state["k"] += 1
                k = state["k"]
                state["m"] = b1 * state["m"] + (1 - b1) * g
                state["v"] = b2 * state["v"] + (1 - b2) * g**2
                m, v = state["m"] / (1 - b1**k), state["v"] / (1 - b2**k)
                p -= lr * m / (v.sqrt() + self.options["eps"])
        return loss

# %% wrong: rate kept from the first step
# looks like: keeps the learning rate it was made with
class Adam(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
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
                if group["weight_decay"]:
                    g = g + group["weight_decay"] * p
                if not state:
                    state.update(k=0, lr=lr, m=torch.zeros_like(p), v=torch.zeros_like(p))
                state["k"] += 1
                k = state["k"]
                state["m"] = b1 * state["m"] + (1 - b1) * g
                state["v"] = b2 * state["v"] + (1 - b2) * g**2
                m, v = state["m"] / (1 - b1**k), state["v"] / (1 - b2**k)
                p -= state["lr"] * m / (v.sqrt() + group["eps"])
        return loss

# %% wrong: betas up to 1
# looks like: it must raise ValueError
class Adam(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
        if lr < 0 or eps < 0 or weight_decay < 0 or not all(0 <= beta <= 1 for beta in betas):
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
                if group["weight_decay"]:
                    g = g + group["weight_decay"] * p
                if not state:
                    state.update(k=0, m=torch.zeros_like(p), v=torch.zeros_like(p))
                state["k"] += 1
                k = state["k"]
                state["m"] = b1 * state["m"] + (1 - b1) * g
                state["v"] = b2 * state["v"] + (1 - b2) * g**2
                m, v = state["m"] / (1 - b1**k), state["v"] / (1 - b2**k)
                p -= lr * m / (v.sqrt() + group["eps"])
        return loss

# %% wrong: looks at one beta
# looks like: accepts betas=(0.9,
class Adam(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
        if lr < 0 or eps < 0 or weight_decay < 0 or not 0 <= betas[0] < 1:
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
                if group["weight_decay"]:
                    g = g + group["weight_decay"] * p
                if not state:
                    state.update(k=0, m=torch.zeros_like(p), v=torch.zeros_like(p))
                state["k"] += 1
                k = state["k"]
                state["m"] = b1 * state["m"] + (1 - b1) * g
                state["v"] = b2 * state["v"] + (1 - b2) * g**2
                m, v = state["m"] / (1 - b1**k), state["v"] / (1 - b2**k)
                p -= lr * m / (v.sqrt() + group["eps"])
        return loss

# %% wrong: public defaults
# looks like: another default than betas=(0.9, 0.999)
class Adam(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.99), eps=1e-8, weight_decay=0.0):
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
                if group["weight_decay"]:
                    g = g + group["weight_decay"] * p
                if not state:
                    state.update(k=0, m=torch.zeros_like(p), v=torch.zeros_like(p))
                state["k"] += 1
                k = state["k"]
                state["m"] = b1 * state["m"] + (1 - b1) * g
                state["v"] = b2 * state["v"] + (1 - b2) * g**2
                m, v = state["m"] / (1 - b1**k), state["v"] / (1 - b2**k)
                p -= lr * m / (v.sqrt() + group["eps"])
        return loss

# %% wrong: exhausted generator
# looks like: has used up its generator
class Adam(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
        if lr < 0 or eps < 0 or weight_decay < 0 or not all(0 <= beta < 1 for beta in betas):
            raise ValueError("out of bounds")
        if not list(params):
            raise ValueError("no parameters")
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
                if group["weight_decay"]:
                    g = g + group["weight_decay"] * p
                if not state:
                    state.update(k=0, m=torch.zeros_like(p), v=torch.zeros_like(p))
                state["k"] += 1
                k = state["k"]
                state["m"] = b1 * state["m"] + (1 - b1) * g
                state["v"] = b2 * state["v"] + (1 - b2) * g**2
                m, v = state["m"] / (1 - b1**k), state["v"] / (1 - b2**k)
                p -= lr * m / (v.sqrt() + group["eps"])
        return loss

# %% wrong: a closure without gradients
# looks like: calls the closure with autograd switched off
class Adam(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
        if lr < 0 or eps < 0 or weight_decay < 0 or not all(0 <= beta < 1 for beta in betas):
            raise ValueError("out of bounds")
        super().__init__(params, {"lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self, closure=None):
        loss = None if closure is None else closure()
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                g, state = p.grad, self.state[p]
                (b1, b2), lr = group["betas"], group["lr"]
                if group["weight_decay"]:
                    g = g + group["weight_decay"] * p
                if not state:
                    state.update(k=0, m=torch.zeros_like(p), v=torch.zeros_like(p))
                state["k"] += 1
                k = state["k"]
                state["m"] = b1 * state["m"] + (1 - b1) * g
                state["v"] = b2 * state["v"] + (1 - b2) * g**2
                m, v = state["m"] / (1 - b1**k), state["v"] / (1 - b2**k)
                p -= lr * m / (v.sqrt() + group["eps"])
        return loss

# %% wrong: recorded by autograd
# looks like: is recorded by autograd
class Adam(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
        if lr < 0 or eps < 0 or weight_decay < 0 or not all(0 <= beta < 1 for beta in betas):
            raise ValueError("out of bounds")
        super().__init__(params, {"lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay})

    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                g, state = p.grad, self.state[p]
                (b1, b2), lr = group["betas"], group["lr"]
                if group["weight_decay"]:
                    g = g + group["weight_decay"] * p
                if not state:
                    state.update(k=0, m=torch.zeros_like(p), v=torch.zeros_like(p))
                state["k"] += 1
                k = state["k"]
                state["m"] = b1 * state["m"] + (1 - b1) * g
                state["v"] = b2 * state["v"] + (1 - b2) * g**2
                m, v = state["m"] / (1 - b1**k), state["v"] / (1 - b2**k)
                p -= lr * m / (v.sqrt() + group["eps"])
        return loss

# %% wrong: torch's under another name
# looks like: which is what this exercise asks you to write
class Adam(torch.optim.Adam):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
        super().__init__(params, lr, betas, eps, weight_decay)

# %% wrong: no step where the gradient is all 0
# looks like: leaves out gradients that are all 0
class Adam(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
        if lr < 0 or eps < 0 or weight_decay < 0 or not all(0 <= beta < 1 for beta in betas):
            raise ValueError("outside")
        super().__init__(params, {"lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay})

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
                    state.update(k=0, m=torch.zeros_like(p), v=torch.zeros_like(p))
                b1, b2 = group["betas"]
                state["k"] += 1
                state["m"] = b1 * state["m"] + (1 - b1) * grad
                state["v"] = b2 * state["v"] + (1 - b2) * grad**2
                mean, square = state["m"] / (1 - b1 ** state["k"]), state["v"] / (1 - b2 ** state["k"])
                p -= group["lr"] * mean / (square.sqrt() + group["eps"])
        return loss

# %% wrong: weights of the average turned, by lerp
# looks like: in the average of the gradients: the old one keeps its share β1
class Adam(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
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
                if group["weight_decay"]:
                    g = g + group["weight_decay"] * p
                if not state:
                    state.update(k=0, m=torch.zeros_like(p), v=torch.zeros_like(p))
                state["k"] += 1
                k = state["k"]
                state["m"] = state["m"].lerp(g, b1)
                state["v"] = b2 * state["v"] + (1 - b2) * g**2
                m, v = state["m"] / (1 - b1**k), state["v"] / (1 - b2**k)
                p -= lr * m / (v.sqrt() + group["eps"])
        return loss


    def decay(self, p, group):
        return p.grad

# %% wrong: squares with the weight of gradients
# looks like: gives a new square the weight 1 - β1
class Adam(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
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
                if group["weight_decay"]:
                    g = g + group["weight_decay"] * p
                if not state:
                    state.update(k=0, m=torch.zeros_like(p), v=torch.zeros_like(p))
                state["k"] += 1
                k = state["k"]
                state["m"] = b1 * state["m"] + (1 - b1) * g
                state["v"] = b2 * state["v"] + (1 - b1) * g**2
                m, v = state["m"] / (1 - b1**k), state["v"] / (1 - b2**k)
                p -= lr * m / (v.sqrt() + group["eps"])
        return loss


    def decay(self, p, group):
        return p.grad

# %% wrong: stops at None
# looks like: stops at the first parameter without gradient
class Adam(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
        if lr < 0 or eps < 0 or weight_decay < 0 or not all(0 <= beta < 1 for beta in betas):
            raise ValueError("out of bounds")
        super().__init__(params, {"lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self, closure=None):
        loss = run_closure(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    break
                g, state = p.grad, self.state[p]
                (b1, b2), lr = group["betas"], group["lr"]
                if group["weight_decay"]:
                    g = g + group["weight_decay"] * p
                if not state:
                    state.update(k=0, m=torch.zeros_like(p), v=torch.zeros_like(p))
                state["k"] += 1
                k = state["k"]
                state["m"] = b1 * state["m"] + (1 - b1) * g
                state["v"] = b2 * state["v"] + (1 - b2) * g**2
                m, v = state["m"] / (1 - b1**k), state["v"] / (1 - b2**k)
                p -= lr * m / (v.sqrt() + group["eps"])
        return loss


    def decay(self, p, group):
        return p.grad

# %% wrong: the rate from self.defaults
# looks like: keeps the learning rate it was made with
class Adam(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
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
                (b1, b2), lr = group["betas"], self.defaults["lr"]
                if group["weight_decay"]:
                    g = g + group["weight_decay"] * p
                if not state:
                    state.update(k=0, m=torch.zeros_like(p), v=torch.zeros_like(p))
                state["k"] += 1
                k = state["k"]
                state["m"] = b1 * state["m"] + (1 - b1) * g
                state["v"] = b2 * state["v"] + (1 - b2) * g**2
                m, v = state["m"] / (1 - b1**k), state["v"] / (1 - b2**k)
                p -= lr * m / (v.sqrt() + group["eps"])
        return loss


    def decay(self, p, group):
        return p.grad

# %% wrong: decay in the squares only
# looks like: has the decay in the squares only
class Adam(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
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
                if group["weight_decay"]:
                    g = g + group["weight_decay"] * p
                if not state:
                    state.update(k=0, m=torch.zeros_like(p), v=torch.zeros_like(p))
                state["k"] += 1
                k = state["k"]
                state["m"] = b1 * state["m"] + (1 - b1) * p.grad
                state["v"] = b2 * state["v"] + (1 - b2) * g**2
                m, v = state["m"] / (1 - b1**k), state["v"] / (1 - b2**k)
                p -= lr * m / (v.sqrt() + group["eps"])
        return loss


    def decay(self, p, group):
        return p.grad

# %% wrong: counts in float32
# looks like: counts steps in float32
class Adam(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
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
                if group["weight_decay"]:
                    g = g + group["weight_decay"] * p
                if not state:
                    state.update(k=torch.tensor(0.0), m=torch.zeros_like(p), v=torch.zeros_like(p))
                state["k"] += 1
                k = state["k"]
                state["m"] = b1 * state["m"] + (1 - b1) * g
                state["v"] = b2 * state["v"] + (1 - b2) * g**2
                m, v = state["m"] / (1 - b1**k), state["v"] / (1 - b2**k)
                p -= lr * m / (v.sqrt() + group["eps"])
        return loss


    def decay(self, p, group):
        return p.grad

# %% wrong: eps of Keras
# looks like: another default than eps=1e-08
class Adam(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-7, weight_decay=0.0):
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
                if group["weight_decay"]:
                    g = g + group["weight_decay"] * p
                if not state:
                    state.update(k=0, m=torch.zeros_like(p), v=torch.zeros_like(p))
                state["k"] += 1
                k = state["k"]
                state["m"] = b1 * state["m"] + (1 - b1) * g
                state["v"] = b2 * state["v"] + (1 - b2) * g**2
                m, v = state["m"] / (1 - b1**k), state["v"] / (1 - b2**k)
                p -= lr * m / (v.sqrt() + group["eps"])
        return loss


    def decay(self, p, group):
        return p.grad

# %% wrong: state by id
# looks like: forgets its averages
class Adam(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
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
                g, state = p.grad, self.state[id(p)]
                (b1, b2), lr = group["betas"], group["lr"]
                if group["weight_decay"]:
                    g = g + group["weight_decay"] * p
                if not state:
                    state.update(k=0, m=torch.zeros_like(p), v=torch.zeros_like(p))
                state["k"] += 1
                k = state["k"]
                state["m"] = b1 * state["m"] + (1 - b1) * g
                state["v"] = b2 * state["v"] + (1 - b2) * g**2
                m, v = state["m"] / (1 - b1**k), state["v"] / (1 - b2**k)
                p -= lr * m / (v.sqrt() + group["eps"])
        return loss


    def decay(self, p, group):
        return p.grad

# %% wrong: corrected averages kept
# looks like: keeps the corrected averages
class Adam(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
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
                if group["weight_decay"]:
                    g = g + group["weight_decay"] * p
                if not state:
                    state.update(k=0, m=torch.zeros_like(p), v=torch.zeros_like(p))
                state["k"] += 1
                k = state["k"]
                state["m"] = b1 * state["m"] + (1 - b1) * g
                state["v"] = b2 * state["v"] + (1 - b2) * g**2
                state["m"] /= 1 - b1**k
                state["v"] /= 1 - b2**k
                m, v = state["m"], state["v"]
                p -= lr * m / (v.sqrt() + group["eps"])
        return loss


    def decay(self, p, group):
        return p.grad
