"The capstone's weights, from a hand-in to a mark: what they do counts, whatever a notebook prints."

import pickle

import pytest
import torch
from safetensors.torch import save
from torch import nn

from autograder.checks.images import test_images
from autograder.grading.grade import grade
from autograder.lessons import WEIGHTS, find_lesson
from autograder.reports.marks import read_marks
from autograder.submissions import Slot, put
from course_lib.core import fashion_mnist
from tests.attacks.course import SOLUTIONS, as_bytes, hand_in, without_experiments
from tests.attacks.engine import RECEIVED, write_course

pytestmark = pytest.mark.xdist_group("same_marks")

LESSON = find_lesson("14", SOLUTIONS)
N_HIDDEN = 4000
MODEL = f"""\
#| export
def capstone_model():
    return nn.Sequential(
        nn.AvgPool2d(2), nn.Flatten(), nn.Linear(196, {N_HIDDEN}), nn.ReLU(), nn.Linear({N_HIDDEN}, 10)
    )
"""
BOAST = "print('accuracy 0.9999')"


def model(n_hidden=N_HIDDEN):
    torch.manual_seed(0)
    return nn.Sequential(nn.AvgPool2d(2), nn.Flatten(), nn.Linear(196, n_hidden), nn.ReLU(), nn.Linear(n_hidden, 10))


def knowing():
    "Weights that have seen the test images, as nobody's should have: least squares on top of random features."
    test, found = test_images(), model()
    with torch.no_grad():
        features = found[:4]((test.images.unsqueeze(1).float() / 255 - 0.286) / 0.353)
        targets = nn.functional.one_hot(test.labels, 10).float() - 0.1
        gram = features.T @ features + torch.eye(N_HIDDEN)
        found[4].weight.copy_(torch.linalg.solve(gram, features.T @ targets).T)
        found[4].bias.zero_()
        return found, (found[4](features).argmax(1) == test.labels).float().mean().item()


@pytest.fixture(scope="module")
def marks(tmp_path_factory):
    "The capstone's mark and reason of each learner."
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COURSE_DATA", "offline")
        fashion_mnist()  # draws the garments where nobody has yet
        right, accuracy = knowing()
        assert accuracy > 0.94
        weights = {
            "knows": save(right.state_dict()),
            "random": save(model().state_dict()),
            "none": None,
            "other": save(model(70).state_dict()),
            "pickle": pickle.dumps(model().state_dict()),
        }
        classroom = write_course(tmp_path_factory.mktemp("capstone"), [LESSON.name])
        notebook = as_bytes(without_experiments(hand_in(LESSON, {"capstone_model": MODEL}, last=BOAST)))
        for student, data in weights.items():
            slot = Slot(LESSON.name, student)
            put(slot, classroom.submitted, notebook, RECEIVED, {WEIGHTS: data} if data else {})
        grade(classroom, [LESSON], workers=1, say=lambda line: None)
        found = read_marks(classroom, [LESSON])
    return {
        mark.slot.student: next((e.points, e.reason) for e in mark.exercises if e.exercise == "capstone_model")
        for mark in found
    }


@pytest.mark.parametrize(
    "student, points, reason",
    [
        ("knows", 10, ""),
        ("random", 4, "% is not there yet"),
        ("none", 4, "there is no capstone.safetensors beside the notebook yet"),
        ("other", 3, "the saved weights are those of another model"),
        ("pickle", 3, "holds no weights"),
    ],
)
def test_the_mark_follows_from_the_weights(marks, student, points, reason):
    assert marks[student][0] == points and reason in marks[student][1], marks[student]
