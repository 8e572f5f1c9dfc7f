# %% right: two steps
@torch.no_grad()
def lerp_(running, new, weight):
    return running.mul_(1 - weight).add_(new, alpha=weight)


# %% right: copies the result
# from: solution
# -         running += weight * (new - running)
# +         running.copy_((1 - weight) * running + weight * new)


# %% right: through data and detach
def lerp_(running, new, weight):
    running.data += weight * (new.detach() - running.data)
    return running

# %% right: into the memory of running, by out
def lerp_(running, new, weight):
    with torch.no_grad():
        return torch.add(running * (1 - weight), new, alpha=weight, out=running)

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
# from: solution
# looks like: adds the new value without taking off
# -         running += weight * (new - running)
# +         running += weight * new


# %% wrong: away from the new value
# from: solution
# looks like: moves away from the new value
# -         running += weight * (new - running)
# +         running += weight * (running - new)


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
# from: solution
# looks like: does not return the tensor that it was given
# -     return running


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
# from: solution
# looks like: switches autograd on
# -     with torch.no_grad():
# -         running += weight * (new - running)
# +     torch.set_grad_enabled(False)
# +     running += weight * (new - running)
# +     torch.set_grad_enabled(True)


# %% wrong: a weight of 0 is none
# from: solution
# looks like: changes running with weight 0
#       "Moves `running` to running + weight · (new - running), in place and unseen by autograd."
# +     weight = weight or 0.1


# %% wrong: never all of the way
# from: solution
# looks like: does not arrive at new with weight 1
#       "Moves `running` to running + weight · (new - running), in place and unseen by autograd."
# +     weight = min(weight, 0.999)


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
# from: solution
# looks like: goes half of the way
# -         running += weight * (new - running)
# +         running += 0.5 * (new - running)


# %% wrong: the old value is scaled first
# from: solution
# looks like: scales running before it takes the difference
#       with torch.no_grad():
# +         running *= 1 - weight
