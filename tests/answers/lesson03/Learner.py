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
        callbacks, before = list(callbacks), self.lr
        self.callbacks.extend(callbacks)
        try:
            if lr is not None:
                self.lr = lr
            self.n_epochs = n_epochs
            self.opt = self.opt_func(self.model.parameters(), self.lr)
            self._run_epochs(train, valid)
        finally:
            self.lr = before
            del self.callbacks[len(self.callbacks) - len(callbacks) :]

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


# %% right: verbs and their events in a loop
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
        for verb, event in (("predict", "after_predict"), ("get_loss", "after_loss")):
            getattr(self, verb)()
            self.callback(event)
        if not self.training:
            return
        for verb, event in (("backward", "after_backward"), ("step", "after_step")):
            getattr(self, verb)()
            self.callback(event)
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


# %% wrong: validation that trains
# looks like: trains in validation
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
        if True:
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


# %% wrong: validation with autograd on
# looks like: validates with autograd on
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


# %% wrong: validation in training mode
# looks like: validates in training mode: model.eval() is missing
# looks like: leaves the model in training mode in validation
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
        self.model.train()
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


# %% wrong: never trains again after validation
# looks like: never puts the model back into training mode
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
        if not training:
            self.model.eval()
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


# %% wrong: autograd left off
# looks like: leaves autograd off when it is done
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
        if not training:
            torch.set_grad_enabled(False)
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


# %% wrong: zero_grad forgotten
# looks like: forgets zero_grad
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


# %% wrong: zero_grad before backward
# looks like: calls zero_grad before backward
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
            self.zero_grad()
            self.backward()
            self.callback("after_backward")
            self.step()
            self.callback("after_step")

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


# %% wrong: after_step when the gradients are gone
# looks like: sends after_step when zero_grad is done
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
            self.zero_grad()
            self.callback("after_step")

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


# %% wrong: no events after the verbs
# looks like: forgets the events that follow the verbs
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
        self.get_loss()
        if self.training:
            self.backward()
            self.step()
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


# %% wrong: one epoch event for both phases
# looks like: sends one pair of epoch events for both phases
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
            self._run_epoch(train, valid)

    @with_callbacks("epoch")
    def _run_epoch(self, train, valid):
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


# %% wrong: validates once
# looks like: validates only once
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


# %% wrong: no callbacks around a batch
# looks like: after before_epoch, before_batch is to come
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


# %% wrong: catches every cancel itself
# looks like: skips validation too on CancelEpoch
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
        try:
            for self.epoch in range(self.n_epochs):
                if train:
                    self._run_phase(True)
                if valid:
                    self._run_phase(False)
        except CancelEpoch:
            pass

    def _run_phase(self, training):
        self.training = training
        self.dl = self.dls.train if training else self.dls.valid
        self.model.train(training)
        with torch.set_grad_enabled(training):
            self._run_batches()

    def _run_batches(self):
        self.callback("before_epoch")
        try:
            self._go_through()
            self.callback("after_epoch")
        finally:
            self.callback("cleanup_epoch")

    def _go_through(self):
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


# %% wrong: a cancelled batch ends the phase
# looks like: ends the phase on CancelBatch
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

    def _run_batch(self):
        self.callback("before_batch")
        try:
            self._one_batch()
            self.callback("after_batch")
        except CancelBatch:
            raise CancelEpoch from None
        finally:
            self.callback("cleanup_batch")

    def _one_batch(self):
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


# %% wrong: counts from 1
# looks like: counts epochs from 1
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
        for self.epoch in range(1, self.n_epochs + 1):
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


# %% wrong: iterations run on
# looks like: does not start counting iterations anew
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
        for self.batch in self.dl:
            self.iteration = -1 if self.iteration is None else self.iteration
            self.iteration += 1
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


# %% wrong: ignores train and valid
# looks like: ignores valid=False
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
            self._run_phase(True)
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


# %% wrong: lr or self.lr
# looks like: takes lr=0 for no lr
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
        self.lr = lr or self.lr
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


# %% wrong: ignores lr
# looks like: ignores lr
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
        self.lr = self.lr
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


# %% wrong: the lr stays
# looks like: keeps the lr of one fit
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
            self.callbacks = own[1]

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


# %% wrong: the callbacks stay
# looks like: keeps the callbacks of one fit
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
            self.lr = own[0]

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


# %% wrong: puts back without finally
# looks like: when a callback fails
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
        self.opt = self.opt_func(self.model.parameters(), lr=self.lr)
        self._run_epochs(train, valid)
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


# %% wrong: makes the optimizer before the try
# looks like: when the optimizer cannot be made
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
        self.opt = self.opt_func(self.model.parameters(), lr=self.lr)
        try:
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


# %% wrong: extends the list it was given
# looks like: changes the list of callbacks that Learner was given
class Learner:
    def __init__(self, model, dls, loss_func, lr=0.1, callbacks=(), opt_func=torch.optim.SGD):
        self.model, self.dls, self.loss_func, self.lr, self.opt_func = model, dls, loss_func, lr, opt_func
        self.callbacks = callbacks
        self.opt = self.n_epochs = self.epoch = self.dl = self.iteration = None
        self.batch = self.preds = self.loss = None
        self.training = False

    def callback(self, event):
        run_callbacks(self.callbacks, event, self)

    def fit(self, n_epochs=1, train=True, valid=True, callbacks=(), lr=None):
        own = self.lr, self.callbacks
        self.lr = self.lr if lr is None else lr
        self.callbacks += callbacks
        self.n_epochs = n_epochs
        try:
            self.opt = self.opt_func(self.model.parameters(), lr=self.lr)
            self._run_epochs(train, valid)
        finally:
            self.lr, self.callbacks = own[0], own[1][:1]

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


# %% wrong: the fit's callbacks first
# looks like: calls the fit's callbacks before the learner's own
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
        self.callbacks = [*callbacks, *self.callbacks]
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


# %% wrong: one optimizer for all fits
# looks like: keeps the optimizer of the first fit
# looks like: uses the lr of one fit in the next
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
            if self.opt is None:
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


# %% wrong: always SGD
# looks like: ignores opt_func
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
            self.opt = torch.optim.SGD(self.model.parameters(), lr=self.lr)
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


# %% wrong: makes the optimizer in every epoch
# looks like: makes a new optimizer in every epoch
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
            if self.epoch:
                self.opt = self.opt_func(self.model.parameters(), lr=self.lr)
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


# %% wrong: the mode of the model alone
# looks like: sets `training` on the model alone
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
        self.model.training = True
        self._run_batches()

    @torch.no_grad()
    def _validate(self):
        self.training, self.dl = False, self.dls.valid
        self.model.training = False
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


# %% wrong: puts back after errors, and not after Ctrl+C
# looks like: when Ctrl+C ends it
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
        except Exception:
            self.lr, self.callbacks = own
            raise
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


# %% wrong: given callbacks go on in the next fit
# looks like: calls the callbacks of one fit in the next
class Learner:
    """Fits a model to data. What happens in a batch is left to the five verbs; callbacks hear of everything.

    While a fit runs, callbacks may read and change every attribute: `model dls loss_func lr callbacks opt_func opt
    n_epochs epoch dl iteration batch preds loss training`.
    """

    def __init__(
        self,
        model: nn.Module,
        dls: Any,  # Has `train` and `valid`, which give batches: pairs of inputs and targets
        loss_func: Callable,  # Of predictions and targets, to one number
        lr: float = 0.1,  # Learning rate
        callbacks: Iterable[Callback] = (),
        opt_func: Callable = torch.optim.SGD,  # Called as `opt_func(model.parameters(), lr=lr)` by every fit
    ):
        self.model, self.dls, self.loss_func, self.lr, self.opt_func = model, dls, loss_func, lr, opt_func
        self.callbacks = list(callbacks)
        self.opt = self.n_epochs = self.epoch = None  # of the fit
        self.dl = self.iteration = self.batch = self.preds = self.loss = None  # of the batch
        self.training = False
        self._extra = []

    def callback(self, event: str) -> None:
        "Tells the callbacks."
        run_callbacks([*self.callbacks, *self._extra], event, self)

    @explain_errors
    def fit(
        self,
        n_epochs: int = 1,
        train: bool = True,  # Whether each epoch has a training phase
        valid: bool = True,  # Whether each epoch has a validation phase, after training
        callbacks: Iterable[Callback] = (),  # For this fit only, after the learner's own
        lr: float | None = None,  # For this fit only; None is the learner's own
    ) -> None:
        "Trains and validates with a new optimizer."
        own = self.lr, self.callbacks
        self.lr = self.lr if lr is None else lr
        self._extra = list(callbacks) or self._extra
        self.n_epochs = n_epochs
        try:
            self.opt = self.opt_func(self.model.parameters(), lr=self.lr)
            self._run_epochs(train, valid)
        finally:
            self.lr, self.callbacks = own

    @with_callbacks("fit")
    def _run_epochs(self, train: bool, valid: bool) -> None:
        "Counts `epoch` from 0 and runs the phases that are wanted."
        for epoch in range(self.n_epochs):
            self.epoch = epoch
            if train:
                self._run_phase(training=True)
            if valid:
                self._run_phase(training=False)

    def _run_phase(self, training: bool) -> None:
        "Sets `training`, `dl`, the model's mode and autograd, then goes through the batches."
        self.training = training
        self.dl = self.dls.train if training else self.dls.valid
        self.model.train(training)
        with torch.set_grad_enabled(training):
            self._run_batches()

    @with_callbacks("epoch")
    def _run_batches(self) -> None:
        "Counts `iteration` from 0, sets `batch` and runs it."
        for iteration, batch in enumerate(self.dl):
            self.iteration, self.batch = iteration, batch
            self._run_batch()

    @with_callbacks("batch")
    def _run_batch(self) -> None:
        "The verbs, each followed by its event; the last three in training only."
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

    def predict(self) -> None:
        self.callback("predict")

    def get_loss(self) -> None:
        self.callback("get_loss")

    def backward(self) -> None:
        self.callback("backward")

    def step(self) -> None:
        self.callback("step")

    def zero_grad(self) -> None:
        self.callback("zero_grad")


# %% wrong: after_fit follows a cancelled fit
# looks like: calls after_fit although the fit was cancelled
class Learner:
    """Fits a model to data. What happens in a batch is left to the five verbs; callbacks hear of everything.

    While a fit runs, callbacks may read and change every attribute: `model dls loss_func lr callbacks opt_func opt
    n_epochs epoch dl iteration batch preds loss training`.
    """

    def __init__(
        self,
        model: nn.Module,
        dls: Any,  # Has `train` and `valid`, which give batches: pairs of inputs and targets
        loss_func: Callable,  # Of predictions and targets, to one number
        lr: float = 0.1,  # Learning rate
        callbacks: Iterable[Callback] = (),
        opt_func: Callable = torch.optim.SGD,  # Called as `opt_func(model.parameters(), lr=lr)` by every fit
    ):
        self.model, self.dls, self.loss_func, self.lr, self.opt_func = model, dls, loss_func, lr, opt_func
        self.callbacks = list(callbacks)
        self.opt = self.n_epochs = self.epoch = None  # of the fit
        self.dl = self.iteration = self.batch = self.preds = self.loss = None  # of the batch
        self.training = False

    def callback(self, event: str) -> None:
        "Tells the callbacks."
        run_callbacks(self.callbacks, event, self)

    @explain_errors
    def fit(
        self,
        n_epochs: int = 1,
        train: bool = True,  # Whether each epoch has a training phase
        valid: bool = True,  # Whether each epoch has a validation phase, after training
        callbacks: Iterable[Callback] = (),  # For this fit only, after the learner's own
        lr: float | None = None,  # For this fit only; None is the learner's own
    ) -> None:
        "Trains and validates with a new optimizer."
        own = self.lr, self.callbacks
        self.lr = self.lr if lr is None else lr
        self.callbacks = [*self.callbacks, *callbacks]
        self.n_epochs = n_epochs
        try:
            self.opt = self.opt_func(self.model.parameters(), lr=self.lr)
            self._run_epochs(train, valid)
        except CancelFit:
            self.callback("after_fit")
            self.callback("cleanup_fit")
        finally:
            self.lr, self.callbacks = own

    def _run_epochs(self, train: bool, valid: bool) -> None:
        "Counts `epoch` from 0 and runs the phases that are wanted."
        self.callback("before_fit")
        for epoch in range(self.n_epochs):
            self.epoch = epoch
            if train:
                self._run_phase(training=True)
            if valid:
                self._run_phase(training=False)
        self.callback("after_fit")
        self.callback("cleanup_fit")

    def _run_phase(self, training: bool) -> None:
        "Sets `training`, `dl`, the model's mode and autograd, then goes through the batches."
        self.training = training
        self.dl = self.dls.train if training else self.dls.valid
        self.model.train(training)
        with torch.set_grad_enabled(training):
            self._run_batches()

    @with_callbacks("epoch")
    def _run_batches(self) -> None:
        "Counts `iteration` from 0, sets `batch` and runs it."
        for iteration, batch in enumerate(self.dl):
            self.iteration, self.batch = iteration, batch
            self._run_batch()

    @with_callbacks("batch")
    def _run_batch(self) -> None:
        "The verbs, each followed by its event; the last three in training only."
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

    def predict(self) -> None:
        self.callback("predict")

    def get_loss(self) -> None:
        self.callback("get_loss")

    def backward(self) -> None:
        self.callback("backward")

    def step(self) -> None:
        self.callback("step")

    def zero_grad(self) -> None:
        self.callback("zero_grad")


# %% wrong: an epoch too few
# looks like: runs one epoch where two are asked for
class Learner:
    """Fits a model to data. What happens in a batch is left to the five verbs; callbacks hear of everything.

    While a fit runs, callbacks may read and change every attribute: `model dls loss_func lr callbacks opt_func opt
    n_epochs epoch dl iteration batch preds loss training`.
    """

    def __init__(
        self,
        model: nn.Module,
        dls: Any,  # Has `train` and `valid`, which give batches: pairs of inputs and targets
        loss_func: Callable,  # Of predictions and targets, to one number
        lr: float = 0.1,  # Learning rate
        callbacks: Iterable[Callback] = (),
        opt_func: Callable = torch.optim.SGD,  # Called as `opt_func(model.parameters(), lr=lr)` by every fit
    ):
        self.model, self.dls, self.loss_func, self.lr, self.opt_func = model, dls, loss_func, lr, opt_func
        self.callbacks = list(callbacks)
        self.opt = self.n_epochs = self.epoch = None  # of the fit
        self.dl = self.iteration = self.batch = self.preds = self.loss = None  # of the batch
        self.training = False

    def callback(self, event: str) -> None:
        "Tells the callbacks."
        run_callbacks(self.callbacks, event, self)

    @explain_errors
    def fit(
        self,
        n_epochs: int = 1,
        train: bool = True,  # Whether each epoch has a training phase
        valid: bool = True,  # Whether each epoch has a validation phase, after training
        callbacks: Iterable[Callback] = (),  # For this fit only, after the learner's own
        lr: float | None = None,  # For this fit only; None is the learner's own
    ) -> None:
        "Trains and validates with a new optimizer."
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
    def _run_epochs(self, train: bool, valid: bool) -> None:
        "Counts `epoch` from 0 and runs the phases that are wanted."
        for epoch in range(1, self.n_epochs):
            self.epoch = epoch
            if train:
                self._run_phase(training=True)
            if valid:
                self._run_phase(training=False)

    def _run_phase(self, training: bool) -> None:
        "Sets `training`, `dl`, the model's mode and autograd, then goes through the batches."
        self.training = training
        self.dl = self.dls.train if training else self.dls.valid
        self.model.train(training)
        with torch.set_grad_enabled(training):
            self._run_batches()

    @with_callbacks("epoch")
    def _run_batches(self) -> None:
        "Counts `iteration` from 0, sets `batch` and runs it."
        for iteration, batch in enumerate(self.dl):
            self.iteration, self.batch = iteration, batch
            self._run_batch()

    @with_callbacks("batch")
    def _run_batch(self) -> None:
        "The verbs, each followed by its event; the last three in training only."
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

    def predict(self) -> None:
        self.callback("predict")

    def get_loss(self) -> None:
        self.callback("get_loss")

    def backward(self) -> None:
        self.callback("backward")

    def step(self) -> None:
        self.callback("step")

    def zero_grad(self) -> None:
        self.callback("zero_grad")


# %% wrong: no batch after the first
# looks like: runs only the first batch of each phase
class Learner:
    """Fits a model to data. What happens in a batch is left to the five verbs; callbacks hear of everything.

    While a fit runs, callbacks may read and change every attribute: `model dls loss_func lr callbacks opt_func opt
    n_epochs epoch dl iteration batch preds loss training`.
    """

    def __init__(
        self,
        model: nn.Module,
        dls: Any,  # Has `train` and `valid`, which give batches: pairs of inputs and targets
        loss_func: Callable,  # Of predictions and targets, to one number
        lr: float = 0.1,  # Learning rate
        callbacks: Iterable[Callback] = (),
        opt_func: Callable = torch.optim.SGD,  # Called as `opt_func(model.parameters(), lr=lr)` by every fit
    ):
        self.model, self.dls, self.loss_func, self.lr, self.opt_func = model, dls, loss_func, lr, opt_func
        self.callbacks = list(callbacks)
        self.opt = self.n_epochs = self.epoch = None  # of the fit
        self.dl = self.iteration = self.batch = self.preds = self.loss = None  # of the batch
        self.training = False

    def callback(self, event: str) -> None:
        "Tells the callbacks."
        run_callbacks(self.callbacks, event, self)

    @explain_errors
    def fit(
        self,
        n_epochs: int = 1,
        train: bool = True,  # Whether each epoch has a training phase
        valid: bool = True,  # Whether each epoch has a validation phase, after training
        callbacks: Iterable[Callback] = (),  # For this fit only, after the learner's own
        lr: float | None = None,  # For this fit only; None is the learner's own
    ) -> None:
        "Trains and validates with a new optimizer."
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
    def _run_epochs(self, train: bool, valid: bool) -> None:
        "Counts `epoch` from 0 and runs the phases that are wanted."
        for epoch in range(self.n_epochs):
            self.epoch = epoch
            if train:
                self._run_phase(training=True)
            if valid:
                self._run_phase(training=False)

    def _run_phase(self, training: bool) -> None:
        "Sets `training`, `dl`, the model's mode and autograd, then goes through the batches."
        self.training = training
        self.dl = self.dls.train if training else self.dls.valid
        self.model.train(training)
        with torch.set_grad_enabled(training):
            self._run_batches()

    @with_callbacks("epoch")
    def _run_batches(self) -> None:
        "Counts `iteration` from 0, sets `batch` and runs it."
        for iteration, batch in enumerate(self.dl):
            self.iteration, self.batch = iteration, batch
            self._run_batch()
            break

    @with_callbacks("batch")
    def _run_batch(self) -> None:
        "The verbs, each followed by its event; the last three in training only."
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

    def predict(self) -> None:
        self.callback("predict")

    def get_loss(self) -> None:
        self.callback("get_loss")

    def backward(self) -> None:
        self.callback("backward")

    def step(self) -> None:
        self.callback("step")

    def zero_grad(self) -> None:
        self.callback("zero_grad")


# %% right: an exit stack
class Learner:
    """Fits a model to data. What happens in a batch is left to the five verbs; callbacks hear of everything.

    While a fit runs, callbacks may read and change every attribute: `model dls loss_func lr callbacks opt_func opt
    n_epochs epoch dl iteration batch preds loss training`.
    """

    def __init__(
        self,
        model: nn.Module,
        dls: Any,  # Has `train` and `valid`, which give batches: pairs of inputs and targets
        loss_func: Callable,  # Of predictions and targets, to one number
        lr: float = 0.1,  # Learning rate
        callbacks: Iterable[Callback] = (),
        opt_func: Callable = torch.optim.SGD,  # Called as `opt_func(model.parameters(), lr=lr)` by every fit
    ):
        self.model, self.dls, self.loss_func, self.lr, self.opt_func = model, dls, loss_func, lr, opt_func
        self.callbacks = list(callbacks)
        self.opt = self.n_epochs = self.epoch = None  # of the fit
        self.dl = self.iteration = self.batch = self.preds = self.loss = None  # of the batch
        self.training = False

    def callback(self, event: str) -> None:
        "Tells the callbacks."
        run_callbacks(self.callbacks, event, self)

    @explain_errors
    def fit(
        self,
        n_epochs: int = 1,
        train: bool = True,  # Whether each epoch has a training phase
        valid: bool = True,  # Whether each epoch has a validation phase, after training
        callbacks: Iterable[Callback] = (),  # For this fit only, after the learner's own
        lr: float | None = None,  # For this fit only; None is the learner's own
    ) -> None:
        "Trains and validates with a new optimizer."
        from contextlib import ExitStack

        with ExitStack() as stack:
            stack.callback(setattr, self, "lr", self.lr)
            stack.callback(setattr, self, "callbacks", self.callbacks)
            if lr is not None:
                self.lr = lr
            self.callbacks = [*self.callbacks, *callbacks]
            self.n_epochs = n_epochs
            self.opt = self.opt_func(self.model.parameters(), lr=self.lr)
            self._run_epochs(train, valid)

    @with_callbacks("fit")
    def _run_epochs(self, train: bool, valid: bool) -> None:
        "Counts `epoch` from 0 and runs the phases that are wanted."
        for epoch in range(self.n_epochs):
            self.epoch = epoch
            if train:
                self._run_phase(training=True)
            if valid:
                self._run_phase(training=False)

    def _run_phase(self, training: bool) -> None:
        "Sets `training`, `dl`, the model's mode and autograd, then goes through the batches."
        self.training = training
        self.dl = self.dls.train if training else self.dls.valid
        self.model.train(training)
        with torch.set_grad_enabled(training):
            self._run_batches()

    @with_callbacks("epoch")
    def _run_batches(self) -> None:
        "Counts `iteration` from 0, sets `batch` and runs it."
        for iteration, batch in enumerate(self.dl):
            self.iteration, self.batch = iteration, batch
            self._run_batch()

    @with_callbacks("batch")
    def _run_batch(self) -> None:
        "The verbs, each followed by its event; the last three in training only."
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

    def predict(self) -> None:
        self.callback("predict")

    def get_loss(self) -> None:
        self.callback("get_loss")

    def backward(self) -> None:
        self.callback("backward")

    def step(self) -> None:
        self.callback("step")

    def zero_grad(self) -> None:
        self.callback("zero_grad")
