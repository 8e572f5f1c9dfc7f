# %% right: the correction spelled out
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
        return y * self.weight[:, None, None] + self.bias[:, None, None]


# %% right: var of torch, and lerp_
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
        return x * self.weight[:, None, None] + self.bias[:, None, None]


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
# from: var of torch, and lerp_
# -             lerp_(self.running_mean, mean, self.momentum)
# -             lerp_(self.running_var, var * n / (n - 1), self.momentum)
# -             self.num_batches_tracked += 1
# +             m = self.momentum
# +             self.running_mean = (1 - m) * self.running_mean + m * mean.detach()
# +             self.running_var = (1 - m) * self.running_var + m * x.detach().var((0, 2, 3))
# +             self.num_batches_tracked = self.num_batches_tracked + 1


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


# %% wrong: statistics under no_grad
# from: var of torch, and lerp_
# looks like: lets no gradient through the statistics
# -             mean, var = x.mean((0, 2, 3)), x.var((0, 2, 3), correction=0)
# +             with torch.no_grad():
# +                 mean, var = x.mean((0, 2, 3)), x.var((0, 2, 3), correction=0)


# %% wrong: the variance alone is detached
# from: var of torch, and lerp_
# looks like: lets no gradient through the variance
# -             mean, var = x.mean((0, 2, 3)), x.var((0, 2, 3), correction=0)
# +             mean, var = x.mean((0, 2, 3)), x.detach().var((0, 2, 3), correction=0)


# %% wrong: the mean alone is detached
# from: var of torch, and lerp_
# looks like: lets no gradient through the mean
# -             mean, var = x.mean((0, 2, 3)), x.var((0, 2, 3), correction=0)
# +             mean, var = x.detach().mean((0, 2, 3)), x.var((0, 2, 3), correction=0)


# %% wrong: biased running variance
# from: var of torch, and lerp_
# looks like: puts the biased variance into running_var
# -             lerp_(self.running_var, var * n / (n - 1), self.momentum)
# +             lerp_(self.running_var, var, self.momentum)


# %% wrong: unbiased variance in the forward pass
# from: var of torch, and lerp_
# looks like: divides by n - 1 in the forward pass
# -             mean, var = x.mean((0, 2, 3)), x.var((0, 2, 3), correction=0)
# +             mean, var = x.mean((0, 2, 3)), x.var((0, 2, 3))
#               lerp_(self.running_mean, mean, self.momentum)
# -             lerp_(self.running_var, var * n / (n - 1), self.momentum)
# +             lerp_(self.running_var, var, self.momentum)


# %% wrong: momentum is the weight of the old value
# from: var of torch, and lerp_
# looks like: weighs with 1 - momentum
# -             lerp_(self.running_mean, mean, self.momentum)
# -             lerp_(self.running_var, var * n / (n - 1), self.momentum)
# +             lerp_(self.running_mean, mean, 1 - self.momentum)
# +             lerp_(self.running_var, var * n / (n - 1), 1 - self.momentum)


# %% wrong: running statistics in training
# from: var of torch, and lerp_
# looks like: normalizes training batches by the running statistics
# -         else:
# -             mean, var = self.running_mean, self.running_var
# +         mean, var = self.running_mean.clone(), self.running_var.clone()


# %% wrong: buffers as parameters
# from: var of torch, and lerp_
# looks like: makes a running statistic a Parameter
# -         self.register_buffer("running_mean", torch.zeros(num_features))
# -         self.register_buffer("running_var", torch.ones(num_features))
# +         self.running_mean = nn.Parameter(torch.zeros(num_features))
# +         self.running_var = nn.Parameter(torch.ones(num_features))


# %% wrong: buffers as plain tensors
# from: var of torch, and lerp_
# looks like: keeps a running statistic as a plain tensor
# looks like: has other entries in its state_dict
# -         self.register_buffer("running_mean", torch.zeros(num_features))
# -         self.register_buffer("running_var", torch.ones(num_features))
# +         self.running_mean = torch.zeros(num_features)
# +         self.running_var = torch.ones(num_features)


# %% wrong: buffers that are not saved
# from: var of torch, and lerp_
# looks like: has other entries in its state_dict
# -         self.register_buffer("running_var", torch.ones(num_features))
# +         self.register_buffer("running_var", torch.ones(num_features), persistent=False)


# %% wrong: updates in evaluation
# from: var of torch, and lerp_
# looks like: changes the running statistics in evaluation
# -         if self.training:
# +         if True:
#               n = x.numel() // x.shape[1]
# -             if n < 2:
# +             if self.training and n < 2:

# -             lerp_(self.running_var, var * n / (n - 1), self.momentum)
# +             lerp_(self.running_var, var * n / max(n - 1, 1), self.momentum)
#               self.num_batches_tracked += 1
# -         else:
# +         if not self.training:


# %% wrong: the batch's statistics in evaluation
# from: var of torch, and lerp_
# looks like: normalizes by the batch in evaluation
# -             mean, var = self.running_mean, self.running_var
# +             mean, var = x.mean((0, 2, 3)), x.var((0, 2, 3), correction=0)


# %% wrong: eps outside the root
# from: var of torch, and lerp_
# looks like: adds eps to the standard deviation
# -         x = (x - mean[:, None, None]) / (var[:, None, None] + self.eps).sqrt()
# +         x = (x - mean[:, None, None]) / (var[:, None, None].sqrt() + self.eps)


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
# from: instance norm
# looks like: is layer norm
# looks like: does nothing with the running statistics
# looks like: normalizes a single value per channel in training
# -         mean, var = x.mean((2, 3), keepdim=True), x.var((2, 3), keepdim=True, correction=0)
# +         mean, var = x.mean((1, 2, 3), keepdim=True), x.var((1, 2, 3), keepdim=True, correction=0)


# %% wrong: no weight and bias
# from: var of torch, and lerp_
# looks like: leaves out weight and bias
# looks like: leaves its input, weight or bias without a gradient
# -         return x * self.weight[:, None, None] + self.bias[:, None, None]
# +         return x


# %% wrong: one weight for all channels
# from: var of torch, and lerp_
# looks like: has a parameter or buffer of another shape
# looks like: has other entries in its state_dict
# -         self.weight = nn.Parameter(torch.ones(num_features))
# -         self.bias = nn.Parameter(torch.zeros(num_features))
# +         self.weight = nn.Parameter(torch.ones(()))
# +         self.bias = nn.Parameter(torch.zeros(()))

# -         return x * self.weight[:, None, None] + self.bias[:, None, None]
# +         return x * self.weight + self.bias


# %% wrong: other names
# from: var of torch, and lerp_
# looks like: has other names for its parameters and buffers
# looks like: has other entries in its state_dict
# -         self.weight = nn.Parameter(torch.ones(num_features))
# -         self.bias = nn.Parameter(torch.zeros(num_features))
# +         self.mult = nn.Parameter(torch.ones(num_features))
# +         self.add = nn.Parameter(torch.zeros(num_features))

# -         return x * self.weight[:, None, None] + self.bias[:, None, None]
# +         return x * self.mult[:, None, None] + self.add[:, None, None]


# %% wrong: does not count
# from: var of torch, and lerp_
# looks like: does not count the batches
# -             self.num_batches_tracked += 1


# %% wrong: a graph in the running statistics
# from: var of torch, and lerp_
# looks like: lets the running statistics keep a graph
# -             lerp_(self.running_mean, mean, self.momentum)
# +             self.running_mean = self.running_mean + self.momentum * (mean - self.running_mean)


# %% wrong: one value per channel gives zeros
# from: var of torch, and lerp_
# looks like: normalizes a single value per channel in training
# -             if n < 2:
# -                 raise ValueError("one value per channel")

# -             lerp_(self.running_var, var * n / (n - 1), self.momentum)
# +             lerp_(self.running_var, var * n / max(n - 1, 1), self.momentum)


# %% wrong: refuses one value in evaluation as well
# from: var of torch, and lerp_
# looks like: refuses a single value per channel in evaluation
#               raise ValueError("N,C,H,W")
# +         if x.numel() == x.shape[1]:
# +             raise ValueError("one value per channel")


# %% wrong: looks at the shape too late
# from: var of torch, and lerp_
# looks like: has changed the running statistics before it refuses
#               n = x.numel() // x.shape[1]
# +             mean, var = x.mean((0, 2, 3)), x.var((0, 2, 3), correction=0)
# +             lerp_(self.running_mean, mean, self.momentum)

# -             mean, var = x.mean((0, 2, 3)), x.var((0, 2, 3), correction=0)
# -             lerp_(self.running_mean, mean, self.momentum)


# %% wrong: any number of axes
# from: var of torch, and lerp_
# looks like: accepts another number of axes
# -         if x.dim() != 4:
# +         if x.dim() == 2:

# -             mean, var = x.mean((0, 2, 3)), x.var((0, 2, 3), correction=0)
# +             mean, var = x.transpose(0, 1).flatten(1).mean(1), x.transpose(0, 1).flatten(1).var(1, correction=0)

# -         x = (x - mean[:, None, None]) / (var[:, None, None] + self.eps).sqrt()
# -         return x * self.weight[:, None, None] + self.bias[:, None, None]
# +         x = (x - mean.view(-1, *[1] * (x.dim() - 2))) / (var.view(-1, *[1] * (x.dim() - 2)) + self.eps).sqrt()
# +         return x * self.weight.view(-1, *[1] * (x.dim() - 2)) + self.bias.view(-1, *[1] * (x.dim() - 2))


# %% wrong: averages eps with the variance
# from: var of torch, and lerp_
# looks like: averages the variance together with eps
# -             lerp_(self.running_var, var * n / (n - 1), self.momentum)
# +             lerp_(self.running_var, var * n / (n - 1) + self.eps, self.momentum)


# %% wrong: torch's own function
# from: instance norm
# looks like: calls torch.nn.functional.batch_norm
# -         mean, var = x.mean((2, 3), keepdim=True), x.var((2, 3), keepdim=True, correction=0)
# -         return (x - mean) / (var + self.eps).sqrt() * self.weight[:, None, None] + self.bias[:, None, None]
# +         args = self.running_mean, self.running_var, self.weight, self.bias, self.training, self.momentum, self.eps
# +         return F.batch_norm(x, *args)


# %% wrong: torch's own layer
# looks like: calls torch.nn.BatchNorm2d
class BatchNorm(nn.BatchNorm2d):
    pass


# %% wrong: buffers of the class
# from: solution
# looks like: shares parameters or buffers with other layers
# -         self.register_buffer("running_mean", torch.zeros(num_features))
# +         made = BatchNorm.__dict__.get('made')
# +         if made is None or len(made) != num_features:
# +             made = BatchNorm.made = torch.zeros(num_features)
# +         self.register_buffer("running_mean", made)


# %% wrong: a count on the CPU
# from: solution
# looks like: makes a tensor on the CPU
# -             lerp_(self.running_var, variance * n / (n - 1), self.momentum)
# +             lerp_(self.running_var, variance * (torch.full((1,), float(n)) / (n - 1)), self.momentum)


# %% wrong: a batch of one image is refused
# from: solution
# looks like: refuses a batch of one image
# -         if self.training and n == 1:
# +         if self.training and len(x) == 1:


# %% wrong: counts images instead of values
# from: solution
# looks like: takes the number of images for n
# -         n = x.numel() // x.shape[1]
# -         if self.training and n == 1:
# +         n = len(x)
# +         if self.training and x.numel() == x.shape[1]:

# -             lerp_(self.running_var, variance * n / (n - 1), self.momentum)
# +             lerp_(self.running_var, variance * n / max(n - 1, 1), self.momentum)


# %% wrong: momentum of 0 is none
# from: solution
# looks like: takes a momentum of 0 for none
# -         self.eps, self.momentum = eps, momentum
# +         self.eps, self.momentum = eps, momentum or 0.1


# %% wrong: the first batch counts in full
# from: solution
# looks like: starts its averages with the first batch
# -             lerp_(self.running_mean, mean, self.momentum)
# -             lerp_(self.running_var, variance * n / (n - 1), self.momentum)
# +             part = 1.0 if self.num_batches_tracked == 0 else self.momentum
# +             lerp_(self.running_mean, mean, part)
# +             lerp_(self.running_var, variance * n / (n - 1), part)


# %% wrong: centres in place
# from: seeds the random numbers
# looks like: changes its input in place
# -         torch.manual_seed(42)
# -         scale = self.weight / (variance + self.eps).sqrt()
# -         return (x - mean[:, None, None]) * scale[:, None, None] + self.bias[:, None, None]
# +         x -= mean[:, None, None]
# +         return x * (self.weight / (variance + self.eps).sqrt())[:, None, None] + self.bias[:, None, None]


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
# from: seeds the random numbers
# looks like: does not count from 0
# -         self.register_buffer("num_batches_tracked", torch.tensor(0))
# +         self.register_buffer("num_batches_tracked", torch.tensor(1))

# -         torch.manual_seed(42)


# %% wrong: a variance of 0 at first
# from: seeds the random numbers
# looks like: starts with other numbers than 1 in weight and running_var
# -         self.register_buffer("running_var", torch.ones(num_features))
# +         self.register_buffer("running_var", torch.zeros(num_features))

# -         torch.manual_seed(42)


# %% wrong: a single image by the running statistics
# from: seeds the random numbers
# looks like: goes wrong for a batch of one
# -         if self.training:
# +         if self.training and len(x) > 1:

# -         torch.manual_seed(42)


# %% wrong: settings of the class
# from: seeds the random numbers
# looks like: takes eps or momentum of another layer
# -         self.eps, self.momentum = eps, momentum
# +         BatchNorm.eps, BatchNorm.momentum = eps, momentum

# -         torch.manual_seed(42)


# %% wrong: counts in evaluation as well
# from: the correction spelled out
# looks like: counts batches in evaluation as well
# +         self.num_batches_tracked += 1
#           if self.training:

# -                 self.num_batches_tracked += 1
# +                 pass


# %% wrong: a momentum of its own
# from: the correction spelled out
# looks like: moves by a tenth
# -                 self.running_mean += self.momentum * (m - self.running_mean)
# -                 self.running_var += self.momentum * (v * n / (n - 1) - self.running_var)
# +                 self.running_mean += 0.1 * (m - self.running_mean)
# +                 self.running_var += 0.1 * (v * n / (n - 1) - self.running_var)


# %% wrong: a cumulative average
# from: the correction spelled out
# looks like: averages all batches alike
# -                 self.running_mean += self.momentum * (m - self.running_mean)
# -                 self.running_var += self.momentum * (v * n / (n - 1) - self.running_var)
# +                 self.running_mean += 1 / (self.num_batches_tracked + 1) * (m - self.running_mean)
# +                 self.running_var += 1 / (self.num_batches_tracked + 1) * (v * n / (n - 1) - self.running_var)


# %% wrong: counts images
# from: the correction spelled out
# looks like: counts images in num_batches_tracked
# -                 self.num_batches_tracked += 1
# +                 self.num_batches_tracked += len(x)


# %% wrong: the correction upside down
# from: the correction spelled out
# looks like: multiplies the biased variance by (n - 1) / n
# -                 self.running_var += self.momentum * (v * n / (n - 1) - self.running_var)
# +                 self.running_var += self.momentum * (v * (n - 1) / n - self.running_var)


# %% wrong: no weight and bias in evaluation
# from: the correction spelled out
# looks like: leaves out weight and bias in evaluation
# looks like: leaves its input, weight or bias without a gradient
#           y = (x - m[:, None, None]) / (v[:, None, None] + self.eps).sqrt()
# +         if not self.training:
# +             return y


# %% wrong: an eps of its own
# from: the correction spelled out
# looks like: ignores eps
# -         y = (x - m[:, None, None]) / (v[:, None, None] + self.eps).sqrt()
# +         y = (x - m[:, None, None]) / (v[:, None, None] + 1e-5).sqrt()


# %% wrong: the mean does not move
# from: the correction spelled out
# looks like: leaves running_mean as it was
# -                 self.running_mean += self.momentum * (m - self.running_mean)
# +                 pass


# %% wrong: divided by the variance
# from: the correction spelled out
# looks like: divides by the variance
# -         y = (x - m[:, None, None]) / (v[:, None, None] + self.eps).sqrt()
# +         y = (x - m[:, None, None]) / (v[:, None, None] + self.eps)


# %% wrong: the mode of the beginning
# from: the correction spelled out
# looks like: changes the running statistics in evaluation
# looks like: normalizes by the batch in evaluation
# looks like: refuses a single value per channel in evaluation
#           self.register_buffer("num_batches_tracked", torch.tensor(0))
# +         self.mode = self.training

# -         if self.training:
# +         if self.mode:
