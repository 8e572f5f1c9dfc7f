# ruff: noqa: E501 (a shortcut is read best on one line)
"""For each exercise the shortest way to its points that was tried without writing it, and what that earns.

Ready-made is what does the exercise's whole work: the same thing from torch, NumPy, pandas, SciPy or Python, under whatever
name, or a thing that holds it. Where no installed package has that, the way is to import the answer. A helper is no
shortcut.

    python -m tests.attacks.shortcuts 08      (tries those of lesson 08 in a jail and prints what they earn)
"""

import sys

from autograder.lessons import REPOSITORY, Lesson, all_lessons
from autograder.predictions import is_predictions

IMPORTED = "the answer is imported from the course's library"


def optimizer(name, parameters, options, fixed=""):
    "torch's optimizer under the exercise's name."
    return f"class {{name}}(torch.optim.{name}):\n    def __init__(self, params, {parameters}):\n        super().__init__(params, lr, {options}{fixed})\n"


def norm(width, layer):
    "A layer whose whole work torch's own does."
    return f"class {{name}}(nn.Module):\n    def __init__(self, {width}, eps=1e-5):\n        super().__init__()\n        self.own = {layer}\n        self.weight, self.bias = self.own.weight, self.own.bias\n    def forward(self, x):\n        return self.own(x)\n"


# Exercise: title, source (in which {name} is the exercise).
_TRIED = {
    "flatten_images": ("torch.flatten", "def {name}(x):\n    return torch.flatten(x, 1)\n"),
    "variance": (
        "NumPy's var",
        "import numpy\ndef {name}(x, correction=0, dim=None):\n    return torch.as_tensor(numpy.var(x.numpy(), axis=dim, ddof=correction))\n",
    ),
    "RunningMoments": (
        "everything is kept, and torch's var asked at the end",
        "class {name}:\n    def __init__(self): self.all = torch.zeros(0, dtype=torch.double)\n    def update(self, x):\n        self.all = torch.cat([self.all, x.flatten().double()]); return self\n    def merge(self, other): return self.update(other.all)\n    count = property(lambda self: self.all.numel())\n    mean = property(lambda self: self.all.mean().item())\n    def variance(self, correction=0): return self.all.var(correction=correction).item()\n",
    ),
    "covariance": (
        "NumPy's cov",
        "import numpy\ndef {name}(x, y, correction=0):\n    return torch.as_tensor(numpy.cov(x.flatten(), y.flatten(), ddof=correction)[0, 1]).to(x.dtype)\n",
    ),
    "covariance_matrix": (
        "torch.cov, held before",
        "own = torch.cov\ndef {name}(x, correction=0):\n    return own(x.T, correction=correction)\n",
    ),
    "correlation": (
        "NumPy's corrcoef",
        "import numpy\ndef {name}(x, y):\n    return torch.as_tensor(numpy.corrcoef(x.flatten(), y.flatten())[0, 1]).to(x.dtype)\n",
    ),
    "fan_in_and_fan_out": (
        "torch's helper for initializers",
        "def {name}(weight):\n    return torch.nn.init._calculate_fan_in_and_fan_out(weight)\n",
    ),
    "glorot_normal_": (
        "xavier_normal_",
        "def {name}(weight, gain=1.0):\n    return torch.nn.init.xavier_normal_(weight, gain)\n",
    ),
    "glorot_uniform_": (
        "xavier_uniform_",
        "def {name}(weight, gain=1.0):\n    return torch.nn.init.xavier_uniform_(weight, gain)\n",
    ),
    "Mean": (
        "Python's fmean",
        "import statistics\nclass {name}:\n    def __init__(self): self.reset()\n    def reset(self): self.v, self.w = [], []\n    def update(self, value, weight=1): self.v.append(float(value)); self.w.append(weight)\n    def compute(self): return statistics.fmean(self.v, self.w)\n",
    ),
    "layer_stats": (
        "torch.histc and torch.std",
        "def {name}(output, bins=40, top=10.0):\n    x = output.detach().float()\n    return dict(mean=x.mean().item(), std=x.std(correction=0).item(), hist=torch.histc(x.abs(), bins, 0, top))\n",
    ),
    "gain_of": (
        "calculate_gain",
        "def {name}(activation):\n    return torch.nn.init.calculate_gain(activation.__name__)\n",
    ),
    "he_normal_": (
        "kaiming_normal_",
        "def {name}(weight, leak=0.0):\n    return torch.nn.init.kaiming_normal_(weight, leak)\n",
    ),
    "init_weights": (
        "kaiming_normal_ for every layer",
        "def {name}(module, leak=0.0):\n    if isinstance(module, (nn.Linear, nn.Conv1d, nn.Conv2d, nn.Conv3d)):\n        torch.nn.init.kaiming_normal_(module.weight, leak)\n        if module.bias is not None: torch.nn.init.zeros_(module.bias)\n",
    ),
    "dataset_stats": (
        "all batches at once, and torch.std_mean",
        "def {name}(loader):\n    std, mean = torch.std_mean(torch.cat([x.flatten().double() for x, _ in loader]), correction=0)\n    return mean.item(), std.item()\n",
    ),
    "GeneralRelu": (
        "torch's leaky_relu and clamp",
        "class {name}(nn.Module):\n    def __init__(self, leak=None, sub=None, maxv=None):\n        super().__init__(); self.leak, self.sub, self.maxv = leak, sub, maxv\n    def forward(self, x):\n        x = torch.nn.functional.leaky_relu(x, self.leak or 0) - (self.sub or 0)\n        return x if self.maxv is None else x.clamp(max=self.maxv)\n",
    ),
    "normalize_over": (
        "torch's layer_norm on the last axes",
        "def {name}(x, dims, eps=1e-5):\n    dims = [dims] if isinstance(dims, int) else list(dims)\n    y = x.movedim(dims, list(range(-len(dims), 0)))\n    return torch.layer_norm(y, y.shape[-len(dims):], eps=eps).movedim(list(range(-len(dims), 0)), dims)\n",
    ),
    "normalize_backward": (
        "torch's gradient",
        "def {name}(grad, x, dims, eps=1e-5):\n    x = x.detach().requires_grad_()\n    return torch.autograd.grad(normalize_over(x, dims, eps), x, grad)[0]\n",
    ),
    "rms_normalize": (
        "torch's rms_norm",
        "def {name}(x, eps=1e-5):\n    return torch.nn.functional.rms_norm(x, x.shape[-1:], eps=eps)\n",
    ),
    "LayerNorm": ("nn.GroupNorm with one group", norm("num_channels", "nn.GroupNorm(1, num_channels, eps)")),
    "TokenLayerNorm": ("nn.LayerNorm", norm("width", "nn.LayerNorm(width, eps)")),
    "lerp_": (
        "Tensor.lerp_",
        "def {name}(running, new, weight):\n    with torch.no_grad(): return running.lerp_(new, weight)\n",
    ),
    "BatchNorm": ("nn.BatchNorm2d", "class {name}(nn.BatchNorm2d): pass\n"),
    "fold_batchnorm": (
        "torch's fusion, held before",
        "from torch.nn.utils.fusion import fuse_conv_bn_eval as own\ndef {name}(layer, norm):\n    return own(layer.eval(), norm.eval())\n",
    ),
    "InstanceNorm": ("nn.InstanceNorm2d", norm("num_channels", "nn.InstanceNorm2d(num_channels, eps, affine=True)")),
    "GroupNorm": ("nn.GroupNorm", "class {name}(nn.GroupNorm): pass\n"),
    "SGD": ("torch's SGD", optimizer("SGD", "lr, weight_decay=0.0", "weight_decay=weight_decay")),
    "Momentum": (
        "torch's SGD with momentum",
        "class {name}(torch.optim.SGD):\n    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):\n        super().__init__(params, lr, momentum, weight_decay=weight_decay)\n",
    ),
    "Nesterov": (
        "torch's SGD with nesterov=True",
        "class {name}(torch.optim.SGD):\n    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):\n        super().__init__(params, lr, momentum, weight_decay=weight_decay, nesterov=True)\n",
    ),
    "RMSProp": (
        "torch's RMSprop",
        "class {name}(torch.optim.RMSprop):\n    def __init__(self, params, lr=1e-2, alpha=0.99, eps=1e-8, weight_decay=0.0):\n        super().__init__(params, lr, alpha, eps, weight_decay)\n",
    ),
    "Adam": ("torch's Adam", "class {name}(torch.optim.Adam): pass\n"),
    "AdamW": ("torch's AdamW", "class {name}(torch.optim.AdamW): pass\n"),
    "cosine_lr": (
        "CosineAnnealingLR, asked once",
        "def {name}(step, total, start, end=0.0):\n    opt = torch.optim.SGD([torch.zeros(1)], start)\n    own = torch.optim.lr_scheduler.CosineAnnealingLR(opt, total, end)\n    own.last_epoch = step\n    return own._get_closed_form_lr()[0]\n",
    ),
    "one_cycle_lr": (
        "OneCycleLR, stepped so far",
        "def {name}(step, total, peak, pct_start=0.25, div=25.0, final_div=1e4):\n    own = torch.optim.lr_scheduler.OneCycleLR(torch.optim.SGD([torch.zeros(1)], 1.0), peak, total, pct_start=pct_start, div_factor=div, final_div_factor=final_div)\n    for _ in range(step): own.step()\n    return own.get_last_lr()[0]\n",
    ),
    "one_cycle_momentum": (
        "OneCycleLR's momentum",
        "def {name}(step, total, high=0.95, low=0.85, pct_start=0.25):\n    opt = torch.optim.SGD([torch.zeros(1)], 1.0, 0.9)\n    own = torch.optim.lr_scheduler.OneCycleLR(opt, 1.0, total, pct_start=pct_start, max_momentum=high, base_momentum=low)\n    for _ in range(step): own.step()\n    return opt.param_groups[0]['momentum']\n",
    ),
    "Accuracy": (
        "a callable of scikit-learn's or torchmetrics', if there is one",
        "try:\n    from torchmetrics import Accuracy\nexcept ImportError:\n    from sklearn.metrics import accuracy_score as Accuracy\n",
    ),
    "ema": (
        "pandas' ewm",
        "import pandas\ndef {name}(xs, beta):\n    return (pandas.Series([0.0, *map(float, xs)]).ewm(alpha=1 - beta, adjust=False).mean()[1:]).tolist()\n",
    ),
    "Hook": (
        "torch's handle alone",
        "def {name}(module, fn):\n    return module.register_forward_hook(lambda *a: fn(None, *a))\n",
    ),
    "BatchScheduler": (
        "the scheduler itself as a callback",
        "class {name}(Callback):\n    def __init__(self, make): self.make = make\n    def before_fit(self, learner): self.own = self.make(learner.opt)\n    def after_batch(self, learner): self.own.step()\n",
    ),
    "EpochScheduler": (
        "the scheduler itself as a callback",
        "class {name}(Callback):\n    def __init__(self, make): self.make = make\n    def before_fit(self, learner): self.own = self.make(learner.opt)\n    def after_epoch(self, learner): self.own.step()\n",
    ),
    "capstone_model": (
        "torchvision's smallest model",
        "def {name}():\n    import torchvision\n    return torchvision.models.squeezenet1_1(num_classes=10)\n",
    ),
    "dead_fraction": (
        "a share of zeros",
        "def {name}(activations, leaky=False):\n    return (activations == 0).float().mean().item()\n",
    ),
    "conv": (
        "torchvision's block",
        "from torchvision.ops import Conv2dNormActivation\ndef {name}(ni, nf, ks=3, stride=2, act=nn.ReLU, norm=None, bias=None):\n    return Conv2dNormActivation(ni, nf, ks, stride, norm_layer=norm, activation_layer=act, bias=bias)\n",
    ),
}


# What those earn that earn anything, of the exercise's points, and why that is so.
_WORTH = {
    "flatten_images": (1, "it is what the exercise asks for, but for the refusal of one axis"),
    "RunningMoments": (1, "for an offset that costs it no digits; that it keeps all numbers loses it the rest"),
    "Mean": (3, "its values are right; the text lets numbers be kept, and a mean of kept numbers is a helper's work"),
    "Hook": (1, "one of the four things asked for needs no class of one's own"),
    "layer_stats": (1, "mean and deviation are helpers' work; the histogram is the exercise, and is wrong"),
    "dataset_stats": (3, "its values are right; the check that sees kept batches is a point of its own"),
    "GeneralRelu": (5, "the parts are helpers: the exercise is to put them together"),
    "BatchNorm": (1, "for names of weights and buffers, which nothing is computed for"),
    "capstone_model": (1, "one check asks nothing while there are no weights; the goals do"),
}
EARNS = {exercise: points for exercise, (points, _) in _WORTH.items()}
WHY = {exercise: why for exercise, (_, why) in _WORTH.items()}


def lesson_of(exercise: str) -> Lesson:
    from autograder.checks.run import checks_of

    number = checks_of(exercise)[0].judge.__module__[-2:]
    return next(lesson for lesson in all_lessons(REPOSITORY / "solutions") if lesson.number == number)


def shortcut(exercise: str) -> tuple[str, str]:
    "Its title and the text of the cell."
    title, text = _TRIED.get(exercise, (IMPORTED, f"from course_lib.{lesson_of(exercise).module} import {{name}}\n"))
    return title, text.replace("{name}", exercise)


def earned(exercise: str, jail) -> tuple[float, str]:
    "The points that the shortcut earns in a jail, and the first reason why not more."
    from autograder.checks.answers import cells_with
    from autograder.grading.job import Job
    from autograder.grading.judge import judge
    from autograder.jail.inside.limits import Limits

    lesson, solutions = lesson_of(exercise), REPOSITORY / "solutions"
    earlier = [other for other in all_lessons(solutions) if other.name < lesson.name]
    library = {other.module: (REPOSITORY / "course_lib" / f"{other.module}.py").read_text() for other in earlier}
    checks = (REPOSITORY / "autograder" / "checks" / f"lesson{lesson.number}.py").read_text()
    cells = tuple(enumerate(cells_with(lesson, solutions, exercise, shortcut(exercise)[1])))
    written = tuple(text for _, text in cells)
    of_class = ("bubblewrap", False, "5eed" * 16)
    job = Job("eve", lesson.name, cells, (exercise,), library, Limits(), *of_class, {}, checks, written)
    result = judge(job, jail)
    assert not result.problem, result.problem
    found = result.exercises[exercise]
    return found.points, (found.reasons or ("",))[0]


def written_exercises() -> list[str]:
    "Those whose answer is code."
    from autograder.checks.run import exercises

    return [exercise for exercise in exercises() if not is_predictions(exercise)]


def main(numbers: list[str]) -> None:
    from autograder.jail.kinds import make_jail

    with make_jail("bubblewrap") as jail:
        for exercise in written_exercises():
            if not numbers or lesson_of(exercise).number in numbers:
                points, reason = earned(exercise, jail)
                print(f'    "{exercise}": {points:g},  # {shortcut(exercise)[0]}: {reason[:150]}', flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
