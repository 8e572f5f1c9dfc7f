"The built site in a real browser: nothing is loaded from elsewhere, nothing fails, math is set, phones can read it."

import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from chromium import chromium, needs_chromium

from autograder.docs.pages import FIGURES

pytestmark = [
    needs_chromium,
    pytest.mark.xdist_group("site"),
    pytest.mark.parametrize("built", ["course"], indirect=True, scope="session"),
]
WAIT = 120_000


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
    """Every page loaded once: what it asked for, what failed, which formulas are raw.

    As wide as a phone: what sticks out. As wide as a desk, where more is shown, in light and dark: which text is pale.
    """
    phone, desk = {"width": 390, "height": 844}, {"width": 1280, "height": 800}
    context = browser.new_context()
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
        page.set_viewport_size(phone)
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
        page.set_viewport_size(desk)
        for scheme in ("light", "dark"):
            found[name][scheme] = pale(page, scheme)
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

# Text that is too pale for its ground: a contrast below 4.5, or 3 where it is large (WCAG 2.2, 1.4.3).
PALE = r"""() => {
    const parse = colour => { const [r, g, b, a = 1] = colour.match(/[\d.]+/g).map(Number); return [r, g, b, a] }
    const over = ([r, g, b, a], under) => [r, g, b].map((value, i) => value * a + under[i] * (1 - a))
    const behind = element => {
        if (!element) return [255, 255, 255]
        const colour = parse(getComputedStyle(element).backgroundColor)
        return colour[3] === 1 ? colour.slice(0, 3) : over(colour, behind(element.parentElement))
    }
    const luminance = colour => {
        const [r, g, b] = colour.map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
        return 0.2126 * r + 0.7152 * g + 0.0722 * b
    }
    const found = new Map()
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    while (texts.nextNode()) {
        const element = texts.currentNode.parentElement
        const text = texts.currentNode.textContent.trim()
        if (!text || !element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue
        if (element.closest('mjx-container, script, style, [aria-hidden=true], .search-button__kbd-shortcut')) continue
        const style = getComputedStyle(element), ground = behind(element)
        const [light, dark] = [luminance(over(parse(style.color), ground)), luminance(ground)].sort((a, b) => b - a)
        const size = parseFloat(style.fontSize), large = size >= 24 || (size >= 18.66 && style.fontWeight >= 700)
        const ratio = (light + 0.05) / (dark + 0.05)
        if (ratio >= (large ? 3 : 4.5)) continue
        found.set(`${style.color} on ${ground}`, `${ratio.toFixed(1)}: ${text.slice(0, 40)}`)
    }
    return [...found].map(entry => entry.join(' '))
}"""


def pale(page, scheme):
    "Text that is too pale, in light or dark. Colours change at once: some changes of what is hidden would never end."
    page.add_style_tag(content="*, ::before, ::after { transition: none !important; animation: none !important }")
    page.emulate_media(color_scheme=scheme)
    return page.evaluate(PALE)


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


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_ground(visits, scheme):
    assert not {name: visit[scheme] for name, visit in visits.items() if visit[scheme]}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pale_text_is_seen(browser, address, scheme):
    page = browser.new_page()
    page.goto(f"{address}/index.html")
    page.evaluate("document.querySelector('h1').style.color = 'rgb(128, 128, 128, 0.6)'")
    assert pale(page, scheme)
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
