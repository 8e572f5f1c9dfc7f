"""Second processes for learners' code that are forked from one which has imported torch, instead of importing it anew.

Importing takes two seconds of processor time, and most tests of `course …` start a process or several. What one finds
is the same: its folder, its variables, its path of modules. tests/jail/test_process.py starts real ones.
"""

import json
import os
import signal
import socket
import subprocess
import sys

from autograder.lessons import REPOSITORY

SERVER = """\
import gc, json, os, signal, socket, sys
from autograder.probe import child

gc.freeze()  # a look for garbage in a child would copy all of it
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
line = socket.socket(fileno=int(sys.argv[1]))
own = set(os.environ.get("PYTHONPATH", "").split(os.pathsep))
while True:
    message, files, _, _ = socket.recv_fds(line, 2**20, 2)
    if not message:
        break
    pid = os.fork()
    if pid == 0:
        line.close()
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        asked = json.loads(message)
        for place, file in enumerate(files):
            os.dup2(file, place)
            os.close(file)
        os.chdir(asked["folder"])
        os.environ.clear()
        os.environ.update(asked["environment"])
        first = [path for path in asked["environment"].get("PYTHONPATH", "").split(os.pathsep) if path]
        sys.path[:] = [*first, *(path for path in sys.path if path not in own)]
        try:
            child.main()
        finally:
            os._exit(0)
    for file in files:
        os.close(file)
    line.send(str(pid).encode())
"""


class ForkServer:
    "Forks children for `Process`. A context manager; it starts when the first is asked for."

    _server = None

    def _begin(self):
        self._line, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            command = [sys.executable, "-P", "-c", SERVER, str(theirs.fileno())]
            environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), "OMP_NUM_THREADS": "1"}
            self._server = subprocess.Popen(command, env=environment, pass_fds=[theirs.fileno()])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self._server:
            self._line.close()
            self._server.wait(30)

    def start(self, process):
        "Takes the place of `Process._start`."
        if not self._server:
            self._begin()
        inward, stdin = os.pipe()
        stdout, outward = os.pipe()
        asked = {"folder": str(process._folder or os.getcwd()), "environment": dict(os.environ)}
        socket.send_fds(self._line, [json.dumps(asked).encode()], [inward, outward])
        for file in (inward, outward):
            os.close(file)
        process._child = Child(int(self._line.recv(100)), os.fdopen(stdin, "wb"), os.fdopen(stdout, "rb"))
        return process._child


class Child:
    "As much of `subprocess.Popen` as `Process` needs."

    def __init__(self, pid, stdin, stdout):
        self.pid, self.stdin, self.stdout = pid, stdin, stdout

    def kill(self):
        try:
            os.kill(self.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass

    def communicate(self):
        for file in (self.stdin, self.stdout):
            try:
                file.close()
            except BrokenPipeError:
                pass
