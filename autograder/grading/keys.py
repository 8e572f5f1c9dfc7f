"""What a result follows from, as hashes: while they are the same, grading again would change nothing.

An exercise has a key of its own, so that an edited check makes only that exercise be judged again.
"""

import ast
import hashlib
import hmac
import json
import platform
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from importlib.metadata import version
from pathlib import Path

from autograder.classroom import Classroom, trial_key
from autograder.errors import CourseError
from autograder.grading.rebuild import Rebuilt
from autograder.grading.source import PACKAGE, import_closure, imported_modules
from autograder.ipynb import Notebook, grade_id_of, is_check, read_notebook
from autograder.jail.inside.limits import Limits
from autograder.jail.staging import COPIED
from autograder.lessons import REPOSITORY, Lesson
from autograder.library import given_modules
from autograder.predictions import is_predictions
from autograder.submissions import Slot

# Each hand-in that is judged tells its author up to 5 bits of a check's hidden trials (docs/guides/security.md). After
# so many, another secret draws them: 20 bits are what a number in single precision has at the checks' tolerance.
HAND_INS_A_KEY = 4
_IMAGES = "autograder.checks.images"  # what reads data
# What decides about marks, with all that these import. What only stores and shows them does not.
_DECIDING = ("autograder.grading.judge", "autograder.grading.rebuild", "autograder.grading.task")


def digest(*parts: bytes) -> str:
    "One hash of several byte strings; where one ends and the next begins counts."
    total = hashlib.sha256()
    for part in parts:
        total.update(len(part).to_bytes(8))
        total.update(part)
    return total.hexdigest()


@dataclass(frozen=True)
class Basis:
    "All that the marks of one lesson follow from, but for the hand-in."

    lesson: Lesson
    released: Notebook
    checks: str  # the text of the lesson's checks
    key: str  # the class's secret
    limits: Limits
    jail: str

    @cached_property
    def sources(self) -> dict[str, str]:
        "The text that each exercise's checks consist of."
        return check_sources(self.checks)

    @cached_property
    def common(self) -> str:
        "A hash of what every exercise depends on."
        return digest(self.key.encode(), self._public.encode())

    @cached_property
    def _public(self) -> str:
        "A hash of all that but the secret."
        modules = deciding_modules(self.checks)
        modules |= {f"course_lib.{path.stem}": path for path in given_modules(REPOSITORY)}
        texts = [part for name, path in modules.items() for part in (name.encode(), path.read_bytes())]
        data = data_manifest() if _IMAGES in modules else []
        parts = [self.limits.to_json(), self.jail, json.dumps([versions(), data])]
        return digest(*(part.encode() for part in parts), *texts)

    @cached_property
    def asked(self) -> frozenset[str]:
        "The names that the checks ask a notebook for."
        return frozenset(re.findall(r"\bnames\.(\w+)", self.checks))

    def for_hand_in(self, slot: Slot, number: int) -> "Basis":
        """The same with the secret that a learner's `number`th judged hand-in to a lesson has its trials drawn with.

        The first ones have the class's, as every hand-in had before secrets turned.
        """
        turn = max(0, number - 1) // HAND_INS_A_KEY
        if not turn:
            return self
        message = f"turn {turn} of {slot.student} {slot.lesson}"
        turned = replace(self, key=hmac.new(self.key.encode(), message.encode(), hashlib.sha256).hexdigest())
        kept = {"sources": self.sources, "asked": self.asked, "_public": self._public}  # none follows from the secret
        vars(turned).update(kept)
        return turned

    @property
    def seed_id(self) -> str:
        "Tells one secret key from another without telling it."
        return digest(b"seed id", self.key.encode())[:16]

    def exercise_keys(self, rebuilt: Rebuilt, files: Mapping[str, bytes], library: Mapping[str, str]) -> dict[str, str]:
        "The key of each exercise for this hand-in, with the files that came with it and the library that it finds."
        beside = sorted((name, digest(data)) for name, data in files.items())
        code = json.dumps([[text for _, text in rebuilt.code], beside, sorted(library.items())])
        return {
            name: digest(*(part.encode() for part in (self.common, on, self.sources[name])))
            for name in exercises_in(self.released)
            for on in [rebuilt.predicted if is_predictions(name) else code]
        }

    def key_of(self, rebuilt: Rebuilt, files: Mapping[str, bytes], library: Mapping[str, str]) -> str:
        "The key of the whole result, with what is only shown."
        shown = json.dumps(rebuilt.notebook, sort_keys=True)
        return digest(shown.encode(), json.dumps(self.exercise_keys(rebuilt, files, library)).encode())


def basis_of(lesson: Lesson, classroom: Classroom, limits: Limits, jail: str) -> Basis:
    "Reads it all from the course. Raises `CourseError` where something is missing."
    released = read_notebook(lesson.notebook(classroom.lessons))
    path = checks_file(lesson, classroom)
    try:
        checks = path.read_text(encoding="utf-8")
        known = check_sources(checks)
    except FileNotFoundError:
        checks, known = "", {}
    except SyntaxError as error:
        raise CourseError(f"{path} is not valid Python (line {error.lineno}: {error.msg}). Put it right.") from None
    for name in exercises_in(released):
        if name not in known:
            raise CourseError(
                f"{lesson.name} has a cell check_{name}, and {path} has no check of {name!r}. Write one (see "
                "CONTRIBUTING.md), or grade this lesson with `nbgrader autograde`."
            )
    return Basis(lesson, released, checks, trial_key(classroom), limits, jail)


def checks_file(lesson: Lesson, classroom: Classroom) -> Path:
    "The lesson's module of checks: in the course's own folder `checks` if it has one, else in this package."
    own = classroom.root / "checks" / f"lesson{lesson.number}.py"
    return own if own.is_file() else PACKAGE / "checks" / f"lesson{lesson.number}.py"


def exercises_in(notebook: Notebook) -> list[str]:
    "The exercises that a lesson's check cells ask about, in order."
    names = [grade_id_of(cell) or "" for cell in notebook["cells"] if is_check(cell)]
    return [name.removeprefix("check_") for name in names]


def deciding_modules(checks: str, package: Path = PACKAGE) -> dict[str, Path]:
    """The modules of this package that decide about the marks which these checks give, by name.

    That is what judging imports, the folders that jails get whole, and what the checks import: another lesson's too.
    """
    copied = [
        ".".join((PACKAGE.name, *path.relative_to(package).with_suffix("").parts))
        for folder in COPIED
        for path in sorted((package / folder).rglob("*.py"))
        if path.stem != "__init__"
    ]
    return import_closure([*_DECIDING, *copied, *imported_modules(checks)], package)


def versions() -> list[str]:
    "Of what computes: the same answer may come out otherwise with another torch."
    return [platform.python_version(), *map(version, ("torch", "initialization-course"))]


def data_manifest() -> list[str]:
    "Which of the data that checks read are there, by name: their content is fixed, and checked as they are read."
    from autograder.checks.images import files_found  # imports torch

    return files_found()


def check_sources(module: str) -> dict[str, str]:
    """For each exercise of a module of checks, the text that its checks depend on.

    That is the check functions, whatever of the module they name, directly or not, and every statement that names
    nothing. Two exercises that share a helper share its changes.
    """
    body = ast.parse(module).body
    by_name: dict[str, set[int]] = {}
    always = set()
    checks: dict[str, set[int]] = {}
    for place, node in enumerate(body):
        names = _bound(node)
        for name in names:
            by_name.setdefault(name, set()).add(place)
        if not names:
            always.add(place)
        for exercise in _exercises(node):
            checks.setdefault(exercise, set()).add(place)
    uses = [{n.id for n in ast.walk(node) if isinstance(n, ast.Name)} for node in body]
    texts = ["\n".join([*map(ast.unparse, getattr(node, "decorator_list", [])), ast.unparse(node)]) for node in body]
    found = {}
    for exercise, places in checks.items():
        needed, left = set(), places | always
        while left:
            place = left.pop()
            needed.add(place)
            for name in uses[place]:
                left |= by_name.get(name, set()) - needed
        found[exercise] = "\n".join(texts[place] for place in sorted(needed))
    return found


def _bound(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return [node.name]
    if isinstance(node, ast.Import | ast.ImportFrom):
        return [(alias.asname or alias.name).split(".")[0] for alias in node.names]
    if isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        return [n.id for target in targets for n in ast.walk(target) if isinstance(n, ast.Name)]
    return []


def _exercises(node: ast.stmt) -> list[str]:
    "The exercises that this definition is a check of."
    found = []
    for decorator in getattr(node, "decorator_list", []):
        if isinstance(decorator, ast.Call) and getattr(decorator.func, "id", "") == "check":
            name = decorator.args[0] if decorator.args else None
            if isinstance(name, ast.Constant) and isinstance(name.value, str):
                found.append(name.value)
    return found
