"Which modules of this package a module depends on: what it imports, and what these import."

import ast
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]


def import_closure(roots: Iterable[str], package: Path = PACKAGE) -> dict[str, Path]:
    """The files of these modules (`autograder.checks.run`) and of all that they import of this package, by module.

    Imports inside functions count; modules that are imported by a name made at run time do not. `package` is the folder
    of another copy of `autograder`.
    """
    found: dict[str, Path] = {}
    left = list(roots)
    while left:
        name = left.pop()
        path = _file(name, package)
        if name in found or path is None:
            continue
        found[name] = path
        left += imported_modules(path.read_text(encoding="utf-8"))
        left.append(name.rpartition(".")[0])  # a package's __init__ runs first
    return dict(sorted(found.items()))


@lru_cache(maxsize=512)
def imported_modules(text: str) -> tuple[str, ...]:
    "What a module imports, by full name; `from package import name` may mean a module of that name as well."
    names = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:  # relative imports are not used here (ruff: TID252)
            names += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return tuple(dict.fromkeys(name for name in names if name.partition(".")[0] == PACKAGE.name))


def _file(name: str, package: Path) -> Path | None:
    parts = name.split(".")
    if parts[0] != PACKAGE.name:
        return None
    base = package.joinpath(*parts[1:])
    paths = (base / "__init__.py", base.with_suffix(".py"))
    return next((path for path in paths if path.is_file()), None)
