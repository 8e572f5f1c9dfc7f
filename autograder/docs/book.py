"The lessons as one PDF, printed by Chromium from the pages of the site: same words, figures and formulas."

import logging
import posixpath
import re
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag
from jinja2 import Environment, FileSystemLoader

from autograder.docs.browser import chromium, find_chromium
from autograder.docs.pages import Page
from autograder.errors import CourseError
from autograder.lessons import REPOSITORY

PACKAGES = ("playwright", "pypdf")
NAME = "downloads/book.pdf"
CHAPTERS = ("guides/results.html", "guides/glossary.html")  # behind the lessons
LEFT_OUT = "script, style, .headerlink, .lesson-links, .prev-next-area"
# Stylesheets and scripts of a page that paper needs: what sets formulas and draws the figures that readers move.
KEPT = re.compile(r"\.css|/mathjax/|/figures\.js")
PAPER = {
    "format": "A4",
    "prefer_css_page_size": True,
    "print_background": True,
}
PATIENCE = 600_000  # milliseconds, to set all formulas on a busy machine


def needs() -> str:
    "What is missing on this machine to print a book, as a sentence; empty where nothing is."
    if find_chromium() is None:
        return "A book is printed by Chromium, which is not installed: sudo apt-get install chromium."
    missing = [package for package in PACKAGES if find_spec(package) is None]
    return f"A book needs {' and '.join(missing)}, which this environment lacks: make .venv/ready." if missing else ""


@dataclass(frozen=True)
class Section:
    "A heading in the book's contents and its PDF's bookmarks: `level` 1 is a chapter."

    level: int
    text: str
    id: str


def make_book(site: Path, pages: list[Page], title: str, version: str, address: str) -> Path:
    """Prints the lessons among `pages` and `CHAPTERS` into `NAME` below `site`, with bookmarks and a title page.

    `address` is where the site is published: links to pages that are not in the book lead there.
    """
    missing = needs()
    if missing:
        raise CourseError(missing)
    lessons = [page for page in pages if page.group == "Lessons"]
    chapters = lessons + [page for page in pages if page.address in CHAPTERS]
    draft = site / "book.html"
    text, sections = as_one_page(site, chapters, title, version, address)
    draft.write_text(text, encoding="utf-8")
    try:
        with chromium() as browser:
            print_page(browser, draft, site / NAME)
    finally:
        draft.unlink()
    add_bookmarks(site / NAME, sections)
    return site / NAME


def print_page(browser: Any, page: Path, out: Path) -> None:
    "Writes a page as PDF when its formulas are set and its figures drawn."
    out.parent.mkdir(exist_ok=True)
    opened = browser.new_page(color_scheme="light")
    opened.set_default_timeout(PATIENCE)
    opened.goto(page.as_uri(), wait_until="load")
    opened.evaluate("window.MathJax?.startup?.promise")
    opened.pdf(path=out, **PAPER)
    opened.close()


def add_bookmarks(book: Path, sections: list[Section]) -> None:
    """Gives the PDF a bookmark for each section. Those that Chromium makes lose spaces where a heading's line ends.

    Chromium knows a place by its id where a link leads there, as the contents do.
    """
    from pypdf import PdfReader, PdfWriter
    from pypdf.generic import Fit

    logging.getLogger("pypdf").setLevel(logging.ERROR)  # it warns of a count of objects that Chromium gets wrong
    printed = PdfReader(book)
    pdf, places = PdfWriter(clone_from=printed), {k.lstrip("/"): v for k, v in printed.named_destinations.items()}
    above: dict[int, Any] = {}
    for section in sections:
        place = places[section.id]
        above[section.level] = pdf.add_outline_item(
            title=section.text,
            page_number=printed.get_destination_page_number(place),
            parent=above.get(section.level - 1),
            fit=Fit.xyz(top=place.top),
        )
    pdf.page_mode = "/UseOutlines"
    pdf.write(book)


def as_one_page(site: Path, chapters: list[Page], title: str, version: str, address: str) -> tuple[str, list[Section]]:
    """HTML with a title page, contents and all chapters, to lie at the top of `site`, and the sections it has.

    Links between chapters stay inside.
    """
    inside = {chapter.address for chapter in chapters}
    read = [BeautifulSoup((site / chapter.address).read_text(encoding="utf-8"), "html.parser") for chapter in chapters]
    assets: dict[str, None] = {}
    for chapter, soup in zip(chapters, read, strict=True):
        for asset in _assets(soup.select("head")[0], chapter.address):
            assets.setdefault(asset)
    articles = [
        _as_chapter(soup.select("article")[0], chapter, inside, address)
        for chapter, soup in zip(chapters, read, strict=True)
    ]
    templates = Environment(loader=FileSystemLoader(REPOSITORY / "docs" / "templates"), autoescape=True)
    sections = [section for article in articles for section in _sections(article)]
    text = templates.get_template("book.html").render(
        title=title,
        version=version,
        address=address,
        sections=sections,
        assets=list(assets),
        articles=[str(article) for article in articles],
    )
    return text, sections


def _sections(article: Tag) -> list[Section]:
    "Its H1 and H2."
    found: list[Section] = []
    for heading in article.find_all(["h1", "h2"]):
        heading["id"] = id = f"{article['id']}---{len(found)}"
        found.append(Section(int(heading.name[1]), " ".join(heading.get_text().split()), id))
    return found


def _assets(head: Tag, page: str) -> list[str]:
    "The tags of a page's head that paper needs, with paths from the top of the site."
    kept = []
    for tag in head.find_all(["link", "script"]):
        place = "href" if tag.name == "link" else "src"
        if tag.get("rel") == ["stylesheet"] or (tag.get("src") and KEPT.search(str(tag["src"]))):
            tag[place] = _from_top(str(tag[place]), page)
            kept.append(str(tag))
        elif "window.MathJax" in (tag.string or ""):
            kept.append(str(tag))
    return kept


def _as_chapter(article: Tag, chapter: Page, inside: set[str], address: str) -> Tag:
    "The article with everything unfolded, with ids and links that are its own in the book."
    for tag in article.select(LEFT_OUT):
        tag.decompose()
    for folded in article.find_all("details"):
        folded["open"] = ""
    for label in article.select("details.hide > summary"):
        label.string = "Its code, which is given"
    for tag in article.find_all(id=True):
        tag["id"] = _id(chapter.address, str(tag["id"]))
    for name in ("for", "aria-labelledby", "aria-describedby", "aria-controls"):
        for tag in article.select(f"[{name}]"):
            tag[name] = " ".join(_id(chapter.address, part) for part in str(tag[name]).split())
    for image in article.find_all(src=True):
        image["src"] = _from_top(str(image["src"]), chapter.address)
    for link in article.find_all("a", href=True):
        link["href"] = _target(str(link["href"]), chapter.address, inside, address)
    if chapter.path[:2].isdecimal():
        article.select("h1")[0].insert(0, f"{chapter.path[:2]} · ")
    article["id"] = _id(chapter.address)
    return article


def _target(link: str, page: str, inside: set[str], address: str) -> str:
    parts = urlsplit(link)
    if parts.scheme or parts.netloc:
        return link
    target = _from_top(parts.path, page) if parts.path else page
    if target in inside:
        return f"#{_id(target, parts.fragment)}"
    return f"{address}{target}" + (f"#{parts.fragment}" if parts.fragment else "")


def _from_top(path: str, page: str) -> str:
    if urlsplit(path).scheme:
        return path
    return posixpath.normpath(posixpath.join(posixpath.dirname(page), path))


def _id(page: str, anchor: str = "") -> str:
    "`06_activations/activations.html`, `summary` → `activations--summary`."
    return f"{Path(page).stem}--{anchor}" if anchor else Path(page).stem
