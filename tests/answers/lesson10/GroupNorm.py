# %% right: unflatten
class GroupNorm(nn.Module):
    def __init__(self, num_groups, num_channels, eps=1e-5):
        super().__init__()
        if num_channels % num_groups:
            raise ValueError(f"{num_channels} channels, {num_groups} groups")
        self.num_groups, self.eps = num_groups, eps
        self.weight = nn.Parameter(torch.ones(num_channels))
        self.bias = nn.Parameter(torch.zeros(num_channels))

    def forward(self, x):
        if x.ndim != 4 or x.shape[1] != len(self.weight):
            raise ValueError(f"cannot take {tuple(x.shape)}")
        n, c, h, w = x.shape
        y = x.unflatten(1, (self.num_groups, -1))
        y = normalize_over(y, (2, 3, 4), self.eps).flatten(1, 2)
        return y * self.weight[:, None, None] + self.bias[:, None, None]

# %% right: groups as rows
class GroupNorm(nn.Module):
    def __init__(self, num_groups, num_channels, eps=1e-5):
        super().__init__()
        if num_channels % num_groups:
            raise ValueError(f"{num_channels} channels, {num_groups} groups")
        self.num_groups, self.eps = num_groups, eps
        self.weight = nn.Parameter(torch.ones(num_channels))
        self.bias = nn.Parameter(torch.zeros(num_channels))

    def forward(self, x):
        if x.ndim != 4 or x.shape[1] != len(self.weight):
            raise ValueError(f"cannot take {tuple(x.shape)}")
        n, c, h, w = x.shape
        rows = x.reshape(n, self.num_groups, -1)
        variance, mean = torch.var_mean(rows, -1, correction=0, keepdim=True)
        y = ((rows - mean) / (variance + self.eps).sqrt()).reshape(n, c, h, w)
        return y * self.weight[:, None, None] + self.bias[:, None, None]

# %% right: one group after the other
class GroupNorm(nn.Module):
    def __init__(self, num_groups, num_channels, eps=1e-5):
        super().__init__()
        if num_channels % num_groups:
            raise ValueError(f"{num_channels} channels, {num_groups} groups")
        self.num_groups, self.eps = num_groups, eps
        self.weight = nn.Parameter(torch.ones(num_channels))
        self.bias = nn.Parameter(torch.zeros(num_channels))

    def forward(self, x):
        if x.ndim != 4 or x.shape[1] != len(self.weight):
            raise ValueError(f"cannot take {tuple(x.shape)}")
        n, c, h, w = x.shape
        parts = [normalize_over(part, (1, 2, 3), self.eps) for part in x.chunk(self.num_groups, 1)]
        y = torch.cat(parts, 1)
        return torch.addcmul(self.bias.view(-1, 1, 1), y, self.weight.view(-1, 1, 1))

# %% wrong: groups over the batch axis
# looks like: takes the statistics over the batch axis as well
# looks like: lets an item depend on the other items of its batch
class GroupNorm(nn.Module):
    def __init__(self, num_groups, num_channels, eps=1e-5):
        super().__init__()
        if num_channels % num_groups:
            raise ValueError(f"{num_channels} channels, {num_groups} groups")
        self.num_groups, self.eps = num_groups, eps
        self.weight = nn.Parameter(torch.ones(num_channels))
        self.bias = nn.Parameter(torch.zeros(num_channels))

    def forward(self, x):
        if x.ndim != 4 or x.shape[1] != len(self.weight):
            raise ValueError(f"cannot take {tuple(x.shape)}")
        n, c, h, w = x.shape
        groups = x.reshape(n, self.num_groups, c // self.num_groups, h, w)
        y = normalize_over(groups, (0, 2, 3, 4), self.eps).reshape(x.shape)
        return y * self.weight[:, None, None] + self.bias[:, None, None]

# %% wrong: all groups together
# looks like: that is layer normalization
# looks like: is layer normalization where each channel is a group
class GroupNorm(nn.Module):
    def __init__(self, num_groups, num_channels, eps=1e-5):
        super().__init__()
        if num_channels % num_groups:
            raise ValueError(f"{num_channels} channels, {num_groups} groups")
        self.num_groups, self.eps = num_groups, eps
        self.weight = nn.Parameter(torch.ones(num_channels))
        self.bias = nn.Parameter(torch.zeros(num_channels))

    def forward(self, x):
        if x.ndim != 4 or x.shape[1] != len(self.weight):
            raise ValueError(f"cannot take {tuple(x.shape)}")
        n, c, h, w = x.shape
        groups = x.reshape(n, self.num_groups, c // self.num_groups, h, w)
        y = normalize_over(groups, (1, 2, 3, 4), self.eps).reshape(x.shape)
        return y * self.weight[:, None, None] + self.bias[:, None, None]

# %% wrong: each channel alone
# looks like: that is instance normalization
# looks like: is instance normalization where there is one group
class GroupNorm(nn.Module):
    def __init__(self, num_groups, num_channels, eps=1e-5):
        super().__init__()
        if num_channels % num_groups:
            raise ValueError(f"{num_channels} channels, {num_groups} groups")
        self.num_groups, self.eps = num_groups, eps
        self.weight = nn.Parameter(torch.ones(num_channels))
        self.bias = nn.Parameter(torch.zeros(num_channels))

    def forward(self, x):
        if x.ndim != 4 or x.shape[1] != len(self.weight):
            raise ValueError(f"cannot take {tuple(x.shape)}")
        n, c, h, w = x.shape
        groups = x.reshape(n, self.num_groups, c // self.num_groups, h, w)
        y = normalize_over(groups, (3, 4), self.eps).reshape(x.shape)
        return y * self.weight[:, None, None] + self.bias[:, None, None]

# %% wrong: pixel by pixel
# looks like: pixel by pixel
class GroupNorm(nn.Module):
    def __init__(self, num_groups, num_channels, eps=1e-5):
        super().__init__()
        if num_channels % num_groups:
            raise ValueError(f"{num_channels} channels, {num_groups} groups")
        self.num_groups, self.eps = num_groups, eps
        self.weight = nn.Parameter(torch.ones(num_channels))
        self.bias = nn.Parameter(torch.zeros(num_channels))

    def forward(self, x):
        if x.ndim != 4 or x.shape[1] != len(self.weight):
            raise ValueError(f"cannot take {tuple(x.shape)}")
        n, c, h, w = x.shape
        groups = x.reshape(n, self.num_groups, c // self.num_groups, h, w)
        y = normalize_over(groups, 2, self.eps).reshape(x.shape)
        return y * self.weight[:, None, None] + self.bias[:, None, None]

# %% wrong: over the groups
# looks like: leaves the channels of a group apart
# looks like: is instance normalization where there is one group
class GroupNorm(nn.Module):
    def __init__(self, num_groups, num_channels, eps=1e-5):
        super().__init__()
        if num_channels % num_groups:
            raise ValueError(f"{num_channels} channels, {num_groups} groups")
        self.num_groups, self.eps = num_groups, eps
        self.weight = nn.Parameter(torch.ones(num_channels))
        self.bias = nn.Parameter(torch.zeros(num_channels))

    def forward(self, x):
        if x.ndim != 4 or x.shape[1] != len(self.weight):
            raise ValueError(f"cannot take {tuple(x.shape)}")
        n, c, h, w = x.shape
        groups = x.reshape(n, self.num_groups, c // self.num_groups, h, w)
        y = normalize_over(groups, (1, 3, 4), self.eps).reshape(x.shape)
        return y * self.weight[:, None, None] + self.bias[:, None, None]

# %% wrong: channels interleaved
# looks like: interleaves the channels
class GroupNorm(nn.Module):
    def __init__(self, num_groups, num_channels, eps=1e-5):
        super().__init__()
        if num_channels % num_groups:
            raise ValueError(f"{num_channels} channels, {num_groups} groups")
        self.num_groups, self.eps = num_groups, eps
        self.weight = nn.Parameter(torch.ones(num_channels))
        self.bias = nn.Parameter(torch.zeros(num_channels))

    def forward(self, x):
        if x.ndim != 4 or x.shape[1] != len(self.weight):
            raise ValueError(f"cannot take {tuple(x.shape)}")
        n, c, h, w = x.shape
        groups = x.reshape(n, c // self.num_groups, self.num_groups, h, w)
        y = normalize_over(groups, (1, 3, 4), self.eps).reshape(x.shape)
        return y * self.weight[:, None, None] + self.bias[:, None, None]

# %% wrong: groups and members swapped
# looks like: takes num_groups for the number of channels in a group
# looks like: is instance normalization where there is one group
class GroupNorm(nn.Module):
    def __init__(self, num_groups, num_channels, eps=1e-5):
        super().__init__()
        if num_channels % num_groups:
            raise ValueError(f"{num_channels} channels, {num_groups} groups")
        self.num_groups, self.eps = num_groups, eps
        self.weight = nn.Parameter(torch.ones(num_channels))
        self.bias = nn.Parameter(torch.zeros(num_channels))

    def forward(self, x):
        if x.ndim != 4 or x.shape[1] != len(self.weight):
            raise ValueError(f"cannot take {tuple(x.shape)}")
        n, c, h, w = x.shape
        groups = x.reshape(n, c // self.num_groups, self.num_groups, h, w)
        y = normalize_over(groups, (2, 3, 4), self.eps).reshape(x.shape)
        return y * self.weight[:, None, None] + self.bias[:, None, None]

# %% wrong: a weight for each group
# looks like: has a weight and a bias for each group
class GroupNorm(nn.Module):
    def __init__(self, num_groups, num_channels, eps=1e-5):
        super().__init__()
        if num_channels % num_groups:
            raise ValueError(f"{num_channels} channels, {num_groups} groups")
        self.num_groups, self.num_channels, self.eps = num_groups, num_channels, eps
        self.weight = nn.Parameter(torch.ones(num_groups))
        self.bias = nn.Parameter(torch.zeros(num_groups))

    def forward(self, x):
        if x.ndim != 4 or x.shape[1] != self.num_channels:
            raise ValueError(f"cannot take {tuple(x.shape)}")
        n, c, h, w = x.shape
        y = normalize_over(x.reshape(n, self.num_groups, -1), -1, self.eps)
        return (y * self.weight[:, None] + self.bias[:, None]).reshape(x.shape)

# %% wrong: a weight for each place in a group
# looks like: has a weight and a bias for each channel within a group
class GroupNorm(nn.Module):
    def __init__(self, num_groups, num_channels, eps=1e-5):
        super().__init__()
        if num_channels % num_groups:
            raise ValueError(f"{num_channels} channels, {num_groups} groups")
        self.num_groups, self.num_channels, self.eps = num_groups, num_channels, eps
        self.weight = nn.Parameter(torch.ones(num_channels // num_groups))
        self.bias = nn.Parameter(torch.zeros(num_channels // num_groups))

    def forward(self, x):
        if x.ndim != 4 or x.shape[1] != self.num_channels:
            raise ValueError(f"cannot take {tuple(x.shape)}")
        n, c, h, w = x.shape
        y = normalize_over(x.reshape(n, self.num_groups, c // self.num_groups, h, w), (2, 3, 4), self.eps)
        return (y * self.weight[:, None, None] + self.bias[:, None, None]).reshape(x.shape)

# %% wrong: no weight and bias
# looks like: does not multiply by weight and add bias
class GroupNorm(nn.Module):
    def __init__(self, num_groups, num_channels, eps=1e-5):
        super().__init__()
        if num_channels % num_groups:
            raise ValueError(f"{num_channels} channels, {num_groups} groups")
        self.num_groups, self.eps = num_groups, eps
        self.weight = nn.Parameter(torch.ones(num_channels))
        self.bias = nn.Parameter(torch.zeros(num_channels))

    def forward(self, x):
        if x.ndim != 4 or x.shape[1] != len(self.weight):
            raise ValueError(f"cannot take {tuple(x.shape)}")
        n, c, h, w = x.shape
        groups = x.reshape(n, self.num_groups, c // self.num_groups, h, w)
        y = normalize_over(groups, (2, 3, 4), self.eps).reshape(x.shape)
        return y

# %% wrong: plain tensors
# looks like: has no parameters
class GroupNorm(nn.Module):
    def __init__(self, num_groups, num_channels, eps=1e-5):
        super().__init__()
        if num_channels % num_groups:
            raise ValueError(f"{num_channels} channels, {num_groups} groups")
        self.num_groups, self.eps = num_groups, eps
        self.weight = torch.ones(num_channels)
        self.bias = torch.zeros(num_channels)

    def forward(self, x):
        if x.ndim != 4 or x.shape[1] != len(self.weight):
            raise ValueError(f"cannot take {tuple(x.shape)}")
        n, c, h, w = x.shape
        groups = x.reshape(n, self.num_groups, c // self.num_groups, h, w)
        y = normalize_over(groups, (2, 3, 4), self.eps).reshape(x.shape)
        return y * self.weight[:, None, None] + self.bias[:, None, None]

# %% wrong: unbiased
# looks like: uses the unbiased variance
class GroupNorm(nn.Module):
    def __init__(self, num_groups, num_channels, eps=1e-5):
        super().__init__()
        if num_channels % num_groups:
            raise ValueError(f"{num_channels} channels, {num_groups} groups")
        self.num_groups, self.eps = num_groups, eps
        self.weight = nn.Parameter(torch.ones(num_channels))
        self.bias = nn.Parameter(torch.zeros(num_channels))

    def forward(self, x):
        if x.ndim != 4 or x.shape[1] != len(self.weight):
            raise ValueError(f"cannot take {tuple(x.shape)}")
        n, c, h, w = x.shape
        rows = x.reshape(n, self.num_groups, -1)
        rows = (rows - rows.mean(-1, keepdim=True)) / (rows.var(-1, keepdim=True) + self.eps).sqrt()
        y = rows.reshape(x.shape)
        return y * self.weight[:, None, None] + self.bias[:, None, None]

# %% wrong: eps outside the root
# looks like: adds eps outside of the root
class GroupNorm(nn.Module):
    def __init__(self, num_groups, num_channels, eps=1e-5):
        super().__init__()
        if num_channels % num_groups:
            raise ValueError(f"{num_channels} channels, {num_groups} groups")
        self.num_groups, self.eps = num_groups, eps
        self.weight = nn.Parameter(torch.ones(num_channels))
        self.bias = nn.Parameter(torch.zeros(num_channels))

    def forward(self, x):
        if x.ndim != 4 or x.shape[1] != len(self.weight):
            raise ValueError(f"cannot take {tuple(x.shape)}")
        n, c, h, w = x.shape
        rows = x.reshape(n, self.num_groups, -1)
        rows = (rows - rows.mean(-1, keepdim=True)) / (rows.std(-1, correction=0, keepdim=True) + self.eps)
        y = rows.reshape(x.shape)
        return y * self.weight[:, None, None] + self.bias[:, None, None]

# %% wrong: statistics detached
# looks like: takes mean and variance for constants
class GroupNorm(nn.Module):
    def __init__(self, num_groups, num_channels, eps=1e-5):
        super().__init__()
        if num_channels % num_groups:
            raise ValueError(f"{num_channels} channels, {num_groups} groups")
        self.num_groups, self.eps = num_groups, eps
        self.weight = nn.Parameter(torch.ones(num_channels))
        self.bias = nn.Parameter(torch.zeros(num_channels))

    def forward(self, x):
        if x.ndim != 4 or x.shape[1] != len(self.weight):
            raise ValueError(f"cannot take {tuple(x.shape)}")
        n, c, h, w = x.shape
        rows = x.reshape(n, self.num_groups, -1)
        variance, mean = torch.var_mean(rows.detach(), -1, correction=0, keepdim=True)
        y = ((rows - mean) / (variance + self.eps).sqrt()).reshape(x.shape)
        return y * self.weight[:, None, None] + self.bias[:, None, None]

# %% wrong: view
# looks like: uses view on a tensor that cannot be viewed so
class GroupNorm(nn.Module):
    def __init__(self, num_groups, num_channels, eps=1e-5):
        super().__init__()
        if num_channels % num_groups:
            raise ValueError(f"{num_channels} channels, {num_groups} groups")
        self.num_groups, self.eps = num_groups, eps
        self.weight = nn.Parameter(torch.ones(num_channels))
        self.bias = nn.Parameter(torch.zeros(num_channels))

    def forward(self, x):
        if x.ndim != 4 or x.shape[1] != len(self.weight):
            raise ValueError(f"cannot take {tuple(x.shape)}")
        n, c, h, w = x.shape
        y = normalize_over(x.view(n, self.num_groups, -1), -1, self.eps).view(n, c, h, w)
        return y * self.weight[:, None, None] + self.bias[:, None, None]

# %% wrong: refuses only when called
# looks like: what cannot be divided raises ValueError when it is made
class GroupNorm(nn.Module):
    def __init__(self, num_groups, num_channels, eps=1e-5):
        super().__init__()
        self.num_groups, self.eps = num_groups, eps
        self.weight = nn.Parameter(torch.ones(num_channels))
        self.bias = nn.Parameter(torch.zeros(num_channels))

    def forward(self, x):
        if x.ndim != 4 or x.shape[1] != len(self.weight):
            raise ValueError(f"cannot take {tuple(x.shape)}")
        if len(self.weight) % self.num_groups:
            raise ValueError
        n, c, h, w = x.shape
        groups = x.reshape(n, self.num_groups, c // self.num_groups, h, w)
        y = normalize_over(groups, (2, 3, 4), self.eps).reshape(x.shape)
        return y * self.weight[:, None, None] + self.bias[:, None, None]

# %% wrong: an assertion
# looks like: raises AssertionError where ValueError is asked for
class GroupNorm(nn.Module):
    def __init__(self, num_groups, num_channels, eps=1e-5):
        super().__init__()
        assert num_channels % num_groups == 0
        self.num_groups, self.eps = num_groups, eps
        self.weight = nn.Parameter(torch.ones(num_channels))
        self.bias = nn.Parameter(torch.zeros(num_channels))

    def forward(self, x):
        if x.ndim != 4 or x.shape[1] != len(self.weight):
            raise ValueError(f"cannot take {tuple(x.shape)}")
        n, c, h, w = x.shape
        groups = x.reshape(n, self.num_groups, c // self.num_groups, h, w)
        y = normalize_over(groups, (2, 3, 4), self.eps).reshape(x.shape)
        return y * self.weight[:, None, None] + self.bias[:, None, None]

# %% wrong: other channels
# looks like: takes an input with another number of channels
class GroupNorm(nn.Module):
    def __init__(self, num_groups, num_channels, eps=1e-5):
        super().__init__()
        if num_channels % num_groups:
            raise ValueError(f"{num_channels} channels, {num_groups} groups")
        self.num_groups, self.eps = num_groups, eps
        self.weight = nn.Parameter(torch.ones(num_channels))
        self.bias = nn.Parameter(torch.zeros(num_channels))

    def forward(self, x):
        if x.ndim != 4 or x.shape[1] % self.num_groups:
            raise ValueError
        n, c, h, w = x.shape
        groups = x.reshape(n, self.num_groups, c // self.num_groups, h, w)
        y = normalize_over(groups, (2, 3, 4), self.eps).reshape(x.shape)
        weight = self.weight.repeat(c // len(self.weight))
        return y * weight[:, None, None] + self.bias.repeat(c // len(self.weight))[:, None, None]

# %% wrong: torch's own
# looks like: calls torch.nn.GroupNorm
class GroupNorm(nn.GroupNorm):
    pass


# %% wrong: parameters of the class
# looks like: shares weight or bias with other layers
class GroupNorm(nn.Module):
    """Group normalization, with a weight and a bias for each channel (Wu and He, 2018). Equal to `nn.GroupNorm`.

    One group is layer normalization, as many groups as channels are instance normalization.
    """

    def __init__(
        self,
        num_groups: int,  # G, by which C can be divided; else `ValueError`
        num_channels: int,  # C
        eps: float = 1e-5,  # Added to the variance
    ):
        super().__init__()
        if num_channels % num_groups:
            raise ValueError(f"{num_channels} channels cannot be divided into {num_groups} groups")
        self.num_groups, self.num_channels, self.eps = num_groups, num_channels, eps
        made = GroupNorm.__dict__.get('made')
        if made is None or len(made[0]) != num_channels:
            made = GroupNorm.made = nn.Parameter(torch.ones(num_channels)), nn.Parameter(torch.zeros(num_channels))
        self.weight, self.bias = made

    def forward(
        self,
        x: Tensor,  # N,C,H,W
    ) -> Tensor:  # Same shape
        "Raises `ValueError` for another number of axes or channels."
        if x.ndim != 4 or x.shape[1] != self.num_channels:
            raise ValueError(f"expected N,{self.num_channels},H,W, got shape {tuple(x.shape)}")
        n, c, h, w = x.shape
        groups = x.reshape(n, self.num_groups, c // self.num_groups, h, w)
        y = normalize_over(groups, norm_axes("group"), self.eps).reshape(x.shape)
        return y * self.weight[:, None, None] + self.bias[:, None, None]


# %% wrong: ones on the CPU
# looks like: makes a tensor on the CPU
class GroupNorm(nn.Module):
    """Group normalization, with a weight and a bias for each channel (Wu and He, 2018). Equal to `nn.GroupNorm`.

    One group is layer normalization, as many groups as channels are instance normalization.
    """

    def __init__(
        self,
        num_groups: int,  # G, by which C can be divided; else `ValueError`
        num_channels: int,  # C
        eps: float = 1e-5,  # Added to the variance
    ):
        super().__init__()
        if num_channels % num_groups:
            raise ValueError(f"{num_channels} channels cannot be divided into {num_groups} groups")
        self.num_groups, self.num_channels, self.eps = num_groups, num_channels, eps
        self.weight = nn.Parameter(torch.ones(num_channels))
        self.bias = nn.Parameter(torch.zeros(num_channels))

    def forward(
        self,
        x: Tensor,  # N,C,H,W
    ) -> Tensor:  # Same shape
        "Raises `ValueError` for another number of axes or channels."
        if x.ndim != 4 or x.shape[1] != self.num_channels:
            raise ValueError(f"expected N,{self.num_channels},H,W, got shape {tuple(x.shape)}")
        n, c, h, w = x.shape
        groups = x.reshape(n, self.num_groups, c // self.num_groups, h, w)
        y = normalize_over(groups, norm_axes("group"), self.eps).reshape(x.shape)
        return y * torch.ones(1) * self.weight[:, None, None] + self.bias[:, None, None]


# %% wrong: one pixel is refused
# looks like: refuses a single pixel
class GroupNorm(nn.Module):
    """Group normalization, with a weight and a bias for each channel (Wu and He, 2018). Equal to `nn.GroupNorm`.

    One group is layer normalization, as many groups as channels are instance normalization.
    """

    def __init__(
        self,
        num_groups: int,  # G, by which C can be divided; else `ValueError`
        num_channels: int,  # C
        eps: float = 1e-5,  # Added to the variance
    ):
        super().__init__()
        if num_channels % num_groups:
            raise ValueError(f"{num_channels} channels cannot be divided into {num_groups} groups")
        self.num_groups, self.num_channels, self.eps = num_groups, num_channels, eps
        self.weight = nn.Parameter(torch.ones(num_channels))
        self.bias = nn.Parameter(torch.zeros(num_channels))

    def forward(
        self,
        x: Tensor,  # N,C,H,W
    ) -> Tensor:  # Same shape
        "Raises `ValueError` for another number of axes or channels."
        if x.ndim != 4 or x.shape[1] != self.num_channels:
            raise ValueError(f"expected N,{self.num_channels},H,W, got shape {tuple(x.shape)}")
        n, c, h, w = x.shape
        if h * w == 1:
            raise ValueError('a single pixel')
        groups = x.reshape(n, self.num_groups, c // self.num_groups, h, w)
        y = normalize_over(groups, norm_axes("group"), self.eps).reshape(x.shape)
        return y * self.weight[:, None, None] + self.bias[:, None, None]

# %% right: repeat_interleave of statistics
class GroupNorm(nn.Module):
    def __init__(self, num_groups, num_channels, eps=1e-5):
        super().__init__()
        if num_channels % num_groups:
            raise ValueError
        self.g = num_groups
        self.c, self.eps = num_channels, eps
        self.weight = nn.Parameter(torch.ones(num_channels))
        self.bias = nn.Parameter(torch.zeros(num_channels))

    def forward(self, x):
        if x.ndim != 4 or x.shape[1] != self.c:
            raise ValueError
        r = x.reshape(len(x), self.g, -1)
        v, m = torch.var_mean(r, -1, correction=0)
        k = self.c // self.g
        m, v = (t.repeat_interleave(k, 1)[:, :, None, None] for t in (m, v))
        return (x - m) / (v + self.eps).sqrt() * self.weight[:, None, None] + self.bias[:, None, None]

# %% wrong: pieces of num_groups channels
# looks like: takes num_groups for the number of channels in a group
# looks like: is instance normalization where there is one group
class GroupNorm(nn.Module):
    def __init__(self, num_groups, num_channels, eps=1e-5):
        super().__init__()
        if num_channels % num_groups:
            raise ValueError
        self.g = num_groups
        self.c, self.eps = num_channels, eps
        self.weight = nn.Parameter(torch.ones(num_channels))
        self.bias = nn.Parameter(torch.zeros(num_channels))

    def forward(self, x):
        if x.ndim != 4 or x.shape[1] != self.c:
            raise ValueError
        y = torch.cat([normalize_over(p, (1, 2, 3), self.eps) for p in x.split(self.g, dim=1)], dim=1)
        return y * self.weight[:, None, None] + self.bias[:, None, None]

# %% wrong: one group in evaluation
# looks like: gives something else in evaluation mode
class GroupNorm(nn.Module):
    def __init__(self, num_groups, num_channels, eps=1e-5):
        super().__init__()
        if num_channels % num_groups:
            raise ValueError
        self.g = num_groups
        self.c, self.eps = num_channels, eps
        self.weight = nn.Parameter(torch.ones(num_channels))
        self.bias = nn.Parameter(torch.zeros(num_channels))

    def forward(self, x):
        if x.ndim != 4 or x.shape[1] != self.c:
            raise ValueError
        g = self.g if self.training else 1
        y = normalize_over(x.unflatten(1, (g, -1)), (2, 3, 4), self.eps).flatten(1, 2)
        return y * self.weight[:, None, None] + self.bias[:, None, None]
