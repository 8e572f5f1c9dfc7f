"""What the notebooks of `solutions/` must be so that nbgrader releases, nbdev exports and learners understand them.

Every finding is one line: the file, the cell, what is wrong and what to do.
"""

import ast
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from autograder.checks.run import exercises
from autograder.errors import CourseError
from autograder.ipynb import (
    SOLUTION_MARKER,
    Cell,
    by_region,
    directives_of,
    figure_texts,
    is_answer,
    is_exported,
    is_marked_by_hand,
    is_solution,
    marks_of,
    name_of,
    only_imports,
    read_notebook,
    source_of,
    syntax_of,
)
from autograder.lessons import REPOSITORY, Lesson, all_lessons
from autograder.predictions import exercise_of, has_choice, predictions, questions
from autograder.release.curves import without_curves
from autograder.release.leaks import FOLDED
from autograder.release.outputs import clean_text
from autograder.release.times import paragraph_of, seconds_of, times

MAX_BYTES = 700_000  # a notebook with its figures
CLOSING = ["Summary", "Export", "Hand in", "Going further"]
CHECK_CELL = 'check("{0}")\n### BEGIN HIDDEN TESTS\ncheck("{0}", hidden=True)\n### END HIDDEN TESTS'
_PROMISE = re.compile(r"^\*\*You will be able to\*\*\n\n((?:- .+\n)+)", re.M)
_EXERCISE = re.compile(r"^### Exercise (\d+): \S", re.M)
_EFFORT = re.compile(r"^Difficulty [1-5]/5 · about (?P<minutes>\d+) minutes? · (?P<points>\d+) points?$", re.M)
_LONG = 20  # minutes of an exercise below which it is said how to go on without it
_RUBRIC = re.compile(r"^\|.+\| *(\d+) *\|$", re.M)  # a row whose last column is a number
_FENCE = re.compile(r"^(```|~~~).*?^\1", re.M | re.S)
_DEFINITION = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef

Finding = tuple[str, str]  # what to call the cell, and what is wrong with it and what to do


@dataclass(frozen=True)
class Notebook:
    "What the rules look at."

    lesson: Lesson
    cells: list[Cell]

    @property
    def code(self) -> list[Cell]:
        "The code cells."
        return [cell for cell in self.cells if cell["cell_type"] == "code"]


def lint(root: Path = REPOSITORY) -> list[str]:
    "All findings in the solutions of the course at `root`, by lesson and in the order of their cells."
    root = Path(root).resolve()
    found: list[str] = []
    owners: dict[str, str] = {}
    for lesson in all_lessons(root / "solutions"):
        path = lesson.notebook(root / "solutions")
        found += lint_notebook(path, root)
        for exercise in _solutions(path):
            first = owners.setdefault(exercise, lesson.name)
            if first != lesson.name:
                found.append(_line(path, root, exercise, f"{first} has an exercise of this name: choose another"))
    return found


def lint_notebook(path: Path, root: Path = REPOSITORY) -> list[str]:
    "The findings in one solution notebook."
    try:
        data = read_notebook(path)
    except CourseError as error:
        return [str(error)]
    notebook = Notebook(Lesson(path.stem), data["cells"])
    findings = [finding for rule in RULES for finding in rule(notebook)]
    place = {name_of(cell): number for number, cell in reversed(list(enumerate(notebook.cells)))}
    findings.sort(key=lambda finding: place.get(finding[0], -1))
    lines = [_line(path, root, *finding) for finding in findings]
    text = path.read_text(encoding="utf-8")
    if text != clean_text(data, root):
        lines.append(_line(path, root, "all", "is not as `nbdev_clean` leaves it: run `make outputs` or `nbdev_clean`"))
    if len(text.encode()) > MAX_BYTES:
        lines.append(
            _line(path, root, "all", f"{len(text) // 1000} kB: make figures smaller, to {MAX_BYTES // 1000} kB")
        )
    return lines


def _line(path: Path, root: Path, cell: str, finding: str) -> str:
    shown = path.relative_to(root) if path.is_relative_to(root) else path
    return f"{shown}, cell {cell}: {finding}"


def _solutions(path: Path) -> list[str]:
    try:
        return [name_of(cell) for cell in read_notebook(path)["cells"] if is_solution(cell)]
    except CourseError:
        return []


def ids(notebook: Notebook) -> Iterator[Finding]:
    "Cells have ids, and no two the same: the library's module and the pages refer to them."
    seen = Counter(cell.get("id") for cell in notebook.cells)
    for cell, count in seen.items():
        if cell is None:
            yield "without an id", f"{count} cells have no id: save the notebook in JupyterLab"
        elif count > 1:
            yield cell, "two cells have this id: give one of them another"


def grade_ids(notebook: Notebook) -> Iterator[Finding]:
    "A duplicated grade id makes nbgrader drop the whole class."
    marked = Counter(str(marks_of(cell)["grade_id"]) for cell in notebook.cells if "grade_id" in marks_of(cell))
    for grade_id, count in marked.items():
        if count > 1:
            yield grade_id, f"{count} cells have this grade id: give each its own"


def python(notebook: Notebook) -> Iterator[Finding]:
    "Everything is Python, apart from magics in cells that are not exported."
    for cell in notebook.code:
        source = source_of(cell)
        if syntax_of(source) is None:
            yield name_of(cell), "is not valid Python: put it right"
        elif is_exported(cell) and re.search(r"^[%!]", source, re.M):
            yield name_of(cell), "exports a magic: move it to a cell without `#| export`"


def markers(notebook: Notebook) -> Iterator[Finding]:
    "Solution markers: on own lines, in pairs, in solution cells, around code that is inside a function or method."
    for cell in notebook.cells:
        name, source = name_of(cell), source_of(cell)
        lines = source.splitlines()
        parts = enumerate(by_region(source, "SOLUTION"), 1)
        marked = [(number, part == "BEGIN") for number, (part, _) in parts if part in ("BEGIN", "END")]
        if not marked:
            if is_solution(cell):
                yield name, "a solution cell without markers loses `#| export`: put ### BEGIN/END SOLUTION in its body"
            continue
        if any(not SOLUTION_MARKER.fullmatch(lines[n - 1]) for n, _ in marked):
            yield name, "a solution marker shares its line, which nbgrader deletes: put it on a line of its own"
        elif [begins for _, begins in marked] != [True, False] * (len(marked) // 2):
            yield name, "solution markers are not in pairs: each ### BEGIN SOLUTION needs its ### END SOLUTION"
        elif not is_answer(cell):
            yield name, "has solution markers and is no solution cell: mark it as one, or remove them"
        else:
            numbers = [n for n, _ in marked]
            for begin, end in zip(numbers[::2], numbers[1::2], strict=True):
                yield from _region(name, source, begin, end)


def _region(cell: str, source: str, begin: int, end: int) -> Iterator[Finding]:
    "One region, from its BEGIN line to its END line, counted from 1: what does its stub do?"
    lines = source.splitlines()
    if not any(line.strip() for line in lines[begin : end - 1]):
        yield cell, "an empty solution region: there is nothing for the learner to write"
        return
    indent = lines[begin - 1][: len(lines[begin - 1]) - len(lines[begin - 1].lstrip())]
    released = syntax_of("\n".join([*lines[: begin - 1], indent + "raise NotImplementedError", *lines[end:]]))
    if released is None:
        yield cell, "is not valid Python with the stub in the region's place: let the region hold whole statements"
        return
    functions = [node for node in ast.walk(released) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    if not any(function.lineno < begin <= (function.end_lineno or 0) for function in functions):
        yield cell, "a solution region outside a function is released as a `raise` that runs on import: move it inside"


def solutions(notebook: Notebook) -> Iterator[Finding]:
    "A solution cell exports the one thing that its grade id names."
    for cell in filter(is_solution, notebook.cells):
        name, tree = name_of(cell), syntax_of(source_of(cell))
        if cell["cell_type"] != "code":
            yield name, "a solution that is text: exercises are code, which a check can judge"
            continue
        if directives_of(source_of(cell))[:1] != ["export"]:
            yield name, "missing `#| export`: make it the first line"
        defined = [node.name for node in tree.body if isinstance(node, _DEFINITION)] if tree else [name]
        if defined != [name]:
            yield name, f"defines {', '.join(defined) or 'nothing'}: the grade id must be the one name it defines"
        if not _marks_are(cell, grade=False, solution=True, locked=False, task=False):
            yield (
                name,
                "its nbgrader metadata are not a solution cell's: mark it as Autograded answer again",
            )


def check_cells(notebook: Notebook) -> Iterator[Finding]:
    "Every exercise has one check cell, of the usual text, worth what its checks are worth."
    known = exercises()
    by_hand = list(filter(is_marked_by_hand, notebook.cells))
    graded = {name_of(cell): cell for cell in notebook.cells if marks_of(cell).get("grade") and cell not in by_hand}
    answers = [name_of(cell) for cell in notebook.cells if is_solution(cell)]
    for exercise in answers:
        if f"check_{exercise}" not in graded:
            yield exercise, f"has no check cell: add a grade cell with the grade id check_{exercise}"
    for name, cell in graded.items():
        exercise = name.removeprefix("check_")
        if exercise not in answers and exercise != exercise_of(notebook.lesson.number) or exercise == name:
            yield name, "belongs to no exercise: its grade id must be check_ and the exercise's name"
            continue
        if source_of(cell) != CHECK_CELL.format(exercise):
            yield name, f"must hold exactly: {CHECK_CELL.format(exercise)!r}"
        points = sum(check.points for check in known.get(exercise, []))
        if exercise not in known:
            yield name, f"autograder/checks/lesson{notebook.lesson.number}.py has no check of {exercise}: write one"
        elif marks_of(cell).get("points") != points:
            yield name, f"is worth {marks_of(cell).get('points')} points and its checks {points}: make them equal"
        if not _marks_are(cell, grade=True, solution=False, locked=True, task=False):
            yield name, "its nbgrader metadata are not a grade cell's: mark it as Autograder tests again"
    for cell in notebook.cells:
        if "HIDDEN TESTS" in source_of(cell) and name_of(cell) not in graded:
            yield name_of(cell), "hidden tests outside of a grade cell are released: remove them"


def asking(notebook: Notebook) -> Iterator[Finding]:
    """A lesson that asks for predictions has the row that they earn a point by, and its text says how many.

    Our own notebook answers each question, with one of its choices; the release leaves that out.
    """
    row = f"check_{exercise_of(notebook.lesson.number)}"
    asked, made = questions(notebook.cells), predictions(notebook.cells)
    names = [name_of(cell) for cell in notebook.cells]
    if not asked and row not in names:
        return
    if row not in names or not asked:
        yield row, "must be there where a lesson asks for predictions, and nowhere else: see CONTRIBUTING.md"
        return
    place = names.index(row)
    if f"1 point for {len(asked)} predictions" not in source_of(notebook.cells[place - 1]):
        yield row, f"needs a text above it that promises `1 point for {len(asked)} predictions`"
    for number, cell in enumerate(notebook.cells):
        found = questions([cell])
        if len(found) > 1 or number > place and found:
            yield name_of(cell), f"asks twice, or below {row}: one `predict` to a cell, above that check"
        for question in found:
            if not has_choice(cell, made.get(question, "")):
                yield name_of(cell), "needs `answer=…`, what came out or one of its choices: learners do not get it"
        if found and sum(question == found[0] for other in notebook.cells for question in questions([other])) > 1:
            yield name_of(cell), f"asks what another cell asks as well, {found[0]!r}: they count by their question"


def _marks_are(cell: Cell, **expected: bool) -> bool:
    marks = marks_of(cell)
    return marks.get("schema_version") == 3 and all(marks.get(key) is value for key, value in expected.items())


def imports(notebook: Notebook) -> Iterator[Finding]:
    "Building the pages runs every cell that imports: such a cell does nothing else."
    for cell in notebook.code:
        tree = syntax_of(source_of(cell))
        body = tree.body if tree else []
        if any(isinstance(node, ast.Import | ast.ImportFrom) for node in body) and not only_imports(source_of(cell)):
            yield name_of(cell), "imports and does something else: give the imports a cell of their own"


def definitions(notebook: Notebook) -> Iterator[Finding]:
    "A page shows one exported definition after another."
    for cell in filter(is_exported, notebook.code):
        tree = syntax_of(source_of(cell))
        body = tree.body if tree else []
        defined = [node.name for node in body if isinstance(node, _DEFINITION)]
        if len(defined) > 1 or defined and len(body) > 1:
            yield name_of(cell), f"exports more than {defined[0]}: one definition in an export cell"


def heading(notebook: Notebook) -> Iterator[Finding]:
    "One H1, at the head of the first text."
    text = [cell for cell in notebook.cells if cell["cell_type"] == "markdown"]
    if not text or not source_of(text[0]).startswith("# "):
        yield name_of(text[0]) if text else "none", "the first text must begin with the lesson's title, `# …`"
    titles = [name_of(cell) for cell in text for _ in re.findall(r"^# ", _prose(cell), re.M)]
    for name in titles[1:]:
        yield name, "a second title: use `##` for sections"


def promise(notebook: Notebook) -> Iterator[Finding]:
    "What a learner will be able to do stands at the head as a list: a few lines, each begins with a verb."
    text = [cell for cell in notebook.cells if cell["cell_type"] == "markdown"]
    listed = _PROMISE.search(source_of(text[0]) + "\n") if text else None
    items = listed[1].splitlines() if listed else []
    if not 2 < len(items) < 8:
        yield (
            name_of(text[0]) if text else "none",
            f"promises {len(items)} things: let `**You will be able to**`, an empty line and a list of 3 to 7 follow",
        )
    for item in items:
        if len(item) > 140 or not item[2].islower() or item.endswith("."):
            yield (
                name_of(text[0]),
                f"promises {item!r}: let it be a verb and what follows, 140 letters at most, no capital, no full stop",
            )


def _prose(cell: Cell) -> str:
    "A Markdown cell's text without its code blocks; nothing for other cells."
    return _FENCE.sub("", source_of(cell)) if cell["cell_type"] == "markdown" else ""


def formulas(notebook: Notebook) -> Iterator[Finding]:
    "JupyterLab takes a dollar next to a backtick for a formula of another kind, and garbles the paragraph."
    for cell in notebook.cells:
        text = re.sub(r"`[^`\n]*\$[^`\n]*`", "", _prose(cell))  # dollars within code are fine
        for place in re.findall(r"\S{0,9}\$`\S{0,9}", text):
            yield name_of(cell), f"has a formula that touches code, {place!r}: put a word between, or write it as code"


def length(notebook: Notebook) -> Iterator[Finding]:
    "What a lesson says of the time that it takes is what its cells add up to."
    stated = paragraph_of(notebook.cells)
    if stated is None:
        yield name_of(notebook.cells[0]) if notebook.cells else "none", "a paragraph must begin with `**Time:**`"
        return
    why = times(notebook.lesson, notebook.cells, seconds_of(notebook.lesson)).unlike(stated[1])
    if why:
        yield name_of(notebook.cells[stated[0]]), f"{why}: run `autograder times {notebook.lesson.number}`"


def default_exp(notebook: Notebook) -> Iterator[Finding]:
    "The first code cell says which module the lesson exports to."
    first = source_of(notebook.code[0]).strip() if notebook.code else ""
    if first != f"#| default_exp {notebook.lesson.module}":
        name = name_of(notebook.code[0]) if notebook.code else "none"
        yield name, f"the first code cell must be `#| default_exp {notebook.lesson.module}` and nothing else"


def exercise_blocks(notebook: Notebook) -> Iterator[Finding]:
    "Every exercise: heading and text, solution, examples, check, hints, in this order."
    cells, number = notebook.cells, 0
    places = [place for place, cell in enumerate(cells) if is_solution(cell)]
    for place, end in zip(places, [*places[1:], len(cells)], strict=True):
        name, number = name_of(cells[place]), number + 1
        before = _since_heading(cells, place)
        text = "\n".join(map(_prose, before))
        effort = _EFFORT.search(text)
        title = _EXERCISE.search(text)
        if not title:
            yield name, f"has no heading above it: write `### Exercise {number}: …` before the solution cell"
            continue
        if int(title[1]) != number:
            yield name, f"is called exercise {title[1]} and is number {number}"
        if not effort:
            yield name, "lacks the line `Difficulty 2/5 · about 10 minutes · 4 points` under its heading"
        if len(re.sub(r"^(#|Difficulty).*$", "", text, flags=re.M).split()) < 10:
            yield name, "does not say what to write: put the whole contract between heading and solution"
        checks = [n for n in range(place, end) if name_of(cells[n]) == f"check_{name}"]
        if not checks:
            continue  # `check_cells` says so
        worth = marks_of(cells[checks[0]]).get("points")
        if effort and int(effort["points"]) != worth:
            yield name, f"announces {effort['points']} points and is worth {worth}: make them equal"
        if not any(re.search(r"^\s*assert\b", source_of(c), re.M) for c in cells[place + 1 : checks[0]]):
            yield name, "has no examples: add a cell of asserts between solution and check"
        after = next((cell for cell in cells[checks[0] + 1 : end] if cell["cell_type"] == "markdown"), None)
        if after is None or not re.search(r"<details>\s*<summary>", source_of(after)):
            yield name, "has no hints: let `<details><summary>symptom</summary>…</details>` follow the check"
        elif effort and int(effort["minutes"]) >= _LONG and f"`course hint {name}`" not in source_of(after):
            yield name, f"takes long: name `course hint {name}` and `course catch-up` below its hints"


def marked_by_hand(notebook: Notebook) -> Iterator[Finding]:
    "What a person marks: a block with heading, contract and a rubric whose points are those of its cells."
    cells = notebook.cells
    blocks: dict[str, list[Cell]] = {}
    for place, cell in enumerate(cells):
        if not is_marked_by_hand(cell):
            continue
        if not _marks_are(cell, grade=True, solution=True, locked=False, task=False):
            yield name_of(cell), "its nbgrader metadata are not those of a manually graded answer: mark it as one again"
        above = [text for text in map(_prose, cells[:place]) if _EXERCISE.search(text)]
        blocks.setdefault(above[-1] if above else "", []).append(cell)
    for text, answers in blocks.items():
        worth = sum(marks_of(cell).get("points", 0) for cell in answers)
        effort, rubric = _EFFORT.search(text), [int(points) for points in _RUBRIC.findall(text)]
        if not effort or int(effort["points"]) != worth:
            yield name_of(answers[0]), f"is worth {worth} points, which the line under its exercise's heading must say"
        if sum(rubric) != worth:
            yield name_of(answers[0]), f"needs a rubric above it, `| what | where | points |`, of {worth} points in all"


def _since_heading(cells: list[Cell], place: int) -> list[Cell]:
    "The cells from the nearest exercise heading above a solution cell, up to it; none if another exercise is nearer."
    for start in range(place - 1, -1, -1):
        if _EXERCISE.search(_prose(cells[start])):
            return cells[start:place]
        if marks_of(cells[start]):
            break
    return []


def experiments(notebook: Notebook) -> Iterator[Finding]:
    "Experiments are not run in grading, so nothing exported or graded can be one."
    for cell in notebook.cells:
        tags = cell.get("metadata", {}).get("tags", [])
        for tag in tags:
            if tag != "experiment":
                yield name_of(cell), f"has the tag {tag!r}, which means nothing here: remove it"
        if "experiment" in tags and (marks_of(cell) or cell["cell_type"] != "code" or is_exported(cell)):
            yield name_of(cell), "is exported, graded or text, and tagged `experiment`: remove the tag"


def folded(notebook: Notebook) -> Iterator[Finding]:
    "Given code that teaches nothing here may be folded away; what a learner writes, runs or reads may not."
    for cell in notebook.cells:
        jupyter = cell.get("metadata", {}).get("jupyter")
        if jupyter is not None and (jupyter != FOLDED or marks_of(cell) or not is_exported(cell)):
            yield name_of(cell), "is folded and is no given library code: remove its `jupyter` metadata"


def figures(notebook: Notebook) -> Iterator[Finding]:
    "A line of text stands for each figure, for readers who do not see it."
    for place, text in figure_texts(notebook.cells):
        if text is None:
            yield (
                name_of(notebook.cells[place]),
                "shows a figure without a text for it: put `*Figure: …*` into the Markdown after it, or before",
            )


def outputs(notebook: Notebook) -> Iterator[Finding]:
    "What is stored is what a reader of the pages should see."
    for cell in notebook.code:
        kinds = {output.get("output_type") for output in cell.get("outputs", [])}
        if "error" in kinds:
            yield name_of(cell), "stores an error: put it right and run `make outputs`, or catch it where it is meant"
        if any(output.get("name") == "stderr" for output in cell.get("outputs", [])):
            yield name_of(cell), "stores a warning (stderr): see to its cause and run `make outputs`"


def curves(notebook: Notebook) -> Iterator[Finding]:
    "Trainings are compared by their curves, not by their last numbers alone."
    for name in without_curves(notebook.cells):
        yield (
            name,
            "compares trainings, and its section shows no curves: draw them with `compare_runs`, or say why not, "
            "`# no curves: …`",
        )


def closing(notebook: Notebook) -> Iterator[Finding]:
    "The last sections are always the same."
    sections = [title.strip() for cell in notebook.cells for title in re.findall(r"^## (.+)$", _prose(cell), re.M)]
    if sections[-len(CLOSING) :] != CLOSING:
        yield name_of(notebook.cells[-1]) if notebook.cells else "none", f"must end with {', '.join(CLOSING)}"
    call = f'export_lesson("{notebook.lesson.name}")'
    if not any(source_of(cell).strip() == call for cell in notebook.code):
        yield name_of(notebook.cells[-1]) if notebook.cells else "none", f"must have a cell `{call}` under Export"


RULES: list[Callable[[Notebook], Iterator[Finding]]] = [
    ids,
    grade_ids,
    python,
    markers,
    solutions,
    check_cells,
    asking,
    imports,
    definitions,
    heading,
    promise,
    length,
    formulas,
    default_exp,
    exercise_blocks,
    marked_by_hand,
    experiments,
    folded,
    figures,
    outputs,
    curves,
    closing,
]
