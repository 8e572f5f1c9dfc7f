"Builds the site: nbdev processes the notebooks, Sphinx renders them."

import os
import re
import shutil
import subprocess
import sys
import tempfile
from configparser import ConfigParser, SectionProxy
from importlib.util import find_spec
from pathlib import Path

from autograder.docs import pages
from autograder.docs.book import NAME as BOOK
from autograder.docs.book import make_book, needs
from autograder.docs.icons import keep_shown_icons
from autograder.docs.links import rewrite_links
from autograder.docs.render import render
from autograder.docs.versions import list_versions, place_for
from autograder.errors import CourseError
from autograder.lessons import REPOSITORY
from autograder.release.kit import make_kit

ANSWERS_OUT = "autograder.docs.processors:without_answers"
MATHJAX = ("tex-chtml.js", "output/chtml/fonts")  # the rest of it is 22 MB
# What the front page says; tests/docs/test_site.py holds it to its sources.
FACTS = {"wrong": 1400, "right": 230, "attacks": 161, "speed": 5.7}
KIT_FILE = "initialization_course.whl"  # what guides call the kit, whose own name has its version
BOOK_LINK = f"To print, or to read without a connection: [all lessons as one PDF]({BOOK})."
MARK = ".nojekyll"  # in every site we build: GitHub Pages wants it, and we replace no other folder


def build_docs(
    root: Path = REPOSITORY, out: Path | None = None, *, versions: Path | None = None, book: bool = False
) -> Path:
    """Builds the site of the course at `root` and returns its front page.

    The site goes to `out` (`docs/_build/html` below `root` by default) and replaces the one that was there only when
    it is complete. Nothing else below `root` is written: all the work happens on a copy. With `versions`, a folder, it
    goes into one named for the course's version there, beside those of other versions, with a switch between them.
    `book` adds the lessons as a PDF; raises `CourseError` where nothing can print it.
    """
    root = Path(root).resolve()
    course = _course(root)
    if book and needs():
        raise CourseError(needs())
    if versions:
        out = place_for(course["version"], Path(versions))
    out = Path(out).resolve() if out else root / "docs" / "_build" / "html"
    if root.is_relative_to(out) or (out.exists() and any(out.iterdir()) and not (out / MARK).exists()):
        raise CourseError(f"{out} holds something else than a site. Name a new folder for the site.")
    with tempfile.TemporaryDirectory() as folder:
        stage = Path(folder).resolve()
        # For the page that says how to start. No answer is in it, or none is made.
        kit = make_kit(stage / "kit", root) if (root / "lessons").is_dir() else None
        lessons, others = _lay_out(root, stage, kit.name if kit else "", book)
        site = stage / "_build"
        _process(stage)
        render(stage / "_proc", stage / "docs", lessons, others, site, among=bool(versions))
        keep_shown_icons(site)
        (site / MARK).touch()
        shutil.copy(stage / "docs" / "404.html", site)
        for lesson in lessons:
            _add_download(root, lesson, site)
        if kit:
            shutil.copy(kit, site / "downloads")
        if book:
            address = course["doc_host"] + _below_host(course) + (f"{course['version']}/" if versions else "")
            make_book(site, [*lessons, *others], course["title"], course["version"], address)
        _replace(out, site)
    if versions:
        list_versions(Path(versions), MARK, _below_host(course), course["title"])
    return out / "index.html"


def _course(root: Path) -> SectionProxy:
    "The settings of the course."
    for needed in (root / "settings.ini", root / "solutions", root / "course_lib"):
        if not needed.exists():
            raise CourseError(f"{needed} is missing. Name the root of the course.")
    settings = ConfigParser()
    settings.read(root / "settings.ini", encoding="utf-8")
    if ANSWERS_OUT not in settings["DEFAULT"].get("procs", ""):
        raise CourseError(f"{root / 'settings.ini'} does not name {ANSWERS_OUT} under procs: answers would be shown.")
    return settings["DEFAULT"]


def _below_host(course: SectionProxy) -> str:
    "Where the site is published, without the host: `/course/`."
    return f"{course['doc_baseurl'].rstrip('/')}/"


def _lay_out(root: Path, stage: Path, kit: str, book: bool) -> tuple[list[pages.Page], list[pages.Page]]:
    """Copies to `stage` what the site is made from, adds the pages made from the lessons. Returns lessons, other pages.

    `kit` is the name of the file that learners install; `book` says that there will be one.
    """
    solutions, library, docs = stage / "solutions", stage / "course_lib", stage / "docs"
    shutil.copy(root / "settings.ini", stage)
    shutil.copytree(root / "solutions", solutions, ignore=shutil.ignore_patterns(".*"))
    shutil.copytree(root / "course_lib", library, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(REPOSITORY / "docs", docs, ignore=shutil.ignore_patterns("_build"))
    _copy_mathjax(docs / "assets" / "mathjax")
    shutil.copytree(docs / "guides", solutions / "guides")
    results = pages.results_page(docs / "results.md", docs / "assets" / "results.svg")
    (solutions / "guides" / "results.md").write_text(results, encoding="utf-8")
    for path in (solutions / "guides").glob("*.md"):  # links to guides and lessons lead to their pages
        text = _to_lessons(path.read_text(encoding="utf-8"), solutions).replace(KIT_FILE, kit or KIT_FILE)
        path.write_text(rewrite_links(text, path.relative_to(solutions).as_posix(), {}), encoding="utf-8")
    if (root / "lessons").is_dir():
        shutil.copytree(root / "lessons", stage / "lessons")  # each lesson's page links to what learners get
    shutil.copytree(docs / "assets", solutions / "assets")

    lessons = pages.find_pages(solutions, docs / "questions")
    if not lessons:
        raise CourseError(f"there is no lesson in {root / 'solutions'}. A lesson is NN_module/NN_module.ipynb there.")
    others = [pages.REFERENCE]
    pages.write_notebook(solutions / pages.REFERENCE.path, pages.reference(library, lessons))
    others += pages.guides(solutions)
    introduction = (docs / "introduction.md").read_text(encoding="utf-8")
    facts = {"first": lessons[0].address, "hours": pages.hours(lessons), "book": BOOK_LINK if book else "", **FACTS}
    introduction = introduction.format(**facts)
    index = pages.front_page(_course(root)["title"], introduction, lessons, others)
    (solutions / "index.md").write_text(index, encoding="utf-8")
    return lessons, others


def _to_lessons(guide: str, solutions: Path) -> str:
    "Links to source notebooks lead to where they lie beside the guides; a lesson that this course lacks is only named."

    def link(found: re.Match) -> str:
        return found[0].replace("../../solutions/", "../") if (solutions / found[2]).exists() else found[1]

    return re.sub(r"\[([^\n]+?)\]\(\.\./\.\./solutions/([^)#\n]+)(?:#[^)\n]*)?\)", link, guide)


def _add_download(root: Path, lesson: pages.Page, site: Path) -> None:
    "The lesson as learners get it, without answers, for the link on its page."
    released = root / "lessons" / lesson.path
    if released.is_file():
        (site / "downloads").mkdir(exist_ok=True)
        shutil.copy(released, site / "downloads")


def _copy_mathjax(target: Path) -> None:
    "Copies what pages need of the MathJax that the package sphinx-mathjax-offline brings along."
    package = find_spec("sphinx-mathjax-offline")
    if package is None or package.origin is None:
        raise CourseError("sphinx-mathjax-offline is not installed. Run: make .venv/ready-docs")
    mathjax = Path(package.origin).parent / "static" / "mathjax"
    for name in MATHJAX:
        copy = shutil.copytree if (mathjax / name).is_dir() else shutil.copy
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        copy(mathjax / name, target / name)


def _process(stage: Path) -> None:
    "Runs nbdev in `stage`, in a process of its own: it reads its settings once, from the working folder."
    environment = {name: value for name, value in os.environ.items() if name != "IN_TEST"}  # nbdev does less with it
    environment |= {"MPLBACKEND": "agg", "OMP_NUM_THREADS": "1"}
    paths = [str(stage), str(REPOSITORY), os.environ.get("PYTHONPATH", "")]
    environment["PYTHONPATH"] = os.pathsep.join(path for path in paths if path)
    command = [sys.executable, "-m", "autograder.docs.process"]
    result = subprocess.run(command, cwd=stage, env=environment, capture_output=True, text=True)
    if result.returncode:
        raise CourseError(_what_failed(result.stderr))


def _what_failed(log: str) -> str:
    "One line out of nbdev's traceback: which lesson, what happened, what to do."
    lesson = re.search(r"Error in notebook: (.+) in cell", log)
    errors = re.findall(r"^\w+(?:\.\w+)*(?:Error|Exception)?: .+", log, re.MULTILINE) or [log.strip() or "no message"]
    if lesson:
        return f"{lesson[1]!r}: {errors[0]}. Run the lesson from top to bottom to see where."
    return f"nbdev could not process the notebooks: {errors[-1]}"


def _replace(out: Path, site: Path) -> None:
    new = out.with_name(f"{out.name}.new")
    new.parent.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(new, ignore_errors=True)
    shutil.copytree(site, new)
    shutil.rmtree(out, ignore_errors=True)
    new.rename(out)
