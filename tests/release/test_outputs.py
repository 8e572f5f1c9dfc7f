"Outputs are remade by one command, the same each time, and a notebook that fails stays as it was."

import base64
import json
import os
import shutil
import struct
import subprocess
import sys
import zlib

import pytest
from tiny_courses import code, edit, md, write_notebook

from autograder.errors import CourseError
from autograder.ipynb import marks_of, name_of, read_notebook
from autograder.lessons import REPOSITORY, all_lessons
from autograder.release.outputs import bare_png, clean_text, make_outputs, short_svg

CELLS = [
    md("# Outputs", "title"),
    code("import os, sys", "imports"),
    code('print(os.environ["IN_TEST"], os.path.basename(os.getcwd()), [p for p in sys.path if p][0])', "where"),
    code("object()", "address"),
    code("TRAIN = False  # True trains for long\nprint(TRAIN)", "switch"),
    code('from IPython.display import Image\nImage(open("figure.png", "rb").read())', "figure"),
    code('from IPython.display import SVG\nSVG("<svg>\\n  <g/>\\n</svg>")', "drawing"),
]


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


PLAIN = [b"\x89PNG\r\n\x1a\n", chunk(b"IHDR", bytes(13)), chunk(b"IDAT", b"pixels"), chunk(b"IEND", b"")]
SIGNED = [*PLAIN[:2], chunk(b"tEXt", b"Software\0Matplotlib 1"), *PLAIN[2:]]


def test_a_picture_loses_its_text_and_nothing_else():
    assert bare_png(b"".join(SIGNED)) == b"".join(PLAIN)
    assert bare_png(b"".join(PLAIN)) == b"".join(PLAIN)
    assert bare_png(b"GIF89a") == b"GIF89a"


def test_a_drawing_loses_lines_and_nothing_else():
    drawn = '<svg>\n <path d="M 0 1 \nL 2 3 \n" id="p"/>\n  <!-- a\nb -->\n <text>two\nlines</text>\n</svg>\n'
    short = '<svg><path d="M 0 1 L 2 3" id="p"/><!-- a\nb --><text>two\nlines</text></svg>\n'
    assert short_svg(drawn) == short and short_svg(short) == short


def test_outputs_are_the_same_each_time(course, monkeypatch):
    notebook = write_notebook(course / "solutions" / "92_third" / "92_third.ipynb", CELLS)
    notebook.with_name("figure.png").write_bytes(b"".join(SIGNED))
    monkeypatch.setenv("PYTHONPATH", str(REPOSITORY))
    said = []
    seconds = make_outputs(["92"], course, said.append)
    assert list(seconds) == ["92_third"] and said == [f"92_third: {seconds['92_third']:.1f} s"]
    once = notebook.read_bytes()
    make_outputs(["92"], course, said.append)
    assert notebook.read_bytes() == once
    outputs = {name_of(cell): cell.get("outputs") for cell in read_notebook(notebook)["cells"]}
    assert outputs["where"][0]["text"] == [f"1 92_third {course}\n"]
    assert outputs["switch"][0]["text"] == ["True\n"] and "TRAIN = False" in notebook.read_text()
    assert outputs["address"][0]["data"]["text/plain"] == ["<object>"]
    picture = base64.b64decode(outputs["figure"][0]["data"]["image/png"])
    assert picture == b"".join(PLAIN)
    assert outputs["drawing"][0]["data"]["image/svg+xml"] == ["<svg><g/></svg>"]


def test_an_error_names_the_cell_and_keeps_the_file(course, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(REPOSITORY))
    notebook = course / "solutions" / "90_first" / "90_first.ipynb"
    edit(notebook, "checker", "raise ValueError('no\\nnumbers')")
    before = notebook.read_bytes()
    with pytest.raises(CourseError, match=r"90_first.ipynb, cell checker: ValueError: no numbers\. The file was not"):
        make_outputs(["90"], course)
    assert notebook.read_bytes() == before


def test_cleaning_keeps_what_nbgrader_needs(course):
    notebook = course / "solutions" / "90_first" / "90_first.ipynb"
    before = json.loads(notebook.read_text())
    after = json.loads(clean_text(before, course))
    assert [marks_of(cell) for cell in after["cells"]] == [marks_of(cell) for cell in before["cells"]]
    assert [cell["metadata"] for cell in after["cells"]] == [cell["metadata"] for cell in before["cells"]]


def test_nbdev_clean_finds_nothing_to_do(tmp_path):
    shutil.copytree(REPOSITORY / "solutions", tmp_path / "solutions")
    shutil.copy(REPOSITORY / "settings.ini", tmp_path)
    program = "from nbdev.clean import nbdev_clean; nbdev_clean.__wrapped__()"
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    subprocess.run([sys.executable, "-c", program], cwd=tmp_path, env=environment, check=True)
    for lesson in all_lessons(REPOSITORY / "solutions"):
        cleaned = lesson.notebook(tmp_path / "solutions").read_bytes()
        assert cleaned == lesson.notebook(REPOSITORY / "solutions").read_bytes(), f"run nbdev_clean on {lesson.name}"
