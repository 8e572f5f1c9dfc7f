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


# %% right: detached, by mul_
# from: solution
# -                 parameter.grad *= self.momentum
# +                 parameter.grad.detach().mul_(self.momentum)


# %% right: a new tensor for each gradient
# from: solution
# -                 parameter.grad *= self.momentum
# +                 parameter.grad = self.momentum * parameter.grad


# %% wrong: forgets gradients as before
# looks like: has no momentum
# looks like: forgets the gradients: momentum that
class MomentumLearner(TrainLearner):
    def __init__(self, *args, momentum=0.85, **kwargs):
        super().__init__(*args, **kwargs)
        self.momentum = momentum


# %% wrong: zeroes and then scales
# from: gradients are carried into the next fit
# looks like: forgets the gradients
# looks like: has no momentum, and carries gradients from before into a fit
#       def zero_grad(self):
# +         self.opt.zero_grad(set_to_none=False)


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
# from: solution
# looks like: keeps 1 - momentum of the gradients
# -                 parameter.grad *= self.momentum
# +                 parameter.grad *= 1 - self.momentum


# %% wrong: the averaging form
# from: solution
# looks like: scales new gradients by 1 - momentum
# +     def backward(self):
# +         ((1 - self.momentum) * self.loss).backward()
# +
#       def zero_grad(self) -> None:


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
# from: solution
# looks like: clears gradients when a fit ends
# +         super().fit(*args, **kwargs)
#           self.model.zero_grad()
# -         super().fit(*args, **kwargs)


# %% wrong: cleared in every epoch
# from: gradients are carried into the next fit
# looks like: clears gradients in every epoch
# +     def _run_phase(self, training):
# +         if training:
# +             self.model.zero_grad()
# +         super()._run_phase(training)
# +
#       def zero_grad(self):


# %% wrong: stumbles over None
# from: solution
# looks like: stumbles over parameters whose grad is None
# -             if parameter.grad is not None:
# -                 parameter.grad *= self.momentum
# +             parameter.grad *= self.momentum


# %% wrong: does nothing
# from: solution
# looks like: forgets nothing: gradients add up
# -                 parameter.grad *= self.momentum
# +                 parameter.grad * self.momentum


# %% wrong: lets the parameters fade
# from: scales in place, clears one by one
# looks like: scales the parameters instead of their gradients
# looks like: forgets the gradients: momentum that
# -         for parameter in self.model.parameters():
# -             parameter.grad = None
# +         self.model.zero_grad()

# -                     parameter.grad.mul_(self.momentum)
# +                     parameter.grad.zero_()
# +                     parameter *= self.momentum


# %% wrong: another default
# from: solution
# looks like: has another default than momentum=0.85
# -         momentum: float = 0.85,  # What of the gradients is kept, from 0 to below 1
# +         momentum: float = 0.9,  # What of the gradients is kept, from 0 to below 1


# %% wrong: break for continue
# from: solution
# looks like: ends at the first parameter whose grad is None: go on with the others
# -             if parameter.grad is not None:
# -                 parameter.grad *= self.momentum
# +             if parameter.grad is None:
# +                 break
# +             parameter.grad *= self.momentum


# %% wrong: returns at the first one
# from: solution
# looks like: lets only the first parameter's gradient fade
#                   parameter.grad *= self.momentum
# +                 return
