"""Runs a notebook's cells as Jupyter would, in this process, and keeps what they print as short text.

What is kept is for a reader: no HTML, no pictures, nothing that a browser would run. No mark depends on it.
"""

import os
import signal
import sys
import traceback
from contextlib import contextmanager
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import ExecutionResult, InteractiveShell
from traitlets.config import Config

from autograder.probe.kept import Kept

_MAX_FRAMES = 8
_MAX_TEXT = 4_000  # characters of one value or message


class CellTimeout(BaseException):
    "A cell ran longer than it may. Not an `Exception`, so that a loop's `except Exception` does not swallow it."


class _Quiet(DisplayHook):
    "A cell's value is kept with its other outputs, and not printed."

    def write_output_prompt(self) -> None:
        pass

    def write_format_data(self, format_dict: Any, md_dict: Any = None) -> None:
        pass

    def log_output(self, format_dict: Any) -> None:
        pass


class _Shown(DisplayPublisher):
    "Keeps the text of what a cell displays."

    texts: list[str] = []

    def publish(self, data: Any, metadata: Any = None, *_: Any, **__: Any) -> None:
        self.texts.append(_as_text(data))


class Shell(InteractiveShell):
    "IPython as notebooks know it, without history, colours or threads. Errors are told by `run_cell`."

    displayhook_class = _Quiet
    display_pub_class = _Shown

    def enable_gui(self, gui: Any = None) -> None:
        pass

    def showtraceback(self, *_: Any, **__: Any) -> None:
        pass

    def showsyntaxerror(self, *_: Any, **__: Any) -> None:
        pass


def make_shell() -> Shell:
    "The process's shell, which draws figures as images. Its history is off: it would start a thread, and be forked."
    config = Config()
    config.HistoryManager.enabled = False
    shell = Shell.instance(config=config)
    shell.enable_matplotlib("inline")
    return shell


def run_cell(shell: Shell, source: str, wall: float, most: int) -> list[dict[str, Any]]:
    "The outputs of one cell, as notebooks store them. `most` is how many characters are kept."
    out, err = Kept(most), Kept(most)
    shown = shell.display_pub.texts = []
    with _streams(out, err), _alarm(wall):
        result = _run(shell, source)
    outputs = [_stream("stdout", out), _stream("stderr", err)]
    outputs = [output for output in outputs if output["text"]]
    outputs += [_data("display_data", text[:_MAX_TEXT]) for text in shown[:20]]
    error = result.error_before_exec or result.error_in_exec
    if error is not None:
        outputs.append(_error(error))
    elif result.result is not None and not source.rstrip().endswith(";"):
        outputs.append(_data("execute_result", _shown(result.result)))
    return outputs


def skipped() -> dict[str, Any]:
    "What stands in the place of the outputs of a cell that was left out because an earlier one ran too long."
    text = "not run, as an earlier cell ran too long: then only cells run that define something"
    return {"output_type": "error", "ename": "CellSkipped", "evalue": text, "traceback": []}


def _run(shell: Shell, source: str) -> Any:
    try:
        return InteractiveShell.run_cell(shell, source, store_history=False)  # whatever a cell has made of the shell's
    except BaseException as error:  # one that IPython does not catch, such as a time-out in its own code
        result = ExecutionResult(None)
        result.error_in_exec = error
        return result


@contextmanager
def _streams(out: Kept, err: Kept):
    before = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = out, err
    try:
        yield
    finally:
        sys.stdout, sys.stderr = before


@contextmanager
def _alarm(seconds: float):
    def ring(*_: object) -> None:
        raise CellTimeout(f"the cell ran longer than {seconds:g} s")

    signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _as_text(data: Any) -> str:
    text = data.get("text/plain", "") if isinstance(data, dict) else ""
    return text if isinstance(text, str) else ""


def _shown(value: Any) -> str:
    from IPython.lib.pretty import pretty

    try:
        return pretty(value, max_seq_length=50)[:_MAX_TEXT]
    except BaseException as error:
        return f"a value that cannot be shown ({type(error).__name__})"


def _stream(name: str, kept: Kept) -> dict[str, Any]:
    return {"output_type": "stream", "name": name, "text": kept.text}


def _data(kind: str, text: str) -> dict[str, Any]:
    return {"output_type": kind, "text": text}


def _error(error: BaseException) -> dict[str, Any]:
    name = type(error).__name__
    try:
        value = str(error)[:_MAX_TEXT]
    except BaseException:
        value = ""
    here = os.path.dirname(os.path.abspath(__file__))
    frames = [
        f"line {frame.lineno}, in {frame.name}: {(frame.line or '').strip()}"[:300]
        for frame in traceback.extract_tb(error.__traceback__)
        if not frame.filename.startswith(here) and "/IPython/" not in frame.filename
    ]
    return {"output_type": "error", "ename": name[:100], "evalue": value, "traceback": frames[-_MAX_FRAMES:]}
