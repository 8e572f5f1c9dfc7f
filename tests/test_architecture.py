"The package from above: who imports whom. No circles, and arrows lead down only."

import ast
from graphlib import CycleError, TopologicalSorter

import pytest

from autograder.grading.source import PACKAGE

# The lowest first. A module imports from its own line's packages and from those before it, never from a later one.
ORDER = (
    "errors files lessons ipynb predictions readable names text data terminal scratch pages",
    "probe",
    "classroom submissions roster library",
    "checks",
    "jail.inside",
    "jail orphan",
    "class_settings",
    "grading.nbgrader",  # with nbgrader_config, which nbgrader executes
    "nbgrader_config",
    "grading",
    "measurements",
    "student",
    "reports",
    "release",
    "notebook docs",
    "demo",
    "cli __main__",
)
LEVELS = {name: level for level, names in enumerate(ORDER) for name in names.split()}


def arrows(package=PACKAGE):
    "For each module the modules that it imports, inside functions and for types as well: `jail.warm` → `jail.base`, …"
    files = {module(path, package): path for path in sorted(package.rglob("*.py"))}
    return {
        name: {found for text in imports(path) if (found := known(text, files)) and found != name}
        for name, path in files.items()
    }


def module(path, package):
    return ".".join(path.relative_to(package).with_suffix("").parts).removesuffix(".__init__")


def imports(path):
    "What a file imports of this package, without the package's name."
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[2] for alias in node.names if alias.name.startswith("autograder."))
        elif isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == "autograder":
            inner = node.module.partition(".")[2]
            yield from (f"{inner}.{alias.name}".strip(".") for alias in node.names)


def known(text, files):
    "`jail.base.Jail` and `jail.base` are the module `jail.base`; a package's own file says nothing and is no arrow."
    name = text if text in files else text.rpartition(".")[0]
    return name if name in files and files[name].name != "__init__.py" else None


def circle(graph):
    "One of the circles, as a list of modules; none: []."
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return error.args[1]
    return []


def home(name):
    "The package that a module is in, or the module itself where it lies at the top."
    package = name.rpartition(".")[0] or name
    return next((part for part in ("jail.inside", "grading.nbgrader") if package.startswith(part)), package)


def back(graph):
    "Arrows that lead up."
    return [
        f"{name} imports {other}"
        for name in graph
        for other in sorted(graph[name])
        if home(other) != home(name) and LEVELS[home(other)] > LEVELS[home(name)]
    ]


@pytest.fixture(scope="module")
def graph():
    return arrows()


def test_every_part_has_its_place(graph):
    assert {home(name) for name in graph if home(name) != "__init__"} - LEVELS.keys() == set()


def test_there_are_no_circles(graph):
    assert circle(graph) == []


def test_arrows_lead_down(graph):
    assert back(graph) == []


def test_what_is_looked_for_is_found(tmp_path):
    for name, text in {
        "errors.py": "",
        "jail/warm.py": "def f():\n    from autograder.jail.base import Jail",
        "jail/base.py": "from autograder.jail import warm\nfrom autograder.grading.grade import grade",
        "grading/grade.py": "import autograder.errors",
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    found = arrows(tmp_path)
    assert set(circle(found)) == {"jail.warm", "jail.base"}
    assert back(found) == ["jail.base imports grading.grade"]


def test_jails_do_not_derive_from_each_other():
    from autograder.jail.base import Jail
    from autograder.jail.bubblewrap import Bubblewrap
    from autograder.jail.oci import Container
    from autograder.jail.plain import Plain

    for one in (Bubblewrap, Container, Plain):
        assert issubclass(one, Jail)
        assert not any(issubclass(one, other) for other in (Bubblewrap, Container, Plain) if other is not one)
