"Random inputs for a check: the published trial is the same for everybody, hidden trials come from a secret key."

import hashlib
import os
from dataclasses import dataclass

import torch
from torch import Tensor

HIDDEN_TRIALS = 3
KEY_VARIABLE = "COURSE_TRIAL_KEY"  # set by nbgrader_config.py from classroom/trial_key


@dataclass
class Trial:
    "A source of inputs for one run of one check. `hidden` trials also vary the sizes and the dtype."

    seed: int
    hidden: bool = False

    def __post_init__(self) -> None:
        self._generator = torch.Generator().manual_seed(self.seed)

    @property
    def dtype(self) -> torch.dtype:
        "float64, but float32 on every other hidden trial."
        return torch.float32 if self.hidden and self.seed % 2 else torch.float64

    def integer(self, low: int, high: int) -> int:
        "A whole number from `low` up to and including `high`."
        return int(torch.randint(low, high + 1, (), generator=self._generator))

    def sizes(self, *published: int) -> tuple[int, ...]:
        "The published sizes; on a hidden trial sizes near them, no two alike."
        if not self.hidden:
            return published
        while True:
            drawn = tuple(size + self.integer(0, 6) for size in published)
            if len(set(drawn)) == len(drawn):
                return drawn

    def normal(self, *size: int, mean: float = 0.0, sd: float = 1.0, dtype: torch.dtype | None = None) -> Tensor:
        "Normal numbers of this size, in the trial's dtype."
        draws = torch.randn(size, generator=self._generator, dtype=torch.float64)
        return (draws * sd + mean).to(dtype or self.dtype)

    def uniform(self, *size: int, low: float = 0.0, high: float = 1.0, dtype: torch.dtype | None = None) -> Tensor:
        "Uniform numbers in [low, high), in the trial's dtype."
        draws = torch.rand(size, generator=self._generator, dtype=torch.float64)
        return (draws * (high - low) + low).to(dtype or self.dtype)


def published_trial(name: str) -> Trial:
    "The trial of the check called `name` that everybody sees."
    return Trial(_seed(b"published", name, 0))


def hidden_trials(name: str, key: str) -> list[Trial]:
    """Three more, drawn with the class's secret key.

    Their seeds are a keyed hash, so they cannot be guessed from the check and do not depend on the order of checks.
    """
    # Consecutive last bits, so that both dtypes occur.
    return [Trial(_seed(key.encode(), name, i) * 2 + i % 2, hidden=True) for i in range(1, HIDDEN_TRIALS + 1)]


def trials(name: str, hidden: bool) -> list[Trial]:
    "The published trial and, with `hidden`, the hidden ones, with the key that nbgrader's process was given."
    drawn = hidden_trials(name, os.environ.get(KEY_VARIABLE, "no key")) if hidden else []
    return [published_trial(name), *drawn]


def _seed(key: bytes, name: str, index: int) -> int:
    digest = hashlib.blake2b(f"{name}/{index}".encode(), key=key[:64], digest_size=6).digest()
    return int.from_bytes(digest)
