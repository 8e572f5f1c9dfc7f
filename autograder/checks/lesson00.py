"Lesson 00, start here: what each exercise must do."

from autograder.checks.predicted import each_is_answered
from autograder.checks.student import Raised
from autograder.checks.vocabulary import Disagreement, agree, check, raises

ONE_ROW = "everything in one row: the first axis counts the images and must survive"
PIXEL_ROWS = "a row for each row of pixels: all the numbers of an image belong into one row"
COLUMNS = "each image has become a column: the first axis counts the images"
DOWNWARDS = "goes down the columns: in reading order the last axis changes fastest"
CHANNELS_LAST = "puts a pixel's channels side by side: the channel is the axis that changes slowest"
CHANNELS_STAY = "the channels are still an axis of their own: all axes but the first become one"
LOST_AXIS = "loses the axis that counts images when there is only one image"
VIEW = "uses view, which only relabels numbers that lie in reading order in memory: a transposed tensor's do not"
FIXED_SIZE = "counts on images of one size: they come in every size, and x.shape says which"
TOO_FEW = "does not refuse fewer than two axes with ValueError: there are no images to make rows of"


def flattened(student, probe, x):
    "The answer's rows. Where torch could not reshape, the diagnosis says why."
    try:
        return student(probe, x)
    except Raised as raised:
        for message, looks_like in {"view size is not compatible": VIEW, "is invalid for input": FIXED_SIZE}.items():
            if message in str(raised):
                raise Disagreement("a row for each image", f"raised {raised}", looks_like) from None
        raise


@check("flatten_images")
def one_row_for_each_image(student, trial):
    "Each image becomes one row of its numbers, in reading order, whatever its size."
    for sizes in (trial.sizes(3, 2, 4, 5), trial.sizes(4, 3, 5)):
        x = trial.normal(*sizes)
        mistakes = {
            ONE_ROW: x.flatten(),
            PIXEL_ROWS: x.flatten(0, -2),
            COLUMNS: x.flatten(1).T,
            DOWNWARDS: x.mT.flatten(1),
            CHANNELS_LAST: x.movedim(1, -1).flatten(1),
            CHANNELS_STAY: x.flatten(-2),
        }
        agree(flattened(student, lambda names, x: names.flatten_images(x), x), x.flatten(1), mistakes)
    x = trial.normal(1, *trial.sizes(3, 4))
    agree(flattened(student, lambda names, x: names.flatten_images(x), x), x.flatten(1), {LOST_AXIS: x.flatten()})
    x = trial.normal(*trial.sizes(3, 4, 5))
    agree(flattened(student, lambda names, x: names.flatten_images(x.transpose(1, 2)), x), x.mT.flatten(1))


@check("flatten_images")
def fewer_than_two_axes(student, trial):
    "Two axes stay as they are, in their dtype; fewer raise ValueError."
    x = (100 * trial.normal(*trial.sizes(3, 4))).long()
    agree(flattened(student, lambda names, x: names.flatten_images(x), x), x, {ONE_ROW: x.flatten(), COLUMNS: x.T})
    for x in (trial.normal(*trial.sizes(4)), trial.normal()):
        with raises(ValueError, unless=TOO_FEW):
            student(lambda names, x: names.flatten_images(x), x)


@check("predictions_00")
def predicted_before(student, trial):
    "Every question of the lesson has a prediction, right or wrong."
    each_is_answered(student, "predictions_00")
