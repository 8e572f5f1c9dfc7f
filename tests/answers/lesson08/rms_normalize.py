# %% right: by a power
def rms_normalize(x, eps=1e-5):
    return x * (x.pow(2).mean(-1, keepdim=True) + eps) ** -0.5

# %% right: norm over the root of the width
def rms_normalize(x, eps=1e-5):
    square = torch.linalg.vector_norm(x, dim=-1, keepdim=True).square() / x.shape[-1]
    return x * torch.rsqrt(square + eps)

# %% right: by a product of vectors
def rms_normalize(x, eps=1e-5):
    square = torch.einsum("...i,...i->...", x, x) / x.size(-1)
    return x / (square + eps).sqrt().unsqueeze(-1)

# %% wrong: layer normalization
# looks like: subtracts the mean
def rms_normalize(x, eps=1e-5):
    return normalize_over(x, -1, eps)

# %% wrong: divided by the std
# looks like: divides by the standard deviation
def rms_normalize(x, eps=1e-5):
    return x / (x.var(-1, correction=0, keepdim=True) + eps).sqrt()

# %% wrong: eps outside
# looks like: adds eps outside of the root
def rms_normalize(x, eps=1e-5):
    return x / (x.square().mean(-1, keepdim=True).sqrt() + eps)

# %% wrong: sum of squares
# looks like: divides by the root of the sum of squares
def rms_normalize(x, eps=1e-5):
    return x / (x.square().sum(-1, keepdim=True) + eps).sqrt()

# %% wrong: no root
# looks like: divides by the mean square
def rms_normalize(x, eps=1e-5):
    return x / (x.square().mean(-1, keepdim=True) + eps)

# %% wrong: all vectors alike
# looks like: takes one mean square for all vectors
def rms_normalize(x, eps=1e-5):
    return x / (x.square().mean() + eps).sqrt()

# %% wrong: axis 1
# looks like: takes the mean square over axis 1
def rms_normalize(x, eps=1e-5):
    return x / (x.square().mean(1, keepdim=True) + eps).sqrt()

# %% wrong: eps on the way lost
# looks like: ignores eps
def rms_normalize(x, eps=1e-5):
    return x / (x.square().mean(-1, keepdim=True) + 1e-5).sqrt()

# %% wrong: no eps
# looks like: adds no eps
# looks like: ignores eps
def rms_normalize(x, eps=1e-5):
    return x / x.square().mean(-1, keepdim=True).sqrt()

# %% wrong: a constant for autograd
# looks like: takes the mean square for a constant in the backward pass
def rms_normalize(x, eps=1e-5):
    return x / (x.detach().square().mean(-1, keepdim=True) + eps).sqrt()

# %% wrong: in place
# looks like: changes its input in place
def rms_normalize(x, eps=1e-5):
    x /= (x.detach().square().mean(-1, keepdim=True) + eps).sqrt()
    return x

# %% wrong: torch's own
# looks like: calls torch.nn.functional.rms_norm
def rms_normalize(x, eps=1e-5):
    return nn.functional.rms_norm(x, x.shape[-1:], eps=eps)

# %% wrong: no keepdim
# looks like: combines shapes that do not fit
def rms_normalize(x, eps=1e-5):
    return x / (x.square().mean(-1) + eps).sqrt()

# %% wrong: mean of absolute values
# looks like: divides by the mean of the absolute values
def rms_normalize(x, eps=1e-5):
    return x / (x.abs().mean(-1, keepdim=True).square() + eps).sqrt()

# %% wrong: over the batch
# looks like: takes the mean square over the batch axis
def rms_normalize(x, eps=1e-5):
    return x / (x.square().mean(0, keepdim=True) + eps).sqrt()

# %% wrong: per item over all of its axes
# looks like: takes one mean square for all vectors of an item
# looks like: takes one mean square for all vectors
def rms_normalize(x, eps=1e-5):
    return x / (x.square().mean(tuple(range(1, x.ndim)), keepdim=True) + eps).sqrt()

# %% wrong: a floor
# looks like: replaces a root mean square below eps
def rms_normalize(x, eps=1e-5):
    return x / x.square().mean(-1, keepdim=True).sqrt().clamp(min=eps)

# %% wrong: a mean over n - 1
# looks like: divides the sum of squares by n - 1
def rms_normalize(x, eps=1e-5):
    return x / (x.square().sum(-1, keepdim=True) / (x.shape[-1] - 1) + eps).sqrt()

# %% wrong: divides in place
# looks like: changes a tensor in place that the backward pass needs
def rms_normalize(x, eps=1e-5):
    y = x.clone()
    s = y.square().mean(-1, keepdim=True).add_(eps).sqrt_()
    y /= s
    return y
