"Renders nbdev's processed notebooks with Sphinx, where there is no Quarto: the same pages at the same addresses."

import json
import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from autograder.docs.pages import Page, cell, read_notebook, write_notebook
from autograder.errors import CourseError

OPTION = re.compile(r"^#\| ([\w-]+): (.*)\n?", re.MULTILINE)
MATHJAX = ("tex-chtml.js", "output/chtml/fonts")  # what a page needs of MathJax; the rest of it is 22 MB


def render(processed: Path, config: Path, lessons: list[Page], others: list[Page], out: Path) -> None:
    "Writes the site to `out`. `processed` is nbdev's `_proc`, `config` the folder of Sphinx's conf.py."
    source = processed.with_name("_sphinx")
    shutil.copytree(processed, source, ignore=shutil.ignore_patterns("*.ipynb", "*.yml"))
    for page in [*lessons, *others]:
        if page.path.endswith(".ipynb"):
            notebook = for_sphinx(read_notebook(processed / page.path))
            write_notebook((source / page.address).with_suffix(".ipynb"), notebook)
    with (source / "index.md").open("a", encoding="utf-8") as index:
        index.write(_contents("Lessons", lessons, numbers=True) + _contents("Beside the lessons", others))
    _copy_mathjax(source / "_static" / "mathjax")
    command = [sys.executable, "-m", "sphinx", "-b", "html", "-q", "-W", "--keep-going", "-c", config, source, out]
    result = subprocess.run([*map(str, command)], capture_output=True, text=True)
    if result.returncode:
        raise CourseError(f"Sphinx found fault with the site's pages. Correct these:\n{result.stderr.strip()}")
    (out / ".buildinfo").unlink(missing_ok=True)


def for_sphinx(notebook: dict[str, Any]) -> dict[str, Any]:
    "The notebook with Quarto's front matter and cell options in MyST-NB's words."
    cells = notebook["cells"]
    front = next((front for front in cells if front["cell_type"] == "raw"), None)
    title = re.search(r"^title: (.*)$", front["source"], re.MULTILINE)[1]
    notebook["cells"] = [cell("markdown", f"# {title}"), *(kept for kept in cells if kept is not front)]
    for code in notebook["cells"]:
        if code["cell_type"] != "code":
            continue
        options = dict(OPTION.findall(code["source"]))
        code["source"] = OPTION.sub("", code["source"])
        if options.get("echo") == "false":
            code["metadata"].setdefault("tags", []).append("remove-input")
        if "fig-alt" in options:
            code["metadata"]["mystnb"] = {"image": {"alt": json.loads(options["fig-alt"])}}
    return notebook


def _contents(caption: str, pages: list[Page], numbers: bool = False) -> str:
    entries = [
        f"{page.path[:2]} · {page.title} <{Path(page.address).with_suffix('').as_posix()}>"
        if numbers
        else Path(page.address).with_suffix("").as_posix()
        for page in pages
    ]
    return "\n".join(["\n```{toctree}", ":hidden:", f":caption: {caption}", "", *entries, "```\n"])


def _copy_mathjax(target: Path) -> None:
    "Copies the MathJax that the package sphinx-mathjax-offline brings along."
    package = find_spec("sphinx-mathjax-offline")
    if package is None:
        raise CourseError("sphinx-mathjax-offline is not installed. Run: pip install -e '.[dev]'")
    mathjax = Path(package.origin).parent / "static" / "mathjax"
    for name in MATHJAX:
        copy = shutil.copytree if (mathjax / name).is_dir() else shutil.copy
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        copy(mathjax / name, target / name)
