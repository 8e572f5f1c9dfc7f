# %% right: draws, scales, copies
def glorot_normal_(weight, gain=1.0):
    fan_in, fan_out = weight[0].numel(), weight[:, 0].numel()
    with torch.no_grad():
        return weight.copy_(gain * torch.randn(weight.shape) * (2 / (fan_in + fan_out)) ** 0.5)

# %% right: decorated, in two steps
@torch.no_grad()
def glorot_normal_(weight, gain=1.0):
    weight.normal_()
    weight *= gain * math.sqrt(2.0 / sum(fan_in_and_fan_out(weight)))
    return weight

# %% right: through detach, row by row
def glorot_normal_(weight, gain=1.0):
    std = gain / math.sqrt(sum(fan_in_and_fan_out(weight)) / 2)
    for row in weight.detach():
        row.copy_(torch.normal(0.0, std, row.shape))
    return weight

# %% right: torch.nn.init.normal_
def glorot_normal_(weight, gain=1.0):
    fan_in, fan_out = fan_in_and_fan_out(weight)
    return torch.nn.init.normal_(weight, std=gain * math.sqrt(2 / (fan_in + fan_out)))

# %% right: data
def glorot_normal_(weight, gain=1.0):
    fan_in, fan_out = fan_in_and_fan_out(weight)
    weight.data.normal_(0, gain * math.sqrt(2 / (fan_in + fan_out)))
    return weight


# %% wrong: variance as std
# from: solution
# looks like: uses the variance as the std
# -         return weight.normal_(0, gain * math.sqrt(2 / (fan_in + fan_out)))
# +         return weight.normal_(0, gain * 2 / (fan_in + fan_out))


# %% wrong: forward pass only
# looks like: scales by fan_in alone
def glorot_normal_(weight, gain=1.0):
    fan_in, _ = fan_in_and_fan_out(weight)
    with torch.no_grad():
        return weight.normal_(0, gain / math.sqrt(fan_in))

# %% wrong: backward pass only
# looks like: scales by fan_out alone
def glorot_normal_(weight, gain=1.0):
    _, fan_out = fan_in_and_fan_out(weight)
    with torch.no_grad():
        return weight.normal_(0, gain / math.sqrt(fan_out))

# %% wrong: no receptive field
# looks like: forgets the receptive field
def glorot_normal_(weight, gain=1.0):
    with torch.no_grad():
        return weight.normal_(0, gain * math.sqrt(2 / (weight.shape[0] + weight.shape[1])))


# %% wrong: gain ignored
# from: solution
# looks like: ignores gain
# -         return weight.normal_(0, gain * math.sqrt(2 / (fan_in + fan_out)))
# +         return weight.normal_(0, math.sqrt(2 / (fan_in + fan_out)))


# %% wrong: gain under the root
# from: solution
# looks like: multiplies the variance by gain
# -         return weight.normal_(0, gain * math.sqrt(2 / (fan_in + fan_out)))
# +         return weight.normal_(0, math.sqrt(2 * gain / (fan_in + fan_out)))


# %% wrong: no 2
# from: solution
# looks like: forgets the 2
# -         return weight.normal_(0, gain * math.sqrt(2 / (fan_in + fan_out)))
# +         return weight.normal_(0, gain / math.sqrt(fan_in + fan_out))


# %% wrong: uniform
# looks like: is uniform: this one is asked to be normal
def glorot_normal_(weight, gain=1.0):
    fan_in, fan_out = fan_in_and_fan_out(weight)
    bound = gain * math.sqrt(6 / (fan_in + fan_out))
    with torch.no_grad():
        return weight.uniform_(-bound, bound)


# %% wrong: a new tensor
# from: data
# looks like: leaves weight as it was
# looks like: does not return the tensor that it was given
# -     weight.data.normal_(0, gain * math.sqrt(2 / (fan_in + fan_out)))
# +     weight = gain * math.sqrt(2 / (fan_in + fan_out)) * torch.randn(weight.shape)


# %% wrong: under autograd's eyes
# looks like: changes a Parameter under autograd's eyes
def glorot_normal_(weight, gain=1.0):
    fan_in, fan_out = fan_in_and_fan_out(weight)
    return weight.normal_(0, gain * math.sqrt(2 / (fan_in + fan_out)))


# %% wrong: another tensor as data
# from: data
# looks like: puts a new tensor in the old one's place
# -     weight.data.normal_(0, gain * math.sqrt(2 / (fan_in + fan_out)))
# +     weight.data = gain * math.sqrt(2 / (fan_in + fan_out)) * torch.randn(weight.shape, dtype=weight.dtype)


# %% wrong: another dtype
# from: data
# looks like: changes the weight's shape or dtype
# looks like: puts a new tensor in the old one's place
# -     weight.data.normal_(0, gain * math.sqrt(2 / (fan_in + fan_out)))
# +     weight.data = gain * math.sqrt(2 / (fan_in + fan_out)) * torch.randn(weight.shape, dtype=torch.float16)


# %% wrong: returns nothing
# from: solution
# looks like: does not return the tensor that it was given
# -         return weight.normal_(0, gain * math.sqrt(2 / (fan_in + fan_out)))
# +         weight.normal_(0, gain * math.sqrt(2 / (fan_in + fan_out)))


# %% wrong: returns the data
# looks like: does not return the tensor that it was given
def glorot_normal_(weight, gain=1.0):
    fan_in, fan_out = fan_in_and_fan_out(weight)
    return weight.data.normal_(0, gain * math.sqrt(2 / (fan_in + fan_out)))

# %% wrong: switches the gradient off
# looks like: switches requires_grad off
def glorot_normal_(weight, gain=1.0):
    fan_in, fan_out = fan_in_and_fan_out(weight)
    weight.requires_grad_(False)
    return weight.normal_(0, gain * math.sqrt(2 / (fan_in + fan_out)))

# %% wrong: switches autograd off for good
# looks like: switches autograd off and leaves it off
def glorot_normal_(weight, gain=1.0):
    torch.set_grad_enabled(False)
    fan_in, fan_out = fan_in_and_fan_out(weight)
    return weight.normal_(0, gain * math.sqrt(2 / (fan_in + fan_out)))


# %% wrong: sets the seed
# from: solution
# looks like: the seed is the caller's business
#       fan_in, fan_out = fan_in_and_fan_out(weight)
# +     torch.manual_seed(0)


# %% wrong: all weights alike
# from: solution
# looks like: gives every number the same value
# -         return weight.normal_(0, gain * math.sqrt(2 / (fan_in + fan_out)))
# +         return weight.fill_(gain * math.sqrt(2 / (fan_in + fan_out)))


# %% wrong: mean is not 0
# looks like: does not have mean 0
def glorot_normal_(weight, gain=1.0):
    fan_in, fan_out = fan_in_and_fan_out(weight)
    std = gain * math.sqrt(2 / (fan_in + fan_out))
    with torch.no_grad():
        return weight.normal_(std, std)

# %% wrong: torch's own
# looks like: which is what this exercise asks you to write
def glorot_normal_(weight, gain=1.0):
    return torch.nn.init.xavier_normal_(weight, gain)

# %% wrong: torch's own, imported by name
# looks like: which is what this exercise asks you to write
from torch.nn.init import xavier_normal_ as glorot_normal_


# %% wrong: fills only what learns
# looks like: leaves a tensor without gradients as it was
def glorot_normal_(weight, gain=1.0):
    fan_in, fan_out = fan_in_and_fan_out(weight)
    if isinstance(weight, nn.Parameter):
        with torch.no_grad():
            weight.normal_(0, gain * math.sqrt(2 / (fan_in + fan_out)))
    return weight


# %% wrong: switches the gradient on
# looks like: switches requires_grad on
def glorot_normal_(weight, gain=1.0):
    fan_in, fan_out = fan_in_and_fan_out(weight)
    with torch.no_grad():
        weight.normal_(0, gain * math.sqrt(2 / (fan_in + fan_out)))
    return weight.requires_grad_()


# %% wrong: standardizes what is there
# looks like: leaves inf or nan in the weight
def glorot_normal_(weight, gain=1.0):
    fan_in, fan_out = fan_in_and_fan_out(weight)
    with torch.no_grad():
        weight.sub_(weight.mean()).div_(weight.std()).mul_(gain * math.sqrt(2 / (fan_in + fan_out)))
    return weight


# %% wrong: a triangular distribution
# looks like: is no normal distribution
def glorot_normal_(weight, gain=1.0):
    fan_in, fan_out = fan_in_and_fan_out(weight)
    with torch.no_grad():
        numbers = torch.rand_like(weight) + torch.rand_like(weight) - 1
        return weight.copy_(numbers * math.sqrt(6) * gain * math.sqrt(2 / (fan_in + fan_out)))


# %% wrong: three over the sum
# from: solution
# looks like: has another std than
# -         return weight.normal_(0, gain * math.sqrt(2 / (fan_in + fan_out)))
# +         return weight.normal_(0, gain * math.sqrt(3 / (fan_in + fan_out)))


# %% wrong: one row for all
# looks like: has another std than gain·√(2 / (fan_in + fan_out))
# looks like: does not have mean 0
# looks like: is no normal distribution
def glorot_normal_(weight, gain=1.0):
    fan_in, fan_out = fan_in_and_fan_out(weight)
    with torch.no_grad():
        row = torch.empty_like(weight[0]).normal_(0, gain * math.sqrt(2 / (fan_in + fan_out)))
        return weight.copy_(row.expand_as(weight))


# %% wrong: clipped at two std
# from: mean is not 0
# looks like: has another std than gain·√(2 / (fan_in + fan_out))
# -         return weight.normal_(std, std)
# +         return weight.normal_(0, std).clamp_(-2 * std, 2 * std)


# %% wrong: adds to what is there
# from: solution
# looks like: does not have mean 0: the numbers must be positive and negative alike
# -         return weight.normal_(0, gain * math.sqrt(2 / (fan_in + fan_out)))
# +         return weight.add_(gain * math.sqrt(2 / (fan_in + fan_out)) * torch.randn_like(weight))
