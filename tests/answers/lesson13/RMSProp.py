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
# from: as the formula is written
# -                 state["avg"] = group["alpha"] * state["avg"] + (1 - group["alpha"]) * g**2
# -                 p -= group["lr"] * g / (state["avg"].sqrt() + group["eps"])
# +                 state["avg"].mul_(group["alpha"]).addcmul_(g, g, value=1 - group["alpha"])
# +                 p.addcdiv_(g, state["avg"].sqrt().add_(group["eps"]), value=-group["lr"])


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
# from: as the formula is written
# looks like: eps inside the root
# -                 p -= group["lr"] * g / (state["avg"].sqrt() + group["eps"])
# +                 p -= group["lr"] * g / (state["avg"] + group["eps"]).sqrt()


# %% wrong: no eps
# from: as the formula is written
# looks like: does not add eps
# -                 p -= group["lr"] * g / (state["avg"].sqrt() + group["eps"])
# +                 p -= group["lr"] * g / state["avg"].sqrt()


# %% wrong: eps after the division
# from: as the formula is written
# looks like: eps after the division
# looks like: does not add eps to the root
# -                 p -= group["lr"] * g / (state["avg"].sqrt() + group["eps"])
# +                 p -= group["lr"] * (g / state["avg"].sqrt() + group["eps"])


# %% wrong: starts with the first square
# from: as the formula is written
# looks like: with the first g²
# -                     state["avg"] = torch.zeros_like(p)
# +                     state["avg"] = g**2


# %% wrong: a sum instead of an average
# from: as the formula is written
# looks like: without the factor 1 - alpha
# -                 state["avg"] = group["alpha"] * state["avg"] + (1 - group["alpha"]) * g**2
# +                 state["avg"] = group["alpha"] * state["avg"] + g**2


# %% wrong: turned weights
# from: as the formula is written
# looks like: turns the weights of old and new round
# -                 state["avg"] = group["alpha"] * state["avg"] + (1 - group["alpha"]) * g**2
# +                 state["avg"] = (1 - group["alpha"]) * state["avg"] + group["alpha"] * g**2


# %% wrong: no root
# from: as the formula is written
# looks like: take its root
# -                 p -= group["lr"] * g / (state["avg"].sqrt() + group["eps"])
# +                 p -= group["lr"] * g / (state["avg"] + group["eps"])


# %% wrong: upwards
# from: as the formula is written
# looks like: goes up the gradient
# -                 p -= group["lr"] * g / (state["avg"].sqrt() + group["eps"])
# +                 p += group["lr"] * g / (state["avg"].sqrt() + group["eps"])


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
# from: as the formula is written
# looks like: forgets its averages
#               raise ValueError("out of bounds")
# +         self.averages = {}

# -                 g, state = p.grad, self.state[p]
# +                 g, state = p.grad, self.averages.setdefault(p, {})


# %% wrong: a dict of the class
# from: as the formula is written
# looks like: carries averages over from an optimizer that is gone
#   class RMSProp(torch.optim.Optimizer):
# +     averages = {}
# +

# -                 g, state = p.grad, self.state[p]
# +                 g, state = p.grad, self.averages.setdefault(p, {})


# %% wrong: keyed by shape
# from: as the formula is written
# looks like: one average for all parameters of a shape
# -                 g, state = p.grad, self.state[p]
# +                 g, state = p.grad, self.state[p.shape]


# %% wrong: decay into the gradient itself
# from: as the formula is written
# looks like: edits gradients in place
# -                     g = g + group["weight_decay"] * p
# +                     g += group["weight_decay"] * p


# %% wrong: no decay
# from: as the formula is written
# looks like: ignores weight_decay
# -                 if group["weight_decay"]:
# -                     g = g + group["weight_decay"] * p


# %% wrong: decay of the other sign
# from: as the formula is written
# looks like: decays with the other sign
# -                     g = g + group["weight_decay"] * p
# +                     g = g - group["weight_decay"] * p


# %% wrong: decoupled decay
# from: as the formula is written
# looks like: decays the parameter beside the step
# -                 if group["weight_decay"]:
# -                     g = g + group["weight_decay"] * p
# +                 p *= 1 - group["lr"] * group["weight_decay"]


# %% wrong: squares without decay
# from: as the formula is written
# looks like: averages the squares without the decay
# -                 state["avg"] = group["alpha"] * state["avg"] + (1 - group["alpha"]) * g**2
# +                 state["avg"] = group["alpha"] * state["avg"] + (1 - group["alpha"]) * p.grad**2


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
# from: as the formula is written
# looks like: first group's options for all
# -                 if group["weight_decay"]:
# -                     g = g + group["weight_decay"] * p
# +                 if self.param_groups[0]["weight_decay"]:
# +                     g = g + self.param_groups[0]["weight_decay"] * p

# -                 state["avg"] = group["alpha"] * state["avg"] + (1 - group["alpha"]) * g**2
# -                 p -= group["lr"] * g / (state["avg"].sqrt() + group["eps"])
# +                 state["avg"] = self.param_groups[0]["alpha"] * state["avg"] + (1 - self.param_groups[0]["alpha"]) * g**2
# +                 p -= self.param_groups[0]["lr"] * g / (state["avg"].sqrt() + self.param_groups[0]["eps"])


# %% wrong: stumbles over None
# from: as the formula is written
# looks like: stumbles over a parameter without gradient
# -                 if p.grad is None:
# -                     continue


# %% wrong: zeros for None
# from: as the formula is written
# looks like: moves parameters whose grad is None
# -                 if p.grad is None:
# -                     continue
# -                 g, state = p.grad, self.state[p]
# +                 g, state = torch.zeros_like(p) if p.grad is None else p.grad, self.state[p]


# %% wrong: exhausted generator
# from: as the formula is written
# looks like: has used up its generator
#               raise ValueError("out of bounds")
# +         if not list(params):
# +             raise ValueError("no parameters")


# %% wrong: recorded by autograd
# from: as the formula is written
# looks like: is recorded by autograd
# -     @torch.no_grad()


# %% wrong: a closure without gradients
# from: as the formula is written
# looks like: calls the closure with autograd switched off
# -         loss = run_closure(closure)
# +         loss = None if closure is None else closure()


# %% wrong: no closure
# from: as the formula is written
# looks like: does not call the closure
# -         loss = run_closure(closure)
# +         loss = None


# %% wrong: calls the closure after the step
# from: as the formula is written
# looks like: calls the closure after it has changed the parameters
# -         loss = run_closure(closure)

# -         return loss
# +         return run_closure(closure)


# %% wrong: a closure that is not there
# from: as the formula is written
# looks like: calls the closure where there is none
# -         loss = run_closure(closure)
# +         with torch.enable_grad():
# +             loss = closure()


# %% wrong: loses the loss
# from: as the formula is written
# looks like: does not return what the closure returned
# -         return loss


# %% wrong: replaces parameters
# from: as the formula is written
# looks like: does not change the parameters themselves
# -                 p -= group["lr"] * g / (state["avg"].sqrt() + group["eps"])
# +                 p = p - group["lr"] * g / (state["avg"].sqrt() + group["eps"])


# %% wrong: checks nothing
# from: as the formula is written
# looks like: it must raise ValueError
# -         if lr < 0 or eps < 0 or weight_decay < 0 or not 0 <= alpha < 1:
# -             raise ValueError("out of bounds")


# %% wrong: alpha up to 1
# from: as the formula is written
# looks like: accepts alpha=1.0
# -         if lr < 0 or eps < 0 or weight_decay < 0 or not 0 <= alpha < 1:
# +         if lr < 0 or eps < 0 or weight_decay < 0 or not 0 <= alpha <= 1:


# %% wrong: refuses 0
# from: as the formula is written
# looks like: this is allowed
# -         if lr < 0 or eps < 0 or weight_decay < 0 or not 0 <= alpha < 1:
# +         if lr <= 0 or eps <= 0 or weight_decay < 0 or not 0 <= alpha < 1:


# %% wrong: another default
# from: as the formula is written
# looks like: another default than alpha=0.99
# -     def __init__(self, params, lr=1e-2, alpha=0.99, eps=1e-8, weight_decay=0.0):
# +     def __init__(self, params, lr=1e-2, alpha=0.9, eps=1e-8, weight_decay=0.0):


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
# from: all gradients set to None afterwards
# looks like: does not call the closure in each step
#           super().__init__(params, dict(lr=lr, alpha=alpha, eps=eps, weight_decay=weight_decay))
# +         self.asked = False

# -         loss = run_closure(closure)
# +         loss = None if self.asked else run_closure(closure)
# +         self.asked = self.asked or closure is not None

# -                 p.grad = None


# %% wrong: autograd switched off by hand
# from: all gradients set to None afterwards
# looks like: leaves autograd switched off
# -     @torch.no_grad()

#           loss = run_closure(closure)
# +         torch.set_grad_enabled(False)

# -                 p.grad = None


# %% wrong: parameters that need no gradient any more
# from: all gradients set to None afterwards
# looks like: leaves parameters that are no leaves any more, or need no gradient
# -     @torch.no_grad()

#                       continue
# +                 p.requires_grad_(False)

# -                 p.grad = None


# %% wrong: new parameters in the group
# from: all gradients set to None afterwards
# looks like: puts new objects in the place of the parameters
# looks like: does not change the parameters themselves
# -             for p in group["params"]:
# +             for i, p in enumerate(group["params"]):

#                       continue
# +                 p = torch.nn.Parameter(p.clone())
# +                 p.grad = group["params"][i].grad

# -                 p.grad = None
# +                 group["params"][i] = p


# %% wrong: 0 where there is no closure
# from: all gradients set to None afterwards
# looks like: returns something without a closure
# -         loss = run_closure(closure)
# +         loss = 0.0 if closure is None else run_closure(closure)

# -                 p.grad = None


# %% wrong: a seed in each step
# from: all gradients set to None afterwards
# looks like: uses up random numbers
#           loss = run_closure(closure)
# +         torch.manual_seed(0)

# -                 p.grad = None


# %% wrong: a rate of 0 refused
# from: all gradients set to None afterwards
# looks like: refuses lr=0.0
# -         if lr < 0 or eps < 0 or weight_decay < 0 or not 0 <= alpha < 1:
# +         if lr <= 0 or eps < 0 or weight_decay < 0 or not 0 <= alpha < 1:

# -                 p.grad = None


# %% wrong: the base class not made
# from: all gradients set to None afterwards
# looks like: does not make the base class
# -         super().__init__(params, dict(lr=lr, alpha=alpha, eps=eps, weight_decay=weight_decay))
# +         self.params, self.options = list(params), dict(lr=lr, weight_decay=weight_decay)

# -                 p.grad = None


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
# from: all gradients set to None afterwards
# looks like: gives the parameter new memory
# -                 p -= group["lr"] * g / (self.state[p]["avg"].sqrt() + group["eps"])
# -                 p.grad = None
# +                 p.data = p - group["lr"] * g / (self.state[p]["avg"].sqrt() + group["eps"])


# %% wrong: calls the closure twice
# from: all gradients set to None afterwards
# looks like: calls the closure more than once
#       def step(self, closure=None):
# +         if closure is not None:
# +             with torch.enable_grad():
# +                 closure()

# -                 p.grad = None


# %% wrong: a loss of 0 is none
# from: all gradients set to None afterwards
# looks like: returns None where the closure returned 0
# -                 p.grad = None
# -         return loss
# +         return loss or None


# %% wrong: an empty list accepted
# from: all gradients set to None afterwards
# looks like: accepts an empty list
#               raise ValueError("out of bounds")
# +         params = list(params) or [torch.nn.Parameter(torch.zeros(1))]

# -                 p.grad = None


# %% wrong: averages sizes
# from: as the formula is written
# looks like: averages |g|
# -                 state["avg"] = group["alpha"] * state["avg"] + (1 - group["alpha"]) * g**2
# -                 p -= group["lr"] * g / (state["avg"].sqrt() + group["eps"])
# +                 state["avg"] = group["alpha"] * state["avg"] + (1 - group["alpha"]) * g.abs()
# +                 p -= group["lr"] * g / (state["avg"] + group["eps"])


# %% wrong: divides first, then averages
# from: as the formula is written
# looks like: divides by the average of the steps before
# +                 p -= group["lr"] * g / (state["avg"].sqrt() + group["eps"])
#                   state["avg"] = group["alpha"] * state["avg"] + (1 - group["alpha"]) * g**2
# -                 p -= group["lr"] * g / (state["avg"].sqrt() + group["eps"])


# %% wrong: Adagrad
# from: as the formula is written
# looks like: that is Adagrad
# -                 state["avg"] = group["alpha"] * state["avg"] + (1 - group["alpha"]) * g**2
# +                 state["avg"] = state["avg"] + g**2


# %% wrong: half of the decay
# from: as the formula is written
# looks like: adds half of weight_decay
# -                     g = g + group["weight_decay"] * p
# +                     g = g + 0.5 * group["weight_decay"] * p


# %% wrong: defaults of Keras
# from: as the formula is written
# looks like: another default than lr=0.01, alpha=0.99
# -     def __init__(self, params, lr=1e-2, alpha=0.99, eps=1e-8, weight_decay=0.0):
# +     def __init__(self, params, lr=1e-3, alpha=0.9, eps=1e-8, weight_decay=0.0):


# %% wrong: root in place
# from: as the formula is written
# looks like: keeps the root in place
# -                 p -= group["lr"] * g / (state["avg"].sqrt() + group["eps"])
# +                 p -= group["lr"] * g / (state["avg"].sqrt_() + group["eps"])


# %% wrong: the first group only
# from: as the formula is written
# looks like: changes the first group only
# -         for group in self.param_groups:
# +         for group in self.param_groups[:1]:


# %% wrong: starts with the first share
# from: as the formula is written
# looks like: starts the average of the squares with the first one's share
# -                     state["avg"] = torch.zeros_like(p)
# +                     state["avg"] = (1 - group["alpha"]) * g**2
