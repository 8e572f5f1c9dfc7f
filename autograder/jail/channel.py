"Messages to and from a process that is not trusted, each with a deadline."

import os
import select
import time
from typing import Any

from autograder.probe.wire import MAX_BYTES, WireError, decode, encode

_HEADER = 8  # bytes: two lengths, as `wire` packs them
_AT_ONCE = 2**16  # bytes that are read at least, if they are there: most messages come with one call of the system


class Late(Exception):
    "Nothing came by the deadline."


class Gone(Exception):
    "The other side has closed."


class Channel:
    "Two descriptors, which it owns."

    def __init__(self, read: int, write: int):
        self._read, self._write = read, write
        self._arrived = bytearray()  # of the next message
        os.set_blocking(read, False)
        os.set_blocking(write, False)

    def close(self) -> None:
        "Closes both."
        for descriptor in {self._read, self._write}:
            os.close(descriptor)

    def send(self, value: Any, deadline: float) -> None:
        "One message, by a `time.monotonic()`. Raises `Late`, `Gone`."
        data = memoryview(encode(value))
        while data:
            try:
                data = data[os.write(self._write, data[: 2**20]) :]
            except BlockingIOError:
                self._wait(self._write, select.POLLOUT, deadline)
            except OSError:
                raise Gone from None

    def receive(self, deadline: float, most: int = MAX_BYTES) -> Any:
        "The next message of at most so many bytes. Raises `Late`, `Gone`, and `WireError` for what is none."
        header = self._exactly(_HEADER, deadline)
        size = int.from_bytes(header[:4]) + int.from_bytes(header[4:])
        if size > min(most, MAX_BYTES):
            raise WireError("the message is too large")
        return decode(header + self._exactly(size, deadline))

    def expect_byte(self, seconds: float) -> None:
        "Waits for the one byte with which a process says that it is there. Raises `Late`, `Gone`."
        self._exactly(1, time.monotonic() + seconds)

    def _exactly(self, size: int, deadline: float) -> bytes:
        while len(self._arrived) < size:
            self._wait(self._read, select.POLLIN, deadline)
            try:
                part = os.read(self._read, min(max(size - len(self._arrived), _AT_ONCE), 2**20))
            except BlockingIOError:
                continue
            except OSError:
                raise Gone from None
            if not part:
                raise Gone
            self._arrived += part
        wanted = bytes(self._arrived[:size])
        del self._arrived[:size]
        return wanted

    @staticmethod
    def _wait(descriptor: int, event: int, deadline: float) -> None:
        left = deadline - time.monotonic()
        poll = select.poll()
        poll.register(descriptor, event)
        if left <= 0 or not poll.poll(1000 * left):
            raise Late
