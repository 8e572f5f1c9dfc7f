"""A probe is the half of a check that runs where the learner's code lives.

It is a function `(names, *args)` that calls the learner's functions as `names.variance(x)` and returns plain data.
It travels as its own compiled code and nothing else: no file name, no closure, no global but `torch`. So whatever
the judge around it knows (expected values, seeds, mistakes) stays behind.
"""

import builtins
import contextlib
import importlib
import io
import marshal
import traceback
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from types import CodeType, FunctionType, ModuleType
from typing import Any

import torch
from torch.overrides import TorchFunctionMode

from autograder.probe.families import operators_of
from autograder.probe.origins import Watch

MODULE = "<your code>"  # the file name that learners' cells are compiled under outside of a notebook


class Names:
    "What a probe sees of the learner's namespace: `names.variance`."

    def __init__(self, namespace: dict[str, Any]):
        self._namespace = namespace

    def __getattr__(self, name: str) -> Any:
        try:
            return self._namespace[name]
        except KeyError:
            raise NameError(f"{name} is not defined: run the cell that defines it") from None


def _anonymous(code: CodeType) -> CodeType:
    constants = tuple(_anonymous(item) if isinstance(item, CodeType) else item for item in code.co_consts)
    return code.replace(
        co_filename="<probe>", co_name="probe", co_qualname="probe", co_firstlineno=1, co_consts=constants
    )


def pack(probe: Callable) -> str:
    "The probe's compiled code as text. Raises `TypeError` for a probe that carries anything else with it."
    if probe.__closure__ or probe.__defaults__ or probe.__kwdefaults__:
        raise TypeError(f"probe {probe.__qualname__} must take everything it needs as an argument")
    return marshal.dumps(_anonymous(probe.__code__)).hex()


def unpack(packed: str) -> Callable:
    "The function again, with `torch` as its only global."
    return FunctionType(marshal.loads(bytes.fromhex(packed)), {"__builtins__": builtins, "torch": torch})


def where_of(error: BaseException) -> str:
    "The learner's own function and line where the error came up."
    frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename not in ("<probe>", __file__)]
    own = [f for f in frames if f.filename == MODULE or "ipykernel" in f.filename or "<ipython" in f.filename]
    return f"{own[-1].name}, line {own[-1].lineno} of its cell" if own else ""


class _Nowhere(io.TextIOBase):
    "Takes any amount of text and keeps none."

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        return len(text)


class ReadyMade(Exception):
    "The learner's code called what the exercise asks to write."


def _refuse(dotted: str) -> None:
    raise ReadyMade(dotted)


class _Refuse(TorchFunctionMode):
    "Sees every call of a torch function or tensor method, by whatever name the learner's code holds it."

    def __init__(self, refused: dict[Any, str]):
        super().__init__()
        self.refused = refused

    def __torch_function__(self, func: Any, types: Any, args: tuple = (), kwargs: dict | None = None) -> Any:
        if func in self.refused:
            raise ReadyMade(self.refused[func])
        return func(*args, **(kwargs or {}))


def refuse_operators(dotted_names: Sequence[str]) -> None:
    """Puts a refusal in the place of the operators themselves, for this process and for good.

    Below Python, so that it holds in threads, in TorchScript, through `torch.ops`, and with torch functions disabled.
    Only for a process that answers one check and ends.
    """
    new = [dotted for dotted in dotted_names if dotted not in _REFUSED_NAMES]
    if not new:
        return
    _REFUSED_NAMES.update(new)
    library = torch.library.Library("aten", "IMPL")
    _LIBRARIES.append(library)
    for dotted in new:

        def refuse(*args: Any, _dotted: str = dotted, **kwargs: Any) -> None:
            raise ReadyMade(_dotted)

        for operator in operators_of(dotted):
            packet = getattr(torch.ops.aten, operator, None)
            for overload in packet.overloads() if packet is not None else ():
                name = operator if overload == "default" else f"{operator}.{overload}"
                for key in ("CPU", "AutogradCPU"):
                    if (name, key) not in _REFUSED:
                        _REFUSED.add((name, key))
                        library.impl(name, refuse, key)


_LIBRARIES: list[Any] = []  # an override lasts as long as the object it was made with
_REFUSED: set[tuple[str, str]] = set()
_REFUSED_NAMES: set[str] = set()


@contextlib.contextmanager
def out_of_reach(dotted_names: Sequence[str]) -> Iterator[None]:
    "While this lasts, calling any of these (`torch.var`, `torch.Tensor.var`, `torch.nn.LayerNorm`) raises `ReadyMade`."
    with contextlib.ExitStack() as stack:
        refused = {}
        for dotted in dotted_names:
            holder, name = _resolve(dotted)
            original = getattr(holder, name)
            refused[original] = dotted
            if isinstance(holder, ModuleType):  # classes and functions that torch does not let a mode intercept

                def refuse(*args: Any, _dotted: str = dotted, **kwargs: Any) -> None:
                    raise ReadyMade(_dotted)

                stack.callback(setattr, holder, name, original)
                setattr(holder, name, refuse)
        if refused:
            stack.enter_context(_Refuse(refused))
        yield


@cache
def _resolve(dotted: str) -> tuple[Any, str]:
    "`'torch.Tensor.var'` → (`torch.Tensor`, `'var'`)."
    path, _, name = dotted.rpartition(".")
    try:
        return importlib.import_module(path), name
    except ModuleNotFoundError:
        module, _, holder = path.rpartition(".")
        return getattr(importlib.import_module(module), holder), name


@contextlib.contextmanager
def _usual_numbers() -> Iterator[None]:
    "New tensors are of float32 in here, whatever a cell has made the default: a check judges an answer, not a setting."
    before = torch.get_default_dtype()
    torch.set_default_dtype(torch.float32)
    try:
        yield
    finally:
        torch.set_default_dtype(before)


def answer(
    packed: str,
    args: list,
    namespace: dict[str, Any],
    without: Sequence[str] = (),
    printed: io.TextIOBase | None = None,
) -> dict[str, Any]:
    """Runs a probe and reports what happened: `value` and `args` as they are afterwards, or `error`.

    `without` names what the exercise asks to write, so calling it is an error. Prints go to `printed`, or
    nowhere, and torch's global random state is put back, so a check leaves no trace in a notebook.
    """
    probe = unpack(packed)
    watch = Watch(without, _refuse)
    try:
        out = contextlib.redirect_stdout(printed or _Nowhere())
        with out, torch.random.fork_rng(devices=[]), torch.enable_grad(), _usual_numbers(), out_of_reach(without):
            with watch.on():
                value = probe(Names(namespace), *args)
            if watch.found:  # and the learner's code went on as if nothing had been
                raise ReadyMade(watch.found)
            return {"value": value, "args": args}
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # SystemExit included: leaving is an answer too, and a wrong one
        kinds = [kind.__name__ for kind in type(error).__mro__]
        return {"error": {"kinds": kinds, "message": str(error)[:500], "where": where_of(error)}}
