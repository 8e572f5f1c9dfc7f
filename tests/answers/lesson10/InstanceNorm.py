# %% right: by hand
class InstanceNorm(nn.Module):
    def __init__(self, num_channels, eps=1e-5):
        super().__init__()
        self.eps = eps
        self.weight = nn.Parameter(torch.ones(num_channels))
        self.bias = nn.Parameter(torch.zeros(num_channels))

    def forward(self, x):
        if x.ndim != 4 or x.shape[1] != len(self.weight) or x.shape[2:] == (1, 1):
            raise ValueError(f"cannot take {tuple(x.shape)}")
        variance, mean = torch.var_mean(x, (2, 3), correction=0, keepdim=True)
        y = (x - mean) / (variance + self.eps).sqrt()
        return y * self.weight[:, None, None] + self.bias[:, None, None]


# %% right: pixels in a row
# from: by hand
# -         variance, mean = torch.var_mean(x, (2, 3), correction=0, keepdim=True)
# -         y = (x - mean) / (variance + self.eps).sqrt()
# -         return y * self.weight[:, None, None] + self.bias[:, None, None]
# +         flat = x.flatten(2)
# +         flat = flat - flat.mean(-1, keepdim=True)
# +         flat = flat * torch.rsqrt(flat.square().mean(-1, keepdim=True) + self.eps)
# +         return (flat * self.weight[:, None] + self.bias[:, None]).reshape(x.shape)


# %% right: as batch norm of one long image
# from: by hand
# -         variance, mean = torch.var_mean(x, (2, 3), correction=0, keepdim=True)
# -         y = (x - mean) / (variance + self.eps).sqrt()
# -         return y * self.weight[:, None, None] + self.bias[:, None, None]
# +         n, c, h, w = x.shape
# +         y = normalize_over(x.reshape(1, n * c, h, w), (0, 2, 3), self.eps).reshape(n, c, h, w)
# +         return torch.einsum("nchw,c->nchw", y, self.weight) + self.bias.view(1, c, 1, 1)


# %% wrong: batch normalization
# from: by hand
# looks like: that is batch normalization
# looks like: lets an item depend on the other items of its batch
# -         variance, mean = torch.var_mean(x, (2, 3), correction=0, keepdim=True)
# -         y = (x - mean) / (variance + self.eps).sqrt()
# +         y = normalize_over(x, (0, 2, 3), self.eps)


# %% wrong: layer normalization
# from: by hand
# looks like: that is layer normalization
# -         variance, mean = torch.var_mean(x, (2, 3), correction=0, keepdim=True)
# -         y = (x - mean) / (variance + self.eps).sqrt()
# +         y = normalize_over(x, (1, 2, 3), self.eps)


# %% wrong: columns only
# from: by hand
# looks like: takes the statistics over H only
# -         variance, mean = torch.var_mean(x, (2, 3), correction=0, keepdim=True)
# -         y = (x - mean) / (variance + self.eps).sqrt()
# +         y = normalize_over(x, 2, self.eps)


# %% wrong: rows only
# from: by hand
# looks like: takes the statistics over the last axis only
# -         variance, mean = torch.var_mean(x, (2, 3), correction=0, keepdim=True)
# -         y = (x - mean) / (variance + self.eps).sqrt()
# +         y = normalize_over(x, -1, self.eps)


# %% wrong: channels of a pixel
# from: by hand
# looks like: takes the statistics over the channels of each pixel
# -         variance, mean = torch.var_mean(x, (2, 3), correction=0, keepdim=True)
# -         y = (x - mean) / (variance + self.eps).sqrt()
# +         y = normalize_over(x, 1, self.eps)


# %% wrong: no weight and bias
# looks like: has no parameters
class InstanceNorm(nn.Module):
    def __init__(self, num_channels, eps=1e-5):
        super().__init__()
        self.num_channels, self.eps = num_channels, eps

    def forward(self, x):
        if x.ndim != 4 or x.shape[1] != self.num_channels or x.shape[2:] == (1, 1):
            raise ValueError(f"cannot take {tuple(x.shape)}")
        y = normalize_over(x, (2, 3), self.eps)
        return y


# %% wrong: weight and bias that are not used
# from: by hand
# looks like: does not multiply by weight and add bias
# -         variance, mean = torch.var_mean(x, (2, 3), correction=0, keepdim=True)
# -         y = (x - mean) / (variance + self.eps).sqrt()
# -         return y * self.weight[:, None, None] + self.bias[:, None, None]
# +         y = normalize_over(x, (2, 3), self.eps)
# +         return y


# %% wrong: one weight for all
# from: no weight and bias
# looks like: has one weight or bias for all
#           self.num_channels, self.eps = num_channels, eps
# +         self.weight = nn.Parameter(torch.ones(1))
# +         self.bias = nn.Parameter(torch.zeros(1))

# -         return y
# +         return y * self.weight + self.bias


# %% wrong: along the last axis
# from: by hand
# looks like: lines weight or bias up with the last axis
# -         variance, mean = torch.var_mean(x, (2, 3), correction=0, keepdim=True)
# -         y = (x - mean) / (variance + self.eps).sqrt()
# -         return y * self.weight[:, None, None] + self.bias[:, None, None]
# +         y = normalize_over(x, (2, 3), self.eps)
# +         return y * self.weight + self.bias


# %% wrong: unbiased
# from: by hand
# looks like: uses the unbiased variance
# -         variance, mean = torch.var_mean(x, (2, 3), correction=0, keepdim=True)
# -         y = (x - mean) / (variance + self.eps).sqrt()
# +         y = (x - x.mean((2, 3), keepdim=True)) / (x.var((2, 3), keepdim=True) + self.eps).sqrt()


# %% wrong: eps outside the root
# from: by hand
# looks like: adds eps outside of the root
# -         variance, mean = torch.var_mean(x, (2, 3), correction=0, keepdim=True)
# -         y = (x - mean) / (variance + self.eps).sqrt()
# +         y = (x - x.mean((2, 3), keepdim=True)) / (x.std((2, 3), correction=0, keepdim=True) + self.eps)


# %% wrong: statistics detached
# from: by hand
# looks like: takes mean and variance for constants
# -         variance, mean = torch.var_mean(x, (2, 3), correction=0, keepdim=True)
# +         with torch.no_grad():
# +             variance, mean = torch.var_mean(x, (2, 3), correction=0, keepdim=True)


# %% wrong: a single pixel becomes 0
# looks like: takes a channel with a single value
class InstanceNorm(nn.Module):
    def __init__(self, num_channels, eps=1e-5):
        super().__init__()
        self.eps = eps
        self.weight = nn.Parameter(torch.ones(num_channels))
        self.bias = nn.Parameter(torch.zeros(num_channels))

    def forward(self, x):
        if x.ndim != 4 or x.shape[1] != len(self.weight):
            raise ValueError(f"cannot take {tuple(x.shape)}")
        y = normalize_over(x, (2, 3), self.eps)
        return y * self.weight[:, None, None] + self.bias[:, None, None]


# %% wrong: a single pixel in evaluation
# from: a single pixel becomes 0
# looks like: in evaluation as in training
# -         if x.ndim != 4 or x.shape[1] != len(self.weight):
# +         if x.ndim != 4 or x.shape[1] != len(self.weight) or (self.training and x.shape[2:] == (1, 1)):


# %% wrong: other axes
# from: a single pixel becomes 0
# looks like: takes an input without four axes
# -         if x.ndim != 4 or x.shape[1] != len(self.weight):
# -             raise ValueError(f"cannot take {tuple(x.shape)}")
# -         y = normalize_over(x, (2, 3), self.eps)
# +         if x.ndim not in (3, 4) or x.shape[-3] != len(self.weight) or x.shape[-2:] == (1, 1):
# +             raise ValueError
# +         y = normalize_over(x, (-2, -1), self.eps)


# %% wrong: other channels
# from: a single pixel becomes 0
# looks like: takes an input with one channel
# -         if x.ndim != 4 or x.shape[1] != len(self.weight):
# -             raise ValueError(f"cannot take {tuple(x.shape)}")
# +         if x.ndim != 4 or x.shape[2:] == (1, 1):
# +             raise ValueError


# %% wrong: moving averages in evaluation
# from: by hand
# looks like: gives something else in evaluation mode
#           variance, mean = torch.var_mean(x, (2, 3), correction=0, keepdim=True)
# +         if self.training:
# +             self.mean, self.variance = mean.mean(0).detach(), variance.mean(0).detach()
# +         else:
# +             mean, variance = self.mean, self.variance


# %% wrong: torch's own
# looks like: calls torch.nn.InstanceNorm2d
class InstanceNorm(nn.InstanceNorm2d):
    def __init__(self, num_channels, eps=1e-5):
        super().__init__(num_channels, eps, affine=True)


# %% wrong: parameters of the class
# from: solution
# looks like: shares weight or bias with other layers
# -         self.weight = nn.Parameter(torch.ones(num_channels))
# -         self.bias = nn.Parameter(torch.zeros(num_channels))
# +         made = InstanceNorm.__dict__.get('made')
# +         if made is None or len(made[0]) != num_channels:
# +             made = InstanceNorm.made = nn.Parameter(torch.ones(num_channels)), nn.Parameter(torch.zeros(num_channels))
# +         self.weight, self.bias = made


# %% wrong: ones on the CPU
# from: solution
# looks like: makes a tensor on the CPU
# -         y = normalize_over(x, norm_axes("instance"), self.eps)
# +         y = normalize_over(x, norm_axes("instance"), self.eps) * torch.ones(1)


# %% wrong: one channel only is refused as well
# from: solution
# looks like: refuses
# -         if x.shape[2:] == (1, 1):
# +         if x.shape[2] == 1 or x.shape[3] == 1:


# %% wrong: parameters that are not learned
# from: starts at zero
# looks like: does not let its weight and bias be learned
# looks like: leaves its input, weight or bias without a gradient
# -         self.weight = nn.Parameter(torch.zeros(num_channels))
# -         self.bias = nn.Parameter(torch.zeros(num_channels))
# +         self.weight = nn.Parameter(torch.ones(num_channels), requires_grad=False)
# +         self.bias = nn.Parameter(torch.zeros(num_channels), requires_grad=False)


# %% wrong: the data of its weight
# looks like: leaves its input, weight or bias without a gradient
class InstanceNorm(nn.Module):
    def __init__(self, num_channels, eps=1e-5):
        super().__init__()
        self.eps = eps
        self.weight = nn.Parameter(torch.ones(num_channels))
        self.bias = nn.Parameter(torch.zeros(num_channels))

    def forward(self, x):
        if x.ndim != 4 or x.shape[1] != len(self.weight):
            raise ValueError
        if x.shape[2:] == (1, 1):
            raise ValueError
        return normalize_over(x, (2, 3), self.eps) * self.weight.data[:, None, None] + self.bias[:, None, None]


# %% wrong: clips its gradient
# from: the data of its weight
# looks like: has a wrong gradient
# -         return normalize_over(x, (2, 3), self.eps) * self.weight.data[:, None, None] + self.bias[:, None, None]
# +         y = normalize_over(x, (2, 3), self.eps) * self.weight[:, None, None] + self.bias[:, None, None]
# +         if y.requires_grad:
# +             y.register_hook(lambda grad: grad.clamp(-1, 1))
# +         return y


# %% wrong: an eps of the class
# from: starts at zero
# looks like: takes the eps of another layer of its class
# -         self.eps = eps
# -         self.weight = nn.Parameter(torch.zeros(num_channels))
# +         InstanceNorm.eps = eps
# +         self.weight = nn.Parameter(torch.ones(num_channels))


# %% wrong: blends in the last output
# from: the data of its weight
# looks like: gives something else when it is asked the same again
# -         return normalize_over(x, (2, 3), self.eps) * self.weight.data[:, None, None] + self.bias[:, None, None]
# +         y = normalize_over(x, (2, 3), self.eps) * self.weight[:, None, None] + self.bias[:, None, None]
# +         last = getattr(self, "last", None)
# +         self.last = y.detach()
# +         return y if last is None or last.shape != y.shape else 0.9 * y + 0.1 * last


# %% wrong: notes the shape before it looks at it
# looks like: is another layer after an input that it has refused
class InstanceNorm(nn.Module):
    def __init__(self, num_channels, eps=1e-5):
        super().__init__()
        self.eps, self.size = eps, num_channels
        self.weight = nn.Parameter(torch.ones(num_channels))
        self.bias = nn.Parameter(torch.zeros(num_channels))

    def forward(self, x):
        expected, self.size = self.size, x.shape[1]
        if x.ndim != 4 or self.size != expected:
            raise ValueError
        if x.shape[2:] == (1, 1):
            raise ValueError
        return normalize_over(x, (2, 3), self.eps) * self.weight[:, None, None] + self.bias[:, None, None]

# %% wrong: starts at zero
# looks like: does not start with a weight of 1 and a bias of 0
# looks like: gives 0 everywhere
class InstanceNorm(nn.Module):
    def __init__(self, num_channels, eps=1e-5):
        super().__init__()
        self.eps = eps
        self.weight = nn.Parameter(torch.zeros(num_channels))
        self.bias = nn.Parameter(torch.zeros(num_channels))

    def forward(self, x):
        if x.ndim != 4 or x.shape[1] != len(self.weight):
            raise ValueError
        if x.shape[2:] == (1, 1):
            raise ValueError
        return normalize_over(x, (2, 3), self.eps) * self.weight[:, None, None] + self.bias[:, None, None]


# %% wrong: keeps a running mean
# from: starts at zero
# looks like: keeps buffers
# -         self.weight = nn.Parameter(torch.zeros(num_channels))
# +         self.weight = nn.Parameter(torch.ones(num_channels))
#           self.bias = nn.Parameter(torch.zeros(num_channels))
# +         self.register_buffer("running_mean", torch.zeros(num_channels))


# %% wrong: an item alone is left as it is
# from: the data of its weight
# looks like: goes wrong for a batch of one
# -         return normalize_over(x, (2, 3), self.eps) * self.weight.data[:, None, None] + self.bias[:, None, None]
# +         y = x if len(x) == 1 else normalize_over(x, (2, 3), self.eps)
# +         return y * self.weight[:, None, None] + self.bias[:, None, None]


# %% wrong: means without keepdim
# from: the data of its weight
# looks like: combines shapes that do not fit
# -         return normalize_over(x, (2, 3), self.eps) * self.weight.data[:, None, None] + self.bias[:, None, None]
# +         y = (x - x.mean((2, 3))) / (x.var((2, 3), correction=0) + self.eps).sqrt()
# +         return y * self.weight[:, None, None] + self.bias[:, None, None]


# %% wrong: squeezes its output
# from: the data of its weight
# looks like: gives another shape than its input's
# -         return normalize_over(x, (2, 3), self.eps) * self.weight.data[:, None, None] + self.bias[:, None, None]
# +         y = normalize_over(x, (2, 3), self.eps) * self.weight[:, None, None] + self.bias[:, None, None]
# +         return y.squeeze(2)


# %% wrong: refuses one pixel of one image only
# looks like: takes a channel with a single value
class InstanceNorm(nn.Module):
    def __init__(self, num_channels, eps=1e-5):
        super().__init__()
        self.c, self.eps = num_channels, eps
        self.weight = nn.Parameter(torch.ones(num_channels))
        self.bias = nn.Parameter(torch.zeros(num_channels))

    def forward(self, x):
        if x.ndim != 4 or x.shape[1] != self.c or x.numel() == x.shape[1]:
            raise ValueError
        return normalize_over(x, (2, 3), self.eps) * self.weight[:, None, None] + self.bias[:, None, None]
