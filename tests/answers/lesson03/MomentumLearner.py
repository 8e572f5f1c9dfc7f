# %% right: scales in place, clears one by one
class MomentumLearner(TrainLearner):
    def __init__(self, *args, momentum=0.85, **kwargs):
        super().__init__(*args, **kwargs)
        self.momentum = momentum

    def fit(self, *args, **kwargs):
        for parameter in self.model.parameters():
            parameter.grad = None
        super().fit(*args, **kwargs)

    def zero_grad(self):
        with torch.no_grad():
            for parameter in self.model.parameters():
                if parameter.grad is not None:
                    parameter.grad.mul_(self.momentum)


# %% right: goes through the optimizer's groups
class MomentumLearner(TrainLearner):
    def __init__(self, *args, momentum=0.85, **kwargs):
        super().__init__(*args, **kwargs)
        self.momentum = momentum

    def fit(self, *args, **kwargs):
        self.model.zero_grad(set_to_none=False)
        super().fit(*args, **kwargs)

    def zero_grad(self):
        for group in self.opt.param_groups:
            for parameter in group["params"]:
                if parameter.grad is not None:
                    parameter.grad = parameter.grad * self.momentum


# %% wrong: forgets gradients as before
# looks like: has no momentum
# looks like: forgets the gradients: momentum that
class MomentumLearner(TrainLearner):
    def __init__(self, *args, momentum=0.85, **kwargs):
        super().__init__(*args, **kwargs)
        self.momentum = momentum


# %% wrong: zeroes and then scales
# looks like: forgets the gradients
# looks like: has no momentum, and carries gradients from before into a fit
class MomentumLearner(TrainLearner):
    def __init__(self, *args, momentum=0.85, **kwargs):
        super().__init__(*args, **kwargs)
        self.momentum = momentum

    def zero_grad(self):
        self.opt.zero_grad(set_to_none=False)
        for parameter in self.model.parameters():
            if parameter.grad is not None:
                parameter.grad *= self.momentum


# %% wrong: momentum of torch's optimizer
# looks like: forgets the gradients: momentum that an optimizer or another buffer adds is not what is asked for
class MomentumLearner(TrainLearner):
    def __init__(self, *args, momentum=0.85, **kwargs):
        super().__init__(*args, **kwargs)
        self.opt_func = lambda params, lr: torch.optim.SGD(params, lr=lr, momentum=momentum)

    def fit(self, *args, **kwargs):
        self.model.zero_grad()
        super().fit(*args, **kwargs)


# %% wrong: the complement
# looks like: keeps 1 - momentum of the gradients
class MomentumLearner(TrainLearner):
    def __init__(self, *args, momentum=0.85, **kwargs):
        super().__init__(*args, **kwargs)
        self.momentum = momentum

    def fit(self, *args, **kwargs):
        self.model.zero_grad()
        super().fit(*args, **kwargs)

    def zero_grad(self):
        for parameter in self.model.parameters():
            if parameter.grad is not None:
                parameter.grad *= 1 - self.momentum


# %% wrong: the averaging form
# looks like: scales new gradients by 1 - momentum
class MomentumLearner(TrainLearner):
    def __init__(self, *args, momentum=0.85, **kwargs):
        super().__init__(*args, **kwargs)
        self.momentum = momentum

    def fit(self, *args, **kwargs):
        self.model.zero_grad()
        super().fit(*args, **kwargs)

    def backward(self):
        ((1 - self.momentum) * self.loss).backward()

    def zero_grad(self):
        for parameter in self.model.parameters():
            if parameter.grad is not None:
                parameter.grad *= self.momentum


# %% wrong: gradients are carried into the next fit
# looks like: carries gradients from before into a fit
class MomentumLearner(TrainLearner):
    def __init__(self, *args, momentum=0.85, **kwargs):
        super().__init__(*args, **kwargs)
        self.momentum = momentum

    def zero_grad(self):
        for parameter in self.model.parameters():
            if parameter.grad is not None:
                parameter.grad *= self.momentum


# %% wrong: cleared when a fit ends
# looks like: clears gradients when a fit ends
class MomentumLearner(TrainLearner):
    def __init__(self, *args, momentum=0.85, **kwargs):
        super().__init__(*args, **kwargs)
        self.momentum = momentum

    def fit(self, *args, **kwargs):
        super().fit(*args, **kwargs)
        self.model.zero_grad()

    def zero_grad(self):
        for parameter in self.model.parameters():
            if parameter.grad is not None:
                parameter.grad *= self.momentum


# %% wrong: cleared in every epoch
# looks like: clears gradients in every epoch
class MomentumLearner(TrainLearner):
    def __init__(self, *args, momentum=0.85, **kwargs):
        super().__init__(*args, **kwargs)
        self.momentum = momentum

    def _run_phase(self, training):
        if training:
            self.model.zero_grad()
        super()._run_phase(training)

    def zero_grad(self):
        for parameter in self.model.parameters():
            if parameter.grad is not None:
                parameter.grad *= self.momentum


# %% wrong: stumbles over None
# looks like: stumbles over parameters whose grad is None
class MomentumLearner(TrainLearner):
    def __init__(self, *args, momentum=0.85, **kwargs):
        super().__init__(*args, **kwargs)
        self.momentum = momentum

    def fit(self, *args, **kwargs):
        self.model.zero_grad()
        super().fit(*args, **kwargs)

    def zero_grad(self):
        for parameter in self.model.parameters():
            parameter.grad *= self.momentum


# %% wrong: does nothing
# looks like: forgets nothing: gradients add up
class MomentumLearner(TrainLearner):
    def __init__(self, *args, momentum=0.85, **kwargs):
        super().__init__(*args, **kwargs)
        self.momentum = momentum

    def fit(self, *args, **kwargs):
        self.model.zero_grad()
        super().fit(*args, **kwargs)

    def zero_grad(self):
        for parameter in self.model.parameters():
            if parameter.grad is not None:
                parameter.grad * self.momentum


# %% wrong: lets the parameters fade
# looks like: scales the parameters instead of their gradients
# looks like: forgets the gradients: momentum that
class MomentumLearner(TrainLearner):
    def __init__(self, *args, momentum=0.85, **kwargs):
        super().__init__(*args, **kwargs)
        self.momentum = momentum

    def fit(self, *args, **kwargs):
        self.model.zero_grad()
        super().fit(*args, **kwargs)

    def zero_grad(self):
        with torch.no_grad():
            for parameter in self.model.parameters():
                if parameter.grad is not None:
                    parameter.grad.zero_()
                    parameter *= self.momentum


# %% wrong: another default
# looks like: has another default than momentum=0.85
class MomentumLearner(TrainLearner):
    "A `TrainLearner` whose gradients fade instead of being forgotten: SGD becomes SGD with momentum (Polyak, 1964)."

    def __init__(
        self,
        *args: Any,  # As for `Learner`
        momentum: float = 0.9,  # What is kept of the gradients from one batch to the next, from 0 to below 1
        **kwargs: Any,  # As for `Learner`
    ):
        super().__init__(*args, **kwargs)
        self.momentum = momentum

    def fit(self, *args: Any, **kwargs: Any) -> None:
        "As `Learner.fit`, beginning without gradients."
        self.model.zero_grad()
        super().fit(*args, **kwargs)

    def zero_grad(self) -> None:
        "Multiplies every gradient by `momentum`."
        for parameter in self.model.parameters():
            if parameter.grad is not None:
                parameter.grad *= self.momentum


# %% wrong: break for continue
# looks like: ends at the first parameter whose grad is None: go on with the others
class MomentumLearner(TrainLearner):
    "A `TrainLearner` whose gradients fade instead of being forgotten: SGD becomes SGD with momentum (Polyak, 1964)."

    def __init__(
        self,
        *args: Any,  # As for `Learner`
        momentum: float = 0.85,  # What is kept of the gradients from one batch to the next, from 0 to below 1
        **kwargs: Any,  # As for `Learner`
    ):
        super().__init__(*args, **kwargs)
        self.momentum = momentum

    def fit(self, *args: Any, **kwargs: Any) -> None:
        "As `Learner.fit`, beginning without gradients."
        self.model.zero_grad()
        super().fit(*args, **kwargs)

    def zero_grad(self) -> None:
        "Multiplies every gradient by `momentum`."
        for parameter in self.model.parameters():
            if parameter.grad is None:
                break
            parameter.grad *= self.momentum


# %% wrong: returns at the first one
# looks like: lets only the first parameter's gradient fade
class MomentumLearner(TrainLearner):
    "A `TrainLearner` whose gradients fade instead of being forgotten: SGD becomes SGD with momentum (Polyak, 1964)."

    def __init__(
        self,
        *args: Any,  # As for `Learner`
        momentum: float = 0.85,  # What is kept of the gradients from one batch to the next, from 0 to below 1
        **kwargs: Any,  # As for `Learner`
    ):
        super().__init__(*args, **kwargs)
        self.momentum = momentum

    def fit(self, *args: Any, **kwargs: Any) -> None:
        "As `Learner.fit`, beginning without gradients."
        self.model.zero_grad()
        super().fit(*args, **kwargs)

    def zero_grad(self) -> None:
        "Multiplies every gradient by `momentum`."
        for parameter in self.model.parameters():
            if parameter.grad is not None:
                parameter.grad *= self.momentum
                return


# %% right: detached, by mul_
class MomentumLearner(TrainLearner):
    "A `TrainLearner` whose gradients fade instead of being forgotten: SGD becomes SGD with momentum (Polyak, 1964)."

    def __init__(
        self,
        *args: Any,  # As for `Learner`
        momentum: float = 0.85,  # What is kept of the gradients from one batch to the next, from 0 to below 1
        **kwargs: Any,  # As for `Learner`
    ):
        super().__init__(*args, **kwargs)
        self.momentum = momentum

    def fit(self, *args: Any, **kwargs: Any) -> None:
        "As `Learner.fit`, beginning without gradients."
        self.model.zero_grad()
        super().fit(*args, **kwargs)

    def zero_grad(self) -> None:
        "Multiplies every gradient by `momentum`."
        for parameter in self.model.parameters():
            if parameter.grad is not None:
                parameter.grad.detach().mul_(self.momentum)


# %% right: a new tensor for each gradient
class MomentumLearner(TrainLearner):
    "A `TrainLearner` whose gradients fade instead of being forgotten: SGD becomes SGD with momentum (Polyak, 1964)."

    def __init__(
        self,
        *args: Any,  # As for `Learner`
        momentum: float = 0.85,  # What is kept of the gradients from one batch to the next, from 0 to below 1
        **kwargs: Any,  # As for `Learner`
    ):
        super().__init__(*args, **kwargs)
        self.momentum = momentum

    def fit(self, *args: Any, **kwargs: Any) -> None:
        "As `Learner.fit`, beginning without gradients."
        self.model.zero_grad()
        super().fit(*args, **kwargs)

    def zero_grad(self) -> None:
        "Multiplies every gradient by `momentum`."
        for parameter in self.model.parameters():
            if parameter.grad is not None:
                parameter.grad = self.momentum * parameter.grad
