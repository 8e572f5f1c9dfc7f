# %% right: argmax of two axes
class Accuracy:
    def __init__(self):
        self.right = self.seen = 0

    def reset(self):
        self.right = self.seen = 0

    def update(self, preds, targets):
        if preds.ndim == 2:
            preds = preds.argmax(1)
        if preds.shape != targets.shape:
            raise ValueError
        self.right += (preds == targets).sum().item()
        self.seen += len(targets)

    def compute(self):
        if not self.seen:
            raise ValueError
        return self.right / self.seen


# %% right: a Mean of batch accuracies, weighted
class Accuracy(Mean):
    def update(self, preds, targets):
        if preds.dim() > 1:
            preds = preds.argmax(dim=-1)
        if preds.shape != targets.shape:
            raise ValueError("shapes")
        super().update((preds == targets).float().mean(), len(targets))

# %% right: every answer kept
class Accuracy:
    def __init__(self):
        self.answers = []

    def reset(self):
        self.answers.clear()

    def update(self, preds, targets):
        if len(preds) != len(targets) or targets.ndim != 1:
            raise ValueError(f"{len(preds)} predictions for {len(targets)} targets")
        if preds.ndim == 2:
            preds = preds.max(dim=1).indices
        self.answers += (preds == targets).tolist()

    def compute(self):
        if len(self.answers) == 0:
            raise ValueError("no answers")
        return sum(self.answers) / len(self.answers)


# %% right: a list of booleans
# from: solution
# -         self._right = self._seen = 0
# +         self._hits = []

# -         self._right = self._right + (classes == targets).sum()  # a count on the device
# -         self._seen += len(targets)
# +         self._hits += (classes == targets).tolist()

# -         if not self._seen:
# +         if not self._hits:
#               raise ValueError("nothing was added yet, so there is no accuracy")
# -         return int(self._right) / self._seen
# +         return sum(self._hits) / len(self._hits)


# %% wrong: mean of batch accuracies
# looks like: averages the accuracies of the batches
class Accuracy:
    def __init__(self):
        self.values = []

    def reset(self):
        self.values = []

    def update(self, preds, targets):
        if preds.ndim == 2:
            preds = preds.argmax(1)
        if preds.shape != targets.shape:
            raise ValueError
        self.values.append((preds == targets).float().mean().item())

    def compute(self):
        if not self.values:
            raise ValueError
        return sum(self.values) / len(self.values)

# %% wrong: the last batch only
# looks like: sees the last batch only
# looks like: compares predictions with targets of another shape
class Accuracy:
    def __init__(self):
        self.value = None

    def reset(self):
        self.value = None

    def update(self, preds, targets):
        if preds.ndim == 2:
            preds = preds.argmax(1)
        self.value = (preds == targets).double().mean().item()

    def compute(self):
        if self.value is None:
            raise ValueError
        return self.value


# %% wrong: per cent
# from: argmax of two axes
# looks like: gives per cent
# -         if preds.shape != targets.shape:
# -             raise ValueError
# -         self.right += (preds == targets).sum().item()
# +         self.right += int((preds == targets).sum())

# -         return self.right / self.seen
# +         return 100 * self.right / self.seen


# %% wrong: shapes are not compared
# from: argmax of two axes
# looks like: compares predictions with targets of another shape
# -         if preds.shape != targets.shape:
# -             raise ValueError


# %% wrong: reset does nothing
# from: argmax of two axes
# looks like: reset does not forget
#       def reset(self):
# -         self.right = self.seen = 0
# +         pass


# %% wrong: an empty accuracy is 0
# from: argmax of two axes
# looks like: answers although nothing was added
# -         if not self.seen:
# -             raise ValueError
# -         return self.right / self.seen
# +         return self.right / self.seen if self.seen else 0.0


# %% wrong: the smallest logit
# from: argmax of two axes
# looks like: takes the smallest logit
# -             preds = preds.argmax(1)
# +             preds = preds.argmin(1)


# %% wrong: nothing right taken for nothing seen
# from: the largest over the batch
# looks like: takes a result of 0 for nothing added
# -         classes = preds.argmax(0) if preds.ndim == 2 else preds
# +         classes = preds.argmax(1) if preds.ndim == 2 else preds

# -         if not self.seen:
# +         if not self.right:


# %% wrong: the largest over the batch
# looks like: takes the largest logit over the batch
class Accuracy:
    def __init__(self):
        self.reset()

    def reset(self):
        self.right = self.seen = 0

    def update(self, preds, targets):
        classes = preds.argmax(0) if preds.ndim == 2 else preds
        if classes.shape != targets.shape:
            raise ValueError("shapes")
        self.right += int((classes == targets).sum())
        self.seen += len(targets)

    def compute(self):
        if not self.seen:
            raise ValueError("empty")
        return self.right / self.seen


# %% wrong: squeezed
# from: the largest over the batch
# looks like: loses the axis of the batch when there is one item
# -         classes = preds.argmax(0) if preds.ndim == 2 else preds
# +         classes = preds.argmax(1).squeeze() if preds.ndim == 2 else preds


# %% wrong: counts kept on the class
# looks like: shares its numbers with other objects of the class
class Accuracy:
    right = seen = 0

    def __init__(self):
        pass

    def reset(self):
        Accuracy.right = Accuracy.seen = 0

    def update(self, preds, targets):
        classes = preds.argmax(1) if preds.ndim == 2 else preds
        if classes.shape != targets.shape:
            raise ValueError("shapes")
        Accuracy.right += int((classes == targets).sum())
        Accuracy.seen += len(targets)

    def compute(self):
        if not Accuracy.seen:
            raise ValueError("empty")
        return Accuracy.right / Accuracy.seen


# %% wrong: compares lengths alone
# from: solution
# looks like: compares predictions with targets of another shape: broadcasting pairs them wrongly, raise ValueError
# -         if classes.shape != targets.shape:
# +         if len(classes) != len(targets):
