"""Where an instructor publishes the kit, for lessons that are opened in Google Colab or Kaggle.

`published` in settings.ini is the page of a folder on GitHub, the only place from which both open notebooks:
`https://github.com/OWNER/REPOSITORY/tree/BRANCH/FOLDER`. `autograder kit` makes what belongs into it.
"""

import json
import re
from collections.abc import Sequence
from configparser import ConfigParser
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from autograder.errors import CourseError
from autograder.student.hosted import FIRST

_FOLDER = re.compile(r"https://github\.com/([\w.-]+/[\w.-]+)/tree/([\w.-]+)((?:/[\w.-]+)*)/?")


@dataclass(frozen=True)
class Published:
    "A folder on GitHub."

    repository: str  # owner/name
    branch: str
    folder: str  # below the repository's top; '' or '/…'

    def raw(self, name: str) -> str:
        "The address of a file in it."
        return f"https://raw.githubusercontent.com/{self.repository}/{self.branch}{self.folder}/{quote(name)}"

    def colab(self, lesson: str) -> str:
        "The address that opens the lesson in Google Colab."
        place = f"{self.repository}/blob/{self.branch}{self.folder}/{lesson}.ipynb"
        return f"https://colab.research.google.com/github/{place}"

    def kaggle(self, lesson: str) -> str:
        "The address that opens the lesson on Kaggle."
        page = f"https://github.com/{self.repository}/blob/{self.branch}{self.folder}/{lesson}.ipynb"
        return f"https://www.kaggle.com/kernels/welcome?src={page}"


def published(root: Path) -> Published | None:
    "Where the course at `root` is published; None where settings.ini names no place. Raises `CourseError`."
    settings = ConfigParser()
    settings.read(root / "settings.ini", encoding="utf-8")
    place = settings["DEFAULT"].get("published", "").strip()
    if not place:
        return None
    found = _FOLDER.fullmatch(place)
    if not found:
        raise CourseError(
            f"{root / 'settings.ini'}: published is {place!r}. It must be the page of a folder on GitHub: "
            "https://github.com/OWNER/REPOSITORY/tree/BRANCH/FOLDER"
        )
    return Published(*found.groups())


def first_cell(lesson: str, kit: str, requirements: Sequence[str], lacking: Sequence[str]) -> str:
    """The cell that a published lesson begins with.

    `kit` is the wheel's address. Services have PyTorch and a Jupyter of their own, so the kit comes without its
    dependencies, and of those only what services lack: `lacking`, by name, at the versions of `requirements`.
    """
    needed = [each for each in requirements if re.split(r"[<>=]", each)[0] in lacking]
    return (
        f'{FIRST} It installs the course and finds the folder of your work.\n%pip install -q --no-deps "{kit}"\n'
        f"%pip install -q {' '.join(json.dumps(each) for each in needed)}\n"
        f'from autograder.student.hosted import begin\n\nbegin("{lesson}")'
    )


def hosted_notebook(data: bytes, cell: str) -> bytes:
    "A released lesson with this first cell, which no grading runs."
    notebook = json.loads(data)
    first = {"cell_type": "code", "execution_count": None, "id": "begin", "metadata": {"tags": ["experiment"]}}
    notebook["cells"].insert(0, {**first, "outputs": [], "source": cell.splitlines(keepends=True)})
    return (json.dumps(notebook, indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode()
