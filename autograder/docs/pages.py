"The pages of the site that are made from the lessons: the front page, the library reference, the order of it all."

import ast
import json
import re
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from autograder.docs.failing import failing_check
from autograder.docs.links import page_of
from autograder.docs.questions import Question, as_markdown, read_questions
from autograder.docs.signature import public_name
from autograder.errors import CourseError
from autograder.ipynb import has_region
from autograder.lessons import Lesson, all_lessons
from autograder.measurements.file import read_runs
from autograder.measurements.plot import plot_runs
from autograder.measurements.rows import ROWS, find_rows
from autograder.measurements.show import accuracies, show_costs, show_results, show_trials, summary
from autograder.release.published import published


@dataclass(frozen=True)
class Page:
    "A page in the site's navigation: `path` is the file it is made from, below `solutions/`."

    path: str
    title: str
    promise: str = ""
    needs: str = ""  # of a lesson: what comes before it
    time: str = ""  # of a lesson
    group: str = "Lessons"  # the heading that it stands below in lists

    @property
    def address(self) -> str:
        "Where it is on the site."
        return page_of(self.path)

    @property
    def label(self) -> str:
        "Its title in lists; a lesson's begins with its number."
        return f"{self.path[:2]} · {self.title}" if self.path[:2].isdecimal() else self.title


REFERENCE = Page(
    "reference/library.ipynb",
    "Library reference",
    "Everything that the lessons export, module by module, with the lesson that explains it.",
    group="Learn",
)
# Guides in the order in which somebody needs them, by who that is. One that is not named here stands last.
GROUPS = {
    "Learn": ("start", "trouble", "glossary", "results"),
    "Teach": ("class", "hub", "littlest", "kubernetes", "cluster", "security", "attacks", "benchmark"),
    "Make": ("lesson", "decisions", "site"),
}


# Raw HTML, which no renderer takes for a link to a page.
_LINKS = """\
<p class="lesson-links"><a href="../guides/start.html">Start</a> ·
<a href="../downloads/{lesson}.ipynb" download>Download this lesson</a> ·
<a href="http://localhost:8888/lab/tree/lessons/{lesson}/{lesson}.ipynb">Open it in your JupyterLab</a>{services}</p>
"""


def lesson_links(lesson: str, root: Path) -> str:
    "The ways to a lesson that its page offers: Google Colab and Kaggle where settings.ini says where it is published."
    place, services = published(root), ""
    if place:
        services = f' · <a href="{escape(place.colab(lesson))}">Open it in Google Colab</a>'
        services += f' · <a href="{escape(place.kaggle(lesson))}">Open it on Kaggle</a>'
    return _LINKS.format(lesson=lesson, services=services)


def read_notebook(path: Path) -> dict[str, Any]:
    "A notebook with its sources as strings."
    notebook = json.loads(path.read_text(encoding="utf-8"))
    for read in notebook["cells"]:
        read["source"] = "".join(read["source"])
    return notebook


def write_notebook(path: Path, notebook: dict[str, Any]) -> None:
    "Writes it; cells that were made here get an id."
    for number, written in enumerate(notebook["cells"]):
        written.setdefault("id", f"page-{number}")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(notebook, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def cell(kind: str, source: str) -> dict[str, Any]:
    "A new notebook cell."
    extra: dict[str, Any] = {"outputs": [], "execution_count": None} if kind == "code" else {}
    return {"cell_type": kind, "metadata": {}, "source": source, **extra}


def prepare_lesson(lesson: Lesson, solutions: Path, questions: list[Question]) -> Page:
    """Makes the lesson's H1 a cell of its own: nbdev takes that cell for its title and drops what else is in it.

    Returns the page, whose promise is the first paragraph below the H1.
    """
    path = lesson.notebook(solutions)
    name = path.relative_to(solutions.parent)
    try:
        notebook = read_notebook(path)
        cells = notebook["cells"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CourseError(f"{name} is not a readable notebook ({error}). Restore it with git.") from None
    first = next((i for i, found in enumerate(cells) if found["cell_type"] == "markdown"), 0)
    heading = re.match(r"\s*# +(.+)", cells[first]["source"]) if cells else None
    if heading is None:
        raise CourseError(f"{name}: its first Markdown does not begin with '# Title'. The site needs a title.")
    for exported in cells:
        if exported["cell_type"] == "code":
            show_given_code(exported)
    rest = cell("markdown", cells[first]["source"][heading.end() :].strip())
    cells[first]["source"] = f"# {heading[1].strip()}"
    if (solutions.parent / "lessons" / lesson.name).is_dir():
        rest["source"] += "\n\n" + lesson_links(lesson.name, solutions.parent)
    if rest["source"]:
        cells.insert(first + 1, rest)
    failing = failing_check(lesson, solutions, cells)
    if failing:
        cells.insert(failing[0] + 1, cell("markdown", failing[1]))
    add_figure(lesson.name, cells)
    add_questions(questions, cells)
    write_notebook(path, notebook)
    prose = "\n\n".join(text["source"] for text in cells[first + 1 :] if text["cell_type"] == "markdown")
    needs, time = (re.search(rf"\*\*{name}:\*\* (.+?)[.;](?:\s|$)", prose) for name in ("Needs", "Time"))
    return Page(
        path.relative_to(solutions).as_posix(),
        heading[1].strip(),
        _first_paragraph(prose),
        needs[1] if needs else "",
        time[1] if time else "",
    )


# The figure that a reader of a lesson's page can move, by its name in docs/assets/figures.js, and what it shows.
FIGURES = {
    "02_glorot": ("signal", "the root mean square of a signal after each of 50 layers, by gain and activation"),
    "06_activations": ("activation", "leaky ReLU minus a constant, its mean and its gain"),
    "12_sgd": ("ravine", "the path of gradient descent in a ravine, by rate, momentum and condition number"),
    "13_adam": ("moments", "Adam's steps for a noisy gradient, by its two decay rates"),
    "14_schedules": ("schedule", "the learning rate over a fit, one-cycle and cosine"),
}
_FIGURE = """\
## Try it here

<figure class="interactive" data-figure="{name}"><p>This figure needs JavaScript: {what}.</p></figure>
"""


def add_figure(lesson: str, cells: list[dict[str, Any]]) -> None:
    "Puts the figure that needs no kernel before the lesson's summary."
    if lesson not in FIGURES:
        return
    name, what = FIGURES[lesson]
    last = next(found for found in cells if re.search("^## Summary", found["source"], re.MULTILINE))
    figure = _FIGURE.format(name=name, what=what)
    last["source"] = re.sub("^(?=## Summary)", lambda _: f"{figure}\n", last["source"], flags=re.MULTILINE)


def add_questions(questions: list[Question], cells: list[dict[str, Any]]) -> None:
    "Puts the questions behind the summary, before the learner exports what was written."
    if questions:
        last = next(found for found in reversed(cells) if found["cell_type"] == "markdown")
        last = next((found for found in cells if re.search("^## Export", found["source"], re.MULTILINE)), last)
        before, export, after = last["source"].partition("## Export")
        last["source"] = f"{before.rstrip()}\n\n{as_markdown(questions)}\n\n{export}{after}"


def show_given_code(exported: dict[str, Any]) -> None:
    "Has nbdev show what a lesson exports and does not ask for: imports as they are, definitions folded."
    source = exported["source"]
    if not source.startswith("#| export\n") or has_region(source, "SOLUTION"):
        return
    exported["source"] = source.replace("#| export\n", "#| exports\n", 1)
    if not all(isinstance(node, ast.Import | ast.ImportFrom) for node in ast.parse(source).body):
        exported["metadata"].setdefault("tags", []).append("hide-input")


def results_page(words: Path, figure: Path) -> str:
    """The Markdown of the results page: its words, with the tables and the accuracies that the results files hold.

    `{row: Adam}` stands for what was measured on the CPU in the row of that name. The runs are drawn into `figure`.
    """
    runs = read_runs()
    plot_runs(ROWS, runs, figure)
    text = words.read_text(encoding="utf-8")
    for name, table in (("table", show_results()), ("trials", show_trials()), ("costs", show_costs())):
        text = text.replace(f"{{{name}}}", table.markdown())

    def measured(found: re.Match[str]) -> str:
        (row,) = find_rows([found[1]])
        return summary(accuracies(row, runs, "CPU"))

    return re.sub(r"\{row: ([^}]+)\}", measured, text)


def guides(solutions: Path) -> list[Page]:
    "The pages of the guides below `solutions`, in the order of `GROUPS`."
    order = [name for names in GROUPS.values() for name in names]
    paths = {path.stem: path for path in sorted((solutions / "guides").glob("*.md"))}
    names = [name for name in order if name in paths] + [name for name in paths if name not in order]
    return [_guide(paths[name], solutions) for name in names]


def _guide(path: Path, solutions: Path) -> Page:
    "Markdown that begins with '# Title'."
    heading, _, text = path.read_text(encoding="utf-8").strip().partition("\n")
    group = next((group for group, names in GROUPS.items() if path.stem in names), list(GROUPS)[-1])
    title = heading.removeprefix("# ").strip()
    return Page(path.relative_to(solutions).as_posix(), title, _first_paragraph(text), group=group)


def by_group(pages: list[Page]) -> dict[str, list[Page]]:
    "Pages below the headings that they stand under in lists, headings in the order of `GROUPS`."
    found: dict[str, list[Page]] = {group: [] for group in GROUPS}
    for page in pages:
        found.setdefault(page.group, []).append(page)
    return {group: pages for group, pages in found.items() if pages}


def _first_paragraph(markdown: str) -> str:
    paragraphs = re.sub(r"^> ?", "", markdown, flags=re.MULTILINE).split("\n\n")
    return " ".join(next((part for part in map(str.strip, paragraphs) if part[:1].isalnum()), "").split())


def front_page(title: str, introduction: str, lessons: list[Page], others: list[Page]) -> str:
    "The Markdown of the front page: every lesson with what it promises, then the other pages."
    parts = [f"# {title}", introduction.strip(), "## The path", '<ol class="path" start="0">']
    parts += [_step(page) for page in lessons]
    parts.append("</ol>")
    for group, found in by_group(others).items():
        parts += [f"## {group}", *(f"- [{page.label}]({page.address})" for page in found)]
    return "\n\n".join(parts) + "\n"


def _step(page: Page) -> str:
    facts = " · ".join(filter(None, [page.time, page.needs and f"needs {page.needs}"]))
    return f"<li>\n\n[{page.title}]({page.address})\\\n{page.promise}\n\n<small>{escape(facts)}</small>\n\n</li>"


def hours(lessons: list[Page]) -> int:
    "The sum of the lessons' times (`about 110 minutes`), in whole hours."
    minutes = [re.match(r"about (\d+) minutes?\b", page.time) for page in lessons]
    return round(sum(int(found[1]) for found in minutes if found) / 60)


def reference(library: Path, lessons: list[Page]) -> dict[str, Any]:
    "A notebook that shows, with nbdev's `show_doc`, all that the library exports."
    cells = [cell("markdown", f"# {REFERENCE.title}"), cell("markdown", REFERENCE.promise)]
    for page in lessons:
        module = Path(page.address).stem
        path = library / f"{module}.py"
        names = _exported(path) if path.exists() else []
        if names:
            roots = dict.fromkeys(name.partition(".")[0] for name in names)
            lesson = f"Written in lesson {page.path[:2]}, [{page.title}](../{page.address})."
            cells.append(cell("markdown", f"## {library.name}.{module}\n\n{lesson}"))
            cells.append(cell("code", f"#| hide\nfrom {library.name}.{module} import {', '.join(roots)}"))
        for name in names:
            cells += [cell("markdown", f"### {module}.{name}"), cell("code", f"show_doc({name})")]
    kernel = {"display_name": "python3", "language": "python", "name": "python3"}
    return {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}


def _exported(path: Path) -> list[str]:
    definitions = ast.parse(path.read_text(encoding="utf-8")).body
    kinds = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
    return [public_name(node) for node in definitions if isinstance(node, kinds) and not node.name.startswith("_")]


def find_pages(solutions: Path, questions: Path) -> list[Page]:
    "The lessons below `solutions`, in order, ready for nbdev, with the questions to them in the folder `questions`."
    return [
        prepare_lesson(lesson, solutions, read_questions(questions / f"{lesson.name}.md"))
        for lesson in all_lessons(solutions)
    ]
