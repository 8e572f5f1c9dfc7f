# %% right: pairs kept, divided at the end
class Mean:
    def __init__(self):
        self.pairs = []

    def reset(self):
        self.pairs = []

    def update(self, value, weight=1):
        self.pairs.append((float(torch.as_tensor(value).detach()), weight))

    def compute(self):
        if not self.pairs:
            raise ValueError("empty")
        return sum(v * w for v, w in self.pairs) / sum(w for _, w in self.pairs)

# %% right: a running mean, moved by each value's share
class Mean:
    def __init__(self):
        self.reset()

    def reset(self):
        self.mean, self.n = 0.0, 0

    def update(self, value, weight=1):
        value = value.item() if hasattr(value, "item") else float(value)
        self.n += weight
        self.mean += (value - self.mean) * weight / self.n

    def compute(self):
        if self.n == 0:
            raise ValueError("nothing to average")
        return self.mean

# %% right: float64 tensors without a graph
class Mean:
    def __init__(self):
        self.sums = torch.zeros(2, dtype=torch.float64)

    def reset(self):
        self.sums = torch.zeros(2, dtype=torch.float64)

    @torch.no_grad()
    def update(self, value, weight=1):
        value = torch.as_tensor(value, dtype=torch.float64).cpu()
        self.sums = self.sums + torch.stack([value * weight, torch.tensor(float(weight)).double()])

    def compute(self):
        if self.sums[1] == 0:
            raise ValueError("empty")
        return (self.sums[0] / self.sums[1]).item()

# %% wrong: weights ignored
# looks like: ignores the weights
class Mean:
    def __init__(self):
        self.values = []

    def reset(self):
        self.values = []

    def update(self, value, weight=1):
        self.values.append(float(value))

    def compute(self):
        if not self.values:
            raise ValueError("empty")
        return sum(self.values) / len(self.values)


# %% wrong: divided by the number of updates
# from: an empty mean is 0
# looks like: divides by the number of updates
# -         self.n += weight
# +         self.n += 1

# -         return self.total / max(self.n, 1)
# +         if not self.n:
# +             raise ValueError("empty")
# +         return self.total / self.n


# %% wrong: only the divisor is weighted
# from: an empty mean is 0
# looks like: weighs the divisor only
# -         self.total += float(value) * weight
# +         self.total += float(value)

# -         return self.total / max(self.n, 1)
# +         if not self.n:
# +             raise ValueError("empty")
# +         return self.total / self.n


# %% wrong: reset forgets the values and not the weights
# looks like: reset forgets the values and not the weights
# looks like: loses digits
class Mean:
    def __init__(self):
        self.total, self.n = 0.0, 0

    def reset(self):
        self.total = 0.0

    def update(self, value, weight=1):
        self.total += value * weight
        self.n += weight

    def compute(self):
        if not self.n:
            raise ValueError("empty")
        return float(self.total / self.n)

# %% wrong: compute starts anew
# looks like: compute forgets what was added before
class Mean:
    def __init__(self):
        self.reset()

    def reset(self):
        self.total, self.n, self.last = 0.0, 0, None

    def update(self, value, weight=1):
        self.total += float(value) * weight
        self.n += weight
        self.last = None

    def compute(self):
        if self.last is None:
            if not self.n:
                raise ValueError("empty")
            last = self.total / self.n
            self.reset()
            self.last = last
        return self.last

# %% wrong: keeps the losses with their graphs
# looks like: keeps the tensors with their graphs
class Mean:
    def __init__(self):
        self.reset()

    def reset(self):
        self.total, self.n = torch.zeros((), dtype=torch.float64), 0

    def update(self, value, weight=1):
        self.total = self.total + value * weight
        self.n += weight

    def compute(self):
        if not self.n:
            raise ValueError("empty")
        return (self.total / self.n).item()

# %% wrong: adds up in float32
# looks like: loses digits
class Mean:
    def __init__(self):
        self.reset()

    def reset(self):
        self.total, self.n = torch.zeros(()), 0

    def update(self, value, weight=1):
        value = value.detach() if isinstance(value, Tensor) else torch.tensor(float(value))
        self.total += value * weight
        self.n += weight

    def compute(self):
        if not self.n:
            raise ValueError("empty")
        return self.total.item() / self.n

# %% wrong: an empty mean is 0
# looks like: answers although nothing was added
class Mean:
    def __init__(self):
        self.total, self.n = 0.0, 0

    def reset(self):
        self.total, self.n = 0.0, 0

    def update(self, value, weight=1):
        self.total += float(value) * weight
        self.n += weight

    def compute(self):
        return self.total / max(self.n, 1)

# %% wrong: gives a tensor
# looks like: a Tensor where a float is asked for
class Mean:
    def __init__(self):
        self.total, self.n = torch.zeros((), dtype=torch.float64), 0

    def reset(self):
        self.total, self.n = torch.zeros((), dtype=torch.float64), 0

    def update(self, value, weight=1):
        self.total += float(value) * weight
        self.n += weight

    def compute(self):
        if not self.n:
            raise ValueError("empty")
        return self.total / self.n


# %% wrong: a total of 0 taken for nothing
# looks like: takes a result of 0 for nothing added
class Mean:
    def __init__(self):
        self.reset()

    def reset(self):
        self.total, self.n = 0.0, 0

    def update(self, value, weight=1):
        self.total += float(value) * weight
        self.n += weight

    def compute(self):
        if not self.total:
            raise ValueError("empty")
        return self.total / self.n


# %% wrong: numbers kept on the class
# looks like: shares its numbers with other objects of the class
class Mean:
    total, n = [], []

    def reset(self):
        self.total.clear()
        self.n.clear()

    def update(self, value, weight=1):
        self.total.append(float(value) * weight)
        self.n.append(weight)

    def compute(self):
        if not self.n:
            raise ValueError("empty")
        return sum(self.total) / sum(self.n)


# %% wrong: an empty list after reset has mean 0
# looks like: after reset it answers although nothing was added
class Mean:
    def __init__(self):
        self.pairs = None

    def reset(self):
        self.pairs = []

    def update(self, value, weight=1):
        self.pairs = [*(self.pairs or []), (float(value), weight)]

    def compute(self):
        if self.pairs is None:
            raise ValueError("nothing was added yet")
        return sum(v * w for v, w in self.pairs) / max(sum(w for _, w in self.pairs), 1)


# %% wrong: whole numbers of weights
# looks like: takes the whole part of a weight: any positive number is one
class Mean:
    def __init__(self):
        self.reset()

    def reset(self):
        self.values = []

    def update(self, value, weight=1):
        self.values += [float(value)] * int(weight)

    def compute(self):
        if not self.values:
            raise ValueError("nothing was added yet")
        return sum(self.values) / len(self.values)
