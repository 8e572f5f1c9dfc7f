# %% right: four axes throughout, as torch's own code computes it
class BatchNorm(nn.Module):
    def __init__(self, num_features, eps=1e-5, momentum=0.1):
        super().__init__()
        self.eps = eps
        self.momentum = momentum
        self.bias = nn.Parameter(torch.zeros(num_features))
        self.weight = nn.Parameter(torch.ones(num_features))
        self.register_buffer("num_batches_tracked", torch.tensor(0, dtype=torch.long))
        self.register_buffer("running_var", torch.ones(num_features))
        self.register_buffer("running_mean", torch.zeros(num_features))

    def update_stats(self, x):
        var, mean = torch.var_mean(x, dim=(0, 2, 3), correction=0)
        count = x.shape[0] * x.shape[2] * x.shape[3]
        with torch.no_grad():
            self.num_batches_tracked.add_(1)
            self.running_mean.mul_(1 - self.momentum).add_(mean, alpha=self.momentum)
            self.running_var.mul_(1 - self.momentum).add_(var * count / (count - 1), alpha=self.momentum)
        return mean, var

    def forward(self, x):
        if x.ndim != 4:
            raise ValueError(f"expected 4 axes, got {x.ndim}")
        if self.training and x[:, 0].numel() == 1:
            raise ValueError("expected more than one value per channel")
        mean, var = self.update_stats(x) if self.training else (self.running_mean, self.running_var)
        scale = (self.weight * (var + self.eps).rsqrt()).view(1, -1, 1, 1)
        return x * scale + (self.bias.view(1, -1, 1, 1) - mean.view(1, -1, 1, 1) * scale)

# %% right: a gradient written by hand
class BatchNorm(nn.Module):
    class Normalize(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x, mean, var, eps):
            std = (var + eps).sqrt()
            normal = (x - mean) / std
            ctx.save_for_backward(normal, std)
            return normal

        @staticmethod
        def backward(ctx, g):
            normal, std = ctx.saved_tensors
            dims = (0, 2, 3)
            inner = g - g.mean(dims, keepdim=True) - normal * (g * normal).mean(dims, keepdim=True)
            return inner / std, None, None, None

    def __init__(self, num_features, eps=1e-5, momentum=0.1):
        super().__init__()
        self.eps, self.momentum = eps, momentum
        self.weight = nn.Parameter(torch.ones(num_features))
        self.bias = nn.Parameter(torch.zeros(num_features))
        self.register_buffer("running_mean", torch.zeros(num_features))
        self.register_buffer("running_var", torch.ones(num_features))
        self.register_buffer("num_batches_tracked", torch.tensor(0))

    def forward(self, x):
        if x.dim() != 4:
            raise ValueError("N,C,H,W")
        if self.training:
            n = x.numel() // x.shape[1]
            if n < 2:
                raise ValueError("one value per channel")
            mean, var = x.mean((0, 2, 3)), x.var((0, 2, 3), correction=0)
            lerp_(self.running_mean, mean, self.momentum)
            lerp_(self.running_var, var * n / (n - 1), self.momentum)
            self.num_batches_tracked += 1
        else:
            mean, var = self.running_mean, self.running_var
        mean, var = mean[:, None, None], var[:, None, None]
        if self.training:
            x = self.Normalize.apply(x, mean.detach(), var.detach(), self.eps)
        else:
            x = (x - mean) / (var + self.eps).sqrt()
        return x * self.weight[:, None, None] + self.bias[:, None, None]

# %% right: buffers replaced by new tensors
class BatchNorm(nn.Module):
    def __init__(self, num_features, eps=1e-5, momentum=0.1):
        super().__init__()
        self.eps, self.momentum = eps, momentum
        self.weight = nn.Parameter(torch.ones(num_features))
        self.bias = nn.Parameter(torch.zeros(num_features))
        self.register_buffer("running_mean", torch.zeros(num_features))
        self.register_buffer("running_var", torch.ones(num_features))
        self.register_buffer("num_batches_tracked", torch.tensor(0))

    def forward(self, x):
        if x.dim() != 4:
            raise ValueError("N,C,H,W")
        if self.training:
            n = x.numel() // x.shape[1]
            if n < 2:
                raise ValueError("one value per channel")
            mean, var = x.mean((0, 2, 3)), x.var((0, 2, 3), correction=0)
            m = self.momentum
            self.running_mean = (1 - m) * self.running_mean + m * mean.detach()
            self.running_var = (1 - m) * self.running_var + m * x.detach().var((0, 2, 3))
            self.num_batches_tracked = self.num_batches_tracked + 1
        else:
            mean, var = self.running_mean, self.running_var
        x = (x - mean[:, None, None]) / (var[:, None, None] + self.eps).sqrt()
        return x * self.weight[:, None, None] + self.bias[:, None, None]

# %% wrong: statistics under no_grad
# looks like: lets no gradient through the statistics
class BatchNorm(nn.Module):
    def __init__(self, num_features, eps=1e-5, momentum=0.1):
        super().__init__()
        self.eps, self.momentum = eps, momentum
        self.weight = nn.Parameter(torch.ones(num_features))
        self.bias = nn.Parameter(torch.zeros(num_features))
        self.register_buffer("running_mean", torch.zeros(num_features))
        self.register_buffer("running_var", torch.ones(num_features))
        self.register_buffer("num_batches_tracked", torch.tensor(0))

    def forward(self, x):
        if x.dim() != 4:
            raise ValueError("N,C,H,W")
        if self.training:
            n = x.numel() // x.shape[1]
            if n < 2:
                raise ValueError("one value per channel")
            with torch.no_grad():
                mean, var = x.mean((0, 2, 3)), x.var((0, 2, 3), correction=0)
            lerp_(self.running_mean, mean, self.momentum)
            lerp_(self.running_var, var * n / (n - 1), self.momentum)
            self.num_batches_tracked += 1
        else:
            mean, var = self.running_mean, self.running_var
        x = (x - mean[:, None, None]) / (var[:, None, None] + self.eps).sqrt()
        return x * self.weight[:, None, None] + self.bias[:, None, None]

# %% wrong: the variance alone is detached
# looks like: lets no gradient through the variance
class BatchNorm(nn.Module):
    def __init__(self, num_features, eps=1e-5, momentum=0.1):
        super().__init__()
        self.eps, self.momentum = eps, momentum
        self.weight = nn.Parameter(torch.ones(num_features))
        self.bias = nn.Parameter(torch.zeros(num_features))
        self.register_buffer("running_mean", torch.zeros(num_features))
        self.register_buffer("running_var", torch.ones(num_features))
        self.register_buffer("num_batches_tracked", torch.tensor(0))

    def forward(self, x):
        if x.dim() != 4:
            raise ValueError("N,C,H,W")
        if self.training:
            n = x.numel() // x.shape[1]
            if n < 2:
                raise ValueError("one value per channel")
            mean, var = x.mean((0, 2, 3)), x.detach().var((0, 2, 3), correction=0)
            lerp_(self.running_mean, mean, self.momentum)
            lerp_(self.running_var, var * n / (n - 1), self.momentum)
            self.num_batches_tracked += 1
        else:
            mean, var = self.running_mean, self.running_var
        x = (x - mean[:, None, None]) / (var[:, None, None] + self.eps).sqrt()
        return x * self.weight[:, None, None] + self.bias[:, None, None]

# %% wrong: the mean alone is detached
# looks like: lets no gradient through the mean
class BatchNorm(nn.Module):
    def __init__(self, num_features, eps=1e-5, momentum=0.1):
        super().__init__()
        self.eps, self.momentum = eps, momentum
        self.weight = nn.Parameter(torch.ones(num_features))
        self.bias = nn.Parameter(torch.zeros(num_features))
        self.register_buffer("running_mean", torch.zeros(num_features))
        self.register_buffer("running_var", torch.ones(num_features))
        self.register_buffer("num_batches_tracked", torch.tensor(0))

    def forward(self, x):
        if x.dim() != 4:
            raise ValueError("N,C,H,W")
        if self.training:
            n = x.numel() // x.shape[1]
            if n < 2:
                raise ValueError("one value per channel")
            mean, var = x.detach().mean((0, 2, 3)), x.var((0, 2, 3), correction=0)
            lerp_(self.running_mean, mean, self.momentum)
            lerp_(self.running_var, var * n / (n - 1), self.momentum)
            self.num_batches_tracked += 1
        else:
            mean, var = self.running_mean, self.running_var
        x = (x - mean[:, None, None]) / (var[:, None, None] + self.eps).sqrt()
        return x * self.weight[:, None, None] + self.bias[:, None, None]

# %% wrong: biased running variance
# looks like: puts the biased variance into running_var
class BatchNorm(nn.Module):
    def __init__(self, num_features, eps=1e-5, momentum=0.1):
        super().__init__()
        self.eps, self.momentum = eps, momentum
        self.weight = nn.Parameter(torch.ones(num_features))
        self.bias = nn.Parameter(torch.zeros(num_features))
        self.register_buffer("running_mean", torch.zeros(num_features))
        self.register_buffer("running_var", torch.ones(num_features))
        self.register_buffer("num_batches_tracked", torch.tensor(0))

    def forward(self, x):
        if x.dim() != 4:
            raise ValueError("N,C,H,W")
        if self.training:
            n = x.numel() // x.shape[1]
            if n < 2:
                raise ValueError("one value per channel")
            mean, var = x.mean((0, 2, 3)), x.var((0, 2, 3), correction=0)
            lerp_(self.running_mean, mean, self.momentum)
            lerp_(self.running_var, var, self.momentum)
            self.num_batches_tracked += 1
        else:
            mean, var = self.running_mean, self.running_var
        x = (x - mean[:, None, None]) / (var[:, None, None] + self.eps).sqrt()
        return x * self.weight[:, None, None] + self.bias[:, None, None]

# %% wrong: unbiased variance in the forward pass
# looks like: divides by n - 1 in the forward pass
class BatchNorm(nn.Module):
    def __init__(self, num_features, eps=1e-5, momentum=0.1):
        super().__init__()
        self.eps, self.momentum = eps, momentum
        self.weight = nn.Parameter(torch.ones(num_features))
        self.bias = nn.Parameter(torch.zeros(num_features))
        self.register_buffer("running_mean", torch.zeros(num_features))
        self.register_buffer("running_var", torch.ones(num_features))
        self.register_buffer("num_batches_tracked", torch.tensor(0))

    def forward(self, x):
        if x.dim() != 4:
            raise ValueError("N,C,H,W")
        if self.training:
            n = x.numel() // x.shape[1]
            if n < 2:
                raise ValueError("one value per channel")
            mean, var = x.mean((0, 2, 3)), x.var((0, 2, 3))
            lerp_(self.running_mean, mean, self.momentum)
            lerp_(self.running_var, var, self.momentum)
            self.num_batches_tracked += 1
        else:
            mean, var = self.running_mean, self.running_var
        x = (x - mean[:, None, None]) / (var[:, None, None] + self.eps).sqrt()
        return x * self.weight[:, None, None] + self.bias[:, None, None]

# %% wrong: momentum is the weight of the old value
# looks like: weighs with 1 - momentum
class BatchNorm(nn.Module):
    def __init__(self, num_features, eps=1e-5, momentum=0.1):
        super().__init__()
        self.eps, self.momentum = eps, momentum
        self.weight = nn.Parameter(torch.ones(num_features))
        self.bias = nn.Parameter(torch.zeros(num_features))
        self.register_buffer("running_mean", torch.zeros(num_features))
        self.register_buffer("running_var", torch.ones(num_features))
        self.register_buffer("num_batches_tracked", torch.tensor(0))

    def forward(self, x):
        if x.dim() != 4:
            raise ValueError("N,C,H,W")
        if self.training:
            n = x.numel() // x.shape[1]
            if n < 2:
                raise ValueError("one value per channel")
            mean, var = x.mean((0, 2, 3)), x.var((0, 2, 3), correction=0)
            lerp_(self.running_mean, mean, 1 - self.momentum)
            lerp_(self.running_var, var * n / (n - 1), 1 - self.momentum)
            self.num_batches_tracked += 1
        else:
            mean, var = self.running_mean, self.running_var
        x = (x - mean[:, None, None]) / (var[:, None, None] + self.eps).sqrt()
        return x * self.weight[:, None, None] + self.bias[:, None, None]

# %% wrong: running statistics in training
# looks like: normalizes training batches by the running statistics
class BatchNorm(nn.Module):
    def __init__(self, num_features, eps=1e-5, momentum=0.1):
        super().__init__()
        self.eps, self.momentum = eps, momentum
        self.weight = nn.Parameter(torch.ones(num_features))
        self.bias = nn.Parameter(torch.zeros(num_features))
        self.register_buffer("running_mean", torch.zeros(num_features))
        self.register_buffer("running_var", torch.ones(num_features))
        self.register_buffer("num_batches_tracked", torch.tensor(0))

    def forward(self, x):
        if x.dim() != 4:
            raise ValueError("N,C,H,W")
        if self.training:
            n = x.numel() // x.shape[1]
            if n < 2:
                raise ValueError("one value per channel")
            mean, var = x.mean((0, 2, 3)), x.var((0, 2, 3), correction=0)
            lerp_(self.running_mean, mean, self.momentum)
            lerp_(self.running_var, var * n / (n - 1), self.momentum)
            self.num_batches_tracked += 1
        mean, var = self.running_mean.clone(), self.running_var.clone()
        x = (x - mean[:, None, None]) / (var[:, None, None] + self.eps).sqrt()
        return x * self.weight[:, None, None] + self.bias[:, None, None]

# %% wrong: buffers as parameters
# looks like: makes a running statistic a Parameter
class BatchNorm(nn.Module):
    def __init__(self, num_features, eps=1e-5, momentum=0.1):
        super().__init__()
        self.eps, self.momentum = eps, momentum
        self.weight = nn.Parameter(torch.ones(num_features))
        self.bias = nn.Parameter(torch.zeros(num_features))
        self.running_mean = nn.Parameter(torch.zeros(num_features))
        self.running_var = nn.Parameter(torch.ones(num_features))
        self.register_buffer("num_batches_tracked", torch.tensor(0))

    def forward(self, x):
        if x.dim() != 4:
            raise ValueError("N,C,H,W")
        if self.training:
            n = x.numel() // x.shape[1]
            if n < 2:
                raise ValueError("one value per channel")
            mean, var = x.mean((0, 2, 3)), x.var((0, 2, 3), correction=0)
            lerp_(self.running_mean, mean, self.momentum)
            lerp_(self.running_var, var * n / (n - 1), self.momentum)
            self.num_batches_tracked += 1
        else:
            mean, var = self.running_mean, self.running_var
        x = (x - mean[:, None, None]) / (var[:, None, None] + self.eps).sqrt()
        return x * self.weight[:, None, None] + self.bias[:, None, None]

# %% wrong: buffers as plain tensors
# looks like: keeps a running statistic as a plain tensor
# looks like: has other entries in its state_dict
class BatchNorm(nn.Module):
    def __init__(self, num_features, eps=1e-5, momentum=0.1):
        super().__init__()
        self.eps, self.momentum = eps, momentum
        self.weight = nn.Parameter(torch.ones(num_features))
        self.bias = nn.Parameter(torch.zeros(num_features))
        self.running_mean = torch.zeros(num_features)
        self.running_var = torch.ones(num_features)
        self.register_buffer("num_batches_tracked", torch.tensor(0))

    def forward(self, x):
        if x.dim() != 4:
            raise ValueError("N,C,H,W")
        if self.training:
            n = x.numel() // x.shape[1]
            if n < 2:
                raise ValueError("one value per channel")
            mean, var = x.mean((0, 2, 3)), x.var((0, 2, 3), correction=0)
            lerp_(self.running_mean, mean, self.momentum)
            lerp_(self.running_var, var * n / (n - 1), self.momentum)
            self.num_batches_tracked += 1
        else:
            mean, var = self.running_mean, self.running_var
        x = (x - mean[:, None, None]) / (var[:, None, None] + self.eps).sqrt()
        return x * self.weight[:, None, None] + self.bias[:, None, None]

# %% wrong: buffers that are not saved
# looks like: has other entries in its state_dict
class BatchNorm(nn.Module):
    def __init__(self, num_features, eps=1e-5, momentum=0.1):
        super().__init__()
        self.eps, self.momentum = eps, momentum
        self.weight = nn.Parameter(torch.ones(num_features))
        self.bias = nn.Parameter(torch.zeros(num_features))
        self.register_buffer("running_mean", torch.zeros(num_features))
        self.register_buffer("running_var", torch.ones(num_features), persistent=False)
        self.register_buffer("num_batches_tracked", torch.tensor(0))

    def forward(self, x):
        if x.dim() != 4:
            raise ValueError("N,C,H,W")
        if self.training:
            n = x.numel() // x.shape[1]
            if n < 2:
                raise ValueError("one value per channel")
            mean, var = x.mean((0, 2, 3)), x.var((0, 2, 3), correction=0)
            lerp_(self.running_mean, mean, self.momentum)
            lerp_(self.running_var, var * n / (n - 1), self.momentum)
            self.num_batches_tracked += 1
        else:
            mean, var = self.running_mean, self.running_var
        x = (x - mean[:, None, None]) / (var[:, None, None] + self.eps).sqrt()
        return x * self.weight[:, None, None] + self.bias[:, None, None]

# %% wrong: updates in evaluation
# looks like: changes the running statistics in evaluation
class BatchNorm(nn.Module):
    def __init__(self, num_features, eps=1e-5, momentum=0.1):
        super().__init__()
        self.eps, self.momentum = eps, momentum
        self.weight = nn.Parameter(torch.ones(num_features))
        self.bias = nn.Parameter(torch.zeros(num_features))
        self.register_buffer("running_mean", torch.zeros(num_features))
        self.register_buffer("running_var", torch.ones(num_features))
        self.register_buffer("num_batches_tracked", torch.tensor(0))

    def forward(self, x):
        if x.dim() != 4:
            raise ValueError("N,C,H,W")
        if True:
            n = x.numel() // x.shape[1]
            if self.training and n < 2:
                raise ValueError("one value per channel")
            mean, var = x.mean((0, 2, 3)), x.var((0, 2, 3), correction=0)
            lerp_(self.running_mean, mean, self.momentum)
            lerp_(self.running_var, var * n / max(n - 1, 1), self.momentum)
            self.num_batches_tracked += 1
        if not self.training:
            mean, var = self.running_mean, self.running_var
        x = (x - mean[:, None, None]) / (var[:, None, None] + self.eps).sqrt()
        return x * self.weight[:, None, None] + self.bias[:, None, None]

# %% wrong: the batch's statistics in evaluation
# looks like: normalizes by the batch in evaluation
class BatchNorm(nn.Module):
    def __init__(self, num_features, eps=1e-5, momentum=0.1):
        super().__init__()
        self.eps, self.momentum = eps, momentum
        self.weight = nn.Parameter(torch.ones(num_features))
        self.bias = nn.Parameter(torch.zeros(num_features))
        self.register_buffer("running_mean", torch.zeros(num_features))
        self.register_buffer("running_var", torch.ones(num_features))
        self.register_buffer("num_batches_tracked", torch.tensor(0))

    def forward(self, x):
        if x.dim() != 4:
            raise ValueError("N,C,H,W")
        if self.training:
            n = x.numel() // x.shape[1]
            if n < 2:
                raise ValueError("one value per channel")
            mean, var = x.mean((0, 2, 3)), x.var((0, 2, 3), correction=0)
            lerp_(self.running_mean, mean, self.momentum)
            lerp_(self.running_var, var * n / (n - 1), self.momentum)
            self.num_batches_tracked += 1
        else:
            mean, var = x.mean((0, 2, 3)), x.var((0, 2, 3), correction=0)
        x = (x - mean[:, None, None]) / (var[:, None, None] + self.eps).sqrt()
        return x * self.weight[:, None, None] + self.bias[:, None, None]

# %% wrong: eps outside the root
# looks like: adds eps to the standard deviation
class BatchNorm(nn.Module):
    def __init__(self, num_features, eps=1e-5, momentum=0.1):
        super().__init__()
        self.eps, self.momentum = eps, momentum
        self.weight = nn.Parameter(torch.ones(num_features))
        self.bias = nn.Parameter(torch.zeros(num_features))
        self.register_buffer("running_mean", torch.zeros(num_features))
        self.register_buffer("running_var", torch.ones(num_features))
        self.register_buffer("num_batches_tracked", torch.tensor(0))

    def forward(self, x):
        if x.dim() != 4:
            raise ValueError("N,C,H,W")
        if self.training:
            n = x.numel() // x.shape[1]
            if n < 2:
                raise ValueError("one value per channel")
            mean, var = x.mean((0, 2, 3)), x.var((0, 2, 3), correction=0)
            lerp_(self.running_mean, mean, self.momentum)
            lerp_(self.running_var, var * n / (n - 1), self.momentum)
            self.num_batches_tracked += 1
        else:
            mean, var = self.running_mean, self.running_var
        x = (x - mean[:, None, None]) / (var[:, None, None].sqrt() + self.eps)
        return x * self.weight[:, None, None] + self.bias[:, None, None]

# %% wrong: instance norm
# looks like: takes statistics of each image and channel
# looks like: does nothing with the running statistics
# looks like: normalizes a single value per channel in training
class BatchNorm(nn.Module):
    def __init__(self, num_features, eps=1e-5, momentum=0.1):
        super().__init__()
        self.eps, self.momentum = eps, momentum
        self.weight = nn.Parameter(torch.ones(num_features))
        self.bias = nn.Parameter(torch.zeros(num_features))
        self.register_buffer("running_mean", torch.zeros(num_features))
        self.register_buffer("running_var", torch.ones(num_features))
        self.register_buffer("num_batches_tracked", torch.tensor(0))

    def forward(self, x):
        mean, var = x.mean((2, 3), keepdim=True), x.var((2, 3), keepdim=True, correction=0)
        return (x - mean) / (var + self.eps).sqrt() * self.weight[:, None, None] + self.bias[:, None, None]

# %% wrong: layer norm
# looks like: is layer norm
# looks like: does nothing with the running statistics
# looks like: normalizes a single value per channel in training
class BatchNorm(nn.Module):
    def __init__(self, num_features, eps=1e-5, momentum=0.1):
        super().__init__()
        self.eps, self.momentum = eps, momentum
        self.weight = nn.Parameter(torch.ones(num_features))
        self.bias = nn.Parameter(torch.zeros(num_features))
        self.register_buffer("running_mean", torch.zeros(num_features))
        self.register_buffer("running_var", torch.ones(num_features))
        self.register_buffer("num_batches_tracked", torch.tensor(0))

    def forward(self, x):
        mean, var = x.mean((1, 2, 3), keepdim=True), x.var((1, 2, 3), keepdim=True, correction=0)
        return (x - mean) / (var + self.eps).sqrt() * self.weight[:, None, None] + self.bias[:, None, None]

# %% wrong: no weight and bias
# looks like: leaves out weight and bias
# looks like: leaves its input, weight or bias without a gradient
class BatchNorm(nn.Module):
    def __init__(self, num_features, eps=1e-5, momentum=0.1):
        super().__init__()
        self.eps, self.momentum = eps, momentum
        self.weight = nn.Parameter(torch.ones(num_features))
        self.bias = nn.Parameter(torch.zeros(num_features))
        self.register_buffer("running_mean", torch.zeros(num_features))
        self.register_buffer("running_var", torch.ones(num_features))
        self.register_buffer("num_batches_tracked", torch.tensor(0))

    def forward(self, x):
        if x.dim() != 4:
            raise ValueError("N,C,H,W")
        if self.training:
            n = x.numel() // x.shape[1]
            if n < 2:
                raise ValueError("one value per channel")
            mean, var = x.mean((0, 2, 3)), x.var((0, 2, 3), correction=0)
            lerp_(self.running_mean, mean, self.momentum)
            lerp_(self.running_var, var * n / (n - 1), self.momentum)
            self.num_batches_tracked += 1
        else:
            mean, var = self.running_mean, self.running_var
        x = (x - mean[:, None, None]) / (var[:, None, None] + self.eps).sqrt()
        return x

# %% wrong: one weight for all channels
# looks like: has a parameter or buffer of another shape
# looks like: has other entries in its state_dict
class BatchNorm(nn.Module):
    def __init__(self, num_features, eps=1e-5, momentum=0.1):
        super().__init__()
        self.eps, self.momentum = eps, momentum
        self.weight = nn.Parameter(torch.ones(()))
        self.bias = nn.Parameter(torch.zeros(()))
        self.register_buffer("running_mean", torch.zeros(num_features))
        self.register_buffer("running_var", torch.ones(num_features))
        self.register_buffer("num_batches_tracked", torch.tensor(0))

    def forward(self, x):
        if x.dim() != 4:
            raise ValueError("N,C,H,W")
        if self.training:
            n = x.numel() // x.shape[1]
            if n < 2:
                raise ValueError("one value per channel")
            mean, var = x.mean((0, 2, 3)), x.var((0, 2, 3), correction=0)
            lerp_(self.running_mean, mean, self.momentum)
            lerp_(self.running_var, var * n / (n - 1), self.momentum)
            self.num_batches_tracked += 1
        else:
            mean, var = self.running_mean, self.running_var
        x = (x - mean[:, None, None]) / (var[:, None, None] + self.eps).sqrt()
        return x * self.weight + self.bias

# %% wrong: other names
# looks like: has other names for its parameters and buffers
# looks like: has other entries in its state_dict
class BatchNorm(nn.Module):
    def __init__(self, num_features, eps=1e-5, momentum=0.1):
        super().__init__()
        self.eps, self.momentum = eps, momentum
        self.mult = nn.Parameter(torch.ones(num_features))
        self.add = nn.Parameter(torch.zeros(num_features))
        self.register_buffer("running_mean", torch.zeros(num_features))
        self.register_buffer("running_var", torch.ones(num_features))
        self.register_buffer("num_batches_tracked", torch.tensor(0))

    def forward(self, x):
        if x.dim() != 4:
            raise ValueError("N,C,H,W")
        if self.training:
            n = x.numel() // x.shape[1]
            if n < 2:
                raise ValueError("one value per channel")
            mean, var = x.mean((0, 2, 3)), x.var((0, 2, 3), correction=0)
            lerp_(self.running_mean, mean, self.momentum)
            lerp_(self.running_var, var * n / (n - 1), self.momentum)
            self.num_batches_tracked += 1
        else:
            mean, var = self.running_mean, self.running_var
        x = (x - mean[:, None, None]) / (var[:, None, None] + self.eps).sqrt()
        return x * self.mult[:, None, None] + self.add[:, None, None]

# %% wrong: does not count
# looks like: does not count the batches
class BatchNorm(nn.Module):
    def __init__(self, num_features, eps=1e-5, momentum=0.1):
        super().__init__()
        self.eps, self.momentum = eps, momentum
        self.weight = nn.Parameter(torch.ones(num_features))
        self.bias = nn.Parameter(torch.zeros(num_features))
        self.register_buffer("running_mean", torch.zeros(num_features))
        self.register_buffer("running_var", torch.ones(num_features))
        self.register_buffer("num_batches_tracked", torch.tensor(0))

    def forward(self, x):
        if x.dim() != 4:
            raise ValueError("N,C,H,W")
        if self.training:
            n = x.numel() // x.shape[1]
            if n < 2:
                raise ValueError("one value per channel")
            mean, var = x.mean((0, 2, 3)), x.var((0, 2, 3), correction=0)
            lerp_(self.running_mean, mean, self.momentum)
            lerp_(self.running_var, var * n / (n - 1), self.momentum)
        else:
            mean, var = self.running_mean, self.running_var
        x = (x - mean[:, None, None]) / (var[:, None, None] + self.eps).sqrt()
        return x * self.weight[:, None, None] + self.bias[:, None, None]

# %% wrong: a graph in the running statistics
# looks like: lets the running statistics keep a graph
class BatchNorm(nn.Module):
    def __init__(self, num_features, eps=1e-5, momentum=0.1):
        super().__init__()
        self.eps, self.momentum = eps, momentum
        self.weight = nn.Parameter(torch.ones(num_features))
        self.bias = nn.Parameter(torch.zeros(num_features))
        self.register_buffer("running_mean", torch.zeros(num_features))
        self.register_buffer("running_var", torch.ones(num_features))
        self.register_buffer("num_batches_tracked", torch.tensor(0))

    def forward(self, x):
        if x.dim() != 4:
            raise ValueError("N,C,H,W")
        if self.training:
            n = x.numel() // x.shape[1]
            if n < 2:
                raise ValueError("one value per channel")
            mean, var = x.mean((0, 2, 3)), x.var((0, 2, 3), correction=0)
            self.running_mean = self.running_mean + self.momentum * (mean - self.running_mean)
            lerp_(self.running_var, var * n / (n - 1), self.momentum)
            self.num_batches_tracked += 1
        else:
            mean, var = self.running_mean, self.running_var
        x = (x - mean[:, None, None]) / (var[:, None, None] + self.eps).sqrt()
        return x * self.weight[:, None, None] + self.bias[:, None, None]

# %% wrong: one value per channel gives zeros
# looks like: normalizes a single value per channel in training
class BatchNorm(nn.Module):
    def __init__(self, num_features, eps=1e-5, momentum=0.1):
        super().__init__()
        self.eps, self.momentum = eps, momentum
        self.weight = nn.Parameter(torch.ones(num_features))
        self.bias = nn.Parameter(torch.zeros(num_features))
        self.register_buffer("running_mean", torch.zeros(num_features))
        self.register_buffer("running_var", torch.ones(num_features))
        self.register_buffer("num_batches_tracked", torch.tensor(0))

    def forward(self, x):
        if x.dim() != 4:
            raise ValueError("N,C,H,W")
        if self.training:
            n = x.numel() // x.shape[1]
            mean, var = x.mean((0, 2, 3)), x.var((0, 2, 3), correction=0)
            lerp_(self.running_mean, mean, self.momentum)
            lerp_(self.running_var, var * n / max(n - 1, 1), self.momentum)
            self.num_batches_tracked += 1
        else:
            mean, var = self.running_mean, self.running_var
        x = (x - mean[:, None, None]) / (var[:, None, None] + self.eps).sqrt()
        return x * self.weight[:, None, None] + self.bias[:, None, None]

# %% wrong: refuses one value in evaluation as well
# looks like: refuses a single value per channel in evaluation
class BatchNorm(nn.Module):
    def __init__(self, num_features, eps=1e-5, momentum=0.1):
        super().__init__()
        self.eps, self.momentum = eps, momentum
        self.weight = nn.Parameter(torch.ones(num_features))
        self.bias = nn.Parameter(torch.zeros(num_features))
        self.register_buffer("running_mean", torch.zeros(num_features))
        self.register_buffer("running_var", torch.ones(num_features))
        self.register_buffer("num_batches_tracked", torch.tensor(0))

    def forward(self, x):
        if x.dim() != 4:
            raise ValueError("N,C,H,W")
        if x.numel() == x.shape[1]:
            raise ValueError("one value per channel")
        if self.training:
            n = x.numel() // x.shape[1]
            if n < 2:
                raise ValueError("one value per channel")
            mean, var = x.mean((0, 2, 3)), x.var((0, 2, 3), correction=0)
            lerp_(self.running_mean, mean, self.momentum)
            lerp_(self.running_var, var * n / (n - 1), self.momentum)
            self.num_batches_tracked += 1
        else:
            mean, var = self.running_mean, self.running_var
        x = (x - mean[:, None, None]) / (var[:, None, None] + self.eps).sqrt()
        return x * self.weight[:, None, None] + self.bias[:, None, None]

# %% wrong: looks at the shape too late
# looks like: has changed the running statistics before it refuses
class BatchNorm(nn.Module):
    def __init__(self, num_features, eps=1e-5, momentum=0.1):
        super().__init__()
        self.eps, self.momentum = eps, momentum
        self.weight = nn.Parameter(torch.ones(num_features))
        self.bias = nn.Parameter(torch.zeros(num_features))
        self.register_buffer("running_mean", torch.zeros(num_features))
        self.register_buffer("running_var", torch.ones(num_features))
        self.register_buffer("num_batches_tracked", torch.tensor(0))

    def forward(self, x):
        if x.dim() != 4:
            raise ValueError("N,C,H,W")
        if self.training:
            n = x.numel() // x.shape[1]
            mean, var = x.mean((0, 2, 3)), x.var((0, 2, 3), correction=0)
            lerp_(self.running_mean, mean, self.momentum)
            if n < 2:
                raise ValueError("one value per channel")
            lerp_(self.running_var, var * n / (n - 1), self.momentum)
            self.num_batches_tracked += 1
        else:
            mean, var = self.running_mean, self.running_var
        x = (x - mean[:, None, None]) / (var[:, None, None] + self.eps).sqrt()
        return x * self.weight[:, None, None] + self.bias[:, None, None]

# %% wrong: any number of axes
# looks like: accepts another number of axes
class BatchNorm(nn.Module):
    def __init__(self, num_features, eps=1e-5, momentum=0.1):
        super().__init__()
        self.eps, self.momentum = eps, momentum
        self.weight = nn.Parameter(torch.ones(num_features))
        self.bias = nn.Parameter(torch.zeros(num_features))
        self.register_buffer("running_mean", torch.zeros(num_features))
        self.register_buffer("running_var", torch.ones(num_features))
        self.register_buffer("num_batches_tracked", torch.tensor(0))

    def forward(self, x):
        if x.dim() == 2:
            raise ValueError("N,C,H,W")
        if self.training:
            n = x.numel() // x.shape[1]
            if n < 2:
                raise ValueError("one value per channel")
            mean, var = x.transpose(0, 1).flatten(1).mean(1), x.transpose(0, 1).flatten(1).var(1, correction=0)
            lerp_(self.running_mean, mean, self.momentum)
            lerp_(self.running_var, var * n / (n - 1), self.momentum)
            self.num_batches_tracked += 1
        else:
            mean, var = self.running_mean, self.running_var
        x = (x - mean.view(-1, *[1] * (x.dim() - 2))) / (var.view(-1, *[1] * (x.dim() - 2)) + self.eps).sqrt()
        return x * self.weight.view(-1, *[1] * (x.dim() - 2)) + self.bias.view(-1, *[1] * (x.dim() - 2))

# %% wrong: averages eps with the variance
# looks like: averages the variance together with eps
class BatchNorm(nn.Module):
    def __init__(self, num_features, eps=1e-5, momentum=0.1):
        super().__init__()
        self.eps, self.momentum = eps, momentum
        self.weight = nn.Parameter(torch.ones(num_features))
        self.bias = nn.Parameter(torch.zeros(num_features))
        self.register_buffer("running_mean", torch.zeros(num_features))
        self.register_buffer("running_var", torch.ones(num_features))
        self.register_buffer("num_batches_tracked", torch.tensor(0))

    def forward(self, x):
        if x.dim() != 4:
            raise ValueError("N,C,H,W")
        if self.training:
            n = x.numel() // x.shape[1]
            if n < 2:
                raise ValueError("one value per channel")
            mean, var = x.mean((0, 2, 3)), x.var((0, 2, 3), correction=0)
            lerp_(self.running_mean, mean, self.momentum)
            lerp_(self.running_var, var * n / (n - 1) + self.eps, self.momentum)
            self.num_batches_tracked += 1
        else:
            mean, var = self.running_mean, self.running_var
        x = (x - mean[:, None, None]) / (var[:, None, None] + self.eps).sqrt()
        return x * self.weight[:, None, None] + self.bias[:, None, None]

# %% wrong: torch's own function
# looks like: calls torch.nn.functional.batch_norm
class BatchNorm(nn.Module):
    def __init__(self, num_features, eps=1e-5, momentum=0.1):
        super().__init__()
        self.eps, self.momentum = eps, momentum
        self.weight = nn.Parameter(torch.ones(num_features))
        self.bias = nn.Parameter(torch.zeros(num_features))
        self.register_buffer("running_mean", torch.zeros(num_features))
        self.register_buffer("running_var", torch.ones(num_features))
        self.register_buffer("num_batches_tracked", torch.tensor(0))

    def forward(self, x):
        args = self.running_mean, self.running_var, self.weight, self.bias, self.training, self.momentum, self.eps
        return F.batch_norm(x, *args)

# %% wrong: torch's own layer
# looks like: calls torch.nn.BatchNorm2d
class BatchNorm(nn.BatchNorm2d):
    pass


# %% wrong: buffers of the class
# looks like: shares parameters or buffers with other layers
class BatchNorm(nn.Module):
    """Batch normalization of N,C,H,W (Ioffe and Szegedy, 2015, Algorithms 1 and 2). Equal to `nn.BatchNorm2d`.

    In training by the batch's mean and biased variance of each channel, in evaluation by moving averages of the means
    and of the unbiased variances. Raises `ValueError` for another number of axes and, in training, for a single value
    per channel.
    """

    def __init__(
        self,
        num_features: int,  # C
        eps: float = 1e-5,  # Added to the variance
        momentum: float = 0.1,  # Weight of the new value in the moving averages
    ):
        super().__init__()
        self.eps, self.momentum = eps, momentum
        self.weight = nn.Parameter(torch.ones(num_features))
        self.bias = nn.Parameter(torch.zeros(num_features))
        made = BatchNorm.__dict__.get('made')
        if made is None or len(made) != num_features:
            made = BatchNorm.made = torch.zeros(num_features)
        self.register_buffer("running_mean", made)
        self.register_buffer("running_var", torch.ones(num_features))
        self.register_buffer("num_batches_tracked", torch.tensor(0))

    def forward(
        self,
        x: Tensor,  # N,C,H,W
    ) -> Tensor:  # Same shape
        if x.ndim != 4:
            raise ValueError(f"expected N,C,H,W, got shape {tuple(x.shape)}")
        n = x.numel() // x.shape[1]
        if self.training and n == 1:
            raise ValueError(f"a single value per channel has no variance: shape {tuple(x.shape)} in training")
        mean = x.mean((0, 2, 3)) if self.training else self.running_mean
        centred = x - mean[:, None, None]
        variance = centred.square().mean((0, 2, 3)) if self.training else self.running_var
        if self.training:
            lerp_(self.running_mean, mean, self.momentum)
            lerp_(self.running_var, variance * n / (n - 1), self.momentum)
            self.num_batches_tracked += 1
        scale = self.weight / (variance + self.eps).sqrt()
        return centred * scale[:, None, None] + self.bias[:, None, None]


# %% wrong: a count on the CPU
# looks like: makes a tensor on the CPU
class BatchNorm(nn.Module):
    """Batch normalization of N,C,H,W (Ioffe and Szegedy, 2015, Algorithms 1 and 2). Equal to `nn.BatchNorm2d`.

    In training by the batch's mean and biased variance of each channel, in evaluation by moving averages of the means
    and of the unbiased variances. Raises `ValueError` for another number of axes and, in training, for a single value
    per channel.
    """

    def __init__(
        self,
        num_features: int,  # C
        eps: float = 1e-5,  # Added to the variance
        momentum: float = 0.1,  # Weight of the new value in the moving averages
    ):
        super().__init__()
        self.eps, self.momentum = eps, momentum
        self.weight = nn.Parameter(torch.ones(num_features))
        self.bias = nn.Parameter(torch.zeros(num_features))
        self.register_buffer("running_mean", torch.zeros(num_features))
        self.register_buffer("running_var", torch.ones(num_features))
        self.register_buffer("num_batches_tracked", torch.tensor(0))

    def forward(
        self,
        x: Tensor,  # N,C,H,W
    ) -> Tensor:  # Same shape
        if x.ndim != 4:
            raise ValueError(f"expected N,C,H,W, got shape {tuple(x.shape)}")
        n = x.numel() // x.shape[1]
        if self.training and n == 1:
            raise ValueError(f"a single value per channel has no variance: shape {tuple(x.shape)} in training")
        mean = x.mean((0, 2, 3)) if self.training else self.running_mean
        centred = x - mean[:, None, None]
        variance = centred.square().mean((0, 2, 3)) if self.training else self.running_var
        if self.training:
            lerp_(self.running_mean, mean, self.momentum)
            lerp_(self.running_var, variance * (torch.full((1,), float(n)) / (n - 1)), self.momentum)
            self.num_batches_tracked += 1
        scale = self.weight / (variance + self.eps).sqrt()
        return centred * scale[:, None, None] + self.bias[:, None, None]


# %% wrong: a batch of one image is refused
# looks like: refuses a batch of one image
class BatchNorm(nn.Module):
    """Batch normalization of N,C,H,W (Ioffe and Szegedy, 2015, Algorithms 1 and 2). Equal to `nn.BatchNorm2d`.

    In training by the batch's mean and biased variance of each channel, in evaluation by moving averages of the means
    and of the unbiased variances. Raises `ValueError` for another number of axes and, in training, for a single value
    per channel.
    """

    def __init__(
        self,
        num_features: int,  # C
        eps: float = 1e-5,  # Added to the variance
        momentum: float = 0.1,  # Weight of the new value in the moving averages
    ):
        super().__init__()
        self.eps, self.momentum = eps, momentum
        self.weight = nn.Parameter(torch.ones(num_features))
        self.bias = nn.Parameter(torch.zeros(num_features))
        self.register_buffer("running_mean", torch.zeros(num_features))
        self.register_buffer("running_var", torch.ones(num_features))
        self.register_buffer("num_batches_tracked", torch.tensor(0))

    def forward(
        self,
        x: Tensor,  # N,C,H,W
    ) -> Tensor:  # Same shape
        if x.ndim != 4:
            raise ValueError(f"expected N,C,H,W, got shape {tuple(x.shape)}")
        n = x.numel() // x.shape[1]
        if self.training and len(x) == 1:
            raise ValueError(f"a single value per channel has no variance: shape {tuple(x.shape)} in training")
        mean = x.mean((0, 2, 3)) if self.training else self.running_mean
        centred = x - mean[:, None, None]
        variance = centred.square().mean((0, 2, 3)) if self.training else self.running_var
        if self.training:
            lerp_(self.running_mean, mean, self.momentum)
            lerp_(self.running_var, variance * n / (n - 1), self.momentum)
            self.num_batches_tracked += 1
        scale = self.weight / (variance + self.eps).sqrt()
        return centred * scale[:, None, None] + self.bias[:, None, None]


# %% wrong: counts images instead of values
# looks like: takes the number of images for n
class BatchNorm(nn.Module):
    """Batch normalization of N,C,H,W (Ioffe and Szegedy, 2015, Algorithms 1 and 2). Equal to `nn.BatchNorm2d`.

    In training by the batch's mean and biased variance of each channel, in evaluation by moving averages of the means
    and of the unbiased variances. Raises `ValueError` for another number of axes and, in training, for a single value
    per channel.
    """

    def __init__(
        self,
        num_features: int,  # C
        eps: float = 1e-5,  # Added to the variance
        momentum: float = 0.1,  # Weight of the new value in the moving averages
    ):
        super().__init__()
        self.eps, self.momentum = eps, momentum
        self.weight = nn.Parameter(torch.ones(num_features))
        self.bias = nn.Parameter(torch.zeros(num_features))
        self.register_buffer("running_mean", torch.zeros(num_features))
        self.register_buffer("running_var", torch.ones(num_features))
        self.register_buffer("num_batches_tracked", torch.tensor(0))

    def forward(
        self,
        x: Tensor,  # N,C,H,W
    ) -> Tensor:  # Same shape
        if x.ndim != 4:
            raise ValueError(f"expected N,C,H,W, got shape {tuple(x.shape)}")
        n = len(x)
        if self.training and x.numel() == x.shape[1]:
            raise ValueError(f"a single value per channel has no variance: shape {tuple(x.shape)} in training")
        mean = x.mean((0, 2, 3)) if self.training else self.running_mean
        centred = x - mean[:, None, None]
        variance = centred.square().mean((0, 2, 3)) if self.training else self.running_var
        if self.training:
            lerp_(self.running_mean, mean, self.momentum)
            lerp_(self.running_var, variance * n / max(n - 1, 1), self.momentum)
            self.num_batches_tracked += 1
        scale = self.weight / (variance + self.eps).sqrt()
        return centred * scale[:, None, None] + self.bias[:, None, None]


# %% wrong: momentum of 0 is none
# looks like: takes a momentum of 0 for none
class BatchNorm(nn.Module):
    """Batch normalization of N,C,H,W (Ioffe and Szegedy, 2015, Algorithms 1 and 2). Equal to `nn.BatchNorm2d`.

    In training by the batch's mean and biased variance of each channel, in evaluation by moving averages of the means
    and of the unbiased variances. Raises `ValueError` for another number of axes and, in training, for a single value
    per channel.
    """

    def __init__(
        self,
        num_features: int,  # C
        eps: float = 1e-5,  # Added to the variance
        momentum: float = 0.1,  # Weight of the new value in the moving averages
    ):
        super().__init__()
        self.eps, self.momentum = eps, momentum or 0.1
        self.weight = nn.Parameter(torch.ones(num_features))
        self.bias = nn.Parameter(torch.zeros(num_features))
        self.register_buffer("running_mean", torch.zeros(num_features))
        self.register_buffer("running_var", torch.ones(num_features))
        self.register_buffer("num_batches_tracked", torch.tensor(0))

    def forward(
        self,
        x: Tensor,  # N,C,H,W
    ) -> Tensor:  # Same shape
        if x.ndim != 4:
            raise ValueError(f"expected N,C,H,W, got shape {tuple(x.shape)}")
        n = x.numel() // x.shape[1]
        if self.training and n == 1:
            raise ValueError(f"a single value per channel has no variance: shape {tuple(x.shape)} in training")
        mean = x.mean((0, 2, 3)) if self.training else self.running_mean
        centred = x - mean[:, None, None]
        variance = centred.square().mean((0, 2, 3)) if self.training else self.running_var
        if self.training:
            lerp_(self.running_mean, mean, self.momentum)
            lerp_(self.running_var, variance * n / (n - 1), self.momentum)
            self.num_batches_tracked += 1
        scale = self.weight / (variance + self.eps).sqrt()
        return centred * scale[:, None, None] + self.bias[:, None, None]


# %% wrong: the first batch counts in full
# looks like: starts its averages with the first batch
class BatchNorm(nn.Module):
    """Batch normalization of N,C,H,W (Ioffe and Szegedy, 2015, Algorithms 1 and 2). Equal to `nn.BatchNorm2d`.

    In training by the batch's mean and biased variance of each channel, in evaluation by moving averages of the means
    and of the unbiased variances. Raises `ValueError` for another number of axes and, in training, for a single value
    per channel.
    """

    def __init__(
        self,
        num_features: int,  # C
        eps: float = 1e-5,  # Added to the variance
        momentum: float = 0.1,  # Weight of the new value in the moving averages
    ):
        super().__init__()
        self.eps, self.momentum = eps, momentum
        self.weight = nn.Parameter(torch.ones(num_features))
        self.bias = nn.Parameter(torch.zeros(num_features))
        self.register_buffer("running_mean", torch.zeros(num_features))
        self.register_buffer("running_var", torch.ones(num_features))
        self.register_buffer("num_batches_tracked", torch.tensor(0))

    def forward(
        self,
        x: Tensor,  # N,C,H,W
    ) -> Tensor:  # Same shape
        if x.ndim != 4:
            raise ValueError(f"expected N,C,H,W, got shape {tuple(x.shape)}")
        n = x.numel() // x.shape[1]
        if self.training and n == 1:
            raise ValueError(f"a single value per channel has no variance: shape {tuple(x.shape)} in training")
        mean = x.mean((0, 2, 3)) if self.training else self.running_mean
        centred = x - mean[:, None, None]
        variance = centred.square().mean((0, 2, 3)) if self.training else self.running_var
        if self.training:
            part = 1.0 if self.num_batches_tracked == 0 else self.momentum
            lerp_(self.running_mean, mean, part)
            lerp_(self.running_var, variance * n / (n - 1), part)
            self.num_batches_tracked += 1
        scale = self.weight / (variance + self.eps).sqrt()
        return centred * scale[:, None, None] + self.bias[:, None, None]

# %% wrong: centres in place
# looks like: changes its input in place
class BatchNorm(nn.Module):
    def __init__(self, num_features, eps=1e-5, momentum=0.1):
        super().__init__()
        self.eps, self.momentum = eps, momentum
        self.weight = nn.Parameter(torch.ones(num_features))
        self.bias = nn.Parameter(torch.zeros(num_features))
        self.register_buffer("running_mean", torch.zeros(num_features))
        self.register_buffer("running_var", torch.ones(num_features))
        self.register_buffer("num_batches_tracked", torch.tensor(0))

    def forward(self, x):
        if x.ndim != 4:
            raise ValueError
        n = x.numel() // x.shape[1]
        if self.training and n == 1:
            raise ValueError
        mean, variance = self.running_mean, self.running_var
        if self.training:
            mean, variance = x.mean((0, 2, 3)), x.var((0, 2, 3), correction=0)
            lerp_(self.running_mean, mean, self.momentum)
            lerp_(self.running_var, variance * n / (n - 1), self.momentum)
            self.num_batches_tracked += 1
        x -= mean[:, None, None]
        return x * (self.weight / (variance + self.eps).sqrt())[:, None, None] + self.bias[:, None, None]

# %% wrong: seeds the random numbers
# looks like: changes its input in place, its mode, the random numbers
class BatchNorm(nn.Module):
    def __init__(self, num_features, eps=1e-5, momentum=0.1):
        super().__init__()
        self.eps, self.momentum = eps, momentum
        self.weight = nn.Parameter(torch.ones(num_features))
        self.bias = nn.Parameter(torch.zeros(num_features))
        self.register_buffer("running_mean", torch.zeros(num_features))
        self.register_buffer("running_var", torch.ones(num_features))
        self.register_buffer("num_batches_tracked", torch.tensor(0))

    def forward(self, x):
        if x.ndim != 4:
            raise ValueError
        n = x.numel() // x.shape[1]
        if self.training and n == 1:
            raise ValueError
        mean, variance = self.running_mean, self.running_var
        if self.training:
            mean, variance = x.mean((0, 2, 3)), x.var((0, 2, 3), correction=0)
            lerp_(self.running_mean, mean, self.momentum)
            lerp_(self.running_var, variance * n / (n - 1), self.momentum)
            self.num_batches_tracked += 1
        torch.manual_seed(42)
        scale = self.weight / (variance + self.eps).sqrt()
        return (x - mean[:, None, None]) * scale[:, None, None] + self.bias[:, None, None]

# %% wrong: counts from 1
# looks like: does not count from 0
class BatchNorm(nn.Module):
    def __init__(self, num_features, eps=1e-5, momentum=0.1):
        super().__init__()
        self.eps, self.momentum = eps, momentum
        self.weight = nn.Parameter(torch.ones(num_features))
        self.bias = nn.Parameter(torch.zeros(num_features))
        self.register_buffer("running_mean", torch.zeros(num_features))
        self.register_buffer("running_var", torch.ones(num_features))
        self.register_buffer("num_batches_tracked", torch.tensor(1))

    def forward(self, x):
        if x.ndim != 4:
            raise ValueError
        n = x.numel() // x.shape[1]
        if self.training and n == 1:
            raise ValueError
        mean, variance = self.running_mean, self.running_var
        if self.training:
            mean, variance = x.mean((0, 2, 3)), x.var((0, 2, 3), correction=0)
            lerp_(self.running_mean, mean, self.momentum)
            lerp_(self.running_var, variance * n / (n - 1), self.momentum)
            self.num_batches_tracked += 1
        scale = self.weight / (variance + self.eps).sqrt()
        return (x - mean[:, None, None]) * scale[:, None, None] + self.bias[:, None, None]

# %% wrong: a variance of 0 at first
# looks like: starts with other numbers than 1 in weight and running_var
class BatchNorm(nn.Module):
    def __init__(self, num_features, eps=1e-5, momentum=0.1):
        super().__init__()
        self.eps, self.momentum = eps, momentum
        self.weight = nn.Parameter(torch.ones(num_features))
        self.bias = nn.Parameter(torch.zeros(num_features))
        self.register_buffer("running_mean", torch.zeros(num_features))
        self.register_buffer("running_var", torch.zeros(num_features))
        self.register_buffer("num_batches_tracked", torch.tensor(0))

    def forward(self, x):
        if x.ndim != 4:
            raise ValueError
        n = x.numel() // x.shape[1]
        if self.training and n == 1:
            raise ValueError
        mean, variance = self.running_mean, self.running_var
        if self.training:
            mean, variance = x.mean((0, 2, 3)), x.var((0, 2, 3), correction=0)
            lerp_(self.running_mean, mean, self.momentum)
            lerp_(self.running_var, variance * n / (n - 1), self.momentum)
            self.num_batches_tracked += 1
        scale = self.weight / (variance + self.eps).sqrt()
        return (x - mean[:, None, None]) * scale[:, None, None] + self.bias[:, None, None]

# %% wrong: a single image by the running statistics
# looks like: goes wrong for a batch of one
class BatchNorm(nn.Module):
    def __init__(self, num_features, eps=1e-5, momentum=0.1):
        super().__init__()
        self.eps, self.momentum = eps, momentum
        self.weight = nn.Parameter(torch.ones(num_features))
        self.bias = nn.Parameter(torch.zeros(num_features))
        self.register_buffer("running_mean", torch.zeros(num_features))
        self.register_buffer("running_var", torch.ones(num_features))
        self.register_buffer("num_batches_tracked", torch.tensor(0))

    def forward(self, x):
        if x.ndim != 4:
            raise ValueError
        n = x.numel() // x.shape[1]
        if self.training and n == 1:
            raise ValueError
        mean, variance = self.running_mean, self.running_var
        if self.training and len(x) > 1:
            mean, variance = x.mean((0, 2, 3)), x.var((0, 2, 3), correction=0)
            lerp_(self.running_mean, mean, self.momentum)
            lerp_(self.running_var, variance * n / (n - 1), self.momentum)
            self.num_batches_tracked += 1
        scale = self.weight / (variance + self.eps).sqrt()
        return (x - mean[:, None, None]) * scale[:, None, None] + self.bias[:, None, None]

# %% wrong: settings of the class
# looks like: takes eps or momentum of another layer
class BatchNorm(nn.Module):
    def __init__(self, num_features, eps=1e-5, momentum=0.1):
        super().__init__()
        BatchNorm.eps, BatchNorm.momentum = eps, momentum
        self.weight = nn.Parameter(torch.ones(num_features))
        self.bias = nn.Parameter(torch.zeros(num_features))
        self.register_buffer("running_mean", torch.zeros(num_features))
        self.register_buffer("running_var", torch.ones(num_features))
        self.register_buffer("num_batches_tracked", torch.tensor(0))

    def forward(self, x):
        if x.ndim != 4:
            raise ValueError
        n = x.numel() // x.shape[1]
        if self.training and n == 1:
            raise ValueError
        mean, variance = self.running_mean, self.running_var
        if self.training:
            mean, variance = x.mean((0, 2, 3)), x.var((0, 2, 3), correction=0)
            lerp_(self.running_mean, mean, self.momentum)
            lerp_(self.running_var, variance * n / (n - 1), self.momentum)
            self.num_batches_tracked += 1
        scale = self.weight / (variance + self.eps).sqrt()
        return (x - mean[:, None, None]) * scale[:, None, None] + self.bias[:, None, None]

# %% right: flattened to a matrix
class BatchNorm(nn.Module):
    def __init__(self, num_features, eps=1e-5, momentum=0.1):
        super().__init__()
        self.eps, self.momentum = eps, momentum
        self.weight = nn.Parameter(torch.ones(num_features))
        self.bias = nn.Parameter(torch.zeros(num_features))
        self.register_buffer("running_mean", torch.zeros(num_features))
        self.register_buffer("running_var", torch.ones(num_features))
        self.register_buffer("num_batches_tracked", torch.tensor(0))

    def forward(self, x):
        if x.ndim != 4:
            raise ValueError
        if self.training and x.numel() == x.shape[1]:
            raise ValueError
        flat = x.movedim(1, 0).flatten(1)
        if self.training:
            m = flat.mean(1)
            c = flat - m[:, None]
            v = (c * c).sum(1) / flat.shape[1]
            with torch.no_grad():
                self.num_batches_tracked.add_(1)
                self.running_mean.mul_(1 - self.momentum).add_(m, alpha=self.momentum)
                self.running_var.mul_(1 - self.momentum).add_(flat.var(1), alpha=self.momentum)
        else:
            c, v = flat - self.running_mean[:, None], self.running_var
        y = c * ((v + self.eps).rsqrt() * self.weight)[:, None] + self.bias[:, None]
        n, ch, h, w = x.shape
        return y.reshape(ch, n, h, w).movedim(0, 1)

# %% right: methods of its own and of a base class
class _Affine(nn.Module):
    def affine(self, x):
        return x * self.weight[:, None, None] + self.bias[:, None, None]

class BatchNorm(_Affine):
    def __init__(self, num_features, eps=1e-5, momentum=0.1):
        super().__init__()
        self.eps, self.momentum = eps, momentum
        self.weight = nn.Parameter(torch.ones(num_features))
        self.bias = nn.Parameter(torch.zeros(num_features))
        self.register_buffer("running_mean", torch.zeros(num_features))
        self.register_buffer("running_var", torch.ones(num_features))
        self.register_buffer("num_batches_tracked", torch.tensor(0))

    def normal(self, x):
        if not self.training:
            return (x - self.running_mean[:, None, None]) / (self.running_var[:, None, None] + self.eps).sqrt()
        self.num_batches_tracked += 1
        v, m = torch.var_mean(x.detach(), (0, 2, 3))
        self.running_mean.copy_(torch.addcmul((1 - self.momentum) * self.running_mean, m, torch.full_like(m, self.momentum)))
        self.running_var.copy_((1 - self.momentum) * self.running_var + self.momentum * v)
        v, m = torch.var_mean(x, (0, 2, 3), correction=0, keepdim=True)
        return (x - m) / (v + self.eps).sqrt()

    def forward(self, x):
        if x.ndim != 4:
            raise ValueError
        if self.training and x.numel() == x.shape[1]:
            raise ValueError
        return self.affine(self.normal(x))

# %% wrong: counts in evaluation as well
# looks like: counts batches in evaluation as well
class BatchNorm(nn.Module):
    def __init__(self, num_features, eps=1e-5, momentum=0.1):
        super().__init__()
        self.eps, self.momentum = eps, momentum
        self.weight = nn.Parameter(torch.ones(num_features))
        self.bias = nn.Parameter(torch.zeros(num_features))
        self.register_buffer("running_mean", torch.zeros(num_features))
        self.register_buffer("running_var", torch.ones(num_features))
        self.register_buffer("num_batches_tracked", torch.tensor(0))

    def forward(self, x):
        if x.ndim != 4:
            raise ValueError
        if self.training and x.numel() == x.shape[1]:
            raise ValueError
        self.num_batches_tracked += 1
        if self.training:
            m, v = x.mean((0, 2, 3)), x.var((0, 2, 3), correction=0)
            n = x.numel() / x.shape[1]
            with torch.no_grad():
                self.running_mean += self.momentum * (m - self.running_mean)
                self.running_var += self.momentum * (v * n / (n - 1) - self.running_var)
                pass
        else:
            m, v = self.running_mean, self.running_var
        y = (x - m[:, None, None]) / (v[:, None, None] + self.eps).sqrt()
        return y * self.weight[:, None, None] + self.bias[:, None, None]

# %% wrong: a momentum of its own
# looks like: moves by a tenth
class BatchNorm(nn.Module):
    def __init__(self, num_features, eps=1e-5, momentum=0.1):
        super().__init__()
        self.eps, self.momentum = eps, momentum
        self.weight = nn.Parameter(torch.ones(num_features))
        self.bias = nn.Parameter(torch.zeros(num_features))
        self.register_buffer("running_mean", torch.zeros(num_features))
        self.register_buffer("running_var", torch.ones(num_features))
        self.register_buffer("num_batches_tracked", torch.tensor(0))

    def forward(self, x):
        if x.ndim != 4:
            raise ValueError
        if self.training and x.numel() == x.shape[1]:
            raise ValueError
        if self.training:
            m, v = x.mean((0, 2, 3)), x.var((0, 2, 3), correction=0)
            n = x.numel() / x.shape[1]
            with torch.no_grad():
                self.running_mean += 0.1 * (m - self.running_mean)
                self.running_var += 0.1 * (v * n / (n - 1) - self.running_var)
                self.num_batches_tracked += 1
        else:
            m, v = self.running_mean, self.running_var
        y = (x - m[:, None, None]) / (v[:, None, None] + self.eps).sqrt()
        return y * self.weight[:, None, None] + self.bias[:, None, None]

# %% wrong: a cumulative average
# looks like: averages all batches alike
class BatchNorm(nn.Module):
    def __init__(self, num_features, eps=1e-5, momentum=0.1):
        super().__init__()
        self.eps, self.momentum = eps, momentum
        self.weight = nn.Parameter(torch.ones(num_features))
        self.bias = nn.Parameter(torch.zeros(num_features))
        self.register_buffer("running_mean", torch.zeros(num_features))
        self.register_buffer("running_var", torch.ones(num_features))
        self.register_buffer("num_batches_tracked", torch.tensor(0))

    def forward(self, x):
        if x.ndim != 4:
            raise ValueError
        if self.training and x.numel() == x.shape[1]:
            raise ValueError
        if self.training:
            m, v = x.mean((0, 2, 3)), x.var((0, 2, 3), correction=0)
            n = x.numel() / x.shape[1]
            with torch.no_grad():
                self.running_mean += 1 / (self.num_batches_tracked + 1) * (m - self.running_mean)
                self.running_var += 1 / (self.num_batches_tracked + 1) * (v * n / (n - 1) - self.running_var)
                self.num_batches_tracked += 1
        else:
            m, v = self.running_mean, self.running_var
        y = (x - m[:, None, None]) / (v[:, None, None] + self.eps).sqrt()
        return y * self.weight[:, None, None] + self.bias[:, None, None]

# %% wrong: counts images
# looks like: counts images in num_batches_tracked
class BatchNorm(nn.Module):
    def __init__(self, num_features, eps=1e-5, momentum=0.1):
        super().__init__()
        self.eps, self.momentum = eps, momentum
        self.weight = nn.Parameter(torch.ones(num_features))
        self.bias = nn.Parameter(torch.zeros(num_features))
        self.register_buffer("running_mean", torch.zeros(num_features))
        self.register_buffer("running_var", torch.ones(num_features))
        self.register_buffer("num_batches_tracked", torch.tensor(0))

    def forward(self, x):
        if x.ndim != 4:
            raise ValueError
        if self.training and x.numel() == x.shape[1]:
            raise ValueError
        if self.training:
            m, v = x.mean((0, 2, 3)), x.var((0, 2, 3), correction=0)
            n = x.numel() / x.shape[1]
            with torch.no_grad():
                self.running_mean += self.momentum * (m - self.running_mean)
                self.running_var += self.momentum * (v * n / (n - 1) - self.running_var)
                self.num_batches_tracked += len(x)
        else:
            m, v = self.running_mean, self.running_var
        y = (x - m[:, None, None]) / (v[:, None, None] + self.eps).sqrt()
        return y * self.weight[:, None, None] + self.bias[:, None, None]

# %% wrong: the correction upside down
# looks like: multiplies the biased variance by (n - 1) / n
class BatchNorm(nn.Module):
    def __init__(self, num_features, eps=1e-5, momentum=0.1):
        super().__init__()
        self.eps, self.momentum = eps, momentum
        self.weight = nn.Parameter(torch.ones(num_features))
        self.bias = nn.Parameter(torch.zeros(num_features))
        self.register_buffer("running_mean", torch.zeros(num_features))
        self.register_buffer("running_var", torch.ones(num_features))
        self.register_buffer("num_batches_tracked", torch.tensor(0))

    def forward(self, x):
        if x.ndim != 4:
            raise ValueError
        if self.training and x.numel() == x.shape[1]:
            raise ValueError
        if self.training:
            m, v = x.mean((0, 2, 3)), x.var((0, 2, 3), correction=0)
            n = x.numel() / x.shape[1]
            with torch.no_grad():
                self.running_mean += self.momentum * (m - self.running_mean)
                self.running_var += self.momentum * (v * (n - 1) / n - self.running_var)
                self.num_batches_tracked += 1
        else:
            m, v = self.running_mean, self.running_var
        y = (x - m[:, None, None]) / (v[:, None, None] + self.eps).sqrt()
        return y * self.weight[:, None, None] + self.bias[:, None, None]

# %% wrong: no weight and bias in evaluation
# looks like: leaves out weight and bias in evaluation
# looks like: leaves its input, weight or bias without a gradient
class BatchNorm(nn.Module):
    def __init__(self, num_features, eps=1e-5, momentum=0.1):
        super().__init__()
        self.eps, self.momentum = eps, momentum
        self.weight = nn.Parameter(torch.ones(num_features))
        self.bias = nn.Parameter(torch.zeros(num_features))
        self.register_buffer("running_mean", torch.zeros(num_features))
        self.register_buffer("running_var", torch.ones(num_features))
        self.register_buffer("num_batches_tracked", torch.tensor(0))

    def forward(self, x):
        if x.ndim != 4:
            raise ValueError
        if self.training and x.numel() == x.shape[1]:
            raise ValueError
        if self.training:
            m, v = x.mean((0, 2, 3)), x.var((0, 2, 3), correction=0)
            n = x.numel() / x.shape[1]
            with torch.no_grad():
                self.running_mean += self.momentum * (m - self.running_mean)
                self.running_var += self.momentum * (v * n / (n - 1) - self.running_var)
                self.num_batches_tracked += 1
        else:
            m, v = self.running_mean, self.running_var
        y = (x - m[:, None, None]) / (v[:, None, None] + self.eps).sqrt()
        if not self.training:
            return y
        return y * self.weight[:, None, None] + self.bias[:, None, None]

# %% wrong: an eps of its own
# looks like: ignores eps
class BatchNorm(nn.Module):
    def __init__(self, num_features, eps=1e-5, momentum=0.1):
        super().__init__()
        self.eps, self.momentum = eps, momentum
        self.weight = nn.Parameter(torch.ones(num_features))
        self.bias = nn.Parameter(torch.zeros(num_features))
        self.register_buffer("running_mean", torch.zeros(num_features))
        self.register_buffer("running_var", torch.ones(num_features))
        self.register_buffer("num_batches_tracked", torch.tensor(0))

    def forward(self, x):
        if x.ndim != 4:
            raise ValueError
        if self.training and x.numel() == x.shape[1]:
            raise ValueError
        if self.training:
            m, v = x.mean((0, 2, 3)), x.var((0, 2, 3), correction=0)
            n = x.numel() / x.shape[1]
            with torch.no_grad():
                self.running_mean += self.momentum * (m - self.running_mean)
                self.running_var += self.momentum * (v * n / (n - 1) - self.running_var)
                self.num_batches_tracked += 1
        else:
            m, v = self.running_mean, self.running_var
        y = (x - m[:, None, None]) / (v[:, None, None] + 1e-5).sqrt()
        return y * self.weight[:, None, None] + self.bias[:, None, None]

# %% wrong: the mean does not move
# looks like: leaves running_mean as it was
class BatchNorm(nn.Module):
    def __init__(self, num_features, eps=1e-5, momentum=0.1):
        super().__init__()
        self.eps, self.momentum = eps, momentum
        self.weight = nn.Parameter(torch.ones(num_features))
        self.bias = nn.Parameter(torch.zeros(num_features))
        self.register_buffer("running_mean", torch.zeros(num_features))
        self.register_buffer("running_var", torch.ones(num_features))
        self.register_buffer("num_batches_tracked", torch.tensor(0))

    def forward(self, x):
        if x.ndim != 4:
            raise ValueError
        if self.training and x.numel() == x.shape[1]:
            raise ValueError
        if self.training:
            m, v = x.mean((0, 2, 3)), x.var((0, 2, 3), correction=0)
            n = x.numel() / x.shape[1]
            with torch.no_grad():
                pass
                self.running_var += self.momentum * (v * n / (n - 1) - self.running_var)
                self.num_batches_tracked += 1
        else:
            m, v = self.running_mean, self.running_var
        y = (x - m[:, None, None]) / (v[:, None, None] + self.eps).sqrt()
        return y * self.weight[:, None, None] + self.bias[:, None, None]

# %% wrong: divided by the variance
# looks like: divides by the variance
class BatchNorm(nn.Module):
    def __init__(self, num_features, eps=1e-5, momentum=0.1):
        super().__init__()
        self.eps, self.momentum = eps, momentum
        self.weight = nn.Parameter(torch.ones(num_features))
        self.bias = nn.Parameter(torch.zeros(num_features))
        self.register_buffer("running_mean", torch.zeros(num_features))
        self.register_buffer("running_var", torch.ones(num_features))
        self.register_buffer("num_batches_tracked", torch.tensor(0))

    def forward(self, x):
        if x.ndim != 4:
            raise ValueError
        if self.training and x.numel() == x.shape[1]:
            raise ValueError
        if self.training:
            m, v = x.mean((0, 2, 3)), x.var((0, 2, 3), correction=0)
            n = x.numel() / x.shape[1]
            with torch.no_grad():
                self.running_mean += self.momentum * (m - self.running_mean)
                self.running_var += self.momentum * (v * n / (n - 1) - self.running_var)
                self.num_batches_tracked += 1
        else:
            m, v = self.running_mean, self.running_var
        y = (x - m[:, None, None]) / (v[:, None, None] + self.eps)
        return y * self.weight[:, None, None] + self.bias[:, None, None]

# %% wrong: the mode of the beginning
# looks like: changes the running statistics in evaluation
# looks like: normalizes by the batch in evaluation
# looks like: refuses a single value per channel in evaluation
class BatchNorm(nn.Module):
    def __init__(self, num_features, eps=1e-5, momentum=0.1):
        super().__init__()
        self.eps, self.momentum = eps, momentum
        self.weight = nn.Parameter(torch.ones(num_features))
        self.bias = nn.Parameter(torch.zeros(num_features))
        self.register_buffer("running_mean", torch.zeros(num_features))
        self.register_buffer("running_var", torch.ones(num_features))
        self.register_buffer("num_batches_tracked", torch.tensor(0))
        self.mode = self.training

    def forward(self, x):
        if x.ndim != 4:
            raise ValueError
        if self.training and x.numel() == x.shape[1]:
            raise ValueError
        if self.mode:
            m, v = x.mean((0, 2, 3)), x.var((0, 2, 3), correction=0)
            n = x.numel() / x.shape[1]
            with torch.no_grad():
                self.running_mean += self.momentum * (m - self.running_mean)
                self.running_var += self.momentum * (v * n / (n - 1) - self.running_var)
                self.num_batches_tracked += 1
        else:
            m, v = self.running_mean, self.running_var
        y = (x - m[:, None, None]) / (v[:, None, None] + self.eps).sqrt()
        return y * self.weight[:, None, None] + self.bias[:, None, None]
