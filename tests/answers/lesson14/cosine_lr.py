# %% right: cosine of the angle, shifted and scaled
def cosine_lr(step, total, start, end=0.0):
    if step < 0:
        raise ValueError("steps are counted from 0")
    if total < 1:
        raise ValueError("there must be a step")
    angle = math.pi * min(step, total) / total
    return (start + end) / 2 + (start - end) / 2 * math.cos(angle)

# %% right: the square of a sine
def cosine_lr(step, total, start, end=0.0):
    if not (step >= 0 and total >= 1):
        raise ValueError(f"no step {step} of {total}")
    if step >= total:
        return float(end)
    return start + (end - start) * math.sin(math.pi * step / total / 2) ** 2

# %% right: torch's cosine
def cosine_lr(step, total, start, end=0.0):
    if step < 0 or total < 1:
        raise ValueError
    share = min(1.0, step / total)
    return end + (start - end) * (1 + torch.cos(torch.tensor(math.pi * share)).item()) / 2

# %% wrong: degrees
# looks like: takes the angle in degrees
def cosine_lr(step, total, start, end=0.0):
    if step < 0 or total < 1:
        raise ValueError
    return end + (start - end) * (1 + math.cos(180 * min(step / total, 1))) / 2

# %% wrong: the end is a step early
# looks like: is off by one: `end` belongs to step `total`, so the share is step / total, not step / (total - 1)
def cosine_lr(step, total, start, end=0.0):
    if step < 0 or total < 1:
        raise ValueError
    return end + (start - end) * (1 + math.cos(math.pi * min(step / (total - 1), 1))) / 2

# %% wrong: the end is a step late
# looks like: not step / (total + 1)
def cosine_lr(step, total, start, end=0.0):
    if step < 0 or total < 1:
        raise ValueError
    return end + (start - end) * (1 + math.cos(math.pi * min(step / (total + 1), 1))) / 2

# %% wrong: begins at step 1
# looks like: the share at step 0 is 0
def cosine_lr(step, total, start, end=0.0):
    if step < 0 or total < 1:
        raise ValueError
    return end + (start - end) * (1 + math.cos(math.pi * min((step + 1) / total, 1))) / 2

# %% wrong: begins at the end
# looks like: begins at the end
def cosine_lr(step, total, start, end=0.0):
    if step < 0 or total < 1:
        raise ValueError
    return start + (end - start) * (1 + math.cos(math.pi * min(step / total, 1))) / 2

# %% wrong: a straight line
# looks like: is a straight line
def cosine_lr(step, total, start, end=0.0):
    if step < 0 or total < 1:
        raise ValueError
    return start + (end - start) * min(step / total, 1)

# %% wrong: a quarter of a wave
# looks like: a quarter of a wave
def cosine_lr(step, total, start, end=0.0):
    if step < 0 or total < 1:
        raise ValueError
    return end + (start - end) * math.cos(math.pi / 2 * min(step / total, 1))

# %% wrong: a whole wave
# looks like: a whole wave
def cosine_lr(step, total, start, end=0.0):
    if step < 0 or total < 1:
        raise ValueError
    return end + (start - end) * (1 + math.cos(2 * math.pi * min(step / total, 1))) / 2

# %% wrong: falls to 0
# looks like: forgets `end`
def cosine_lr(step, total, start, end=0.0):
    if step < 0 or total < 1:
        raise ValueError
    return start * (1 + math.cos(math.pi * min(step / total, 1))) / 2

# %% wrong: adds the end on top
# looks like: the way down is start - end
def cosine_lr(step, total, start, end=0.0):
    if step < 0 or total < 1:
        raise ValueError
    return end + start * (1 + math.cos(math.pi * min(step / total, 1))) / 2

# %% wrong: not halved
# looks like: does not halve
def cosine_lr(step, total, start, end=0.0):
    if step < 0 or total < 1:
        raise ValueError
    return end + (start - end) * (1 + math.cos(math.pi * min(step / total, 1)))

# %% wrong: rises again
# looks like: goes up again after `total`
def cosine_lr(step, total, start, end=0.0):
    if step < 0 or total < 1:
        raise ValueError
    return end + (start - end) * (1 + math.cos(math.pi * step / total)) / 2

# %% wrong: accepts every step
# looks like: accepts a step below 0
def cosine_lr(step, total, start, end=0.0):
    return end + (start - end) * (1 + math.cos(math.pi * min(step / total, 1))) / 2

# %% wrong: accepts an empty way
# looks like: accepts a total below 1
def cosine_lr(step, total, start, end=0.0):
    if step < 0:
        raise ValueError
    return end + (start - end) * (1 + math.cos(math.pi * min(step / (total or 1), 1))) / 2

# %% wrong: a tensor
# looks like: a Tensor where a float is asked for
def cosine_lr(step, total, start, end=0.0):
    if step < 0 or total < 1:
        raise ValueError
    return end + (start - end) * (1 + torch.cos(torch.tensor(math.pi * min(step / total, 1)))) / 2

# %% wrong: asks torch
# looks like: calls torch.optim.lr_scheduler.CosineAnnealingLR
def cosine_lr(step, total, start, end=0.0):
    if step < 0 or total < 1:
        raise ValueError
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=start)
    scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, total, end)
    for _ in range(min(step, total)):
        optimizer.step()
        scheduler.step()
    return optimizer.param_groups[0]["lr"]

# %% wrong: 0 after the end
# looks like: falls to 0 after `total`
def cosine_lr(step, total, start, end=0.0):
    if step < 0 or total < 1:
        raise ValueError("out of range")
    if step > total:
        return 0.0
    return end + (start - end) * (1 + math.cos(math.pi * step / total)) / 2


# %% wrong: begins again after the end
# from: 0 after the end
# looks like: is back at `start` after `total`
# -         return 0.0
# +         return start


# %% wrong: refuses a total of 1
# looks like: refuses a total of 1
def cosine_lr(step, total, start, end=0.0):
    if step < 0 or total <= 1:
        raise ValueError("out of range")
    return end + (start - end) * (1 + math.cos(math.pi * min(step / total, 1))) / 2

# %% wrong: another default
# looks like: without `end` it must fall to 0
def cosine_lr(step, total, start, end=0.01):
    if step < 0 or total < 1:
        raise ValueError("out of range")
    return end + (start - end) * (1 + math.cos(math.pi * min(step / total, 1))) / 2
