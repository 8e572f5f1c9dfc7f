# %% right: pair by pair
def covariance_matrix(x, correction=0):
    if x.ndim != 2:
        raise ValueError("two axes, please")
    columns = x.unbind(1)
    return torch.stack([torch.stack([covariance(a, b, correction) for b in columns]) for a in columns])

# %% right: sum of outer products
def covariance_matrix(x, correction=0):
    if x.dim() != 2 or len(x) - correction <= 0:
        raise ValueError("shape")
    if not x.dtype.is_floating_point:
        raise TypeError("integers")
    deviations = x - x.mean(dim=0, keepdim=True)
    return torch.einsum("ni,nj->ij", deviations, deviations) / (len(x) - correction)

# %% wrong: transposed
# looks like: treats columns as observations
def covariance_matrix(x, correction=0):
    centred = x - x.mean(1, keepdim=True)
    return centred @ centred.T / (x.shape[1] - correction)

# %% wrong: divides by n - 1
# looks like: divides by n - 1
# looks like: accepts a tensor that is not (n, d)
def covariance_matrix(x, correction=0):
    centred = x - x.mean(0)
    return centred.T @ centred / (len(x) - 1)

# %% wrong: one mean for all
# looks like: subtracts one mean for all
# looks like: accepts a tensor that is not (n, d)
def covariance_matrix(x, correction=0):
    centred = x - x.mean()
    return centred.T @ centred / (len(x) - correction)

# %% wrong: no mean
# looks like: subtracts no mean
def covariance_matrix(x, correction=0):
    return x.T @ x / (len(x) - correction)

# %% wrong: the rows' means
# looks like: subtracts each row's mean
def covariance_matrix(x, correction=0):
    centred = x - x.mean(1, keepdim=True)
    return centred.T @ centred / (len(x) - correction)

# %% wrong: one pass
# looks like: loses its digits when the means are large
def covariance_matrix(x, correction=0):
    n, mean = len(x), x.mean(0)
    return (x.T @ x / n - mean[:, None] * mean) * n / (n - correction)

# %% wrong: any number of axes
# looks like: accepts a tensor that is not (n, d)
def covariance_matrix(x, correction=0):
    x = x.reshape(len(x), -1)
    centred = x - x.mean(0)
    return centred.T @ centred / (len(x) - correction)

# %% wrong: torch's own
# looks like: which is what this exercise asks you to write
def covariance_matrix(x, correction=0):
    return torch.cov(x.T, correction=correction)


# %% wrong: refuses n - correction of 0 only
# looks like: accepts n - correction ≤ 0
def covariance_matrix(x, correction=0):
    if x.dim() != 2:
        raise ValueError("(n, d)")
    if not x.is_floating_point():
        raise TypeError("floats")
    if len(x) == correction:
        raise ValueError("too few")
    centred = x - x.mean(0)
    return centred.T @ centred / (len(x) - correction)


# %% wrong: accepts integers
# looks like: accepts integers
def covariance_matrix(x, correction=0):
    if x.dim() != 2 or len(x) <= correction:
        raise ValueError("(n, d)")
    centred = x.double() - x.double().mean(0)
    return (centred.T @ centred / (len(x) - correction)).to(x.dtype)


# %% wrong: one quantity squeezed
# looks like: loses the axes when there is only one quantity
def covariance_matrix(x, correction=0):
    if x.dim() != 2 or len(x) <= correction:
        raise ValueError("(n, d)")
    if not x.is_floating_point():
        raise TypeError("floats")
    centred = x - x.mean(0)
    return (centred.T @ centred / (len(x) - correction)).squeeze()


# %% wrong: refuses one axis only
# looks like: accepts a tensor that is not (n, d)
def covariance_matrix(x, correction=0):
    if x.dim() < 2 or len(x) <= correction:
        raise ValueError("(n, d)")
    if not x.is_floating_point():
        raise TypeError("floats")
    centred = (x - x.mean(0)).flatten(1)
    return centred.T @ centred / (len(x) - correction)
