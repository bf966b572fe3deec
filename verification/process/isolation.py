"""Somebody's code runs in a process of its own: silenced, in limited time and memory, and nothing of it is left.

This keeps accidents away, not malice: what the process may read, write and send is what its user may.
"""

import os
import signal
import sys
import time
import warnings
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from .child import work_and_wait
from .progress import Listener

TIME_LIMIT = 120.0
"""Seconds that one target may take."""

MEMORY_LIMIT = 4096
"""MB that one target may ask for, above what optproof itself has."""

LOOK = 0.1
"""Seconds between two looks at whether the process is still there."""

SLEPT = 1.0
"""Seconds that may pass between two looks; what is more was slept, as both do on a machine that is suspended."""


class LostError(Exception):
    """The process ended without an answer; the message is a sentence."""


class _JaxNeededError(Exception):
    """The work cannot be done in a fork."""


def isolated(
    work: Callable[[], Any],
    time_limit: float = TIME_LIMIT,
    memory_limit: int = MEMORY_LIMIT,
    on_progress: Listener | None = None,
) -> Any:
    """The result of `work`, done in a forked process.  Raises `LostError`.

    What `work` reports of its progress is handed to `on_progress`, and what it keeps is the result where it comes to no
    end.  Where processes cannot be forked, `work` is done here,
    with no limits; so it is where JAX has computed before and `work` asks it to compute, for a fork lacks its threads.
    Where the system does not tell what memory a process has (only Linux does), that is not limited.
    """
    if not hasattr(os, "fork"):
        return work()
    try:
        return _forked(work, time_limit, memory_limit, on_progress)
    except _JaxNeededError:
        return _here(work)


def _forked(work: Callable[[], Any], time_limit: float, memory_limit: int, on_progress: Listener | None) -> Any:
    receiver, sender = Pipe(duplex=False)
    sys.stdout.flush()
    sys.stderr.flush()
    parent = os.getpid()
    with warnings.catch_warnings():
        # Threads of the parent, as those of OpenBLAS and JAX, are not needed in the child.
        warnings.simplefilter("ignore")
        # A fork keeps the imports, which cost more than the check; what the target breaks, breaks there.
        pid = os.fork()
    if pid == 0:
        work_and_wait(work, sender, memory_limit, parent)
    child = _Child(pid)
    try:
        sender.close()
        return _answer(child, receiver, time_limit, on_progress)
    finally:
        child.end()
        receiver.close()


def _here(work: Callable[[], Any]) -> Any:
    """The result of the work, done in this process, which keeps its own setting of float64."""
    settings = sys.modules["jax"].config
    before = settings.jax_enable_x64
    try:
        return work()
    finally:
        settings.update("jax_enable_x64", before)


# The parent.


@dataclass
class _Child:
    """The process that does the work; it leads a session of its own."""

    pid: int
    status: int | None = None

    def has_ended(self) -> bool:
        if self.status is None:
            with suppress(ChildProcessError):
                pid, status = os.waitpid(self.pid, os.WNOHANG)
                self.status = status if pid else None
        return self.status is not None

    def end(self) -> None:
        """End it, and whatever it has started."""
        started = _started_by(self.pid)
        if not self.has_ended():
            _kill(os.kill, self.pid)
        _kill(os.killpg, self.pid)
        for each in started:
            _kill(os.kill, each)
        if self.status is None:
            with suppress(ChildProcessError):
                os.waitpid(self.pid, 0)


def _kill(kill: Callable[[int, int], None], pid: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        kill(pid, signal.SIGKILL)


def _started_by(leader: int) -> list[int]:
    """The processes below a process or in its session, some of which may have left its group; on Linux, which tells."""
    parents: dict[int, int] = {}
    found = [leader]
    for pid in _processes():
        with suppress(OSError):
            _, parent, _, session, *_ = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()
            parents[pid] = int(parent)
            if int(session) == leader != pid:
                found.append(pid)
    for above in found:
        found.extend(pid for pid, parent in parents.items() if parent == above and pid not in found)
    return found[1:]


def _processes() -> list[int]:
    with suppress(OSError), os.scandir("/proc") as entries:
        return [int(each.name) for each in entries if each.name.isdigit()]
    return []


def _answer(child: _Child, receiver: Connection, time_limit: float, on_progress: Listener | None) -> Any:
    left, seen = time_limit, time.monotonic()
    kept = None
    while True:
        answered = receiver.poll(max(0.0, min(left, LOOK)))
        now = time.monotonic()
        left, seen = left - min(now - seen, SLEPT), now
        if not answered:
            if child.has_ended() and not receiver.poll(0):
                raise LostError(_end_of(child))
            if not left > 0 and kept is not None:
                return kept
            if not left > 0:
                raise LostError(f"It did not come to an end in {time_limit:g} seconds.")
            continue
        try:
            kind, content = receiver.recv()
        except EOFError:
            raise LostError(_end_of(child)) from None
        if kind == "answer":
            return content
        if kind == "lost":
            raise LostError(content)
        if kind == "jax":
            raise _JaxNeededError
        if kind == "kept":
            kept = content
        elif on_progress is not None:
            on_progress(*content)


def _end_of(child: _Child) -> str:
    """How the process came to its end, as a sentence."""
    latest = time.monotonic() + 0.2
    while not child.has_ended():
        if time.monotonic() > latest:
            return "It closed the pipe through which its verdict was to come."
        time.sleep(0.005)
    code = os.waitstatus_to_exitcode(child.status or 0)
    if code >= 0:
        return f"It ended its own process, with exit code {code}."
    return f"Its process was ended by {signal.Signals(-code).name} ({(signal.strsignal(-code) or 'a signal').lower()})."
