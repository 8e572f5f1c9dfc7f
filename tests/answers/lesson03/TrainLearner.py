# %% right: unpacks the batch
class TrainLearner(Learner):
    def predict(self):
        inputs, _ = self.batch
        self.preds = self.model(inputs)

    def get_loss(self):
        _, targets = self.batch
        self.loss = self.loss_func(self.preds, targets)

    def backward(self):
        torch.autograd.backward(self.loss)

    def step(self):
        self.opt.step()

    def zero_grad(self):
        self.model.zero_grad()


# %% right: gradients set to zero and not to None
class TrainLearner(Learner):
    def predict(self):
        self.preds = self.model(*self.batch[:-1])

    def get_loss(self):
        self.loss = self.loss_func(self.preds, self.batch[-1])

    def backward(self):
        self.loss.backward()

    def step(self):
        self.opt.step()

    def zero_grad(self):
        for parameter in self.model.parameters():
            if parameter.grad is not None:
                parameter.grad.zero_()


# %% wrong: zero_grad forgotten
# looks like: forgets zero_grad: gradients of all batches add up
class TrainLearner(Learner):
    def predict(self):
        self.preds = self.model(self.batch[0])

    def get_loss(self):
        self.loss = self.loss_func(self.preds, self.batch[1])

    def backward(self):
        self.loss.backward()

    def step(self):
        self.opt.step()

    def zero_grad(self):
        pass


# %% wrong: loss arguments swapped
# looks like: the wrong way round
class TrainLearner(Learner):
    def predict(self):
        self.preds = self.model(self.batch[0])

    def get_loss(self):
        self.loss = self.loss_func(self.batch[1], self.preds)

    def backward(self):
        self.loss.backward()

    def step(self):
        self.opt.step()

    def zero_grad(self):
        self.opt.zero_grad()


# %% wrong: steps by hand
# looks like: changes the parameters by hand
class TrainLearner(Learner):
    def predict(self):
        self.preds = self.model(self.batch[0])

    def get_loss(self):
        self.loss = self.loss_func(self.preds, self.batch[1])

    def backward(self):
        self.loss.backward()

    def step(self):
        with torch.no_grad():
            for parameter in self.model.parameters():
                parameter -= self.lr * parameter.grad

    def zero_grad(self):
        self.opt.zero_grad()


# %% wrong: the loss as a number
# looks like: keeps the loss as a number
# looks like: goes back from another loss than learner.loss
class TrainLearner(Learner):
    def predict(self):
        self.preds = self.model(self.batch[0])

    def get_loss(self):
        self._loss = self.loss_func(self.preds, self.batch[1])
        self.loss = self._loss.item()

    def backward(self):
        self._loss.backward()

    def step(self):
        self.opt.step()

    def zero_grad(self):
        self.opt.zero_grad()


# %% wrong: the loss detached
# looks like: cuts the graph
# looks like: goes back from another loss than learner.loss
class TrainLearner(Learner):
    def predict(self):
        self.preds = self.model(self.batch[0])

    def get_loss(self):
        self._loss = self.loss_func(self.preds, self.batch[1])
        self.loss = self._loss.detach()

    def backward(self):
        self._loss.backward()

    def step(self):
        self.opt.step()

    def zero_grad(self):
        self.opt.zero_grad()


# %% wrong: predicts again for the loss
# looks like: takes other predictions for the loss than learner.preds
class TrainLearner(Learner):
    def predict(self):
        self.preds = self.model(self.batch[0])

    def get_loss(self):
        x, y = self.batch
        self.loss = self.loss_func(self.model(x), y)

    def backward(self):
        self.loss.backward()

    def step(self):
        self.opt.step()

    def zero_grad(self):
        self.opt.zero_grad()


# %% wrong: computes all of it in backward
# looks like: computes predictions and loss anew for backward
class TrainLearner(Learner):
    def predict(self):
        self.preds = self.model(self.batch[0])

    def get_loss(self):
        self.loss = self.loss_func(self.preds, self.batch[1])

    def backward(self):
        self.loss_func(self.model(self.batch[0]), self.batch[1]).backward()

    def step(self):
        self.opt.step()

    def zero_grad(self):
        self.opt.zero_grad()


# %% wrong: no step
# looks like: leaves the weights as they were
class TrainLearner(Learner):
    def predict(self):
        self.preds = self.model(self.batch[0])

    def get_loss(self):
        self.loss = self.loss_func(self.preds, self.batch[1])

    def backward(self):
        self.loss.backward()

    def step(self):
        self.opt.step

    def zero_grad(self):
        self.opt.zero_grad()


# %% wrong: returns instead of keeping
# looks like: does not set preds
class TrainLearner(Learner):
    def predict(self):
        return self.model(self.batch[0])

    def get_loss(self):
        self.loss = self.loss_func(self.predict(), self.batch[1])

    def backward(self):
        self.loss.backward()

    def step(self):
        self.opt.step()

    def zero_grad(self):
        self.opt.zero_grad()


# %% wrong: always the squared error
# looks like: uses another loss than learner.loss_func
class TrainLearner(Learner):
    def predict(self):
        self.preds = self.model(self.batch[0])

    def get_loss(self):
        self.loss = torch.nn.functional.mse_loss(self.preds, self.batch[1])

    def backward(self):
        self.loss.backward()

    def step(self):
        self.opt.step()

    def zero_grad(self):
        self.opt.zero_grad()


# %% wrong: backward twice
# looks like: calls backward or step twice in each batch
class TrainLearner(Learner):
    "A `Learner` that trains a model on pairs of inputs and targets: the five verbs, in plain PyTorch."

    def predict(self) -> None:
        "Sets `preds` to the model's output for the batch's inputs."
        self.preds = self.model(self.batch[0])

    def get_loss(self) -> None:
        "Sets `loss` from `preds` and the batch's targets."
        self.loss = self.loss_func(self.preds, self.batch[1])

    def backward(self) -> None:
        "Adds the gradients of `loss` to those of the parameters."
        self.loss.backward(retain_graph=True)
        self.loss.backward()

    def step(self) -> None:
        "Lets the optimizer change the parameters."
        self.opt.step()

    def zero_grad(self) -> None:
        "Forgets the gradients."
        self.opt.zero_grad()


# %% wrong: predictions cut off from the model
# looks like: leaves the weights as they were: no step is taken, or no gradient reaches them
class TrainLearner(Learner):
    "A `Learner` that trains a model on pairs of inputs and targets: the five verbs, in plain PyTorch."

    def predict(self) -> None:
        "Sets `preds` to the model's output for the batch's inputs."
        self.preds = self.model(self.batch[0]).detach().requires_grad_()

    def get_loss(self) -> None:
        "Sets `loss` from `preds` and the batch's targets."
        self.loss = self.loss_func(self.preds, self.batch[1])

    def backward(self) -> None:
        "Adds the gradients of `loss` to those of the parameters."
        self.loss.backward()

    def step(self) -> None:
        "Lets the optimizer change the parameters."
        self.opt.step()

    def zero_grad(self) -> None:
        "Forgets the gradients."
        self.opt.zero_grad()


# %% wrong: the mean of a mean
# looks like: divides the loss by the size of the batch: loss_func decides how items are weighed
class TrainLearner(Learner):
    "A `Learner` that trains a model on pairs of inputs and targets: the five verbs, in plain PyTorch."

    def predict(self) -> None:
        "Sets `preds` to the model's output for the batch's inputs."
        self.preds = self.model(self.batch[0])

    def get_loss(self) -> None:
        "Sets `loss` from `preds` and the batch's targets."
        self.loss = self.loss_func(self.preds, self.batch[1]) / len(self.batch[1])

    def backward(self) -> None:
        "Adds the gradients of `loss` to those of the parameters."
        self.loss.backward()

    def step(self) -> None:
        "Lets the optimizer change the parameters."
        self.opt.step()

    def zero_grad(self) -> None:
        "Forgets the gradients."
        self.opt.zero_grad()


# %% wrong: steps in backward as well
# looks like: calls backward or step twice in each batch
class TrainLearner(Learner):
    "A `Learner` that trains a model on pairs of inputs and targets: the five verbs, in plain PyTorch."

    def predict(self) -> None:
        "Sets `preds` to the model's output for the batch's inputs."
        self.preds = self.model(self.batch[0])

    def get_loss(self) -> None:
        "Sets `loss` from `preds` and the batch's targets."
        self.loss = self.loss_func(self.preds, self.batch[1])

    def backward(self) -> None:
        "Adds the gradients of `loss` to those of the parameters."
        self.loss.backward()
        self.opt.step()

    def step(self) -> None:
        "Lets the optimizer change the parameters."
        self.opt.step()

    def zero_grad(self) -> None:
        "Forgets the gradients."
        self.opt.zero_grad()
