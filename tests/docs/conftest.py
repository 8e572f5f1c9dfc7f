"The sites that the tests look at, each built once."

import shutil
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from example import write_course  # noqa: E402
from webpage import read_site  # noqa: E402

from autograder.docs.build import build_docs  # noqa: E402
from autograder.lessons import REPOSITORY  # noqa: E402


SITES = ["example", "course"] + ["example by Quarto"] * bool(shutil.which("quarto"))


@pytest.fixture(scope="session")
def example_root(tmp_path_factory):
    return write_course(tmp_path_factory.mktemp("example"))


@pytest.fixture(scope="session")
def example_site(example_root, tmp_path_factory):
    return build_docs(example_root, tmp_path_factory.mktemp("site"), "sphinx").parent


@pytest.fixture(scope="session")
def example(example_site):
    "The pages of the example."
    return read_site(example_site)


@pytest.fixture(scope="session", params=SITES)
def built(request, tmp_path_factory):
    "A course and the folder of its site."
    if request.param == "example":
        return request.getfixturevalue("example_root"), request.getfixturevalue("example_site")
    root = REPOSITORY if request.param == "course" else request.getfixturevalue("example_root")
    renderer = "sphinx" if request.param == "course" else "quarto"
    return root, build_docs(root, tmp_path_factory.mktemp("site"), renderer).parent


@pytest.fixture(scope="session")
def site(built):
    return built[1]


@pytest.fixture(scope="session")
def pages(site):
    return read_site(site)
