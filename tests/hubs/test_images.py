"What can be known of the images of docs/hub without building them: names, pins, and what would be copied into them."

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
