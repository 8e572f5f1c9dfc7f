# %% right: the Jacobian, as it stands on paper
def normalize_backward(grad, x, dims, eps=1e-5):
    axes = sorted(axis % x.ndim for axis in ([dims] if isinstance(dims, int) else dims))
    others = [axis for axis in range(x.ndim) if axis not in axes]
    order = others + axes
    n = x.numel() // x.mean(dims).numel()
    rows = x.permute(order).reshape(-1, n)
    g = grad.permute(order).reshape(rows.shape)
    sigma = (rows.var(1, correction=0, keepdim=True) + eps).sqrt()
    y = (rows - rows.mean(1, keepdim=True)) / sigma
    jacobian = torch.eye(n, dtype=x.dtype) - 1 / n - y[:, :, None] * y[:, None, :] / n
    result = (g[:, None, :] @ jacobian)[:, 0] / sigma
    shape = [x.shape[axis] for axis in order]
    inverse = [order.index(axis) for axis in range(x.ndim)]
    return result.reshape(shape).permute(inverse)

# %% right: sums and a count
def normalize_backward(grad, x, dims, eps=1e-5):
    n = x.numel() // x.mean(dims).numel()
    d = x - x.mean(dims, keepdim=True)
    v = (d * d).sum(dims, keepdim=True) / n + eps
    return (grad - grad.sum(dims, keepdim=True) / n - d * (grad * d).sum(dims, keepdim=True) / (n * v)) * v.rsqrt()

# %% right: through mean and variance, as the batch norm paper writes it
def normalize_backward(grad, x, dims, eps=1e-5):
    d = x - x.mean(dims, keepdim=True)
    v = d.square().mean(dims, keepdim=True) + eps
    by_variance = (grad * d).sum(dims, keepdim=True) * -0.5 * v**-1.5
    n = x.numel() // v.numel()
    by_mean = -grad.sum(dims, keepdim=True) / v.sqrt() - 2 * by_variance * d.mean(dims, keepdim=True)
    return grad / v.sqrt() + by_variance * 2 * d / n + by_mean / n

# %% right: projections
def normalize_backward(grad, x, dims, eps=1e-5):
    mu = x.mean(dims, keepdim=True)
    s = torch.sqrt((x - mu).pow(2).mean(dims, keepdim=True) + eps)
    xhat = (x - mu) / s
    g = grad / s
    return g - g.mean(dims, keepdim=True) - xhat * torch.mean(g * xhat, dims, keepdim=True)

# %% wrong: statistics as constants
# looks like: gives grad / σ
def normalize_backward(grad, x, dims, eps=1e-5):
    return grad / (x.var(dims, correction=0, keepdim=True) + eps).sqrt()

# %% wrong: without the mean of grad
# looks like: leaves out the mean of grad
def normalize_backward(grad, x, dims, eps=1e-5):
    y = normalize_over(x, dims, eps)
    return (grad - y * (grad * y).mean(dims, keepdim=True)) / (x.var(dims, correction=0, keepdim=True) + eps).sqrt()

# %% wrong: without the term of the variance
# looks like: leaves out y · mean(grad · y)
def normalize_backward(grad, x, dims, eps=1e-5):
    return (grad - grad.mean(dims, keepdim=True)) / (x.var(dims, correction=0, keepdim=True) + eps).sqrt()


# %% wrong: a plus for a minus
# from: solution
# looks like: adds y · mean(grad · y), which is to be subtracted
# -     return (grad - grad.mean(dims, keepdim=True) - y * (grad * y).mean(dims, keepdim=True)) / sigma
# +     return (grad - grad.mean(dims, keepdim=True) + y * (grad * y).mean(dims, keepdim=True)) / sigma


# %% wrong: sums
# from: solution
# looks like: takes sums where means belong
# -     return (grad - grad.mean(dims, keepdim=True) - y * (grad * y).mean(dims, keepdim=True)) / sigma
# +     return (grad - grad.sum(dims, keepdim=True) - y * (grad * y).sum(dims, keepdim=True)) / sigma


# %% wrong: not divided
# looks like: does not divide by σ
def normalize_backward(grad, x, dims, eps=1e-5):
    y = normalize_over(x, dims, eps)
    return grad - grad.mean(dims, keepdim=True) - y * (grad * y).mean(dims, keepdim=True)

# %% wrong: divided by the variance
# looks like: divides by the variance
def normalize_backward(grad, x, dims, eps=1e-5):
    y = normalize_over(x, dims, eps)
    v = x.var(dims, correction=0, keepdim=True) + eps
    return (grad - grad.mean(dims, keepdim=True) - y * (grad * y).mean(dims, keepdim=True)) / v

# %% wrong: the deviation for y
# looks like: multiplies with x - mean where y belongs
def normalize_backward(grad, x, dims, eps=1e-5):
    d = x - x.mean(dims, keepdim=True)
    sigma = (x.var(dims, correction=0, keepdim=True) + eps).sqrt()
    return (grad - grad.mean(dims, keepdim=True) - d * (grad * d).mean(dims, keepdim=True)) / sigma


# %% wrong: unbiased
# from: solution
# looks like: uses the unbiased variance
# -     sigma = (x.var(dims, correction=0, keepdim=True) + eps).sqrt()
# +     sigma = (x.var(dims, keepdim=True) + eps).sqrt()


# %% wrong: an eps of its own
# looks like: ignores eps
def normalize_backward(grad, x, dims, eps=1e-5):
    y = normalize_over(x, dims)
    sigma = (x.var(dims, correction=0, keepdim=True) + 1e-5).sqrt()
    return (grad - grad.mean(dims, keepdim=True) - y * (grad * y).mean(dims, keepdim=True)) / sigma

# %% wrong: works in place
# looks like: changes its input in place
def normalize_backward(grad, x, dims, eps=1e-5):
    y = normalize_over(x, dims, eps)
    sigma = (x.var(dims, correction=0, keepdim=True) + eps).sqrt()
    gy = (grad * y).mean(dims, keepdim=True)
    grad -= grad.mean(dims, keepdim=True)
    grad -= y * gy
    return grad / sigma

# %% wrong: asks autograd
# looks like: calls torch.Tensor.backward
def normalize_backward(grad, x, dims, eps=1e-5):
    with torch.enable_grad():
        x = x.detach().requires_grad_()
        normalize_over(x, dims, eps).backward(grad)
    return x.grad


# %% wrong: no eps in σ
# from: solution
# looks like: computes σ without eps
# -     sigma = (x.var(dims, correction=0, keepdim=True) + eps).sqrt()
# +     sigma = x.std(dims, correction=0, keepdim=True)


# %% wrong: no eps for y
# from: solution
# looks like: computes y with the usual eps
# -     y = normalize_over(x, dims, eps)
# +     y = normalize_over(x, dims)


# %% wrong: the usual eps in σ
# from: solution
# looks like: computes σ with an eps of 1e-5
# -     sigma = (x.var(dims, correction=0, keepdim=True) + eps).sqrt()
# +     sigma = (x.var(dims, correction=0, keepdim=True) + 1e-5).sqrt()


# %% wrong: eps beside σ
# from: solution
# looks like: adds eps outside of the root of σ
# -     sigma = (x.var(dims, correction=0, keepdim=True) + eps).sqrt()
# +     sigma = x.std(dims, correction=0, keepdim=True) + eps


# %% wrong: no keepdim
# from: solution
# looks like: combines shapes that do not fit
# -     return (grad - grad.mean(dims, keepdim=True) - y * (grad * y).mean(dims, keepdim=True)) / sigma
# +     return (grad - grad.mean(dims) - y * (grad * y).mean(dims)) / sigma


# %% wrong: no eps unless it is given
# looks like: gives no finite gradient where all numbers are equal
def normalize_backward(grad, x, dims, eps=0.0):
    d = x - x.mean(dims, keepdim=True)
    sigma = (d.square().mean(dims, keepdim=True) + eps).sqrt()
    return (grad - grad.mean(dims, keepdim=True) - d / sigma * (grad * d / sigma).mean(dims, keepdim=True)) / sigma

# %% wrong: n - 1
# looks like: divides the mean of grad · y by n - 1
def normalize_backward(grad, x, dims, eps=1e-5):
    v, m = torch.var_mean(x, dims, correction=0, keepdim=True)
    r = torch.rsqrt(v + eps)
    y = (x - m) * r
    n = x.numel() // v.numel()
    return r * (grad - grad.mean(dims, keepdim=True) - y * (y * grad).sum(dims, keepdim=True) / (n - 1))

# %% wrong: y not multiplied back
# looks like: subtracts mean(grad · y) as it is
def normalize_backward(grad, x, dims, eps=1e-5):
    v, m = torch.var_mean(x, dims, correction=0, keepdim=True)
    y = (x - m) / (v + eps).sqrt()
    return (grad - grad.mean(dims, keepdim=True) - (y * grad).mean(dims, keepdim=True)) / (v + eps).sqrt()

# %% wrong: σ for grad alone
# looks like: divides grad alone by σ
def normalize_backward(grad, x, dims, eps=1e-5):
    v, m = torch.var_mean(x, dims, correction=0, keepdim=True)
    y = (x - m) / (v + eps).sqrt()
    return grad / (v + eps).sqrt() - grad.mean(dims, keepdim=True) - y * (y * grad).mean(dims, keepdim=True)

# %% wrong: multiplied by σ
# looks like: multiplies by σ
def normalize_backward(grad, x, dims, eps=1e-5):
    v, m = torch.var_mean(x, dims, correction=0, keepdim=True)
    y = (x - m) / (v + eps).sqrt()
    return (grad - grad.mean(dims, keepdim=True) - y * (y * grad).mean(dims, keepdim=True)) * (v + eps).sqrt()

# %% wrong: grad where y belongs
# looks like: multiplies mean(grad · y) by grad
def normalize_backward(grad, x, dims, eps=1e-5):
    v, m = torch.var_mean(x, dims, correction=0, keepdim=True)
    y = (x - m) / (v + eps).sqrt()
    return (grad - grad.mean(dims, keepdim=True) - grad * (y * grad).mean(dims, keepdim=True)) / (v + eps).sqrt()
