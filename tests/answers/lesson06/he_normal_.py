# %% right: draws, scales, copies
def he_normal_(weight, leak=0.0):
    with torch.no_grad():
        return weight.copy_(torch.randn(weight.shape) * (2 / (1 + leak * leak) / weight[0].numel()) ** 0.5)

# %% right: decorated, in two steps
@torch.no_grad()
def he_normal_(weight, leak=0.0):
    weight.normal_()
    weight /= math.sqrt((1 + leak**2) / 2 * fan_in_and_fan_out(weight)[0])
    return weight

# %% right: torch.nn.init.normal_, with gain_of
def he_normal_(weight, leak=0.0):
    gain = gain_of(lambda z: F.leaky_relu(z, leak))
    return nn.init.normal_(weight, std=gain / math.sqrt(fan_in_and_fan_out(weight)[0]))

# %% right: data
def he_normal_(weight, leak=0.0):
    weight.data.normal_(0, (2 / ((1 + leak**2) * fan_in_and_fan_out(weight)[0])) ** 0.5)
    return weight


# %% wrong: no 2
# from: solution
# looks like: misses the 2
# -         return weight.normal_(0, math.sqrt(2 / ((1 + leak**2) * fan_in)))
# +         return weight.normal_(0, math.sqrt(1 / ((1 + leak**2) * fan_in)))


# %% wrong: fan_out
# looks like: counts fan_out
def he_normal_(weight, leak=0.0):
    _, fan_out = fan_in_and_fan_out(weight)
    with torch.no_grad():
        return weight.normal_(0, math.sqrt(2 / ((1 + leak**2) * fan_out)))

# %% wrong: Glorot's mean of the fans
# looks like: is Glorot's
def he_normal_(weight, leak=0.0):
    with torch.no_grad():
        return weight.normal_(0, math.sqrt(2 / ((1 + leak**2) * sum(fan_in_and_fan_out(weight)))))


# %% wrong: variance as std
# from: solution
# looks like: uses the variance as the std
# -         return weight.normal_(0, math.sqrt(2 / ((1 + leak**2) * fan_in)))
# +         return weight.normal_(0, 2 / ((1 + leak**2) * fan_in))


# %% wrong: no receptive field
# looks like: forgets the receptive field
def he_normal_(weight, leak=0.0):
    with torch.no_grad():
        return weight.normal_(0, math.sqrt(2 / ((1 + leak**2) * weight.shape[1])))


# %% wrong: leak ignored
# from: solution
# looks like: ignores leak
# -         return weight.normal_(0, math.sqrt(2 / ((1 + leak**2) * fan_in)))
# +         return weight.normal_(0, math.sqrt(2 / fan_in))


# %% wrong: leak not squared
# from: solution
# looks like: divides by 1 + leak: the leak is to be squared
# -         return weight.normal_(0, math.sqrt(2 / ((1 + leak**2) * fan_in)))
# +         return weight.normal_(0, math.sqrt(2 / ((1 + leak) * fan_in)))


# %% wrong: the sum squared
# from: solution
# looks like: divides by (1 + leak)²
# -         return weight.normal_(0, math.sqrt(2 / ((1 + leak**2) * fan_in)))
# +         return weight.normal_(0, math.sqrt(2 / ((1 + leak) ** 2 * fan_in)))


# %% wrong: multiplies by the slope
# from: solution
# looks like: multiplies by 1 + leak²
# -         return weight.normal_(0, math.sqrt(2 / ((1 + leak**2) * fan_in)))
# +         return weight.normal_(0, math.sqrt(2 * (1 + leak**2) / fan_in))


# %% wrong: uniform
# looks like: is uniform: this one is asked to be normal
def he_normal_(weight, leak=0.0):
    fan_in, _ = fan_in_and_fan_out(weight)
    bound = math.sqrt(6 / ((1 + leak**2) * fan_in))
    with torch.no_grad():
        return weight.uniform_(-bound, bound)

# %% wrong: a new tensor
# looks like: leaves weight as it was
# looks like: does not return the tensor
def he_normal_(weight, leak=0.0):
    fan_in, _ = fan_in_and_fan_out(weight)
    return torch.randn(weight.shape) * math.sqrt(2 / ((1 + leak**2) * fan_in))

# %% wrong: under autograd's eyes
# looks like: changes a Parameter under autograd's eyes
def he_normal_(weight, leak=0.0):
    fan_in, _ = fan_in_and_fan_out(weight)
    return weight.normal_(0, math.sqrt(2 / ((1 + leak**2) * fan_in)))


# %% wrong: returns nothing
# from: solution
# looks like: does not return the tensor that it was given
# -         return weight.normal_(0, math.sqrt(2 / ((1 + leak**2) * fan_in)))
# +         weight.normal_(0, math.sqrt(2 / ((1 + leak**2) * fan_in)))


# %% wrong: torch's own
# looks like: calls torch.nn.init.kaiming_normal_
def he_normal_(weight, leak=0.0):
    return nn.init.kaiming_normal_(weight, a=leak)


# %% wrong: a leak of 0.1 unless told otherwise
# from: solution
# looks like: takes a leak of 0.1 where none is given
#       He, Zhang, Ren and Sun (2015), equations 10 and 15.
#       """
# +     leak = leak or 0.1


# %% wrong: a leak above 1 counts as 1
# from: solution
# looks like: takes a leak above 1 for 1
#       He, Zhang, Ren and Sun (2015), equations 10 and 15.
#       """
# +     leak = min(leak, 1.0)


# %% wrong: the number of elements as fan_in
# looks like: counts all elements of the weight as fan_in
def he_normal_(weight, leak=0.0):
    with torch.no_grad():
        return weight.normal_(0, math.sqrt(2 / ((1 + leak**2) * weight.numel())))


# %% wrong: another tensor as data
# looks like: puts a new tensor in the old one's place
def he_normal_(weight, leak=0.0):
    fan_in, _ = fan_in_and_fan_out(weight)
    weight.data = math.sqrt(2 / ((1 + leak**2) * fan_in)) * torch.randn(weight.shape, dtype=weight.dtype)
    return weight


# %% wrong: another dtype
# looks like: changes the weight's dtype
# looks like: puts a new tensor in the old one's place
def he_normal_(weight, leak=0.0):
    fan_in, _ = fan_in_and_fan_out(weight)
    weight.data = math.sqrt(2 / ((1 + leak**2) * fan_in)) * torch.randn(weight.shape, dtype=torch.float16)
    return weight


# %% wrong: returns the data
# looks like: does not return the tensor that it was given
def he_normal_(weight, leak=0.0):
    fan_in, _ = fan_in_and_fan_out(weight)
    return weight.data.normal_(0, math.sqrt(2 / ((1 + leak**2) * fan_in)))


# %% wrong: switches the gradient off
# looks like: switches requires_grad off
def he_normal_(weight, leak=0.0):
    fan_in, _ = fan_in_and_fan_out(weight)
    weight.requires_grad_(False)
    return weight.normal_(0, math.sqrt(2 / ((1 + leak**2) * fan_in)))


# %% wrong: switches autograd off for good
# looks like: switches autograd off and leaves it off
def he_normal_(weight, leak=0.0):
    torch.set_grad_enabled(False)
    fan_in, _ = fan_in_and_fan_out(weight)
    return weight.normal_(0, math.sqrt(2 / ((1 + leak**2) * fan_in)))


# %% wrong: sets the seed
# from: solution
# looks like: the seed is the caller's business
#       He, Zhang, Ren and Sun (2015), equations 10 and 15.
#       """
# +     torch.manual_seed(0)


# %% wrong: all weights alike
# from: solution
# looks like: gives every number the same value
# -         return weight.normal_(0, math.sqrt(2 / ((1 + leak**2) * fan_in)))
# +         return weight.fill_(math.sqrt(2 / ((1 + leak**2) * fan_in)))


# %% wrong: mean is not 0
# looks like: does not have mean 0
def he_normal_(weight, leak=0.0):
    fan_in, _ = fan_in_and_fan_out(weight)
    std = math.sqrt(2 / ((1 + leak**2) * fan_in))
    with torch.no_grad():
        return weight.normal_(std, std)


# %% wrong: fills only what learns
# looks like: leaves a tensor without gradients as it was
def he_normal_(weight, leak=0.0):
    fan_in, _ = fan_in_and_fan_out(weight)
    if isinstance(weight, nn.Parameter):
        with torch.no_grad():
            weight.normal_(0, math.sqrt(2 / ((1 + leak**2) * fan_in)))
    return weight


# %% wrong: switches the gradient on
# looks like: switches requires_grad on
def he_normal_(weight, leak=0.0):
    fan_in, _ = fan_in_and_fan_out(weight)
    with torch.no_grad():
        weight.normal_(0, math.sqrt(2 / ((1 + leak**2) * fan_in)))
    return weight.requires_grad_()


# %% wrong: standardizes what is there
# looks like: leaves inf or nan in the weight
def he_normal_(weight, leak=0.0):
    fan_in, _ = fan_in_and_fan_out(weight)
    with torch.no_grad():
        weight.sub_(weight.mean()).div_(weight.std()).mul_(math.sqrt(2 / ((1 + leak**2) * fan_in)))
    return weight


# %% wrong: a triangular distribution
# looks like: is no normal distribution
def he_normal_(weight, leak=0.0):
    fan_in, _ = fan_in_and_fan_out(weight)
    with torch.no_grad():
        numbers = torch.rand_like(weight) + torch.rand_like(weight) - 1
        return weight.copy_(numbers * math.sqrt(6) * math.sqrt(2 / ((1 + leak**2) * fan_in)))
