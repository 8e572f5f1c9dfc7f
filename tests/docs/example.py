"A course of two short lessons with everything in it that the site has to treat well."

import base64
import json
import struct
import zlib
from pathlib import Path

from autograder.checks.report import Report, Row
from autograder.lessons import REPOSITORY

SECRETS = ["mean_of_squares - square_of_mean", "the_hidden_written_answer", "unexported_secret", "self._total + batch"]

STUDENT_CODE = '''
#| export
def spread(
    x: Tensor,  # Any shape
    scale: tuple[float, float] = (1.0, 2.0),  # Two factors
) -> Tensor:  # A scalar
    """How far the elements of `x` lie apart, as `Total` adds them up.

    Second paragraph with a formula, $x^2$.
    """
    ### BEGIN SOLUTION
    mean_of_squares, square_of_mean = x.square().mean(), x.mean().square()
    return mean_of_squares - square_of_mean
    ### END SOLUTION
'''

CLASS_CODE = """
#| export
class Total:
    "A running total."

    unit: str = "pixels"  # What is added up

    def __init__(
        self,
        start: float = 0.0,  # The first total
    ):
        self._total = start

    def update(self, batch: Tensor) -> "Total":
        "Adds `batch`, an input of `spread`."
        ### BEGIN SOLUTION
        self._total = self._total + batch.sum()
        return self
        ### END SOLUTION

    @property
    def value(self) -> float:
        ### BEGIN SOLUTION
        return float(self._total)
        ### END SOLUTION
"""

FORMULAS = r"""## Why not $n$?

The mean, then the spread:

$$\operatorname{Var}[x] = \frac1n\sum_{i=1}^n (x_i - \bar x)^2$$

\begin{align}
a &= b + c \\
  &= d
\end{align}

| norm | axes |
|---|---|
| batch | `(0, 2, 3)` |

See [the start](../00_begin/00_begin.ipynb#Where-things-are), [below](#Exercise-1:-the-spread),
`flatten` of lesson 00, `Total.update()`, and [a paper](https://arxiv.org/abs/1502.01852).

```python
flatten(x)  # `flatten` stays as it is
```"""

HINTS = """<details><summary>My `flatten` is negative</summary>

Compare it with `flatten` and with $x$.

- Was it squared?

</details>"""


SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20"><circle cx="9" cy="9" r="9"/></svg>'


def png(width: int = 300, height: int = 120) -> str:
    "A white image, as a notebook stores one."
    rows = zlib.compress((b"\0" + b"\xff" * width) * height)
    parts = [(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)), (b"IDAT", rows), (b"IEND", b"")]
    chunks = [struct.pack(">I", len(data)) + k + data + struct.pack(">I", zlib.crc32(k + data)) for k, data in parts]
    return base64.b64encode(b"\x89PNG\r\n\x1a\n" + b"".join(chunks)).decode()


def markdown(source):
    return {"cell_type": "markdown", "metadata": {}, "source": source.strip()}


def code(source, *outputs, **nbgrader):
    metadata = {"nbgrader": {"schema_version": 3, "task": False, **nbgrader}} if nbgrader else {}
    outputs = [output if "name" in output else {**output, "metadata": {}} for output in outputs]
    cell = {"cell_type": "code", "metadata": metadata, "source": source.strip(), "execution_count": None}
    return {**cell, "outputs": outputs}


def shown(**data):
    return {"output_type": "display_data", "data": {kind.replace("_", "/", 1): text for kind, text in data.items()}}


def solution(name, source):
    return code(source, grade_id=name, solution=True, grade=False, locked=False)


def answer(name, source):
    marks = {"grade_id": name, "solution": True, "grade": True, "locked": False, "points": 1}
    return {**markdown(source), "metadata": {"nbgrader": {"schema_version": 3, "task": False, **marks}}}


def check(name, points=2):
    rows = [
        Row("The spread of 2, 4 is 1", 1, True),
        Row("Any shape will do", 1, False, "x: 3×4 float32", "1.25", "2.5", "divides by n - 1 & more"),
    ]
    table = shown(text_html=Report(name, rows)._repr_html_(), text_plain="a table")
    source = f'check("{name}")\n### BEGIN HIDDEN TESTS\ncheck("{name}", hidden=True)\n### END HIDDEN TESTS'
    return code(source, table, grade_id=f"check_{name}", solution=False, grade=True, locked=True, points=points)


BEGIN = [
    markdown("# Begin here\n\n> You learn where things are. Then you use them.\n\n**Needs:** nothing."),
    code("#| default_exp begin"),
    code("#| export\nfrom torch import Tensor"),
    markdown("## Where things are\n\nIn folders."),
    code('#| export\ndef flatten(x: Tensor) -> Tensor:\n    "One row for each item."\n    return x.flatten(1)'),
    code('#| export\nclass Stop(Exception):\n    "Ends it."'),
]

SCALE = [
    code("#| default_exp scale"),
    markdown("# Scale: it's all $n$\n\nTwo questions run through this. One is `flatten`."),
    code("#| export\nfrom torch import Tensor"),
    code("from autograder.notebook import check"),
    markdown(FORMULAS),
    markdown("*Figure: a white rectangle,\nwider than `high`.*\n\nThe figure:"),
    code("draw()", shown(image_png=png(), text_plain="<Figure>")),
    code("draw_again()", shown(**{"image_svg+xml": SVG, "text_plain": "<Figure>"})),
    markdown("<details><summary>What came out</summary>\n\n*Figure: a black disc.*\n\nRound.\n\n</details>"),
    code('print("ok")', {"output_type": "stream", "name": "stdout", "text": "ok and a long line " * 12}),
    markdown("### Exercise 1: the spread\n\nDifficulty 1/5 · about 5 minutes · 2 points\n\nWrite `spread`."),
    solution("spread", STUDENT_CODE),
    code("assert spread(x) == 1"),
    check("spread"),
    markdown(HINTS),
    markdown("### Exercise 2: a total\n\nWrite `Total`."),
    solution("Total", CLASS_CODE),
    check("Total"),
    markdown("### Exercise 3: in words\n\nSay why."),
    solution("words", "### BEGIN SOLUTION\nunexported_secret = 1\n### END SOLUTION"),
    answer("why", "the_hidden_written_answer"),
    markdown("## Summary\n\nYou can now say what spreads."),
]


def write_course(root: Path) -> Path:
    "Writes the course: settings, solutions and the library exported from them by nbdev."
    (root / "course_lib").mkdir(parents=True)
    settings = (REPOSITORY / "settings.ini").read_text(encoding="utf-8")
    (root / "settings.ini").write_text(settings, encoding="utf-8")
    (root / "course_lib" / "__init__.py").touch()
    for name, cells in [("00_begin", BEGIN), ("01_scale", SCALE)]:
        path = root / "solutions" / name / f"{name}.ipynb"
        path.parent.mkdir(parents=True)
        cells = [{"id": f"cell-{number}", **cell} for number, cell in enumerate(cells)]
        kernel = {"display_name": "python3", "language": "python", "name": "python3"}
        notebook = {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
        path.write_text(json.dumps(notebook), encoding="utf-8")
        exported = [cell for cell in cells if cell["source"].startswith("#| export\n")]
        parts = [f"# %% ../{path.relative_to(root)} #{cell['id']}\n{cell['source'][10:]}" for cell in exported]
        lines = ["# AUTOGENERATED\n", *parts]
        module = "\n\n".join(lines).replace("### BEGIN SOLUTION", "").replace("### END SOLUTION", "")
        (root / "course_lib" / f"{name[3:]}.py").write_text(module, encoding="utf-8")
    return root
