"""What `course_lib` holds when a hand-in is graded: never an answer of a lesson that is still open.

A module of an earlier lesson is, in this order: the learner's own, if all of its exercises passed; the reference, if
the class has closed that lesson; else the released lesson with those answers of the learner's that passed. A hand-in
that uses an exercise which is not there waits, and says for what.
"""

import ast
import builtins
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from autograder.classroom import Classroom, closed_lessons
from autograder.errors import CourseError
from autograder.grading.handed_in import HandIns
from autograder.grading.keys import exercises_in
from autograder.grading.rebuild import is_learners
from autograder.grading.records import GRADED, JUDGED, Record, read_record
from autograder.grading.verdicts import PASS
from autograder.ipynb import Cell, grade_id_of, is_answer, is_exported, read_notebook, source_of
from autograder.lessons import Lesson, all_lessons
from autograder.predictions import is_predictions
from autograder.submissions import Slot

_DIRECTIVE_LINE = "#|"


@dataclass(frozen=True)
class Library:
    "The text of each earlier module, and for exercises that it has no answer to: why, by module and name."

    modules: Mapping[str, str] = field(default_factory=dict)
    missing: Mapping[tuple[str, str], str] = field(default_factory=dict)
    written: tuple[str, ...] = ()  # what of it the learner wrote

    def wanting(self, sources: Iterable[str], also: Iterable[str] = ()) -> list[str]:
        """Why these cells cannot be graded with this library, a line for each exercise that they use and that is not
        there, directly or through other modules. `also` are names that the checks ask the notebook for."""
        return list(dict.fromkeys(self.missing[place] for place in self._used(list(sources), also)))

    def _used(self, sources: Sequence[str], also: Iterable[str]) -> Iterator[tuple[str, str]]:
        if not self.missing:
            return
        body = [node for source in sources for node in _statements(source)]
        left = list(self._outside(_Code(ast.Module(body, [])), also))
        seen = set()
        while left:
            place = left.pop()
            if place in seen:
                continue
            seen.add(place)
            module, name = place
            if place in self.missing:
                yield place
            elif module in self.modules:
                left += self._inside(_Code.of(self.modules[module]), module, name)

    def _outside(self, code: "_Code", also: Iterable[str]) -> Iterator[tuple[str, str]]:
        "What a notebook uses of the library."
        for name in {*code.used, *also}:
            if name in code.imported:
                yield code.imported[name]
        for module in code.modules:  # `import course_lib.stats`: any of its names that occurs may be meant
            for other, name in self.missing:
                if other == module and name in code.used:
                    yield other, name

    @staticmethod
    def _inside(code: "_Code", module: str, name: str) -> Iterator[tuple[str, str]]:
        "What one name of a module uses, of that module and of others."
        for other in code.uses.get(name, ()):
            if other in code.imported:
                yield code.imported[other]
            elif other in code.uses and other != name:
                yield module, other


@dataclass(frozen=True)
class _Code:
    "What a program says about names. `imported`: from which module of the library; `modules`: imported whole."

    tree: ast.Module

    @staticmethod
    @lru_cache(maxsize=256)
    def of(text: str) -> "_Code":
        return _Code(ast.parse(text))

    @cached_property
    def used(self) -> set[str]:
        return _names_in(self.tree)

    @cached_property
    def imported(self) -> dict[str, tuple[str, str]]:
        found = {}
        for node in ast.walk(self.tree):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("course_lib."):
                for alias in node.names:
                    found[alias.asname or alias.name] = ((node.module or "").removeprefix("course_lib."), alias.name)
        return found

    @cached_property
    def modules(self) -> set[str]:
        found = set()
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                found |= {alias.name.removeprefix("course_lib.") for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module == "course_lib":
                found |= {alias.name for alias in node.names}
        return found

    @cached_property
    def uses(self) -> dict[str, set[str]]:
        "For each name that the top level binds, the names which its statement mentions."
        found: dict[str, set[str]] = {}
        for node in self.tree.body:
            for name in _bound_by(node):
                found.setdefault(name, set()).update(_names_in(node))
        return found

    @property
    def unbound(self) -> set[str]:
        "Names that are used and that nothing in the program binds."
        bound = set(dir(builtins)) | {"__name__", "__file__", "__doc__"}
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
                bound.add(node.id)
            elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                bound.add(node.name)
            elif isinstance(node, ast.arg):
                bound.add(node.arg)
            elif isinstance(node, ast.Import | ast.ImportFrom):
                bound |= {(alias.asname or alias.name).split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar) and node.name:
                bound.add(node.name)
        loaded = {n.id for n in ast.walk(self.tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
        return loaded - bound


def _names_in(node: ast.AST) -> set[str]:
    names = {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
    return names | {n.attr for n in ast.walk(node) if isinstance(n, ast.Attribute)}


def _bound_by(node: ast.stmt) -> Iterator[str]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield node.name
    elif not isinstance(node, ast.Import | ast.ImportFrom):
        yield from (n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store))


def _statements(source: str) -> list[ast.stmt]:
    "Of a cell; none where it is not Python, such as one with magics."
    try:
        return ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []


def _is_python(source: str) -> bool:
    return not source.strip() or bool(_statements(source))


def module_text(cells: Iterable[Cell]) -> str:
    "What the exported ones among these cells come to as a module, without the directives to nbdev."
    texts = []
    for cell in cells:
        if is_exported(cell):
            lines = source_of(cell).split("\n")
            texts.append("\n".join(line for line in lines if not line.lstrip().startswith(_DIRECTIVE_LINE)).strip("\n"))
    return "\n\n\n".join(filter(None, texts)) + "\n"


@dataclass(frozen=True)
class _Accepted:
    "What of a learner's hand-in to one lesson others can build on."

    text: str  # the module
    passed: frozenset[str]  # exercises
    written: tuple[str, ...]  # the learner's own cells in it


class Libraries:
    "The library for each hand-in of a class."

    def __init__(self, classroom: Classroom, hand_ins: HandIns | None = None):
        self._classroom = classroom
        self._hand_ins = hand_ins or HandIns(classroom)
        self._lessons = all_lessons(classroom.solutions)
        self._released = {
            lesson.name: read_notebook(lesson.notebook(classroom.lessons))
            for lesson in self._lessons
            if lesson.notebook(classroom.lessons).is_file()
        }
        self._closed = {lesson.name: lesson.name in closed_lessons(classroom) for lesson in self._lessons}
        self._references: dict[str, str] = {}
        self._known: dict[tuple[Slot, str, str], _Accepted | None] = {}

    def before(self, slot: Slot) -> Library:
        "What the hand-in in this place finds in `course_lib`: of earlier lessons, never its own or a later one."
        modules, missing = {}, {}
        written: tuple[str, ...] = ()
        for lesson in self._lessons:
            if lesson.name >= slot.lesson:
                break
            text, lacking, own = self._module(lesson, slot.student)
            if text is None:
                continue
            written += own
            modules[lesson.module] = text
            for name in lacking:
                missing[lesson.module, name] = (
                    f"it uses {name} of {lesson.name}, which {slot.student} has no accepted answer to, and "
                    f"{lesson.name} is not closed. Take in and grade {lesson.name} first, or, when that lesson is "
                    f"over, `autograder close {lesson.number}`"
                )
        return Library(modules, missing, written)

    def _module(self, lesson: Lesson, student: str) -> tuple[str | None, list[str], tuple[str, ...]]:
        "Its text, what it has no answer to, and what of the text the learner wrote."
        released = self._released.get(lesson.name)
        exercises = [name for name in exercises_in(released) if not is_predictions(name)] if released else []
        accepted = self._accepted(Slot(lesson.name, student)) if released else None
        if accepted and exercises and accepted.passed >= set(exercises):
            return accepted.text, [], accepted.written
        if self._closed[lesson.name]:
            return self._reference(lesson), [], ()
        if not released:
            return None, [], ()
        if not accepted:
            return module_text(released["cells"]), exercises, ()
        return accepted.text, [name for name in exercises if name not in accepted.passed], accepted.written

    def _reference(self, lesson: Lesson) -> str | None:
        if lesson.name not in self._references:
            path = self._classroom.root / "course_lib" / f"{lesson.module}.py"
            if not path.is_file():
                raise CourseError(f"{lesson.name} is closed and there is no {path}. `autograder library` makes it.")
            self._references[lesson.name] = path.read_text(encoding="utf-8")
        return self._references[lesson.name]

    def _accepted(self, slot: Slot) -> _Accepted | None:
        record = read_record(slot, self._classroom)
        if not record or record.status not in (GRADED, JUDGED):
            return None
        known = (slot, record.submission, record.key)
        if known not in self._known:
            self._known[known] = self._read(slot, record)
        return self._known[known]

    def _read(self, slot: Slot, record: Record) -> _Accepted | None:
        "The learner's module, with stubs where an answer did not pass, or leans on what is not exported with it."
        released = self._released[slot.lesson]
        try:
            handed_in = self._hand_ins.read(slot)
        except CourseError:
            return None
        if handed_in.digest != record.submission or handed_in.rebuilt is None:
            return None
        cells = handed_in.rebuilt.notebook["cells"]
        passed = {name for name, result in record.exercises.items() if result.verdict == PASS}
        stubs = {_grade_id(cell): source_of(cell) for cell in released["cells"] if _grade_id(cell)}
        for _ in range(len(stubs) + 1):
            chosen: list[Cell] = [
                _with_source(cell, stubs[_grade_id(cell)])
                if _grade_id(cell) in stubs and _grade_id(cell) not in passed
                else cell
                for cell in cells
                if _is_python(module_text([cell]))  # one that is not exports nothing
            ]
            text = module_text(chosen)
            unbound = _Code(ast.parse(text)).unbound
            leaning = {name for name in passed if _leans(chosen, name, unbound)}
            if not leaning:
                written = tuple(source_of(cell) for cell in chosen if is_learners(cell))
                return _Accepted(text, frozenset(passed & set(stubs)), written)
            passed -= leaning
        return None


def _with_source(cell: Cell, source: str) -> Cell:
    return {**cell, "source": source}


def _grade_id(cell: Cell) -> str:
    return grade_id_of(cell) or "" if is_answer(cell) else ""


def _leans(cells: Iterable[Cell], name: str, unbound: set[str]) -> bool:
    "Whether the answer to this exercise uses a name that no exported cell defines, or is not exported itself."
    for cell in cells:
        if _grade_id(cell) == name:
            return not is_exported(cell) or bool(_names_in(ast.parse(module_text([cell]))) & unbound)
    return True
