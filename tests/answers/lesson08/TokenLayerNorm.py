# %% right: by hand
class TokenLayerNorm(nn.Module):
    def __init__(self, width, eps=1e-5):
        super().__init__()
        self.eps = eps
        self.weight = nn.Parameter(torch.ones(width))
        self.bias = nn.Parameter(torch.zeros(width))

    def forward(self, x):
        if x.shape[-1] != len(self.weight):
            raise ValueError("another width")
        d = x - x.mean(-1, keepdim=True)
        return d * torch.rsqrt(d.pow(2).mean(-1, keepdim=True) + self.eps) * self.weight + self.bias

# %% right: addcmul, by the number of axes
class TokenLayerNorm(nn.Module):
    def __init__(self, width, eps=1e-5):
        super().__init__()
        self.eps = eps
        self.weight = nn.Parameter(torch.ones(width))
        self.bias = nn.Parameter(torch.zeros(width))

    def forward(self, x):
        if x.size(-1) != self.bias.numel():
            raise ValueError("another width")
        return torch.addcmul(self.bias, normalize_over(x, x.ndim - 1, self.eps), self.weight)

# %% right: flattened to a matrix
class TokenLayerNorm(nn.Module):
    def __init__(self, width, eps=1e-5):
        super().__init__()
        self.width, self.eps = width, eps
        self.weight = nn.Parameter(torch.ones(width))
        self.bias = nn.Parameter(torch.zeros(width))

    def forward(self, x):
        if x.shape[-1] != self.width:
            raise ValueError("another width")
        flat = x.reshape(-1, self.width)
        variance, mean = torch.var_mean(flat, 1, correction=0, keepdim=True)
        y = (flat - mean) / (variance + self.eps).sqrt()
        return (self.weight * y + self.bias).view_as(x)

# %% wrong: unbiased
# looks like: uses the unbiased variance
class TokenLayerNorm(nn.Module):
    def __init__(self, width, eps=1e-5):
        super().__init__()
        self.eps = eps
        self.weight = nn.Parameter(torch.ones(width))
        self.bias = nn.Parameter(torch.zeros(width))

    def forward(self, x):
        if x.shape[-1] != len(self.weight):
            raise ValueError
        y = (x - x.mean(-1, keepdim=True)) / (x.var(-1, keepdim=True) + self.eps).sqrt()
        return y * self.weight + self.bias

# %% wrong: eps outside the root
# looks like: adds eps outside of the root
class TokenLayerNorm(nn.Module):
    def __init__(self, width, eps=1e-5):
        super().__init__()
        self.eps = eps
        self.weight = nn.Parameter(torch.ones(width))
        self.bias = nn.Parameter(torch.zeros(width))

    def forward(self, x):
        if x.shape[-1] != len(self.weight):
            raise ValueError
        y = (x - x.mean(-1, keepdim=True)) / (x.std(-1, correction=0, keepdim=True) + self.eps)
        return y * self.weight + self.bias

# %% wrong: over the whole text
# looks like: lets the tokens of a text depend on each other
class TokenLayerNorm(nn.Module):
    def __init__(self, width, eps=1e-5):
        super().__init__()
        self.eps = eps
        self.weight = nn.Parameter(torch.ones(width))
        self.bias = nn.Parameter(torch.zeros(width))

    def forward(self, x):
        if x.shape[-1] != len(self.weight):
            raise ValueError
        return normalize_over(x, tuple(range(1, x.ndim)), self.eps) * self.weight + self.bias

# %% wrong: over the batch axis
# looks like: takes the statistics over the batch axis
# looks like: lets an item depend on the other items of its batch
class TokenLayerNorm(nn.Module):
    def __init__(self, width, eps=1e-5):
        super().__init__()
        self.eps = eps
        self.weight = nn.Parameter(torch.ones(width))
        self.bias = nn.Parameter(torch.zeros(width))

    def forward(self, x):
        if x.shape[-1] != len(self.weight):
            raise ValueError
        return normalize_over(x, 0, self.eps) * self.weight + self.bias

# %% wrong: axis 1
# looks like: takes the statistics over axis 1
# looks like: lets the tokens of a text depend on each other
class TokenLayerNorm(nn.Module):
    def __init__(self, width, eps=1e-5):
        super().__init__()
        self.eps = eps
        self.weight = nn.Parameter(torch.ones(width))
        self.bias = nn.Parameter(torch.zeros(width))

    def forward(self, x):
        if x.shape[-1] != len(self.weight):
            raise ValueError
        return normalize_over(x, 1, self.eps) * self.weight + self.bias

# %% wrong: axis 2, which vectors do not have
# looks like: asks for an axis that the input does not have
class TokenLayerNorm(nn.Module):
    def __init__(self, width, eps=1e-5):
        super().__init__()
        self.eps = eps
        self.weight = nn.Parameter(torch.ones(width))
        self.bias = nn.Parameter(torch.zeros(width))

    def forward(self, x):
        if x.shape[-1] != len(self.weight):
            raise ValueError
        return normalize_over(x, 2, self.eps) * self.weight + self.bias

# %% wrong: one weight and one bias
# looks like: has one weight or bias for all: each place has its own
class TokenLayerNorm(nn.Module):
    def __init__(self, width, eps=1e-5):
        super().__init__()
        self.width, self.eps = width, eps
        self.weight = nn.Parameter(torch.ones(1))
        self.bias = nn.Parameter(torch.zeros(1))

    def forward(self, x):
        if x.shape[-1] != self.width:
            raise ValueError
        return normalize_over(x, -1, self.eps) * self.weight + self.bias

# %% wrong: detached
# looks like: takes mean and variance for constants
class TokenLayerNorm(nn.Module):
    def __init__(self, width, eps=1e-5):
        super().__init__()
        self.eps = eps
        self.weight = nn.Parameter(torch.ones(width))
        self.bias = nn.Parameter(torch.zeros(width))

    def forward(self, x):
        if x.shape[-1] != len(self.weight):
            raise ValueError
        mean, variance = x.mean(-1, keepdim=True).detach(), x.var(-1, correction=0, keepdim=True).detach()
        return (x - mean) / (variance + self.eps).sqrt() * self.weight + self.bias

# %% wrong: any width
# looks like: takes vectors of length 1
class TokenLayerNorm(nn.Module):
    def __init__(self, width, eps=1e-5):
        super().__init__()
        self.eps = eps
        self.weight = nn.Parameter(torch.ones(width))
        self.bias = nn.Parameter(torch.zeros(width))

    def forward(self, x):
        return normalize_over(x, -1, self.eps) * self.weight + self.bias

# %% wrong: eps forgotten on the way
# looks like: ignores eps
class TokenLayerNorm(nn.Module):
    def __init__(self, width, eps=1e-5):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))
        self.bias = nn.Parameter(torch.zeros(width))

    def forward(self, x):
        if x.shape[-1] != len(self.weight):
            raise ValueError
        return normalize_over(x, -1) * self.weight + self.bias

# %% wrong: plain tensors
# looks like: has no parameters
class TokenLayerNorm(nn.Module):
    def __init__(self, width, eps=1e-5):
        super().__init__()
        self.eps = eps
        self.weight, self.bias = torch.ones(width), torch.zeros(width)

    def forward(self, x):
        if x.shape[-1] != len(self.weight):
            raise ValueError
        return normalize_over(x, -1, self.eps) * self.weight + self.bias

# %% wrong: torch's own
# looks like: calls torch.nn.LayerNorm
class TokenLayerNorm(nn.LayerNorm):
    def __init__(self, width, eps=1e-5):
        super().__init__(width, eps)


# %% wrong: parameters of the class
# looks like: shares weight or bias with other layers
class TokenLayerNorm(nn.Module):
    """Layer normalization over the last axis, with a weight and a bias for each of its places.

    Equal to `nn.LayerNorm(width, eps)`. Each vector is on its own, in training and evaluation alike.
    """

    def __init__(
        self,
        width: int,  # Length of the last axis
        eps: float = 1e-5,  # Added to the variance
    ):
        super().__init__()
        self.width, self.eps = width, eps
        made = TokenLayerNorm.__dict__.get('made')
        if made is None or len(made[0]) != width:
            made = TokenLayerNorm.made = nn.Parameter(torch.ones(width)), nn.Parameter(torch.zeros(width))
        self.weight, self.bias = made

    def forward(
        self,
        x: Tensor,  # …,width
    ) -> Tensor:  # Same shape
        "Raises `ValueError` for another width."
        if x.shape[-1] != self.width:
            raise ValueError(f"expected a last axis of {self.width}, got shape {tuple(x.shape)}")
        return normalize_over(x, -1, self.eps) * self.weight + self.bias


# %% wrong: ones on the CPU
# looks like: makes a tensor on the CPU
class TokenLayerNorm(nn.Module):
    """Layer normalization over the last axis, with a weight and a bias for each of its places.

    Equal to `nn.LayerNorm(width, eps)`. Each vector is on its own, in training and evaluation alike.
    """

    def __init__(
        self,
        width: int,  # Length of the last axis
        eps: float = 1e-5,  # Added to the variance
    ):
        super().__init__()
        self.width, self.eps = width, eps
        self.weight = nn.Parameter(torch.ones(width))
        self.bias = nn.Parameter(torch.zeros(width))

    def forward(
        self,
        x: Tensor,  # …,width
    ) -> Tensor:  # Same shape
        "Raises `ValueError` for another width."
        if x.shape[-1] != self.width:
            raise ValueError(f"expected a last axis of {self.width}, got shape {tuple(x.shape)}")
        return normalize_over(x, -1, self.eps) * torch.ones(1) * self.weight + self.bias

# %% wrong: cuts off what is too long
# looks like: takes vectors of another length
class TokenLayerNorm(nn.Module):
    def __init__(self, width, eps=1e-5):
        super().__init__()
        self.eps = eps
        self.weight = nn.Parameter(torch.ones(width))
        self.bias = nn.Parameter(torch.zeros(width))

    def forward(self, x):
        if x.shape[-1] < len(self.weight):
            raise ValueError
        return normalize_over(x[..., : len(self.weight)], -1, self.eps) * self.weight + self.bias

# %% wrong: means without keepdim
# looks like: combines shapes that do not fit
class TokenLayerNorm(nn.Module):
    def __init__(self, width, eps=1e-5):
        super().__init__()
        self.eps = eps
        self.weight = nn.Parameter(torch.ones(width))
        self.bias = nn.Parameter(torch.zeros(width))

    def forward(self, x):
        if x.shape[-1] != len(self.weight):
            raise ValueError
        y = (x - x.mean(-1)) / (x.var(-1, correction=0) + self.eps).sqrt()
        return y * self.weight + self.bias
