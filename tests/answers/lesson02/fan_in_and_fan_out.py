# %% right: by counting elements
def fan_in_and_fan_out(weight):
    if weight.ndim < 2:
        raise ValueError("a bias has no fans")
    return weight[0].numel(), weight[:, 0].numel()

# %% right: a loop over the kernel
def fan_in_and_fan_out(weight):
    shape = list(weight.shape)
    if len(shape) < 2:
        raise ValueError(shape)
    field = 1
    for side in shape[2:]:
        field *= side
    return (shape[1] * field, shape[0] * field)

# %% right: by division
def fan_in_and_fan_out(weight):
    try:
        n_out, n_in = weight.shape[:2]
    except ValueError:
        raise ValueError("two axes or more, please") from None
    return weight.numel() // n_out, weight.numel() // n_in

# %% wrong: swapped
# looks like: swaps the fans
def fan_in_and_fan_out(weight):
    if weight.ndim < 2:
        raise ValueError("two axes")
    field = math.prod(weight.shape[2:])
    return weight.shape[0] * field, weight.shape[1] * field

# %% wrong: no receptive field
# looks like: forgets the receptive field
def fan_in_and_fan_out(weight):
    if weight.ndim < 2:
        raise ValueError("two axes")
    return weight.shape[1], weight.shape[0]

# %% wrong: field in fan_in only
# looks like: forgets the receptive field in fan_out
def fan_in_and_fan_out(weight):
    if weight.ndim < 2:
        raise ValueError("two axes")
    return weight[0].numel(), weight.shape[0]

# %% wrong: only one side of the kernel
# looks like: takes one side of the kernel,
def fan_in_and_fan_out(weight):
    if weight.ndim < 2:
        raise ValueError("two axes")
    side = weight.shape[-1] if weight.ndim > 2 else 1
    return weight.shape[1] * side, weight.shape[0] * side

# %% wrong: the last two axes
# looks like: takes the last two axes
def fan_in_and_fan_out(weight):
    if weight.ndim < 2:
        raise ValueError("two axes")
    return weight.shape[-1], weight.shape[-2]

# %% wrong: fractions
# looks like: fans are counted, so they are int
def fan_in_and_fan_out(weight):
    if weight.ndim < 2:
        raise ValueError("two axes")
    return weight.numel() / weight.shape[0], weight.numel() / weight.shape[1]


# %% wrong: a list
# from: swapped
# looks like: a tuple is asked for
# -     return weight.shape[0] * field, weight.shape[1] * field
# +     return [weight.shape[1] * field, weight.shape[0] * field]


# %% wrong: tensors
# looks like: a Tensor where an int is asked for
def fan_in_and_fan_out(weight):
    if weight.ndim < 2:
        raise ValueError("two axes")
    field = torch.tensor(weight.shape[2:]).prod().long()
    return weight.shape[1] * field, weight.shape[0] * field


# %% wrong: a bias has fans
# from: by counting elements
# looks like: answers for a weight with fewer than two axes
# -         raise ValueError("a bias has no fans")
# +         return weight.numel(), weight.numel()


# %% wrong: a bias raises something else
# looks like: IndexError where ValueError is asked for
def fan_in_and_fan_out(weight):
    n_out, n_in, *kernel = weight.shape + () if weight.ndim > 1 else (weight.shape[0], weight.shape[1])
    return n_in * math.prod(kernel), n_out * math.prod(kernel)

# %% wrong: torch's own
# looks like: which is what this exercise asks you to write
def fan_in_and_fan_out(weight):
    return torch.nn.init._calculate_fan_in_and_fan_out(weight)


# %% wrong: all elements are fan_in
# looks like: counts all elements of the weight as fan_in: those of one output's sum are meant
def fan_in_and_fan_out(weight):
    if weight.ndim < 2:
        raise ValueError("two axes or more")
    return weight.numel(), weight.shape[0] * math.prod(weight.shape[2:])
