"""Notes on errors: which batch a fit was at, and of which shape. Given; lesson 03 decorates `Learner.fit` with it."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from torch import Tensor


def describe(
    value: Any,  # A batch, or a part of one
) -> str:
    "`'64×1×28×28 float32'` for a tensor, the same for the parts of a list, tuple or dict; else the name of the type."
    if isinstance(value, Tensor):
        return f"{'×'.join(map(str, value.shape)) or 'one number'} {str(value.dtype).removeprefix('torch.')}"
    if isinstance(value, list | tuple):
        return f"({', '.join(map(describe, value))})"
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{key}: {describe(item)}' for key, item in value.items())}}}"
    return type(value).__name__


def explain_errors(
    fit: Callable,  # `Learner.fit`, whose object has `model`, `batch`, `training`, `epoch` and `iteration`
) -> Callable:
    "Decorator of `Learner.fit`: an error that leaves it names the batch, and the model gets back the mode it had."

    @wraps(fit)
    def wrapper(self, *args: Any, **kwargs: Any) -> None:
        modes = [(module, module.training) for module in self.model.modules()]
        self.batch = None
        try:
            fit(self, *args, **kwargs)
        except BaseException as failure:
            for module, mode in modes:
                module.training = mode
            if self.batch is not None:
                phase = "training" if self.training else "validation"
                where = f"epoch {self.epoch}, {phase} batch {self.iteration}: {describe(self.batch)}"
                failure.add_note(f"{where}, given to the model {type(self.model).__name__}")
            raise

    return wrapper
