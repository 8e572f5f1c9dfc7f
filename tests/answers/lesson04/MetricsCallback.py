# %% right: one dict of metrics, the loss among them
class MetricsCallback(Callback):
    def __init__(self, **metrics):
        self.loss = Mean()
        self.metrics = metrics

    def before_fit(self, learner):
        learner.history = []

    def before_epoch(self, learner):
        self.loss.reset()
        for name in self.metrics:
            self.metrics[name].reset()

    def after_loss(self, learner):
        x, y = learner.batch
        self.loss.update(learner.loss.detach(), weight=y.shape[0])
        with torch.no_grad():
            for name in self.metrics:
                self.metrics[name].update(learner.preds.detach(), y)

    def after_epoch(self, learner):
        row = {"epoch": learner.epoch, "phase": "valid"}
        if learner.training:
            row["phase"] = "train"
        row["loss"] = self.loss.compute()
        for name in self.metrics:
            row[name] = self.metrics[name].compute()
        learner.history.append(row)

# %% right: sums of its own, no Mean
class MetricsCallback(Callback):
    order = 1

    def __init__(self, **metrics):
        self.metrics = metrics

    def before_fit(self, learner):
        self.history = learner.history = []

    def before_epoch(self, learner):
        self.total, self.n = 0.0, 0
        [metric.reset() for metric in self.metrics.values()]

    def after_loss(self, learner):
        n = len(learner.preds)
        self.total += learner.loss.item() * n
        self.n += n
        [metric.update(learner.preds.detach(), learner.batch[1]) for metric in self.metrics.values()]

    def after_epoch(self, learner):
        phase = "train" if learner.training else "valid"
        row = dict(epoch=learner.epoch, phase=phase, loss=self.total / self.n)
        row.update((name, metric.compute()) for name, metric in self.metrics.items())
        self.history.append(row)

# %% wrong: batches are not weighted
# looks like: takes the plain mean of the batches
class MetricsCallback(Callback):
    def __init__(self, **metrics):
        self.loss, self.metrics = Mean(), metrics

    def before_fit(self, learner):
        learner.history = []

    def before_epoch(self, learner):
        for metric in (self.loss, *self.metrics.values()):
            metric.reset()

    def after_loss(self, learner):
        self.loss.update(learner.loss.item())
        for metric in self.metrics.values():
            metric.update(learner.preds.detach(), learner.batch[1])

    def after_epoch(self, learner):
        values = {name: metric.compute() for name, metric in self.metrics.items()}
        phase = "train" if learner.training else "valid"
        learner.history.append({"epoch": learner.epoch, "phase": phase, "loss": self.loss.compute(), **values})

# %% wrong: training and validation blended
# looks like: blends training and validation: reset when a phase begins; nothing is ever reset
class MetricsCallback(Callback):
    def __init__(self, **metrics):
        self.loss, self.metrics = Mean(), metrics

    def before_fit(self, learner):
        learner.history = []

    def after_loss(self, learner):
        self.loss.update(learner.loss.item(), len(learner.batch[1]))
        for metric in self.metrics.values():
            metric.update(learner.preds.detach(), learner.batch[1])

    def after_epoch(self, learner):
        values = {name: metric.compute() for name, metric in self.metrics.items()}
        phase = "train" if learner.training else "valid"
        learner.history.append({"epoch": learner.epoch, "phase": phase, "loss": self.loss.compute(), **values})

# %% wrong: reset before training only
# looks like: blends training and validation: reset when a phase begins, not when an epoch begins
class MetricsCallback(Callback):
    def __init__(self, **metrics):
        self.loss, self.metrics = Mean(), metrics

    def before_fit(self, learner):
        learner.history = []

    def before_epoch(self, learner):
        if learner.training:
            for metric in (self.loss, *self.metrics.values()):
                metric.reset()

    def after_loss(self, learner):
        self.loss.update(learner.loss.item(), len(learner.batch[1]))
        for metric in self.metrics.values():
            metric.update(learner.preds.detach(), learner.batch[1])

    def after_epoch(self, learner):
        values = {name: metric.compute() for name, metric in self.metrics.items()}
        phase = "train" if learner.training else "valid"
        learner.history.append({"epoch": learner.epoch, "phase": phase, "loss": self.loss.compute(), **values})

# %% wrong: reset when a phase ends
# looks like: carries what a cancelled phase had counted
class MetricsCallback(Callback):
    def __init__(self, **metrics):
        self.loss, self.metrics = Mean(), metrics

    def before_fit(self, learner):
        learner.history = []

    def after_loss(self, learner):
        self.loss.update(learner.loss.item(), len(learner.batch[1]))
        for metric in self.metrics.values():
            metric.update(learner.preds.detach(), learner.batch[1])

    def after_epoch(self, learner):
        values = {name: metric.compute() for name, metric in self.metrics.items()}
        phase = "train" if learner.training else "valid"
        learner.history.append({"epoch": learner.epoch, "phase": phase, "loss": self.loss.compute(), **values})
        for metric in (self.loss, *self.metrics.values()):
            metric.reset()

# %% wrong: written for cancelled phases too
# looks like: writes a dict for a phase that was cancelled
class MetricsCallback(Callback):
    def __init__(self, **metrics):
        self.loss, self.metrics = Mean(), metrics

    def before_fit(self, learner):
        learner.history = []

    def before_epoch(self, learner):
        for metric in (self.loss, *self.metrics.values()):
            metric.reset()

    def after_loss(self, learner):
        self.loss.update(learner.loss.item(), len(learner.batch[1]))
        for metric in self.metrics.values():
            metric.update(learner.preds.detach(), learner.batch[1])

    def cleanup_epoch(self, learner):
        values = {name: metric.compute() for name, metric in self.metrics.items()}
        phase = "train" if learner.training else "valid"
        learner.history.append({"epoch": learner.epoch, "phase": phase, "loss": self.loss.compute(), **values})

# %% wrong: measured in after_batch
# looks like: misses batches that are cancelled after their loss
class MetricsCallback(Callback):
    def __init__(self, **metrics):
        self.loss, self.metrics = Mean(), metrics

    def before_fit(self, learner):
        learner.history = []

    def before_epoch(self, learner):
        for metric in (self.loss, *self.metrics.values()):
            metric.reset()

    def after_batch(self, learner):
        self.loss.update(learner.loss.item(), len(learner.batch[1]))
        for metric in self.metrics.values():
            metric.update(learner.preds.detach(), learner.batch[1])

    def after_epoch(self, learner):
        values = {name: metric.compute() for name, metric in self.metrics.items()}
        phase = "train" if learner.training else "valid"
        learner.history.append({"epoch": learner.epoch, "phase": phase, "loss": self.loss.compute(), **values})

# %% wrong: predictions with their graph
# looks like: hands predictions with their graph to the metrics
class MetricsCallback(Callback):
    def __init__(self, **metrics):
        self.loss, self.metrics = Mean(), metrics

    def before_fit(self, learner):
        learner.history = []

    def before_epoch(self, learner):
        for metric in (self.loss, *self.metrics.values()):
            metric.reset()

    def after_loss(self, learner):
        self.loss.update(learner.loss.item(), len(learner.batch[1]))
        for metric in self.metrics.values():
            metric.update(learner.preds, learner.batch[1])

    def after_epoch(self, learner):
        values = {name: metric.compute() for name, metric in self.metrics.items()}
        phase = "train" if learner.training else "valid"
        learner.history.append({"epoch": learner.epoch, "phase": phase, "loss": self.loss.compute(), **values})

# %% wrong: the history goes on from fit to fit
# looks like: keeps the dicts of earlier fits
class MetricsCallback(Callback):
    def __init__(self, **metrics):
        self.loss, self.metrics, self.history = Mean(), metrics, []

    def before_epoch(self, learner):
        for metric in (self.loss, *self.metrics.values()):
            metric.reset()

    def after_loss(self, learner):
        self.loss.update(learner.loss.item(), len(learner.batch[1]))
        for metric in self.metrics.values():
            metric.update(learner.preds.detach(), learner.batch[1])

    def after_epoch(self, learner):
        values = {name: metric.compute() for name, metric in self.metrics.items()}
        phase = "train" if learner.training else "valid"
        self.history.append({"epoch": learner.epoch, "phase": phase, "loss": self.loss.compute(), **values})
        learner.history = self.history

# %% wrong: one dict for each epoch
# looks like: one dict for each epoch
class MetricsCallback(Callback):
    def __init__(self, **metrics):
        self.loss, self.metrics = Mean(), metrics

    def before_fit(self, learner):
        learner.history = []

    def before_epoch(self, learner):
        if learner.training:
            for metric in (self.loss, *self.metrics.values()):
                metric.reset()

    def after_loss(self, learner):
        self.loss.update(learner.loss.item(), len(learner.batch[1]))
        for metric in self.metrics.values():
            metric.update(learner.preds.detach(), learner.batch[1])

    def after_epoch(self, learner):
        if not learner.training:
            values = {name: metric.compute() for name, metric in self.metrics.items()}
            learner.history.append({"epoch": learner.epoch, "phase": "valid", "loss": self.loss.compute(), **values})


# %% wrong: metrics reset after the epoch
# looks like: carries what a cancelled phase had counted into the next: reset when a phase begins, not when it ends
class MetricsCallback(Callback):
    "Adds a dict to `learner.history` after every phase: `epoch`, `phase`, `loss`, and each metric by its name."

    def __init__(
        self,
        **metrics: Any,  # Objects with `update(preds, targets)`, `compute()` and `reset()`
    ):
        self._loss, self._metrics = Mean(), metrics

    def before_fit(self, learner: Learner) -> None:
        learner.history = []


    def after_loss(self, learner: Learner) -> None:
        targets = learner.batch[1]
        self._loss.update(learner.loss, len(targets))
        for metric in self._metrics.values():
            metric.update(learner.preds.detach(), targets)

    def after_epoch(self, learner: Learner) -> None:
        values = {name: metric.compute() for name, metric in {"loss": self._loss, **self._metrics}.items()}
        learner.history.append({"epoch": learner.epoch, "phase": "train" if learner.training else "valid", **values})
        for metric in (self._loss, *self._metrics.values()):
            metric.reset()


# %% wrong: by the model's mode
# looks like: asks the model for its mode, which need not be that of the learner: learner.training tells the phase
class MetricsCallback(Callback):
    "Adds a dict to `learner.history` after every phase: `epoch`, `phase`, `loss`, and each metric by its name."

    def __init__(
        self,
        **metrics: Any,  # Objects with `update(preds, targets)`, `compute()` and `reset()`
    ):
        self._loss, self._metrics = Mean(), metrics

    def before_fit(self, learner: Learner) -> None:
        learner.history = []

    def before_epoch(self, learner: Learner) -> None:
        for metric in (self._loss, *self._metrics.values()):
            metric.reset()

    def after_loss(self, learner: Learner) -> None:
        targets = learner.batch[1]
        self._loss.update(learner.loss, len(targets))
        for metric in self._metrics.values():
            metric.update(learner.preds.detach(), targets)

    def after_epoch(self, learner: Learner) -> None:
        values = {name: metric.compute() for name, metric in {"loss": self._loss, **self._metrics}.items()}
        phase = "train" if learner.model.training else "valid"
        learner.history.append({"epoch": learner.epoch, "phase": phase, **values})


# %% wrong: metrics under a key of their own
# looks like: keys epoch, phase, metrics instead of epoch, phase, loss, right, seen
class MetricsCallback(Callback):
    "Adds a dict to `learner.history` after every phase: `epoch`, `phase`, `loss`, and each metric by its name."

    def __init__(
        self,
        **metrics: Any,  # Objects with `update(preds, targets)`, `compute()` and `reset()`
    ):
        self._loss, self._metrics = Mean(), metrics

    def before_fit(self, learner: Learner) -> None:
        learner.history = []

    def before_epoch(self, learner: Learner) -> None:
        for metric in (self._loss, *self._metrics.values()):
            metric.reset()

    def after_loss(self, learner: Learner) -> None:
        targets = learner.batch[1]
        self._loss.update(learner.loss, len(targets))
        for metric in self._metrics.values():
            metric.update(learner.preds.detach(), targets)

    def after_epoch(self, learner: Learner) -> None:
        values = {name: metric.compute() for name, metric in {"loss": self._loss, **self._metrics}.items()}
        phase = "train" if learner.training else "valid"
        learner.history.append({"epoch": learner.epoch, "phase": phase, "metrics": values})
