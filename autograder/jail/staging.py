"""What a jail is given of this machine, and where it finds it.

Everything lies at places of the jail's own (`/jail`, `/data`, `/python`, `/packages`), wherever it is outside. So
nothing that a jail mounts for itself, such as its /tmp, can cover it, and inside no path tells where it came from.
"""

import importlib.util
import os
import shutil
import stat
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import autograder
from autograder.data import RAW, data_folders
from autograder.jail.base import JailRefused
from autograder.jail.inside import GIVEN
from autograder.jail.inside.parent import PREPARED
from autograder.lessons import REPOSITORY
from autograder.library import given_modules
from autograder.scratch import run_folder

SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")
HUGE_PAGES = "/sys/kernel/mm/transparent_hugepage"  # where the C library looks whether there are any
ETC = ("ld.so.cache", "ld.so.conf", "ld.so.conf.d", "alternatives", "localtime", "fonts")
CODE, DATA, PYTHON, PACKAGES = "/jail", "/data", "/python", "/packages"
COPIED = ("probe", "jail/inside")  # folders of this package that a jail gets whole
PARENT = f"{CODE}/autograder/jail/inside/parent.py"  # the warm parent, as a jail finds it
TRAINING_FILES = ("train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz")
WITHHELD = "test-images-withheld"
_NEEDED = tuple(dict.fromkeys(name.partition(".")[0] for name in (*PREPARED, "IPython")))
_KEPT_VARIABLES = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "OPENBLAS_NUM_THREADS", "TZ")


@dataclass(frozen=True)
class Python:
    "A Python with its packages, and how to start it inside."

    binds: tuple[tuple[Path, str], ...]  # a folder, and where a jail has it
    hidden: tuple[str, ...]  # folders inside that must be empty
    program: str
    libraries: str  # a folder of shared libraries that this Python looks for by an absolute path; mostly none
    path: tuple[str, ...]  # of modules, after those that come with Python

    @property
    def folders(self) -> list[str]:
        "Where it is inside."
        return [inside for _, inside in self.binds]


def this_python(root: Path = REPOSITORY) -> Python:
    """The Python that runs this, its environment, and wherever else packages were installed for it.

    `root`, the course, is hidden wherever one of these folders holds it. Raises `JailRefused` for an installation
    around somebody's home.
    """
    base, prefix = Path(sys.base_prefix).resolve(), Path(sys.prefix).resolve()
    program = Path(getattr(sys, "_base_executable", None) or sys.executable).resolve()
    binds: dict[Path, str] = {}

    def inside(path: Path) -> str | None:
        within = [folder for folder in binds if path.is_relative_to(folder)]
        if within:
            folder = max(within, key=lambda folder: len(folder.parts))
            return os.path.join(binds[folder], path.relative_to(folder)).rstrip("/.")
        return str(path) if _in_system(path) and not path.is_relative_to(root) else None

    for folder, place in ((base, f"{PYTHON}/base"), (prefix, f"{PYTHON}/environment")):
        if inside(folder) is None:
            binds[folder] = place
    entries = [Path(entry).resolve() for entry in sys.path if os.path.exists(entry)]
    for number, entry in enumerate(entries):
        if inside(entry) is None and _holds_distributions(entry) and not _around(entry, root):
            binds[entry] = f"{PACKAGES}/{number}"
    path = [found for entry in entries if (found := inside(entry))]
    for folder in _packages_elsewhere(inside, root):
        binds[folder] = f"{PACKAGES}/single/{folder.name}"
        path.append(f"{PACKAGES}/single")
    _refuse_homes(binds)
    shared = next(base.glob("lib/libpython*.so*"), None)
    return Python(
        binds=tuple(binds.items()),
        hidden=tuple(sorted(_hidden(binds, entries, inside, root))),
        program=inside(program) or str(program),
        libraries=inside(shared.parent) or "" if shared and base in binds else "",
        path=tuple(dict.fromkeys(path)),
    )


def _in_system(path: Path) -> bool:
    return any(path.is_relative_to(folder) for folder in SYSTEM)


def _around(entry: Path, root: Path) -> bool:
    "Whether a folder lies in the course or holds it or a home: then it is not given to a jail for its packages."
    return entry.is_relative_to(root) or any(place.is_relative_to(entry) for place in (root, *_homes()))


def _homes() -> list[Path]:
    try:
        return [home for home in [Path.home().resolve()] if home != Path("/")]
    except RuntimeError:  # no HOME, and no entry for this user
        return []


def _refuse_homes(binds: Iterable[Path]) -> None:
    for folder in binds:
        for home in _homes():
            if home.is_relative_to(folder):
                raise JailRefused(
                    f"Python is installed in {folder}, which holds your home {home} as well, so a jail would show it. "
                    "Use a Python or a virtual environment in a folder of its own."
                )


def _holds_distributions(entry: Path) -> bool:
    "Whether packages were installed into this folder: not somebody's own modules, which are no learner's business."
    return entry.is_dir() and any(entry.glob("*.dist-info"))


def _packages_elsewhere(inside: Callable[[Path], str | None], root: Path) -> list[Path]:
    "Packages that lessons need and that no folder of packages holds, such as one installed as editable."
    found = []
    for name in _NEEDED:
        spec = importlib.util.find_spec(name)
        for place in (spec and spec.submodule_search_locations) or []:
            folder = Path(place).resolve()
            if inside(folder) is None and not _around(folder, root):
                found.append(folder)
    return found


def _hidden(
    binds: Mapping[Path, str], entries: Iterable[Path], inside: Callable[[Path], str | None], root: Path
) -> set[str]:
    "The course where a bound folder or the system's own holds it, and copies of its packages among Python's."
    hidden = {binds[folder] + f"/{root.relative_to(folder)}" for folder in binds if root.is_relative_to(folder)}
    if _in_system(root):
        hidden.add(str(root))
    for entry in entries:
        for name in ("autograder", "course_lib"):
            place = inside(entry)
            if place and (entry / name).is_dir():
                hidden.add(f"{place}/{name}")
    return hidden


def unreadable(python: Python) -> Path | None:
    "The folder of this Python that nobody but its owner can read, if there is one: a sample of its files is looked at."
    for folder, _ in python.binds:
        libraries = folder / "lib"
        sample = [
            folder,
            *libraries.glob("*"),
            *libraries.glob("python3*/*"),
            *libraries.glob("python3*/site-packages/*"),
        ]
        if not all(_open(path) for path in sample):
            return folder
    return None


def _open(path: Path) -> bool:
    "Whether everybody may read this, as far as its own mode goes."
    mode = path.lstat().st_mode
    needed = stat.S_IROTH | stat.S_IXOTH if stat.S_ISDIR(mode) else stat.S_IROTH
    return stat.S_ISLNK(mode) or mode & needed == needed


def inside_environment(data: Path | None) -> dict[str, str]:
    "All that learners' code finds in its environment."
    kept = {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ}
    return kept | {
        "PATH": "/usr/bin:/bin",
        "HOME": "/tmp",
        "USER": "learner",
        "LOGNAME": "learner",
        "LANG": "C.UTF-8",
        "TMPDIR": "/tmp",
        "IPYTHONDIR": "/tmp/ipython",
        "MPLCONFIGDIR": "/tmp/matplotlib",
        "OMP_NUM_THREADS": "1",
        "MKL_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "CUDA_VISIBLE_DEVICES": "",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONHASHSEED": "0",
        # What torch and NumPy allocate in huge pages: a fork then copies fewer entries.
        "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1",
        "PIP_NO_INDEX": "1",  # `!pip install` fails at once instead of looking for a network
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "COURSE_DATA": DATA if data else "offline",
        "IN_TEST": "1",
    }


def data_folder() -> Path | None:
    "Where this machine has the course's data, if it does."
    return next((place.resolve() for place in data_folders() if place.is_dir()), None)


def training_data(scratch: Path) -> Path | None:
    """A folder with the training images of this machine's data, laid out as the data is; None where there are none.

    Test images and their labels are the judge's. What lies in their place says so, and lesson 00 reads it.
    """
    data = data_folder()
    source, copy = (data / RAW if data else None), scratch / "data"
    if not source or not all((source / name).is_file() for name in TRAINING_FILES):
        return None
    if not copy.exists():
        (copy / RAW).mkdir(parents=True)
        for name in TRAINING_FILES:
            shutil.copyfile(source / name, copy / RAW / name)
        (copy / RAW / WITHHELD).touch()
        _open_to_all(copy)
    return copy


def write_jail_code(folder: Path) -> None:
    "Both packages that run inside, whole, a stub of what lessons import, and the library's given modules."
    package = Path(autograder.__file__).parent
    for path in COPIED:
        shutil.copytree(package / path, folder / "autograder" / path, ignore=shutil.ignore_patterns("__pycache__"))
    for path in ("", "jail"):
        (folder / "autograder" / path / "__init__.py").touch()
    shutil.move(folder / "autograder/jail/inside/stubs/notebook.py", folder / "autograder")
    (folder / GIVEN).mkdir()
    for module in given_modules(REPOSITORY):
        shutil.copy(module, folder / GIVEN)
    fonts = Path(os.environ.get("MPLCONFIGDIR") or next(iter(_homes()), Path("/")) / ".cache" / "matplotlib")
    (folder / "matplotlib").mkdir()
    for fonts_list in fonts.glob("fontlist-*.json"):  # finding the fonts takes seconds, and a jail starts without it
        shutil.copy(fonts_list, folder / "matplotlib")
    _open_to_all(folder)


def _open_to_all(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)


class JailFolder:
    "A jail's folder on this machine: the code that it is given, a secret that must stay outside of it, and its log."

    def __init__(self) -> None:
        self.path = Path(tempfile.mkdtemp(prefix="jail-", dir=run_folder()))
        self.path.chmod(0o755)
        self.code, self.secret = self.path / "code", self.path / "secret"
        write_jail_code(self.code)
        self.secret.write_text("what jails must not read\n")
        self.log = open(self.path / "log", "w+b")

    def last_words(self) -> str:
        "The last line of the log."
        self.log.seek(0)
        lines = self.log.read()[-4000:].decode(errors="replace").split("\n")
        return next((line.strip() for line in reversed(lines) if line.strip()), "")

    def remove(self) -> None:
        "Removes it. Once more does no harm."
        if not self.log.closed:
            self.log.close()
            shutil.rmtree(self.path, ignore_errors=True)


def start_python(program: str) -> list[str]:
    "A Python that adds no folder to its path by itself: the warm parent is told which to add."
    return [program, "-s", "-P", "-S", "-B", "-X", "utf8"]
