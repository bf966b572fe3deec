"""Messages through a pipe that somebody's code may write to, close, or fill with anything."""

import os
import pickle
import secrets
import select
from collections.abc import Callable
from typing import Any


class ForeignError(Exception):
    """What came through the pipe is no message."""


def pipe() -> tuple["Receiver", Callable[[Any], None], int]:
    """What receives, what sends, and the descriptor that the receiver's process has to close."""
    told, tell = os.pipe()
    token = secrets.token_bytes(16)

    def send(content: Any) -> None:
        """Raises `OSError` where the pipe was closed."""
        rest = memoryview(_framed(token, pickle.dumps(content)))
        while rest:
            rest = rest[os.write(tell, rest) :]

    return Receiver(told, token), send, tell


def _framed(token: bytes, content: bytes) -> bytes:
    return token + len(content).to_bytes(8, "little") + content


class Receiver:
    """The end of a pipe from which messages come; it waits for none longer than it is told to."""

    def __init__(self, descriptor: int, token: bytes) -> None:
        self.descriptor, self.token, self.come = descriptor, token, bytearray()

    def receive(self, seconds: float) -> tuple[Any] | None:
        """The next message; None where none comes in that time.

        Raises `EOFError` where the pipe was closed, and `ForeignError` for what is no message.
        """
        found = self._whole()
        if found is None and select.select([self.descriptor], [], [], seconds)[0]:
            more = os.read(self.descriptor, 1 << 20)
            if not more:
                raise EOFError
            self.come += more
            found = self._whole()
        return found

    def _whole(self) -> tuple[Any] | None:
        if not self.come.startswith(self.token) and not self.token.startswith(bytes(self.come)):
            raise ForeignError
        head = len(self.token) + 8
        end = head + int.from_bytes(self.come[len(self.token) : head], "little")
        if len(self.come) < head or len(self.come) < end:
            return None
        content = bytes(self.come[head:end])
        del self.come[:end]
        try:
            return (pickle.loads(content),)  # noqa: S301 - of the process that we have forked
        except Exception as error:
            raise ForeignError from error

    def close(self) -> None:
        os.close(self.descriptor)
