"What can be known of the images in docs/ without building them: words, names, pins, and what is copied into them."

import re
import subprocess
from configparser import ConfigParser

import pytest
import yaml

from autograder import cli
from autograder.lessons import REPOSITORY
from autograder.student import cli as student_cli

HUB = REPOSITORY / "docs" / "hub"
IMAGES = sorted(HUB.glob("*.Dockerfile"))
ALL = [*IMAGES, REPOSITORY / "docs" / "cluster" / "worker.Dockerfile"]
WORDS = {"FROM", "RUN", "COPY", "ENV", "USER", "WORKDIR", "CMD"}
FROM_THE_KIT = "student"  # its build context is a kit; that of the others is the repository
PIN = re.compile(r"(?i)jupyterhub[= ]+(\d+\.\d+\.\d+)")


def steps(image):
    "The steps of a Dockerfile as (keyword, rest), continued lines joined."
    text = re.sub(r"(?m)^#.*\n", "", image.read_text()).replace("\\\n", " ")
    return [tuple(line.split(maxsplit=1)) for line in text.splitlines() if line.strip()]


def words_of(image, keyword):
    return [rest for name, rest in steps(image) if name == keyword]


def settings():
    found = ConfigParser()
    found.read(REPOSITORY / "settings.ini", encoding="utf-8")
    return found["DEFAULT"]


def test_there_are_two():
    assert [image.name for image in IMAGES] == ["grader.Dockerfile", "student.Dockerfile"]


@pytest.mark.parametrize("image", ALL, ids=lambda image: image.stem)
def test_it_is_written_as_such_files_are(image):
    found = steps(image)
    assert {word for word, _ in found} <= WORDS and found[0][0] == "FROM" and found[-1][0] == "CMD"
    assert image.read_text().count("\\\n\n") == 0  # a line that goes on into nothing
    for command in words_of(image, "RUN"):
        for quoted in re.findall(r'python -c "([^"]*)"', command):
            compile(quoted, image.name, "exec")
    made = {"/root", *re.findall(r"useradd .*?(\w+)$", "\n".join(words_of(image, "RUN")), re.M)}
    assert words_of(image, "USER")[-1] in made


@pytest.mark.parametrize("image", [image for image in ALL if image.stem != FROM_THE_KIT], ids=lambda image: image.stem)
def test_what_is_copied_is_in_the_repository_and_not_ignored(image):
    ignored = {line.strip("*/") for line in (REPOSITORY / ".dockerignore").read_text().split()}
    for copied in words_of(image, "COPY"):
        *sources, _ = [word for word in copied.split() if not word.startswith("--")]
        for source in sources:
            assert (REPOSITORY / source).exists() and source not in ignored, source


def test_what_is_said_to_build_them_names_files_that_are_there():
    texts = [*ALL, *(REPOSITORY / "docs").rglob("*.md"), REPOSITORY / "README.md"]
    named = {
        found for text in texts for found in re.findall(r"docker build -f (\S+)", text.read_text(encoding="utf-8"))
    }
    assert named == {image.relative_to(REPOSITORY).as_posix() for image in ALL}


def test_a_worker_starts_with_options_that_dask_knows():
    from distributed.cli.dask_worker import main

    (text,) = words_of(ALL[-1], "CMD")
    program, command, *options = yaml.safe_load(text)
    assert (program, command) == ("dask", "worker")
    assert main.make_context("worker", list(options)).params["nthreads"] == 1


def test_one_version_of_jupyterhub_everywhere():
    texts = [*IMAGES, *(REPOSITORY / "docs" / "guides").glob("*.md")]
    pins = {pin: text.name for text in texts for pin in PIN.findall(text.read_text())}
    assert len(pins) == 1, pins
    assert all(PIN.search(image.read_text()) for image in IMAGES)


@pytest.mark.parametrize("image", IMAGES, ids=lambda image: image.stem)
def test_names_and_pins_are_those_of_the_course(image):
    (base,) = words_of(image, "FROM")
    python = tuple(map(int, re.fullmatch(r"python:(\d+)\.(\d+)-slim", base).groups()))
    setup = (REPOSITORY / "setup.py").read_text()
    least, below = re.search(r'python_requires=">=([\d.]+),<([\d.]+)"', setup).groups()
    assert tuple(map(int, least.split(".")[:2])) <= python < tuple(map(int, below.split(".")))
    runs = " ".join(words_of(image, "RUN"))
    for extra in re.findall(r"\.\[(\w+)\]", runs):
        assert f"{extra}_requirements" in settings()
    (constraints,) = re.findall(r"pip install .*?-c (\S+)", runs)
    assert (REPOSITORY / constraints.removeprefix("/tmp/kit/")).is_file()
    for command in words_of(image, "RUN"):
        subprocess.run(["sh", "-n", "-c", command], check=True)
    assert words_of(image, "USER")[-1] != "root"


@pytest.mark.parametrize("image", IMAGES, ids=lambda image: image.stem)
def test_its_command_is_one_of_ours(image):
    (text,) = words_of(image, "CMD")
    program, *arguments = yaml.safe_load(text)
    scripts = {line.partition("=")[0] for line in settings()["console_scripts"].split()}
    parser = {"autograder": cli._parser, "course": student_cli._parser}[program]()
    assert program in scripts and parser.parse_known_args(arguments)


def test_a_class_is_never_copied_into_an_image():
    "The graders' image is built from the repository, where a class may be."
    ignored = {line.rstrip("/") for line in (REPOSITORY / ".dockerignore").read_text().split()}
    assert {"classroom", ".venv", ".git", "workspace"} <= ignored
