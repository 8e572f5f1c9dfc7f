# %% right: one sample at a time, after Welford
class RunningMoments:
    def __init__(self):
        self.count, self._mean, self._m2 = 0, 0.0, 0.0

    def update(self, batch):
        for value in batch.flatten().tolist():
            self.count += 1
            delta = value - self._mean
            self._mean += delta / self.count
            self._m2 += delta * (value - self._mean)
        return self

    def merge(self, other):
        n = self.count + other.count
        if n:
            delta = other._mean - self._mean
            self._m2 = self._m2 + other._m2 + delta * delta * self.count * other.count / n
            self._mean = (self._mean * self.count + other._mean * other.count) / n
            self.count = n
        return self

    @property
    def mean(self):
        if self.count == 0:
            raise ValueError("empty")
        return self._mean

    def variance(self, correction=0):
        if self.count == 0 or self.count <= correction:
            raise ValueError("empty")
        return self._m2 / (self.count - correction)

# %% right: moments as a dictionary, one formula for both
class RunningMoments:
    def __init__(self):
        self.state = {"n": 0, "mean": torch.zeros((), dtype=torch.float64), "m2": torch.zeros((), dtype=torch.float64)}

    @property
    def count(self):
        return self.state["n"]

    def _add(self, n, mean, m2):
        mine = self.state
        if n == 0:
            return self
        total, delta = mine["n"] + n, mean - mine["mean"]
        m2 = mine["m2"] + m2 + delta**2 * (mine["n"] * n / total)
        self.state = {"n": total, "mean": mine["mean"] + delta * n / total, "m2": m2}
        return self

    def update(self, batch):
        x = batch.to(torch.float64).flatten()
        return self._add(len(x), x.mean(), ((x - x.mean()) ** 2).sum())

    def merge(self, other):
        return self._add(other.state["n"], other.state["mean"], other.state["m2"])

    @property
    def mean(self):
        if not self.count:
            raise ValueError("nothing seen")
        return float(self.state["mean"])

    def variance(self, correction=0):
        if self.count - correction <= 0 or self.count == 0:
            raise ValueError("too few")
        return float(self.state["m2"]) / (self.count - correction)

# %% wrong: mean of the chunks' variances
# looks like: averages the variances of the chunks
class RunningMoments:
    def __init__(self):
        self.count, self.total, self.variances = 0, 0.0, []

    def update(self, batch):
        x = batch.double()
        self.count += x.numel()
        self.total += x.sum().item()
        self.variances.append(((x - x.mean()) ** 2).mean().item())
        return self

    @property
    def mean(self):
        return self.total / self.count

    def variance(self, correction=0):
        return sum(self.variances) / len(self.variances)


# %% wrong: mean of the chunks' variances, weighted by size
# from: mean of the chunks' variances
# looks like: even weighted by size
# -         self.count, self.total, self.variances = 0, 0.0, []
# +         self.count, self.total, self.squares = 0, 0.0, 0.0

# -         self.variances.append(((x - x.mean()) ** 2).mean().item())
# +         self.squares += ((x - x.mean()) ** 2).sum().item()

# -         return sum(self.variances) / len(self.variances)
# +         return self.squares / (self.count - correction)


# %% wrong: sums of squares
# looks like: loses digits far from zero
class RunningMoments:
    def __init__(self):
        self.count, self.total, self.squares = 0, 0.0, 0.0

    def update(self, batch):
        x = batch.double()
        self.count += x.numel()
        self.total += x.sum().item()
        self.squares += x.square().sum().item()
        return self

    def merge(self, other):
        self.count += other.count
        self.total += other.total
        self.squares += other.squares
        return self

    @property
    def mean(self):
        if not self.count:
            raise ValueError("empty")
        return self.total / self.count

    def variance(self, correction=0):
        if self.count - correction <= 0:
            raise ValueError("empty")
        return (self.squares - self.total**2 / self.count) / (self.count - correction)

# %% wrong: float32 inside
# looks like: loses digits far from zero
class RunningMoments:
    def __init__(self):
        self.count, self._mean, self._m2 = 0, torch.zeros(()), torch.zeros(())

    def update(self, batch):
        x = batch.float()
        n, total = x.numel(), self.count + x.numel()
        delta = x.mean() - self._mean
        self._m2 = self._m2 + (x - x.mean()).square().sum() + delta**2 * self.count * n / total
        self._mean = self._mean + delta * n / total
        self.count = total
        return self

    @property
    def mean(self):
        return self._mean.item()

    def variance(self, correction=0):
        return self._m2.item() / (self.count - correction)

# %% wrong: counts chunks
# looks like: counts chunks, not elements
class RunningMoments:
    def __init__(self):
        self.count, self.values = 0, []

    def update(self, batch):
        self.count += 1
        self.values.append(batch.double().flatten())
        return self

    @property
    def mean(self):
        return torch.cat(self.values).mean().item()

    def variance(self, correction=0):
        x = torch.cat(self.values)
        return ((x - x.mean()) ** 2).mean().item()

# %% wrong: the mean of the chunks' means
# looks like: averages the means of the chunks
class RunningMoments:
    def __init__(self):
        self.values = []

    def update(self, batch):
        self.values.append(batch.double().flatten())
        return self

    @property
    def count(self):
        return sum(len(v) for v in self.values)

    @property
    def mean(self):
        return sum(v.mean().item() for v in self.values) / len(self.values)

    def variance(self, correction=0):
        x = torch.cat(self.values)
        return ((x - x.mean()) ** 2).sum().item() / (len(x) - correction)


# %% wrong: merge changes the partner
# from: update and merge return nothing
# looks like: keeps the numbers that it has seen
# looks like: merge changes the other one too
# looks like: answers although it has seen nothing
#           self.values = torch.cat([self.values, batch.double().flatten()])
# +         return self

# -         self.update(other.values)
# +         other.update(self.values)
# +         self.values = other.values
# +         return self


# %% wrong: update and merge return nothing
# looks like: keeps the numbers that it has seen
# looks like: update and merge do not return self
class RunningMoments:
    def __init__(self):
        self.values = torch.empty(0, dtype=torch.float64)

    def update(self, batch):
        self.values = torch.cat([self.values, batch.double().flatten()])

    def merge(self, other):
        self.update(other.values)

    @property
    def count(self):
        return len(self.values)

    @property
    def mean(self):
        return self.values.mean().item()

    def variance(self, correction=0):
        x = self.values
        return ((x - x.mean()) ** 2).sum().item() / (len(x) - correction)

# %% wrong: answers when empty
# looks like: answers although it has seen nothing
class RunningMoments:
    def __init__(self):
        self.count, self._mean, self._m2 = 0, 0.0, 0.0

    def _add(self, n, mean, m2):
        if n:
            total, delta = self.count + n, mean - self._mean
            self._m2 += m2 + delta**2 * self.count * n / total
            self._mean += delta * n / total
            self.count = total
        return self

    def update(self, batch):
        x = batch.double()
        return self._add(x.numel(), x.mean().item(), (x - x.mean()).square().sum().item())

    def merge(self, other):
        return self._add(other.count, other._mean, other._m2)

    @property
    def mean(self):
        return self._mean

    def variance(self, correction=0):
        return self._m2 / max(self.count - correction, 1)


# %% wrong: numbers kept on the class
# looks like: shares its numbers with other objects of the class
class RunningMoments:
    values = []

    def update(self, batch):
        self.values.extend(batch.flatten().tolist())
        return self

    def merge(self, other):
        self.values.extend(other.values)
        return self

    @property
    def count(self):
        return len(self.values)

    @property
    def mean(self):
        if not self.values:
            raise ValueError("nothing yet")
        return sum(self.values) / len(self.values)

    def variance(self, correction=0):
        if len(self.values) <= correction:
            raise ValueError("too few")
        mean = self.mean
        return sum((v - mean) ** 2 for v in self.values) / (len(self.values) - correction)


# %% wrong: refuses n - correction of 0 only
# looks like: accepts n - correction ≤ 0
class RunningMoments:
    def __init__(self):
        self.count, self._mean, self._m2 = 0, 0.0, 0.0

    def update(self, batch):
        x = batch.double().flatten()
        if len(x):
            other = RunningMoments.__new__(RunningMoments)
            other.count, other._mean = len(x), x.mean().item()
            other._m2 = (x - x.mean()).square().sum().item()
            self.merge(other)
        return self

    def merge(self, other):
        n = self.count + other.count
        if n:
            delta = other._mean - self._mean
            self._m2 += other._m2 + delta**2 * self.count * other.count / n
            self._mean += delta * other.count / n
            self.count = n
        return self

    @property
    def mean(self):
        if self.count == 0:
            raise ValueError("nothing yet")
        return self._mean

    def variance(self, correction=0):
        if self.count in (0, correction):
            raise ValueError("too few")
        return self._m2 / (self.count - correction)


# %% wrong: a mean of 0 taken for nothing seen
# from: refuses n - correction of 0 only
# looks like: takes a mean of 0 for nothing seen
# -         if self.count == 0:
# +         if not self._mean:

# -         if self.count in (0, correction):
# +         if self.count <= correction:


# %% wrong: keeps all numbers
# looks like: keeps the numbers that it has seen
class RunningMoments:
    def __init__(self):
        self.seen = torch.zeros(0, dtype=torch.float64)

    def update(self, batch):
        self.seen = torch.cat([self.seen, batch.flatten().double()])
        return self

    def merge(self, other):
        return self.update(other.seen)

    @property
    def count(self):
        return len(self.seen)

    @property
    def mean(self):
        if not self.count:
            raise ValueError("nothing seen")
        return self.seen.mean().item()

    def variance(self, correction=0):
        if not self.count or self.count <= correction:
            raise ValueError("too few")
        return (self.seen - self.seen.mean()).square().sum().item() / (self.count - correction)

# %% wrong: keeps all numbers as Python floats
# looks like: keeps the numbers that it has seen
class RunningMoments:
    def __init__(self):
        self.numbers = []

    def update(self, batch):
        self.numbers += batch.flatten().tolist()
        return self

    def merge(self, other):
        self.numbers += other.numbers
        return self

    @property
    def count(self):
        return len(self.numbers)

    @property
    def mean(self):
        if not self.numbers:
            raise ValueError("nothing seen")
        return sum(self.numbers) / len(self.numbers)

    def variance(self, correction=0):
        if not self.numbers or self.count <= correction:
            raise ValueError("too few")
        mean = self.mean
        return sum((x - mean) ** 2 for x in self.numbers) / (self.count - correction)
