"""Small changes to a piece of code, one at a time: operators, constants, comparisons, statements, arguments.

Mutation libraries (cosmic-ray, mutmut) change modules on disk and start a test command for each change. Solutions are
cells of notebooks and a check takes a fraction of a second, so this changes the syntax tree and leaves the judging to
its caller.
"""

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass

OTHER = {
    **{ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.FloorDiv: ast.Div},
    **{ast.Mod: ast.Mult, ast.Pow: ast.Mult, ast.MatMult: ast.Mult, ast.And: ast.Or, ast.Or: ast.And},
    **{ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq},
    **{ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.BitAnd: ast.BitOr},
    **{ast.BitOr: ast.BitAnd, ast.Break: ast.Continue, ast.Continue: ast.Break},
}


@dataclass(frozen=True)
class Mutant:
    "`before` and `after` are the statement that was changed, a compound one by its head."

    before: str
    after: str
    source: str

    def __str__(self) -> str:
        return f"{self.before}  →  {self.after}"


def mutants(source: str) -> Iterator[Mutant]:
    "Every mutant of what a cell's learner writes; docstrings, annotations and the messages of errors stay."
    tree, written = ast.parse(source), _written(source)
    _strip(tree)
    statements = [node for node in ast.walk(tree) if isinstance(node, ast.stmt)]
    unchanged = ast.unparse(tree)
    for number, statement in enumerate(statements):
        if statement.lineno not in written:
            continue
        for changed in _changes(statement):
            copied = copy.deepcopy(tree)
            target = [node for node in ast.walk(copied) if isinstance(node, ast.stmt)][number]
            _replace(copied, target, changed)
            changed_source = ast.unparse(ast.fix_missing_locations(copied))
            if changed_source != unchanged:  # two equal arguments in another order are no change
                yield Mutant(_head(statement), _head(changed[0]), changed_source)


def _written(source: str) -> set[int]:
    "The lines between the markers of a solution; all of them where there is no marker."
    inside, lines = "### BEGIN SOLUTION" not in source, set()
    for number, line in enumerate(source.splitlines(), 1):
        inside = line.strip() == "### BEGIN SOLUTION" or (inside and line.strip() != "### END SOLUTION")
        if inside:
            lines.add(number)
    return lines


def _strip(tree: ast.AST) -> None:
    "Takes out what does nothing: docstrings and annotations."
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list) and len(body) > 1 and isinstance(body[0], ast.Expr):
            if isinstance(body[0].value, ast.Constant) and isinstance(body[0].value.value, str):
                del body[0]
        if isinstance(node, ast.arg):
            node.annotation = None
        if isinstance(node, ast.FunctionDef):
            node.returns = None


def _replace(tree: ast.AST, target: ast.stmt, changed: list[ast.stmt]) -> None:
    for node in ast.walk(tree):
        for _, value in ast.iter_fields(node):
            if isinstance(value, list) and target in value:
                place = value.index(target)
                value[place : place + 1] = copy.deepcopy(changed)
                return


def _head(statement: ast.stmt) -> str:
    text = ast.unparse(statement).splitlines()
    decorators = sum(line.startswith("@") for line in text)
    return " ".join(text) if not hasattr(statement, "body") else " ".join(text[: decorators + 1])


def _changes(statement: ast.stmt) -> Iterator[list[ast.stmt]]:
    "What may stand in this statement's place. Statements inside it are not its own."
    if isinstance(statement, ast.Expr | ast.Assign | ast.AugAssign | ast.Raise | ast.Delete):
        yield [ast.Pass()]
    if isinstance(statement, ast.Return) and statement.value is not None:
        yield [ast.Return(ast.Constant(None))]
    if isinstance(statement, ast.Break | ast.Continue):
        yield [OTHER[type(statement)]()]
    if isinstance(statement, ast.With):
        yield statement.body
    if isinstance(statement, ast.Try):
        for i in range(len(statement.handlers)):
            if len(statement.handlers) > 1 or statement.finalbody:
                fewer = copy.deepcopy(statement)
                del fewer.handlers[i]
                fewer.orelse = fewer.orelse if fewer.handlers else []
                yield [fewer]
    if isinstance(statement, ast.If | ast.While):
        negated = copy.deepcopy(statement)
        negated.test = ast.UnaryOp(ast.Not(), negated.test)
        yield [negated]
    if isinstance(statement, ast.Raise):
        return  # its message is free
    for number, node in enumerate(_own(statement)):
        for change in _expressions(node):
            changed = copy.deepcopy(statement)
            change(list(_own(changed))[number])
            yield [changed]


def _own(statement: ast.AST) -> Iterator[ast.AST]:
    "The expressions of a statement, those of statements inside it left out."
    for child in ast.iter_child_nodes(statement):
        if not isinstance(child, ast.stmt):
            yield child
            yield from _own(child)


def _expressions(node: ast.AST) -> Iterator:
    "Functions that change an expression in place."
    if isinstance(node, ast.BinOp | ast.BoolOp | ast.AugAssign) and type(node.op) in OTHER:
        yield lambda n: setattr(n, "op", OTHER[type(n.op)]())
    if isinstance(node, ast.Compare) and type(node.ops[0]) in OTHER:
        yield lambda n: n.ops.__setitem__(0, OTHER[type(n.ops[0])]())
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.USub):
        yield (
            lambda n: (
                setattr(n, "op", ast.UAdd() if isinstance(n.op, ast.USub) else ast.Not())
                or (isinstance(n.op, ast.Not) and setattr(n, "operand", ast.UnaryOp(ast.Not(), n.operand)))
            )
        )
    if isinstance(node, ast.IfExp):
        yield lambda n: setattr(n, "test", ast.UnaryOp(ast.Not(), n.test))
    if isinstance(node, ast.Constant) and type(node.value) is bool:
        yield lambda n: setattr(n, "value", not n.value)
    elif isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        yield lambda n: setattr(n, "value", n.value + 1)
        if node.value:
            yield lambda n: setattr(n, "value", n.value - 1 if isinstance(n.value, int) else n.value / 2)
    if isinstance(node, ast.Call):
        for i in range(len(node.keywords)):
            yield lambda n, i=i: n.keywords.pop(i)
        if len(node.args) > 1:
            yield lambda n: n.args.__setitem__(slice(0, 2), n.args[1::-1])
            yield lambda n: n.args.pop()
