"The built site: nothing leads nowhere, nothing comes from elsewhere, no answer is on it, everybody can read it."

import json
import posixpath
import re
import zipfile
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from example import SECRETS

from autograder.docs.build import FACTS, KIT_FILE
from autograder.lessons import REPOSITORY, all_lessons
from autograder.release.leaks import secret_lines
from tests.attacks.long import left_out
from tests.promise import given_away, texts_in

GUIDES = {f"guides/{path.stem}.html" for path in (REPOSITORY / "docs" / "guides").glob("*.md")} | {
    "guides/results.html"
}
READABLE = {".ipynb", ".txt", ".json", ".md", ".py", ".js"}  # of files; pages are looked at as text
pytestmark = pytest.mark.xdist_group("site")  # built once


def test_every_local_link_and_anchor_resolves(pages, site):
    broken = []
    for address, page in pages.items():
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = posixpath.normpath(posixpath.join(posixpath.dirname(address), unquote(parts.path)))
            target = address if not parts.path else target
            if target == f"downloads/{KIT_FILE}" and not (site / "downloads").exists():
                continue  # the example has no lessons for learners
            anchor = unquote(parts.fragment)
            if not (site / target).is_file() or (anchor and target in pages and anchor not in pages[target].ids):
                broken.append(f"{address}: {link}")
    assert not broken


def test_nothing_is_loaded_from_elsewhere(pages, site):
    loads = [(address, load) for address, page in pages.items() for load in page.loads]
    for path in site.rglob("*.css"):
        css = path.read_text(encoding="utf-8")
        urls = re.findall(r"url\(\s*['\"]?([^'\")]+)|@import\s+['\"]([^'\"]+)", css)
        loads += [(path.relative_to(site).as_posix(), "".join(url)) for url in urls]
    assert [load for load in loads if re.match(r"(https?:)?//", load[1])] == []
    for address, load in loads:
        if not load.startswith(("data:", "#")):
            target = posixpath.normpath(posixpath.join(posixpath.dirname(address), urlsplit(unquote(load)).path))
            assert (site / target).is_file(), f"{address} loads {load}, which is not there"


def test_math_has_its_script_and_fonts(pages, site):
    assert any("mathjax" in load for page in pages.values() for load in page.loads)
    assert list(site.rglob("mathjax/output/chtml/fonts/woff-v2/*.woff"))


def test_images_have_alt_text(pages):
    bare = [
        f"{address}: {image.get('src', '')[:60]}"
        for address, page in pages.items()
        for image in page.images
        if len(image.get("alt") or "") < 10
    ]
    assert not bare


def test_headings_are_in_order(pages):
    for address, page in pages.items():
        assert page.headings.count(1) == 1, address
        jumps = [pair for pair in zip(page.headings, page.headings[1:], strict=False) if pair[1] > pair[0] + 1]
        assert not jumps, address


def test_ids_are_unique(pages):
    for address, page in pages.items():
        twice = {name for name in page.ids if page.ids.count(name) > 1}
        # In the reference, nbdev gives the method Learner.callback and the class learner.Callback one anchor.
        assert twice <= {"learner.callback"}, address


def test_no_answer_is_on_the_site(built, pages):
    root, site = built
    texts = {address: page.text for address, page in pages.items()}
    files = {name: text for name, text in texts_in(site) if Path(name.rpartition("/")[2]).suffix in READABLE}
    assert given_away(texts | files, root / "solutions") == []


def test_search_knows_the_lessons(site):
    index = (site / "searchindex.js").read_text(encoding="utf-8")
    index = json.loads(index[index.index("{") : index.rindex("}") + 1])
    words = [*index["terms"], *index["titleterms"]]
    assert {"lesson", "spread"} <= set(words)


def test_front_page_leads_to_every_page(pages):
    missing = set(pages) - {"index.html", "search.html", "404.html"} - set(pages["index.html"].links)
    assert not missing


def test_lessons_follow_one_another(pages):
    lessons = [address for address in pages if re.match(r"\d\d_", address)]
    for before, after in zip(lessons, lessons[1:], strict=False):
        assert f"../{after}" in pages[before].neighbours and f"../{before}" in pages[after].neighbours


def test_front_page_says_what_was_measured():
    answers = "".join(path.read_text() for path in (REPOSITORY / "tests" / "answers").rglob("*.py"))
    guides = REPOSITORY / "docs" / "guides"
    assert answers.count("# %% wrong") > FACTS["wrong"] and answers.count("# %% right") > FACTS["right"]
    assert f"{FACTS['attacks']} notebooks that try" in (guides / "attacks.md").read_text()
    assert f"{FACTS['speed']} times nbgrader's" in " ".join((guides / "benchmark.md").read_text().split())


def test_the_readme_names_the_same_hours(built, site):
    root, _ = built
    stated = re.search(r"About (\d+) hours", (site / "index.html").read_text())
    assert stated and (root != REPOSITORY or f"about {stated[1]} hours" in (root / "README.md").read_text())


def test_pages_define_only_what_learners_get(built, pages):
    root, _ = built
    for lesson in all_lessons(root / "solutions"):
        released = lesson.notebook(root / "lessons")
        if not released.is_file():  # the example has none
            continue
        cells = json.loads(released.read_text(encoding="utf-8"))["cells"]
        given = "".join("".join(cell["source"]) + "\n" for cell in cells)
        page = next(page for address, page in pages.items() if address.startswith(f"{lesson.name}/"))
        for name in re.findall(r"^ *(?:def|class) (\w+)", page.text, re.MULTILINE):
            assert re.search(rf"\b(def|class) {name}\b", given), f"{page.path} shows {name}, which is part of an answer"


def test_no_page_shows_what_was_meant_for_a_renderer(pages):
    for address, page in pages.items():
        if not address.startswith("guides/"):
            assert "show_doc" not in page.text and "{target=" not in page.text, address


def test_copied_code_brings_its_imports(built, pages):
    root, _ = built
    for lesson in all_lessons(root / "solutions"):
        page = next(page for address, page in pages.items() if address.startswith(f"{lesson.name}/"))
        shown = " ".join(page.text.split())
        for cell in json.loads(lesson.notebook(root / "solutions").read_text(encoding="utf-8"))["cells"]:
            source = "".join(cell["source"])
            lines = source.splitlines()[1:]
            if source.startswith("#| export\n") and all(re.match("import |from ", line) for line in lines):
                assert all(line in shown for line in lines), f"{page.path} lacks {lines}"


def test_kit_can_be_had(site, pages):
    links = {link for link in pages["guides/start.html"].links if link.endswith(".whl")}
    if (site / "downloads").exists():
        (link,) = links
        names = zipfile.ZipFile(site / "guides" / link).namelist()
        assert {"autograder/student/README.md", "autograder/student/kit/lessons/00_core/00_core.ipynb"} <= set(names)
    else:
        assert links == {f"../downloads/{KIT_FILE}"}


def test_no_fold_opens_to_nothing(pages):
    empty = re.compile(r"<details[^>]*>\s*<summary>((?:(?!</summary>).)*)</summary>\s*</details>", re.DOTALL)
    assert empty.search("<details>\n<summary>What came out</summary>\n</details>")  # so it does look
    found = {address: empty.findall(page.path.read_text(encoding="utf-8")) for address, page in pages.items()}
    assert not {address: folds for address, folds in found.items() if folds}


def test_every_page_says_which_version_it_is(built, pages):
    version = re.search(r"^version = (.+)$", (built[0] / "settings.ini").read_text(), re.MULTILINE)[1]
    silent = [address for address, page in pages.items() if f"Version {version}." not in page.text]
    assert silent == ["404.html"]


@left_out("the course's own site")
def test_the_site_takes_a_minute_of_processor_time_at_most(course_build):
    assert course_build[1] <= 60


class TestExample:
    def test_pages_are_where_nbdev_says(self, example):
        lessons = {"00_begin/begin.html", "01_scale/scale.html"}
        assert set(example) == lessons | {"index.html", "search.html", "404.html", "reference/library.html"} | GUIDES

    def test_secrets_are_looked_for(self, example_root):
        lines = "\n".join(secret_lines(example_root / "solutions"))
        assert all(secret in lines for secret in SECRETS)

    def test_signature_and_docstring_stand_for_the_body(self, example):
        text = example["01_scale/scale.html"].text
        assert "scale: tuple[float, float] = (1.0, 2.0),  # Two factors" in text
        assert "How far the elements of x lie apart" in text
        assert 'unit: str = "pixels"  # What is added up' in text
        assert 'def update(self, batch: Tensor) -> "Total":' in text
        assert {"spread", "total", "total.update", "total.value"} <= set(example["01_scale/scale.html"].ids)

    def test_reference_shows_all_that_is_exported(self, example):
        page = example["reference/library.html"]
        assert {"begin.flatten", "begin.stop", "scale.spread", "scale.total", "total.update"} <= set(page.ids)
        assert "../01_scale/scale.html#total" in page.links

    def test_names_link_to_the_lesson_that_defines_them(self, example):
        links = example["01_scale/scale.html"].links
        assert links.count("../00_begin/begin.html#flatten") == 3  # not in code, raw HTML, or on its own page
        assert "https://arxiv.org/abs/1502.01852" in links

    def test_links_made_for_jupyterlab_work(self, example):
        links = example["01_scale/scale.html"].links
        assert "../00_begin/begin.html#where-things-are" in links
        assert "#exercise-1-the-spread" in links

    def test_figure_line_became_alt_text(self, example):
        page = example["01_scale/scale.html"]
        assert [image["alt"] for image in page.images] == ["a white rectangle, wider than high.", "a black disc."]
        assert "Figure:" not in page.text

    def test_check_shows_its_table_and_not_its_hidden_half(self, example):
        text = example["01_scale/scale.html"].text
        assert text.count('check("spread")') == 1 and "divides by n - 1 & more" in text

    def test_stub_stands_for_answers_that_are_not_exported(self, example):
        text = example["01_scale/scale.html"].text
        assert "# Your code here" in text and "Your answer here." in text

    def test_promises_stand_on_the_front_page(self, example):
        assert "00 · Begin here" in example["index.html"].text
        assert "You learn where things are. Then you use them." in example["index.html"].text


def test_lessons_ask_and_show_what_a_mistake_is_told(built, pages):
    if built[0] != REPOSITORY:
        return  # the example has neither
    for lesson in all_lessons(REPOSITORY / "solutions"):
        text = pages[f"{lesson.name}/{lesson.name[3:]}.html"].path.read_text(encoding="utf-8")
        assert text.count('<details class="choice right">') >= 3, lesson
        assert text.index('id="check-yourself"') < text.index('id="export"'), lesson
        assert "What does this check say to a wrong answer?" in text and "looks like:" in text, lesson
