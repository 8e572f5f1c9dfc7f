# %% right: mean and variance written out
class LayerNorm(nn.Module):
    def __init__(self, num_channels, eps=1e-5):
        super().__init__()
        self.eps = eps
        self.weight = nn.Parameter(torch.ones(num_channels))
        self.bias = nn.Parameter(torch.zeros(num_channels))

    def forward(self, x):
        if x.ndim != 4 or x.shape[1] != len(self.weight):
            raise ValueError
        y = (x - x.mean((1, 2, 3), keepdim=True)) / (x.var((1, 2, 3), correction=0, keepdim=True) + self.eps).sqrt()
        return y * self.weight[:, None, None] + self.bias[:, None, None]


# %% right: by hand
class LayerNorm(nn.Module):
    def __init__(self, num_channels, eps=1e-5):
        super().__init__()
        self.eps = eps
        self.weight = nn.Parameter(torch.ones(num_channels))
        self.bias = nn.Parameter(torch.zeros(num_channels))

    def forward(self, x):
        if x.dim() != 4:
            raise ValueError("four axes are needed")
        n, c, h, w = x.shape
        if c != len(self.weight):
            raise ValueError("other channels")
        flat = x.reshape(n, -1)
        variance, mean = torch.var_mean(flat, 1, correction=0, keepdim=True)
        y = ((flat - mean) / (variance + self.eps).sqrt()).view(n, c, h, w)
        return y * self.weight.view(1, c, 1, 1) + self.bias.view(1, c, 1, 1)

# %% right: channels last, addcmul
class LayerNorm(nn.Module):
    def __init__(self, num_channels, eps=1e-5):
        super().__init__()
        self.eps = eps
        self.weight = nn.Parameter(torch.ones(num_channels))
        self.bias = nn.Parameter(torch.zeros(num_channels))

    def forward(self, x):
        if x.ndim != 4 or x.size(1) != self.weight.numel():
            raise ValueError(f"cannot take {tuple(x.shape)}")
        y = normalize_over(x, (-3, -2, -1), eps=self.eps).movedim(1, -1)
        return torch.addcmul(self.bias, y, self.weight).movedim(-1, 1)

# %% right: einsum
class LayerNorm(nn.Module):
    def __init__(self, num_channels, eps=1e-5):
        super().__init__()
        self.shape, self.eps = (num_channels,), eps
        self.register_parameter("weight", nn.Parameter(torch.ones(self.shape)))
        self.register_parameter("bias", nn.Parameter(torch.zeros(self.shape)))

    def forward(self, x):
        if x.ndim != 4 or x.shape[1:2] != self.shape:
            raise ValueError("does not fit")
        y = torch.stack([normalize_over(item, (0, 1, 2), self.eps) for item in x])
        return torch.einsum("nchw,c->nchw", y, self.weight) + self.bias[None, :, None, None]

# %% right: weight folded into scale and shift
class LayerNorm(nn.Module):
    def __init__(self, num_channels, eps=1e-5):
        super().__init__()
        self.c, self.eps = num_channels, eps
        self.weight = nn.Parameter(torch.ones(num_channels))
        self.bias = nn.Parameter(torch.zeros(num_channels))

    def forward(self, x):
        if x.ndim != 4 or x.shape[1] != self.c:
            raise ValueError
        v, m = torch.var_mean(x, (1, 2, 3), correction=0, keepdim=True)
        scale = self.weight[:, None, None] * (v + self.eps).rsqrt()
        return x * scale + (self.bias[:, None, None] - m * scale)


# %% wrong: unbiased
# from: mean and variance written out
# looks like: uses the unbiased variance
# -         y = (x - x.mean((1, 2, 3), keepdim=True)) / (x.var((1, 2, 3), correction=0, keepdim=True) + self.eps).sqrt()
# +         y = (x - x.mean((1, 2, 3), keepdim=True)) / (x.var((1, 2, 3), keepdim=True) + self.eps).sqrt()


# %% wrong: eps outside the root
# from: mean and variance written out
# looks like: adds eps outside of the root
# -         y = (x - x.mean((1, 2, 3), keepdim=True)) / (x.var((1, 2, 3), correction=0, keepdim=True) + self.eps).sqrt()
# +         y = (x - x.mean((1, 2, 3), keepdim=True)) / (x.std((1, 2, 3), correction=0, keepdim=True) + self.eps)


# %% wrong: statistics over the whole batch
# from: mean and variance written out
# looks like: takes the statistics over the whole batch
# looks like: lets an item depend on the other items of its batch
# -         y = (x - x.mean((1, 2, 3), keepdim=True)) / (x.var((1, 2, 3), correction=0, keepdim=True) + self.eps).sqrt()
# +         y = normalize_over(x, (0, 1, 2, 3), self.eps)


# %% wrong: batch normalization
# from: mean and variance written out
# looks like: takes the statistics over the batch axis, for each channel
# looks like: lets an item depend on the other items of its batch
# -         y = (x - x.mean((1, 2, 3), keepdim=True)) / (x.var((1, 2, 3), correction=0, keepdim=True) + self.eps).sqrt()
# +         y = normalize_over(x, (0, 2, 3), self.eps)


# %% wrong: instance normalization
# from: mean and variance written out
# looks like: takes the statistics over H and W
# -         y = (x - x.mean((1, 2, 3), keepdim=True)) / (x.var((1, 2, 3), correction=0, keepdim=True) + self.eps).sqrt()
# +         y = normalize_over(x, (2, 3), self.eps)


# %% wrong: the channels of each pixel
# from: mean and variance written out
# looks like: takes the statistics over the channels of each pixel
# -         y = (x - x.mean((1, 2, 3), keepdim=True)) / (x.var((1, 2, 3), correction=0, keepdim=True) + self.eps).sqrt()
# +         y = normalize_over(x, 1, self.eps)


# %% wrong: one weight and one bias for the layer
# looks like: has one weight or bias for all: each channel has its own
# looks like: takes an input with one channel
class LayerNorm(nn.Module):
    def __init__(self, num_channels, eps=1e-5):
        super().__init__()
        self.eps = eps
        self.weight = nn.Parameter(torch.tensor(1.0))
        self.bias = nn.Parameter(torch.tensor(0.0))

    def forward(self, x):
        if x.ndim != 4:
            raise ValueError
        return normalize_over(x, (1, 2, 3), self.eps) * self.weight + self.bias

# %% wrong: a weight for each pixel
# looks like: has a weight or bias for each pixel
# looks like: takes an input with one channel
class LayerNorm(nn.Module):
    def __init__(self, num_channels, eps=1e-5):
        super().__init__()
        self.eps = eps
        self.weight = self.bias = None

    def forward(self, x):
        if x.ndim != 4:
            raise ValueError
        if self.weight is None:
            self.weight = nn.Parameter(torch.ones(x.shape[1:], dtype=x.dtype))
            self.bias = nn.Parameter(torch.zeros(x.shape[1:], dtype=x.dtype))
        return normalize_over(x, (1, 2, 3), self.eps) * self.weight + self.bias

# %% wrong: parameters that keep their axes
# looks like: keeps axes of length 1 in its parameters
class LayerNorm(nn.Module):
    def __init__(self, num_channels, eps=1e-5):
        super().__init__()
        self.eps = eps
        self.weight = nn.Parameter(torch.ones(num_channels, 1, 1))
        self.bias = nn.Parameter(torch.zeros(num_channels, 1, 1))

    def forward(self, x):
        if x.ndim != 4 or x.shape[1] != len(self.weight):
            raise ValueError
        return normalize_over(x, (1, 2, 3), self.eps) * self.weight + self.bias


# %% wrong: along the last axis
# from: mean and variance written out
# looks like: lines weight or bias up with the last axis
# -         y = (x - x.mean((1, 2, 3), keepdim=True)) / (x.var((1, 2, 3), correction=0, keepdim=True) + self.eps).sqrt()
# -         return y * self.weight[:, None, None] + self.bias[:, None, None]
# +         return normalize_over(x, (1, 2, 3), self.eps) * self.weight + self.bias


# %% wrong: plain tensors
# looks like: has no parameters
class LayerNorm(nn.Module):
    def __init__(self, num_channels, eps=1e-5):
        super().__init__()
        self.eps = eps
        self.weight = torch.ones(num_channels)
        self.bias = torch.zeros(num_channels)

    def forward(self, x):
        if x.ndim != 4 or x.shape[1] != len(self.weight):
            raise ValueError
        y = normalize_over(x, (1, 2, 3), self.eps)
        return y * self.weight[:, None, None] + self.bias[:, None, None]

# %% wrong: names of its own
# looks like: does not name its parameters weight and bias
class LayerNorm(nn.Module):
    def __init__(self, num_channels, eps=1e-5):
        super().__init__()
        self.eps = eps
        self.mult = nn.Parameter(torch.ones(num_channels))
        self.add = nn.Parameter(torch.zeros(num_channels))

    def forward(self, x):
        if x.ndim != 4 or x.shape[1] != len(self.mult):
            raise ValueError
        return normalize_over(x, (1, 2, 3), self.eps) * self.mult[:, None, None] + self.add[:, None, None]


# %% wrong: statistics detached
# from: mean and variance written out
# looks like: takes mean and variance for constants
# -         y = (x - x.mean((1, 2, 3), keepdim=True)) / (x.var((1, 2, 3), correction=0, keepdim=True) + self.eps).sqrt()
# +         with torch.no_grad():
# +             mean, variance = x.mean((1, 2, 3), keepdim=True), x.var((1, 2, 3), correction=0, keepdim=True)
# +         y = (x - mean) / (variance + self.eps).sqrt()


# %% wrong: eps forgotten on the way
# from: mean and variance written out
# looks like: ignores eps
# -         self.eps = eps

# -         y = (x - x.mean((1, 2, 3), keepdim=True)) / (x.var((1, 2, 3), correction=0, keepdim=True) + self.eps).sqrt()
# -         return y * self.weight[:, None, None] + self.bias[:, None, None]
# +         return normalize_over(x, (1, 2, 3)) * self.weight[:, None, None] + self.bias[:, None, None]


# %% wrong: no bias
# from: mean and variance written out
# looks like: does not add bias
# -         y = (x - x.mean((1, 2, 3), keepdim=True)) / (x.var((1, 2, 3), correction=0, keepdim=True) + self.eps).sqrt()
# -         return y * self.weight[:, None, None] + self.bias[:, None, None]
# +         return normalize_over(x, (1, 2, 3), self.eps) * self.weight[:, None, None]


# %% wrong: scaled before
# from: mean and variance written out
# looks like: applies weight and bias before it normalizes
# -         y = (x - x.mean((1, 2, 3), keepdim=True)) / (x.var((1, 2, 3), correction=0, keepdim=True) + self.eps).sqrt()
# -         return y * self.weight[:, None, None] + self.bias[:, None, None]
# +         return normalize_over(x * self.weight[:, None, None] + self.bias[:, None, None], (1, 2, 3), self.eps)


# %% wrong: starts at zero
# from: mean and variance written out
# looks like: does not start with a weight of 1 and a bias of 0
# looks like: gives 0 everywhere
# -         self.weight = nn.Parameter(torch.ones(num_channels))
# +         self.weight = nn.Parameter(torch.zeros(num_channels))

# -         y = (x - x.mean((1, 2, 3), keepdim=True)) / (x.var((1, 2, 3), correction=0, keepdim=True) + self.eps).sqrt()
# +         y = normalize_over(x, (1, 2, 3), self.eps)


# %% wrong: running statistics
# from: mean and variance written out
# looks like: gives something else in evaluation mode
# -         y = (x - x.mean((1, 2, 3), keepdim=True)) / (x.var((1, 2, 3), correction=0, keepdim=True) + self.eps).sqrt()
# +         if self.training:
# +             self.mean = x.mean((1, 2, 3), keepdim=True).mean().detach()
# +             y = normalize_over(x, (1, 2, 3), self.eps)
# +         else:
# +             y = (x - self.mean) / (x.var((1, 2, 3), correction=0, keepdim=True) + self.eps).sqrt()


# %% wrong: keeps buffers
# from: mean and variance written out
# looks like: keeps buffers
#           self.bias = nn.Parameter(torch.zeros(num_channels))
# +         self.register_buffer("running_mean", torch.zeros(num_channels))

# -         y = (x - x.mean((1, 2, 3), keepdim=True)) / (x.var((1, 2, 3), correction=0, keepdim=True) + self.eps).sqrt()
# +         y = normalize_over(x, (1, 2, 3), self.eps)


# %% wrong: any number of axes
# looks like: takes an input without four axes
class LayerNorm(nn.Module):
    def __init__(self, num_channels, eps=1e-5):
        super().__init__()
        self.eps = eps
        self.weight = nn.Parameter(torch.ones(num_channels))
        self.bias = nn.Parameter(torch.zeros(num_channels))

    def forward(self, x):
        if x.ndim < 3 or x.ndim > 4:
            raise ValueError
        y = normalize_over(x, tuple(range(1, x.ndim)), self.eps)
        place = (-1, *[1] * (x.ndim - 2))
        return y * self.weight.view(place) + self.bias.view(place)


# %% wrong: any number of channels
# from: mean and variance written out
# looks like: takes an input with one channel
# -         if x.ndim != 4 or x.shape[1] != len(self.weight):
# +         if x.ndim != 4:
#               raise ValueError
# -         y = (x - x.mean((1, 2, 3), keepdim=True)) / (x.var((1, 2, 3), correction=0, keepdim=True) + self.eps).sqrt()
# +         y = normalize_over(x, (1, 2, 3), self.eps)


# %% wrong: torch's own
# looks like: calls torch.nn.GroupNorm
class LayerNorm(nn.Module):
    def __init__(self, num_channels, eps=1e-5):
        super().__init__()
        norm = nn.GroupNorm(1, num_channels, eps)
        self.weight, self.bias, self.norm = norm.weight, norm.bias, norm.forward

    def forward(self, x):
        if x.ndim != 4 or x.shape[1] != len(self.weight):
            raise ValueError
        return self.norm(x)

# %% wrong: torch's own, by inheritance
# looks like: calls torch.nn.GroupNorm
class LayerNorm(nn.GroupNorm):
    def __init__(self, num_channels, eps=1e-5):
        super().__init__(1, num_channels, eps)


# %% wrong: parameters of the class
# from: solution
# looks like: shares weight or bias with other layers
# -         self.weight = nn.Parameter(torch.ones(num_channels))
# -         self.bias = nn.Parameter(torch.zeros(num_channels))
# +         made = LayerNorm.__dict__.get('made')
# +         if made is None or len(made[0]) != num_channels:
# +             made = LayerNorm.made = nn.Parameter(torch.ones(num_channels)), nn.Parameter(torch.zeros(num_channels))
# +         self.weight, self.bias = made


# %% wrong: ones on the CPU
# from: solution
# looks like: makes a tensor on the CPU
# -         y = normalize_over(x, (1, 2, 3), self.eps)
# +         y = normalize_over(x, (1, 2, 3), self.eps) * torch.ones(1)


# %% wrong: parameters that are not learned
# looks like: does not let its weight and bias be learned
# looks like: leaves its input, weight or bias without a gradient
class LayerNorm(nn.Module):
    def __init__(self, num_channels, eps=1e-5):
        super().__init__()
        self.eps = eps
        self.weight = nn.Parameter(torch.ones(num_channels), requires_grad=False)
        self.bias = nn.Parameter(torch.zeros(num_channels), requires_grad=False)

    def forward(self, x):
        if x.ndim != 4 or x.shape[1] != len(self.weight):
            raise ValueError
        return normalize_over(x, (1, 2, 3), self.eps) * self.weight[:, None, None] + self.bias[:, None, None]


# %% wrong: the data of its weight
# from: mean and variance written out
# looks like: leaves its input, weight or bias without a gradient
# -         y = (x - x.mean((1, 2, 3), keepdim=True)) / (x.var((1, 2, 3), correction=0, keepdim=True) + self.eps).sqrt()
# -         return y * self.weight[:, None, None] + self.bias[:, None, None]
# +         return normalize_over(x, (1, 2, 3), self.eps) * self.weight.data[:, None, None] + self.bias[:, None, None]


# %% wrong: clips its gradient
# from: mean and variance written out
# looks like: has a wrong gradient
# -         y = (x - x.mean((1, 2, 3), keepdim=True)) / (x.var((1, 2, 3), correction=0, keepdim=True) + self.eps).sqrt()
# -         return y * self.weight[:, None, None] + self.bias[:, None, None]
# +         y = normalize_over(x, (1, 2, 3), self.eps) * self.weight[:, None, None] + self.bias[:, None, None]
# +         if y.requires_grad:
# +             y.register_hook(lambda grad: grad.clamp(-1, 1))
# +         return y


# %% wrong: an eps of the class
# looks like: takes the eps of another layer of its class
class LayerNorm(nn.Module):
    def __init__(self, num_channels, eps=1e-5):
        super().__init__()
        LayerNorm.eps = eps
        self.weight = nn.Parameter(torch.ones(num_channels))
        self.bias = nn.Parameter(torch.zeros(num_channels))

    def forward(self, x):
        if x.ndim != 4 or x.shape[1] != len(self.weight):
            raise ValueError
        return normalize_over(x, (1, 2, 3), self.eps) * self.weight[:, None, None] + self.bias[:, None, None]


# %% wrong: blends in the last output
# from: mean and variance written out
# looks like: gives something else when it is asked the same again
# -         y = (x - x.mean((1, 2, 3), keepdim=True)) / (x.var((1, 2, 3), correction=0, keepdim=True) + self.eps).sqrt()
# -         return y * self.weight[:, None, None] + self.bias[:, None, None]
# +         y = normalize_over(x, (1, 2, 3), self.eps) * self.weight[:, None, None] + self.bias[:, None, None]
# +         last = getattr(self, "last", None)
# +         self.last = y.detach()
# +         return y if last is None or last.shape != y.shape else 0.9 * y + 0.1 * last


# %% wrong: notes the shape before it looks at it
# from: an eps of the class
# looks like: is another layer after an input that it has refused
# -         LayerNorm.eps = eps
# +         self.eps, self.size = eps, num_channels

# -         if x.ndim != 4 or x.shape[1] != len(self.weight):
# +         expected, self.size = self.size, x.shape[1]
# +         if x.ndim != 4 or self.size != expected:


# %% wrong: means without keepdim
# from: mean and variance written out
# looks like: combines shapes that do not fit
# -         y = (x - x.mean((1, 2, 3), keepdim=True)) / (x.var((1, 2, 3), correction=0, keepdim=True) + self.eps).sqrt()
# +         y = (x - x.mean((1, 2, 3))) / (x.var((1, 2, 3), correction=0) + self.eps).sqrt()


# %% wrong: divides in place
# from: mean and variance written out
# looks like: changes a tensor in place that the backward pass needs
# -         y = (x - x.mean((1, 2, 3), keepdim=True)) / (x.var((1, 2, 3), correction=0, keepdim=True) + self.eps).sqrt()
# -         return y * self.weight[:, None, None] + self.bias[:, None, None]
# +         d = x - x.mean((1, 2, 3), keepdim=True)
# +         std = (d.square().mean((1, 2, 3), keepdim=True) + self.eps).sqrt()
# +         d /= std
# +         return d * self.weight[:, None, None] + self.bias[:, None, None]


# %% wrong: repeats its weight
# looks like: takes an input with another number of channels
class LayerNorm(nn.Module):
    def __init__(self, num_channels, eps=1e-5):
        super().__init__()
        self.eps = eps
        self.weight = nn.Parameter(torch.ones(num_channels))
        self.bias = nn.Parameter(torch.zeros(num_channels))

    def forward(self, x):
        if x.ndim != 4 or x.shape[1] < len(self.weight):
            raise ValueError
        weight, bias = (p.repeat(x.shape[1] // len(p))[:, None, None] for p in (self.weight, self.bias))
        return normalize_over(x, (1, 2, 3), self.eps) * weight + bias


# %% wrong: the bias is multiplied as well
# from: weight folded into scale and shift
# looks like: adds bias before it multiplies by weight
# -         v, m = torch.var_mean(x, (1, 2, 3), correction=0, keepdim=True)
# -         scale = self.weight[:, None, None] * (v + self.eps).rsqrt()
# -         return x * scale + (self.bias[:, None, None] - m * scale)
# +         return (normalize_over(x, (1, 2, 3), self.eps) + self.bias[:, None, None]) * self.weight[:, None, None]


# %% wrong: no weight and bias in evaluation
# from: weight folded into scale and shift
# looks like: gives something else in evaluation mode
# -         v, m = torch.var_mean(x, (1, 2, 3), correction=0, keepdim=True)
# -         scale = self.weight[:, None, None] * (v + self.eps).rsqrt()
# -         return x * scale + (self.bias[:, None, None] - m * scale)
# +         y = normalize_over(x, (1, 2, 3), self.eps)
# +         return y * self.weight[:, None, None] + self.bias[:, None, None] if self.training else y


# %% wrong: a std of at least eps
# from: weight folded into scale and shift
# looks like: replaces a std below eps by eps
# -         v, m = torch.var_mean(x, (1, 2, 3), correction=0, keepdim=True)
# -         scale = self.weight[:, None, None] * (v + self.eps).rsqrt()
# -         return x * scale + (self.bias[:, None, None] - m * scale)
# +         s = x.std((1, 2, 3), correction=0, keepdim=True).clamp(min=self.eps)
# +         return (x - x.mean((1, 2, 3), keepdim=True)) / s * self.weight[:, None, None] + self.bias[:, None, None]


# %% wrong: noise in training
# from: weight folded into scale and shift
# looks like: gives something else when it is asked the same again
# -         v, m = torch.var_mean(x, (1, 2, 3), correction=0, keepdim=True)
# -         scale = self.weight[:, None, None] * (v + self.eps).rsqrt()
# -         return x * scale + (self.bias[:, None, None] - m * scale)
# +         y = normalize_over(x, (1, 2, 3), self.eps)
# +         if self.training:
# +             y = y + 0.01 * torch.randn_like(y)
# +         return y * self.weight[:, None, None] + self.bias[:, None, None]
