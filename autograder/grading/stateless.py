"""Whether a learner's code provably keeps nothing from one call to the next, so that one fork serves several checks.

Each check asks a fork of its own, because what an answer leaves behind for a later check may not change a mark. Most
answers can leave nothing: functions of tensors, classes that set attributes of `self`. That is read off their text,
which is never run for it. Everything is refused that is not known to be harmless, so what is refused is no accusation:
its checks are asked as ever.

What makes it a proof is that a function reaches nothing that outlives a question. The names that it may use are its
own, functions and classes of the learner's (only to call them), plain constants, some built-in functions, and `torch`,
`nn`, `F` and `math`, of which only what computes from its arguments. Attributes are set on `self` only, in methods of
an instance, which a question makes and drops. So whatever it changes, even in place, is its own or the question's.
"""

import ast
import builtins
import math
import re
from collections.abc import Collection, Iterable, Iterator
from functools import cache, lru_cache
from types import BuiltinFunctionType, FunctionType, ModuleType
from typing import Any

import torch

_BUILTINS = frozenset(
    "abs all any bool dict divmod enumerate filter float frozenset int isinstance issubclass iter len list map max min "
    "next pow print range repr reversed round set slice sorted str sum super tuple zip".split()
) | {name for name, value in vars(builtins).items() if isinstance(value, type) and issubclass(value, Exception)}
_ROOTS = {"torch": torch, "nn": torch.nn, "F": torch.nn.functional, "math": math, "Tensor": torch.Tensor}
_MODULES = (torch, torch.nn, torch.nn.functional, torch.nn.init, math)
_MAKERS = frozenset(  # functions of torch that are no methods of tensors as well, and change nothing but what they make
    "arange as_tensor block_diag broadcast_tensors cat einsum empty empty_like eye full full_like linspace logspace "
    "meshgrid normal ones ones_like rand rand_like randint randn randn_like randperm stack tensor zeros "
    "zeros_like".split()
)
_IMPORTS = frozenset(("torch", "torch.nn", "torch.nn.functional", "math", "typing", "collections.abc"))
_METHODS = frozenset(  # of plain values and of modules; those of tensors are added
    "append copy count extend format get index insert items join keys lower pop remove reverse sort split strip update "
    "upper values bias buffers children eval modules named_buffers named_parameters parameters register_buffer "
    "register_parameter train training weight".split()
)
_OF_INSTANCES = frozenset(("__init__", "__call__", "__repr__", "__str__", "__len__", "__getitem__", "__iter__"))
_DECORATORS = frozenset(("property", "staticmethod"))
_INNER = ("_", "gi_", "f_", "cr_", "ag_", "tb_", "co_", "func_")  # with these one reaches what lies around a value
_HARMLESS = (  # of the syntax, where everything in it is
    ast.Return, ast.If, ast.For, ast.While, ast.Break, ast.Continue, ast.Pass, ast.Raise, ast.Try, ast.ExceptHandler,
    ast.Assert, ast.Expr, ast.Assign, ast.AnnAssign, ast.AugAssign, ast.With, ast.withitem, ast.BoolOp, ast.BinOp,
    ast.UnaryOp, ast.Compare, ast.Call, ast.keyword, ast.IfExp, ast.Dict, ast.Set, ast.List, ast.Tuple, ast.Subscript,
    ast.Slice, ast.Starred, ast.Constant, ast.JoinedStr, ast.FormattedValue, ast.NamedExpr, ast.expr_context,
    ast.boolop, ast.operator, ast.unaryop, ast.cmpop,
)  # fmt: skip
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_PLAIN = (ast.Constant, ast.Tuple, ast.UnaryOp, ast.USub, ast.UAdd, ast.Load)
_ANNOTATION = (
    ast.Name, ast.Attribute, ast.Subscript, ast.Constant, ast.BinOp, ast.BitOr, ast.Tuple, ast.List, ast.Load,
)  # fmt: skip


# What is read here is what runs: notebooks take these for ends of lines, which Python does not, and a file may name
# another encoding than its own.
_SAYS_OTHERWISE = re.compile("[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]|coding[:=]")


class _Doubt(Exception):
    "Something that is not known to be harmless."


@lru_cache(maxsize=512)
def keeps_nothing(texts: tuple[str, ...]) -> bool:
    "Whether these cells and modules, all that the learner wrote, provably keep nothing from call to call."
    if any(_SAYS_OTHERWISE.search(text) for text in texts):
        return False
    try:
        trees = [ast.parse(text) for text in texts]
        _Reading(trees).read()
    except (_Doubt, SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


@cache
def _methods() -> frozenset[str]:
    return _METHODS | {name for name in dir(torch.Tensor) if not name.startswith(_INNER)}


class _Reading:
    "All trees of one learner, as they share their names."

    def __init__(self, trees: Iterable[ast.Module]):
        self._trees = list(trees)
        statements = [statement for tree in self._trees for statement in tree.body]
        self._own = {s.name for s in statements if isinstance(s, ast.FunctionDef | ast.ClassDef)}
        self._constants = {t.id for s in statements if _is_constant(s) for t in s.targets}  # type: ignore[attr-defined]
        everything = [node for tree in self._trees for node in ast.walk(tree)]
        methods = {node.name for node in everything if isinstance(node, ast.FunctionDef)}
        attributes = {node.attr for node in everything if isinstance(node, ast.Attribute) and _is_set(node)}
        self._attributes = _methods() | {n for n in methods | attributes if not n.startswith(_INNER[1:] + ("__",))}
        # Names that mean something here are nowhere the learner's, and a name of theirs has one meaning.
        if not (_BUILTINS.isdisjoint(self._own | self._constants) and self._own.isdisjoint(self._constants)):
            raise _Doubt
        if not {*_ROOTS, *_DECORATORS}.isdisjoint(_bound(everything)):
            raise _Doubt

    def read(self) -> None:
        "Raises `_Doubt` unless all of it is harmless."
        for tree in self._trees:
            for statement in tree.body:
                self._top(statement)

    def _top(self, statement: ast.stmt) -> None:
        if isinstance(statement, ast.FunctionDef):
            self._function(statement, set())
        elif isinstance(statement, ast.ClassDef):
            self._class(statement)
        elif isinstance(statement, ast.Import | ast.ImportFrom):
            _import(statement)
        elif not (_is_constant(statement) or isinstance(statement, ast.Pass)):
            if not isinstance(statement, ast.Expr | ast.Assert):
                raise _Doubt
            self._nodes(statement, set(), None)
            if any(isinstance(node, ast.NamedExpr) for node in ast.walk(statement)):
                raise _Doubt

    def _class(self, found: ast.ClassDef) -> None:
        if found.decorator_list or found.keywords:
            raise _Doubt
        for base in found.bases:
            of_torch = _value(base) is torch.nn.Module
            if not (of_torch or isinstance(base, ast.Name) and base.id in self._own | {"object"}):
                raise _Doubt
        for statement in found.body:
            if isinstance(statement, ast.FunctionDef):
                if statement.name.startswith("__") and statement.name not in _OF_INSTANCES:
                    raise _Doubt
                self._function(statement, set(), of_class=True)
            elif not (_is_constant(statement) or _is_text(statement) or isinstance(statement, ast.Pass)):
                raise _Doubt

    def _function(self, found: ast.FunctionDef | ast.Lambda, around: set[str], of_class: bool = False) -> None:
        "A function in which these names of functions around it can be used."
        arguments, own, names = found.args, None, []
        for default in filter(None, (*arguments.defaults, *arguments.kw_defaults)):
            if not _is_plain(default):
                raise _Doubt
        parameters = [node for node in ast.walk(arguments) if isinstance(node, ast.arg)]
        if isinstance(found, ast.FunctionDef):
            names = [node.id if isinstance(node, ast.Name) else "" for node in found.decorator_list]
            for annotation in (*(parameter.annotation for parameter in parameters), found.returns):
                _annotation(annotation)
        if not _DECORATORS.issuperset(names) or (names and not of_class):
            raise _Doubt
        body: list[Any] = [found.body] if isinstance(found, ast.Lambda) else found.body
        if of_class and "staticmethod" not in names and arguments.args:
            own = arguments.args[0].arg
            if own in _bound(node for part in body for node in ast.walk(part)):
                raise _Doubt
        local = around | {parameter.arg for parameter in parameters} | _bound(_scope(body))
        for part in body:
            self._nodes(part, local, own)

    def _nodes(self, node: ast.AST, local: set[str], own: str | None) -> None:
        "What stands in a function, or in a cell. `own`: the name of the instance, in a method."
        if isinstance(node, ast.FunctionDef | ast.Lambda):
            return self._function(node, local)
        if isinstance(node, ast.Name):
            return self._name(node, local)
        if isinstance(node, ast.Attribute):
            return self._attribute(node, local, own)
        if isinstance(node, ast.Call):
            return self._call(node, local, own)
        if isinstance(node, _COMPREHENSIONS):
            return self._comprehension(node, local, own)
        if isinstance(node, ast.AnnAssign):
            _annotation(node.annotation)
            parts: Iterable[ast.AST] = filter(None, (node.target, node.value))
        elif isinstance(node, _HARMLESS):
            parts = ast.iter_child_nodes(node)
        else:
            raise _Doubt
        for part in parts:
            self._nodes(part, local, own)

    def _comprehension(self, node: Any, local: set[str], own: str | None) -> None:
        "Its own names are its own, but for the first thing that it goes through."
        first = node.generators[0].iter
        self._nodes(first, local, own)
        within = local | {name for part in node.generators for name in _bound(ast.walk(part.target))}
        values = [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
        for part in node.generators:
            values += [part.target, *part.ifs, *([part.iter] if part.iter is not first else [])]
        for value in values:
            self._nodes(value, within, own)

    def _name(self, node: ast.Name, local: Collection[str]) -> None:
        if node.id in self._own and node.id in local:
            raise _Doubt  # which of both it is depends
        if node.id not in local and node.id not in self._constants | _BUILTINS | {"Tensor"}:
            raise _Doubt

    def _attribute(self, node: ast.Attribute, local: set[str], own: str | None) -> None:
        if _root(node):
            if not _is_pure(_value(node), node.attr) or not isinstance(node.ctx, ast.Load):
                raise _Doubt
            return
        if isinstance(node.ctx, ast.Load):
            if node.attr not in self._attributes or node.attr.startswith("__"):
                raise _Doubt
        elif not (own and isinstance(node.value, ast.Name) and node.value.id == own and _may_be_set(node)):
            raise _Doubt
        self._nodes(node.value, local, own)

    def _call(self, node: ast.Call, local: set[str], own: str | None) -> None:
        called, arguments = node.func, [*node.args, *(keyword.value for keyword in node.keywords)]
        name = called.id if isinstance(called, ast.Name) and called.id not in local else ""
        if name == "super" and arguments:
            raise _Doubt
        if name in ("isinstance", "issubclass"):
            arguments = [
                part for part in arguments if not (isinstance(part, ast.Name) and part.id in self._own - local)
            ]
        if name not in self._own and not _is_call_of_super(called):
            self._nodes(called, local, own)
        for argument in arguments:
            self._nodes(argument, local, own)


def _is_constant(statement: ast.AST) -> bool:
    "Whether this gives names to plain values, numbers and texts and tuples of them."
    if not isinstance(statement, ast.Assign) or not all(isinstance(target, ast.Name) for target in statement.targets):
        return False
    return _is_plain(statement.value)


def _is_plain(value: ast.expr) -> bool:
    return all(isinstance(node, _PLAIN) for node in ast.walk(value))


def _is_text(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _is_set(node: ast.Attribute) -> bool:
    return isinstance(node.ctx, ast.Store)


def _may_be_set(node: ast.Attribute) -> bool:
    return _is_set(node) and not node.attr.startswith("__")


def _is_call_of_super(called: ast.expr) -> bool:
    "`super().__init__`, where `super` is Python's own."
    return (
        isinstance(called, ast.Attribute)
        and called.attr == "__init__"
        and isinstance(called.value, ast.Call)
        and isinstance(called.value.func, ast.Name)
        and called.value.func.id == "super"
        and not called.value.args
        and not called.value.keywords
    )


def _bound(nodes: Iterable[ast.AST]) -> set[str]:
    "Every name that one of these nodes binds."
    found = set()
    for node in nodes:
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            found.add(node.id)
        elif isinstance(node, ast.arg):
            found.add(node.arg)
        elif isinstance(node, ast.ExceptHandler | ast.FunctionDef | ast.ClassDef) and node.name:
            found.add(node.name)
    return found


def _scope(nodes: Iterable[ast.AST]) -> Iterator[ast.AST]:
    "What stands in a function itself: not in functions within it, nor the own names of comprehensions."
    for node in nodes:
        yield node
        if isinstance(node, _COMPREHENSIONS):
            yield from (part.target for part in ast.walk(node) if isinstance(part, ast.NamedExpr))
        elif not isinstance(node, ast.FunctionDef | ast.Lambda | ast.ClassDef):
            yield from _scope(ast.iter_child_nodes(node))


def _import(statement: ast.Import | ast.ImportFrom) -> None:
    "Binds nothing but what the lesson's names mean anyway, or what is only there for annotations."
    for alias in statement.names:
        name = alias.asname or alias.name
        if isinstance(statement, ast.Import):
            first = name.split(".")[0]
            means = _module(alias.name if alias.asname else first)
            if alias.name not in _IMPORTS or first not in _ROOTS or _ROOTS[first] is not means:
                raise _Doubt
        elif statement.level or statement.module not in _IMPORTS or alias.name == "*":
            raise _Doubt
        elif statement.module in ("typing", "collections.abc"):
            if alias.asname or name in _BUILTINS | _ROOTS.keys():
                raise _Doubt
        elif name not in _ROOTS or getattr(_module(statement.module), alias.name, None) is not _ROOTS[name]:
            raise _Doubt


def _module(name: str | None) -> ModuleType | None:
    return next((module for module in _MODULES if module.__name__ == name), None)


def _annotation(node: ast.expr | None) -> None:
    "Is evaluated as well."
    if node and not all(isinstance(part, _ANNOTATION) for part in ast.walk(node)):
        raise _Doubt


def _root(node: ast.expr) -> str:
    "The root that a dotted name begins with, or ''."
    while isinstance(node, ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) and node.id in _ROOTS else ""


def _value(node: ast.expr) -> Any:
    "What a dotted name of torch or math stands for. Raises `_Doubt` for what lies elsewhere or is nothing."
    if isinstance(node, ast.Name):
        return _ROOTS.get(node.id)
    if not isinstance(node, ast.Attribute) or node.attr.startswith("_"):
        return None
    around = _value(node.value)
    if not any(around is module for module in _MODULES):
        return None
    return getattr(around, node.attr, None)


def _is_pure(value: Any, name: str) -> bool:
    "Whether this, which torch or math calls `name`, computes from its arguments and changes nothing else."
    if isinstance(value, bool | int | float | torch.dtype):
        return True
    if isinstance(value, type):
        return value in (torch.Tensor, torch.nn.Parameter, torch.Size, torch.no_grad, torch.enable_grad)
    if not isinstance(value, FunctionType | BuiltinFunctionType) or name.startswith("_"):
        return False
    module = getattr(value, "__module__", None)
    if getattr(math, name, None) is value or module in ("torch.nn.functional", "torch.nn.init", "torch._C._nn"):
        return True
    return name in _MAKERS or hasattr(torch.Tensor, name)
