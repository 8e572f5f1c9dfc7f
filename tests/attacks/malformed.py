"Damaged notebooks, archives and names, thousands of them, from a seed."

import copy
import io
import json
import random
import stat
import struct
import zipfile
from collections.abc import Iterator
from typing import Any

from tests.attacks.course import STATS, perfect, without_experiments

ODD: list[Any] = [
    None, True, False, 0, -1, 2**63, 10**400, -0.0, 1e308, float("nan"), float("inf"), "", " ",
    "\x00", "\ud800", "\u202e",
    "../../etc/passwd", "x" * 10_000, "NaN", [], {}, [[]], [None], {"": None}, {"a": {"a": {"a": []}}}, ["a", 1],
    "\r\n\x85\u2028",
    "__class__", "🎉" * 50, -4, 100, 0.1, "solution", "variance", "check_variance", [1] * 1000,
]  # fmt: skip
KEYS = ["cells", "cell_type", "source", "metadata", "nbgrader", "grade_id", "points", "grade", "solution", "locked"]
KEYS += [
    "schema_version",
    "task",
    "outputs",
    "execution_count",
    "nbformat",
    "nbformat_minor",
    "id",
    "tags",
    "kernelspec",
]


def nodes(value: Any, path: tuple = ()) -> Iterator[tuple]:
    "The path of every node below `value`."
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield (*path, key)
        yield from nodes(item, (*path, key))


def put_at(value: Any, path: tuple, item: Any) -> None:
    for key in path[:-1]:
        value = value[key]
    value[path[-1]] = item


def at(value: Any, path: tuple) -> Any:
    for key in path:
        value = value[key]
    return value


def structured(chance: random.Random, notebook: dict) -> bytes:
    "Some nodes exchanged, deleted, doubled or moved."
    notebook = copy.deepcopy(notebook)
    notebook["cells"] = chance.sample(notebook["cells"], chance.randint(1, 12))
    for _ in range(chance.choice([1, 1, 1, 2, 3, 8, 20])):
        paths = [path for path in nodes(notebook) if path[-1] in KEYS or chance.random() < 0.1]
        if not paths:
            break
        path = chance.choice(paths)
        kind = chance.random()
        try:
            if kind < 0.5:
                put_at(notebook, path, copy.deepcopy(chance.choice(ODD)))
            elif kind < 0.65:
                del at(notebook, path[:-1])[path[-1]]
            elif kind < 0.8:
                put_at(notebook, path, copy.deepcopy(at(notebook, chance.choice(paths))))
            else:
                put_at(
                    notebook,
                    (*path[:-1], chance.choice(KEYS)) if isinstance(path[-1], str) else path,
                    copy.deepcopy(chance.choice(ODD)),
                )
        except (KeyError, IndexError, TypeError, RecursionError):
            continue
        try:
            json.dumps(notebook)
        except (RecursionError, ValueError):
            return b"[" * 100_000
    return json.dumps(notebook, ensure_ascii=chance.random() < 0.7).encode("utf-8", "surrogatepass")


def bytewise(chance: random.Random, data: bytes) -> bytes:
    "Bytes flipped, cut, doubled, encoded otherwise."
    kind = chance.randrange(9)
    if kind == 0:
        return data[: chance.randrange(len(data))]
    if kind == 1:
        changed = bytearray(data)
        for _ in range(chance.randint(1, 40)):
            changed[chance.randrange(len(changed))] = chance.randrange(256)
        return bytes(changed)
    if kind == 2:
        start = chance.randrange(len(data))
        return data[:start] + data[start + chance.randint(1, 500) :]
    if kind == 3:
        return data.decode().encode(chance.choice(["utf-16", "utf-32", "utf-8-sig", "cp037", "utf-16-le"]))
    if kind == 4:
        return bytes(chance.randrange(256) for _ in range(chance.randint(0, 400)))
    if kind == 5:
        return data + data
    if kind == 6:
        depth = chance.choice([100, 900, 1100, 20_000])
        return data[:-2] + b',"x":' + b"[" * depth + b"]" * depth + b"}"
    if kind == 7:
        return data.replace(b'"cells"', chance.choice([b'"cells":1,"cells"', b'"Cells"', b'"cells\\u0000"']), 1)
    return data.replace(b": 4", b": " + chance.choice([b"NaN", b"-Infinity", b"1e400", b"9" * 5000, b"4.0", b"'4'"]), 2)


def notebooks(count: int = 1200, seed: int = 1) -> Iterator[bytes]:
    "Damaged notebooks of lesson 01."
    chance, whole = random.Random(seed), without_experiments(perfect(STATS))
    data = json.dumps(whole).encode()
    for number in range(count):
        yield structured(chance, whole) if number % 2 else bytewise(chance, data)


PIECES = [
    "ada",
    "..",
    ".",
    "",
    "/",
    "\\",
    "*",
    "?",
    "[a]",
    "~",
    "$HOME",
    "`id`",
    ";",
    "|",
    "\n",
    "\r",
    "\x00",
    "\x1b[2J",
    "%2e%2e",
]
PIECES += [
    "__",
    "___",
    "01_stats",
    "1",
    "stats",
    "é",
    "\u202e",
    "ａｄａ",
    "𝐚",
    "-rf",
    "--force",
    "CON",
    "a" * 300,
    " ",
    "'",
    '"',
    "{}",
    "#",
]
PIECES += [
    "gradebook.db",
    "..%c0%af",
    "٣",
    "_",
    "ada.",
    ".ada",
    "a.b",
    "<b>",
    "=1+1",
    "@x",
    "\ud800",
    "\udcff",
    "\ufeff",
    "0",
]


def names(count: int = 600, seed: int = 2) -> Iterator[str]:
    "Ids as they must not be, and some as they may."
    chance = random.Random(seed)
    for _ in range(count):
        yield "".join(chance.choice(PIECES) for _ in range(chance.randint(1, 4)))


def archives(count: int = 600, seed: int = 3) -> Iterator[tuple[str, bytes]]:
    "Zip files with a name: paths that climb, links, bombs, archives in archives, damaged directories."
    chance = random.Random(seed)
    good = json.dumps(without_experiments(perfect(STATS))).encode()
    for number in range(count):
        box = io.BytesIO()
        with zipfile.ZipFile(box, "w", chance.choice([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])) as file:
            for _ in range(chance.choice([0, 1, 1, 2, 3, 12])):
                _add(file, chance, good)
        data = box.getvalue()
        if chance.random() < 0.35:
            data = _damage(chance, data)
        yield f"{chance.choice(['ada__01_stats', 'class', 'hand-ins', 'bob'])}-{number}.zip", data


def _add(file: zipfile.ZipFile, chance: random.Random, good: bytes) -> None:
    name = chance.choice(
        [
            "ada__01_stats.ipynb", "ada/01_stats/01_stats.ipynb", "../../escaped-46.ipynb", "/tmp/escaped-46",
            "../bob__01_stats.ipynb",
            "..\\..\\escaped-46", "C:\\escaped-46",
            "a/../../../escaped-46", "ada__01_stats.ipynb/../x", "", ".", "..", "ada/",
            "x" * 300,
            "ada__01_stats.ipynb\x00.txt", "sitecustomize.py", "torch.py",
            "é\u202e.ipynb", "d/" * 200 + "f", "ada__01_stats.zip",
            "//x//escaped-46",
            "gradebook.db", ".hidden", "*__01_stats.ipynb", "$(id)__01_stats.ipynb",
        ]
    )  # fmt: skip
    info = zipfile.ZipInfo(name or "x")
    info.compress_type = file.compression
    kind, content = chance.randrange(8), good
    if kind == 0:  # a link
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        content = chance.choice([b"/etc/passwd", b"../../../gradebook.db", b"ada__01_stats.ipynb"])
    elif kind == 1:  # a device, a pipe
        info.external_attr = (chance.choice([stat.S_IFCHR, stat.S_IFIFO, stat.S_IFSOCK]) | 0o666) << 16
    elif kind == 2:  # a bomb
        info.compress_type, content = zipfile.ZIP_DEFLATED, b"0" * (24 * 2**20)
    elif kind == 3:  # an archive in the archive
        inner = io.BytesIO()
        with zipfile.ZipFile(inner, "w") as nested:
            nested.writestr(zipfile.ZipInfo("ada__01_stats.ipynb"), good)
        content = inner.getvalue()
    elif kind == 4:
        content = b"" if chance.random() < 0.5 else b"{}"
    if kind == 2 and chance.random() < 0.9:  # a few are enough
        content = b"0" * 2**16
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the same name twice
        file.writestr(info, content)


def _damage(chance: random.Random, data: bytes) -> bytes:
    kind = chance.randrange(6)
    if kind == 0:
        return data[: chance.randrange(len(data) + 1)]
    if kind == 1:
        changed = bytearray(data)
        for _ in range(chance.randint(1, 30)):
            if changed:
                changed[chance.randrange(len(changed))] = chance.randrange(256)
        return bytes(changed)
    if kind == 2:  # sizes in the directory that are not true
        place = data.rfind(b"PK\x01\x02")
        if place < 0:
            return data
        return (
            data[: place + 20] + struct.pack("<II", 10, chance.choice([0, 10, 2**31, 2**32 - 1])) + data[place + 28 :]
        )
    if kind == 3:  # encrypted, says the directory
        place = data.rfind(b"PK\x01\x02")
        return data if place < 0 else data[: place + 8] + b"\x01\x00" + data[place + 10 :]
    if kind == 4:  # an unknown method
        place = data.rfind(b"PK\x01\x02")
        return data if place < 0 else data[: place + 10] + b"\x63\x00" + data[place + 12 :]
    return b"Rar!" + data
