# %% right: var
def normalize_over(x, dims, eps=1e-5):
    return (x - x.mean(dims, keepdim=True)) / torch.sqrt(x.var(dims, correction=0, keepdim=True) + eps)

# %% right: var_mean and rsqrt
def normalize_over(x, dims, eps=1e-5):
    variance, mean = torch.var_mean(x, dims, correction=0, keepdim=True)
    return (x - mean) * torch.rsqrt(variance + eps)

# %% right: centred once, in place on its own tensor
def normalize_over(x, dims, eps=1e-5):
    x = x - x.mean(dim=dims, keepdim=True)
    return x / (x.pow(2).mean(dim=dims, keepdim=True) + eps) ** 0.5

# %% right: sums, with a count
def normalize_over(x, dims, eps=1e-5):
    axes = [dims] if isinstance(dims, int) else list(dims)
    n = 1
    for axis in axes:
        n *= x.shape[axis]
    d = x - x.sum(axes, keepdim=True) / n
    return d / ((d * d).sum(axes, keepdim=True) / n + eps).sqrt()

# %% right: transposed to the end, loops
def normalize_over(x, dims, eps=1e-5):
    dims = (dims,) if isinstance(dims, int) else dims
    dims = [d % x.ndim for d in dims]
    rest = [d for d in range(x.ndim) if d not in dims]
    z = x.permute(*rest, *dims)
    flat = z.reshape(*[x.shape[d] for d in rest], -1)
    flat = flat - flat.mean(-1, keepdim=True)
    flat = flat * (flat.pow(2).mean(-1, keepdim=True) + eps).pow(-0.5)
    z = flat.reshape(z.shape)
    return z.permute(*torch.tensor([*rest, *dims]).argsort().tolist())

# %% wrong: unbiased
# looks like: uses the unbiased variance
def normalize_over(x, dims, eps=1e-5):
    return (x - x.mean(dims, keepdim=True)) / (x.var(dims, keepdim=True) + eps).sqrt()

# %% wrong: eps outside the root
# looks like: adds eps outside of the root
# looks like: has no finite gradient where all numbers are equal
def normalize_over(x, dims, eps=1e-5):
    return (x - x.mean(dims, keepdim=True)) / (x.var(dims, correction=0, keepdim=True).sqrt() + eps)

# %% wrong: eps outside the root, which has no gradient at a constant
# looks like: put eps inside the root, whose slope at 0 is infinite
# looks like: adds eps outside of the root
def normalize_over(x, dims, eps=1e-5):
    d = x - x.mean(dims, keepdim=True)
    return d / (d.square().mean(dims, keepdim=True).sqrt() + eps)

# %% wrong: torch's default std and eps outside
# looks like: And it adds eps outside of the root
# looks like: uses the unbiased variance
def normalize_over(x, dims, eps=1e-5):
    return (x - x.mean(dims, keepdim=True)) / (x.std(dims, keepdim=True) + eps)

# %% wrong: detached
# looks like: takes mean and variance for constants
def normalize_over(x, dims, eps=1e-5):
    mean, variance = x.detach().mean(dims, keepdim=True), x.detach().var(dims, correction=0, keepdim=True)
    return (x - mean) / (variance + eps).sqrt()

# %% wrong: statistics under no_grad
# looks like: takes mean and variance for constants
def normalize_over(x, dims, eps=1e-5):
    with torch.no_grad():
        mean, variance = x.mean(dims, keepdim=True), x.var(dims, correction=0, keepdim=True)
    return (x - mean) / (variance + eps).sqrt()

# %% wrong: variance detached
# looks like: takes the variance for a constant
def normalize_over(x, dims, eps=1e-5):
    variance = x.var(dims, correction=0, keepdim=True)
    return (x - x.mean(dims, keepdim=True)) / (variance.data + eps).sqrt()

# %% wrong: mean detached
# looks like: takes the mean for a constant
def normalize_over(x, dims, eps=1e-5):
    return (x - x.mean(dims, keepdim=True).detach()) / (x.var(dims, correction=0, keepdim=True) + eps).sqrt()

# %% wrong: cuts the graph
# looks like: cuts the graph
@torch.no_grad()
def normalize_over(x, dims, eps=1e-5):
    return (x - x.mean(dims, keepdim=True)) / (x.var(dims, correction=0, keepdim=True) + eps).sqrt()

# %% wrong: a difference of squares
# looks like: computes the variance as E[x²] - E[x]²
def normalize_over(x, dims, eps=1e-5):
    mean = x.mean(dims, keepdim=True)
    variance = x.square().mean(dims, keepdim=True) - mean.square()
    return (x - mean) / (variance.clamp(min=0) + eps).sqrt()

# %% wrong: the variance without its root
# looks like: divides by the variance
def normalize_over(x, dims, eps=1e-5):
    return (x - x.mean(dims, keepdim=True)) / (x.var(dims, correction=0, keepdim=True) + eps)

# %% wrong: mean forgotten
# looks like: does not subtract the mean
# looks like: does not give 0 where all numbers are equal
def normalize_over(x, dims, eps=1e-5):
    return x / (x.var(dims, correction=0, keepdim=True) + eps).sqrt()

# %% wrong: only centred
# looks like: subtracts the mean and does not divide
def normalize_over(x, dims, eps=1e-5):
    return x - x.mean(dims, keepdim=True)

# %% wrong: everything at once
# looks like: takes one mean and one variance over all axes
def normalize_over(x, dims, eps=1e-5):
    return (x - x.mean()) / (x.var(correction=0) + eps).sqrt()

# %% wrong: the other axes
# looks like: takes the statistics over the axes that are not in dims
def normalize_over(x, dims, eps=1e-5):
    axes = {axis % x.ndim for axis in ([dims] if isinstance(dims, int) else dims)}
    dims = tuple(axis for axis in range(x.ndim) if axis not in axes)
    return (x - x.mean(dims, keepdim=True)) / (x.var(dims, correction=0, keepdim=True) + eps).sqrt()

# %% wrong: no keepdim
# looks like: keepdim=True keeps the axes of a mean
def normalize_over(x, dims, eps=1e-5):
    return (x - x.mean(dims)) / (x.var(dims, correction=0) + eps).sqrt()

# %% wrong: eps of its own
# looks like: ignores eps
def normalize_over(x, dims, eps=1e-5):
    return (x - x.mean(dims, keepdim=True)) / (x.var(dims, correction=0, keepdim=True) + 1e-5).sqrt()

# %% wrong: no eps
# looks like: adds no eps
# looks like: ignores eps
def normalize_over(x, dims, eps=1e-5):
    return (x - x.mean(dims, keepdim=True)) / x.std(dims, correction=0, keepdim=True)

# %% wrong: a floor
# looks like: replaces a variance below eps by eps
def normalize_over(x, dims, eps=1e-5):
    return (x - x.mean(dims, keepdim=True)) / x.var(dims, correction=0, keepdim=True).clamp(min=eps).sqrt()

# %% wrong: in place
# looks like: changes its input in place
def normalize_over(x, dims, eps=1e-5):
    variance = x.var(dims, correction=0, keepdim=True)
    x -= x.mean(dims, keepdim=True)
    return x / (variance + eps).sqrt()

# %% wrong: torch's own
# looks like: calls torch.nn.functional.layer_norm
def normalize_over(x, dims, eps=1e-5):
    axes = sorted(axis % x.ndim for axis in ([dims] if isinstance(dims, int) else dims))
    others = [axis for axis in range(x.ndim) if axis not in axes]
    order = others + axes
    y = nn.functional.layer_norm(x.permute(order), [x.shape[axis] for axis in axes], eps=eps)
    return y.permute([order.index(axis) for axis in range(x.ndim)])


# %% wrong: eps of 0 is none
# from: solution
# looks like: takes an eps of 0 for none
# -     return (x - mean) / (variance + eps).sqrt()
# +     return (x - mean) / (variance + (eps or 1e-5)).sqrt()


# %% wrong: a guard against large numbers
# from: solution
# looks like: limits what it gives
# -     return (x - mean) / (variance + eps).sqrt()
# +     return ((x - mean) / (variance + eps).sqrt()).clamp(-5, 5)


# %% wrong: eps on the CPU
# from: solution
# looks like: makes a tensor on the CPU
# -     return (x - mean) / (variance + eps).sqrt()
# +     return (x - mean) / (variance + torch.full((1,) * x.ndim, eps)).sqrt()


# %% wrong: squeezes axes of length 1
# from: solution
# looks like: goes wrong for a batch of one
#       Differentiable; `x` is left as it was.
#       """
# +     shape = x.shape

# -     return (x - mean) / (variance + eps).sqrt()
# +     return ((x - mean) / (variance + eps).sqrt()).squeeze(0)


# %% wrong: clips its gradient
# looks like: has a wrong gradient
def normalize_over(x, dims, eps=1e-5):
    y = (x - x.mean(dims, keepdim=True)) / (x.var(dims, correction=0, keepdim=True) + eps).sqrt()
    if y.requires_grad:
        y.register_hook(lambda grad: grad.clamp(-1, 1))
    return y

# %% wrong: divides in place
# looks like: changes a tensor in place that the backward pass needs
def normalize_over(x, dims, eps=1e-5):
    d = x - x.mean(dims, keepdim=True)
    variance = d.square().mean(dims, keepdim=True)
    return d.div_((variance + eps).sqrt())

# %% wrong: divides first
# looks like: divides before it subtracts
# looks like: does not give 0 where all numbers are equal
def normalize_over(x, dims, eps=1e-5):
    std = (x.var(dims, correction=0, keepdim=True) + eps).sqrt()
    return x / std - x.mean(dims, keepdim=True)

# %% wrong: a std of at least eps
# looks like: replaces a std below eps by eps
# looks like: has no finite gradient where all numbers are equal
def normalize_over(x, dims, eps=1e-5):
    v = x.var(dims, correction=0, keepdim=True)
    m = x.mean(dims, keepdim=True)
    return (x - m) / v.sqrt().clamp(min=eps)
