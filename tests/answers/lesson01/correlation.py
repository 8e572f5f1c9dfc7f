# %% right: covariance of standardized inputs
def correlation(x, y):
    covariance(x, y)  # raises for what is no pair
    if any((values == values.flatten()[0]).all() for values in (x, y)):
        raise ValueError("constant")
    standardized = [(v - v.mean()) / variance(v).sqrt() for v in (x, y)]
    return covariance(*standardized).clamp(-1.0, 1.0)

# %% right: cosine of the angle between the deviations
def correlation(x, y):
    if x.shape != y.shape:
        raise ValueError("shapes")
    if not (x.is_floating_point() and y.is_floating_point()):
        raise TypeError("integers")
    if x.max() == x.min() or y.max() == y.min():
        raise ValueError("constant")
    dx, dy = (x - x.mean()).flatten(), (y - y.mean()).flatten()
    return torch.clamp((dx / dx.norm()) @ (dy / dy.norm()), -1, 1)

# %% wrong: biased covariance over unbiased deviations
# looks like: mixes a covariance over n with standard deviations over n - 1
def correlation(x, y):
    return covariance(x, y) / (x.std() * y.std())

# %% wrong: unbiased covariance over biased deviations
# looks like: mixes a covariance over n - 1 with standard deviations over n
def correlation(x, y):
    return covariance(x, y, correction=1) / (variance(x) * variance(y)).sqrt()

# %% wrong: loses the sign
# looks like: loses the sign
# looks like: answers for a constant input
def correlation(x, y):
    return (covariance(x, y) ** 2 / (variance(x) * variance(y))).sqrt()

# %% wrong: the covariance
# looks like: that is the covariance
def correlation(x, y):
    return covariance(x, y)

# %% wrong: over the variances
# looks like: divides by the variances instead
def correlation(x, y):
    return covariance(x, y) / (variance(x) * variance(y))

# %% wrong: the slope
# looks like: the slope of the regression line
# looks like: answers for a constant input
def correlation(x, y):
    return covariance(x, y) / variance(x)

# %% wrong: leaves the interval
# looks like: leaves [-1, 1] by rounding
def correlation(x, y):
    for values in (x, y):
        if (values == values.flatten()[0]).all():
            raise ValueError("constant")
    return covariance(x, y) / (variance(x).sqrt() * variance(y).sqrt())

# %% wrong: a constant has correlation 0
# looks like: goes wrong for small numbers only
# looks like: answers for a constant input
def correlation(x, y):
    product = variance(x) * variance(y)
    return (covariance(x, y) / (product.sqrt() + 1e-12)).clamp(-1, 1)

# %% wrong: tests the variance for 0
# looks like: answers for a constant input
def correlation(x, y):
    if variance(x) == 0 or variance(y) == 0:
        raise ValueError("constant")
    return (covariance(x, y) / (variance(x) * variance(y)).sqrt()).clamp(-1, 1)

# %% wrong: torch's own
# looks like: which is what this exercise asks you to write
def correlation(x, y):
    return torch.corrcoef(torch.stack([x.flatten(), y.flatten()]))[0, 1]


# %% wrong: broadcasts
# looks like: accepts inputs of two shapes
def correlation(x, y):
    if not (x.is_floating_point() and y.is_floating_point()):
        raise TypeError("floats")
    if x.max() == x.min() or y.max() == y.min():
        raise ValueError("constant")
    dx, dy = x - x.mean(), y - y.mean()
    return ((dx * dy).mean() / (dx.square().mean() * dy.square().mean()).sqrt()).clamp(-1, 1)


# %% wrong: accepts integers
# looks like: accepts integers
def correlation(x, y):
    if x.shape != y.shape:
        raise ValueError("shapes")
    if x.max() == x.min() or y.max() == y.min():
        raise ValueError("constant")
    x, y = (v if v.is_floating_point() else v.float() for v in (x, y))
    dx, dy = x - x.mean(), y - y.mean()
    return ((dx * dy).mean() / (dx.square().mean() * dy.square().mean()).sqrt()).clamp(-1, 1)


# %% wrong: one of the two may hold integers
# from: accepts integers
# looks like: accepts integers
#           raise ValueError("shapes")
# +     if not (x.is_floating_point() or y.is_floating_point()):
# +         raise TypeError("floats")


# %% wrong: an epsilon in the denominator
# looks like: goes wrong for small numbers only
def correlation(x, y):
    covariance(x, y)
    if x.max() == x.min() or y.max() == y.min():
        raise ValueError("constant")
    return (covariance(x, y) / ((variance(x) * variance(y)).sqrt() + 1e-8)).clamp(-1, 1)
