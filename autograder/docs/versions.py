"Several versions of the site side by side, with the theme's switch between them, which asks nobody else for the list."

import json
from pathlib import Path

from packaging.version import InvalidVersion, Version

from autograder.errors import CourseError
from autograder.files import write_atomic

LIST = "switcher.json"  # beside the versions' folders; its form is pydata-sphinx-theme's
FRONT = """\
<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>{title}</title>
<meta http-equiv="refresh" content="0; url={newest}/index.html">
<p><a href="{newest}/index.html">{title}, version {newest}</a></p>
</html>
"""


def place_for(version: str, versions: Path) -> Path:
    "The folder of a version below `versions`. Raises `CourseError` where that folder holds a page that is not ours."
    if _as_version(version) is None:
        raise CourseError(f"settings.ini: version = {version!r} cannot be ordered. Write numbers, like 2026.1.")
    if (versions / "index.html").exists() and not (versions / LIST).exists():
        raise CourseError(f"{versions} has an index.html that we did not write. Name a new folder for the versions.")
    return versions / version


def list_versions(versions: Path, mark: str, address: str, title: str) -> list[str]:
    """Writes what the switch reads and a page that leads to the newest version. Returns the versions, newest first.

    A version is a folder below `versions` that has the file `mark`. `address` is where `versions` will be served,
    without the host (`/course/`): the switch's links stay on whatever host that is.
    """
    known = {folder.parent.name: _as_version(folder.parent.name) for folder in versions.glob(f"*/{mark}")}
    found = sorted((name for name, version in known.items() if version), key=Version, reverse=True)
    entries = [
        {"name": name, "version": name, "url": f"{address}{name}/", "preferred": name == found[0]} for name in found
    ]
    write_atomic(versions / LIST, json.dumps(entries, indent=1) + "\n")
    write_atomic(versions / "index.html", FRONT.format(title=title, newest=found[0]))
    (versions / mark).touch()  # GitHub Pages wants it at the top
    return found


def _as_version(name: str) -> Version | None:
    try:
        return Version(name)
    except InvalidVersion:
        return None
