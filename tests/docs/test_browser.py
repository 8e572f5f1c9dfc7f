"The built site in a real browser: nothing is loaded from elsewhere, nothing fails, math is set, phones can read it."

import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from axe_playwright_python.sync_playwright import Axe
from chromium import chromium, needs_chromium

from autograder.docs.pages import FIGURES
from tests.attacks.long import LONG, left_out

pytestmark = [
    needs_chromium,
    pytest.mark.xdist_group("site"),
    pytest.mark.parametrize("built", ["course"], indirect=True, scope="session"),
]
WAIT = 120_000
SERIOUS = ("serious", "critical")


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def address(site):
    "The site, served on this machine."
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=site))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.fixture(scope="module")
def browser():
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def visits(browser, address, pages):
    "Every page seen once, as wide as a phone: what it asked for, what failed, what sticks out, which formulas are raw."
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page, found = context.new_page(), {}
    page.set_default_timeout(WAIT)
    for name in pages:
        asked, failed = [], []
        on_request = lambda request, asked=asked: asked.append(request.url)  # noqa: E731
        on_message = lambda m, failed=failed: m.type == "error" and failed.append(m.text)  # noqa: E731
        on_error = lambda error, failed=failed: failed.append(str(error))  # noqa: E731
        page.on("request", on_request)
        page.on("console", on_message)
        page.on("pageerror", on_error)
        page.goto(f"{address}/{name}", wait_until="load")
        if page.locator(".math").count():
            page.wait_for_selector("mjx-container", state="attached")
        found[name] = {
            "asked": asked,
            "failed": failed,
            "wide": page.evaluate(WIDE),
            "raw": page.evaluate(RAW_MATH),
            "backslashes": page.evaluate(BACKSLASHES),
            "broken": page.evaluate(BROKEN_WORDS),
            "blank": page.evaluate("[...document.images].filter(i => !i.complete || !i.naturalWidth).map(i => i.src)"),
        }
        page.remove_listener("request", on_request)
        page.remove_listener("console", on_message)
        page.remove_listener("pageerror", on_error)
    context.close()
    return found


# Wider than the screen, and not inside something that scrolls by itself.
WIDE = """() => document.documentElement.scrollWidth > window.innerWidth + 1
    ? [...document.querySelectorAll('main *, article *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1)
        .slice(0, 5).map(e => e.tagName + '.' + e.className + ': ' + e.textContent.slice(0, 60))
    : []"""
RAW_MATH = """() => [...document.querySelectorAll('.math')].filter(e => !e.querySelector('mjx-container'))
    .map(e => e.textContent.slice(0, 60))"""
# Formulas that print a backslash, as `\\text{a\\_b}` does.
BACKSLASHES = """() => [...document.querySelectorAll('mjx-c.mjx-c5C')].map(e => e.closest('.math').textContent)"""
# Words of a table that are set on two lines.
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
    foreign = {
        name: [u for u in v["asked"] if not u.startswith((address, "data:", "blob:"))] for name, v in visits.items()
    }
    assert not {name: urls for name, urls in foreign.items() if urls}


@pytest.mark.parametrize("what", ["failed", "raw", "backslashes", "broken", "blank", "wide"])
def test_pages_are_whole(visits, what):
    assert not {name: visit[what] for name, visit in visits.items() if visit[what]}


def test_search_finds_a_lesson_by_its_words(browser, address, pages):
    lesson = next((name for name in pages if name.endswith("lsuv.html")), None)
    words, expected = ("LSUV", lesson) if lesson else ("spread", "scale.html")
    page = browser.new_page()
    page.set_default_timeout(WAIT)
    page.goto(f"{address}/search.html?q={words}")
    page.wait_for_selector(f"a[href*='{expected.rsplit('/')[-1]}']")
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


# Pages of each kind, and where the whole of the course is looked at (`make test-all`) all of them.
KINDS = ("index.html", "06_activations/activations.html", "guides/results.html", "search.html", "404.html")
READERS = {
    "light": {"color_scheme": "light", "viewport": {"width": 1280, "height": 844}},
    "dark": {"color_scheme": "dark", "viewport": {"width": 1280, "height": 844}},
    "phone": {"color_scheme": "light", "viewport": {"width": 390, "height": 844}},
}


@pytest.mark.parametrize("reader", READERS)
def test_everybody_can_read_and_reach_it(browser, address, pages, reader):
    "By axe-core, which knows WCAG 2.2: contrast, names, order, the keyboard."
    context = browser.new_context(**READERS[reader])
    page, found = context.new_page(), {}
    page.set_default_timeout(WAIT)
    for name in [*pages, "404.html"] if LONG else KINDS:
        page.goto(f"{address}/{name}", wait_until="load")
        page.evaluate("window.MathJax?.startup?.promise")
        faults = [fault for fault in Axe().run(page).response["violations"] if fault["impact"] in SERIOUS]
        found[name] = [(fault["id"], [node["target"] for node in fault["nodes"]][:3]) for fault in faults]
    assert not {name: faults for name, faults in found.items() if faults}
    page.evaluate("document.querySelector('h1').style.color = 'rgb(128, 128, 128, 0.6)'")
    assert [fault["id"] for fault in Axe().run(page).response["violations"]] == ["color-contrast"]  # so it does look
    context.close()


@left_out("most pages of the site by axe-core")
def test_all_pages_can_be_read_and_reached(pages):
    assert set(KINDS) - {"404.html"} < set(pages)


def test_a_printed_page_has_its_title_and_all_of_its_code(browser, address):
    page = browser.new_page(viewport={"width": 700, "height": 900})  # of a sheet of paper
    page.set_default_timeout(WAIT)
    page.goto(f"{address}/06_activations/activations.html")
    page.emulate_media(media="print")
    assert page.locator("h1").is_visible()
    cut = "[...document.querySelectorAll('pre')].filter(e => e.scrollWidth > e.clientWidth + 1).length"
    assert page.evaluate(cut) == 0
    page.close()


FIGURE_PAGES = {"index.html", *(f"{lesson}/{lesson[3:]}.html" for lesson in FIGURES)}


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
