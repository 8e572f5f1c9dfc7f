"""What the site shows in the place of an exported definition: its signature and docstring.

They are read from the cell that a learner gets, in which a stub stands for each solution: what an answer defines
besides (a helper method, say) is not shown.
"""

import ast
import inspect
import io
import json
import textwrap
import tokenize
from functools import cache
from pathlib import Path

from nbdev.config import get_config
from nbdev.showdoc import BasicMarkdownRenderer

from autograder.ipynb import without_region

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


class Signature(BasicMarkdownRenderer):
    """nbdev's `show_doc` renders with this class (`renderer` in settings.ini).

    nbdev's own renderer shortens `tuple[Tensor, Tensor]` to `tuple`, leaves out the fields of data classes and links to
    the source, which is the answer. Here the signature is copied from the lesson with its comments, public methods
    follow their class, and each name has the anchor that nbdev's index gives it (`#runningmoments.update`).
    """

    def _repr_markdown_(self) -> str:
        for name, source, node in _definitions(get_config().nbs_path):
            if name == self.nm and ast.get_docstring(node) == inspect.getdoc(self.sym):
                return _markdown(source, node, name)
        raise LookupError(f"{self.nm} is exported by no cell of a lesson that learners get")


@cache
def _definitions(solutions: Path) -> list[tuple[str, str, Definition]]:
    "Each definition in an exported cell as learners get it: its name, the cell's source, its node."
    found = []
    for path in sorted(solutions.glob("*/*.ipynb")):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            source = "".join(cell["source"])
            if cell["cell_type"] == "code" and source.startswith("#| export"):
                released = without_region(source, "SOLUTION", "raise NotImplementedError")
                nodes = [node for node in ast.parse(released).body if isinstance(node, Definition)]
                found += [(public_name(node), released, node) for node in nodes]
    return found


def public_name(node: Definition) -> str:
    "The name that it is called by; that of a method which fastcore's `@patch` adds begins with its class."
    patched = any(isinstance(decorator, ast.Name) and decorator.id == "patch" for decorator in node.decorator_list)
    if patched and not isinstance(node, ast.ClassDef) and (owner := node.args.args[0].annotation):
        return f"{ast.unparse(owner)}.{node.name}"
    return node.name


def _markdown(source: str, node: Definition, name: str) -> str:
    code = signature(source, node)
    members = []
    if isinstance(node, ast.ClassDef):
        code += "".join(f"\n{line}" for line in _class_lines(source, node))
        members = [_markdown(source, method, f"{name}.{method.name}") for method in _public_methods(node)]
    parts = [f'<div class="signature" id="{name.lower()}">', f"```python\n{code}\n```", ast.get_docstring(node) or ""]
    return "\n\n".join([part for part in parts if part] + members + ["</div>"])


def signature(source: str, node: Definition) -> str:
    "The lines of `node` up to its body: decorators, signature and the comments in it."
    lines = source.splitlines()
    first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)]) - 1
    last = node.lineno - 1 + _logical_line(lines[node.lineno - 1 :])
    header = lines[first:last]
    body = node.body[0]
    if body.lineno <= last:  # `def f(x): return x`
        header = [*lines[first : body.lineno - 1], lines[body.lineno - 1][: body.col_offset].rstrip()]
    return textwrap.dedent("\n".join(header))


def _logical_line(lines: list[str]) -> int:
    "How many of `lines` the statement that begins there spans before its body."
    code = textwrap.dedent("\n".join(lines) + "\n")
    for token in tokenize.generate_tokens(io.StringIO(code).readline):
        if token.type == tokenize.NEWLINE:
            return token.start[0]
    raise ValueError(f"no complete statement begins at {lines[0]!r}")


def _class_lines(source: str, node: ast.ClassDef) -> list[str]:
    "What a class declares before its methods: its fields, and the signature of `__init__`."
    lines, found = source.splitlines(), []
    for item in node.body:
        if isinstance(item, ast.AnnAssign | ast.Assign):
            target = item.target if isinstance(item, ast.AnnAssign) else item.targets[0]
            if isinstance(target, ast.Name) and not target.id.startswith("_"):
                found += lines[item.lineno - 1 : item.end_lineno]
        elif isinstance(item, ast.FunctionDef) and item.name == "__init__":
            found += [""] * bool(found) + [textwrap.indent(signature(source, item), "    ")]
    return found


def _public_methods(node: ast.ClassDef) -> list[Definition]:
    return [item for item in node.body if isinstance(item, Definition) and not item.name.startswith("_")]
