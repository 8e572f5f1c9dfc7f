"""The warm parent: imports what lessons import, rehearses an answer, holds no secret, and forks once a submission.

Started by the jail's command line with one socket, on which it is sent one descriptor for each submission, with limits
and the modules that it needs beside those that all do. It runs no learner's code: each fork gives itself namespaces of
its own before it does. `options` says what the jail's command line could not do: `proc` (mount the process table),
`uid` (stop being root), `layers` (what a fork has to add).
"""

import contextlib
import gc
import importlib
import json
import os
import shutil
import socket
import sys
import tempfile
import warnings
from collections.abc import Iterable

PREPARED = (
    "torch", "torch.nn.functional", "torch.utils.data", "numpy", "matplotlib.pyplot",
    "matplotlib_inline.backend_inline", "safetensors.torch", "statistics", "dataclasses", "gzip", "http.client",
    "tempfile", "functools", "itertools", "copy", "pickle", "random", "fastcore.basics",
    "torch.fx.experimental.symbolic_shapes",  # half a second, at the first backward with an upstream gradient
    "numpy.ctypeslib",  # at the first tensor of an answer; modules that come in a check are looked at, with all others
    "IPython.core.logger", "bdb",  # at the first cell
)  # fmt: skip
OPTIMIZERS = ("torch._dynamo",)  # a second, at the first optimizer: once here instead of in the fork of every check
SETTLES_AFTER = 4  # submissions: those of a self-test, and the first one that somebody waits for


def main(number: str, text: str) -> None:
    """Serves the socket with this number until it is closed.

    `-` in the place of the number: serves one submission on the standard streams, in a container made for it.
    """
    options = json.loads(text)
    sys.path.insert(0, os.path.abspath(f"{__file__}/../../../.."))  # the folder that holds `autograder`
    add_packages(options.get("path", ()))
    from autograder.jail.inside import isolate

    # An editable install finds the whole library, later lessons' answers included, wherever it can see the course.
    sys.meta_path[:] = [f for f in sys.meta_path if not getattr(f, "__module__", "").startswith("__editable__")]
    if number == "-":
        return once(options)
    control = socket.socket(fileno=int(number))
    if "fds" in options["layers"]:
        isolate.close_inherited([1, 2, control.fileno()])  # 1 and 2 are the log
    if options["proc"]:
        isolate.mount_proc()
    if options["uid"] is not None:
        isolate.become(options["uid"], options["uid"])
    os.chdir("/tmp")
    gc.disable()  # hardly anything that is imported ever goes, and looking for it each time takes tenths of a second
    shell = prepare(options.get("prepared", PREPARED))
    refuse_threads()
    gc.freeze()
    gc.enable()
    send(control, {"ready": True})
    served, imported = 0, set[str]()
    while True:
        message, descriptors, _, _ = socket.recv_fds(control, 65536, 1)
        if not message:
            return
        start = json.loads(message)
        if not imported.issuperset(start["modules"]):
            import_also(start["modules"])
            imported.update(start["modules"])
            served = min(served, SETTLES_AFTER - 1)
        child = os.fork()
        if child == 0:
            control.close()
            serve_submission(descriptors[0], start, shell, options)
            os._exit(0)
        for descriptor in descriptors:
            os.close(descriptor)
        os.waitpid(child, 0)
        send(control, {"gone": True})
        served += 1
        if served == SETTLES_AFTER:
            settle()


def modules_for(texts: Iterable[str]) -> tuple[str, ...]:
    "What this code needs beside what is `PREPARED`."
    return OPTIMIZERS if any("optim" in text for text in texts) else ()


def refuse_threads() -> None:
    "Ends this process if it has other threads than the one that forks: a copy would wait for them for ever."
    threads = len(os.listdir("/proc/self/task")) if os.path.isdir("/proc/self/task") else 1
    if threads != 1:
        raise SystemExit(f"the warm parent has {threads} threads, so its forks would hang")


def import_all(names: Iterable[str]) -> None:
    "Imports what there is of these."
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name in names:
            with contextlib.suppress(ImportError):
                importlib.import_module(name)


def import_also(names: Iterable[str]) -> None:
    "Imports what the first submissions did without."
    from autograder.probe.origins import look_at_loaded

    gc.disable()
    import_all(names)
    look_at_loaded()
    refuse_threads()
    gc.freeze()
    gc.enable()


def settle() -> None:
    "Throws away what the imports left over and moves the rest together, for all forks that come; half a second."
    from autograder.jail.inside.isolate import into_huge_pages

    gc.unfreeze()
    gc.collect()
    gc.freeze()
    into_huge_pages()


def add_packages(path) -> None:
    "Makes packages in these folders importable, without running their .pth files; and `exit`, `help` as everywhere."
    import site

    sys.path += [folder for folder in path if folder not in sys.path]
    for name in ("setquit", "setcopyright", "sethelper"):
        getattr(site, name)()


def send(control: socket.socket, message: dict) -> None:
    "One line of JSON."
    control.sendall(json.dumps(message).encode() + b"\n")


def prepare(names):
    "Imports, a shell, a rehearsal. Nothing threaded is computed: a parent that did hangs every child it forks."
    code = sys.path[0]
    shutil.copytree(f"{code}/matplotlib", os.environ["MPLCONFIGDIR"], dirs_exist_ok=True)
    import_all(names)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import torch

        from autograder.jail.inside import cells, submission  # noqa: F401
        from autograder.jail.inside.rehearsal import rehearse
        from autograder.probe import origins

        torch.set_num_threads(1)
        shell = cells.make_shell()
        origins.look_at_loaded()
        rehearse()
        return shell


def once(options: dict) -> None:
    "One submission, on the standard streams; what learners' code prints goes nowhere."
    from autograder.jail.inside.limits import Limits

    requests, replies = os.dup(0), os.dup(1)
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 0)
    os.dup2(nowhere, 1)
    os.chdir("/tmp")
    inside(
        (requests, replies),
        prepare((*PREPARED, *OPTIMIZERS)),
        Limits.from_json(options["limits"]),
        set(options["layers"]),
    )


def serve_submission(descriptor: int, start: dict, shell, options: dict) -> None:
    "The fork's side: isolates itself, then hands over to the process that runs the learner's code."
    from autograder.jail.inside import isolate
    from autograder.jail.inside.limits import Limits

    limits, layers = Limits.from_json(start["limits"]), set(options["layers"])
    isolate.die_with_parent()
    if "fds" in layers:
        isolate.close_inherited([1, 2, descriptor])
    if options["plain"]:
        os.chdir(tempfile.mkdtemp(dir=options["folder"]))
        return inside((descriptor, os.dup(descriptor)), shell, limits, layers)
    os.chdir("/tmp")
    os.umask(0o077)
    isolate.unshare(layers)
    first = os.fork()
    if first:
        os.close(descriptor)
        os.waitpid(first, 0)
        return None
    isolate.die_with_parent()
    if "files" in layers:
        isolate.private_files(limits)
        os.chdir("/tmp")
    if "pid" in layers:
        isolate.mount_proc()
    if "namespaces" in layers:
        isolate.no_more_namespaces()
    return inside((descriptor, os.dup(descriptor)), shell, limits, layers)


def inside(descriptors: tuple[int, int], shell, limits, layers: set[str]) -> None:
    "Limits this process for good and serves the submission on these two descriptors, in and out."
    import random
    import signal

    import numpy
    import torch

    from autograder.jail.inside import isolate
    from autograder.jail.inside.submission import Inside

    if os.getpid() != os.getsid(0):
        os.setsid()
    if "fds" in layers:
        isolate.close_inherited(descriptors)
    isolate.limit(limits, layers, isolate.data_bytes())
    if "capabilities" in layers:
        isolate.drop_capabilities()
    if "syscalls" in layers:
        isolate.refuse_system_calls()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    # The same numbers for every submission: what a mark may not depend on should at least not vary.
    random.seed(0)
    numpy.random.seed(0)
    torch.manual_seed(0)
    requests, replies = os.fdopen(descriptors[0], "rb"), os.fdopen(descriptors[1], "wb")
    process = Inside(requests, replies, shell, limits)
    replies.write(b"!")  # its sender's pid is what the watchdog goes by
    replies.flush()
    process.serve()


if __name__ == "__main__":
    main(*sys.argv[1:])
