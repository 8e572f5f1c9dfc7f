# %% right: torch's std without correction
def chain_stds(x, weights):
    stds = []
    for w in weights:
        x = x @ w
        stds.append(x.std(correction=0).item())
    return stds


# %% right: torch's std
def chain_stds(x, weights):
    stds = []
    for w in weights:
        x = torch.matmul(x, w)
        stds.append(float(x.std(correction=0)))
    return stds

# %% right: sums in float64
def chain_stds(x, weights):
    out = []
    signal = x.double()
    for weight in weights:
        signal = torch.einsum("bi,ij->bj", signal, weight.double())
        deviations = signal - signal.sum() / signal.numel()
        out.append(math.sqrt((deviations**2).sum().item() / signal.numel()))
    return out

# %% right: signals collected first
def chain_stds(x, weights):
    signals = [x]
    for weight in weights:
        signals.append(signals[-1].mm(weight))
    return [h.var(unbiased=False).sqrt().item() for h in signals[1:]]


# %% right: a comprehension with accumulate
def chain_stds(x, weights):
    from itertools import accumulate

    signals = list(accumulate(weights, torch.matmul, initial=x))[1:]
    return [math.sqrt(variance(signal)) for signal in signals]


# %% wrong: torch's default correction
# from: torch's std without correction
# looks like: divides by n - 1
# -         stds.append(x.std(correction=0).item())
# +         stds.append(x.std().item())


# %% wrong: variances
# from: torch's std without correction
# looks like: gives variances
# -         stds.append(x.std(correction=0).item())
# +         stds.append(variance(x).item())


# %% wrong: root mean square
# from: torch's std without correction
# looks like: gives root mean squares
# -         stds.append(x.std(correction=0).item())
# +         stds.append(x.square().mean().sqrt().item())


# %% wrong: x itself is in the list
# looks like: starts with the std of x
def chain_stds(x, weights):
    stds = [variance(x).sqrt().item()]
    for w in weights:
        x = x @ w
        stds.append(variance(x).sqrt().item())
    return stds


# %% wrong: measured before the product
# from: torch's std without correction
# looks like: is one layer early
# +         stds.append(variance(x).sqrt().item())
#           x = x @ w
# -         stds.append(x.std(correction=0).item())


# %% wrong: tensors in the list
# from: torch's std without correction
# looks like: a Tensor where a float is asked for
# -         stds.append(x.std(correction=0).item())
# +         stds.append(x.std(correction=0))


# %% wrong: every product starts from x
# looks like: multiplies x with every weight
def chain_stds(x, weights):
    return [variance(x @ w).sqrt().item() for w in weights]

# %% wrong: transposed weights
# looks like: multiplies with the transposed weights
def chain_stds(x, weights):
    stds = []
    for w in weights:
        x = x @ w.T
        stds.append(variance(x).sqrt().item())
    return stds


# %% wrong: one std a column
# from: torch's std without correction
# looks like: averages the stds of the columns
# -         stds.append(x.std(correction=0).item())
# +         stds.append(x.std(0, correction=0).mean().item())


# %% wrong: only the last layer
# looks like: gives only the last std
def chain_stds(x, weights):
    for w in weights:
        x = x @ w
    return [variance(x).sqrt().item()]


# %% wrong: writes the products into x
# from: torch's std without correction
# looks like: changes its input in place
# -         x = x @ w
# +         x[:] = x @ w


# %% wrong: empties the list
# looks like: changes its input in place
def chain_stds(x, weights):
    stds = []
    while weights:
        x = x @ weights.pop(0)
        stds.append(x.std(correction=0).item())
    return stds
