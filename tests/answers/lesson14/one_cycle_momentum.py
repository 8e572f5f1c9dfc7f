# %% right: from the rate: high where that is lowest
def one_cycle_momentum(step, total, high=0.95, low=0.85, pct_start=0.25):
    if not 0 <= step < total:
        raise ValueError("no such step")
    rate = one_cycle_lr(step, total, 1.0, pct_start, div=1e12, final_div=1.0)
    return high + (low - high) * (rate - 1e-12) / (1 - 1e-12)

# %% right: the distance from the top
def one_cycle_momentum(step, total, high=0.95, low=0.85, pct_start=0.25):
    if not 0 <= step < total:
        raise ValueError("no such step")
    top = pct_start * total - 1
    length = top if step < top else total - 1 - top
    return low + (high - low) * (1 - math.cos(math.pi * (step - top) / length)) / 2

# %% right: torch's cosine in float32
def one_cycle_momentum(step, total, high=0.95, low=0.85, pct_start=0.25):
    if step not in range(total):
        raise ValueError(step)
    top = pct_start * total - 1
    t = step / top if step <= top else 1 + (step - top) / (total - 1 - top)
    return low + (high - low) * (1 + torch.cos(torch.tensor(math.pi * t)).item()) / 2

# %% wrong: not mirrored
# looks like: is not mirrored
def one_cycle_momentum(step, total, high=0.95, low=0.85, pct_start=0.25):
    if not 0 <= step < total:
        raise ValueError("no such step")
    top, last = pct_start * total - 1, total - 1
    if step < top:
        return high + (low - high) * (1 + math.cos(math.pi * step / top)) / 2
    return low + (high - low) * (1 + math.cos(math.pi * (step - top) / (last - top))) / 2

# %% wrong: the lowest point a step late
# looks like: has its lowest point at another step
def one_cycle_momentum(step, total, high=0.95, low=0.85, pct_start=0.25):
    if not 0 <= step < total:
        raise ValueError("no such step")
    top, last = pct_start * total, total - 1
    if step < top:
        return low + (high - low) * (1 + math.cos(math.pi * step / top)) / 2
    return high + (low - high) * (1 + math.cos(math.pi * (step - top) / (last - top))) / 2


# %% wrong: the lowest point at a share of the last step
# from: the lowest point a step late
# looks like: not at pct_start · (total - 1)
# -     top, last = pct_start * total, total - 1
# +     top, last = pct_start * (total - 1), total - 1


# %% wrong: the end a step late
# from: the lowest point a step late
# looks like: is a step late at the end
# -     top, last = pct_start * total, total - 1
# +     top, last = pct_start * total - 1, total


# %% wrong: only falls
# looks like: only falls
def one_cycle_momentum(step, total, high=0.95, low=0.85, pct_start=0.25):
    if not 0 <= step < total:
        raise ValueError("no such step")
    return low + (high - low) * (1 + math.cos(math.pi * step / (total - 1))) / 2

# %% wrong: stays low
# looks like: does not come back
def one_cycle_momentum(step, total, high=0.95, low=0.85, pct_start=0.25):
    if not 0 <= step < total:
        raise ValueError("no such step")
    top, last = pct_start * total - 1, total - 1
    if step < top:
        return low + (high - low) * (1 + math.cos(math.pi * step / top)) / 2
    return low

# %% wrong: constant
# looks like: is constant
def one_cycle_momentum(step, total, high=0.95, low=0.85, pct_start=0.25):
    if not 0 <= step < total:
        raise ValueError("no such step")
    return high

# %% wrong: straight lines
# looks like: is made of straight lines
def one_cycle_momentum(step, total, high=0.95, low=0.85, pct_start=0.25):
    if not 0 <= step < total:
        raise ValueError("no such step")
    top, last = pct_start * total - 1, total - 1
    if step < top:
        return high + (low - high) * step / top
    return low + (high - low) * (step - top) / (last - top)

# %% wrong: degrees
# looks like: takes the angle in degrees
def one_cycle_momentum(step, total, high=0.95, low=0.85, pct_start=0.25):
    if not 0 <= step < total:
        raise ValueError("no such step")
    top, last = pct_start * total - 1, total - 1
    if step < top:
        return low + (high - low) * (1 + math.cos(180 * step / top)) / 2
    return high + (low - high) * (1 + math.cos(180 * (step - top) / (last - top))) / 2


# %% wrong: pct_start is fixed
# from: the lowest point a step late
# looks like: ignores `pct_start`
# -     top, last = pct_start * total, total - 1
# +     top, last = 0.25 * total - 1, total - 1


# %% wrong: low is fixed
# looks like: ignores `low`
def one_cycle_momentum(step, total, high=0.95, low=0.85, pct_start=0.25):
    if not 0 <= step < total:
        raise ValueError("no such step")
    top, last = pct_start * total - 1, total - 1
    if step < top:
        return 0.85 + (high - 0.85) * (1 + math.cos(math.pi * step / top)) / 2
    return high + (0.85 - high) * (1 + math.cos(math.pi * (step - top) / (last - top))) / 2

# %% wrong: high is fixed
# looks like: ignores `high`
def one_cycle_momentum(step, total, high=0.95, low=0.85, pct_start=0.25):
    if not 0 <= step < total:
        raise ValueError("no such step")
    top, last = pct_start * total - 1, total - 1
    if step < top:
        return low + (0.95 - low) * (1 + math.cos(math.pi * step / top)) / 2
    return 0.95 + (low - 0.95) * (1 + math.cos(math.pi * (step - top) / (last - top))) / 2

# %% wrong: every step goes
# looks like: accepts a step below 0
def one_cycle_momentum(step, total, high=0.95, low=0.85, pct_start=0.25):
    top, last = pct_start * total - 1, total - 1
    if step < top:
        return low + (high - low) * (1 + math.cos(math.pi * step / top)) / 2
    return high + (low - high) * (1 + math.cos(math.pi * (step - top) / (last - top))) / 2

# %% wrong: refuses the last step
# looks like: refuses the last step
def one_cycle_momentum(step, total, high=0.95, low=0.85, pct_start=0.25):
    if not 0 <= step < total:
        raise ValueError("no such step")
    if step == total - 1 and high == 0.95 and low == 0.85:
        raise ValueError("the last one")
    top, last = pct_start * total - 1, total - 1
    share = (top - step) / top if step < top else (step - top) / (last - top)
    return high + (low - high) * (1 + math.cos(math.pi * share)) / 2

# %% wrong: one step too many
# looks like: accepts a step from `total` on
def one_cycle_momentum(step, total, high=0.95, low=0.85, pct_start=0.25):
    if not 0 <= step <= total:
        raise ValueError("no such step")
    top, last = pct_start * total - 1, total - 1
    share = (top - step) / top if step < top else (step - top) / (last - top)
    return high + (low - high) * (1 + math.cos(math.pi * share)) / 2
