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
# from: solution
# looks like: forgets zero_grad: gradients of all batches add up
# -         self.opt.zero_grad()
# +         pass


# %% wrong: loss arguments swapped
# from: solution
# looks like: the wrong way round
# -         self.loss = self.loss_func(self.preds, self.batch[1])
# +         self.loss = self.loss_func(self.batch[1], self.preds)


# %% wrong: steps by hand
# from: solution
# looks like: changes the parameters by hand
# -         self.opt.step()
# +         with torch.no_grad():
# +             for parameter in self.model.parameters():
# +                 parameter -= self.lr * parameter.grad


# %% wrong: the loss as a number
# from: solution
# looks like: keeps the loss as a number
# looks like: goes back from another loss than learner.loss
# -         self.loss = self.loss_func(self.preds, self.batch[1])
# +         self._loss = self.loss_func(self.preds, self.batch[1])
# +         self.loss = self._loss.item()

# -         self.loss.backward()
# +         self._loss.backward()


# %% wrong: the loss detached
# from: solution
# looks like: cuts the graph
# looks like: goes back from another loss than learner.loss
# -         self.loss = self.loss_func(self.preds, self.batch[1])
# +         self._loss = self.loss_func(self.preds, self.batch[1])
# +         self.loss = self._loss.detach()

# -         self.loss.backward()
# +         self._loss.backward()


# %% wrong: predicts again for the loss
# from: solution
# looks like: takes other predictions for the loss than learner.preds
# -         self.loss = self.loss_func(self.preds, self.batch[1])
# +         x, y = self.batch
# +         self.loss = self.loss_func(self.model(x), y)


# %% wrong: computes all of it in backward
# from: solution
# looks like: computes predictions and loss anew for backward
# -         self.loss.backward()
# +         self.loss_func(self.model(self.batch[0]), self.batch[1]).backward()


# %% wrong: no step
# from: solution
# looks like: leaves the weights as they were
# -         self.opt.step()
# +         self.opt.step


# %% wrong: returns instead of keeping
# from: solution
# looks like: does not set preds
# -         self.preds = self.model(self.batch[0])
# +         return self.model(self.batch[0])

# -         self.loss = self.loss_func(self.preds, self.batch[1])
# +         self.loss = self.loss_func(self.predict(), self.batch[1])


# %% wrong: always the squared error
# from: solution
# looks like: uses another loss than learner.loss_func
# -         self.loss = self.loss_func(self.preds, self.batch[1])
# +         self.loss = torch.nn.functional.mse_loss(self.preds, self.batch[1])


# %% wrong: backward twice
# from: solution
# looks like: calls backward or step twice in each batch
#           "Adds the gradients of `loss` to those of the parameters."
# +         self.loss.backward(retain_graph=True)


# %% wrong: predictions cut off from the model
# from: solution
# looks like: leaves the weights as they were: no step is taken, or no gradient reaches them
# -         self.preds = self.model(self.batch[0])
# +         self.preds = self.model(self.batch[0]).detach().requires_grad_()


# %% wrong: the mean of a mean
# from: solution
# looks like: divides the loss by the size of the batch: loss_func decides how items are weighed
# -         self.loss = self.loss_func(self.preds, self.batch[1])
# +         self.loss = self.loss_func(self.preds, self.batch[1]) / len(self.batch[1])


# %% wrong: steps in backward as well
# from: solution
# looks like: calls backward or step twice in each batch
#           self.loss.backward()
# +         self.opt.step()
