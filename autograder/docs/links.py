"Where things are on the site, and links between them."

import posixpath
import re
import runpy
from pathlib import Path
from urllib.parse import unquote

NAME = re.compile(r"(?<![\[`])`([^`\s]+?)(\(\))?`(?![`\]])")
LINK = re.compile(r"(?<=\]\()(?P<path>[^)\s#:]*)(?:#(?P<anchor>[^)\s]*))?(?=\))")


def page_of(notebook: str) -> str:
    "The page of a file in `solutions/`: `01_stats/01_stats.ipynb` becomes `01_stats/stats.html`, as nbdev names it."
    path = Path(notebook)
    return path.with_name(re.sub(r"^\d+[a-zA-Z0-9]*_", "", path.name.lower())).with_suffix(".html").as_posix()


def anchor_of(heading: str) -> str:
    "The anchor of a heading, as nbdev's links expect it: `2. Why not n?` becomes `why-not-n`."
    kept = "-".join(re.sub(r"[^\w\-. ]", "", heading.lower()).split())
    return re.sub(r"^[\W\d_]+", "", kept) or "section"


def symbol_pages(library: Path) -> dict[str, str]:
    "`{'RunningMoments.update': '01_stats/stats.html#runningmoments.update'}` from nbdev's index of the library."
    index = library / "_modidx.py"
    if not index.exists():
        return {}
    pages = {}
    for module, symbols in runpy.run_path(str(index))["d"]["syms"].items():
        for symbol, (address, _) in symbols.items():
            name = symbol.removeprefix(f"{module}.")
            if not any(part.startswith("_") for part in name.split(".")):
                pages[name] = pages[symbol] = address
    return pages


def rewrite_links(markdown: str, page: str, symbols: dict[str, str]) -> str:
    """Links the names of `symbols` in the Markdown of `page`, and turns links to notebooks into links to their pages.

    Left alone: code blocks, raw HTML, headings, and names that this very page defines.
    """
    here = page_of(page)
    folder = posixpath.dirname(here) or "."

    def name(match: re.Match) -> str:
        address = symbols.get(match[1])
        if address is None or address.partition("#")[0] == here:
            return match[0]
        return f"[{match[0]}]({posixpath.relpath(address, folder)})"

    def link(match: re.Match) -> str:
        path, anchor = match["path"], match["anchor"]
        if path and not path.endswith((".ipynb", ".md")):
            return match[0]
        return (page_of(path) if path else "") + (f"#{anchor_of(unquote(anchor))}" if anchor else "")

    lines, inside = [], None
    for line in markdown.split("\n"):
        if inside == "code":
            inside = None if line.lstrip().startswith("```") else inside
        elif line.lstrip().startswith("```"):
            inside = "code"
        elif inside == "html":
            inside = inside if line.strip() else None
        elif re.match(r"\s*<[/a-z!]", line):
            inside = "html"
        elif not line.startswith(("    ", "#")):
            line = LINK.sub(link, NAME.sub(name, line))
        lines.append(line)
    return "\n".join(lines)
