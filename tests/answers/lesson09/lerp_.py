# %% right: two steps
@torch.no_grad()
def lerp_(running, new, weight):
    return running.mul_(1 - weight).add_(new, alpha=weight)

# %% right: copies the result
def lerp_(running, new, weight):
    with torch.no_grad():
        running.copy_((1 - weight) * running + weight * new)
    return running

# %% right: through data and detach
def lerp_(running, new, weight):
    running.data += weight * (new.detach() - running.data)
    return running

# %% wrong: weight of the old value
# looks like: gives the weight to the old value
def lerp_(running, new, weight):
    with torch.no_grad():
        running *= weight
        running += (1 - weight) * new
    return running

# %% wrong: a new tensor
# looks like: leaves running as it was
def lerp_(running, new, weight):
    return running + weight * (new - running)

# %% wrong: nothing taken off
# looks like: adds the new value without taking off
def lerp_(running, new, weight):
    with torch.no_grad():
        running += weight * new
    return running

# %% wrong: away from the new value
# looks like: moves away from the new value
def lerp_(running, new, weight):
    with torch.no_grad():
        running += weight * (running - new)
    return running

# %% wrong: under autograd's eyes
# looks like: works under autograd's eyes
def lerp_(running, new, weight):
    running += weight * (new - running)
    return running

# %% wrong: on a graph of its own
# looks like: works under autograd's eyes
def lerp_(running, new, weight):
    running.mul_(1 - weight).add_(weight * new)
    return running

# %% wrong: returns nothing
# looks like: does not return the tensor that it was given
def lerp_(running, new, weight):
    with torch.no_grad():
        running += weight * (new - running)

# %% wrong: other memory
# looks like: gives the tensor other memory
def lerp_(running, new, weight):
    running.data = running.data + weight * (new.detach() - running.data)
    return running

# %% wrong: edits the new value
# looks like: changes its input in place
def lerp_(running, new, weight):
    with torch.no_grad():
        new -= running
        new *= weight
        running += new
    return running

# %% wrong: autograd stays off
# looks like: switches autograd off and leaves it off
def lerp_(running, new, weight):
    torch.set_grad_enabled(False)
    running += weight * (new - running)
    return running

# %% wrong: torch's own
# looks like: calls torch.Tensor.lerp_
def lerp_(running, new, weight):
    with torch.no_grad():
        return running.lerp_(new, weight)


# %% wrong: autograd on at the end
# looks like: switches autograd on
def lerp_(
    running: Tensor,  # Changed in place
    new: Tensor,  # Of the same shape; left as it is
    weight: float,  # Of the new value, from 0 to 1
) -> Tensor:  # `running` itself
    "Moves `running` to running + weight · (new - running), in place and unseen by autograd."
    torch.set_grad_enabled(False)
    running += weight * (new - running)
    torch.set_grad_enabled(True)
    return running

# %% wrong: a weight of 0 is none
# looks like: changes running with weight 0
def lerp_(running, new, weight):
    weight = weight or 0.1
    with torch.no_grad():
        running += weight * (new - running)
    return running

# %% wrong: never all of the way
# looks like: does not arrive at new with weight 1
def lerp_(running, new, weight):
    weight = min(weight, 0.999)
    with torch.no_grad():
        running += weight * (new - running)
    return running

# %% wrong: takes requires_grad away
# looks like: switches requires_grad off
def lerp_(running, new, weight):
    running.requires_grad_(False)
    running += weight * (new.detach() - running)
    return running

# %% wrong: edits the new value behind autograd's back
# looks like: changes the gradient of whoever computed new
# looks like: changes its input in place
def lerp_(running, new, weight):
    step = new.data
    step -= running.data
    step *= weight
    running.data += step
    return running

# %% right: into the memory of running, by out
def lerp_(running, new, weight):
    with torch.no_grad():
        return torch.add(running * (1 - weight), new, alpha=weight, out=running)

# %% wrong: loops over the first axis
# looks like: fails for a single number
def lerp_(running, new, weight):
    with torch.no_grad():
        for i in range(len(running)):
            running[i] += weight * (new[i] - running[i])
    return running

# %% wrong: flattens what cannot be viewed so
# looks like: leaves running as it was
def lerp_(running, new, weight):
    with torch.no_grad():
        flat = running.reshape(-1)
        flat += weight * (new.reshape(-1) - flat)
    return running

# %% wrong: the mean of both
# looks like: goes half of the way
def lerp_(running, new, weight):
    with torch.no_grad():
        running += 0.5 * (new - running)
    return running

# %% wrong: the old value is scaled first
# looks like: scales running before it takes the difference
def lerp_(running, new, weight):
    with torch.no_grad():
        running *= 1 - weight
        running += weight * (new - running)
    return running
