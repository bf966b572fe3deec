"""Several pieces of work at once, each in a process of its own, whose results come in the order of the work."""

import os
import select
import signal
import sys
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, NoReturn

from .child import end_with, has_threads_of_jax
from .isolation import LOOK, LostError
from .messages import Receiver, pipe
from .signals import stop_as_for_ctrl_c

PATIENCE = 2.0
"""Seconds after which a process that does not end is ended."""


def cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def side_by_side(works: Sequence[Callable[[], Any]], jobs: int) -> Generator[Any]:
    """The results of the works, as soon as those before are there; where processes cannot be forked, one after the other.

    Raises `LostError` where a process ends without a result.  Whoever leaves early ends them all.
    """
    if jobs < 2 or len(works) < 2 or not hasattr(os, "fork") or has_threads_of_jax():
        yield from (work() for work in works)
        return
    waiting, running, made = list(enumerate(works)), dict[int, _Job](), dict[int, Any]()
    try:
        for place in range(len(works)):
            while place not in made:
                while waiting and len(running) < jobs:
                    number, work = waiting.pop(0)
                    running[number] = _begun(work, [each.receiver for each in running.values()])
                for number in _ready(running):
                    message = running[number].receive()
                    if message is not None:
                        (made[number],) = message
                        running.pop(number).end()
            yield made.pop(place)
    finally:
        for each in running.values():
            each.end()


@dataclass
class _Job:
    pid: int
    receiver: Receiver

    def receive(self) -> tuple[Any] | None:
        """The result, once all of it has come."""
        try:
            return self.receiver.receive(0)
        except EOFError:
            raise LostError("A process that checks ended without an answer, which is a bug of optproof's.") from None

    def end(self) -> None:
        """Let the process end, and what it has started; it is not waited for longer than `PATIENCE`."""
        latest = time.monotonic() + PATIENCE
        self._send(signal.SIGTERM)
        with suppress(ChildProcessError):
            while os.waitpid(self.pid, os.WNOHANG) == (0, 0):
                if time.monotonic() > latest:
                    self._send(signal.SIGKILL)
                time.sleep(0.005)
        self.receiver.close()

    def _send(self, number: int) -> None:
        with suppress(ProcessLookupError):
            os.kill(self.pid, number)


def _begun(work: Callable[[], Any], others: Sequence[Receiver]) -> _Job:
    receiver, send, sender = pipe()
    sys.stdout.flush()
    sys.stderr.flush()
    parent = os.getpid()
    pid = os.fork()
    if pid == 0:
        _work_and_leave(work, send, parent, [receiver, *others])
    os.close(sender)
    return _Job(pid, receiver)


def _work_and_leave(
    work: Callable[[], Any], send: Callable[[Any], None], parent: int, receivers: Sequence[Receiver]
) -> NoReturn:
    try:
        stop_as_for_ctrl_c()
        end_with(parent)
        for each in receivers:
            each.close()
        send(work())
        os._exit(0)
    finally:
        os._exit(1)


def _ready(running: dict[int, _Job]) -> list[int]:
    """The jobs that have something to say, if any has within a moment."""
    by_descriptor = {each.receiver.descriptor: number for number, each in running.items()}
    return [by_descriptor[each] for each in select.select([*by_descriptor], [], [], LOOK)[0]]
