"""Where ready-made answers come from: which functions of torch, NumPy and Python a check refuses, by their own code.

An exercise says by dotted names what it asks to write (`without=["torch.var"]`). What those names stand for can be had
under others: an alias taken before, a second copy of its module, a subclass, a function that calls it. So while a check
runs, every Python function that starts is looked at by where its code lies, not by what it is called. Helpers pass:
`math.sqrt`, `numpy.prod`, `torch.nn.init.normal_`, `torch.optim.Optimizer`.
"""

import contextlib
import fnmatch
import sys
import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import cache
from types import CodeType, FrameType, FunctionType, ModuleType
from typing import Any

from autograder.probe.families import ANNEALING, AVERAGES, Place, all_places, places_of

_HELPERS: tuple[Place, ...] = (
    ("*/torch/optim/optimizer.py", "*"),  # the base of all, learners' own included
    ("*/torch/optim/lr_scheduler.py", "*"),
    ("*/torch/optim/swa_utils.py", "*"),
    ("*/torch/optim/__init__.py", "*"),
)
_NO_HELPERS = (ANNEALING, AVERAGES)  # which lie in files of helpers themselves
_INITIALIZER_FILE, _LAYERS = "*/torch/nn/init.py", "*/torch/nn/modules/*.py"  # layers fill their weights when made
_MODE = "/autograder/probe/probe.py"
_MOST_SEEN = 5_000  # functions that are remembered with their origin; a notebook makes new ones all day
_LEAST_CODE = 80  # bytes: shorter functions can be the same by chance


def _lies_in(code: CodeType, places: Sequence[Place]) -> bool:
    file = code.co_filename.replace("\\", "/")
    return any(fnmatch.fnmatchcase(file, end) and fnmatch.fnmatchcase(_name(code), name) for end, name in places)


def _name(code: CodeType) -> str:
    return getattr(code, "co_qualname", code.co_name)


class _Loaded:
    """The instructions of the refused functions that are loaded: their text may have been compiled again elsewhere.

    Thousands of modules are loaded and a check asks dozens of questions, so each module is looked at once. A process
    that was forked copies the page of whatever it so much as counts a reference to: where no module has come, nothing
    is touched.
    """

    def __init__(self, places: Sequence[Place]):
        self._places = places
        self._helpers = _HELPERS if places not in _NO_HELPERS else ()
        self._files = tuple({end for end, _ in places if "_refs" not in end and "_decomp" not in end})
        self._modules: dict[str, ModuleType] = {}  # those that were looked at
        self._codes: dict[bytes, None] = {}

    def codes(self) -> Collection[bytes]:
        "Of the modules that are loaded now, and of those that were."
        if len(sys.modules) != len(self._modules):
            self.look()
        return self._codes.keys()

    def look(self) -> None:
        "Looks at the modules that have come since, or that stand in the place of others."
        now = sys.modules.copy()
        for name, module in now.items():
            if self._modules.get(name) is not module:
                self._codes.update(dict.fromkeys(self._in_module(module)))
        self._modules = now

    def _in_module(self, module: ModuleType) -> Iterator[bytes]:
        file = str(getattr(module, "__file__", None) or "").replace("\\", "/")
        if not any(fnmatch.fnmatchcase(file, end) for end in self._files):
            return
        for value in [v for v in list(vars(module).values()) if getattr(v, "__module__", "") == module.__name__]:
            for function in [value, *vars(value).values()] if isinstance(value, type) else [value]:
                code = getattr(function, "__code__", None) if isinstance(function, FunctionType) else None
                if code and _lies_in(code, self._places) and not _lies_in(code, self._helpers):
                    if len(code.co_code) > _LEAST_CODE:
                        yield code.co_code


_loaded_of = cache(_Loaded)


def look_at_loaded() -> None:
    "Looks at what is loaded now, for all that exercises may refuse, so that what is forked from here need not."
    for places in all_places():
        _loaded_of(places).look()


class _Rules:
    "What these names stand for, and where each function that was met so far comes from."

    def __init__(self, dotted_names: Sequence[str]):
        rules = [(dotted, places) for dotted in dotted_names if (places := places_of(dotted))]
        self._rules = list({places: (dotted, places) for dotted, places in reversed(rules)}.values())
        self._named = {dotted.rpartition(".")[2]: dotted for dotted in reversed(dotted_names)}
        self._seen: dict[int, tuple[CodeType, str]] = {}
        self._known: list[tuple[str, int]] = []  # of each rule: how much is known of what is loaded
        self.codes: dict[bytes, str] = {}

    def __bool__(self) -> bool:
        return bool(self._rules)

    def refresh(self) -> "_Rules":
        "With the code of what is loaded now."
        loaded = [(dotted, _loaded_of(places).codes()) for dotted, places in self._rules]
        known = [(dotted, len(codes)) for dotted, codes in loaded]
        if known != self._known or len(self._seen) > _MOST_SEEN:
            self._known, self._seen = known, {}
            self.codes = {code: dotted for dotted, codes in loaded for code in codes}
        return self

    def origin(self, code: CodeType) -> str:
        "The name that this function is refused under, or ''."
        known = self._seen.get(id(code))
        if known is None:
            known = self._seen[id(code)] = (code, self._look(code))  # the code is kept, so that its id stays its own
        return known[1]

    def _look(self, code: CodeType) -> str:
        for dotted, places in self._rules:
            if _lies_in(code, places) and (places in _NO_HELPERS or not _lies_in(code, _HELPERS)):
                return self._named.get(_name(code).partition(".")[0], dotted)
        return self.codes.get(code.co_code, "") if self.codes else ""


_rules_of = cache(_Rules)


class Watch:
    "Calls `refuse(dotted)` whenever a function starts that one of these names stands for; remembers the first."

    def __init__(self, dotted_names: Sequence[str], refuse: Callable[[str], None]):
        self.found = ""
        self._refuse = refuse
        self._rules = _rules_of(tuple(dotted_names)).refresh()

    def _profile(self, frame: FrameType, event: str, _: Any) -> None:
        if event != "call":
            return
        dotted = self._rules.origin(frame.f_code)
        if dotted and not self._is_a_layers_own(frame):
            self.found = self.found or dotted
            self._refuse(dotted)

    @staticmethod
    def _is_a_layers_own(frame: FrameType) -> bool:
        "A layer that is made fills its weights, through torch.nn.init."
        file = frame.f_code.co_filename
        if not fnmatch.fnmatchcase(file.replace("\\", "/"), _INITIALIZER_FILE):
            return False
        back = frame.f_back
        # Our own mode, through which torch calls its functions, stands between.
        while back and ("/torch/" in (file := back.f_code.co_filename.replace("\\", "/")) or file.endswith(_MODE)):
            if fnmatch.fnmatchcase(file, _LAYERS):
                return True
            back = back.f_back
        return False

    @contextlib.contextmanager
    def on(self) -> Iterator[None]:
        "In this thread, and in those that are started meanwhile."
        if not self._rules:
            yield
            return
        before, for_threads = sys.getprofile(), threading.getprofile()
        threading.setprofile(self._profile)
        sys.setprofile(self._profile)
        try:
            yield
        finally:
            sys.setprofile(before)
            threading.setprofile(for_threads)  # type: ignore[arg-type]  # None takes it away
