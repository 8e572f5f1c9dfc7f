"""Honest hand-ins that look different: right answers, and around them whatever honest people do.

Every habit meets several answers to the three lessons, each time beside other habits.
"""

import random
import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass

from autograder.ipynb import is_solution, name_of, source_of
from autograder.lessons import Lesson
from autograder.predictions import answer_all
from tests.attacks.course import (
    CORE,
    GLOROT,
    STATS,
    Notebook,
    after_imports,
    cell_named,
    code,
    hand_in,
    markdown,
    other_answers,
    place,
    references,
)

Habit = Callable[[Notebook, str], None]  # edits the notebook; the exercise is the one whose answer is not ours


def own_cell(text: str) -> Habit:
    "A cell of the learner's own behind the imports."

    def edit(notebook: Notebook, exercise: str) -> None:
        notebook["cells"].insert(after_imports(notebook), code(text, f"own-{zlib.crc32(text.encode())}"))

    return edit


def behind_answer(text: str) -> Habit:
    "A cell behind the answer; NAME in it is the exercise's."

    def edit(notebook: Notebook, exercise: str) -> None:
        cell = code(text.replace("NAME", exercise), f"tried-{len(notebook['cells'])}")
        notebook["cells"].insert(place(notebook, exercise) + 1, cell)

    return edit


def rewritten(change: Callable[[str, str], str]) -> Habit:
    "The answer's source, changed."

    def edit(notebook: Notebook, exercise: str) -> None:
        cell = cell_named(notebook, exercise)
        cell["source"] = change(source_of(cell), exercise).splitlines(keepends=True)

    return edit


def wrapped(lines: str) -> Habit:
    "The answer does something harmless before it answers. Classes do it when they are made."

    def change(source: str, exercise: str) -> str:
        return f"""{source.rstrip()}


def _with_habit(answer):
    from functools import wraps

    @wraps(answer, updated=())
    def wrapper(*args, **kwargs):
        {lines}
        return answer(*args, **kwargs)

    return wrapper


{exercise} = _with_habit({exercise})
"""

    return rewritten(change)


def without_docstring(source: str, exercise: str) -> str:
    found = re.search(r'^    "[^"\n]+"\n', source, re.M)
    return source.replace(found[0], "", 1) if found else source


def everywhere_markdown(notebook: Notebook, exercise: str) -> None:
    for i in range(len(notebook["cells"]), 0, -3):
        notebook["cells"].insert(i, markdown(f"My note {i}: *variance* ≠ $\\sigma$ <b>?</b>", f"note-{i}"))


def old_outputs(notebook: Notebook, exercise: str) -> None:
    for i, cell in enumerate(c for c in notebook["cells"] if c["cell_type"] == "code"):
        cell["execution_count"] = 100 - i
        cell["outputs"] = [
            {"name": "stderr", "output_type": "stream", "text": ["UserWarning: old\n"]},
            {
                "data": {"text/plain": ["0"]},
                "execution_count": 100 - i,
                "metadata": {},
                "output_type": "execute_result",
            },
            {"ename": "OldError", "evalue": "long repaired", "output_type": "error", "traceback": ["OldError"]},
        ]


def other_editor(notebook: Notebook, exercise: str) -> None:
    notebook["metadata"] = {
        "kernelspec": {"display_name": "Python 3.12 (conda)", "language": "python", "name": "conda-env-ml-py"},
        "language_info": {"name": "python", "version": "3.12.1"},
        "vscode": {"interpreter": {"hash": "0"}},
        "colab": {"provenance": []},
    }
    for i, cell in enumerate(notebook["cells"]):
        cell["metadata"] |= {"collapsed": i % 2 == 0, "jupyter": {"source_hidden": False}, "id": f"Xy{i}"}


def own_tags(notebook: Notebook, exercise: str) -> None:
    for cell in notebook["cells"][::4]:
        cell["metadata"]["tags"] = [*cell["metadata"].get("tags", []), "todo", "ask-tutor"]


def raw_cells(notebook: Notebook, exercise: str) -> None:
    notebook["cells"].insert(4, {"cell_type": "raw", "id": "raw", "metadata": {}, "source": ["---\n", "title: mine\n"]})


def windows_lines(notebook: Notebook, exercise: str) -> None:
    for cell in notebook["cells"]:
        if is_solution(cell):
            cell["source"] = [line.replace("\n", "\r\n") for line in cell["source"]]


def one_string(notebook: Notebook, exercise: str) -> None:
    for cell in notebook["cells"]:
        cell["source"] = "".join(cell["source"])


def no_ids(notebook: Notebook, exercise: str) -> None:
    notebook["nbformat_minor"] = 4
    for cell in notebook["cells"]:
        cell.pop("id", None)


def helper_cell(notebook: Notebook, exercise: str) -> None:
    "What the answer needs stands in a cell of its own above it."
    cell = cell_named(notebook, exercise)
    helper = "def _checked(value):\n    return value\n\n\nEXTRA = 1"
    notebook["cells"].insert(place(notebook, exercise), code(helper, "helper"))
    cell["source"] = [
        *source_of(cell).rstrip().splitlines(keepends=True),
        "\n\n\n",
        f"{exercise} = _checked({exercise})\n",
    ]


def helper_far_above(notebook: Notebook, exercise: str) -> None:
    notebook["cells"].insert(after_imports(notebook), code("def _same(value):\n    return value", "far-helper"))
    cell = cell_named(notebook, exercise)
    cell["source"] = [
        *source_of(cell).rstrip().splitlines(keepends=True),
        "\n\n\n",
        f"{exercise} = _same({exercise})\n",
    ]


def first_try_above(notebook: Notebook, exercise: str) -> None:
    "A first try stands above the answer in a cell of its own, and is wrong."
    text = f"def {exercise}(*args, **kwargs):\n    return 0"
    notebook["cells"].insert(place(notebook, exercise), code(text, "first-try"))


def checked_twice(notebook: Notebook, exercise: str) -> None:
    notebook["cells"].insert(place(notebook, exercise) + 1, code(f'check("{exercise}")', "checked-early"))
    notebook["cells"].append(code(f'check("{exercise}")', "checked-late"))


def checks_deleted(notebook: Notebook, exercise: str) -> None:
    notebook["cells"] = [cell for cell in notebook["cells"] if name_of(cell) != f"check_{exercise}"]


def examples_deleted(notebook: Notebook, exercise: str) -> None:
    del notebook["cells"][place(notebook, exercise) + 1]


HABITS: dict[str, Habit] = {
    "prints in the answer": wrapped('print("called with", len(args), "arguments")'),
    "warnings in the answer": wrapped('import warnings; warnings.warn("this could be faster")'),
    "stderr in the answer": wrapped('import sys; print("WARNING: slow", file=sys.stderr)'),
    "logging in the answer": wrapped('import logging; logging.getLogger("mine").warning("called")'),
    "a counter of calls": wrapped('globals()["CALLS"] = globals().get("CALLS", 0) + 1'),
    "time is taken": wrapped("import time; began = time.perf_counter()"),
    "a seed is set in the notebook": own_cell(
        "import random\nrandom.seed(1)\nnp = __import__('numpy')\nnp.random.seed(1)"
    ),
    "a plot": own_cell("import matplotlib.pyplot as plt\nplt.plot([1, 3, 2])\nplt.title('mine')\nplt.show()"),
    "a plot that is saved": own_cell(
        "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.savefig('mine.png')\nplt.close()"
    ),
    "much output": own_cell("for i in range(3000):\n    print(i, 'x' * 40)"),
    "a progress bar": own_cell(
        "import sys, time\nfor i in range(50):\n    print(f'\\r{i:3d}%', end='', file=sys.stderr)"
    ),
    "displays": own_cell(
        "from IPython.display import HTML, Markdown, display\ndisplay(HTML('<b>x</b>'), Markdown('*y*'))"
    ),
    "line magics": own_cell("%matplotlib inline\n%time sum(range(1000))\n%timeit -n 1 -r 1 sum(range(10))\n%who"),
    "a cell magic": own_cell("%%time\ntotal = sum(range(1000))"),
    "captured output": own_cell("%%capture\nprint('hidden')"),
    "shell commands": own_cell("!echo hello\n!ls"),
    "an unknown magic": own_cell("%load_ext no_such_extension"),
    "help is asked for": own_cell("torch.randn?"),
    "history is used": own_cell("1 + 1\n_\nOut\nlen(In)"),
    "a cell that raises": own_cell("undefined_name + 1"),
    "a cell with a syntax error": own_cell("def unfinished(:\n    pass"),
    "an assertion of one's own fails": own_cell("assert 1 == 2, 'to do'"),
    "more imports": own_cell("import math, itertools, collections, functools, statistics\nimport numpy as np"),
    "imports in the answer's cell": rewritten(
        lambda source, name: (
            source.replace("#| export\n", "#| export\nimport math\nfrom functools import reduce\n", 1)
            if source.startswith("#| export\n")
            else f"import math\n{source}"
        )
    ),
    "comments": rewritten(lambda source, name: source.rstrip() + "\n# TODO: ask whether this is fast enough\n# done\n"),
    "unicode": rewritten(lambda source, name: f"{source.rstrip()}\n\n\ngröße_σ = 'Größe, 値, ∑ 🎉'  # naïve\n"),
    "no docstring": rewritten(without_docstring),
    "spaces at the ends of lines": rewritten(lambda source, name: source.replace("\n", "  \n")),
    "export directive gone": rewritten(lambda source, name: source.replace("#| export\n", "", 1)),
    "an alias": rewritten(lambda source, name: f"{source.rstrip()}\n\n\n_again = {name}\n{name} = _again\n"),
    "hints checked at run time": rewritten(
        lambda source, name: f"from typing import Any\n{source.rstrip()}\n\n\nRESULT: dict[str, Any] = {{}}\n"
    ),
    "a dataclass beside it": own_cell(
        "from dataclasses import dataclass\n\n@dataclass\nclass Result:\n    value: float = 0.0"
    ),
    "tried at once": behind_answer("NAME"),
    "its documentation shown": behind_answer("print(NAME.__doc__)\nhelp(NAME)"),
    "a helper above the answer": helper_cell,
    "a helper far above": helper_far_above,
    "a wrong first try above": first_try_above,
    "checked twice": checked_twice,
    "the check deleted": checks_deleted,
    "the example deleted": examples_deleted,
    "notes everywhere": everywhere_markdown,
    "old outputs": old_outputs,
    "another editor": other_editor,
    "tags of one's own": own_tags,
    "a raw cell": raw_cells,
    "Windows line ends": windows_lines,
    "sources as one string": one_string,
    "format 4.4, without ids": no_ids,
    "a small model is trained": own_cell(
        "import torch\nnet = torch.nn.Sequential(torch.nn.Linear(20, 50), torch.nn.Tanh(), torch.nn.Linear(50, 1))\n"
        "step = torch.optim.SGD(net.parameters(), 0.1)\n"
        "for _ in range(5):\n    loss = net(torch.randn(64, 20)).square().mean()\n    loss.backward()\n    step.step()"
    ),
    "many torch threads": own_cell(
        "import torch\ntorch.set_num_threads(4)\n(torch.randn(700, 700) @ torch.randn(700, 700)).sum()"
    ),
    "a thread that ends": own_cell(
        "import threading\nt = threading.Thread(target=print, args=('hi',))\nt.start()\nt.join()"
    ),
    "a file is written and read": own_cell(
        "from pathlib import Path\nPath('notes.txt').write_text('x')\nPath('notes.txt').read_text()"
    ),
    "a tensor is saved and loaded": own_cell(
        "import torch\ntorch.save(torch.ones(2), 'ones.pt')\ntorch.load('ones.pt', weights_only=True)"
    ),
    "an environment variable": own_cell("import os\nos.environ['MINE'] = '1'\nos.getcwd(), os.path.expanduser('~')"),
    "printing is set up": own_cell("import torch\ntorch.set_printoptions(precision=8, sci_mode=False)"),
    "warnings are errors for a moment": own_cell(
        "import warnings\nwith warnings.catch_warnings():\n    warnings.simplefilter('error')\n    1 + 1"
    ),
    "gradients are off for a cell": own_cell("import torch\nwith torch.no_grad():\n    torch.ones(2) * 2"),
    "a magic and Python": own_cell("files = %sx ls\nvalue = !echo 3"),
}


@dataclass(frozen=True)
class Variant:
    "A right hand-in with several habits. `id` is the learner's."

    id: str
    lesson: Lesson
    title: str
    habits: tuple[str, ...]
    notebook: Notebook


def bases() -> list[tuple[Lesson, str, str, dict[str, str]]]:
    "Right answers to each lesson: ours, and ours with one of the other right ones. (lesson, exercise, title, answers)"
    found = []
    for lesson in (CORE, STATS, GLOROT):
        ours = dict(references(lesson))
        found += [(lesson, exercise, "ours", ours) for exercise in list(ours)[:1]]
        for answer in other_answers(lesson):
            if answer.right:
                source = f"#| export\n{answer.source}"
                found.append((lesson, answer.exercise, answer.title, {**ours, answer.exercise: source}))
    return found


def all_variants(each: int = 4, together: int = 6, seed: int = 7) -> list[Variant]:
    "Every habit `each` times, `together` different ones in a hand-in, every time beside others; always the same ones."
    chance = random.Random(seed)
    names: list[str] = []
    for _ in range(each):
        names += chance.sample(list(HABITS), len(HABITS))
    rounds: list[tuple[Lesson, str, str, dict[str, str]]] = []
    variants = []
    for start in range(0, len(names), together):
        if not rounds:
            # Lessons whose checks take long come up less often.
            rounds = [base for base in bases() for _ in range({"core": 12, "stats": 1, "glorot": 1}[base[0].module])]
            chance.shuffle(rounds)
        lesson, exercise, title, answers = rounds.pop()
        habits = tuple(dict.fromkeys(names[start : start + together]))
        notebook = hand_in(lesson, answers)
        for name in habits:
            HABITS[name](notebook, exercise)
        answer_all(notebook["cells"], "a guess")
        about = f"{exercise}, {title}: {'; '.join(habits)}"
        variants.append(Variant(f"v{len(variants):03}", lesson, about, habits, notebook))
    return variants
