# %% right: one loop over the loss and the metrics
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

    def after_epoch(self, learner):
        values = {name: metric.compute() for name, metric in self.metrics.items()}
        phase = "train" if learner.training else "valid"
        learner.history.append({"epoch": learner.epoch, "phase": phase, "loss": self.loss.compute(), **values})


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
# from: one loop over the loss and the metrics
# looks like: takes the plain mean of the batches
# -         self.loss.update(learner.loss.item(), len(learner.batch[1]))
# +         self.loss.update(learner.loss.item())


# %% wrong: training and validation blended
# from: one loop over the loss and the metrics
# looks like: blends training and validation: reset when a phase begins; nothing is ever reset
# -
# -     def before_epoch(self, learner):
# -         for metric in (self.loss, *self.metrics.values()):
# -             metric.reset()


# %% wrong: reset before training only
# from: one loop over the loss and the metrics
# looks like: blends training and validation: reset when a phase begins, not when an epoch begins
# -         for metric in (self.loss, *self.metrics.values()):
# -             metric.reset()
# +         if learner.training:
# +             for metric in (self.loss, *self.metrics.values()):
# +                 metric.reset()


# %% wrong: reset when a phase ends
# from: one loop over the loss and the metrics
# looks like: carries what a cancelled phase had counted
# -
# -     def before_epoch(self, learner):
# -         for metric in (self.loss, *self.metrics.values()):
# -             metric.reset()

#           learner.history.append({"epoch": learner.epoch, "phase": phase, "loss": self.loss.compute(), **values})
# +         for metric in (self.loss, *self.metrics.values()):
# +             metric.reset()


# %% wrong: written for cancelled phases too
# from: one loop over the loss and the metrics
# looks like: writes a dict for a phase that was cancelled
# -     def after_epoch(self, learner):
# +     def cleanup_epoch(self, learner):


# %% wrong: measured in after_batch
# from: one loop over the loss and the metrics
# looks like: misses batches that are cancelled after their loss
# -     def after_loss(self, learner):
# +     def after_batch(self, learner):


# %% wrong: predictions with their graph
# from: one loop over the loss and the metrics
# looks like: hands predictions with their graph to the metrics
# -             metric.update(learner.preds.detach(), learner.batch[1])
# +             metric.update(learner.preds, learner.batch[1])


# %% wrong: the history goes on from fit to fit
# from: one loop over the loss and the metrics
# looks like: keeps the dicts of earlier fits
# -         self.loss, self.metrics = Mean(), metrics
# -
# -     def before_fit(self, learner):
# -         learner.history = []
# +         self.loss, self.metrics, self.history = Mean(), metrics, []

# -         learner.history.append({"epoch": learner.epoch, "phase": phase, "loss": self.loss.compute(), **values})
# +         self.history.append({"epoch": learner.epoch, "phase": phase, "loss": self.loss.compute(), **values})
# +         learner.history = self.history


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
# from: solution
# looks like: carries what a cancelled phase had counted into the next: reset when a phase begins, not when it ends
# -     def before_epoch(self, learner: Learner) -> None:
# -         for metric in (self._loss, *self._metrics.values()):
# -             metric.reset()

#           learner.history.append({"epoch": learner.epoch, "phase": phase, **values})
# +         for metric in (self._loss, *self._metrics.values()):
# +             metric.reset()


# %% wrong: by the model's mode
# from: solution
# looks like: asks the model for its mode, which need not be that of the learner: learner.training tells the phase
# -         phase = "train" if learner.training else "valid"
# +         phase = "train" if learner.model.training else "valid"


# %% wrong: metrics under a key of their own
# from: solution
# looks like: keys epoch, phase, metrics instead of epoch, phase, loss, right, seen
# -         learner.history.append({"epoch": learner.epoch, "phase": phase, **values})
# +         learner.history.append({"epoch": learner.epoch, "phase": phase, "metrics": values})
