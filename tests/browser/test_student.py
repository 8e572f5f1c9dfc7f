"A learner's way in a real browser: open, fail, answer, pass, validate, export, hand in. From the kit, offline."

import json
import zipfile

import nbformat
import pytest
from chromium import chromium, needs_chromium
from lab import IDLE, PATIENCE, cell_with, open_notebook, run_all, running_lab, save, type_into

from autograder.checks.answers import solution_cells
from autograder.ipynb import without_markers
from autograder.lessons import REPOSITORY
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

        # It fails as released: the stub raises, and the check says that nothing is written.
        run_all(page)
        stub = cell_with(page, "def flatten_images")
        # Its error takes cells with it that are still waiting to run, so wait for it before the next one is asked for.
        page.locator(".jp-OutputArea-output").get_by_text("NotImplementedError").first.wait_for(timeout=PATIENCE)
        page.wait_for_selector(IDLE, state="attached", timeout=PATIENCE)
        check = cell_with(page, 'check("flatten_images")')
        check.locator(".cm-content").click()
        page.keyboard.press("Shift+Enter")
        check.get_by_text("not written yet").first.wait_for(timeout=PATIENCE)

        # An answer is typed, everything is run again, and the check passes.
        type_into(page, stub, solution())
        run_all(page)
        check.get_by_text("✓").first.wait_for(timeout=PATIENCE)
        assert "✗" not in check.inner_text() and "✓" in check.inner_text()
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
