"""Ways to hold memory that no process calls its own, and honest uses of the same system calls.

Each is the text of a cell. It stops by itself at `{megabytes}`, waits for `{seconds}`, in which even a busy machine has
looked at it, says that it still holds them, and lets go.
"""

HELD = "HELD"
_START = """\
import array, ctypes, mmap, os, socket, time
libc = ctypes.CDLL(None, use_errno=True)
libc.mmap.restype = libc.shmat.restype = ctypes.c_void_p
block, held, children = b"x" * 2**20, [], []
def failed(what=""):
    raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()) + what)
"""
_END = """
until = time.monotonic() + {seconds}
while time.monotonic() < until:
    if any(os.waitpid(child, os.WNOHANG)[0] for child in children):
        raise MemoryError("what held it is gone")
    time.sleep(0.02)
print("HE" + "LD", {megabytes})
"""
KINDS = {
    "files that only a descriptor names": """\
for _ in range({megabytes} // 32):
    held.append(os.memfd_create("x"))
    for _ in range(32):
        os.write(held[-1], block)
""",
    "segments that nobody is attached to": """\
for _ in range({megabytes} // 32):
    held.append(libc.shmget(0, 32 * 2**20, 0o1600))
    if held[-1] < 0:
        failed()
    place = libc.shmat(held[-1], None, 0)
    ctypes.memset(place, 1, 32 * 2**20)
    libc.shmdt(ctypes.c_void_p(place))
""",
    "messages in queues": """\
for _ in range({megabytes} * 64):
    held.append(libc.msgget(0, 0o1600))
    if held[-1] < 0:
        failed()
    for _ in range(2):
        libc.msgsnd(held[-1], ctypes.byref(ctypes.create_string_buffer(8200)), 8000, 0o4000)
""",
    "sets of semaphores": """\
for _ in range({megabytes}):
    held.append(libc.semget(0, 2**14, 0o1600))
    if held[-1] < 0:
        failed()
""",
    "shared memory that is out of sight": """\
for _ in range({megabytes} // 32):
    held.append(mmap.mmap(-1, 32 * 2**20))
    for _ in range(32):
        held[-1].write(block)
    held[-1].madvise(mmap.MADV_DONTNEED)
""",
    "the device of zeros, shared": """\
zeros = os.open("/dev/zero", os.O_RDWR)
for _ in range({megabytes} // 32):
    held.append(mmap.mmap(zeros, 32 * 2**20))
    for _ in range(32):
        held[-1].write(block)
    held[-1].madvise(mmap.MADV_DONTNEED)
""",
    "sockets that nobody reads": """\
for _ in range({megabytes} // 30 + 1):  # about 100 sockets with a third of a megabyte in each, in each process
    children.append(os.fork())
    if children[-1] == 0:
        try:
            for _ in range(50):
                for end in socket.socketpair():
                    held.append(end)
                    end.setblocking(False)
            for end in held:
                try:
                    while True:
                        end.send(block[:2**16])
                except BlockingIOError:
                    pass
            time.sleep(10 * {seconds})
        finally:
            os._exit(0)
""",
    "sockets with large buffers": """\
for _ in range({megabytes} // 8):
    for end in socket.socketpair():
        held.append(end)
        end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 2**22)
        end.setblocking(False)
        try:
            while True:
                end.send(block)
        except BlockingIOError:
            pass
""",
    "tables of pages that are never written": """\
size = {megabytes} * 2**29  # a table of 4 kB is needed for each 2 MB
place = libc.mmap(None, ctypes.c_size_t(size), 1, 0x4022, -1, 0)
if place in (None, 2**64 - 1):
    failed()
libc.madvise(ctypes.c_void_p(place), ctypes.c_size_t(size), 15)
for offset in range(0, size, 2**21):
    ctypes.string_at(place + offset, 1)
""",
    "pages that hang in pipes": """\
area = mmap.mmap(-1, 2**21, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
start = ctypes.addressof(ctypes.c_char.from_buffer(area))
for _ in range({megabytes} // 16):
    held.append(os.pipe())
    for part in range(0, 16):
        area[part * 4096] = part
    vector = (ctypes.c_size_t * 2)(start, 2**16)
    if libc.vmsplice(held[-1][1], vector, 1, 0) < 0:
        failed()
""",
    "several processes, each below the limit": """\
for _ in range({megabytes} // 100):
    children.append(os.fork())
    if children[-1] == 0:
        own = bytearray(100 * 2**20)
        own[::4096] = b"x" * len(own[::4096])
        time.sleep(10 * {seconds})
        os._exit(0)
""",
}
KINDS = {kind: _START + text + _END for kind, text in KINDS.items()}

HONEST = {
    "a thread pool and a process pool": """\
import multiprocessing, os
from concurrent.futures import ThreadPoolExecutor
with ThreadPoolExecutor(4) as threads:
    assert sum(threads.map(abs, range(-9, 1))) == 45
with multiprocessing.get_context("fork").Pool(2) as processes:
    assert processes.map(abs, [-1, -2]) == [1, 2]
print("fine")
""",
    "workers that load data": """\
import torch
from torch.utils.data import DataLoader, TensorDataset
data = TensorDataset(torch.arange(64.0).reshape(16, 4))
assert sum(batch.sum() for (batch,) in DataLoader(data, batch_size=4, num_workers=2)) == 2016
print("fine")
""",
    "an event loop": """\
import asyncio
async def three():
    await asyncio.sleep(0.01)
    return 3
loop = asyncio.new_event_loop()
assert loop.run_until_complete(three()) == 3
loop.close()
print("fine")
""",
    "tensors that processes share": """\
import torch
assert torch.ones(1000).share_memory_().sum() == 1000
print("fine")
""",
    "a file that is mapped": """\
import mmap, numpy
numpy.save("x.npy", numpy.arange(10))
assert numpy.load("x.npy", mmap_mode="r+").sum() == 45
print("fine")
""",
    "a pipe to another process": """\
import subprocess, sys
assert subprocess.run(["cat"], input=b"words", capture_output=True).stdout == b"words"
print("fine")
""",
}
