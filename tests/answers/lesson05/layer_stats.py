# %% right: counted with bincount
def layer_stats(output, bins=40, top=10.0):
    with torch.no_grad():
        values = output.detach().flatten()
        places = (values.abs().double() * (bins / top)).long().clamp(max=bins - 1)
        hist = torch.bincount(places, minlength=bins).float()
        return {"mean": float(values.mean()), "std": float(values.std(unbiased=False)), "hist": hist}


# %% right: edges and comparisons
def layer_stats(output, bins=40, top=10.0):
    x = output.data.clone().reshape(-1)
    sizes = x.abs()
    edges = torch.linspace(0, top, bins + 1)
    below = torch.stack([(sizes >= edge).sum() for edge in edges[:-1]] + [torch.tensor(0)])
    mean = x.mean().item()
    std = ((x - mean) ** 2).mean().item() ** 0.5
    return dict(mean=mean, std=std, hist=(below[:-1] - below[1:]).float())


# %% right: torch.histogram after a clamp
def layer_stats(output, bins=40, top=10.0):
    x = output.detach()
    hist, _ = torch.histogram(torch.clamp(torch.abs(x), max=float(top)).float(), bins=bins, range=(0.0, float(top)))
    return {"hist": hist, "std": torch.std(x, correction=0).item(), "mean": torch.mean(x).item()}


# %% wrong: mean and std hold the graph
# looks like: holds the graph
# looks like: gives mean as a tensor
def layer_stats(output, bins=40, top=10.0):
    hist = torch.histc(output.detach().abs().clamp(max=top), bins, 0, top)
    return dict(mean=output.mean(), std=output.std(correction=0), hist=hist)


# %% wrong: keeps the output
# looks like: its keys are not these
def layer_stats(output, bins=40, top=10.0):
    x = output.detach()
    hist = torch.histc(x.abs().clamp(max=top), bins, 0, top)
    return dict(mean=x.mean().item(), std=x.std(correction=0).item(), hist=hist, output=output)


# %% wrong: n - 1
# looks like: divides by n - 1
def layer_stats(output, bins=40, top=10.0):
    x = output.detach()
    hist = torch.histc(x.abs().clamp(max=top), bins, 0, top)
    return dict(mean=x.mean().item(), std=x.std().item(), hist=hist)


# %% wrong: large activations left out
# looks like: drops activations above top
def layer_stats(output, bins=40, top=10.0):
    x = output.detach()
    hist = torch.histc(x.abs(), bins, 0, top)
    return dict(mean=x.mean().item(), std=x.std(correction=0).item(), hist=hist)


# %% wrong: negative activations left out
# looks like: counts positive activations only
def layer_stats(output, bins=40, top=10.0):
    x = output.detach()
    hist = torch.histc(x.clamp(max=top), bins, 0, top)
    return dict(mean=x.mean().item(), std=x.std(correction=0).item(), hist=hist)


# %% wrong: negative activations counted as 0
# looks like: puts negative activations into the first bin
def layer_stats(output, bins=40, top=10.0):
    x = output.detach()
    hist = torch.histc(x.clamp(0, top), bins, 0, top)
    return dict(mean=x.mean().item(), std=x.std(correction=0).item(), hist=hist)


# %% wrong: bins over the data's own range
# looks like: spreads the bins over the range of the data
def layer_stats(output, bins=40, top=10.0):
    x = output.detach()
    hist = torch.histc(x.abs(), bins, 0, float(x.abs().max()))
    return dict(mean=x.mean().item(), std=x.std(correction=0).item(), hist=hist)


# %% wrong: bins of both signs
# looks like: spreads the bins over [-top, top]
def layer_stats(output, bins=40, top=10.0):
    x = output.detach()
    hist = torch.histc(x.clamp(-top, top), bins, -top, top)
    return dict(mean=x.mean().item(), std=x.std(correction=0).item(), hist=hist)


# %% wrong: shares
# looks like: gives shares: counts are asked for
def layer_stats(output, bins=40, top=10.0):
    x = output.detach()
    hist = torch.histc(x.abs().clamp(max=top), bins, 0, top)
    return dict(mean=x.mean().item(), std=x.std(correction=0).item(), hist=hist / hist.sum())


# %% wrong: logarithms
# looks like: takes logarithms
def layer_stats(output, bins=40, top=10.0):
    x = output.detach()
    hist = torch.histc(x.abs().clamp(max=top), bins, 0, top)
    return dict(mean=x.mean().item(), std=x.std(correction=0).item(), hist=hist.log1p())


# %% wrong: ignores top
# looks like: ignores top
def layer_stats(output, bins=40, top=10.0):
    x = output.detach()
    hist = torch.histc(x.abs().clamp(max=10), bins, 0, 10)
    return dict(mean=x.mean().item(), std=x.std(correction=0).item(), hist=hist)


# %% wrong: ignores bins
# looks like: ignores bins
def layer_stats(output, bins=40, top=10.0):
    x = output.detach()
    hist = torch.histc(x.abs().clamp(max=top), 40, 0, top)
    return dict(mean=x.mean().item(), std=x.std(correction=0).item(), hist=hist)


# %% wrong: whole numbers
# looks like: dtype int64 where float32 is asked for
def layer_stats(output, bins=40, top=10.0):
    x = output.detach().flatten()
    hist = torch.bincount((x.abs() * (bins / top)).clamp(max=bins - 1).long(), minlength=bins)
    return dict(mean=x.mean().item(), std=x.std(correction=0).item(), hist=hist)


# %% wrong: clamps before mean and std
# looks like: takes absolute values for mean and std, too
def layer_stats(output, bins=40, top=10.0):
    x = output.detach().abs().clamp(max=top)
    return dict(mean=x.mean().item(), std=x.std(correction=0).item(), hist=torch.histc(x, bins, 0, top))


# %% wrong: works in place
# looks like: changes its input in place
# looks like: changes the output in place
def layer_stats(output, bins=40, top=10.0):
    x = output.detach()
    mean, std = x.mean().item(), x.std(correction=0).item()
    return dict(mean=mean, std=std, hist=torch.histc(x.abs_().clamp_(max=top), bins, 0, top))


# %% wrong: detached tensors
# looks like: gives mean as a tensor
def layer_stats(output, bins=40, top=10.0):
    x = output.detach()
    hist = torch.histc(x.abs().clamp(max=top), bins, 0, top)
    return dict(mean=x.mean(), std=x.std(correction=0), hist=hist)


# %% wrong: in the dtype of the output
# from: solution
# looks like: dtype float64 where float32
# -     x = output.detach().float()
# +     x = output.detach()


# %% wrong: limits large ones for mean and std as well
# from: solution
# looks like: clamps at top before it takes mean and std
# -     x = output.detach().float()
# +     x = output.detach().float().clamp(max=top)


# %% wrong: the std of each unit, averaged
# from: solution
# looks like: averages the std of each unit
# -     return dict(mean=x.mean().item(), std=x.std(correction=0).item(), hist=hist.cpu())
# +     return dict(mean=x.mean().item(), std=x.std(0, correction=0).mean().item(), hist=hist.cpu())


# %% wrong: divides by the length
# looks like: divides by len(output)
def layer_stats(output, bins=40, top=10.0):
    x = output.detach().float()
    mean = (x.sum() / len(x)).item()
    std = ((x - mean).square().sum() / len(x)).sqrt().item()
    hist = torch.histc(x.abs().clamp(max=top), bins=bins, min=0, max=top)
    return dict(mean=mean, std=std, hist=hist.cpu())


# %% wrong: the range ends with the data where that is smaller
# looks like: spreads the bins over the range of the data
def layer_stats(output, bins=40, top=10.0):
    x = output.detach().float()
    sizes = x.abs().clamp(max=top)
    hist = torch.histc(sizes, bins=bins, min=0, max=min(top, sizes.max().item()))
    return dict(mean=x.mean().item(), std=x.std(correction=0).item(), hist=hist)


# %% wrong: detaches in place
# looks like: detaches the output itself: use detach()
def layer_stats(output, bins=40, top=10.0):
    x = (output.detach_() if output.grad_fn is not None else output).float()
    hist = torch.histc(x.abs().clamp(max=top), bins, 0, top)
    return dict(mean=x.mean().item(), std=x.std(correction=0).item(), hist=hist)


# %% wrong: remembers the last output
# looks like: keeps the output itself
def layer_stats(output, bins=40, top=10.0):
    layer_stats.last = output
    x = output.detach().float()
    hist = torch.histc(x.abs().clamp(max=top), bins, 0, top)
    return dict(mean=x.mean().item(), std=x.std(correction=0).item(), hist=hist)


# %% wrong: root mean square for the std
# looks like: takes the root mean square for the std: subtract the mean first
def layer_stats(output, bins=40, top=10.0):
    x = output.detach().float()
    hist = torch.histc(x.abs().clamp(max=top), bins, 0, top)
    return dict(mean=x.mean().item(), std=x.square().mean().sqrt().item(), hist=hist)
