# %% right: mean of squared deviations, rescaled
def variance(x, correction=0, dim=None):
    if not x.dtype.is_floating_point:
        raise TypeError("floating point, please")
    n = x.numel() if dim is None else x.shape[dim]
    if n <= correction:
        raise ValueError("too few numbers")
    if dim is None:
        return ((x - x.mean()) ** 2).mean() * n / (n - correction)
    return ((x - x.mean(dim=dim, keepdim=True)) ** 2).mean(dim=dim) * n / (n - correction)

# %% right: in float64 inside, dtype restored
def variance(x, correction=0, dim=None):
    if x.dtype not in (torch.float16, torch.float32, torch.float64, torch.bfloat16):
        raise TypeError(x.dtype)
    wide = x.double()
    n = x.size(dim) if dim is not None else x.numel()
    if n - correction < 1:
        raise ValueError(n)
    mean = wide.sum() / n if dim is None else (wide.sum(dim) / n).unsqueeze(dim)
    squares = torch.pow(wide - mean, 2)
    total = squares.sum() if dim is None else squares.sum(dim)
    return (total / (n - correction)).to(x.dtype)

# %% wrong: divides by n - 1
# looks like: divides by n - 1 although correction is 0
def variance(x, correction=1, dim=None):
    n = x.numel() if dim is None else x.shape[dim]
    if dim is None:
        return (x - x.mean()).square().sum() / (n - 1)
    return (x - x.mean(dim, keepdim=True)).square().sum(dim) / (n - 1)

# %% wrong: absolute deviations
# looks like: averages absolute deviations
def variance(x, correction=0, dim=None):
    return (x - x.mean()).abs().mean()

# %% wrong: one pass
# looks like: loses every digit when the mean is large
def variance(x, correction=0, dim=None):
    n = x.numel() if dim is None else x.shape[dim]
    if dim is None:
        return (x.square().mean() - x.mean().square()) * n / (n - correction)
    return (x.square().mean(dim) - x.mean(dim).square()) * n / (n - correction)

# %% wrong: the standard deviation
# looks like: takes the root
def variance(x, correction=0, dim=None):
    return (x - x.mean()).square().mean().sqrt()

# %% wrong: torch's own
# looks like: which is what this exercise asks you to write
def variance(x, correction=0, dim=None):
    return x.var(correction=correction) if dim is None else x.var(dim=dim, correction=correction)

# %% wrong: the mean of everything along an axis
# looks like: subtracts the mean of all elements
def variance(x, correction=0, dim=None):
    if dim is None:
        return (x - x.mean()).square().sum() / (x.numel() - correction)
    return (x - x.mean()).square().sum(dim) / (x.shape[dim] - correction)

# %% wrong: dim 0 taken for no dim
# looks like: treats dim=0 as no dim
def variance(x, correction=0, dim=None):
    if not dim:
        return (x - x.mean()).square().sum() / (x.numel() - correction)
    return (x - x.mean(dim, keepdim=True)).square().sum(dim) / (x.shape[dim] - correction)

# %% wrong: keeps the axis
# looks like: keeps the axis with size 1
def variance(x, correction=0, dim=None):
    if dim is None:
        return (x - x.mean()).square().sum() / (x.numel() - correction)
    return (x - x.mean(dim, keepdim=True)).square().sum(dim, keepdim=True) / (x.shape[dim] - correction)

# %% wrong: cuts the graph
# looks like: cuts the graph
def variance(x, correction=0, dim=None):
    x = x.detach()
    if dim is None:
        return (x - x.mean()).square().sum() / (x.numel() - correction)
    return (x - x.mean(dim, keepdim=True)).square().sum(dim) / (x.shape[dim] - correction)

# %% wrong: accepts integers
# looks like: accepts integers
def variance(x, correction=0, dim=None):
    x = x if x.is_floating_point() else x.float()
    if dim is None:
        x, dim = x.flatten(), 0
    if x.shape[dim] <= correction:
        raise ValueError("too few")
    return (x - x.mean(dim, keepdim=True)).square().sum(dim) / (x.shape[dim] - correction)

# %% wrong: divides by zero
# looks like: accepts n - correction ≤ 0
def variance(x, correction=0, dim=None):
    if not x.is_floating_point():
        raise TypeError("integers")
    if dim is None:
        x, dim = x.flatten(), 0
    return (x - x.mean(dim, keepdim=True)).square().sum(dim) / (x.shape[dim] - correction)

# %% wrong: changes its input
# looks like: changes its input in place
def variance(x, correction=0, dim=None):
    if dim is None:
        x, dim = x.view(-1), 0
    x -= x.mean(dim, keepdim=True)
    return x.square().sum(dim) / (x.shape[dim] - correction)


# %% wrong: refuses n - correction of 0 only
# looks like: accepts n - correction ≤ 0
def variance(x, correction=0, dim=None):
    if not x.is_floating_point():
        raise TypeError("floats")
    n = x.numel() if dim is None else x.shape[dim]
    if n == correction:
        raise ValueError("too few")
    mean = x.mean() if dim is None else x.mean(dim, keepdim=True)
    squares = (x - mean).square()
    return (squares.sum() if dim is None else squares.sum(dim)) / (n - correction)


# %% wrong: refuses a single number
# from: refuses n - correction of 0 only
# looks like: refuses a single number
# -     if n == correction:
# +     if n < 2 or n <= correction:


# %% wrong: an epsilon
# looks like: goes wrong for small numbers only
def variance(x, correction=0, dim=None):
    if not x.is_floating_point():
        raise TypeError("floats")
    n = x.numel() if dim is None else x.shape[dim]
    if n <= correction:
        raise ValueError("too few")
    mean = x.mean() if dim is None else x.mean(dim, keepdim=True)
    squares = (x - mean).square()
    return (squares.sum() if dim is None else squares.sum(dim)) / (n - correction) + 1e-12
