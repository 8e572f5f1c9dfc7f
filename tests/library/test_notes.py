"The given module that adds a note to an error of a fit: which batch it was, and of which shape."

from collections import OrderedDict
from types import SimpleNamespace

import pytest
import torch
from torch import nn

from course_lib._notes import describe, explain_errors


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (torch.ones(64, 1, 28, 28), "64×1×28×28 float32"),
        (torch.tensor(3), "one number int64"),
        ((torch.ones(4, 2), torch.ones(4, dtype=torch.bool)), "(4×2 float32, 4 bool)"),
        ([torch.ones(0, 2), ["a", None]], "(0×2 float32, (str, NoneType))"),
        (OrderedDict(image=torch.ones(2).half(), label=[]), "{image: 2 float16, label: ()}"),
    ],
)
def test_a_batch_is_described_by_shapes_and_dtypes(value, words):
    assert describe(value) == words


class Fitting:
    "What `explain_errors` asks of a learner."

    def __init__(self, model=None):
        self.model, self.batch, self.training = model or nn.Sequential(nn.Dropout(), nn.Linear(2, 1)), "old", False
        self.epoch = self.iteration = None

    @explain_errors
    def fit(self, error=None, batch=None, training=True):
        "Fits."
        self.model.train(training)
        self.batch, self.training, self.epoch, self.iteration = batch, training, 2, 7
        if error:
            raise error


@pytest.mark.parametrize("training", [True, False])
@pytest.mark.parametrize("kind", [RuntimeError, KeyboardInterrupt])
def test_an_error_gets_the_batch_as_a_note_and_comes_out_as_it_is(kind, training):
    fitting, error = Fitting(), kind("no")
    with pytest.raises(kind) as caught:
        fitting.fit(error, (torch.ones(4, 3), None), training)
    phase = "training" if training else "validation"
    assert caught.value is error
    assert error.__notes__ == [f"epoch 2, {phase} batch 7: (4×3 float32, NoneType), given to the model Sequential"]


def test_an_error_before_the_first_batch_gets_no_note():
    fitting, error = Fitting(), ValueError("the rate is negative")
    with pytest.raises(ValueError):  # noqa: PT011
        fitting.fit(error)
    assert not hasattr(error, "__notes__")


def test_a_failed_fit_leaves_every_module_in_its_mode_and_a_good_one_as_it_ended():
    fitting = Fitting()
    fitting.model.eval()
    fitting.model[0].train()
    with pytest.raises(RuntimeError):
        fitting.fit(RuntimeError(), torch.ones(1), training=True)
    assert [module.training for module in fitting.model.modules()] == [False, True, False]
    fitting.fit(batch=torch.ones(1), training=True)
    assert all(module.training for module in fitting.model.modules())


def test_the_decorated_method_keeps_its_name_and_its_words():
    assert (Fitting.fit.__name__, Fitting.fit.__doc__) == ("fit", "Fits.")


def test_the_learner_of_lesson_03_is_decorated():
    from course_lib.learner import TrainLearner

    one = SimpleNamespace(train=[(torch.ones(4, 3), torch.ones(4))])
    with pytest.raises(RuntimeError) as caught:
        TrainLearner(nn.Linear(2, 1), one, nn.functional.mse_loss).fit(1, valid=False)
    assert caught.value.__notes__ == ["epoch 0, training batch 0: (4×3 float32, 4 float32), given to the model Linear"]
