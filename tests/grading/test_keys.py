"What makes a result stale: its own checks and what they use, and nothing else."

import shutil

import pytest

from autograder.errors import CourseError
from autograder.grading import keys
from autograder.grading.cluster import refuse_unprotected
from autograder.grading.keys import Basis, check_sources, deciding_modules, digest
from autograder.grading.source import PACKAGE
from autograder.jail.inside.limits import Limits
from autograder.jail.staging import COPIED
from autograder.lessons import Lesson

MODULE = """
"What lesson 90 asks."
from autograder.checks.vocabulary import agree, check

LIMIT = 3
SENTENCE = "squares instead"


def helper(x):
    return x + LIMIT


@check("double", points=2)
def double(student, trial):
    "Twice."
    agree(student(lambda names, x: names.double(x), helper(1)), 8, mistakes={SENTENCE: 16})


@check("triple", points=1, without=["torch.var"])
def triple(student, trial):
    "Three times."
    agree(student(lambda names, x: names.triple(x), 4), 12, mistakes={f"takes {4} for all of it": 4})
"""


def stale(edited):
    before, after = check_sources(MODULE), check_sources(edited)
    return {name for name in before if before[name] != after[name]}


@pytest.mark.parametrize(
    ("old", "new", "exercises"),
    [
        ("names.double(x)", "names.double(x, 1)", {"double"}),
        ("LIMIT = 3", "LIMIT = 4", {"double"}),
        ("return x + LIMIT", "return x - LIMIT", {"double"}),
        ("points=1", "points=3", {"triple"}),
        ("Three times", "Thrice", {"triple"}),
        ("import agree, check", "import agree, check, holds", {"double", "triple"}),
        ("\n\n\ndef helper", "\n\n# a comment\n\n\ndef helper", set()),
    ],
)
def test_an_edit_concerns_the_exercises_that_use_it(old, new, exercises):
    assert old in MODULE and stale(MODULE.replace(old, new)) == exercises


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    "A copy of the package."
    copy = tmp_path_factory.mktemp("copy") / "autograder"
    return shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__", "*.json", "*.html"))


def hash_of(package, lesson):
    modules = deciding_modules((PACKAGE / "checks" / f"lesson{lesson}.py").read_text(), package)
    return digest(*(part for name, path in modules.items() for part in (name.encode(), path.read_bytes())))


def other_hash_after_an_edit(package, path, lesson):
    before, text = hash_of(package, lesson), path.read_text()
    path.write_text(text + "\n# edited\n")
    try:
        return hash_of(package, lesson) != before
    finally:
        path.write_text(text)


def test_every_module_that_decides_is_in_the_key(package):
    modules = deciding_modules((PACKAGE / "checks" / "lesson06.py").read_text(), package)
    paths = {path.relative_to(package).as_posix(): path for path in modules.values()}
    copied = {path.relative_to(package).as_posix() for part in COPIED for path in (package / part).rglob("*.py")}
    named = {"checks/run.py", "checks/weights.py", "grading/judge.py", "text.py", "jail/session.py"}
    assert named | {"jail/inside/stubs/notebook.py", "jail/staging.py"} | copied <= paths.keys()
    assert [name for name, path in paths.items() if not other_hash_after_an_edit(package, path, "06")] == []


def test_no_other_module_is_in_the_key(package):
    outside = ["cli.py", "reports/class_report.py", "grading/nbgrader/enter.py", "checks/lesson07.py", "release/kit.py"]
    outside += ["checks/images.py", "checks/answers.py", "grading/records.py", "grading/grade.py"]
    assert [name for name in outside if other_hash_after_an_edit(package, package / name, "06")] == []
    assert other_hash_after_an_edit(package, package / "checks" / "images.py", "14")


def a_basis(checks=MODULE):
    return Basis(Lesson("90_it"), {"cells": []}, checks, "secret", Limits(), "none")


@pytest.mark.parametrize("name", ["torch", "initialization-course", "Python"])
def test_versions_are_in_the_key(name, monkeypatch):
    before, real = a_basis().common, keys.version
    if name == "Python":
        monkeypatch.setattr(keys.platform, "python_version", lambda: "3.99.0")
    else:
        monkeypatch.setattr(keys, "version", lambda asked: "99.0" if asked == name else real(asked))
    assert a_basis().common != before


def test_data_are_in_the_key_of_lessons_whose_checks_read_them(tmp_path, monkeypatch):
    reads = MODULE + "\nfrom autograder.checks.images import test_images\n"
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("COURSE_DATA", "offline")
    before = a_basis().common, a_basis(reads).common
    raw = tmp_path / "data" / "FashionMNIST" / "raw"
    raw.mkdir(parents=True)
    for name in ("t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz"):
        (raw / name).touch()
    monkeypatch.setenv("COURSE_DATA", str(tmp_path / "data"))
    there = a_basis().common, a_basis(reads).common
    assert there[0] == before[0] and there[1] != before[1]
    (tmp_path / "data" / "notes.txt").write_text("no check reads this")
    assert (a_basis().common, a_basis(reads).common) == there


@pytest.mark.parametrize(
    "address", ["tcp://127.0.0.1:8786", "tcp://[::1]:8786", "tcp://localhost:1", "tls://host:8786"]
)
def test_protected_schedulers_are_used(address):
    refuse_unprotected(address)


@pytest.mark.parametrize(
    "address", ["tcp://10.0.0.1:8786", "tcp://host:8786", "host:8786", "ws://127.0.0.1:1", "ucx://h:1"]
)
def test_others_are_refused(address):
    with pytest.raises(CourseError, match="is not protected"):
        refuse_unprotected(address)
