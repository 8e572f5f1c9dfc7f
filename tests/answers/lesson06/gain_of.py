# %% right: a million draws from a generator of its own
def gain_of(activation):
    z = torch.randn(1_000_000, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        return activation(z).double().square().mean().rsqrt().item()

# %% right: draws with the global state put back
def gain_of(activation):
    with torch.random.fork_rng(), torch.no_grad():
        torch.manual_seed(1)
        z = torch.randn(1000, 1000)
        return 1 / activation(z).square().mean().sqrt().item()

# %% right: quantiles of the normal distribution
def gain_of(activation):
    p = (torch.arange(200_000, dtype=torch.float64) + 0.5) / 200_000
    z = (torch.erfinv(2 * p - 1) * math.sqrt(2)).float()
    return float(1 / (activation(z).detach() ** 2).mean() ** 0.5)

# %% right: a sum over bins with the density from torch
def gain_of(activation):
    z = torch.arange(-6, 6, 0.001)
    density = torch.distributions.Normal(0.0, 1.0).log_prob(z).exp()
    y = activation(z.clone())
    return 1 / math.sqrt((y.detach().square() * density).sum().item() * 0.001)


# %% wrong: std instead of root mean square
# from: a million draws from a generator of its own
# looks like: divides by the standard deviation of f(z)
# -         return activation(z).double().square().mean().rsqrt().item()
# +         return 1 / activation(z).std().item()


# %% wrong: upside down
# from: a million draws from a generator of its own
# looks like: gives √E[f(z)²]: the gain pays that back
# -         return activation(z).double().square().mean().rsqrt().item()
# +         return activation(z).square().mean().sqrt().item()


# %% wrong: no root
# from: a million draws from a generator of its own
# looks like: gives 1 / E[f(z)²]
# -         return activation(z).double().square().mean().rsqrt().item()
# +         return 1 / activation(z).square().mean().item()


# %% wrong: mean absolute value
# from: a million draws from a generator of its own
# looks like: divides by the mean of |f(z)|
# -         return activation(z).double().square().mean().rsqrt().item()
# +         return 1 / activation(z).abs().mean().item()


# %% wrong: uniform inputs
# looks like: draws z uniformly, from -1 to 1
# looks like: draws z uniformly: z is
def gain_of(activation):
    z = torch.linspace(-1, 1, 100_001)
    with torch.no_grad():
        return 1 / activation(z).square().mean().sqrt().item()

# %% wrong: uniform from 0
# looks like: draws z uniformly, from 0 to 1
# looks like: draws z uniformly: z is
def gain_of(activation):
    z = torch.rand(1_000_000, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        return 1 / activation(z).square().mean().sqrt().item()

# %% wrong: always ReLU's
# looks like: gives ReLU's √2 whatever the activation is
# looks like: is more than 1 % off
def gain_of(activation):
    return math.sqrt(2)

# %% wrong: global random numbers
# looks like: moves torch's global random numbers on
def gain_of(activation):
    z = torch.randn(1_000_000)
    with torch.no_grad():
        return 1 / activation(z).square().mean().sqrt().item()

# %% wrong: seeds the global generator
# looks like: moves torch's global random numbers on
def gain_of(activation):
    torch.manual_seed(0)
    z = torch.randn(1_000_000)
    return 1 / activation(z).detach().square().mean().sqrt().item()

# %% wrong: too few draws
# looks like: is more than 1 % off
def gain_of(activation):
    z = torch.randn(30, generator=torch.Generator().manual_seed(3))
    return 1 / activation(z).detach().square().mean().sqrt().item()

# %% wrong: reads z after an in-place activation
# looks like: goes wrong for an activation that works in place
def gain_of(activation):
    z = torch.linspace(-8, 8, 100_001)
    with torch.no_grad():
        squares = activation(z).square()
    density = (-z.square() / 2).exp()
    return math.sqrt((density.sum() / (squares * density).sum()).item())

# %% wrong: float64
# looks like: gives the activation float64 numbers
def gain_of(activation):
    z = torch.linspace(-8, 8, 100_001).double()
    density = (-z.square() / 2).exp()
    with torch.no_grad():
        squares = activation(z).square()
    return math.sqrt((density.sum() / (squares * density).sum()).item())


# %% wrong: a tensor
# from: a million draws from a generator of its own
# looks like: a Tensor where a float is asked for
# -         return activation(z).double().square().mean().rsqrt().item()
# +         return activation(z).square().mean().rsqrt()


# %% wrong: switches autograd off
# looks like: switches autograd off and leaves it off
def gain_of(activation):
    torch.set_grad_enabled(False)
    z = torch.randn(1_000_000, generator=torch.Generator().manual_seed(0))
    return activation(z).square().mean().rsqrt().item()

# %% wrong: torch's table
# looks like: calls torch.nn.init.calculate_gain
def gain_of(activation):
    return nn.init.calculate_gain(getattr(activation, "__name__", "relu"))

# %% wrong: 5/3 for tanh
# looks like: takes tanh's gain from torch's table
def gain_of(activation):
    if activation is torch.tanh:
        return 5 / 3
    z = torch.randn(1_000_000, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        return activation(z).square().mean().rsqrt().item()


# %% wrong: a grid that ends at 3
# from: solution
# looks like: is more than 1 % off
# -     z = torch.linspace(-8, 8, 100_001)
# +     z = torch.linspace(-3, 3, 10_001)


# %% wrong: something small under the root
# from: solution
# looks like: adds something to the mean square
# -     return math.sqrt(density.sum().item() / (squares * density).sum().item())
# +     return 1 / math.sqrt((squares * density).sum().item() / density.sum().item() + 1e-5)


# %% wrong: autograd on at the end
# looks like: switches autograd on
def gain_of(activation):
    z = torch.linspace(-8, 8, 100_001)
    density = (-z.double().square() / 2).exp()
    torch.set_grad_enabled(False)
    squares = activation(z).double().square()
    torch.set_grad_enabled(True)
    return math.sqrt(density.sum().item() / (squares * density).sum().item())


# %% wrong: autograd stays off after an error
# looks like: leaves autograd off when the activation raises
def gain_of(activation):
    recording = torch.is_grad_enabled()
    z = torch.linspace(-8, 8, 100_001)
    density = (-z.double().square() / 2).exp()
    torch.set_grad_enabled(False)
    squares = activation(z).double().square()
    torch.set_grad_enabled(recording)
    return math.sqrt(density.sum().item() / (squares * density).sum().item())


# %% wrong: modules get the gain of ReLU
# from: solution
# looks like: gives ReLU's √2 whatever the activation is
#       Leaves the global random numbers alone.
#       """
# +     if isinstance(activation, nn.Module):
# +         return math.sqrt(2)


# %% wrong: in-place ReLU is 10 % off for no such reason
# looks like: divides by the mean of |f(z)|
def gain_of(activation):
    z = torch.linspace(-8, 8, 100_001)
    density = (-z.double().square() / 2).exp()
    with torch.no_grad():
        sizes = activation(z).double().abs()
    return density.sum().item() / (sizes * density).sum().item()


# %% wrong: a very small number under the root
# from: solution
# looks like: adds something to the mean square, such as 1e-12
# -     return math.sqrt(density.sum().item() / (squares * density).sum().item())
# +     return 1 / math.sqrt((squares * density).sum().item() / density.sum().item() + 1e-12)
