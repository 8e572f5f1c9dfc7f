"What `build_docs` does to folders, and what it says when something is wrong."

import json
import shutil

import pytest
from example import write_course

from autograder.docs.build import MARK, _replace, build_docs
from autograder.docs.pages import Page
from autograder.docs.render import render
from autograder.docs.versions import list_versions, place_for
from autograder.errors import CourseError
from autograder.lessons import REPOSITORY

pytestmark = pytest.mark.xdist_group("site")


@pytest.fixture
def course(tmp_path):
    return write_course(tmp_path / "course")


def edit(course, change):
    path = course / "solutions" / "01_scale" / "01_scale.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    change(notebook["cells"])
    path.write_text(json.dumps(notebook), encoding="utf-8")


def test_failing_lesson_is_named_and_the_old_site_stays(course, tmp_path):
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / MARK).touch()
    (tmp_path / "site" / "old.html").touch()
    edit(course, lambda cells: cells.append({**cells[0], "id": "new", "source": "import no_such_module"}))
    with pytest.raises(CourseError, match=r"Scale: it's all .*ModuleNotFoundError: No module named 'no_such_module'"):
        build_docs(course, tmp_path / "site")
    assert (tmp_path / "site" / "old.html").exists()


def test_new_site_takes_the_place_of_the_old(tmp_path):
    for name in ("old", "new"):
        (tmp_path / name / name).mkdir(parents=True)
    _replace(tmp_path / "old", tmp_path / "new")
    assert [path.name for path in (tmp_path / "old").iterdir()] == ["new"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["new", "old"]


def test_versions_stand_side_by_side(example_site, tmp_path):
    "What is written beside versions, and that their pages find it: the switch is looked at in test_browser.py."
    for version in ("0.9", "0.10"):
        folder = place_for(version, tmp_path)
        shutil.copytree(example_site, folder)
    (tmp_path / "notes").mkdir()
    assert list_versions(tmp_path, MARK, "/course/", "A course") == ["0.10", "0.9"]
    entries = json.loads((tmp_path / "switcher.json").read_text())
    found = {entry["url"]: entry["preferred"] for entry in entries}
    assert found == {"/course/0.10/": True, "/course/0.9/": False}
    assert "0.10/index.html" in (tmp_path / "index.html").read_text()
    place_for("1.0", tmp_path)  # a third one may join them


def test_versions_take_no_other_page_and_no_odd_name(tmp_path):
    with pytest.raises(CourseError, match="version = 'next' cannot be ordered"):
        place_for("next", tmp_path)
    (tmp_path / "index.html").touch()
    with pytest.raises(CourseError, match="index.html that we did not write"):
        place_for("1.0", tmp_path)


def test_a_book_says_what_it_needs(course, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(CourseError, match="Chromium, which is not installed: sudo apt-get install chromium"):
        build_docs(course, tmp_path / "site", book=True)
    assert not (tmp_path / "site").exists()


def test_other_folders_are_left_alone(course, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").touch()
    with pytest.raises(CourseError, match="holds something else than a site"):
        build_docs(course, tmp_path / "mine")
    (tmp_path / ".nojekyll").touch()
    with pytest.raises(CourseError, match="holds something else than a site"):
        build_docs(course, tmp_path)
    assert (tmp_path / "mine" / "thesis.txt").exists()


def test_unreadable_notebook_is_named(course, tmp_path):
    (course / "solutions" / "00_begin" / "00_begin.ipynb").write_text("{", encoding="utf-8")
    with pytest.raises(CourseError, match=r"solutions/00_begin/00_begin.ipynb is not a readable notebook"):
        build_docs(course, tmp_path / "site")


def test_lesson_without_title_is_named(course, tmp_path):
    edit(course, lambda cells: cells[1].update(source="No title"))
    with pytest.raises(CourseError, match=r"solutions/01_scale/01_scale.ipynb: its first Markdown .* '# Title'"):
        build_docs(course, tmp_path / "site")


def test_fault_in_a_page_is_reported(tmp_path):
    (tmp_path / "_proc" / "guides").mkdir(parents=True)
    (tmp_path / "_proc" / "index.md").write_text("# Front\n", encoding="utf-8")
    (tmp_path / "_proc" / "guides" / "deep.md").write_text("# One\n\n#### Two levels too deep\n", encoding="utf-8")
    with pytest.raises(CourseError, match=r"(?s)Sphinx found fault.*guides/deep"):
        render(tmp_path / "_proc", REPOSITORY / "docs", [], [Page("guides/deep.md", "One")], tmp_path / "site")


def test_settings_that_would_show_answers_are_refused(course, tmp_path):
    settings = (course / "settings.ini").read_text(encoding="utf-8")
    (course / "settings.ini").write_text(settings.replace("without_answers", "alt_texts"), encoding="utf-8")
    with pytest.raises(CourseError, match="answers would be shown"):
        build_docs(course, tmp_path / "site")


def test_folder_that_is_no_course(tmp_path):
    with pytest.raises(CourseError, match=r"settings.ini is missing"):
        build_docs(tmp_path / "empty", tmp_path / "site")
