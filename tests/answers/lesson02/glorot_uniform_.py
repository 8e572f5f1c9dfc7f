# %% right: draws, scales, copies
def glorot_uniform_(weight, gain=1.0):
    fan_in, fan_out = fan_in_and_fan_out(weight)
    limit = gain * (6 / (fan_in + fan_out)) ** 0.5
    with torch.no_grad():
        return weight.copy_((2 * torch.rand(weight.shape, dtype=weight.dtype) - 1) * limit)

# %% right: std times √3
@torch.no_grad()
def glorot_uniform_(weight, gain=1.0):
    std = gain * math.sqrt(2 / sum(fan_in_and_fan_out(weight)))
    return weight.uniform_(-1, 1).mul_(std * math.sqrt(3))

# %% right: torch.nn.init.uniform_
def glorot_uniform_(weight, gain=1.0):
    bound = gain * math.sqrt(6) / math.sqrt(sum(fan_in_and_fan_out(weight)))
    torch.nn.init.uniform_(weight, -bound, bound)
    return weight

# %% right: data, from a distribution
def glorot_uniform_(weight, gain=1.0):
    bound = gain * math.sqrt(6 / sum(fan_in_and_fan_out(weight)))
    weight.data.copy_(torch.distributions.Uniform(-bound, bound).sample(weight.shape))
    return weight

# %% wrong: bound without √3
# looks like: uses the std as the bound
def glorot_uniform_(weight, gain=1.0):
    bound = gain * math.sqrt(2 / sum(fan_in_and_fan_out(weight)))
    with torch.no_grad():
        return weight.uniform_(-bound, bound)

# %% wrong: the old heuristic
# looks like: that is the old heuristic
def glorot_uniform_(weight, gain=1.0):
    bound = gain / math.sqrt(fan_in_and_fan_out(weight)[0])
    with torch.no_grad():
        return weight.uniform_(-bound, bound)

# %% wrong: forward pass only
# looks like: scales by fan_in alone
def glorot_uniform_(weight, gain=1.0):
    bound = gain * math.sqrt(3 / fan_in_and_fan_out(weight)[0])
    with torch.no_grad():
        return weight.uniform_(-bound, bound)

# %% wrong: variance as std
# looks like: uses the variance as the std
def glorot_uniform_(weight, gain=1.0):
    bound = gain * math.sqrt(3) * 2 / sum(fan_in_and_fan_out(weight))
    with torch.no_grad():
        return weight.uniform_(-bound, bound)

# %% wrong: no root
# looks like: uses the bound of the variance
def glorot_uniform_(weight, gain=1.0):
    bound = gain * 6 / sum(fan_in_and_fan_out(weight))
    with torch.no_grad():
        return weight.uniform_(-bound, bound)

# %% wrong: one-sided
# looks like: draws from 0 to the bound
def glorot_uniform_(weight, gain=1.0):
    bound = gain * math.sqrt(6 / sum(fan_in_and_fan_out(weight)))
    with torch.no_grad():
        return weight.copy_(bound * torch.rand(weight.shape))

# %% wrong: normal
# looks like: is normal: this one is asked to be uniform
def glorot_uniform_(weight, gain=1.0):
    return glorot_normal_(weight, gain)

# %% wrong: truncated normal
# looks like: is no uniform distribution
def glorot_uniform_(weight, gain=1.0):
    std = gain * math.sqrt(2 / sum(fan_in_and_fan_out(weight)))
    return torch.nn.init.trunc_normal_(weight, std=std / 0.8796, a=-2 * std / 0.8796, b=2 * std / 0.8796)

# %% wrong: no receptive field
# looks like: forgets the receptive field
def glorot_uniform_(weight, gain=1.0):
    bound = gain * math.sqrt(6 / (weight.shape[0] + weight.shape[1]))
    with torch.no_grad():
        return weight.uniform_(-bound, bound)

# %% wrong: divides by gain
# looks like: divides by gain
def glorot_uniform_(weight, gain=1.0):
    bound = math.sqrt(6 / sum(fan_in_and_fan_out(weight))) / gain
    with torch.no_grad():
        return weight.uniform_(-bound, bound)

# %% wrong: gain squared
# looks like: multiplies the std by gain twice
def glorot_uniform_(weight, gain=1.0):
    bound = gain * math.sqrt(6 * gain**2 / sum(fan_in_and_fan_out(weight)))
    with torch.no_grad():
        return weight.uniform_(-bound, bound)

# %% wrong: under autograd's eyes
# looks like: changes a Parameter under autograd's eyes
def glorot_uniform_(weight, gain=1.0):
    bound = gain * math.sqrt(6 / sum(fan_in_and_fan_out(weight)))
    return weight.uniform_(-bound, bound)

# %% wrong: a new tensor
# looks like: leaves weight as it was
# looks like: does not return the tensor that it was given
def glorot_uniform_(weight, gain=1.0):
    bound = gain * math.sqrt(6 / sum(fan_in_and_fan_out(weight)))
    return torch.empty_like(weight).uniform_(-bound, bound)

# %% wrong: returns nothing
# looks like: does not return the tensor that it was given
def glorot_uniform_(weight, gain=1.0):
    bound = gain * math.sqrt(6 / sum(fan_in_and_fan_out(weight)))
    with torch.no_grad():
        weight.uniform_(-bound, bound)

# %% wrong: draws once
# looks like: the seed is the caller's business
def glorot_uniform_(weight, gain=1.0):
    bound = gain * math.sqrt(6 / sum(fan_in_and_fan_out(weight)))
    with torch.no_grad():
        return weight.uniform_(-bound, bound, generator=torch.Generator().manual_seed(1))

# %% wrong: torch's own
# looks like: which is what this exercise asks you to write
def glorot_uniform_(weight, gain=1.0):
    return torch.nn.init.xavier_uniform_(weight, gain=gain)


# %% wrong: a rounded √6
# from: solution
# looks like: has another bound than
# -     bound = gain * math.sqrt(6 / (fan_in + fan_out))
# +     bound = gain * 2.45 / math.sqrt(fan_in + fan_out)


# %% wrong: half as wide
# from: solution
# looks like: has another std than
# -     bound = gain * math.sqrt(6 / (fan_in + fan_out))
# +     bound = gain * math.sqrt(6 / (fan_in + fan_out)) / 2


# %% wrong: the gain after drawing, on the default device
# looks like: does not return the tensor that it was given
# looks like: ignores gain
def glorot_uniform_(weight, gain=1.0):
    bound = math.sqrt(6 / sum(fan_in_and_fan_out(weight)))
    with torch.no_grad():
        weight.uniform_(-bound, bound)
    return weight * gain


# %% wrong: bound to bound from the wrong end
# looks like: does not have mean 0: the numbers must be positive and negative alike
def glorot_uniform_(weight, gain=1.0):
    bound = gain * math.sqrt(6 / sum(fan_in_and_fan_out(weight)))
    with torch.no_grad():
        return weight.uniform_(0, 2 * bound)


# %% wrong: only two values
# looks like: is no uniform distribution, although mean and std are right
def glorot_uniform_(weight, gain=1.0):
    bound = gain * math.sqrt(2 / sum(fan_in_and_fan_out(weight)))
    with torch.no_grad():
        return weight.copy_(bound * (torch.rand_like(weight) < 0.5).double().mul(2).sub(1))
