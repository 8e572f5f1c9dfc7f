"No jail at all: a second process with this user's rights, for code that is trusted. Every mark of it says so."

import json
import os
import sys
from pathlib import Path

from autograder.jail.base import LAYERS
from autograder.jail.staging import PARENT, data_folder, inside_environment
from autograder.jail.warm import WarmJail
from autograder.jail.watchdog import COUNTED

KEPT = ("nproc", "fsize", "data", *COUNTED)  # limits that need no rights


class Plain(WarmJail):
    "The warm parent as it is, without namespaces around it or its forks."

    kind = "none"

    def __init__(self, cold: bool = False):
        super().__init__(cold, without=[layer for layer in LAYERS if layer not in KEPT])

    def command(self, control: int) -> list[str]:
        server = Path(f"{self.folder.code}{PARENT.removeprefix('/jail')}")
        work = self.folder.path / "work"
        work.mkdir(exist_ok=True)
        options = {"proc": False, "uid": None, "layers": self.layers, "plain": True, "folder": str(work)}
        return [sys.executable, "-s", "-P", "-B", "-X", "utf8", str(server), str(control), json.dumps(options)]

    def environment(self) -> dict[str, str]:
        data = data_folder()
        return inside_environment(data) | {"COURSE_DATA": str(data or "offline"), "PATH": os.environ.get("PATH", "")}

    def test(self) -> None:
        "There is nothing to test."
