"""What every initializer is asked beside its formula, in lessons 02 and 06: that it fills the tensor it was given.

What it fills it with is random, and right answers may use the random numbers in any way, so that is judged by
statistics: `Z` is how many standard deviations of chance a right answer may be away.
"""

import torch

from autograder.checks.student import Raised
from autograder.checks.vocabulary import Disagreement, holds

Z = 6.4
FANS = ["torch.nn.init._calculate_fan_in_and_fan_out", "torch.nn.init._calculate_correct_fan"]
SCALED = [f"torch.nn.init.{name}_{kind}_" for name in ("xavier", "kaiming") for kind in ("normal", "uniform")] + FANS

TRACED = "changes a Parameter under autograd's eyes: do it inside `with torch.no_grad():`"
FIELD_FORGOTTEN = "forgets the receptive field: a convolution's fans are multiplied by the elements of its kernel"


def filled(names, initializer, weight, gain, seed):
    "initializer(weight, gain) on a Parameter full of 7s; without gain where it is None"
    torch.manual_seed(seed)
    weight = torch.nn.Parameter(weight.clone())
    fill = getattr(names, initializer)
    with torch.enable_grad():  # and whatever `fill` does to that is undone at the end
        fill(weight) if gain is None else fill(weight, gain)
    return weight.detach()


def ask(student, probe, *args):
    "`student(probe, …)`, with a diagnosis for autograd's protest."
    try:
        return student(probe, *args)
    except Raised as raised:
        if "leaf Variable that requires grad" in raised.message:
            raise Disagreement("a filled weight", f"raised {raised}", TRACED) from None
        raise


def manners(names, initializer, weight, seed):
    "initializer(a Parameter), twice: what is returned, what autograd sees, and what a view of the weight holds"
    torch.manual_seed(seed)
    weight = torch.nn.Parameter(weight.clone())
    view = weight.detach()
    fill = getattr(names, initializer)
    plain = torch.full((3, 2), 7.0)
    with torch.enable_grad():
        returned = fill(weight)
        recording = torch.is_grad_enabled()
        once = weight.detach().clone()
        fill(weight)
        fill(plain)
    return {
        "returns weight itself": returned is weight,
        "weight still learns": weight.requires_grad,
        "a plain tensor stays one": plain.is_leaf and not plain.requires_grad,
        "gradients are still recorded afterwards": recording,
        "a view sees the new numbers": view.dtype == weight.dtype
        and bool(((view == weight) | (view.isnan() & weight.isnan())).all()),
        "new numbers each time": not torch.equal(once, weight) or bool((once == once.flatten()[0]).all()),
        "fills a plain tensor, too": bool((plain != 7).all()),
    }


MANNERS = {
    "a view sees the new numbers": "puts a new tensor in the old one's place: views and tied weights keep the old "
    "numbers, so write into the memory that weight has",
    "returns weight itself": "does not return the tensor that it was given",
    "weight still learns": "switches requires_grad off: the layer would never learn",
    "a plain tensor stays one": "switches requires_grad on: a plain tensor stays one",
    "gradients are still recorded afterwards": "switches autograd off and leaves it off: use `with torch.no_grad():`",
    "new numbers each time": "draws the same numbers each time: the seed is the caller's business",
    "fills a plain tensor, too": "leaves a tensor without gradients as it was",
}


def judge_manners(student, trial, initializer):
    sizes = trial.sizes(6, 5)
    got = ask(student, manners, initializer, torch.full(sizes, 7.0, dtype=trial.dtype), trial.integer(0, 2**31 - 1))
    for fact, unless in MANNERS.items():
        holds(got[fact] is True, fact, "not so", unless=unless)
