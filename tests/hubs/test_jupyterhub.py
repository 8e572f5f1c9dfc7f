"""A class on a JupyterHub: two learners fetch, check and submit, the teacher collects and grades, feedback comes back.

Hub, proxy, servers, exchange, jails and accounts are real. Part of `make test-all`.
"""

import json
import os
import subprocess
import sys
import urllib.error
from contextlib import suppress
from itertools import pairwise
from pathlib import Path

import pytest
from running_hub import Hub, accounts, lacking, run_as

from autograder.ipynb import is_solution, read_notebook, source_of, without_markers
from autograder.lessons import REPOSITORY
from autograder.predictions import answer_all
from autograder.release.leaks import secret_lines

LESSON = "01_stats"
NOTEBOOK = f"lessons/{LESSON}/{LESSON}.ipynb"
ASSIGNMENT = {"course_id": "initialization", "assignment_id": LESSON}

WHY_NOT = lacking() if os.environ.get("COURSE_LONG_TESTS") else "runs with make test-all"
pytestmark = [pytest.mark.skipif(bool(WHY_NOT), reason=WHY_NOT), pytest.mark.xdist_group("hub")]


@pytest.fixture(scope="module")
def hub(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hub")
    for parent in (folder, *folder.parents[:2]):  # pytest closes its folders to other accounts
        parent.chmod(0o755)
    with Hub(folder).set_up("01") as running:
        yield running


def ours():
    "Our answers by the exercise's name."
    cells = read_notebook(REPOSITORY / "solutions" / LESSON / f"{LESSON}.ipynb")["cells"]
    solutions = [cell for cell in cells if is_solution(cell)]
    return {cell["metadata"]["nbgrader"]["grade_id"]: without_markers(source_of(cell)) for cell in solutions}


def solved(notebook, most):
    "The notebook with our answers to so many of its exercises, and with predictions."
    answers = dict(list(ours().items())[:most])
    for cell in notebook["cells"]:
        cell["source"] = answers.get(cell["metadata"].get("nbgrader", {}).get("grade_id"), cell["source"])
    answer_all(notebook["cells"], "a guess")
    return notebook


def states(listed):
    return {(found["status"], found["assignment_id"]) for found in listed["value"]}


def terminal(hub, account):
    "How a terminal of a learner's server runs a command: in their environment and folder."
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            words = (process / "environ").read_bytes().decode(errors="replace").split("\0")
            environment = dict(word.split("=", 1) for word in words if "=" in word)
            mine = environment.get("COURSE_WORKSPACE", "").startswith(str(hub.homes / account))
            if mine:
                return {"env": environment, "cwd": environment["COURSE_WORKSPACE"]}
    raise AssertionError(f"{account} has no server")


def test_a_class_of_two_from_fetch_to_feedback(hub):
    ada, bob, _ = accounts()
    hub.teacher("nbgrader", "release_assignment", LESSON)
    for account, most in ((ada, 100), (bob, 1)):
        server = f"/user/{account}"
        hub.start_server(account)
        for path in (NOTEBOOK, f"lessons/{LESSON}"):
            hub.ask("DELETE", f"{server}/api/contents/{path}")
        listed = hub.ask("GET", f"{server}/assignments?course_id=initialization")
        assert states(listed) == {("released", LESSON)}
        assert states(hub.ask("POST", f"{server}/assignments/fetch", ASSIGNMENT)) == {("fetched", LESSON)}

        opened = hub.ask("GET", f"{server}/api/contents/{NOTEBOOK}")
        saved = {"type": "notebook", "format": "json", "content": solved(opened["content"], most)}
        hub.ask("PUT", f"{server}/api/contents/{NOTEBOOK}", saved)
        validated = hub.ask("POST", f"{server}/assignments/validate", {"path": NOTEBOOK})
        assert validated["success"] and ("failed" in validated["value"]) == (account == bob), validated
        command = [str(hub.environment / "bin" / "course"), "check", "01"]
        checked = run_as(account, command, check=False, **terminal(hub, account))
        assert checked.returncode == (account == bob), checked.stdout + checked.stderr
        assert ("submitted", LESSON) in states(hub.ask("POST", f"{server}/assignments/submit", ASSIGNMENT))

    hub.teacher("collect", str(hub.exchange / "initialization" / "inbound"))
    graded = hub.teacher("grade", "01", "--workers", "1")
    assert " ".join(f"{ada} {LESSON} 22/22".split()) in " ".join(graded.split())
    hub.teacher("feedback", "01")
    hub.teacher("nbgrader", "release_feedback", LESSON)

    for account in (ada, bob):
        server = f"/user/{account}"
        listed = hub.ask("POST", f"{server}/assignments/fetch_feedback", ASSIGNMENT)
        (found,) = [one for one in listed["value"] if one["status"] == "submitted"]
        (submission,) = found["submissions"]
        page = hub.ask("GET", f"{server}/api/contents/{submission['local_feedback_path']}/{LESSON}.html")["content"]
        assert ("22 of 22 points" in page) == (account == ada)
        assert ("What to fix first" in page) == (account == bob)


LOOKS = """
import json, os, sys
found = {"modules": [], "files": [], "opened": []}
for name in ("course_lib.stats", "autograder.grading.grade", "autograder.release.kit", "autograder.checks.answers"):
    try:
        __import__(name)
        found["modules"].append(name)
    except ImportError:
        pass


def has_answer(path, text):
    if path.endswith(".ipynb"):  # whatever line; a program may have one, a check compares with a definition
        return any(json.dumps(line)[1:-1] in text for pair in PAIRS for line in pair)
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return not {tuple(pair) for pair in PAIRS}.isdisjoint(zip(lines, lines[1:]))


for place in sys.argv[1:]:
    for folder, folders, files in os.walk(place):
        for name in files:
            path = os.path.join(folder, name)
            try:
                if has_answer(path, open(path, errors="replace").read()):
                    found["files"].append(path)
            except OSError:
                continue
for place in CLOSED:
    try:
        os.listdir(place) if os.path.isdir(place) else open(place, "rb").read()
        found["opened"].append(place)
    except OSError:
        pass
print(json.dumps(found))
"""


def pairs():
    "Lines of our answers that follow each other, of those that say something."
    lines = secret_lines(REPOSITORY / "solutions")
    found = []
    for answer in ours().values():
        kept = [line.strip() for line in answer.splitlines() if line.strip()]
        found += [pair for pair in pairwise(kept) if all(line in lines for line in pair)]
    return found


def test_a_learner_finds_no_answer_and_nothing_of_others(hub):
    ada, bob, _ = accounts()
    class_ = hub.course / "classroom"
    closed = [hub.course, class_ / "trial_key", class_ / "gradebook.db", hub.homes / ada, hub.folder / "hub"]
    assert len(pairs()) > 3 and all(place.exists() for place in closed)
    script = f"PAIRS, CLOSED = {pairs()!r}, {[str(place) for place in closed]!r}\n{LOOKS}"
    (packages,) = hub.environment.glob("lib/python*/site-packages")
    places = [str(place) for place in (packages, hub.kit, hub.exchange)]
    found = json.loads(run_as(bob, [str(hub.environment / "bin" / "python"), "-c", script, *places]).stdout)
    assert found == {"modules": [], "files": [], "opened": []}
    command = [sys.executable, "-c", script, str(hub.course / "course_lib"), str(hub.course / "solutions" / LESSON)]
    seen = json.loads(subprocess.run(command, capture_output=True, text=True, check=True, cwd=REPOSITORY).stdout)
    assert len(seen["files"]) == 2 and seen["opened"] == [str(place) for place in closed]  # it can be found


def test_graders_share_a_form_grader_and_learners_do_not_get_in(hub):
    "After the class of two: the button in it grades in a jail."
    ada, bob, grader = accounts()
    page, token = "/services/initialization/formgrader/api", hub.token_of(grader)
    found = hub.until(lambda: hub.ask("GET", f"{page}/submissions/{LESSON}", token=token))
    assert {one["student"] for one in found} == {ada, bob}
    pressed = hub.ask("POST", f"{page}/submission/{LESSON}/{bob}/autograde", {}, token=token)
    assert pressed["success"], pressed
    audited = hub.teacher("audit", "01", "--student", bob)
    assert "jail bubblewrap" in audited
    with pytest.raises(urllib.error.HTTPError) as refused:
        hub.ask("GET", f"{page}/submissions/{LESSON}", token=hub.token_of(bob))
    assert refused.value.code == 403
