"""Somebody's code runs in a process of its own: silenced, in limited time and memory, and nothing of it is left.

This keeps accidents away, not malice: what the process may read, write and send is what its user may.
"""

import mmap
import os
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .child import work_and_wait
from .fork import fork
from .messages import ForeignError, Receiver, pipe
from .progress import Listener
from .scratch import named, remove, use
from .underway import call_in, shared

TIME_LIMIT = 120.0
"""Seconds that one target may take."""

MEMORY_LIMIT = 4096
"""MB that one target may ask for, above what optproof itself has."""

LEAST_MEMORY = 64
"""MB below which not even what judges a target has room beside it."""

ANSWERS = 10.0
"""Seconds in which any step of a few numbers returns: of the processor's time, where it computes, and else of the clock's."""

IDLE = 0.05
"""The share of the processor's time below which a process waits for something."""

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
    receiver, send, sender = pipe()
    page = shared()
    sys.stdout.flush()
    sys.stderr.flush()
    parent, folder = os.getpid(), named()
    pid = fork()  # what the target breaks, breaks there
    if pid == 0:
        use(folder)
        work_and_wait(work, send, page, memory_limit, parent)
    child = _Child(pid)
    try:
        os.close(sender)
        return _answer(child, receiver, _Unanswered(pid, page), time_limit, on_progress)
    finally:
        child.end()
        remove(folder)
        receiver.close()
        page.close()


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


@dataclass
class _Unanswered:
    """For how long one call of somebody's code did not return."""

    pid: int
    page: mmap.mmap
    number: int = 0
    seconds: float = 0.0
    begun: float = 0.0

    def after(self, seconds: float) -> str:
        """What is said of a call that does not return, as a sentence, once these seconds have passed; empty before."""
        call = call_in(self.page)
        number, name = call or (0, "")
        if number != self.number:
            self.number, self.seconds, self.begun = number, 0.0, _computed(self.pid)
            return ""
        self.seconds += seconds
        if not number or self.seconds < ANSWERS:
            return ""
        if _started_by(self.pid):  # as compilers are; once they have ended, it is waited for anew
            self.seconds, self.begun = 0.0, _computed(self.pid)
            return ""
        # A slow machine, and one that does much besides, is no finding: then it computes, and has not computed for so long.
        spent = _computed(self.pid) - self.begun
        if IDLE * self.seconds <= spent < ANSWERS:
            return ""
        return f"`{name}` did not return in {ANSWERS:g} seconds."


def _computed(pid: int) -> float:
    """The processor's seconds that a process has used; all that there are, where the system does not tell."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _answer(
    child: _Child, receiver: Receiver, unanswered: _Unanswered, time_limit: float, on_progress: Listener | None
) -> Any:
    left, seen = time_limit, time.monotonic()
    kept: tuple[Any] | None = None
    while True:
        message = _received(child, receiver, max(0.0, min(left, LOOK)))
        now = time.monotonic()
        passed, seen = min(now - seen, SLEPT), now
        left -= passed
        if message is None:
            late = f"It did not come to an end in {time_limit:g} seconds." if left <= 0 else unanswered.after(passed)
            if late and kept is None:
                raise LostError(late)
            if late and kept is not None:
                return kept[0]
            continue
        ((kind, content),) = message
        if kind == "answer":
            return content
        if kind == "lost":
            raise LostError(content)
        if kind == "jax":
            raise _JaxNeededError
        if kind == "kept":
            kept = (content,)
        elif on_progress is not None:
            on_progress(*content)


def _received(child: _Child, receiver: Receiver, seconds: float) -> tuple[Any] | None:
    """The next message, if one comes in that time.  Raises `LostError` where none can come any more."""
    try:
        message = receiver.receive(seconds)
        if message is None and child.has_ended():
            message = receiver.receive(0)  # what it said last
            if message is None:
                raise LostError(_end_of(child))
    except EOFError:
        raise LostError(_end_of(child)) from None
    except ForeignError:
        raise LostError("It wrote into the pipe through which its verdict was to come.") from None
    return message


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
