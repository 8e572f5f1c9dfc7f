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
# looks like: changes its input in place
class GeneralRelu(nn.Module):
    def __init__(self, leak=None, sub=None, maxv=None):
        super().__init__()
        self.leak, self.sub, self.maxv = leak, sub, maxv

    def forward(self, x):
        x = F.leaky_relu(x, self.leak or 0.0, inplace=True)
        if self.sub is not None:
            x = x - self.sub
        return x if self.maxv is None else x.clamp(max=self.maxv)

# %% wrong: in place on what autograd keeps
# looks like: changes in place what autograd has kept
class GeneralRelu(nn.Module):
    def __init__(self, leak=None, sub=None, maxv=None):
        super().__init__()
        self.leak, self.sub, self.maxv = leak, sub, maxv

    def forward(self, x):
        x = F.leaky_relu(x, self.leak) if self.leak else F.relu(x)
        if self.sub is not None:
            x -= self.sub
        return x if self.maxv is None else x.clamp(max=self.maxv)

# %% wrong: subtracts first
# looks like: subtracts before the ReLU
class GeneralRelu(nn.Module):
    def __init__(self, leak=None, sub=None, maxv=None):
        super().__init__()
        self.leak, self.sub, self.maxv = leak, sub, maxv

    def forward(self, x):
        if self.sub is not None:
            x = x - self.sub
        x = F.leaky_relu(x, self.leak or 0.0)
        return x if self.maxv is None else x.clamp(max=self.maxv)

# %% wrong: clamps from below
# looks like: clamps from below
class GeneralRelu(nn.Module):
    def __init__(self, leak=None, sub=None, maxv=None):
        super().__init__()
        self.leak, self.sub, self.maxv = leak, sub, maxv

    def forward(self, x):
        x = F.leaky_relu(x, self.leak or 0.0) - (self.sub or 0.0)
        return x if self.maxv is None else x.clamp(self.maxv)

# %% wrong: clamps on both sides
# looks like: clamps on both sides
class GeneralRelu(nn.Module):
    def __init__(self, leak=None, sub=None, maxv=None):
        super().__init__()
        self.leak, self.sub, self.maxv = leak, sub, maxv

    def forward(self, x):
        x = F.leaky_relu(x, self.leak or 0.0) - (self.sub or 0.0)
        return x if self.maxv is None else x.clamp(-self.maxv, self.maxv)

# %% wrong: torch's usual slope
# looks like: has torch's usual slope of 0.01
class GeneralRelu(nn.Module):
    def __init__(self, leak=None, sub=None, maxv=None):
        super().__init__()
        self.leak, self.sub, self.maxv = leak, sub, maxv

    def forward(self, x):
        x = F.leaky_relu(x, self.leak) if self.leak is not None else F.leaky_relu(x)
        x = x - (self.sub or 0.0)
        return x if self.maxv is None else x.clamp(max=self.maxv)

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
# looks like: ignores leak
class GeneralRelu(nn.Module):
    def __init__(self, leak=None, sub=None, maxv=None):
        super().__init__()
        self.leak, self.sub, self.maxv = leak, sub, maxv

    def forward(self, x):
        x = F.relu(x) - (self.sub or 0.0)
        return x if self.maxv is None else x.clamp(max=self.maxv)

# %% wrong: cuts the graph
# looks like: cuts the graph
class GeneralRelu(nn.Module):
    def __init__(self, leak=None, sub=None, maxv=None):
        super().__init__()
        self.leak, self.sub, self.maxv = leak, sub, maxv

    def forward(self, x):
        x = F.leaky_relu(x.detach(), self.leak or 0.0) - (self.sub or 0.0)
        return x if self.maxv is None else x.clamp(max=self.maxv)


# %% wrong: a leak of 0.1 unless told otherwise
# looks like: has a slope of 0.1 where leak is None or 0
class GeneralRelu(nn.Module):
    def __init__(self, leak=None, sub=None, maxv=None):
        super().__init__()
        self.leak, self.sub, self.maxv = leak, sub, maxv

    def forward(self, x):
        x = F.leaky_relu(x, self.leak or 0.1)
        if self.sub is not None:
            x = x - self.sub
        if self.maxv is not None:
            x = x.clamp(max=self.maxv)
        return x


# %% wrong: the larger of x and leak times x
# looks like: is the larger of x and leak · x
class GeneralRelu(nn.Module):
    def __init__(self, leak=None, sub=None, maxv=None):
        super().__init__()
        self.leak, self.sub, self.maxv = leak, sub, maxv

    def forward(self, x):
        x = torch.maximum(x, (self.leak or 0) * x)
        if self.sub is not None:
            x = x - self.sub
        if self.maxv is not None:
            x = x.clamp(max=self.maxv)
        return x


# %% wrong: only positive limits
# looks like: takes a negative maxv for no limit
class GeneralRelu(nn.Module):
    def __init__(self, leak=None, sub=None, maxv=None):
        super().__init__()
        self.leak, self.sub, self.maxv = leak, sub, maxv

    def forward(self, x):
        x = F.leaky_relu(x, self.leak) if self.leak else F.relu(x)
        if self.sub is not None:
            x = x - self.sub
        if self.maxv is not None and self.maxv >= 0:
            x = x.clamp(max=self.maxv)
        return x


# %% wrong: a negative leak is none
# looks like: takes a negative leak for none
class GeneralRelu(nn.Module):
    def __init__(self, leak=None, sub=None, maxv=None):
        super().__init__()
        self.leak, self.sub, self.maxv = leak, sub, maxv

    def forward(self, x):
        x = F.leaky_relu(x, self.leak) if self.leak is not None and self.leak > 0 else F.relu(x)
        if self.sub is not None:
            x = x - self.sub
        if self.maxv is not None:
            x = x.clamp(max=self.maxv)
        return x


# %% wrong: subtracts on the positive side only
# looks like: subtracts sub on the positive side only
class GeneralRelu(nn.Module):
    def __init__(self, leak=None, sub=None, maxv=None):
        super().__init__()
        self.leak, self.sub, self.maxv = leak, sub, maxv

    def forward(self, x):
        x = torch.where(x > 0, x - (self.sub or 0), (self.leak or 0) * x)
        return x if self.maxv is None else x.clamp(max=self.maxv)


# %% wrong: the limit lets gradients through
# looks like: has a wrong gradient
class GeneralRelu(nn.Module):
    "Leaky ReLU, minus `sub`, then at most `maxv`. With all three None it is ReLU."

    def __init__(
        self,
        leak: float | None = None,  # Slope for negative inputs; None or 0 for none
        sub: float | None = None,  # Subtracted from every output of the (leaky) ReLU
        maxv: float | None = None,  # Largest output; None for no limit
    ):
        super().__init__()
        self.leak, self.sub, self.maxv = leak, sub, maxv

    def forward(
        self,
        x: Tensor,  # Any shape; left as it is
    ) -> Tensor:  # Same shape
        x = F.leaky_relu(x, self.leak) if self.leak else F.relu(x)
        if self.sub is not None:
            x = x - self.sub
        if self.maxv is not None:
            x = x + (x.clamp(max=self.maxv) - x).detach()
        return x

    def extra_repr(self) -> str:
        return f"leak={self.leak}, sub={self.sub}, maxv={self.maxv}"


# %% wrong: the limit where sub is given only
# looks like: ignores maxv
class GeneralRelu(nn.Module):
    "Leaky ReLU, minus `sub`, then at most `maxv`. With all three None it is ReLU."

    def __init__(
        self,
        leak: float | None = None,  # Slope for negative inputs; None or 0 for none
        sub: float | None = None,  # Subtracted from every output of the (leaky) ReLU
        maxv: float | None = None,  # Largest output; None for no limit
    ):
        super().__init__()
        self.leak, self.sub, self.maxv = leak, sub, maxv

    def forward(
        self,
        x: Tensor,  # Any shape; left as it is
    ) -> Tensor:  # Same shape
        x = F.leaky_relu(x, self.leak) if self.leak else F.relu(x)
        if self.sub is not None:
            x = x - self.sub
        if self.maxv is not None and self.sub is not None:
            x = x.clamp(max=self.maxv)
        return x

    def extra_repr(self) -> str:
        return f"leak={self.leak}, sub={self.sub}, maxv={self.maxv}"
