"""What stands behind the ready-made names that an exercise refuses: torch's operators, and where Python code lies.

An exercise says a name, `without=["torch.var"]`. probe.py refuses its operators, origins.py functions by their place.
"""

import fnmatch

Place = tuple[str, str]  # patterns of a file's end and of a function's qualified name

_REFERENCES: tuple[Place, ...] = (("*/torch/_refs/*", "*"), ("*/torch/_decomp/*", "*"))
_SPREAD: tuple[Place, ...] = (
    ("*/numpy/*/_methods.py", "_var"),
    ("*/numpy/*/_methods.py", "_std"),
    ("*/numpy/lib/*nanfunctions*.py", "nan[vs][at][rd]"),
    ("*/statistics.py", "*variance"),
    ("*/statistics.py", "*stdev"),
    ("*/pandas/core/nanops.py", "nan[vs][ate][rdm]"),
    ("*/scipy/stats/*", "*"),
)
_TOGETHER: tuple[Place, ...] = (
    ("*/numpy/lib/*function_base*.py", "cov"),
    ("*/numpy/lib/*function_base*.py", "corrcoef"),
    ("*/statistics.py", "covariance"),
    ("*/statistics.py", "correlation"),
    ("*/pandas/core/nanops.py", "nan[c]*"),
    ("*/scipy/stats/*", "*"),
)
OPTIMIZERS: tuple[Place, ...] = (("*/torch/optim/*.py", "*"),)
ANNEALING: tuple[Place, ...] = (
    ("*/torch/optim/lr_scheduler.py", "CosineAnnealing*"),
    ("*/torch/optim/lr_scheduler.py", "OneCycleLR*"),
    ("*/torch/optim/swa_utils.py", "SWALR*"),
)
AVERAGES: tuple[Place, ...] = (
    ("*/torch/optim/swa_utils.py", "*ema*"),
    ("*/pandas/core/window/ewm.py", "*"),
    ("*/scipy/signal/*", "*filt*"),
)
_INITIALIZERS: tuple[Place, ...] = tuple(
    ("*/torch/nn/init.py", name) for name in ("xavier_*", "kaiming_*", "_calculate_fan*", "_calculate_correct_fan")
)
_NORMS: tuple[Place, ...] = tuple(("*/torch/nn/functional.py", f"{kind}_norm") for kind in ("layer", "group", "rms"))
_BATCH_NORMS: tuple[Place, ...] = tuple(("*/torch/nn/functional.py", f"{kind}_norm") for kind in ("batch", "instance"))
# Where the code lies that a dotted name stands for; the first pattern that fits counts.
_PLACES: tuple[tuple[str, tuple[Place, ...]], ...] = (
    ("torch*.[vs][at][rd]", _SPREAD + _REFERENCES),
    ("torch*.cov", _TOGETHER + _REFERENCES),
    ("torch*.corrcoef", _TOGETHER + _REFERENCES),
    ("torch*.lerp", _REFERENCES),
    ("torch.nn.init.calculate_gain", (("*/torch/nn/init.py", "calculate_gain"),)),
    ("torch.nn.init.[xk_]*", _INITIALIZERS),
    ("torch.nn.LayerNorm", (("*/torch/nn/modules/normalization.py", "*Norm.forward"), *_NORMS, *_REFERENCES)),
    ("torch.nn.BatchNorm2d", (("*/torch/nn/modules/batchnorm.py", "*.forward"),)),
    ("torch.nn.InstanceNorm2d", (("*/torch/nn/modules/instancenorm.py", "*.forward"),)),
    ("*.batch_norm", _BATCH_NORMS + _REFERENCES),
    ("torch.optim.lr_scheduler.*", ANNEALING),
    ("torch.optim.swa_utils.*", AVERAGES),
    ("torch.optim.[A-Z]*", OPTIMIZERS),
)
_SPREAD_OPERATORS = (
    "var",
    "std",
    "var_mean",
    "std_mean",
    "native_layer_norm",
    "native_group_norm",
    "native_batch_norm",
)
# By the last part of a dotted name: torch's operators that are called otherwise and do the same.
_OPERATORS = {
    **dict.fromkeys(("var", "std", "var_mean", "std_mean"), _SPREAD_OPERATORS),
    "cov": ("corrcoef",),
    "corrcoef": ("cov",),
    "lerp": ("lerp_", "_foreach_lerp", "_foreach_lerp_"),
    "rms_norm": ("_fused_rms_norm",),
    **{name: (f"_fused_{name.lower()}", f"_fused_{name.lower()}_") for name in ("SGD", "Adam", "AdamW")},
    "LayerNorm": ("layer_norm", "native_layer_norm"),
    "GroupNorm": ("group_norm", "native_group_norm"),
    **{f"BatchNorm{n}d": ("batch_norm", "native_batch_norm", "_native_batch_norm_legit") for n in (1, 2, 3)},
    **{f"InstanceNorm{n}d": ("instance_norm",) for n in (1, 2, 3)},
    "layer_norm": ("native_layer_norm",),
    "group_norm": ("native_group_norm",),
    "batch_norm": ("native_batch_norm", "_native_batch_norm_legit"),
}


def places_of(dotted: str) -> tuple[Place, ...]:
    "Where the code lies that this name stands for."
    if dotted.startswith("torch.optim.") and not dotted.startswith(("torch.optim.lr_sch", "torch.optim.swa_utils")):
        return OPTIMIZERS
    return next((places for pattern, places in _PLACES if fnmatch.fnmatchcase(dotted, pattern)), ())


def operators_of(dotted: str) -> tuple[str, ...]:
    "The operators below `torch.ops.aten` that this name stands for; torch need not have all of them."
    leaf = dotted.rpartition(".")[2]
    return (leaf, *_OPERATORS.get(leaf, ()))


def all_places() -> list[tuple[Place, ...]]:
    "Each family's places once."
    return list({OPTIMIZERS: None, **{places: None for _, places in _PLACES}})
