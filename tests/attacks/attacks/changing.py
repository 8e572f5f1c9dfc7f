"Attacks 30 to 35: changing what is graded."

import json

from autograder.ipynb import is_solution, name_of
from tests.attacks.attack import ESCAPED, TELL, Attack, harmful
from tests.attacks.course import blank, code, hand_in, is_check

FULL = {
    "variance": 4,
    "RunningMoments": 6,
    "covariance": 4,
    "covariance_matrix": 3,
    "correlation": 4,
    "predictions_01": 1,
}


def on_checks(change):
    "A blank notebook whose check cells went through `change(cell)`; one that answers False is deleted."
    notebook = blank()
    notebook["cells"] = [cell for cell in notebook["cells"] if not is_check(cell) or change(cell) is not False]
    return notebook


def tagged(*tags):
    def change(cell):
        cell["metadata"]["tags"] = list(tags)

    return on_checks(change)


def relabelled(**marks):
    def change(cell):
        cell["metadata"]["nbgrader"] |= marks

    return on_checks(change)


def exchanged(cell):
    exercise = name_of(cell).removeprefix("check_")
    cell["source"] = [str(FULL[exercise])]


def passes(cell):
    cell["source"] = ["pass"]


def baked(cell):
    number = FULL[name_of(cell).removeprefix("check_")]
    result = {
        "data": {"text/plain": [str(number)]},
        "execution_count": 9,
        "metadata": {},
        "output_type": "execute_result",
    }
    cell.update(outputs=[result], execution_count=9)
    cell["metadata"]["tags"] = ["skip-execution", "experiment"]


def doubled():
    "Every check cell a second time, with a grade id of its own and a hundred points."
    notebook = blank()
    for i in reversed([i for i, cell in enumerate(notebook["cells"]) if is_check(cell)]):
        copy = json.loads(json.dumps(notebook["cells"][i]))
        copy["metadata"]["nbgrader"] |= {"grade_id": f"again_{i}", "points": 100}
        copy.update(id=f"again-{i}", source=["100"])
        notebook["cells"].insert(i, copy)
    return notebook


def pasted():
    "The answer's cell twice under one grade id."
    notebook = blank()
    i = next(i for i, cell in enumerate(notebook["cells"]) if name_of(cell) == "variance")
    notebook["cells"].insert(i, {**notebook["cells"][i], "id": "pasted"})
    return notebook


def swapped():
    "Check cells become answers, and the answers check cells."
    notebook = blank()
    for cell in notebook["cells"]:
        if is_check(cell):
            cell["metadata"]["nbgrader"] |= {"grade": False, "solution": True, "locked": False, "points": 0}
            cell["source"] = ["pass"]
        elif is_solution(cell):
            cell["metadata"]["nbgrader"] |= {"grade": True, "points": 100}
    return notebook


def kernel(**spec):
    notebook = on_checks(baked)
    notebook["metadata"]["kernelspec"] = {"display_name": "x", "language": "python", "name": "python3", **spec}
    return notebook


def deep(levels=100_000):
    text = json.dumps(blank())
    bomb = '{"a":' * levels + "1" + "}" * levels
    return (text[:-1] + f', "deep": {bomb}' + "}").encode()


def deep_metadata(levels=900):
    value = 1
    for _ in range(levels):
        value = {"a": value}
    notebook = blank()
    notebook["metadata"]["deep"] = value
    notebook["cells"][3]["metadata"]["deep"] = value
    return notebook


def many_cells():
    notebook = blank()
    notebook["cells"] += [code("1", f"c{i}") for i in range(50_000)]
    return notebook


def huge():
    notebook = blank()
    notebook["cells"].append(code("# " + "x" * (40 * 2**20), "huge"))
    return notebook


def odd_numbers():
    notebook = blank()
    for cell in notebook["cells"]:
        if is_check(cell):
            cell["metadata"]["nbgrader"]["points"] = float("nan")
    return json.dumps(notebook).replace("NaN", "1e999").encode()


SHADOW = b"""\
import sys
print("GOT" + "CHA", "code of a file beside the notebook")
"""
SHADOW_CHECKER = b"""\
MARKS = dict(variance=4, RunningMoments=6, covariance=4, covariance_matrix=3, correlation=4)
def check(name, hidden=False):
    print("GOT" + "CHA", "the checker replaced by a file beside the notebook")
    return MARKS[name]
"""
WRITES_SHADOWS = """\
import os
for name in ("torch.py", "sitecustomize.py", "safetensors.py", "json.py"):
    with open(name, "w") as file:
        file.write("import os\\nprint('GOT' + 'CHA', 'a module written by a cell')\\n")
os.makedirs("autograder", exist_ok=True)
open("autograder/__init__.py", "w").close()
with open("autograder/notebook.py", "w") as file:
    file.write("check = lambda name, hidden=False: 4\\n")
import sys
sys.path.insert(0, os.getcwd())
for name in [n for n in sys.modules if n.split(".")[0] == "autograder"]:
    del sys.modules[name]
from autograder.notebook import check
"""

ATTACKS = [
    Attack(30, "check cells tagged skip-execution", tagged("skip-execution")),
    Attack(
        30, "check cells tagged experiment, raises-exception and remove-cell", tagged("experiment", "raises-exception")
    ),
    Attack(
        30,
        "the cells of the answers are tagged, too",
        hand_in(edit=lambda nb: [c["metadata"].update(tags=["skip-execution"]) for c in nb["cells"]]),
    ),
    Attack(31, "check cells deleted", on_checks(lambda cell: False)),
    Attack(31, "check cells say pass", on_checks(passes)),
    Attack(31, "check cells are numbers", on_checks(exchanged)),
    Attack(31, "check cells are worth a hundred points", relabelled(points=100)),
    Attack(31, "check cells are unlocked and no grade cells", relabelled(grade=False, locked=False)),
    Attack(31, "check cells marked by hand", relabelled(solution=True, locked=False)),
    Attack(31, "answers and checks change places", swapped()),
    Attack(31, "every check twice, the second worth a hundred", doubled()),
    Attack(31, "an answer pasted twice", pasted()),
    Attack(31, "negative points, so that less is more", relabelled(points=-4)),
    Attack(31, "a schema version of the future", relabelled(schema_version=99)),
    Attack(32, "results baked into the outputs", on_checks(baked)),
    Attack(32, "another kernel: bash", kernel(name="bash", language="bash")),
    Attack(32, "a kernel that does not exist", kernel(name="../../evil")),
    Attack(33, "nested 100,000 deep", deep()),
    Attack(33, "metadata nested 900 deep", deep_metadata()),
    Attack(33, "50,000 cells", many_cells(), slow=True),
    Attack(33, "40 MB of source", huge()),
    Attack(33, "cut short", json.dumps(blank()).encode()[:5_000]),
    Attack(33, "points of 1e999", odd_numbers()),
    Attack(33, "half of a surrogate pair in a cell", hand_in(last='x = "\ud800"')),
    Attack(33, "null characters in an answer", hand_in(answers={"variance": "def variance(x):\n    return 0\x00"})),
    Attack(
        33,
        "not JSON but pickle",
        b"\x80\x04\x95\x1a\x00\x00\x00\x00\x00\x00\x00\x8c\x05posix\x94\x8c\x06system\x94\x93.",
    ),
    Attack(
        34,
        "files beside the notebook shadow modules",
        hand_in(first=TELL),
        beside={"torch.py": SHADOW, "sitecustomize.py": SHADOW, "usercustomize.py": SHADOW, "json.py": SHADOW},
    ),
    Attack(
        34,
        "a package autograder beside the notebook",
        hand_in(first=TELL),
        beside={"autograder/__init__.py": b"", "autograder/notebook.py": SHADOW_CHECKER},
    ),
    Attack(34, "a cell writes modules for later imports", hand_in(first=WRITES_SHADOWS)),
    harmful(
        35,
        "shell magics write where the account may write",
        "import os, subprocess\n"
        "home = os.path.expanduser('~')\n"
        f"get_ipython().system(f'touch {{home}}/{ESCAPED}-35 /tmp/{ESCAPED}-35; id')\n"
        f"get_ipython().run_cell_magic('bash', '', f'touch {{home}}/{ESCAPED}-35b')\n",
    ),
    harmful(
        35,
        "pip installs into the grader's environment",
        "import os, subprocess, sys, sysconfig\n"
        "where = sysconfig.get_paths()['purelib']\n"
        "try:\n"
        "    with open(os.path.join(where, 'escaped_35.py'), 'w') as file:\n"
        "        file.write('x = 1')\n"
        "    tell('a module in the grader\\'s environment')\n"
        "    os.remove(os.path.join(where, 'escaped_35.py'))\n"
        "except OSError as error:\n"
        "    print(error)",
    ),
]
