"Loops, bombs, floods and crashes: each ends at its limit, costs what it must, and nothing is left of it."

import itertools
import json
import resource
import time
from dataclasses import asdict, replace

import pytest

from autograder.grading.judge import judge
from autograder.jail.inside.limits import MB, Limits
from tests.attacks import seen, tiny
from tests.attacks.attacks.comparison import DAEMON
from tests.attacks.attacks.exhausting import STUBBORN
from tests.attacks.engine import Listener
from tests.attacks.long import LONG, left_out

pytestmark = pytest.mark.xdist_group("faults")

SMALL = replace(Limits(), cpu=1, check_wall=3.0, cell_wall=3.0, wall=60.0, memory=400 * MB)
PATIENT = replace(SMALL, cell_wall=20.0, check_wall=20.0)  # where what counts is another limit, on a busy machine
FULL = {name: tiny.POINTS for name in tiny.NAMES}
SPEND = 20.0  # seconds that anything here may take on a busy machine; the benchmark has the figures


def judged(jail, first="", limits=SMALL, **answers):
    began = time.monotonic()
    result = asdict(judge(tiny.job(limits, first, **answers), jail))
    assert time.monotonic() - began < SPEND + limits.cell_wall + limits.check_wall
    assert result["problem"] == "" and result["verdict"] != "INFRA", result
    return result


def points(result):
    return {name: found["points"] for name, found in result["exercises"].items()}


def verdicts(result):
    return {name: found["verdict"] for name, found in result["exercises"].items()}


def text_of(result):
    return json.dumps(result["outputs"])


def still_sound(jail):
    "The next submission in the same jail gets what it deserves."
    assert points(judged(jail, limits=PATIENT)) == FULL


def test_a_loop_that_ignores_signals(jail):
    result = judged(jail, STUBBORN)
    assert result["ended"] == {0: "TIMEOUT"} and points(result) == FULL
    still_sound(jail)


def test_a_cell_that_sleeps_is_interrupted_and_the_rest_runs(jail):
    result = judged(jail, "import time\ntime.sleep(500)\nprint('awake')")
    assert points(result) == FULL and "awake" not in text_of(result)


def test_threads_that_never_end(jail):
    result = judged(
        jail,
        "import threading, time\nfor _ in range(20):\n    threading.Thread(target=time.sleep, args=(500,)).start()",
    )
    assert points(result) == FULL
    still_sound(jail)


def test_torch_with_threads_in_a_cell_costs_nothing(jail):
    "Their pool is not in a check's fork, which must not wait for it."
    product = "torch.randn(700, 700) @ torch.randn(700, 700)"
    cell = f"import torch\ntorch.set_num_threads(4)\n({product}).sum()"
    result = judged(jail, cell, PATIENT, triple=f"def triple(x):\n    {product}\n    return 3 * x")
    assert points(result) == FULL, result["exercises"]


@pytest.mark.parametrize("body", ["while True: pass", "import time; time.sleep(500)"])
def test_an_answer_that_never_ends_costs_itself(jail, body):
    result = judged(jail, triple=f"def triple(x):\n    {body}")
    assert verdicts(result) == {"double": "PASS", "triple": "TIMEOUT", "halve": "PASS"}
    assert points(result) == {**FULL, "triple": 0}


@pytest.mark.parametrize(
    "bomb",
    [
        "held = [bytearray(b'x' * 2**24) for _ in range(400)]",
        "import torch\n    held = [torch.ones(2**22) for _ in range(400)]",
        "import os\n    for _ in range(8):\n        if os.fork() == 0:\n            held = b'x' * (2**28)\n"
        "            while True: pass\n"
        "    while True: pass",
    ],
    ids=["bytes", "tensors", "forks"],
)
def test_memory_in_an_answer(jail, bomb):
    result = judged(
        jail, limits=replace(SMALL, cpu=20, check_wall=15.0), triple=f"def triple(x):\n    {bomb}\n    return 3 * x"
    )
    assert verdicts(result) == {"double": "PASS", "triple": "MEMORY", "halve": "PASS"}
    assert points(result) == {**FULL, "triple": 0}
    still_sound(jail)


def test_memory_in_a_cell(jail):
    result = judged(jail, "held = [bytearray(b'x' * 2**24) for _ in range(400)]", PATIENT)
    assert points(result) == FULL
    assert "MEMORY" in result["ended"].values() or "MemoryError" in text_of(result)
    still_sound(jail)


def test_a_bomb_of_forks_and_fifty_daemons(jail):
    bomb = DAEMON + (
        "def wait():\n    time.sleep(300)\n"
        "try:\n    for _ in range(50):\n        daemon(38, wait)\n"
        "    while True:\n        os.fork()\n"
        "except OSError as error:\n    print('stopped', error)\n"
    )
    result = judged(jail, bomb)
    assert seen.survivors(38) == []
    assert points(result) == FULL, result
    still_sound(jail)


def test_a_daemon_does_not_outlive_the_cells(jail):
    result = judged(
        jail, DAEMON + "def wait():\n    time.sleep(300)\nfor _ in range(5):\n    daemon(38, wait)\nprint('made')"
    )
    assert "made" in text_of(result) and seen.survivors(38) == []


@pytest.mark.parametrize(
    "flood",
    [
        "line = 'x' * 2**20\nfor _ in range(10 * 2**10):\n    print(line)",
        "import sys\nwhile True:\n    sys.stderr.write('y' * 2**20)",
        "import os\nblock = b'z' * 2**20\nfor _ in range(10 * 2**10):\n    os.write(1, block)\n    os.write(2, block)",
        "from IPython.display import display\nwhile True:\n    display('w' * 10_000)",
        "'v' * 10**8",
        "raise ValueError('u' * 10**8)",
    ],
    ids=["print", "stderr", "descriptors", "display", "value", "error"],
)
def test_ten_gigabytes_of_output(jail, flood):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    result = judged(jail, flood)
    assert len(text_of(result)) <= 2**20
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before <= 50 * 1024  # KB
    assert points(result) == FULL


CLAIMS = {
    "outputs": 'said = {"output_type": "stream", "name": "stdout", "text": "x" * 30 * 2**20}\n'
    "cells.run_cell = lambda *a, **k: [said]",
    "errors": 'error = {"kinds": ["E" * 10**7], "message": "y" * 2**24, "where": ""}\n'
    'inside.answer = lambda *a, **k: {"error": error}',
}


@pytest.mark.parametrize("claim", CLAIMS)
def test_what_the_jails_own_program_is_made_to_claim(jail, claim):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    result = judged(jail, f"from autograder.jail.inside import cells, submission as inside\n{CLAIMS[claim]}")
    assert len(json.dumps(result)) <= 2 * 2**20
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before <= 400 * 1024  # KB; a message may have 64 MB


def test_a_file_of_ten_gigabytes(jail):
    fill = (
        "done = 0\ntry:\n    with open('big', 'wb') as file:\n        for _ in range(640):\n"
        "            file.write(b'z' * 2**24); file.flush(); done += 2**24\n"
        "except OSError as error:\n    print('stopped')\n"
        "print('wrote', done)"
    )
    result = judged(jail, fill, PATIENT)
    wrote = int(text_of(result).split("wrote ")[1].split("\\n")[0])
    assert "stopped" in text_of(result) and wrote <= SMALL.file_size and points(result) == FULL


def test_many_files_fill_no_more_than_their_share(jail):
    fill = (
        "done = 0\ntry:\n    for n in range(640):\n        with open(f'part{n}', 'wb') as file:\n"
        "            file.write(b'z' * 2**24); done += 2**24\nexcept OSError as error:\n    print('stopped')\n"
        "print('wrote', done)"
    )
    result = judged(jail, fill, PATIENT)
    wrote = int(text_of(result).split("wrote ")[1].split("\\n")[0])
    assert "stopped" in text_of(result) and wrote <= SMALL.tmp_size
    assert points(result) == FULL


def test_a_million_files(jail):
    fill = (
        "import os\nmade = 0\ntry:\n    for made in range(10**6):\n        os.close(os.open(str(made), os.O_CREAT))\n"
        "except OSError as error:\n    print('stopped')\nprint('made', made)"
    )
    result = judged(jail, fill, PATIENT)
    made = int(text_of(result).split("made ")[1].split("\\n")[0])
    assert "stopped" in text_of(result) and made <= SMALL.inodes and points(result) == FULL


def test_what_one_left_the_next_does_not_find(jail):
    judged(jail, "open('/tmp/left', 'w').write('x'); open('/dev/shm/left', 'w').write('x')")
    result = judged(jail, "import os\nprint('found', os.path.exists('/tmp/left'), os.path.exists('/dev/shm/left'))")
    assert "found False False" in text_of(result)


def test_nobody_is_reached_by_network(jail):
    from tests.attacks.attacks.exhausting import CONNECT, ELSEWHERE, SCHEDULER

    with Listener() as listener:
        for payload in (CONNECT, ELSEWHERE, SCHEDULER):
            result = judged(jail, f"def tell(what):\n    print('GOT' + 'CHA', what)\n{payload}")
            assert seen.told([text_of(result)]) == []
        assert listener.connections == []


CRASHES = {
    "exits": "import os; os._exit(0)",
    "is killed": "import os; os.kill(os.getpid(), 9)",
    "segfaults": "import ctypes; ctypes.string_at(0)",
    "closes its descriptors": "import os; os.closerange(0, 256)",
    "kills everybody": "import os; os.kill(-1, 9)",
    "exhausts the stack": "import sys; sys.setrecursionlimit(10**9); triple(x)",
    "kills the first process": "import os; os.kill(1, 9); os.kill(os.getppid(), 9)",
    "stops itself": "import os, signal; os.kill(os.getpid(), signal.SIGSTOP)",
    "stops its parent": "import os, signal; os.kill(os.getppid(), signal.SIGSTOP); os._exit(1)",
}


# All of them in the middle of three exercises; two in the others, of which `make test` tries the last.
PLACES = [(name, crash) for crash in CRASHES for name in tiny.NAMES if name == "triple" or crash in list(CRASHES)[:2]]
if not LONG:
    PLACES = [(name, crash) for name, crash in PLACES if name == "triple" or (name, crash) == ("halve", "is killed")]


@pytest.mark.parametrize(("name", "crash"), PLACES)
def test_a_crash_in_one_exercise_leaves_the_others(jail, name, crash):
    body = CRASHES[crash].replace("triple", name)
    result = judged(jail, **{name: f"def {name}(x):\n    {body}\n    return 0"})
    assert points(result) == {**FULL, name: 0}, result["exercises"]
    assert verdicts(result)[name] in ("CRASH", "TIMEOUT", "MEMORY", "TAMPERED", "FAIL")
    assert {verdict for other, verdict in verdicts(result).items() if other != name} == {"PASS"}


def test_garbage_instead_of_answers(jail):
    for garbage in (
        "lambda message: b'garbage' * 100",
        "lambda message: b''",
        "lambda message: b'\\x00\\x00\\x00\\x02\\x00\\x00\\x00\\x00{}'",
        *(["lambda message: b'\\xff' * 8", "lambda message: b'\\x80\\x04\\x95' * 9"] if LONG else []),
    ):
        patch = f"from autograder.jail.inside import submission\n    submission.encode = {garbage}"
        answer = f"def triple(x):\n    {patch}\n    return 3 * x"
        result = judged(jail, triple=answer)
        assert points(result) == {**FULL, "triple": 0}, (garbage, result["exercises"])
        assert verdicts(result)["triple"] in ("TAMPERED", "TIMEOUT", "CRASH")
    still_sound(jail)


LOOPS = {
    "plain": "while True: pass",
    "deaf": "while True:\n        try:\n            while True: pass\n        except BaseException: pass",
    "patient": "try:\n        while True: pass\n    except BaseException: return 0",
}


CALLS = {"called": "print(triple(2))", "exported": "#| export\ntwelve = triple(4)"}
ALL_LOOPS = list(itertools.product(LOOPS, CALLS))
LOOPED = ALL_LOOPS if LONG else [("plain", "called"), ("patient", "exported")]


@left_out(f"{len(ALL_LOOPS) - len(LOOPED)} of {len(ALL_LOOPS)} loops that later cells call")
def test_all_loops_are_tried():
    assert LOOPED == ALL_LOOPS


@pytest.mark.parametrize(("loop", "call"), LOOPED)
def test_a_loop_that_later_cells_call_costs_its_exercise_and_no_more(jail, loop, call):
    "All cells have one wall and the checks another: what follows a cell that hung runs only to define something."
    job = tiny.job(SMALL, triple=f"#| export\ndef triple(x):\n    {LOOPS[loop]}")
    sources = [source for _, source in job.cells]
    sources[3:3] = ["rest = 2", *[CALLS[call]] * 4, "def half(x):\n    return x / rest"]
    sources[-1] = "#| export\ndef halve(x):\n    return half(x)"
    for wall in (6.0, 24.0, 96.0):  # of all cells, and of one: on a busy machine honest cells need more of it, too
        limits = replace(SMALL, check_wall=wall, cell_wall=wall, cells_wall=wall, wall=2 * wall)
        began = time.monotonic()
        result = asdict(judge(replace(job, limits=limits, cells=tuple(enumerate(sources))), jail))
        seconds, found = time.monotonic() - began, points(result)
        if (loop, call) == ("deaf", "exported"):  # each of these has to be ended with the process; after some, all are
            found |= {"halve": tiny.POINTS}
        if found == {**FULL, "triple": 0} and verdicts(result)["triple"] == "TIMEOUT" and seconds < 2.5 * wall:
            break
    else:
        pytest.fail(f"after {seconds:.1f} s, with a wall of {wall:g} s: {result}")
    still_sound(jail)


def test_an_exercise_ends_at_its_first_check_that_is_not_answered_in_time(jail):
    result = judged(jail, double="def double(x):\n    while True: pass")
    rows = result["exercises"]["double"]["rows"]
    assert [row["verdict"] for row in rows] == ["TIMEOUT", "TIMEOUT"]
    assert ["not tried" in row["looks_like"] for row in rows] == [False, True]
    assert points(result) == {**FULL, "double": 0}
