"""Runs a notebook's cells as Jupyter would, in this process, and keeps what they print as short text.

What is kept is for a reader: no HTML, no pictures, nothing that a browser would run. No mark depends on it.
"""

import io
import os
import signal
import sys
import traceback
from contextlib import contextmanager
from typing import Any

from traitlets.config import Config

_MAX_FRAMES = 8
_MAX_TEXT = 4_000  # characters of one value or message


class CellTimeout(BaseException):
    "A cell ran longer than it may. Not an `Exception`, so that a loop's `except Exception` does not swallow it."


class Kept(io.TextIOBase):
    "A text stream that remembers its beginning and counts the rest."

    def __init__(self, most: int):
        self.most, self.size = most, 0
        self.parts: list[str] = []

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        left = self.most - self.size
        if left > 0 and text:
            self.parts.append(str(text)[:left])
        self.size += len(text)
        return len(text)

    @property
    def text(self) -> str:
        "What was kept, and how much was not."
        cut = self.size - self.most
        return "".join(self.parts) + (f"\n… and {cut} characters more" if cut > 0 else "")


def make_shell() -> Any:
    "IPython as notebooks know it, without history, colours or threads."
    import warnings

    warnings.filterwarnings("ignore", message=".*IPython parent.*")
    from execnb.shell import CaptureShell
    from IPython.core.history import HistoryManager

    HistoryManager.enabled.default_value = False  # it would start a thread, and no thread survives a fork
    config = Config()
    config.HistoryManager.enabled = False
    original = CaptureShell.__bases__[0].__init__

    def start(self: Any, **options: Any) -> None:
        original(self, config=config, **options)

    CaptureShell.__bases__[0].__init__ = start
    try:
        shell = CaptureShell(mpl_format="png")
    finally:
        CaptureShell.__bases__[0].__init__ = original
    shell.showtraceback = shell.showsyntaxerror = lambda *_, **__: None  # errors are told below
    return shell


def run_cell(shell: Any, source: str, wall: float, most: int) -> list[dict[str, Any]]:
    "The outputs of one cell, as notebooks store them. `most` is how many characters are kept."
    out, err, shown = Kept(most), Kept(most), []
    shell.display_pub.publish = lambda data, metadata=None, **_: shown.append(_as_text(data))
    result = None
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


def _run(shell: Any, source: str) -> Any:
    from IPython.core.interactiveshell import ExecutionResult, InteractiveShell

    try:
        return InteractiveShell.run_cell(shell, source, store_history=False)
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
