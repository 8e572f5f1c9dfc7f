# %% right: where
class GeneralRelu(nn.Module):
    def __init__(self, leak=None, sub=None, maxv=None):
        super().__init__()
        self.leak, self.sub, self.maxv = leak, sub, maxv

    def forward(self, x):
        y = torch.where(x > 0, x, x * (self.leak or 0.0)) - (self.sub or 0.0)
        return y if self.maxv is None else torch.where(y < self.maxv, y, torch.full_like(y, self.maxv))

# %% right: clamps of both signs
class GeneralRelu(nn.Module):
    def __init__(self, leak=None, sub=None, maxv=None):
        super().__init__()
        self.leak = 0.0 if leak is None else leak
        self.sub = 0.0 if sub is None else sub
        self.maxv = math.inf if maxv is None else maxv

    def forward(self, x):
        return (x.relu() - self.leak * (-x).relu() - self.sub).clamp(max=self.maxv)

# %% right: leaky ReLU by slope, in place on its own tensor
class GeneralRelu(nn.Module):
    def __init__(self, leak=None, sub=None, maxv=None):
        super().__init__()
        self.leak, self.sub, self.maxv = leak, sub, maxv

    def forward(self, x):
        x = F.leaky_relu(x, self.leak or 0.0)
        if self.sub is not None:
            x -= self.sub
        if self.maxv is not None:
            x = torch.clamp_max(x, self.maxv)
        return x

# %% wrong: truth instead of None
# looks like: takes maxv = 0 for no limit
class GeneralRelu(nn.Module):
    def __init__(self, leak=None, sub=None, maxv=None):
        super().__init__()
        self.leak, self.sub, self.maxv = leak, sub, maxv

    def forward(self, x):
        x = F.leaky_relu(x, self.leak) if self.leak else F.relu(x)
        if self.sub:
            x = x - self.sub
        if self.maxv:
            x = x.clamp(max=self.maxv)
        return x

# %% wrong: clamps first
# looks like: clamps before it subtracts
class GeneralRelu(nn.Module):
    def __init__(self, leak=None, sub=None, maxv=None):
        super().__init__()
        self.leak, self.sub, self.maxv = leak, sub, maxv

    def forward(self, x):
        x = F.leaky_relu(x, self.leak) if self.leak else F.relu(x)
        if self.maxv is not None:
            x = x.clamp(max=self.maxv)
        return x if self.sub is None else x - self.sub


# %% wrong: in place on the input
# from: adds
# looks like: changes its input in place
# -         x = F.leaky_relu(x, self.leak or 0.0) + (self.sub or 0.0)
# +         x = F.leaky_relu(x, self.leak or 0.0, inplace=True)
# +         if self.sub is not None:
# +             x = x - self.sub


# %% wrong: in place on what autograd keeps
# from: adds
# looks like: changes in place what autograd has kept
# -         x = F.leaky_relu(x, self.leak or 0.0) + (self.sub or 0.0)
# +         x = F.leaky_relu(x, self.leak) if self.leak else F.relu(x)
# +         if self.sub is not None:
# +             x -= self.sub


# %% wrong: subtracts first
# from: adds
# looks like: subtracts before the ReLU
# -         x = F.leaky_relu(x, self.leak or 0.0) + (self.sub or 0.0)
# +         if self.sub is not None:
# +             x = x - self.sub
# +         x = F.leaky_relu(x, self.leak or 0.0)


# %% wrong: clamps from below
# from: where
# looks like: clamps from below
# -         y = torch.where(x > 0, x, x * (self.leak or 0.0)) - (self.sub or 0.0)
# -         return y if self.maxv is None else torch.where(y < self.maxv, y, torch.full_like(y, self.maxv))
# +         x = F.leaky_relu(x, self.leak or 0.0) - (self.sub or 0.0)
# +         return x if self.maxv is None else x.clamp(self.maxv)


# %% wrong: clamps on both sides
# from: where
# looks like: clamps on both sides
# -         y = torch.where(x > 0, x, x * (self.leak or 0.0)) - (self.sub or 0.0)
# -         return y if self.maxv is None else torch.where(y < self.maxv, y, torch.full_like(y, self.maxv))
# +         x = F.leaky_relu(x, self.leak or 0.0) - (self.sub or 0.0)
# +         return x if self.maxv is None else x.clamp(-self.maxv, self.maxv)


# %% wrong: torch's usual slope
# from: adds
# looks like: has torch's usual slope of 0.01
# -         x = F.leaky_relu(x, self.leak or 0.0) + (self.sub or 0.0)
# +         x = F.leaky_relu(x, self.leak) if self.leak is not None else F.leaky_relu(x)
# +         x = x - (self.sub or 0.0)


# %% wrong: adds
# looks like: adds sub
class GeneralRelu(nn.Module):
    def __init__(self, leak=None, sub=None, maxv=None):
        super().__init__()
        self.leak, self.sub, self.maxv = leak, sub, maxv

    def forward(self, x):
        x = F.leaky_relu(x, self.leak or 0.0) + (self.sub or 0.0)
        return x if self.maxv is None else x.clamp(max=self.maxv)


# %% wrong: no leak
# from: where
# looks like: ignores leak
# -         y = torch.where(x > 0, x, x * (self.leak or 0.0)) - (self.sub or 0.0)
# -         return y if self.maxv is None else torch.where(y < self.maxv, y, torch.full_like(y, self.maxv))
# +         x = F.relu(x) - (self.sub or 0.0)
# +         return x if self.maxv is None else x.clamp(max=self.maxv)


# %% wrong: cuts the graph
# from: where
# looks like: cuts the graph
# -         y = torch.where(x > 0, x, x * (self.leak or 0.0)) - (self.sub or 0.0)
# -         return y if self.maxv is None else torch.where(y < self.maxv, y, torch.full_like(y, self.maxv))
# +         x = F.leaky_relu(x.detach(), self.leak or 0.0) - (self.sub or 0.0)
# +         return x if self.maxv is None else x.clamp(max=self.maxv)


# %% wrong: a leak of 0.1 unless told otherwise
# from: solution
# looks like: has a slope of 0.1 where leak is None or 0
# -         x = F.leaky_relu(x, self.leak) if self.leak else F.relu(x)
# +         x = F.leaky_relu(x, self.leak or 0.1)

# -
# -     def extra_repr(self) -> str:
# -         return f"leak={self.leak}, sub={self.sub}, maxv={self.maxv}"


# %% wrong: the larger of x and leak times x
# from: solution
# looks like: is the larger of x and leak · x
# -         x = F.leaky_relu(x, self.leak) if self.leak else F.relu(x)
# +         x = torch.maximum(x, (self.leak or 0) * x)

# -
# -     def extra_repr(self) -> str:
# -         return f"leak={self.leak}, sub={self.sub}, maxv={self.maxv}"


# %% wrong: only positive limits
# from: solution
# looks like: takes a negative maxv for no limit
# -         if self.maxv is not None:
# +         if self.maxv is not None and self.maxv >= 0:

# -
# -     def extra_repr(self) -> str:
# -         return f"leak={self.leak}, sub={self.sub}, maxv={self.maxv}"


# %% wrong: a negative leak is none
# from: solution
# looks like: takes a negative leak for none
# -         x = F.leaky_relu(x, self.leak) if self.leak else F.relu(x)
# +         x = F.leaky_relu(x, self.leak) if self.leak is not None and self.leak > 0 else F.relu(x)

# -
# -     def extra_repr(self) -> str:
# -         return f"leak={self.leak}, sub={self.sub}, maxv={self.maxv}"


# %% wrong: subtracts on the positive side only
# from: where
# looks like: subtracts sub on the positive side only
# -         y = torch.where(x > 0, x, x * (self.leak or 0.0)) - (self.sub or 0.0)
# -         return y if self.maxv is None else torch.where(y < self.maxv, y, torch.full_like(y, self.maxv))
# +         x = torch.where(x > 0, x - (self.sub or 0), (self.leak or 0) * x)
# +         return x if self.maxv is None else x.clamp(max=self.maxv)


# %% wrong: the limit lets gradients through
# from: solution
# looks like: has a wrong gradient
# -             x = x.clamp(max=self.maxv)
# +             x = x + (x.clamp(max=self.maxv) - x).detach()


# %% wrong: the limit where sub is given only
# from: solution
# looks like: ignores maxv
# -         if self.maxv is not None:
# +         if self.maxv is not None and self.sub is not None:
