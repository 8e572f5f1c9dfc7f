# %% right: normalize_over along the last axis
class TokenLayerNorm(nn.Module):
    def __init__(self, width, eps=1e-5):
        super().__init__()
        self.eps = eps
        self.weight = nn.Parameter(torch.ones(width))
        self.bias = nn.Parameter(torch.zeros(width))

    def forward(self, x):
        if x.shape[-1] != len(self.weight):
            raise ValueError
        return normalize_over(x, -1, self.eps) * self.weight + self.bias


# %% right: by hand
# from: normalize_over along the last axis
# -             raise ValueError
# -         return normalize_over(x, -1, self.eps) * self.weight + self.bias
# +             raise ValueError("another width")
# +         d = x - x.mean(-1, keepdim=True)
# +         return d * torch.rsqrt(d.pow(2).mean(-1, keepdim=True) + self.eps) * self.weight + self.bias


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
# from: solution
# -             raise ValueError(f"expected a last axis of {self.width}, got shape {tuple(x.shape)}")
# -         return normalize_over(x, -1, self.eps) * self.weight + self.bias
# +             raise ValueError("another width")
# +         flat = x.reshape(-1, self.width)
# +         variance, mean = torch.var_mean(flat, 1, correction=0, keepdim=True)
# +         y = (flat - mean) / (variance + self.eps).sqrt()
# +         return (self.weight * y + self.bias).view_as(x)


# %% wrong: unbiased
# from: normalize_over along the last axis
# looks like: uses the unbiased variance
# -         return normalize_over(x, -1, self.eps) * self.weight + self.bias
# +         y = (x - x.mean(-1, keepdim=True)) / (x.var(-1, keepdim=True) + self.eps).sqrt()
# +         return y * self.weight + self.bias


# %% wrong: eps outside the root
# from: normalize_over along the last axis
# looks like: adds eps outside of the root
# -         return normalize_over(x, -1, self.eps) * self.weight + self.bias
# +         y = (x - x.mean(-1, keepdim=True)) / (x.std(-1, correction=0, keepdim=True) + self.eps)
# +         return y * self.weight + self.bias


# %% wrong: over the whole text
# from: normalize_over along the last axis
# looks like: lets the tokens of a text depend on each other
# -         return normalize_over(x, -1, self.eps) * self.weight + self.bias
# +         return normalize_over(x, tuple(range(1, x.ndim)), self.eps) * self.weight + self.bias


# %% wrong: over the batch axis
# from: normalize_over along the last axis
# looks like: takes the statistics over the batch axis
# looks like: lets an item depend on the other items of its batch
# -         return normalize_over(x, -1, self.eps) * self.weight + self.bias
# +         return normalize_over(x, 0, self.eps) * self.weight + self.bias


# %% wrong: axis 1
# from: normalize_over along the last axis
# looks like: takes the statistics over axis 1
# looks like: lets the tokens of a text depend on each other
# -         return normalize_over(x, -1, self.eps) * self.weight + self.bias
# +         return normalize_over(x, 1, self.eps) * self.weight + self.bias


# %% wrong: axis 2, which vectors do not have
# from: normalize_over along the last axis
# looks like: asks for an axis that the input does not have
# -         return normalize_over(x, -1, self.eps) * self.weight + self.bias
# +         return normalize_over(x, 2, self.eps) * self.weight + self.bias


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
# from: normalize_over along the last axis
# looks like: takes mean and variance for constants
# -         return normalize_over(x, -1, self.eps) * self.weight + self.bias
# +         mean, variance = x.mean(-1, keepdim=True).detach(), x.var(-1, correction=0, keepdim=True).detach()
# +         return (x - mean) / (variance + self.eps).sqrt() * self.weight + self.bias


# %% wrong: any width
# from: normalize_over along the last axis
# looks like: takes vectors of length 1
# -         if x.shape[-1] != len(self.weight):
# -             raise ValueError


# %% wrong: eps forgotten on the way
# from: normalize_over along the last axis
# looks like: ignores eps
# -         self.eps = eps

# -         return normalize_over(x, -1, self.eps) * self.weight + self.bias
# +         return normalize_over(x, -1) * self.weight + self.bias


# %% wrong: plain tensors
# from: normalize_over along the last axis
# looks like: has no parameters
# -         self.weight = nn.Parameter(torch.ones(width))
# -         self.bias = nn.Parameter(torch.zeros(width))
# +         self.weight, self.bias = torch.ones(width), torch.zeros(width)


# %% wrong: torch's own
# looks like: calls torch.nn.LayerNorm
class TokenLayerNorm(nn.LayerNorm):
    def __init__(self, width, eps=1e-5):
        super().__init__(width, eps)


# %% wrong: parameters of the class
# from: solution
# looks like: shares weight or bias with other layers
# -         self.weight = nn.Parameter(torch.ones(width))
# -         self.bias = nn.Parameter(torch.zeros(width))
# +         made = TokenLayerNorm.__dict__.get('made')
# +         if made is None or len(made[0]) != width:
# +             made = TokenLayerNorm.made = nn.Parameter(torch.ones(width)), nn.Parameter(torch.zeros(width))
# +         self.weight, self.bias = made


# %% wrong: ones on the CPU
# from: solution
# looks like: makes a tensor on the CPU
# -         return normalize_over(x, -1, self.eps) * self.weight + self.bias
# +         return normalize_over(x, -1, self.eps) * torch.ones(1) * self.weight + self.bias


# %% wrong: cuts off what is too long
# from: normalize_over along the last axis
# looks like: takes vectors of another length
# -         if x.shape[-1] != len(self.weight):
# +         if x.shape[-1] < len(self.weight):
#               raise ValueError
# -         return normalize_over(x, -1, self.eps) * self.weight + self.bias
# +         return normalize_over(x[..., : len(self.weight)], -1, self.eps) * self.weight + self.bias


# %% wrong: means without keepdim
# from: normalize_over along the last axis
# looks like: combines shapes that do not fit
# -         return normalize_over(x, -1, self.eps) * self.weight + self.bias
# +         y = (x - x.mean(-1)) / (x.var(-1, correction=0) + self.eps).sqrt()
# +         return y * self.weight + self.bias
