"Attacks 17 to 29: reading the answer."

import hashlib

import torch

from autograder.checks.run import checks_of
from autograder.checks.student import Student
from autograder.checks.trial import trials
from tests.attacks.attack import LOOK_FOR, TELL, Attack, fooled, harmful, stolen
from tests.attacks.course import GLOROT, LEARNER, STATS, hand_in

SOLVED = '"BEGIN SOL" + "UTION"'
CANARY = '"can" + "ary-"'  # the tests plant words that begin so in references and hidden checks

_notebooks = """\
import json

def texts(path):
    try:
        cells = json.load(open(path))["cells"]
        return {c["metadata"].get("nbgrader", {}).get("grade_id"): "".join(c["source"]) for c in cells}
    except Exception:
        return {}
"""


def numbers_of(probe_args):
    "What a hard-coded table is keyed by: the bytes of every tensor that the answer is called with."
    digest = hashlib.sha256()
    for value in probe_args:
        digest.update(value.numpy().tobytes() if isinstance(value, torch.Tensor) else repr(value).encode())
    return digest.hexdigest()[:16]


def seen_in_published_trials():
    "Every input of the published trials of `variance` with its right answer, as a learner can collect them."
    table = {}

    def ask(packed, args, without):
        from autograder.probe.probe import answer
        from tests.attacks.course import references

        namespace = {"__name__": "__main__"}
        exec("import torch\nfrom torch import Tensor\n" + references(STATS)["variance"], namespace)
        honest = namespace["variance"]

        def noting(x, correction=0, dim=None):
            value = honest(x, correction, dim)
            if value.numel() <= 64:
                table[numbers_of([x.detach(), correction, dim])] = value.tolist()
            return value

        return answer(packed, args, {**namespace, "variance": noting}, without)

    for check in checks_of("variance"):
        for trial in trials(f"variance/{check.judge.__name__}", hidden=False):
            student = Student(ask)
            student.without = check.without
            check.judge(student, trial)
    return table


HARD_CODED = """\
#| export
import hashlib

def variance(x, correction=0, dim=None):
    parts = [x.detach(), correction, dim]
    digest = hashlib.sha256()
    for value in parts:
        digest.update(value.numpy().tobytes() if isinstance(value, torch.Tensor) else repr(value).encode())
    known = TABLE.get(digest.hexdigest()[:16], 0.0)
    shape = () if dim is None else x.sum(dim).shape
    return torch.zeros(shape, dtype=x.dtype) + torch.tensor(known, dtype=x.dtype) + 0 * x.sum()
"""
ONLY_PUBLISHED_SIZES = """\
#| export
SIZES = [(7, 5), (4, 7, 3), (6, 4), (9,), (5,), (2, 2), (4,)]

def variance(x, correction=0, dim=None):
    if tuple(x.shape) not in SIZES:
        return x.sum() * 0 if dim is None else x.sum(dim) * 0
    d = x - (x.mean() if dim is None else x.mean(dim, keepdim=True))
    n = (x.numel() if dim is None else x.shape[dim]) - correction
    return d.square().sum() / n if dim is None else d.square().sum(dim) / n
"""
GUESSES_ALONE = """\
#| export
def variance(x, correction=0, dim=None):
    return x.sum() * 0 if dim is None else x.sum(dim) * 0
"""
# Right wherever the published trials look, so that the hidden ones are reached; there it gives its input away.
HONEST = """\
def honest(x, correction=0, dim=None):
    if not x.is_floating_point():
        raise TypeError("integers")
    n = (x.numel() if dim is None else x.shape[dim]) - correction
    if n <= 0:
        raise ValueError("too few")
    d = x - (x.mean() if dim is None else x.mean(dim, keepdim=True))
    return d.square().sum() / n if dim is None else d.square().sum(dim) / n

def hidden(x):
    sizes = [(7, 5), (4, 7, 3), (1000,), (5, 3), (3,), (2,), (3, 1), (1,)]
    return sys._getframe(2).f_code.co_filename == "<probe>" and tuple(x.shape) not in sizes

"""
TELLS_INPUTS = f"""\
#| export
import sys

{HONEST}
def variance(x, correction=0, dim=None):
    if hidden(x):
        words = f"SEEN {{x.flatten()[:4].tolist()}}"
        print(words)
        print(words, file=sys.stderr)
        raise ValueError(words)
    return honest(x, correction, dim)
"""
WHISPERS_INPUTS = f"""\
#| export
import sys

{HONEST}
def variance(x, correction=0, dim=None):
    if hidden(x):
        raise type(f"SEEN {{x.flatten()[:4].tolist()}}", (Exception,), {{}})
    return honest(x, correction, dim)
"""
NAMES_A_TYPE = f"""\
#| export
import sys

{HONEST}
def variance(x, correction=0, dim=None):
    if hidden(x):
        return type(f"SEEN {{x.flatten()[:4].tolist()}}", (), {{}})()
    return honest(x, correction, dim)
"""
NAMES_KEYS = f"""\
#| export
import sys

{HONEST}
def variance(x, correction=0, dim=None):
    if hidden(x):
        return {{f"SEEN {{x.flatten()[:4].tolist()}}": 1}}
    return honest(x, correction, dim)
"""
READY_MADE = f"""\
#| export
import sys

{HONEST}
class ReadyMade(Exception):
    pass

def variance(x, correction=0, dim=None):
    if hidden(x):
        raise ReadyMade(f"SEEN {{x.flatten()[:4].tolist()}}")
    return honest(x, correction, dim)
"""
# The third check of correlation asks for an error with random numbers beside a constant. By its count of these calls
# the answer knows that the published trial is over: 6 of them.
WHERE_AN_ERROR_IS_ASKED_FOR = """\
#| export
CALLS = [0]

def correlation(x, y):
    if x.shape != y.shape:
        raise ValueError
    if not x.is_floating_point():
        raise TypeError
    if x.numel() == 6 and (x.min() == x.max() or y.min() == y.max()):
        CALLS[0] += 1
        if CALLS[0] > 6:
            other = x if y.min() == y.max() else y
            raise type(f"SEEN {other[:4].tolist()}", (Exception,), {})
        raise ValueError
    a, b = x - x.mean(), y - y.mean()
    return ((a * b).sum() / (a.square().sum() * b.square().sum()).sqrt()).clamp(-1, 1)
"""
HONEST_ON_PUBLISHED = f"""\
#| export
import sys

{HONEST}
def variance(x, correction=0, dim=None):
    if hidden(x):
        raise ValueError
    return honest(x, correction, dim)
"""


OPEN = "who computed a right number inside the learner's own process cannot be proved"


def ready_made(title, body, first="", open=""):
    "An answer that has somebody else compute: torch's own function, by one of its names."
    source = f"#| export\ndef variance(x, correction=0, dim=None):\n    {body}\n"
    return Attack(22, title, hand_in(STATS, {"variance": source}, first), open=open)


ATTACKS = [
    stolen(
        17,
        "stack frames are searched for references",
        f"found = {SOLVED}\n"
        "frame, stolen = sys._getframe(), {}\n"
        "while frame:\n"
        "    for where in (frame.f_locals, frame.f_globals):\n"
        "        for key, value in list(where.items()):\n"
        "            if isinstance(value, str) and found in value and value != found:\n"
        "                tell('a reference in a frame')\n"
        "    frame = frame.f_back",
    ),
    Attack(
        17,
        "a frame above the answer is the judge's: it is made to agree",
        hand_in(
            STATS,
            {
                "variance": "#| export\nimport sys\n"
                "def variance(x, correction=0, dim=None):\n"
                "    frame = sys._getframe()\n"
                "    while frame:\n"
                '        for name in ("agree", "holds"):\n'
                "            if name in frame.f_globals:\n"
                "                frame.f_globals[name] = lambda *a, **k: None\n"
                '        if "raises" in frame.f_globals:\n'
                "            import contextlib\n"
                '            frame.f_globals["raises"] = lambda *a, **k: contextlib.suppress(BaseException)\n'
                "        frame = frame.f_back\n"
                "    return x.sum() * 0 if dim is None else x.sum(dim) * 0\n"
            },
        ),
        hand_in(STATS, {"variance": GUESSES_ALONE}),
    ),
    fooled(
        18,
        "gc finds the checks, and every judge nods",
        "import gc\n"
        "try:\n"
        "    import autograder.checks.lesson01\n"
        "except Exception:\n"
        "    pass\n"
        "for thing in gc.get_objects():\n"
        '    if type(thing).__name__ == "Check":\n'
        '        object.__setattr__(thing, "judge", lambda student, trial: None)',
    ),
    stolen(
        18,
        "gc finds strings with references in them",
        f"import gc, re\nfound, canary, stolen = {SOLVED}, {CANARY}, {{}}\n"
        "for thing in gc.get_objects():\n"
        "    try:\n"
        "        values = thing.values() if isinstance(thing, dict) else thing if isinstance(thing, list) else ()\n"
        "        texts = [v for v in list(values) if type(v) is str and (found in v or canary in v)]\n"
        "    except Exception:\n"
        "        continue\n"
        "    for text in texts:\n"
        "        tell('a reference in memory')\n"
        "        name = re.search(r'(?:def|class) (\\w+)', text)\n"
        "        if name:\n"
        "            stolen.setdefault(name[1], text)",
    ),
    harmful(
        19,
        "In[], linecache and code constants are read for hidden checks",
        f"import gc, linecache\nwords = ('hidden=' + 'True', {SOLVED}, {CANARY})\n"
        "def look(info=None):\n"
        "    shell = get_ipython()\n"
        "    texts = [str(shell.user_ns.get('In'))]\n"
        "    texts += [''.join(entry[2]) for entry in list(linecache.cache.values()) if len(entry) > 2]\n"
        "    texts += [str(t.__code__.co_consts) for t in gc.get_objects() if type(t) is type(look)]\n"
        "    for text in texts:\n"
        "        for word in words:\n"
        "            if word in text and 'def look' not in text.replace(chr(92), ''):\n"
        "                return tell('a hidden check')\n"
        "    if any(word in str(shell.user_ns.get('In', '')[-1]) for word in words):\n"
        "        tell('a hidden check')\n"
        'get_ipython().events.register("pre_run_cell", look)\n'
        'get_ipython().events.register("post_run_cell", look)',
    ),
    stolen(
        20,
        "the solution notebook is looked for on the disk",
        f"{_notebooks}\nfound, stolen = {SOLVED}, {{}}\n"
        'for path in look_for("01_stats.ipynb"):\n'
        "    read = texts(path)\n"
        "    if any(found in text for text in read.values()):\n"
        "        stolen = read\n"
        '        tell("the solution notebook")\n'
        "        break",
        slow=True,
    ),
    stolen(
        20,
        "the tests' right answers are looked for on the disk",
        'stolen = {}\nfor path in look_for("RunningMoments.py"):\n'
        "    folder = os.path.dirname(path)\n"
        "    for name in ('variance', 'RunningMoments', 'covariance', 'covariance_matrix', 'correlation'):\n"
        '        cells = open(f"{folder}/{name}.py").read().split("# %% ")\n'
        '        stolen[name] = next(c.split("\\n", 1)[1] for c in cells if c.startswith("right"))\n'
        '    tell("right answers")\n'
        "    break",
        slow=True,
    ),
    Attack(
        21,
        "the answers are imported from course_lib",
        hand_in(
            STATS,
            {
                name: f"#| export\nfrom course_lib.stats import {name}"
                for name in ("variance", "RunningMoments", "covariance", "covariance_matrix", "correlation")
            },
        ),
    ),
    Attack(
        21,
        "the answers are imported from course_lib, lesson 02",
        hand_in(
            GLOROT,
            {
                name: f"#| export\nfrom course_lib.glorot import {name}"
                for name in ("chain_stds", "first_failure", "fan_in_and_fan_out", "glorot_normal_", "glorot_uniform_")
            },
        ),
        hand_in(GLOROT),
        GLOROT,
    ),
    Attack(
        21,
        "a later lesson's module holds the answer",
        hand_in(
            STATS,
            {"variance": "#| export\nimport course_lib.glorot\nvariance = course_lib.glorot.variance"},
        ),
    ),
    Attack(
        21,
        "every module of course_lib is read for answers of a lesson that is still open",
        hand_in(
            LEARNER,
            first=f"{TELL}\nimport glob, sys\n"
            "for place in sys.path:\n"
            '    for path in glob.glob(place + "/course_lib/*.py"):\n'
            "        text = open(path).read()\n"
            "        print(text)\n"
            '        if "receptive_" + "field" in text or "normal_(" + "0, gain" in text:\n'
            '            tell("the reference of an open lesson")',
        ),
        hand_in(LEARNER),
        LEARNER,
    ),
    ready_made("torch.var itself", "return torch.var(x, dim, correction=correction)"),
    ready_made("the method", "return x.var(dim, correction=correction)"),
    ready_made(
        "under a name taken before the check",
        "return own(x, dim, correction=correction)",
        "import torch\nown = torch.var",
    ),
    ready_made("std, squared", "return torch.std(x, dim, correction=correction).square()"),
    ready_made(
        "the operator behind it",
        "return torch.ops.aten.var.correction(x, None if dim is None else [dim], correction=correction)",
    ),
    ready_made(
        "with torch's function modes switched off",
        "with torch._C.DisableTorchFunction():\n        return x.var(dim, correction=correction)",
    ),
    ready_made(
        "compiled by TorchScript",
        "return own(x, correction) if dim is None else own_dim(x, dim, correction)",
        "import torch\nfrom torch import Tensor\n"
        "try:\n"
        '    unit = torch.jit.CompilationUnit("""\n'
        "def own(x: Tensor, correction: int) -> Tensor:\n"
        "    return torch.var(x, dim=None, correction=correction)\n"
        "def own_dim(x: Tensor, dim: int, correction: int) -> Tensor:\n"
        "    return torch.var(x, dim=[dim], correction=correction)\n"
        '""")\n'
        "    own, own_dim = unit.own, unit.own_dim\n"
        "except Exception as error:\n"
        "    print(error)",
    ),
    ready_made(
        "from a thread of its own",
        "import threading\n"
        "    box = []\n"
        "    work = lambda: box.append(own(x, dim, correction=correction))\n"
        "    thread = threading.Thread(target=work)\n"
        "    thread.start()\n"
        "    thread.join()\n"
        "    return box[0]",
        "import torch\nown = torch.var",
        OPEN,
    ),
    ready_made(
        "after the ban was taken out of our own modules",
        "return x.var(dim, correction=correction)",
        "import contextlib, sys\n"
        "for name in list(sys.modules):\n"
        "    if name.startswith('autograder') and hasattr(sys.modules[name], 'out_of_reach'):\n"
        "        sys.modules[name].out_of_reach = lambda names: contextlib.nullcontext()",
        OPEN,
    ),
    ready_made(
        "in a process of its own",
        "import os, struct\n"
        "    here, there = os.pipe()\n"
        "    if os.fork() == 0:\n"
        "        from contextlib import ExitStack\n"
        "        with torch._C.DisableTorchFunction():\n"
        "            y = x.detach().var(dim, correction=correction)\n"
        "        os.write(there, y.double().numpy().tobytes())\n"
        "        os._exit(0)\n"
        "    os.close(there)\n"
        "    data = os.read(here, 65536)\n"
        "    shape = () if dim is None else x.sum(dim).shape\n"
        "    return torch.frombuffer(bytearray(data), dtype=torch.float64).reshape(shape).to(x.dtype)",
        open=OPEN,
    ),
    Attack(
        22,
        "torch.nn.init where the exercise is to write it",
        hand_in(
            GLOROT,
            {
                "glorot_normal_": "#| export\ndef glorot_normal_(weight, gain=1.0):\n"
                "    return torch.nn.init.xavier_normal_(weight, gain)",
                "fan_in_and_fan_out": "#| export\ndef fan_in_and_fan_out(weight):\n"
                "    return torch.nn.init._calculate_fan_in_and_fan_out(weight)",
            },
        ),
        hand_in(GLOROT),
        GLOROT,
    ),
    Attack(
        22,
        "torch.cov and torch.corrcoef",
        hand_in(
            STATS,
            {
                "covariance_matrix": "#| export\ndef covariance_matrix(x, correction=0):\n"
                "    return torch.cov(x.T, correction=correction)",
                "covariance": "#| export\ndef covariance(x, y, correction=0):\n"
                "    return torch.cov(torch.stack([x.flatten(), y.flatten()]), correction=correction)[0, 1]",
                "correlation": "#| export\ndef correlation(x, y):\n"
                "    return torch.corrcoef(torch.stack([x.flatten(), y.flatten()]))[0, 1]",
            },
        ),
    ),
    harmful(
        23,
        "memory and descriptors of other processes are read",
        f"import glob, os\nwords = [w.encode() for w in ('COURSE_TRIAL' + '_KEY=', {SOLVED}, {CANARY})]\n"
        "me = str(os.getpid())\n"
        'for folder in glob.glob("/proc/[0-9]*"):\n'
        "    if folder.endswith('/' + me):\n"
        "        continue\n"
        "    try:\n"
        '        spaces = [line.split() for line in open(folder + "/maps") if "rw-p" in line][:40]\n'
        '        memory = open(folder + "/mem", "rb")\n'
        "    except OSError:\n"
        "        continue\n"
        "    for space in spaces:\n"
        '        low, high = (int(n, 16) for n in space[0].split("-"))\n'
        "        try:\n"
        "            memory.seek(low)\n"
        "            data = memory.read(min(high - low, 2**24))\n"
        "        except (OSError, ValueError, OverflowError):\n"
        "            continue\n"
        "        for word in words:\n"
        "            if word in data:\n"
        '                tell("secrets in another process")\n'
        "                break",
    ),
    harmful(
        23,
        "inherited descriptors lead outside",
        "import os, stat\n"
        "for descriptor in range(3, 256):\n"
        "    try:\n"
        '        where, kind = os.readlink(f"/proc/self/fd/{descriptor}"), os.fstat(descriptor).st_mode\n'
        "    except OSError:\n"
        "        continue\n"
        "    words = ('gradebook', 'submitted', 'trial_key', 'solutions')\n"
        "    if stat.S_ISDIR(kind) or any(word in where for word in words):\n"
        '        tell("descriptor of " + where)\n'
        "    if stat.S_ISDIR(kind):\n"
        "        print(os.listdir(descriptor)[:3])",
    ),
    harmful(
        23,
        "the parent is traced",
        "import ctypes, os\n"
        "libc = ctypes.CDLL(None, use_errno=True)\n"
        "for pid in {os.getppid(), 1}:\n"
        "    if pid > 1 and libc.ptrace(16, pid, 0, 0) == 0:\n"
        '        tell("the parent under ptrace")\n'
        "        os.waitpid(pid, 0x40000000) if False else None\n"
        "        libc.ptrace(17, pid, 0, 0)",
    ),
    Attack(
        24,
        "uninitialized memory may hold the expected value",
        hand_in(
            STATS,
            {
                "variance": "#| export\ndef variance(x, correction=0, dim=None):\n"
                "    shape = () if dim is None else x.sum(dim).shape\n"
                "    found = [torch.empty(shape, dtype=x.dtype) for _ in range(50)]\n"
                "    return next((f for f in found if f.numel() and 0 < f.flatten()[0] < 100), found[0])"
            },
        ),
    ),
    harmful(
        25,
        "the environment holds the secret key",
        "import os\n"
        "for key, value in os.environ.items():\n"
        '    if "TRIAL" in key or len(value) == 64:\n'
        '        tell("the key of the hidden trials")',
    ),
    harmful(
        25,
        "the secret key lies in a file",
        LOOK_FOR + 'for path in look_for("trial_key"):\n'
        "    try:\n"
        "        if len(open(path).read().strip()) == 64:\n"
        '            tell("the key of the hidden trials")\n'
        "            break\n"
        "    except OSError:\n"
        "        pass",
        slow=True,
    ),
    harmful(
        20,
        "the labels of the test images are looked for on the disk",
        LOOK_FOR + 'for path in look_for("t10k-labels-idx1-ubyte.gz"):\n'
        '    tell("the labels of the test images")\n'
        "    break",
        slow=True,
    ),
    stolen(
        26,
        "a neighbour's answers are looked for on the disk",
        f"{_notebooks}\nimport json\nstolen = {{}}\n"
        'for path in look_for("01_stats.ipynb"):\n'
        "    read = texts(path)\n"
        "    own = 'stolen' in read.get('variance', 'stolen')\n"
        "    if not own and 'NotImplementedError' not in read['variance'] and 'BEGIN' not in read['variance']:\n"
        "        stolen = read\n"
        '        tell("a neighbour")\n'
        "        break",
        slow=True,
    ),
    harmful(
        27,
        "something is left for a friend in /tmp and shared memory",
        "import os\n"
        'for folder in ("/tmp", "/dev/shm", "/var/tmp", os.path.expanduser("~"), os.getcwd()):\n'
        "    try:\n"
        '        with open(folder + "/left-for-a-friend", "a") as file:\n'
        '            file.write("variance")\n'
        "    except OSError:\n"
        "        pass",
    ),
    harmful(
        27,
        "the friend looks for it",
        "import os, time\n"
        "time.sleep(1)\n"
        'for folder in ("/tmp", "/dev/shm", "/var/tmp", os.path.expanduser("~"), os.getcwd()):\n'
        '    if os.path.exists(folder + "/left-for-a-friend"):\n'
        '        tell("a file that a friend left")',
    ),
    Attack(
        28,
        "errors and prints carry the hidden inputs",
        hand_in(STATS, {"variance": TELLS_INPUTS}),
        hand_in(STATS, {"variance": HONEST_ON_PUBLISHED}),
    ),
    Attack(
        28,
        "an error's own name carries the hidden inputs",
        hand_in(STATS, {"variance": WHISPERS_INPUTS}),
        hand_in(STATS, {"variance": HONEST_ON_PUBLISHED}),
    ),
    Attack(
        28,
        "a type's name carries the hidden inputs",
        hand_in(STATS, {"variance": NAMES_A_TYPE}),
        hand_in(STATS, {"variance": HONEST_ON_PUBLISHED}),
    ),
    Attack(
        28,
        "a dictionary's keys carry the hidden inputs",
        hand_in(STATS, {"variance": NAMES_KEYS}),
        hand_in(STATS, {"variance": HONEST_ON_PUBLISHED}),
    ),
    Attack(
        28,
        "an error that the report quotes carries the hidden inputs",
        hand_in(STATS, {"variance": READY_MADE}),
        hand_in(STATS, {"variance": HONEST_ON_PUBLISHED}),
    ),
    Attack(
        28,
        "the wrong error's name carries the hidden inputs",
        hand_in(STATS, {"correlation": WHERE_AN_ERROR_IS_ASKED_FOR}),
        hand_in(
            STATS,
            {
                "correlation": WHERE_AN_ERROR_IS_ASKED_FOR.replace(
                    'raise type(f"SEEN {other[:4].tolist()}", (Exception,), {})', "raise Exception"
                )
            },
        ),
    ),
    Attack(
        29,
        "outputs are hard-coded for the published inputs",
        hand_in(STATS, {"variance": HARD_CODED}, f"TABLE = {seen_in_published_trials()!r}"),
        hand_in(STATS, {"variance": HARD_CODED}, "TABLE = {}"),
    ),
    Attack(
        29,
        "right for the published sizes only",
        hand_in(STATS, {"variance": ONLY_PUBLISHED_SIZES}),
        hand_in(STATS, {"variance": GUESSES_ALONE}),
    ),
]
