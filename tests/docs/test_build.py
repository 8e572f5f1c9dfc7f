"What `build_docs` does to folders, and what it says when something is wrong."

import json

import pytest
from example import write_course

from autograder.docs.build import build_docs
from autograder.errors import CourseError

pytestmark = pytest.mark.xdist_group("site")


@pytest.fixture
def course(tmp_path):
    return write_course(tmp_path / "course")


def edit(course, change):
    path = course / "solutions" / "01_scale" / "01_scale.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    change(notebook["cells"])
    path.write_text(json.dumps(notebook), encoding="utf-8")


def tree(folder):
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_site_is_replaced_only_when_it_is_complete(course, tmp_path):
    out = tmp_path / "site"
    before = tree(course)
    build_docs(course, out, "sphinx")
    assert tree(course) == before  # the course is only read
    (out / "old.html").touch()
    edit(course, lambda cells: cells.append({**cells[0], "id": "new", "source": "import no_such_module"}))
    with pytest.raises(CourseError, match=r"Scale: it's all .*ModuleNotFoundError: No module named 'no_such_module'"):
        build_docs(course, out, "sphinx")
    assert (out / "old.html").exists() and (out / "index.html").exists()
    edit(course, lambda cells: cells.pop())
    build_docs(course, out, "sphinx")
    assert (out / "index.html").exists() and not (out / "old.html").exists()
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("site")] == ["site"]


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


def test_fault_in_a_page_is_reported(course, tmp_path):
    edit(course, lambda cells: cells.append({**cells[1], "id": "new", "source": "#### Two levels too deep"}))
    with pytest.raises(CourseError, match=r"(?s)Sphinx found fault.*01_scale/scale"):
        build_docs(course, tmp_path / "site", "sphinx")


def test_folder_that_is_no_course(tmp_path):
    with pytest.raises(CourseError, match=r"settings.ini is missing"):
        build_docs(tmp_path / "empty", tmp_path / "site")
