# %% right: a row of activations for each unit
def dead_fraction(activations, leaky=False):
    if activations.dim() < 2:
        raise ValueError("no channel axis")
    units = activations.transpose(0, 1).flatten(1)
    return (units <= 0 if leaky else units == 0).all(1).float().mean().item()


# %% right: the largest activation of each unit
def dead_fraction(activations, leaky=False):
    if activations.dim() < 2:
        raise ValueError("no channel axis")
    axes = tuple(axis for axis in range(activations.dim()) if axis != 1)
    sizes = activations if leaky else activations.abs()
    return (sizes.amax(axes) <= 0).double().mean().item()


# %% right: a loop over the units
def dead_fraction(activations, leaky=False):
    if len(activations.shape) < 2:
        raise ValueError("no channel axis")
    dead = 0
    for unit in activations.unbind(1):
        dead += not (unit > 0).any() if leaky else not unit.any()
    return dead / activations.shape[1]


# %% right: by counting what is alive
def dead_fraction(activations, leaky=False):
    if activations.ndim < 2:
        raise ValueError("two axes")
    x = activations.detach()
    alive = (x > 0 if leaky else x != 0).transpose(0, 1).reshape(x.shape[1], -1).any(dim=1)
    return 1 - int(alive.sum()) / len(alive)


# %% wrong: share of elements
# looks like: is the share of elements, not of units
def dead_fraction(activations, leaky=False):
    if activations.dim() < 2:
        raise ValueError("no channel axis")
    return (activations <= 0 if leaky else activations == 0).float().mean().item()


# %% wrong: share of the first histogram bin
# looks like: is the share of the first histogram bin
def dead_fraction(activations, leaky=False):
    if activations.dim() < 2:
        raise ValueError("no channel axis")
    hist = torch.histc(activations.detach().float().abs().clamp(max=10), 40, 0, 10)
    return (hist[0] / hist.sum()).item()


# %% wrong: units whose activations all lie in the first bin
# looks like: is the share of the first histogram bin
# looks like: counts units that are merely small
# looks like: ignores leaky
def dead_fraction(activations, leaky=False):
    if activations.dim() < 2:
        raise ValueError("no channel axis")
    return (activations.transpose(0, 1).flatten(1).abs() < 0.25).all(1).float().mean().item()


# %% wrong: samples instead of units
# looks like: looks at each sample over all units
def dead_fraction(activations, leaky=False):
    if activations.dim() < 2:
        raise ValueError("no channel axis")
    rows = activations.flatten(1)
    return (rows <= 0 if leaky else rows == 0).all(1).float().mean().item()


# %% wrong: any zero
# from: a row of activations for each unit
# looks like: calls a unit dead that is 0 somewhere
# -     return (units <= 0 if leaky else units == 0).all(1).float().mean().item()
# +     return (units <= 0 if leaky else units == 0).any(1).float().mean().item()


# %% wrong: every position a unit
# looks like: counts each position of a channel as a unit of its own
def dead_fraction(activations, leaky=False):
    if activations.dim() < 2:
        raise ValueError("no channel axis")
    return (activations <= 0 if leaky else activations == 0).all(0).float().mean().item()


# %% wrong: nearly 0
# from: a row of activations for each unit
# looks like: counts units that are merely small
# -     return (units <= 0 if leaky else units == 0).all(1).float().mean().item()
# +     return (units <= 0 if leaky else units.abs() < 1e-3).all(1).float().mean().item()


# %% wrong: below 0 only
# from: a row of activations for each unit
# looks like: takes a pre-activation of 0 for alive
# -     return (units <= 0 if leaky else units == 0).all(1).float().mean().item()
# +     return (units < 0 if leaky else units == 0).all(1).float().mean().item()


# %% wrong: leaky makes no difference
# looks like: ignores leaky
def dead_fraction(activations, leaky=False):
    if activations.dim() < 2:
        raise ValueError("no channel axis")
    return (activations.transpose(0, 1).flatten(1) == 0).all(1).float().mean().item()


# %% wrong: the average decides
# from: a row of activations for each unit
# looks like: takes a unit for dead that is above 0 in one place only
# -     return (units <= 0 if leaky else units == 0).all(1).float().mean().item()
# +     return (units.mean(1) <= 0 if leaky else (units == 0).all(1)).float().mean().item()


# %% wrong: how many
# from: a row of activations for each unit
# looks like: is the number of dead units
# -     return (units <= 0 if leaky else units == 0).all(1).float().mean().item()
# +     return (units <= 0 if leaky else units == 0).all(1).float().sum().item()


# %% wrong: those that live
# from: a row of activations for each unit
# looks like: is the share of units that are alive
# -     return (units <= 0 if leaky else units == 0).all(1).float().mean().item()
# +     return (units > 0 if leaky else units != 0).any(1).float().mean().item()


# %% wrong: a tensor
# from: a row of activations for each unit
# looks like: gives a tensor
# -     return (units <= 0 if leaky else units == 0).all(1).float().mean().item()
# +     return (units <= 0 if leaky else units == 0).all(1).float().mean()


# %% wrong: any shape will do
# looks like: accepts a tensor without a channel axis
def dead_fraction(activations, leaky=False):
    units = (
        activations.transpose(0, -1).flatten(1)
        if activations.dim() == 2
        else activations.movedim(min(1, activations.dim() - 1), 0).reshape(
            activations.shape[min(1, activations.dim() - 1)], -1
        )
    )
    return (units <= 0 if leaky else units == 0).all(1).float().mean().item()

# %% wrong: at most 0, leaky or not
# looks like: takes negative activations for dead ones
def dead_fraction(activations, leaky=False):
    if activations.ndim < 2:
        raise ValueError("a batch axis and a unit axis are needed")
    units = activations.detach().transpose(0, 1).flatten(1)
    return (units <= 0).all(1).float().mean().item()


# %% wrong: a sum of 0
# looks like: adds up activations that cancel
def dead_fraction(activations, leaky=False):
    if activations.ndim < 2:
        raise ValueError("no units")
    units = activations.detach().transpose(0, 1).flatten(1)
    dead = (units <= 0).all(1) if leaky else units.sum(1) == 0
    return dead.float().mean().item()


# %% wrong: a tolerance that is very small
# looks like: counts units that are merely small
def dead_fraction(activations, leaky=False):
    if activations.ndim < 2:
        raise ValueError("no units")
    units = activations.detach().transpose(0, 1).flatten(1)
    dead = units <= 0 if leaky else units.abs() < 1e-12
    return dead.all(1).float().mean().item()


# %% wrong: two or four axes
# looks like: does not work for 3 axes
def dead_fraction(activations, leaky=False):
    if activations.ndim < 2:
        raise ValueError("no units")
    a = activations.detach()
    dead = a <= 0 if leaky else a == 0
    dead = dead.all(0) if a.ndim == 2 else dead.all(3).all(2).all(0)
    return dead.float().mean().item()


# %% wrong: further axes are summed into the batch's place
# from: a batch of one has no batch axis
# looks like: does not work for 5 axes
# -     a = activations.detach().squeeze()
# +     a = activations.detach()
# +     if a.ndim > 4:
# +         a = a.flatten(1)


# %% wrong: a batch of one has no batch axis
# looks like: a batch of one
def dead_fraction(activations, leaky=False):
    if activations.ndim < 2:
        raise ValueError("no units")
    a = activations.detach().squeeze()
    units = a.transpose(0, 1).flatten(1)
    dead = units <= 0 if leaky else units == 0
    return dead.all(1).float().mean().item()


# %% wrong: one axis only is refused
# looks like: fewer than two axes must raise ValueError
def dead_fraction(activations, leaky=False):
    if activations.ndim == 1:
        raise ValueError("no units")
    if activations.ndim == 0:
        return float(activations <= 0)
    units = activations.detach().transpose(0, 1).flatten(1)
    dead = units <= 0 if leaky else units == 0
    return dead.all(1).float().mean().item()


# %% wrong: at least nine in ten
# looks like: takes a unit for dead that is above 0 in one place only: one positive element is enough to be alive
def dead_fraction(activations, leaky=False):
    if activations.ndim < 2:
        raise ValueError("two axes")
    units = activations.detach().transpose(0, 1).flatten(1)
    return ((units <= 0 if leaky else units == 0).float().mean(1) > 0.9).float().mean().item()
