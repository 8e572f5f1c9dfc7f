"The built site in a real browser: nothing is loaded from elsewhere, nothing fails, math is set, phones can read it."

import gzip
import re
import shutil
import threading
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from chromium import chromium, needs_chromium

from autograder.docs.book import add_bookmarks, as_one_page, print_page
from autograder.docs.build import MARK
from autograder.docs.pages import FIGURES, Page
from autograder.docs.versions import list_versions
from tests.attacks.long import LONG, left_out

pytestmark = [needs_chromium, pytest.mark.xdist_group("site")]
WAIT = 120_000
SERIOUS = ("serious", "critical")


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture(scope="session")
def site(request):
    "The folder of the course's own site, and in `make test` that of the example."
    return request.getfixturevalue("course_build")[0] if LONG else request.getfixturevalue("example_site")


@pytest.fixture(scope="session")
def pages(request):
    return request.getfixturevalue("course" if LONG else "example")


@contextmanager
def served(folder):
    "The address of a folder, served on this machine."
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.fixture(scope="module")
def address(site):
    "The example lies below its host, where its list of versions is."
    with served(site if LONG else site.parent.parent) as address:
        yield address if LONG else f"{address}/{site.parent.name}/{site.name}"


@pytest.fixture(scope="module")
def browser():
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def visits(browser, address, pages):
    "Pages seen once, as wide as a phone: what they asked for, what failed, what sticks out, which formulas are raw."
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page, found = context.new_page(), {}
    page.set_default_timeout(WAIT)
    for name in seen(pages):
        asked, failed = [], []
        on_request = lambda request, asked=asked: asked.append(request.url)  # noqa: E731
        on_message = lambda m, failed=failed: m.type == "error" and failed.append(m.text)  # noqa: E731
        on_error = lambda error, failed=failed: failed.append(str(error))  # noqa: E731
        page.on("request", on_request)
        page.on("console", on_message)
        page.on("pageerror", on_error)
        page.goto(f"{address}/{name}", wait_until="load")
        if page.locator("article .math").count():
            page.wait_for_selector("mjx-container", state="attached")
        found[name] = {
            "asked": asked,
            "failed": failed,
            "wide": page.evaluate(WIDE),
            "raw": page.evaluate(RAW_MATH),
            "backslashes": page.evaluate(BACKSLASHES),
            "broken": page.evaluate(BROKEN_WORDS),
            "icons": page.evaluate(BARE_ICONS),
            "blank": page.evaluate("[...document.images].filter(i => !i.complete || !i.naturalWidth).map(i => i.src)"),
        }
        page.remove_listener("request", on_request)
        page.remove_listener("console", on_message)
        page.remove_listener("pageerror", on_error)
    context.close()
    return found


def seen(pages):
    "All of them in `make test-all`; in `make test` the lessons of the example, and of the guides one with much in it."
    return [name for name in pages if LONG or not name.startswith("guides/") or name == "guides/attacks.html"]


@left_out("the course's own lessons and most guides in the browser")
def test_every_page_is_seen(pages):
    assert seen(pages) == list(pages)


# Wider than the screen, and not inside something that scrolls by itself.
WIDE = """() => document.documentElement.scrollWidth > window.innerWidth + 1
    ? [...document.querySelectorAll('main *, article *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1)
        .slice(0, 5).map(e => e.tagName + '.' + e.className + ': ' + e.textContent.slice(0, 60))
    : []"""
RAW_MATH = """() => [...document.querySelectorAll('article .math')].filter(e => !e.querySelector('mjx-container'))
    .map(e => e.textContent.slice(0, 60))"""
# Formulas that print a backslash, as `\\text{a\\_b}` does.
BACKSLASHES = """() => [...document.querySelectorAll('mjx-c.mjx-c5C')].map(e => e.closest('.math').textContent)"""
# Words of a table that are set on two lines.
BARE_ICONS = """() => [...document.querySelectorAll('[class*="fa-"]')]
    .filter(e => !e.matches('svg') || !e.querySelector('path[d]') || e.querySelector('.missing'))
    .map(e => e.getAttribute('class'))"""
BROKEN_WORDS = r"""() => {
    const found = [], texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    while (texts.nextNode()) {
        const node = texts.currentNode
        if (!node.parentElement.closest('article :is(td, th)')) continue
        for (const word of node.textContent.matchAll(/[\p{L}\p{N}]+/gu)) {
            const range = document.createRange()
            range.setStart(node, word.index)
            range.setEnd(node, word.index + word[0].length)
            const lines = new Set([...range.getClientRects()].filter(r => r.width > 1).map(r => r.top))
            if (lines.size > 1) found.push(word[0])
        }
    }
    return found.slice(0, 5)
}"""


def test_nothing_is_asked_of_others(visits, address):
    host = re.match(r"http://[^/]+", address)[0]
    foreign = {
        name: [u for u in v["asked"] if not u.startswith((host, "data:", "blob:"))] for name, v in visits.items()
    }
    assert not {name: urls for name, urls in foreign.items() if urls}


@pytest.mark.parametrize("what", ["failed", "raw", "backslashes", "broken", "icons", "blank", "wide"])
def test_pages_are_whole(visits, what):
    assert not {name: visit[what] for name, visit in visits.items() if visit[what]}


# Kilobytes over the wire at a first visit, compressed as web servers do it. The example's front page has a formula.
MOST = {"index.html": 300 if LONG else 600, "lesson": 1000}
PACKED = {".html", ".css", ".js", ".svg", ".json"}


def test_pages_are_light(visits, address, site, pages):
    def kilobytes(name):
        below = [url.removeprefix(address) for url in visits[name]["asked"] if url.startswith(address)]
        files = {unquote(urlsplit(url).path).lstrip("/") for url in below}
        return sum(map(size, files)) / 1000

    def size(file):
        data = (site / file).read_bytes()
        return len(gzip.compress(data) if (site / file).suffix in PACKED else data)

    heavy = {name: kilobytes(name) for name in seen(pages) if re.match(r"index|\d\d_", name)}
    assert len(heavy) > 2 and min(heavy.values()) > 50  # so it does weigh them
    assert not {name: kb for name, kb in heavy.items() if kb > MOST.get(name, MOST["lesson"])}


def test_search_finds_a_lesson_by_its_words(browser, address, pages):
    lesson = next((name for name in pages if name.endswith("lsuv.html")), None)
    words, expected = ("LSUV", lesson) if lesson else ("spread", "scale.html")
    page = browser.new_page()
    page.set_default_timeout(WAIT)
    page.goto(f"{address}/search.html?q={words}")
    page.wait_for_selector(f"a[href*='{expected.rsplit('/')[-1]}']")
    page.close()


def test_a_reader_changes_to_another_version(browser, example_site, tmp_path):
    host = shutil.copytree(example_site.parent.parent, tmp_path / "host")
    course = host / example_site.parent.name
    shutil.copytree(course / example_site.name, course / "0.0.9")
    list_versions(course, MARK, f"/{course.name}/", "A course")
    with served(host) as address:
        page, asked = browser.new_page(viewport={"width": 1280, "height": 900}), []
        page.set_default_timeout(WAIT)
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"{address}/{course.name}/")  # leads to the newest
        page.wait_for_url(f"**/{example_site.name}/index.html")
        page.goto(f"{address}/{course.name}/{example_site.name}/01_scale/scale.html")
        switch = page.get_by_role("button", name="Version switcher list").first
        switch.get_by_text(example_site.name).wait_for()
        switch.focus()
        page.keyboard.press("Enter")
        page.get_by_role("option", name="0.0.9").first.click()
        page.wait_for_url(f"{address}/{course.name}/0.0.9/01_scale/scale.html")
        assert not [url for url in asked if not url.startswith((address, "data:"))]
        page.close()


def test_dark_mode_follows_the_reader(browser, address):
    colours = []
    for scheme in ("light", "dark"):
        context = browser.new_context(color_scheme=scheme)
        page = context.new_page()
        page.goto(f"{address}/index.html")
        colours.append(page.evaluate("getComputedStyle(document.body).backgroundColor"))
        context.close()
    assert colours[0] != colours[1]


# Pages of each kind; all of them where the whole of the course is looked at (`make test-all`).
LESSON = "06_activations/activations.html" if LONG else "01_scale/scale.html"
KINDS = ("index.html", LESSON, "guides/results.html", "search.html", "404.html")
READERS = {
    "light": {"color_scheme": "light", "viewport": {"width": 1280, "height": 844}},
    "dark": {"color_scheme": "dark", "viewport": {"width": 1280, "height": 844}},
    "phone": {"color_scheme": "light", "viewport": {"width": 390, "height": 844}},
}


# What a reader's page can differ in from the light one: in the dark its colours, on a phone everything else.
RULES = {
    "light": {},
    "dark": {"runOnly": ["color-contrast", "link-in-text-block"]},
    "phone": {"rules": {"color-contrast": {"enabled": False}}},
}


@pytest.mark.parametrize("reader", READERS)
def test_everybody_can_read_and_reach_it(browser, address, pages, reader):
    "By axe-core, which knows WCAG 2.2: contrast, names, order, the keyboard."
    rules = {**RULES[reader], "resultTypes": ["violations"]}
    context = browser.new_context(**READERS[reader])
    page, found = context.new_page(), {}
    page.set_default_timeout(WAIT)
    for name in [*pages, "404.html"] if LONG else KINDS if reader == "light" else KINDS[:2]:
        page.goto(f"{address}/{name}", wait_until="load")
        page.evaluate("window.MathJax?.startup?.promise")
        faults = [f for f in Axe().run(page, options=rules).response["violations"] if f["impact"] in SERIOUS]
        found[name] = [(fault["id"], [node["target"] for node in fault["nodes"]][:3]) for fault in faults]
    assert not {name: faults for name, faults in found.items() if faults}
    page.evaluate("document.querySelector('h1').style.color = 'rgb(128, 128, 128, 0.6)'")
    page.evaluate("document.querySelector('main').append(new Image())")
    seen = {f["id"] for f in Axe().run(page, options=rules).response["violations"] if f["impact"] in SERIOUS}
    made = {"light": {"color-contrast", "image-alt"}, "dark": {"color-contrast"}, "phone": {"image-alt"}}
    assert seen == made[reader]  # so it does look
    context.close()


@left_out("most pages of the site by axe-core")
def test_all_pages_can_be_read_and_reached(pages):
    assert set(KINDS) - {"404.html"} < set(pages)


def test_a_printed_page_has_its_title_and_all_of_its_code(browser, address):
    page = browser.new_page(viewport={"width": 700, "height": 900})  # of a sheet of paper
    page.set_default_timeout(WAIT)
    page.goto(f"{address}/{LESSON}")
    page.emulate_media(media="print")
    assert page.locator("h1").is_visible()
    assert page.evaluate(CUT) == []
    page.evaluate("document.querySelector('article p').innerHTML = '<table><tr><td>' + '—'.repeat(300)")
    assert page.evaluate(CUT)  # so it does look
    page.close()


# What sticks out of a sheet of paper, where nothing scrolls.
CUT = """() => [...document.querySelectorAll('article :is(pre, table, img, svg, mjx-container)')].filter(e => {
    const sheet = e.closest('article').getBoundingClientRect(), own = e.getBoundingClientRect()
    return own.right > sheet.right + 1 || e.tagName === 'PRE' && e.scrollWidth > e.clientWidth + 1
}).map(e => e.tagName + ': ' + e.textContent.slice(0, 60))"""


def test_the_lessons_are_a_book(browser, example_site, tmp_path):
    "Title page, contents, chapters, bookmarks; links between chapters stay in the book."
    from pypdf import PdfReader

    site = shutil.copytree(example_site, tmp_path / "site")
    lessons = [Page("00_begin/00_begin.ipynb", "Begin here"), Page("01_scale/01_scale.ipynb", "Scale: it's all")]
    text, sections = as_one_page(site, lessons, "A course", "7.1", "https://course.example/")
    assert 'href="#begin--flatten"' in text and "begin.html" not in text
    assert "<details>" not in text and len(re.findall('id="begin"', text)) == 1
    (site / "book.html").write_text(text)
    print_page(browser, site / "book.html", tmp_path / "book.pdf")
    add_bookmarks(tmp_path / "book.pdf", sections)
    book = PdfReader(tmp_path / "book.pdf")
    words = [" ".join(page.extract_text().split()) for page in book.pages]
    assert "A course" in words[0] and "Version 7.1" in words[0] and "Contents" in words[1]
    first, _, second, _ = book.outline
    for chapter, title in ((first, "00 · Begin here"), (second, "01 · ")):
        assert chapter.title.startswith(title) and title in words[book.get_destination_page_number(chapter)]


@left_out("all pages of the book")
def test_nothing_of_the_book_is_cut_off(browser, site, tmp_path):
    lessons = [
        Page(f"{path.parent.name}/{path.parent.name}.ipynb", path.stem) for path in sorted(site.glob("[0-9]*/*.html"))
    ]
    others = [Page(f"guides/{name}.md", name) for name in ("results", "glossary")]
    text, _ = as_one_page(site, lessons + others, "A course", "7.1", "https://course.example/")
    draft = site / "_book.html"
    draft.write_text(text)
    page = browser.new_page(viewport={"width": 658, "height": 900})  # A4 without its margins
    page.set_default_timeout(10 * WAIT)
    page.goto(draft.as_uri())
    page.evaluate("window.MathJax?.startup?.promise")
    page.emulate_media(media="print")
    assert page.evaluate(CUT) == [] and page.evaluate(RAW_MATH) == []
    page.close()
    draft.unlink()


FIGURE_PAGES = {"index.html", *(f"{lesson}/{lesson[3:]}.html" for lesson in FIGURES if LONG)}


def test_figures_are_moved_by_the_keyboard(browser, address, pages):
    assert {name for name, page in pages.items() if "interactive" in page.path.read_text()} == FIGURE_PAGES
    page = browser.new_page()
    page.set_default_timeout(WAIT)
    for name in FIGURE_PAGES:
        page.goto(f"{address}/{name}")
        figure, drawing = page.locator("figure.interactive"), page.locator("figure.interactive > svg")
        for place in range(figure.locator("input").count()):
            before, words = drawing.inner_html(), figure.locator("figcaption").inner_text()
            figure.locator("input").nth(place).focus()
            page.keyboard.press("ArrowRight")
            assert drawing.inner_html() != before, f"{name}: control {place} changes nothing"
            assert figure.locator("figcaption").inner_text() != words or place, name
    page.close()
