"""Attacks 36 to 42 and 52: exhausting the machine, reaching the network, patching clocks.

Each payload stops by itself at a size that a shared machine survives, and tells when it got that far.
"""

from tests.attacks.attack import LISTENER, Attack, harmful
from tests.attacks.attacks.comparison import DAEMON
from tests.attacks.course import STATS, hand_in
from tests.attacks.memory import KINDS

STUBBORN = """\
import signal, time
for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGALRM", "SIGXCPU", "SIGUSR1"):
    signal.signal(getattr(signal, name), signal.SIG_IGN)
until = time.time() + 400
while time.time() < until:
    try:
        pass
    except BaseException:
        pass
"""
SLEEPS = "import time\ntime.sleep(400)\n"
MEMORY = """\
held = []
try:
    for _ in range(32):
        held.append(bytearray(b"x" * 2**27))
    tell("4 GB of memory")
finally:
    del held
"""
TENSORS = """\
import torch
held = []
try:
    for _ in range(32):
        held.append(torch.ones(2**25))
    tell("4 GB of memory")
finally:
    del held
"""
FORKS = (
    DAEMON
    + """\
def wait():
    time.sleep(60)
made = 0
try:
    for _ in range(300):
        daemon(38, wait)
        made += 1
    tell("300 daemons")
except OSError as error:
    print(made, error)
"""
)
THREADS = """\
import threading, time
started = 0
try:
    for _ in range(3000):
        threading.Thread(target=time.sleep, args=(5,), daemon=True).start()
        started += 1
    tell("3000 threads")
except RuntimeError as error:
    print(started, error)
"""
FLOOD = """\
import sys
line = "x" * 2**20
for _ in range(48):
    print(line)
    print(line, file=sys.stderr)
"""
RAW_FLOOD = """\
import os
block = b"y" * 2**20
for _ in range(256):
    for descriptor in (1, 2):
        os.write(descriptor, block)
"""
DISPLAYS = """\
from IPython.display import display
for _ in range(20_000):
    display("x" * 400)
"""
BIG_FILE = """\
import os
block = b"z" * 2**24
written = 0
try:
    with open("big", "wb") as file:
        for _ in range(160):
            file.write(block)
            written += 1
    tell("2.5 GB in one file")
except OSError as error:
    print(written, error)
finally:
    if os.path.exists("big"):
        os.remove("big")
"""
MANY_BIG_FILES = """\
import os
block = b"z" * 2**24
try:
    for number in range(160):
        with open(f"part-{number}", "wb") as file:
            file.write(block)
    tell("2.5 GB in many files")
except OSError as error:
    print(number, error)
finally:
    for number in range(160):
        if os.path.exists(f"part-{number}"):
            os.remove(f"part-{number}")
"""
MANY_FILES = """\
import os
made = 0
try:
    os.mkdir("many")
    for made in range(150_000):
        os.close(os.open(f"many/{made}", os.O_CREAT | os.O_WRONLY))
    tell("150,000 files")
except OSError as error:
    print(made, error)
"""
CONNECT = f"""\
import socket
for address in ("127.0.0.1", "localhost", "::1"):
    try:
        socket.create_connection((address, {LISTENER}), 2).close()
        tell("a connection to " + address)
        break
    except OSError as error:
        print(error)
"""
ELSEWHERE = """\
import socket
for family in (socket.AF_INET, socket.AF_INET6, socket.AF_NETLINK, socket.AF_PACKET):
    try:
        kind = socket.SOCK_RAW if family in (socket.AF_NETLINK, socket.AF_PACKET) else socket.SOCK_DGRAM
        made = socket.socket(family, kind)
    except OSError as error:
        print(error)
        continue
    try:
        if family == socket.AF_INET:
            made.connect(("192.0.2.1", 9))  # a route is all that this asks for; nothing is sent
            tell("a route off this machine")
    except OSError as error:
        print(error)
"""
SCHEDULER = f"""\
import glob, os, pickle, socket, struct

class Order:
    def __reduce__(self):
        return os.system, ("touch ~/escaped-42",)

ports = {{8786, 8787, {LISTENER}}}
for table in ("/proc/net/tcp", "/proc/net/tcp6", "/proc/1/net/tcp"):
    try:
        for line in list(open(table))[1:]:
            fields = line.split()
            if fields[3] == "0A":
                ports.add(int(fields[1].rsplit(":", 1)[1], 16))
    except OSError:
        pass
for port in sorted(ports):
    try:
        with socket.create_connection(("127.0.0.1", port), 0.5) as line:
            body = pickle.dumps({{"op": "run", "function": Order()}})
            line.sendall(struct.pack("<QQQ", 2, 0, len(body)) + body)
            tell("a connection to a program of this machine")
            break
    except OSError:
        pass
for line in open("/proc/net/unix"):
    name = line.split()[-1]
    if name.startswith(("@", "/")):
        try:
            socket.socket(socket.AF_UNIX).connect("\\0" + name[1:] if name[0] == "@" else name)
            tell("the socket " + name)
            break
        except OSError:
            pass
"""
CLOCKS = """\
import datetime, time
for name in ("time", "monotonic", "perf_counter", "process_time", "time_ns", "monotonic_ns"):
    setattr(time, name, lambda: 0)
time.sleep = lambda seconds: None
"""
NO_TIME = """\
#| export
def variance(x, correction=0, dim=None):
    while time.time() == 0:
        pass
    return x.sum()
"""
PRIORITY = """\
import os, resource
for name in ("RLIMIT_AS", "RLIMIT_CPU", "RLIMIT_NPROC", "RLIMIT_FSIZE", "RLIMIT_NOFILE"):
    kind = getattr(resource, name)
    soft, hard = resource.getrlimit(kind)
    try:
        resource.setrlimit(kind, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        if hard != resource.RLIM_INFINITY:
            tell("a limit lifted: " + name)
    except (OSError, ValueError):
        pass
try:
    os.nice(-10)
    tell("a higher priority")
except OSError:
    pass
"""


# These replace parts of the jail's own program, which is in the learner's process: what it says is the learner's word.
CLAIMS_OUTPUT = """\
import sys
cells = sys.modules.get("autograder.jail.inside.cells")
if cells:
    cells.run_cell = lambda *a, **k: [{"output_type": "stream", "name": "stdout", "text": "x" * (30 * 2**20)}]
else:
    print("x" * (30 * 2**20))
"""
CLAIMS_ERRORS = """\
import sys
inside = sys.modules.get("autograder.jail.inside")
error = {"kinds": ["E" * 10**7, "ReadyMade"], "message": "y" * (20 * 2**20), "where": "z" * 10**6}
if inside:
    inside.answer = lambda *a, **k: {"error": error}
"""
CLAIMS_TYPES = """\
import json, struct, sys
inside = sys.modules.get("autograder.jail.inside")
def encode(message):
    content = [["value", {"foreign": "<script>attack48()</script>" + "t" * (20 * 2**20)}], ["args", {"list": []}]]
    if "value" not in message and "error" not in message:
        return honest(message)
    content.append(["nonce", message["nonce"]])
    text = json.dumps({"dict": content}).encode()
    return struct.pack(">II", len(text), 0) + text
if inside:
    honest, inside.encode = inside.encode, encode
"""
CLAIMS_SIZES = """\
import struct, sys
inside = sys.modules.get("autograder.jail.inside")
if inside:
    inside.encode = lambda message: struct.pack(">II", 2**32 - 1, 2**32 - 1)
"""
CLAIMS_DEPTH = """\
import struct, sys
inside = sys.modules.get("autograder.jail.inside")
if inside:
    text = b'{"list":[' * 300_000 + b"1" + b"]}" * 300_000
    inside.encode = lambda message: struct.pack(">II", len(text), 0) + text
"""


EIGHT = """\
    import os, time
    for _ in range(8):
        if os.fork() == 0:
            while time.process_time() < 3.5:
                pass
            os._exit(0)
    time.sleep(25)
    return x.sum() * 0
"""


def in_an_answer(number, title, body):
    source = f"#| export\ndef variance(x, correction=0, dim=None):\n{body}"
    return Attack(number, title, hand_in(STATS, {"variance": source}), slow=True)


ATTACKS = [
    harmful(36, "a loop that ignores every signal", STUBBORN, slow=True),
    harmful(36, "a cell that sleeps", SLEEPS, slow=True),
    in_an_answer(36, "an answer that never ends", "    while True:\n        pass\n"),
    harmful(37, "memory, by bytes", MEMORY, slow=True),
    harmful(37, "memory, by tensors", TENSORS, slow=True),
    in_an_answer(
        37, "memory, in an answer", "    held = [torch.ones(2**25) for _ in range(32)]\n    return x.sum() * 0\n"
    ),
    *(
        harmful(37, f"memory: {kind}", text.format(megabytes=1500, seconds=3) + 'tell("1.5 GB of memory")', slow=True)
        for kind, text in KINDS.items()
    ),
    in_an_answer(36, "eight processes that compute, in an answer", EIGHT),
    harmful(38, "300 daemons", FORKS, slow=True),
    harmful(38, "3,000 threads", THREADS, slow=True),
    harmful(39, "output in lines of a megabyte", FLOOD, slow=True),
    harmful(39, "output past the kernel, to descriptors", RAW_FLOOD, slow=True),
    harmful(39, "20,000 displays", DISPLAYS, slow=True),
    harmful(39, "30 MB of output claimed for each cell", CLAIMS_OUTPUT, slow=True),
    harmful(39, "errors of 30 MB claimed for each question", CLAIMS_ERRORS, slow=True),
    harmful(39, "a type's name of 20 MB claimed for each answer", CLAIMS_TYPES, slow=True),
    harmful(39, "a message of 8 GB announced", CLAIMS_SIZES, slow=True),
    harmful(39, "an answer nested 300,000 deep", CLAIMS_DEPTH, slow=True),
    harmful(40, "2.5 GB in one file", BIG_FILE, slow=True),
    harmful(40, "2.5 GB in many files", MANY_BIG_FILES, slow=True),
    harmful(40, "150,000 files", MANY_FILES, slow=True),
    harmful(41, "connections to loopback", CONNECT),
    harmful(41, "a route off the machine, raw sockets", ELSEWHERE),
    harmful(42, "whatever listens here is sent an order in pickle", SCHEDULER),
    Attack(52, "clocks stand still", hand_in(STATS, {"variance": NO_TIME}, CLOCKS), slow=True),
    harmful(52, "limits are lifted and priority is raised", PRIORITY),
]
