"A learner's way in a real browser: open, fail, answer, pass, validate, export, hand in. From the kit, offline."

import json
import zipfile

import nbformat
import pytest
from chromium import chromium, needs_chromium
from lab import IDLE, PATIENCE, cell_with, menu, open_notebook, run_all, running_lab, save, type_into

from autograder.checks.answers import solution_cells
from autograder.ipynb import without_markers
from autograder.lessons import REPOSITORY
from autograder.predictions import predictions
from autograder.release.assignment import GO_ON
from autograder.student.workspace import new_workspace

pytestmark = [needs_chromium, pytest.mark.xdist_group("browser")]
LAB = "import sys; from autograder.student.cli import main; sys.exit(main(['lab', *sys.argv[1:]]))"
NOTEBOOK = "lessons/00_core/00_core.ipynb"


def solution():
    "The answer to the warm-up as a learner would write it: without markers."
    source = solution_cells(REPOSITORY / "solutions" / "00_core" / "00_core.ipynb")["flatten_images"]
    return without_markers(source)


@pytest.fixture(scope="module")
def desk(kit, tmp_path_factory):
    "A learner's folder, and beside it what the kit installs."
    folder = tmp_path_factory.mktemp("student")
    with zipfile.ZipFile(kit) as wheel:
        wheel.extractall(folder / "installed")
    new_workspace(folder / "desk")
    return folder / "desk"


@pytest.fixture(scope="module")
def lab(desk, tmp_path_factory):
    "JupyterLab in the learner's folder, from the kit's own code, and a browser: its address and the browser."
    environment = {"PYTHONPATH": str(desk.with_name("installed")), "COURSE_DATA": "offline"}
    home = tmp_path_factory.mktemp("home")
    with running_lab(["-c", LAB], desk, home, environment) as address, chromium() as browser:
        yield address, browser


def test_a_lesson_from_first_look_to_hand_in(desk, lab):
    address, browser = lab
    with browser.new_page(viewport={"width": 1400, "height": 1000}) as page:
        foreign = []
        page.on(
            "request",
            lambda request: request.url.startswith((address, "data:", "blob:")) or foreign.append(request.url),
        )
        open_notebook(page, address, NOTEBOOK)

        # It fails as released: the stub raises, the example below it too, and the check says that nothing is written.
        run_all(page)
        stub, check = cell_with(page, "def flatten_images"), cell_with(page, 'check("flatten_images")')
        page.locator(".jp-OutputArea-output").get_by_text("NotImplementedError").first.wait_for(timeout=PATIENCE)
        check.get_by_text("not written yet").first.wait_for(timeout=PATIENCE)
        page.wait_for_selector(IDLE, state="attached", timeout=PATIENCE)

        # An answer is typed, everything is run again, and the check passes.
        type_into(page, stub, solution())
        run_all(page)
        check.get_by_text("✓").first.wait_for(timeout=PATIENCE)
        assert "✗" not in check.inner_text() and "✓" in check.inner_text()

        # Predictions: a button or a field below each question, kept with the notebook, where Validate finds them.
        for question in ("What share of all pixels", "1,000 models guess"):
            cell_with(page, question).get_by_role("button").first.click()
        for question in ("And on 200 other images", "How many of the validation images"):
            field = cell_with(page, question).locator("input[type=text]")
            field.fill("10")
            field.press("Enter")
        for question in ("And on 200 other images", "1,000 models guess"):
            cell_with(page, question).get_by_text("You predict:").wait_for(timeout=PATIENCE)
        save(page)

        # Validate, with nbgrader's own button.
        page.get_by_text("Validate", exact=True).first.click()
        dialog = page.locator(".jp-Dialog, .modal-dialog").filter(has_text="Success")
        dialog.first.wait_for(timeout=PATIENCE)
        page.get_by_role("button", name="OK").first.click()

        # Export, into the learner's own library.
        export = cell_with(page, 'export_lesson("00_core")')
        export.locator(".cm-content").click()
        page.keyboard.press("Shift+Enter")
        export.get_by_text("Wrote course_lib/core.py").first.wait_for(timeout=PATIENCE)
        assert "def flatten_images" in (desk / "course_lib" / "core.py").read_text()

        # Hand in, from JupyterLab's terminal.
        page.keyboard.press("Escape")
        page.get_by_role("menuitem", name="File", exact=True).first.click()
        page.locator(".lm-Menu-item", has_text="New").first.hover()
        page.locator(".lm-Menu-item", has_text="Terminal").first.click()
        terminal = page.locator(".jp-Terminal")
        terminal.first.wait_for(timeout=PATIENCE)
        page.wait_for_timeout(2000)
        terminal.first.click()
        page.keyboard.type("course submit 00 --as ada\n")
        handed_in = desk / "hand-in" / "ada__00_core.ipynb"
        for _ in range(PATIENCE // 500):
            if handed_in.exists():
                break
            page.wait_for_timeout(500)
        assert "flatten_images" in "".join(
            "".join(cell["source"]) for cell in json.loads(handed_in.read_text())["cells"]
        )
        assert not foreign


def test_a_prediction_is_made_with_the_keyboard(desk, lab):
    cells = [
        "from autograder.notebook import predict",
        'predict("How many?", ["one", "two", "three"])',
        'predict("How large?", answer="12")',
    ]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in cells])
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
    nbformat.write(notebook, desk / "lessons" / "ask.ipynb")
    address, browser = lab
    with browser.new_page(viewport={"width": 1000, "height": 800}) as page:
        open_notebook(page, address, "lessons/ask.ipynb", "ask")
        run_all(page)
        form = cell_with(page, "How many?").locator(".jp-OutputArea")
        form.get_by_role("button", name="one").focus(timeout=PATIENCE)
        for key in ("Tab", "Space"):
            page.keyboard.press(key)
        form.get_by_text("You predict: two. Now run the next cell.").wait_for(timeout=PATIENCE)
        assert "You predict: 12. Now run the next cell." in cell_with(page, "How large?").inner_text()
        save(page)
        made = predictions(json.loads((desk / "lessons" / "ask.ipynb").read_text())["cells"])
        assert made == {"How many?": "two", "How large?": "12"}
        run_all(page)  # again: what was predicted stays
        page.wait_for_selector(IDLE, state="attached", timeout=PATIENCE)
        form.get_by_text("You predict: two. Now run the next cell.").wait_for(timeout=PATIENCE)


ANSWER = """\
#| export
def flatten_images(x):
    print("asked for", tuple(x.shape))
    return x.reshape(-1)"""
LOOP = """\
#| export
def flatten_images(x):
    while True:
        x = x + 0"""


def test_what_a_failing_answer_can_be_worked_on_with(desk, lab):
    "Values of an example, a long loop, Run All, prints, a hint by keyboard, inputs, pdb, a stale answer, Ctrl+C."
    cells = [
        "import time, torch\nfrom autograder.notebook import check",
        ANSWER,
        "assert flatten_images(torch.zeros(2, 3, 2)).shape == (2, 6)",
        "for i in range(3):\n    time.sleep(1.2)",
        'check("flatten_images")',
    ]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in cells])
    notebook.cells[2].metadata["tags"] = [GO_ON]  # as released
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
    nbformat.write(notebook, desk / "lessons" / "work.ipynb")
    address, browser = lab
    with browser.new_page(viewport={"width": 1200, "height": 1000}) as page:
        open_notebook(page, address, "lessons/work.ipynb", "work")
        answer, example, loop, check = page.locator(".jp-Notebook .jp-CodeCell").all()[1:5]
        run_all(page)
        check.get_by_text("What your code printed meanwhile").first.wait_for(timeout=PATIENCE)
        assert "flatten_images(torch.zeros(2, 3, 2)).shape is torch.Size([12])" in example.inner_text()
        assert "3 done in" in loop.inner_text()
        assert "✗" in check.inner_text() and "asked for" in check.inner_text()
        check.get_by_role("button", name="A hint, please").focus(timeout=PATIENCE)
        page.keyboard.press("Space")
        check.get_by_text("hint 1 of").first.wait_for(timeout=PATIENCE)

        def run(cell, source=""):
            if source:
                type_into(page, cell, source)
            cell.locator(".cm-content").click()
            page.keyboard.press("Control+Enter")

        # What failed is had by name, and the debugger asks in the notebook.
        run(example, 'check.inputs("flatten_images")')
        example.locator(".jp-OutputArea").get_by_text("'x': tensor(").first.wait_for(timeout=PATIENCE)
        run(answer, ANSWER.replace("    print", "    breakpoint()\n    print"))
        run(check)
        page.locator(".jp-Stdin-input").last.fill("p 'axes', x.dim()", timeout=PATIENCE)
        page.keyboard.press("Enter")
        check.get_by_text("('axes', ").first.wait_for(timeout=PATIENCE)
        for _ in range(2):  # two questions are asked of this answer
            page.locator(".jp-Stdin-input").last.fill("q", timeout=PATIENCE)
            page.keyboard.press("Enter")
            page.wait_for_timeout(1500)
        check.get_by_text("CheckFailed").first.wait_for(timeout=PATIENCE)

        run(answer, ANSWER)
        run(answer, "def flatten_images(x) return x")
        answer.get_by_text("SyntaxError").first.wait_for(timeout=PATIENCE)
        run(check)
        stale = "The last run of the cell that defines flatten_images failed"
        check.get_by_text(stale).first.wait_for(timeout=PATIENCE)
        run(answer, LOOP)
        page.wait_for_selector(IDLE, state="attached", timeout=PATIENCE)
        run(check)
        page.locator(".jp-StatusBar-TextItem:has-text('Busy')").first.wait_for(state="attached", timeout=PATIENCE)
        page.wait_for_timeout(1000)
        menu(page, "Kernel", "Interrupt Kernel")
        check.get_by_text("Interrupted: flatten_images was being checked; it was in").first.wait_for(timeout=PATIENCE)
        said = check.locator(".jp-OutputArea").inner_text()
        assert "autograder" not in said and stale not in said
