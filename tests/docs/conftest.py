"""The sites that the tests look at, each built and read once, whatever the order of the tests.

`make test` builds one of two short lessons with everything in it that pages have, and of the guides; `make test-all`
and the workflow that publishes the site build the course's own as well.
"""

import resource

import pytest
from example import write_course
from webpage import read_site

from autograder.docs.build import build_docs
from autograder.lessons import REPOSITORY
from tests.attacks.long import LONG


@pytest.fixture(scope="session")
def example_root(tmp_path_factory):
    return write_course(tmp_path_factory.mktemp("example"))


@pytest.fixture(scope="session")
def example_site(example_root, tmp_path_factory):
    "The example as one of several versions, in a folder of the name below which it says that it is published."
    before = tree(example_root)
    index = build_docs(example_root, versions=tmp_path_factory.mktemp("host") / "initialization-course")
    assert tree(example_root) == before, "building must only read the course"
    return index.parent


def tree(folder):
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="session")
def example(example_site):
    "The pages of the example."
    return read_site(example_site)


@pytest.fixture(scope="session")
def course_build(tmp_path_factory):
    "The course's own site and the seconds of processor time that it took, those of other processes included."
    before = processor_seconds()
    folder = build_docs(REPOSITORY, tmp_path_factory.mktemp("site")).parent
    return folder, processor_seconds() - before


def processor_seconds():
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


@pytest.fixture(scope="session")
def course(course_build):
    "The pages of the course's own site."
    return read_site(course_build[0])


@pytest.fixture(scope="session", params=["example", "course"] if LONG else ["example"])
def built(request):
    "A course and the folder of its site."
    if request.param == "example":
        return request.getfixturevalue("example_root"), request.getfixturevalue("example_site")
    return REPOSITORY, request.getfixturevalue("course_build")[0]


@pytest.fixture(scope="session")
def site(built):
    return built[1]


@pytest.fixture(scope="session")
def pages(built, request):
    return request.getfixturevalue("course" if built[0] == REPOSITORY else "example")
