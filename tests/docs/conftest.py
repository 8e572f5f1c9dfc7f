"The sites that the tests look at, each built once."

import pytest
from example import write_course
from webpage import read_site

from autograder.docs.build import build_docs
from autograder.lessons import REPOSITORY


@pytest.fixture(scope="session")
def example_root(tmp_path_factory):
    return write_course(tmp_path_factory.mktemp("example"))


@pytest.fixture(scope="session")
def example_site(example_root, tmp_path_factory):
    before = tree(example_root)
    index = build_docs(example_root, tmp_path_factory.mktemp("site"))
    assert tree(example_root) == before, "building must only read the course"
    return index.parent


def tree(folder):
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="session")
def example(example_site):
    "The pages of the example."
    return read_site(example_site)


@pytest.fixture(scope="session", params=["example", "course"])
def built(request, tmp_path_factory):
    "A course and the folder of its site."
    if request.param == "example":
        return request.getfixturevalue("example_root"), request.getfixturevalue("example_site")
    return REPOSITORY, build_docs(REPOSITORY, tmp_path_factory.mktemp("site")).parent


@pytest.fixture(scope="session")
def site(built):
    return built[1]


@pytest.fixture(scope="session")
def pages(site):
    return read_site(site)
