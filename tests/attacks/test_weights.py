"The capstone's weights, from a hand-in to a mark: what they do counts, whatever a notebook prints."

import pickle
import re
from types import SimpleNamespace

import pytest
import torch
from safetensors.torch import save
from torch import nn

from autograder.checks.images import test_images
from autograder.grading.grade import grade
from autograder.ipynb import is_marked_by_hand, name_of, read_notebook, source_of
from autograder.lessons import WEIGHTS, find_lesson
from autograder.reports.marks import read_marks
from autograder.submissions import Slot, put_hand_in
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
        answers = {"capstone_model": MODEL, "findings": "Flips <b>help</b> by 0.4 % ± 0.1 %."}
        notebook = as_bytes(without_experiments(hand_in(LESSON, answers, last=BOAST)))
        for student, data in weights.items():
            slot = Slot(LESSON.name, student)
            put_hand_in(slot, classroom.submitted, notebook, RECEIVED, {WEIGHTS: data} if data else {})
        grade(classroom, [LESSON], workers=1, say=lambda line: None)
        found = read_marks(classroom, [LESSON])
        graded = read_notebook(Slot(LESSON.name, "random").notebook(classroom.autograded))["cells"]
    exercises = {mark.slot.student: {e.exercise: (e.points, e.reason) for e in mark.exercises} for mark in found}
    return SimpleNamespace(exercises=exercises, graded=graded)


@pytest.mark.parametrize(
    "student, points, reason",
    [
        ("knows", 10, ""),
        ("random", 4, "% of the test images is not there yet"),
        ("none", 4, "there is no capstone.safetensors beside the notebook yet"),
        ("other", 3, "the saved weights are those of another model"),
        ("pickle", 3, "holds no weights"),
    ],
)
def test_the_mark_follows_from_the_weights(marks, student, points, reason):
    earned, why = marks.exercises[student]["capstone_model"]
    assert earned == points and reason in why, why


def test_findings_wait_for_a_person_with_the_rubric_above_them(marks):
    "What the form grader shows is the graded notebook."
    assert marks.exercises["random"]["findings"] == (0, "waits to be marked by hand")
    assert marks.exercises["random"]["ablation"] == (0, "not written yet")
    places = [place for place, cell in enumerate(marks.graded) if is_marked_by_hand(cell)]
    assert [name_of(marks.graded[place]) for place in places] == ["ablation", "findings"]
    assert source_of(marks.graded[places[1]]) == "Flips &lt;b&gt;help&lt;/b&gt; by 0.4 % ± 0.1 %."
    rubric = source_of(marks.graded[places[0] - 1])
    assert sum(map(int, re.findall(r"\| (\d) \|$", rubric, re.M))) == 6
