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
# from: unflatten
# -         y = x.unflatten(1, (self.num_groups, -1))
# -         y = normalize_over(y, (2, 3, 4), self.eps).flatten(1, 2)
# +         rows = x.reshape(n, self.num_groups, -1)
# +         variance, mean = torch.var_mean(rows, -1, correction=0, keepdim=True)
# +         y = ((rows - mean) / (variance + self.eps).sqrt()).reshape(n, c, h, w)


# %% right: one group after the other
# from: unflatten
# -         y = x.unflatten(1, (self.num_groups, -1))
# -         y = normalize_over(y, (2, 3, 4), self.eps).flatten(1, 2)
# -         return y * self.weight[:, None, None] + self.bias[:, None, None]
# +         parts = [normalize_over(part, (1, 2, 3), self.eps) for part in x.chunk(self.num_groups, 1)]
# +         y = torch.cat(parts, 1)
# +         return torch.addcmul(self.bias.view(-1, 1, 1), y, self.weight.view(-1, 1, 1))


# %% right: repeat_interleave of statistics
# from: pieces of num_groups channels
# -         y = torch.cat([normalize_over(p, (1, 2, 3), self.eps) for p in x.split(self.g, dim=1)], dim=1)
# -         return y * self.weight[:, None, None] + self.bias[:, None, None]
# +         r = x.reshape(len(x), self.g, -1)
# +         v, m = torch.var_mean(r, -1, correction=0)
# +         k = self.c // self.g
# +         m, v = (t.repeat_interleave(k, 1)[:, :, None, None] for t in (m, v))
# +         return (x - m) / (v + self.eps).sqrt() * self.weight[:, None, None] + self.bias[:, None, None]


# %% wrong: groups over the batch axis
# from: unflatten
# looks like: takes the statistics over the batch axis as well
# looks like: lets an item depend on the other items of its batch
# -         y = x.unflatten(1, (self.num_groups, -1))
# -         y = normalize_over(y, (2, 3, 4), self.eps).flatten(1, 2)
# +         groups = x.reshape(n, self.num_groups, c // self.num_groups, h, w)
# +         y = normalize_over(groups, (0, 2, 3, 4), self.eps).reshape(x.shape)


# %% wrong: all groups together
# from: unflatten
# looks like: that is layer normalization
# looks like: is layer normalization where each channel is a group
# -         y = x.unflatten(1, (self.num_groups, -1))
# -         y = normalize_over(y, (2, 3, 4), self.eps).flatten(1, 2)
# +         groups = x.reshape(n, self.num_groups, c // self.num_groups, h, w)
# +         y = normalize_over(groups, (1, 2, 3, 4), self.eps).reshape(x.shape)


# %% wrong: each channel alone
# from: unflatten
# looks like: that is instance normalization
# looks like: is instance normalization where there is one group
# -         y = x.unflatten(1, (self.num_groups, -1))
# -         y = normalize_over(y, (2, 3, 4), self.eps).flatten(1, 2)
# +         groups = x.reshape(n, self.num_groups, c // self.num_groups, h, w)
# +         y = normalize_over(groups, (3, 4), self.eps).reshape(x.shape)


# %% wrong: pixel by pixel
# from: unflatten
# looks like: pixel by pixel
# -         y = x.unflatten(1, (self.num_groups, -1))
# -         y = normalize_over(y, (2, 3, 4), self.eps).flatten(1, 2)
# +         groups = x.reshape(n, self.num_groups, c // self.num_groups, h, w)
# +         y = normalize_over(groups, 2, self.eps).reshape(x.shape)


# %% wrong: over the groups
# from: unflatten
# looks like: leaves the channels of a group apart
# looks like: is instance normalization where there is one group
# -         y = x.unflatten(1, (self.num_groups, -1))
# -         y = normalize_over(y, (2, 3, 4), self.eps).flatten(1, 2)
# +         groups = x.reshape(n, self.num_groups, c // self.num_groups, h, w)
# +         y = normalize_over(groups, (1, 3, 4), self.eps).reshape(x.shape)


# %% wrong: channels interleaved
# from: unflatten
# looks like: interleaves the channels
# -         y = x.unflatten(1, (self.num_groups, -1))
# -         y = normalize_over(y, (2, 3, 4), self.eps).flatten(1, 2)
# +         groups = x.reshape(n, c // self.num_groups, self.num_groups, h, w)
# +         y = normalize_over(groups, (1, 3, 4), self.eps).reshape(x.shape)


# %% wrong: groups and members swapped
# from: unflatten
# looks like: takes num_groups for the number of channels in a group
# looks like: is instance normalization where there is one group
# -         y = x.unflatten(1, (self.num_groups, -1))
# -         y = normalize_over(y, (2, 3, 4), self.eps).flatten(1, 2)
# +         groups = x.reshape(n, c // self.num_groups, self.num_groups, h, w)
# +         y = normalize_over(groups, (2, 3, 4), self.eps).reshape(x.shape)


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
# from: unflatten
# looks like: does not multiply by weight and add bias
# -         y = x.unflatten(1, (self.num_groups, -1))
# -         y = normalize_over(y, (2, 3, 4), self.eps).flatten(1, 2)
# -         return y * self.weight[:, None, None] + self.bias[:, None, None]
# +         groups = x.reshape(n, self.num_groups, c // self.num_groups, h, w)
# +         y = normalize_over(groups, (2, 3, 4), self.eps).reshape(x.shape)
# +         return y


# %% wrong: plain tensors
# from: an assertion
# looks like: has no parameters
# -         assert num_channels % num_groups == 0
# +         if num_channels % num_groups:
# +             raise ValueError(f"{num_channels} channels, {num_groups} groups")
#           self.num_groups, self.eps = num_groups, eps
# -         self.weight = nn.Parameter(torch.ones(num_channels))
# -         self.bias = nn.Parameter(torch.zeros(num_channels))
# +         self.weight = torch.ones(num_channels)
# +         self.bias = torch.zeros(num_channels)


# %% wrong: unbiased
# from: unflatten
# looks like: uses the unbiased variance
# -         y = x.unflatten(1, (self.num_groups, -1))
# -         y = normalize_over(y, (2, 3, 4), self.eps).flatten(1, 2)
# +         rows = x.reshape(n, self.num_groups, -1)
# +         rows = (rows - rows.mean(-1, keepdim=True)) / (rows.var(-1, keepdim=True) + self.eps).sqrt()
# +         y = rows.reshape(x.shape)


# %% wrong: eps outside the root
# from: unflatten
# looks like: adds eps outside of the root
# -         y = x.unflatten(1, (self.num_groups, -1))
# -         y = normalize_over(y, (2, 3, 4), self.eps).flatten(1, 2)
# +         rows = x.reshape(n, self.num_groups, -1)
# +         rows = (rows - rows.mean(-1, keepdim=True)) / (rows.std(-1, correction=0, keepdim=True) + self.eps)
# +         y = rows.reshape(x.shape)


# %% wrong: statistics detached
# from: unflatten
# looks like: takes mean and variance for constants
# -         y = x.unflatten(1, (self.num_groups, -1))
# -         y = normalize_over(y, (2, 3, 4), self.eps).flatten(1, 2)
# +         rows = x.reshape(n, self.num_groups, -1)
# +         variance, mean = torch.var_mean(rows.detach(), -1, correction=0, keepdim=True)
# +         y = ((rows - mean) / (variance + self.eps).sqrt()).reshape(x.shape)


# %% wrong: view
# from: unflatten
# looks like: uses view on a tensor that cannot be viewed so
# -         y = x.unflatten(1, (self.num_groups, -1))
# -         y = normalize_over(y, (2, 3, 4), self.eps).flatten(1, 2)
# +         y = normalize_over(x.view(n, self.num_groups, -1), -1, self.eps).view(n, c, h, w)


# %% wrong: refuses only when called
# from: an assertion
# looks like: what cannot be divided raises ValueError when it is made
# -         assert num_channels % num_groups == 0

#               raise ValueError(f"cannot take {tuple(x.shape)}")
# +         if len(self.weight) % self.num_groups:
# +             raise ValueError


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
# from: solution
# looks like: shares weight or bias with other layers
# -         self.weight = nn.Parameter(torch.ones(num_channels))
# -         self.bias = nn.Parameter(torch.zeros(num_channels))
# +         made = GroupNorm.__dict__.get('made')
# +         if made is None or len(made[0]) != num_channels:
# +             made = GroupNorm.made = nn.Parameter(torch.ones(num_channels)), nn.Parameter(torch.zeros(num_channels))
# +         self.weight, self.bias = made


# %% wrong: ones on the CPU
# from: solution
# looks like: makes a tensor on the CPU
# -         return y * self.weight[:, None, None] + self.bias[:, None, None]
# +         return y * torch.ones(1) * self.weight[:, None, None] + self.bias[:, None, None]


# %% wrong: one pixel is refused
# from: solution
# looks like: refuses a single pixel
#           n, c, h, w = x.shape
# +         if h * w == 1:
# +             raise ValueError('a single pixel')


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
# from: pieces of num_groups channels
# looks like: gives something else in evaluation mode
# -         y = torch.cat([normalize_over(p, (1, 2, 3), self.eps) for p in x.split(self.g, dim=1)], dim=1)
# +         g = self.g if self.training else 1
# +         y = normalize_over(x.unflatten(1, (g, -1)), (2, 3, 4), self.eps).flatten(1, 2)
