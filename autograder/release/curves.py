"""Where a lesson compares trainings, and whether it shows their curves beside the numbers.

A section compares trainings where one of its experiments trains in a loop, over settings or seeds, and at least two
lines of numbers are printed: a table of final accuracies says which run won and hides how. Such a section has a figure
over batches, steps or epochs, or says in a comment of the experiment why not: `# no curves: they are drawn below`.
"""

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from autograder.ipynb import Cell, name_of, source_of, syntax_of

_TRAIN = {"fit", "step"}  # methods that train, whatever they are called on
_GRID = {"run_grid", "difference"}  # functions of the course that compare trainings by themselves
_DRAWN = re.compile(r'\b(compare_runs|dashboard)\(|xlabel=f?"[^"]*(batch(?! size)|step|epoch|update)')
_EXCUSED = re.compile(r"# no curves: \S")
_NUMBERS = re.compile(r"\d?\.\d\d")
_LOOPS = ast.For | ast.While | ast.ListComp | ast.DictComp | ast.SetComp | ast.GeneratorExp


@dataclass
class Section:
    "What lies under one heading of level 2."

    compares: list[str] = field(default_factory=list)  # cells that train in a loop
    lines: int = 0  # with numbers, printed by these cells or by later ones
    drawn: bool = False  # a figure of curves, or a reason why there is none


def without_curves(cells: Sequence[Cell]) -> Iterator[str]:
    "The cells that compare trainings in a section which shows no curves and gives no reason."
    for section in _sections(cells):
        if section.compares and section.lines > 1 and not section.drawn:
            yield section.compares[0]


def _sections(cells: Sequence[Cell]) -> Iterator[Section]:
    trainers: set[str] = set()  # functions and classes of the lesson that train
    section = Section()
    for cell in cells:
        source = source_of(cell)
        if cell["cell_type"] != "code":
            if re.search(r"^## ", source, re.M):
                yield section
                section = Section()
            continue
        tree = syntax_of(source) or ast.Module([], [])
        for node in tree.body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and _trains(node, trainers):
                trainers.add(node.name)
        if "experiment" not in cell["metadata"].get("tags", []) or "ladder(" in source:  # the ladder is a table
            continue
        section.drawn |= bool(_DRAWN.search(source) or _EXCUSED.search(source))
        if _compares(tree, trainers):
            section.compares.append(name_of(cell))
        if section.compares:
            section.lines += sum(bool(_NUMBERS.search(line)) for line in _printed(cell))
    yield section


def _called(node: ast.AST) -> Iterator[str]:
    "Names of the functions that are called in it; a method's with a dot before it."
    for call in ast.walk(node):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name):
            yield call.func.id
        elif isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute):
            yield f".{call.func.attr}"


def _trains(node: ast.AST, trainers: set[str]) -> bool:
    return any(name in trainers or name.removeprefix(".") in _TRAIN and name[0] == "." for name in _called(node))


def _compares(tree: ast.Module, trainers: set[str]) -> bool:
    run = [node for node in tree.body if not isinstance(node, ast.FunctionDef | ast.ClassDef)]
    loops = [inner for node in run for inner in ast.walk(node) if isinstance(inner, _LOOPS)]
    return any(_trains(loop, trainers) for loop in loops) or any(
        name in _GRID for node in run for name in _called(node)
    )


def _printed(cell: Cell) -> list[str]:
    return [
        line
        for output in cell.get("outputs", [])
        if output.get("output_type") == "stream"
        for line in "".join(output["text"]).splitlines()
    ]
