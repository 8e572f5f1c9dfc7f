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
# from: as the formula is written
# -                     state.update(k=0, m=torch.zeros_like(p), v=torch.zeros_like(p))
# -                 state["k"] += 1
# -                 k = state["k"]
# -                 state["m"] = b1 * state["m"] + (1 - b1) * g
# -                 state["v"] = b2 * state["v"] + (1 - b2) * g**2
# -                 m, v = state["m"] / (1 - b1**k), state["v"] / (1 - b2**k)
# +                     state = self.state[p] = [0, torch.zeros_like(p), torch.zeros_like(p)]
# +                 state[0] += 1
# +                 k = state[0]
# +                 state[1] = b1 * state[1] + (1 - b1) * g
# +                 state[2] = b2 * state[2] + (1 - b2) * g**2
# +                 m, v = state[1] / (1 - b1**k), state[2] / (1 - b2**k)

# +
#       def decay(self, p, group):


# %% right: state made in add_param_group
# from: as the formula is written
#           super().__init__(params, {"lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay})
# +
# +     def add_param_group(self, group):
# +         super().add_param_group(group)
# +         for p in self.param_groups[-1]["params"]:
# +             self.state[p].update(k=0, m=torch.zeros_like(p), v=torch.zeros_like(p))

# -                 if not state:
# -                     state.update(k=0, m=torch.zeros_like(p), v=torch.zeros_like(p))

# +
#       def decay(self, p, group):


# %% wrong: a counter for all parameters
# from: a count for each parameter as a tensor
# looks like: counts the steps of all parameters together
#               raise ValueError("out of bounds")
# +         self.k = 0

# -                     state.update(k=torch.zeros((), dtype=torch.float64), m=torch.zeros_like(p), v=torch.zeros_like(p))
# -                 state["k"] += 1
# -                 k = state["k"].item()
# +                     state.update(m=torch.zeros_like(p), v=torch.zeros_like(p))
# +                 self.k += 1
# +                 k = self.k


# %% wrong: a counter for each call
# from: a count for each parameter as a tensor
# looks like: counts calls of step
#               raise ValueError("out of bounds")
# +         self.k = 0

#           loss = run_closure(closure)
# +         self.k += 1

# -                     state.update(k=torch.zeros((), dtype=torch.float64), m=torch.zeros_like(p), v=torch.zeros_like(p))
# -                 state["k"] += 1
# -                 k = state["k"].item()
# +                     state.update(m=torch.zeros_like(p), v=torch.zeros_like(p))
# +                 k = self.k


# %% wrong: a counter of the class
# from: a count for each parameter as a tensor
# looks like: counts the steps of all parameters together
#   class Adam(torch.optim.Optimizer):
# +     k = 0
# +

# -                     state.update(k=torch.zeros((), dtype=torch.float64), m=torch.zeros_like(p), v=torch.zeros_like(p))
# -                 state["k"] += 1
# -                 k = state["k"].item()
# +                     state.update(m=torch.zeros_like(p), v=torch.zeros_like(p))
# +                 self.k += 1
# +                 k = self.k


# %% wrong: a counter in the group
# from: a count for each parameter as a tensor
# looks like: counts calls of step
# -         super().__init__(params, {"lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay})
# +         super().__init__(params, {"lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay, "k": 0})

#           for group in self.param_groups:
# +             group["k"] += 1

# -                     state.update(k=torch.zeros((), dtype=torch.float64), m=torch.zeros_like(p), v=torch.zeros_like(p))
# -                 state["k"] += 1
# -                 k = state["k"].item()
# +                     state.update(m=torch.zeros_like(p), v=torch.zeros_like(p))
# +                 k = group["k"]


# %% wrong: a counter that state_dict loses
# from: a count for each parameter as a tensor
# looks like: forgets its count of steps
#               raise ValueError("out of bounds")
# +         self.steps = {}

# -                     state.update(k=torch.zeros((), dtype=torch.float64), m=torch.zeros_like(p), v=torch.zeros_like(p))
# -                 state["k"] += 1
# -                 k = state["k"].item()
# +                     state.update(m=torch.zeros_like(p), v=torch.zeros_like(p))
# +                 self.steps[p] = self.steps.get(p, 0) + 1
# +                 k = self.steps[p]


# %% wrong: counts from 0
# from: a count for each parameter as a tensor
# looks like: the first step of a parameter is k = 1
# -                     state.update(k=torch.zeros((), dtype=torch.float64), m=torch.zeros_like(p), v=torch.zeros_like(p))
# +                     state.update(k=0, m=torch.zeros_like(p), v=torch.zeros_like(p))
# +                 k = state["k"]
#                   state["k"] += 1
# -                 k = state["k"].item()


# %% wrong: counts from 0, by a quotient of numbers
# from: a count for each parameter as a tensor
# looks like: the first step of a parameter is k = 1
# -                     state.update(k=torch.zeros((), dtype=torch.float64), m=torch.zeros_like(p), v=torch.zeros_like(p))
# +                     state.update(k=0, m=torch.zeros_like(p), v=torch.zeros_like(p))
# +                 k = state["k"]
#                   state["k"] += 1
# -                 k = state["k"].item()

# -                 p -= lr * m / (v.sqrt() + group["eps"])
# +                 p -= lr / (1 - b1**k) * state["m"] / (v.sqrt() + group["eps"])


# %% wrong: counts from 2
# from: a count for each parameter as a tensor
# looks like: begins to count at 2
# -                     state.update(k=torch.zeros((), dtype=torch.float64), m=torch.zeros_like(p), v=torch.zeros_like(p))
# +                     state.update(k=0, m=torch.zeros_like(p), v=torch.zeros_like(p))
#                   state["k"] += 1
# -                 k = state["k"].item()
# +                 k = state["k"] + 1


# %% wrong: always the first step's correction
# from: a count for each parameter as a tensor
# looks like: corrects every step as the first one
# -                     state.update(k=torch.zeros((), dtype=torch.float64), m=torch.zeros_like(p), v=torch.zeros_like(p))
# +                     state.update(k=0, m=torch.zeros_like(p), v=torch.zeros_like(p))
#                   state["k"] += 1
# -                 k = state["k"].item()
# +                 k = 1


# %% wrong: no correction of the square
# from: corrections put into the rate
# looks like: does not correct the average of the squares
# -                 rate, root = lr / (1 - b1**k), state["v"].sqrt() / (1 - b2**k) ** 0.5
# -                 p.addcdiv_(state["m"], root + group["eps"], value=-rate)
# +                 m, v = state["m"] / (1 - b1**k), state["v"]
# +                 p -= lr * m / (v.sqrt() + group["eps"])


# %% wrong: no correction of the mean
# from: corrections put into the rate
# looks like: does not correct the average of the gradients
# -                 rate, root = lr / (1 - b1**k), state["v"].sqrt() / (1 - b2**k) ** 0.5
# -                 p.addcdiv_(state["m"], root + group["eps"], value=-rate)
# +                 m, v = state["m"], state["v"] / (1 - b2**k)
# +                 p -= lr * m / (v.sqrt() + group["eps"])


# %% wrong: no correction
# from: corrections put into the rate
# looks like: corrects neither average
# -                 rate, root = lr / (1 - b1**k), state["v"].sqrt() / (1 - b2**k) ** 0.5
# -                 p.addcdiv_(state["m"], root + group["eps"], value=-rate)
# +                 m, v = state["m"], state["v"]
# +                 p -= lr * m / (v.sqrt() + group["eps"])


# %% wrong: correction without its root
# from: corrections put into the rate
# looks like: corrects the root by 1 - β2^k
# -                 rate, root = lr / (1 - b1**k), state["v"].sqrt() / (1 - b2**k) ** 0.5
# -                 p.addcdiv_(state["m"], root + group["eps"], value=-rate)
# +                 m, root = state["m"] / (1 - b1**k), state["v"].sqrt() / (1 - b2**k)
# +                 p -= lr * m / (root + group["eps"])


# %% wrong: eps inside the root
# from: corrections put into the rate
# looks like: eps inside the root
# -                 rate, root = lr / (1 - b1**k), state["v"].sqrt() / (1 - b2**k) ** 0.5
# -                 p.addcdiv_(state["m"], root + group["eps"], value=-rate)
# +                 m, v = state["m"] / (1 - b1**k), state["v"] / (1 - b2**k)
# +                 p -= lr * m / (v + group["eps"]).sqrt()


# %% wrong: eps before the correction
# from: corrections put into the rate
# looks like: adds eps before the square
# -                 rate, root = lr / (1 - b1**k), state["v"].sqrt() / (1 - b2**k) ** 0.5
# -                 p.addcdiv_(state["m"], root + group["eps"], value=-rate)
# +                 m, v = state["m"] / (1 - b1**k) * (1 - b2**k) ** 0.5, state["v"]
# +                 p -= lr * m / (v.sqrt() + group["eps"])


# %% wrong: eps after the division
# from: corrections put into the rate
# looks like: eps after the division
# looks like: does not add eps to the root
# -                 rate, root = lr / (1 - b1**k), state["v"].sqrt() / (1 - b2**k) ** 0.5
# -                 p.addcdiv_(state["m"], root + group["eps"], value=-rate)
# +                 m, v = state["m"] / (1 - b1**k), state["v"] / (1 - b2**k)
# +                 p -= lr * (m / v.sqrt() + group["eps"])


# %% wrong: no eps
# from: corrections put into the rate
# looks like: does not add eps
# -                 rate, root = lr / (1 - b1**k), state["v"].sqrt() / (1 - b2**k) ** 0.5
# -                 p.addcdiv_(state["m"], root + group["eps"], value=-rate)
# +                 m, v = state["m"] / (1 - b1**k), state["v"] / (1 - b2**k)
# +                 p -= lr * m / v.sqrt()


# %% wrong: swapped betas
# from: as the formula is written
# looks like: swaps the betas
# -                 (b1, b2), lr = group["betas"], group["lr"]
# +                 (b2, b1), lr = group["betas"], group["lr"]

# -
# -     def decay(self, p, group):
# -         return p.grad


# %% wrong: turned weights
# from: as the formula is written
# looks like: turns the weights of old and new round
# -                 state["m"] = b1 * state["m"] + (1 - b1) * g
# -                 state["v"] = b2 * state["v"] + (1 - b2) * g**2
# +                 state["m"] = (1 - b1) * state["m"] + b1 * g
# +                 state["v"] = (1 - b2) * state["v"] + b2 * g**2

# -
# -     def decay(self, p, group):
# -         return p.grad


# %% wrong: torch's form of momentum
# from: as the formula is written
# looks like: adds up gradients without the factor 1 - β1
# -                 state["m"] = b1 * state["m"] + (1 - b1) * g
# +                 state["m"] = b1 * state["m"] + g

# -
# -     def decay(self, p, group):
# -         return p.grad


# %% wrong: squares added up
# from: as the formula is written
# looks like: without the factor 1 - beta
# -                 state["v"] = b2 * state["v"] + (1 - b2) * g**2
# +                 state["v"] = b2 * state["v"] + g**2

# -
# -     def decay(self, p, group):
# -         return p.grad


# %% wrong: no root
# from: corrections put into the rate
# looks like: take its root
# -                 rate, root = lr / (1 - b1**k), state["v"].sqrt() / (1 - b2**k) ** 0.5
# -                 p.addcdiv_(state["m"], root + group["eps"], value=-rate)
# +                 m, v = state["m"] / (1 - b1**k), state["v"] / (1 - b2**k)
# +                 p -= lr * m / (v + group["eps"])


# %% wrong: starts with the first gradient
# from: a count for each parameter as a tensor
# looks like: starts the averages with the first gradient
# -                     state.update(k=torch.zeros((), dtype=torch.float64), m=torch.zeros_like(p), v=torch.zeros_like(p))
# +                     state.update(k=0, m=g.clone(), v=g**2)
#                   state["k"] += 1
# -                 k = state["k"].item()
# +                 k = state["k"]


# %% wrong: squares of the average
# from: as the formula is written
# looks like: squares of the averaged gradients
# -                 state["v"] = b2 * state["v"] + (1 - b2) * g**2
# +                 state["v"] = b2 * state["v"] + (1 - b2) * state["m"] ** 2

# -
# -     def decay(self, p, group):
# -         return p.grad


# %% wrong: RMSProp with a correction
# from: corrections put into the rate
# looks like: divides this step's gradient
# -                 rate, root = lr / (1 - b1**k), state["v"].sqrt() / (1 - b2**k) ** 0.5
# -                 p.addcdiv_(state["m"], root + group["eps"], value=-rate)
# +                 m, v = state["m"] / (1 - b1**k), state["v"] / (1 - b2**k)
# +                 p -= lr * g / (v.sqrt() + group["eps"])


# %% wrong: decoupled decay
# from: as the formula is written
# looks like: decays the parameter beside the step
# -                 if group["weight_decay"]:
# -                     g = g + group["weight_decay"] * p
# +                 p *= 1 - lr * group["weight_decay"]

# -
# -     def decay(self, p, group):
# -         return p.grad


# %% wrong: decay into the gradient itself
# from: as the formula is written
# looks like: edits gradients in place
# -                     g = g + group["weight_decay"] * p
# +                     g += group["weight_decay"] * p

# -
# -     def decay(self, p, group):
# -         return p.grad


# %% wrong: squares without decay
# from: as the formula is written
# looks like: averages the squares without the decay
# -                 state["v"] = b2 * state["v"] + (1 - b2) * g**2
# +                 state["v"] = b2 * state["v"] + (1 - b2) * p.grad**2

# -
# -     def decay(self, p, group):
# -         return p.grad


# %% wrong: state on the parameter
# from: as the formula is written
# looks like: carries averages over from an optimizer that is gone
# -                 g, state = p.grad, self.state[p]
# +                 g, state = p.grad, vars(p).setdefault("adam", {})

# -
# -     def decay(self, p, group):
# -         return p.grad


# %% wrong: a dict of its own
# from: as the formula is written
# looks like: forgets its averages
#               raise ValueError("out of bounds")
# +         self.averages = {}

# -                 g, state = p.grad, self.state[p]
# +                 g, state = p.grad, self.averages.setdefault(p, {})

# -
# -     def decay(self, p, group):
# -         return p.grad


# %% wrong: keyed by shape
# from: as the formula is written
# looks like: for all parameters of a shape
# -                 g, state = p.grad, self.state[p]
# +                 g, state = p.grad, self.state[p.shape]

# -
# -     def decay(self, p, group):
# -         return p.grad


# %% wrong: the average in the gradient's place
# from: a count for each parameter as a tensor
# looks like: edits gradients in place
# -                     state.update(k=torch.zeros((), dtype=torch.float64), m=torch.zeros_like(p), v=torch.zeros_like(p))
# +                     state.update(k=0, m=g, v=torch.zeros_like(p))
#                   state["k"] += 1
# -                 k = state["k"].item()
# -                 state["m"] = b1 * state["m"] + (1 - b1) * g
# +                 k = state["k"]
# +                 state["m"].mul_(b1).add_((1 - b1) * g)


# %% wrong: stumbles over None
# from: as the formula is written
# looks like: stumbles over a parameter without gradient
# -                 if p.grad is None:
# -                     continue

# -
# -     def decay(self, p, group):
# -         return p.grad


# %% wrong: zeros for None
# from: as the formula is written
# looks like: moves parameters whose grad is None
# -                 if p.grad is None:
# -                     continue
# -                 g, state = p.grad, self.state[p]
# +                 g, state = torch.zeros_like(p) if p.grad is None else p.grad, self.state[p]

# -
# -     def decay(self, p, group):
# -         return p.grad


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
# from: corrections put into the rate
# looks like: keeps the learning rate it was made with
# -                     state.update(k=0, m=torch.zeros_like(p), v=torch.zeros_like(p))
# +                     state.update(k=0, lr=lr, m=torch.zeros_like(p), v=torch.zeros_like(p))

# -                 rate, root = lr / (1 - b1**k), state["v"].sqrt() / (1 - b2**k) ** 0.5
# -                 p.addcdiv_(state["m"], root + group["eps"], value=-rate)
# +                 m, v = state["m"] / (1 - b1**k), state["v"] / (1 - b2**k)
# +                 p -= state["lr"] * m / (v.sqrt() + group["eps"])


# %% wrong: betas up to 1
# from: as the formula is written
# looks like: it must raise ValueError
# -         if lr < 0 or eps < 0 or weight_decay < 0 or not all(0 <= beta < 1 for beta in betas):
# +         if lr < 0 or eps < 0 or weight_decay < 0 or not all(0 <= beta <= 1 for beta in betas):

# -
# -     def decay(self, p, group):
# -         return p.grad


# %% wrong: looks at one beta
# from: as the formula is written
# looks like: accepts betas=(0.9,
# -         if lr < 0 or eps < 0 or weight_decay < 0 or not all(0 <= beta < 1 for beta in betas):
# +         if lr < 0 or eps < 0 or weight_decay < 0 or not 0 <= betas[0] < 1:

# -
# -     def decay(self, p, group):
# -         return p.grad


# %% wrong: public defaults
# from: as the formula is written
# looks like: another default than betas=(0.9, 0.999)
# -     def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
# +     def __init__(self, params, lr=1e-3, betas=(0.9, 0.99), eps=1e-8, weight_decay=0.0):

# -
# -     def decay(self, p, group):
# -         return p.grad


# %% wrong: exhausted generator
# from: as the formula is written
# looks like: has used up its generator
#               raise ValueError("out of bounds")
# +         if not list(params):
# +             raise ValueError("no parameters")

# -
# -     def decay(self, p, group):
# -         return p.grad


# %% wrong: a closure without gradients
# from: as the formula is written
# looks like: calls the closure with autograd switched off
# -         loss = run_closure(closure)
# +         loss = None if closure is None else closure()

# -
# -     def decay(self, p, group):
# -         return p.grad


# %% wrong: recorded by autograd
# from: as the formula is written
# looks like: is recorded by autograd
# -     @torch.no_grad()

# -
# -     def decay(self, p, group):
# -         return p.grad


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
# from: as the formula is written
# looks like: in the average of the gradients: the old one keeps its share β1
# -                 state["m"] = b1 * state["m"] + (1 - b1) * g
# +                 state["m"] = state["m"].lerp(g, b1)

# +
#       def decay(self, p, group):


# %% wrong: squares with the weight of gradients
# from: as the formula is written
# looks like: gives a new square the weight 1 - β1
# -                 state["v"] = b2 * state["v"] + (1 - b2) * g**2
# +                 state["v"] = b2 * state["v"] + (1 - b1) * g**2

# +
#       def decay(self, p, group):


# %% wrong: stops at None
# from: as the formula is written
# looks like: stops at the first parameter without gradient
# -                     continue
# +                     break

# +
#       def decay(self, p, group):


# %% wrong: the rate from self.defaults
# from: as the formula is written
# looks like: keeps the learning rate it was made with
# -                 (b1, b2), lr = group["betas"], group["lr"]
# +                 (b1, b2), lr = group["betas"], self.defaults["lr"]

# +
#       def decay(self, p, group):


# %% wrong: decay in the squares only
# from: as the formula is written
# looks like: has the decay in the squares only
# -                 state["m"] = b1 * state["m"] + (1 - b1) * g
# +                 state["m"] = b1 * state["m"] + (1 - b1) * p.grad

# +
#       def decay(self, p, group):


# %% wrong: counts in float32
# from: as the formula is written
# looks like: counts steps in float32
# -                     state.update(k=0, m=torch.zeros_like(p), v=torch.zeros_like(p))
# +                     state.update(k=torch.tensor(0.0), m=torch.zeros_like(p), v=torch.zeros_like(p))

# +
#       def decay(self, p, group):


# %% wrong: eps of Keras
# from: as the formula is written
# looks like: another default than eps=1e-08
# -     def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
# +     def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-7, weight_decay=0.0):

# +
#       def decay(self, p, group):


# %% wrong: state by id
# from: as the formula is written
# looks like: forgets its averages
# -                 g, state = p.grad, self.state[p]
# +                 g, state = p.grad, self.state[id(p)]

# +
#       def decay(self, p, group):


# %% wrong: corrected averages kept
# from: as the formula is written
# looks like: keeps the corrected averages
# -                 m, v = state["m"] / (1 - b1**k), state["v"] / (1 - b2**k)
# +                 state["m"] /= 1 - b1**k
# +                 state["v"] /= 1 - b2**k
# +                 m, v = state["m"], state["v"]

# +
#       def decay(self, p, group):
