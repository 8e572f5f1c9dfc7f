# %% right: sums of deviations, two counters, in float64
def dataset_stats(loader):
    n, mean, squares = 0, 0.0, 0.0
    for batch in loader:
        x = batch[0].double()
        delta, k = x.mean().item() - mean, x.numel()
        squares += (x - x.mean()).square().sum().item() + delta**2 * n * k / (n + k)
        mean += delta * k / (n + k)
        n += k
    if n == 0:
        raise ValueError("no batches")
    return mean, (squares / n) ** 0.5

# %% right: moments merged
def dataset_stats(loader):
    total = RunningMoments()
    for x, _ in loader:
        total.merge(RunningMoments().update(x))
    return total.mean, total.variance() ** 0.5

# %% right: sums in float64, shifted by the first element
def dataset_stats(loader):
    n, first, second, shift = 0, 0.0, 0.0, None
    for x, _ in loader:
        x = x.double()
        shift = x.flatten()[0].item() if shift is None else shift
        n += x.numel()
        first += (x - shift).sum().item()
        second += (x - shift).square().sum().item()
    if not n:
        raise ValueError("the loader gave no batch")
    return shift + first / n, math.sqrt(second / n - (first / n) ** 2)

# %% wrong: mean of batch stds
# looks like: takes the mean of batch means and the mean of batch stds
def dataset_stats(loader):
    means, stds = zip(*((x.double().mean(), x.double().std(correction=0)) for x, _ in loader))
    return (sum(means) / len(means)).item(), (sum(stds) / len(stds)).item()

# %% wrong: mean of torch's batch stds
# looks like: takes the mean of batch means and the mean of batch stds
def dataset_stats(loader):
    means, stds = zip(*((x.double().mean(), x.double().std()) for x, _ in loader))
    return (sum(means) / len(means)).item(), (sum(stds) / len(stds)).item()

# %% wrong: weighted mean of batch variances
# looks like: takes the weighted mean of the batch variances
def dataset_stats(loader):
    n, mean, var = 0, 0.0, 0.0
    for x, _ in loader:
        x = x.double()
        n += x.numel()
        mean += x.sum().item()
        var += x.var(correction=0).item() * x.numel()
    if not n:
        raise ValueError("no batches")
    return mean / n, math.sqrt(var / n)

# %% wrong: every batch counts alike
# looks like: counts every batch alike
def dataset_stats(loader):
    means, squares = [], []
    for x, _ in loader:
        means.append(x.double().mean().item())
        squares.append(x.double().square().mean().item())
    if not means:
        raise ValueError("no batches")
    mean = sum(means) / len(means)
    return mean, math.sqrt(sum(squares) / len(squares) - mean**2)

# %% wrong: divides by n - 1
# looks like: divides by n - 1
def dataset_stats(loader):
    moments = RunningMoments()
    for x, _ in loader:
        moments.update(x)
    return moments.mean, math.sqrt(moments.variance(correction=1))


# %% wrong: variance
# from: divides by n - 1
# looks like: gives the variance
# -     return moments.mean, math.sqrt(moments.variance(correction=1))
# +     return moments.mean, moments.variance()


# %% wrong: keeps everything
# looks like: keeps batches until the end
def dataset_stats(loader):
    xs = [x for x, _ in loader]
    if not xs:
        raise ValueError("no batches")
    everything = torch.cat([x.double().flatten() for x in xs])
    return everything.mean().item(), everything.std(correction=0).item()

# %% wrong: two passes
# looks like: goes through the loader twice
def dataset_stats(loader):
    n, total, squares = 0, 0.0, 0.0
    for x, _ in loader:
        n += x.numel()
        total += x.double().sum().item()
    if not n:
        raise ValueError("no batches")
    mean = total / n
    for x, _ in loader:
        squares += (x.double() - mean).square().sum().item()
    return mean, math.sqrt(squares / n)

# %% wrong: cancels in float32
# looks like: loses digits where the mean is far from 0
def dataset_stats(loader):
    n, first, second = 0, 0.0, 0.0
    for x, _ in loader:
        x = x.float() if x.dtype != torch.float64 else x
        n += x.numel()
        first = first + x.sum()
        second = second + x.square().sum()
    if not n:
        raise ValueError("no batches")
    mean = first / n
    return mean.item(), (second / n - mean**2).clamp(min=0).sqrt().item()

# %% wrong: first batch only
# looks like: looks at the first batch only
def dataset_stats(loader):
    x = next(iter(loader))[0].double()
    return x.mean().item(), x.std(correction=0).item()

# %% wrong: targets counted in
# looks like: counts the targets in as well
def dataset_stats(loader):
    moments = RunningMoments()
    for x, y in loader:
        moments.update(x).update(y)
    return moments.mean, math.sqrt(moments.variance())


# %% wrong: tensors
# from: divides by n - 1
# looks like: a Tensor where a float is asked for
# -     return moments.mean, math.sqrt(moments.variance(correction=1))
# +     return torch.tensor(moments.mean, dtype=torch.float64), torch.tensor(moments.variance(), dtype=torch.float64).sqrt()


# %% wrong: zeros for nothing
# from: divides by n - 1
# looks like: answers for a loader that gives no batch
# -     return moments.mean, math.sqrt(moments.variance(correction=1))
# +     return (moments.mean, math.sqrt(moments.variance())) if moments.count else (0.0, 1.0)


# %% wrong: one RunningMoments for all calls
# looks like: goes on from an earlier call
def dataset_stats(loader, moments=RunningMoments()):
    for x, _ in loader:
        moments.update(x.cpu())
    return moments.mean, math.sqrt(moments.variance())


# %% wrong: sums of half precision
# looks like: sums up in the dtype of the batch
def dataset_stats(loader):
    moments = RunningMoments()
    n, total = 0, 0.0
    for x, _ in loader:
        moments.update(x.double())
        n += x.numel()
        total += x.sum().item()
    if n == 0:
        raise ValueError("nothing")
    return total / n, math.sqrt(moments.variance())


# %% wrong: does not take whole numbers
# looks like: does not take whole numbers
def dataset_stats(loader):
    n, mean, m2 = 0, 0.0, 0.0
    for x, _ in loader:
        k, batch_mean = x.numel(), x.mean().double().item()
        batch_m2 = (x.double() - batch_mean).square().sum().item()
        delta = batch_mean - mean
        m2 += batch_m2 + delta**2 * n * k / (n + k)
        mean += delta * k / (n + k)
        n += k
    if n == 0:
        raise ValueError("nothing")
    return mean, math.sqrt(m2 / n)


# %% wrong: counts images instead of elements
# looks like: divides by the number of images
def dataset_stats(loader):
    n, total, squares = 0, 0.0, 0.0
    for x, _ in loader:
        x = x.double()
        n += len(x)
        total += x.sum().item()
        squares += x.square().sum().item()
    if n == 0:
        raise ValueError("nothing")
    return total / n, math.sqrt(abs(squares / n - (total / n) ** 2))


# %% wrong: NumPy numbers
# from: solution
# looks like: numpy.float64 where a float
# -     return moments.mean, math.sqrt(moments.variance())
# +     return np.float64(moments.mean), np.sqrt(moments.variance())


# %% wrong: weighs by the number of images
# looks like: goes wrong where images differ in size
def dataset_stats(loader):
    n, total, squares = 0, 0.0, 0.0
    for x, _ in loader:
        x = x.double()
        n += len(x)
        total += len(x) * x.mean().item()
        squares += len(x) * (x - 1.0).square().mean().item()
    if n == 0:
        raise ValueError("nothing to describe")
    mean = total / n
    return mean, math.sqrt(max(squares / n - (mean - 1.0) ** 2, 0.0))
