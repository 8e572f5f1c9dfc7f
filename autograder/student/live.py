"""What a learner's kernel does beside running cells, once a lesson has imported `autograder.notebook`.

- An example that does not hold says what its parts are: `assert variance(t) == 9.5` shows the value of `variance(t)`.
- A loop that takes long says how far it is and about how long it still takes.
- It is remembered whose last run failed, so that `check` can say that it judges an earlier answer.

The first two change how a cell is compiled, as pytest does with its tests; its text, its results and what is exported
stay as they are. A program that runs the notebook gets none of this.
"""

import ast
import re
import sys
import time
from collections.abc import Iterable, Iterator, Sized
from html import escape
from typing import Any

from autograder.student.unattended import run_by_a_program

QUIET = 2.0  # seconds that a loop runs before it says anything
EVERY = 0.5  # seconds between two updates
MOST = 300  # characters of a value that are shown
_HERE = f"__import__({__name__!r}, fromlist=['_'])"  # reachable from any cell without a name in it
# Calls that only compare: what they are given says more than what they return.
_COMPARING = {"abs", "allclose", "isclose", "equal", "all", "any", "array_equal"}
# Iterators over another iterable of the same length, which may know it.
_PASSING = {"enumerate", "zip", "reversed"}
_DEFINITION = re.compile(r"^(?:def|class)\s+(\w+)", re.MULTILINE)
_EXPORTED = re.compile(r"^\s*#\s*\|\s*export", re.MULTILINE)


def begin() -> None:
    "Sets all of it up, once, where a person sits at a kernel."
    ipython = sys.modules.get("IPython")
    shell: Any = ipython.get_ipython() if ipython else None
    if run_by_a_program() or not hasattr(shell, "kernel"):
        return
    if not any(isinstance(known, Examples) for known in shell.ast_transformers):
        shell.ast_transformers += [Examples(), Loops()]
        shell.events.register("pre_run_cell", lambda info: _before_run(info, shell.user_ns))
        shell.events.register("post_run_cell", lambda result: _after_run(result, shell.user_ns))


# ---- examples ----------------------------------------------------------------------------------------------------


class Examples(ast.NodeTransformer):
    "Has each `assert` of a cell, outside of functions, keep the values of its parts until it is known to hold."

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:  # noqa: N802 (the names are ast's)
        return node

    visit_AsyncFunctionDef = visit_ClassDef = visit_Lambda = visit_FunctionDef  # type: ignore[assignment]  # noqa: N815

    def visit_Assert(self, node: ast.Assert) -> ast.AST | list[ast.AST]:  # noqa: N802
        if node.msg is not None:
            return node
        if isinstance(node.test, ast.BoolOp) and isinstance(node.test.op, ast.And):  # one after the other
            return [self.visit(ast.copy_location(ast.Assert(each), each)) for each in node.test.values]
        source = ast.unparse(node.test)
        parts: list[str] = []
        test = _kept(node.test, parts)
        if not parts:
            return node
        held = ast.copy_location(_call("held", test), node.test)
        said = ast.Tuple([ast.Constant(part) for part in parts], ast.Load())
        words = ast.copy_location(_call("words", ast.Constant(source), said), node.test)
        return ast.fix_missing_locations(ast.copy_location(ast.Assert(held, words), node))


def _kept(node: ast.expr, parts: list[str]) -> ast.expr:
    "The expression, with its parts that are worth seeing handed to `keep`; their sources are added to `parts`."
    if isinstance(node, ast.Compare):
        left, *others = (_kept(each, parts) for each in (node.left, *node.comparators))
        return ast.copy_location(ast.Compare(left, node.ops, others), node)
    if isinstance(node, ast.BoolOp):
        return ast.copy_location(ast.BoolOp(node.op, [_kept(each, parts) for each in node.values]), node)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        return ast.copy_location(ast.UnaryOp(node.op, _kept(node.operand, parts)), node)
    if isinstance(node, ast.Call) and _name_of(node.func) in _COMPARING:
        return ast.copy_location(ast.Call(node.func, [_kept(each, parts) for each in node.args], node.keywords), node)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub):  # of `abs(x - y) < 1e-6`
        return ast.copy_location(ast.BinOp(_kept(node.left, parts), node.op, _kept(node.right, parts)), node)
    if isinstance(node, ast.Starred | ast.GeneratorExp) or not _is_computed(node):
        return node
    parts.append(ast.unparse(node))
    return ast.copy_location(_call("keep", ast.Constant(len(parts) - 1), node), node)


def _is_computed(node: ast.expr) -> bool:
    "Whether it holds more than literals and names of types: then its value is not in its text."
    return any(isinstance(each, ast.Call | ast.Name | ast.Await) for each in ast.walk(node)) and not (
        isinstance(node, ast.Name) and node.id[:1].isupper()
    )


def _name_of(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _call(name: str, *arguments: ast.expr) -> ast.expr:
    place = ast.parse(f"{_HERE}.{name}", mode="eval").body
    return ast.Call(place, list(arguments), [])


_kept_values: dict[int, Any] = {}


def keep(place: int, value: Any) -> Any:
    "Keeps the value of a part until `held` or `words`, and gives it back."
    _kept_values[place] = value
    return value


def held(result: Any) -> Any:
    "What the example gave. Where it holds, nothing is kept any longer: examples may ask whether an object is gone."
    if result:
        _kept_values.clear()
    return result


def words(source: str, parts: tuple[str, ...]) -> str:
    "The message of an example that does not hold."
    shown = [f"  {part} is {_short(_kept_values[place])}" for place, part in enumerate(parts) if place in _kept_values]
    _kept_values.clear()
    return "\n".join([f"this should hold: {source}", *dict.fromkeys(shown)])


def _short(value: Any) -> str:
    try:
        text = repr(value)
    except Exception as error:  # somebody's own __repr__
        return f"a {type(value).__name__} whose repr raises {type(error).__name__}"
    return text if len(text) <= MOST else f"{text[:MOST]} …"


# ---- loops -------------------------------------------------------------------------------------------------------


class Loops(ast.NodeTransformer):
    "Has the loops of a cell, comprehensions included, tell how far they are. Cells that are exported stay as they are."

    def visit_Module(self, node: ast.Module) -> ast.AST:  # noqa: N802
        return node if _exported else self.generic_visit(node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:  # noqa: N802
        waits = any(isinstance(each, ast.Yield | ast.YieldFrom) for each in ast.walk(node))
        return node if waits else self.generic_visit(node)  # a generator's loop may never end

    def visit_For(self, node: ast.For) -> ast.AST:  # noqa: N802
        self.generic_visit(node)
        node.iter = _watched(node.iter)
        return node

    def visit_ListComp(self, node: Any) -> ast.AST:  # noqa: N802
        self.generic_visit(node)
        if not node.generators[0].is_async:
            node.generators[0].iter = _watched(node.generators[0].iter)
        return node

    visit_DictComp = visit_SetComp = visit_ListComp  # noqa: N815


def _watched(iterable: ast.expr) -> ast.expr:
    if isinstance(iterable, ast.Call) and _name_of(iterable.func) in _PASSING and iterable.args:
        iterable.args[0] = _watched(iterable.args[0])
        return iterable
    if isinstance(iterable, ast.Starred):
        return iterable
    return ast.fix_missing_locations(ast.copy_location(_call("watched", iterable), iterable))


_watching = False  # the outermost loop tells; what it calls may loop as it likes


def watched(iterable: Iterable[Any]) -> Iterator[Any]:
    "The same elements, and after `QUIET` seconds a line below the cell that says which of them it is at."
    __tracebackhide__ = True  # IPython leaves this frame out where an element raises
    global _watching
    if _watching:
        yield from iterable
        return
    _watching = True
    try:
        yield from _telling(iterable, len(iterable) if isinstance(iterable, Sized) else None)
    finally:
        _watching = False


def _telling(iterable: Iterable[Any], total: int | None) -> Iterator[Any]:
    __tracebackhide__ = True
    began = time.monotonic()
    line, due = None, began + QUIET
    done = 0
    for element in iterable:
        if time.monotonic() >= due:
            line = line or _Line()
            line.show(where(done, total, time.monotonic() - began))
            due = time.monotonic() + EVERY
        yield element
        done += 1
    if line:
        line.show(f"{done} done in {_seconds(time.monotonic() - began)}")


def where(done: int, total: int | None, seconds: float) -> str:
    "`3 of 12 done, about 8 s left`."
    if total is None or not 0 < done <= total:
        return f"{done} done after {_seconds(seconds)}"
    return f"{done} of {total} done, about {_seconds(seconds / done * (total - done))} left"


def _seconds(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 100 else f"{seconds / 60:.0f} min"


class _Line:
    "One line below a cell that is written anew."

    def __init__(self) -> None:
        from IPython.display import display

        self._handle = display({"text/plain": ""}, raw=True, display_id=True)

    def show(self, text: str) -> None:
        self._handle.update({"text/plain": text, "text/html": f"<small>{escape(text)}</small>"}, raw=True)


# ---- runs that failed --------------------------------------------------------------------------------------------

_failed: dict[str, str] = {}
_before: dict[str, Any] = {}  # what the names that a cell defines stood for before it ran
_exported = False  # whether the cell that runs is exported


def _before_run(info: Any, names: dict[str, Any]) -> None:
    global _exported
    source = str(info.raw_cell)
    _exported = bool(_EXPORTED.search(source))
    _before.clear()
    _before.update({name: names.get(name) for name in _DEFINITION.findall(source)})


def _after_run(result: Any, names: dict[str, Any]) -> None:
    error = result.error_before_exec or result.error_in_exec
    for name, old in _before.items():
        if error is not None and names.get(name) is old:
            _failed[name] = f"{type(error).__name__}: {error}"
        else:
            _failed.pop(name, None)
    _before.clear()


def failed_run(exercise: str) -> str:
    "Why the last run of the cell that defines this answer failed; empty where it did not."
    why = _failed.get(exercise)
    if why is None:
        return ""
    return f"The last run of the cell that defines {exercise} failed ({why}). What is checked is an earlier answer."
