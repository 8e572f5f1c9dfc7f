# %% right: einsum of deviations
def covariance(x, y, correction=0):
    if x.shape != y.shape:
        raise ValueError("shapes")
    if not x.is_floating_point() or not y.is_floating_point():
        raise TypeError("integers")
    if x.numel() <= correction:
        raise ValueError("too few")
    dx, dy = (x - x.mean()).flatten(), (y - y.mean()).flatten()
    return torch.einsum("i,i->", dx, dy) / (x.numel() - correction)

# %% right: from the variance of the sum
def covariance(x, y, correction=0):
    if x.shape != y.shape:
        raise ValueError("shapes")
    if not (x.is_floating_point() and y.is_floating_point()):
        raise TypeError("integers")
    if x.numel() <= correction:
        raise ValueError("too few")
    x, y = x - x.mean(), y - y.mean()
    return (variance(x + y, correction) - variance(x, correction) - variance(y, correction)) / 2

# %% wrong: divides by n - 1
# looks like: divides by n - 1
def covariance(x, y, correction=0):
    return ((x - x.mean()) * (y - y.mean())).sum() / (x.numel() - 1)

# %% wrong: loses the sign
# looks like: loses the sign
# looks like: accepts inputs of two shapes
def covariance(x, y, correction=0):
    return ((x - x.mean()) * (y - y.mean())).mean().abs()

# %% wrong: forgets the means
# looks like: forgets the product of the means
def covariance(x, y, correction=0):
    return (x * y).sum() / (x.numel() - correction)

# %% wrong: one pass
# looks like: loses every digit when the means are large
# looks like: accepts inputs of two shapes
def covariance(x, y, correction=0):
    n = x.numel()
    return ((x * y).mean() - x.mean() * y.mean()) * n / (n - correction)

# %% wrong: the correlation
# looks like: that is the correlation
def covariance(x, y, correction=0):
    product = ((x - x.mean()) * (y - y.mean())).mean()
    return product / (((x - x.mean()) ** 2).mean() * ((y - y.mean()) ** 2).mean()).sqrt()

# %% wrong: broadcasts
# looks like: accepts inputs of two shapes
def covariance(x, y, correction=0):
    if not x.is_floating_point():
        raise TypeError("integers")
    if x.numel() <= correction:
        raise ValueError("too few")
    return ((x - x.mean()) * (y - y.mean())).sum() / (x.numel() - correction)

# %% wrong: torch's own
# looks like: which is what this exercise asks you to write
def covariance(x, y, correction=0):
    return torch.cov(torch.stack([x.flatten(), y.flatten()]), correction=correction)[0, 1]

# %% wrong: accepts integers
# looks like: accepts integers
def covariance(x, y, correction=0):
    if x.shape != y.shape:
        raise ValueError("shapes")
    x, y = x / 1, y / 1
    if x.numel() <= correction:
        raise ValueError("too few")
    return ((x - x.mean()) * (y - y.mean())).sum() / (x.numel() - correction)


# %% wrong: refuses n - correction of 0 only
# looks like: accepts n - correction ≤ 0
def covariance(x, y, correction=0):
    if x.shape != y.shape:
        raise ValueError("shapes")
    if not (x.is_floating_point() and y.is_floating_point()):
        raise TypeError("floats")
    if x.numel() == correction:
        raise ValueError("too few")
    return ((x - x.mean()) * (y - y.mean())).sum() / (x.numel() - correction)
