"""What happens to a lesson on its way to the site, after nbdev's own processors.

settings.ini names them under `procs`; nbdev runs them one after the other, and `render.py` makes pages of the result.
"""

import json
import re
from pathlib import Path

from execnb.nbio import NbCell
from fastcore.basics import AttrDict
from nbdev.config import get_config
from nbdev.process import Processor

from autograder.docs.links import rewrite_links, symbol_pages
from autograder.ipynb import FIGURE, figure_texts, has_region, is_answer, without_region
from autograder.predictions import without_prediction


def signatures_as_text(cell: NbCell) -> None:
    "Turns the output of nbdev's `show_doc` into Markdown, so that it is searched, linked and laid out like prose."
    if cell.cell_type == "code" and re.search(r"^show_doc\(", cell.source, re.MULTILINE):
        outputs = [output.data["text/markdown"] for output in cell.outputs if "data" in output]
        cell.update(cell_type="markdown", source="".join("".join(text) for text in outputs))
        del cell["outputs"], cell["execution_count"]


def without_answers(cell: NbCell) -> None:
    "Removes what a learner has to find out: solutions that are not exported, hidden tests, and predictions."
    if is_answer(cell):
        stub = "# Your code here" if cell.cell_type == "code" else "*Your answer here.*"
        cell.source = without_region(cell.source, "SOLUTION", stub) if has_region(cell.source, "SOLUTION") else stub
        if "outputs" in cell:
            cell.outputs = []
    cell.source = without_region(cell.source, "HIDDEN TESTS").rstrip()
    if cell.cell_type == "code":
        cell.source = without_prediction(cell.source)


# A fold that holds nothing but the line: without it, it would open to nothing.
_ALONE = re.compile(r"(</summary>\s*)\*Figure: ((?:(?!\n\n).)+?)\*(\s*</details>)", re.DOTALL)


def _in_the_fold(found: re.Match[str]) -> str:
    return f"{found[1]}{found[2][0].upper()}{found[2][1:]}{found[3]}"


class alt_texts(Processor):  # noqa: N801 (nbdev's processors are named like functions)
    "Makes each line `*Figure: what is seen*` the alt text of its figure, where screen readers expect it."

    def begin(self) -> None:
        for place, text in figure_texts(self.nb.cells):
            if text:
                cell, line = self.nb.cells[place], " ".join(text.replace("`", "").split())
                cell.source = f"#| fig-alt: {json.dumps(line, ensure_ascii=False)}\n{cell.source}"
        for cell in self.nb.cells:
            if cell.cell_type == "markdown":
                cell.source = _ALONE.sub(_in_the_fold, cell.source)
            if cell.cell_type == "markdown" and FIGURE.search(cell.source):
                cell.source = FIGURE.sub("", cell.source).rstrip()


class relative_links(Processor):  # noqa: N801
    "Links names of the library to the lesson that writes them, and notebooks to their pages; all of it relative."

    def __init__(self, nb: AttrDict) -> None:
        super().__init__(nb)
        config = get_config()
        self.page = Path(nb.path_).resolve().relative_to(config.nbs_path.resolve()).as_posix()
        self.symbols = symbol_pages(config.lib_path)

    def cell(self, cell: NbCell) -> None:
        if cell.cell_type == "markdown":
            cell.source = rewrite_links(cell.source, self.page, self.symbols)
