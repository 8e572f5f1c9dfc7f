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
class InstanceNorm(nn.Module):
    def __init__(self, num_channels, eps=1e-5):
        super().__init__()
        self.eps = eps
        self.weight = nn.Parameter(torch.ones(num_channels))
        self.bias = nn.Parameter(torch.zeros(num_channels))

    def forward(self, x):
        if x.ndim != 4 or x.shape[1] != len(self.weight) or x.shape[2:] == (1, 1):
            raise ValueError(f"cannot take {tuple(x.shape)}")
        flat = x.flatten(2)
        flat = flat - flat.mean(-1, keepdim=True)
        flat = flat * torch.rsqrt(flat.square().mean(-1, keepdim=True) + self.eps)
        return (flat * self.weight[:, None] + self.bias[:, None]).reshape(x.shape)

# %% right: as batch norm of one long image
class InstanceNorm(nn.Module):
    def __init__(self, num_channels, eps=1e-5):
        super().__init__()
        self.eps = eps
        self.weight = nn.Parameter(torch.ones(num_channels))
        self.bias = nn.Parameter(torch.zeros(num_channels))

    def forward(self, x):
        if x.ndim != 4 or x.shape[1] != len(self.weight) or x.shape[2:] == (1, 1):
            raise ValueError(f"cannot take {tuple(x.shape)}")
        n, c, h, w = x.shape
        y = normalize_over(x.reshape(1, n * c, h, w), (0, 2, 3), self.eps).reshape(n, c, h, w)
        return torch.einsum("nchw,c->nchw", y, self.weight) + self.bias.view(1, c, 1, 1)

# %% wrong: batch normalization
# looks like: that is batch normalization
# looks like: lets an item depend on the other items of its batch
class InstanceNorm(nn.Module):
    def __init__(self, num_channels, eps=1e-5):
        super().__init__()
        self.eps = eps
        self.weight = nn.Parameter(torch.ones(num_channels))
        self.bias = nn.Parameter(torch.zeros(num_channels))

    def forward(self, x):
        if x.ndim != 4 or x.shape[1] != len(self.weight) or x.shape[2:] == (1, 1):
            raise ValueError(f"cannot take {tuple(x.shape)}")
        y = normalize_over(x, (0, 2, 3), self.eps)
        return y * self.weight[:, None, None] + self.bias[:, None, None]

# %% wrong: layer normalization
# looks like: that is layer normalization
class InstanceNorm(nn.Module):
    def __init__(self, num_channels, eps=1e-5):
        super().__init__()
        self.eps = eps
        self.weight = nn.Parameter(torch.ones(num_channels))
        self.bias = nn.Parameter(torch.zeros(num_channels))

    def forward(self, x):
        if x.ndim != 4 or x.shape[1] != len(self.weight) or x.shape[2:] == (1, 1):
            raise ValueError(f"cannot take {tuple(x.shape)}")
        y = normalize_over(x, (1, 2, 3), self.eps)
        return y * self.weight[:, None, None] + self.bias[:, None, None]

# %% wrong: columns only
# looks like: takes the statistics over H only
class InstanceNorm(nn.Module):
    def __init__(self, num_channels, eps=1e-5):
        super().__init__()
        self.eps = eps
        self.weight = nn.Parameter(torch.ones(num_channels))
        self.bias = nn.Parameter(torch.zeros(num_channels))

    def forward(self, x):
        if x.ndim != 4 or x.shape[1] != len(self.weight) or x.shape[2:] == (1, 1):
            raise ValueError(f"cannot take {tuple(x.shape)}")
        y = normalize_over(x, 2, self.eps)
        return y * self.weight[:, None, None] + self.bias[:, None, None]

# %% wrong: rows only
# looks like: takes the statistics over the last axis only
class InstanceNorm(nn.Module):
    def __init__(self, num_channels, eps=1e-5):
        super().__init__()
        self.eps = eps
        self.weight = nn.Parameter(torch.ones(num_channels))
        self.bias = nn.Parameter(torch.zeros(num_channels))

    def forward(self, x):
        if x.ndim != 4 or x.shape[1] != len(self.weight) or x.shape[2:] == (1, 1):
            raise ValueError(f"cannot take {tuple(x.shape)}")
        y = normalize_over(x, -1, self.eps)
        return y * self.weight[:, None, None] + self.bias[:, None, None]

# %% wrong: channels of a pixel
# looks like: takes the statistics over the channels of each pixel
class InstanceNorm(nn.Module):
    def __init__(self, num_channels, eps=1e-5):
        super().__init__()
        self.eps = eps
        self.weight = nn.Parameter(torch.ones(num_channels))
        self.bias = nn.Parameter(torch.zeros(num_channels))

    def forward(self, x):
        if x.ndim != 4 or x.shape[1] != len(self.weight) or x.shape[2:] == (1, 1):
            raise ValueError(f"cannot take {tuple(x.shape)}")
        y = normalize_over(x, 1, self.eps)
        return y * self.weight[:, None, None] + self.bias[:, None, None]

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
# looks like: does not multiply by weight and add bias
class InstanceNorm(nn.Module):
    def __init__(self, num_channels, eps=1e-5):
        super().__init__()
        self.eps = eps
        self.weight = nn.Parameter(torch.ones(num_channels))
        self.bias = nn.Parameter(torch.zeros(num_channels))

    def forward(self, x):
        if x.ndim != 4 or x.shape[1] != len(self.weight) or x.shape[2:] == (1, 1):
            raise ValueError(f"cannot take {tuple(x.shape)}")
        y = normalize_over(x, (2, 3), self.eps)
        return y

# %% wrong: one weight for all
# looks like: has one weight or bias for all
class InstanceNorm(nn.Module):
    def __init__(self, num_channels, eps=1e-5):
        super().__init__()
        self.num_channels, self.eps = num_channels, eps
        self.weight = nn.Parameter(torch.ones(1))
        self.bias = nn.Parameter(torch.zeros(1))

    def forward(self, x):
        if x.ndim != 4 or x.shape[1] != self.num_channels or x.shape[2:] == (1, 1):
            raise ValueError(f"cannot take {tuple(x.shape)}")
        y = normalize_over(x, (2, 3), self.eps)
        return y * self.weight + self.bias

# %% wrong: along the last axis
# looks like: lines weight or bias up with the last axis
class InstanceNorm(nn.Module):
    def __init__(self, num_channels, eps=1e-5):
        super().__init__()
        self.eps = eps
        self.weight = nn.Parameter(torch.ones(num_channels))
        self.bias = nn.Parameter(torch.zeros(num_channels))

    def forward(self, x):
        if x.ndim != 4 or x.shape[1] != len(self.weight) or x.shape[2:] == (1, 1):
            raise ValueError(f"cannot take {tuple(x.shape)}")
        y = normalize_over(x, (2, 3), self.eps)
        return y * self.weight + self.bias

# %% wrong: unbiased
# looks like: uses the unbiased variance
class InstanceNorm(nn.Module):
    def __init__(self, num_channels, eps=1e-5):
        super().__init__()
        self.eps = eps
        self.weight = nn.Parameter(torch.ones(num_channels))
        self.bias = nn.Parameter(torch.zeros(num_channels))

    def forward(self, x):
        if x.ndim != 4 or x.shape[1] != len(self.weight) or x.shape[2:] == (1, 1):
            raise ValueError(f"cannot take {tuple(x.shape)}")
        y = (x - x.mean((2, 3), keepdim=True)) / (x.var((2, 3), keepdim=True) + self.eps).sqrt()
        return y * self.weight[:, None, None] + self.bias[:, None, None]

# %% wrong: eps outside the root
# looks like: adds eps outside of the root
class InstanceNorm(nn.Module):
    def __init__(self, num_channels, eps=1e-5):
        super().__init__()
        self.eps = eps
        self.weight = nn.Parameter(torch.ones(num_channels))
        self.bias = nn.Parameter(torch.zeros(num_channels))

    def forward(self, x):
        if x.ndim != 4 or x.shape[1] != len(self.weight) or x.shape[2:] == (1, 1):
            raise ValueError(f"cannot take {tuple(x.shape)}")
        y = (x - x.mean((2, 3), keepdim=True)) / (x.std((2, 3), correction=0, keepdim=True) + self.eps)
        return y * self.weight[:, None, None] + self.bias[:, None, None]

# %% wrong: statistics detached
# looks like: takes mean and variance for constants
class InstanceNorm(nn.Module):
    def __init__(self, num_channels, eps=1e-5):
        super().__init__()
        self.eps = eps
        self.weight = nn.Parameter(torch.ones(num_channels))
        self.bias = nn.Parameter(torch.zeros(num_channels))

    def forward(self, x):
        if x.ndim != 4 or x.shape[1] != len(self.weight) or x.shape[2:] == (1, 1):
            raise ValueError(f"cannot take {tuple(x.shape)}")
        with torch.no_grad():
            variance, mean = torch.var_mean(x, (2, 3), correction=0, keepdim=True)
        y = (x - mean) / (variance + self.eps).sqrt()
        return y * self.weight[:, None, None] + self.bias[:, None, None]

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
# looks like: in evaluation as in training
class InstanceNorm(nn.Module):
    def __init__(self, num_channels, eps=1e-5):
        super().__init__()
        self.eps = eps
        self.weight = nn.Parameter(torch.ones(num_channels))
        self.bias = nn.Parameter(torch.zeros(num_channels))

    def forward(self, x):
        if x.ndim != 4 or x.shape[1] != len(self.weight) or (self.training and x.shape[2:] == (1, 1)):
            raise ValueError(f"cannot take {tuple(x.shape)}")
        y = normalize_over(x, (2, 3), self.eps)
        return y * self.weight[:, None, None] + self.bias[:, None, None]

# %% wrong: other axes
# looks like: takes an input without four axes
class InstanceNorm(nn.Module):
    def __init__(self, num_channels, eps=1e-5):
        super().__init__()
        self.eps = eps
        self.weight = nn.Parameter(torch.ones(num_channels))
        self.bias = nn.Parameter(torch.zeros(num_channels))

    def forward(self, x):
        if x.ndim not in (3, 4) or x.shape[-3] != len(self.weight) or x.shape[-2:] == (1, 1):
            raise ValueError
        y = normalize_over(x, (-2, -1), self.eps)
        return y * self.weight[:, None, None] + self.bias[:, None, None]

# %% wrong: other channels
# looks like: takes an input with one channel
class InstanceNorm(nn.Module):
    def __init__(self, num_channels, eps=1e-5):
        super().__init__()
        self.eps = eps
        self.weight = nn.Parameter(torch.ones(num_channels))
        self.bias = nn.Parameter(torch.zeros(num_channels))

    def forward(self, x):
        if x.ndim != 4 or x.shape[2:] == (1, 1):
            raise ValueError
        y = normalize_over(x, (2, 3), self.eps)
        return y * self.weight[:, None, None] + self.bias[:, None, None]

# %% wrong: moving averages in evaluation
# looks like: gives something else in evaluation mode
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
        if self.training:
            self.mean, self.variance = mean.mean(0).detach(), variance.mean(0).detach()
        else:
            mean, variance = self.mean, self.variance
        y = (x - mean) / (variance + self.eps).sqrt()
        return y * self.weight[:, None, None] + self.bias[:, None, None]

# %% wrong: torch's own
# looks like: calls torch.nn.InstanceNorm2d
class InstanceNorm(nn.InstanceNorm2d):
    def __init__(self, num_channels, eps=1e-5):
        super().__init__(num_channels, eps, affine=True)


# %% wrong: parameters of the class
# looks like: shares weight or bias with other layers
class InstanceNorm(nn.Module):
    """Instance normalization, with a weight and a bias for each channel (Ulyanov, Vedaldi and Lempitsky, 2016).

    Equal to `nn.InstanceNorm2d(num_channels, eps, affine=True)`, but a single pixel is refused in evaluation as well.
    """

    def __init__(
        self,
        num_channels: int,  # C
        eps: float = 1e-5,  # Added to the variance
    ):
        super().__init__()
        self.num_channels, self.eps = num_channels, eps
        made = InstanceNorm.__dict__.get('made')
        if made is None or len(made[0]) != num_channels:
            made = InstanceNorm.made = nn.Parameter(torch.ones(num_channels)), nn.Parameter(torch.zeros(num_channels))
        self.weight, self.bias = made

    def forward(
        self,
        x: Tensor,  # N,C,H,W
    ) -> Tensor:  # Same shape
        "Raises `ValueError` for another number of axes or channels, and for a single pixel."
        if x.ndim != 4 or x.shape[1] != self.num_channels:
            raise ValueError(f"expected N,{self.num_channels},H,W, got shape {tuple(x.shape)}")
        if x.shape[2:] == (1, 1):
            raise ValueError(f"a single pixel would always become 0: shape {tuple(x.shape)}")
        return (
            normalize_over(x, norm_axes("instance"), self.eps) * self.weight[:, None, None] + self.bias[:, None, None]
        )


# %% wrong: ones on the CPU
# looks like: makes a tensor on the CPU
class InstanceNorm(nn.Module):
    """Instance normalization, with a weight and a bias for each channel (Ulyanov, Vedaldi and Lempitsky, 2016).

    Equal to `nn.InstanceNorm2d(num_channels, eps, affine=True)`, but a single pixel is refused in evaluation as well.
    """

    def __init__(
        self,
        num_channels: int,  # C
        eps: float = 1e-5,  # Added to the variance
    ):
        super().__init__()
        self.num_channels, self.eps = num_channels, eps
        self.weight = nn.Parameter(torch.ones(num_channels))
        self.bias = nn.Parameter(torch.zeros(num_channels))

    def forward(
        self,
        x: Tensor,  # N,C,H,W
    ) -> Tensor:  # Same shape
        "Raises `ValueError` for another number of axes or channels, and for a single pixel."
        if x.ndim != 4 or x.shape[1] != self.num_channels:
            raise ValueError(f"expected N,{self.num_channels},H,W, got shape {tuple(x.shape)}")
        if x.shape[2:] == (1, 1):
            raise ValueError(f"a single pixel would always become 0: shape {tuple(x.shape)}")
        y = normalize_over(x, norm_axes("instance"), self.eps) * torch.ones(1)
        return y * self.weight[:, None, None] + self.bias[:, None, None]


# %% wrong: one channel only is refused as well
# looks like: refuses
class InstanceNorm(nn.Module):
    """Instance normalization, with a weight and a bias for each channel (Ulyanov, Vedaldi and Lempitsky, 2016).

    Equal to `nn.InstanceNorm2d(num_channels, eps, affine=True)`, but a single pixel is refused in evaluation as well.
    """

    def __init__(
        self,
        num_channels: int,  # C
        eps: float = 1e-5,  # Added to the variance
    ):
        super().__init__()
        self.num_channels, self.eps = num_channels, eps
        self.weight = nn.Parameter(torch.ones(num_channels))
        self.bias = nn.Parameter(torch.zeros(num_channels))

    def forward(
        self,
        x: Tensor,  # N,C,H,W
    ) -> Tensor:  # Same shape
        "Raises `ValueError` for another number of axes or channels, and for a single pixel."
        if x.ndim != 4 or x.shape[1] != self.num_channels:
            raise ValueError(f"expected N,{self.num_channels},H,W, got shape {tuple(x.shape)}")
        if x.shape[2] == 1 or x.shape[3] == 1:
            raise ValueError(f"a single pixel would always become 0: shape {tuple(x.shape)}")
        return (
            normalize_over(x, norm_axes("instance"), self.eps) * self.weight[:, None, None] + self.bias[:, None, None]
        )

# %% wrong: parameters that are not learned
# looks like: does not let its weight and bias be learned
# looks like: leaves its input, weight or bias without a gradient
class InstanceNorm(nn.Module):
    def __init__(self, num_channels, eps=1e-5):
        super().__init__()
        self.eps = eps
        self.weight = nn.Parameter(torch.ones(num_channels), requires_grad=False)
        self.bias = nn.Parameter(torch.zeros(num_channels), requires_grad=False)

    def forward(self, x):
        if x.ndim != 4 or x.shape[1] != len(self.weight):
            raise ValueError
        if x.shape[2:] == (1, 1):
            raise ValueError
        return normalize_over(x, (2, 3), self.eps) * self.weight[:, None, None] + self.bias[:, None, None]

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
# looks like: has a wrong gradient
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
        y = normalize_over(x, (2, 3), self.eps) * self.weight[:, None, None] + self.bias[:, None, None]
        if y.requires_grad:
            y.register_hook(lambda grad: grad.clamp(-1, 1))
        return y

# %% wrong: an eps of the class
# looks like: takes the eps of another layer of its class
class InstanceNorm(nn.Module):
    def __init__(self, num_channels, eps=1e-5):
        super().__init__()
        InstanceNorm.eps = eps
        self.weight = nn.Parameter(torch.ones(num_channels))
        self.bias = nn.Parameter(torch.zeros(num_channels))

    def forward(self, x):
        if x.ndim != 4 or x.shape[1] != len(self.weight):
            raise ValueError
        if x.shape[2:] == (1, 1):
            raise ValueError
        return normalize_over(x, (2, 3), self.eps) * self.weight[:, None, None] + self.bias[:, None, None]

# %% wrong: blends in the last output
# looks like: gives something else when it is asked the same again
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
        y = normalize_over(x, (2, 3), self.eps) * self.weight[:, None, None] + self.bias[:, None, None]
        last = getattr(self, "last", None)
        self.last = y.detach()
        return y if last is None or last.shape != y.shape else 0.9 * y + 0.1 * last

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
# looks like: keeps buffers
class InstanceNorm(nn.Module):
    def __init__(self, num_channels, eps=1e-5):
        super().__init__()
        self.eps = eps
        self.weight = nn.Parameter(torch.ones(num_channels))
        self.bias = nn.Parameter(torch.zeros(num_channels))
        self.register_buffer("running_mean", torch.zeros(num_channels))

    def forward(self, x):
        if x.ndim != 4 or x.shape[1] != len(self.weight):
            raise ValueError
        if x.shape[2:] == (1, 1):
            raise ValueError
        return normalize_over(x, (2, 3), self.eps) * self.weight[:, None, None] + self.bias[:, None, None]

# %% wrong: an item alone is left as it is
# looks like: goes wrong for a batch of one
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
        y = x if len(x) == 1 else normalize_over(x, (2, 3), self.eps)
        return y * self.weight[:, None, None] + self.bias[:, None, None]

# %% wrong: means without keepdim
# looks like: combines shapes that do not fit
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
        y = (x - x.mean((2, 3))) / (x.var((2, 3), correction=0) + self.eps).sqrt()
        return y * self.weight[:, None, None] + self.bias[:, None, None]

# %% wrong: squeezes its output
# looks like: gives another shape than its input's
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
        y = normalize_over(x, (2, 3), self.eps) * self.weight[:, None, None] + self.bias[:, None, None]
        return y.squeeze(2)

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
