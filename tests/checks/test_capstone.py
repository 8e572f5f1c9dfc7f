"The capstone's weights: read safely, run on images whose labels stay with the judge, and judged by what they do."

import gzip

import pytest
import torch

from autograder.checks import images, lesson14
from autograder.checks.answers import cells_with
from autograder.checks.images import TestImages
from autograder.checks.student import Raised, Student, in_this_process
from autograder.checks.vocabulary import Disagreement
from autograder.errors import CourseError
from autograder.lessons import REPOSITORY, find_lesson
from autograder.probe.child import execute
from autograder.probe.probe import answer
from autograder.probe.wire import decode, encode

LINEAR = """
def capstone_model():
    return nn.Sequential(nn.Flatten(), nn.Linear(784, 10))
"""
N = 2000


@pytest.fixture(autouse=True)
def known_images(monkeypatch):
    "Images with one bright pixel that tells the class, and labels of which 9.5 % say something else."
    shown = torch.arange(N) % 10
    pixels = torch.zeros(N, 784, dtype=torch.uint8)
    pixels[torch.arange(N), shown] = 255
    labels = shown.clone()
    labels[:190] = (labels[:190] + 1) % 10
    monkeypatch.setattr(lesson14, "test_images", lambda: TestImages("known", pixels.view(N, 28, 28), labels))


@pytest.fixture
def names(tmp_path, monkeypatch):
    "A notebook's namespace with a linear model, in a folder of its own."
    monkeypatch.chdir(tmp_path)
    lesson = find_lesson("14", REPOSITORY / "solutions")
    namespace, failed = execute(cells_with(lesson, REPOSITORY / "solutions", "capstone_model", LINEAR))
    assert failed is None
    return namespace


def save_knowing(names):
    "Saves weights that see the bright pixel."
    model = names["capstone_model"]()
    with torch.no_grad():
        model[1].weight.zero_()
        model[1].weight[:, :10] = torch.eye(10)
        model[1].bias.zero_()
    names["save_weights"](model)


def test_accuracy_is_that_of_the_saved_weights(names):
    save_knowing(names)
    student = in_this_process(names)
    assert lesson14.accuracy_of(student) == 0.905
    lesson14.reaches(student, 0.90)
    with pytest.raises(Disagreement, match="90.50% is not there yet"):
        lesson14.reaches(student, 0.92)


def test_no_label_leaves_the_judge_and_the_images_go_once(names):
    save_knowing(names)
    asked = []

    def ask(packed, args, without):
        asked.extend(args)
        return decode(encode(answer(packed, decode(encode(args)), names, without)))

    student = Student(ask)
    for goal in (0.5, 0.6, 0.7):
        lesson14.reaches(student, goal)
    batches = [value for value in asked if isinstance(value, torch.Tensor)]
    assert [len(batch) for batch in batches] == [1000, 1000]
    assert all(batch.is_floating_point() for batch in batches)


def test_without_a_file_it_says_so(names):
    with pytest.raises(Disagreement) as caught:
        lesson14.accuracy_of(in_this_process(names))
    assert caught.value.looks_like == lesson14.NO_FILE
    lesson14.weights_fit(in_this_process(names), None)  # nothing saved yet is no mistake


def test_weights_of_another_model(names):
    names["save_weights"](torch.nn.Linear(784, 10))
    with pytest.raises(Disagreement) as caught:
        lesson14.weights_fit(in_this_process(names), None)
    assert caught.value.looks_like == lesson14.NO_FIT


def test_a_pickle_is_not_opened(names, tmp_path):
    torch.save(names["capstone_model"]().state_dict(), tmp_path / "capstone.safetensors")
    with pytest.raises(Raised, match="holds no weights"):
        lesson14.accuracy_of(in_this_process(names))


def test_a_large_file_is_not_opened(names, tmp_path):
    (tmp_path / "capstone.safetensors").write_bytes(bytes(16_100_001))
    with pytest.raises(Raised, match="larger than 16 MB"):
        lesson14.accuracy_of(in_this_process(names))


def test_missing_and_damaged_images_are_named(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(images.sys, "platform", "linux")
    monkeypatch.setenv("COURSE_DATA", str(tmp_path))
    with pytest.raises(CourseError, match="no test images in .*FashionMNIST"):
        images.test_images()
    raw = tmp_path / "FashionMNIST" / "raw"
    raw.mkdir(parents=True)
    for file in images._FILES:
        (raw / file).write_bytes(gzip.compress(bytes(16)))
    with pytest.raises(CourseError, match="t10k-images-idx3-ubyte.gz is damaged"):
        images.test_images()
    monkeypatch.setenv("COURSE_DATA", "offline")
    with pytest.raises(CourseError, match="no drawn garments"):
        images.test_images()
