"A built page as its reader's browser sees it: links, anchors, headings, images, what it loads, its text."

from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

LOADING = ("script", "img", "iframe", "source", "video", "audio", "embed")
NEIGHBOUR = {"left-prev", "right-next"}
HIDDEN = ("script", "style", "template")


@dataclass
class Webpage:
    path: Path
    ids: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    neighbours: list[str] = field(default_factory=list)  # the pages before and after this one
    loads: list[str] = field(default_factory=list)
    images: list[dict] = field(default_factory=list)
    headings: list[int] = field(default_factory=list)
    text: str = ""


class _Reader(HTMLParser):
    def __init__(self, page: Webpage):
        super().__init__()
        self.page, self.hidden = page, 0

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        page = self.page
        page.ids += [attributes["id"]] if attributes.get("id") else []
        if tag == "a" and attributes.get("href"):
            page.links.append(attributes["href"])
            if NEIGHBOUR & set((attributes.get("class") or "").split()):
                page.neighbours.append(attributes["href"])
        elif tag == "link" and attributes.get("rel") not in ("next", "prev", "search", "index", "canonical"):
            page.loads.append(attributes["href"])
        elif tag in LOADING and attributes.get("src"):
            page.loads.append(attributes["src"])
        if tag == "img":
            page.images.append(attributes)
        if len(tag) == 2 and tag[0] == "h" and tag[1].isdecimal():
            page.headings.append(int(tag[1]))
        self.hidden += tag in HIDDEN

    def handle_endtag(self, tag):
        self.hidden -= tag in HIDDEN

    def handle_data(self, data):
        if not self.hidden:
            self.page.text += data


def read_page(path: Path) -> Webpage:
    page = Webpage(path)
    reader = _Reader(page)
    reader.feed(path.read_text(encoding="utf-8"))
    reader.close()
    return page


def read_site(folder: Path) -> dict[str, Webpage]:
    "Every page below `folder`, by its address."
    paths = [path for path in sorted(folder.rglob("*.html")) if not path.relative_to(folder).parts[0].startswith("_")]
    return {path.relative_to(folder).as_posix(): read_page(path) for path in paths}
