# %% right: a method for each level
class Learner:
    def __init__(self, model, dls, loss_func, lr=0.1, callbacks=(), opt_func=torch.optim.SGD):
        self.model, self.dls, self.loss_func, self.lr, self.opt_func = model, dls, loss_func, lr, opt_func
        self.callbacks = list(callbacks)
        self.opt = self.n_epochs = self.epoch = self.dl = self.iteration = None
        self.batch = self.preds = self.loss = None
        self.training = False

    def callback(self, event):
        run_callbacks(self.callbacks, event, self)

    def fit(self, n_epochs=1, train=True, valid=True, callbacks=(), lr=None):
        own = self.lr, self.callbacks
        self.lr = self.lr if lr is None else lr
        self.callbacks = [*self.callbacks, *callbacks]
        self.n_epochs = n_epochs
        try:
            self.opt = self.opt_func(self.model.parameters(), lr=self.lr)
            self._run_epochs(train, valid)
        finally:
            self.lr, self.callbacks = own

    @with_callbacks("fit")
    def _run_epochs(self, train, valid):
        for self.epoch in range(self.n_epochs):
            if train:
                self._run_phase(True)
            if valid:
                self._run_phase(False)

    def _run_phase(self, training):
        self.training = training
        self.dl = self.dls.train if training else self.dls.valid
        self.model.train(training)
        with torch.set_grad_enabled(training):
            self._run_batches()

    @with_callbacks("epoch")
    def _run_batches(self):
        for self.iteration, self.batch in enumerate(self.dl):
            self._run_batch()

    @with_callbacks("batch")
    def _run_batch(self):
        self.predict()
        self.callback("after_predict")
        self.get_loss()
        self.callback("after_loss")
        if self.training:
            self.backward()
            self.callback("after_backward")
            self.step()
            self.callback("after_step")
            self.zero_grad()

    def predict(self):
        self.callback("predict")

    def get_loss(self):
        self.callback("get_loss")

    def backward(self):
        self.callback("backward")

    def step(self):
        self.callback("step")

    def zero_grad(self):
        self.callback("zero_grad")


# %% right: no_grad and eval, one method for each phase
class Learner:
    def __init__(self, model, dls, loss_func, lr=0.1, callbacks=(), opt_func=torch.optim.SGD):
        self.model, self.dls, self.loss_func, self.lr, self.opt_func = model, dls, loss_func, lr, opt_func
        self.callbacks = list(callbacks)
        self.opt = self.n_epochs = self.epoch = self.dl = self.iteration = None
        self.batch = self.preds = self.loss = None
        self.training = False

    def callback(self, event):
        run_callbacks(self.callbacks, event, self)

    def fit(self, n_epochs=1, train=True, valid=True, callbacks=(), lr=None):
        own = self.lr, self.callbacks
        self.lr = self.lr if lr is None else lr
        self.callbacks = [*self.callbacks, *callbacks]
        self.n_epochs = n_epochs
        try:
            self.opt = self.opt_func(self.model.parameters(), lr=self.lr)
            self._run_epochs(train, valid)
        finally:
            self.lr, self.callbacks = own

    @with_callbacks("fit")
    def _run_epochs(self, train, valid):
        for epoch in range(self.n_epochs):
            self.epoch = epoch
            if train:
                self._train()
            if valid:
                self._validate()

    def _train(self):
        self.training, self.dl = True, self.dls.train
        self.model.train()
        self._run_batches()

    @torch.no_grad()
    def _validate(self):
        self.training, self.dl = False, self.dls.valid
        self.model.eval()
        self._run_batches()

    @with_callbacks("epoch")
    def _run_batches(self):
        for self.iteration, self.batch in enumerate(self.dl):
            self._run_batch()

    @with_callbacks("batch")
    def _run_batch(self):
        self.predict()
        self.callback("after_predict")
        self.get_loss()
        self.callback("after_loss")
        if self.training:
            self.backward()
            self.callback("after_backward")
            self.step()
            self.callback("after_step")
            self.zero_grad()

    def predict(self):
        self.callback("predict")

    def get_loss(self):
        self.callback("get_loss")

    def backward(self):
        self.callback("backward")

    def step(self):
        self.callback("step")

    def zero_grad(self):
        self.callback("zero_grad")


# %% right: appends the callbacks and takes them off again
# from: a method for each level
# -         own = self.lr, self.callbacks
# -         self.lr = self.lr if lr is None else lr
# -         self.callbacks = [*self.callbacks, *callbacks]
# -         self.n_epochs = n_epochs
# +         callbacks, before = list(callbacks), self.lr
# +         self.callbacks.extend(callbacks)
#           try:
# -             self.opt = self.opt_func(self.model.parameters(), lr=self.lr)
# +             if lr is not None:
# +                 self.lr = lr
# +             self.n_epochs = n_epochs
# +             self.opt = self.opt_func(self.model.parameters(), self.lr)

# -             self.lr, self.callbacks = own
# +             self.lr = before
# +             del self.callbacks[len(self.callbacks) - len(callbacks) :]


# %% right: verbs and their events in a loop
# from: a method for each level
# -         self.predict()
# -         self.callback("after_predict")
# -         self.get_loss()
# -         self.callback("after_loss")
# -         if self.training:
# -             self.backward()
# -             self.callback("after_backward")
# -             self.step()
# -             self.callback("after_step")
# -             self.zero_grad()
# +         for verb, event in (("predict", "after_predict"), ("get_loss", "after_loss")):
# +             getattr(self, verb)()
# +             self.callback(event)
# +         if not self.training:
# +             return
# +         for verb, event in (("backward", "after_backward"), ("step", "after_step")):
# +             getattr(self, verb)()
# +             self.callback(event)
# +         self.zero_grad()


# %% right: an exit stack
# from: solution
# -         own = self.lr, self.callbacks
# -         self.lr = self.lr if lr is None else lr
# -         self.callbacks = [*self.callbacks, *callbacks]
# -         self.n_epochs = n_epochs
# -         try:
# +         from contextlib import ExitStack
# +
# +         with ExitStack() as stack:
# +             stack.callback(setattr, self, "lr", self.lr)
# +             stack.callback(setattr, self, "callbacks", self.callbacks)
# +             if lr is not None:
# +                 self.lr = lr
# +             self.callbacks = [*self.callbacks, *callbacks]
# +             self.n_epochs = n_epochs

# -         finally:
# -             self.lr, self.callbacks = own


# %% wrong: validation that trains
# from: a method for each level
# looks like: trains in validation
# -         if self.training:
# +         if True:


# %% wrong: validation with autograd on
# from: a method for each level
# looks like: validates with autograd on
# -         with torch.set_grad_enabled(training):
# -             self._run_batches()
# +         self._run_batches()


# %% wrong: validation in training mode
# from: a method for each level
# looks like: validates in training mode: model.eval() is missing
# looks like: leaves the model in training mode in validation
# -         self.model.train(training)
# +         self.model.train()


# %% wrong: never trains again after validation
# from: a method for each level
# looks like: never puts the model back into training mode
# -         self.model.train(training)
# +         if not training:
# +             self.model.eval()


# %% wrong: autograd left off
# from: a method for each level
# looks like: leaves autograd off when it is done
# -         with torch.set_grad_enabled(training):
# -             self._run_batches()
# +         if not training:
# +             torch.set_grad_enabled(False)
# +         self._run_batches()


# %% wrong: zero_grad forgotten
# from: a method for each level
# looks like: forgets zero_grad
# -             self.zero_grad()


# %% wrong: zero_grad before backward
# from: a method for each level
# looks like: calls zero_grad before backward
#           if self.training:
# +             self.zero_grad()

# -             self.zero_grad()


# %% wrong: after_step when the gradients are gone
# from: a method for each level
# looks like: sends after_step when zero_grad is done
# +             self.zero_grad()
#               self.callback("after_step")
# -             self.zero_grad()


# %% wrong: no events after the verbs
# from: a method for each level
# looks like: forgets the events that follow the verbs
# -         self.callback("after_predict")
#           self.get_loss()
# -         self.callback("after_loss")

# -             self.callback("after_backward")
#               self.step()
# -             self.callback("after_step")


# %% wrong: one epoch event for both phases
# from: a method for each level
# looks like: sends one pair of epoch events for both phases
# -             if train:
# -                 self._run_phase(True)
# -             if valid:
# -                 self._run_phase(False)
# +             self._run_epoch(train, valid)
# +
# +     @with_callbacks("epoch")
# +     def _run_epoch(self, train, valid):
# +         if train:
# +             self._run_phase(True)
# +         if valid:
# +             self._run_phase(False)

# -     @with_callbacks("epoch")


# %% wrong: validates once
# from: a method for each level
# looks like: validates only once
# -             if valid:
# -                 self._run_phase(False)
# +         if valid:
# +             self._run_phase(False)


# %% wrong: no callbacks around a batch
# from: a method for each level
# looks like: after before_epoch, before_batch is to come
# -     @with_callbacks("batch")


# %% wrong: catches every cancel itself
# from: a method for each level
# looks like: skips validation too on CancelEpoch
# -         for self.epoch in range(self.n_epochs):
# -             if train:
# -                 self._run_phase(True)
# -             if valid:
# -                 self._run_phase(False)
# +         try:
# +             for self.epoch in range(self.n_epochs):
# +                 if train:
# +                     self._run_phase(True)
# +                 if valid:
# +                     self._run_phase(False)
# +         except CancelEpoch:
# +             pass

# -     @with_callbacks("epoch")
#       def _run_batches(self):
# +         self.callback("before_epoch")
# +         try:
# +             self._go_through()
# +             self.callback("after_epoch")
# +         finally:
# +             self.callback("cleanup_epoch")
# +
# +     def _go_through(self):


# %% wrong: a cancelled batch ends the phase
# from: a method for each level
# looks like: ends the phase on CancelBatch
# -     @with_callbacks("batch")
#       def _run_batch(self):
# +         self.callback("before_batch")
# +         try:
# +             self._one_batch()
# +             self.callback("after_batch")
# +         except CancelBatch:
# +             raise CancelEpoch from None
# +         finally:
# +             self.callback("cleanup_batch")
# +
# +     def _one_batch(self):


# %% wrong: counts from 1
# from: a method for each level
# looks like: counts epochs from 1
# -         for self.epoch in range(self.n_epochs):
# +         for self.epoch in range(1, self.n_epochs + 1):


# %% wrong: iterations run on
# from: a method for each level
# looks like: does not start counting iterations anew
# -         for self.iteration, self.batch in enumerate(self.dl):
# +         for self.batch in self.dl:
# +             self.iteration = -1 if self.iteration is None else self.iteration
# +             self.iteration += 1


# %% wrong: ignores train and valid
# from: a method for each level
# looks like: ignores valid=False
# -             if train:
# -                 self._run_phase(True)
# -             if valid:
# -                 self._run_phase(False)
# +             self._run_phase(True)
# +             self._run_phase(False)


# %% wrong: lr or self.lr
# from: a method for each level
# looks like: takes lr=0 for no lr
# -         self.lr = self.lr if lr is None else lr
# +         self.lr = lr or self.lr


# %% wrong: ignores lr
# from: a method for each level
# looks like: ignores lr
# -         self.lr = self.lr if lr is None else lr
# +         self.lr = self.lr


# %% wrong: the lr stays
# from: a method for each level
# looks like: keeps the lr of one fit
# -             self.lr, self.callbacks = own
# +             self.callbacks = own[1]


# %% wrong: the callbacks stay
# from: a method for each level
# looks like: keeps the callbacks of one fit
# -             self.lr, self.callbacks = own
# +             self.lr = own[0]


# %% wrong: puts back without finally
# from: a method for each level
# looks like: when a callback fails
# -         try:
# -             self.opt = self.opt_func(self.model.parameters(), lr=self.lr)
# -             self._run_epochs(train, valid)
# -         finally:
# -             self.lr, self.callbacks = own
# +         self.opt = self.opt_func(self.model.parameters(), lr=self.lr)
# +         self._run_epochs(train, valid)
# +         self.lr, self.callbacks = own


# %% wrong: makes the optimizer before the try
# from: a method for each level
# looks like: when the optimizer cannot be made
# +         self.opt = self.opt_func(self.model.parameters(), lr=self.lr)
#           try:
# -             self.opt = self.opt_func(self.model.parameters(), lr=self.lr)


# %% wrong: extends the list it was given
# from: a method for each level
# looks like: changes the list of callbacks that Learner was given
# -         self.callbacks = list(callbacks)
# +         self.callbacks = callbacks

# -         self.callbacks = [*self.callbacks, *callbacks]
# +         self.callbacks += callbacks

# -             self.lr, self.callbacks = own
# +             self.lr, self.callbacks = own[0], own[1][:1]


# %% wrong: the fit's callbacks first
# from: a method for each level
# looks like: calls the fit's callbacks before the learner's own
# -         self.callbacks = [*self.callbacks, *callbacks]
# +         self.callbacks = [*callbacks, *self.callbacks]


# %% wrong: one optimizer for all fits
# from: a method for each level
# looks like: keeps the optimizer of the first fit
# looks like: uses the lr of one fit in the next
# -             self.opt = self.opt_func(self.model.parameters(), lr=self.lr)
# +             if self.opt is None:
# +                 self.opt = self.opt_func(self.model.parameters(), lr=self.lr)


# %% wrong: always SGD
# from: a method for each level
# looks like: ignores opt_func
# -             self.opt = self.opt_func(self.model.parameters(), lr=self.lr)
# +             self.opt = torch.optim.SGD(self.model.parameters(), lr=self.lr)


# %% wrong: makes the optimizer in every epoch
# from: a method for each level
# looks like: makes a new optimizer in every epoch
#           for self.epoch in range(self.n_epochs):
# +             if self.epoch:
# +                 self.opt = self.opt_func(self.model.parameters(), lr=self.lr)


# %% wrong: the mode of the model alone
# from: no_grad and eval, one method for each phase
# looks like: sets `training` on the model alone
# -         self.model.train()
# +         self.model.training = True

# -         self.model.eval()
# +         self.model.training = False


# %% wrong: puts back after errors, and not after Ctrl+C
# from: no_grad and eval, one method for each phase
# looks like: when Ctrl+C ends it
# -         finally:
# +         except Exception:
#               self.lr, self.callbacks = own
# +             raise
# +         self.lr, self.callbacks = own


# %% wrong: given callbacks go on in the next fit
# from: solution
# looks like: calls the callbacks of one fit in the next
#           self.training = False
# +         self._extra = []

# -         run_callbacks(self.callbacks, event, self)
# +         run_callbacks([*self.callbacks, *self._extra], event, self)

# -         self.callbacks = [*self.callbacks, *callbacks]
# +         self._extra = list(callbacks) or self._extra


# %% wrong: after_fit follows a cancelled fit
# from: solution
# looks like: calls after_fit although the fit was cancelled
#               self._run_epochs(train, valid)
# +         except CancelFit:
# +             self.callback("after_fit")
# +             self.callback("cleanup_fit")

# -     @with_callbacks("fit")

#           "Counts `epoch` from 0 and runs the phases that are wanted."
# +         self.callback("before_fit")

#                   self._run_phase(training=False)
# +         self.callback("after_fit")
# +         self.callback("cleanup_fit")


# %% wrong: an epoch too few
# from: solution
# looks like: runs one epoch where two are asked for
# -         for epoch in range(self.n_epochs):
# +         for epoch in range(1, self.n_epochs):


# %% wrong: no batch after the first
# from: solution
# looks like: runs only the first batch of each phase
#               self._run_batch()
# +             break
