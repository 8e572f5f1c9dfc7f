"Which of torch's operators are called."

from torch.utils._python_dispatch import TorchDispatchMode


class CallNames(TorchDispatchMode):
    "The names of the operators that are called while it is active."

    def __init__(self):
        super().__init__()
        self.names = []

    def __torch_dispatch__(self, operator, types, args=(), kwargs=None):
        self.names.append(operator._schema.name)
        return operator(*args, **(kwargs or {}))
