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
# looks like: gives per cent
class Accuracy:
    def __init__(self):
        self.right = self.seen = 0

    def reset(self):
        self.right = self.seen = 0

    def update(self, preds, targets):
        if preds.ndim == 2:
            preds = preds.argmax(1)
        self.right += int((preds == targets).sum())
        self.seen += len(targets)

    def compute(self):
        if not self.seen:
            raise ValueError
        return 100 * self.right / self.seen

# %% wrong: shapes are not compared
# looks like: compares predictions with targets of another shape
class Accuracy:
    def __init__(self):
        self.right = self.seen = 0

    def reset(self):
        self.right = self.seen = 0

    def update(self, preds, targets):
        if preds.ndim == 2:
            preds = preds.argmax(1)
        self.right += (preds == targets).sum().item()
        self.seen += len(targets)

    def compute(self):
        if not self.seen:
            raise ValueError
        return self.right / self.seen

# %% wrong: reset does nothing
# looks like: reset does not forget
class Accuracy:
    def __init__(self):
        self.right = self.seen = 0

    def reset(self):
        pass

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

# %% wrong: an empty accuracy is 0
# looks like: answers although nothing was added
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
        return self.right / self.seen if self.seen else 0.0

# %% wrong: the smallest logit
# looks like: takes the smallest logit
class Accuracy:
    def __init__(self):
        self.right = self.seen = 0

    def reset(self):
        self.right = self.seen = 0

    def update(self, preds, targets):
        if preds.ndim == 2:
            preds = preds.argmin(1)
        if preds.shape != targets.shape:
            raise ValueError
        self.right += (preds == targets).sum().item()
        self.seen += len(targets)

    def compute(self):
        if not self.seen:
            raise ValueError
        return self.right / self.seen


# %% wrong: nothing right taken for nothing seen
# looks like: takes a result of 0 for nothing added
class Accuracy:
    def __init__(self):
        self.reset()

    def reset(self):
        self.right = self.seen = 0

    def update(self, preds, targets):
        classes = preds.argmax(1) if preds.ndim == 2 else preds
        if classes.shape != targets.shape:
            raise ValueError("shapes")
        self.right += int((classes == targets).sum())
        self.seen += len(targets)

    def compute(self):
        if not self.right:
            raise ValueError("empty")
        return self.right / self.seen


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
# looks like: loses the axis of the batch when there is one item
class Accuracy:
    def __init__(self):
        self.reset()

    def reset(self):
        self.right = self.seen = 0

    def update(self, preds, targets):
        classes = preds.argmax(1).squeeze() if preds.ndim == 2 else preds
        if classes.shape != targets.shape:
            raise ValueError("shapes")
        self.right += int((classes == targets).sum())
        self.seen += len(targets)

    def compute(self):
        if not self.seen:
            raise ValueError("empty")
        return self.right / self.seen


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
# looks like: compares predictions with targets of another shape: broadcasting pairs them wrongly, raise ValueError
class Accuracy:
    "Share of the items whose class was predicted."

    def __init__(self):
        self.reset()

    def reset(self) -> None:
        "Forgets everything."
        self._right = self._seen = 0

    def update(
        self,
        preds: Tensor,  # N,C: a logit for each class; or N: the numbers of the predicted classes
        targets: Tensor,  # N: the numbers of the true classes
    ) -> None:
        "Adds one batch. Raises `ValueError` where predictions and targets do not pair up."
        classes = preds.argmax(dim=1) if preds.ndim == 2 else preds
        if len(classes) != len(targets):
            raise ValueError(f"predictions {tuple(preds.shape)} do not pair up with targets {tuple(targets.shape)}")
        self._right += (classes == targets).sum().item()
        self._seen += len(targets)

    def compute(self) -> float:  # From 0 to 1
        "The share since `reset`. Raises `ValueError` when nothing was added."
        if not self._seen:
            raise ValueError("nothing was added yet, so there is no accuracy")
        return self._right / self._seen


# %% right: a list of booleans
class Accuracy:
    "Share of the items whose class was predicted."

    def __init__(self):
        self.reset()

    def reset(self) -> None:
        "Forgets everything."
        self._hits = []

    def update(
        self,
        preds: Tensor,  # N,C: a logit for each class; or N: the numbers of the predicted classes
        targets: Tensor,  # N: the numbers of the true classes
    ) -> None:
        "Adds one batch. Raises `ValueError` where predictions and targets do not pair up."
        classes = preds.argmax(dim=1) if preds.ndim == 2 else preds
        if classes.shape != targets.shape:
            raise ValueError(f"predictions {tuple(preds.shape)} do not pair up with targets {tuple(targets.shape)}")
        self._hits += (classes == targets).tolist()

    def compute(self) -> float:  # From 0 to 1
        "The share since `reset`. Raises `ValueError` when nothing was added."
        if not self._hits:
            raise ValueError("nothing was added yet, so there is no accuracy")
        return sum(self._hits) / len(self._hits)
