"""A piece of work in a process of its own, which tells what it has to tell, and can be ended at any time."""

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from .child import end_with
from .fork import fork
from .isolation import LostError
from .messages import Receiver, pipe
from .signals import hold, release, stop_in_a_fork

PATIENCE = 2.0
"""Seconds after which a process that does not end is ended."""

LOOK = 0.005
"""Seconds between two looks at whether it has ended."""

Send = Callable[[Any], None]
"""Tells something to the process that has begun the work."""


@dataclass(eq=False)
class Job:
    """The process, and the end of the pipe at which what it tells arrives."""

    pid: int
    receiver: Receiver

    def receive(self) -> tuple[Any] | None:
        """What it tells next, once all of it has come.  Raises `LostError` where it has ended."""
        try:
            return self.receiver.receive(0)
        except EOFError:
            raise LostError("A process that checks ended without an answer, which is a bug of optproof's.") from None

    def end(self) -> None:
        """Let the process end, and what it has started; it is not waited for longer than `PATIENCE`."""
        for seconds in self.ending():
            time.sleep(seconds)

    def ending(self) -> Iterator[float]:
        """The same, for who has other things to do meanwhile: in so many seconds each, look again."""
        latest = time.monotonic() + PATIENCE
        self._send(signal.SIGTERM)
        with suppress(ChildProcessError):
            while os.waitpid(self.pid, os.WNOHANG) == (0, 0):
                if time.monotonic() > latest:
                    self._send(signal.SIGKILL)
                yield LOOK
        self.receiver.close()

    def _send(self, number: int) -> None:
        with suppress(ProcessLookupError):
            os.kill(self.pid, number)


def begun(work: Callable[[Send], None], closed: Sequence[int]) -> Job:
    """Work that is handed what tells of it; `closed` are descriptors that are this process's alone."""
    receiver, send, sender = pipe()
    sys.stdout.flush()
    sys.stderr.flush()
    parent, before = os.getpid(), hold()
    pid = fork()
    if pid == 0:
        _work_and_leave(work, send, parent, [receiver.descriptor, *closed], before)
    release(before)
    os.close(sender)
    return Job(pid, receiver)


def _work_and_leave(
    work: Callable[[Send], None], send: Send, parent: int, closed: Sequence[int], before: set[signal.Signals]
) -> NoReturn:
    try:
        stop_in_a_fork(before)
        end_with(parent)
        for each in closed:
            os.close(each)
        work(send)
        os._exit(0)
    finally:
        os._exit(1)


def open_descriptors() -> list[int]:
    """What is open here besides the three that every process has, where the system tells it."""
    with suppress(OSError):
        found = [int(each.name) for each in Path("/dev/fd").iterdir()]
        return [each for each in found if each > 2 and _is_open(each)]
    return []


def _is_open(descriptor: int) -> bool:
    with suppress(OSError):
        os.fstat(descriptor)
        return True
    return False
