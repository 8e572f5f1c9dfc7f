"What those who work on the course lean on: notebooks that merge, and the table of the tests' durations."

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import yaml

from autograder.lessons import REPOSITORY
from tests.durations import as_table, read_durations


def write(path, sources, outputs):
    "A notebook with these cells, each with its number of outputs."
    cells = [
        {
            "cell_type": "code",
            "id": f"cell-{number}",
            "metadata": {},
            "source": [source],
            "execution_count": count,
            "outputs": [{"output_type": "stream", "name": "stdout", "text": [f"run {count}\n"]}],
        }
        for number, (source, count) in enumerate(zip(sources, outputs, strict=True))
    ]
    notebook = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(notebook, indent=1) + "\n")


def git(folder, *command, ok=True):
    done = subprocess.run(["git", "-C", str(folder), *command], capture_output=True, text=True)
    assert done.returncode == 0 or not ok, done.stderr + done.stdout
    return done


def test_notebooks_merge_cell_by_cell(tmp_path):
    "Edits of different cells merge whatever the outputs are; of one cell both stay, in a notebook that can be read."
    driver = re.search(r'merge\.nbdev-merge\.driver "(.+)"', (REPOSITORY / "Makefile").read_text())[1]
    folder, notebook = tmp_path / "clone", tmp_path / "clone" / "solutions" / "01_a" / "01_a.ipynb"
    write(notebook, ["a = 1", "b = 1", "c = 1"], [1, 1, 1])
    (folder / ".gitattributes").write_text((REPOSITORY / ".gitattributes").read_text())
    git(folder, "init", "-q", "-b", "main")
    for name, value in (("user.name", "Ada"), ("user.email", "ada@example.org")):
        git(folder, "config", name, value)
    git(folder, "config", "merge.nbdev-merge.driver", driver.replace("$(BIN)", str(Path(sys.executable).parent)))
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "first")
    git(folder, "checkout", "-qb", "other")
    write(notebook, ["a = 1", "b = 1", "c = 2"], [2, 2, 2])
    git(folder, "commit", "-qam", "the last cell")
    git(folder, "checkout", "-q", "main")
    write(notebook, ["a = 2", "b = 1", "c = 1"], [3, 3, 3])
    git(folder, "commit", "-qam", "the first cell")
    git(folder, "merge", "-q", "other")
    merged = json.loads(notebook.read_text())
    assert ["".join(cell["source"]) for cell in merged["cells"]] == ["a = 2", "b = 1", "c = 2"]

    git(folder, "checkout", "-qb", "third")
    write(notebook, ["a = 3", "b = 1", "c = 2"], [4, 4, 4])
    git(folder, "commit", "-qam", "three")
    git(folder, "checkout", "-q", "main")
    write(notebook, ["a = 4", "b = 1", "c = 2"], [5, 5, 5])
    git(folder, "commit", "-qam", "four")
    assert git(folder, "merge", "-q", "third", ok=False).returncode == 1
    sources = ["".join(cell["source"]) for cell in json.loads(notebook.read_text())["cells"]]
    assert {"a = 3", "a = 4"} <= set(sources)


def test_the_durations_of_a_run(tmp_path):
    report = tmp_path / "report.xml"
    (tmp_path / "test_two.py").write_text("import time\n\ndef test_a(): time.sleep(0.2)\n\ndef test_b(): pass\n")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--junitxml={report}", "test_two.py"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, env={**os.environ, "PYTEST_ADDOPTS": ""})
    found = read_durations([report])
    assert set(found) == {"test_two.py::test_a", "test_two.py::test_b"} and 0.2 <= found["test_two.py::test_a"] < 5
    table = as_table({"test_two.py::test_a": 0.2, "test_two.py::test_b": 0.01}, 60, "2 cores")
    assert "2 tests, 1.0 minutes on 2 cores" in table and "| test_two.py | 0.2 |" in table
    rows = [line for line in table.splitlines() if "::" in line]
    assert rows == ["| test_two.py::test_a | 0.2 |", "| test_two.py::test_b | 0.0 |"]


def test_the_workflow_runs_every_test_once_on_every_python():
    workflow = yaml.safe_load((REPOSITORY / ".github" / "workflows" / "tests.yml").read_text())
    matrix = workflow["jobs"]["tests"]["strategy"]["matrix"]
    *parts, rest = (part.split() for part in matrix["part"])
    apart = [path for part in parts for path in part]
    assert all((REPOSITORY / path).is_dir() for path in apart)
    assert rest == ["tests", *(f"--ignore={path}" for path in apart)]
    (supported,) = re.findall(r"Python (3\.\d+)(?:\.\d+)? to (3\.\d+)", (REPOSITORY / "README.md").read_text())[:1]
    first, last = (int(version.partition(".")[2]) for version in supported)
    assert matrix["python"] == [f"3.{minor}" for minor in range(first, last + 1)]


def test_workflows_run_the_tests_whole_every_night_and_by_hand_and_the_site_before_it_is_published():
    folder = REPOSITORY / ".github" / "workflows"
    workflow = yaml.safe_load((folder / "tests.yml").read_text())
    begins = workflow[True]  # YAML takes `on` for a truth value
    asked = workflow["env"]["COURSE_LONG_TESTS"]
    assert {"schedule", "workflow_dispatch"} <= begins.keys()
    assert "'schedule'" in asked and "'workflow_dispatch'" in asked and asked.endswith("&& '1' || '' }}")
    steps = yaml.safe_load((folder / "docs.yml").read_text())["jobs"]["build"]["steps"]
    assert [step["env"]["COURSE_LONG_TESTS"] for step in steps if "tests/docs" in step.get("run", "")] == ["1"]
