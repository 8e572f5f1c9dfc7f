"What both command lines do first, so that no command meets a terminal or a folder that it cannot cope with."

import os
import sys
from pathlib import Path


def prepare() -> None:
    """Lets output show `?` for what the terminal's encoding lacks, and makes a relative `COURSE_DATA` absolute.

    Notebooks run in folders of their own, where a relative path would mean another place.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    data = os.environ.get("COURSE_DATA", "")
    if data not in ("", "offline"):
        os.environ["COURSE_DATA"] = str(Path(data).expanduser().absolute())
