"Renders nbdev's processed notebooks with Sphinx."

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml

from autograder.docs.pages import Page, by_group, cell, read_notebook, write_notebook
from autograder.errors import CourseError

DRAWN = "drawn"  # the class of figures whose colours docs/assets/course.css turns in the dark
OPTION = re.compile(r"^#\| ([\w-]+): (.*)\n?", re.MULTILINE)


def render(
    processed: Path, config: Path, lessons: list[Page], others: list[Page], out: Path, *, among: bool = False
) -> None:
    """Writes the site to `out`. `processed` is nbdev's `_proc`, `config` the folder of Sphinx's conf.py.

    `among` says that it will be one of several versions beside each other, with a switch between them.
    """
    source = processed.with_name("_sphinx")
    shutil.copytree(processed, source, ignore=shutil.ignore_patterns("*.ipynb", "*.yml"))
    for page in [*lessons, *others]:
        if page.path.endswith(".ipynb"):
            notebook = for_sphinx(read_notebook(processed / page.path))
            write_notebook((source / page.address).with_suffix(".ipynb"), notebook)
    with (source / "index.md").open("a", encoding="utf-8") as index:
        for group, found in {"Lessons": lessons, **by_group(others)}.items():
            index.write(_contents(group, found))
    command: list[object] = [sys.executable, "-m", "sphinx", "-b", "html", "-q", "-W", "--keep-going"]
    command += ["-t", "versions"] if among else []
    command += ["-d", source.with_name("_doctrees"), "-c", config, source, out]
    result = subprocess.run([*map(str, command)], capture_output=True, text=True)
    if result.returncode:
        faults = result.stderr.strip().replace(f"{source}/", "")
        raise CourseError(f"Sphinx found fault with the site's pages. Correct these:\n{faults}")


def for_sphinx(notebook: dict[str, Any]) -> dict[str, Any]:
    "The notebook with the front matter and cell options that nbdev writes, which are Quarto's, in MyST-NB's words."
    cells = notebook["cells"]
    front = next(front for front in cells if front["cell_type"] == "raw")
    title = yaml.safe_load(front["source"].strip().strip("-"))["title"]
    notebook["cells"] = [cell("markdown", f"# {title}"), *(kept for kept in cells if kept is not front)]
    for code in notebook["cells"]:
        if code["cell_type"] != "code":
            continue
        options = dict(OPTION.findall(code["source"]))
        code["source"] = OPTION.sub("", code["source"])
        if options.get("echo") == "false":
            code["metadata"].setdefault("tags", []).append("remove-input")
        image = {"alt": json.loads(options["fig-alt"])} if "fig-alt" in options else {}
        if _is_drawn(code):
            image["classes"] = DRAWN
        if image:
            code["metadata"]["mystnb"] = {"image": image}
    return notebook


def _is_drawn(code: dict[str, Any]) -> bool:
    "Whether its figures are lines and text alone, which may be turned light on dark; pictures of garments may not."
    drawings = ["".join(output.get("data", {}).get("image/svg+xml", "")) for output in code["outputs"]]
    return any(drawings) and not any("<image" in drawing for drawing in drawings)


def _contents(caption: str, pages: list[Page]) -> str:
    entries = [f"{page.label.replace('$', '')} <{page.address.removesuffix('.html')}>" for page in pages]
    return "\n".join(["\n```{toctree}", ":hidden:", f":caption: {caption}", "", *entries, "```\n"])
