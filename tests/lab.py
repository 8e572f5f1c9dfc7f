"JupyterLab as its user starts it, and what the tests do in it."

import json
import os
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager

from chromium import free_port

SETTINGS = {
    # All cells are in the page, not only those on the screen, and no question interrupts.
    "notebook-extension/tracker.jupyterlab-settings": {"windowingMode": "none"},
    "apputils-extension/notification.jupyterlab-settings": {"fetchNews": "false", "checkForUpdates": False},
}
# The notebook's own indicator says idle before there is a kernel, and what is run then is lost.
IDLE = ".jp-StatusBar-TextItem:has-text('(ipykernel) | Idle')"
PATIENCE = 120_000  # milliseconds; a machine that does other things as well is slow


@contextmanager
def running_lab(command, folder, home, environment):
    """The address of a JupyterLab that Python starts with the arguments `command` in `folder`, its home being `home`.

    It is stopped at the end.
    """
    port = free_port()
    settings = home / "settings"
    for name, values in SETTINGS.items():
        path = settings / "@jupyterlab" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(values))
    options = [
        *("--no-browser", f"--ServerApp.port={port}", "--ServerApp.port_retries=0", "--IdentityProvider.token="),
        *("--allow-root", f"--LabApp.user_settings_dir={settings}"),
    ]
    environment = {**os.environ, **environment, "HOME": str(home), "PYDEVD_DISABLE_FILE_VALIDATION": "1"}
    with open(home / "log", "wb") as log:
        process = subprocess.Popen(
            [sys.executable, *command, *options], cwd=folder, env=environment, stdout=log, stderr=log
        )
    address = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + PATIENCE / 1000
        while not _answers(address):
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"JupyterLab did not start:\n{(home / 'log').read_text()}")
            time.sleep(0.3)
        yield address
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _answers(address):
    try:
        with urllib.request.urlopen(f"{address}/api", timeout=5):
            return True
    except OSError:
        return False


def open_notebook(page, address, path, workspace="default"):
    "Opens a notebook in JupyterLab and waits for its kernel. What a workspace had open before is opened again."
    page.goto(f"{address}/lab/workspaces/{workspace}/tree/{path}", timeout=PATIENCE)
    page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=PATIENCE)
    page.wait_for_selector(IDLE, state="attached", timeout=PATIENCE)


def menu(page, *path):
    "Chooses an entry of the menu bar."
    first, *rest = path
    page.get_by_role("menuitem", name=first, exact=True).first.click()
    for name in rest:
        page.locator(".lm-Menu .lm-Menu-item", has_text=name).first.click()


def run_all(page):
    "Run All Cells, and waits until the kernel is idle again."
    menu(page, "Run", "Run All Cells")
    page.wait_for_timeout(1000)
    page.wait_for_selector(IDLE, state="attached", timeout=PATIENCE)


def cell_with(page, text):
    "The first code cell whose source holds this text."
    return page.locator(".jp-Notebook .jp-CodeCell", has=page.locator(".cm-content", has_text=text)).first


def type_into(page, cell, text):
    "Replaces a cell's source by typing, as a learner would paste it."
    cell.locator(".cm-content").click()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(text)


def save(page):
    page.keyboard.press("Control+S")
    page.wait_for_timeout(1000)
