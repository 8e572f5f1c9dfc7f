"""Where the course's data lie: in `$COURSE_DATA`, else in the cache folder, in which lesson 00 keeps what it fetches.

Lesson 00 says the same in the learner's own library, which nothing here imports; a test holds them together.
"""

import os
import sys
from pathlib import Path

RAW = Path("FashionMNIST", "raw")  # in such a folder, as torchvision has it


def cache_folder() -> Path:
    "The course's folder among this operating system's caches. It may not exist. Raises `RuntimeError` without a home."
    if sys.platform == "win32":
        caches = os.environ.get("LOCALAPPDATA") or "~/AppData/Local"
    elif sys.platform == "darwin":
        caches = "~/Library/Caches"
    else:
        caches = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return Path(caches).expanduser() / "initialization-course"


def data_folders() -> list[Path]:
    "Where Fashion-MNIST is looked for, in this order; the folders need not exist. `COURSE_DATA=offline`: nowhere."
    given = os.environ.get("COURSE_DATA", "")
    if given == "offline":
        return []
    named = [Path(given).expanduser()] if given else []
    try:
        return [*named, cache_folder()]
    except RuntimeError:  # no HOME, and no entry for this user
        return named
