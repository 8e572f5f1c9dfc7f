# %% right: a helper inside
def one_cycle_lr(step, total, peak, pct_start=0.25, div=25.0, final_div=1e4):
    if not 0 <= step < total:
        raise ValueError("no such step")

    def wave(a, b, share):
        return a + (b - a) * (1 - math.cos(math.pi * share)) / 2

    first, top = peak / div, pct_start * total - 1
    if step <= top:
        return wave(first, peak, step / top)
    return wave(peak, first / final_div, (step - top) / (total - 1 - top))

# %% right: phases in a list, as torch has them
def one_cycle_lr(step, total, peak, pct_start=0.25, div=25.0, final_div=1e4):
    if step < 0 or step > total - 1:
        raise ValueError(step)
    first = peak / div
    phases = [(0.0, pct_start * total - 1, first, peak), (pct_start * total - 1, total - 1, peak, first / final_div)]
    for begin, end, a, b in phases:
        if step <= end:
            return b + (a - b) / 2 * (math.cos(math.pi * (step - begin) / (end - begin)) + 1)

# %% right: squares of sines
def one_cycle_lr(step, total, peak, pct_start=0.25, div=25.0, final_div=1e4):
    if not 0 <= step < total:
        raise ValueError("no such step")
    first, top = peak / div, float(pct_start) * total - 1
    lowest = first / final_div
    if step < top:
        return first + (peak - first) * math.sin(math.pi / 2 * step / top) ** 2
    return peak - (peak - lowest) * math.sin(math.pi / 2 * (step - top) / (total - 1 - top)) ** 2

# %% right: torch's cosine in float32
def one_cycle_lr(step, total, peak, pct_start=0.25, div=25.0, final_div=1e4):
    if step < 0 or step >= total:
        raise ValueError(step)
    def wave(a, b, t):
        return b + (a - b) * (1 + torch.cos(torch.tensor(t * math.pi)).item()) / 2
    top = pct_start * total - 1
    if step < top:
        return wave(peak / div, peak, step / top)
    return wave(peak, peak / div / final_div, (step - top) / (total - 1 - top))

# %% wrong: degrees
# looks like: takes the angle in degrees
def one_cycle_lr(step, total, peak, pct_start=0.25, div=25.0, final_div=1e4):
    if not 0 <= step < total:
        raise ValueError("no such step")
    top, last = pct_start * total - 1, total - 1
    first, lowest = peak / div, peak / (div * final_div)
    if step < top:
        return peak + (first - peak) * (1 + math.cos(180 * step / top)) / 2
    return lowest + (peak - lowest) * (1 + math.cos(180 * (step - top) / (last - top))) / 2

# %% wrong: the peak a step late
# looks like: the peak is at pct_start · total - 1, not at pct_start · total
def one_cycle_lr(step, total, peak, pct_start=0.25, div=25.0, final_div=1e4):
    if not 0 <= step < total:
        raise ValueError("no such step")
    top, last = pct_start * total, total - 1
    first, lowest = peak / div, peak / (div * final_div)
    if step < top:
        return peak + (first - peak) * (1 + math.cos(math.pi * step / top)) / 2
    return lowest + (peak - lowest) * (1 + math.cos(math.pi * (step - top) / (last - top))) / 2


# %% wrong: peak and end a step late
# from: the peak a step late
# looks like: not at pct_start · total. And its end is a step late
# -     top, last = pct_start * total, total - 1
# +     top, last = pct_start * total, total


# %% wrong: the peak at a share of the last step
# from: the peak a step late
# looks like: not at pct_start · (total - 1)
# -     top, last = pct_start * total, total - 1
# +     top, last = pct_start * (total - 1), total - 1


# %% wrong: the peak at a whole step
# from: the peak a step late
# looks like: has its peak at another step
# -     top, last = pct_start * total, total - 1
# +     top, last = max(int(pct_start * total) - 1, 1), total - 1


# %% wrong: the end a step late
# from: the peak a step late
# looks like: is a step late at the end
# -     top, last = pct_start * total, total - 1
# +     top, last = pct_start * total - 1, total


# %% wrong: final_div of the peak
# looks like: ends at peak / final_div
def one_cycle_lr(step, total, peak, pct_start=0.25, div=25.0, final_div=1e4):
    if not 0 <= step < total:
        raise ValueError("no such step")
    top, last = pct_start * total - 1, total - 1
    first, lowest = peak / div, peak / final_div
    if step < top:
        return peak + (first - peak) * (1 + math.cos(math.pi * step / top)) / 2
    return lowest + (peak - lowest) * (1 + math.cos(math.pi * (step - top) / (last - top))) / 2


# %% wrong: down to 0
# from: final_div of the peak
# looks like: ends at 0
# -     first, lowest = peak / div, peak / final_div
# +     first, lowest = peak / div, 0.0


# %% wrong: down to where it began
# from: final_div of the peak
# looks like: ends where it began
# -     first, lowest = peak / div, peak / final_div
# +     first, lowest = peak / div, peak / div


# %% wrong: up from 0
# from: final_div of the peak
# looks like: starts at 0
# -     first, lowest = peak / div, peak / final_div
# +     first, lowest = 0.0, peak / (div * final_div)


# %% wrong: up from the lowest rate
# from: final_div of the peak
# looks like: starts at the last rate
# -     first, lowest = peak / div, peak / final_div
# +     first, lowest = peak / (div * final_div), peak / (div * final_div)


# %% wrong: no warm-up
# looks like: only falls
def one_cycle_lr(step, total, peak, pct_start=0.25, div=25.0, final_div=1e4):
    if not 0 <= step < total:
        raise ValueError("no such step")
    first, lowest = peak, peak / (div * final_div)
    return lowest + (first - lowest) * (1 + math.cos(math.pi * step / (total - 1))) / 2


# %% wrong: straight lines
# from: degrees
# looks like: is made of straight lines
# -         return peak + (first - peak) * (1 + math.cos(180 * step / top)) / 2
# -     return lowest + (peak - lowest) * (1 + math.cos(180 * (step - top) / (last - top))) / 2
# +         return first + (peak - first) * step / top
# +     return peak + (lowest - peak) * (step - top) / (last - top)


# %% wrong: pct_start is fixed
# from: the peak a step late
# looks like: ignores `pct_start`
# -     top, last = pct_start * total, total - 1
# +     top, last = 0.25 * total - 1, total - 1


# %% wrong: div is fixed
# from: final_div of the peak
# looks like: ignores `div`
# -     first, lowest = peak / div, peak / final_div
# +     first, lowest = peak / 25, peak / (25 * final_div)


# %% wrong: final_div is fixed
# from: final_div of the peak
# looks like: ignores `final_div`
# -     first, lowest = peak / div, peak / final_div
# +     first, lowest = peak / div, peak / div / 1e4


# %% wrong: every step goes
# looks like: accepts a step
def one_cycle_lr(step, total, peak, pct_start=0.25, div=25.0, final_div=1e4):
    top, last = pct_start * total - 1, total - 1
    first, lowest = peak / div, peak / (div * final_div)
    if step < top:
        return peak + (first - peak) * (1 + math.cos(math.pi * step / top)) / 2
    return lowest + (peak - lowest) * (1 + math.cos(math.pi * (step - top) / (last - top))) / 2


# %% wrong: one step too many
# from: every step goes
# looks like: accepts a step from `total` on
#   def one_cycle_lr(step, total, peak, pct_start=0.25, div=25.0, final_div=1e4):
# +     if not 0 <= step <= total:
# +         raise ValueError("no such step")


# %% wrong: asks torch
# looks like: calls torch.optim.lr_scheduler.OneCycleLR
def one_cycle_lr(step, total, peak, pct_start=0.25, div=25.0, final_div=1e4):
    if not 0 <= step < total:
        raise ValueError("no such step")
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0, momentum=0.9)
    scheduler = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, peak, total_steps=total, pct_start=pct_start, div_factor=div, final_div_factor=final_div
    )
    for _ in range(step):
        optimizer.step()
        scheduler.step()
    return optimizer.param_groups[0]["lr"]

# %% wrong: refuses the last step
# looks like: refuses the last step
def one_cycle_lr(step, total, peak, pct_start=0.25, div=25.0, final_div=1e4):
    if not 0 <= step < total - 1:
        raise ValueError("no such step")
    top, last = pct_start * total - 1, total - 1
    first = peak / div
    if step < top:
        return peak + (first - peak) * (1 + math.cos(math.pi * step / top)) / 2
    low = first / final_div
    return low + (peak - low) * (1 + math.cos(math.pi * (step - top) / (last - top))) / 2

# %% wrong: by cosine_lr, which refuses a way up below one step
# looks like: refuses a way to the peak that is shorter than a step
def one_cycle_lr(step, total, peak, pct_start=0.25, div=25.0, final_div=1e4):
    if step < 0 or step >= total:
        raise ValueError(step)
    top = pct_start * total - 1
    if step < top:
        return cosine_lr(step, top, peak / div, peak)
    return cosine_lr(step - top, total - 1 - top, peak, peak / div / final_div)
